//! The command line, read into a task.

use std::path::PathBuf;

use crate::install::{Installation, SHIP};
use crate::mutants::Sample;
use crate::package;
use crate::stages::{ALL, QUICK, Stage};
use crate::windows::Windows;

/// Seconds for which each fuzz target runs unless told.
const FUZZ_SECONDS: u32 = 60;

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Help,
    Test(Plan),
    Check,
    Bench(Vec<String>),
    Compare(String, String),
    Fuzz { target: Option<String>, seconds: u32 },
    Dst(Vec<String>),
    Soak(Vec<String>),
    Mutants(Sample),
    Generate,
    Headers,
    Pictures,
    Bindings,
    Install(Installation),
    Package(package::Order),
    Miri,
    Deny,
}

/// Which stages run, and how.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) stages: Vec<&'static Stage>,
    /// Stop at the first stage that fails.
    pub(crate) fail_fast: bool,
    /// Install what is missing, where that may be.
    pub(crate) install: bool,
    /// Take away what only one stage uses, once that stage has passed: all of it together fills a small disk.
    pub(crate) tidy: bool,
}

pub(crate) fn parse(arguments: &[String]) -> Result<Task, String> {
    let Some((task, rest)) = arguments.split_first() else {
        return Ok(Task::Help);
    };
    match task.as_str() {
        "help" | "-h" | "--help" => Ok(Task::Help),
        "test" => parse_test(rest).map(Task::Test),
        "check" => nothing_more(rest).map(|()| Task::Check),
        "bench" => parse_bench(rest),
        "fuzz" => parse_fuzz(rest),
        "dst" => Ok(Task::Dst(rest.to_vec())),
        "soak" => Ok(Task::Soak(rest.to_vec())),
        "mutants" => parse_mutants(rest).map(Task::Mutants),
        "generate" => nothing_more(rest).map(|()| Task::Generate),
        "headers" => nothing_more(rest).map(|()| Task::Headers),
        "pictures" => nothing_more(rest).map(|()| Task::Pictures),
        "bindings" => nothing_more(rest).map(|()| Task::Bindings),
        "install" => parse_install(rest).map(Task::Install),
        "package" => parse_package(rest).map(Task::Package),
        "miri" => nothing_more(rest).map(|()| Task::Miri),
        "deny" => nothing_more(rest).map(|()| Task::Deny),
        other => Err(format!("no task `{other}`")),
    }
}

pub(crate) fn parse_test(arguments: &[String]) -> Result<Plan, String> {
    let mut plan = Plan {
        stages: Vec::new(),
        fail_fast: false,
        install: true,
        tidy: false,
    };
    let mut named = Vec::new();
    for argument in arguments {
        match argument.as_str() {
            "--fail-fast" => plan.fail_fast = true,
            "--no-install" => plan.install = false,
            option if option.starts_with('-') => return Err(format!("no option `{option}`")),
            "quick" => named.extend(QUICK),
            name if ALL.iter().any(|stage| stage.name == name) => named.push(name),
            name => return Err(format!("no stage `{name}`")),
        }
    }
    // Always in the table's order: the cheap stages come first there.
    plan.stages = ALL
        .iter()
        .filter(|stage| named.is_empty() || named.contains(&stage.name))
        .collect();
    plan.tidy = named.is_empty();
    Ok(plan)
}

fn parse_bench(arguments: &[String]) -> Result<Task, String> {
    match arguments {
        [option, earlier, later] if option == "--compare" => {
            Ok(Task::Compare(earlier.clone(), later.clone()))
        }
        [option, ..] if option == "--compare" => Err("`--compare` takes two commits".to_owned()),
        filters => Ok(Task::Bench(filters.to_vec())),
    }
}

fn parse_fuzz(arguments: &[String]) -> Result<Task, String> {
    let seconds = |text: &String| text.parse::<u32>().ok().filter(|seconds| *seconds > 0);
    let (target, limit) = match arguments {
        [] => (None, None),
        [only] if seconds(only).is_some() => (None, Some(only)),
        [target] => (Some(target.clone()), None),
        [target, limit] => (Some(target.clone()), Some(limit)),
        [_, _, extra, ..] => return Err(format!("unexpected `{extra}`")),
    };
    let seconds = match limit {
        None => FUZZ_SECONDS,
        Some(text) => seconds(text).ok_or_else(|| format!("`{text}` is not a number of seconds"))?,
    };
    Ok(Task::Fuzz { target, seconds })
}

fn parse_mutants(arguments: &[String]) -> Result<Sample, String> {
    let mut sample = Sample { size: 0, seed: 1 };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let text = arguments
                .next()
                .ok_or_else(|| format!("`{argument}` without its value"))?;
            text.parse::<u64>()
                .map_err(|_| format!("`{text}` is not a number"))
        };
        match argument.as_str() {
            "--sample" => sample.size = usize::try_from(number()?).map_err(|error| error.to_string())?,
            "--seed" => sample.seed = number()?,
            other => return Err(format!("unexpected `{other}`")),
        }
    }
    if sample.size == 0 {
        return Err("how many? `--sample <number>`".to_owned());
    }
    Ok(sample)
}

