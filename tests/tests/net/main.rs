//! The library over real sockets.

#[path = "../support/mod.rs"]
mod support;

mod balancer;
mod bounds;
mod calls;
mod events;
mod http;
mod link;
mod login;
mod parties;
mod proxy;
mod replies;
mod runtime;
mod store;
mod subscribe;
mod tls;
mod verbs;
mod watch;
mod websocket;
