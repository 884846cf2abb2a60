//! The words of pages: a page's own, and those that the softphone in the terminal has, too.

use serde_json::{Map, Value};
use wellclient::{ConnectionState, Language, LinkState, Verb};

use crate::softphone::words;

const LEGS: [ConnectionState; 7] = [
    ConnectionState::Null,
    ConnectionState::Initiated,
    ConnectionState::Alerting,
    ConnectionState::Connected,
    ConnectionState::Hold,
    ConnectionState::Queued,
    ConnectionState::Fail,
];

const LINKS: [LinkState; 5] = [
    LinkState::Off,
    LinkState::Connecting,
    LinkState::Active,
    LinkState::Waiting,
    LinkState::Lost,
];

/// All words, by language: those of a page, which are JSON, and the common ones.
pub(crate) fn table(own: &str) -> Value {
    let own: Value = serde_json::from_str(own).unwrap_or_default();
    let mut all = Map::new();
    for (code, language) in [("en", Language::En), ("zh", Language::Zh)] {
        let mut of = own.get(code).cloned().unwrap_or_default();
        if let Some(of) = of.as_object_mut() {
            of.extend(shared(language));
        }
        all.insert(code.to_owned(), of);
    }
    all.into()
}

fn shared(language: Language) -> Map<String, Value> {
    let verbs = Verb::ALL
        .iter()
        .map(|verb| (verb.name(), words::verb(*verb, language)));
    let modes = words::MODES
        .iter()
        .map(|mode| (mode.as_str(), words::mode(mode, language)));
    let legs = LEGS.iter().map(|leg| (leg.as_str(), words::leg(*leg, language)));
    let links = LINKS
        .iter()
        .map(|link| (link.as_str(), words::link(*link, language)));
    let table = |entries: &mut dyn Iterator<Item = (&str, &str)>| -> Value {
        entries
            .map(|(name, word)| (name.to_owned(), Value::from(word)))
            .collect::<Map<_, _>>()
            .into()
    };
    Map::from_iter([
        ("verb".to_owned(), table(&mut verbs.into_iter())),
        ("mode".to_owned(), table(&mut modes.into_iter())),
        ("leg".to_owned(), table(&mut legs.into_iter())),
        ("link".to_owned(), table(&mut links.into_iter())),
    ])
}

/// Fails where a page does not say the same in both languages, or has a word of its own by the name of a common table.
#[cfg(test)]
pub(crate) fn check(own: &str) {
    let own: Value = serde_json::from_str(own).unwrap();
    for name in shared(Language::En).keys() {
        assert!(own["en"].get(name).is_none(), "{name}");
    }
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    names(&own["en"], "", &mut en);
    names(&own["zh"], "", &mut zh);
    assert_eq!(en, zh);
}

#[cfg(test)]
/// The names of all words, with their places.
fn names(value: &Value, path: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                names(field, &format!("{path}.{name}"), into);
            }
        }
        Value::String(text) => {
            let places = (0..9)
                .filter(|place| text.contains(&format!("{{{place}}}")))
                .count();
            assert!(!text.is_empty(), "{path}");
            into.push(format!("{path} {places}"));
        }
        other => panic!("{path}: {other}"),
    }
}
