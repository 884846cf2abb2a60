//! What `conferenced` says of the calls that it names.

use super::views::Conferenced;
use crate::id::CallRef;

impl<'a> Conferenced<'a> {
    /// The id of the call from now on.
    pub(crate) fn goes_on_as(&self) -> CallRef<'a> {
        self.new_call.unwrap_or(self.info.call_id)
    }

    /// Whether it names two calls that have become one. Of a single step either field can be the call.
    pub(crate) fn is_of_two_calls(&self) -> bool {
        let both = self.primary_old_call.zip(self.secondary_old_call);
        both.is_some_and(|(held, active)| held != active)
    }
}
