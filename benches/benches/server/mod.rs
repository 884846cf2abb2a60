//! A server on a thread of its own that says yes to everything: log-ins, verbs, one subscription for each agent.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use wellclient_benches::traffic::frame;

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// What it does beside that.
#[derive(Default)]
pub(crate) struct Habits {
    /// What it sends once a subscription stands.
    pub(crate) traffic: Vec<String>,
    /// A heart-beat is sent, and wanted, this often.
    pub(crate) heartbeat: Option<Duration>,
}

struct Shared {
    habits: Habits,
    /// The way to each agent's channel, by the agent's number beyond 5000, which is that of the extension beyond 8000.
    channels: Mutex<HashMap<u32, UnboundedSender<String>>>,
}

/// Runs it for as long as the runtime is there; its address.
pub(crate) fn start(habits: Habits) -> Result<(Runtime, String), Failure> {
    let runtime = one_thread()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?.to_string();
    let channels = Mutex::default();
    let shared = Arc::new(Shared { habits, channels });
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&shared)));
        }
    });
    Ok((runtime, address))
}

/// A runtime with one thread.
pub(crate) fn one_thread() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
}

impl Shared {
    fn channels(&self) -> std::sync::MutexGuard<'_, HashMap<u32, UnboundedSender<String>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells an agent of a call from here.
    fn tell(&self, agent: u32, name: &str, call: &str, device: &str) {
        if let Some(channel) = self.channels().get(&agent) {
            let own = format!("{}@test.cc", 8000 + agent);
            let body = format!(
                concat!(
                    r#"{{"eventName":"{name}","eventType":"csta","srcDeviceId":"{own}","callId":"{call}","#,
                    r#""{device}":"{own}","calledDevice":"13800000000@test.cc"}}"#
                ),
                name = name,
                own = own,
                call = call,
                device = device,
            );
            let _ = channel.send(text(&body));
        }
    }
}

fn text(body: &str) -> String {
    String::from_utf8(frame(body, 0)).unwrap_or_default()
}

/// Session ids begin so, and end with the job number.
const SESSION: &str = "8f14e45f-ceea-467f-a83d-";

/// What the server says of an agent without a call.
fn account(agent: u32) -> String {
    let (agent, extension) = (5000 + agent, 8000 + agent);
    format!(
        concat!(
            r#"{{"agent":{{"agentId":"{agent}@test.cc","agentMode":"Ready","extensionId":"{extension}@test.cc"}},"#,
            r#""extension":{{}}}}"#
        ),
        agent = agent,
        extension = extension
    )
}

/// The number that stands behind `word`, beyond `base`.
fn number(text: &str, word: &str, base: u32) -> Option<u32> {
    let (_, rest) = text.split_once(word)?;
    let digits = rest.get(..rest.find(|c: char| !c.is_ascii_digit())?)?;
    digits.parse::<u32>().ok()?.checked_sub(base)
}

/// One connection: requests that are all answered alike, or a WebSocket.
async fn serve(mut stream: TcpStream, shared: Arc<Shared>) -> Result<(), Failure> {
    stream.set_nodelay(true)?;
    let mut head = [0; 2048];
    let mut calls = 0_u32;
    loop {
        let read = stream.peek(&mut head).await?;
        let text = String::from_utf8_lossy(&head[..read]).to_lowercase();
        if read == 0 {
            return Ok(());
        }
        if text.contains("upgrade: websocket") {
            return broker(stream, &shared).await;
        }
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        let Some(end) = text.find("\r\n\r\n") else {
            continue;
        };
        let mut request = vec![0; end + 4 + length];
        stream.read_exact(&mut request).await?;
        let request = String::from_utf8_lossy(&request);
        let from = match request.starts_with("POST /api/csta/callControl/calls ") {
            true => number(&request, r#""from":""#, 8000),
            false => None,
        };
        calls += u32::from(from.is_some());
        let call = from.map(|from| format!("call-{from}-{calls}"));
        let body = match &call {
            Some(call) => format!(r#"{{"callId":"{call}"}}"#),
            None if request.starts_with("GET /api/csta/agent/client-state ") => {
                account(number(&text, SESSION, 5000).unwrap_or(1))
            }
            None => {
                let agent = number(&request, "username=", 5000).unwrap_or(1);
                format!(r#"{{"sessionId":"{SESSION}{:012}"}}"#, 5000 + agent)
            }
        };
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await?;
        if let Some((from, call)) = from.zip(call) {
            shared.tell(from, "originated", &call, "callingDevice");
        } else if request.starts_with("DELETE ")
            && let Some(from) = number(&request, "/connections/", 8000)
            && let Some((_, call)) = request.split_once("/calls/")
            && let Some((call, _)) = call.split_once('/')
        {
            shared.tell(from, "connectionCleared", call, "releasingDevice");
        }
    }
}

/// A broker of one subscription.
async fn broker(stream: TcpStream, shared: &Shared) -> Result<(), Failure> {
    #[expect(clippy::result_large_err, reason = "tungstenite's own type")]
    let agree = |request: &Request, mut response: Response| {
        if request.headers().contains_key("sec-websocket-protocol")
            && let Ok(protocol) = "v12.stomp".parse()
        {
            response.headers_mut().insert("sec-websocket-protocol", protocol);
        }
        Ok(response)
    };
    let mut socket = tokio_tungstenite::accept_hdr_async(stream, agree).await?;
    let (sender, mut queue) = unbounded_channel();
    let beat = shared.habits.heartbeat.unwrap_or(Duration::from_secs(3600));
    let mut beats = tokio::time::interval(beat);
    loop {
        let message = tokio::select! {
            message = socket.next() => message,
            Some(text) = queue.recv() => {
                socket.send(Message::text(text)).await?;
                continue;
            }
            _ = beats.tick(), if shared.habits.heartbeat.is_some() => {
                socket.send(Message::text("\n")).await?;
                continue;
            }
        };
        let Some(message) = message else { return Ok(()) };
        let message = message?;
        let received = message.to_text().unwrap_or_default();
        if received.starts_with("CONNECT") {
            let beat = shared.habits.heartbeat.map_or(0, |beat| beat.as_millis());
            let connected = format!("CONNECTED\nversion:1.2\nheart-beat:{beat},{beat}\n\n\0");
            socket.send(Message::text(connected)).await?;
        } else if received.starts_with("SUBSCRIBE") {
            let agent = number(received, "event.agent.*.", 5000).unwrap_or(1);
            shared.channels().insert(agent, sender.clone());
            socket
                .send(Message::text("RECEIPT\nreceipt-id:subscribed\n\n\0"))
                .await?;
            for name in ["agentLoggedOn", "agentReady"] {
                let body = format!(
                    r#"{{"eventName":"{name}","agentId":"{}@test.cc","agentMode":"Ready","eventType":"agent"}}"#,
                    5000 + agent
                );
                socket.send(Message::text(text(&body))).await?;
            }
            for frame in &shared.habits.traffic {
                socket.feed(Message::text(frame.as_str())).await?;
            }
            socket.flush().await?;
        }
    }
}
