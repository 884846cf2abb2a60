//! One request that asks for the connection itself: CONNECT, or an upgrade.

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::http::response::Parts;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::task::JoinSet;

use super::wire::Wire;

/// The answer's head, and where that says so the connection, with what has been read of it already.
pub(crate) async fn exchange(
    wire: Wire,
    request: Request<Empty<Bytes>>,
) -> Result<(Parts, Option<(Wire, Bytes)>), hyper::Error> {
    let is_connect = request.method() == Method::CONNECT;
    let (mut sender, connection) = http1::handshake(TokioIo::new(wire)).await?;
    // Ends with this function, whatever becomes of it.
    let mut task = JoinSet::new();
    task.spawn(connection.with_upgrades());
    let mut response = sender.send_request(request).await?;
    let status = response.status();
    let is_given = match is_connect {
        true => status.is_success(),
        false => status == StatusCode::SWITCHING_PROTOCOLS,
    };
    let upgraded = match is_given {
        true => Some(hyper::upgrade::on(&mut response).await?),
        false => None,
    };
    let given = upgraded.and_then(|upgraded| upgraded.downcast::<TokioIo<Wire>>().ok());
    let (head, _) = response.into_parts();
    Ok((head, given.map(|parts| (parts.io.into_inner(), parts.read_buf))))
}
