//! A day with a server, a broker and a proxy that say every secret back wherever they can, in every writing: none of them is
//! in what the library writes.
//!
//! Looked at is all of that: journal, event log, uploaded log, tracing of all crates at the finest, `Debug` and `Display` of
//! builders, options, sessions, notices, outcomes and errors, the library's own events as JSON, snapshots, a sealed store.
//! Not looked at is what the server tells as data and an application is given as such: events of the server's own, as they
//! came, and replies that were asked for.

mod support;

use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use support::raw::{CLOSE, TEXT, frame};
use support::{soon, until};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tracing_subscriber::EnvFilter;
use wellclient::core::event::Origin;
use wellclient::core::http::Method;
use wellclient::{
    AgentModeRequest, CallId, Client, Environment, LoginRequest, Notice, ReconnectPolicy, Session,
    SessionConfig, SessionOptions, SessionStore, StoreKey,
};

const PASSWORD: &str = "Tr0ub4dor&3+%=ü\"q\\z<";
const SESSIONS: [&str; 2] = ["5e55-10n/Zebra+77", "5e55-10n/Quagga+78"];
const COOKIE: &str = "c00kie-Va1ue.x~y";
const PASSCODE: &str = "pa55-C0de;quoll";
const HEADER: &str = "h3ader-T0ken=zorilla";
const PROXY: &str = "pr0xy-S3cret!okapi";
const AGENT: &str = "5001@test.cc";

/// The log-ins that are refused.
const REFUSED: usize = 4;

/// All that a server of the calls knows; the proxy knows its own.
fn known() -> Vec<&'static str> {
    known_after(usize::MAX)
}

/// So, and has said, after so many log-ins: before a session id is given, nobody can know that it will be one.
fn known_after(logins: usize) -> Vec<&'static str> {
    let given = SESSIONS.into_iter().take(logins.saturating_sub(REFUSED));
    [PASSWORD, COOKIE, PASSCODE, HEADER]
        .into_iter()
        .chain(given)
        .collect()
}

/// How a secret can be written.
fn writings(secret: &str) -> Vec<String> {
    let percent = |octets: &[u8], upper: bool, all: bool| -> String {
        let one = |octet: &u8| match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' if !all => {
                char::from(*octet).to_string()
            }
            octet if upper => format!("%{octet:02X}"),
            octet => format!("%{octet:02x}"),
        };
        octets.iter().map(one).collect()
    };
    let octets = secret.as_bytes();
    let json = serde_json::to_string(secret).unwrap();
    let escaped = |upper: bool| -> String {
        let one = |unit: u16| {
            if upper {
                format!("\\u{unit:04X}")
            } else {
                format!("\\u{unit:04x}")
            }
        };
        secret.encode_utf16().map(one).collect()
    };
    let c = |one: &dyn Fn(char) -> String| -> String { secret.chars().map(one).collect() };
    let mut all = vec![
        octets.iter().map(|octet| format!("\\{octet:03o}")).collect(),
        c(&|sign| format!("\\u{{{:x}}}", u32::from(sign))),
        c(&|sign| format!("\\U{:08x}", u32::from(sign))),
        secret.to_owned(),
        percent(octets, true, false),
        percent(octets, false, false),
        percent(octets, true, true),
        json.trim_matches('"').to_owned(),
        escaped(true),
        escaped(false),
        secret.replace('/', "\\/"),
        octets.iter().map(|octet| format!("{octet:02x}")).collect(),
        octets.iter().map(|octet| format!("{octet:02X}")).collect(),
        html(secret, |sign| format!("&#{};", u32::from(sign))),
        html(secret, |sign| format!("&#x{:X};", u32::from(sign))),
        octets.iter().map(|octet| format!("\\x{octet:02x}")).collect(),
        json_in_json(secret),
    ];
    for before in ["", "5001:", "ab", "abc", "a"] {
        let both = format!("{before}{secret}");
        all.push(BASE64_STANDARD.encode(&both));
        all.push(BASE64_URL_SAFE_NO_PAD.encode(&both));
    }
    all
}

