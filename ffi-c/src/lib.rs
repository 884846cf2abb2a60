//! The C ABI of wellclient: `libwellclient`, described by `include/wellclient.h`, which is made from this crate.
//!
//! Every function is the same shape: `entry` runs its body behind a panic boundary, handles become objects (`handle`),
//! texts and structs are checked before they are believed (`text`, `sized`), and outputs are written last. What a caller
//! must see to is said in each function's documentation, which is the header's.

#![allow(non_camel_case_types)]

mod callback;
mod client;
mod client_options;
mod codes;
mod command;
mod diagnostics;
mod environment;
mod event;
mod event_data;
mod event_log;
mod event_object;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;
mod handle;
mod layout;
mod lent_texts;
mod living;
mod module;
mod numbers;
mod outcome;
mod places;
mod poll;
mod pump;
mod recovery;
mod replay;
mod route;
mod session;
mod session_environment;
mod session_options;
mod settings;
mod signals;
#[cfg(feature = "simulator")]
mod simulator;
mod sized;
mod snapshot;
mod status;
mod store;
mod subscribers;
mod subscription;
#[cfg(windows)]
mod system_event;
mod text;
mod under_way;
mod verbs;
mod wait;
mod watch;
