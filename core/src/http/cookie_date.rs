//! The dates of cookies, which every server writes in its own way: read as a browser does (RFC 6265, 5.1.1), by what the
//! parts look like, whatever stands between them. The zone is not looked at: it is always UTC.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Milliseconds since 1970.
pub(super) fn read(text: &str) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(is_between).filter(|token| !token.is_empty()) {
        if time.is_none() && clock(token).is_some() {
            time = clock(token);
        } else if day.is_none() && number(token, 1..=2).is_some() {
            day = number(token, 1..=2);
        } else if month.is_none() && named(token).is_some() {
            month = named(token);
        } else if year.is_none() && number(token, 2..=4).is_some() {
            year = number(token, 2..=4);
        }
    }
    let year = match year? {
        year @ 70..=99 => year + 1900,
        year @ 0..=69 => year + 2000,
        year @ 1601.. => year,
        _ => return None,
    };
    let ([hour, minute, second], month) = (time?, month?);
    let small = |number: i16| i8::try_from(number).ok();
    let (day, hour, minute, second) = (small(day?)?, small(hour)?, small(minute)?, small(second)?);
    let date = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    Some(TimeZone::UTC.to_timestamp(date).ok()?.as_millisecond())
}

/// What stands between the parts.
fn is_between(c: char) -> bool {
    matches!(c, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~')
}

/// `8:05:00`, and whatever follows.
fn clock(token: &str) -> Option<[i16; 3]> {
    let mut parts = token.splitn(3, ':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = |part: &str| number(part, 1..=2).filter(|_| part.bytes().all(|octet| octet.is_ascii_digit()));
    Some([whole(hour)?, whole(minute)?, number(second, 1..=2)?])
}

/// A number of so many digits, and whatever follows.
fn number(token: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let length = token.bytes().take_while(u8::is_ascii_digit).count();
    digits
        .contains(&length)
        .then(|| token.get(..length)?.parse().ok())?
}

/// A month, by its first three letters.
fn named(token: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let name = token.get(..3)?;
    let place = MONTHS.iter().position(|month| name.eq_ignore_ascii_case(month))?;
    i8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::read;
    use proptest::prelude::*;

    #[test]
    fn every_way_to_write_one() {
        for date in [
            "Fri, 15 Jan 2027 08:01:00 GMT",
            "Friday, 15-Jan-27 08:01:00 GMT",
            "Fri Jan 15 08:01:00 2027",
            "Fri, 15-Jan-2027 08:01:00 GMT",
            "Fri, 15 Jan 2027 08:01:00",
            "Fri, 15 Jan 2027 08:01:00 UTC",
            "Fri, 15 Jan 2027 08:01:00 +0000",
            "Fri, 15 Jan 2027 08:01:00 -0000",
            "Fri Jan 15 2027 08:01:00 GMT+0000 (UTC)",
            "15 Jan 2027 08:01:00 GMT",
            "Fri, 15 Jan 2027 8:1:0 GMT",
            "Fri,15 Jan 2027 08:01:00 GMT",
            "fri, 15 jan 2027 08:01:00 gmt",
            "Friday, 15 January 2027 08:01:00 GMT",
            "15 Jan 2027 08:01:00",
            "2027 15 Jan 08:01:00.500",
            // Nobody looks at the zone, or at the day of the week.
            "Mon, 15 Jan 2027 08:01:00 CST",
        ] {
            assert_eq!(read(date), Some(1_800_000_060_000), "{date}");
        }
        for (date, ms) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 1 Jan 70 00:00:01", 1_000),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1_000),
            ("Mon, 01 Jan 1601 00:00:00 GMT", -11_644_473_600_000),
        ] {
            assert_eq!(read(date), Some(ms), "{date}");
        }
    }

    #[test]
    fn what_is_none() {
        for date in [
            "",
            "0",
            "-1",
            "Session",
            "1800000060",
            "Fri, 15 Jan 2027",
            "Fri, 15 2027 08:01:00",
            "Jan 2027 08:01:00",
            "15 Jan 08:01:00",
            "30 Feb 2027 08:01:00",
            "32 Jan 2027 08:01:00",
            "15 Jan 1600 08:01:00",
            "15 Jan 20270 08:01:00",
            "15 Jan 2027 24:01:00",
            "15 Jan 2027 08:60:00",
            "15 Jan 2027 08:01:60",
            "15 Jan 2027 08:01",
            "15 Jan 2027 08:01x:00",
            "15 ян 2027 08:01:00",
        ] {
            assert_eq!(read(date), None, "{date}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            read(&text);
        }
    }
}
