//! Who is in a call, how, and how sure that is: what one event says of one device touches no other.

use std::sync::Arc;

use crate::trace::{self, Numbering, told};
use crate::words::{
    self, CUSTOMER, EXPERT, ME, answered, cleared, conferenced, consultation, dialled, initiated, rings,
    transferred,
};
use serde_json::{Value, json};
use wellclient_core::actions::{call_action, recording_action};
use wellclient_core::command::Verb;
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{FailedCode, decode};
use wellclient_core::http::reply::ClientState;
use wellclient_core::id::{CallId, CommandId, DeviceId};
use wellclient_core::model::{Call, ConnectionState, Role, Tracker};
use wellclient_core::refusal::Refusal;

const COLLEAGUE: &str = "8003@test.cc";

fn call<'a>(tracker: &'a Tracker, id: &str) -> &'a Call {
    tracker.model().call(id).unwrap_or_else(|| panic!("no call {id}"))
}

/// `8001 connected, 8003 hold`, with `?` after what is not sure.
fn parties(call: &Call) -> String {
    let parties = call.parties.iter().map(|party| {
        let unsure = if party.verified { "" } else { "?" };
        format!("{} {}{unsure}", party.device.number(), party.leg.as_str())
    });
    parties.collect::<Vec<_>>().join(", ")
}

fn failed(id: &str, called: &str) -> Value {
    json!({"eventName": "failed", "callId": id, "failedCode": "1", "failedMsg": "busy now", "calledDevice": called,
        "cause": "Failed", "localState": "Fail"})
}

#[test]
fn who_is_busy_has_failed_and_so_has_the_call() {
    let tracker = told(
        Numbering::Serials,
        &[
            initiated("C1"),
            dialled("C1", "8003@test.cc"),
            rings("C1", ME, "8003@test.cc"),
            failed("C1", "8003@test.cc"),
        ],
    );
    let call = call(&tracker, "C1");
    assert_eq!(parties(call), "8001 connected, 8003 fail");
    let busy = (Some(FailedCode::from("1")), Some("busy now".into()));
    assert_eq!(call.failure, Some(busy));
}

/// The call went on to another, which is the one that could not be reached.
#[test]
fn a_call_that_was_forwarded_fails_with_its_target() {
    let tracker = told(
        Numbering::Serials,
        &[
            dialled("C1", "8003@test.cc"),
            json!({"eventName": "delivered", "callId": "C1", "callingDevice": ME, "calledDevice": "8003@test.cc",
                "alertingDevice": "8004@test.cc", "lastRedirectionDevice": "8003@test.cc"}),
            failed("C1", "8004@test.cc"),
        ],
    );
    let call = call(&tracker, "C1");
    assert_eq!(parties(call), "8001 connected, 8004 fail");
    assert!(call.failure.is_some());
}

/// Somebody else was invited into it.
#[test]
fn a_stranger_s_failure_is_not_that_of_who_rings() {
    let tracker = told(
        Numbering::Serials,
        &[
            dialled("C1", "8003@test.cc"),
            rings("C1", ME, "8003@test.cc"),
            failed("C1", "8009@test.cc"),
        ],
    );
    let call = call(&tracker, "C1");
    assert_eq!(parties(call), "8001 connected, 8003 alerting");
    assert_eq!(call.failure, None);
}

/// Who has transferred the call away talked to the customer, also where the target answers before the own leg has gone.
#[test]
fn the_target_of_a_transfer_is_no_third_party_of_who_transfers() {
    for is_answered in [false, true] {
        let mut events = vec![
            rings("C1", CUSTOMER, ME),
            answered("C1", CUSTOMER, ME),
            rings("C1", CUSTOMER, EXPERT),
            transferred("C1", ME, EXPERT),
        ];
        events.extend(is_answered.then(|| answered("C1", CUSTOMER, EXPERT)));
        let mut tracker = told(Numbering::Nothing, &events);
        let event = Arc::new(decode(cleared("C1", ME, ME).to_string().as_bytes()).unwrap());
        let facts = tracker.offer(trace::now(1_000), &event).cleared.unwrap();
        let cleared = facts.into_cleared(event);
        assert_eq!(
            cleared.party_device.as_ref().map(|device| device.as_str()),
            Some(CUSTOMER)
        );
        assert_eq!((cleared.is_caller, cleared.is_established), (Some(false), true));
    }
    // Of the consultation, who was consulted is the other party.
    let mut events = consultation("C1", "C2");
    let mut handed = transferred("C1", ME, EXPERT);
    handed["primaryOldCall"] = "C1".into();
    handed["secondaryOldCall"] = "C2".into();
    events.push(handed);
    for (id, party) in [("C1", CUSTOMER), ("C2", EXPERT)] {
        let mut tracker = told(Numbering::Nothing, &events);
        let event = Arc::new(decode(cleared(id, ME, ME).to_string().as_bytes()).unwrap());
        let facts = tracker.offer(trace::now(1_000), &event).cleared.unwrap();
        let found = facts.into_cleared(event).party_device;
        assert_eq!(found.as_ref().map(|device| device.as_str()), Some(party), "{id}");
    }
}

