//! Scenes: what one device is told in one scenario, read from `traces/*.trace`, as the server's JSON.
//!
//! In a trace file, `view <extension> <what it does>` begins a scene, a line with `>` is one event, an
//! indented line is what the model is to be after it (written by the golden test), `#` is a comment.

#![allow(dead_code, unreachable_pub)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use wellclient_core::actions::{CALL_VERBS, call_action, make_call_action};
use wellclient_core::command::Verb;
use wellclient_core::event::{Body, CallCleared, Event, decode};
use wellclient_core::id::{AgentId, CallId, DeviceId};
use wellclient_core::model::{Call, Model, Offered, Perspective, Tracker};
use wellclient_core::numbers::InternalNumbers;
use wellclient_core::time::Now;

/// What of an event tells its place among others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Numbering {
    /// Serial, producer and time, as the real server sends them.
    Serials,
    /// The time only, to the second.
    Times,
    /// Nothing.
    Nothing,
}

/// What one device is told.
#[derive(Clone, Debug)]
pub struct Scene {
    pub name: String,
    pub device: DeviceId,
    /// One event each, in the words of the trace file.
    pub steps: Vec<String>,
}

pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces")
}

/// All trace files, by name.
pub fn files() -> Vec<(String, String)> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let files: Vec<_> = found
        .iter()
        .map(|path| (name(path), std::fs::read_to_string(path).unwrap()))
        .collect();
    assert!(files.len() >= 12, "the trace files are missing");
    files
}

/// All scenes of all files.
pub fn scenes() -> Vec<Scene> {
    files()
        .iter()
        .flat_map(|(name, text)| scenes_of(name, text))
        .collect()
}

/// The scene of this name: its file, its device and what that does.
pub fn scene(name: &str) -> Scene {
    scenes()
        .into_iter()
        .find(|scene| scene.name == name)
        .unwrap_or_else(|| panic!("no scene {name}"))
}

pub fn scenes_of(file: &str, text: &str) -> Vec<Scene> {
    let mut scenes: Vec<Scene> = Vec::new();
    for line in text.lines() {
        if let Some(view) = line.strip_prefix("view ") {
            let (extension, what) = view.split_once(' ').unwrap();
            let name = format!("{file}: {extension} {what}");
            scenes.push(Scene {
                name,
                device: device(extension),
                steps: Vec::new(),
            });
        } else if let Some(step) = line.strip_prefix("> ") {
            scenes.last_mut().unwrap().steps.push(step.to_owned());
        }
    }
    scenes
}

impl Scene {
    pub fn perspective(&self) -> Perspective {
        let number = self.device.number().replacen('8', "5", 1);
        Perspective {
            agent: AgentId::new(&number, "test.cc"),
            device: self.device.clone(),
            internal: InternalNumbers::default(),
        }
    }

    pub fn tracker(&self) -> Tracker {
        Tracker::new(self.perspective())
    }

    /// The events, in the order in which the server sends them.
    pub fn events(&self, numbering: Numbering) -> Vec<Arc<Event>> {
        (0..self.steps.len())
            .map(|index| self.event(index, numbering))
            .collect()
    }

    pub fn event(&self, index: usize, numbering: Numbering) -> Arc<Event> {
        Arc::new(decode(self.json(index, numbering).as_bytes()).unwrap())
    }

    /// One event as the server writes it.
    pub fn json(&self, index: usize, numbering: Numbering) -> String {
        let own = self.perspective();
        let mut words = self.steps[index].split(' ');
        let name = words.next().unwrap();
        let is_agent = name.starts_with("agent");
        let mut event = Map::new();
        let mut put = |name: &str, value: Value| event.insert(name.to_owned(), value);
        put("eventName", name.into());
        put("eventSrc", own.device.as_str().into());
        put("eventType", if is_agent { "agent" } else { "csta" }.into());
        put("namespace", "test.cc".into());
        put("srcDeviceId", own.device.as_str().into());
        put("deviceId", own.device.as_str().into());
        if numbering != Numbering::Nothing {
            // Two events a second, so that times alone do not tell all.
            put(
                "eventTime",
                format!("2017.03.18 14:13:{:02}", 10 + index / 2).into(),
            );
        }
        if numbering == Numbering::Serials {
            // Rising with gaps, for each producer on its own.
            let (worker, first) = if is_agent {
                ("CtiRouter_z40iv", 11_050_819)
            } else {
                ("CtiWorker_31dv7", 121_019)
            };
            put("serial", (first + index * index + 2 * index).into());
            put(
                "topics",
                json!(["extension", format!("agent:{}", own.agent), worker, name, "csta"]),
            );
        }
        if is_agent {
            put("agentId", own.agent.as_str().into());
            put("devices", json!({ "Voice": own.device.as_str() }));
        } else {
            let call = call(words.next().unwrap());
            put("callId", call.as_str().into());
            put("connectionId", format!("{}|{call}", own.device).into());
            put(
                "localState",
                if name == "connectionCleared" {
                    "Queued"
                } else {
                    "Connect"
                }
                .into(),
            );
        }
        for word in words {
            let (key, value) = word.split_once('=').unwrap();
            let (field, value) = field(name, key, value);
            event.insert(field.to_owned(), value);
        }
        if let Some(changed) = CHANGED.iter().find_map(|field| event.get(*field)).cloned() {
            event.insert("deviceId".into(), changed);
        }
        Value::Object(event).to_string()
    }
}

