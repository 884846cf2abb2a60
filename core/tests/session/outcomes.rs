//! How commands end: each by what it has caused itself, and by nothing that looks like it.

use crate::desk::told::EXPERT;
use crate::desk::{CUSTOMER, Desk, ME, call, config, told};
use serde_json::json;
use wellclient_core::command::Verb;
use wellclient_core::doubt::Doubt;
use wellclient_core::event::AgentMode;
use wellclient_core::session::{CommandError, Outcome, Reply};

/// What the account shows: the mode, and one call.
fn account(mode: &str, call: &str) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": mode,
        "activeCall": {"callId": call, "state": "Connect", "direction": "In", "otherSide": CUSTOMER}},
        "extension": {}})
    .to_string()
}

/// The event channel breaks and is back.
fn reconnects(desk: &mut Desk) {
    desk.cut();
    desk.seconds(5);
    assert!(desk.is_asked("client-state"));
}

/// The same consultation is asked for twice, and both replies are lost: which of the two has made the call nobody knows.
#[test]
fn of_two_that_may_have_made_a_call_neither_claims_it() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let consult = json!({"verb": "consult", "holdCallId": "C1", "phoneNumber": "8005"});
    let first = desk.asks(consult.clone());
    desk.loses("consult");
    let second = desk.asks(consult);
    desk.loses("consult");
    desk.tells(told::held("C1"));
    desk.tells(told::initiated("C2"));
    desk.tells(told::dialled("C2", EXPERT));
    desk.seconds(20);
    assert_eq!(
        (desk.word(first), desk.word(second)),
        ("unknown noReply".into(), "unknown noReply".into())
    );
}

/// Somebody else in the call has invited the same party, or another one.
#[test]
fn another_s_invitation_is_none_of_ours() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let id = desk.asks(json!({"verb": "singleStepConference", "callId": "C1", "phoneNumber": "8005"}));
    desk.answers("singleStepConference", 204, "");
    let rings = |by: &str| {
        json!({"eventName": "delivered", "callId": "C1", "callingDevice": CUSTOMER, "calledDevice": EXPERT,
            "alertingDevice": EXPERT, "lastRedirectionDevice": by})
    };
    desk.tells(rings(CUSTOMER));
    desk.tells(told::answered("C1", CUSTOMER, "8009@test.cc"));
    assert_eq!(desk.word(id), "open");
    desk.tells(json!({"eventName": "connectionCleared", "callId": "C1", "releasingDevice": EXPERT}));
    desk.tells(rings(ME));
    assert_eq!(desk.word(id), "confirmed event:delivered");
}

#[test]
fn a_conference_is_confirmed_by_the_own_one_of_these_calls() {
    let confers = |event| {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        let id = desk.asks(json!({"verb": "conference", "holdCallId": "C1", "consultCallId": "C2"}));
        desk.answers("conference", 204, "");
        desk.tells(event);
        desk.word(id)
    };
    let by = |by, call| {
        json!({"eventName": "conferenced", "callId": call, "conferencingDevice": by, "addedParty": EXPERT,
            "newCall": call})
    };
    assert_eq!(confers(by(CUSTOMER, "C1")), "open", "another's");
    let mut own = by(ME, "C1");
    own["primaryOldCall"] = "C1".into();
    own["secondaryOldCall"] = "C2".into();
    assert_eq!(confers(own), "confirmed event:conferenced");
    // Each field is optional.
    let bare = json!({"eventName": "conferenced", "callId": "C1", "addedParty": EXPERT});
    assert_eq!(confers(bare), "confirmed event:conferenced");
}

