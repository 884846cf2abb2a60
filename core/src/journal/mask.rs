//! Masking secrets in octets, by others of the same length and kind.
//!
//! Digits become digits, letters letters, and every occurrence the same, so that what was JSON or a STOMP frame still is,
//! and what was one number is one number.

use std::ops::Range;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::event::{EventKind, Field};
use crate::secret::Secret;

/// A shorter secret is too likely to be part of something else; it is masked only where it stands alone.
const SHORTEST_WITHIN: usize = 6;

/// A still shorter one is not masked: it stands everywhere, and nobody is told anything by it.
const SHORTEST: usize = 4;

/// The STOMP header whose digits say how long a frame is.
const LENGTH: &[u8] = b"content-length:";

/// Words of the protocol beside the names of events and of their fields: of STOMP, of topics, of the client state, and what
/// fields can say.
const WORDS: &str = "MESSAGE CONNECTED RECEIPT ERROR subscription subscribed message-id destination version heart-beat \
    content-length content-type receipt-id session server CtiWorker_ CtiRouter_ topics eventTopics agent csta Voice \
    extension activeCall agentName otherSide ringTime answerTime ani dnis direction In Out extensionId entries key value \
    agentTrunks scanPrefix pendingMode Ready NotReady WorkNotReady Allocated Logout Unknown Connect Initiate Alerting \
    Hold None Queued Fail Idle OnCallIn OnCallOut Ringing OffHook CallInternal Dailing Ringback Conference OnHold Other \
    SINGLESTEPTRANSFER TRANSFER true false null";

/// What is masked, in every way in which it can be written.
#[derive(Default)]
pub(super) struct Mask {
    patterns: Vec<Vec<u8>>,
    /// Texts that hold a secret and are none: the own ids, and words of the protocol.
    innocent: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mask of {} spellings", self.patterns.len())
    }
}

impl Mask {
    /// A mask of `secrets`, which leaves `own` as it is.
    pub(super) fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>, own: &[&str]) -> Self {
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        for secret in secrets {
            for pattern in spellings(secret.expose()) {
                if pattern.len() >= SHORTEST && !patterns.contains(&pattern) {
                    patterns.push(pattern);
                }
            }
        }
        // What holds another is looked for first.
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        let words = EventKind::ALL
            .iter()
            .map(|kind| kind.name())
            .chain(Field::ALL.iter().map(|field| field.name()))
            .chain(WORDS.split_ascii_whitespace())
            .chain(own.iter().copied())
            .map(str::as_bytes);
        let innocent = words
            .filter(|word| patterns.iter().any(|pattern| find(word, pattern, 0).is_some()))
            .map(<[u8]>::to_vec)
            .collect();
        Self { patterns, innocent }
    }

    /// Masks all secrets that stand in `octets`.
    pub(super) fn apply(&self, octets: &mut [u8]) {
        for pattern in &self.patterns {
            let mut from = 0;
            while let Some(at) = find(octets, pattern, from) {
                from = at + 1;
                let place = at..at + pattern.len();
                if self.is_secret(octets, &place) {
                    from = place.end;
                    cover(octets, place);
                }
            }
        }
    }

    pub(super) fn text(&self, text: &str) -> String {
        let mut octets = text.as_bytes().to_vec();
        self.apply(&mut octets);
        // Characters are covered by characters of the same length.
        String::from_utf8(octets).unwrap_or_default()
    }

    /// How many octets at the end may be the beginning of a secret that goes on.
    pub(super) fn unfinished(&self, octets: &[u8]) -> usize {
        let beginning = |pattern: &&Vec<u8>| {
            let longest = octets.len().min(pattern.len().saturating_sub(1));
            (1..=longest)
                .rev()
                .find(|&length| pattern.get(..length).is_some_and(|start| octets.ends_with(start)))
        };
        self.patterns
            .iter()
            .filter_map(|pattern| beginning(&pattern))
            .max()
            .unwrap_or(0)
    }

    fn is_secret(&self, octets: &[u8], place: &Range<usize>) -> bool {
        let stands_alone = || {
            let before = place.start.checked_sub(1).and_then(|at| octets.get(at));
            let is_edge = |octet: Option<&u8>| !octet.is_some_and(|octet| is_word(*octet));
            is_edge(before) && is_edge(octets.get(place.end))
        };
        (place.len() >= SHORTEST_WITHIN || stands_alone())
            && !self.is_innocent(octets, place)
            && !is_length(octets, place.start)
    }

    /// Whether the place lies within an innocent text.
    fn is_innocent(&self, octets: &[u8], place: &Range<usize>) -> bool {
        self.innocent.iter().any(|word| {
            let first = place.end.saturating_sub(word.len());
            (first..=place.start).any(|start| octets.get(start..).is_some_and(|rest| rest.starts_with(word)))
        })
    }
}

/// The ways in which a secret can be written: as it is, in JSON, in a URL or a form.
fn spellings(secret: &str) -> [Vec<u8>; 4] {
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.trim_start_matches('"');
    let json = json.strip_suffix('"').unwrap_or(json);
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let url = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    [secret.to_owned(), json.to_owned(), form, url].map(String::into_bytes)
}

/// Whether the digits here are those of a frame's length.
fn is_length(octets: &[u8], at: usize) -> bool {
    let before = octets.get(..at).unwrap_or_default();
    let digits = before
        .iter()
        .rev()
        .take_while(|octet| octet.is_ascii_digit())
        .count();
    before
        .get(..before.len() - digits)
        .is_some_and(|before| before.ends_with(LENGTH))
}

