//! The event channel when it fails, over real sockets: cut, half-open, refused, garbled, silent, restarted.

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{Desk, Floor, config_at, connections, soon, until};
use wellclient::event::AnomalyKind;
use wellclient::{
    Body, CallId, CommandError, Error, LinkState, Origin, ReconnectPolicy, SessionConfig, SessionPhase,
    Unknown,
};
use wellclient_simulator::{Heard, PbxConfig, Simulator, SimulatorConfig, StompConfig};

const SOON: Duration = Duration::from_millis(10);

/// Tries again at once, and often.
fn persistent(mut config: SessionConfig) -> SessionConfig {
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 10_000,
        delay: SOON,
    };
    config
}

async fn floor_with(stomp: StompConfig) -> Floor {
    let pbx = PbxConfig {
        outside: Vec::new(),
        ..PbxConfig::default()
    };
    let simulator = support::simulator_with(SimulatorConfig {
        pbx,
        stomp,
        ..SimulatorConfig::default()
    })
    .await;
    Floor {
        simulator,
        ..Floor::new().await
    }
}

/// An agent in a call with the outside, on C1.
async fn in_a_call(floor: &Floor, config: SessionConfig) -> (Desk, CallId) {
    let mut a = floor.desk(1, config).await;
    let call = floor.call_in("8001");
    a.answers(&call).await;
    a.sees("delivered(C1) established(C1)").await;
    (a, call)
}

