//! The network around the PBX: HTTP, STOMP over WebSocket, the control API, and the faults in between.

pub(crate) mod broker;
mod control_api;
mod cors;
mod exchange;
mod guard;
mod http;
mod hub;
mod no_token;
mod packing;
mod socket;
mod stomp;
mod topic;
mod websocket;

pub(crate) use exchange::Shared;
pub(crate) use guard::Guard;
pub use guard::guarded;
pub(crate) use http::router;
pub(crate) use socket::{Connection, Connections, SwitchedListener};
