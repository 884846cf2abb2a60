//! A test's desk: agents logged in on a switch, their requests, and what each device was told.
#![allow(dead_code)] // Each test file uses a part of it.

use std::collections::HashMap;
use std::time::Duration;

mod model;

use model::{Dialect, Model};
use serde_json::{Value, json};
use wellclient_simulator::pbx::{
    ApiReply, ApiRequest, Control, ControlError, ControlReply, Pbx, PbxConfig, PbxState,
};

/// Who calls from outside.
pub(crate) const CUSTOMER: &str = "13800000000";

pub(crate) struct Desk {
    pub(crate) pbx: Pbx,
    pub(crate) now: Duration,
    sessions: HashMap<String, String>,
    /// Every event since the last [`Desk::forget`]: the agent it went to, and its JSON.
    pub(crate) events: Vec<(String, Value)>,
    /// The same, as 2.x is told them.
    events_2x: Vec<Value>,
    /// Calls in the order in which they appeared: the first is C1.
    calls: Vec<String>,
    /// What the reference's releases make of the events.
    models: [Model; 2],
}

impl Desk {
    /// A desk at a switch configured by `config`, with agent 5001 on 8001, 5002 on 8002, … logged in, ready. Calls are
    /// recorded only where `config` says so.
    pub(crate) fn new(mut config: Value, agents: usize) -> Self {
        if config.get("record_calls").is_none() {
            config["record_calls"] = json!(false);
        }
        let config: PbxConfig = serde_json::from_value(config).unwrap();
        let pbx = Pbx::new(config);
        let mut desk = Self {
            pbx,
            now: Duration::ZERO,
            sessions: HashMap::new(),
            events: Vec::new(),
            events_2x: Vec::new(),
            calls: Vec::new(),
            models: [Dialect::New, Dialect::Old].map(Model::new),
        };
        for n in 1..=agents {
            desk.login(&format!("500{n}"), &format!("800{n}"), "Ready");
        }
        desk.forget();
        desk
    }

    pub(crate) fn send(&mut self, request: &ApiRequest) -> ApiReply {
        let reply = self.pbx.handle(self.now, request);
        self.drain();
        reply
    }

    fn drain(&mut self) {
        let now = self.pbx.state();
        let told = self.events.len();
        while let Some(event) = self.pbx.poll_event() {
            let json: Value = serde_json::from_str(&event.json).unwrap();
            assert_eq!(json["eventName"], event.name);
            let json_2x: Option<Value> = event.json_2x.map(|json| serde_json::from_str(&json).unwrap());
            let json_2x = json_2x.unwrap_or_else(|| json.clone());
            let [new, old] = &mut self.models;
            new.takes(&json, &now);
            old.takes(&json_2x, &now);
            self.events_2x.push(json_2x);
            if let Some(call) = json["callId"].as_str()
                && !self.calls.iter().any(|known| known == call)
            {
                self.calls.push(call.to_owned());
            }
            self.events.push((event.agent, json));
        }
        self.models
            .iter()
            .for_each(|model| model.keeps_no_dead_call(&now));
        if self.events.len() > told {
            self.compare_accounts(&now);
        }
        for call in now.calls {
            if !self.calls.contains(&call.call_id) {
                self.calls.push(call.call_id);
            }
        }
    }

    /// What each agent would be told of where it stands, were its channel lost and back now.
    fn compare_accounts(&mut self, now: &PbxState) {
        for agent in now.agents.iter().filter(|agent| agent.device_id.is_some()) {
            let number = agent.agent_id.trim_end_matches("@test.cc");
            let request = ApiRequest {
                method: "GET".into(),
                path: "/api/csta/agent/client-state".into(),
                session_id: self.sessions.get(number).cloned(),
                ..ApiRequest::default()
            };
            let reply = self.pbx.handle(self.now, &request);
            if let (200, Some(account)) = (reply.status, reply.body) {
                let account: Value = serde_json::from_str(&account).unwrap();
                self.models[0].reads(&account);
            }
        }
    }

    pub(crate) fn open(&mut self, agent: &str) -> u16 {
        let request = ApiRequest {
            method: "POST".into(),
            path: "/login".into(),
            body: format!("username={agent}&password=123456&namespace=test.cc").into_bytes(),
            ..ApiRequest::default()
        };
        let reply = self.send(&request);
        let body: Value = serde_json::from_str(reply.body.as_deref().unwrap()).unwrap();
        if let Some(id) = body["sessionId"].as_str() {
            self.sessions.insert(agent.to_owned(), id.to_owned());
        }
        reply.status
    }

