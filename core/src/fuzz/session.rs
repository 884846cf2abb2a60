//! A whole session: what the network tells and what the application wants, in any order.

use std::collections::BTreeMap;
use std::time::Duration;

use super::octets::Octets;
use crate::command::{Command, LoginMode, LoginRequest};
use crate::environment::{Dialect, Environment};
use crate::id::{CommandId, RequestId};
use crate::session::{
    Asked, EventLogChange, HttpResponse, Input, LogKind, Output, ReconnectPolicy, SavedSession, Session,
    SessionConfig, SocketId, TransportError, WatchAccount,
};
use crate::settings::Settings;
use crate::snapshot::SessionPhase;
use crate::time::Now;

/// More steps are not made of one input.
const MOST_STEPS: usize = 300;

/// Outputs that one input may lead to, beside those for each octet that was received.
const MOST_OUTPUTS: usize = 4000;

/// How often a session may want to be woken at one and the same time.
const MOST_WAKES: usize = 200;

const EVENTS: [&str; 17] = [
    "agentLoggedOn",
    "agentLoggedOff",
    "agentReady",
    "agentNotReady",
    "agentWorkingAfterCall",
    "agentAllocated",
    "serviceInitiated",
    "originated",
    "delivered",
    "established",
    "connectionCleared",
    "held",
    "retrieved",
    "transferred",
    "conferenced",
    "failed",
    "recordStarted",
];
const CALLS: [&str; 5] = ["C1", "C2", "C3", "0", "C4"];
const DEVICES: [&str; 5] = [
    "8001@test.cc",
    "8002@test.cc",
    "13800000000@test.cc",
    "5001@test.cc",
    "",
];
const FIELDS: [&str; 15] = [
    "alertingDevice",
    "callingDevice",
    "calledDevice",
    "answeringDevice",
    "releasingDevice",
    "holdingDevice",
    "retrievingDevice",
    "transferringDevice",
    "transferredToDevice",
    "conferencingDevice",
    "addedParty",
    "initiatedDevice",
    "srcDeviceId",
    "deviceId",
    "hangupDevice",
];
const MODES: [&str; 5] = ["Ready", "NotReady", "WorkNotReady", "Logout", "Allocated"];
const VERBS: [&str; 24] = [
    r#""verb":"logout""#,
    r#""verb":"setAgentMode","mode":"Ready""#,
    r#""verb":"setAgentMode","mode":"NotReady","reason":"tea""#,
    r#""verb":"makeCall","phoneNumber":"13800000000""#,
    r#""verb":"makeCall","phoneNumber":"8002""#,
    r#""verb":"answerCall","callId":"C1""#,
    r#""verb":"dropConnection","callId":"C1""#,
    r#""verb":"dropConnection""#,
    r#""verb":"holdCall","callId":"C1""#,
    r#""verb":"retrieveCall","callId":"C1""#,
    r#""verb":"singleStepTransfer","callId":"C1","phoneNumber":"8002""#,
    r#""verb":"singleStepConference","callId":"C1","phoneNumber":"8002""#,
    r#""verb":"consult","callId":"C1","phoneNumber":"8002""#,
    r#""verb":"conference","holdCallId":"C1","consultCallId":"C2""#,
    r#""verb":"cancelConsult","holdCallId":"C1","consultCallId":"C2""#,
    r#""verb":"transferCall","holdCallId":"C1","consultCallId":"C2""#,
    r#""verb":"transferWaitReturn","holdCallId":"C1","consultCallId":"C2""#,
    r#""verb":"setCallData","callId":"C1","data":{"a":"b"}"#,
    r#""verb":"getCallData","callId":"C1""#,
    r#""verb":"startRecording""#,
    r#""verb":"getClientState""#,
    r#""verb":"getMyPrefix""#,
    r#""verb":"uploadLog""#,
    r#""verb":"forceListen","callId":"C3","deviceId":"8002@test.cc""#,
];
const BODIES: [&str; 12] = [
    "",
    "{}",
    r#"{"sessionId":"5e55-10n"}"#,
    r#"{"callId":"C1"}"#,
    r#"{"callId":"C2"}"#,
    r#"{"pendingMode":"Ready"}"#,
    r#"{"deviceId":"8002@test.cc","agentId":"5002@test.cc"}"#,
    r#"{"agent":{"agentId":"5001@test.cc","extensionId":"8001@test.cc","agentMode":"NotReady"},"extension":{}}"#,
    r#"{"agent":{"agentId":"5001@test.cc","extensionId":"8001@test.cc","agentMode":"Ready","activeCall":{"callId":"C1","ani":"13800000000@test.cc","dnis":"8001@test.cc","state":"Alerting","direction":"In"}},"extension":{}}"#,
    r#"{"agent":{"agentId":"5001@test.cc","extensionId":"8001@test.cc","agentMode":"Logout"},"extension":{}}"#,
    r#"{"agentTrunks":[{"scanPrefix":"9"}]}"#,
    "<html>",
];
const STATUSES: [u16; 16] = [
    200, 204, 200, 200, 400, 401, 404, 409, 423, 426, 454, 455, 459, 500, 503, 302,
];
const FRAMES: [&str; 10] = [
    "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0",
    "CONNECTED\nversion:1.1\nheart-beat:10000,10000\n\n\0",
    "CONNECTED\n\n\0",
    "RECEIPT\nreceipt-id:subscribed\n\n\0",
    "\n",
    "ERROR\nmessage:no\n\n\0",
    "ERROR\nreceipt-id:subscribed\nmessage:no\n\nbecause\0",
    "MESSAGE\nsubscription:sub-0\n\nno event\0",
    "MESSAGE\nsubscription:sub-7\n\n{}\0",
    "RECEIPT\nreceipt-id:other\n\n\0",
];

