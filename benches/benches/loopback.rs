//! End to end over loopback, at full blast: from the first frame that the server sends to the last event that a subscriber
//! reads. Each row's time as a ratio to the client by hand over tungstenite, the median of all rounds and their quartiles.
//!
//! `cargo bench -p wellclient-benches --bench loopback`

use std::error::Error;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use wellclient::event::Origin;
use wellclient::{Client, Environment, LoginRequest, Notice, SessionConfig};
use wellclient_benches::peers::ByHand;
use wellclient_benches::report;
use wellclient_benches::traffic::{frame, frames_of};

type Failure = Box<dyn Error + Send + Sync>;

const ROUNDS: usize = 30;

/// Four events each.
const CALLS: u64 = 2048;

/// What the server sends, and how much of it a client waits for.
static TRAFFIC: LazyLock<Vec<String>> = LazyLock::new(|| {
    let frames = frames_of(CALLS).into_iter();
    frames.filter_map(|frame| String::from_utf8(frame).ok()).collect()
});

fn main() -> Result<(), Failure> {
    LazyLock::force(&TRAFFIC);
    let words = std::env::args().skip(1);
    let filters: Vec<String> = words.filter(|word| !word.starts_with('-')).collect();
    if filters.iter().any(|filter| filter != "loopback") {
        return Ok(());
    }
    // The server has a thread of its own.
    let server = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let listener = server.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?.to_string();
    server.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    let client = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let others = OTHERS
        .iter()
        .filter_map(|name| Some((*name, std::env::var(variable(name)).ok()?)));
    let others: Vec<(&str, String)> = others.collect();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut round = vec![
            client.block_on(by_tungstenite(&address, |_| {}))?,
            client.block_on(async {
                let mut hand = ByHand::default();
                by_tungstenite(&address, |octets| hand.pass(octets)).await
            })?,
            client.block_on(by_wellclient(&address))?,
        ];
        for (_, command) in &others {
            round.push(by_another(command, &address)?);
        }
        rounds.push(round);
    }
    let own = ["tungstenite alone", "client by hand", "wellclient"].into_iter();
    let names: Vec<&str> = own.chain(others.iter().map(|(name, _)| *name)).collect();
    report::tell("over loopback", &names, 1, &rounds)?;
    Ok(())
}

/// Clients that are programs of their own, where `cargo xtask bench` says how they are run.
const OTHERS: [&str; 5] = [
    "wellclient C dispatcher",
    "wellclient Python asyncio",
    "wellclient Python blocking",
    "aiohttp and orjson",
    "stompjs",
];

/// The variable that has a client's command line.
fn variable(name: &str) -> String {
    format!("WELLCLIENT_BENCH_{}", name.to_uppercase().replace(' ', "_"))
}

/// A program that is told the server's address and how many events come, and says how many seconds they have taken, from the first
/// to the last.
fn by_another(command: &str, address: &str) -> Result<Duration, Failure> {
    let mut words = command.split(' ');
    let program = words.next().ok_or("an empty command")?;
    let output = Command::new(program)
        .args(words)
        .args([address, &TRAFFIC.len().to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    let said = String::from_utf8(output.stdout)?;
    let seconds: f64 = said.trim().parse().map_err(|_| format!("{command}: {said}"))?;
    Ok(Duration::try_from_secs_f64(seconds)?)
}

/// Who reads the WebSocket and nothing else.
async fn by_tungstenite(address: &str, mut take: impl FnMut(&[u8])) -> Result<Duration, Failure> {
    let (mut socket, _) =
        tokio_tungstenite::client_async(format!("ws://{address}/"), TcpStream::connect(address).await?)
            .await?;
    socket.send(Message::text("CONNECT\n\n\0")).await?;
    socket.send(Message::text("SUBSCRIBE\n\n\0")).await?;
    let mut begun = None;
    let mut left = TRAFFIC.len();
    while left > 0 {
        let Some(message) = socket.next().await else { break };
        let message = message?;
        let octets = message.to_text()?.as_bytes();
        if octets.starts_with(b"MESSAGE") && octets.len() > 800 {
            begun.get_or_insert_with(Instant::now);
            take(octets);
            left -= 1;
        }
    }
    Ok(begun.map(|begun| begun.elapsed()).unwrap_or_default())
}

async fn by_wellclient(address: &str) -> Result<Duration, Failure> {
    let client = Client::builder().no_proxy().build()?;
    let mut config = SessionConfig::new(Environment::custom(&format!("http://{address}"), None)?);
    config.settings.auto_answer = false;
    let session = client.session(config)?;
    let mut events = session.subscribe().capacity(usize::MAX).stream();
    let login = LoginRequest::new("5001", "s3cr3t-pass", "test.cc", "8001");
    let login = session.agent_login(login);
    let mut begun = None;
    let mut left = TRAFFIC.len();
    let count = async {
        while left > 0 {
            match events.next().await {
                Some(Notice::Event(event)) if event.origin == Origin::Server && event.call_id().is_some() => {
                    begun.get_or_insert_with(Instant::now);
                    left -= 1;
                }
                Some(_) => {}
                None => break,
            }
        }
    };
    let (login, ()) = tokio::join!(login, count);
    login?;
    let time = begun.map(|begun| begun.elapsed()).unwrap_or_default();
    session.close().await;
    Ok(time)
}

/// One connection: requests that are all answered alike, or a WebSocket.
async fn serve(mut stream: TcpStream) -> Result<(), Failure> {
    let mut head = [0; 2048];
    loop {
        let read = stream.peek(&mut head).await?;
        let text = String::from_utf8_lossy(&head[..read]).to_lowercase();
        if read == 0 {
            return Ok(());
        }
        if text.contains("upgrade: websocket") {
            return broker(stream).await;
        }
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        let Some(end) = text.find("\r\n\r\n") else {
            continue;
        };
        let mut request = vec![0; end + 4 + length];
        stream.read_exact(&mut request).await?;
        let body = r#"{"sessionId":"8f14e45f-ceea-467f-a83d-2f1a0c9b7e55"}"#;
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await?;
    }
}

/// A broker of one subscription, which it fills at once.
async fn broker(stream: TcpStream) -> Result<(), Failure> {
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
    while let Some(message) = socket.next().await {
        let message = message?;
        let text = message.to_text().unwrap_or_default();
        if text.starts_with("CONNECT") {
            socket
                .send(Message::text("CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0"))
                .await?;
        } else if text.starts_with("SUBSCRIBE") {
            socket
                .send(Message::text("RECEIPT\nreceipt-id:subscribed\n\n\0"))
                .await?;
            for name in ["agentLoggedOn", "agentReady"] {
                let body = format!(
                    r#"{{"eventName":"{name}","agentId":"5001@test.cc","agentMode":"Ready","eventType":"agent"}}"#
                );
                socket
                    .send(Message::text(String::from_utf8(frame(&body, 0))?))
                    .await?;
            }
            for frame in TRAFFIC.iter() {
                socket.feed(Message::text(frame.as_str())).await?;
            }
            socket.flush().await?;
        }
    }
    Ok(())
}
