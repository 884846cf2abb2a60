//! What shows that a command has happened: only what it caused. The right device, call and target; what others do, or what
//! was so before, is no evidence.

use smol_str::SmolStr;

use super::outcome::CommandError;
use crate::actions::is_talking;
use crate::dial::reaches;
use crate::doubt::Doubt;
use crate::event::{AgentMode, Body, Conferenced, ConnectionCleared, Event, Origin};
use crate::id::{CallId, CallRef, DeviceId, DeviceRef};
use crate::model::{Call, ConnectionState, Model, Perspective, Role};

/// What shows that a command has happened.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Expect {
    /// The reply: it is a query, or its effect is told to somebody else.
    Reply,
    Mode {
        mode: AgentMode,
        reason: Option<String>,
        /// The agent was in another mode, and not in wrap-up, which ends by itself.
        changes: bool,
    },
    LoggedOff,
    /// A call of the agent's making to this number that was not there before.
    NewCall {
        known: Vec<CallId>,
        number: String,
        /// The call that it is made beside.
        beside: Option<CallId>,
    },
    Answered(CallId),
    Cleared(CallId),
    Held(CallId),
    Retrieved(CallId),
    /// Who was invited rings or is in the call.
    Joining {
        call: CallId,
        number: String,
        /// Who is in it already.
        present: Vec<DeviceId>,
    },
    Conferenced {
        held: CallId,
        consulted: CallId,
    },
    /// The consultation is left, and the held call taken back.
    Cancelled {
        held: CallId,
        consulted: CallId,
    },
    /// The agent's device has transferred the call: to this number in a single step, or to who is consulted.
    HandedOver {
        call: CallId,
        consulted: Option<CallId>,
        number: Option<String>,
        /// The others in the consultation, as far as they are known.
        to: Vec<DeviceId>,
    },
    /// The call goes away and comes back, to this number in a single step.
    Parked {
        call: CallId,
        consulted: Option<CallId>,
        number: Option<String>,
    },
    /// The call that is connected is recorded, or is not.
    Recording {
        on: bool,
        call: Option<CallId>,
        /// Other calls of which that may be told: they were known not to be so. A call that begins is recorded by itself.
        others: Vec<CallId>,
    },
}

/// What an event says about an expectation.
pub(super) enum Seen {
    Done,
    /// It has, if the server accepts it: the event does not tell all that was asked for.
    Perhaps,
    Failed(CommandError),
}

