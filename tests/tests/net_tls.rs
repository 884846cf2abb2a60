//! TLS and proxies over real sockets: whom the client trusts, what it shows, and that everything takes the
//! same way.

mod support;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use serde_json::json;
use support::{agent, config_at, soon, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use wellclient::{
    BuildError, Client, ClientBuilder, CommandError, Error, LinkState, Session, TlsError, TlsOptions,
};
use wellclient_simulator::Simulator;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for these names and its key, both as PEM.
fn issued_by(authority: &Authority, names: &[&str]) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, authority)
        .unwrap();
    (certificate, key)
}

/// A TLS terminator in front of a server.
struct Front {
    addr: SocketAddr,
    /// For each connection that was accepted, how many certificates the client has shown.
    shown: Arc<Mutex<Vec<usize>>>,
}

impl Front {
    async fn start(
        server: SocketAddr,
        authority: &Authority,
        names: &[&str],
        clients: Option<&Authority>,
    ) -> Self {
        let provider = Arc::new(ring::default_provider());
        let (certificate, key) = issued_by(authority, names);
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = match clients {
            None => config.with_no_client_auth(),
            Some(clients) => {
                let mut roots = RootCertStore::empty();
                roots.add(clients.der().clone()).unwrap();
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                config.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let config = config
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let shown = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&shown);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let certificates = stream.get_ref().1.peer_certificates().map_or(0, <[_]>::len);
                    seen.lock().unwrap().push(certificates);
                    let mut server = TcpStream::connect(server).await.unwrap();
                    // Either side may end it.
                    let _ = copy_bidirectional(&mut stream, &mut server).await;
                });
            }
        });
        Self { addr, shown }
    }

    fn url(&self) -> String {
        format!("https://{}", self.addr)
    }
}

async fn plain() -> Simulator {
    support::simulator(json!({})).await
}

fn client(options: TlsOptions) -> Client {
    Client::builder().no_proxy().tls(options).build().unwrap()
}

fn trusting(authority: &Authority) -> TlsOptions {
    TlsOptions {
        extra_roots_pem: authority.pem().into_bytes(),
        ..TlsOptions::default()
    }
}

/// Logs in, is told of its events, and logs out.
async fn works(session: &Session) {
    soon(session.agent_login(agent(1))).await.unwrap();
    let snapshot = session.snapshot();
    assert_eq!(snapshot.link, LinkState::Active);
    soon(session.logout()).await.unwrap();
}

