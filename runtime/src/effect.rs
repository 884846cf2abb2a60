//! What a session's tasks are told to do.

use wellclient_core::http::{Header, HttpRequest};
use wellclient_core::id::RequestId;
use wellclient_core::session::SocketId;

/// Something that the core wants done.
pub(crate) enum Effect {
    Request {
        id: RequestId,
        request: Box<HttpRequest>,
    },
    CancelRequest {
        id: RequestId,
    },
    OpenSocket {
        socket: SocketId,
        url: String,
        headers: Vec<Header>,
    },
    CloseSocket(SocketId),
    Journal(String),
    /// The alarm is sooner than it was, or somebody else's.
    Alarm,
    Closed,
}

/// Something that the core wants done with a socket.
pub(crate) enum ToSocket {
    Send(String),
    Ping,
    /// The alarm is sooner than it was.
    Alarm,
}
