//! What the program makes for a browser, looked at by a real one: `cargo xtask test browser`. Pictures of it are left in
//! `target/browser`.

#[path = "../common/mod.rs"]
mod common;
mod floor;
mod keyboard;
mod ladder;
mod recording;
mod wallboard;
mod webdriver;
mod windows;

use std::fs;
use std::path::PathBuf;

/// The folder for what is left to be looked at.
fn artefacts() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../browser");
    fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}
