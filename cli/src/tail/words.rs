//! Commands as a person types them: `hold C1`, `consult C1 8002`, `makeCall 8007 prefix=9`. They become the JSON that a
//! program would write, and go its way.

use serde_json::{Map, Value, json};
use wellclient::{AgentModeRequest, CallId, Language, Verb};

use crate::calls::CallNames;
use crate::language::words;
use crate::said::{Said, said};

/// Arguments that are always the same, and their names.
pub(super) type Fixed = &'static [(&'static str, &'static str)];

/// Shorter names, each for a verb and what is always the same.
const SHORT: &[(&str, Verb, Fixed)] = &[
    ("answer", Verb::Answer, &[]),
    ("call", Verb::MakeCall, &[]),
    ("cancel", Verb::CancelConsult, &[]),
    ("drop", Verb::Drop, &[]),
    ("hangup", Verb::Drop, &[]),
    ("hold", Verb::Hold, &[]),
    ("listen", Verb::ForceListen, &[]),
    (
        "notready",
        Verb::SetAgentMode,
        &[("mode", AgentModeRequest::NotReady.name())],
    ),
    (
        "ready",
        Verb::SetAgentMode,
        &[("mode", AgentModeRequest::Ready.name())],
    ),
    ("retrieve", Verb::Retrieve, &[]),
    ("transfer", Verb::Transfer, &[]),
];

/// What is answered here, and the name that a program has for it.
const QUESTIONS: &[(&str, &str, Word)] = &[
    ("snapshot", "snapshot", Word::Snapshot),
    ("memory", "getCallMemory", Word::Memory),
    ("log", "getLog", Word::Log),
    ("metrics", "metrics", Word::Metrics),
    ("help", "help", Word::Help),
    ("quit", "quit", Word::Quit),
];

words! {
    Snapshot = "the agent and the calls, as JSON", "座席和通话，JSON 格式";
    Memory = "the calls as the manual's client keeps them, as JSON", "手册客户端所保存的通话数据，JSON 格式";
    Log = "the event log", "事件日志";
    Metrics = "what was counted, as JSON", "各项计数，JSON 格式";
    Help = "this; with a verb, its arguments", "本帮助；后跟操作名则显示其参数";
    Quit = "log out and end", "登出并结束";
    Naming = "A call is named as it is shown, C1, or by its id. An argument may be named: prefix=9.",
        "通话用显示的名称（如 C1）或它的 id 表示。参数可以带名称：prefix=9。";
}

/// What a line of words asks for.
#[derive(Debug, PartialEq)]
pub(super) enum Typed {
    /// A program would have written this.
    Json(String),
    /// Something to be read at once.
    Help(Said),
}

