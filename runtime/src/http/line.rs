//! A connection for requests, one after the other. Whoever uses it drives it, so that nobody wakes but who waits for the answer.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;

use crate::net::{Pulse, Wire};

pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    /// None once it has ended.
    connection: Option<Box<Connection<TokioIo<Wire>, Full<Bytes>>>>,
    pulse: Pulse,
    /// It leads to a proxy that is to be asked for whole URLs.
    pub(super) wants_whole_urls: bool,
    /// It has served before.
    pub(super) is_used: bool,
}

/// Why there is no answer.
pub(super) struct Failed {
    pub(super) error: hyper::Error,
    /// The request, where nothing of it was sent.
    pub(super) unsent: Option<Request<Full<Bytes>>>,
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
            is_used: false,
        })
    }

    /// The answer's head. Its body is read while the line is [driven](Self::drive).
    pub(super) async fn ask(&mut self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Failed> {
        let answer = self.sender.try_send_request(request);
        drive(&mut self.connection, answer)
            .await
            .map_err(|mut failed| Failed {
                unsent: failed.take_message(),
                error: failed.into_error(),
            })
    }

    /// Does something that waits for what comes.
    pub(super) async fn drive<F: Future>(&mut self, work: F) -> F::Output {
        drive(&mut self.connection, work).await
    }

    /// Whether there were answers before, but not a byte of one to what was sent last: it may have been closed just then.
    pub(super) fn is_race(&self) -> bool {
        self.pulse.is_unanswered()
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
