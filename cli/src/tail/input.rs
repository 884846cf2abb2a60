//! Where lines come from: a pipe or a file, which a thread of its own reads, or a person at a terminal, key by key.

use std::io::{self, BufReader, IsTerminal as _};

use crossterm::event::{Event, EventStream, KeyEventKind};
use futures_util::StreamExt as _;
use tokio::sync::mpsc;

use super::completion::Completer;
use super::typing::{self, Typed, Typing};
use crate::failure::Failure;
use crate::foot::Foot;
use crate::language::say;
use crate::lines::{self, Line};
use crate::print::{BAD, DIM, Out, tell};
use crate::screen::{self, silence_input};

pub(super) enum Input {
    /// A terminal: a password may be asked for there first.
    Later,
    /// Line by line.
    Lines(mpsc::Receiver<Line>),
    /// Key by key.
    Keys(Keyboard),
}

/// What has come.
pub(super) enum Came {
    Line(Line),
    /// For [`Keyboard::take`].
    Event(Event),
    /// It has ended.
    End,
}

impl Input {
    /// A pipe is read at once, a terminal from [`Input::begin`] on.
    pub(super) fn new() -> Self {
        match io::stdin().is_terminal() {
            true => Self::Later,
            false => Self::Lines(read_stdin()),
        }
    }

    /// Begins to read a terminal.
    pub(super) fn begin(&mut self) {
        if matches!(self, Self::Later) {
            let keyboard = can_draw().then(Keyboard::take_terminal).and_then(Result::ok);
            *self = keyboard.map_or_else(|| Self::Lines(read_stdin()), Self::Keys);
        }
    }

    /// What comes next.
    pub(super) async fn next(&mut self) -> Came {
        match self {
            Self::Later => std::future::pending().await,
            Self::Lines(lines) => lines.recv().await.map_or(Came::End, Came::Line),
            Self::Keys(keyboard) => keyboard.next().await,
        }
    }
}

/// Whether the terminal shows what is drawn.
fn can_draw() -> bool {
    io::stdout().is_terminal() && screen::can_draw()
}

/// A person's terminal. What is printed goes above the line that is being typed.
pub(super) struct Keyboard {
    typing: Typing,
    foot: Foot,
    keys: EventStream,
    #[cfg(unix)]
    continued: tokio::signal::unix::Signal,
    _silence: Silence,
}

/// Nobody reads the terminal any more, after all else has gone; one that is gone itself would be read without a pause.
struct Silence;

impl Drop for Silence {
    fn drop(&mut self) {
        silence_input();
    }
}

impl Keyboard {
    fn take_terminal() -> io::Result<Self> {
        #[cfg(unix)]
        let continued = {
            use tokio::signal::unix::{SignalKind, signal};
            signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?
        };
        let keyboard = Self {
            typing: Typing::new(),
            foot: Foot::take()?,
            keys: EventStream::new(),
            #[cfg(unix)]
            continued,
            _silence: Silence,
        };
        keyboard.show()?;
        Ok(keyboard)
    }

    async fn next(&mut self) -> Came {
        loop {
            #[cfg(unix)]
            let event = tokio::select! {
                event = self.keys.next() => event,
                _ = self.continued.recv() => {
                    if self.foot.take_again().is_err() {
                        return Came::End;
                    }
                    continue;
                }
            };
            #[cfg(not(unix))]
            let event = self.keys.next().await;
            match event {
                Some(Ok(Event::Key(key))) if key.kind == KeyEventKind::Release => {}
                Some(Ok(event)) => return Came::Event(event),
                Some(Err(_)) | None => return Came::End,
            }
        }
    }

    /// Takes what has come; what is left for others to do, in its order.
    pub(super) fn take(
        &mut self,
        event: Event,
        completer: &Completer<'_>,
        out: &mut Out,
    ) -> Result<Vec<Typed>, Failure> {
        let done = match event {
            Event::Key(key) => vec![self.typing.key(key, |line| completer.complete(line))],
            Event::Paste(text) => self.typing.paste(&text),
            _ => Vec::new(),
        };
        let mut left = Vec::new();
        for typed in done {
            match typed {
                Typed::Nothing => {}
                Typed::Choice(words) => {
                    for row in typing::beside(&words, columns()) {
                        out.verbatim(&format!("{DIM}{row}{DIM:#}"))?;
                    }
                }
                Typed::Clear => self.foot.clear_screen()?,
                Typed::Line(line) => {
                    self.show()?;
                    out.verbatim(&typing::typed(&line))?;
                    left.push(Typed::Line(line));
                }
                Typed::End | Typed::Interrupt => left.push(typed),
            }
        }
        self.show()?;
        Ok(left)
    }

    /// Shows the line.
    pub(super) fn show(&self) -> io::Result<()> {
        self.foot.show(self.typing.shown(columns()))
    }
}

fn columns() -> usize {
    crossterm::terminal::size().map_or(80, |(columns, _)| columns.into())
}

/// The lines of standard input, read by a thread of their own: a read of a terminal cannot be given up.
fn read_stdin() -> mpsc::Receiver<Line> {
    let (sender, receiver) = mpsc::channel(16);
    std::thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        loop {
            match lines::next(&mut input) {
                Ok(Some(line)) => {
                    if sender.blocking_send(line).is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    let why = say!(
                        "standard input cannot be read: {error}",
                        "无法读取标准输入：{error}"
                    );
                    tell(&format!("{BAD}{why}{BAD:#}"));
                    return;
                }
            }
        }
    });
    receiver
}
