//! The ladder: what was recorded as rows between client, server and devices, with the model after each, as a page or a
//! picture.

mod bars;
mod builder;
mod concerns;
mod events;
mod journal;
mod lanes;
mod log_line;
mod mask;
mod moment;
mod naming;
mod page;
mod picture;
mod picture_bars;
mod row;
mod scrub;
mod wire;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use events::read as read_events;
pub(crate) use journal::read as read_journal;
pub(crate) use page::page;
pub(crate) use picture::{MOST_ROWS, picture};

use bars::Bars;
use lanes::Stay;
use moment::Moment;
use row::Row;

/// What was recorded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ladder {
    /// Where it was read from, for a heading.
    pub(crate) title: String,
    /// Whose it is; empty where nothing tells.
    pub(crate) agent: String,
    /// All who take part, by their numbers: the client and the server have no name, the third is the own device.
    pub(crate) names: Vec<String>,
    /// All calls, by their numbers.
    pub(crate) calls: Vec<String>,
    /// What happened, in the order of its happening.
    pub(crate) rows: Vec<Row>,
    /// What the model was, each once while it did not change; the first is that of before.
    pub(crate) moments: Vec<Moment>,
    pub(crate) lanes: Vec<Stay>,
    pub(crate) bars: Bars,
    /// Telephone numbers are masked.
    pub(crate) masked: bool,
    /// Events that were read.
    pub(crate) events: usize,
    /// Why the rest could not be read, where that is so.
    pub(crate) broken: String,
}

impl Ladder {
    /// Takes out of all texts what looks like a password or a session id: a log of another client's may have some.
    pub(crate) fn scrub(&mut self) {
        self.each_text(&mut |text| {
            if let Some(clean) = scrub::scrub(text) {
                *text = clean;
            }
        });
    }

    /// Masks the telephone numbers in all texts, each number always alike.
    pub(crate) fn mask(&mut self) {
        let mut agents: Vec<String> = self
            .rows
            .iter()
            .flat_map(|row| mask::agents_in(&row.raw))
            .collect();
        agents.push(self.agent.clone());
        let mut mask = mask::Mask::new(&agents, &self.names, &self.calls);
        for name in self.names.iter_mut().skip(2) {
            *name = mask.device(name);
        }
        for row in &mut self.rows {
            row.raw = mask.raw(&row.raw);
        }
        self.each_plain_text(&mut |text| *text = mask.text(text));
        self.masked = true;
    }

    fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        self.names.iter_mut().for_each(&mut *change);
        self.rows.iter_mut().for_each(|row| change(&mut row.raw));
        self.each_plain_text(change);
    }

    /// Every text but the devices' names and what was on the wire.
    fn each_plain_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        change(&mut self.title);
        change(&mut self.agent);
        change(&mut self.broken);
        self.calls.iter_mut().for_each(&mut *change);
        for row in &mut self.rows {
            change(&mut row.name);
            change(&mut row.said.en);
            change(&mut row.said.zh);
        }
        for moment in &mut self.moments {
            if let Some(agent) = &mut moment.agent {
                change(&mut agent.reason);
                change(&mut agent.mode);
                change(&mut agent.pending);
            }
            moment.calls.iter_mut().for_each(|call| change(&mut call.queue));
        }
        for bar in self.bars.agent.iter_mut() {
            change(&mut bar.what);
        }
    }
}
