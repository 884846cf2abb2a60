//! Where a secret stands, in whatever way it is written: as it is, escaped in JSON or in a STOMP header, in a URL or a
//! form.

/// Whether a text stands at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stands {
    No,
    /// The octets end before it does.
    Begins,
    /// Up to here.
    UpTo(usize),
}

/// The places, from `from` on, where `text` can begin.
pub(super) fn candidates<'a>(
    octets: &'a [u8],
    from: usize,
    text: &str,
) -> Box<dyn Iterator<Item = usize> + 'a> {
    let rest = octets.get(from..).unwrap_or_default();
    match text.bytes().next() {
        None => Box::new(std::iter::empty()),
        // A form has a plus for it.
        Some(b' ') => Box::new(
            (from..octets.len()).filter(|at| matches!(octets.get(*at), Some(b' ' | b'+' | b'\\' | b'%'))),
        ),
        Some(first) => Box::new(memchr::memchr3_iter(first, b'\\', b'%', rest).map(move |at| from + at)),
    }
}

/// Whether `text` stands at `at`.
pub(crate) fn stands(octets: &[u8], at: usize, text: &str) -> Stands {
    let raw = text.as_bytes();
    let here = octets.get(at..).unwrap_or_default();
    let here = here.get(..raw.len()).unwrap_or(here);
    if !raw.contains(&b'\\') && !here.iter().any(|octet| matches!(octet, b'\\' | b'%' | b'+')) {
        return match raw.starts_with(here) {
            true if here.len() < raw.len() => Stands::Begins,
            true => Stands::UpTo(at + raw.len()),
            false => Stands::No,
        };
    }
    // A backslash can stand for itself, and for what follows it: all readings are followed.
    let (mut ends, mut begins) = (Ends::one(at), false);
    for character in text.chars() {
        let mut further = Ends::default();
        for end in ends.all() {
            let rest = octets.get(end..).unwrap_or_default();
            for spelling in spellings(character, rest).iter().flatten() {
                let spelling = spelling.octets();
                if rest.len() < spelling.len() {
                    begins |= same(rest, spelling.get(..rest.len()).unwrap_or_default());
                } else if same(rest.get(..spelling.len()).unwrap_or_default(), spelling) {
                    further.add(end + spelling.len());
                }
            }
        }
        ends = further;
        if ends.first.is_none() {
            break;
        }
    }
    match ends.all().max() {
        Some(end) => Stands::UpTo(end),
        None if begins => Stands::Begins,
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
    let is_spaced = texts
        .clone()
        .any(|text| memchr::memchr(b' ', text.as_bytes()).is_some());
    let plus = if is_spaced { b'+' } else { b'%' };
    let mut signs = memchr::memchr3_iter(b'\\', b'%', plus, octets);
    signs.any(|sign| texts.clone().any(|text| is_written_around(octets, sign, text)))
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
    found.any(|(number, _)| (number * CHUNK..(number + 1) * CHUNK).any(is_here)) || (rest..count).any(is_here)
}

/// Whether the sign that stands first, with what follows it, can stand for a part of this text.
fn may_write(octets: &[u8], raw: &[u8]) -> bool {
    let bits = |place: usize| {
        octets
            .get(place)
            .and_then(|octet| char::from(*octet).to_digit(16))
    };
    let pair = |place: usize| Some(bits(place)? << 4 | bits(place + 1)?);
    let octet = match octets {
        [b'+', ..] => Some(u32::from(b' ')),
        [b'%', ..] => pair(1),
        [b'\\', b'u', ..] => pair(2).zip(pair(4)).map(|(high, low)| high << 8 | low),
        [b'\\', sign, ..] => {
            return raw
                .iter()
                .any(|octet| short_escape(char::from(*octet)) == Some(*sign));
        }
        _ => None,
    };
    match octet.map(u8::try_from) {
        Some(Ok(octet)) if octet.is_ascii() || matches!(octets, [b'%', ..]) => raw.contains(&octet),
        Some(_) => !raw.is_ascii(),
        None => false,
    }
}

/// Where the readings of what stands so far end; mostly there is one.
#[derive(Default)]
struct Ends {
    first: Option<usize>,
    others: Vec<usize>,
}

impl Ends {
    fn one(end: usize) -> Self {
        Self {
            first: Some(end),
            others: Vec::new(),
        }
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        self.first.into_iter().chain(self.others.iter().copied())
    }

    fn add(&mut self, end: usize) {
        match self.first {
            None => self.first = Some(end),
            Some(first) if first == end || self.others.contains(&end) => {}
            Some(_) => self.others.push(end),
        }
    }
}

/// One way to write a character.
#[derive(Default)]
struct Spelling {
    octets: [u8; Self::LONGEST],
    length: usize,
}

impl Spelling {
    /// Four octets, each as a percent sign and two digits; or two units of UTF-16, escaped.
    const LONGEST: usize = 12;

    fn of(octets: impl IntoIterator<Item = u8>) -> Self {
        let mut spelling = Self::default();
        for (place, octet) in spelling.octets.iter_mut().zip(octets) {
            *place = octet;
            spelling.length += 1;
        }
        spelling
    }

    fn octets(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or_default()
    }
}

/// How a character can be written, as far as the next octets allow.
fn spellings(character: char, rest: &[u8]) -> [Option<Spelling>; 2] {
    let mut utf8 = [0; 4];
    let raw = character.encode_utf8(&mut utf8).bytes();
    let other = match (rest.first(), rest.get(1)) {
        (Some(b'%'), _) => Some(Spelling::of(
            raw.clone()
                .flat_map(|octet| [b'%', digit(octet >> 4), digit(octet)]),
        )),
        (Some(b'+'), _) if character == ' ' => Some(Spelling::of([b'+'])),
        (Some(b'\\'), Some(b'u')) => {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units).iter();
            Some(Spelling::of(units.flat_map(|unit| {
                let [high, low] = unit.to_be_bytes();
                let digits = [digit(high >> 4), digit(high), digit(low >> 4), digit(low)];
                [b'\\', b'u'].into_iter().chain(digits)
            })))
        }
        (Some(b'\\'), _) => short_escape(character).map(|sign| Spelling::of([b'\\', sign])),
        _ => None,
    };
    [other, Some(Spelling::of(raw))]
}

