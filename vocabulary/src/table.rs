//! The tables, read and checked.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use toml::Table;

use crate::text::{pascal, snake};
use crate::toml_rows::{rows, table, take};
use crate::verb::{self, Verb};

/// What everything is generated from.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    pub(crate) fields: Vec<Field>,
    pub(crate) families: Families,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) lists: Vec<List>,
    pub(crate) verbs: Vec<Verb>,
    pub(crate) reasons: Reasons,
}

/// A field that an event can have.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    /// The manual's name; of an inner object's field, its path.
    #[serde(skip)]
    pub(crate) name: String,
    /// Its name in an enum: `CallId`.
    #[serde(skip)]
    pub(crate) id: String,
    pub(crate) number: i32,
    #[serde(rename = "type")]
    pub(crate) kind: FieldType,
    #[serde(rename = "as")]
    pub(crate) is: Option<String>,
    pub(crate) member: Option<String>,
    pub(crate) spells: Option<String>,
    pub(crate) doc: String,
}

impl Field {
    /// Its name in a typed event.
    pub(crate) fn member(&self) -> String {
        self.member.clone().unwrap_or_else(|| snake(&self.name))
    }
}

/// What a field reads as by its number.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FieldType {
    Text,
    Integer,
    Truth,
    Json,
}

/// What all events of a family have.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Families {
    pub(crate) all: Vec<String>,
    pub(crate) agent: Vec<String>,
    pub(crate) call: Vec<String>,
}

/// A kind of event.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    #[serde(skip)]
    pub(crate) name: String,
    pub(crate) number: i32,
    pub(crate) family: Family,
    pub(crate) manual: Option<String>,
    pub(crate) doc: String,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    #[serde(default)]
    pub(crate) stand_in: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(crate) adds: Vec<String>,
    #[serde(default, rename = "as")]
    pub(crate) is: Table,
    pub(crate) python: Option<String>,
    pub(crate) chinese: Option<String>,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    pub(crate) zh: String,
}

/// A field of a typed event.
pub(crate) struct Member<'a> {
    pub(crate) field: &'a Field,
    /// What it is in this kind.
    pub(crate) is: Option<&'a str>,
    /// No event of the kind is without it.
    pub(crate) needed: bool,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Family {
    Agent,
    Call,
    Derived,
    None,
}

/// A list of words.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    #[serde(skip)]
    pub(crate) name: String,
    pub(crate) doc: String,
    #[serde(default)]
    pub(crate) open: bool,
    #[serde(default)]
    pub(crate) grows: bool,
    pub(crate) c: Option<String>,
    pub(crate) c_word: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) none: Option<String>,
    #[serde(rename = "else")]
    pub(crate) otherwise: Option<String>,
    #[serde(default)]
    pub(crate) more_c: Vec<MoreC>,
    pub(crate) python: Option<String>,
    pub(crate) cpp: Option<String>,
    pub(crate) uniffi: Option<String>,
    pub(crate) words: Vec<Word>,
}

/// A constant that only C has; Python too, where it says so.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoreC {
    pub(crate) id: String,
    pub(crate) number: i32,
    pub(crate) doc: String,
    /// Python's words about it.
    pub(crate) python: Option<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Word {
    pub(crate) id: String,
    pub(crate) number: Option<i32>,
    pub(crate) word: String,
    pub(crate) python: Option<String>,
    pub(crate) doc: String,
}

/// Why not.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reasons {
    pub(crate) refusal: Vec<Reason>,
    pub(crate) status: Vec<Reason>,
    pub(crate) error: Vec<Reason>,
    pub(crate) unknown: Vec<Reason>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    pub(crate) id: String,
    pub(crate) number: i32,
    pub(crate) code: String,
    /// The first and the last of the statuses that it stands for.
    pub(crate) statuses: Option<(u16, u16)>,
    pub(crate) doc: String,
    #[serde(default)]
    pub(crate) en: String,
    #[serde(default)]
    pub(crate) zh: String,
    pub(crate) with: Option<With>,
    #[serde(default)]
    pub(crate) todo: String,
}

/// What a reason carries in Rust.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct With {
    pub(crate) name: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) doc: String,
}

impl Reasons {
    /// All of them, by their numbers' groups.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Reason> {
        self.refusal
            .iter()
            .chain(&self.error)
            .chain(&self.unknown)
            .chain(&self.status)
    }
}

