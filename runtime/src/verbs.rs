//! The verbs of the manual, one method each, under its names.
//!
//! Each ends when the command is settled, at the latest after [`crate::Timing::command`]; dropping the future does not
//! take the command back.

use wellclient_core::command::{
    AgentModeRequest, CallDataEntry, Command, LoginRequest, MakeCallOptions, Participation,
};
use wellclient_core::http::reply::{CallData, ClientState};
use wellclient_core::id::{AgentId, CallId, DeviceId};
use wellclient_core::session::{CommandError, Reply};

use crate::error::{Error, Success, result};
use crate::session::Session;

/// How a verb ends that answers nothing in particular.
type Done = Result<Success, Error>;

/// # Verbs
///
/// All fail with [`Error::Rejected`] where nothing has happened (a guard, a bad argument, the server's refusal, no
/// connection) and [`Error::Unknown`] where nobody can tell.
impl Session {
    async fn done(&self, command: Command) -> Done {
        result(self.command(command).await)
    }

    /// Logs an agent in (manual 2.2). Ends when `agentLoggedOn` has arrived. In mode `ask` without
    /// [`Session::agent_login_asking`] there is nobody to ask: it fails as `stop` does.
    ///
    /// # Errors
    /// Statuses 401, 423 and 451–462 (manual 2.2), a server or an event channel that is out of reach.
    pub async fn agent_login(&self, request: LoginRequest) -> Done {
        self.done(Command::Login(request)).await
    }

    /// Logs the agent out (manual 2.3). Ends when `agentLoggedOff` has arrived.
    ///
    /// # Errors
    /// Refused while a call is up or the agent is allocated.
    pub async fn logout(&self) -> Done {
        self.done(Command::Logout).await
    }

    /// Ready or not ready (manual 2.4), with a reason if there is one. During a call it takes effect when the call
    /// ends: then the reply is [`Reply::PendingMode`].
    ///
    /// # Errors
    /// 465: the outbound quota is reached.
    pub async fn set_agent_mode(&self, mode: AgentModeRequest, reason: Option<&str>) -> Done {
        self.done(Command::SetAgentMode {
            mode,
            reason: reason.map(str::to_owned),
        })
        .await
    }

    /// Makes a call (manual 2.5). Ends when the server shows that it is being made, not when it is answered. Any text of at
    /// most 128 bytes, with its prefix, without control characters is dialled.
    ///
    /// # Errors
    /// Its guards: a call is up, the agent is allocated, the number is empty or the own extension, the last call was made
    /// less than 2 s ago; with [`phone_numbers_only`](crate::SessionConfig::phone_numbers_only), it is no phone number.
    pub async fn make_call(&self, number: &str, options: MakeCallOptions) -> Result<CallId, Error> {
        self.call_made(Command::MakeCall {
            number: number.to_owned(),
            options,
        })
        .await
    }

    /// Answers a call that rings (manual 2.6).
    ///
    /// # Errors
    /// The server knows no such call (404), or it does not ring at this extension.
    pub async fn answer_call(&self, call: &CallId) -> Done {
        self.done(Command::Answer { call: call.clone() }).await
    }

    /// Hangs up (manual 2.7); without an id, the only call there is.
    ///
    /// # Errors
    /// Without an id: there is no call, or there are several.
    pub async fn drop_connection(&self, call: Option<CallId>) -> Done {
        self.done(Command::Drop { call }).await
    }

    /// Puts a call on hold (manual 2.8).
    ///
    /// # Errors
    /// The server knows no such call (404), or it is not connected here.
    pub async fn hold_call(&self, call: &CallId) -> Done {
        self.done(Command::Hold { call: call.clone() }).await
    }

    /// Takes a call back from hold (manual 2.9).
    ///
    /// # Errors
    /// The server knows no such call (404), or it is not on hold here, or another call is connected.
    pub async fn retrieve_call(&self, call: &CallId) -> Done {
        self.done(Command::Retrieve { call: call.clone() }).await
    }

    /// Transfers a call without consultation (manual 2.10). It ends as soon as the own side has left: whether the target
    /// answers is not waited for, and where it cannot be reached the other party is cut off. Consult first to be sure.
    ///
    /// # Errors
    /// The server knows no such call (404), or it is not connected here, or there is a consultation.
    /// [`CommandError::Failed`]: the server says that the number was not reached, and the call is as it was; few servers do.
    pub async fn single_step_transfer(&self, call: &CallId, number: &str) -> Done {
        self.done(Command::SingleStepTransfer {
            call: call.clone(),
            number: number.to_owned(),
        })
        .await
    }

