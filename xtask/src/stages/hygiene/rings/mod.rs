//! No source files import each other in a ring: what two of them need lives in a third, below both.

mod graph;
mod import;
mod module;
mod python;
mod rust;
mod tokens;

use std::collections::BTreeMap;

use graph::Graph;

/// One fault for each ring among the files, as the chain of its files. Sources are texts by their paths in the repository.
pub(super) fn faults(sources: &BTreeMap<String, String>) -> Vec<String> {
    let mut graph = Graph::default();
    for import in rust::imports(sources).into_iter().chain(python::imports(sources)) {
        graph.add(import);
    }
    let rings = graph.rings();
    rings
        .into_iter()
        .map(|ring| format!("files in a ring: {ring}"))
        .collect()
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
