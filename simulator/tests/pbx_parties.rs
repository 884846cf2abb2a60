//! Transfers, consultations, conferences, listening in: as every device in them sees them.

mod desk;

use desk::{CUSTOMER, Desk};
use serde_json::json;

/// 8001 called 8003, they talk on C1.
fn talking(agents: usize) -> Desk {
    let mut desk = Desk::new(json!({}), agents);
    desk.talk("8001", "8003");
    desk
}

fn conferring(config: serde_json::Value) -> Desk {
    let mut desk = Desk::consulting(config);
    desk.joins("8001", "conference");
    for device in ["8001", "8002"] {
        assert_eq!(desk.view(device), "conferenced(C1)");
        let told = desk.last(device, "conferenced");
        assert_eq!(
            (&told["primaryOldCall"], &told["newCall"]),
            (&json!(desk.id("C1")), &json!(desk.id("C1")))
        );
        assert_eq!(told["secondaryOldCall"], desk.id("C2"));
        let told_2x = desk.last_2x(device, "conferenced");
        assert_eq!(told_2x["primaryOldCall"], desk.id("C2"));
        assert_eq!(told_2x["secondaryOldCall"], desk.id("C1"));
        assert_eq!(told["addedParty"], "8002@test.cc");
        let origin = json!({"callId": desk.id("C1"), "callingDevice": "13800000000@test.cc",
            "calledDevice": "8001@test.cc"});
        assert_eq!(told["originCallInfo"], origin);
    }
    assert_eq!(
        desk.legs("C1"),
        "13800000000:connected 8001:connected 8002:connected"
    );
    assert_eq!(desk.legs("C2"), "");
    desk.forget();
    desk
}

#[test]
fn single_step_transfer_as_observed() {
    let mut desk = talking(4);
    desk.does_with("8003", "C1", "singleStepTransfer", json!({"transferTo": "8004"}));
    let told = desk.last("8001", "delivered").clone();
    assert_eq!(
        (&told["callingDevice"], &told["alertingDevice"]),
        (&json!("8001@test.cc"), &json!("8004@test.cc"))
    );
    assert_eq!(told["lastRedirectionDevice"], "8003@test.cc");
    desk.does("8004", "C1", "answer");
    desk.does("8004", "C1", "drop");
    assert_eq!(
        desk.view("8003"),
        "delivered(C1) transferred(C1) connectionCleared(C1 8003)"
    );
    assert_eq!(
        desk.view("8001"),
        "delivered(C1) transferred(C1) connectionCleared(C1 8003) established(C1) \
         connectionCleared(C1 8004) connectionCleared(C1 8001)"
    );
    assert_eq!(
        desk.view("8004"),
        "delivered(C1) transferred(C1) connectionCleared(C1 8003) established(C1) connectionCleared(C1 8004)"
    );
    let told = desk.last("8004", "transferred");
    assert_eq!(
        (&told["primaryOldCall"], &told["cause"]),
        (&json!("0"), &json!("SINGLESTEPTRANSFER"))
    );
    assert_eq!(told["originCallInfo"]["callingDevice"], "8001@test.cc");
}

