//! What an application may look at.

use super::link::Link;
use super::online::Online;
use super::state::Life;
use super::{SavedSession, SavedState, Session, SessionConfig};
use crate::actions::{Action, CALL_VERBS, OTHER_VERBS, Situation, call_action, recording_action};
use crate::command::Verb;
use crate::doubt::{Doubt, Doubts};
use crate::event_log::EventLog;
use crate::id::{AgentId, CallId, CommandId, DeviceId};
use crate::metrics::Metrics;
use crate::model::{Call, Model, call_memory};
use crate::refusal::Refusal;
use crate::snapshot::{AgentSnapshot, CallSnapshot, LinkState, SessionPhase, Snapshot};
use crate::time::Now;

impl Session {
    /// The state now, with the durations as of now.
    pub fn snapshot(&self, now: Now) -> Snapshot {
        let online = self.life.online();
        let is_believed = online.is_some_and(Online::is_believed);
        let is = |part: fn(&Model) -> bool| is_believed && online.is_some_and(|online| part(online.model()));
        Snapshot {
            phase: self.phase(),
            link: self.channel_state(),
            verified: is(Model::is_verified),
            calls_complete: is(Model::is_complete),
            session_end: self.cx.session_end,
            credentials_refused: match &self.life {
                Life::Watching(watching) => watching.credentials_refused,
                life => life.logged_in().is_ok_and(|agent| agent.credentials_refused),
            },
            agent: self.agent_snapshot(now),
            calls: self.call_snapshots(now),
            actions: self.actions(now),
            prefixes: self
                .life
                .logged_in()
                .map(|agent| agent.prefixes.clone())
                .unwrap_or_default(),
        }
    }

    fn channel_state(&self) -> LinkState {
        let link = match &self.life {
            Life::Watching(watching) => watching.link(),
            life => life.online().map(Online::link),
        };
        link.map_or(LinkState::Off, Link::state)
    }

    /// Where in its life the session is.
    pub fn phase(&self) -> SessionPhase {
        self.life.phase()
    }

    /// The agent and the device, once a log-in has begun.
    pub fn identity(&self) -> Option<(&AgentId, &DeviceId)> {
        let api = self.life.account()?.api;
        // A watcher is on no device.
        let is_on_one = !api.device().as_str().is_empty();
        is_on_one.then(|| (api.agent(), api.device()))
    }

    /// The call model; `None` unless an event channel is wanted.
    pub fn model(&self) -> Option<&Model> {
        self.life.online().map(Online::model)
    }

    /// Whether a verb may be used now, and if not, why not. `call` says on which of the agent's own calls; of a verb that is
    /// about none of them ([`OTHER_VERBS`]) it is not looked at. Without one `dropConnection` is about the only call that
    /// there is. A verb that [needs a call](Verb::needs_call) finds none ([`Refusal::NoCall`]).
    ///
    /// # Errors
    /// The reason why not.
    pub fn may(&self, now: Now, verb: Verb, call: Option<&CallId>) -> Result<(), Refusal> {
        if OTHER_VERBS.contains(&verb) {
            return self.may_now(now, verb);
        }
        match call {
            Some(call) => self.fits(verb, call)?,
            None => self.fits(verb, only_call(verb, self.life.logged_in()?.online.model())?)?,
        }
        self.is_served()
    }

    /// Whether a command would go out, and could be answered by anything but 426.
    fn is_served(&self) -> Result<(), Refusal> {
        match self.life.logged_in() {
            Ok(agent) if agent.is_refused => Err(Refusal::CredentialsRefused),
            _ if self.cx.commands.is_full() => Err(Refusal::TooManyCommands),
            _ => Ok(()),
        }
    }

    /// Whether a verb fits a call as it is now.
    pub(super) fn fits(&self, verb: Verb, call: &CallId) -> Result<(), Refusal> {
        let agent = self.life.logged_in()?;
        call_action(agent.online.model(), agent.online.own(), call, verb)
    }

    /// The model as the reference client shows it (manual 5.1).
    pub fn call_memory(&self) -> serde_json::Value {
        match self.life.online() {
            Some(online) => call_memory(online.model()),
            None => serde_json::json!({ "length": 0 }),
        }
    }

    /// The counters.
    pub fn metrics(&self) -> Metrics {
        self.cx.metrics
    }

    /// What the session was told at the start, with later changes.
    pub fn config(&self) -> &SessionConfig {
        &self.cx.config
    }

