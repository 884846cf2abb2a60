//! What numbers look like, and what looks like one and is none: dates, times, addresses, ports, spans.

use super::digits::digit;

/// The character that a text begins with, also where a URL has it percent-encoded, and its length as it stands.
pub(super) fn glyph(text: &str) -> Option<(char, usize)> {
    let encoded = text.strip_prefix('%').and_then(|rest| rest.get(..2));
    let octet = encoded.and_then(|hex| u8::from_str_radix(hex, 16).ok());
    match octet.filter(u8::is_ascii) {
        Some(octet) => Some((char::from(octet), 3)),
        None => text.chars().next().map(|c| (c, c.len_utf8())),
    }
}

pub(super) fn starts_with_digit(text: &str) -> bool {
    glyph(text).is_some_and(|(c, _)| digit(c).is_some())
}

/// All digits of a text, as ASCII has them.
pub(super) fn digits(text: &str) -> String {
    let mut all = String::new();
    let mut rest = text;
    while let Some((c, length)) = glyph(rest) {
        all.extend(digit(c).and_then(|value| char::from_digit(value, 10)));
        rest = rest.get(length..).unwrap_or_default();
    }
    all
}

/// What words, and ids that are one, consist of.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

/// What a text begins with, up to what stands between ids, in JSON, URLs and sentences.
pub(super) fn phrase(text: &str) -> &str {
    let is_between = |c: char| c.is_whitespace() || "/?&#|\"',;()[]{}<>".contains(c);
    let end = text.find(is_between).unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches(['.', ':'])
}

/// As a URL has it in a path.
pub(in crate::ladder) fn encoded(id: &str) -> String {
    let as_it_is = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte);
    let encode = |byte: u8| match as_it_is(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    id.bytes().map(encode).collect()
}

pub(super) fn is_number_sign(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E')
}

/// Whether an object is an event: what is derived has one as its data.
pub(super) fn is_event(json: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<serde_json::Value>();
    values
        .next()
        .is_some_and(|value| value.is_ok_and(|value| value["eventName"].is_string()))
}

/// Digits without anything between, and the plus before.
pub(super) fn plain_length(text: &str) -> usize {
    let mut end = glyph(text).filter(|(c, _)| *c == '+').map_or(0, |(_, plus)| plus);
    while let Some((c, length)) = text.get(end..).and_then(glyph)
        && digit(c).is_some()
    {
        end += length;
    }
    end
}

/// Digits with signs between, as people write them: at most two after each other.
pub(super) fn separated_length(text: &str) -> usize {
    let (mut end, mut at, mut signs) = (0, 0, 0);
    while let Some((c, length)) = text.get(at..).and_then(glyph) {
        at += length;
        match c {
            _ if digit(c).is_some() => (end, signs) = (at, 0),
            '+' if end == 0 => {}
            c if is_invisible(c) => {}
            c if is_separator(c) && signs < 2 => signs += 1,
            _ => break,
        }
    }
    end
}

/// As [`separated_length`], and with anything at all between groups that are too short to be numbers: `138 | 1234 | 5678`,
/// `1,3,8,…`, HTML. So many digits are enough for a number; then it goes on only as it did before. `is_other`: another thing
/// begins there.
pub(super) fn apart_length(
    text: &str,
    short: usize,
    enough: usize,
    is_other: impl Fn(&str) -> bool,
) -> usize {
    let group = |text: &str| {
        let length = separated_length(text);
        let count = digits(text.get(..length)?).len();
        (1..short).contains(&count).then_some((length, count))
    };
    let Some((mut end, mut count)) = group(text) else {
        return 0;
    };
    let mut sign = None;
    while let Some(rest) = text.get(end..)
        && let Some((between, with)) = between(rest)
        && (count < enough || sign == Some(with))
        && let Some(next) = rest.get(between..).filter(|next| !is_other(next))
        && let Some((length, more)) = group(next)
    {
        end += between + length;
        count += more;
        sign = Some(with);
    }
    end
}

/// What stands between two groups of digits, a few signs, tags, entities: its length, and the sign that it is known by.
fn between(text: &str) -> Option<(usize, char)> {
    let (mut at, mut signs, mut sign) = (0, 0, ' ');
    while let Some(rest) = text.get(at..)
        && let Some((c, length)) = glyph(rest)
        && digit(c).is_none()
    {
        let markup = tag_length(rest)
            .or_else(|| entity_length(rest))
            .or_else(|| escape_length(rest));
        at += markup.unwrap_or(length);
        if markup.is_none() && is_invisible(c) {
            continue;
        }
        if markup.is_none() && c.is_alphanumeric() || signs == 6 {
            return None;
        }
        signs += 1;
        if sign == ' ' && (markup.is_some() || !c.is_whitespace()) {
            sign = if markup.is_some() { '<' } else { c };
        }
    }
    Some((at, sign))
}

