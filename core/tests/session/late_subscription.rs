//! A broker that takes its time over SUBSCRIBE: what it confirms late has been missed until then, what it refuses late never
//! stood, and a channel that only comes and goes is told to be lost.

use std::time::Duration;

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::{Dialect, Environment};
use wellclient_core::session::{
    HttpResponse, Input, Outcome, Output, ReconnectPolicy, Session, SessionConfig, SocketAction, SocketId,
    Unknown, WatchAccount,
};
use wellclient_core::snapshot::{LinkState, SessionPhase, Snapshot};
use wellclient_core::time::Now;

const RECEIPT: &str = "RECEIPT\nreceipt-id:subscribed\n\n\0";
const REFUSAL: &str = "ERROR\nmessage:not authorized to subscribe\n\n\0";
const WORDS: &str = "not authorized to subscribe";

const ACCOUNT: &str =
    r#"{"agent":{"agentId":"5001@test.cc","agentMode":"Ready","extensionId":"8001@test.cc"},"extension":{}}"#;
const RINGING: &str = r#"{"agent":{"agentId":"5001@test.cc","agentMode":"Ready","extensionId":"8001@test.cc",
    "activeCall":{"callId":"C1","ani":"13800000000","dnis":"8001@test.cc","state":"Alerting","direction":"In"}},
    "extension":{}}"#;

/// An agent's desk, and a broker that answers SUBSCRIBE so, and so much later.
struct Desk {
    session: Session,
    now: Duration,
    answer: Option<(Duration, Answer)>,
    /// What the broker has yet to say, and when.
    due: Vec<(Duration, SocketId, Answer)>,
    account: &'static str,
    /// When the account was asked for, and when a channel was opened.
    asked: Vec<Duration>,
    opened: Vec<Duration>,
    settled: Vec<Outcome>,
    told: String,
}

#[derive(Clone, Copy)]
enum Answer {
    Says(&'static str),
    /// It closes the channel.
    Closes,
}

impl Desk {
    fn new(dialect: Dialect, answer: Option<(u64, Answer)>) -> Self {
        Self::with(dialect, ReconnectPolicy::spread(dialect), answer)
    }

    fn with(dialect: Dialect, policy: ReconnectPolicy, answer: Option<(u64, Answer)>) -> Self {
        let environment = Environment::custom("http://cti.example", None).unwrap();
        let mut config = SessionConfig::new(environment).with_dialect(dialect);
        config.reconnect = policy;
        config.settings.auto_answer = false;
        Self {
            session: Session::new(config).unwrap(),
            now: Duration::from_secs(1),
            answer: answer.map(|(ms, answer)| (Duration::from_millis(ms), answer)),
            due: Vec::new(),
            account: ACCOUNT,
            asked: Vec::new(),
            opened: Vec::new(),
            settled: Vec::new(),
            told: String::new(),
        }
    }

    fn clock(&self) -> Now {
        let ms = i64::try_from(self.now.as_millis()).unwrap();
        Now::at(self.now, 1_800_000_000_000 + ms)
    }

    fn snapshot(&self) -> Snapshot {
        self.session.snapshot(self.clock())
    }

    fn input(&mut self, input: Input<'_>) {
        let now = self.clock();
        self.session.handle_input(now, input);
        let mut inputs = Vec::new();
        loop {
            match self.session.poll_output() {
                Output::Request { id, request } => {
                    let body = match request.url.rsplit_once('/') {
                        Some((_, "login")) => r#"{"sessionId":"5e55-10n"}"#,
                        Some((_, "client-state")) => {
                            self.asked.push(self.now);
                            self.account
                        }
                        _ => "",
                    };
                    let result = Ok(HttpResponse {
                        status: 200,
                        retry_after: None,
                        body: body.into(),
                    });
                    inputs.push(Input::Response { id, result });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Open { .. },
                } => {
                    self.opened.push(self.now);
                    inputs.push(Input::Connected { socket });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Send(text),
                } if text.starts_with("CONNECT") => {
                    let bytes = b"CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0";
                    inputs.push(Input::Received { socket, bytes });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Send(text),
                } if text.starts_with("SUBSCRIBE") => {
                    let answer = self
                        .answer
                        .map(|(after, answer)| (self.now + after, socket, answer));
                    self.due.extend(answer);
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Ping,
                } => inputs.push(Input::Pong { socket }),
                Output::Event(event) => self.told.push_str(&format!("{}\n", event.raw())),
                Output::Settled { outcome, .. } => self.settled.push(outcome),
                Output::Timeout(_) => break,
                _ => {}
            }
        }
        for input in inputs {
            self.input(input);
        }
    }

