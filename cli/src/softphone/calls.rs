//! The calls as they are shown: short names that stay, since when each is on hold, and which one is chosen.

use std::collections::VecDeque;
use std::time::Duration;

use wellclient::{CallId, CallSnapshot, ConnectionState};

/// A call with what only a screen needs.
pub(crate) struct Shown {
    pub(crate) call: CallSnapshot,
    /// Its number among the calls of this session, from 1.
    pub(crate) number: u32,
    pub(crate) held_since: Option<Duration>,
}

impl Shown {
    /// `C1`.
    pub(crate) fn name(&self) -> String {
        format!("C{}", self.number)
    }

    /// Whether it is this call, by any of its ids.
    pub(crate) fn is(&self, id: &CallId) -> bool {
        self.call.call_id == *id || self.call.former_ids.contains(id)
    }
}

/// So many calls that are over are still known by their names, for what is told of them late.
const REMEMBERED: usize = 16;

/// The calls, oldest first.
#[derive(Default)]
pub(crate) struct Calls {
    pub(crate) shown: Vec<Shown>,
    over: VecDeque<Shown>,
    chosen: Option<CallId>,
    named: u32,
}

impl Calls {
    /// These are the calls now.
    pub(crate) fn are(&mut self, calls: &[CallSnapshot], now: Duration) {
        let before = std::mem::take(&mut self.shown);
        let mut newest = None;
        for call in calls {
            let same = before
                .iter()
                .find(|known| known.is(&call.call_id) || call.former_ids.contains(&known.call.call_id));
            let held = call.leg == ConnectionState::Hold;
            if same.is_none() {
                self.named += 1;
                newest = Some(call.call_id.clone());
            }
            self.shown.push(Shown {
                number: same.map_or(self.named, |known| known.number),
                held_since: held.then(|| same.and_then(|known| known.held_since).unwrap_or(now)),
                call: call.clone(),
            });
        }
        let is_over = |known: &Shown| !self.shown.iter().any(|shown| shown.number == known.number);
        let over: Vec<Shown> = before.into_iter().filter(is_over).collect();
        self.over.extend(over);
        self.over.drain(..self.over.len().saturating_sub(REMEMBERED));
        // A new call is what one wants to act on.
        self.chosen = newest.or_else(|| self.chosen().map(|shown| shown.call.call_id.clone()));
        if self.chosen.is_none() {
            let active = self
                .shown
                .iter()
                .find(|shown| shown.call.leg != ConnectionState::Hold);
            let first = active.or(self.shown.first());
            self.chosen = first.map(|shown| shown.call.call_id.clone());
        }
    }

    /// The call that is acted on.
    pub(crate) fn chosen(&self) -> Option<&Shown> {
        let id = self.chosen.as_ref()?;
        self.shown.iter().find(|shown| shown.is(id))
    }

    pub(crate) fn choose(&mut self, index: usize) {
        if let Some(shown) = self.shown.get(index) {
            self.chosen = Some(shown.call.call_id.clone());
        }
    }

    /// The next one, or the one before.
    pub(crate) fn step(&mut self, down: bool) {
        let count = self.shown.len();
        let at = self.chosen().and_then(|chosen| {
            let number = chosen.number;
            self.shown.iter().position(|shown| shown.number == number)
        });
        if let Some(at) = at {
            self.choose(if down {
                (at + 1) % count
            } else {
                (at + count - 1) % count
            });
        }
    }

    /// The held call and its consultation.
    pub(crate) fn consultation(&self) -> Option<(&CallId, &CallId)> {
        let calls = || self.shown.iter().map(|shown| &shown.call);
        let made_from = calls().find_map(|call| {
            let held = call.consultation_of.as_ref()?;
            let held = self.shown.iter().find(|shown| shown.is(held))?;
            Some((&held.call.call_id, &call.call_id))
        });
        made_from.or_else(|| {
            let held = calls().find(|call| call.leg == ConnectionState::Hold)?;
            let other = calls().find(|call| call.call_id != held.call_id)?;
            Some((&held.call_id, &other.call_id))
        })
    }

    /// The name of a call that is shown, or was.
    pub(crate) fn name(&self, id: &CallId) -> Option<String> {
        let mut known = self.shown.iter().chain(self.over.iter().rev());
        known.find(|call| call.is(id)).map(Shown::name)
    }
}
