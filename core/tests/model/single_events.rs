//! What a single event says of a call, and what it does not.

use std::sync::Arc;

use crate::trace::{self, Numbering, call, device, fold, now, scene};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{Event, decode};
use wellclient_core::http::reply::{ActiveCall, CallDirection, ClientAgent, ClientState};
use wellclient_core::model::{Call, ConnectionState, Tracker};

const ANSWERED: &str = "inbound: 8001 answered, the agent hangs up first";
const CALLS: &str = "outbound: 8001 answered, the agent hangs up first";
const RETURNS: &str = "single_step_transfer: 8003 transfers, and the call comes back later";

/// A scene's first events, as the server sends them.
fn after(name: &str, events: usize) -> Tracker {
    let scene = scene(name);
    let mut tracker = scene.tracker();
    fold(&mut tracker, &scene.events(Numbering::Serials)[..events]);
    tracker
}

/// An event on C1, the newest so far.
fn event(mut fields: Value) -> Arc<Event> {
    fields["callId"] = call("C1").as_str().into();
    fields["serial"] = 200_000.into();
    fields["topics"] = json!(["CtiWorker_31dv7"]);
    Arc::new(decode(fields.to_string().as_bytes()).unwrap())
}

fn c1(tracker: &Tracker) -> &Call {
    tracker.model().call(&call("C1")).unwrap()
}

/// A call that somebody passed on has a history, and perhaps others in it; one that was passed on from here, or not at all, has
/// not.
#[test]
fn a_call_that_was_passed_on_may_have_others_in_it() {
    for (by, unsure) in [
        (Some("8003@test.cc"), true),
        (Some("8001@test.cc"), false),
        (None, false),
    ] {
        let mut tracker = scene(ANSWERED).tracker();
        let mut rings = json!({
            "eventName": "delivered", "alertingDevice": "8001@test.cc", "callingDevice": "1390@test.cc",
        });
        if let Some(by) = by {
            rings["lastRedirectionDevice"] = by.into();
        }
        tracker.offer(now(0), &event(rings));
        assert_eq!(c1(&tracker).doubts.has(Doubt::Parties), unsure, "{by:?}");
        assert!(!tracker.is_doubtful(), "{by:?}");
    }
}

/// `failed` with code 2 is a reminder: the called device can ring after it.
#[test]
fn a_device_that_could_not_be_reached_rings_after_all() {
    let mut tracker = after(CALLS, 2);
    let called = scene(CALLS).steps[1].split("called=").nth(1).unwrap().to_owned();
    let called = device(&called);
    let failed = json!({ "eventName": "failed", "calledDevice": called.as_str(), "failedCode": "2" });
    tracker.offer(now(2), &event(failed));
    assert_eq!(c1(&tracker).leg(&called), ConnectionState::Fail);
    let mut rings = json!({ "eventName": "delivered", "callingDevice": "8001@test.cc" });
    rings["alertingDevice"] = called.as_str().into();
    tracker.offer(now(3), &event(rings));
    assert_eq!(c1(&tracker).leg(&called), ConnectionState::Alerting);
    assert!(!tracker.is_doubtful());
}

/// That the same device rings, told twice in other words and without a number, contradicts nothing.
#[test]
fn ringing_that_is_told_again_is_no_contradiction() {
    let scene = scene(ANSWERED);
    let mut tracker = scene.tracker();
    fold(&mut tracker, &scene.events(Numbering::Nothing)[..1]);
    let again = json!({
        "eventName": "delivered", "callId": call("C1").as_str(), "alertingDevice": "8001@test.cc", "split": "sales",
    });
    tracker.offer(now(1), &Arc::new(decode(again.to_string().as_bytes()).unwrap()));
    assert_eq!(c1(&tracker).split.as_deref(), Some("sales"));
    assert!(!tracker.is_doubtful());
}

/// A call that was transferred away comes back, and its `delivered` is lost: that it is answered here tells it all the same.
#[test]
fn an_answer_alone_brings_a_call_back() {
    let scene = scene(RETURNS);
    let mut tracker = after(RETURNS, 5);
    assert!(tracker.model().calls().is_empty());
    let answered = scene
        .steps
        .iter()
        .rposition(|step| step.starts_with("established"))
        .unwrap();
    tracker.offer(now(9), &scene.event(answered, Numbering::Serials));
    assert_eq!(c1(&tracker).leg(&scene.device), ConnectionState::Connected);
    assert!(tracker.is_doubtful(), "its beginning is missing");
}

/// Somebody who was not seen to come in holds: in a call of whose parties not all are known that is no news.
#[test]
fn a_stranger_who_holds_was_missed_unless_strangers_are_known_of() {
    for known in [true, false] {
        let mut tracker = after(ANSWERED, 2);
        if !known {
            tracker.mark_unverified();
        }
        let held = json!({ "eventName": "held", "holdingDevice": "8009@test.cc" });
        tracker.offer(now(2), &event(held));
        assert_eq!(c1(&tracker).leg(&device("8009")), ConnectionState::Hold);
        assert_eq!(tracker.is_doubtful(), known);
    }
}

