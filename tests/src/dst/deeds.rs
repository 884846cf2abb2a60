//! What a plan consists of: the desks, the switch, and what can happen.

use std::time::Duration;

use wellclient_core::command::LoginMode;
use wellclient_core::environment::Dialect;

use crate::lab::{EventFate, Fate, SecondWorker};

/// One agent's place.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Incoming calls are answered at once.
    pub auto_answer: bool,
    /// The first call is taken back when the consulted party has gone.
    pub retrieves: bool,
    /// The release that is spoken.
    pub dialect: Dialect,
    /// Tries again for ever, and not as the manual says.
    pub patient: bool,
    /// A second call is answered at once, too.
    pub answers_second: bool,
}

/// What differs from one switch to another.
#[derive(Clone, Debug)]
pub struct Switch {
    /// How long work after a call lasts.
    pub wrap_up: Duration,
    /// Whether callers hear of `serviceInitiated` and `originated`.
    pub announces: bool,
    /// Whether a conference ends when its maker leaves.
    pub owner_ends: bool,
    /// HTTP sessions older than this have expired.
    pub session_lifetime: Option<Duration>,
    /// The broker sends RECEIPTs.
    pub receipts: bool,
    /// There is no client state (2.x).
    pub no_account: bool,
    /// A phone that is in a call rings for another.
    pub call_waiting: bool,
    /// The account shows a call on hold, if there is no other.
    pub shows_held: bool,
    /// Its account is so much behind.
    pub lag: Duration,
    /// Its events bear neither number nor time, nor who has sent them.
    pub bare: bool,
    /// A call that comes to an agent once more is told of by another worker.
    pub second_worker: Option<SecondWorker>,
}

/// What can happen.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "the fields are what their names say")]
pub enum Deed {
    /// An agent logs in.
    LogIn { desk: usize, mode: LoginMode },
    /// An agent does what makes sense, and now and then what does not.
    Agent { desk: usize, dice: u64 },
    /// A supervisor interferes.
    Supervisor { desk: usize, dice: u64 },
    /// Somebody calls from outside.
    Caller { to: usize, dice: u64 },
    /// Somebody outside answers, holds, comes back, hangs up.
    Outside { dice: u64 },
    /// The dialler reserves an agent.
    Allocate { desk: usize },
    /// The switch logs an agent out.
    Kick { desk: usize },
    /// A phone goes off line, or comes back.
    Phone { desk: usize, online: bool },
    /// An application tries the event channel again.
    Reconnect { desk: usize },
    /// An application answers what it is asked, if it is.
    AnswerAsk { desk: usize, force: bool },
    /// What becomes of the next event.
    NextEvent { desk: usize, fate: EventFate },
    /// What becomes of the next request that has this in it.
    NextRequest {
        desk: usize,
        about: &'static str,
        fate: Fate,
    },
    /// A WebSocket breaks.
    Cut { desk: usize },
    /// A WebSocket goes dead.
    GoDead { desk: usize },
    /// The next attempts to connect are refused.
    Refuse { times: usize },
    /// HTTP sessions expire.
    Expire { desk: Option<usize> },
    /// The server restarts; it may have forgotten everything.
    Restart { down: Duration, forgets: bool },
    /// A machine sleeps.
    Suspend { desk: usize, time: Duration },
    /// A wall clock is set.
    Clock { desk: usize, ms: i64 },
    /// A program dies, and starts again so much later.
    Crash { desk: usize, back: Duration },
    /// Nothing goes wrong any more for a while; then everything must be right.
    Quiet,
}
