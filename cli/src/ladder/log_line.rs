//! What a line of the event log says that is no event: a request, its reply, a command's outcome, an anomaly.

use wellclient_core::event::AnomalyKind;

use super::row::{Kind, Mark, Party, Row};
use super::words;

/// A line that was understood.
#[derive(Debug)]
pub(crate) enum LogLine<'a> {
    /// A request, by its line.
    Request(&'a str),
    /// What became of the request of this line.
    Reply(&'a str, &'a str),
    /// A command's outcome: verb, number, what became of it.
    Outcome(&'a str, u64, &'a str),
    /// An anomaly: its kind, and what it was.
    Anomaly(&'a str, &'a str),
    /// Anything else.
    Other(&'a str),
}

/// Reads it.
pub(crate) fn understood(line: &str) -> LogLine<'_> {
    if let Some((method, rest)) = line.split_once(' ')
        && matches!(method, "GET" | "POST" | "DELETE" | "PUT")
    {
        // The URL has colons, too, but no space after one.
        return match rest.split_once(": ") {
            Some((url, end)) => {
                let request = line.get(..method.len() + 1 + url.len()).unwrap_or(line);
                LogLine::Reply(request, end)
            }
            None => LogLine::Request(line),
        };
    }
    if let Some((kind, detail)) = line
        .strip_prefix("anomaly ")
        .and_then(|rest| rest.split_once(": "))
    {
        return LogLine::Anomaly(kind, detail);
    }
    if let Some((what, end)) = line.split_once(": ")
        && let Some((verb, number)) = what.rsplit_once(" #")
        && let Ok(number) = number.parse()
    {
        return LogLine::Outcome(verb, number, end);
    }
    LogLine::Other(line)
}

impl LogLine<'_> {
    /// As a row.
    pub(crate) fn row(&self) -> Row {
        match self {
            Self::Request(line) => Row::new(Kind::Request, shortened(line))
                .between(Party::CLIENT, Party::SERVER)
                .raw(*line),
            Self::Reply(line, end) => {
                let row = Row::new(Kind::Reply, *end).between(Party::SERVER, Party::CLIENT);
                let row = row.saying(shortened(line)).raw(*line);
                if *end == "accepted" {
                    row
                } else {
                    row.marked(Mark::Failed)
                }
            }
            Self::Outcome(verb, number, end) => {
                let mut row = Row::new(Kind::Outcome, *verb);
                let (word, said) = end.split_once(": ").unwrap_or((end, ""));
                row.command = Some(*number);
                row.said = said.to_owned().into();
                row.word = match word {
                    "confirmed" => "confirmed",
                    "already so" => "alreadySo",
                    "rejected" => "rejected",
                    "unknown" => "unknown",
                    _ => return row.saying((*end).to_owned()),
                };
                if matches!(row.word, "rejected" | "unknown") {
                    row.marks.add(Mark::Failed);
                }
                row
            }
            Self::Anomaly(kind, detail) => {
                let mark = if *kind == "gap" { Mark::Gap } else { Mark::Odd };
                match AnomalyKind::ALL.iter().find(|known| known.as_str() == *kind) {
                    Some(known) => {
                        let mut row = Row::new(Kind::Anomaly, "").marked(mark);
                        row.word = known.as_str();
                        row.saying(words::anomaly(*known, detail))
                    }
                    None => Row::new(Kind::Anomaly, *kind)
                        .marked(mark)
                        .saying((*detail).to_owned()),
                }
            }
            Self::Other(line) => Row::new(Kind::Note, "log").saying((*line).to_owned()),
        }
    }
}

fn shortened(line: &str) -> String {
    match line.split_once(' ') {
        Some((method, url)) => format!("{method} {}", super::journal::path(url)),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_replies_outcomes_and_anomalies_are_told_apart() {
        let row = |line| understood(line).row();
        let request = row("POST http://a:8080/api/agent/state");
        assert_eq!(
            (request.kind, request.name.as_str()),
            (Kind::Request, "POST /api/agent/state")
        );
        let reply = row("POST http://a:8080/api/agent/state: accepted");
        assert_eq!((reply.kind, reply.name.as_str()), (Kind::Reply, "accepted"));
        assert!(!reply.marks.has(Mark::Failed));
        assert!(row("GET http://a/b: 404: not found").marks.has(Mark::Failed));
        let outcome = row("holdCall #7: rejected: 404: no such call");
        assert_eq!(
            (outcome.kind, outcome.command, outcome.word),
            (Kind::Outcome, Some(7), "rejected")
        );
        assert_eq!(outcome.said.en, "404: no such call");
        assert_eq!(row("holdCall #7: already so").word, "alreadySo");
        assert!(row("anomaly gap: a step is missing").marks.has(Mark::Gap));
        assert_eq!(row("anything: else").kind, Kind::Note);
    }
}
