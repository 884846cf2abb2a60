//! The plan of a run: who does what and what goes wrong, and when. All of it is drawn from the seed beforehand, and each
//! act has dice of its own, so that an act can be left out and the others stay what they are.

use std::fmt;
use std::time::Duration;

use wellclient_core::command::LoginMode;

use super::deeds::{Deed, Desk, Switch};
use super::profiles::Profile;
use crate::lab::Dice;

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

/// One thing that happens.
#[derive(Clone, Debug)]
pub struct Act {
    /// When.
    pub at: Duration,
    /// What.
    pub deed: Deed,
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
