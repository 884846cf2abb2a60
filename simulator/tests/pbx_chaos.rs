//! Whatever is asked for in whatever order: the switch stays whole, and its events alone tell its truth.

mod desk;

use std::collections::{BTreeMap, BTreeSet};

use desk::Desk;
use proptest::prelude::*;
use serde_json::{Value, json};
use wellclient_simulator::pbx::ApiRequest;

const VERBS: [&str; 12] = [
    "drop",
    "answer",
    "hold",
    "retrieve",
    "singleStepTransfer",
    "singleStepTransferCallAndWait",
    "singleStepConference",
    "consult",
    "conference",
    "cancelConsult",
    "transfer",
    "transferAndWait",
];
const NUMBERS: [&str; 9] = [
    "8001",
    "8002",
    "8003",
    "8004",
    "8005",
    "8006",
    "13800000000",
    "131",
    "777",
];

#[derive(Clone, Debug)]
enum Step {
    /// On some leg of some call, so that most are possible.
    Verb {
        verb: usize,
        call: usize,
        leg: usize,
        other: usize,
        number: usize,
    },
    /// Whoever rings answers.
    Answer {
        call: usize,
    },
    Dial {
        device: usize,
        number: usize,
    },
    CallIn {
        to: usize,
    },
    Outside {
        what: usize,
        call: usize,
    },
    Spy {
        device: usize,
        call: usize,
    },
    Record {
        device: usize,
        on: bool,
    },
    Mode {
        agent: usize,
        ready: bool,
    },
    Registered {
        device: usize,
        on: bool,
    },
    Seat {
        agent: usize,
        on: bool,
    },
    Wait {
        ms: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0..VERBS.len(), 0..12usize, 0..12usize, 0..12usize, 0..NUMBERS.len())
            .prop_map(|(verb, call, leg, other, number)| Step::Verb { verb, call, leg, other, number }),
        5 => (0..12usize).prop_map(|call| Step::Answer { call }),
        3 => (0..6usize, 0..NUMBERS.len()).prop_map(|(device, number)| Step::Dial { device, number }),
        2 => (0..6usize).prop_map(|to| Step::CallIn { to }),
        2 => (0..4usize, 0..4usize).prop_map(|(what, call)| Step::Outside { what, call }),
        1 => (0..6usize, 0..4usize).prop_map(|(device, call)| Step::Spy { device, call }),
        1 => (0..6usize, any::<bool>()).prop_map(|(device, on)| Step::Record { device, on }),
        1 => (0..6usize, any::<bool>()).prop_map(|(agent, ready)| Step::Mode { agent, ready }),
        1 => (0..6usize, prop::bool::weighted(0.8)).prop_map(|(device, on)| Step::Registered { device, on }),
        1 => (0..6usize, any::<bool>()).prop_map(|(agent, on)| Step::Seat { agent, on }),
        2 => (0..30_000u64).prop_map(|ms| Step::Wait { ms }),
    ]
}

