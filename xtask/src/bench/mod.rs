//! The benchmarks: all of them beside their peers, with a page; and two commits beside each other.

mod commits;
mod page;
mod peers;

use std::fs;

use crate::process::Repository;

pub(crate) use commits::compare;

/// Runs the benchmarks, or those that a word of `filters` chooses; the ratios also go into a page. Without filters, clients in other
/// languages and libraries run beside this one's.
pub(crate) fn bench(repository: &Repository, filters: &[String]) -> Result<(), String> {
    let out = repository.target().join("bench");
    fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    let others = match filters {
        [] => peers::prepare(repository, &out)?,
        _ => Vec::new(),
    };
    let fixed = [
        "bench",
        "--package",
        "wellclient-benches",
        "--benches",
        "--locked",
        "--",
    ];
    let filters = filters.iter().map(String::as_str);
    let mut run = repository
        .cargo(fixed.into_iter().chain(filters))
        .env("WELLCLIENT_BENCH_OUT", &out.display().to_string());
    for (variable, value) in &others {
        run = run.env(variable, value);
    }
    run.run()?;
    let page = page::write(&out)?;
    println!("the ratios as a page: {}", page.display());
    Ok(())
}
