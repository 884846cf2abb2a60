//! The server's side of one STOMP connection, without its socket: octets in, frames out.
//!
//! After each input [`StompSession::poll_output`] is drained; nothing more comes after [`Output::Close`].

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use wellclient_core::stomp::{
    Command, Decoder, Frame, HeartbeatOffer, HeartbeatPlan, Item, Limits, Version, negotiate,
};

use super::topic::{Topic, destinations};
use crate::config::StompConfig;
use crate::pbx::PublishedEvent;

const SERVER: &str = concat!("wellclient-simulator/", env!("CARGO_PKG_VERSION"));
const LIMITS: Limits = Limits {
    max_headers: 64,
    max_header_bytes: 16 * 1024,
    max_body_bytes: 256 * 1024,
};
const MAX_SUBSCRIPTIONS: usize = 4096;
/// A client is cut after this many heart-beat intervals of silence.
const SILENT_INTERVALS: u32 = 3;

/// What the session wants done.
#[derive(Debug)]
pub(crate) enum Output {
    /// Send this frame.
    Frame { command: Command, bytes: Vec<u8> },
    /// Send a heart-beat.
    Heartbeat,
    /// A frame came in.
    Received {
        command: Command,
        destination: Option<String>,
    },
    /// Events of this topic are wanted from now on.
    Subscribed(Topic),
    /// Events of this topic are no longer wanted by one of the subscriptions.
    Unsubscribed(Topic),
    /// Close the WebSocket with this code (RFC 6455 paragraph 7.4.1).
    Close { code: u16, reason: String },
}

pub(crate) struct StompSession {
    config: StompConfig,
    /// The `session` header, and the first part of each message id.
    name: String,
    phase: Phase,
    version: Version,
    decoder: Decoder,
    subscriptions: Vec<Subscription>,
    messages: u64,
    beats: HeartbeatPlan,
    last_sent: Duration,
    last_heard: Duration,
    output: VecDeque<Output>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// CONNECT has not come; it must by then.
    Fresh {
        until: Duration,
    },
    Connected,
    Closed,
}

struct Subscription {
    /// Absent in STOMP 1.0, if the client gave none.
    id: Option<String>,
    topic: Topic,
    wants_ack: bool,
}

impl StompSession {
    pub(crate) fn new(config: StompConfig, connection: u64, now: Duration) -> Self {
        let until = now.saturating_add(Duration::from_millis(config.connect_timeout_ms));
        Self {
            config,
            name: format!("simulator-{connection}"),
            phase: Phase::Fresh { until },
            version: Version::V1_0,
            decoder: Decoder::new(LIMITS),
            subscriptions: Vec::new(),
            messages: 0,
            beats: HeartbeatPlan {
                send_every: None,
                expect_every: None,
            },
            last_sent: now,
            last_heard: now,
            output: VecDeque::new(),
        }
    }

    /// Octets came in.
    pub(crate) fn receive(&mut self, now: Duration, octets: &[u8]) {
        self.heard(now);
        self.decoder.feed(octets);
        while self.phase != Phase::Closed {
            let frame = match self.decoder.next_item() {
                Ok(None) => return,
                Ok(Some(Item::Heartbeat)) => continue,
                Ok(Some(Item::Frame(frame))) => frame.to_owned(),
                Err(error) => return self.fail(now, &error.to_string(), None),
            };
            self.frame(now, &frame);
        }
    }

    /// Something came in that is no STOMP: a WebSocket ping, the reference's bare `h`.
    pub(crate) fn heard(&mut self, now: Duration) {
        self.last_heard = now;
    }

    /// An event was published: it goes to each subscription that wants it.
    pub(crate) fn publish(&mut self, now: Duration, event: &PublishedEvent) {
        for destination in destinations(event) {
            let wanted: Vec<_> = self
                .subscriptions
                .iter()
                .filter(|subscription| subscription.topic.matches(&destination))
                .map(|subscription| (subscription.id.clone(), subscription.wants_ack))
                .collect();
            for (id, wants_ack) in wanted {
                self.message(
                    now,
                    &destination,
                    id,
                    wants_ack,
                    event.json_for(&destination).as_bytes(),
                );
            }
        }
    }

    /// Sends every subscription a MESSAGE with a body of `size` octets.
    pub(crate) fn publish_huge(&mut self, now: Duration, size: usize) {
        const START: &str = r#"{"padding":""#;
        const END: &str = r#""}"#;
        let padding = size.saturating_sub(START.len() + END.len());
        let mut body = format!("{START}{}{END}", "x".repeat(padding));
        body.truncate(size);
        for at in 0..self.subscriptions.len() {
            let Some(subscription) = self.subscriptions.get(at) else {
                break;
            };
            let (id, wants_ack) = (subscription.id.clone(), subscription.wants_ack);
            self.message(now, "/topic/huge", id, wants_ack, body.as_bytes());
        }
    }

