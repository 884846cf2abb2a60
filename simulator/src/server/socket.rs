//! The TCP side: a listener whose sockets can be cut, reset or muted from outside.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// What has been done to a socket; each is final against those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Mode {
    Open,
    /// What is written goes nowhere, what comes is swallowed.
    Muted,
    /// Ends with a FIN.
    Closed,
    /// Ends with a RST.
    Reset,
}

/// The switch beside a socket.
#[derive(Default)]
pub(crate) struct Switch {
    mode: AtomicU8,
    /// The next WebSocket frame is spoilt.
    spoils: AtomicBool,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

impl Switch {
    /// From now on nothing that is written reaches the peer, though it all seems well.
    pub(crate) fn mute(&self) {
        self.turn(Mode::Muted);
    }

    /// Spoils the next WebSocket frame that is written.
    pub(crate) fn spoil(&self) {
        self.spoils.store(true, Ordering::Release);
    }

    /// Ends the connection: the peer reads its end.
    pub(crate) fn close(&self) {
        self.turn(Mode::Closed);
    }

    /// Ends the connection at once: the peer gets a TCP reset.
    pub(crate) fn reset(&self) {
        self.turn(Mode::Reset);
    }

    pub(crate) fn is_muted(&self) -> bool {
        self.mode.load(Ordering::Acquire) == Mode::Muted as u8
    }

    fn is_ended(&self) -> bool {
        self.mode.load(Ordering::Acquire) >= Mode::Closed as u8
    }

    fn turn(&self, mode: Mode) {
        self.mode.fetch_max(mode as u8, Ordering::AcqRel);
        self.reader.wake();
        self.writer.wake();
    }
}

/// One accepted connection, as request handlers see it.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) id: u64,
    pub(crate) switch: Arc<Switch>,
}

/// All open connections of a simulator.
pub(crate) struct Connections {
    open: Mutex<Open>,
}

struct Open {
    stopped: bool,
    next_id: u64,
    switches: HashMap<u64, Arc<Switch>>,
    /// A copy is in each socket: when the last is gone, all sockets are.
    alive: Option<mpsc::Sender<()>>,
}

impl Connections {
    /// None yet; the receiver ends when, after [`Connections::stop`], the last socket is gone.
    pub(crate) fn new() -> (Arc<Self>, mpsc::Receiver<()>) {
        let (alive, gone) = mpsc::channel(1);
        let open = Open {
            stopped: false,
            next_id: 1,
            switches: HashMap::new(),
            alive: Some(alive),
        };
        (
            Arc::new(Self {
                open: Mutex::new(open),
            }),
            gone,
        )
    }

    /// Closes all, and whatever is accepted from now on.
    pub(crate) fn stop(&self) {
        let mut open = self.lock();
        open.stopped = true;
        open.alive = None;
        for switch in open.switches.values() {
            switch.close();
        }
    }

    fn register(&self) -> (Connection, Option<mpsc::Sender<()>>) {
        let mut open = self.lock();
        let connection = Connection {
            id: open.next_id,
            switch: Arc::default(),
        };
        open.next_id += 1;
        if open.stopped {
            connection.switch.close();
        }
        open.switches.insert(connection.id, connection.switch.clone());
        (connection, open.alive.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A listener whose sockets have switches.
pub(crate) struct SwitchedListener {
    pub(crate) listener: TcpListener,
    pub(crate) connections: Arc<Connections>,
}

impl Listener for SwitchedListener {
    type Io = Socket;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Socket, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    // Events are small and urgent; without it they only come later.
                    let _ = stream.set_nodelay(true);
                    let (connection, alive) = self.connections.register();
                    let connections = self.connections.clone();
                    return (
                        Socket {
                            stream,
                            connection,
                            connections,
                            _alive: alive,
                        },
                        peer,
                    );
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    // Out of file descriptors, most likely: some may come free.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, SwitchedListener>> for Connection {
    fn connect_info(stream: IncomingStream<'_, SwitchedListener>) -> Self {
        stream.io().connection.clone()
    }
}

/// A TCP connection with a [`Switch`].
pub(crate) struct Socket {
    stream: TcpStream,
    connection: Connection,
    connections: Arc<Connections>,
    _alive: Option<mpsc::Sender<()>>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.connection.switch.mode.load(Ordering::Acquire) == Mode::Reset as u8 {
            // Closing with a linger time of zero is what sends a RST. A peer that is gone already needs none.
            let _ = self.stream.set_zero_linger();
        }
        self.connections.lock().switches.remove(&self.connection.id);
    }
}

impl Socket {
    fn ended() -> io::Error {
        io::ErrorKind::ConnectionAborted.into()
    }

    /// Reads all there is into nothing, up to the peer's end.
    fn poll_swallow(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut scratch = [0; 1024];
        loop {
            let mut buf = ReadBuf::new(&mut scratch);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buf))?;
            if buf.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }

    /// Sets the reserved bits of the frame that begins here.
    fn poll_write_spoilt(&mut self, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let mut spoilt = data.to_vec();
        if let Some(first) = spoilt.first_mut() {
            *first |= 0x70;
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &spoilt))?;
        self.connection.switch.spoils.store(false, Ordering::Release);
        Poll::Ready(Ok(written))
    }

    /// Whether to discard what is written; an error once the connection is ended.
    fn poll_muted(&self, cx: &Context<'_>) -> io::Result<bool> {
        let switch = &self.connection.switch;
        switch.writer.register(cx.waker());
        if switch.is_ended() {
            Err(Self::ended())
        } else {
            Ok(switch.is_muted())
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let switch = &self.connection.switch;
        switch.reader.register(cx.waker());
        if switch.is_ended() {
            return Poll::Ready(Err(Self::ended()));
        }
        if switch.is_muted() {
            return self.poll_swallow(cx);
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        if self.poll_muted(cx)? {
            return Poll::Ready(Ok(data.len()));
        }
        if self.connection.switch.spoils.load(Ordering::Acquire) {
            return self.poll_write_spoilt(cx, data);
        }
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.poll_muted(cx)? {
            return Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()));
        }
        if self.connection.switch.spoils.load(Ordering::Acquire) {
            let first = slices.iter().find(|slice| !slice.is_empty());
            return self.poll_write_spoilt(cx, first.map_or(&[], |slice| slice));
        }
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Of a muted connection the peer must not read the end, of a reset one not by a FIN.
        if self.connection.switch.mode.load(Ordering::Acquire) != Mode::Open as u8 {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
