//! Every heading of the manual, and every name of later releases, has its place in both pages for its readers.

use std::path::PathBuf;

fn read(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A table's row or a question of this number that names this.
fn is_there(page: &str, number: &str, name: &str) -> bool {
    let named = |line: &str| {
        let marks = [format!("`{name}`"), format!("`{name}("), format!("`{name} = ")];
        name.is_empty() || marks.iter().any(|mark| line.contains(mark.as_str()))
    };
    page.lines().any(|line| {
        let starts = match number {
            "-" => line.starts_with('|') || line.starts_with("**"),
            number => [
                format!("| {number} "),
                format!("| {number}–"),
                format!("**{number} "),
            ]
            .iter()
            .any(|start| line.starts_with(start.as_str())),
        };
        starts && named(line)
    })
}

#[test]
fn every_heading_of_the_manual_has_its_place() {
    let headings = read("vectors/manual-headings.tsv");
    let headings = headings.lines().filter(|line| !line.starts_with('#'));
    let mut missing = Vec::new();
    for heading in headings {
        let (number, name) = heading.split_once('\t').expect("a number and a name");
        for page in ["../docs/manual.md", "../docs/manual.zh.md"] {
            if !is_there(&read(page), number, name) {
                missing.push(format!("{page}: {number} {name}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
