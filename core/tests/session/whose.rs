//! Several commands ask for one thing, or one undoes what another waits for: whose doing it was, by what the server says.

use crate::desk::told::EXPERT;
use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::command::Verb;
use wellclient_core::model::ConnectionState;

fn not_ready(reason: &str) -> Value {
    json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady", "reason": reason})
}

/// An expert rings in C1, called there by the agent.
fn rings_for_me() -> Value {
    json!({"eventName": "delivered", "callId": "C1", "callingDevice": CUSTOMER, "calledDevice": EXPERT,
        "alertingDevice": EXPERT, "lastRedirectionDevice": ME})
}

/// Somebody comes into C1 in a single step.
fn joins(added: &str) -> Value {
    json!({"eventName": "conferenced", "callId": "C1", "primaryOldCall": "0", "secondaryOldCall": "C1",
        "newCall": "C1", "conferencingDevice": ME, "addedParty": added})
}

/// What the server tells while the request waits for its turn is of what was asked for before.
#[test]
fn a_call_that_waits_does_so_from_the_request_on() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::held("C1"));
    desk.asks(json!({"verb": "retrieveCall", "callId": "C1"}));
    let handed =
        desk.asks(json!({"verb": "singleTransferWaitReturn", "callId": "C1", "phoneNumber": "8005"}));
    desk.tells(told::retrieved("C1"));
    desk.answers("/retrieve", 204, "");
    desk.answers("AndWait", 204, "");
    desk.tells(told::held("C1"));
    desk.tells(rings_for_me());
    assert_eq!(desk.word(handed), "confirmed event:delivered");
    assert_eq!(desk.call("C1").leg, ConnectionState::Hold);
    assert!(desk.call("C1").allows(Verb::Drop), "it comes back by itself");
    // It has come back: on hold again it is a call like any other.
    desk.tells(told::retrieved("C1"));
    desk.tells(told::held("C1"));
    assert!(!desk.call("C1").allows(Verb::Drop));
}

/// The first event is late; the second names its reason.
#[test]
fn a_mode_is_of_the_command_whose_reason_it_names() {
    let mut desk = Desk::logged_in(config());
    desk.tells(json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"}));
    let plain = desk.asks(json!({"verb": "setAgentMode", "mode": "NotReady"}));
    desk.answers("SetState", 204, "");
    let lunch = desk.asks(json!({"verb": "setAgentMode", "mode": "NotReady", "reason": "lunch"}));
    desk.skips(4);
    desk.tells(not_ready("lunch"));
    assert_eq!(
        (desk.word(plain), desk.word(lunch)),
        ("open".into(), "open".into())
    );
    desk.answers("SetState", 204, "");
    assert_eq!(desk.word(lunch), "confirmed event:agentNotReady");
    desk.tells_as(desk.serial() - 2, not_ready(""));
    assert_eq!(desk.word(plain), "confirmed event:agentNotReady");
}

/// The event of the conference was lost; whoever rings while the own leg is on hold was called by the transfer.
#[test]
fn who_is_called_while_the_call_waits_is_called_by_what_holds_it() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let invited = desk.asks(json!({"verb": "singleStepConference", "callId": "C1", "phoneNumber": "8005"}));
    desk.answers("singleStepConference", 204, "");
    let handed =
        desk.asks(json!({"verb": "singleTransferWaitReturn", "callId": "C1", "phoneNumber": "8005"}));
    desk.answers("AndWait", 204, "");
    desk.tells(told::held("C1"));
    desk.tells(rings_for_me());
    assert_eq!(desk.word(handed), "confirmed event:delivered");
    assert_eq!(desk.word(invited), "open");
}

