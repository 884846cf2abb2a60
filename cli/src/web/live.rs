//! What a page is told while it is open: text messages over a WebSocket. A browser keeps only six connections to a server for
//! all windows together, and an event stream would hold one of them for each; WebSockets do not count among these.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::stream::{Stream, StreamExt as _};
use serde_json::Value;
use tokio::time::{MissedTickBehavior, interval};

/// A page that hears nothing for three times as long gives the connection up, and opens another one.
const PULSE: Duration = Duration::from_secs(5);

/// Pages have nothing to say here.
const LONGEST: usize = 1024;

/// One message to a page: of which kind, and its JSON.
pub(crate) fn message(kind: &str, data: &str) -> String {
    // What is JSON already is not read again.
    format!("{{\"kind\":{},\"data\":{data}}}", Value::from(kind))
}

/// Tells a page all that comes, until one of both goes.
pub(crate) fn tell<S>(upgrade: WebSocketUpgrade, messages: S) -> Response
where
    S: Stream<Item = String> + Send + 'static,
{
    upgrade
        .max_message_size(LONGEST)
        .on_upgrade(move |socket| until_it_goes(socket, messages))
}

async fn until_it_goes(mut socket: WebSocket, messages: impl Stream<Item = String>) {
    let mut messages = std::pin::pin!(messages);
    let mut pulse = interval(PULSE);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let text = tokio::select! {
            // Nothing but its end, or the answer to a ping, is of any meaning.
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            text = messages.next() => match text {
                Some(text) => text,
                None => return,
            },
            _ = pulse.tick() => message("alive", "null"),
        };
        if socket.send(Message::Text(text.into())).await.is_err() {
            return;
        }
    }
}
