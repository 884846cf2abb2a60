//! Characters as HTML and XML write them: `&quot;`, `&#34;`, `&#x22;`.

use super::stands::{Stands, literal};

/// So many digits are read of a number, zeros before it among them.
const MOST_DIGITS: usize = 10;

/// The names of the characters from U+00A0 to U+00FF, in their order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
    Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

/// Whether a character is written so at `at`, where the ampersand stands. What was written so may have been again.
pub(super) fn read(octets: &[u8], at: usize, character: char) -> Stands {
    let mut begins = false;
    let mut at = at + 1;
    loop {
        match one(octets, at, character) {
            Stands::UpTo(end) => return Stands::UpTo(end),
            Stands::Begins => begins = true,
            Stands::No => {}
        }
        match literal(octets, at, b"amp;") {
            Stands::UpTo(end) => at = end,
            Stands::Begins => return Stands::Begins,
            Stands::No if begins => return Stands::Begins,
            Stands::No => return Stands::No,
        }
    }
}

/// What follows the ampersand.
fn one(octets: &[u8], at: usize, character: char) -> Stands {
    match octets.get(at) {
        None => Stands::Begins,
        Some(b'#') => match octets.get(at + 1) {
            None => Stands::Begins,
            Some(b'x' | b'X') => number(octets, at + 2, character, 16),
            Some(_) => number(octets, at + 1, character, 10),
        },
        Some(_) => match name(character) {
            Some(name) => match literal(octets, at, name.as_bytes()) {
                Stands::UpTo(end) => literal(octets, end, b";"),
                read => read,
            },
            None => Stands::No,
        },
    }
}

fn name(character: char) -> Option<&'static str> {
    Some(match character {
        '"' => "quot",
        '&' => "amp",
        '<' => "lt",
        '>' => "gt",
        '\'' => "apos",
        '\u{a0}'..='\u{ff}' => {
            let number = usize::try_from(u32::from(character)).ok()? - 0xa0;
            LATIN.split_ascii_whitespace().nth(number)?
        }
        _ => return None,
    })
}

/// The digits of a number, and what ends them.
fn number(octets: &[u8], at: usize, character: char, base: u32) -> Stands {
    let rest = octets.get(at..).unwrap_or_default();
    let digits = rest.iter().take(MOST_DIGITS);
    let digits: String = digits
        .map(|octet| char::from(*octet).to_ascii_lowercase())
        .take_while(|digit| digit.is_digit(base))
        .collect();
    let code = u32::from(character);
    let written = if base == 16 {
        format!("{code:x}")
    } else {
        code.to_string()
    };
    let (bare, written) = (digits.trim_start_matches('0'), written.trim_start_matches('0'));
    match rest.get(digits.len()) {
        None if written.starts_with(bare) => Stands::Begins,
        Some(b';') if bare == written && !digits.is_empty() => Stands::UpTo(at + digits.len() + 1),
        _ => Stands::No,
    }
}