/// Makes a session of the octets and what happens to it.
///
/// # Panics
/// Something does not hold: a bug.
pub fn session(data: &[u8]) {
    let mut octets = Octets::new(data);
    let Some(mut world) = World::new(&mut octets) else {
        return;
    };
    let mut steps = 0;
    while !octets.is_over() && steps < MOST_STEPS {
        steps += 1;
        world.step(&mut octets);
    }
    world.ends();
}

struct World {
    session: Session,
    now: Duration,
    wall_ms: i64,
    wake: Option<Duration>,
    asked: Vec<RequestId>,
    socket: SocketId,
    serial: u64,
    /// How often each command has been settled.
    given: BTreeMap<CommandId, u32>,
    closed: u32,
}

impl World {
    fn new(octets: &mut Octets<'_>) -> Option<Self> {
        let environment = Environment::custom("http://cti.example/sdk", None).ok()?;
        let mut config = SessionConfig::new(environment);
        let flags = octets.next();
        config.settings.auto_answer = flags & 1 != 0;
        config.settings.debug = flags & 2 != 0;
        config.settings.use_ws_log = flags & 4 != 0;
        config.journal = flags & 8 != 0;
        config.retrieve_after_consultation = flags & 16 != 0;
        config.dialect = if flags & 32 != 0 { Dialect::V2 } else { Dialect::V4 };
        if flags & 64 != 0 {
            config.reconnect = ReconnectPolicy::MANUAL_4_0;
        }
        let mut world = Self {
            session: Session::new(config).ok()?,
            now: Duration::from_secs(1000),
            wall_ms: 1_500_000_000_000,
            wake: None,
            asked: Vec::new(),
            socket: SocketId(0),
            serial: 0,
            given: BTreeMap::new(),
            closed: 0,
        };
        // Most are to come as far as a session with calls.
        if flags & 128 == 0 {
            world.logs_in();
        }
        Some(world)
    }

    fn logs_in(&mut self) {
        self.command(Command::Login(LoginRequest::new(
            "5001", "Pa55w0rd", "test.cc", "8001",
        )));
        let ok = |body: &str| (200, body.to_owned());
        for _ in 0..12 {
            if let Some(id) = self.asked.first().copied() {
                self.answer(id, ok(BODIES[2]));
            }
            let socket = self.socket;
            self.input(Input::Connected { socket });
            self.receive(FRAMES[0].as_bytes());
            self.receive(FRAMES[3].as_bytes());
        }
        self.event(
            "agentLoggedOn",
            &[("agentId", "5001@test.cc"), ("agentMode", "NotReady")],
            true,
        );
    }

