//! The texts of an event as parts of its memory, for bindings that lend them on without a copy of each.

use std::ops::Range;

use super::envelope::Event;
use crate::vocabulary::Field;

impl Event {
    /// The memory that all texts of a server's event are parts of; `None` for a derived event.
    pub fn buffer(&self) -> Option<&str> {
        Some(self.wire()?.text.buffer())
    }

    /// The fields that a server's event has as texts or as JSON, in the order of [`Field::ALL`], and where in
    /// [`Event::buffer`] each stands. No text of a field goes on where another's ends, so that the byte behind each may be
    /// written over in a copy.
    pub fn places(&self) -> impl Iterator<Item = (Field, Range<usize>)> {
        self.wire().into_iter().flat_map(|wire| {
            let ranges = wire.layout.numbers().zip(&wire.ranges);
            let there = ranges.filter(|(_, range)| range.end != 0);
            there.filter_map(|(number, range)| {
                let field = *Field::ALL.get(number)?;
                Some((field, range.start as usize..range.end as usize))
            })
        })
    }

    /// Where in [`Event::buffer`] the texts of [`Event::places`] end.
    pub fn ends(&self) -> impl Iterator<Item = usize> {
        let ranges = self.wire().map(|wire| wire.ranges.iter().take(wire.layout.len()));
        let there = ranges.into_iter().flatten().filter(|range| range.end != 0);
        there.map(|range| range.end as usize)
    }

    /// [`Event::raw`] with a NUL behind it, where the event's memory has one there.
    pub fn raw_and_nul(&self) -> Option<&str> {
        self.shared_json().and_nul()
    }
}

#[cfg(test)]
mod tests {
    use crate::event::{FieldValue, decode};

    #[test]
    fn each_text_stands_in_the_buffer_and_ends_alone() {
        let json = concat!(
            r#"{"eventName":"delivered","callId":7,"alertingDevice":"80\u00301@test.cc","deviceId":"a\nb","#,
            r#""userData":{"data":{"k":"v"}},"split":"","eventTime":" 2026.11.22 10:11:12","topics":["CtiWorker_1"],"#,
            r#""originCallInfo":{"callId":"o","callingDevice":"\u0000"},"srcDeviceId":"8001@test.cc"}"#
        );
        let event = decode(json.as_bytes()).unwrap();
        let buffer = event.buffer().unwrap();
        let places: Vec<_> = event.places().collect();
        for (field, place) in &places {
            match event.field(*field) {
                Some(FieldValue::Text(text) | FieldValue::Json(text)) => {
                    assert_eq!(text, buffer[place.clone()])
                }
                other => panic!("{field:?}: {other:?}"),
            }
            let inside = places.iter().find(|(_, other)| other.contains(&place.end));
            assert_eq!(inside, None, "{field:?}");
        }
        assert_eq!(places.len(), 10, "{places:?}");
        assert!(event.ends().eq(places.iter().map(|(_, place)| place.end)));
        assert_eq!(event.raw_and_nul(), Some(&*format!("{json}\0")));
    }
}
