//! The quick way through an event's JSON: what is usual, without a general parser. Whatever is not usual (escapes in what is
//! kept, fractions, a key twice, an error) is left to [`super::read`], which decides what holds of it.

use super::draft::{Draft, Key, devices};
use crate::http::reply;
use crate::vocabulary::Field;

/// How deep a value that is passed over may be.
const DEPTH: u32 = 16;

/// A number of so many digits fits into 64 bits.
const DIGITS: usize = 19;

/// Reads an object; `None` where it is not a usual one.
pub(super) fn scan(text: &str) -> Option<Draft<'_>> {
    // Its places are counted in 32 bits.
    u32::try_from(text.len()).ok()?;
    match is_plain(text.as_bytes()) {
        true => Scanner::<true>::read(text),
        false => Scanner::<false>::read(text),
    }
}

/// Whether there is no escape in it, and no control character: then all that ends a text is a quotation mark. In chunks
/// without an early exit, which the compiler vectorises.
fn is_plain(octets: &[u8]) -> bool {
    let is_odd = |octet: &u8| u8::from(*octet < 0x20) | u8::from(*octet == b'\\');
    let (chunks, rest) = octets.as_chunks::<64>();
    let odd = |octets: &[u8]| octets.iter().fold(0, |found, octet| found | is_odd(octet)) != 0;
    !chunks.iter().any(|chunk| odd(chunk)) && !odd(rest)
}

/// A place in the text. Each step forward gives `None` where something unusual stands there.
struct Scanner<'a, const PLAIN: bool> {
    text: &'a str,
    octets: &'a [u8],
    at: usize,
}

/// Where a value stands: from, and up to.
type Place = (usize, usize);

