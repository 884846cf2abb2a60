//! Where a secret stands, in whatever way it is written: as it is, in a URL or a form, escaped in JSON, in a STOMP header,
//! in HTML or in the text of a program, and so in one another. The ways of one character are in `reader.rs`.

use super::reader::{Reader, after_backslashes, short_escape};
use super::stands::Stands;

/// The places, from `from` on, where `text` can begin.
pub(super) fn candidates(octets: &[u8], from: usize, text: &str) -> Vec<usize> {
    let rest = octets.get(from..).unwrap_or_default();
    let places = match text.bytes().next() {
        None => return Vec::new(),
        // A form has a plus for it.
        Some(b' ') => {
            let begins = |octet: &u8| matches!(octet, b' ' | b'+' | b'\\' | b'%' | b'&');
            let places = rest.iter().enumerate();
            return places
                .filter_map(|(at, octet)| begins(octet).then_some(from + at))
                .collect();
        }
        Some(first) => memchr::memchr3_iter(first, b'\\', b'%', rest),
    };
    let mut places: Vec<usize> = places.map(|at| from + at).collect();
    let raw = places.len();
    places.extend(memchr::memchr_iter(b'&', rest).map(|at| from + at));
    if places.len() > raw {
        places.sort_unstable();
        places.dedup();
    }
    places
}

/// Whether `text` stands at `at`.
pub(crate) fn stands(octets: &[u8], at: usize, text: &str) -> Stands {
    let raw = text.as_bytes();
    let here = octets.get(at..).unwrap_or_default();
    let here = here.get(..raw.len()).unwrap_or(here);
    let is_sign = |octet: &u8| matches!(octet, b'\\' | b'%' | b'+' | b'&');
    if !raw.contains(&b'\\') && !here.iter().any(is_sign) {
        return match raw.starts_with(here) {
            true if here.len() < raw.len() => Stands::Begins,
            true => Stands::UpTo(at + raw.len()),
            false => Stands::No,
        };
    }
    // What can be read in several ways is: each ends somewhere.
    let mut reader = Reader::new(octets, at);
    let (mut rest, mut is_behind_run) = (text, false);
    while let Some(character) = rest.chars().next() {
        let bare = rest.trim_start_matches('\\');
        match rest.len() - bare.len() {
            0 => {
                reader.read(|reader, end| reader.character(end, character, is_behind_run));
                rest = rest.get(character.len_utf8()..).unwrap_or_default();
                is_behind_run = false;
            }
            length => {
                reader.read(|reader, end| reader.backslashes(end, length));
                (rest, is_behind_run) = (bare, true);
            }
        }
        if reader.ends.is_empty() {
            break;
        }
    }
    match reader.ends.last() {
        Some(end) => Stands::UpTo(*end),
        None if reader.begins => Stands::Begins,
        None => Stands::No,
    }
}

/// Whether one of the texts stands anywhere in `octets`: as it is, or around a sign by which a part of it is written.
pub(super) fn is_any_in<'a>(octets: &[u8], texts: impl Iterator<Item = &'a str> + Clone) -> bool {
    let is_raw = |text: &str| is_written(octets, text.as_bytes());
    if texts.clone().any(is_raw) {
        return true;
    }
    // The signs are looked for once for all.
    let is_around = |sign| texts.clone().any(|text| is_written_around(octets, sign, text));
    let is_spaced = || {
        let mut texts = texts.clone();
        texts.any(|text| memchr::memchr(b' ', text.as_bytes()).is_some())
    };
    memchr::memchr3_iter(b'\\', b'%', b'&', octets).any(is_around)
        || (is_spaced() && memchr::memchr_iter(b'+', octets).any(is_around))
}

/// Whether a text stands around a sign by which a part of it is written.
fn is_written_around(octets: &[u8], sign: usize, text: &str) -> bool {
    let raw = text.as_bytes();
    let Some((first, rest)) = raw.split_first() else {
        return false;
    };
    if !may_write(octets.get(sign..).unwrap_or_default(), raw) {
        return false;
    }
    // What comes before the first such sign is written as it is: so far back it can begin.
    (sign.saturating_sub(rest.len())..=sign).any(|at| {
        let may_begin = at == sign || octets.get(at) == Some(first);
        may_begin && matches!(stands(octets, at, text), Stands::UpTo(_))
    })
}

