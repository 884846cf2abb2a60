//! What a session does by itself: answering a ringing call, again after what was no answer, and not beside the agent; taking
//! the first call back after a consultation.

mod desk;

use desk::told::EXPERT;
use desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::session::SessionConfig;

fn by_itself() -> SessionConfig {
    let mut config = config();
    config.settings.auto_answer = true;
    config
}

#[test]
fn a_page_of_a_portal_is_no_answer() {
    let mut desk = Desk::logged_in(by_itself());
    desk.tells(told::rings("C1", CUSTOMER, ME));
    desk.answers("/answer", 200, "<!DOCTYPE html><html><body>Sign in</body></html>");
    desk.seconds(2);
    assert!(desk.is_asked("/answer"), "it is tried again");
    desk.answers("/answer", 204, "");
    desk.tells(told::answered("C1", CUSTOMER, ME));
    desk.seconds(60);
    assert_eq!(desk.count("/answer"), 2);
}

/// The server has refused to answer, and before it is tried again the agent has asked for it by hand.
#[test]
fn what_the_agent_answers_by_hand_is_left_to_the_agent() {
    let mut desk = Desk::logged_in(by_itself());
    desk.tells(told::rings("C1", CUSTOMER, ME));
    desk.answers("/answer", 503, "");
    let id = desk.asks(json!({"verb": "answerCall", "callId": "C1"}));
    desk.answers("/answer", 204, "");
    desk.seconds(4);
    assert_eq!(desk.count("/answer"), 2);
    desk.tells(told::answered("C1", CUSTOMER, ME));
    assert_eq!(desk.word(id), "confirmed event:established");
}

/// The expert has hung up, or was busy: the customer is taken back. Not where the agent has left the consultation.
#[test]
fn the_first_call_is_taken_back_after_a_consultation() {
    let mut config = config();
    config.retrieve_after_consultation = true;
    let taken_back = |events: &[Value]| {
        let mut desk = Desk::logged_in(config.clone());
        desk.talks("C1");
        desk.tells(told::held("C1"));
        desk.tells(told::initiated("C2"));
        desk.tells(told::dialled("C2", EXPERT));
        events.iter().for_each(|event| desk.tells(event.clone()));
        desk.is_asked("/retrieve")
    };
    let gone = json!({"eventName": "connectionCleared", "callId": "C2", "releasingDevice": ME});
    let busy = json!({"eventName": "failed", "callId": "C2", "calledDevice": EXPERT, "failedCode": "1"});
    assert!(taken_back(&[told::cleared("C2", ME, EXPERT)]));
    assert!(taken_back(&[busy, gone.clone()]));
    assert!(!taken_back(&[gone]));
    assert!(!taken_back(&[told::cleared("C2", ME, ME)]));
}

/// The agent is setting up a consultation: another customer is not taken in the middle of that, but if it comes to nothing.
#[test]
fn nobody_is_answered_while_a_consultation_is_being_made() {
    for refused in [false, true] {
        let mut desk = Desk::logged_in(by_itself());
        desk.talks("C1");
        desk.answers("/answer", 204, "");
        desk.tells(told::held("C1"));
        desk.forgets();
        desk.asks(json!({"verb": "consult", "callId": "C1", "phoneNumber": "8005"}));
        desk.tells(told::rings("C3", "13900000000@test.cc", ME));
        desk.seconds(3);
        assert_eq!(desk.count("/answer"), 0);
        if refused {
            desk.answers("/consult", 403, "");
            desk.seconds(3);
            assert_eq!(desk.count("/answer"), 1);
        } else {
            desk.answers("/consult", 204, "");
            desk.tells(told::initiated("C2"));
            desk.tells(told::dialled("C2", EXPERT));
            desk.seconds(20);
            assert_eq!(desk.count("/answer"), 0);
        }
    }
}

/// The expert is busy, and only the own leg is told to have gone.
#[test]
fn the_first_call_comes_back_where_the_cause_alone_says_busy() {
    for (cause, comes_back) in [("USER_BUSY", true), ("NORMAL_CLEARING", false)] {
        let mut settings = config();
        settings.retrieve_after_consultation = true;
        let mut desk = Desk::logged_in(settings);
        desk.talks("C1");
        desk.tells(told::held("C1"));
        desk.tells(told::initiated("C2"));
        desk.tells(told::dialled("C2", EXPERT));
        desk.tells(told::rings("C2", ME, EXPERT));
        desk.tells(
            json!({"eventName": "connectionCleared", "callId": "C2", "releasingDevice": ME, "cause": cause}),
        );
        assert_eq!(
            desk.is_asked("C1/connections") && desk.is_asked("/retrieve"),
            comes_back,
            "{cause}"
        );
    }
}
