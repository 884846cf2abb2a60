//! What can be asked of a session at once: its snapshot, its counters, its log, its settings.

use wellclient::core::settings::Settings;
use wellclient::{Action, CallId, CallSnapshot, Doubt, Metrics, Session, Snapshot};
use wellclient_tests::conformance::Line;

use crate::ends::listed;
use crate::request::{self, Failure, part};

pub(crate) fn answer(session: &Session, line: &Line) -> Result<Line, Failure> {
    let answer = request::answer(line);
    Ok(match line.word() {
        "snapshot" => with_snapshot(answer, &session.snapshot()),
        "may" => {
            let verb = part(line, "verb")?.parse()?;
            let call = line.get("callId").map(CallId::from);
            let may = session.may(verb, call.as_ref());
            answer.with(
                "permission",
                may.err().map_or("allowed", |refusal| refusal.code()),
            )
        }
        "identity" => {
            let identity = session.identity();
            let (agent, device) = identity.ok_or("nobody is logged in")?;
            answer.with("agentId", agent).with("deviceId", device)
        }
        "saved" => match session.saved() {
            Some(saved) => answer
                .with("agentId", saved.agent)
                .with("deviceId", saved.device)
                .with("sessionId", saved.session_id.expose()),
            None => answer,
        },
        "reconnect" => {
            session.reconnect();
            answer
        }
        "config" => {
            let settings = session.settings();
            answer
                .with("debug", settings.debug)
                .with("useWsLog", settings.use_ws_log)
                .with("autoAnswer", settings.auto_answer)
                .with("useErrorAlert", settings.use_error_alert)
                .with("clickCallClass", settings.click_call_class)
        }
        "setConfig" => {
            session.set_config(Settings {
                debug: part(line, "debug")?.parse()?,
                use_ws_log: part(line, "useWsLog")?.parse()?,
                auto_answer: part(line, "autoAnswer")?.parse()?,
                use_error_alert: part(line, "useErrorAlert")?.parse()?,
                click_call_class: part(line, "clickCallClass")?.to_owned(),
            });
            answer
        }
        "setRetrieve" => {
            session.set_retrieve_after_consultation(part(line, "retrieve")?.parse()?);
            answer
        }
        "callMemory" => answer.with("json", session.get_call_memory()),
        "metrics" => with_metrics(answer, &session.metrics()),
        "writeLog" => {
            match part(line, "kind")? {
                "error" => session.error(part(line, "text")?),
                _ => session.log(part(line, "text")?),
            }
            answer
        }
        "getLog" => answer.with("text", session.event_log().get_log()),
        "searchLog" => listed(
            answer,
            "lines",
            session.event_log().search_log(part(line, "text")?),
        ),
        "clearLog" => {
            session.event_log().clear_log();
            answer
        }
        "enableLog" => {
            session.event_log().enable_log();
            answer
        }
        "disableLog" => {
            session.event_log().disable_log();
            answer
        }
        other => return Err(format!("no such request: {other}").into()),
    })
}

fn with_metrics(answer: Line, metrics: &Metrics) -> Line {
    answer
        .with("events", metrics.events)
        .with("duplicates", metrics.duplicates)
        .with("late", metrics.late)
        .with("refused", metrics.refused)
        .with("anomalies", metrics.anomalies)
        .with("resyncs", metrics.resyncs)
        .with("corrections", metrics.corrections)
        .with("reconnects", metrics.reconnects)
        .with("renewals", metrics.renewals)
        .with("commands", metrics.commands)
        .with("commandsFailed", metrics.commands_failed)
        .with("commandMsTotal", metrics.command_ms_total)
        .with("commandMsLongest", metrics.command_ms_longest)
}

pub(crate) fn with_snapshot(answer: Line, snapshot: &Snapshot) -> Line {
    let mut line = answer
        .with("phase", word(format!("{:?}", snapshot.phase)))
        .with("link", word(format!("{:?}", snapshot.link)))
        .with("verified", snapshot.verified)
        .with("callsComplete", snapshot.calls_complete)
        .with("credentialsRefused", snapshot.credentials_refused)
        .with_some("sessionEnd", snapshot.session_end);
    if let Some(agent) = &snapshot.agent {
        line = line
            .with("agent.id", &agent.id)
            .with("agent.device", &agent.device)
            .with("agent.mode", &agent.mode)
            .with_some("agent.reason", agent.reason.as_ref())
            .with_some("agent.pendingMode", agent.pending_mode.as_ref())
            .with_some("agent.inModeMs", agent.in_mode.map(|time| time.as_millis()))
            .with_some("agent.since", agent.since);
        line = listed(line, "agent.doubts", agent.doubts.iter().map(Doubt::as_str));
    }
    line = listed(line, "prefixes", &snapshot.prefixes);
    line = with_actions(line, "", &snapshot.actions);
    for (number, call) in snapshot.calls.iter().enumerate() {
        line = with_call(line, &format!("calls.{number}."), call);
    }
    line
}

fn with_call(mut line: Line, at: &str, call: &CallSnapshot) -> Line {
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            line.put(format!("{at}{name}"), value);
        }
    };
    put("callId", Some(call.call_id.to_string()));
    put("leg", Some(call.leg.as_str().to_owned()));
    put("outgoing", call.outgoing.map(|outgoing| outgoing.to_string()));
    put("conference", Some(call.conference.to_string()));
    put("calling", call.calling.as_ref().map(ToString::to_string));
    put("called", call.called.as_ref().map(ToString::to_string));
    put(
        "consultationOf",
        call.consultation_of.as_ref().map(ToString::to_string),
    );
    put("created", Some(call.created.to_string()));
    put("established", call.established.map(|at| at.to_string()));
    put("ageMs", Some(call.age.as_millis().to_string()));
    put("talkingMs", call.talking.map(|time| time.as_millis().to_string()));
    put("data", call.data.as_ref().map(ToString::to_string));
    put("queue", call.queue.clone());
    put("recording", Some(call.recording.to_string()));
    put("failedCode", call.failed_code.clone());
    put("unverified", Some(call.unverified.to_string()));
    for (number, party) in call.parties.iter().enumerate() {
        put(
            &format!("parties.{number}.device"),
            Some(party.device.to_string()),
        );
        put(
            &format!("parties.{number}.role"),
            Some(party.role.as_str().to_owned()),
        );
        put(
            &format!("parties.{number}.leg"),
            Some(party.leg.as_str().to_owned()),
        );
        put(&format!("parties.{number}.own"), Some(party.own.to_string()));
        put(
            &format!("parties.{number}.verified"),
            Some(party.verified.to_string()),
        );
    }
    line = listed(
        line,
        &format!("{at}doubts"),
        call.doubts.iter().map(Doubt::as_str),
    );
    line = listed(line, &format!("{at}formerIds"), &call.former_ids);
    with_actions(line, at, &call.actions)
}

fn with_actions(mut line: Line, at: &str, actions: &[Action]) -> Line {
    for action in actions {
        let permission = match &action.permission {
            Ok(()) => "allowed",
            Err(refusal) => refusal.code(),
        };
        line.put(format!("{at}actions.{}", action.verb), permission);
    }
    line
}

/// A variant's name as in JSON.
fn word(name: String) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}
