//! Whom events name, to whom: who comes into a call can follow it by its own events.

mod desk;

use desk::Desk;
use serde_json::json;

/// 8001 called 8003, they talk on C1.
fn talking(agents: usize) -> Desk {
    let mut desk = Desk::new(json!({}), agents);
    desk.talk("8001", "8003");
    desk
}

/// Who is called into a call learns how that was made, while it rings; who is called by a new one need not.
#[test]
fn who_is_invited_is_told_whose_call_it_is() {
    let origin = |desk: &Desk, device: &str, name: &str| desk.last(device, name)["originCallInfo"].clone();
    let mut desk = Desk::consulting(json!({}));
    assert_eq!(
        desk.verb(
            "5001",
            "8001",
            "C2",
            "singleStepConference",
            json!({"conferenceParticipant": "8003"})
        ),
        204
    );
    desk.does("8003", "C2", "answer");
    let made =
        json!({"callId": desk.id("C2"), "callingDevice": "8001@test.cc", "calledDevice": "8002@test.cc"});
    for name in ["delivered", "established"] {
        assert_eq!(origin(&desk, "8003", name), made, "{name}");
    }
    let mut desk = talking(4);
    desk.does_with("8003", "C1", "singleStepTransfer", json!({"transferTo": "8004"}));
    let made =
        json!({"callId": desk.id("C1"), "callingDevice": "8001@test.cc", "calledDevice": "8003@test.cc"});
    assert_eq!(origin(&desk, "8004", "delivered"), made);
    let mut desk = Desk::new(json!({}), 3);
    assert_eq!(desk.dials("8001", "8003"), 200);
    desk.does("8003", "C1", "answer");
    for name in ["delivered", "established"] {
        assert_eq!(origin(&desk, "8003", name), json!(null), "{name}");
    }
}

/// Who rings has been told of the consultation alone; so who calls there now is told once who consulted has left.
#[test]
fn transfer_while_the_consulted_party_rings() {
    let mut desk = talking(4);
    desk.consults("8003", "C1", "8004");
    desk.forget();
    desk.joins("8003", "transfer");
    assert_eq!(desk.legs("C1"), "8001:connected 8004:alerting");
    assert_eq!(
        desk.view("8004"),
        "transferred(C1) connectionCleared(C1 8003) delivered(C1)"
    );
    let told = desk.last("8004", "delivered");
    let devices = [
        "alertingDevice",
        "callingDevice",
        "calledDevice",
        "lastRedirectionDevice",
    ];
    assert_eq!(
        devices.map(|name| &told[name]),
        ["8004@test.cc", "8001@test.cc", "8004@test.cc", "8003@test.cc"]
    );
    // The held party hears no ringing of a consultation.
    assert_eq!(desk.view("8001"), "transferred(C1) connectionCleared(C1 8003)");
    desk.forget();
    desk.does("8004", "C1", "answer");
    // Each is told the ends that its own client has of the call.
    for (device, ends) in [("8001", ["8001", "8003"]), ("8004", ["8003", "8004"])] {
        assert_eq!(desk.view(device), "established(C1)");
        assert_eq!(desk.ends(device, "established"), ends, "{device}");
    }
}

/// Who has left is forgotten by a client of 2.x: there the receiver itself stands in its place.
#[test]
fn by_2x_nobody_is_named_who_has_left() {
    let mut desk = talking(4);
    desk.does_with("8003", "C1", "singleStepTransfer", json!({"transferTo": "8004"}));
    desk.does("8004", "C1", "answer");
    assert_eq!(desk.ends("8001", "established"), ["8001", "8003"]);
    assert_eq!(desk.ends_2x("8001", "established"), ["8001", "8001"]);
    for ends in [
        desk.ends("8004", "established"),
        desk.ends_2x("8004", "established"),
    ] {
        assert_eq!(ends, ["8001", "8004"]);
    }
}

/// 8003 consults 8004, who brings in 8005, and transfers: both are told that they have come over.
#[test]
fn who_comes_over_with_the_consulted_party_is_told_so() {
    let mut desk = talking(5);
    desk.consults("8003", "C1", "8004");
    desk.does("8004", "C2", "answer");
    let invited = json!({"conferenceParticipant": "8005"});
    desk.does_with("8004", "C2", "singleStepConference", invited);
    desk.does("8005", "C2", "answer");
    desk.joins("8003", "transfer");
    for (device, to) in [
        ("8001", "8004"),
        ("8003", "8004"),
        ("8004", "8004"),
        ("8005", "8005"),
    ] {
        let told = desk.last(device, "transferred");
        assert_eq!(told["transferredToDevice"], format!("{to}@test.cc"), "{device}");
    }
}

/// Who has invited leaves before that is answered: somebody who is there calls now, and who rings is told so before it answers.
#[test]
fn who_is_invited_by_one_who_leaves() {
    let mut desk = talking(4);
    let invited = json!({"conferenceParticipant": "8004"});
    desk.does_with("8003", "C1", "singleStepConference", invited);
    assert_eq!(desk.last("8004", "delivered")["callingDevice"], "8003@test.cc");
    desk.does("8003", "C1", "drop");
    desk.does("8004", "C1", "answer");
    assert_eq!(
        desk.view("8004"),
        "delivered(C1) connectionCleared(C1 8003) delivered(C1) established(C1)"
    );
    assert_eq!(
        desk.view("8001"),
        "delivered(C1) connectionCleared(C1 8003) established(C1)"
    );
    assert_eq!(desk.ends("8004", "delivered"), ["8001", "8004"]);
    assert_eq!(desk.ends("8004", "established"), ["8003", "8004"]);
    assert_eq!(desk.ends("8001", "established"), ["8001", "8003"]);
    assert_eq!(desk.ends_2x("8004", "established"), ["8004", "8004"]);
}

/// Two are invited one after the other: who comes second is told that the first rings.
#[test]
fn who_is_invited_is_told_who_else_rings() {
    let mut desk = talking(5);
    for number in ["8004", "8005"] {
        let invited = json!({"conferenceParticipant": number});
        desk.does_with("8003", "C1", "singleStepConference", invited);
    }
    assert_eq!(desk.view("8005"), "delivered(C1) delivered(C1)");
    assert_eq!(desk.last("8005", "delivered")["alertingDevice"], "8004@test.cc");
    assert_eq!(desk.view("8004"), "delivered(C1) delivered(C1)");
    assert_eq!(desk.view("8001"), "delivered(C1) delivered(C1)");
}

/// Of who was there before, who comes in later is told once it is named in the call, and when it leaves.
#[test]
fn who_was_never_named_is_not_said_to_hold() {
    let mut desk = talking(4);
    let invited = json!({"conferenceParticipant": "8004"});
    desk.does_with("8003", "C1", "singleStepConference", invited);
    desk.does("8004", "C1", "answer");
    desk.forget();
    desk.does("8001", "C1", "hold");
    desk.does("8001", "C1", "retrieve");
    assert_eq!(desk.view("8003"), "held(C1) retrieved(C1)");
    assert_eq!(desk.view("8004"), "");
    desk.does("8003", "C1", "hold");
    desk.does("8001", "C1", "drop");
    assert_eq!(desk.view("8004"), "held(C1) connectionCleared(C1 8001)");
}
