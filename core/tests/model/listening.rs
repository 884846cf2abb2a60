//! Who comes in where two others talk, and was not asked to by its own session: to listen, or by somebody's `forceJoin`. No event
//! says which of it; but that somebody else was called does one, and then the call is not shown as one of two, for sure.

use crate::trace::{Numbering, told};
use crate::words::{CUSTOMER, EXPERT, ME, cleared};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::model::Tracker;

const AGENT: &str = "8002@test.cc";
const COLLEAGUE: &str = "8003@test.cc";

/// The own telephone rings in a call of these two.
fn rings_here(calling: &str, called: &str) -> Value {
    json!({"eventName": "delivered", "callId": "C1", "callingDevice": calling, "calledDevice": called,
        "alertingDevice": ME})
}

fn answered_here(calling: &str, called: &str) -> Value {
    json!({"eventName": "established", "callId": "C1", "callingDevice": calling, "calledDevice": called,
        "answeringDevice": ME})
}

/// How the call was made: to whom, where the switch tells it.
fn made(mut event: Value, calling: &str, called: &str) -> Value {
    event["originCallInfo"] = json!({"callId": "C1", "callingDevice": calling, "calledDevice": called});
    event
}

/// `8001 connected, 8002 connected?`, by device.
fn parties(tracker: &Tracker) -> String {
    let call = tracker.model().call("C1").unwrap();
    let mut parties: Vec<String> = call
        .parties
        .iter()
        .map(|party| {
            let unsure = if party.verified { "" } else { "?" };
            format!("{} {}{unsure}", party.device.number(), party.leg.as_str())
        })
        .collect();
    parties.sort();
    parties.join(", ")
}

fn in_doubt(tracker: &Tracker) -> bool {
    tracker.model().call("C1").unwrap().doubts.has(Doubt::Parties)
}

/// The agent's name is in both events: as who was called, or as who calls.
#[test]
fn who_is_listened_to_is_in_the_call() {
    for (calling, called) in [(CUSTOMER, AGENT), (AGENT, CUSTOMER), (COLLEAGUE, AGENT)] {
        for numbering in [Numbering::Serials, Numbering::Nothing] {
            let events = [rings_here(calling, called), answered_here(calling, called)];
            // Where the switch tells how the call was made.
            let with_origin = events.clone().map(|event| made(event, calling, called));
            let tracker = told(numbering, &with_origin);
            let number = |device: &str| device.split('@').next().unwrap_or_default().to_owned();
            let mut expected = [
                "8001 connected".to_owned(),
                format!("{} connected?", number(calling)),
                format!("{} connected?", number(called)),
            ];
            expected.sort();
            assert_eq!(parties(&tracker), expected.join(", "), "{calling} {called}");
            assert!(in_doubt(&tracker) && !tracker.model().is_verified());
            // Where it does not, that somebody else was called is doubt enough.
            let tracker = told(numbering, &events);
            assert!(
                in_doubt(&tracker) && !tracker.model().is_verified(),
                "{calling} {called}"
            );
        }
    }
}

/// After a transfer those who talk now are told, and by `originCallInfo` those who did at first.
#[test]
fn who_talks_now_is_shown_and_not_who_did_at_first() {
    let events = [
        made(rings_here(CUSTOMER, EXPERT), CUSTOMER, AGENT),
        made(answered_here(CUSTOMER, EXPERT), CUSTOMER, AGENT),
    ];
    let tracker = told(Numbering::Serials, &events);
    assert_eq!(
        parties(&tracker),
        "13800000000 connected?, 8001 connected, 8005 connected?"
    );
}

/// `forceJoin` by the customer's leg: the customer calls here, and the call was made to the agent.
#[test]
fn who_joins_by_the_customer_s_leg_knows_of_the_agent() {
    let rings = rings_here(CUSTOMER, ME);
    let tracker = told(Numbering::Serials, &[made(rings.clone(), CUSTOMER, AGENT)]);
    assert_eq!(
        parties(&tracker),
        "13800000000 connected?, 8001 alerting, 8002 connected?"
    );
    assert!(in_doubt(&tracker));
    // The server's own keys alone are in every call's data: that is doubt, and no party.
    let mut rings = rings;
    rings["userData"] =
        json!({"data": {"originalANI": CUSTOMER, "originalDNIS": AGENT, "originalCallId": "C1"}});
    let tracker = told(Numbering::Serials, &[rings]);
    assert_eq!(parties(&tracker), "13800000000 connected?, 8001 alerting");
    assert!(in_doubt(&tracker));
}

