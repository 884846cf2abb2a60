//! Each verb by its typed method, and how it ends.

use tokio::sync::oneshot;
use wellclient::core::http::Language;
use wellclient::core::http::reply::{CallData, ClientState};
use wellclient::lock::Mutex;
use wellclient::{
    AgentId, AgentModeRequest, CallDataEntry, CallId, CommandError, DeviceId, Error, LoginMode, LoginRequest,
    MakeCallOptions, Participation, Rejection, Reply, Session, Success,
};
use wellclient_tests::conformance::Line;

use crate::lies::Liar;
use crate::request::{Failure, part};

type Question = Mutex<Option<oneshot::Sender<bool>>>;

/// Gives a command, and waits for its end.
pub(crate) async fn run(
    session: &Session,
    line: &Line,
    question: &std::sync::Arc<Question>,
    liar: &Liar,
) -> Result<Line, Failure> {
    let text = |name| part(line, name);
    let call = |name| part(line, name).map(CallId::from);
    let device = || text("deviceId").map(DeviceId::from);
    let agent = || text("agentId").map(AgentId::from);
    let settled = Line::new("settled").with("id", text("id")?);
    let done = match text("verb")? {
        "agentLogin" => log_in(session, line, question, liar).await?,
        "logout" => session.logout().await,
        "setAgentMode" => {
            session
                .set_agent_mode(mode(text("mode")?), line.get("reason"))
                .await
        }
        "makeCall" => {
            let options = MakeCallOptions {
                prefix: line.get("prefix").map(str::to_owned),
                dest_for_display: line.get("destForDisplay").map(str::to_owned),
                origin_for_display: line.get("originForDisplay").map(str::to_owned),
                cpa: line.get("cpa").map(str::parse).transpose()?,
                context_id: line.get("contextId").map(str::to_owned),
            };
            let made = session.make_call(text("phoneNumber")?, options).await;
            return Ok(answered(settled, made, with_call));
        }
        "answerCall" => session.answer_call(&call("callId")?).await,
        "dropConnection" => {
            session
                .drop_connection(line.get("callId").map(CallId::from))
                .await
        }
        "holdCall" => session.hold_call(&call("callId")?).await,
        "retrieveCall" => session.retrieve_call(&call("callId")?).await,
        "singleStepTransfer" => {
            session
                .single_step_transfer(&call("callId")?, text("phoneNumber")?)
                .await
        }
        "singleStepConference" => {
            let participation = match line.get("type") {
                Some("Silent") => Participation::Silent,
                _ => Participation::Active,
            };
            session
                .single_step_conference(&call("callId")?, text("phoneNumber")?, participation)
                .await
        }
        "consult" => {
            let made = session.consult(&call("callId")?, text("phoneNumber")?).await;
            return Ok(answered(settled, made, with_call));
        }
        "conference" => {
            session
                .conference(&call("holdCallId")?, &call("consultCallId")?)
                .await
        }
        "cancelConsult" => {
            session
                .cancel_consult(&call("holdCallId")?, &call("consultCallId")?)
                .await
        }
        "transferCall" => {
            session
                .transfer_call(&call("holdCallId")?, &call("consultCallId")?)
                .await
        }
        "transferWaitReturn" => {
            session
                .transfer_wait_return(&call("holdCallId")?, &call("consultCallId")?)
                .await
        }
        "singleTransferWaitReturn" => {
            session
                .single_transfer_wait_return(&call("callId")?, text("number")?)
                .await
        }
        "setCallData" => session.set_call_data(&call("callId")?, entries(line)).await,
        "getCallData" => {
            let data = session.get_call_data(&call("callId")?).await;
            return Ok(answered(settled, data, with_data));
        }
        "forceDrop" => session.force_drop(&device()?, &call("callId")?).await,
        "forceJoin" => {
            session
                .force_join(&device()?, &call("callId")?, text("phoneNumber")?)
                .await
        }
        "forceTake" => {
            session
                .force_take(&device()?, &call("callId")?, text("phoneNumber")?)
                .await
        }
        "forceListen" => session.force_listen(&call("callId")?, &device()?).await,
        "forceReady" => session.force_ready(&agent()?, &device()?).await,
        "forceNotReady" => session.force_not_ready(&agent()?, &device()?).await,
        "forceLogout" => session.force_logout(&agent()?, &device()?).await,
        "superLogout" => session.super_logout(text("agentCode")?).await,
        "releaseAllocatedAgent" => session.release_allocated_agent(&agent()?).await,
        "agentGreeting" => session.agent_greeting(&call("callId")?, text("msg")?).await,
        "startRecording" => session.start_recording().await,
        "stopRecording" => session.stop_recording().await,
        "getClientState" => {
            let state = session.get_client_state().await;
            return Ok(answered(settled, state, with_state));
        }
        "getMyPrefix" => {
            let prefixes = session.get_my_prefix().await;
            return Ok(answered(settled, prefixes, |line, prefixes| {
                listed(line, "prefixes", prefixes)
            }));
        }
        "uploadLog" => session.upload_log().await,
        other => return Err(format!("no such verb: {other}").into()),
    };
    Ok(outcome(settled, done))
}

