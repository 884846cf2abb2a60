//! The cookies of a session: what they are sent with, and that nothing shows them.

use std::time::Duration;

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::Environment;
use wellclient_core::http::Header;
use wellclient_core::id::RequestId;
use wellclient_core::journal::Replay;
use wellclient_core::session::{
    Asked, HttpResponse, Input, Output, SavedSession, Session, SessionConfig, SocketAction, SocketId,
    TransportError, WatchAccount,
};
use wellclient_core::time::Now;

const NODE: &str = "n0de-c0ffee";

/// A server that confirms each log-in, and all that it is asked.
struct Desk {
    session: Session,
    now: Duration,
    /// What went out: where to, and with which cookies.
    sent: Vec<String>,
    journal: Vec<String>,
    /// All that was told, as `Debug` shows it.
    told: String,
    /// The headers that replies to these paths have.
    sets: Vec<(&'static str, &'static str)>,
    unanswered: Option<RequestId>,
    socket: SocketId,
}

impl Desk {
    fn new(sets: &[(&'static str, &'static str)]) -> Self {
        let environment = Environment::custom("http://sdk.cti.example", Some("http://tpi.cti.example/login"));
        let mut config = SessionConfig::new(environment.unwrap());
        config.journal = true;
        Self {
            session: Session::new(config).unwrap(),
            now: Duration::from_secs(1),
            sent: Vec::new(),
            journal: Vec::new(),
            told: String::new(),
            sets: sets.to_vec(),
            unanswered: None,
            socket: SocketId(0),
        }
    }

    fn input(&mut self, input: Input<'_>) {
        let mut inputs = Vec::new();
        self.session.handle_input(now(self.now), input);
        loop {
            let output = self.session.poll_output();
            self.told.push_str(&format!("{output:?}\n"));
            match output {
                Output::Request { id, request } => {
                    let path = request.url.rsplit_once('/').unwrap().1.to_owned();
                    let cookies: Vec<&str> = request
                        .headers()
                        .filter(|(name, _)| *name == "cookie")
                        .map(|(_, value)| value)
                        .collect();
                    self.sent
                        .push(format!("{path} {}", cookies.join("|")).trim().to_owned());
                    inputs.extend(self.cookies(&path, Asked::Request(id)));
                    let body = match path.as_str() {
                        "login" => r#"{"sessionId":"5e55-10n"}"#,
                        _ => "",
                    };
                    if path == "client-state" && self.unanswered.is_none() {
                        self.unanswered = Some(id);
                        continue;
                    }
                    let result = Ok(HttpResponse {
                        status: 200,
                        retry_after: None,
                        body: body.into(),
                    });
                    inputs.push(Input::Response { id, result });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Open { headers, .. },
                } => {
                    self.socket = socket;
                    let cookies = headers.iter().filter(|header| header.name == "cookie");
                    let cookies: Vec<&str> = cookies.map(|header: &Header| header.value.expose()).collect();
                    self.sent
                        .push(format!("ws {}", cookies.join("|")).trim().to_owned());
                    inputs.extend(self.cookies("ws", Asked::Socket(socket)));
                    inputs.push(Input::Connected { socket });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Send(text),
                } => {
                    if text.starts_with("CONNECT") {
                        inputs.push(received(socket, b"CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0"));
                    }
                    if text.starts_with("SUBSCRIBE") {
                        inputs.push(received(socket, b"RECEIPT\nreceipt-id:subscribed\n\n\0"));
                        inputs.push(received(
                            socket,
                            b"MESSAGE\nsubscription:sub-0\nmessage-id:1\n\n{\"eventName\":\"agentLoggedOn\",\"agentId\":\"5001@test.cc\"}\0",
                        ));
                    }
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Ping,
                } => inputs.push(Input::Pong { socket }),
                Output::Journal(line) => self.journal.push(line),
                Output::Timeout(_) => break,
                _ => {}
            }
        }
        for input in inputs {
            self.input(input);
        }
    }

    fn cookies(&self, path: &str, to: Asked) -> Option<Input<'static>> {
        let headers = self.sets.iter().filter(|(at, _)| *at == path);
        let set_cookies: Vec<_> = headers.map(|(_, header)| (*header).into()).collect();
        (!set_cookies.is_empty()).then_some(Input::SetCookies { to, set_cookies })
    }

    fn logs_in(&mut self) {
        let id = self.session.next_command();
        let command = Command::Login(LoginRequest::new("5001", "123456", "test.cc", "8001"));
        self.input(Input::Command { id, command });
        assert!(self.session.saved().is_some(), "{:?}", self.session);
    }

    /// What has gone out since this was asked before.
    fn sent(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sent)
    }

    fn later(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
        self.input(Input::Timeout);
    }
}

