//! The program, run as a user runs it.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod http;
#[cfg(target_os = "linux")]
pub(crate) mod terminal;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Nothing here takes longer, on however busy a machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const PASSWORD: &str = "123456";

/// The program with these arguments, and nothing of the tester's environment that would change what it does.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wellclient"));
    command.args(arguments);
    for name in [
        "WELLCLIENT_PASSWORD",
        "WELLCLIENT_ENV",
        "WELLCLIENT_AGENT",
        "WELLCLIENT_EXT",
        "WELLCLIENT_DIALECT",
        "WELLCLIENT_LANG",
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ] {
        command.env_remove(name);
    }
    command
        .env("WELLCLIENT_CONFIG", "")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub(crate) trait Runs {
    /// Starts it.
    fn begin(&mut self) -> Child;
    /// Runs it to its end.
    fn finish(&mut self) -> Output;
}

impl Runs for Command {
    fn begin(&mut self) -> Child {
        // What Wine says, once in thousands of times, where the new process was gone before it had begun.
        const INTERNAL_ERROR: i32 = 1359;
        for _ in 0..3 {
            match self.spawn() {
                Err(error) if cfg!(windows) && error.raw_os_error() == Some(INTERNAL_ERROR) => {}
                begun => return begun.unwrap(),
            }
        }
        panic!("Wine does not start it")
    }

    fn finish(&mut self) -> Output {
        self.begin().wait_with_output().unwrap()
    }
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    program(arguments).finish()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every line as JSON.
pub(crate) fn json_lines(bytes: &[u8]) -> Vec<Value> {
    text(bytes)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

/// The program while it runs. It is ended with the test.
pub(crate) struct Running {
    child: Child,
    pub(crate) stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    /// All that it has printed, so far as it was read.
    pub(crate) printed: Vec<String>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).begin();
        let (sender, lines) = channel();
        let stdout = child.stdout.take().unwrap();
        let stderr = child.stderr.take().unwrap();
        for reader in [
            Box::new(stdout) as Box<dyn std::io::Read + Send>,
            Box::new(stderr),
        ] {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(reader).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
        }
        let stdin = child.stdin.take();
        Self {
            child,
            stdin,
            lines,
            printed: Vec::new(),
        }
    }

    pub(crate) fn write(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Reads until a line that passes the test.
    pub(crate) fn line(&mut self, what: &str, test: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("no {what} in\n{}", self.printed.join("\n"));
            };
            self.printed.push(line.clone());
            if test(&line) {
                return line;
            }
        }
    }

    /// Reads until there is a line that passes the test, which may have been read before.
    pub(crate) fn told(&mut self, what: &str, test: impl Fn(&str) -> bool) {
        if !self.printed.iter().any(|line| test(line)) {
            self.line(what, test);
        }
    }

    /// Reads until a JSON line that passes the test.
    pub(crate) fn json(&mut self, what: &str, test: impl Fn(&Value) -> bool) -> Value {
        let line = self.line(what, |line| {
            serde_json::from_str(line).is_ok_and(|value| test(&value))
        });
        serde_json::from_str(&line).unwrap()
    }

    /// The outcome of the command with this id.
    pub(crate) fn outcome(&mut self, id: i64) -> Value {
        self.json(&format!("outcome {id}"), |line| {
            line["type"] == "outcome" && line["id"] == id
        })
    }

    pub(crate) fn event(&mut self, name: &str) -> Value {
        self.json(name, |line| {
            line["type"] == "event" && line["event"]["eventName"] == name
        })
    }

    /// Sends a signal by its name: `INT`, `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended, and gives its exit code; all that it printed has been read then.
    pub(crate) fn end(&mut self) -> i32 {
        self.stdin = None;
        let deadline = Instant::now() + PATIENCE;
        // Both outputs are closed when it ends.
        loop {
            match self
                .lines
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(line) => self.printed.push(line),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
                Err(_) => panic!("it has not ended:\n{}", self.printed.join("\n")),
            }
        }
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A simulator, and its URL.
pub(crate) fn simulator(more: &[&str]) -> (Running, String) {
    let mut arguments = vec!["simulate", "--listen", "127.0.0.1:0", "--json"];
    arguments.extend_from_slice(more);
    let mut running = Running::start(program(&arguments));
    let listening = running.json("address", |line| line["what"] == "listening");
    (running, listening["url"].as_str().unwrap().to_owned())
}

/// The arguments of a command for an agent, 5001 on 8001.
pub(crate) fn as_agent<'a>(command: &'a str, url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let who = [command, "--env", url, "--agent", "5001@test.cc", "--ext", "8001"];
    [&who, more].concat()
}

/// The program with these arguments, and the agent's password.
pub(crate) fn with_password(arguments: &[&str]) -> Command {
    let mut command = program(arguments);
    command.env("WELLCLIENT_PASSWORD", PASSWORD);
    command
}

/// That agent, logged in.
pub(crate) fn tail(url: &str, more: &[&str]) -> Running {
    Running::start(with_password(&as_agent("tail", url, more)))
}
