//! An agent's desk: a session whose server is the test. What it asks waits for an answer, and events are told one by one,
//! in virtual time.

#![allow(dead_code, unreachable_pub)]

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use wellclient_core::command::{Command, LoginRequest, Verb};
use wellclient_core::environment::Environment;
use wellclient_core::event::{Body as Told, Event};
use wellclient_core::http::Body;
use wellclient_core::id::{CallId, CommandId, RequestId};
use wellclient_core::refusal::Refusal;
use wellclient_core::session::{
    HttpResponse, Input, LogLine, Outcome, Output, ReconnectPolicy, SavedSession, Session, SessionConfig,
    SocketAction, SocketId, TransportError,
};
use wellclient_core::snapshot::{CallSnapshot, Snapshot};
use wellclient_core::time::Now;

#[path = "../words/mod.rs"]
pub mod told;

pub use told::{CUSTOMER, ME};

/// The first number of a worker's events.
const FIRST_SERIAL: u64 = 121_019;

pub struct Desk {
    pub session: Session,
    pub now: Duration,
    socket: Option<SocketId>,
    serial: u64,
    /// What has been asked and not been answered, as `<method> <url> <body>`.
    asked: Vec<(RequestId, String)>,
    /// All that has been asked.
    pub requests: Vec<String>,
    pub settled: Vec<(CommandId, Outcome)>,
    pub events: Vec<Arc<Event>>,
    pub logs: Vec<LogLine>,
    /// WebSockets that it has opened, and not closed again.
    pub open: Vec<SocketId>,
    pub is_closed: bool,
    /// Whether the server takes WebSockets.
    pub takes_sockets: bool,
    /// Or by which status it refuses them.
    pub refuses_sockets: Option<u16>,
}

pub fn config() -> SessionConfig {
    let environment = Environment::custom("http://cti.example/sdk", None).unwrap();
    let mut config = SessionConfig::new(environment);
    config.settings.auto_answer = false;
    config.reconnect = ReconnectPolicy::MANUAL_4_0;
    config
}

pub fn call(id: &str) -> CallId {
    CallId::from(id)
}

pub fn log_in() -> Command {
    Command::Login(LoginRequest::new("5001", "Pa55", "test.cc", "8001"))
}

impl Desk {
    /// Nobody is logged in.
    pub fn new(config: SessionConfig) -> Self {
        Self {
            session: Session::new(config).unwrap(),
            now: Duration::from_secs(1000),
            socket: None,
            serial: FIRST_SERIAL,
            asked: Vec::new(),
            requests: Vec::new(),
            settled: Vec::new(),
            events: Vec::new(),
            logs: Vec::new(),
            open: Vec::new(),
            is_closed: false,
            takes_sockets: true,
            refuses_sockets: None,
        }
    }

