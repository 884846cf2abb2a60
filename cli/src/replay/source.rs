//! What a recorded line is: an event with the time that the line gives, a note, something to pass over, or nothing
//! that fits.

use serde::Deserialize;
use wellclient_core::event::{self, Event, EventTime, Origin};

use crate::said::{Said, said};

/// One recorded line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Recorded<'a> {
    /// An event's JSON, and when it was recorded.
    Event(&'a str, Option<EventTime>),
    /// A line of a log about something else, and when it was recorded.
    Note(&'a str, EventTime),
    /// Part of a log, but no event: an empty line, a heading.
    Other,
    /// Not of a log.
    Malformed,
}

/// Reads one line: raw JSON, or the event log's `[2017-05-17 19:46:53]: {…}` with its headings `---- … ----`,
/// also as a browser's console quotes it (manual, section 5.5).
pub(crate) fn recorded(line: &str) -> Recorded<'_> {
    let line = line.trim();
    if line.starts_with('{') {
        return Recorded::Event(line, None);
    }
    if let Some((time, text)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]: "))
        && let Some(time) = log_time(time)
    {
        return match text.starts_with('{') {
            true => Recorded::Event(text, Some(time)),
            false => Recorded::Note(text, time),
        };
    }
    let unquoted = line.trim_end_matches('"');
    let heading = line.contains("---- ") && unquoted.ends_with("----");
    let prompt = line.starts_with("> ") || line.starts_with("```");
    if line.is_empty() || line == "\"" || heading || prompt {
        return Recorded::Other;
    }
    Recorded::Malformed
}

/// The library's own corrections are marked in the log.
#[derive(Deserialize)]
struct Mark {
    #[serde(default)]
    synthesized: bool,
}

/// The event that a JSON text is. An object without `eventName` is something else's.
pub(crate) fn event_of(json: &str) -> Result<Event, Said> {
    let mut event = event::decode(json.as_bytes()).map_err(|error| Said::as_is(&error.to_string()))?;
    if event.name().is_empty() {
        return Err(said!("no event: it has no eventName", "不是事件：没有 eventName"));
    }
    if serde_json::from_str::<Mark>(json).is_ok_and(|mark| mark.synthesized) {
        event.origin = Origin::Synthesized;
    }
    Ok(event)
}

/// `2017-05-17 19:46:53`
fn log_time(text: &str) -> Option<EventTime> {
    EventTime::parse(&text.replace('-', "."))
}

#[cfg(test)]
mod tests {
    use super::{EventTime, Recorded, recorded};

    #[test]
    fn events_stand_alone_or_in_a_log() {
        assert_eq!(recorded("  {\"a\":1} "), Recorded::Event("{\"a\":1}", None));
        let time = EventTime::parse("2017.05.17 19:46:53");
        assert_eq!(recorded("[2017-05-17 19:46:53]: {}"), Recorded::Event("{}", time));
    }

    #[test]
    fn what_surrounds_them_in_a_log_is_passed_over() {
        for line in [
            "",
            "\"",
            "> wellClient.getEventLog()",
            "08:00:00.000 \"---- Session started: Wed May 17 2017 19:46:46 GMT+0800 (中国标准时间) ----",
            "---- Log retrieved: Wed May 17 2017 19:47:01 GMT+0800 (中国标准时间) ----",
            "---- Session duration: 00:00:15 ----\"",
        ] {
            assert_eq!(recorded(line), Recorded::Other, "{line}");
        }
        let time = EventTime::parse("2017.05.17 19:46:53").unwrap();
        assert_eq!(
            recorded("[2017-05-17 19:46:53]: POST http://a/b: accepted"),
            Recorded::Note("POST http://a/b: accepted", time)
        );
    }

    #[test]
    fn anything_else_is_malformed() {
        for line in [
            "garbage",
            "[17 May]: {}",
            "[]",
            "\"{}\"",
            "----",
            "[2017-05-17 19:46:53] {}",
        ] {
            assert_eq!(recorded(line), Recorded::Malformed, "{line}");
        }
    }
}
