//! One thing is told in several forms, by one release's server or another's: the model is the same.

use std::sync::Arc;

use crate::trace::{self, Numbering, fold};
use crate::words::{self, CUSTOMER, EXPERT, ME, answered, cleared, consultation, rings, transferred};
use serde_json::{Value, json};
use wellclient_core::actions::call_action;
use wellclient_core::command::Verb;
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{CallCleared, decode};
use wellclient_core::id::{CallId, CommandId};
use wellclient_core::model::{Call, Role, Tracker};
use wellclient_core::refusal::Refusal;

const COLLEAGUE: &str = "8003@test.cc";
const BOTH: [Numbering; 2] = [Numbering::Serials, Numbering::Nothing];

/// Goes on telling, in the order of sending, numbered or bare.
fn tell(tracker: &mut Tracker, numbering: Numbering, first: usize, events: &[Value]) {
    let numbered = |(index, event): (usize, &Value)| {
        let mut event = event.clone();
        if numbering == Numbering::Serials {
            event["serial"] = (121_019 + 2 * (first + index)).into();
            event["topics"] = json!(["CtiWorker_31dv7"]);
        }
        Arc::new(decode(event.to_string().as_bytes()).unwrap())
    };
    let events: Vec<_> = events.iter().enumerate().map(numbered).collect();
    fold(tracker, &events);
}

fn told(numbering: Numbering, events: &[Value]) -> Tracker {
    let mut tracker = trace::scene("inbound: 8001 not answered").tracker();
    tell(&mut tracker, numbering, 0, events);
    tracker
}

fn only(tracker: &Tracker) -> &Call {
    tracker.model().call("C1").expect("the call is there")
}

/// `8001 connected, 8003 hold`, by device, with `?` after what is not sure.
fn parties(tracker: &Tracker) -> String {
    let parties = only(tracker).parties.iter().map(|party| {
        let unsure = if party.verified { "" } else { "?" };
        format!("{} {}{unsure}", party.device.number(), party.leg.as_str())
    });
    let mut parties: Vec<String> = parties.collect();
    parties.sort();
    parties.join(", ")
}

/// The derived end of the own leg.
fn ended(tracker: &mut Tracker, by: &str) -> CallCleared {
    let event = Arc::new(decode(cleared("C1", ME, by).to_string().as_bytes()).unwrap());
    let facts = tracker.offer(trace::now(1_000), &event).cleared.unwrap();
    facts.into_cleared(event)
}

fn party_of(cleared: &CallCleared) -> &str {
    cleared.party_device.as_ref().map_or("-", |party| party.as_str())
}

/// In a single step: 4.x reads the call's id in the one field, 2.x in the other.
fn joined(by: &str, added: &str) -> [Value; 2] {
    [("C1", "0"), ("0", "C1")].map(|(primary, secondary)| {
        json!({"eventName": "conferenced", "callId": "C1", "primaryOldCall": primary,
            "secondaryOldCall": secondary, "conferencingDevice": by, "addedParty": added, "newCall": "C1"})
    })
}

/// By the ends that the receiver was first told, and by those who are there.
fn answered_in(call: [&str; 2], by: &str) -> Value {
    json!({"eventName": "established", "callId": "C1", "callingDevice": call[0], "calledDevice": call[1],
        "answeringDevice": by})
}

#[test]
fn a_single_step_conference_is_the_same_in_either_order() {
    let invited = json!({"eventName": "delivered", "callId": "C1", "callingDevice": ME, "calledDevice": EXPERT,
        "alertingDevice": EXPERT});
    for numbering in BOTH {
        for ends in [[ME, EXPERT], [CUSTOMER, ME]] {
            for joined in joined(ME, EXPERT) {
                let events = [
                    rings("C1", CUSTOMER, ME),
                    answered("C1", CUSTOMER, ME),
                    invited.clone(),
                    answered_in(ends, EXPERT),
                    joined,
                ];
                let tracker = told(numbering, &events);
                let all = "13800000000 connected, 8001 connected, 8005 connected";
                assert_eq!(parties(&tracker), all, "{numbering:?} {ends:?}");
                assert!(tracker.model().is_verified() && only(&tracker).conference);
                assert_eq!(only(&tracker).role(&trace::device("8001")), Some(Role::Called));
            }
        }
    }
}

