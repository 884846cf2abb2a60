//! Watching agents, over real sockets: what a wallboard is told, what it does not know, and that nothing happens to
//! whom it watches.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Floor, PASSWORD, agent, persistent, soon, until};
use serde_json::json;
use wellclient::core::journal::Replay;
use wellclient::event::AnomalyKind;
use wellclient::{
    AgentId, AgentMode, Body, CommandError, Dialect, Doubt, Error, Event, EventKind, Events, LinkState,
    Notice, Refusal, SessionConfig, Snapshot, Verb, Watch, WatchAccount, WatchOptions,
};
use wellclient_simulator::{Heard, StompConfig};

const ONE: &str = "5001@test.cc";
const TWO: &str = "5002@test.cc";

fn account() -> WatchAccount {
    WatchAccount::new("5003", PASSWORD, "test.cc")
}

/// A watch that stands, and all that it has told.
async fn watch(floor: &Floor, config: SessionConfig, agents: &[&str]) -> (Watch, Events) {
    let watch = floor
        .client
        .watch(config, account(), agents.iter().copied())
        .unwrap();
    let events = watch.events();
    soon(watch.open()).await.unwrap();
    (watch, events)
}

fn shown(watch: &Watch, agent: &str) -> Snapshot {
    watch.snapshot(agent).unwrap()
}

fn mode(watch: &Watch, agent: &str) -> AgentMode {
    shown(watch, agent).agent.unwrap().mode
}

fn doubts_mode(watch: &Watch, agent: &str) -> bool {
    shown(watch, agent).agent.unwrap().doubts.has(Doubt::Mode)
}

/// `established [8001:connected 8002:connected]`, of the one call.
fn call(watch: &Watch, agent: &str) -> String {
    let calls = shown(watch, agent).calls;
    let [call] = calls.as_slice() else {
        return format!("{} calls", calls.len());
    };
    let mut parties: Vec<String> = call
        .parties
        .iter()
        .map(|party| {
            let number = party.device.as_str().split('@').next().unwrap_or_default();
            format!("{number}:{}", party.leg.as_str())
        })
        .collect();
    parties.sort();
    format!("{} [{}]", call.leg.as_str(), parties.join(" "))
}

async fn next_of(events: &mut Events, kind: EventKind) -> Arc<Event> {
    soon(events.wait_for(kind)).await.unwrap()
}

/// The verbs of all requests so far.
fn requests(floor: &Floor) -> Vec<&'static str> {
    let log = floor.simulator.log();
    let verbs = log.iter().filter_map(|seen| match &seen.heard {
        Heard::Request { verb, .. } => Some(*verb),
        _ => None,
    });
    verbs.collect()
}