/// Something on the way has refused the transfer, and the conference has made one call of both. Who comes into that in a
/// single step comes by neither.
#[test]
fn what_becomes_of_two_calls_is_not_of_who_joins_the_one() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let handed = desk.asks(json!({"verb": "transferWaitReturn", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.answers("transferAndWait", 504, "");
    let confers = desk.asks(json!({"verb": "conference", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.answers("conference", 204, "");
    desk.tells(told::conferenced(ME, "C1", "C2", EXPERT));
    assert_eq!(desk.word(confers), "confirmed event:conferenced");
    desk.tells(joins("8009@test.cc"));
    assert_eq!(desk.word(handed), "open");
    desk.seconds(15);
    assert!(
        !desk.word(handed).starts_with("confirmed"),
        "{}",
        desk.word(handed)
    );
}

/// Two calls are two as long as nobody but one of them is named.
#[test]
fn a_conference_is_not_who_joins_one_of_its_calls() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let confers = desk.asks(json!({"verb": "conference", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.answers("conference", 204, "");
    desk.tells(joins("8009@test.cc"));
    assert_eq!(desk.word(confers), "open");
    desk.tells(told::conferenced(ME, "C1", "C2", EXPERT));
    assert_eq!(desk.word(confers), "confirmed event:conferenced");
}

/// While the channel is down the server says to have made one call of two, and does not say to have dropped one.
#[test]
fn a_call_that_went_into_another_was_not_dropped() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    desk.takes_sockets = false;
    desk.cut();
    desk.asks(json!({"verb": "conference", "holdCallId": "C1", "consultCallId": "C2"}));
    let drops = desk.asks(json!({"verb": "dropConnection", "callId": "C2"}));
    desk.answers("DELETE", 503, "");
    desk.answers("/conference", 204, "");
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
        "activeCall": {"callId": "C1", "state": "Connect", "direction": "In", "otherSide": CUSTOMER}},
        "extension": {}});
    // What the server says of calls counts on an unbroken channel only.
    desk.takes_sockets = true;
    for _ in 0..30 {
        for (asked, status, body) in [
            ("client-state", 200, account.to_string()),
            ("calls/C1/user-data", 200, "{}".to_owned()),
            ("calls/C2/user-data", 404, String::new()),
        ] {
            while desk.is_asked(asked) {
                desk.answers(asked, status, &body);
            }
        }
        desk.seconds(1);
    }
    assert_eq!(desk.snapshot().calls.len(), 1, "{:?}", desk.snapshot().calls);
    assert!(!desk.word(drops).starts_with("confirmed"), "{}", desk.word(drops));
    assert_ne!(desk.word(drops), "open");
}

/// The recording of a call that is not the agent's is none of its; of one that nobody has told of, in a gap, it may be.
#[test]
fn a_recording_may_be_of_a_call_that_nobody_has_told_of() {
    for has_gap in [false, true] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        if has_gap {
            desk.cut();
            desk.seconds(5);
            desk.answers("client-state", 404, "");
        }
        let stops = desk.asks(json!({"verb": "stopRecording"}));
        desk.tells(told::recording("C9", false));
        assert_eq!(desk.word(stops), "open");
        desk.answers("recording/Stop", 204, "");
        let is_its = desk.word(stops) == "confirmed event:recordStopped";
        assert_eq!(is_its, has_gap, "{}", desk.word(stops));
    }
}

/// A call that begins is recorded by itself: that is not the doing of who asks for a recording of another.
#[test]
fn a_recording_that_begins_with_its_call_was_not_asked_for() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::recording("C1", true));
    desk.tells(told::rings("C2", EXPERT, ME));
    desk.asks(json!({"verb": "answerCall", "callId": "C2"}));
    let started = desk.asks(json!({"verb": "startRecording"}));
    desk.tells(told::held("C1"));
    desk.tells(told::answered("C2", EXPERT, ME));
    desk.tells(told::recording("C2", true));
    desk.answers("/answer", 204, "");
    desk.answers("/recording/Start", 204, "");
    desk.seconds(20);
    assert!(
        !desk.word(started).starts_with("confirmed"),
        "{}",
        desk.word(started)
    );

    // Nor of who asks for it before there is a call.
    desk.tells(told::cleared("C1", CUSTOMER, CUSTOMER));
    desk.tells(told::cleared("C1", ME, CUSTOMER));
    desk.tells(told::cleared("C2", EXPERT, EXPERT));
    desk.tells(told::cleared("C2", ME, EXPERT));
    let started = desk.asks(json!({"verb": "startRecording"}));
    desk.talks("C3");
    desk.tells(told::recording("C3", true));
    desk.answers("/recording/Start", 204, "");
    desk.seconds(20);
    assert_eq!(desk.word(started), "alreadySo");

    // One that was stopped is.
    desk.tells(told::recording("C3", false));
    let started = desk.asks(json!({"verb": "startRecording"}));
    desk.answers("/recording/Start", 204, "");
    desk.tells(told::recording("C3", true));
    assert_eq!(desk.word(started), "confirmed event:recordStarted");
}

