//! The task runner: `cargo xtask help` says what it does.

mod arguments;
mod bench;
mod bindings;
mod console;
mod evidence;
mod import_library;
mod install;
mod mutants;
mod need;
mod own_names;
mod package;
mod places;
mod prerequisite;
mod process;
mod report;
mod runner;
mod stages;
mod supply;
mod tasks;
mod toolchain;
mod version;
mod windows;

use std::process::ExitCode;

use arguments::Task;
use process::Repository;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = match arguments::parse(&arguments) {
        Ok(task) => task,
        Err(why) => {
            eprintln!("error: {why}\n\n{}", arguments::usage());
            return ExitCode::from(2);
        }
    };
    let repository = Repository::find();
    let outcome = match &task {
        Task::Help => {
            println!("{}", arguments::usage());
            Ok(())
        }
        Task::Test(plan) => runner::run(&repository, plan),
        Task::Check => runner::run(&repository, &arguments::check_plan()),
        Task::Bench(filters) => bench::bench(&repository, filters),
        Task::Compare(earlier, later) => bench::compare(&repository, earlier, later),
        Task::Fuzz { target, seconds } => tasks::fuzz(&repository, target.as_deref(), *seconds),
        Task::Dst(options) => tasks::dst(&repository, options),
        Task::Soak(options) => tasks::soak(&repository, options),
        Task::Mutants(sample) => mutants::mutants(&repository, sample),
        Task::Generate => tasks::generate(&repository),
        Task::Headers => tasks::headers(&repository),
        Task::Pictures => tasks::pictures(&repository),
        Task::Install(installation) => install::install(&repository, installation),
        Task::Bindings => bindings::write(&repository),
        Task::Package(package) => package::package(&repository, package),
        Task::Miri => tasks::miri(&repository),
        Task::Deny => tasks::deny(&repository),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}
