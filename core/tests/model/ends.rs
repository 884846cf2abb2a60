//! Why a call has ended for this agent, by what the server tells, and by what it leaves out.

use std::sync::Arc;

use crate::trace::{Numbering, call, fold, now, scene};
use serde_json::{Value, json};
use wellclient_core::event::decode;
use wellclient_core::model::Tracker;
use wellclient_core::vocabulary::CallEnd;

const INBOUND: &str = "inbound: 8001 answered, the agent hangs up first";
const OUTBOUND: &str = "outbound: 8001 answered, the agent hangs up first";

/// A scene's first events, then these.
fn after(name: &str, first: usize, more: &[Value]) -> (Tracker, Option<CallEnd>) {
    let scene = scene(name);
    let mut tracker = scene.tracker();
    fold(&mut tracker, &scene.events(Numbering::Serials)[..first]);
    let mut end = None;
    for (number, fields) in more.iter().enumerate() {
        let mut fields = fields.clone();
        fields["callId"] = call("C1").as_str().into();
        fields["serial"] = (200_000 + number).into();
        fields["topics"] = json!(["CtiWorker_31dv7"]);
        let event = Arc::new(decode(fields.to_string().as_bytes()).unwrap());
        let offered = tracker.offer(now(1_000), &event);
        if let Some(facts) = offered.cleared {
            end = facts.into_cleared(event).end_reason;
        }
    }
    (tracker, end)
}

fn cleared(releasing: &str, hangup: Option<&str>, cause: Option<&str>) -> Value {
    let mut event = json!({ "eventName": "connectionCleared", "releasingDevice": releasing });
    for (name, value) in [("hangupDevice", hangup), ("cause", cause)] {
        if let Some(value) = value {
            event[name] = value.into();
        }
    }
    event
}

/// The scene's own device and the other one.
fn devices(name: &str) -> (String, String) {
    let scene = scene(name);
    let mut tracker = scene.tracker();
    fold(&mut tracker, &scene.events(Numbering::Serials)[..1]);
    let own = tracker.perspective().device.clone();
    let events = scene.events(Numbering::Serials);
    let other = events
        .iter()
        .filter_map(|event| {
            let raw: Value = serde_json::from_str(event.raw()).unwrap();
            let devices = [&raw["callingDevice"], &raw["calledDevice"]];
            let mut named = devices.into_iter().filter_map(Value::as_str).map(str::to_owned);
            named.find(|device| *device != own.as_str())
        })
        .next()
        .unwrap();
    (own.to_string(), other)
}

#[test]
fn a_call_that_rings_here() {
    let (own, other) = devices(INBOUND);
    let (me, them) = (Some(own.as_str()), Some(other.as_str()));
    for (hangup, cause, end) in [
        (them, Some("ORIGINATOR_CANCEL"), CallEnd::CallerGaveUp),
        (them, None, CallEnd::CallerGaveUp),
        (None, Some("ORIGINATOR_CANCEL"), CallEnd::CallerGaveUp),
        (me, Some("CALL_REJECTED"), CallEnd::Rejected),
        (me, None, CallEnd::Rejected),
        (None, Some("USER_BUSY"), CallEnd::Rejected),
        (me, Some("NO_ANSWER"), CallEnd::NotAnswered),
        (None, Some("LOSE_RACE"), CallEnd::AnsweredElsewhere),
        (None, Some("SOMETHING_NEW"), CallEnd::NotTold),
        (None, None, CallEnd::NotTold),
    ] {
        let (tracker, found) = after(INBOUND, 1, &[cleared(&own, hangup, cause)]);
        assert_eq!(found, Some(end), "{hangup:?} {cause:?}");
        assert!(tracker.model().calls().is_empty());
    }
    // The caller's leg goes first, and nobody tells who hung up.
    let both = [cleared(&other, None, None), cleared(&own, None, None)];
    assert_eq!(after(INBOUND, 1, &both).1, Some(CallEnd::CallerGaveUp));
    // Another phone of the group takes it.
    let taken =
        json!({ "eventName": "established", "answeringDevice": "8009@test.cc", "callingDevice": other });
    let end = after(INBOUND, 1, &[taken, cleared(&own, None, None)]).1;
    assert_eq!(end, Some(CallEnd::AnsweredElsewhere));
}

