//! What subscribers are told.

use std::fmt;
use std::sync::Arc;

use wellclient_core::event::Event;
use wellclient_core::http::Rejection;
use wellclient_core::id::CommandId;
use wellclient_core::session::{LogLine, Outcome};
use wellclient_core::snapshot::Snapshot;

/// Something that a subscriber is told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Notice {
    /// An event: the server's, one of the library's corrections, or a derived one.
    Event(Arc<Event>),
    /// A log line (manual 3.4).
    Log(LogLine),
    /// How a command ended, after the event that shows it. Only where
    /// [outcomes](crate::SubscriptionBuilder::outcomes) are wanted, and never missed.
    Settled {
        /// Which.
        id: CommandId,
        /// How.
        outcome: Outcome,
    },
    /// A log-in in mode `ask` asks what to do; answer with
    /// [`Session::answer_ask`](crate::Session::answer_ask). Only where [outcomes](crate::SubscriptionBuilder::outcomes)
    /// are wanted, and never missed.
    AskLogin {
        /// The log-in's command.
        id: CommandId,
        /// Where the agent is logged in already.
        rejection: Box<Rejection>,
    },
    /// The subscriber was too slow and has missed this many; this is the state now, and what comes next comes after it. In a
    /// watch it comes once for each agent, with the agent's snapshot; only the first one counts what was missed.
    Lagged {
        /// How many were dropped.
        missed: u64,
        /// The state as of now.
        snapshot: Box<Snapshot>,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => f.write_str(event.raw()),
            Self::Log(line) => write!(f, "{}: {}", line.kind.as_str(), line.content),
            Self::Settled { id, outcome } => write!(f, "command {}: {}", id.0, outcome.name()),
            Self::AskLogin { id, rejection } => write!(f, "command {}: {rejection}", id.0),
            Self::Lagged { missed, .. } => write!(f, "{missed} events were missed"),
        }
    }
}

impl Notice {
    /// As many as there are commands under way: of these none is ever missed.
    pub(crate) fn concerns_command(&self) -> bool {
        matches!(self, Self::Settled { .. } | Self::AskLogin { .. })
    }
}
