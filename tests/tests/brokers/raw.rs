//! STOMP with a broker by hand, frame by frame, with the core's codec.

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use wellclient_core::stomp::{Command, Decoder, Frame, Item, Limits, Version};

use crate::support::soon;

/// A user whom each broker knows, and the passcode, which is the same.
pub(crate) const USER: &str = "guest";

/// A connection on which CONNECTED has come.
pub(crate) struct Raw {
    socket: WebSocketStream<TcpStream>,
    decoder: Decoder,
    pub(crate) version: Version,
}

impl Raw {
    pub(crate) async fn connect(url: &str, versions: &str) -> Self {
        Self::try_connect(url, versions).await.expect("no CONNECTED")
    }

    pub(crate) async fn try_connect(url: &str, versions: &str) -> Option<Self> {
        let stream = TcpStream::connect(url.split('/').nth(2)?).await.ok()?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(16 << 20))
            .max_frame_size(Some(16 << 20));
        let opening = client_async_with_config(url, stream, Some(config));
        let (socket, _) = soon(opening).await.ok()?;
        let mut raw = Self {
            socket,
            decoder: Decoder::new(Limits::default()),
            version: Version::V1_2,
        };
        let connect = Frame::new(Command::Connect)
            .with_header("accept-version", versions)
            .with_header("login", USER)
            .with_header("passcode", USER)
            .with_header("heart-beat", "0,0");
        raw.send(&connect).await;
        let connected = raw.try_next().await?;
        if connected.command() != Command::Connected {
            return None;
        }
        // A server of STOMP 1.0 does not say.
        raw.version = connected
            .header("version")
            .map_or(Version::V1_0, |version| version.parse().unwrap());
        raw.decoder.set_version(raw.version);
        Some(raw)
    }

    pub(crate) async fn send(&mut self, frame: &Frame) {
        let octets = frame.encode(self.version).unwrap();
        let message = match String::from_utf8(octets) {
            Ok(text) => Message::Text(text.into()),
            Err(error) => Message::Binary(error.into_bytes().into()),
        };
        soon(self.socket.send(message)).await.unwrap();
    }

    /// Publishes it, and waits until the broker has it.
    pub(crate) async fn publish(&mut self, topic: &str, body: impl Into<Vec<u8>>) {
        self.send(&send(topic, body).with_header("receipt", "published"))
            .await;
        self.until(Command::Receipt).await;
    }

    /// Subscribes, and waits until that stands.
    pub(crate) async fn subscribe(&mut self, topic: &str) {
        let frame = Frame::new(Command::Subscribe)
            .with_header("id", "s")
            .with_header("destination", topic)
            .with_header("receipt", "subscribed");
        self.send(&frame).await;
        self.until(Command::Receipt).await;
    }

    /// The next frame of this command; others are passed over.
    pub(crate) async fn until(&mut self, command: Command) -> Frame {
        loop {
            let frame = self.try_next().await.expect("the broker closed the connection");
            if frame.command() == command {
                return frame;
            }
            assert_ne!(frame.command(), Command::Error, "{frame:?}");
        }
    }

    /// The next frame; none if there is an end.
    pub(crate) async fn try_next(&mut self) -> Option<Frame> {
        loop {
            loop {
                match self.decoder.next_item().unwrap() {
                    Some(Item::Frame(frame)) => return Some(frame.to_owned()),
                    Some(Item::Heartbeat) => {}
                    None => break,
                }
            }
            match soon(self.socket.next()).await?.ok()? {
                Message::Text(text) => self.decoder.feed(text.as_bytes()),
                Message::Binary(octets) => self.decoder.feed(&octets),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }
}

/// What publishes `body` at `topic`.
pub(crate) fn send(topic: &str, body: impl Into<Vec<u8>>) -> Frame {
    Frame::new(Command::Send)
        .with_header("destination", topic)
        .with_header("content-type", "application/json;charset=UTF-8")
        .with_body(body)
}
