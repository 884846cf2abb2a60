//! The event channel from outside: versions, topics, receipts, heart-beats, packing, and connections that end.

mod common;

use std::time::{Duration, Instant};

use common::*;
use futures_util::SinkExt;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;
use wellclient_core::stomp::Command;
use wellclient_simulator::{Fault, Heard, StompConfig, fault::DropHow};

#[tokio::test]
async fn every_version_and_both_topic_styles_bring_the_events() {
    for version in ["1.0", "1.1", "1.2"] {
        for topic in [DOTTED, PLAIN] {
            let simulator = simulator().await;
            let mut stomp = Stomp::connect(simulator.addr(), version, "0,0").await;
            assert_eq!(stomp.protocol.as_deref(), Some("v12.stomp"));
            stomp.subscribe("sub-7", topic).await;
            let agent = Agent::session(simulator.addr(), "5001").await;
            agent.log_in().await;
            let frame = stomp.frame().await;
            assert_eq!(frame.command(), Command::Message);
            assert_eq!(frame.header("subscription"), Some("sub-7"));
            assert_eq!(
                frame.header("content-type"),
                Some("application/json;charset=UTF-8")
            );
            assert_eq!(
                frame.header("content-length"),
                Some(frame.body().len().to_string().as_str())
            );
            let destination = frame.header("destination").unwrap();
            let published = match topic {
                DOTTED => "/topic/event.agent.agentLoggedOn.5001@test_cc",
                _ => "/topic/csta/agent/5001@test.cc",
            };
            assert_eq!(destination, published);
            let event: serde_json::Value = serde_json::from_slice(frame.body()).unwrap();
            assert_eq!(event["eventName"], "agentLoggedOn");
            assert_eq!(event["agentId"], AGENT);
            assert_eq!(stomp.event().await, "agentNotReady");
            simulator.shutdown().await;
        }
    }
}

/// The original client has the session only with the reply, and sends its first heartbeat on the event.
#[tokio::test]
async fn a_log_in_is_told_of_after_its_reply() {
    let simulator = simulator().await;
    let mut stomp = Stomp::subscribed(simulator.addr(), DOTTED).await;
    let told = tokio::spawn(async move {
        let first = stomp.event().await;
        (first, Instant::now(), stomp.events(2).await)
    });
    let agent = Agent::session(simulator.addr(), "5001").await;
    agent.log_in().await;
    let replied = Instant::now();
    // What comes of anything else keeps its place behind it.
    let call = r#"{"do":"call_in","from":"13800000000","to":"8001"}"#;
    simulator.control(serde_json::from_str(call).unwrap()).unwrap();
    let (first, at, others) = told.await.unwrap();
    assert!(first == "agentLoggedOn" && at > replied, "{first}");
    assert_eq!(others, ["agentNotReady", "delivered"]);
}

#[tokio::test]
async fn the_channel_is_also_below_a_base_path() {
    let simulator = simulator().await;
    let mut stomp = Stomp::open(simulator.addr(), "/sdk/mvc/stomp/websocket")
        .await
        .unwrap();
    assert_eq!(stomp.greet("1.2", "0,0").await.command(), Command::Connected);
}

#[tokio::test]
async fn after_unsubscribe_nothing_comes() {
    let simulator = simulator().await;
    let mut stomp = Stomp::subscribed(simulator.addr(), DOTTED).await;
    stomp.subscribe("other", PLAIN).await;
    stomp.text("UNSUBSCRIBE\nid:sub-0\nreceipt:gone\n\n\0").await;
    assert_eq!(stomp.frame().await.header("receipt-id"), Some("gone"));
    Agent::session(simulator.addr(), "5001").await.log_in().await;
    for name in ["agentLoggedOn", "agentNotReady"] {
        let frame = stomp.frame().await;
        assert_eq!(frame.header("subscription"), Some("other"), "{name}");
    }
}

#[tokio::test]
async fn disconnect_is_receipted_and_closed() {
    let simulator = simulator().await;
    let mut stomp = Stomp::connect(simulator.addr(), "1.2", "0,0").await;
    stomp.text("DISCONNECT\nreceipt:77\n\n\0").await;
    assert_eq!(stomp.frame().await.header("receipt-id"), Some("77"));
    assert!(matches!(stomp.next().await, Incoming::Closed(1000)));
}

