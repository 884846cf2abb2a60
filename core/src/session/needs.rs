//! What each verb needs: the guard before it, the lane it goes in, what shows that it has happened, and what its reply
//! says.

use super::expect::Expect;
use super::requests::Lane;
use crate::actions::is_talking;
use crate::command::{AgentModeRequest, Command};
use crate::doubt::Doubt;
use crate::event::AgentMode;
use crate::id::{CallId, DeviceId};
use crate::model::{Call, Model};

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
        let new_call = |number: String, beside: Option<&CallId>| Expect::NewCall {
            known: model.calls().iter().map(|call| call.id.clone()).collect(),
            number,
            beside: beside.cloned(),
        };
        let recording = |on: bool| {
            let call = model.calls().iter().find(|call| is_talking(call, own));
            let call = call.map(|call| call.id.clone());
            let may_be_other =
                |call: &&Call| call.known_recording() == Some(!on) || call.doubts.has(Doubt::Recording);
            let others = model.calls().iter().filter(may_be_other);
            let others = others.map(|call| call.id.clone()).collect();
            Expect::Recording { on, call, others }
        };
        let (guard, lane, expect, reply) = match command {
            Command::Login(_) => return None,

            Command::Logout => (Guard::Idle, Lane::Agent, Expect::LoggedOff, ReplyKind::Nothing),
            Command::SetAgentMode { mode, reason } => {
                let mode = match mode {
                    AgentModeRequest::Ready => AgentMode::Ready,
                    AgentModeRequest::NotReady => AgentMode::NotReady,
                };
                let reason = reason.clone().filter(|reason| !reason.is_empty());
                let wraps_up = model.agent().mode == AgentMode::WorkNotReady;
                let changes = model.agent().mode != mode && !wraps_up;
                let expect = Expect::Mode {
                    mode,
                    reason,
                    changes,
                };
                (LoggedIn, Lane::Agent, expect, ReplyKind::PendingMode)
            }
            Command::MakeCall { number, options } => {
                let expect = new_call(options.dialled(number).into_owned(), None);
                (Guard::Dialling, Lane::Agent, expect, ReplyKind::Call)
            }
            Command::StartRecording => (LoggedIn, Lane::Agent, recording(true), ReplyKind::Nothing),
            Command::StopRecording => (LoggedIn, Lane::Agent, recording(false), ReplyKind::Nothing),

            Command::Answer { call } => about(call, Expect::Answered(call.clone())),
            Command::Drop { call: Some(call) } => about(call, Expect::Cleared(call.clone())),
            // The guard has named the only call, or refused.
            Command::Drop { call: None } => query(ReplyKind::Nothing),
            Command::Hold { call } => about(call, Expect::Held(call.clone())),
            Command::Retrieve { call } => about(call, Expect::Retrieved(call.clone())),
            Command::SingleStepTransfer { call, number } => {
                let (consulted, number) = (None, Some(number.clone()));
                let expect = Expect::HandedOver {
                    call: call.clone(),
                    consulted,
                    number,
                    to: Vec::new(),
                };
                about(call, expect)
            }
            Command::SingleStepConference { call, number, .. } => {
                let number = number.clone();
                let parties = model
                    .call(call)
                    .map(|call| call.parties.as_slice())
                    .unwrap_or_default();
                let expect = Expect::Joining {
                    call: call.clone(),
                    number,
                    present: parties.iter().map(|party| party.device.clone()).collect(),
                };
                about(call, expect)
            }
            Command::SingleTransferWaitReturn { call, number } => {
                let (consulted, number) = (None, Some(number.clone()));
                let expect = Expect::Parked {
                    call: call.clone(),
                    consulted,
                    number,
                    to: Vec::new(),
                };
                about(call, expect)
            }
            Command::Consult { call, number } => {
                let expect = new_call(number.clone(), Some(call));
                (LoggedIn, Lane::Call(call.clone()), expect, ReplyKind::Call)
            }
            Command::Conference { held, consulted } => {
                let expect = Expect::Conferenced {
                    held: held.clone(),
                    consulted: consulted.clone(),
                };
                about(held, expect)
            }
            Command::CancelConsult { held, consulted } => {
                let expect = Expect::Cancelled {
                    held: held.clone(),
                    consulted: consulted.clone(),
                };
                about(held, expect)
            }
            Command::Transfer { held, consulted } => {
                let expect = Expect::HandedOver {
                    call: held.clone(),
                    consulted: Some(consulted.clone()),
                    number: None,
                    to: others(model, consulted, own),
                };
                about(held, expect)
            }
            Command::TransferWaitReturn { held, consulted } => {
                let expect = Expect::Parked {
                    call: held.clone(),
                    consulted: Some(consulted.clone()),
                    number: None,
                    to: others(model, consulted, own),
                };
                about(held, expect)
            }
            Command::SetCallData { call, .. } => about(call, Expect::Reply),
            Command::GetCallData { call } => (
                LoggedIn,
                Lane::Call(call.clone()),
                Expect::Reply,
                ReplyKind::CallData,
            ),

            // A supervisor who is in the call sees the leg go.
            Command::ForceDrop { device, call } if device == own && model.call(call).is_some() => (
                LoggedIn,
                Lane::Free,
                Expect::Cleared(call.clone()),
                ReplyKind::Nothing,
            ),
            // The own mode that comes when the call ends.
            Command::ForceReady { device, .. } | Command::ForceNotReady { device, .. } if device == own => {
                (LoggedIn, Lane::Agent, Expect::Reply, ReplyKind::PendingMode)
            }
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

/// The others in a call, as far as they are known; none where there may be more.
fn others(model: &Model, call: &CallId, own: &DeviceId) -> Vec<DeviceId> {
    let Some(call) = model.call(call).filter(|call| !call.doubts.has(Doubt::Parties)) else {
        return Vec::new();
    };
    let parties = call.parties.iter().map(|party| &party.device);
    let others = parties.chain(&call.called).filter(|device| *device != own);
    others.cloned().collect()
}
