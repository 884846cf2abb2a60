//! The event pane: what has happened, in lines.

use std::collections::VecDeque;

use jiff::civil::Time;
use wellclient::{Body, Event, Language, Origin};

use super::words::{self, Word};
use crate::library;
use crate::notice;
use crate::print::clean;
use crate::said::Said;

/// So many lines are kept.
const KEPT: usize = 1000;

/// How a line looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tone {
    Plain,
    Dim,
    Good,
    Bad,
    Note,
}

/// One thing that has happened.
pub(crate) struct Line {
    pub(crate) at: Time,
    pub(crate) text: Said,
    pub(crate) tone: Tone,
}

/// What has happened, the oldest first.
#[derive(Default)]
pub(crate) struct Pane {
    pub(crate) lines: VecDeque<Line>,
    /// How many of the newest are scrolled away.
    pub(crate) behind: usize,
}

impl Pane {
    pub(crate) fn add(&mut self, at: Time, tone: Tone, text: Said) {
        if self.lines.len() == KEPT {
            self.lines.pop_front();
        }
        self.lines.push_back(Line { at, text, tone });
        if self.behind > 0 {
            self.behind = (self.behind + 1).min(self.lines.len());
        }
    }

    /// To older lines, or to newer ones.
    pub(crate) fn scroll(&mut self, older: bool, by: usize) {
        let most = self.lines.len().saturating_sub(1);
        self.behind = match older {
            true => (self.behind + by).min(most),
            false => self.behind.saturating_sub(by),
        };
    }
}

/// An event in a few words.
pub(crate) fn words(event: &Event, language: Language) -> (Tone, String) {
    let tone = match (event.body(), event.origin) {
        (Body::Anomaly(_) | Body::SessionEnded(_) | Body::WsDisconnected, _) => Tone::Note,
        (_, Origin::Server) => Tone::Plain,
        (_, Origin::Synthesized) => Tone::Note,
        (_, Origin::Derived) => Tone::Dim,
    };
    let (_, english) = notice::words(event, Language::En);
    let text = match (language, words::event_zh(event.kind())) {
        (Language::Zh, Some(name)) => match event.body() {
            Body::LinkChanged(link) => {
                let state = words::link(link.state, language);
                match link.end_reason.and_then(library::link_end_zh) {
                    Some(why) => format!("{name} {state}：{why}"),
                    None => format!("{name} {state}"),
                }
            }
            Body::SessionEnded(ended) => words::session_end(ended.end_reason, language).to_owned(),
            Body::Anomaly(anomaly) => {
                let sentence = words::anomaly_zh(anomaly.kind);
                format!("{name}：{}", sentence.unwrap_or(anomaly.kind.as_str()))
            }
            _ => format!("{name} {}", clean(event.name())),
        },
        _ => english,
    };
    (tone, text)
}

/// So many events were missed.
pub(crate) fn missed(count: u64) -> Said {
    Said::of(|language| format!("{count} {}", Word::Missed.of(language)))
}