/// Whether a text stands somewhere as it is: by three of its octets, in chunks without an early exit, which the compiler
/// vectorises.
fn is_written(octets: &[u8], raw: &[u8]) -> bool {
    const CHUNK: usize = 64;
    let (&[first, ..], &[.., last]) = (raw, raw) else {
        return false;
    };
    let half = raw.len() / 2;
    let middle = raw.get(half).copied().unwrap_or(last);
    let lasts = octets.get(raw.len() - 1..).unwrap_or_default();
    let count = lasts.len();
    let firsts = octets.get(..count).unwrap_or_default();
    let middles = octets.get(half..half + count).unwrap_or_default();
    let is_here = |at: usize| firsts.get(at) == Some(&first) && octets.get(at..at + raw.len()) == Some(raw);
    let may_hold = |firsts: &[u8; CHUNK], middles: &[u8; CHUNK], lasts: &[u8; CHUNK]| {
        let all = firsts.iter().zip(middles).zip(lasts);
        let found = all.fold(0, |found, ((one, two), three)| {
            found | (u8::from(*one == first) & u8::from(*two == middle) & u8::from(*three == last))
        });
        found != 0
    };
    let chunks = |octets| <[u8]>::as_chunks::<CHUNK>(octets).0.iter();
    let all = chunks(firsts).zip(chunks(middles)).zip(chunks(lasts));
    let mut found = all
        .enumerate()
        .filter(|(_, ((firsts, middles), lasts))| may_hold(firsts, middles, lasts));
    let rest = count - count % CHUNK;
    let is_in_rest = || {
        let firsts = firsts.get(rest..).unwrap_or_default();
        memchr::memchr_iter(first, firsts).any(|at| is_here(rest + at))
    };
    found.any(|(number, _)| (number * CHUNK..(number + 1) * CHUNK).any(is_here)) || is_in_rest()
}

