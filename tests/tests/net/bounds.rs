//! Bounds of a client that only show against a server: what is in the making, what is kept, how long an end may take.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use crate::support::{self, Floor, agent, config_at, soon, until};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use wellclient::core::http::Method;
use wellclient::{Client, SessionOptions};

/// Answers requests all at once, as soon as so many wait; and lets WebSockets wait until each is refused.
#[derive(Default)]
struct Server {
    open: AtomicUsize,
    asked: AtomicUsize,
    wanted: usize,
    together: Notify,
    held: AtomicUsize,
    refuse: Notify,
}

impl Server {
    async fn start(wanted: usize) -> (Arc<Self>, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let server = Arc::new(Self {
            wanted,
            ..Self::default()
        });
        let serving = Arc::clone(&server);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let server = Arc::clone(&serving);
                tokio::spawn(async move {
                    server.open.fetch_add(1, SeqCst);
                    let _ = server.serve(&mut stream).await;
                    server.open.fetch_sub(1, SeqCst);
                });
            }
        });
        (server, addr)
    }

    async fn serve(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        while let Some(head) = support::raw::read_head(stream).await {
            if head.contains("stomp/websocket") {
                self.held.fetch_add(1, SeqCst);
                self.refuse.notified().await;
                self.held.fetch_sub(1, SeqCst);
                return stream
                    .write_all(b"HTTP/1.1 403 X\r\ncontent-length: 0\r\n\r\n")
                    .await;
            }
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
            stream.read_exact(&mut body).await?;
            let all = self.together.notified();
            if self.asked.fetch_add(1, SeqCst) + 1 < self.wanted {
                all.await;
            }
            self.together.notify_waiters();
            let answer = "HTTP/1.1 200 X\r\ncontent-length: 24\r\n\r\n{\"sessionId\":\"5e55-10n\"}";
            stream.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_event_channels_are_in_the_making_than_may_be() {
    const SESSIONS: usize = 8;
    let (server, addr) = Server::start(SESSIONS).await;
    let client = Client::builder()
        .no_proxy()
        .connecting_at_once(3)
        .build()
        .unwrap();
    let mut logins = JoinSet::new();
    for number in 1..=SESSIONS {
        let session = client.session(config_at(&format!("http://{addr}"))).unwrap();
        logins.spawn(async move {
            let request = agent(u32::try_from(number).unwrap());
            soon(session.agent_login(request)).await.unwrap_err()
        });
    }
    for left in (1..=SESSIONS).rev() {
        until("as many wait as may", || server.held.load(SeqCst) == left.min(3)).await;
        server.refuse.notify_one();
        soon(logins.join_next()).await.unwrap().unwrap();
        assert!(server.held.load(SeqCst) <= 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_idle_connections_are_kept_than_some() {
    const REQUESTS: usize = 100;
    let (server, addr) = Server::start(REQUESTS).await;
    let client = Client::builder().no_proxy().build().unwrap();
    let mut requests = JoinSet::new();
    for _ in 0..REQUESTS {
        let (client, url) = (client.clone(), format!("http://{addr}/"));
        let patience = Duration::from_secs(10);
        requests.spawn(async move { client.probe_http(Method::Get, &url, patience).await });
    }
    until("all are asked", || server.asked.load(SeqCst) == REQUESTS).await;
    while let Some(status) = soon(requests.join_next()).await {
        assert_eq!(status.unwrap().unwrap(), 200);
    }
    until("the others are closed", || server.open.load(SeqCst) == 64).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_takes_no_longer_than_it_may() {
    let floor = Floor::new().await;
    let options = SessionOptions {
        logout_on_close: true,
        ..SessionOptions::default()
    };
    let session = floor.client.session_with(floor.config(), options).unwrap();
    soon(session.agent_login(agent(1))).await.unwrap();
    // The log-out is never answered, and the WebSocket never closed.
    floor.add_fault(json!({"kind": "http", "on": {"verb": "logout"}, "reply": "hang"}));
    floor.add_fault(json!({"kind": "half_open"}));
    let begun = Instant::now();
    soon(session.close()).await;
    let took = begun.elapsed();
    assert_eq!(floor.requests("logout"), 1);
    assert!(took < Duration::from_secs(8), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_client_keeps_no_connection() {
    const REQUESTS: usize = 4;
    let (server, addr) = Server::start(REQUESTS).await;
    let client = Client::builder().no_proxy().build().unwrap();
    let session = client.session(config_at(&format!("http://{addr}"))).unwrap();
    let url = format!("http://{addr}/");
    let ask = || client.probe_http(Method::Get, &url, Duration::from_secs(10));
    let answers = futures_util::future::join_all((0..REQUESTS).map(|_| ask())).await;
    assert!(answers.iter().all(|answer| *answer == Ok(200)));
    assert_eq!(server.open.load(SeqCst), REQUESTS);
    soon(client.close()).await;
    until("all are closed", || server.open.load(SeqCst) == 0).await;
    // Though both are still held.
    drop((client, session));
}
