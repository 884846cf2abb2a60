//! How far the model is believed: what is asked of the server, and what its accounts are worth.

use std::time::Duration;

use super::absent::Absent;
use super::former::Formers;
use super::pending::LATE;
use super::unknown::Unknown;
use crate::id::CallId;
use crate::model::Model;

/// How often an account that events have overtaken is asked for again at once; after that, less often.
const OVERTAKEN: u32 = 5;

/// Between two tries where the account cannot be had: doubled each time, up to [`LONGEST`].
const RETRY: Duration = Duration::from_secs(2);

/// The longest time between two tries; where the server says that it has no account, [`LONGEST_WITHOUT`].
const LONGEST: Duration = Duration::from_secs(60);

/// An account that contradicts what events have told is borne out by another, or by events, before it is believed; so
/// often, if each time other events have come.
const CONTRADICTIONS: u32 = 3;

const LONGEST_WITHOUT: Duration = Duration::from_secs(3600);

#[derive(Default, Debug)]
pub(super) struct Belief {
    /// Asking is due because of doubt, which a late event can dispel.
    pub(super) for_doubt: bool,
    /// `wsReconnectSucceed` is owed.
    pub(super) after_reconnect: bool,
    /// By its last word, the server has no such account.
    pub(super) unavailable: bool,
    /// The account must be read before the model can be believed: there was a gap, or it could not be had.
    pub(super) owed: bool,
    /// Since when the event channel stands anew.
    stands_since: Option<Duration>,
    /// The server has asked not to be asked before.
    pub(super) not_before: Duration,
    /// Counts what the model has taken in, to tell whether an account of the server is older than that.
    pub(super) generation: u64,
    /// The last account contradicts what the events have told: its own event may be on its way, behind it.
    contradicted: Option<Contradiction>,
    /// What events have put an end to of late: an account that says so can be behind them.
    pub(super) formers: Formers,
    overtaken: u32,
    failures: u32,
    /// Accounts in a row that could not show all that is in doubt.
    partial: u32,
    /// Calls that the server says not to know.
    pub(super) unknown: Unknown,
    /// Calls that its account leaves out.
    pub(super) absent: Absent,
    /// A call that its account shows, though it does not know its data: while that stands, what it says of the data of
    /// others proves nothing.
    without_data: Option<CallId>,
    /// It has answered about a call's data once: not every server need do so.
    tells_data: bool,
    /// The call that the last account has shown.
    shown: Option<CallId>,
}

/// An account says other than the events, by an unbroken channel.
#[derive(Debug)]
struct Contradiction {
    since: Duration,
    /// What the model had taken in by then.
    generation: u64,
    times: u32,
    /// The calls of which it does.
    calls: Vec<CallId>,
}

/// What an account is worth.
pub(super) enum Worth {
    /// Nothing has happened since it was asked for.
    Current,
    /// What came meanwhile may be newer: to be asked for again, at once or after this time.
    Overtaken(Option<Duration>),
}

impl Belief {
    /// Whether `wsReconnectSucceed` has still to be told.
    pub(super) fn owes_reconnected(&self) -> bool {
        self.after_reconnect || self.absent.is_to_tell()
    }

    /// An account has come, asked for at this generation.
    pub(super) fn account(&mut self, generation: u64) -> Worth {
        self.failures = 0;
        self.unavailable = false;
        if generation == self.generation {
            self.overtaken = 0;
            return Worth::Current;
        }
        self.overtaken += 1;
        Worth::Overtaken((self.overtaken > OVERTAKEN).then_some(RETRY))
    }

    /// Whether the last account says other than the events, and nothing has told yet which is right.
    pub(super) fn is_contradicted(&self) -> bool {
        self.contradicted.is_some()
    }

    /// An account is believed. Answers of which calls one before it said other than the events: those that this one does not
    /// show it does not bear out.
    pub(super) fn believes(&mut self) -> Vec<CallId> {
        let contradicted = self.contradicted.take();
        contradicted.map_or_else(Vec::new, |contradicted| contradicted.calls)
    }

