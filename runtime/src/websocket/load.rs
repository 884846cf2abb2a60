//! Reading from the event channel's connection: little at once where little comes, much where more comes than was asked for.

use std::io::Result;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is read at once under load.
const MUCH: usize = 32 * 1024;

/// A connection of which more is read than is asked for, while there is more. It keeps no memory where nothing comes.
pub(crate) struct Eager<W> {
    wire: W,
    /// What was read ahead, with room for more.
    buffer: Vec<u8>,
    /// The part of it that was not given yet.
    start: usize,
    end: usize,
    /// The last read has brought as much as was asked for.
    is_busy: bool,
}

impl<W> Eager<W> {
    pub(crate) fn new(wire: W) -> Self {
        Self {
            wire,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            is_busy: false,
        }
    }

    /// Gives of what was read ahead, as much as fits.
    fn give(&mut self, out: &mut ReadBuf<'_>) {
        let ahead = self.buffer.get(self.start..self.end).unwrap_or_default();
        let given = ahead.get(..out.remaining()).unwrap_or(ahead);
        out.put_slice(given);
        self.start += given.len();
    }
}

impl<W: AsyncRead + Unpin> AsyncRead for Eager<W> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let this = self.get_mut();
        if this.start < this.end {
            this.give(out);
            return Poll::Ready(Ok(()));
        }
        if !this.is_busy {
            ready!(Pin::new(&mut this.wire).poll_read(cx, out))?;
            this.is_busy = out.remaining() == 0;
            return Poll::Ready(Ok(()));
        }
        this.buffer.resize(MUCH, 0);
        let mut ahead = ReadBuf::new(&mut this.buffer);
        let read = Pin::new(&mut this.wire).poll_read(cx, &mut ahead);
        (this.start, this.end) = (0, ahead.filled().len());
        this.is_busy = this.end > out.remaining();
        if !this.is_busy {
            let rest = this.buffer.get(..this.end).unwrap_or_default();
            out.put_slice(rest);
            (this.buffer, this.start, this.end) = (Vec::new(), 0, 0);
            return read;
        }
        ready!(read)?;
        this.give(out);
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Eager<W> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.wire).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use tokio::io::AsyncReadExt as _;

    use super::*;

    /// Gives what it holds, up to what is asked for, and counts how often it was asked.
    struct Source {
        bytes: VecDeque<u8>,
        asked: usize,
    }

    impl AsyncRead for Source {
        fn poll_read(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            out: &mut ReadBuf<'_>,
        ) -> Poll<Result<()>> {
            self.asked += 1;
            if self.bytes.is_empty() {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let count = self.bytes.len().min(out.remaining());
            out.put_slice(&self.bytes.drain(..count).collect::<Vec<_>>());
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn much_is_read_at_once_and_no_memory_is_kept() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|number| number.to_le_bytes()[1]).collect();
        let mut eager = Eager::new(Source {
            bytes: bytes.iter().copied().collect(),
            asked: 0,
        });
        let mut read = vec![0; bytes.len()];
        for part in read.chunks_mut(1000) {
            eager.read_exact(part).await.unwrap();
        }
        assert!(read == bytes);
        assert!(eager.wire.asked < 10, "{}", eager.wire.asked);
        let mut part = [0; 1000];
        let nothing = std::future::poll_fn(|cx| {
            let mut out = ReadBuf::new(&mut part);
            Poll::Ready(Pin::new(&mut eager).poll_read(cx, &mut out).is_pending())
        });
        assert!(nothing.await);
        assert_eq!((eager.buffer.capacity(), eager.is_busy), (0, false));
        eager.wire.bytes.extend([1, 2, 3]);
        assert_eq!(eager.read(&mut part).await.unwrap(), 3);
        assert_eq!(eager.buffer.capacity(), 0, "little is read without a buffer");
    }
}
