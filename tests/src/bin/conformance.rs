//! Plays the conformance scenarios through a testee: `conformance --testee <program> [argument…] [--only <word>]`.

use std::path::PathBuf;
use std::process::ExitCode;

use wellclient_tests::conformance::{Outcome, Scenario, folder, run};

const USAGE: &str = "\
conformance --testee <program> [argument…] [--only <word>] [--at-once <number>] [--scenarios <folder>]
conformance --list

Plays the scenarios through a testee, a program that speaks the protocol of tests/conformance/README.md.

  --testee <program> [argument…]  the testee, up to the next option of this list
  --only <word>                   only scenarios with this word in their names
  --at-once <number>              how many at a time (default 4)
  --scenarios <folder>            where they are (default: tests/conformance of the source)
  --list                          says what there is";

struct Options {
    testee: Vec<String>,
    only: String,
    at_once: usize,
    scenarios: PathBuf,
    list: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut scenarios = match Scenario::read_all(&options.scenarios) {
        Ok(scenarios) => scenarios,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    scenarios.retain(|scenario| scenario.name.contains(&options.only));
    if options.list {
        for scenario in scenarios {
            println!("{:28} {}", scenario.name, scenario.about);
        }
        return ExitCode::SUCCESS;
    }
    let outcomes = run(scenarios, options.testee, options.at_once, tell).await;
    let failed = outcomes.iter().filter(|outcome| outcome.result.is_err()).count();
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    if failed == 0 && !outcomes.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn tell(outcome: &Outcome) {
    let took = outcome.took.as_millis();
    match &outcome.result {
        Ok(()) => println!("passed  {} ({took} ms)", outcome.name),
        Err(why) => println!(
            "FAILED  {} ({took} ms)\n    {}\n",
            outcome.name,
            why.replace('\n', "\n    ")
        ),
    }
}

fn options(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        testee: Vec::new(),
        only: String::new(),
        at_once: 4,
        scenarios: folder(),
        list: false,
    };
    let mut arguments = arguments.peekable();
    while let Some(option) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{option} needs a value"));
        match &*option {
            "--only" => options.only = value()?,
            "--at-once" => options.at_once = value()?.parse().map_err(|_| "--at-once takes a number")?,
            "--scenarios" => options.scenarios = value()?.into(),
            "--list" => options.list = true,
            "--testee" => {
                options.testee.push(value()?);
                while let Some(argument) = arguments.next_if(|argument| !is_option(argument)) {
                    options.testee.push(argument);
                }
            }
            "--help" | "-h" => return Err("conformance".to_owned()),
            other => return Err(format!("no such option: {other}")),
        }
    }
    if options.testee.is_empty() && !options.list {
        return Err("no testee is given".to_owned());
    }
    Ok(options)
}

fn is_option(argument: &str) -> bool {
    ["--only", "--at-once", "--scenarios", "--list", "--testee"].contains(&argument)
}