    /// When [`StompSession::advance`] is due.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        match self.phase {
            Phase::Fresh { until } => Some(until),
            Phase::Connected => self.send_at().into_iter().chain(self.silent_at()).min(),
            Phase::Closed => None,
        }
    }

    /// Time has passed.
    pub(crate) fn advance(&mut self, now: Duration) {
        let due = |at: Option<Duration>| at.is_some_and(|at| at <= now);
        match self.phase {
            Phase::Fresh { until } if until <= now => self.close(1002, "no CONNECT"),
            // As RabbitMQ does it: a close, no ERROR.
            Phase::Connected if due(self.silent_at()) => self.close(1000, "no heart-beat from the client"),
            Phase::Connected if due(self.send_at()) => {
                self.last_sent = now;
                self.output.push_back(Output::Heartbeat);
            }
            _ => {}
        }
    }

    pub(crate) fn poll_output(&mut self) -> Option<Output> {
        self.output.pop_front()
    }

    /// A quarter of the interval early, so that it arrives in time.
    fn send_at(&self) -> Option<Duration> {
        self.beats
            .send_every
            .map(|every| self.last_sent.saturating_add(every * 3 / 4))
    }

    fn silent_at(&self) -> Option<Duration> {
        self.beats
            .expect_every
            .map(|every| self.last_heard.saturating_add(every * SILENT_INTERVALS))
    }

    fn frame(&mut self, now: Duration, frame: &Frame) {
        let command = frame.command();
        let destination = frame.header("destination").map(str::to_owned);
        self.output.push_back(Output::Received { command, destination });
        let fresh = matches!(self.phase, Phase::Fresh { .. });
        let done = match command {
            Command::Connect | Command::Stomp if fresh => return self.connect(now, frame),
            Command::Connect | Command::Stomp => Err("already connected".to_owned()),
            _ if fresh => Err("the first frame must be CONNECT".to_owned()),
            Command::Subscribe => self.subscribe(frame),
            Command::Unsubscribe => self.unsubscribe(frame),
            Command::Disconnect => {
                self.receipt(now, frame);
                return self.close(1000, "the client has disconnected");
            }
            // Nobody listens to what a client publishes, and events need no acknowledgement.
            Command::Send | Command::Ack | Command::Nack => Ok(()),
            Command::Begin | Command::Commit | Command::Abort => Ok(()),
            Command::Connected | Command::Message | Command::Receipt | Command::Error => {
                Err(format!("{command} is for the server to send"))
            }
        };
        match done {
            Ok(()) => self.receipt(now, frame),
            Err(why) => self.fail(now, &why, frame.header("receipt")),
        }
    }

    fn connect(&mut self, now: Duration, frame: &Frame) {
        let version = match frame.header("accept-version") {
            None => Some(Version::V1_0),
            Some(offered) => Version::highest_common(offered),
        };
        let Some(version) = version else {
            return self.fail(now, "no common STOMP version", None);
        };
        let theirs = match frame.header("heart-beat").map(str::parse::<HeartbeatOffer>) {
            None => HeartbeatOffer::default(),
            Some(Ok(offer)) => offer,
            Some(Err(error)) => return self.fail(now, &error.to_string(), None),
        };
        let mine = HeartbeatOffer {
            send: Duration::from_millis(u64::from(self.config.heartbeat_send_ms)),
            receive: Duration::from_millis(u64::from(self.config.heartbeat_receive_ms)),
        };
        self.beats = negotiate(mine, theirs);
        self.version = version;
        self.decoder.set_version(version);
        self.phase = Phase::Connected;
        let connected = Frame::new(Command::Connected)
            .with_header("version", version.as_str())
            .with_header("session", self.name.clone())
            .with_header("server", SERVER)
            .with_header("heart-beat", mine.to_string());
        self.send(now, &connected);
    }

    fn subscribe(&mut self, frame: &Frame) -> Result<(), String> {
        let destination = frame
            .header("destination")
            .ok_or("SUBSCRIBE without a destination")?;
        let topic = Topic::parse(destination).map_err(|error| error.to_string())?;
        let id = frame.header("id").map(str::to_owned);
        if id.is_none() && self.version > Version::V1_0 {
            return Err("SUBSCRIBE without an id".to_owned());
        }
        if id.is_some()
            && self
                .subscriptions
                .iter()
                .any(|subscription| subscription.id == id)
        {
            return Err("this id is subscribed already".to_owned());
        }
        if self.subscriptions.len() >= MAX_SUBSCRIPTIONS {
            return Err("too many subscriptions".to_owned());
        }
        if self.agents_with(&topic) > self.config.agents_per_connection {
            return Err("watching others is not allowed here".to_owned());
        }
        let wants_ack = match frame.header("ack").unwrap_or("auto") {
            "auto" => false,
            "client" | "client-individual" => true,
            _ => return Err("unknown ack mode".to_owned()),
        };
        self.subscriptions.push(Subscription {
            id,
            topic: topic.clone(),
            wants_ack,
        });
        self.output.push_back(Output::Subscribed(topic));
        Ok(())
    }

    /// How many agents it would be subscribed to with this topic.
    fn agents_with(&self, topic: &Topic) -> usize {
        let subscribed = self.subscriptions.iter().map(|subscription| &subscription.topic);
        let agents: BTreeSet<_> = subscribed.chain([topic]).map(Topic::agent_key).collect();
        agents.len()
    }

    /// By id, or in STOMP 1.0 by destination. One that is not there is no error, as with Spring.
    fn unsubscribe(&mut self, frame: &Frame) -> Result<(), String> {
        let (id, destination) = (frame.header("id"), frame.header("destination"));
        if id.is_none() && (destination.is_none() || self.version > Version::V1_0) {
            return Err("UNSUBSCRIBE without an id".to_owned());
        }
        let named = |subscription: &Subscription| match id {
            Some(_) => subscription.id.as_deref() == id,
            None => subscription.id.is_none() && Some(subscription.topic.as_str()) == destination,
        };
        if let Some(at) = self.subscriptions.iter().position(named) {
            let subscription = self.subscriptions.remove(at);
            self.output.push_back(Output::Unsubscribed(subscription.topic));
        }
        Ok(())
    }

    fn message(
        &mut self,
        now: Duration,
        destination: &str,
        id: Option<String>,
        wants_ack: bool,
        body: &[u8],
    ) {
        self.messages += 1;
        let message_id = format!("{}-{}", self.name, self.messages);
        let mut frame = Frame::new(Command::Message).with_header("destination", destination);
        if let Some(id) = id {
            frame = frame.with_header("subscription", id);
        }
        frame = frame.with_header("message-id", message_id.clone());
        if wants_ack && self.version == Version::V1_2 {
            frame = frame.with_header("ack", message_id);
        }
        frame = frame
            .with_header("content-type", "application/json;charset=UTF-8")
            .with_body(body);
        self.send(now, &frame);
    }

    fn receipt(&mut self, now: Duration, frame: &Frame) {
        if let (true, Some(id)) = (self.config.receipts, frame.header("receipt")) {
            self.send(now, &Frame::new(Command::Receipt).with_header("receipt-id", id));
        }
    }

    /// The subscription that was just asked for is refused.
    pub(crate) fn refuse_subscription(&mut self, now: Duration) {
        self.subscriptions.pop();
        self.output.clear();
        self.fail(now, "not authorised to subscribe", None);
    }

    /// ERROR, then close: nothing else may follow an ERROR (STOMP 1.2, ERROR).
    fn fail(&mut self, now: Duration, why: &str, receipt: Option<&str>) {
        let mut frame = Frame::new(Command::Error).with_header("message", why.replace(['\r', '\n'], " "));
        if matches!(self.phase, Phase::Fresh { .. }) {
            frame = frame.with_header("version", Version::ACCEPT);
        }
        if let Some(id) = receipt {
            frame = frame.with_header("receipt-id", id);
        }
        let body = format!("{why}\n");
        self.send(
            now,
            &frame.with_header("content-type", "text/plain").with_body(body),
        );
        self.close(1002, why);
    }

    fn send(&mut self, now: Duration, frame: &Frame) {
        match frame.encode(self.version) {
            Ok(mut bytes) => {
                if self.config.trailing_newline {
                    bytes.push(b'\n');
                }
                self.last_sent = now;
                self.output.push_back(Output::Frame {
                    command: frame.command(),
                    bytes,
                });
            }
            // Only what the client itself named, an id or a receipt, can be impossible to write.
            Err(error) => self.close(1002, &error.to_string()),
        }
    }

    fn close(&mut self, code: u16, reason: &str) {
        if self.phase != Phase::Closed {
            self.phase = Phase::Closed;
            self.output.push_back(Output::Close {
                code,
                reason: reason.to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests;
