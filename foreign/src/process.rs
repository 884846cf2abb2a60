//! Which process this is: threads and sockets do not survive `fork`.

/// The process that something was made in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Process(u32);

impl Process {
    /// The one that runs now.
    pub fn current() -> Self {
        Self(std::process::id())
    }

    /// Whether this is still that process, and not a child that was forked from it.
    pub fn is_current(self) -> bool {
        self == Self::current()
    }
}
