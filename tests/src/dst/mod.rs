//! The deterministic simulation: sessions against the switch in virtual time, with everything going wrong that a seed can
//! think of, and an oracle that knows nothing but the switch, the protocol and what reached whom.
//!
//! A run is a [`Plan`], drawn from a seed. [`run`] carries it out and checks after every step and after every quiet; the
//! first thing that is wrong ends it. [`shrink`] leaves out of the plan what that does not need.

mod actors;
mod deeds;
pub mod known;
mod oracle;
mod plan;
mod profiles;
mod shrink;
mod story;
mod troubles;
mod world;

pub use deeds::{Deed, Desk, Switch};
pub use known::Known;
pub use oracle::{Oracle, Violation};
pub use plan::{Act, Plan};
pub use profiles::Profile;
pub use shrink::shrink;
pub use world::{Ran, run};

/// What a run is to do beside running.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Wants {
    /// Ask a copy of the switch what it would accept, before every act and at every quiet.
    pub allowed: bool,
    /// Keep the story, to be read.
    pub story: bool,
    /// Only violations whose kind begins so: `verified`, `settled: makeCall`; all if empty.
    pub only: String,
    /// None whose kind begins so.
    pub except: Vec<String>,
}

impl Wants {
    /// Whether violations of this kind are wanted.
    fn kind(&self, kind: &str) -> bool {
        kind.starts_with(&self.only) && !self.except.iter().any(|except| kind.starts_with(except))
    }
}
