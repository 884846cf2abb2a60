//! When an event happened, by the server's clock.

use std::fmt;

/// From the first of March of the year 0 to the first of January of 1970.
const DAYS_BEFORE_1970: i64 = 719_468;

/// `eventTime`, `YYYY.MM.DD hh:mm:ss` in the server's zone, which the server does not state. Ordered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EventTime(jiff::civil::DateTime);

impl EventTime {
    /// Reads the server's form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(plain) = Self::parse_plain(text.as_bytes()) {
            return Some(plain);
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

    /// Of a text in the form that it is written in; `None` for any other.
    pub(super) fn parse_plain(text: &[u8]) -> Option<Self> {
        let text: &[u8; 19] = text.try_into().ok()?;
        let &[
            y1,
            y2,
            y3,
            y4,
            b'.',
            m1,
            m2,
            b'.',
            d1,
            d2,
            b' ',
            h1,
            h2,
            b':',
            n1,
            n2,
            b':',
            s1,
            s2,
        ] = text
        else {
            return None;
        };
        let pair = |tens: u8, ones: u8| {
            let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
            (tens < 10 && ones < 10).then(|| (10 * tens + ones).cast_signed())
        };
        let year = i16::from(pair(y1, y2)?) * 100 + i16::from(pair(y3, y4)?);
        let (month, day) = (pair(m1, m2)?, pair(d1, d2)?);
        let time =
            jiff::civil::DateTime::new(year, month, day, pair(h1, h2)?, pair(n1, n2)?, pair(s1, s2)?, 0);
        time.ok().map(Self)
    }

    /// Milliseconds since 1970 in the server's zone, whatever that is.
    pub(crate) fn civil_ms(self) -> i64 {
        let (year, month, day, hour, minute, second) = self.parts();
        // Years that begin in March: their leap day is the last.
        let month = i64::from(month);
        let year = i64::from(year) - i64::from(month <= 2);
        let days = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        let days = year * 365 + leap_days + days - DAYS_BEFORE_1970;
        let hours = days * 24 + i64::from(hour);
        ((hours * 60 + i64::from(minute)) * 60 + i64::from(second)) * 1000
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
    fn civil_time_is_counted_from_1970() {
        let utc = jiff::tz::TimeZone::UTC;
        for year in (1..=9999).step_by(7).chain([1900, 1970, 2000, 2024, 2100]) {
            for (month, day) in [(1, 1), (2, 28), (3, 1), (7, 31), (12, 31)] {
                let at = jiff::civil::DateTime::new(year, month, day, 23, 4, 59, 0).unwrap();
                let expected = at.to_zoned(utc.clone()).unwrap().timestamp().as_millisecond();
                assert_eq!(EventTime(at).civil_ms(), expected, "{at}");
            }
        }
        let leap_day = EventTime::parse("2024.02.29 00:00:01").unwrap();
        assert_eq!(leap_day.civil_ms(), 1_709_164_801_000);
    }

    #[test]
    fn event_times_round_trip_and_garbage_is_none() {
        let text = "2017.03.18 14:13:24";
        assert_eq!(EventTime::parse(text).unwrap().to_string(), text);
        assert!(EventTime::parse_plain(text.as_bytes()).is_some());
        for odd in [
            " 2017.03.18 14:13:24",
            "2017.3.18 14:13:24",
            "2017.+3.18 14:13:24",
        ] {
            assert_eq!(EventTime::parse(odd).unwrap().to_string(), text);
            assert_eq!(EventTime::parse_plain(odd.as_bytes()), None, "{odd}");
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
