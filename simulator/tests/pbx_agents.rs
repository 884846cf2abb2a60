//! Agents: every status of the login, modes, wrap-up, allocation, heartbeats, sessions.

mod desk;

use desk::Desk;
use serde_json::{Value, json};
use wellclient_simulator::pbx::{ApiRequest, Pbx, PbxConfig};

const STATE: &str = "/api/csta/agent/state";

fn set(desk: &mut Desk, mode: &str, reason: &str) -> (u16, Value) {
    let body = json!({"func": "SetState", "device": "8001@test.cc", "agentMode": mode, "namespace": "test.cc",
        "reason": reason, "agentId": "5001@test.cc"});
    desk.call("5001", "POST", STATE, body)
}

fn mode(desk: &Desk, agent: &str) -> &'static str {
    let id = format!("{agent}@test.cc");
    desk.state()
        .agents
        .iter()
        .find(|known| known.agent_id == id)
        .unwrap()
        .agent_mode
}

#[test]
fn nobody_is_logged_out_of_a_call_by_a_request() {
    let mut desk = Desk::new(json!({}), 2);
    desk.dials("8001", "13800000000");
    desk.wait(1_000);
    let logout = json!({"func": "Logout", "agentId": "5001@test.cc"});
    for by in ["5001", "5002"] {
        assert_eq!(desk.call(by, "POST", STATE, logout.clone()).0, 460);
    }
    desk.does("8001", "C1", "drop");
    assert_eq!(desk.call("5001", "POST", STATE, logout).0, 204);
}

#[test]
fn login_and_logout_are_told() {
    for (asked, told) in [("Ready", "agentReady"), ("NotReady", "agentNotReady")] {
        let mut desk = Desk::new(json!({}), 0);
        desk.login("5001", "8001", asked);
        assert_eq!(desk.view("8001"), format!("agentLoggedOn {told}"));
        assert_eq!(desk.last("8001", "agentLoggedOn")["agentMode"], asked);
        desk.forget();
        let logout = json!({"func": "Logout", "agentId": "5001@test.cc", "sessionId": "x"});
        assert_eq!(desk.call("5001", "POST", STATE, logout.clone()).0, 204);
        assert_eq!(desk.view("8001"), "agentLoggedOff");
        assert_eq!(desk.last("8001", "agentLoggedOff")["agentMode"], "Logout");
        assert_eq!(desk.call("5001", "POST", STATE, logout).0, 458);
    }
}

#[test]
fn every_login_status() {
    let config = json!({
        "agent_limit": 3,
        "agent_conditions": {"5010@test.cc": "deleted", "5011@test.cc": "disabled",
            "5012@test.cc": "allocation_fails",
            "5013@test.cc": "task_not_assigned"},
        "extension_conditions": {"8010@test.cc": "illegal_state", "8011@test.cc": "not_authorised"},
    });
    let mut desk = Desk::new(config, 2);
    desk.outside(json!({"do": "unregister", "device": "8012"}));
    desk.outside(json!({"do": "call_in", "from": "13800000000", "to": "8013"}));
    let mut status = |agent: &str, extension: &str| desk.try_login(agent, extension, "Ready");
    for (agent, extension, expected) in [
        ("5010", "8003", 423),
        ("5011", "8003", 423),
        ("5012", "8003", 462),
        ("5013", "8003", 483),
        ("5003", "7000", 453),
        ("5003", "8010", 456),
        ("5003", "8011", 457),
        ("5003", "8012", 451),
        ("5003", "8013", 460),
        ("5001", "8001", 454),
    ] {
        assert_eq!(status(agent, extension).0, expected, "{agent} {extension}");
    }
    let (code, body) = status("5001", "8003");
    assert_eq!((code, &body["deviceId"]), (455, &json!("8001@test.cc")));
    let (code, body) = status("5003", "8002");
    assert_eq!((code, &body["agentId"]), (459, &json!("5002@test.cc")));
    assert_eq!(body["agent"], body["agentId"]);
    assert_eq!(status("5003", "8003").0, 204);
    assert_eq!(status("5004", "8004").0, 461);
    let wrong = json!({"func": "Login", "loginId": "9999@test.cc", "device": "8004@test.cc"});
    assert_eq!(desk.call("5001", "POST", STATE, wrong).0, 452);
    let wrong =
        json!({"func": "Login", "loginId": "5004@test.cc", "device": "8004@test.cc", "password": "x"});
    assert_eq!(desk.call("5004", "POST", STATE, wrong).0, 401);
    let other_tenant = json!({"func": "Logout", "agentId": "5001@other.cc"});
    assert_eq!(desk.call("5001", "POST", STATE, other_tenant).0, 452);
}

