//! A working day in small: keys go in, a real session talks to the simulator, and the screen is read.

use std::time::{Duration, Instant};

use crossterm::event::KeyCode;
use wellclient::{Language, LinkState};

use super::super::app::{App, Input, Now};
use super::super::demo::{self, Demo};
use super::super::engine::{Engine, Next, Plan};
use super::super::login::Known;
use super::fixture::{control, drawn, key, letter};
use crate::link::Link;
use crate::screen::golden::screen;
use crate::screen::theme::Theme;
use crate::server::Way;

/// Nothing here takes longer, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Desk {
    app: App,
    engine: Engine,
    began: Instant,
    closed: bool,
}

impl Desk {
    /// The demo's call center, at its form.
    async fn new() -> Self {
        let mut known = Known {
            ready: true,
            ..Known::default()
        };
        let demo = Demo::start(&mut known).await.unwrap();
        let plan = Plan {
            way: Way::default(),
            auto_answer: false,
            reconnect: Some(wellclient::ReconnectPolicy::Fixed {
                attempts: 40,
                delay: Duration::from_millis(500),
            }),
        };
        let began = Instant::now();
        let link = Link::new(&plan.reconnect(), Plan::stable());
        let mut app = App::new(Language::En, &known, link, demo::team(), now(began));
        app.demo = true;
        Self {
            app,
            engine: Engine::new(plan, Some(demo)).unwrap(),
            began,
            closed: false,
        }
    }

    fn screen(&self) -> String {
        screen(&drawn(&self.app, Theme::PLAIN, 124, 36).0)
    }

    async fn take(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for effect in self.app.handle(now(self.began), input) {
                let (next, input) = self.engine.carry_out(effect);
                inputs.extend(input);
                assert_ne!(next, Next::Leave);
                if next == Next::Close {
                    self.engine.session.clone().unwrap().close().await;
                    self.closed = true;
                }
            }
        }
    }

    async fn press(&mut self, code: KeyCode) {
        self.take(key(code)).await;
    }

    /// A letter's action, when it can be done.
    async fn act(&mut self, c: char) {
        let button = format!("[{c}] ");
        self.see(&button).await;
        self.take(letter(c)).await;
    }

    async fn type_in(&mut self, text: &str) {
        for c in text.chars() {
            self.take(letter(c)).await;
        }
        self.press(KeyCode::Enter).await;
    }

    /// Waits until the screen shows it.
    async fn see(&mut self, text: &str) {
        self.until(text, |desk| desk.screen().contains(text)).await;
    }

    async fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(state) = self.engine.state() {
                self.take(state).await;
            }
            if let Some(team) = self.engine.team() {
                self.take(team).await;
            }
            if holds(self) {
                return;
            }
            assert!(Instant::now() < deadline, "not seen: {what}\n{}", self.screen());
            let next = tokio::time::timeout(Duration::from_millis(100), self.engine.next()).await;
            self.take(next.unwrap_or(Input::Tick)).await;
        }
    }

    async fn end(mut self) {
        self.engine.demo.take().unwrap().end().await;
    }
}

fn now(began: Instant) -> Now {
    Now {
        monotonic: began.elapsed(),
        clock: jiff::civil::time(9, 0, 0, 0),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_at_the_softphone() {
    let mut desk = Desk::new().await;
    // A wrong password is a sentence, and asked for again.
    desk.type_in("9").await;
    desk.see("The job number, the password or the domain is wrong. (401)")
        .await;
    desk.type_in("123456").await;
    desk.see("5001@test.cc 8001  Ready").await;
    // A customer calls by herself, with data.
    desk.see("ringing").await;
    desk.see("queue service").await;
    desk.see("customer=").await;
    desk.act('a').await;
    desk.see("talk 00:0").await;
    desk.see("REC").await;
    desk.act('S').await;
    desk.until("no recording", |desk| !desk.screen().contains("REC"))
        .await;
    // During the call a mode is pending.
    desk.act('n').await;
    desk.type_in("lunch").await;
    desk.see(", then Not ready").await;
    // The colleague is consulted, and gets the call.
    desk.act('c').await;
    desk.type_in("8002").await;
    desk.see("hold 00:0").await;
    desk.see("consultation of C1").await;
    desk.act('f').await;
    desk.see("No call.").await;
    desk.see("Not ready").await;
    // Dialling, from the history.
    desk.act('d').await;
    desk.type_in("13900000042").await;
    desk.see("C3 -> 13900000042").await;
    desk.see("talk 00:0").await;
    // The line is cut: what is not known any more has a question mark; and it heals.
    desk.take(key(KeyCode::F(9))).await;
    desk.see("of 40").await;
    desk.see("connected?").await;
    desk.until("a link", |desk| desk.app.link.state == LinkState::Active)
        .await;
    desk.see("link active").await;
    // Leaving asks, and hangs up.
    desk.take(control('c')).await;
    desk.see("A call is up").await;
    desk.press(KeyCode::Char('h')).await;
    desk.until("the end", |desk| desk.closed).await;
    desk.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_takes_over_a_log_in_and_watches() {
    let mut desk = Desk::new().await;
    desk.app.login.fields[1].set("5002@test.cc");
    desk.app.login.fields[2].set("8042");
    desk.press(KeyCode::Enter).await;
    desk.see("Take over").await;
    desk.see("8002@test.cc").await;
    desk.take(letter('n')).await;
    desk.see("already logged in").await;
    desk.press(KeyCode::Enter).await;
    desk.see("Log out there and log in here?").await;
    desk.take(letter('y')).await;
    desk.see("5002@test.cc 8042").await;
    // Not to be called while looking on.
    desk.act('n').await;
    desk.type_in("").await;
    desk.see("Not ready").await;
    desk.take(letter('2')).await;
    desk.until("a colleague in a call", |desk| {
        desk.app
            .team
            .rows
            .iter()
            .any(|row| row.calls.iter().any(|call| call.talking.is_some()))
    })
    .await;
    let talks = |row: &wellclient::Snapshot| row.calls.iter().any(|call| call.talking.is_some());
    desk.app.team.chosen = desk.app.team.rows.iter().position(talks).unwrap();
    desk.act('j').await;
    desk.take(letter('1')).await;
    // The own phone rings, or is in the call by then.
    desk.act('a').await;
    desk.see("connected").await;
    desk.take(control('c')).await;
    desk.press(KeyCode::Char('h')).await;
    desk.until("the end", |desk| desk.closed).await;
    desk.end().await;
}