    /// The number that the next command gets.
    pub fn next_command(&self) -> CommandId {
        self.cx.commands.next()
    }

    /// What is needed to take this session up again; `None` unless an agent is logged in.
    pub fn saved(&self) -> Option<SavedSession> {
        let agent = self.life.logged_in().ok()?;
        Some(SavedSession {
            agent: agent.api.agent().clone(),
            device: agent.api.device().clone(),
            session_id: agent.online.session_id.clone(),
            password: None,
            state: Some(SavedState {
                model: agent.online.tracker.save(),
                pending_mode: agent.pending_mode.mode().map(str::to_owned),
                prefixes: agent.prefixes.clone(),
                answering: agent.answering.under_way(),
                cookies: self.cx.cookies.clone(),
            }),
        })
    }

    /// How often an agent of this session has been logged off: by own wish, by somebody else, or by the server. Closing
    /// without a log-out is none.
    pub fn log_offs(&self) -> u64 {
        self.cx.log_offs
    }

    /// The event log as of now (manual 5.5).
    pub fn event_log(&self) -> EventLog {
        self.cx.readable_log()
    }

    fn agent_snapshot(&self, now: Now) -> Option<AgentSnapshot> {
        let api = self.life.account().filter(|_| self.identity().is_some())?.api;
        let unknown = Model::default();
        let agent = self.life.online().map_or(&unknown, Online::model).agent();
        let logged_in = self.life.logged_in().ok();
        let pending_mode = logged_in.and_then(|agent| agent.pending_mode.mode().map(str::to_owned));
        let mut shown = AgentSnapshot::of(agent, api.agent(), api.device(), now.monotonic);
        if !self.life.online().is_some_and(Online::is_believed) {
            shown.doubts.add(Doubts::AGENT);
        }
        let in_doubt = logged_in.is_some_and(|agent| agent.pending_mode.is_in_doubt());
        if in_doubt || shown.doubts.has(Doubt::Mode) {
            shown.doubts.add(Doubt::PendingMode);
        }
        shown.pending_mode = pending_mode;
        Some(shown)
    }

    fn call_snapshots(&self, now: Now) -> Vec<CallSnapshot> {
        let Some(online) = self.life.online() else {
            return Vec::new();
        };
        let (model, own) = (online.model(), online.own());
        let situation = self.life.logged_in().map(|_| Situation::of(model, own));
        let is_served = self.is_served();
        let describe = |call: &Call| {
            let here = situation.as_ref().map(|situation| situation.look_at(call));
            let permits = |verb| match &here {
                Ok(here) => here.permits(verb).and_then(|()| is_served.clone()),
                Err(why) => Err((*why).clone()),
            };
            let action = |verb| Action {
                verb,
                permission: permits(verb),
            };
            let mut shown = CallSnapshot {
                consultation_of: model.consultation_of(call, own).map(|held| held.id.clone()),
                actions: CALL_VERBS.into_iter().map(action).collect(),
                ..CallSnapshot::of(call, own, now.monotonic)
            };
            if !online.is_believed() {
                shown.doubt();
            }
            shown
        };
        model.calls().iter().map(describe).collect()
    }

    fn actions(&self, now: Now) -> Vec<Action> {
        let action = |verb| Action {
            verb,
            permission: self.may_now(now, verb),
        };
        OTHER_VERBS.into_iter().map(action).collect()
    }

    /// Of a verb about none of the agent's own calls.
    fn may_now(&self, now: Now, verb: Verb) -> Result<(), Refusal> {
        let agent = match (self.life.logged_in(), verb) {
            (Ok(_), Verb::Login) => return Err(Refusal::AlreadyLoggedIn),
            (Err(Refusal::NotLoggedIn), Verb::Login) => return Ok(()),
            (agent, _) => agent?,
        };
        self.is_served()?;
        let (model, own) = (agent.online.model(), agent.online.own());
        match verb {
            Verb::Logout => self.may_leave(agent),
            Verb::MakeCall => self.may_dial(now, agent),
            Verb::StartRecording => recording_action(model, own, true),
            Verb::StopRecording => recording_action(model, own, false),
            _ => Ok(()),
        }
    }
}

/// What a verb is about that says no call.
fn only_call(verb: Verb, model: &Model) -> Result<&CallId, Refusal> {
    match model.calls() {
        [] => Err(Refusal::NoCall),
        _ if verb.needs_call() => Err(Refusal::NoCall),
        [call] => Ok(&call.id),
        _ => Err(Refusal::SeveralCalls),
    }
}
