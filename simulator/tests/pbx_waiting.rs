//! A call that is handed on to come back: who waits on hold, for whom, and until when.

mod desk;

use desk::{CUSTOMER, Desk};
use serde_json::json;

/// 8001 called 8003, they talk on C1.
fn talking() -> Desk {
    let mut desk = Desk::new(json!({"takes_back_early": true}), 5);
    desk.talk("8001", "8003");
    desk
}

/// A customer talks to 8002 on C1, for whom 8001 waits.
fn waiting() -> Desk {
    let mut desk = Desk::consulting(json!({"takes_back_early": true}));
    desk.joins("8001", "transferAndWait");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:hold 8002:connected");
    desk.forget();
    desk
}

/// 8003 has parked its call with 8001 at 8004, which rings.
fn parked() -> Desk {
    let mut desk = talking();
    desk.does_with(
        "8003",
        "C1",
        "singleStepTransferCallAndWait",
        json!({"transferTo": "8004"}),
    );
    desk
}

#[test]
fn after_a_consultation() {
    let mut desk = Desk::consulting(json!({}));
    desk.joins("8001", "transferAndWait");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:hold 8002:connected");
    desk.does("8002", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C2 8001) connectionCleared(C1 8002) retrieved(C1)"
    );
    assert_eq!(desk.view("8002"), "transferred(C1) connectionCleared(C1 8002)");
    let told = desk.last("8002", "transferred");
    let (held, consult) = (json!(desk.id("C1")), json!(desk.id("C2")));
    assert_eq!((&told["primaryOldCall"], &told["newCall"]), (&held, &held));
    assert_eq!(told["secondaryOldCall"], consult);
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:connected");
}

#[test]
fn in_a_single_step() {
    let mut desk = parked();
    desk.does("8004", "C1", "answer");
    desk.does("8004", "C1", "drop");
    let seen = "held(C1) delivered(C1) established(C1) connectionCleared(C1 8004) retrieved(C1)";
    assert_eq!(
        (desk.view("8003").as_str(), desk.view("8001").as_str()),
        (seen, seen)
    );
    assert_eq!(
        desk.view("8004"),
        "delivered(C1) established(C1) connectionCleared(C1 8004)"
    );

    // The target does not answer.
    let mut desk = parked();
    desk.wait(60_000);
    let seen = "held(C1) delivered(C1) connectionCleared(C1 8004) retrieved(C1)";
    assert_eq!(desk.view("8003"), seen);

    // To nowhere: the call comes back at once.
    let mut desk = talking();
    let nowhere = json!({"transferTo": "777"});
    desk.does_with("8003", "C1", "singleStepTransferCallAndWait", nowhere);
    let seen = "held(C1) delivered(C1) connectionCleared(C1 777) retrieved(C1)";
    assert_eq!(
        (desk.view("8003").as_str(), desk.view("8001").as_str()),
        (seen, seen)
    );
}

#[test]
fn who_waits_may_hang_up() {
    let mut desk = waiting();
    desk.does("8001", "C1", "drop");
    assert_eq!(desk.view("8001"), "connectionCleared(C1 8001)");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8002:connected");
    desk.does("8002", "C1", "drop");
    assert!(desk.state().calls.is_empty());
}

/// The reference's page asks for a held call as soon as the other is cleared.
#[test]
fn who_waits_takes_nothing_back() {
    let mut desk = Desk::consulting(json!({}));
    desk.joins("8001", "transferAndWait");
    assert_eq!(desk.verb("5001", "8001", "C1", "retrieve", json!(null)), 409);
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:hold 8002:connected");
    desk.does("8002", "C1", "drop");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:connected");
    // It is an own call on hold again.
    desk.does("8001", "C1", "hold");
    desk.does("8001", "C1", "retrieve");
}

#[test]
fn taken_back_early_all_talk() {
    let mut desk = waiting();
    desk.does("8001", "C1", "retrieve");
    assert_eq!(
        desk.legs("C1"),
        "13800000000:connected 8001:connected 8002:connected"
    );
    for device in ["8001", "8002"] {
        assert_eq!(desk.view(device), "retrieved(C1) conferenced(C1)");
    }
    let told = desk.last("8001", "conferenced");
    assert_eq!(
        (&told["conferencingDevice"], &told["addedParty"]),
        (&json!("8001@test.cc"), &json!("8002@test.cc"))
    );
    // Nobody is waited for any more.
    desk.does("8002", "C1", "drop");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:connected");

    // Whoever still rings then makes it a conference by answering.
    let mut desk = parked();
    desk.does("8003", "C1", "retrieve");
    desk.does("8004", "C1", "answer");
    assert_eq!(
        desk.view("8003"),
        "held(C1) delivered(C1) retrieved(C1) established(C1) conferenced(C1)"
    );
}

#[test]
fn beside_another_call_nobody_waits_for_one_to_come_back() {
    let mut desk = Desk::consulting(json!({}));
    let to = json!({"transferTo": "8003"});
    let refused = desk.verb("5001", "8001", "C2", "singleStepTransferCallAndWait", to);
    assert_eq!((refused, desk.view("8001").as_str()), (409, ""));
}

/// While it waits for one who rings, another cannot be reached: it waits on.
#[test]
fn a_second_target_that_cannot_be_reached() {
    let mut desk = parked();
    let nowhere = json!({"transferTo": "777"});
    desk.does_with("8003", "C1", "singleStepTransferCallAndWait", nowhere);
    desk.wait(60_000);
    assert_eq!(
        desk.view("8003"),
        "held(C1) delivered(C1) delivered(C1) connectionCleared(C1 777) connectionCleared(C1 8004) retrieved(C1)"
    );
}

