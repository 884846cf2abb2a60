//! The call that an event speaks of: known, new, or over.

use super::call::Call;
use super::effect::Effect;
use super::limits::MAX_CALLS;
use super::order::is_newer;
use super::state::Model;
use super::step::Step;
use crate::event::{AnomalyKind, EventKind};
use crate::id::CallRef;

impl Model {
    /// The call of an event; made if it is new; `None` if the event is of a call that has ended for this
    /// agent. `joins`: the event brings the agent's device into the call. Where no number tells which is newer, only a call that
    /// rings comes back, and not for sure: a time can be another clock's, or one that was set back.
    pub(super) fn call_for(
        &mut self,
        step: &Step<'_>,
        id: CallRef<'_>,
        joins: bool,
        effect: &mut Effect,
    ) -> Option<&mut Call> {
        let now = self.resolve(id);
        if let Some(index) = self.position(now) {
            let call = self.calls.get_mut(index)?;
            // A late event can be the first of its call.
            if step.at.monotonic < call.created.monotonic {
                call.created = step.at;
            }
            return Some(call);
        }
        if self.calls.len() >= MAX_CALLS {
            effect.report(AnomalyKind::Limit, "more calls than one device can have");
            return None;
        }
        let mut unless_before = None;
        if let Some(ended) = self.ended.get(now).filter(|_| !step.trusted) {
            let newer = is_newer(step.order, &ended.order);
            let is_certain = newer.filter(|_| !step.is_unnumbered());
            match is_certain {
                Some(true) if joins => {}
                // What was done before the call ended here.
                Some(false) => return None,
                None if joins && step.event.kind() == EventKind::Delivered => {
                    effect.report(
                        AnomalyKind::Unordered,
                        "the call has ended, and no number says that this is newer",
                    );
                    unless_before = Some(ended.order.clone());
                }
                // Only who is in a call is told of it.
                _ => {
                    let detail = match newer {
                        Some(true) => "the call has ended, and this is newer",
                        _ => "the call has ended, and nothing says that this is newer",
                    };
                    effect.report(AnomalyKind::Ended, detail);
                    let now = now.to_owned();
                    self.ended.may_go_on(now.borrowed());
                    return None;
                }
            }
        }
        let now = now.to_owned();
        let ended = self.ended.remove(now.borrowed());
        // The call that had this id before is gone, and so is its new name.
        self.renamed.retain(|(old, _)| *old != id);
        let mut call = Call::new(id.to_owned(), step.at);
        // Whose beginning is seen, its `delivered` is as well, which tells all of its data.
        call.lacks_keys = step.trusted || !step.begins_a_call();
        // What was set before it ended here, its events need not tell yet.
        if let Some(at) = ended.and_then(|ended| ended.data_set) {
            call.note_set(at);
        }
        call.unless_before = unless_before;
        // It may have been here before.
        if !joins && !self.complete {
            call.doubt();
        }
        self.calls.push(call);
        self.calls.last_mut()
    }
}
