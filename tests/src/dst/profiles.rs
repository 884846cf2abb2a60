//! The kinds of runs: what the network, the server and the machines do to the sessions, and who acts.

use std::time::Duration;

use wellclient_core::command::LoginMode;
use wellclient_core::environment::Dialect;

use super::deeds::{Deed, Desk, Switch};
use crate::lab::{Dice, EventFate, Fate, SecondWorker};

/// No account is further behind: after ten times the time that an event may take, it is believed.
const LONGEST_LAG: Duration = Duration::from_secs(8);

/// A kind of run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Profile {
    /// Nothing goes wrong.
    Calm,
    /// Events come late, twice, and in another order, within bounds.
    Late,
    /// Events are lost without a trace.
    Lossy,
    /// Sockets break, or go dead, around events.
    Cuts,
    /// The server refuses, fails, or its replies are lost.
    Http,
    /// The server restarts; HTTP sessions expire.
    Restarts,
    /// Machines sleep, clocks are set.
    Clocks,
    /// Programs die and take their session up again.
    Crash,
    /// Servers of the 2.x releases, with and without the client state.
    Legacy,
    /// Supervisors force and listen.
    Herd,
    /// All of it.
    Storm,
    /// A second call rings at who is in one; nothing goes wrong.
    Waiting,
    /// So, with all that goes wrong.
    Rush,
    /// The account shows little, or there is none (2.x): no call on hold. Sockets break, and programs die.
    Sparse,
    /// The account is some seconds behind. Events come late, requests fail. None is lost: whether an account is of before a loss,
    /// nothing tells.
    Lag,
    /// Events bear neither number nor time. Some do not come, sockets break, requests fail.
    Bare,
    /// Calls come back to who has had them, told by another worker, with another clock, and with numbers of its own or none. With and
    /// without the client state. Some events do not come, requests fail.
    Workers,
}

impl Profile {
    /// Every one.
    pub const ALL: [Self; 17] = [
        Self::Calm,
        Self::Late,
        Self::Lossy,
        Self::Cuts,
        Self::Http,
        Self::Restarts,
        Self::Clocks,
        Self::Crash,
        Self::Legacy,
        Self::Herd,
        Self::Storm,
        Self::Waiting,
        Self::Rush,
        Self::Sparse,
        Self::Lag,
        Self::Bare,
        Self::Workers,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Late => "late",
            Self::Lossy => "lossy",
            Self::Cuts => "cuts",
            Self::Http => "http",
            Self::Restarts => "restarts",
            Self::Clocks => "clocks",
            Self::Crash => "crash",
            Self::Legacy => "legacy",
            Self::Herd => "herd",
            Self::Storm => "storm",
            Self::Waiting => "waiting",
            Self::Rush => "rush",
            Self::Sparse => "sparse",
            Self::Lag => "lag",
            Self::Bare => "bare",
            Self::Workers => "workers",
        }
    }

    /// The profile of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    pub(super) fn salt(self) -> u64 {
        Dice::new(self as u64 + 1).roll()
    }

    /// Whether nothing goes wrong in it, so that nothing may be unknown.
    pub(super) fn is_calm(self) -> bool {
        matches!(self, Self::Calm | Self::Waiting)
    }

    /// Whether a phone that is in a call rings for another.
    fn rings_beside(self) -> bool {
        matches!(self, Self::Waiting | Self::Rush)
    }

    pub(super) fn most_desks(self) -> usize {
        if self == Self::Herd { 6 } else { 4 }
    }

    pub(super) fn desk(self, dice: &mut Dice) -> Desk {
        let old = match self {
            Self::Legacy => true,
            Self::Storm => dice.chance(200),
            Self::Sparse => dice.chance(500),
            _ => false,
        };
        Desk {
            auto_answer: dice.chance(250),
            retrieves: dice.chance(400),
            dialect: if old { Dialect::V2 } else { Dialect::V4 },
            patient: dice.chance(300),
            answers_second: self.rings_beside() && dice.chance(300),
        }
    }

    pub(super) fn switch(self, dice: &mut Dice) -> Switch {
        let expires = matches!(self, Self::Restarts | Self::Storm) && dice.chance(300);
        Switch {
            wrap_up: Duration::from_millis([0, 0, 1_500, 4_000][dice.below(4)]),
            announces: dice.chance(800),
            owner_ends: dice.chance(700),
            session_lifetime: expires.then(|| Duration::from_secs(20)),
            receipts: dice.chance(800),
            no_account: match self {
                Self::Legacy => dice.chance(500),
                Self::Sparse => dice.chance(300),
                Self::Workers => dice.chance(500),
                _ => false,
            },
            shows_held: self != Self::Sparse,
            call_waiting: self.rings_beside(),
            lag: match self {
                Self::Lag => dice.between((Duration::from_millis(300), LONGEST_LAG)),
                _ => Duration::ZERO,
            },
            bare: self == Self::Bare,
            second_worker: (self == Self::Workers).then(|| SecondWorker {
                ahead: [-3_600, -70, -20, -3, 0, 3, 20, 70, 3_600][dice.below(9)],
                numbers: dice.chance(500),
            }),
        }
    }

    /// One of the things that happen in it.
    pub(super) fn deed(self, dice: &mut Dice, desks: usize) -> Deed {
        let trouble = match self {
            Self::Calm | Self::Herd | Self::Waiting => 0,
            Self::Storm => 450,
            _ => 300,
        };
        if dice.chance(trouble)
            && let Some(deed) = self.trouble(dice, desks)
        {
            return deed;
        }
        self.traffic(dice, desks)
    }

    fn traffic(self, dice: &mut Dice, desks: usize) -> Deed {
        let desk = dice.below(desks);
        if self.rings_beside() && dice.chance(200) {
            return Deed::Caller {
                to: desk,
                dice: dice.roll(),
            };
        }
        let supervisors = if self == Self::Herd { 350 } else { 60 };
        if dice.chance(supervisors) {
            return Deed::Supervisor {
                desk,
                dice: dice.roll(),
            };
        }
        match dice.below(100) {
            0..=9 => Deed::Caller {
                to: desk,
                dice: dice.roll(),
            },
            10..=21 => Deed::Outside { dice: dice.roll() },
            22..=23 => Deed::Allocate { desk },
            24 => Deed::Kick { desk },
            25 => Deed::Phone { desk, online: false },
            26 => Deed::Phone { desk, online: true },
            27 => Deed::Reconnect { desk },
            28 => Deed::AnswerAsk {
                desk,
                force: dice.chance(500),
            },
            29 => Deed::LogIn {
                desk,
                mode: LoginMode::Force,
            },
            _ => Deed::Agent {
                desk,
                dice: dice.roll(),
            },
        }
    }

    fn trouble(self, dice: &mut Dice, desks: usize) -> Option<Deed> {
        let desk = dice.below(desks);
        match self {
            Self::Calm | Self::Herd | Self::Waiting => None,
            Self::Late => Some(late(dice, desk)),
            Self::Lossy => Some(Deed::NextEvent {
                desk,
                fate: EventFate::Lost,
            }),
            Self::Cuts => Some(cut(dice, desk)),
            Self::Http => Some(http(dice, desk)),
            Self::Restarts => Some(restart(dice, desk)),
            Self::Clocks => Some(clock(dice, desk)),
            Self::Crash => Some(Deed::Crash {
                desk,
                back: dice.between((Duration::ZERO, Duration::from_secs(20))),
            }),
            Self::Legacy => {
                [Self::Late, Self::Cuts, Self::Lossy, Self::Http][dice.below(4)].trouble(dice, desks)
            }
            Self::Lag => [Self::Late, Self::Http][dice.below(2)].trouble(dice, desks),
            Self::Bare => [Self::Lossy, Self::Cuts, Self::Http][dice.below(3)].trouble(dice, desks),
            Self::Sparse => [Self::Cuts, Self::Crash, Self::Http][dice.below(3)].trouble(dice, desks),
            Self::Workers => [Self::Lossy, Self::Http][dice.below(2)].trouble(dice, desks),
            Self::Storm | Self::Rush => [
                Self::Late,
                Self::Lossy,
                Self::Cuts,
                Self::Http,
                Self::Restarts,
                Self::Clocks,
                Self::Crash,
            ][dice.below(7)]
            .trouble(dice, desks),
        }
    }
}

