//! The bars below a picture: the agent's mode, the event channel, each call's legs, and what their colours mean.

use std::fmt::{Result, Write as _};

use super::bars::{Bar, CallBars};
use super::naming::Naming;
use super::page::escaped;
use super::row::Party;
use super::words::call;

/// Where the bars begin, and the columns above them.
pub(super) const GUTTER: usize = 104;
const BAR: usize = 16;
/// From one row of bars to the next.
const STEP: usize = BAR + 4;

/// What is drawn, and where it ends.
pub(super) struct Drawn {
    pub(super) svg: String,
    pub(super) bottom: usize,
}

/// Draws all bars from this height on.
pub(super) fn draw(
    naming: &Naming<'_>,
    top: usize,
    width: usize,
) -> std::result::Result<Drawn, std::fmt::Error> {
    let rows = &naming.ladder.rows;
    let start = rows.first().map_or(0, |row| row.at);
    let end = rows.last().map_or(0, |row| row.at);
    let mut drawing = Drawing {
        naming,
        scale: Scale {
            start,
            length: end.saturating_sub(start).max(1),
            width: width.saturating_sub(GUTTER + 20),
        },
        y: top,
        svg: String::new(),
        told: Vec::new(),
    };
    let bars = &naming.ladder.bars;
    drawing.track(&bars.agent, "mode", &naming.say("agent"))?;
    if !bars.link.is_empty() {
        drawing.track(&bars.link, "link", &naming.say("channel"))?;
    }
    drawing.y += 6;
    for slot in 0..bars.slots {
        let calls: Vec<&CallBars> = bars.calls.iter().filter(|call| call.slot == slot).collect();
        drawing.calls(&calls)?;
    }
    drawing.legend(width)?;
    Ok(Drawn {
        svg: drawing.svg,
        bottom: drawing.y,
    })
}

struct Drawing<'a> {
    naming: &'a Naming<'a>,
    scale: Scale,
    /// Where the next row of bars begins.
    y: usize,
    svg: String,
    /// What the legend is to say: the style's name of it, and a word.
    told: Vec<(String, String)>,
}

impl Drawing<'_> {
    /// A row of bars, with its name at the left.
    fn track(&mut self, bars: &[Bar], prefix: &str, name: &str) -> Result {
        self.heading(name)?;
        for bar in bars.iter().filter(|bar| !bar.what.is_empty()) {
            let (x, end) = self.bar(bar, prefix)?;
            let word = self.word(bar, prefix);
            if end - x > width_of(&word) + 8 {
                self.on(x + 4, &word)?;
            }
        }
        self.y += STEP;
        Ok(())
    }

    fn heading(&mut self, name: &str) -> Result {
        let (y, name) = (self.y + 12, escaped(name));
        writeln!(self.svg, "<text class=\"more\" x=\"10\" y=\"{y}\">{name}</text>")
    }

    /// Calls that follow each other, each with its legs below each other.
    fn calls(&mut self, calls: &[&CallBars]) -> Result {
        self.heading(&self.naming.say("calls"))?;
        let most = calls.iter().map(|call| call.legs.len()).max().unwrap_or(0);
        for leg in 0..most {
            // Where the last name ends.
            let mut free = GUTTER;
            for bars in calls {
                let Some((party, legs)) = bars.legs.get(leg) else {
                    continue;
                };
                let who = self.naming.who(Party(*party));
                let name = match leg {
                    0 => format!("{} {who}", call(bars.call)),
                    _ => who,
                };
                self.leg(legs, &name, &mut free)?;
            }
            self.y += STEP;
        }
        self.y += 4;
        Ok(())
    }

    /// A leg, and whose it is: on its bars, or beginning there, dark, where they are too short for it.
    fn leg(&mut self, legs: &[Bar], name: &str, free: &mut usize) -> Result {
        let mut ends = None;
        for bar in legs.iter().filter(|bar| !bar.what.is_empty()) {
            let (x, end) = self.bar(bar, "leg")?;
            let (first, last) = ends.unwrap_or((x, x));
            // A gap is not written on.
            ends = Some((first, if x <= last { end.max(last) } else { last }));
        }
        let Some((x, end)) = ends.filter(|(x, _)| *x >= *free) else {
            return Ok(());
        };
        *free = x + width_of(name) + 8;
        if *free <= end {
            return self.on(x + 4, name);
        }
        let (y, name) = (self.y + 12, escaped(name));
        writeln!(
            self.svg,
            "<text class=\"label\" x=\"{}\" y=\"{y}\">{name}</text>",
            x + 4
        )
    }

    /// One bar; from where to where.
    fn bar(&mut self, bar: &Bar, prefix: &str) -> std::result::Result<(usize, usize), std::fmt::Error> {
        let (x, end) = (self.scale.x(bar.from), self.scale.x(bar.to));
        let (what, word, y) = (escaped(&bar.what), self.word(bar, prefix), self.y);
        let width = end.saturating_sub(x).max(1);
        let place = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BAR}\"");
        writeln!(
            self.svg,
            "<rect class=\"bar {prefix}-{what}\" {place}><title>{}</title></rect>",
            escaped(&word)
        )?;
        self.tell(format!("{prefix}-{what}"), word.trim_end_matches('?').to_owned());
        if bar.doubt {
            writeln!(self.svg, "<rect class=\"doubt\" {place}/>")?;
            self.tell("doubt".to_owned(), format!("? {}", self.naming.say("doubt")));
        }
        Ok((x, x + width))
    }

    fn word(&self, bar: &Bar, prefix: &str) -> String {
        let word = match prefix {
            "link" => self.naming.say(&bar.what),
            prefix => self.naming.say(&format!("{prefix}.{}", bar.what)),
        };
        let doubt = if bar.doubt { "?" } else { "" };
        format!("{word}{doubt}")
    }

    fn on(&mut self, x: usize, text: &str) -> Result {
        let (y, text) = (self.y + 12, escaped(text));
        writeln!(self.svg, "<text class=\"on\" x=\"{x}\" y=\"{y}\">{text}</text>")
    }

    fn tell(&mut self, style: String, word: String) {
        if self.told.iter().all(|(told, _)| *told != style) {
            self.told.push((style, word));
        }
    }

    /// What the colours mean, in as many lines as it takes.
    fn legend(&mut self, width: usize) -> Result {
        self.y += 8;
        let mut x = GUTTER;
        for (style, word) in std::mem::take(&mut self.told) {
            let length = 18 + width_of(&word) + 16;
            if x > GUTTER && x + length > width {
                (x, self.y) = (GUTTER, self.y + STEP);
            }
            let (y, bar) = (self.y, if style == "doubt" { "" } else { "bar " });
            writeln!(
                self.svg,
                "<rect class=\"{bar}{style}\" x=\"{x}\" y=\"{}\" width=\"12\" height=\"12\"/>\
                 <text class=\"more\" x=\"{}\" y=\"{}\">{}</text>",
                y + 2,
                x + 17,
                y + 12,
                escaped(&word)
            )?;
            x += length;
        }
        self.y += STEP;
        Ok(())
    }
}

/// About so wide a text is; Chinese characters are twice as wide.
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 7 } else { 13 }).sum()
}

/// Times as places.
struct Scale {
    start: i64,
    length: i64,
    width: usize,
}

impl Scale {
    fn x(&self, at: i64) -> usize {
        let since = u128::try_from(at.saturating_sub(self.start)).unwrap_or(0);
        let length = u128::try_from(self.length).unwrap_or(1);
        GUTTER + usize::try_from(since * self.width as u128 / length).unwrap_or(0)
    }
}
