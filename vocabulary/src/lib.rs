//! The vocabulary of wellclient: the tables in `tables/`, and what is generated from them for every language.
//!
//! `cargo xtask generate` writes the files anew; a test here fails where one is not what the generator makes.

mod bodies;
mod c;
mod c_event;
mod core;
mod cpp;
mod docs;
mod guide;
mod manual;
mod methods;
mod python;
mod table;
mod text;
mod toml_rows;
mod uniffi;
mod verb;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use table::Vocabulary;

/// The repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every generated file, by its path in the repository.
///
/// # Errors
///
/// A sentence: a table is wrong, `rustfmt` is not there, or a page has lost its marks.
pub fn generate() -> Result<Vec<(&'static str, String)>, String> {
    let vocabulary = Vocabulary::read()?;
    let mut files = core::files(&vocabulary);
    files.extend(c::files(&vocabulary));
    files.extend(c_event::files(&vocabulary));
    files.extend(uniffi::files(&vocabulary));
    files.extend(methods::rust_files(&vocabulary));
    files.extend(bodies::rust_files(&vocabulary));
    for (path, text) in &mut files {
        *text = formatted(text).map_err(|error| format!("{path}: {error}"))?;
    }
    files.extend(c_event::headers(&vocabulary));
    files.extend(cpp::files(&vocabulary));
    files.extend(python::files(&vocabulary));
    files.extend(methods::other_files(&vocabulary));
    files.extend(bodies::other_files(&vocabulary));
    files.extend(guide::files(&vocabulary, &root())?);
    files.extend(manual::files(&vocabulary, &root())?);
    Ok(files)
}

/// As `cargo fmt` leaves it.
fn formatted(text: &str) -> Result<String, String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(Path::new(&root()).join("rustfmt.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("rustfmt: {error} (rustup component add rustfmt)"))?;
    let mut input = rustfmt.stdin.take().ok_or("rustfmt takes no input")?;
    let text = text.to_owned();
    // Beside, since it may write before it has read all.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let done = rustfmt.wait_with_output().map_err(|error| error.to_string())?;
    let written = writer.join().map_err(|_| "rustfmt: the writer has panicked")?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned());
    }
    written.map_err(|error| error.to_string())?;
    String::from_utf8(done.stdout).map_err(|error| error.to_string())
}
