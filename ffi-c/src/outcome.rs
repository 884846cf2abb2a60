//! Outcomes: how a command ended, and what the server answered.

use std::ffi::c_char;

use client::core::http::reply::{CallData, ClientState};
use client::event::FailedCode;
use client::{CommandError, Language, Outcome, Reply};

use crate::codes::{well_outcome_kind_t, well_reason_t};
use crate::handle::{self, Handle, well_outcome_t};
use crate::sized::{self, Sized_};
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{Texts, output, required, well_str_t};

/// What an outcome's handle stands for.
pub(crate) struct OutcomeObject {
    outcome: Outcome,
    texts: Texts,
}

impl Handle for well_outcome_t {
    type Object = OutcomeObject;
}

impl OutcomeObject {
    pub(crate) fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            texts: Texts::default(),
        }
    }

    fn call_data(&self) -> Result<&CallData, Failure> {
        match self.outcome.reply() {
            Reply::CallData(data) => Ok(data),
            _ => Err(WELL_EMPTY.into()),
        }
    }

    fn prefixes(&self) -> Result<&[String], Failure> {
        match self.outcome.reply() {
            Reply::Prefixes(prefixes) => Ok(prefixes),
            _ => Err(WELL_EMPTY.into()),
        }
    }

    fn client_state(&self) -> Result<&ClientState, Failure> {
        match self.outcome.reply() {
            Reply::ClientState(state) => Ok(state),
            _ => Err(WELL_EMPTY.into()),
        }
    }
}

/// How a command ended. Its texts are the outcome's: valid until that is freed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_outcome_info_t {
    /// `sizeof(well_outcome_info_t)`.
    pub struct_size: usize,
    /// Confirmed, already so, rejected, or unknown.
    pub kind: well_outcome_kind_t,
    /// Why not; `WELL_REASON_NONE` where it is so.
    pub reason: well_reason_t,
    /// The HTTP status of a refusal, where the server gave one; else 0.
    pub status: i32,
    /// Reserved; 0.
    pub reserved: i32,
    /// How long the server, or a guard, asks to wait before trying again, milliseconds; -1 if it does not.
    pub retry_after_ms: i64,
    /// The reason as a word, the same in all languages.
    pub code: well_str_t,
    /// Why not, in a sentence for the agent, in English.
    pub english: well_str_t,
    /// The same in Chinese.
    pub chinese: well_str_t,
    /// How it is known: `event:<name>`, `reply` or `state`; for a confirmed one.
    pub evidence: well_str_t,
    /// The call that was made: `makeCall`, `consult`.
    pub call_id: well_str_t,
    /// `setAgentMode` during a call: the mode that takes effect when the call ends.
    pub pending_mode: well_str_t,
    /// The other agent that the server names (459).
    pub agent_id: well_str_t,
    /// The other device that the server names (455).
    pub device_id: well_str_t,
    /// The beginning of the refusing reply, without secrets.
    pub body: well_str_t,
    /// `failedCode`, in the server's numbers; for `WELL_REASON_FAILED`.
    pub failed_code: well_str_t,
    /// `failedMsg`, in the server's words; for `WELL_REASON_FAILED`.
    pub failed_msg: well_str_t,
    /// Why the call ended, in the server's words; for `WELL_REASON_CALL_ENDED`. What stands in the way, in a word
    /// such as `certificateExpired`, where it is known; for `WELL_REASON_UNREACHABLE` and
    /// `WELL_REASON_NO_EVENT_CHANNEL`.
    pub cause: well_str_t,
}

// SAFETY: it begins with the size. It is only written, never read.
unsafe impl Sized_ for well_outcome_info_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

