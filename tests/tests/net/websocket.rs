//! The WebSocket by RFC 6455, section by section, against a server of which every byte is written here.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::{
    self,
    raw::{BINARY, CLOSE, PING, PONG, RawServer, TEXT, Ws, frame, message},
};
use crate::support::{agent, config_at, soon, until};
use serde_json::json;
use wellclient::event::{AnomalyKind, Body};
use wellclient::{
    Client, CommandError, Error, Events, Language, Notice, Obstacle, ReconnectPolicy, Session, SessionConfig,
    WatchAccount,
};
use wellclient_simulator::Simulator;

/// A session before a server whose WebSockets are the test's.
struct Case {
    /// Requests go there.
    _simulator: Simulator,
    server: RawServer,
    session: Session,
    events: Events,
}

impl Case {
    async fn new() -> Self {
        let simulator = support::simulator(json!({})).await;
        let server = RawServer::before(simulator.addr()).await;
        let client = Client::builder().no_proxy().build().unwrap();
        let session = client.session(config(&server)).unwrap();
        let events = session.events();
        Self {
            _simulator: simulator,
            server,
            session,
            events,
        }
    }

    /// Logs in; the server's account confirms it.
    async fn online() -> (Self, Ws) {
        let mut case = Self::new().await;
        let log_in = case.session.agent_login(agent(1));
        let (ws, logged_in) = tokio::join!(
            async { case.server.asked().await.subscribed().await },
            soon(log_in)
        );
        logged_in.unwrap();
        (case, ws)
    }

    /// How a log-in ends whose WebSocket is answered so.
    async fn answered(answer: &str) -> Result<(), Error> {
        let mut case = Self::new().await;
        let log_in = case.session.agent_login(agent(1));
        let serve = async {
            let mut ws = case.server.asked().await.answer(answer).await;
            let Some(frame) = ws.frame().await else { return };
            assert!(frame.payload.starts_with(b"CONNECT\n"));
            ws.send(TEXT, b"CONNECTED\nversion:1.2\n\n\0").await;
            assert!(ws.text().await.starts_with("SUBSCRIBE\n"));
            ws.send(TEXT, b"RECEIPT\nreceipt-id:subscribed\n\n\0").await;
            ws.frame().await;
        };
        tokio::select! {
            ended = soon(log_in) => ended.map(|_| ()),
            () = async { serve.await; std::future::pending().await } => Ok(()),
        }
    }

    /// The next event of this name.
    async fn hears(&mut self, name: &str) {
        soon(self.events.wait_for(name)).await.unwrap();
    }
}

fn config(server: &RawServer) -> SessionConfig {
    let mut config = config_at(&server.url());
    config.timing.confirm = Duration::from_millis(50);
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 1000,
        delay: Duration::from_millis(50),
    };
    config
}

const HEAD: &str = "HTTP/1.1 101 Switching Protocols\r\n";
const UPGRADE: &str = "Upgrade: websocket\r\n";
const CONNECTION: &str = "Connection: Upgrade\r\n";
const ACCEPT: &str = "Sec-WebSocket-Accept: {accept}\r\n";

/// 4.1: what the client asks for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_opening_handshake() {
    let mut keys = BTreeSet::new();
    for _ in 0..3 {
        let mut case = Case::new().await;
        support::begin(case.session.agent_login(agent(1))).await;
        let asked = case.server.asked().await;
        assert!(
            asked.head.starts_with("GET /mvc/stomp/websocket HTTP/1.1\r\n"),
            "{}",
            asked.head
        );
        let addr = case.server.addr.to_string();
        for (name, value) in [
            ("host", addr.as_str()),
            ("connection", "Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-protocol", "v12.stomp, v11.stomp, v10.stomp"),
            ("origin", &case.server.url()),
        ] {
            assert_eq!(asked.header(name), Some(value), "{}", asked.head);
        }
        assert_eq!(asked.header("sec-websocket-extensions"), None);
        let key = asked.header("sec-websocket-key").unwrap();
        assert!(key.len() == 24 && key.ends_with("=="), "16 octets: {key}");
        assert!(keys.insert(key.to_owned()), "a new one each time");
    }
}