/// Who has invited may have left unseen: neither form says that it is there.
#[test]
fn a_single_step_conference_does_not_vouch_for_who_has_invited() {
    for numbering in BOTH {
        for joined in joined(COLLEAGUE, EXPERT) {
            let invited = json!({"eventName": "delivered", "callId": "C1", "callingDevice": COLLEAGUE,
                "calledDevice": EXPERT, "alertingDevice": EXPERT});
            let before = [rings("C1", COLLEAGUE, ME), answered("C1", COLLEAGUE, ME), invited];
            let mut tracker = told(numbering, &before);
            tracker.mark_unverified();
            let after = [answered_in([COLLEAGUE, ME], EXPERT), joined];
            tell(&mut tracker, numbering, 10, &after);
            let colleague = only(&tracker).party(&trace::device("8003"));
            assert!(colleague.is_none_or(|party| !party.verified), "{numbering:?}");
            assert!(only(&tracker).doubts.has(Doubt::Parties) && !tracker.model().is_verified());
        }
    }
}

/// `established` goes on naming who has left; who answers is there, and nobody comes back.
#[test]
fn who_has_left_is_named_and_not_there() {
    for numbering in BOTH {
        for ends in [[COLLEAGUE, ME], [ME, ME], [ME, EXPERT]] {
            let events = [
                rings("C1", COLLEAGUE, ME),
                answered("C1", COLLEAGUE, ME),
                rings("C1", ME, EXPERT),
                transferred("C1", COLLEAGUE, EXPERT),
                cleared("C1", COLLEAGUE, COLLEAGUE),
                answered_in(ends, EXPERT),
            ];
            let mut tracker = told(numbering, &events);
            assert_eq!(parties(&tracker), "8001 connected, 8005 connected", "{ends:?}");
            let call = only(&tracker);
            let shown = [&call.calling, &call.called];
            assert!(
                shown.iter().all(|end| **end != Some(trace::device("8003"))),
                "{shown:?}"
            );
            assert_eq!(party_of(&ended(&mut tracker, ME)), EXPERT);
        }
    }
}

/// The listener is called, and `originCallInfo` has those who talk; or one of them is called.
#[test]
fn who_is_listened_to_is_told_in_either_form() {
    let origin = json!({"callId": "C1", "callingDevice": CUSTOMER, "calledDevice": COLLEAGUE});
    for asked in [true, false] {
        for called in [ME, COLLEAGUE] {
            let mut tracker = trace::scene("inbound: 8001 not answered").tracker();
            if asked {
                tracker.will_listen(CommandId(1), &CallId::from("C1"));
            }
            let events = ["delivered", "established"].map(|name| {
                json!({"eventName": name, "callId": "C1", "callingDevice": CUSTOMER, "calledDevice": called,
                    "alertingDevice": ME, "answeringDevice": ME, "originCallInfo": origin})
            });
            tell(&mut tracker, Numbering::Serials, 0, &events);
            let all = "13800000000 connected?, 8001 connected, 8003 connected?";
            assert_eq!(parties(&tracker), all, "{asked} {called}");
            assert!(only(&tracker).doubts.has(Doubt::Parties));
            let role = only(&tracker).role(&trace::device("8001"));
            assert_eq!(role == Some(Role::Listening), asked);
        }
    }
}

/// A call that is handed on to come back is waited for, whether the switch tells so by `transferred` or only by the end of the
/// consultation: it has not left, and comes back by itself.
#[test]
fn a_call_that_comes_back_is_waited_for() {
    let own = trace::device("8001");
    for numbering in BOTH {
        for is_told in [true, false] {
            let events = consultation("C1", "C2");
            let mut tracker = told(numbering, &events);
            let (held, consulted) = (CallId::from("C1"), CallId::from("C2"));
            let since = trace::now(0).monotonic;
            tracker.will_wait(CommandId(1), since, &held, Some(&consulted));
            // As long as the consultation is there, nothing has come of it.
            let retrieve = call_action(tracker.model(), &own, &held, Verb::Retrieve);
            assert_eq!(retrieve, Ok(()), "{is_told}");
            let mut handed = transferred("C1", ME, EXPERT);
            handed["primaryOldCall"] = "C1".into();
            handed["secondaryOldCall"] = "C2".into();
            handed["cause"] = "TRANSFER".into();
            let mut after = vec![handed, cleared("C2", ME, ME)];
            if !is_told {
                after.remove(0);
            }
            tell(&mut tracker, numbering, events.len(), &after);
            let may = |verb| call_action(tracker.model(), &own, &held, verb);
            assert_eq!(
                [Verb::Retrieve, Verb::Drop].map(may),
                [Err(Refusal::ComesBack), Ok(())],
                "{is_told}"
            );
            assert!(!only(&tracker).party(&own).unwrap().leaving);
            assert!(only(&tracker).party(&trace::device("8005")).is_some());
        }
    }
}

