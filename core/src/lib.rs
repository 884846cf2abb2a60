//! wellclient core.

pub mod id;
pub mod time;