    fn step(&mut self, octets: &mut Octets<'_>) {
        match octets.next() % 24 {
            0..=5 => self.any_event(octets),
            6..=8 => {
                let verb = octets.of(&VERBS);
                let verb = verb.replace("C1", octets.of(&CALLS));
                if let Ok(command) = Command::from_json(&format!("{{{verb}}}")) {
                    self.command(command);
                }
            }
            9..=12 if !self.asked.is_empty() => {
                let index = octets.below(self.asked.len());
                let id = self.asked[index];
                let status = STATUSES[octets.below(STATUSES.len())];
                let body = match octets.next() {
                    255 => String::from_utf8_lossy(octets.some()).into_owned(),
                    other => BODIES[usize::from(other) % BODIES.len()].to_owned(),
                };
                self.answer(id, (status, body));
            }
            13 if !self.asked.is_empty() => {
                let index = octets.below(self.asked.len());
                let id = self.asked.remove(index);
                let error = TransportError {
                    never_sent: octets.yes(),
                    message: String::from_utf8_lossy(octets.some()).into_owned(),
                    obstacle: None,
                };
                self.input(Input::Response {
                    id,
                    result: Err(error),
                });
            }
            9..=13 => self.wakes(),
            14 => self.passes(octets),
            15 => {
                let frame = octets.of(&FRAMES);
                let times = 1 + octets.below(8);
                self.receive(frame.repeat(times).as_bytes());
            }
            16 => self.receive(octets.some()),
            17 => {
                let socket = self.socket;
                self.input(Input::Connected { socket });
                self.receive(FRAMES[octets.below(3)].as_bytes());
                self.receive(FRAMES[3].as_bytes());
            }
            18 => self.channel_ends(octets),
            19 => self.wakes(),
            20 => self.wish(octets),
            21 => {
                let mode = match octets.below(3) {
                    0 => LoginMode::Force,
                    1 => LoginMode::Stop,
                    _ => LoginMode::Ask,
                };
                let mut request = LoginRequest::new("5001", "Pa55w0rd", "test.cc", "8001");
                request.login_mode = mode;
                self.command(Command::Login(request));
            }
            22 => self.looks(),
            _ => self.restarts(octets),
        }
    }

    /// An event that the server could send, but for its order.
    fn any_event(&mut self, octets: &mut Octets<'_>) {
        let name = octets.of(&EVENTS);
        let mut fields = vec![("callId", octets.of(&CALLS))];
        if name.starts_with("agent") {
            fields = vec![("agentId", "5001@test.cc"), ("agentMode", octets.of(&MODES))];
        }
        let how = octets.next();
        for _ in 0..how % 6 {
            fields.push((octets.of(&FIELDS), octets.of(&DEVICES)));
        }
        if matches!(name, "transferred" | "conferenced") {
            fields.push(("primaryOldCall", octets.of(&CALLS)));
            fields.push(("secondaryOldCall", octets.of(&CALLS)));
            fields.push(("newCall", octets.of(&CALLS)));
        }
        self.serial = match how >> 4 {
            0 => self.serial.saturating_sub(5),
            1 => self.serial,
            _ => self.serial + 1,
        };
        self.event(name, &fields, how & 8 != 0);
    }

    fn event(&mut self, name: &str, fields: &[(&str, &str)], numbered: bool) {
        let mut json = serde_json::Map::new();
        json.insert("eventName".into(), name.into());
        for (field, value) in fields {
            json.insert((*field).into(), (*value).into());
        }
        if numbered {
            json.insert("serial".into(), self.serial.into());
            json.insert("topics".into(), serde_json::json!(["CtiWorker_1"]));
        }
        let json = serde_json::Value::from(json);
        self.receive(format!("MESSAGE\nsubscription:sub-0\nmessage-id:1\n\n{json}\0").as_bytes());
    }

