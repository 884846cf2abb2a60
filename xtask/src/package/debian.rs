//! Debian packages of the program, of the C library, and of what compiles against it.

use std::path::{Path, PathBuf};

use super::fit;
use super::packing::{Packing, VERSION};
use super::platform::{C_LIBRARY, OLDEST_GLIBC, PROGRAM, Platform};
use super::tree::{Tree, read};
use super::{library, program};
use crate::install::{self, Layout};

const MAINTAINER: &str = "The wellclient authors <wellclient@users.noreply.github.com>";
const HOMEPAGE: &str = "https://github.com/wellclient/wellclient";

/// What `control` says of one.
struct Control<'a> {
    name: &'a str,
    section: &'a str,
    depends: &'a str,
    about: &'a str,
    /// Further lines about it.
    more: &'a str,
}

/// Makes the three, of what was built for `platform`; `processor` as Debian names it.
pub(crate) fn packages(
    packing: &Packing<'_>,
    platform: &Platform,
    processor: &str,
) -> Result<Vec<PathBuf>, String> {
    let libc = format!("libc6 (>= {OLDEST_GLIBC})");
    let built = program::build(packing, platform)?;
    let teller = program::teller(packing, platform, &built)?;
    let make = |control: Control<'_>, crate_name: &str, fill: &dyn Fn(&Tree) -> Result<(), String>| {
        let tree = packing.tree(&format!("debian/{}_{VERSION}_{processor}", control.name))?;
        fill(&tree)?;
        finish(packing, &tree, &control, processor, crate_name)
    };
    let the_program = make(
        Control {
            name: "wellclient",
            section: "comm",
            depends: &libc,
            about: "CTI client for the command line, with a CTI server in the box",
            more: "Logs call-center agents in, follows their calls and controls them; simulates\n the server, replays recorded events, examines an environment.",
        },
        PROGRAM,
        &|tree| {
            tree.program(&built, "usr/bin/wellclient")?;
            program::pages(packing, tree, &teller, "usr/", program::ZSH_OF_DEBIAN)
        },
    )?;

    let soname = install::Version::of(packing.repository)?;
    let built = library::build(packing, platform)?;
    let staging = packing.tree(&format!("debian/staging-{processor}"))?;
    let (nm, strip) = (packing.llvm_tool("llvm-nm"), packing.strip());
    install::lay_out(
        packing.repository,
        &built,
        staging.root(),
        &Layout::linux(&nm, strip.as_deref()),
    )?;
    let (runtime, name) = (soname.soname(), format!("libwellclient{}", soname.series()));
    let shared = soname.shared();
    let the_library = make(
        Control {
            name: &name,
            section: "libs",
            depends: &libc,
            about: "CTI client library",
            more: "Logs call-center agents in, follows their calls and controls them, by a C ABI.",
        },
        C_LIBRARY,
        &|tree| {
            tree.copy(
                &staging.root().join("lib").join(&shared),
                &format!("usr/lib/{shared}"),
            )?;
            tree.link(&shared, &format!("usr/lib/{runtime}"))?;
            tree.write("DEBIAN/triggers", "activate-noawait ldconfig\n")?;
            tree.write(
                "DEBIAN/shlibs",
                format!("libwellclient {} {name} (>= {VERSION})\n", soname.series()),
            )
        },
    )?;
    let own = format!("{name} (= {VERSION})");
    let for_compiling = make(
        Control {
            name: "libwellclient-dev",
            section: "libdevel",
            depends: &own,
            about: "CTI client library: headers, static library, pkg-config, CMake",
            more: "The C header and the C++ API over it, which is headers only.",
        },
        C_LIBRARY,
        &|tree| {
            for file in staging.files()?.iter().filter(|file| !file.contains(".so")) {
                tree.copy(&staging.root().join(file), &format!("usr/{file}"))?;
            }
            tree.link(&runtime, "usr/lib/libwellclient.so")
        },
    )?;
    Ok(vec![the_program, the_library, for_compiling])
}