/// As an error page quotes it: letters and digits as they are.
fn html(secret: &str, sign: impl Fn(char) -> String) -> String {
    let one = |character: char| match character {
        'A'..='Z' | 'a'..='z' | '0'..='9' => character.to_string(),
        '"' => "&quot;".to_owned(),
        '&' => "&amp;".to_owned(),
        character => sign(character),
    };
    secret.chars().map(one).collect()
}

fn json_in_json(secret: &str) -> String {
    let inner = serde_json::to_string(secret).unwrap();
    let outer = serde_json::to_string(inner.trim_matches('"')).unwrap();
    outer.trim_matches('"').to_owned()
}

/// What shows that a secret stands in a text: its writings, and of base64 what it alone decides about.
fn marks(secret: &str) -> Vec<String> {
    let mut marks: Vec<String> = writings(secret)[..17].to_vec();
    marks.push(format!("{:?}", secret.as_bytes()));
    for before in 0..3 {
        let octets = [&b"aa"[..before], secret.as_bytes()].concat();
        for engine in [&BASE64_STANDARD, &BASE64_URL_SAFE_NO_PAD] {
            let text = engine.encode(&octets);
            let (first, last) = ((before * 8).div_ceil(6), octets.len() * 8 / 6);
            marks.push(text[first..last].to_owned());
        }
    }
    marks
}

