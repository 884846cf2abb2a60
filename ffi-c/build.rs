//! Gives the shared library its version: on Unix a soname, so that programs that were linked with one version go on with
//! every compatible one; on Windows a resource, as the properties of a file show it.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

fn main() -> Result<(), String> {
    println!("cargo:rerun-if-changed=build.rs");
    let variable = |name: &str| env::var(name).unwrap_or_default();
    // Before 1.0 each minor version may break; after it, each major one.
    let [major, minor, patch] = [
        "CARGO_PKG_VERSION_MAJOR",
        "CARGO_PKG_VERSION_MINOR",
        "CARGO_PKG_VERSION_PATCH",
    ]
    .map(variable);
    let version = if major == "0" {
        format!("0.{minor}")
    } else {
        major.clone()
    };
    match variable("CARGO_CFG_TARGET_OS").as_str() {
        "linux" | "android" | "freebsd" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libwellclient.so.{version}");
        }
        "macos" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libwellclient.{version}.dylib");
        }
        "windows" if variable("CARGO_CFG_TARGET_ENV") == "gnu" => {
            let folder = variable("OUT_DIR");
            let script = version_resource(
                &format!("{major},{minor},{patch},0"),
                &variable("CARGO_PKG_VERSION"),
            );
            match compile(Path::new(&folder), &script, &variable("CARGO_CFG_TARGET_ARCH"))? {
                Some(object) => println!("cargo:rustc-cdylib-link-arg={object}"),
                None => println!("cargo:warning=without MinGW's windres the DLL does not say its version"),
            }
        }
        _ => {}
    }
    Ok(())
}

/// The resource script: numbers for programs, texts for people.
fn version_resource(numbers: &str, text: &str) -> String {
    format!(
        r#"1 VERSIONINFO
FILEVERSION {numbers}
PRODUCTVERSION {numbers}
FILEOS 0x40004
FILETYPE 2
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
      VALUE "CompanyName", "wellclient"
      VALUE "FileDescription", "wellclient, a CTI client library"
      VALUE "FileVersion", "{text}"
      VALUE "InternalName", "wellclient"
      VALUE "LegalCopyright", "MIT or Apache-2.0"
      VALUE "OriginalFilename", "wellclient.dll"
      VALUE "ProductName", "wellclient"
      VALUE "ProductVersion", "{text}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200
  END
END
"#
    )
}

/// Makes an object of a resource script by MinGW's `windres`; where it is, or `None` without a `windres`.
fn compile(folder: &Path, script: &str, machine: &str) -> Result<Option<String>, String> {
    let machine = if machine == "x86" { "i686" } else { machine };
    let (source, object) = (folder.join("version.rc"), folder.join("version.o"));
    fs::write(&source, script).map_err(|error| format!("{}: {error}", source.display()))?;
    let names = [format!("{machine}-w64-mingw32-windres"), "windres".to_owned()];
    for name in &names {
        let windres = Command::new(name).arg(&source).arg(&object).status();
        match windres {
            Ok(status) if status.success() => return Ok(Some(object.display().to_string())),
            Ok(status) => return Err(format!("{name}: {status}")),
            Err(_) => {}
        }
    }
    Ok(None)
}
