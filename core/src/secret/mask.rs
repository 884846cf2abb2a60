//! Masking secrets in octets, by others of the same length and kind.
//!
//! Digits become digits, letters letters, and every occurrence the same, so that what was JSON or a STOMP frame still is,
//! and what was one number is one number.

use std::ops::Range;

use super::Secret;
use super::encoded::encodings;
use super::spelling::{candidates, is_any_in, stands};
use super::stands::Stands;
use crate::event::{EventKind, Field};

/// A shorter secret is too likely to be part of something else; it is masked only where it stands alone.
const SHORTEST_WITHIN: usize = 6;

/// A still shorter one is not masked: it stands everywhere, and nobody is told anything by it.
const SHORTEST: usize = 4;

/// Octets by which one of a secret is written at most, as far as a message that comes in pieces is waited for.
const LONGEST_SIGN: usize = 12;

/// Words of the protocol beside the names of events and of their fields: of STOMP, of topics, of the client state, and what
/// fields can say.
const WORDS: &str = "MESSAGE CONNECTED RECEIPT ERROR subscription sub-0 subscribed-0 message-id destination version heart-beat \
    content-length content-type receipt-id session server CtiWorker_ CtiRouter_ topics eventTopics agent csta Voice \
    extension activeCall agentName otherSide ringTime answerTime ani dnis direction In Out extensionId entries key value \
    agentTrunks scanPrefix pendingMode Ready NotReady WorkNotReady Allocated Logout Unknown Connect Initiate Alerting \
    Hold None Queued Fail Idle OnCallIn OnCallOut Ringing OffHook CallInternal Dailing Ringback Conference OnHold Other \
    SINGLESTEPTRANSFER TRANSFER true false null";

/// Secrets to be masked in what others say, however they write them.
#[derive(Default)]
pub struct Mask {
    /// The longest first: what holds another is looked for before it.
    secrets: Vec<Secret>,
    /// They in base64 and in hex.
    encoded: Vec<Secret>,
    /// Texts that hold a secret and are none: the own ids, and words of the protocol.
    innocent: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mask of {} secrets", self.secrets.len())
    }
}

/// What is to be said of a place where a secret stands.
#[derive(PartialEq)]
enum Verdict {
    Secret,
    Innocent,
    /// What comes next decides.
    Open,
}

