//! A correction of the model that no synthesized event has told of.

use wellclient_core::event::Origin;
use wellclient_core::id::CallId;
use wellclient_core::model::Model;
use wellclient_core::snapshot::SessionPhase;

use super::seat::{Said, Seat};

/// A model before the server's account arrives.
pub(super) struct Before {
    model: Model,
    heard: usize,
}

impl Before {
    /// `None` where a correction is not told as such: a session that is being taken up.
    pub(super) fn of(chair: &Seat) -> Option<Self> {
        let logged_in = chair.session.phase() == SessionPhase::LoggedIn && chair.records;
        let model = chair.session.model().filter(|_| logged_in)?.clone();
        Some(Self {
            model,
            heard: chair.heard.len(),
        })
    }

    /// Changes that no synthesized event has told of.
    pub(super) fn untold(self, seat: usize, chair: &Seat) -> Vec<String> {
        let told = chair
            .heard
            .iter()
            .skip(self.heard)
            .filter_map(|(_, said)| match said {
                Said::Event(event) if event.origin == Origin::Synthesized => Some(event),
                _ => None,
            });
        let told: Vec<_> = told.collect();
        let about = |id: &CallId| told.iter().any(|event| event.call_id() == Some(id.borrowed()));
        let after = chair.session.model();
        let mut untold = Vec::new();
        let calls = |model: Option<&Model>| model.map(|model| model.calls().to_vec()).unwrap_or_default();
        let (old, new) = (calls(Some(&self.model)), calls(after));
        for call in old
            .iter()
            .filter(|call| !new.iter().any(|twin| twin.agrees_with(call)))
        {
            if !about(&call.id) && after.is_some() {
                untold.push(format!("seat {seat}: nobody told that {call:?} has changed"));
            }
        }
        for call in new
            .iter()
            .filter(|call| !old.iter().any(|twin| twin.id == call.id))
        {
            if !about(&call.id) {
                untold.push(format!("seat {seat}: nobody told of {call:?}"));
            }
        }
        let mode = after.map_or("Logout".into(), |model| model.agent().mode.to_string());
        if mode != self.model.agent().mode.as_str() && !told.iter().any(|event| event.kind().is_agent_event())
        {
            untold.push(format!("seat {seat}: nobody told that the mode is {mode}"));
        }
        untold
    }
}