    pub(crate) fn session(&self, agent: &str) -> String {
        self.sessions[agent].clone()
    }

    pub(crate) fn take_session(&mut self, agent: &str, id: &str) {
        self.sessions.insert(agent.to_owned(), id.to_owned());
    }

    pub(crate) fn try_login(&mut self, agent: &str, extension: &str, mode: &str) -> (u16, Value) {
        self.open(agent);
        let (login, device) = (format!("{agent}@test.cc"), format!("{extension}@test.cc"));
        let body = json!({"func": "Login", "loginId": login, "device": device, "password": "123456",
            "agentMode": mode});
        self.call(agent, "POST", "/api/csta/agent/state", body)
    }

    pub(crate) fn login(&mut self, agent: &str, extension: &str, mode: &str) {
        assert_eq!(self.try_login(agent, extension, mode).0, 204);
    }

    /// One request of an agent. `Value::Null` is no body.
    pub(crate) fn call(&mut self, agent: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        let (path, query) = path
            .split_once('?')
            .map_or((path, None), |(path, query)| (path, Some(query.to_owned())));
        let request = ApiRequest {
            method: method.into(),
            path: path.into(),
            query,
            session_id: self.sessions.get(agent).cloned(),
            content_type: Some("application/json; charset=UTF-8".into()),
            body: if body.is_null() {
                Vec::new()
            } else {
                body.to_string().into_bytes()
            },
        };
        let reply = self.send(&request);
        let json = reply
            .body
            .map_or(Value::Null, |body| serde_json::from_str(&body).unwrap());
        (reply.status, json)
    }

    /// A verb on one connection: `desk.verb("5001", "8001", "C1", "hold", json!(null))`; `drop` is DELETE.
    pub(crate) fn verb(&mut self, agent: &str, device: &str, call: &str, verb: &str, body: Value) -> u16 {
        let call = self.id(call);
        let path = format!("/api/csta/callControl/calls/{call}/connections/{device}@test.cc%7C{call}");
        match verb {
            "drop" => self.call(agent, "DELETE", &path, body).0,
            _ => self.call(agent, "POST", &format!("{path}/{verb}"), body).0,
        }
    }

    /// The agent on extension 800n does something with her own connection, and it is accepted.
    pub(crate) fn does(&mut self, device: &str, call: &str, verb: &str) {
        self.does_with(device, call, verb, Value::Null);
    }

    pub(crate) fn does_with(&mut self, device: &str, call: &str, verb: &str, body: Value) {
        let agent = format!("5{}", &device[1..]);
        assert_eq!(self.verb(&agent, device, call, verb, body), 204, "{verb}");
    }

    pub(crate) fn consults(&mut self, device: &str, call: &str, number: &str) {
        self.does_with(
            device,
            call,
            "consult",
            json!({"consultationParticipant": number}),
        );
    }

    /// `conference`, `transfer`, `cancelConsult`, `transferAndWait` of C1 and C2.
    pub(crate) fn joins(&mut self, device: &str, verb: &str) {
        let consult = self.id("C2");
        self.does_with(device, "C1", verb, json!({"consultCallId": consult}));
    }

    pub(crate) fn dials(&mut self, device: &str, number: &str) -> u16 {
        let agent = format!("5{}", &device[1..]);
        let body = json!({"from": format!("{device}@test.cc"), "to": number});
        self.call(&agent, "POST", "/api/csta/callControl/calls", body).0
    }

    /// The same, with call progress analysis.
    pub(crate) fn dials_analysed(&mut self, device: &str, number: &str) -> u16 {
        let agent = format!("5{}", &device[1..]);
        let body = json!({"from": format!("{device}@test.cc"), "to": number, "cpa": "1"});
        self.call(&agent, "POST", "/api/csta/callControl/calls", body).0
    }

    /// `device` calls `number`, which answers: C1 is up.
    pub(crate) fn talk(&mut self, device: &str, number: &str) {
        assert_eq!(self.dials(device, number), 200);
        self.does(number, "C1", "answer");
        self.forget();
    }

