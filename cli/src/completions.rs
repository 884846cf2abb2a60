//! `wellclient completions`: what completes the program's words in a shell.

use std::io::{self, Write as _};

use clap_complete::Shell;

use crate::failure::Failure;

/// For which shell.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  wellclient completions bash > ~/.local/share/bash-completion/completions/wellclient
  wellclient completions zsh > ~/.zfunc/_wellclient       with ~/.zfunc in fpath, before compinit
  wellclient completions fish > ~/.config/fish/completions/wellclient.fish
  wellclient completions powershell >> $PROFILE

They count in the next shell. The packages bring those of bash, zsh and fish along.")]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

/// Prints them.
pub(crate) fn run(args: &Args, mut program: clap::Command) -> Result<(), Failure> {
    // In memory first: a reader who has gone would be a panic of the generator's.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "wellclient", &mut script);
    Ok(io::stdout().write_all(&script)?)
}
