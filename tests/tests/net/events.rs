//! What comes over the event channel, over real sockets: garbage, huge frames, what is no event, events lost,
//! late and twice, and frames however they are cut.

use std::time::Duration;

use crate::support::{Desk, Floor, persistent, soon, until};
use serde_json::{Value, json};
use wellclient::event::AnomalyKind;
use wellclient::{Body, EventKind};
use wellclient_simulator::StompConfig;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_on_the_event_channel() {
    let floor = Floor::new().await;
    let (mut a, call) = floor.desk_in_a_call(persistent(floor.config())).await;
    for (reconnects, fault) in [
        json!({"kind": "garbage", "bytes": 65_536}),
        json!({"kind": "inject", "text": "NOT A FRAME\n\n\u{0}"}),
        json!({"kind": "inject", "text": "MESSAGE\ncontent-length:99999999999999999999\n\n\u{0}"}),
        json!({"kind": "inject", "text": "ERROR\nmessage:no more\n\nover\u{0}"}),
        json!({"kind": "inject", "text": "CONNECTED\nversion:1.2\n\n\u{0}"}),
        json!({"kind": "inject", "hex": "ff".repeat(1000)}),
        json!({"kind": "huge_frame", "bytes": 9 << 20}),
        json!({"kind": "huge_frame", "bytes": 20 << 20}),
    ]
    .into_iter()
    .enumerate()
    {
        floor.add_fault(fault.clone());
        a.until_told(EventKind::WsReconnectSucceed).await;
        until("the account is taken over", || a.is_put_right()).await;
        a.shows("C1 connected [13800000000:connected 8001:connected]");
        assert_eq!(a.session.metrics().reconnects, reconnects as u64 + 1, "{fault}");
    }
    a.hangs_up(&call).await;
    a.works().await;
}

/// A MESSAGE that is no event, or none that is known, is reported and leaves the channel as it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_are_no_events() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.timing.doubt = Duration::from_millis(10);
    let (mut a, call) = floor.desk_in_a_call(config).await;
    let message =
        |body: &str| format!("MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:x\n\n{body}\u{0}");
    let deep = "[".repeat(100_000);
    for body in [
        "",
        "no JSON",
        "[1,2]",
        "{\"eventName\":",
        &deep,
        "\"text\"",
        "null",
    ] {
        floor.add_fault(json!({"kind": "inject", "text": message(body)}));
        let told = a.until_told(EventKind::Anomaly).await;
        let Body::Anomaly(anomaly) = told.body() else {
            panic!("{told:?}")
        };
        assert_eq!(anomaly.kind, AnomalyKind::Malformed);
    }
    // A known name without the fields it needs, and a name that nobody knows: both are delivered.
    for body in [
        r#"{"eventName":"established"}"#,
        r#"{"eventName":"somethingNew","callId":7,"x":{"y":[null]}}"#,
        r#"{"eventName":"delivered","callId":"","alertingDevice":5}"#,
    ] {
        floor.add_fault(json!({"kind": "inject", "text": message(body)}));
        let event = a.next().await;
        assert_eq!(event.raw(), body);
    }
    // Several frames and bare line ends in one message, and one that is another subscription's.
    let other = "MESSAGE\nsubscription:other\n\n{\"eventName\":\"foreign\"}\u{0}";
    let text = format!(
        "\n\n{}\n{other}\n\r\n{}\n",
        message(r#"{"eventName":"one"}"#),
        message(r#"{"eventName":"two"}"#)
    );
    floor.add_fault(json!({"kind": "inject", "text": text}));
    assert_eq!(
        (a.next().await.name().to_owned(), a.next().await.name().to_owned()),
        ("one".into(), "two".into())
    );
    until("the account is taken over", || a.is_put_right()).await;
    assert_eq!(a.session.metrics().reconnects, 0);
    a.shows("C1 connected [13800000000:connected 8001:connected]");
    a.hangs_up(&call).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_lost_late_twice_and_out_of_order() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.timing.confirm = Duration::from_millis(100);
    config.timing.doubt = Duration::from_millis(20);
    let mut a = floor.desk(1, config.clone()).await;
    let mut b = floor.desk(2, config).await;
    let faults: [Value; 5] = [
        json!([{"kind": "duplicate", "copies": 2}]),
        json!([{"kind": "reorder", "window": 3, "flush_ms": 20}]),
        json!([{"kind": "delay", "ms": 30, "on": {"every": 3}}]),
        // What begins or ends a call must come; what is lost in between is noticed, or asked for.
        json!([
            {"kind": "lose", "on": {"event": "established", "every": 2}},
            {"kind": "lose", "on": {"event": "held", "every": 2}},
            {"kind": "lose", "on": {"event": "retrieved", "every": 2}},
        ]),
        json!([{"kind": "duplicate"}, {"kind": "reorder", "window": 4, "flush_ms": 30}]),
    ];
    for set in faults {
        for fault in set.as_array().unwrap() {
            floor.add_fault(fault.clone());
        }
        for _ in 0..3 {
            let call = soon(a.session.make_call("8002", Default::default()))
                .await
                .unwrap();
            let ringing = || {
                b.session
                    .snapshot()
                    .calls
                    .iter()
                    .any(|known| known.call_id == call)
            };
            until("it rings", ringing).await;
            soon(b.session.answer_call(&call)).await.unwrap();
            soon(b.session.hold_call(&call)).await.unwrap();
            soon(b.session.retrieve_call(&call)).await.unwrap();
            soon(a.session.drop_connection(Some(call))).await.unwrap();
            let idle = |desk: &Desk| {
                let snapshot = desk.session.snapshot();
                snapshot.calls.is_empty() && snapshot.verified
            };
            until("both are idle", || idle(&a) && idle(&b)).await;
        }
        floor.simulator.faults().clear();
    }
    assert_eq!(floor.simulator.state().calls, []);
    assert!(a.session.metrics().duplicates > 0);
    a.works().await;
    b.works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brokers_that_pack_and_split_and_send_binary() {
    for stomp in [
        StompConfig {
            split: Some(7),
            ..StompConfig::default()
        },
        StompConfig {
            split: Some(1),
            binary: true,
            ..StompConfig::default()
        },
        StompConfig {
            pack: 5,
            trailing_newline: true,
            ..StompConfig::default()
        },
        StompConfig {
            pack: 3,
            split: Some(100),
            binary: true,
            receipts: false,
            ..StompConfig::default()
        },
    ] {
        let floor = Floor::with_stomp(stomp).await;
        let [mut a, mut b] = floor.desks().await;
        let call = a.talks_to(&mut b).await;
        b.hangs_up(&call).await;
        b.sees("connectionCleared(C1-8002)").await;
        a.sees("connectionCleared(C1-8002) connectionCleared(C1-8001)")
            .await;
        floor.ends_quietly([&mut a, &mut b]).await;
    }
}
