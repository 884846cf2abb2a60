//! The checksums of what is handed out.

use std::fs;
use std::path::Path;

use crate::process::Repository;

/// What is handed out: the files of the folder; what is in folders is layout, or work.
pub(super) fn files(folder: &Path) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != SUMS)
        .collect();
    files.sort();
    Ok(files)
}

const SUMS: &str = "SHA256SUMS";

/// Writes the checksums, as `sha256sum --check` reads them.
pub(super) fn write(repository: &Repository, folder: &Path) -> Result<(), String> {
    let files = files(folder)?;
    if files.is_empty() {
        return Ok(());
    }
    let place = folder.display().to_string();
    let (sums, _) = repository.program_in(&place, "sha256sum", &files).read()?;
    fs::write(folder.join(SUMS), &sums).map_err(|error| format!("{SUMS}: {error}"))?;
    print!("\nin {place}:\n{}", String::from_utf8_lossy(&sums));
    Ok(())
}
