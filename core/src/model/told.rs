//! What the tracker is told beside events: what the server says of one call, and what the agent is about to do.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::call::{Call, ConnectionState, Role};
use super::cleared::Correction;
use super::data::{self, entries};
use super::limits::REMEMBERED;
use super::order::Order;
use super::perspective::Moment;
use super::state::{Listening, Returning};
use super::tracker::Tracker;
use crate::doubt::{Doubt, Doubts};
use crate::event::{Event, EventTime, Synthesizer};
use crate::http::reply::MAX_REPLY_BYTES;
use crate::id::{CallId, CommandId, DeviceId};
use crate::time::Now;

/// Times of the server are whole seconds, and events are on their way for a while.
const ROUNDED: Duration = Duration::from_secs(2);

impl Tracker {
    /// The server has refused to do something with a call: it may be over, or otherwise than it seems.
    pub fn doubt_call(&mut self, id: &CallId) {
        let Some(id) = self.model().call(id).map(|call| call.id.clone()) else {
            return;
        };
        self.tell(move |model| {
            model.complete = false;
            for call in &mut model.calls {
                match call.id == id {
                    true => call.doubt(),
                    // What is known of it tells nothing of others any more.
                    false => call.believed = None,
                }
            }
        });
    }

    /// It is of an agent who is watched: what the agent asks for is not known here.
    pub fn watches(&mut self) {
        self.change(|model| model.watched = true);
    }

    /// The agent asks to be logged out: `agentLoggedOff` is expected.
    pub fn will_log_off(&mut self) {
        self.change(|model| model.logs_off = true);
    }

    /// The log-in logs the agent out first: an `agentLoggedOff` that comes late may be of that.
    pub fn is_forced_out(&mut self) {
        self.change(|model| model.forced_out = true);
    }

    /// The agent's device is going to listen to a call: it is connected without being answered, and takes no part in it. This
    /// command asks for it.
    pub fn will_listen(&mut self, by: CommandId, call: &CallId) {
        let listening = Listening {
            by,
            call: call.clone(),
            in_doubt: false,
        };
        self.change(|model| {
            model.listening.retain(|known| known.by != by);
            if model.listening.len() == REMEMBERED {
                model.listening.pop_front();
            }
            model.listening.push_back(listening.clone());
        });
    }

    /// Nobody knows whether the server has carried that out.
    pub fn may_listen(&mut self, by: CommandId) {
        self.change(|model| {
            let mut listening = model.listening.iter_mut();
            if let Some(listening) = listening.find(|known| known.by == by) {
                listening.in_doubt = true;
            }
        });
    }

    /// A call that rings here, and may be one to listen to; since when, and by which command.
    pub(crate) fn rings_in_doubt(&self) -> Option<(CommandId, Moment)> {
        let own = &self.perspective().device;
        let rings = |call: &&Call| call.listens && call.leg(own) == ConnectionState::Alerting;
        let mut doubtful = self
            .model()
            .listening
            .iter()
            .filter(|listening| listening.in_doubt);
        doubtful.find_map(|listening| {
            let call = self.model().call(&listening.call).filter(rings)?;
            Some((listening.by, call.created))
        })
    }

    /// A reply names the call that was made here. If its own telephone rings for that first, what events have told of it by now is
    /// seen in that light; answers whether it is another call by that.
    pub(crate) fn is_made_here(&mut self, id: &CallId) -> bool {
        self.change(|model| {
            if model.made.len() == REMEMBERED {
                model.made.pop_front();
            }
            model.made.push_back(id.clone());
        });
        let own = &self.perspective().device;
        let rang = self
            .model()
            .call(id)
            .filter(|call| call.role(own) == Some(Role::Called));
        let Some(before) = rang.cloned() else { return false };
        self.see_anew();
        let now = self.model().call(id);
        now.is_none_or(|now| !now.agrees_with(&before))
    }

    /// The server has refused that: what rings here is a call like any other, unless an earlier command may have asked for it.
    pub fn will_not_listen(&mut self, by: CommandId) {
        let own = self.perspective().device.clone();
        self.change(|model| {
            let place = model.listening.iter().position(|known| known.by == by);
            let Some(refused) = place.and_then(|place| model.listening.remove(place)) else {
                return;
            };
            let is_wanted = model.listening.iter().any(|known| known.call == refused.call);
            let rings = |call: &Call| call.leg(&own) == ConnectionState::Alerting;
            if !is_wanted && model.call(&refused.call).is_some_and(rings) {
                model.takes_part(refused.call.borrowed(), own.borrowed());
            }
        });
    }

