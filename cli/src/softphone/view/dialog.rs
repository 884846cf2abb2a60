//! What stands before everything else until it is answered.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::super::app::{App, Dialog, Press};
use super::super::ask::Ask;
use super::super::words::{self, Word};
use super::canvas::{Canvas, middle, row};
use crate::screen::text::width;

/// Columns of a dialog.
const WIDTH: u16 = 64;
/// Numbers of the history that are shown.
const NUMBERS: usize = 5;

pub(super) fn draw(app: &App, dialog: &Dialog, area: Rect, canvas: &mut Canvas<'_>) {
    let language = canvas.language;
    match dialog {
        Dialog::Help => help(app, area, canvas),
        Dialog::TakeOver(sentence) => {
            let sentence = sentence.in_language(language);
            let text = format!("{sentence}\n\n{}", Word::TakeOverAsk.of(language));
            let title = Word::TakeOver.of(language);
            let rest = question(title, &text, Word::YesNo.of(language), area, canvas);
            answer(rest, canvas);
        }
        Dialog::Sure(sentence, command) => {
            let title = words::verb(command.verb(), language);
            let rest = question(
                title,
                sentence.in_language(language),
                Word::YesNo.of(language),
                area,
                canvas,
            );
            answer(rest, canvas);
        }
        Dialog::Leave => {
            let choices = [
                (Word::LeaveWhenOver, KeyCode::Char('w')),
                (Word::LeaveHangUp, KeyCode::Char('h')),
                (Word::LeaveStay, KeyCode::Esc),
            ];
            let inside = open(Word::LeaveTitle.of(language), 5, area, canvas);
            let indent = if canvas.is_low { "" } else { "  " };
            for (at, (word, code)) in (1..).zip(choices) {
                let line = row(inside, at);
                canvas.line(line, &Line::raw(format!("{indent}{}", word.of(language))));
                canvas.pressable(line, press(code));
            }
        }
        Dialog::Ask(ask) => self::ask(app, ask, area, canvas),
    }
}

fn press(code: KeyCode) -> Press {
    Press::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

/// Opens a box with so many lines in it.
fn open(title: &str, lines: u16, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let outer = middle(area, WIDTH, lines + 2);
    canvas.wipe(outer);
    if canvas.is_low {
        canvas.line(
            row(outer, 0),
            &Line::styled(title.to_owned(), canvas.theme.strong()),
        );
        return Rect {
            y: outer.y + 1,
            height: outer.height.saturating_sub(1),
            ..outer
        };
    }
    canvas.framed(outer, title)
}

/// A text, and the keys in the last line, which is left.
fn question(title: &str, text: &str, keys: &str, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let room = usize::from(WIDTH.min(area.width).saturating_sub(2)).max(1);
    let lines: usize = text.lines().map(|line| width(line) / room + 1).sum();
    let lines = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2);
    let inside = open(title, lines, area, canvas);
    let last = row(inside, inside.height.saturating_sub(1));
    canvas.wrapped(
        Rect {
            height: inside.height.saturating_sub(1),
            ..inside
        },
        text,
        Style::new(),
    );
    canvas.line(last, &Line::styled(keys, canvas.theme.key()));
    last
}

/// The left half of a line is yes, the right one no.
fn answer(line: Rect, canvas: &mut Canvas<'_>) {
    let half = line.width / 2;
    canvas.pressable(Rect { width: half, ..line }, press(KeyCode::Char('y')));
    let right = Rect {
        x: line.x + half,
        width: line.width - half,
        ..line
    };
    canvas.pressable(right, press(KeyCode::Char('n')));
}

fn help(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let language = canvas.language;
    let mut text = Word::HelpText.of(language).to_owned();
    if app.demo {
        text.push('\n');
        text.push_str(Word::DemoHelp.of(language));
    }
    let room = usize::from(WIDTH.min(area.width).saturating_sub(2)).max(1);
    let lines: usize = text.lines().map(|line| width(line) / room + 1).sum();
    let lines = u16::try_from(lines).unwrap_or(u16::MAX);
    let inside = open(Word::Help.of(language), lines, area, canvas);
    canvas.wrapped(inside, &text, Style::new());
    canvas.pressable(inside, press(KeyCode::Esc));
    if lines > inside.height {
        // What is left out is not the way back.
        let last = row(inside, inside.height.saturating_sub(1));
        canvas.wipe(last);
        canvas.line(
            last,
            &Line::styled(Word::HelpBack.of(language), canvas.theme.key()),
        );
    }
}

fn ask(app: &App, ask: &Ask, area: Rect, canvas: &mut Canvas<'_>) {
    let (theme, language) = (canvas.theme, canvas.language);
    let title = match ask.verb {
        wellclient::Verb::SetAgentMode => words::mode(&wellclient::AgentMode::NotReady, language).to_owned(),
        wellclient::Verb::Login => Word::AddAgent.of(language).to_owned(),
        verb => words::verb(verb, language).to_owned(),
    };
    let numbers = match ask.is_number() {
        true => app.history.last(NUMBERS),
        false => &[],
    };
    let lines = 6 + u16::try_from(numbers.len()).unwrap_or(0);
    let inside = open(&title, lines, area, canvas);
    let label = format!("{}: ", ask.what().of(language));
    let taken = u16::try_from(width(&label)).unwrap_or(0).min(inside.width);
    let line = row(inside, 0);
    canvas.line(line, &Line::styled(label, theme.strong()));
    let place = Rect {
        x: line.x + taken,
        width: line.width - taken,
        ..line
    };
    canvas.typed(place, ask.editor.text(), Some(ask.editor.cursor()));
    if let Some(choice) = ask.choice(language) {
        canvas.line(row(inside, 1), &Line::styled(choice, theme.note()));
    }
    if let Some(trouble) = &ask.trouble {
        canvas.line(
            row(inside, 2),
            &Line::styled(trouble.in_language(language), theme.bad()),
        );
    }
    if !numbers.is_empty() {
        canvas.line(
            row(inside, 3),
            &Line::styled(Word::History.of(language), theme.dim()),
        );
    }
    for (at, number) in (4..).zip(numbers) {
        canvas.line(row(inside, at), &Line::styled(format!("  {number}"), theme.dim()));
    }
    let last = row(inside, inside.height.saturating_sub(1));
    canvas.line(last, &Line::styled(Word::OkCancel.of(language), theme.key()));
}
