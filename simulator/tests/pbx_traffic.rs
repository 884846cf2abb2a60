//! What comes from outside: callers with patience, queues, the dialler, a second call.

mod desk;

use desk::Desk;
use serde_json::json;

const OUTSIDE: &str = "13800000000";

#[test]
fn callers_give_up_and_hang_up_by_themselves() {
    let mut desk = Desk::new(json!({}), 1);
    let call = json!({"do": "call_in", "from": OUTSIDE, "to": "8001", "give_up_after_ms": 5_000,
        "hang_up_after_ms": 9_000});
    desk.outside(call.clone());
    desk.wait(4_999);
    assert_eq!(desk.view("8001"), "delivered(C1)");
    desk.wait(1);
    let gone = "connectionCleared(C1 13800000000) connectionCleared(C1 8001)";
    assert_eq!(desk.view("8001"), format!("delivered(C1) {gone}"));
    // Once answered, patience lasts.
    desk.outside(call);
    desk.does("8001", "C2", "answer");
    desk.wait(8_999);
    assert_eq!(desk.legs("C2"), "13800000000:connected 8001:connected");
    desk.wait(1);
    assert!(desk.state().calls.is_empty());
    assert_eq!(
        desk.last("8001", "connectionCleared")["hangupDevice"],
        "13800000000@test.cc"
    );
}

#[test]
fn kinds_of_calls() {
    let mut desk = Desk::new(json!({}), 2);
    desk.outside(json!({"do": "call_in", "from": OUTSIDE, "to": "8001"}));
    let told = desk.last("8001", "delivered");
    assert_eq!(
        (&told["callType"], &told["callCause"]),
        (&json!("Inbound"), &json!("NEWCALL"))
    );
    desk.does("8001", "C1", "answer");
    desk.does_with("8001", "C1", "singleStepTransfer", json!({"transferTo": "8002"}));
    let told = desk.last("8002", "delivered");
    assert_eq!(
        (&told["callType"], told.get("callCause")),
        (&json!("Inbound"), None)
    );
    desk.outside(json!({"do": "hang_up", "device": OUTSIDE}));
    desk.dials("8001", OUTSIDE);
    assert_eq!(desk.last("8001", "delivered")["callType"], "Outbound");
    desk.wait(1_000);
    desk.does("8001", "C2", "drop");
    desk.dials("8001", "8002");
    assert_eq!(desk.last("8002", "delivered")["callType"], "Internal");
}

#[test]
fn a_queue_rings_whoever_has_waited_longest_and_wraps_up() {
    let mut desk = Desk::new(json!({"wrap_up_ms": 3_000}), 0);
    for (agent, device) in [("5002", "8002"), ("5001", "8001")] {
        desk.login(agent, device, "Ready");
        desk.wait(1_000);
    }
    desk.forget();
    let call = json!({"do": "call_queue", "from": OUTSIDE, "split": "sales"});
    desk.outside(call.clone());
    assert_eq!(desk.last("8002", "delivered")["split"], "sales");
    desk.does("8002", "C1", "answer");
    desk.does("8002", "C1", "drop");
    desk.wait(2_999);
    let worked = "delivered(C1) established(C1) connectionCleared(C1 8002) agentWorkingAfterCall";
    assert_eq!(desk.view("8002"), worked);
    desk.wait(1);
    assert_eq!(desk.view("8002"), format!("{worked} agentReady"));
    // The other one has waited longer now.
    desk.outside(call.clone());
    assert_eq!(desk.view("8001"), "delivered(C2)");
    desk.outside(call.clone());
    assert!(desk.control(call).is_err());
}

#[test]
fn the_dialler_reserves_an_agent_and_brings_the_customer() {
    let mut desk = Desk::new(json!({}), 1);
    desk.outside(json!({"do": "predict", "to": OUTSIDE, "split": "campaign", "user_data": {"id": "7"}}));
    assert_eq!(desk.view("8001"), "agentAllocated");
    assert_eq!(desk.dials("8001", "8002"), 409);
    desk.wait(1_000);
    assert_eq!(desk.view("8001"), "agentAllocated delivered(C1)");
    let told = desk.last("8001", "delivered");
    assert_eq!(
        (&told["callType"], &told["split"]),
        (&json!("PreDictive"), &json!("campaign"))
    );
    assert_eq!(told["callingDevice"], "13800000000@test.cc");
    let data = &told["userData"]["data"];
    assert_eq!(
        (&data["origin_dnis"], &data["selectAgent"], &data["callType"]),
        (
            &json!("13800000000"),
            &json!("5001@test.cc"),
            &json!("PreDictive")
        )
    );
    assert_eq!(data["id"], "7", "the campaign's own");
    desk.does("8001", "C1", "answer");
    desk.does("8001", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "agentAllocated delivered(C1) established(C1) connectionCleared(C1 8001) agentReady"
    );
    assert!(desk.state().calls.is_empty());
}

