//! A page or a picture of what was recorded.

use std::io::Write as _;
use std::path::Path;

use same_file::Handle;

use super::args::{Args, is_journal};
use crate::failure::Failure;
use crate::ladder::{self, MOST_ROWS};
use crate::language::{say, spoken};
use crate::lines::Line;
use crate::own_file::create;
use crate::print::tell;

/// Makes what is asked for.
pub(super) fn make(
    args: &Args,
    first: Option<Line>,
    mut next: impl FnMut() -> Result<Option<Line>, Failure>,
) -> Result<(), Failure> {
    let (mut ladder, is_empty) = match is_journal(first.as_ref()) {
        // Without an event it can still show why: what was asked for, and what was answered.
        Some(header) => {
            let ladder = ladder::read_journal(header, next)?;
            let is_empty = ladder.rows.is_empty() && ladder.broken.is_empty();
            (ladder, is_empty)
        }
        None => {
            let (agent, device) = args.whose()?;
            let mut first = first;
            let ladder = ladder::read_events(agent, device, || match first.take() {
                Some(line) => Ok(Some(line)),
                None => next(),
            })?;
            let is_empty = ladder.events == 0;
            (ladder, is_empty)
        }
    };
    if is_empty {
        return Err(args.no_event());
    }
    ladder.title = title(&args.file);
    ladder.scrub();
    if args.mask {
        ladder.mask();
    }
    let language = spoken();
    if let Some(file) = &args.html {
        write(file, &ladder::page(&ladder, language)?)?;
    }
    if let Some(file) = &args.svg {
        let rows = ladder.rows.len();
        if rows > MOST_ROWS {
            return Err(Failure::Failed(say!(
                "{rows} rows are too many for a picture ({MOST_ROWS} at most); --html shows them",
                "一张图放不下 {rows} 行（最多 {MOST_ROWS} 行）；--html 可以全部显示"
            )));
        }
        write(file, &ladder::picture(&ladder, language))?;
    }
    match ladder.broken.as_str() {
        "" => Ok(()),
        why => Err(Failure::Failed(why.to_owned())),
    }
}

/// The file's name, without where it lies.
fn title(file: &str) -> String {
    let name = Path::new(file).file_name();
    match name.and_then(|name| name.to_str()) {
        Some(name) if file != "-" => name.to_owned(),
        _ => "wellclient replay".to_owned(),
    }
}

/// What was recorded stays, and what is made is not made over each other.
pub(super) fn check_files(args: &Args) -> Result<(), Failure> {
    let made: Vec<&String> = args.html.iter().chain(&args.svg).collect();
    if let [html, svg] = made.as_slice()
        && is_same(html, svg)
    {
        return Err(Failure::Usage(say!(
            "--html and --svg are both {html}",
            "--html 和 --svg 都是 {html}"
        )));
    }
    match made.into_iter().find(|file| is_read(&args.file, file)) {
        Some(file) => Err(Failure::Usage(say!(
            "{file} is what is replayed",
            "{file} 正是要重放的文件"
        ))),
        None => Ok(()),
    }
}

/// Whether what is read is this file: by one of its names, or as standard input.
fn is_read(read: &str, file: &str) -> bool {
    match read {
        "-" => handle(file).is_some_and(|file| Handle::stdin().is_ok_and(|input| input == file)),
        _ => is_same(read, file),
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || handle(one).is_some_and(|one| handle(other) == Some(one))
}

/// Of a regular file: another, opened, may wait for its other end.
fn handle(file: &str) -> Option<Handle> {
    let is_regular = std::fs::metadata(file).is_ok_and(|found| found.is_file());
    is_regular.then(|| Handle::from_path(file).ok()).flatten()
}

fn write(file: &str, text: &str) -> Result<(), Failure> {
    if file == "-" {
        return Ok(std::io::stdout().write_all(text.as_bytes())?);
    }
    let written = create(Path::new(file)).and_then(|mut to| to.write_all(text.as_bytes()));
    written.map_err(|error| Failure::unwritable(file, error))?;
    tell(&format!("{file}: {} KiB", text.len().div_ceil(1024)));
    Ok(())
}
