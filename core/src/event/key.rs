//! The keys of an event's JSON, each found by its name.

use crate::vocabulary::{Field, WIRE_FIELDS};

/// A key of an event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Key {
    /// Of a field that is a text, or whatever stands for one.
    Text(Field),
    /// Of a field that is kept as JSON.
    Json(Field),
    Topics,
    EventTopics,
    Origin,
    Other,
}

impl Key {
    /// The key of this name, and its bit.
    #[inline(always)]
    pub(super) fn of(name: &[u8]) -> (Self, u64) {
        let ends = Ends::of(name);
        let mut at = ends.place();
        loop {
            // Some places are free: a name that is not there comes to one.
            let known = &BY_NAME[at % PLACES];
            if known.is(name, ends) || known.name.is_empty() {
                return (known.key, known.bit);
            }
            at += 1;
        }
    }

    const fn of_field(field: Field) -> Self {
        match field {
            Field::UserData | Field::Devices => Self::Json(field),
            _ => Self::Text(field),
        }
    }

    /// Of a key that is read, so that it is seen to come again.
    const fn bit(self) -> u64 {
        match self {
            Self::Text(field) | Self::Json(field) => 1 << field as u32,
            Self::Topics => 1 << Field::Producer as u32,
            Self::Origin => 1 << Field::OriginCallInfoCallId as u32,
            Self::EventTopics => 1 << 63,
            Self::Other => 0,
        }
    }
}

/// A place in the table of names.
#[derive(Clone, Copy)]
struct Named {
    name: &'static str,
    ends: Ends,
    key: Key,
    bit: u64,
}

impl Named {
    #[inline(always)]
    fn is(&self, name: &[u8], ends: Ends) -> bool {
        let is_alike = self.ends.first == ends.first && self.ends.last == ends.last;
        is_alike && self.name.len() == name.len() && (name.len() <= 16 || self.name.as_bytes() == name)
    }
}

/// The first octets of a name and the last, which overlap in a short one: with its length they are all of it, up to sixteen.
/// All keys have four octets or more; less is none.
#[derive(Clone, Copy)]
struct Ends {
    first: u64,
    last: u64,
}

impl Ends {
    #[inline(always)]
    const fn of(name: &[u8]) -> Self {
        let (first, last) = match (name.first_chunk(), name.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (name.first_chunk(), name.last_chunk()) {
                (Some(first), Some(last)) => (
                    u32::from_le_bytes(*first) as u64,
                    u32::from_le_bytes(*last) as u64,
                ),
                _ => (0, 0),
            },
        };
        Self { first, last }
    }

    /// Where in the table a name's place is, or comes before it. By these numbers few keys come to the same.
    #[inline(always)]
    const fn place(self) -> usize {
        let both = self.first ^ self.last.rotate_left(23);
        (both.wrapping_mul(0x9403_560d_97da_e38d) >> 56) as usize
    }
}

/// Names of the library's own, which are no keys.
const INNER: [Field; 4] = [
    Field::Producer,
    Field::OriginCallInfoCallId,
    Field::OriginCallInfoCallingDevice,
    Field::OriginCallInfoCalledDevice,
];

/// Places in the table of names: as many as eight bits count, many more than there are keys.
const PLACES: usize = 256;

/// Each key, by its name's place or the next free one.
static BY_NAME: [Named; PLACES] = {
    const FREE: Named = Named {
        name: "",
        ends: Ends::of(b""),
        key: Key::Other,
        bit: Key::Other.bit(),
    };
    let mut table = [FREE; PLACES];
    let mut number = 0;
    while number < WIRE_FIELDS {
        let field = Field::ALL[number];
        if !is_inner(field) {
            put(&mut table, field.name(), Key::of_field(field));
        }
        number += 1;
    }
    put(&mut table, "topics", Key::Topics);
    put(&mut table, "eventTopics", Key::EventTopics);
    put(&mut table, "originCallInfo", Key::Origin);
    table
};

const fn put(table: &mut [Named; PLACES], name: &'static str, key: Key) {
    let ends = Ends::of(name.as_bytes());
    let mut at = ends.place();
    while !table[at % PLACES].name.is_empty() {
        at += 1;
    }
    let bit = key.bit();
    table[at % PLACES] = Named { name, ends, key, bit };
}

const fn is_inner(field: Field) -> bool {
    let mut rest: &[Field] = &INNER;
    while let [inner, others @ ..] = rest {
        if *inner as usize == field as usize {
            return true;
        }
        rest = others;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_its_name() {
        let of = |name: &str| Key::of(name.as_bytes()).0;
        for (number, field) in Field::ALL.iter().enumerate() {
            assert_eq!(*field as usize, number);
            let is_key = number < WIRE_FIELDS && !INNER.contains(field);
            let key = if is_key { Key::of_field(*field) } else { Key::Other };
            assert_eq!(of(field.name()), key);
        }
        assert_eq!(of("topics"), Key::Topics);
        let others = ["", "t", "topic", "Topics", "席"];
        assert!(others.iter().all(|name| of(name) == Key::Other));
        // The last bit is for a key that is no field.
        const { assert!(WIRE_FIELDS < 64) };
    }
}
