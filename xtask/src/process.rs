//! Running programs in the repository: input closed, output passed on or read.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::console;
use crate::evidence::Evidence;

/// So often a program that says nothing is looked at: is it still there?
const LOOK: Duration = Duration::from_millis(100);

/// The checkout that the tasks work on.
pub(crate) struct Repository {
    root: PathBuf,
}

impl Repository {
    /// The one that this program was started from; a binary run by hand knows where it was built.
    pub(crate) fn find() -> Self {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = PathBuf::from(manifest);
        Self {
            root: manifest
                .parent()
                .map_or_else(|| manifest.clone(), Path::to_path_buf),
        }
    }

    /// The files under version control and those about to be, from the root, in order.
    pub(crate) fn files(&self) -> Result<Vec<String>, String> {
        // A checkout owned by someone else, as containers have it, is still this one.
        let safe = format!("safe.directory={}", self.root().display());
        let list = [
            "-c",
            &safe,
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ];
        let (stdout, _) = self.program("git", list).read()?;
        let mut files: Vec<String> = String::from_utf8_lossy(&stdout)
            .split_terminator('\0')
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// Another checkout of it.
    pub(crate) fn checkout(&self, root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that cargo builds in.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |folder| self.root.join(folder))
    }

    /// `cargo` of the toolchain that runs this.
    pub(crate) fn cargo<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Program {
        self.program("cargo", arguments)
    }

    /// Any program, at the root of the repository.
    pub(crate) fn program<A: AsRef<OsStr>>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Program {
        let mut program = Program::new(name, arguments);
        program.command.current_dir(&self.root);
        program
    }

    /// Any program, in a folder of the repository.
    pub(crate) fn program_in<A: AsRef<OsStr>>(
        &self,
        folder: &str,
        name: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Program {
        let mut program = Program::new(name, arguments);
        program.command.current_dir(self.root.join(folder));
        program.line = format!("(in {folder}) {}", program.line);
        program
    }
}

/// A program about to run.
pub(crate) struct Program {
    command: Command,
    /// As one would type it.
    line: String,
}

impl Program {
    pub(crate) fn new<A: AsRef<OsStr>>(name: &str, arguments: impl IntoIterator<Item = A>) -> Self {
        let mut command = match env::var_os("CARGO") {
            Some(cargo) if name == "cargo" => Command::new(cargo),
            _ => Command::new(name),
        };
        command.stdin(Stdio::null());
        for variable in env::vars_os()
            .map(|(variable, _)| variable)
            .filter(is_of_this_package)
        {
            command.env_remove(variable);
        }
        let mut line = name.to_owned();
        for argument in arguments {
            line.push(' ');
            line.push_str(&argument.as_ref().to_string_lossy());
            command.arg(argument);
        }
        Self { command, line }
    }

    pub(crate) fn env(mut self, variable: &str, value: &str) -> Self {
        self.command.env(variable, value);
        self.line = format!("{variable}={value:?} {}", self.line);
        self
    }

    /// As [`Program::env`], but not shown: one would not type it.
    pub(crate) fn env_unseen(mut self, variable: &str, value: &str) -> Self {
        self.command.env(variable, value);
        self
    }

    /// Without this variable, should there be one.
    pub(crate) fn without(mut self, variable: &str) -> Self {
        self.command.env_remove(variable);
        self
    }

    /// What is about to run, as one would type it.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    /// Runs it with its output passed on; an exit code other than 0 is an error, which repeats what is telling of it.
    pub(crate) fn run(self) -> Result<(), String> {
        self.run_with_lines(|_| {})
    }

