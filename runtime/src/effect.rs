//! What the session's task is told to do.

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
    /// The time to wake up is sooner than it was.
    Arm,
    Closed,
}
