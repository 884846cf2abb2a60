//! The life of one followed session: log in, print what happens, carry out commands, log out; not while a call is up, which
//! would leave a customer alone.

#[cfg(test)]
mod given_up;
mod leave;
mod typed;

use std::collections::VecDeque;
use std::future::Future;
use std::io::IsTerminal as _;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;
use wellclient::{
    Body, Command, CommandError, Error, Events, LinkState, LogKind, LoginRequest, Notice, Outcome, Session,
    SessionEnd, SessionPhase, Snapshot, Success, Verb,
};

use crate::calls::CallNames;
use crate::failure::Failure;
use crate::language::{pick, say, spoken};
use crate::lines::Line;
use crate::link::Link;
use crate::moments::Moments;
use crate::notice;
use crate::outcome::{self, log_in_failed};
use crate::print::{BAD, DIM, GOOD, Out, tell};
use crate::signals::Signals;
use crate::softphone::words::{Word, attempt};
use crate::tail::ask::{self, Question};
use crate::tail::completion::Known;
use crate::tail::input::{Came, Input};
use crate::tail::login::{Again, log_in};
use crate::tail::requests::{Asker, Request};

/// Commands that may be under way at once; further lines wait unread.
const UNDER_WAY: usize = 64;

/// So long the journal may be behind the session: on a machine that stands still. Then the state is that of now.
const MOMENT: Duration = Duration::from_secs(5);

/// How a session is followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct How {
    /// All that is printed is JSON.
    pub(super) json: bool,
    /// Commands come from standard input.
    pub(super) stdin: bool,
    pub(super) again: Again,
}

/// Logs in and follows the session to its end.
pub(super) async fn follow(
    session: Session,
    login: LoginRequest,
    how: How,
    (link, moments): (Link, Option<Moments>),
) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let mut follower = Follower::new(session, how, link, moments);
    let followed = follower.until_the_end(login, &mut signals).await;
    // The terminal is as it was, whatever is waited for now.
    follower.input = None;
    if follower.told_to_end > 2 && follower.is_in_a_call() {
        // A session that is dropped would log out.
        std::mem::forget(follower);
        return followed;
    }
    if matches!(followed, Err(Failure::ReaderGone)) || (followed.is_err() && follower.is_in_a_call()) {
        // Nobody reads what happens now, but the agent is to be logged out.
        tokio::select! {
            () = follower.call_is_over() => follower.session.close().await,
            () = signals.next() => std::mem::forget(follower),
        }
        return followed;
    }
    tokio::select! {
        closed = follower.close() => followed.and(closed),
        () = signals.next() => Err(Failure::Failed(Word::LeftLoggedIn.of(spoken()).to_owned())),
    }
}

struct Follower {
    session: Session,
    events: Events,
    out: Out,
    json: bool,
    stdin: bool,
    again: Again,
    link: Link,
    /// The state at each event, where people read of it.
    moments: Option<Moments>,
    began: Instant,
    names: CallNames,
    /// For whoever types.
    known: Known,
    /// Until the log-in is settled.
    logging_in: bool,
    /// Standard input; `None` when it has ended, or is not read.
    input: Option<Input>,
    line_number: u64,
    /// What waits for the log-in, or for a command before it.
    waiting: VecDeque<(u64, Line)>,
    /// Commands in words that are piped in are carried out one after the other: the next may name a call that this one makes.
    one_by_one: bool,
    word_under_way: bool,
    under_way: JoinSet<(Asker, Verb, Outcome)>,
    /// Who waits for a decision in login mode `ask`.
    asking: Option<oneshot::Sender<bool>>,
    /// The decision, where it was piped in before the question.
    decided: Option<(Asker, bool)>,
    /// How often it was told to end.
    told_to_end: u32,
}

impl Follower {
    fn new(session: Session, how: How, link: Link, moments: Option<Moments>) -> Self {
        let How { json, stdin, again } = how;
        Self {
            events: session.events(),
            session,
            out: Out::new(),
            json,
            stdin,
            again,
            link,
            moments,
            began: Instant::now(),
            names: CallNames::default(),
            known: Known::default(),
            logging_in: true,
            input: stdin.then(Input::new),
            line_number: 0,
            waiting: VecDeque::new(),
            one_by_one: stdin && !std::io::stdin().is_terminal(),
            word_under_way: false,
            under_way: JoinSet::new(),
            asking: None,
            decided: None,
            told_to_end: 0,
        }
    }

