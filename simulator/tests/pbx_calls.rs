//! Plain calls, as every device in them sees them.

mod desk;

use desk::Desk;
use serde_json::json;

const OUTSIDE: &str = "13800000000";

#[test]
fn outbound_answered_then_the_far_end_hangs_up() {
    let mut desk = Desk::new(json!({}), 1);
    assert_eq!(desk.dials("8001", OUTSIDE), 200);
    assert_eq!(
        desk.view("8001"),
        "serviceInitiated(C1) originated(C1) delivered(C1)"
    );
    assert_eq!(desk.legs("C1"), "8001:initiated 13800000000:alerting");
    desk.wait(1_000);
    assert_eq!(desk.legs("C1"), "8001:connected 13800000000:connected");
    desk.outside(json!({"do": "hang_up", "device": OUTSIDE}));
    assert_eq!(
        desk.view("8001"),
        "serviceInitiated(C1) originated(C1) delivered(C1) established(C1) \
         connectionCleared(C1 13800000000) connectionCleared(C1 8001)"
    );
    assert!(desk.state().calls.is_empty());
    assert!(desk.events.iter().all(|(agent, _)| agent == "5001@test.cc"));
}

#[test]
fn some_servers_skip_the_first_two() {
    let mut desk = Desk::new(json!({"service_initiated": false}), 1);
    desk.dials("8001", OUTSIDE);
    desk.wait(1_000);
    desk.does("8001", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "delivered(C1) established(C1) connectionCleared(C1 8001)"
    );
    assert!(desk.state().calls.is_empty());
}

#[test]
fn outbound_failures() {
    let lines = json!([
        {"pattern": "131*", "then": "busy"}, {"pattern": "132*", "then": "failed", "code": "6"},
        {"pattern": "133*", "then": "no_answer", "after_ms": 5000}, {"pattern": "134*", "then": "never"},
    ]);
    for (number, code, cause) in [
        ("13100", "1", "USER_BUSY"),
        ("13200", "6", "DESTINATION_OUT_OF_ORDER"),
        ("777", "8", "UNALLOCATED_NUMBER"),
        ("5002", "3", "DESTINATION_OUT_OF_ORDER"),
        ("8001", "1", "USER_BUSY"),
    ] {
        let mut desk = Desk::new(json!({"outside": lines}), 1);
        assert_eq!(desk.dials("8001", number), 200);
        let expected = "serviceInitiated(C1) originated(C1) connectionCleared(C1 8001)";
        assert_eq!(desk.view("8001"), expected, "{number}");
        assert_eq!(desk.last("8001", "connectionCleared")["cause"], cause, "{number}");
        assert!(desk.state().calls.is_empty());
        // With call progress analysis it is told why.
        let mut desk = Desk::new(json!({"outside": lines}), 1);
        assert_eq!(desk.dials_analysed("8001", number), 200);
        let rings = if number == "8001" { "" } else { "delivered(C1) " };
        let expected =
            format!("serviceInitiated(C1) originated(C1) {rings}failed(C1) connectionCleared(C1 8001)");
        assert_eq!(desk.view("8001"), expected, "{number}");
        let failed = desk.last("8001", "failed");
        let called = format!("{number}@test.cc");
        assert_eq!(failed["failedCode"], code, "{number}");
        assert_eq!(
            (&failed["cause"], &failed["localState"]),
            (&json!("Failed"), &json!("Fail"))
        );
        assert_eq!(
            (&failed["deviceId"], &failed["calledDevice"]),
            (&json!(called), &json!(called))
        );
        assert!(failed["failedMsg"].is_string());
        assert_eq!(desk.last("8001", "connectionCleared")["cause"], cause, "{number}");
        assert!(desk.state().calls.is_empty());
    }
    for (number, after, analysed) in [
        ("13300", 5_000, true),
        ("13300", 5_000, false),
        ("13400", 60_000, true),
    ] {
        let mut desk = Desk::new(json!({"outside": lines, "heartbeat_limit_ms": null}), 1);
        let failed = if analysed { "failed(C1) " } else { "" };
        match analysed {
            true => desk.dials_analysed("8001", number),
            false => desk.dials("8001", number),
        };
        desk.wait(after - 1);
        assert_eq!(
            desk.view("8001"),
            "serviceInitiated(C1) originated(C1) delivered(C1)"
        );
        desk.wait(1);
        let expected = format!(
            "serviceInitiated(C1) originated(C1) delivered(C1) {failed}connectionCleared(C1 {number}) \
             connectionCleared(C1 8001)"
        );
        assert_eq!(desk.view("8001"), expected);
        assert_eq!(desk.last("8001", "connectionCleared")["cause"], "NO_ANSWER");
    }
}