/// The lower four bits as a hexadecimal digit.
fn digit(bits: u8) -> u8 {
    match bits & 0xf {
        bits @ 0..=9 => b'0' + bits,
        bits => b'A' + bits - 10,
    }
}

/// What follows the backslash, in JSON or in a header of STOMP.
fn short_escape(character: char) -> Option<u8> {
    Some(match character {
        '"' | '\\' | '/' => u8::try_from(character).ok()?,
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\u{8}' => b'b',
        '\u{c}' => b'f',
        ':' => b'c',
        _ => return None,
    })
}

/// Whether octets spell the same; the digits of an escape may be of either case.
fn same(octets: &[u8], spelling: &[u8]) -> bool {
    match spelling {
        [b'%', ..] | [b'\\', b'u', ..] if spelling.len() > 1 => octets.eq_ignore_ascii_case(spelling),
        _ => octets == spelling,
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
        ] {
            assert_eq!(up_to(text, written), Stands::UpTo(written.len()), "{written}");
            let cut = &written.as_bytes()[..written.len() - 1];
            assert_eq!(stands(cut, 0, text), Stands::Begins, "{written}");
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
        candidates(octets, 0, text).any(|at| matches!(stands(octets, at, text), Stands::UpTo(_)))
    }

    proptest! {
        #[test]
        fn what_is_in_is_what_stands_somewhere(
            text in r"[ab \\%+/nué]{0,6}",
            parts in proptest::collection::vec(r"[ab \\%+/nué02571CFcfeE9]{0,8}", 0..6),
            writing in 0..5,
        ) {
            let written = match writing {
                0 => text.clone(),
                1 => serde_json::to_string(&text).unwrap().trim_matches('"').to_owned(),
                2 => url::form_urlencoded::byte_serialize(text.as_bytes()).collect(),
                3 => text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
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
            let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            prop_assert_eq!(up_to(&text, &form), Stands::UpTo(form.len()));
            prop_assert!(candidates(json.as_bytes(), 0, &text).any(|at| at == 1));
            for written in [json, form] {
                prop_assert!(is_any_in(written.as_bytes(), [text.as_str()].into_iter()));
            }
        }
    }
}
