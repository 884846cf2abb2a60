//! A snapshot has all its parts and no others.

use wellclient_core::actions::{CALL_VERBS, OTHER_VERBS};

use super::parts::{Checked, parts};
use crate::conformance::line::Line;

pub(super) fn snapshot(line: &Line) -> Checked {
    let (mut needed, mut allowed) = (
        Vec::new(),
        ["prefixes.#", "agent.doubts.#", "sessionEnd"]
            .map(str::to_owned)
            .to_vec(),
    );
    needed.extend(["phase", "link", "verified", "callsComplete", "credentialsRefused"].map(str::to_owned));
    needed.extend(OTHER_VERBS.map(|verb| format!("actions.{}", verb.name())));
    if line.below("agent.").next().is_some() {
        needed.extend(["id", "device", "mode"].map(|name| format!("agent.{name}")));
    }
    allowed.extend(["reason", "pendingMode", "inModeMs", "since"].map(|name| format!("agent.{name}")));
    for call in numbered(line, "calls.") {
        of_call(line, &call, &mut needed, &mut allowed);
    }
    let needed: Vec<&str> = needed.iter().map(String::as_str).collect();
    let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    parts(line, &needed, &allowed)
}

fn of_call(line: &Line, call: &str, needed: &mut Vec<String>, allowed: &mut Vec<String>) {
    for name in [
        "callId",
        "leg",
        "conference",
        "created",
        "ageMs",
        "recording",
        "unverified",
    ] {
        needed.push(format!("{call}{name}"));
    }
    for name in [
        "outgoing",
        "calling",
        "called",
        "consultationOf",
        "data",
        "queue",
        "failedCode",
        "established",
        "talkingMs",
    ] {
        allowed.push(format!("{call}{name}"));
    }
    allowed.extend(["calls.#.formerIds.#", "calls.#.doubts.#"].map(str::to_owned));
    let times = ["established", "talkingMs"].map(|name| format!("{call}{name}"));
    let doubts = format!("{call}doubts.");
    let in_doubt = line.below(&doubts).any(|(_, doubt)| doubt == "established");
    if times.iter().any(|name| line.get(name).is_some()) && !in_doubt {
        needed.extend(times);
    }
    needed.extend(CALL_VERBS.map(|verb| format!("{call}actions.{}", verb.name())));
    for party in numbered(line, &format!("{call}parties.")) {
        needed.extend(["device", "role", "leg", "own", "verified"].map(|name| format!("{party}{name}")));
    }
}

/// `calls.0.`, `calls.1.`, … as far as the line has them.
pub(in crate::conformance) fn numbered(line: &Line, list: &str) -> Vec<String> {
    (0..)
        .map(|number| format!("{list}{number}."))
        .take_while(|item| line.below(item).next().is_some())
        .collect()
}
