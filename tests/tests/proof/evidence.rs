//! What proves nothing: an event older than the question, a gateway's word, another command's call, an account that says
//! nothing.

use std::time::Duration;

use serde_json::{Value, json};
use wellclient_core::command::{AgentModeRequest, CallDataEntry, Command, MakeCallOptions};
use wellclient_core::event::AgentMode;
use wellclient_core::id::CallId;
use wellclient_core::model::ConnectionState;
use wellclient_core::refusal::Refusal;
use wellclient_core::session::{CommandError, Evidence, Outcome, SessionConfig, Unknown};
use wellclient_core::snapshot::{CallSnapshot, SessionPhase, Snapshot};
use wellclient_simulator::Control;
use wellclient_tests::lab::{ConnectFate, EventFate, EventRule, Fate, Lab, RequestRule};

const CUSTOMER: &str = "13800000000";
const EXPERT: &str = "13911111111";

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn rule(lab: &mut Lab, text: &str, times: u32, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: text.into(),
        times,
        fate,
    });
}

/// Somebody on the way answers in the server's place, which sees nothing.
fn instead(status: u16, body: &Value) -> Fate {
    Fate::Instead {
        status,
        retry_after: None,
        body: body.to_string(),
    }
}

fn events(lab: &mut Lab, name: &str, fate: EventFate) {
    lab.network.events.push(EventRule {
        seat: None,
        name: name.into(),
        times: 1,
        fate,
    });
}

fn snapshot(lab: &Lab, seat: usize) -> Snapshot {
    lab.seats[seat].snapshot(lab.now())
}

fn only_call(lab: &Lab, seat: usize) -> CallSnapshot {
    let calls = snapshot(lab, seat).calls;
    assert_eq!(calls.len(), 1);
    calls[0].clone()
}

fn make_call(number: &str) -> Command {
    Command::MakeCall {
        number: number.into(),
        options: MakeCallOptions::default(),
    }
}

fn not_ready(reason: &str) -> Command {
    Command::SetAgentMode {
        mode: AgentModeRequest::NotReady,
        reason: Some(reason.to_owned()),
    }
}

fn hang_up(lab: &mut Lab, device: &str) {
    lab.outside(Control::HangUp {
        device: device.into(),
        call_id: None,
    });
}

/// 5001 talks to the customer.
fn talking(lab: &mut Lab, config: SessionConfig) -> (usize, CallId) {
    let seat = lab.logged_in(1, config);
    let call = CallId::from(lab.call_in(CUSTOMER, "8001"));
    lab.run_for(seconds(1));
    let outcome = lab.settle(seat, Command::Answer { call: call.clone() });
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    (seat, call)
}

fn is_unknown(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
}

fn is_shown_by_the_account(outcome: &Outcome) {
    let Outcome::Confirmed(confirmation) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(confirmation.evidence, Evidence::State);
}

/// The phone has put the call on hold and taken it back; the event of the hold comes when the agent has asked for one.
#[test]
fn an_event_that_is_older_than_the_command() {
    let mut lab = Lab::new(1);
    let (seat, call) = talking(&mut lab, Lab::config(1));
    events(&mut lab, "held", EventFate::Late(seconds(3)));
    lab.elsewhere(seat, &Command::Hold { call: call.clone() });
    lab.elsewhere(seat, &Command::Retrieve { call: call.clone() });
    lab.run_for(seconds(1));
    rule(&mut lab, "/hold", 1, instead(200, &json!({})));
    let outcome = lab.settle(seat, Command::Hold { call });
    is_unknown(&outcome);
    assert!(!lab.seats[seat].named("held").is_empty(), "it has come meanwhile");
    assert_eq!(only_call(&lab, seat).leg, ConnectionState::Connected);
}

/// The server has carried it out, a gateway says 502 or 504, and nobody tells.
#[test]
fn a_gateway_s_word_where_the_event_is_lost() {
    for status in [502, 504] {
        let mut lab = Lab::new(2);
        let (seat, call) = talking(&mut lab, Lab::config(1));
        rule(&mut lab, "/hold", 1, Fate::CarriedOut { status });
        events(&mut lab, "held", EventFate::Lost);
        is_shown_by_the_account(&lab.settle(seat, Command::Hold { call: call.clone() }));
        assert_eq!(only_call(&lab, seat).leg, ConnectionState::Hold);

        rule(&mut lab, "/singleStepTransfer", 1, Fate::CarriedOut { status });
        lab.settle(seat, Command::Retrieve { call: call.clone() });
        events(&mut lab, "transferred", EventFate::Lost);
        events(&mut lab, "connectionCleared", EventFate::Lost);
        let number = EXPERT.to_owned();
        is_unknown(&lab.settle(seat, Command::SingleStepTransfer { call, number }));
        lab.run_for(seconds(5));
        assert!(snapshot(&lab, seat).calls.is_empty(), "no ghost is left");

        lab.run_for(seconds(5));
        rule(&mut lab, "callControl/calls {", 1, Fate::CarriedOut { status });
        for name in ["serviceInitiated", "originated", "delivered"] {
            events(&mut lab, name, EventFate::Lost);
        }
        let outcome = lab.settle(seat, make_call(EXPERT));
        assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    }
}

