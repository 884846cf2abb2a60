//! What the reference's own call model makes of the events that each device is sent (protocol, sections 7 and 9). It looks up there
//! what an event names, and fails where that is not to be found; a call which its own leg has left it must not keep.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use wellclient_simulator::pbx::PbxState;

/// Whose client it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    Old,
    New,
}

pub(crate) struct Model {
    dialect: Dialect,
    /// By the device that is told.
    desks: BTreeMap<String, Desk>,
}

#[derive(Default, Debug)]
struct Desk {
    calls: BTreeMap<String, Call>,
    /// Those in which the device was when its agent logged in: of those it knows nothing.
    before: BTreeSet<String>,
}

#[derive(Clone, Debug)]
struct Call {
    /// Who called and who was called, by the event that it began with.
    ends: [String; 2],
    devices: BTreeSet<String>,
}

impl Call {
    fn between(ends: [String; 2]) -> Self {
        let devices = ends.iter().cloned().collect();
        Self { ends, devices }
    }
}

impl Model {
    pub(crate) fn new(dialect: Dialect) -> Self {
        let desks = BTreeMap::new();
        Self { dialect, desks }
    }

    pub(crate) fn takes(&mut self, event: &Value, now: &PbxState) {
        let field = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let (name, own) = (field("eventName"), field("srcDeviceId"));
        let desk = self.desks.entry(own.clone()).or_default();
        match name.as_str() {
            "agentLoggedOn" | "agentLoggedOff" => {
                let before = calls_of(&own, now);
                let calls = BTreeMap::new();
                *desk = Desk { calls, before };
            }
            _ if event["eventType"] == "csta" => desk.takes(self.dialect, &name, &own, field, event),
            _ => {}
        }
    }

    /// When its channel is back, the reference looks up in its model whom the account of its state names.
    pub(crate) fn reads(&self, account: &Value) {
        let call = &account["agent"]["activeCall"];
        let own = account["agent"]["extensionId"].as_str().unwrap_or_default();
        let field = |name: &str| call[name].as_str().unwrap_or_default().to_owned();
        // It passes over a call that is only dialled.
        if call.is_null() || call["state"] == "Initiate" {
            return;
        }
        let ends = ["ani", "dnis"].map(field);
        let known = self
            .desks
            .get(own)
            .and_then(|desk| desk.calls.get(&field("callId")));
        let shown = format!("{call:#}, knows {known:?}");
        assert!(call["otherSide"].is_string(), "{shown}");
        let times = ["ringTime", "answerTime"].map(|name| call[name].as_str());
        assert!(times[1].is_none() || times.is_sorted(), "{shown}");
        match known {
            Some(known) => assert!(ends.iter().all(|end| known.devices.contains(end)), "{shown}"),
            None => assert!(ends.iter().any(|end| end == own), "{shown}"),
        }
    }

    /// Every call that a device has in the model it has at the switch.
    pub(crate) fn keeps_no_dead_call(&self, now: &PbxState) {
        for (device, desk) in &self.desks {
            let known: BTreeSet<String> = desk.calls.keys().cloned().collect();
            let alive = calls_of(device, now);
            assert!(
                known.is_subset(&alive),
                "{:?} {device}: {known:?}, {alive:?}",
                self.dialect
            );
        }
    }
}

impl Desk {
    fn takes(
        &mut self,
        dialect: Dialect,
        name: &str,
        own: &str,
        field: impl Fn(&str) -> String,
        event: &Value,
    ) {
        let id = field("callId");
        if self.before.contains(&id) {
            // What goes into it is lost with it.
            for old in ["primaryOldCall", "secondaryOldCall"] {
                self.calls.remove(&field(old));
            }
            return;
        }
        let ends = || ["callingDevice", "calledDevice"].map(&field);
        let shown = format!("{dialect:?} {event:#}, knows {self:#?}");
        let call = self.calls.get_mut(&id);
        match name {
            // Releases before 1.1 do not read it.
            "originated" if dialect == Dialect::Old => {}
            "originated" | "delivered" => {
                assert!(
                    name != "delivered" || event["userData"]["data"].is_object(),
                    "{shown}"
                );
                assert!(name != "originated" || call.is_none(), "{shown}");
                if call.is_none() {
                    assert!(ends().iter().any(|end| end == own), "{shown}");
                    self.calls.insert(id, Call::between(ends()));
                }
            }
            "established" => {
                let call = call.expect(&shown);
                assert!(ends().iter().all(|end| call.devices.contains(end)), "{shown}");
            }
            "held" | "retrieved" => assert!(call.expect(&shown).devices.contains(own), "{shown}"),
            // 2.x does not follow a transfer at all, so that its target keeps a dead call, whatever it is told: it is let off.
            "transferred" => {
                if field("transferredToDevice") == own {
                    let call = self.calls.remove(&field("secondaryOldCall")).expect(&shown);
                    self.calls.insert(field("newCall"), call);
                }
                assert!(self.calls.contains_key(&id), "{shown}");
            }
            "conferenced" => self.confers(dialect, id, own, field, &shown),
            "connectionCleared" => {
                let releasing = field("releasingDevice");
                if releasing == own {
                    assert!(call.is_none_or(|call| call.devices.contains(own)), "{shown}");
                    self.calls.remove(&id);
                } else if let Some(call) = call.filter(|_| dialect == Dialect::Old) {
                    call.devices.remove(&releasing);
                }
            }
            _ => {}
        }
    }

    /// The consultation goes into the call; whichever of the two old ids the release takes for it must not be the call itself.
    fn confers(
        &mut self,
        dialect: Dialect,
        id: String,
        own: &str,
        field: impl Fn(&str) -> String,
        shown: &str,
    ) {
        let consultation = field(match dialect {
            Dialect::Old => "primaryOldCall",
            Dialect::New => "secondaryOldCall",
        });
        assert_ne!(consultation, id, "{shown}");
        if let Some(consultation) = self.calls.remove(&consultation) {
            assert!(consultation.devices.contains(own), "{shown}");
            match self.calls.get_mut(&id) {
                None => {
                    self.calls.insert(id.clone(), Call::between(consultation.ends));
                }
                Some(call) => {
                    let other = consultation.ends.iter().find(|end| *end != own).expect(shown);
                    // Of 2.x: whom it had consulted has handed that on. It is let off.
                    let is_there = consultation.devices.contains(other);
                    assert!(is_there || dialect == Dialect::Old, "{shown}");
                    call.devices.insert(other.clone());
                }
            }
        }
        assert!(self.calls.contains_key(&id), "{shown}");
    }
}

fn calls_of(device: &str, now: &PbxState) -> BTreeSet<String> {
    let mut extensions = now.extensions.iter();
    let extension = extensions.find(|known| known.device_id == device);
    extension
        .into_iter()
        .flat_map(|known| known.calls.iter().cloned())
        .collect()
}
