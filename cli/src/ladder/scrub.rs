//! Takes secrets out of texts: this library records none, but the reference client writes passwords and session ids into
//! its log.

/// What such a text is named by.
const NAMES: [&str; 9] = [
    "password",
    "passwd",
    "passcode",
    "pwd",
    "secret",
    "sessionid",
    "token",
    "authorization",
    "cookie",
];

/// What stands for it.
const COVER: &str = "***";

/// The text without secrets; `None` where it has none.
pub(crate) fn scrub(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let mut out = String::new();
    let mut done = 0;
    while let Some((start, end)) = next_secret(text, &lower, done) {
        out.push_str(text.get(done..start)?);
        out.push_str(COVER);
        done = end;
    }
    if done == 0 {
        return None;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// Where the next secret is, after this place.
fn next_secret(text: &str, lower: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let rest = lower.get(at..)?;
        let names = NAMES.iter().filter_map(|name| Some((rest.find(name)?, *name)));
        let (place, name) = names.min()?;
        at += place + name.len();
        if let Some((start, end)) = value(text, at, name)
            && text
                .get(start..end)
                .is_some_and(|value| !value.is_empty() && value != COVER)
        {
            return Some((start, end));
        }
    }
}

/// The value that follows a name: after a colon or an equals sign, in quotes or not.
fn value(text: &str, name_end: usize, name: &str) -> Option<(usize, usize)> {
    let rest = text.get(name_end..)?;
    let is_quote = |c: char| matches!(c, '"' | '\'' | '\\');
    let after = rest.trim_start_matches(is_quote).trim_start();
    let after = after
        .strip_prefix([':', '='])
        .or_else(|| after.strip_prefix("%3D"))?;
    let after = after.trim_start_matches(' ');
    let value = after.trim_start_matches(is_quote);
    let start = text.len() - value.len();
    let quotes = after.get(..after.len() - value.len()).unwrap_or_default();
    // A scheme stands before the token, and several cookies can follow each other.
    let has_spaces = matches!(name, "authorization" | "cookie");
    let mut escaped = false;
    let ends = |c: char| match c {
        '\n' | '\r' => true,
        // In quotes an escaped one is part of it; in escaped quotes the next escape ends it.
        _ if quotes.starts_with('\\') => matches!(c, '\\' | '"'),
        _ if escaped => {
            escaped = false;
            false
        }
        '\\' => {
            escaped = !quotes.is_empty();
            quotes.is_empty()
        }
        '"' | '\'' => true,
        _ if !quotes.is_empty() || has_spaces => false,
        c => matches!(c, '&' | ';' | ',' | '}' | ']') || c.is_whitespace(),
    };
    let length = value.find(ends).unwrap_or(value.len());
    Some((start, start + length))
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn secrets_are_covered_however_they_are_written() {
        for (text, clean) in [
            (
                "j_username=1&j_password=hunter2&x=1",
                "j_username=1&j_password=***&x=1",
            ),
            (r#"{"password":"hun\"ter2","a":1}"#, r#"{"password":"***","a":1}"#),
            (r#"{"sessionId": "abc", "a":1}"#, r#"{"sessionId": "***", "a":1}"#),
            (r#"{\"sessionId\":\"abc\"}"#, r#"{\"sessionId\":\"***\"}"#),
            ("Cookie: JSESSIONID=abc; b=c\nnext", "Cookie: ***\nnext"),
            ("POST /a;jsessionid=abc?b=c", "POST /a;jsessionid=***"),
            ("Authorization: Bearer abc.def", "Authorization: ***"),
            ("password:hunter2 token=abc", "password:*** token=***"),
        ] {
            assert_eq!(scrub(text).as_deref(), Some(clean));
        }
    }

    #[test]
    fn what_is_none_stays() {
        for text in [
            "",
            "the password is wrong",
            "sessionEnded",
            r#"{"password":"***"}"#,
            "password=",
            "密码 token",
        ] {
            assert_eq!(scrub(text), None, "{text}");
        }
    }
}
