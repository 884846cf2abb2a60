//! The journal, whole and without secrets: every input is in it, a masked one replays to the same state, and nothing
//! secret stays, in whatever shape the server sends it.

use std::collections::VecDeque;
use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, Command, LoginRequest};
use wellclient_core::environment::Environment;
use wellclient_core::journal::Replay;
use wellclient_core::session::{
    EventLogChange, HttpResponse, Input, LogKind, Output, Session, SessionConfig, SocketAction, SocketId,
};
use wellclient_core::time::Now;

const SESSION_ID: &str = "a1b2c3d4-e5f6-7890-abcd-ef0123456789";

/// A session with a journal, and a server by hand.
struct Desk {
    session: Session,
    journal: Vec<String>,
    socket: SocketId,
    at: Duration,
    login_reply: String,
    /// The body of all other replies.
    reply: Vec<u8>,
    said: Vec<String>,
}

impl Desk {
    fn logged_in(password: &str, login_reply: &str) -> Self {
        let mut config = SessionConfig::new(Environment::custom("http://127.0.0.1:1/", None).unwrap());
        config.journal = true;
        config.settings.auto_answer = false;
        let mut desk = Self {
            session: Session::new(config).unwrap(),
            journal: Vec::new(),
            socket: SocketId(0),
            at: Duration::ZERO,
            login_reply: login_reply.to_owned(),
            reply: Vec::new(),
            said: Vec::new(),
        };
        let login = LoginRequest::new("5001", password, "test.cc", "8001");
        let id = desk.session.next_command();
        let command = Command::Login(login);
        desk.input(Input::Command { id, command });
        desk.event(r#"{"eventName":"agentLoggedOn","agentId":"5001@test.cc","serial":1}"#);
        desk.event(r#"{"eventName":"agentReady","agentId":"5001@test.cc","agentMode":"Ready","serial":2}"#);
        assert!(desk.session.saved().is_some(), "logged in");
        desk
    }

    fn now(&mut self) -> Now {
        self.at += Duration::from_millis(100);
        Now::at(self.at, 1_700_000_000_000)
    }

    fn input(&mut self, input: Input<'_>) {
        let now = self.now();
        self.session.handle_input(now, input);
        let mut answers = self.drain();
        while let Some(answer) = answers.pop_front() {
            let now = self.now();
            self.session.handle_input(now, answer);
            answers.extend(self.drain());
        }
    }

    /// Takes all outputs; what the server answers to them.
    fn drain(&mut self) -> VecDeque<Input<'static>> {
        let mut answers = VecDeque::new();
        loop {
            match self.session.poll_output() {
                Output::Timeout(_) => return answers,
                Output::Journal(line) => self.journal.push(line),
                Output::Request { id, request } => {
                    let body = match request.url.ends_with("/login") {
                        true => self.login_reply.clone().into_bytes(),
                        false => self.reply.clone(),
                    };
                    let (status, retry_after) = (200, None);
                    let result = Ok(HttpResponse {
                        status,
                        retry_after,
                        body,
                    });
                    answers.push_back(Input::Response { id, result });
                }
                Output::Socket { socket, action } => {
                    self.socket = socket;
                    let received = |bytes| Input::Received { socket, bytes };
                    match action {
                        SocketAction::Open { .. } => answers.push_back(Input::Connected { socket }),
                        SocketAction::Send(text) if text.starts_with("CONNECT") => {
                            answers.push_back(received(b"CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0"));
                        }
                        SocketAction::Send(text) if text.starts_with("SUBSCRIBE") => {
                            answers.push_back(received(b"RECEIPT\nreceipt-id:subscribed\n\n\0"));
                        }
                        _ => {}
                    }
                }
                Output::Event(event) => self.said.push(event.raw().to_owned()),
                other => self.said.push(format!("{other:?}")),
            }
        }
    }

    fn event(&mut self, json: &str) {
        self.frame(&frame(json), &[]);
    }

    /// A frame in one message, or cut at these places.
    fn frame(&mut self, frame: &[u8], cuts: &[usize]) {
        let mut from = 0;
        for to in cuts.iter().copied().chain([frame.len()]) {
            let socket = self.socket;
            let bytes = &frame[from..to];
            self.input(Input::Received { socket, bytes });
            from = to;
        }
    }

    fn replayed(&self) -> (Vec<String>, Replay) {
        let mut replay = Replay::new(&self.journal[0]).unwrap();
        let mut said = Vec::new();
        for line in &self.journal[1..] {
            replay
                .feed(line, |output| match output {
                    Output::Event(event) => said.push(event.raw().to_owned()),
                    Output::Request { .. } | Output::Socket { .. } => {}
                    other => said.push(format!("{other:?}")),
                })
                .unwrap();
        }
        (said, replay)
    }

    /// The replay has come to the same calls, legs and modes; numbers may be masked.
    fn replays(&self) -> Replay {
        let (said, replay) = self.replayed();
        assert_eq!(
            said.len(),
            self.said.len(),
            "as much is said: {said:#?}\n{:#?}",
            self.said
        );
        let shape = |session: &Session| {
            let snapshot = session.snapshot(replay.now());
            let calls: Vec<_> = snapshot
                .calls
                .iter()
                .map(|call| (call.call_id.clone(), call.leg, call.parties.len(), call.outgoing))
                .collect();
            let mode = snapshot.agent.as_ref().map(|agent| agent.mode.clone());
            (snapshot.phase, snapshot.link, snapshot.verified, mode, calls)
        };
        assert_eq!(shape(&self.session), shape(replay.session()));
        assert_eq!(self.session.metrics(), replay.session().metrics());
        replay
    }

    fn holds_no(&self, secret: &str) {
        for line in &self.journal {
            assert!(!line.contains(secret), "{secret}: {line}");
        }
    }
}

fn frame(json: &str) -> Vec<u8> {
    let length = json.len();
    format!("MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/x\ncontent-length:{length}\n\n{json}\0")
        .into_bytes()
}

fn login_reply() -> String {
    format!(r#"{{"sessionId":"{SESSION_ID}"}}"#)
}

fn delivered(call: &str, from: &str, serial: u64) -> String {
    format!(
        r#"{{"eventName":"delivered","callId":"{call}","serial":{serial},"topics":["CtiWorker_1"],"alertingDevice":"8001@test.cc","callingDevice":"{from}@test.cc","calledDevice":"8001@test.cc"}}"#
    )
}

fn established(call: &str, from: &str, serial: u64) -> String {
    format!(
        r#"{{"eventName":"established","callId":"{call}","serial":{serial},"topics":["CtiWorker_1"],"answeringDevice":"8001@test.cc","callingDevice":"{from}@test.cc","calledDevice":"8001@test.cc"}}"#
    )
}

/// A password of digits that stands inside a telephone number, a call's id and a serial, with `content-length`.
#[test]
fn a_password_inside_of_numbers() {
    for password in ["123456", "111111", "1381234", "12345678901"] {
        let mut desk = Desk::logged_in(password, &login_reply());
        let from = format!("9{password}0");
        let serial: u64 = format!("7{password}").parse().unwrap();
        desk.event(&delivered("C-1", &from, serial - 1));
        desk.event(&established("C-1", &from, serial));
        desk.event(&delivered("C-2", "13800000000", serial + 1));
        let replay = desk.replays();
        assert_eq!(replay.session().snapshot(replay.now()).calls.len(), 2);
        assert_eq!(desk.session.metrics().late + replay.session().metrics().late, 0);
        // The numbers of events are no secrets, and they must keep their order.
        let numbered = format!("\\\"serial\\\":7{password}");
        let lines = desk.journal.iter_mut();
        lines.for_each(|line| *line = line.replace(&numbered, ""));
        desk.holds_no(password);
        desk.holds_no(SESSION_ID);
    }
}

/// The secret is cut in two by the WebSocket's messages, at every place; and the frame in three.
#[test]
fn a_secret_over_two_messages() {
    let echo = format!(
        r#"{{"eventName":"delivered","callId":"C-1","serial":9,"topics":["CtiWorker_1"],"alertingDevice":"8001@test.cc","callingDevice":"13812345678@test.cc","userData":{{"token":"{SESSION_ID}","p":"Pa55-w0rd&more"}}}}"#
    );
    let frame = frame(&echo);
    for cut in 1..frame.len() {
        let mut desk = Desk::logged_in("Pa55-w0rd&more", &login_reply());
        desk.frame(&frame, &[cut]);
        let line: String = desk.journal.concat();
        let joined: String = line
            .split("\"received\"")
            .map(|part| part.split('"').nth(1).unwrap_or_default())
            .collect();
        for secret in [SESSION_ID, "Pa55-w0rd&more"] {
            assert!(!joined.contains(secret) && !line.contains(secret), "cut at {cut}");
            assert!(
                !joined.contains(&secret[..10]) && !joined.contains(&secret[secret.len() - 10..]),
                "cut at {cut}"
            );
        }
        desk.replays();
    }
    let mut desk = Desk::logged_in("Pa55-w0rd&more", &login_reply());
    let every: Vec<usize> = (1..frame.len()).collect();
    desk.frame(&frame, &every);
    desk.replays();
    let octets: String = desk
        .journal
        .iter()
        .filter_map(|line| line.split("\"received\":[1,\"").nth(1)?.chars().next())
        .collect();
    assert!(!octets.contains("w0rd") && !octets.contains("e5f6"), "{octets}");
}

/// What waits for the rest of a message is written at the latest when the socket ends, or many things have happened.
#[test]
fn what_is_held_back_is_written_in_the_end() {
    for many in [false, true] {
        let mut desk = Desk::logged_in("Pa55-w0rd&more", &login_reply());
        let before = desk.journal.len();
        desk.frame(b"MESSAGE\nsubscription:sub-0\nx:Pa55-w0", &[]);
        assert_eq!(
            desk.journal.len(),
            before,
            "it may be the beginning of the password"
        );
        if many {
            (0..1000).for_each(|_| desk.input(Input::Timeout));
        } else {
            let (socket, reason) = (desk.socket, "gone".to_owned());
            let retry_after = None;
            desk.input(Input::Disconnected {
                socket,
                reason: reason.into(),
                retry_after,
            });
        }
        assert!(desk.journal.len() > before);
        desk.holds_no("Pa55-w0");
        desk.replays();
    }
}

/// Tokens and session ids in replies of any shape, also where the log-in makes no sense; octets that are no text.
#[test]
fn secrets_in_replies() {
    for reply in [
        format!(
            r#"{{"sessionId":"{SESSION_ID}","accessToken":"tok-1234567","jwt":"eyJhbGciOi.J9.abc","n":{{"sid":"inner-secret"}}}}"#
        ),
        format!(r#" {{ "jwt" : "eyJhbGciOi.J9.abc" , "sessionId" : "{SESSION_ID}" }} "#),
    ] {
        let mut desk = Desk::logged_in("Pa55-w0rd&more", &reply);
        desk.reply =
            br#"{"token":"tok-1234567","data":{"refresh_token":"ref-998877","password":998877665}}"#.to_vec();
        let id = desk.session.next_command();
        let command = Command::GetMyPrefix;
        desk.input(Input::Command { id, command });
        desk.reply = [
            b"\xff\xfe{\"token\":\"" as &[u8],
            SESSION_ID.as_bytes(),
            b"\"}\xff",
        ]
        .concat();
        let id = desk.session.next_command();
        let command = Command::GetMyPrefix;
        desk.input(Input::Command { id, command });
        // What a reply has brought is known from then on.
        desk.event(
            r#"{"eventName":"agentNotReady","agentId":"5001@test.cc","reason":"ref-998877","serial":3}"#,
        );
        for secret in [
            SESSION_ID,
            "tok-1234567",
            "eyJhbGciOi",
            "inner-secret",
            "ref-998877",
            "998877665",
            "Pa55",
        ] {
            desk.holds_no(secret);
        }
        let octets = SESSION_ID
            .bytes()
            .map(|octet| octet.to_string())
            .collect::<Vec<_>>()
            .join(",");
        desk.holds_no(&octets);
        desk.replays();
    }
}

/// A password that is the job number, a word of the protocol or of one letter costs the replay nothing.
#[test]
fn passwords_that_stand_everywhere() {
    for password in [
        "5001",
        "8001",
        "test.cc",
        "agentReady",
        "delivered",
        "Ready",
        "callId",
        "1",
        "e",
        "subscription",
        "verb",
        "mode",
        "setAgentMode",
        "reason",
        "password",
        "10000",
        "5001@test.cc",
        "n123456",
        "u0001ab",
        "\":\"abc",
    ] {
        let mut desk = Desk::logged_in(password, &login_reply());
        let mode = AgentModeRequest::NotReady;
        let reason = Some("\n123456 \u{1}ab abcdef".to_owned());
        let command = Command::SetAgentMode { mode, reason };
        let id = desk.session.next_command();
        desk.input(Input::Command { id, command });
        desk.event(r#"{"eventName":"agentNotReady","agentId":"5001@test.cc","reason":"\n123456\u0001ab","serial":3}"#);
        desk.event(&delivered("C-1", "13800000000", 7));
        desk.event(&established("C-1", "13800000000", 8));
        desk.replays();
    }
}

/// However it is spelled, in however many pieces, and also when the session has ended.
#[test]
fn secrets_in_every_spelling_piece_and_state() {
    for (password, spelled) in [
        ("a/b/c/d/1", r"a\/b\/c\/d\/1"),
        ("密码密码密码", r"\u5bc6\u7801\u5bc6\u7801\u5bc6\u7801"),
        ("<pass>&1", r"\u003cpass\u003E\u00261"),
        ("pass+word!", "pass%2bword%21"),
        ("1234", "1234"),
    ] {
        let mut desk = Desk::logged_in(password, &login_reply());
        let echo = format!(r#"{{"eventName":"odd","echo":"{spelled}"}}"#);
        let frame = frame(&echo);
        let every: Vec<usize> = (1..frame.len()).collect();
        desk.event(&echo);
        desk.frame(&frame, &every);
        desk.event(r#"{"eventName":"agentLoggedOff","agentId":"5001@test.cc","agentMode":"Logout"}"#);
        let (kind, text) = (LogKind::Error, format!("again: {spelled} {SESSION_ID}"));
        desk.input(Input::Log { kind, text });
        let again = Command::Login(LoginRequest::new("5001", "an0ther-one", "test.cc", "8001"));
        let id = desk.session.next_command();
        desk.input(Input::Command { id, command: again });
        let text = format!("{spelled}, an0ther-one, {SESSION_ID}");
        desk.input(Input::Log { kind, text });
        let written = serde_json::to_string(spelled).unwrap();
        desk.holds_no(written.trim_matches('"'));
        desk.holds_no("an0ther-one");
        desk.holds_no(SESSION_ID);
        let octets: String = desk
            .journal
            .iter()
            .filter_map(|line| line.split("\"received\":[1,\"").nth(1)?.split('"').next())
            .collect();
        assert!(!octets.contains(spelled), "{octets}");
    }
}

/// A session id longer than what is held at a time otherwise, an octet at a time.
#[test]
fn a_long_session_id_in_pieces() {
    let id: String = (0..300)
        .map(|at| char::from(b'a' + (at * 7 % 26) as u8))
        .collect();
    let mut desk = Desk::logged_in("Pa55-w0rd&more", &format!(r#"{{"sessionId":"{id}"}}"#));
    let frame = frame(&format!(r#"{{"eventName":"odd","echo":"{id}"}}"#));
    let every: Vec<usize> = (1..frame.len()).collect();
    desk.frame(&frame, &every);
    let octets: String = desk
        .journal
        .iter()
        .filter_map(|line| line.split("\"received\":[1,\"").nth(1)?.chars().next())
        .collect();
    assert!((0..290).all(|at| !octets.contains(&id[at..at + 8])), "{octets}");
    desk.replays();
}

/// Where nothing else decides, the next piece does.
#[test]
fn a_short_password_at_the_end_of_a_piece() {
    for (password, text) in [
        (
            "5001",
            r#"{"eventName":"agentReady","agentId":"5001@test.cc","agentMode":"Ready","serial":3}"#,
        ),
        (
            "1380",
            r#"{"eventName":"odd","callingDevice":"13800000000@test.cc"}"#,
        ),
        ("8001", r#"{"eventName":"odd","callingDevice":"8001@test.cc"}"#),
    ] {
        let frame = frame(text);
        for cut in 1..frame.len() {
            let mut desk = Desk::logged_in(password, &login_reply());
            desk.frame(&frame, &[cut]);
            let (said, _) = desk.replayed();
            assert_eq!(said, desk.said, "{password} cut at {cut}");
        }
    }
}

/// What is named like a secret and is none, or an object: JSON stays JSON.
#[test]
fn named_values_of_every_type() {
    for value in [
        "null",
        "true",
        "-17",
        "1e5",
        r#"{"value":"TOPSECRET1"}"#,
        r#"["TOPSECRET1",{"a":"TOPSECRET1"}]"#,
    ] {
        let mut desk = Desk::logged_in("Pa55-w0rd&more", &login_reply());
        desk.reply = format!(r#"{{"agentTrunks":[{{"scanPrefix":"9"}}],"token":{value}}}"#).into_bytes();
        let id = desk.session.next_command();
        let command = Command::GetMyPrefix;
        desk.input(Input::Command { id, command });
        desk.holds_no("TOPSECRET1");
        let (said, _) = desk.replayed();
        assert_eq!(said, desk.said, "{value}");
    }
}

/// What the other end quotes is in no log line, no event and no error.
#[test]
fn what_is_said_quotes_no_secret() {
    let quotes = format!("who is Pa55-w0rd&more with {SESSION_ID}");
    let broken = |desk: &mut Desk| {
        let (socket, reason, retry_after) = (desk.socket, quotes.clone(), None);
        desk.input(Input::Disconnected {
            socket,
            reason: reason.into(),
            retry_after,
        });
    };
    let error = |desk: &mut Desk| {
        let frame = format!("ERROR\nmessage:{quotes}\n\n{quotes}\0");
        desk.frame(frame.as_bytes(), &[]);
    };
    let event = |desk: &mut Desk| desk.event(&format!(r#"{{"eventName":"odd","echo":"{quotes}"}}"#));
    for happens in [&broken as &dyn Fn(&mut Desk), &error, &event] {
        let mut desk = Desk::logged_in("Pa55-w0rd&more", &login_reply());
        let before = desk.said.len();
        happens(&mut desk);
        let log: String = desk
            .session
            .event_log()
            .lines()
            .map(|line| line.text.to_owned())
            .collect();
        let said = desk.said[before..]
            .iter()
            .filter(|said| !said.contains("\"odd\""));
        let all = format!("{log}{:?}{:?}", said.collect::<Vec<_>>(), desk.session);
        for secret in ["Pa55-w0rd&more", SESSION_ID] {
            assert!(!all.contains(secret), "{all}");
            desk.holds_no(secret);
        }
    }
}

/// The log, the settings, the numbers of commands: all that changes a session is an input, so all of it is replayed.
#[test]
fn every_input_is_in_it() {
    let mut desk = Desk::logged_in("Pa55-w0rd&more", &login_reply());
    let text = "a line of the application's, with Pa55-w0rd&more in it".to_owned();
    let kind = LogKind::Error;
    desk.input(Input::Log { kind, text });
    desk.input(Input::EventLog(EventLogChange::Disable));
    desk.event(&delivered("C-1", "13800000000", 7));
    desk.input(Input::EventLog(EventLogChange::Enable));
    desk.event(&established("C-1", "13800000000", 8));
    let mut settings = desk.session.config().settings.clone();
    settings.debug = true;
    desk.input(Input::Settings(settings));
    desk.input(Input::RetrieveAfterConsultation(true));
    let id = wellclient_core::id::CommandId(77);
    let command = Command::GetMyPrefix;
    desk.input(Input::Command { id, command });
    desk.input(Input::Reconnect);
    let replay = desk.replays();
    desk.holds_no("Pa55");
    let lines = |session: &Session| -> Vec<String> {
        let log = session.event_log();
        log.lines()
            .map(|line| line.text.replace("Pa55-w0rd&more", "Xx10*x0xx*xxxx"))
            .collect()
    };
    assert_eq!(lines(&desk.session), lines(replay.session()));
    assert_eq!(desk.session.next_command(), replay.session().next_command());
    assert_eq!(desk.session.config().settings, replay.session().config().settings);
    desk.input(Input::EventLog(EventLogChange::Clear));
    assert!(desk.replays().session().event_log().is_empty());
}

/// A journal that was written before commands had numbers.
#[test]
fn a_journal_of_version_1_is_read() {
    let desk = Desk::logged_in("Pa55-w0rd&more", &login_reply());
    let old: Vec<String> = desk
        .journal
        .iter()
        .map(|line| {
            line.replace("\"journal\":2", "\"journal\":1")
                .replace("{\"id\":1,\"verb\"", "{\"verb\"")
        })
        .collect();
    let mut replay = Replay::new(&old[0]).unwrap();
    for line in &old[1..] {
        replay.feed(line, |_| {}).unwrap();
    }
    assert!(replay.session().saved().is_some());
    let absurd = old[0].replace(
        "\"login\":{\"secs\":30,",
        "\"login\":{\"secs\":18446744073709551615,",
    );
    assert_ne!(absurd, old[0]);
    let error = Replay::new(&absurd).unwrap_err().to_string();
    assert!(error.contains("timing.login must be from"), "{error}");
}
