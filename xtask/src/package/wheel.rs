//! The Python wheels: by maturin, which names them after the oldest system that they run on.

use std::fs;
use std::path::{Path, PathBuf};

use super::packing::Packing;
use super::platform::{PYTHON, Platform, System};
use super::sbom;
use super::tree::Tree;
use super::zig::Order;
use super::{fit, licences};

/// Builds it; the wheel.
pub(super) fn package(packing: &Packing<'_>, platform: &Platform) -> Result<PathBuf, String> {
    let out = packing.work.join("wheel").join(platform.name);
    if out.exists() {
        fs::remove_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    let folder = out.display().to_string();
    let inside = packing.inside(PYTHON)?;
    // Where pyproject.toml looks for licences, and git does not look.
    let notices = packing
        .repository
        .root()
        .join("bindings-python/LICENSE-THIRD-PARTY.txt");
    let bill = packing.work.join("wellclient-python.cdx.json");
    write(&notices, &licences::third_parties(&inside)?)?;
    write(&bill, &sbom::cyclone_dx(PYTHON, &inside, &packing.time()?)?)?;
    let bill = bill.display().to_string();
    // Its own: maturin's way of calling cargo builds everything anew, and so would the next who calls it otherwise.
    let target = packing.repository.target().join("wheels").display().to_string();
    let mut arguments = vec![
        "build",
        "--locked",
        "--profile",
        packing.profile,
        "--target",
        platform.target,
        "--compatibility",
        platform.wheel,
        "--sbom-include",
        &bill,
        "--target-dir",
        &target,
        "--out",
        &folder,
    ];
    if platform.system != System::Windows {
        arguments.push("--zig");
    }
    let order = Order {
        packages: &[PYTHON],
        platform,
        profile: packing.profile,
        is_static: false,
    };
    packing.zig.maturin(&arguments, &order).run()?;
    let mut files = fs::read_dir(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    let wheel = files
        .find_map(|file| Some(file.ok()?.path()))
        .ok_or("maturin has made no wheel")?;
    let (unpacked, file) = (Tree::new(out.join("unpacked"))?, wheel.display().to_string());
    let folder = unpacked.root().display().to_string();
    let unpack = ["-m", "zipfile", "-e", &file, &folder];
    let python = packing.zig.tool("python3").display().to_string();
    packing.repository.program(&python, unpack).run()?;
    fit::check(packing.repository, &unpacked)?;
    let name = wheel.file_name().unwrap_or_default();
    let place = packing.out.join(name);
    fs::copy(&wheel, &place).map_err(|error| format!("{}: {error}", place.display()))?;
    println!("made {}", place.display());
    Ok(place)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
