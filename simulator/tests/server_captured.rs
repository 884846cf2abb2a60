//! The manual's own client on the wire: each request that was captured from it, in both its releases, byte for byte but for the ids
//! that a server gives, in a state in which it is legal. The reply and the event that the protocol promises come of it.

mod common;
mod documented;

use std::collections::BTreeMap;

use common::*;
use documented::is_documented;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use wellclient_core::stomp::Command;
use wellclient_simulator::{Heard, Simulator, SimulatorConfig};

const VECTORS: &str = include_str!("../../tests/vectors/requests.json");
const CUSTOMER: &str = "13800000000";

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    case: String,
    requests_2x: Option<Vec<Captured>>,
    requests_4x: Option<Vec<Captured>>,
}

#[derive(Deserialize)]
struct Captured {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Box<RawValue>,
}

impl Captured {
    /// A form stands in the file as a text; of JSON the spaces between its parts are the file's.
    fn body(&self) -> String {
        match serde_json::from_str(self.body.get()).unwrap() {
            Value::Null => String::new(),
            Value::String(form) => form,
            _ => compact(self.body.get()),
        }
    }
}

fn compact(json: &str) -> String {
    let (mut in_text, mut escaped) = (false, false);
    let stays = |c: &char| {
        let stays = in_text || !c.is_ascii_whitespace();
        in_text ^= *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        stays
    };
    json.chars().filter(stays).collect()
}

/// In which a request is legal.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Idle,
    /// 5001 and 5002 are not ready.
    NotReady,
    /// The dialler has reserved 5002.
    Allocated,
    /// A customer rings at 8001.
    Rings,
    /// A customer talks to 8001.
    Talks,
    /// The same, and is not recorded any more.
    NotRecorded,
    /// The same, on hold.
    Held,
    /// The same, and 8001 talks to 8002.
    Consults,
    /// A customer talks to 8002.
    OthersTalk,
}

/// What the reply holds.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Holds {
    Nothing,
    CallId,
    Entries,
    Account,
}

