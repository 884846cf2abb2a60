//! End to end over loopback, at full blast: from the first frame that the server sends to the last event that a subscriber
//! reads. Each row's time as a ratio to the client by hand over tungstenite, the median of all rounds and their quartiles.
//!
//! `cargo bench -p wellclient-benches --bench loopback`

mod server;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use server::{Failure, Habits};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use wellclient::event::Origin;
use wellclient::{Client, Environment, LoginRequest, Notice, SessionConfig};
use wellclient_benches::peers::ByHand;
use wellclient_benches::report;
use wellclient_benches::traffic::frames_of;

const ROUNDS: usize = 30;

/// Four events each.
const CALLS: u64 = 2048;

/// How many events a client waits for.
const EVENTS: usize = 4 * CALLS as usize;

fn main() -> Result<(), Failure> {
    let words = std::env::args().skip(1);
    let filters: Vec<String> = words.filter(|word| !word.starts_with('-')).collect();
    if filters.iter().any(|filter| filter != "loopback") {
        return Ok(());
    }
    let frames = frames_of(CALLS).into_iter();
    let traffic = frames.filter_map(|frame| String::from_utf8(frame).ok()).collect();
    let (_server, address) = server::start(Habits {
        traffic,
        ..Habits::default()
    })?;
    let client = server::one_thread()?;
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
/// to the last; what else it says is not of interest here.
fn by_another(command: &str, address: &str) -> Result<Duration, Failure> {
    let mut words = command.split(' ');
    let program = words.next().ok_or("an empty command")?;
    let output = Command::new(program)
        .args(words)
        .args([address, &EVENTS.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    let said = String::from_utf8(output.stdout)?;
    let first = said.split_whitespace().next().unwrap_or_default();
    let seconds: f64 = first.parse().map_err(|_| format!("{command}: {said}"))?;
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
    let mut left = EVENTS;
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
    let mut left = EVENTS;
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
