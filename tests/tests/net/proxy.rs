//! Proxies over real sockets: HTTP and SOCKS, with and without a password, a real tinyproxy, and what they answer in the
//! server's place.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use crate::support::tls::{Front, authority, trusting};
use crate::support::{self, tinyproxy::Tinyproxy};
use crate::support::{agent, config_at, requests, soon, unreached, until, works};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use wellclient::{
    BuildError, Client, ClientBuilder, CommandError, Error, Language, Obstacle, ProxyError, Reason,
    SessionPhase,
};
use wellclient_simulator::Simulator;

/// The proxy's.
const NAME: &str = "clerk";
const SECRET: &str = "pr0xy-s3cret";

async fn plain() -> Simulator {
    support::simulator(json!({})).await
}

/// A request's line and headers.
async fn head_of(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    head
}

/// A proxy that leads wherever one asks to the one server there is.
struct Proxy {
    addr: SocketAddr,
    /// The first line of each connection; for SOCKS, the name asked for.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// An HTTP proxy: CONNECT, and absolute-form requests.
    async fn http(server: SocketAddr) -> Self {
        Self::start(server, |mut stream, server, asked| async move {
            let head = head_of(&mut stream).await;
            let text = String::from_utf8(head.clone()).unwrap();
            let line = text.lines().next().unwrap().to_owned();
            let tunnel = line.starts_with("CONNECT ");
            asked.lock().unwrap().push(line);
            let mut server = TcpStream::connect(server).await.unwrap();
            if tunnel {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            } else {
                server.write_all(&head).await.unwrap();
            }
            let _ = copy_bidirectional(&mut stream, &mut server).await;
        })
        .await
    }

    /// SOCKS 5 (RFC 1928), by name; with a password (RFC 1929) where one is given.
    async fn socks(server: SocketAddr, password: Option<&'static str>) -> Self {
        Self::start(server, move |mut stream, server, asked| async move {
            let mut hello = [0; 2];
            stream.read_exact(&mut hello).await.unwrap();
            let mut methods = vec![0; hello[1].into()];
            stream.read_exact(&mut methods).await.unwrap();
            match password {
                None => stream.write_all(&[5, 0]).await.unwrap(),
                Some(_) if !methods.contains(&2) => {
                    stream.write_all(&[5, 0xff]).await.unwrap();
                    return;
                }
                Some(password) => {
                    stream.write_all(&[5, 2]).await.unwrap();
                    let right = [
                        &[1, 5][..],
                        NAME.as_bytes(),
                        &[password.len() as u8],
                        password.as_bytes(),
                    ]
                    .concat();
                    let mut given = vec![0; right.len()];
                    stream.read_exact(&mut given).await.unwrap();
                    stream.write_all(&[1, u8::from(given != right)]).await.unwrap();
                    if given != right {
                        return;
                    }
                }
            }
            let mut request = [0; 5];
            stream.read_exact(&mut request).await.unwrap();
            assert_eq!(request[..4], [5, 1, 0, 3], "CONNECT by name");
            let mut name = vec![0; usize::from(request[4]) + 2];
            stream.read_exact(&mut name).await.unwrap();
            name.truncate(name.len() - 2);
            asked.lock().unwrap().push(String::from_utf8(name).unwrap());
            stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await.unwrap();
            let mut server = TcpStream::connect(server).await.unwrap();
            let _ = copy_bidirectional(&mut stream, &mut server).await;
        })
        .await
    }

    async fn start<F>(
        server: SocketAddr,
        serve: impl Fn(TcpStream, SocketAddr, Arc<Mutex<Vec<String>>>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, server, Arc::clone(&heard)));
            }
        });
        Self { addr, asked }
    }
}

fn through(scheme: &str, proxy: &Proxy) -> ClientBuilder {
    Client::builder().proxy(format!("{scheme}://{}", proxy.addr))
}