impl Expect {
    pub(super) fn seen(&self, event: &Event, model: &Model, own: &Perspective) -> Option<Seen> {
        let me = own.device.borrowed();
        let of = |id: &CallId, event_call: CallRef<'_>| model.is_the_same(id, event_call);
        let done = |yes: bool| yes.then_some(Seen::Done);
        let is_to = |number: &str, device: DeviceRef<'_>| reaches(number, device, &own.internal);
        match (self, event.body()) {
            (
                Self::Mode {
                    mode,
                    reason,
                    changes,
                },
                _,
            ) if event.body().agent_mode().as_ref() == Some(mode) && model.agent().mode == *mode => {
                // Late, it tells of what was so once.
                let told = event.agent_event().and_then(|told| told.reason);
                // The account cannot tell that it was so before from its being so again.
                if !changes && event.origin == Origin::Synthesized {
                    return None;
                }
                match (told, reason.as_deref()) {
                    _ if *mode != AgentMode::NotReady => done(true),
                    (Some(told), Some(asked)) => done(told == asked),
                    // The server may pass on none, or have a reason of its own.
                    (None, Some(_)) => changes.then_some(Seen::Perhaps),
                    (Some(told), None) => done(*changes || told.is_empty()),
                    (None, None) => done(true),
                }
            }
            (Self::LoggedOff, Body::AgentLoggedOff(_)) => done(model.agent().mode == AgentMode::Logout),
            (Self::Answered(id), Body::Established(e)) => {
                done(of(id, e.info.call_id) && e.answering_device == me)
            }
            // Hung up by somebody else, it has come about, but not by this.
            (Self::Cleared(id), Body::ConnectionCleared(e)) => {
                let is_it = of(id, e.info.call_id) && e.releasing_device == me;
                match is_hung_up_by(&e, me, model) {
                    true => done(is_it),
                    // Nobody tells by whom, and the others have left first: the reply tells.
                    false if e.hangup_device.is_none() => is_it.then_some(Seen::Perhaps),
                    false => None,
                }
            }
            (Self::Held(id), Body::Held(e)) => done(of(id, e.info.call_id) && e.holding_device == me),
            (Self::Retrieved(id), Body::Retrieved(e)) => {
                done(of(id, e.info.call_id) && e.retrieving_device == me)
            }
            (Self::Joining { call, number, .. }, Body::Delivered(e)) => {
                // Others can have invited the same party. Who rings was not in the call, whatever was believed.
                let mine = e.last_redirection_device.is_none_or(|by| by == me) && e.alerting_device != me;
                done(mine && of(call, e.info.call_id) && is_to(number, e.alerting_device))
            }
            (
                Self::Joining {
                    call,
                    number,
                    present,
                },
                Body::Established(e),
            ) => {
                let is_new =
                    present.iter().all(|known| *known != e.answering_device) && e.answering_device != me;
                done(of(call, e.info.call_id) && is_to(number, e.answering_device) && is_new)
            }
            (
                Self::Joining {
                    call,
                    number,
                    present,
                },
                Body::Conferenced(e),
            ) => {
                let mine = e.conferencing_device.is_none_or(|by| by == me) && e.primary_old_call.is_none();
                // Who was invited by another command comes in by that one's doing.
                let is_it = |added| is_to(number, added) && present.iter().all(|known| *known != added);
                done(mine && of(call, e.info.call_id) && e.added_party.is_some_and(is_it))
            }
            (Self::Conferenced { held, consulted }, Body::Conferenced(e)) => {
                let mine = e.conferencing_device.is_none_or(|device| device == me);
                let named = [
                    Some(e.info.call_id),
                    e.primary_old_call,
                    e.secondary_old_call,
                    e.new_call,
                ];
                let mut named = named.into_iter().flatten();
                let is_named = named.any(|call| of(held, call) || of(consulted, call));
                let calls = || model.call(held).zip(model.call(consulted));
                let is_one = || calls().is_some_and(|(held, consulted)| held.id == consulted.id);
                // A server that names one call alone, or none, has made one of the two.
                let of_both = is_named && !is_of_one_call(&e);
                done(mine && (of_both || (is_named || e.conferencing_device.is_some()) && is_one()))
            }
            (Self::Cancelled { consulted, .. }, Body::ConnectionCleared(e))
                if of(consulted, e.info.call_id)
                    && e.releasing_device == me
                    && e.hangup_device == Some(me) =>
            {
                done(true)
            }
            // Nothing says who hung up; that the first call is taken back does.
            (Self::Cancelled { held, consulted }, Body::ConnectionCleared(_) | Body::Retrieved(_)) => {
                let is_back = model
                    .call(held)
                    .is_some_and(|call| call.leg(me) == ConnectionState::Connected);
                done(is_back && model.call(consulted).is_none())
            }
            (Self::HandedOver { to, .. }, Body::Transferred(e))
                if !to.is_empty()
                    && e.transferred_to_device
                        .is_some_and(|by| to.iter().all(|to| !is_to(to.number(), by))) =>
            {
                None
            }
            (
                Self::HandedOver { call, number, .. } | Self::Parked { call, number, .. },
                Body::Transferred(e),
            ) => {
                let mine = e.transferring_device.is_none_or(|device| device == me);
                let to = e.transferred_to_device.zip(number.as_deref());
                let named = [
                    Some(e.info.call_id),
                    e.primary_old_call,
                    e.secondary_old_call,
                    e.new_call,
                ];
                // The held call, not the consultation alone: that somebody else can take away.
                let leaves = |call: &Call| call.party(me).is_some_and(|party| party.leaving);
                let is_it = named.into_iter().flatten().any(|named| of(call, named))
                    || e.transferring_device.is_some() && model.call(call).is_some_and(leaves);
                done(mine && is_it && to.is_none_or(|(to, number)| is_to(number, to)))
            }
            (
                Self::Parked {
                    call,
                    number: Some(number),
                    ..
                },
                Body::Delivered(e),
            ) if event.origin == Origin::Server => {
                // Others can have invited the same party.
                let waits = model
                    .call(call)
                    .is_some_and(|call| call.leg(me) == ConnectionState::Hold);
                let mine = e.last_redirection_device.map_or(waits, |by| by == me);
                done(mine && of(call, e.info.call_id) && is_to(number, e.alerting_device))
            }
            (
                Self::Parked {
                    call,
                    consulted: Some(consulted),
                    ..
                },
                Body::Conferenced(e),
            ) => {
                // Both calls, not one into which somebody else was invited, nor what has become of both by another command.
                let mine = e.conferencing_device.is_some_and(|device| device == me) && !is_of_one_call(&e);
                let ids = [
                    Some(e.info.call_id),
                    e.primary_old_call,
                    e.secondary_old_call,
                    e.new_call,
                ];
                let names = |call| ids.iter().flatten().any(|id| of(call, *id));
                done(mine && names(call) && names(consulted))
            }
            // The consultation ends here, and the first call stays on hold.
            (
                Self::Parked {
                    call,
                    consulted: Some(consulted),
                    ..
                },
                Body::ConnectionCleared(e),
            ) if event.origin == Origin::Server => {
                let left =
                    of(consulted, e.info.call_id) && e.releasing_device == me && is_hung_up_by(&e, me, model);
                match model.call(call).map(|call| call.leg(me)) {
                    Some(ConnectionState::Hold) => done(left),
                    // That call has ended since, or before.
                    None => left.then_some(Seen::Perhaps),
                    Some(_) => None,
                }
            }
            // Who was to come in cannot be reached.
            (
                Self::Joining { call, number, .. }
                | Self::HandedOver {
                    call,
                    number: Some(number),
                    ..
                }
                | Self::Parked {
                    call,
                    number: Some(number),
                    ..
                },
                Body::Failed(e),
            ) if of(call, e.info.call_id) && e.called_device.is_none_or(|called| is_to(number, called)) => {
                Some(Seen::Failed(CommandError::Failed {
                    failed_code: e.failed_code(),
                    failed_msg: e.failed_msg.map(SmolStr::from),
                }))
            }
            (
                Self::Recording {
                    on: true,
                    call,
                    others,
                },
                Body::RecordStarted(e),
            ) => {
                let told = e.info.map(|info| info.call_id);
                let mut all = call.iter().chain(others);
                let is_its = |told| all.any(|call| of(call, told)) || model.call(told).is_none();
                recorded(told, e.is_success, model).filter(|_| told.is_none_or(is_its))
            }
            (Self::Recording { on: false, .. }, Body::RecordStopped(e)) => {
                recorded(e.info.map(|info| info.call_id), e.is_success, model)
            }
            _ => None,
        }
    }

