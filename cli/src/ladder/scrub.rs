//! Takes secrets out of texts: this library records none, but the reference client writes passwords and session ids into
//! its log.

/// What such a text is named by.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "passcode",
    "passphrase",
    "pwd",
    "secret",
    "sessionid",
    "session_id",
    "session-id",
    "session id",
    "token",
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "apikey",
    "api_key",
    "api-key",
    "api key",
    "accesskey",
    "access_key",
    "privatekey",
    "密码",
    "口令",
    "密钥",
    "令牌",
    "会话id",
    "会话标识",
];

/// Names that are parts of other words, too, and count alone.
const WORDS: &[&str] = &["pass", "pw", "pin", "passwort", "bearer", "sid"];

/// Names of other things as well: what follows must look like a secret.
const WEAK: &[&str] = &["session", "会话"];

/// These are for secrets, so that any word that follows may be one. Of the other names many a sentence speaks.
const STRONG: &[&str] = &[
    "password",
    "passwd",
    "passcode",
    "passphrase",
    "pwd",
    "sessionid",
    "session_id",
    "session-id",
    "session id",
    "密码",
    "口令",
    "密钥",
    "会话id",
    "会话标识",
];

/// What follows a name in a sentence that tells no secret.
const PROSE: &[&str] = &[
    "a",
    "accepted",
    "again",
    "an",
    "and",
    "as",
    "at",
    "be",
    "been",
    "before",
    "by",
    "can",
    "cannot",
    "changed",
    "could",
    "did",
    "does",
    "empty",
    "expired",
    "failed",
    "file",
    "for",
    "from",
    "given",
    "had",
    "has",
    "have",
    "in",
    "incorrect",
    "invalid",
    "is",
    "it",
    "its",
    "may",
    "missing",
    "must",
    "needed",
    "no",
    "none",
    "nor",
    "not",
    "null",
    "of",
    "ok",
    "on",
    "or",
    "refused",
    "rejected",
    "required",
    "set",
    "should",
    "that",
    "the",
    "this",
    "to",
    "too",
    "unknown",
    "was",
    "were",
    "will",
    "with",
    "without",
    "would",
    "wrong",
];

/// What stands behind a word.
const STOPS: [char; 7] = ['.', ',', ':', ';', '!', '?', ')'];

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
        let names = NAMES.iter().chain(WORDS).chain(WEAK);
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

/// `login(5001, secret, …)`, `agentLogin:["5001","secret",…]`, `agentLogin 5001 secret …`: the second argument.
fn next_login(text: &str, lower: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        at += lower.get(at..)?.find("login")? + "login".len();
        let is_verb = lower.get(..at)?.ends_with("agentlogin");
        let rest = text.get(at..)?;
        let line = rest.get(..rest.find('\n').unwrap_or(rest.len()))?;
        let secret = match listed(line) {
            Some(arguments) => second(arguments, |c| matches!(c, ',' | '，' | ')' | ']'), ""),
            None if is_verb => words(line),
            None => None,
        };
        if let Some(secret) = secret {
            let start = at + offset(rest, secret);
            let secret = (start, start + secret.len());
            if is_bare(text, secret) {
                return Some(secret);
            }
        }
    }
}

/// What stands in the brackets that follow a verb, at once or after the name of its arguments.
fn listed(line: &str) -> Option<&str> {
    let (before, arguments) = line.split_at_checked(line.find(['(', '['])?)?;
    let between = before.trim_matches(|c: char| c.is_whitespace() || is_quote(c) || ":=,".contains(c));
    let is_list = ["", "args", "arguments", "data", "param", "params", "parameters"].contains(&between);
    is_list.then(|| arguments.trim_start_matches(['(', '[', ' ']))
}

/// The second of the words after the verb, where the first may be an agent.
fn words(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|c: char| c == ' ' || is_quote(c) || ":=,".contains(c));
    let first = line.split([' ', ',', '"', '\'', '\\']).next().unwrap_or_default();
    let is_id = |c: char| c.is_alphanumeric() || "@._-".contains(c);
    if !first.chars().all(is_id) || !first.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let second = second(line, |c| matches!(c, ' ' | ',' | '，'), " ,，")?;
    (!is_prose(second)).then_some(second)
}

