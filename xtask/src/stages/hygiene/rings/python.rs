//! What the modules of the Python package import of each other, wherever in a module it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::import::Import;

/// Where the package is.
const FOLDER: &str = "bindings-python/python/";
/// The file of a package that has modules below it.
const PACKAGE: &str = "/__init__.py";

pub(super) fn imports(sources: &BTreeMap<String, String>) -> BTreeSet<Import> {
    let package = Package::of(sources);
    let mut imports = BTreeSet::new();
    for module in package.modules.values() {
        for bound in &module.bound {
            // A package hands on what it does not use.
            if module.is_package() && !module.words.contains(&bound.name) {
                continue;
            }
            if let Some(from) = package.file_of(&bound.of, &bound.what, &mut BTreeSet::new()) {
                imports.insert(Import {
                    by: module.file.clone(),
                    from,
                    name: bound.what.clone(),
                });
            }
        }
    }
    imports
}

struct Package {
    /// By their dotted names.
    modules: BTreeMap<String, Module>,
}

struct Module {
    file: String,
    bound: Vec<Bound>,
    /// The words outside of its imports.
    words: BTreeSet<String>,
}

/// `from of import what as name`
#[derive(Debug, PartialEq, Eq)]
struct Bound {
    of: String,
    what: String,
    name: String,
}

impl Module {
    fn is_package(&self) -> bool {
        self.file.ends_with(PACKAGE)
    }
}

impl Package {
    fn of(sources: &BTreeMap<String, String>) -> Self {
        let mut modules = BTreeMap::new();
        for (file, text) in sources {
            let path = file
                .strip_prefix(FOLDER)
                .and_then(|path| path.strip_suffix(".py"));
            if let Some(path) = path {
                let name = path.strip_suffix("/__init__").unwrap_or(path).replace('/', ".");
                // What a dot at the beginning of a name means.
                let within = match name.rsplit_once('.') {
                    _ if file.ends_with(PACKAGE) => name.as_str(),
                    Some((above, _)) => above,
                    None => "",
                };
                let mut module = read(text, within);
                module.file.clone_from(file);
                modules.insert(name, module);
            }
        }
        Self { modules }
    }

    /// The file that defines what a module offers.
    fn file_of(&self, of: &str, what: &str, seen: &mut BTreeSet<(String, String)>) -> Option<String> {
        if let Some(module) = self.modules.get(&format!("{of}.{what}")) {
            return Some(module.file.clone());
        }
        let module = self.modules.get(of)?;
        if !seen.insert((of.to_owned(), what.to_owned())) {
            return None;
        }
        match module.bound.iter().find(|bound| bound.name == what) {
            Some(bound) => self.file_of(&bound.of, &bound.what, seen),
            // Of a package, it can be a module that is no text.
            None if module.is_package() && !module.words.contains(what) => None,
            None => Some(module.file.clone()),
        }
    }
}

/// Reads a module that is in the package `within`.
fn read(text: &str, within: &str) -> Module {
    let mut module = Module {
        file: String::new(),
        bound: Vec::new(),
        words: BTreeSet::new(),
    };
    for line in lines(text) {
        let words: Vec<&str> = line
            .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
            .filter(|word| !word.is_empty())
            .collect();
        match words.as_slice() {
            ["from", of, "import", names @ ..] => {
                let of = absolute(of, within);
                module.bound.extend(bound(&of, names));
            }
            ["import", names @ ..] => {
                let modules = names.iter().filter_map(|name| name.rsplit_once('.'));
                module.bound.extend(modules.map(|(of, what)| Bound {
                    of: of.to_owned(),
                    what: what.to_owned(),
                    name: what.to_owned(),
                }));
            }
            words => {
                let names = words.iter().filter_map(|word| word.split('.').next());
                module.words.extend(names.map(str::to_owned));
            }
        }
    }
    module
}