    async fn until_the_end(&mut self, login: LoginRequest, signals: &mut Signals) -> Result<(), Failure> {
        let (questions, mut asked) = mpsc::unbounded_channel();
        let mut login = Box::pin(log_in(self.session.clone(), login, self.again, questions));
        loop {
            while !self.logging_in
                && !self.word_under_way
                && let Some((number, line)) = self.waiting.pop_front()
            {
                self.carry_out(number, &line).await?;
            }
            let ended =
                self.stdin && self.input.is_none() && self.under_way.is_empty() && self.waiting.is_empty();
            if ended && !self.logging_in && self.told_to_end == 0 {
                self.end()?;
            }
            if self.told_to_end > 0
                && !self.is_in_a_call()
                && (self.under_way.is_empty() || self.told_to_end > 1)
            {
                return Ok(());
            }
            let room = self.under_way.len() < UNDER_WAY && self.waiting.len() < UNDER_WAY;
            tokio::select! {
                biased;
                () = signals.next() => {
                    if self.interrupted()? {
                        return Err(Failure::before_log_in());
                    }
                }
                notice = self.events.next() => {
                    let Some(notice) = notice else { return Ok(()) };
                    self.notice(&notice).await?;
                    if !self.logging_in && self.is_over(&notice)? {
                        return Ok(());
                    }
                }
                () = self.link.given_up(self.began.elapsed()), if self.told_to_end > 0 => {
                    return Err(Failure::Failed(Word::GivenUp.of(spoken()).to_owned()));
                }
                settled = &mut login, if self.logging_in => {
                    self.logging_in = false;
                    self.logged_in(settled).await?;
                }
                Some(question) = asked.recv(), if self.logging_in => self.ask(question)?,
                Some(done) = self.under_way.join_next(), if !self.under_way.is_empty() => {
                    // Commands do not panic, and nobody aborts them.
                    if let Ok((asker, verb, outcome)) = done {
                        self.outcome(&asker, verb, &outcome).await?;
                    }
                    self.word_under_way &= !self.under_way.is_empty();
                }
                came = next(&mut self.input), if room || self.is_typed() => {
                    if self.came(came).await? {
                        return Err(Failure::before_log_in());
                    }
                }
            }
        }
    }

    fn is_in_a_call(&self) -> bool {
        !self.session.snapshot().calls.is_empty()
    }

