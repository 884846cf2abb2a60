//! Structs that grow: each begins with its size, so that a program and a library of different versions understand each
//! other.

use std::time::Duration;

use crate::status::Failure;
use crate::status::well_status::*;

/// A struct that begins with its size.
///
/// # Safety
/// Its first field is `struct_size: usize`, and any bytes are a value of each of its fields.
pub(crate) unsafe trait Sized_: Copy {
    /// How large it was in the first release that had it.
    const FIRST_SIZE: usize;
}

/// Reads a struct that the program has filled in: what its version does not have stays as in `default`.
///
/// # Safety
/// `given` is NULL or points to a struct of as many bytes as its `struct_size` says.
pub(crate) unsafe fn read<T: Sized_>(given: *const T, mut default: T) -> Result<T, Failure> {
    if given.is_null() {
        return Ok(default);
    }
    // SAFETY: not NULL, so by the caller's word there is at least the size.
    let size = unsafe { given.cast::<usize>().read() };
    check::<T>(size)?;
    // SAFETY: the caller's word for `size` bytes; `check` says that `default` has as many, and the trait that any bytes
    // will do.
    unsafe {
        std::ptr::copy_nonoverlapping(given.cast::<u8>(), (&raw mut default).cast::<u8>(), size);
    }
    Ok(default)
}

/// Writes as much of a struct as the program's version has.
///
/// # Safety
/// `out` is NULL or points to a struct of as many bytes as its `struct_size` says.
pub(crate) unsafe fn write<T: Sized_>(out: *mut T, value: T) -> Result<(), Failure> {
    if out.is_null() {
        return Err(Failure::null("the struct"));
    }
    // SAFETY: not NULL, so by the caller's word there is at least the size.
    let size = unsafe { out.cast::<usize>().read() };
    // SAFETY: the caller's word.
    unsafe { write_sized(out, size, value) }
}

/// Fills in a struct that is `none` at first, as much of it as the program's version has: in place where that has all.
///
/// # Safety
/// As of [`write`].
pub(crate) unsafe fn fill<T: Sized_>(out: *mut T, none: T, fill: impl FnOnce(&mut T)) -> Result<(), Failure> {
    if out.is_null() {
        return Err(Failure::null("the struct"));
    }
    // SAFETY: not NULL, so by the caller's word there is at least the size.
    let size = unsafe { out.cast::<usize>().read() };
    check::<T>(size)?;
    if size < size_of::<T>() {
        let mut value = none;
        fill(&mut value);
        // SAFETY: the caller's word.
        return unsafe { write_sized(out, size, value) };
    }
    // SAFETY: the caller's word for as many bytes as a `T` has.
    unsafe {
        out.write(none);
        fill(&mut *out);
        out.cast::<usize>().write(size);
    }
    Ok(())
}

/// As [`write`], where the size is told beside.
///
/// # Safety
/// `out` is NULL or points to room for `size` bytes.
pub(crate) unsafe fn write_sized<T: Sized_>(out: *mut T, size: usize, value: T) -> Result<(), Failure> {
    if out.is_null() {
        return Err(Failure::null("the struct"));
    }
    check::<T>(size)?;
    // SAFETY: the caller's word for `size` bytes; `check` says that `value` has as many.
    unsafe {
        std::ptr::copy_nonoverlapping((&raw const value).cast::<u8>(), out.cast::<u8>(), size);
        out.cast::<usize>().write(size);
    }
    Ok(())
}

fn check<T: Sized_>(size: usize) -> Result<(), Failure> {
    if (T::FIRST_SIZE..=size_of::<T>()).contains(&size) {
        return Ok(());
    }
    let (least, most) = (T::FIRST_SIZE, size_of::<T>());
    let known = match least == most {
        true => format!("{most}"),
        false => format!("{least} to {most}"),
    };
    Err(Failure::new(
        WELL_BAD_STRUCT_SIZE,
        format!("struct_size is {size}; this library knows {known}"),
    ))
}

/// A member for later versions, which this one cannot obey.
pub(crate) fn reserved(given: impl Into<i64>) -> Result<(), Failure> {
    match given.into() {
        0 => Ok(()),
        _ => Err(Failure::new(WELL_BAD_ARGUMENT, "reserved must be 0")),
    }
}

/// 1 is yes, 0 is no, -1 says nothing.
pub(crate) fn choice(name: &str, given: impl Into<i32>) -> Result<Option<bool>, Failure> {
    match given.into() {
        -1 => Ok(None),
        0 => Ok(Some(false)),
        1 => Ok(Some(true)),
        other => {
            let said = format!("{name} must be 1, 0 or -1, not {other}");
            Err(Failure::new(WELL_BAD_ARGUMENT, said))
        }
    }
}

pub(crate) fn millis(count: u32) -> Duration {
    Duration::from_millis(u64::from(count))
}

/// A time that is waited: `WELL_FOREVER` is without end.
pub(crate) fn timeout(count: u32) -> Option<Duration> {
    (count != WELL_FOREVER).then(|| millis(count))
}

/// A timeout without end.
pub const WELL_FOREVER: u32 = u32::MAX;