/// The consultation was left before, and its call taken back: the server has nothing to do, and tells nothing.
#[test]
fn a_consultation_that_was_left_is_left_already() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    desk.tells(told::cleared("C2", EXPERT, EXPERT));
    desk.tells(told::cleared("C2", ME, EXPERT));
    desk.tells(told::retrieved("C1"));
    let id = desk.asks(json!({"verb": "cancelConsult", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.answers("cancelConsult", 204, "");
    assert_eq!(desk.word(id), "alreadySo");
}

/// Accepted, and never carried out: what the next command brings about is not its doing, also where the reply to that is
/// lost.
#[test]
fn a_dropped_call_is_no_cancelled_consultation() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let cancel = desk.asks(json!({"verb": "cancelConsult", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.answers("cancelConsult", 204, "");
    let drop = desk.asks(json!({"verb": "dropConnection", "callId": "C1"}));
    desk.loses("DELETE");
    desk.tells(told::cleared("C1", ME, ME));
    assert_eq!(desk.word(drop), "confirmed event:connectionCleared");
    desk.seconds(20);
    assert_eq!(desk.word(cancel), "rejected callEnded");
}

/// It was recorded before the gap. Nobody knows whether it is now, so that it was so already is not said too soon.
#[test]
fn a_recording_in_doubt_is_not_so_already() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::recording("C1", true));
    reconnects(&mut desk);
    desk.answers("client-state", 200, &account("NotReady", "C1"));
    assert!(!desk.call("C1").unverified);
    let id = desk.asks(json!({"verb": "startRecording"}));
    desk.answers("recording", 204, "");
    assert_eq!(desk.word(id), "open");
    desk.tells(told::recording("C1", true));
    assert_eq!(desk.word(id), "confirmed event:recordStarted");
}

/// Nor is a mode, before the account has been read.
#[test]
fn a_mode_in_doubt_is_not_so_already() {
    let mut desk = Desk::logged_in(config());
    let ready = json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"});
    desk.tells(ready.clone());
    reconnects(&mut desk);
    let id = desk.asks(json!({"verb": "setAgentMode", "mode": "Ready"}));
    desk.answers("SetState", 204, "");
    assert_eq!(desk.word(id), "open");
    desk.tells(ready);
    assert_eq!(desk.word(id), "confirmed event:agentReady");
}

/// A supervisor sees the own leg go; of others' nothing is told that would show whose doing it was.
#[test]
fn a_forced_drop_is_confirmed_by_the_own_leg_or_by_the_reply() {
    let drops = |device: &str| {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        let id = desk.asks(json!({"verb": "forceDrop", "deviceId": device, "callId": "C1"}));
        desk.answers("DELETE", 204, "");
        let at_once = desk.word(id);
        desk.tells(told::cleared("C1", device, ME));
        (at_once, desk.word(id))
    };
    assert_eq!(
        drops(ME),
        ("open".into(), "confirmed event:connectionCleared".into())
    );
    assert_eq!(
        drops(CUSTOMER),
        ("confirmed reply".into(), "confirmed reply".into())
    );
}

/// The first event of a call comes last, after its end: the call was made all the same.
#[test]
fn a_call_that_is_over_when_its_beginning_is_told_was_made() {
    let mut desk = Desk::logged_in(config());
    let id = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13911111111"}));
    desk.answers("callControl/calls", 200, r#"{"callId":"C1"}"#);
    let (first, last) = (desk.serial() + 10, desk.serial() + 20);
    desk.tells_as(last, told::cleared("C1", ME, ME));
    assert_eq!(desk.word(id), "open");
    desk.tells_as(first, told::initiated("C1"));
    assert_eq!(desk.word(id), "confirmed event:serviceInitiated");
}

/// The manual admits call ids that do not match (8.9): the events have the one to go on with.
#[test]
fn a_call_has_the_id_of_its_events_and_the_application_is_told() {
    let mut desk = Desk::logged_in(config());
    let id = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13911111111"}));
    desk.answers("callControl/calls", 200, r#"{"callId":"X9"}"#);
    desk.tells(told::initiated("C1"));
    desk.tells(told::dialled("C1", "13911111111@test.cc"));
    assert_eq!(desk.word(id), "open", "the one that the reply names may come yet");
    desk.seconds(5);
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
        "activeCall": {"callId": "C1", "state": "Initiate", "direction": "Out", "otherSide": "13911111111"}},
        "extension": {}});
    desk.answers("client-state", 200, &account.to_string());
    let made = desk.outcome(id).map(Outcome::reply);
    assert_eq!(made, Some(&Reply::Call(call("C1"))));
    assert!(
        desk.anomalies().contains(&"callIdMismatch".to_owned()),
        "{:?}",
        desk.anomalies()
    );

    let mut desk = Desk::logged_in(config());
    desk.asks(json!({"verb": "makeCall", "phoneNumber": "13911111111"}));
    desk.answers("callControl/calls", 200, r#"{"callId":"C1"}"#);
    desk.tells(told::initiated("C1"));
    assert_eq!(desk.anomalies(), [""; 0]);
}

/// The session has expired and cannot be renewed: the command has the server's own refusal.
#[test]
fn an_expired_session_that_cannot_be_renewed_is_told_by_its_status() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let id = desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
    desk.answers("/hold", 426, "");
    desk.loses("/login");
    let outcome = desk.outcome(id).unwrap();
    assert_eq!(
        (outcome.status(), outcome.code()),
        (Some(426), Some("sessionExpired"))
    );
}

/// The other side hangs up while the request to drop is under way.
#[test]
fn a_call_that_ends_before_it_is_dropped_is_gone_already() {
    for (status, word) in [(404, "alreadySo"), (403, "rejected forbidden")] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        let id = desk.asks(json!({"verb": "dropConnection", "callId": "C1"}));
        desk.tells(told::cleared("C1", ME, CUSTOMER));
        desk.answers("DELETE", status, "");
        assert_eq!(desk.word(id), word, "{status}");
    }
}