/// Who is consulted has been taken away by a supervisor, and another is in that place: the call goes to that one.
#[test]
fn a_call_goes_to_who_is_in_the_consultation_by_then() {
    const TAKER: &str = "8009@test.cc";
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let handed = desk.asks(json!({"verb": "transferCall", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.tells(told::rings("C2", ME, TAKER));
    desk.tells(told::transferred("C2", EXPERT, TAKER));
    desk.tells(told::cleared("C2", EXPERT, EXPERT));
    desk.answers("/transfer", 204, "");
    desk.tells(
        json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C2",
        "transferringDevice": ME, "transferredToDevice": TAKER, "newCall": "C1", "cause": "TRANSFER"}),
    );
    assert_eq!(desk.word(handed), "confirmed event:transferred");
}

/// Both are asked for before the call comes: it begins to be recorded by itself, the one stops that, the other starts it again.
#[test]
fn a_recording_that_was_stopped_was_started_again_by_who_asked_for_it() {
    for replies_first in [true, false] {
        let mut desk = Desk::logged_in(config());
        let stops = desk.asks(json!({"verb": "stopRecording"}));
        let starts = desk.asks(json!({"verb": "startRecording"}));
        desk.talks("C1");
        desk.answers("recording/Stop", 204, "");
        if replies_first {
            desk.answers("recording/Start", 204, "");
        }
        for on in [true, false, true] {
            desk.tells(told::recording("C1", on));
        }
        if !replies_first {
            desk.answers("recording/Start", 204, "");
        }
        assert_eq!(desk.word(stops), "confirmed event:recordStopped");
        assert_eq!(desk.word(starts), "confirmed event:recordStarted");
        assert!(desk.call("C1").recording);
    }
    // Nothing is told: it was not recorded, nor is it now.
    let mut desk = Desk::logged_in(config());
    let stops = desk.asks(json!({"verb": "stopRecording"}));
    desk.talks("C1");
    desk.answers("recording/Stop", 204, "");
    assert_eq!(desk.word(stops), "open");
    for _ in 0..15 {
        desk.receives(b"\n");
        desk.seconds(1);
    }
    assert_eq!(desk.word(stops), "alreadySo");
}

/// A supervisor has the agent's call transferred to somebody else, who is told: what was asked for cannot happen any more.
#[test]
fn a_call_that_has_gone_to_another_was_not_transferred_as_asked() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let transfers = desk.asks(json!({"verb": "singleStepTransfer", "callId": "C1", "phoneNumber": "8003"}));
    desk.answers("/singleStepTransfer", 204, "");
    desk.tells(told::transferred("C1", ME, "8007@test.cc"));
    assert_eq!(desk.word(transfers), "open");
    desk.tells(told::cleared("C1", ME, ME));
    assert_eq!(desk.word(transfers), "rejected callEnded");
}

/// Another device was quicker, or the caller has given up: the cause says that this one has not answered, and nothing that comes
/// late can say otherwise.
#[test]
fn an_answer_that_was_too_late_is_told_at_once() {
    for (cause, at_once) in [
        ("LOSE_RACE", true),
        ("ORIGINATOR_CANCEL", true),
        ("NORMAL_CLEARING", false),
    ] {
        let mut desk = Desk::logged_in(config());
        desk.tells(told::rings("C1", CUSTOMER, ME));
        let answers = desk.asks(json!({"verb": "answerCall", "callId": "C1"}));
        desk.answers("/answer", 204, "");
        desk.tells(
            json!({"eventName": "connectionCleared", "callId": "C1", "releasingDevice": ME, "cause": cause}),
        );
        let word = if at_once { "rejected callEnded" } else { "open" };
        assert_eq!(desk.word(answers), word, "{cause}");
        desk.seconds(5);
        assert_eq!(desk.word(answers), "rejected callEnded");
    }
}

