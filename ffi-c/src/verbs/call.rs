//! Making a call, and how someone takes part in one.

use std::ffi::c_char;

use client::{Command, MakeCallOptions, Participation};

use super::start;
use crate::callback::well_completion_t;
use crate::codes::well_participation_t;
use crate::handle::{well_command_t, well_session_t};
use crate::numbers::ParticipationIn;
use crate::sized::{self, Sized_, choice, reserved};
use crate::status::{Failure, entry, well_status};
use crate::text::{optional, required};

/// What a call can be given besides its number (manual 2.5). Fill it by `well_make_call_default`. All but the prefix are of
/// the releases 4.x; the dialect 2.x does not send them. Texts are NUL-terminated UTF-8; NULL leaves them out.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_make_call_t {
    /// `sizeof(well_make_call_t)`.
    pub struct_size: usize,
    /// What is dialled before the number, such as `"9"` for an outside line.
    pub prefix: *const c_char,
    /// The number that the called side is shown; NULL for the agent's extension.
    pub dest_for_display: *const c_char,
    /// The number that the calling side is shown.
    pub origin_for_display: *const c_char,
    /// A text of the application's own that the server keeps with the call.
    pub context_id: *const c_char,
    /// Call progress analysis: 1 yes, 0 no, -1 (default) does not say.
    pub cpa: i32,
    /// Reserved; 0.
    pub reserved: i32,
}

// SAFETY: it begins with the size, and numbers and pointers take any bytes.
unsafe impl Sized_ for well_make_call_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

impl well_make_call_t {
    const DEFAULT: Self = Self {
        struct_size: size_of::<Self>(),
        prefix: std::ptr::null(),
        dest_for_display: std::ptr::null(),
        origin_for_display: std::ptr::null(),
        context_id: std::ptr::null(),
        cpa: -1,
        reserved: 0,
    };

    /// # Safety
    /// Its pointers are NULL or point to what they say.
    unsafe fn options(&self) -> Result<MakeCallOptions, Failure> {
        reserved(self.reserved)?;
        // SAFETY: the caller's word.
        let text = |name, text| Ok::<_, Failure>(unsafe { optional(name, text) }?.map(str::to_owned));
        Ok(MakeCallOptions {
            prefix: text("prefix", self.prefix)?,
            dest_for_display: text("dest_for_display", self.dest_for_display)?,
            origin_for_display: text("origin_for_display", self.origin_for_display)?,
            context_id: text("context_id", self.context_id)?,
            cpa: choice("cpa", self.cpa)?,
        })
    }
}

/// Fills in the defaults: `well_make_call_default(&options, sizeof options)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_make_call_default(options: *mut well_make_call_t, size: usize) -> well_status {
    // SAFETY: the caller's word that there is room for `size` bytes.
    entry(|| unsafe { sized::write_sized(options, size, well_make_call_t::DEFAULT) })
}

/// Makes a call (manual 2.5, `makeCall`). Ends when the server shows that the call is being made, not when it is answered. The
/// outcome then has `call_id`. Rejected if a call is up, the agent is allocated, the number is empty or the agent's own
/// extension, the last call was made less than `between_calls_ms` ago, or, with `phone_numbers_only`, the number is no phone
/// number. Unknown if nothing shows whether it was carried out.
///
/// - `phone_number`: The number to dial. Any text without control characters is dialled, at most 128 bytes long with its
///   prefix.
/// - `options` (may be NULL): Everything else about the call. It is copied.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its `drop` is called
///   whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest.
/// Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`,
/// `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_ARGUMENT`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_make_call(
    session: well_session_t,
    phone_number: *const c_char,
    options: *const well_make_call_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let phone_number = required("phone_number", phone_number)?.to_owned();
            let options = sized::read(options, well_make_call_t::DEFAULT)?.options()?;
            start(
                session,
                Ok(Command::MakeCall {
                    number: phone_number,
                    options,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

pub(super) fn participation(number: ParticipationIn) -> Result<Participation, Failure> {
    match number {
        n if n == well_participation_t::WELL_PARTICIPATION_ACTIVE as i32 => Ok(Participation::Active),
        n if n == well_participation_t::WELL_PARTICIPATION_SILENT as i32 => Ok(Participation::Silent),
        other => Err(Failure::unlisted("participation", other, "well_participation_t")),
    }
}
