//! The software bill of materials, as CycloneDX 1.5 has it, in JSON.

use std::fs;

use serde_json::{Value, json};

use super::dependencies::{Dependencies, Dependency, inside};
use super::kind::{Package, folder};
use super::packing::{ARCHIVERS, VERSION, time};
use super::{archive, platform};
use crate::bindings;
use crate::process::Repository;
use crate::stages::CARGO;

pub(super) const SBOM: Package = Package {
    name: "sbom",
    about: "what is inside of the program, the C library, the wheel and the jar: CycloneDX",
    needs: &[&CARGO, &ARCHIVERS],
    in_all: true,
    run: write,
};

/// What is handed out, by the names of its files, and the crate that it is made from.
const PRODUCTS: [(&str, &str); 4] = [
    ("wellclient", platform::PROGRAM),
    ("libwellclient", platform::C_LIBRARY),
    ("wellclient-python", platform::PYTHON),
    ("wellclient-jvm", bindings::CRATE),
];

fn write(repository: &Repository, profile: &str) -> Result<(), String> {
    let time = time(repository, archive::epoch(repository)?)?;
    let folder = folder(repository, profile);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (product, package) in PRODUCTS {
        let inside = inside(
            repository,
            package,
            &platform::ALL.map(|platform| platform.target),
        )?;
        let file = folder.join(format!("{product}-{VERSION}.cdx.json"));
        let bill = cyclone_dx(package, &inside, &time)?;
        fs::write(&file, bill).map_err(|error| format!("{}: {error}", file.display()))?;
        println!("{}: {} crates", file.display(), inside.len());
    }
    Ok(())
}

/// Of what is made from `package`; `time` as RFC 3339 has it.
pub(super) fn cyclone_dx(package: &str, inside: &Dependencies, time: &str) -> Result<String, String> {
    let own = inside.values().find(|one| one.name == package);
    let own = own.ok_or_else(|| format!("no package {package}"))?;
    let others = inside.values().filter(|one| one.name != package);
    let uses = |one: &Dependency| -> Vec<String> {
        let used = one.uses.iter().filter_map(|key| inside.get(key));
        used.map(Dependency::purl).collect()
    };
    let links: Vec<Value> = inside
        .values()
        .map(|one| json!({"ref": one.purl(), "dependsOn": uses(one)}))
        .collect();
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"timestamp": time, "component": component(own)},
        "components": others.map(component).collect::<Vec<_>>(),
        "dependencies": links,
    });
    let text = serde_json::to_string_pretty(&bill).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

fn component(one: &Dependency) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": one.purl(),
        "name": one.name,
        "version": one.version,
        "purl": one.purl(),
        "licenses": [{"expression": one.licence}],
    });
    if let Some(homepage) = &one.homepage {
        component["externalReferences"] = json!([{"type": "vcs", "url": homepage}]);
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_is_a_component_and_every_link_leads_to_one() {
        let inside = inside(&Repository::find(), platform::PROGRAM, &["x86_64-pc-windows-gnu"]).unwrap();
        let bill = cyclone_dx(platform::PROGRAM, &inside, "2026-01-01T00:00:00Z").unwrap();
        let bill: Value = serde_json::from_str(&bill).unwrap();
        let components = bill["components"].as_array().unwrap();
        assert_eq!(components.len() + 1, inside.len());
        let own = &bill["metadata"]["component"];
        let known: Vec<&Value> = components
            .iter()
            .chain([own])
            .map(|one| &one["bom-ref"])
            .collect();
        for link in bill["dependencies"].as_array().unwrap() {
            for to in link["dependsOn"].as_array().unwrap() {
                assert!(known.contains(&to), "{to}");
            }
        }
    }
}