fn whose(event: &Event) -> &str {
    event.watched.as_ref().map_or("", |agent| agent.as_str())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn agents_at_work_are_followed_and_nothing_is_done_to_them() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let floor = Floor::new().await.speaking(dialect);
        let [mut a, mut b] = floor.desks().await;
        let (watch, mut events) = watch(&floor, floor.config(), &[ONE, TWO]).await;
        assert_eq!(watch.agents(), [ONE, TWO].map(AgentId::from));
        assert_eq!(watch.link(), LinkState::Active);
        for agent in [ONE, TWO] {
            let snapshot = shown(&watch, agent);
            assert!(!snapshot.verified && !snapshot.calls_complete, "nothing is known");
            assert_eq!(mode(&watch, agent), AgentMode::Unknown);
            assert!(doubts_mode(&watch, agent));
        }
        assert_eq!(floor.requests("session"), 3, "the two agents and the supervisor");
        let id = a.talks_to(&mut b).await;
        let seen = next_of(&mut events, EventKind::Established).await;
        assert_eq!(seen.call_id().unwrap(), id);
        until("both are told", || {
            call(&watch, ONE) == "connected [8001:connected 8002:connected]"
                && call(&watch, TWO) == "connected [8001:connected 8002:connected]"
        })
        .await;
        let board = shown(&watch, ONE);
        assert_eq!(board.agent.as_ref().unwrap().device.as_str(), "8001@test.cc");
        assert!(!board.calls[0].unverified && !board.calls_complete);
        assert_eq!(board.calls[0].outgoing, Some(true));
        for action in board.actions.iter().chain(&board.calls[0].actions) {
            assert_eq!(action.permission, Err(Refusal::Watching), "{:?}", action.verb);
        }
        assert_eq!(board.calls[0].actions.len(), 15);
        assert!(!board.calls[0].allows(Verb::Drop));

        let sent = requests(&floor).len();
        soon(a.session.hold_call(&id)).await.unwrap();
        let held = next_of(&mut events, EventKind::Held).await;
        until("it is on hold", || call(&watch, ONE).starts_with("hold")).await;
        assert!([ONE, TWO].contains(&whose(&held)));
        assert_eq!(requests(&floor).len(), sent + 1, "of the watch there is none");
        a.hangs_up(&id).await;
        let mut cleared = next_of(&mut events, EventKind::CallCleared).await;
        while whose(&cleared) != ONE {
            cleared = next_of(&mut events, EventKind::CallCleared).await;
        }
        until("it is over for both", || {
            shown(&watch, ONE).calls.is_empty() && shown(&watch, TWO).calls.is_empty()
        })
        .await;
        soon(watch.close()).await;
        assert_eq!(floor.mode(1), "Ready", "nobody is logged out");
        assert_eq!(floor.mode(2), "Ready");
    }
}