fn take(desk: &mut Desk, step: &Step) {
    let calls = desk.state().calls;
    let call = |n: usize| {
        calls
            .get(n)
            .map_or("none".to_owned(), |call| call.call_id.clone())
    };
    match *step {
        Step::Verb {
            verb,
            call: at,
            leg,
            other,
            number,
        } => {
            let Some(known) = calls.get(at % calls.len().max(1)) else {
                return;
            };
            let device = known.legs[leg % known.legs.len()]
                .device_id
                .trim_end_matches("@test.cc")
                .to_owned();
            let number = NUMBERS[number];
            let other = &calls[other % calls.len()].call_id;
            let body = match VERBS[verb] {
                "consult" => json!({"consultationParticipant": number}),
                "singleStepConference" => {
                    json!({"conferenceParticipant": number, "participationType": "Silent"})
                }
                _ => json!({"transferTo": number, "consultCallId": other}),
            };
            desk.verb("5009", &device, &known.call_id, VERBS[verb], body);
        }
        Step::Answer { call: at } => {
            let Some(known) = calls.get(at % calls.len().max(1)) else {
                return;
            };
            let Some(ringing) = known.legs.iter().find(|leg| leg.state == "alerting") else {
                return;
            };
            let device = ringing.device_id.trim_end_matches("@test.cc");
            // What the device is making itself is not left for it.
            let mut legs = calls.iter().flat_map(|call| &call.legs);
            let dials = legs.any(|leg| leg.device_id == ringing.device_id && leg.state == "initiated");
            assert_eq!(
                desk.verb("5009", device, &known.call_id, "answer", Value::Null),
                if dials { 409 } else { 204 }
            );
        }
        Step::Dial { device, number } => {
            let body = json!({"from": format!("{}@test.cc", NUMBERS[device]), "to": NUMBERS[number]});
            desk.call("5009", "POST", "/api/csta/callControl/calls", body);
        }
        Step::CallIn { to } => {
            let _ = desk.control(json!({"do": "call_in", "from": "13800000000", "to": NUMBERS[to]}));
        }
        Step::Outside { what, call: at } => {
            let what = ["answer", "hang_up", "hold", "retrieve"][what];
            let _ = desk.control(json!({"do": what, "device": "13800000000", "call_id": call(at)}));
        }
        Step::Spy { device, call: at } => {
            let path = format!(
                "/api/csta/callControl/calls/{}/spy?deviceId={}@test.cc",
                call(at),
                NUMBERS[device]
            );
            desk.call("5009", "POST", &path, Value::Null);
        }
        Step::Record { device, on } => {
            let what = if on { "Start" } else { "Stop" };
            let path = format!(
                "/api/csta/callControl/recording/{what}?extension={}@test.cc",
                NUMBERS[device]
            );
            desk.call("5009", "POST", &path, Value::Null);
        }
        Step::Mode { agent, ready } => {
            let mode = if ready { "Ready" } else { "NotReady" };
            let id = format!("500{}@test.cc", agent + 1);
            let body = json!({"func": "SetState", "agentMode": mode, "agentId": id});
            desk.call("5009", "POST", "/api/csta/agent/state", body);
        }
        Step::Registered { device, on } => {
            desk.outside(
                json!({"do": if on { "register" } else { "unregister" }, "device": NUMBERS[device]}),
            );
        }
        Step::Seat { agent, on } => {
            let number = format!("500{}", agent + 1);
            if on {
                desk.try_login(&number, NUMBERS[agent], "Ready");
            } else {
                let _ = desk.control(json!({"do": "kick_agent", "agent": number}));
            }
        }
        Step::Wait { ms } => desk.wait(ms),
    }
}

/// In which calls each device with an agent is, by its events alone.
#[derive(Default)]
struct Believed(BTreeMap<String, BTreeSet<String>>);

impl Believed {
    fn fold(&mut self, events: &[(String, Value)]) {
        for (_, event) in events {
            let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
            let me = text("srcDeviceId");
            let mine = self.0.entry(me.clone()).or_default();
            match event["eventName"].as_str().unwrap() {
                "agentLoggedOff" => mine.clear(),
                "originated" => drop(mine.insert(text("callId"))),
                "delivered" if text("alertingDevice") == me => drop(mine.insert(text("callId"))),
                "connectionCleared" if text("releasingDevice") == me => {
                    assert!(mine.remove(&text("callId")), "cleared twice, or never there");
                }
                // The transferring device is told of both its legs' ends.
                "transferred" if text("transferringDevice") == me => {}
                // A call that has become part of another goes by that one's id.
                "transferred" | "conferenced"
                    if text("secondaryOldCall") != text("newCall")
                        && mine.remove(&text("secondaryOldCall")) =>
                {
                    mine.insert(text("newCall"));
                }
                "established" | "held" | "retrieved" => {
                    assert!(mine.contains(&text("callId")), "not in that call")
                }
                _ => {}
            }
        }
    }
}