/// It rings at 8001 and is answered elsewhere, and goes on here: nobody has told of those who are in it besides.
#[test]
fn what_goes_on_while_it_rings_puts_the_others_in_doubt_and_not_oneself() {
    let tracker = told(
        Numbering::Serials,
        &[
            rings("C1", "8003@test.cc", ME),
            answered("C1", "8003@test.cc", "8004@test.cc"),
        ],
    );
    let call = call(&tracker, "C1");
    assert_eq!(parties(call), "8003 connected?, 8001 alerting, 8004 connected");
    assert!(!call.doubts.has(Doubt::Leg) && call.doubts.has(Doubt::Parties));
}

/// With another number to be shown (`originForDisplay`), the calling device of the events is no party.
#[test]
fn the_number_that_is_shown_is_not_a_second_caller() {
    let shown = "02160000000@test.cc";
    let tracker = told(
        Numbering::Serials,
        &[initiated("C1"), rings("C1", shown, CUSTOMER)],
    );
    assert_eq!(
        parties(call(&tracker, "C1")),
        "8001 connected, 13800000000 alerting"
    );
}

/// Who has invited need not be there any more when the invitation is answered.
#[test]
fn who_has_left_is_not_brought_back_by_a_conference_of_its_making() {
    let tracker = told(
        Numbering::Serials,
        &[
            rings("C1", "8003@test.cc", ME),
            answered("C1", "8003@test.cc", ME),
            json!({"eventName": "delivered", "callId": "C1", "callingDevice": "8003@test.cc",
                "alertingDevice": "8005@test.cc", "lastRedirectionDevice": "8003@test.cc"}),
            cleared("C1", "8003@test.cc", "8003@test.cc"),
            answered("C1", "8003@test.cc", "8005@test.cc"),
            json!({"eventName": "conferenced", "callId": "C1", "conferencingDevice": "8003@test.cc",
                "addedParty": "8005@test.cc", "newCall": "C1"}),
        ],
    );
    assert!(call(&tracker, "C1").party(&trace::device("8003")).is_none());
    assert!(call(&tracker, "C1").party(&trace::device("8005")).is_some());
}

#[test]
fn the_outside_line_is_the_one_that_was_told_last() {
    let mut rings = rings("C1", CUSTOMER, ME);
    rings["trunkGroup"] = "02100000000".into();
    let mut answered = answered("C1", CUSTOMER, ME);
    answered["trunkGroup"] = "02100000000".into();
    answered["trunkMember"] = "7".into();
    let trunk = |events: &[Value]| call(&told(Numbering::Serials, events), "C1").trunk.clone();
    assert_eq!(trunk(&[rings.clone()]), Some(("02100000000".into(), None)));
    let both = [rings, answered];
    assert_eq!(trunk(&both), Some(("02100000000".into(), Some("7".into()))));
}

/// 8000 was consulted by 8003, who transfers, and has missed all of it: it knows its call by either id.
#[test]
fn a_call_that_was_not_seen_to_begin_is_known_by_its_former_ids() {
    let transferred = json!({"eventName": "transferred", "callId": "C1", "secondaryOldCall": "C2", "newCall": "C1",
        "transferringDevice": "8003@test.cc", "transferredToDevice": ME});
    let tracker = told(Numbering::Serials, &[transferred]);
    for id in ["C1", "C2"] {
        assert_eq!(call(&tracker, id).id, CallId::from("C1"));
    }
    assert!(tracker.is_doubtful());
}

/// The data of both goes on with the one, and what that is now the server must tell; a single step brings no other's.
#[test]
fn the_data_of_two_calls_that_are_one_is_in_doubt() {
    let mut events = consultation("C1", "C2");
    events.push(conferenced(ME, "C1", "C2", EXPERT));
    let tracker = told(Numbering::Serials, &events);
    assert!(call(&tracker, "C1").doubts.has(Doubt::Data));
    let single = json!({"eventName": "conferenced", "callId": "C1", "conferencingDevice": ME, "addedParty": EXPERT,
        "newCall": "C1"});
    let tracker = told(
        Numbering::Serials,
        &[&consultation("C1", "C2")[..2], &[single]].concat(),
    );
    assert!(call(&tracker, "C1").conference && !call(&tracker, "C1").doubts.has(Doubt::Data));
}