#[test]
fn single_step_transfer_that_fails() {
    // Busy, unknown: the transferring side is cleared all the same, and then the other one.
    for (number, cause) in [("8004", "USER_BUSY"), ("777", "UNALLOCATED_NUMBER")] {
        let mut desk = talking(4);
        desk.dials("8004", CUSTOMER);
        desk.forget();
        desk.does_with("8003", "C1", "singleStepTransfer", json!({"transferTo": number}));
        assert_eq!(
            desk.view("8003"),
            "delivered(C1) transferred(C1) connectionCleared(C1 8003)"
        );
        let expected = format!(
            "delivered(C1) transferred(C1) connectionCleared(C1 8003) connectionCleared(C1 {number}) \
             connectionCleared(C1 8001)"
        );
        assert_eq!(desk.view("8001"), expected);
        assert_eq!(desk.last("8001", "connectionCleared")["cause"], cause);
        assert_eq!(
            (desk.view("8004"), desk.legs("C1")),
            (String::new(), String::new())
        );
    }
    // Oneself, the other party: refused, and the call stays as it was.
    for number in ["8003", "8001"] {
        let mut desk = talking(4);
        let body = json!({"transferTo": number});
        assert_eq!(desk.verb("5003", "8003", "C1", "singleStepTransfer", body), 409);
        assert_eq!(desk.view("8003"), "");
        assert_eq!(desk.legs("C1"), "8001:connected 8003:connected");
    }
    // No answer: the transferred party is cleared too.
    let mut desk = talking(4);
    desk.does_with("8003", "C1", "singleStepTransfer", json!({"transferTo": "8004"}));
    desk.forget();
    desk.wait(60_000);
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 8004) connectionCleared(C1 8001)"
    );
    assert_eq!(
        (desk.view("8003"), desk.view("8004")),
        (String::new(), "connectionCleared(C1 8004)".into())
    );
}

#[test]
fn transfer_after_consultation_as_observed() {
    let mut desk = talking(4);
    desk.consults("8003", "C1", "8004");
    assert_eq!(desk.view("8001"), "held(C1)");
    desk.does("8004", "C2", "answer");
    desk.forget();
    desk.joins("8003", "transfer");
    assert_eq!(
        desk.view("8003"),
        "transferred(C1) connectionCleared(C1 8003) connectionCleared(C2 8003)"
    );
    for device in ["8001", "8004"] {
        assert_eq!(desk.view(device), "transferred(C1) connectionCleared(C1 8003)");
        let told = desk.last(device, "transferred");
        assert_eq!(
            (&told["newCall"], &told["secondaryOldCall"]),
            (&json!(desk.id("C1")), &json!(desk.id("C2")))
        );
    }
    assert_eq!(desk.legs("C1"), "8001:connected 8004:connected");
    desk.forget();
    desk.does("8004", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 8004) connectionCleared(C1 8001)"
    );
    assert_eq!(
        (desk.view("8004"), desk.view("8003")),
        ("connectionCleared(C1 8004)".into(), String::new())
    );
    assert!(desk.state().calls.is_empty());
}

#[test]
fn conference_each_order_of_hanging_up() {
    // The maker first: the others are hung up.
    let mut desk = conferring(json!({}));
    desk.does("8001", "C1", "drop");
    assert_eq!(desk.view("8001"), "connectionCleared(C1 8001)");
    assert_eq!(
        desk.view("8002"),
        "connectionCleared(C1 8001) connectionCleared(C1 13800000000) connectionCleared(C1 8002)"
    );
    assert!(desk.state().calls.is_empty());

    // The consulted party first, then the maker.
    let mut desk = conferring(json!({}));
    desk.does("8002", "C1", "drop");
    desk.does("8001", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 8002) connectionCleared(C1 8001)"
    );
    assert_eq!(desk.view("8002"), "connectionCleared(C1 8002)");

    // The consulted party, then the customer.
    let mut desk = conferring(json!({}));
    desk.does("8002", "C1", "drop");
    desk.outside(json!({"do": "hang_up", "device": CUSTOMER}));
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 8002) connectionCleared(C1 13800000000) connectionCleared(C1 8001)"
    );

    // Where the maker does not matter.
    let mut desk = conferring(json!({"owner_ends_conference": false}));
    desk.does("8001", "C1", "drop");
    assert_eq!(desk.legs("C1"), "13800000000:connected 8002:connected");
}

#[test]
fn cancelled_consultation() {
    let mut desk = Desk::consulting(json!({}));
    desk.joins("8001", "cancelConsult");
    assert_eq!(desk.view("8001"), "connectionCleared(C2 8001) retrieved(C1)");
    assert_eq!(
        desk.view("8002"),
        "connectionCleared(C2 8001) connectionCleared(C2 8002)"
    );
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:connected");
}

