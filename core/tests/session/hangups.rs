//! Where the server does not tell who hung up, the order of the legs does: who hangs up first is cleared first. What somebody
//! else does confirms nothing.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::event::Body;
use wellclient_core::vocabulary::CallEnd;

/// The leg is cleared, and nobody says by whom.
fn cleared(call: &str, who: &str) -> Value {
    json!({"eventName": "connectionCleared", "callId": call, "releasingDevice": who})
}

fn end(desk: &Desk) -> Option<CallEnd> {
    desk.events.iter().rev().find_map(|event| match event.body() {
        Body::CallCleared(cleared) => cleared.end_reason,
        _ => None,
    })
}

/// The agent drops the call; the legs go in this order before the reply comes, or after it.
fn dropped(status: u16, first: &str, second: &str, before: bool) -> (String, Option<CallEnd>) {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let drop = desk.asks(json!({"verb": "dropConnection", "callId": "C1"}));
    let ends = |desk: &mut Desk| {
        desk.tells(cleared("C1", first));
        desk.tells(cleared("C1", second));
    };
    if before {
        ends(&mut desk);
    }
    desk.answers("DELETE", status, "");
    if !before {
        ends(&mut desk);
    }
    desk.seconds(20);
    (desk.word(drop), end(&desk))
}

#[test]
fn a_drop_is_not_confirmed_by_the_callers_hanging_up() {
    for before in [true, false] {
        let (word, end) = dropped(503, CUSTOMER, ME, before);
        assert!(!word.starts_with("confirmed"), "{word}");
        assert_eq!(end, Some(CallEnd::HungUpByOther));
    }
    let (word, end) = dropped(403, CUSTOMER, ME, true);
    assert!(word.starts_with("rejected"), "{word}");
    assert_eq!(end, Some(CallEnd::HungUpByOther));
}

/// The own leg goes first: by the agent. And what the server has accepted, it has done.
#[test]
fn a_drop_is_confirmed_by_the_own_leg_and_by_the_servers_acceptance() {
    for status in [204, 503] {
        for before in [true, false] {
            let (word, end) = dropped(status, ME, CUSTOMER, before);
            assert_eq!(word, "confirmed event:connectionCleared", "{status} {before}");
            assert_eq!(end, Some(CallEnd::HungUp));
        }
    }
    for before in [true, false] {
        let (word, _) = dropped(204, CUSTOMER, ME, before);
        assert_eq!(word, "confirmed event:connectionCleared", "{before}");
    }
}

#[test]
fn a_call_that_rings_is_given_up_by_the_caller_though_the_agent_rejects_it() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::rings("C1", CUSTOMER, ME));
    desk.asks(json!({"verb": "dropConnection", "callId": "C1"}));
    desk.tells(cleared("C1", CUSTOMER));
    desk.tells(cleared("C1", ME));
    assert_eq!(end(&desk), Some(CallEnd::CallerGaveUp));
}

/// Accepted, and not done: the consulted party hangs up.
#[test]
fn a_transfer_that_returns_is_not_confirmed_by_the_consulted_partys_hanging_up() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let command = json!({"verb": "transferWaitReturn", "holdCallId": "C1", "consultCallId": "C2"});
    let transfer = desk.asks(command.clone());
    desk.answers("transferAndWait", 204, "");
    desk.tells(cleared("C2", told::EXPERT));
    desk.tells(cleared("C2", ME));
    desk.seconds(5);
    assert_eq!(desk.word(transfer), "rejected callEnded");
    assert_eq!(end(&desk), Some(CallEnd::HungUpByOther));

    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let transfer = desk.asks(command);
    desk.answers("transferAndWait", 204, "");
    desk.tells(cleared("C2", ME));
    assert_eq!(desk.word(transfer), "confirmed event:connectionCleared");
}

#[test]
fn a_consultation_that_the_other_side_has_ended_was_not_hung_up_here() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    desk.asks(json!({"verb": "cancelConsult", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.tells(cleared("C2", told::EXPERT));
    desk.tells(cleared("C2", ME));
    assert_eq!(end(&desk), Some(CallEnd::HungUpByOther));
}

/// The agent waits for a call, is told so by `transferred`, and takes it back; or hands it on for good after all.
#[test]
fn who_waits_may_take_the_call_back_or_let_it_go() {
    let handed = |second: &str| {
        json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": second,
            "transferringDevice": ME, "transferredToDevice": told::EXPERT, "newCall": "C1", "cause": "TRANSFER"})
    };
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let parked = desk.asks(json!({"verb": "transferWaitReturn", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.answers("transferAndWait", 204, "");
    desk.tells(handed("C2"));
    desk.tells(cleared("C2", ME));
    assert!(desk.word(parked).starts_with("confirmed"));
    let back = desk.asks(json!({"verb": "retrieveCall", "callId": "C1"}));
    desk.answers("retrieve", 204, "");
    desk.tells(told::retrieved("C1"));
    assert!(desk.word(back).starts_with("confirmed"));

    for is_told in [true, false] {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        desk.asks(json!({"verb": "transferWaitReturn", "holdCallId": "C1", "consultCallId": "C2"}));
        desk.answers("transferAndWait", 204, "");
        if is_told {
            desk.tells(handed("C2"));
        }
        desk.tells(cleared("C2", ME));
        let command = json!({"verb": "singleStepTransfer", "callId": "C1", "phoneNumber": "8005"});
        let left = desk.asks(command);
        desk.answers("singleStepTransfer", 204, "");
        let mut for_good = handed("C1");
        for_good["primaryOldCall"] = "0".into();
        for_good["cause"] = "SINGLESTEPTRANSFER".into();
        desk.tells(for_good);
        desk.tells(cleared("C1", ME));
        assert!(desk.word(left).starts_with("confirmed"), "{is_told}");
        assert_eq!(end(&desk), Some(CallEnd::Transferred), "{is_told}");
    }
}
