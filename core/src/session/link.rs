//! The event channel: STOMP over a WebSocket, opened, kept alive, found dead, and opened again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::config::{ReconnectPolicy, Timing};
use super::io::SocketId;
use super::random::Random;
use crate::event::{self, DecodeEventError, Event};
use crate::link_state::LinkState;
use crate::stomp::{
    Command, Decoder, Frame, FrameRef, HEARTBEAT, HeartbeatOffer, HeartbeatPlan, Item, Limits, Version,
    negotiate,
};

/// The id of the one subscription, and of its receipt.
const SUBSCRIPTION: &str = "sub-0";
const RECEIPT: &str = "subscribed";

/// A socket may wait for its turn this many times as long as opening it may take.
const QUEUEING: u32 = 6;

/// A server's `Retry-After` is heeded up to this.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(300);

/// The state of the event channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Not wanted.
    Off,
    /// Waiting to try again.
    Waiting,
    /// The WebSocket is being opened.
    Opening,
    /// CONNECT is sent, CONNECTED awaited.
    Handshaking,
    /// SUBSCRIBE is sent; RECEIPT, or the settle time, awaited.
    Subscribing,
    /// Events arrive.
    Active,
    /// Wanted, but given up.
    Lost,
}

/// What comes out of the link.
#[derive(Debug)]
pub(super) enum LinkOutput {
    Open(SocketId),
    Send(SocketId, Vec<u8>),
    Ping(SocketId),
    Close(SocketId),
    /// The subscription stands.
    Up,
    /// It stood, and is lost; trying again.
    Down(String),
    /// An attempt has failed; trying again.
    Retrying(String),
    /// All attempts have failed.
    GaveUp(String),
    Event(Result<Arc<Event>, DecodeEventError>),
    /// Something that STOMP does not allow; the link is closed and opened again.
    Violation(String),
    /// A frame, for the log.
    Trace(String),
}

/// Where to and how.
#[derive(Clone, Debug)]
pub(super) struct LinkTarget {
    pub(super) virtual_host: Option<String>,
    pub(super) topic: String,
}

#[derive(Debug)]
pub(super) struct Link {
    target: LinkTarget,
    policy: ReconnectPolicy,
    timing: Timing,
    trace: bool,
    state: State,
    socket: SocketId,
    version: Version,
    decoder: Decoder,
    plan: HeartbeatPlan,
    /// Failed attempts since the link was last up.
    attempts: u32,
    /// End of the present step, or the time of the next attempt.
    deadline: Option<Duration>,
    /// No attempt before this: the server has said so.
    not_before: Duration,
    last_sent: Duration,
    last_received: Duration,
    pinged: bool,
    pub(super) outputs: VecDeque<LinkOutput>,
}

impl Link {
    pub(super) fn new(target: LinkTarget, policy: ReconnectPolicy, timing: Timing, trace: bool) -> Self {
        Self {
            target,
            policy,
            timing,
            trace,
            state: State::Off,
            socket: SocketId(0),
            version: Version::V1_2,
            decoder: Decoder::new(Limits::default()),
            plan: HeartbeatPlan::default(),
            attempts: 0,
            deadline: None,
            not_before: Duration::ZERO,
            last_sent: Duration::ZERO,
            last_received: Duration::ZERO,
            pinged: false,
            outputs: VecDeque::new(),
        }
    }

    /// Numbers sockets on from an earlier link's, so that what concerns those is not taken for this one's.
    pub(super) fn number_from(mut self, socket: SocketId) -> Self {
        self.socket = socket;
        self
    }

    pub(super) fn socket(&self) -> SocketId {
        self.socket
    }

    pub(super) fn is_active(&self) -> bool {
        self.state == State::Active
    }

    pub(super) fn link_state(&self) -> LinkState {
        match self.state {
            State::Off => LinkState::Off,
            State::Waiting => LinkState::Waiting,
            State::Opening | State::Handshaking | State::Subscribing => LinkState::Connecting,
            State::Active => LinkState::Active,
            State::Lost => LinkState::Lost,
        }
    }

