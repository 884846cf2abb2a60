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
    let lower = octets.to_ascii_lowercase();
    let (mut places, mut done) = (Vec::new(), 0);
    while let Some(name_end) = next_name(&lower, done) {
        done = name_end;
        if let Some(place) = value_after(octets, name_end) {
            done = place.end;
            places.push(place);
        }
    }
    places
}

/// Where the next of the names ends, at or after `from`.
fn next_name(lower: &[u8], from: usize) -> Option<usize> {
    let rest = lower.get(from..)?;
    let ends = NAMES.iter().filter_map(|name| {
        let found = rest
            .windows(name.len())
            .position(|window| window == name.as_bytes());
        found.map(|at| at + name.len())
    });
    ends.min().map(|end| from + end)
}

/// The value that belongs to a name ending at `from`, as in `"name": "value"`, `name=value` or
/// `\"name\":\"value\"`.
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
    // Where the quote itself is escaped, so is the one at the end, and everything before it twice.
    let escaped_quote = quote.is_some()
        && octets
            .get(..start)
            .is_some_and(|before| before.ends_with(b"\\\""));
    let mut escaped = false;
    let rest = octets.get(start..)?;
    for (at, octet) in rest.iter().enumerate() {
        let ends = match quote {
            Some(_) if escaped_quote => *octet == b'"',
            Some(quote) => *octet == quote && !escaped,
            None => octet.is_ascii_whitespace() || b"&;,<>\"'}])".contains(octet),
        };
        if ends {
            return Some(start..start + at);
        }
        escaped = *octet == b'\\' && !escaped;
    }
    Some(start..octets.len())
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
