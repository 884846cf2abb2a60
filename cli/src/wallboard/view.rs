//! The wallboard as it is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Sparkline, Widget as _, Wrap};
use wellclient::{AgentMode, CallSnapshot, ConnectionState, Doubt, Language, LinkState, Snapshot};

use super::board::{Board, Count};
use super::series::Series;
use super::words::Word;
use crate::print::clean;
use crate::screen::text::{clock, cut, fit, keys, width};
use crate::screen::theme::Theme;
use crate::softphone::words;

/// The smallest window that anything is shown in.
const SMALLEST: (u16, u16) = (24, 6);
/// A window with fewer lines has one for what is most urgent, and none for titles.
const LOW: u16 = 8;
/// Lines of a plot, its heading among them.
const PLOT: u16 = 5;
/// Columns of agent, extension, state, since.
const COLUMNS: [usize; 4] = [18, 11, 13, 10];
/// A window that is as wide has the counts of each agent.
const WIDE: u16 = 90;
/// A window that is narrower has the most needed only.
const NARROW: u16 = 66;
/// And one that is narrower still has numbers without their domain.
const NARROWEST: u16 = 40;
/// How long a call may ring before it is urgent.
const URGENT: std::time::Duration = std::time::Duration::from_secs(20);

/// Draws all of it.
pub(crate) fn draw(board: &Board, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let language = board.language;
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return line(buffer, area, 0, Line::raw(Word::TooSmall.of(language)));
    }
    let head = match area.height < LOW {
        true => vec![urgent(board, theme)],
        false => head(board, theme),
    };
    let above = u16::try_from(head.len()).unwrap_or(u16::MAX);
    for (number, parts) in (0..).zip(head) {
        line(buffer, area, number, that_fit(parts, area.width));
    }
    let last = area.height - 1;
    let keys = keys(Word::Keys.of(language), usize::from(area.width));
    line(buffer, area, last, Line::styled(keys, theme.dim()));
    let body = Rect {
        y: area.y + above,
        height: area.height.saturating_sub(above + 1),
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
    agents(board, theme, area.height < LOW, table, buffer);
    let series = [
        (Word::PlotTalking, &board.talking, Some(&board.perhaps_talking)),
        (Word::PlotCalls, &board.ended, None),
    ];
    for (number, (word, certain, perhaps)) in (0..plots).zip(series) {
        let area = Rect {
            y: table.bottom() + number * PLOT,
            height: PLOT,
            ..body
        };
        plot(word, certain, perhaps, language, theme, area, buffer);
    }
}

/// A line of an area.
fn line(buffer: &mut Buffer, area: Rect, number: u16, line: Line<'_>) {
    if number < area.height {
        buffer.set_line(area.x, area.y + number, &line, area.width);
    }
}

/// What belongs together, to be seen whole or not at all.
type Part<'a> = Vec<Span<'a>>;

