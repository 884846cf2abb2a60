//! The wallboard as it is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Sparkline, Widget as _, Wrap};
use wellclient::{Language, LinkState};

use super::board::{Board, Count};
use super::series::Series;
use super::table::{self, Shown, doubt, line, mode_style};
use super::words::Word;
use crate::screen::text::{clock, cut, fit, keys, width};
use crate::screen::theme::Theme;
use crate::softphone::words;

/// The smallest window that anything is shown in.
const SMALLEST: (u16, u16) = (24, 6);
/// A window with fewer lines has one for what is most urgent, and none for titles.
const LOW: u16 = 10;
/// Lines of a plot, its heading among them.
const PLOT: u16 = 5;
/// A window that is narrower says how the link is before all else.
const NARROW: u16 = 36;
/// How long a call may ring before it is urgent.
const URGENT: std::time::Duration = std::time::Duration::from_secs(20);

/// Draws all of it; which page of how many the agents are, if not all are shown.
pub(crate) fn draw(board: &Board, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<(usize, usize)> {
    let language = board.language;
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        line(buffer, area, 0, Line::raw(Word::TooSmall.of(language)));
        return None;
    }
    let head = match area.height < LOW {
        true => vec![urgent(board, theme)],
        false => head(board, theme, area.width),
    };
    let above = u16::try_from(head.len()).unwrap_or(u16::MAX);
    for (number, parts) in (0..).zip(head) {
        line(buffer, area, number, that_fit(parts, area.width));
    }
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
        foot(None, language, theme, area, buffer);
        Paragraph::new(text)
            .style(style)
            .wrap(Wrap { trim: false })
            .render(body, buffer);
        return None;
    }
    // The agents come first; plots take what is left.
    let is_low = area.height < LOW;
    let titles = if is_low { 0 } else { 2 };
    let wanted =
        table::lines(board.rows.len(), body.height.saturating_sub(titles), body.width).saturating_add(2);
    let plots = body.height.saturating_sub(wanted) / PLOT;
    let plots = plots.min(2);
    let table = Rect {
        height: body.height - plots * PLOT,
        ..body
    };
    let shown = Shown::of(board, table.height.saturating_sub(titles), table.width);
    shown.draw(board, theme, !is_low, table, buffer);
    foot(shown.page, language, theme, area, buffer);
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
    shown.page
}

/// The keys, and at their right which page of how many this is.
fn foot(page: Option<(usize, usize)>, language: Language, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let page = page.map_or_else(String::new, |(page, pages)| {
        format!("  {} {page}/{pages}", Word::Page.of(language))
    });
    let left = usize::from(area.width).saturating_sub(width(&page));
    let text = format!("{}{page}", fit(&keys(Word::Keys.of(language), left), left));
    line(buffer, area, area.height - 1, Line::styled(text, theme.dim()));
}

/// What belongs together, to be seen whole or not at all.
type Part<'a> = Vec<Span<'a>>;

/// Parts side by side, the first ones at least, as far as they fit; `…` where there are more.
fn that_fit(parts: Vec<Part<'_>>, columns: u16) -> Line<'_> {
    let mut shown: Vec<Span<'_>> = Vec::new();
    let mut used = 0;
    for part in parts {
        let gap = if shown.is_empty() { 0 } else { 3 };
        let wide: usize = part.iter().map(|span| span.width()).sum();
        if gap > 0 && used + gap + wide > usize::from(columns) {
            if used + 2 <= usize::from(columns) {
                shown.push(Span::raw(" …"));
            }
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
fn head<'a>(board: &Board, theme: Theme, columns: u16) -> Vec<Vec<Part<'a>>> {
    let language = board.language;
    let time = Span::raw(board.now.wall.strftime("%H:%M:%S").to_string());
    let title = Span::styled(Word::Title.of(language), theme.strong());
    let title = match columns < NARROW {
        true => vec![link(board, theme), vec![time]],
        false => vec![vec![title, Span::raw("  "), time], link(board, theme)],
    };
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
    vec![title, agents, waiting(board, theme), counts]
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
        "{} ({} {}:{:02} h, 0-{most}{in_doubt})",
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
