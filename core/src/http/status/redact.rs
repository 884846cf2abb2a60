//! Keeping secrets out of the replies that are kept: a server may echo what it was sent.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in place of a secret.
pub(super) const MASK: &str = "***";

/// Names whose values are hidden, in lower case.
const NAMES: [&str; 4] = ["sessionid", "session_id", "password", "token"];

/// The first `limit` bytes of `body` as text, without the values that follow one of the names.
pub(super) fn redacted(body: &[u8], limit: usize) -> String {
    // Hiding makes most texts shorter, so look at some more than is kept.
    let beginning = body.get(..limit * 4).unwrap_or(body);
    let text = String::from_utf8_lossy(beginning);
    let mut hidden = hide(&text).into_owned();
    let fits = (0..=limit.min(hidden.len()))
        .rev()
        .find(|&end| hidden.is_char_boundary(end));
    hidden.truncate(fits.unwrap_or(0));
    hidden
}

fn hide(text: &str) -> Cow<'_, str> {
    let places = places(text.as_bytes());
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut done) = (String::new(), 0);
    for place in places {
        out.push_str(text.get(done..place.start).unwrap_or_default());
        out.push_str(MASK);
        done = place.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where the values stand that follow one of the names. They begin and end at characters of ASCII.
pub(super) fn places(octets: &[u8]) -> Vec<Range<usize>> {
    let (mut places, mut at) = (Vec::new(), 0);
    while at < octets.len() {
        let Some(name_end) = name_end(octets, at) else {
            at += 1;
            continue;
        };
        at = name_end;
        if let Some(place) = value_after(octets, name_end) {
            at = place.end;
            places.push(place);
        }
    }
    places
}

/// Where the name that begins here ends.
fn name_end(octets: &[u8], at: usize) -> Option<usize> {
    let is_here = |name: &&&str| {
        let here = octets.get(at..at + name.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(name.as_bytes()))
    };
    NAMES.iter().find(is_here).map(|name| at + name.len())
}

/// The value that belongs to a name ending at `from`, as in `"name": "value"`, `name=value`, `"name":{…}` or
/// `\"name\":\"value\"`. A `null`, `true` or `false` is none.
fn value_after(octets: &[u8], from: usize) -> Option<Range<usize>> {
    let mut quote = None;
    let mut separated = false;
    let mut start = from;
    for octet in octets.get(from..)? {
        match octet {
            b':' | b'=' if !separated => separated = true,
            b'"' | b'\'' if separated => {
                quote = Some(*octet);
                start += 1;
                break;
            }
            b'"' | b'\'' | b'\\' => {}
            octet if octet.is_ascii_whitespace() => {}
            _ => break,
        }
        start += 1;
    }
    if !separated {
        return None;
    }
    let rest = octets.get(start..)?;
    let length = match (quote, rest.first()) {
        (None, Some(b'{' | b'[')) => nested_length(rest),
        (None, _) => plain_length(rest),
        // Where the quote itself is escaped, so is the one at the end, and everything before it twice.
        (Some(_), _) if octets.get(..start)?.ends_with(b"\\\"") => length_to(rest, b'"', false),
        (Some(quote), _) => length_to(rest, quote, true),
    };
    let is_word = quote.is_none() && [&b"null"[..], b"true", b"false"].contains(&rest.get(..length)?);
    (!is_word).then_some(start..start + length)
}

/// Up to a quote.
fn length_to(rest: &[u8], quote: u8, escapes: bool) -> usize {
    let mut escaped = false;
    let end = rest.iter().position(|octet| {
        let ends = *octet == quote && !escaped;
        escaped = escapes && *octet == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(rest.len())
}

fn plain_length(rest: &[u8]) -> usize {
    let ends = |octet: &u8| octet.is_ascii_whitespace() || b"&;,<>\"'}])".contains(octet);
    rest.iter().position(ends).unwrap_or(rest.len())
}

/// An object or an array with all that is in it.
fn nested_length(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(octet) = rest.get(at) {
        at += 1;
        match octet {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'"' => at += length_to(rest.get(at..).unwrap_or_default(), b'"', true) + 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at.min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> String {
        redacted(text.as_bytes(), 2048)
    }

    #[test]
    fn values_are_hidden_in_every_notation() {
        for (text, hidden) in [
            (r#"{"sessionId":"s3cr3t","a":1}"#, r#"{"sessionId":"***","a":1}"#),
            (r#"{"sessionId" : "s3\"cr3t" }"#, r#"{"sessionId" : "***" }"#),
            (
                r#"{"PASSWORD":"s3 cr3t, }","b":2}"#,
                r#"{"PASSWORD":"***","b":2}"#,
            ),
            (r#"{"password":12345}"#, r#"{"password":***}"#),
            (
                r#"{"password":null,"token":true}"#,
                r#"{"password":null,"token":true}"#,
            ),
            (
                r#"{"token":{"a":"}s3cr3t","b":[1]},"c":1}"#,
                r#"{"token":***,"c":1}"#,
            ),
            (r#"{"token":["s3cr3t"#, r#"{"token":***"#),
            (
                r#"{"m":"{\"sessionId\":\"s3cr3t\"}"}"#,
                r#"{"m":"{\"sessionId\":\"***"}"}"#,
            ),
            ("JSESSIONID=s3cr3t; Path=/", "JSESSIONID=***; Path=/"),
            (
                "username=5001&password=s3cr3t&namespace=d",
                "username=5001&password=***&namespace=d",
            ),
            ("session_id: s3cr3t</p>", "session_id: ***</p>"),
            (
                "access_token='s3cr3t' token=s3cr3t",
                "access_token='***' token=***",
            ),
            (r#"{"sessionId":"s3cr3t"#, r#"{"sessionId":"***"#),
            ("the sessionId is missing", "the sessionId is missing"),
            ("sessionId", "sessionId"),
            ("sessionId=", "sessionId=***"),
            ("密码 password：x", "密码 password：x"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(of(text), hidden);
        }
    }

    #[test]
    fn cut_between_characters() {
        assert_eq!(redacted("席席席".as_bytes(), 7), "席席");
        assert_eq!(redacted(&[b'x'; 100_000], 2048).len(), 2048);
        assert_eq!(redacted(b"\xff\xfe", 2048), "\u{fffd}\u{fffd}");
        assert!(!redacted(br#"aaaa"sessionId":"s3cr3t""#, 18).contains("s3"));
    }

    proptest! {
        #[test]
        fn any_reply_is_survived(body in any::<Vec<u8>>(), limit in 0..64_usize) {
            prop_assert!(redacted(&body, limit).len() <= limit);
        }

        #[test]
        fn no_quoted_value_is_left(value in "[a-zA-Z0-9&;,<>{} ]{4,40}", before in "[a-z席\": ]{0,20}") {
            let text = format!("{before}{{\"sessionId\":\"{value}\"}}");
            let quoted = ["\"", &value, "\""].concat();
            prop_assert!(!of(&text).contains(&quoted));
        }
    }
}
