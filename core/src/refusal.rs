//! Why something may not be done now: the guards of commands and the reasons of allowed actions, in one list.

pub use crate::vocabulary::Refusal;

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message_en())
    }
}

impl std::error::Error for Refusal {}
