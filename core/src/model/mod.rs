//! The call model: what the agent's device is part of, and the agent's mode, as the events tell it.
//!
//! [`Model`] is a fold over events; [`Tracker`] decides the order in which it sees them.

mod agent;
mod apply;
mod before;
mod beginning;
mod believed;
mod call;
mod calls;
mod cleared;
mod data;
mod denied;
mod effect;
mod ended;
mod fingerprint;
mod follow;
mod guest;
mod history;
mod limits;
mod mark;
mod memory;
mod named;
mod offered;
mod order;
mod perspective;
mod producers;
mod reconcile;
mod saved;
mod seen;
mod server_clock;
mod state;
mod step;
mod told;
mod tracker;
mod undo;
mod weigh;

pub(crate) use believed::Denied;
pub use call::{Call, ConnectionState, Party, Role};
pub use cleared::{ClearedFacts, Correction};
pub(crate) use cleared::{was_not_answered, was_not_reached};
pub use limits::{MAX_CALLS, MAX_PARTIES, REORDER_AGE, REORDER_WINDOW};
pub use mark::Mark;
pub use memory::call_memory;
pub use offered::{Offered, Verdict};
pub use order::Order;
pub use perspective::{Moment, Perspective};
pub(crate) use reconcile::shown_leg;
pub use saved::SavedModel;
pub use state::{Agent, Model};
pub use tracker::Tracker;
