//! This library's whole way: a session with an agent logged in, and one subscriber.

use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::Environment;
use wellclient_core::event::Event;
use wellclient_core::session::{HttpResponse, Input, Output, Session, SessionConfig, SocketAction, SocketId};
use wellclient_core::snapshot::Snapshot;
use wellclient_core::time::{Now, Wall};

use crate::traffic::frame;

/// The time of everything.
pub fn now() -> Now {
    Now {
        monotonic: Duration::from_secs(1),
        wall: Wall {
            unix_ms: 1_795_391_543_961,
            utc_offset_s: 8 * 3600,
        },
    }
}

/// What waits for a subscriber: a queue behind a lock, as the runtime keeps one.
#[derive(Default)]
pub struct Subscriber(Mutex<VecDeque<Arc<Event>>>);

impl Subscriber {
    fn offer(&self, event: &Arc<Event>) {
        self.0.lock().unwrap().push_back(Arc::clone(event));
    }

    fn read(&self) {
        if let Some(event) = self.0.lock().unwrap().pop_front() {
            black_box(event.call_id());
        }
    }
}

/// A session with an agent logged in, brought there by a server that says yes to everything.
pub struct LoggedIn {
    session: Session,
    socket: SocketId,
    subscriber: Subscriber,
}

impl LoggedIn {
    /// Logs in; with the event log or without.
    pub fn new(event_log: bool) -> Self {
        let mut config = SessionConfig::new(Environment::custom("http://cti.example", None).unwrap());
        config.settings.auto_answer = false;
        config.event_log = event_log;
        let session = Session::new(config).unwrap();
        let mut logged_in = Self {
            session,
            socket: SocketId(0),
            subscriber: Subscriber::default(),
        };
        let login = LoginRequest::new("5001", "s3cr3t-pass", "test.cc", "8001");
        logged_in.session.command(now(), Command::Login(login));
        while logged_in.answer() {}
        for name in ["agentLoggedOn", "agentReady"] {
            let body = format!(
                r#"{{"eventName":"{name}","agentId":"5001@test.cc","agentMode":"Ready","eventType":"agent"}}"#
            );
            logged_in.receive(&frame(&body, 0));
            while logged_in.answer() {}
        }
        assert!(logged_in.session.saved().is_some(), "the log-in is not over");
        logged_in
    }

    /// Does what the session wants done next; whether there was anything.
    fn answer(&mut self) -> bool {
        match self.session.poll_output() {
            Output::Timeout(_) => return false,
            Output::Request { id, request } => {
                let body = if request.url.ends_with("/login") {
                    &br#"{"sessionId":"8f14e45f-ceea-467f-a83d-2f1a0c9b7e55"}"#[..]
                } else {
                    b""
                };
                let response = HttpResponse {
                    status: 200,
                    retry_after: None,
                    body: body.to_vec(),
                };
                self.session.handle_input(
                    now(),
                    Input::Response {
                        id,
                        result: Ok(response),
                    },
                );
            }
            Output::Socket { socket, action } => match action {
                SocketAction::Open { .. } => {
                    self.socket = socket;
                    self.session.handle_input(now(), Input::Connected { socket });
                }
                SocketAction::Send(frame) if frame.starts_with("CONNECT") => {
                    self.receive(b"CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0");
                }
                SocketAction::Send(frame) if frame.starts_with("SUBSCRIBE") => {
                    self.receive(b"RECEIPT\nreceipt-id:subscribed\n\n\0");
                }
                _ => {}
            },
            _ => {}
        }
        true
    }

    fn receive(&mut self, bytes: &[u8]) {
        self.session.handle_input(
            now(),
            Input::Received {
                socket: self.socket,
                bytes,
            },
        );
    }

    /// The state now.
    pub fn snapshot(&self) -> Snapshot {
        self.session.snapshot(now())
    }

    /// One frame all the way: decoded, applied, what is derived from it too, and read by the subscriber.
    pub fn pass(&mut self, frame: &[u8]) {
        self.receive(frame);
        loop {
            match self.session.poll_output() {
                Output::Event(event) => {
                    self.subscriber.offer(&event);
                    self.subscriber.read();
                }
                Output::Timeout(_) => return,
                _ => {}
            }
        }
    }
}
