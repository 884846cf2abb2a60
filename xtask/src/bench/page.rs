//! What the benchmarks have told, as a page with plots.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Of the widest bar, in pixels.
const WIDTH: f64 = 520.0;

/// Writes the page beside the files that the benchmarks have left in `folder`.
pub(super) fn write(folder: &Path) -> Result<PathBuf, String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let mut body = String::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let report: Value =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        body += &plot(&report);
    }
    let page = folder.join("index.html");
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>wellclient: benchmarks</title>\n\
         <style>body{{font:15px system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
         rect{{fill:#4a7fb5}}.base rect{{fill:#9a9a9a}}line{{stroke:currentColor;stroke-width:1.5}}\
         text{{font:13px system-ui,sans-serif;fill:currentColor}}</style>\n\
         <h1>Benchmarks</h1>\n<p>Times of one run as ratios: medians, with a line from the lower to the upper quartile. \
         Less is better.</p>\n{body}</html>\n"
    );
    fs::write(&page, html).map_err(|error| format!("{}: {error}", page.display()))?;
    Ok(page)
}

fn plot(report: &Value) -> String {
    if report["figures"].is_array() {
        return table(report);
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = report["rows"].as_array().cloned().unwrap_or_default();
    let number = |row: &Value, key: &str| row[key].as_f64().unwrap_or_default();
    let widest = rows
        .iter()
        .map(|row| number(row, "upper_quartile"))
        .fold(f64::MIN_POSITIVE, f64::max);
    let base = text(&report["base"]);
    let mut out = format!(
        "<h2>{}</h2>\n<p>Ratio to: {}.</p>\n<svg width=\"860\" height=\"{}\" role=\"img\">\n",
        escaped(&text(&report["title"])),
        escaped(&base),
        rows.len() * 28 + 8
    );
    for (at, row) in rows.iter().enumerate() {
        let name = text(&row["name"]);
        let x = |ratio: f64| 220.0 + ratio / widest * WIDTH;
        let (top, middle) = (at * 28 + 6, at * 28 + 16);
        let (median, low, high) = (
            number(row, "median"),
            number(row, "lower_quartile"),
            number(row, "upper_quartile"),
        );
        let class = if name == base { "base" } else { "" };
        let _ = writeln!(
            out,
            "<g class=\"{class}\"><text x=\"210\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect x=\"220\" y=\"{top}\" width=\"{:.1}\" height=\"20\"/>\
             <line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{middle}\" y2=\"{middle}\"/>\
             <text x=\"{:.1}\" y=\"{}\">{median:.2} ({low:.2} to {high:.2})</text></g>",
            middle + 5,
            escaped(&name),
            x(median) - 220.0,
            x(low),
            x(high),
            x(high.max(median)) + 6.0,
            middle + 5,
        );
    }
    out + "</svg>\n"
}

/// Of figures that are no ratios.
fn table(report: &Value) -> String {
    let text = |value: &Value| escaped(value.as_str().unwrap_or_default());
    let mut out = format!("<h2>{}</h2>\n<table>\n", text(&report["title"]));
    for row in report["figures"].as_array().into_iter().flatten() {
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td></tr>",
            text(&row[0]),
            text(&row[1])
        );
    }
    out + "</table>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rows_of_a_table() {
        let report = serde_json::json!({ "title": "a", "figures": [["b<c", "1 KiB"], ["d", "2"]] });
        let html = plot(&report);
        assert!(html.contains("<tr><td>b&lt;c</td><td>1 KiB</td></tr>"), "{html}");
        assert_eq!(html.matches("<tr>").count(), 2);
    }

    #[test]
    fn every_row_is_a_bar_as_long_as_its_ratio() {
        let report = serde_json::json!({ "title": "a<b", "base": "one", "rows": [
            { "name": "one", "median": 1.0, "lower_quartile": 1.0, "upper_quartile": 1.0 },
            { "name": "two", "median": 2.0, "lower_quartile": 1.5, "upper_quartile": 4.0 },
        ] });
        let svg = plot(&report);
        assert!(svg.contains("<h2>a&lt;b</h2>"), "{svg}");
        assert!(
            svg.contains(r#"<g class="base"><text x="210" y="21" text-anchor="end">one"#),
            "{svg}"
        );
        assert!(
            svg.contains(r#"width="130.0""#) && svg.contains(r#"width="260.0""#),
            "{svg}"
        );
        assert!(svg.contains("2.00 (1.50 to 4.00)"), "{svg}");
    }
}