/// State, reply, and the event that comes of it: at whose agent, and its name.
fn promised(case: &str) -> (State, Holds, Option<(usize, &'static str)>) {
    use State::{Allocated, Consults, Held, Idle, NotReady, NotRecorded, OthersTalk, Rings, Talks};
    let (state, told) = match case {
        "setAgentMode Ready" => (NotReady, Some((1, "agentReady"))),
        "setAgentMode NotReady reason" => (Idle, Some((1, "agentNotReady"))),
        "makeCall" | "makeCall opts" => return (Idle, Holds::CallId, Some((1, "delivered"))),
        "answerCall" => (Rings, Some((1, "established"))),
        "dropConnection" => (Talks, Some((1, "connectionCleared"))),
        "holdCall" => (Talks, Some((1, "held"))),
        "retrieveCall" => (Held, Some((1, "retrieved"))),
        "singleStepTransfer" => (Talks, Some((1, "transferred"))),
        "singleStepConference" | "singleStepConference Silent" => (Talks, Some((2, "delivered"))),
        "consult" => (Talks, Some((1, "held"))),
        "conference" => (Consults, Some((1, "conferenced"))),
        "cancelConsult" => (Consults, Some((1, "retrieved"))),
        "transferCall" => (Consults, Some((1, "transferred"))),
        "transferWaitReturn" => (Consults, Some((1, "connectionCleared"))),
        "singleTransferWaitReturn" => (Talks, Some((1, "held"))),
        "setCallData" | "agentGreeting" => (Talks, None),
        "getCallData" => return (Talks, Holds::Entries, None),
        "getClientState" => return (Talks, Holds::Account, None),
        "startRecording" => (NotRecorded, Some((1, "recordStarted"))),
        "stopRecording" => (Talks, Some((1, "recordStopped"))),
        "forceDrop" => (OthersTalk, Some((2, "connectionCleared"))),
        "forceJoin" => (OthersTalk, Some((3, "delivered"))),
        "forceTake" => (OthersTalk, Some((2, "transferred"))),
        "forceListen" => (OthersTalk, Some((3, "established"))),
        "forceReady" => (NotReady, Some((2, "agentReady"))),
        "forceNotReady" => (Idle, Some((2, "agentNotReady"))),
        "forceLogout" | "superLogout" => (Idle, Some((2, "agentLoggedOff"))),
        "releaseAllocatedAgent" => (Allocated, Some((2, "agentReady"))),
        "heartbeat" => (Idle, None),
        "logout" => (Idle, Some((1, "agentLoggedOff"))),
        other => panic!("{other}: nobody has said what is promised for it"),
    };
    (state, Holds::Nothing, told)
}

/// A simulated center with three agents who listen as one release of the client does.
struct Center {
    simulator: Simulator,
    sessions: Vec<String>,
    channels: Vec<Stomp>,
    /// Every event so far, and whose it was.
    told: Vec<(usize, Value)>,
}

impl Center {
    async fn new(dialect: &str, mode: &str) -> Self {
        let config: SimulatorConfig = serde_json::from_value(json!({"pbx": {"outside": [
            {"pattern": "6000", "then": "answer", "after_ms": 0},
            {"pattern": "?????*", "then": "manual"},
        ]}}))
        .unwrap();
        let simulator = Simulator::start(config).await.unwrap();
        let mut center = Self {
            simulator,
            sessions: Vec::new(),
            channels: Vec::new(),
            told: Vec::new(),
        };
        for n in 1..=3 {
            let form = format!("username=500{n}&password=123456&namespace=test.cc");
            let session = opened(&center.simulator, &form).await;
            center.sessions.push(session);
            let channel = listening(&center.simulator, dialect, n).await;
            center.channels.push(channel);
            let body = json!({"loginId": format!("500{n}@test.cc"), "device": format!("800{n}@test.cc"),
                "password": "123456", "agentMode": mode, "func": "Login"});
            center.post(n, "/api/csta/agent/state", &body).await;
            center
                .event(
                    n,
                    if mode == "Ready" {
                        "agentReady"
                    } else {
                        "agentNotReady"
                    },
                )
                .await;
        }
        center
    }

    async fn post(&self, agent: usize, path: &str, body: &Value) {
        let headers = [
            ("sessionId", self.sessions[agent - 1].as_str()),
            ("content-type", "application/json; charset=UTF-8"),
        ];
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let reply = request(self.simulator.addr(), "POST", path, &headers, &body)
            .await
            .unwrap();
        assert_eq!(reply.status, 204, "{path} {body}");
    }

    fn control(&self, action: Value) -> String {
        let reply = self
            .simulator
            .control(serde_json::from_value(action).unwrap())
            .unwrap();
        reply.call_id.unwrap_or_default()
    }

    /// Passes over the agent's events up to one of this name.
    async fn event(&mut self, agent: usize, name: &str) -> Value {
        loop {
            let frame = self.channels[agent - 1].frame().await;
            assert_eq!(frame.command(), Command::Message, "{frame:?}");
            let event: Value = serde_json::from_slice(frame.body()).unwrap();
            self.told.push((agent, event.clone()));
            if event["eventName"] == name {
                return event;
            }
        }
    }

    /// Brings the state about; gives the two calls.
    async fn bring_about(&mut self, state: State) -> (String, String) {
        let at = match state {
            State::Idle | State::NotReady => return Default::default(),
            State::Allocated => {
                self.control(json!({"do": "allocate_agent", "agent": "5002"}));
                self.event(2, "agentAllocated").await;
                return Default::default();
            }
            State::OthersTalk => 2,
            _ => 1,
        };
        let device = format!("800{at}");
        let first = self.control(json!({"do": "call_in", "from": CUSTOMER, "to": device}));
        self.event(at, "delivered").await;
        if state == State::Rings {
            return (first, String::new());
        }
        self.control(json!({"do": "answer", "device": device}));
        self.event(at, "recordStarted").await;
        match state {
            State::NotRecorded => {
                let path = "/api/csta/callControl/recording/Stop?extension=8001@test.cc";
                self.post(1, path, &Value::Null).await;
                self.event(1, "recordStopped").await;
            }
            State::Held => {
                self.control(json!({"do": "hold", "device": "8001"}));
                self.event(1, "held").await;
            }
            State::Consults => {
                let path =
                    format!("/api/csta/callControl/calls/{first}/connections/8001@test.cc%7C{first}/consult");
                self.post(1, &path, &json!({"consultationParticipant": "8002"}))
                    .await;
                let second = self.control(json!({"do": "answer", "device": "8002"}));
                self.event(2, "recordStarted").await;
                self.event(1, "recordStarted").await;
                return (first, second);
            }
            _ => {}
        }
        (first, String::new())
    }
}

async fn opened(simulator: &Simulator, form: &str) -> String {
    let form_type = ("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
    let reply = request(simulator.addr(), "POST", "/login", &[form_type], form)
        .await
        .unwrap();
    assert_eq!(reply.status, 200);
    let reply = reply.json();
    assert_eq!(names(&reply), ["sessionId"]);
    reply["sessionId"].as_str().unwrap().to_owned()
}

/// As stomp.js speaks, on the release's topic, without a receipt.
async fn listening(simulator: &Simulator, dialect: &str, agent: usize) -> Stomp {
    let topic = match dialect {
        "4x" => format!("/topic/event.agent.*.500{agent}@test_cc"),
        _ => format!("/topic/csta/agent/500{agent}@test.cc"),
    };
    let mut observations = simulator.observe();
    let mut stomp = Stomp::open(simulator.addr(), "/mvc/stomp/websocket")
        .await
        .unwrap();
    stomp
        .text("CONNECT\naccept-version:1.1,1.0\nheart-beat:10000,10000\n\n\0")
        .await;
    assert_eq!(stomp.frame().await.command(), Command::Connected);
    stomp
        .text(&format!("SUBSCRIBE\nid:sub-0\ndestination:{topic}\n\n\0"))
        .await;
    let subscribes = |heard: &Heard| {
        matches!(
            heard,
            Heard::FrameIn {
                command: "SUBSCRIBE",
                ..
            }
        )
    };
    heard(&mut observations, subscribes).await;
    stomp
}

/// Sends a captured request as it was captured, with this server's ids in the place of the captured ones.
async fn replay(simulator: &Simulator, captured: &Captured, session: &str, calls: (&str, &str)) -> HttpReply {
    let with_ids = |text: &str| {
        let text = text.replace("sess-1", session);
        text.replace("c1-uuid", calls.0).replace("c2-uuid", calls.1)
    };
    let headers: Vec<(&str, String)> = captured
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), with_ids(value)))
        .collect();
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let (path, body) = (with_ids(&captured.path), with_ids(&captured.body()));
    request(simulator.addr(), &captured.method, &path, &headers, &body)
        .await
        .unwrap()
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn every_captured_request_does_what_the_protocol_promises() {
    let vectors: Vectors = serde_json::from_str(VECTORS).unwrap();
    let mut replayed = 0;
    for case in vectors.cases.iter().filter(|case| case.case != "agentLogin") {
        for (dialect, requests) in [("2x", &case.requests_2x), ("4x", &case.requests_4x)] {
            let Some(requests) = requests else { continue };
            let [captured] = requests.as_slice() else {
                panic!("{}: one request", case.case);
            };
            let about = format!("{} of {dialect}", case.case);
            let (state, holds, told) = promised(&case.case);
            let mode = if state == State::NotReady {
                "NotReady"
            } else {
                "Ready"
            };
            let mut center = Center::new(dialect, mode).await;
            let (first, second) = center.bring_about(state).await;
            let session = center.sessions[0].clone();
            let reply = replay(&center.simulator, captured, &session, (&first, &second)).await;
            if holds == Holds::Nothing {
                assert_eq!((reply.status, reply.body.as_str()), (204, ""), "{about}");
            } else {
                assert_eq!(reply.status, 200, "{about}: {}", reply.body);
            }
            if let Some((agent, name)) = told {
                let event = center.event(agent, name).await;
                if holds == Holds::CallId {
                    assert_eq!(reply.json(), json!({"callId": event["callId"]}), "{about}");
                }
            }
            match holds {
                Holds::Entries => assert_eq!(reply.json(), json!({"entries": []}), "{about}"),
                Holds::Account => has_the_account(&reply.json(), &first),
                Holds::Nothing | Holds::CallId => {}
            }
            for (agent, event) in &center.told {
                is_documented(event, *agent);
            }
            center.simulator.shutdown().await;
            replayed += 1;
        }
    }
    assert_eq!(replayed, 62);
}

