//! Replies as servers and balancers give them: packed, cut off, or none at all because a kept connection was just closed.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{self, agent, config_at, soon};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wellclient::core::http::Method;
use wellclient::core::http::reply::ReplyError;
use wellclient::{Client, CommandError, Error, Reason};

/// What a server does with a request.
enum Act {
    /// These bytes, and the connection is kept.
    Answers(Vec<u8>),
    /// These bytes, and the connection is closed.
    Ends(Vec<u8>),
}

/// A request as it came, and which it was on its connection.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Asked {
    line: String,
    head: String,
    nth: usize,
}

struct Server {
    addr: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    async fn new(act: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, act) = (Arc::clone(&asked), Arc::new(act));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&act), Arc::clone(&log)));
            }
        });
        Self { addr, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// How often this was asked for.
    fn count(&self, path: &str) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|asked| asked.line.contains(path)).count()
    }
}

async fn serve(mut stream: TcpStream, act: Arc<impl Fn(&Asked) -> Act>, log: Arc<Mutex<Vec<Asked>>>) {
    for nth in 0.. {
        let Some(head) = support::raw::read_head(&mut stream).await else {
            return;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        stream.read_exact(&mut body).await.unwrap();
        let line = head.lines().next().unwrap().to_owned();
        let asked = Asked { line, head, nth };
        log.lock().unwrap().push(asked.clone());
        match act(&asked) {
            Act::Answers(answer) => stream.write_all(&answer).await.unwrap(),
            Act::Ends(answer) => {
                let _ = stream.write_all(&answer).await;
                return;
            }
        }
    }
}

fn answer(status: u16, head: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\n{head}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

const HEARTBEAT: &str = "/api/csta/agent/heartbeat/5001@test.cc";

/// RFC 9112, 9.3.1: a connection may be closed at any time, and only what is safe to repeat is sent again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_connection_that_is_closed_under_a_request() {
    for (method, path, is_repeated) in [
        (Method::Get, "/api/csta/agent/5001@test.cc/client-state", true),
        (Method::Post, HEARTBEAT, true),
        (Method::Post, "/api/csta/callControl/calls", false),
        (Method::Post, "/login", false),
        (
            Method::Delete,
            "/api/csta/callControl/calls/C1/connections/x",
            false,
        ),
    ] {
        let server = Server::new(|asked| match asked.nth {
            0 => Act::Answers(answer(200, "", b"")),
            _ => Act::Ends(Vec::new()),
        })
        .await;
        let client = client();
        let probe = |method, path| {
            let (client, url) = (client.clone(), server.url(path));
            async move { soon(client.probe_http(method, &url, Duration::from_secs(5))).await }
        };
        assert_eq!(probe(Method::Get, "/first").await, Ok(200));
        let ended = probe(method, path).await;
        assert_eq!(
            server.count(path),
            if is_repeated { 2 } else { 1 },
            "{method} {path}"
        );
        match is_repeated {
            true => assert_eq!(ended, Ok(200), "{method} {path}"),
            false => assert!(
                !ended.unwrap_err().never_sent,
                "it may have arrived: {method} {path}"
            ),
        }
    }
}

/// It is once, and only where no byte of the answer has come.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_repeated_more_than_once_or_after_a_part_of_an_answer() {
    let server = Server::new(|asked| match (asked.nth, asked.line.contains("/part")) {
        (0, false) if asked.line.contains("/first") => Act::Answers(answer(200, "", b"")),
        (_, true) => Act::Ends(b"HTTP/1.1 20".to_vec()),
        _ => Act::Ends(Vec::new()),
    })
    .await;
    for (path, count) in [("/none", 2), ("/part", 1)] {
        let client = client();
        let get = async |path: &str| {
            let url = server.url(path);
            soon(client.probe_http(Method::Get, &url, Duration::from_secs(5))).await
        };
        assert_eq!(get("/first").await, Ok(200));
        assert!(get(path).await.is_err());
        assert_eq!(server.count(path), count, "{path}");
    }
    // A new connection that is closed is no race.
    let client = client();
    let url = server.url("/none/new");
    let ended = soon(client.probe_http(Method::Get, &url, Duration::from_secs(5))).await;
    assert!(ended.is_err());
    assert_eq!(server.count("/none/new"), 1);
}

