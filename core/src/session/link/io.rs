//! What happens to a link, and what comes of it.

use std::sync::Arc;
use std::time::Duration;

use crate::event::{DecodeEventError, Event};
use crate::http::Unreached;
use crate::one_line::one_line;
use crate::secret::{Met, Secret};
use crate::session::random::Random;
use crate::session::reconnect::ReconnectPolicy;
use crate::session::socket::{SocketAction, SocketId};
use crate::session::timers::{LinkTimer, Timers};
use crate::session::timing::Timing;
use crate::session::topics::TopicId;
use crate::vocabulary::LinkEnd;

/// Something that happens to a link.
#[derive(Debug)]
pub(in crate::session) enum LinkInput<'a> {
    /// The socket's turn has come.
    Opening(SocketId),
    Connected(SocketId),
    Received(SocketId, &'a [u8]),
    Pong(SocketId),
    Disconnected {
        socket: SocketId,
        reason: Unreached,
        retry_after: Option<Duration>,
        /// The server will not change its mind.
        is_final: bool,
    },
    /// A timer has fired.
    Due(LinkTimer),
    /// To be tried now, whatever is waited for.
    Reopen,
    /// The socket is not to be trusted any more.
    Distrust,
}

/// What comes of it.
#[derive(Debug)]
pub(in crate::session) enum LinkOutput {
    /// Something to do with a socket.
    Socket(SocketId, SocketAction),
    /// A socket is about to be opened.
    Connecting,
    /// A subscription stands.
    Stands(TopicId),
    /// A subscription that was taken to stand is confirmed only now: what came meanwhile may be missed.
    OnlyNow(TopicId),
    /// All subscriptions stand.
    Up,
    /// The broker refuses a subscription, in these words; opening the channel again without it.
    Refused(TopicId, String),
    /// It stood, and is lost; trying again.
    Down(Loss),
    /// An attempt has failed; trying again.
    Retrying(Loss),
    /// So, after it was given up: trying again, slowly.
    StillLost(Loss),
    /// The attempts are used up.
    GaveUp(Loss),
    Event(TopicId, Result<Arc<Event>, Nonsense>),
    /// Something that STOMP does not allow; the link is closed and opened again.
    Violation(String),
    /// A frame, for the log.
    Trace(String),
}

/// A message that is no event: why, and how it begins.
#[derive(thiserror::Error)]
#[error("{why}: {text}")]
pub(in crate::session) struct Nonsense {
    pub(super) why: DecodeEventError,
    /// The other end's words: `Debug` does not show them.
    pub(super) text: String,
}

impl std::fmt::Debug for Nonsense {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Nonsense({:?}, …)", self.why)
    }
}

/// Why the event channel is not there.
#[derive(Clone, Debug)]
pub(in crate::session) struct Loss {
    pub(in crate::session) end: LinkEnd,
    pub(in crate::session) why: Unreached,
    /// The server, or the broker, refuses, and will not change its mind.
    pub(in crate::session) is_final: bool,
}

impl Loss {
    pub(super) fn new(end: LinkEnd, why: impl Into<Unreached>) -> Self {
        Self {
            end,
            why: why.into(),
            is_final: false,
        }
    }

    fn without(mut self, secrets: &Met) -> Self {
        self.why.text = secrets.hide_in_line(self.why.text);
        self
    }
}

/// Why a link was lost, in words that may quote a secret: `Debug` does not show them.
pub(super) struct Trouble(pub(super) Unreached);

impl std::fmt::Debug for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trouble(…)")
    }
}

impl LinkOutput {
    /// Without the secrets that the other end may have quoted.
    pub(in crate::session) fn without(self, secrets: &Met) -> Self {
        match self {
            Self::Down(loss) => Self::Down(loss.without(secrets)),
            Self::Retrying(loss) => Self::Retrying(loss.without(secrets)),
            Self::StillLost(loss) => Self::StillLost(loss.without(secrets)),
            Self::GaveUp(loss) => Self::GaveUp(loss.without(secrets)),
            Self::Violation(detail) => Self::Violation(secrets.hide_in_line(detail)),
            Self::Trace(frame) => Self::Trace(one_line(&secrets.hide(frame)).into_owned()),
            Self::Refused(topic, words) => Self::Refused(topic, secrets.hide_in_line(words)),
            Self::Event(topic, Err(Nonsense { why, text })) => {
                let text = secrets.hide_in_line(text);
                Self::Event(topic, Err(Nonsense { why, text }))
            }
            output @ (Self::Socket(..)
            | Self::Connecting
            | Self::Stands(_)
            | Self::OnlyNow(_)
            | Self::Up
            | Self::Event(_, Ok(_))) => output,
        }
    }
}

/// Where to and how.
#[derive(Clone, Debug)]
pub(in crate::session) struct LinkTarget {
    pub(in crate::session) url: String,
    pub(in crate::session) virtual_host: Option<String>,
    pub(in crate::session) login: Option<String>,
    pub(in crate::session) passcode: Option<Secret>,
    pub(in crate::session) policy: ReconnectPolicy,
    pub(in crate::session) timing: Timing,
    /// Each frame is logged.
    pub(in crate::session) trace: bool,
}

/// What a link needs of its session.
pub(in crate::session) struct LinkContext<'a> {
    pub(in crate::session) timers: &'a mut Timers,
    pub(in crate::session) random: &'a mut Random,
    /// The last socket that was asked for: numbers go on from one link to the next, so that what concerns an
    /// earlier socket is not taken for this one's.
    pub(in crate::session) sockets: &'a mut u64,
}

impl LinkInput<'_> {
    pub(super) fn socket(&self) -> Option<SocketId> {
        match self {
            Self::Opening(socket)
            | Self::Connected(socket)
            | Self::Received(socket, _)
            | Self::Pong(socket)
            | Self::Disconnected { socket, .. } => Some(*socket),
            Self::Due(_) | Self::Reopen | Self::Distrust => None,
        }
    }
}
