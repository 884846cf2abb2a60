//! A wallboard's rows in few words.

use wellclient::{Doubt, Snapshot};

/// One agent in few words; what may have changed unseen with a question mark.
pub(super) fn words(row: &Snapshot) -> String {
    let doubtful = |doubtful: bool| if doubtful { "?" } else { "" };
    let mode = row.agent.as_ref().map_or_else(String::new, |agent| {
        format!("{}{}", agent.mode, doubtful(agent.doubts.has(Doubt::Mode)))
    });
    let calls = row.calls.iter().map(|call| {
        let parties = call.parties.iter().filter(|party| !party.own);
        let others: Vec<&str> = parties.map(|party| party.device.number()).collect();
        let leg = call.leg.as_str();
        format!("{leg} with {}{}", others.join(", "), doubtful(call.unverified))
    });
    let calls: Vec<String> = calls.collect();
    format!("{mode} {}", calls.join("; ")).trim_end().to_owned()
}
