//! A connection as it is after proxies and TLS, whatever they were.

use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A connection to a server, or to a proxy that wants whole URLs.
pub(crate) struct Wire {
    io: Box<dyn Io>,
    wants_whole_urls: bool,
    pulse: Pulse,
}

/// What has gone over a connection since something began.
#[derive(Clone, Default)]
pub(crate) struct Pulse(Arc<Beats>);

#[derive(Default)]
struct Beats {
    heard: AtomicBool,
    sent: AtomicBool,
}

impl Pulse {
    /// Something begins.
    pub(crate) fn begin(&self) {
        self.0.heard.store(false, Ordering::Relaxed);
        self.0.sent.store(false, Ordering::Relaxed);
    }

    /// Whether something has come in since.
    pub(crate) fn was_heard(&self) -> bool {
        self.0.heard.load(Ordering::Relaxed)
    }

    /// Whether something has gone out since.
    pub(crate) fn was_sent(&self) -> bool {
        self.0.sent.load(Ordering::Relaxed)
    }
}

impl Wire {
    pub(crate) fn new(io: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Self {
        Self {
            io: Box::new(io),
            wants_whole_urls: false,
            pulse: Pulse::default(),
        }
    }

    /// To a proxy that is to be asked for `http://host/path`.
    pub(crate) fn wanting_whole_urls(mut self) -> Self {
        self.wants_whole_urls = true;
        self
    }

    pub(crate) fn wants_whole_urls(&self) -> bool {
        self.wants_whole_urls
    }

    /// What tells of it while it is in use.
    pub(crate) fn pulse(&self) -> Pulse {
        self.pulse.clone()
    }

    fn sent(&self, result: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if matches!(result, Poll::Ready(Ok(1..))) {
            self.pulse.0.sent.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.io).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.pulse.0.heard.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        let result = Pin::new(&mut self.io).poll_write(cx, buf);
        self.sent(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let result = Pin::new(&mut self.io).poll_write_vectored(cx, bufs);
        self.sent(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
