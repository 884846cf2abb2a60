//! What a benchmark tells: each row's time as a ratio to one of them, the median of all rounds and their quartiles; to people,
//! and to a file for `cargo xtask bench`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

/// Where the files go.
const FOLDER: &str = "WELLCLIENT_BENCH_OUT";

#[derive(Serialize)]
struct Report<'a> {
    title: &'a str,
    /// What the ratios are to.
    base: &'a str,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    median: f64,
    lower_quartile: f64,
    upper_quartile: f64,
}

/// Tells the times of `rounds`, each with one for each row. The first tenth of them warms the caches and does not count.
///
/// # Errors
/// The file cannot be written.
pub fn tell(title: &str, names: &[&str], base: usize, rounds: &[Vec<Duration>]) -> std::io::Result<()> {
    let rounds = &rounds[rounds.len() / 10..];
    let rows = names
        .iter()
        .enumerate()
        .map(|(row, name)| {
            let ratio = |round: &Vec<Duration>| round[row].as_secs_f64() / round[base].as_secs_f64();
            let mut ratios: Vec<f64> = rounds.iter().map(ratio).collect();
            ratios.sort_by(f64::total_cmp);
            let at = |part: usize| ratios[(ratios.len() - 1) * part / 4];
            Row {
                name,
                median: at(2),
                lower_quartile: at(1),
                upper_quartile: at(3),
            }
        })
        .collect();
    let report = Report {
        title,
        base: names[base],
        rows,
    };
    println!("{title}: ratio to {:<20} median  quartiles", report.base);
    for row in &report.rows {
        let Row {
            name,
            median,
            lower_quartile,
            upper_quartile,
        } = row;
        println!("{name:<40} {median:>6.2}  {lower_quartile:.2} to {upper_quartile:.2}");
    }
    keep(title, &report)
}

#[derive(Serialize)]
struct Figures<'a> {
    title: &'a str,
    figures: &'a [(String, String)],
}

/// Tells figures that are ratios to nothing: what, and how much.
///
/// # Errors
/// The file cannot be written.
pub fn tell_figures(title: &str, figures: &[(String, String)]) -> std::io::Result<()> {
    println!("{title}");
    for (what, figure) in figures {
        println!("{what:<40} {figure}");
    }
    keep(title, &Figures { title, figures })
}

/// For `cargo xtask bench`, where that asks for it.
fn keep(title: &str, report: &impl Serialize) -> std::io::Result<()> {
    match std::env::var_os(FOLDER) {
        Some(folder) => {
            let text = serde_json::to_string_pretty(report)?;
            fs::write(Path::new(&folder).join(title.replace(' ', "-") + ".json"), text)
        }
        None => Ok(()),
    }
}
