//! Every heading of the manual, every name of later releases and every spelling of the protocol has its place in both pages
//! for the manual's readers.

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

/// The pages, and the heading of their part on the protocol.
const SPELLINGS: [(&str, &str); 2] = [
    ("../docs/manual.md", "## Spellings on the wire"),
    ("../docs/manual.zh.md", "## 线上的写法"),
];

/// The rows of this part's tables.
fn rows<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    let part = page.lines().skip_while(|line| *line != heading).skip(1);
    let part = part.take_while(|line| !line.starts_with("## "));
    part.filter(|line| line.starts_with('|')).collect()
}

/// Whether a row names this, as code: a path may be the end of what stands there, or its beginning.
fn is_spelled(rows: &[&str], name: &str) -> bool {
    let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let is_in = |code: &str| {
        code == name
            || name.starts_with('/')
                && code.match_indices(name).any(|(at, _)| {
                    let rest = code.get(at + name.len()..).unwrap_or_default();
                    name.ends_with(['.', '/']) || !goes_on(rest)
                })
    };
    rows.iter()
        .any(|row| row.split('`').skip(1).step_by(2).any(is_in))
}

#[test]
fn every_spelling_of_the_protocol_has_its_place() {
    let names = read("vectors/wire-names.txt");
    let names = names.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<_> = names.flat_map(str::split_whitespace).collect();
    let mut missing = Vec::new();
    for (path, heading) in SPELLINGS {
        let page = read(path);
        let rows = rows(&page, heading);
        let of_page = names.iter().filter(|name| !is_spelled(&rows, name));
        missing.extend(of_page.map(|name| format!("{path}: {name}")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_spelling_without_a_place_is_found() {
    let page = "`spy`\n## A\n| `…/transferAndWait` | `agentIds` |\n## B\n| `callId` |\n";
    let rows = rows(page, "## A");
    assert!(is_spelled(&rows, "/transferAndWait") && is_spelled(&rows, "agentIds"));
    for name in ["/transfer", "agentId", "callId", "spy"] {
        assert!(!is_spelled(&rows, name), "{name}");
    }
}
