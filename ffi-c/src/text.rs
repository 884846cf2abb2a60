//! Texts on their way in and out.

use std::collections::HashSet;
use std::ffi::{CStr, c_char};
use std::sync::Arc;

use wellclient_foreign::lock::Mutex;
use zeroize::Zeroize as _;

use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};

/// A text that is lent: UTF-8, `len` bytes and a NUL behind them. `data` is NULL where there is none. How long it is
/// valid is said where it is lent.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_str_t {
    /// The first byte, or NULL.
    pub data: *const c_char,
    /// How many bytes, the NUL not counted.
    pub len: usize,
}

/// A text that is given away: UTF-8, `len` bytes and a NUL behind them. Free it with `well_string_free`.
#[repr(C)]
pub struct well_string_t {
    /// The first byte, or NULL.
    pub data: *mut c_char,
    /// How many bytes, the NUL not counted.
    pub len: usize,
}

impl well_str_t {
    pub(crate) const NONE: Self = Self {
        data: std::ptr::null(),
        len: 0,
    };
}

impl well_string_t {
    pub(crate) const NONE: Self = Self {
        data: std::ptr::null_mut(),
        len: 0,
    };

    pub(crate) fn new(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len() + 1);
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
        let len = text.len();
        let data = Box::into_raw(bytes.into_boxed_slice());
        Self {
            data: data.cast(),
            len,
        }
    }

    /// # Safety
    /// It was made by [`Self::new`] and is not used again, or is [`Self::NONE`].
    pub(crate) unsafe fn free(&mut self) {
        let Self { data, len } = std::mem::replace(self, Self::NONE);
        if !data.is_null() {
            let slice = std::ptr::slice_from_raw_parts_mut(data.cast::<u8>(), len + 1);
            // SAFETY: as `new` has made it.
            let mut bytes = unsafe { Box::from_raw(slice) };
            // It may have been a secret.
            bytes.zeroize();
        }
    }
}

/// Frees a text that was given away, and sets it to NULL. A text that is NULL is left alone, so freeing twice does no
/// harm.
///
/// Errors: `WELL_NULL_POINTER`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_string_free(string: *mut well_string_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word that it points to a string of ours.
        let string = unsafe { string.as_mut() }.ok_or_else(|| Failure::null("string"))?;
        // SAFETY: likewise.
        unsafe { string.free() };
        Ok(())
    })
}

/// Texts that something lends for as long as it is there; each text once.
#[derive(Default)]
pub(crate) struct Texts(Mutex<HashSet<Lent>>);

/// The bytes, and a NUL. Not a box, which may not be moved while a pointer into it is in use.
#[derive(PartialEq, Eq)]
struct Lent(Arc<[u8]>);

impl Lent {
    fn text(&self) -> &[u8] {
        self.0.split_last().map_or(&[], |(_, text)| text)
    }
}

impl std::hash::Hash for Lent {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

impl std::borrow::Borrow<[u8]> for Lent {
    fn borrow(&self) -> &[u8] {
        self.text()
    }
}

impl Texts {
    pub(crate) fn lend(&self, text: &str) -> well_str_t {
        let mut texts = self.0.lock();
        let of = |lent: &Lent| well_str_t {
            data: lent.0.as_ptr().cast(),
            len: text.len(),
        };
        if let Some(lent) = texts.get(text.as_bytes()) {
            return of(lent);
        }
        let lent = Lent(text.bytes().chain([0]).collect());
        let lend = of(&lent);
        texts.insert(lent);
        lend
    }

    pub(crate) fn lend_some(&self, text: Option<impl AsRef<str>>) -> well_str_t {
        text.map_or(well_str_t::NONE, |text| self.lend(text.as_ref()))
    }
}

/// Lends a text for the time of one callback.
pub(crate) fn lend_briefly<R>(text: &str, to: impl FnOnce(well_str_t) -> R) -> R {
    let texts = Texts::default();
    to(texts.lend(text))
}

/// Reads a text that must be there; `name` is the program's word for it.
///
/// # Safety
/// `text` is NULL or NUL-terminated.
pub(crate) unsafe fn required<'a>(name: &str, text: *const c_char) -> Result<&'a str, Failure> {
    // SAFETY: the caller's word.
    unsafe { optional(name, text) }?.ok_or_else(|| Failure::null(name))
}

/// Reads a text that may be NULL.
///
/// # Safety
/// As [`required`].
pub(crate) unsafe fn optional<'a>(name: &str, text: *const c_char) -> Result<Option<&'a str>, Failure> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, and by the caller's word NUL-terminated.
    let text = unsafe { CStr::from_ptr(text) };
    let text = text.to_str().map(Some);
    text.map_err(|_| Failure::new(WELL_BAD_UTF8, format_args!("{name} is not UTF-8")))
}

/// Reads a list of texts.
///
/// # Safety
/// `first` is NULL or points to as many texts.
pub(crate) unsafe fn texts<'a>(
    name: &str,
    first: *const *const c_char,
    count: usize,
) -> Result<Vec<&'a str>, Failure> {
    let mut texts = Vec::new();
    for index in 0..count {
        if first.is_null() {
            return Err(Failure::null(name));
        }
        // SAFETY: the caller's word.
        texts.push(unsafe { required(&format!("{name}[{index}]"), *first.add(index)) }?);
    }
    Ok(texts)
}

/// Reads bytes that may be none.
///
/// # Safety
/// `data` points to `len` bytes, or is NULL.
pub(crate) unsafe fn bytes<'a>(name: &str, data: *const u8, len: usize) -> Result<&'a [u8], Failure> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Failure::null(name));
    }
    if isize::try_from(len).is_err() {
        let no_memory = format_args!("{name} cannot have {len} bytes");
        return Err(Failure::new(WELL_BAD_ARGUMENT, no_memory));
    }
    // SAFETY: the caller's word.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// Where an output goes.
///
/// # Safety
/// `out` is NULL or points to room for a `T`, which need not be initialised.
pub(crate) unsafe fn output<'a, T>(
    name: &str,
    out: *mut T,
) -> Result<&'a mut std::mem::MaybeUninit<T>, Failure> {
    // SAFETY: the caller's word.
    unsafe { out.cast::<std::mem::MaybeUninit<T>>().as_mut() }.ok_or_else(|| Failure::null(name))
}