    /// As [`Program::run`], and gives each line of the standard output to `line` too.
    pub(crate) fn run_with_lines(mut self, mut line: impl FnMut(&str)) -> Result<(), String> {
        self.announce();
        self.command.stdout(Stdio::piped());
        let stage = console::stage();
        if stage.is_some() {
            self.command.stderr(Stdio::piped());
        }
        let mut child = self.command.spawn().map_err(|error| self.not_started(&error))?;
        if let Some(stderr) = child.stderr.take() {
            thread::spawn(move || each_line(stderr, |text| console::show_of(stage, text)));
        }
        let mut evidence = Evidence::default();
        let told = child.stdout.take().map(lines_of);
        let status = loop {
            match told.as_ref().map(|told| told.recv_timeout(LOOK)) {
                Some(Ok(text)) => {
                    console::show(&text);
                    evidence.add(&text);
                    line(&text);
                }
                // What it has left running may hold its output open.
                Some(Err(RecvTimeoutError::Timeout)) => match child.try_wait() {
                    Ok(None) => {}
                    Ok(Some(status)) => break Ok(status),
                    Err(error) => break Err(error),
                },
                Some(Err(RecvTimeoutError::Disconnected)) | None => break child.wait(),
            }
        };
        let status = status.map_err(|error| format!("`{}`: {error}", self.line))?;
        self.judge(status).map_err(|why| format!("{why}{evidence}"))
    }

    /// Runs it unseen and gives back its standard output and standard error.
    pub(crate) fn read(mut self) -> Result<(Vec<u8>, Vec<u8>), String> {
        let output = self.command.output().map_err(|error| self.not_started(&error))?;
        self.judge(output.status)?;
        Ok((output.stdout, output.stderr))
    }

    fn announce(&self) {
        console::show(format_args!("$ {}", self.line));
    }

    fn not_started(&self, error: &std::io::Error) -> String {
        format!("`{}` did not start: {error}", self.line)
    }

    fn judge(&self, status: ExitStatus) -> Result<(), String> {
        if status.success() {
            Ok(())
        } else {
            Err(format!("`{}`: {status}", self.line))
        }
    }
}

/// What comes, line by line, until nobody holds the other end any more.
fn lines_of(stdout: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, told) = mpsc::channel();
    // Read to the end, though nobody may ask any more: what still writes there is not to be ended by it.
    thread::spawn(move || each_line(stdout, |text| drop(sender.send(text))));
    told
}

fn each_line(from: impl Read, mut line: impl FnMut(String)) {
    for octets in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        line(String::from_utf8_lossy(&octets).into_owned());
    }
}

/// Set for this program by the `cargo run` that started it. Build scripts watch these: handing them on would
/// build again what a plain `cargo` has built.
fn is_of_this_package(variable: &OsString) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
        .iter()
        .any(|prefix| variable.to_string_lossy().starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(Repository::find().root().join("xtask/Cargo.toml").is_file());
    }

    #[test]
    fn input_is_closed() {
        // `cat` with an open input would wait for ever.
        assert_eq!(
            Program::new("cat", [] as [&str; 0]).read(),
            Ok((Vec::new(), Vec::new()))
        );
    }

    #[test]
    fn failing_and_missing_programs_are_named() {
        let failed = Program::new("false", [] as [&str; 0]).read().unwrap_err();
        assert!(failed.contains("`false`"), "{failed}");
        let missing = Program::new("no-such-program", ["-x"]).read().unwrap_err();
        assert!(
            missing.contains("`no-such-program -x` did not start"),
            "{missing}"
        );
    }

    #[test]
    fn lines_are_read_even_without_a_last_newline() {
        let mut lines = Vec::new();
        let program = Program::new("printf", ["a\\nb"]);
        assert_eq!(program.run_with_lines(|line| lines.push(line.to_owned())), Ok(()));
        assert_eq!(lines, ["a", "b"]);
    }

    #[test]
    fn what_a_program_leaves_running_is_not_waited_for() {
        let mut lines = Vec::new();
        let program = Program::new("sh", ["-c", "sleep 60 & echo $!"]);
        assert_eq!(program.run_with_lines(|line| lines.push(line.to_owned())), Ok(()));
        let left = Program::new("kill", &lines).read();
        assert!(left.is_ok(), "{left:?}: {lines:?}");
    }

    #[test]
    fn a_failure_repeats_what_the_program_said() {
        let failed = Program::new("sh", ["-c", "echo one; exit 3"]).run().unwrap_err();
        assert!(failed.ends_with("exit status: 3\none"), "{failed}");
    }

    #[test]
    fn what_cargo_set_for_this_package_is_not_handed_on() {
        assert!(is_of_this_package(&"CARGO_PKG_NAME".into()));
        assert!(!is_of_this_package(&"CARGO_TARGET_DIR".into()));
        assert!(!is_of_this_package(&"CARGO_HOME".into()));
    }
}