impl Mask {
    /// A mask of these.
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        Self::new(secrets, &[])
    }

    /// The text without them.
    pub fn hide(&self, text: String) -> String {
        match self.touches(&text) {
            true => self.text(&text),
            false => text,
        }
    }

    /// A mask of `secrets`, which leaves `own` as it is.
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>, own: &[String]) -> Self {
        let long = secrets
            .into_iter()
            .filter(|secret| secret.expose().len() >= SHORTEST);
        let mut secrets: Vec<Secret> = long.cloned().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        let words = EventKind::ALL
            .iter()
            .map(|kind| kind.name())
            .chain(Field::ALL.iter().map(|field| field.name()))
            .chain(WORDS.split_ascii_whitespace())
            .chain(own.iter().map(String::as_str));
        let parts = words
            .clone()
            .filter(|word| secrets.iter().any(|secret| word.contains(secret.expose())));
        let phrases = secrets
            .iter()
            .map(Secret::expose)
            .filter(|secret| is_of_words(secret, words.clone()));
        let innocent = parts
            .chain(phrases)
            .map(|word| word.as_bytes().to_vec())
            .collect();
        let long = secrets
            .iter()
            .filter(|secret| secret.expose().len() >= SHORTEST_WITHIN);
        let encoded = long.flat_map(encodings).collect();
        Self {
            secrets,
            encoded,
            innocent,
        }
    }

    /// Octets of the longest secret, as it may be written.
    pub(crate) fn longest(&self) -> usize {
        let written = self.all().map(|secret| LONGEST_SIGN * secret.expose().len());
        written.max().unwrap_or_default()
    }

    /// Masks all secrets that stand in `octets`.
    pub(crate) fn apply(&self, octets: &mut [u8]) {
        self.apply_from(octets, 0, false);
    }

    /// Whether a secret stands in the text.
    pub(crate) fn touches(&self, text: &str) -> bool {
        is_any_in(text.as_bytes(), self.all().map(Secret::expose))
    }

    fn all(&self) -> impl Iterator<Item = &Secret> + Clone {
        self.secrets.iter().chain(&self.encoded)
    }

    pub(crate) fn text(&self, text: &str) -> String {
        let mut octets = text.as_bytes().to_vec();
        self.apply(&mut octets);
        // Characters are covered by characters of the same length.
        String::from_utf8(octets).unwrap_or_default()
    }

    /// Masks all secrets that begin at `from` or later. Where `more` octets are to come, answers how many at the end may
    /// belong to a secret that goes on.
    pub(crate) fn apply_from(&self, octets: &mut [u8], from: usize, more: bool) -> usize {
        let mut open = octets.len();
        for secret in self.all() {
            let secret = secret.expose();
            let mut done = from;
            for at in candidates(octets, from, secret) {
                if at < done {
                    continue;
                }
                let verdict = match stands(octets, at, secret) {
                    Stands::No => Verdict::Innocent,
                    Stands::Begins => Verdict::Open,
                    Stands::UpTo(end) => {
                        let verdict = self.judge(octets, at..end, secret.len() < SHORTEST_WITHIN, more);
                        if verdict == Verdict::Secret {
                            done = end;
                            cover(octets, at..end);
                        }
                        verdict
                    }
                };
                if verdict == Verdict::Open && more {
                    open = open.min(at);
                }
            }
        }
        octets.len() - open
    }

    fn judge(&self, octets: &[u8], place: Range<usize>, is_short: bool, more: bool) -> Verdict {
        if is_protocol_number(octets, place.start) {
            return Verdict::Innocent;
        }
        let before = place.start.checked_sub(1).and_then(|at| octets.get(at));
        let after = octets.get(place.end);
        let is_edge = |octet: Option<&u8>| !octet.is_some_and(|octet| is_word(*octet));
        if is_short && !(is_edge(before) && is_edge(after)) {
            return Verdict::Innocent;
        }
        let mut verdict = if is_short && after.is_none() && more {
            Verdict::Open
        } else {
            Verdict::Secret
        };
        for word in &self.innocent {
            match lies_in(octets, &place, word) {
                Stands::UpTo(_) => return Verdict::Innocent,
                Stands::Begins if more => verdict = Verdict::Open,
                Stands::Begins | Stands::No => {}
            }
        }
        verdict
    }
}

/// Whether a text is nothing but words of the protocol with its signs around them, as `"callId":`, or a name that the
/// library gives to a subscription or a receipt.
fn is_of_words<'a>(text: &str, words: impl Iterator<Item = &'a str> + Clone) -> bool {
    let is_name = |part: &str| {
        let number = part
            .strip_prefix("sub-")
            .or_else(|| part.strip_prefix("subscribed-"));
        number.is_some_and(|number| number.bytes().all(|octet| octet.is_ascii_digit()))
    };
    let parts = text.split(|sign: char| sign.is_ascii_whitespace() || "\"{}[]:,".contains(sign));
    let mut parts = parts.filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(|part| is_name(part) || words.clone().any(|word| word == part))
}

/// Whether the place lies within this word.
fn lies_in(octets: &[u8], place: &Range<usize>, word: &[u8]) -> Stands {
    let first = place.end.saturating_sub(word.len());
    let mut found = Stands::No;
    for start in first..=place.start {
        let rest = octets.get(start..).unwrap_or_default();
        if rest.starts_with(word) {
            return Stands::UpTo(start + word.len());
        }
        if word.starts_with(rest) {
            found = Stands::Begins;
        }
    }
    found
}