    /// Time passes; the wall's clock may go another way.
    fn passes(&mut self, octets: &mut Octets<'_>) {
        let ms = [1, 20, 300, 1000, 2500, 10_000, 61_000, 200_000][octets.below(8)];
        self.later(Duration::from_millis(ms));
        match octets.next() {
            0 => self.wall_ms += 7_200_000,
            1 => self.wall_ms -= 7_200_000,
            _ => {}
        }
    }

    /// As a driver does: woken whenever it has asked for it.
    fn later(&mut self, time: Duration) {
        let until = self.now + time;
        let (mut same, mut last) = (0, None);
        while let Some(at) = self.wake.filter(|at| *at <= until) {
            let at = self.now.max(at);
            same = if last == Some(at) { same + 1 } else { 0 };
            assert!(same < MOST_WAKES, "it wants to be woken at {at:?} for ever");
            last = Some(at);
            self.wall_ms += i64::try_from((at - self.now).as_millis()).unwrap_or_default();
            self.now = at;
            self.input(Input::Timeout);
        }
        self.wall_ms += i64::try_from((until - self.now).as_millis()).unwrap_or_default();
        self.now = until;
    }

    fn wakes(&mut self) {
        if let Some(at) = self.wake {
            self.later(at.saturating_sub(self.now));
        }
    }

    fn channel_ends(&mut self, octets: &mut Octets<'_>) {
        // Sometimes another than the present one.
        let socket = SocketId(self.socket.0 - u64::from(octets.below(4) == 0).min(self.socket.0));
        let reason = String::from_utf8_lossy(octets.some()).into_owned().into();
        let retry_after = octets.yes().then(|| "7".to_owned());
        match octets.below(3) {
            0 => self.input(Input::Refused {
                socket,
                status: STATUSES[octets.below(STATUSES.len())],
                reason,
                retry_after,
            }),
            1 => self.input(Input::Opening { socket }),
            _ => self.input(Input::Disconnected {
                socket,
                reason,
                retry_after,
            }),
        }
    }

    /// What an application wants, beside commands.
    fn wish(&mut self, octets: &mut Octets<'_>) {
        let input = match octets.below(12) {
            0 => Input::AnswerAsk { force: octets.yes() },
            1 => Input::Reconnect,
            2 => Input::Settings(Settings {
                debug: octets.yes(),
                use_ws_log: octets.yes(),
                auto_answer: octets.yes(),
                ..Settings::default()
            }),
            3 => Input::RetrieveAfterConsultation(octets.yes()),
            4 => Input::Log {
                kind: LogKind::Error,
                text: String::from_utf8_lossy(octets.some()).into_owned(),
            },
            5 => Input::EventLog(EventLogChange::Disable),
            6 => Input::EventLog(EventLogChange::Enable),
            7 => Input::SetCookies {
                to: Asked::Socket(self.socket),
                set_cookies: vec![String::from_utf8_lossy(octets.some()).into_owned().into()],
            },
            8 => Input::Pong { socket: self.socket },
            9 if octets.below(8) == 0 => Input::Close { logout: octets.yes() },
            10 => {
                let id = self.session.next_command();
                self.given.insert(id, 0);
                Input::Follow {
                    id,
                    agent: "5002@test.cc".into(),
                }
            }
            _ => Input::Unfollow {
                agent: "5002@test.cc".into(),
            },
        };
        self.input(input);
    }

