//! The event channel's WebSocket: opened by the same client as all requests, so that TLS, proxies and name resolution are
//! the same; then tungstenite, and the closing.

mod handshake;
mod load;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message, Utf8Bytes};
use wellclient_core::http::{Header, Unreached};
use wellclient_core::session::{Asked, Input, SocketId};

pub(crate) use self::handshake::Refused;
use self::handshake::handshake;
use self::load::Eager;
use crate::alarm::Minder;
use crate::effect::ToSocket;
use crate::http::Http;
use crate::net::Wire;
use crate::shared::Shared;
use crate::sleeper::{Minding, Sleeper};

/// tungstenite reserves 128 KiB each way by default; events are a few KiB, and there are many sessions. Under load [`Eager`]
/// reads more.
const BUFFER: usize = 4 * 1024;

/// So many messages that have come together are handed on together.
const TOGETHER: usize = 32;

/// Longer messages end the connection: more than any STOMP frame that the core takes.
const MAX_MESSAGE: usize = 16 << 20;

/// A peer that takes this long to take a small frame is gone.
const SEND: Duration = Duration::from_secs(10);

/// How long a Close may take to go out.
const CLOSE: Duration = Duration::from_secs(2);

/// How long the server may then take to close the connection, which is its part (RFC 6455, 7.1.1).
const PARTING: Duration = Duration::from_secs(1);

pub(crate) type Socket = WebSocketStream<Eager<Wire>>;

/// Opens one socket and serves it until it is closed by either side. Ends when `actions` ends.
pub(crate) async fn run(
    shared: Arc<Shared>,
    socket: SocketId,
    (url, headers): (String, Vec<Header>),
    mut actions: mpsc::UnboundedReceiver<ToSocket>,
) {
    // The task is as large as the largest of what it does, for as long as the socket is open: so opening and closing are not in it.
    let opened = tokio::select! {
        opened = Box::pin(open(&shared, socket, &url, &headers)) => opened,
        // Not wanted any more: nothing has been queued yet, so this is the end of the queue.
        None = actions.recv() => return,
    };
    match opened {
        Ok(mut stream) => {
            shared.input(Input::Connected { socket });
            let End { reason, close } = serve(&shared, socket, &mut stream, &mut actions).await;
            shared.input(Input::Disconnected {
                socket,
                reason: reason.into(),
                retry_after: None,
            });
            if let Some(code) = close {
                Box::pin(self::close(&mut stream, code)).await;
            }
        }
        Err(Refused {
            reason,
            status: Some(status),
            retry_after,
        }) => shared.input(Input::Refused {
            socket,
            status,
            reason,
            retry_after,
        }),
        Err(Refused {
            reason, retry_after, ..
        }) => shared.input(Input::Disconnected {
            socket,
            reason,
            retry_after,
        }),
    }
}

async fn open(shared: &Shared, socket: SocketId, url: &str, headers: &[Header]) -> Result<Socket, Refused> {
    // All sessions of a client take their turns: a thousand of them must not knock at once.
    let _turn = shared.client.connecting.turn().await;
    let _turn = _turn.ok_or_else(|| Refused::because(Unreached::from("the client is closed")))?;
    shared.input(Input::Opening { socket });
    let cookies = |set_cookies| shared.cookies(Asked::Socket(socket), set_cookies);
    upgrade(&shared.client.http, url, headers, cookies).await
}

/// Opens a WebSocket. The cookies that the answer sets are given to `cookies`.
pub(crate) async fn upgrade(
    http: &Http,
    url: &str,
    headers: &[Header],
    cookies: impl FnOnce(Vec<wellclient_core::secret::Secret>),
) -> Result<Socket, Refused> {
    let (wire, early) = handshake(http, url, headers, cookies).await?;
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_MESSAGE)
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    let wire = Eager::new(wire);
    // A copy: what was read early is a part of the HTTP client's buffer, and would be kept with all of that.
    let early = early.to_vec();
    Ok(WebSocketStream::from_partially_read(wire, early, Role::Client, Some(config)).await)
}

/// How a WebSocket has ended.
struct End {
    reason: String,
    /// What the Close says that this side owes, or answers; none where nothing can be said any more.
    close: Option<CloseCode>,
}

impl End {
    fn of(error: &Error) -> Self {
        Self {
            reason: error.to_string(),
            close: match error {
                Error::Protocol(_) => Some(CloseCode::Protocol),
                Error::Utf8(_) => Some(CloseCode::Invalid),
                Error::Capacity(_) => Some(CloseCode::Size),
                _ => None,
            },
        }
    }
}

