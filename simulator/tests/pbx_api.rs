//! The wire: every captured request is understood, every event has the shape of the manual's, bad input is
//! refused.

mod desk;

use std::path::Path;

use desk::Desk;
use serde_json::{Value, json};
use wellclient_simulator::pbx::ApiRequest;

fn vector(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/vectors")
        .join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_captured_request_is_accepted() {
    let vectors = vector("requests.json");
    let mut seen = 0;
    for case in vectors["cases"].as_array().unwrap() {
        for dialect in ["requests_2x", "requests_4x"] {
            for request in case[dialect].as_array().into_iter().flatten() {
                if case["verb"] == "agentLogin" {
                    continue; // Its password is not this agent's; the login has tests of its own.
                }
                let mut desk = Desk::new(json!({}), 2);
                let text = request.to_string();
                let verb = case["verb"].as_str().unwrap();
                if text.contains("connections/8002") {
                    desk.talk("8001", "8002");
                } else if verb != "makeCall" && !verb.to_lowercase().ends_with("logout") {
                    desk.dials("8001", "13800000000");
                    desk.wait(1_000);
                }
                if text.contains("c2-uuid") {
                    let phone = json!({"then": "answer", "after_ms": 1});
                    desk.outside(json!({"do": "set_extension", "device": "8003", "phone": phone}));
                    desk.consults("8001", "C1", "8003");
                    desk.wait(1);
                }
                let text = text
                    .replace("c1-uuid", &desk.id("C1"))
                    .replace("c2-uuid", &desk.id("C2"));
                let request: Value = serde_json::from_str(&text).unwrap();
                let (method, path) = (
                    request["method"].as_str().unwrap(),
                    request["path"].as_str().unwrap(),
                );
                let (status, body) = desk.call("5001", method, path, request["body"].clone());
                assert!(
                    (200..300).contains(&status),
                    "{} {method} {path}: {status} {body}",
                    case["case"]
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

/// Field names and kinds of `example` are in `event` too.
fn has_the_shape_of(event: &Value, example: &Value, at: &str) {
    match (event, example) {
        (Value::Object(event), Value::Object(example)) => {
            for (key, value) in example.iter().filter(|(key, _)| *key != "log") {
                let found = event.get(key).unwrap_or_else(|| panic!("{at}.{key} is missing"));
                has_the_shape_of(found, value, &format!("{at}.{key}"));
            }
        }
        (Value::Array(event), Value::Array(example)) => {
            let kinds = |topics: &[Value]| {
                let kind = |topic: &Value| {
                    let topic = topic.as_str().unwrap();
                    let domain_only = topic.starts_with("agent:") && !topic.contains('@');
                    if domain_only {
                        "domain".into()
                    } else {
                        topic.split([':', '_']).next().unwrap().to_owned()
                    }
                };
                let mut kinds: Vec<String> = topics.iter().map(kind).collect();
                kinds.sort();
                kinds
            };
            assert_eq!(kinds(event), kinds(example), "{at}");
        }
        (Value::String(_), Value::String(_)) | (Value::Number(_), Value::Number(_)) => {}
        _ => panic!("{at}: {event} instead of {example}"),
    }
}

#[test]
fn events_have_the_shape_of_the_manuals() {
    let mut desk = Desk::new(json!({"wrap_up_ms": 1_000}), 0);
    for n in 1..=4 {
        desk.login(
            &format!("500{n}"),
            &format!("800{n}"),
            if n == 1 { "NotReady" } else { "Ready" },
        );
    }
    desk.dials("8001", "8002");
    desk.does("8002", "C1", "answer");
    desk.does("8002", "C1", "hold");
    desk.does("8002", "C1", "retrieve");
    desk.does_with(
        "8001",
        "C1",
        "singleStepConference",
        json!({"conferenceParticipant": "8003"}),
    );
    desk.does("8003", "C1", "answer");
    desk.does_with("8001", "C1", "singleStepTransfer", json!({"transferTo": "8004"}));
    desk.outside(json!({"do": "kick_agent", "agent": "5003"}));
    desk.outside(json!({"do": "hang_up", "device": "8004"}));
    desk.outside(json!({"do": "allocate_agent", "agent": "5004"}));
    let mut checked = 0;
    for name in [
        "agentAllocated",
        "agentLoggedOff",
        "agentLoggedOn",
        "agentNotReady",
        "agentReady",
        "agentWorkingAfterCall",
        "conferenced",
        "connectionCleared",
        "delivered",
        "established",
        "held",
        "originated",
        "retrieved",
        "serviceInitiated",
        "transferred",
    ] {
        let example = vector(&format!("events/{name}.json"));
        for (_, event) in desk.events.iter().filter(|(_, event)| event["eventName"] == name) {
            has_the_shape_of(event, &example, name);
            assert_eq!(
                (&event["_type"], &event["eventType"]),
                (&example["_type"], &example["eventType"])
            );
            if name != "conferenced" {
                assert_eq!(
                    event["localState"],
                    if name == "transferred" {
                        event["localState"].clone()
                    } else {
                        example["localState"].clone()
                    }
                );
            }
            checked += 1;
        }
        assert!(
            desk.events.iter().any(|(_, event)| event["eventName"] == name),
            "{name} never came"
        );
    }
    assert!(checked > 30);
}

#[test]
fn serials_rise_per_producer_and_times_are_the_servers() {
    let mut desk = Desk::new(json!({"wall_start_ms": 0}), 2);
    desk.wait(90_000);
    desk.dials("8001", "8002");
    desk.does("8002", "C1", "answer");
    assert_eq!(
        desk.last("8001", "established")["eventTime"],
        "1970.01.01 08:01:30"
    );
    let serials: Vec<u64> = desk
        .events
        .iter()
        .map(|(_, event)| event["serial"].as_u64().unwrap())
        .collect();
    assert!(serials.windows(2).all(|pair| pair[0] < pair[1]), "{serials:?}");
    assert!(
        serials.windows(2).any(|pair| pair[1] - pair[0] > 1),
        "{serials:?}"
    );
}

#[test]
fn user_data_is_kept_and_rides_along() {
    let mut desk = Desk::new(json!({}), 3);
    desk.dials("8001", "8002");
    let path = format!("/api/csta/callControl/calls/{}/user-data", desk.id("C1"));
    let data =
        json!({"entries": [{"key": "agentId", "value": "8001"}, {"key": "customerId", "value": "19"}]});
    assert_eq!(desk.call("5001", "POST", &path, data.clone()).0, 204);
    assert_eq!(
        desk.call("5001", "GET", &format!("{path}/"), json!(null)),
        (200, data)
    );
    desk.does("8002", "C1", "answer");
    assert_eq!(
        desk.last("8001", "established")["userData"],
        json!({"data": {"agentId": "8001", "customerId": "19", "originalANI": "8001@test.cc",
            "originalDNIS": "8002@test.cc", "originalCallId": desk.id("C1")}})
    );
    let (id, more) = (desk.id("C1"), json!({"customerId": "20"}));
    desk.outside(json!({"do": "set_call_data", "call_id": id, "data": more}));
    assert_eq!(desk.state().calls[0].user_data["customerId"], "20");
    let many: Vec<Value> = (0..300)
        .map(|n| json!({"key": n.to_string(), "value": n}))
        .collect();
    assert_eq!(desk.call("5001", "POST", &path, json!({"entries": many})).0, 413);
}

#[test]
fn client_state() {
    let mut desk = Desk::new(json!({}), 3);
    let path = "/api/csta/agent/client-state";
    let (_, idle) = desk.call("5001", "GET", path, json!(null));
    assert_eq!(idle["agent"]["agentMode"], "Ready");
    assert_eq!(idle["agent"]["activeCall"], Value::Null);
    assert_eq!(idle["extension"]["extensionId"], "8001@test.cc");
    desk.dials("8001", "8002");
    let call = |desk: &mut Desk, agent: &str| {
        desk.call(agent, "GET", path, json!(null)).1["agent"]["activeCall"].clone()
    };
    let (out, into) = (call(&mut desk, "5001"), call(&mut desk, "5002"));
    assert_eq!(
        (&out["direction"], &out["state"], &out["otherSide"]),
        (&json!("Out"), &json!("Alerting"), &json!("8002@test.cc"))
    );
    assert_eq!(
        (&into["direction"], &into["ani"], &into["dnis"]),
        (&json!("In"), &json!("8001@test.cc"), &json!("8002@test.cc"))
    );
    assert_eq!(
        (&out["answerTime"], &out["ringTime"]),
        (&Value::Null, &into["ringTime"])
    );
    desk.does("8002", "C1", "answer");
    assert_eq!(call(&mut desk, "5001")["state"], "Connect");
    desk.does("8001", "C1", "hold");
    assert_eq!(call(&mut desk, "5001")["state"], "Hold");
    desk.consults("8001", "C1", "8003");
    assert_eq!(call(&mut desk, "5001")["callId"], desk.id("C2"));
    desk.outside(json!({"do": "kick_agent", "agent": "5001"}));
    let (_, out) = desk.call("5001", "GET", path, json!(null));
    assert_eq!(
        (&out["agent"]["agentMode"], &out["extension"]),
        (&json!("Logout"), &Value::Null)
    );
}

#[test]
fn the_client_state_names_who_called_whom_at_first_and_who_is_there() {
    let mut desk = Desk::new(json!({"owner_ends_conference": false}), 4);
    let names = |desk: &mut Desk, agent: &str| {
        let (_, state) = desk.call(agent, "GET", "/api/csta/agent/client-state", json!(null));
        ["ani", "dnis", "otherSide"].map(|name| {
            let device = state["agent"]["activeCall"][name].as_str().unwrap();
            device.trim_end_matches("@test.cc").to_owned()
        })
    };
    desk.talk("8001", "8002");
    desk.does_with("8002", "C1", "singleStepTransfer", json!({"transferTo": "8003"}));
    assert_eq!(names(&mut desk, "5001"), ["8001", "8002", "8003"]);
    assert_eq!(names(&mut desk, "5003"), ["8001", "8003", "8001"]);
    desk.does("8003", "C1", "answer");
    assert_eq!(names(&mut desk, "5001"), ["8001", "8002", "8003"]);
    // Of several who are there the first is named.
    let invited = json!({"conferenceParticipant": "8004", "participationType": "Active"});
    desk.does_with("8003", "C1", "singleStepConference", invited);
    assert_eq!(names(&mut desk, "5004"), ["8003", "8004", "8003"]);
    desk.does("8004", "C1", "answer");
    assert_eq!(names(&mut desk, "5004"), ["8003", "8004", "8001"]);
    assert_eq!(names(&mut desk, "5001"), ["8001", "8002", "8003"]);
}

#[test]
fn prefixes_logs_greetings() {
    let mut desk = Desk::new(json!({"agent_trunks": ["9", "0"]}), 2);
    let path = "/api/operation/operation/tenants/test.cc/agents/5001@test.cc";
    let (_, prefixes) = desk.call("5001", "GET", path, json!(null));
    assert_eq!(
        prefixes["agentTrunks"],
        json!([{"scanPrefix": "9"}, {"scanPrefix": "0"}])
    );
    assert_eq!(
        desk.call("5001", "GET", &path.replace("5001", "1"), json!(null))
            .0,
        404
    );

    for n in 0..40 {
        let request = ApiRequest {
            method: "POST".into(),
            path: "/client-log/upload".into(),
            query: Some(format!("filename=log{n}")),
            body: b"one line".to_vec(),
            ..ApiRequest::default()
        };
        assert_eq!(desk.send(&request).status, 204);
    }
    let logs = desk.state().logs;
    assert_eq!(
        (logs.len(), logs[31].filename.as_str(), logs[31].text.as_str()),
        (32, "log39", "one line")
    );
    assert_eq!(
        desk.call("5001", "POST", "/client-log/upload", json!(null)).0,
        400
    );

    desk.talk("8001", "8002");
    let greeting = format!("/api/csta/callControl/calls/{}/agentGreeting", desk.id("C1"));
    let body = json!({"agentId": "5000", "deviceId": "8001@test.cc"});
    assert_eq!(desk.call("5001", "POST", &greeting, body).0, 204);
    assert_eq!(desk.state().calls[0].greeting.as_deref(), Some("5000"));
}

#[test]
fn refused_requests() {
    let mut desk = Desk::new(json!({"domains": ["test.cc", "other.cc"]}), 3);
    desk.talk("8001", "8002");
    for (device, call, verb, body, status) in [
        ("8001", "nothing", "hold", json!(null), 404),
        ("8003", "C1", "hold", json!(null), 404),
        ("8001", "C1", "dance", json!(null), 404),
        ("8001", "C1", "consult", json!(null), 400),
        (
            "8001",
            "C1",
            "consult",
            json!({"consultationParticipant": ""}),
            400,
        ),
        (
            "8001",
            "C1",
            "consult",
            json!({"consultationParticipant": "80\n02"}),
            400,
        ),
        (
            "8001",
            "C1",
            "singleStepTransfer",
            json!({"transferTo": 8003}),
            400,
        ),
        (
            "8001",
            "C1",
            "conference",
            json!({"consultCallId": "nothing"}),
            409,
        ),
        (
            "8001",
            "C1",
            "cancelConsult",
            json!({"consultCallId": "nothing"}),
            409,
        ),
        ("8001", "C1", "transfer", json!({}), 400),
    ] {
        assert_eq!(
            desk.verb("5001", device, call, verb, body.clone()),
            status,
            "{verb} {body}"
        );
    }
    assert_eq!(desk.dials("8001", "8003"), 409);
    for body in [
        json!({}),
        json!([]),
        json!({"from": "8003@test.cc"}),
        json!({"from": "8003@test.cc", "to": ""}),
    ] {
        assert_eq!(
            desk.call("5003", "POST", "/api/csta/callControl/calls", body).0,
            400
        );
    }
    let foreign = json!({"from": "8003@other.cc", "to": "8004"});
    assert_eq!(
        desk.call("5003", "POST", "/api/csta/callControl/calls", foreign)
            .0,
        404
    );
    assert_eq!(
        desk.call("5003", "GET", "/api/csta/callControl/calls", json!(null))
            .0,
        405
    );
    assert_eq!(desk.call("5003", "GET", "/nowhere", json!(null)).0, 404);
    desk.does("8001", "C1", "hold");
    assert_eq!(desk.verb("5001", "8001", "C1", "answer", json!(null)), 409);
    desk.consults("8001", "C1", "8003");
    let consult = json!({"consultCallId": desk.id("C2")});
    assert_eq!(
        desk.verb("5001", "8001", "C1", "conference", consult),
        409,
        "still ringing"
    );
    assert_eq!(desk.verb("5003", "8003", "C2", "hold", json!(null)), 409);
    let itself = json!({"consultCallId": desk.id("C1")});
    assert_eq!(desk.verb("5001", "8001", "C1", "transfer", itself), 404);
    let request = ApiRequest {
        method: "POST".into(),
        path: "/%ff".into(),
        ..ApiRequest::default()
    };
    assert_eq!(desk.send(&request).status, 400);
    assert_eq!(format!("{request:?}"), "ApiRequest(POST /%ff, 0 bytes)");
}
