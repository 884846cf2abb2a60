//! What things are called in a picture: words of the language, and parties.

use serde_json::Value;
use wellclient::Language;

use super::Ladder;
use super::row::Party;
use super::words::WORDS;

pub(super) struct Naming<'a> {
    pub(super) ladder: &'a Ladder,
    words: Value,
    pub(super) language: &'static str,
}

impl<'a> Naming<'a> {
    pub(super) fn new(ladder: &'a Ladder, language: Language) -> Self {
        Self {
            ladder,
            words: serde_json::from_str(WORDS).unwrap_or(Value::Null),
            language: match language {
                Language::En => "en",
                Language::Zh => "zh",
            },
        }
    }

    pub(super) fn say(&self, word: &str) -> String {
        let mut found = self.words.get(self.language);
        for step in word.split('.') {
            found = found.and_then(|found| found.get(step));
        }
        let last = word.rsplit('.').next().unwrap_or(word);
        found.and_then(Value::as_str).unwrap_or(last).to_owned()
    }

    pub(super) fn who(&self, party: Party) -> String {
        match party {
            Party::CLIENT => self.say("client"),
            Party::SERVER => self.say("server"),
            Party(number) => {
                let name = self
                    .ladder
                    .names
                    .get(number)
                    .map(String::as_str)
                    .unwrap_or_default();
                match name.split('@').next() {
                    None | Some("") => self.say("device"),
                    Some(number) => number.to_owned(),
                }
            }
        }
    }
}