fn is_whole(desk: &Desk, believed: &Believed) {
    let state = desk.state();
    for call in &state.calls {
        let parties: Vec<_> = call.legs.iter().filter(|leg| !leg.spy).collect();
        assert!(parties.len() >= 2, "{call:?}");
        assert!(parties.iter().any(|leg| leg.state != "alerting"), "{call:?}");
        assert!(
            call.answered_ms.is_some() || parties.iter().any(|leg| leg.state == "alerting"),
            "{call:?}"
        );
        let devices: BTreeSet<_> = call.legs.iter().map(|leg| &leg.device_id).collect();
        assert_eq!(devices.len(), call.legs.len(), "{call:?}");
    }
    for extension in &state.extensions {
        let legs = state
            .calls
            .iter()
            .flat_map(|call| &call.legs)
            .filter(|leg| leg.device_id == extension.device_id);
        assert!(
            legs.filter(|leg| leg.state != "hold").count() <= 1,
            "{extension:?}"
        );
        let truth: BTreeSet<String> = extension.calls.iter().cloned().collect();
        let legs: BTreeSet<String> = state
            .calls
            .iter()
            .filter(|call| call.legs.iter().any(|leg| leg.device_id == extension.device_id))
            .map(|call| call.call_id.clone())
            .collect();
        assert_eq!(truth, legs);
        if extension.agent_id.is_some() {
            let believed = believed.0.get(&extension.device_id).cloned().unwrap_or_default();
            assert_eq!(believed, truth, "{}", extension.device_id);
        }
        assert!(extension.registered || extension.calls.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_anything(
        steps in prop::collection::vec(step(), 1..80),
        seed in 0..1000u64,
        wrap in 0..2u64,
    ) {
        let config = json!({"seed": seed, "heartbeat_limit_ms": null, "wrap_up_ms": wrap * 5_000, "outside": [
            {"pattern": "138*", "then": "answer", "after_ms": 3_000, "hang_up_after_ms": 60_000},
            {"pattern": "131", "then": "busy"},
        ]});
        let mut desk = Desk::new(config, 6);
        desk.open("5009");
        let mut believed = Believed::default();
        for step in &steps {
            take(&mut desk, step);
            believed.fold(&desk.events);
            desk.forget();
            is_whole(&desk, &believed);
        }
        while let Some(call) = desk.state().calls.first().cloned() {
            let leg = call.legs[0].device_id.clone();
            desk.outside(json!({"do": "hang_up", "device": leg, "call_id": call.call_id}));
            believed.fold(&desk.events);
            desk.forget();
            is_whole(&desk, &believed);
        }
        desk.wait(120_000);
        prop_assert!(desk.state().calls.is_empty());
        prop_assert_eq!(desk.pbx.next_deadline(), None);
    }

    #[test]
    fn any_request_gets_an_answer(
        method in "GET|POST|DELETE|[A-Z]{0,6}",
        path in prop_oneof![
            ".*", "(/[a-z%|@0-9]{0,9}){0,9}",
            "/api/csta/(agent|callControl|outbound)(/[a-zA-Z%|@0-9-]{0,9}){0,5}",
        ],
        query in prop::option::of(".*"),
        body in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut desk = Desk::new(json!({}), 1);
        let request = ApiRequest { method, path, query, body, ..ApiRequest::default() };
        let reply = desk.send(&request);
        prop_assert!((200..500).contains(&reply.status));
    }

    #[test]
    fn any_state_request_gets_an_answer(
        body in "\\PC*",
        func in "Login|Logout|SetState|x",
        value in "\\PC{0,8}",
    ) {
        let mut desk = Desk::new(json!({}), 1);
        let shaped = json!({"func": func, "agentId": value, "loginId": value, "device": value,
            "agentMode": "Ready"});
        for body in [Value::String(body), shaped] {
            let (status, _) = desk.call("5001", "POST", "/api/csta/agent/state", body);
            prop_assert!((400..500).contains(&status));
        }
    }
}
