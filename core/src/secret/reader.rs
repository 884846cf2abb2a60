//! The ways in which one character of a secret can be written.

use super::entity;
use super::stands::{Stands, literal};

/// As many backslashes may stand where one is meant: what was escaped is escaped again.
const DEEPEST: usize = 16;

/// Reads a text in all ways at once; each goes on where it has ended.
pub(super) struct Reader<'a> {
    octets: &'a [u8],
    /// Where the readings of what has been read end, each once.
    pub(super) ends: Vec<usize>,
    further: Vec<usize>,
    /// The octets have ended within a reading.
    pub(super) begins: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(octets: &'a [u8], at: usize) -> Self {
        Self {
            octets,
            ends: vec![at],
            further: Vec::new(),
            begins: false,
        }
    }

    /// Goes on from each end.
    pub(super) fn read(&mut self, one: impl Fn(&mut Self, usize)) {
        let mut ends = std::mem::take(&mut self.ends);
        for end in ends.drain(..) {
            one(self, end);
        }
        std::mem::swap(&mut ends, &mut self.further);
        ends.sort_unstable();
        ends.dedup();
        self.ends = ends;
    }

    fn note(&mut self, read: Stands) {
        match read {
            Stands::No => {}
            Stands::Begins => self.begins = true,
            Stands::UpTo(end) => self.further.push(end),
        }
    }

    /// So many backslashes of the text: they, or more, or each in another way.
    pub(super) fn backslashes(&mut self, at: usize, length: usize) {
        let end = run_end(self.octets, at, length.saturating_mul(DEEPEST));
        if end - at >= length {
            self.further.push(end);
        } else if end == self.octets.len() {
            self.begins = true;
        }
        let each = (0..length).try_fold(at, |at, _| match self.otherwise(at, '\\') {
            Stands::UpTo(end) => Some(end),
            read => {
                self.note(read);
                None
            }
        });
        self.further.extend(each);
    }

    /// One character that is no backslash; behind backslashes of the text those of an escape are among them.
    pub(super) fn character(&mut self, at: usize, character: char, is_behind_run: bool) {
        let raw = literal(self.octets, at, character.encode_utf8(&mut [0; 4]).as_bytes());
        self.note(raw);
        let read = self.otherwise(at, character);
        self.note(read);
        if let Stands::UpTo(end) = read {
            // Written again, the sign itself may be what is written so.
            let again: &[u8] = match (self.octets.get(at), character) {
                (Some(b'%'), '%') => b"25",
                (Some(b'&'), '&') => b"amp;",
                _ => b"",
            };
            let again = skipped(self.octets, end, again);
            self.further.extend((again > end).then_some(again));
        }
        if is_behind_run && at > 0 && self.octets.get(at - 1) == Some(&b'\\') {
            let read = escaped(self.octets, at, character);
            self.note(read);
        }
    }

    /// In another way than as it is; what stands there says in which.
    fn otherwise(&self, at: usize, character: char) -> Stands {
        match self.octets.get(at) {
            Some(b'+') if character == ' ' => Stands::UpTo(at + 1),
            Some(b'%') => percent(self.octets, at, character),
            Some(b'&') => entity::read(self.octets, at, character),
            Some(b'\\') => escaped(self.octets, after_backslashes(self.octets, at), character),
            Some(_) => Stands::No,
            None => Stands::Begins,
        }
    }
}

/// The octets of UTF-8, each as a percent sign and two digits; a percent sign may be written so again.
fn percent(octets: &[u8], at: usize, character: char) -> Stands {
    let mut utf8 = [0; 4];
    let mut at = at;
    for octet in character.encode_utf8(&mut utf8).bytes() {
        let mut read = literal(octets, at, b"%");
        if let Stands::UpTo(digits) = read {
            read = hex(octets, digits, u32::from(octet), 2);
            if read == Stands::No {
                read = hex(octets, skipped(octets, digits, b"25"), u32::from(octet), 2);
            }
        }
        match read {
            Stands::UpTo(end) => at = end,
            read => return read,
        }
    }
    Stands::UpTo(at)
}

