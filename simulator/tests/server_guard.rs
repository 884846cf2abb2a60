//! Who may use the control API and the pages beside it: no other web page, and with a token only who shows it.

mod common;

use std::net::SocketAddr;

use axum::Router;
use axum::routing::get;
use common::request;
use wellclient_simulator::{Simulator, SimulatorConfig, Token};

const PATHS: [(&str, &str); 4] = [
    ("GET", "/"),
    ("GET", "/simulator/state"),
    ("POST", "/simulator/control"),
    ("DELETE", "/simulator/faults"),
];

async fn simulator(config: SimulatorConfig) -> Simulator {
    let pages = Router::new().route("/", get(async || "a page"));
    Simulator::start_with(config, |_| pages).await.unwrap()
}

async fn status(addr: SocketAddr, (method, path): (&str, &str), headers: &[(&str, &str)]) -> u16 {
    request(addr, method, path, headers, "{}").await.unwrap().status
}

#[tokio::test]
async fn other_web_pages_and_other_names_are_refused() {
    let simulator = simulator(SimulatorConfig::default()).await;
    let addr = simulator.addr();
    let own = format!("http://{addr}");
    let other_port = format!("http://127.0.0.1:{}", addr.port() ^ 1);
    let name = format!("evil.example:{}", addr.port());
    let rebound = format!("http://{name}");
    for path in PATHS {
        for refused in [
            &[("origin", "http://evil.example")][..],
            &[("origin", "null")],
            &[("origin", other_port.as_str())],
            &[("host", name.as_str())],
            &[("host", name.as_str()), ("origin", rebound.as_str())],
            &[("host", "")],
        ] {
            assert_eq!(status(addr, path, refused).await, 403, "{path:?} {refused:?}");
        }
        let localhost = format!("localhost:{}", addr.port());
        for taken in [
            &[][..],
            &[("origin", own.as_str())],
            &[("host", localhost.as_str())],
        ] {
            let status = status(addr, path, taken).await;
            assert!(matches!(status, 200 | 204 | 400), "{path:?} {taken:?} {status}");
        }
    }
    // No page from elsewhere may read of it either, nor ask beforehand.
    let reply = request(addr, "GET", "/simulator/state", &[], "").await.unwrap();
    assert_eq!(reply.header("access-control-allow-origin"), None);
    let preflight = [
        ("origin", "http://evil.example"),
        ("access-control-request-method", "POST"),
    ];
    let reply = request(addr, "OPTIONS", "/simulator/control", &preflight, "").await;
    assert_eq!(reply.unwrap().status, 403);
    // The protocol itself is for pages, too.
    let origin = [("origin", "http://crm.example"), ("host", "cti.example")];
    let reply = request(addr, "POST", "/api/csta/agent/state", &origin, "{}").await;
    assert_eq!(reply.unwrap().status, 426);
}

#[tokio::test]
async fn with_a_token_it_is_asked_for() {
    let simulator = simulator(SimulatorConfig {
        token: Some(Token::new("let-me-in")),
        ..SimulatorConfig::default()
    })
    .await;
    let addr = simulator.addr();
    for path in PATHS {
        for refused in [
            &[][..],
            &[("authorization", "Bearer let-me-i")],
            &[("authorization", "Bearer let-me-inn")],
            &[("authorization", "Bearer ")],
            &[("authorization", "let-me-in")],
            &[("cookie", "wellclient_token_1=let-me-in")],
        ] {
            assert_eq!(status(addr, path, refused).await, 401, "{path:?} {refused:?}");
        }
        let shown = [("authorization", "Bearer let-me-in")];
        // The scheme's case does not matter (RFC 9110, 11.1); the token's does.
        for scheme in ["Bearer", "bearer", "BEARER"] {
            let shown = [("authorization", &*format!("{scheme} let-me-in"))];
            assert!(
                matches!(status(addr, path, &shown).await, 200 | 204 | 400),
                "{path:?} {scheme}"
            );
            let other = [("authorization", &*format!("{scheme} Let-me-in"))];
            assert_eq!(status(addr, path, &other).await, 401, "{path:?} {scheme}");
        }
        let elsewhere = [shown[0], ("origin", "http://evil.example")];
        assert_eq!(status(addr, path, &elsewhere).await, 403, "{path:?}");
    }
    // A person has it in an address, once; then it is a cookie's.
    let reply = request(addr, "GET", "/?token=let-me-in", &[], "").await.unwrap();
    assert_eq!((reply.status, reply.header("location")), (303, Some("/")));
    let cookie = reply.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap();
    let reply = request(addr, "GET", "/", &[("cookie", cookie)], "")
        .await
        .unwrap();
    assert_eq!((reply.status, reply.body.as_str()), (200, "a page"));
    for wrong in ["/?token=", "/?token=let-me", "/?tok=let-me-in"] {
        assert_eq!(status(addr, ("GET", wrong), &[]).await, 401, "{wrong}");
    }
    // Whoever has no token is an agent like any other.
    let reply = request(addr, "POST", "/api/csta/agent/state", &[], "{}").await;
    assert_eq!(reply.unwrap().status, 426);
}

/// A person gets a page in their language, a program JSON.
#[tokio::test]
async fn who_opens_a_page_without_the_token_can_read_why() {
    let config = SimulatorConfig {
        token: Some(Token::new("let-me-in")),
        ..SimulatorConfig::default()
    };
    let simulator = simulator(config).await;
    let addr = simulator.addr();
    let browser = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    for (language, says) in [
        ("zh-CN,zh;q=0.9,en;q=0.8", "需要令牌"),
        ("fr, ZH;q=0.5", "需要令牌"),
        ("en-GB,en;q=0.9,zh;q=0.1", "takes a token"),
        ("fr", "takes a token"),
    ] {
        let headers = [browser, ("accept-language", language)];
        let reply = request(addr, "GET", "/", &headers, "").await.unwrap();
        assert_eq!(reply.status, 401, "{language}");
        let text = reply.body;
        assert!(
            text.starts_with("<!doctype html>") && text.contains(says),
            "{language}: {text}"
        );
    }
    let headers = [("accept", "*/*"), ("accept-language", "zh")];
    let reply = request(addr, "GET", "/", &headers, "").await.unwrap();
    assert!(reply.body.starts_with("{\"error\""));
}
