//! A plain HTTP client and a plain STOMP client, to look at the simulator from outside.

// Each test program uses its own part of it.
#![allow(dead_code)]

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::Error as WsError;
use tokio_tungstenite::{WebSocketStream, client_async};
use wellclient_core::stomp::{Command, Decoder, Frame, Item, Limits, Version};
use wellclient_simulator::{Fault, Heard, Observation, Simulator, SimulatorConfig, StompConfig};

pub(crate) const AGENT: &str = "5001@test.cc";
pub(crate) const DOTTED: &str = "/topic/event.agent.*.5001@test_cc";
pub(crate) const PLAIN: &str = "/topic/csta/agent/5001@test.cc";

/// Fails the test if `what` takes longer than anything here may.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), what)
        .await
        .expect("this should have happened by now")
}

pub(crate) async fn simulator() -> Simulator {
    simulator_with(StompConfig::default()).await
}

pub(crate) async fn simulator_with(stomp: StompConfig) -> Simulator {
    Simulator::start(SimulatorConfig {
        stomp,
        ..Default::default()
    })
    .await
    .unwrap()
}

pub(crate) fn fault(json: &str) -> Fault {
    serde_json::from_str(json).unwrap()
}

/// Waits until the simulator has heard or done what `is` it.
pub(crate) async fn heard(
    observations: &mut broadcast::Receiver<Observation>,
    is: impl Fn(&Heard) -> bool,
) -> Heard {
    loop {
        let observation = soon(observations.recv()).await.unwrap();
        if is(&observation.heard) {
            return observation.heard;
        }
    }
}

pub(crate) struct HttpReply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl HttpReply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }
}

