//! The verbs, one function each, by the manual's names.

use std::ffi::c_char;

use client::AgentModeRequest;
use client::{
    AgentId, CallDataEntry, CallId, Command, DeviceId, LoginMode, LoginRequest, MakeCallOptions,
    Participation,
};

use crate::callback::{Ask, Completion, well_ask_t, well_completion_t};
use crate::codes::{well_agent_mode_t, well_login_mode_t, well_participation_t};
use crate::command::begin;
use crate::handle::{well_command_t, well_session_t};
use crate::numbers::{AgentModeIn, LoginModeIn, ParticipationIn};
use crate::options::{self, Sized_};
use crate::session::session;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{optional, required};

/// Begins a command.
///
/// # Safety
/// `out` is NULL or points to room for a handle.
unsafe fn start(
    handle: well_session_t,
    command: Result<Command, Failure>,
    completion: Option<Completion>,
    ask: Option<Ask>,
    out: *mut well_command_t,
) -> Result<(), Failure> {
    let (session, command) = (session(handle)?, command?);
    // SAFETY: the caller's word.
    unsafe { begin(&session, |session| session.begin(command), completion, ask, out) }
}

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

fn mode(number: AgentModeIn) -> Result<AgentModeRequest, Failure> {
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
    entry(|| unsafe { options::write_sized(login, size, well_login_t::DEFAULT) })
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
            let request = options::read(login, well_login_t::DEFAULT)?.request();
            start(session, request.map(Command::Login), completion, ask, command)
        }
    })
}

/// What a call can be given besides its number (manual 2.5). Fill it by `well_make_call_default`. All but the prefix are of
/// the releases 4.x; the dialect 2.x does not send them. Texts are NUL-terminated UTF-8; NULL leaves them out.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_make_call_t {
    /// `sizeof(well_make_call_t)`.
    pub struct_size: usize,
    /// Digits before the number, such as `"9"` for an outside line.
    pub prefix: *const c_char,
    /// The number that the called side is shown; NULL for the own extension.
    pub dest_for_display: *const c_char,
    /// The number that the calling side is shown.
    pub origin_for_display: *const c_char,
    /// A text of the application's own that the server keeps with the call.
    pub context_id: *const c_char,
    /// Call progress analysis: 1 yes, 0 no, -1 (default) does not say.
    pub cpa: i32,
    /// Not for programs; 0.
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
        // SAFETY: the caller's word.
        let text = |text| Ok::<_, Failure>(unsafe { optional(text) }?.map(str::to_owned));
        Ok(MakeCallOptions {
            prefix: text(self.prefix)?,
            dest_for_display: text(self.dest_for_display)?,
            origin_for_display: text(self.origin_for_display)?,
            context_id: text(self.context_id)?,
            cpa: match self.cpa {
                -1 => None,
                yes => Some(yes != 0),
            },
        })
    }
}

/// Fills in the defaults: `well_make_call_default(&options, sizeof options)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_make_call_default(options: *mut well_make_call_t, size: usize) -> well_status {
    // SAFETY: the caller's word that there is room for `size` bytes.
    entry(|| unsafe { options::write_sized(options, size, well_make_call_t::DEFAULT) })
}

/// One datum that travels with a call (manual 2.16). NUL-terminated UTF-8, neither NULL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_call_data_t {
    /// Its name.
    pub key: *const c_char,
    /// Its value.
    pub value: *const c_char,
}

/// Logs the agent out (manual 2.3). Settled when `agentLoggedOff` has arrived. Refused while a call is up or the agent is
/// allocated.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_logout(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::Logout), completion, None, command) })
}

