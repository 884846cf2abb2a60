//! What each verb needs: the guard before it, the lane it goes in, what shows that it has happened, and what its reply
//! says.

use super::requests::Lane;
use crate::command::{AgentModeRequest, Command};
use crate::event::AgentMode;
use crate::id::{CallId, DeviceId};
use crate::model::Model;

/// What a verb needs.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Needs {
    pub(super) guard: Guard,
    pub(super) lane: Lane,
    pub(super) expect: Expect,
    pub(super) reply: ReplyKind,
}

/// What must be so before a verb is sent at all, as the manual's client has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Guard {
    /// An agent is logged in.
    LoggedIn,
    /// And no call is up, and the agent not allocated.
    Idle,
    /// And the number is one to dial, and the last call was made a while ago.
    Dialling,
}

/// What shows that a command has happened.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Expect {
    /// The reply: it is a query, or its effect is told to somebody else.
    Reply,
    Mode(AgentMode),
    LoggedOff,
    /// A call of the agent's making that was not there before.
    NewCall {
        known: Vec<CallId>,
    },
    Answered(CallId),
    Cleared(CallId),
    Held(CallId),
    Retrieved(CallId),
    /// Somebody else comes into the call.
    Joining(CallId),
    Conferenced {
        held: CallId,
        consulted: CallId,
    },
    /// The own leg leaves the call.
    HandedOver(CallId),
    /// The call goes away and comes back: it is held, or leaves.
    Parked(CallId),
    Recording(bool),
}

/// What the reply of a verb says, where it says something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReplyKind {
    Nothing,
    /// The call that was made.
    Call,
    /// The mode that takes effect when the call ends.
    PendingMode,
    CallData,
    ClientState,
    Prefixes,
}

impl Needs {
    /// `None` for a log-in, which is a way of the session's life and not one request.
    pub(super) fn of(command: &Command, model: &Model, own: &DeviceId) -> Option<Self> {
        use Guard::LoggedIn;
        // Requests about one call keep their order; the replies of most say nothing.
        let about = |call: &CallId, expect| (LoggedIn, Lane::Call(call.clone()), expect, ReplyKind::Nothing);
        let query = |reply| (LoggedIn, Lane::Free, Expect::Reply, reply);
        let new_call = || Expect::NewCall {
            known: model.calls().iter().map(|call| call.id.clone()).collect(),
        };
        let (guard, lane, expect, reply) = match command {
            Command::Login(_) => return None,

            Command::Logout => (Guard::Idle, Lane::Agent, Expect::LoggedOff, ReplyKind::Nothing),
            Command::SetAgentMode { mode, .. } => {
                let mode = match mode {
                    AgentModeRequest::Ready => AgentMode::Ready,
                    AgentModeRequest::NotReady => AgentMode::NotReady,
                };
                (LoggedIn, Lane::Agent, Expect::Mode(mode), ReplyKind::PendingMode)
            }
            Command::MakeCall { .. } => (Guard::Dialling, Lane::Agent, new_call(), ReplyKind::Call),
            Command::StartRecording => (LoggedIn, Lane::Agent, Expect::Recording(true), ReplyKind::Nothing),
            Command::StopRecording => (
                LoggedIn,
                Lane::Agent,
                Expect::Recording(false),
                ReplyKind::Nothing,
            ),

            Command::Answer { call } => about(call, Expect::Answered(call.clone())),
            Command::Drop { call: Some(call) } => about(call, Expect::Cleared(call.clone())),
            // The guard has named the only call, or refused.
            Command::Drop { call: None } => query(ReplyKind::Nothing),
            Command::Hold { call } => about(call, Expect::Held(call.clone())),
            Command::Retrieve { call } => about(call, Expect::Retrieved(call.clone())),
            Command::SingleStepTransfer { call, .. } => about(call, Expect::HandedOver(call.clone())),
            Command::SingleStepConference { call, .. } => about(call, Expect::Joining(call.clone())),
            Command::SingleTransferWaitReturn { call, .. } => about(call, Expect::Parked(call.clone())),
            Command::Consult { call, .. } => {
                (LoggedIn, Lane::Call(call.clone()), new_call(), ReplyKind::Call)
            }
            Command::Conference { held, consulted } => {
                let (held, consulted) = (held.clone(), consulted.clone());
                (
                    LoggedIn,
                    Lane::Call(held.clone()),
                    Expect::Conferenced { held, consulted },
                    ReplyKind::Nothing,
                )
            }
            Command::CancelConsult { held, consulted } => about(held, Expect::Cleared(consulted.clone())),
            Command::Transfer { held, .. } => about(held, Expect::HandedOver(held.clone())),
            Command::TransferWaitReturn { held, .. } => about(held, Expect::Parked(held.clone())),
            Command::SetCallData { call, .. } => about(call, Expect::Reply),
            Command::GetCallData { call } => (
                LoggedIn,
                Lane::Call(call.clone()),
                Expect::Reply,
                ReplyKind::CallData,
            ),

            // A supervisor who is in the call sees the leg go.
            Command::ForceDrop { device, call } if device == own => (
                LoggedIn,
                Lane::Free,
                Expect::Cleared(call.clone()),
                ReplyKind::Nothing,
            ),
            // What these do is told to somebody else.
            Command::ForceDrop { .. }
            | Command::ForceJoin { .. }
            | Command::ForceTake { .. }
            | Command::ForceListen { .. }
            | Command::ForceReady { .. }
            | Command::ForceNotReady { .. }
            | Command::ForceLogout { .. }
            | Command::SuperLogout { .. }
            | Command::ReleaseAllocatedAgent { .. } => query(ReplyKind::Nothing),

            // Of these nothing is told.
            Command::AgentGreeting { .. } | Command::UploadLog => query(ReplyKind::Nothing),
            Command::GetClientState => query(ReplyKind::ClientState),
            Command::GetMyPrefix => query(ReplyKind::Prefixes),
        };
        Some(Self {
            guard,
            lane,
            expect,
            reply,
        })
    }
}
