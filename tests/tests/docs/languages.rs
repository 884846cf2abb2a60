//! What the pages for the manual's readers call things in each language is what they are called there, and every verb has the
//! manual's name in all of them.

use std::fs;
use std::path::{Path, PathBuf};

use wellclient::core::command::CommandJsonError;
use wellclient::{Command, Verb};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All files below, one after the other, that end so.
fn sources(below: &str, ending: &str) -> String {
    fn collect(path: &Path, ending: &str, into: &mut String) {
        if path.is_file() {
            if path.to_string_lossy().ends_with(ending) {
                into.push_str(&fs::read_to_string(path).unwrap());
            }
            return;
        }
        let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for entry in entries {
            collect(&entry.unwrap().path(), ending, into);
        }
    }
    let mut text = String::new();
    collect(&root().join(below), ending, &mut text);
    assert!(!text.is_empty(), "{below}");
    text
}

/// A language's public sources.
struct Language {
    name: &'static str,
    text: String,
    /// Where Kotlin and Swift have names from, in Rust's spelling.
    rust: String,
}

impl Language {
    fn all() -> [Self; 5] {
        let plain = |name, text| Self {
            name,
            text,
            rust: String::new(),
        };
        let bound = |name, below, ending| Self {
            name,
            text: sources(below, ending),
            rust: sources("bindings-kotlin/src", ".rs"),
        };
        [
            plain("C", sources("include/wellclient.h", ".h")),
            plain("C++", sources("include/wellclient", ".hpp")),
            plain("Python", sources("bindings-python/python/wellclient", ".py")),
            bound("Kotlin", "bindings-kotlin/kotlin/src/main", ".kt"),
            bound("Swift", "bindings-kotlin/swift/Sources/Wellclient", ".swift"),
        ]
    }

    fn knows(&self, name: &str) -> bool {
        has_word(&self.text, name)
            || has_word(&self.rust, &snake(name))
            || has_word(&self.rust, &capitalized(name))
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

/// `holdCall` as `hold_call`.
fn snake(name: &str) -> String {
    let parts = name.chars().map(|c| match c.is_ascii_uppercase() {
        true => format!("_{}", c.to_ascii_lowercase()),
        false => c.to_string(),
    });
    parts.collect()
}

/// `LOGGED_IN` and `loggedIn` as `LoggedIn`.
fn capitalized(name: &str) -> String {
    let word = |word: &str| match word.split_at_checked(1) {
        Some((first, rest)) if name.contains('_') => first.to_uppercase() + &rest.to_lowercase(),
        Some((first, rest)) => first.to_uppercase() + rest,
        None => String::new(),
    };
    name.split('_').map(word).collect()
}

/// The identifiers in a cell's code, of a path its last.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    let code = cell.split('`').skip(1).step_by(2);
    code.filter_map(|code| code.rsplit([':', '.']).next())
}

/// The rows of this part of a page: what the manual calls it, and the other cells.
fn rows<'a>(page: &'a str, part: &str) -> Vec<(&'a str, Vec<&'a str>)> {
    let (begin, end) = (format!("<!-- {part} -->"), format!("<!-- /{part} -->"));
    let lines = page.lines().skip_while(|line| *line != begin);
    let lines = lines.take_while(|line| *line != end);
    let rows = lines.filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0], cells[1..].to_vec())
    })
    .collect()
}

const PART: &str = "in the other languages";
const PAGES: [&str; 2] = ["docs/manual.md", "docs/manual.zh.md"];

/// The manual's methods and settings that are no verbs.
const NO_VERBS: &str = "useConfig setConfig getConfig debug useWsLog autoAnswer useErrorAlert clickCallClass on innerOn \
    exports onLog getCallMemory log error setDebug isPhoneNumber getLog downloadLog enableLog disableLog clearLog searchLog \
    isLogined getSessionId setSessionId checkRecoverStateAbility getWs getVersion";

#[test]
fn what_is_no_verb_is_called_so_in_each_language() {
    let languages = Language::all();
    let mut wrong = Vec::new();
    for path in PAGES {
        let page = fs::read_to_string(root().join(path)).unwrap();
        let rows = rows(&page, PART);
        let here: Vec<&str> = rows.iter().flat_map(|(manual, _)| names(manual)).collect();
        let missing = NO_VERBS.split_whitespace().filter(|name| !here.contains(name));
        wrong.extend(missing.map(|name| format!("{path}: no row for {name}")));
        for (manual, cells) in rows {
            assert_eq!(cells.len(), languages.len(), "{path}: {manual}");
            for (language, cell) in languages.iter().zip(cells) {
                let unknown = names(cell).filter(|name| !language.knows(name));
                let name = language.name;
                wrong.extend(unknown.map(|word| format!("{path}: {manual}: {name} has no {word}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_verb_has_the_manual_s_name_in_each_language() {
    let [c, cpp, python, kotlin, swift] = Language::all();
    for verb in Verb::ALL {
        let name = verb.name();
        let snake = snake(name);
        assert!(has_word(&c.text, &format!("well_session_{snake}")), "C: {name}");
        for language in [&cpp, &python] {
            assert!(language.knows(&snake), "{}: {name}", language.name);
        }
        for language in [&kotlin, &swift] {
            assert!(language.knows(name), "{}: {name}", language.name);
        }
        // As JSON: it is known, and what is missing is an argument.
        let read = Command::from_json(&format!(r#"{{"verb":"{name}"}}"#));
        assert!(
            matches!(read, Ok(_) | Err(CommandJsonError::Missing { .. })),
            "JSON: {name}: {read:?}"
        );
    }
}

#[test]
fn a_name_that_is_not_there_is_found() {
    let [c, _, _, kotlin, _] = Language::all();
    assert!(c.knows("well_session_on") && !c.knows("well_session_inner_on"));
    assert!(kotlin.knows("getConfig") || kotlin.knows("settings"));
    assert!(!kotlin.knows("innerOn") && !has_word("unholdCall", "holdCall"));
    assert_eq!(names("`A::b_c` of `x.y`").collect::<Vec<_>>(), ["b_c", "y"]);
}