#[test]
fn a_customer_who_does_not_answer_sets_the_agent_free() {
    let lines = json!([{"pattern": "*", "then": "no_answer", "after_ms": 2000}]);
    let mut desk = Desk::new(json!({"outside": lines}), 1);
    desk.outside(json!({"do": "predict", "to": OUTSIDE, "agent": "5001"}));
    desk.wait(2_000);
    assert_eq!(desk.view("8001"), "agentAllocated agentReady");
    assert!(desk.state().calls.is_empty());
    // So does one who cannot be reached at all, at once.
    for line in [json!({"then": "busy"}), json!({"then": "failed", "code": "8"})] {
        let mut rule = line;
        rule["pattern"] = "*".into();
        let mut desk = Desk::new(json!({"outside": [rule]}), 1);
        let reply = desk.control(json!({"do": "predict", "to": OUTSIDE})).unwrap();
        assert!(reply.call_id.is_some());
        assert_eq!(desk.view("8001"), "agentAllocated agentReady");
        assert!(desk.state().calls.is_empty());
    }
    // The agent does not answer: the customer is let go.
    let mut desk = Desk::new(json!({}), 1);
    desk.outside(json!({"do": "predict", "to": OUTSIDE}));
    desk.wait(61_000);
    assert_eq!(
        desk.view("8001"),
        "agentAllocated delivered(C1) connectionCleared(C1 8001) agentReady"
    );
    assert!(desk.state().calls.is_empty());
}

#[test]
fn a_second_call_waits_where_it_may() {
    let second = json!({"do": "call_in", "from": "13900000000", "to": "8001"});
    let mut desk = Desk::new(json!({}), 1);
    desk.outside(json!({"do": "call_in", "from": OUTSIDE, "to": "8001"}));
    desk.does("8001", "C1", "answer");
    assert!(desk.control(second.clone()).is_err());

    let mut desk = Desk::new(json!({"call_waiting": true}), 1);
    desk.outside(json!({"do": "call_in", "from": OUTSIDE, "to": "8001"}));
    // Not while the first one rings.
    assert!(desk.control(second.clone()).is_err());
    desk.does("8001", "C1", "answer");
    desk.outside(second);
    desk.forget();
    desk.does("8001", "C2", "answer");
    assert_eq!(desk.view("8001"), "held(C1) established(C2)");
    // And no third.
    assert!(
        desk.control(json!({"do": "call_in", "from": "13700000000", "to": "8001"}))
            .is_err()
    );
    desk.does("8001", "C1", "retrieve");
    assert_eq!(desk.legs("C2"), "13900000000:connected 8001:hold");
}

