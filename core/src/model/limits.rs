//! How much the model keeps, and for how long.

use std::time::Duration;

use smol_str::SmolStr;

/// An event may come after as many as this many later ones and is still put in its place.
pub const REORDER_WINDOW: usize = 32;

/// An event may come this much later than others and is still put in its place.
pub const REORDER_AGE: Duration = Duration::from_secs(60);

/// Whether an event that comes now may have been sent before what came at `since`.
pub(super) fn may_be_late(since: Duration, now: Duration) -> bool {
    now.saturating_sub(since) <= REORDER_AGE
}

/// Ended calls and old ids that are remembered, each. Late events of calls that ended longer ago than this
/// many calls are taken for new ones.
pub(super) const REMEMBERED: usize = 32;

/// Octets that are kept of what the server says of a mode or a failure.
pub(super) const MAX_WORDS_BYTES: usize = 2048;

/// What is kept of the server's words.
pub(super) fn kept(words: &str) -> SmolStr {
    let mut end = words.len().min(MAX_WORDS_BYTES);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    words.get(..end).unwrap_or_default().into()
}

/// Calls that one device can be part of at a time; far above what any has.
pub const MAX_CALLS: usize = 64;

/// Parties that one call can have; far above what any has.
pub const MAX_PARTIES: usize = 256;
