//! Commands: what an application asks a session to do.

mod commands;
mod json;
mod json_arguments;
mod json_error;
mod json_rows;
#[cfg(test)]
mod json_tests;
mod parts;
mod verb;

use std::borrow::Cow;

pub use commands::Command;
pub use json_error::CommandJsonError;
pub use parts::{AgentModeRequest, CallDataEntry, LoginMode, LoginRequest, MakeCallOptions, Participation};
pub use verb::UnknownVerb;

use crate::id::CallId;
pub use crate::vocabulary::Verb;

impl Command {
    /// What it dials: the number, and before it the prefix.
    pub fn dialled(&self) -> Option<Cow<'_, str>> {
        let number = self.number()?;
        match self {
            Self::MakeCall { options, .. } => Some(options.dialled(number)),
            _ => Some(Cow::Borrowed(number)),
        }
    }

    /// The same about other calls: each as `other` names it.
    pub(crate) fn about(mut self, other: impl Fn(&CallId) -> Option<CallId>) -> Self {
        let rename = |call: &mut CallId| {
            if let Some(now) = other(call) {
                *call = now;
            }
        };
        self.calls_mut().for_each(rename);
        self
    }
}
