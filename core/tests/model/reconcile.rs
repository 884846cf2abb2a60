//! The model compared with the server's account: each state of the model with each account.

use crate::trace::{Numbering, Scene, call, describe, device, fold, now, scene, scenes};
use proptest::prelude::*;
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{AgentMode, Event, Origin};
use wellclient_core::http::reply::{ActiveCall, CallDirection, ClientAgent, ClientState};
use wellclient_core::model::{Call, ConnectionState, Model, Tracker};

const OUTSIDE: &str = "13900000000";

fn account(active: Option<ActiveCall>) -> ClientState {
    let agent = ClientAgent {
        agent_mode: Some("Ready".into()),
        active_call: active,
        ..ClientAgent::default()
    };
    ClientState {
        agent: Some(agent),
        extension: Some("{}".into()),
    }
}

fn active(id: &str, state: &str, direction: CallDirection) -> ActiveCall {
    let (own, other) = (device("8001"), device(OUTSIDE));
    let (ani, dnis) = match direction {
        CallDirection::In => (other.clone(), own),
        CallDirection::Out => (own, other.clone()),
    };
    ActiveCall {
        call_id: Some(call(id)),
        ani: Some(ani),
        dnis: Some(dnis),
        state: Some(state.into()),
        direction: Some(direction),
        other_side: Some(other),
        ..ActiveCall::default()
    }
}

fn accounts() -> Vec<Option<ActiveCall>> {
    use CallDirection::{In, Out};
    let mut accounts = vec![None];
    for id in ["C1", "C2", "C7"] {
        for (state, direction) in [
            ("Alerting", In),
            ("Connect", In),
            ("Hold", In),
            ("Initiate", Out),
            ("Connect", Out),
            ("Hold", Out),
        ] {
            accounts.push(Some(active(id, state, direction)));
        }
    }
    accounts
}

/// Every state that any call of this agent's is ever in.
fn beginnings() -> Vec<Scene> {
    let own = scenes()
        .into_iter()
        .filter(|scene| scene.device == device("8001"));
    own.flat_map(|scene| {
        (0..=scene.steps.len()).map(move |length| {
            let mut scene = scene.clone();
            scene.steps.truncate(length);
            scene
        })
    })
    .collect()
}

fn folded(scene: &Scene) -> Tracker {
    let mut tracker = scene.tracker();
    fold(&mut tracker, &scene.events(Numbering::Serials));
    tracker
}

fn agrees(model: &Model, active: Option<&ActiveCall>) -> Result<(), String> {
    let own = device("8001");
    if model.agent().mode != AgentMode::Ready {
        return Err(format!("mode {}", model.agent().mode));
    }
    let Some(active) = active else {
        // One on hold it may leave out; of an active one nothing is sure any more.
        let mut calls = model.calls().iter();
        let sure = calls.find(|call| call.leg(&own) != ConnectionState::Hold && !call.doubts.has(Doubt::Leg));
        return match sure {
            None if model.calls().is_empty() && !model.is_complete() => Err("there may be others".into()),
            None => Ok(()),
            Some(call) => Err(format!("{} is taken for sure", call.id)),
        };
    };
    let shown = active
        .call_id
        .as_ref()
        .and_then(|id| model.call(id))
        .ok_or("the call is missing")?;
    let leg = shown.leg(&own);
    let fits = match active.state.as_deref().unwrap_or_default() {
        "Alerting" => leg == ConnectionState::Alerting,
        "Connect" => leg == ConnectionState::Connected && shown.established.is_some(),
        "Hold" => leg == ConnectionState::Hold && shown.established.is_some(),
        // Dialling, or further: an account that is a moment old takes nothing back.
        _ => leg != ConnectionState::Null && leg != ConnectionState::Alerting,
    };
    if !fits {
        return Err(format!("leg {leg:?}"));
    }
    let up = matches!(active.state.as_deref(), Some("Connect" | "Hold"));
    if active
        .other_side
        .as_ref()
        .is_some_and(|other| up && shown.party(other).is_none())
    {
        return Err("the other side is missing".into());
    }
    // The account shows one call: others are on hold beside it, or in doubt.
    let mut others = model.calls().iter().filter(|call| call.id != shown.id);
    let sure = |call: &&Call| call.leg(&own) != ConnectionState::Hold && !call.doubts.has(Doubt::Leg);
    match others.find(sure) {
        Some(call) => Err(format!("{} is taken for sure", call.id)),
        None => Ok(()),
    }
}

