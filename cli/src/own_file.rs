//! A file for its owner alone: what the server tells of customers is in it.

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes it anew, or empties it. On Unix nobody else may read it, though others might have read the one that was there.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let file = wellclient::create_journal(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if file.metadata()?.is_file() {
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

/// As [`create`], for what cannot be made again: a file with something in it stays as it is.
///
/// # Errors
/// Of kind [`io::ErrorKind::AlreadyExists`] for such a file.
pub(crate) fn create_once(path: &Path) -> io::Result<File> {
    let there = std::fs::metadata(path);
    if there.is_ok_and(|there| there.is_file() && there.len() > 0) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_a_file_stays_in_it() {
        let path = std::env::temp_dir().join(format!("wellclient-{}-once.journal", std::process::id()));
        let is_made = || create_once(&path).map(|_| ()).map_err(|error| error.kind());
        assert_eq!(is_made(), Ok(()));
        assert_eq!(is_made(), Ok(()), "an empty one is nothing to lose");
        std::fs::write(&path, "a bad day\n").unwrap();
        assert_eq!(is_made(), Err(io::ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a bad day\n");
        create(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "");
        std::fs::remove_file(&path).unwrap();
    }
}
