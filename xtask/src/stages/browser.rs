//! What the program makes for a browser, in a real one: pages are opened, worked with and photographed.

use super::Stage;
use super::rust::{C_COMPILER, CARGO, Totals};
use crate::need::Need;
use crate::process::Repository;

static CHROMIUM: Need = Need {
    probe: &["chromium", "--version"],
    // The headless mode that is the browser itself.
    at_least: Some("112.0"),
    debian: &["chromium"],
    otherwise: "",
    why: "opens the pages that the program makes",
};
static DRIVER: Need = Need {
    probe: &["chromedriver", "--version"],
    at_least: Some("112.0"),
    debian: &["chromium-driver"],
    otherwise: "",
    why: "works with the pages in the tests' stead",
};

pub(super) const BROWSER: Stage = Stage {
    name: "browser",
    about: "the program's pages in Chromium; pictures of them are left in target/browser",
    needs: &[&CARGO, &C_COMPILER, &CHROMIUM, &DRIVER],
    scratch: &[],
    run: test,
};

/// The whole workspace is built, so that the features are those of the other stages; the tests of this name run only here.
fn test(repository: &Repository) -> Result<String, String> {
    let mut closing = Vec::new();
    repository
        .cargo(["test", "--workspace", "--locked", "--test", "browser"])
        .run_with_lines(|line| {
            if line.starts_with("test result: ") {
                closing.push(line.to_owned());
            }
        })?;
    let totals = Totals::of(&closing);
    if totals.is_empty() {
        return Err("no test ran".to_owned());
    }
    Ok(totals.to_string())
}
