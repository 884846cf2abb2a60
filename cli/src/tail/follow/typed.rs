//! What comes from standard input, line by line or key by key.

use super::Follower;
use crate::failure::Failure;
use crate::lines::Line;
use crate::tail::completion::Completer;
use crate::tail::input::{Came, Input};
use crate::tail::typing::Typed;

impl Follower {
    /// Whether somebody types, key by key.
    pub(super) fn is_typed(&self) -> bool {
        matches!(self.input, Some(Input::Keys(_)))
    }

    /// Takes what has come from standard input; whether the log-in is given up.
    pub(super) async fn came(&mut self, came: Came) -> Result<bool, Failure> {
        let event = match came {
            Came::Line(line) => {
                self.line(line).await?;
                return Ok(false);
            }
            Came::End => {
                self.input_has_ended();
                return Ok(false);
            }
            Came::Event(event) => event,
        };
        let Some(Input::Keys(keyboard)) = &mut self.input else {
            return Ok(false);
        };
        let completer = Completer {
            known: &self.known,
            snapshot: &self.session.snapshot(),
            names: &self.names,
        };
        for typed in keyboard.take(event, &completer, &mut self.out)? {
            match typed {
                Typed::Line(line) => self.line(Line::Text(line)).await?,
                Typed::Interrupt if self.interrupted()? => return Ok(true),
                Typed::End => self.input_has_ended(),
                _ => {}
            }
        }
        Ok(false)
    }

    pub(super) fn input_has_ended(&mut self) {
        self.input = None;
        // Nobody will answer.
        self.asking = None;
    }
}
