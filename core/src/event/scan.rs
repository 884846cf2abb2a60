//! The quick way through an event's JSON: what is usual, without a general parser. Whatever is not usual (escapes in what is
//! kept, fractions, a key twice, an error) is left to [`super::read`], which decides what holds of it.

use super::draft::{Draft, devices};
use super::key::Key;
use super::wire::Range;
use crate::http::reply;
use crate::vocabulary::Field;

/// How deep a value that is passed over may be.
const DEPTH: u32 = 16;

/// A number of so many digits fits into 64 bits.
const DIGITS: usize = 19;

/// Reads an object; `None` where it is not a usual one.
pub(super) fn scan(draft: &mut Draft<'_>) -> Option<()> {
    // Its places are counted in 32 bits.
    i32::try_from(draft.text.len()).ok()?;
    match is_plain(draft.text.as_bytes()) {
        true => Scanner::<true>(draft.text).read(draft),
        false => Scanner::<false>(draft.text).read(draft),
    }
}

/// Whether there is no escape in it, and no control character: then all that ends a text is a quotation mark.
fn is_plain(octets: &[u8]) -> bool {
    let (lowest, escapes) = octets.iter().fold((u8::MAX, 0), |(lowest, escapes), octet| {
        (lowest.min(*octet), escapes | u8::from(*octet == b'\\'))
    });
    lowest >= 0x20 && escapes == 0
}

/// What is to be read. Each step takes a place in it, and gives the place behind what it has read, or `None` where something
/// unusual stands there.
#[derive(Clone, Copy)]
struct Scanner<'a, const PLAIN: bool>(&'a str);

impl<'a, const PLAIN: bool> Scanner<'a, PLAIN> {
    fn read(self, draft: &mut Draft<'a>) -> Option<()> {
        let (at, _) = self.sign(0)?;
        let mut at = self.object(at, |key, at, sign| {
            let (key, bit) = Key::of(key.octets(self.0));
            if draft.keys & bit != 0 {
                return None;
            }
            draft.keys |= bit;
            self.value(draft, key, at, sign)
        })?;
        while self.octet(at).is_some_and(is_space) {
            at += 1;
        }
        (at as usize == self.0.len()).then_some(())
    }

    #[inline]
    fn octet(self, at: u32) -> Option<u8> {
        self.0.as_bytes().get(at as usize).copied()
    }

    /// The next octet that is no space, and where it stands.
    #[inline]
    fn sign(self, mut at: u32) -> Option<(u32, u8)> {
        loop {
            match self.octet(at)? {
                octet if octet > b' ' => return Some((at, octet)),
                octet if is_space(octet) => at += 1,
                _ => return None,
            }
        }
    }

    /// An object, of which `value` takes the value of each key, with the place and the octet that it begins with. Its keys have
    /// no escapes.
    #[inline(always)]
    fn object(self, at: u32, mut value: impl FnMut(Range, u32, u8) -> Option<u32>) -> Option<u32> {
        if self.octet(at)? != b'{' {
            return None;
        }
        self.list(at + 1, b'}', |at, sign| {
            if sign != b'"' {
                return None;
            }
            let key = self.string(at)?;
            let (at, sign) = self.after(b':', key.end + 1)?;
            value(key, at, sign)
        })
    }

    /// So, of any keys.
    #[inline]
    fn any_object(self, at: u32, mut value: impl FnMut(Range, u32, u8) -> Option<u32>) -> Option<u32> {
        self.list(at + 1, b'}', |at, sign| {
            if sign != b'"' {
                return None;
            }
            let (start, behind) = (at + 1, self.pass_string(at)?);
            let (at, sign) = self.after(b':', behind)?;
            value(
                Range {
                    start,
                    end: behind - 1,
                },
                at,
                sign,
            )
        })
    }

    /// Elements up to `end`, each taken by `element`, with the place and the octet that it begins with.
    #[inline(always)]
    fn list(self, at: u32, end: u8, mut element: impl FnMut(u32, u8) -> Option<u32>) -> Option<u32> {
        let (mut at, mut sign) = self.sign(at)?;
        if sign == end {
            return Some(at + 1);
        }
        loop {
            let behind = element(at, sign)?;
            match self.after(b',', behind) {
                Some(next) => (at, sign) = next,
                None => return self.end(end, behind),
            }
        }
    }