/// Parts side by side, the first ones at least, as far as they fit.
fn that_fit(parts: Vec<Part<'_>>, columns: u16) -> Line<'_> {
    let mut shown: Vec<Span<'_>> = Vec::new();
    let mut used = 0;
    for part in parts {
        let gap = if shown.is_empty() { 0 } else { 3 };
        let wide: usize = part.iter().map(|span| span.width()).sum();
        if gap > 0 && used + gap + wide > usize::from(columns) {
            break;
        }
        shown.push(Span::raw(" ".repeat(gap)));
        shown.extend(part);
        used += gap + wide;
    }
    Line::from(shown)
}

fn link<'a>(board: &Board, theme: Theme) -> Part<'a> {
    let style = match board.link {
        LinkState::Active => theme.good(),
        LinkState::Connecting | LinkState::Off => theme.note(),
        _ => theme.bad(),
    };
    vec![
        Span::styled(format!("{} ", Word::Link.of(board.language)), theme.dim()),
        Span::styled(words::link(board.link, board.language), style),
    ]
}

/// In one line: a link that does not stand, who waits and how long, who talks.
fn urgent<'a>(board: &Board, theme: Theme) -> Vec<Part<'a>> {
    let mut parts = waiting(board, theme);
    parts.truncate(2);
    if board.link != LinkState::Active {
        parts.insert(0, link(board, theme));
    }
    let talking = counted(board.talking_now(), Word::Talking.of(board.language));
    parts.push(vec![Span::styled(talking, theme.good())]);
    parts
}

/// `3 talking`, and `3 talking (1?)` where of one of them that is in doubt.
fn counted(count: Count, what: &str) -> String {
    match count.doubtful {
        0 => format!("{} {what}", count.all),
        doubtful => format!("{} {what} ({doubtful}?)", count.all),
    }
}

/// Who waits, the longest now and today.
fn waiting<'a>(board: &Board, theme: Theme) -> Vec<Part<'a>> {
    let language = board.language;
    let rings = board.rings_longest();
    let longest = rings.map_or(std::time::Duration::ZERO, |call| call.age);
    let doubt = doubt(rings.is_some_and(|call| call.unverified));
    let style = match longest >= URGENT && doubt.is_empty() {
        true => theme.urgent(),
        false => Style::new(),
    };
    let waiting = counted(board.waiting(), Word::Waiting.of(language));
    let now = format!("{} {}{doubt}", Word::LongestNow.of(language), clock(longest));
    let today = format!("{} {}", Word::LongestToday.of(language), clock(board.longest));
    vec![
        vec![Span::raw(waiting)],
        vec![Span::styled(now, style)],
        vec![Span::raw(today)],
    ]
}

/// The link, how many are what, what waits, the counts.
fn head<'a>(board: &Board, theme: Theme) -> Vec<Vec<Part<'a>>> {
    let language = board.language;
    let mut title = vec![
        Span::styled(Word::Title.of(language), theme.strong()),
        Span::raw(format!("  {}  ", board.now.wall.strftime("%H:%M:%S"))),
    ];
    title.extend(link(board, theme));
    let agents = format!("{} {}", board.rows.len(), Word::Agents.of(language));
    let mut agents = vec![vec![Span::raw(agents)]];
    let mut count = |count: Count, label: &str, style| {
        if count.all > 0 {
            agents.push(vec![Span::styled(counted(count, label), style)]);
        }
    };
    count(board.talking_now(), Word::Talking.of(language), theme.good());
    for mode in words::MODES {
        let label = words::mode(&mode, language);
        count(board.in_mode(&mode), label, mode_style(&mode, theme));
    }
    let total = board.total;
    let missed = match total.missed {
        0 => Style::new(),
        _ => theme.bad(),
    };
    let since = format!("{} {}", Word::Since.of(language), board.since.strftime("%H:%M"));
    let of_today = |number: u32, word: Word| format!("{number} {}", word.of(language));
    let counts = vec![
        vec![Span::styled(since, theme.dim())],
        vec![Span::styled(
            of_today(total.answered, Word::Answered),
            theme.good(),
        )],
        vec![Span::styled(of_today(total.missed, Word::Missed), missed)],
        vec![Span::raw(of_today(total.made, Word::Made))],
    ];
    vec![vec![title], agents, waiting(board, theme), counts]
}

/// The columns in a window of this width: a narrow one has none for the extension, nor for since when.
fn columns(width: u16) -> [usize; 4] {
    let [name, ext, state, since] = COLUMNS;
    match width {
        NARROW.. => [name, ext, state, since],
        NARROWEST.. => [name.min(14), 0, state, 0],
        _ => [7, 0, state - 1, 0],
    }
}

fn agents(board: &Board, theme: Theme, is_low: bool, area: Rect, buffer: &mut Buffer) {
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
    let top = if is_low { 0 } else { 2 };
    if !is_low {
        line(buffer, area, 1, Line::styled(titles.concat(), theme.dim()));
    }
    for (row, snapshot) in (top..area.height).zip(board.rows.iter().skip(board.first)) {
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
    let id = match screen < NARROWEST {
        true => agent.id.job_number(),
        false => agent.id.as_str(),
    };
    let (mode, mode_style) = match board.is_refused(snapshot) {
        true => (Word::Refused.of(language).to_owned(), theme.bad()),
        false => (
            format!(
                "{}{}",
                clean(words::mode(&agent.mode, language)),
                doubt(words::is_mode_doubtful(agent))
            ),
            mode_style(&agent.mode, theme),
        ),
    };
    let time = agent.in_mode.map_or_else(String::new, |time| {
        format!("{}{}", clock(time), doubt(agent.doubts.has(Doubt::Since)))
    });
    let counts = board.counts(&agent.id);
    let counts = format!("{}/{}/{}", counts.answered, counts.missed, counts.made);
    let mut spans = vec![
        Span::raw(fit(&clean(id), name)),
        Span::raw(fit(&clean(agent.device.number()), ext)),
        Span::styled(fit(&mode, state), mode_style),
        Span::raw(fit(&time, since)),
        Span::raw(fit(&counts, numbers)),
    ];
    for (index, call) in snapshot.calls.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        let style = match call.unverified {
            true => theme.note(),
            false => leg_style(call.leg, theme),
        };
        spans.push(Span::styled(
            format!("{comma}{}", words_of(call, language)),
            style,
        ));
    }
    Line::from(spans)
}

/// `13800138000 connected 01:02`.
fn words_of(call: &CallSnapshot, language: Language) -> String {
    let others = call.parties.iter().filter(|party| !party.own);
    let others: Vec<String> = others.map(|party| clean(party.device.number())).collect();
    let doubt = doubt(call.unverified);
    let time = clock(call.talking.unwrap_or(call.age));
    format!(
        "{} {}{doubt} {time}",
        others.join("+"),
        words::leg(call.leg, language)
    )
}

/// The mark of what may have changed unseen.
const fn doubt(is_doubtful: bool) -> &'static str {
    if is_doubtful { "?" } else { "" }
}