/// The second argument; some separators can stand in a row.
fn second<'a>(arguments: &'a str, ends: impl Fn(char) -> bool, run: &str) -> Option<&'a str> {
    let first = argument(arguments, &ends)?;
    let after = arguments.get(offset(arguments, first) + first.len()..)?;
    let after = after.trim_start_matches(is_quote).trim_start();
    let separator = after.chars().next().filter(|c| ends(*c) && !")]".contains(*c));
    let after = match separator {
        Some(separator) => after.get(separator.len_utf8()..)?,
        None if run.is_empty() => return None,
        None => after,
    };
    argument(after.trim_start_matches(|c| run.contains(c)), &ends)
}

/// The next argument, without its quotes: what is quoted ends with the quote.
fn argument(text: &str, ends: impl Fn(char) -> bool) -> Option<&str> {
    let text = text.trim_start();
    let bare = text.trim_start_matches(is_quote);
    let quotes = text.get(..text.len() - bare.len())?;
    let end = match quotes {
        "" => bare.find(ends),
        quotes => end_of_quoted(bare, quotes),
    };
    let argument = bare.get(..end.unwrap_or(bare.len()))?.trim_end();
    (!argument.is_empty()).then_some(argument)
}

/// Where one text stands in another that it is a part of.
fn offset(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\')
}

/// Whether something is there, and not covered yet.
fn is_bare(text: &str, (start, end): (usize, usize)) -> bool {
    text.get(start..end)
        .is_some_and(|value| !value.is_empty() && value != COVER)
}

/// Whether it is a word of a sentence rather than a secret.
fn is_prose(word: &str) -> bool {
    let word = word.trim_end_matches(STOPS).to_ascii_lowercase();
    let begins = word.chars().next();
    !begins.is_some_and(|c| c.is_ascii_graphic())
        || !word.contains(|c: char| c.is_ascii_alphanumeric())
        || PROSE.contains(&word.as_str())
        || NAMES.iter().chain(WORDS).chain(WEAK).any(|name| *name == word)
}

/// Whether it has what words of a sentence have not: a digit, a sign, a capital within.
fn looks_secret(word: &str) -> bool {
    let word = word.trim_end_matches(STOPS);
    let mut rest = word.chars().skip(1);
    word.contains(|c: char| c.is_ascii_digit())
        || rest.any(|c| c.is_ascii_uppercase() || "+/=_$#%!".contains(c))
}

/// How a value is tied to its name.
#[derive(Clone, Copy, PartialEq)]
enum Tie {
    /// `:`, `=`, an arrow.
    Sign,
    /// `<password>`.
    Tag,
    /// A sentence: `is`, or nothing but a blank.
    Sentence,
}

/// What follows a name, and how.
fn tied<'a>(rest: &'a str, name: &str) -> Option<(Tie, &'a str)> {
    let bare = rest.trim_start_matches(is_quote);
    if let Some(after) = bare.strip_prefix('>') {
        return Some((Tie::Tag, after));
    }
    let sign = |text: &str| {
        let signs = ["=>", "->", "→", ":=", "==", ":", "=", "：", "＝", "%3D", "%3A"];
        let mut after = signs
            .iter()
            .filter_map(|sign| text.strip_prefix(sign).map(str::len));
        after.next()
    };
    let after = bare.trim_start();
    if let Some(left) = sign(after) {
        return Some((Tie::Sign, after.get(after.len() - left..)?));
    }
    let copulas = ["is ", "was ", "is: ", "是", "为"];
    let mut told = copulas.iter().filter_map(|word| after.strip_prefix(word));
    if let Some(told) = told.next() {
        let told = told.trim_start();
        let left = sign(told).unwrap_or(told.len());
        return Some((Tie::Sentence, told.get(told.len() - left..)?));
    }
    // Chinese has no blanks.
    let is_apart = after.len() < bare.len() || bare.len() < rest.len() || !name.is_ascii();
    (is_apart && after.starts_with(|c: char| c.is_ascii_alphanumeric() || is_quote(c) || c == '('))
        .then_some((Tie::Sentence, after))
}