/// The fields that name the device that changed, the telling ones first.
const CHANGED: [&str; 9] = [
    "initiatedDevice",
    "alertingDevice",
    "answeringDevice",
    "releasingDevice",
    "holdingDevice",
    "retrievingDevice",
    "addedParty",
    "transferringDevice",
    "callingDevice",
];

fn field(event: &str, key: &str, value: &str) -> (&'static str, Value) {
    let of_device = |name| (name, Value::from(device(value).as_str()));
    let of_call = |name| {
        (
            name,
            if value == "0" {
                "0".into()
            } else {
                Value::from(call(value).as_str())
            },
        )
    };
    match (key, event) {
        ("initiated", _) => of_device("initiatedDevice"),
        ("calling", _) => of_device("callingDevice"),
        ("called", _) => of_device("calledDevice"),
        ("alerting", _) => of_device("alertingDevice"),
        ("answering", _) => of_device("answeringDevice"),
        ("releasing", _) => of_device("releasingDevice"),
        ("holding", _) => of_device("holdingDevice"),
        ("retrieving", _) => of_device("retrievingDevice"),
        ("by", "transferred") => of_device("transferringDevice"),
        ("to", "transferred") => of_device("transferredToDevice"),
        ("by", "conferenced") => of_device("conferencingDevice"),
        ("to", "conferenced") => of_device("addedParty"),
        ("primary", _) => of_call("primaryOldCall"),
        ("secondary", _) => of_call("secondaryOldCall"),
        ("new", _) => of_call("newCall"),
        ("cause", _) => ("cause", value.into()),
        ("code", _) => ("failedCode", value.into()),
        ("mode", _) => ("agentMode", value.into()),
        ("reason", _) => ("reason", value.into()),
        ("record", _) => ("recordId", value.into()),
        ("origin", _) => ("originCallInfo", origin(value)),
        other => panic!("no such field: {other:?}"),
    }
}

/// `C1:8001>8003`, or `{}`.
fn origin(text: &str) -> Value {
    let Some((id, ends)) = text.split_once(':') else {
        return json!({});
    };
    let (calling, called) = ends.split_once('>').unwrap();
    json!({
        "callId": call(id).as_str(),
        "callingDevice": device(calling).as_str(),
        "calledDevice": device(called).as_str(),
    })
}

pub fn device(number: &str) -> DeviceId {
    DeviceId::new(number, "test.cc")
}

/// `C1`, as an id of the server's kind.
pub fn call(short: &str) -> CallId {
    CallId::from(format!("6aee1dda-d4a2-4d3c-8fab-{:0>12}", short.to_lowercase()))
}

/// `C1` again.
pub fn short(call: &CallId) -> String {
    call.as_str()
        .rsplit('-')
        .next()
        .unwrap_or_default()
        .trim_start_matches('0')
        .to_uppercase()
}

/// The moment at which the event of this index comes in.
pub fn now(index: usize) -> Now {
    Now::at(Duration::from_millis(100 * index as u64), 1_500_000_000_000)
}

/// The events offered one after the other.
pub fn fold(tracker: &mut Tracker, events: &[Arc<Event>]) -> Vec<Offered> {
    events
        .iter()
        .enumerate()
        .map(|(index, event)| tracker.offer(now(index), event))
        .collect()
}

/// The scene as the server sent it, folded.
pub fn folded(scene: &Scene, numbering: Numbering) -> Tracker {
    let mut tracker = scene.tracker();
    fold(&mut tracker, &scene.events(numbering));
    tracker
}

