//! Asking the server for its state: after a reconnect, in doubt, for a command whose event does not come, and to take
//! up a saved session.

use std::sync::Arc;
use std::time::Duration;

use super::login::Phase;
use super::pending::Pending;
use super::requests::{Lane, Purpose};
use super::{CommandError, Confirmation, Evidence, LogKind, Outcome, Output, Reply, Session};
use crate::event::{
    ActiveCall, AgentMode, Derived, Event, RecoverStateSuccess, RecoveredCall, Synthesizer,
    WsReconnectSucceed,
};
use crate::http::Api;
use crate::http::reply::ClientState;
use crate::id::{AgentId, CallId, CommandId, DeviceId};
use crate::model::{ConnectionState, Role};
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::time::Now;

/// How often an account that events have overtaken is asked for again at once; after that, less often.
const OVERTAKEN: u32 = 5;

/// Between two tries where the account cannot be had: doubled each time, up to the second.
const RETRY: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(60));

#[derive(Default, Debug)]
pub(super) struct Resync {
    /// When to ask.
    pub(super) due: Option<Duration>,
    /// It is due because of doubt, which a late event can dispel.
    for_doubt: bool,
    /// `wsReconnectSucceed` is owed.
    pub(super) after_reconnect: bool,
    overtaken: u32,
    failures: u32,
    /// The server has no such account.
    pub(super) unavailable: bool,
}

impl Resync {
    pub(super) fn forget_doubt(&mut self) {
        if std::mem::take(&mut self.for_doubt) {
            self.due = None;
        }
    }
}

/// What it takes to take a session up again after the application was restarted. Keep it as a password is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedSession {
    /// The agent.
    pub agent: AgentId,
    /// The device.
    pub device: DeviceId,
    /// The HTTP session.
    pub session_id: Secret,
    /// With the password, the HTTP session can be renewed when it expires.
    pub password: Option<Secret>,
}

/// A saved session being taken up.
#[derive(Debug)]
pub(super) struct Recovery {
    pub(super) command: CommandId,
    pub(super) issued: Duration,
    pub(super) deadline: Duration,
    /// The account was usable; the event channel is being opened.
    checked: bool,
}

impl Recovery {
    /// The account was usable; the event channel does not stand yet, or has only just come to.
    pub(super) fn is_linking(&self) -> bool {
        self.checked
    }
}

impl Session {
    /// Takes up a saved session: settles as a log-in does, and reports `recoverStateSuccess` in place of
    /// `agentLoggedOn`.
    pub fn recover(&mut self, now: Now, saved: SavedSession) -> CommandId {
        if self.config.journal {
            self.outputs
                .push_back(Output::Journal(crate::journal::recover(now, &saved)));
        }
        let now = self.tick(now);
        self.next_command += 1;
        let command = CommandId(self.next_command);
        let api = Api::new(
            self.config.environment.clone(),
            self.config.dialect,
            saved.agent.clone(),
            saved.device.clone(),
        );
        let api = match (self.may_begin(), api) {
            (Ok(()), Ok(api)) => api,
            (Err(error), _) => {
                self.refuse(now, command, "recover", error);
                return command;
            }
            (_, Err(error)) => {
                self.refuse(now, command, "recover", error.into());
                return command;
            }
        };
        let mut identity = self.identity_of(api);
        identity.session_id = Some(saved.session_id);
        identity.credentials = saved.password.map(|password| {
            crate::command::LoginRequest::new(
                saved.agent.job_number(),
                password,
                saved.agent.domain(),
                saved.device.number(),
            )
        });
        self.identity = Some(identity);
        self.log.start_session(now.wall);
        let issued = now.monotonic;
        let deadline = issued + self.config.timing.login;
        self.phase = Phase::Recovering(Recovery {
            command,
            issued,
            deadline,
            checked: false,
        });
        self.ask_state();
        command
    }

    /// The event channel stands: what the server says now is the state to begin with.
    pub(super) fn recover_linked(&mut self) {
        self.ask_state();
    }

    pub(super) fn recover_failed(&mut self, now: Now, error: CommandError) {
        let Phase::Recovering(recovery) = &self.phase else {
            return;
        };
        let (command, issued) = (recovery.command, recovery.issued);
        self.settle(now, command, "recover", issued, Outcome::Rejected(error));
        self.logged_off(now);
    }

    /// Tries the event channel again: after it was given up, and at once where the next attempt is waited for, unless
    /// the server has asked for that time. Otherwise ignored. For whoever knows that the network is back.
    pub fn reconnect(&mut self, now: Now) {
        if self.config.journal {
            self.outputs
                .push_back(Output::Journal(crate::journal::reconnect(now)));
        }
        let now = self.tick(now);
        if matches!(self.phase, Phase::LoggedIn) {
            self.with_link(now, |link, _| link.reopen(now.monotonic));
        }
    }

