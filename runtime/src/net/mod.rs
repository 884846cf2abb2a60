//! The way to a server, the same for requests and for event channels: which proxy, which address, the tunnel, TLS.

mod addresses;
mod connector;
mod exchange;
#[cfg(any(test, fuzzing))]
mod fuzz;
mod no_proxy;
mod proxies;
mod proxy;
mod system_proxy;
mod target;
mod trouble;
mod tunnel;
mod wire;

pub(crate) use connector::Connector;
pub(crate) use exchange::exchange;
#[cfg(any(test, fuzzing))]
pub(crate) use fuzz::fuzz_addresses;
pub(crate) use proxies::Proxies;
pub(crate) use proxy::Proxy;
pub use proxy::ProxyError;
pub use system_proxy::system_proxy;
pub(crate) use target::Target;
pub(crate) use trouble::unreached;
pub(crate) use tunnel::{is_portal, place};
pub(crate) use wire::{Pulse, Wire};
