//! The plan of a run: who does what and what goes wrong, and when. All of it is drawn from the seed beforehand, and each
//! act has dice of its own, so that an act can be left out and the others stay what they are.

use std::fmt;
use std::time::Duration;

use wellclient_core::command::LoginMode;
use wellclient_core::environment::Dialect;

use super::profiles::Profile;
use crate::lab::{Dice, EventFate, Fate};

/// A run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Of what kind.
    pub profile: Profile,
    /// Where it was drawn from.
    pub seed: u64,
    /// Who sits there.
    pub desks: Vec<Desk>,
    /// How the switch behaves.
    pub switch: Switch,
    /// What happens, by time.
    pub acts: Vec<Act>,
}

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
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub struct Act {
    /// When.
    pub at: Duration,
    /// What.
    pub deed: Deed,
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

impl Plan {
    /// The plan of a seed.
    pub fn draw(profile: Profile, seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ profile.salt());
        let desks: Vec<Desk> = (0..2 + dice.below(profile.most_desks() - 1))
            .map(|_| profile.desk(&mut dice))
            .collect();
        let switch = profile.switch(&mut dice);
        let mut at = Duration::ZERO;
        let mut acts = Vec::new();
        for desk in 0..desks.len() {
            at += dice.between((Duration::ZERO, Duration::from_millis(800)));
            let mode = [
                LoginMode::Force,
                LoginMode::Force,
                LoginMode::Stop,
                LoginMode::Ask,
            ][dice.below(4)];
            acts.push(Act {
                at,
                deed: Deed::LogIn { desk, mode },
            });
        }
        at += Duration::from_secs(2);
        let number = 20 + dice.below(40);
        let pause = dice.below(number * 2);
        for act in 0..number {
            at += gap(&mut dice);
            let deed = profile.deed(&mut dice, desks.len());
            acts.push(Act { at, deed });
            if act == pause {
                acts.push(Act {
                    at,
                    deed: Deed::Quiet,
                });
            }
        }
        acts.push(Act {
            at,
            deed: Deed::Quiet,
        });
        Self {
            profile,
            seed,
            desks,
            switch,
            acts,
        }
    }
}

/// Between two acts: at once, in the middle of what is going on, or after a while.
fn gap(dice: &mut Dice) -> Duration {
    match dice.below(10) {
        0 => Duration::ZERO,
        1..=3 => dice.between((Duration::from_millis(1), Duration::from_millis(60))),
        4..=8 => dice.between((Duration::from_millis(100), Duration::from_secs(3))),
        _ => dice.between((Duration::from_secs(3), Duration::from_secs(20))),
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.at, self.deed)
    }
}
