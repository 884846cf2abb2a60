//! The wallboard's table: a line for each agent, in columns side by side where the window is wide, and in pages that turn by
//! themselves where it is too low for all: a wall has no hands.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use wellclient::{AgentMode, AgentSnapshot, CallSnapshot, ConnectionState, Doubt, Language, Snapshot};

use super::board::Board;
use super::words::Word;
use crate::print::clean;
use crate::screen::text::{clock, cut, fit, width};
use crate::screen::theme::Theme;
use crate::softphone::words;

/// So long a page is shown.
const PAGE: Duration = Duration::from_secs(10);
/// A column of agents is at least as wide where there are several.
const BLOCK: u16 = 69;
/// Between two columns of agents.
const GAP: u16 = 2;

/// What is shown of all the agents.
pub(super) struct Shown<'a> {
    rows: Vec<&'a Snapshot>,
    blocks: u16,
    lines: u16,
    /// Which page of how many, if not all are shown.
    pub(super) page: Option<(usize, usize)>,
}

impl<'a> Shown<'a> {
    /// In so many lines. Who rings stands on every page, the longest first.
    pub(super) fn of(board: &'a Board, lines: u16, columns: u16) -> Self {
        let all = board.rows.len();
        let blocks = blocks(all, lines, columns);
        let room = usize::from(lines) * usize::from(blocks);
        let shown = |rows, page| Self {
            rows,
            blocks,
            lines,
            page,
        };
        if all <= room || room == 0 {
            return shown(board.rows.iter().collect(), None);
        }
        let (mut ringing, mut others): (Vec<_>, Vec<_>) =
            board.rows.iter().partition(|row| rings_since(row).is_some());
        ringing.sort_by_key(|row| std::cmp::Reverse(rings_since(row)));
        let first = ringing.len().min(room / 2);
        others.splice(0..0, ringing.drain(first..));
        let each = room - first;
        let pages = others.len().div_ceil(each);
        let turned = match board.by_hand() {
            Some(page) => page,
            None => usize::try_from(board.now.monotonic.as_secs() / PAGE.as_secs()).unwrap_or(0),
        };
        let page = turned % pages;
        ringing.extend(others.into_iter().skip(page * each).take(each));
        shown(ringing, Some((page + 1, pages)))
    }

    /// Draws it below its titles, if it has some.
    pub(super) fn draw(
        &self,
        board: &Board,
        theme: Theme,
        has_titles: bool,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let top = if has_titles { 2 } else { 0 };
        let wide = (area.width + GAP) / self.blocks - GAP.min(area.width);
        let columns = Columns::of(wide);
        let rows_of_each = self.rows.chunks(usize::from(self.lines).max(1));
        for (block, rows) in (0..self.blocks).zip(rows_of_each) {
            let area = Rect {
                x: area.x + block * (wide + GAP),
                width: wide,
                ..area
            };
            if has_titles {
                let titles = columns.titles(board.language);
                line(buffer, area, 1, Line::styled(titles, theme.dim()));
            }
            for (row, snapshot) in (top..area.height).zip(rows) {
                line(buffer, area, row, columns.agent(board, snapshot, theme));
            }
        }
    }
}

/// A line of an area.
pub(super) fn line(buffer: &mut Buffer, area: Rect, number: u16, line: Line<'_>) {
    if number < area.height {
        buffer.set_line(area.x, area.y + number, &line, area.width);
    }
}

/// How many lines so many agents take, if there are as many as these.
pub(super) fn lines(agents: usize, lines: u16, columns: u16) -> u16 {
    let each = agents.div_ceil(usize::from(blocks(agents, lines, columns)));
    u16::try_from(each).unwrap_or(u16::MAX)
}

/// Columns of agents side by side: no more than it takes.
fn blocks(agents: usize, lines: u16, columns: u16) -> u16 {
    let needed = agents.div_ceil(usize::from(lines.max(1)));
    let most = columns.saturating_add(GAP) / (BLOCK + GAP);
    most.min(u16::try_from(needed).unwrap_or(u16::MAX)).max(1)
}

/// For how long it has rung here; what is in doubt comes after all that is not.
fn rings_since(row: &Snapshot) -> Option<(bool, Duration)> {
    let rings = row
        .calls
        .iter()
        .filter(|call| call.leg == ConnectionState::Alerting);
    rings.map(|call| (!call.unverified, call.age)).max()
}

/// How wide each column of an agent's line is; 0 for one that there is no room for. The call comes last and has the rest.
struct Columns {
    name: usize,
    /// The agent's job number alone.
    short: bool,
    extension: usize,
    state: usize,
    since: usize,
    counts: bool,
    call: usize,
}

impl Columns {
    /// Others go before the call, for which there is room for a number, its state and its time, from 80 columns on whole.
    fn of(wide: u16) -> Self {
        let all = Self {
            name: 18,
            short: false,
            extension: 11,
            state: 13,
            since: 10,
            counts: true,
            call: 0,
        };
        let short = |name| Self {
            name,
            short: true,
            extension: 0,
            counts: false,
            ..all
        };
        let columns = match wide {
            110.. => all,
            80.. => Self { counts: false, ..all },
            69.. => Self {
                counts: false,
                extension: 0,
                ..all
            },
            59.. => short(8),
            40.. => Self { since: 0, ..short(8) },
            _ => Self {
                since: 0,
                state: 0,
                ..short(7)
            },
        };
        let used = columns.name + columns.extension + columns.state + columns.since + columns.numbers();
        Self {
            call: usize::from(wide).saturating_sub(used),
            ..columns
        }
    }

