//! The `wellclient` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(wellclient_cli::run(std::env::args_os()))
}