fn find(octets: &[u8], pattern: &[u8], from: usize) -> Option<usize> {
    let rest = octets.get(from..)?;
    let at = rest
        .windows(pattern.len().max(1))
        .position(|window| window == pattern)?;
    Some(from + at)
}

/// Covers octets by others of the same length and kind.
pub(super) fn cover(octets: &mut [u8], place: Range<usize>) {
    let Some(octets) = octets.get_mut(place) else {
        return;
    };
    // A text that is nothing but the covering sign is covered by another.
    let sign = |is_kind: fn(&u8) -> bool, sign: u8, other: u8| {
        let mut kind = octets.iter().filter(|octet| is_kind(octet));
        if kind.all(|octet| *octet == sign) {
            other
        } else {
            sign
        }
    };
    let lower = sign(u8::is_ascii_lowercase, b'x', b'y');
    let upper = sign(u8::is_ascii_uppercase, b'X', b'Y');
    let graphic = sign(u8::is_ascii_punctuation, b'*', b'#');
    // The least number of as many digits: what was numbered later stays later.
    let mut digits = octets.iter().filter(|octet| octet.is_ascii_digit());
    let is_least = digits.next() == Some(&b'1') && digits.all(|digit| *digit == b'0');
    let (mut digit, further) = (b'1', if is_least { b'1' } else { b'0' });
    let mut at = 0;
    while let Some(octet) = octets.get_mut(at) {
        match *octet {
            b'0'..=b'9' => *octet = std::mem::replace(&mut digit, further),
            b'a'..=b'z' => *octet = lower,
            b'A'..=b'Z' => *octet = upper,
            0x80.. => at += cover_wide(octets.get_mut(at..).unwrap_or_default()),
            sign if sign.is_ascii_punctuation() => *octet = graphic,
            _ => {}
        }
        at += 1;
    }
}

/// What words and numbers are made of.
fn is_word(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b".-_@".contains(&octet)
}

/// Covers one character beyond ASCII; how many octets it has beyond the first.
fn cover_wide(octets: &mut [u8]) -> usize {
    let follow = octets
        .iter()
        .skip(1)
        .take_while(|octet| (0x80..0xc0).contains(*octet))
        .count();
    let covered: &[u8] = match follow {
        1 => "×".as_bytes(),
        2 => "※".as_bytes(),
        3 => "𝄞".as_bytes(),
        // Not UTF-8: any octet will do.
        _ => b"\xff",
    };
    for (octet, covered) in octets.iter_mut().zip(covered) {
        *octet = *covered;
    }
    covered.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(secret: &str, text: &str) -> String {
        Mask::new([&Secret::from(secret)], &["5001@test.cc"]).text(text)
    }

    #[test]
    fn kind_and_length_are_kept() {
        for (secret, text, expected) in [
            ("123456", "13812345678", "13810000078"),
            ("111111", "\"1111110\"", "\"1000000\""),
            ("1000000", "1000000", "1111111"),
            ("hunter2", "password=hunter2;", "password=xxxxxx1;"),
            ("Pa55&!", "a Pa55&! b", "a Xx10** b"),
            (
                "Pa55&!",
                "username=1&password=Pa55%26%21",
                "username=1&password=Xx10*00*00",
            ),
            ("a\"b\\cd", r#"{"p":"a\"b\\cd"}"#, r#"{"p":"x**x**xx"}"#),
            ("密码é𝄞", "密码é𝄞", "※※×𝄞"),
            ("secret", "secretsecret", "xxxxxxxxxxxx"),
        ] {
            assert_eq!(masked(secret, text), expected, "{secret}");
        }
    }

    #[test]
    fn what_is_no_echo_stays() {
        for (secret, text) in [
            ("5001", "\"agentId\":\"5001@test.cc\""),
            ("5001", "15001234567"),
            ("Ready", "\"eventName\":\"agentReady\",\"agentMode\":\"NotReady\""),
            ("delivered", "\"eventName\":\"delivered\""),
            ("100000", "MESSAGE\ncontent-length:100000\n"),
            ("100000", "MESSAGE\ncontent-length:2100000\n"),
        ] {
            assert_eq!(masked(secret, text), text, "{secret}");
        }
        assert_eq!(masked("5001", "a=5001&b=5001@test.cc"), "a=1000&b=5001@test.cc");
    }

    #[test]
    fn octets_that_are_no_text_are_masked_too() {
        let mut octets = b"\xff\xfehunter2\xff".to_vec();
        Mask::new([&Secret::from("hunter2")], &[]).apply(&mut octets);
        assert_eq!(octets, b"\xff\xfexxxxxx1\xff");
    }

    #[test]
    fn a_beginning_at_the_end_is_seen() {
        let mask = Mask::new([&Secret::from("123456")], &[]);
        for (text, length) in [("..123", 3), ("..1231", 1), ("123456", 0), ("", 0), ("12345", 5)] {
            assert_eq!(mask.unfinished(text.as_bytes()), length, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_secret_is_left_and_text_stays_text(
            secret in "[a-zA-Z0-9&席é]{6,12}", before in any::<String>(), after in any::<String>(),
        ) {
            let text = masked(&secret, &format!("{before}{secret}{after}"));
            prop_assert_eq!(text.len(), before.len() + secret.len() + after.len());
            let mask = Mask::new([&Secret::from(&*secret)], &[]);
            prop_assert!(!text.contains(&secret) || !mask.innocent.is_empty());
        }

        #[test]
        fn json_stays_json(secret in "[0-9a-f]{6,9}", number in any::<u64>(), text in any::<String>()) {
            let json = serde_json::json!({ "a": number, &text: { "b": format!("{text}{secret}") } }).to_string();
            let masked = masked(&secret, &json);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&masked).is_ok());
        }
    }
}