/// Who has it meanwhile hands it on, and it goes on under another id: it comes back all the same.
#[test]
fn a_call_that_comes_back_may_have_another_id() {
    let own = trace::device("8001");
    let mut tracker = told(Numbering::Serials, &consultation("C1", "C2"));
    let (held, consulted) = (CallId::from("C1"), CallId::from("C2"));
    tracker.will_wait(CommandId(1), trace::now(0).monotonic, &held, Some(&consulted));
    let mut on = transferred("C3", EXPERT, COLLEAGUE);
    on["primaryOldCall"] = "C1".into();
    on["secondaryOldCall"] = "C4".into();
    let after = [cleared("C2", ME, ME), on, cleared("C3", EXPERT, EXPERT)];
    tell(&mut tracker, Numbering::Serials, 10, &after);
    let id = CallId::from("C3");
    let may = |verb| call_action(tracker.model(), &own, &id, verb);
    assert_eq!(
        [Verb::Retrieve, Verb::Drop].map(may),
        [Err(Refusal::ComesBack), Ok(())]
    );
}

/// Protocol, section 9: the other party of a call that has only rung here is who called.
#[test]
fn who_called_is_the_party_of_a_call_that_has_only_rung() {
    let origin = json!({"callId": "C1", "callingDevice": CUSTOMER, "calledDevice": COLLEAGUE});
    let mut invited = rings("C1", COLLEAGUE, ME);
    invited["originCallInfo"] = origin.clone();
    // Invited into a call of two; whichever of them leaves first.
    for (left, party) in [
        (vec![], COLLEAGUE),
        (vec![cleared("C1", CUSTOMER, CUSTOMER)], COLLEAGUE),
        // The switch tells who calls now.
        (
            vec![cleared("C1", COLLEAGUE, COLLEAGUE), rings("C1", CUSTOMER, ME)],
            CUSTOMER,
        ),
    ] {
        let mut events = vec![invited.clone()];
        events.extend(left);
        let mut tracker = told(Numbering::Serials, &events);
        let end = ended(&mut tracker, ME);
        assert_eq!((party_of(&end), end.is_established), (party, false));
        assert_eq!(end.is_caller, Some(false));
    }
    // Consulted, and the call is transferred while it rings: then the customer calls.
    let mut handed = transferred("C1", COLLEAGUE, ME);
    handed["primaryOldCall"] = "C1".into();
    handed["secondaryOldCall"] = "C2".into();
    handed["originCallInfo"] = origin;
    let mut events = vec![
        rings("C2", COLLEAGUE, ME),
        handed,
        cleared("C1", COLLEAGUE, COLLEAGUE),
        rings("C1", CUSTOMER, ME),
    ];
    for by in [ME, CUSTOMER] {
        if by == CUSTOMER {
            events.push(cleared("C1", CUSTOMER, CUSTOMER));
        }
        let end = ended(&mut told(Numbering::Serials, &events), by);
        assert_eq!((party_of(&end), end.is_established), (CUSTOMER, false), "{by}");
    }
}

/// Of three parties there is no other one; of two there is, also after a conference.
#[test]
fn a_conference_that_has_shrunk_to_two_has_another_party() {
    let mut events = consultation("C1", "C2");
    events.push(words::conferenced(ME, "C1", "C2", EXPERT));
    let mut still = told(Numbering::Serials, &events);
    let end = ended(&mut still, ME);
    assert_eq!((party_of(&end), end.is_caller), ("-", None));
    for (left, party) in [(EXPERT, CUSTOMER), (CUSTOMER, EXPERT)] {
        let mut events = events.clone();
        events.push(cleared("C1", left, left));
        let end = ended(&mut told(Numbering::Serials, &events), ME);
        assert_eq!((party_of(&end), end.is_caller), (party, Some(false)));
        // And that one goes first, too.
        events.push(cleared("C1", party, party));
        let end = ended(&mut told(Numbering::Serials, &events), party);
        assert_eq!(party_of(&end), party);
    }
}

/// Protocol, section 7: each field is optional, and `deviceId` is the device that changed.
#[test]
fn who_has_changed_stands_for_a_device_that_is_left_out() {
    let retrieved = words::retrieved("C1");
    let mut events = consultation("C1", "C2");
    events.extend([cleared("C2", ME, EXPERT), retrieved, cleared("C1", ME, CUSTOMER)]);
    for numbering in BOTH {
        for until in 1..=events.len() {
            let whole = &events[..until];
            let thin: Vec<Value> = whole.iter().map(by_device_id).collect();
            let [whole, thin] = [whole, &thin].map(|events| told(numbering, events));
            assert!(whole.model().agrees_with(thin.model()), "{numbering:?} {until}");
            assert_eq!(thin.model().is_verified(), whole.model().is_verified());
        }
    }
}