/// Protocol, section 9: what rings beside a call keeps nobody from working with that.
#[test]
fn a_call_that_rings_beside_leaves_the_first_to_the_agent() {
    let ringing = || {
        let mut desk = Desk::new(json!({"call_waiting": true}), 3);
        desk.outside(json!({"do": "call_in", "from": OUTSIDE, "to": "8001"}));
        desk.does("8001", "C1", "answer");
        desk.outside(json!({"do": "call_in", "from": "13900000000", "to": "8001"}));
        desk.forget();
        desk
    };
    let mut desk = ringing();
    desk.does("8001", "C1", "hold");
    desk.does("8001", "C1", "retrieve");
    assert_eq!(desk.view("8001"), "held(C1) retrieved(C1)");
    assert_eq!(desk.legs("C2"), "13900000000:initiated 8001:alerting");
    // The client state shows the one that the agent talks in.
    let (_, state) = desk.call("5001", "GET", "/api/csta/agent/client-state", json!(null));
    assert_eq!(state["agent"]["activeCall"]["callId"], desk.id("C1"));

    // Consulting, from a held call too; what is being made is not left for what rings.
    desk.does("8001", "C1", "hold");
    desk.consults("8001", "C1", "8002");
    assert_eq!(desk.verb("5001", "8001", "C2", "answer", json!(null)), 409);
    desk.does("8002", "C3", "answer");
    let consult = json!({"consultCallId": desk.id("C3")});
    desk.forget();
    desk.does_with("8001", "C1", "cancelConsult", consult);
    assert_eq!(desk.view("8001"), "connectionCleared(C3 8001) retrieved(C1)");

    // A call that waits comes back, though another rings.
    let mut desk = ringing();
    desk.does_with(
        "8001",
        "C1",
        "singleStepTransferCallAndWait",
        json!({"transferTo": "8002"}),
    );
    desk.does("8002", "C1", "answer");
    desk.forget();
    desk.does("8002", "C1", "drop");
    assert_eq!(desk.view("8001"), "connectionCleared(C1 8002) retrieved(C1)");

    // Recording is that of the call in which she talks.
    let mut desk = ringing();
    desk.does("8001", "C1", "hold");
    desk.consults("8001", "C1", "8002");
    desk.does("8002", "C3", "answer");
    let start = "/api/csta/callControl/recording/Start?extension=8001@test.cc";
    desk.forget();
    assert_eq!(desk.call("5001", "POST", start, json!(null)).0, 204);
    assert_eq!(desk.view("8001"), "recordStarted(C3)");
}

/// It rings at nobody who is not there for it: who is logged out or released meanwhile, or has another's seat.
#[test]
fn the_dialler_gives_up_a_customer_whose_agent_has_gone() {
    let released = json!(null);
    for how in ["kick", "release", "heartbeat"] {
        let mut desk = Desk::new(json!({}), 2);
        desk.outside(json!({"do": "predict", "to": OUTSIDE, "agent": "5001"}));
        desk.forget();
        match how {
            "kick" => desk.outside(json!({"do": "kick_agent", "agent": "5001"})),
            "release" => {
                let path = "/api/csta/outbound/release/5001@test.cc";
                assert_eq!(desk.call("5002", "POST", path, released.clone()).0, 204);
            }
            _ => desk.wait(180_000),
        }
        let left = if how == "release" {
            "agentReady"
        } else {
            "agentLoggedOff"
        };
        if how == "heartbeat" {
            // The customer has answered long before, and it has rung out.
            continue;
        }
        assert_eq!(desk.view("8001"), left, "{how}");
        assert!(desk.state().calls.is_empty(), "{how}");
        if how == "kick" {
            desk.login("5003", "8001", "Ready");
            desk.outside(json!({"do": "allocate_agent", "agent": "5003"}));
        }
        desk.forget();
        desk.wait(5_000);
        assert_eq!(desk.view("8001"), "", "{how}");
    }
}

/// Only the manual's dial form is taken apart (its section 8.7).
#[test]
fn a_number_is_dialled_as_it_stands() {
    let longest = "7".repeat(128);
    for (dialled, told) in [
        (longest.as_str(), longest.as_str()),
        ("138 0000 0000", "138 0000 0000"),
        (" 8002 ", " 8002 "),
        ("(010)8888,8002", "(010)8888,8002"),
        ("转/8|?#%20", "转/8|?#%20"),
        ("138-0000-0000", "138-0000-0000"),
        ("138-00000000x", "138-00000000x"),
        ("010-", "010-"),
        ("-12345", "-12345"),
        ("938834600-Ww8002", "938834600"),
        ("938834600-8002", "938834600"),
        ("*72-5", "*72-5"),
    ] {
        let lines = json!([{"pattern": "*", "then": "manual"}]);
        let mut desk = Desk::new(json!({"outside": lines}), 1);
        assert_eq!(desk.dials("8001", dialled), 200, "{dialled}");
        let called = format!("{told}@test.cc");
        assert_eq!(desk.last("8001", "delivered")["calledDevice"], called.as_str());
    }
    let mut desk = Desk::new(json!({}), 1);
    for dialled in ["", "138\t0000", "8002\u{85}", &"7".repeat(129), &"转".repeat(43)] {
        assert_eq!(desk.dials("8001", dialled), 400, "{dialled:?}");
    }
}
