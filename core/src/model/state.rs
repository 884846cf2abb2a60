//! What the events have told: the agent's mode and the calls of the agent's device.

use std::collections::VecDeque;
use std::time::Duration;

use smol_str::SmolStr;

use super::call::{Call, ConnectionState, Role};
use super::ended::EndedCalls;
use super::limits::REMEMBERED;
use super::order::Order;
use super::perspective::Moment;
use crate::doubt::{Doubt, Doubts};
use crate::event::{AgentMode, EventTime};
use crate::id::{CallId, CallRef, CommandId, DeviceId, DeviceRef};

/// The agent, by the last agent event.
#[derive(Clone, PartialEq, Debug)]
pub struct Agent {
    /// What the agent is doing; [`AgentMode::Unknown`] before the first event.
    pub mode: AgentMode,
    /// Why not ready, where told.
    pub reason: Option<SmolStr>,
    /// Since when, by this machine's clocks; `None` before the first event.
    pub since: Option<Moment>,
    /// What may have changed unseen.
    pub doubts: Doubts,
}

/// The agent's mode and the calls of the agent's device.
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) agent: Agent,
    /// The place of the event that told the agent's mode.
    pub(super) agent_order: Order,
    /// The time of the last `agentLoggedOn`, by the server.
    pub(super) logged_on: Option<EventTime>,
    pub(super) calls: Vec<Call>,
    /// It is known that the device is in no other call.
    pub(super) complete: bool,
    /// When something did not fit in a stream without numbers: then the order may be lost.
    pub(super) disorder: Option<Duration>,
    /// When an `agentLoggedOff` came that was not taken, since it may be old. It may be new, and then there are no calls.
    pub(super) perhaps_out: Option<Duration>,
    pub(super) ended: EndedCalls,
    pub(super) renamed: VecDeque<(CallId, CallId)>,
    /// The agent has asked to be logged out.
    pub(super) logs_off: bool,
    /// The log-in has logged the agent out first, and no `agentLoggedOff` has come of that.
    pub(super) forced_out: bool,
    /// Calls that the agent's device was asked to listen to.
    pub(super) listening: VecDeque<Listening>,
    /// Calls that replies have named: they were made here, whoever is shown as calling while they ring here first.
    pub(super) made: VecDeque<CallId>,
    /// Calls that the agent's device has handed on, to take them back when the others are done.
    pub(super) returning: VecDeque<Returning>,
    /// Of an agent who is watched: nobody tells what the agent has asked for.
    pub(super) watched: bool,
}

/// A call that the agent's device was asked to listen to.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Listening {
    /// The command that asked for it.
    pub(super) by: CommandId,
    pub(super) call: CallId,
    /// Nobody knows whether that was carried out.
    pub(super) in_doubt: bool,
}

/// A call that is to come back to the agent's device. What came before it was handed on says nothing about that, also where the
/// window is folded again.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Returning {
    /// The command that asked for it.
    pub(super) by: CommandId,
    pub(super) call: CallId,
    /// The consultation whose other party goes into it.
    pub(super) consultation: Option<CallId>,
    pub(super) since: Duration,
    /// The command that has asked since to hand it on for good.
    pub(super) left_by: Option<CommandId>,
}

impl Returning {
    /// Whether something at this time is about this call's way.
    pub(super) fn is_it(&self, call: CallRef<'_>, at: Duration) -> bool {
        self.call == call && at >= self.since
    }
}

impl Default for Model {
    fn default() -> Self {
        Self {
            agent: Agent {
                mode: AgentMode::Unknown,
                reason: None,
                since: None,
                doubts: Doubts::default(),
            },
            agent_order: Order::default(),
            logged_on: None,
            calls: Vec::new(),
            complete: true,
            disorder: None,
            perhaps_out: None,
            ended: EndedCalls::default(),
            renamed: VecDeque::new(),
            logs_off: false,
            forced_out: false,
            listening: VecDeque::new(),
            made: VecDeque::new(),
            returning: VecDeque::new(),
            watched: false,
        }
    }
}

