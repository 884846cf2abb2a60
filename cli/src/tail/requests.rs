//! What is asked for on standard input: by a program, one JSON object a line; by a person, in words.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Value, json};
use wellclient::{Command, Session};
use wellclient_core::command::CommandJsonError;

use super::words::{self, Typed};
use crate::calls::CallNames;
use crate::failure::Failure;
use crate::lines::Line;
use crate::print::{BAD, Out, clean, clean_json};
use crate::refused;
use crate::said::{Said, said};

/// Who has asked, and so how the answer is put.
pub(super) enum Asker {
    /// In JSON, with this id.
    Program(Value),
    /// In words.
    Person,
}

/// One line.
pub(super) enum Request {
    /// A verb of the manual, for the server.
    Command { asker: Asker, command: Command },
    /// A question about the session, answered at once.
    Query { asker: Asker, query: Query },
    /// The answer in login mode `ask`.
    Answer { asker: Asker, force: bool },
    /// What can be typed.
    Help(Said),
    /// Log out and end.
    Quit,
    /// An empty line.
    Nothing,
}

#[derive(Clone, Copy)]
pub(super) enum Query {
    Snapshot,
    CallMemory,
    EventLog,
    Metrics,
}

/// A line that cannot be understood.
pub(super) struct Misunderstood {
    asker: Asker,
    why: Said,
}

#[derive(serde::Deserialize)]
struct Envelope {
    #[serde(default)]
    verb: Value,
    #[serde(default)]
    id: Value,
    #[serde(default)]
    force: Option<bool>,
}

impl Request {
    /// Reads a line, in which calls may have these names. Where only JSON is written, words are answered by it, too.
    pub(super) fn read(line: &Line, names: &CallNames, only_json: bool) -> Result<Self, Misunderstood> {
        let bare = |why| Misunderstood {
            asker: match only_json {
                true => Asker::Program(Value::Null),
                false => Asker::Person,
            },
            why,
        };
        let text = match line {
            Line::Text(text) => text.trim(),
            Line::TooLong => return Err(bare(said!("longer than 1 MiB", "超过 1 MiB"))),
            Line::NotUtf8 => return Err(bare(said!("not UTF-8", "不是 UTF-8"))),
        };
        if text.is_empty() {
            return Ok(Self::Nothing);
        }
        if !line.is_words() {
            return Self::read_json(text, Asker::Program);
        }
        let asker = |id| {
            if only_json {
                Asker::Program(id)
            } else {
                Asker::Person
            }
        };
        match words::read(text, names) {
            Ok(Typed::Json(json)) => Self::read_json(&json, asker),
            Ok(Typed::Help(help)) => Ok(Self::Help(help)),
            Err(why) => Err(Misunderstood {
                asker: asker(Value::Null),
                why,
            }),
        }
    }

    fn read_json(text: &str, asker: impl Fn(Value) -> Asker) -> Result<Self, Misunderstood> {
        // Where it stopped being JSON, but not what stood there: it may be a password.
        let envelope: Envelope = serde_json::from_str(text).map_err(|error| Misunderstood {
            asker: asker(Value::Null),
            why: {
                let (line, column) = (error.line(), error.column());
                said!(
                    "not a command: line {line} column {column}",
                    "不是命令：第 {line} 行第 {column} 列"
                )
            },
        })?;
        let asker = asker(envelope.id);
        if let Some(name) = serde_json::from_str(text).ok().and_then(|Twice(name)| name) {
            let why = said!("{name} is given twice", "{name} 给了两次");
            return Err(Misunderstood { asker, why });
        }
        let verb = envelope.verb.as_str();
        let query = match verb.and_then(words::question).or(verb) {
            Some("snapshot") => Query::Snapshot,
            Some("getCallMemory") => Query::CallMemory,
            Some("getLog") => Query::EventLog,
            Some("metrics") => Query::Metrics,
            Some("quit") => return Ok(Self::Quit),
            Some("answerAsk") => {
                return match envelope.force {
                    Some(force) => Ok(Self::Answer { asker, force }),
                    None => Err(Misunderstood {
                        asker,
                        why: said!(
                            "answerAsk needs force, true or false",
                            "answerAsk 需要 force，true 或 false"
                        ),
                    }),
                };
            }
            _ => {
                return match Command::from_json(text) {
                    Ok(command) => Ok(Self::Command { asker, command }),
                    Err(CommandJsonError::UnknownVerb { .. }) => Err(Misunderstood {
                        asker,
                        why: words::no_such(verb.unwrap_or_default(), words::verbs_of_json()),
                    }),
                    Err(error) => Err(Misunderstood {
                        asker,
                        why: refused::command(&error),
                    }),
                };
            }
        };
        Ok(Self::Query { asker, query })
    }
}

/// The first name of a JSON object's that stands in it twice.
struct Twice(Option<String>);

impl<'de> Deserialize<'de> for Twice {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = Twice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Twice, A::Error> {
                let (mut names, mut twice) = (HashSet::new(), None);
                while let Some(name) = fields.next_key::<String>()? {
                    fields.next_value::<IgnoredAny>()?;
                    if names.contains(&name) {
                        twice = twice.or(Some(name));
                    } else {
                        names.insert(name);
                    }
                }
                Ok(Twice(twice))
            }
        }

        json.deserialize_map(Names)
    }
}

impl Query {
    /// Answers it.
    pub(super) fn answer(self, asker: Asker, session: &Session, out: &mut Out) -> Result<(), Failure> {
        let (kind, field, value) = match self {
            Self::Snapshot => ("snapshot", "snapshot", json!(session.snapshot())),
            Self::CallMemory => {
                let memory = serde_json::from_str(&session.get_call_memory()).unwrap_or_default();
                ("callMemory", "callMemory", memory)
            }
            Self::EventLog => ("eventLog", "text", session.event_log().get_log().into()),
            Self::Metrics => ("metrics", "metrics", json!(session.metrics())),
        };
        match (asker, value) {
            (Asker::Program(id), value) => out.json(&json!({ "type": kind, "id": id, field: value })),
            (Asker::Person, Value::String(text)) => {
                text.lines().try_for_each(|line| out.verbatim(&clean(line)))
            }
            (Asker::Person, value) => out.verbatim(&clean_json(&format!("{value:#}"))),
        }
    }
}

impl Misunderstood {
    #[cfg(test)]
    pub(super) fn why(&self) -> &str {
        &self.why.en
    }

    pub(super) fn tell(&self, line: u64, out: &mut Out) -> Result<(), Failure> {
        match &self.asker {
            Asker::Program(id) => {
                out.json(&json!({ "type": "error", "line": line, "id": id, "message": self.why.en }))
            }
            Asker::Person => out.line(&format!("{BAD}{}{BAD:#}", clean(&self.why.to_string()))),
        }
    }
}
