//! What must not be in the repository: traces of one machine, unfinished work, undescribed or huge files, files that import
//! each other, and dependencies that nothing uses.

mod marks;
mod rings;
mod unused;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use marks::has_mark;

use super::Stage;
use crate::console;
use crate::need::Need;
use crate::process::Repository;

static GIT: Need = Need {
    probe: &["git", "--version"],
    at_least: None,
    debian: &["git"],
    otherwise: "",
    why: "lists the files of the repository",
};

pub(super) const HYGIENE: Stage = Stage {
    name: "hygiene",
    about: "no machine's paths, nothing unfinished, no huge or undescribed file, no rings of imports, no unused dependency",
    needs: &[&GIT],
    scratch: &[],
    run: hygiene,
};

/// Octets; test vectors may be larger.
const MAX_SIZE: usize = 1_000_000;
/// Beyond so many lines a source file is usually two; only warned about.
const MANY_LINES: usize = 500;

/// Top folders that paths of one machine start with.
const MACHINE_FOLDERS: [&str; 4] = ["work", "root", "home", "Users"];
/// Hosts that packages are downloaded from, in two parts so that this file does not hold them.
const REGISTRIES: [(&str, &str); 8] = [
    ("index", "crates.io"),
    ("static", "crates.io"),
    ("files", "pythonhosted.org"),
    ("pypi", "org/simple"),
    ("repo1", "maven.org"),
    ("repo", "maven.apache.org"),
    ("registry", "npmjs.org"),
    ("proxy", "golang.org"),
];
/// Where every package of a lock file comes from.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Marks of unfinished work and of tests switched off.
const UNFINISHED: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!"),
    concat!("#[", "ignore"),
];

fn hygiene(repository: &Repository) -> Result<String, String> {
    let files = repository.files()?;
    let mut faults = Vec::new();
    let mut sources = BTreeMap::new();
    for file in &files {
        // Listed and gone, or a symbolic link to a folder: no content to judge.
        if let Ok(content) = fs::read(repository.root().join(file)) {
            faults.extend(faults_of(file, &content));
            warn_if_long(file, &content);
            if is_source(file) {
                sources.insert(file.clone(), String::from_utf8_lossy(&content).into_owned());
            }
        }
    }
    faults.extend(rings::faults(&sources));
    faults.extend(unused::faults(repository, &sources)?);
    for fault in &faults {
        console::show(fault);
    }
    match faults.as_slice() {
        [] => Ok(format!("{} files", files.len())),
        [only] => Err(only.clone()),
        [first, others @ ..] => Err(format!("{first} (and {} more)", others.len())),
    }
}

fn faults_of(file: &str, content: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    let is_vector = Path::new(file)
        .components()
        .any(|part| part.as_os_str() == "vectors");
    if content.len() > MAX_SIZE && !is_vector {
        faults.push(format!("{file}: {} octets, more than {MAX_SIZE}", content.len()));
    }
    let Ok(text) = std::str::from_utf8(content) else {
        return faults;
    };
    if is_rust(file) && !text.starts_with("//!") {
        faults.push(format!(
            "{file}:1: the first line does not say what the file is about (`//!`)"
        ));
    }
    let is_lock = Path::new(file).file_name() == Some(OsStr::new("Cargo.lock"));
    for (line, number) in text.lines().zip(1..) {
        faults.extend(fault_in(line, is_lock).map(|fault| format!("{file}:{number}: {fault}")));
    }
    faults
}

fn fault_in(line: &str, is_lock: bool) -> Option<String> {
    if let Some(folder) = MACHINE_FOLDERS.iter().find(|folder| has_path_below(line, folder)) {
        return Some(format!("a path of one machine, below /{folder}"));
    }
    let hosts = REGISTRIES.map(|(name, domain)| format!("{name}.{domain}"));
    if let Some(host) = hosts.iter().find(|host| line.contains(host.as_str())) {
        return Some(format!("a registry's host, {host}"));
    }
    if let Some(mark) = UNFINISHED.iter().find(|mark| has_mark(line, mark)) {
        return Some(format!("unfinished: {mark}"));
    }
    if is_lock && line.starts_with("source = ") && line != format!("source = \"{CRATES_IO}\"") {
        return Some("a package that is not from crates.io".to_owned());
    }
    None
}