/// An event whose device is told by `deviceId` alone.
fn by_device_id(event: &Value) -> Value {
    let mut event = event.clone();
    let who = match event["eventName"].as_str().unwrap() {
        "serviceInitiated" => "initiatedDevice",
        "originated" => "callingDevice",
        "delivered" => "alertingDevice",
        "established" => "answeringDevice",
        "connectionCleared" => "releasingDevice",
        "held" => "holdingDevice",
        "retrieved" => "retrievingDevice",
        other => panic!("{other}"),
    };
    let device = event.as_object_mut().unwrap().remove(who).unwrap();
    event["deviceId"] = device;
    event
}

/// A call that is transferred in a single step may go on under another id, which only the call's id or `newCall` tells: what
/// was told under the first one is of the same call.
#[test]
fn a_single_step_transfer_may_give_the_call_another_id() {
    for (numbering, (call, new)) in BOTH.into_iter().flat_map(|numbering| {
        [("C1", json!("C1")), ("C1", json!(null)), ("C0", json!("C1"))].map(|form| (numbering, form))
    }) {
        let mut handed = transferred(call, COLLEAGUE, ME);
        handed["secondaryOldCall"] = "C0".into();
        handed["primaryOldCall"] = "0".into();
        handed["newCall"] = new;
        let events = [
            rings("C0", CUSTOMER, ME),
            handed.clone(),
            cleared("C1", COLLEAGUE, COLLEAGUE),
            answered("C1", CUSTOMER, ME),
        ];
        let mut tracker = told(numbering, &events);
        assert_eq!(tracker.model().calls().len(), 1, "{handed}");
        assert_eq!(
            parties(&tracker),
            "13800000000 connected, 8001 connected",
            "{handed}"
        );
        assert!(tracker.model().call("C0").is_some(), "by its former id, too");
        let end = ended(&mut tracker, CUSTOMER);
        assert!(
            end.is_own && end.is_established && party_of(&end) == CUSTOMER,
            "{handed}"
        );
        assert!(tracker.model().calls().is_empty());
    }
}

/// A transfer after a consultation, as each of the three sees it: the two old calls may stand in either order, as in
/// `conferenced`, and the call's id may be that of either, where `newCall` says how it goes on.
#[test]
fn a_transfer_after_a_consultation_is_the_same_in_either_order() {
    let held_by = |who: &str| json!({"eventName": "held", "callId": "C1", "holdingDevice": who});
    let by = |who: &str| cleared("C1", who, who);
    let rung = |call: &str, calling: &str| vec![rings(call, calling, ME), answered(call, calling, ME)];
    let mut put_on_hold = rung("C1", COLLEAGUE);
    put_on_hold.push(held_by(COLLEAGUE));
    for (who, before, transferring, to, after) in [
        (
            "transfers",
            consultation("C1", "C2"),
            ME,
            EXPERT,
            vec![by(ME), cleared("C2", ME, ME)],
        ),
        (
            "is consulted",
            rung("C2", COLLEAGUE),
            COLLEAGUE,
            ME,
            vec![by(COLLEAGUE)],
        ),
        ("is on hold", put_on_hold, COLLEAGUE, EXPERT, vec![by(COLLEAGUE)]),
    ] {
        let seen = |numbering, call: &str, [first, second]: [&str; 2], new: &str| {
            let mut events = before.clone();
            let mut handed = transferred(call, transferring, to);
            handed["cause"] = "TRANSFER".into();
            handed["primaryOldCall"] = first.into();
            handed["secondaryOldCall"] = second.into();
            handed["newCall"] = new.into();
            events.push(handed);
            events.extend(after.clone());
            told(numbering, &events)
        };
        for numbering in BOTH {
            let expected = seen(numbering, "C1", ["C1", "C2"], "C1");
            for (call, old, new) in [
                ("C1", ["C2", "C1"], "C1"),
                ("C2", ["C1", "C2"], "C1"),
                ("C2", ["C2", "C1"], "C1"),
                ("C1", ["C1", "C2"], "0"),
            ] {
                let tracker = seen(numbering, call, old, new);
                let shown = format!("{who} {numbering:?} {call} {old:?} {new}");
                assert!(
                    expected.model().agrees_with(tracker.model()),
                    "{shown}: {:#?} {:#?}",
                    expected.model().calls(),
                    tracker.model().calls()
                );
                assert_eq!(
                    expected.model().is_verified(),
                    tracker.model().is_verified(),
                    "{shown}"
                );
            }
        }
    }
}