/// A gateway answers in the server's place: what was to be set may be set; what was asked is not known.
#[test]
fn trouble_on_the_way_leaves_open_what_changes_something() {
    let data = json!({"verb": "setCallData", "callId": "C1", "data": [{"key": "k", "value": "v"}]});
    let question = json!({"verb": "getCallData", "callId": "C1"});
    for (command, word) in [(data, "unknown noReply"), (question, "rejected serverError")] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        let id = desk.asks(command);
        desk.answers("user-data", 502, "");
        assert_eq!(desk.word(id), word);
    }
}

/// The reply says that the mode waits, and overtaken by the end of the call it does not any more.
#[test]
fn a_mode_that_has_come_is_not_pending() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.asks(json!({"verb": "setAgentMode", "mode": "Ready"}));
    desk.tells(told::cleared("C1", CUSTOMER, CUSTOMER));
    desk.tells(told::cleared("C1", ME, CUSTOMER));
    desk.tells(json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"}));
    desk.answers("agent/state", 200, r#"{"pendingMode":"Ready"}"#);
    let agent = desk.snapshot().agent.unwrap();
    assert_eq!((agent.pending_mode, agent.mode), (None, AgentMode::Ready));
}

/// A mode that waits for the end of the call does so whatever else is done with the call.
#[test]
fn a_pending_mode_outlives_other_commands() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let id = desk.asks(json!({"verb": "setAgentMode", "mode": "Ready"}));
    desk.answers("SetState", 200, r#"{"pendingMode":"Ready"}"#);
    assert_eq!(desk.word(id), "confirmed reply");
    desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
    desk.answers("/hold", 204, "");
    desk.tells(told::held("C1"));
    let pending = desk.snapshot().agent.and_then(|agent| agent.pending_mode);
    assert_eq!(pending.as_deref(), Some("Ready"));
}

/// It comes when the call ends. What tells that mode before is of an earlier command, or has overtaken that end: which, nobody
/// knows before the account shows no call.
#[test]
fn a_pending_mode_does_not_come_while_the_call_is_up() {
    let mut desk = Desk::logged_in(config());
    desk.tells(json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"}));
    desk.asks(json!({"verb": "setAgentMode", "mode": "NotReady", "reason": "lunch"}));
    desk.answers("SetState", 204, "");
    desk.talks("C1");
    desk.asks(json!({"verb": "setAgentMode", "mode": "NotReady"}));
    desk.answers("SetState", 200, r#"{"pendingMode":"NotReady"}"#);
    desk.tells(
        json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady",
        "reason": "lunch"}),
    );
    let agent = desk.snapshot().agent.unwrap();
    assert!(agent.doubts.has(Doubt::PendingMode));
    assert_eq!(agent.pending_mode.as_deref(), Some("NotReady"));
    desk.tells(told::cleared("C1", CUSTOMER, CUSTOMER));
    desk.tells(told::cleared("C1", ME, CUSTOMER));
    desk.tells(json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
    let agent = desk.snapshot().agent.unwrap();
    assert!(!agent.doubts.has(Doubt::PendingMode));
    assert_eq!(agent.pending_mode, None);
}

/// A request that is not answered before the command's time is over may have been carried out all the same.
#[test]
fn what_is_not_answered_in_time_is_a_doubt() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let id = desk.asks(json!({"verb": "setAgentMode", "mode": "Ready"}));
    desk.seconds(20);
    assert!(desk.word(id).starts_with("unknown"), "{}", desk.word(id));
    assert!(desk.snapshot().agent.unwrap().doubts.has(Doubt::PendingMode));
}

/// `failed` has words of its own, for programs and for people.
#[test]
fn who_could_not_be_reached_is_told_in_the_server_s_words() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let id = desk.asks(json!({"verb": "singleStepConference", "callId": "C1", "phoneNumber": "8005"}));
    desk.answers("singleStepConference", 204, "");
    desk.tells(
        json!({"eventName": "failed", "callId": "C1", "calledDevice": EXPERT, "failedCode": "1",
        "failedMsg": "busy now"}),
    );
    let error = desk.outcome(id).and_then(Outcome::error).unwrap();
    assert_eq!(error.failed_msg(), Some("busy now"));
    assert!(matches!(error, CommandError::Failed { failed_code: Some(code), .. } if code.as_str() == "1"));
    let fields = desk.outcome(id).unwrap().to_json();
    assert_eq!(
        (fields["failedCode"].as_str(), fields["failedMsg"].as_str()),
        (Some("1"), Some("busy now"))
    );
}

