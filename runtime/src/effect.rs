//! What the session's task is told to do.

use wellclient_core::http::HttpRequest;
use wellclient_core::id::RequestId;
use wellclient_core::session::{SocketAction, SocketId};

/// Something that the core wants done.
pub(crate) enum Effect {
    Request {
        id: RequestId,
        request: Box<HttpRequest>,
    },
    CancelRequest {
        id: RequestId,
    },
    Socket {
        socket: SocketId,
        action: SocketAction,
    },
    Journal(String),
    /// The time to wake up is sooner than it was.
    Arm,
    Closed,
}
