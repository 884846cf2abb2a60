//! `wellclient replay`: the calls, rebuilt from what was recorded.

mod events;
mod journal;
mod source;

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use crate::failure::Failure;
use crate::lines::{self, Line};
use crate::print::Out;

/// What is to be replayed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
FILE holds one event a line: the raw JSON, or a line of the event log (`[2017-05-17 19:46:53]: {…}`).
Or it is a journal, as `wellclient tail --journal` makes it: then a whole session is replayed, and
neither --agent nor --device is needed.

For each event, one JSON line: the event, what is derived from it, the calls after it, what did not fit.
At the end, a summary.

Examples:
  wellclient replay events.log --agent 5001@test.cc --device 8001@test.cc
  wellclient replay - --agent 5001@test.cc --device 8001@test.cc --text < events.log
  wellclient replay bad-day.journal --text")]
pub(crate) struct Args {
    /// The file; `-` is standard input
    #[arg(value_hint = clap::ValueHint::FilePath)]
    file: String,
    /// Whose events they are
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    /// The device that the agent was logged in on
    #[arg(long, value_name = "ID")]
    device: Option<String>,
    /// Print JSON lines: what is done anyway
    #[arg(long, conflicts_with = "text")]
    json: bool,
    /// Print for people
    #[arg(long)]
    text: bool,
}

/// Replays it.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let mut input = open(&args.file)?;
    let mut out = Out::new();
    let first = read(&mut input, &args.file)?;
    if let Some(Line::Text(header)) = &first
        && header.trim_start().starts_with("{\"journal\"")
    {
        return journal::replay(header, || read(&mut input, &args.file), args.text, &mut out);
    }
    let (Some(agent), Some(device)) = (&args.agent, &args.device) else {
        return Err(Failure::Usage(
            "--agent and --device say whose events these are".to_owned(),
        ));
    };
    let mut first = first;
    let mut next = || match first.take() {
        Some(line) => Ok(Some(line)),
        None => read(&mut input, &args.file),
    };
    events::replay(agent, device, &mut next, args.text, &mut out)
}

fn open(file: &str) -> Result<Box<dyn BufRead>, Failure> {
    if file == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let opened =
        File::open(file).map_err(|error| Failure::Failed(format!("{file} cannot be opened: {error}")))?;
    Ok(Box::new(BufReader::new(opened)))
}

fn read(input: &mut Box<dyn BufRead>, file: &str) -> Result<Option<Line>, Failure> {
    lines::next(input).map_err(|error| Failure::Failed(format!("{file} cannot be read: {error}")))
}