/// Section 8, for a customer who talks to 8001.
fn has_the_account(account: &Value, call: &str) {
    assert_eq!(names(account), ["agent", "extension"]);
    let mut agent = account["agent"].clone();
    let shown = agent.as_object_mut().unwrap().remove("activeCall").unwrap();
    assert_eq!(
        agent,
        json!({"agentId": "5001@test.cc", "extensionId": "8001@test.cc", "agentMode": "Ready",
            "agentName": "Agent 5001", "namespace": "test.cc"})
    );
    let (caller, own) = ("13800000000@test.cc", "8001@test.cc");
    let times = [shown["ringTime"].clone(), shown["answerTime"].clone()];
    assert_eq!(
        shown,
        json!({"callId": call, "ani": caller, "dnis": own, "state": "Connect", "direction": "In",
            "otherSide": caller, "ringTime": times[0], "answerTime": times[1]})
    );
    for time in times {
        // 2026.01.01 08:00:00
        let time = time.as_str().unwrap().to_owned();
        let shape: String = time
            .chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect();
        assert_eq!(shape, "0000.00.00 00:00:00", "{time}");
    }
}

/// The form is not percent-encoded by either release, so this password cannot be had from it. With one that needs no encoding the
/// rest of the log-in is as it was captured.
#[tokio::test]
async fn the_captured_log_in_logs_in() {
    let vectors: Vectors = serde_json::from_str(VECTORS).unwrap();
    let case = vectors
        .cases
        .iter()
        .find(|case| case.case == "agentLogin")
        .unwrap();
    for (dialect, requests) in [("2x", &case.requests_2x), ("4x", &case.requests_4x)] {
        let requests = requests.as_ref().unwrap();
        let config = json!({"pbx": {"agents": [{"from": 5000, "to": 5999, "password": "p&w=1 +%"}],
            "agent_trunks": ["9", "0"]}});
        let simulator = Simulator::start(serde_json::from_value(config).unwrap())
            .await
            .unwrap();
        let reply = replay(&simulator, &requests[0], "", ("", "")).await;
        assert_eq!(reply.status, 401, "the form, as it stands, has another password");
        let form = "username=5001&password=p%26w%3D1%20%2B%25&namespace=test.cc";
        let session = opened(&simulator, form).await;
        let mut channel = listening(&simulator, dialect, 1).await;
        for captured in &requests[1..] {
            let reply = replay(&simulator, captured, &session, ("", "")).await;
            match captured.method.as_str() {
                "POST" => assert_eq!(
                    (reply.status, reply.body.as_str()),
                    (204, ""),
                    "{}",
                    captured.path
                ),
                _ => {
                    let trunks = reply.json()["agentTrunks"].clone();
                    assert_eq!(trunks, json!([{"scanPrefix": "9"}, {"scanPrefix": "0"}]));
                }
            }
        }
        assert_eq!(channel.events(2).await, ["agentLoggedOn", "agentReady"]);
        simulator.shutdown().await;
    }
}
