//! The foot of the terminal, where a line is being typed: what is printed goes above it.

use std::io::{self, Stdout, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crossterm::cursor::{MoveTo, MoveToColumn};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType};
use crossterm::{execute, queue};

use crate::echo::Echo;

/// What stands there, while somebody types.
static SHOWN: Mutex<Option<Line>> = Mutex::new(None);

/// A line that is shorter than the terminal is wide, and the column of the cursor.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) column: u16,
}

/// The terminal, given key by key until this is dropped. Ctrl-C is a signal on Unix as ever, and a key on Windows.
pub(crate) struct Foot {
    _before: Echo,
}

impl Foot {
    pub(crate) fn take() -> io::Result<Self> {
        let foot = Self {
            _before: Echo::kept(),
        };
        foot.take_again()?;
        Ok(foot)
    }

    /// After the program was stopped: the shell has used the terminal meanwhile.
    pub(crate) fn take_again(&self) -> io::Result<()> {
        by_keys()?;
        // Pasted text comes in one piece; not from a console that cannot tell.
        let _ = queue!(io::stdout(), EnableBracketedPaste);
        let line = shown().clone().unwrap_or_default();
        self.show(line)
    }

    pub(crate) fn show(&self, line: Line) -> io::Result<()> {
        let mut foot = shown();
        let mut out = io::stdout();
        erase(&mut out)?;
        draw(&mut out, &line)?;
        *foot = Some(line);
        Ok(())
    }

    /// All that stands on the screen goes.
    pub(crate) fn clear_screen(&self) -> io::Result<()> {
        execute!(io::stdout(), Clear(ClearType::All), MoveTo(0, 0))
    }
}

impl Drop for Foot {
    fn drop(&mut self) {
        *shown() = None;
        let mut out = io::stdout();
        // What fails has failed because there is no terminal any more.
        let _ = erase(&mut out);
        let _ = execute!(out, DisableBracketedPaste);
        #[cfg(windows)]
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

/// Writes above the foot, where there is one.
pub(crate) fn above(write: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let foot = shown();
    let Some(line) = foot.as_ref() else {
        return write();
    };
    let mut out = io::stdout();
    erase(&mut out)?;
    write()?;
    draw(&mut out, line)
}

fn shown() -> MutexGuard<'static, Option<Line>> {
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn erase(out: &mut Stdout) -> io::Result<()> {
    queue!(out, MoveToColumn(0), Clear(ClearType::FromCursorDown))?;
    out.flush()
}

fn draw(out: &mut Stdout, line: &Line) -> io::Result<()> {
    queue!(out, Print(&line.text), MoveToColumn(line.column))?;
    out.flush()
}

/// Keys come one by one and are not shown; all else is as it was.
#[cfg(unix)]
fn by_keys() -> io::Result<()> {
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

    let mut modes = tcgetattr(io::stdin())?;
    modes
        .local_modes
        .remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::IEXTEN);
    modes.special_codes[SpecialCodeIndex::VMIN] = 1;
    modes.special_codes[SpecialCodeIndex::VTIME] = 0;
    Ok(tcsetattr(io::stdin(), OptionalActions::Now, &modes)?)
}

#[cfg(windows)]
fn by_keys() -> io::Result<()> {
    crossterm::terminal::enable_raw_mode()
}
