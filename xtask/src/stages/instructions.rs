//! How many instructions an event, and a snapshot, costs, by valgrind: the same on every day and every machine, so that what makes it dearer is
//! seen. What it may cost is in `benches/instructions.txt`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::Stage;
use super::c::VALGRIND;
use super::rust::{C_COMPILER, CARGO};
use crate::install::NATIVE;
use crate::process::Repository;

pub(super) const INSTRUCTIONS: Stage = Stage {
    name: "instructions",
    about: "an event costs no more instructions than it did: decoding, model, C callback; nor does a snapshot",
    needs: &[&CARGO, &C_COMPILER, &VALGRIND],
    scratch: &["count"],
    run: check,
};

const FILE: &str = "benches/instructions.txt";

/// So much dearer an event may become, in a hundred, before it has to be said in the file.
const SLACK: u64 = 5;

/// A part of an event's way, and how many instructions one event takes in it.
#[derive(Debug, PartialEq)]
pub(crate) struct Count {
    pub(crate) part: String,
    pub(crate) instructions: u64,
}

fn check(repository: &Repository) -> Result<String, String> {
    let counted = count(repository)?;
    let path = repository.root().join(FILE);
    if std::env::var_os("UPDATE_INSTRUCTIONS").is_some() {
        fs::write(&path, written(&counted)).map_err(|error| format!("{FILE}: {error}"))?;
        return Ok(format!("{FILE} is written anew"));
    }
    let text = fs::read_to_string(&path).map_err(|error| format!("{FILE}: {error}"))?;
    compare(&counted, &read(&text)?)
}

/// What each part costs now.
pub(crate) fn count(repository: &Repository) -> Result<Vec<Count>, String> {
    // In one go, so that the features are one and nothing is optimised twice.
    let build = [
        "build",
        "--profile",
        "count",
        "--locked",
        "--package",
        "wellclient-benches",
        "--package",
        "wellclient-c",
        "--lib",
        "--bin",
        "count",
    ];
    repository.cargo(build).run()?;
    let built = repository.target().join("count");
    let program = built.join("count").display().to_string();
    let per_event = |part: &str| {
        let [few, many] = [64, 320].map(|calls: u64| {
            let run = |part: &str| callgrind(repository, &[&program, part, &calls.to_string()], None);
            // What makes the traffic is no part of it.
            Ok::<_, String>(run(part)?.saturating_sub(run("traffic")?))
        });
        Ok::<_, String>(many?.saturating_sub(few?) / (4 * (320 - 64)))
    };
    let per_call = |calls: u64| {
        let run = |part: &str| callgrind(repository, &[&program, part, &calls.to_string()], None);
        Ok::<_, String>(run("snapshot")?.saturating_sub(run("rings")?) / (64 * calls))
    };
    let counts = [
        ("decode", per_event("decode")?),
        ("model", per_event("model")?),
        ("by-hand", per_event("by-hand")?),
        // Of each call: as many of them as there are should not make one dearer.
        ("snapshot-of-8", per_call(8)?),
        ("snapshot-of-64", per_call(64)?),
        ("c-callback", c_callback(repository, &built)?),
    ];
    let count = |(part, instructions): (&str, u64)| Count {
        part: part.to_owned(),
        instructions,
    };
    Ok(counts.into_iter().map(count).collect())
}

/// Of a callback in C that reads four fields, with all that it takes to call it.
fn c_callback(repository: &Repository, built: &Path) -> Result<u64, String> {
    let program = built.join("callback").display().to_string();
    let library = built.join("libwellclient.a").display().to_string();
    let compile = [
        "-std=c11",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Iinclude",
        "-o",
        &program,
        "benches/c/callback.c",
    ];
    let link = [library.as_str()].into_iter().chain(NATIVE.split(' '));
    repository.program("cc", compile.into_iter().chain(link)).run()?;
    let [few, many] = [20, 220].map(|events: u64| {
        let command = [program.as_str(), &events.to_string()];
        callgrind(repository, &command, Some("*Subscribers*tell_event*"))
    });
    Ok(many?.saturating_sub(few?) / 200)
}

/// The instructions of a program, or of a function of it and all that it calls.
fn callgrind(repository: &Repository, command: &[&str], only: Option<&str>) -> Result<u64, String> {
    let toggle = only.map(|function| format!("--toggle-collect={function}"));
    let fixed = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let arguments = fixed
        .into_iter()
        .chain(toggle.as_deref())
        .chain(command.iter().copied());
    let (_, said) = repository.program("valgrind", arguments).read()?;
    let said = String::from_utf8_lossy(&said);
    collected(&said).ok_or_else(|| format!("valgrind has not said what it counted:\n{said}"))
}

/// Of valgrind's closing lines.
fn collected(said: &str) -> Option<u64> {
    let line = said.lines().find_map(|line| line.split_once("Collected : "))?;
    line.1.trim().parse().ok().filter(|count| *count > 0)
}

fn read(text: &str) -> Result<Vec<Count>, String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let counts = lines.map(|line| {
        let (part, count) = line.split_once(' ').ok_or_else(|| format!("{FILE}: `{line}`"))?;
        let instructions = count.trim().parse().map_err(|_| format!("{FILE}: `{line}`"))?;
        Ok(Count {
            part: part.to_owned(),
            instructions,
        })
    });
    counts.collect()
}

fn written(counts: &[Count]) -> String {
    let mut out = String::from(
        "# Instructions of one event, by part of its way. UPDATE_INSTRUCTIONS=1 cargo xtask test instructions writes them anew.\n",
    );
    for count in counts {
        let _ = writeln!(out, "{} {}", count.part, count.instructions);
    }
    out
}

/// What is dearer than it may be is an error; the rest is told.
fn compare(counted: &[Count], known: &[Count]) -> Result<String, String> {
    let mut notes = Vec::new();
    let mut too_dear = false;
    for now in counted {
        let Some(before) = known.iter().find(|known| known.part == now.part) else {
            return Err(format!("{FILE} does not know `{}`", now.part));
        };
        too_dear |= now.instructions * 100 > before.instructions * (100 + SLACK);
        notes.push(format!(
            "{} {} ({})",
            now.part, now.instructions, before.instructions
        ));
    }
    let notes = notes.join(", ");
    if too_dear {
        return Err(format!(
            "dearer than {SLACK} % more than {FILE} says, in brackets: {notes}"
        ));
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(of: &[(&str, u64)]) -> Vec<Count> {
        let count = |(part, instructions): &(&str, u64)| Count {
            part: (*part).to_owned(),
            instructions: *instructions,
        };
        of.iter().map(count).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let two = counts(&[("decode", 3210), ("c-callback", 7)]);
        assert_eq!(read(&written(&two)), Ok(two));
        assert!(read("decode\n").is_err() && read("decode x\n").is_err());
    }

    #[test]
    fn five_in_a_hundred_more_is_let_pass() {
        let known = counts(&[("decode", 1000), ("model", 1000)]);
        assert!(compare(&counts(&[("decode", 1050), ("model", 1)]), &known).is_ok());
        let error = compare(&counts(&[("decode", 1051)]), &known).unwrap_err();
        assert!(error.contains("decode 1051 (1000)"), "{error}");
        assert!(compare(&counts(&[("new", 1)]), &known).is_err());
    }

    #[test]
    fn what_valgrind_counts_is_found() {
        assert_eq!(
            collected("==1== \n==1== Collected : 1234567\n==1==\n"),
            Some(1_234_567)
        );
        assert_eq!(collected("==1== Collected : 0"), None);
    }
}
