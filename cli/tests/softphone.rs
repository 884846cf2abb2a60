//! `wellclient softphone`, run in a terminal of its own, as far as its text can tell.

#![cfg(target_os = "linux")]

mod common;

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use common::{PATIENCE, program, run, text};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// The program in a terminal. It is ended with the test.
struct Terminal {
    child: Child,
    keyboard: Option<File>,
    /// The program's end of it, to look at its modes.
    line: File,
    written: Option<Receiver<Vec<u8>>>,
    reader: Option<std::thread::JoinHandle<()>>,
    seen: String,
}

impl Terminal {
    fn new(arguments: &[&str]) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let line = rustix::fs::open(
            name,
            OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
            Mode::empty(),
        )
        .unwrap();
        let size = Winsize {
            ws_row: 30,
            ws_col: 110,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&line, size).unwrap();
        let line = File::from(line);
        let end = || Stdio::from(line.try_clone().unwrap());
        let child = program(arguments)
            .env("TERM", "xterm")
            .env("LANG", "C.UTF-8")
            .env("NO_COLOR", "1")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let keyboard = File::from(master);
        let mut screen = keyboard.try_clone().unwrap();
        let (sender, written) = channel();
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count) = screen.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            keyboard: Some(keyboard),
            line,
            written: Some(written),
            reader: Some(reader),
            seen: String::new(),
        }
    }

    fn press(&mut self, keys: &str) {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until this has been written since it was last looked.
    fn see(&mut self, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.seen.find(what) {
                self.seen.drain(..at + what.len());
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.written.as_ref().unwrap().recv_timeout(left) else {
                panic!("no {what:?} in {:?}", self.seen);
            };
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
    }

    /// The window is closed: nobody reads or writes any more.
    fn close_window(&mut self) {
        self.keyboard = None;
        self.written = None;
        // The clock of the call is drawn within a second, and nobody takes it.
        self.reader.take().unwrap().join().unwrap();
    }

    fn is_raw(&self) -> bool {
        let modes = tcgetattr(&self.line).unwrap();
        !modes.local_modes.contains(LocalModes::ICANON)
    }

    /// Hundredths of a second of the processor's time.
    fn ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let numbers = fields.split_whitespace().skip(11).take(2);
        numbers.map(|number| number.parse::<u64>().unwrap()).sum()
    }

    fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; the terminal must be as before.
    fn end(&mut self) -> i32 {
        // Leaves the alternate screen.
        self.see("\u{1b}[?1049l");
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        assert!(!self.is_raw());
        code
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Logs in, and answers the first call.
fn in_a_call() -> Terminal {
    let mut terminal = Terminal::new(&["softphone", "--demo"]);
    terminal.see("\u{1b}[?1049h");
    terminal.see("simulated");
    assert!(terminal.is_raw());
    terminal.press("\r");
    terminal.see("What can be done");
    // F8: a customer calls.
    terminal.press("\u{1b}[19~");
    terminal.see("ringing");
    terminal.press("a");
    terminal.see("talk");
    terminal
}

#[test]
fn control_c_in_a_call_asks_and_hangs_up_when_told() {
    let mut terminal = in_a_call();
    terminal.press("\u{3}");
    terminal.see("A call is up");
    terminal.press("h");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_signal_waits_for_the_end_of_the_call() {
    let mut terminal = in_a_call();
    terminal.signal("TERM");
    terminal.see("Ends when the call is over.");
    assert!(terminal.child.try_wait().unwrap().is_none());
    terminal.press("x");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_its_window_it_stays_until_the_call_is_over() {
    let mut terminal = in_a_call();
    terminal.close_window();
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(terminal.child.try_wait().unwrap().is_none());
    let before = terminal.ticks();
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(
        terminal.ticks() - before < 50,
        "it is busy with a terminal that is gone"
    );
    // Told again, it hangs up.
    terminal.signal("TERM");
    assert_eq!(terminal.child.wait().unwrap().code(), Some(0));
}

#[test]
fn sigquit_ends_at_once_and_gives_the_terminal_back() {
    let mut terminal = in_a_call();
    terminal.signal("QUIT");
    assert_eq!(terminal.end(), 1);
    terminal.see("the agent is still logged in");
}

#[test]
fn a_wrong_password_is_asked_for_again() {
    let mut terminal = Terminal::new(&["softphone", "--demo"]);
    terminal.see("simulated");
    terminal.press("x\r");
    terminal.see("is wrong.");
    terminal.press("123456\r");
    terminal.see("What can be done");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_a_terminal_it_says_so() {
    let output = run(&["softphone", "--demo"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("needs a terminal"));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_team_without_a_domain_is_refused() {
    let output = run(&["softphone", "--team", "5002"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("5002@test.cc"));
}