/// Events of one call worker folded in the order in which they were sent, numbered or bare, seen from 8001.
pub fn told(numbering: Numbering, events: &[Value]) -> Tracker {
    let mut tracker = scene("inbound: 8001 not answered").tracker();
    let numbered = |(index, event): (usize, &Value)| {
        let mut event = event.clone();
        if numbering == Numbering::Serials {
            event["serial"] = (121_019 + 2 * index).into();
            event["topics"] = json!(["CtiWorker_31dv7"]);
        }
        Arc::new(decode(event.to_string().as_bytes()).unwrap())
    };
    let events: Vec<_> = events.iter().enumerate().map(numbered).collect();
    fold(&mut tracker, &events);
    tracker
}

/// The verbs that a desktop has a button for, and that may be used now.
pub fn allowed(model: &Model, own: &DeviceId, id: &CallId) -> Vec<&'static str> {
    const DESKTOP: [(Verb, &str); 10] = [
        (Verb::Answer, "answer"),
        (Verb::Drop, "drop"),
        (Verb::Hold, "hold"),
        (Verb::Retrieve, "retrieve"),
        (Verb::Consult, "consult"),
        (Verb::SingleStepTransfer, "singleStepTransfer"),
        (Verb::SingleStepConference, "singleStepConference"),
        (Verb::Conference, "conference"),
        (Verb::Transfer, "transferCall"),
        (Verb::CancelConsult, "cancelConsult"),
    ];
    let known = DESKTOP.iter().filter(|(verb, _)| CALL_VERBS.contains(verb));
    known
        .filter(|(verb, _)| call_action(model, own, id, *verb).is_ok())
        .map(|(_, name)| *name)
        .collect()
}

/// The model for people: the agent's mode, and a line for each call.
pub fn describe(tracker: &Tracker) -> Vec<String> {
    let (model, own) = (tracker.model(), &tracker.perspective().device);
    let mut lines = Vec::new();
    if model.agent().since.is_some() {
        let reason = model
            .agent()
            .reason
            .as_ref()
            .map(|reason| format!(", {reason}"))
            .unwrap_or_default();
        lines.push(format!("agent {}{reason}", model.agent().mode));
    }
    for call in model.calls() {
        let may = allowed(model, own, &call.id);
        let may = if may.is_empty() {
            "nothing".into()
        } else {
            may.join(" ")
        };
        lines.push(format!("{}; may {may}", describe_call(model, own, call)));
    }
    if model.calls().is_empty() {
        let may = if make_call_action(model).is_ok() {
            "makeCall"
        } else {
            "nothing"
        };
        lines.push(format!("no call; may {may}"));
    }
    lines
}

fn describe_call(model: &Model, own: &DeviceId, call: &Call) -> String {
    let mut text = short(&call.id);
    for (is, word) in [
        (call.established.is_some(), " established"),
        (call.conference, " conference"),
        (call.recording, " recorded"),
        (call.failure.is_some(), " failed"),
        (call.doubts.has(wellclient_core::doubt::Doubt::Leg), " unverified"),
    ] {
        text.push_str(if is { word } else { "" });
    }
    if let Some(held) = model.consultation_of(call, own) {
        text.push_str(&format!(" consultation of {}", short(&held.id)));
    }
    text.push_str(": ");
    let parties = call.parties.iter().map(|party| {
        let leaving = if party.leaving { " leaving" } else { "" };
        format!(
            "{} {} {}{leaving}",
            party.device.number(),
            party.role.as_str(),
            party.leg.as_str()
        )
    });
    text.push_str(&parties.collect::<Vec<_>>().join(", "));
    text
}

/// What the derived `connectionCleared` says, for people.
pub fn describe_cleared(cleared: &CallCleared) -> String {
    let yes = |is: bool| if is { "yes" } else { "no" };
    format!(
        "cleared {}: established {}, party {}, caller {}, outside {}, own {}{}",
        short(&cleared.call_id),
        yes(cleared.is_established),
        cleared.party_device.as_ref().map_or("-", |party| party.number()),
        cleared.is_caller.map_or("-", yes),
        yes(cleared.is_out_call),
        yes(cleared.is_own),
        cleared
            .end_reason
            .map(|end| format!(", end {end}"))
            .unwrap_or_default(),
    )
}

/// The event's derived `connectionCleared`, if it has one.
pub fn cleared(offered: &mut Offered, event: &Arc<Event>) -> Option<CallCleared> {
    assert!(offered.cleared.is_none() || matches!(event.body(), Body::ConnectionCleared(_)));
    offered
        .cleared
        .take()
        .map(|facts| facts.into_cleared(Arc::clone(event)))
}
