//! The log-in, and the modes that an agent can ask for.

use std::ffi::c_char;

use client::AgentModeRequest;
use client::{Command, LoginMode, LoginRequest};

use super::start;
use crate::callback::{well_ask_t, well_completion_t};
use crate::codes::{well_agent_mode_t, well_login_mode_t};
use crate::handle::{well_command_t, well_session_t};
use crate::numbers::{AgentModeIn, LoginModeIn};
use crate::sized::{self, Sized_};
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{optional, required};

/// Who logs in, where and how (manual 2.2). Fill it by `well_login_default`, then set the texts, which are
/// NUL-terminated UTF-8. Only `domain` may stay NULL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_login_t {
    /// `sizeof(well_login_t)`.
    pub struct_size: usize,
    /// The agent's number: `"5001"`.
    pub job_number: *const c_char,
    /// The agent's password. It is copied, and overwritten when it is no longer needed.
    pub password: *const c_char,
    /// The tenant's domain: `"test.cc"`. NULL for the environment's own; the log-in is rejected if it has none.
    pub domain: *const c_char,
    /// The extension: `"8001"`.
    pub ext: *const c_char,
    /// What to do where the agent is logged in already. Default: `WELL_LOGIN_FORCE`.
    pub login_mode: LoginModeIn,
    /// The mode after the log-in: `WELL_MODE_READY` or `WELL_MODE_NOT_READY` (default).
    pub agent_mode: AgentModeIn,
}

// SAFETY: it begins with the size, and numbers and pointers take any bytes.
unsafe impl Sized_ for well_login_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

impl well_login_t {
    const DEFAULT: Self = Self {
        struct_size: size_of::<Self>(),
        job_number: std::ptr::null(),
        password: std::ptr::null(),
        domain: std::ptr::null(),
        ext: std::ptr::null(),
        login_mode: well_login_mode_t::WELL_LOGIN_FORCE as i32,
        agent_mode: well_agent_mode_t::WELL_MODE_NOT_READY as i32,
    };

    /// # Safety
    /// Its pointers are NULL or point to what they say.
    unsafe fn request(&self) -> Result<LoginRequest, Failure> {
        // SAFETY: the caller's word, for all of these.
        let (job_number, password, domain, ext) = unsafe {
            (
                required("job_number", self.job_number)?,
                required("password", self.password)?,
                optional("domain", self.domain)?.unwrap_or_default(),
                required("ext", self.ext)?,
            )
        };
        Ok(LoginRequest {
            login_mode: match self.login_mode {
                n if n == well_login_mode_t::WELL_LOGIN_FORCE as i32 => LoginMode::Force,
                n if n == well_login_mode_t::WELL_LOGIN_STOP as i32 => LoginMode::Stop,
                n if n == well_login_mode_t::WELL_LOGIN_ASK as i32 => LoginMode::Ask,
                other => return Err(Failure::unlisted("login_mode", other, "well_login_mode_t")),
            },
            agent_mode: mode(self.agent_mode)?,
            ..LoginRequest::new(job_number, password, domain, ext)
        })
    }
}

pub(super) fn mode(number: AgentModeIn) -> Result<AgentModeRequest, Failure> {
    match number {
        n if n == well_agent_mode_t::WELL_MODE_READY as i32 => Ok(AgentModeRequest::Ready),
        n if n == well_agent_mode_t::WELL_MODE_NOT_READY as i32 => Ok(AgentModeRequest::NotReady),
        other => {
            let said = format!(
                "an agent mode that can be set is WELL_MODE_READY or WELL_MODE_NOT_READY, not {other}"
            );
            Err(Failure::new(WELL_BAD_ARGUMENT, said))
        }
    }
}

/// Fills in the defaults: `well_login_default(&login, sizeof login)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_login_default(login: *mut well_login_t, size: usize) -> well_status {
    // SAFETY: the caller's word that there is room for `size` bytes.
    entry(|| unsafe { sized::write_sized(login, size, well_login_t::DEFAULT) })
}

/// Logs an agent in on an extension (manual 2.2, `agentLogin`). Ends when `agentLoggedOn` arrives. Rejected with the reason of
/// the server's refusal (401, 423, 451 to 462), if the session has an agent already, or if the server or the event channel
/// cannot be reached. Unknown if nothing shows whether it was carried out.
///
/// - `login`: Who logs in, where and how. It is copied.
/// - `ask` (may be NULL): Asked in mode `WELL_LOGIN_ASK` if the agent is logged in already; NULL makes the log-in fail then. It
///   is copied, and its `drop` is called exactly once, whatever happens.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its `drop` is called
///   whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `login_ms` at the latest. In mode `WELL_LOGIN_ASK` the answer
/// may take `ask_ms`, and `login_ms` begins anew with it.
/// Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any
/// thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_agent_login(
    session: well_session_t,
    login: *const well_login_t,
    ask: *const well_ask_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let (completion, ask) = unsafe { (well_completion_t::take(completion), well_ask_t::take(ask)) };
    entry(|| {
        if login.is_null() {
            return Err(Failure::null("login"));
        }
        // SAFETY: as above.
        unsafe {
            let request = sized::read(login, well_login_t::DEFAULT)?.request();
            start(session, request.map(Command::Login), completion, ask, command)
        }
    })
}
