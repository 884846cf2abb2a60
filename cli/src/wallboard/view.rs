//! The wallboard as it is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Sparkline, Widget as _, Wrap};
use wellclient::{AgentMode, CallSnapshot, ConnectionState, Doubt, Language, LinkState, Snapshot};

use super::board::Board;
use super::series::Series;
use super::words::Word;
use crate::print::clean;
use crate::screen::text::{clock, fit, width};
use crate::screen::theme::Theme;
use crate::softphone::words;

/// The smallest window that anything is shown in.
const SMALLEST: (u16, u16) = (30, 6);
/// Lines of a plot, its heading among them.
const PLOT: u16 = 5;
/// Columns of agent, extension, state, since.
const COLUMNS: [usize; 4] = [18, 11, 13, 10];
/// A window that is as wide has the counts of each agent.
const WIDE: u16 = 90;
/// A window that is narrower has the most needed only.
const NARROW: u16 = 66;
/// How long a call may ring before it is urgent.
const URGENT: std::time::Duration = std::time::Duration::from_secs(20);

/// Draws all of it.
pub(crate) fn draw(board: &Board, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let language = board.language;
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return line(buffer, area, 0, Line::raw(Word::TooSmall.of(language)));
    }
    head(board, theme, area, buffer);
    let last = area.height - 1;
    let keys = Line::styled(Word::Keys.of(language), theme.dim());
    line(buffer, area, last, keys);
    let body = Rect {
        y: area.y + 4,
        height: area.height.saturating_sub(5),
        ..area
    };
    let said = match &board.trouble {
        Some(trouble) => Some((trouble.as_str(), theme.bad())),
        None if board.opening => Some((Word::Opening.of(language), theme.note())),
        None => None,
    };
    if let Some((text, style)) = said {
        return Paragraph::new(text)
            .style(style)
            .wrap(Wrap { trim: false })
            .render(body, buffer);
    }
    // The agents come first; plots take what is left.
    let wanted = u16::try_from(board.rows.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let plots = body.height.saturating_sub(wanted) / PLOT;
    let plots = plots.min(2);
    let table = Rect {
        height: body.height - plots * PLOT,
        ..body
    };
    agents(board, theme, table, buffer);
    let series = [
        (Word::PlotTalking, &board.talking),
        (Word::PlotCalls, &board.ended),
    ];
    for (number, (word, series)) in (0..plots).zip(series) {
        let area = Rect {
            y: table.bottom() + number * PLOT,
            height: PLOT,
            ..body
        };
        plot(word, series, language, theme, area, buffer);
    }
}

/// A line of an area.
fn line(buffer: &mut Buffer, area: Rect, number: u16, line: Line<'_>) {
    if number < area.height {
        buffer.set_line(area.x, area.y + number, &line, area.width);
    }
}

/// The link, how many are what, what waits, the counts.
fn head(board: &Board, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let language = board.language;
    let style = match board.link {
        LinkState::Active => theme.good(),
        LinkState::Connecting | LinkState::Off => theme.note(),
        _ => theme.bad(),
    };
    let title = vec![
        Span::styled(Word::Title.of(language), theme.strong()),
        Span::raw(format!("  {}  ", board.now.wall.strftime("%H:%M:%S"))),
        Span::styled(format!("{} ", Word::Link.of(language)), theme.dim()),
        Span::styled(words::link(board.link, language), style),
    ];
    line(buffer, area, 0, Line::from(title));
    let mut spans = vec![Span::raw(format!(
        "{} {}",
        board.rows.len(),
        Word::Agents.of(language)
    ))];
    let mut count = |number: usize, label: &str, style| {
        if number > 0 {
            spans.push(Span::raw("   "));
            spans.push(Span::styled(format!("{number} {label}"), style));
        }
    };
    count(board.talking_now(), Word::Talking.of(language), theme.good());
    for mode in [
        AgentMode::Ready,
        AgentMode::NotReady,
        AgentMode::WorkNotReady,
        AgentMode::Allocated,
    ] {
        count(
            board.in_mode(&mode),
            words::mode(&mode, language),
            mode_style(&mode, theme),
        );
    }
    for mode in [AgentMode::Logout, AgentMode::Unknown] {
        count(board.in_mode(&mode), words::mode(&mode, language), theme.dim());
    }
    line(buffer, area, 1, Line::from(spans));
    let longest = board.longest_now();
    let urgent = if longest >= URGENT {
        theme.urgent()
    } else {
        Style::new()
    };
    let waiting = vec![
        Span::raw(format!(
            "{} {}",
            board.waiting().count(),
            Word::Waiting.of(language)
        )),
        Span::raw("   "),
        Span::styled(
            format!("{} {}", Word::LongestNow.of(language), clock(longest)),
            urgent,
        ),
        Span::raw(format!(
            "   {} {}",
            Word::LongestToday.of(language),
            clock(board.longest)
        )),
    ];
    line(buffer, area, 2, Line::from(waiting));
    let total = board.total;
    let missed = if total.missed > 0 {
        theme.bad()
    } else {
        Style::new()
    };
    let counts = vec![
        Span::styled(
            format!("{} {}", Word::Since.of(language), board.since.strftime("%H:%M")),
            theme.dim(),
        ),
        Span::styled(
            format!("   {} {}", total.answered, Word::Answered.of(language)),
            theme.good(),
        ),
        Span::styled(
            format!("   {} {}", total.missed, Word::Missed.of(language)),
            missed,
        ),
        Span::raw(format!("   {} {}", total.made, Word::Made.of(language))),
    ];
    line(buffer, area, 3, Line::from(counts));
}

