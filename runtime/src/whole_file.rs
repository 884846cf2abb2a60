//! Files that are there whole or not at all, for their owner alone.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use zeroize::Zeroizing;

/// Writes a file anew. Whatever happens meanwhile, there is the old one or the new one: it is written beside, brought to
/// the disk, and takes the old one's name.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path)?;
    let written = write_new(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What is half written is a secret, too.
        let _ = fs::remove_file(&beside);
    }
    written?;
    sync_folder(path)
}

/// Opens a file; `None` where there is none. Nothing is waited for: what is no file, such as a FIFO, is an error.
pub(crate) fn open(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match file.metadata()?.is_file() {
        true => Ok(Some(file)),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file")),
    }
}

/// Reads up to so many bytes.
pub(crate) fn read(file: &mut File, most: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    // Room for all, so that no copy is left behind where it grows.
    let room = file.metadata()?.len().min(most);
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(room).unwrap_or(0)));
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Removes a file, and what was left half written beside it. That it was not there is no error.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    sweep(path);
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder(path),
    }
}

/// No write takes that long.
const LEFT: Duration = Duration::from_secs(60);

/// Removes what other processes, killed while they wrote, have left beside a file a while ago: one of them may be writing now.
pub(crate) fn sweep(path: &Path) {
    let (Some(name), Ok(entries)) = (path.file_name(), fs::read_dir(folder(path))) else {
        return;
    };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|it| it.modified());
        let is_old = age.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > LEFT));
        if is_old && is_left_over(name, &entry.file_name()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// `.<name>.<process>.<number>.new`
fn beside(path: &Path) -> io::Result<PathBuf> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let no_name = || io::Error::new(io::ErrorKind::InvalidInput, "it has no name");
    let mut name = OsString::from(".");
    name.push(path.file_name().ok_or_else(no_name)?);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    name.push(format!(".{}.{number}.new", std::process::id()));
    Ok(path.with_file_name(name))
}

/// Whether another process has named a file so, to write it beside this one.
fn is_left_over(name: &OsStr, other: &OsStr) -> bool {
    let middle = other
        .as_encoded_bytes()
        .strip_prefix(b".")
        .and_then(|rest| rest.strip_prefix(name.as_encoded_bytes()))
        .and_then(|rest| rest.strip_prefix(b"."))
        .and_then(|rest| rest.strip_suffix(b".new"))
        .and_then(|rest| std::str::from_utf8(rest).ok());
    let Some((process, number)) = middle.and_then(|middle| middle.split_once('.')) else {
        return false;
    };
    let process = process.parse::<u32>();
    number.parse::<u64>().is_ok() && process.is_ok_and(|process| process != std::process::id())
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// So that the new name is on the disk, too.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match File::open(folder(path))?.sync_all() {
        // Some file systems have no such thing.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_other_processes_are_known_by_their_names() {
        let own = format!(".a.well.{}.0.new", std::process::id());
        for (name, expected) in [
            (".a.well.0.17.new", true),
            (own.as_str(), false),
            (".a.well.new", false),
            (".a.well.x.1.new", false),
            (".b.a.well.0.1.new", false),
            ("a.well", false),
        ] {
            assert_eq!(
                is_left_over(OsStr::new("a.well"), OsStr::new(name)),
                expected,
                "{name}"
            );
        }
    }
}
