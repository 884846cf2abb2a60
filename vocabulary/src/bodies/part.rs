//! The fields of a body, as Kotlin, Swift and the testees have them.

use crate::table::{Family, FieldType, Kind, List, Member, Vocabulary};
use crate::text::pascal;

/// What a field is, where it is needed.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Text,
    Json,
    Truth,
    Integer,
    Time,
    Calls,
    /// `CallId` and the like.
    Id(&'static str),
    /// A list of words that is an enum.
    Words(String),
    /// A server's list of words, of which others are kept.
    OpenWords(String),
}

/// A field of a body.
pub(super) struct Part {
    /// The manual's name.
    pub(super) field: String,
    /// Its name in Rust's spelling.
    pub(super) snake: String,
    /// In Kotlin's and Swift's.
    pub(super) camel: String,
    /// `Field::…`.
    pub(super) id: String,
    pub(super) shape: Shape,
    pub(super) needed: bool,
    /// Its words are an enum in C, and so in C++.
    pub(super) has_enum_in_cpp: bool,
    pub(super) doc: String,
}

/// What the fields of a family are called in a body, and whether there may be none.
pub(super) enum Common {
    Agent,
    Call,
    CallIfNamed,
    None,
}

pub(super) fn common(kind: &Kind) -> Common {
    match kind.family {
        Family::Agent => Common::Agent,
        Family::Call if kind.needs.is_empty() => Common::CallIfNamed,
        Family::Call => Common::Call,
        Family::Derived | Family::None => Common::None,
    }
}

pub(super) fn parts(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Part> {
    let members = vocabulary.members(kind);
    members.iter().map(|member| part(vocabulary, member)).collect()
}

fn part(vocabulary: &Vocabulary, member: &Member<'_>) -> Part {
    let snake = member.field.member();
    Part {
        field: member.field.name.clone(),
        camel: camel(&snake),
        snake,
        id: member.field.id.clone(),
        shape: shape(vocabulary, member),
        needed: member.needed,
        has_enum_in_cpp: list(vocabulary, member).is_some_and(|list| list.c.is_some()),
        doc: format!("`{}`. {}", member.field.name, member.field.doc),
    }
}

/// The list of words that a field has one of.
fn list<'a>(vocabulary: &'a Vocabulary, member: &Member<'_>) -> Option<&'a List> {
    vocabulary
        .lists
        .iter()
        .find(|list| Some(list.name.as_str()) == member.is)
}

fn shape(vocabulary: &Vocabulary, member: &Member<'_>) -> Shape {
    let name = member.is.unwrap_or_default();
    let list = list(vocabulary, member);
    let own_name = |list: &List| list.uniffi.clone().unwrap_or_else(|| list.name.clone());
    match (name, list, member.field.kind) {
        ("CallId", ..) => Shape::Id("CallId"),
        ("DeviceId", ..) => Shape::Id("DeviceId"),
        ("AgentId", ..) => Shape::Id("AgentId"),
        ("Time", ..) => Shape::Time,
        ("Calls", ..) => Shape::Calls,
        // What a server's word means has a name of its own there; the word stays a text.
        (_, Some(list), _) if list.open && list.uniffi.is_some() => Shape::Text,
        (_, Some(list), _) if list.open => Shape::OpenWords(own_name(list)),
        (_, Some(list), _) => Shape::Words(own_name(list)),
        (_, None, FieldType::Text) => Shape::Text,
        (_, None, FieldType::Json) => Shape::Json,
        (_, None, FieldType::Truth) => Shape::Truth,
        (_, None, FieldType::Integer) => Shape::Integer,
    }
}

/// `call_id` as `callId`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &pascal(word))
}

/// `callCleared` as the case of an enum in Rust and Kotlin.
pub(super) fn case(kind: &Kind) -> String {
    pascal(&kind.name)
}
