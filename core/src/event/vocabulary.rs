//! The words that event fields can hold. Each list is open: a word that is not in it is kept as it came.

use std::fmt;

use serde::{Serialize, Serializer};
use smol_str::SmolStr;

macro_rules! open_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A word that is not in the list, as it came.
            Other(SmolStr),
        }

        impl $name {
            /// The word as the server writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(other.into()),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

open_words! {
    /// `agentMode`: what the agent is doing (manual 6.1 and 6.15).
    AgentMode {
        /// Takes calls.
        Ready = "Ready",
        /// Takes no calls.
        NotReady = "NotReady",
        /// Wrapping up after a call.
        WorkNotReady = "WorkNotReady",
        /// Reserved for an outbound task.
        Allocated = "Allocated",
        /// Logged out.
        Logout = "Logout",
        /// The server does not know.
        Unknown = "Unknown",
    }
}

open_words! {
    /// `localState`: the device's connection after the event. A hint only: the manual's own
    /// `connectionCleared` says `Queued`. The call model does not use it.
    LocalState {
        /// Connected.
        Connect = "Connect",
        /// Off hook or dialling.
        Initiate = "Initiate",
        /// Ringing.
        Alerting = "Alerting",
        /// On hold.
        Hold = "Hold",
        /// No connection.
        None = "None",
        /// In a queue.
        Queued = "Queued",
        /// Could not be put through.
        Fail = "Fail",
        /// Idle.
        Idle = "Idle",
    }
}

open_words! {
    /// `agentStatus` of a call event (manual 6.5).
    AgentStatus {
        /// Takes no calls.
        NotReady = "NotReady",
        /// Wrapping up.
        WorkNotReady = "WorkNotReady",
        /// Ready and without a call.
        Idle = "Idle",
        /// In an inbound call.
        OnCallIn = "OnCallIn",
        /// In an outbound call.
        OnCallOut = "OnCallOut",
        /// Logged out.
        Logout = "Logout",
        /// Ringing.
        Ringing = "Ringing",
        /// Off hook.
        OffHook = "OffHook",
        /// In a call with a colleague.
        CallInternal = "CallInternal",
        /// Dialling; the server's spelling.
        Dailing = "Dailing",
        /// Hearing the ring-back tone.
        Ringback = "Ringback",
        /// In a conference.
        Conference = "Conference",
        /// On hold.
        OnHold = "OnHold",
    }
}

open_words! {
    /// `failedCode`: why a call could not be put through (4.x).
    FailedCode {
        /// Busy.
        Busy = "1",
        /// Call reminder.
        CallReminder = "2",
        /// Not reachable.
        NotReachable = "3",
        /// Incoming calls barred.
        IncomingBarred = "4",
        /// Forwarded.
        Forwarded = "5",
        /// Switched off.
        PowerOff = "6",
        /// Out of service.
        OutOfService = "7",
        /// The number does not exist.
        DoesNotExist = "8",
        /// On hold.
        HoldOn = "9",
        /// Line busy.
        LineBusy = "10",
        /// No answer.
        NoAnswer = "11",
        /// Unknown.
        Unknown = "14",
    }
}

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
    fn words_that_are_not_known_are_kept() {
        assert_eq!(AgentMode::from("Ready"), AgentMode::Ready);
        assert_eq!(AgentMode::from("Lunch").as_str(), "Lunch");
        assert_eq!(FailedCode::from("11"), FailedCode::NoAnswer);
    }

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
