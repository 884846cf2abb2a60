//! What a person reads in front of one function says what it does, and does not send the reader to another place for it.

use std::path::{Path, PathBuf};

/// The surfaces, and how their files end.
const SURFACES: [(&str, &str); 9] = [
    ("include", "h"),
    ("include/wellclient", "hpp"),
    ("core/src", "rs"),
    ("runtime/src", "rs"),
    ("ffi-c/src", "rs"),
    ("bindings-kotlin/src", "rs"),
    ("bindings-kotlin/kotlin/src/main", "kt"),
    ("bindings-kotlin/swift/Sources", "swift"),
    ("bindings-python/python/wellclient", "py"),
];

/// How a sentence begins that says nothing by itself.
const EMPTY: [&str; 8] = [
    "As `",
    "As [",
    "As ``",
    "As above",
    "See above",
    "Likewise",
    "Ditto",
    "Same as ",
];

/// What says in the middle of a sentence that the rest stands elsewhere.
const ELSEWHERE: [&str; 4] = ["threads: as ", "rrors: as ", "hrows as ", "ails as `"];

#[test]
fn no_documentation_says_only_where_else_to_read() {
    let mut found = Vec::new();
    let mut documented = 0;
    for (folder, extension) in SURFACES {
        for path in files(&wellclient_vocabulary::root().join(folder), extension) {
            let text = std::fs::read_to_string(&path).unwrap();
            for (line, said, item) in documentation(&text) {
                // Of Rust, what others see.
                if extension == "rs" && !item.starts_with("pub ") {
                    continue;
                }
                documented += 1;
                let says_nothing = EMPTY.iter().any(|empty| begins(&said, empty));
                if says_nothing || ELSEWHERE.iter().any(|elsewhere| said.contains(elsewhere)) {
                    found.push(format!("{}:{line}: {said}", path.display()));
                }
            }
        }
    }
    assert!(documented > 3000, "{documented}");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whether the text, or a sentence of it, begins so.
fn begins(said: &str, with: &str) -> bool {
    said.starts_with(with) || said.contains(&format!(". {with}"))
}

/// All files of a folder and below that end so.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    // What a build writes there may be of another day; it comes from the sources beside it.
    let sources = entries.filter(|path| !path.ends_with("Generated"));
    let files = sources.flat_map(|path| match path.is_dir() {
        true => files(&path, extension),
        false => vec![path],
    });
    files
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

/// Each piece of documentation, with the line that it begins in and what it stands before.
fn documentation(text: &str) -> Vec<(usize, String, String)> {
    let mut pieces = Vec::new();
    let mut said: Option<(usize, String)> = None;
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim();
        let (is_said, words) = match bare.strip_prefix("///") {
            Some(words) => (true, words),
            None if inside || bare.starts_with("/**") || bare.starts_with("\"\"\"") => {
                let closed = bare.trim_end_matches("*/").trim_end_matches("\"\"\"");
                let opened = closed.trim_start_matches("/**").trim_start_matches("\"\"\"");
                let words = opened.trim_start_matches('*');
                let ends = match bare.starts_with("\"\"\"") && !inside {
                    true => bare.len() > 3 && bare.ends_with("\"\"\""),
                    false => bare.ends_with("*/") || bare.ends_with("\"\"\""),
                };
                inside = !ends;
                (true, words)
            }
            None => (false, bare),
        };
        match (&mut said, is_said) {
            (Some((_, all)), true) => *all += &format!(" {}", words.trim()),
            (None, true) => said = Some((at + 1, words.trim().to_owned())),
            (_, false) if bare.starts_with("#[") || bare.starts_with('@') => {}
            (_, false) => {
                let piece = said
                    .take()
                    .map(|(first, all)| (first, all.trim().to_owned(), bare.to_owned()));
                pieces.extend(piece);
            }
        }
    }
    pieces
}

#[test]
fn documentation_is_found_in_every_language() {
    let rust = "/// As `a` does.\n/// It ends.\n#[inline]\npub fn b() {}\n";
    assert_eq!(
        documentation(rust),
        [(1, "As `a` does. It ends.".to_owned(), "pub fn b() {}".to_owned())]
    );
    let kotlin = "    /** As [a]. */\n    fun b()\n    /**\n     * Does c.\n     */\n    fun c()\n";
    let said: Vec<_> = documentation(kotlin)
        .into_iter()
        .map(|(line, said, _)| (line, said))
        .collect();
    assert_eq!(said, [(1, "As [a].".to_owned()), (3, "Does c.".to_owned())]);
    let python = "def a():\n    \"\"\"As ``b``.\"\"\"\n    return 1\ndef c():\n    \"\"\"Does it.\n\n    Twice.\n    \"\"\"\n    pass\n";
    let said: Vec<_> = documentation(python)
        .into_iter()
        .map(|(line, said, _)| (line, said))
        .collect();
    assert_eq!(
        said,
        [(2, "As ``b``.".to_owned()), (5, "Does it.  Twice.".to_owned())]
    );
    assert!(begins("Ends it. As `b`.", "As `") && !begins("Known as `b`.", "As `"));
}
