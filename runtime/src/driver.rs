//! The task that does a session's work: requests, the socket, the timer; lines of the journal go on to its writer.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinHandle, JoinSet};
use wellclient_core::id::RequestId;
use wellclient_core::session::{Asked, Input};

use crate::effect::Effect;
use crate::journal::Journal;
use crate::shared::Shared;
use crate::websocket;

/// A socket is given this long to close, and the store to be written.
const CLOSING: Duration = Duration::from_secs(3);

/// The task, which takes the session with it when its tokio runtime ends before the session does.
pub(crate) struct Driver {
    shared: Arc<Shared>,
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.shared.abandon();
    }
}

impl Driver {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    pub(crate) async fn run(
        self,
        effects: mpsc::UnboundedReceiver<Effect>,
        journal: Journal,
        keeper: Option<JoinHandle<()>>,
    ) {
        serve(&self.shared, effects, journal).await;
        if let Some(keeper) = keeper {
            // A disk that hangs is not waited for without end.
            let _ = tokio::time::timeout(CLOSING, keeper).await;
        }
    }
}

/// Runs until the session is closed. What is still under way then is given up; what it has to say does not matter.
async fn serve(shared: &Arc<Shared>, mut effects: mpsc::UnboundedReceiver<Effect>, mut journal: Journal) {
    let mut tasks = JoinSet::new();
    let mut requests: HashMap<RequestId, AbortHandle> = HashMap::new();
    let mut closing = JoinSet::new();
    loop {
        let deadline = shared.armed().map(|at| shared.client.clock.instant(at));
        let effect = tokio::select! {
            effect = effects.recv() => effect,
            () = sleep_until(deadline) => {
                shared.timeout();
                continue;
            }
            Some(ended) = tasks.join_next(), if !tasks.is_empty() => {
                // One that was cancelled is forgotten already.
                if let Ok(id) = ended {
                    requests.remove(&id);
                }
                continue;
            }
            Some(_) = closing.join_next(), if !closing.is_empty() => continue,
        };
        match effect {
            Some(Effect::Request { id, request }) => {
                let shared = Arc::clone(shared);
                let task = tasks.spawn(async move {
                    let client = &shared.client;
                    let _turn = match request.asks_for_session() {
                        true => client.logging_in.turn().await,
                        false => None,
                    };
                    let cookies = |set_cookies| shared.cookies(Asked::Request(id), set_cookies);
                    let result = client.http.send(&request, client.request_timeout, cookies).await;
                    shared.input(Input::Response { id, result });
                    id
                });
                requests.insert(id, task);
            }
            Some(Effect::CancelRequest { id }) => {
                if let Some(task) = requests.remove(&id) {
                    task.abort();
                }
            }
            Some(Effect::OpenSocket { socket, url, headers }) => {
                let (queue, actions) = mpsc::unbounded_channel();
                shared.lock().socket = Some((socket, queue));
                closing.spawn(websocket::run(
                    Arc::clone(shared),
                    socket,
                    (url, headers),
                    actions,
                ));
            }
            Some(Effect::CloseSocket(socket)) => {
                shared.lock().socket.take_if(|(present, _)| *present == socket);
            }
            Some(Effect::Journal(line)) => journal.write(line),
            Some(Effect::Arm) => {}
            Some(Effect::Closed) | None => break,
        }
    }
    shared.lock().socket = None;
    // The DISCONNECT and the close handshake are still to go out.
    let sockets = tokio::time::timeout(CLOSING, async { while closing.join_next().await.is_some() {} });
    let _ = tokio::join!(sockets, journal.finish());
}

async fn sleep_until(deadline: Option<tokio::time::Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
