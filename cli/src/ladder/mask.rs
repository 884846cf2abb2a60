//! Telephone numbers, masked: each by a name of its own, `tel-1`, which it has wherever it stands.
//!
//! Rather too much is masked than too little: any run of five digits that stands alone, any of seven, also with separators
//! between. Extensions stay, and the agent's own number; ids of calls, dates, addresses and the numbers of events too.

use std::collections::{HashMap, HashSet};

use wellclient::DeviceId;
use wellclient_core::numbers::InternalNumbers;

/// Names of fields whose values are no telephone numbers.
const NO_NUMBERS: [&str; 14] = [
    "serial",
    "eventTime",
    "eventName",
    "eventType",
    "_type",
    "callId",
    "originalCallId",
    "primaryOldCall",
    "secondaryOldCall",
    "newCall",
    "agentId",
    "createTimeId",
    "establishedTimeId",
    "ringTime",
];

/// So many digits that stand alone are a telephone number.
const ALONE: usize = 5;

/// So many are, wherever they stand.
const ANYWHERE: usize = 7;

pub(crate) struct Mask {
    internal: InternalNumbers,
    /// What stays: ids, and the own numbers.
    kept: HashSet<String>,
    /// Outside devices, however short their numbers are.
    outside: HashSet<String>,
    names: HashMap<String, usize>,
}

impl Mask {
    /// Of the agent, all devices (the third is the own one), and all calls.
    pub(crate) fn new(agent: &str, names: &[String], calls: &[String]) -> Self {
        let internal = InternalNumbers::default();
        let mut kept: HashSet<String> = calls.iter().cloned().collect();
        let own = names.get(2).map(String::as_str).unwrap_or_default();
        for own in [own, agent] {
            kept.insert(own.to_owned());
            kept.insert(DeviceId::from(own).number().to_owned());
        }
        let others = names.iter().skip(3).map(DeviceId::from);
        let outside = others.filter(|device| !internal.contains(device) && !kept.contains(device.number()));
        let outside: HashSet<String> = outside.map(|device| device.number().to_owned()).collect();
        kept.retain(|kept| !outside.contains(kept));
        Self {
            internal,
            kept,
            outside,
            names: HashMap::new(),
        }
    }

    /// A device's name.
    pub(crate) fn device(&mut self, name: &str) -> String {
        let (number, domain) = match name.find('@') {
            Some(at) => name.split_at(at),
            None => (name, ""),
        };
        let is_number = number.chars().any(is_digit);
        if is_number && self.outside.contains(number) {
            return format!("{}{domain}", self.name(number));
        }
        self.text(name)
    }

    /// Something from the wire: JSON keeps its form.
    pub(crate) fn raw(&mut self, raw: &str) -> String {
        if raw.trim_start().starts_with(['{', '[']) {
            return self.json(raw);
        }
        // A request's line, and its body.
        match raw.split_once('\n') {
            Some((line, body)) => format!("{}\n{}", self.text(line), self.raw(body)),
            None => self.text(raw),
        }
    }

    /// Each text and each number of a JSON.
    fn json(&mut self, json: &str) -> String {
        let mut out = String::with_capacity(json.len());
        let mut name = String::new();
        let mut rest = json;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '"' => string_length(rest),
                _ if is_number_sign(first) => rest.find(|c| !is_number_sign(c)).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            let (token, after) = rest.split_at(length);
            rest = after;
            let is_name = first == '"' && after.trim_start().starts_with(':');
            if first == '"' {
                // What is cut off is no text any more.
                let text = serde_json::from_str(token).unwrap_or_else(|_| token.to_owned());
                let masked = match NO_NUMBERS.contains(&name.as_str()) && !is_name {
                    true if !self.outside.contains(&text) => text.clone(),
                    _ => self.text(&text),
                };
                match masked == text {
                    true => out.push_str(token),
                    false => out.push_str(&serde_json::Value::from(masked).to_string()),
                }
                if is_name {
                    name = text;
                }
            } else if is_number_sign(first) && !NO_NUMBERS.contains(&name.as_str()) {
                let masked = self.text(token);
                match masked == token {
                    true => out.push_str(token),
                    false => out.push_str(&serde_json::Value::from(masked).to_string()),
                }
            } else {
                out.push_str(token);
            }
        }
        out
    }

    /// Any text.
    pub(crate) fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let is_start = !before.is_some_and(char::is_alphanumeric);
            let length = match is_start.then(|| self.kept_length(rest)).flatten() {
                Some(length) => length,
                None => match self.number_length(rest, before) {
                    Some(length) => {
                        let (number, after) = rest.split_at(length);
                        out.push_str(&self.name(number));
                        (rest, before) = (after, number.chars().next_back());
                        continue;
                    }
                    None if is_digit(first) => plain_length(rest),
                    None => first.len_utf8(),
                },
            };
            let (plain, after) = rest.split_at(length);
            out.push_str(plain);
            (rest, before) = (after, plain.chars().next_back());
        }
        out
    }

    /// The length of an id, a date or an address that a text begins with.
    fn kept_length(&self, text: &str) -> Option<usize> {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        let word = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
        if !word.is_empty() && (self.kept.contains(word) || is_uuid(word)) {
            return Some(word.len());
        }
        date_length(text).or_else(|| address_length(text))
    }

    /// The length of a telephone number that a text begins with.
    fn number_length(&self, text: &str, before: Option<char>) -> Option<usize> {
        let first = text.chars().next()?;
        let is_plus = first == '+' && text.chars().nth(1).is_some_and(is_digit);
        if !(is_digit(first) || is_plus) {
            return None;
        }
        let plain = plain_length(text);
        let digits = text.get(..plain)?;
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_alone = |length: usize| {
            !is_word(before) && !is_word(text.get(length..).and_then(|rest| rest.chars().next()))
        };
        if self.internal.contains(&DeviceId::from(digits)) && is_alone(plain) || self.kept.contains(digits) {
            return None;
        }
        let long = separated_length(text);
        if count(text.get(..long)?) >= ANYWHERE && long > plain && is_alone(long) {
            return Some(long);
        }
        let is_number = count(digits) >= ANYWHERE
            || is_alone(plain) && (count(digits) >= ALONE || self.outside.contains(digits));
        is_number.then_some(plain)
    }

    fn name(&mut self, number: &str) -> String {
        let digits: String = number.chars().filter(|c| is_digit(*c)).collect();
        let next = self.names.len() + 1;
        format!("tel-{}", self.names.entry(digits).or_insert(next))
    }
}

