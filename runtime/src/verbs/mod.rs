//! The verbs of the manual, one method each, under its names.
//!
//! Each ends when the command is settled, at the latest after [`crate::Timing::command`]; dropping the future does not
//! take the command back.

mod methods;

use wellclient_core::command::{Command, LoginRequest, MakeCallOptions};
use wellclient_core::http::reply::{CallData, ClientState};
use wellclient_core::id::CallId;
use wellclient_core::session::{CommandError, Reply};

use crate::error::{Error, Success, result};
use crate::session::Session;

/// How a verb ends that answers nothing in particular.
type Done = Result<Success, Error>;

impl Session {
    /// Logs an agent in on an extension (manual 2.2). Ends when `agentLoggedOn` arrives. In mode `ask` nobody is asked, and
    /// the log-in fails if the agent is logged in already: use [`Session::agent_login_asking`].
    ///
    /// # Errors
    /// - [`Error::Rejected`] with the server's refusal (401, 423, 451 to 462), if the session has an agent already, or if the
    ///   server or the event channel cannot be reached.
    /// - [`Error::Unknown`] if nothing shows whether it was carried out.
    pub async fn agent_login(&self, request: LoginRequest) -> Done {
        self.done(Command::Login(request)).await
    }

    /// Makes a call (manual 2.5). Returns its id. Ends when the server shows that the call is being made, not when it is
    /// answered. Any text without control characters is dialled, at most 128 bytes long with its prefix.
    ///
    /// # Errors
    /// - [`Error::Rejected`] if a call is up, the agent is allocated, the number is empty or the agent's own extension, the
    ///   last call was made less than [`Timing::between_calls`](crate::Timing::between_calls) ago, or, with
    ///   [`phone_numbers_only`](crate::SessionConfig::phone_numbers_only), the number is no phone number.
    /// - [`Error::Unknown`] if nothing shows whether it was carried out.
    pub async fn make_call(&self, number: &str, options: MakeCallOptions) -> Result<CallId, Error> {
        self.call_made(Command::MakeCall {
            number: number.to_owned(),
            options,
        })
        .await
    }

    async fn done(&self, command: Command) -> Done {
        result(self.command(command).await)
    }

    /// The call that a command has made; its events name it even where the reply does not.
    async fn call_made(&self, command: Command) -> Result<CallId, Error> {
        match self.done(command).await?.reply() {
            Reply::Call(call) => Ok(call),
            _ => Err(no_answer()),
        }
    }

    async fn call_data(&self, command: Command) -> Result<CallData, Error> {
        match self.done(command).await?.reply() {
            Reply::CallData(data) => Ok(data),
            _ => Err(no_answer()),
        }
    }

    async fn client_state(&self, command: Command) -> Result<ClientState, Error> {
        match self.done(command).await?.reply() {
            Reply::ClientState(state) => Ok(*state),
            _ => Err(no_answer()),
        }
    }

    async fn prefixes(&self, command: Command) -> Result<Vec<String>, Error> {
        match self.done(command).await?.reply() {
            Reply::Prefixes(prefixes) => Ok(prefixes),
            _ => Err(no_answer()),
        }
    }
}

/// These verbs are settled with their answers; without one the server has said something else.
fn no_answer() -> Error {
    Error::Rejected(CommandError::BadReply(
        wellclient_core::http::reply::ReplyError::Empty,
    ))
}
