//! One call: its legs and what they are allowed to be.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use wellclient_core::id::{AgentId, CallId, DeviceId};

/// A leg, unique within the switch: timers name legs by it, so that none fires on a later leg.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct LegId(pub(super) u64);

impl LegId {
    /// Of a leg that is none: legs are numbered from 1.
    pub(super) const NONE: Self = Self(0);
}

/// CSTA connection states (ECMA-269), as far as legs here have them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LegMode {
    /// Called, and waits for the other end.
    Initiated,
    Alerting,
    Connected,
    Held,
}

impl LegMode {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Initiated => "initiated",
            Self::Alerting => "alerting",
            Self::Connected => "connected",
            Self::Held => "hold",
        }
    }
}

/// What a ringing leg's answer brings about besides `established`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Joins {
    /// Nothing.
    Plainly,
    /// A conference, made by this device.
    Conference(DeviceId),
}

/// A call was handed on, to come back: to whom, others may decide meanwhile, by transfers and conferences of their own.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    /// Who was in the call before, and is to be talked to again.
    pub(super) with: Vec<DeviceId>,
    /// Who has begun to wait later comes back sooner.
    turn: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) device: DeviceId,
    pub(super) mode: LegMode,
    /// Made the call.
    pub(super) caller: bool,
    /// Who called and who was called, as this leg's own events tell it.
    pub(super) calling: DeviceId,
    pub(super) called: DeviceId,
    /// Who sent the call here.
    pub(super) redirected_by: Option<DeviceId>,
    pub(super) joins: Joins,
    pub(super) silent: bool,
    pub(super) spy: bool,
    /// Hangs up so long after it answered.
    pub(super) hangs_up_after: Option<Duration>,
    /// On hold until those whom it was handed to have gone, then taken back (transfer and wait).
    pub(super) waiting: Option<Waiting>,
    pub(super) recording: Option<String>,
    pub(super) rang_at: Option<Duration>,
    pub(super) answered_at: Option<Duration>,
    /// Who is in the call, by the events that this leg has had.
    pub(super) told_of: BTreeSet<DeviceId>,
    /// Who called whom, by the first event of the call that this leg has had.
    pub(super) first_told: Option<Ends>,
}

/// Who calls and who is called, as events name them.
#[derive(Clone, Debug)]
pub(super) struct Ends {
    pub(super) calling: DeviceId,
    pub(super) called: DeviceId,
    /// Those who have been told to have left.
    pub(super) gone: BTreeSet<DeviceId>,
}

impl Leg {
    pub(super) fn new(
        id: LegId,
        device: DeviceId,
        mode: LegMode,
        calling: DeviceId,
        called: DeviceId,
    ) -> Self {
        Self {
            id,
            device,
            mode,
            caller: false,
            calling,
            called,
            redirected_by: None,
            joins: Joins::Plainly,
            silent: false,
            spy: false,
            hangs_up_after: None,
            waiting: None,
            recording: None,
            rang_at: None,
            answered_at: None,
            told_of: BTreeSet::new(),
            first_told: None,
        }
    }

    /// Whether an event has named this device to it.
    pub(super) fn knows(&self, device: &DeviceId) -> bool {
        self.device == *device || self.told_of.contains(device)
    }

    /// Whether the call was made to this leg, and not passed on to it.
    pub(super) fn is_first_called(&self) -> bool {
        self.redirected_by.is_none() && self.joins == Joins::Plainly && !self.spy
    }

    /// Talks, or could after taking the call back.
    pub(super) fn is_up(&self) -> bool {
        matches!(self.mode, LegMode::Connected | LegMode::Held)
    }
}

/// What kind of call it is: `callType`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Inbound,
    Outbound,
    Internal,
    /// The dialler called a customer, who gets an agent on answering.
    Predictive,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Inbound => "Inbound",
            Self::Outbound => "Outbound",
            Self::Internal => "Internal",
            Self::Predictive => "PreDictive",
        }
    }
}

