//! One agent on one extension: what is fed in, what comes out, and what is decided in between.
//!
//! **After every call of a method that takes `now`, call [`Session::poll_output`] until it answers
//! [`Output::Timeout`].** Nothing is done before it is polled, and the time of an earlier `Timeout` is void.

mod channel;
mod commands;
mod config;
mod events;
mod io;
mod link;
mod login;
mod outcome;
mod outcome_fields;
mod pending;
mod queries;
mod random;
mod replies;
mod requests;
mod resync;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

pub use config::{ReconnectPolicy, SessionConfig, Timing};
pub use io::{HttpResponse, Input, LogKind, LogLine, Output, SocketId, TransportError};
pub use outcome::{CommandError, Confirmation, Evidence, Outcome, Reply, Unknown};
pub use resync::SavedSession;

use link::Link;
use login::Phase;
use pending::Pending;
use random::Random;
use requests::{Lane, Purpose, Requests, Sent};
use resync::Resync;

use crate::command::LoginRequest;
use crate::event::{Anomaly, Derived, Event};
use crate::event_log::EventLog;
use crate::http::{Api, HttpRequest};
use crate::id::{CallId, DeviceId, RequestId};
use crate::journal;
use crate::metrics::Metrics;
use crate::model::{Model, Tracker};
use crate::secret::Secret;
use crate::time::Now;

/// One agent on one extension.
#[derive(Debug)]
pub struct Session {
    config: SessionConfig,
    phase: Phase,
    /// Who is logged in, or is being logged in.
    identity: Option<Identity>,
    /// The last socket of an earlier identity.
    last_socket: SocketId,
    requests: Requests,
    next_command: u64,
    pending: Vec<Pending>,
    resync: Resync,
    heartbeat_at: Option<Duration>,
    last_call_made: Option<Duration>,
    log: EventLog,
    metrics: Metrics,
    random: Random,
    /// The time of the last input.
    clock: Option<Now>,
    /// Counts what the model has taken in, to tell whether an account of the server is older than that.
    generation: u64,
    outputs: VecDeque<Output>,
}

/// Who is logged in.
#[derive(Debug)]
struct Identity {
    api: Api,
    tracker: Tracker,
    link: Link,
    /// To log in again when the HTTP session expires; a recovered session may have none.
    credentials: Option<LoginRequest>,
    session_id: Option<Secret>,
    prefixes: Vec<String>,
    pending_mode: Option<String>,
    /// Calls that have been answered automatically.
    answered: VecDeque<CallId>,
    /// The held call to retrieve once the consultation, whose other side has hung up, is cleared.
    to_retrieve: Option<(CallId, CallId)>,
}

impl Identity {
    fn own(&self) -> &DeviceId {
        self.api.device()
    }

    fn model(&self) -> &Model {
        self.tracker.model()
    }
}

impl Session {
    /// A session that is logged out.
    pub fn new(config: SessionConfig) -> Self {
        let mut log = EventLog::new();
        if !config.event_log {
            log.disable();
        }
        let mut outputs = VecDeque::new();
        if config.journal {
            outputs.push_back(Output::Journal(journal::header(&config)));
        }
        Self {
            random: Random::new(config.seed),
            config,
            phase: Phase::LoggedOut,
            identity: None,
            last_socket: SocketId(0),
            requests: Requests::default(),
            next_command: 0,
            pending: Vec::new(),
            resync: Resync::default(),
            heartbeat_at: None,
            last_call_made: None,
            log,
            metrics: Metrics::default(),
            clock: None,
            generation: 0,
            outputs,
        }
    }

    /// Takes in what has happened outside.
    pub fn handle_input(&mut self, now: Now, input: Input<'_>) {
        if self.config.journal {
            let line = journal::input(now, &input, &self.secrets());
            self.outputs.push_back(Output::Journal(line));
        }
        let now = self.tick(now);
        let at = now.monotonic;
        match input {
            Input::Opening { socket } => self.with_link(now, |link, _| link.opening(at, socket)),
            Input::Connected { socket } => self.with_link(now, |link, _| link.connected(at, socket)),
            Input::Received { socket, bytes } => {
                self.with_link(now, |link, random| link.received(at, socket, bytes, random));
            }
            Input::Pong { socket } => self.with_link(now, |link, _| link.pong(at, socket)),
            Input::Disconnected {
                socket,
                reason,
                retry_after,
            } => {
                let wait = retry_after.and_then(|value| crate::http::retry_after(&value, now.wall));
                self.with_link(now, |link, random| {
                    link.disconnected(at, socket, reason, wait, random)
                });
            }
            Input::Response { id, result } => self.response(now, id, result),
            Input::Timeout => {}
        }
        self.timers(now);
    }

    /// The next thing to do; [`Output::Timeout`] when there is nothing more.
    pub fn poll_output(&mut self) -> Output {
        if let Some(output) = self.outputs.pop_front() {
            return output;
        }
        if let Some((id, sent)) = self.requests.next_ready() {
            return self.emit(id, sent);
        }
        if self.outputs.capacity() > 64 {
            self.outputs.shrink_to(16);
        }
        Output::Timeout(self.next_timeout())
    }

    fn emit(&mut self, id: RequestId, sent: Sent) -> Output {
        let request = self.in_this_session(sent);
        if let Some(now) = self.clock {
            self.log
                .record(now.wall, format!("{} {}", request.method.name(), request.url));
        }
        let request = Box::new(request);
        Output::Request { id, request }
    }

