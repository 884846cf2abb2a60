//! A button with its key, and whether it can be pressed.

use wellclient::{AgentMode, AgentModeRequest, Language, Verb};

use super::words;
use crate::said::Said;

/// A button.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Offer {
    pub(crate) key: char,
    pub(crate) verb: Verb,
    /// Of `setAgentMode`, which has a button for each.
    pub(crate) mode: Option<AgentModeRequest>,
    pub(crate) label: &'static str,
    /// Why it cannot be done now.
    pub(crate) refusal: Option<Said>,
    /// One of its kind is not settled yet.
    pub(crate) under_way: bool,
}

impl Offer {
    /// What it does, without the dots that say that it asks first.
    pub(crate) fn name(&self, language: Language) -> &'static str {
        let label = match self.mode {
            Some(AgentModeRequest::Ready) => words::mode(&AgentMode::Ready, language),
            Some(AgentModeRequest::NotReady) => words::mode(&AgentMode::NotReady, language),
            None => words::verb(self.verb, language),
        };
        label.trim_end_matches('…')
    }
}