/// The server has refused to let 8001 listen to a call: when that comes to ring here, it is one to answer.
#[test]
fn a_call_that_was_not_to_be_listened_to_can_be_answered() {
    let own = trace::device("8001");
    let id = CallId::from("C1");
    let may_answer = |refused_before: Option<bool>| {
        let mut tracker = trace::scene("inbound: 8001 not answered").tracker();
        tracker.will_listen(CommandId(1), &id);
        let ring = decode(rings("C1", CUSTOMER, ME).to_string().as_bytes()).unwrap();
        if refused_before == Some(true) {
            tracker.will_not_listen(CommandId(1));
        }
        tracker.offer(trace::now(1), &Arc::new(ring));
        if refused_before == Some(false) {
            tracker.will_not_listen(CommandId(1));
        }
        call_action(tracker.model(), &own, &id, Verb::Answer).is_ok()
    };
    assert!(!may_answer(None), "it is connected without being answered");
    assert!(may_answer(Some(true)) && may_answer(Some(false)));
}

/// Who listens is a party with a role of its own, and takes no part: also not by recording.
#[test]
fn a_listener_s_role_is_to_listen() {
    let own = trace::device("8001");
    let id = CallId::from("C1");
    let mut tracker = trace::scene("inbound: 8001 not answered").tracker();
    tracker.will_listen(CommandId(1), &id);
    for event in [rings("C1", CUSTOMER, ME), answered("C1", CUSTOMER, ME)] {
        let event = decode(event.to_string().as_bytes()).unwrap();
        tracker.offer(trace::now(1), &Arc::new(event));
    }
    let call = call(&tracker, "C1");
    assert_eq!(
        (call.role(&own), call.leg(&own)),
        (Some(Role::Listening), ConnectionState::Connected)
    );
    for on in [true, false] {
        let may = recording_action(tracker.model(), &own, on);
        assert_eq!(may, Err(Refusal::Listening));
    }
    let may = |verb| call_action(tracker.model(), &own, &id, verb);
    for verb in [Verb::Hold, Verb::Consult, Verb::SingleStepTransfer, Verb::Answer] {
        assert_eq!(may(verb), Err(Refusal::Listening));
    }
    assert_eq!(may(Verb::Drop), Ok(()));
    // It stays so through a restart.
    let mut again = trace::scene("inbound: 8001 not answered").tracker();
    again.restore(trace::now(2), &tracker.save());
    assert_eq!(self::call(&again, "C1").role(&own), Some(Role::Listening));
    // The server has refused it: it is a call to answer.
    let mut tracker = trace::scene("inbound: 8001 not answered").tracker();
    tracker.will_listen(CommandId(1), &id);
    let ring = decode(rings("C1", CUSTOMER, ME).to_string().as_bytes()).unwrap();
    tracker.offer(trace::now(1), &Arc::new(ring));
    tracker.will_not_listen(CommandId(1));
    assert_eq!(self::call(&tracker, "C1").role(&own), Some(Role::Called));
}

/// A supervisor can be asked to listen to several calls.
#[test]
fn each_call_to_listen_to_is_remembered() {
    let mut tracker = trace::scene("inbound: 8001 not answered").tracker();
    for (by, id) in (1..).zip(["C1", "C2", "C2"]) {
        tracker.will_listen(CommandId(by), &CallId::from(id));
    }
    for id in ["C1", "C2"] {
        let ring = decode(rings(id, CUSTOMER, ME).to_string().as_bytes()).unwrap();
        tracker.offer(trace::now(1), &Arc::new(ring));
        assert!(call(&tracker, id).listens, "{id}");
    }
}

/// Passed on by somebody, a call has a history: its caller may have put it on hold meanwhile.
#[test]
fn the_caller_of_a_call_that_was_passed_on_is_not_sure() {
    let mut passed_on = rings("C1", CUSTOMER, ME);
    passed_on["lastRedirectionDevice"] = "8003@test.cc".into();
    let tracker = told(Numbering::Serials, &[passed_on]);
    assert_eq!(
        parties(call(&tracker, "C1")),
        "13800000000 connected?, 8001 alerting"
    );
    let tracker = told(Numbering::Serials, &[rings("C1", CUSTOMER, ME)]);
    assert_eq!(
        parties(call(&tracker, "C1")),
        "13800000000 connected, 8001 alerting"
    );
}

/// That somebody has answered may come late: who is on hold stays so.
#[test]
fn an_answer_takes_nobody_from_hold() {
    let mut events = vec![
        rings("C1", "8003@test.cc", ME),
        answered("C1", "8003@test.cc", ME),
    ];
    events.push(rings("C1", "8003@test.cc", EXPERT));
    events.push(answered("C1", "8003@test.cc", EXPERT));
    events.push(json!({"eventName": "held", "callId": "C1", "holdingDevice": EXPERT}));
    let mut late = answered("C1", "8003@test.cc", EXPERT);
    late["sipCallId"] = "s1".into();
    events.push(late);
    let tracker = told(Numbering::Nothing, &events);
    assert_eq!(
        call(&tracker, "C1").leg(&trace::device("8005")),
        ConnectionState::Hold
    );
}

