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
    /// agent. `joins`: the event brings the agent's device into the call. By its time alone, which can be another clock's, only a
    /// call that rings comes back, and not for sure.
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
        let mut set = None;
        if let Some(ended) = self.ended.get(now) {
            let newer = is_newer(step.order, &ended.order);
            match (newer, joins) {
                _ if step.trusted => {}
                (Some(true), true) if !step.is_unnumbered() => {}
                (Some(true), true) if step.event.kind() == EventKind::Delivered => effect.report(
                    AnomalyKind::Unordered,
                    "the call has ended, and only a clock says that this is newer",
                ),
                // What was done before the call ended here.
                (Some(false), _) => return None,
                (None, _) | (Some(true), true) => {
                    effect.report(
                        AnomalyKind::Ended,
                        "the call has ended, and nothing says that this is newer",
                    );
                    let now = now.to_owned();
                    self.ended.may_go_on(now.borrowed());
                    return None;
                }
                // Only who is in a call is told of it.
                (Some(true), false) => {
                    effect.report(AnomalyKind::Ended, "the call has ended, and this is newer");
                    let now = now.to_owned();
                    self.ended.may_go_on(now.borrowed());
                    return None;
                }
            }
            let now = now.to_owned();
            let ended = self.ended.remove(now.borrowed());
            set = ended.and_then(|ended| ended.data_set);
        }
        // The call that had this id before is gone, and so is its new name.
        self.renamed.retain(|(old, _)| *old != id);
        let mut call = Call::new(id.to_owned(), step.at);
        // Whose beginning is seen, its `delivered` is as well, which tells all of its data.
        call.lacks_keys = step.trusted || !step.begins_a_call();
        // What was set before it ended here, its events need not tell yet.
        if let Some(at) = set {
            call.note_set(at);
        }
        // It may have been here before.
        if !joins && !self.complete {
            call.doubt();
        }
        self.calls.push(call);
        self.calls.last_mut()
    }
}
