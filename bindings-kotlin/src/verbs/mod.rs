//! The verbs of the manual, one method each, under its names.

mod methods;

use std::fmt;

use client::{
    AgentModeRequest as CoreRequest, CallId, LoginMode as CoreLoginMode, LoginRequest as CoreLogin,
    MakeCallOptions as CoreMakeCall, Participation as CoreParticipation, Secret,
};

use crate::error::{CallbackError, CommandError};
use crate::outcome::Success;
use crate::reason::Reason;
use crate::recovery::SavedSession;
use crate::session::Session;

type Done = Result<Success, CommandError>;

/// What a log-in does where the agent is logged in already (manual 2.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum LoginMode {
    /// Log out there and log in here.
    Force,
    /// Fail.
    Stop,
    /// Ask the application: see `agentLoginAsking`.
    Ask,
}

impl From<LoginMode> for CoreLoginMode {
    fn from(mode: LoginMode) -> Self {
        match mode {
            LoginMode::Force => Self::Force,
            LoginMode::Stop => Self::Stop,
            LoginMode::Ask => Self::Ask,
        }
    }
}

/// The modes that an agent can ask for; the others come about by themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum AgentModeRequest {
    /// Ready for calls.
    Ready,
    /// Not ready for calls.
    NotReady,
}

impl From<AgentModeRequest> for CoreRequest {
    fn from(mode: AgentModeRequest) -> Self {
        match mode {
            AgentModeRequest::Ready => Self::Ready,
            AgentModeRequest::NotReady => Self::NotReady,
        }
    }
}

/// How someone takes part in a single-step conference (manual 2.11).
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Participation {
    /// Hears and is heard.
    Active,
    /// Only hears.
    Silent,
}

impl From<Participation> for CoreParticipation {
    fn from(participation: Participation) -> Self {
        match participation {
            Participation::Active => Self::Active,
            Participation::Silent => Self::Silent,
        }
    }
}

/// Who logs in, where and how (manual 2.2). Its text shows no password.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct LoginRequest {
    /// The agent's number: `5001`.
    pub job_number: String,
    /// The agent's password: a secret.
    pub password: String,
    /// The tenant's domain: `test.cc`.
    pub domain: String,
    /// The extension: `8001`.
    pub ext: String,
    /// What to do where the agent is logged in already. Default: force.
    #[uniffi(default = None)]
    pub login_mode: Option<LoginMode>,
    /// The mode after the log-in. Default: not ready.
    #[uniffi(default = None)]
    pub agent_mode: Option<AgentModeRequest>,
}

impl fmt::Display for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            job_number,
            domain,
            ext,
            ..
        } = self;
        write!(f, "LoginRequest({job_number}@{domain} on {ext})")
    }
}

impl fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<LoginRequest> for CoreLogin {
    fn from(request: LoginRequest) -> Self {
        Self {
            job_number: request.job_number,
            password: Secret::from(request.password),
            domain: request.domain,
            ext: request.ext,
            login_mode: request.login_mode.map(Into::into).unwrap_or_default(),
            agent_mode: request.agent_mode.map(Into::into).unwrap_or_default(),
        }
    }
}

/// What a call can be given besides its number. All but the prefix are of 4.x.
#[derive(Clone, PartialEq, Eq, Debug, Default, uniffi::Record)]
pub struct MakeCallOptions {
    /// What is dialled before the number, such as `9` for an outside line.
    #[uniffi(default = None)]
    pub prefix: Option<String>,
    /// The number that the called side is shown; the agent's extension if not given.
    #[uniffi(default = None)]
    pub dest_for_display: Option<String>,
    /// The number that the calling side is shown.
    #[uniffi(default = None)]
    pub origin_for_display: Option<String>,
    /// Call progress analysis: listen to what answers (person, machine, tone).
    #[uniffi(default = None)]
    pub cpa: Option<bool>,
    /// A text of the application's own that the server keeps with the call.
    #[uniffi(default = None)]
    pub context_id: Option<String>,
}

impl From<MakeCallOptions> for CoreMakeCall {
    fn from(options: MakeCallOptions) -> Self {
        Self {
            prefix: options.prefix,
            dest_for_display: options.dest_for_display,
            origin_for_display: options.origin_for_display,
            cpa: options.cpa,
            context_id: options.context_id,
        }
    }
}

/// Decides what a log-in in mode `Ask` does where the agent is logged in already.
#[uniffi::export(callback_interface)]
#[async_trait::async_trait]
pub trait LoginAsk: Send + Sync {
    /// True forces the log-in; false, or an exception, makes it fail. `reason` is the server's refusal, and names the
    /// other device. It has `Timing.ask` to answer.
    async fn force(&self, reason: Reason) -> Result<bool, CallbackError>;
}

#[uniffi::export]
impl Session {
    /// Logs an agent in on an extension (manual 2.2). Ends when `agentLoggedOn` arrives. In mode `ASK` nobody is asked,
    /// and the log-in fails: use the overload with `ask`. Rejected with the kind of the server's refusal (401, 423, 451
    /// to 462), if the session has an agent already, or if the server or the event channel cannot be reached.
    pub async fn agent_login(&self, request: LoginRequest) -> Done {
        self.done(self.session.agent_login(request.into())).await
    }

    /// Logs an agent in on an extension (manual 2.2). In mode `ASK`, `ask` decides if the agent is logged in already.
    pub async fn agent_login_asking(&self, request: LoginRequest, ask: Box<dyn LoginAsk>) -> Done {
        let decide = move |rejection: client::Rejection| async move {
            let answer = ask.force(rejection.into()).await;
            answer.unwrap_or_else(|thrown| {
                tracing::error!("the answer to a log-in's question has failed: {thrown}");
                false
            })
        };
        self.done(self.session.agent_login_asking(request.into(), decide))
            .await
    }

    /// Resumes a session that was saved before the application was restarted, in place of a log-in. The saved state is
    /// in doubt until the server confirms it. Rejected if the agent is logged out, or logged in elsewhere, or if the
    /// HTTP session has expired and cannot be renewed; with the kind `ARGUMENT` if `state` was not given by a session.
    pub async fn recover(&self, saved: SavedSession) -> Done {
        let saved = client::SavedSession::try_from(saved)
            .map_err(|error| CommandError::Rejected { reason: error.into() })?;
        self.done(self.session.recover(saved)).await
    }

    /// Makes a call (manual 2.5). Returns its id. Ends when the server shows that the call is being made, not when it
    /// is answered. Any text without control characters is dialled, at most 128 bytes long with its prefix. Rejected if
    /// a call is up, the agent is allocated, the number is empty or the agent's own extension, the last call was made
    /// less than `Timing.betweenCalls` ago, or, with `phoneNumbersOnly`, the number is no phone number.
    #[uniffi::method(default(options = None))]
    pub async fn make_call(
        &self,
        number: String,
        options: Option<MakeCallOptions>,
    ) -> Result<CallId, CommandError> {
        let options = options.unwrap_or_default().into();
        Ok(self.settle(self.session.make_call(&number, options)).await?)
    }
}

impl Session {
    async fn done(&self, verb: impl Future<Output = Result<client::Success, client::Error>>) -> Done {
        Ok(self.settle(verb).await?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_log_in_shows_its_password() {
        let request = LoginRequest {
            job_number: "5001".to_owned(),
            password: "hunter2".to_owned(),
            domain: "test.cc".to_owned(),
            ext: "8001".to_owned(),
            login_mode: None,
            agent_mode: None,
        };
        let texts = format!("{request} {request:?}");
        assert!(!texts.contains("hunter2"), "{texts}");
    }
}