    /// The session can have been renewed since the request was made.
    fn in_this_session(&self, sent: Sent) -> HttpRequest {
        let session = self
            .identity
            .as_ref()
            .and_then(|identity| identity.session_id.as_ref().zip(Some(identity)));
        let Some((session_id, identity)) = session else {
            return sent.request;
        };
        let named_in_body = match sent.purpose {
            Purpose::Authenticate | Purpose::Renew => return sent.request,
            Purpose::Login => identity
                .credentials
                .as_ref()
                .and_then(|login| identity.api.login(login, session_id).ok()),
            Purpose::ForcedLogout => Some(identity.api.logout_forced(session_id)),
            _ => None,
        };
        named_in_body
            .unwrap_or(sent.request)
            .with_session(session_id.clone())
    }

    /// Clocks never go back for the session, and a wall clock that has run ahead means that the machine slept.
    fn tick(&mut self, now: Now) -> Now {
        let Some(last) = self.clock else {
            self.clock = Some(now);
            return now;
        };
        let now = Now {
            monotonic: now.monotonic.max(last.monotonic),
            wall: now.wall,
        };
        self.clock = Some(now);
        let elapsed = i64::try_from((now.monotonic - last.monotonic).as_millis()).unwrap_or(i64::MAX);
        let ahead = now
            .wall
            .unix_ms
            .saturating_sub(last.wall.unix_ms)
            .saturating_sub(elapsed);
        if ahead > i64::try_from(self.config.timing.clock_jump.as_millis()).unwrap_or(i64::MAX) {
            self.slept(now, ahead);
        }
        now
    }

    fn slept(&mut self, now: Now, ahead_ms: i64) {
        if self.identity.is_none() {
            return;
        }
        let detail = format!(
            "the clock on the wall has run ahead by {} s: the machine slept",
            ahead_ms / 1000
        );
        self.anomaly(
            now,
            Anomaly {
                kind: crate::event::AnomalyKind::ClockJump,
                call: None,
                event: Default::default(),
                detail,
            },
        );
        if self.heartbeat_at.is_some() {
            self.heartbeat_at = Some(now.monotonic);
        }
        self.with_link(now, |link, random| {
            link.distrust(now.monotonic, "the machine slept", random)
        });
    }

    fn next_timeout(&self) -> Option<Duration> {
        let link = self
            .identity
            .as_ref()
            .and_then(|identity| identity.link.next_timeout());
        let pending = self
            .pending
            .iter()
            .flat_map(|pending| [Some(pending.deadline), pending.check_at])
            .flatten();
        [link, self.heartbeat_at, self.phase.deadline(), self.resync.due]
            .into_iter()
            .flatten()
            .chain(pending)
            .min()
    }

    /// Each timer is disarmed before it is acted on.
    fn timers(&mut self, now: Now) {
        let at = now.monotonic;
        self.with_link(now, |link, random| link.timeout(at, random));
        if self.heartbeat_at.is_some_and(|due| due <= at) {
            self.heartbeat_at = Some(at + self.config.timing.heartbeat);
            self.heartbeat(now);
            self.verify();
        }
        if self.resync.due.is_some_and(|due| due <= at) {
            self.resync.due = None;
            self.ask_state();
        }
        if self.phase.deadline().is_some_and(|due| due <= at) {
            self.phase_timeout(now);
        }
        self.pending_timeouts(now);
    }

    fn heartbeat(&mut self, now: Now) {
        let Some(identity) = &mut self.identity else {
            return;
        };
        identity.tracker.tidy(now);
        // A transfer that has taken no leg away: ask what became of it.
        let overdue = now.monotonic.saturating_sub(self.config.timing.confirm);
        if identity.tracker.handed_over_before(overdue) {
            self.resync.due.get_or_insert(now.monotonic);
        }
        let request = identity.api.heartbeat();
        if !self
            .requests
            .is_under_way(|purpose| *purpose == Purpose::Heartbeat)
        {
            self.submit(Purpose::Heartbeat, request, Lane::Free);
        }
    }

    fn submit(&mut self, purpose: Purpose, request: HttpRequest, lane: Lane) {
        self.requests.submit(Sent {
            purpose,
            request,
            lane,
            again: false,
            renewals: 0,
        });
    }

    fn report(&mut self, derived: Derived) {
        let event = Event::derived(derived);
        self.deliver(event);
    }

    fn deliver(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(Arc::new(event)));
    }

    fn anomaly(&mut self, now: Now, anomaly: Anomaly) {
        self.metrics.anomalies += 1;
        self.log
            .record(now.wall, format!("anomaly {}: {}", anomaly.kind, anomaly.detail));
        self.report(Derived::Anomaly(anomaly));
    }

    fn say(&mut self, now: Now, kind: LogKind, content: impl Into<String>) {
        let content = content.into();
        self.log.record(now.wall, content.as_str());
        if kind != LogKind::Log || self.config.settings.debug {
            self.outputs.push_back(Output::Log(LogLine { kind, content }));
        }
    }

    /// A failure: an error, and an alert for the agent if those are wanted.
    fn complain(&mut self, now: Now, content: String) {
        self.say(now, LogKind::Error, content.clone());
        if self.config.settings.use_error_alert {
            self.outputs.push_back(Output::Log(LogLine {
                kind: LogKind::Alert,
                content,
            }));
        }
    }

    /// What must not be written anywhere.
    fn secrets(&self) -> Vec<&Secret> {
        let Some(identity) = &self.identity else {
            return Vec::new();
        };
        let password = identity.credentials.as_ref().map(|login| &login.password);
        password.into_iter().chain(identity.session_id.as_ref()).collect()
    }
}
