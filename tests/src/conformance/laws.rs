//! What holds for every line that a testee says, whatever the scenario.

mod event;
mod parts;
mod snapshot;

pub(super) use event::event;
pub(super) use snapshot::numbered;

use super::line::Line;
use parts::{Checked, one_of, parts};

/// Verbs whose methods return what was asked for, in some languages that alone.
const RETURNING: [&str; 7] = [
    "makeCall",
    "consult",
    "getCallData",
    "getClientState",
    "getMyPrefix",
    // Of a watch: nothing is returned.
    "watch",
    "follow",
];

const METRICS: [&str; 13] = [
    "events",
    "duplicates",
    "late",
    "refused",
    "anomalies",
    "resyncs",
    "corrections",
    "reconnects",
    "renewals",
    "commands",
    "commandsFailed",
    "commandMsTotal",
    "commandMsLongest",
];

/// A reply to a request: of the right word, with all its parts and no others.
pub(super) fn reply(word: &str, verb: &str, line: &Line) -> Checked {
    let expected = match word {
        "do" | "recover" => "settled",
        _ => "answer",
    };
    if line.word() != expected {
        return Err(format!(
            "{word} is replied to by `{expected}`, not by `{}`",
            line.word()
        ));
    }
    let rest = &without_id(line);
    match word {
        "do" | "recover" => outcome(verb, rest),
        "snapshot" | "watchedSnapshot" => snapshot::snapshot(rest),
        "watched" => parts(rest, &[], &["agents.#"]),
        "may" => parts(rest, &["permission"], &[]),
        "identity" => parts(rest, &["agentId", "deviceId"], &[]),
        "saved" => parts(rest, &[], &["agentId", "deviceId", "sessionId"]),
        "config" => parts(
            rest,
            &[
                "debug",
                "useWsLog",
                "autoAnswer",
                "useErrorAlert",
                "clickCallClass",
            ],
            &[],
        ),
        "callMemory" => parts(rest, &["json"], &[]),
        "metrics" => parts(rest, &METRICS, &[]),
        "getLog" => parts(rest, &["text"], &[]),
        "searchLog" => parts(rest, &[], &["lines.#"]),
        _ => parts(rest, &[], &[]),
    }
}

pub(super) fn log(line: &Line) -> Checked {
    parts(line, &["session", "kind", "content"], &[])?;
    one_of(line, "kind", &["log", "error", "alert"])
}

pub(super) fn question(line: &Line) -> Checked {
    parts(
        line,
        &["session", "id", "error", "status"],
        &["agentId", "deviceId"],
    )
}

fn outcome(verb: &str, line: &Line) -> Checked {
    let what = line.get("outcome").unwrap_or_default();
    match what {
        "confirmed" if RETURNING.contains(&verb) => {
            parts(line, &["outcome"], &[&["evidence"], reply_of(verb)].concat())
        }
        "confirmed" => parts(line, &["outcome", "evidence"], reply_of(verb)),
        "alreadySo" => parts(line, &["outcome"], &[]),
        "rejected" => parts(
            line,
            &["outcome", "error", "en", "zh"],
            &[
                "status",
                "agentId",
                "deviceId",
                "failedCode",
                "failedMsg",
                "cause",
                "retryAfterMs",
            ],
        ),
        "unknown" => parts(line, &["outcome", "error", "en", "zh"], &[]),
        other => Err(format!("{other:?} is no outcome")),
    }
}

/// The parts of a verb's reply.
fn reply_of(verb: &str) -> &'static [&'static str] {
    match verb {
        "makeCall" | "consult" => &["callId"],
        "setAgentMode" => &["pendingMode"],
        "getCallData" => &["entries.#.key", "entries.#.value"],
        "getMyPrefix" => &["prefixes.#"],
        "getClientState" => &[
            "clientState.agent.agentId",
            "clientState.agent.extensionId",
            "clientState.agent.agentMode",
            "clientState.agent.agentName",
            "clientState.agent.namespace",
            "clientState.agent.activeCall.callId",
            "clientState.agent.activeCall.ani",
            "clientState.agent.activeCall.dnis",
            "clientState.agent.activeCall.state",
            "clientState.agent.activeCall.direction",
            "clientState.agent.activeCall.otherSide",
            "clientState.agent.activeCall.ringTime",
            "clientState.agent.activeCall.answerTime",
            "clientState.extension",
        ],
        _ => &[],
    }
}

fn without_id(line: &Line) -> Line {
    let mut rest = line.clone();
    rest.remove(|name| name == "id");
    rest
}

/// The forms in which a secret could be said: as it is, in a form, in JSON.
pub(super) fn forms(secret: &str) -> Vec<String> {
    let form = secret.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    let json = serde_json::Value::from(secret).to_string();
    vec![
        secret.to_owned(),
        form.collect(),
        json.trim_matches('"').to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str) -> Checked {
        reply("do", "holdCall", &Line::parse(&text.replace(' ', "\t")).unwrap())
    }

    #[test]
    fn outcomes_have_their_parts() {
        assert_eq!(
            settled("settled id=1 outcome=confirmed evidence=event:held"),
            Ok(())
        );
        assert_eq!(settled("settled id=1 outcome=alreadySo"), Ok(()));
        for bad in [
            "settled id=1",
            "settled id=1 outcome=confirmed",
            "settled id=1 outcome=good evidence=reply",
            "settled id=1 outcome=confirmed evidence=reply callId=c",
            "settled id=1 outcome=rejected error=busy en=x",
            "settled id=1 outcome=alreadySo status=200",
            "answer id=1 outcome=alreadySo",
        ] {
            assert!(settled(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_are_numbered() {
        let line = Line::new("settled")
            .with("outcome", "confirmed")
            .with("entries.12.key", "k");
        assert_eq!(reply("do", "getCallData", &line), Ok(()));
        assert!(reply("do", "getCallData", &line.with("entries.key", "k")).is_err());
    }
}