fn received(socket: SocketId, bytes: &'static [u8]) -> Input<'static> {
    Input::Received { socket, bytes }
}

fn now(elapsed: Duration) -> Now {
    Now::at(elapsed, 1_800_000_000_000)
}

/// What it takes to recover, as it comes back from a file.
fn restarted(saved: &SavedSession) -> SavedSession {
    SavedSession::from_bytes(saved.to_bytes().expose().as_bytes()).unwrap()
}

const SETS: &[(&str, &str)] = &[
    ("login", "NODE=n0de-c0ffee; Domain=cti.example; Path=/"),
    ("login", "TPI=t-only; Path=/"),
    ("state", "API=a-only; Path=/; Max-Age=90"),
    ("ws", "CHANNEL=c-only; Path=/"),
];

#[test]
fn whatever_sets_them_they_go_with_all_that_comes_after_to_their_hosts() {
    let mut desk = Desk::new(SETS);
    desk.logs_in();
    let sent = desk.sent();
    assert_eq!(
        sent[..3],
        [
            "login",
            "ws NODE=n0de-c0ffee",
            "state NODE=n0de-c0ffee; CHANNEL=c-only"
        ]
    );
    let all = "NODE=n0de-c0ffee; CHANNEL=c-only; API=a-only";
    for line in &sent[3..] {
        assert!(line.ends_with(all), "{line}");
    }
    desk.later(61);
    assert!(
        desk.sent().contains(&format!("5001@test.cc {all}")),
        "the heartbeat"
    );
    desk.later(60);
    let kept = "NODE=n0de-c0ffee; CHANNEL=c-only";
    assert!(
        desk.sent().contains(&format!("5001@test.cc {kept}")),
        "one has expired"
    );
    let socket = desk.socket;
    desk.input(Input::Disconnected {
        socket,
        reason: String::new().into(),
        retry_after: None,
    });
    desk.later(60);
    assert!(desk.sent().contains(&format!("ws {kept}")));
}

#[test]
fn they_end_with_the_session() {
    let mut desk = Desk::new(SETS);
    desk.logs_in();
    let logged_off = b"MESSAGE\nsubscription:sub-0\nmessage-id:2\n\n{\"eventName\":\"agentLoggedOff\",\"agentId\":\"5001@test.cc\"}\0";
    let id = desk.session.next_command();
    desk.input(Input::Command {
        id,
        command: Command::Logout,
    });
    desk.input(received(SocketId(1), logged_off));
    desk.sent();
    // A reply of before is late.
    let to = Asked::Request(desk.unanswered.unwrap_or(RequestId(3)));
    desk.input(Input::SetCookies {
        to,
        set_cookies: vec!["LATE=1; Path=/; Domain=cti.example".into()],
    });
    desk.sets.clear();
    desk.logs_in();
    assert_eq!(desk.sent()[..3], ["login", "ws", "state"]);
}

#[test]
fn what_is_saved_leads_back_to_the_same_server() {
    let mut desk = Desk::new(SETS);
    desk.logs_in();
    let saved = restarted(&desk.session.saved().unwrap());
    assert_eq!(Some(&saved), desk.session.saved().as_ref());
    let mut next = Desk::new(&[]);
    let id = next.session.next_command();
    next.input(Input::Recover {
        id,
        saved: saved.into(),
    });
    assert_eq!(
        next.sent(),
        ["client-state NODE=n0de-c0ffee; CHANNEL=c-only; API=a-only"]
    );
    let lines = next.journal.join("\n");
    assert!(!lines.contains(NODE) && !lines.contains("c-only"), "{lines}");
    assert_replays(&next);
}

#[test]
fn a_watch_has_them_too() {
    let mut desk = Desk::new(SETS);
    let id = desk.session.next_command();
    desk.input(Input::Watch {
        id,
        account: WatchAccount::new("5003", "123456", "test.cc"),
        agents: vec!["5001@test.cc".into()],
    });
    assert_eq!(desk.sent(), ["login", "ws NODE=n0de-c0ffee"]);
}

#[test]
fn nothing_shows_them() {
    let mut desk = Desk::new(SETS);
    desk.logs_in();
    desk.input(Input::Disconnected {
        socket: SocketId(1),
        reason: format!("no such node: {NODE}").into(),
        retry_after: None,
    });
    let unanswered = desk.unanswered.unwrap_or(RequestId(4));
    desk.input(Input::Response {
        id: unanswered,
        result: Err(TransportError {
            never_sent: false,
            message: format!("{NODE} is gone"),
            obstacle: None,
        }),
    });
    let saved = format!("{:?}", desk.session.saved());
    let session = format!("{:?}", desk.session);
    let log = desk.session.event_log().text(now(desk.now).wall);
    for (place, text) in [
        ("what was told", &desk.told),
        ("the journal", &desk.journal.join("\n")),
        ("Debug of what is saved", &saved),
        ("Debug of the session", &session),
        ("the event log", &log),
    ] {
        assert!(
            !text.contains(NODE) && !text.contains("c-only"),
            "{place}: {text}"
        );
    }
    assert!(desk.journal.iter().any(|line| line.contains("setCookies")));
    assert_replays(&desk);
}

/// The journal gives the same outputs again, and asks for the same with as many cookies.
fn assert_replays(desk: &Desk) {
    let mut replay = Replay::new(&desk.journal[0]).unwrap();
    let mut told = String::new();
    for line in &desk.journal[1..] {
        replay
            .feed(line, |output| told.push_str(&format!("{output:?}\n")))
            .unwrap();
    }
    let live = desk
        .told
        .lines()
        .filter(|line| !line.starts_with("Journal") && !line.starts_with("Timeout"));
    assert_eq!(told.lines().collect::<Vec<_>>(), live.collect::<Vec<_>>());
}

#[test]
fn one_that_an_event_echoes_is_not_in_the_log_nor_when_others_have_come_in_its_place() {
    let mut desk = Desk::new(SETS);
    desk.logs_in();
    let event = b"MESSAGE\nsubscription:sub-0\nmessage-id:2\n\n{\"eventName\":\"agentReady\",\"agentId\":\"5001@test.cc\",\"reason\":\"n0de-c0ffee\"}\0";
    let socket = desk.socket;
    desk.input(received(socket, event));
    let line = |desk: &Desk| {
        let log = desk.session.event_log();
        let line = log.search("agentReady").next().unwrap().text.to_owned();
        assert!(!log.text(now(desk.now).wall).contains(NODE));
        line
    };
    let masked = line(&desk);
    for number in 0..100 {
        desk.input(Input::SetCookies {
            to: Asked::Socket(socket),
            set_cookies: vec![format!("OTHER{number}=value-{number}; Path=/").as_str().into()],
        });
    }
    assert_eq!(line(&desk), masked);
}
