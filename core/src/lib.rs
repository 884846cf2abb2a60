//! wellclient core.

pub mod id;
pub mod stomp;
pub mod time;