    /// Whether what is asked for is so already.
    pub(super) fn holds(&self, model: &Model, own: &Perspective) -> bool {
        let me = &own.device;
        let leg = |id: &CallId| model.call(id).map_or(ConnectionState::Null, |call| call.leg(me));
        match self {
            Self::Mode {
                mode,
                reason,
                changes,
            } => {
                let agent = model.agent();
                let asked = reason.as_deref().unwrap_or_default();
                let told = agent.reason.as_deref().unwrap_or_default();
                let any_reason = *mode != AgentMode::NotReady || (*changes && reason.is_none());
                agent.mode == *mode && (any_reason || told == asked)
            }
            Self::LoggedOff => model.agent().mode == AgentMode::Logout,
            Self::Answered(id) => matches!(leg(id), ConnectionState::Connected | ConnectionState::Hold),
            Self::Cleared(id) => leg(id) == ConnectionState::Null,
            Self::Held(id) => leg(id) == ConnectionState::Hold,
            Self::Retrieved(id) => leg(id) == ConnectionState::Connected,
            Self::Cancelled { held, consulted } => {
                leg(held) == ConnectionState::Connected && leg(consulted) == ConnectionState::Null
            }
            Self::Recording { on, call, .. } => {
                let call = match call {
                    Some(call) => model.call(call),
                    None => model.calls().iter().find(|call| is_talking(call, me)),
                };
                call.map_or(!*on, |call| call.recording == *on)
            }
            Self::Reply
            | Self::NewCall { .. }
            | Self::Joining { .. }
            | Self::Conferenced { .. }
            | Self::HandedOver { .. }
            | Self::Parked { .. } => false,
        }
    }

    /// Who has come in by another's doing is there, and answers no invitation of this one's.
    pub(super) fn note_arrival(&mut self, event: &Event) {
        if let (Self::Joining { present, .. }, Body::Delivered(e)) = (self, event.body()) {
            present.push(e.alerting_device.to_owned());
        }
    }