impl Vocabulary {
    /// The tables of this crate.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong where.
    pub(crate) fn read() -> Result<Self, String> {
        let mut events = table("events.toml", include_str!("../tables/events.toml"))?;
        let mut verbs = table("verbs.toml", include_str!("../tables/verbs.toml"))?;
        let words = table("words.toml", include_str!("../tables/words.toml"))?;
        let reasons = table("reasons.toml", include_str!("../tables/reasons.toml"))?;
        let vocabulary = Self {
            fields: rows(take(&mut events, "fields")?, |field: &mut Field, name| {
                field.name = name;
                field.id = field.member().split('_').map(pascal).collect();
            })?,
            families: take(&mut events, "families")?
                .try_into()
                .map_err(|error| format!("families: {error}"))?,
            kinds: rows(take(&mut events, "kinds")?, |kind: &mut Kind, name| {
                kind.name = name
            })?,
            lists: rows(words, |list: &mut List, name| list.name = name)?,
            verbs: verb::read(take(&mut verbs, "arguments")?, take(&mut verbs, "verbs")?)?,
            reasons: reasons
                .try_into()
                .map_err(|error| format!("reasons.toml: {error}"))?,
        };
        vocabulary.check()?;
        Ok(vocabulary)
    }

    /// The field of this name.
    pub(crate) fn field(&self, name: &str) -> &Field {
        let found = self.fields.iter().find(|field| field.name == name);
        // `check` has looked at every name that is asked for.
        found.unwrap_or_else(|| panic!("events.toml speaks of a field `{name}` that is not in it"))
    }

    /// The fields of a typed event of this kind, beside what its family has.
    pub(crate) fn members<'a>(&'a self, kind: &'a Kind) -> Vec<Member<'a>> {
        let family = match kind.family {
            Family::Agent => self.families.agent.as_slice(),
            Family::Call => self.families.call.as_slice(),
            Family::Derived | Family::None => &[],
        };
        let needed = kind.needs.iter().chain(&kind.adds).map(|name| (name, true));
        let all = needed.chain(kind.fields.iter().map(|name| (name, false)));
        let own = all.filter(|(name, _)| !family.contains(name));
        let members = own.map(|(name, needed)| {
            let field = self.field(name);
            let here = kind.is.get(name).and_then(toml::Value::as_str);
            Member {
                field,
                is: here.or(field.is.as_deref()),
                needed,
            }
        });
        members.collect()
    }

    fn check(&self) -> Result<(), String> {
        once("field", self.fields.iter().map(|field| &field.id))?;
        once("number of a field", self.fields.iter().map(|field| field.number))?;
        once("number of a kind", self.kinds.iter().map(|kind| kind.number))?;
        once("number of a verb", self.verbs.iter().map(|verb| verb.number))?;
        once(
            "number of a reason",
            self.reasons.all().map(|reason| reason.number),
        )?;
        once("code of a reason", self.reasons.all().map(|reason| &reason.code))?;
        for list in &self.lists {
            once(&list.name, list.words.iter().map(|word| &word.id))?;
            once(&list.name, list.words.iter().map(|word| &word.word))?;
            once(&list.name, list.words.iter().filter_map(|word| word.number))?;
            let is_of_c = list.c.is_some() || list.c_word.is_some();
            if is_of_c != list.words.iter().all(|word| word.number.is_some()) {
                return Err(format!(
                    "{}: a list of C's has numbers, and only such a list",
                    list.name
                ));
            }
        }
        let is_there = |name: &str| self.fields.iter().any(|field| field.name == name);
        let families = &self.families;
        let common = families.all.iter().chain(&families.agent).chain(&families.call);
        if let Some(name) = common.into_iter().find(|name| !is_there(name)) {
            return Err(format!("families: no field `{name}`"));
        }
        for kind in &self.kinds {
            let mut named = kind
                .stand_in
                .iter()
                .flat_map(|(absent, others)| others.iter().chain([absent]));
            if named.any(|name| !is_there(name)) {
                return Err(format!("{}: `stand_in` speaks of no field", kind.name));
            }
            for name in kind.needs.iter().chain(&kind.fields).chain(&kind.adds) {
                if !is_there(name) {
                    return Err(format!("{}: no field `{name}`", kind.name));
                }
            }
        }
        Ok(())
    }
}

fn once<T: std::hash::Hash + Eq + std::fmt::Display + Copy>(
    what: &str,
    all: impl Iterator<Item = T>,
) -> Result<(), String> {
    let mut seen = HashSet::new();
    for each in all {
        if !seen.insert(each) {
            return Err(format!("{what}: {each} is there twice"));
        }
    }
    Ok(())
}
