//! `cargo xtask package`: what is handed out, in `target/package/`.

pub(crate) mod android;
mod apple;
mod kind;
mod kotlin;

use crate::process::Repository;

pub(crate) use kind::Package;

pub(crate) static ALL: &[Package] = &[kotlin::KOTLIN, android::ANDROID, android::LAYOUT, apple::APPLE];

pub(crate) fn package(repository: &Repository, package: &Package) -> Result<(), String> {
    (package.run)(repository)
}
