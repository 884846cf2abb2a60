//! How following ends: Ctrl-C, `quit`, the end of the input; not while a call is up, which would leave a customer alone.

use wellclient::{Body, Command, Notice, SessionEnd};

use super::{Follower, clock};
use crate::failure::Failure;
use crate::language::{pick, spoken};
use crate::print::{DIM, tell};
use crate::softphone::words::Word;
use crate::tail::input::Input;

impl Follower {
    /// Ctrl-C; whether the log-in is given up.
    pub(super) fn interrupted(&mut self) -> Result<bool, Failure> {
        // On a line of its own: the terminal shows a ^C where the program does not.
        let below = if self.is_typed() { "" } else { "\n" };
        if self.logging_in {
            tell(&format!("{below}{}", pick("giving up", "放弃登录")));
            return Ok(true);
        }
        if let Some(Input::Keys(keyboard)) = &self.input
            && keyboard.show().is_err()
        {
            // The terminal is gone.
            self.input_has_ended();
        }
        match self.is_in_a_call() {
            true if below.is_empty() => {}
            true => tell(""),
            false => tell(&format!("{below}{}", pick("logging out", "正在登出"))),
        }
        self.end()?;
        Ok(false)
    }

    /// It is to end: with a call up, after it; told so again, it hangs up; and again, at once, and logs nobody out.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.told_to_end += 1;
        let calls = self.session.snapshot().calls;
        match self.told_to_end {
            _ if calls.is_empty() => {}
            1 if self.json => self.out.json(&serde_json::json!({
                "type": "ending",
                "when": "the call is over; quit or Ctrl-C again hangs up",
            }))?,
            1 => tell(pick(
                "a call is up: ends when it is over; Ctrl-C again hangs up",
                "通话尚未结束：通话结束后退出；再按 Ctrl-C 挂断",
            )),
            2 => {
                for call in calls {
                    let call = Some(call.call_id);
                    // What comes of it is seen by the events.
                    drop(self.session.begin(Command::Drop { call }));
                }
            }
            _ => {
                return Err(Failure::Failed(Word::LeftInCall.of(spoken()).to_owned()));
            }
        }
        Ok(())
    }

    /// Waits until no call is up, or nobody can tell any more.
    pub(super) async fn call_is_over(&mut self) {
        while self.is_in_a_call() {
            let given_up = self.link.given_up(self.began.elapsed());
            let notice = tokio::select! {
                notice = self.events.next() => notice,
                () = given_up => return,
            };
            match notice {
                Some(Notice::Event(event)) => {
                    if let Body::LinkChanged(changed) = event.body() {
                        self.link.changed(changed.state, self.began.elapsed());
                    }
                }
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Closes the session, logging out, and prints what comes meanwhile.
    pub(super) async fn close(&mut self) -> Result<(), Failure> {
        let session = self.session.clone();
        let mut closed = Box::pin(async move { session.close().await });
        let mut closing = true;
        while closing {
            tokio::select! {
                biased;
                Some(notice) = self.events.next() => self.notice(&notice).await?,
                () = &mut closed => closing = false,
            }
        }
        while let Some(notice) = self.events.try_next() {
            self.notice(&notice).await?;
        }
        while let Some(done) = self.under_way.join_next().await {
            if let Ok((asker, verb, outcome)) = done {
                self.outcome(&asker, verb, &outcome).await?;
            }
        }
        match self.json {
            true => self.out.json(&serde_json::json!({ "type": "closed" }))?,
            false => {
                let closed = pick("closed", "已关闭");
                self.out.under(&clock(), &format!("{DIM}{closed}{DIM:#}"))?;
            }
        }
        match self.session.snapshot().session_end {
            Some(SessionEnd::Closed) => Err(Failure::Failed(Word::NotLoggedOut.of(spoken()).to_owned())),
            _ => Ok(()),
        }
    }
}