/// How a command ended. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_info(
    outcome: well_outcome_t,
    out: *mut well_outcome_info_t,
) -> well_status {
    entry(|| {
        let object = handle::get(outcome)?;
        let (outcome, texts) = (&object.outcome, &object.texts);
        let (rejection, error) = (outcome.rejection(), outcome.error());
        let (call, pending) = match outcome.reply() {
            Reply::Call(call) => (Some(call.as_str()), None),
            Reply::PendingMode(mode) => (None, Some(mode.as_str())),
            _ => (None, None),
        };
        let info = well_outcome_info_t {
            struct_size: size_of::<well_outcome_info_t>(),
            kind: outcome.into(),
            reason: well_reason_t::of(outcome.code()),
            status: outcome.status().map_or(0, i32::from),
            reserved: 0,
            retry_after_ms: outcome
                .retry_after()
                .map_or(-1, |wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)),
            code: texts.lend_some(outcome.code()),
            english: texts.lend_some(outcome.sentence(Language::En)),
            chinese: texts.lend_some(outcome.sentence(Language::Zh)),
            evidence: texts.lend_some(outcome.evidence().map(|evidence| evidence.word())),
            call_id: texts.lend_some(call),
            pending_mode: texts.lend_some(pending),
            agent_id: texts.lend_some(rejection.and_then(|r| r.agent.as_ref()).map(|id| id.as_str())),
            device_id: texts.lend_some(rejection.and_then(|r| r.device.as_ref()).map(|id| id.as_str())),
            body: texts.lend_some(rejection.map(|r| &r.body).filter(|body| !body.is_empty())),
            failed_code: texts.lend_some(error.and_then(CommandError::failed_code).map(FailedCode::as_str)),
            failed_msg: texts.lend_some(error.and_then(CommandError::failed_msg)),
            cause: texts.lend_some(error.and_then(CommandError::cause)),
        };
        // SAFETY: the caller's word.
        unsafe { sized::write(out, info) }
    })
}

/// The outcome as a JSON object, with all that it has. The text is the outcome's: valid until that is freed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_json(outcome: well_outcome_t, out: *mut well_str_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(outcome)?;
        let json = serde_json::Value::from(object.outcome.to_json()).to_string();
        out.write(object.texts.lend(&json));
        Ok(())
    })
}

/// `getCallData`: the number of entries in the call's data. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_entry_count(outcome: well_outcome_t, out: *mut usize) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        out.write(handle::get(outcome)?.call_data()?.entries.len());
        Ok(())
    })
}

/// `getCallData`: one entry of the call's data, in the server's order. A value that is not a text is given as JSON. Both texts are the
/// outcome's: valid until that is freed. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_entry(
    outcome: well_outcome_t,
    index: usize,
    key: *mut well_str_t,
    value: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (key, value) = unsafe { (output("key", key)?, output("value", value)?) };
        let object = handle::get(outcome)?;
        let entry = object.call_data()?.entries.get(index).ok_or(WELL_OUT_OF_RANGE)?;
        key.write(object.texts.lend(&entry.key));
        value.write(object.texts.lend(&entry.value));
        Ok(())
    })
}

/// `getCallData`: the first value of this name (NUL-terminated). The text is the outcome's. Returns `WELL_EMPTY` if there is
/// none.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_entry_value(
    outcome: well_outcome_t,
    key: *const c_char,
    out: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (key, out) = unsafe { (required("key", key)?, output("out", out)?) };
        let object = handle::get(outcome)?;
        let value = object.call_data()?.get(key).ok_or(WELL_EMPTY)?;
        out.write(object.texts.lend(value));
        Ok(())
    })
}

/// `getMyPrefix`: how many outside-line prefixes. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_prefix_count(outcome: well_outcome_t, out: *mut usize) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        out.write(handle::get(outcome)?.prefixes()?.len());
        Ok(())
    })
}

/// `getMyPrefix`: one outside-line prefix. The text is the outcome's. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_prefix(
    outcome: well_outcome_t,
    index: usize,
    out: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(outcome)?;
        let prefix = object.prefixes()?.get(index).ok_or(WELL_OUT_OF_RANGE)?;
        out.write(object.texts.lend(prefix));
        Ok(())
    })
}