/// What follows the backslash of an escape.
fn escaped(octets: &[u8], at: usize, character: char) -> Stands {
    match octets.get(at) {
        None => Stands::Begins,
        Some(b'u') if octets.get(at + 1) == Some(&b'{') => braced(octets, at + 2, character),
        Some(b'u') => {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            escapes(octets, at, units.iter().map(|unit| u32::from(*unit)), Form::U)
        }
        Some(b'U') => hex(octets, at + 1, u32::from(character), 8),
        Some(sign @ (b'x' | b'0'..=b'3')) => {
            let form = if *sign == b'x' { Form::X } else { Form::Octal };
            let mut utf8 = [0; 4];
            let utf8 = character.encode_utf8(&mut utf8).bytes().map(u32::from);
            let whole = escapes(octets, at, [u32::from(character)].into_iter(), form);
            match (whole, escapes(octets, at, utf8, form)) {
                (Stands::UpTo(_), _) | (_, Stands::No) => whole,
                (_, read) => read,
            }
        }
        Some(sign) if short_escape(character) == Some(*sign) => Stands::UpTo(at + 1),
        Some(_) => Stands::No,
    }
}

/// How a unit is written.
#[derive(Clone, Copy)]
enum Form {
    /// `u` and four digits.
    U,
    /// `x` and two digits.
    X,
    /// Three octal digits.
    Octal,
}

/// Digits in braces.
fn braced(octets: &[u8], at: usize, character: char) -> Stands {
    let digits = skipped(octets, at, b"0");
    match literal(octets, digits, format!("{:x}}}", u32::from(character)).as_bytes()) {
        Stands::No => literal(octets, digits, format!("{:X}}}", u32::from(character)).as_bytes()),
        read => read,
    }
}

/// Units, with backslashes between.
fn escapes(octets: &[u8], at: usize, units: impl Iterator<Item = u32>, form: Form) -> Stands {
    let (mut at, mut is_first) = (at, true);
    for unit in units {
        if !std::mem::take(&mut is_first) {
            let sign = after_backslashes(octets, at);
            match octets.get(at) {
                None => return Stands::Begins,
                Some(b'\\') => at = sign,
                Some(_) => return Stands::No,
            }
        }
        let marked = |mark, digits| match literal(octets, at, mark) {
            Stands::UpTo(at) => hex(octets, at, unit, digits),
            read => read,
        };
        let read = match form {
            Form::U => marked(b"u", 4),
            Form::X => marked(b"x", 2),
            Form::Octal => literal(octets, at, format!("{unit:03o}").as_bytes()),
        };
        match read {
            Stands::UpTo(end) => at = end,
            read => return read,
        }
    }
    Stands::UpTo(at)
}

/// What follows the backslash, in JSON, in a header of STOMP, in the text of a program.
pub(super) fn short_escape(character: char) -> Option<u8> {
    Some(match character {
        '"' | '\\' | '/' | '\'' => u8::try_from(character).ok()?,
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\u{8}' => b'b',
        '\u{c}' => b'f',
        ':' => b'c',
        _ => return None,
    })
}

/// Where the backslashes end that begin here.
pub(super) fn after_backslashes(octets: &[u8], at: usize) -> usize {
    run_end(octets, at, DEEPEST)
}

fn run_end(octets: &[u8], at: usize, most: usize) -> usize {
    let here = octets.get(at..).unwrap_or_default().iter().take(most);
    at + here.take_while(|octet| **octet == b'\\').count()
}

/// Behind all that stands there of this.
fn skipped(octets: &[u8], at: usize, what: &[u8]) -> usize {
    let mut at = at;
    while !what.is_empty() && octets.get(at..).is_some_and(|rest| rest.starts_with(what)) {
        at += what.len();
    }
    at
}

/// Whether so many digits of a number stand there.
fn hex(octets: &[u8], at: usize, number: u32, digits: usize) -> Stands {
    for place in 0..digits {
        let expected = number >> (4 * (digits - 1 - place)) & 0xf;
        match octets.get(at + place) {
            None => return Stands::Begins,
            Some(digit) if char::from(*digit).to_digit(16) == Some(expected) => {}
            Some(_) => return Stands::No,
        }
    }
    match number.checked_shr(4 * u32::try_from(digits).unwrap_or(u32::MAX)) {
        None | Some(0) => Stands::UpTo(at + digits),
        Some(_) => Stands::No,
    }
}
