//! The table and the picture of connects per second in `docs/reconnecting.md`: made here, from the core's own sessions.
//! `UPDATE_DOCS=1 cargo test -p wellclient-tests --test docs reconnecting::` writes them anew.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use wellclient_core::environment::Dialect;
use wellclient_core::session::ReconnectPolicy;
use wellclient_tests::herd::{Herd, busiest};

/// As many as the table is about.
const SESSIONS: usize = 10_000;
/// Seconds for which the server is away.
const OUTAGE: u64 = 30;
/// Seconds that are shown.
const SHOWN: usize = 120;

const BEGIN: &str = "<!-- made by tests/tests/docs/reconnecting.rs -->\n";
const END: &str = "<!-- end -->\n";

struct Row {
    name: &'static str,
    /// Since the loss.
    opens: Vec<Duration>,
    /// The last is back.
    back: Duration,
}

fn row(name: &'static str, policy: ReconnectPolicy) -> Row {
    // What has no randomness before it is back is the same for all.
    let is_exact = [ReconnectPolicy::MANUAL_4_0, ReconnectPolicy::MANUAL_2018].contains(&policy);
    let size = if is_exact { 1 } else { SESSIONS };
    let mut herd = Herd::new(size, 1, policy);
    let lost = herd.now();
    herd.lose_all(Duration::from_secs(OUTAGE));
    herd.run_for(Duration::from_secs(300));
    assert_eq!(herd.back().len(), size, "{name}");
    let since = |at: &Duration| *at - lost;
    let opens = herd
        .opens()
        .iter()
        .flat_map(|at| std::iter::repeat_n(since(at), SESSIONS / size));
    Row {
        name,
        opens: opens.collect(),
        back: herd.back().iter().map(since).max().unwrap(),
    }
}

fn rows() -> Vec<Row> {
    let backoff = ReconnectPolicy::Backoff {
        base: Duration::from_secs(1),
        cap: Duration::from_secs(60),
        attempts: None,
    };
    vec![
        row("default, 4.x", ReconnectPolicy::spread(Dialect::V4)),
        row("default, 2.x", ReconnectPolicy::spread(Dialect::V2)),
        row("manual, 2.x: 5 × 1 s", ReconnectPolicy::MANUAL_2),
        row("manual, 4.0–4.2: 10 × 3 s", ReconnectPolicy::MANUAL_4_0),
        row(
            "manual, since October 2018: 30 × 3 s",
            ReconnectPolicy::MANUAL_2018,
        ),
        row("back-off, 1 s to 60 s", backoff),
    ]
}

/// The first second and the last of each column.
const SPANS: [(u64, u64); 6] = [(0, 10), (10, 20), (20, 30), (30, 40), (40, 60), (60, 120)];

fn table(rows: &[Row]) -> String {
    let mut table = "| policy |".to_owned();
    for (from, to) in SPANS {
        let _ = write!(table, " {from}–{to} s |");
    }
    table += " busiest second | all back after |\n|---|";
    table += &"--:|".repeat(SPANS.len() + 2);
    table += "\n";
    for row in rows {
        let _ = write!(table, "| {} |", row.name);
        for (from, to) in SPANS {
            let span = Duration::from_secs(from)..Duration::from_secs(to);
            let within: Vec<Duration> = row.opens.iter().copied().filter(|at| span.contains(at)).collect();
            let _ = write!(table, " {} |", busiest(&within));
        }
        let most = busiest(&row.opens);
        let percent = most as f64 * 100.0 / SESSIONS as f64;
        let back = row.back.as_millis().div_ceil(1000);
        let _ = writeln!(table, " {most} ({percent:.1} %) | {back} s |");
    }
    table
}

/// One strip of bars for each policy, a bar for each second, all to one scale.
fn picture(rows: &[Row]) -> String {
    const LEFT: usize = 20;
    const WIDTH: usize = 720;
    const STRIP: usize = 96;
    const BAR: usize = 60;
    let bar = WIDTH / SHOWN;
    let height = 50 + STRIP * rows.len();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {full} {height}\" width=\"{full}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<title>Connects per second after an outage of {OUTAGE} s</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        full = WIDTH + 2 * LEFT,
    );
    for (number, row) in rows.iter().enumerate() {
        let (top, base) = (STRIP * number + 14, STRIP * number + 20 + BAR);
        let most = busiest(&row.opens);
        let _ = writeln!(
            svg,
            "<text x=\"{LEFT}\" y=\"{top}\" fill=\"#222222\">{}: at most {most} in a second</text>",
            row.name
        );
        let _ = writeln!(
            svg,
            "<rect x=\"{LEFT}\" y=\"{}\" width=\"{}\" height=\"{BAR}\" fill=\"#f0e6e6\"/>",
            base - BAR,
            bar * usize::try_from(OUTAGE).unwrap()
        );
        for second in 0..SHOWN {
            let count = row
                .opens
                .iter()
                .filter(|at| usize::try_from(at.as_secs()) == Ok(second))
                .count();
            // What there is is seen.
            let tall = (count * BAR).div_ceil(SESSIONS).min(BAR);
            if tall > 0 {
                let (x, y) = (LEFT + bar * second, base - tall);
                let _ = writeln!(
                    svg,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{tall}\" fill=\"#2060a0\"/>",
                    bar - 1
                );
            }
        }
        let _ = writeln!(svg, "<path d=\"M{LEFT} {base}h{WIDTH}\" stroke=\"#222222\"/>");
    }
    let base = STRIP * rows.len() + 20;
    for second in (0..=SHOWN).step_by(30) {
        let x = LEFT + bar * second;
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{base}\" text-anchor=\"middle\" fill=\"#222222\">{second} s</text>"
        );
    }
    svg += "</svg>\n";
    svg
}

fn docs(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs")).join(name)
}

fn check(name: &str, is: &str, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(docs(name), expected).unwrap();
        return;
    }
    assert!(
        is == expected,
        "docs/{name} is out of date: run with UPDATE_DOCS=1\n{expected}"
    );
}

#[test]
fn the_table_and_the_picture_are_up_to_date() {
    let rows = rows();
    let page = std::fs::read_to_string(docs("reconnecting.md")).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the table's place");
    let (_, after) = rest.split_once(END).expect("the table's end");
    let expected = format!("{before}{BEGIN}\n{}\n{END}{after}", table(&rows));
    check("reconnecting.md", &page, &expected);
    let is = std::fs::read_to_string(docs("reconnecting.svg")).unwrap_or_default();
    check("reconnecting.svg", &is, &picture(&rows));
}