/// The session is as good as new: it makes a call and ends it.
async fn works(a: &mut Desk) {
    until("the link is back and the model checked", || {
        let snapshot = a.session.snapshot();
        snapshot.link == LinkState::Active && snapshot.verified
    })
    .await;
    let call = a.calls("8009").await;
    a.hangs_up(&call).await;
    assert!(a.session.snapshot().calls.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_in_a_call_that_goes_on() {
    for how in ["abrupt", "clean"] {
        let floor = Floor::new().await;
        let (mut a, call) = in_a_call(&floor, persistent(floor.config())).await;
        floor.add_fault(json!({"kind": "drop", "how": how}));
        let reason = a.until_link("waiting").await;
        assert!(!reason.is_empty());
        let back = a.until_told("wsReconnectSucceed").await;
        let Body::WsReconnectSucceed(state) = &back.body else {
            panic!("{back:?}")
        };
        assert_eq!(state.active_call.as_ref().unwrap().call, call);
        until("the account is taken over", || a.session.snapshot().verified).await;
        a.shows("C1 connected [13800000000:connected 8001:connected]");
        let metrics = a.session.metrics();
        assert_eq!((metrics.reconnects, metrics.corrections), (1, 0), "{how}");
        a.hangs_up(&call).await;
        a.sees("connectionCleared(C1-8001)").await;
        works(&mut a).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_meanwhile_is_put_right() {
    let floor = Floor::new().await;
    let (mut a, first) = in_a_call(&floor, persistent(floor.config())).await;
    let refusal = floor.add_fault(json!({"kind": "refuse", "status": 502}));
    floor.add_fault(json!({"kind": "drop"}));
    a.until_link("waiting").await;
    assert!(a.session.snapshot().calls[0].unverified, "nobody knows now");
    // The call ends, another rings, and the agent is set ready, all unseen.
    floor.outside_hangs_up();
    let second = floor.call_in("8001");
    assert!(floor.simulator.faults().remove(refusal));
    a.until_told("wsReconnectSucceed").await;
    let cleared = a.until_told("connectionCleared").await;
    assert_eq!(
        (cleared.origin, cleared.call_id()),
        (Origin::Synthesized, Some(&first))
    );
    until("the account is taken over", || a.session.snapshot().verified).await;
    a.shows("C2 alerting [13800000000:connected 8001:alerting]");
    assert!(a.session.metrics().corrections >= 2);
    a.answers(&second).await;
    a.hangs_up(&second).await;
    works(&mut a).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_began_to_ring_unseen_is_answered_automatically() {
    let floor = Floor::new().await;
    let mut config = persistent(floor.config());
    config.settings.auto_answer = true;
    let mut a = floor.desk(1, config).await;
    let refusal = floor.add_fault(json!({"kind": "refuse", "status": 502}));
    floor.add_fault(json!({"kind": "drop"}));
    a.until_link("waiting").await;
    floor.call_in("8001");
    floor.simulator.faults().remove(refusal);
    a.sees("established(C1)").await;
    a.shows("C1 connected [13800000000:connected 8001:connected]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_while_the_link_is_down_is_told_by_the_servers_account() {
    let floor = Floor::new().await;
    let (mut a, call) = in_a_call(&floor, persistent(floor.config())).await;
    floor.add_fault(json!({"kind": "refuse", "status": 502}));
    floor.add_fault(json!({"kind": "drop"}));
    a.until_link("waiting").await;
    let held = soon(a.session.hold_call(&call)).await.unwrap();
    assert_eq!(held.evidence(), Some(&wellclient::Evidence::State));
    assert_eq!(a.leg(&call).as_str(), "hold");
    assert_eq!(a.session.snapshot().link, LinkState::Waiting);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_half_open_connection_is_found_by_its_silence() {
    // With the broker's heart-beats, and by pings where it sends none.
    for send_ms in [400, 0] {
        let stomp = StompConfig {
            heartbeat_send_ms: send_ms,
            ..StompConfig::default()
        };
        let floor = floor_with(stomp).await;
        let mut config = persistent(floor.config());
        config.timing.stomp_heartbeat = Duration::from_millis(400);
        config.timing.ping = Duration::from_millis(400);
        let (mut a, _) = in_a_call(&floor, config).await;
        let refusal = floor.add_fault(json!({"kind": "refuse", "status": 502}));
        floor.add_fault(json!({"kind": "half_open"}));
        floor.outside_hangs_up();
        let reason = a.until_link("waiting").await;
        assert!(reason.contains("silent"), "{reason}");
        floor.simulator.faults().remove(refusal);
        a.until_told("connectionCleared").await;
        a.shows("");
        works(&mut a).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_with_retry_after_is_heeded() {
    let floor = Floor::new().await;
    let (mut a, _) = in_a_call(&floor, persistent(floor.config())).await;
    floor.add_fault(json!({"kind": "refuse", "status": 503, "retry_after_s": 1, "times": 1}));
    floor.add_fault(json!({"kind": "drop"}));
    a.until_told("wsReconnectSucceed").await;
    let log = floor.simulator.log();
    let refused = log
        .iter()
        .position(|seen| matches!(seen.heard, Heard::Refused { status: 503, .. }))
        .unwrap();
    let opened = log[refused..]
        .iter()
        .find(|seen| matches!(seen.heard, Heard::Opened { .. }))
        .unwrap();
    assert!(
        opened.at_ms - log[refused].at_ms >= 900,
        "{} ms",
        opened.at_ms - log[refused].at_ms
    );
    assert_eq!(
        log.iter()
            .filter(|seen| matches!(seen.heard, Heard::Refused { .. }))
            .count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn given_up_and_tried_again_when_told_to() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 3,
        delay: SOON,
    };
    let (mut a, call) = in_a_call(&floor, config).await;
    let refusal = floor.add_fault(json!({"kind": "refuse", "status": 404}));
    floor.add_fault(json!({"kind": "drop"}));
    a.until_told("wsDisconnected").await;
    assert_eq!(a.session.snapshot().link, LinkState::Lost);
    let refused = |seen: &&wellclient_simulator::Observation| matches!(seen.heard, Heard::Refused { .. });
    assert_eq!(floor.simulator.log().iter().filter(refused).count(), 3);
    floor.simulator.faults().remove(refusal);
    a.session.reconnect();
    a.until_told("wsReconnectSucceed").await;
    a.hangs_up(&call).await;
    works(&mut a).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_without_connected_or_receipt() {
    let floor = Floor::new().await;
    let mut config = persistent(floor.config());
    config.timing.connect = Duration::from_millis(200);
    config.timing.settle = Duration::from_millis(50);
    // No CONNECTED the first time: tried again.
    floor.add_fault(json!({"kind": "no_connected", "times": 1}));
    let mut a = floor.desk(1, config.clone()).await;
    assert_eq!(floor.requests("login"), 1);
    works(&mut a).await;
    // No RECEIPT at all: the subscription is taken to stand.
    floor.add_fault(json!({"kind": "no_receipt"}));
    let mut b = floor.desk(2, config.clone()).await;
    works(&mut b).await;
    // Never CONNECTED: the log-in fails without having been sent.
    floor.add_fault(json!({"kind": "no_connected"}));
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 1,
        delay: SOON,
    };
    let session = floor.client.session(config);
    let failed = soon(session.agent_login(support::agent(3))).await;
    assert!(
        matches!(failed, Err(Error::Rejected(CommandError::NoEventChannel(_)))),
        "{failed:?}"
    );
    assert_eq!(session.snapshot().phase, SessionPhase::LoggedOut);
    assert_eq!(floor.requests("login"), 2);
    until("nothing is left open", || connections(&floor.simulator) == 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_while_the_event_channel_is_refused() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 2,
        delay: SOON,
    };
    floor.add_fault(json!({"kind": "refuse", "status": 401}));
    let session = floor.client.session(config);
    let failed = soon(session.agent_login(support::agent(1))).await;
    let Err(Error::Rejected(CommandError::NoEventChannel(reason))) = failed else {
        panic!("{failed:?}")
    };
    assert!(reason.contains("401"), "{reason}");
    assert_eq!((floor.requests("session"), floor.requests("login")), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_on_the_event_channel() {
    let floor = Floor::new().await;
    let (mut a, call) = in_a_call(&floor, persistent(floor.config())).await;
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
        a.until_told("wsReconnectSucceed").await;
        until("the account is taken over", || a.session.snapshot().verified).await;
        a.shows("C1 connected [13800000000:connected 8001:connected]");
        assert_eq!(a.session.metrics().reconnects, reconnects as u64 + 1, "{fault}");
    }
    a.hangs_up(&call).await;
    works(&mut a).await;
}

/// A MESSAGE that is no event, or none that is known, is reported and leaves the channel as it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_are_no_events() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.timing.doubt = Duration::from_millis(10);
    let (mut a, call) = in_a_call(&floor, config).await;
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
        let told = a.until_told("anomaly").await;
        let Body::Anomaly(anomaly) = &told.body else {
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
    until("nothing is in doubt any more", || a.session.snapshot().verified).await;
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
    works(&mut a).await;
    works(&mut b).await;
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
        let floor = floor_with(stomp).await;
        let [mut a, mut b] = floor.desks().await;
        let call = a.talks_to(&mut b).await;
        b.hangs_up(&call).await;
        b.sees("connectionCleared(C1-8002)").await;
        a.sees("connectionCleared(C1-8002) connectionCleared(C1-8001)")
            .await;
        floor.ends_quietly([&mut a, &mut b]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_goes_away_in_a_call_and_comes_back_knowing_nothing() {
    let floor = Floor::new().await;
    let (mut a, call) = in_a_call(&floor, persistent(floor.config())).await;
    let Floor {
        simulator,
        client,
        names,
        dialect,
    } = floor;
    let addr = simulator.addr();
    simulator.shutdown().await;
    a.until_link("waiting").await;
    // Nobody is there: nothing was sent, and that is certain.
    let refused = soon(a.session.hold_call(&call)).await;
    assert!(
        matches!(refused, Err(Error::Rejected(CommandError::Unreachable(_)))),
        "{refused:?}"
    );
    assert_eq!(a.session.snapshot().phase, SessionPhase::LoggedIn);

    let simulator = support::simulator_with(SimulatorConfig {
        listen: addr,
        ..SimulatorConfig::default()
    })
    .await;
    let back = a.until_told("wsReconnectSucceed").await;
    let Body::WsReconnectSucceed(state) = &back.body else {
        panic!("{back:?}")
    };
    assert_eq!(state.agent_mode, wellclient::AgentMode::Logout);
    let off = a.until_told("agentLoggedOff").await;
    assert_eq!(off.origin, Origin::Synthesized);
    let snapshot = a.session.snapshot();
    assert_eq!(
        (snapshot.phase, snapshot.calls.len()),
        (SessionPhase::LoggedOut, 0)
    );
    assert_eq!(
        a.session.metrics().renewals,
        1,
        "the HTTP session was of the old server"
    );
    let floor = Floor {
        simulator,
        client,
        names,
        dialect,
    };
    until("the event channel is closed", || {
        connections(&floor.simulator) == 0
    })
    .await;
    a.log_in().await;
    works(&mut a).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_goes_away_for_good() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 2,
        delay: SOON,
    };
    let (mut a, call) = in_a_call(&floor, config).await;
    // A request is under way when the server ends.
    floor.add_fault(json!({"kind": "http", "on": {"verb": "holdCall"}, "reply": "hang"}));
    let pending = tokio::spawn({
        let (session, call) = (a.session.clone(), call.clone());
        async move { session.hold_call(&call).await }
    });
    let Floor {
        simulator, client, ..
    } = floor;
    until("the request is there", || {
        simulator.faults().list().iter().any(|fault| fault.struck == 1)
    })
    .await;
    simulator.shutdown().await;
    a.until_told("wsDisconnected").await;
    assert_eq!(a.session.snapshot().link, LinkState::Lost);
    assert!(a.session.snapshot().calls[0].unverified);
    client.close().await;
    let outcome = soon(pending).await.unwrap();
    assert!(
        matches!(outcome, Err(Error::Unknown(Unknown::Closed))),
        "{outcome:?}"
    );
    // Nor can anybody log in there.
    let session = client.session(config_at(&format!(
        "http://{}",
        std::net::SocketAddr::from(([127, 0, 0, 1], 1))
    )));
    let failed = soon(session.agent_login(support::agent(1))).await;
    assert!(
        matches!(failed, Err(Error::Rejected(CommandError::Unreachable(_)))),
        "{failed:?}"
    );
}

/// A simulator that is dropped, not shut down, ends all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulator_that_is_dropped_cuts_its_clients() {
    let floor = Floor::new().await;
    let mut a = floor.desk(1, persistent(floor.config())).await;
    let Floor { simulator, .. } = floor;
    drop::<Simulator>(simulator);
    a.until_link("waiting").await;
}
