//! Whether what a command asks for is so, and how sure that is.

use super::Expect;
use super::recording::talked_in;
use crate::doubt::Doubt;
use crate::event::AgentMode;
use crate::id::CallId;
use crate::model::{ConnectionState, Model, Perspective, Role};

impl Expect {
    /// Whether what is asked for is so already.
    pub(in crate::session) fn holds(&self, model: &Model, own: &Perspective) -> bool {
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
            Self::Recording {
                on, call: Some(call), ..
            } => model.call(call).map_or(!*on, |call| call.recording == *on),
            Self::Recording { on, call: None, .. } => {
                talked_in(model, me).is_some_and(|call| call.recording == *on)
            }
            Self::Reply
            | Self::NewCall { .. }
            | Self::Joining { .. }
            | Self::Conferenced { .. }
            | Self::HandedOver { .. }
            | Self::Parked { .. } => false,
        }
    }

    /// Whether what is asked for may have changed unseen.
    pub(in crate::session) fn is_in_doubt(&self, model: &Model) -> bool {
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
            // Of one that was not there when it was asked for, it may be on its way.
            Self::Recording {
                on: false,
                call: None,
                ..
            } => true,
            _ => false,
        }
    }

    /// Whether the own leg of a call that it is about may have changed unseen, or gone.
    pub(in crate::session) fn is_of_a_doubt(&self, model: &Model) -> bool {
        let is = |call: &CallId| model.call(call).is_some_and(|call| call.doubts.has(Doubt::Leg));
        match self {
            Self::Answered(call) | Self::Cleared(call) | Self::Held(call) | Self::Retrieved(call) => is(call),
            Self::Cancelled { held, consulted } => is(held) || is(consulted),
            Self::HandedOver { call, .. } => is(call),
            _ => false,
        }
    }

    /// Whether it is about a recording of which nobody knew how it was: of two calls that have become one, or of one that
    /// nobody had told of.
    pub(in crate::session) fn is_of_either(&self, model: &Model) -> bool {
        match self {
            Self::Recording { call: None, .. } => true,
            Self::Recording { call: Some(call), .. } => model
                .call(call)
                .is_some_and(|call| call.doubts.has(Doubt::Recording)),
            _ => false,
        }
    }

    /// Whether the server would tell it: a mode for the end of a call, or of an allocation, it keeps to itself.
    pub(in crate::session) fn is_told(&self, model: &Model) -> bool {
        let may_be_in_a_call = !model.calls().is_empty() || !model.is_complete();
        let may_wait = may_be_in_a_call || model.agent().mode == AgentMode::Allocated;
        !(matches!(self, Self::Mode { .. }) && may_wait)
    }

    /// Whether the server's account can show it: it has one call, and of that neither parties nor recording.
    pub(in crate::session) fn is_shown(&self) -> bool {
        let beside = matches!(self, Self::NewCall { beside: Some(_), .. });
        let is_of_parties = matches!(
            self,
            Self::Joining { .. } | Self::Conferenced { .. } | Self::Parked { .. }
        );
        !(beside || is_of_parties || matches!(self, Self::Recording { .. }))
    }

    /// Whether it is to answer a call that was made here, in which the own leg is connected without an answer.
    pub(in crate::session) fn answers_own_call(&self, model: &Model, own: &Perspective) -> bool {
        let Self::Answered(call) = self else { return false };
        let call = model.call(call);
        call.is_some_and(|call| call.role(&own.device) == Some(Role::Calling))
    }
}