    pub(super) fn next_timeout(&self) -> Option<Duration> {
        [
            self.deadline,
            self.send_due(),
            self.ping_due(),
            self.silence_due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    pub(super) fn open(&mut self, now: Duration) {
        if matches!(self.state, State::Off | State::Lost) {
            self.attempts = 0;
            self.start(now);
        }
    }

    /// Tries now what is waited for, or was given up; counted anew. Only the server's own wish for time is heeded.
    pub(super) fn reopen(&mut self, now: Duration) {
        match self.state {
            State::Waiting => {
                self.attempts = 0;
                self.deadline = Some(now.max(self.not_before));
            }
            _ => self.open(now),
        }
    }

    pub(super) fn close(&mut self, now: Duration) {
        match self.state {
            State::Active | State::Subscribing => {
                self.send(now, Frame::new(Command::Disconnect));
                self.outputs.push_back(LinkOutput::Close(self.socket));
            }
            State::Opening | State::Handshaking => self.outputs.push_back(LinkOutput::Close(self.socket)),
            State::Off | State::Waiting | State::Lost => {}
        }
        self.state = State::Off;
        self.deadline = None;
    }

    /// The socket is not to be trusted any more: the machine slept.
    pub(super) fn distrust(&mut self, now: Duration, why: &str, random: &mut Random) {
        match self.state {
            State::Off | State::Lost => {}
            State::Waiting => self.deadline = Some(now),
            _ => self.fail(now, why.to_owned(), None, random),
        }
    }

    pub(super) fn opening(&mut self, now: Duration, socket: SocketId) {
        if socket == self.socket && self.state == State::Opening {
            self.deadline = Some(now + self.timing.connect);
        }
    }

    pub(super) fn connected(&mut self, now: Duration, socket: SocketId) {
        if socket != self.socket || self.state != State::Opening {
            return;
        }
        self.state = State::Handshaking;
        self.deadline = Some(now + self.timing.connect);
        self.last_received = now;
        self.decoder = Decoder::new(Limits::default());
        let offer = self.offer();
        let mut frame = Frame::new(Command::Connect)
            .with_header("accept-version", Version::ACCEPT)
            .with_header("heart-beat", offer.to_string());
        if let Some(host) = &self.target.virtual_host {
            frame = frame.with_header("host", host.as_str());
        }
        self.send(now, frame);
    }

    pub(super) fn received(&mut self, now: Duration, socket: SocketId, bytes: &[u8], random: &mut Random) {
        if socket != self.socket
            || !matches!(
                self.state,
                State::Handshaking | State::Subscribing | State::Active
            )
        {
            return;
        }
        self.last_received = now;
        self.pinged = false;
        // The decoder lends its frames, so it is taken out while they are handled.
        let mut decoder = std::mem::replace(&mut self.decoder, Decoder::new(Limits::default()));
        decoder.feed(bytes);
        loop {
            match decoder.next_item() {
                Ok(Some(Item::Heartbeat)) => {}
                Ok(Some(Item::Frame(frame))) => {
                    let version = self.frame(now, &frame, random);
                    if let Some(version) = version {
                        decoder.set_version(version);
                    }
                    if !matches!(
                        self.state,
                        State::Handshaking | State::Subscribing | State::Active
                    ) {
                        return;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    self.outputs.push_back(LinkOutput::Violation(error.to_string()));
                    self.fail(now, format!("not STOMP: {error}"), None, random);
                    return;
                }
            }
        }
        self.decoder = decoder;
    }

    pub(super) fn pong(&mut self, now: Duration, socket: SocketId) {
        if socket == self.socket && self.state == State::Active {
            self.last_received = now;
            self.pinged = false;
        }
    }

    pub(super) fn disconnected(
        &mut self,
        now: Duration,
        socket: SocketId,
        reason: String,
        retry_after: Option<Duration>,
        random: &mut Random,
    ) {
        if socket != self.socket || matches!(self.state, State::Off | State::Waiting | State::Lost) {
            return;
        }
        // Nothing is there to be closed.
        self.lose(now, reason, retry_after, random);
    }

    pub(super) fn timeout(&mut self, now: Duration, random: &mut Random) {
        if self.deadline.is_some_and(|at| at <= now) {
            self.deadline = None;
            match self.state {
                State::Waiting => self.start(now),
                State::Opening => self.fail(now, "the WebSocket did not open in time".into(), None, random),
                State::Handshaking => self.fail(now, "no CONNECTED in time".into(), None, random),
                State::Subscribing => self.up(),
                State::Off | State::Active | State::Lost => {}
            }
        }
        if self.silence_due().is_some_and(|at| at <= now) {
            self.fail(now, "the server has gone silent".into(), None, random);
        }
        if self.ping_due().is_some_and(|at| at <= now) {
            self.pinged = true;
            self.outputs.push_back(LinkOutput::Ping(self.socket));
        }
        if self.send_due().is_some_and(|at| at <= now) {
            self.last_sent = now;
            self.outputs
                .push_back(LinkOutput::Send(self.socket, HEARTBEAT.to_vec()));
        }
    }

    /// Answers the version to decode by, once it is agreed on.
    fn frame(&mut self, now: Duration, frame: &FrameRef<'_>, random: &mut Random) -> Option<Version> {
        if self.trace {
            self.outputs
                .push_back(LinkOutput::Trace(format!("<<< {frame:?}")));
        }
        match (self.state, frame.command()) {
            (State::Handshaking, Command::Connected) => return self.handshaken(now, frame, random),
            (State::Subscribing, Command::Receipt)
                if frame.header("receipt-id").as_deref() == Some(RECEIPT) =>
            {
                self.deadline = None;
                self.up();
            }
            (State::Subscribing, Command::Message) => {
                // An event is as good as a receipt.
                self.deadline = None;
                self.up();
                self.message(frame);
            }
            (State::Active, Command::Message) => self.message(frame),
            (State::Active, Command::Receipt) => {}
            (_, Command::Error) => {
                let message = frame.header("message").unwrap_or_default();
                self.fail(
                    now,
                    format!("the broker reports an error: {}", excerpt(&message)),
                    None,
                    random,
                );
            }
            (_, command) => {
                let reason = format!("{} out of place", command.as_str());
                self.outputs.push_back(LinkOutput::Violation(reason.clone()));
                self.fail(now, reason, None, random);
            }
        }
        None
    }

    fn handshaken(&mut self, now: Duration, frame: &FrameRef<'_>, random: &mut Random) -> Option<Version> {
        // A server of STOMP 1.0 does not say.
        let version = match frame.header("version") {
            None => Version::V1_0,
            Some(text) => match text.parse() {
                Ok(version) => version,
                Err(_) => {
                    self.fail(
                        now,
                        format!("STOMP version {} is not known", excerpt(&text)),
                        None,
                        random,
                    );
                    return None;
                }
            },
        };
        self.version = version;
        let theirs = frame
            .header("heart-beat")
            .and_then(|text| text.parse().ok())
            .unwrap_or_default();
        self.plan = negotiate(self.offer(), theirs);
        self.state = State::Subscribing;
        self.deadline = Some(now + self.timing.settle);
        self.send(
            now,
            Frame::new(Command::Subscribe)
                .with_header("id", SUBSCRIPTION)
                .with_header("destination", self.target.topic.clone())
                .with_header("ack", "auto")
                .with_header("receipt", RECEIPT),
        );
        Some(version)
    }

    /// The destination of a MESSAGE is where it was published, so only the subscription tells whose it is; STOMP 1.0
    /// may leave that out.
    fn message(&mut self, frame: &FrameRef<'_>) {
        if frame.header("subscription").is_none_or(|id| id == SUBSCRIPTION) {
            self.outputs
                .push_back(LinkOutput::Event(event::decode(frame.body()).map(Arc::new)));
        }
    }

    fn start(&mut self, now: Duration) {
        self.socket = SocketId(self.socket.0 + 1);
        self.version = Version::V1_2;
        self.state = State::Opening;
        self.deadline = Some(now + self.timing.connect * QUEUEING);
        self.outputs.push_back(LinkOutput::Open(self.socket));
    }

    fn up(&mut self) {
        self.state = State::Active;
        self.attempts = 0;
        self.outputs.push_back(LinkOutput::Up);
    }

    fn fail(&mut self, now: Duration, reason: String, retry_after: Option<Duration>, random: &mut Random) {
        self.outputs.push_back(LinkOutput::Close(self.socket));
        self.lose(now, reason, retry_after, random);
    }

    fn lose(&mut self, now: Duration, reason: String, retry_after: Option<Duration>, random: &mut Random) {
        let was_active = self.state == State::Active;
        self.attempts = self.attempts.saturating_add(1);
        self.plan = HeartbeatPlan::default();
        self.pinged = false;
        self.decoder = Decoder::new(Limits::default());
        match self.policy.delay(self.attempts, random.next()) {
            Some(delay) => {
                self.not_before = now + retry_after.unwrap_or_default().min(LONGEST_RETRY_AFTER);
                self.state = State::Waiting;
                self.deadline = Some(self.not_before.max(now + delay));
                self.outputs.push_back(match was_active {
                    true => LinkOutput::Down(reason),
                    false => LinkOutput::Retrying(reason),
                });
            }
            None => {
                self.state = State::Lost;
                self.deadline = None;
                if was_active {
                    self.outputs.push_back(LinkOutput::Down(reason.clone()));
                }
                self.outputs.push_back(LinkOutput::GaveUp(reason));
            }
        }
    }

    fn send(&mut self, now: Duration, frame: Frame) {
        self.last_sent = now;
        if self.trace {
            self.outputs
                .push_back(LinkOutput::Trace(format!(">>> {frame:?}")));
        }
        match frame.encode(self.version) {
            Ok(bytes) => self.outputs.push_back(LinkOutput::Send(self.socket, bytes)),
            // Only a topic that this version of STOMP cannot carry.
            Err(error) => self.outputs.push_back(LinkOutput::Violation(error.to_string())),
        }
    }

    fn offer(&self) -> HeartbeatOffer {
        HeartbeatOffer {
            send: self.timing.stomp_heartbeat,
            receive: self.timing.stomp_heartbeat,
        }
    }

    /// Early, by a fifth: a heart-beat sent at the interval arrives after it.
    fn send_due(&self) -> Option<Duration> {
        let every = self.plan.send_every.filter(|_| self.is_standing())?;
        Some(self.last_sent + every.mul_f64(0.8))
    }

    /// Tolerant of lateness: two intervals of silence.
    fn silence_due(&self) -> Option<Duration> {
        let every = self.plan.expect_every.unwrap_or(self.timing.ping);
        self.is_standing().then(|| self.last_received + every * 2)
    }

    /// Where the server promises no heart-beats, a ping makes it say something.
    fn ping_due(&self) -> Option<Duration> {
        let due = self.is_standing() && self.plan.expect_every.is_none() && !self.pinged;
        due.then(|| self.last_received + self.timing.ping)
    }

    fn is_standing(&self) -> bool {
        matches!(self.state, State::Subscribing | State::Active)
    }
}

/// The beginning of a text from outside, fit for one line of a log.
fn excerpt(text: &str) -> String {
    text.chars()
        .take(200)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
