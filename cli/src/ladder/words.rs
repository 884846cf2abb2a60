//! What the ladder says for people. What the page says by itself is in `words.json`, for page and picture alike.

use wellclient::{Body, CallEnd, Event, Evidence, Language, SessionEnd};
use wellclient_core::event::AnomalyKind;

use super::row::Said;
use crate::softphone::words;

/// All words of the page, by language.
pub(crate) const WORDS: &str = include_str!("page/words.json");

/// A call's short name.
pub(crate) fn call(number: usize) -> String {
    format!("C{}", number + 1)
}

/// What came of comparing the model with the server's account.
pub(crate) fn resync(corrections: u64) -> Said {
    let (en, zh) = match corrections {
        0 => ("nothing corrected".to_owned(), "没有更正".to_owned()),
        1 => ("1 correction".to_owned(), "更正 1 处".to_owned()),
        many => (format!("{many} corrections"), format!("更正 {many} 处")),
    };
    Said { en, zh }
}

/// How it is known that a command has happened.
pub(crate) fn evidence(evidence: &Evidence) -> Said {
    let (en, zh) = match evidence {
        Evidence::Event(name) => (format!("by {name}"), format!("依据 {name}")),
        Evidence::Reply => ("by the reply".to_owned(), "依据应答".to_owned()),
        Evidence::State => (
            "by the server's account of its state".to_owned(),
            "依据服务器的状态".to_owned(),
        ),
    };
    Said { en, zh }
}

/// What did not fit, and the detail, which is for whoever mends it and in English.
pub(crate) fn anomaly(kind: AnomalyKind, detail: &str) -> Said {
    let zh = words::anomaly_zh(kind).map(|sentence| format!("{sentence} ({detail})"));
    Said {
        en: detail.to_owned(),
        zh: zh.unwrap_or_default(),
    }
}

/// How a call has ended.
pub(crate) fn call_end(end: CallEnd) -> Said {
    Said {
        en: end.to_string(),
        zh: words::call_end(end, Language::Zh).to_owned(),
    }
}

/// How a session has ended.
pub(crate) fn session_end(end: SessionEnd) -> Said {
    Said {
        en: end.to_string(),
        zh: words::session_end(end, Language::Zh).to_owned(),
    }
}

/// What an event of the server's says beside its name, in the server's words.
pub(crate) fn server_event(event: &Event) -> String {
    let ends = |from: Option<&str>, to: Option<&str>| match (from, to) {
        (Some(from), Some(to)) => format!("{from} → {to}"),
        (None, Some(to)) => format!("→ {to}"),
        (Some(from), None) => from.to_owned(),
        (None, None) => String::new(),
    };
    match event.body() {
        Body::Originated(event) => ends(None, event.called_device.map(|to| to.number())),
        Body::Delivered(event) => {
            let from = event.calling_device.map(|from| from.number());
            ends(from, Some(event.alerting_device.number()))
        }
        Body::ConnectionCleared(event) => event.info.cause.unwrap_or_default().to_owned(),
        Body::Transferred(event) => ends(
            event.transferring_device.map(|by| by.number()),
            event.transferred_to_device.map(|to| to.number()),
        ),
        Body::Conferenced(event) => ends(
            event.conferencing_device.map(|by| by.number()),
            event.added_party.map(|to| to.number()),
        ),
        Body::Failed(event) => event.failed_msg.unwrap_or_default().to_owned(),
        Body::AgentNotReady(event) => event.reason.unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}
