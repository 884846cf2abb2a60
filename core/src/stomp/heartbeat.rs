//! Heart-beats: what each side offers and what comes of it (STOMP 1.2, "Heart-beating").

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A heart-beat.
pub const HEARTBEAT: &str = "\n";

/// What one side can do and would like: its `heart-beat` header. The default, zero and zero, is what a
/// missing header means.
///
/// `Display` and `FromStr` speak the header's value, `cx,cy` in milliseconds. Both keep to at most `u32::MAX`
/// ms (about 50 days), so that a peer cannot make a time overflow; zero stays zero and anything shorter than
/// 1 ms is written as 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HeartbeatOffer {
    /// The shortest interval at which it can promise to send something; zero: it cannot.
    pub send: Duration,
    /// The interval at which it would like to receive something; zero: it does not want to.
    pub receive: Duration,
}

/// What was agreed on, seen from one side.
///
/// These are the bare intervals: a sender should be somewhat early and a receiver tolerant of lateness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HeartbeatPlan {
    /// Something has to be sent at least this often; `None`: never.
    pub send_every: Option<Duration>,
    /// Something is to be received at least this often; `None`: nothing can be expected.
    pub expect_every: Option<Duration>,
}

/// A `heart-beat` header that is not two decimal numbers with a comma between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("heart-beat is not two numbers of milliseconds")]
pub struct InvalidHeartbeat;

/// What `mine` and `theirs` come to, for the side that offers `mine`.
pub fn negotiate(mine: HeartbeatOffer, theirs: HeartbeatOffer) -> HeartbeatPlan {
    let interval =
        |can: Duration, wants: Duration| (!can.is_zero() && !wants.is_zero()).then(|| can.max(wants));
    HeartbeatPlan {
        send_every: interval(mine.send, theirs.receive),
        expect_every: interval(theirs.send, mine.receive),
    }
}

impl fmt::Display for HeartbeatOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", to_millis(self.send), to_millis(self.receive))
    }
}

impl FromStr for HeartbeatOffer {
    type Err = InvalidHeartbeat;

    fn from_str(value: &str) -> Result<Self, Self::Err> {
        let (send, receive) = value.split_once(',').ok_or(InvalidHeartbeat)?;
        Ok(Self {
            send: parse_millis(send)?,
            receive: parse_millis(receive)?,
        })
    }
}

fn to_millis(interval: Duration) -> u32 {
    let rounded = interval.as_millis().max(u128::from(!interval.is_zero()));
    u32::try_from(rounded).unwrap_or(u32::MAX)
}

/// Spaces around the number are common enough to be tolerated.
fn parse_millis(text: &str) -> Result<Duration, InvalidHeartbeat> {
    let digits = text.trim_matches(' ');
    if digits.is_empty() || !digits.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err(InvalidHeartbeat);
    }
    // Only a number that is too large can fail now.
    Ok(Duration::from_millis(u64::from(
        digits.parse().unwrap_or(u32::MAX),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(send_ms: u64, receive_ms: u64) -> HeartbeatOffer {
        HeartbeatOffer {
            send: Duration::from_millis(send_ms),
            receive: Duration::from_millis(receive_ms),
        }
    }

    #[test]
    fn heart_beat_headers_are_read_and_written() {
        let most = u64::from(u32::MAX);
        let rows = [
            ("0,0", Ok(offer(0, 0))),
            ("10000,20000", Ok(offer(10_000, 20_000))),
            (" 1 , 2 ", Ok(offer(1, 2))),
            ("007,0", Ok(offer(7, 0))),
            ("4294967296,99999999999999999999999", Ok(offer(most, most))),
            ("", Err(InvalidHeartbeat)),
            (",", Err(InvalidHeartbeat)),
            ("1", Err(InvalidHeartbeat)),
            ("1,", Err(InvalidHeartbeat)),
            ("1,2,3", Err(InvalidHeartbeat)),
            ("-1,0", Err(InvalidHeartbeat)),
            ("+1,0", Err(InvalidHeartbeat)),
            ("1.5,0", Err(InvalidHeartbeat)),
            ("a,b", Err(InvalidHeartbeat)),
            ("\u{661},0", Err(InvalidHeartbeat)),
        ];
        for (value, expected) in rows {
            assert_eq!(value.parse(), expected, "{value:?}");
        }
        assert_eq!(offer(10_000, 0).to_string(), "10000,0");
        let extremes = HeartbeatOffer {
            send: Duration::from_nanos(1),
            receive: Duration::MAX,
        };
        assert_eq!(extremes.to_string(), "1,4294967295");
        assert_eq!(HeartbeatOffer::default().to_string(), "0,0");
    }

    #[test]
    fn heart_beats_are_negotiated_each_way() {
        let rows = [
            (offer(0, 0), offer(0, 0), None, None),
            (offer(0, 0), offer(1000, 1000), None, None),
            (offer(1000, 1000), offer(0, 0), None, None),
            (offer(1000, 0), offer(0, 3000), Some(3000), None),
            (offer(5000, 0), offer(0, 3000), Some(5000), None),
            (offer(0, 1000), offer(2000, 0), None, Some(2000)),
            (offer(0, 4000), offer(2000, 0), None, Some(4000)),
            (offer(1, 2), offer(3, 4), Some(4), Some(3)),
        ];
        for (mine, theirs, send, expect) in rows {
            let plan = negotiate(mine, theirs);
            assert_eq!(
                plan.send_every,
                send.map(Duration::from_millis),
                "{mine} against {theirs}"
            );
            assert_eq!(
                plan.expect_every,
                expect.map(Duration::from_millis),
                "{mine} against {theirs}"
            );
            let other = negotiate(theirs, mine);
            assert_eq!(
                (other.send_every, other.expect_every),
                (plan.expect_every, plan.send_every)
            );
        }
    }
}