/// A consultation goes into its call while it lasts: without a number, what tells so after its end is late.
#[test]
fn a_conference_with_a_consultation_that_is_over_is_to_be_asked_about() {
    let over = [
        consultation("C1", "C2"),
        vec![
            cleared("C2", EXPERT, EXPERT),
            cleared("C2", ME, ME),
            conferenced(ME, "C1", "C2", EXPERT),
        ],
    ];
    let tracker = told(Numbering::Nothing, &over.concat());
    assert!(tracker.is_doubtful());
    let tracker = told(
        Numbering::Nothing,
        &[
            consultation("C1", "C2"),
            vec![conferenced(ME, "C1", "C2", EXPERT)],
        ]
        .concat(),
    );
    assert!(!tracker.is_doubtful());
    assert_eq!(
        call(&tracker, "C1").leg(&trace::device("8001")),
        ConnectionState::Connected
    );
}

/// 8003 calls, and hands this side on to the expert, who was called: nobody has said that the expert calls. The next event says
/// who calls whom.
#[test]
fn who_comes_in_for_the_caller_is_not_said_to_call() {
    let mut events = vec![
        rings("C1", COLLEAGUE, ME),
        answered("C1", COLLEAGUE, ME),
        rings("C1", ME, EXPERT),
        words::transferred("C1", COLLEAGUE, EXPERT),
    ];
    let ends = |events: &[Value]| {
        let tracker = told(Numbering::Serials, events);
        let call = call(&tracker, "C1");
        let number = |device: &Option<DeviceId>| device.as_ref().map(|it| it.number().to_owned());
        (number(&call.calling), number(&call.called))
    };
    assert_eq!(ends(&events), (None, None));
    events.push(cleared("C1", COLLEAGUE, COLLEAGUE));
    events.push(answered("C1", ME, EXPERT));
    assert_eq!(ends(&events), (Some("8001".into()), Some("8005".into())));
}

fn accounted(tracker: &mut Tracker, ani: &str, other: &str) {
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "Ready", "activeCall":
        {"callId": "C1", "ani": ani, "dnis": ME, "state": "Connect", "direction": "In", "otherSide": other}},
        "extension": "{}"});
    let account: ClientState = serde_json::from_value(account).unwrap();
    tracker.reconcile(trace::now(10), &account);
}

/// The account says that the customer calls, or goes on naming who called at first and has left: so the customer is in the call as
/// the calling side.
#[test]
fn who_calls_by_the_account_is_the_calling_side() {
    for ani in [CUSTOMER, COLLEAGUE] {
        let mut tracker = told(
            Numbering::Serials,
            &[
                rings("C2", COLLEAGUE, ME),
                answered("C2", COLLEAGUE, ME),
                json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C2",
                    "transferringDevice": COLLEAGUE, "transferredToDevice": ME, "newCall": "C1", "cause": "TRANSFER"}),
                cleared("C1", COLLEAGUE, COLLEAGUE),
            ],
        );
        accounted(&mut tracker, ani, CUSTOMER);
        let call = call(&tracker, "C1");
        let customer = call.party(&DeviceId::from(CUSTOMER)).unwrap();
        assert_eq!(customer.role, Role::Calling);
        assert_eq!(
            call.calling.as_ref().map(|calling| calling.as_str()),
            Some(CUSTOMER)
        );
    }
}

/// Who called has transferred the call away, unseen.
#[test]
fn who_is_at_the_other_end_by_the_account_is_there_in_the_place_of_who_was() {
    for ani in [COLLEAGUE, EXPERT] {
        let mut tracker = told(
            Numbering::Serials,
            &[rings("C1", COLLEAGUE, ME), answered("C1", COLLEAGUE, ME)],
        );
        tracker.doubt_all();
        accounted(&mut tracker, ani, EXPERT);
        let call = call(&tracker, "C1");
        assert_eq!(parties(call), "8001 connected, 8005 connected?");
        assert_eq!(call.calling.as_ref().map(DeviceId::number), Some("8005"));
        assert_eq!(call.party(&DeviceId::from(EXPERT)).unwrap().role, Role::Calling);
    }
}

/// Of several who are there the account names one: that is no news of the others.
#[test]
fn who_is_there_as_before_says_nothing_of_who_rings_there() {
    let mut tracker = told(
        Numbering::Serials,
        &[
            rings("C1", CUSTOMER, ME),
            answered("C1", CUSTOMER, ME),
            rings("C1", ME, EXPERT),
        ],
    );
    tracker.doubt_all();
    accounted(&mut tracker, CUSTOMER, CUSTOMER);
    assert_eq!(
        parties(call(&tracker, "C1")),
        "13800000000 connected?, 8001 connected, 8005 alerting?"
    );
}
