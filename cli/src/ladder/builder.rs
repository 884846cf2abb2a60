//! Collects the rows of a ladder as they are read: numbers for devices and calls, times that never go back, each model
//! once.

use std::collections::HashMap;
use std::mem;

use wellclient::{CallId, CallRef, DeviceId, DeviceRef};
use wellclient_core::event::AnomalyKind;

use super::Ladder;
use super::bars::Bars;
use super::moment::{Moment, Numbers};
use super::row::{Kind, Mark, Party, Row, Said};
use super::{concerns, lanes};

/// Rows that are being read.
pub(crate) struct Builder {
    ladder: Ladder,
    parties: HashMap<DeviceId, Party>,
    calls: HashMap<CallId, usize>,
    /// The time of the next row.
    now: i64,
    /// How far the clock on the wall is from UTC.
    offset_ms: i64,
    /// Rows that have no model yet: that of their input's end.
    open: usize,
    /// For each row with a time of the server's own: how much later it came, in seconds.
    behind: Vec<(usize, i64)>,
}

impl Builder {
    /// Of one agent on one device, where they are known.
    pub(crate) fn new(agent: &str, device: &str) -> Self {
        let mut builder = Self {
            ladder: Ladder {
                agent: agent.to_owned(),
                names: vec![String::new(), String::new(), device.to_owned()],
                moments: vec![Moment::unknown()],
                ..Ladder::default()
            },
            parties: HashMap::new(),
            calls: HashMap::new(),
            now: i64::MIN,
            offset_ms: 0,
            open: 0,
            behind: Vec::new(),
        };
        if !device.is_empty() {
            builder.parties.insert(DeviceId::from(device), Party::OWN);
        }
        builder
    }

    /// Who is logged in where, once that is known.
    pub(crate) fn identify(&mut self, agent: &str, device: &DeviceId) {
        agent.clone_into(&mut self.ladder.agent);
        if self.parties.get(device) != Some(&Party::OWN) {
            self.parties.insert(device.clone(), Party::OWN);
            device.as_str().clone_into(&mut self.ladder.names[Party::OWN.0]);
        }
    }

    /// Sets the time of what comes next, in milliseconds since 1970 UTC and as seconds that the clock on the wall is ahead.
    pub(crate) fn at(&mut self, unix_ms: i64, offset_s: i32) {
        self.offset_ms = i64::from(offset_s) * 1000;
        self.now = self.now.max(unix_ms.saturating_add(self.offset_ms));
    }

    /// A device's number.
    pub(crate) fn party(&mut self, device: DeviceRef<'_>) -> Party {
        number_of(&mut self.parties, &mut self.ladder.names, &device.to_owned())
    }

    /// A call's number.
    pub(crate) fn call(&mut self, call: CallRef<'_>) -> usize {
        call_number(&mut self.calls, &mut self.ladder.calls, &call.to_owned())
    }

    /// The number of a call that was spoken of before.
    pub(crate) fn known_call(&self, call: &str) -> Option<usize> {
        self.calls.get(&CallId::from(call)).copied()
    }

    /// Adds a row; its number.
    pub(crate) fn push(&mut self, mut row: Row) -> usize {
        // Only a header, or lines without a time, come before the first one.
        row.at = if self.now == i64::MIN { 0 } else { self.now };
        self.ladder.rows.push(row);
        self.ladder.rows.len() - 1
    }

    /// Changes a row that was added.
    pub(crate) fn row(&mut self, row: usize) -> Option<&mut Row> {
        self.ladder.rows.get_mut(row)
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.ladder.rows.len()
    }

    /// Says what a row answers, and how long that took.
    pub(crate) fn answers(&mut self, row: usize, asked: usize) {
        let since = self.ladder.rows.get(asked).map(|asked| asked.at);
        if let (Some(since), Some(row)) = (since, self.ladder.rows.get_mut(row)) {
            row.answers = Some(asked);
            row.took = Some(row.at.saturating_sub(since));
        }
    }

    /// Notes how much later than the server's own time a row came, by clocks that need not agree.
    pub(crate) fn behind(&mut self, row: usize, server_seconds: i64) {
        if let Some(found) = self.ladder.rows.get(row) {
            let seconds = found.at.div_euclid(1000).saturating_sub(server_seconds);
            self.behind.push((row, seconds));
        }
    }

    /// The model after all that was added since the last one.
    pub(crate) fn model(&mut self, make: impl FnOnce(&mut Numbers<'_>) -> Moment) {
        if self.open == self.ladder.rows.len() {
            return;
        }
        let Ladder { names, calls, .. } = &mut self.ladder;
        let moment = make(&mut Numbers {
            party: &mut |device| number_of(&mut self.parties, names, device),
            call: &mut |call| call_number(&mut self.calls, calls, call),
            offset_ms: self.offset_ms,
        });
        if self.ladder.moments.last() != Some(&moment) {
            self.ladder.moments.push(moment);
        }
        let last = self.ladder.moments.len() - 1;
        for row in self.ladder.rows.iter_mut().skip(self.open) {
            row.moment = last;
        }
        self.open = self.ladder.rows.len();
    }

    /// A line that could not be read.
    pub(crate) fn malformed(&mut self, line: u64, why: &crate::said::Said, text: &str) {
        let mut row = Row::new(Kind::Anomaly, "").marked(Mark::Odd).raw(text);
        row.word = AnomalyKind::Malformed.as_str();
        self.push(row.saying(Said {
            en: format!("line {line}: {}", why.en),
            zh: format!("第 {line} 行：{}", why.zh),
        }));
    }

    /// The whole ladder.
    pub(crate) fn finish(mut self) -> Ladder {
        let fastest = self.behind.iter().map(|(_, seconds)| *seconds).min();
        for (row, seconds) in mem::take(&mut self.behind) {
            if let (Some(fastest), Some(row)) = (fastest, self.ladder.rows.get_mut(row)) {
                // The server's times are whole seconds.
                row.lag = Some(seconds.saturating_sub(fastest)).filter(|lag| *lag >= 2);
            }
        }
        let mut ladder = self.ladder;
        // Lines without a time at the beginning are as old as the first that has one.
        let first = ladder
            .rows
            .iter()
            .map(|row| row.at)
            .find(|at| *at != 0)
            .unwrap_or(0);
        for row in ladder.rows.iter_mut().take_while(|row| row.at == 0) {
            row.at = first;
        }
        concerns::note(&mut ladder.rows, &ladder.moments, &ladder.calls);
        ladder.lanes = lanes::of(&ladder.rows, &ladder.moments);
        ladder.bars = Bars::of(&ladder.rows, &ladder.moments);
        ladder
    }
}

fn number_of(parties: &mut HashMap<DeviceId, Party>, names: &mut Vec<String>, device: &DeviceId) -> Party {
    if let Some(known) = parties.get(device) {
        return *known;
    }
    let party = Party(names.len());
    names.push(device.as_str().to_owned());
    parties.insert(device.clone(), party);
    party
}

fn call_number(numbers: &mut HashMap<CallId, usize>, calls: &mut Vec<String>, call: &CallId) -> usize {
    if let Some(known) = numbers.get(call) {
        return *known;
    }
    calls.push(call.as_str().to_owned());
    numbers.insert(call.clone(), calls.len() - 1);
    calls.len() - 1
}