#[test]
fn form_login() {
    let mut pbx = Pbx::new(PbxConfig::default());
    let now = std::time::Duration::ZERO;
    let mut login = |path: &str, body: &[u8]| {
        let request = ApiRequest {
            method: "POST".into(),
            path: path.into(),
            body: body.to_vec(),
            ..Default::default()
        };
        pbx.handle(now, &request).status
    };
    for path in ["/login", "/loginTrusted", "/sdk/agent/login"] {
        assert_eq!(
            login(path, b"username=5001&password=123456&namespace=test.cc"),
            200
        );
    }
    assert_eq!(
        login("/login", b"username=5001&password=%31%323456&namespace=test.cc"),
        200
    );
    for body in [
        &b"username=5001&password=1&namespace=test.cc"[..],
        b"username=5001&password=123456&namespace=x.cc",
        b"username=1&password=123456&namespace=test.cc",
        b"",
        b"username",
    ] {
        assert_eq!(login("/login", body), 401);
    }
    assert_eq!(login("/login", b"\xff"), 400);
}

#[test]
fn modes() {
    let mut desk = Desk::new(json!({}), 1);
    assert_eq!(set(&mut desk, "Ready", "").0, 204);
    assert_eq!(desk.view("8001"), "", "already so");
    assert_eq!(set(&mut desk, "NotReady", "2").0, 204);
    assert_eq!(desk.last("8001", "agentNotReady")["reason"], "2");
    assert_eq!(set(&mut desk, "NotReady", "2").0, 204);
    assert_eq!(set(&mut desk, "Ready", "").0, 204);
    assert_eq!(desk.view("8001"), "agentNotReady agentReady");
    assert_eq!(set(&mut desk, "Dancing", "").0, 400);
    desk.outside(json!({"do": "set_agent", "agent": "5001", "condition": "quota_reached"}));
    assert_eq!(set(&mut desk, "NotReady", "").0, 204);
    assert_eq!(set(&mut desk, "Ready", "").0, 465);
    desk.outside(json!({"do": "set_agent", "agent": "5001", "condition": "task_not_assigned"}));
    assert_eq!(set(&mut desk, "Ready", "").0, 483);
}

#[test]
fn a_mode_asked_for_in_a_call_waits_for_its_end() {
    let mut desk = Desk::new(json!({}), 2);
    desk.talk("8001", "8002");
    assert_eq!(
        set(&mut desk, "NotReady", "tea"),
        (200, json!({"pendingMode": "NotReady"}))
    );
    assert_eq!((desk.view("8001"), mode(&desk, "5001")), (String::new(), "Ready"));
    desk.does("8002", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 8002) connectionCleared(C1 8001) agentNotReady"
    );
    assert_eq!(desk.last("8001", "agentNotReady")["reason"], "tea");
    assert_eq!(desk.view("8002"), "connectionCleared(C1 8002)");
}

