//! How programs link with the installed library: by a plain compiler and pkg-config, shared, static, wholly static, beside
//! another static library in Rust, and with the library in a folder that is found through a link.

use std::fs;
use std::path::Path;

use crate::own_names;
use crate::process::{Program, Repository};

/// Another static library in Rust, and a program that uses both; built with the standard library inside of one object, so
/// that whoever uses any of it has all its names.
const OTHER: &str = "tests/c/beside/other.rs";
const BOTH: &str = "tests/c/beside/both.c";
const OPTIMISED: [&str; 5] = [
    "--crate-type=staticlib",
    "--edition=2024",
    "-O",
    "-Clto=fat",
    OTHER,
];

/// The guide's way to build a program.
const EXAMPLE: &str = "ffi-c/examples/softphone.c";

/// Programs in `folder`, against what is installed in `prefix`.
pub(super) fn check(repository: &Repository, prefix: &Path, folder: &Path) -> Result<(), String> {
    let folder = folder.join("linking");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let linking = Linking {
        repository,
        prefix,
        folder: &folder,
    };
    linking.examples()?;
    linking.beside_another()?;
    linking.through_a_link()
}

struct Linking<'a> {
    repository: &'a Repository,
    prefix: &'a Path,
    folder: &'a Path,
}

impl Linking<'_> {
    /// An example built as the guide says. No input: it logs in and out again.
    fn examples(&self) -> Result<(), String> {
        let shared = self.pkg_config(self.prefix, &["--cflags", "--libs"])?;
        let wholly_static = self.static_flags()?;
        let archive = |word: &String| match word.as_str() {
            "-lwellclient" => self.archive(),
            _ => word.clone(),
        };
        let static_library = wholly_static.iter().map(archive).collect();
        for (name, first, flags) in [
            ("shared", None, shared),
            ("static", None, static_library),
            ("wholly-static", Some("-static"), wholly_static),
        ] {
            let program = self.folder.join(name).display().to_string();
            let mut words = vec!["-std=c99", "-Wall", "-Wextra", "-o", &program, EXAMPLE];
            words.extend(first);
            words.extend(flags.iter().map(String::as_str));
            self.repository.program("cc", words).run()?;
            let run = self.repository.program(&program, ["--simulator"]);
            let libraries = self.prefix.join("lib").display().to_string();
            match name {
                "shared" => run.env("LD_LIBRARY_PATH", &libraries).run()?,
                _ => run.without("LD_LIBRARY_PATH").run()?,
            }
        }
        Ok(())
    }

    /// The static library has no name that another could have, and links beside one, in both orders.
    fn beside_another(&self) -> Result<(), String> {
        let ours = self.archive();
        let strays = own_names::strays(self.repository, "nm", Path::new(&ours))?;
        if let Some(stray) = strays.first() {
            return Err(format!(
                "the static library defines {} names such as `{stray}`",
                strays.len()
            ));
        }
        let theirs = self.folder.join("libother.a").display().to_string();
        let compile = OPTIMISED.into_iter().chain(["-o", &theirs]);
        self.repository.program("rustc", compile).run()?;
        let program = self.folder.join("both").display().to_string();
        let flags = self.static_flags()?;
        for libraries in [[&ours, &theirs], [&theirs, &ours]] {
            let mut words = vec!["-std=c99", "-o", &program, BOTH];
            words.extend(libraries.map(String::as_str));
            words.extend(
                flags
                    .iter()
                    .map(String::as_str)
                    .filter(|word| *word != "-lwellclient"),
            );
            self.repository.program("cc", words).run()?;
            self.repository.program(&program, [] as [&str; 0]).run()?;
        }
        Ok(())
    }

    /// `/lib` is often a link to `/usr/lib`: the package found through one finds the headers that are beside the other.
    fn through_a_link(&self) -> Result<(), String> {
        let root = self.folder.join("linked");
        let _ = fs::remove_dir_all(&root);
        let failed = |error: std::io::Error| format!("{}: {error}", root.display());
        fs::create_dir_all(&root).map_err(failed)?;
        link(&self.prefix.join("lib"), &root.join("lib")).map_err(failed)?;
        let flags = self.pkg_config(&root, &["--cflags", "--libs"])?;
        let program = root.join("program").display().to_string();
        let mut words = vec!["-std=c99", "-o", &program, EXAMPLE];
        words.extend(flags.iter().map(String::as_str));
        self.repository.program("cc", words).run()?;
        let text = "cmake_minimum_required(VERSION 3.20)\nproject(linked C)\nfind_package(wellclient REQUIRED)\n\
                    add_executable(linked ${EXAMPLE})\nset_target_properties(linked PROPERTIES C_STANDARD 99)\n\
                    target_link_libraries(linked PRIVATE wellclient::wellclient)\n";
        fs::write(root.join("CMakeLists.txt"), text).map_err(failed)?;
        let (source, build) = (
            root.display().to_string(),
            root.join("build").display().to_string(),
        );
        let place = format!("-Dwellclient_DIR={}", root.join("lib/cmake/wellclient").display());
        let example = format!("-DEXAMPLE={}", self.repository.root().join(EXAMPLE).display());
        self.repository
            .program("cmake", ["-S", &source, "-B", &build, &place, &example])
            .run()?;
        self.repository.program("cmake", ["--build", &build]).run()
    }

    fn archive(&self) -> String {
        self.prefix.join("lib/libwellclient.a").display().to_string()
    }

    fn static_flags(&self) -> Result<Vec<String>, String> {
        self.pkg_config(self.prefix, &["--cflags", "--libs", "--static"])
    }

    fn pkg_config(&self, prefix: &Path, arguments: &[&str]) -> Result<Vec<String>, String> {
        let packages = prefix.join("lib/pkgconfig").display().to_string();
        let query = Program::new("pkg-config", arguments.iter().copied().chain(["wellclient"]));
        let (words, _) = query.env("PKG_CONFIG_PATH", &packages).read()?;
        let words = String::from_utf8_lossy(&words).into_owned();
        Ok(words.split_whitespace().map(str::to_owned).collect())
    }
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}