#[test]
fn a_gateway_s_word_while_the_channel_is_down() {
    for carried_out in [true, false] {
        let mut lab = Lab::new(3);
        let (seat, call) = talking(&mut lab, Lab::config(1));
        lab.network.connect = ConnectFate::Refused(None);
        lab.cut(seat);
        lab.run_for(seconds(1));
        let fate = match carried_out {
            true => Fate::CarriedOut { status: 504 },
            false => Fate::status(504),
        };
        rule(&mut lab, "/hold", 1, fate);
        let outcome = lab.settle(seat, Command::Hold { call });
        match carried_out {
            true => is_shown_by_the_account(&outcome),
            // The account has shown that it is not so.
            false => assert!(matches!(&outcome, Outcome::Rejected(_)), "{outcome:?}"),
        }
    }
}

/// The reply has named the new call; the first call ends, and then the events of the new one come.
#[test]
fn a_consultation_whose_first_call_ends_while_it_is_set_up() {
    let mut lab = Lab::new(4);
    let (seat, call) = talking(&mut lab, Lab::config(1));
    rule(&mut lab, "/consult", 1, instead(200, &json!({ "callId": "N2" })));
    let number = EXPERT.to_owned();
    let id = lab.command(seat, Command::Consult { call, number });
    lab.run_for(seconds(1));
    hang_up(&mut lab, CUSTOMER);
    lab.run_for(seconds(1));
    let originated = json!({"eventName": "originated", "eventType": "csta", "callId": "N2",
        "srcDeviceId": "8001@test.cc", "callingDevice": "8001@test.cc", "calledDevice": format!("{EXPERT}@test.cc"),
        "serial": 9_000_000, "topics": ["CtiWorker_ctiworker-57ubl"]});
    lab.inject(seat, "originated", &originated.to_string());
    let outcome = lab.outcome(seat, id);
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

/// A call that was made and has ended in a gap has been made all the same.
#[test]
fn a_call_that_was_made_and_over_unseen() {
    let mut lab = Lab::new(5);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.network.connect = ConnectFate::Refused(None);
    lab.cut(seat);
    rule(&mut lab, "/client-state", u32::MAX, Fate::status(503));
    lab.run_for(seconds(1));
    let id = lab.command(seat, make_call(EXPERT));
    lab.run_for(seconds(1));
    lab.network.calm();
    rule(&mut lab, "/client-state", u32::MAX, Fate::status(503));
    lab.run_for(seconds(5));
    hang_up(&mut lab, EXPERT);
    is_unknown(&lab.outcome(seat, id));
}

/// The reason that was asked for must be told, where another could be why the agent is not ready.
#[test]
fn not_ready_for_no_reason_is_not_for_this_one() {
    let mut lab = Lab::new(6);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.settle(seat, not_ready("meeting"));
    rule(&mut lab, "SetState", 1, instead(200, &json!({})));
    let id = lab.command(seat, not_ready("lunch"));
    lab.run_for(seconds(1));
    let event = json!({"eventName": "agentNotReady", "eventType": "agent", "agentId": "5001@test.cc",
        "agentMode": "NotReady", "srcDeviceId": "8001@test.cc", "serial": 99_000_000,
        "topics": ["CtiRouter_ctirouter-9l0ax"]});
    lab.inject(seat, "agentNotReady", &event.to_string());
    is_unknown(&lab.outcome(seat, id));
}

/// The mode that comes after the call is another.
#[test]
fn another_pending_mode() {
    let mut lab = Lab::new(7);
    let (seat, _) = talking(&mut lab, Lab::config(1));
    rule(
        &mut lab,
        "SetState",
        1,
        instead(200, &json!({ "pendingMode": "NotReady" })),
    );
    let mode = AgentModeRequest::Ready;
    lab.settle(seat, not_ready("lunch"));
    rule(
        &mut lab,
        "SetState",
        1,
        instead(200, &json!({ "pendingMode": "NotReady" })),
    );
    let outcome = lab.settle(seat, Command::SetAgentMode { mode, reason: None });
    assert!(!matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

/// An account that says nothing of the agent ends nothing, and is asked for again.
#[test]
fn an_account_that_says_nothing() {
    for body in [
        json!({}),
        json!({"agent": null, "extension": {}}),
        json!({"agent": {"agentId": "5001@test.cc", "extensionId": "8001@test.cc"}, "extension": {}}),
        json!({"agent": {"agentId": "5001@test.cc", "extensionId": "8001@test.cc", "agentMode": "Ready"}}),
    ] {
        let mut lab = Lab::new(8);
        let (seat, _) = talking(&mut lab, Lab::config(1));
        rule(&mut lab, "/client-state", 2, instead(200, &body));
        lab.cut(seat);
        lab.run_for(seconds(4));
        assert_eq!(snapshot(&lab, seat).phase, SessionPhase::LoggedIn, "{body}");
        assert!(only_call(&lab, seat).unverified, "{body}");
        lab.run_for(seconds(30));
        assert!(!only_call(&lab, seat).unverified, "{body}");
    }
}

/// The word for the leg is a hint: one that is not known says that there is a call, and nothing of how it is.
#[test]
fn an_account_with_an_odd_word_for_the_call() {
    for state in ["Connected", "OffHook", "None", "Idle", "Queued", "Fail", ""] {
        let mut lab = Lab::new(9);
        let (seat, call) = talking(&mut lab, Lab::config(1));
        let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": "8001@test.cc",
            "agentMode": "NotReady", "activeCall": {"callId": call.as_str(), "state": state, "direction": "In"}},
            "extension": {}});
        rule(&mut lab, "/client-state", 3, instead(200, &account));
        lab.cut(seat);
        lab.run_for(seconds(5));
        let shown = only_call(&lab, seat);
        assert_eq!(shown.leg, ConnectionState::Connected, "{state}");
        assert!(!snapshot(&lab, seat).verified, "{state}");
        lab.run_for(seconds(60));
        assert!(!only_call(&lab, seat).unverified, "{state}");
    }
}

