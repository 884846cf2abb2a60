//! The commands that are not settled: numbered, and told of all that may settle them.

use std::collections::VecDeque;
use std::time::Duration;

use super::expect::Expect;
use super::outcome::{CommandError, Outcome, Reply};
use super::pending::Pending;
use crate::command::Command;
use crate::event::{Event, EventKind};
use crate::id::{CallId, CommandId};
use crate::model::{Model, Perspective};
use crate::refusal::Refusal;

/// Commands of one session that may be unsettled at a time; more than any desktop gives.
pub const MAX_COMMANDS: usize = 256;

/// Calls that are remembered as named by replies.
const NAMED: usize = 32;

/// A number may be this far ahead of the last: they never come to an end.
const FARTHEST: u64 = u32::MAX as u64;

/// What an event says of commands.
#[derive(Default)]
pub(super) struct Noted {
    /// They have failed.
    pub(super) failed: Vec<(CommandId, CommandError)>,
    /// They cannot happen any more, unless a late event shows that they have.
    pub(super) over: Vec<CommandId>,
    /// An event that is older than they are has told what they ask for.
    pub(super) stale: Vec<Expect>,
}

/// One that waits for the log-in's reply.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) since: Duration,
    pub(super) id: CommandId,
    pub(super) command: Command,
}

#[derive(Default, Debug)]
pub(super) struct Commands {
    /// The last number that was given.
    last: u64,
    open: Vec<Pending>,
    held: Vec<Held>,
    /// The calls that replies have named, the last that came: none of another command's making.
    named: VecDeque<CallId>,
}

impl Commands {
    /// The first number that has not been given.
    pub(super) fn next(&self) -> CommandId {
        CommandId(self.last.saturating_add(1))
    }

    /// Takes a number; whether it is a new one, and not too far ahead.
    pub(super) fn take_number(&mut self, id: CommandId) -> bool {
        let new = id.0 > self.last && id.0 - self.last <= FARTHEST;
        if new {
            self.last = id.0;
        }
        new
    }

    /// Keeps one until the log-in is settled.
    ///
    /// # Errors
    /// As many wait as may.
    pub(super) fn hold(&mut self, held: Held) -> Result<(), Refusal> {
        if self.held.len() >= MAX_COMMANDS {
            return Err(Refusal::TooManyCommands);
        }
        self.held.push(held);
        Ok(())
    }

    /// Those that wait, in order.
    pub(super) fn take_held(&mut self) -> Vec<Held> {
        std::mem::take(&mut self.held)
    }

