//! An event connection: a WebSocket with a STOMP session on it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::time::timeout;
use wellclient_core::stomp::Command;

use super::exchange::{Shared, sleep_until};
use super::hub::Order;
use super::packing::Packer;
use super::socket::Connection;
use super::stomp::{Output, StompSession};
use super::topic::Topic;
use crate::fault::{Subscribing, Withheld};
use crate::observe::Heard;

/// The path of the event channel, below any base path.
pub(crate) const PATH: &str = "/mvc/stomp/websocket";

/// Small: ten thousand connections hold two of these each.
const BUFFER: usize = 4 * 1024;
const MAX_MESSAGE: usize = 512 * 1024;
/// A client that takes nothing for so long is cut.
pub(super) const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the client's half of the closing handshake is waited for.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);
/// How many waiting orders are taken at once.
const BATCH: usize = 64;

/// Answers the handshake; the connection then lives in a task of its own.
pub(crate) fn upgrade(upgrade: WebSocketUpgrade, shared: Arc<Shared>, connection: Connection) -> Response {
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .protocols(["v12.stomp", "v11.stomp", "v10.stomp"])
        .on_upgrade(move |socket| serve(socket, shared, connection))
}

async fn serve(socket: WebSocket, shared: Arc<Shared>, connection: Connection) {
    let id = connection.id;
    let orders = join(&shared, &connection);
    let session = StompSession::new(shared.stomp.clone(), id, shared.now());
    let packer = Packer::new(&shared.stomp);
    let mut event_connection = EventConnection {
        socket,
        session,
        packer,
        shared: shared.clone(),
        connection,
    };
    let Ended(reason) = match event_connection.run(orders).await {
        Ok(never) => match never {},
        Err(ended) => ended,
    };
    leave(&shared, id, reason);
}

/// From now on the connection is one of the event channel's.
pub(super) fn join(shared: &Shared, connection: &Connection) -> mpsc::Receiver<Order> {
    let id = connection.id;
    let (sender, orders) = mpsc::channel(shared.stomp.queue.max(1));
    shared.with(|exchange, now| {
        exchange.hub.join(id, connection.switch.clone(), sender);
        shared.observer.tell(now, Heard::Opened { connection: id });
    });
    if let Some(after) = shared.with(|exchange, now| exchange.faults.flap(now)) {
        let switch = connection.switch.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            switch.reset();
        });
    }
    orders
}

/// It has ended.
pub(super) fn leave(shared: &Shared, connection: u64, reason: String) {
    shared.with(|exchange, now| {
        exchange.hub.leave(connection);
        shared.observer.tell(now, Heard::Closed { connection, reason });
    });
}

struct EventConnection {
    socket: WebSocket,
    session: StompSession,
    packer: Packer,
    shared: Arc<Shared>,
    connection: Connection,
}

/// The connection is over, and why.
struct Ended(String);

impl From<axum::Error> for Ended {
    fn from(error: axum::Error) -> Self {
        Self(error.to_string())
    }
}

enum Step {
    Received(Option<Result<Message, axum::Error>>),
    Ordered(Option<Order>),
    Due,
}

impl EventConnection {
    async fn run(&mut self, mut orders: mpsc::Receiver<Order>) -> Result<std::convert::Infallible, Ended> {
        loop {
            if self.connection.switch.is_muted() {
                return self.swallow().await;
            }
            let deadline = self
                .session
                .next_deadline()
                .into_iter()
                .chain(self.packer.next_deadline())
                .min();
            let step = tokio::select! {
                message = self.socket.recv() => Step::Received(message),
                order = orders.recv() => Step::Ordered(order),
                () = sleep_until(deadline.map(|at| self.shared.instant(at))) => Step::Due,
            };
            match step {
                Step::Received(message) => self.received(message)?,
                Step::Ordered(Some(order)) => {
                    let mut next = Some(order);
                    for _ in 0..BATCH {
                        let Some(order) = next else { break };
                        self.obey(order).await?;
                        next = orders.try_recv().ok();
                    }
                    if let Some(order) = next {
                        self.obey(order).await?;
                    }
                }
                Step::Ordered(None) if self.connection.switch.is_muted() => continue,
                Step::Ordered(None) => return Err(Ended("cut by the server".to_owned())),
                Step::Due => self.session.advance(self.shared.now()),
            }
            self.flush().await?;
        }
    }

    fn received(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), Ended> {
        let now = self.shared.now();
        match message {
            None => return Err(Ended("the client is gone".to_owned())),
            Some(Err(error)) => return Err(error.into()),
            Some(Ok(Message::Close(_))) => return Err(Ended("closed by the client".to_owned())),
            // The 2.x reference's own heart-beat: no STOMP, but a sign of life.
            Some(Ok(Message::Text(text))) if text.as_str() == "h" => self.session.heard(now),
            Some(Ok(Message::Text(text))) => self.session.receive(now, text.as_bytes()),
            Some(Ok(Message::Binary(octets))) => self.session.receive(now, &octets),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => self.session.heard(now),
        }
        Ok(())
    }