/// Describes the package and makes it of the tree.
fn finish(
    packing: &Packing<'_>,
    tree: &Tree,
    control: &Control<'_>,
    processor: &str,
    crate_name: &str,
) -> Result<PathBuf, String> {
    let name = control.name;
    let third_parties = super::licences::third_parties(&packing.inside(crate_name)?)?;
    tree.write(
        &format!("usr/share/doc/{name}/copyright"),
        copyright(packing, &third_parties)?,
    )?;
    let changes = format!("usr/share/doc/{name}/changelog");
    tree.write(&changes, changelog(packing, name)?)?;
    fit::check(packing.repository, tree)?;
    compress(packing, tree)?;
    tree.write("DEBIAN/control", text(control, processor, kibibytes(tree)?))?;
    let file = packing.out.join(format!("{name}_{VERSION}_{processor}.deb"));
    let (root, place) = (tree.root().display().to_string(), file.display().to_string());
    // One thread, or how it is cut into blocks depends on the machine.
    let build = [
        "--root-owner-group",
        packing.if_shipped("-Zxz", "-Znone"),
        "--threads-max=1",
        "--build",
        &root,
        &place,
    ];
    packing
        .repository
        .program("dpkg-deb", build)
        .env("SOURCE_DATE_EPOCH", &packing.epoch.to_string())
        .run()?;
    Ok(file)
}

/// As Debian writes them; what has changed is told where it is told to all.
fn changelog(packing: &Packing<'_>, name: &str) -> Result<String, String> {
    let when = format!("--date=@{}", packing.epoch);
    let (stdout, _) = packing
        .repository
        .program("date", ["--utc", "--rfc-email", &when])
        .env("LC_ALL", "C")
        .read()?;
    Ok(format!(
        "{name} ({VERSION}) unstable; urgency=medium\n\n  * {HOMEPAGE}/blob/v{VERSION}/CHANGELOG.md\n\n -- {MAINTAINER}  {}\n",
        String::from_utf8_lossy(&stdout).trim()
    ))
}

/// Manual pages and the list of changes are compressed, as Debian wants them.
fn compress(packing: &Packing<'_>, tree: &Tree) -> Result<(), String> {
    let is_compressed = |file: &String| file.starts_with("usr/share/man/") || file.ends_with("/changelog");
    let files = tree.files()?.into_iter().filter(is_compressed);
    // Neither name nor time in gzip's head.
    let words = ["--no-name".to_owned(), "--best".to_owned()]
        .into_iter()
        .chain(files);
    let root = tree.root().display().to_string();
    packing.repository.program_in(&root, "gzip", words).run()
}

fn copyright(packing: &Packing<'_>, third_parties: &str) -> Result<String, String> {
    let own = |name: &str| {
        read(&packing.repository.root().join(name)).map(|text| String::from_utf8_lossy(&text).into_owned())
    };
    // Apache's is on every Debian.
    Ok(format!(
        "wellclient is under the licence MIT, or Apache-2.0, which is in /usr/share/common-licenses/Apache-2.0.\n\n{}\n{third_parties}",
        own("LICENSE-MIT")?
    ))
}

fn text(control: &Control<'_>, processor: &str, size: u64) -> String {
    let Control {
        name,
        section,
        depends,
        about,
        more,
    } = control;
    format!(
        "Package: {name}\nVersion: {VERSION}\nArchitecture: {processor}\nMaintainer: {MAINTAINER}\n\
         Installed-Size: {size}\nDepends: {depends}\nSection: {section}\nPriority: optional\n\
         Homepage: {HOMEPAGE}\nDescription: {about}\n {more}\n"
    )
}

fn kibibytes(tree: &Tree) -> Result<u64, String> {
    let size = |path: &Path| std::fs::symlink_metadata(path).map_or(0, |data| data.len().div_ceil(1024));
    Ok(tree
        .files()?
        .iter()
        .map(|file| size(&tree.root().join(file)))
        .sum())
}
