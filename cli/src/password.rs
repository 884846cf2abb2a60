//! Where a password comes from: a file, the environment, or the terminal. Never an argument, which every
//! process of the machine can read.

use std::io::{ErrorKind, IsTerminal as _, Read as _};
use std::path::Path;
#[cfg(unix)]
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use wellclient::Secret;

use crate::echo::Echo;
use crate::failure::Failure;
use crate::language::say;
use crate::print::tell;
use crate::runtime::on_runtime;
use crate::signals::Signals;

/// The environment variable.
pub(crate) const VARIABLE: &str = "WELLCLIENT_PASSWORD";

/// No password is longer, in bytes.
const LONGEST: u64 = 4096;

/// The agent's password, from `file`, the environment, or the terminal, in this order; `None` where there is
/// none of them.
pub(crate) fn find(file: Option<&Path>, who: &str) -> Result<Option<Secret>, Failure> {
    if let Some(password) = without_asking(file)? {
        return Ok(Some(password));
    }
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    ask(who).map(Some)
}

/// The agent's password, from the terminal. Ctrl-C and the like end the question, not the program, which would leave the
/// terminal without echo.
fn ask(who: &str) -> Result<Secret, Failure> {
    on_runtime(async {
        let mut signals = Signals::new()?;
        tokio::select! {
            biased;
            () = signals.next() => {
                // The question has no end of line.
                tell("");
                Err(Failure::before_log_in())
            }
            password = read_beside(who.to_owned()) => password.map_err(|error| {
                Failure::Usage(match error.kind() {
                    ErrorKind::UnexpectedEof => say!("no password was typed", "没有输入密码"),
                    _ => say!("no password: {error}", "没有密码：{error}"),
                })
            }),
        }
    })
}

/// So often a password is asked for, as `login` does.
pub(crate) const TIMES: u32 = 3;

/// The agent's password, from the terminal, beside other work.
pub(crate) async fn ask_beside(who: String) -> Option<Secret> {
    read_beside(who).await.ok()
}

/// Reading it cannot be given up, so it has a thread of its own.
async fn read_beside(who: String) -> std::io::Result<Secret> {
    let _echo = Echo::silenced();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let password = read(&say!("Password of {who}: ", "{who} 的密码：")).map(Secret::from);
        let password = match password {
            Ok(password) if password.expose().is_empty() => Err(ErrorKind::UnexpectedEof.into()),
            password => password,
        };
        // Nobody waits any more where the question was given up.
        let _ = sender.send(password);
    });
    match receiver.await {
        Ok(Err(error)) if error.kind() == ErrorKind::Interrupted => {
            // The signal that did it is on its way, and says more.
            std::future::pending().await
        }
        Ok(password) => password,
        Err(_) => Err(ErrorKind::UnexpectedEof.into()),
    }
}

/// The terminal is silent already: whoever gives the question up has nothing to race with.
#[cfg(unix)]
fn read(question: &str) -> std::io::Result<String> {
    let is_ended = Arc::new(AtomicBool::default());
    let terminal = Typed {
        terminal: std::fs::File::open("/dev/tty")?,
        is_ended: Arc::clone(&is_ended),
    };
    let config = rpassword::ConfigBuilder::new().input_reader(terminal).build();
    let password = rpassword::prompt_password_with_config(question, config)?;
    // What follows is not to stand beside the question.
    if !is_ended.load(Ordering::Relaxed) {
        tell("");
    }
    Ok(password)
}

/// What is typed, and whether Enter was: Ctrl-D leaves the line as it is.
#[cfg(unix)]
struct Typed {
    terminal: std::fs::File,
    is_ended: Arc<AtomicBool>,
}

#[cfg(unix)]
impl std::io::Read for Typed {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.terminal.read(into)?;
        let is_ended = into.get(..count).is_some_and(|typed| typed.contains(&b'\n'));
        self.is_ended.fetch_or(is_ended, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(windows)]
fn read(question: &str) -> std::io::Result<String> {
    rpassword::prompt_password(question)
}

/// The agent's password, from `file` or the environment, in this order.
pub(crate) fn without_asking(file: Option<&Path>) -> Result<Option<Secret>, Failure> {
    if let Some(path) = file {
        return from_file(path).map(Some);
    }
    match std::env::var(VARIABLE) {
        Ok(password) if !password.is_empty() => Ok(Some(password.into())),
        Ok(_) | Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::Usage(say!(
            "{VARIABLE} is not UTF-8",
            "{VARIABLE} 不是 UTF-8"
        ))),
    }
}

/// As [`find`], where a password is needed.
pub(crate) fn require(file: Option<&Path>, who: &str) -> Result<Secret, Failure> {
    find(file, who)?.ok_or_else(|| {
        Failure::Usage(say!(
            "no password: set {VARIABLE}, give --password-file, or run it on a terminal",
            "没有密码：请设置 {VARIABLE}，或给出 --password-file，或在终端中运行"
        ))
    })
}

/// The first line of a file.
fn from_file(path: &Path) -> Result<Secret, Failure> {
    let unreadable = |error| Failure::unreadable(path.display(), error);
    let file = std::fs::File::open(path).map_err(unreadable)?;
    // Room for all of it, so that no part is left behind in a buffer that grew.
    let mut text = String::with_capacity(LONGEST as usize + 1);
    file.take(LONGEST + 1)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    let text = Secret::from(text);
    if text.expose().len() as u64 > LONGEST {
        let file = path.display();
        return Err(Failure::Failed(say!(
            "{file} is too long for a password",
            "{file} 作为密码过长"
        )));
    }
    // Editors of Windows begin a file with a byte order mark.
    match text.expose().trim_start_matches('\u{feff}').lines().next() {
        Some(line) if !line.is_empty() => Ok(Secret::from(line)),
        _ => {
            let file = path.display();
            Err(Failure::Failed(say!(
                "{file} has no password in its first line",
                "{file} 的第一行没有密码"
            )))
        }
    }
}
