//! A session's WebSocket: its number, and what is done with it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::http::Header;

/// One WebSocket that a session asked for; unique within it. What concerns an earlier one is ignored.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SocketId(pub u64);

/// What is to be done with a WebSocket.
#[derive(Clone, PartialEq, Eq)]
pub enum SocketAction {
    /// Open it; answer with [`Input::Connected`](super::Input::Connected) or
    /// [`Input::Disconnected`](super::Input::Disconnected).
    Open {
        /// `ws://` or `wss://`.
        url: String,
        /// What else stands in the head of the request for it: cookies.
        headers: Vec<Header>,
    },
    /// Send one text message.
    Send(String),
    /// Send a ping; answer the pong with [`Input::Pong`](super::Input::Pong).
    Ping,
    /// Close it; no answer is needed.
    Close,
}

impl fmt::Debug for SocketAction {
    // CONNECT can have a passcode in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { url, headers } => f
                .debug_struct("Open")
                .field("url", url)
                .field("headers", headers)
                .finish(),
            Self::Send(text) if text.starts_with("CONNECT") => f.write_str("Send(CONNECT)"),
            Self::Send(text) => f.debug_tuple("Send").field(text).finish(),
            Self::Ping => f.write_str("Ping"),
            Self::Close => f.write_str("Close"),
        }
    }
}
