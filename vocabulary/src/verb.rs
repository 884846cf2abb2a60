//! A verb, and what it takes and gives.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use crate::text::snake;
use crate::toml_rows::rows;

/// A row of `verbs.toml`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verb {
    #[serde(skip)]
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) number: i32,
    pub(crate) group: Group,
    pub(crate) manual: Option<String>,
    pub(crate) chinese: Option<String>,
    pub(crate) doc: String,
    #[serde(default)]
    pub(crate) more: String,
    #[serde(default)]
    pub(crate) rejected_if: String,
    #[serde(default)]
    pub(crate) failed_if: String,
    #[serde(default, rename = "arguments")]
    given: Table,
    #[serde(default)]
    optional: Vec<String>,
    #[serde(skip)]
    pub(crate) arguments: Vec<Argument>,
    #[serde(default)]
    pub(crate) gives: Gives,
    #[serde(default)]
    pub(crate) aliases: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) by_hand: bool,
    pub(crate) when: Option<When>,
    pub(crate) rust: Option<String>,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    pub(crate) zh: String,
}

/// What a verb is about: long lists are split by it.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Group {
    Agent,
    Call,
    Data,
    Supervise,
}

/// When a verb about a call may be used.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum When {
    Always,
    Ringing,
    Up,
    Held,
    Talking,
    TalkingOnly,
    Consulting,
    Joinable,
    Answered,
}

/// What is answered beside that it has happened.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Gives {
    #[default]
    Nothing,
    Call,
    PendingMode,
    CallData,
    ClientState,
    Prefixes,
}

/// What a verb takes.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    /// The manual's name.
    pub(crate) name: String,
    /// Its name in Rust, Kotlin, Java and Swift, in camel case.
    pub(crate) id: String,
    /// Its name in C, C++ and Python.
    pub(crate) c: String,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    pub(crate) doc: String,
}

/// What an argument is.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    CallId,
    DeviceId,
    AgentId,
    Text,
    Mode,
    Participation,
    CallData,
    Login,
    Options,
}

impl Kind {
    /// The type of an id, which is called the same in every language.
    pub(crate) fn id_type(self) -> Option<&'static str> {
        match self {
            Self::CallId => Some("CallId"),
            Self::DeviceId => Some("DeviceId"),
            Self::AgentId => Some("AgentId"),
            _ => None,
        }
    }
}

/// A row of `[arguments]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[serde(skip)]
    name: String,
    id: String,
    c: Option<String>,
    #[serde(rename = "type")]
    kind: Kind,
}

/// The verbs, with what is known of their arguments.
pub(crate) fn read(arguments: Table, verbs: Table) -> Result<Vec<Verb>, String> {
    let known = rows(arguments, |known: &mut Known, name| known.name = name)?;
    let mut verbs = rows(verbs, |verb: &mut Verb, name| verb.name = name)?;
    for verb in &mut verbs {
        let arguments = verb
            .given
            .iter()
            .map(|(name, said)| verb.argument(&known, name, said));
        verb.arguments = arguments.collect::<Result<_, _>>()?;
        for name in verb.optional.iter().chain(verb.aliases.values()) {
            if !verb.arguments.iter().any(|argument| argument.name == *name) {
                return Err(format!("{}: no argument `{name}`", verb.name));
            }
        }
    }
    Ok(verbs)
}

fn as_text(value: &Value) -> Option<&String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

impl Verb {
    /// Of a verb about a call: whether the call can be left out.
    pub(crate) fn may_leave_its_call_out(&self) -> bool {
        let calls = |argument: &&Argument| argument.kind == Kind::CallId;
        self.arguments
            .iter()
            .filter(calls)
            .all(|argument| argument.optional)
    }

    fn argument(&self, known: &[Known], name: &str, said: &Value) -> Result<Argument, String> {
        let row = known.iter().find(|known| known.name == name);
        let row = row.ok_or_else(|| format!("{}: no argument `{name}` in [arguments]", self.name))?;
        let said_of = |key: &str| said.get(key).and_then(as_text).cloned();
        let doc = as_text(said).cloned().or_else(|| said_of("doc"));
        Ok(Argument {
            name: name.to_owned(),
            id: said_of("id").unwrap_or_else(|| row.id.clone()),
            c: row.c.clone().unwrap_or_else(|| snake(name)),
            kind: row.kind,
            optional: self.optional.iter().any(|optional| optional == name),
            doc: doc.ok_or_else(|| format!("{}: `{name}` is not said", self.name))?,
        })
    }
}
