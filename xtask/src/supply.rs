//! How what is missing is had: the commands, and which of them may be run here without asking.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use crate::need::Need;
use crate::process::Program;

/// Who may install what on this machine.
#[derive(Clone, Copy)]
pub(crate) struct Rights {
    /// Debian packages: there is `apt-get`, and this is root.
    debian: bool,
    /// Parts of the toolchain: it is rustup's.
    rustup: bool,
}

impl Rights {
    /// Those of this user here.
    pub(crate) fn of_this_user() -> Self {
        let answers = |name: &str| Program::new(name, ["--version"]).read().is_ok();
        Self {
            debian: is_root() && answers("apt-get"),
            rustup: answers("rustup"),
        }
    }
}

/// One command, as its words.
type Words = Vec<&'static str>;

/// Runs what may be run. One that fails is told, and what it should have brought is missing still.
pub(crate) fn install(missing: &[&'static Need], rights: Rights) {
    let debian = if rights.debian {
        apt_get(&packages(missing))
    } else {
        Vec::new()
    };
    let run = |program: Program| {
        if let Err(why) = program.run() {
            println!("{why}");
        }
    };
    if rights.rustup {
        // One by one: one that is not to be had must not keep the others away.
        for (kind, name) in missing.iter().filter_map(|need| part_of(need)) {
            run(Program::new("rustup", [kind, "add", name]));
        }
    }
    let _quiet = (!debian.is_empty()).then(|| NoServices::until_dropped(Path::new(POLICY)));
    for words in debian {
        run(Program::new("apt-get", words).env("DEBIAN_FRONTEND", "noninteractive"));
    }
}

/// What Debian's packages ask before they start a service that they bring; where it is not there, they may.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// As long as this lives, a package that is installed starts no service: the tests start their own, elsewhere.
struct NoServices<'a>(Option<&'a Path>);

impl<'a> NoServices<'a> {
    /// A policy that is there already stays as it is.
    fn until_dropped(policy: &'a Path) -> Self {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
        let file = options.open(policy);
        let written = file.and_then(|mut file| file.write_all(b"#!/bin/sh\nexit 101\n"));
        Self(written.is_ok().then_some(policy))
    }
}

impl Drop for NoServices<'_> {
    fn drop(&mut self) {
        if let Some(policy) = self.0 {
            let _ = std::fs::remove_file(policy);
        }
    }
}

/// Every command that a person would run, a line each.
pub(crate) fn commands(missing: &[&'static Need]) -> Vec<String> {
    let root = if is_root() { "" } else { "sudo " };
    let line = |program: &str, words: Words| format!("{program} {}", words.join(" "));
    let debian = apt_get(&packages(missing))
        .into_iter()
        .map(|words| line(&format!("{root}apt-get"), words));
    let rustup = toolchain_parts(missing)
        .into_iter()
        .map(|words| line("rustup", words));
    let others = missing
        .iter()
        .filter(|need| need.debian.is_empty() && part_of(need).is_none())
        .map(|need| need.otherwise.to_owned());
    let mut lines: Vec<String> = debian.chain(rustup).collect();
    for other in others {
        if !lines.contains(&other) {
            lines.push(other);
        }
    }
    lines
}

fn packages(missing: &[&'static Need]) -> BTreeSet<&'static str> {
    missing.iter().flat_map(|need| need.debian).copied().collect()
}

/// Of what kind, and which one, if it is a part that rustup adds to a toolchain.
fn part_of(need: &Need) -> Option<(&'static str, &'static str)> {
    let part = need.otherwise.strip_prefix("rustup ")?;
    let (kind, name) = part.split_once(" add ")?;
    ["component", "target"].contains(&kind).then_some((kind, name))
}

/// What `rustup` brings, as its arguments: all of a kind at once.
fn toolchain_parts(missing: &[&'static Need]) -> Vec<Words> {
    let of_kind = |wanted: &'static str| {
        let parts = missing.iter().filter_map(|need| part_of(need));
        let names: BTreeSet<_> = parts
            .filter(|(kind, _)| *kind == wanted)
            .map(|(_, name)| name)
            .collect();
        [wanted, "add"].into_iter().chain(names).collect::<Words>()
    };
    let kinds = ["component", "target"].into_iter().map(of_kind);
    kinds.filter(|words| words.len() > 2).collect()
}

fn apt_get(packages: &BTreeSet<&'static str>) -> Vec<Words> {
    if packages.is_empty() {
        return Vec::new();
    }
    // A machine that has just started may still hold the lock for its own updates.
    let wait = ["-o", "DPkg::Lock::Timeout=300"];
    let update = wait.into_iter().chain(["update"]);
    let install = wait
        .into_iter()
        .chain(["install", "-y", "--no-install-recommends"])
        .chain(packages.iter().copied());
    vec![update.collect(), install.collect()]
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
        at_least: None,
        debian: &["cmake", "make"],
        otherwise: "",
        why: "builds the C tests",
    };
    static CLIPPY: Need = Need {
        debian: &[],
        otherwise: "rustup component add clippy",
        ..CMAKE
    };
    static ARM: Need = Need {
        otherwise: "rustup target add aarch64-linux-android",
        ..CLIPPY
    };
    static X86: Need = Need {
        otherwise: "rustup target add i686-linux-android",
        ..CLIPPY
    };
    static RUST: Need = Need {
        otherwise: "rustup toolchain install stable",
        ..CLIPPY
    };

    #[test]
    fn parts_of_the_toolchain_are_asked_of_rustup_at_once() {
        let missing = [&CMAKE, &CLIPPY, &ARM, &X86, &RUST];
        assert_eq!(
            toolchain_parts(&missing),
            [
                vec!["component", "add", "clippy"],
                vec!["target", "add", "aarch64-linux-android", "i686-linux-android"]
            ]
        );
    }

    #[test]
    fn apt_get_updates_once_and_asks_nothing() {
        let commands = apt_get(&packages(&[&CMAKE, &CMAKE]));
        assert_eq!(commands.len(), 2);
        assert_eq!(commands[0].last(), Some(&"update"));
        assert!(commands[1].ends_with(&["install", "-y", "--no-install-recommends", "cmake", "make"]));
        assert!(apt_get(&BTreeSet::new()).is_empty());
    }

    #[test]
    fn every_command_is_named_once() {
        let commands = commands(&[&CMAKE, &CLIPPY, &RUST, &RUST]);
        assert_eq!(commands.len(), 4, "{commands:?}");
        assert!(commands[1].ends_with("cmake make"));
        assert_eq!(
            commands[2..],
            ["rustup component add clippy", "rustup toolchain install stable"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn services_may_not_start_for_a_while_and_a_policy_of_the_machine_s_stays() {
        let policy = std::env::temp_dir().join(format!("policy-rc.d-{}", std::process::id()));
        let quiet = NoServices::until_dropped(&policy);
        let asked = Program::new(&policy.to_string_lossy(), ["rabbitmq-server", "start"]).read();
        assert!(asked.unwrap_err().contains("101"));
        drop(NoServices::until_dropped(&policy));
        assert!(policy.exists(), "it is the first one's");
        drop(quiet);
        assert!(!policy.exists());
    }

    #[test]
    fn nothing_is_run_without_the_right_to() {
        let nobody = Rights {
            debian: false,
            rustup: false,
        };
        // Would both take long, and fail.
        install(&[&CMAKE, &ARM], nobody);
    }
}
