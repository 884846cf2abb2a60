//! What an application may look at, and the few things it may change at any time.

use super::login::Phase;
use super::{LogKind, Output, Session, SessionConfig};
use crate::actions::{Action, CALL_VERBS, call_action, logout_action, make_call_action};
use crate::command::Verb;
use crate::event_log::EventLog;
use crate::id::{AgentId, CallId, DeviceId};
use crate::metrics::Metrics;
use crate::model::{ConnectionState, Model, call_memory};
use crate::refusal::Refusal;
use crate::snapshot::{AgentSnapshot, CallSnapshot, LinkState, SessionPhase, Snapshot};
use crate::time::Now;

impl Session {
    /// The state now, with the durations as of now.
    pub fn snapshot(&self, now: Now) -> Snapshot {
        let link = self
            .identity
            .as_ref()
            .map_or(LinkState::Off, |identity| identity.link.link_state());
        let doubtful = self
            .identity
            .as_ref()
            .is_none_or(|identity| identity.tracker.is_doubtful());
        let calls = self.call_snapshots(now);
        Snapshot {
            phase: self.phase(),
            link,
            verified: link == LinkState::Active && !doubtful && calls.iter().all(|call| !call.unverified),
            agent: self.agent_snapshot(now),
            calls,
            actions: self.actions(),
            prefixes: self
                .identity
                .as_ref()
                .map(|identity| identity.prefixes.clone())
                .unwrap_or_default(),
        }
    }

    /// Where in its life the session is.
    pub fn phase(&self) -> SessionPhase {
        match self.phase {
            Phase::LoggedOut => SessionPhase::LoggedOut,
            Phase::LoggingIn(_) => SessionPhase::LoggingIn,
            Phase::Recovering(_) => SessionPhase::Recovering,
            Phase::LoggedIn => SessionPhase::LoggedIn,
            Phase::LoggingOut(_) => SessionPhase::LoggingOut,
            Phase::Closed => SessionPhase::Closed,
        }
    }

    /// The agent and the device, once a log-in has begun.
    pub fn identity(&self) -> Option<(&AgentId, &DeviceId)> {
        self.identity
            .as_ref()
            .map(|identity| (identity.api.agent(), identity.api.device()))
    }

    /// The call model; `None` unless an agent is logged in or being logged in.
    pub fn model(&self) -> Option<&Model> {
        self.identity.as_ref().map(|identity| identity.model())
    }

    /// Whether a verb may be used on a call now, and if not, why not.
    ///
    /// # Errors
    /// The reason why not.
    pub fn may(&self, verb: Verb, call: &CallId) -> Result<(), Refusal> {
        let identity = self
            .identity
            .as_ref()
            .filter(|_| matches!(self.phase, Phase::LoggedIn));
        let identity = identity.ok_or(Refusal::NotLoggedIn)?;
        call_action(identity.model(), identity.own(), call, verb)
    }

    /// The model as the reference client shows it (manual 5.1).
    pub fn call_memory(&self) -> serde_json::Value {
        match &self.identity {
            Some(identity) => call_memory(identity.model(), identity.tracker.perspective()),
            None => serde_json::json!({ "deviceId": "", "length": 0, "callMemory": {} }),
        }
    }

    /// The counters.
    pub fn metrics(&self) -> Metrics {
        self.metrics
    }

    /// What the session was told at the start, with later changes.
    pub fn config(&self) -> &SessionConfig {
        &self.config
    }

    /// The manual's `setConfig`; takes effect at once, `useWsLog` with the next log-in.
    pub fn set_settings(&mut self, now: Now, settings: crate::settings::Settings) {
        if self.config.journal {
            self.outputs
                .push_back(Output::Journal(crate::journal::settings(now, &settings)));
        }
        self.config.settings = settings;
    }

    /// Whether to retrieve the first call when the consulted party has hung up.
    pub fn set_retrieve_after_consultation(&mut self, now: Now, retrieve: bool) {
        if self.config.journal {
            self.outputs
                .push_back(Output::Journal(crate::journal::retrieve_after_consultation(
                    now, retrieve,
                )));
        }
        self.config.retrieve_after_consultation = retrieve;
    }

    /// The event log (manual 5.5).
    pub fn event_log(&self) -> &EventLog {
        &self.log
    }

    /// The event log, to enable, disable or clear it.
    pub fn event_log_mut(&mut self) -> &mut EventLog {
        &mut self.log
    }

    /// Writes a line of the application's own into the log (manual 5.2 and 5.3).
    pub fn log(&mut self, now: Now, kind: LogKind, text: &str) {
        self.log_line(now, text, kind);
    }

    fn agent_snapshot(&self, now: Now) -> Option<AgentSnapshot> {
        let identity = self.identity.as_ref()?;
        let agent = identity.model().agent();
        Some(AgentSnapshot {
            id: identity.api.agent().clone(),
            device: identity.api.device().clone(),
            mode: agent.mode.clone(),
            reason: agent.reason.as_ref().map(ToString::to_string),
            pending_mode: identity.pending_mode.clone(),
            in_mode: agent
                .since
                .map(|since| now.monotonic.saturating_sub(since.monotonic)),
            since: agent.since.map(|since| since.wall.unix_ms),
        })
    }

    fn call_snapshots(&self, now: Now) -> Vec<CallSnapshot> {
        let Some(identity) = &self.identity else {
            return Vec::new();
        };
        let (model, own) = (identity.model(), identity.own());
        let describe = |call: &crate::model::Call| CallSnapshot {
            consultation_of: model.consultation_of(call, own).map(|held| held.id.clone()),
            actions: CALL_VERBS
                .into_iter()
                .map(|verb| Action {
                    verb,
                    permission: self.may(verb, &call.id),
                })
                .collect(),
            ..CallSnapshot::of(call, own, now.monotonic)
        };
        model.calls().iter().map(describe).collect()
    }

    fn actions(&self) -> Vec<Action> {
        let verbs = [
            Verb::Login,
            Verb::Logout,
            Verb::SetAgentMode,
            Verb::MakeCall,
            Verb::StartRecording,
            Verb::StopRecording,
        ];
        verbs
            .into_iter()
            .map(|verb| Action {
                verb,
                permission: self.may_now(verb),
            })
            .collect()
    }

    fn may_now(&self, verb: Verb) -> Result<(), Refusal> {
        let model = match (&self.phase, &self.identity) {
            (Phase::LoggedIn, Some(identity)) => identity.model(),
            (Phase::LoggedOut, _) if verb == Verb::Login => return Ok(()),
            (Phase::LoggedOut, _) => return Err(Refusal::NotLoggedIn),
            (Phase::Closed, _) => return Err(Refusal::Closed),
            _ => return Err(Refusal::Busy),
        };
        let own = self.identity.as_ref().map(|identity| identity.own());
        let talking = own.and_then(|own| {
            model
                .calls()
                .iter()
                .find(|call| call.leg(own) == ConnectionState::Connected)
        });
        match verb {
            Verb::Login => Err(Refusal::AlreadyLoggedIn),
            Verb::Logout => logout_action(model),
            Verb::MakeCall => make_call_action(model),
            Verb::StartRecording | Verb::StopRecording => talking.map(|_| ()).ok_or(Refusal::NoCall),
            _ => Ok(()),
        }
    }
}
