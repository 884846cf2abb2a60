//! Call data: the entries that it consists of, and how sure it is where events and replies tell of it.

use std::time::Duration;

use serde_json::{Map, Value};

use super::call::{Call, note};
use super::limits::may_be_late;
use crate::doubt::Doubt;

/// Call data, which is an object; anything else is none.
pub(super) fn entries(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

impl Call {
    /// The queue and the call data, where an event tells them that came at this time.
    pub(super) fn note_data(&mut self, split: Option<&str>, data: Option<&str>, at: Duration) {
        note(&mut self.split, split);
        let Some(told) = data else { return };
        let asked = self.data_asked.filter(|asked| may_be_late(*asked, at));
        // It was there when the server was asked.
        if asked.is_some_and(|asked| at < asked) {
            return;
        }
        // It may have been sent before the server has answered, as one that has told the same, and put it in doubt.
        let differs = || self.data.as_deref().map(entries) != Some(entries(told));
        let in_doubt = self.doubts.has(Doubt::Data);
        // Or before it was set from here, of which no answer has told yet.
        let is_set = in_doubt && self.data_set.is_some_and(|set| may_be_late(set, at));
        let may_be_old = is_set || asked.is_some() && (in_doubt || differs());
        note(&mut self.data, data);
        self.data_told = Some(at);
        self.foreign_data = false;
        self.lacks_keys = false;
        match may_be_old {
            true => self.doubts.add(Doubt::Data),
            false => self.doubts.remove(Doubt::Data),
        }
    }

    /// It has been set from here, or may have been: what the server was asked before says nothing of that.
    pub(super) fn note_set(&mut self, at: Duration) {
        self.doubts.add(Doubt::Data);
        (self.data_told, self.data_set) = (Some(at), Some(at));
    }

    /// Whether an event has told its data since then, or it was set from here.
    pub(crate) fn has_told_data_since(&self, then: Duration) -> bool {
        self.data_told.is_some_and(|told| told > then)
    }
}
