//! What must hold, whatever happens. The oracle reads the switch, and what has reached whom; of a session it believes
//! nothing.

mod allowed;
mod claims;
mod details;
mod duty;
mod folded;
mod found;
mod replay;
mod server;
mod settled;
mod verified;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use found::Found;

use super::Wants;
use super::known::{Known, Passes};
use crate::lab::{Lab, Said};

/// Something that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// Which promise is broken, and how: the same for all violations of one kind.
    pub kind: String,
    /// At which desk.
    pub desk: usize,
    /// When, in the laboratory's time.
    pub at: Duration,
    /// What differs from what.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.as_secs_f64();
        write!(
            f,
            "{} (desk {}, at {at:.3}): {}",
            self.kind, self.desk, self.detail
        )
    }
}

/// What the oracle remembers of a session.
#[derive(Default, Debug)]
struct File {
    /// How much of what was said has been looked at.
    read: usize,
    /// How many of the laboratory's own complaints.
    complaints: usize,
    app: folded::App,
    duty: duty::Duty,
}

/// The oracle.
#[derive(Default, Debug)]
pub struct Oracle {
    /// The first thing that is wrong.
    pub violation: Option<Violation>,
    /// What was let pass.
    pub passes: Passes,
    /// The account leaves calls on hold out.
    pub hides_held: bool,
    /// Nothing goes wrong in this run, so nothing may be unknown.
    calm: bool,
    wants: Wants,
    files: BTreeMap<usize, File>,
}

impl Oracle {
    /// An oracle that looks for what is wanted. In a `calm` run nothing goes wrong, and nothing may be unknown.
    pub fn new(calm: bool, wants: &Wants) -> Self {
        Self {
            calm,
            wants: wants.clone(),
            ..Self::default()
        }
    }

    /// Something went into a session. Answers from where on it has said something new.
    pub fn step(&mut self, lab: &Lab, seat: usize, desk: usize) -> usize {
        let file = self.files.entry(seat).or_default();
        let (chair, from) = (&lab.seats[seat], file.read);
        file.read = chair.heard.len();
        if self.violation.is_some() || chair.crashed || chair.is_asleep() {
            return from;
        }
        let news = &chair.heard[from..];
        let snapshot = chair.snapshot(lab.now());
        let mut found = Vec::new();
        if let Some(complaint) = chair.violations.get(file.complaints) {
            found.push(("settled: habit".to_owned(), complaint.clone()));
        }
        file.complaints = chair.violations.len();
        for (_, said) in news {
            if let Said::Settled(id, outcome) = said {
                found.extend(settled::check(
                    lab,
                    seat,
                    desk,
                    *id,
                    outcome,
                    self.calm,
                    &mut self.passes,
                ));
            }
        }
        found.extend(file.app.step(news, &snapshot));
        found.extend(file.duty.step(chair, lab.now(), news, &snapshot));
        let hides = self.hides_held;
        found.extend(verified::check(
            lab,
            seat,
            desk,
            &snapshot,
            hides,
            &mut self.passes,
        ));
        self.report(lab.now(), desk, found);
        from
    }

    /// A quiet is over.
    pub fn quiet(&mut self, lab: &Lab, seat: usize, desk: usize, no_account: Option<Known>) {
        let chair = &lab.seats[seat];
        if chair.crashed {
            return;
        }
        let snapshot = chair.snapshot(lab.now());
        let mut found: Vec<Found> = chair
            .overdue(lab.now())
            .iter()
            .map(|id| {
                (
                    "settled: never".to_owned(),
                    format!("command {} is overdue", id.0),
                )
            })
            .collect();
        let hides = self.hides_held;
        found.extend(verified::check(
            lab,
            seat,
            desk,
            &snapshot,
            hides,
            &mut self.passes,
        ));
        found.extend(verified::after_quiet(
            lab,
            seat,
            desk,
            &snapshot,
            (no_account, hides),
            &mut self.passes,
        ));
        self.report(lab.now(), desk, found);
    }

    /// What the switch would accept now, and what the session says that it would.
    pub(super) fn allowed(&mut self, lab: &Lab, seat: usize, desk: usize) {
        let found = allowed::check(lab, seat, desk, self.hides_held, &mut self.passes);
        self.report(lab.now(), desk, found);
    }

    /// The run is over.
    pub fn at_the_end(&mut self, lab: &Lab, seat: usize, desk: usize) {
        let mut found = Vec::new();
        found.extend(settled::at_the_end(lab, seat, desk, &mut self.passes));
        found.extend(duty::at_the_end(&lab.seats[seat]));
        found.extend(replay::check(&lab.seats[seat]));
        self.report(lab.now(), desk, found);
    }

    /// A session does not let time pass.
    pub(super) fn busy(&mut self, at: Duration) {
        let found = (
            "duty: busy loop".to_owned(),
            "time does not pass any more".to_owned(),
        );
        self.report(at, usize::MAX, vec![found]);
    }

    fn report(&mut self, at: Duration, desk: usize, found: Vec<Found>) {
        let wanted = |(kind, _): &Found| self.wants.kind(kind);
        let first = found.into_iter().find(wanted).map(|(kind, detail)| Violation {
            kind,
            desk,
            at,
            detail,
        });
        self.violation = self.violation.take().or(first);
    }
}
