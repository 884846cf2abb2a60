//! A static library whose names are its own, so that it links beside others. What it exports begins with `well_`; all else,
//! Rust's standard library among it, gets an end that no other library has. (`ld -r` and names made local would do on Linux,
//! but leaves one object, of which a program that needs a part links the whole.)

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::process::Repository;
use crate::toolchain::Toolchain;

/// What the library exports begins so.
const EXPORTED: &str = "well_";

/// Demanglers take it for what compilers add to a name.
const OWN: &str = ".wellclient";

/// Renames in `archive`, for Linux. `nm` must know its machine.
pub(crate) fn give(repository: &Repository, nm: &str, archive: &Path) -> Result<(), String> {
    let toolchain = Toolchain::find()?;
    let (program, file) = (toolchain.objcopy(), archive.display().to_string());
    let objcopy = |more: &[&str]| {
        repository
            .program(&program, more.iter().copied().chain([file.as_str()]))
            .env_unseen("LD_LIBRARY_PATH", &toolchain.libraries())
            .run()
    };
    // Bitcode, of which other programs take an object for one that is still to be compiled.
    objcopy(&["--remove-section=.llvmbc", "--remove-section=.llvmcmd"])?;
    let names = foreign(&symbols(repository, nm, archive)?);
    let list = archive.with_extension("names");
    let failed = |error: std::io::Error| format!("{}: {error}", list.display());
    let text: String = names.iter().map(|name| format!("{name} {name}{OWN}\n")).collect();
    fs::write(&list, text).map_err(failed)?;
    let renamed = objcopy(&[&format!("--redefine-syms={}", list.display())]);
    fs::remove_file(&list).map_err(failed)?;
    renamed
}

/// The names that an archive defines for others, and that could be another's, too.
pub(crate) fn strays(repository: &Repository, nm: &str, archive: &Path) -> Result<Vec<String>, String> {
    let found = foreign(&symbols(repository, nm, archive)?);
    Ok(found.into_iter().filter(|name| !name.ends_with(OWN)).collect())
}

fn symbols(repository: &Repository, nm: &str, archive: &Path) -> Result<String, String> {
    let archive = archive.display().to_string();
    let list = ["--extern-only", "--defined-only", "--format=posix", &archive];
    let (symbols, _) = repository.program(nm, list).read()?;
    Ok(String::from_utf8_lossy(&symbols).into_owned())
}

/// `rust_eh_personality T 0 31`, where it is none of ours. Lines of one word name a member.
fn foreign(symbols: &str) -> BTreeSet<String> {
    let names = symbols.lines().filter_map(|line| {
        let (name, rest) = line.split_once(' ')?;
        let kind = rest.split(' ').next()?;
        (kind.len() == 1 && !name.starts_with(EXPORTED)).then(|| name.to_owned())
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_no_name_and_what_is_exported_no_stray() {
        let symbols =
            "lib.a[a b.o]:\nwell_version T 0 6\nrust_eh_personality T 10 31\n\nlib.a[c.o]:\n_RNvC1a1b D 0\n";
        let found: Vec<String> = foreign(symbols).into_iter().collect();
        assert_eq!(found, ["_RNvC1a1b", "rust_eh_personality"]);
    }
}
