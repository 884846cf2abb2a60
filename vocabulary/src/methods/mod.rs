//! The verbs as commands and as methods of each language, and the testees' calls of them.

mod c;
mod core;
mod cpp;
mod kotlin;
mod python;
mod rust;
mod said;
mod swift;
mod testees;
mod uniffi;

use crate::table::Vocabulary;

/// Files of Rust, which are to be formatted.
pub(crate) fn rust_files(vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
    let verbs = vocabulary.verbs.as_slice();
    let mut files = core::files(verbs);
    files.push(rust::file(verbs));
    files.push(uniffi::file(verbs));
    files.extend(c::files(verbs));
    files.push(testees::rust(verbs));
    files.push(python::rows(verbs));
    files
}

/// Files of the other languages.
pub(crate) fn other_files(vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
    let verbs = vocabulary.verbs.as_slice();
    let mut files = vec![cpp::file(verbs), swift::file(verbs), python::file(verbs)];
    files.extend(kotlin::files(verbs));
    files.extend(testees::files(vocabulary));
    files
}