/// The customer was put through to an outside number since: the call data still says that an extension was called first.
#[test]
fn an_outside_number_that_is_called_since_does_not_make_it_the_own_call() {
    let data = |called: &str| json!({"data": {"originalANI": CUSTOMER, "originalDNIS": called}});
    let outside = "13600000000@test.cc";
    for (called, dnis, expected) in [
        (
            outside,
            AGENT,
            Some("13600000000 connected?, 13800000000 connected?, 8001 alerting"),
        ),
        (
            outside,
            "8002",
            Some("13600000000 connected?, 13800000000 connected?, 8001 alerting"),
        ),
        (outside, ME, None),
        (outside, "4008001234@test.cc", None),
        (ME, AGENT, None),
    ] {
        let mut rings = made(rings_here(CUSTOMER, ME), CUSTOMER, called);
        rings["userData"] = data(dnis);
        let tracker = told(Numbering::Serials, &[rings]);
        assert_eq!(in_doubt(&tracker), expected.is_some(), "{called} {dnis}");
        if let Some(expected) = expected {
            assert_eq!(parties(&tracker), expected, "{called} {dnis}");
        }
    }
}

/// The dialler's customer has answered, and the agent's telephone does not ring yet: that it rings then is no contradiction.
#[test]
fn who_was_called_may_ring_yet() {
    let mut events = vec![
        made(rings_here(CUSTOMER, AGENT), CUSTOMER, AGENT),
        made(answered_here(CUSTOMER, AGENT), CUSTOMER, AGENT),
        json!({"eventName": "delivered", "callId": "C1", "callingDevice": CUSTOMER, "calledDevice": AGENT,
            "alertingDevice": AGENT}),
    ];
    let tracker = told(Numbering::Serials, &events);
    assert_eq!(
        parties(&tracker),
        "13800000000 connected?, 8001 connected, 8002 alerting"
    );
    assert!(!tracker.is_doubtful());
    events.push(cleared("C1", AGENT, AGENT));
    assert_eq!(
        parties(&told(Numbering::Serials, &events)),
        "13800000000 connected?, 8001 connected"
    );
}

/// What a call is that is made to the agent's own telephone: two parties, for sure.
#[test]
fn a_call_of_one_s_own_is_sure() {
    let with = |mut event: Value, name: &str, value: Value| {
        event[name] = value;
        event
    };
    let queue = "917602176375@test.cc";
    for (case, rings) in [
        ("plain", rings_here(CUSTOMER, ME)),
        ("of the trunk", rings_here(CUSTOMER, queue)),
        (
            "made to the trunk",
            made(rings_here(CUSTOMER, ME), CUSTOMER, queue),
        ),
        (
            "of a queue",
            with(rings_here(CUSTOMER, "8100@test.cc"), "split", json!("8100")),
        ),
        (
            "a new one",
            with(
                rings_here(CUSTOMER, "8100@test.cc"),
                "callCause",
                json!("NEWCALL"),
            ),
        ),
        ("a colleague's", rings_here(COLLEAGUE, ME)),
        (
            "a colleague's, by the agent's number",
            rings_here(COLLEAGUE, "5001@test.cc"),
        ),
        (
            "made to nobody told",
            with(rings_here(CUSTOMER, ME), "originCallInfo", json!({})),
        ),
        // The own telephone rings first, and calls then.
        ("the own", rings_here(ME, AGENT)),
    ] {
        let tracker = told(Numbering::Serials, &[rings]);
        assert!(!in_doubt(&tracker), "{case}");
        assert!(tracker.model().is_verified(), "{case}");
    }
}

/// Who was consulted and rang when the call was handed on: whether the switch tells anew who calls there now or not, the customer is
/// in it once it has answered.
#[test]
fn who_gets_a_call_while_it_rings_has_the_customer() {
    let consulted = json!({"eventName": "delivered", "callId": "C2", "callingDevice": AGENT, "calledDevice": ME,
        "alertingDevice": ME});
    let transferred = json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C2",
        "transferringDevice": AGENT, "transferredToDevice": ME, "newCall": "C1", "cause": "TRANSFER"});
    let anew = json!({"eventName": "delivered", "callId": "C1", "callingDevice": CUSTOMER, "calledDevice": ME,
        "alertingDevice": ME, "lastRedirectionDevice": AGENT});
    let before = [consulted, transferred, cleared("C1", AGENT, AGENT)];
    let answered = answered_here(CUSTOMER, ME);
    for told_anew in [true, false] {
        let mut events = before.to_vec();
        events.extend(told_anew.then(|| anew.clone()));
        let tracker = told(Numbering::Serials, &events);
        assert_eq!(tracker.model().calls().len(), 1);
        let customer = if told_anew { "13800000000 connected?, " } else { "" };
        assert_eq!(parties(&tracker), format!("{customer}8001 alerting"));
        events.push(answered.clone());
        let tracker = told(Numbering::Serials, &events);
        assert_eq!(parties(&tracker), "13800000000 connected?, 8001 connected");
        assert!(!tracker.is_doubtful());
    }
}
