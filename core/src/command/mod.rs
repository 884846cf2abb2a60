//! Commands: what an application asks a session to do.

mod json;
#[cfg(test)]
mod json_tests;
mod verb;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use json::CommandJsonError;
pub use verb::UnknownVerb;

use crate::id::{AgentId, CallId, DeviceId};
use crate::secret::Secret;
pub use crate::vocabulary::Verb;

/// One thing that a session is asked to do. The manual's method name is given with each.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Command {
    /// `agentLogin` (manual, section 2.2).
    Login(LoginRequest),
    /// `logout` (manual, section 2.3).
    Logout,
    /// `setAgentMode` (manual, section 2.4).
    SetAgentMode {
        /// The mode asked for.
        mode: AgentModeRequest,
        /// Why not ready: the tenant's own code.
        reason: Option<String>,
    },
    /// `makeCall` (manual, section 2.5).
    MakeCall {
        /// The number to dial.
        number: String,
        /// Everything else about it.
        options: MakeCallOptions,
    },
    /// `answerCall` (manual, section 2.6).
    Answer {
        /// The call that rings.
        call: CallId,
    },
    /// `dropConnection` (manual, section 2.7).
    Drop {
        /// The call to leave; `None` is the only call there is.
        call: Option<CallId>,
    },
    /// `holdCall` (manual, section 2.8).
    Hold {
        /// The connected call.
        call: CallId,
    },
    /// `retrieveCall` (manual, section 2.9).
    Retrieve {
        /// The held call.
        call: CallId,
    },
    /// `singleStepTransfer` (manual, section 2.10).
    SingleStepTransfer {
        /// The connected call.
        call: CallId,
        /// Who gets it.
        number: String,
    },
    /// `singleStepConference` (manual, section 2.11).
    SingleStepConference {
        /// The connected call.
        call: CallId,
        /// Who joins it.
        number: String,
        /// As what.
        participation: Participation,
    },
    /// `consult` (manual, section 2.12).
    Consult {
        /// The connected call, which is put on hold.
        call: CallId,
        /// Who is asked.
        number: String,
    },
    /// `conference` (manual, section 2.13).
    Conference {
        /// The held call.
        held: CallId,
        /// The call with the one who is consulted.
        consulted: CallId,
    },
    /// `cancelConsult` (manual, section 2.14).
    CancelConsult {
        /// The held call.
        held: CallId,
        /// The call with the one who is consulted.
        consulted: CallId,
    },
    /// `transferCall` (manual, section 2.15).
    Transfer {
        /// The held call.
        held: CallId,
        /// The call with the one who is consulted.
        consulted: CallId,
    },
    /// `transferWaitReturn` (releases 4.x): as a transfer, and the call comes back afterwards.
    TransferWaitReturn {
        /// The held call.
        held: CallId,
        /// The call with the one who is consulted.
        consulted: CallId,
    },
    /// `singleTransferWaitReturn` (releases 4.x): as a single-step transfer, and the call comes back
    /// afterwards.
    SingleTransferWaitReturn {
        /// The connected call.
        call: CallId,
        /// Who gets it.
        number: String,
    },
    /// `setCallData` (manual, section 2.16).
    SetCallData {
        /// The call that the data travels with.
        call: CallId,
        /// The data.
        entries: Vec<CallDataEntry>,
    },
    /// `getCallData` (manual, section 2.17).
    GetCallData {
        /// The call that the data travels with.
        call: CallId,
    },
    /// `forceDrop` (manual, section 4.1).
    ForceDrop {
        /// Whose leg is cut.
        device: DeviceId,
        /// In which call.
        call: CallId,
    },
    /// `forceJoin` (manual, section 4.2).
    ForceJoin {
        /// Whose call is joined.
        device: DeviceId,
        /// That call.
        call: CallId,
        /// Who joins.
        number: String,
    },
    /// `forceTake` (manual, section 4.3).
    ForceTake {
        /// Whose call is taken over.
        device: DeviceId,
        /// That call.
        call: CallId,
        /// Who gets it.
        number: String,
    },
    /// `forceListen` (manual, section 4.4).
    ForceListen {
        /// The call to listen to.
        call: CallId,
        /// The device that listens.
        device: DeviceId,
    },
    /// `forceReady` (manual, section 4.5).
    ForceReady {
        /// The agent.
        agent: AgentId,
        /// The extension that the agent is logged in on.
        device: DeviceId,
    },
    /// `forceNotReady` (manual, section 4.6).
    ForceNotReady {
        /// The agent.
        agent: AgentId,
        /// The extension that the agent is logged in on.
        device: DeviceId,
    },
    /// `forceLogout` (manual, section 4.7).
    ForceLogout {
        /// The agent.
        agent: AgentId,
        /// The extension that the agent is logged in on.
        device: DeviceId,
    },
    /// `superLogout`: logs out an agent of the own domain.
    SuperLogout {
        /// The agent's job number, without a domain.
        job_number: String,
    },
    /// `releaseAllocatedAgent`: ends an allocation for an outbound call.
    ReleaseAllocatedAgent {
        /// The allocated agent.
        agent: AgentId,
    },
    /// `agentGreeting` (releases 4.x): plays a greeting into a call.
    AgentGreeting {
        /// The call.
        call: CallId,
        /// Which greeting.
        message: String,
    },
    /// `startRecording` (releases 4.x), of the own extension.
    StartRecording,
    /// `stopRecording` (releases 4.x), of the own extension.
    StopRecording,
    /// `getClientState` (releases 4.x).
    GetClientState,
    /// `getMyPrefix` (releases 4.x): the outside-line prefixes of the own agent.
    GetMyPrefix,
    /// `uploadLog` (manual, section 8.11): sends the event log to the server.
    UploadLog,
}

