//! `wellclient._native`: handles, and plain data in and out. What a Python program sees is made of them in Python.
//!
//! What crosses: texts, numbers, tuples, dicts. What the server says in JSON stays that until somebody looks at it. Nothing here takes the interpreter's lock on a
//! thread of the network: what is to reach Python goes by the `courier` or by the dispatcher, both through the `gate`.

mod bell;
mod client;
mod command;
mod config;
mod courier;
mod errors;
mod event;
mod gate;
mod inner;
mod logs;
mod operation;
mod plain;
mod replay;
mod saved;
mod session;
mod simulator;
mod stream;
mod watch;

use pyo3::prelude::*;

/// The part of the package that is written in Rust.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::client::Client;
    #[pymodule_export]
    use crate::config::{default_config, dial_string, environment, preset, presets};
    #[pymodule_export]
    use crate::event::{RawEvent, field_names, kind_names};
    #[pymodule_export]
    use crate::gate::{after_fork, close_gate, in_callback};
    #[pymodule_export]
    use crate::logs::{set_log_level, set_log_sink};
    #[pymodule_export]
    use crate::operation::Operation;
    #[pymodule_export]
    use crate::replay::Replay;
    #[pymodule_export]
    use crate::saved::{SessionStore, saved_from_bytes, saved_to_bytes};
    #[pymodule_export]
    use crate::session::Session;
    #[pymodule_export]
    use crate::simulator::Simulator;
    #[pymodule_export]
    use crate::stream::EventStream;
    #[pymodule_export]
    use crate::watch::Watch;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }

    /// Runs the command-line program with these arguments, the program's name first; its exit code. It takes the signals
    /// for itself.
    #[pyfunction]
    fn run_command_line(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
        py.detach(|| wellclient_cli::run(arguments))
    }
}