    /// Brings a further party into a call (manual 2.11). Ends when that party rings.
    ///
    /// # Errors
    /// The server knows no such call (404), or it is not connected here, or there is a consultation.
    /// [`CommandError::Failed`]: the number was not reached, and the call is as it was.
    pub async fn single_step_conference(
        &self,
        call: &CallId,
        number: &str,
        participation: Participation,
    ) -> Done {
        let (call, number) = (call.clone(), number.to_owned());
        self.done(Command::SingleStepConference {
            call,
            number,
            participation,
        })
        .await
    }

    /// Holds a call and calls somebody else (manual 2.12); the new call's id.
    ///
    /// # Errors
    /// The server knows no such call (404), or it is not connected here, or there is a consultation already.
    pub async fn consult(&self, call: &CallId, number: &str) -> Result<CallId, Error> {
        self.call_made(Command::Consult {
            call: call.clone(),
            number: number.to_owned(),
        })
        .await
    }

    /// Brings the held call and the consultation together (manual 2.13).
    ///
    /// # Errors
    /// The server knows one of the two no more (404), or they are not a held call and its consultation, or that has not
    /// been answered.
    pub async fn conference(&self, held: &CallId, consulted: &CallId) -> Done {
        self.done(Command::Conference {
            held: held.clone(),
            consulted: consulted.clone(),
        })
        .await
    }

    /// Ends the consultation and goes back to the held call (manual 2.14).
    ///
    /// # Errors
    /// The server knows one of the two no more (404), or they are not a held call and its consultation.
    pub async fn cancel_consult(&self, held: &CallId, consulted: &CallId) -> Done {
        self.done(Command::CancelConsult {
            held: held.clone(),
            consulted: consulted.clone(),
        })
        .await
    }

    /// Connects the held call with the consulted party and leaves both (manual 2.15).
    ///
    /// # Errors
    /// The server knows one of the two no more (404), or they are not a held call and its consultation.
    pub async fn transfer_call(&self, held: &CallId, consulted: &CallId) -> Done {
        self.done(Command::Transfer {
            held: held.clone(),
            consulted: consulted.clone(),
        })
        .await
    }

    /// As [`Session::transfer_call`], but the call comes back when the other side is done (4.x).
    ///
    /// # Errors
    /// The server knows one of the two no more (404), or they are not a held call and its consultation, or that has not
    /// been answered.
    pub async fn transfer_wait_return(&self, held: &CallId, consulted: &CallId) -> Done {
        self.done(Command::TransferWaitReturn {
            held: held.clone(),
            consulted: consulted.clone(),
        })
        .await
    }

    /// As [`Session::single_step_transfer`], but the call comes back when the other side is done (4.x).
    ///
    /// # Errors
    /// The server knows no such call (404), or it is not connected here. [`CommandError::Failed`]: the number was not
    /// reached, and the call is as it was.
    pub async fn single_transfer_wait_return(&self, call: &CallId, number: &str) -> Done {
        self.done(Command::SingleTransferWaitReturn {
            call: call.clone(),
            number: number.to_owned(),
        })
        .await
    }

    /// Attaches data to a call (manual 2.16).
    ///
    /// # Errors
    /// The server knows no such call (404), or the data is too much for it.
    pub async fn set_call_data(&self, call: &CallId, entries: Vec<CallDataEntry>) -> Done {
        self.done(Command::SetCallData {
            call: call.clone(),
            entries,
        })
        .await
    }

    /// The data attached to a call (manual 2.17).
    ///
    /// # Errors
    /// The server knows no such call (404), or its reply makes no sense ([`CommandError::BadReply`]).
    pub async fn get_call_data(&self, call: &CallId) -> Result<CallData, Error> {
        match self
            .done(Command::GetCallData { call: call.clone() })
            .await?
            .reply()
        {
            Reply::CallData(data) => Ok(data),
            _ => Err(no_answer()),
        }
    }

    /// Cuts another device's leg (manual 4.1).
    ///
    /// # Errors
    /// The server knows no such call (404), or the device is not in it, or you may not (403).
    pub async fn force_drop(&self, device: &DeviceId, call: &CallId) -> Done {
        self.done(Command::ForceDrop {
            device: device.clone(),
            call: call.clone(),
        })
        .await
    }

    /// Brings a party into another device's call (manual 4.2).
    ///
    /// # Errors
    /// The server knows no such call (404), or the device is not connected in it, or you may not (403).
    pub async fn force_join(&self, device: &DeviceId, call: &CallId, number: &str) -> Done {
        let (device, call, number) = (device.clone(), call.clone(), number.to_owned());
        self.done(Command::ForceJoin { device, call, number }).await
    }