/// `</b>`, `<span class="x">`, also percent-encoded.
fn tag_length(text: &str) -> Option<usize> {
    let (open, mut at) = glyph(text)?;
    let (second, _) = glyph(text.get(at..)?)?;
    if open != '<' || !(second == '/' || second == '!' || second.is_ascii_alphabetic()) {
        return None;
    }
    while let Some((c, length)) = text.get(at..).and_then(glyph) {
        at += length;
        match c {
            '>' => return Some(at),
            '<' => return None,
            _ if at > 300 => return None,
            _ => {}
        }
    }
    None
}

/// `&nbsp;`, `&#8203;`
fn entity_length(text: &str) -> Option<usize> {
    let name = text.strip_prefix('&')?.split_once(';')?.0;
    let fits = (2..=10).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
    fits.then_some(name.len() + 2)
}

/// `\n` as two signs, in JSON within JSON.
fn escape_length(text: &str) -> Option<usize> {
    let escaped = text.trim_start_matches('\\');
    let slashes = text.len() - escaped.len();
    (slashes > 0 && escaped.starts_with(['n', 'r', 't'])).then_some(slashes + 1)
}

/// What is copied along with a number from a page or a letter, and does not show.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// What people write between the digits of a number; a plus is a space in a URL.
fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '.' | '(' | ')' | '_' | '/' | '+' | '·' | '\u{a0}' | '\u{3000}' | '（' | '）'
    ) || ('\u{2000}'..='\u{2015}').contains(&c)
        || matches!(c, '\u{202f}' | '\u{205f}')
}

/// A UUID, or as many hexadecimal digits in one, letters among them.
pub(super) fn is_made_up(word: &str) -> bool {
    let parts: Vec<usize> = word.split('-').map(str::len).collect();
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    let has_form = parts == [8, 4, 4, 4, 12] || parts.len() == 1 && word.len() >= 24 && letters >= 4;
    has_form && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// `2026-01-31`, also with points or strokes.
pub(super) fn date_length(text: &str) -> Option<usize> {
    let date = text.get(..10)?;
    let fits = date
        .bytes()
        .zip(b"0000-00-00")
        .all(|(byte, pattern)| match pattern {
            b'0' => byte.is_ascii_digit(),
            _ => matches!(byte, b'-' | b'.' | b'/'),
        });
    let within = |place: std::ops::Range<usize>, most: u8| {
        let number = date.get(place).and_then(|number| number.parse().ok());
        number.is_some_and(|number: u8| (1..=most).contains(&number))
    };
    let is_date = fits
        && (date.starts_with("19") || date.starts_with("20"))
        && within(5..7, 12)
        && within(8..10, 31)
        && !text.get(10..).is_some_and(starts_with_digit);
    is_date.then_some(10)
}

/// `08:30`, `08:30:00.250`
pub(super) fn clock_length(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')));
    let clock = text
        .get(..end.unwrap_or(text.len()))?
        .trim_end_matches([':', '.', ',']);
    let (clock_of_day, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, "0"));
    let mut parts = clock_of_day.split(':');
    let mut is = |most: u32| {
        let part = parts.next().filter(|part| (1..=2).contains(&part.len()));
        part.and_then(|part| part.parse::<u32>().ok())
            .is_some_and(|part| part <= most)
    };
    let is_clock = is(23) && is(59) && (clock_of_day.matches(':').count() == 1 || is(59));
    let fits = is_clock
        && parts.next().is_none()
        && fraction.len() <= 6
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(clock.len())
}

/// `192.168.100.1`, with its port.
pub(super) fn address_length(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ':')))
        .unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(['.', ':']);
    let is_address = address.parse::<std::net::Ipv4Addr>().is_ok();
    let with_port = address.parse::<std::net::SocketAddrV4>().is_ok();
    (is_address || with_port).then_some(address.len())
}

/// `30000 ms`.
pub(super) fn span_length(text: &str) -> Option<usize> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let after = text.get(digits..)?.strip_prefix(" ms")?;
    let is_span = (1..=6).contains(&digits) && !after.starts_with(char::is_alphanumeric);
    is_span.then_some(digits)
}

/// The port of a URL, which has been written up to there, percent-encoded or not.
pub(super) fn port_length(written: &str, rest: &str) -> Option<usize> {
    let (_, authority) = match written.strip_suffix(':') {
        Some(url) => url.rsplit_once("://")?,
        None => written.strip_suffix("%3A")?.rsplit_once("%3A%2F%2F")?,
    };
    if authority.is_empty() || authority.contains(['/', '?', '#', '"', ' ', '\n', '@', '%']) {
        return None;
    }
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let port = rest.get(..digits)?.parse::<u16>().is_ok();
    (port && !rest.get(digits..)?.starts_with('@')).then_some(digits)
}

/// A JSON text with its quotes; to the end, where it has none.
pub(super) fn string_length(json: &str) -> usize {
    let mut escaped = false;
    for (at, c) in json.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}