#[test]
fn wrap_up() {
    let mut desk = Desk::new(json!({"wrap_up_ms": 10_000}), 2);
    desk.talk("8001", "8002");
    desk.does("8001", "C1", "drop");
    assert_eq!(
        desk.view("8001"),
        "connectionCleared(C1 8001) agentWorkingAfterCall"
    );
    assert_eq!(
        desk.last("8001", "agentWorkingAfterCall")["agentMode"],
        "WorkNotReady"
    );
    assert_eq!(set(&mut desk, "NotReady", "").0, 204);
    desk.forget();
    desk.wait(10_000);
    assert_eq!(
        (desk.view("8001"), desk.view("8002")),
        (String::new(), "agentReady".into())
    );
    // What nobody answered needs no work afterwards.
    desk.forget();
    desk.dials("8001", "8002");
    desk.does("8001", "C2", "drop");
    assert!(!desk.view("8001").contains("agent"));
}

#[test]
fn wrap_up_that_ends_during_the_next_call() {
    let mut desk = Desk::new(json!({"wrap_up_ms": 10_000}), 1);
    let call_in = json!({"do": "call_in", "from": "13800000000", "to": "8001"});
    desk.outside(call_in.clone());
    desk.does("8001", "C1", "answer");
    desk.does("8001", "C1", "drop");
    desk.outside(call_in);
    desk.forget();
    desk.wait(10_000);
    assert_eq!(desk.view("8001"), "");
    desk.outside(json!({"do": "hang_up", "device": "13800000000"}));
    assert!(desk.view("8001").ends_with(" agentReady"));
}

#[test]
fn allocation() {
    let mut desk = Desk::new(json!({}), 2);
    desk.outside(json!({"do": "allocate_agent", "agent": "5001"}));
    assert_eq!(desk.view("8001"), "agentAllocated");
    assert!(
        desk.control(json!({"do": "allocate_agent", "agent": "5001"}))
            .is_err()
    );
    assert!(
        desk.control(json!({"do": "allocate_agent", "agent": "5009"}))
            .is_err()
    );
    assert_eq!(desk.dials("8001", "13800000000"), 409);
    let release = "/api/csta/outbound/release/5001@test.cc";
    assert_eq!(desk.call("5002", "POST", release, json!(null)).0, 204);
    assert_eq!(desk.call("5002", "POST", release, json!(null)).0, 204);
    assert_eq!(desk.view("8001"), "agentAllocated agentReady");
    let out = "/api/csta/outbound/release/5009@test.cc";
    assert_eq!(desk.call("5002", "POST", out, json!(null)).0, 458);
    // The call that it was for ends it too.
    desk.outside(json!({"do": "allocate_agent", "agent": "5001"}));
    desk.outside(json!({"do": "call_in", "from": "13800000000", "to": "8001"}));
    desk.does("8001", "C1", "answer");
    desk.forget();
    desk.does("8001", "C1", "drop");
    assert_eq!(desk.view("8001"), "connectionCleared(C1 8001) agentReady");
}

#[test]
fn a_supervisor_sets_and_logs_out() {
    let mut desk = Desk::new(json!({}), 2);
    let state = |mode: &str, device: &str| {
        json!({"func": "SetState", "agentMode": mode, "loginId": "5001@test.cc",
        "agentId": "5001@test.cc", "device": device})
    };
    assert_eq!(
        desk.call("5002", "POST", STATE, state("NotReady", "8001@test.cc"))
            .0,
        204
    );
    assert_eq!(
        desk.call("5002", "POST", STATE, state("Ready", "8001@test.cc")).0,
        204
    );
    assert_eq!(
        desk.call("5002", "POST", STATE, state("NotReady", "8002@test.cc"))
            .0,
        453
    );
    let logout = json!({"namespace": "test.cc", "func": "Logout", "device": "8001@test.cc",
        "agentId": "5001@test.cc",
        "loginId": "5001@test.cc"});
    assert_eq!(desk.call("5002", "POST", STATE, logout.clone()).0, 204);
    assert_eq!(desk.view("8001"), "agentNotReady agentReady agentLoggedOff");
    assert_eq!(
        desk.call("5002", "POST", STATE, state("Ready", "8001@test.cc")).0,
        458
    );
    desk.login("5001", "8001", "Ready");
    desk.outside(json!({"do": "kick_agent", "agent": "5001"}));
    assert_eq!(desk.state().agents[0].agent_mode, "Logout");
    assert!(
        desk.control(json!({"do": "kick_agent", "agent": "5001"}))
            .is_err()
    );
}

