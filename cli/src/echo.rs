//! Whether the terminal shows what is typed.

/// The terminal as it is now, and again when this goes: a question for a password that is given up would leave it without
/// echo.
pub(crate) struct Echo {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Echo {
    pub(crate) fn kept() -> Self {
        Self {
            #[cfg(unix)]
            before: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }

    /// And until then what is typed is not seen, but for the end of the line.
    pub(crate) fn silenced() -> Self {
        let kept = Self::kept();
        #[cfg(unix)]
        if let Some(before) = &kept.before {
            use rustix::termios::{LocalModes, OptionalActions, tcsetattr};
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO);
            silent.local_modes.insert(LocalModes::ECHONL);
            // Without a terminal there is nothing to be seen.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &silent);
        }
        kept
    }
}

#[cfg(unix)]
impl Drop for Echo {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let now = rustix::termios::OptionalActions::Now;
            // A terminal that has gone needs no echo.
            let _ = rustix::termios::tcsetattr(std::io::stdin(), now, before);
        }
    }
}
