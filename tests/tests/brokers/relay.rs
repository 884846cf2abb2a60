//! A man in the middle, between the library and a broker: he counts, rewrites what versions are offered, and stops to read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, accept_async_with_config, client_async_with_config};

use crate::broker::Broker;

/// What passes by.
#[derive(Default)]
pub(crate) struct Seen {
    /// Heart-beats of the library, and of the broker.
    pub(crate) beats: [AtomicUsize; 2],
    /// Whether the library has closed the WebSocket, by a Close.
    pub(crate) closed_by_client: AtomicBool,
    pub(crate) connections: AtomicUsize,
}

pub(crate) struct Relay {
    pub(crate) url: String,
    pub(crate) seen: Arc<Seen>,
    reads: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Relay {
    /// Before `broker`; with `versions`, these are offered to it in place of the library's.
    pub(crate) async fn new(broker: &Broker, versions: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/mvc/stomp/websocket", listener.local_addr().unwrap());
        let seen = Arc::<Seen>::default();
        let (reads, reading) = watch::channel(true);
        let (address, target) = (broker.address(), broker.url());
        let (versions, told) = (versions.map(str::to_owned), Arc::clone(&seen));
        let task = tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                told.connections.fetch_add(1, Ordering::SeqCst);
                let passing = Passing {
                    seen: Arc::clone(&told),
                    versions: versions.clone(),
                    reading: reading.clone(),
                };
                let target = target.clone();
                tokio::spawn(async move {
                    let server = TcpStream::connect(address).await.ok()?;
                    let client = accept_async_with_config(client, Some(sizes())).await.ok()?;
                    let (server, _) = client_async_with_config(target, server, Some(sizes()))
                        .await
                        .ok()?;
                    passing.run(client, server).await
                });
            }
        });
        Self {
            url,
            seen,
            reads,
            task,
        }
    }

    /// Reads nothing from the broker any more, or goes on.
    pub(crate) fn reads(&self, reads: bool) {
        self.reads.send_replace(reads);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn sizes() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(16 << 20))
        .max_frame_size(Some(16 << 20))
}

struct Passing {
    seen: Arc<Seen>,
    versions: Option<String>,
    reading: watch::Receiver<bool>,
}

impl Passing {
    async fn run(
        mut self,
        mut client: WebSocketStream<TcpStream>,
        mut server: WebSocketStream<TcpStream>,
    ) -> Option<()> {
        loop {
            let reads = *self.reading.borrow();
            tokio::select! {
                message = client.next() => {
                    let message = message?.ok()?;
                    self.count(0, &message);
                    if message.is_close() {
                        self.seen.closed_by_client.store(true, Ordering::SeqCst);
                    }
                    server.send(self.rewritten(message)).await.ok()?;
                }
                message = server.next(), if reads => {
                    let message = message?.ok()?;
                    self.count(1, &message);
                    client.send(message).await.ok()?;
                }
                changed = self.reading.changed() => changed.ok()?,
            }
        }
    }

    fn count(&self, side: usize, message: &Message) {
        if matches!(message, Message::Text(_) | Message::Binary(_))
            && message.clone().into_data()[..] == *b"\n"
        {
            self.seen.beats[side].fetch_add(1, Ordering::SeqCst);
        }
    }

    fn rewritten(&self, message: Message) -> Message {
        match (&self.versions, message) {
            (Some(versions), Message::Text(text)) if text.starts_with("CONNECT") => {
                let offered = "accept-version:1.0,1.1,1.2\n";
                assert!(text.contains(offered), "{text}");
                Message::Text(
                    text.replace(offered, &format!("accept-version:{versions}\n"))
                        .into(),
                )
            }
            (_, message) => message,
        }
    }
}