/// Whether the digits here belong to a number that the protocol lives by: a frame's length, the heart-beats, the number of
/// an event.
fn is_protocol_number(octets: &[u8], at: usize) -> bool {
    let before = octets.get(..at).unwrap_or_default();
    let is_of = |name: &[u8], signs: &[u8]| {
        let kept = before
            .iter()
            .rposition(|octet| !octet.is_ascii_digit() && !signs.contains(octet));
        let name_end = kept.map_or(0, |at| at + 1);
        before
            .get(..name_end)
            .is_some_and(|before| before.ends_with(name))
    };
    octets.get(at).is_some_and(u8::is_ascii_digit)
        && (is_of(b"content-length:", b"") || is_of(b"heart-beat:", b",") || is_of(b"\"serial\":", b" "))
}

/// Covers octets by others of the same length and kind. The signs of JSON and of escapes stay, so that what could be read
/// still can; where there is nothing else, they go too.
pub(crate) fn cover(octets: &mut [u8], place: Range<usize>) {
    let kinds: Vec<Kind> = place.clone().map(|at| kind(octets, at)).collect();
    let is_all_signs = kinds.iter().all(|kind| *kind == Kind::Sign);
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
    // A number stays one: no zero comes first.
    let mut digits = octets.iter().filter(|octet| octet.is_ascii_digit());
    let is_least = digits.next() == Some(&b'1') && digits.all(|digit| *digit == b'0');
    let (mut digit, further) = (b'1', if is_least { b'1' } else { b'0' });
    let mut at = 0;
    while let (Some(octet), Some(kind)) = (octets.get_mut(at), kinds.get(at)) {
        match *octet {
            _ if *kind == Kind::Sign && !is_all_signs => {}
            _ if *kind == Kind::Digit => *octet = std::mem::replace(&mut digit, further),
            _ if *kind == Kind::OfEscape => *octet = b'1',
            b'a'..=b'z' => *octet = lower,
            b'A'..=b'Z' => *octet = upper,
            0x80.. => at += cover_wide(octets.get_mut(at..).unwrap_or_default()),
            sign if sign.is_ascii_punctuation() => *octet = graphic,
            _ => {}
        }
        at += 1;
    }
}

/// Whether a text may be another one in which secrets are covered, as in a journal.
pub fn may_cover(covered: &[u8], text: &[u8]) -> bool {
    let may = |(cover, octet): (&u8, &u8)| {
        cover == octet || b"01xyXY*#".contains(cover) || (*cover >= 0x80 && *octet >= 0x80)
    };
    covered.len() == text.len() && covered.iter().zip(text).all(may)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Of JSON, or of an escape.
    Sign,
    Digit,
    /// One of the four digits that follow `\u`.
    OfEscape,
    Other,
}

