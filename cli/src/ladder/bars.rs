//! The agent's states and each call's legs as bars over time.

use std::collections::BTreeMap;

use super::moment::Moment;
use super::row::Row;

/// From when to when, in milliseconds.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Bar {
    pub(crate) what: String,
    /// It may have been otherwise, unseen.
    pub(crate) doubt: bool,
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// A call's legs.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct CallBars {
    pub(crate) call: usize,
    /// Calls at the same time stand in different slots.
    pub(crate) slot: usize,
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// By the parties' numbers, in the order of their coming in.
    pub(crate) legs: Vec<(usize, Vec<Bar>)>,
}

/// All bars, by their beginnings.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Bars {
    pub(crate) agent: Vec<Bar>,
    pub(crate) link: Vec<Bar>,
    pub(crate) calls: Vec<CallBars>,
    pub(crate) slots: usize,
}

impl Bars {
    pub(crate) fn of(rows: &[Row], moments: &[Moment]) -> Self {
        let mut bars = Self::default();
        // Which of the calls is up, by its number.
        let mut up: BTreeMap<usize, usize> = BTreeMap::new();
        let mut before = None;
        for row in rows {
            if before != Some(row.moment)
                && let Some(moment) = moments.get(row.moment)
            {
                bars.change(row.at, moment, &mut up);
            }
            before = Some(row.moment);
        }
        if let Some(last) = rows.last() {
            bars.change(last.at, &Moment::unknown(), &mut up);
        }
        bars.take_slots();
        bars
    }

    /// Ends what is over at this time, and begins what is new.
    fn change(&mut self, at: i64, moment: &Moment, up: &mut BTreeMap<usize, usize>) {
        let agent = moment.agent.as_ref().filter(|_| moment.logged_in);
        let (mode, doubt) = agent.map_or(("", false), |agent| (agent.mode.as_str(), agent.doubt));
        go_on(&mut self.agent, at, mode, doubt);
        go_on(&mut self.link, at, moment.link, false);
        for (_, bars) in up.iter() {
            if let Some(bars) = self.calls.get_mut(*bars) {
                bars.to = at;
                let is_in = moment.calls.iter().find(|call| call.call == bars.call);
                for (party, legs) in &mut bars.legs {
                    let leg = is_in.and_then(|call| call.parties.iter().find(|leg| leg.0 == *party));
                    go_on(
                        legs,
                        at,
                        leg.map_or("", |leg| leg.1),
                        leg.is_some_and(|leg| !leg.3),
                    );
                }
            }
        }
        up.retain(|call, _| moment.calls.iter().any(|other| other.call == *call));
        for call in &moment.calls {
            let bars = *up.entry(call.call).or_insert_with(|| {
                self.calls.push(CallBars {
                    call: call.call,
                    slot: 0,
                    from: at,
                    to: at,
                    legs: Vec::new(),
                });
                self.calls.len() - 1
            });
            let Some(bars) = self.calls.get_mut(bars) else {
                continue;
            };
            for leg in &call.parties {
                if bars.legs.iter().all(|(party, _)| *party != leg.0) {
                    let mut legs = Vec::new();
                    go_on(&mut legs, at, leg.1, !leg.3);
                    bars.legs.push((leg.0, legs));
                }
            }
        }
    }

    /// Each call takes the first slot that is free; they come by their beginnings.
    fn take_slots(&mut self) {
        let mut taken_until: Vec<i64> = Vec::new();
        for call in &mut self.calls {
            let free = taken_until.iter().position(|until| *until <= call.from);
            call.slot = free.unwrap_or(taken_until.len());
            match taken_until.get_mut(call.slot) {
                Some(until) => *until = call.to.max(call.from.saturating_add(1)),
                None => taken_until.push(call.to.max(call.from.saturating_add(1))),
            }
        }
        self.slots = taken_until.len();
    }
}

/// The last bar goes on to this time; from then on there is another, or none where `what` is empty.
fn go_on(bars: &mut Vec<Bar>, at: i64, what: &str, doubt: bool) {
    if let Some(last) = bars.last_mut().filter(|last| !last.what.is_empty()) {
        last.to = at;
        if last.what == what && last.doubt == doubt {
            return;
        }
    }
    // What lasted for no time at all is not seen, but where it was the only one.
    if !what.is_empty() || bars.last().is_some_and(|last| !last.what.is_empty()) {
        bars.push(Bar {
            what: what.to_owned(),
            doubt,
            from: at,
            to: at,
        });
    }
}