    /// The agent's device hands a call on and waits for it: to whom it has consulted, of whose coming in nothing is told, or in a
    /// single step. This command's request for it leaves at `since`, for the first time or once more.
    pub fn will_wait(
        &mut self,
        by: CommandId,
        since: Duration,
        call: &CallId,
        consultation: Option<&CallId>,
    ) {
        let now = |id: &CallId| self.model().resolve(id.borrowed()).to_owned();
        let returning = Returning {
            by,
            call: now(call),
            consultation: consultation.map(now),
            since,
            left_by: None,
        };
        self.change(|model| {
            model.returning.retain(|known| known.by != by);
            if model.returning.len() == REMEMBERED {
                model.returning.pop_front();
            }
            model.returning.push_back(returning.clone());
        });
    }

    /// The server has refused that; what an earlier command asked for may still hold.
    pub fn will_not_wait(&mut self, by: CommandId) {
        self.change(|model| model.returning.retain(|known| known.by != by));
    }

    /// The agent's device hands a call on for good: it comes back no more.
    pub(crate) fn will_hand_over(&mut self, by: CommandId, call: &CallId) {
        let call = self.model().resolve(call.borrowed()).to_owned();
        self.change(|model| {
            let mut returning = model.returning.iter_mut();
            if let Some(returning) = returning.find(|returning| returning.call == call) {
                returning.left_by = Some(by);
            }
        });
    }

    /// The server has refused that, or nobody knows whether it has.
    pub(crate) fn will_not_hand_over(&mut self, by: CommandId) {
        self.change(|model| {
            let left = model.returning.iter_mut();
            for returning in left.filter(|returning| returning.left_by == Some(by)) {
                returning.left_by = None;
            }
        });
    }

    /// By the server's account the agent is logged out.
    pub fn log_off(&mut self, now: Now, event: &Event) {
        self.apply_trusted(now, event);
    }

    /// The agent has turned up on this device: what was known of calls was of another.
    pub(crate) fn move_to(&mut self, device: DeviceId) {
        self.sees_from(device);
        self.change(|model| {
            model.calls.clear();
            model.complete = false;
        });
    }

    /// The agent is logged off, so there are no calls of this agent's.
    pub fn forget_calls(&mut self) {
        self.forget(|_| true);
    }

    /// The agent has logged on, which takes that there are no calls: those that nobody has told of since a gap are over.
    pub(crate) fn forget_doubtful_calls(&mut self) {
        self.forget(|call| call.doubts.has(Doubt::Leg));
    }

    fn forget(&mut self, is_over: impl Fn(&Call) -> bool) {
        self.settle_all();
        let calls = self.model().calls().iter();
        let over: Vec<CallId> = calls
            .filter(|call| is_over(call))
            .map(|call| call.id.clone())
            .collect();
        self.change(|model| {
            model.calls.retain(|call| !over.contains(&call.id));
            for id in &over {
                model.remember_end(id.clone(), Order::default(), false);
            }
            model.complete = true;
            model.is_in_order();
        });
    }

    /// The server knows no such call any more: it is ended. `None` if the model does not know it either.
    pub fn end_call(&mut self, now: Now, id: &CallId) -> Option<Correction> {
        let id = self.model().call(id)?.id.clone();
        let make = Synthesizer {
            agent: &self.perspective().agent,
            device: &self.perspective().device,
        };
        let event = make.connection_cleared(&id, &self.perspective().device);
        let effect = self.apply_trusted(now, &event);
        Some((event, effect.cleared))
    }

    /// When a call that came unseen began to ring, by the server's account.
    pub(super) fn note_ring(&mut self, now: Now, id: &CallId, rang: EventTime) {
        let Some(since) = self.clock().since(now, rang) else {
            return;
        };
        let (rang, id) = (Moment::ago(now, since), id.clone());
        self.tell(move |model| {
            let calls = model.calls.iter_mut().filter(|call| call.id == id);
            for call in calls.filter(|call| rang.elapsed(now.monotonic) > call.created.elapsed(now.monotonic))
            {
                call.created = rang;
            }
        });
    }

