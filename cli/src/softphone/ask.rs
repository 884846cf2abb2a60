//! What a verb needs to be told before it can begin: a number, a reason, a datum.

use crossterm::event::{KeyCode, KeyEvent};
use wellclient::{
    AgentModeRequest, CallDataEntry, CallId, Command, Language, MakeCallOptions, Participation, Refusal, Verb,
};

use super::words::{self, Word};
use crate::editor::Editor;
use crate::history::History;
use crate::said::Said;

/// A question to the agent.
pub(crate) struct Ask {
    pub(crate) verb: Verb,
    pub(crate) editor: Editor,
    call: Option<CallId>,
    /// Which number of the history is shown.
    shown: Option<usize>,
    /// What Tab goes through: the participation, or the prefix.
    pub(crate) choice: usize,
    pub(crate) prefixes: Vec<String>,
    /// Why the answer will not do.
    pub(crate) trouble: Option<Said>,
}

/// What a key brings about.
pub(crate) enum Answer {
    Nothing,
    Cancelled,
    Given,
}

impl Ask {
    pub(crate) fn new(verb: Verb, call: Option<CallId>, prefixes: &[String]) -> Self {
        let prefixes = match verb {
            Verb::MakeCall => prefixes.to_vec(),
            _ => Vec::new(),
        };
        Self {
            verb,
            editor: Editor::new(""),
            call,
            shown: None,
            choice: 0,
            prefixes,
            trouble: None,
        }
    }

    /// Whether it is a number that is asked for.
    pub(crate) fn is_number(&self) -> bool {
        !matches!(
            self.verb,
            Verb::SetAgentMode | Verb::SetCallData | Verb::AgentGreeting | Verb::Login
        )
    }

    /// What is asked for.
    pub(crate) fn what(&self) -> Word {
        match self.verb {
            Verb::SetAgentMode => Word::Reason,
            Verb::SetCallData => Word::DataEntry,
            Verb::AgentGreeting => Word::Greeting,
            Verb::Login => Word::Agent,
            _ => Word::Number,
        }
    }

    /// What Tab chooses.
    pub(crate) fn choice(&self, language: Language) -> Option<String> {
        if self.verb == Verb::SingleStepConference {
            let word = match self.participation() {
                Participation::Active => Word::Active,
                Participation::Silent => Word::Silent,
            };
            return Some(word.of(language).to_owned());
        }
        (!self.prefixes.is_empty()).then(|| {
            let prefix = self.prefix().unwrap_or("–");
            format!("{} {prefix}", Word::Prefix.of(language))
        })
    }

    fn participation(&self) -> Participation {
        match self.choice.is_multiple_of(2) {
            true => Participation::Active,
            false => Participation::Silent,
        }
    }

    fn prefix(&self) -> Option<&str> {
        let index = self.choice % (self.prefixes.len() + 1);
        index
            .checked_sub(1)
            .and_then(|index| self.prefixes.get(index))
            .map(String::as_str)
    }

    pub(crate) fn key(&mut self, key: KeyEvent, history: &History) -> Answer {
        match key.code {
            KeyCode::Esc => return Answer::Cancelled,
            KeyCode::Enter => return Answer::Given,
            KeyCode::Tab | KeyCode::BackTab => self.choice += 1,
            KeyCode::Up if self.is_number() => {
                let next = self.shown.map_or(0, |shown| shown + 1);
                if let Some(number) = history.get(next) {
                    self.editor.set(number);
                    self.shown = Some(next);
                }
            }
            KeyCode::Down if self.is_number() => {
                self.shown = self.shown.and_then(|shown| shown.checked_sub(1));
                let number = self.shown.and_then(|shown| history.get(shown));
                self.editor.set(number.unwrap_or_default());
            }
            _ => {
                self.editor.key(key);
            }
        }
        Answer::Nothing
    }

    /// The command, with what was answered.
    ///
    /// # Errors
    /// A sentence that says why the answer will not do.
    pub(crate) fn command(&self) -> Result<Command, Said> {
        let text = self.editor.text().trim().to_owned();
        if text.is_empty() && self.verb != Verb::SetAgentMode {
            let sentence = match self.is_number() {
                true => words::refused(&Refusal::BadNumber),
                false => Word::AllFields.said(),
            };
            return Err(sentence);
        }
        if self.verb == Verb::MakeCall {
            let options = MakeCallOptions {
                prefix: self.prefix().map(str::to_owned),
                ..MakeCallOptions::default()
            };
            return Ok(Command::MakeCall {
                number: text,
                options,
            });
        }
        if self.verb == Verb::SetAgentMode {
            return Ok(Command::SetAgentMode {
                mode: AgentModeRequest::NotReady,
                reason: (!text.is_empty()).then_some(text),
            });
        }
        let call = self.call.clone();
        let call = call.ok_or_else(|| words::refused(&Refusal::NoCall))?;
        Ok(match self.verb {
            Verb::SingleStepTransfer => Command::SingleStepTransfer { call, number: text },
            Verb::SingleTransferWaitReturn => Command::SingleTransferWaitReturn { call, number: text },
            Verb::SingleStepConference => Command::SingleStepConference {
                call,
                number: text,
                participation: self.participation(),
            },
            Verb::AgentGreeting => Command::AgentGreeting { call, message: text },
            Verb::SetCallData => {
                let entry = text.split_once('=').filter(|(key, _)| !key.trim().is_empty());
                let (key, value) = entry.ok_or_else(|| Word::NotAnEntry.said())?;
                let entries = vec![CallDataEntry::new(key.trim(), value.trim())];
                Command::SetCallData { call, entries }
            }
            _ => Command::Consult { call, number: text },
        })
    }
}