/// Every secret in every writing, apart by `between`, without what may not stand in a line.
fn echo(of: &[&str], between: &str) -> String {
    let all: Vec<String> = of.iter().flat_map(|secret| writings(secret)).collect();
    all.join(between)
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn note(&self, what: &impl Debug) {
        self.line(&format!("{what:?}\n{what:#?}"));
    }

    fn line(&self, text: &str) {
        self.clone().write_all(format!("{text}\n").as_bytes()).unwrap();
    }

    fn result<T: Debug, E: Debug + std::fmt::Display>(&self, result: &Result<T, E>) {
        self.note(result);
        if let Err(error) = result {
            self.line(&error.to_string());
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// What a request was, and what is to be said to the next of its kind.
#[derive(Clone, Default)]
struct Parrot {
    /// How many log-ins, WebSockets and other requests there have been.
    logins: Arc<AtomicUsize>,
    sockets: Arc<AtomicUsize>,
    others: Arc<AtomicUsize>,
    /// And what was asked of the proxy.
    proxied: Arc<AtomicUsize>,
    /// A log-in is accepted.
    accepted: Arc<Notify>,
    /// The secrets that have been seen to arrive.
    heard: Sink,
}

impl Parrot {
    async fn start() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let parrot = Self::default();
        let serving = parrot.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        (parrot, at)
    }

    async fn serve(self, mut stream: TcpStream) {
        while let Some((head, body)) = request(&mut stream).await {
            self.heard.line(&format!("{head}{body}"));
            let line = head.lines().next().unwrap_or_default().to_owned();
            if head.to_ascii_lowercase().contains("upgrade: websocket") {
                return self.socket(stream, &head).await;
            }
            let answer = self.answer(&line, &body);
            if stream.write_all(&answer).await.is_err() {
                return;
            }
        }
    }

    fn answer(&self, line: &str, body: &str) -> Vec<u8> {
        if line.starts_with("CONNECT ") || line.contains(" http://") {
            let said = echo(&[PROXY], " ") + &BASE64_STANDARD.encode(format!("clerk:{PROXY}"));
            let words = ascii(&said);
            let place = format!("Location: http://{}.test/\r\n", PROXY.replace('!', "."));
            return match self.proxied.fetch_add(1, Ordering::SeqCst) % 6 {
                0 => reply(
                    "407 ",
                    &format!("Proxy-Authenticate: Basic realm=\"{words}\"\r\n"),
                    &said,
                ),
                1 => reply(&format!("403 {words}"), "", &said),
                2 => reply(
                    "400",
                    "",
                    &format!("bad header: Proxy-Authorization: Basic {said}"),
                ),
                3 => reply(&format!("302 {words}"), &place, &said),
                4 => reply(
                    "502",
                    "Content-Type: text/html\r\n",
                    &format!("<html>{said}</html>"),
                ),
                _ => reply(
                    "200",
                    "Content-Type: text/html\r\n",
                    &format!("<html>{said}</html>"),
                ),
            };
        }
        let is_login = line.contains("/login ");
        let number = self.logins.fetch_add(usize::from(is_login), Ordering::SeqCst);
        let said = echo(&known_after(number + usize::from(is_login)), " ");
        let in_json =
            json!({"error": said, "agentId": said, "deviceId": said, "message": [said], "path": line})
                .to_string();
        let cookie = format!("Set-Cookie: NODE={COOKIE}; Path=/\r\n");
        if is_login {
            return match number {
                0 => reply("401", &cookie, &said),
                1 => reply("423", &cookie, &in_json),
                // Cut in the middle of what it quotes, wherever that is.
                2 => reply("500", &cookie, &format!("{}{said}", "x".repeat(2040))),
                3 => reply("200", &cookie, &format!("<html>{said}</html>")),
                number => {
                    let id = SESSIONS[(number - REFUSED) % 2];
                    let answer = json!({"sessionId": id, "echo": said, "token": HEADER}).to_string();
                    reply("200", &cookie, &answer)
                }
            };
        }
        if body.contains("\"Login\"") {
            self.accepted.notify_one();
        }
        if body.contains("\"Login\"") || body.contains("\"Logout\"") || line.contains("heartbeat") {
            return reply("204", "", "");
        }
        if line.contains("client-log") {
            return reply("200", "", "{}");
        }
        let number = self.others.fetch_add(1, Ordering::SeqCst);
        let place = format!("Location: http://{}.test/\r\n", ascii(&echo(&[HEADER], "-")));
        let words = ascii(&said);
        match number % 11 {
            0 => reply(&format!("500 {words}"), "", &said),
            1 => reply("409", "", &in_json),
            2 => reply(&format!("302 {words}"), &place, &said),
            3 => reply("503", &format!("Retry-After: {words}\r\n"), &said),
            4 => reply(
                "200",
                &format!("Content-Type: text/html; x={words}\r\n"),
                &format!("<html>{said}"),
            ),
            5 => reply("200", "", &format!("{{\"{said}\": ")),
            6 => reply("426", "", &in_json),
            7 => format!("HTTP/1.1 200 OK\r\n{words}\r\n\r\n").into_bytes(),
            8 => reply("455", "", &in_json),
            9 => said.into_bytes(),
            _ => reply(
                "200",
                &format!("Content-Encoding: gzip\r\nX-{COOKIE}: y\r\n"),
                &said,
            ),
        }
    }

    async fn socket(&self, mut stream: TcpStream, head: &str) {
        let said = echo(&known_after(self.logins.load(Ordering::SeqCst)), " ");
        let (words, number) = (ascii(&said), self.sockets.fetch_add(1, Ordering::SeqCst));
        let key = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("sec-websocket-key")
                .then(|| value.to_owned())
        });
        let accept = derive_accept_key(key.unwrap().as_bytes());
        let good = format!(
            "HTTP/1.1 101 {words}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n"
        );
        let refused = match number {
            0 => Some(String::from_utf8(reply("503", &format!("Retry-After: {words}\r\n"), &words)).unwrap()),
            1 => Some(format!("{good}Sec-WebSocket-Protocol: {words}\r\n\r\n")),
            2 => Some(format!(
                "{good}Sec-WebSocket-Extensions: {}{words}\r\n\r\n",
                "x".repeat(90)
            )),
            3 => Some(format!(
                "HTTP/1.1 302 {words}\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n",
                HEADER.replace('=', ".")
            )),
            _ => None,
        };
        if let Some(refused) = refused {
            let _ = stream.write_all(refused.as_bytes()).await;
            return;
        }
        let _ = stream
            .write_all(format!("{good}Set-Cookie: WS={COOKIE}\r\n\r\n").as_bytes())
            .await;
        let mut stream = Talk(stream);
        self.heard.line(&stream.hears().await);
        let escaped = said
            .replace('\\', "\\\\")
            .replace(':', "\\c")
            .replace('\n', "\\n");
        match number {
            4 => {
                return stream
                    .says(&format!("ERROR\nmessage:{escaped}\n\n{said}\0"))
                    .await;
            }
            5 => {
                return stream
                    .says(&format!("ERROR\nmessage:{}{escaped}\n\n\0", "x".repeat(190)))
                    .await;
            }
            6 => return stream.says(&format!("{said}\n\n\0")).await,
            7 => return stream.says(&format!("CONNECTED\nversion:{escaped}\n\n\0")).await,
            _ => {}
        }
        stream
            .says(&format!(
                "CONNECTED\nversion:1.2\nheart-beat:0,0\nserver:{escaped}\nsession:{escaped}\n\n\0"
            ))
            .await;
        stream.hears().await;
        stream.says("RECEIPT\nreceipt-id:subscribed\n\n\0").await;
        // After a reconnect nobody logs in.
        let _ = tokio::time::timeout(Duration::from_millis(300), self.accepted.notified()).await;
        stream
            .says(&message(
                &json!({"eventName": "agentLoggedOn", "agentId": AGENT, "agentMode": "NotReady"}),
                &escaped,
            ))
            .await;
        if number == 8 {
            self.odd_events(&mut stream, &said, &escaped).await;
        }
        match number {
            8 => stream.closes(&known()[0][..12]).await,
            9 => stream.closes(SESSIONS[1]).await,
            10 => stream.closes(&format!("{}{PASSCODE}", "x".repeat(100))).await,
            11 => {
                stream
                    .says(&format!("ERROR\nmessage:{escaped}\n\n{said}\0"))
                    .await
            }
            12 => stream.says(&format!("MESSAGE\n{said}\n\n\0")).await,
            // From here on the link stays.
            _ => while stream.reads().await {},
        }
    }

    async fn odd_events(&self, stream: &mut Talk, said: &str, escaped: &str) {
        let agent = json!({"eventName": "agentReady", "agentId": said, "reason": said});
        let broken = json!({"eventName": "delivered", said: said});
        let named = json!({"eventName": said, "x": said});
        let ended = json!({"eventName": "connectionCleared", "callId": "C-none", "releasingDevice": said, "cause": said});
        for event in [agent, broken, named, ended] {
            stream.says(&message(&event, escaped)).await;
        }
        stream
            .says(&format!("MESSAGE\nsubscription:sub-0\nmessage-id:1\n\n{said}\0"))
            .await;
        // One event in many pieces, each a message of its own.
        let whole = message(&json!({"eventName": "custom", "echo": said}), escaped);
        for piece in whole.as_bytes().chunks(7) {
            stream.raw(&frame(0x82, piece)).await;
        }
        // And in many frames of one message.
        let pieces: Vec<&[u8]> = whole.as_bytes().chunks(11).collect();
        for (at, piece) in pieces.iter().enumerate() {
            let first = if at == 0 { 2 } else { 0 };
            let last = if at + 1 == pieces.len() { 0x80 } else { 0 };
            stream.raw(&frame(last | first, piece)).await;
        }
    }
}

