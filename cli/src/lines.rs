//! Lines from outside, each of bounded length.

use std::io::{self, BufRead};

/// No line is longer, in bytes.
pub(crate) const LONGEST: usize = 1 << 20;

/// A line, or what stood in its place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Its text, without the end of line.
    Text(String),
    /// It is longer than [`LONGEST`]; it was passed over.
    TooLong,
    /// It is not UTF-8.
    NotUtf8,
}

impl Line {
    /// Whether a person has written it: what programs write is a JSON object.
    pub(crate) fn is_words(&self) -> bool {
        matches!(self, Self::Text(text) if !text.trim_start().starts_with('{'))
    }
}

/// The next line; `None` at the end.
pub(crate) fn next(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    let mut too_long = false;
    let mut any = false;
    loop {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() && !any {
            return Ok(None);
        }
        any = true;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
        too_long |= bytes.len() + part.len() > LONGEST;
        if !too_long {
            bytes.extend_from_slice(part);
        }
        let (used, last) = (
            end.map_or(chunk.len(), |end| end + 1),
            end.is_some() || chunk.is_empty(),
        );
        input.consume(used);
        if last {
            break;
        }
    }
    if too_long {
        return Ok(Some(Line::TooLong));
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    let text = String::from_utf8(bytes);
    Ok(Some(
        text.map_or(Line::NotUtf8, |text| Line::Text(without_mark(text))),
    ))
}

/// A text without the byte order mark that editors and shells of Windows begin one with.
pub(crate) fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{LONGEST, Line, next};

    fn all(bytes: &[u8], buffer: usize) -> Vec<Line> {
        let mut reader = BufReader::with_capacity(buffer, bytes);
        std::iter::from_fn(|| next(&mut reader).unwrap()).collect()
    }

    fn text(line: &str) -> Line {
        Line::Text(line.to_owned())
    }

    #[test]
    fn lines_are_the_same_however_they_arrive() {
        for buffer in [1, 2, 3, 100] {
            assert_eq!(
                all(b"a\r\n\nbcd\nlast", buffer),
                [text("a"), text(""), text("bcd"), text("last")]
            );
            assert_eq!(all(b"\n", buffer), [text("")]);
            assert_eq!(all(b"", buffer), []);
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_line() {
        assert_eq!(all("\u{feff}{}\n\u{feff}".as_bytes(), 3), [text("{}"), text("")]);
    }

    #[test]
    fn a_line_that_is_too_long_or_not_utf8_ends_nothing() {
        let mut bytes = vec![b'x'; LONGEST + 1];
        bytes.extend_from_slice(b"\n\xff\xfe\nfine\n");
        assert_eq!(all(&bytes, 4096), [Line::TooLong, Line::NotUtf8, text("fine")]);
        let just_fits = vec![b'y'; LONGEST];
        assert!(matches!(all(&just_fits, 4096).as_slice(), [Line::Text(line)] if line.len() == LONGEST));
    }
}