/// A call rings at 14:13:10 by its worker's clock, and is answered unseen: so says the account 40 s later.
fn answered_unseen(rang: Option<&str>, answered: &str) -> Tracker {
    let mut tracker = after(ANSWERED, 1);
    let active = ActiveCall {
        call_id: Some(call("C1")),
        state: Some("Connect".into()),
        direction: Some(CallDirection::In),
        ring_time: rang.map(Into::into),
        answer_time: Some(answered.into()),
        ..ActiveCall::default()
    };
    let agent = ClientAgent {
        agent_mode: Some("Ready".into()),
        active_call: Some(active),
        ..ClientAgent::default()
    };
    let state = ClientState {
        agent: Some(agent),
        extension: Some("{}".into()),
    };
    tracker.reconcile(now(400), &state);
    tracker
}

/// The account's time, by the server's clock, is when, by both of this machine's.
#[test]
fn when_a_call_was_answered_unseen_is_told_by_both_clocks() {
    let tracker = answered_unseen(None, "2017.03.18 14:13:20");
    let answered = c1(&tracker).established.unwrap();
    assert_eq!(answered.wall.unix_ms, now(400).wall.unix_ms - 30_000);
    assert_eq!(answered.elapsed(now(400).monotonic).as_secs(), 30);
    assert!(!c1(&tracker).doubts.has(Doubt::Established));
}

/// The account's machine has a clock of its own: how long it rang by that is how long it rang.
#[test]
fn when_a_call_was_answered_is_told_by_the_account_s_own_clock() {
    let tracker = answered_unseen(Some("2017.03.18 14:11:40"), "2017.03.18 14:11:50");
    let answered = c1(&tracker).established.unwrap();
    assert_eq!(answered.elapsed(now(400).monotonic).as_secs(), 30);
    assert!(!c1(&tracker).doubts.has(Doubt::Established));
}

/// Answered before it rang, or still to be: that was by another clock, and nobody knows.
#[test]
fn an_answer_that_cannot_have_been_then_is_a_doubt() {
    for (rang, answered) in [
        (None, "2017.03.18 14:11:50"),
        (None, "2017.03.18 14:15:00"),
        (Some("2017.03.18 14:13:10"), "2017.03.18 14:12:40"),
        (Some("2017.03.18 14:13:10"), "2017.03.18 14:14:40"),
    ] {
        let tracker = answered_unseen(rang, answered);
        assert!(c1(&tracker).doubts.has(Doubt::Established), "{rang:?} {answered}");
        assert!(c1(&tracker).leg(&device("8001")) == ConnectionState::Connected);
    }
}

/// After a gap an event vouches for the leg that it tells of, and for no other: of a call it is then known how one is in it, and not
/// who else.
#[test]
fn an_event_vouches_for_the_leg_that_it_tells_of() {
    let doubts = |holding: &str| {
        let mut tracker = after(ANSWERED, 2);
        tracker.mark_unverified();
        tracker.offer(
            now(2),
            &event(json!({ "eventName": "held", "holdingDevice": holding })),
        );
        let call = c1(&tracker);
        let verified = |device: &str| call.party(&trace::device(device)).unwrap().verified;
        assert!(!call.is_verified() && !tracker.model().is_verified(), "{holding}");
        (
            call.doubts.has(Doubt::Leg),
            verified("8001"),
            verified("13900000000"),
        )
    };
    assert_eq!(doubts("8001@test.cc"), (false, true, false));
    assert_eq!(doubts("13900000000@test.cc"), (true, false, true));
}

/// That there may be others is enough for a call not to be verified, though each leg that is shown is.
#[test]
fn a_call_with_others_in_it_perhaps_is_not_verified() {
    let mut tracker = scene(ANSWERED).tracker();
    let rings = json!({
        "eventName": "delivered", "alertingDevice": "8001@test.cc", "lastRedirectionDevice": "8003@test.cc",
    });
    tracker.offer(now(0), &event(rings));
    let call = c1(&tracker);
    assert!(call.parties.iter().all(|party| party.verified) && !call.doubts.has(Doubt::Leg));
    assert!(!call.is_verified());
}

/// A call that is passed on names its first parties: one who has left since is not in it for that.
#[test]
fn who_has_left_is_not_brought_back_by_the_calls_origin() {
    let scene = trace::scenes_of(
        "origin",
        "view 8001 talks to one who was added\n\
         > delivered C1 alerting=8001 calling=13900000000 called=8001\n\
         > established C1 answering=8001 calling=13900000000 called=8001\n\
         > delivered C1 alerting=8003 calling=13900000000 called=8003\n\
         > established C1 answering=8003 calling=13900000000 called=8003\n\
         > connectionCleared C1 releasing=13900000000\n\
         > delivered C1 alerting=8004 calling=13900000000 called=8004\n\
         > transferred C1 primary=0 secondary=C1 by=8003 to=8004 new=C1 origin=C1:13900000000>8003\n\
         > connectionCleared C1 releasing=8003\n",
    );
    let mut tracker = scene[0].tracker();
    fold(&mut tracker, &scene[0].events(Numbering::Serials));
    let parties: Vec<_> = c1(&tracker)
        .parties
        .iter()
        .map(|party| party.device.number())
        .collect();
    assert_eq!(parties, ["8001", "8004"]);
}
