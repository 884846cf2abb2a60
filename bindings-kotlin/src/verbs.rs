//! The verbs of the manual, one method each, under its names.

use std::fmt;

use client::{
    AgentId, AgentModeRequest as CoreRequest, CallId, DeviceId, LoginMode as CoreLoginMode,
    LoginRequest as CoreLogin, MakeCallOptions as CoreMakeCall, Participation as CoreParticipation, Secret,
};

use crate::error::{CallbackError, CommandError};
use crate::outcome::{CallData, CallDataEntry, ClientState, Success};
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
    /// The number that the called side is shown; the own extension if not given.
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
    /// True forces the log-in, false lets it fail; so does what it throws. `reason` is the server's refusal, and names
    /// the other device. It has `Timing.ask` to answer.
    async fn force(&self, reason: Reason) -> Result<bool, CallbackError>;
}

/// The verbs. Each ends when the command is settled, at the latest after `Timing.command`; a caller that goes away does
/// not take the command back. All fail with `Rejected` where nothing has happened (a guard, a bad argument, the server's
/// refusal, no connection) and with `Unknown` where nobody can tell.
#[uniffi::export]
impl Session {
    /// Logs an agent in (manual 2.2). Ends when `agentLoggedOn` has arrived. In mode `Ask` it fails as `Stop` does: see
    /// `agentLoginAsking`. Fails with 401, 423 and 451–462, and where server or event channel are out of reach.
    pub async fn agent_login(&self, request: LoginRequest) -> Done {
        self.done(self.session.agent_login(request.into())).await
    }

    /// Logs an agent in, and in mode `Ask` asks `ask` where the agent is logged in already (manual 2.2).
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

    /// Takes up a session that was saved before the application was restarted. Fails where the agent is logged out, or
    /// logged in elsewhere, or the HTTP session has expired; with `Argument` where `state` is none that a session gave. What
    /// the state says is in doubt until the server tells.
    pub async fn recover(&self, saved: SavedSession) -> Done {
        let saved = client::SavedSession::try_from(saved)
            .map_err(|error| CommandError::Rejected { reason: error.into() })?;
        self.done(self.session.recover(saved)).await
    }

    /// Logs the agent out (manual 2.3). Ends when `agentLoggedOff` has arrived. Refused while a call is up or the agent
    /// is allocated.
    pub async fn logout(&self) -> Done {
        self.done(self.session.logout()).await
    }

    /// Ready or not ready (manual 2.4), with a reason if there is one. During a call it takes effect when the call ends:
    /// then the answer has `pendingMode`. Fails with 465: the outbound quota is reached.
    #[uniffi::method(default(reason = None))]
    pub async fn set_agent_mode(&self, mode: AgentModeRequest, reason: Option<String>) -> Done {
        self.done(self.session.set_agent_mode(mode.into(), reason.as_deref()))
            .await
    }

    /// Makes a call (manual 2.5): its id. Ends when the server shows that it is being made, not when it is answered.
    /// Any text of at most 128 bytes, with its prefix, without control characters is dialled. Refused while a call is up or
    /// the agent is allocated, for a number that is empty or the own extension, less than 2 s after the last call made,
    /// and, with `phoneNumbersOnly`, for what is no phone number.
    #[uniffi::method(default(options = None))]
    pub async fn make_call(
        &self,
        number: String,
        options: Option<MakeCallOptions>,
    ) -> Result<CallId, CommandError> {
        let options = options.unwrap_or_default().into();
        Ok(self.settle(self.session.make_call(&number, options)).await?)
    }

    /// Answers a call that rings (manual 2.6).
    pub async fn answer_call(&self, call: CallId) -> Done {
        self.done(self.session.answer_call(&call)).await
    }

    /// Hangs up (manual 2.7); without an id, the only call there is. Refused without an id where there is none, or where
    /// there are several.
    #[uniffi::method(default(call = None))]
    pub async fn drop_connection(&self, call: Option<CallId>) -> Done {
        self.done(self.session.drop_connection(call)).await
    }

    /// Puts a call on hold (manual 2.8).
    pub async fn hold_call(&self, call: CallId) -> Done {
        self.done(self.session.hold_call(&call)).await
    }

    /// Takes a call back from hold (manual 2.9).
    pub async fn retrieve_call(&self, call: CallId) -> Done {
        self.done(self.session.retrieve_call(&call)).await
    }

    /// Transfers a call without consultation (manual 2.10).
    pub async fn single_step_transfer(&self, call: CallId, number: String) -> Done {
        self.done(self.session.single_step_transfer(&call, &number)).await
    }

    /// Brings a further party into a call (manual 2.11), `Active` unless said. Ends when that party rings.
    #[uniffi::method(default(participation = None))]
    pub async fn single_step_conference(
        &self,
        call: CallId,
        number: String,
        participation: Option<Participation>,
    ) -> Done {
        let participation = participation.map(Into::into).unwrap_or_default();
        self.done(self.session.single_step_conference(&call, &number, participation))
            .await
    }