/// 4.1, and 4.2.2: what the client must look at in the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_answer_is_refused_with_its_reason() {
    use Obstacle::{NotAWebSocket, Portal, Redirected, UnofferedExtension, UnofferedSubprotocol};
    let protocol =
        |name: &str| format!("{HEAD}{UPGRADE}{CONNECTION}{ACCEPT}Sec-WebSocket-Protocol: {name}\r\n\r\n");
    let extension =
        |name: &str| format!("{HEAD}{UPGRADE}{CONNECTION}{ACCEPT}Sec-WebSocket-Extensions: {name}\r\n\r\n");
    for (answer, obstacle) in [
        (format!("{HEAD}{CONNECTION}{ACCEPT}\r\n"), NotAWebSocket),
        (
            format!("{HEAD}Upgrade: h2c\r\n{CONNECTION}{ACCEPT}\r\n"),
            NotAWebSocket,
        ),
        (
            format!("{HEAD}Upgrade: websocket, h2c\r\n{CONNECTION}{ACCEPT}\r\n"),
            NotAWebSocket,
        ),
        (
            format!("{HEAD}{UPGRADE}Upgrade: h2c\r\n{CONNECTION}{ACCEPT}\r\n"),
            NotAWebSocket,
        ),
        (
            format!("HTTP/1.0 101 Switching Protocols\r\n{UPGRADE}{CONNECTION}{ACCEPT}\r\n"),
            NotAWebSocket,
        ),
        (format!("{HEAD}{UPGRADE}{ACCEPT}\r\n"), NotAWebSocket),
        (
            format!("{HEAD}{UPGRADE}Connection: keep-alive\r\n{ACCEPT}\r\n"),
            NotAWebSocket,
        ),
        (format!("{HEAD}{UPGRADE}{CONNECTION}\r\n"), NotAWebSocket),
        (
            format!("{HEAD}{UPGRADE}{CONNECTION}Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"),
            NotAWebSocket,
        ),
        (
            format!("{HEAD}{UPGRADE}{CONNECTION}{ACCEPT}{ACCEPT}\r\n"),
            NotAWebSocket,
        ),
        (protocol("mqtt"), UnofferedSubprotocol),
        (protocol("V12.STOMP"), UnofferedSubprotocol),
        (protocol("v12.stomp, v11.stomp"), UnofferedSubprotocol),
        (
            protocol("v12.stomp\r\nSec-WebSocket-Protocol: v11.stomp"),
            UnofferedSubprotocol,
        ),
        (extension("permessage-deflate"), UnofferedExtension),
        (extension("x-unheard-of; a=1"), UnofferedExtension),
        (
            "HTTP/1.1 302 Found\r\nLocation: https://portal.example/x?secret=1\r\nContent-Length: 0\r\n\r\n"
                .to_owned(),
            Redirected,
        ),
    ] {
        let ended = Case::answered(&answer).await;
        let Err(Error::Rejected(error @ CommandError::NoEventChannel(_))) = &ended else {
            panic!("{answer} {ended:?}")
        };
        assert_eq!(error.cause(), Some(obstacle.code()), "{answer} {error}");
        assert!(
            error.to_string().contains(obstacle.message(Language::En)),
            "{error}"
        );
        assert!(
            error
                .sentence(Language::Zh)
                .contains(obstacle.message(Language::Zh)),
            "{error}"
        );
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    // A portal's page may be gone the next time: told, and tried again.
    let mut case = Case::new().await;
    let log_in = case.session.agent_login(agent(1));
    let (_ws, logged_in) = tokio::join!(
        async {
            let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>";
            case.server.asked().await.answer(page).await;
            case.server.asked().await.subscribed().await
        },
        soon(log_in)
    );
    logged_in.unwrap();
    let told = case.session.event_log().get_log();
    assert!(told.contains(Portal.message(Language::En)), "{told}");
}