/// Whether the sign that stands first, with what follows it, can stand for a part of this text.
fn may_write(octets: &[u8], raw: &[u8]) -> bool {
    let number = |from: usize, digits: usize, bits: u32| {
        let digits = octets.get(from..from + digits)?;
        digits.iter().try_fold(0, |number, digit| {
            Some(number << bits | char::from(*digit).to_digit(1 << bits)?)
        })
    };
    let is_of = |octet: Option<u32>, is_unit: bool| match octet.map(u8::try_from) {
        Some(Ok(octet)) if octet.is_ascii() || !is_unit => raw.contains(&octet),
        Some(_) => !raw.is_ascii(),
        None => false,
    };
    match octets.first() {
        Some(b'+') => raw.contains(&b' '),
        // Behind `25` it may be the sign of what was written before.
        Some(b'%') => octets.get(1..3) == Some(b"25") || is_of(number(1, 2, 4), false),
        Some(b'&') => octets
            .get(1)
            .is_some_and(|octet| *octet == b'#' || octet.is_ascii_alphabetic()),
        Some(b'\\') if raw.contains(&b'\\') => true,
        Some(b'\\') => {
            let sign = after_backslashes(octets, 0);
            match octets.get(sign) {
                Some(b'u') if octets.get(sign + 1) == Some(&b'{') => {
                    let digits = octets.iter().skip(sign + 2).take(8);
                    let digits = digits.take_while(|octet| octet.is_ascii_hexdigit()).count();
                    is_of(number(sign + 2, digits, 4), true)
                }
                Some(b'u') => is_of(number(sign + 1, 4, 4), true),
                Some(b'U') => is_of(number(sign + 1, 8, 4), true),
                Some(b'0'..=b'3') => is_of(number(sign, 3, 3), true),
                Some(b'x') => is_of(number(sign + 1, 2, 4), true),
                Some(sign) => raw
                    .iter()
                    .any(|octet| short_escape(char::from(*octet)) == Some(*sign)),
                None => false,
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn up_to(text: &str, octets: &str) -> Stands {
        stands(octets.as_bytes(), 0, text)
    }

    #[test]
    fn every_spelling_is_seen() {
        for (text, written) in [
            ("a/b", r"a\/b"),
            ("密码", r"\u5bc6\u7801"),
            ("密码", r"\u5BC6\u7801"),
            ("𝄞a", r"\ud834\udd1ea"),
            ("p:q", r"p\cq"),
            ("<&1", r"\u003c\u00261"),
            ("a+b", "a%2bb"),
            ("a b", "a+b"),
            ("a\\b", r"a\\b"),
            ("a\\b", r"a\b"),
            ("\\\\n", r"\\n"),
            ("a\"b", r#"a\"b"#),
            ("a\"b", r#"a\\"b"#),
            ("a\"\\\nb", r#"a\\\"\\\\\\nb"#),
            ("a\\\"é", r#"a\\\\\\\"\\u00e9"#),
            ("p:q", r"p\\c\x71"),
            ("ü密", r"\xfc\xe5\xaf\x86"),
            ("ü", r"\xC3\xBC"),
            ("Hü密", r"\110\303\274\345\257\206"),
            ("Hü", r"\110\374"),
            ("Hü", r"\\110\\303\\274"),
            ("Hü密", r"\u{48}\u{00FC}\u{5bc6}"),
            ("Hü密𝄞", r"\U00000048\U000000FC\U00005BC6\U0001d11e"),
            ("it's", r"it\'s"),
            ("a\"b'<&>", "a&quot;b&apos;&lt;&amp;&gt;"),
            ("Pw'密ü", "&#80;&#x77;&#039;&#X005BC6;&uuml;"),
            ("a&<", "a&amp;amp;&amp;lt;"),
            ("a/%b", "a%252f%2525b"),
            ("a&b", r"a\u0026b"),
            ("a<b", r"a\\u003cb"),
        ] {
            assert_eq!(up_to(text, written), Stands::UpTo(written.len()), "{written}");
            let cut = &written.as_bytes()[..written.len() - 1];
            assert_eq!(stands(cut, 0, text), Stands::Begins, "{written}");
        }
        for (text, written) in [("&amp;", "&amp;amp;"), ("%25", "%2525"), ("\0", "&#0;")] {
            assert_eq!(up_to(text, written), Stands::UpTo(written.len()), "{written}");
        }
        assert_eq!(up_to("abc", "abd"), Stands::No);
        assert_eq!(up_to("abc", "ABC"), Stands::No);
    }

    /// The readings of many backslashes are not tried one by one.
    #[test]
    fn many_backslashes_take_no_time() {
        let text = "\\".repeat(200);
        assert_eq!(up_to(&text, &"\\".repeat(399)), Stands::UpTo(399));
    }

    /// As looking at every place where it can begin.
    fn is_anywhere(octets: &[u8], text: &str) -> bool {
        candidates(octets, 0, text)
            .into_iter()
            .any(|at| matches!(stands(octets, at, text), Stands::UpTo(_)))
    }

    proptest! {
        #[test]
        fn what_is_in_is_what_stands_somewhere(
            text in r"[ab \\%+/nué]{0,6}",
            parts in proptest::collection::vec(r"[ab \\%+/nué02571CFcfeE9]{0,8}", 0..6),
            writing in 0..11,
        ) {
            let written = match writing {
                0 => text.clone(),
                1 => serde_json::to_string(&text).unwrap().trim_matches('"').to_owned(),
                2 => url::form_urlencoded::byte_serialize(text.as_bytes()).collect(),
                3 => text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
                4 => text.chars().map(|sign| format!("&#{};", u32::from(sign))).collect(),
                5 => text.bytes().map(|octet| format!("\\x{octet:02X}")).collect(),
                6 => serde_json::to_string(&serde_json::to_string(&text).unwrap()).unwrap(),
                7 => text.bytes().map(|octet| format!("\\{octet:03o}")).collect(),
                8 => text.chars().map(|sign| format!("\\u{{{:x}}}", u32::from(sign))).collect(),
                9 => text.chars().map(|sign| format!("\\U{:08X}", u32::from(sign))).collect(),
                _ => String::new(),
            };
            let around = parts.join(&written);
            let other = "unlike é 密";
            let is_there = is_anywhere(around.as_bytes(), &text);
            prop_assert_eq!(is_any_in(around.as_bytes(), [text.as_str()].into_iter()), is_there, "{}", around);
            let either = is_there || is_anywhere(around.as_bytes(), other);
            prop_assert_eq!(is_any_in(around.as_bytes(), [other, &text].into_iter()), either, "{}", around);
        }

        #[test]
        fn what_json_and_url_write_is_seen(text in ".{1,12}") {
            let json = serde_json::to_string(&text).unwrap();
            let inner = &json[1..json.len() - 1];
            prop_assert_eq!(up_to(&text, inner), Stands::UpTo(inner.len()));
            let twice = serde_json::to_string(inner).unwrap();
            let thrice = serde_json::to_string(&twice).unwrap();
            let html: String = text.chars().map(|sign| format!("&#x{:x};", u32::from(sign))).collect();
            let bytes: String = text.bytes().map(|octet| format!("\\x{octet:02x}")).collect();
            for written in [&*twice, &*thrice, &*html, &*bytes] {
                prop_assert!(is_any_in(written.as_bytes(), [text.as_str()].into_iter()), "{}", written);
                prop_assert!(is_anywhere(written.as_bytes(), &text), "{}", written);
            }
            let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            prop_assert_eq!(up_to(&text, &form), Stands::UpTo(form.len()));
            prop_assert!(candidates(json.as_bytes(), 0, &text).contains(&1));
            for written in [json, form] {
                prop_assert!(is_any_in(written.as_bytes(), [text.as_str()].into_iter()));
            }
        }
    }
}