/// Who logs in while being watched is known from then on, until the channel has a gap.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_and_what_is_in_doubt() {
    let floor = Floor::new().await;
    let (watch, mut events) = watch(&floor, persistent(floor.config()), &[ONE]).await;
    assert_eq!(requests(&floor), ["session"], "nothing else is ever asked");
    let a = floor.desk(1, persistent(floor.config())).await;
    until("all is told", || mode(&watch, ONE) == AgentMode::Ready).await;
    let snapshot = shown(&watch, ONE);
    assert!(snapshot.verified && snapshot.calls_complete);
    let id = floor.call_in("8001");
    a.answers(&id).await;
    until("the call is told", || call(&watch, ONE).starts_with("connected")).await;
    assert!(shown(&watch, ONE).verified);

    floor.add_fault(json!({"kind": "drop", "agent": ONE}));
    let back = next_of(&mut events, EventKind::WsReconnectSucceed).await;
    let Body::WsReconnectSucceed(body) = back.body() else {
        panic!("{back:?}")
    };
    assert_eq!((&body.agent_mode, whose(&back)), (&AgentMode::Unknown, ""));
    let snapshot = shown(&watch, ONE);
    assert!(!snapshot.verified && !snapshot.calls_complete && snapshot.calls[0].unverified);
    assert!(doubts_mode(&watch, ONE));
    assert_eq!(mode(&watch, ONE), AgentMode::Ready, "as it was last known");
    until("the agent's own session is back", || a.is_put_right()).await;

    soon(a.session.hold_call(&id)).await.unwrap();
    until("hold vouches for the leg", || {
        let snapshot = shown(&watch, ONE);
        call(&watch, ONE).starts_with("hold") && !snapshot.calls[0].unverified && !snapshot.verified
    })
    .await;
    a.hangs_up(&id).await;
    until("over", || shown(&watch, ONE).calls.is_empty()).await;
    assert!(!shown(&watch, ONE).calls_complete, "there may be others");
    soon(a.session.logout()).await.unwrap();
    until("logged out", || mode(&watch, ONE) == AgentMode::Logout).await;
    assert!(shown(&watch, ONE).verified, "who is logged out is in no call");
    assert_eq!(watch.metrics().reconnects, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn agents_come_and_go() {
    let floor = Floor::new().await;
    let (watch, mut events) = watch(&floor, floor.config(), &[]).await;
    assert_eq!(watch.link(), LinkState::Active);
    soon(watch.follow(ONE)).await.unwrap();
    soon(watch.follow(ONE)).await.unwrap();
    assert_eq!(watch.agents(), [AgentId::from(ONE)]);
    let mut a = floor.desk(1, floor.config()).await;
    next_of(&mut events, EventKind::AgentReady).await;
    // Without a domain it is one of the account's.
    soon(watch.follow("5001")).await.unwrap();
    assert_eq!(watch.snapshot("5001").is_some(), watch.snapshot(ONE).is_some());
    assert_eq!(watch.agents(), [AgentId::from(ONE)]);
    watch.unfollow("5001");
    assert!(watch.agents().is_empty());
    assert_eq!(watch.snapshot(ONE), None);
    soon(watch.follow(TWO)).await.unwrap();
    floor.desk(2, floor.config()).await;
    let event = next_of(&mut events, EventKind::AgentLoggedOn).await;
    assert_eq!(whose(&event), TWO, "of the first nothing is told any more");
    for bad in ["", "a\nb", "*@test.cc", "5001@test.cc/x"] {
        let error = soon(watch.follow(bad)).await.unwrap_err();
        assert!(
            matches!(error, Error::Rejected(CommandError::Argument(_))),
            "{error}"
        );
    }
    a.works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_refuses() {
    let stomp = |agents_per_connection| StompConfig {
        agents_per_connection,
        ..StompConfig::default()
    };
    let floor = Floor::with_stomp(stomp(1)).await;
    let (watch, mut events) = watch(&floor, floor.config(), &[ONE, TWO]).await;
    let told = next_of(&mut events, EventKind::Anomaly).await;
    let Body::Anomaly(anomaly) = told.body() else {
        panic!("{told:?}")
    };
    assert_eq!(anomaly.kind, AnomalyKind::SubscriptionRefused);
    assert_eq!(whose(&told), TWO);
    assert_eq!(shown(&watch, TWO).link, LinkState::Lost);
    assert_eq!(shown(&watch, ONE).link, LinkState::Active);
    let error = soon(watch.follow("5004@test.cc")).await.unwrap_err();
    let Error::Rejected(CommandError::SubscriptionRefused(words)) = &error else {
        panic!("{error}")
    };
    assert_eq!(words, "watching others is not allowed here");
    until("the other is followed on", || watch.link() == LinkState::Active).await;
    floor.desk(1, floor.config()).await;
    until("told", || mode(&watch, ONE) == AgentMode::Ready).await;

    let floor = Floor::with_stomp(stomp(0)).await;
    let watch = floor.client.watch(floor.config(), account(), [ONE, TWO]).unwrap();
    let error = soon(watch.open()).await.unwrap_err();
    assert!(
        matches!(error, Error::Rejected(CommandError::SubscriptionRefused(_))),
        "{error}"
    );
    assert_eq!(watch.link(), LinkState::Off, "nothing is left running");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_told_and_not_tried_again() {
    let floor = Floor::new().await;
    let wrong = WatchAccount::new("5003", "no secret", "test.cc");
    let watch = floor.client.watch(floor.config(), wrong, [ONE]).unwrap();
    let error = soon(watch.open()).await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(floor.requests("session"), 1);
    assert!(!format!("{watch:?} {error:?}").contains("no secret"));
    let error = soon(watch.follow(ONE)).await.unwrap_err();
    assert!(matches!(
        error,
        Error::Rejected(CommandError::Refused(Refusal::NotWatching))
    ));
}

/// A WebSocket that is refused by 426 may mean that the HTTP session is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_http_session_is_renewed_until_the_password_is_refused() {
    let floor = Floor::new().await;
    let (watch, mut events) = watch(&floor, persistent(floor.config()), &[ONE]).await;
    floor.add_fault(json!({"kind": "refuse", "status": 426, "times": 2}));
    floor.add_fault(json!({"kind": "drop", "agent": ONE}));
    next_of(&mut events, EventKind::WsReconnectSucceed).await;
    until("it is renewed", || watch.metrics().renewals >= 1).await;

    floor.add_fault(json!({
        "kind": "http",
        "on": {"verb": "session"},
        "reply": {"status": {"code": 401}},
    }));
    let refused = floor.add_fault(json!({"kind": "refuse", "status": 426}));
    floor.add_fault(json!({"kind": "drop", "agent": ONE}));
    let told = next_of(&mut events, EventKind::Anomaly).await;
    let Body::Anomaly(anomaly) = told.body() else {
        panic!("{told:?}")
    };
    assert_eq!(anomaly.kind, AnomalyKind::CredentialsRefused);
    assert!(shown(&watch, ONE).credentials_refused);
    let asked = floor.requests("session");
    next_of(&mut events, EventKind::LinkChanged).await;
    next_of(&mut events, EventKind::LinkChanged).await;
    floor.simulator.faults().remove(refused);
    next_of(&mut events, EventKind::WsReconnectSucceed).await;
    assert_eq!(floor.requests("session"), asked, "one refusal ends it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_slow_gets_each_agents_state() {
    let floor = Floor::new().await;
    let (watch, _) = watch(&floor, floor.config(), &[ONE, TWO]).await;
    let mut slow = watch.subscribe().capacity(1).stream();
    let [_a, _b] = floor.desks().await;
    until("all is told", || mode(&watch, TWO) == AgentMode::Ready).await;
    let mut told = Vec::new();
    while told.len() < 2 {
        let Some(Notice::Lagged { missed, snapshot }) = soon(slow.next()).await else {
            panic!("it was too slow")
        };
        let agent = snapshot.agent.unwrap();
        told.push((agent.id.to_string(), agent.mode, missed > 0));
    }
    let ready = |id: &str, counts| (id.to_owned(), AgentMode::Ready, counts);
    assert_eq!(told, [ready(ONE, true), ready(TWO, false)]);
}

/// The journal of a watch replays to the same state, and has no secret in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_replays() {
    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);
    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let floor = Floor::new().await;
    let sink = Sink::default();
    let options = WatchOptions {
        journal: Some(Box::new(sink.clone())),
    };
    let watch = floor
        .client
        .watch_with(floor.config(), account(), [ONE], options)
        .unwrap();
    soon(watch.open()).await.unwrap();
    soon(watch.follow(TWO)).await.unwrap();
    let [mut a, mut b] = floor.desks().await;
    a.talks_to(&mut b).await;
    until("told", || call(&watch, TWO).starts_with("connected")).await;
    let before = watch.snapshots();
    soon(watch.close()).await;
    let journal = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    assert!(!journal.contains(PASSWORD));
    let mut lines = journal.lines();
    let mut replay = Replay::new(lines.next().unwrap()).unwrap();
    let mut last = Vec::new();
    for line in lines {
        if line.contains("\"close\"") {
            last = replay.session().watched_snapshots(replay.now());
        }
        replay.feed(line, |_| {}).unwrap();
    }
    let calls = |snapshots: &[Snapshot]| {
        let calls = snapshots.iter().flat_map(|snapshot| &snapshot.calls);
        calls
            .map(|call| (call.call_id.clone(), call.leg, call.parties.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(calls(&last), calls(&before));
    assert_eq!(calls(&last).len(), 2);
}

/// A thousand agents are one connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_agents() {
    let floor = Floor::new().await;
    let names: Vec<String> = (0..1000).map(|n| format!("{}@test.cc", 5000 + n)).collect();
    let watch = floor
        .client
        .watch(floor.config(), account(), names.iter().map(String::as_str))
        .unwrap();
    soon(watch.open()).await.unwrap();
    let session = floor.client.session(floor.config()).unwrap();
    soon(session.agent_login(agent(1))).await.unwrap();
    until("told", || mode(&watch, ONE) != AgentMode::Unknown).await;
    tokio::time::timeout(Duration::from_secs(5), watch.close())
        .await
        .unwrap();
}