async fn serve(
    shared: &Shared,
    socket: SocketId,
    stream: &mut Socket,
    actions: &mut mpsc::UnboundedReceiver<ToSocket>,
) -> End {
    let end = |reason: &str, close| End {
        reason: reason.to_owned(),
        close,
    };
    let mut minding = Some(Minding::new(shared, socket));
    let sleep = pin!(tokio::time::sleep(Duration::ZERO));
    let mut sleeper = Sleeper::new(shared, Minder::Socket(socket), sleep);
    loop {
        tokio::select! {
            () = sleeper.minds() => {}
            message = stream.next() => {
                if let Some(end) = received(shared, socket, stream, message) {
                    return end;
                }
            }
            action = actions.recv() => {
                let message = match action {
                    Some(ToSocket::Send(text)) => Message::Text(text.into()),
                    Some(ToSocket::Ping) => Message::Ping(Bytes::new()),
                    Some(ToSocket::Alarm) => continue,
                    None => return end("closed here", Some(CloseCode::Normal)),
                };
                let mut sent = pin!(tokio::time::timeout(SEND, stream.send(message)));
                let sent = match (&mut sent).now_or_never() {
                    Some(sent) => sent,
                    // The driver minds the alarm while this waits, and hears nothing.
                    None => {
                        minding = None;
                        sent.await
                    }
                };
                minding.get_or_insert_with(|| Minding::new(shared, socket));
                match sent {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return last_words(shared, socket, stream, End::of(&error)).await,
                    Err(_) => {
                        let stuck = end("the server takes no data", None);
                        return last_words(shared, socket, stream, stuck).await;
                    }
                }
            }
        }
    }
}

/// Nothing can be sent any more. What the server had said before is still there to be read, such as why it has closed the
/// connection; `failed` is how it has ended, if that does not say more.
async fn last_words(shared: &Shared, socket: SocketId, stream: &mut Socket, failed: End) -> End {
    let words = tokio::time::timeout(PARTING, async {
        loop {
            let message = stream.next().await;
            if let Some(end) = received(shared, socket, stream, message) {
                return end;
            }
        }
    });
    match words.await {
        // It has said why; that cannot be answered.
        Ok(end) if end.close == Some(CloseCode::Normal) => End { close: None, ..end },
        _ => failed,
    }
}

/// Says that this side has nothing more to say, or answers the other side that has said so: then with the code that came.
pub(crate) async fn close(stream: &mut Socket, code: CloseCode) {
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::default(),
    };
    let said = tokio::time::timeout(CLOSE, async {
        // Refused after the other's Close: the answer to that stands ready.
        let _ = stream.send(Message::Close(Some(frame))).await;
        stream.flush().await
    });
    if matches!(said.await, Ok(Ok(()))) {
        // What is left unread would make the system reset the connection, and the other side might never read the Close.
        let mut rest = [0; 4096];
        let _ = tokio::time::timeout(PARTING, async {
            while matches!(stream.get_mut().read(&mut rest).await, Ok(1..)) {}
        })
        .await;
    }
}

/// Hands on a message, and what has come with it. How it has ended, if it has.
fn received(
    shared: &Shared,
    socket: SocketId,
    stream: &mut Socket,
    first: Option<Result<Message, Error>>,
) -> Option<End> {
    let mut messages = Vec::new();
    let mut next = Some(first);
    let end = loop {
        match next {
            Some(Some(Ok(Message::Close(frame)))) => break Some(closed(frame.as_ref())),
            Some(Some(Ok(message))) => messages.push(message),
            Some(Some(Err(error))) => break Some(End::of(&error)),
            Some(None) => {
                break Some(End {
                    reason: "the server closed the connection".to_owned(),
                    close: None,
                });
            }
            None => break None,
        }
        if messages.len() >= TOGETHER {
            break None;
        }
        next = stream.next().now_or_never();
    };
    shared.inputs(
        socket,
        messages.iter().filter_map(|message| match message {
            Message::Text(text) => Some(Input::Received {
                socket,
                bytes: text.as_bytes(),
            }),
            Message::Binary(bytes) => Some(Input::Received { socket, bytes }),
            Message::Pong(_) => Some(Input::Pong { socket }),
            Message::Ping(_) | Message::Frame(_) | Message::Close(_) => None,
        }),
    );
    end
}

/// The server has said that it closes the WebSocket. In place of a code that may not be sent tungstenite tells its own answer.
fn closed(frame: Option<&CloseFrame>) -> End {
    let reason = frame.map_or_else(String::new, |frame| {
        if (frame.code, frame.reason.as_str()) == (CloseCode::Protocol, "Protocol violation") {
            return " (1002, or a code that may not be sent)".to_owned();
        }
        let words: String = frame.reason.chars().filter(|c| !c.is_control()).collect();
        format!(" ({} {words})", u16::from(frame.code))
    });
    End {
        reason: format!("the server closed the WebSocket{reason}"),
        close: Some(CloseCode::Normal),
    }
}
