//! A CTI server in a box, to show, develop and test clients against, with no call center near.
//!
//! Two layers. [`pbx`] is the switch itself, with no sockets and no clock: requests and times go in, replies
//! and events come out. [`Simulator`] puts a network around it: HTTP and STOMP over WebSocket on the
//! protocol's own paths, so that any client of the real server can log in and make calls; [`Fault`]s on
//! demand; a control API over HTTP (`/simulator/…`) and [`Script`]s for what happens outside.
//!
//! ```
//! use wellclient_simulator::{Fault, Simulator, SimulatorConfig};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let simulator = Simulator::start(SimulatorConfig::default()).await?;
//! println!("log in at {}/login", simulator.base_url());
//! simulator.faults().add(Fault::NoReceipt { times: Some(1) })?;
//! simulator.shutdown().await;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod config;
pub mod fault;
mod handle;
mod observe;
pub mod pbx;
mod rng;
mod script;
mod server;
mod simulator;
mod token;
mod verb;

pub use config::{BrokerConfig, SimulatorConfig, StompConfig};
pub use fault::{Fault, FaultError};
pub use handle::{Faults, Handle};
pub use observe::{Heard, Observation};
pub use pbx::{
    AgentState, CallState, Control, ControlError, ControlReply, ExtensionState, LegState, LogState,
    PbxConfig, PbxState, WrongState,
};
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub use script::fuzz_script;
pub use script::{Script, ScriptError, StepError};
pub use server::guarded;
pub use simulator::Simulator;
pub use token::Token;
