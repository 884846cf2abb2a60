//! The whole terminal as a screen: taken over, and given back whatever ends the program.

#[cfg(test)]
pub(crate) mod golden;
#[cfg(test)]
pub(crate) mod svg;
pub(crate) mod text;
pub(crate) mod theme;
pub(crate) mod wrap;

use std::io::{self, IsTerminal as _, Stdout, Write as _};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

use crate::failure::Failure;
use crate::language::say;

/// Whether the terminal is taken over: it is given back once, whoever comes first.
static TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// Whether the terminal says that it shows more than lines.
pub(crate) fn can_draw() -> bool {
    std::env::var_os("TERM").is_none_or(|term| !term.is_empty() && term != "dumb")
}

/// The terminal, taken over until this is dropped, or the program panics.
pub(crate) struct Screen {
    /// Its own end writes to stderr where the terminal is gone, and panics where that is gone, too.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
}

impl Screen {
    /// Takes the terminal over. Where there is none, `instead` is what there is for that.
    pub(crate) fn take(title: &str, mouse: bool, instead: &str) -> Result<Self, Failure> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Err(Failure::Usage(say!(
                "this needs a terminal; {instead}",
                "这需要终端；{instead}"
            )));
        }
        if !can_draw() {
            return Err(Failure::Usage(say!(
                "this terminal shows lines only, as TERM says; {instead}",
                "TERM 表明此终端只能逐行显示；{instead}"
            )));
        }
        let unusable = |error: io::Error| {
            Failure::Failed(say!(
                "the terminal cannot be used: {error}",
                "无法使用终端：{error}"
            ))
        };
        restore_on_panic();
        TAKEN.store(true, Ordering::SeqCst);
        let taken = enable_raw_mode().and_then(|()| {
            let mut out = io::stdout();
            execute!(out, EnterAlternateScreen, EnableBracketedPaste, SetTitle(title))?;
            match mouse {
                true => execute!(out, EnableMouseCapture),
                false => Ok(()),
            }
        });
        let terminal = taken.and_then(|()| Terminal::new(CrosstermBackend::new(io::stdout())));
        match terminal {
            Ok(terminal) => Ok(Self {
                terminal: ManuallyDrop::new(terminal),
            }),
            Err(error) => {
                restore();
                Err(unusable(error))
            }
        }
    }

    /// Draws, and writes what has changed.
    pub(crate) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(|_| ())
    }

    /// Draws everything anew the next time: another program may have written to it.
    pub(crate) fn forget(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back. What fails has failed because there is no terminal any more.
pub(crate) fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(
        out,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
    let _ = out.flush();
}

/// The terminal is gone: an input that is silent takes its place. The thread that reads keys takes the errors of a terminal
/// that is gone for nothing, and would ask again and again without a pause.
#[cfg(unix)]
pub(crate) fn silence_input() {
    if let Ok((silent, other_end)) = io::pipe()
        && rustix::stdio::dup2_stdin(&silent).is_ok()
    {
        // It is silent as long as its other end is open.
        std::mem::forget(other_end);
    }
}

/// Nothing is to be done where consoles end their programs.
#[cfg(not(unix))]
pub(crate) fn silence_input() {}

/// So that the words of a panic are not written to a screen that is gone a moment later.
fn restore_on_panic() {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |about| {
            restore();
            before(about);
        }));
    });
}