#[test]
fn when_the_customer_goes_first_nobody_is_left_to_wait_for() {
    let mut desk = waiting();
    desk.outside(json!({"do": "hang_up", "device": CUSTOMER}));
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 13800000000) connectionCleared(C1 8001)"
    );
    assert!(desk.state().calls.is_empty());
}

/// Who was consulted hands the customer on: as long as the customer talks to somebody, it has not done.
#[test]
fn who_waits_is_not_thrown_into_a_call_that_is_handed_on() {
    // In a single step; the customer rings at 8003, and talks there.
    let mut desk = waiting();
    desk.does_with("8002", "C1", "singleStepTransfer", json!({"transferTo": "8003"}));
    assert_eq!(
        desk.last("8003", "delivered")["callingDevice"],
        "13800000000@test.cc",
        "not who waits"
    );
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:hold 8003:alerting");
    desk.does("8003", "C1", "answer");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:hold 8003:connected");
    desk.does("8003", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "delivered(C1) transferred(C1) connectionCleared(C1 8002) established(C1) connectionCleared(C1 8003) \
         retrieved(C1)"
    );
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:connected");

    // After a consultation, with 8003 still ringing, or talking.
    for answers in [true, false] {
        let mut desk = waiting();
        desk.consults("8002", "C1", "8003");
        if answers {
            desk.does("8003", "C3", "answer");
        }
        let consult = json!({"consultCallId": desk.id("C3")});
        desk.does_with("8002", "C1", "transfer", consult);
        let at = if answers { "connected" } else { "alerting" };
        let legs = format!("13800000000:connected 8001:hold 8003:{at}");
        assert_eq!(desk.legs("C1"), legs);
        desk.does("8003", "C1", "drop");
        assert_eq!(
            desk.view("8001"),
            "held(C1) transferred(C1) connectionCleared(C1 8002) connectionCleared(C1 8003) retrieved(C1)"
        );
    }

    // Nowhere: the customer is alone at once.
    let mut desk = waiting();
    desk.does_with("8002", "C1", "singleStepTransfer", json!({"transferTo": "777"}));
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:connected");
}

/// Who was consulted brings in a third, and goes: the customer has still somebody to talk to.
#[test]
fn who_waits_does_so_for_each_who_was_brought_in() {
    let mut desk = waiting();
    let third = json!({"conferenceParticipant": "8003"});
    desk.does_with("8002", "C1", "singleStepConference", third);
    desk.does("8003", "C1", "answer");
    desk.does("8002", "C1", "drop");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:hold 8003:connected");
    desk.does("8003", "C1", "drop");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:connected");

    // But not for one who only takes part silently.
    let mut desk = waiting();
    let third = json!({"conferenceParticipant": "8003", "participationType": "Silent"});
    desk.does_with("8002", "C1", "singleStepConference", third);
    desk.does("8003", "C1", "answer");
    desk.does("8002", "C1", "drop");
    assert_eq!(
        desk.legs("C1"),
        "13800000000:connected 8001:connected 8003:connected"
    );
}

/// Who was consulted hands the customer on to have it back: it comes back to the one before, and then to the first.
#[test]
fn who_began_to_wait_last_is_the_first_to_have_it_back() {
    for first_to_go in ["8003", "8002"] {
        let mut desk = waiting();
        let on = json!({"transferTo": "8003"});
        desk.does_with("8002", "C1", "singleStepTransferCallAndWait", on);
        desk.does("8003", "C1", "answer");
        let all = "13800000000:connected 8001:hold 8002:hold 8003:connected";
        assert_eq!(desk.legs("C1"), all);
        desk.does(first_to_go, "C1", "drop");
        let (left, leg) = match first_to_go {
            "8003" => ("8002", "8002:connected"),
            _ => ("8003", "8003:connected"),
        };
        assert_eq!(desk.legs("C1"), format!("13800000000:connected 8001:hold {leg}"));
        desk.does(left, "C1", "drop");
        assert_eq!(desk.legs("C1"), "13800000000:connected 8001:connected");
    }

    // Taken back early by the first, it is a call with who has it now.
    let mut desk = waiting();
    let on = json!({"transferTo": "8003"});
    desk.does_with("8002", "C1", "singleStepTransferCallAndWait", on);
    desk.does("8003", "C1", "answer");
    desk.does("8001", "C1", "retrieve");
    assert_eq!(desk.last("8001", "conferenced")["addedParty"], "8003@test.cc");
}

/// The other side hands itself on: who waits has that one back.
#[test]
fn the_place_of_who_is_waited_for_is_taken() {
    let mut desk = parked();
    desk.does("8004", "C1", "answer");
    desk.does_with("8001", "C1", "singleStepTransfer", json!({"transferTo": "8005"}));
    desk.does("8005", "C1", "answer");
    desk.does("8004", "C1", "drop");
    assert_eq!(desk.legs("C1"), "8003:connected 8005:connected");
}

/// Who waits talks to nobody.
#[test]
fn a_listener_is_told_who_talks_meanwhile() {
    let mut desk = waiting();
    let path = format!(
        "/api/csta/callControl/calls/{}/spy?deviceId=8004@test.cc",
        desk.id("C1")
    );
    assert_eq!(desk.call("5004", "POST", &path, json!(null)).0, 204);
    assert_eq!(desk.ends("8004", "established"), [CUSTOMER, "8004"]);
    let told = &desk.last("8004", "established")["originCallInfo"];
    assert_eq!(
        [&told["callingDevice"], &told["calledDevice"]],
        ["13800000000@test.cc", "8002@test.cc"]
    );
}
