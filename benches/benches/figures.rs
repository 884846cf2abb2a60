//! Figures that are ratios to no peer: what idle sessions cost, whether all of many events arrive, how long a call takes to be
//! confirmed.
//!
//! `cargo bench -p wellclient-benches --bench figures`; with `-- crowd`, `-- delivery` or `-- latency` one of them.

mod server;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use server::{Failure, Habits};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use wellclient::event::Origin;
use wellclient::{Client, Environment, LoginRequest, Notice, Session, SessionConfig};
use wellclient_benches::report;
use wellclient_benches::traffic::frames_of;

/// Set for the process that is the server, or the client: so often a heart-beat goes each way, or what it is told.
const SERVE: &str = "WELLCLIENT_BENCH_SERVE";
const TAKE: &str = "WELLCLIENT_BENCH_TAKE";

/// Idle sessions in one client.
const SESSIONS: u32 = 10_000;

/// Logged in before the count begins, so that what all sessions share is there.
const FIRST: u32 = 100;

/// How long they are looked at: each sends its heartbeat once, and its heart-beats six times.
const IDLE: Duration = Duration::from_secs(60);

/// Events at full blast, four for each call.
const CALLS: u64 = 75_000;

/// Calls that are made one after the other.
const DIALLED: usize = 2000;

type Figures = Vec<(String, String)>;

fn main() -> Result<(), Failure> {
    if std::env::var_os(SERVE).is_some() {
        return serve();
    }
    if let Ok(address) = std::env::var(TAKE) {
        return take(&address);
    }
    let words = std::env::args().skip(1);
    let filters: Vec<String> = words.filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| filters.is_empty() || filters.iter().any(|filter| filter == name);
    if is_wanted("latency") {
        report::tell_figures("a call until it is confirmed", &latency()?)?;
    }
    if is_wanted("delivery") {
        report::tell_figures("many events at full blast", &delivery()?)?;
    }
    if is_wanted("crowd") {
        report::tell_figures("idle sessions", &crowd()?)?;
    }
    Ok(())
}

/// A server until the standard input ends.
fn serve() -> Result<(), Failure> {
    let (_server, address) = server::start(Habits {
        heartbeat: Some(Duration::from_secs(10)),
        ..Habits::default()
    })?;
    println!("{address}");
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn config(address: &str) -> Result<SessionConfig, Failure> {
    let mut config = SessionConfig::new(Environment::custom(&format!("http://{address}"), None)?);
    config.settings.auto_answer = false;
    config.timing.between_calls = Duration::ZERO;
    Ok(config)
}

async fn logged_in(client: &Client, address: &str, number: u32) -> Result<Session, Failure> {
    let session = client.session(config(address)?)?;
    let (job, extension) = ((5000 + number).to_string(), (8000 + number).to_string());
    session
        .agent_login(LoginRequest::new(job, "s3cr3t-pass", "test.cc", extension))
        .await?;
    Ok(session)
}

/// The server in a process of its own, which ends with this.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start() -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .env(SERVE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut address = String::new();
        let said = child.stdout.take().ok_or("no output")?;
        BufReader::new(said).read_line(&mut address)?;
        let address = address.trim().to_owned();
        Ok(Self { child, address })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn crowd() -> Result<Figures, Failure> {
    let served = Served::start()?;
    let runtime = server::one_thread()?;
    runtime.block_on(async {
        let client = Client::builder().no_proxy().build()?;
        let log_in = async |numbers: std::ops::Range<u32>| {
            let all = futures_util::stream::iter(numbers);
            let all = all.map(|number| logged_in(&client, &served.address, number));
            let all: Vec<_> = all.buffer_unordered(64).collect().await;
            all.into_iter().collect::<Result<Vec<_>, _>>()
        };
        let first = log_in(1..FIRST).await?;
        let before = memory("VmRSS")?;
        let begun = Instant::now();
        let sessions = log_in(FIRST..FIRST + SESSIONS).await?;
        let took = begun.elapsed();
        // Until the heartbeats of the log-ins are over.
        tokio::time::sleep(Duration::from_secs(15)).await;
        let each = (memory("VmRSS")?.saturating_sub(before)) as f64 / f64::from(SESSIONS);
        let cpu = processor_time()?;
        tokio::time::sleep(IDLE).await;
        let share = (processor_time()? - cpu).as_secs_f64() / IDLE.as_secs_f64();
        let active = sessions
            .iter()
            .filter(|session| session.snapshot().verified)
            .count();
        let up = format!("{active} of {}", sessions.len());
        drop((first, sessions));
        Ok(vec![
            ("sessions, verified at the end".to_owned(), up),
            ("log-ins".to_owned(), format!("{:.1} s", took.as_secs_f64())),
            ("memory of each".to_owned(), format!("{each:.1} KiB")),
            ("share of a core".to_owned(), format!("{:.1} %", 100.0 * share)),
        ])
    })
}

/// Of this process, KiB.
fn memory(what: &str) -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(what));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(kib.ok_or("no such line")?.parse()?)
}

