//! A folder that becomes an archive: made anew, with modes that do not depend on who makes it.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder.
pub(crate) struct Tree {
    root: PathBuf,
}

impl Tree {
    /// An empty one.
    pub(crate) fn new(root: PathBuf) -> Result<Self, String> {
        if root.exists() {
            fs::remove_dir_all(&root).map_err(|error| named(&root, &error))?;
        }
        fs::create_dir_all(&root).map_err(|error| named(&root, &error))?;
        Ok(Self { root })
    }

    /// One that is there already.
    pub(crate) fn found(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A file with this content.
    pub(crate) fn write(&self, place: &str, content: impl AsRef<[u8]>) -> Result<(), String> {
        let path = self.place(place)?;
        fs::write(&path, content).map_err(|error| named(&path, &error))?;
        set_mode(&path, 0o644)
    }

    /// A copy of a file.
    pub(crate) fn copy(&self, from: &Path, place: &str) -> Result<(), String> {
        self.write(place, read(from)?)
    }

    /// A copy of a program, or of a library, which Debian wants no one to run.
    pub(crate) fn program(&self, from: &Path, place: &str) -> Result<(), String> {
        self.copy(from, place)?;
        set_mode(&self.root.join(place), 0o755)
    }

    /// A symbolic link.
    #[cfg(unix)]
    pub(crate) fn link(&self, to: &str, place: &str) -> Result<(), String> {
        let path = self.place(place)?;
        std::os::unix::fs::symlink(to, &path).map_err(|error| named(&path, &error))
    }

    #[cfg(not(unix))]
    pub(crate) fn link(&self, _: &str, place: &str) -> Result<(), String> {
        Err(format!("{place}: links are made on Unix only"))
    }

    /// Every file in it, by its place, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>, String> {
        let mut files = Vec::new();
        list(&self.root, "", &mut files)?;
        files.sort();
        Ok(files)
    }

    fn place(&self, place: &str) -> Result<PathBuf, String> {
        let path = self.root.join(place);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
        Ok(path)
    }
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| named(path, &error))
}

fn list(folder: &Path, below: &str, files: &mut Vec<String>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| named(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| named(folder, &error))?;
        let place = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            list(&entry.path(), &format!("{place}/"), files)?;
        } else {
            files.push(place);
        }
    }
    Ok(())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|error| named(path, &error))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> Result<(), String> {
    Ok(())
}

fn named(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