/// Reads a line of words; else why it cannot be.
pub(super) fn read(line: &str, names: &CallNames) -> Result<Typed, Said> {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    if first == "help" {
        return help(&rest).map(Typed::Help);
    }
    if let Some((_, name, _)) = QUESTIONS
        .iter()
        .find(|(short, name, _)| [*short, *name].contains(&first))
    {
        return match rest.first() {
            None => Ok(Typed::Json(json!({ "verb": name }).to_string())),
            Some(extra) => Err(said!(
                "{first} takes nothing, but there is {extra:?}",
                "{first} 没有参数，但这里有 {extra:?}"
            )),
        };
    }
    if first == "answerAsk" {
        if let Some(extra) = rest.get(1) {
            return Err(said!(
                "{extra:?} is too much: answerAsk true|false",
                "{extra:?} 是多余的：answerAsk true|false"
            ));
        }
        let force = rest.first().and_then(|word| word.parse::<bool>().ok());
        return Ok(Typed::Json(json!({ "verb": first, "force": force }).to_string()));
    }
    let (verb, fixed) = verb(first)?;
    if verb == Verb::Login {
        return Err(said!(
            "agentLogin has a password, which a terminal would show: the program has logged in",
            "agentLogin 带有密码，终端会显示出来：本程序已经登录"
        ));
    }
    let mut fields = Map::new();
    fields.insert("verb".to_owned(), verb.name().into());
    fields.extend(
        fixed
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(*value))),
    );
    let mut open = open(verb, fixed);
    let mut data: Vec<Value> = Vec::new();
    // The first of two might have been meant as well as the last.
    let twice = |name: &str| {
        let usage = usage(verb);
        said!("{name} is given twice: {usage}", "{name} 给了两次：{usage}")
    };
    for word in rest {
        match word.split_once('=') {
            Some((key, value)) if verb == Verb::SetCallData => {
                if data.iter().any(|entry| entry["key"] == key) {
                    return Err(twice(key));
                }
                data.push(json!({ "key": key, "value": value }));
            }
            Some((name, value)) => {
                if fields
                    .insert(name.to_owned(), argument(name, value, names)?)
                    .is_some()
                {
                    return Err(twice(name));
                }
            }
            None => match open.next() {
                // They have names.
                Some("options") | None => {
                    let usage = usage(verb);
                    return Err(said!(
                        "{word:?} is too much: {usage}",
                        "{word:?} 是多余的：{usage}"
                    ));
                }
                Some("data") => {
                    let usage = usage(verb);
                    return Err(said!(
                        "{word:?} is no key=value: {usage}",
                        "{word:?} 不是 key=value：{usage}"
                    ));
                }
                Some(name) => {
                    if fields
                        .insert(name.to_owned(), argument(name, word, names)?)
                        .is_some()
                    {
                        return Err(twice(name));
                    }
                }
            },
        }
    }
    if !data.is_empty() {
        fields.insert("data".to_owned(), data.into());
    }
    Ok(Typed::Json(Value::Object(fields).to_string()))
}

/// All that can be typed first.
pub(super) fn first_words() -> impl Iterator<Item = &'static str> {
    let short = SHORT.iter().map(|(short, ..)| *short);
    let questions = QUESTIONS.iter().map(|(short, ..)| *short);
    let verbs = Verb::ALL
        .iter()
        .filter(|verb| **verb != Verb::Login)
        .map(|verb| verb.name());
    short.chain(questions).chain(verbs)
}

/// The verbs, for whoever has named none of them.
pub(super) fn no_such(verb: &str) -> Said {
    none_of(verb, first_words())
}

/// So, for a program, which has no short names for them.
pub(super) fn no_such_in_json(verb: &str) -> Said {
    let questions = QUESTIONS.iter().filter(|(_, _, word)| *word != Word::Help);
    let questions = questions.map(|(_, name, _)| *name).chain(["answerAsk"]);
    none_of(verb, questions.chain(Verb::ALL.iter().map(|verb| verb.name())))
}

fn none_of(verb: &str, verbs: impl Iterator<Item = &'static str>) -> Said {
    let verbs: Vec<&str> = verbs.collect();
    let verbs = verbs.join(", ");
    said!(
        "no verb {verb:?}; there are {verbs}",
        "没有操作 {verb:?}；可用的有 {verbs}"
    )
}

/// The arguments whose places are open, in their order.
pub(super) fn open(verb: Verb, fixed: Fixed) -> impl Iterator<Item = &'static str> {
    let is_open = move |name: &&str| !fixed.iter().any(|(fixed, _)| fixed == name);
    verb.arguments().iter().copied().filter(is_open)
}

/// The verb that is typed like this.
pub(super) fn verb(word: &str) -> Result<(Verb, Fixed), Said> {
    if let Ok(verb) = word.parse() {
        return Ok((verb, &[]));
    }
    let short = SHORT.iter().find(|(short, ..)| *short == word);
    short
        .map(|(_, verb, fixed)| (*verb, *fixed))
        .ok_or_else(|| no_such(word))
}

/// An argument's value. Where a call is meant, `C1` is the call that was given this name.
fn argument(name: &str, word: &str, names: &CallNames) -> Result<Value, Said> {
    if ["callId", "holdCallId", "consultCallId"].contains(&name) {
        return call(word, names).map(Value::from);
    }
    Ok(match word {
        "true" | "false" => (word == "true").into(),
        _ => word.into(),
    })
}