/// Who called whom when the call was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Origin {
    pub(super) call: CallId,
    pub(super) calling: DeviceId,
    pub(super) called: DeviceId,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Trunk {
    pub(super) group: Option<String>,
    pub(super) member: Option<String>,
    pub(super) split: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) id: CallId,
    /// Calls are numbered as they come.
    pub(super) number: u64,
    pub(super) origin: Origin,
    pub(super) kind: Kind,
    /// Call progress is analysed (`cpa`): why it could not be put through is told by `failed`.
    pub(super) analysed: bool,
    /// Whom the dialler has reserved for it.
    pub(super) dialled_for: Option<AgentId>,
    /// The agent's device that rings once the customer has answered.
    pub(super) reserved_for: Option<DeviceId>,
    /// In the order they came.
    pub(super) legs: Vec<Leg>,
    pub(super) conference: bool,
    /// Ends the conference by leaving it.
    pub(super) owner: Option<DeviceId>,
    pub(super) created_at: Duration,
    pub(super) answered_at: Option<Duration>,
    pub(super) data: Vec<(String, Value)>,
    pub(super) trunk: Trunk,
    pub(super) context_id: Option<String>,
    pub(super) greeting: Option<String>,
}

impl Call {
    pub(super) fn leg(&self, device: &DeviceId) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.device == *device)
    }

    pub(super) fn leg_mut(&mut self, device: &DeviceId) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| leg.device == *device)
    }

    /// Whose events a change at `device` is: everybody's, but a listener's only its own.
    pub(super) fn audience(&self, device: &DeviceId) -> Vec<DeviceId> {
        let spy = self.leg(device).is_some_and(|leg| leg.spy);
        let hears = |leg: &&Leg| if spy { leg.device == *device } else { true };
        self.legs
            .iter()
            .filter(hears)
            .map(|leg| leg.device.clone())
            .collect()
    }

    /// Of these devices those to which an event has named this one.
    pub(super) fn who_know(&self, device: &DeviceId, mut audience: Vec<DeviceId>) -> Vec<DeviceId> {
        audience.retain(|hearer| self.leg(hearer).is_some_and(|leg| leg.knows(device)));
        audience
    }

    /// Those who have not heard of who rings here, or of who calls there.
    pub(super) fn who_miss(&self, rings: &Leg) -> Vec<DeviceId> {
        let misses = |leg: &&Leg| !leg.knows(&rings.device) || !leg.knows(&rings.calling);
        self.legs
            .iter()
            .filter(misses)
            .map(|leg| leg.device.clone())
            .collect()
    }

    /// Who rings and was called by somebody who has left is called by somebody who is there.
    pub(super) fn call_for_who_has_left(&mut self) {
        let is_left = |leg: &&Leg| leg.mode == LegMode::Alerting && self.leg(&leg.calling).is_none();
        let left: Vec<DeviceId> = self
            .legs
            .iter()
            .filter(is_left)
            .map(|leg| leg.device.clone())
            .collect();
        for device in left {
            let other = self.other_party(&device).map(|leg| leg.device.clone());
            if let (Some(leg), Some(other)) = (self.leg_mut(&device), other) {
                leg.calling = other;
            }
        }
    }

    /// Every device in it but this one.
    pub(super) fn others(&self, device: &DeviceId) -> Vec<DeviceId> {
        let others = self.legs.iter().filter(|leg| leg.device != *device);
        others.map(|leg| leg.device.clone()).collect()
    }

    /// The parties, without listeners.
    pub(super) fn parties(&self) -> impl Iterator<Item = &Leg> {
        self.legs.iter().filter(|leg| !leg.spy)
    }

    /// The parties, without listeners and those who wait for it to come back.
    fn present(&self) -> impl Iterator<Item = &Leg> {
        self.parties().filter(|leg| leg.waiting.is_none())
    }

    /// Whether it goes on: two parties, one of whom is there.
    pub(super) fn is_alive(&self) -> bool {
        self.present().count() >= 2 && self.present().any(|leg| leg.mode != LegMode::Alerting)
    }

    /// The party that `device` talks to: the first other one, those who are there before those who wait, and those before
    /// who ring.
    pub(super) fn other_party(&self, device: &DeviceId) -> Option<&Leg> {
        let others = || self.parties().filter(|leg| leg.device != *device);
        let there = || others().filter(|leg| leg.is_up());
        let talking = there().find(|leg| leg.waiting.is_none());
        talking.or_else(|| there().next()).or_else(|| others().next())
    }

    /// The leg of `device` waits for the call, to have those back `with` whom it was in it.
    pub(super) fn begin_to_wait(&mut self, device: &DeviceId, with: Vec<DeviceId>) {
        let turns = self.legs.iter().filter_map(|leg| leg.waiting.as_ref());
        let turn = turns.map(|waiting| waiting.turn).max().map_or(0, |last| last + 1);
        if let Some(leg) = self.leg_mut(device) {
            leg.waiting = Some(Waiting { with, turn });
        }
    }

    /// Whom the call was handed to by somebody who waits. Who takes part silently keeps nobody waiting.
    pub(super) fn taken_on<'a>(&'a self, waiting: &'a Waiting) -> impl DoubleEndedIterator<Item = &'a Leg> {
        let took_it = move |leg: &&Leg| {
            let talks = !leg.spy && !leg.silent && leg.waiting.is_none();
            talks && !waiting.with.contains(&leg.device)
        };
        self.legs.iter().filter(took_it)
    }

    /// Those whom it was handed to have gone: ends the wait of who takes the call back, the last who has begun it.
    pub(super) fn end_a_wait(&mut self) -> Option<DeviceId> {
        let is_over = |leg: &&Leg| {
            let waiting = leg.waiting.as_ref();
            waiting.is_some_and(|waiting| self.taken_on(waiting).next().is_none())
        };
        let over = self.legs.iter().filter(is_over);
        let last = over.max_by_key(|leg| leg.waiting.as_ref().map(|waiting| waiting.turn))?;
        let device = last.device.clone();
        self.leg_mut(&device)?.waiting = None;
        Some(device)
    }

    /// `to` has taken the place of `by`, for those, too, who wait to talk to it again.
    pub(super) fn replace(&mut self, by: &DeviceId, to: &DeviceId) {
        let waiting = self.legs.iter_mut().filter_map(|leg| leg.waiting.as_mut());
        for device in waiting.flat_map(|waiting| &mut waiting.with) {
            if *device == *by {
                device.clone_from(to);
            }
        }
    }

    /// The calling and the called side, of those who are there: after a transfer one of them is another than at first.
    pub(super) fn who_talks(&self) -> (DeviceId, DeviceId) {
        let there = |device: &DeviceId| self.present().any(|leg| leg.device == *device && leg.is_up());
        let first_but = |other: Option<&DeviceId>| {
            let mut up = self
                .present()
                .filter(|leg| leg.is_up() && Some(&leg.device) != other);
            up.next().map(|leg| leg.device.clone())
        };
        let (calling, called) = (&self.origin.calling, &self.origin.called);
        let called_is_there = there(called).then_some(called);
        let calling = match there(calling) {
            true => calling.clone(),
            false => first_but(called_is_there).unwrap_or_else(|| calling.clone()),
        };
        let called = match called_is_there {
            Some(called) => called.clone(),
            None => first_but(Some(&calling)).unwrap_or_else(|| called.clone()),
        };
        (calling, called)
    }

    /// The switch's own keys of the call's data, beside which the application's stand in events.
    pub(super) fn own_data(&self) -> Vec<(String, Value)> {
        let mut data = vec![
            ("originalANI", Value::from(self.origin.calling.as_str())),
            ("originalDNIS", self.origin.called.as_str().into()),
            ("originalCallId", self.origin.call.as_str().into()),
        ];
        if let Some(agent) = &self.dialled_for {
            data.extend([
                ("origin_dnis", self.origin.calling.number().into()),
                ("id", self.number.to_string().into()),
                ("selectAgent", agent.as_str().into()),
                ("callType", self.kind.name().into()),
            ]);
        }
        let owned = data.into_iter().map(|(key, value)| (key.to_owned(), value));
        owned.collect()
    }

    pub(super) fn set_data(&mut self, entries: impl IntoIterator<Item = (String, Value)>) {
        for (key, value) in entries {
            match self.data.iter_mut().find(|(known, _)| *known == key) {
                Some(entry) => entry.1 = value,
                None => self.data.push((key, value)),
            }
        }
    }
}
