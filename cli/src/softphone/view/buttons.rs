//! Buttons with their keys: `[h] Hold` can be done; what cannot is grey, without brackets, and says why.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use wellclient::Language;

use super::super::app::{Chosen, Press};
use super::super::offer::Offer;
use super::super::words::{self, Word};
use super::canvas::{Canvas, row};
use crate::screen::text::{fit, width};
use crate::screen::wrap::wrapped;

/// Columns between two buttons.
const GAP: usize = 2;

/// Columns of the widest button.
fn widest<'a>(offers: impl Iterator<Item = &'a Offer>) -> usize {
    // `[h] ` before it, and ` …` behind.
    offers.map(|offer| width(offer.label)).max().unwrap_or(0) + 6
}

/// How wide each of the columns is in which they stand side by side: as many as there is room for.
fn grid(offers: &[(usize, &Offer)], wide: u16) -> Vec<usize> {
    let of = |count: usize| -> Vec<usize> {
        let column = |at| widest(offers.iter().skip(at).step_by(count).map(|(_, offer)| *offer));
        (0..count).map(column).collect()
    };
    // Behind the last one, one column is left for the sign that more follow.
    let fit = |columns: &Vec<usize>| total(columns) <= usize::from(wide) + 1;
    let counts = (2..=offers.len()).rev();
    counts.map(of).find(fit).unwrap_or_else(|| of(1))
}

/// How wide columns are in all.
fn total(columns: &[usize]) -> usize {
    columns.iter().sum::<usize>() + GAP * columns.len().saturating_sub(1)
}

/// Lines that they take side by side.
pub(super) fn grid_height(offers: &[Offer], width: u16) -> u16 {
    let all: Vec<(usize, &Offer)> = offers.iter().enumerate().collect();
    u16::try_from(all.len().div_ceil(grid(&all, width).len())).unwrap_or(u16::MAX)
}

/// Whether each fits into a line with its whole reason.
pub(super) fn fit_as_list(offers: &[Offer], wide: u16, language: Language) -> bool {
    let room = usize::from(wide).saturating_sub(widest(offers.iter()) + 1);
    let mut reasons = offers.iter().filter_map(|offer| offer.refusal.as_ref());
    reasons.all(|why| width(why.in_language(language)) <= room)
}

/// Side by side with the chosen one's reason below, or as a list with all reasons.
pub(super) fn draw(
    offers: &[Offer],
    Chosen {
        button: chosen,
        asks_why,
    }: Chosen,
    as_list: bool,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    if area.height == 0 {
        return;
    }
    let theme = canvas.theme;
    let inside = match area.height > 2 || canvas.is_low {
        true => canvas.framed(area, Word::Actions.of(canvas.language)),
        false => area,
    };
    if offers.is_empty() {
        return;
    }
    // The last line is the reason's; of the others the chosen one's is always to be seen.
    let can = |at: &usize| offers.get(*at).is_some_and(|offer| offer.refusal.is_none());
    let asked = chosen.filter(|chosen| asks_why || can(chosen));
    let why = asked.and_then(|asked| {
        let offer = offers.get(asked)?;
        let why = offer.refusal.as_ref()?.in_language(canvas.language);
        Some(words::about(offer.name(canvas.language), why, canvas.language))
    });
    let why = why.map_or_else(String::new, |why| wrapped(&why, usize::from(inside.width), 0));
    // A low window has lines for it only where there is one; one line is left to the buttons.
    let least = usize::from(!canvas.is_low);
    let taken = u16::try_from(why.lines().count().max(least)).unwrap_or(u16::MAX);
    let reason = match as_list {
        true => 0,
        false => taken.min(inside.height.saturating_sub(1)),
    };
    let lines = usize::from(inside.height - reason);
    let (kept, columns) = match as_list {
        true => (offers.iter().enumerate().collect(), vec![widest(offers.iter())]),
        false => kept(offers, asked, lines, inside.width),
    };
    let in_a_line = columns.len();
    let before = kept.iter().position(|(index, _)| chosen == Some(*index));
    let first = before.map_or(0, |before| (before / in_a_line + 1).saturating_sub(lines));
    let shown = kept
        .iter()
        .enumerate()
        .skip(first * in_a_line)
        .take(lines * in_a_line);
    for (at, &(index, offer)) in shown {
        let line = u16::try_from(at / in_a_line - first).unwrap_or(u16::MAX);
        let (before, from) = columns.split_at(at % in_a_line);
        let offset = total(before) + if before.is_empty() { 0 } else { GAP };
        let offset = u16::try_from(offset).unwrap_or(u16::MAX);
        let place = row(inside, line);
        let columns = from.first().copied().unwrap_or(0);
        let place = Rect {
            x: place.x.saturating_add(offset).min(place.right()),
            width: u16::try_from(columns)
                .unwrap_or(0)
                .min(place.width.saturating_sub(offset)),
            ..place
        };
        button(offer, place, canvas);
        if chosen == Some(index) {
            canvas.style(place, theme.chosen());
        }
        canvas.pressable(place, Press::Button(index));
        if as_list && let Some(why) = &offer.refusal {
            let rest = Rect {
                x: place.right() + 1,
                width: inside.right().saturating_sub(place.right() + 1),
                ..place
            };
            canvas.line(rest, &Line::styled(why.in_language(canvas.language), theme.dim()));
        }
    }
    let mut more = |line: usize, mark: &'static str| {
        let place = row(inside, u16::try_from(line).unwrap_or(u16::MAX));
        let x = place.right().saturating_sub(1);
        canvas.line(Rect { x, width: 1, ..place }, &Line::styled(mark, theme.dim()));
    };
    if first > 0 {
        more(0, "←");
    }
    if !as_list && lines > 0 && kept.len() > (first + lines) * in_a_line {
        more(lines - 1, "→");
    }
    let below = Rect {
        y: inside.bottom() - reason,
        height: reason,
        ..inside
    };
    for (at, line) in (0..reason).zip(why.lines()) {
        canvas.line(row(below, at), &Line::styled(line, theme.note()));
    }
    if reason > 0 && why.lines().count() > usize::from(reason) {
        canvas.goes_on(row(below, reason - 1));
    }
}

/// Those that there is room for, by their places, and their columns: where there are too few lines, what cannot be done makes
/// room, from the last on, and the one that is asked about stays.
fn kept(
    offers: &[Offer],
    asked: Option<usize>,
    lines: usize,
    wide: u16,
) -> (Vec<(usize, &Offer)>, Vec<usize>) {
    let mut kept: Vec<(usize, &Offer)> = offers.iter().enumerate().collect();
    loop {
        let columns = grid(&kept, wide);
        let goes = |(index, offer): &(usize, &Offer)| offer.refusal.is_some() && asked != Some(*index);
        match kept.iter().rposition(goes) {
            Some(at) if kept.len() > lines * columns.len() => {
                kept.remove(at);
            }
            _ => return (kept, columns),
        }
    }
}

fn button(offer: &Offer, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme;
    let busy = if offer.under_way { " …" } else { "" };
    let label = format!("{}{busy}", offer.label);
    let room = usize::from(area.width.saturating_sub(4));
    let line = match &offer.refusal {
        None => Line::from(vec![
            Span::styled(format!("[{}] ", offer.key), theme.key()),
            Span::raw(fit(&label, room)),
        ]),
        Some(_) => Line::styled(format!(" {}  {}", offer.key, fit(&label, room)), theme.dim()),
    };
    canvas.line(area, &line);
}
