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
    let (mut ends, mut begins) = (vec![at], false);
    for character in text.chars() {
        let mut further = Vec::new();
        for end in ends {
            let rest = octets.get(end..).unwrap_or_default();
            for spelling in spellings(character, rest) {
                if rest.len() < spelling.len() {
                    begins |= same(rest, spelling.get(..rest.len()).unwrap_or_default());
                } else if same(rest.get(..spelling.len()).unwrap_or_default(), &spelling)
                    && !further.contains(&(end + spelling.len()))
                {
                    further.push(end + spelling.len());
                }
            }
        }
        ends = further;
        if ends.is_empty() {
            break;
        }
    }
    match ends.into_iter().max() {
        Some(end) => Stands::UpTo(end),
        None if begins => Stands::Begins,
        None => Stands::No,
    }
}

/// How a character can be written, as far as the next octets allow.
fn spellings(character: char, rest: &[u8]) -> Vec<Vec<u8>> {
    let mut utf8 = [0; 4];
    let raw = character.encode_utf8(&mut utf8).as_bytes().to_vec();
    let mut all = Vec::new();
    match (rest.first(), rest.get(1)) {
        (Some(b'%'), _) => all.push(
            raw.iter()
                .flat_map(|octet| format!("%{octet:02X}").into_bytes())
                .collect(),
        ),
        (Some(b'+'), _) if character == ' ' => all.push(b"+".to_vec()),
        (Some(b'\\'), Some(b'u')) => {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            all.push(
                units
                    .iter()
                    .flat_map(|unit| format!("\\u{unit:04X}").into_bytes())
                    .collect(),
            );
        }
        (Some(b'\\'), _) => all.extend(short_escape(character).map(|sign| vec![b'\\', sign])),
        _ => {}
    }
    all.push(raw);
    all
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

    proptest! {
        #[test]
        fn what_json_and_url_write_is_seen(text in ".{1,12}") {
            let json = serde_json::to_string(&text).unwrap();
            let inner = &json[1..json.len() - 1];
            prop_assert_eq!(up_to(&text, inner), Stands::UpTo(inner.len()));
            let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            prop_assert_eq!(up_to(&text, &form), Stands::UpTo(form.len()));
            prop_assert!(candidates(json.as_bytes(), 0, &text).any(|at| at == 1));
        }
    }
}