#[test]
fn a_call_that_was_answered() {
    for (name, answered) in [(INBOUND, 2), (OUTBOUND, 4)] {
        let (own, other) = devices(name);
        let (me, them) = (Some(own.as_str()), Some(other.as_str()));
        for (hangup, end) in [
            (me, CallEnd::HungUp),
            (them, CallEnd::HungUpByOther),
            (None, CallEnd::NotTold),
        ] {
            let cause = Some("NORMAL_CLEARING");
            let found = after(name, answered, &[cleared(&own, hangup, cause)]).1;
            assert_eq!(found, Some(end), "{name} {hangup:?}");
        }
        let both = [cleared(&other, None, None), cleared(&own, None, None)];
        assert_eq!(after(name, answered, &both).1, Some(CallEnd::HungUpByOther));
        let target = json!({
            "eventName": "transferred", "transferringDevice": own, "transferredToDevice": "8009@test.cc",
            "newCall": call("C1").as_str(), "primaryOldCall": "0", "secondaryOldCall": call("C1").as_str(),
        });
        let end = after(name, answered, &[target, cleared(&own, None, None)]).1;
        assert_eq!(end, Some(CallEnd::Transferred), "{name}");
    }
}

#[test]
fn a_call_that_was_made_and_not_answered() {
    let (own, other) = devices(OUTBOUND);
    let (me, them) = (Some(own.as_str()), Some(other.as_str()));
    for (hangup, cause, end) in [
        (them, Some("USER_BUSY"), CallEnd::Busy),
        (them, Some("NO_ANSWER"), CallEnd::NotAnswered),
        (them, Some("CALL_REJECTED"), CallEnd::RejectedByOther),
        (them, None, CallEnd::RejectedByOther),
        (them, Some("UNALLOCATED_NUMBER"), CallEnd::Failed),
        (None, Some("NO_ROUTE_DESTINATION"), CallEnd::Failed),
        (me, Some("ORIGINATOR_CANCEL"), CallEnd::Cancelled),
        (me, None, CallEnd::Cancelled),
        (None, None, CallEnd::NotTold),
    ] {
        let found = after(OUTBOUND, 3, &[cleared(&own, hangup, cause)]).1;
        assert_eq!(found, Some(end), "{hangup:?} {cause:?}");
    }
    // The number alone is the device, too.
    let number = other.split('@').next().unwrap();
    for called in [&*other, number] {
        let failed = json!({
            "eventName": "failed", "failedCode": "1", "failedMsg": "busy now", "calledDevice": called, "cause": "Failed",
        });
        let end = after(OUTBOUND, 3, &[failed, cleared(&own, None, Some("USER_BUSY"))]).1;
        assert_eq!(end, Some(CallEnd::Failed), "{called}");
    }
}

/// Of a call that was not put through, the dialling is all that was told.
#[test]
fn a_call_that_nobody_heard_ring() {
    let (own, other) = devices(OUTBOUND);
    let scene = scene(OUTBOUND);
    let mut tracker = scene.tracker();
    fold(&mut tracker, &scene.events(Numbering::Serials)[..2]);
    let mut fields = cleared(&own, Some(&other), Some("USER_BUSY"));
    fields["callId"] = call("C1").as_str().into();
    fields["serial"] = 200_000.into();
    fields["topics"] = json!(["CtiWorker_31dv7"]);
    let event = Arc::new(decode(fields.to_string().as_bytes()).unwrap());
    let facts = tracker.offer(now(1_000), &event).cleared.unwrap();
    let cleared = facts.into_cleared(event);
    let party = cleared.party_device.as_ref().map(|device| device.as_str());
    assert_eq!((party, cleared.is_out_call), (Some(other.as_str()), true));
}

/// A party that leaves a call that goes on ends nothing here.
#[test]
fn a_leg_of_another() {
    let (_, other) = devices(OUTBOUND);
    let (tracker, end) = after(OUTBOUND, 4, &[cleared(&other, None, None)]);
    assert_eq!(end, None);
    assert_eq!(tracker.model().calls().len(), 1);
}

/// What the server does not know any more has ended unseen.
#[test]
fn a_call_that_has_gone_unseen() {
    let scene = scene(INBOUND);
    let mut tracker = scene.tracker();
    fold(&mut tracker, &scene.events(Numbering::Serials)[..2]);
    let (event, facts) = tracker.end_call(now(1_000), &call("C1")).unwrap();
    let cleared = facts.unwrap().into_cleared(Arc::new(event));
    assert_eq!(
        (cleared.end_reason, cleared.is_own),
        (Some(CallEnd::Unseen), true)
    );
}
