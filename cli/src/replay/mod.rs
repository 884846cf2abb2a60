//! `wellclient replay`: the calls, rebuilt from what was recorded.

mod args;
pub(crate) mod events;
mod journal;
pub(crate) mod source;

mod look;

use std::fs::File;
use std::io::{self, BufRead, BufReader};

pub(crate) use args::Args;

use crate::failure::Failure;
use crate::language::say;
use crate::lines::{self, Line};
use crate::print::Out;

/// Replays it.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    args.language.speak();
    look::check_files(args)?;
    let mut input = open(&args.file)?;
    let mut out = Out::new();
    let first = read(&mut input, &args.file)?;
    if first.is_none() {
        return Err(args.no_event());
    }
    if args.html.is_some() || args.svg.is_some() {
        return look::make(args, first, || read(&mut input, &args.file));
    }
    if args.mask {
        return Err(Failure::Usage(say!(
            "--mask is for --html and --svg",
            "--mask 只用于 --html 和 --svg"
        )));
    }
    let read_in = match args::is_journal(first.as_ref()) {
        Some(header) => journal::replay(header, || read(&mut input, &args.file), args.text, &mut out)?,
        None => {
            let (agent, device) = args.whose()?;
            let mut first = first;
            let mut next = || match first.take() {
                Some(line) => Ok(Some(line)),
                None => read(&mut input, &args.file),
            };
            events::replay(agent, device, &mut next, args.text, &mut out)?
        }
    };
    if read_in == 0 {
        return Err(args.no_event());
    }
    Ok(())
}

fn open(file: &str) -> Result<Box<dyn BufRead>, Failure> {
    if file == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let opened = File::open(file).map_err(|error| {
        Failure::Failed(say!(
            "{file} cannot be opened: {error}",
            "无法打开 {file}：{error}"
        ))
    })?;
    Ok(Box::new(BufReader::new(opened)))
}

fn read(input: &mut Box<dyn BufRead>, file: &str) -> Result<Option<Line>, Failure> {
    lines::next(input).map_err(|error| Failure::unreadable(file, error))
}
