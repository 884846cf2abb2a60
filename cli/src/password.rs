//! Where a password comes from: a file, the environment, or the terminal. Never an argument, which every
//! process of the machine can read.

use std::io::{IsTerminal as _, Read as _};
use std::path::Path;

use wellclient::Secret;

use crate::failure::Failure;
use crate::language::say;

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

/// The agent's password, from the terminal.
pub(crate) fn ask(who: &str) -> Result<Secret, Failure> {
    let password = rpassword::prompt_password(say!("Password of {who}: ", "{who} 的密码："));
    let password =
        password.map_err(|error| Failure::Failed(say!("no password: {error}", "没有密码：{error}")))?;
    Ok(password.into())
}

/// So often a password is asked for, as `login` does.
pub(crate) const TIMES: u32 = 3;

/// The agent's password, from the terminal, beside other work: reading it cannot be given up, so it has a thread of its own.
pub(crate) async fn ask_beside(who: String) -> Option<Secret> {
    let _echo = Echo::kept();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || sender.send(ask(&who).ok()));
    receiver.await.ok().flatten()
}

/// The terminal as it is now, and again when this goes: a question for a password that is given up would leave it without
/// echo.
pub(crate) struct Echo {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Echo {
    pub(crate) fn kept() -> Self {
        Self {
            #[cfg(unix)]
            before: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }
}

#[cfg(unix)]
impl Drop for Echo {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let now = rustix::termios::OptionalActions::Now;
            // A terminal that has gone needs no echo.
            let _ = rustix::termios::tcsetattr(std::io::stdin(), now, before);
        }
    }
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
