//! wellclient core.

pub mod actions;
pub mod command;
pub mod dial;
pub mod environment;
pub mod event;
pub mod event_log;
pub mod http;
pub mod id;
pub mod journal;
mod json;
pub mod metrics;
pub mod model;
pub mod numbers;
pub mod refusal;
pub mod secret;
pub mod session;
pub mod settings;
pub mod snapshot;
pub mod stomp;
pub mod time;
