//! Recordings: which calls begin and end to be recorded by a command, and which by themselves.

use super::{Expect, Seen};
use crate::actions::is_talking;
use crate::event::{Body, Event};
use crate::id::{CallRef, DeviceId};
use crate::model::{Call, Model, Perspective};
use crate::session::outcome::CommandError;

impl Expect {
    /// A recording is told to be the other way than it is asked for: one that begins, or ends, after that has been asked for.
    /// Answers whether it is of the call that this is about.
    pub(in crate::session) fn is_undone(&mut self, event: &Event, model: &Model, own: &Perspective) -> bool {
        let Self::Recording { on, call, others } = self else {
            return false;
        };
        let (told, is_on, success) = match event.body() {
            Body::RecordStarted(e) => (e.info, true, e.is_success),
            Body::RecordStopped(e) => (e.info, false, e.is_success),
            _ => return false,
        };
        if is_on == *on || success == Some(false) {
            return false;
        }
        let told = match told {
            Some(info) => Some(info.call_id.to_owned()),
            // The server need not name the call.
            None => talked_in(model, &own.device).map(|call| call.id.clone()),
        };
        let Some(told) = told else { return false };
        let is_it = call
            .as_ref()
            .is_none_or(|call| model.is_the_same(call, told.borrowed()));
        if !others.contains(&told) {
            others.push(told);
        }
        is_it
    }

    /// Whether one waits for a recording to be switched on, and the other off.
    pub(in crate::session) fn undoes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Recording { on, .. }, Self::Recording { on: other, .. }) => on != other,
            _ => false,
        }
    }
}

/// The call in which the agent talks.
pub(super) fn talked_in<'a>(model: &'a Model, own: &DeviceId) -> Option<&'a Call> {
    model.calls().iter().find(|call| is_talking(call, own))
}

/// What is told of a recording that was asked for. One of a call that is not the agent's is none of its; where there may be
/// calls of the agent's that nobody has told of, it is one of these if the server has accepted it.
pub(super) fn recorded(call: Option<CallRef<'_>>, success: Option<bool>, model: &Model) -> Option<Seen> {
    let is_known = call.is_none_or(|call| model.knew(call));
    match success {
        Some(false) if is_known => Some(Seen::Failed(CommandError::failed())),
        Some(false) => None,
        _ if is_known => Some(Seen::Done),
        _ => (!model.is_complete()).then_some(Seen::Perhaps),
    }
}
