//! HTTP from outside: the protocol's paths, cross-origin access, limits, and the control API.

mod common;

use common::*;
use serde_json::{Value, json};
use wellclient_simulator::Heard;

#[tokio::test]
async fn paths_reach_the_pbx_as_they_came() {
    let simulator = simulator().await;
    let mut observations = simulator.observe();
    let agent = Agent::session(simulator.addr(), "5001").await;
    for path in [
        "/api/csta/callControl/calls/c-1/connections/8001@test.cc%7Cc-1/answer",
        "/api/csta/callControl/calls/c-1/connections/8001@test.cc|c-1/answer",
        "/sdk/api/csta/callControl/calls/c-1/connections/8001@test.cc%7cc-1/answer",
    ] {
        let reply = agent.send("POST", path, "").await.unwrap();
        assert!(reply.status >= 400, "there is no such call");
        let request = heard(&mut observations, |heard| {
            matches!(
                heard,
                Heard::Request {
                    verb: "answerCall",
                    status: Some(_),
                    ..
                }
            )
        })
        .await;
        assert!(matches!(request, Heard::Request { path: as_heard, .. } if as_heard == path));
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_session_are_refused() {
    let simulator = simulator().await;
    let form = "username=5001&password=wrong&namespace=test.cc";
    let form_type = ("content-type", "application/x-www-form-urlencoded");
    let reply = request(simulator.addr(), "POST", "/login", &[form_type], form)
        .await
        .unwrap();
    assert_eq!(reply.status, 401);
    let session = ("sessionId", "no-such-session");
    let reply = request(
        simulator.addr(),
        "GET",
        "/api/csta/agent/client-state",
        &[session],
        "",
    )
    .await
    .unwrap();
    assert_eq!(reply.status, 426);
}

#[tokio::test]
async fn any_web_page_may_ask() {
    let simulator = simulator().await;
    let preflight = [
        ("origin", "http://crm.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "sessionid,content-type"),
    ];
    for path in ["/api/csta/agent/state", "/login"] {
        let reply = request(simulator.addr(), "OPTIONS", path, &preflight, "")
            .await
            .unwrap();
        assert_eq!(reply.status, 204, "{path}");
        // Named, so that a page may send the cookies of a load balancer along.
        assert_eq!(
            reply.header("access-control-allow-origin"),
            Some("http://crm.example")
        );
        assert_eq!(reply.header("access-control-allow-credentials"), Some("true"));
        assert_eq!(
            reply.header("access-control-allow-headers"),
            Some("sessionId, content-type")
        );
        assert!(
            reply
                .header("access-control-allow-methods")
                .unwrap()
                .contains("DELETE")
        );
    }
    let reply = request(simulator.addr(), "GET", "/nowhere", &[], "")
        .await
        .unwrap();
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("access-control-allow-credentials"), None);
    assert_eq!(reply.header("access-control-expose-headers"), Some("*"));
}

#[tokio::test]
async fn a_body_beyond_a_mebibyte_is_refused() {
    let simulator = simulator().await;
    let body = "x".repeat(1024 * 1024 + 1);
    for path in ["/api/csta/agent/state", "/simulator/control"] {
        let reply = request(simulator.addr(), "POST", path, &[], &body).await.unwrap();
        assert_eq!(reply.status, 413, "{path}");
    }
}

#[tokio::test]
async fn the_control_api_acts_and_tells() {
    let simulator = simulator().await;
    let addr = simulator.addr();
    let mut stomp = Stomp::subscribed(addr, PLAIN).await;
    Agent::session(addr, "5001").await.log_in().await;
    assert_eq!(stomp.events(2).await, ["agentLoggedOn", "agentNotReady"]);

    let call_in = json!({"do":"call_in","from":"13800000000","to":"8001"}).to_string();
    let reply = request(addr, "POST", "/simulator/control", &[], &call_in)
        .await
        .unwrap();
    assert_eq!(reply.status, 200, "{}", reply.body);
    let call_id = reply.json()["callId"].as_str().unwrap().to_owned();
    assert_eq!(stomp.event().await, "delivered");
    let state = request(addr, "GET", "/simulator/state", &[], "")
        .await
        .unwrap()
        .json();
    assert_eq!(state["calls"][0]["callId"], call_id.as_str(), "{state}");
    let hang_up = json!({"do":"hang_up","device":"13800000000"}).to_string();
    assert_eq!(
        request(addr, "POST", "/simulator/control", &[], &hang_up)
            .await
            .unwrap()
            .status,
        200
    );
    assert_eq!(stomp.event().await, "connectionCleared");

    let again = request(addr, "POST", "/simulator/control", &[], &hang_up)
        .await
        .unwrap();
    assert_eq!(again.status, 409);
    assert_eq!(
        again.json(),
        json!({"error": "no such call", "why": "no_such_call"})
    );
    let busy = json!({"do":"call_in","from":"13900000000","to":"5002"}).to_string();
    let busy = request(addr, "POST", "/simulator/control", &[], &busy)
        .await
        .unwrap();
    let of = "5002@test.cc";
    assert_eq!(
        busy.json(),
        json!({"error": format!("not reachable: {of}"), "why": "not_reachable", "of": of})
    );
    let wrong = request(addr, "POST", "/simulator/control", &[], "{")
        .await
        .unwrap();
    assert_eq!(wrong.json()["why"], "malformed");

    let log = request(addr, "GET", "/simulator/log", &[], "").await.unwrap();
    let events: Vec<Value> = log.json().as_array().unwrap().clone();
    assert!(
        events
            .iter()
            .any(|entry| entry["what"] == "event" && entry["event"] == "delivered")
    );
    assert!(
        events
            .iter()
            .any(|entry| entry["what"] == "request" && entry["verb"] == "session")
    );
    assert!(!log.body.contains("123456"), "a password is in the log");
}

#[tokio::test]
async fn the_control_api_keeps_the_faults() {
    let simulator = simulator().await;
    let addr = simulator.addr();
    let fault = json!({"kind":"lose","on":{"event":"held","times":3}});
    let added = request(addr, "POST", "/simulator/faults", &[], &fault.to_string())
        .await
        .unwrap();
    assert_eq!(added.status, 201);
    let id = added.json()["id"].as_u64().unwrap();
    let standing = request(addr, "GET", "/simulator/faults", &[], "")
        .await
        .unwrap()
        .json();
    assert_eq!(standing, json!([{"id": id, "struck": 0, "fault": fault}]));
    let one = format!("/simulator/faults/{id}");
    assert_eq!(request(addr, "DELETE", &one, &[], "").await.unwrap().status, 204);
    assert_eq!(request(addr, "DELETE", &one, &[], "").await.unwrap().status, 404);
    assert_eq!(
        request(addr, "DELETE", "/simulator/faults/x", &[], "")
            .await
            .unwrap()
            .status,
        404
    );
    request(addr, "POST", "/simulator/faults", &[], &fault.to_string())
        .await
        .unwrap();
    assert_eq!(
        request(addr, "DELETE", "/simulator/faults", &[], "")
            .await
            .unwrap()
            .status,
        204
    );
    assert!(simulator.faults().list().is_empty());
}

#[tokio::test]
async fn the_control_api_refuses_what_it_cannot_read() {
    let simulator = simulator().await;
    for (method, path, body, status) in [
        ("POST", "/simulator/control", "{", 400),
        ("POST", "/simulator/control", r#"{"do":"fly"}"#, 400),
        ("POST", "/simulator/faults", r#"{"kind":"fly"}"#, 400),
        (
            "POST",
            "/simulator/faults",
            r#"{"kind":"reorder","window":0}"#,
            400,
        ),
        ("GET", "/simulator/nothing", "", 404),
        ("PUT", "/simulator/state", "", 405),
    ] {
        let reply = request(simulator.addr(), method, path, &[], body).await.unwrap();
        assert_eq!(reply.status, status, "{method} {path} {body}");
    }
}

/// What is misspelt is not passed over.
#[tokio::test]
async fn the_control_api_names_the_field_that_it_does_not_know() {
    let simulator = simulator().await;
    let control = |body: &'static str| request(simulator.addr(), "POST", "/simulator/control", &[], body);
    for body in [
        r#"{"do":"predict","to":"13800000000","wrong":"2"}"#,
        r#"{"do":"set_outside","pattern":"133*","then":"busy","wrong":1}"#,
        r#"{"do":"set_outside","pattern":"133*","then":"answer","after_ms":1,"wrong":1}"#,
        r#"{"do":"set_extension","device":"8001","phone":{"then":"manual","wrong":1}}"#,
        r#"{"do":"kick_agent","agent":"5001","wrong":null}"#,
    ] {
        let reply = control(body).await.unwrap();
        assert_eq!(reply.status, 400, "{body}");
        assert!(
            reply.body.contains("unknown field `wrong`"),
            "{body}: {}",
            reply.body
        );
    }
    for body in [
        r#"{"do":"set_outside","pattern":"133*","then":"no_answer","after_ms":1}"#,
        r#"{"do":"set_outside","pattern":"134*","then":"never"}"#,
    ] {
        assert_eq!(control(body).await.unwrap().status, 200, "{body}");
    }
}