    /// An account contradicts what the events have told, of these calls. Requests and events come by two ways, so the event may
    /// just be slower: when to ask again; `None` if it has had its time.
    pub(super) fn contradicts(
        &mut self,
        now: Duration,
        patience: Duration,
        calls: Vec<CallId>,
    ) -> Option<Duration> {
        let mut known = self.contradicted.take().unwrap_or_else(|| Contradiction {
            since: now,
            generation: self.generation,
            times: 1,
            calls: Vec::new(),
        });
        if known.generation != self.generation && known.times < CONTRADICTIONS {
            (known.since, known.generation) = (now, self.generation);
            known.times += 1;
        }
        known.calls.extend(calls);
        let again = known.since + patience;
        self.contradicted = Some(known);
        (now < again).then_some(again)
    }

    /// Whether the server has refused to give its account since the last gap, so that nothing is believed.
    pub(super) fn is_refused(&self) -> bool {
        self.owed && self.failures > 0 && !self.unavailable
    }

    /// An account could not be had, or the server says that there is none: when to ask again. Where there is none, what an
    /// unbroken channel tells is believed, and what may have changed unseen is in doubt by itself.
    pub(super) fn failed(&mut self, unavailable: bool) -> Duration {
        self.owed = !unavailable;
        self.unavailable = unavailable;
        let longest = if unavailable { LONGEST_WITHOUT } else { LONGEST };
        let wait = RETRY.saturating_mul(1 << self.failures.min(20)).min(longest);
        self.failures += 1;
        wait
    }

    /// Whether the account could not be had the last time, so that it is asked for again in growing distance.
    pub(super) fn is_failing(&self) -> bool {
        self.unavailable || self.failures > 0
    }

    /// The account does not show all that is in doubt: when to ask again.
    pub(super) fn again(&mut self) -> Duration {
        let wait = RETRY.saturating_mul(1 << self.partial.min(20)).min(LONGEST);
        self.partial += 1;
        wait
    }

    /// The event channel stands anew.
    pub(super) fn stands(&mut self, now: Duration) {
        self.stands_since = Some(now);
    }

    /// Whether it does so lately: what comes may have been sent before, and what has come of it since may be lost.
    pub(super) fn stands_lately(&self, now: Duration) -> bool {
        self.stands_since.is_some_and(|since| now <= since + LATE)
    }

    /// Events may have been missed.
    pub(super) fn gap(&mut self, now: Duration) {
        // An account that was asked for before may be older than what was missed.
        self.generation += 1;
        // Nor does one that was read while it was down say what was missed.
        self.owed = true;
        self.contradicted = None;
        self.formers.gap(now);
        self.unknown.clear();
        self.absent.clear();
        self.shown = None;
        self.partial = 0;
        self.failures = 0;
    }

    /// An account shows this call.
    pub(super) fn shows(&mut self, call: Option<&CallId>) {
        self.shown = call.cloned();
    }

    /// The call that the last account has shown, where it is another.
    pub(super) fn shown_beside(&self, model: &Model, call: &CallId) -> Option<&CallId> {
        let shown = self.shown.as_ref()?;
        (!model.is_the_same(shown, call.borrowed())).then_some(shown)
    }

    /// It has answered about a call's data. Answers whether nothing had shown that it can.
    pub(super) fn can_tell(&mut self) -> bool {
        let could_not = self.without_data.take().is_some();
        !std::mem::replace(&mut self.tells_data, true) || could_not
    }

    /// Whether it has done so, and nothing has shown since that it need not know a call for that.
    pub(super) fn tells_of_calls(&self, model: &Model) -> bool {
        self.tells_data && self.can_tell_of_calls(model)
    }

    /// It says not to know the data of a call that its account shows.
    pub(super) fn cannot_tell_of_calls(&mut self, call: &CallId) {
        self.without_data = Some(call.clone());
    }

    /// Whether it is to be believed that it does not know a call. One whose data it did not know may just have ended:
    /// then that said nothing.
    pub(super) fn can_tell_of_calls(&self, model: &Model) -> bool {
        let without_data = self.without_data.as_ref();
        without_data.is_none_or(|call| model.call(call).is_none())
    }
}
