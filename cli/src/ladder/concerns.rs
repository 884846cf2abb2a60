//! Which calls a row is about: those that it names, and those of the command that it belongs to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};
use wellclient::Verb;

use super::mask::encoded;
use super::moment::Moment;
use super::row::{Kind, Row};

/// The fields of an event that name its calls; others, such as call data, may name calls of before.
const OF_EVENTS: [&str; 4] = ["callId", "primaryOldCall", "secondaryOldCall", "newCall"];

type Calls = BTreeSet<usize>;

/// Says of each row which calls it is about. `calls` are all calls, by their numbers.
pub(super) fn note(rows: &mut [Row], moments: &[Moment], calls: &[String]) {
    let numbers = by_spelling(calls);
    let mut about: Vec<Calls> = rows.iter().map(|row| named(row, &numbers)).collect();
    // A command, its requests, their replies and its outcome are about the same.
    let mut of_command: BTreeMap<u64, Calls> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let calls = about.get(at).cloned().unwrap_or_default();
        if let Some(asked) = row.answers.and_then(|asked| about.get_mut(asked)) {
            asked.extend(&calls);
        }
    }
    for (row, about) in rows.iter().zip(&about) {
        if let Some(command) = row.command.filter(|_| is_of_command(row)) {
            of_command.entry(command).or_default().extend(about);
        }
    }
    for (at, row) in rows.iter().enumerate() {
        if let Some(number) = row
            .command
            .filter(|_| row.kind == Kind::Command && may_name_call(row))
        {
            let calls = of_command.entry(number).or_default();
            // It has named none: one of those that are up is meant.
            let before = at.checked_sub(1).and_then(|before| rows.get(before));
            let moment = before.and_then(|before| moments.get(before.moment));
            if calls.is_empty()
                && let Some(moment) = moment
            {
                calls.extend(moment.calls.iter().map(|call| call.call));
            }
        }
    }
    for (at, row) in rows.iter().enumerate() {
        let command = row.command.filter(|_| is_of_command(row));
        let mut calls = command.and_then(|command| of_command.get(&command)).cloned();
        if row.kind == Kind::Reply && command.is_none() {
            calls = row.answers.and_then(|asked| about.get(asked)).cloned();
        }
        if let (Some(calls), Some(about)) = (calls, about.get_mut(at)) {
            about.extend(calls);
        }
    }
    for (row, mut about) in rows.iter_mut().zip(about) {
        row.call = row.call.or_else(|| about.first().copied());
        if let Some(call) = row.call {
            about.remove(&call);
        }
        row.also = about.into_iter().collect();
    }
}

/// The numbers of calls by their ids, as they are and as URLs have them.
fn by_spelling(calls: &[String]) -> HashMap<String, usize> {
    let calls = calls.iter().enumerate();
    calls
        .flat_map(|(number, id)| [(id.clone(), number), (encoded(id), number)])
        .collect()
}

fn is_of_command(row: &Row) -> bool {
    matches!(
        row.kind,
        Kind::Command | Kind::Request | Kind::Reply | Kind::Outcome
    )
}

fn may_name_call(row: &Row) -> bool {
    let verb: Option<Verb> = row.name.parse().ok();
    verb.is_some_and(|verb| verb.arguments().contains(&"callId"))
}

fn named(row: &Row, numbers: &HashMap<String, usize>) -> Calls {
    let mut calls: Calls = row.call.into_iter().chain(row.also.iter().copied()).collect();
    let (line, body) = match row.raw.split_once('\n') {
        Some((line, body)) => (line, body),
        None => (row.raw.as_str(), row.raw.as_str()),
    };
    match row.kind {
        Kind::Event | Kind::Derived => {
            let fields = fields(&row.raw);
            let ids = OF_EVENTS.iter().filter_map(|name| fields.get(*name)?.as_str());
            calls.extend(ids.filter_map(|id| numbers.get(id)));
        }
        Kind::Command | Kind::Request | Kind::Note => {
            let between = |c: char| c.is_whitespace() || "/?&=|:\"".contains(c);
            let words = line.split(between).chain(row.name.split(between));
            calls.extend(words.filter_map(|word| numbers.get(word)));
            let fields = fields(body);
            let texts = fields.values().filter_map(Value::as_str);
            calls.extend(texts.filter_map(|text| numbers.get(text)));
        }
        Kind::Reply => {
            let fields = fields(&row.raw);
            let id = fields.get("callId").and_then(Value::as_str);
            calls.extend(id.and_then(|id| numbers.get(id)));
        }
        Kind::Outcome | Kind::Link | Kind::Anomaly | Kind::Resync => {}
    }
    calls
}

fn fields(json: &str) -> Map<String, Value> {
    match json.trim_start().starts_with('{') {
        true => serde_json::from_str(json).unwrap_or_default(),
        false => Map::new(),
    }
}