#[tokio::test]
async fn without_receipts_the_subscription_stands_all_the_same() {
    let simulator = simulator_with(StompConfig {
        receipts: false,
        ..Default::default()
    })
    .await;
    let mut observations = simulator.observe();
    let mut stomp = Stomp::connect(simulator.addr(), "1.2", "0,0").await;
    stomp
        .text(&format!("SUBSCRIBE\nid:0\ndestination:{DOTTED}\nreceipt:r\n\n\0"))
        .await;
    let subscribed = |heard: &Heard| {
        matches!(
            heard,
            Heard::FrameIn {
                command: "SUBSCRIBE",
                ..
            }
        )
    };
    heard(&mut observations, subscribed).await;
    Agent::session(simulator.addr(), "5001").await.log_in().await;
    assert_eq!(stomp.event().await, "agentLoggedOn");
}

#[tokio::test]
async fn malformed_frames_end_in_error_and_close() {
    let simulator = simulator().await;
    for bad in [
        "NONSENSE\n\n\0",
        "SEND\nno colon\n\n\0",
        "SUBSCRIBE\nid:0\ndestination:/nowhere\n\n\0",
    ] {
        let mut stomp = Stomp::connect(simulator.addr(), "1.2", "0,0").await;
        stomp.text(bad).await;
        assert_eq!(stomp.frame().await.command(), Command::Error, "{bad:?}");
        assert!(matches!(stomp.next().await, Incoming::Closed(1002)), "{bad:?}");
    }
}

#[tokio::test]
async fn a_bare_h_is_ignored() {
    let simulator = simulator().await;
    let mut stomp = Stomp::connect(simulator.addr(), "1.1", "0,0").await;
    stomp.text("h").await;
    stomp.subscribe("0", PLAIN).await;
}

#[tokio::test]
async fn heartbeats_come_and_a_silent_client_is_cut() {
    let stomp = StompConfig {
        heartbeat_send_ms: 40,
        heartbeat_receive_ms: 500,
        ..Default::default()
    };
    let simulator = simulator_with(stomp).await;
    let mut stomp = Stomp::connect(simulator.addr(), "1.2", "500,40").await;
    for _ in 0..3 {
        assert!(matches!(stomp.next().await, Incoming::Heartbeat));
    }
    // The client says nothing: 3 × 500 ms.
    assert!(matches!(stomp.end().await, Incoming::Closed(1000)));
}

#[tokio::test]
async fn heartbeats_can_be_off() {
    let stomp = StompConfig {
        heartbeat_send_ms: 0,
        heartbeat_receive_ms: 0,
        ..Default::default()
    };
    let simulator = simulator_with(stomp).await;
    let mut stomp = Stomp::open(simulator.addr(), "/mvc/stomp/websocket")
        .await
        .unwrap();
    assert_eq!(stomp.greet("1.2", "1,1").await.header("heart-beat"), Some("0,0"));
    // The client offered one each millisecond and sends none: were they on, this would be cut.
    stomp.subscribe("0", PLAIN).await;
    Agent::session(simulator.addr(), "5001").await.log_in().await;
    assert!(matches!(stomp.next().await, Incoming::Frame(_)));
}