#[test]
fn every_state_with_every_account() {
    let mut checked = 0;
    for scene in beginnings() {
        for account_call in accounts() {
            let mut tracker = folded(&scene);
            let before = tracker.model().clone();
            let state = account(account_call.clone());
            let corrections = tracker.reconcile(now(50), &state);
            let about = || {
                format!(
                    "{} after {:?}, account {account_call:?}",
                    scene.name,
                    scene.steps.last()
                )
            };
            if let Err(error) = agrees(tracker.model(), account_call.as_ref()) {
                panic!("{error}: {}\n{:?}", about(), describe(&tracker));
            }
            assert!(!tracker.is_doubtful(), "{}", about());
            assert!(
                corrections
                    .iter()
                    .all(|(event, _)| event.origin == Origin::Synthesized)
            );
            // What changed was told, and what was told changed something.
            assert_eq!(
                corrections.is_empty(),
                before.agrees_with(tracker.model()),
                "{}",
                about()
            );
            assert_eq!(tracker.reconcile(now(51), &state), [], "{}", about());
            checked += 1;
        }
    }
    assert!(checked > 1000, "{checked}");
}

fn names(corrections: &[(Event, Option<wellclient_core::model::ClearedFacts>)]) -> Vec<&str> {
    corrections.iter().map(|(event, _)| event.name()).collect()
}

fn beginning(name: &str, events: usize) -> Tracker {
    let mut scene = scene(name);
    scene.steps.truncate(events);
    folded(&scene)
}

#[test]
fn what_happened_unseen_is_told_in_the_server_s_words() {
    use CallDirection::{In, Out};
    const INBOUND: &str = "inbound: 8001 answered, the agent hangs up first";
    const CONSULTS: &str = "consultation: 8001 cancels";
    let shown = |id, state, direction| Some(active(id, state, direction));
    let cases = [
        (INBOUND, 0, None, vec![]),
        // The server is asked about those.
        (INBOUND, 1, None, vec![]),
        (INBOUND, 0, shown("C1", "Alerting", In), vec!["delivered"]),
        (
            INBOUND,
            0,
            shown("C1", "Connect", In),
            vec!["delivered", "established"],
        ),
        (
            INBOUND,
            0,
            shown("C1", "Hold", In),
            vec!["delivered", "established", "held"],
        ),
        (
            INBOUND,
            0,
            shown("C1", "Connect", Out),
            vec!["originated", "delivered", "established"],
        ),
        (INBOUND, 0, shown("C1", "Initiate", Out), vec!["originated"]),
        (INBOUND, 1, shown("C1", "Connect", In), vec!["established"]),
        (INBOUND, 2, shown("C1", "Connect", In), vec![]),
        (INBOUND, 2, shown("C1", "Hold", In), vec!["held"]),
        (INBOUND, 2, shown("C7", "Alerting", In), vec!["delivered"]),
        (
            INBOUND,
            3,
            shown("C1", "Connect", In),
            vec!["delivered", "established"],
        ),
        (
            "hold: 8001 holds and retrieves",
            3,
            shown("C1", "Connect", In),
            vec!["retrieved"],
        ),
        (
            CONSULTS,
            7,
            shown("C2", "Connect", Out),
            vec!["established", "connectionCleared"],
        ),
        (CONSULTS, 7, shown("C1", "Connect", In), vec!["retrieved"]),
        (CONSULTS, 7, None, vec![]),
    ];
    for (name, events, shown, expected) in cases {
        let mut tracker = beginning(name, events);
        let corrections = tracker.reconcile(now(50), &account(shown.clone()));
        assert_eq!(
            names(&corrections[1..]),
            expected,
            "{name} after {events}, {shown:?}"
        );
        assert_eq!(names(&corrections[..1]), ["agentReady"]);
        let cleared = corrections.iter().filter(|(_, facts)| facts.is_some()).count();
        let told = expected
            .iter()
            .filter(|name| **name == "connectionCleared")
            .count();
        assert_eq!(cleared, told, "each with its facts");
    }
}

