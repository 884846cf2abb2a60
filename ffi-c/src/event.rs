//! Events: read whole or field by field, and the JSON as it came.

use std::ffi::CString;
use std::sync::LazyLock;

use client::core::event::{Field, FieldValue};
use client::{AgentMode, Body};

use crate::codes::{
    well_agent_mode_t, well_call_end_t, well_event_kind_t, well_field_t, well_field_type_t, well_link_end_t,
    well_link_t, well_log_kind_t, well_origin_t, well_session_end_t,
};
use crate::event_data::well_event_data_t;
use crate::event_object::{What, known};
use crate::handle::{self, well_event_t};
use crate::numbers::FieldIn;
use crate::sized;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{output, well_str_t};

/// What kind of event it is: what to switch on.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_kind(event: well_event_t, out: *mut well_event_kind_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        out.write(handle::get(event)?.kind());
        Ok(())
    })
}

/// Reads all of an event but its JSON, at the cost of one field: set `out->struct_size` first. The texts are the event's:
/// valid until that is freed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_read(event: well_event_t, out: *mut well_event_data_t) -> well_status {
    entry(|| {
        let object = handle::get(event)?;
        // SAFETY: the caller's word.
        unsafe { sized::fill(out, well_event_data_t::NONE, |data| object.put(data)) }
    })
}

/// The event's name, `eventName`. Derived events and events that this version does not know have one too. It is empty if the
/// server left it out, and for `WELL_EVENT_LAGGED` and `WELL_EVENT_LOG`. The text is the event's: valid until that is freed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_name(event: well_event_t, out: *mut well_str_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        let name = object.inner().map_or("", |event| event.name());
        out.write(object.lend(name));
        Ok(())
    })
}

/// Who made the event; `late` (may be NULL) gets whether it came after events that the server had sent later, and was put
/// in its place.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_origin(
    event: well_event_t,
    out: *mut well_origin_t,
    late: *mut bool,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        let (origin, is_late) = match &object.what {
            What::Event(event) => (event.origin.into(), event.late),
            _ => (well_origin_t::WELL_ORIGIN_LIBRARY, false),
        };
        out.write(origin);
        // SAFETY: as above.
        if let Some(late) = unsafe { late.as_mut() } {
            *late = is_late;
        }
        Ok(())
    })
}

/// The event as JSON: a server's exactly as it came, the library's own in the manual's field names. The text is the event's:
/// valid until that is freed. Returns `WELL_EMPTY` for `WELL_EVENT_LAGGED` and `WELL_EVENT_LOG`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_raw(event: well_event_t, out: *mut well_str_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        out.write(object.lend_raw()?);
        Ok(())
    })
}

/// A field of type text or JSON (`well_field_t`). The text is the event's: valid until that is freed. Returns `WELL_EMPTY` if
/// this event does not have it.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_WRONG_TYPE`. Any thread.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_text(
    event: well_event_t,
    field: FieldIn,
    out: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        let text = match object.field(field)? {
            FieldValue::Text(text) | FieldValue::Json(text) => text,
            _ => return Err(WELL_WRONG_TYPE.into()),
        };
        out.write(object.lend(&text));
        Ok(())
    })
}

/// A field of type integer (`well_field_t`). Returns `WELL_EMPTY` if this event does not have it.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_WRONG_TYPE`. Any
/// thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_integer(
    event: well_event_t,
    field: FieldIn,
    out: *mut i64,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        match handle::get(event)?.field(field)? {
            FieldValue::Integer(number) => out.write(number),
            _ => return Err(WELL_WRONG_TYPE.into()),
        };
        Ok(())
    })
}

/// A field of type truth (`well_field_t`). Returns `WELL_EMPTY` if this event does not have it.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_WRONG_TYPE`. Any
/// thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_truth(
    event: well_event_t,
    field: FieldIn,
    out: *mut bool,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        match handle::get(event)?.field(field)? {
            FieldValue::Truth(truth) => out.write(truth),
            _ => return Err(WELL_WRONG_TYPE.into()),
        };
        Ok(())
    })
}

/// The agent's mode, of an event that has the field `agentMode`. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_agent_mode(
    event: well_event_t,
    out: *mut well_agent_mode_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        match object.inner()?.field(Field::AgentMode) {
            Some(FieldValue::Text(mode)) => out.write((&AgentMode::from(&*mode)).into()),
            _ => return Err(WELL_EMPTY.into()),
        };
        Ok(())
    })
}

/// `WELL_EVENT_LINK_CHANGED`: the event channel's state. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_link(event: well_event_t, out: *mut well_link_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        match object.inner()?.body() {
            Body::LinkChanged(changed) => out.write(changed.state.into()),
            _ => return Err(WELL_EMPTY.into()),
        };
        Ok(())
    })
}

/// `WELL_EVENT_SESSION_ENDED`: why. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_session_end(
    event: well_event_t,
    out: *mut well_session_end_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        let Body::SessionEnded(ended) = object.inner()?.body() else {
            return Err(WELL_EMPTY.into());
        };
        out.write(Some(ended.end_reason).into());
        Ok(())
    })
}

