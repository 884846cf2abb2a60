//! A client's event channel as a way through to the broker, message by message.

use std::sync::Arc;

use axum::extract::ws::{self, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use wellclient_core::stomp::{Decoder, Item, Limits};

use super::{MAX_MESSAGE, Socket};
use crate::server::hub::Order;
use crate::server::topic::Topic;
use crate::server::websocket::{self, WRITE_TIMEOUT};
use crate::server::{Connection, Shared};

/// Answers the handshake as the broker does; 502 where the broker is not reached.
pub(crate) async fn upgrade(
    upgrade: WebSocketUpgrade,
    parts: &Parts,
    shared: Arc<Shared>,
    connection: Connection,
) -> Response {
    let Some(broker) = &shared.broker else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let offered = parts.headers.get(SEC_WEBSOCKET_PROTOCOL).cloned();
    let socket = match broker.open(offered).await {
        Ok(socket) => socket,
        Err(reason) => return (StatusCode::BAD_GATEWAY, reason).into_response(),
    };
    upgrade
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .protocols(["v12.stomp", "v11.stomp", "v10.stomp"])
        .on_upgrade(move |client| async move {
            let orders = websocket::join(&shared, &connection);
            let reason = pass_on(client, socket, orders, (&shared, &connection)).await;
            websocket::leave(&shared, connection.id, reason);
        })
}

/// Passes on what each side says, until one of them ends; why it has ended. A side that does not read keeps the other from
/// being read.
async fn pass_on(
    mut client: WebSocket,
    mut broker: Socket,
    mut orders: mpsc::Receiver<Order>,
    (shared, connection): (&Shared, &Connection),
) -> String {
    loop {
        tokio::select! {
            message = client.recv() => {
                let Some(Ok(message)) = message else { return "the client is gone".to_owned() };
                let is_last = matches!(message, ws::Message::Close(_));
                if let ws::Message::Text(text) = &message
                    && let Some(topic) = subscribed(text)
                {
                    shared.with(|exchange, _| exchange.hub.subscribe(connection.id, &topic));
                }
                if is_sent(broker.send(to_broker(message))).await.is_none() {
                    return "the broker takes no data".to_owned();
                }
                if is_last {
                    return "closed by the client".to_owned();
                }
            }
            message = broker.next() => {
                let Some(Ok(message)) = message else { return "the broker is gone".to_owned() };
                let is_last = matches!(message, Message::Close(_));
                if let Some(message) = to_client(message)
                    && is_sent(client.send(message)).await.is_none()
                {
                    return "the client does not read".to_owned();
                }
                if is_last {
                    return "closed by the broker".to_owned();
                }
            }
            order = orders.recv() => {
                let message = match order {
                    Some(Order::Inject { payload, binary }) => websocket::message(payload, binary),
                    Some(Order::Close(code)) => {
                        let reason = ws::Utf8Bytes::default();
                        let close = ws::Message::Close(Some(ws::CloseFrame { code, reason }));
                        let _ = is_sent(client.send(close)).await;
                        return "dropped by a fault".to_owned();
                    }
                    // Nobody is subscribed here.
                    Some(Order::Publish(_) | Order::PublishHuge(_)) => continue,
                    None if connection.switch.is_muted() => {
                        while let Some(Ok(_)) = client.recv().await {}
                        return "the client gave up a half-open connection".to_owned();
                    }
                    None => return "cut by the server".to_owned(),
                };
                if is_sent(client.send(message)).await.is_none() {
                    return "the client does not read".to_owned();
                }
            }
        }
    }
}

/// Whose events a client asks for, so that the faults of one agent find it. Most clients send each frame in a message of its
/// own.
fn subscribed(text: &str) -> Option<Topic> {
    if !text.starts_with("SUBSCRIBE") {
        return None;
    }
    let mut decoder = Decoder::new(Limits::default());
    decoder.feed(text.as_bytes());
    match decoder.next_item() {
        Ok(Some(Item::Frame(frame))) => Topic::parse(&frame.header("destination")?).ok(),
        _ => None,
    }
}

async fn is_sent<E>(sending: impl Future<Output = Result<(), E>>) -> Option<()> {
    timeout(WRITE_TIMEOUT, sending).await.ok()?.ok()
}

fn to_broker(message: ws::Message) -> Message {
    match message {
        ws::Message::Text(text) => Message::Text(text.as_str().into()),
        ws::Message::Binary(octets) => Message::Binary(octets),
        ws::Message::Ping(octets) => Message::Ping(octets),
        ws::Message::Pong(octets) => Message::Pong(octets),
        ws::Message::Close(frame) => Message::Close(frame.map(|frame| CloseFrame {
            code: frame.code.into(),
            reason: Utf8Bytes::from(frame.reason.as_str()),
        })),
    }
}

fn to_client(message: Message) -> Option<ws::Message> {
    Some(match message {
        Message::Text(text) => websocket::message(Bytes::from(text), false),
        Message::Binary(octets) => ws::Message::Binary(octets),
        Message::Ping(octets) => ws::Message::Ping(octets),
        Message::Pong(octets) => ws::Message::Pong(octets),
        Message::Close(frame) => ws::Message::Close(frame.map(|frame| ws::CloseFrame {
            code: frame.code.into(),
            reason: frame.reason.as_str().into(),
        })),
        // Never read: only written.
        Message::Frame(_) => return None,
    })
}
