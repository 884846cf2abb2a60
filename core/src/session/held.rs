//! Verbs that come between `agentLoggedOn` and the reply of the log-in, as from whoever waits for that event.

use super::Session;
use super::commands::Held;
use super::state::{Life, LoginStep};
use crate::command::Command;
use crate::id::CommandId;
use crate::refusal::Refusal;
use crate::time::Now;

impl Session {
    /// Keeps a verb until the log-in is settled, if that is all that it waits for; else gives it back.
    pub(super) fn hold_for_login(&mut self, now: Now, id: CommandId, command: Command) -> Option<Command> {
        if !self.life.is_all_but_in() {
            return Some(command);
        }
        let verb = command.verb();
        let since = now.monotonic;
        if let Err(refusal) = self.cx.commands.hold(Held { since, id, command }) {
            self.cx.refuse(now, id, verb.name(), refusal);
        }
        None
    }

    /// Gives those that have waited, in order, once the log-in is settled: to be sent, or refused if nobody is logged in.
    pub(super) fn give_held(&mut self, now: Now) {
        if self.life.is_all_but_in() {
            return;
        }
        for Held { since, id, command } in self.cx.commands.take_held() {
            let verb = command.verb();
            if let Err(error) = self.send(now, since, id, command) {
                self.cx.refuse(now, id, verb.name(), error);
            }
        }
    }

    /// The session is being closed, and says nothing after that.
    pub(super) fn refuse_held(&mut self, now: Now) {
        for Held { id, command, .. } in self.cx.commands.take_held() {
            self.cx.refuse(now, id, command.verb().name(), Refusal::Closed);
        }
    }
}

impl Life {
    /// The event says that the agent is in; the reply is under way.
    fn is_all_but_in(&self) -> bool {
        matches!(
            self,
            Self::LoggingIn(_, LoginStep::Request { logged_on: true, .. })
        )
    }
}