    /// 5001 is logged in on 8001, not ready, and sure of it.
    pub fn logged_in(config: SessionConfig) -> Self {
        let mut desk = Self::new(config);
        desk.gives(log_in());
        desk.session_begins();
        desk.answers("agent/state", 204, "");
        desk.tells(json!({"eventName": "agentLoggedOn", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
        desk.tells(json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
        while desk.is_asked("/operation/") || desk.is_asked("heartbeat") {
            desk.answers(
                if desk.is_asked("heartbeat") {
                    "heartbeat"
                } else {
                    "/operation/"
                },
                200,
                "{}",
            );
        }
        assert!(desk.snapshot().verified, "{:?}", desk.snapshot());
        desk.forgets();
        desk
    }

    /// The log-in URL answers.
    pub fn session_begins(&mut self) {
        self.answers("/login", 200, r#"{"sessionId":"5e55-10n"}"#);
    }

    /// What has happened so far is of no interest.
    pub fn forgets(&mut self) {
        self.settled.clear();
        self.events.clear();
        self.logs.clear();
        self.requests.clear();
    }

    pub fn moment(&self) -> Now {
        Now::at(self.now, 1_500_000_000_000)
    }

    pub fn gives(&mut self, command: Command) -> CommandId {
        let id = self.session.next_command();
        self.input(Input::Command { id, command });
        id
    }

    /// So, in the words of JSON.
    pub fn asks(&mut self, command: Value) -> CommandId {
        self.gives(Command::from_json(&command.to_string()).unwrap())
    }

    pub fn takes_up(&mut self, saved: SavedSession) -> CommandId {
        let id = self.session.next_command();
        self.input(Input::Recover {
            id,
            saved: saved.into(),
        });
        id
    }

    /// The server tells an event, the next by its number.
    pub fn tells(&mut self, event: Value) {
        self.serial += 2;
        self.tells_as(self.serial, event);
    }

    /// So, by another number than the next.
    pub fn tells_as(&mut self, serial: u64, mut event: Value) {
        let is_agent = event["eventName"].as_str().unwrap().starts_with("agent");
        let worker = if is_agent {
            "CtiRouter_z40iv"
        } else {
            "CtiWorker_31dv7"
        };
        event["serial"] = serial.into();
        event["topics"] = json!([worker]);
        self.tells_bare(event);
    }

    /// So, without anything that tells its place among others.
    pub fn tells_bare(&mut self, event: Value) {
        let socket = self.socket.expect("there is an event channel");
        let frame = format!("MESSAGE\nsubscription:sub-0\nmessage-id:1\n\n{event}\0");
        let bytes = frame.as_bytes();
        self.input(Input::Received { socket, bytes });
    }

    /// A WebSocket message comes.
    pub fn receives(&mut self, bytes: &[u8]) {
        let socket = self.socket.expect("there is an event channel");
        self.input(Input::Received { socket, bytes });
    }

    /// The number of the last event.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The number of the next event is by so much higher: what is between comes later, or never.
    pub fn skips(&mut self, numbers: u64) {
        self.serial += numbers;
    }

    pub fn is_asked(&self, text: &str) -> bool {
        self.asked.iter().any(|(_, line)| line.contains(text))
    }

    /// How many requests with this text there have been.
    pub fn count(&self, text: &str) -> usize {
        self.requests.iter().filter(|line| line.contains(text)).count()
    }

    /// The oldest open request with this text is answered.
    #[track_caller]
    pub fn answers(&mut self, text: &str, status: u16, body: &str) {
        self.answers_with(text, status, None, body);
    }

    /// So, with a `Retry-After`.
    #[track_caller]
    pub fn answers_with(&mut self, text: &str, status: u16, retry_after: Option<&str>, body: &str) {
        let result = Ok(HttpResponse {
            status,
            retry_after: retry_after.map(str::to_owned),
            body: body.into(),
        });
        let id = self.take(text);
        self.input(Input::Response { id, result });
    }

    /// It was sent, and its reply does not come.
    #[track_caller]
    pub fn loses(&mut self, text: &str) {
        let error = TransportError {
            never_sent: false,
            message: "connection reset".to_owned(),
            obstacle: None,
        };
        let id = self.take(text);
        self.input(Input::Response {
            id,
            result: Err(error),
        });
    }

    #[track_caller]
    fn take(&mut self, text: &str) -> RequestId {
        let index = self.asked.iter().position(|(_, line)| line.contains(text));
        let index = index.unwrap_or_else(|| panic!("nothing asks for {text}: {:?}", self.asked));
        self.asked.remove(index).0
    }

    /// The event channel breaks.
    pub fn cut(&mut self) {
        let socket = self.socket.take().expect("there is an event channel");
        self.open.retain(|open| *open != socket);
        self.input(Input::Disconnected {
            socket,
            reason: "cut".to_owned().into(),
            retry_after: None,
        });
    }

    /// Time passes.
    pub fn later(&mut self, time: Duration) {
        let until = self.now + time;
        loop {
            let Output::Timeout(at) = self.session.poll_output() else {
                panic!("all outputs have been taken");
            };
            match at.filter(|at| *at <= until) {
                Some(at) => {
                    self.now = self.now.max(at);
                    self.input(Input::Timeout);
                }
                None => break,
            }
        }
        self.now = until;
    }

    pub fn seconds(&mut self, seconds: u64) {
        self.later(Duration::from_secs(seconds));
    }

    pub fn outcome(&self, id: CommandId) -> Option<&Outcome> {
        let settled = self.settled.iter().find(|(settled, _)| *settled == id);
        settled.map(|(_, outcome)| outcome)
    }

    /// How it ended, in a word, and why.
    #[track_caller]
    pub fn word(&self, id: CommandId) -> String {
        let Some(outcome) = self.outcome(id) else {
            return "open".to_owned();
        };
        let evidence = outcome.evidence().map(|evidence| evidence.word().into_owned());
        let more = evidence.or(outcome.code().map(str::to_owned));
        [Some(outcome.name().to_owned()), more]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether a verb may be used on a call; on none where that is empty.
    pub fn may(&self, verb: Verb, call: &str) -> Result<(), Refusal> {
        let call = Some(CallId::from(call)).filter(|call| !call.as_str().is_empty());
        self.session.may(self.moment(), verb, call.as_ref())
    }

    pub fn snapshot(&self) -> Snapshot {
        self.session.snapshot(self.moment())
    }

    pub fn call(&self, id: &str) -> CallSnapshot {
        let mut calls = self.snapshot().calls.into_iter();
        let found = calls.find(|call| call.call_id.as_str() == id);
        found.unwrap_or_else(|| panic!("no call {id}"))
    }

    pub fn named(&self, name: &str) -> Vec<&Arc<Event>> {
        self.events.iter().filter(|event| event.name() == name).collect()
    }

    /// What did not fit, as the application is told.
    pub fn anomalies(&self) -> Vec<String> {
        let told = self.events.iter().filter_map(|event| match event.body() {
            Told::Anomaly(anomaly) => Some(anomaly.kind.to_string()),
            _ => None,
        });
        told.collect()
    }

    pub fn input(&mut self, input: Input<'_>) {
        let now = self.moment();
        self.session.handle_input(now, input);
        loop {
            match self.session.poll_output() {
                Output::Request { id, request } => {
                    let body = match &request.body {
                        Body::Text(text) => text.to_string(),
                        _ => String::new(),
                    };
                    let line = format!("{} {} {body}", request.method, request.url);
                    self.requests.push(line.clone());
                    self.asked.push((id, line));
                }
                Output::CancelRequest { id } => self.asked.retain(|(asked, _)| *asked != id),
                Output::Socket { socket, action } => self.socket(socket, &action),
                Output::Event(event) => self.events.push(event),
                Output::Log(line) => self.logs.push(line),
                Output::Settled { id, outcome } => self.settled.push((id, outcome)),
                Output::Closed => self.is_closed = true,
                Output::AskLogin { .. } | Output::Journal(_) => {}
                Output::Timeout(_) => break,
            }
        }
    }

    fn socket(&mut self, socket: SocketId, action: &SocketAction) {
        match action {
            SocketAction::Open { .. } if let Some(status) = self.refuses_sockets => {
                self.input(Input::Refused {
                    socket,
                    status,
                    reason: "refused".to_owned().into(),
                    retry_after: None,
                })
            }
            SocketAction::Open { .. } if !self.takes_sockets => self.input(Input::Disconnected {
                socket,
                reason: "refused".to_owned().into(),
                retry_after: None,
            }),
            SocketAction::Open { .. } => {
                self.socket = Some(socket);
                self.open.push(socket);
                self.input(Input::Connected { socket });
            }
            SocketAction::Send(text) => {
                let answer: &[u8] = match text {
                    text if text.starts_with("CONNECT") => b"CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0",
                    text if text.starts_with("SUBSCRIBE") => b"RECEIPT\nreceipt-id:subscribed\n\n\0",
                    _ => return,
                };
                self.input(Input::Received {
                    socket,
                    bytes: answer,
                });
            }
            SocketAction::Ping => self.input(Input::Pong { socket }),
            SocketAction::Close => self.open.retain(|open| *open != socket),
        }
    }
}

impl Desk {
    /// The agent talks to a customer, who has called.
    pub fn talks(&mut self, call: &str) {
        self.tells(told::rings(call, CUSTOMER, ME));
        self.tells(told::answered(call, CUSTOMER, ME));
    }

    /// The agent has the customer on hold, and talks to an expert.
    pub fn consults(&mut self, held: &str, consulted: &str) {
        let events = told::consultation(held, consulted);
        events.into_iter().for_each(|event| self.tells(event));
        assert!(self.snapshot().verified, "{:?}", self.snapshot());
    }
}
