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

/// Who logs in, where and how (manual 2.2). Fill it by `well_login_default`, then give it all four texts, NUL-terminated
/// UTF-8.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_login_t {
    /// `sizeof(well_login_t)`.
    pub struct_size: usize,
    /// The agent's number: `"5001"`.
    pub job_number: *const c_char,
    /// The agent's password. It is copied, and overwritten when it is no longer needed.
    pub password: *const c_char,
    /// The tenant's domain: `"test.cc"`; NULL for the environment's own.
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
                required(self.job_number)?,
                required(self.password)?,
                optional(self.domain)?.unwrap_or_default(),
                required(self.ext)?,
            )
        };
        Ok(LoginRequest {
            login_mode: match self.login_mode {
                n if n == well_login_mode_t::WELL_LOGIN_FORCE as i32 => LoginMode::Force,
                n if n == well_login_mode_t::WELL_LOGIN_STOP as i32 => LoginMode::Stop,
                n if n == well_login_mode_t::WELL_LOGIN_ASK as i32 => LoginMode::Ask,
                other => return Err(Failure::new(WELL_BAD_ARGUMENT, format!("login_mode: {other}"))),
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
        other => Err(Failure::new(WELL_BAD_ARGUMENT, format!("agent mode: {other}"))),
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

/// Logs an agent in (manual 2.2, `agentLogin`). Settled when `agentLoggedOn` has arrived. `ask` is asked in mode
/// `WELL_LOGIN_ASK`; NULL lets the log-in fail there.
///
/// Every verb is begun by its function, which never waits, and settled later, exactly once, after `command_ms` (a log-in:
/// `login_ms`) at the latest: as confirmed, already so, rejected or unknown. `completion` (may be NULL) is called then,
/// after the callbacks of the events that confirm it; `command` (may be NULL) gets a handle to wait with
/// (`well_command_wait`). All texts are NUL-terminated UTF-8 and are copied.
///
/// Ownership, of every verb: `completion` and `ask` are copied, and the `drop` of each is called exactly once, whatever
/// happens; free `command` (`well_command_free`). Errors, of every verb: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED` (the session), `WELL_FORKED`: then it is not begun and `completion` is
/// not called. (Here also `WELL_BAD_STRUCT_SIZE` and `WELL_BAD_ARGUMENT`.) Whatever else is wrong is told by the outcome. Any thread, also inside of
/// a callback. Since 0.1.
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
            return Err(WELL_NULL_POINTER.into());
        }
        // SAFETY: as above.
        unsafe {
            let request = sized::read(login, well_login_t::DEFAULT)?.request();
            start(session, request.map(Command::Login), completion, ask, command)
        }
    })
}
