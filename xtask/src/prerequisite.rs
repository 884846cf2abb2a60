//! What the stages need on the machine: checked before anything runs, installed where that may be.

use crate::need::Need;
use crate::process::Program;
use crate::supply::{self, Rights};
use crate::version::Version;

/// A need that is not met, and who feels it.
#[derive(Debug, PartialEq)]
struct Missing {
    need: &'static Need,
    by: Vec<&'static str>,
    found: Found,
}

/// What running the probe showed.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    Absent,
    WithoutVersion,
    Version(Version),
}

/// Who needs something, by name, and what.
pub(crate) type Asker = (&'static str, &'static [&'static Need]);

/// Checks every need of those that `task` runs; with `install`, what is missing is installed first, as far as this user
/// may.
pub(crate) fn ensure(askers: &[Asker], task: &str, install: bool) -> Result<(), String> {
    let mut missing = check(askers, probe);
    if install && !missing.is_empty() {
        println!("missing here, and installed where that may be:{}", list(&missing));
        supply::install(&needs(&missing), Rights::of_this_user());
        missing = check(askers, probe);
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(explain(&missing, askers, task))
}

fn needs(missing: &[Missing]) -> Vec<&'static Need> {
    missing.iter().map(|missing| missing.need).collect()
}

fn list(missing: &[Missing]) -> String {
    missing.iter().map(Missing::describe).collect()
}

/// What is missing, all commands that bring it, and what can be done without.
fn explain(missing: &[Missing], askers: &[Asker], task: &str) -> String {
    let commands: String = supply::commands(&needs(missing))
        .iter()
        .map(|command| format!("\n  {command}"))
        .collect();
    let without: Vec<&str> = askers
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| missing.iter().all(|missing| !missing.by.contains(name)))
        .collect();
    let without = match without.as_slice() {
        [] => String::new(),
        names => format!(
            "\nwithout them, this runs:\n  cargo xtask {task} {}",
            names.join(" ")
        ),
    };
    format!(
        "missing prerequisites:{}\nall of them are had by:{commands}{without}",
        list(missing)
    )
}

fn check(askers: &[Asker], probe: impl Fn(&Need) -> Found) -> Vec<Missing> {
    let mut checked: Vec<(&'static Need, Vec<&'static str>)> = Vec::new();
    for (name, needs) in askers {
        for need in *needs {
            match checked.iter_mut().find(|(known, _)| *known == *need) {
                Some((_, by)) => by.push(name),
                None => checked.push((need, vec![name])),
            }
        }
    }
    checked
        .into_iter()
        .map(|(need, by)| Missing {
            found: probe(need),
            need,
            by,
        })
        .filter(|asked| !asked.is_met())
        .collect()
}

fn probe(need: &Need) -> Found {
    let Some((program, arguments)) = need.probe.split_first() else {
        return Found::Absent;
    };
    let Ok((stdout, stderr)) = Program::new(program, arguments).read() else {
        return Found::Absent;
    };
    // `java -version` writes to the standard error.
    [stdout, stderr]
        .iter()
        .find_map(|output| Version::find(&String::from_utf8_lossy(output)))
        .map_or(Found::WithoutVersion, Found::Version)
}

impl Missing {
    fn is_met(&self) -> bool {
        match (&self.found, self.need.at_least.and_then(Version::find)) {
            (Found::Absent, _) | (Found::WithoutVersion, Some(_)) => false,
            (Found::WithoutVersion | Found::Version(_), None) => true,
            (Found::Version(found), Some(least)) => *found >= least,
        }
    }

    fn describe(&self) -> String {
        let Need {
            probe, at_least, why, ..
        } = self.need;
        let at_least = at_least
            .map(|version| format!(" {version} or newer"))
            .unwrap_or_default();
        let found = match &self.found {
            Found::Absent => "not found".to_owned(),
            Found::WithoutVersion => "its version was not understood".to_owned(),
            Found::Version(version) => format!("{version} found"),
        };
        let (probe, by) = (probe.join(" "), self.by.join(", "));
        format!("\n  `{probe}`{at_least}: {found}\n    why: {why} (for: {by})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CMAKE: Need = Need {
        probe: &["cmake", "--version"],
        at_least: Some("3.20"),
        debian: &["cmake"],
        otherwise: "",
        why: "builds the C tests",
    };
    static CLIPPY: Need = Need {
        probe: &["cargo", "clippy", "--version"],
        at_least: None,
        debian: &[],
        otherwise: "rustup component add clippy",
        why: "lints",
    };
    static ONE: Asker = ("one", &[&CMAKE, &CLIPPY]);
    static TWO: Asker = ("two", &[&CMAKE]);
    static THREE: Asker = ("three", &[]);

    fn found(version: &str) -> Found {
        Found::Version(Version::find(version).unwrap())
    }

    #[test]
    fn a_need_of_two_stages_is_asked_once() {
        let asked = std::cell::RefCell::new(Vec::new());
        let missing = check(&[ONE, TWO], |need| {
            asked.borrow_mut().push(need.probe[0]);
            Found::Absent
        });
        assert_eq!(*asked.borrow(), ["cmake", "cargo"]);
        assert_eq!(missing[0].by, ["one", "two"]);
    }

    #[test]
    fn old_and_unreadable_versions_are_missing() {
        let cmake = |answer: Found| check(&[TWO], |_| answer.clone()).len();
        assert_eq!(cmake(found("3.20.0")), 0);
        assert_eq!(cmake(found("3.19.8")), 1);
        assert_eq!(cmake(Found::WithoutVersion), 1);
        assert_eq!(cmake(Found::Absent), 1);
    }

    #[test]
    fn without_a_least_version_being_there_is_enough() {
        let missing = check(&[ONE], |need| {
            if need.at_least.is_some() {
                found("9.0")
            } else {
                Found::WithoutVersion
            }
        });
        assert_eq!(missing, []);
    }

    #[test]
    fn the_message_says_what_why_and_how() {
        let missing = check(&[ONE, TWO], |need| {
            if need.at_least.is_some() {
                found("3.1")
            } else {
                Found::Absent
            }
        });
        let message = explain(&missing, &[ONE, TWO, THREE], "test");
        let what =
            "\n  `cmake --version` 3.20 or newer: 3.1 found\n    why: builds the C tests (for: one, two)\n";
        assert!(message.contains(what), "{message}");
        let commands = message.split_once("had by:").unwrap().1;
        assert!(
            commands.contains("apt-get -o DPkg::Lock::Timeout=300 install"),
            "{message}"
        );
        let end = "\n  rustup component add clippy\nwithout them, this runs:\n  cargo xtask test three";
        assert!(commands.ends_with(end), "{message}");
    }

    #[test]
    fn real_programs_are_probed() {
        let cargo = Need {
            probe: &["cargo", "--version"],
            ..CMAKE
        };
        assert!(matches!(probe(&cargo), Found::Version(_)));
        let nowhere = Need {
            probe: &["no-such-program", "--version"],
            ..CMAKE
        };
        assert_eq!(probe(&nowhere), Found::Absent);
    }

    #[test]
    fn every_need_says_how_to_meet_it() {
        for stage in crate::stages::ALL {
            for need in stage.needs {
                assert!(!need.debian.is_empty() || !need.otherwise.is_empty(), "{need:?}");
                assert!(
                    need.at_least
                        .is_none_or(|version| Version::find(version).is_some()),
                    "{need:?}"
                );
            }
        }
    }
}
