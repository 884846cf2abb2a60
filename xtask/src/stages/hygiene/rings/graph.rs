//! The files as a graph, an edge for what one imports of another, and its rings.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use super::import::Import;

/// Which file imports what of which.
#[derive(Default)]
pub(super) struct Graph {
    edges: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

/// A shortest way from a file back to itself.
pub(super) struct Ring<'a> {
    links: Vec<Link<'a>>,
}

struct Link<'a> {
    file: &'a str,
    /// What it imports of the next file.
    names: &'a BTreeSet<String>,
}

impl Graph {
    pub(super) fn add(&mut self, import: Import) {
        if import.by != import.from {
            let names = self.edges.entry(import.by).or_default();
            names.entry(import.from).or_default().insert(import.name);
        }
    }

    /// So many rings that every file that is in one is named; the shortest for each.
    pub(super) fn rings(&self) -> Vec<Ring<'_>> {
        let mut rings: Vec<Ring<'_>> = self.edges.keys().filter_map(|file| self.ring_of(file)).collect();
        rings.sort_by_key(|ring| ring.links.len());
        let mut named = BTreeSet::new();
        rings.retain(|ring| {
            let before = named.len();
            named.extend(ring.files());
            named.len() > before
        });
        rings
    }

    /// The shortest ring that `file` is in, by a search in breadth.
    fn ring_of<'a>(&'a self, file: &'a str) -> Option<Ring<'a>> {
        // Each file found, with the link that led to it.
        let mut led_by: BTreeMap<&str, Link<'a>> = BTreeMap::new();
        let mut next = VecDeque::from([file]);
        while let Some(at) = next.pop_front() {
            for (to, names) in self.edges.get(at).into_iter().flatten() {
                if !led_by.contains_key(to.as_str()) {
                    led_by.insert(to, Link { file: at, names });
                    next.push_back(to);
                }
            }
        }
        let mut links = Vec::new();
        let mut at = file;
        while let Some(link) = led_by.remove(at) {
            at = link.file;
            links.push(link);
        }
        links.reverse();
        (!links.is_empty()).then_some(Ring { links })
    }
}

impl<'a> Ring<'a> {
    pub(super) fn files(&self) -> Vec<&'a str> {
        self.links.iter().map(|link| link.file).collect()
    }
}

impl fmt::Display for Ring<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Link { file, names } in &self.links {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            write!(f, "{file} -({})-> ", names.join(", "))?;
        }
        f.write_str(self.links.first().map_or("", |link| link.file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings(edges: &[(&str, &str)]) -> Vec<String> {
        let mut graph = Graph::default();
        for (by, from) in edges {
            graph.add(Import {
                by: (*by).to_owned(),
                from: (*from).to_owned(),
                name: from.to_uppercase(),
            });
        }
        graph.rings().iter().map(Ring::to_string).collect()
    }

    #[test]
    fn a_diamond_is_no_ring() {
        assert!(rings(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "d")]).is_empty());
    }

    #[test]
    fn each_file_in_a_ring_is_named_once() {
        assert_eq!(
            rings(&[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "a")]),
            ["a -(B)-> b -(C)-> c -(A)-> a"]
        );
        assert_eq!(
            rings(&[("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")]),
            ["a -(B)-> b -(A)-> a", "c -(D)-> d -(C)-> c"]
        );
    }

    #[test]
    fn a_file_beside_a_shorter_ring_is_found_by_a_longer_one() {
        assert_eq!(
            rings(&[("a", "b"), ("b", "a"), ("b", "c"), ("c", "a")]),
            ["a -(B)-> b -(A)-> a", "c -(A)-> a -(B)-> b -(C)-> c"]
        );
    }
}