/// One request on a connection of its own; none if the server closes without an answer.
pub(crate) async fn request(
    addr: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<HttpReply> {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if headers.iter().all(|(name, _)| *name != "host") {
        head += &format!("host: {addr}\r\n");
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("content-length: {}\r\n\r\n", body.len());
    // The server may answer and close before it has read all of it.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = soon(stream.read_to_end(&mut answer)).await;
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(k, v)| (k.to_owned(), v.to_owned()));
    Some(HttpReply {
        status,
        headers: headers.collect(),
        body: body.to_owned(),
    })
}

/// An agent with an HTTP session.
pub(crate) struct Agent {
    pub(crate) addr: SocketAddr,
    session_id: String,
}

impl Agent {
    /// Logs in at the login URL.
    pub(crate) async fn session(addr: SocketAddr, job_number: &str) -> Self {
        let form = format!("username={job_number}&password=123456&namespace=test.cc");
        let form_type = ("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
        let reply = request(addr, "POST", "/login", &[form_type], &form)
            .await
            .unwrap();
        assert_eq!(reply.status, 200);
        let session_id = reply.json()["sessionId"].as_str().unwrap().to_owned();
        Self { addr, session_id }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: &str) -> Option<HttpReply> {
        let headers = [
            ("sessionId", self.session_id.as_str()),
            ("content-type", "application/json; charset=UTF-8"),
        ];
        request(self.addr, method, path, &headers, body).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> u16 {
        self.send("POST", path, body).await.unwrap().status
    }

    /// Logs in on 8001; `agentLoggedOn` and `agentNotReady` come of it.
    pub(crate) async fn log_in(&self) {
        let body = r#"{"func":"Login","loginId":"5001@test.cc","device":"8001@test.cc","password":"123456","agentMode":"NotReady"}"#;
        let status = self.post("/api/csta/agent/state", body).await;
        assert!((200..300).contains(&status), "{status}");
    }

    /// `agentReady` or `agentNotReady` comes of it, if the mode changes.
    pub(crate) async fn set_mode(&self, mode: &str) -> u16 {
        let body = format!(
            r#"{{"func":"SetState","device":"8001@test.cc","agentMode":"{mode}","namespace":"test.cc","reason":"","agentId":"5001@test.cc"}}"#
        );
        self.post("/api/csta/agent/state", &body).await
    }
}

/// What came out of the event channel.
#[derive(Debug)]
pub(crate) enum Incoming {
    Frame(Frame),
    Heartbeat,
    /// The WebSocket was closed with this code.
    Closed(u16),
    /// The connection ended without a WebSocket close.
    Broken,
}

/// An event connection.
pub(crate) struct Stomp {
    pub(crate) socket: WebSocketStream<TcpStream>,
    pub(crate) protocol: Option<String>,
    decoder: Decoder,
    version: Version,
    /// Sizes and kinds of the messages that came in.
    pub(crate) messages: Vec<Message>,
}

impl Stomp {
    /// The handshake; or the status and `Retry-After` of a refusal.
    pub(crate) async fn open(addr: SocketAddr, path: &str) -> Result<Self, (u16, Option<String>)> {
        Self::open_with(addr, path, &[]).await
    }

    /// The same, with more headers.
    pub(crate) async fn open_with(
        addr: SocketAddr,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, (u16, Option<String>)> {
        let mut request = format!("ws://{addr}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        request.headers_mut().insert(
            "sec-websocket-protocol",
            "v12.stomp, v11.stomp, v10.stomp".parse().unwrap(),
        );
        let stream = TcpStream::connect(addr).await.unwrap();
        match soon(client_async(request, stream)).await {
            Ok((socket, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                let protocol = protocol.map(|value| value.to_str().unwrap().to_owned());
                let decoder = Decoder::new(Limits::default());
                Ok(Self {
                    socket,
                    protocol,
                    decoder,
                    version: Version::V1_0,
                    messages: Vec::new(),
                })
            }
            Err(WsError::Http(response)) => {
                let retry = response.headers().get("retry-after");
                Err((
                    response.status().as_u16(),
                    retry.map(|value| value.to_str().unwrap().to_owned()),
                ))
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Open and CONNECTed, with `heart_beat` offered.
    pub(crate) async fn connect(addr: SocketAddr, version: &str, heart_beat: &str) -> Self {
        let mut stomp = Self::open(addr, "/mvc/stomp/websocket").await.unwrap();
        let greeting = stomp.greet(version, heart_beat).await;
        assert_eq!(greeting.command(), Command::Connected);
        assert_eq!(greeting.header("version"), Some(version));
        stomp
    }

    pub(crate) async fn greet(&mut self, version: &str, heart_beat: &str) -> Frame {
        self.text(&format!(
            "CONNECT\naccept-version:{version}\nhost:test\nheart-beat:{heart_beat}\n\n\0"
        ))
        .await;
        let frame = self.frame().await;
        self.version = version.parse().unwrap();
        self.decoder.set_version(self.version);
        frame
    }

    /// Subscribed, by receipt.
    pub(crate) async fn subscribed(addr: SocketAddr, topic: &str) -> Self {
        let mut stomp = Self::connect(addr, "1.2", "0,0").await;
        stomp.subscribe("sub-0", topic).await;
        stomp
    }

    pub(crate) async fn subscribe(&mut self, id: &str, topic: &str) {
        self.text(&format!(
            "SUBSCRIBE\nid:{id}\ndestination:{topic}\nreceipt:r-{id}\n\n\0"
        ))
        .await;
        let receipt = self.frame().await;
        assert_eq!(receipt.command(), Command::Receipt);
        assert_eq!(receipt.header("receipt-id"), Some(format!("r-{id}").as_str()));
    }

    pub(crate) async fn text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn next(&mut self) -> Incoming {
        loop {
            match self.decoder.next_item() {
                Ok(Some(Item::Frame(frame))) => return Incoming::Frame(frame.to_owned()),
                Ok(Some(Item::Heartbeat)) => return Incoming::Heartbeat,
                Ok(None) => {}
                Err(error) => panic!("{error}"),
            }
            match self.message().await {
                Ok(Message::Text(text)) => self.decoder.feed(text.as_bytes()),
                Ok(Message::Binary(octets)) => self.decoder.feed(&octets),
                Ok(Message::Close(frame)) => {
                    return Incoming::Closed(frame.map_or(1005, |frame| frame.code.into()));
                }
                Ok(_) => {}
                Err(()) => return Incoming::Broken,
            }
        }
    }

    /// The next WebSocket message; an error at the end of the connection.
    pub(crate) async fn message(&mut self) -> Result<Message, ()> {
        match soon(self.socket.next()).await {
            Some(Ok(message)) => {
                self.messages.push(message.clone());
                Ok(message)
            }
            Some(Err(_)) | None => Err(()),
        }
    }

    pub(crate) async fn frame(&mut self) -> Frame {
        loop {
            match self.next().await {
                Incoming::Frame(frame) => return frame,
                Incoming::Heartbeat => {}
                ended => panic!("{ended:?}"),
            }
        }
    }

    /// The next event's name.
    pub(crate) async fn event(&mut self) -> String {
        let frame = self.frame().await;
        assert_eq!(frame.command(), Command::Message, "{frame:?}");
        let event: Value = serde_json::from_slice(frame.body()).unwrap();
        event["eventName"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn events(&mut self, count: usize) -> Vec<String> {
        let mut names = Vec::new();
        for _ in 0..count {
            names.push(self.event().await);
        }
        names
    }

    /// Reads up to the connection's end.
    pub(crate) async fn end(&mut self) -> Incoming {
        loop {
            match self.next().await {
                Incoming::Frame(_) | Incoming::Heartbeat => {}
                ended => return ended,
            }
        }
    }
}