/// What an answer may look like, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unusual_answer_is_taken() {
    for answer in [
        // A subprotocol need not be chosen: STOMP negotiates by itself.
        format!("{HEAD}{UPGRADE}{CONNECTION}{ACCEPT}\r\n"),
        format!("{HEAD}{UPGRADE}{CONNECTION}{ACCEPT}Sec-WebSocket-Protocol: v10.stomp\r\n\r\n"),
        format!("{HEAD}upgrade: WebSocket\r\nconnection: keep-alive, UPGRADE\r\n{ACCEPT}\r\n"),
        format!(
            "{HEAD}{UPGRADE}Connection: keep-alive\r\n{CONNECTION}{ACCEPT}Server: x\r\nSec-WebSocket-Extensions:\r\n\r\n"
        ),
        format!("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n{HEAD}{UPGRADE}{CONNECTION}{ACCEPT}\r\n"),
        format!("HTTP/1.1 101\r\n{UPGRADE}{CONNECTION}{ACCEPT}\r\n"),
    ] {
        let ended = Case::answered(&answer).await;
        assert!(ended.is_ok(), "{answer} {ended:?}");
    }
}

/// 4.2.2: the server may speak at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_right_behind_the_handshake() {
    let mut case = Case::new().await;
    support::begin(case.session.agent_login(agent(1))).await;
    let asked = case.server.asked().await;
    let ping = frame(0x80 | PING, b"early");
    let head = format!(
        "{HEAD}{UPGRADE}{CONNECTION}Sec-WebSocket-Accept: {}\r\n\r\n",
        asked.accept()
    );
    let mut ws = asked.answer("").await;
    ws.raw(&[head.as_bytes(), &ping].concat()).await;
    let mut seen =
        [ws.frame().await.unwrap(), ws.frame().await.unwrap()].map(|frame| (frame.opcode, frame.payload));
    seen.sort();
    assert_eq!(seen[1], (PONG, b"early".to_vec()));
    assert!(seen[0].1.starts_with(b"CONNECT\n"));
}

/// 5.3: each frame has a mask of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn masks_differ() {
    let (_case, mut ws) = Case::online().await;
    let mut masks = BTreeSet::new();
    for _ in 0..20 {
        ws.send(PING, b"").await;
        let pong = ws.frame().await.unwrap();
        assert_eq!(pong.opcode, PONG);
        masks.insert(pong.mask);
    }
    assert!(masks.len() >= 19, "{masks:?}");
}

/// 5.2, 5.4, 5.6: lengths, fragments, text and binary.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_in_every_shape() {
    let (mut case, mut ws) = Case::online().await;
    let event = |number: u32, fill: usize| {
        let fill = "席".repeat(fill);
        message(&format!(
            r#"{{"eventName":"shape{number}","serial":{number},"fill":"{fill}"}}"#
        ))
    };
    // 16 and 64 bits of length, and one that says its short length in 64.
    for (number, fill) in [(1, 0), (2, 30), (3, 20_000), (4, 30_000)] {
        let opcode = if number % 2 == 0 { BINARY } else { TEXT };
        ws.send(opcode, &event(number, fill)).await;
        case.hears(&format!("shape{number}")).await;
    }
    let text = event(5, 0);
    let length = (text.len() as u64).to_be_bytes();
    ws.raw(&[&[0x81, 127][..], &length, &text].concat()).await;
    case.hears("shape5").await;
    // Fragments, empty ones too, cut within a character, with control frames in between.
    let text = event(6, 3);
    let at = text.iter().position(|octet| *octet > 0x7f).unwrap() + 1;
    ws.raw(&frame(TEXT, &text[..at])).await;
    ws.send(PING, b"between").await;
    ws.raw(&frame(0, b"")).await;
    ws.send(PONG, b"unasked").await;
    ws.raw(&frame(0, &text[at..])).await;
    ws.raw(&frame(0x80, b"")).await;
    let pong = ws.frame().await.unwrap();
    assert_eq!((pong.opcode, pong.payload.as_slice()), (PONG, &b"between"[..]));
    case.hears("shape6").await;
    // An octet at a time.
    for octet in frame(0x81, &event(7, 1)) {
        ws.raw(&[octet]).await;
    }
    case.hears("shape7").await;
}