/// A column for each minute, or for several: what is certain as a bar, what is in doubt above it as question marks.
fn plot(
    word: Word,
    certain: &Series,
    perhaps: Option<&Series>,
    language: Language,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let columns = usize::from(area.width);
    let values = certain.columns(columns);
    let all = perhaps.map_or_else(|| values.clone(), |perhaps| perhaps.columns(columns));
    let most = all.iter().copied().max().unwrap_or(0);
    let minutes = certain.minutes();
    let in_doubt = match values == all {
        true => "",
        false => Word::InDoubt.of(language),
    };
    let heading = format!(
        "{} ({} {}:{:02}, 0-{most}{in_doubt})",
        word.of(language),
        Word::LastHours.of(language),
        minutes / 60,
        minutes % 60
    );
    line(buffer, area, 0, Line::styled(cut(&heading, columns), theme.dim()));
    // Now is at the right.
    let missing = u16::try_from(columns.saturating_sub(values.len())).unwrap_or(u16::MAX);
    let below = Rect {
        x: area.x + missing,
        y: area.y + 1,
        width: area.width.saturating_sub(missing),
        height: area.height - 1,
    };
    Sparkline::default()
        .data(values.iter().copied())
        .max(most.max(1))
        .style(theme.key())
        .render(below, buffer);
    let lines = u64::from(below.height);
    for ((column, certain), all) in (below.x..below.right()).zip(values).zip(all) {
        if all > certain {
            // From the last line that a bar fills whole to the one that all would reach.
            let (full, reached) = (certain * lines / most, (all * lines).div_ceil(most));
            for above in full..reached {
                let y = below.bottom() - 1 - u16::try_from(above).unwrap_or(0);
                buffer.set_string(column, y, "?", theme.note());
            }
        }
    }
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