    async fn obey(&mut self, order: Order) -> Result<(), Ended> {
        let now = self.shared.now();
        match order {
            Order::Publish(event) => self.session.publish(now, &event),
            Order::PublishHuge(size) => self.session.publish_huge(now, size),
            Order::Inject { payload, binary } => {
                self.flush().await?;
                self.write(message(payload, binary)).await?;
            }
            Order::Close(code) => {
                self.flush().await?;
                return self.close(code, "dropped by a fault".to_owned()).await;
            }
        }
        Ok(())
    }

    /// Sends what the session has to say.
    async fn flush(&mut self) -> Result<(), Ended> {
        while let Some(output) = self.session.poll_output() {
            let now = self.shared.now();
            match output {
                Output::Frame { command, bytes } => {
                    if !self.is_withheld(command) {
                        self.tell(Heard::FrameOut {
                            connection: self.connection.id,
                            command: command.as_str(),
                        });
                        self.packer.push(now, bytes);
                    }
                }
                Output::Heartbeat => self.packer.push_heartbeat(now),
                Output::Received { command, destination } => self.tell(Heard::FrameIn {
                    connection: self.connection.id,
                    command: command.as_str(),
                    destination,
                }),
                Output::Subscribed(topic) => self.subscribe(&topic).await,
                Output::Unsubscribed(topic) => {
                    let id = self.connection.id;
                    self.shared
                        .with(|exchange, _| exchange.hub.unsubscribe(id, &topic));
                }
                Output::Close { code, reason } => {
                    self.send_packed(true).await?;
                    return self.close(code, reason).await;
                }
            }
            self.send_packed(false).await?;
        }
        self.send_packed(false).await
    }

    /// The subscription stands from now on, unless a fault has it late or refused.
    async fn subscribe(&mut self, topic: &Topic) {
        let fault = self.shared.with(|exchange, now| exchange.faults.subscribing(now));
        match fault {
            Some((_, Subscribing::Refused)) => return self.session.refuse_subscription(self.shared.now()),
            Some((_, Subscribing::Late(time))) => tokio::time::sleep(time).await,
            None => {}
        }
        let id = self.connection.id;
        self.shared.with(|exchange, _| exchange.hub.subscribe(id, topic));
    }

    async fn send_packed(&mut self, all: bool) -> Result<(), Ended> {
        for payload in self.packer.take(self.shared.now(), all) {
            self.write(message(payload.into(), self.shared.stomp.binary))
                .await?;
        }
        Ok(())
    }

    async fn write(&mut self, message: Message) -> Result<(), Ended> {
        match timeout(WRITE_TIMEOUT, self.socket.send(message)).await {
            Ok(sent) => Ok(sent?),
            Err(_) => {
                self.connection.switch.reset();
                Err(Ended("the client does not read".to_owned()))
            }
        }
    }

    /// Closes, waits for the client's half, and is over.
    async fn close(&mut self, code: u16, reason: String) -> Result<(), Ended> {
        if self.connection.switch.is_muted() {
            return self.swallow().await;
        }
        let frame = CloseFrame {
            code,
            reason: close_reason(&reason),
        };
        self.write(Message::Close(Some(frame))).await?;
        let answered = async { while let Some(Ok(_)) = self.socket.recv().await {} };
        // Whether it answers or not, it is over.
        let _ = timeout(CLOSE_TIMEOUT, answered).await;
        Err(Ended(reason))
    }

    /// Half-open: nothing comes in any more but the client's end of the connection.
    async fn swallow<T>(&mut self) -> Result<T, Ended> {
        while let Some(Ok(_)) = self.socket.recv().await {}
        Err(Ended("the client gave up a half-open connection".to_owned()))
    }

    fn is_withheld(&self, command: Command) -> bool {
        let frame = match command {
            Command::Connected => Withheld::Connected,
            Command::Receipt => Withheld::Receipt,
            _ => return false,
        };
        let fault = self
            .shared
            .with(|exchange, now| exchange.faults.withholds(now, frame));
        if let Some(fault) = fault {
            let connection = self.connection.id;
            self.tell(Heard::FrameWithheld {
                connection,
                command: command.as_str(),
                fault,
            });
        }
        fault.is_some()
    }

    fn tell(&self, heard: Heard) {
        self.shared.observer.tell(self.shared.now(), heard);
    }
}

pub(super) fn message(payload: Bytes, binary: bool) -> Message {
    if binary {
        return Message::Binary(payload);
    }
    match Utf8Bytes::try_from(payload) {
        Ok(text) => Message::Text(text),
        // Every text frame and injected text is UTF-8; anything else would be no text message.
        Err(_) => Message::Binary(Bytes::new()),
    }
}

/// A close frame has room for 123 bytes of reason (RFC 6455 paragraph 5.5).
fn close_reason(reason: &str) -> Utf8Bytes {
    reason
        .char_indices()
        .take_while(|(at, c)| at + c.len_utf8() <= 123)
        .map(|(_, c)| c)
        .collect::<String>()
        .into()
}
