//! `wellclient man`: the manual pages, made from what `--help` knows.

use std::fs;
use std::io::{self, Write as _};
use std::iter;
use std::path::{Path, PathBuf};

use clap_mangen::Man;

use crate::failure::Failure;

/// Which pages, and where to.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  wellclient man | man -l -                                       to read it
  wellclient man --out ~/.local/share/man/man1                    for `man wellclient-tail`")]
pub(crate) struct Args {
    /// Write the page of each command into this folder
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Prints or writes them.
pub(crate) fn run(args: &Args, program: clap::Command) -> Result<(), Failure> {
    let mut program = program.disable_help_subcommand(true);
    // Gives the commands their long names: `wellclient-tail`.
    program.build();
    match &args.out {
        None => Ok(io::stdout().write_all(page(&Man::new(program))?.as_bytes())?),
        Some(folder) => write(&program, folder).map_err(|error| Failure::unwritable(folder.display(), error)),
    }
}

fn write(program: &clap::Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for command in iter::once(program).chain(program.get_subcommands()) {
        let man = Man::new(command.clone());
        fs::write(folder.join(man.get_filename()), page(&man)?)?;
    }
    Ok(())
}

/// A page. What the help says at its end are examples, whose lines stay lines, and what is said of them.
fn page(man: &Man) -> io::Result<String> {
    let mut page = Vec::new();
    man.render(&mut page)?;
    let page = String::from_utf8_lossy(&page);
    let Some((before, end)) = page.split_once(".SH EXTRA\n") else {
        return Ok(page.into_owned());
    };
    let (end, after) = end
        .split_once(".SH")
        .map_or((end, String::new()), |(end, after)| (end, format!(".SH{after}")));
    Ok(format!("{before}.SH EXAMPLES AND NOTES\n{}{after}", filled(end)))
}

/// Paragraphs are filled, lines that are indented stay as they are.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut is_example = false;
    for line in text.lines() {
        let indented = line.starts_with(' ');
        if indented != is_example {
            filled.push_str(if indented { ".nf\n" } else { ".fi\n" });
            is_example = indented;
        }
        filled.push_str(line);
        filled.push('\n');
    }
    if is_example {
        filled.push_str(".fi\n");
    }
    filled
}
