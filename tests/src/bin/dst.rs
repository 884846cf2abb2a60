//! The deterministic simulation, for `cargo xtask dst`: runs seeds, prints how many in a second, and for each that is
//! violated the seed and the shortest story found.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use wellclient_tests::dst::{Plan, Profile, Violation, Wants, known::Passes, run, shrink};

const USAGE: &str = "usage: dst [--seeds N] [--from S] [--profile P] [--only KIND] [--except KIND]… [--allowed] [--keep-going] [--lines N]";

struct Asked {
    seeds: u64,
    from: u64,
    profiles: Vec<Profile>,
    wants: Wants,
    keep_going: bool,
    lines: usize,
}

fn main() -> ExitCode {
    let asked = match parse(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut passes = Passes::default();
    let mut violated = 0;
    for profile in &asked.profiles {
        let start = Instant::now();
        let (found, ran, passed) = sweep(&asked, *profile);
        let rate = ran as f64 / start.elapsed().as_secs_f64();
        passes.add(&passed);
        println!(
            "{:<9} {ran:>7} seeds, {rate:>7.0} a second, {} violated",
            profile.name(),
            found.len()
        );
        violated += found.len();
        tell(&asked, *profile, &found);
    }
    println!("let pass, as no client can know it:");
    for (known, times) in passes.iter() {
        println!("  {known:?} {times}");
    }
    if violated == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked {
        seeds: 1000,
        from: 0,
        profiles: Profile::ALL.to_vec(),
        wants: Wants::default(),
        keep_going: false,
        lines: 60,
    };
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("`{argument}` without its value"))
        };
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("`{text}` is no number"));
        match argument.as_str() {
            "--seeds" => asked.seeds = number(value()?)?,
            "--from" => asked.from = number(value()?)?,
            "--lines" => asked.lines = usize::try_from(number(value()?)?).unwrap_or(usize::MAX),
            "--profile" => {
                let name = value()?;
                let profile = Profile::named(&name).ok_or_else(|| format!("no profile `{name}`"))?;
                asked.profiles = vec![profile];
            }
            "--only" => asked.wants.only = value()?,
            "--except" => asked.wants.except.push(value()?),
            "--allowed" => asked.wants.allowed = true,
            "--keep-going" => asked.keep_going = true,
            other => return Err(format!("unexpected `{other}`")),
        }
    }
    Ok(asked)
}

/// Runs the seeds of a profile on all processors.
fn sweep(asked: &Asked, profile: Profile) -> (Vec<(u64, Violation)>, u64, Passes) {
    let (next, ran, stop) = (
        AtomicU64::new(asked.from),
        AtomicU64::new(0),
        AtomicBool::new(false),
    );
    let found = Mutex::new((Vec::new(), Passes::default()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut passes = Passes::default();
                while !stop.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= asked.from + asked.seeds {
                        break;
                    }
                    let ran_one = run(&Plan::draw(profile, seed), &asked.wants);
                    ran.fetch_add(1, Ordering::Relaxed);
                    passes.add(&ran_one.passes);
                    if let (Some(violation), Ok(mut found)) = (ran_one.violation, found.lock()) {
                        found.0.push((seed, violation));
                        stop.fetch_or(!asked.keep_going, Ordering::Relaxed);
                    }
                }
                if let Ok(mut found) = found.lock() {
                    found.1.add(&passes);
                }
            });
        }
    });
    let (mut violations, passes) = found.into_inner().unwrap_or_default();
    violations.sort_by_key(|(seed, _)| *seed);
    (violations, ran.into_inner(), passes)
}

/// Of each kind of violation: how often, and the shortest story of its first seed.
fn tell(asked: &Asked, profile: Profile, found: &[(u64, Violation)]) {
    let mut kinds: BTreeMap<&str, Vec<&(u64, Violation)>> = BTreeMap::new();
    for one in found {
        kinds.entry(&one.1.kind).or_default().push(one);
    }
    for (kind, all) in kinds {
        let Some((seed, violation)) = all.first() else {
            continue;
        };
        println!(
            "\n## {kind}: {} of the seeds, first {seed} ({})",
            all.len(),
            profile.name()
        );
        let plan = shrink(&Plan::draw(profile, *seed), violation, &asked.wants);
        let wants = Wants {
            story: true,
            ..asked.wants.clone()
        };
        let told = run(&plan, &wants);
        println!("{} acts are enough; {:?}", plan.acts.len(), plan.switch);
        let skipped = told.story.len().saturating_sub(asked.lines);
        for line in told.story.iter().skip(skipped) {
            println!("{line}");
        }
        println!("=> {}", told.violation.as_ref().unwrap_or(violation));
    }
}