/// Of this process, in hundredths of a second.
fn processor_time() -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, rest) = stat.rsplit_once(')').ok_or("no such field")?;
    let ticks = rest.split_whitespace().skip(11).take(2);
    let ticks: Result<Vec<u64>, _> = ticks.map(str::parse).collect();
    Ok(Duration::from_millis(10 * ticks?.iter().sum::<u64>()))
}

fn delivery() -> Result<Figures, Failure> {
    let frames = frames_of(CALLS).into_iter();
    let traffic = frames.filter_map(|frame| String::from_utf8(frame).ok()).collect();
    let (_server, address) = server::start(Habits {
        traffic,
        ..Habits::default()
    })?;
    let events = 4 * CALLS;
    let own = std::env::current_exe()?.display().to_string();
    let other = |variable: &str| std::env::var(variable).ok();
    let clients = [
        ("Rust", Some(own)),
        ("C dispatcher", other("WELLCLIENT_BENCH_WELLCLIENT_C_DISPATCHER")),
        (
            "Python asyncio",
            other("WELLCLIENT_BENCH_WELLCLIENT_PYTHON_ASYNCIO"),
        ),
        (
            "Python blocking",
            other("WELLCLIENT_BENCH_WELLCLIENT_PYTHON_BLOCKING"),
        ),
    ];
    let mut figures = Vec::new();
    for (name, command) in clients {
        let Some(command) = command else { continue };
        let mut words = command.split(' ');
        let output = Command::new(words.next().ok_or("an empty command")?)
            .args(words)
            .args([&address, &events.to_string()])
            .env(TAKE, &address)
            .stderr(Stdio::inherit())
            .output()?;
        let said = String::from_utf8(output.stdout)?;
        // It ends once all have come.
        let [seconds, kib] = said.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err(format!("{name}: {said}").into());
        };
        let (seconds, kib): (f64, u64) = (seconds.parse()?, kib.parse()?);
        let figure = format!(
            "all {events} in {seconds:.2} s ({:.0} each ms), peak {} MiB",
            events as f64 / seconds / 1000.0,
            kib / 1024
        );
        figures.push((name.to_owned(), figure));
    }
    Ok(figures)
}

/// A client that takes all events, at its own pace.
fn take(address: &str) -> Result<(), Failure> {
    let runtime = server::one_thread()?;
    let (seconds, count) = runtime.block_on(async {
        let client = Client::builder().no_proxy().build()?;
        let session = client.session(config(address)?)?;
        let mut events = session.subscribe().capacity(usize::MAX).stream();
        let login = session.agent_login(LoginRequest::new("5001", "s3cr3t-pass", "test.cc", "8001"));
        let taken = async {
            let (mut begun, mut count) = (None, 0);
            while count < 4 * CALLS {
                match events.next().await {
                    Some(Notice::Event(event))
                        if event.origin == Origin::Server && event.call_id().is_some() =>
                    {
                        begun.get_or_insert_with(Instant::now);
                        count += 1;
                    }
                    Some(Notice::Lagged { missed, .. }) => return (begun, count + missed),
                    Some(_) => {}
                    None => break,
                }
            }
            (begun, count)
        };
        let (login, (begun, count)) = tokio::join!(login, taken);
        login?;
        let seconds = begun.map_or(0.0, |begun| begun.elapsed().as_secs_f64());
        session.close().await;
        Ok::<_, Failure>((seconds, count))
    })?;
    if count != 4 * CALLS {
        return Err(format!("{count} events").into());
    }
    writeln!(std::io::stdout(), "{seconds} {}", memory("VmHWM")?)?;
    Ok(())
}

