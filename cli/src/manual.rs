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
        Some(folder) => {
            write(&program, folder).map_err(|error| Failure::failed(format!("{}: {error}", folder.display())))
        }
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

/// A page. What the help says at its end are examples and tables: its lines stay lines.
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
    Ok(format!("{before}.SH EXAMPLES AND NOTES\n.nf\n{end}.fi\n{after}"))
}
