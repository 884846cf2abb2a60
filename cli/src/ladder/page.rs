//! The page: one file, with style, script and data in it, that asks nothing of anybody.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use ring::digest;
use serde_json::{Value, json};
use wellclient::Language;

use super::Ladder;
use super::bars::Bar;
use super::row::{Mark, Row};
use super::words::WORDS;
use crate::failure::Failure;

const TEMPLATE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");

/// In the order of what needs what.
const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("page/data.js"),
    include_str!("page/text.js"),
    include_str!("page/current.js"),
    include_str!("page/model.js"),
    include_str!("page/diagram.js"),
    include_str!("page/bars.js"),
    include_str!("page/table.js"),
    include_str!("page/main.js"),
    "})();\n",
);

/// So many rows' raw texts are packed together: they are unpacked when one of them is looked at.
const PACKED: usize = 256;

/// The page, in this language until its reader wants the other.
pub(crate) fn page(ladder: &Ladder, language: Language) -> Result<String, Failure> {
    let data = packed(&data(ladder))?;
    let mut raws = String::new();
    for rows in ladder.rows.chunks(PACKED) {
        let texts: Vec<&str> = rows.iter().map(|row| row.raw.as_str()).collect();
        raws.push_str("<script type=\"text/plain\" class=\"raw\">");
        raws.push_str(&packed(&json!(texts))?);
        raws.push_str("</script>\n");
    }
    let code = match language {
        Language::En => "en",
        Language::Zh => "zh",
    };
    // Only this script and this style count, and nothing can be fetched or sent.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    );
    let parts = [
        ("lang", code),
        ("policy", &policy),
        ("title", &escaped(&ladder.title)),
        ("style", STYLE),
        ("words", WORDS),
        ("data", &data),
        ("raws", &raws),
        ("script", SCRIPT),
    ];
    Ok(filled(parts))
}

/// The template with its places filled: none of what is put in is looked at again.
fn filled<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut page = String::new();
    let mut rest = TEMPLATE;
    for (name, text) in parts {
        let place = format!("{{{{{name}}}}}");
        if let Some((before, after)) = rest.split_once(&place) {
            page.push_str(before);
            page.push_str(text);
            rest = after;
        }
    }
    page.push_str(rest);
    page
}

fn hash(text: &str) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

/// Compressed, and in letters that cannot be taken for a tag.
fn packed(value: &Value) -> Result<String, Failure> {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
    let text = serde_json::to_vec(value).map_err(Failure::failed)?;
    deflate.write_all(&text).map_err(Failure::failed)?;
    Ok(STANDARD.encode(deflate.finish().map_err(Failure::failed)?))
}

/// All that the script draws; numbers in place of names, and no name of a field where there are many.
fn data(ladder: &Ladder) -> Value {
    let bars = |bars: &[Bar]| -> Vec<Value> {
        bars.iter()
            .map(|bar| json!([bar.what, bar.from, bar.to, i32::from(bar.doubt)]))
            .collect()
    };
    let calls = ladder.bars.calls.iter().map(|call| {
        let legs: Vec<Value> = call
            .legs
            .iter()
            .map(|(party, legs)| json!([party, bars(legs)]))
            .collect();
        json!([call.call, call.slot, call.from, call.to, legs])
    });
    let stays = ladder.lanes.iter();
    json!({
        "title": ladder.title,
        "agent": ladder.agent,
        "names": ladder.names,
        "calls": ladder.calls,
        "marks": Mark::ALL.map(|mark| json!([mark.word(), mark.sign()])),
        "rows": ladder.rows.iter().map(row).collect::<Vec<_>>(),
        "moments": ladder.moments,
        "stays": stays.map(|stay| json!([stay.party.0, stay.lane, stay.from, stay.to])).collect::<Vec<_>>(),
        "bars": {
            "agent": bars(&ladder.bars.agent),
            "link": bars(&ladder.bars.link),
            "calls": calls.collect::<Vec<_>>(),
            "slots": ladder.bars.slots,
        },
        "masked": ladder.masked,
        "events": ladder.events,
        "broken": ladder.broken,
        "packed": PACKED,
    })
}

fn row(row: &Row) -> Value {
    let or_none = |number: Option<i64>| number.unwrap_or(-1);
    let index = |number: Option<usize>| or_none(number.and_then(|number| i64::try_from(number).ok()));
    json!([
        row.at,
        row.kind.word(),
        row.marks.bits(),
        row.from.0,
        row.to.0,
        row.name,
        or_none(row.command.and_then(|number| i64::try_from(number).ok())),
        index(row.call),
        row.word,
        row.said.en,
        row.said.zh,
        or_none(row.took),
        or_none(row.lag),
        index(row.answers),
        row.moment,
        row.also,
    ])
}

/// A text where HTML is read.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no way to write the others.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{fffd}'),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