fn parse_install(arguments: &[String]) -> Result<Installation, String> {
    let mut installation = Installation {
        prefix: PathBuf::new(),
        profile: SHIP.to_owned(),
        simulator: true,
        windows: None,
        sanitizer: None,
    };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("`{argument}` without its value"))
        };
        match argument.as_str() {
            "--prefix" => installation.prefix = PathBuf::from(value()?),
            "--profile" => installation.profile.clone_from(value()?),
            "--without-simulator" => installation.simulator = false,
            "--target" => installation.windows = Some(windows(value()?)?),
            other => return Err(format!("unexpected `{other}`")),
        }
    }
    if installation.prefix.as_os_str().is_empty() {
        return Err("where to? `--prefix <folder>`".to_owned());
    }
    Ok(installation)
}

/// The kind of Windows that rustc names so.
fn windows(target: &str) -> Result<Windows, String> {
    let mut all = Windows::ALL.into_iter();
    all.find(|windows| windows.target() == target).ok_or_else(|| {
        let known = Windows::ALL.map(Windows::target);
        format!(
            "no target `{target}` but this machine's and {}",
            known.join(" and ")
        )
    })
}

fn parse_package(arguments: &[String]) -> Result<package::Order, String> {
    let (options, names): (Vec<&str>, Vec<&str>) = arguments
        .iter()
        .map(String::as_str)
        .partition(|argument| argument.starts_with('-'));
    let known = ["--twice", package::FAST];
    match options.iter().find(|option| !known.contains(option)) {
        Some(other) => Err(format!("no option `{other}`")),
        None => {
            let [twice, fast] = known.map(|option| options.contains(&option));
            package::Order::new(&names, twice, fast)
        }
    }
}

fn nothing_more(arguments: &[String]) -> Result<(), String> {
    match arguments.first() {
        None => Ok(()),
        Some(extra) => Err(format!("unexpected `{extra}`")),
    }
}

/// What `cargo xtask check` runs: what needs no linking.
pub(crate) fn check_plan() -> Plan {
    let stages = ALL
        .iter()
        .filter(|stage| ["format", "lint", "doc"].contains(&stage.name));
    Plan {
        stages: stages.collect(),
        fail_fast: false,
        install: true,
        tidy: false,
    }
}