impl Model {
    /// Whether it is as one who listens that the agent's device comes into this call.
    pub(super) fn is_to_listen(&self, id: CallRef<'_>, own: DeviceRef<'_>) -> bool {
        let is_asked = self.listening.iter().any(|listening| listening.call == id);
        let takes_part = |call: &Call| !call.listens && call.leg(own) != ConnectionState::Null;
        is_asked && !self.call(id).is_some_and(takes_part)
    }

    /// What the agent's device does in this call only who takes part in it can do.
    pub(super) fn takes_part(&mut self, id: CallRef<'_>, own: DeviceRef<'_>) {
        let id = self.resolve(id).to_owned();
        self.listening.retain(|listening| listening.call != id);
        let calls = self.calls.iter_mut().filter(|call| call.id == id && call.listens);
        for call in calls {
            call.listens = false;
            if let Some(party) = call.party_mut(own) {
                party.role = Role::Called;
            }
        }
    }

    /// The agent.
    pub fn agent(&self) -> &Agent {
        &self.agent
    }

    /// The calls, oldest first.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// Whether it is known that the device is in no other call.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether the agent's mode, the list of calls, the agent's legs and the parties are as at the server.
    pub fn is_verified(&self) -> bool {
        !self.agent.doubts.has(Doubt::Mode) && self.complete && self.calls.iter().all(Call::is_verified)
    }