    /// When a call that was answered unseen was answered, by the server's account. Its clock need not be that of the events: from
    /// the ringing on, where that was seen here, it is the account's own time alone that passes. What cannot be, by a call that was
    /// seen to begin, is not believed.
    pub(super) fn note_answer(
        &mut self,
        now: Now,
        id: &CallId,
        answered: Option<EventTime>,
        rang: Option<EventTime>,
        was_seen: bool,
    ) {
        let age = self
            .model()
            .call(id)
            .map(|call| call.created.elapsed(now.monotonic));
        let since = answered.and_then(|answered| match (rang, age) {
            (Some(rang), Some(age)) => {
                let rang_for = answered.civil_ms().checked_sub(rang.civil_ms())?;
                let rang_for = Duration::from_millis(u64::try_from(rang_for).ok()?);
                (rang_for <= age + ROUNDED).then(|| age.saturating_sub(rang_for))
            }
            _ => {
                let since = self.clock().since(now, answered)?;
                let may_be = age.is_none_or(|age| !was_seen || since <= age + ROUNDED);
                may_be.then_some(since)
            }
        });
        let id = id.clone();
        self.tell(move |model| {
            for call in model.calls.iter_mut().filter(|call| call.id == id) {
                match since {
                    Some(time) => {
                        call.established = Some(Moment::ago(now, time));
                        call.doubts.remove(Doubt::Established);
                    }
                    None => call.doubts.add(Doubt::Established),
                }
                if let Some(at) = call
                    .established
                    .filter(|at| at.elapsed(now.monotonic) > call.created.elapsed(now.monotonic))
                {
                    call.created = at;
                }
            }
        });
    }

    /// What the agent's leg of a call is may be older than it was taken for.
    pub(crate) fn doubt_leg(&mut self, id: &CallId) {
        let (own, id) = (self.perspective().device.clone(), id.clone());
        self.tell(move |model| {
            let call = model.resolve(id.borrowed()).to_owned();
            let mut calls = model.calls.iter_mut();
            if let Some(call) = calls.find(|known| known.id == call) {
                call.doubts.add(Doubt::Leg);
                call.believed = None;
                call.party_mut(own.borrowed())
                    .into_iter()
                    .for_each(|party| party.verified = false);
            }
        });
    }

    /// So, of the agent's mode.
    pub(crate) fn doubt_mode(&mut self) {
        self.tell(|model| model.agent.doubts.add(Doubts::AGENT));
    }

    /// Whether a call is recorded, as a command has found out; where an event has told since, that holds.
    pub(crate) fn note_recording(&mut self, id: &CallId, on: bool) {
        let id = id.clone();
        self.tell(move |model| {
            let call = model.resolve(id.borrowed()).to_owned();
            let in_doubt = |known: &&mut Call| known.id == call && known.doubts.has(Doubt::Recording);
            for call in model.calls.iter_mut().filter(in_doubt) {
                call.recording = on;
                call.recording_told = true;
                call.doubts.remove(Doubt::Recording);
            }
        });
    }

    /// There may be more data than is known.
    pub fn doubt_data(&mut self, id: &CallId) {
        let id = id.clone();
        self.tell(move |model| {
            let call = model.resolve(id.borrowed()).to_owned();
            let mut calls = model.calls.iter_mut();
            if let Some(call) = calls.find(|known| known.id == call) {
                call.doubts.add(Doubt::Data);
            }
        });
    }

    /// Its data has been set from here, or may have been, as is known since `at`: an answer to what was asked before can be older.
    pub(crate) fn note_set_data(&mut self, at: Duration, id: &CallId) {
        let id = id.clone();
        self.tell(move |model| {
            let call = model.resolve(id.borrowed()).to_owned();
            model.ended.note_set(call.borrowed(), at);
            let calls = model.calls.iter_mut().filter(|known| known.id == call);
            calls.for_each(|call| call.note_set(at));
        });
    }

    /// The call data as the server has it: what was set by applications. The server's own keys, which events have beside
    /// them, stay. The server was `asked` then. Answers whether anything is other than was known.
    pub fn note_call_data(&mut self, asked: Duration, id: &CallId, data: &str) -> bool {
        let Some(known) = self.model().call(id) else {
            return false;
        };
        let data: Arc<str> = data.into();
        let changed = with_told(known, &data).is_some();
        let id = known.id.clone();
        self.tell_of(Some((id.clone(), Arc::clone(&data))), move |model| {
            let call = model.resolve(id.borrowed()).to_owned();
            for call in model.calls.iter_mut().filter(|known| known.id == call) {
                if let Some(told) = with_told(call, &data) {
                    call.data = Some(told);
                }
                call.foreign_data = false;
                call.data_asked = Some(asked);
                call.doubts.remove(Doubt::Data);
            }
        });
        changed
    }
}

/// A call's data with what is told of it, if that is anything else.
fn with_told(call: &Call, data: &Arc<str>) -> Option<Arc<str>> {
    let before = entries(call.data.as_deref().unwrap_or_default());
    let mut entries = match call.foreign_data {
        true => Map::new(),
        false => before.clone(),
    };
    entries.extend(data::entries(data));
    if entries == before {
        return None;
    }
    let merged = Value::Object(entries).to_string();
    Some(match merged.len() <= MAX_REPLY_BYTES {
        true => merged.into(),
        false => Arc::clone(data),
    })
}
