//! A journal's file: for its owner alone, for one session alone, and never over what is in it.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// A file for a journal ([`crate::SessionOptions::journal`]): made, or taken where it is empty. A journal cannot be made
/// again, so a file with something in it stays as it is, and one that another session writes its journal to is not taken.
///
/// On Unix the file is for its owner alone: what the server tells of customers is in it. And there nothing is waited for:
/// neither a FIFO's reader nor a terminal's line. What is no file, as a FIFO or `/dev/stdout`, is only opened.
///
/// # Errors
/// Of kind [`io::ErrorKind::AlreadyExists`] for a file with something in it, [`io::ErrorKind::ResourceBusy`] for one that
/// is written to as a journal, [`io::ErrorKind::InvalidInput`] for a FIFO that nobody reads, else as the system has it.
pub fn create_journal(path: impl AsRef<Path>) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    let file = open(&mut options, path.as_ref())?;
    let there = file.metadata()?;
    if !there.is_file() {
        return Ok(file);
    }
    claim(&file)?;
    // Looked at once it is claimed: nobody else begins one meanwhile.
    if file.metadata()?.len() > 0 {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "there is something in it already, which stays",
        ));
    }
    make_private(&file)?;
    Ok(file)
}

fn busy() -> io::Error {
    io::Error::new(
        io::ErrorKind::ResourceBusy,
        "another session writes its journal to it",
    )
}

#[cfg(unix)]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::{OFlags, fcntl_setfl};
    use rustix::io::Errno;

    let file = options
        .mode(0o600)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(path)
        .map_err(|error| match Errno::from_io_error(&error) {
            Some(Errno::NXIO) => io::Error::new(
                io::ErrorKind::InvalidInput,
                "nobody is at its other end; a FIFO has to be read first",
            ),
            _ => error,
        })?;
    // Written to, it may block: that is done by a thread of its own.
    fcntl_setfl(&file, OFlags::empty())?;
    Ok(file)
}

/// Until the file is closed. Some file systems know no locks; there it is not told.
#[cfg(unix)]
fn claim(file: &File) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => Err(busy()),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn make_private(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

/// Opened so that others may read it, and not write.
#[cfg(windows)]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt as _;

    const FILE_SHARE_READ: u32 = 1;
    const FILE_SHARE_DELETE: u32 = 4;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    let file = options.share_mode(FILE_SHARE_READ | FILE_SHARE_DELETE).open(path);
    file.map_err(|error| match error.raw_os_error() {
        Some(ERROR_SHARING_VIOLATION) => busy(),
        _ => error,
    })
}

#[cfg(not(any(unix, windows)))]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}

#[cfg(not(unix))]
fn claim(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn make_private(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::path::PathBuf;

    use super::*;

    fn temporary(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("wellclient-{}-{name}", std::process::id()))
    }

    fn kind(made: io::Result<File>) -> Option<io::ErrorKind> {
        made.err().map(|error| error.kind())
    }

    #[test]
    fn what_is_in_a_file_stays_in_it() {
        let path = temporary("once.journal");
        let mut journal = create_journal(&path).unwrap();
        journal.write_all(b"a bad day\n").unwrap();
        drop(journal);
        assert_eq!(
            kind(create_journal(&path)),
            Some(io::ErrorKind::AlreadyExists),
            "a journal"
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a bad day\n");
        std::fs::write(&path, "").unwrap();
        assert_eq!(kind(create_journal(&path)), None, "nothing to lose");
        std::fs::remove_file(&path).unwrap();
    }

    /// Wine lets others write to what it was told to share for reading alone.
    #[cfg(unix)]
    #[test]
    fn an_empty_file_is_one_session_s() {
        use std::os::unix::fs::PermissionsExt as _;

        let path = temporary("shared.journal");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let first = create_journal(&path).unwrap();
        assert_eq!(first.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(kind(create_journal(&path)), Some(io::ErrorKind::ResourceBusy));
        drop(first);
        assert_eq!(kind(create_journal(&path)), None, "it was let go, empty");
        std::fs::remove_file(&path).unwrap();
    }

    #[cfg(unix)]
    fn fifo(name: &str) -> PathBuf {
        let path = temporary(name);
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        path
    }

    #[cfg(unix)]
    #[test]
    fn a_fifo_that_nobody_reads_is_refused_at_once() {
        let path = fifo("unread.fifo");
        let refused = kind(create_journal(&path));
        std::fs::remove_file(path).unwrap();
        assert_eq!(refused, Some(io::ErrorKind::InvalidInput));
    }

    #[cfg(unix)]
    #[test]
    fn a_slow_reader_is_waited_for() {
        let path = fifo("read.fifo");
        let reader = std::thread::spawn({
            let path = path.clone();
            move || {
                let mut fifo = File::open(path).unwrap();
                // Meanwhile it fills.
                std::thread::sleep(std::time::Duration::from_millis(100));
                io::copy(&mut fifo, &mut io::sink()).unwrap()
            }
        });
        let mut journal = loop {
            match create_journal(&path) {
                Ok(journal) => break journal,
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::InvalidInput),
            }
            std::thread::yield_now();
        };
        let lines = vec![b'\n'; 1 << 20];
        journal.write_all(&lines).unwrap();
        drop(journal);
        assert_eq!(reader.join().unwrap(), 1 << 20);
        std::fs::remove_file(path).unwrap();
    }
}
