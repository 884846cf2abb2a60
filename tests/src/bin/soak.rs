//! A long day over sockets, for `cargo xtask soak`: prints each pause, writes the report as a page, fails where anything
//! drifted or grew.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use wellclient_tests::soak::{Options, center, page, run};

const USAGE: &str = "usage: soak [--minutes N] [--sessions N] [--outside CALLS-A-SECOND] [--shift SECONDS] [--seed N] [--no-broker] [--out FILE]";

/// Tells this program to be the server.
const CENTER: &str = "center";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments == [CENTER] {
        return ended(center::serve().await.map_err(|error| error.to_string()));
    }
    let (options, out) = match parse(arguments) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    ended(day(&options, &out).await)
}

async fn day(options: &Options, out: &PathBuf) -> Result<(), String> {
    let report = run(options, |line| println!("{line}")).await?;
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    std::fs::write(out, page(options, &report)).map_err(|error| error.to_string())?;
    for violation in report.violations.iter().take(50) {
        println!("VIOLATION {violation}");
    }
    for (verb, histogram) in &report.latencies {
        let at = |part| histogram.quantile(part).as_secs_f64() * 1e3;
        let (p50, p99, longest) = (at(0.5), at(0.99), at(1.0));
        println!(
            "{verb:<22} {:>8} times, p50 {p50:.1} ms, p99 {p99:.1} ms, longest {longest:.0} ms",
            histogram.count()
        );
    }
    println!(
        "{} calls, {} events of calls, {} violations; the report: {}",
        report.calls,
        report.events,
        report.violations.len(),
        out.display()
    );
    match report.violations.len() {
        0 => Ok(()),
        count => Err(format!("{count} violations")),
    }
}

fn parse(arguments: Vec<String>) -> Result<(Options, PathBuf), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut options = Options {
        time: Duration::from_secs(30 * 60),
        sessions: 200,
        outside: 30.0,
        shift: Duration::from_secs(60),
        seed: 1,
        broker: true,
        server: vec![program.display().to_string(), CENTER.to_owned()],
    };
    let mut out = PathBuf::from("target/soak/report.html");
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        if argument == "--no-broker" {
            options.broker = false;
            continue;
        }
        let value = arguments
            .next()
            .ok_or_else(|| format!("`{argument}` without its value"))?;
        let number = || {
            value
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite() && *number >= 0.0)
        };
        let number = || number().ok_or_else(|| format!("`{value}` is not a number"));
        match argument.as_str() {
            "--minutes" => options.time = Duration::from_secs_f64(number()? * 60.0),
            "--shift" => options.shift = Duration::from_secs_f64(number()?),
            "--outside" => options.outside = number()?,
            "--sessions" => options.sessions = even(&value)?,
            "--seed" => options.seed = value.parse().map_err(|_| format!("`{value}` is no seed"))?,
            "--out" => out = PathBuf::from(&value),
            other => return Err(format!("unexpected `{other}`")),
        }
    }
    Ok((options, out))
}

fn even(text: &str) -> Result<u32, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number: &u32| (2..=900).contains(number) && number.is_multiple_of(2));
    number.ok_or_else(|| "sessions: an even number from 2 to 900".to_owned())
}

fn ended(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
