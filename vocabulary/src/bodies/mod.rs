//! The events' bodies of Kotlin and Swift, and how testees tell of them.

mod kotlin;
mod part;
mod rust;
mod swift;
mod testees;
mod uniffi;

use crate::table::Vocabulary;

/// Files of Rust, which are to be formatted.
pub(crate) fn rust_files(vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
    let mut files = uniffi::files(vocabulary);
    files.push(rust::file(vocabulary));
    files.push(testees::rust(vocabulary));
    files
}

/// Files of the other languages.
pub(crate) fn other_files(vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
    let mut files = swift::files(vocabulary);
    files.push(kotlin::file(vocabulary));
    files.extend(testees::files(vocabulary));
    files
}
