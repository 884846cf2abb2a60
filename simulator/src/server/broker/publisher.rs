//! Publishes the switch's events at the broker, each at least once and in their order, however often the broker is lost.
//!
//! An event counts as published when the broker has sent the RECEIPT for it; what has none when the broker is lost is
//! published again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use wellclient_core::stomp::{
    Command, Decoder, Frame, FrameRef, HEARTBEAT, HeartbeatOffer, HeartbeatPlan, Item, Limits, Version,
    negotiate,
};

use super::{Broker, PATIENCE, Socket};
use crate::observe::Heard;
use crate::pbx::PublishedEvent;
use crate::server::Shared;
use crate::server::exchange::sleep_until;
use crate::server::topic::{PLAIN, destinations};

/// A broker that is away is looked for so often.
const RETRY: Duration = Duration::from_millis(250);
/// How often each side is to be heard of.
const BEAT: Duration = Duration::from_secs(10);
/// How many events may be without a RECEIPT before no more is sent.
const UNCONFIRMED: usize = 256;
/// The receipt of what finds out whether the broker takes topics with slashes.
const PROBE: &str = "probe";

/// Publishes what comes, until the simulator stops.
pub(crate) async fn publish(shared: Arc<Shared>, events: mpsc::Receiver<Arc<PublishedEvent>>) {
    let Some(broker) = &shared.broker else { return };
    let mut publisher = Publisher {
        broker,
        shared: &shared,
        events,
        unconfirmed: VecDeque::new(),
        sent: 0,
        slashes: None,
    };
    let mut told = String::new();
    loop {
        let reason = tokio::select! {
            () = shared.stopped() => return,
            ended = publisher.session() => match ended {
                Ended::Again => continue,
                Ended::Lost(reason) => reason,
            },
        };
        // Not the same again and again while it is away.
        if reason != told {
            told.clone_from(&reason);
            shared.observer.tell(shared.now(), Heard::BrokerLost { reason });
        }
        tokio::select! {
            () = shared.stopped() => return,
            () = tokio::time::sleep(RETRY) => {}
        }
    }
}

struct Publisher<'a> {
    broker: &'a Broker,
    shared: &'a Shared,
    events: mpsc::Receiver<Arc<PublishedEvent>>,
    /// Sent, and no RECEIPT yet, by their numbers.
    unconfirmed: VecDeque<(u64, Arc<PublishedEvent>)>,
    sent: u64,
    /// Whether the broker takes topics with slashes, once that is known.
    slashes: Option<bool>,
}

/// Why a connection to the broker is over.
enum Ended {
    Lost(String),
    /// Something has been learnt of the broker that it closes the connection after.
    Again,
}

impl<E: std::error::Error> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Lost(error.to_string())
    }
}

/// What a frame from the broker means.
enum Told {
    Nothing,
    Connected(Version, HeartbeatPlan),
    Receipt(String),
    Error(String),
}

/// A connection, with STOMP on it.
struct Link {
    socket: Socket,
    decoder: Decoder,
    version: Version,
    plan: HeartbeatPlan,
    beat_at: Option<Instant>,
    silent_at: Option<Instant>,
}

impl Publisher<'_> {
    async fn session(&mut self) -> Ended {
        match self.serve().await {
            Ok(never) => match never {},
            Err(ended) => ended,
        }
    }

    async fn serve(&mut self) -> Result<std::convert::Infallible, Ended> {
        let socket = self.broker.open(None).await.map_err(Ended::Lost)?;
        let mut link = Link::new(socket);
        link.connect(self.broker).await?;
        let slashes = match self.slashes {
            Some(known) => known,
            None => {
                let takes = link.takes_slashes().await?;
                self.slashes = Some(takes);
                if !takes {
                    return Err(Ended::Again);
                }
                takes
            }
        };
        let version = link.version.as_str().to_owned();
        self.tell(Heard::BrokerJoined { version, slashes });
        for (number, event) in &self.unconfirmed {
            link.publish(*number, event, slashes).await?;
        }
        loop {
            let may_send = self.unconfirmed.len() < UNCONFIRMED;
            tokio::select! {
                message = link.socket.next() => {
                    link.feed(message)?;
                    while let Some(told) = link.poll()? {
                        match told {
                            Told::Receipt(receipt) => self.confirmed(&receipt),
                            Told::Error(words) => return Err(Ended::Lost(words)),
                            Told::Nothing | Told::Connected(..) => {}
                        }
                    }
                }
                Some(event) = self.events.recv(), if may_send => {
                    self.sent += 1;
                    self.unconfirmed.push_back((self.sent, event.clone()));
                    link.publish(self.sent, &event, slashes).await?;
                }
                () = sleep_until(link.beat_at) => link.beat().await?,
                () = sleep_until(link.silent_at) => {
                    return Err(Ended::Lost("the broker has gone silent".to_owned()));
                }
            }
        }
    }

    /// Receipts come in the order of what they are for.
    fn confirmed(&mut self, receipt: &str) {
        let Ok(number) = receipt.parse::<u64>() else {
            return;
        };
        while self
            .unconfirmed
            .front()
            .is_some_and(|(first, _)| *first <= number)
        {
            self.unconfirmed.pop_front();
        }
    }

    fn tell(&self, heard: Heard) {
        self.shared.observer.tell(self.shared.now(), heard);
    }
}

impl Link {
    fn new(socket: Socket) -> Self {
        Self {
            socket,
            decoder: Decoder::new(Limits::default()),
            version: Version::V1_2,
            plan: HeartbeatPlan::default(),
            beat_at: None,
            silent_at: None,
        }
    }