/// The id of a call that is named, or the word itself, which is an id then.
fn call<'a>(word: &'a str, names: &'a CallNames) -> Result<&'a str, Said> {
    if let Some(call) = names.meant_by(word) {
        return Ok(call.as_str());
    }
    if !CallNames::is_name(word) || names.known(&CallId::from(word)).is_some() {
        return Ok(word);
    }
    Err(match names.newest() {
        Some(newest) => said!(
            "there is no {word}: the newest call is {newest}",
            "没有 {word}：最新的通话是 {newest}"
        ),
        None => said!(
            "there is no {word}: there has been no call",
            "没有 {word}：还没有过通话"
        ),
    })
}

fn help(rest: &[&str]) -> Result<Said, Said> {
    match rest.first() {
        Some(word) => verb(word).map(|(verb, _)| Said::as_is(&usage(verb))),
        None => Ok(Said::of(help_in)),
    }
}

/// All that can be typed.
fn help_in(language: Language) -> String {
    let row = |name: &str, about: &str| format!("\n  {name:<12} {about}");
    let short: String = SHORT
        .iter()
        .map(|(short, verb, fixed)| row(short, &arguments(*verb, fixed)))
        .collect();
    let questions: String = QUESTIONS
        .iter()
        .map(|(short, _, about)| row(short, about.of(language)))
        .collect();
    let verbs: String = Verb::ALL
        .iter()
        .filter(|verb| **verb != Verb::Login)
        .map(|verb| format!("\n  {}", usage(*verb)))
        .collect();
    let naming = Word::Naming.of(language);
    format!("{naming}{short}\n{questions}\n{verbs}")
}

/// How a verb is typed.
fn usage(verb: Verb) -> String {
    arguments(verb, &[])
}