/// What comes unasked, or after its request was given up, is nobody's answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_goes_to_no_other_request() {
    let server = Server::new(|asked| match asked.nth {
        0 if asked.line.contains("/never") => Act::Answers(Vec::new()),
        0 if asked.line.contains("/twice") => {
            Act::Answers([answer(200, "", b""), answer(299, "", b"")].concat())
        }
        0 => Act::Answers(answer(201, "", b"")),
        _ => Act::Answers(answer(299, "", b"")),
    })
    .await;
    for (path, patience, ended) in [
        ("/never", Duration::from_millis(50), None),
        ("/twice", Duration::from_secs(5), Some(200)),
    ] {
        let client = client();
        let url = server.url(path);
        let first = soon(client.probe_http(Method::Post, &url, patience)).await;
        assert_eq!(first.ok(), ended, "{path}");
        let url = server.url("/next");
        let next = soon(client.probe_http(Method::Post, &url, Duration::from_secs(5))).await;
        assert_eq!(next, Ok(201), "{path}");
    }
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// How a log-in ends whose first reply is this; there is no event channel.
async fn log_in(reply: Vec<u8>) -> (CommandError, Server) {
    let server = Server::new(move |asked| match asked.line.contains("/login") {
        true => Act::Ends(reply.clone()),
        false => Act::Answers(answer(404, "", b"")),
    })
    .await;
    let session = client().session(config_at(&server.url(""))).unwrap();
    match soon(session.agent_login(agent(1))).await {
        Err(Error::Rejected(error)) => (error, server),
        Err(Error::Unknown(unknown)) => panic!("{unknown}"),
        Ok(_) => panic!("there is no event channel"),
    }
}

/// A session that has begun goes on to its event channel.
fn has_begun(error: &CommandError) -> bool {
    matches!(error, CommandError::NoEventChannel(_))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn packed_replies_are_asked_for_and_read() {
    let body = br#"{"sessionId":"5e55-10n"}"#;
    for head in ["content-encoding: gzip\r\n", "Content-Encoding: x-gzip\r\n"] {
        let (error, server) = log_in(answer(200, head, &packed(body))).await;
        assert!(has_begun(&error), "{error}");
        let asked = server.asked.lock().unwrap().clone();
        assert!(
            asked[0].head.contains("accept-encoding: gzip\r\n"),
            "{}",
            asked[0].head
        );
    }
    // In chunks, and plain.
    let bytes = packed(body);
    let (one, two) = bytes.split_at(11);
    let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    let head = b"HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunked = [&head[..], &chunk(one), &chunk(two), b"0\r\n\r\n"].concat();
    for reply in [chunked, answer(200, "", body)] {
        let (error, _) = log_in(reply).await;
        assert!(has_begun(&error), "{error}");
    }
    // No gzip, though it says so; cut off; and one that would fill the memory.
    let cut = &packed(body)[..20];
    for bytes in [&body[..], cut] {
        let (error, _) = log_in(answer(200, "content-encoding: gzip\r\n", bytes)).await;
        assert!(matches!(error, CommandError::Unreachable(_)), "{error:?}");
    }
    let bomb = packed(&vec![b' '; 256 << 20]);
    assert!(bomb.len() < 1 << 20);
    let (error, _) = log_in(answer(200, "content-encoding: gzip\r\n", &bomb)).await;
    assert_eq!(error, CommandError::BadReply(ReplyError::TooLong));
}

/// One without a body is not packed, whatever its head says: a 204 can have none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packed_reply_of_nothing_is_an_empty_one() {
    let head = "content-encoding: gzip\r\n";
    for reply in [
        format!("HTTP/1.1 204 X\r\n{head}\r\n").into_bytes(),
        answer(200, head, b""),
        answer(200, head, &packed(b"")),
    ] {
        let (error, _) = log_in(reply).await;
        assert_eq!(error, CommandError::BadReply(ReplyError::Empty));
    }
}