#[tokio::test]
async fn binary_packed_and_split_messages_carry_the_same() {
    let binary = StompConfig {
        binary: true,
        ..Default::default()
    };
    let packed = StompConfig {
        pack: 2,
        trailing_newline: true,
        ..Default::default()
    };
    let split = StompConfig {
        split: Some(16),
        ..Default::default()
    };
    for config in [binary.clone(), packed.clone(), split.clone()] {
        let simulator = simulator_with(config.clone()).await;
        let mut stomp = Stomp::subscribed(simulator.addr(), DOTTED).await;
        stomp.messages.clear();
        Agent::session(simulator.addr(), "5001").await.log_in().await;
        assert_eq!(stomp.events(2).await, ["agentLoggedOn", "agentNotReady"]);
        let messages = &stomp.messages;
        assert!(
            messages
                .iter()
                .all(|message| message.is_binary() == config.binary)
        );
        match (config.pack, config.split) {
            (2, _) => assert_eq!(messages.len(), 1),
            (_, Some(size)) => assert!(messages.len() > 10 && messages.iter().all(|m| m.len() <= size)),
            _ => assert_eq!(messages.len(), 2),
        }
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_and_holds_nobody_up() {
    let simulator = simulator_with(StompConfig {
        queue: 4,
        ..Default::default()
    })
    .await;
    let mut observations = simulator.observe();
    let deaf = Stomp::subscribed(simulator.addr(), DOTTED).await;
    // Fills the kernel's buffers, so that the connection's task is stuck in its write.
    simulator
        .faults()
        .add(Fault::HugeFrame {
            bytes: 32 * 1024 * 1024,
            agent: None,
        })
        .unwrap();
    let huge = |heard: &Heard| {
        matches!(
            heard,
            Heard::FrameOut {
                command: "MESSAGE",
                ..
            }
        )
    };
    heard(&mut observations, huge).await;
    let agent = Agent::session(simulator.addr(), "5001").await;
    agent.log_in().await;
    for round in 0..3 {
        assert_eq!(
            agent
                .set_mode(if round % 2 == 0 { "Ready" } else { "NotReady" })
                .await
                / 100,
            2
        );
    }
    let closed = heard(&mut observations, |heard| matches!(heard, Heard::Closed { .. })).await;
    // By its full queue, not after the time that a single write may take.
    assert!(!matches!(closed, Heard::Closed { reason, .. } if reason == "the client does not read"));
    drop(deaf);
}

#[tokio::test]
async fn agents_get_their_own_events_only() {
    let simulator = simulator().await;
    let mut first = Stomp::subscribed(simulator.addr(), DOTTED).await;
    let mut second = Stomp::subscribed(simulator.addr(), "/topic/event.agent.*.5002@test_cc").await;
    Agent::session(simulator.addr(), "5001").await.log_in().await;
    let other = Agent::session(simulator.addr(), "5002").await;
    let body = r#"{"func":"Login","loginId":"5002@test.cc","device":"8002@test.cc","password":"123456","agentMode":"Ready"}"#;
    assert_eq!(other.post("/api/csta/agent/state", body).await / 100, 2);
    assert_eq!(second.events(2).await, ["agentLoggedOn", "agentReady"]);
    assert_eq!(first.events(2).await, ["agentLoggedOn", "agentNotReady"]);
}

#[tokio::test]
async fn shutdown_ends_everything_and_frees_the_port() {
    let simulator = simulator().await;
    let addr = simulator.addr();
    let mut stomp = Stomp::subscribed(addr, DOTTED).await;
    // A request that would never be answered must not hold it up either.
    simulator
        .faults()
        .add(fault(r#"{"kind":"http","reply":"hang"}"#))
        .unwrap();
    let mut observations = simulator.observe();
    let hung = tokio::spawn(async move { request(addr, "GET", "/x", &[], "").await.is_none() });
    heard(&mut observations, |heard| {
        matches!(heard, Heard::Request { status: None, .. })
    })
    .await;
    soon(simulator.shutdown()).await;
    assert!(soon(hung).await.unwrap());
    assert!(matches!(stomp.end().await, Incoming::Broken));
    TcpListener::bind(addr).await.unwrap();
}

#[tokio::test]
async fn dropping_it_ends_it() {
    let simulator = simulator().await;
    let mut stomp = Stomp::subscribed(simulator.addr(), DOTTED).await;
    drop(simulator);
    assert!(matches!(stomp.end().await, Incoming::Broken));
}

#[tokio::test]
async fn several_run_side_by_side() {
    let (one, two) = (simulator().await, simulator().await);
    assert_ne!(one.addr(), two.addr());
    let mut stomp = Stomp::subscribed(two.addr(), DOTTED).await;
    one.faults()
        .add(Fault::Drop {
            how: DropHow::Abrupt,
            agent: None,
        })
        .unwrap();
    one.shutdown().await;
    Agent::session(two.addr(), "5001").await.log_in().await;
    assert_eq!(stomp.event().await, "agentLoggedOn");
}

#[tokio::test]
async fn random_messages_never_upset_it() {
    let simulator = simulator().await;
    let mut state = 0x1234_5678_u64;
    for round in 0..200 {
        let mut stomp = Stomp::open(simulator.addr(), "/mvc/stomp/websocket")
            .await
            .unwrap();
        let mut noise = Vec::new();
        for _ in 0..round {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            noise.push((state >> 33) as u8);
        }
        if round % 2 == 0 {
            noise.splice(
                0..0,
                b"CONNECT\naccept-version:1.2\n\n\0SUBSCRIBE\n".iter().copied(),
            );
        }
        // The server may have closed already.
        let _ = stomp.socket.send(Message::binary(noise)).await;
    }
    let mut sane = Stomp::subscribed(simulator.addr(), DOTTED).await;
    Agent::session(simulator.addr(), "5001").await.log_in().await;
    assert_eq!(sane.event().await, "agentLoggedOn");
}

#[tokio::test]
async fn a_client_that_never_connects_is_cut() {
    let simulator = simulator_with(StompConfig {
        connect_timeout_ms: 50,
        ..Default::default()
    })
    .await;
    let mut stomp = Stomp::open(simulator.addr(), "/mvc/stomp/websocket")
        .await
        .unwrap();
    assert!(matches!(
        tokio::time::timeout(Duration::from_secs(5), stomp.end()).await,
        Ok(Incoming::Closed(1002))
    ));
}
