//! Telephone numbers, masked: each by a name of its own, `tel-1`, which it has wherever it stands.
//!
//! Rather too much is masked than too little: any run of five digits that stands alone, any of seven, also with separators
//! between, and percent-encoded. Extensions stay, and agents' ids; ids of calls, dates, times, addresses and the numbers of
//! events too. In call data, whose names anybody can choose, no name of a field exempts a value.

mod digits;
mod forms;

use std::collections::{HashMap, HashSet};

use wellclient::DeviceId;
use wellclient_core::numbers::InternalNumbers;

use digits::digit;
pub(super) use forms::encoded;
use forms::{
    address_length, apart_length, clock_length, date_length, digits, glyph, is_event, is_made_up,
    is_number_sign, is_of_word, phrase, plain_length, port_length, separated_length, span_length,
    starts_with_digit, string_length,
};

/// Names of fields whose values are no telephone numbers.
const NO_NUMBERS: [&str; 16] = [
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
    "loginId",
    "createTimeId",
    "establishedTimeId",
    "ringTime",
    "answerTime",
];

/// Names of fields whose values are what the application has put there.
const OF_THE_APPLICATION: [&str; 3] = ["userData", "entries", "data"];

/// So many digits that stand alone are a telephone number.
const ALONE: usize = 5;

/// So many are, wherever they stand.
const ANYWHERE: usize = 7;

pub(crate) struct Mask {
    internal: InternalNumbers,
    /// What stays: ids, and the own numbers.
    kept: HashSet<String>,
    /// Ids that are no single word, as they stand and as a URL has them.
    kept_phrases: HashSet<String>,
    /// Outside devices, however short their numbers are.
    outside: HashSet<String>,
    names: HashMap<String, usize>,
}

