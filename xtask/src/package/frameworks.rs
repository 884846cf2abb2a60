//! Apple's frameworks for a linker that has no SDK of Apple's: text files that say what is in which of them, by what the
//! crates declare.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::dependencies::Dependencies;
use super::packing::Packing;
use super::platform::{Platform, System};
use super::tree::Tree;

/// The crates that declare what a framework has.
const CRATES: [(&str, &str); 3] = [
    ("core-foundation-sys", "CoreFoundation"),
    ("security-framework-sys", "Security"),
    ("system-configuration-sys", "SystemConfiguration"),
];

/// Lays them where the linker is told by `-F`, if `package` is for a platform of Apple's.
pub(super) fn lay(packing: &Packing<'_>, platform: &Platform, package: &str) -> Result<(), String> {
    if platform.system != System::MacOs {
        return Ok(());
    }
    write(&packing.zig.frameworks()?, &packing.inside(package)?)
}

fn write(tree: &Tree, inside: &Dependencies) -> Result<(), String> {
    for (name, framework) in CRATES {
        let declared = inside
            .values()
            .filter(|dependency| dependency.name == name)
            .map(|dependency| dependency.folder.join("src"));
        let mut symbols = BTreeSet::new();
        for folder in declared {
            read(&folder, &mut symbols)?;
        }
        if symbols.is_empty() {
            return Err(format!("{name} declares nothing of {framework}"));
        }
        let place = format!("{framework}.framework/{framework}.tbd");
        tree.write(&place, stub(framework, &symbols))?;
    }
    Ok(())
}

/// The functions and constants that the files of a folder declare: more than is imported, which does no harm.
fn read(folder: &Path, symbols: &mut BTreeSet<String>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            read(&path, symbols)?;
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        symbols.extend(text.lines().flat_map(declared).map(|name| format!("_{name}")));
    }
    Ok(())
}

/// `pub fn SecTrustEvaluate(…` declares something, and so does the name of a constant, `kSecClass`, in a macro, too.
fn declared(line: &str) -> impl Iterator<Item = &str> {
    let mut words = line
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty());
    let is_function = line.trim_start().starts_with("pub fn ");
    let function = if is_function { words.nth(2) } else { None };
    let is_constant =
        |word: &&str| word.starts_with('k') && word[1..].starts_with(|c: char| c.is_ascii_uppercase());
    function.into_iter().chain(words.filter(is_constant))
}

fn stub(framework: &str, symbols: &BTreeSet<String>) -> String {
    const TARGETS: &str = "[ x86_64-macos, arm64-macos ]";
    let mut text = format!(
        "--- !tapi-tbd\ntbd-version: 4\ntargets: {TARGETS}\n\
         install-name: '/System/Library/Frameworks/{framework}.framework/Versions/A/{framework}'\n\
         exports:\n  - targets: {TARGETS}\n    symbols: [ "
    );
    let symbols: Vec<&str> = symbols.iter().map(String::as_str).collect();
    let _ = writeln!(text, "{} ]\n...", symbols.join(", "));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_and_constants_are_declared() {
        let declared = |line| declared(line).collect::<Vec<_>>();
        assert_eq!(declared("    pub fn SecTrustEvaluate("), ["SecTrustEvaluate"]);
        assert_eq!(declared("pub static kSecClass: CFStringRef;"), ["kSecClass"]);
        assert_eq!(
            declared("    ECIES => kSecKeyAlgorithmECIES,"),
            ["kSecKeyAlgorithmECIES"]
        );
        assert!(declared("pub const errSecSuccess: OSStatus = 0;").is_empty());
    }

    #[test]
    fn a_stub_names_the_framework_and_its_symbols() {
        let symbols = BTreeSet::from(["_a".to_owned(), "_b".to_owned()]);
        let stub = stub("Security", &symbols);
        assert!(
            stub.contains("/Security.framework/Versions/A/Security'\n"),
            "{stub}"
        );
        assert!(stub.ends_with("symbols: [ _a, _b ]\n...\n"), "{stub}");
    }
}