fn kind(octets: &[u8], at: usize) -> Kind {
    match octets.get(at) {
        Some(b'"' | b'\\' | b':' | b',' | b'{' | b'}' | b'[' | b']') => Kind::Sign,
        Some(b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u' | b'c') if is_escaped(octets, at) => Kind::Sign,
        Some(_) if is_of_unicode_escape(octets, at) => Kind::OfEscape,
        Some(octet) if octet.is_ascii_digit() => Kind::Digit,
        _ => Kind::Other,
    }
}

/// Whether the backslash before it belongs to it.
fn is_escaped(octets: &[u8], at: usize) -> bool {
    let before = octets.get(..at).unwrap_or_default();
    let backslashes = before.iter().rev().take_while(|octet| **octet == b'\\');
    backslashes.count() % 2 == 1
}

/// Whether it is one of the four digits that follow `\u`.
fn is_of_unicode_escape(octets: &[u8], at: usize) -> bool {
    (1..=4).any(|back| {
        let Some(u) = at.checked_sub(back) else {
            return false;
        };
        let digits = octets.get(u + 1..=at).unwrap_or_default();
        octets.get(u) == Some(&b'u') && digits.iter().all(u8::is_ascii_hexdigit) && is_escaped(octets, u)
    })
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
        Mask::new([&Secret::from(secret)], &["5001@test.cc".to_owned()]).text(text)
    }

    #[test]
    fn what_is_covered_may_be_the_text_itself() {
        for text in ["13812345678", "p=hunter2;", "密码密码", "a Pa55&! b"] {
            let mut covered = text.as_bytes().to_vec();
            cover(&mut covered, 3..text.len());
            assert!(may_cover(&covered, text.as_bytes()), "{text}");
            assert!(may_cover(text.as_bytes(), text.as_bytes()));
        }
        for other in ["13912345678", "1381234567", "138123456789"] {
            assert!(!may_cover(b"13810000078", other.as_bytes()), "{other}");
        }
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
            ("a\"b\\cd", r#"{"p":"a\"b\\cd"}"#, r#"{"p":"x\"x\\xx"}"#),
            ("n123456", r#"{"p":"\n123456"}"#, r#"{"p":"\n100000"}"#),
            ("u00e9ab", r#"{"p":"\u00e9ab"}"#, r#"{"p":"\u1111xx"}"#),
            (
                "密码密码",
                r#"{"p":"\u5bc6\u7801密码"}"#,
                r#"{"p":"\u1111\u1111※※"}"#,
            ),
            ("\":\"abc", r#"{"p":"abcd"}"#, r#"{"p":"xxxd"}"#),
            ("p:a:s:s", r"p\ca\cs\cs", r"x\cx\cx\cx"),
            (
                "a\"b\\cd",
                r#"{\"p\":\"a\\\"b\\\\cd\"}"#,
                r#"{\"p\":\"x\\\"x\\\\xx\"}"#,
            ),
            ("a\"b\\cd", r#"message:a\\"b\\\\cd"#, r#"message:x\\"x\\\\xx"#),
            ("a\"b<cd", "a&quot;b&#60;cd", "x*xxxx*x**10*xx"),
            ("\"callId-7\"", "{\"callId-7\"}", "{\"xxxxXx*1\"}"),
            ("{}{}[]", "{}{}[]", "******"),
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
            ("sub-0", "MESSAGE\nsubscription:sub-0\n"),
            ("sub-12", "MESSAGE\nsubscription:sub-12\n"),
            ("subscription:sub-0", "MESSAGE\nsubscription:sub-0\n"),
            ("subscribed-3", "RECEIPT\nreceipt-id:subscribed-3\n"),
            ("\"callId\"", "{\"callId\":\"7\"}"),
            ("{\"eventName\":\"", "{\"eventName\":\"delivered\"}"),
            ("\"agentId\":\"5001@test.cc\"", "{\"agentId\":\"5001@test.cc\"}"),
            ("100000", "MESSAGE\ncontent-length:100000\n"),
            ("100000", "MESSAGE\ncontent-length:2100000\n"),
            ("10000", "heart-beat:0,10000"),
            ("123456", "\"serial\":91234567"),
            ("123456", "\"serial\": 123456"),
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
        // `31` begins the same in hex.
        for (text, length) in [("..123", 3), ("..1231", 2), ("123456", 0), ("", 0), ("12345", 5)] {
            let mut octets = text.as_bytes().to_vec();
            assert_eq!(mask.apply_from(&mut octets, 0, true), length, "{text}");
        }
        let own = ["5001@test.cc", "500100@test.cc"].map(str::to_owned);
        let mask = Mask::new([&Secret::from("5001"), &Secret::from("500100")], &own);
        for (text, length, masked) in [
            ("a=500100@te", 9, "a=500100@te"),
            ("a=500100@te;", 0, "a=100000@te;"),
            ("a=500100@te&", 1, "a=100000@te&"),
            ("a=5001", 4, "a=5001"),
            ("a=5001@te", 0, "a=5001@te"),
            ("a=5001;", 0, "a=1000;"),
            ("a=15002", 0, "a=15002"),
        ] {
            let mut octets = text.as_bytes().to_vec();
            assert_eq!(mask.apply_from(&mut octets, 0, true), length, "{text}");
            assert_eq!(octets, masked.as_bytes());
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
