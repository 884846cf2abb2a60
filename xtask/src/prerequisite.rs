//! What the stages need on the machine: checked before anything runs, installed where that is allowed.

use std::collections::BTreeSet;

use crate::need::Need;
use crate::process::Program;
use crate::stages::Stage;
use crate::version::Version;

/// A need that is not met, and by which stages it is felt.
#[derive(Debug, PartialEq)]
struct Missing {
    need: &'static Need,
    stages: Vec<&'static str>,
    found: Found,
}

/// What running the probe showed.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    Absent,
    WithoutVersion,
    Version(Version),
}

/// Checks every need of `stages`; with `install`, missing Debian packages and parts of the toolchain are installed first.
pub(crate) fn ensure(stages: &[&'static Stage], install: bool) -> Result<(), String> {
    let mut missing = check(stages, probe);
    if install {
        for part in toolchain_parts(&missing) {
            Program::new("rustup", part).run()?;
        }
        missing = check(stages, probe);
    }
    let packages = packages(&missing);
    let mut advice = "";
    if install && !packages.is_empty() {
        if is_root() {
            for arguments in apt_get(&packages) {
                Program::new("apt-get", arguments)
                    .env("DEBIAN_FRONTEND", "noninteractive")
                    .run()?;
            }
            missing = check(stages, probe);
        } else {
            advice = "\nnot installed: only root can";
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let list: String = missing.iter().map(Missing::describe).collect();
    Err(format!("missing prerequisites:{list}{advice}"))
}

fn check(stages: &[&'static Stage], probe: impl Fn(&Need) -> Found) -> Vec<Missing> {
    let mut checked: Vec<(&'static Need, Vec<&'static str>)> = Vec::new();
    for stage in stages {
        for need in stage.needs {
            match checked.iter_mut().find(|(known, _)| *known == *need) {
                Some((_, by)) => by.push(stage.name),
                None => checked.push((need, vec![stage.name])),
            }
        }
    }
    checked
        .into_iter()
        .map(|(need, stages)| Missing {
            found: probe(need),
            need,
            stages,
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
            probe,
            at_least,
            debian,
            otherwise,
            why,
        } = self.need;
        let at_least = at_least
            .map(|version| format!(" {version} or newer"))
            .unwrap_or_default();
        let found = match &self.found {
            Found::Absent => "not found".to_owned(),
            Found::WithoutVersion => "its version was not understood".to_owned(),
            Found::Version(version) => format!("{version} found"),
        };
        let how = match debian {
            [] => (*otherwise).to_owned(),
            packages => format!(
                "apt-get install -y --no-install-recommends {}",
                packages.join(" ")
            ),
        };
        let (probe, stages) = (probe.join(" "), self.stages.join(", "));
        format!("\n  `{probe}`{at_least}: {found}\n    why: {why} (stages: {stages})\n    get: {how}")
    }
}

fn packages(missing: &[Missing]) -> BTreeSet<&'static str> {
    missing
        .iter()
        .flat_map(|missing| missing.need.debian)
        .copied()
        .collect()
}

/// What `rustup` brings, as its arguments.
fn toolchain_parts(missing: &[Missing]) -> Vec<Vec<&'static str>> {
    let commands = missing
        .iter()
        .filter_map(|missing| missing.need.otherwise.strip_prefix("rustup "));
    commands
        .filter(|arguments| {
            ["component add ", "target add "]
                .iter()
                .any(|part| arguments.starts_with(part))
        })
        .map(|arguments| arguments.split(' ').collect())
        .collect()
}

fn apt_get(packages: &BTreeSet<&'static str>) -> [Vec<&'static str>; 2] {
    // A machine that has just started may still hold the lock for its own updates.
    let wait = ["-o", "DPkg::Lock::Timeout=300"];
    let update = wait.into_iter().chain(["update"]);
    let install = wait
        .into_iter()
        .chain(["install", "-y", "--no-install-recommends"])
        .chain(packages.iter().copied());
    [update.collect(), install.collect()]
}

fn is_root() -> bool {
    Program::new("id", ["-u"])
        .read()
        .is_ok_and(|(stdout, _)| stdout.trim_ascii() == b"0")
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
    static ONE: Stage = Stage {
        name: "one",
        about: "",
        needs: &[&CMAKE, &CLIPPY],
        run: |_| Ok(String::new()),
    };
    static TWO: Stage = Stage {
        name: "two",
        about: "",
        needs: &[&CMAKE],
        run: |_| Ok(String::new()),
    };

    fn found(version: &str) -> Found {
        Found::Version(Version::find(version).unwrap())
    }

    #[test]
    fn a_need_of_two_stages_is_asked_once() {
        let asked = std::cell::RefCell::new(Vec::new());
        let missing = check(&[&ONE, &TWO], |need| {
            asked.borrow_mut().push(need.probe[0]);
            Found::Absent
        });
        assert_eq!(*asked.borrow(), ["cmake", "cargo"]);
        assert_eq!(missing[0].stages, ["one", "two"]);
        assert_eq!(packages(&missing).into_iter().collect::<Vec<_>>(), ["cmake"]);
    }

    #[test]
    fn old_and_unreadable_versions_are_missing() {
        let cmake = |answer: Found| check(&[&TWO], |_| answer.clone()).len();
        assert_eq!(cmake(found("3.20.0")), 0);
        assert_eq!(cmake(found("3.19.8")), 1);
        assert_eq!(cmake(Found::WithoutVersion), 1);
        assert_eq!(cmake(Found::Absent), 1);
    }

    #[test]
    fn without_a_least_version_being_there_is_enough() {
        let missing = check(&[&ONE], |need| {
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
        let missing = check(&[&ONE], |need| {
            if need.at_least.is_some() {
                found("3.1")
            } else {
                Found::Absent
            }
        });
        assert_eq!(
            missing[0].describe(),
            "\n  `cmake --version` 3.20 or newer: 3.1 found\n    why: builds the C tests (stages: one)\
             \n    get: apt-get install -y --no-install-recommends cmake"
        );
        assert!(
            missing[1]
                .describe()
                .ends_with("get: rustup component add clippy")
        );
    }

    #[test]
    fn parts_of_the_toolchain_are_asked_of_rustup() {
        static CROSS: Need = Need {
            otherwise: "rustup target add x86_64-linux-android",
            ..CLIPPY
        };
        static BOTH: Stage = Stage {
            needs: &[&CMAKE, &CLIPPY, &CROSS],
            ..TWO
        };
        let missing = check(&[&BOTH], |_| Found::Absent);
        assert_eq!(
            toolchain_parts(&missing),
            [
                ["component", "add", "clippy"],
                ["target", "add", "x86_64-linux-android"]
            ]
        );
    }

    #[test]
    fn apt_get_updates_once_and_asks_nothing() {
        let [update, install] = apt_get(&BTreeSet::from(["cmake", "g++"]));
        assert_eq!(update.last(), Some(&"update"));
        assert!(install.ends_with(&["install", "-y", "--no-install-recommends", "cmake", "g++"]));
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
