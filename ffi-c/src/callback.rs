//! Callbacks: a context, a function, and a function that lets the context go.

use std::ffi::c_void;

use crate::codes::well_log_kind_t;
use crate::handle::{well_event_t, well_outcome_t, well_session_t};
use crate::status::Failure;
use crate::text::well_str_t;

/// Called for each event. `event` is good until the call returns; `well_event_retain` keeps it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_event_callback_t {
    /// The program's own; handed back as it is. May be NULL.
    pub context: *mut c_void,
    /// What is called. Not NULL.
    pub call:
        Option<unsafe extern "C" fn(context: *mut c_void, session: well_session_t, event: well_event_t)>,
    /// Called once, after the last call. May be NULL.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// Called when a command is settled: exactly once, unless it could not be begun. `outcome` is good until the call returns;
/// `well_outcome_retain` keeps it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_completion_t {
    /// The program's own; handed back as it is. May be NULL.
    pub context: *mut c_void,
    /// What is called. Not NULL.
    pub call: Option<
        unsafe extern "C" fn(
            context: *mut c_void,
            session: well_session_t,
            command_id: u64,
            outcome: well_outcome_t,
        ),
    >,
    /// Called once, after the call, or in its place. May be NULL.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// Asked where the agent is logged in already (log-in mode `WELL_LOGIN_ASK`). `rejection` says where (`agent_id`,
/// `device_id` of `well_outcome_info`) and is good until the call returns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_ask_t {
    /// The program's own; handed back as it is. May be NULL.
    pub context: *mut c_void,
    /// What is called. Returns a `well_answer_t`: with `WELL_ANSWER_LATER` the program asks a person, and then calls
    /// `well_session_answer_ask` within `ask_ms`. Not NULL.
    pub call: Option<
        unsafe extern "C" fn(context: *mut c_void, session: well_session_t, rejection: well_outcome_t) -> i32,
    >,
    /// Called once, after the last call. May be NULL.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// Called for each log line of a session (manual 3.4). `content` is good until the call returns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_log_callback_t {
    /// The program's own; handed back as it is. May be NULL.
    pub context: *mut c_void,
    /// What is called. Not NULL.
    pub call: Option<
        unsafe extern "C" fn(
            context: *mut c_void,
            session: well_session_t,
            kind: well_log_kind_t,
            content: well_str_t,
        ),
    >,
    /// Called once, after the last call. May be NULL.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// Called for each line of the library's diagnostics, on the thread that it arises on, perhaps under a session's lock: be quick.
/// Functions of clients, sessions, commands, subscriptions and simulators answer `WELL_WOULD_DEADLOCK` there. The texts are good
/// until the call returns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_diagnostics_t {
    /// The program's own; handed back as it is. May be NULL.
    pub context: *mut c_void,
    /// What is called; `level` is a `well_diagnostics_level_t`, `target` the part of the library that speaks. Not NULL.
    pub call: Option<
        unsafe extern "C" fn(context: *mut c_void, level: i32, target: well_str_t, message: well_str_t),
    >,
    /// Called once, after the last call. May be NULL.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// Something of the program's that is handed back to it. The program says that it may be used on other threads.
#[derive(Clone, Copy)]
struct Context(*mut c_void);

// SAFETY: it is never followed here, and the header says on which threads the program gets it back.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

/// A callback that was taken over: its `drop` is called when this goes.
pub(crate) struct Callback<F> {
    context: Context,
    call: Option<F>,
    drop: Option<unsafe extern "C" fn(*mut c_void)>,
}

impl<F: Copy> Callback<F> {
    pub(crate) fn context(&self) -> *mut c_void {
        self.context.0
    }

    /// What is to be called: given in every callback that has passed [`checked`].
    pub(crate) fn call(&self) -> Option<F> {
        self.call
    }
}

/// A callback that was given has a function to call.
pub(crate) fn checked<F: Copy>(callback: Option<Callback<F>>) -> Result<Option<Callback<F>>, Failure> {
    match callback {
        Some(callback) if callback.call.is_none() => Err(Failure::null("the callback's call")),
        callback => Ok(callback),
    }
}

impl<F> Drop for Callback<F> {
    fn drop(&mut self) {
        if let Some(drop) = self.drop {
            // SAFETY: the program's function, given for this context, called once.
            unsafe { drop(self.context.0) };
        }
    }
}

macro_rules! take_over {
    ($($given:ident => $taken:ident($function:ty);)*) => {
        $(
            pub(crate) type $taken = Callback<$function>;

            impl $given {
                /// Takes the callback over; `None` for NULL.
                ///
                /// # Safety
                /// `given` is NULL or points to a callback.
                pub(crate) unsafe fn take(given: *const Self) -> Option<$taken> {
                    // SAFETY: the caller's word.
                    let given = unsafe { given.as_ref() }?;
                    Some(Callback {
                        context: Context(given.context),
                        call: given.call,
                        drop: given.drop,
                    })
                }
            }
        )*
    };
}

take_over! {
    well_event_callback_t => OnEvent(unsafe extern "C" fn(*mut c_void, well_session_t, well_event_t));
    well_completion_t => Completion(unsafe extern "C" fn(*mut c_void, well_session_t, u64, well_outcome_t));
    well_ask_t => Ask(unsafe extern "C" fn(*mut c_void, well_session_t, well_outcome_t) -> i32);
    well_log_callback_t => OnLog(unsafe extern "C" fn(*mut c_void, well_session_t, well_log_kind_t, well_str_t));
    well_diagnostics_t => OnDiagnostics(unsafe extern "C" fn(*mut c_void, i32, well_str_t, well_str_t));
}
