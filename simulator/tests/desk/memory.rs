//! What a client remembers that keeps of each call the devices which its own events have named, as the reference does: an event
//! that it looks up there must find its devices.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

type Parties = BTreeSet<String>;

#[derive(Default)]
pub(crate) struct Memory {
    /// By the device that was told.
    desks: BTreeMap<String, BTreeMap<String, Parties>>,
    /// Who was named in calls that have ended for that device: a consultation's party may be in the held call now.
    met: BTreeMap<String, Parties>,
    /// Calls that were up when the device's agent logged in: of those it knows nothing.
    before: BTreeMap<String, Vec<String>>,
}

impl Memory {
    /// `calls`: those that have been up before this event.
    pub(crate) fn takes(&mut self, event: &Value, calls: &[String]) {
        let field = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let (name, device, call) = (field("eventName"), field("srcDeviceId"), field("callId"));
        if name == "agentLoggedOn" {
            self.before.insert(device.clone(), calls.to_vec());
        }
        let memory = self.desks.entry(device.clone()).or_default();
        let met = self.met.entry(device.clone()).or_default();
        if name == "agentLoggedOn" || name == "agentLoggedOff" {
            memory.clear();
            met.clear();
        }
        let is_of_before = self
            .before
            .get(&device)
            .is_some_and(|before| before.contains(&call));
        if call.is_empty() || is_of_before {
            return;
        }
        let known = memory.get(&call);
        let has = |device: &str| known.is_some_and(|parties| parties.contains(device));
        let must_have = |fields: &[&str]| {
            for device in fields.iter().map(|name| field(name)) {
                assert!(
                    has(&device),
                    "{device} was never named to {event:#}, who knows {known:?}"
                );
            }
        };
        let must_have_met = |field: String| {
            assert!(
                has(&field) || met.contains(&field),
                "{field}: {event:#}, {known:?}"
            )
        };
        match name.as_str() {
            "serviceInitiated" => enter(memory, &call, [field("initiatedDevice")]),
            "originated" => enter(memory, &call, [field("callingDevice")]),
            "delivered" => {
                assert!(event["userData"]["data"].is_object(), "{event}");
                let named = ["alertingDevice", "callingDevice", "calledDevice"];
                enter(memory, &call, named.map(field));
            }
            "established" => must_have(&["callingDevice", "calledDevice", "answeringDevice"]),
            "held" => must_have_met(field("holdingDevice")),
            "retrieved" => must_have_met(field("retrievingDevice")),
            "transferred" | "conferenced" => {
                let olds = ["primaryOldCall", "secondaryOldCall"].map(field);
                let parties: Vec<Parties> = olds.iter().filter_map(|old| memory.remove(old)).collect();
                assert!(!parties.is_empty(), "{event} is of no call of the receiver's");
                enter(memory, &field("newCall"), parties.into_iter().flatten());
                let named = ["transferredToDevice", "conferencingDevice", "addedParty"].map(field);
                enter(
                    memory,
                    &field("newCall"),
                    named.into_iter().filter(|named| !named.is_empty()),
                );
            }
            "connectionCleared" if field("releasingDevice") == device => {
                met.extend(memory.remove(&call).into_iter().flatten());
            }
            "connectionCleared" => {
                if let Some(parties) = memory.get_mut(&call) {
                    parties.remove(&field("releasingDevice"));
                }
            }
            _ => {}
        }
    }
}

fn enter(memory: &mut BTreeMap<String, Parties>, call: &str, devices: impl IntoIterator<Item = String>) {
    memory.entry(call.to_owned()).or_default().extend(devices);
}
