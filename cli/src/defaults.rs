//! What is typed every day need not be: variables `WELLCLIENT_…` and a file give arguments their defaults. An argument goes before a
//! variable, a variable before the file.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Command;
use clap::builder::Resettable;

use crate::failure::Failure;
use crate::language::{say, speak_as_asked};
use crate::lines::without_mark;

/// The variable that names the file; empty, there is none.
const FILE: &str = "WELLCLIENT_CONFIG";

/// What can be given so, as arguments are named.
const NAMES: [&str; 13] = [
    "env",
    "login-url",
    "dialect",
    "proxy",
    "ca",
    "agent",
    "ext",
    "password-file",
    "account",
    "agents",
    "team",
    "attempts",
    "lang",
];

/// What a simulated call center takes, too.
const ALWAYS: [&str; 1] = ["lang"];

/// Where an argument means more than where to look.
const NEVER: [(&str, &str); 2] = [("doctor", "agent"), ("doctor", "ext")];

/// Gives the arguments of all commands their defaults.
pub(crate) fn apply(command: Command, arguments: &[OsString]) -> Result<Command, Failure> {
    let demo = arguments.iter().any(|argument| argument == "--demo");
    let given = given()?;
    let given = given
        .into_iter()
        .filter(|(name, _)| !demo || ALWAYS.contains(&name.as_str()));
    let given: Vec<(String, String)> = given.collect();
    if let Some((_, lang)) = given.iter().find(|(name, _)| name == "lang") {
        speak_as_asked(arguments, Some(lang));
    }
    Ok(command.mut_subcommands(|mut command| {
        for (name, value) in &given {
            let id = name.replace('-', "_");
            let has = command
                .get_arguments()
                .any(|argument| argument.get_id() == id.as_str());
            if has && !NEVER.contains(&(command.get_name(), name)) {
                command = command.mut_arg(id, |argument| {
                    // A proxy may have a password.
                    let secret = name == "proxy";
                    argument
                        .required(false)
                        .required_unless_present(Resettable::Reset)
                        .default_value(value.clone())
                        .hide_default_value(secret)
                });
            }
        }
        command
    }))
}

/// Whether nothing is done with them: what is asked for is help, or a page of it.
pub(crate) fn count_for_nothing(arguments: &[OsString]) -> bool {
    let asks = |argument: &OsString| {
        ["-h", "--help", "-V", "--version"]
            .iter()
            .any(|flag| argument == flag)
    };
    let prints = |argument: &OsString| ["help", "man", "completions"].iter().any(|name| argument == name);
    arguments.iter().skip(1).any(asks) || arguments.get(1).is_some_and(prints)
}

/// All that is given, by its name.
fn given() -> Result<BTreeMap<String, String>, Failure> {
    let mut given = match file()? {
        Some(path) => read(&path)?,
        None => BTreeMap::new(),
    };
    for name in NAMES {
        let variable = format!("WELLCLIENT_{}", name.replace('-', "_").to_uppercase());
        match std::env::var(&variable) {
            Ok(value) if !value.is_empty() => {
                given.insert(name.to_owned(), value);
            }
            Ok(_) | Err(std::env::VarError::NotPresent) => {}
            Err(std::env::VarError::NotUnicode(_)) => {
                return Err(Failure::Usage(say!(
                    "{variable} is not UTF-8",
                    "{variable} 不是 UTF-8"
                )));
            }
        }
    }
    Ok(given)
}

/// The file, where there is one.
fn file() -> Result<Option<PathBuf>, Failure> {
    if let Some(path) = std::env::var_os(FILE) {
        return Ok((!path.is_empty()).then(|| path.into()));
    }
    let folder = |variable: &str, below: &str| {
        let folder = std::env::var_os(variable).filter(|folder| !folder.is_empty());
        folder.map(|folder| Path::new(&folder).join(below))
    };
    let folder = match cfg!(windows) {
        true => folder("APPDATA", ""),
        false => folder("XDG_CONFIG_HOME", "").or_else(|| folder("HOME", ".config")),
    };
    let file = folder.map(|folder| folder.join("wellclient").join("config.toml"));
    Ok(file.filter(|file| file.exists()))
}

fn read(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let name = path.display();
    let wrong = |why: &str| Failure::Usage(say!("{name}: {why}", "{name}：{why}"));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
    parse(&without_mark(text)).map_err(|why| wrong(&why))
}

fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    // Where it is wrong, but not what stands there: it may be a password.
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let before = error
            .span()
            .and_then(|span| text.get(..span.start))
            .unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        say!("line {line} is not TOML", "第 {line} 行不是 TOML")
    })?;
    let mut given = BTreeMap::new();
    for (name, value) in table {
        let value = match (NAMES.contains(&name.as_str()), value) {
            (false, _) if name == "password" => {
                return Err(say!(
                    "a password does not belong here: password-file names a file that holds it",
                    "密码不应写在这里：用 password-file 指明存放密码的文件"
                ));
            }
            (false, _) => {
                let known = NAMES.join(", ");
                return Err(say!(
                    "there is no {name:?}; there are {known}",
                    "没有 {name:?}；可用的有 {known}"
                ));
            }
            (true, toml::Value::String(text)) => text,
            (true, toml::Value::Integer(number)) => number.to_string(),
            (true, toml::Value::Array(list)) if list.iter().all(toml::Value::is_str) => list
                .iter()
                .filter_map(toml::Value::as_str)
                .collect::<Vec<_>>()
                .join(","),
            (true, _) => {
                return Err(say!(
                    "{name} must be a text, or a list of texts",
                    "{name} 应为文本，或文本的列表"
                ));
            }
        };
        given.insert(name, value);
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_numbers_and_lists_are_values() {
        let text = "env = \"CMB-PRO\" # ours\next = 8001\nagents = [\"5001\", \"5002\"]\n";
        let given = parse(text).unwrap();
        let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(
            given,
            [("agents", "5001,5002"), ("env", "CMB-PRO"), ("ext", "8001")]
        );
    }

    #[test]
    fn what_is_wrong_is_told_and_no_value_is() {
        for (text, why) in [
            (
                "env = \"x\"\npassword = \"hunter2\"",
                "a password does not belong here",
            ),
            ("env = \"x\"\n\next = hunter2", "line 3 is not TOML"),
            ("exit = \"hunter2\"", "there is no \"exit\"; there are env, "),
            ("env = true", "env must be a text"),
            ("agents = [1]", "agents must be a text"),
        ] {
            let told = parse(text).unwrap_err();
            assert!(told.contains(why) && !told.contains("hunter2"), "{told}");
        }
    }
}
