//! A connection for requests, one after the other. Whoever uses it drives it, so that nobody wakes but who waits for the answer.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper::http::uri::PathAndQuery;
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;

use crate::net::{Pulse, Wire};

pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    /// None once it has ended.
    connection: Option<Box<Connection<TokioIo<Wire>, Full<Bytes>>>>,
    pulse: Pulse,
    /// It leads to a proxy that is to be asked for whole URLs.
    wants_whole_urls: bool,
}

/// Why there is no answer.
pub(super) struct Failed {
    pub(super) error: hyper::Error,
    pub(super) sent: Sent,
}

/// How far a request has come that has no answer.
#[derive(PartialEq, Debug)]
pub(super) enum Sent {
    /// Nothing of it has gone.
    Nothing,
    /// It may have gone, and not a byte has come since.
    Unanswered,
    /// An answer has begun.
    Answered,
}

impl Line {
    pub(super) async fn over(wire: Wire) -> Result<Self, hyper::Error> {
        let (pulse, wants_whole_urls) = (wire.pulse(), wire.wants_whole_urls());
        let (sender, connection) = http1::handshake(TokioIo::new(wire)).await?;
        Ok(Self {
            sender,
            connection: Some(Box::new(connection)),
            pulse,
            wants_whole_urls,
        })
    }

    /// The answer's head. Its body is read while the line is [driven](Self::drive).
    pub(super) async fn ask(
        &mut self,
        mut request: Request<Full<Bytes>>,
        url: &Uri,
    ) -> Result<Response<Incoming>, Failed> {
        *request.uri_mut() = match self.wants_whole_urls {
            true => url.clone(),
            false => path(url),
        };
        self.pulse.begin();
        let answer = self.sender.try_send_request(request);
        let answer = drive(&mut self.connection, answer).await;
        answer.map_err(|failed| Failed {
            sent: match (self.pulse.was_heard(), self.pulse.was_sent()) {
                (true, _) => Sent::Answered,
                (false, true) => Sent::Unanswered,
                (false, false) => Sent::Nothing,
            },
            error: failed.into_error(),
        })
    }

    /// Does something that waits for what comes.
    pub(super) async fn drive<F: Future>(&mut self, work: F) -> F::Output {
        drive(&mut self.connection, work).await
    }

    /// Whether it can take another request, as far as can be told.
    pub(super) fn is_good(&mut self, context: &mut Context<'_>) -> bool {
        go_on(&mut self.connection, context);
        self.connection.is_some() && self.sender.is_ready()
    }

    /// Says goodbye, where that takes no waiting.
    pub(super) fn end(self) {
        let Self {
            sender,
            mut connection,
            ..
        } = self;
        drop(sender);
        go_on(&mut connection, &mut Context::from_waker(Waker::noop()));
    }
}

/// What a server is asked for itself.
fn path(url: &Uri) -> Uri {
    let path = url.path_and_query().cloned();
    Uri::from(path.unwrap_or_else(|| PathAndQuery::from_static("/")))
}

/// What waits for the connection is told of its end by its going.
fn go_on(connection: &mut Option<impl Future + Unpin>, context: &mut Context<'_>) {
    connection.take_if(|connection| Pin::new(connection).poll(context).is_ready());
}

async fn drive<F: Future>(connection: &mut Option<impl Future + Unpin>, work: F) -> F::Output {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        go_on(connection, context);
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        // What it has asked for may be there.
        go_on(connection, context);
        work.as_mut().poll(context)
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind, Result};

    use tokio::io::{
        AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, DuplexStream, ReadBuf, duplex,
    };

    use super::*;

    /// A connection that takes nothing any more, as one that was reset.
    struct Reset(DuplexStream);

    impl AsyncRead for Reset {
        fn poll_read(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            buf: &mut ReadBuf<'_>,
        ) -> Poll<Result<()>> {
            Pin::new(&mut self.0).poll_read(cx, buf)
        }
    }

    impl AsyncWrite for Reset {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<Result<usize>> {
            Poll::Ready(Err(Error::from(ErrorKind::ConnectionReset)))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    async fn asks(wire: Wire) -> Sent {
        let mut line = Line::over(wire).await.unwrap();
        let request = Request::post("/")
            .body(Full::new(Bytes::from_static(b"{}")))
            .unwrap();
        let asked = line.ask(request, &Uri::from_static("http://cti.example/")).await;
        asked.err().unwrap().sent
    }

    /// What may go out again depends on it.
    #[tokio::test]
    async fn how_far_a_request_has_come() {
        let (near, _far) = duplex(1024);
        assert_eq!(asks(Wire::new(Reset(near))).await, Sent::Nothing);
        let (near, far) = duplex(1024);
        drop(far);
        assert_eq!(asks(Wire::new(near)).await, Sent::Nothing);
        for (answer, sent) in [("", Sent::Unanswered), ("HTTP/1.1 20", Sent::Answered)] {
            let (near, mut far) = duplex(1024);
            let server = async move {
                far.read_exact(&mut [0; 10]).await.unwrap();
                far.write_all(answer.as_bytes()).await.unwrap();
            };
            assert_eq!(tokio::join!(asks(Wire::new(near)), server).0, sent, "{answer}");
        }
    }
}
