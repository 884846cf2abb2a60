//! A look at a server without logging in, over the same TLS, proxies and HTTP as a session's.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use wellclient_core::http::{Body, FORM, Header, HttpRequest, Method};
use wellclient_core::one_line::one_line;
use wellclient_core::secret::Mask;
use wellclient_core::session::TransportError;
use wellclient_core::stomp::{Command, Decoder, Frame, HeartbeatOffer, Item, Limits, Version};

use crate::client::Client;
use crate::http::Http;
use crate::websocket::{self, Socket};

const CLOSED: &str = "the client is closed";

/// What an event channel says of itself when it is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventsProbe {
    /// The STOMP version that it chose.
    pub version: Version,
    /// How often it offers to send a heart-beat; zero is never.
    pub heartbeat_send: Duration,
    /// How often it wants one; zero is never.
    pub heartbeat_receive: Duration,
    /// Its `server` header.
    pub server: Option<String>,
}

/// How far opening an event channel came.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProbeError {
    /// It did not become a WebSocket.
    #[error("{0}")]
    WebSocket(String),
    /// It is a WebSocket, but did not answer CONNECT as STOMP does.
    #[error("{0}")]
    Stomp(String),
    /// A broker is there, and refuses CONNECT: a session has a login and a passcode with it, where the environment has.
    #[error("{0}")]
    Refused(String),
}

impl Client {
    /// Sends one request without a session, a form without fields if it is a POST. Answers the status,
    /// whatever it is.
    ///
    /// # Errors
    /// There was no reply, or none that is HTTP; [`TransportError::never_sent`] tells a connection or TLS
    /// that failed from a server that did not answer.
    pub async fn probe_http(
        &self,
        method: Method,
        url: &str,
        timeout: Duration,
    ) -> Result<u16, TransportError> {
        let content_type = (method == Method::Post).then_some(FORM);
        let request = HttpRequest {
            method,
            url: url.to_owned(),
            content_type,
            session_id: None,
            further: Vec::new(),
            body: Body::Empty,
        };
        let client = Arc::clone(&self.inner);
        let sent = self.here(async move { client.http.send(&request, timeout, drop).await });
        let closed = || TransportError {
            never_sent: true,
            message: CLOSED.to_owned(),
            obstacle: None,
        };
        let sent = sent.await.ok_or_else(closed)?;
        let mask = self.mask(url);
        let sent = sent.map_err(|error| TransportError {
            message: mask.hide(error.message),
            ..error
        });
        Ok(sent?.status)
    }

    /// Opens an event channel (`ws://` or `wss://`), exchanges CONNECT and CONNECTED, and closes it again.
    /// Each of the two steps may take `timeout`.
    ///
    /// # Errors
    /// Which step failed, and why.
    pub async fn probe_events(&self, url: &str, timeout: Duration) -> Result<EventsProbe, ProbeError> {
        let (client, url) = (Arc::clone(&self.inner), url.to_owned());
        let mask = self.mask(&url);
        let opened = self.here(async move { open(&client.http, &url, timeout).await });
        let opened = opened.await;
        let opened = opened.unwrap_or_else(|| Err(ProbeError::WebSocket(CLOSED.to_owned())));
        match opened {
            Ok(probe) => Ok(EventsProbe {
                server: probe.server.map(|server| mask.hide(server)),
                ..probe
            }),
            Err(ProbeError::WebSocket(why)) => Err(ProbeError::WebSocket(mask.hide(why))),
            Err(ProbeError::Stomp(why)) => Err(ProbeError::Stomp(mask.hide(why))),
            Err(ProbeError::Refused(why)) => Err(ProbeError::Refused(mask.hide(why))),
        }
    }

    /// Of the proxy's secrets on the way there, which it may quote.
    fn mask(&self, url: &str) -> Mask {
        Mask::of(&self.inner.http.proxy_secrets([url]))
    }

    /// Runs on the client's runtime, whoever awaits it, and no longer than it is awaited; `None` where the runtime has
    /// ended.
    async fn here<T: Send + 'static>(&self, probe: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let mut task = JoinSet::new();
        task.spawn_on(probe, &self.inner.handle);
        task.join_next().await?.ok()
    }
}

