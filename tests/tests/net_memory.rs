//! What an idle session costs: the memory that this process allocates for each of 500 logged-in sessions,
//! counted by its allocator. The simulator runs in a process of its own (this program again), so none of
//! its memory is counted; buffers of the kernel are not either.

use std::alloc::System;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::sync::Semaphore;
use wellclient::{Client, Environment, LinkState, LoginRequest, Session, SessionConfig};
use wellclient_simulator::{Simulator, SimulatorConfig};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const SESSIONS: usize = 500;
/// Logged in before the count begins, so that what all sessions share is there.
const FIRST: usize = 50;
const LIMIT: usize = 64 * 1024;
/// Set for the process that is the simulator.
const SERVE: &str = "WELLCLIENT_TESTS_SERVE";

fn main() {
    if std::env::var_os(SERVE).is_some() {
        serve();
    } else if !std::env::args().any(|argument| argument == "--list") {
        measure();
    }
}

/// Runs a simulator until the standard input ends.
fn serve() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let simulator = runtime
        .block_on(Simulator::start(SimulatorConfig::default()))
        .unwrap();
    println!("{}", simulator.base_url());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    runtime.block_on(simulator.shutdown());
}

struct Served {
    child: Child,
    base_url: String,
}

impl Served {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(SERVE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut base_url = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut base_url)
            .unwrap();
        Self {
            child,
            base_url: base_url.trim().to_owned(),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Bytes that are allocated now.
fn allocated() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

/// Bytes of this process that are in memory now.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

fn config(base_url: &str) -> SessionConfig {
    SessionConfig::new(Environment::custom(base_url, None).unwrap())
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(15), async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "this should be so by now: {what}");
}

/// Logged in and idle: every request of the log-in has been answered.
async fn logged_in(client: &Client, base_url: &str, from: usize, count: usize) -> Vec<Session> {
    let turns = Arc::new(Semaphore::new(16));
    let tasks: Vec<_> = (from..from + count)
        .map(|number| {
            let (session, turns) = (client.session(config(base_url)).unwrap(), Arc::clone(&turns));
            tokio::spawn(async move {
                let _turn = turns.acquire().await.unwrap();
                let (agent, ext) = ((5000 + number).to_string(), (8000 + number).to_string());
                session
                    .agent_login(LoginRequest::new(agent, "123456", "test.cc", ext))
                    .await
                    .unwrap();
                until("the prefixes are known", || {
                    !session.snapshot().prefixes.is_empty()
                })
                .await;
                session
            })
        })
        .collect();
    let mut sessions = Vec::with_capacity(count);
    for task in tasks {
        sessions.push(task.await.unwrap());
    }
    sessions
}

fn measure() {
    let served = Served::start();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let client = Client::builder().no_proxy().build().unwrap();
        let first = logged_in(&client, &served.base_url, 0, FIRST).await;
        let before = (allocated(), resident());
        let sessions = logged_in(&client, &served.base_url, FIRST, SESSIONS).await;
        let each = (
            (allocated() - before.0) / SESSIONS,
            resident().saturating_sub(before.1) / SESSIONS,
        );
        assert!(
            sessions
                .iter()
                .all(|session| session.snapshot().link == LinkState::Active)
        );
        println!(
            "{SESSIONS} idle sessions: {} bytes each by the allocator, {} by the resident set",
            each.0, each.1
        );
        assert!(each.0 < LIMIT, "an idle session costs {} bytes", each.0);

        // Gone, they leave nothing.
        for session in &sessions {
            session.logout().await.unwrap();
        }
        drop(sessions);
        come_and_go(&client, &served.base_url, 1_000).await;
        let settled = allocated();
        come_and_go(&client, &served.base_url, 2_000).await;
        let grown = allocated().saturating_sub(settled);
        println!("2000 sessions that came and went: {grown} bytes more");
        assert!(
            grown < 128 * 1024,
            "2000 sessions that came and went have left {grown} bytes"
        );
        // The 64 HTTP connections that are kept for a while are all that may be left: less than 3 KiB for
        // each session.
        let left = allocated().saturating_sub(before.0);
        println!("{SESSIONS} sessions that logged out: {left} bytes more");
        assert!(
            left < 1024 * 1024,
            "{SESSIONS} sessions that logged out have left {left} bytes"
        );
        drop(first);
        client.close().await;
    });
}

/// Opens and closes sessions, and waits until nothing of them is under way.
async fn come_and_go(client: &Client, base_url: &str, count: usize) {
    let tasks = tokio::runtime::Handle::current().metrics();
    let before = tasks.num_alive_tasks();
    for number in 0..count {
        let session = client.session(config(base_url)).unwrap();
        if number % 2 == 0 {
            session.close().await;
        }
    }
    until("their tasks have ended", || tasks.num_alive_tasks() <= before).await;
}