#[test]
fn consulted_party_hangs_up_or_cannot_be_reached() {
    let mut desk = Desk::consulting(json!({}));
    desk.does("8002", "C2", "drop");
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C2 8002) connectionCleared(C2 8001)"
    );
    assert_eq!(desk.legs("C1"), "13800000000:connected 8001:hold");
    desk.forget();
    desk.consults("8001", "C1", "777");
    assert_eq!(
        desk.view("8001"),
        "serviceInitiated(C3) originated(C3) connectionCleared(C3 8001)"
    );
    desk.does("8001", "C1", "retrieve");
}

#[test]
fn held_customer_hangs_up() {
    let mut desk = Desk::consulting(json!({}));
    desk.outside(json!({"do": "hang_up", "device": CUSTOMER}));
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 13800000000) connectionCleared(C1 8001)"
    );
    assert_eq!(desk.legs("C2"), "8001:connected 8002:connected");
}

#[test]
fn single_step_conference_active_silent_and_a_fourth() {
    let mut desk = talking(5);
    desk.does_with(
        "8003",
        "C1",
        "singleStepConference",
        json!({"conferenceParticipant": "8004"}),
    );
    desk.does("8004", "C1", "answer");
    for device in ["8001", "8003", "8004"] {
        assert_eq!(desk.view(device), "delivered(C1) established(C1) conferenced(C1)");
    }
    let told = desk.last("8001", "conferenced");
    assert_eq!(
        (&told["primaryOldCall"], &told["conferencingDevice"]),
        (&json!(desk.id("C1")), &json!("8003@test.cc"))
    );
    assert_eq!(told["secondaryOldCall"], "0");
    let told = desk.last_2x("8001", "conferenced");
    assert_eq!(told["primaryOldCall"], "0");
    assert_eq!(told["secondaryOldCall"], desk.id("C1"));
    assert_eq!(desk.ends("8001", "established"), ["8001", "8003"]);
    assert_eq!(desk.ends("8004", "established"), ["8003", "8004"]);
    assert_eq!(told["connectionId"], format!("8004@test.cc|{}", desk.id("C1")));
    desk.forget();
    let silent = json!({"conferenceParticipant": "8005", "participationType": "Silent"});
    desk.does_with("8001", "C1", "singleStepConference", silent);
    desk.does("8005", "C1", "answer");
    for device in ["8001", "8003", "8004", "8005"] {
        assert_eq!(desk.view(device), "delivered(C1) established(C1) conferenced(C1)");
    }
    assert!(
        desk.state().calls[0]
            .legs
            .iter()
            .any(|leg| leg.device_id == "8005@test.cc" && leg.silent)
    );
    desk.forget();
    desk.does("8003", "C1", "drop");
    assert_eq!(desk.legs("C1"), "8001:connected 8004:connected 8005:connected");
    desk.does("8001", "C1", "drop");
    desk.does("8005", "C1", "drop");
    assert_eq!(
        desk.view("8004"),
        "connectionCleared(C1 8003) connectionCleared(C1 8001) connectionCleared(C1 8005) \
         connectionCleared(C1 8004)"
    );
}

#[test]
fn single_step_conference_not_answered() {
    let mut desk = talking(4);
    desk.does_with(
        "8003",
        "C1",
        "singleStepConference",
        json!({"conferenceParticipant": "8004"}),
    );
    desk.wait(60_000);
    assert_eq!(desk.view("8001"), "delivered(C1) connectionCleared(C1 8004)");
    assert_eq!(desk.legs("C1"), "8001:connected 8003:connected");
    // Nor who cannot be reached.
    desk.forget();
    desk.does_with(
        "8003",
        "C1",
        "singleStepConference",
        json!({"conferenceParticipant": "777"}),
    );
    for device in ["8001", "8003"] {
        assert_eq!(desk.view(device), "delivered(C1) connectionCleared(C1 777)");
    }
    assert_eq!(desk.legs("C1"), "8001:connected 8003:connected");
}