/// As written by ASCII, or in full width, as Chinese keyboards do.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_number_sign(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E')
}

fn count(text: &str) -> usize {
    text.chars().filter(|c| is_digit(*c)).count()
}

/// Digits without anything between, and the plus before.
fn plain_length(text: &str) -> usize {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let end = digits.find(|c| !is_digit(c)).unwrap_or(digits.len());
    text.len() - digits.len() + end
}

/// Digits with signs between, as people write them: at most two after each other.
fn separated_length(text: &str) -> usize {
    let (mut end, mut signs) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_digit(c) => (end, signs) = (at + c.len_utf8(), 0),
            ' ' | '-' | '.' | '(' | ')' if signs < 2 => signs += 1,
            '+' if at == 0 => {}
            _ => break,
        }
    }
    end
}

fn is_uuid(word: &str) -> bool {
    let parts: Vec<usize> = word.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// `2026-01-31`, also with points or strokes.
fn date_length(text: &str) -> Option<usize> {
    let date = text.get(..10)?;
    let fits = date
        .bytes()
        .zip(b"0000-00-00")
        .all(|(byte, pattern)| match pattern {
            b'0' => byte.is_ascii_digit(),
            _ => matches!(byte, b'-' | b'.' | b'/'),
        });
    (fits && (date.starts_with("19") || date.starts_with("20"))).then_some(10)
}

/// `192.168.100.1`
fn address_length(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let address = text.get(..end)?;
    address.parse::<std::net::Ipv4Addr>().ok().map(|_| end)
}

/// A JSON text with its quotes; to the end, where it has none.
fn string_length(json: &str) -> usize {
    let mut escaped = false;
    for (at, c) in json.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask() -> Mask {
        let names = [
            "",
            "",
            "8001@test.cc",
            "13800000000@test.cc",
            "110@test.cc",
            "8002@test.cc",
        ];
        Mask::new(
            "500123@test.cc",
            &names.map(str::to_owned),
            &["call-12345678".to_owned()],
        )
    }

    #[test]
    fn numbers_are_masked_alike_and_nothing_else_is() {
        for (text, masked) in [
            ("13800000000 → 8001", "tel-1 → 8001"),
            ("+13800000000,13800000000", "tel-1,tel-1"),
            ("138-0000-0000 and (021) 555 0100", "tel-1 and (tel-2"),
            ("110", "tel-1"),
            ("call 110, not 1100", "call tel-1, not 1100"),
            ("１３８０００００００００", "tel-1"),
            ("x13800000000.wav", "xtel-1.wav"),
            ("500123 80012 8001", "500123 80012 8001"),
            ("2026.01.01 08:00:00 C12", "2026.01.01 08:00:00 C12"),
            ("http://192.168.100.200/mvc", "http://192.168.100.200/mvc"),
            (
                "8001@test.cc|12345678-572b-4af1-ae84-379630000000",
                "8001@test.cc|12345678-572b-4af1-ae84-379630000000",
            ),
            ("call-12345678", "call-12345678"),
            ("席位 10086", "席位 tel-1"),
        ] {
            assert_eq!(mask().text(text), masked);
        }
        assert_eq!(mask().device("110@test.cc"), "tel-1@test.cc");
        assert_eq!(mask().device("8002@test.cc"), "8002@test.cc");
    }

    #[test]
    fn json_is_masked_and_keeps_its_form() {
        let raw = r#"{"serial":11053492, "callId":"call-12345678","callingDevice":"13800000000@test.cc","userData":{"tel":13800000000,"\u0031\u0033800000000":"a"},"n":12}"#;
        let expected = r#"{"serial":11053492, "callId":"call-12345678","callingDevice":"tel-1@test.cc","userData":{"tel":"tel-1","tel-1":"a"},"n":12}"#;
        assert_eq!(mask().raw(raw), expected);
        assert_eq!(
            mask().raw("POST /a?b=13800000000\n{\"c\":\"5550100\"}"),
            "POST /a?b=tel-1\n{\"c\":\"tel-2\"}"
        );
        assert_eq!(mask().raw("{\"cut\":\"1380000000"), "{\"cut\":\"\\\"tel-1\"");
    }
}