/// A log-off without a number that is no newer than the log-in by its time: the server is asked.
#[test]
fn a_log_off_of_the_session_before() {
    let mut lab = Lab::new(10);
    let (seat, _) = talking(&mut lab, Lab::config(1));
    let logged_on = lab.seats[seat].named("agentLoggedOn")[0]
        .1
        .meta()
        .event_time
        .unwrap();
    let event = json!({"eventName": "agentLoggedOff", "eventType": "agent", "agentId": "5001@test.cc",
        "agentMode": "Logout", "srcDeviceId": "8001@test.cc", "eventTime": logged_on.to_string()});
    lab.inject(seat, "agentLoggedOff", &event.to_string());
    lab.run_for(seconds(10));
    assert_eq!(snapshot(&lab, seat).phase, SessionPhase::LoggedIn);
    assert!(!only_call(&lab, seat).unverified);
}

#[test]
fn call_data_that_was_set_here_is_shown() {
    let mut lab = Lab::new(11);
    let (seat, call) = talking(&mut lab, Lab::config(1));
    let entries = vec![CallDataEntry::new("k", "1"), CallDataEntry::new("客户", "甲")];
    lab.settle(seat, Command::SetCallData { call, entries });
    lab.run_for(seconds(1));
    let data: Value = serde_json::from_str(only_call(&lab, seat).data.as_deref().unwrap()).unwrap();
    let own = &data["originalANI"];
    assert_eq!((&data["k"], &data["客户"]), (&json!("1"), &json!("甲")));
    assert_eq!(own, "13800000000@test.cc", "what the server adds stays");
}

/// Whoever passes is waited for: a held customer is not given up for one 503.
#[test]
fn a_recovery_waits_for_an_account_that_passes() {
    let mut lab = Lab::new(12);
    let (seat, call) = talking(&mut lab, Lab::config(1));
    lab.settle(seat, Command::Hold { call });
    let saved = lab.seats[seat].session.saved().unwrap();
    lab.cut(seat);
    lab.seats[seat].crashed = true;
    rule(&mut lab, "/client-state", 2, Fate::status(503));
    let again = lab.sit(Lab::config(2));
    let outcome = lab.recover(again, saved);
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    assert_eq!(only_call(&lab, again).leg, ConnectionState::Hold);
}

#[test]
fn a_log_in_that_meets_itself_is_not_forced_into_a_call_for_one_503() {
    let mut lab = Lab::new(13);
    let (seat, _) = talking(&mut lab, Lab::config(1));
    lab.cut(seat);
    lab.seats[seat].crashed = true;
    rule(&mut lab, "/client-state", 2, Fate::status(503));
    let again = lab.sit(Lab::config(2));
    let outcome = lab.settle(again, Command::Login(Lab::request(1)));
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    assert_eq!(only_call(&lab, again).leg, ConnectionState::Connected);
    let story = lab.seats[again].story("agent/state");
    assert!(!story.contains("Logout"), "{story}");
}

