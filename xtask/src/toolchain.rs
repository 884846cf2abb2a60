//! Where the Rust toolchain is, and what it has.

use std::path::{Path, PathBuf};

use crate::process::Program;

/// What rustc says of itself.
pub(crate) struct Toolchain {
    /// What it runs on.
    host: String,
    /// The commit that it was built from.
    commit: String,
    sysroot: PathBuf,
}

impl Toolchain {
    pub(crate) fn find() -> Result<Self, String> {
        let read = |what: &[&str]| {
            let (stdout, _) = Program::new("rustc", what).read()?;
            Ok::<_, String>(String::from_utf8_lossy(&stdout).trim().to_owned())
        };
        let version = read(&["-vV"])?;
        let field = |name: &str| {
            let value = version.lines().find_map(|line| line.strip_prefix(name));
            value.map(|value| value.trim().to_owned())
        };
        Ok(Self {
            host: field("host:").ok_or("rustc does not say what it runs on")?,
            commit: field("commit-hash:").ok_or("rustc does not say what it was built from")?,
            sysroot: read(&["--print", "sysroot"])?.into(),
        })
    }

    /// The folder with the compiler's own libraries.
    pub(crate) fn libraries(&self) -> String {
        self.sysroot.join("lib").display().to_string()
    }

    /// What changes names in objects: the toolchain's own, which knows them all and needs [`Toolchain::libraries`]; else that of
    /// the system that the toolchain is a package of.
    pub(crate) fn objcopy(&self) -> String {
        let own = self.llvm_tool("rust-objcopy");
        match Path::new(&own).exists() {
            true => own,
            false => "objcopy".to_owned(),
        }
    }

    /// A program of the component `llvm-tools`.
    pub(crate) fn llvm_tool(&self, name: &str) -> String {
        let place = format!("lib/rustlib/{}/bin/{name}", self.host);
        self.sysroot.join(place).display().to_string()
    }

    /// The sources of the standard library, where there are some, and what they are called where there are none.
    pub(crate) fn sources(&self) -> (PathBuf, String) {
        (
            self.sysroot.join("lib/rustlib/src/rust"),
            format!("/rustc/{}", self.commit),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolchain_is_found() {
        let toolchain = Toolchain::find().unwrap();
        assert!(toolchain.sysroot.join("lib").is_dir());
        assert!(toolchain.sources().1.len() > "/rustc/".len());
        assert!(toolchain.llvm_tool("llvm-strip").contains(&toolchain.host));
    }
}
