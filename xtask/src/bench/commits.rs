//! Two commits beside each other: instructions of an event, which are the same on every day.

use std::fs;
use std::path::Path;

use crate::process::Repository;
use crate::stages::instructions::{Count, count};

/// Counts at both commits, and tells what each part costs at the later one for a hundred at the earlier one.
pub(crate) fn compare(repository: &Repository, earlier: &str, later: &str) -> Result<(), String> {
    let [before, after] = [earlier, later].map(|commit| at(repository, commit));
    let (before, after) = (before?, after?);
    println!("{:<14} {earlier:>12} {later:>12}", "instructions");
    for Count { part, instructions } in &after {
        let known = before.iter().find(|known| known.part == *part);
        let (then, change) = match known {
            Some(then) => {
                let change = 100.0 * (*instructions as f64 / then.instructions as f64 - 1.0);
                (then.instructions.to_string(), format!("{change:+.1} %"))
            }
            None => ("–".to_owned(), String::new()),
        };
        println!("{part:<14} {then:>12} {instructions:>12}  {change}");
    }
    Ok(())
}

/// What is counted at a commit, in a checkout of its own.
fn at(repository: &Repository, commit: &str) -> Result<Vec<Count>, String> {
    let folder = repository.target().join("bench/commit");
    let path = folder.display().to_string();
    remove(repository, &folder);
    let add = ["worktree", "add", "--detach", "--force", &path, commit];
    repository.program("git", add).run()?;
    let counted = count(&repository.checkout(&folder));
    remove(repository, &folder);
    counted
}

fn remove(repository: &Repository, folder: &Path) {
    let path = folder.display().to_string();
    // Where there is none, there is nothing to do.
    let _ = repository
        .program("git", ["worktree", "remove", "--force", &path])
        .read();
    let _ = fs::remove_dir_all(folder);
}
