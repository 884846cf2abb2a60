//! What is said, and where the runner itself is tested, what is said wrongly: `--lie=<which>`.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wellclient::lock::Mutex;
use wellclient_tests::conformance::{Line, PASSWORD};

/// Says lines, each whole; lies once if it is told to.
#[derive(Clone)]
pub(crate) struct Liar {
    lie: Arc<str>,
    has_lied: Arc<AtomicBool>,
    out: Arc<Mutex<()>>,
}

impl Liar {
    pub(crate) fn from_arguments() -> Self {
        let lie = std::env::args().find_map(|argument| Some(argument.strip_prefix("--lie=")?.to_owned()));
        Self {
            lie: lie.unwrap_or_default().into(),
            has_lied: Arc::default(),
            out: Arc::default(),
        }
    }

    pub(crate) fn say(&self, line: Line) {
        for line in self.bent(line) {
            self.write(&line);
        }
    }

    fn write(&self, line: &Line) {
        let _whole = self.out.lock();
        let mut out = std::io::stdout().lock();
        // The runner is gone if this fails: then the end of the input comes.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }

    /// What is made of a line: itself, unless it is the one to lie about.
    fn bent(&self, line: Line) -> Vec<Line> {
        let established = line.get("kind") == Some("established");
        let settled = line.word() == "settled";
        let reached = match &*self.lie {
            "" => return vec![line],
            "wrong-field" | "lost-field" | "swallowed-event" | "event-twice" | "secret" => established,
            "settled-twice" | "never-settled" => settled,
            _ => line.word() == "answer",
        };
        if !reached || self.has_lied.swap(true, Ordering::Relaxed) {
            return vec![line];
        }
        match &*self.lie {
            "wrong-field" => vec![replaced(line, "field.answeringDevice", Some("8009@test.cc"))],
            "lost-field" => vec![replaced(line, "field.answeringDevice", None)],
            "secret" => vec![replaced(line, "session", Some("a")), secret()],
            "swallowed-event" | "never-settled" => Vec::new(),
            "event-twice" | "settled-twice" => vec![line.clone(), line],
            "silent" => loop {
                std::thread::park();
            },
            "crash" => {
                eprintln!("something terrible has happened");
                std::process::exit(3)
            }
            "nonsense" => vec![Line::new("hello")],
            _ => vec![line],
        }
    }
}

fn secret() -> Line {
    Line::new("log")
        .with("session", "a")
        .with("kind", "log")
        .with("content", format!("the password is {PASSWORD}"))
}

fn replaced(mut line: Line, name: &str, value: Option<&str>) -> Line {
    line.remove(|known| known == name);
    line.with_some(name, value)
}
