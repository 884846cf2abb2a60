//! The `wellclient` program: shows, simulates, follows, replays and examines. A library, so that it can be run from a
//! package in another language, too.

mod calls;
mod completions;
mod defaults;
mod demo;
mod doctor;
mod echo;
mod editor;
mod endings;
mod failure;
mod floor;
mod foot;
mod help;
mod history;
mod ladder;
mod language;
mod library;
mod lines;
mod link;
mod manual;
mod moments;
mod notice;
mod outcome;
mod own_file;
mod password;
mod print;
mod refused;
mod replay;
mod runtime;
mod said;
mod screen;
mod server;
mod signals;
mod simulate;
mod softphone;
mod tail;
mod wallboard;
mod web;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches as _, Parser, Subcommand};

use runtime::on_runtime;

/// A CTI client: log an agent in, follow the calls, control them. With a CTI server in the box.
#[derive(Parser)]
#[command(name = "wellclient", version, after_help = FIRST_STEPS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const FIRST_STEPS: &str = "\
First steps, no call center needed:
  wellclient demo                        watch a working day of two agents and a supervisor
  wellclient softphone --demo            be an agent yourself, in the terminal
  wellclient simulate                    run the CTI server in this terminal …
  WELLCLIENT_PASSWORD=123456 wellclient tail --env http://127.0.0.1:8080 \\
      --agent 5001@test.cc --ext 8001    … and log an agent in from another

What is typed every day can be a variable, WELLCLIENT_ENV for --env, or stand in a file, \
~/.config/wellclient/config.toml: docs/command-line.md has all of it.

Exit codes: 0 it worked, 1 it did not, 2 it was asked for wrongly.
`wellclient <command> --help` has examples.";

#[derive(Subcommand)]
enum Command {
    /// Play a working day: log-ins, calls, transfers, a conference, a supervisor, a cut line
    Demo(demo::Args),
    /// Run the simulated CTI server
    Simulate(simulate::Args),
    /// Be an agent in the terminal: a softphone, with --demo against a simulated call center
    Softphone(softphone::Args),
    /// Watch agents: who is in which state since when, calls, counts, the last hours
    Wallboard(wallboard::Args),
    /// Log an agent in and print what happens; with --stdin, take commands
    Tail(tail::Args),
    /// Rebuild the calls from recorded events, and say what did not fit
    Replay(replay::Args),
    /// Find out how far a server can be reached and understood
    Doctor(doctor::Args),
    /// Print what completes the program's words in a shell
    Completions(completions::Args),
    /// Print the manual page, or write those of all commands
    Man(manual::Args),
}

/// Runs the program with these arguments, its name first; the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    language::speak_as_asked(&arguments, None);
    let mut command = match defaults::apply(Cli::command(), &arguments) {
        Ok(command) => command,
        // Help helps with that, too.
        Err(_) if defaults::count_for_nothing(&arguments) => Cli::command(),
        Err(failure) => return failure.end(),
    };
    command = help::speak(command);
    let parsed = command.try_get_matches_from_mut(arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        // Help, too, comes this way.
        Err(error) => return help::show(&error.format(&mut command)),
    };
    let done = match cli.command {
        Command::Replay(args) => replay::run(&args),
        Command::Demo(args) => on_runtime(demo::run(args)),
        Command::Simulate(args) => on_runtime(simulate::run(args)),
        Command::Softphone(args) => softphone::run(args),
        Command::Wallboard(args) => wallboard::run(args),
        Command::Tail(args) => tail::run(args),
        Command::Doctor(args) => doctor::run(args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man(args) => manual::run(&args, Cli::command()),
    };
    match done {
        Ok(()) => 0,
        Err(failure) => failure.end(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_help_is_there_in_chinese() {
        help::check(Cli::command());
    }
}