    /// Something does not fit: ask the server in a while, unless a late event explains it.
    pub(super) fn doubt(&mut self, now: Now) {
        // An account that was asked for before says nothing about it.
        self.generation += 1;
        if self.resync.due.is_none() && matches!(self.phase, Phase::LoggedIn) {
            self.resync.due = Some(now.monotonic + self.config.timing.doubt);
            self.resync.for_doubt = true;
        }
    }

    /// The model is compared with the account even where nothing seems wrong.
    pub(super) fn verify(&mut self) {
        let link_is_up = self
            .identity
            .as_ref()
            .is_some_and(|identity| identity.link.is_active());
        if self.config.verify_with_heartbeat && link_is_up && !self.resync.unavailable {
            self.ask_state();
        }
    }

    pub(super) fn ask_state(&mut self) {
        let Some(identity) = &self.identity else { return };
        if self
            .requests
            .is_under_way(|purpose| matches!(purpose, Purpose::ClientState { .. }))
        {
            return;
        }
        self.resync.due = None;
        self.resync.for_doubt = false;
        let request = identity.api.client_state();
        self.submit(
            Purpose::ClientState {
                generation: self.generation,
            },
            request,
            Lane::Free,
        );
    }

    pub(super) fn client_state(&mut self, now: Now, generation: u64, state: &ClientState) {
        self.resync.failures = 0;
        // What came meanwhile may be newer than this account.
        if generation != self.generation {
            self.resync.overtaken += 1;
            if self.resync.overtaken <= OVERTAKEN {
                return self.ask_state();
            }
            self.resync.due = Some(now.monotonic + RETRY.0);
            return;
        }
        self.resync.overtaken = 0;
        match &self.phase {
            Phase::Recovering(recovery) => {
                let checked = recovery.checked;
                self.recover_with(now, state, checked);
            }
            Phase::LoggingIn(_) => self.confirm_login_by(now, state),
            Phase::LoggedIn | Phase::LoggingOut(_) => self.resync_with(now, state),
            Phase::LoggedOut | Phase::Closed => {}
        }
    }

    fn resync_with(&mut self, now: Now, state: &ClientState) {
        self.metrics.resyncs += 1;
        let Some(identity) = &mut self.identity else {
            return;
        };
        let usable = state.is_usable_for(identity.api.agent(), identity.api.device());
        let mode = if usable { mode_of(state) } else { AgentMode::Logout };
        if std::mem::take(&mut self.resync.after_reconnect) {
            self.report_reconnected(mode, state);
        }
        if !usable {
            self.say(
                now,
                LogKind::Error,
                "by the server's account the agent is logged out here",
            );
            return self.logged_off_unseen(now);
        }
        let Some(identity) = &mut self.identity else {
            return;
        };
        let corrections = identity.tracker.reconcile(now, state);
        self.generation += 1;
        for (event, cleared) in corrections {
            let event = self.synthesized(now, event);
            self.consequences(&event, cleared);
            self.react(now, &event);
        }
        let Some(identity) = &self.identity else { return };
        let mut made: Vec<CallId> = self
            .pending
            .iter()
            .filter_map(Pending::new_call)
            .cloned()
            .collect();
        for pending in &mut self.pending {
            pending.exclude(&made);
            pending.checked(identity.model(), identity.own());
            made.extend(pending.new_call().cloned());
        }
        self.settle_ready(now);
        self.answer_what_rings(now);
    }

    fn synthesized(&mut self, now: Now, event: Event) -> Arc<Event> {
        let event = Arc::new(event);
        self.metrics.corrections += 1;
        self.log.record(now.wall, event.shared_raw());
        self.outputs.push_back(Output::Event(Arc::clone(&event)));
        event
    }

    fn logged_off_unseen(&mut self, now: Now) {
        let Some(identity) = &self.identity else { return };
        let make = Synthesizer {
            agent: identity.api.agent(),
            device: identity.api.device(),
        };
        let event = make.agent_mode(AgentMode::Logout);
        let event = self.synthesized(now, event);
        self.react(now, &event);
    }

    fn report_reconnected(&mut self, agent_mode: AgentMode, state: &ClientState) {
        let call = state.agent.as_ref().and_then(|agent| agent.active_call.as_ref());
        let active_call = call.and_then(|call| {
            let json = serde_json::to_string(call).ok()?;
            Some(ActiveCall {
                call: call.call_id.clone()?,
                json: json.into(),
            })
        });
        self.report(Derived::WsReconnectSucceed(WsReconnectSucceed {
            agent_mode,
            active_call,
        }));
    }