/// The module that a name with dots before it means.
fn absolute(name: &str, within: &str) -> String {
    let below = name.trim_start_matches('.');
    let dots = name.len() - below.len();
    if dots == 0 {
        return name.to_owned();
    }
    let mut parts: Vec<&str> = within.split('.').collect();
    parts.truncate((parts.len() + 1).saturating_sub(dots));
    parts.extend(below.split('.').filter(|part| !part.is_empty()));
    parts.join(".")
}

/// The names after `import`, some with an `as`.
fn bound(of: &str, names: &[&str]) -> Vec<Bound> {
    let mut bound = Vec::new();
    let mut rest = names;
    while let Some((what, others)) = rest.split_first() {
        let (name, others) = match others {
            ["as", name, others @ ..] => (name, others),
            others => (what, others),
        };
        bound.push(Bound {
            of: of.to_owned(),
            what: (*what).to_owned(),
            name: (*name).to_owned(),
        });
        rest = others;
    }
    bound
}

/// The logical lines: without comments and texts, and what is in brackets on one.
fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        match first {
            '#' => length = rest.find('\n').unwrap_or(rest.len()),
            '\'' | '"' => length = quoted(rest, first),
            '\\' if rest.starts_with("\\\n") => length = 2,
            '\n' if depth == 0 => lines.push(String::new()),
            _ => {
                match first {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if let Some(line) = lines.last_mut() {
                    line.push(first);
                }
            }
        }
        rest = rest.get(length..).unwrap_or("");
    }
    lines
}

/// The length of a text with its quotes.
fn quoted(text: &str, quote: char) -> usize {
    let triple = quote.to_string().repeat(3);
    let fence = if text.starts_with(&triple) {
        triple.as_str()
    } else {
        &triple[..1]
    };
    let mut at = fence.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(fence) {
            return at + fence.len();
        }
        let mut chars = rest.chars();
        let first = chars.next().map_or(0, char::len_utf8);
        let escaped = if rest.starts_with('\\') {
            chars.next().map_or(0, char::len_utf8)
        } else {
            0
        };
        at += first + escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports_of(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files
            .iter()
            .map(|(file, text)| (format!("{FOLDER}a/{file}.py"), (*text).to_owned()))
            .collect();
        let short = |file: &str| file.replace(&format!("{FOLDER}a/"), "").replace(".py", "");
        imports(&sources)
            .iter()
            .map(|import| format!("{} < {}: {}", short(&import.by), short(&import.from), import.name))
            .collect()
    }

    #[test]
    fn modules_and_their_names_are_found() {
        let seen = imports_of(&[
            ("__init__", ""),
            (
                "b",
                "from . import c, _native\nfrom .c import (\n    X,  # of c, from .d import\n    Y as Z,\n)\nimport os, a.d\n",
            ),
            (
                "c",
                "'''\nfrom .b import f\n'''\nX = \"\\\"\nfrom .b import f\"\n",
            ),
            (
                "d",
                "if TYPE_CHECKING:\n    from .sub.e import E\nfrom typing import Any\n",
            ),
            ("sub/e", "from .. import b\nfrom ..c import X\nfrom . import f\n"),
            ("sub/f", "def g():\n    from a.c import X\n"),
        ]);
        assert_eq!(
            seen,
            [
                "b < c: X",
                "b < c: Y",
                "b < c: c",
                "b < d: d",
                "d < sub/e: E",
                "sub/e < b: b",
                "sub/e < c: X",
                "sub/e < sub/f: f",
                "sub/f < c: X"
            ]
        );
    }

    #[test]
    fn a_re_export_is_followed_and_is_no_import() {
        let seen = imports_of(&[
            (
                "__init__",
                "from . import sub\nfrom .b import X, Y\n__all__ = ['X', 'Y']\nY.z()\n",
            ),
            ("b", "X = 1\n"),
            ("c", "from . import X\nfrom .sub import E\n"),
            ("sub/__init__", "from .e import E\n"),
            ("sub/e", "class E: ...\n"),
        ]);
        assert_eq!(seen, ["__init__ < b: Y", "c < b: X", "c < sub/e: E"]);
    }
}
