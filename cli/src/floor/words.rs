//! What the page says, the verbs' keys, and the scripts to begin with.

use serde_json::{Map, Value, json};
use wellclient::{Language, Verb};
use wellclient_simulator::Script;

use crate::softphone::offers::key;
use crate::web::words;
use crate::{endings, refused};

/// The page's own words, by language.
const OWN: &str = include_str!("page/words.json");

/// As a module.
pub(super) fn module() -> String {
    let keys: Map<String, Value> = Verb::ALL
        .iter()
        .filter_map(|verb| Some((verb.name().to_owned(), key(*verb)?.to_string().into())))
        .collect();
    let scripts = Script::SAMPLES.map(|(name, text)| json!({ "name": name, "text": text }));
    format!(
        "export const WORDS = {};\nexport const KEYS = {};\nexport const SCRIPTS = {};\n",
        words(),
        Value::from(keys),
        Value::from(scripts.to_vec())
    )
}

/// With the reasons of the simulator.
fn words() -> Value {
    let mut all = words::table(OWN);
    for (code, language) in [("en", Language::En), ("zh", Language::Zh)] {
        all[code]["refused"] = refused::table(language);
        all[code]["ending"] = endings::table(language);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_said_in_both_languages() {
        crate::web::words::check(OWN);
        assert!(module().contains("\"holdCall\":\"保持\""));
    }
}