impl Command {
    /// The calls that it is about.
    pub fn calls(&self) -> impl Iterator<Item = &CallId> {
        let (one, other) = match self {
            Self::Drop { call } => (call.as_ref(), None),
            Self::Answer { call }
            | Self::Hold { call }
            | Self::Retrieve { call }
            | Self::SingleStepTransfer { call, .. }
            | Self::SingleStepConference { call, .. }
            | Self::Consult { call, .. }
            | Self::SingleTransferWaitReturn { call, .. }
            | Self::SetCallData { call, .. }
            | Self::GetCallData { call }
            | Self::ForceDrop { call, .. }
            | Self::ForceJoin { call, .. }
            | Self::ForceTake { call, .. }
            | Self::ForceListen { call, .. }
            | Self::AgentGreeting { call, .. } => (Some(call), None),
            Self::Conference { held, consulted }
            | Self::CancelConsult { held, consulted }
            | Self::Transfer { held, consulted }
            | Self::TransferWaitReturn { held, consulted } => (Some(held), Some(consulted)),
            _ => (None, None),
        };
        one.into_iter().chain(other)
    }

    /// The number that it was given to dial.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::MakeCall { number, .. }
            | Self::SingleStepTransfer { number, .. }
            | Self::SingleStepConference { number, .. }
            | Self::Consult { number, .. }
            | Self::SingleTransferWaitReturn { number, .. }
            | Self::ForceJoin { number, .. }
            | Self::ForceTake { number, .. } => Some(number),
            _ => None,
        }
    }

    /// What it dials: the number, and before it the prefix.
    pub fn dialled(&self) -> Option<Cow<'_, str>> {
        let number = self.number()?;
        match self {
            Self::MakeCall { options, .. } => Some(options.dialled(number)),
            _ => Some(Cow::Borrowed(number)),
        }
    }

    /// The same about other calls: each as `other` names it.
    pub(crate) fn about(mut self, other: impl Fn(&CallId) -> Option<CallId>) -> Self {
        let rename = |call: &mut CallId| {
            if let Some(now) = other(call) {
                *call = now;
            }
        };
        match &mut self {
            Self::Drop { call: Some(call) }
            | Self::Answer { call }
            | Self::Hold { call }
            | Self::Retrieve { call }
            | Self::SingleStepTransfer { call, .. }
            | Self::SingleStepConference { call, .. }
            | Self::Consult { call, .. }
            | Self::SingleTransferWaitReturn { call, .. }
            | Self::SetCallData { call, .. }
            | Self::GetCallData { call }
            | Self::ForceDrop { call, .. }
            | Self::ForceJoin { call, .. }
            | Self::ForceTake { call, .. }
            | Self::ForceListen { call, .. }
            | Self::AgentGreeting { call, .. } => rename(call),
            Self::Conference { held, consulted }
            | Self::CancelConsult { held, consulted }
            | Self::Transfer { held, consulted }
            | Self::TransferWaitReturn { held, consulted } => {
                rename(held);
                rename(consulted);
            }
            _ => {}
        }
        self
    }
}

