//! A wallboard's rows in few words.

use wellclient::{Doubt, Language, Snapshot};

use crate::softphone::words::{leg, mode};

/// One agent in few words; what may have changed unseen with a question mark.
pub(super) fn words(row: &Snapshot, language: Language) -> String {
    let doubtful = |doubtful: bool| if doubtful { "?" } else { "" };
    let mode = row.agent.as_ref().map_or_else(String::new, |agent| {
        let word = match language {
            Language::En => agent.mode.as_str(),
            Language::Zh => mode(&agent.mode, language),
        };
        format!("{word}{}", doubtful(agent.doubts.has(Doubt::Mode)))
    });
    let calls = row.calls.iter().map(|call| {
        let parties = call.parties.iter().filter(|party| !party.own);
        let others: Vec<&str> = parties.map(|party| party.device.number()).collect();
        let (others, doubt) = (others.join(", "), doubtful(call.unverified));
        match language {
            Language::En => format!("{} with {others}{doubt}", call.leg.as_str()),
            Language::Zh => format!("与 {others} {}{doubt}", leg(call.leg, language)),
        }
    });
    let calls: Vec<String> = calls.collect();
    format!("{mode} {}", calls.join("; ")).trim_end().to_owned()
}