#[test]
fn a_fourth_party_by_consulting_from_a_conference() {
    let mut desk = conferring(json!({}));
    desk.consults("8001", "C1", "8003");
    desk.does("8003", "C3", "answer");
    desk.forget();
    let consult = desk.id("C3");
    desk.does_with("8001", "C1", "conference", json!({"consultCallId": consult}));
    for device in ["8001", "8002", "8003"] {
        assert_eq!(desk.view(device), "conferenced(C1)");
    }
    assert_eq!(
        desk.legs("C1"),
        "13800000000:connected 8001:connected 8002:connected 8003:connected"
    );
}

/// Two calls on hold become no conference beside a third, in which the maker would talk as well.
#[test]
fn a_conference_beside_a_third_call_is_refused() {
    let mut desk = Desk::consulting(json!({}));
    desk.consults("8001", "C2", "8003");
    desk.does("8003", "C3", "answer");
    let consult = json!({"consultCallId": desk.id("C2")});
    assert_eq!(
        desk.verb("5001", "8001", "C1", "conference", consult.clone()),
        409
    );
    assert_eq!(desk.legs("C3"), "8001:connected 8003:connected");
    desk.does("8001", "C3", "drop");
    desk.does_with("8001", "C1", "conference", consult);
}

#[test]
fn a_supervisor_drops_joins_takes() {
    let mut desk = talking(4);
    assert_eq!(desk.verb("5004", "8003", "C1", "drop", json!(null)), 204);
    assert_eq!(desk.view("8003"), "connectionCleared(C1 8003)");
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 8003) connectionCleared(C1 8001)"
    );

    let mut desk = talking(4);
    let body = json!({"conferenceParticipant": "8004", "participationType": "Active"});
    assert_eq!(desk.verb("5004", "8003", "C1", "singleStepConference", body), 204);
    desk.does("8004", "C1", "answer");
    assert_eq!(desk.view("8004"), "delivered(C1) established(C1) conferenced(C1)");

    let mut desk = talking(4);
    assert_eq!(
        desk.verb(
            "5004",
            "8003",
            "C1",
            "singleStepTransfer",
            json!({"transferTo": "8004"})
        ),
        204
    );
    desk.does("8004", "C1", "answer");
    assert_eq!(desk.legs("C1"), "8001:connected 8004:connected");
    assert_eq!(
        desk.view("8003"),
        "delivered(C1) transferred(C1) connectionCleared(C1 8003)"
    );
}

#[test]
fn a_listener_is_told_who_talks_now() {
    let mut desk = talking(4);
    desk.does_with("8003", "C1", "singleStepTransfer", json!({"transferTo": "8002"}));
    desk.does("8002", "C1", "answer");
    assert_eq!(desk.legs("C1"), "8001:connected 8002:connected");
    let path = format!(
        "/api/csta/callControl/calls/{}/spy?deviceId=8004@test.cc",
        desk.id("C1")
    );
    assert_eq!(desk.call("5004", "POST", &path, json!(null)).0, 204);
    for event in ["delivered", "established"] {
        assert_eq!(desk.ends("8004", event), ["8001", "8004"], "{event}");
        let told = &desk.last("8004", event)["originCallInfo"];
        let talking = [&told["callingDevice"], &told["calledDevice"]];
        assert_eq!(talking, ["8001@test.cc", "8002@test.cc"], "{event}");
    }
}