/// A name that exists nowhere: only a proxy can lead there.
const NOWHERE: &str = "cti.invalid";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_takes_the_http_proxy() {
    let simulator = plain().await;
    let proxy = Proxy::http(simulator.addr()).await;
    let session = through("http", &proxy)
        .build()
        .unwrap()
        .session(config_at(&format!("http://{NOWHERE}:5088")))
        .unwrap();
    works(&session).await;
    let asked = proxy.asked.lock().unwrap().clone();
    assert!(asked.iter().any(|line| line.contains("/login")), "{asked:?}");
    assert!(
        asked.contains(&format!("CONNECT {NOWHERE}:5088 HTTP/1.1")),
        "a WebSocket takes a tunnel: {asked:?}"
    );
    // `works` has seen the event channel stand, and no other way leads to that name.
    assert!(asked.iter().all(|line| line.contains(NOWHERE)), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_takes_the_http_proxy_s_tunnel_with_tls() {
    let simulator = plain().await;
    let authority = authority();
    let front = Front::start(simulator.addr(), &authority, &[NOWHERE], None).await;
    let proxy = Proxy::http(front.addr).await;
    let client = through("http", &proxy).tls(trusting(&authority)).build().unwrap();
    works(
        &client
            .session(config_at(&format!("https://{NOWHERE}:5088")))
            .unwrap(),
    )
    .await;
    let asked = proxy.asked.lock().unwrap().clone();
    assert!(asked.len() >= 2, "requests and events: {asked:?}");
    assert!(
        asked
            .iter()
            .all(|line| line.starts_with(&format!("CONNECT {NOWHERE}:5088 "))),
        "{asked:?}"
    );
    assert!(front.shown.lock().unwrap().len() >= 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_takes_the_socks_proxy() {
    let simulator = plain().await;
    let proxy = Proxy::socks(simulator.addr(), None).await;
    let client = through("socks5h", &proxy).build().unwrap();
    let session = client
        .session(config_at(&format!("http://{NOWHERE}:5088")))
        .unwrap();
    works(&session).await;
    let asked = proxy.asked.lock().unwrap().clone();
    assert!(
        asked.len() >= 2 && asked.iter().all(|name| name == NOWHERE),
        "{asked:?}"
    );
    until("the event channel is closed", || {
        support::connections(&simulator) == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socks_proxy_with_a_password() {
    let simulator = plain().await;
    let proxy = Proxy::socks(simulator.addr(), Some(SECRET)).await;
    let through = |credentials: &str| {
        let client = Client::builder().proxy(format!("socks5h://{credentials}{}", proxy.addr));
        let config = config_at(&format!("http://{NOWHERE}:5088"));
        client.build().unwrap().session(config).unwrap()
    };
    works(&through(&format!("{NAME}:{SECRET}@"))).await;
    for credentials in ["", "clerk:wr0ng-s3cret!@"] {
        let why = unreached(&through(credentials)).await;
        assert_eq!(why.obstacle, Some(Obstacle::ProxyCredentials), "{why}");
        assert!(!why.text.contains("s3cret"), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_proxy_leads_requests_and_events_with_tls_and_without() {
    let simulator = plain().await;
    let authority = authority();
    let front = Front::start(simulator.addr(), &authority, &["127.0.0.1"], None).await;
    let auth = format!("BasicAuth {NAME} {SECRET}");
    for (name, more, credentials) in [
        ("open", "", String::new()),
        ("closed", auth.as_str(), format!("{NAME}:{SECRET}@")),
    ] {
        let proxy = Tinyproxy::new(name, more).await;
        for url in [simulator.base_url(), front.url()] {
            let client = proxy
                .client(&credentials)
                .tls(trusting(&authority))
                .build()
                .unwrap();
            let session = client.session(config_at(&url)).unwrap();
            works(&session).await;
        }
    }
    assert!(front.shown.lock().unwrap().len() >= 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_proxy_that_refuses_says_why() {
    let simulator = plain().await;
    let proxy = Tinyproxy::new("refuses", &format!("BasicAuth {NAME} {SECRET}\nConnectPort 1")).await;
    let session_to = |credentials: &str, url: &str| {
        let client = proxy.client(credentials).build().unwrap();
        client.session(config_at(url)).unwrap()
    };
    let wrong = "clerk:wr0ng-s3cret@";
    for (credentials, url) in [
        ("", simulator.base_url().as_str()),
        ("", "https://127.0.0.1:1"),
        (wrong, "https://127.0.0.1:1"),
    ] {
        let why = unreached(&session_to(credentials, url)).await;
        assert_eq!(why.obstacle, Some(Obstacle::ProxyCredentials), "{url} {why}");
        assert!(why.text.contains("40") && !why.text.contains("s3cret"), "{why}");
        let failed = Error::from(CommandError::Unreachable(why));
        assert!(failed.sentence(Language::Zh).contains("代理"), "{failed}");
    }
    // It answers a wrong password by 401 where it passes requests on, which looks like the server's.
    let failed = soon(session_to(wrong, &simulator.base_url()).agent_login(agent(1))).await;
    let Err(Error::Rejected(CommandError::Rejected(rejection))) = failed else {
        panic!("{failed:?}")
    };
    assert_eq!(rejection.reason, Reason::WrongCredentials);
    assert_eq!(simulator.log(), [], "nothing goes around it");
    // Requests are let through, tunnels are not.
    let session = proxy.client(&format!("{NAME}:{SECRET}@")).build().unwrap();
    let mut config = config_at(&simulator.base_url());
    config.timing.login = std::time::Duration::from_secs(2);
    let session = session.session(config).unwrap();
    let failed = soon(session.agent_login(agent(1))).await;
    let Err(Error::Rejected(CommandError::NoEventChannel(_))) = failed else {
        panic!("{failed:?}")
    };
    assert_eq!(
        (requests(&simulator, "session"), requests(&simulator, "login")),
        (1, 0)
    );
}

/// A proxy that answers everything so.
async fn answering(answer: &'static str) -> Proxy {
    Proxy::start(
        ([127, 0, 0, 1], 1).into(),
        move |mut stream, _, asked| async move {
            let head = head_of(&mut stream).await;
            let text = String::from_utf8(head).unwrap();
            asked
                .lock()
                .unwrap()
                .push(text.lines().next().unwrap().to_owned());
            let _ = stream.write_all(answer.as_bytes()).await;
            // Until the client has read it.
            let _ = stream.read_to_end(&mut Vec::new()).await;
        },
    )
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_proxy_answers_in_the_servers_place_is_told_apart() {
    for (answer, obstacle, words) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
            Obstacle::ProxyCredentials,
            "407",
        ),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://portal.example/sign-in?token=s3cret\r\ncontent-length: 0\r\n\r\n",
            Obstacle::Portal,
            "points to http://portal.example",
        ),
        (
            "HTTP/1.1 511 Network Authentication Required\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>",
            Obstacle::Portal,
            "511",
        ),
        (
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
            Obstacle::ProxyRefused,
            "403",
        ),
        ("SSH-2.0-OpenSSH\r\n\r\n", Obstacle::ProxyRefused, "not HTTP"),
    ] {
        let proxy = answering(answer).await;
        let client = through("http", &proxy).build().unwrap();
        let session = client.session(config_at("https://cti.invalid")).unwrap();
        let why = unreached(&session).await;
        assert_eq!(why.obstacle, Some(obstacle), "{why}");
        assert!(why.text.contains(words) && !why.text.contains("s3cret"), "{why}");
        assert_eq!(
            proxy.asked.lock().unwrap().as_slice(),
            ["CONNECT cti.invalid:443 HTTP/1.1"]
        );
    }
    // Who says nothing is the proxy.
    let proxy = answering("").await;
    let client = through("http", &proxy).connect_timeout(std::time::Duration::from_millis(200));
    let session = client
        .build()
        .unwrap()
        .session(config_at("https://cti.invalid"))
        .unwrap();
    let why = unreached(&session).await;
    assert_eq!(why.obstacle, Some(Obstacle::ProxyRefused), "{why}");
    assert!(why.text.contains(&proxy.addr.to_string()), "{why}");
    // Where the proxy passes requests on, its answer stands for the server's.
    let proxy =
        answering("HTTP/1.1 302 Found\r\nlocation: http://portal.example/\r\ncontent-length: 0\r\n\r\n")
            .await;
    let client = through("http", &proxy).build().unwrap();
    let session = client.session(config_at("http://cti.invalid")).unwrap();
    let failed = soon(session.agent_login(agent(1))).await;
    let Err(Error::Rejected(CommandError::Rejected(rejection))) = failed else {
        panic!("{failed:?}")
    };
    assert_eq!(rejection.reason, Reason::Redirected);
    let proxy = answering("HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n").await;
    let client = through("http", &proxy).build().unwrap();
    let session = client.session(config_at("http://cti.invalid")).unwrap();
    let why = unreached(&session).await;
    assert_eq!(why.obstacle, Some(Obstacle::ProxyCredentials));
    assert_eq!(session.snapshot().phase, SessionPhase::LoggedOut);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_that_is_not_there() {
    let simulator = plain().await;
    for scheme in ["http", "https", "socks5", "socks4a"] {
        let client = Client::builder().proxy(format!("{scheme}://{NAME}:{SECRET}@127.0.0.1:1"));
        let session = client.build().unwrap();
        let session = session.session(config_at(&simulator.base_url())).unwrap();
        let why = unreached(&session).await;
        assert_eq!(why.obstacle, Some(Obstacle::ProxyNotReached), "{why}");
        assert!(
            why.text.contains("127.0.0.1:1") && !why.text.contains(SECRET),
            "{why}"
        );
    }
    assert_eq!(simulator.log(), [], "nothing goes around it");
}

/// As in the environment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_url_without_a_scheme_is_one_of_http() {
    let simulator = plain().await;
    let client = Client::builder().proxy(format!("{NAME}:{SECRET}@127.0.0.1:1"));
    let session = client.build().unwrap();
    let session = session.session(config_at(&simulator.base_url())).unwrap();
    let why = unreached(&session).await;
    assert_eq!(why.obstacle, Some(Obstacle::ProxyNotReached), "{why}");
    assert!(why.text.contains("http://127.0.0.1:1"), "{why}");
    assert_eq!(simulator.log(), [], "nothing goes around it");
}

#[tokio::test]
async fn a_url_that_cannot_be_used_is_told_when_the_client_is_built() {
    for (url, error) in [
        ("no proxy", ProxyError::NoUrl),
        ("", ProxyError::NoUrl),
        ("http://u:pr0xy-s3cret@[::bad", ProxyError::NoUrl),
        ("ftp://u:pr0xy-s3cret@proxy.example", ProxyError::Scheme),
        ("\n", ProxyError::NoUrl),
        ("http//u:pr0xy-s3cret@proxy.example:9", ProxyError::Path),
        ("http://proxy.example:0", ProxyError::Port),
    ] {
        let builder = Client::builder().proxy(url);
        let shown = format!("{builder:?}");
        assert!(!shown.contains(SECRET), "{shown}");
        let Err(BuildError::Proxy(told)) = builder.build() else {
            panic!("{url}")
        };
        assert_eq!(told, error, "{url}");
        let shown = format!("{} {told:?}", BuildError::from(told));
        assert!(!shown.contains(SECRET), "{shown}");
    }
}