    /// The client state cannot be had.
    pub(super) fn no_client_state(&mut self, now: Now, error: CommandError) {
        match &self.phase {
            Phase::Recovering(_) => return self.recover_failed(now, error),
            // The event may still come.
            Phase::LoggingIn(_) | Phase::LoggedOut | Phase::Closed => return,
            Phase::LoggedIn | Phase::LoggingOut(_) => {}
        }
        if std::mem::take(&mut self.resync.after_reconnect) {
            let event = WsReconnectSucceed {
                agent_mode: AgentMode::Logout,
                active_call: None,
            };
            self.report(Derived::WsReconnectSucceed(event));
        }
        // A server of 2.x has no such thing: then events alone must do.
        if matches!(error.status(), Some(404 | 405)) {
            self.resync.unavailable = true;
            return;
        }
        let wait = RETRY
            .0
            .saturating_mul(1 << self.resync.failures.min(10))
            .min(RETRY.1);
        self.resync.failures += 1;
        self.resync.due = Some(now.monotonic + wait.max(error.retry_after().unwrap_or_default()));
        self.resync.for_doubt = false;
    }

    /// `Login` was accepted, but `agentLoggedOn` has not come: does the server say that the agent is logged in?
    fn confirm_login_by(&mut self, now: Now, state: &ClientState) {
        let Some(identity) = &mut self.identity else {
            return;
        };
        let usable = state.is_usable_for(identity.api.agent(), identity.api.device());
        if !usable || !self.is_confirming_login() {
            return;
        }
        let Some(identity) = &mut self.identity else {
            return;
        };
        let corrections = identity.tracker.reconcile(now, state);
        for (event, _) in corrections {
            self.synthesized(now, event);
        }
        self.logged_in(now, Evidence::State);
        self.answer_what_rings(now);
    }

    fn recover_with(&mut self, now: Now, state: &ClientState, checked: bool) {
        let Some(identity) = &mut self.identity else {
            return;
        };
        if !state.is_usable_for(identity.api.agent(), identity.api.device()) {
            return self.recover_failed(now, Refusal::NotRecoverable.into());
        }
        if !checked {
            if let Phase::Recovering(recovery) = &mut self.phase {
                recovery.checked = true;
            }
            return self.with_link(now, |link, _| link.open(now.monotonic));
        }
        // What the account says is the beginning, not a correction: it is told in one event.
        identity.tracker.reconcile(now, state);
        self.generation += 1;
        let Phase::Recovering(recovery) = &self.phase else {
            return;
        };
        let (command, issued) = (recovery.command, recovery.issued);
        self.phase = Phase::LoggedIn;
        self.report_recovered(state);
        self.start_heartbeat(now);
        let confirmation = Confirmation {
            evidence: Evidence::State,
            reply: Reply::None,
        };
        self.settle(now, command, "recover", issued, Outcome::Confirmed(confirmation));
        self.answer_what_rings(now);
    }

    fn report_recovered(&mut self, state: &ClientState) {
        let Some(identity) = &self.identity else { return };
        let own = identity.own();
        let call = identity.model().calls().first().map(|call| RecoveredCall {
            call: call.id.clone(),
            calling: call.calling.clone(),
            called: call.called.clone(),
            established: call.established.is_some(),
        });
        let event = RecoverStateSuccess {
            agent: identity.api.agent().clone(),
            extension: own.clone(),
            agent_mode: mode_of(state),
            agent_name: state.agent.as_ref().and_then(|agent| agent.agent_name.clone()),
            call,
        };
        self.report(Derived::RecoverStateSuccess(event));
    }

    /// A call that was found ringing, not seen to begin to.
    fn answer_what_rings(&mut self, now: Now) {
        let Some(identity) = &self.identity else { return };
        let own = identity.own();
        let rings = identity
            .model()
            .calls()
            .iter()
            .find(|call| call.leg(own) == ConnectionState::Alerting && call.role(own) != Some(Role::Calling))
            .map(|call| call.id.clone());
        if let Some(call) = rings {
            self.auto_answer(now, call.borrowed());
        }
    }

    /// What is needed to take this session up again; `None` unless an agent is logged in.
    pub fn saved(&self) -> Option<SavedSession> {
        let identity = self
            .identity
            .as_ref()
            .filter(|_| matches!(self.phase, Phase::LoggedIn))?;
        Some(SavedSession {
            agent: identity.api.agent().clone(),
            device: identity.api.device().clone(),
            session_id: identity.session_id.clone()?,
            password: None,
        })
    }
}

fn mode_of(state: &ClientState) -> AgentMode {
    let mode = state.agent.as_ref().and_then(|agent| agent.agent_mode.as_deref());
    mode.map_or(AgentMode::Unknown, AgentMode::from)
}
