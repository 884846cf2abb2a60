//! What verbs are given beside texts, and how they end, as lines.

use wellclient::core::http::Language;
use wellclient::core::http::reply::{CallData, ClientState};
use wellclient::{
    AgentId, AgentModeRequest, CallDataEntry, CallId, CommandError, DeviceId, Error, Participation,
    Rejection, Reply, Success,
};
use wellclient_tests::conformance::Line;

pub(crate) fn mode(word: &str) -> AgentModeRequest {
    match word {
        "Ready" => AgentModeRequest::Ready,
        _ => AgentModeRequest::NotReady,
    }
}

pub(crate) fn participation(word: Option<&str>) -> Participation {
    match word {
        Some("Silent") => Participation::Silent,
        _ => Participation::Active,
    }
}

pub(crate) fn entries(line: &Line) -> Vec<CallDataEntry> {
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
pub(crate) fn answered<T>(
    settled: Line,
    answer: Result<T, Error>,
    with: impl FnOnce(Line, T) -> Line,
) -> Line {
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

pub(crate) fn with_rejection(line: Line, rejection: &Rejection) -> Line {
    line.with_some("status", rejection.status)
        .with_some("agentId", rejection.agent.as_ref())
        .with_some("deviceId", rejection.device.as_ref())
}

pub(crate) fn with_call(line: Line, call: CallId) -> Line {
    line.with("callId", call)
}

pub(crate) fn with_data(mut line: Line, data: CallData) -> Line {
    for (number, entry) in data.entries.iter().enumerate() {
        line.put(format!("entries.{number}.key"), &entry.key);
        line.put(format!("entries.{number}.value"), &entry.value);
    }
    line
}

pub(crate) fn with_prefixes(line: Line, prefixes: Vec<String>) -> Line {
    listed(line, "prefixes", prefixes)
}

pub(crate) fn listed<T: ToString>(mut line: Line, list: &str, items: impl IntoIterator<Item = T>) -> Line {
    for (number, item) in items.into_iter().enumerate() {
        line.put(format!("{list}.{number}"), item);
    }
    line
}

pub(crate) fn with_state(mut line: Line, state: ClientState) -> Line {
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
