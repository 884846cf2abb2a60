//! How a command ended, in a few words.

use wellclient::{CallDataEntry, Error, Evidence, Language, Outcome, Reply};

use crate::failure::Failure;
use crate::print::{clean, clean_json};

/// A log-in that has failed; with a hint, on a line of its own.
pub(crate) fn log_in_failed(why: &Error, language: Language, hint: &str) -> Failure {
    let status = why
        .status()
        .map_or_else(String::new, |status| format!(" ({status})"));
    let why = clean(&why.sentence(language));
    Failure::Failed(match language {
        Language::En => format!("the log-in failed{status}: {why}{hint}"),
        Language::Zh => format!("登录失败{status}：{why}{hint}"),
    })
}

/// In a few words.
pub(crate) fn words(outcome: &Outcome, language: Language) -> String {
    match outcome {
        Outcome::Confirmed(confirmation) => by(&confirmation.evidence, language),
        Outcome::AlreadySo => match language {
            Language::En => "already so".to_owned(),
            Language::Zh => "已是如此".to_owned(),
        },
        Outcome::Rejected(error) => {
            let status = error
                .status()
                .map_or_else(String::new, |status| format!(" {status}"));
            let why = clean(&error.sentence(language));
            match language {
                Language::En => format!("rejected{status}: {why}"),
                Language::Zh => format!("被拒绝{status}：{why}"),
            }
        }
        Outcome::Unknown(unknown) => {
            let why = clean(&unknown.sentence(language));
            match language {
                Language::En => format!("unknown: {why}"),
                Language::Zh => format!("结果未知：{why}"),
            }
        }
    }
}

/// What was asked for, in lines, where something was: call data, prefixes, the client state, the mode that is pending.
pub(crate) fn answer(outcome: &Outcome, language: Language) -> Option<String> {
    let listed = |lines: Vec<String>| match (lines.is_empty(), language) {
        (false, _) => lines.join("\n"),
        (true, Language::En) => "none".to_owned(),
        (true, Language::Zh) => "无".to_owned(),
    };
    match outcome.reply() {
        Reply::CallData(data) => {
            let pair = |entry: &CallDataEntry| format!("{}={}", clean(&entry.key), clean(&entry.value));
            Some(listed(data.entries.iter().map(pair).collect()))
        }
        Reply::Prefixes(prefixes) => Some(listed(prefixes.iter().map(|prefix| clean(prefix)).collect())),
        Reply::ClientState(state) => {
            let json = serde_json::to_string_pretty(state).ok()?;
            Some(clean_json(&json))
        }
        Reply::PendingMode(mode) => Some(match language {
            Language::En => format!("{} when the call is over", clean(mode)),
            Language::Zh => format!("通话结束后为 {}", clean(mode)),
        }),
        _ => None,
    }
}

/// By what it is confirmed.
fn by(evidence: &Evidence, language: Language) -> String {
    match (evidence, language) {
        (Evidence::Event(name), Language::En) => format!("confirmed by {}", clean(name)),
        (Evidence::Event(name), Language::Zh) => format!("已由 {} 确认", clean(name)),
        (Evidence::Reply, Language::En) => "confirmed by the reply".to_owned(),
        (Evidence::Reply, Language::Zh) => "已由应答确认".to_owned(),
        (Evidence::State, Language::En) => "confirmed by the server's account of its state".to_owned(),
        (Evidence::State, Language::Zh) => "已由服务器的状态确认".to_owned(),
    }
}
