//! The program in a terminal of its own, as far as its text can tell.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, OptionalActions, Winsize, tcgetattr, tcsetattr, tcsetwinsize};

use super::{PATIENCE, program};

/// The program in a terminal. It is ended with the test.
pub(crate) struct Terminal {
    pub(crate) child: Child,
    keyboard: Option<File>,
    /// The program's end of it, to look at its modes.
    line: File,
    written: Option<Receiver<Vec<u8>>>,
    reader: Option<std::thread::JoinHandle<()>>,
    seen: String,
}

impl Terminal {
    pub(crate) fn new(arguments: &[&str]) -> Self {
        Self::of(program(arguments))
    }

    /// All that it writes into a terminal of so many columns, until it has ended.
    pub(crate) fn all_in(columns: u16, arguments: &[&str]) -> String {
        let mut terminal = Self::sized(columns, program(arguments));
        // The last to hold it open but the program.
        terminal.line = File::open("/dev/null").unwrap();
        let written = terminal.written.take().unwrap();
        let mut seen = Vec::new();
        while let Ok(bytes) = written.recv_timeout(PATIENCE) {
            seen.extend(bytes);
        }
        assert!(terminal.child.wait().unwrap().success());
        String::from_utf8(seen).unwrap()
    }

    /// With these variables.
    pub(crate) fn with(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut program = program(arguments);
        program.envs(variables.iter().copied());
        Self::of(program)
    }

    /// As the terminal that the program's session has, where passwords are asked for.
    pub(crate) fn of_session(arguments: &[&str]) -> Self {
        let program = program(arguments);
        let mut session = Command::new("setsid");
        session
            .arg("--ctty")
            .arg(program.get_program())
            .args(program.get_args());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => session.env(name, value),
                None => session.env_remove(name),
            };
        }
        Self::of(session)
    }

    fn of(program: Command) -> Self {
        Self::sized(110, program)
    }

    fn sized(columns: u16, mut program: Command) -> Self {
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
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&line, size).unwrap();
        let line = File::from(line);
        let end = || Stdio::from(line.try_clone().unwrap());
        for (name, value) in [("TERM", "xterm"), ("LANG", "C.UTF-8"), ("NO_COLOR", "1")] {
            let is_set = program
                .get_envs()
                .any(|(set, value)| set == name && value.is_some());
            if !is_set {
                program.env(name, value);
            }
        }
        let child = program.stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
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

    pub(crate) fn press(&mut self, keys: &str) {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until this has been written since it was last looked.
    pub(crate) fn see(&mut self, what: &str) {
        self.up_to(what);
    }

    /// All up to there.
    pub(crate) fn up_to(&mut self, what: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.seen.find(what) {
                return self.seen.drain(..at + what.len()).collect();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.written.as_ref().unwrap().recv_timeout(left) else {
                panic!("no {what:?} in {:?}", self.seen);
            };
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
    }

    /// Types the password of this agent when it is asked for, which is not seen.
    pub(crate) fn type_password(&mut self, agent: &str, password: &str) {
        self.see(&format!("Password of {agent}"));
        self.wait_until(|terminal| !terminal.echoes());
        self.press(&format!("{password}\r"));
    }

    /// Waits for something that it does not write.
    pub(crate) fn wait_until(&self, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(Instant::now() < deadline, "it never comes");
            std::thread::yield_now();
        }
    }

    /// The window is closed: nobody reads or writes any more.
    pub(crate) fn close_window(&mut self) {
        self.keyboard = None;
        self.written = None;
        // The clock of the call is drawn within a second, and nobody takes it.
        self.reader.take().unwrap().join().unwrap();
    }

    pub(crate) fn is_raw(&self) -> bool {
        let modes = tcgetattr(&self.line).unwrap();
        !modes.local_modes.contains(LocalModes::ICANON)
    }

    /// Whether what is typed is seen.
    pub(crate) fn echoes(&self) -> bool {
        tcgetattr(&self.line)
            .unwrap()
            .local_modes
            .contains(LocalModes::ECHO)
    }

    /// Hundredths of a second of the processor's time.
    pub(crate) fn ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let numbers = fields.split_whitespace().skip(11).take(2);
        numbers.map(|number| number.parse::<u64>().unwrap()).sum()
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// The program is stopped; its shell takes the terminal, as shells do, and lets it go on.
    pub(crate) fn stop_and_go_on(&self) {
        self.signal("STOP");
        let mut modes = tcgetattr(&self.line).unwrap();
        modes.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
        tcsetattr(&self.line, OptionalActions::Now, &modes).unwrap();
        self.signal("CONT");
    }

    /// Waits for the end; the terminal must be as before.
    pub(crate) fn end(&mut self) -> i32 {
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