    /// The application was ended, and comes back; or it watches.
    fn restarts(&mut self, octets: &mut Octets<'_>) {
        let id = self.session.next_command();
        self.given.insert(id, 0);
        if octets.yes() {
            let account = WatchAccount::new("5001", "Pa55w0rd", "test.cc");
            let agents = vec!["5002@test.cc".into(), "5003@test.cc".into()];
            return self.input(Input::Watch { id, account, agents });
        }
        let saved = self.session.saved().unwrap_or_else(|| SavedSession {
            agent: "5001@test.cc".into(),
            device: "8001@test.cc".into(),
            session_id: "5e55-10n".into(),
            password: None,
            state: None,
        });
        let bytes = saved.to_bytes();
        let again = SavedSession::from_bytes(bytes.expose().as_bytes());
        assert_eq!(again.as_ref(), Ok(&saved), "it was not read as it was written");
        if octets.yes() {
            let config = self.session.config().clone();
            if let Ok(session) = Session::new(config) {
                // Nobody waits for those of the one before.
                self.given.clear();
                self.asked.clear();
                self.closed = 0;
                self.session = session;
                let id = self.session.next_command();
                self.given.insert(id, 0);
                return self.input(Input::Recover {
                    id,
                    saved: saved.into(),
                });
            }
        }
        self.input(Input::Recover {
            id,
            saved: saved.into(),
        });
    }

    fn looks(&mut self) {
        let snapshot = self.session.snapshot(self.at());
        assert!(snapshot.calls.len() <= crate::model::MAX_CALLS);
        for call in &snapshot.calls {
            assert!(call.parties.len() <= crate::model::MAX_PARTIES);
        }
        assert!(serde_json::to_string(&snapshot).is_ok());
        let _ = self.session.watched_snapshots(self.at());
        let log = self.session.event_log();
        assert!(log.len() <= crate::event_log::MAX_LINES);
    }

    fn command(&mut self, command: Command) {
        let id = self.session.next_command();
        self.given.insert(id, 0);
        self.input(Input::Command { id, command });
    }

    fn answer(&mut self, id: RequestId, (status, body): (u16, String)) {
        self.asked.retain(|asked| *asked != id);
        let result = Ok(HttpResponse {
            status,
            retry_after: None,
            body: body.into_bytes(),
        });
        self.input(Input::Response { id, result });
    }

    fn receive(&mut self, bytes: &[u8]) {
        let socket = self.socket;
        self.input(Input::Received { socket, bytes });
    }

    fn at(&self) -> Now {
        Now::at(self.now, self.wall_ms)
    }

    fn input(&mut self, input: Input<'_>) {
        let octets = match &input {
            Input::Received { bytes, .. } => bytes.len(),
            Input::Response {
                result: Ok(response), ..
            } => response.body.len(),
            _ => 0,
        };
        let most = MOST_OUTPUTS + 8 * octets;
        self.session.handle_input(self.at(), input);
        for _ in 0..most {
            match self.session.poll_output() {
                Output::Request { id, .. } => self.asked.push(id),
                Output::CancelRequest { id } => self.asked.retain(|asked| *asked != id),
                Output::Socket {
                    socket,
                    action: crate::session::SocketAction::Open { .. },
                } => self.socket = socket,
                Output::Settled { id, .. } => {
                    let times = self.given.entry(id).or_default();
                    *times += 1;
                    assert_eq!(*times, 1, "{id:?} is settled again");
                }
                Output::Closed => {
                    self.closed += 1;
                    assert_eq!(self.closed, 1, "it is closed again");
                }
                Output::Event(event) => assert!(!event.raw().is_empty()),
                Output::Timeout(at) => {
                    self.wake = at;
                    return;
                }
                Output::Socket { .. } | Output::Log(_) | Output::Journal(_) | Output::AskLogin { .. } => {}
            }
        }
        panic!("more than {most} outputs of one input");
    }

    /// Whatever has happened: what was asked for ends in time, and closing closes.
    fn ends(&mut self) {
        self.looks();
        if self.session.phase() != SessionPhase::Closed {
            self.later(Duration::from_secs(200));
            let open: Vec<_> = self.given.iter().filter(|(_, times)| **times == 0).collect();
            assert!(open.is_empty(), "not settled in time: {open:?}");
            self.input(Input::Close { logout: true });
            self.later(Duration::from_secs(60));
        }
        assert_eq!(self.closed, 1, "it is not closed");
        assert!(
            self.given.values().all(|times| *times == 1),
            "not settled: {:?}",
            self.given
        );
        assert_eq!(self.wake, None, "it wants to be woken when it is closed");
    }
}