    async fn notice(&mut self, notice: &Notice) -> Result<(), Failure> {
        self.print(notice).await?;
        match notice {
            Notice::Event(event) => match event.body() {
                Body::LinkChanged(changed) => self.link_changed(changed.state),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Says which attempt to have the event channel back has begun.
    fn link_changed(&mut self, state: LinkState) -> Result<(), Failure> {
        self.link.changed(state, self.began.elapsed());
        let Some((number, of)) = self.link.attempts().filter(|_| state == LinkState::Connecting) else {
            return Ok(());
        };
        if self.json {
            let at = jiff::Timestamp::now().as_millisecond();
            let line = serde_json::json!({ "type": "attempt", "at": at, "number": number, "of": of });
            return self.out.json(&line);
        }
        let attempt = attempt(number, of, spoken());
        self.out.under(&clock(), &format!("{DIM}{attempt}{DIM:#}"))
    }

    async fn print(&mut self, notice: &Notice) -> Result<(), Failure> {
        if self.json {
            if let Notice::Event(event) = notice
                && let Some(call) = event.call_id()
            {
                // Words may name it.
                self.names.of(call);
            }
            if self.is_typed() {
                self.known.meet(&self.session.snapshot());
            }
            return notice::write(notice, jiff::Timestamp::now().as_millisecond(), &mut self.out);
        }
        // Why a log-in failed is said once, at the end.
        let said_later =
            matches!(notice, Notice::Log(line) if self.logging_in && line.kind == LogKind::Error);
        if said_later {
            return Ok(());
        }
        let snapshot = self.snapshot_at(notice).await;
        if self.is_typed() {
            self.known.meet(&snapshot);
        }
        notice::say(notice, &clock(), &snapshot, &mut self.names, &mut self.out)
    }

    /// The state at an event; elsewhere that of now.
    async fn snapshot_at(&mut self, notice: &Notice) -> Snapshot {
        if let (Notice::Event(event), Some(moments)) = (notice, &mut self.moments) {
            let then = tokio::time::timeout(MOMENT, moments.at(event)).await;
            match then {
                Ok(Some(snapshot)) => return snapshot,
                _ => self.moments = None,
            }
        }
        self.session.snapshot()
    }

    /// Whether there is nothing more to follow. Who has logged out by a command may log in again.
    fn is_over(&self, notice: &Notice) -> Result<bool, Failure> {
        let Notice::Event(event) = notice else {
            return Ok(false);
        };
        let logged_off = || {
            let why = say!("the server has logged the agent off", "服务器已将座席登出");
            Err(Failure::Failed(why))
        };
        match event.body() {
            // Whether by a command of the own, is told a moment later.
            Body::AgentLoggedOff(_)
                if !self.stdin && self.session.snapshot().phase == SessionPhase::LoggedOut =>
            {
                logged_off()
            }
            Body::SessionEnded(ended) if self.stdin && ended.end_reason != SessionEnd::Logout => logged_off(),
            Body::WsDisconnected if self.again.unreachable => Ok(false),
            Body::WsDisconnected if self.is_in_a_call() => {
                tell(pick(
                    "the event channel is lost; a call is up, so it is tried on",
                    "事件通道已断开；通话尚未结束，因此继续尝试",
                ));
                Ok(false)
            }
            Body::WsDisconnected => Err(Failure::Failed(say!(
                "the event channel is lost, and all attempts are used up",
                "事件通道已断开，重连次数已用完"
            ))),
            _ => Ok(false),
        }
    }

    async fn logged_in(&mut self, settled: Result<Success, Error>) -> Result<(), Failure> {
        let failed = settled.as_ref().err().cloned();
        let outcome = match settled {
            Ok(Success::Confirmed(confirmation)) => Outcome::Confirmed(confirmation),
            Ok(Success::AlreadySo) => Outcome::AlreadySo,
            Err(Error::Rejected(error)) => Outcome::Rejected(error),
            Err(Error::Unknown(unknown)) => Outcome::Unknown(unknown),
        };
        if self.json {
            self.outcome(&Asker::Program(Value::Null), Verb::Login, &outcome)
                .await?;
        } else if outcome.is_good() {
            let (agent, device) = self
                .session
                .identity()
                .map(|(a, d)| (a.to_string(), d.to_string()))
                .unwrap_or_default();
            let is_in = say!("{agent} is logged in on {device}", "{agent} 已在 {device} 登录");
            self.out.under(&clock(), &format!("{GOOD}{is_in}{GOOD:#}"))?;
        }
        let Some(failed) = failed else {
            if let Some(input) = &mut self.input {
                input.begin();
            }
            self.known.meet(&self.session.snapshot());
            return self.decide();
        };
        Err(log_in_failed(&failed, spoken(), hint(&outcome)))
    }

    fn ask(&mut self, question: Question) -> Result<(), Failure> {
        if !self.stdin {
            ask::ask_person(question);
            return Ok(());
        }
        match self.json {
            true => ask::ask_program(&question, &mut self.out)?,
            false => ask::ask_typist(&question),
        }
        if let Some(input) = &mut self.input {
            input.begin();
        }
        // Where the input has ended nobody will answer.
        let can_be_answered = self.input.is_some() || self.decided.is_some();
        self.asking = can_be_answered.then_some(question.answer);
        self.decide()
    }

    /// Answers as was decided before the question.
    fn decide(&mut self) -> Result<(), Failure> {
        match self.decided.take() {
            Some((asker, force)) => self.answer(&asker, force),
            None => Ok(()),
        }
    }

    async fn line(&mut self, line: Line) -> Result<(), Failure> {
        self.line_number += 1;
        if !self.logging_in && !self.word_under_way {
            return self.carry_out(self.line_number, &line).await;
        }
        match Request::read(&line, &self.names, self.json) {
            // The log-in waits for it, or it waits for the log-in.
            Ok(Request::Answer { asker, force }) if self.asking.is_none() && self.one_by_one => {
                self.decided = Some((asker, force));
                return Ok(());
            }
            Ok(Request::Answer { asker, force }) => return self.answer(&asker, force),
            Ok(Request::Quit) => self.asking = None,
            _ => {}
        }
        self.waiting.push_back((self.line_number, line));
        Ok(())
    }

    async fn carry_out(&mut self, number: u64, line: &Line) -> Result<(), Failure> {
        match Request::read(line, &self.names, self.json) {
            Ok(Request::Command { asker, command }) => {
                let before = self.under_way.len();
                self.begin(asker, command).await?;
                let began = self.under_way.len() > before;
                self.word_under_way = self.one_by_one && began && line.is_words();
                Ok(())
            }
            Ok(Request::Query { asker, query }) => query.answer(asker, &self.session, &mut self.out),
            Ok(Request::Answer { asker, force }) => self.answer(&asker, force),
            Ok(Request::Help(text)) if self.json => self
                .out
                .json(&serde_json::json!({ "type": "help", "text": text.en })),
            Ok(Request::Help(text)) => self.out.line(&text.to_string()),
            Ok(Request::Quit) => self.end(),
            Ok(Request::Nothing) => Ok(()),
            Err(misunderstood) => misunderstood.tell(number, &mut self.out),
        }
    }

    fn answer(&mut self, asker: &Asker, force: bool) -> Result<(), Failure> {
        let taken = self
            .asking
            .take()
            .is_some_and(|asking| asking.send(force).is_ok());
        match asker {
            Asker::Program(id) => self
                .out
                .json(&serde_json::json!({ "type": "answerAsk", "id": id, "taken": taken })),
            Asker::Person if taken => Ok(()),
            Asker::Person => {
                let nothing = pick("nothing was asked", "没有待回答的问题");
                self.out.line(&format!("{BAD}{nothing}{BAD:#}"))
            }
        }
    }

    /// Begins a command. It is polled once here, so that commands are sent in the order of their lines.
    async fn begin(&mut self, asker: Asker, command: Command) -> Result<(), Failure> {
        let (session, verb) = (self.session.clone(), command.verb());
        if self.is_typed() {
            self.known.asked(&command);
        }
        let mut work: Pin<Box<dyn Future<Output = Outcome> + Send>> =
            Box::pin(async move { session.command(command).await });
        match std::future::poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
            Poll::Ready(outcome) => self.outcome(&asker, verb, &outcome).await,
            Poll::Pending => {
                self.under_way.spawn(async move { (asker, verb, work.await) });
                Ok(())
            }
        }
    }

    async fn outcome(&mut self, asker: &Asker, verb: Verb, outcome: &Outcome) -> Result<(), Failure> {
        // What has happened is told before that it has.
        while let Some(notice) = self.events.try_next() {
            self.notice(&notice).await?;
        }
        let Asker::Program(id) = asker else {
            let style = if outcome.is_good() { GOOD } else { BAD };
            let words = outcome::words(outcome, spoken());
            let settled = say!("{verb}: {words}", "{verb}：{words}");
            self.out.under(&clock(), &format!("{style}{settled}{style:#}"))?;
            let answer = outcome::answer(outcome, spoken()).unwrap_or_default();
            let mut lines = answer.lines();
            return lines.try_for_each(|line| self.out.verbatim(&format!("{:13}{line}", "")));
        };
        let mut fields = outcome.to_json();
        fields.insert("type".into(), "outcome".into());
        fields.insert("id".into(), id.clone());
        fields.insert("verb".into(), verb.name().into());
        self.out.json(&fields)
    }
}

/// What to do about a log-in that failed.
fn hint(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Rejected(
            CommandError::Unreachable(_) | CommandError::NoEventChannel(_) | CommandError::BadReply(_),
        ) => pick(
            "\nwellclient doctor says more, with the same --env",
            "\n用相同的 --env 运行 wellclient doctor 可进一步诊断",
        ),
        _ => "",
    }
}

fn clock() -> String {
    let now = jiff::Zoned::now();
    let ms = now.subsec_nanosecond() / 1_000_000;
    format!(
        "{DIM}{:02}:{:02}:{:02}.{ms:03}{DIM:#}",
        now.hour(),
        now.minute(),
        now.second()
    )
}

async fn next(input: &mut Option<Input>) -> Came {
    match input {
        Some(input) => input.next().await,
        None => std::future::pending().await,
    }
}
