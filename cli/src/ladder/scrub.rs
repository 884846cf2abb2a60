//! Takes secrets out of texts: this library records none, but the reference client writes passwords and session ids into
//! its log.

/// What such a text is named by.
const NAMES: [&str; 24] = [
    "password",
    "passwd",
    "passcode",
    "passphrase",
    "pwd",
    "secret",
    "sessionid",
    "session_id",
    "session-id",
    "token",
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "apikey",
    "api_key",
    "api-key",
    "accesskey",
    "access_key",
    "privatekey",
    "密码",
    "口令",
    "密钥",
    "令牌",
];

/// Names that are parts of other words, too, and count alone.
const WORDS: [&str; 4] = ["pass", "pw", "pin", "passwort"];

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
    let found = [
        next_named(text, lower, from),
        next_in_url(text, from),
        next_login(text, lower, from),
    ];
    found.into_iter().flatten().min()
}

fn next_named(text: &str, lower: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let rest = lower.get(at..)?;
        let names = NAMES.iter().chain(&WORDS);
        let places = names.filter_map(|name| Some((rest.find(name)?, name.len(), *name)));
        // Of `pass` and `password` the longer one is meant.
        let (place, length, name) = places.min_by_key(|(place, length, _)| (*place, usize::MAX - length))?;
        let before = lower
            .get(..at + place)
            .and_then(|before| before.chars().next_back());
        at += place + length;
        let counts = !WORDS.contains(&name) || !before.is_some_and(char::is_alphanumeric);
        if counts
            && let Some(secret) = value(text, at, name)
            && is_bare(text, secret)
        {
            return Some(secret);
        }
    }
}

/// `http://user:secret@host`.
fn next_in_url(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find("://")? + 3;
        let rest = text.get(at..)?;
        let ends =
            |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '\\');
        let authority = rest.get(..rest.find(ends).unwrap_or(rest.len()))?;
        if let Some((user, _)) = authority.rsplit_once('@')
            && let Some((name, _)) = user.split_once(':')
        {
            let secret = (at + name.len() + 1, at + user.len());
            if is_bare(text, secret) {
                return Some(secret);
            }
        }
    }
}

/// `login(5001, secret, …)`: the second argument.
fn next_login(text: &str, lower: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        at += lower.get(at..)?.find("login(")? + "login(".len();
        let arguments = text.get(at..)?;
        let arguments = arguments.get(..arguments.find([')', '\n']).unwrap_or(arguments.len()))?;
        let Some((first, after)) = arguments.split_once(',') else {
            continue;
        };
        let second = after.split(',').next().unwrap_or_default();
        let bare = second.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        let start = at + first.len() + 1 + second.find(bare).unwrap_or(0);
        let secret = (start, start + bare.len());
        if is_bare(text, secret) {
            return Some(secret);
        }
    }
}

/// Whether something is there, and not covered yet.
fn is_bare(text: &str, (start, end): (usize, usize)) -> bool {
    text.get(start..end)
        .is_some_and(|value| !value.is_empty() && value != COVER)
}

/// The value that follows a name: after a colon or an equals sign, in quotes or not.
fn value(text: &str, name_end: usize, name: &str) -> Option<(usize, usize)> {
    let rest = text.get(name_end..)?;
    let is_quote = |c: char| matches!(c, '"' | '\'' | '\\');
    let after = rest.trim_start_matches(is_quote).trim_start();
    let after = after
        .strip_prefix([':', '=', '：', '＝'])
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
        c => matches!(c, '&' | ';' | ',' | '}' | ']' | '，' | '；' | '。') || c.is_whitespace(),
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
            ("密码：hunter2，口令 = abc", "密码：***，口令 = ***"),
            ("pass=hunter2 db_pass: x PW=y", "pass=*** db_pass: *** PW=***"),
            (
                r#"{"pass":"hunter2","apiKey":"abc"}"#,
                r#"{"pass":"***","apiKey":"***"}"#,
            ),
            ("api_key: abc; api-key=abc", "api_key: ***; api-key=***"),
            ("GET http://u:hun:ter2@x/a?b", "GET http://u:***@x/a?b"),
            (
                "agentLogin(5001, hunter2, test.cc)",
                "agentLogin(5001, ***, test.cc)",
            ),
            ("login('5001', 'hunter2')", "login('5001', '***')"),
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
            "bypass: 3, spin=1",
            "http://127.0.0.1:8080/a@b:c",
            "ws://8001@test.cc",
            "login(5001)",
        ] {
            assert_eq!(scrub(text), None, "{text}");
        }
    }
}
