//! Agents: logging in and out, modes, heartbeats, allocation, work after the call.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use wellclient_core::id::{AgentId, DeviceId};

use super::Verdict;
use crate::pbx::Pbx;
use crate::pbx::agent::{Agent, Mode, Standing};
use crate::pbx::api::ApiReply;
use crate::pbx::config::{AgentCondition, ExtensionCondition};
use crate::pbx::refusal::Refusal;
use crate::pbx::timers::Timer;

/// The body of `POST /api/csta/agent/state`.
#[derive(Deserialize)]
#[serde(tag = "func")]
pub(super) enum StateRequest {
    #[serde(rename_all = "camelCase")]
    Login {
        login_id: AgentId,
        device: DeviceId,
        password: Option<String>,
        agent_mode: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    Logout { agent_id: AgentId },
    #[serde(rename_all = "camelCase")]
    SetState {
        agent_id: AgentId,
        device: Option<DeviceId>,
        agent_mode: String,
        reason: Option<String>,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pending {
    pending_mode: &'static str,
}

const NO_MODE: Refusal = Refusal::Malformed("agentMode is neither Ready nor NotReady");

impl Pbx {
    pub(super) fn agent_state(&mut self, me: &AgentId, request: StateRequest) -> Verdict {
        match request {
            StateRequest::Login {
                login_id,
                device,
                password,
                agent_mode,
            } => {
                let mode = agent_mode
                    .as_deref()
                    .map_or(Ok(Mode::NotReady), |name| Mode::asked(name).ok_or(NO_MODE))?;
                self.log_in(me, login_id, device, password.as_deref(), mode)
            }
            StateRequest::Logout { agent_id } => self.log_out(me, &agent_id),
            StateRequest::SetState {
                agent_id,
                device,
                agent_mode,
                reason,
            } => {
                let mode = Mode::asked(&agent_mode).ok_or(NO_MODE)?;
                let standing = Standing {
                    mode,
                    reason: reason.unwrap_or_default(),
                };
                self.set_state(me, &agent_id, device.as_ref(), standing)
            }
        }
    }

    fn log_in(
        &mut self,
        me: &AgentId,
        id: AgentId,
        device: DeviceId,
        password: Option<&str>,
        mode: Mode,
    ) -> Verdict {
        self.may_log_in(me, &id, &device, password)?;
        let now = self.now;
        let standing = Standing::of(mode);
        if let Some(extension) = self.extension(&device) {
            extension.agent = Some(id.clone());
        }
        if let Some(agent) = self.agent(&id) {
            agent.device = Some(device.clone());
            agent.standing = standing.clone();
            agent.since = now;
            agent.pending = None;
            agent.last_heard = now;
        }
        self.await_heartbeat(&id, now);
        self.tell_agent(&id, &device, "agentLoggedOn", &standing);
        self.tell_agent(&id, &device, mode.event(), &standing);
        Ok(ApiReply::done())
    }

    fn may_log_in(
        &mut self,
        me: &AgentId,
        id: &AgentId,
        device: &DeviceId,
        password: Option<&str>,
    ) -> Result<(), Refusal> {
        let agent = self.agent_of(me, id)?;
        let (seat, condition) = (agent.device.clone(), agent.condition);
        let proven = password.map_or(me == id, |password| self.password_is(id, password));
        if !proven {
            return Err(Refusal::WrongPassword);
        }
        match condition {
            AgentCondition::Illegal => return Err(Refusal::NoSuchAgent),
            AgentCondition::Deleted | AgentCondition::Disabled => return Err(Refusal::AgentNotLegal),
            AgentCondition::AllocationFails => return Err(Refusal::AllocationFailed),
            AgentCondition::TaskNotAssigned => return Err(Refusal::TaskNotAssigned),
            AgentCondition::Normal | AgentCondition::QuotaReached => {}
        }
        let extension = self.extension(device).filter(|_| device.domain() == me.domain());
        let extension = extension.ok_or(Refusal::NoSuchExtension)?;
        match extension.condition {
            ExtensionCondition::IllegalState => return Err(Refusal::IllegalExtensionState),
            ExtensionCondition::NotAuthorised => return Err(Refusal::ExtensionNotAuthorised),
            ExtensionCondition::Normal | ExtensionCondition::RecordingDisabled => {}
        }
        if !extension.registered {
            return Err(Refusal::NotRegistered);
        }
        let used_by = extension.agent.clone();
        match (seat, used_by) {
            (Some(seat), _) if seat == *device => Err(Refusal::AlreadyLoggedIn),
            (Some(seat), _) => Err(Refusal::LoggedInElsewhere(seat)),
            (None, Some(other)) => Err(Refusal::ExtensionInUse(other)),
            (None, None) if !self.calls_of(device).is_empty() => Err(Refusal::ExtensionBusy),
            (None, None) if self.is_full(me.domain()) => Err(Refusal::TooManyAgents),
            (None, None) => Ok(()),
        }
    }

    fn is_full(&self, domain: &str) -> bool {
        let logged_in = || {
            self.agents
                .iter()
                .filter(|(id, agent)| agent.device.is_some() && id.domain() == domain)
        };
        self.config
            .agent_limit
            .is_some_and(|limit| logged_in().count() >= limit)
    }

    /// The agent, if of the same tenant.
    fn agent_of(&mut self, me: &AgentId, id: &AgentId) -> Result<&mut Agent, Refusal> {
        self.agent(id)
            .filter(|_| id.domain() == me.domain())
            .ok_or(Refusal::NoSuchAgent)
    }

    /// Not out of a call, which nobody could end then.
    fn log_out(&mut self, me: &AgentId, id: &AgentId) -> Verdict {
        let seat = self.agent_of(me, id)?.device.clone();
        if seat.is_some_and(|seat| !self.calls_of(&seat).is_empty()) {
            return Err(Refusal::ExtensionBusy);
        }
        if self.force_off(id) {
            Ok(ApiReply::done())
        } else {
            Err(Refusal::LoggedOut)
        }
    }

    /// Logs an agent out, whatever she is doing. False if she is out already.
    pub(in crate::pbx) fn force_off(&mut self, id: &AgentId) -> bool {
        let Some(agent) = self.agents.get_mut(id) else {
            return false;
        };
        let Some(device) = agent.device.take() else {
            return false;
        };
        agent.standing = Standing::of(Mode::Logout);
        agent.pending = None;
        for timer in [Timer::Heartbeat(id.clone()), Timer::WrapUp(id.clone())] {
            self.timers.cancel(&timer);
        }
        self.tell_agent(id, &device, Mode::Logout.event(), &Standing::of(Mode::Logout));
        if let Some(extension) = self.extensions.get_mut(&device) {
            extension.agent = None;
        }
        self.give_up_dialling_for(id);
        true
    }

    fn set_state(
        &mut self,
        me: &AgentId,
        id: &AgentId,
        device: Option<&DeviceId>,
        asked: Standing,
    ) -> Verdict {
        let agent = self.agent_of(me, id)?;
        let seat = agent.device.clone().ok_or(Refusal::LoggedOut)?;
        if device.is_some_and(|device| *device != seat) {
            return Err(Refusal::NoSuchExtension);
        }
        if asked.mode == Mode::Ready {
            match agent.condition {
                AgentCondition::QuotaReached => return Err(Refusal::QuotaReached),
                AgentCondition::TaskNotAssigned => return Err(Refusal::TaskNotAssigned),
                _ => {}
            }
        }
        if agent.standing == asked {
            agent.pending = None;
            return Ok(ApiReply::done());
        }
        let allocated = agent.standing.mode == Mode::Allocated;
        if !allocated && self.calls_of(&seat).is_empty() {
            self.stand(id, asked);
            return Ok(ApiReply::done());
        }
        let pending_mode = asked.mode.name();
        if let Some(agent) = self.agents.get_mut(id) {
            agent.pending = Some(asked);
        }
        Ok(ApiReply::json(&Pending { pending_mode }))
    }

    /// Puts a logged-in agent into a mode, and tells her.
    pub(in crate::pbx) fn stand(&mut self, id: &AgentId, standing: Standing) {
        self.timers.cancel(&Timer::WrapUp(id.clone()));
        let Some(agent) = self.agents.get_mut(id) else {
            return;
        };
        let Some(device) = agent.device.clone() else {
            return;
        };
        agent.standing = standing.clone();
        agent.since = self.now;
        agent.pending = None;
        self.tell_agent(id, &device, standing.mode.event(), &standing);
    }

    /// 204 for any agent that exists: the 2.x client sends one before it logs in.
    pub(super) fn heartbeat(&mut self, me: &AgentId, id: &AgentId) -> Verdict {
        let now = self.now;
        self.agent_of(me, id)?.last_heard = now;
        Ok(ApiReply::done())
    }

    fn await_heartbeat(&mut self, id: &AgentId, heard: Duration) {
        if let Some(limit) = self.config.heartbeat_limit_ms {
            self.timers.set(
                Timer::Heartbeat(id.clone()),
                heard.saturating_add(Duration::from_millis(limit)),
            );
        }
    }

    pub(in crate::pbx) fn heartbeat_due(&mut self, id: &AgentId) {
        let Some(limit) = self.config.heartbeat_limit_ms.map(Duration::from_millis) else {
            return;
        };
        let Some(heard) = self.agents.get(id).map(|agent| agent.last_heard) else {
            return;
        };
        if heard.saturating_add(limit) > self.now {
            self.await_heartbeat(id, heard);
        } else {
            self.force_off(id);
        }
    }

    /// Devices have left a call, each after talking or not.
    pub(in crate::pbx) fn rest_all(&mut self, left: Vec<(DeviceId, bool)>) {
        for (device, talked) in left {
            self.rest(&device, talked);
        }
    }

    /// The device has left a call. If that was its last one, its agent goes on to what comes after a call.
    fn rest(&mut self, device: &DeviceId, talked: bool) {
        if !self.calls_of(device).is_empty() {
            return;
        }
        let Some(id) = self
            .extensions
            .get(device)
            .and_then(|extension| extension.agent.clone())
        else {
            return;
        };
        let Some(agent) = self.agents.get_mut(&id) else {
            return;
        };
        if let Some(pending) = agent.pending.take() {
            return self.stand(&id, pending);
        }
        let wraps_up = talked && self.config.wrap_up_ms > 0;
        match agent.standing.mode {
            Mode::Ready | Mode::NotReady if wraps_up => {
                agent.resume = agent.standing.clone();
                self.wrap_up(&id);
            }
            Mode::Allocated | Mode::WorkNotReady if wraps_up => self.wrap_up(&id),
            Mode::Allocated => {
                let resume = agent.resume.clone();
                self.stand(&id, resume);
            }
            Mode::Ready | Mode::NotReady | Mode::WorkNotReady | Mode::Logout => {}
        }
    }

    fn wrap_up(&mut self, id: &AgentId) {
        self.stand(id, Standing::of(Mode::WorkNotReady));
        let until = self
            .now
            .saturating_add(Duration::from_millis(self.config.wrap_up_ms));
        self.timers.set(Timer::WrapUp(id.clone()), until);
    }

    /// During a call that began meanwhile, the agent goes on only when it ends.
    pub(in crate::pbx) fn wrap_up_over(&mut self, id: &AgentId) {
        let Some(agent) = self.agents.get(id) else { return };
        let resume = agent.resume.clone();
        let busy = agent
            .device
            .as_ref()
            .is_some_and(|device| !self.calls_of(device).is_empty());
        if !busy {
            self.stand(id, resume);
        } else if let Some(agent) = self.agents.get_mut(id) {
            agent.pending.get_or_insert(resume);
        }
    }

    pub(super) fn release_allocated(&mut self, me: &AgentId, id: &AgentId) -> Verdict {
        let agent = self.agent_of(me, id)?;
        if agent.device.is_none() {
            return Err(Refusal::LoggedOut);
        }
        if agent.standing.mode == Mode::Allocated {
            let next = agent.pending.take().unwrap_or_else(|| agent.resume.clone());
            self.stand(id, next);
            self.give_up_dialling_for(id);
        }
        Ok(ApiReply::done())
    }
}
