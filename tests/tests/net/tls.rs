//! TLS over real sockets: whom the client trusts, what it shows, and what it says of whom it does not trust.

use std::net::TcpListener;
use std::sync::Arc;

use crate::support::{
    self,
    tls::{Authority, Front, authority, issued_by, server_config, trusting},
};
use crate::support::{agent, config_at, soon, works};
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConnection;
use rustls::crypto::CryptoProvider;
use serde_json::json;
use wellclient::{
    BuildError, Client, CommandError, Error, Language, Obstacle, Session, TlsError, TlsOptions,
};
use wellclient_simulator::Simulator;

async fn plain() -> Simulator {
    support::simulator(json!({})).await
}

fn client(options: TlsOptions) -> Client {
    Client::builder().no_proxy().tls(options).build().unwrap()
}

async fn fails(session: &Session) -> String {
    support::unreached(session).await.text
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
    assert!(reason.text.contains("certificate"), "{reason}");
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
}

/// Valid between two days of these years.
fn between(mut params: CertificateParams, from: i32, to: i32) -> CertificateParams {
    params.not_before = rcgen::date_time_ymd(from, 1, 2);
    params.not_after = rcgen::date_time_ymd(to, 1, 2);
    params
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_certificate_says_what_is_wrong_with_it() {
    let simulator = plain().await;
    let authority = authority();
    let key = KeyPair::generate().unwrap();
    let params = |name: &str| CertificateParams::new(vec![name.to_owned()]).unwrap();
    let signed = |params: CertificateParams| params.signed_by(&key, &authority).unwrap();
    // What people make by one line of openssl: an authority's own, shown by a server.
    let mut own = params("127.0.0.1");
    own.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let own = own.self_signed(&key).unwrap();
    let lone = params("127.0.0.1").self_signed(&key).unwrap();
    let mut of_client = params("127.0.0.1");
    of_client.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    for (certificate, roots, obstacle, words) in [
        (
            signed(between(params("127.0.0.1"), 2000, 2001)),
            authority.pem(),
            Obstacle::CertificateExpired,
            "2001-01-02",
        ),
        (
            signed(between(params("127.0.0.1"), 2200, 2201)),
            authority.pem(),
            Obstacle::CertificateNotYetValid,
            "2200-01-02",
        ),
        (
            signed(params("cti.example")),
            authority.pem(),
            Obstacle::CertificateWrongHost,
            "for cti.example, not for 127.0.0.1",
        ),
        (
            lone,
            authority.pem(),
            Obstacle::CertificateUnknownIssuer,
            "issuer",
        ),
        (
            signed(of_client),
            authority.pem(),
            Obstacle::CertificateRefused,
            "not made for servers",
        ),
        (
            own.clone(),
            own.pem(),
            Obstacle::CertificateIsAuthority,
            "authority",
        ),
    ] {
        let front = Front::showing(simulator.addr(), certificate.der().clone(), &key, None).await;
        for without_platform_roots in [false, true] {
            let options = TlsOptions {
                extra_roots_pem: roots.clone().into_bytes(),
                without_platform_roots,
                ..TlsOptions::default()
            };
            let client = client(options);
            let session = client.session(config_at(&front.url())).unwrap();
            let failed = soon(session.agent_login(agent(1))).await;
            let Err(Error::Rejected(error @ CommandError::Unreachable(_))) = failed else {
                panic!("{failed:?}")
            };
            assert_eq!(error.cause(), Some(obstacle.code()), "{error}");
            let [en, zh] = [Language::En, Language::Zh].map(|language| (error.sentence(language), language));
            for (sentence, language) in [&en, &zh] {
                assert!(sentence.contains(obstacle.message(*language)), "{sentence}");
            }
            assert!(en.0.contains(words), "{}", en.0);
            // With what is known of it: dates and names.
            let is_known = |word: &&str| word.ends_with('Z') || word.contains(".example");
            let known = en.0.split([' ', '(', ')', ',', ';']).filter(is_known);
            for word in known {
                assert!(zh.0.contains(word), "{word}: {}", zh.0);
            }
            let (method, url) = (wellclient::core::http::Method::Get, front.url());
            let probe = client.probe_http(method, &url, std::time::Duration::from_secs(5));
            let told = soon(probe).await.unwrap_err();
            assert_eq!((told.obstacle, told.never_sent), (Some(obstacle), true), "{told}");
        }
    }
    // Who wants a certificate of the client's, and who does not speak TLS.
    let strict = Front::start(simulator.addr(), &authority, &["127.0.0.1"], Some(&authority)).await;
    for (url, obstacle) in [
        (strict.url(), Obstacle::ClientCertificate),
        (format!("https://{}", simulator.addr()), Obstacle::NotTls),
    ] {
        let session = client(trusting(&authority)).session(config_at(&url)).unwrap();
        let why = support::unreached(&session).await;
        assert_eq!(why.obstacle, Some(obstacle), "{why}");
    }
    assert_eq!(simulator.log(), []);
}

/// How a server ends TLS that has got no certificate.
#[derive(Clone, Copy, Debug)]
enum Parting {
    Alert,
    Close,
    Reset,
}

/// Speaks TLS 1.2 until it fails, and then ends so.
fn strict_until(authority: &Authority, parting: Parting) -> String {
    let (certificate, key) = issued_by(authority, &["127.0.0.1"]);
    let versions = [&rustls::version::TLS12];
    let config = server_config(certificate.der().clone(), &key, Some(authority), &versions);
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut tls = ServerConnection::new(Arc::clone(&config)).unwrap();
            while tls.read_tls(&mut stream).is_ok_and(|read| read > 0) && tls.process_new_packets().is_ok() {
                while tls.wants_write() {
                    tls.write_tls(&mut stream).unwrap();
                }
            }
            match parting {
                Parting::Alert => while tls.wants_write() && tls.write_tls(&mut stream).is_ok() {},
                Parting::Close => {}
                Parting::Reset => {
                    let stream = tokio::net::TcpSocket::from_std_stream(stream);
                    stream.set_zero_linger().unwrap();
                }
            }
        }
    });
    url
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wants_a_certificate_need_not_say_so_at_the_end() {
    let authority = authority();
    for parting in [Parting::Alert, Parting::Close, Parting::Reset] {
        let url = strict_until(&authority, parting);
        let session = client(trusting(&authority)).session(config_at(&url)).unwrap();
        let why = support::unreached(&session).await;
        assert_eq!(
            why.obstacle,
            Some(Obstacle::ClientCertificate),
            "{parting:?}: {why}"
        );
    }
}
