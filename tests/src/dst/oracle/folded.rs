//! An application that folds the events, written from the protocol's chapter on events and the guide's on the model: its
//! mode and its calls must be the snapshot's, and no event may come twice.
//!
//! It looks at the snapshot only where the guide tells it to: at calls named by `modelCorrected` or by an event that is
//! late, at all of it after an anomaly for which the server is asked, and when a session was taken up.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash as _, Hasher as _};
use std::time::Duration;

use wellclient_core::event::{Body, Event, Origin};
use wellclient_core::model::ConnectionState;
use wellclient_core::snapshot::{SessionPhase, Snapshot};

use super::found::Found;
use crate::lab::Said;

/// The application.
#[derive(Default, Debug)]
pub(super) struct App {
    own: String,
    mode: String,
    calls: BTreeMap<String, ConnectionState>,
    seen: HashSet<u64>,
    /// Calls to be looked up.
    look_up: Vec<String>,
    /// The mode is to be looked up.
    look_up_mode: bool,
    /// Everything is.
    look_up_all: bool,
}

impl App {
    pub(super) fn step(&mut self, news: &[(Duration, Said)], snapshot: &Snapshot) -> Option<Found> {
        let Some(agent) = &snapshot.agent else {
            self.forget();
            return None;
        };
        agent.device.as_str().clone_into(&mut self.own);
        for (_, said) in news {
            if let Said::Event(event) = said
                && let Some(twice) = self.hear(event)
            {
                return Some(twice);
            }
        }
        if snapshot.phase != SessionPhase::LoggedIn {
            return None;
        }
        self.look_up(snapshot);
        self.compare(snapshot)
    }

    fn forget(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        *self = Self {
            seen,
            ..Self::default()
        };
    }

    fn hear(&mut self, event: &Event) -> Option<Found> {
        // Without a number the same can be told once more.
        if event.origin == Origin::Server && event.raw().contains("\"serial\"") {
            let raw = event.raw().to_string();
            let mut hasher = DefaultHasher::new();
            raw.hash(&mut hasher);
            if !self.seen.insert(hasher.finish()) {
                return Some(("folded: an event came twice".to_owned(), raw));
            }
        }
        if event.late {
            match event.call_id() {
                Some(call) => self.look_up.push(call.as_str().to_owned()),
                None => self.look_up_mode = true,
            }
        }
        match event.body() {
            Body::RecoverStateSuccess(_) => self.look_up_all = true,
            Body::ModelCorrected(corrected) => {
                let calls = corrected.calls.iter().map(|call| call.as_str().to_owned());
                self.look_up.extend(calls);
            }
            // The model may not have taken the event, and nothing says of which calls it would have told.
            Body::Anomaly(anomaly) if anomaly.kind.needs_resync() => self.look_up_all = true,
            Body::AgentLoggedOff(_) if !event.late => self.calls.clear(),
            _ => {}
        }
        match event.agent_event() {
            Some(agent) if !event.late => {
                if let Some(mode) = agent.agent_mode() {
                    mode.as_str().clone_into(&mut self.mode);
                }
            }
            Some(_) => {}
            None => self.call_event(event),
        }
        None
    }

