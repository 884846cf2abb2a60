//! What `wellclient replay` is asked for.

use crate::failure::Failure;
use crate::language::{Asked, pick, say};
use crate::lines::Line;

/// What is to be replayed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
FILE holds one event a line: the raw JSON, or a line of the event log (`[2017-05-17 19:46:53]: {…}`). \
Or it is a journal, as `wellclient tail --journal` makes it: then a whole session is replayed, and \
neither --agent nor --device is needed.

For each event, one JSON line: the event, what is derived from it, the calls after it, what did not fit. \
At the end, a summary.

With --html it makes one page to be looked at instead, with --svg a picture: who asked whom for what, \
what was told, what was doubled, late, missing or put right, and the model at each moment.

Examples:
  wellclient replay events.log --agent 5001@test.cc --device 8001@test.cc
  wellclient replay - --agent 5001@test.cc --device 8001@test.cc --text < events.log
  wellclient replay bad-day.journal --text
  wellclient replay bad-day.journal --html bad-day.html --mask

Exit codes:
  0  it was replayed, whatever it shows
  1  the file cannot be read or has no event in it, or a line of a journal cannot be replayed: then
     what came before it is shown; or what was made cannot be written
  2  it was asked for wrongly")]
pub(crate) struct Args {
    /// The file; `-` is standard input
    #[arg(value_hint = clap::ValueHint::FilePath)]
    pub(super) file: String,
    /// Whose events they are
    #[arg(long, value_name = "ID")]
    pub(super) agent: Option<String>,
    /// The device that the agent was logged in on
    #[arg(long, value_name = "ID")]
    pub(super) device: Option<String>,
    /// Print JSON lines: what is done anyway
    #[arg(long, conflicts_with = "text")]
    pub(super) json: bool,
    /// Print for people
    #[arg(long)]
    pub(super) text: bool,
    /// Write a page to be looked at into this file; `-` is standard output
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, conflicts_with_all = ["text", "json"])]
    pub(super) html: Option<String>,
    /// Write a picture into this file; `-` is standard output
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, conflicts_with_all = ["text", "json"])]
    pub(super) svg: Option<String>,
    /// Mask telephone numbers in page and picture: all but extensions become `tel-1`, `tel-2`, …
    #[arg(long)]
    pub(super) mask: bool,
    #[command(flatten)]
    pub(super) language: Asked,
}

impl Args {
    /// The agent and the device.
    pub(super) fn whose(&self) -> Result<(&str, &str), Failure> {
        match (&self.agent, &self.device) {
            (Some(agent), Some(device)) => Ok((agent, device)),
            _ => Err(Failure::Usage(say!(
                "--agent and --device say whose events these are",
                "用 --agent 和 --device 指明这是谁的事件"
            ))),
        }
    }

    pub(super) fn no_event(&self) -> Failure {
        let file = match self.file.as_str() {
            "-" => pick("standard input", "标准输入"),
            file => file,
        };
        Failure::Failed(say!("{file} has no event in it", "{file} 中没有事件"))
    }
}

/// Whether it is a journal's first line.
pub(super) fn is_journal(first: Option<&Line>) -> Option<&str> {
    match first {
        Some(Line::Text(header)) if header.trim_start().starts_with("{\"journal\"") => Some(header),
        _ => None,
    }
}