/// 5.5.2, 5.5.3: a Ping is answered by its own payload.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pings_are_answered() {
    let (_case, mut ws) = Case::online().await;
    for payload in [&b""[..], b"x", &[0xff; 125]] {
        ws.send(PING, payload).await;
        let pong = ws.frame().await.unwrap();
        assert_eq!((pong.opcode, pong.payload.as_slice()), (PONG, payload));
    }
}

/// 5.1, 5.2, 5.4, 5.5, 7.4.1, 8.1, 10.4: what may not come is answered by a Close that says why, and a new channel.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_not_come_ends_the_channel_with_a_code() {
    let close = |payload: &[u8]| frame(0x80 | CLOSE, payload);
    for (what, octets, code) in [
        ("RSV1", frame(0xc1, b"a"), 1002),
        ("RSV2", frame(0xa1, b"a"), 1002),
        ("RSV3 of a control frame", frame(0x99, b""), 1002),
        ("a masked frame", vec![0x81, 0x81, 1, 2, 3, 4, 0x60], 1002),
        ("opcode 3", frame(0x83, b""), 1002),
        ("opcode 7", frame(0x87, b"a"), 1002),
        ("opcode 11", frame(0x8b, b""), 1002),
        ("opcode 15", frame(0x8f, b"a"), 1002),
        ("a Ping in fragments", frame(PING, b"a"), 1002),
        ("a Close in fragments", frame(CLOSE, &[3, 232]), 1002),
        ("a long Ping", frame(0x80 | PING, &[0; 126]), 1002),
        ("a fragment of nothing", frame(0x80, b"a"), 1002),
        ("a first fragment of nothing", frame(0, b"a"), 1002),
        (
            "a message within another",
            [frame(TEXT, b"a"), frame(0x81, b"b")].concat(),
            1002,
        ),
        ("a text that is none", frame(0x81, b"\xff"), 1007),
        ("a text that ends early", frame(0x81, b"\xe5\xb8"), 1007),
        ("a surrogate", frame(0x81, b"\xed\xa0\x80"), 1007),
        (
            "a text that is none in its second fragment",
            [frame(TEXT, b"a"), frame(0x80, b"\xff")].concat(),
            1007,
        ),
        (
            "17 MiB in one",
            [&[0x82, 127][..], &(17_u64 << 20).to_be_bytes()].concat(),
            1009,
        ),
        (
            "2^63 octets",
            [&[0x82, 127][..], &(1_u64 << 63).to_be_bytes()].concat(),
            1009,
        ),
        ("a Close of one octet", close(&[3]), 1002),
        ("a Close without meaning", close(&[0, 0]), 1002),
        (
            "a Close that may not be sent",
            close(&1005_u16.to_be_bytes()),
            1002,
        ),
        ("one more", close(&1006_u16.to_be_bytes()), 1002),
        ("and one more", close(&1015_u16.to_be_bytes()), 1002),
        ("a Close in no text", close(b"\x03\xe8\xff"), 1007),
    ] {
        let (mut case, mut ws) = Case::online().await;
        ws.raw(&octets).await;
        assert_eq!(ws.close().await, Some(code), "{what}");
        assert_eq!(ws.end().await, b"", "{what}: nothing after a Close");
        // Nothing is told that the server has not said.
        let told = case.session.event_log().get_log();
        assert!(!told.contains("Protocol violation"), "{what}: {told}");
        // And that is all that comes of it.
        let _again = case.server.asked().await.subscribed().await;
        until("the channel is back", || {
            case.session.snapshot().link == wellclient::LinkState::Active
        })
        .await;
    }
}