fn late(dice: &mut Dice, desk: usize) -> Deed {
    let time = dice.between((Duration::from_millis(1), Duration::from_secs(3)));
    let fate = match dice.below(4) {
        0 => EventFate::Twice,
        1 => EventFate::Again(time),
        _ => EventFate::Late(time),
    };
    Deed::NextEvent { desk, fate }
}

fn cut(dice: &mut Dice, desk: usize) -> Deed {
    let arrives = dice.chance(500);
    match dice.below(10) {
        0..=3 => Deed::NextEvent {
            desk,
            fate: EventFate::Cut { arrives },
        },
        4..=5 => Deed::NextEvent {
            desk,
            fate: EventFate::Dead { arrives },
        },
        6 => Deed::Cut { desk },
        7 => Deed::GoDead { desk },
        _ => Deed::Refuse {
            times: 1 + dice.below(12),
        },
    }
}

const STATUSES: [u16; 9] = [404, 426, 429, 500, 502, 503, 504, 408, 403];

fn http(dice: &mut Dice, desk: usize) -> Deed {
    let about = [
        "callControl",
        "agent/state",
        "heartbeat",
        "client-state",
        "",
        "/login",
    ][dice.below(6)];
    let status = STATUSES[dice.below(STATUSES.len())];
    let carried_out = dice.chance(500);
    let fate = match dice.below(12) {
        0..=3 => Fate::status(status),
        4 => Fate::Instead {
            status: 429,
            retry_after: Some("3".into()),
            body: String::new(),
        },
        5..=6 => Fate::LostAfter,
        7 => Fate::LostBefore,
        8 => Fate::NeverSent,
        9 => Fate::Silence { carried_out },
        10 => Fate::Slow(dice.between((Duration::from_millis(100), Duration::from_secs(9)))),
        _ if dice.chance(500) => Fate::html(),
        _ => Fate::CarriedOut { status: 502 },
    };
    Deed::NextRequest { desk, about, fate }
}

fn restart(dice: &mut Dice, desk: usize) -> Deed {
    match dice.below(4) {
        0 => Deed::Expire { desk: None },
        1 => Deed::Expire { desk: Some(desk) },
        _ => Deed::Restart {
            down: dice.between((Duration::ZERO, Duration::from_secs(15))),
            forgets: dice.chance(300),
        },
    }
}

fn clock(dice: &mut Dice, desk: usize) -> Deed {
    match dice.below(3) {
        0 => {
            let ms = i64::try_from(dice.below(7_200_000)).unwrap_or(0);
            Deed::Clock {
                desk,
                ms: ms - 3_600_000,
            }
        }
        1 => Deed::Clock {
            desk,
            ms: i64::try_from(dice.below(20_000)).unwrap_or(0) - 10_000,
        },
        _ => Deed::Suspend {
            desk,
            time: dice.between((Duration::from_secs(1), Duration::from_secs(240))),
        },
    }
}