fn message(event: &Value, escaped: &str) -> String {
    format!("MESSAGE\nsubscription:sub-0\nmessage-id:{escaped}\ndestination:{escaped}\n\n{event}\0")
}

/// What may stand in the head of an answer.
fn ascii(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_graphic() || *c == ' ')
        .collect()
}

fn reply(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = if status.starts_with("204") {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    format!("HTTP/1.1 {status}\r\n{headers}{length}\r\n{body}").into_bytes()
}

/// A request's head and body.
async fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let head = support::raw::read_head(stream).await?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some((head, String::from_utf8_lossy(&body).into_owned()))
}

/// The server's end of a WebSocket.
struct Talk(TcpStream);

impl Talk {
    async fn says(&mut self, text: &str) {
        self.raw(&frame(0x80 | TEXT, text.as_bytes())).await;
    }

    async fn closes(&mut self, reason: &str) {
        let payload = [&1008_u16.to_be_bytes()[..], reason.as_bytes()].concat();
        self.raw(&frame(0x80 | CLOSE, &payload)).await;
        while self.reads().await {}
    }

    async fn raw(&mut self, octets: &[u8]) {
        let _ = self.0.write_all(octets).await;
    }

    async fn reads(&mut self) -> bool {
        matches!(self.0.read(&mut [0; 1024]).await, Ok(1..))
    }

