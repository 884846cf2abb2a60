//! The server's end of one WebSocket: a STOMP broker as small as it can be.

use std::time::Duration;

use wellclient_core::stomp::{
    Command, Decoder, Frame, HeartbeatOffer, HeartbeatPlan, Item, Limits, Version, negotiate,
};

/// How the broker behaves.
#[derive(Clone, Debug)]
pub struct Broker {
    /// What it offers.
    pub heartbeat: HeartbeatOffer,
    /// It cuts whoever is silent for this many intervals; `None` never.
    pub cut_after: Option<f64>,
    /// It sends RECEIPTs.
    pub receipts: bool,
    /// The newest version it speaks.
    pub version: Version,
}

impl Default for Broker {
    fn default() -> Self {
        let interval = Duration::from_secs(10);
        Self {
            heartbeat: HeartbeatOffer {
                send: interval,
                receive: interval,
            },
            cut_after: Some(2.0),
            receipts: true,
            version: Version::V1_2,
        }
    }
}

/// One WebSocket, seen from the server.
#[derive(Debug)]
pub(super) struct Connection {
    decoder: Decoder,
    version: Version,
    pub(super) plan: HeartbeatPlan,
    /// Nothing gets through any more, and nobody says so.
    pub(super) dead: bool,
    /// Messages keep their order: when the last one arrives.
    pub(super) last_arrival: Duration,
    pub(super) last_heard: Duration,
    /// Ids and destinations; a watch has one for each agent.
    pub(super) subscriptions: Vec<(String, String)>,
    messages: u64,
}

/// What the client's bytes have brought about.
#[derive(Default, Debug)]
pub(super) struct Answered {
    pub(super) frames: Vec<Vec<u8>>,
    /// The connection is agreed on: heart-beats begin.
    pub(super) connected: bool,
    /// It wants to hear of these destinations.
    pub(super) subscribed: Vec<String>,
    /// It has said good-bye, or what is no STOMP.
    pub(super) closes: bool,
}

impl Connection {
    pub(super) fn new(now: Duration) -> Self {
        Self {
            decoder: Decoder::new(Limits::default()),
            version: Version::V1_2,
            plan: HeartbeatPlan::default(),
            dead: false,
            last_arrival: now,
            last_heard: now,
            subscriptions: Vec::new(),
            messages: 0,
        }
    }

    pub(super) fn receive(&mut self, broker: &Broker, bytes: &[u8]) -> Answered {
        let mut answered = Answered::default();
        self.decoder.feed(bytes);
        loop {
            let frame = match self.decoder.next_item() {
                Ok(Some(Item::Frame(frame))) => frame.to_owned(),
                Ok(Some(Item::Heartbeat)) => continue,
                Ok(None) => return answered,
                Err(_) => {
                    answered.closes = true;
                    return answered;
                }
            };
            match frame.command() {
                Command::Connect | Command::Stomp => self.connect(broker, &frame, &mut answered),
                Command::Subscribe => self.subscribe(broker, &frame, &mut answered),
                Command::Disconnect => answered.closes = true,
                _ => {}
            }
        }
    }

    fn connect(&mut self, broker: &Broker, frame: &Frame, answered: &mut Answered) {
        let asked = frame
            .header("accept-version")
            .and_then(Version::highest_common)
            .unwrap_or(Version::V1_0);
        self.version = asked.min(broker.version);
        self.decoder.set_version(self.version);
        let theirs = frame
            .header("heart-beat")
            .and_then(|text| text.parse().ok())
            .unwrap_or_default();
        let mut reply = Frame::new(Command::Connected);
        if self.version != Version::V1_0 {
            self.plan = negotiate(broker.heartbeat, theirs);
            reply = reply
                .with_header("version", self.version.as_str())
                .with_header("heart-beat", broker.heartbeat.to_string());
        }
        answered.connected = true;
        answered.frames.push(self.encode(reply));
    }

    fn subscribe(&mut self, broker: &Broker, frame: &Frame, answered: &mut Answered) {
        let id = frame.header("id").unwrap_or_default().to_owned();
        let destination = frame.header("destination").unwrap_or_default().to_owned();
        self.subscriptions.push((id, destination.clone()));
        answered.subscribed.push(destination);
        if let Some(receipt) = frame.header("receipt").filter(|_| broker.receipts) {
            let frame = Frame::new(Command::Receipt).with_header("receipt-id", receipt);
            answered.frames.push(self.encode(frame));
        }
    }

    /// The MESSAGE that carries an event of this destination.
    pub(super) fn message(&mut self, destination: &str, body: &str) -> Option<Vec<u8>> {
        let mut subscriptions = self.subscriptions.iter();
        let (id, destination) = subscriptions.find(|(_, known)| known == destination).cloned()?;
        self.messages += 1;
        let frame = Frame::new(Command::Message)
            .with_header("subscription", id)
            .with_header("message-id", self.messages.to_string())
            .with_header("destination", destination)
            .with_header("content-type", "application/json")
            .with_body(body);
        Some(self.encode(frame))
    }

    /// Everything that is sent here can be written in every version.
    fn encode(&self, frame: Frame) -> Vec<u8> {
        frame.encode(self.version).unwrap_or_default()
    }
}