/// 5.5.1, 7.1: a Close is answered by a Close with its code, nothing follows, and the server ends the connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_close_is_answered() {
    for code in [
        None,
        Some(1000_u16),
        Some(1001),
        Some(1011),
        Some(1012),
        Some(3000),
        Some(4999),
    ] {
        let (mut case, mut ws) = Case::online().await;
        let mut payload = code.map(|code| code.to_be_bytes().to_vec()).unwrap_or_default();
        if code.is_some() {
            payload.extend("going, 席".as_bytes());
        }
        ws.send(CLOSE, &payload).await;
        assert_eq!(ws.close().await, code);
        // What comes behind a Close is nobody's.
        ws.send(TEXT, &message(r#"{"eventName":"behind","serial":1}"#))
            .await;
        assert_eq!(ws.end().await, b"");
        let _again = case.server.asked().await.subscribed().await;
        case.hears("wsReconnectSucceed").await;
        assert!(!case.session.event_log().get_log().contains("behind"));
    }
}

/// 7.1.2, 7.4.1: this side's own Close has a code, and waits a moment for the server's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_says_so() {
    let (case, mut ws) = Case::online().await;
    let closing = tokio::spawn({
        let session = case.session.clone();
        async move { session.close().await }
    });
    assert!(ws.text().await.starts_with("DISCONNECT\n"));
    assert_eq!(ws.close().await, Some(1000));
    ws.send(CLOSE, &1000_u16.to_be_bytes()).await;
    assert_eq!(ws.end().await, b"");
    soon(closing).await.unwrap();
    // A server that never answers holds up nobody.
    let (case, mut ws) = Case::online().await;
    let before = std::time::Instant::now();
    soon(case.session.close()).await;
    assert!(
        before.elapsed() < Duration::from_secs(4),
        "{:?}",
        before.elapsed()
    );
    assert_eq!(ws.close().await, Some(1000));
    // What is no STOMP ends in a Close, too.
    let (_case, mut ws) = Case::online().await;
    ws.send(TEXT, b"NONSENSE\n\n\0").await;
    assert_eq!(ws.close().await, Some(1000));
}

/// 7.1.1: a connection that ends without a Close is found.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_without_a_close() {
    let (mut case, ws) = Case::online().await;
    ws.end().await;
    let _again = case.server.asked().await.subscribed().await;
    case.hears("wsReconnectSucceed").await;
}

/// A broker that closes right after its ERROR, with more on the way, resets the connection: what it has said is read all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_before_a_reset_is_read() {
    let simulator = support::simulator(json!({})).await;
    let mut server = RawServer::before(simulator.addr()).await;
    let client = Client::builder().no_proxy().build().unwrap();
    let mut config = config(&server);
    // Nothing else would bring it on in time.
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 1000,
        delay: Duration::from_secs(600),
    };
    let agents: Vec<String> = (0..100).map(|n| format!("{}@test.cc", 5000 + n)).collect();
    let account = WatchAccount::new("5003", "123456", "test.cc");
    let watch = client
        .watch(config, account, agents.iter().map(String::as_str))
        .unwrap();
    let serves = async {
        for refused in 0..3 {
            let mut ws = server.asked().await.accepted().await;
            assert!(ws.text().await.starts_with("CONNECT\n"));
            let connected = b"CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0";
            ws.send(TEXT, connected).await;
            let asked = ws.text().await;
            let receipt = asked
                .lines()
                .find_map(|line| line.strip_prefix("receipt:"))
                .unwrap();
            assert_eq!(
                receipt
                    .trim_start_matches("subscribed")
                    .trim_start_matches('-')
                    .parse()
                    .unwrap_or(0),
                refused
            );
            let error = format!("ERROR\nmessage:no\nreceipt-id:{receipt}\n\n\0");
            ws.send(TEXT, error.as_bytes()).await;
            // What else was asked for is not read, so this resets the connection.
            drop(ws);
        }
    };
    let refused = async {
        let mut events = watch.events();
        let mut refused = 0;
        while refused < 3 {
            let notice = events.next().await.unwrap();
            if let Notice::Event(event) = &notice
                && let Body::Anomaly(anomaly) = event.body()
            {
                assert_eq!(anomaly.kind, AnomalyKind::SubscriptionRefused);
                refused += 1;
            }
        }
    };
    tokio::select! {
        opened = watch.open() => panic!("{opened:?}"),
        _ = async { tokio::join!(soon(serves), soon(refused)) } => {}
    }
    soon(watch.close()).await;
}
