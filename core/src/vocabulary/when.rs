//! When verbs about calls may be used: words that the table of verbs gives a meaning by name, and `actions.rs` by the model.

/// When a verb about a call may be used: what the vocabulary says of each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    /// As long as the call is there.
    Always,
    /// The call rings here.
    Ringing,
    /// The agent is in the call, and may leave it.
    Up,
    /// The call is on hold here.
    Held,
    /// The agent talks in the call, and it is no conference.
    Talking,
    /// The same, and it is the only call.
    TalkingOnly,
    /// There is one held call and one connected, of which one is this.
    Consulting,
    /// The same, and no party is in both.
    Joinable,
    /// The same, and both have been answered.
    Answered,
}
