//! Calls in a few words, and as JSON.

use serde_json::{Map, Value, json};
use wellclient::{CallId, CallRef, CallSnapshot, ConnectionState, Doubt, Doubts, Language, Role, Snapshot};
use wellclient_core::id::DeviceId;
use wellclient_core::model::Call;

use crate::language::pick;
use crate::print::clean;
use crate::softphone::words as said;

/// Short names for calls, `C1`, `C2`, in the order of first being spoken of.
#[derive(Default)]
pub(crate) struct CallNames {
    known: Vec<CallId>,
    /// How many of them have been explained.
    explained: usize,
}

/// Calls whose names are remembered.
const NAMES: usize = 1000;

impl CallNames {
    /// The name of a call.
    pub(crate) fn of<'a>(&mut self, call: impl Into<CallRef<'a>>) -> String {
        let call = call.into();
        if let Some(index) = self.known.iter().position(|known| *known == call) {
            return format!("C{}", index + 1);
        }
        if self.known.len() == NAMES {
            return clean(call.as_str());
        }
        self.known.push(call.to_owned());
        format!("C{}", self.known.len())
    }

    /// The name that a call has been given.
    pub(crate) fn known(&self, call: &CallId) -> Option<String> {
        let index = self.known.iter().position(|known| known == call)?;
        Some(format!("C{}", index + 1))
    }

    /// The call that was given this name.
    pub(crate) fn meant_by(&self, name: &str) -> Option<&CallId> {
        self.known.get(number(name)?.checked_sub(1)?)
    }

    /// Whether a word looks like a name.
    pub(crate) fn is_name(word: &str) -> bool {
        number(word).is_some()
    }

    /// The name that was given last.
    pub(crate) fn newest(&self) -> Option<String> {
        (!self.known.is_empty()).then(|| format!("C{}", self.known.len()))
    }

    /// Whether this call has got its name since this was last asked.
    pub(crate) fn is_new(&mut self, call: CallRef<'_>) -> bool {
        let new = self.known.iter().skip(self.explained).any(|known| *known == call);
        if new {
            self.explained = self.known.len();
        }
        new
    }

    /// All calls of a snapshot with their legs: `C1 8001 connected, 5550100 hold?`, where `?` says that it is in doubt.
    pub(crate) fn legs(&mut self, snapshot: &Snapshot) -> String {
        let calls: Vec<String> = snapshot.calls.iter().map(|call| self.call(call)).collect();
        calls.join("  ")
    }

    fn call(&mut self, call: &CallSnapshot) -> String {
        let parties = call.parties.iter();
        let parties = parties.map(|party| (&party.device, party.leg, party.verified));
        let marks = marks(call.conference, call.recording, call.doubts);
        format!("{}{marks} {}", self.of(&call.call_id), parties_in_words(parties))
    }
}

/// What a call is beside its legs: a conference, recorded, not as the server has last told it.
fn marks(conference: bool, recording: bool, doubts: Doubts) -> String {
    let recording_in_doubt = recording && doubts.has(Doubt::Recording);
    let marks = [
        (conference, pick("conference", "会议")),
        (recording && !recording_in_doubt, pick("recording", "录音")),
        (recording_in_doubt, pick("recording?", "录音?")),
        (is_in_doubt(doubts), pick("unverified", "未核实")),
    ];
    let marks = marks.into_iter().filter(|(on, _)| *on);
    marks.map(|(_, mark)| format!(" {mark}")).collect()
}

/// Whether the call may be over, or others may be in it.
pub(crate) fn is_in_doubt(doubts: Doubts) -> bool {
    doubts.has(Doubt::Leg) || doubts.has(Doubt::Parties)
}

fn number(name: &str) -> Option<usize> {
    name.strip_prefix(['C', 'c'])?.parse().ok()
}

/// Calls by their ids, each party with the state of its leg and its role.
pub(crate) fn by_id(calls: &[Call]) -> Value {
    let calls = calls.iter().map(|call| {
        let parties = call
            .parties
            .iter()
            .map(|party| (&party.device, party.leg, party.role));
        (call.id.as_str().to_owned(), describe(call.conference, parties))
    });
    Value::Object(calls.collect())
}

/// As [`by_id`], of a snapshot.
pub(crate) fn snapshot_by_id(snapshot: &Snapshot) -> Value {
    let calls = snapshot.calls.iter().map(|call| {
        let parties = call
            .parties
            .iter()
            .map(|party| (&party.device, party.leg, party.role));
        (
            call.call_id.as_str().to_owned(),
            describe(call.conference, parties),
        )
    });
    Value::Object(calls.collect())
}

fn describe<'a>(
    conference: bool,
    parties: impl Iterator<Item = (&'a DeviceId, ConnectionState, Role)>,
) -> Value {
    let parties: Map<String, Value> = parties
        .map(|(device, leg, role)| {
            (
                device.as_str().to_owned(),
                json!({ "state": leg.as_str(), "role": role.as_str() }),
            )
        })
        .collect();
    json!({ "conference": conference, "parties": parties })
}

/// Calls with their legs, by their own ids.
pub(crate) fn words(calls: &[Call]) -> String {
    let calls = calls.iter().map(|call| {
        let parties = call.parties.iter();
        let parties = parties.map(|party| (&party.device, party.leg, party.verified));
        let marks = marks(call.conference, call.recording, call.doubts);
        format!("{}{marks} {}", clean(call.id.as_str()), parties_in_words(parties))
    });
    calls.collect::<Vec<_>>().join("  ")
}

/// `8001 connected, 5550100 hold?`, each with whether that is known.
fn parties_in_words<'a>(parties: impl Iterator<Item = (&'a DeviceId, ConnectionState, bool)>) -> String {
    let parties = parties.map(|(device, leg, is_known)| {
        let doubt = if is_known { "" } else { "?" };
        format!("{} {}{doubt}", clean(device.number()), leg_word(leg))
    });
    parties.collect::<Vec<_>>().join(", ")
}

/// The protocol's word for a leg's state, or the manual's.
fn leg_word(leg: ConnectionState) -> &'static str {
    pick(leg.as_str(), said::leg(leg, Language::Zh))
}