/// Some switches ring the own telephone first: that is the call which the reply names, whoever is shown as calling.
#[test]
fn a_call_that_rings_here_first_confirms_that_it_is_made() {
    for (calling, called) in [(ME, EXPERT), (EXPERT, ME)] {
        for reply_first in [true, false] {
            let mut desk = Desk::logged_in(config());
            let makes = desk.asks(json!({"verb": "makeCall", "phoneNumber": "8005"}));
            let rings = json!({"eventName": "delivered", "callId": "C1", "alertingDevice": ME,
                "callingDevice": calling, "calledDevice": called});
            if !reply_first {
                desk.tells(rings.clone());
                assert_eq!(desk.word(makes), "open");
            }
            desk.answers("callControl/calls", 200, r#"{"callId":"C1"}"#);
            if reply_first {
                desk.tells(rings);
            }
            assert_eq!(
                desk.word(makes),
                "confirmed event:delivered",
                "{calling} {reply_first}"
            );
        }
    }
    // The agent takes it up, and then it rings at the other side.
    let mut desk = Desk::logged_in(config());
    desk.asks(json!({"verb": "makeCall", "phoneNumber": "8005"}));
    desk.answers("callControl/calls", 200, r#"{"callId":"C1"}"#);
    desk.tells(
        json!({"eventName": "delivered", "callId": "C1", "alertingDevice": ME, "callingDevice": ME,
        "calledDevice": EXPERT}),
    );
    assert_eq!(desk.call("C1").leg, ConnectionState::Alerting);
    desk.tells(told::rings("C1", ME, EXPERT));
    assert_eq!(desk.call("C1").leg, ConnectionState::Connected);
    assert_eq!(desk.call("C1").outgoing, Some(true));
    // A call from there, that the reply does not name, is none that was made.
    let mut desk = Desk::logged_in(config());
    let makes = desk.asks(json!({"verb": "makeCall", "phoneNumber": "8005"}));
    desk.tells(told::rings("C9", EXPERT, ME));
    desk.answers("callControl/calls", 200, r#"{"callId":"C1"}"#);
    desk.tells(told::cleared("C9", EXPERT, EXPERT));
    desk.tells(told::cleared("C9", ME, EXPERT));
    assert_eq!(desk.word(makes), "open");
    desk.tells(told::dialled("C1", EXPERT));
    assert_eq!(desk.word(makes), "confirmed event:originated");
}

/// It was so, as the server's silence tells in the end; meanwhile it has been stopped, and that is what is so.
#[test]
fn what_was_recorded_before_it_was_stopped_is_not_recorded() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::recording("C1", true));
    desk.cut();
    desk.seconds(5);
    let call = json!({"callId": "C1", "state": "Connect", "direction": "In", "ani": CUSTOMER, "dnis": ME,
        "otherSide": CUSTOMER});
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
        "activeCall": call}, "extension": {}})
    .to_string();
    let serves = |desk: &mut Desk| {
        while desk.is_asked("client-state") {
            desk.answers("client-state", 200, &account);
        }
        desk.receives(b"\n");
        desk.seconds(1);
    };
    serves(&mut desk);
    let starts = desk.asks(json!({"verb": "startRecording"}));
    desk.answers("recording/Start", 204, "");
    serves(&mut desk);
    let stops = desk.asks(json!({"verb": "stopRecording"}));
    desk.answers("recording/Stop", 204, "");
    desk.tells(told::recording("C1", false));
    assert_eq!(desk.word(stops), "confirmed event:recordStopped");
    for _ in 0..20 {
        serves(&mut desk);
    }
    assert_eq!(desk.word(starts), "alreadySo");
    assert!(!desk.call("C1").recording);
}

/// A supervisor takes the held call away, to somebody else than is consulted.
#[test]
fn a_transfer_that_returns_is_to_who_is_consulted() {
    let transferred = |to: &str| {
        json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "0", "secondaryOldCall": "C1",
            "newCall": "C1", "transferringDevice": ME, "transferredToDevice": to})
    };
    for (to, is_done) in [("13700137000@test.cc", false), (EXPERT, true)] {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        let handed =
            desk.asks(json!({"verb": "transferWaitReturn", "holdCallId": "C1", "consultCallId": "C2"}));
        desk.answers("transferAndWait", 503, "");
        desk.tells(transferred(to));
        assert_eq!(desk.outcome(handed).is_some(), is_done, "{to}");
    }
}
