//! wellclient core.

pub mod event;
pub mod id;
pub mod model;
pub mod numbers;
pub mod stomp;
pub mod time;
