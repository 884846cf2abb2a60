//! Archives that are the same, octet for octet, whoever makes them: entries sorted, one time, one owner.

use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::tree::Tree;
use crate::process::Repository;

/// The time that everything is given, in seconds since 1970: of the last commit, or `SOURCE_DATE_EPOCH`.
pub(super) fn epoch(repository: &Repository) -> Result<u64, String> {
    if let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") {
        return text
            .parse()
            .map_err(|_| format!("SOURCE_DATE_EPOCH={text:?} is no number of seconds"));
    }
    let safe = format!("safe.directory={}", repository.root().display());
    let log = ["-c", &safe, "log", "-1", "--format=%ct"];
    let (stdout, _) = repository.program("git", log).read().map_err(|why| {
        format!("{why}\nwithout git, set SOURCE_DATE_EPOCH to the release's time, in seconds since 1970")
    })?;
    let text = String::from_utf8_lossy(&stdout);
    text.trim()
        .parse()
        .map_err(|_| format!("git says {text:?} for the last commit's time"))
}

/// Packs the tree as `<name>.tar.gz`, in which all is in the folder `<name>`; or `.zip`, as Windows has it. `level` is
/// gzip's and zip's, from `-1` to `-9`.
pub(super) fn pack(
    repository: &Repository,
    tree: &Tree,
    to: &Path,
    epoch: u64,
    is_zip: bool,
    level: &str,
) -> Result<PathBuf, String> {
    let name = tree.root().file_name().unwrap_or_default().to_string_lossy();
    let end = if is_zip { "zip" } else { "tar.gz" };
    let archive = to.join(format!("{name}.{end}"));
    let _ = fs::remove_file(&archive);
    if is_zip {
        zip(repository, tree, &name, &archive, epoch, level)?;
    } else {
        tar(repository, tree, &name, &archive, epoch, level)?;
    }
    Ok(archive)
}

fn tar(
    repository: &Repository,
    tree: &Tree,
    name: &str,
    archive: &Path,
    epoch: u64,
    level: &str,
) -> Result<(), String> {
    let time = format!("--mtime=@{epoch}");
    // `-n`: neither name nor time in gzip's head.
    let compress = format!("--use-compress-program=gzip -n {level}");
    let (above, archive) = (above(tree), archive.display().to_string());
    let arguments = [
        "--create",
        "--file",
        &archive,
        &compress,
        "--sort=name",
        "--format=ustar",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "--mode=u=rwX,go=rX",
        &time,
        "-C",
        &above,
        name,
    ];
    repository.program("tar", arguments).run()
}

fn zip(
    repository: &Repository,
    tree: &Tree,
    name: &str,
    archive: &Path,
    epoch: u64,
    level: &str,
) -> Result<(), String> {
    let time = UNIX_EPOCH + Duration::from_secs(epoch);
    let mut arguments = vec!["-q".to_owned(), "-X".to_owned(), level.to_owned()];
    arguments.push(archive.display().to_string());
    for file in tree.files()? {
        let path = tree.root().join(&file);
        File::options()
            .append(true)
            .open(&path)
            .and_then(|opened| opened.set_times(FileTimes::new().set_modified(time)))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        arguments.push(format!("{name}/{file}"));
    }
    // A zip has local times.
    let program = repository.program_in(&above(tree), "zip", arguments);
    program.env("TZ", "UTC").run()
}

fn above(tree: &Tree) -> String {
    tree.root().parent().unwrap_or(tree.root()).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(name: &str) -> Tree {
        let root = std::env::temp_dir().join(format!("xtask-archive-{}-{name}/thing", std::process::id()));
        let tree = Tree::new(root).unwrap();
        tree.write("b/text", "text").unwrap();
        tree.write("a", "a").unwrap();
        tree
    }

    fn packed(tree: &Tree, is_zip: bool) -> Vec<u8> {
        let repository = Repository::find();
        let archive = pack(
            &repository,
            tree,
            tree.root().parent().unwrap(),
            1_000_000_000,
            is_zip,
            "-9",
        )
        .unwrap();
        fs::read(archive).unwrap()
    }

    #[test]
    fn the_same_files_are_the_same_archive_whenever_they_were_made() {
        let (one, other) = (tree("one"), tree("other"));
        let long_ago = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = File::options().append(true).open(one.root().join("a")).unwrap();
        file.set_times(FileTimes::new().set_modified(long_ago)).unwrap();
        for is_zip in [false, true] {
            assert!(packed(&one, is_zip) == packed(&other, is_zip), "zip: {is_zip}");
        }
        other.write("a", "b").unwrap();
        assert!(packed(&one, false) != packed(&other, false));
        for tree in [one, other] {
            fs::remove_dir_all(tree.root().parent().unwrap()).unwrap();
        }
    }
}