/// A party that left and came back unseen is brought back, though its leaving was the last thing heard.
#[test]
fn a_party_that_came_back_unseen() {
    let mut tracker = beginning("inbound: 8001 answered, the outside line hangs up first", 3);
    let state = account(Some(active("C1", "Connect", CallDirection::In)));
    tracker.reconcile(now(50), &state);
    assert_eq!(
        tracker.model().call(&call("C1")).unwrap().leg(&device(OUTSIDE)),
        ConnectionState::Connected
    );
    assert_eq!(tracker.reconcile(now(51), &state), []);
}

/// A transfer whose end was lost, and which did not happen, is not asked about for ever.
#[test]
fn a_call_that_was_not_transferred_after_all() {
    let mut tracker = beginning(
        "new_call_id: 8001 transfers; its legs are cleared by the new id",
        8,
    );
    assert!(tracker.handed_over_before(now(100).monotonic));
    tracker.reconcile(
        now(50),
        &account(Some(active("C1", "Connect", CallDirection::In))),
    );
    assert!(!tracker.handed_over_before(now(100).monotonic));
}

/// What was on its way when the account was taken is older than the account.
#[test]
fn events_from_before_the_account_do_not_undo_it() {
    let scene = scene("inbound: 8001 answered, the agent hangs up first");
    for late in 0..3 {
        let mut tracker = scene.tracker();
        let events = scene.events(Numbering::Serials);
        let others: Vec<_> = (0..3)
            .filter(|index| *index != late)
            .map(|index| events[index].clone())
            .collect();
        fold(&mut tracker, &others);
        tracker.reconcile(now(50), &account(None));
        tracker.offer(now(51), &events[late]);
        assert!(tracker.model().calls().is_empty(), "{late}");
    }
}

#[test]
fn an_account_without_an_agent_changes_nothing() {
    let mut tracker = beginning("inbound: 8001 not answered", 1);
    assert_eq!(
        tracker.reconcile(
            now(50),
            &ClientState {
                agent: None,
                extension: None
            }
        ),
        []
    );
    assert_eq!(tracker.model().calls().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any account at all: no panic, and the second time there is nothing to correct.
    #[test]
    fn any_account_is_settled_at_once(
        scene in proptest::sample::select(beginnings()),
        id in proptest::option::of("C[1-9]"),
        ends in proptest::collection::vec(proptest::option::of("(800[1-4](@test.cc)?|139)?"), 3),
        state in proptest::option::of("(Connect|Initiate|Alerting|Hold|None|Queued|Fail|Idle|Odd)"),
        direction in proptest::sample::select(vec![None, Some(CallDirection::In), Some(CallDirection::Out)]),
        mode in proptest::option::of("(Ready|NotReady|WorkNotReady|Allocated|Logout|Unknown|Lunch)"),
    ) {
        let mut ends = ends.into_iter().map(|end| end.map(Into::into));
        let active_call = ActiveCall {
            call_id: id.map(|id| call(&id)),
            ani: ends.next().flatten(),
            dnis: ends.next().flatten(),
            other_side: ends.next().flatten(),
            state,
            direction,
            ..ActiveCall::default()
        };
        let agent = ClientAgent { agent_mode: mode, active_call: Some(active_call),
            ..ClientAgent::default() };
        let state = ClientState { agent: Some(agent), extension: None };
        let mut tracker = folded(&scene);
        tracker.reconcile(now(50), &state);
        prop_assert!(!tracker.is_doubtful());
        let again = tracker.reconcile(now(51), &state);
        prop_assert_eq!(names(&again), Vec::<&str>::new(), "{} {:?}", scene.name, describe(&tracker));
    }
}