async fn open(http: &Http, url: &str, timeout: Duration) -> Result<EventsProbe, ProbeError> {
    let origin = origin(url);
    let opening = websocket::upgrade(http, url, origin.as_slice(), drop);
    let mut socket = match tokio::time::timeout(timeout, opening).await {
        Ok(Ok(socket)) => socket,
        Ok(Err(refused)) => return Err(ProbeError::WebSocket(refused.reason.text)),
        Err(_) => return Err(ProbeError::WebSocket("it did not open in time".to_owned())),
    };
    let greeting = match tokio::time::timeout(timeout, greet(&mut socket)).await {
        Ok(greeting) => greeting,
        Err(_) => Err(stomp("no CONNECTED in time")),
    };
    let _ = tokio::time::timeout(timeout, websocket::close(&mut socket, CloseCode::Normal)).await;
    greeting
}

/// As a session sends it, where nothing else is said.
fn origin(url: &str) -> Option<Header> {
    let http = url.strip_prefix("ws").map(|rest| format!("http{rest}"))?;
    let origin = url::Url::parse(&http).ok()?.origin();
    Some(Header {
        name: "origin".to_owned(),
        value: origin.ascii_serialization().into(),
    })
}

async fn greet(socket: &mut Socket) -> Result<EventsProbe, ProbeError> {
    // No `host`, as of a session where nothing else is said: RabbitMQ refuses a name that it does not have.
    let connect = Frame::new(Command::Connect)
        .with_header("accept-version", Version::ACCEPT)
        .with_header("heart-beat", "0,0");
    send(socket, &connect).await?;
    let mut decoder = Decoder::new(Limits::default());
    loop {
        let message = match socket.next().await {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(stomp(error)),
            None => return Err(stomp("the server closed the WebSocket")),
        };
        match &message {
            Message::Text(text) => decoder.feed(text.as_bytes()),
            Message::Binary(bytes) => decoder.feed(bytes),
            Message::Close(_) => return Err(stomp("the server closed the WebSocket")),
            _ => continue,
        }
        if let Some(probe) = connected(&mut decoder)? {
            // The close that follows says the same to a server that is gone already.
            let _ = send(socket, &Frame::new(Command::Disconnect)).await;
            return Ok(probe);
        }
    }
}

fn connected(decoder: &mut Decoder) -> Result<Option<EventsProbe>, ProbeError> {
    loop {
        match decoder.next_item() {
            Ok(None) => return Ok(None),
            Ok(Some(Item::Heartbeat)) => {}
            Ok(Some(Item::Frame(frame))) if frame.command() == Command::Connected => {
                let version = match frame.header("version") {
                    None => Version::V1_0,
                    Some(text) => text
                        .parse()
                        .map_err(|_| stomp("it chose a STOMP version that is not known"))?,
                };
                let offer = frame
                    .header("heart-beat")
                    .and_then(|text| text.parse::<HeartbeatOffer>().ok());
                let offer = offer.unwrap_or_default();
                return Ok(Some(EventsProbe {
                    version,
                    heartbeat_send: offer.send,
                    heartbeat_receive: offer.receive,
                    server: frame.header("server").map(|server| plain(&server)),
                }));
            }
            Ok(Some(Item::Frame(frame))) => {
                let message = frame
                    .header("message")
                    .map(|message| format!(": {}", plain(&message)));
                let message = message.unwrap_or_default();
                let why = format!("it answered {} to CONNECT{message}", frame.command().as_str());
                return Err(match frame.command() {
                    Command::Error => ProbeError::Refused(why),
                    _ => ProbeError::Stomp(why),
                });
            }
            Err(error) => return Err(stomp(format!("not STOMP: {error}"))),
        }
    }
}

async fn send(socket: &mut Socket, frame: &Frame) -> Result<(), ProbeError> {
    // CONNECT and DISCONNECT are written alike in all versions.
    let text = frame
        .encode(Version::V1_0)
        .ok()
        .and_then(|bytes| Utf8Bytes::try_from(bytes).ok())
        .unwrap_or_default();
    socket.send(Message::Text(text)).await.map_err(stomp)
}

fn stomp(why: impl fmt::Display) -> ProbeError {
    ProbeError::Stomp(why.to_string())
}

/// The beginning of a text from outside, fit for one line. Who shows it cuts it, once secrets are masked in it.
fn plain(text: &str) -> String {
    one_line(text).chars().take(16 * 1024).collect()
}
