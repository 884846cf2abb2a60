//! What is handed out is fit for it: no file tells where it was built, and the licences are there.

use super::tree::{Tree, read};
use crate::places;
use crate::process::Repository;

/// Words of the licences that everything of ours is under.
const LICENCE: &str = "Permission is hereby granted, free of charge";

/// Looks through a tree that is about to be packed.
pub(crate) fn check(repository: &Repository, tree: &Tree) -> Result<(), String> {
    without_places(repository, tree)?;
    let files = tree.files()?;
    let is_licensed = files.iter().any(|file| {
        let is_doc = file.contains("LICENSE") || file.ends_with("copyright");
        is_doc && read(&tree.root().join(file)).is_ok_and(|text| has(&text, LICENCE))
    });
    match is_licensed {
        true => Ok(()),
        false => Err(format!("{}: no text of a licence", tree.root().display())),
    }
}

/// No file has a path of this machine in it.
pub(crate) fn without_places(repository: &Repository, tree: &Tree) -> Result<(), String> {
    let private = places::private(repository);
    for file in tree.files()? {
        let path = tree.root().join(&file);
        // What it leads to is looked at by itself.
        if path.is_symlink() {
            continue;
        }
        let content = read(&path)?;
        if let Some(place) = private.iter().find(|place| has(&content, place)) {
            return Err(format!("{} tells of {place}", path.display()));
        }
    }
    Ok(())
}

fn has(content: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    let Some(first) = text.first() else { return false };
    let mut rest = content;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(text) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_that_tells_where_it_was_built_is_not_fit() {
        let repository = Repository::find();
        let folder = std::env::temp_dir().join(format!("wellclient-fit-{}", std::process::id()));
        let tree = Tree::new(folder).unwrap();
        tree.write("lib/a.so", b"\x7fELF /wellclient/core/src/lib.rs")
            .unwrap();
        assert!(
            check(&repository, &tree)
                .unwrap_err()
                .contains("no text of a licence")
        );
        tree.write("share/doc/LICENSE-MIT", LICENCE).unwrap();
        assert_eq!(check(&repository, &tree), Ok(()));
        let built_in = format!("\0\0{}/core/src/lib.rs", repository.root().display());
        tree.write("lib/b.so", built_in).unwrap();
        assert!(check(&repository, &tree).unwrap_err().contains("b.so tells of "));
        std::fs::remove_dir_all(tree.root()).unwrap();
    }
}