/// What the server says of an agent and its call (`getClientState`). It shows one call at most. Its texts are the outcome's: valid until
/// that is freed; `data` is NULL for what the server does not say.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_client_state_t {
    /// `sizeof(well_client_state_t)`.
    pub struct_size: usize,
    /// The agent: `5001@test.cc`.
    pub agent_id: well_str_t,
    /// The extension: `8001@test.cc`.
    pub extension_id: well_str_t,
    /// `agentMode`.
    pub agent_mode: well_str_t,
    /// The agent's name.
    pub agent_name: well_str_t,
    /// The tenant's domain.
    pub domain: well_str_t,
    /// What the server says about the extension, as JSON.
    pub extension_json: well_str_t,
    /// `callId` of the active call.
    pub call_id: well_str_t,
    /// The calling device.
    pub ani: well_str_t,
    /// The called device.
    pub dnis: well_str_t,
    /// The agent's leg's state, in the words of `localState`.
    pub state: well_str_t,
    /// `In` or `Out`.
    pub direction: well_str_t,
    /// The other side.
    pub other_side: well_str_t,
    /// When it rang: `YYYY.MM.DD hh:mm:ss` in the server's zone.
    pub ring_time: well_str_t,
    /// When it was answered: `YYYY.MM.DD hh:mm:ss`, in the server's zone, which the server does not state.
    pub answer_time: well_str_t,
}

// SAFETY: it begins with the size. It is only written, never read.
unsafe impl Sized_ for well_client_state_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

/// `getClientState`: what the server says of the agent. Set `out->struct_size` before. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_client_state(
    outcome: well_outcome_t,
    out: *mut well_client_state_t,
) -> well_status {
    entry(|| {
        let object = handle::get(outcome)?;
        let state = object.client_state()?;
        let agent = state.agent.as_ref();
        let call = agent.and_then(|agent| agent.active_call.as_ref());
        let texts = &object.texts;
        let state = well_client_state_t {
            struct_size: size_of::<well_client_state_t>(),
            agent_id: texts.lend_some(agent.and_then(|a| a.agent_id.as_ref()).map(|id| id.as_str())),
            extension_id: texts.lend_some(agent.and_then(|a| a.extension_id.as_ref()).map(|id| id.as_str())),
            agent_mode: texts.lend_some(agent.and_then(|a| a.agent_mode.as_deref())),
            agent_name: texts.lend_some(agent.and_then(|a| a.agent_name.as_deref())),
            domain: texts.lend_some(agent.and_then(|a| a.namespace.as_deref())),
            extension_json: texts.lend_some(state.extension.as_deref()),
            call_id: texts.lend_some(call.and_then(|c| c.call_id.as_ref()).map(|id| id.as_str())),
            ani: texts.lend_some(call.and_then(|c| c.ani.as_ref()).map(|id| id.as_str())),
            dnis: texts.lend_some(call.and_then(|c| c.dnis.as_ref()).map(|id| id.as_str())),
            state: texts.lend_some(call.and_then(|c| c.state.as_deref())),
            direction: texts.lend_some(call.and_then(|c| c.direction).map(|direction| match direction {
                client::core::http::reply::CallDirection::In => "In",
                client::core::http::reply::CallDirection::Out => "Out",
            })),
            other_side: texts.lend_some(call.and_then(|c| c.other_side.as_ref()).map(|id| id.as_str())),
            ring_time: texts.lend_some(call.and_then(|c| c.ring_time.as_deref())),
            answer_time: texts.lend_some(call.and_then(|c| c.answer_time.as_deref())),
        };
        // SAFETY: the caller's word.
        unsafe { sized::write(out, state) }
    })
}

/// Another handle for an outcome, to keep it beyond a callback.
///
/// Ownership: free both (of a callback's, only the new one). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_outcome_retain(
    outcome: well_outcome_t,
    out: *mut well_outcome_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        out.write(handle::insert(handle::get(outcome)?));
        Ok(())
    })
}

/// Frees an outcome's handle. Its texts are gone with its last handle.
///
/// Errors: `WELL_BAD_HANDLE` (also for what is only lent to a callback), `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_outcome_free(outcome: well_outcome_t) -> well_status {
    entry(|| handle::remove(outcome).map(drop))
}
