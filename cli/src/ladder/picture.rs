//! The picture: an SVG of all rows, and the bars below.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use wellclient::Language;

use super::Ladder;
use super::lanes::FIXED;
use super::naming::Naming;
use super::page::escaped;
use super::picture_bars::{self, GUTTER};
use super::row::{Kind, Mark, Party, Row};
use super::words::call;

/// A picture of more rows could not be looked at.
pub(crate) const MOST_ROWS: usize = 1000;

const ROW: usize = 30;
const COLUMN: usize = 150;
const TOP: usize = 84;

const STYLE: &str = include_str!("picture.css");

/// The picture, in this language.
pub(crate) fn picture(ladder: &Ladder, language: Language) -> String {
    let mut picture = Picture {
        ladder,
        naming: Naming::new(ladder, language),
        lanes: ladder
            .lanes
            .iter()
            .map(|stay| stay.lane + 1)
            .max()
            .unwrap_or(FIXED),
        svg: String::new(),
    };
    // Writing into a String does not fail.
    let _ = picture.draw();
    picture.svg
}

struct Picture<'a> {
    ladder: &'a Ladder,
    naming: Naming<'a>,
    lanes: usize,
    svg: String,
}

impl Picture<'_> {
    fn draw(&mut self) -> std::fmt::Result {
        let width = self.column(self.lanes - 1) + 330;
        let rows = self.ladder.rows.len() * ROW;
        let bars = picture_bars::draw(&self.naming, TOP + rows + 40, width)?;
        let height = bars.bottom + 20;
        let title = escaped(&self.ladder.title);
        write!(
            self.svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">\n<style>{STYLE}</style>\n\
             <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
             orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path d=\"M0 .5 8 4 0 7.5Z\"/></marker>\
             <pattern id=\"doubt\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
             <path d=\"M-1 7 7 -1M-1 1 1 -1M5 7 7 5\" stroke=\"#fff\" stroke-width=\"1.5\"/></pattern></defs>\n\
             <rect class=\"back\" width=\"{width}\" height=\"{height}\"/>\n\
             <text class=\"title\" x=\"10\" y=\"28\">{title}</text>\n\
             <text class=\"more\" x=\"10\" y=\"48\">{}</text>\n",
            escaped(&self.summary()),
        )?;
        self.lives(rows)?;
        for (place, row) in self.ladder.rows.iter().enumerate() {
            self.row(row, place)?;
        }
        self.svg.push_str(&bars.svg);
        self.svg.push_str("</svg>\n");
        Ok(())
    }

    fn summary(&self) -> String {
        let device = self.ladder.names.get(2).map(String::as_str).unwrap_or_default();
        let parts = [self.ladder.agent.as_str(), device, &self.ladder.broken];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }

    fn column(&self, lane: usize) -> usize {
        GUTTER + 46 + lane * COLUMN
    }

    /// The life lines with their heads.
    fn lives(&mut self, rows: usize) -> std::fmt::Result {
        for lane in 0..FIXED {
            self.life(Party(lane), lane, TOP - 12, TOP + rows)?;
        }
        for stay in &self.ladder.lanes {
            self.life(
                stay.party,
                stay.lane,
                TOP + stay.from * ROW + 9,
                TOP + (stay.to + 1) * ROW,
            )?;
        }
        Ok(())
    }

    fn life(&mut self, party: Party, lane: usize, from: usize, to: usize) -> std::fmt::Result {
        let (x, name) = (self.column(lane), self.naming.who(party));
        let own = if party == Party::OWN { " own" } else { "" };
        let half = (name.chars().count() * 7 + 16).clamp(30, COLUMN - 8) / 2;
        writeln!(
            self.svg,
            "<line class=\"life{own}\" x1=\"{x}\" x2=\"{x}\" y1=\"{from}\" y2=\"{to}\"/>\
             <rect class=\"head{own}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" rx=\"6\"/>\
             <text class=\"head\" x=\"{x}\" y=\"{}\">{}</text>",
            x - half,
            from - 9,
            half * 2,
            from + 4,
            escaped(&name),
        )
    }

    fn lane(&self, party: Party, place: usize) -> usize {
        let stay = self.ladder.lanes.iter();
        let mut stay = stay.filter(|stay| stay.party == party && (stay.from..=stay.to).contains(&place));
        match party {
            Party(number) if number < FIXED => number,
            _ => stay.next().map_or(1, |stay| stay.lane),
        }
    }

    fn row(&mut self, row: &Row, place: usize) -> std::fmt::Result {
        let y = TOP + place * ROW;
        let (from, to) = (
            self.column(self.lane(row.from, place)),
            self.column(self.lane(row.to, place)),
        );
        let marks: String = row
            .marks
            .iter()
            .map(|mark| format!(" is-{}", mark.word()))
            .collect();
        write!(
            self.svg,
            "<g class=\"{}{marks}\"><text class=\"time\" x=\"10\" y=\"{}\">{}</text>",
            row.kind.word(),
            y + 20,
            clock(row.at)
        )?;
        let text_y = if from == to {
            write!(
                self.svg,
                "<path class=\"point\" d=\"M{} {}l5 -5 5 5 -5 5z\"/>",
                from - 5,
                y + 15
            )?;
            y + 19
        } else {
            let end = if to > from { to - 2 } else { to + 2 };
            let line = y + 24;
            write!(
                self.svg,
                "<line class=\"arrow\" x1=\"{from}\" x2=\"{end}\" y1=\"{line}\" y2=\"{line}\" marker-end=\"url(#tip)\"/>"
            )?;
            y + 15
        };
        let (name, about) = self.words(row);
        let signs: String = row.marks.iter().map(|mark| format!("{} ", mark.sign())).collect();
        let call = row
            .call
            .map(|number| format!(" {}", call(number)))
            .unwrap_or_default();
        writeln!(
            self.svg,
            "<text class=\"label\" x=\"{}\" y=\"{text_y}\"><tspan class=\"sign\">{signs}</tspan><tspan class=\"name\">{}</tspan>\
             <tspan class=\"call\">{call}</tspan><tspan class=\"more\">  {}</tspan></text></g>",
            from.min(to) + 10,
            escaped(&name),
            escaped(&about),
        )
    }

    /// What happened, and more of it, as the page's `words` has it.
    fn words(&self, row: &Row) -> (String, String) {
        let mut about: Vec<String> = Vec::new();
        let mut name = row.name.clone();
        match row.kind {
            Kind::Outcome if !row.word.is_empty() => about.push(self.naming.say(row.word)),
            Kind::Link if !row.word.is_empty() => {
                name = format!("{} {}", self.naming.say("channel"), self.naming.say(row.word));
            }
            Kind::Anomaly if !row.word.is_empty() => {
                name = self.naming.say(&format!("anomalies.{}", row.word))
            }
            Kind::Resync => name = self.naming.say("resync"),
            _ if !row.word.is_empty() && name.is_empty() => name = self.naming.say(row.word),
            _ if !row.word.is_empty() => about.push(self.naming.say(row.word)),
            _ => {}
        }
        let is_asked = !matches!(row.kind, Kind::Reply | Kind::Event);
        if let Some(command) = row.command.filter(|_| is_asked) {
            name.push_str(&format!(" #{command}"));
        }
        let said = match self.naming.language {
            "zh" if !row.said.zh.is_empty() => &row.said.zh,
            _ => &row.said.en,
        };
        if !said.is_empty() {
            about.push(clipped(said, 80));
        }
        if let Some(took) = row.took {
            about.push(format!(
                "· {}",
                self.naming.say("after").replace("{0}", &span(took))
            ));
        }
        if let Some(lag) = row.lag {
            about.push(format!(
                "· {}",
                self.naming
                    .say("lag")
                    .replace("{0}", &span(lag.saturating_mul(1000)))
            ));
        }
        let marks: BTreeSet<String> = row
            .marks
            .iter()
            .map(|mark: Mark| self.naming.say(mark.word()))
            .collect();
        if !marks.is_empty() {
            about.push(format!("· {}", marks.into_iter().collect::<Vec<_>>().join(", ")));
        }
        let about = about.join(" ");
        (name, about.trim_start_matches("· ").to_owned())
    }
}

fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{kept}…")
}

/// `09:30:01.250`
fn clock(at: i64) -> String {
    let ms = at.rem_euclid(86_400_000);
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1000)
}

/// `250 ms`, `1.2 s`, `75 s`
fn span(ms: i64) -> String {
    match ms {
        ..1000 => format!("{ms} ms"),
        1000..10_000 => format!("{}.{} s", ms / 1000, ms / 100 % 10),
        _ => format!("{} s", ms / 1000),
    }
}
