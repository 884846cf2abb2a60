//! What was so a little while ago, as far as the server has told: an account that still says that can be behind the events.
//!
//! Nothing tells how old an account is: the protocol gives it no time and no number. One that says what never was so is ahead of
//! an event; one that says what an event has put an end to is older than that event, or another event was lost. Which it is
//! cannot be known before the time is over for which an account may be behind.

use std::collections::VecDeque;
use std::time::Duration;

use crate::doubt::Doubt;
use crate::event::AgentMode;
use crate::http::reply::{ActiveCall, CallDirection, ClientState};
use crate::id::{CallId, DeviceId};
use crate::model::{ConnectionState, Model, shown_leg};

/// So many changes are kept: as many as there may be while an account is behind.
const KEPT: usize = 32;

/// What an account can show, and was so, or can have been.
#[derive(Debug)]
pub(super) struct Formers {
    /// When an event has told the mode last. Before it any may have been so: not each is told.
    mode_told: Option<Duration>,
    /// With the own leg of each.
    calls: Past<Vec<(CallId, ConnectionState)>>,
    /// When an event has told of a new one last. Before it there may have been none: an end can be told late.
    begun: Option<Duration>,
    /// When the last gap was over.
    gap: Duration,
}

#[derive(Debug)]
struct Past<T> {
    /// The oldest first, each with when it came to an end.
    past: VecDeque<(Duration, T)>,
    present: T,
}

impl Default for Formers {
    fn default() -> Self {
        Self {
            mode_told: None,
            calls: Past::begin(Vec::new()),
            begun: None,
            gap: Duration::ZERO,
        }
    }
}

impl Formers {
    /// An event has come, and the model is as it is now.
    pub(super) fn event(&mut self, now: Duration, tells_mode: bool, model: &Model, own: &DeviceId) {
        if tells_mode {
            // Where its order is not certain, the account tells it.
            let is_sure = !model.agent().doubts.has(Doubt::Mode);
            self.mode_told = is_sure.then_some(now);
        }
        if !are(&self.calls.present, model, own) {
            let is_known = |id: &CallId| self.calls.present.iter().any(|(known, _)| known == id);
            if model.calls().iter().any(|call| !is_known(&call.id)) {
                self.begun = Some(now);
            }
            self.calls.change(now, calls_in(model, own));
        }
    }

    /// There was a gap.
    pub(super) fn gap(&mut self, now: Duration) {
        self.gap = now;
    }

    /// From here on it is known how it was.
    pub(super) fn begin(&mut self, model: &Model, own: &DeviceId) {
        self.calls.present = calls_in(model, own);
    }

    /// An account is believed, and the model is as that says: what comes after it is no older.
    pub(super) fn account(&mut self, account: &ClientState, shows_held: bool, model: &Model, own: &DeviceId) {
        self.begin(model, own);
        self.calls.are_over(|known| shows(account, known, shows_held));
    }

    /// Whether an account that may be as old as `since` says what was so since then, and is no more. That there was no call before a
    /// gap says nothing after it; and where the server itself has said since not to know a call, it bears that out.
    pub(super) fn are_shown(
        &self,
        since: Duration,
        account: &ClientState,
        shows_held: bool,
        model: &Model,
        (own, is_denied): (&DeviceId, impl Fn(&CallId) -> bool),
    ) -> bool {
        let says = |known: &Vec<_>| shows(account, known, shows_held);
        let mode = mode_by(account, own);
        let is_other = mode != AgentMode::Unknown && mode != *mode_in(model);
        let is_of_mode = is_other && self.mode_told.is_some_and(|told| told > since);
        let present = self.calls.present.iter().filter(|(id, _)| !is_denied(id));
        if says(&self.calls.present) || says(&present.cloned().collect()) {
            return is_of_mode;
        }
        if account.has_call() {
            return is_of_mode || self.calls.was(since, says);
        }
        let since = since.max(self.gap);
        is_of_mode || self.begun.is_some_and(|begun| begun > since) || self.calls.was(since, says)
    }
}

impl<T> Past<T> {
    fn begin(present: T) -> Self {
        Self {
            past: VecDeque::new(),
            present,
        }
    }

    fn change(&mut self, now: Duration, to: T) {
        let before = std::mem::replace(&mut self.present, to);
        if self.past.len() == KEPT {
            self.past.pop_front();
        }
        self.past.push_back((now, before));
    }

    fn was(&self, since: Duration, says: impl Fn(&T) -> bool) -> bool {
        let mut lately = self.past.iter().filter(|(until, _)| *until > since);
        lately.any(|(_, known)| says(known))
    }

    /// An account says what is so, and not as well what was so before.
    fn are_over(&mut self, says: impl Fn(&T) -> bool) {
        if says(&self.present) && !self.past.iter().any(|(_, known)| says(known)) {
            self.past.clear();
        }
    }
}

fn calls_in(model: &Model, own: &DeviceId) -> Vec<(CallId, ConnectionState)> {
    let calls = model.calls().iter();
    calls.map(|call| (call.id.clone(), call.leg(own))).collect()
}

fn are(known: &[(CallId, ConnectionState)], model: &Model, own: &DeviceId) -> bool {
    let calls = model.calls();
    let mut both = known.iter().zip(calls);
    known.len() == calls.len() && both.all(|((id, leg), call)| *leg == call.leg(own) && *id == call.id)
}

/// An account shows a call that is not on hold before one that is, if the server's `shows_held` at all.
fn shows(account: &ClientState, known: &[(CallId, ConnectionState)], shows_held: bool) -> bool {
    let is_held = |(_, leg): &(CallId, ConnectionState)| *leg == ConnectionState::Hold;
    if !account.has_call() {
        return known.is_empty() || !shows_held && known.iter().all(is_held);
    }
    let active = account
        .agent
        .as_ref()
        .and_then(|agent| agent.active_call.as_ref());
    let shown = active.and_then(|call| Some((call, call.call_id.as_ref()?, shown_leg(call)?)));
    let Some((active, shown, told)) = shown else {
        return false;
    };
    let is_it = |(id, leg): &(CallId, ConnectionState)| id == shown && is_leg(*leg, told, active);
    let mut beside = known.iter().filter(|(id, _)| id != shown);
    known.iter().any(is_it) && (told != ConnectionState::Hold || beside.all(is_held))
}

/// Before the log-in is told the agent is out.
fn mode_in(model: &Model) -> &AgentMode {
    match &model.agent().mode {
        AgentMode::Unknown => &AgentMode::Logout,
        mode => mode,
    }
}

/// Who is logged in elsewhere is out here.
fn mode_by(account: &ClientState, own: &DeviceId) -> AgentMode {
    let Some(agent) = &account.agent else {
        return AgentMode::Unknown;
    };
    match (&agent.extension_id, agent.agent_mode.as_deref()) {
        (Some(device), _) if device != own => AgentMode::Logout,
        (_, mode) => mode.map_or(AgentMode::Unknown, AgentMode::from),
    }
}

/// Seen from here, a call that was made is connected from dialling on.
fn is_leg(known: ConnectionState, told: ConnectionState, call: &ActiveCall) -> bool {
    let is_dialled = |leg| leg != ConnectionState::Hold && leg != ConnectionState::Null;
    let was_made = call.direction == Some(CallDirection::Out);
    known == told || was_made && is_dialled(known) && is_dialled(told)
}