/// The value that follows a name, in quotes and brackets or not.
fn value(text: &str, name_end: usize, name: &str) -> Option<(usize, usize)> {
    let rest = text.get(name_end..)?;
    let (tie, after) = tied(rest, name)?;
    let after = after.trim_start_matches([' ', '[', '(', '{']);
    let brackets = rest.len() - after.len();
    let in_brackets = rest
        .get(..brackets)
        .is_some_and(|before| before.contains(['[', '(', '{']));
    let value = after.trim_start_matches(is_quote);
    let start = text.len() - value.len();
    let quotes = after.get(..after.len() - value.len()).unwrap_or_default();
    // A scheme stands before the token, and several cookies can follow each other.
    let has_spaces = tie == Tie::Sign && matches!(name, "authorization" | "cookie");
    let end = if in_brackets {
        // All that is in them.
        let quoted = end_of_quoted(value, quotes)
            .filter(|_| !quotes.is_empty())
            .unwrap_or(0);
        let rest = value.get(quoted..)?;
        let end = quoted + rest.find([']', ')', '}', '\n', '\r']).unwrap_or(rest.len());
        let inside = value.get(..end)?;
        Some(inside.trim_end_matches(|c: char| c == ' ' || is_quote(c)).len())
    } else if quotes.is_empty() {
        value.find(|c: char| match c {
            '\n' | '\r' => true,
            c if is_quote(c) => true,
            '<' => tie == Tie::Tag,
            _ if has_spaces => false,
            c => matches!(c, '&' | ';' | ',' | '}' | ']' | '，' | '；' | '。') || c.is_whitespace(),
        })
    } else {
        end_of_quoted(value, quotes)
    };
    let length = end.unwrap_or(value.len());
    let found = value.get(..length)?;
    let word = found.split_whitespace().next().unwrap_or_default();
    let counts = match tie {
        Tie::Sentence if WEAK.contains(&name) => false,
        Tie::Sentence if STRONG.contains(&name) => !is_prose(word),
        Tie::Sign | Tie::Tag if !WEAK.contains(&name) => true,
        _ => !is_prose(word) && looks_secret(word),
    };
    counts.then_some((start, start + length))
}

/// Where a text in these quotes ends. An escaped quote is part of it; in escaped quotes the next escape ends it.
fn end_of_quoted(text: &str, quotes: &str) -> Option<usize> {
    let mut escaped = false;
    text.find(|c: char| match c {
        '\n' | '\r' => true,
        _ if quotes.starts_with('\\') => matches!(c, '\\' | '"'),
        _ if escaped => {
            escaped = false;
            false
        }
        '\\' => {
            escaped = true;
            false
        }
        c => quotes.contains(c),
    })
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
            (r#"login("5001", "a,b)c", "x")"#, r#"login("5001", "***", "x")"#),
            (
                "agentLogin 5001 hunter2 test.cc 8001",
                "agentLogin 5001 *** test.cc 8001",
            ),
            (
                "agentLogin: 5001, hunter2, test.cc",
                "agentLogin: 5001, ***, test.cc",
            ),
            (
                r#"agentLogin:["5001","hunter2","test.cc"]"#,
                r#"agentLogin:["5001","***","test.cc"]"#,
            ),
            (
                r#"{\"func\":\"agentLogin\",\"args\":[\"5001\",\"hunter2\"]}"#,
                r#"{\"func\":\"agentLogin\",\"args\":[\"5001\",\"***\"]}"#,
            ),
            (
                r#"["agentLogin","5001","hunter2"]"#,
                r#"["agentLogin","5001","***"]"#,
            ),
            (
                r#"{"password":["hunter2"],"a":1}"#,
                r#"{"password":["***"],"a":1}"#,
            ),
            (r#"{"pwd":["hun]ter","2"]}"#, r#"{"pwd":["***"]}"#),
            (r#"{"password":"hun'ter2"}"#, r#"{"password":"***"}"#),
            ("{'password': {'value': 'x'}}", "{'password': {'***'}}"),
            ("<password>hunter2</password>", "<password>***</password>"),
            ("password => hunter2", "password => ***"),
            ("sessionId hunter", "sessionId ***"),
            ("the session id is aBc", "the session id is ***"),
            ("password is hunter, and", "password is ***, and"),
            ("Password (hunter2) and", "Password (***) and"),
            ("password \"hunter 2\"", "password \"***\""),
            ("Bearer abc.d3f", "Bearer ***"),
            ("token abc3, pin 4821", "token ***, pin ***"),
            ("会话：a3b，会话ID a3b", "会话：***，会话ID ***"),
            (
                "密码是hunter，口令为 x1；密码hunter",
                "密码是***，口令为 ***；密码***",
            ),
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
            "the password is not wrong; the password of 5001; passwords are",
            "a token that no header can carry; the session is lost",
            "session: logged in again; sessions: 12; session 5 of 6",
            "密码错误；密码是错误的；会话：已结束；会话 5",
            "agentLogin #1: confirmed by agentLoggedOn",
            "agentLogin 5001 failed; login 5001 8001",
            "agentLogin took 5 ms",
        ] {
            assert_eq!(scrub(text), None, "{text}");
        }
    }
}