pub(crate) fn usage() -> String {
    let row = |name: &str, about: &str| format!("\n  {name:<18} {about}");
    let stages: String = ALL.iter().map(|stage| row(stage.name, stage.about)).collect();
    let packages: String = package::ALL
        .iter()
        .map(|package| row(package.name, package.about))
        .collect();
    format!(
        "usage: cargo xtask <task>

  test [stage…]            every test of every language, or the named stages; installs what is missing, where it may:
                           parts of the toolchain by rustup, Debian packages as root, the rest below target
    --fail-fast            stop at the first stage that fails
    --no-install           install nothing for the whole machine: say what is missing, and stop
  test quick               Rust only: {}
  check                    format, lint and doc: fast, before each commit
  install --prefix <folder>  the C library: headers, shared and static library, pkg-config, CMake package
    --without-simulator    leave the functions well_simulator_* out
    --profile <profile>    cargo's profile; {SHIP} unless told, which is small and slow to build
    --target <target>      for Windows: x86_64-pc-windows-gnu or i686-pc-windows-gnu (DLL, import libraries; by MinGW)
  package [package…]       what is handed out, in target/package, with checksums; all that can be made here, unless told
    --fast                 built by another profile into target/package-trial: to be tried, not handed out
    --twice                once more from a copy in another folder: are they the same, octet for octet?
  generate                 write what is made from the tables in vocabulary/tables: enums of every language, tables of the guide
  headers                  write include/wellclient.h and wellclient_load.h anew
  pictures                 make the pictures of the guide anew, in docs/pictures; those of pages by Chromium
  bindings                 write what UniFFI generates: for Swift into its package, for Kotlin into target/kotlin
  bench [filter…]          the benchmarks; without a filter beside clients of other libraries and languages, from their registries
    --compare A B          instead: the instructions of an event at two commits
  fuzz [target] [seconds]  one fuzz target, or each in turn; {FUZZ_SECONDS} seconds each unless told
  dst [option…]            the deterministic simulation: seeds by the thousand
    --seeds N, --from S    how many of each profile, and from which on
    --profile P            one profile only: calm, late, lossy, cuts, http, restarts, clocks, crash, legacy, herd, storm
    --allowed              ask a copy of the switch what it would accept, too
    --only K, --except K   kinds of violations to look for, or past, by their beginnings
    --keep-going           do not stop at the first; --lines N: how much of a story is told
  soak [option…]           a long day: agents over sockets, faults, RabbitMQ in the middle; what drifts, what grows, how long things take
    --minutes N            30 unless told; --sessions N: 200; --outside N: customers who call in a second, 30
    --shift S              seconds of work between pauses, 60; --seed N; --no-broker; --out FILE: target/soak/report.html
  mutants --sample N       mutation testing of the call model and the session (needs cargo-mutants)
    --seed S               which N of them; 1 unless told
  miri                     what is unsafe in the C library and can run there, under Miri (needs a nightly toolchain)
  deny                     licences, advisories and sources of the dependencies (needs cargo-deny)
  help                     this text

stages of test:{stages}

packages:{packages}",
        QUICK.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn names(plan: &Plan) -> Vec<&str> {
        plan.stages.iter().map(|stage| stage.name).collect()
    }

    #[test]
    fn stages_run_in_the_tables_order_and_once() {
        let plan = parse_test(&words("rust format --fail-fast rust")).unwrap();
        assert_eq!(names(&plan), ["format", "rust"]);
        assert!(plan.fail_fast);
    }

    #[test]
    fn no_name_means_every_stage() {
        let plan = parse_test(&[]).unwrap();
        assert_eq!(plan.stages.len(), ALL.len());
        assert!(plan.tidy && !parse_test(&words("rust")).unwrap().tidy);
    }

    #[test]
    fn what_is_missing_is_installed_unless_that_is_not_wanted() {
        assert!(parse_test(&[]).unwrap().install);
        assert!(!parse_test(&words("--no-install rust")).unwrap().install);
    }

    #[test]
    fn quick_is_a_few_stages_and_can_be_more() {
        let quick = parse_test(&words("quick")).unwrap();
        assert_eq!(names(&quick), QUICK);
        let more = parse_test(&words("demo quick")).unwrap();
        assert_eq!(more.stages.len(), QUICK.len() + 1);
    }

    #[test]
    fn mutants_takes_how_many_and_which() {
        let mutants = |line| parse_mutants(&words(line));
        let sample = |size, seed| Ok(Sample { size, seed });
        assert_eq!(mutants("--sample 40"), sample(40, 1));
        assert_eq!(mutants("--seed 7 --sample 3"), sample(3, 7));
        for wrong in ["", "--sample", "--sample 0", "--sample x", "--sample 3 more"] {
            assert!(mutants(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn check_is_three_stages() {
        assert_eq!(names(&check_plan()), ["format", "lint", "doc"]);
    }

    #[test]
    fn two_commits_are_compared() {
        let two = Task::Compare("main~1".to_owned(), "main".to_owned());
        assert_eq!(parse(&words("bench --compare main~1 main")), Ok(two));
        assert!(parse(&words("bench --compare main")).is_err());
        assert_eq!(parse(&words("bench ratios")), Ok(Task::Bench(words("ratios"))));
    }

    #[test]
    fn fuzz_takes_a_target_a_time_both_or_neither() {
        let fuzz = |target: Option<&str>, seconds| {
            let target = target.map(str::to_owned);
            Ok(Task::Fuzz { target, seconds })
        };
        assert_eq!(parse(&words("fuzz")), fuzz(None, FUZZ_SECONDS));
        assert_eq!(parse(&words("fuzz 5")), fuzz(None, 5));
        assert_eq!(parse(&words("fuzz stomp")), fuzz(Some("stomp"), FUZZ_SECONDS));
        assert_eq!(parse(&words("fuzz stomp 5")), fuzz(Some("stomp"), 5));
    }

    #[test]
    fn the_simulation_reads_its_own_options() {
        let options = words("--seeds 5 --profile calm");
        assert_eq!(
            parse(&words("dst --seeds 5 --profile calm")),
            Ok(Task::Dst(options))
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "tset",
            "test nosuch",
            "test --nosuch",
            "check x",
            "miri x",
            "deny x",
            "fuzz a b",
            "fuzz a 1 2",
            "fuzz a 0",
            "package nosuch",
            "package kotlin --nosuch",
        ] {
            assert!(parse(&words(line)).is_err(), "{line}");
        }
    }

    #[test]
    fn an_installation_needs_a_prefix() {
        let install = parse(&words("install --prefix /opt/x --without-simulator"));
        let expected = Installation {
            prefix: PathBuf::from("/opt/x"),
            profile: SHIP.to_owned(),
            simulator: false,
            windows: None,
            sanitizer: None,
        };
        assert_eq!(install, Ok(Task::Install(expected)));
        let target = |name: &str| parse(&words(&format!("install --prefix x --target {name}")));
        match target("x86_64-pc-windows-gnu") {
            Ok(Task::Install(installation)) => assert_eq!(installation.windows, Some(Windows::X64)),
            other => panic!("{other:?}"),
        }
        assert!(target("x86_64-pc-windows-msvc").is_err());
        assert!(parse(&words("install")).is_err());
        assert!(parse(&words("install --prefix")).is_err());
    }

    #[test]
    fn the_usage_names_every_stage_and_package() {
        let usage = usage();
        let packages = package::ALL.iter().map(|package| package.name);
        for name in ALL.iter().map(|stage| stage.name).chain(packages) {
            assert!(usage.contains(&format!("\n  {name} ")), "{name}");
        }
    }
}