/// Its headers' number and size are, whatever it goes on to say.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_head_of_a_reply_is_bounded() {
    let body = br#"{"sessionId":"5e55-10n"}"#;
    let headers = |number: usize| "x: y\r\n".repeat(number);
    // With the one that says the length.
    let (error, _) = log_in(answer(200, &headers(99), body)).await;
    assert!(has_begun(&error), "{error}");
    let long = format!("x: {}\r\n", "y".repeat(1 << 20));
    for head in [headers(100), long] {
        let (error, _) = log_in(answer(200, &head, body)).await;
        let CommandError::Unreachable(why) = error else {
            panic!("{error:?}")
        };
        assert!(why.text.contains("head is too large"), "{why}");
    }
}

/// It is not judged by its beginning, which may look whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_is_too_long_is_told_as_one() {
    let begin = r#"{"sessionId":"5e55-10n"}"#;
    let most = 1 << 20;
    let of = |length: usize| [begin.as_bytes(), &vec![b' '; length - begin.len()]].concat();
    let garbage = [of(most), b"GARBAGE".to_vec()].concat();
    for body in [of(most + 1), of(2 << 20), garbage] {
        for reply in [
            answer(200, "", &body),
            answer(200, "content-encoding: gzip\r\n", &packed(&body)),
        ] {
            let (error, _) = log_in(reply).await;
            assert_eq!(error, CommandError::BadReply(ReplyError::TooLong));
        }
    }
    for reply in [
        answer(200, "", &of(most)),
        answer(200, "content-encoding: gzip\r\n", &packed(&of(most))),
    ] {
        let (error, _) = log_in(reply).await;
        assert!(has_begun(&error), "{error}");
    }
}

/// A refusal is told as one though its words break off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_breaks_off() {
    let reply = b"HTTP/1.1 401 X\r\ncontent-length: 100\r\n\r\n{\"mess".to_vec();
    let (error, _) = log_in(reply).await;
    let CommandError::Rejected(rejection) = error else {
        panic!("{error:?}")
    };
    assert_eq!(rejection.reason, Reason::WrongCredentials);
}

/// Each form of a date (RFC 9110, 5.6.7), at the surface; how it is read is the core's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retry_after_in_every_form() {
    let in_a_minute = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(60);
    let date = |form: &str| in_a_minute.strftime(form).to_string();
    for value in [
        "60".to_owned(),
        date("%a, %d %b %Y %H:%M:%S GMT"),
        date("%A, %d-%b-%y %H:%M:%S GMT"),
        date("%a %b %e %H:%M:%S %Y"),
    ] {
        let (error, _) = log_in(answer(503, &format!("retry-after: {value}\r\n"), b"")).await;
        let wait = error
            .retry_after()
            .unwrap_or_else(|| panic!("{value}: {error:?}"));
        assert!((50..=60).contains(&wait.as_secs()), "{value}: {wait:?}");
    }
}

/// How a connection is dead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Dead {
    Closes,
    Resets,
    Hangs,
}

/// Answers as soon as so many connections have asked; a second request on one of these meets a dead connection.
struct Siblings {
    url: String,
    /// The requests that were read after that.
    later: Arc<Mutex<Vec<String>>>,
}

const SIBLINGS: usize = 5;