    /// Moves another device's call to this number (manual 4.3).
    ///
    /// # Errors
    /// The server knows no such call (404), or the device is not connected in it, or you may not (403).
    pub async fn force_take(&self, device: &DeviceId, call: &CallId, number: &str) -> Done {
        let (device, call, number) = (device.clone(), call.clone(), number.to_owned());
        self.done(Command::ForceTake { device, call, number }).await
    }

    /// Listens to a call with this device (manual 4.4).
    ///
    /// # Errors
    /// The server knows no such call (404), or nobody talks in it yet, or the device is in a call, or you may not
    /// (403).
    pub async fn force_listen(&self, call: &CallId, device: &DeviceId) -> Done {
        self.done(Command::ForceListen {
            call: call.clone(),
            device: device.clone(),
        })
        .await
    }

    /// Makes another agent ready (manual 4.5).
    ///
    /// # Errors
    /// The agent is not known, or not logged in on this device, or you may not (403). 465: the outbound quota is
    /// reached.
    pub async fn force_ready(&self, agent: &AgentId, device: &DeviceId) -> Done {
        self.done(Command::ForceReady {
            agent: agent.clone(),
            device: device.clone(),
        })
        .await
    }

    /// Makes another agent not ready (manual 4.6).
    ///
    /// # Errors
    /// The agent is not known, or not logged in on this device, or you may not (403).
    pub async fn force_not_ready(&self, agent: &AgentId, device: &DeviceId) -> Done {
        self.done(Command::ForceNotReady {
            agent: agent.clone(),
            device: device.clone(),
        })
        .await
    }

    /// Logs another agent out (manual 4.7).
    ///
    /// # Errors
    /// The agent is not known, or you may not (403).
    pub async fn force_logout(&self, agent: &AgentId, device: &DeviceId) -> Done {
        self.done(Command::ForceLogout {
            agent: agent.clone(),
            device: device.clone(),
        })
        .await
    }

    /// Logs out an agent of the own domain by job number.
    ///
    /// # Errors
    /// The agent is not known, or you may not (403).
    pub async fn super_logout(&self, job_number: &str) -> Done {
        self.done(Command::SuperLogout {
            job_number: job_number.to_owned(),
        })
        .await
    }

    /// Ends an agent's allocation for an outbound task.
    ///
    /// # Errors
    /// The agent is not known, or not logged in.
    pub async fn release_allocated_agent(&self, agent: &AgentId) -> Done {
        self.done(Command::ReleaseAllocatedAgent { agent: agent.clone() })
            .await
    }

    /// Plays a greeting into a call (4.x).
    ///
    /// # Errors
    /// The server knows no such call (404), or it is not connected here.
    pub async fn agent_greeting(&self, call: &CallId, message: &str) -> Done {
        self.done(Command::AgentGreeting {
            call: call.clone(),
            message: message.to_owned(),
        })
        .await
    }

    /// Records the own extension (4.x).
    ///
    /// # Errors
    /// 466: recording control is disabled.
    pub async fn start_recording(&self) -> Done {
        self.done(Command::StartRecording).await
    }

    /// Stops recording the own extension (4.x).
    ///
    /// # Errors
    /// 466: recording control is disabled.
    pub async fn stop_recording(&self) -> Done {
        self.done(Command::StopRecording).await
    }

    /// The server's account of the agent's state and call (4.x).
    ///
    /// # Errors
    /// The server does not know the verb (404, 405: releases 2.x), or its reply makes no sense
    /// ([`CommandError::BadReply`]).
    pub async fn get_client_state(&self) -> Result<ClientState, Error> {
        match self.done(Command::GetClientState).await?.reply() {
            Reply::ClientState(state) => Ok(*state),
            _ => Err(no_answer()),
        }
    }

    /// The agent's outside-line prefixes (4.x).
    ///
    /// # Errors
    /// The server does not know the agent, or the verb (404), or its reply makes no sense ([`CommandError::BadReply`]).
    pub async fn get_my_prefix(&self) -> Result<Vec<String>, Error> {
        match self.done(Command::GetMyPrefix).await?.reply() {
            Reply::Prefixes(prefixes) => Ok(prefixes),
            _ => Err(no_answer()),
        }
    }

    /// Sends the event log to the server (manual 8.11).
    ///
    /// # Errors
    /// The server does not take logs (404), or not so long ones.
    pub async fn upload_log(&self) -> Done {
        self.done(Command::UploadLog).await
    }

    /// The call that a command has made; its events name it even where the reply does not.
    async fn call_made(&self, command: Command) -> Result<CallId, Error> {
        match self.done(command).await?.reply() {
            Reply::Call(call) => Ok(call),
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