    fn numbers(&self) -> usize {
        let widest = |word: Word| {
            [Language::En, Language::Zh]
                .map(|language| width(word.of(language)) + 2)
                .into_iter()
                .max()
        };
        match self.counts {
            true => widest(Word::Counts).unwrap_or(0),
            false => 0,
        }
    }

    fn titles(&self, language: Language) -> String {
        let call = match self.state {
            0 => Word::State,
            _ => Word::Call,
        };
        [
            cell(Word::Agent.of(language), self.name),
            cell(Word::Extension.of(language), self.extension),
            cell(Word::State.of(language), self.state),
            cell(Word::Lasting.of(language), self.since),
            cell(Word::Counts.of(language), self.numbers()),
            call.of(language).to_owned(),
        ]
        .concat()
    }

    /// One agent in a line; what may have changed unseen with a question mark.
    fn agent<'a>(&self, board: &Board, snapshot: &Snapshot, theme: Theme) -> Line<'a> {
        let language = board.language;
        let Some(agent) = &snapshot.agent else {
            return Line::default();
        };
        let id = match self.short {
            true => agent.id.job_number(),
            false => agent.id.as_str(),
        };
        let (mode, mode_style) = match board.is_refused(snapshot) {
            true => (Word::Refused.of(language).to_owned(), theme.bad()),
            false => (mode(agent, language), mode_style(&agent.mode, theme)),
        };
        let time = agent.in_mode.map_or_else(String::new, |time| {
            format!("{}{}", clock(time), doubt(agent.doubts.has(Doubt::Since)))
        });
        let counts = board.counts(&agent.id);
        let counts = format!("{}/{}/{}", counts.answered, counts.missed, counts.made);
        let mut spans = vec![
            Span::raw(cell(&clean(id), self.name)),
            Span::raw(cell(&clean(agent.device.number()), self.extension)),
            Span::styled(cell(&mode, self.state), mode_style),
            Span::raw(cell(&time, self.since)),
            Span::raw(cell(&counts, self.numbers())),
        ];
        if self.state == 0 && snapshot.calls.is_empty() {
            spans.push(Span::styled(cut(&mode, self.call), mode_style));
        }
        spans.extend(calls(&snapshot.calls, self.call, language, theme));
        Line::from(spans)
    }
}

/// A text in a column, with a space behind it.
fn cell(text: &str, columns: usize) -> String {
    fit(&cut(text, columns.saturating_sub(1)), columns)
}

/// The calls in so many columns. Where there is no room for all, what they are comes before who they are with, and `…` says
/// that something is left out.
fn calls<'a>(calls: &[CallSnapshot], columns: usize, language: Language, theme: Theme) -> Vec<Span<'a>> {
    let whole: Vec<String> = calls.iter().map(|call| words_of(call, language, false)).collect();
    let needed = whole.iter().map(|words| width(words)).sum::<usize>() + 2 * calls.len().saturating_sub(1);
    let words = match needed <= columns {
        true => whole,
        false => calls.iter().map(|call| words_of(call, language, true)).collect(),
    };
    let mut spans: Vec<Span<'_>> = Vec::new();
    let mut left = columns;
    for (index, (call, words)) in calls.iter().zip(words).enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        let style = match call.unverified {
            true => theme.note(),
            false => leg_style(call.leg, theme),
        };
        let words = cut(&format!("{comma}{words}"), left);
        left -= width(&words);
        spans.push(Span::styled(words, style));
    }
    spans
}

/// `13800138000 connected 01:02`, or `connected 01:02 13800138000`.
fn words_of(call: &CallSnapshot, language: Language, state_first: bool) -> String {
    let others = call.parties.iter().filter(|party| !party.own);
    let others: Vec<String> = others.map(|party| clean(party.device.number())).collect();
    let others = others.join("+");
    let doubt = doubt(call.unverified);
    let time = clock(call.talking.unwrap_or(call.age));
    let state = words::leg(call.leg, language);
    match state_first {
        true => format!("{state}{doubt} {time} {others}"),
        false => format!("{others} {state}{doubt} {time}"),
    }
}

fn mode(agent: &AgentSnapshot, language: Language) -> String {
    let doubt = doubt(words::is_mode_doubtful(agent));
    format!("{}{doubt}", clean(words::mode(&agent.mode, language)))
}

/// The mark of what may have changed unseen.
pub(super) const fn doubt(is_doubtful: bool) -> &'static str {
    if is_doubtful { "?" } else { "" }
}

pub(super) fn mode_style(mode: &AgentMode, theme: Theme) -> Style {
    match mode {
        AgentMode::Ready => theme.good(),
        AgentMode::Allocated => theme.urgent(),
        AgentMode::Logout | AgentMode::Unknown => theme.dim(),
        _ => theme.note(),
    }
}

fn leg_style(leg: ConnectionState, theme: Theme) -> Style {
    match leg {
        ConnectionState::Alerting => theme.urgent(),
        ConnectionState::Connected => theme.good(),
        ConnectionState::Hold => theme.note(),
        _ => theme.dim(),
    }
}
