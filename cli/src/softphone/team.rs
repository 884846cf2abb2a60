//! The supervisor's view: agents who are watched, and what can be done in their calls.

use wellclient::{
    AgentId, AgentMode, CallSnapshot, Command, ConnectionState, DeviceId, Language, Refusal, Snapshot, Verb,
};

use super::offer::Offer;
use super::words::{self, Word};
use crate::print::clean;
use crate::said::{Said, said};

/// How far the watch is.
pub(crate) enum Watching {
    No,
    Opening,
    Yes,
    /// Why it could not be opened.
    Failed(Said),
}

/// The team.
pub(crate) struct Team {
    pub(crate) agents: Vec<AgentId>,
    pub(crate) rows: Vec<Snapshot>,
    pub(crate) chosen: usize,
    pub(crate) watching: Watching,
}

/// The verbs for another agent, with their keys.
const VERBS: [(char, Verb); 7] = [
    ('i', Verb::ForceListen),
    ('j', Verb::ForceJoin),
    ('t', Verb::ForceTake),
    ('x', Verb::ForceDrop),
    ('r', Verb::ForceReady),
    ('n', Verb::ForceNotReady),
    ('o', Verb::ForceLogout),
];

impl Team {
    pub(crate) fn new(agents: Vec<AgentId>) -> Self {
        Self {
            agents,
            rows: Vec::new(),
            chosen: 0,
            watching: Watching::No,
        }
    }

    pub(crate) fn are(&mut self, rows: Vec<Snapshot>) {
        self.rows = rows;
        self.chosen = self.chosen.min(self.rows.len().saturating_sub(1));
    }

    pub(crate) fn step(&mut self, down: bool) {
        let count = self.rows.len();
        if count > 0 {
            self.chosen = if down {
                (self.chosen + 1) % count
            } else {
                (self.chosen + count - 1) % count
            };
        }
    }

    pub(crate) fn row(&self) -> Option<&Snapshot> {
        self.rows.get(self.chosen)
    }

    /// The buttons. `own` is the session's own state.
    pub(crate) fn offers(
        &self,
        own: Option<&Snapshot>,
        language: Language,
        is_under_way: impl Fn(Verb) -> bool,
    ) -> Vec<Offer> {
        let refusal = |verb| self.may(verb, own).err();
        VERBS
            .into_iter()
            .map(|(key, verb)| Offer {
                key,
                verb,
                mode: None,
                label: words::verb(verb, language),
                refusal: refusal(verb),
                under_way: is_under_way(verb),
            })
            .collect()
    }

    /// Whether it makes sense for the chosen agent: the server has the last word.
    fn may(&self, verb: Verb, own: Option<&Snapshot>) -> Result<(), Said> {
        let agent = self.row().and_then(|row| row.agent.as_ref());
        let agent = agent.ok_or_else(|| Word::NobodyWatched.said())?;
        let own_agent = own.and_then(|own| own.agent.as_ref());
        if own_agent.is_some_and(|own| own.id == agent.id) {
            return Err(Word::WatchOwn.said());
        }
        if agent.device.as_str().is_empty() && agent.mode == AgentMode::Unknown {
            return Err(Word::NothingKnown.said());
        }
        if agent.device.as_str().is_empty() || agent.mode == AgentMode::Logout {
            return Err(words::refused(&Refusal::NotLoggedIn));
        }
        let own_is_free = own.is_some_and(|own| own.calls.is_empty());
        match verb {
            Verb::ForceReady | Verb::ForceNotReady | Verb::ForceLogout => Ok(()),
            _ if self.call().is_none() => Err(Word::NeedsCall.said()),
            Verb::ForceDrop => Ok(()),
            // They bring the own phone into the call.
            _ if own_is_free => Ok(()),
            _ => Err(words::refused(&Refusal::CallUp)),
        }
    }

    /// The call in which the chosen agent talks.
    fn call(&self) -> Option<&CallSnapshot> {
        let calls = &self.row()?.calls;
        calls.iter().find(|call| call.leg == ConnectionState::Connected)
    }

    /// The command, for the chosen agent; `own` is the supervisor's extension.
    pub(crate) fn command(&self, verb: Verb, own: &DeviceId) -> Option<Command> {
        let agent = self.row()?.agent.as_ref()?;
        let device = agent.device.clone();
        let call = || self.call().map(|call| call.call_id.clone());
        let number = own.number().to_owned();
        Some(match verb {
            Verb::ForceListen => Command::ForceListen {
                call: call()?,
                device: own.clone(),
            },
            Verb::ForceJoin => Command::ForceJoin {
                call: call()?,
                device,
                number,
            },
            Verb::ForceTake => Command::ForceTake {
                call: call()?,
                device,
                number,
            },
            Verb::ForceDrop => Command::ForceDrop {
                call: call()?,
                device,
            },
            Verb::ForceReady => Command::ForceReady {
                agent: agent.id.clone(),
                device,
            },
            Verb::ForceNotReady => Command::ForceNotReady {
                agent: agent.id.clone(),
                device,
            },
            Verb::ForceLogout => Command::ForceLogout {
                agent: agent.id.clone(),
                device,
            },
            _ => return None,
        })
    }

    /// A question before something that hurts the chosen agent.
    pub(crate) fn doubt(&self, verb: Verb) -> Option<Said> {
        let who = clean(self.row()?.agent.as_ref()?.id.job_number());
        match verb {
            Verb::ForceDrop => Some(said!("Cut {who}'s call off?", "确定强拆座席 {who} 的通话？")),
            Verb::ForceLogout => Some(said!("Log {who} out?", "确定强制登出座席 {who}？")),
            _ => None,
        }
    }
}
