//! What a network demands of a client, and how it breaks the event channel off.

mod common;

use common::{Agent, DOTTED, Incoming, PLAIN, Stomp, fault, heard, request, simulator};
use futures_util::StreamExt;
use tokio_tungstenite::tungstenite::error::{Error as WsError, ProtocolError};
use wellclient_core::stomp::Command;
use wellclient_simulator::Heard;

const CHANNEL: &str = "/mvc/stomp/websocket";
const FORM: &str = "username=5001&password=123456&namespace=test.cc";

#[tokio::test]
async fn a_spoilt_frame_is_no_websocket() {
    let simulator = simulator().await;
    let mut stomp = Stomp::subscribed(simulator.addr(), DOTTED).await;
    simulator
        .faults()
        .add(fault(r#"{"kind":"broken_framing"}"#))
        .unwrap();
    let broken = common::soon(stomp.socket.next()).await;
    let Some(Err(WsError::Protocol(ProtocolError::NonZeroReservedBits))) = broken else {
        panic!("{broken:?}")
    };
}

#[tokio::test]
async fn a_subscription_that_is_refused_or_late() {
    let simulator = simulator().await;
    simulator
        .faults()
        .add(fault(r#"{"kind":"refuse_subscription","times":1}"#))
        .unwrap();
    let mut stomp = Stomp::connect(simulator.addr(), "1.2", "0,0").await;
    stomp
        .text(&format!("SUBSCRIBE\nid:0\ndestination:{PLAIN}\nreceipt:r\n\n\0"))
        .await;
    assert_eq!(stomp.frame().await.command(), Command::Error);
    assert!(matches!(stomp.next().await, Incoming::Closed(1002)));

    simulator
        .faults()
        .add(fault(r#"{"kind":"late_subscription","ms":300,"times":1}"#))
        .unwrap();
    let asked = std::time::Instant::now();
    let mut stomp = Stomp::subscribed(simulator.addr(), PLAIN).await;
    assert!(asked.elapsed().as_millis() >= 300);
    Agent::session(simulator.addr(), "5001").await.log_in().await;
    assert_eq!(stomp.event().await, "agentLoggedOn");
}

#[tokio::test]
async fn a_channel_that_comes_and_goes() {
    let simulator = simulator().await;
    simulator
        .faults()
        .add(fault(r#"{"kind":"flap","after_ms":20,"times":2}"#))
        .unwrap();
    for _ in 0..2 {
        let mut stomp = Stomp::open(simulator.addr(), CHANNEL).await.unwrap();
        assert!(matches!(stomp.end().await, Incoming::Broken));
    }
    let mut stomp = Stomp::subscribed(simulator.addr(), PLAIN).await;
    Agent::session(simulator.addr(), "5001").await.log_in().await;
    assert_eq!(stomp.event().await, "agentLoggedOn");
}

#[tokio::test]
async fn nothing_works_without_the_cookie_of_the_log_in() {
    let simulator = simulator().await;
    let mut observations = simulator.observe();
    simulator
        .faults()
        .add(fault(r#"{"kind":"demand_cookies"}"#))
        .unwrap();
    let addr = simulator.addr();
    let login = request(addr, "POST", "/login", &[], FORM).await.unwrap();
    assert_eq!(login.status, 200);
    let cookie = login
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let id = login.json()["sessionId"].as_str().unwrap().to_owned();
    let path = "/api/csta/agent/client-state";
    let session = ("sessionId", id.as_str());
    let bare = request(addr, "GET", path, &[session], "").await.unwrap();
    assert_eq!(bare.status, 403);
    let both = [session, ("cookie", &format!("other=1; {cookie}"))];
    assert_eq!(request(addr, "GET", path, &both, "").await.unwrap().status, 200);
    assert_eq!(
        Stomp::open(addr, CHANNEL).await.err().map(|(status, _)| status),
        Some(403)
    );
    let refused = |heard: &Heard| matches!(heard, Heard::Refused { status: 403, .. });
    heard(&mut observations, refused).await;
    simulator.faults().clear();
    assert_eq!(
        request(addr, "GET", path, &[session], "").await.unwrap().status,
        200
    );
    assert!(Stomp::open(addr, CHANNEL).await.is_ok());
}

#[tokio::test]
async fn a_websocket_without_origin_is_refused() {
    let simulator = simulator().await;
    simulator
        .faults()
        .add(fault(r#"{"kind":"demand_origin","status":401}"#))
        .unwrap();
    let addr = simulator.addr();
    assert_eq!(
        Stomp::open(addr, CHANNEL).await.err().map(|(status, _)| status),
        Some(401)
    );
    let page = ("origin", "http://desk.example");
    let mut stomp = Stomp::open_with(addr, CHANNEL, &[page]).await.unwrap();
    assert_eq!(stomp.greet("1.2", "0,0").await.command(), Command::Connected);
    // Requests need none.
    assert_eq!(
        request(addr, "POST", "/login", &[], FORM).await.unwrap().status,
        200
    );
}