    /// A frame of the client's, which is short.
    async fn hears(&mut self) -> String {
        let mut head = [0; 2];
        if self.0.read_exact(&mut head).await.is_err() {
            return String::new();
        }
        let length = match head[1] & 0x7f {
            126 => usize::from(self.0.read_u16().await.unwrap_or_default()),
            length => usize::from(length),
        };
        let mut mask = [0; 4];
        let mut payload = vec![0; length];
        let _ = self.0.read_exact(&mut mask).await;
        let _ = self.0.read_exact(&mut payload).await;
        let clear = payload.iter().enumerate().map(|(at, octet)| octet ^ mask[at % 4]);
        String::from_utf8_lossy(&clear.collect::<Vec<_>>()).into_owned()
    }
}

fn config(url: &str) -> SessionConfig {
    let environment = Environment::custom(url, None).unwrap();
    let environment = environment.with_header("X-Gate-Key", HEADER).unwrap();
    let environment = environment
        .with_broker_login(Some("clerk"), Some(PASSCODE.into()))
        .unwrap();
    let mut config = SessionConfig::new(environment);
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 10_000,
        delay: Duration::from_millis(5),
    };
    config.timing.command = Duration::from_millis(300);
    config.timing.login = Duration::from_secs(8);
    config.settings.debug = true;
    config.settings.use_ws_log = true;
    config.settings.use_error_alert = true;
    config
}

/// The library's own words, and those of the server's events that it makes itself.
fn note(seen: &Sink, notice: &Notice) {
    let data = matches!(notice, Notice::Event(event) if event.origin == Origin::Server);
    if !data {
        seen.note(notice);
    }
    if let Notice::Event(event) = notice
        && event.origin != Origin::Server
    {
        seen.line(event.raw());
    }
}

async fn log_in(session: &Session, seen: &Sink) -> bool {
    let request = LoginRequest::new("5001", PASSWORD, "test.cc", "8001");
    seen.note(&request);
    let ended = soon(session.agent_login(request)).await;
    seen.result(&ended);
    ended.is_ok()
}

/// All that an agent can ask for, whatever becomes of it.
async fn day(session: &Session, seen: &Sink) {
    let call = CallId::from("C-1");
    for _ in 0..11 {
        seen.result(&soon(session.get_client_state()).await.map(drop));
        seen.result(&soon(session.get_my_prefix()).await.map(drop));
        seen.result(&soon(session.get_call_data(&call)).await.map(drop));
        seen.result(
            &soon(session.set_agent_mode(AgentModeRequest::Ready, Some(PASSCODE)))
                .await
                .map(drop),
        );
        seen.result(&soon(session.hold_call(&call)).await.map(drop));
        seen.result(&soon(session.upload_log()).await.map(drop));
    }
}

