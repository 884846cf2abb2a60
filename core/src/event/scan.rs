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
    let mut draft = Draft::new(text);
    let mut scanner = Scanner { text, at: 0 };
    scanner.space();
    scanner.object(|scanner, key| {
        let key = Key::named(key);
        if draft.keys & key.bit() != 0 {
            return None;
        }
        draft.keys |= key.bit();
        scanner.value(&mut draft, key)
    })?;
    scanner.space();
    (scanner.at == text.len()).then_some(draft)
}

/// A place in the text. Each step forward gives `None` where something unusual stands there.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over this octet.
    #[inline]
    fn expect(&mut self, octet: u8) -> Option<()> {
        (self.peek()? == octet).then(|| self.at += 1)
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// What stands from `start` to here.
    #[inline]
    fn since(&self, start: usize) -> Option<&'a str> {
        self.text.get(start..self.at)
    }

    /// An object, of which `value` takes the value of each key.
    #[inline]
    fn object(&mut self, mut value: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.expect(b'{')?;
        self.list(b'}', |scanner| {
            let key = scanner.string()?;
            scanner.space();
            scanner.expect(b':')?;
            scanner.space();
            value(scanner, key)
        })
    }

    /// Elements up to `end`, each taken by `element`.
    #[inline]
    fn list(&mut self, end: u8, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.space();
        if self.expect(end).is_some() {
            return Some(());
        }
        loop {
            self.space();
            element(self)?;
            self.space();
            if self.expect(b',').is_none() {
                return self.expect(end);
            }
        }
    }

    /// The value of a key of the event.
    fn value(&mut self, draft: &mut Draft<'a>, key: Key) -> Option<()> {
        match key {
            Key::Field(field @ (Field::UserData | Field::Devices)) => {
                let json = self.passed()?;
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
    fn field(&mut self, draft: &mut Draft<'a>, field: Field) -> Option<()> {
        match self.peek()? {
            b'"' => draft.put(field, self.string()?),
            b'0'..=b'9' | b't' | b'f' => draft.put(field, self.passed()?),
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
            let key = Key::named(name);
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
    fn passed(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.pass(DEPTH)?;
        self.since(start)
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
                    scanner.space();
                    scanner.expect(b':')?;
                    scanner.space();
                    scanner.pass(depth)
                })
            }
            b'[' => {
                self.at += 1;
                let depth = depth.checked_sub(1)?;
                self.list(b']', |scanner| scanner.pass(depth))
            }
            b'0'..=b'9' => self.pass_number(),
            b't' => self.pass_word("true"),
            b'f' => self.pass_word("false"),
            b'n' => self.pass_word("null"),
            _ => None,
        }
    }

    fn pass_word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        rest.starts_with(word).then(|| self.at += word.len())
    }

    /// A whole number of no sign.
    fn pass_number(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek()?.is_ascii_digit() {
            self.at += 1;
        }
        let digits = self.since(start)?;
        let is_usual = digits.len() <= DIGITS && (digits.len() == 1 || !digits.starts_with('0'));
        (is_usual && !matches!(self.peek()?, b'.' | b'e' | b'E')).then_some(())
    }

    /// A text without escapes.
    fn string(&mut self) -> Option<&'a str> {
        self.expect(b'"')?;
        let start = self.at;
        self.go_to_sign();
        let text = self.since(start)?;
        self.expect(b'"')?;
        Some(text)
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
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let (words, last) = rest.as_chunks::<8>();
        for word in words {
            let word = u64::from_le_bytes(*word);
            // The lowest high bit is that of the first octet that is below, or equal; those above it may be wrong.
            let below = |word: u64, limit: u64| word.wrapping_sub(EACH * limit) & !word;
            let is = |octet: u8| below(word ^ (EACH * u64::from(octet)), 1);
            let found = (below(word, 0x20) | is(b'"') | is(b'\\')) & HIGH;
            if found != 0 {
                self.at += found.trailing_zeros() as usize / 8;
                return;
            }
            self.at += 8;
        }
        let is_sign = |octet: &u8| matches!(octet, b'"' | b'\\' | ..0x20);
        self.at += last.iter().position(is_sign).unwrap_or(last.len());
    }
}
