//! The event channel when it fails, over real sockets: cut, half-open, refused, silent, restarted.

use std::time::Duration;

use crate::support::{self, Floor, config_at, connections, persistent, soon, until};
use serde_json::json;
use wellclient::{
    Body, CommandError, Error, EventKind, LinkState, Origin, ReconnectPolicy, SessionPhase, Unknown,
};
use wellclient_simulator::{Heard, Simulator, SimulatorConfig, StompConfig};

const SOON: Duration = Duration::from_millis(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_in_a_call_that_goes_on() {
    for how in ["abrupt", "clean"] {
        let floor = Floor::new().await;
        let (mut a, call) = floor.desk_in_a_call(persistent(floor.config())).await;
        floor.add_fault(json!({"kind": "drop", "how": how}));
        let reason = a.until_link("waiting").await;
        assert!(!reason.is_empty());
        let back = a.until_told(EventKind::WsReconnectSucceed).await;
        let Body::WsReconnectSucceed(state) = back.body() else {
            panic!("{back:?}")
        };
        assert_eq!(state.active_call.as_ref().unwrap().call_id, call);
        until("the account is taken over", || a.is_put_right()).await;
        a.shows("C1 connected [13800000000:connected 8001:connected]");
        let metrics = a.session.metrics();
        assert_eq!((metrics.reconnects, metrics.corrections), (1, 0), "{how}");
        a.hangs_up(&call).await;
        a.sees("connectionCleared(C1-8001)").await;
        a.works().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_meanwhile_is_put_right() {
    let floor = Floor::new().await;
    let (mut a, first) = floor.desk_in_a_call(persistent(floor.config())).await;
    let refusal = floor.add_fault(json!({"kind": "refuse", "status": 502}));
    floor.add_fault(json!({"kind": "drop"}));
    a.until_link("waiting").await;
    assert!(a.session.snapshot().calls[0].unverified, "nobody knows now");
    // The call ends, another rings, and the agent is set ready, all unseen.
    floor.outside_hangs_up();
    let second = floor.call_in("8001");
    assert!(floor.simulator.faults().remove(refusal));
    a.until_told(EventKind::WsReconnectSucceed).await;
    let cleared = a.until_told(EventKind::ConnectionCleared).await;
    assert_eq!(
        (cleared.origin, cleared.call_id()),
        (Origin::Synthesized, Some(first.borrowed()))
    );
    until("the account is taken over", || a.is_put_right()).await;
    a.shows("C2 alerting [13800000000:connected 8001:alerting]");
    assert!(a.session.metrics().corrections >= 2);
    a.answers(&second).await;
    a.hangs_up(&second).await;
    a.works().await;
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
    let (mut a, call) = floor.desk_in_a_call(persistent(floor.config())).await;
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
        let floor = Floor::with_stomp(stomp).await;
        let mut config = persistent(floor.config());
        config.timing.stomp_heartbeat = Duration::from_millis(400);
        config.timing.ping = Duration::from_millis(400);
        let (mut a, _) = floor.desk_in_a_call(config).await;
        let refusal = floor.add_fault(json!({"kind": "refuse", "status": 502}));
        floor.add_fault(json!({"kind": "half_open"}));
        floor.outside_hangs_up();
        let reason = a.until_link("waiting").await;
        assert!(reason.contains("silent"), "{reason}");
        floor.simulator.faults().remove(refusal);
        a.until_told(EventKind::ConnectionCleared).await;
        a.shows("");
        a.works().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_with_retry_after_is_heeded() {
    let floor = Floor::new().await;
    let (mut a, _) = floor.desk_in_a_call(persistent(floor.config())).await;
    floor.add_fault(json!({"kind": "refuse", "status": 503, "retry_after_s": 1, "times": 1}));
    floor.add_fault(json!({"kind": "drop"}));
    a.until_told(EventKind::WsReconnectSucceed).await;
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
    let (mut a, call) = floor.desk_in_a_call(config).await;
    let refusal = floor.add_fault(json!({"kind": "refuse", "status": 404}));
    floor.add_fault(json!({"kind": "drop"}));
    a.until_told(EventKind::WsDisconnected).await;
    assert_eq!(a.session.snapshot().link, LinkState::Lost);
    let refused = |seen: &&wellclient_simulator::Observation| matches!(seen.heard, Heard::Refused { .. });
    assert_eq!(floor.simulator.log().iter().filter(refused).count(), 3);
    floor.simulator.faults().remove(refusal);
    a.session.reconnect();
    a.until_told(EventKind::WsReconnectSucceed).await;
    a.hangs_up(&call).await;
    a.works().await;
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
    a.works().await;
    // No RECEIPT at all: the subscription is taken to stand.
    floor.add_fault(json!({"kind": "no_receipt"}));
    let mut b = floor.desk(2, config.clone()).await;
    b.works().await;
    // Never CONNECTED: the log-in fails without having been sent.
    floor.add_fault(json!({"kind": "no_connected"}));
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 1,
        delay: SOON,
    };
    let session = floor.client.session(config).unwrap();
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
    let session = floor.client.session(config).unwrap();
    let failed = soon(session.agent_login(support::agent(1))).await;
    let Err(Error::Rejected(CommandError::NoEventChannel(reason))) = failed else {
        panic!("{failed:?}")
    };
    assert!(reason.text.contains("401"), "{reason}");
    assert_eq!((floor.requests("session"), floor.requests("login")), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_goes_away_in_a_call_and_comes_back_knowing_nothing() {
    let floor = Floor::new().await;
    let (mut a, call) = floor.desk_in_a_call(persistent(floor.config())).await;
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
    let off = a.until_told(EventKind::AgentLoggedOff).await;
    assert_eq!(off.origin, Origin::Synthesized);
    let back = a.until_told(EventKind::WsReconnectSucceed).await;
    let Body::WsReconnectSucceed(state) = back.body() else {
        panic!("{back:?}")
    };
    assert_eq!(state.agent_mode, wellclient::AgentMode::Logout);
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
    a.works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_goes_away_for_good() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 2,
        delay: SOON,
    };
    let (mut a, call) = floor.desk_in_a_call(config).await;
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
    a.until_told(EventKind::WsDisconnected).await;
    assert_eq!(a.session.snapshot().link, LinkState::Lost);
    assert!(a.session.snapshot().calls[0].unverified);
    client.close().await;
    let outcome = soon(pending).await.unwrap();
    assert!(
        matches!(outcome, Err(Error::Unknown(Unknown::Closed))),
        "{outcome:?}"
    );
    // Nor can anybody log in there.
    let session = client
        .session(config_at(&format!(
            "http://{}",
            std::net::SocketAddr::from(([127, 0, 0, 1], 1))
        )))
        .unwrap();
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