/// Who rings hangs up, or goes off line: with call progress analysis the caller is told that the call has failed.
#[test]
fn a_call_that_is_rejected() {
    let hangs_up = |device: &str| json!({"do": "hang_up", "device": device});
    let goes_off_line = |device: &str| json!({"do": "unregister", "device": device});
    for (called, action, code) in [
        ("8002", hangs_up("8002"), "1"),
        ("8002", goes_off_line("8002"), "3"),
        (OUTSIDE, hangs_up(OUTSIDE), "1"),
    ] {
        for analysed in [true, false] {
            let lines = json!([{"pattern": "*", "then": "manual"}]);
            let mut desk = Desk::new(json!({"outside": lines}), 2);
            let made = match analysed {
                true => desk.dials_analysed("8001", called),
                false => desk.dials("8001", called),
            };
            assert_eq!(made, 200);
            desk.outside(action.clone());
            let failed = if analysed { "failed(C1) " } else { "" };
            let expected = format!(
                "serviceInitiated(C1) originated(C1) delivered(C1) {failed}connectionCleared(C1 {called}) \
                 connectionCleared(C1 8001)"
            );
            assert_eq!(desk.view("8001"), expected);
            if analysed {
                let failed = desk.last("8001", "failed");
                let device = format!("{called}@test.cc");
                let told = ["failedCode", "cause", "localState", "deviceId", "calledDevice"]
                    .map(|name| &failed[name]);
                assert_eq!(told, [code, "Failed", "Fail", &device, &device]);
            }
        }
    }
    // By its own desktop; and not once it has been answered, nor where the caller gives up.
    let mut desk = Desk::new(json!({}), 2);
    desk.dials_analysed("8001", "8002");
    desk.does("8002", "C1", "drop");
    assert!(desk.view("8001").contains("failed(C1)"));
    let mut desk = Desk::new(json!({}), 2);
    desk.dials_analysed("8001", "8002");
    desk.does("8002", "C1", "answer");
    desk.does("8002", "C1", "drop");
    assert!(!desk.view("8001").contains("failed"));
    let mut desk = Desk::new(json!({}), 2);
    desk.dials_analysed("8001", "8002");
    desk.does("8001", "C1", "drop");
    assert!(!desk.view("8001").contains("failed"));
}

#[test]
fn far_end_hangs_up_by_itself() {
    let lines = json!([{"pattern": "*", "then": "answer", "after_ms": 500, "hang_up_after_ms": 2000}]);
    let mut desk = Desk::new(json!({"outside": lines}), 1);
    desk.dials("8001", OUTSIDE);
    desk.wait(2_499);
    assert_eq!(desk.legs("C1"), "8001:connected 13800000000:connected");
    desk.wait(1);
    assert_eq!(desk.legs("C1"), "");
}

#[test]
fn inbound_answered_and_abandoned() {
    let mut desk = Desk::new(json!({}), 1);
    let call = json!({"do": "call_in", "from": OUTSIDE, "to": "8001", "user_data": {"k": "v"},
        "split": "sales",
        "trunk_group": "1", "trunk_member": "7"});
    desk.outside(call.clone());
    desk.does("8001", "C1", "answer");
    desk.does("8001", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "delivered(C1) established(C1) connectionCleared(C1 8001)"
    );
    let established = desk.last("8001", "established");
    assert_eq!(established["userData"]["data"]["k"], "v");
    assert_eq!(
        established["userData"]["data"]["originalANI"],
        format!("{OUTSIDE}@test.cc")
    );
    assert_eq!(
        (&established["split"], &established["trunkMember"]),
        (&json!("sales"), &json!("7"))
    );
    assert_eq!(established["callingDevice"], "13800000000@test.cc");
    desk.forget();
    desk.outside(call);
    desk.outside(json!({"do": "hang_up", "device": OUTSIDE}));
    assert_eq!(
        desk.view("8001"),
        "delivered(C2) connectionCleared(C2 13800000000) connectionCleared(C2 8001)"
    );
}