/// Whether the line holds an absolute path below `folder`; the same name within a longer path or URL is none.
fn has_path_below(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "._-~}$".contains(c))
    })
}

fn warn_if_long(file: &str, content: &[u8]) {
    let lines = content.iter().filter(|octet| **octet == b'\n').count();
    if is_rust(file) && lines > MANY_LINES {
        console::show(format_args!("warning: {file}: {lines} lines; is it two files?"));
    }
}

/// Of a language whose imports are looked at.
fn is_source(file: &str) -> bool {
    let extension = Path::new(file).extension().and_then(OsStr::to_str);
    matches!(extension, Some("rs" | "py"))
}

fn is_rust(file: &str) -> bool {
    Path::new(file).extension() == Some(OsStr::new("rs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(file: &str, text: &str) -> usize {
        faults_of(file, text.as_bytes()).len()
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        for folder in MACHINE_FOLDERS {
            assert_eq!(faults("a.md", &format!("see /{folder}/me/x")), 1);
            assert_eq!(faults("a.md", &format!("\"/{folder}/me\"")), 1);
            assert_eq!(faults("a.md", &format!("https://host.test/{folder}/me")), 0);
            assert_eq!(faults("a.md", &format!("docs/{folder}/me and /{folder}s/me")), 0);
        }
    }

    #[test]
    fn registry_hosts_are_found() {
        for (name, domain) in REGISTRIES {
            assert_eq!(faults("pip.conf", &format!("https://{name}.{domain}/x")), 1);
        }
        assert_eq!(faults("README.md", "https://crates.io/crates/wellclient"), 0);
    }

    #[test]
    fn lock_files_know_only_crates_io() {
        let line = |source: &str| format!("[[package]]\nsource = \"{source}\"\n");
        assert_eq!(faults("Cargo.lock", &line(CRATES_IO)), 0);
        assert_eq!(
            faults("fuzz/Cargo.lock", &line("registry+https://mirror.test/index")),
            1
        );
        assert_eq!(faults("fuzz/Cargo.lock", &line("git+https://host.test/a")), 1);
        assert_eq!(faults("a.toml", &line("git+https://host.test/a")), 0);
    }

    #[test]
    fn unfinished_work_is_found() {
        for mark in UNFINISHED {
            assert_eq!(faults("a.py", &format!("x = 1 # {mark} y")), 1, "{mark}");
            assert_eq!(
                faults("a.py", &format!("x = 1 # A{mark} y")),
                usize::from(mark.starts_with('#')),
                "{mark}"
            );
        }
        assert_eq!(faults("a.rs", &format!("//! A.\n{}()", UNFINISHED[2])), 1);
        assert_eq!(
            faults("a.rs", &format!("//! A.\n{} = \"why\"]", UNFINISHED[3])),
            1
        );
        assert_eq!(faults("Cargo.toml", "todo = \"warn\""), 0);
        assert_eq!(faults("a.md", concat!("MASTO", "DONS, TO", "DOS")), 0);
    }

    #[test]
    fn rust_files_say_what_they_are_about() {
        assert_eq!(faults("a.rs", "//! A.\n"), 0);
        assert_eq!(faults("a.rs", "use b;\n"), 1);
        assert_eq!(faults("a.rs", ""), 1);
        assert_eq!(faults("a.c", "int a;\n"), 0);
    }

    #[test]
    fn huge_files_are_found_but_vectors_may_be_huge() {
        let huge = vec![b'a'; MAX_SIZE + 1];
        assert_eq!(faults_of("a.txt", &huge).len(), 1);
        assert_eq!(faults_of("tests/vectors/a.txt", &huge).len(), 0);
        assert_eq!(faults_of("a.txt", &huge[1..]).len(), 0);
    }

    #[test]
    fn what_is_not_text_is_only_measured() {
        assert_eq!(faults_of("a.png", &[0xff, 0xfe, b'\n']), Vec::<String>::new());
    }
}