async fn log_in(
    session: &Session,
    line: &Line,
    question: &std::sync::Arc<Question>,
    liar: &Liar,
) -> Result<Result<Success, Error>, Failure> {
    let mut request = LoginRequest::new(
        part(line, "jobNumber")?,
        part(line, "password")?,
        part(line, "domain")?,
        part(line, "ext")?,
    );
    request.login_mode = match line.get("loginMode") {
        Some("stop") => LoginMode::Stop,
        Some("ask") => LoginMode::Ask,
        _ => LoginMode::Force,
    };
    request.agent_mode = line.get("agentMode").map(mode).unwrap_or_default();
    if request.login_mode != LoginMode::Ask {
        return Ok(session.agent_login(request).await);
    }
    let ask = Line::new("ask")
        .with("session", part(line, "session")?)
        .with("id", part(line, "id")?);
    let (liar, question) = (liar.clone(), std::sync::Arc::clone(question));
    let decide = move |rejection: Rejection| {
        let (sender, answer) = oneshot::channel();
        *question.lock() = Some(sender);
        let ask = ask.with("error", rejection.reason.code());
        liar.say(with_rejection(ask, &rejection));
        async move { answer.await.unwrap_or(false) }
    };
    Ok(session.agent_login_asking(request, decide).await)
}

fn mode(word: &str) -> AgentModeRequest {
    match word {
        "Ready" => AgentModeRequest::Ready,
        _ => AgentModeRequest::NotReady,
    }
}

fn entries(line: &Line) -> Vec<CallDataEntry> {
    let entry = |number: usize| {
        let key = line.get(&format!("data.{number}.key"))?;
        let value = line.get(&format!("data.{number}.value"))?;
        Some(CallDataEntry::new(key, value))
    };
    (0..).map_while(entry).collect()
}

/// The end of a verb that answers nothing in particular.
pub(crate) fn outcome(settled: Line, done: Result<Success, Error>) -> Line {
    match done {
        Ok(Success::AlreadySo) => settled.with("outcome", "alreadySo"),
        Ok(Success::Confirmed(confirmation)) => {
            let line = settled
                .with("outcome", "confirmed")
                .with("evidence", confirmation.evidence.word());
            match confirmation.reply {
                Reply::PendingMode(mode) => line.with("pendingMode", mode),
                _ => line,
            }
        }
        Err(error) => failed(settled, &error),
    }
}

/// The end of a verb that returns something.
fn answered<T>(settled: Line, answer: Result<T, Error>, with: impl FnOnce(Line, T) -> Line) -> Line {
    match answer {
        Ok(answer) => with(settled.with("outcome", "confirmed"), answer),
        Err(error) => failed(settled, &error),
    }
}

fn failed(settled: Line, error: &Error) -> Line {
    let line = match error {
        Error::Rejected(CommandError::Rejected(rejection)) => with_rejection(settled, rejection),
        Error::Rejected(error) => settled
            .with_some("failedCode", error.failed_code())
            .with_some("failedMsg", error.failed_msg())
            .with_some("cause", error.cause()),
        Error::Unknown(_) => settled,
    };
    let (outcome, code) = match error {
        Error::Rejected(error) => ("rejected", error.code()),
        Error::Unknown(unknown) => ("unknown", unknown.code()),
    };
    line.with("outcome", outcome)
        .with("error", code)
        .with_some("retryAfterMs", error.retry_after().map(|wait| wait.as_millis()))
        .with("en", error.sentence(Language::En))
        .with("zh", error.sentence(Language::Zh))
}

fn with_rejection(line: Line, rejection: &Rejection) -> Line {
    line.with_some("status", rejection.status)
        .with_some("agentId", rejection.agent.as_ref())
        .with_some("deviceId", rejection.device.as_ref())
}

fn with_call(line: Line, call: CallId) -> Line {
    line.with("callId", call)
}

fn with_data(mut line: Line, data: CallData) -> Line {
    for (number, entry) in data.entries.iter().enumerate() {
        line.put(format!("entries.{number}.key"), &entry.key);
        line.put(format!("entries.{number}.value"), &entry.value);
    }
    line
}

pub(crate) fn listed<T: ToString>(mut line: Line, list: &str, items: impl IntoIterator<Item = T>) -> Line {
    for (number, item) in items.into_iter().enumerate() {
        line.put(format!("{list}.{number}"), item);
    }
    line
}

fn with_state(mut line: Line, state: ClientState) -> Line {
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            line.put(format!("clientState.{name}"), value);
        }
    };
    put("extension", state.extension.as_deref());
    let Some(agent) = &state.agent else {
        return line;
    };
    put("agent.agentId", agent.agent_id.as_ref().map(AgentId::as_str));
    put(
        "agent.extensionId",
        agent.extension_id.as_ref().map(DeviceId::as_str),
    );
    put("agent.agentMode", agent.agent_mode.as_deref());
    put("agent.agentName", agent.agent_name.as_deref());
    put("agent.namespace", agent.namespace.as_deref());
    let Some(call) = &agent.active_call else {
        return line;
    };
    let direction = call.direction.map(|direction| format!("{direction:?}"));
    put(
        "agent.activeCall.callId",
        call.call_id.as_ref().map(CallId::as_str),
    );
    put("agent.activeCall.ani", call.ani.as_ref().map(DeviceId::as_str));
    put("agent.activeCall.dnis", call.dnis.as_ref().map(DeviceId::as_str));
    put("agent.activeCall.state", call.state.as_deref());
    put("agent.activeCall.direction", direction.as_deref());
    put(
        "agent.activeCall.otherSide",
        call.other_side.as_ref().map(DeviceId::as_str),
    );
    put("agent.activeCall.ringTime", call.ring_time.as_deref());
    put("agent.activeCall.answerTime", call.answer_time.as_deref());
    line
}
