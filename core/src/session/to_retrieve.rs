//! The call that is to be taken back after a consultation.

use std::time::Duration;

use crate::event::{Body, Event, EventKind};
use crate::id::{CallId, DeviceId};
use crate::model::{Call, ConnectionState, Model, Role, was_not_reached};

/// The held call to take back once the consultation, whose other side has gone, is cleared.
#[derive(Debug)]
pub(super) struct Retrieving {
    pub(super) held: CallId,
    pub(super) consulted: CallId,
    /// When the consultation was seen to be over.
    pub(super) over: Option<Duration>,
    pub(super) tries: u32,
    pub(super) is_under_way: bool,
}

impl Retrieving {
    /// Of the consultation that is left by this event, if it is; unless the agent has asked for that.
    pub(super) fn after(model: &Model, own: &DeviceId, event: &Event) -> Option<Self> {
        let (held, consulted) = consultation_left(model, own, event)?;
        Some(Self {
            held,
            consulted,
            over: None,
            tries: 0,
            is_under_way: false,
        })
    }

    pub(super) fn consulted(&self) -> &CallId {
        &self.consulted
    }
}

/// The held call and its consultation, if by this event the consulted party goes, or could not be reached at all.
fn consultation_left(model: &Model, own: &DeviceId, event: &Event) -> Option<(CallId, CallId)> {
    // Of most events this is all that is to be known: a consultation and what it was made from are two.
    if event.kind() != EventKind::ConnectionCleared || model.calls().len() < 2 {
        return None;
    }
    let Body::ConnectionCleared(cleared) = event.body() else {
        return None;
    };
    let call = model.call(cleared.info.call_id)?;
    let by_other = match cleared.hangup_device {
        Some(by) if by != *own => true,
        None if call.established.is_none() && was_not_reached(cleared.info.cause) => true,
        _ => call.failure.is_some(),
    };
    if cleared.releasing_device == *own && !by_other {
        return None;
    }
    let held = model
        .consultation_of(call, own)
        .or_else(|| being_held(model, call, own))?;
    Some((held.id.clone(), call.id.clone()))
}

/// The call that was put on hold for another that is made: nobody talks in two, so its `held` is late.
fn being_held<'a>(model: &'a Model, made: &Call, own: &DeviceId) -> Option<&'a Call> {
    if made.conference || made.role(own) != Some(Role::Calling) {
        return None;
    }
    let earlier = model.calls().iter().take_while(|other| other.id != made.id);
    let mut talked_in = earlier.filter(|other| other.leg(own) == ConnectionState::Connected);
    let found = talked_in.next()?;
    talked_in.next().is_none().then_some(found)
}
