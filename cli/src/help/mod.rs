//! The help, and what is wrong with arguments, in the language of the person at the terminal.

mod errors;
mod words;

use std::io::{self, IsTerminal as _, Write as _};

use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use wellclient::Language;

use crate::failure::Failure;
use crate::language::spoken;
use crate::screen::wrap::wrapped;
use words::{ARGUMENTS, COMMANDS, NOTES};

const CHINESE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// No line is longer; nor where there is no terminal.
const LONGEST: usize = 100;

/// The same program, its help in the language that is spoken. Lines are broken when they are shown.
pub(crate) fn speak(command: Command) -> Command {
    let command = command.term_width(0);
    match spoken() {
        Language::En => command,
        Language::Zh => {
            let mut command = command.subcommand_help_heading("命令");
            // Help has a command and arguments of its own from here on.
            command.build();
            in_chinese(command)
        }
    }
}

fn in_chinese(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let mut command = command
        .help_template(CHINESE)
        .mut_args(|argument| argument_in_chinese(&name, argument))
        .mut_subcommands(in_chinese);
    if let Some((_, text)) = COMMANDS.iter().find(|(known, _)| *known == name) {
        command = command.about(*text);
    }
    if let Some((_, text)) = NOTES.iter().find(|(known, _)| *known == name) {
        command = command.after_help(text.trim_end());
    }
    command
}

fn argument_in_chinese(command: &str, argument: Arg) -> Arg {
    let heading = if argument.is_positional() {
        "参数"
    } else {
        "选项"
    };
    let mut help = argument_text(command, argument.get_id().as_str())
        .unwrap_or_default()
        .to_owned();
    let list = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join("、");
    let defaults = argument.get_default_values().iter();
    let defaults = list(&mut defaults.map(|value| value.to_string_lossy().into_owned()));
    if !defaults.is_empty() && !argument.is_hide_default_value_set() && argument.get_action().takes_values() {
        // What is said of it otherwise does not count then.
        help = help.split(" [默认：").next().unwrap_or_default().to_owned();
        help.push_str(&format!(" [默认：{defaults}]"));
    }
    let possible = argument.get_possible_values();
    if !possible.is_empty() && !argument.is_hide_possible_values_set() {
        let possible = list(&mut possible.iter().map(|value| value.get_name().to_owned()));
        help.push_str(&format!(" [可选：{possible}]"));
    }
    let argument = argument.help(help).help_heading(heading);
    argument.hide_default_value(true).hide_possible_values(true)
}

/// Of this command, else of all.
fn argument_text(command: &str, id: &str) -> Option<&'static str> {
    let of = |wanted: &str| {
        let mut known = ARGUMENTS.iter();
        known.find(|(command, argument, _)| *command == wanted && *argument == id)
    };
    of(command).or_else(|| of("")).map(|(.., text)| *text)
}

/// Shows the help that was asked for, or says what is wrong with the arguments; the exit code.
pub(crate) fn show(error: &Error) -> u8 {
    let code = u8::try_from(error.exit_code()).unwrap_or(2);
    let text = match spoken() {
        Language::Zh => errors::in_chinese(error),
        Language::En => None,
    };
    let text = text.unwrap_or_else(|| error.render().ansi().to_string());
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let is_terminal = match is_help {
        true => io::stdout().is_terminal(),
        false => io::stderr().is_terminal(),
    };
    let size = is_terminal.then(|| crossterm::terminal::size().ok()).flatten();
    let columns = size.map_or(LONGEST, |(width, _)| LONGEST.min(width.into()));
    let lines = text
        .lines()
        .map(|line| wrapped(line, columns, indent(line)) + "\n");
    let lines: String = lines.collect();
    if !is_help {
        // Without stderr there is nobody to tell.
        let _ = anstream::stderr().write_all(lines.as_bytes());
        return code;
    }
    let mut out = anstream::stdout();
    let written = out.write_all(lines.as_bytes()).and_then(|()| out.flush());
    written.map_or_else(|error| Failure::from(error).end(), |()| code)
}

/// Where a line's text goes on below: under what is said of an argument, or of a command, else under its beginning.
fn indent(line: &str) -> usize {
    let bare = anstream::adapter::strip_str(line).to_string();
    let begins = bare.len() - bare.trim_start().len();
    let head = bare.get(begins..).unwrap_or_default();
    match head.find("  ") {
        Some(gap) if begins > 0 => {
            let after = head.get(gap..).unwrap_or_default();
            begins + gap + (after.len() - after.trim_start().len())
        }
        _ => begins,
    }
}

/// Fails where a command or an argument of the program has no help in Chinese, or an example is another there.
#[cfg(test)]
pub(crate) fn check(mut program: Command) {
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    program.build();
    let mut used = 0;
    for command in std::iter::once(&program).chain(program.get_subcommands()) {
        let name = command.get_name();
        let about = COMMANDS.iter().find(|(known, _)| *known == name);
        assert!(about.is_some_and(|(_, text)| is_chinese(text)), "{name}");
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            let text = argument_text(name, id).unwrap_or_default();
            assert!(is_chinese(text), "{name} {id}");
            used += usize::from(ARGUMENTS.iter().any(|(of, known, _)| (*of, *known) == (name, id)));
        }
        if let Some(notes) = command.get_after_help() {
            let (_, chinese) = NOTES.iter().find(|(known, _)| *known == name).unwrap();
            assert_eq!(typed(&notes.to_string()), typed(chinese), "{name}");
        }
    }
    // Nothing is there for an argument that is none.
    assert_eq!(used, ARGUMENTS.iter().filter(|(of, ..)| !of.is_empty()).count());
}

/// What is typed in the examples: the lines of the program, up to what is said of them.
#[cfg(test)]
fn typed(notes: &str) -> Vec<&str> {
    let lines = notes.lines().filter(|line| line.starts_with("  wellclient"));
    let commands = lines.map(|line| line.trim().split("   ").next().unwrap_or_default());
    commands
        .map(|line| line.split(" … ").next().unwrap_or(line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_an_argument_goes_on_below_it() {
        for (line, columns) in [
            ("      --ext <8001>  On this extension", 20),
            ("  demo         Play a working day", 15),
            ("  wellclient simulate", 2),
            ("What is typed  every day", 0),
        ] {
            assert_eq!(indent(line), columns, "{line}");
        }
    }
}
