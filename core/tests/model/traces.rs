//! Golden traces: after each event of each scenario, the calls, what may be done, and the derived facts.
//!
//! `UPDATE_TRACES=1 cargo test -p wellclient-core --test model traces::` writes what the model says now into
//! the files; read the difference.

use std::fmt::Write as _;

use crate::trace::{Numbering, cleared, describe, describe_cleared, directory, files, now, scenes_of};

#[test]
fn every_scenario_is_as_written() {
    let update = std::env::var_os("UPDATE_TRACES").is_some();
    let mut differing = Vec::new();
    for (name, text) in files() {
        let found = annotate(&name, &text);
        if found == text {
            continue;
        }
        if update {
            std::fs::write(directory().join(format!("{name}.trace")), &found).unwrap();
        }
        let at = found
            .lines()
            .zip(text.lines())
            .position(|(found, text)| found != text)
            .unwrap_or_default();
        let line = |text: &str| text.lines().nth(at).unwrap_or_default().to_owned();
        differing.push(format!(
            "{name}.trace:{}\n  written {}\n  found   {}",
            at + 1,
            line(&text),
            line(&found)
        ));
    }
    assert!(update || differing.is_empty(), "{}", differing.join("\n"));
}

/// The file again, with what the model says in place of what was written.
fn annotate(name: &str, text: &str) -> String {
    let mut scenes = scenes_of(name, text).into_iter();
    let (mut scene, mut tracker, mut index) = (None, None, 0);
    let mut found = String::new();
    for line in text.lines().filter(|line| !line.starts_with(' ')) {
        writeln!(found, "{line}").unwrap();
        if line.starts_with("view ") {
            scene = scenes.next();
            tracker = scene.as_ref().map(|scene| scene.tracker());
            index = 0;
        }
        let (Some(scene), Some(tracker), true) = (&scene, &mut tracker, line.starts_with("> ")) else {
            continue;
        };
        let event = scene.event(index, Numbering::Serials);
        let mut offered = tracker.offer(now(index), &event);
        index += 1;
        for anomaly in &offered.anomalies {
            writeln!(found, "    ! {}: {}", anomaly.kind, anomaly.detail).unwrap();
        }
        if let Some(cleared) = cleared(&mut offered, &event) {
            writeln!(found, "    {}", describe_cleared(&cleared)).unwrap();
        }
        for line in describe(tracker) {
            writeln!(found, "    {line}").unwrap();
        }
    }
    found
}