    /// Where the list ends that is to end here.
    fn end(self, end: u8, at: u32) -> Option<u32> {
        let (at, sign) = self.sign(at)?;
        (sign == end).then_some(at + 1)
    }

    /// This mark, and the next octet behind it that is no space, and where that stands.
    #[inline(always)]
    fn after(self, mark: u8, at: u32) -> Option<(u32, u8)> {
        let rest = self.0.as_bytes().get(at as usize..)?;
        match rest.first_chunk() {
            Some(&[first, sign]) if first == mark && sign > b' ' => Some((at + 1, sign)),
            _ => self.after_spaces(mark, at),
        }
    }

    fn after_spaces(self, mark: u8, at: u32) -> Option<(u32, u8)> {
        let (at, sign) = self.sign(at)?;
        (sign == mark).then(|| self.sign(at + 1))?
    }

    /// The value of a key of the event.
    #[inline]
    fn value(self, draft: &mut Draft<'a>, key: Key, at: u32, sign: u8) -> Option<u32> {
        match key {
            Key::Text(field) => self.text(draft, field, at, sign),
            Key::Json(field) => self.json(draft, field, at, sign),
            Key::Topics => {
                let behind = self.topics(draft, at, sign)?;
                draft.take_producer();
                Some(behind)
            }
            Key::EventTopics => {
                let behind = self.topics(draft, at, sign)?;
                draft.event_producer = draft.producer.take();
                Some(behind)
            }
            Key::Origin => self.origin(draft, at, sign),
            Key::Other => self.pass(at, sign, DEPTH),
        }
    }

    /// A field that is kept as JSON.
    fn json(self, draft: &mut Draft<'a>, field: Field, at: u32, sign: u8) -> Option<u32> {
        let mut may_be_wrapped = false;
        let behind = match sign {
            b'{' => self.any_object(at, |key, at, sign| {
                let key = key.octets(self.0);
                may_be_wrapped |= key == b"data" || key.contains(&b'\\');
                self.pass(at, sign, DEPTH)
            }),
            _ => self.pass(at, sign, DEPTH),
        };
        let behind = behind?;
        let json = self.0.get(at as usize..behind as usize)?;
        match field {
            _ if json == "null" => {}
            Field::UserData if may_be_wrapped => draft.put(field, reply::inner_data(json)),
            Field::Devices if devices(json).is_empty() => {}
            _ => draft.put(field, json),
        }
        Some(behind)
    }

    /// A field that is a text, or whatever stands for one.
    #[inline(always)]
    fn text(self, draft: &mut Draft<'a>, field: Field, at: u32, sign: u8) -> Option<u32> {
        if sign == b'"' {
            let place = self.string(at)?;
            draft.put_place(field, place);
            return Some(place.end + 1);
        }
        let end = self.pass(at, sign, DEPTH)?;
        if matches!(sign, b'0'..=b'9' | b't' | b'f') {
            draft.put_place(field, Range { start: at, end });
        }
        Some(end)
    }

    /// A list of topics, for the producer's entry; anything but a list has none.
    fn topics(self, draft: &mut Draft<'a>, at: u32, sign: u8) -> Option<u32> {
        if sign != b'[' {
            return self.pass(at, sign, DEPTH);
        }
        self.list(at + 1, b']', |at, sign| {
            if sign != b'"' {
                return self.pass(at, sign, DEPTH);
            }
            let topic = self.string(at)?;
            draft.put_topic(topic);
            Some(topic.end + 1)
        })
    }

    /// `originCallInfo`: its three fields.
    fn origin(self, draft: &mut Draft<'a>, at: u32, sign: u8) -> Option<u32> {
        if sign == b'n' {
            return self.pass(at, sign, DEPTH);
        }
        let mut keys = 0;
        let behind = self.object(at, |name, at, sign| {
            let (key, bit) = Key::of(name.octets(self.0));
            let field = match key {
                Key::Text(Field::CallId) => Field::OriginCallInfoCallId,
                Key::Text(Field::CallingDevice) => Field::OriginCallInfoCallingDevice,
                Key::Text(Field::CalledDevice) => Field::OriginCallInfoCalledDevice,
                _ => return self.pass(at, sign, DEPTH),
            };
            if keys & bit != 0 {
                return None;
            }
            keys |= bit;
            self.text(draft, field, at, sign)
        })?;
        draft.has_origin = true;
        Some(behind)
    }