    /// Whether no further one is taken.
    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= MAX_COMMANDS
    }

    pub(super) fn add(&mut self, mut pending: Pending) {
        self.named
            .iter()
            .for_each(|call| pending.exclude_unless_named(call));
        self.open.push(pending);
    }

    /// The reply to a command has named the call that it makes.
    pub(super) fn name(&mut self, id: CommandId, call: &CallId) {
        let others = self.open.iter_mut().filter(|pending| pending.id != id);
        others.for_each(|other| other.exclude_unless_named(call));
        if self.named.len() == NAMED {
            self.named.pop_front();
        }
        self.named.push_back(call.clone());
    }

    pub(super) fn get(&self, id: CommandId) -> Option<&Pending> {
        self.open.iter().find(|pending| pending.id == id)
    }

    pub(super) fn get_mut(&mut self, id: CommandId) -> Option<&mut Pending> {
        self.open.iter_mut().find(|pending| pending.id == id)
    }

    pub(super) fn remove(&mut self, id: CommandId) -> Option<Pending> {
        let index = self.open.iter().position(|pending| pending.id == id)?;
        Some(self.open.remove(index))
    }

    pub(super) fn are_settled(&self) -> bool {
        self.open.is_empty()
    }

    pub(super) fn any(&self, is: impl Fn(&Pending) -> bool) -> bool {
        self.open.iter().any(is)
    }

    /// Takes note of an event that the model has applied. Answers which commands it shows to have failed, and which cannot
    /// happen any more.
    pub(super) fn note(
        &mut self,
        event: &Event,
        model: &Model,
        own: &Perspective,
        is_unsent: impl Fn(CommandId) -> bool,
    ) -> Noted {
        let is_dropped = event.kind() == EventKind::ConnectionCleared
            && event
                .call_id()
                .is_some_and(|call| self.open.iter().any(|pending| pending.ends(&call.to_owned())));
        let is_sent = |pending: &&Pending| !is_unsent(pending.id);
        let makers = self.open.iter().filter(is_sent);
        let dialled: Vec<_> = makers
            .filter_map(|pending| Some((pending.id, pending.dials()?.to_owned())))
            .collect();
        // Two calls that the server says to have made one: the one that is gone has not been dropped, unless it says so as well.
        let is_merged = |pending: &&Pending| {
            let others = || self.open.iter().filter(|other| other.is_accepted());
            let merges = |other: &Pending| {
                event
                    .call_id()
                    .is_some_and(|call| other.expectation().merges(call))
            };
            is_dropped && pending.drops() && !pending.is_accepted() && others().any(merges)
        };
        // What several ask for one has brought about: the one that it names, or that has put the own leg on hold for it; of
        // others the first that the server has accepted, whose event is due. Else one whose reply is not lost.
        let could = |pending: &&Pending| {
            let by_drop = is_dropped && pending.expectation().takes_the_leg();
            let causes = pending.expectation().causes(event, model, own);
            let is_shown = pending.is_shown_by(event, model, own);
            !by_drop
                && !is_merged(pending)
                && (causes || is_shown || pending.is_likely_shown_by(event, model, own))
        };
        let of_event: Vec<_> = self.open.iter().filter(is_sent).filter(could).collect();
        let of_event = || of_event.iter().copied();
        let accepted = || of_event().filter(|pending| pending.is_accepted());
        let is_named = |pending: &&Pending| pending.expectation().is_named_by(event);
        // A server that passes on no reason names nobody by that.
        let has_reason = event.agent_event().is_some_and(|told| told.reason.is_some());
        let is_its = |pending: &&Pending| is_named(pending) && (has_reason || !pending.is_lost());
        let calls = |pending: &&Pending| pending.expectation().holds_and_calls(event, model, own);
        let claimant = accepted()
            .find(is_named)
            .or_else(|| of_event().find(is_its))
            .or_else(|| accepted().find(calls))
            .or_else(|| accepted().next())
            .or_else(|| of_event().find(calls))
            .or_else(|| of_event().find(|pending| !pending.is_lost()))
            .or_else(|| of_event().next());
        let claimant = claimant.map(|pending| pending.id);
        let mut noted = Noted::default();
        for pending in &mut self.open {
            let was_over = (pending.is_over(), pending.is_certainly_over());
            let is_shown = pending.is_shown_by(event, model, own);
            let is_anothers = claimant != Some(pending.id) && is_shown;
            let is_told_by_its_reply =
                pending.expectation().comes_back() || pending.expectation().is_refused_once_so();
            if is_shown && is_dropped && is_told_by_its_reply {
                pending.note_either(event);
            }
            if is_anothers {
                claimant.iter().for_each(|other| pending.yields(*other, event));
                pending.has_become_so(model, own);
                pending.note_end(event, model, own);
            } else if let Err(error) = pending.note(event, model, own, pending.is_like_another(&dialled)) {
                noted.failed.push((pending.id, error));
            }
            if pending.take_stale() {
                noted.stale.push(pending.expectation().clone());
            }
            let is_over = (pending.is_over(), pending.is_certainly_over());
            if is_over != was_over || pending.has_ended_unseen(own) {
                noted.over.push(pending.id);
            }
        }
        noted
    }

    /// The server has accepted a command: what another was taken to have caused is this one's doing, unless that is accepted
    /// as well.
    pub(super) fn accepted(&mut self, id: CommandId, reply: Reply, model: &Model, own: &Perspective) {
        let claim = self.get_mut(id).and_then(|pending| pending.accepted(reply));
        let Some((claimant, evidence)) = claim else { return };
        match self.get_mut(claimant) {
            Some(claimant) if claimant.is_accepted() => return,
            Some(claimant) => claimant.gives_up(&evidence, model, own),
            // Refused.
            None => {}
        }
        if let Some(pending) = self.get_mut(id) {
            pending.takes_over(evidence);
        }
    }

    /// A command is confirmed: what was taken to be its doing was.
    pub(super) fn confirmed(&mut self, id: CommandId) {
        self.open.iter_mut().for_each(|other| other.is_beaten_by(id));
    }

    /// There is a gap in the event channel: what shows that a command has happened may be missed.
    pub(super) fn gap(&mut self) {
        self.open.iter_mut().for_each(Pending::gap);
    }

    /// Takes note of the server's account, which the model has taken over.
    pub(super) fn compare(&mut self, model: &Model, own: &Perspective) {
        let mut done: Vec<Expect> = Vec::new();
        for pending in &mut self.open {
            if done.iter().any(|expect| pending.is_like(expect)) {
                pending.has_become_so(model, own);
            } else if pending.checked(model, own) {
                done.push(pending.expectation().clone());
            }
        }
    }

    /// Takes out those whose outcome is known now.
    pub(super) fn take_settled(&mut self, model: &Model, own: &Perspective) -> Vec<(Pending, Outcome)> {
        let mut settled = Vec::new();
        let mut index = 0;
        while let Some(pending) = self.open.get(index) {
            // What another that is open has been asked for first is undone yet.
            let may_be_undone = || {
                let mut before = self.open.iter().take(index);
                before.any(|other| pending.expectation().undoes(other.expectation()))
            };
            let is_so = |outcome: &Outcome| *outcome == Outcome::AlreadySo;
            let outcome = pending.outcome(model, own);
            match outcome.filter(|outcome| !(is_so(outcome) && may_be_undone())) {
                Some(outcome) => {
                    let pending = self.open.remove(index);
                    if matches!(outcome, Outcome::Confirmed(_)) {
                        self.confirmed(pending.id);
                    }
                    if let Some(made) = pending.new_call(own) {
                        let others = self.open.iter_mut();
                        others.for_each(|other| other.exclude_unless_named(made));
                    }
                    settled.push((pending, outcome));
                }
                None => index += 1,
            }
        }
        settled
    }

    /// Takes out all.
    pub(super) fn take_all(&mut self) -> Vec<Pending> {
        std::mem::take(&mut self.open)
    }
}
