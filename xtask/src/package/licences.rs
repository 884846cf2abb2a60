//! The licence texts of all that is inside: own ones as files, those of others in one text, each text once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::dependencies::{Dependencies, Dependency};
use super::tree::{Tree, read};
use crate::process::Repository;

/// Our own.
const OWN: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];

/// How files with a licence's text begin.
const BEGINNINGS: [&str; 6] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
];

/// A licence that is content with word of where the source is.
const BY_REFERENCE: &str = "MPL-2.0";

/// One whose text is there in any case: it is one of our own.
const APACHE: &str = "Apache-2.0";

/// What is inside and no crate.
const RUNTIME: &str = include_str!("runtime-notices.txt");

/// Puts them into `folder` of the tree.
pub(super) fn put(
    repository: &Repository,
    tree: &Tree,
    folder: &str,
    inside: &Dependencies,
) -> Result<(), String> {
    for own in OWN {
        tree.copy(&repository.root().join(own), &format!("{folder}/{own}"))?;
    }
    tree.write(&format!("{folder}/THIRD-PARTY.txt"), third_parties(inside)?)
}

/// The text about others.
pub(super) fn third_parties(inside: &Dependencies) -> Result<String, String> {
    let mut crates = String::new();
    // By their words: some are broken into other lines.
    let mut texts: BTreeMap<String, (String, Vec<&str>)> = BTreeMap::new();
    for (key, dependency) in inside.iter().filter(|(_, dependency)| !dependency.is_own) {
        let _ = writeln!(crates, "{key}: {}", dependency.licence);
        let found = texts_of(&dependency.folder)?;
        if found.is_empty() {
            let _ = writeln!(crates, "  {}", reference(dependency)?);
        }
        for text in found {
            let words = text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase();
            texts.entry(words).or_insert((text, Vec::new())).1.push(key);
        }
    }
    let mut all =
        format!("{RUNTIME}\nThe crates that are inside, and their licences. The texts follow.\n\n{crates}");
    let mut texts: Vec<(String, Vec<&str>)> = texts.into_values().collect();
    texts.sort_by(|(_, one), (_, other)| one.cmp(other));
    for (text, of) in texts {
        let _ = write!(
            all,
            "\n{}\n{}\n\n{}\n",
            "-".repeat(78),
            of.join(", "),
            text.trim_end()
        );
    }
    Ok(all)
}

/// For a crate that brings no text: what stands in for it.
fn reference(dependency: &Dependency) -> Result<String, String> {
    let Dependency {
        name,
        version,
        licence,
        ..
    } = dependency;
    if licence.split(" OR ").any(|choice| choice == APACHE) {
        return Ok("taken under the Apache License 2.0; its text is that of LICENSE-APACHE".to_owned());
    }
    if licence != BY_REFERENCE {
        return Err(format!("{name} {version}: {licence}, and no text of it"));
    }
    Ok(format!(
        "unchanged; its source: https://crates.io/crates/{name}/{version}; the licence: https://mozilla.org/MPL/2.0/"
    ))
}

fn texts_of(folder: &Path) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().to_uppercase();
            BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) && entry.path().is_file()
        })
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let text = |path: &std::path::PathBuf| {
        read(path).map(|octets| String::from_utf8_lossy(&octets).replace("\r\n", "\n"))
    };
    files.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::dependencies::inside;

    #[test]
    fn every_crate_of_the_program_has_a_text() {
        let repository = Repository::find();
        let inside = inside(&repository, "wellclient-cli", &["x86_64-unknown-linux-gnu"]).unwrap();
        let text = third_parties(&inside).unwrap();
        assert!(text.contains("\ntokio 1."), "{text}");
        assert!(text.contains("Permission is hereby granted"));
        assert!(!text.contains("wellclient-core"));
    }

    #[test]
    fn a_crate_without_a_text_is_refused_unless_another_text_will_do() {
        let mut dependency = Dependency {
            name: "a".to_owned(),
            version: "1.0.0".to_owned(),
            licence: "MIT".to_owned(),
            folder: std::path::PathBuf::new(),
            homepage: None,
            is_own: false,
            uses: Default::default(),
        };
        assert!(reference(&dependency).is_err());
        dependency.licence = "MIT OR Apache-2.0".to_owned();
        assert!(reference(&dependency).unwrap().contains("LICENSE-APACHE"));
        dependency.licence = BY_REFERENCE.to_owned();
        assert!(reference(&dependency).unwrap().contains("crates/a/1.0.0"));
    }
}
