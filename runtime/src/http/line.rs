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
