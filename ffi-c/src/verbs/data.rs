//! Call data, as C gives it.

use std::ffi::c_char;

use client::CallDataEntry;

use crate::status::Failure;
use crate::text::required;

/// One datum that travels with a call (manual 2.16). NUL-terminated UTF-8, neither NULL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_call_data_t {
    /// Its name.
    pub key: *const c_char,
    /// Its value.
    pub value: *const c_char,
}

/// # Safety
/// `entries` points to `count` data, or is NULL.
pub(super) unsafe fn entries(
    entries: *const well_call_data_t,
    count: usize,
) -> Result<Vec<CallDataEntry>, Failure> {
    let mut read = Vec::new();
    for index in 0..count {
        if entries.is_null() {
            return Err(Failure::null("entries"));
        }
        // SAFETY: the caller's word.
        let (key, value) = unsafe {
            let entry = *entries.add(index);
            let name = |member| format!("entries[{index}].{member}");
            (
                required(&name("key"), entry.key)?,
                required(&name("value"), entry.value)?,
            )
        };
        read.push(CallDataEntry::new(key, value));
    }
    Ok(read)
}
