//! What the program makes for a browser, in a real one: pages are opened, worked with and photographed.

use super::Stage;
use super::rust::{C_COMPILER, CARGO, only};
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

fn test(repository: &Repository) -> Result<String, String> {
    only(repository, "browser", &[])
}
