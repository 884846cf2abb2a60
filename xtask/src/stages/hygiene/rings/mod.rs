//! No source files import each other in a ring: what two of them need lives in a third, below both.

mod graph;
mod import;
mod module;
mod python;
mod rust;
mod tokens;

use std::collections::BTreeMap;

use graph::Graph;

/// Rings that are being dissolved: the files of one row may still import each other.
const KNOWN: &[&[&str]] = &[
    &["core/src/event/mod.rs", "core/src/event/derived.rs"],
    &["core/src/http/status/mod.rs", "core/src/http/status/words.rs"],
    &[
        "core/src/journal.rs",
        "core/src/session/mod.rs",
        "core/src/session/login.rs",
        "core/src/session/resync.rs",
    ],
    &["core/src/model/apply.rs", "core/src/model/step.rs"],
    &["core/src/model/call.rs", "core/src/model/mod.rs"],
    &["core/src/model/seen.rs", "core/src/model/tracker.rs"],
    &[
        "core/src/stomp/decode.rs",
        "core/src/stomp/frame_ref.rs",
        "core/src/stomp/head.rs",
    ],
    &[
        "runtime/src/client.rs",
        "runtime/src/driver.rs",
        "runtime/src/event_log.rs",
        "runtime/src/session.rs",
        "runtime/src/subscription.rs",
        "runtime/src/websocket.rs",
    ],
];

/// One fault for each ring among the files, as the chain of its files. Sources are texts by their paths in the repository.
pub(super) fn faults(sources: &BTreeMap<String, String>) -> Vec<String> {
    let mut graph = Graph::default();
    for import in rust::imports(sources).into_iter().chain(python::imports(sources)) {
        graph.add(import);
    }
    let is_known = |files: &[&str]| {
        KNOWN
            .iter()
            .any(|known| files.iter().all(|file| known.contains(file)))
    };
    let rings = graph.rings().into_iter().filter(|ring| !is_known(&ring.files()));
    rings.map(|ring| format!("files in a ring: {ring}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(files: &[(&str, &str)]) -> Vec<String> {
        let owned = files
            .iter()
            .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
        faults(&owned.collect())
    }

    #[test]
    fn a_ring_is_told_as_a_chain_in_either_language() {
        assert_eq!(
            faults_of(&[
                ("a/src/lib.rs", "mod b; mod c;"),
                ("a/src/b.rs", "use crate::c::C; pub struct B;"),
                ("a/src/c.rs", "pub struct C(crate::b::B);"),
            ]),
            ["files in a ring: a/src/b.rs -(C)-> a/src/c.rs -(B)-> a/src/b.rs"]
        );
        let folder = "bindings-python/python/p";
        assert_eq!(
            faults_of(&[
                (&format!("{folder}/b.py"), "from .c import C\n"),
                (&format!("{folder}/c.py"), "if X:\n    from . import b\n"),
            ]),
            [format!(
                "files in a ring: {folder}/b.py -(C)-> {folder}/c.py -(b)-> {folder}/b.py"
            )]
        );
    }

    #[test]
    fn a_diamond_and_a_re_export_are_none() {
        let none = faults_of(&[
            ("a/src/lib.rs", "mod b; mod c; pub use b::B; pub use c::C;"),
            ("a/src/b/mod.rs", "mod d; mod e; pub use d::D; pub struct B;"),
            ("a/src/b/d.rs", "use super::B; use crate::C; pub struct D;"),
            ("a/src/b/e.rs", "use super::B; use super::D;"),
            ("a/src/c.rs", "use crate::B; pub struct C;"),
        ]);
        assert_eq!(none, Vec::<String>::new());
    }
}
