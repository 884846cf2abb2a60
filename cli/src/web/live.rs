//! What a page is told while it is open: over a WebSocket, or as server-sent events for whoever asks for no WebSocket or whose
//! proxy lets none through. A browser keeps only six connections to a server for all windows together, and server-sent events
//! hold one of them for each window; WebSockets do not count among these. So pages ask for a WebSocket first.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{Stream, StreamExt as _};
use serde_json::Value;
use tokio::time::{MissedTickBehavior, interval};

/// A page that hears nothing for three times as long gives the connection up, and opens another one.
const PULSE: Duration = Duration::from_secs(5);

/// Pages have nothing to say here.
const LONGEST: usize = 1024;

/// How somebody asks to be told.
pub(crate) type Asked = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// One message to a page: of which kind, and its JSON.
pub(crate) fn message(kind: &str, data: &str) -> String {
    // What is JSON already is not read again.
    format!("{{\"kind\":{},\"data\":{data}}}", Value::from(kind))
}

fn alive() -> String {
    message("alive", "null")
}

/// Tells a page all that comes, until one of both goes.
pub(crate) fn tell<S>(asked: Asked, messages: S) -> Response
where
    S: Stream<Item = String> + Send + 'static,
{
    match asked {
        Ok(upgrade) => upgrade
            .max_message_size(LONGEST)
            .on_upgrade(move |socket| until_it_goes(socket, messages)),
        Err(_) => {
            let events = messages.map(|text| Ok::<_, Infallible>(Event::default().data(text)));
            let pulse = KeepAlive::new()
                .interval(PULSE)
                .event(Event::default().data(alive()));
            Sse::new(events).keep_alive(pulse).into_response()
        }
    }
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
            _ = pulse.tick() => alive(),
        };
        if socket.send(Message::Text(text.into())).await.is_err() {
            return;
        }
    }
}