#[test]
fn inbound_by_job_number_and_not_answered() {
    let mut desk = Desk::new(json!({"ring_timeout_ms": 20_000}), 1);
    desk.outside(json!({"do": "call_in", "from": OUTSIDE, "to": "5001"}));
    desk.wait(20_000);
    assert_eq!(desk.view("8001"), "delivered(C1) connectionCleared(C1 8001)");
    for (to, error) in [
        ("8002", None),
        ("5002", Some("not reachable: 5002@test.cc")),
        ("1", Some("not reachable: 1@test.cc")),
    ] {
        let reply = desk.control(json!({"do": "call_in", "from": OUTSIDE, "to": to}));
        assert_eq!(reply.err().map(|error| error.to_string()).as_deref(), error);
    }
    desk.outside(json!({"do": "unregister", "device": "8003"}));
    assert!(
        desk.control(json!({"do": "call_in", "from": OUTSIDE, "to": "8003"}))
            .is_err()
    );
    assert!(
        desk.control(json!({"do": "call_in", "from": "8004", "to": "8001"}))
            .is_err()
    );
    assert!(
        desk.control(json!({"do": "call_in", "from": "139\n", "to": "8001"}))
            .is_err()
    );
}

#[test]
fn between_agents_each_way_of_ending() {
    for (first, caller_sees, called_sees) in [
        (
            "8001",
            "connectionCleared(C1 8001)",
            "connectionCleared(C1 8001) connectionCleared(C1 8002)",
        ),
        (
            "8002",
            "connectionCleared(C1 8002) connectionCleared(C1 8001)",
            "connectionCleared(C1 8002)",
        ),
    ] {
        let mut desk = Desk::new(json!({}), 2);
        desk.dials("8001", "8002");
        desk.does("8002", "C1", "answer");
        assert_eq!(
            desk.view("8001"),
            "serviceInitiated(C1) originated(C1) delivered(C1) established(C1)"
        );
        assert_eq!(desk.view("8002"), "delivered(C1) established(C1)");
        desk.forget();
        desk.does(first, "C1", "drop");
        assert_eq!(
            (desk.view("8001").as_str(), desk.view("8002").as_str()),
            (caller_sees, called_sees)
        );
    }
}

#[test]
fn hold_and_retrieve_from_both_sides() {
    let mut desk = Desk::new(json!({}), 2);
    desk.talk("8001", "8002");
    desk.does("8001", "C1", "hold");
    desk.does("8002", "C1", "hold");
    assert_eq!(desk.legs("C1"), "8001:hold 8002:hold");
    desk.does("8001", "C1", "hold"); // Already so: no event.
    desk.does("8001", "C1", "retrieve");
    desk.does("8002", "C1", "retrieve");
    for device in ["8001", "8002"] {
        assert_eq!(desk.view(device), "held(C1) held(C1) retrieved(C1) retrieved(C1)");
        assert_eq!(desk.last(device, "retrieved")["retrievingDevice"], "8002@test.cc");
    }
}

#[test]
fn phones_and_lines_by_hand() {
    let mut desk = Desk::new(json!({"outside": [{"pattern": "1*", "then": "manual"}]}), 1);
    desk.dials("8001", OUTSIDE);
    desk.outside(json!({"do": "answer", "device": OUTSIDE}));
    desk.outside(json!({"do": "hold", "device": OUTSIDE}));
    desk.outside(json!({"do": "retrieve", "device": OUTSIDE}));
    desk.outside(json!({"do": "hang_up", "device": OUTSIDE}));
    assert!(
        desk.view("8001")
            .contains("established(C1) held(C1) retrieved(C1) connectionCleared(C1 13800000000)")
    );
    assert!(desk.control(json!({"do": "hang_up", "device": OUTSIDE})).is_err());
    desk.outside(
        json!({"do": "set_extension", "device": "8009", "phone": {"then": "answer", "after_ms": 10}}),
    );
    desk.dials("8001", "8009");
    desk.wait(10);
    assert_eq!(desk.legs("C2"), "8001:connected 8009:connected");
    desk.outside(json!({"do": "unregister", "device": "8009"}));
    assert_eq!(desk.legs("C2"), "");
}

#[test]
fn two_calls_change_places() {
    let mut desk = Desk::new(json!({}), 3);
    desk.talk("8001", "8002");
    desk.consults("8001", "C1", "8003");
    assert_eq!(desk.verb("5001", "8001", "C1", "retrieve", json!(null)), 409);
    desk.does("8003", "C2", "answer");
    desk.forget();
    desk.does("8001", "C1", "retrieve");
    assert_eq!(desk.view("8001"), "held(C2) retrieved(C1)");
    assert_eq!(
        (desk.view("8002"), desk.view("8003")),
        ("retrieved(C1)".into(), "held(C2)".into())
    );
}

#[test]
fn the_same_seed_gives_the_same_events() {
    let run = |seed: u64| {
        let mut desk = Desk::new(json!({"seed": seed}), 2);
        desk.dials("8001", "8002");
        desk.does("8002", "C1", "answer");
        desk.events
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}
