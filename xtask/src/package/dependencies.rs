//! What crates are inside of something that is handed out: those that its code is linked with, by cargo's word.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use crate::process::Repository;

/// A crate that is inside.
#[derive(Debug)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) version: String,
    /// An SPDX expression.
    pub(super) licence: String,
    /// Its source, unpacked.
    pub(super) folder: PathBuf,
    pub(super) homepage: Option<String>,
    pub(super) is_own: bool,
    /// Those that it uses itself, by their keys in [`Dependencies`].
    pub(super) uses: BTreeSet<String>,
}

impl Dependency {
    /// Where it comes from, as package URLs say it.
    pub(super) fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

/// By `name version`, in the order of the alphabet: what is written of them is the same each time.
pub(super) type Dependencies = BTreeMap<String, Dependency>;

/// What is inside of `package` where it is built for `targets`, as rustc names them; itself among it. Neither what only builds or tests it, nor macros,
/// which leave no code of their own.
pub(super) fn inside(
    repository: &Repository,
    package: &str,
    targets: &[&str],
) -> Result<Dependencies, String> {
    let mut arguments = vec!["metadata", "--locked", "--format-version", "1"];
    for target in targets {
        arguments.extend(["--filter-platform", target]);
    }
    let (stdout, _) = repository.cargo(arguments).read()?;
    let metadata: Value =
        serde_json::from_slice(&stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    read(&metadata, package)
}

fn read(metadata: &Value, package: &str) -> Result<Dependencies, String> {
    let by_id = |list: &'static str| -> BTreeMap<&str, &Value> {
        let list = metadata.pointer(list).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(|one| Some((one["id"].as_str()?, one)))
            .collect()
    };
    let (packages, nodes) = (by_id("/packages"), by_id("/resolve/nodes"));
    let root = packages
        .iter()
        .find(|(_, one)| one["name"] == package && one["source"].is_null());
    let (root, _) = root.ok_or_else(|| format!("no package {package}"))?;
    let mut found = Dependencies::new();
    let mut open = vec![*root];
    while let Some(id) = open.pop() {
        let one = packages.get(id).ok_or_else(|| format!("no package {id}"))?;
        if found.contains_key(&key(one)) {
            continue;
        }
        let used: Vec<&str> = used(nodes.get(id).copied().unwrap_or(&Value::Null))
            .filter(|id| packages.get(id).is_some_and(|one| !is_macro(one)))
            .collect();
        let mut dependency = describe(one)?;
        dependency.uses = used
            .iter()
            .filter_map(|id| packages.get(id))
            .map(|one| key(one))
            .collect();
        found.insert(key(one), dependency);
        open.extend(used);
    }
    Ok(found)
}

fn key(package: &Value) -> String {
    let text = |field: &str| package[field].as_str().unwrap_or_default();
    format!("{} {}", text("name"), text("version"))
}

/// What a node is linked with: `kind` is null there; it is `dev` or `build` for the others.
fn used(node: &Value) -> impl Iterator<Item = &str> {
    let uses = node["deps"].as_array().into_iter().flatten();
    uses.filter(|one| {
        let kinds = one["dep_kinds"].as_array().into_iter().flatten();
        kinds.into_iter().any(|kind| kind["kind"].is_null())
    })
    .filter_map(|one| one["pkg"].as_str())
}

fn is_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    let mut kinds = targets.flat_map(|target| target["kind"].as_array().into_iter().flatten());
    kinds.any(|kind| kind == "proc-macro")
}

fn describe(package: &Value) -> Result<Dependency, String> {
    let text = |field: &str| package[field].as_str();
    let known = |field: &str| text(field).ok_or_else(|| format!("{}: no {field}", key(package)));
    let mut folder = PathBuf::from(known("manifest_path")?);
    folder.pop();
    Ok(Dependency {
        name: known("name")?.to_owned(),
        version: known("version")?.to_owned(),
        // Of old: `/` for OR.
        licence: known("license")?.replace('/', " OR "),
        folder,
        homepage: text("repository").or(text("homepage")).map(str::to_owned),
        is_own: package["source"].is_null(),
        uses: BTreeSet::new(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn metadata() -> Value {
        let package = |name: &str, source: Value, kind: &str| {
            json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "source": source,
                "manifest_path": "/x/Cargo.toml", "targets": [{"kind": [kind]}],
            })
        };
        let used = |name: &str, kind: Value| json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        json!({
            "packages": [
                package("own", Value::Null, "cdylib"),
                package("linked", "registry".into(), "lib"),
                package("below", "registry".into(), "lib"),
                package("macro", "registry".into(), "proc-macro"),
                package("tested", "registry".into(), "lib"),
            ],
            "resolve": {"nodes": [
                {"id": "own", "deps": [
                    used("linked", Value::Null), used("macro", Value::Null), used("tested", "dev".into())
                ]},
                {"id": "linked", "deps": [used("below", Value::Null)]},
            ]},
        })
    }

    #[test]
    fn what_is_linked_is_inside_and_nothing_else() {
        let found = read(&metadata(), "own").unwrap();
        let names: Vec<&str> = found.values().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["below", "linked", "own"]);
        assert_eq!(
            found["own 1.0.0"].uses,
            BTreeSet::from(["linked 1.0.0".to_owned()])
        );
        assert_eq!(found["below 1.0.0"].licence, "MIT OR Apache-2.0");
    }

    #[test]
    fn an_unknown_package_is_an_error() {
        assert!(read(&metadata(), "nosuch").is_err());
        // Known, but not ours.
        assert!(read(&metadata(), "linked").is_err());
    }
}
