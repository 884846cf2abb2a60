//! The floor without a mouse: Tab to what is wanted, the telephone's letters, and the focus is always seen.

use serde_json::json;

use crate::common::simulator;
use crate::floor::{ALICE, says, sees, window};
use crate::webdriver::Browser;

/// Presses Tab until the focus is where a selector says, and can be seen there.
fn tab_to(browser: &Browser, selector: &str) {
    let focus = "const at = document.activeElement; const is = at.matches(arguments[0]); \
        return [is, is && getComputedStyle(at).outlineStyle !== 'none'];";
    for _ in 0..60 {
        browser.keys("\u{e004}");
        let found = browser.run_with(focus, json!([selector]));
        if found[0] == true {
            assert_eq!(found[1], true, "{selector}: the focus is seen");
            return;
        }
    }
    panic!("the focus never comes to {selector}");
}

#[test]
fn a_call_is_handled_by_the_keyboard_alone() {
    const ENTER: &str = "\u{e007}";
    let (_running, url) = simulator(&[]);
    let floor = window(&url, "", (1280, 900));
    tab_to(&floor, ".sit button");
    floor.keys(ENTER);
    sees(
        &floor,
        &format!("[data-desk='{ALICE}'][data-phase='loggedIn'] .mode-Ready"),
    );
    tab_to(&floor, "#call-in button.loud");
    floor.keys(ENTER);
    sees(&floor, &format!("[data-desk='{ALICE}'].rings"));
    // Wherever in the telephone the focus is, but in a field, its letters are its keys.
    tab_to(&floor, ".phone a.window");
    floor.keys("a");
    sees(&floor, ".phone .call.is-connected");
    // What is not meant any more is left by Escape, and the focus is where it was.
    floor.keys("c");
    sees(&floor, "dialog[open] input:focus");
    floor.keys("\u{e00c}");
    floor.until("it is closed", "return !document.querySelector('dialog[open]');");
    floor.keys("h");
    sees(&floor, ".phone .call.is-hold");
    tab_to(&floor, ".phone [data-verb='retrieveCall']");
    floor.keys(ENTER);
    sees(&floor, ".phone .call.is-connected");
    floor.keys("x");
    says(&floor, ".phone", "No call.");
    assert_eq!(floor.complaints(), [""; 0]);
}
