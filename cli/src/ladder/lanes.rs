//! Which column of the diagram a device has, and for how long: a column that is free is used again, so that a day of a
//! thousand callers fits.

use std::collections::BTreeMap;

use super::moment::Moment;
use super::row::{Party, Row};

/// A device's stay in a column, from row to row, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stay {
    pub(crate) party: Party,
    pub(crate) lane: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// The client, the server and the own device have a column each, for good.
pub(crate) const FIXED: usize = 3;

/// Whoever is away for fewer rows stays.
const SHORT: usize = 8;

/// The stays of all other devices, by their beginnings.
pub(crate) fn of(rows: &[Row], moments: &[Moment]) -> Vec<Stay> {
    let mut stays = stays(rows, moments);
    // Each column with the row that it is taken until.
    let mut taken: Vec<Option<usize>> = Vec::new();
    let mut last_lane: BTreeMap<Party, usize> = BTreeMap::new();
    for stay in &mut stays {
        // A row between two devices keeps their names apart.
        let is_free = |until: &Option<usize>| until.is_none_or(|until| until + 1 < stay.from);
        let as_before = last_lane.get(&stay.party).copied();
        let lane = as_before
            .filter(|lane| taken.get(*lane).is_some_and(is_free))
            .or_else(|| taken.iter().position(is_free))
            .unwrap_or(taken.len());
        if lane == taken.len() {
            taken.push(None);
        }
        if let Some(until) = taken.get_mut(lane) {
            *until = Some(stay.to);
        }
        last_lane.insert(stay.party, lane);
        stay.lane = lane + FIXED;
    }
    stays
}

fn stays(rows: &[Row], moments: &[Moment]) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    // The latest stay of each device.
    let mut latest: BTreeMap<Party, usize> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let moment = moments.get(row.moment);
        let legs = moment.into_iter().flat_map(|moment| &moment.calls);
        let legs = legs.flat_map(|call| call.parties.iter().map(|leg| Party(leg.0)));
        for party in legs.chain([row.from, row.to]) {
            if party.0 < FIXED {
                continue;
            }
            let stay = latest.get(&party).and_then(|stay| stays.get_mut(*stay));
            match stay {
                Some(stay) if stay.to + SHORT > at => stay.to = at,
                _ => {
                    let (lane, from, to) = (0, at, at);
                    latest.insert(party, stays.len());
                    stays.push(Stay {
                        party,
                        lane,
                        from,
                        to,
                    });
                }
            }
        }
    }
    stays
}