fn arguments(verb: Verb, fixed: Fixed) -> String {
    let mut text = verb.name().to_owned();
    for name in verb.arguments() {
        text += &match (*name, fixed.iter().find(|(fixed, _)| fixed == name)) {
            (_, Some((_, value))) => format!(" {value}"),
            ("options", None) => " [name=value…]".to_owned(),
            ("data", None) => " key=value…".to_owned(),
            (name, None) => format!(" <{name}>"),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use wellclient::{CallId, Command};

    fn json(line: &str) -> String {
        let mut names = CallNames::default();
        for call in ["call-a", "call-b"] {
            names.of(&CallId::from(call));
        }
        match read(line, &names) {
            Ok(Typed::Json(json)) => {
                Command::from_json(&json).map_or_else(|error| error.to_string(), |c| c.to_json())
            }
            Err(why) => why.en,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn words_are_the_command_that_a_program_writes() {
        for (line, expected) in [
            ("hold C1", r#"{"verb":"holdCall","callId":"call-a"}"#),
            ("  retrieve   C2 ", r#"{"verb":"retrieveCall","callId":"call-b"}"#),
            ("hold call-b", r#"{"verb":"holdCall","callId":"call-b"}"#),
            (
                "consult C1 8002",
                r#"{"verb":"consult","holdCallId":"call-a","phoneNumber":"8002"}"#,
            ),
            (
                "transfer C1 C2",
                r#"{"verb":"transferCall","holdCallId":"call-a","consultCallId":"call-b"}"#,
            ),
            ("drop", r#"{"verb":"dropConnection"}"#),
            ("makeCall C1", r#"{"verb":"makeCall","phoneNumber":"C1"}"#),
            (
                "call 8007 prefix=9 cpa=true",
                r#"{"verb":"makeCall","phoneNumber":"8007","prefix":"9","cpa":true}"#,
            ),
            (
                "notready 2",
                r#"{"verb":"setAgentMode","mode":"NotReady","reason":"2"}"#,
            ),
            ("ready", r#"{"verb":"setAgentMode","mode":"Ready"}"#),
            (
                "setCallData C1 k=v empty= q=a=b",
                r#"{"verb":"setCallData","callId":"call-a","data":[{"key":"k","value":"v"},{"key":"empty","value":""},{"key":"q","value":"a=b"}]}"#,
            ),
            (
                "listen C1 8002@test.cc",
                r#"{"verb":"forceListen","callId":"call-a","deviceId":"8002@test.cc"}"#,
            ),
            // No id of a call looks like a name, but one that is known.
            ("hold C9", "there is no C9: the newest call is C2"),
            ("transfer C1 c3", "there is no c3: the newest call is C2"),
            ("hold holdCallId=C9", "there is no C9: the newest call is C2"),
            ("hold C", r#"{"verb":"holdCall","callId":"C"}"#),
            ("hold Cx9", r#"{"verb":"holdCall","callId":"Cx9"}"#),
            ("hold", "holdCall needs callId"),
            (
                "call 8032 extra",
                r#""extra" is too much: makeCall <phoneNumber> [name=value…]"#,
            ),
            (
                "setCallData C1 key",
                r#""key" is no key=value: setCallData <callId> key=value…"#,
            ),
            ("hold C1 speed=9", "holdCall takes no argument \"speed\""),
        ] {
            assert_eq!(json(line), expected, "{line}");
        }
    }

    #[test]
    fn what_is_given_twice_is_no_command() {
        for (line, why) in [
            ("setAgentMode NotReady reason=at lunch", "reason is given twice: "),
            ("call phoneNumber=1 phoneNumber=2", "phoneNumber is given twice: "),
            ("setAgentMode mode=NotReady Ready", "mode is given twice: "),
            ("ready mode=NotReady", "mode is given twice: "),
            ("call 1 verb=holdCall", "verb is given twice: "),
            ("setCallData c k=1 k=2", "k is given twice: "),
            ("answerAsk true false", "\"false\" is too much: "),
        ] {
            let told = read(line, &CallNames::default()).unwrap_err().en;
            assert!(told.starts_with(why), "{line}: {told}");
        }
    }

    #[test]
    fn every_verb_can_be_typed_and_every_short_name_is_one() {
        let names = CallNames::default();
        for word in first_words() {
            assert!(read(word, &names).is_ok(), "{word}");
        }
        for (short, verb, fixed) in SHORT {
            assert!(short.parse::<Verb>().is_err(), "{short}");
            assert!(
                fixed.iter().all(|(name, _)| verb.arguments().contains(name)),
                "{short}"
            );
        }
    }

    #[test]
    fn what_is_no_verb_is_told_all_of_them() {
        let told = read("hodl C1", &CallNames::default()).unwrap_err();
        assert!(told.zh.starts_with("没有操作 \"hodl\"") && told.zh.contains("holdCall"));
        let told = told.en;
        assert!(
            told.starts_with("no verb \"hodl\"") && told.contains("holdCall") && told.contains("hangup"),
            "{told}"
        );
        let told = read("hold call-a C2", &CallNames::default()).unwrap_err().en;
        assert_eq!(told, "\"C2\" is too much: holdCall <callId>");
        assert!(
            read("agentLogin 5001 secret", &CallNames::default())
                .unwrap_err()
                .en
                .starts_with("agentLogin has")
        );
        assert!(read("snapshot now", &CallNames::default()).is_err());
    }

    #[test]
    fn help_says_how_each_is_typed() {
        let help = |line: &str| match read(line, &CallNames::default()) {
            Ok(Typed::Help(text)) => text,
            other => panic!("{other:?}"),
        };
        let Said { en, zh } = help("help");
        for all in [&en, &zh] {
            assert!(first_words().all(|word| all.contains(word)), "{all}");
        }
        assert!(en.contains("\n  quit         log out and end\n"), "{en}");
        assert!(zh.contains("\n  quit         登出并结束\n"), "{zh}");
        assert!(Word::ALL.iter().all(|word| !word.of(Language::Zh).is_ascii()));
        assert_eq!(help("help consult").en, "consult <holdCallId> <phoneNumber>");
        assert_eq!(help("help call").zh, "makeCall <phoneNumber> [name=value…]");
    }
}