    /// Passes over a value that begins with this octet.
    fn pass(self, at: u32, sign: u8, depth: u32) -> Option<u32> {
        match sign {
            b'"' => self.pass_string(at),
            b'{' => {
                let depth = depth.checked_sub(1)?;
                self.any_object(at, |_, at, sign| self.pass(at, sign, depth))
            }
            b'[' => {
                let depth = depth.checked_sub(1)?;
                self.list(at + 1, b']', |at, sign| self.pass(at, sign, depth))
            }
            b'0'..=b'9' => self.pass_number(at),
            b't' => self.pass_word(at, b"true"),
            b'f' => self.pass_word(at, b"false"),
            b'n' => self.pass_word(at, b"null"),
            _ => None,
        }
    }

    fn pass_word(self, at: u32, word: &[u8]) -> Option<u32> {
        let rest = self.0.as_bytes().get(at as usize..)?;
        rest.starts_with(word).then_some(at + word.len() as u32)
    }

    /// A whole number of no sign.
    fn pass_number(self, start: u32) -> Option<u32> {
        let mut end = start;
        while self.octet(end)?.is_ascii_digit() {
            end += 1;
        }
        let digits = Range { start, end }.octets(self.0);
        let is_usual = digits.len() <= DIGITS && (digits.len() == 1 || !digits.starts_with(b"0"));
        (is_usual && !matches!(self.octet(end)?, b'.' | b'e' | b'E')).then_some(end)
    }

    /// A text without escapes, whose quotation mark is here; where what is in it stands.
    #[inline(always)]
    fn string(self, at: u32) -> Option<Range> {
        let start = at + 1;
        let (end, sign) = self.to_sign(start)?;
        (sign == b'"').then_some(Range { start, end })
    }

    /// Passes over a text that may have short escapes.
    fn pass_string(self, at: u32) -> Option<u32> {
        let mut at = at + 1;
        loop {
            let (place, sign) = self.to_sign(at)?;
            match sign {
                b'"' => return Some(place + 1),
                b'\\' => {
                    let escape = self.octet(place + 1)?;
                    if !matches!(escape, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') {
                        return None;
                    }
                    at = place + 2;
                }
                // A control character.
                _ => return None,
            }
        }
    }

    /// The next quotation mark, backslash or control character, and where it stands: eight octets at a time.
    #[inline(always)]
    fn to_sign(self, mut at: u32) -> Option<(u32, u8)> {
        const EACH: u64 = u64::MAX / 255;
        const HIGH: u64 = EACH << 7;
        // The lowest high bit is that of the first octet that is below, or equal; those above it may be wrong.
        let below = |word: u64, limit: u64| word.wrapping_sub(EACH * limit) & !word;
        let is = |word: u64, octet: u8| below(word ^ (EACH * u64::from(octet)), 1);
        let octets = self.0.as_bytes();
        while let Some(word) = octets
            .get(at as usize..at as usize + 8)
            .and_then(<[u8]>::first_chunk)
        {
            let word = u64::from_le_bytes(*word);
            let found = match PLAIN {
                true => is(word, b'"') & HIGH,
                false => (below(word, 0x20) | is(word, b'"') | is(word, b'\\')) & HIGH,
            };
            if found != 0 {
                at += found.trailing_zeros() / 8;
                return match PLAIN {
                    true => Some((at, b'"')),
                    false => Some((at, self.octet(at)?)),
                };
            }
            at += 8;
        }
        self.to_last_sign(at)
    }

    /// So, octet by octet.
    fn to_last_sign(self, mut at: u32) -> Option<(u32, u8)> {
        loop {
            match self.octet(at)? {
                sign @ (b'"' | b'\\' | ..0x20) => return Some((at, sign)),
                _ => at += 1,
            }
        }
    }
}

fn is_space(octet: u8) -> bool {
    matches!(octet, b' ' | b'\n' | b'\r' | b'\t')
}