#[test]
fn logged_out_in_a_call_hears_no_more_of_it() {
    let mut desk = Desk::new(json!({}), 2);
    desk.talk("8001", "8002");
    desk.outside(json!({"do": "kick_agent", "agent": "5002"}));
    assert_eq!(desk.try_login("5002", "8002", "Ready").0, 460);
    desk.does("8001", "C1", "drop");
    assert_eq!(desk.view("8002"), "agentLoggedOff");
    assert!(desk.state().calls.is_empty());
}

#[test]
fn three_minutes_without_a_heartbeat() {
    let mut desk = Desk::new(json!({}), 2);
    let beat = "/api/csta/agent/heartbeat/5001@test.cc";
    for _ in 0..5 {
        desk.wait(60_000);
        assert_eq!(desk.call("5001", "POST", beat, json!(null)).0, 204);
    }
    assert_eq!(
        (desk.view("8001"), desk.view("8002")),
        (String::new(), "agentLoggedOff".into())
    );
    desk.wait(179_999);
    assert_eq!(desk.view("8001"), "");
    desk.wait(1);
    assert_eq!(desk.view("8001"), "agentLoggedOff");
    assert_eq!(desk.pbx.next_deadline(), None);
    // Before the login, and for nobody.
    assert_eq!(desk.call("5001", "POST", beat, json!(null)).0, 204);
    assert_eq!(
        desk.call("5001", "POST", "/api/csta/agent/heartbeat/1@test.cc", json!(null))
            .0,
        452
    );
}

#[test]
fn sessions_expire() {
    let mut desk = Desk::new(json!({"session_lifetime_ms": 1_000}), 1);
    assert_eq!(desk.call("nobody", "POST", STATE, json!({})).0, 426);
    desk.wait(999);
    assert_eq!(set(&mut desk, "Ready", "").0, 204);
    desk.wait(1);
    assert_eq!(set(&mut desk, "Ready", "").0, 426);
    assert_eq!(desk.state().sessions, 0);
    assert_eq!(desk.open("5001"), 200);
    assert_eq!(set(&mut desk, "Ready", "").0, 204);
    for action in [
        json!({"do": "expire_sessions", "agent": "5001"}),
        json!({"do": "expire_sessions"}),
    ] {
        desk.open("5001");
        desk.outside(action);
        assert_eq!(set(&mut desk, "Ready", "").0, 426);
    }
    for _ in 0..200 {
        desk.open("5001");
    }
    assert_eq!(desk.state().sessions, 100);
    assert!(!format!("{:?}", desk.state()).contains("123456"));
}

/// A wallboard, a softphone and a few scripts of one account stand side by side, up to a number that can be set.
#[test]
fn the_newest_sessions_of_an_agent_stay() {
    let mut desk = Desk::new(json!({"sessions_per_agent": 2}), 0);
    let open = |desk: &mut Desk| {
        assert_eq!(desk.open("5001"), 200);
        desk.session("5001")
    };
    let ids = [open(&mut desk), open(&mut desk), open(&mut desk)];
    let is_good = |desk: &mut Desk, id: &String| {
        desk.take_session("5001", id);
        desk.call("5001", "GET", "/api/csta/agent/client-state", json!(null))
            .0
    };
    let statuses: Vec<u16> = ids.iter().map(|id| is_good(&mut desk, id)).collect();
    assert_eq!(statuses, [426, 200, 200]);
}
