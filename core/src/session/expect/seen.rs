//! What an event says about what a command waits for.

use smol_str::SmolStr;

use super::recording::recorded;
use super::{Expect, Seen, is_hung_up_by};
use crate::dial::reaches;
use crate::event::{AgentMode, Body, Conferenced, Event, Origin, Transferred};
use crate::id::{CallId, CallRef, DeviceId, DeviceRef};
use crate::model::{Call, ConnectionState, Model, Perspective};
use crate::session::outcome::CommandError;

/// The cause of a transfer without a consultation.
const SINGLE_STEP: &str = "SINGLESTEPTRANSFER";

impl Expect {
    pub(in crate::session) fn seen(&self, event: &Event, model: &Model, own: &Perspective) -> Option<Seen> {
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
            ) if event.body().agent_mode().as_ref() == Some(mode) => {
                // One that comes late tells what was so once: it has come about, whatever the mode is by now.
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
                let mine = e.conferencing_device.is_none_or(|by| by == me) && !e.is_of_two_calls();
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
            (
                Self::HandedOver { to, consulted, .. } | Self::Parked { to, consulted, .. },
                Body::Transferred(e),
            ) if consulted.is_some() && is_to_another(&e, to, own) => None,
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
                    Some(_) => None,
                    // That call has ended since. In its order this comes after that, and has another reason.
                    None if model.is_told_over(call) && !event.late => None,
                    None => left.then_some(Seen::Perhaps),
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

    /// Whether an event is about what the command does on its way.
    pub(in crate::session) fn causes(&self, event: &Event, model: &Model, own: &Perspective) -> bool {
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

    /// Whether the own device is told to have transferred the call, and to somebody else than asked for.
    pub(in crate::session) fn goes_elsewhere(&self, event: &Event, model: &Model, own: &Perspective) -> bool {
        let Body::Transferred(e) = event.body() else {
            return false;
        };
        let (call, to_another) = match self {
            Self::HandedOver {
                call,
                number: Some(number),
                ..
            } => {
                let to = e.transferred_to_device;
                (call, to.is_some_and(|to| !reaches(number, to, &own.internal)))
            }
            Self::HandedOver { call, to, .. }
            | Self::Parked {
                call,
                to,
                consulted: Some(_),
                ..
            } => (call, is_to_another(&e, to, own)),
            _ => return false,
        };
        let by_me = e.transferring_device == Some(own.device.borrowed());
        by_me && to_another && model.is_the_same(call, e.info.call_id)
    }

    /// Whether a party that is called while the own leg is on hold is rather called by it: others leave that leg where it is.
    pub(in crate::session) fn holds_and_calls(
        &self,
        event: &Event,
        model: &Model,
        own: &Perspective,
    ) -> bool {
        let (Self::Parked { call, .. }, Body::Delivered(_)) = (self, event.body()) else {
            return false;
        };
        let me = own.device.borrowed();
        model
            .call(call)
            .is_some_and(|call| call.leg(me) == ConnectionState::Hold)
    }

    /// Whether an event tells just what this asks for: a mode with its reason, or with none.
    pub(in crate::session) fn is_named_by(&self, event: &Event) -> bool {
        let Self::Mode { reason, .. } = self else {
            return false;
        };
        // The account tells none.
        let told = event.agent_event().and_then(|told| told.reason);
        event.origin == Origin::Server && told.unwrap_or_default() == reason.as_deref().unwrap_or_default()
    }

    /// Who has come in by another's doing is there, and answers no invitation of this one's.
    pub(in crate::session) fn note_arrival(&mut self, event: &Event) {
        if let (Self::Joining { present, .. }, Body::Delivered(e)) = (self, event.body()) {
            present.push(e.alerting_device.to_owned());
        }
    }

    /// Who has left can be invited again; and who has come into a consultation can be who gets the call.
    pub(in crate::session) fn note_parties(&mut self, event: &Event, model: &Model) {
        match (self, event.body()) {
            (Self::Joining { present, .. }, Body::ConnectionCleared(e)) => {
                present.retain(|device| *device != e.releasing_device);
            }
            (
                Self::HandedOver {
                    consulted: Some(consulted),
                    to,
                    ..
                }
                | Self::Parked {
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
}

/// Whether somebody has come into a call in a single step, as far as the event tells: whichever of the two is that call.
fn is_of_one_call(event: &Conferenced<'_>) -> bool {
    let olds = [event.primary_old_call, event.secondary_old_call];
    !event.is_of_two_calls() && olds.contains(&Some(event.goes_on_as()))
}

/// Whether a call has gone to somebody else than who is consulted, as far as that is known: in a single step nobody is.
fn is_to_another(event: &Transferred<'_>, consulted: &[DeviceId], own: &Perspective) -> bool {
    let is_of_one_call = event.info.cause == Some(SINGLE_STEP) && event.primary_old_call.is_none();
    let is_consulted = |to: DeviceRef<'_>| {
        consulted
            .iter()
            .any(|known| reaches(known.number(), to, &own.internal))
    };
    let to = event.transferred_to_device;
    is_of_one_call || !consulted.is_empty() && to.is_some_and(|to| !is_consulted(to))
}
