//! The Python wheels: by maturin, which names them after the oldest system that they run on.

use std::fs;
use std::path::PathBuf;

use super::packing::Packing;
use super::platform::Platform;
use super::zig::Order;

/// The crate of the native part.
pub(super) const PACKAGE: &str = "wellclient-python";

/// Builds it; the wheel.
pub(super) fn package(packing: &Packing<'_>, platform: &Platform) -> Result<PathBuf, String> {
    let out = packing.work.join("wheel").join(platform.name);
    if out.exists() {
        fs::remove_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    let folder = out.display().to_string();
    let arguments = [
        "build",
        "--locked",
        "--profile",
        packing.profile,
        "--zig",
        "--strip",
        "--target",
        platform.target,
        "--compatibility",
        platform.wheel,
        "--out",
        &folder,
    ];
    let order = Order {
        package: PACKAGE,
        platform,
        profile: packing.profile,
        is_static: false,
    };
    packing.zig.maturin(&arguments, &order).run()?;
    let mut files = fs::read_dir(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    let wheel = files
        .find_map(|file| Some(file.ok()?.path()))
        .ok_or("maturin has made no wheel")?;
    let name = wheel.file_name().unwrap_or_default();
    let place = packing.out.join(name);
    fs::copy(&wheel, &place).map_err(|error| format!("{}: {error}", place.display()))?;
    println!("made {}", place.display());
    Ok(place)
}