impl Siblings {
    async fn new(dead: Dead) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let later = Arc::new(Mutex::new(Vec::new()));
        let (log, together) = (Arc::clone(&later), Arc::new(tokio::sync::Barrier::new(SIBLINGS)));
        tokio::spawn(async move {
            for number in 0.. {
                let Ok((mut stream, _)) = listener.accept().await else {
                    return;
                };
                let (log, together) = (Arc::clone(&log), Arc::clone(&together));
                tokio::spawn(async move {
                    while let Some(head) = support::raw::read_head(&mut stream).await {
                        let line = head.lines().next().unwrap().to_owned();
                        let is_first = line.contains("/first");
                        if is_first {
                            together.wait().await;
                        } else {
                            log.lock().unwrap().push(line);
                        }
                        match dead {
                            _ if is_first || number >= SIBLINGS => {
                                stream.write_all(&answer(200, "", b"")).await.unwrap();
                            }
                            Dead::Closes => return,
                            Dead::Resets => return stream.set_zero_linger().unwrap(),
                            Dead::Hangs => std::future::pending().await,
                        }
                    }
                });
            }
        });
        Self { url, later }
    }
}

/// As behind a balancer that has failed over, or a NAT that has forgotten them: new connections work at once, and the next
/// requests go over these.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_have_died_together_cost_one_request() {
    for dead in [Dead::Closes, Dead::Resets, Dead::Hangs] {
        for first in [Method::Get, Method::Post] {
            let server = Siblings::new(dead).await;
            let client = client();
            let ask = |method, path: &str| {
                let (client, url) = (client.clone(), format!("{}{path}", server.url));
                let patience = if path == "/dies" && dead == Dead::Hangs {
                    300
                } else {
                    5000
                };
                async move { soon(client.probe_http(method, &url, Duration::from_millis(patience))).await }
            };
            let kept = futures_util::future::join_all((0..SIBLINGS).map(|_| ask(Method::Get, "/first")));
            assert!(kept.await.iter().all(|ended| *ended == Ok(200)));
            let is_repeated = first == Method::Get && dead != Dead::Hangs;
            let ended = ask(first, "/dies").await;
            assert_eq!(ended.is_ok(), is_repeated, "{dead:?} {first} {ended:?}");
            for number in 0..SIBLINGS {
                let path = format!("/next/{number}");
                assert_eq!(ask(Method::Post, &path).await, Ok(200), "{dead:?} {first} {path}");
            }
            let later = server.later.lock().unwrap().clone();
            let count = |path: &str| later.iter().filter(|line| line.contains(path)).count();
            assert_eq!(count("/dies"), 1 + usize::from(is_repeated), "{dead:?} {first}");
            assert_eq!(count("/next/"), SIBLINGS, "none is sent twice: {later:?}");
        }
    }
}

/// Answers one request on each connection, and resets it a moment later.
async fn resetting() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        for number in 0_u64.. {
            let Ok((mut stream, _)) = listener.accept().await else {
                return;
            };
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                let Some(head) = support::raw::read_head(&mut stream).await else {
                    return;
                };
                log.lock().unwrap().push(head.lines().next().unwrap().to_owned());
                stream.write_all(&answer(200, "", b"")).await.unwrap();
                std::thread::sleep(Duration::from_micros(300 + 100 * (number % 13)));
                stream.set_zero_linger().unwrap();
            });
        }
    });
    (addr, asked)
}

/// The reset comes before a request, while it goes out, or after it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_connection_that_is_reset_as_a_request_leaves() {
    let (addr, asked) = resetting().await;
    let client = client();
    for number in 0..400 {
        let (method, path) = match number % 4 {
            3 => (Method::Post, format!("/post/{number}/")),
            _ => (Method::Get, format!("/get/{number}/")),
        };
        let url = format!("http://{addr}{path}");
        let ended = soon(client.probe_http(method, &url, Duration::from_secs(5))).await;
        let count = asked
            .lock()
            .unwrap()
            .iter()
            .filter(|line| line.contains(&path))
            .count();
        match method {
            Method::Get => assert_eq!(ended, Ok(200), "{path}"),
            _ => assert_eq!(count, usize::from(ended.is_ok()), "{path} {ended:?}"),
        }
        std::thread::sleep(Duration::from_micros(100 * (number % 17)));
    }
}