/// The columns in a window of this width: a narrow one has none for the extension, nor for since when.
fn columns(width: u16) -> [usize; 4] {
    let [name, ext, state, since] = COLUMNS;
    match width >= NARROW {
        true => [name, ext, state, since],
        false => [name.min(14), 0, state, 0],
    }
}

fn agents(board: &Board, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let language = board.language;
    let counts = [Word::Answered, Word::Missed, Word::Made].map(|word| word.of(language));
    let counts = counts.join("/");
    // The calls are what one looks for first.
    let numbers = match area.width >= WIDE {
        true => width(&counts) + 2,
        false => 0,
    };
    let [name, ext, state, since] = columns(area.width);
    let titles = [
        fit(Word::Agent.of(language), name),
        fit(Word::Extension.of(language), ext),
        fit(Word::State.of(language), state),
        fit(Word::Lasting.of(language), since),
        fit(&counts, numbers),
        Word::Call.of(language).to_owned(),
    ];
    line(buffer, area, 1, Line::styled(titles.concat(), theme.dim()));
    for (row, snapshot) in (2..area.height).zip(board.rows.iter().skip(board.first)) {
        line(
            buffer,
            area,
            row,
            agent(board, snapshot, area.width, numbers, theme),
        );
    }
}

/// One agent in a line; what may have changed unseen with a question mark.
fn agent<'a>(board: &Board, snapshot: &Snapshot, screen: u16, numbers: usize, theme: Theme) -> Line<'a> {
    let language = board.language;
    let Some(agent) = &snapshot.agent else {
        return Line::default();
    };
    let [name, ext, state, since] = columns(screen);
    let doubt = |doubt| if agent.doubts.has(doubt) { "?" } else { "" };
    let (mode, mode_style) = match board.is_refused(snapshot) {
        true => (Word::Refused.of(language).to_owned(), theme.bad()),
        false => (
            format!(
                "{}{}",
                clean(words::mode(&agent.mode, language)),
                doubt(Doubt::Mode)
            ),
            mode_style(&agent.mode, theme),
        ),
    };
    let time = agent.in_mode.map_or_else(String::new, |time| {
        format!("{}{}", clock(time), doubt(Doubt::Since))
    });
    let counts = board.counts(&agent.id);
    let counts = format!("{}/{}/{}", counts.answered, counts.missed, counts.made);
    let mut spans = vec![
        Span::raw(fit(&clean(agent.id.as_str()), name)),
        Span::raw(fit(&clean(agent.device.number()), ext)),
        Span::styled(fit(&mode, state), mode_style),
        Span::raw(fit(&time, since)),
        Span::raw(fit(&counts, numbers)),
    ];
    for (index, call) in snapshot.calls.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        spans.push(Span::styled(
            format!("{comma}{}", words_of(call, language)),
            leg_style(call.leg, theme),
        ));
    }
    Line::from(spans)
}

/// `13800138000 connected 01:02`.
fn words_of(call: &CallSnapshot, language: Language) -> String {
    let others = call.parties.iter().filter(|party| !party.own);
    let others: Vec<String> = others.map(|party| clean(party.device.number())).collect();
    let doubt = if call.unverified { "?" } else { "" };
    let time = clock(call.talking.unwrap_or(call.age));
    format!(
        "{} {}{doubt} {time}",
        others.join("+"),
        words::leg(call.leg, language)
    )
}

fn plot(word: Word, series: &Series, language: Language, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let columns = usize::from(area.width);
    let mut values = series.columns(columns);
    // Now is at the right.
    let missing = columns - values.len().min(columns);
    values.splice(0..0, std::iter::repeat_n(0, missing));
    let most = values.iter().copied().max().unwrap_or(0);
    let minutes = series.minutes();
    let heading = format!(
        "{} ({} {}:{:02}, 0-{most})",
        word.of(language),
        Word::LastHours.of(language),
        minutes / 60,
        minutes % 60
    );
    line(buffer, area, 0, Line::styled(heading, theme.dim()));
    let below = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    Sparkline::default()
        .data(values)
        .max(most.max(1))
        .style(theme.key())
        .render(below, buffer);
}

fn mode_style(mode: &AgentMode, theme: Theme) -> Style {
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