async fn fails(session: &Session) -> String {
    match soon(session.agent_login(agent(1))).await {
        Err(Error::Rejected(CommandError::Unreachable(reason))) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extra_roots_are_trusted_for_requests_and_events() {
    let simulator = plain().await;
    let authority = authority();
    let front = Front::start(simulator.addr(), &authority, &["127.0.0.1"], None).await;
    for without_platform_roots in [false, true] {
        let options = TlsOptions {
            without_platform_roots,
            ..trusting(&authority)
        };
        works(&client(options).session(config_at(&front.url())).unwrap()).await;
    }
    assert!(
        front.shown.lock().unwrap().iter().all(|&shown| shown == 0),
        "no certificate was asked for"
    );
    assert!(
        CryptoProvider::get_default().is_none(),
        "something was installed for the whole process"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_trusted_is_told_apart() {
    let simulator = plain().await;
    let (authority, other) = (authority(), authority());
    let front = Front::start(simulator.addr(), &authority, &["127.0.0.1"], None).await;
    for options in [
        TlsOptions::default(),
        trusting(&other),
        TlsOptions {
            without_platform_roots: true,
            ..trusting(&other)
        },
        TlsOptions {
            without_platform_roots: true,
            ..TlsOptions::default()
        },
    ] {
        let reason = fails(&client(options).session(config_at(&front.url())).unwrap()).await;
        assert!(
            reason.contains("certificate") || reason.contains("TLS roots"),
            "{reason}"
        );
    }
    // The right root, but another name.
    let front = Front::start(simulator.addr(), &authority, &["cti.example"], None).await;
    let reason = fails(
        &client(trusting(&authority))
            .session(config_at(&front.url()))
            .unwrap(),
    )
    .await;
    assert!(reason.contains("certificate"), "{reason}");
    // Plain HTTP where TLS is expected, and the other way round.
    let reason = fails(
        &client(trusting(&authority))
            .session(config_at(&format!("https://{}", simulator.addr())))
            .unwrap(),
    )
    .await;
    assert!(!reason.is_empty());
    let reason = fails(
        &client(trusting(&authority))
            .session(config_at(&format!("http://{}", front.addr)))
            .unwrap(),
    )
    .await;
    assert!(!reason.is_empty());
    assert_eq!(
        support::requests(&simulator, "session"),
        0,
        "no password has left"
    );
    // The requests are trusted, the event channel is not.
    let events = Front::start(simulator.addr(), &other, &["127.0.0.1"], None).await;
    let front = Front::start(simulator.addr(), &authority, &["127.0.0.1"], None).await;
    let mut config = config_at(&front.url());
    config.environment = config
        .environment
        .with_events(&format!("wss://{}/mvc/stomp/websocket", events.addr))
        .unwrap();
    config.reconnect = wellclient::ReconnectPolicy::Fixed {
        attempts: 0,
        delay: std::time::Duration::from_secs(1),
    };
    let session = client(trusting(&authority)).session(config).unwrap();
    let failed = soon(session.agent_login(agent(1))).await;
    let Err(Error::Rejected(CommandError::NoEventChannel(reason))) = failed else {
        panic!("{failed:?}")
    };
    assert!(reason.contains("certificate"), "{reason}");
    assert!(CryptoProvider::get_default().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_certificate_is_accepted_where_that_was_dared() {
    let simulator = plain().await;
    let front = Front::start(simulator.addr(), &authority(), &["somebody.else"], None).await;
    let options = TlsOptions {
        danger_accept_any_certificate: true,
        ..TlsOptions::default()
    };
    works(&client(options).session(config_at(&front.url())).unwrap()).await;
    assert!(CryptoProvider::get_default().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_certificate_is_shown() {
    let simulator = plain().await;
    let (servers, clients) = (authority(), authority());
    let front = Front::start(simulator.addr(), &servers, &["127.0.0.1"], Some(&clients)).await;
    let reason = fails(
        &client(trusting(&servers))
            .session(config_at(&front.url()))
            .unwrap(),
    )
    .await;
    assert!(!reason.is_empty());
    let (certificate, key) = issued_by(&clients, &["agent-desktop"]);
    let options = TlsOptions {
        client_certificate_pem: certificate.pem().into_bytes(),
        client_key_pem: key.serialize_pem().into_bytes(),
        ..trusting(&servers)
    };
    let shown = format!("{options:?}");
    assert!(
        !shown.contains("PRIVATE") && !shown.contains(&key.serialize_pem()),
        "{shown}"
    );
    works(&client(options).session(config_at(&front.url())).unwrap()).await;
    let shown = front.shown.lock().unwrap().clone();
    assert!(
        shown.len() >= 2 && shown.iter().all(|&shown| shown == 1),
        "{shown:?}"
    );
}

#[tokio::test]
async fn what_is_no_pem_is_told_when_the_client_is_built() {
    let authority = authority();
    let (certificate, key) = issued_by(&authority, &["agent"]);
    let (_, other_key) = issued_by(&authority, &["other"]);
    let build = |options: TlsOptions| Client::builder().no_proxy().tls(options).build().map(|_| ());
    for bad in [
        "no PEM",
        "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
    ] {
        for without_platform_roots in [false, true] {
            let options = TlsOptions {
                extra_roots_pem: bad.into(),
                without_platform_roots,
                ..TlsOptions::default()
            };
            assert!(
                matches!(build(options), Err(BuildError::Tls(TlsError::ExtraRoots(_)))),
                "{bad}"
            );
        }
    }
    for (chain, key) in [
        ("no PEM".into(), key.serialize_pem()),
        (certificate.pem(), "no PEM".into()),
        (certificate.pem(), String::new()),
        (certificate.pem(), other_key.serialize_pem()),
    ] {
        let options = TlsOptions {
            client_certificate_pem: chain.into_bytes(),
            client_key_pem: key.into_bytes(),
            ..TlsOptions::default()
        };
        let answer = build(options);
        assert!(
            matches!(answer, Err(BuildError::Tls(TlsError::ClientCertificate(_)))),
            "{answer:?}"
        );
    }
    let answer = Client::builder().proxy("no proxy").build().map(|_| ());
    assert!(matches!(answer, Err(BuildError::Proxy)), "{answer:?}");
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

    /// SOCKS 5 (RFC 1928), without authentication, by name.
    async fn socks(server: SocketAddr) -> Self {
        Self::start(server, |mut stream, server, asked| async move {
            let mut hello = [0; 2];
            stream.read_exact(&mut hello).await.unwrap();
            let mut methods = vec![0; hello[1].into()];
            stream.read_exact(&mut methods).await.unwrap();
            stream.write_all(&[5, 0]).await.unwrap();
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
    let proxy = Proxy::socks(simulator.addr()).await;
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
async fn a_proxy_that_refuses_or_is_not_there() {
    let simulator = plain().await;
    let refusing = Proxy::start(simulator.addr(), |mut stream, _, asked| async move {
        let _ = head_of(&mut stream).await;
        asked.lock().unwrap().push(String::new());
        let _ = stream
            .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            .await;
        // Until the client has read it.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let session = through("http", &refusing)
        .build()
        .unwrap()
        .session(config_at("http://cti.invalid"))
        .unwrap();
    let failed = soon(session.agent_login(agent(1))).await;
    let Err(Error::Rejected(CommandError::Rejected(rejection))) = failed else {
        panic!("{failed:?}")
    };
    assert_eq!(rejection.status, Some(407));
    let session = through("http", &refusing)
        .build()
        .unwrap()
        .session(config_at("https://cti.invalid"))
        .unwrap();
    assert!(!fails(&session).await.is_empty());
    let nobody = Proxy {
        addr: ([127, 0, 0, 1], 1).into(),
        asked: Arc::default(),
    };
    let session = through("http", &nobody)
        .build()
        .unwrap()
        .session(config_at(&simulator.base_url()))
        .unwrap();
    assert!(!fails(&session).await.is_empty());
    assert_eq!(simulator.log(), []);
}