impl Mask {
    /// Of all agents, all devices (the third is the own one), and all calls.
    pub(crate) fn new(agents: &[String], names: &[String], calls: &[String]) -> Self {
        let internal = InternalNumbers::default();
        let mut kept: HashSet<String> = calls.iter().cloned().collect();
        let own = names.get(2).map(String::as_str).unwrap_or_default();
        for own in agents.iter().map(String::as_str).chain([own]) {
            kept.insert(own.to_owned());
            kept.insert(DeviceId::from(own).number().to_owned());
        }
        let others = names.iter().skip(3).map(DeviceId::from);
        let outside = others.filter(|device| !internal.contains(device) && !kept.contains(device.number()));
        let outside: HashSet<String> = outside.map(|device| device.number().to_owned()).collect();
        kept.retain(|kept| !outside.contains(kept));
        let phrases = calls.iter().filter(|call| !call.chars().all(is_of_word));
        let kept_phrases = phrases.flat_map(|call| [call.clone(), encoded(call)]).collect();
        Self {
            internal,
            kept,
            kept_phrases,
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
        let is_number = number.chars().any(|c| digit(c).is_some());
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
        // How deep it stands, and how deep that of the application began.
        let (mut depth, mut of_application) = (0, None);
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '"' => string_length(rest),
                _ if is_number_sign(first) => rest.find(|c| !is_number_sign(c)).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            match first {
                '{' | '[' => {
                    let begins = OF_THE_APPLICATION.contains(&name.as_str()) && !is_event(rest);
                    if begins && of_application.is_none() {
                        of_application = Some(depth);
                    }
                    depth += 1;
                }
                '}' | ']' => {
                    depth -= 1;
                    of_application = of_application.filter(|began| *began < depth);
                }
                _ => {}
            }
            let (token, after) = rest.split_at(length);
            rest = after;
            let is_name = first == '"' && after.trim_start().starts_with(':');
            let is_exempt = of_application.is_none() && NO_NUMBERS.contains(&name.as_str());
            if first == '"' {
                // What is cut off is no text any more.
                let text = serde_json::from_str(token).unwrap_or_else(|_| token.to_owned());
                let masked = match is_exempt && !is_name {
                    true if !self.outside.contains(DeviceId::from(text.as_str()).number()) => text.clone(),
                    _ => self.text(&text),
                };
                match masked == text {
                    true => out.push_str(token),
                    false => out.push_str(&serde_json::Value::from(masked).to_string()),
                }
                if is_name {
                    name = text;
                }
            } else if is_number_sign(first) && !is_exempt {
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
        while let Some((first, long)) = glyph(rest) {
            let is_start = !before.is_some_and(char::is_alphanumeric);
            let kept = is_start.then(|| self.kept_length(rest)).flatten();
            let length = match kept.or_else(|| port_length(&out, rest)) {
                Some(length) => length,
                None => match self.number_length(rest, before) {
                    Some(length) => {
                        let (number, after) = rest.split_at(length);
                        out.push_str(&self.name(number));
                        (rest, before) = (after, Some('0'));
                        continue;
                    }
                    None if digit(first).is_some() => plain_length(rest),
                    None => long,
                },
            };
            let (plain, after) = rest.split_at(length);
            out.push_str(plain);
            before = match length == long {
                true => Some(first),
                false => plain.chars().next_back(),
            };
            rest = after;
        }
        out
    }

    /// The length of an id, a date, a time or an address that a text begins with.
    fn kept_length(&self, text: &str) -> Option<usize> {
        let phrase = (!self.kept_phrases.is_empty()).then(|| phrase(text));
        if let Some(phrase) = phrase.filter(|phrase| self.kept_phrases.contains(*phrase)) {
            return Some(phrase.len());
        }
        let word = text.get(..text.find(|c: char| !is_of_word(c)).unwrap_or(text.len()))?;
        if !word.is_empty() && (self.kept.contains(word) || is_made_up(word)) {
            return Some(word.len());
        }
        date_length(text)
            .or_else(|| clock_length(text))
            .or_else(|| address_length(text))
            .or_else(|| span_length(text))
    }

    /// The length of a telephone number that a text begins with.
    fn number_length(&self, text: &str, before: Option<char>) -> Option<usize> {
        let (first, long) = glyph(text)?;
        let is_plus = first == '+' && starts_with_digit(text.get(long..)?);
        if !(digit(first).is_some() || is_plus) {
            return None;
        }
        let plain = plain_length(text);
        let digits = digits(text.get(..plain)?);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_alone = |length: usize| {
            let after = text.get(length..).and_then(glyph).map(|(c, _)| c);
            !is_word(before) && !is_word(after)
        };
        if self.internal.contains(&DeviceId::from(digits.as_str())) && is_alone(plain)
            || self.kept.contains(&digits)
        {
            return None;
        }
        let separated = separated_length(text);
        let all = forms::digits(text.get(..separated)?).len();
        if all >= ANYWHERE && separated > plain && is_alone(separated) {
            return Some(separated);
        }
        let apart = apart_length(text, ALONE, ANYWHERE, |next| self.kept_length(next).is_some());
        if apart > separated && forms::digits(text.get(..apart)?).len() >= ANYWHERE && is_alone(apart) {
            return Some(apart);
        }
        let is_outside = self.outside.contains(&digits);
        let is_number = digits.len() >= ANYWHERE
            || digits.len() >= ALONE && (is_outside || is_alone(plain))
            || is_outside && is_alone(plain);
        is_number.then_some(plain)
    }

    fn name(&mut self, number: &str) -> String {
        let next = self.names.len() + 1;
        format!("tel-{}", self.names.entry(digits(number)).or_insert(next))
    }
}

/// The agents that a text from the wire names; not those that the application speaks of.
pub(crate) fn agents_in(raw: &str) -> Vec<String> {
    let json = raw.find('{').and_then(|at| raw.get(at..)).unwrap_or_default();
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let named = ["agentId", "loginId"].iter().filter_map(|name| fields.get(*name));
    named.filter_map(|id| id.as_str()).map(str::to_owned).collect()
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
            &["500123@test.cc".to_owned(), "500999@test.cc".to_owned()],
            &names.map(str::to_owned),
            &["call-12345678".to_owned(), "1732700000.12345".to_owned()],
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
            // As URLs have them.
            ("to=%2B86%20138%200013%208000&x=1", "to=tel-1&x=1"),
            ("to=138+0013+8000", "to=tel-1"),
            ("8001%40test.cc%7C10086", "8001%40test.cc%7Ctel-1"),
            ("tel%3A%31%33%38%30%30%30%30%30%30%30%30", "tel%3Atel-1"),
            // By other keyboards.
            ("١٣٨٠٠٠٠٠٠٠٠,13800000000", "tel-1,tel-1"),
            ("138_0013_8000, 138–0013–8001", "tel-1, tel-2"),
            // With what does not show, as copied from a page.
            ("138\u{200b}\u{200b}\u{200b}0013\u{200b}8000", "tel-1"),
            (
                "\u{202a}138\u{202f}0013\u{2009}8000\u{202c}",
                "\u{202a}tel-1\u{202c}",
            ),
            // With whatever people and programs put between digits.
            ("138 / 0000 / 0000, 138|0000|0000", "tel-1, tel-1"),
            (
                "138~0000~0000; 138*0000*0000; 138'0000'0000",
                "tel-1; tel-1; tel-1",
            ),
            ("138\n0000\n0000", "tel-1"),
            ("138\\n0000\\n0000", "tel-1"),
            ("1,3,8,0,0,0,0,0,0,0,0", "tel-1"),
            ("138 -- 0000 -- 0000; 138…0000…0000", "tel-1; tel-1"),
            ("<b>138</b>0000<i class=\"x1\">0000</i>", "<b>tel-1</i>"),
            ("138&nbsp;0000&#160;0000", "tel-1"),
            ("%3Cb%3E138%3C%2Fb%3E0000%3Cb%3E0000", "%3Cb%3Etel-1"),
            ("𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎, ①③⑧⓪⓪⓪⓪⓪⓪⓪⓪", "tel-1, tel-1"),
            ("一三八零零零零零零零零", "tel-1"),
            ("1\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}8 0000 0000", "tel-1"),
            // Lists of numbers are no number.
            ("13800000000, 5550100; 95588", "tel-1, tel-2; tel-3"),
            ("8001, 8002, 8003", "8001, 8002, 8003"),
            ("at 08:00:00.250, then 12:30", "at 08:00:00.250, then 12:30"),
            // No dates, though they look like ones.
            ("1990-12-3456789, 2021-12-2855", "tel-1, tel-2"),
            // Times, ports, others' ids.
            ("in 30000 ms", "in 30000 ms"),
            ("10086 msg", "tel-1 msg"),
            (
                "http://cti.example:40123/13800000000",
                "http://cti.example:40123/tel-1",
            ),
            ("127.0.0.1:40123", "127.0.0.1:40123"),
            ("http%3A%2F%2Fhost%3A58080%2Fa", "http%3A%2F%2Fhost%3A58080%2Fa"),
            (
                "8001-458a925da9760fc1234567aca95d46f1.wav",
                "8001-458a925da9760fc1234567aca95d46f1.wav",
            ),
            ("138001380001380013800013", "tel-1"),
            ("http://10086:40123@a", "http://tel-1:tel-2@a"),
            ("500999@test.cc is ready", "500999@test.cc is ready"),
            ("/calls/1732700000.12345/x", "/calls/1732700000.12345/x"),
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
        // Call data has names of the application's own.
        let raw = r#"{"loginId":"77777@test.cc","userData":{"data":{"serial":"13800000000","agentId":10086}},"serial":11053492}"#;
        let expected = r#"{"loginId":"77777@test.cc","userData":{"data":{"serial":"tel-1","agentId":"tel-2"}},"serial":11053492}"#;
        assert_eq!(mask().raw(raw), expected);
        // What is derived has the event as its data.
        let raw = r#"{"eventName":"connectionCleared","data":{"serial":11053492,"eventName":"x","userData":"13800000000"}}"#;
        let expected = r#"{"eventName":"connectionCleared","data":{"serial":11053492,"eventName":"x","userData":"tel-1"}}"#;
        assert_eq!(mask().raw(raw), expected);
        assert_eq!(mask().raw("{\"cut\":\"1380000000"), "{\"cut\":\"\\\"tel-1\"");
    }
}