/// Who logs in, where and how (manual, section 2.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoginRequest {
    /// The agent's number: `5001`.
    pub job_number: String,
    /// The agent's password.
    pub password: Secret,
    /// The tenant's domain: `test.cc`.
    pub domain: String,
    /// The extension: `8001`.
    pub ext: String,
    /// What to do where the agent is logged in already. Default: force.
    pub login_mode: LoginMode,
    /// The mode after the login. Default: not ready.
    pub agent_mode: AgentModeRequest,
}

impl LoginRequest {
    /// A login with the manual's defaults.
    pub fn new(
        job_number: impl Into<String>,
        password: impl Into<Secret>,
        domain: impl Into<String>,
        ext: impl Into<String>,
    ) -> Self {
        Self {
            job_number: job_number.into(),
            password: password.into(),
            domain: domain.into(),
            ext: ext.into(),
            login_mode: LoginMode::default(),
            agent_mode: AgentModeRequest::default(),
        }
    }

    /// The agent who logs in: `5001@test.cc`.
    pub fn agent(&self) -> AgentId {
        AgentId::new(&self.job_number, &self.domain)
    }

    /// The device that the agent logs in on: `8001@test.cc`.
    pub fn device(&self) -> DeviceId {
        DeviceId::new(&self.ext, &self.domain)
    }
}

/// What a login does where the agent is logged in already, on this extension or another (manual,
/// section 2.2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoginMode {
    /// Log out there and log in here.
    #[default]
    Force,
    /// Fail.
    Stop,
    /// Ask the application which of the two.
    Ask,
}

impl LoginMode {
    /// The manual's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Force => "force",
            Self::Stop => "stop",
            Self::Ask => "ask",
        }
    }
}

/// The modes that an agent can ask for; the others come about by themselves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum AgentModeRequest {
    /// Ready for calls.
    Ready,
    /// Not ready for calls.
    #[default]
    NotReady,
}

impl AgentModeRequest {
    /// The server's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::NotReady => "NotReady",
        }
    }
}

/// How someone takes part in a single-step conference (manual, section 2.11).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum Participation {
    /// Hears and is heard.
    #[default]
    Active,
    /// Only hears.
    Silent,
}

impl Participation {
    /// The server's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Silent => "Silent",
        }
    }
}

/// What a call can be given besides its number. All but the prefix are of the releases 4.x; the dialect 2.x
/// does not send them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MakeCallOptions {
    /// What is dialled before the number, such as `9` for an outside line.
    pub prefix: Option<String>,
    /// The number that the called side is shown; the own extension if not given.
    pub dest_for_display: Option<String>,
    /// The number that the calling side is shown.
    pub origin_for_display: Option<String>,
    /// Call progress analysis: listen to what answers (person, machine, tone).
    pub cpa: Option<bool>,
    /// A text of the application's own that the server keeps with the call.
    pub context_id: Option<String>,
}

impl MakeCallOptions {
    /// What is dialled for `number`: the prefix goes before it.
    pub(crate) fn dialled<'a>(&self, number: &'a str) -> Cow<'a, str> {
        match self.prefix.as_deref() {
            None | Some("") => Cow::Borrowed(number),
            Some(prefix) => Cow::Owned(format!("{prefix}{number}")),
        }
    }
}

/// One datum that travels with a call (manual, section 2.16).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CallDataEntry {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
}

impl CallDataEntry {
    /// The datum `key` = `value`.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}
