//! What a session does by itself: answering a ringing call, again after what was no answer, and not beside the agent; taking
//! the first call back after a consultation.

use crate::desk::told::EXPERT;
use crate::desk::{CUSTOMER, Desk, ME, config, told};
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

/// The agent's own telephone rings for a call that the agent makes, before the reply names it: nobody else is calling.
#[test]
fn what_is_being_made_is_not_answered() {
    for named in ["C1", "C7"] {
        let mut desk = Desk::logged_in(by_itself());
        desk.asks(json!({"verb": "makeCall", "phoneNumber": "8005"}));
        desk.tells(told::rings("C1", EXPERT, ME));
        desk.seconds(1);
        assert_eq!(desk.count("/answer"), 0);
        desk.answers("callControl/calls", 200, &json!({"callId": named}).to_string());
        desk.seconds(3);
        assert_eq!(desk.count("/answer"), usize::from(named != "C1"), "{named}");
    }
}

/// A customer on hold is not talked to: who rings is answered, as who rings at an agent without a call.
#[test]
fn who_rings_while_all_are_on_hold_is_answered() {
    let mut desk = Desk::logged_in(by_itself());
    desk.talks("C1");
    desk.answers("/answer", 204, "");
    desk.forgets();
    desk.tells(told::rings("C2", EXPERT, ME));
    desk.seconds(10);
    assert_eq!(desk.count("/answer"), 0, "the agent talks");
    desk.tells(told::cleared("C2", EXPERT, EXPERT));
    desk.tells(told::cleared("C2", ME, EXPERT));
    desk.tells(told::held("C1"));
    desk.tells(told::rings("C3", EXPERT, ME));
    desk.seconds(1);
    assert_eq!(desk.count("/answer"), 1);
}

/// A consultation with who is busy, in which the customer's `held` comes last.
fn held_last(desk: &mut Desk) {
    desk.talks("C1");
    let held = desk.serial() + 2;
    desk.skips(2);
    desk.tells(told::initiated("C2"));
    desk.tells(told::dialled("C2", EXPERT));
    desk.tells(told::rings("C2", ME, EXPERT));
    for who in [EXPERT, ME] {
        desk.tells(
            json!({"eventName": "connectionCleared", "callId": "C2", "releasingDevice": who, "cause": "USER_BUSY"}),
        );
    }
    desk.later(std::time::Duration::from_millis(300));
    desk.tells_as(held, told::held("C1"));
}

fn retrieves() -> SessionConfig {
    let mut settings = config();
    settings.retrieve_after_consultation = true;
    settings
}

#[test]
fn the_first_call_comes_back_though_its_hold_is_told_late() {
    let mut desk = Desk::logged_in(retrieves());
    held_last(&mut desk);
    assert_eq!(desk.count("C1/connections"), 1, "{:?}", desk.requests);
    assert!(desk.is_asked("/retrieve"));
    // What the agent puts on hold after that stays so.
    desk.answers("/retrieve", 204, "");
    desk.tells(told::retrieved("C1"));
    desk.tells(told::held("C1"));
    desk.seconds(20);
    assert_eq!(desk.count("/retrieve"), 1);
}

/// The server is in trouble, or the request is lost: the customer is not left on hold for that.
#[test]
fn taking_the_first_call_back_is_tried_again() {
    for lost in [false, true] {
        let mut desk = Desk::logged_in(retrieves());
        held_last(&mut desk);
        for tries in 1..=3 {
            assert_eq!(desk.count("/retrieve"), tries);
            match lost {
                true => desk.loses("/retrieve"),
                false => desk.answers("/retrieve", 503, ""),
            }
            desk.seconds(5);
        }
        desk.answers("/retrieve", 204, "");
        desk.tells(told::retrieved("C1"));
        desk.seconds(60);
        assert_eq!(desk.count("/retrieve"), 4);
    }
    // What is refused is not; nor is it tried where the agent has begun something else.
    let mut desk = Desk::logged_in(retrieves());
    held_last(&mut desk);
    desk.answers("/retrieve", 403, "");
    desk.seconds(60);
    assert_eq!(desk.count("/retrieve"), 1);
    let mut desk = Desk::logged_in(retrieves());
    held_last(&mut desk);
    desk.answers("/retrieve", 503, "");
    desk.tells(told::rings("C3", CUSTOMER, ME));
    desk.tells(told::answered("C3", CUSTOMER, ME));
    desk.seconds(60);
    assert_eq!(desk.count("/retrieve"), 1);
}
