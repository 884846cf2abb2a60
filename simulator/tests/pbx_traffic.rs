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
