//! The examples run to their ends, against the simulator.

#![allow(
    clippy::duplicate_mod,
    reason = "each example is a program with what it shares"
)]

use std::error::Error;
use std::sync::mpsc;
use std::time::Duration;

#[path = "../examples/inbound_desktop.rs"]
mod inbound_desktop;
#[path = "../examples/outbound_dialler.rs"]
mod outbound_dialler;
#[path = "../examples/supervisor_wallboard.rs"]
mod supervisor_wallboard;

/// An example that has not ended by then has failed.
const PATIENCE: Duration = Duration::from_secs(60);

fn ends_well(example: fn() -> Result<(), Box<dyn Error>>) {
    let (sender, ended) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = sender.send(example().map_err(|error| error.to_string()));
    });
    assert_eq!(ended.recv_timeout(PATIENCE), Ok(Ok(())));
}

#[test]
fn inbound_desktop_ends_well() {
    ends_well(inbound_desktop::main);
}

#[test]
fn outbound_dialler_ends_well() {
    ends_well(outbound_dialler::main);
}

#[test]
fn supervisor_wallboard_ends_well() {
    ends_well(supervisor_wallboard::main);
}