impl<'a, const PLAIN: bool> Scanner<'a, PLAIN> {
    fn read(text: &'a str) -> Option<Draft<'a>> {
        let mut draft = Draft::new(text);
        let octets = text.as_bytes();
        let mut scanner = Self { text, octets, at: 0 };
        scanner.sign()?;
        scanner.object(|scanner, key| {
            let key = Key::of(scanner.octets.get(key.0..key.1)?);
            if draft.keys & key.bit() != 0 {
                return None;
            }
            draft.keys |= key.bit();
            scanner.value(&mut draft, key)
        })?;
        while octets.get(scanner.at).copied().is_some_and(is_space) {
            scanner.at += 1;
        }
        (scanner.at == text.len()).then_some(draft)
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }

    /// The next octet that is no space.
    #[inline]
    fn sign(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                octet if octet > b' ' => return Some(octet),
                octet if is_space(octet) => self.at += 1,
                _ => return None,
            }
        }
    }

    /// Passes over this octet.
    #[inline]
    fn expect(&mut self, octet: u8) -> Option<()> {
        (self.peek()? == octet).then(|| self.at += 1)
    }

    /// An object, of which `value` takes the value of each key.
    #[inline]
    fn object(&mut self, mut value: impl FnMut(&mut Self, Place) -> Option<()>) -> Option<()> {
        self.expect(b'{')?;
        self.list(b'}', |scanner| {
            let key = scanner.string()?;
            scanner.colon()?;
            value(scanner, key)
        })
    }

    /// The colon after a key, up to the value.
    #[inline]
    fn colon(&mut self) -> Option<()> {
        self.sign()?;
        self.expect(b':')?;
        self.sign()?;
        Some(())
    }

    /// Elements up to `end`, each taken by `element`.
    #[inline]
    fn list(&mut self, end: u8, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        if self.sign()? == end {
            return self.expect(end);
        }
        loop {
            element(self)?;
            if self.sign()? != b',' {
                return self.expect(end);
            }
            self.at += 1;
            self.sign()?;
        }
    }

    /// The value of a key of the event.
    fn value(&mut self, draft: &mut Draft<'a>, key: Key) -> Option<()> {
        match key {
            Key::Field(field @ (Field::UserData | Field::Devices)) => {
                let (start, end) = self.passed()?;
                let json = self.text.get(start..end)?;
                match field {
                    _ if json == "null" => {}
                    Field::UserData => draft.put(field, reply::inner_data(json)),
                    _ if devices(json).is_empty() => {}
                    _ => draft.put(field, json),
                }
            }
            Key::Field(field) => self.field(draft, field)?,
            Key::Topics => {
                self.topics(draft)?;
                let found = draft.producer.take();
                draft.set(Field::Producer, found);
            }
            Key::EventTopics => {
                self.topics(draft)?;
                draft.event_producer = draft.producer.take();
            }
            Key::Origin => self.origin(draft)?,
            Key::Other => self.pass(DEPTH)?,
        }
        Some(())
    }

    /// A field that is a text, or whatever stands for one.
    #[inline]
    fn field(&mut self, draft: &mut Draft<'a>, field: Field) -> Option<()> {
        match self.peek()? {
            b'"' => {
                let place = self.string()?;
                draft.put_place(field, place);
            }
            b'0'..=b'9' | b't' | b'f' => {
                let place = self.passed()?;
                draft.put_place(field, place);
            }
            // Nothing that stands for a text.
            _ => self.pass(DEPTH)?,
        }
        Some(())
    }

    /// A list of topics, for the producer's entry; anything but a list has none.
    fn topics(&mut self, draft: &mut Draft<'a>) -> Option<()> {
        if self.expect(b'[').is_none() {
            return self.pass(DEPTH);
        }
        self.list(b']', |scanner| scanner.field(draft, Field::Producer))
    }

    /// `originCallInfo`: its three fields.
    fn origin(&mut self, draft: &mut Draft<'a>) -> Option<()> {
        if self.peek()? == b'n' {
            return self.pass(DEPTH);
        }
        let mut keys = 0;
        self.object(|scanner, name| {
            let key = Key::of(scanner.octets.get(name.0..name.1)?);
            let field = match key {
                Key::Field(Field::CallId) => Field::OriginCallInfoCallId,
                Key::Field(Field::CallingDevice) => Field::OriginCallInfoCallingDevice,
                Key::Field(Field::CalledDevice) => Field::OriginCallInfoCalledDevice,
                _ => return scanner.pass(DEPTH),
            };
            if keys & key.bit() != 0 {
                return None;
            }
            keys |= key.bit();
            scanner.field(draft, field)
        })?;
        draft.has_origin = true;
        Some(())
    }

    /// A value as it stands.
    fn passed(&mut self) -> Option<Place> {
        let start = self.at;
        self.pass(DEPTH)?;
        Some((start, self.at))
    }

    /// Passes over a value.
    fn pass(&mut self, depth: u32) -> Option<()> {
        match self.peek()? {
            b'"' => self.pass_string(),
            b'{' => {
                self.at += 1;
                let depth = depth.checked_sub(1)?;
                self.list(b'}', |scanner| {
                    scanner.pass_string()?;
                    scanner.colon()?;
                    scanner.pass(depth)
                })
            }
            b'[' => {
                self.at += 1;
                let depth = depth.checked_sub(1)?;
                self.list(b']', |scanner| scanner.pass(depth))
            }
            b'0'..=b'9' => self.pass_number(),
            b't' => self.pass_word(b"true"),
            b'f' => self.pass_word(b"false"),
            b'n' => self.pass_word(b"null"),
            _ => None,
        }
    }

    fn pass_word(&mut self, word: &[u8]) -> Option<()> {
        let rest = self.octets.get(self.at..)?;
        rest.starts_with(word).then(|| self.at += word.len())
    }

    /// A whole number of no sign.
    fn pass_number(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek()?.is_ascii_digit() {
            self.at += 1;
        }
        let digits = self.octets.get(start..self.at)?;
        let is_usual = digits.len() <= DIGITS && (digits.len() == 1 || !digits.starts_with(b"0"));
        (is_usual && !matches!(self.peek()?, b'.' | b'e' | b'E')).then_some(())
    }

    /// A text without escapes.
    #[inline]
    fn string(&mut self) -> Option<Place> {
        self.expect(b'"')?;
        let start = self.at;
        self.go_to_sign();
        let end = self.at;
        self.expect(b'"')?;
        Some((start, end))
    }

    /// Passes over a text that may have short escapes.
    fn pass_string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            self.go_to_sign();
            match self.peek()? {
                b'"' => return self.expect(b'"'),
                b'\\' => {
                    self.at += 1;
                    let escape = matches!(
                        self.peek()?,
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'
                    );
                    escape.then(|| self.at += 1)?;
                }
                // A control character.
                _ => return None,
            }
        }
    }

    /// Goes on to the next quotation mark, backslash or control character: eight octets at a time.
    #[inline]
    fn go_to_sign(&mut self) {
        const EACH: u64 = u64::MAX / 255;
        const HIGH: u64 = EACH << 7;
        // The lowest high bit is that of the first octet that is below, or equal; those above it may be wrong.
        let below = |word: u64, limit: u64| word.wrapping_sub(EACH * limit) & !word;
        let is = |word: u64, octet: u8| below(word ^ (EACH * u64::from(octet)), 1);
        while let Some(word) = self.octets.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
            let word = u64::from_le_bytes(*word);
            let found = match PLAIN {
                true => is(word, b'"') & HIGH,
                false => (below(word, 0x20) | is(word, b'"') | is(word, b'\\')) & HIGH,
            };
            if found != 0 {
                self.at += found.trailing_zeros() as usize / 8;
                return;
            }
            self.at += 8;
        }
        let rest = self.octets.get(self.at..).unwrap_or_default();
        let is_sign = |octet: &u8| matches!(octet, b'"' | b'\\' | ..0x20);
        self.at += rest.iter().position(is_sign).unwrap_or(rest.len());
    }
}

fn is_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\n' | b'\r' | b'\t')
}
