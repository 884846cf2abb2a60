//! Texts in columns: wide characters take two of them.

use std::time::Duration;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How many columns it takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The beginning of a text that fits into so many columns, with `…` where something is left out.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        cut.push(c);
    }
    if columns > 0 {
        cut.push('…');
    }
    cut
}

/// A text in exactly so many columns, at their left.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    let mut text = cut(text, columns);
    let missing = columns.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// Keys side by side, `↑↓ call  Tab view  Ctrl-C leave`, as many as fit: the last one, which leads out, before all others.
pub(crate) fn keys(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut keys: Vec<&str> = text
        .split("  ")
        .map(str::trim)
        .filter(|key| !key.is_empty())
        .collect();
    let out = keys.pop().unwrap_or_default();
    let mut used = width(out);
    keys.retain(|key| {
        let with = used + width(key) + 2;
        let fits = with <= columns;
        used = if fits { with } else { used };
        fits
    });
    keys.push(out);
    keys.join("  ")
}

/// A time that passes: `04:05`, `1:04:05`, from a day on `26:04:05`.
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_are_never_halved() {
        assert_eq!(fit("保持", 6), "保持  ");
        assert_eq!(fit("保持通话", 6), "保持… ");
        assert_eq!(fit("保持通话", 8), "保持通话");
        assert_eq!(fit("abcdef", 4), "abc…");
        assert_eq!(fit("abc", 0), "");
        for columns in 0..12 {
            assert_eq!(width(&fit("座席 8001 已接通", columns)), columns);
        }
    }

    #[test]
    fn the_way_out_is_the_last_key_to_go() {
        let all = "Enter log in   Tab next field   F2 中文   Ctrl-C leave";
        assert_eq!(keys(all, 80), all);
        assert_eq!(keys(all, 44), "Enter log in  Tab next field  Ctrl-C leave");
        assert_eq!(keys(all, 36), "Enter log in  F2 中文  Ctrl-C leave");
        assert_eq!(keys(all, 24), "F2 中文  Ctrl-C leave");
        assert_eq!(keys(all, 12), "Ctrl-C leave");
        assert_eq!(keys("", 3), "");
    }

    #[test]
    fn clocks() {
        for (seconds, shown) in [
            (0, "00:00"),
            (245, "04:05"),
            (3845, "1:04:05"),
            (93_845, "26:04:05"),
        ] {
            assert_eq!(clock(Duration::from_secs(seconds)), shown);
        }
    }
}