fn latency() -> Result<Figures, Failure> {
    let (_server, address) = server::start(Habits::default())?;
    let runtime = server::one_thread()?;
    // As a task, so that who waits has the library's thread: what is compared is work, not how fast a thread wakes another.
    let both = runtime.spawn(async move {
        let client = Client::builder().no_proxy().build()?;
        let session = logged_in(&client, &address, 1).await?;
        let mut by_hand = Bare::connect(&address).await?;
        let (mut bare, mut ours) = (Vec::new(), Vec::new());
        for round in 0..DIALLED + DIALLED / 10 {
            let begun = Instant::now();
            by_hand.call().await?;
            let one = begun.elapsed();
            by_hand.drop_call().await?;
            let begun = Instant::now();
            let call = session.make_call("13800000000", Default::default()).await?;
            let other = begun.elapsed();
            session.drop_connection(Some(call)).await?;
            if round >= DIALLED / 10 {
                bare.push(one);
                ours.push(other);
            }
        }
        session.close().await;
        Ok::<_, Failure>((bare, ours))
    });
    let (mut bare, mut ours) = runtime.block_on(both)??;
    bare.sort();
    ours.sort();
    let mut figures = Vec::new();
    for (name, part) in [("median", 500), ("99 in a hundred", 990)] {
        let at = |times: &[Duration]| times[(times.len() - 1) * part / 1000].as_secs_f64() * 1e6;
        let (bare, ours) = (at(&bare), at(&ours));
        let figure = format!(
            "{:.2} of a bare request until its first event ({ours:.0} µs, {bare:.0} µs)",
            ours / bare
        );
        figures.push((name.to_owned(), figure));
    }
    Ok(figures)
}

/// A WebSocket and a kept connection for requests, by hand.
struct Bare {
    socket: tokio_tungstenite::WebSocketStream<TcpStream>,
    http: TcpStream,
    call: String,
}

impl Bare {
    async fn connect(address: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (mut socket, _) = tokio_tungstenite::client_async(format!("ws://{address}/"), stream).await?;
        socket.send(Message::text("CONNECT\n\n\0")).await?;
        let subscribe = "SUBSCRIBE\ndestination:/topic/event.agent.*.5002@test_cc\n\n\0";
        socket.send(Message::text(subscribe)).await?;
        let http = TcpStream::connect(address).await?;
        http.set_nodelay(true)?;
        let mut bare = Self {
            socket,
            http,
            call: String::new(),
        };
        bare.event("agentReady").await?;
        Ok(bare)
    }

    /// Waits for an event of this name.
    async fn event(&mut self, name: &str) -> Result<(), Failure> {
        loop {
            let message = self.socket.next().await.ok_or("closed")??;
            if message.to_text()?.contains(name) {
                return Ok(());
            }
        }
    }

    async fn request(&mut self, request: &str, event: &str) -> Result<String, Failure> {
        self.http.write_all(request.as_bytes()).await?;
        self.event(event).await?;
        let mut answer = vec![0; 4096];
        let read = self.http.read(&mut answer).await?;
        answer.truncate(read);
        Ok(String::from_utf8(answer)?)
    }

    async fn call(&mut self) -> Result<(), Failure> {
        let body = r#"{"from":"8002@test.cc","to":"13800000000"}"#;
        let head =
            "POST /api/csta/callControl/calls HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
        let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        let answer = self.request(&request, "originated").await?;
        let call = answer.split('"').nth(3).ok_or("no call")?;
        call.clone_into(&mut self.call);
        Ok(())
    }

    async fn drop_call(&mut self) -> Result<(), Failure> {
        let call = self.call.as_str();
        let path = format!("/api/csta/callControl/calls/{call}/connections/8002@test.cc%7C{call}");
        let request = format!("DELETE {path} HTTP/1.1\r\nhost: a\r\n\r\n");
        self.request(&request, "connectionCleared").await?;
        Ok(())
    }
}
