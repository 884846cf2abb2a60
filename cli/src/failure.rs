//! How the program fails: an exit code and one sentence.

use std::fmt;
use std::io;

use crate::language::say;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was asked for in a way that makes no sense: exit code 2.
    Usage(String),
    /// It did not work: exit code 1.
    Failed(String),
    /// It did not work, and the output has said so: exit code 1.
    Said,
    /// It was asked for in a way that makes no sense, and the output has said so: exit code 2.
    UsageSaid,
    /// Whoever read the output has gone (`| head`): that is no failure.
    ReaderGone,
}

impl Failure {
    /// A failure of exit code 1.
    pub(crate) fn failed(why: impl fmt::Display) -> Self {
        Self::Failed(why.to_string())
    }

    /// Ctrl-C, or a request to end, came before there was anything to end.
    pub(crate) fn before_log_in() -> Self {
        Self::Failed(say!("ended before the log-in", "在登录之前结束"))
    }

    /// A file cannot be read.
    pub(crate) fn unreadable(file: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Failed(say!("{file} cannot be read: {why}", "无法读取 {file}：{why}"))
    }

    /// What is in a file makes no sense.
    pub(crate) fn in_file(file: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Failed(say!("{file}: {why}", "{file}：{why}"))
    }

    /// A file cannot be written.
    pub(crate) fn unwritable(file: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Failed(say!("{file} cannot be written: {why}", "无法写入 {file}：{why}"))
    }

    /// Says what there is to say, and gives the exit code.
    pub(crate) fn end(self) -> u8 {
        let (code, words) = match self {
            Self::Usage(words) => (2, words),
            Self::Failed(words) => (1, words),
            Self::Said => return 1,
            Self::UsageSaid => return 2,
            Self::ReaderGone => return 0,
        };
        // Without stderr there is nobody to tell.
        let _ = io::Write::write_all(&mut io::stderr(), format!("wellclient: {words}\n").as_bytes());
        code
    }
}

/// Writing the output has failed.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::Failed(say!("the output cannot be written: {error}", "无法写出：{error}")),
        }
    }
}
