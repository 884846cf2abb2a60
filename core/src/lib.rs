//! wellclient core.

pub mod command;
pub mod dial;
pub mod environment;
pub mod event;
pub mod event_log;
pub mod http;
pub mod id;
mod json;
pub mod model;
pub mod numbers;
pub mod secret;
pub mod settings;
pub mod time;