    /// Who has left can be invited again; and who has come into a consultation can be who gets the call.
    pub(super) fn note_parties(&mut self, event: &Event, model: &Model) {
        match (self, event.body()) {
            (Self::Joining { present, .. }, Body::ConnectionCleared(e)) => {
                present.retain(|device| *device != e.releasing_device);
            }
            (
                Self::HandedOver {
                    consulted: Some(consulted),
                    to,
                    ..
                },
                body,
            ) if !to.is_empty() => {
                let came = match &body {
                    Body::Delivered(e) => Some((e.info.call_id, e.alerting_device)),
                    Body::Established(e) => Some((e.info.call_id, e.answering_device)),
                    Body::Transferred(e) => Some(e.info.call_id).zip(e.transferred_to_device),
                    _ => None,
                };
                if let Some((call, device)) = came
                    && model.is_the_same(consulted, call)
                    && to.iter().all(|known| *known != device)
                {
                    to.push(device.to_owned());
                }
            }
            _ => {}
        }
    }

    /// The calls without which it cannot happen any more.
    pub(super) fn needs_calls(&self) -> Vec<&CallId> {
        match self {
            Self::Answered(call)
            | Self::Held(call)
            | Self::Retrieved(call)
            | Self::Recording { call: Some(call), .. }
            | Self::Joining { call, .. }
            | Self::NewCall {
                beside: Some(call), ..
            } => vec![call],
            Self::Conferenced { held, consulted } => vec![held, consulted],
            Self::Cancelled { held, consulted } => vec![held, consulted],
            Self::HandedOver { call, consulted, .. } | Self::Parked { call, consulted, .. } => {
                [Some(call), consulted.as_ref()].into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether an event is about what the command does on its way.
    pub(super) fn causes(&self, event: &Event, model: &Model, own: &Perspective) -> bool {
        let me = own.device.borrowed();
        let of = |id: &CallId, event_call: CallRef<'_>| model.is_the_same(id, event_call);
        match (self, event.body()) {
            (
                Self::NewCall {
                    beside: Some(call), ..
                }
                | Self::Parked { call, .. },
                Body::Held(e),
            ) => e.holding_device == me && of(call, e.info.call_id),
            // The other call is put on hold for it.
            (Self::Retrieved(call), Body::Held(e)) => {
                e.holding_device == me && !of(call, e.info.call_id) && model.call(call).is_some()
            }
            // Who is to have the call rings first.
            (
                Self::HandedOver {
                    call,
                    number: Some(number),
                    ..
                },
                Body::Delivered(e),
            ) => {
                let mine = e.last_redirection_device.is_none_or(|by| by == me);
                mine && of(call, e.info.call_id) && reaches(number, e.alerting_device, &own.internal)
            }
            (Self::Cancelled { held, .. }, Body::Retrieved(e)) => {
                e.retrieving_device == me && of(held, e.info.call_id)
            }
            (Self::Cancelled { consulted, .. }, Body::ConnectionCleared(e)) => {
                e.releasing_device == me && of(consulted, e.info.call_id)
            }
            _ => false,
        }
    }

    /// Whether what is asked for may have changed unseen.
    pub(super) fn is_in_doubt(&self, model: &Model) -> bool {
        let is = |call: &CallId, doubt| model.call(call).is_some_and(|call| call.doubts.has(doubt));
        match self {
            Self::Mode { mode, .. } => {
                let doubts = model.agent().doubts;
                doubts.has(Doubt::Mode) || (*mode == AgentMode::NotReady && doubts.has(Doubt::Reason))
            }
            Self::Answered(call) | Self::Held(call) | Self::Retrieved(call) => is(call, Doubt::Leg),
            Self::Recording { call: Some(call), .. } => model
                .call(call)
                .is_some_and(|call| call.known_recording().is_none()),
            _ => false,
        }
    }

    /// Whether it is about the recording of two calls that have become one: which of the two goes on, nobody tells.
    pub(super) fn is_of_either(&self, model: &Model) -> bool {
        let Self::Recording { call: Some(call), .. } = self else {
            return false;
        };
        model
            .call(call)
            .is_some_and(|call| call.doubts.has(Doubt::Recording))
    }

    /// Whether the server would tell it: a mode for the end of a call, or of an allocation, it keeps to itself.
    pub(super) fn is_told(&self, model: &Model) -> bool {
        let may_be_in_a_call = !model.calls().is_empty() || !model.is_complete();
        let may_wait = may_be_in_a_call || model.agent().mode == AgentMode::Allocated;
        !(matches!(self, Self::Mode { .. }) && may_wait)
    }

    /// Whether the server's account can show it: it has one call, and of that neither parties nor recording.
    pub(super) fn is_shown(&self) -> bool {
        let beside = matches!(self, Self::NewCall { beside: Some(_), .. });
        let is_of_parties = matches!(
            self,
            Self::Joining { .. } | Self::Conferenced { .. } | Self::Parked { .. }
        );
        !(beside || is_of_parties || matches!(self, Self::Recording { .. }))
    }

    /// Whether this end of a leg is what it asks for, if the agent has brought it about.
    pub(super) fn leaves(&self, event: &ConnectionCleared<'_>) -> bool {
        matches!(self, Self::Cancelled { consulted, .. } if *consulted == event.info.call_id)
    }

    /// Whether it is this mode that is asked for.
    pub(super) fn is_mode(&self, name: &str) -> bool {
        matches!(self, Self::Mode { mode, .. } if mode.as_str() == name)
    }

    /// Whether a consultation ends with it, and its call comes back.
    pub(super) fn comes_back(&self) -> bool {
        matches!(
            self,
            Self::Parked {
                consulted: Some(_),
                ..
            }
        )
    }

    /// Whether the server refuses it once what it asks for is so: an acceptance says that it was not, till then.
    pub(super) fn is_refused_once_so(&self) -> bool {
        matches!(self, Self::Cleared(_))
    }

    /// Whether it asks for what can be undone and come again.
    pub(super) fn can_be_undone(&self) -> bool {
        matches!(self, Self::Held(_) | Self::Retrieved(_) | Self::Mode { .. })
    }

    /// Whether it asks for a state of the agent's leg.
    pub(super) fn is_about_the_leg(&self) -> bool {
        matches!(self, Self::Answered(_) | Self::Held(_) | Self::Retrieved(_))
    }

    /// Whether it is to answer a call that was made here, in which the agent's leg is connected without an answer.
    pub(super) fn answers_own_call(&self, model: &Model, own: &Perspective) -> bool {
        let Self::Answered(call) = self else { return false };
        let call = model.call(call);
        call.is_some_and(|call| call.role(&own.device) == Some(Role::Calling))
    }

    /// Whether a party that is called while the agent's leg is on hold is rather called by it: others leave that leg where it is.
    pub(super) fn holds_and_calls(&self, event: &Event, model: &Model, own: &Perspective) -> bool {
        let (Self::Parked { call, .. }, Body::Delivered(_)) = (self, event.body()) else {
            return false;
        };
        let me = own.device.borrowed();
        model
            .call(call)
            .is_some_and(|call| call.leg(me) == ConnectionState::Hold)
    }

    /// Whether an event names what only this asks for: the reason of a mode.
    pub(super) fn is_named_by(&self, event: &Event) -> bool {
        let Self::Mode {
            reason: Some(asked), ..
        } = self
        else {
            return false;
        };
        let told = event.agent_event().and_then(|told| told.reason);
        told == Some(asked)
    }

    /// Whether this call goes into another with it.
    pub(super) fn merges(&self, call: CallRef<'_>) -> bool {
        match self {
            Self::Conferenced { held, consulted } => *held == call || *consulted == call,
            Self::HandedOver { consulted, .. } | Self::Parked { consulted, .. } => {
                consulted.as_ref().is_some_and(|consulted| *consulted == call)
            }
            _ => false,
        }
    }

    /// Whether the agent's leg goes with it.
    pub(super) fn takes_the_leg(&self) -> bool {
        matches!(self, Self::HandedOver { .. } | Self::Parked { .. })
    }
}

/// Whether somebody has come into a call in a single step, as far as the event tells.
fn is_of_one_call(event: &Conferenced<'_>) -> bool {
    let new = event.new_call.unwrap_or(event.info.call_id);
    event.primary_old_call.is_none() && event.secondary_old_call == Some(new)
}

/// What is told of a recording that was asked for. One of a call that is not the agent's is none of its; where there may be
/// calls of the agent's that nobody has told of, it is one of these if the server has accepted it.
fn recorded(call: Option<CallRef<'_>>, success: Option<bool>, model: &Model) -> Option<Seen> {
    let is_known = call.is_none_or(|call| model.knew(call));
    match success {
        Some(false) if is_known => Some(Seen::Failed(CommandError::failed())),
        Some(false) => None,
        _ if is_known => Some(Seen::Done),
        _ => (!model.is_complete()).then_some(Seen::Perhaps),
    }
}

/// Whether a leg was cleared from here, as far as the server tells: where it does not say who hung up, who hangs up first is
/// cleared first.
pub(super) fn is_hung_up_by(event: &ConnectionCleared<'_>, device: DeviceRef<'_>, model: &Model) -> bool {
    match event.hangup_device {
        Some(by) => by == device,
        None => !model.was_left_alone(event.info.call_id),
    }
}
