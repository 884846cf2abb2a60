//! The first lines: who, in which state since when, and the link.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use wellclient::{AgentMode, Doubt, LinkState};

use super::super::app::{App, Press, Tab};
use super::super::words::{self, Word};
use super::canvas::{Canvas, row};
use crate::print::clean;
use crate::screen::text::{clock, width};

/// A window that is narrower has the link in a line of its own.
const NARROW: u16 = 76;

/// A window that is narrower has numbers without their domain.
const NARROWEST: u16 = 60;

/// A window with fewer lines has one for all of it, without the tabs.
const TINY: u16 = 10;

/// How many lines it takes.
pub(super) fn height(area: Rect) -> u16 {
    match area.height < TINY {
        true => 1,
        false if area.width < NARROW => 3,
        false => 2,
    }
}

pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let is_tiny = area.height < TINY;
    let who = Line::from(agent(app, is_tiny || area.width < NARROWEST, canvas));
    let first = row(area, 0);
    canvas.line(first, &who);
    // Where there is no room for both, a link that stands needs no word.
    let stands = app
        .snapshot
        .as_ref()
        .is_some_and(|now| now.link == LinkState::Active);
    if is_tiny && area.width < NARROW && stands {
        return;
    }
    let link = Line::from(link(app, is_tiny && area.width < NARROW, canvas));
    if area.width < NARROW && !is_tiny {
        canvas.line(row(area, 1), &link);
        tabs(app, row(area, 2), canvas);
        return;
    }
    let taken = u16::try_from(link.width()).unwrap_or(0).min(area.width);
    let place = Rect {
        x: first.right() - taken,
        width: taken,
        ..first
    };
    canvas.wipe(place);
    canvas.line(place, &link);
    if !is_tiny {
        tabs(app, row(area, 1), canvas);
    }
}

/// `5001@test.cc 8001  Ready 04:05, then Not ready (lunch)`.
fn agent<'a>(app: &App, in_short: bool, canvas: &Canvas<'_>) -> Vec<Span<'a>> {
    let (theme, language) = (canvas.theme, canvas.language);
    let Some(agent) = app.snapshot.as_ref().and_then(|snapshot| snapshot.agent.as_ref()) else {
        return Vec::new();
    };
    let doubt = |doubt| if agent.doubts.has(doubt) { "?" } else { "" };
    let style = mode_style(&agent.mode, canvas);
    let id = match in_short {
        true => agent.id.job_number(),
        false => agent.id.as_str(),
    };
    let mut spans = vec![
        Span::styled(clean(id), theme.strong()),
        Span::raw(format!(" {}  ", clean(agent.device.number()))),
        Span::styled(
            format!(
                "{}{}",
                clean(words::mode(&agent.mode, language)),
                doubt(Doubt::Mode)
            ),
            style,
        ),
    ];
    if let Some(since) = agent.in_mode {
        spans.push(Span::raw(format!(" {}{}", clock(since), doubt(Doubt::Since))));
    }
    if let Some(reason) = &agent.reason {
        spans.push(Span::raw(format!(" ({}{})", clean(reason), doubt(Doubt::Reason))));
    }
    if let Some(pending) = &agent.pending_mode {
        let mode = AgentMode::from(pending.as_str());
        let then = Word::Then.of(language);
        let why = app.pending_reason.as_ref();
        let why = why.map_or_else(String::new, |why| format!(" ({})", clean(why)));
        let text = format!(", {then} {}{why}", clean(words::mode(&mode, language)));
        spans.push(Span::styled(text, theme.note()));
    }
    spans
}

pub(super) fn mode_style(mode: &AgentMode, canvas: &Canvas<'_>) -> Style {
    match mode {
        AgentMode::Ready => canvas.theme.good(),
        AgentMode::Allocated => canvas.theme.urgent(),
        AgentMode::Logout | AgentMode::Unknown => canvas.theme.dim(),
        _ => canvas.theme.note(),
    }
}

/// `link waiting, attempt 3 of 10`; in short `waiting`.
fn link<'a>(app: &App, in_short: bool, canvas: &Canvas<'_>) -> Vec<Span<'a>> {
    let (theme, language) = (canvas.theme, canvas.language);
    let state = app
        .snapshot
        .as_ref()
        .map_or(app.link.state, |snapshot| snapshot.link);
    let style = match state {
        LinkState::Active => theme.good(),
        LinkState::Off | LinkState::Connecting => theme.note(),
        LinkState::Waiting | LinkState::Lost => theme.bad(),
    };
    if in_short {
        return vec![Span::styled(format!(" {}", words::link(state, language)), style)];
    }
    let attempt = app.link.attempts().filter(|_| state != LinkState::Active);
    let attempt = attempt.map_or_else(String::new, |(number, of)| {
        format!(", {}", words::attempt(number, of, language))
    });
    vec![
        Span::styled(format!(" {} ", Word::Link.of(language)), theme.dim()),
        Span::styled(format!("{}{attempt}", words::link(state, language)), style),
    ]
}

fn tabs(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let (theme, language) = (canvas.theme, canvas.language);
    let mut x = area.x;
    for (number, (tab, word)) in Tab::ALL.into_iter().enumerate() {
        let ringing = if tab == Tab::Phone && app.rings() {
            " !"
        } else {
            ""
        };
        let text = format!(" {} {}{ringing} ", number + 1, word.of(language));
        let place = Rect {
            x,
            width: u16::try_from(width(&text))
                .unwrap_or(0)
                .min(area.right().saturating_sub(x)),
            ..area
        };
        let style = if app.tab == tab {
            theme.chosen()
        } else {
            Style::new()
        };
        canvas.line(place, &Line::styled(text, style));
        canvas.pressable(place, Press::Tab(tab));
        x = place.right() + 1;
    }
}