    fn logs_in(&mut self) {
        let id = self.session.next_command();
        let command = Command::Login(LoginRequest::new("5001", "123456", "test.cc", "8001"));
        self.input(Input::Command { id, command });
    }

    fn later(&mut self, ms: u64) {
        for _ in 0..ms / 50 {
            self.now += Duration::from_millis(50);
            let now = self.now;
            let (due, rest) = self.due.iter().partition(|(at, ..)| *at <= now);
            self.due = rest;
            let due: Vec<(Duration, SocketId, Answer)> = due;
            for (_, socket, answer) in due {
                match answer {
                    Answer::Says(text) => {
                        let bytes = text.as_bytes();
                        self.input(Input::Received { socket, bytes });
                    }
                    Answer::Closes => self.input(Input::Disconnected {
                        socket,
                        reason: "closed".into(),
                        retry_after: None,
                    }),
                }
            }
            self.input(Input::Timeout);
        }
    }

    fn count(&self, name: &str) -> usize {
        let name = format!("\"eventName\":\"{name}\"");
        self.told.matches(&name).count()
    }
}

#[test]
fn a_late_receipt_reads_the_account_again() {
    for dialect in [Dialect::V2, Dialect::V4] {
        let mut desk = Desk::new(dialect, Some((8000, Answer::Says(RECEIPT))));
        desk.logs_in();
        desk.later(6500);
        assert!(
            matches!(desk.settled[..], [Outcome::Confirmed(_)]),
            "{:?}",
            desk.settled
        );
        // A call rings, of which nobody is told: the broker has not subscribed yet.
        desk.account = RINGING;
        desk.later(1000);
        assert!(desk.snapshot().calls.is_empty());
        let asked = desk.asked.len();
        desk.later(1500);
        assert_eq!(desk.asked.len(), asked + 1, "{:?}", desk.asked);
        assert_eq!(desk.snapshot().calls.len(), 1);
        assert!(desk.told.contains(r#""eventName":"delivered""#), "{}", desk.told);
        assert_eq!(
            (
                desk.count("wsReconnectSucceed"),
                desk.session.metrics().reconnects
            ),
            (0, 0)
        );
        desk.later(20_000);
        assert_eq!(desk.count("delivered"), 1, "once");
    }
}

#[test]
fn one_that_comes_in_time_does_not() {
    for answer in [Some((300, Answer::Says(RECEIPT))), None] {
        let mut desk = Desk::new(Dialect::V4, answer);
        desk.logs_in();
        desk.later(20_000);
        // By the account, as nobody tells that the agent is in.
        assert!(
            matches!(desk.settled[..], [Outcome::Confirmed(_)]),
            "{:?}",
            desk.settled
        );
        assert_eq!(desk.asked.len(), 1, "{:?}", desk.asked);
        assert_eq!(desk.snapshot().link, LinkState::Active);
    }
}

#[test]
fn a_late_refusal_ends_a_log_in() {
    for dialect in [Dialect::V2, Dialect::V4] {
        for after in [600, 1000, 3000, 5000] {
            let mut desk = Desk::new(dialect, Some((after, Answer::Says(REFUSAL))));
            desk.logs_in();
            desk.later(after + 100);
            // Nothing is left to be waited for, so the words say what the desk is to know.
            let [Outcome::Unknown(Unknown::NoReply(why))] = &desk.settled[..] else {
                panic!("{after} {:?}", desk.settled)
            };
            assert!(why.contains(WORDS), "{why}");
            assert_eq!(desk.session.phase(), SessionPhase::LoggedOut);
            assert!(
                desk.told.contains("\"lost\"") && desk.told.contains(WORDS),
                "{}",
                desk.told
            );
            assert_eq!(desk.count("loginFailed"), 1);
            desk.later(60_000);
            assert_eq!(desk.opened.len(), 1);
        }
    }
}

/// So it is while an account confirms the log-in before the refusal comes: the link does not stand, and is not said to.
#[test]
fn a_later_one_is_told_as_a_link_that_is_lost() {
    for dialect in [Dialect::V2, Dialect::V4] {
        let mut desk = Desk::new(dialect, Some((6000, Answer::Says(REFUSAL))));
        desk.logs_in();
        desk.later(5900);
        assert!(matches!(desk.settled[..], [Outcome::Confirmed(_)]));
        desk.later(600_000);
        assert_eq!(desk.snapshot().link, LinkState::Lost, "{}", desk.told);
        assert!(desk.count("wsDisconnected") >= 1 && desk.told.contains(WORDS));
        // It has been said to stand only until the broker was known to be so slow.
        assert!(desk.count("wsReconnectSucceed") <= 2, "{}", desk.told);
        assert!(desk.opened.len() < 25, "{:?}", desk.opened);
        // It is let in at last.
        desk.answer = Some((Duration::from_secs(3), Answer::Says(RECEIPT)));
        desk.later(200_000);
        assert_eq!(desk.snapshot().link, LinkState::Active);
    }
}

#[test]
fn a_link_that_only_comes_and_goes_slows_down_and_is_told_to_be_lost() {
    for (dialect, policy) in [
        (Dialect::V2, ReconnectPolicy::spread(Dialect::V2)),
        (Dialect::V4, ReconnectPolicy::spread(Dialect::V4)),
        (Dialect::V2, ReconnectPolicy::MANUAL_2),
        (Dialect::V4, ReconnectPolicy::MANUAL_4_0),
        (
            Dialect::V4,
            ReconnectPolicy::Backoff {
                base: Duration::from_secs(1),
                cap: Duration::from_secs(30),
                attempts: Some(8),
            },
        ),
    ] {
        let mut desk = Desk::with(dialect, policy, Some((100, Answer::Says(RECEIPT))));
        desk.logs_in();
        desk.later(60_000);
        assert_eq!(desk.snapshot().link, LinkState::Active);
        // The broker confirms, and closes at once, for ever; the first time is now.
        desk.answer = Some((Duration::from_millis(100), Answer::Says(RECEIPT)));
        let (opened, asked) = (desk.opened.len(), desk.asked.len());
        for _ in 0..1800 {
            if desk.snapshot().link == LinkState::Active {
                let socket = SocketId(desk.opened.len() as u64);
                desk.due.push((desk.now, socket, Answer::Closes));
            }
            desk.later(500);
        }
        assert!(desk.count("wsDisconnected") >= 1, "{policy:?}: {}", desk.told);
        // In a quarter of an hour: the policy's attempts, and one or two in a minute from then on.
        let opened = desk.opened.len() - opened;
        assert!(opened < 45, "{policy:?}: {opened}");
        assert!(desk.asked.len() - asked <= opened + 2, "{policy:?}");
        let last_minutes = desk
            .opened
            .iter()
            .filter(|at| **at > desk.now - Duration::from_secs(300));
        assert!(last_minutes.count() <= 11, "{policy:?}: {:?}", desk.opened);
    }
}

/// Of a watch each topic counts for itself.
#[test]
fn a_watch_goes_on_without_what_is_refused_late() {
    let mut desk = Desk::new(Dialect::V4, None);
    let id = desk.session.next_command();
    let account = WatchAccount::new("5003", "123456", "test.cc");
    let agents = vec!["5001@test.cc".into(), "5002@test.cc".into()];
    desk.input(Input::Watch { id, account, agents });
    desk.later(2000);
    assert!(matches!(desk.settled[..], [Outcome::Confirmed(_)]));
    let socket = SocketId(desk.opened.len() as u64);
    let bytes = b"ERROR\nmessage:not authorized to subscribe\nreceipt-id:subscribed-1\n\n\0";
    desk.input(Input::Received { socket, bytes });
    desk.later(2000);
    assert_eq!((desk.opened.len(), desk.snapshot().link), (2, LinkState::Active));
    assert!(
        desk.told.contains("subscriptionRefused") && desk.told.contains("5002@test.cc"),
        "{}",
        desk.told
    );
}

/// One that names no topic can be about either: they are asked for one after the other, and the watch goes on.
#[test]
fn a_watch_goes_on_where_nothing_says_what_is_refused() {
    for opened in [false, true] {
        let mut desk = Desk::new(Dialect::V4, None);
        let id = desk.session.next_command();
        let account = WatchAccount::new("5003", "123456", "test.cc");
        let agents = vec!["5001@test.cc".into(), "5002@test.cc".into()];
        desk.input(Input::Watch { id, account, agents });
        desk.later(if opened { 2000 } else { 10 });
        assert_eq!(!desk.settled.is_empty(), opened);
        let socket = SocketId(desk.opened.len() as u64);
        let bytes = REFUSAL.as_bytes();
        desk.input(Input::Received { socket, bytes });
        desk.later(28_000);
        assert!(
            matches!(desk.settled[..], [Outcome::Confirmed(_)]),
            "{:?}",
            desk.settled
        );
        assert_eq!(desk.snapshot().link, LinkState::Active);
    }
}
