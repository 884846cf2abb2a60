//! The report as one page, with plots, that needs nothing else.

use std::fmt::Write as _;
use std::time::Duration;

use super::latency::Histogram;
use super::{Options, Report};

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 160.0;
const STYLE: &str = "body{font:15px system-ui,sans-serif;max-width:900px;margin:2em auto;padding:0 1em;color:#222}\
svg{width:100%;height:auto;background:#f7f7f7}polyline{fill:none;stroke:#06c;stroke-width:1.5}rect{fill:#06c}\
text{font-size:11px;fill:#555}table{border-collapse:collapse}td,th{padding:.15em .8em .15em 0;text-align:right}\
td:first-child,th:first-child{text-align:left}.bad{color:#b00}";

/// As HTML.
pub fn page(options: &Options, report: &Report) -> String {
    let mut html = String::from("<!doctype html><meta charset=utf-8><title>A long day</title>");
    let _ = write!(html, "<style>{STYLE}</style><h1>A long day</h1>");
    let _ = write!(
        html,
        "<p>{} sessions, {:.1} minutes, {}, seed {}. {} calls, {} events of calls to the agents.</p>",
        options.sessions,
        report.time.as_secs_f64() / 60.0,
        if options.broker {
            "RabbitMQ in the middle"
        } else {
            "no broker in the middle"
        },
        options.seed,
        report.calls,
        report.events,
    );
    violations(&mut html, report);
    plots(&mut html, report);
    quiets(&mut html, report);
    latencies(&mut html, report);
    html.push_str("<h2>How commands ended</h2><table><tr><th>outcome<th>times");
    for (outcome, times) in &report.outcomes {
        let _ = write!(html, "<tr><td>{}<td>{times}", escaped(outcome));
    }
    html.push_str("</table>\n");
    html
}

fn violations(html: &mut String, report: &Report) {
    if report.violations.is_empty() {
        html.push_str("<p>No violation: at every pause each claim of each session was what the switch said; nothing grew.</p>");
        return;
    }
    let _ = write!(
        html,
        "<h2 class=bad>{} violations</h2><ul>",
        report.violations.len()
    );
    for violation in report.violations.iter().take(200) {
        let _ = write!(html, "<li class=bad>{}", escaped(violation));
    }
    html.push_str("</ul>");
}

fn plots(html: &mut String, report: &Report) {
    let samples = &report.samples;
    let of = |read: &dyn Fn(&super::gauge::Sample) -> f64| -> Vec<(f64, f64)> {
        samples
            .iter()
            .map(|sample| (sample.at.as_secs_f64(), read(sample)))
            .collect()
    };
    plot(
        html,
        "Resident memory, MiB",
        &of(&|sample| sample.resident_kib as f64 / 1024.0),
    );
    plot(html, "Descriptors", &of(&|sample| sample.descriptors as f64));
    plot(html, "Threads", &of(&|sample| sample.threads as f64));
    plot(html, "Tasks", &of(&|sample| sample.tasks as f64));
    let rate = |read: &dyn Fn(&super::gauge::Sample) -> f64| -> Vec<(f64, f64)> {
        let pairs = samples.iter().zip(samples.iter().skip(10));
        let rates = pairs.map(|(from, to)| {
            let seconds = (to.at.saturating_sub(from.at)).as_secs_f64().max(0.001);
            (to.at.as_secs_f64(), (read(to) - read(from)) / seconds)
        });
        rates.collect()
    };
    plot(
        html,
        "Events of calls, a second",
        &rate(&|sample| sample.events as f64),
    );
    plot(
        html,
        "Processor, of one core",
        &rate(&|sample| sample.cpu.as_secs_f64()),
    );
}

fn plot(html: &mut String, title: &str, points: &[(f64, f64)]) {
    let right = points.last().map_or(1.0, |(x, _)| x.max(1.0));
    let top = points
        .iter()
        .map(|(_, y)| *y)
        .fold(0.0, f64::max)
        .max(f64::MIN_POSITIVE);
    let _ = write!(
        html,
        "<h2>{title}</h2><svg viewBox='0 0 {WIDTH} {HEIGHT}' role=img aria-label='{title}'><polyline points='"
    );
    for (x, y) in points {
        let _ = write!(
            html,
            "{:.1},{:.1} ",
            x / right * WIDTH,
            HEIGHT - 4.0 - y / top * (HEIGHT - 20.0)
        );
    }
    let _ = write!(
        html,
        "'/><text x=4 y=12>{top:.1}</text><text x=800 y=12>{right:.0} s</text></svg>"
    );
}

fn quiets(html: &mut String, report: &Report) {
    html.push_str("<h2>Pauses</h2><table><tr><th>at, s<th>all so after, s<th>verified<th>MiB<th>descriptors<th>threads<th>tasks");
    for quiet in &report.quiets {
        let _ = write!(
            html,
            "<tr><td>{:.0}<td>{:.1}<td>{}<td>{:.1}<td>{}<td>{}<td>{}",
            quiet.at.as_secs_f64(),
            quiet.took.as_secs_f64(),
            quiet.verified,
            quiet.sample.resident_kib as f64 / 1024.0,
            quiet.sample.descriptors,
            quiet.sample.threads,
            quiet.sample.tasks,
        );
    }
    html.push_str("</table>");
}

fn latencies(html: &mut String, report: &Report) {
    html.push_str("<h2>From a command to its confirmation, ms</h2><table><tr><th>verb<th>times<th>p50<th>p90<th>p99<th>longest");
    let mut all = Histogram::default();
    for (verb, histogram) in &report.latencies {
        all.merge(histogram);
        let _ = write!(html, "<tr><td>{verb}<td>{}", histogram.count());
        for part in [0.5, 0.9, 0.99, 1.0] {
            let _ = write!(html, "<td>{:.1}", ms(histogram.quantile(part)));
        }
    }
    let most = all.steps().map(|(_, count)| count).max().unwrap_or(1) as f64;
    let steps: Vec<_> = all.steps().collect();
    let width = WIDTH / steps.len().max(1) as f64;
    let _ = write!(
        html,
        "</table><svg viewBox='0 0 {WIDTH} {HEIGHT}' role=img aria-label='Histogram of all verbs'>"
    );
    for (index, (time, count)) in steps.iter().enumerate() {
        let (x, height) = (index as f64 * width, *count as f64 / most * (HEIGHT - 20.0));
        let _ = write!(
            html,
            "<rect x={x:.1} y={:.1} width={:.1} height={height:.1}><title>up to {:.1} ms: {count}</title></rect>",
            HEIGHT - height,
            width * 0.9,
            ms(*time),
        );
    }
    html.push_str("</svg>");
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
