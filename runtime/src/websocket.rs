//! The event channel's WebSocket: an HTTP/1.1 upgrade by the same client as all requests, so that TLS, proxies and
//! name resolution are the same; then tungstenite on what it leaves.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use wellclient_core::http::Header;
use wellclient_core::secret::Secret;
use wellclient_core::session::{Asked, Input, SocketAction, SocketId};

use crate::http;
use crate::shared::Shared;

/// tungstenite reserves 128 KiB each way by default; events are a few KiB, and there are many sessions.
const BUFFER: usize = 4 * 1024;

/// Longer messages end the connection: more than any STOMP frame that the core takes.
const MAX_MESSAGE: usize = 16 << 20;

/// A peer that takes this long to take a small frame is gone.
const SEND: Duration = Duration::from_secs(10);

/// How long a close handshake may take.
const CLOSE: Duration = Duration::from_secs(2);

pub(crate) type Socket = WebSocketStream<reqwest::Upgraded>;

/// Why a WebSocket could not be opened.
pub(crate) struct Refused {
    pub(crate) reason: String,
    /// The server's answer, where it was another than 101.
    status: Option<u16>,
    retry_after: Option<String>,
}

/// Opens one socket and serves it until it is closed by either side. Ends when `actions` ends.
pub(crate) async fn run(
    shared: Arc<Shared>,
    socket: SocketId,
    (url, headers): (String, Vec<Header>),
    mut actions: mpsc::UnboundedReceiver<SocketAction>,
) {
    let opened = tokio::select! {
        opened = open(&shared, socket, &url, &headers) => opened,
        // Not wanted any more: nothing has been queued yet, so this is the end of the queue.
        None = actions.recv() => return,
    };
    let reason = match opened {
        Ok(mut stream) => {
            shared.input(Input::Connected { socket });
            let end = serve(&shared, socket, &mut stream, &mut actions).await;
            let _ = tokio::time::timeout(CLOSE, stream.close(None)).await;
            Refused {
                reason: end,
                status: None,
                retry_after: None,
            }
        }
        Err(refused) => refused,
    };
    let Refused {
        reason,
        status,
        retry_after,
    } = reason;
    shared.input(match status {
        Some(status) => Input::Refused {
            socket,
            status,
            reason,
            retry_after,
        },
        None => Input::Disconnected {
            socket,
            reason,
            retry_after,
        },
    });
}

async fn open(shared: &Shared, socket: SocketId, url: &str, headers: &[Header]) -> Result<Socket, Refused> {
    let refused = |reason: String| Refused {
        reason,
        status: None,
        retry_after: None,
    };
    // All sessions of a client take their turns: a thousand of them must not knock at once.
    let _turn = shared
        .client
        .connecting
        .turn()
        .await
        .ok_or_else(|| refused("the client is closed".to_owned()))?;
    shared.input(Input::Opening { socket });
    let cookies = |set_cookies| shared.cookies(Asked::Socket(socket), set_cookies);
    upgrade(&shared.client.http, url, headers, cookies).await
}

/// The handshake of RFC 6455, over the client's HTTP. The cookies that its answer sets are given to `cookies`.
pub(crate) async fn upgrade(
    client: &reqwest::Client,
    url: &str,
    headers: &[Header],
    cookies: impl FnOnce(Vec<Secret>),
) -> Result<Socket, Refused> {
    let refused = |reason: String| Refused {
        reason,
        status: None,
        retry_after: None,
    };
    let headers = headers.iter();
    let headers = http::head(headers.map(|header| (header.name.as_str(), header.value.expose())))
        .map_err(|error| refused(error.message))?;
    let key = generate_key();
    let http_url = url
        .strip_prefix("ws")
        .map(|rest| format!("http{rest}"))
        .unwrap_or_default();
    let response = client
        .get(http_url)
        .headers(headers)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, &key)
        .header(SEC_WEBSOCKET_PROTOCOL, "v12.stomp, v11.stomp, v10.stomp")
        .send()
        .await
        .map_err(|error| refused(http::describe(&error)))?;
    cookies(http::set_cookies(&response));
    let status = response.status();
    if status != reqwest::StatusCode::SWITCHING_PROTOCOLS {
        let retry_after = http::retry_after(&response);
        return Err(Refused {
            reason: format!("the server answers {} to a WebSocket", status.as_u16()),
            status: Some(status.as_u16()),
            retry_after,
        });
    }
    let accept = response
        .headers()
        .get(SEC_WEBSOCKET_ACCEPT)
        .map(|value| value.as_bytes());
    if accept != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
        return Err(refused("the server's WebSocket handshake is wrong".to_owned()));
    }
    let upgraded = response
        .upgrade()
        .await
        .map_err(|error| refused(http::describe(&error)))?;
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_MESSAGE)
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    Ok(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await)
}

/// Answers why it ended.
async fn serve(
    shared: &Shared,
    socket: SocketId,
    stream: &mut Socket,
    actions: &mut mpsc::UnboundedReceiver<SocketAction>,
) -> String {
    loop {
        tokio::select! {
            message = stream.next() => match message {
                Some(Ok(message)) => {
                    if let Some(end) = received(shared, socket, &message) {
                        return end;
                    }
                }
                Some(Err(error)) => return error.to_string(),
                None => return "the server closed the connection".to_owned(),
            },
            action = actions.recv() => {
                let message = match action {
                    Some(SocketAction::Send(text)) => Message::Text(text.into()),
                    Some(SocketAction::Ping) => Message::Ping(Bytes::new()),
                    Some(SocketAction::Open { .. } | SocketAction::Close) | None => {
                        return "closed here".to_owned();
                    }
                };
                match tokio::time::timeout(SEND, stream.send(message)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return error.to_string(),
                    Err(_) => return "the server takes no data".to_owned(),
                }
            }
        }
    }
}

fn received(shared: &Shared, socket: SocketId, message: &Message) -> Option<String> {
    match message {
        Message::Text(text) => shared.input(Input::Received {
            socket,
            bytes: text.as_bytes(),
        }),
        Message::Binary(bytes) => shared.input(Input::Received { socket, bytes }),
        Message::Pong(_) => shared.input(Input::Pong { socket }),
        Message::Ping(_) | Message::Frame(_) => {}
        Message::Close(frame) => {
            let reason = frame.as_ref().map_or_else(String::new, |frame| {
                let words: String = frame.reason.chars().filter(|c| !c.is_control()).collect();
                format!(" ({} {words})", u16::from(frame.code))
            });
            return Some(format!("the server closed the WebSocket{reason}"));
        }
    }
    None
}
