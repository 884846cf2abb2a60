//! The Swift package: its sources generated, its tests, its examples, conformance.

mod toolchain;

use std::fs;
use std::path::{Path, PathBuf};

use super::rust::{C_COMPILER, CARGO};
use super::{Stage, conformance, snippets};
use crate::bindings;
use crate::need::Need;
use crate::process::Repository;
use toolchain::Toolchain;

static COMPILER: Need = Need {
    probe: &[
        "sh",
        "-c",
        "swift build --version 2>/dev/null | grep 'Swift [6-9]' || debootstrap --version",
    ],
    at_least: None,
    debian: &["debootstrap"],
    otherwise: "",
    why: "Swift, or what makes a Debian that has it",
};

pub(super) const SWIFT: Stage = Stage {
    name: "swift",
    about: "the Swift package: generated, its tests, its examples, the guides' snippets, conformance; in a Debian of its own if need be",
    needs: &[&CARGO, &C_COMPILER, &COMPILER],
    scratch: &["swift/build"],
    run: test,
};

fn test(repository: &Repository) -> Result<String, String> {
    check_version(repository)?;
    let library = bindings::build(repository)?;
    bindings::generate_swift(repository, &library)?;
    let guide = repository
        .root()
        .join(bindings::SWIFT)
        .join("Tests/Guide/Generated");
    let snippets = snippets::lay_out_swift(repository, &guide)?;
    let libraries = library.parent().unwrap_or(Path::new("."));
    let toolchain = Toolchain::find(repository)?;
    let package = Package {
        repository,
        toolchain,
        libraries,
    };
    let tests = package.test()?;
    package.examples()?;
    package.interrupted()?;
    package.mismatch()?;
    let testee = package
        .toolchain
        .command(repository, &[&package.built("Testee")], libraries);
    let testee: Vec<&str> = testee.iter().map(String::as_str).collect();
    let conformance = conformance::run(repository, &testee)?;
    Ok(format!(
        "{tests}; {snippets} snippets of the guides compiled; conformance: {conformance}"
    ))
}

/// The sources have the workspace's version: the library and they look for each other by it.
fn check_version(repository: &Repository) -> Result<(), String> {
    let file = repository
        .root()
        .join(bindings::SWIFT)
        .join("Sources/Wellclient/Library.swift");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let version = concat!("static let version = \"", env!("CARGO_PKG_VERSION"), "\"");
    if text.contains(version) {
        Ok(())
    } else {
        Err(format!("{}: no `{version}`", file.display()))
    }
}

/// The package, and with what it is built.
struct Package<'a> {
    repository: &'a Repository,
    toolchain: Toolchain,
    /// The folder that has the native library.
    libraries: &'a Path,
}

impl Package<'_> {
    /// Builds everything and runs the tests; their closing line.
    fn test(&self) -> Result<String, String> {
        let scratch = self.scratch().display().to_string();
        let search = format!("-L{}", self.libraries.display());
        let words = [
            "swift",
            "test",
            "--package-path",
            bindings::SWIFT,
            "--scratch-path",
            &scratch,
        ];
        let words: Vec<&str> = words.into_iter().chain(["-Xlinker", &search]).collect();
        let mut closing = String::new();
        self.run(&words, self.libraries, |line| {
            if let Some(total) = total(line) {
                total.clone_into(&mut closing);
            }
        })?;
        if closing.is_empty() || closing.starts_with("0 tests") {
            return Err("no test ran".to_owned());
        }
        Ok(closing)
    }

    /// The examples call somebody in the simulator.
    fn examples(&self) -> Result<(), String> {
        for example in ["First", "Softphone"] {
            let mut talked = false;
            self.run(&[&self.built(example)], self.libraries, |line| {
                talked |= line.starts_with("talking: ")
            })?;
            if !talked {
                return Err(format!("{example} did not talk to anybody"));
            }
        }
        Ok(())
    }

    /// Ctrl-C while it calls: the softphone ends once the call is over, with the agent logged out.
    fn interrupted(&self) -> Result<(), String> {
        let script = r#"stdbuf -oL "$0" > "$1" & phone=$!
            until grep -q serviceInitiated "$1"; do kill -0 $phone || exit 1; sleep 0.05; done
            kill -INT $phone; wait $phone; status=$?; cat "$1"; exit $status"#;
        let said = self.scratch().join("interrupted.txt").display().to_string();
        let mut told = Vec::new();
        let words = ["sh", "-c", script, &self.built("Softphone"), &said];
        self.run(&words, self.libraries, |line| told.push(line.to_owned()))?;
        let place = |word: &str| told.iter().position(|line| line.contains(word));
        let order = [
            "ends when the call is over",
            "connectionCleared",
            "agentLoggedOff",
        ]
        .map(place);
        match order.iter().all(Option::is_some) && order.is_sorted() {
            true => Ok(()),
            false => Err(format!("Ctrl-C in a call: {}", told.join("\n"))),
        }
    }

    /// A library of another version is an error that names both.
    fn mismatch(&self) -> Result<(), String> {
        let folder = self.scratch().join("other-version");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let library = folder.join(bindings::library_file()).display().to_string();
        let source = format!("{}/Tests/other_version.c", bindings::SWIFT);
        self.repository
            .program("cc", ["-shared", "-fPIC", "-o", &library, &source])
            .run()?;
        let expected = concat!(
            "of version ",
            env!("CARGO_PKG_VERSION"),
            ", but the native library is of version 9.9.9"
        );
        let mut told = false;
        let words = ["sh", "-c", "exec \"$0\" 2>&1", &self.built("Softphone")];
        match self.run(&words, &folder, |line| told |= line.contains(expected)) {
            Err(_) if told => Ok(()),
            outcome => Err(format!("a library of another version is not told: {outcome:?}")),
        }
    }

    /// Runs a command, with the library that is in `libraries`.
    fn run(&self, words: &[&str], libraries: &Path, line: impl FnMut(&str)) -> Result<(), String> {
        let command = self.toolchain.command(self.repository, words, libraries);
        let (program, arguments) = command.split_first().ok_or("no command")?;
        self.repository.program(program, arguments).run_with_lines(line)
    }

    fn scratch(&self) -> PathBuf {
        self.repository.target().join("swift/build")
    }

    fn built(&self, program: &str) -> String {
        self.scratch().join("debug").join(program).display().to_string()
    }
}

/// What Swift Testing says at the end: `✔ Test run with 35 tests passed after 1.4 seconds.`
fn total(line: &str) -> Option<&str> {
    let (_, total) = line.split_once("Test run with ")?;
    total.split_once(" after ").map(|(total, _)| total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_is_found() {
        let line = "✔ Test run with 35 tests passed after 1.417 seconds.";
        assert_eq!(total(line), Some("35 tests passed"));
        assert_eq!(total("✔ Test aCallIsMade() passed after 0.086 seconds."), None);
    }

    #[test]
    fn the_guide_s_first_program_is_the_example() {
        let root = Repository::find().root().to_owned();
        let guide = fs::read_to_string(root.join("docs/swift.md")).unwrap();
        let example =
            fs::read_to_string(root.join(bindings::SWIFT).join("Examples/First/main.swift")).unwrap();
        assert!(guide.contains(&format!("```swift\n{example}```")));
    }

    #[test]
    fn the_package_has_the_workspace_s_version() {
        assert_eq!(check_version(&Repository::find()), Ok(()));
    }
}
