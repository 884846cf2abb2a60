//! Why a request is refused: the protocol's statuses (manual section 2.2 and the login table) and plain
//! HTTP's.

use serde::Serialize;
use wellclient_core::id::{AgentId, DeviceId};

use super::api::ApiReply;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    Malformed(&'static str),
    WrongPassword,
    NotFound(&'static str),
    WrongMethod(&'static str),
    WrongState(&'static str),
    TooLarge,
    AgentNotLegal,
    SessionExpired,
    NotRegistered,
    NoSuchAgent,
    NoSuchExtension,
    AlreadyLoggedIn,
    LoggedInElsewhere(DeviceId),
    IllegalExtensionState,
    ExtensionNotAuthorised,
    LoggedOut,
    ExtensionInUse(AgentId),
    ExtensionBusy,
    TooManyAgents,
    AllocationFailed,
    QuotaReached,
    RecordingDisabled,
    TaskNotAssigned,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    status: u16,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<&'a DeviceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_id: Option<&'a AgentId>,
    /// The same; servers differ in the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'a AgentId>,
}

impl Refusal {
    fn status_and_message(&self) -> (u16, &'static str) {
        match self {
            Self::Malformed(what) => (400, what),
            Self::WrongPassword => (401, "user name, password or domain is wrong"),
            Self::NotFound(what) => (404, what),
            Self::WrongMethod(_) => (405, "method not allowed"),
            Self::WrongState(what) => (409, what),
            Self::TooLarge => (413, "too large"),
            Self::AgentNotLegal => (423, "agent is deleted or disabled"),
            Self::SessionExpired => (426, "failed to get access token"),
            Self::NotRegistered => (451, "extension is not registered"),
            Self::NoSuchAgent => (452, "illegal agent number"),
            Self::NoSuchExtension => (453, "illegal extension"),
            Self::AlreadyLoggedIn => (454, "agent is already logged in"),
            Self::LoggedInElsewhere(_) => (455, "agent is logged in on another extension"),
            Self::IllegalExtensionState => (456, "illegal extension state"),
            Self::ExtensionNotAuthorised => (457, "extension is not authorised"),
            Self::LoggedOut => (458, "agent is logged out"),
            Self::ExtensionInUse(_) => (459, "extension is used by another agent"),
            Self::ExtensionBusy => (460, "extension is busy"),
            Self::TooManyAgents => (461, "limit of logged-in agents is reached"),
            Self::AllocationFailed => (462, "failed to allocate agent"),
            Self::QuotaReached => (465, "outbound quota is reached"),
            Self::RecordingDisabled => (466, "recording control is disabled"),
            Self::TaskNotAssigned => (483, "task is not assigned"),
        }
    }
}

impl From<Refusal> for ApiReply {
    fn from(refusal: Refusal) -> Self {
        let (status, message) = refusal.status_and_message();
        let (mut device_id, mut agent_id) = (None, None);
        match &refusal {
            Refusal::LoggedInElsewhere(device) => device_id = Some(device),
            Refusal::ExtensionInUse(agent) => agent_id = Some(agent),
            _ => {}
        }
        let mut reply = Self::with(
            status,
            &Body {
                status,
                message,
                device_id,
                agent_id,
                agent: agent_id,
            },
        );
        if let Refusal::WrongMethod(allow) = refusal {
            reply.headers.push(("allow".into(), allow.into()));
        }
        reply
    }
}
