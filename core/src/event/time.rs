//! When an event happened, by the server's clock.

use std::fmt;

/// `eventTime`, `YYYY.MM.DD hh:mm:ss` in the server's zone, which it does not tell. Ordered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EventTime(jiff::civil::DateTime);

impl EventTime {
    /// Reads the server's form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if Self::is_plain(text) {
            return Self::parse_plain(text.as_bytes());
        }
        let (date, time) = text.trim().split_once(' ')?;
        let mut date = date.split('.');
        let mut time = time.split(':');
        let (year, month, day) = (
            date.next()?.parse().ok()?,
            date.next()?.parse().ok()?,
            date.next()?.parse().ok()?,
        );
        let (hour, minute, second) = (
            time.next()?.parse().ok()?,
            time.next()?.parse().ok()?,
            time.next()?.parse().ok()?,
        );
        if date.next().is_some() || time.next().is_some() {
            return None;
        }
        jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0)
            .ok()
            .map(Self)
    }

    /// Of a text that [is plain](Self::is_plain).
    fn parse_plain(text: &[u8]) -> Option<Self> {
        let digit = |place: usize| Some(text.get(place)?.wrapping_sub(b'0'));
        let pair = |place: usize| i8::try_from(10 * digit(place)? + digit(place + 1)?).ok();
        let year = i16::from(pair(0)?) * 100 + i16::from(pair(2)?);
        let time = jiff::civil::DateTime::new(year, pair(5)?, pair(8)?, pair(11)?, pair(14)?, pair(17)?, 0);
        time.ok().map(Self)
    }

    /// Whether a text that is a time is in the form that [`EventTime`] is written in.
    pub(super) fn is_plain(text: &str) -> bool {
        let pattern = b"0000.00.00 00:00:00";
        let fits = |(byte, pattern): (u8, &u8)| match pattern {
            b'0' => byte.is_ascii_digit(),
            _ => byte == *pattern,
        };
        text.len() == pattern.len() && text.bytes().zip(pattern).all(fits)
    }

    /// Milliseconds since 1970 in the server's zone, whatever that is.
    pub(crate) fn civil_ms(self) -> i64 {
        let utc = self.0.to_zoned(jiff::tz::TimeZone::UTC);
        utc.map_or(0, |at| at.timestamp().as_millisecond())
    }

    /// Year, month, day, hour, minute, second.
    pub fn parts(self) -> (i16, i8, i8, i8, i8, i8) {
        let at = self.0;
        (
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
        )
    }
}

impl fmt::Display for EventTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second) = self.parts();
        write!(
            f,
            "{year:04}.{month:02}.{day:02} {hour:02}:{minute:02}:{second:02}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_times_round_trip_and_garbage_is_none() {
        let text = "2017.03.18 14:13:24";
        assert_eq!(EventTime::parse(text).unwrap().to_string(), text);
        assert!(EventTime::is_plain(text));
        for odd in [
            " 2017.03.18 14:13:24",
            "2017.3.18 14:13:24",
            "2017.+3.18 14:13:24",
        ] {
            assert_eq!(EventTime::parse(odd).unwrap().to_string(), text);
            assert!(!EventTime::is_plain(odd), "{odd}");
        }
        for bad in [
            "",
            "2017.03.18",
            "2017-03-18 14:13:24",
            "2017.13.18 14:13:24",
            "2017.02.29 14:13:24",
            "2017.03.18 24:13:24",
            "2017.03.18 14:13:24:1",
            "a.b.c d:e:f",
        ] {
            assert_eq!(EventTime::parse(bad), None, "{bad}");
        }
    }
}