    fn call_event(&mut self, event: &Event) {
        use ConnectionState::{Alerting, Connected, Hold, Initiated};
        match event.body() {
            Body::ServiceInitiated(e) if e.initiated_device == self.own.as_str() => {
                self.calls
                    .entry(e.info.call_id.as_str().to_owned())
                    .or_insert(Initiated);
            }
            Body::Originated(e) if e.calling_device == self.own.as_str() => {
                self.put(e.info.call_id.as_str(), Connected)
            }
            Body::Delivered(e) if e.alerting_device == self.own.as_str() => {
                self.put(e.info.call_id.as_str(), Alerting)
            }
            Body::Delivered(e) => {
                let id = e.info.call_id.as_str();
                let calling = e.calling_device.is_some_and(|device| device == self.own.as_str());
                self.dialled(id, calling);
            }
            Body::Established(e) if e.answering_device == self.own.as_str() => {
                self.put(e.info.call_id.as_str(), Connected)
            }
            Body::Established(e) => {
                let calling = e.calling_device.is_some_and(|device| device == self.own.as_str());
                self.dialled(e.info.call_id.as_str(), calling);
            }
            // The first word of a call that was made here and could not be put through.
            Body::Failed(e) if e.called_device.is_some_and(|device| device != self.own.as_str()) => {
                let id = e.info.call_id.as_str();
                self.calls.entry(id.to_owned()).or_insert(Connected);
            }
            Body::ConnectionCleared(e) if e.releasing_device == self.own.as_str() => {
                self.calls.remove(e.info.call_id.as_str());
            }
            Body::Held(e) if e.holding_device == self.own.as_str() => self.put(e.info.call_id.as_str(), Hold),
            Body::Retrieved(e) if e.retrieving_device == self.own.as_str() => {
                self.put(e.info.call_id.as_str(), Connected)
            }
            Body::Transferred(e)
                if e.transferring_device
                    .is_some_and(|device| device == self.own.as_str()) => {}
            Body::Transferred(e) => {
                let old =
                    [e.primary_old_call, e.secondary_old_call].map(|id| id.map(|id| id.as_str().to_owned()));
                let new = e.new_call.unwrap_or(e.info.call_id);
                self.merge(old, new.as_str(), false);
            }
            Body::Conferenced(e) => {
                let old =
                    [e.primary_old_call, e.secondary_old_call].map(|id| id.map(|id| id.as_str().to_owned()));
                let new = e.new_call.unwrap_or(e.info.call_id);
                let made_here = e
                    .conferencing_device
                    .is_some_and(|device| device == self.own.as_str());
                self.merge(old, new.as_str(), made_here);
            }
            _ => {}
        }
    }

    /// Somebody else rings or answers: whoever called has dialled by now. Who was in the call before is told as calling,
    /// too, where a further party rings.
    fn dialled(&mut self, call: &str, calling: bool) {
        match self.calls.get_mut(call) {
            Some(leg) if *leg == ConnectionState::Initiated => *leg = ConnectionState::Connected,
            None if calling => self.put(call, ConnectionState::Connected),
            _ => {}
        }
    }

    fn put(&mut self, call: &str, leg: ConnectionState) {
        self.calls.insert(call.to_owned(), leg);
    }

    /// Calls that have become one. Of one that is not there any more the end may have been found out before.
    fn merge(&mut self, old: [Option<String>; 2], new: &str, made_here: bool) {
        let named = old.iter().flatten().count();
        let was = old.iter().flatten().filter_map(|id| self.calls.remove(id));
        let legs: Vec<ConnectionState> = was.collect();
        let leg = if made_here && legs.len().max(named) > 1 || legs.contains(&ConnectionState::Connected) {
            Some(ConnectionState::Connected)
        } else {
            legs.first().copied()
        };
        if let Some(leg) = leg {
            self.put(new, leg);
        }
    }

    fn look_up(&mut self, snapshot: &Snapshot) {
        let shown = snapshot
            .calls
            .iter()
            .map(|call| (call.call_id.as_str().to_owned(), call.leg));
        if std::mem::take(&mut self.look_up_all) {
            self.calls = shown.clone().collect();
            self.look_up_mode = true;
        }
        let mut renamed = Vec::new();
        for id in std::mem::take(&mut self.look_up) {
            self.calls.remove(&id);
            let by_any = |call: &&wellclient_core::snapshot::CallSnapshot| {
                call.call_id.as_str() == id || call.former_ids.iter().any(|former| former.as_str() == id)
            };
            renamed.extend(snapshot.calls.iter().find(by_any));
        }
        for call in renamed {
            call.former_ids.iter().for_each(|former| {
                self.calls.remove(former.as_str());
            });
            self.put(call.call_id.as_str(), call.leg);
        }
        if std::mem::take(&mut self.look_up_mode)
            && let Some(agent) = &snapshot.agent
        {
            agent.mode.as_str().clone_into(&mut self.mode);
        }
    }

    fn compare(&mut self, snapshot: &Snapshot) -> Option<Found> {
        let shown: BTreeMap<String, ConnectionState> = snapshot
            .calls
            .iter()
            .map(|call| (call.call_id.as_str().to_owned(), call.leg))
            .collect();
        if shown != self.calls {
            let kind = if shown.keys().eq(self.calls.keys()) {
                "own leg"
            } else {
                "calls"
            };
            let detail = format!("the events give {:?}, the snapshot {shown:?}", self.calls);
            return Some((format!("folded: {kind}"), detail));
        }
        let mode = snapshot.agent.as_ref().map_or("", |agent| agent.mode.as_str());
        if mode != self.mode {
            let detail = format!("the events give {}, the snapshot {mode}", self.mode);
            return Some(("folded: mode".to_owned(), detail));
        }
        None
    }
}
