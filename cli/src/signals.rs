//! Ctrl-C, and the system's request to end.

use std::io;

use crate::failure::Failure;
use crate::language::say;

fn cannot(error: io::Error) -> Failure {
    Failure::Failed(say!("signals cannot be taken: {error}", "无法接收信号：{error}"))
}

#[cfg(unix)]
pub(crate) use unix::{Quit, Signals};

#[cfg(unix)]
mod unix {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::{Failure, cannot};

    /// SIGQUIT, taken from when this is made: whoever sends it wants no questions.
    pub(crate) struct Quit(Signal);

    impl Quit {
        pub(crate) fn new() -> Result<Self, Failure> {
            signal(SignalKind::quit()).map(Self).map_err(cannot)
        }

        /// Waits for it.
        pub(crate) async fn next(&mut self) {
            self.0.recv().await;
        }
    }

    /// SIGINT, SIGTERM and SIGHUP, taken from when this is made.
    pub(crate) struct Signals {
        interrupt: Signal,
        terminate: Signal,
        hangup: Signal,
    }

    impl Signals {
        pub(crate) fn new() -> Result<Self, Failure> {
            let take = |kind| signal(kind).map_err(cannot);
            Ok(Self {
                interrupt: take(SignalKind::interrupt())?,
                terminate: take(SignalKind::terminate())?,
                hangup: take(SignalKind::hangup())?,
            })
        }

        /// Waits for the next of them.
        pub(crate) async fn next(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
                _ = self.hangup.recv() => {}
            }
        }
    }
}

#[cfg(windows)]
pub(crate) use windows::{Quit, Signals};

#[cfg(windows)]
mod windows {
    use std::io;

    use tokio::signal::windows::{
        CtrlBreak, CtrlC, CtrlClose, CtrlLogoff, CtrlShutdown, ctrl_break, ctrl_c, ctrl_close, ctrl_logoff,
        ctrl_shutdown,
    };

    use super::{Failure, cannot};

    /// There is none here.
    pub(crate) struct Quit;

    impl Quit {
        pub(crate) fn new() -> Result<Self, Failure> {
            Ok(Self)
        }

        /// Waits for ever.
        pub(crate) async fn next(&mut self) {
            std::future::pending().await
        }
    }

    /// Ctrl-C, Ctrl-Break, the closing of the window, and the end of the Windows session, taken from when this is made. After
    /// all but the first two, Windows leaves a program some seconds.
    pub(crate) struct Signals {
        interrupt: CtrlC,
        terminate: CtrlBreak,
        close: CtrlClose,
        logoff: CtrlLogoff,
        shutdown: CtrlShutdown,
    }

    impl Signals {
        pub(crate) fn new() -> Result<Self, Failure> {
            Self::take().map_err(cannot)
        }

        fn take() -> io::Result<Self> {
            Ok(Self {
                interrupt: ctrl_c()?,
                terminate: ctrl_break()?,
                close: ctrl_close()?,
                logoff: ctrl_logoff()?,
                shutdown: ctrl_shutdown()?,
            })
        }

        /// Waits for the next of them.
        pub(crate) async fn next(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
                _ = self.close.recv() => {}
                _ = self.logoff.recv() => {}
                _ = self.shutdown.recv() => {}
            }
        }
    }
}
