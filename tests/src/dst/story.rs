//! The story of a run, to be read: what was done, told, said, and how it ended.

use std::time::Duration;

use crate::lab::Said;

/// What happened, line by line; kept only where somebody is to read it.
#[derive(Default, Debug)]
pub(super) struct Story {
    kept: bool,
    lines: Vec<String>,
}

impl Story {
    pub(super) fn new(kept: bool) -> Self {
        Self {
            kept,
            lines: Vec::new(),
        }
    }

    pub(super) fn line(&mut self, at: Duration, text: impl FnOnce() -> String) {
        if self.kept {
            self.lines.push(format!("{:>9.3} {}", at.as_secs_f64(), text()));
        }
    }

    /// What a session says, as far as it says anything to people.
    pub(super) fn said(&mut self, at: Duration, desk: usize, said: &Said) {
        if !self.kept {
            return;
        }
        let text = match said {
            Said::Event(event) => {
                let call = event.call_id().map(|call| short(call.as_str()).to_owned());
                let raw = event.raw().to_string();
                let whose = [
                    "releasingDevice",
                    "alertingDevice",
                    "answeringDevice",
                    "holdingDevice",
                    "detail",
                    "state",
                ];
                let whose = whose
                    .iter()
                    .find_map(|field| value(&raw, field))
                    .unwrap_or_default();
                let late = if event.late { " late" } else { "" };
                format!(
                    "{:?} {}{late} {} {whose}",
                    event.origin,
                    event.name(),
                    call.unwrap_or_default()
                )
            }
            Said::Settled(id, outcome) => format!("settles {}: {outcome:?}", id.0),
            Said::Asked(..) => "asks whether to force".to_owned(),
            Said::Request(line) if !line.contains("heartbeat") => {
                format!("sends {}", plain(line))
            }
            Said::Open(socket) => format!("opens {socket:?}"),
            Said::Close(socket) => format!("closes {socket:?}"),
            Said::Closed => "is closed".to_owned(),
            _ => return,
        };
        self.line(at, || format!("  desk {desk}: {}", shorten(&text)));
    }

    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}

/// A request without what all have.
pub(super) fn plain(text: &str) -> String {
    shorten(&text.replace("http://cti.test/sdk/", "").replace("api/csta/", ""))
}

/// Call ids by their beginnings.
pub(super) fn shorten(text: &str) -> String {
    let is_id = |word: &str| word.len() == 36 && word.bytes().filter(|byte| *byte == b'-').count() == 4;
    let mut short_text = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
        let word = piece.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        if is_id(word) {
            short_text.push_str(short(word));
            short_text.push_str(&piece[word.len()..]);
        } else {
            short_text.push_str(piece);
        }
    }
    short_text
}

pub(super) fn short(id: &str) -> &str {
    id.get(..4).unwrap_or(id)
}

fn value(json: &str, field: &str) -> Option<String> {
    let (_, rest) = json.split_once(&format!("\"{field}\":\""))?;
    rest.split('"').next().map(str::to_owned)
}
