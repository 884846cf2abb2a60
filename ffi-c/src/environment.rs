//! The environments that have a name.

use std::ffi::c_char;

use client::Environment;

/// How many environments `preset` can name.
///
/// Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_environment_count() -> usize {
    Environment::presets().count()
}

/// The name of an environment that `preset` can name; NULL at or beyond the count.
///
/// Static. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_environment_name(index: usize) -> *const c_char {
    static NAMES: std::sync::LazyLock<Vec<std::ffi::CString>> = std::sync::LazyLock::new(|| {
        Environment::presets()
            .map(|name| std::ffi::CString::new(name).unwrap_or_default())
            .collect()
    });
    NAMES.get(index).map_or(std::ptr::null(), |name| name.as_ptr())
}