    async fn connect(&mut self, broker: &Broker) -> Result<(), Ended> {
        let offer = HeartbeatOffer {
            send: BEAT,
            receive: BEAT,
        };
        let config = &broker.config;
        let headers = [
            ("host", config.virtual_host.as_deref()),
            ("login", config.login.as_deref()),
            (
                "passcode",
                config.passcode.as_ref().map(|passcode| passcode.expose()),
            ),
        ];
        let mut frame = Frame::new(Command::Connect)
            .with_header("accept-version", Version::ACCEPT)
            .with_header("heart-beat", offer.to_string());
        for (name, value) in headers {
            if let Some(value) = value {
                frame = frame.with_header(name, value);
            }
        }
        self.send(&frame).await?;
        match self.answer().await? {
            Told::Connected(version, plan) => {
                self.version = version;
                self.plan = plan;
                self.decoder.set_version(version);
                self.sent();
                self.heard();
                Ok(())
            }
            Told::Error(words) => Err(Ended::Lost(words)),
            Told::Receipt(_) | Told::Nothing => Err(Ended::Lost("no CONNECTED".to_owned())),
        }
    }

    /// Asked by a subscription of what nobody publishes: a broker that refuses the name closes the connection.
    async fn takes_slashes(&mut self) -> Result<bool, Ended> {
        let subscribe = Frame::new(Command::Subscribe)
            .with_header("id", PROBE)
            .with_header("destination", format!("{PLAIN}{PROBE}"))
            .with_header("receipt", PROBE);
        self.send(&subscribe).await?;
        let takes = match self.answer().await? {
            Told::Receipt(receipt) => receipt == PROBE,
            _ => false,
        };
        if takes {
            self.send(&Frame::new(Command::Unsubscribe).with_header("id", PROBE))
                .await?;
        }
        Ok(takes)
    }

    /// The next frame, which answers what was sent.
    async fn answer(&mut self) -> Result<Told, Ended> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.poll()? {
                Some(Told::Nothing) => continue,
                Some(told) => return Ok(told),
                None => {}
            }
            match tokio::time::timeout_at(until, self.socket.next()).await {
                Ok(message) => self.feed(message)?,
                Err(_) => return Err(Ended::Lost("no answer in time".to_owned())),
            }
        }
    }

    /// To each of its topics; the last SEND asks for a RECEIPT, which is one for those before, too.
    async fn publish(&mut self, number: u64, event: &PublishedEvent, slashes: bool) -> Result<(), Ended> {
        let mut topics: Vec<String> = destinations(event).into();
        topics.retain(|topic| slashes || !topic.starts_with(PLAIN));
        let last = topics.len().saturating_sub(1);
        for (at, topic) in topics.into_iter().enumerate() {
            let body = event.json_for(&topic).to_owned();
            let mut frame = Frame::new(Command::Send)
                .with_header("destination", topic)
                .with_header("content-type", "application/json;charset=UTF-8")
                .with_body(body);
            if at == last {
                frame = frame.with_header("receipt", number.to_string());
            }
            self.send(&frame).await?;
        }
        Ok(())
    }

    async fn send(&mut self, frame: &Frame) -> Result<(), Ended> {
        let text = frame.encode_text(self.version)?;
        self.write(text.into()).await
    }

    async fn beat(&mut self) -> Result<(), Ended> {
        self.write(HEARTBEAT.into()).await
    }

    async fn write(&mut self, text: Utf8Bytes) -> Result<(), Ended> {
        let sent = timeout(PATIENCE, self.socket.send(Message::Text(text))).await;
        sent.map_err(|_| Ended::Lost("the broker takes no data".to_owned()))??;
        self.sent();
        Ok(())
    }

    /// Early, by a fifth: a heart-beat sent at the interval arrives after it.
    fn sent(&mut self) {
        self.beat_at = self.plan.send_every.map(|every| Instant::now() + every * 4 / 5);
    }

    fn heard(&mut self) {
        self.silent_at = self.plan.expect_every.map(|every| Instant::now() + every * 2);
    }

    fn feed(
        &mut self,
        message: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
    ) -> Result<(), Ended> {
        self.heard();
        match message {
            Some(Ok(Message::Text(text))) => self.decoder.feed(text.as_bytes()),
            Some(Ok(Message::Binary(octets))) => self.decoder.feed(&octets),
            Some(Ok(Message::Close(_))) | None => {
                return Err(Ended::Lost("the broker closed the connection".to_owned()));
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.into()),
        }
        Ok(())
    }

    fn poll(&mut self) -> Result<Option<Told>, Ended> {
        let item = self.decoder.next_item()?;
        Ok(item.map(|item| match item {
            Item::Heartbeat => Told::Nothing,
            Item::Frame(frame) => Told::of(&frame),
        }))
    }
}

impl Told {
    fn of(frame: &FrameRef<'_>) -> Self {
        let header = |name| frame.header(name).map(|value| value.into_owned());
        match frame.command() {
            Command::Connected => {
                let offer = HeartbeatOffer {
                    send: BEAT,
                    receive: BEAT,
                };
                let theirs = header("heart-beat").and_then(|text| text.parse().ok());
                // A server of STOMP 1.0 does not say.
                let version = header("version").and_then(|text| text.parse().ok());
                Self::Connected(
                    version.unwrap_or(Version::V1_0),
                    negotiate(offer, theirs.unwrap_or_default()),
                )
            }
            Command::Receipt => Self::Receipt(header("receipt-id").unwrap_or_default()),
            Command::Error => {
                let words: String = header("message").unwrap_or_default();
                let words = words.chars().filter(|c| !c.is_control()).take(200);
                Self::Error(format!(
                    "the broker reports an error: {}",
                    words.collect::<String>()
                ))
            }
            _ => Self::Nothing,
        }
    }
}