#[test]
fn a_supervisor_listens() {
    let mut desk = talking(4);
    let path = format!(
        "/api/csta/callControl/calls/{}/spy?deviceId=8004@test.cc",
        desk.id("C1")
    );
    assert_eq!(desk.call("5004", "POST", &path, json!(null)).0, 204);
    assert_eq!(desk.view("8004"), "delivered(C1) established(C1)");
    assert_eq!(desk.last("8004", "delivered")["alertingDevice"], "8004@test.cc");
    assert_eq!(
        (desk.view("8001"), desk.view("8003")),
        (String::new(), String::new())
    );
    assert_eq!(desk.verb("5004", "8004", "C1", "hold", json!(null)), 409);
    // The original client answers whatever rings at it: a request for what is so already.
    assert_eq!(desk.verb("5004", "8004", "C1", "answer", json!(null)), 204);
    assert_eq!(desk.view("8004"), "delivered(C1) established(C1)");
    for what in ["Start", "Stop"] {
        let path = format!("/api/csta/callControl/recording/{what}?extension=8004@test.cc");
        assert_eq!(desk.call("5004", "POST", &path, json!(null)).0, 409);
    }
    desk.does("8004", "C1", "drop");
    assert_eq!(
        (desk.view("8001"), desk.view("8003")),
        (String::new(), String::new())
    );
    assert_eq!(desk.legs("C1"), "8001:connected 8003:connected");
    // A listener alone keeps no call.
    assert_eq!(desk.call("5004", "POST", &path, json!(null)).0, 204);
    desk.forget();
    desk.does("8001", "C1", "drop");
    assert_eq!(
        desk.view("8004"),
        "connectionCleared(C1 8001) connectionCleared(C1 8003) connectionCleared(C1 8004)"
    );
    assert_eq!(
        desk.view("8003"),
        "connectionCleared(C1 8001) connectionCleared(C1 8003)"
    );
    assert!(desk.state().calls.is_empty());
}

/// Work after a call is for who has talked in it.
#[test]
fn who_only_listened_has_no_work_after_the_call() {
    for silent in [true, false] {
        let mut desk = Desk::new(json!({"wrap_up_ms": 5_000}), 4);
        desk.talk("8001", "8003");
        if silent {
            let body = json!({"conferenceParticipant": "8004", "participationType": "Silent"});
            desk.does_with("8001", "C1", "singleStepConference", body);
            desk.does("8004", "C1", "answer");
        } else {
            let path = format!(
                "/api/csta/callControl/calls/{}/spy?deviceId=8004@test.cc",
                desk.id("C1")
            );
            assert_eq!(desk.call("5004", "POST", &path, json!(null)).0, 204);
        }
        desk.forget();
        desk.does("8004", "C1", "drop");
        desk.does("8001", "C1", "drop");
        assert!(
            !desk.view("8004").contains("agentWorkingAfterCall"),
            "{}",
            desk.view("8004")
        );
        assert!(desk.view("8001").contains("agentWorkingAfterCall"));
    }
}

/// A consultation has data of its own; the held call keeps what it has, and gets what it has not.
#[test]
fn the_data_of_a_consultation_goes_into_the_held_call() {
    for verb in ["transfer", "conference", "transferAndWait"] {
        let mut desk = Desk::consulting(json!({}));
        for (call, who, note) in [("C1", "first", "kept"), ("C2", "second", "lost")] {
            let entries = json!({"entries": [{"key": who, "value": 1}, {"key": "note", "value": note}]});
            let path = format!("/api/csta/callControl/calls/{}/user-data", desk.id(call));
            assert_eq!(desk.call("5001", "POST", &path, entries).0, 204);
        }
        desk.joins("8001", verb);
        let path = format!("/api/csta/callControl/calls/{}/user-data/", desk.id("C1"));
        let (_, data) = desk.call("5002", "GET", &path, json!(null));
        let entry = |key: &str, value: serde_json::Value| json!({"key": key, "value": value});
        let all = [
            entry("first", json!(1)),
            entry("note", json!("kept")),
            entry("second", json!(1)),
        ];
        assert_eq!(data["entries"], json!(all), "{verb}");
    }
}