/// `WELL_EVENT_LINK_CHANGED`: why the event channel was lost. Returns `WELL_EMPTY` for any other, and where it was not lost.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_link_end(event: well_event_t, out: *mut well_link_end_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        let Body::LinkChanged(changed) = object.inner()?.body() else {
            return Err(WELL_EMPTY.into());
        };
        out.write(changed.end_reason.ok_or(WELL_EMPTY)?.into());
        Ok(())
    })
}

/// `WELL_EVENT_CALL_CLEARED`: why the call has ended for this agent. Returns `WELL_EMPTY` for any other, and where it has not.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_call_end(event: well_event_t, out: *mut well_call_end_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        let Body::CallCleared(cleared) = object.inner()?.body() else {
            return Err(WELL_EMPTY.into());
        };
        out.write(cleared.end_reason.ok_or(WELL_EMPTY)?.into());
        Ok(())
    })
}

/// Where the agent is logged in (the field `devices`), by index from 0: `medium`, such as `Voice`, and `device`. The texts are
/// the event's: valid until that is freed. Returns `WELL_EMPTY` at the end, and for an event without them.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_device(
    event: well_event_t,
    index: usize,
    medium: *mut well_str_t,
    device: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (medium, device) = unsafe { (output("medium", medium)?, output("device", device)?) };
        let object = handle::get(event)?;
        let agent = object.inner()?.agent_event().ok_or(WELL_EMPTY)?;
        let (of, at) = agent.devices.iter().nth(index).ok_or(WELL_EMPTY)?;
        medium.write(object.lend(&of));
        device.write(object.lend(at.as_str()));
        Ok(())
    })
}

/// `WELL_EVENT_MODEL_CORRECTED`: the calls that are different now, by index from 0. The text is the event's: valid until that
/// is freed. Returns `WELL_EMPTY` at the end, and for any other event.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_corrected_call(
    event: well_event_t,
    index: usize,
    out: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(event)?;
        let Body::ModelCorrected(corrected) = object.inner()?.body() else {
            return Err(WELL_EMPTY.into());
        };
        let call = corrected.calls.get(index).ok_or(WELL_EMPTY)?;
        out.write(object.lend(call.as_str()));
        Ok(())
    })
}

/// The next field that the event has, in the order of `well_field_t`: call it with 0 in `*field`, then with what it has put
/// there, until it returns `WELL_EMPTY`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_next_field(event: well_event_t, field: *mut FieldIn) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let field = unsafe { field.as_mut() }.ok_or_else(|| Failure::null("field"))?;
        let object = handle::get(event)?;
        let mut at = *field;
        while let Some(next) = well_field_t::after(at) {
            at = next as i32;
            match object.field(at) {
                Ok(_) => {
                    *field = at;
                    return Ok(());
                }
                Err(_) => continue,
            }
        }
        Err(WELL_EMPTY.into())
    })
}

/// A field's name, as the manual has it, and its type; each may be NULL. The text is static.
///
/// Errors: `WELL_BAD_ARGUMENT`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_field_info(
    field: FieldIn,
    name: *mut well_str_t,
    field_type: *mut well_field_type_t,
) -> well_status {
    /// In the order of the list.
    static NAMES: LazyLock<Vec<CString>> = LazyLock::new(|| {
        let names = Field::ALL.iter().map(|field| field.name());
        names.map(|name| CString::new(name).unwrap_or_default()).collect()
    });
    entry(|| {
        let known = known(field)?;
        // SAFETY: the caller's word for both.
        if let Ok(out) = unsafe { output("name", name) } {
            let at = Field::ALL.iter().position(|field| *field == known);
            let name = at.and_then(|at| NAMES.get(at)).ok_or(WELL_PANIC)?;
            out.write(well_str_t {
                data: name.as_ptr(),
                len: name.count_bytes(),
            });
        }
        // SAFETY: as above.
        if let Ok(field_type) = unsafe { output("field_type", field_type) } {
            field_type.write(known.field_type().into());
        }
        Ok(())
    })
}

/// `WELL_EVENT_LAGGED`: how many events were dropped. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_missed(event: well_event_t, out: *mut u64) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        match handle::get(event)?.what {
            What::Lagged(missed) => out.write(missed),
            _ => return Err(WELL_EMPTY.into()),
        };
        Ok(())
    })
}

/// `WELL_EVENT_LOG`: the log line. The text is the event's: valid until that is freed. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_log_line(
    event: well_event_t,
    kind: *mut well_log_kind_t,
    content: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (kind, content) = unsafe { (output("kind", kind)?, output("content", content)?) };
        let object = handle::get(event)?;
        let What::Log(line) = &object.what else {
            return Err(WELL_EMPTY.into());
        };
        kind.write(line.kind.into());
        content.write(object.lend(&line.content));
        Ok(())
    })
}

/// Another handle for an event, to keep it beyond a callback.
///
/// Ownership: free both (of a callback's, only the new one). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_retain(event: well_event_t, out: *mut well_event_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        out.write(handle::insert(handle::get(event)?));
        Ok(())
    })
}

/// Frees an event's handle. Its texts are gone with its last handle.
///
/// Errors: `WELL_BAD_HANDLE` (also for what is only lent to a callback), `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_event_free(event: well_event_t) -> well_status {
    entry(|| handle::remove(event).map(drop))
}
