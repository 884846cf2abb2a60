//! What legs and agents were, and from when to when, within the last minute: all pages draw the same, whenever they were opened.

use serde_json::{Value, json};
use wellclient_simulator::{CallState, PbxState};

/// So long it is kept, ms.
const WINDOW: i64 = 60_000;

/// One thing that stayed as it was for a time.
#[derive(Clone, PartialEq, Debug)]
struct Stay {
    device: String,
    /// `leg` or `mode`.
    kind: &'static str,
    what: &'static str,
    /// A leg's call.
    call: String,
    /// Milliseconds since 1970 UTC.
    from: i64,
    /// `None` while it stays.
    to: Option<i64>,
}

impl Stay {
    fn is_of(&self, other: &Self) -> bool {
        self.device == other.device
            && self.kind == other.kind
            && self.what == other.what
            && self.call == other.call
    }
}

/// All of them, in the order in which they began to be seen.
#[derive(Default)]
pub(super) struct Stays {
    all: Vec<Stay>,
}

impl Stays {
    /// The switch is so at `now`; `started_at` is when it was started. Both are milliseconds since 1970 UTC.
    pub(super) fn are(&mut self, state: &PbxState, started_at: i64, now: i64) {
        let modes = state.agents.iter().filter_map(|agent| {
            Some(Stay {
                device: agent.device_id.clone()?,
                kind: "mode",
                what: agent.agent_mode,
                call: String::new(),
                from: started_at.saturating_add(i64::try_from(agent.since_ms).unwrap_or(0)),
                to: None,
            })
        });
        let legs = state.calls.iter().flat_map(|call| legs(call, now));
        let is: Vec<Stay> = modes.chain(legs).collect();
        for stay in self.all.iter_mut().filter(|stay| stay.to.is_none()) {
            if !is.iter().any(|still| still.is_of(stay)) {
                stay.to = Some(now);
            }
        }
        for stay in is {
            let goes_on = |known: &Stay| known.to.is_none() && known.is_of(&stay);
            if !self.all.iter().any(goes_on) {
                self.all.push(stay);
            }
        }
        self.all.retain(|stay| stay.to.is_none_or(|to| to > now - WINDOW));
    }

    /// For a page.
    pub(super) fn json(&self) -> Value {
        let stays = self.all.iter().map(|stay| {
            json!({
                "lane": stay.device,
                "kind": stay.kind,
                "what": stay.what,
                "call": stay.call,
                "from": stay.from,
                "to": stay.to,
            })
        });
        stays.collect()
    }
}

fn legs(call: &CallState, now: i64) -> impl Iterator<Item = Stay> {
    call.legs.iter().map(move |leg| Stay {
        device: leg.device_id.clone(),
        kind: "leg",
        what: leg.state,
        call: call.call_id.clone(),
        from: now,
        to: None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use wellclient_simulator::LegState;

    use super::*;

    fn call(state: &'static str) -> CallState {
        let leg = LegState {
            device_id: "8001@test.cc".to_owned(),
            state,
            caller: false,
            silent: false,
            spy: false,
            recording: false,
        };
        CallState {
            call_id: "a".to_owned(),
            calling_device: "13800000000".to_owned(),
            called_device: "8001@test.cc".to_owned(),
            conference: false,
            created_ms: 0,
            answered_ms: None,
            user_data: BTreeMap::new(),
            own_data: BTreeMap::new(),
            context_id: None,
            greeting: None,
            legs: vec![leg],
        }
    }

    fn switch(calls: Vec<CallState>) -> PbxState {
        PbxState {
            calls,
            ..PbxState::default()
        }
    }

    #[test]
    fn a_leg_is_kept_from_its_beginning_until_a_minute_after_its_end() {
        let mut stays = Stays::default();
        stays.are(&switch(vec![call("alerting")]), 0, 1_000);
        stays.are(&switch(vec![call("alerting")]), 0, 2_000);
        stays.are(&switch(vec![call("connected")]), 0, 3_000);
        let times = |stays: &Stays| -> Vec<(&str, i64, Option<i64>)> {
            let all = stays.all.iter();
            all.map(|stay| (stay.what, stay.from, stay.to)).collect()
        };
        assert_eq!(
            times(&stays),
            [("alerting", 1_000, Some(3_000)), ("connected", 3_000, None)]
        );
        stays.are(&switch(vec![call("connected")]), 0, 200_000);
        assert_eq!(times(&stays), [("connected", 3_000, None)]);
        stays.are(&switch(Vec::new()), 0, 201_000);
        stays.are(&switch(Vec::new()), 0, 260_999);
        assert_eq!(times(&stays), [("connected", 3_000, Some(201_000))]);
        stays.are(&switch(Vec::new()), 0, 261_000);
        assert_eq!(times(&stays), []);
    }
}