fn look(session: &Session, seen: &Sink) {
    seen.note(session);
    seen.note(&session.snapshot());
    seen.line(&serde_json::to_string(&session.snapshot()).unwrap());
    seen.note(&session.metrics());
    seen.note(&session.event_log());
    seen.line(&session.event_log().get_log());
    seen.line(&session.event_log().search_log("a").join("\n"));
    session.log(&format!("the application says {PASSWORD}"));
    session.error(&format!("and {}", BASE64_STANDARD.encode(PASSWORD)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_said_back_is_written() {
    let (traces, journal, seen) = (Sink::default(), Sink::default(), Sink::default());
    let writer = traces.clone();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let (parrot, at) = Parrot::start().await;

    // A proxy that says its own credentials back.
    let builder = Client::builder().proxy(format!("http://clerk:{}@{at}", PROXY.replace('!', "%21")));
    seen.note(&builder);
    let client = builder.build().unwrap();
    seen.note(&client);
    for url in ["http://cti.test", "https://cti.test"] {
        let options = SessionOptions {
            journal: Some(Box::new(journal.clone())),
            ..SessionOptions::default()
        };
        let session = client.session_with(config(url), options).unwrap();
        let any = seen.clone();
        let subscription = session.on_any(move |notice| note(&any, &notice));
        for _ in 0..6 {
            assert!(!log_in(&session, &seen).await);
            seen.result(&client.probe_http(Method::Get, url, Duration::from_secs(5)).await);
            let events = url.replacen("http", "ws", 1);
            seen.result(&client.probe_events(&events, Duration::from_secs(5)).await);
        }
        look(&session, &seen);
        soon(session.close()).await;
        drop(subscription);
    }
    assert!(parrot.proxied.load(Ordering::SeqCst) >= 36);
    client.close().await;

    let builder = Client::builder().no_proxy();
    seen.note(&builder);
    let client = builder.build().unwrap();
    let config = config(&format!("http://{at}"));
    seen.note(&config);
    let folder = std::env::temp_dir().join(format!("wellclient-echoed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = SessionStore::new(folder.join("store"), StoreKey::from([9; 32]));
    seen.note(&store);
    let options = SessionOptions {
        journal: Some(Box::new(journal.clone())),
        store: Some(store),
        ..SessionOptions::default()
    };
    seen.note(&options);
    let session = client.session_with(config, options).unwrap();
    let any = seen.clone();
    let subscription = session.on_any(move |notice| note(&any, &notice));
    let mut logged_in = false;
    for _ in 0..20 {
        logged_in = log_in(&session, &seen).await;
        if logged_in {
            break;
        }
    }
    assert!(logged_in, "{}", session.event_log().get_log());
    day(&session, &seen).await;
    look(&session, &seen);
    until("the link has been lost in every way", || {
        parrot.sockets.load(Ordering::SeqCst) > 13
    })
    .await;
    day(&session, &seen).await;
    look(&session, &seen);
    look(&session, &seen);
    if let Some(saved) = session.saved() {
        seen.note(&saved);
    }
    let kept = std::fs::read(folder.join("store")).unwrap_or_default();
    seen.line(&String::from_utf8_lossy(&kept));
    soon(session.close()).await;
    drop(subscription);
    client.close().await;
    std::fs::remove_dir_all(&folder).unwrap();

    let heard = parrot.heard.text();
    for secret in known() {
        let arrived = writings(secret)
            .iter()
            .any(|writing| heard.contains(writing.as_str()));
        assert!(
            arrived || secret == PASSCODE && heard.contains("passcode:"),
            "{secret} went out"
        );
    }
    let uploaded = heard.split("client-log/upload").skip(1).map(|upload| {
        let (_, body) = upload.split_once("\r\n\r\n").unwrap_or_default();
        let next = ["\nPOST /", "\nGET /", "\nDELETE /", "\nCONNECT\n"];
        let end = next.iter().filter_map(|next| body.find(next)).min();
        &body[..end.unwrap_or(body.len())]
    });
    let places = [
        ("the journal", journal.text(), "agentLoggedOn"),
        ("what was seen", seen.text(), "linkChanged"),
        ("the traces", traces.text(), "wellclient::event"),
        (
            "the uploaded log",
            uploaded.collect::<String>(),
            "Session started",
        ),
    ];
    let mut leaks = Vec::new();
    for (place, text, word) in &places {
        assert!(text.contains(word), "{word} is missing in {place}");
        for secret in known().into_iter().chain([PROXY]) {
            for mark in marks(secret) {
                if let Some(found) = text.find(&mark) {
                    let before: Vec<char> = text[..found].chars().rev().take(160).collect();
                    let before: String = before.into_iter().rev().collect();
                    leaks.push(format!("{secret} as {mark} in {place}, after: …{before}"));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n\n"));
}