/// The end of the call is told, and its beginning may have been missed: nobody knows whether it was made for this.
#[test]
fn a_call_that_ended_after_a_gap_may_have_been_made() {
    let mut desk = Desk::logged_in(config());
    let id = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13911111111"}));
    desk.answers("callControl/calls", 200, r#"{"callId":"C1"}"#);
    reconnects(&mut desk);
    desk.tells(told::cleared("C1", ME, ME));
    desk.seconds(15);
    assert_eq!(desk.word(id), "unknown notConfirmed");
}

/// Something on the way refuses it while the event channel is down: its event cannot come, but the account can.
#[test]
fn a_gateway_s_refusal_waits_for_the_account_where_no_event_can_come() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.takes_sockets = false;
    desk.cut();
    let id = desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
    desk.answers("/hold", 502, "");
    desk.seconds(6);
    assert_eq!(desk.word(id), "open");
    desk.takes_sockets = true;
    desk.seconds(5);
    while desk.is_asked("client-state") {
        desk.answers(
            "client-state",
            200,
            &account("NotReady", "C1").replace("Connect", "Hold"),
        );
    }
    assert_eq!(desk.word(id), "confirmed state");
}

/// Not ready for lunch is not what was asked for without a reason.
#[test]
fn a_reason_that_is_to_go_is_not_gone_already() {
    let not_ready = |reason: &str| json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady", "reason": reason});
    let mut desk = Desk::logged_in(config());
    desk.tells(not_ready("lunch"));
    let id = desk.asks(json!({"verb": "setAgentMode", "mode": "NotReady"}));
    desk.answers("agent/state", 204, "");
    assert_eq!(desk.word(id), "open");
    desk.tells(not_ready(""));
    assert_eq!(desk.word(id), "confirmed event:agentNotReady");
}

/// A call that is being made is up, for logging out as for another.
#[test]
fn nobody_logs_out_while_a_call_is_being_made() {
    let mut desk = Desk::logged_in(config());
    desk.asks(json!({"verb": "makeCall", "phoneNumber": "8005"}));
    desk.answers("/calls", 200, r#"{"callId":"C1"}"#);
    let shown = desk.snapshot();
    let logout = shown.actions.iter().find(|action| action.verb == Verb::Logout);
    assert!(!logout.unwrap().is_allowed());
    let id = desk.asks(json!({"verb": "logout"}));
    assert_eq!(desk.word(id), "rejected callUp");
}

/// A server that accepts, and says nothing, says that it was so already: not once so, and once the other way.
#[test]
fn a_recording_cannot_be_on_and_off() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::recording("C1", true));
    reconnects(&mut desk);
    desk.answers("client-state", 200, &account("NotReady", "C1"));
    let mut words = Vec::new();
    for verb in ["startRecording", "stopRecording"] {
        let id = desk.asks(json!({"verb": verb}));
        desk.answers("/recording/", 204, "");
        for _ in 0..20 {
            desk.seconds(1);
            // Something is heard of the channel.
            desk.tells(json!({"eventName": "somethingElse"}));
        }
        words.push(desk.word(id));
    }
    assert_eq!(words[0], "alreadySo");
    assert!(words[1].starts_with("unknown"), "{words:?}");
}

/// The mode that waits for the end of the call is the present one: with that end there is nothing to wait for.
#[test]
fn a_pending_mode_that_is_so_already_is_over_with_the_call() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.asks(json!({"verb": "setAgentMode", "mode": "NotReady", "reason": "lunch"}));
    desk.answers("SetState", 200, r#"{"pendingMode":"NotReady"}"#);
    desk.tells(told::cleared("C1", CUSTOMER, CUSTOMER));
    desk.tells(told::cleared("C1", ME, CUSTOMER));
    assert_eq!(desk.snapshot().agent.unwrap().pending_mode, None);
}
