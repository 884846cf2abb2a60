//! What Tab makes of a typed line: the words that may stand where the cursor is.

use serde_json::{Map, Value};
use wellclient::{AgentModeRequest, Command, Participation, Snapshot, Verb};

use super::words::{self, Fixed};
use crate::calls::CallNames;
use crate::history::History;

/// The options of `makeCall`, which stand beside the number.
const OPTIONS: [&str; 5] = ["prefix", "destForDisplay", "originForDisplay", "cpa", "contextId"];

/// Whom the session has met, and what was asked of them.
#[derive(Default)]
pub(super) struct Known {
    numbers: History,
    devices: History,
    agents: History,
}

impl Known {
    /// Whoever is in a call now.
    pub(super) fn meet(&mut self, snapshot: &Snapshot) {
        if let Some(agent) = &snapshot.agent {
            self.agents.add(agent.id.as_str());
        }
        let parties = snapshot.calls.iter().flat_map(|call| &call.parties);
        for party in parties.filter(|party| !party.own) {
            self.numbers.add(party.device.number());
            self.devices.add(party.device.as_str());
        }
    }

    /// What a command names.
    pub(super) fn asked(&mut self, command: &Command) {
        let fields: Map<String, Value> = serde_json::from_str(&command.to_json()).unwrap_or_default();
        for (name, value) in &fields {
            let known = match name.as_str() {
                "phoneNumber" => &mut self.numbers,
                "deviceId" => &mut self.devices,
                "agentId" => &mut self.agents,
                _ => continue,
            };
            if let Some(text) = value.as_str() {
                known.add(text);
            }
        }
    }
}

/// All that can be completed now.
pub(super) struct Completer<'a> {
    pub(super) known: &'a Known,
    pub(super) snapshot: &'a Snapshot,
    pub(super) names: &'a CallNames,
}

/// Words for the place of the last `typed` characters before the cursor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Completion {
    pub(super) typed: usize,
    pub(super) words: Vec<String>,
}

impl Completer<'_> {
    /// What may stand at the end of this line.
    pub(super) fn complete(&self, line: &str) -> Completion {
        let (earlier, word) = line.rsplit_once(char::is_whitespace).unwrap_or(("", line));
        let earlier: Vec<&str> = earlier.split_whitespace().collect();
        let mut words = match earlier.as_slice() {
            [] | ["help"] => words::first_words().map(str::to_owned).collect(),
            ["answerAsk"] => texts(&["true", "false"]),
            [first, rest @ ..] => words::verb(first)
                .map(|(verb, fixed)| self.argument(verb, fixed, rest, word))
                .unwrap_or_default(),
        };
        words.retain(|candidate| begins(candidate, word));
        Completion {
            typed: word.chars().count(),
            words,
        }
    }

    /// What an argument may be, after these.
    fn argument(&self, verb: Verb, fixed: Fixed, before: &[&str], word: &str) -> Vec<String> {
        if let Some((name, _)) = word.split_once('=') {
            let values = self.values(verb, name, before);
            return values.iter().map(|value| format!("{name}={value}")).collect();
        }
        let by_place = before.iter().filter(|word| !word.contains('=')).count();
        match words::open(verb, fixed).nth(by_place) {
            Some("options") => {
                let given = |name: &str| {
                    let given = before.iter().filter_map(|word| word.split_once('='));
                    given.map(|(given, _)| given).any(|given| given == name)
                };
                let open = OPTIONS.into_iter().filter(|name| !given(name));
                open.map(|name| format!("{name}=")).collect()
            }
            Some(name) => self.values(verb, name, before),
            None => Vec::new(),
        }
    }

    fn values(&self, verb: Verb, name: &str, before: &[&str]) -> Vec<String> {
        match name {
            "callId" | "holdCallId" | "consultCallId" => self.calls(verb, before),
            "phoneNumber" => self.known.numbers.all().to_vec(),
            "deviceId" => self.known.devices.all().to_vec(),
            "agentId" => self.known.agents.all().to_vec(),
            "mode" => texts(&[AgentModeRequest::Ready.name(), AgentModeRequest::NotReady.name()]),
            "type" => texts(&[Participation::Active.name(), Participation::Silent.name()]),
            "cpa" => texts(&["true", "false"]),
            _ => Vec::new(),
        }
    }

    /// The calls that are up, each once in a line: those with which it may be done now, if there are any.
    fn calls(&self, verb: Verb, before: &[&str]) -> Vec<String> {
        let calls = || {
            let named = self.snapshot.calls.iter();
            let named = named.filter_map(|call| Some((call, self.names.known(&call.call_id)?)));
            named.filter(|(_, name)| !before.contains(&name.as_str()))
        };
        let allowed: Vec<String> = calls()
            .filter(|(call, _)| call.allows(verb))
            .map(|(_, name)| name)
            .collect();
        match allowed.is_empty() {
            true => calls().map(|(_, name)| name).collect(),
            false => allowed,
        }
    }
}

