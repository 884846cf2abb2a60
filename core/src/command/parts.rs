//! What commands are given beside ids and texts: a log-in, the options of a call, modes, call data.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::id::{AgentId, DeviceId};
use crate::secret::Secret;

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
    /// The number that the called side is shown; the agent's extension if not given.
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
