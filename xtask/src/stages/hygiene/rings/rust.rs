//! What the files of the Rust crates import of each other: `use` declarations and paths, followed to the definition.

use std::collections::{BTreeMap, BTreeSet};

use super::import::Import;
use super::module::{Module, read};

/// The imports of all crates. A file that belongs to more than one, such as `tests/common/mod.rs`, has them of each.
pub(super) fn imports(sources: &Sources) -> BTreeSet<Import> {
    let mut imports = BTreeSet::new();
    for root in sources.keys().filter(|file| is_root(file)) {
        let tree = Tree::of(root, sources);
        for id in 0..tree.nodes.len() {
            tree.imports_of(id, &mut imports);
        }
    }
    imports
}

/// Whether a crate begins with this file.
fn is_root(file: &str) -> bool {
    let Some(stem) = file.strip_suffix(".rs") else {
        return false;
    };
    let parts: Vec<&str> = stem.rsplit('/').collect();
    match parts.as_slice() {
        ["lib" | "main", "src", ..] | ["main", _, "bin", "src", ..] => true,
        [_, "bin", "src", ..] => true,
        [_, "tests" | "benches" | "examples", above @ ..]
        | ["main", _, "tests" | "benches" | "examples", above @ ..] => !above.contains(&"src"),
        _ => false,
    }
}

/// The modules of one crate, the root first.
struct Tree {
    nodes: Vec<Node>,
}

struct Node {
    file: String,
    parent: usize,
    children: BTreeMap<String, usize>,
    module: Module,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Module(usize),
    /// Something that is defined in this module.
    Item {
        module: usize,
        name: String,
    },
}

/// The files' texts by their paths.
type Sources = BTreeMap<String, String>;

/// The lookups under way, so that none waits for itself.
type Seen = BTreeSet<(usize, String)>;

impl Tree {
    fn of(root: &str, sources: &Sources) -> Self {
        let mut tree = Self { nodes: Vec::new() };
        let text = sources.get(root).map_or("", String::as_str);
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        tree.add(root, folder, 0, read(text), sources);
        tree
    }

