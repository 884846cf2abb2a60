//! The task that does a session's work: requests, the socket, the timer; lines of the journal go on to its writer.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::{AbortHandle, Abortable, BoxFuture};
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use wellclient_core::http::HttpRequest;
use wellclient_core::id::RequestId;
use wellclient_core::session::{Asked, Input};

use crate::alarm::{Minder, PresentSocket};
use crate::effect::Effect;
use crate::journal::Journal;
use crate::shared::Shared;
use crate::sleeper::Sleeper;
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
    // Not tasks of their own: one more would wake for each.
    let mut under_way: FuturesUnordered<Abortable<BoxFuture<'_, RequestId>>> = FuturesUnordered::new();
    let mut requests: HashMap<RequestId, AbortHandle> = HashMap::new();
    let mut closing = JoinSet::new();
    let sleep = pin!(tokio::time::sleep(Duration::ZERO));
    let mut sleeper = Sleeper::new(shared, Minder::Driver, sleep);
    loop {
        let effect = tokio::select! {
            effect = effects.recv() => effect,
            () = sleeper.minds() => continue,
            Some(ended) = under_way.next(), if !under_way.is_empty() => {
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
                let (handle, registration) = AbortHandle::new_pair();
                let request = Box::pin(send(shared, id, request));
                under_way.push(Abortable::new(request, registration));
                requests.insert(id, handle);
            }
            Some(Effect::CancelRequest { id }) => {
                if let Some(request) = requests.remove(&id) {
                    request.abort();
                }
            }
            Some(Effect::OpenSocket { socket, url, headers }) => {
                let (queue, actions) = mpsc::unbounded_channel();
                shared.lock().socket = Some(PresentSocket {
                    id: socket,
                    queue,
                    minds_alarm: false,
                });
                closing.spawn(websocket::run(
                    Arc::clone(shared),
                    socket,
                    (url, headers),
                    actions,
                ));
            }
            Some(Effect::CloseSocket(socket)) => {
                shared.lock().socket.take_if(|present| present.id == socket);
            }
            Some(Effect::Journal(line)) => journal.write(line),
            Some(Effect::Alarm) => {}
            Some(Effect::Closed) | None => break,
        }
    }
    shared.lock().socket = None;
    // The DISCONNECT and the close handshake are still to go out.
    let sockets = tokio::time::timeout(CLOSING, async { while closing.join_next().await.is_some() {} });
    let _ = tokio::join!(sockets, journal.finish());
}

/// Sends a request, and passes on what comes of it.
async fn send(shared: &Shared, id: RequestId, request: Box<HttpRequest>) -> RequestId {
    let client = &shared.client;
    let _turn = match request.asks_for_session() {
        true => client.logging_in.turn().await,
        false => None,
    };
    let cookies = |set_cookies| shared.cookies(Asked::Request(id), set_cookies);
    let result = client.http.send(&request, client.request_timeout, cookies).await;
    shared.input(Input::Response { id, result });
    id
}