/// What all of them begin with.
pub(super) fn common(words: &[String]) -> &str {
    let Some((first, rest)) = words.split_first() else {
        return "";
    };
    let end = first.char_indices().find(|(at, c)| {
        let same = |word: &String| word.get(*at..).is_some_and(|rest| rest.starts_with(*c));
        !rest.iter().all(same)
    });
    let end = end.map_or(first.len(), |(at, _)| at);
    first.get(..end).unwrap_or_default()
}

/// Whether a word begins like this, in small or capital letters.
fn begins(word: &str, with: &str) -> bool {
    word.get(..with.len())
        .is_some_and(|beginning| beginning.eq_ignore_ascii_case(with))
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::softphone::tests::fixture::consulting;

    /// What may stand at the end of the line, with a customer on hold as C1 and a colleague on the line as C2.
    fn words(line: &str) -> Vec<String> {
        let snapshot = consulting();
        let mut names = CallNames::default();
        for call in &snapshot.calls {
            names.of(&call.call_id);
        }
        let mut known = Known::default();
        known.meet(&snapshot);
        for json in [
            r#"{"verb":"makeCall","phoneNumber":"5550100"}"#,
            r#"{"verb":"forceReady","agentId":"5002@test.cc","deviceId":"8003@test.cc"}"#,
        ] {
            known.asked(&Command::from_json(json).unwrap());
        }
        let completer = Completer {
            known: &known,
            snapshot: &snapshot,
            names: &names,
        };
        let completion = completer.complete(line);
        let word = line.rsplit_once(' ').map_or(line, |(_, word)| word);
        assert_eq!(completion.typed, word.chars().count(), "{line}");
        completion.words
    }

    #[test]
    fn words_are_completed_by_what_may_stand_there() {
        for (line, expected) in [
            ("ho", &["hold", "holdCall"][..]),
            ("  qui", &["quit"]),
            ("help retrieve", &["retrieve", "retrieveCall"]),
            ("help hold ", &[]),
            ("answerAsk ", &["true", "false"]),
            ("hodl ", &[]),
            ("座", &[]),
            // No call may be held now, so all are offered; elsewhere those that may.
            ("hold ", &["C1", "C2"]),
            ("hold c", &["C1", "C2"]),
            ("hold C1 ", &[]),
            ("transfer C1 ", &["C2"]),
            ("consult C1 ", &["5550100", "8002", "13800138000"]),
            ("consult C1 55", &["5550100"]),
            ("call 13", &["13800138000"]),
            ("call 8002 pre", &["prefix="]),
            ("call 8002 cpa=t", &["cpa=true"]),
            ("call 8002 prefix=9 c", &["cpa=", "contextId="]),
            ("call 8002 cpa=true c", &["contextId="]),
            ("setAgentMode ", &["Ready", "NotReady"]),
            ("setAgentMode mode=n", &["mode=NotReady"]),
            ("notready ", &[]),
            ("singleStepConference C1 8002 ", &["Active", "Silent"]),
            ("forceReady ", &["5002@test.cc", "5001@test.cc"]),
            ("forceReady 5002@test.cc 8003", &["8003@test.cc"]),
            (
                "listen C1 ",
                &["8003@test.cc", "8002@test.cc", "13800138000@test.cc"],
            ),
            ("{\"verb\":", &[]),
        ] {
            assert_eq!(words(line), expected, "{line:?}");
        }
        assert!(words("").len() > 40);
    }

    #[test]
    fn every_option_is_one_of_the_verb() {
        for name in OPTIONS {
            let value = if name == "cpa" { "true" } else { "\"9\"" };
            let json = format!("{{\"verb\":\"makeCall\",\"phoneNumber\":\"1\",{name:?}:{value}}}");
            assert!(Command::from_json(&json).is_ok(), "{name}");
        }
    }

    #[test]
    fn what_words_have_in_common() {
        for (words, expected) in [
            (&["forceDrop", "forceJoin"][..], "force"),
            (&["座席", "座位"], "座"),
            (&["a", "b"], ""),
            (&["call", "ca"], "ca"),
            (&[], ""),
        ] {
            assert_eq!(common(&texts(words)), expected);
        }
    }
}