    /// Adds a module and those in it; their files are in `folder`.
    fn add(
        &mut self,
        file: &str,
        folder: &str,
        parent: usize,
        mut module: Module,
        sources: &Sources,
    ) -> usize {
        let id = self.nodes.len();
        let (inline, outside) = (
            std::mem::take(&mut module.inline),
            std::mem::take(&mut module.files),
        );
        self.nodes.push(Node {
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            module,
        });
        let mut children = BTreeMap::new();
        for (name, module) in inline {
            let child = self.add(file, &format!("{folder}/{name}"), id, module, sources);
            children.insert(name, child);
        }
        for name in outside {
            let places = [format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")];
            let place = places.iter().find_map(|place| Some((place, sources.get(place)?)));
            // A file that only the build knows defines nothing that could be part of a ring.
            if let Some((place, text)) = place {
                let child = self.add(place, &format!("{folder}/{name}"), id, read(text), sources);
                children.insert(name, child);
            }
        }
        self.nodes[id].children = children;
        id
    }

    fn imports_of(&self, id: usize, imports: &mut BTreeSet<Import>) {
        let module = &self.nodes[id].module;
        let uses = module.uses.iter().filter(|import| {
            let is_used = !import.is_public || module.words.contains(&import.name);
            is_used && !import.is_glob()
        });
        let paths = uses.map(|import| &import.path).chain(&module.paths);
        let by_path = paths.flat_map(|path| self.resolve(id, path, &mut Seen::new()));
        let by_glob = module
            .words
            .iter()
            .flat_map(|word| self.through_globs(id, word, &mut Seen::new()));
        let macros = module
            .macro_calls
            .iter()
            .filter_map(|name| self.macro_above(id, name));
        for target in by_path.chain(by_glob).chain(macros) {
            if let Target::Item { module, name } = target {
                imports.insert(Import {
                    by: self.nodes[id].file.clone(),
                    from: self.nodes[module].file.clone(),
                    name,
                });
            }
        }
    }

    /// What a path, seen from a module, stands for; nothing if it leads out of the crate.
    fn resolve(&self, id: usize, path: &[String], seen: &mut Seen) -> BTreeSet<Target> {
        let Some((first, rest)) = path.split_first() else {
            return BTreeSet::new();
        };
        let starts = match first.as_str() {
            "crate" => BTreeSet::from([Target::Module(0)]),
            "self" => BTreeSet::from([Target::Module(id)]),
            "super" => BTreeSet::from([Target::Module(self.nodes[id].parent)]),
            name => self.lookup(id, name, seen),
        };
        self.go_on(starts, rest, seen)
    }

    /// What the rest of a path stands for, seen from what its beginning has named.
    fn go_on(&self, starts: BTreeSet<Target>, rest: &[String], seen: &mut Seen) -> BTreeSet<Target> {
        let Some((first, others)) = rest.split_first() else {
            return starts;
        };
        let mut found = BTreeSet::new();
        for start in starts {
            match start {
                Target::Module(module) if first == "super" => {
                    found.extend(self.resolve(module, rest, seen));
                }
                Target::Module(module) => {
                    let mut next = self.lookup(module, first, seen);
                    if next.is_empty() {
                        // Made by a macro: it is somewhere in that file.
                        next.insert(Target::Item {
                            module,
                            name: first.clone(),
                        });
                    }
                    found.extend(self.go_on(next, others, seen));
                }
                // A variant, or what belongs to a type.
                item @ Target::Item { .. } => {
                    found.insert(item);
                }
            }
        }
        found
    }

    /// What a name stands for in a module: a module below it, something of its own, or what it imports.
    fn lookup(&self, id: usize, name: &str, seen: &mut Seen) -> BTreeSet<Target> {
        let node = &self.nodes[id];
        let mut found = BTreeSet::new();
        found.extend(node.children.get(name).map(|child| Target::Module(*child)));
        if !seen.insert((id, name.to_owned())) {
            return found;
        }
        if node.module.defined.contains(name) {
            found.insert(Target::Item {
                module: id,
                name: name.to_owned(),
            });
        }
        for import in node.module.uses.iter().filter(|import| import.name == name) {
            found.extend(self.resolve(id, &import.path, seen));
        }
        if found.is_empty() {
            found = self.through_globs(id, name, seen);
        }
        seen.remove(&(id, name.to_owned()));
        found
    }

    /// What a name stands for by `use …::*`; what is nearer goes before.
    fn through_globs(&self, id: usize, name: &str, seen: &mut Seen) -> BTreeSet<Target> {
        let Node { module, children, .. } = &self.nodes[id];
        let is_nearer = module.defined.contains(name)
            || children.contains_key(name)
            || module.uses.iter().any(|import| import.name == name);
        let mut found = BTreeSet::new();
        if is_nearer {
            return found;
        }
        for glob in module.uses.iter().filter(|import| import.is_glob()) {
            for source in self.resolve(id, &glob.path, seen) {
                match source {
                    Target::Module(module) if module != id => found.extend(self.lookup(module, name, seen)),
                    // This module itself, or an enum, whose own name tells where its variants are defined.
                    _ => {}
                }
            }
        }
        found
    }

    /// A macro called by its name alone: one of the modules above has it.
    fn macro_above(&self, id: usize, name: &str) -> Option<Target> {
        let mark = format!("{name}!");
        let mut at = id;
        while !self.nodes[at].module.defined.contains(&mark) {
            if at == 0 {
                return None;
            }
            at = self.nodes[at].parent;
        }
        Some(Target::Item {
            module: at,
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each import as `by < from: name`, of a crate in `a/src`.
    fn imports_of(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files
            .iter()
            .map(|(file, text)| (format!("a/src/{file}.rs"), (*text).to_owned()))
            .collect();
        let short = |file: &str| file.replace("a/src/", "").replace(".rs", "");
        imports(&sources)
            .iter()
            .filter(|import| import.by != import.from)
            .map(|import| format!("{} < {}: {}", short(&import.by), short(&import.from), import.name))
            .collect()
    }

    #[test]
    fn declarations_and_paths_lead_to_the_file_that_defines() {
        let seen = imports_of(&[
            ("lib", "mod b; mod c; mod d;"),
            (
                "b",
                "use crate::c::{C, self}; fn f(d: crate::d::D) { c::g(d); std::c::h(); }",
            ),
            ("c", "pub struct C; pub fn g() {}"),
            (
                "d/mod",
                "mod e; pub struct D; impl D { fn new() -> Self { Self::x() } }",
            ),
            ("d/e", "fn f() -> super::D { super::super::b::f() }"),
        ]);
        assert_eq!(
            seen,
            [
                "b < c: C",
                "b < c: g",
                "b < d/mod: D",
                "d/e < b: f",
                "d/e < d/mod: D"
            ]
        );
    }

    #[test]
    fn a_re_export_is_followed_and_is_no_import() {
        let seen = imports_of(&[
            ("lib", "mod b; mod c; pub use b::{B, D as E, F};"),
            (
                "b/mod",
                "mod d; pub struct B; pub use d::*; pub(crate) use d::F; fn g(f: F) {}",
            ),
            ("b/d", "pub struct D; pub struct F;"),
            ("c", "use crate::b::D; use crate::E; fn f(b: crate::B) {}"),
        ]);
        assert_eq!(seen, ["b/mod < b/d: F", "c < b/d: D", "c < b/mod: B"]);
    }

    #[test]
    fn a_glob_brings_what_is_named() {
        let seen = imports_of(&[
            ("lib", "mod b; mod c;"),
            (
                "b",
                "use crate::c::*; use crate::c::Word::*; fn f(a: One, b: Local) {} struct Local;",
            ),
            (
                "c/mod",
                "mod d; mod e; pub use d::*; pub use e::*; pub struct Local; pub enum Word {}",
            ),
            ("c/d", "made! { pub struct One, }"),
            ("c/e", "pub struct Two;"),
        ]);
        assert_eq!(seen, ["b < c/d: One"]);
    }

    #[test]
    fn tests_are_left_out() {
        let seen = imports_of(&[
            ("lib", "mod b; mod c; #[cfg(test)] mod d; #[cfg(unix)] mod e;"),
            (
                "b",
                "struct B { #[cfg(test)] c: crate::c::C, d: u8 } #[cfg(test)] use crate::c::{A, B};
                 #[cfg(test)] mod tests { use crate::c::C; } #[cfg(test)] #[x(y)] fn f<A, B>() -> crate::c::C { }
                 fn f() { #[cfg(test)] crate::c::g(); }",
            ),
            ("c", "pub struct C;"),
            ("d", "use crate::c::C;"),
            ("e", "use crate::c::C;"),
        ]);
        assert_eq!(seen, ["e < c: C"]);
    }

    #[test]
    fn macros_are_found_by_name_and_by_path() {
        let seen = imports_of(&[
            (
                "lib",
                "macro_rules! above { () => { $crate::c::g() } } mod b; mod c;",
            ),
            ("b", "use crate::c::mirror; mirror! {} above!();"),
            (
                "c",
                "macro_rules! mirror { ($x:ident) => { $x::crate_of() } } pub(crate) use mirror;",
            ),
        ]);
        assert_eq!(seen, ["b < c: mirror", "b < lib: above", "lib < c: g"]);
    }

    #[test]
    fn names_from_outside_are_no_imports() {
        let seen = imports_of(&[
            ("lib", "mod b; mod client; mod c;"),
            (
                "b",
                "use client::{Client, c::X}; use ::c::Y; fn f() { self.c.g(); <X as c::Z>::c(); c!(); }",
            ),
            ("client", "pub struct Client;"),
            ("c", "// crate::b::f\nconst A: &str = \"crate::b::f\";"),
        ]);
        assert_eq!(seen, Vec::<String>::new());
    }

    #[test]
    fn each_program_test_and_example_is_a_crate() {
        for root in [
            "a/src/lib.rs",
            "a/src/bin/b.rs",
            "a/src/bin/b/main.rs",
            "a/tests/b.rs",
            "a/examples/b.rs",
        ] {
            assert!(is_root(root), "{root}");
        }
        for other in [
            "a/src/b.rs",
            "a/tests/b/mod.rs",
            "a/src/tests/b.rs",
            "a/src/b/tests.rs",
            "a/b.py",
        ] {
            assert!(!is_root(other), "{other}");
        }
    }
}