    /// Whether a call is there, or is known to have ended.
    pub(crate) fn knew<'a>(&self, id: impl Into<CallRef<'a>>) -> bool {
        let id = id.into();
        let now = self.resolve(id);
        self.position(now).is_some()
            || self.ended.get(now).is_some()
            || now != id && self.ended.get(id).is_some()
    }

    /// Whether all others had left a call before it ended here.
    pub(crate) fn was_left_alone<'a>(&'a self, id: impl Into<CallRef<'a>>) -> bool {
        let id = id.into();
        let now = self.resolve(id);
        let mut ended = [id, now].into_iter().filter_map(|id| self.ended.get(id));
        ended.any(|ended| ended.left_alone)
    }

    /// Whether the agent's device waits, on hold, for the others in this call to be done.
    pub(crate) fn will_return(&self, id: &CallId) -> bool {
        self.returning.iter().any(|returning| returning.call == *id)
    }

    /// Whether nothing is left but to wait for it to come back: the consultation for it, if there was one, has gone.
    pub(crate) fn is_waited_for(&self, id: &CallId) -> bool {
        let is_gone = |consultation: &CallId| self.call(consultation).is_none_or(|call| call.id == *id);
        self.returning
            .iter()
            .filter(|returning| returning.call == *id)
            .any(|returning| returning.consultation.as_ref().is_none_or(is_gone))
    }

    /// The call of this id, also by an id that it had before a transfer or a conference.
    pub fn call<'a>(&self, id: impl Into<CallRef<'a>>) -> Option<&Call> {
        let id = id.into();
        let id = self.resolve(id);
        self.calls.iter().find(|call| call.id == id)
    }

    /// The call that `call` was made from: the one on hold while the agent consults.
    pub fn consultation_of(&self, call: &Call, own: &DeviceId) -> Option<&Call> {
        if call.conference || call.role(own) != Some(Role::Calling) {
            return None;
        }
        let earlier = self.calls.iter().take_while(|other| other.id != call.id);
        let mut held = earlier.filter(|other| other.leg(own) == ConnectionState::Hold);
        let found = held.next()?;
        held.next().is_none().then_some(found)
    }

    /// Whether both know the same calls, parties and legs, and the same agent mode; times and roles do not
    /// count.
    pub fn agrees_with(&self, other: &Model) -> bool {
        self.agent.mode == other.agent.mode
            && self.calls.len() == other.calls.len()
            && self
                .calls
                .iter()
                .all(|call| other.calls.iter().any(|twin| call.agrees_with(twin)))
    }

    /// Whether one of the same calls is recorded in one of them only.
    pub(super) fn recordings_differ(&self, other: &Model) -> bool {
        let differs = |call: &Call| {
            let twin = other.calls.iter().find(|twin| twin.id == call.id);
            twin.is_some_and(|twin| twin.recording != call.recording)
        };
        self.calls.iter().any(differs)
    }

    /// Whether the agent has asked to be logged out.
    pub(crate) fn logs_off(&self) -> bool {
        self.logs_off
    }

    /// Whether an `agentLoggedOff` came that was not taken, since it may be old, and nothing has told yet.
    pub(crate) fn may_be_out(&self) -> bool {
        self.perhaps_out.is_some()
    }

    /// Whether nothing of what came shows that the order may be lost.
    pub(crate) fn has_come_in_order(&self) -> bool {
        self.disorder.is_none() && self.perhaps_out.is_none()
    }

    /// What came did so in its order, or nothing more can be done about it.
    pub(super) fn is_in_order(&mut self) {
        self.disorder = None;
        self.perhaps_out = None;
    }

    /// Anything may have changed unseen.
    pub(super) fn doubt(&mut self) {
        self.agent.doubts.add(Doubts::AGENT);
        self.doubt_calls();
    }

    /// Any call may have changed unseen, and there may be others.
    pub(super) fn doubt_calls(&mut self) {
        self.complete = false;
        self.calls.iter_mut().for_each(Call::doubt);
    }

    pub(super) fn position(&self, id: CallRef<'_>) -> Option<usize> {
        self.calls.iter().position(|call| call.id == id)
    }

    /// The id that a call has now.
    pub(super) fn resolve<'a>(&'a self, id: CallRef<'a>) -> CallRef<'a> {
        let mut id = id;
        // Each step goes to a younger entry, so this ends.
        for (old, new) in &self.renamed {
            if *old == id {
                id = new.borrowed();
            }
        }
        id
    }

    /// Whether an event about this call is about the one that had this id, also when it has ended.
    pub(crate) fn is_the_same(&self, id: &CallId, event_call: CallRef<'_>) -> bool {
        *id == event_call || self.resolve(id.borrowed()) == event_call
    }

    pub(super) fn remember_rename(&mut self, old: CallId, new: CallId) {
        self.renamed
            .retain(|(from, to)| *from != old && (*from != new || *to != old));
        if self.renamed.len() == REMEMBERED {
            self.renamed.pop_front();
        }
        self.renamed.push_back((old, new));
    }

    /// This event's producer numbers anew: by its numbers nothing that has ended before is newer than what comes.
    pub(super) fn numbers_begin_anew(&mut self, order: &Order) {
        let calls = self.calls.iter_mut();
        let departures = calls.flat_map(|call| call.departed.iter_mut().map(|(_, order)| order));
        let ends = self.ended.orders().chain(departures);
        for before in ends.filter(|before| before.producer == order.producer) {
            *before = Order::default();
        }
    }

    /// A call has ended here that is known; `told` by its own event.
    pub(super) fn remember_end_of(&mut self, call: Call, order: Order, told: bool) {
        let (left_alone, set) = (call.is_left_alone(), call.data_set);
        let id = call.id.clone();
        self.ended.remember(call.id, order, left_alone, told);
        if let Some(at) = set {
            self.ended.note_set(id.borrowed(), at);
        }
    }

    pub(super) fn remember_end(&mut self, call: CallId, order: Order, told: bool) {
        self.ended.remember(call, order, false, told);
    }

    /// Whether an unbroken channel has told that this call is over.
    pub(crate) fn is_told_over(&self, id: &CallId) -> bool {
        let now = self.resolve(id.borrowed());
        self.position(now).is_none() && self.ended.get(now).is_some_and(|ended| ended.told)
    }
}
