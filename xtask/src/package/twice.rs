//! Whether the same source is the same octets: everything once more, in a copy in another folder, and compared.

use std::fs;
use std::path::Path;

use super::kind::{FAST, TRIAL};
use super::sums::files;
use crate::process::Repository;

/// Makes the packages of these names from a copy, and compares them with those in `folder`, which have the time `epoch`.
pub(super) fn compare(
    repository: &Repository,
    names: &[&str],
    folder: &Path,
    epoch: u64,
    profile: &str,
) -> Result<(), String> {
    // Of another depth and another length, so that a path that is inside shows.
    let copy = repository.target().join("again/in/another-folder");
    copy_source(repository, &copy)?;
    // Of an earlier time.
    let made = copy.join("target").join(folder.file_name().unwrap_or_default());
    let _ = fs::remove_dir_all(&made);
    let place = copy.display().to_string();
    let fast = (profile == TRIAL).then_some(FAST);
    let arguments = ["xtask", "package"]
        .into_iter()
        .chain(names.iter().copied())
        .chain(fast);
    repository
        .program_in(&place, "cargo", arguments)
        .env("SOURCE_DATE_EPOCH", &epoch.to_string())
        .without("CARGO_TARGET_DIR")
        .run()?;
    judge(folder, &made)
}

/// Compares every file that the second has; the first may have more, of other packages.
fn judge(first: &Path, second: &Path) -> Result<(), String> {
    let made = files(second)?;
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let mut different = Vec::new();
    for file in &made {
        let is_same = read(&first.join(file))? == read(&second.join(file))?;
        println!("{} {file}", if is_same { "the same " } else { "DIFFERENT" });
        if !is_same {
            different.push(file.as_str());
        }
    }
    match (made.len(), different.len()) {
        (0, _) => Err("nothing was made twice".to_owned()),
        (all, 0) => {
            println!("{all} files, made twice in two folders, are the same");
            Ok(())
        }
        _ => Err(format!("not the same twice: {}", different.join(", "))),
    }
}

fn copy_source(repository: &Repository, copy: &Path) -> Result<(), String> {
    for file in repository.files()? {
        let (from, to) = (repository.root().join(&file), copy.join(&file));
        if !from.is_file() {
            // Deleted, and not yet committed.
            continue;
        }
        to.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::copy(&from, &to))
            .map_err(|error| format!("{}: {error}", to.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_and_so_is_nothing_at_all() {
        let folder = std::env::temp_dir().join(format!("xtask-twice-{}", std::process::id()));
        let (one, other) = (folder.join("one"), folder.join("other"));
        for folder in [&one, &other] {
            fs::create_dir_all(folder).unwrap();
        }
        assert!(judge(&one, &other).is_err());
        fs::write(one.join("a"), "a").unwrap();
        fs::write(one.join("of-another-package"), "b").unwrap();
        fs::write(other.join("a"), "a").unwrap();
        assert_eq!(judge(&one, &other), Ok(()));
        fs::write(other.join("a"), "b").unwrap();
        assert_eq!(judge(&one, &other), Err("not the same twice: a".to_owned()));
        fs::remove_dir_all(&folder).unwrap();
    }
}
