//! A server of which the tests write every byte: WebSockets to it are theirs, everything else goes on to a simulator.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Opcodes (RFC 6455, 5.2).
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

/// In front of a simulator.
pub(crate) struct RawServer {
    pub(crate) addr: SocketAddr,
    asked: mpsc::UnboundedReceiver<Upgrade>,
}

impl RawServer {
    pub(crate) async fn before(simulator: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (asked, to_be_answered) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let asked = asked.clone();
                tokio::spawn(async move {
                    let Some(head) = read_head(&mut stream).await else {
                        return;
                    };
                    if head.to_ascii_lowercase().contains("\r\nupgrade: websocket\r\n") {
                        let _ = asked.send(Upgrade { stream, head });
                        return;
                    }
                    let mut server = TcpStream::connect(simulator).await.unwrap();
                    server.write_all(head.as_bytes()).await.unwrap();
                    let _ = copy_bidirectional(&mut stream, &mut server).await;
                });
            }
        });
        Self {
            addr,
            asked: to_be_answered,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The next wish for a WebSocket.
    pub(crate) async fn asked(&mut self) -> Upgrade {
        super::soon(self.asked.recv()).await.unwrap()
    }

    /// Whether there is one that nobody has looked at.
    pub(crate) fn is_asked(&mut self) -> Option<Upgrade> {
        self.asked.try_recv().ok()
    }
}

/// A request's line and headers.
pub(crate) async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

/// A wish for a WebSocket, not answered yet.
pub(crate) struct Upgrade {
    stream: TcpStream,
    pub(crate) head: String,
}

impl Upgrade {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let line = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        line.map(|(_, value)| value)
    }

    /// What the right answer says.
    pub(crate) fn accept(&self) -> String {
        derive_accept_key(self.header("sec-websocket-key").unwrap().as_bytes())
    }

    /// Answers by these bytes.
    pub(crate) async fn answer(mut self, answer: &str) -> Ws {
        let answer = answer.replace("{accept}", &self.accept());
        self.stream.write_all(answer.as_bytes()).await.unwrap();
        Ws { stream: self.stream }
    }

    /// Answers as it should be.
    pub(crate) async fn accepted(self) -> Ws {
        self.answer(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n",
        )
        .await
    }

    /// Answers, and goes on as a broker until the subscription stands.
    pub(crate) async fn subscribed(self) -> Ws {
        let mut ws = self.accepted().await;
        assert!(ws.text().await.starts_with("CONNECT\n"));
        ws.send(TEXT, b"CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0")
            .await;
        assert!(ws.text().await.starts_with("SUBSCRIBE\n"));
        ws.send(TEXT, b"RECEIPT\nreceipt-id:subscribed\n\n\0").await;
        ws
    }
}

/// The server's end of a WebSocket.
pub(crate) struct Ws {
    stream: TcpStream,
}

/// A frame of the client's, unmasked.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Frame {
    pub(crate) opcode: u8,
    pub(crate) payload: Vec<u8>,
    pub(crate) mask: [u8; 4],
}

impl Ws {
    /// The next frame; `None` where the connection ends.
    pub(crate) async fn frame(&mut self) -> Option<Frame> {
        super::soon(async {
            let [first, second] = [
                self.stream.read_u8().await.ok()?,
                self.stream.read_u8().await.ok()?,
            ];
            assert_eq!(first & 0xf0, 0x80, "whole, and without extensions");
            assert_eq!(second & 0x80, 0x80, "masked");
            let length = match second & 0x7f {
                126 => u64::from(self.stream.read_u16().await.ok()?),
                127 => self.stream.read_u64().await.ok()?,
                length => length.into(),
            };
            let mut mask = [0; 4];
            self.stream.read_exact(&mut mask).await.ok()?;
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            self.stream.read_exact(&mut payload).await.ok()?;
            for (at, octet) in payload.iter_mut().enumerate() {
                *octet ^= mask[at % 4];
            }
            Some(Frame {
                opcode: first & 0xf,
                payload,
                mask,
            })
        })
        .await
    }

    /// The next frame's text, heart-beats apart.
    pub(crate) async fn text(&mut self) -> String {
        loop {
            let frame = self.frame().await.unwrap();
            assert_eq!(frame.opcode, TEXT);
            if frame.payload != b"\n" {
                return String::from_utf8(frame.payload).unwrap();
            }
        }
    }

    /// The code of the Close that is next, texts apart; `None` is one without a code.
    pub(crate) async fn close(&mut self) -> Option<u16> {
        loop {
            let frame = self.frame().await.expect("a Close before the end");
            match (frame.opcode, frame.payload.as_slice()) {
                (CLOSE, []) => return None,
                (CLOSE, [a, b, ..]) => return Some(u16::from_be_bytes([*a, *b])),
                (TEXT, _) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// A whole frame.
    pub(crate) async fn send(&mut self, opcode: u8, payload: &[u8]) {
        self.raw(&frame(0x80 | opcode, payload)).await;
    }

    pub(crate) async fn raw(&mut self, octets: &[u8]) {
        // The other side may be gone already.
        let _ = self.stream.write_all(octets).await;
    }

    /// Says no more; what the client still says is read to its end.
    pub(crate) async fn end(mut self) -> Vec<u8> {
        let _ = self.stream.shutdown().await;
        let mut rest = Vec::new();
        let _ = super::soon(self.stream.read_to_end(&mut rest)).await;
        rest
    }
}

/// A frame of a server's with this first octet.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut octets = vec![first];
    match payload.len() {
        length @ 0..126 => octets.push(length as u8),
        length @ 126..65536 => {
            octets.push(126);
            octets.extend((length as u16).to_be_bytes());
        }
        length => {
            octets.push(127);
            octets.extend((length as u64).to_be_bytes());
        }
    }
    octets.extend(payload);
    octets
}

/// A STOMP MESSAGE of the session's subscription.
pub(crate) fn message(body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/topic/x\ncontent-length:{length}\n\n{body}\0"
    )
    .into_bytes()
}
