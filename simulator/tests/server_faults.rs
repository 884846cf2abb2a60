//! Each fault does what it says, seen from outside.

mod common;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use common::*;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use wellclient_core::stomp::Command;
use wellclient_simulator::{Heard, Simulator};

/// A simulator, an agent logged in on it and subscribed, its login events read.
async fn at_work() -> (Simulator, Agent, Stomp) {
    let simulator = simulator().await;
    let mut stomp = Stomp::subscribed(simulator.addr(), DOTTED).await;
    let agent = Agent::session(simulator.addr(), "5001").await;
    agent.log_in().await;
    assert_eq!(stomp.events(2).await, ["agentLoggedOn", "agentNotReady"]);
    (simulator, agent, stomp)
}

fn add(simulator: &Simulator, json: &str) -> u64 {
    simulator.faults().add(fault(json)).unwrap()
}

#[tokio::test]
async fn drop_clean() {
    let (simulator, _agent, mut stomp) = at_work().await;
    add(&simulator, r#"{"kind":"drop","how":"clean"}"#);
    assert!(matches!(stomp.next().await, Incoming::Closed(1001)));
}

#[tokio::test]
async fn drop_abrupt_and_of_one_agent_only() {
    let (simulator, _agent, mut stomp) = at_work().await;
    add(&simulator, r#"{"kind":"drop","agent":"5002@test.cc"}"#);
    let mut other = Stomp::subscribed(simulator.addr(), "/topic/csta/agent/5002@test.cc").await;
    add(
        &simulator,
        r#"{"kind":"drop","how":"abrupt","agent":"5002@test.cc"}"#,
    );
    let Some(Err(WsError::Io(error))) = soon(other.socket.next()).await else {
        panic!("no TCP reset")
    };
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    stomp.subscribe("still-there", PLAIN).await;
}

#[tokio::test]
async fn refuse_with_a_status_so_many_times() {
    let simulator = simulator().await;
    let path = "/mvc/stomp/websocket";
    add(
        &simulator,
        r#"{"kind":"refuse","status":503,"retry_after_s":7,"times":2}"#,
    );
    add(&simulator, r#"{"kind":"refuse","status":401,"times":1}"#);
    for expected in [
        (503, Some("7".to_owned())),
        (503, Some("7".to_owned())),
        (401, None),
    ] {
        assert_eq!(Stomp::open(simulator.addr(), path).await.err(), Some(expected));
    }
    assert!(Stomp::open(simulator.addr(), path).await.is_ok());
    assert!(simulator.faults().list().is_empty());
}

#[tokio::test]
async fn half_open_swallows_everything() {
    let (simulator, agent, mut stomp) = at_work().await;
    let mut observations = simulator.observe();
    add(&simulator, r#"{"kind":"half_open"}"#);
    assert_eq!(agent.set_mode("Ready").await / 100, 2);
    stomp.text("SEND\ndestination:/app/x\nreceipt:never\n\n\0").await;
    stomp.text("DISCONNECT\nreceipt:never\n\n\0").await;
    // A new connection of the same agent works, and gets what comes from now on.
    let mut fresh = Stomp::subscribed(simulator.addr(), PLAIN).await;
    assert_eq!(agent.set_mode("NotReady").await / 100, 2);
    assert_eq!(fresh.event().await, "agentNotReady");
    // Even a ping and a close go unanswered; the simulator notices when the client gives up.
    stomp.socket.send(Message::Ping(Vec::new().into())).await.unwrap();
    stomp.socket.send(Message::Close(None)).await.unwrap();
    let mut raw = stomp.socket.into_inner();
    let mut byte = [0];
    let answer = tokio::time::timeout(Duration::from_millis(100), raw.read(&mut byte)).await;
    assert!(answer.is_err(), "it was answered, or ended");
    raw.shutdown().await.unwrap();
    let gave_up =
        |heard: &Heard| matches!(heard, Heard::Closed { reason, .. } if reason.contains("half-open"));
    heard(&mut observations, gave_up).await;
    let mut rest = Vec::new();
    soon(raw.read_to_end(&mut rest)).await.unwrap();
    assert!(
        rest.is_empty(),
        "{} bytes came over a dead connection",
        rest.len()
    );
}

#[tokio::test]
async fn lose_duplicate_delay_and_reorder_events() {
    let (simulator, agent, mut stomp) = at_work().await;
    add(
        &simulator,
        r#"{"kind":"lose","on":{"event":"agentReady","times":1}}"#,
    );
    agent.set_mode("Ready").await;
    agent.set_mode("NotReady").await;
    assert_eq!(stomp.event().await, "agentNotReady");

    add(&simulator, r#"{"kind":"duplicate","on":{"times":1}}"#);
    agent.set_mode("Ready").await;
    agent.set_mode("NotReady").await;
    assert_eq!(
        stomp.events(3).await,
        ["agentReady", "agentReady", "agentNotReady"]
    );

    add(
        &simulator,
        r#"{"kind":"delay","ms":150,"on":{"event":"agentReady","times":1}}"#,
    );
    let started = Instant::now();
    agent.set_mode("Ready").await;
    agent.set_mode("NotReady").await;
    assert_eq!(stomp.event().await, "agentNotReady");
    assert_eq!(stomp.event().await, "agentReady");
    assert!(
        started.elapsed() >= Duration::from_millis(149),
        "{:?}",
        started.elapsed()
    );

    add(
        &simulator,
        r#"{"kind":"reorder","window":2,"flush_ms":60000,"on":{"times":2}}"#,
    );
    agent.set_mode("Ready").await;
    agent.set_mode("NotReady").await;
    assert_eq!(stomp.events(2).await, ["agentNotReady", "agentReady"]);
    assert!(simulator.faults().list().is_empty());
}

#[tokio::test]
async fn removing_a_fault_lets_go_what_it_holds() {
    let (simulator, agent, mut stomp) = at_work().await;
    let id = add(
        &simulator,
        r#"{"kind":"reorder","window":100,"flush_ms":3600000}"#,
    );
    agent.set_mode("Ready").await;
    assert!(simulator.faults().remove(id));
    assert!(!simulator.faults().remove(id));
    assert_eq!(stomp.event().await, "agentReady");
    add(&simulator, r#"{"kind":"delay","ms":3600000}"#);
    agent.set_mode("NotReady").await;
    simulator.faults().clear();
    assert_eq!(stomp.event().await, "agentNotReady");
}

#[tokio::test]
async fn inject_garbage_and_huge_frames() {
    let (simulator, _agent, mut stomp) = at_work().await;
    add(&simulator, r#"{"kind":"inject","text":"nonsense"}"#);
    assert_eq!(stomp.message().await, Ok(Message::text("nonsense")));
    add(&simulator, r#"{"kind":"inject","hex":"00fF7a"}"#);
    assert_eq!(stomp.message().await, Ok(Message::binary(vec![0x00, 0xff, 0x7a])));
    add(&simulator, r#"{"kind":"garbage","bytes":100}"#);
    let Ok(Message::Binary(garbage)) = stomp.message().await else {
        panic!("no garbage")
    };
    assert_eq!(garbage.len(), 100);
    add(&simulator, r#"{"kind":"huge_frame","bytes":300000}"#);
    let frame = stomp.frame().await;
    assert_eq!((frame.command(), frame.body().len()), (Command::Message, 300_000));
    assert_eq!(frame.header("subscription"), Some("sub-0"));
}

#[tokio::test]
async fn no_connected_and_no_receipt() {
    let simulator = simulator().await;
    let mut observations = simulator.observe();
    add(&simulator, r#"{"kind":"no_connected","times":1}"#);
    add(&simulator, r#"{"kind":"no_receipt","times":1}"#);
    let mut mute = Stomp::open(simulator.addr(), "/mvc/stomp/websocket")
        .await
        .unwrap();
    mute.text("CONNECT\naccept-version:1.2\nhost:x\n\n\0SEND\ndestination:/app/x\nreceipt:1\n\n\0")
        .await;
    for command in ["CONNECTED", "RECEIPT"] {
        let withheld =
            |heard: &Heard| matches!(heard, Heard::FrameWithheld { command: c, .. } if *c == command);
        heard(&mut observations, withheld).await;
    }
    mute.text("SEND\ndestination:/app/x\nreceipt:2\n\n\0").await;
    assert_eq!(mute.frame().await.header("receipt-id"), Some("2"));
}

#[tokio::test]
async fn http_status_with_retry_after() {
    let (simulator, agent, mut stomp) = at_work().await;
    let body = r#"{\"deviceId\":\"8002@test.cc\"}"#;
    let status = format!(r#"{{"status":{{"code":455,"body":"{body}","retry_after_s":3}}}}"#);
    add(
        &simulator,
        &format!(r#"{{"kind":"http","on":{{"verb":"setAgentMode","times":1}},"reply":{status}}}"#),
    );
    let state = json!({"func":"SetState","device":"8001@test.cc","agentMode":"Ready","agentId":AGENT,
        "namespace":"test.cc","reason":""});
    let reply = agent
        .send("POST", "/api/csta/agent/state", &state.to_string())
        .await
        .unwrap();
    assert_eq!((reply.status, reply.header("retry-after")), (455, Some("3")));
    assert_eq!(reply.json()["deviceId"], "8002@test.cc");
    // The PBX never saw it, so the next one is what changes the mode.
    assert_eq!(agent.set_mode("Ready").await / 100, 2);
    assert_eq!(stomp.event().await, "agentReady");
}

#[tokio::test]
async fn http_cut_before_and_after_it_is_carried_out() {
    let (simulator, agent, mut stomp) = at_work().await;
    let state = json!({"func":"SetState","device":"8001@test.cc","agentMode":"Ready","agentId":AGENT,
        "namespace":"test.cc","reason":""});
    let before = r#"{"kind":"http","on":{"times":1},"reply":"cut"}"#;
    add(&simulator, before);
    assert!(
        agent
            .send("POST", "/api/csta/agent/state", &state.to_string())
            .await
            .is_none()
    );
    let agents = simulator.state();
    let mode = serde_json::to_value(&agents).unwrap();
    assert_eq!(mode["agents"][0]["agentMode"], "NotReady", "{mode}");

    add(
        &simulator,
        r#"{"kind":"http","on":{"times":1},"carried_out":true,"reply":"cut"}"#,
    );
    assert!(
        agent
            .send("POST", "/api/csta/agent/state", &state.to_string())
            .await
            .is_none()
    );
    assert_eq!(stomp.event().await, "agentReady");
}

#[tokio::test]
async fn http_hang_delay_redirect_html_and_empty() {
    let (simulator, agent, mut stomp) = at_work().await;
    let path = "/api/csta/agent/client-state?x=1";

    add(
        &simulator,
        r#"{"kind":"http","on":{"times":1},"reply":"redirect"}"#,
    );
    let reply = agent.send("GET", path, "").await.unwrap();
    assert_eq!((reply.status, reply.header("location")), (307, Some(path)));

    add(&simulator, r#"{"kind":"http","on":{"times":1},"reply":"html"}"#);
    let reply = agent.send("GET", path, "").await.unwrap();
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("text/html;charset=UTF-8"))
    );
    assert!(reply.body.starts_with("<!DOCTYPE html>"));

    add(&simulator, r#"{"kind":"http","on":{"times":1},"reply":"empty"}"#);
    let reply = agent.send("GET", path, "").await.unwrap();
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));

    // The event overtakes the reply to the request that caused it.
    let delay = r#"{"kind":"http","on":{"times":1},"delay_ms":200,"carried_out":true}"#;
    add(&simulator, delay);
    let started = Instant::now();
    let reply = async {
        assert_eq!(agent.set_mode("Ready").await / 100, 2);
        started.elapsed()
    };
    let event = async {
        assert_eq!(stomp.event().await, "agentReady");
        started.elapsed()
    };
    let (reply_after, event_after) = tokio::join!(reply, event);
    assert!(reply_after >= Duration::from_millis(199) && event_after < reply_after);

    let mut observations = simulator.observe();
    add(&simulator, r#"{"kind":"http","on":{"times":1},"reply":"hang"}"#);
    let mut stream = TcpStream::connect(simulator.addr()).await.unwrap();
    stream
        .write_all(b"GET /x HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    heard(&mut observations, |heard| {
        matches!(heard, Heard::Request { status: None, .. })
    })
    .await;
    let mut byte = [0];
    let answer = tokio::time::timeout(Duration::from_millis(100), stream.read(&mut byte)).await;
    assert!(answer.is_err(), "it was answered");
}