    /// Holds a call and calls somebody else (manual 2.12); the new call's id.
    pub async fn consult(&self, call: CallId, number: String) -> Result<CallId, CommandError> {
        Ok(self.settle(self.session.consult(&call, &number)).await?)
    }

    /// Brings the held call and the consultation together (manual 2.13).
    pub async fn conference(&self, held: CallId, consulted: CallId) -> Done {
        self.done(self.session.conference(&held, &consulted)).await
    }

    /// Ends the consultation and goes back to the held call (manual 2.14).
    pub async fn cancel_consult(&self, held: CallId, consulted: CallId) -> Done {
        self.done(self.session.cancel_consult(&held, &consulted)).await
    }

    /// Connects the held call with the consulted party and leaves both (manual 2.15).
    pub async fn transfer_call(&self, held: CallId, consulted: CallId) -> Done {
        self.done(self.session.transfer_call(&held, &consulted)).await
    }

    /// As `transferCall`, but the call comes back when the other side is done (4.x).
    pub async fn transfer_wait_return(&self, held: CallId, consulted: CallId) -> Done {
        self.done(self.session.transfer_wait_return(&held, &consulted))
            .await
    }

    /// As `singleStepTransfer`, but the call comes back when the other side is done (4.x).
    pub async fn single_transfer_wait_return(&self, call: CallId, number: String) -> Done {
        self.done(self.session.single_transfer_wait_return(&call, &number))
            .await
    }

    /// Attaches data to a call (manual 2.16).
    pub async fn set_call_data(&self, call: CallId, entries: Vec<CallDataEntry>) -> Done {
        let entries = entries.into_iter().map(Into::into).collect();
        self.done(self.session.set_call_data(&call, entries)).await
    }

    /// The data attached to a call (manual 2.17).
    pub async fn get_call_data(&self, call: CallId) -> Result<CallData, CommandError> {
        Ok(self.settle(self.session.get_call_data(&call)).await?.into())
    }

    /// Cuts another device's leg (manual 4.1).
    pub async fn force_drop(&self, device: DeviceId, call: CallId) -> Done {
        self.done(self.session.force_drop(&device, &call)).await
    }

    /// Brings a party into another device's call (manual 4.2).
    pub async fn force_join(&self, device: DeviceId, call: CallId, number: String) -> Done {
        self.done(self.session.force_join(&device, &call, &number)).await
    }

    /// Moves another device's call to this number (manual 4.3).
    pub async fn force_take(&self, device: DeviceId, call: CallId, number: String) -> Done {
        self.done(self.session.force_take(&device, &call, &number)).await
    }

    /// Listens to a call with this device (manual 4.4).
    pub async fn force_listen(&self, call: CallId, device: DeviceId) -> Done {
        self.done(self.session.force_listen(&call, &device)).await
    }

    /// Makes another agent ready (manual 4.5).
    pub async fn force_ready(&self, agent: AgentId, device: DeviceId) -> Done {
        self.done(self.session.force_ready(&agent, &device)).await
    }

    /// Makes another agent not ready (manual 4.6).
    pub async fn force_not_ready(&self, agent: AgentId, device: DeviceId) -> Done {
        self.done(self.session.force_not_ready(&agent, &device)).await
    }

    /// Logs another agent out (manual 4.7).
    pub async fn force_logout(&self, agent: AgentId, device: DeviceId) -> Done {
        self.done(self.session.force_logout(&agent, &device)).await
    }

    /// Logs out an agent of the own domain by job number.
    pub async fn super_logout(&self, job_number: String) -> Done {
        self.done(self.session.super_logout(&job_number)).await
    }

    /// Ends an agent's allocation for an outbound task.
    pub async fn release_allocated_agent(&self, agent: AgentId) -> Done {
        self.done(self.session.release_allocated_agent(&agent)).await
    }

    /// Plays a greeting into a call (4.x).
    pub async fn agent_greeting(&self, call: CallId, message: String) -> Done {
        self.done(self.session.agent_greeting(&call, &message)).await
    }

    /// Records the own extension (4.x). Fails with 466: recording control is disabled.
    pub async fn start_recording(&self) -> Done {
        self.done(self.session.start_recording()).await
    }

    /// Stops recording the own extension (4.x). Fails with 466: recording control is disabled.
    pub async fn stop_recording(&self) -> Done {
        self.done(self.session.stop_recording()).await
    }

    /// The server's account of the agent's state and call (4.x).
    pub async fn get_client_state(&self) -> Result<ClientState, CommandError> {
        Ok(self.settle(self.session.get_client_state()).await?.into())
    }

    /// The agent's outside-line prefixes (4.x).
    pub async fn get_my_prefix(&self) -> Result<Vec<String>, CommandError> {
        Ok(self.settle(self.session.get_my_prefix()).await?)
    }

    /// Sends the event log to the server (manual 8.11).
    pub async fn upload_log(&self) -> Done {
        self.done(self.session.upload_log()).await
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