/// A password that is refused, or an agent who is disabled: it is not sent again.
#[test]
fn a_renewal_that_is_refused_for_good_is_not_tried_again() {
    for status in [401, 423] {
        let mut lab = Lab::new(14);
        let seat = lab.logged_in(1, Lab::config(1));
        let before = lab.seats[seat].requests("/login").len();
        rule(&mut lab, "/login", u32::MAX, Fate::status(status));
        lab.outside(Control::ExpireSessions { agent: None });
        lab.run_for(seconds(150));
        assert_eq!(lab.seats[seat].requests("/login").len() - before, 1, "{status}");
        assert!(snapshot(&lab, seat).credentials_refused, "{status}");
    }
}

/// Its turn comes when a call is up.
#[test]
fn a_call_that_waited_is_not_made_into_another() {
    let mut lab = Lab::new(15);
    let seat = lab.logged_in(1, Lab::config(1));
    rule(&mut lab, "SetState", 1, Fate::Slow(seconds(5)));
    lab.command(seat, not_ready("lunch"));
    let id = lab.command(seat, make_call(EXPERT));
    lab.run_for(seconds(1));
    lab.call_in(CUSTOMER, "8001");
    let outcome = lab.outcome(seat, id);
    assert_eq!(outcome, Outcome::Rejected(CommandError::Refused(Refusal::CallUp)));
    let made = lab.seats[seat].requests("/callControl/calls");
    assert!(made.is_empty(), "{made:?}");
}

/// The consultation ends by itself while it is being cancelled.
#[test]
fn a_consultation_that_ends_under_its_cancelling() {
    let mut lab = Lab::new(16);
    let (seat, held) = talking(&mut lab, Lab::config(1));
    let number = EXPERT.to_owned();
    lab.settle(
        seat,
        Command::Consult {
            call: held.clone(),
            number,
        },
    );
    lab.run_for(seconds(3));
    let consulted = snapshot(&lab, seat).calls[1].call_id.clone();
    rule(&mut lab, "/cancelConsult", 1, instead(200, &json!({})));
    let id = lab.command(seat, Command::CancelConsult { held, consulted });
    let asked = lab.now();
    lab.run_for(seconds(1));
    hang_up(&mut lab, EXPERT);
    let outcome = lab.outcome(seat, id);
    assert!(
        matches!(
            outcome,
            Outcome::Rejected(CommandError::CallEnded { .. }) | Outcome::Unknown(Unknown::NotConfirmed)
        ),
        "{outcome:?}"
    );
    assert!(lab.now() - asked < seconds(8));
    assert_eq!(snapshot(&lab, seat).agent.unwrap().mode, AgentMode::NotReady);
}

/// The phone rings first, for a call of the agent's own making: it is not answered as if somebody called.
#[test]
fn an_own_call_that_rings_at_the_own_phone_first() {
    let mut lab = Lab::new(17);
    let mut config = Lab::config(1);
    config.settings.auto_answer = true;
    let seat = lab.logged_in(1, config);
    let event = json!({"eventName": "delivered", "eventType": "csta", "callId": "S1",
        "srcDeviceId": "8001@test.cc", "alertingDevice": "8001@test.cc", "callingDevice": "8001@test.cc",
        "calledDevice": "13911111111@test.cc", "serial": 1, "topics": ["CtiWorker_y"]});
    lab.inject(seat, "delivered", &event.to_string());
    lab.run_for(seconds(3));
    assert!(lab.seats[seat].requests("/answer").is_empty());
}

/// Two ring at once: the second waits, as it does while the agent talks.
#[test]
fn the_second_of_two_that_ring_is_not_answered() {
    let mut lab = Lab::new(18);
    let mut config = Lab::config(1);
    config.settings.auto_answer = true;
    let seat = lab.logged_in(1, config);
    events(&mut lab, "established", EventFate::Late(seconds(3)));
    lab.call_in(CUSTOMER, "8001");
    lab.run_for(seconds(1));
    let event = json!({"eventName": "delivered", "eventType": "csta", "callId": "S2",
        "srcDeviceId": "8001@test.cc", "alertingDevice": "8001@test.cc", "callingDevice": "1370@test.cc",
        "serial": 1, "topics": ["CtiWorker_y"]});
    lab.inject(seat, "delivered", &event.to_string());
    lab.run_for(seconds(6));
    assert!(
        lab.seats[seat].requests("S2").len() <= 2,
        "only its data is asked for"
    );
    let story = lab.seats[seat].story("S2");
    assert!(!story.contains("/answer"), "{story}");
}
