//! Every dependency that a crate names is used by its sources: one that is not costs everybody who builds it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::marks::has_mark;
use crate::process::Repository;

/// A crate of the workspace: its folder in the repository, and its dependencies as its sources call them.
struct Crate {
    folder: String,
    dependencies: Vec<String>,
}

/// One fault for each dependency whose name is in no source of its crate. Sources are texts by their paths in the repository.
pub(super) fn faults(
    repository: &Repository,
    sources: &BTreeMap<String, String>,
) -> Result<Vec<String>, String> {
    let arguments = [
        "metadata",
        "--locked",
        "--offline",
        "--no-deps",
        "--format-version",
        "1",
    ];
    let (stdout, _) = repository.cargo(arguments).read()?;
    let metadata: Value =
        serde_json::from_slice(&stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let crates = read(&metadata, repository.root());
    Ok(crates.iter().flat_map(|member| unused(member, sources)).collect())
}

fn read(metadata: &Value, root: &Path) -> Vec<Crate> {
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned);
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let folder = |package: &Value| {
        let manifest = text(package, "manifest_path")?;
        let folder = Path::new(&manifest).parent()?.strip_prefix(root).ok()?;
        folder.to_str().map(|folder| folder.replace('\\', "/"))
    };
    list(metadata, "packages")
        .iter()
        .filter_map(|package| {
            Some(Crate {
                folder: folder(package)?,
                dependencies: list(package, "dependencies")
                    .iter()
                    .filter_map(|dependency| text(dependency, "rename").or_else(|| text(dependency, "name")))
                    .collect(),
            })
        })
        .collect()
}

fn unused(member: &Crate, sources: &BTreeMap<String, String>) -> Vec<String> {
    let folder = format!("{}/", member.folder);
    let own = || {
        sources
            .iter()
            .filter(|(file, _)| file.starts_with(&folder) && file.ends_with(".rs"))
    };
    let is_used = |name: &str| own().any(|(_, text)| has_mark(text, &name.replace('-', "_")));
    let unused = member.dependencies.iter().filter(|name| !is_used(name));
    unused
        .map(|name| format!("{folder}Cargo.toml: no source uses `{name}`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_dependency_that_no_source_of_its_crate_names_is_a_fault() {
        let dependencies = json!([
            { "name": "used-one", "rename": null },
            { "name": "b", "rename": "renamed" },
            { "name": "other", "rename": null },
        ]);
        let packages = json!([{ "manifest_path": "/r/a/Cargo.toml", "dependencies": dependencies }]);
        let crates = read(&json!({ "packages": packages }), Path::new("/r"));
        let sources = [
            ("a/src/lib.rs", "use used_one::A; use renamed::B; another(); b();"),
            ("aa/src/lib.rs", "use other::C;"),
            ("a/other.py", "other"),
        ];
        let sources = sources.map(|(file, text)| (file.to_owned(), text.to_owned()));
        assert_eq!(
            crates
                .iter()
                .flat_map(|member| unused(member, &sources.clone().into()))
                .collect::<Vec<_>>(),
            ["a/Cargo.toml: no source uses `other`"]
        );
    }
}
