//! Whose telephone rings, and who is no third party while it only does.

use std::sync::Arc;

use crate::desk::told::EXPERT;
use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::event::{Body, CallCleared, Event, Field};
use wellclient_core::session::{Input, WatchAccount};

fn is_own(event: &Event) -> bool {
    let Body::Delivered(ringing) = event.body() else {
        panic!("{event:?}")
    };
    let field = event.field(Field::IsOwn).map(|value| format!("{value:?}"));
    assert_eq!(
        field,
        Some(format!("Truth({})", ringing.is_own)),
        "the field says the same"
    );
    ringing.is_own
}

fn copied_to(device: Option<&str>, mut event: Value) -> Value {
    if let Some(device) = device {
        event["srcDeviceId"] = device.into();
    }
    event
}

/// A server may leave `srcDeviceId` out: the session knows its own device.
#[test]
fn the_own_telephone_rings_with_and_without_a_word_of_whose_copy_it_is() {
    for (device, at, own) in [
        (Some(ME), ME, true),
        (None, ME, true),
        (Some(ME), EXPERT, false),
        (None, EXPERT, false),
    ] {
        let mut desk = Desk::logged_in(config());
        let (calling, called) = if own { (CUSTOMER, at) } else { (ME, at) };
        desk.tells(copied_to(device, told::rings("C1", calling, called)));
        assert_eq!(is_own(desk.named("delivered")[0]), own, "{device:?} {at}");
    }
}

/// So in a watch, where the agent is known to telephone.
#[test]
fn so_for_an_agent_who_is_watched() {
    let mut desk = Desk::new(config());
    let id = desk.session.next_command();
    let account = WatchAccount::new("5003", "Pa55", "test.cc");
    let agents = vec!["5001@test.cc".into()];
    desk.input(Input::Watch { id, account, agents });
    desk.session_begins();
    desk.tells_bare(
        json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready",
        "srcDeviceId": ME}),
    );
    desk.tells_bare(told::rings("C1", CUSTOMER, ME));
    assert!(is_own(desk.named("delivered")[0]));
}

fn last_own_end(desk: &Desk) -> CallCleared {
    let mut ends = desk
        .events
        .iter()
        .filter_map(|event: &Arc<Event>| match event.body() {
            Body::CallCleared(cleared) if cleared.is_own => Some(cleared.clone()),
            _ => None,
        });
    ends.next_back().expect("the call has ended")
}

fn party(cleared: &CallCleared) -> Option<&str> {
    cleared.party_device.as_ref().map(|party| party.as_str())
}

fn invites(call: &str) -> Value {
    json!({"eventName": "delivered", "callId": call, "callingDevice": ME, "calledDevice": EXPERT,
        "alertingDevice": EXPERT})
}

/// Who is invited in a single step is in the call once it has answered.
#[test]
fn who_is_invited_and_rings_is_no_third_party() {
    for answers in [false, true] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        desk.tells(invites("C1"));
        if answers {
            desk.tells(told::answered("C1", ME, EXPERT));
        }
        desk.tells(told::cleared("C1", ME, ME));
        let end = last_own_end(&desk);
        let expected = (!answers).then_some(CUSTOMER);
        assert_eq!(party(&end), expected, "{answers}");
        assert_eq!(end.is_caller, (!answers).then_some(false), "{answers}");
    }
}

/// The customer hangs up first: the call was with the customer.
#[test]
fn nor_is_it_the_other_party_once_that_has_left() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(invites("C1"));
    desk.tells(told::cleared("C1", CUSTOMER, CUSTOMER));
    desk.tells(told::cleared("C1", ME, ME));
    let end = last_own_end(&desk);
    assert_eq!((party(&end), end.is_caller), (Some(CUSTOMER), Some(false)));
}

/// Who rings and is alone with the caller is the other party, as ever.
#[test]
fn who_rings_alone_is_the_other_party() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::dialled("C1", EXPERT));
    desk.tells(told::rings("C1", ME, EXPERT));
    desk.tells(told::cleared("C1", ME, ME));
    let end = last_own_end(&desk);
    assert_eq!((party(&end), end.is_caller), (Some(EXPERT), Some(true)));
}
