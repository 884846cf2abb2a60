//! How a command ended, as JSON and in a few words.

use serde_json::{Map, Value, json};
use wellclient::{CommandError, Evidence, Language, Outcome, Reply, Unknown};

use crate::print::clean;

/// `confirmed`, `alreadySo`, `rejected` or `unknown`.
pub(crate) fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Confirmed(_) => "confirmed",
        Outcome::AlreadySo => "alreadySo",
        Outcome::Rejected(_) => "rejected",
        Outcome::Unknown(_) => "unknown",
    }
}

/// Whether what was asked for is so.
pub(crate) fn is_good(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Confirmed(_) | Outcome::AlreadySo)
}

/// In a few words.
pub(crate) fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Confirmed(confirmation) => {
            format!("confirmed by {}", evidence_words(&confirmation.evidence))
        }
        Outcome::AlreadySo => "already so".to_owned(),
        Outcome::Rejected(error) => {
            let status = error
                .status()
                .map_or_else(String::new, |status| format!(" {status}"));
            format!("rejected{status}: {}", clean(&error.sentence(Language::En)))
        }
        Outcome::Unknown(unknown) => format!("unknown: {}", clean(&unknown.sentence(Language::En))),
    }
}

fn evidence_words(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Event(name) => clean(name),
        Evidence::Reply => "the reply".to_owned(),
        Evidence::State => "the server's account of its state".to_owned(),
    }
}

/// The fields of an outcome: `outcome`, and where there are any `evidence`, `reply`, `error`, `status`,
/// `retryAfterMs`, `en`, `zh`.
pub(crate) fn fields(outcome: &Outcome) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("outcome".into(), kind(outcome).into());
    match outcome {
        Outcome::Confirmed(confirmation) => {
            fields.insert("evidence".into(), evidence(&confirmation.evidence));
            if let Some(reply) = reply(&confirmation.reply) {
                fields.insert("reply".into(), reply);
            }
        }
        Outcome::AlreadySo => {}
        Outcome::Rejected(error) => {
            fields.insert("error".into(), code(error).into());
            if let Some(status) = error.status() {
                fields.insert("status".into(), status.into());
            }
            if let Some(wait) = error.retry_after() {
                fields.insert(
                    "retryAfterMs".into(),
                    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).into(),
                );
            }
            fields.insert("en".into(), error.sentence(Language::En).into());
            fields.insert("zh".into(), error.sentence(Language::Zh).into());
        }
        Outcome::Unknown(unknown) => {
            fields.insert("error".into(), unknown_code(unknown).into());
            fields.insert("en".into(), unknown.sentence(Language::En).into());
            fields.insert("zh".into(), unknown.sentence(Language::Zh).into());
        }
    }
    fields
}

/// `event:<name>`, `reply` or `state`.
fn evidence(evidence: &Evidence) -> Value {
    match evidence {
        Evidence::Event(name) => format!("event:{name}").into(),
        Evidence::Reply => "reply".into(),
        Evidence::State => "state".into(),
    }
}

fn reply(reply: &Reply) -> Option<Value> {
    Some(match reply {
        Reply::Call(call) => json!({ "callId": call }),
        Reply::PendingMode(mode) => json!({ "pendingMode": mode }),
        Reply::CallData(data) => json!({ "entries": data.entries }),
        Reply::ClientState(state) => json!({ "clientState": state }),
        Reply::Prefixes(prefixes) => json!({ "prefixes": prefixes }),
        _ => return None,
    })
}

/// A word for programs: a guard's own, or what the server's status means.
pub(crate) fn code(error: &CommandError) -> String {
    match error {
        CommandError::Refused(refusal) => refusal.code().to_owned(),
        CommandError::Argument(_) => "argument".to_owned(),
        CommandError::Rejected(rejection) => match serde_json::to_value(rejection.reason) {
            Ok(Value::String(reason)) => camel(&reason),
            _ => "rejected".to_owned(),
        },
        CommandError::Unreachable(_) => "unreachable".to_owned(),
        CommandError::NoEventChannel(_) => "noEventChannel".to_owned(),
        CommandError::BadReply(_) => "badReply".to_owned(),
        CommandError::Failed => "failed".to_owned(),
        _ => "other".to_owned(),
    }
}

fn unknown_code(unknown: &Unknown) -> &'static str {
    match unknown {
        Unknown::NotConfirmed => "notConfirmed",
        Unknown::NoReply(_) => "noReply",
        Unknown::LinkLost => "linkLost",
        Unknown::LoggedOff => "loggedOff",
        Unknown::Closed => "closed",
        _ => "other",
    }
}

/// `wrong_credentials` → `wrongCredentials`, as all other words here.
fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        text + &letters
            .next()
            .map_or_else(String::new, |letter| letter.to_ascii_uppercase().to_string())
            + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use wellclient::{CommandError, Outcome, Refusal, Unknown};

    use super::{camel, fields, words};

    #[test]
    fn a_guard_s_refusal_has_its_code_and_both_languages() {
        let outcome = Outcome::Rejected(CommandError::Refused(Refusal::CallUp));
        let fields = fields(&outcome);
        assert_eq!(fields.get("outcome").and_then(|v| v.as_str()), Some("rejected"));
        assert_eq!(fields.get("error").and_then(|v| v.as_str()), Some("callUp"));
        assert_eq!(
            fields.get("zh").and_then(|v| v.as_str()),
            Some("通话中不能执行此操作。")
        );
        assert!(words(&outcome).starts_with("rejected: This cannot be done"));
    }

    #[test]
    fn words_are_camel_case() {
        assert_eq!(camel("wrong_credentials"), "wrongCredentials");
        assert_eq!(camel("other"), "other");
        let lost = fields(&Outcome::Unknown(Unknown::LinkLost));
        assert_eq!(lost.get("error").and_then(|v| v.as_str()), Some("linkLost"));
    }
}