/// Ready or not ready (manual 2.4): `WELL_MODE_READY` or `WELL_MODE_NOT_READY`, with a reason or NULL. During a call it takes
/// effect when the call ends: then the outcome has `pending_mode`.
///
/// Outcome, ownership, errors (also `WELL_BAD_ARGUMENT`), threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_set_agent_mode(
    session: well_session_t,
    mode: AgentModeIn,
    reason: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let mode = self::mode(mode)?;
            let reason = optional(reason)?.map(str::to_owned);
            start(
                session,
                Ok(Command::SetAgentMode { mode, reason }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Makes a call (manual 2.5); `options` may be NULL. Settled when the server shows that it is being made, not when it is
/// answered; the outcome has `call_id`. Its guards, each a reason: a call is up, the agent is allocated, the number is
/// empty, malformed or the own extension, the last call was made less than `between_calls_ms` ago.
///
/// Outcome, ownership, errors (also `WELL_BAD_STRUCT_SIZE`), threads: as `well_session_agent_login`. Since 0.1.
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
            let phone_number = required(phone_number)?.to_owned();
            let options = options::read(options, well_make_call_t::DEFAULT)?.options()?;
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

/// Answers a call that rings (manual 2.6).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_answer_call(
    session: well_session_t,
    call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            start(
                session,
                Ok(Command::Answer { call: call_id }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Hangs up (manual 2.7); with NULL, the only call there is.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_drop_connection(
    session: well_session_t,
    call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = optional(call_id)?.map(CallId::from);
            start(
                session,
                Ok(Command::Drop { call: call_id }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Puts a call on hold (manual 2.8).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_hold_call(
    session: well_session_t,
    call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            start(
                session,
                Ok(Command::Hold { call: call_id }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Takes a call back from hold (manual 2.9).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_retrieve_call(
    session: well_session_t,
    call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            start(
                session,
                Ok(Command::Retrieve { call: call_id }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Transfers a call without consultation (manual 2.10).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_single_step_transfer(
    session: well_session_t,
    call_id: *const c_char,
    phone_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let phone_number = required(phone_number)?.to_owned();
            start(
                session,
                Ok(Command::SingleStepTransfer {
                    call: call_id,
                    number: phone_number,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Brings a further party into a call (manual 2.11). Settled when that party rings. `participation` is a
/// `well_participation_t`.
///
/// Outcome, ownership, errors (also `WELL_BAD_ARGUMENT`), threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_single_step_conference(
    session: well_session_t,
    call_id: *const c_char,
    phone_number: *const c_char,
    participation: ParticipationIn,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let phone_number = required(phone_number)?.to_owned();
            let participation = self::participation(participation)?;
            start(
                session,
                Ok(Command::SingleStepConference {
                    call: call_id,
                    number: phone_number,
                    participation,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Holds a call and calls somebody else (manual 2.12); the outcome has the new `call_id`.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_consult(
    session: well_session_t,
    call_id: *const c_char,
    phone_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let phone_number = required(phone_number)?.to_owned();
            start(
                session,
                Ok(Command::Consult {
                    call: call_id,
                    number: phone_number,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Brings the held call and the consultation together (manual 2.13).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_conference(
    session: well_session_t,
    hold_call_id: *const c_char,
    consult_call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let hold_call_id = CallId::from(required(hold_call_id)?);
            let consult_call_id = CallId::from(required(consult_call_id)?);
            start(
                session,
                Ok(Command::Conference {
                    held: hold_call_id,
                    consulted: consult_call_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Ends the consultation and goes back to the held call (manual 2.14).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_cancel_consult(
    session: well_session_t,
    hold_call_id: *const c_char,
    consult_call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let hold_call_id = CallId::from(required(hold_call_id)?);
            let consult_call_id = CallId::from(required(consult_call_id)?);
            start(
                session,
                Ok(Command::CancelConsult {
                    held: hold_call_id,
                    consulted: consult_call_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Connects the held call with the consulted party and leaves both (manual 2.15).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_transfer_call(
    session: well_session_t,
    hold_call_id: *const c_char,
    consult_call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let hold_call_id = CallId::from(required(hold_call_id)?);
            let consult_call_id = CallId::from(required(consult_call_id)?);
            start(
                session,
                Ok(Command::Transfer {
                    held: hold_call_id,
                    consulted: consult_call_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// As `well_session_transfer_call`, but the call comes back when the other side is done (4.x).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_transfer_wait_return(
    session: well_session_t,
    hold_call_id: *const c_char,
    consult_call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let hold_call_id = CallId::from(required(hold_call_id)?);
            let consult_call_id = CallId::from(required(consult_call_id)?);
            start(
                session,
                Ok(Command::TransferWaitReturn {
                    held: hold_call_id,
                    consulted: consult_call_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// As `well_session_single_step_transfer`, but the call comes back when the other side is done (4.x).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_single_transfer_wait_return(
    session: well_session_t,
    call_id: *const c_char,
    phone_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let phone_number = required(phone_number)?.to_owned();
            start(
                session,
                Ok(Command::SingleTransferWaitReturn {
                    call: call_id,
                    number: phone_number,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Attaches data to a call (manual 2.16).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_set_call_data(
    session: well_session_t,
    call_id: *const c_char,
    entries: *const well_call_data_t,
    count: usize,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let entries = self::entries(entries, count)?;
            start(
                session,
                Ok(Command::SetCallData {
                    call: call_id,
                    entries,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// The data attached to a call (manual 2.17): `well_outcome_entry`.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_call_data(
    session: well_session_t,
    call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            start(
                session,
                Ok(Command::GetCallData { call: call_id }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Cuts another device's leg (manual 4.1, 强拆).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_drop(
    session: well_session_t,
    device_id: *const c_char,
    call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let device_id = DeviceId::from(required(device_id)?);
            let call_id = CallId::from(required(call_id)?);
            start(
                session,
                Ok(Command::ForceDrop {
                    device: device_id,
                    call: call_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Brings a party into another device's call (manual 4.2, 强插).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_join(
    session: well_session_t,
    device_id: *const c_char,
    call_id: *const c_char,
    phone_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let device_id = DeviceId::from(required(device_id)?);
            let call_id = CallId::from(required(call_id)?);
            let phone_number = required(phone_number)?.to_owned();
            start(
                session,
                Ok(Command::ForceJoin {
                    device: device_id,
                    call: call_id,
                    number: phone_number,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Moves another device's call to this number (manual 4.3, 接管).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_take(
    session: well_session_t,
    device_id: *const c_char,
    call_id: *const c_char,
    phone_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let device_id = DeviceId::from(required(device_id)?);
            let call_id = CallId::from(required(call_id)?);
            let phone_number = required(phone_number)?.to_owned();
            start(
                session,
                Ok(Command::ForceTake {
                    device: device_id,
                    call: call_id,
                    number: phone_number,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Listens to a call with this device (manual 4.4, 监听).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_listen(
    session: well_session_t,
    call_id: *const c_char,
    device_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let device_id = DeviceId::from(required(device_id)?);
            start(
                session,
                Ok(Command::ForceListen {
                    call: call_id,
                    device: device_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Makes another agent ready (manual 4.5, 强制就绪).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_ready(
    session: well_session_t,
    agent_id: *const c_char,
    device_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let agent_id = AgentId::from(required(agent_id)?);
            let device_id = DeviceId::from(required(device_id)?);
            start(
                session,
                Ok(Command::ForceReady {
                    agent: agent_id,
                    device: device_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Makes another agent not ready (manual 4.6, 强制离席).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_not_ready(
    session: well_session_t,
    agent_id: *const c_char,
    device_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let agent_id = AgentId::from(required(agent_id)?);
            let device_id = DeviceId::from(required(device_id)?);
            start(
                session,
                Ok(Command::ForceNotReady {
                    agent: agent_id,
                    device: device_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Logs another agent out (manual 4.7, 强制签出).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_logout(
    session: well_session_t,
    agent_id: *const c_char,
    device_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let agent_id = AgentId::from(required(agent_id)?);
            let device_id = DeviceId::from(required(device_id)?);
            start(
                session,
                Ok(Command::ForceLogout {
                    agent: agent_id,
                    device: device_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Logs out an agent of the own domain by job number.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_super_logout(
    session: well_session_t,
    job_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let job_number = required(job_number)?.to_owned();
            start(
                session,
                Ok(Command::SuperLogout { job_number }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Ends an agent's allocation for an outbound task.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_release_allocated_agent(
    session: well_session_t,
    agent_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let agent_id = AgentId::from(required(agent_id)?);
            start(
                session,
                Ok(Command::ReleaseAllocatedAgent { agent: agent_id }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Plays a greeting into a call (4.x).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_agent_greeting(
    session: well_session_t,
    call_id: *const c_char,
    message: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let message = required(message)?.to_owned();
            start(
                session,
                Ok(Command::AgentGreeting {
                    call: call_id,
                    message,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Records the own extension (4.x).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_start_recording(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::StartRecording), completion, None, command) })
}

/// Stops recording the own extension (4.x).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_stop_recording(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::StopRecording), completion, None, command) })
}

/// The server's account of the agent's state and call (4.x): `well_outcome_client_state`.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_client_state(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::GetClientState), completion, None, command) })
}

/// The agent's outside-line prefixes (4.x): `well_outcome_prefix`.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_my_prefix(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::GetMyPrefix), completion, None, command) })
}

/// Sends the event log to the server (manual 8.11).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_upload_log(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::UploadLog), completion, None, command) })
}

/// Any verb, from a JSON object with its manual's name and arguments, such as
/// `{"verb":"consult","callId":"…","phoneNumber":"8002"}`: for hosts of scripts. A log-in asks nobody.
///
/// Outcome, ownership, errors (also `WELL_BAD_JSON`), threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_command_json(
    session: well_session_t,
    json: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let read = Command::from_json(required(json)?);
            let read = read.map_err(|error| Failure::new(WELL_BAD_JSON, error));
            start(session, read, completion, None, command)
        }
    })
}

fn participation(number: ParticipationIn) -> Result<Participation, Failure> {
    match number {
        n if n == well_participation_t::WELL_PARTICIPATION_ACTIVE as i32 => Ok(Participation::Active),
        n if n == well_participation_t::WELL_PARTICIPATION_SILENT as i32 => Ok(Participation::Silent),
        other => Err(Failure::new(WELL_BAD_ARGUMENT, format!("participation: {other}"))),
    }
}

/// # Safety
/// `entries` points to `count` data, or is NULL.
unsafe fn entries(entries: *const well_call_data_t, count: usize) -> Result<Vec<CallDataEntry>, Failure> {
    let mut read = Vec::new();
    for index in 0..count {
        if entries.is_null() {
            return Err(WELL_NULL_POINTER.into());
        }
        // SAFETY: the caller's word.
        let (key, value) = unsafe {
            let entry = *entries.add(index);
            (required(entry.key)?, required(entry.value)?)
        };
        read.push(CallDataEntry::new(key, value));
    }
    Ok(read)
}
