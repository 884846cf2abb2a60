//! wellclient core.

pub mod command;
pub mod dial;
pub mod environment;
pub mod event_log;
pub mod http;
pub mod id;
mod json;
pub mod secret;
pub mod settings;
pub mod time;
