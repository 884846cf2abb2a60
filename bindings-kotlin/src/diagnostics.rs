//! The library's diagnostics in the program's own log.

use wellclient_foreign::logging;

use crate::error::{CallbackError, WellError};

/// How grave a line of diagnostics is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum DiagnosticsLevel {
    /// Something has failed.
    Error,
    /// Something is not as it should be.
    Warn,
    /// What a person who runs it wants to know.
    Info,
    /// What a person who looks for an error wants to know.
    Debug,
    /// Everything.
    Trace,
}

impl From<DiagnosticsLevel> for tracing::Level {
    fn from(level: DiagnosticsLevel) -> Self {
        match level {
            DiagnosticsLevel::Error => Self::ERROR,
            DiagnosticsLevel::Warn => Self::WARN,
            DiagnosticsLevel::Info => Self::INFO,
            DiagnosticsLevel::Debug => Self::DEBUG,
            DiagnosticsLevel::Trace => Self::TRACE,
        }
    }
}

impl From<tracing::Level> for DiagnosticsLevel {
    fn from(level: tracing::Level) -> Self {
        match level {
            tracing::Level::ERROR => Self::Error,
            tracing::Level::WARN => Self::Warn,
            tracing::Level::INFO => Self::Info,
            tracing::Level::DEBUG => Self::Debug,
            tracing::Level::TRACE => Self::Trace,
        }
    }
}

/// Where diagnostics go: called on the thread that they arise on, perhaps under a session's lock. It must be quick, and
/// call nothing of the library.
#[uniffi::export(callback_interface)]
pub trait Diagnostics: Send + Sync {
    /// One line, without secrets. `target` is the part of the library that speaks: `wellclient::event`.
    fn line(&self, level: DiagnosticsLevel, target: String, message: String) -> Result<(), CallbackError>;
}

/// From now on gives lines as grave as `level`, or graver, to `sink`, in place of the sink before. One for a process.
///
/// Fails with `Setup`: another part of the process takes them already.
#[uniffi::export]
pub fn set_diagnostics(level: DiagnosticsLevel, sink: Box<dyn Diagnostics>) -> Result<(), WellError> {
    let told = logging::set(level.into(), move |line| {
        // One that throws has lost this line; telling it would come back here.
        let _ = sink.line(line.level.into(), line.target.clone(), line.message.clone());
    });
    told.map_err(|taken| WellError::Setup {
        reason: taken.to_string(),
    })
}

/// Gives diagnostics to nobody any more.
#[uniffi::export]
pub fn unset_diagnostics() {
    logging::unset();
}
