//! What a program asks for on standard input: one JSON object a line.

use serde::Deserialize;
use serde_json::{Value, json};
use wellclient::{Command, Session};

use crate::failure::Failure;
use crate::lines::Line;
use crate::print::Out;

/// One line.
pub(super) enum Request {
    /// A verb of the manual, for the server.
    Command { id: Value, command: Command },
    /// A question about the session, answered at once.
    Query { id: Value, query: Query },
    /// The answer in login mode `ask`.
    Answer { id: Value, force: bool },
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

/// A line that cannot be understood, and the id it had.
pub(super) struct Misunderstood {
    id: Value,
    why: String,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    verb: Value,
    #[serde(default)]
    id: Value,
    #[serde(default)]
    force: Option<bool>,
}

impl Request {
    pub(super) fn read(line: &Line) -> Result<Self, Misunderstood> {
        let bare = |why: &str| Misunderstood {
            id: Value::Null,
            why: why.to_owned(),
        };
        let text = match line {
            Line::Text(text) => text.trim(),
            Line::TooLong => return Err(bare("longer than 1 MiB")),
            Line::NotUtf8 => return Err(bare("not UTF-8")),
        };
        if text.is_empty() {
            return Ok(Self::Nothing);
        }
        if !text.starts_with('{') {
            return Err(bare("not a JSON object"));
        }
        // Where it stopped being JSON, but not what stood there: it may be a password.
        let envelope: Envelope = serde_json::from_str(text).map_err(|error| {
            bare(&format!(
                "not a command: line {} column {}",
                error.line(),
                error.column()
            ))
        })?;
        let id = envelope.id;
        match envelope.verb.as_str() {
            Some("snapshot") => Ok(Self::Query {
                id,
                query: Query::Snapshot,
            }),
            Some("getCallMemory") => Ok(Self::Query {
                id,
                query: Query::CallMemory,
            }),
            Some("getLog") => Ok(Self::Query {
                id,
                query: Query::EventLog,
            }),
            Some("metrics") => Ok(Self::Query {
                id,
                query: Query::Metrics,
            }),
            Some("quit") => Ok(Self::Quit),
            Some("answerAsk") => match envelope.force {
                Some(force) => Ok(Self::Answer { id, force }),
                None => Err(Misunderstood {
                    id,
                    why: "answerAsk needs force, true or false".to_owned(),
                }),
            },
            _ => match Command::from_json(text) {
                Ok(command) => Ok(Self::Command { id, command }),
                Err(error) => Err(Misunderstood {
                    id,
                    why: error.to_string(),
                }),
            },
        }
    }
}

impl Query {
    /// Answers it.
    pub(super) fn answer(self, id: &Value, session: &Session, out: &mut Out) -> Result<(), Failure> {
        out.json(&match self {
            Self::Snapshot => json!({ "type": "snapshot", "id": id, "snapshot": session.snapshot() }),
            Self::CallMemory => {
                let memory: Value = serde_json::from_str(&session.get_call_memory()).unwrap_or_default();
                json!({ "type": "callMemory", "id": id, "callMemory": memory })
            }
            Self::EventLog => json!({ "type": "eventLog", "id": id, "text": session.event_log().get_log() }),
            Self::Metrics => json!({ "type": "metrics", "id": id, "metrics": session.metrics() }),
        })
    }
}

impl Misunderstood {
    pub(super) fn tell(&self, line: u64, out: &mut Out) -> Result<(), Failure> {
        out.json(&json!({ "type": "error", "line": line, "id": self.id, "message": self.why }))
    }
}