    /// An outside caller talks to 8001 on C1, held; 8001 talks to 8002 on C2.
    pub(crate) fn consulting(config: Value) -> Self {
        let mut desk = Self::new(config, 5);
        desk.outside(json!({"do": "call_in", "from": CUSTOMER, "to": "8001"}));
        desk.does("8001", "C1", "answer");
        desk.forget();
        desk.consults("8001", "C1", "8002");
        desk.does("8002", "C2", "answer");
        assert_eq!(
            desk.view("8001"),
            "held(C1) serviceInitiated(C2) originated(C2) delivered(C2) established(C2)"
        );
        assert_eq!(desk.view("8002"), "delivered(C2) established(C2)");
        desk.forget();
        desk
    }

    pub(crate) fn control(&mut self, action: Value) -> Result<ControlReply, ControlError> {
        let action: Control = serde_json::from_value(action).unwrap();
        let reply = self.pbx.control(self.now, action);
        self.drain();
        reply
    }

    pub(crate) fn outside(&mut self, action: Value) {
        self.control(action).unwrap();
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, ms: u64) {
        self.now += Duration::from_millis(ms);
        self.pbx.advance(self.now);
        self.drain();
    }

    pub(crate) fn id(&self, call: &str) -> String {
        let number: Option<usize> = call.strip_prefix('C').and_then(|n| n.parse().ok());
        number
            .and_then(|n| self.calls.get(n - 1))
            .cloned()
            .unwrap_or_else(|| call.to_owned())
    }

    fn label(&self, call: &Value) -> String {
        let at = self.calls.iter().position(|known| call == known.as_str());
        at.map_or_else(|| call.to_string(), |at| format!("C{}", at + 1))
    }

    pub(crate) fn forget(&mut self) {
        self.events.clear();
        self.events_2x.clear();
    }

    /// What the agent on `device` was told, as `name(call)`, or `connectionCleared(call party)`.
    pub(crate) fn view(&self, device: &str) -> String {
        let device = format!("{device}@test.cc");
        let told = self
            .events
            .iter()
            .filter(|(_, event)| event["srcDeviceId"] == device.as_str());
        let lines = told.map(|(_, event)| {
            let name = event["eventName"].as_str().unwrap();
            if event["eventType"] == "agent" {
                return name.to_owned();
            }
            let call = self.label(&event["callId"]);
            match event["releasingDevice"].as_str() {
                Some(party) => format!("{name}({call} {})", party.trim_end_matches("@test.cc")),
                None => format!("{name}({call})"),
            }
        });
        lines.collect::<Vec<_>>().join(" ")
    }

    /// The last event of that name which `device` was told.
    pub(crate) fn last(&self, device: &str, name: &str) -> &Value {
        let device = format!("{device}@test.cc");
        let mut told = self.events.iter().rev().map(|(_, event)| event);
        told.find(|event| event["srcDeviceId"] == device.as_str() && event["eventName"] == name)
            .unwrap()
    }

    /// The same, as 2.x is told it.
    pub(crate) fn last_2x(&self, device: &str, name: &str) -> &Value {
        let device = format!("{device}@test.cc");
        let mut told = self.events_2x.iter().rev();
        told.find(|event| event["srcDeviceId"] == device.as_str() && event["eventName"] == name)
            .unwrap()
    }

    /// Who calls whom, by the number, in the last event of that name which `device` was told.
    pub(crate) fn ends(&self, device: &str, name: &str) -> [String; 2] {
        ends(self.last(device, name))
    }

    pub(crate) fn ends_2x(&self, device: &str, name: &str) -> [String; 2] {
        ends(self.last_2x(device, name))
    }

    pub(crate) fn state(&self) -> PbxState {
        self.pbx.state()
    }

    /// The legs of a call as `8001:connected 8002:hold`; empty if the call is gone.
    pub(crate) fn legs(&self, call: &str) -> String {
        let id = self.id(call);
        let calls = self.state().calls;
        let legs = calls
            .iter()
            .find(|known| known.call_id == id)
            .map(|known| &known.legs);
        let show = legs
            .into_iter()
            .flatten()
            .map(|leg| format!("{}:{}", leg.device_id.trim_end_matches("@test.cc"), leg.state));
        show.collect::<Vec<_>>().join(" ")
    }
}

fn ends(event: &Value) -> [String; 2] {
    ["callingDevice", "calledDevice"].map(|end| {
        let device = event[end].as_str().unwrap();
        device.trim_end_matches("@test.cc").to_owned()
    })
}
