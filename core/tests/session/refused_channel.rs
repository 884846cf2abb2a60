//! An event channel that is refused for good ends a log-in at once, and says why; any other trouble is tried on.

use std::time::Duration;

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::{Dialect, Environment};
use wellclient_core::http::{Obstacle, Unreached};
use wellclient_core::session::{
    CommandError, HttpResponse, Input, Outcome, Output, SavedSession, Session, SessionConfig, SocketAction,
    SocketId, WatchAccount,
};
use wellclient_core::snapshot::{LinkState, SessionPhase};
use wellclient_core::time::Now;

/// What the server does with the event channel.
#[derive(Clone, Copy, Debug)]
enum Channel {
    /// It answers the wish for a WebSocket by this status.
    Status(u16),
    /// It closes the connection.
    Closes,
    /// A sign-in page is in the way.
    Portal,
    /// The broker answers CONNECT so.
    Connect(&'static str),
    /// The broker answers SUBSCRIBE so.
    Subscribe(&'static str),
}

const STANDS: Channel = Channel::Subscribe("RECEIPT\nreceipt-id:subscribed\n\n\0");

const LOGGED_ON: &str = "MESSAGE\nsubscription:sub-0\nmessage-id:1\n\n\
    {\"eventName\":\"agentLoggedOn\",\"agentId\":\"5001@test.cc\"}\0";

struct Desk {
    session: Session,
    now: Duration,
    channel: Channel,
    opened: usize,
    socket: SocketId,
    settled: Vec<Outcome>,
    told: String,
}

impl Desk {
    fn new(dialect: Dialect, channel: Channel) -> Self {
        let environment = Environment::custom("http://cti.example", None).unwrap();
        Self {
            session: Session::new(SessionConfig::new(environment).with_dialect(dialect)).unwrap(),
            now: Duration::from_secs(1),
            channel,
            opened: 0,
            socket: SocketId(0),
            settled: Vec::new(),
            told: String::new(),
        }
    }

    fn input(&mut self, input: Input<'_>) {
        let now = Now::at(self.now, 1_800_000_000_000);
        self.session.handle_input(now, input);
        let mut inputs = Vec::new();
        loop {
            match self.session.poll_output() {
                Output::Request { id, request } => {
                    let body = match request.url.rsplit_once('/') {
                        Some((_, "login")) => r#"{"sessionId":"5e55-10n"}"#,
                        Some((_, "client-state")) => {
                            r#"{"agent":{"agentId":"5001@test.cc","agentMode":"Ready","extensionId":"8001@test.cc"},"extension":{}}"#
                        }
                        _ => "",
                    };
                    let result = Ok(HttpResponse {
                        status: 200,
                        retry_after: None,
                        body: body.into(),
                    });
                    inputs.push(Input::Response { id, result });
                    if request.url.ends_with("/state") {
                        let (socket, bytes) = (self.socket, LOGGED_ON.as_bytes());
                        inputs.push(Input::Received { socket, bytes });
                    }
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Open { .. },
                } => {
                    self.opened += 1;
                    self.socket = socket;
                    inputs.push(match self.channel {
                        Channel::Status(status) => Input::Refused {
                            socket,
                            status,
                            reason: format!("the server answers {status} to a WebSocket").into(),
                            retry_after: None,
                        },
                        Channel::Closes => Input::Disconnected {
                            socket,
                            reason: "connection refused".into(),
                            retry_after: None,
                        },
                        Channel::Portal => Input::Refused {
                            socket,
                            status: 200,
                            reason: Unreached {
                                text: "hotel".into(),
                                obstacle: Some(Obstacle::Portal),
                            },
                            retry_after: None,
                        },
                        Channel::Connect(_) | Channel::Subscribe(_) => Input::Connected { socket },
                    });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Send(text),
                } => {
                    let bytes = match self.channel {
                        Channel::Connect(answer) if text.starts_with("CONNECT") => answer,
                        Channel::Subscribe(_) if text.starts_with("CONNECT") => {
                            "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0"
                        }
                        Channel::Subscribe(answer) if text.starts_with("SUBSCRIBE") => answer,
                        _ => continue,
                    };
                    let bytes = bytes.as_bytes();
                    inputs.push(Input::Received { socket, bytes });
                }
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

    fn watches(&mut self) {
        let id = self.session.next_command();
        let account = WatchAccount::new("5003", "123456", "test.cc");
        let agents = vec!["5001@test.cc".into(), "5002@test.cc".into()];
        self.input(Input::Watch { id, account, agents });
    }

    fn recovers(&mut self) {
        let id = self.session.next_command();
        let saved = SavedSession {
            agent: "5001@test.cc".into(),
            device: "8001@test.cc".into(),
            session_id: "5e55-10n".into(),
            password: None,
            state: None,
        };
        self.input(Input::Recover {
            id,
            saved: saved.into(),
        });
    }

    fn later(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.now += Duration::from_secs(1);
            self.input(Input::Timeout);
        }
    }

    /// It has ended, in these words, and nothing is left.
    #[track_caller]
    fn has_failed(&mut self, words: &str) {
        let [Outcome::Rejected(CommandError::NoEventChannel(why))] = self.settled.as_slice() else {
            panic!("{:?}", self.settled)
        };
        assert_eq!(why.text, words);
        assert_eq!(self.session.phase(), SessionPhase::LoggedOut);
        assert!(
            self.told.contains("\"lost\"") && self.told.contains(words),
            "{}",
            self.told
        );
        self.later(60);
        assert_eq!(self.opened, 1);
    }
}

const FINAL: [(Channel, &str); 6] = [
    (Channel::Status(401), "the server answers 401 to a WebSocket"),
    (Channel::Status(403), "the server answers 403 to a WebSocket"),
    (Channel::Status(404), "the server answers 404 to a WebSocket"),
    (
        Channel::Connect("ERROR\nmessage:Bad CONNECT\n\nAccess refused for user 'guest'\n\0"),
        "the broker reports an error: Bad CONNECT: Access refused for user 'guest'",
    ),
    (
        Channel::Connect("ERROR\n\nno such virtual host\0"),
        "the broker reports an error: no such virtual host",
    ),
    (
        Channel::Connect("ERROR\nmessage:not here\n\nnot here\0"),
        "the broker reports an error: not here",
    ),
];

const NO_TOPIC: (Channel, &str) = (
    Channel::Subscribe("ERROR\nmessage:no such topic\nreceipt-id:subscribed\n\n\0"),
    "the broker reports an error: no such topic",
);

#[test]
fn a_log_in_ends_at_once() {
    for dialect in [Dialect::V2, Dialect::V4] {
        for (channel, words) in FINAL.into_iter().chain([NO_TOPIC]) {
            let mut desk = Desk::new(dialect, channel);
            desk.logs_in();
            assert!(desk.told.contains("loginFailed"), "{channel:?}: {}", desk.told);
            desk.has_failed(words);
        }
    }
}

#[test]
fn so_does_a_recovery() {
    for (channel, words) in FINAL.into_iter().chain([NO_TOPIC]) {
        let mut desk = Desk::new(Dialect::V4, channel);
        desk.recovers();
        desk.has_failed(words);
    }
}

#[test]
fn and_the_opening_of_a_watch() {
    for (channel, words) in FINAL {
        let mut desk = Desk::new(Dialect::V4, channel);
        desk.watches();
        desk.has_failed(words);
    }
}

#[test]
fn what_may_pass_is_tried_on() {
    for channel in [
        Channel::Status(426),
        Channel::Status(429),
        Channel::Status(500),
        Channel::Status(503),
        Channel::Closes,
    ] {
        let mut desk = Desk::new(Dialect::V4, channel);
        desk.logs_in();
        assert_eq!(desk.settled, [], "{channel:?}");
        desk.channel = STANDS;
        desk.later(29);
        assert!(matches!(desk.settled[..], [Outcome::Confirmed(_)]), "{channel:?}");
    }
}

/// Where it does not pass in time, the end says what the last attempt has met.
#[test]
fn the_end_of_a_log_in_says_what_the_last_attempt_has_met() {
    for dialect in [Dialect::V2, Dialect::V4] {
        for (begin, seconds) in [
            (Desk::logs_in as fn(&mut Desk), 31),
            (Desk::recovers, 31),
            (Desk::watches, 31),
        ] {
            for (channel, words) in [
                (Channel::Status(503), "the server answers 503 to a WebSocket"),
                (Channel::Portal, "hotel"),
            ] {
                let mut desk = Desk::new(dialect, channel);
                begin(&mut desk);
                desk.later(seconds);
                let [Outcome::Rejected(error)] = desk.settled.as_slice() else {
                    panic!("{dialect:?} {channel:?} {:?}", desk.settled)
                };
                let CommandError::NoEventChannel(why) = error else {
                    panic!("{error:?}")
                };
                assert_eq!(why.text, words);
                assert_eq!(
                    error.cause(),
                    matches!(channel, Channel::Portal).then_some("portal")
                );
            }
        }
    }
}

#[test]
fn once_the_agent_is_logged_in_everything_is() {
    for (channel, words) in FINAL.into_iter().chain([NO_TOPIC]) {
        let mut desk = Desk::new(Dialect::V4, STANDS);
        desk.logs_in();
        assert!(matches!(desk.settled[..], [Outcome::Confirmed(_)]));
        desk.channel = channel;
        let socket = desk.socket;
        desk.input(Input::Disconnected {
            socket,
            reason: "cut".into(),
            retry_after: None,
        });
        desk.later(100);
        assert!(desk.opened > 2 && desk.told.contains(words), "{channel:?}");
        assert_eq!(desk.session.phase(), SessionPhase::LoggedIn);
        desk.channel = STANDS;
        desk.input(Input::Reconnect);
        let now = Now::at(desk.now, 1_800_000_000_000);
        assert_eq!(desk.session.snapshot(now).link, LinkState::Active, "{channel:?}");
    }
}
