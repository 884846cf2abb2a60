//! Snapshots: the state of a session at one moment, for a program to show.

use client::{Action, AgentSnapshot, CallSnapshot, Snapshot};

use crate::codes::{
    well_agent_mode_t, well_connection_state_t, well_doubt_t, well_link_t, well_phase_t, well_reason_t,
    well_role_t, well_session_end_t, well_verb_t,
};
use crate::handle::{self, Handle, well_session_t, well_snapshot_t};
use crate::sized::{self, Sized_};
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{Texts, output, well_str_t};

/// What a snapshot's handle stands for.
pub(crate) struct SnapshotObject {
    snapshot: Snapshot,
    texts: Texts,
}

impl Handle for well_snapshot_t {
    type Object = SnapshotObject;
}

impl SnapshotObject {
    pub(crate) fn new(snapshot: Snapshot) -> Self {
        Self {
            snapshot,
            texts: Texts::default(),
        }
    }

    fn call(&self, index: usize) -> Result<&CallSnapshot, Failure> {
        self.snapshot
            .calls
            .get(index)
            .ok_or_else(|| WELL_OUT_OF_RANGE.into())
    }
}

/// The state of a session. Its texts are the snapshot's: valid until that is freed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_snapshot_info_t {
    /// `sizeof(well_snapshot_info_t)`.
    pub struct_size: usize,
    /// Where in its life the session is.
    pub phase: well_phase_t,
    /// The event channel.
    pub link: well_link_t,
    /// Whether the agent's mode, the list of calls, the agent's legs and the parties are known to be the server's: the event
    /// channel is up, and an unbroken chain of evidence leads from the server to each. What of the details is not is told
    /// by `agent_doubts` and by each call's `doubts`.
    pub verified: bool,
    /// Whether it is known that there are no other calls. After a gap in the event channel the server can tell only where
    /// it shows no call at all: beside the one that it shows there can be others on hold.
    pub calls_complete: bool,
    /// Whether there is an agent; without one, the fields of the agent say nothing.
    pub has_agent: bool,
    /// The HTTP session has expired and the server refuses the password, or gives no session that it accepts: it answers
    /// every request with 426, and will log the agent out because no heartbeats arrive. Close the session, and log in anew.
    pub credentials_refused: bool,
    /// What the agent is doing.
    pub agent_mode: well_agent_mode_t,
    /// What of the agent may have changed unseen: bits of `well_doubt_t`, of `WELL_DOUBT_MODE`, `_REASON`, `_SINCE` and
    /// `_PENDING_MODE`.
    pub agent_doubts: u32,
    /// Why the last agent of this session is not logged in any more; `WELL_SESSION_END_NONE` before the first log-out, and
    /// from the next log-in on.
    pub session_end: well_session_end_t,
    /// `agentMode`, in the server's word.
    pub agent_mode_text: well_str_t,
    /// Who: `5001@test.cc`.
    pub agent_id: well_str_t,
    /// On which extension: `8001@test.cc`.
    pub device_id: well_str_t,
    /// Why not ready, where told.
    pub reason: well_str_t,
    /// The mode that takes effect when the call ends.
    pub pending_mode: well_str_t,
    /// For how long the agent has been in this mode, milliseconds; -1 before the first event.
    pub in_mode_ms: i64,
    /// Since when, milliseconds since 1970 UTC by this machine's clock; -1 before the first event.
    pub since_ms: i64,
    /// How many calls: `well_snapshot_call`, oldest first.
    pub call_count: usize,
    /// How many verbs are about none of the agent's own calls: `well_snapshot_action`.
    pub action_count: usize,
    /// How many outside-line prefixes: `well_snapshot_prefix`.
    pub prefix_count: usize,
}

// SAFETY: it begins with the size. It is only written, never read.
unsafe impl Sized_ for well_snapshot_info_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

/// One call. Its texts are the snapshot's: valid until that is freed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_call_t {
    /// `sizeof(well_call_t)`.
    pub struct_size: usize,
    /// Its id now.
    pub call_id: well_str_t,
    /// The agent's leg.
    pub leg: well_connection_state_t,
    /// 1 if the agent made it, 0 if not, -1 where that is not known.
    pub outgoing: i32,
    /// Three or more parties were brought together.
    pub conference: bool,
    /// Being recorded.
    pub recording: bool,
    /// The agent's leg may have changed unseen, or the call may be over: `WELL_DOUBT_LEG` is among the doubts.
    pub unverified: bool,
    /// What of it may have changed unseen: bits of `well_doubt_t`, of `WELL_DOUBT_LEG`, `_PARTIES`, `_DATA`, `_RECORDING`
    /// and `_ESTABLISHED`.
    pub doubts: u32,
    /// Who is shown as calling.
    pub calling: well_str_t,
    /// Who is shown as called.
    pub called: well_str_t,
    /// The held call that this one was made from.
    pub consultation_of: well_str_t,
    /// When this machine first heard of it: milliseconds since 1970 UTC (`createTimeId`).
    pub created_ms: i64,
    /// When it was established: milliseconds since 1970 UTC; -1 if it is not.
    pub established_ms: i64,
    /// For how long it has been here, milliseconds.
    pub age_ms: i64,
    /// For how long it has been established, milliseconds; -1 if it is not, and where `WELL_DOUBT_ESTABLISHED` is in doubt.
    pub talking_ms: i64,
    /// Call data as JSON.
    pub data: well_str_t,
    /// The queue it came by (`split`).
    pub queue: well_str_t,
    /// Why it could not be put through: `failedCode`, in the server's numbers.
    pub failed_code: well_str_t,
    /// How many ids it had before transfers and conferences: `well_snapshot_former_id`.
    pub former_id_count: usize,
    /// How many parties, the agent's device too: `well_snapshot_party`.
    pub party_count: usize,
    /// How many verbs: `well_snapshot_call_action`.
    pub action_count: usize,
}

// SAFETY: it begins with the size. It is only written, never read.
unsafe impl Sized_ for well_call_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

/// One party of a call. Its text is the snapshot's: valid until that is freed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_party_t {
    /// `sizeof(well_party_t)`.
    pub struct_size: usize,
    /// The device.
    pub device: well_str_t,
    /// How it came in.
    pub role: well_role_t,
    /// The state of its leg.
    pub leg: well_connection_state_t,
    /// It is the agent's device.
    pub own: bool,
    /// It is known to be in the call as shown; otherwise it may have left or been put on hold unseen.
    pub verified: bool,
}

// SAFETY: it begins with the size. It is only written, never read.
unsafe impl Sized_ for well_party_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

/// A verb, and whether it may be used now: what a desktop enables its buttons by. Its texts are the snapshot's: valid until
/// that is freed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_action_t {
    /// `sizeof(well_action_t)`.
    pub struct_size: usize,
    /// The verb.
    pub verb: well_verb_t,
    /// Why not; `WELL_REASON_NONE` if it is allowed.
    pub reason: well_reason_t,
    /// Whether it is allowed.
    pub allowed: bool,
    /// The verb by the manual's name.
    pub verb_name: well_str_t,
    /// Why not, as a word.
    pub code: well_str_t,
    /// Why not, in a sentence for the agent, in English.
    pub english: well_str_t,
    /// The same in Chinese.
    pub chinese: well_str_t,
}

// SAFETY: it begins with the size. It is only written, never read.
unsafe impl Sized_ for well_action_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

/// The state of a session now.
///
/// Ownership: free it (`well_snapshot_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_snapshot(
    session: well_session_t,
    out: *mut well_snapshot_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let snapshot = crate::session::session(session)?.session.snapshot();
        out.write(handle::insert(std::sync::Arc::new(SnapshotObject::new(snapshot))));
        Ok(())
    })
}

/// The session, its link and its agent. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_snapshot_info(
    snapshot: well_snapshot_t,
    out: *mut well_snapshot_info_t,
) -> well_status {
    entry(|| {
        let object = handle::get(snapshot)?;
        let (snapshot, texts) = (&object.snapshot, &object.texts);
        let agent: Option<&AgentSnapshot> = snapshot.agent.as_ref();
        let info = well_snapshot_info_t {
            struct_size: size_of::<well_snapshot_info_t>(),
            phase: snapshot.phase.into(),
            link: snapshot.link.into(),
            verified: snapshot.verified,
            calls_complete: snapshot.calls_complete,
            has_agent: agent.is_some(),
            credentials_refused: snapshot.credentials_refused,
            agent_mode: agent.map_or(well_agent_mode_t::WELL_MODE_OTHER, |agent| (&agent.mode).into()),
            agent_doubts: agent.map_or(0, |agent| well_doubt_t::bits(agent.doubts)),
            session_end: snapshot.session_end.into(),
            agent_mode_text: texts.lend_some(agent.map(|agent| agent.mode.as_str())),
            agent_id: texts.lend_some(agent.map(|agent| agent.id.as_str())),
            device_id: texts.lend_some(agent.map(|agent| agent.device.as_str())),
            reason: texts.lend_some(agent.and_then(|agent| agent.reason.as_deref())),
            pending_mode: texts.lend_some(agent.and_then(|agent| agent.pending_mode.as_deref())),
            in_mode_ms: agent.and_then(|agent| agent.in_mode).map_or(-1, in_millis),
            since_ms: agent.and_then(|agent| agent.since).unwrap_or(-1),
            call_count: snapshot.calls.len(),
            action_count: snapshot.actions.len(),
            prefix_count: snapshot.prefixes.len(),
        };
        // SAFETY: the caller's word.
        unsafe { sized::write(out, info) }
    })
}

/// One call. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any
/// thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_snapshot_call(
    snapshot: well_snapshot_t,
    index: usize,
    out: *mut well_call_t,
) -> well_status {
    entry(|| {
        let object = handle::get(snapshot)?;
        let (call, texts) = (object.call(index)?, &object.texts);
        let call = well_call_t {
            struct_size: size_of::<well_call_t>(),
            call_id: texts.lend(call.call_id.as_str()),
            leg: call.leg.into(),
            outgoing: call.outgoing.map_or(-1, i32::from),
            conference: call.conference,
            recording: call.recording,
            unverified: call.unverified,
            doubts: well_doubt_t::bits(call.doubts),
            calling: texts.lend_some(call.calling.as_ref().map(|device| device.as_str())),
            called: texts.lend_some(call.called.as_ref().map(|device| device.as_str())),
            consultation_of: texts.lend_some(call.consultation_of.as_ref().map(|id| id.as_str())),
            created_ms: call.created,
            established_ms: call.established.unwrap_or(-1),
            age_ms: in_millis(call.age),
            talking_ms: call.talking.map_or(-1, in_millis),
            data: texts.lend_some(call.data.as_deref()),
            queue: texts.lend_some(call.queue.as_deref()),
            failed_code: texts.lend_some(call.failed_code.as_deref()),
            former_id_count: call.former_ids.len(),
            party_count: call.parties.len(),
            action_count: call.actions.len(),
        };
        // SAFETY: the caller's word.
        unsafe { sized::write(out, call) }
    })
}

/// An id that a call had before a transfer or conference. The text is the snapshot's.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_snapshot_former_id(
    snapshot: well_snapshot_t,
    call: usize,
    index: usize,
    out: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(snapshot)?;
        let id = object
            .call(call)?
            .former_ids
            .get(index)
            .ok_or(WELL_OUT_OF_RANGE)?;
        out.write(object.texts.lend(id.as_str()));
        Ok(())
    })
}

/// One party of a call. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_OUT_OF_RANGE`.
/// Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_snapshot_party(
    snapshot: well_snapshot_t,
    call: usize,
    index: usize,
    out: *mut well_party_t,
) -> well_status {
    entry(|| {
        let object = handle::get(snapshot)?;
        let party = object.call(call)?.parties.get(index).ok_or(WELL_OUT_OF_RANGE)?;
        let party = well_party_t {
            struct_size: size_of::<well_party_t>(),
            device: object.texts.lend(party.device.as_str()),
            role: party.role.into(),
            leg: party.leg.into(),
            own: party.own,
            verified: party.verified,
        };
        // SAFETY: the caller's word.
        unsafe { sized::write(out, party) }
    })
}

/// One verb that is about none of the agent's own calls, from `agentLogin` to `uploadLog`. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_OUT_OF_RANGE`.
/// Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_snapshot_action(
    snapshot: well_snapshot_t,
    index: usize,
    out: *mut well_action_t,
) -> well_status {
    entry(|| {
        let object = handle::get(snapshot)?;
        let action = object.snapshot.actions.get(index).ok_or(WELL_OUT_OF_RANGE)?;
        // SAFETY: the caller's word.
        unsafe { write_action(action, &object.texts, out) }
    })
}

/// One verb of a call. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_OUT_OF_RANGE`.
/// Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_snapshot_call_action(
    snapshot: well_snapshot_t,
    call: usize,
    index: usize,
    out: *mut well_action_t,
) -> well_status {
    entry(|| {
        let object = handle::get(snapshot)?;
        let action = object.call(call)?.actions.get(index).ok_or(WELL_OUT_OF_RANGE)?;
        // SAFETY: the caller's word.
        unsafe { write_action(action, &object.texts, out) }
    })
}

/// # Safety
/// As [`options::write`].
unsafe fn write_action(action: &Action, texts: &Texts, out: *mut well_action_t) -> Result<(), Failure> {
    let refusal = action.permission.as_ref().err();
    let action = well_action_t {
        struct_size: size_of::<well_action_t>(),
        verb: well_verb_t::of(action.verb).ok_or(WELL_UNSUPPORTED)?,
        reason: well_reason_t::of(refusal.map(client::Refusal::code)),
        allowed: refusal.is_none(),
        verb_name: texts.lend(action.verb.name()),
        code: texts.lend_some(refusal.map(client::Refusal::code)),
        english: texts.lend_some(refusal.map(client::Refusal::message_en)),
        chinese: texts.lend_some(refusal.map(client::Refusal::message_zh)),
    };
    // SAFETY: the caller's word.
    unsafe { sized::write(out, action) }
}

/// One of the agent's outside-line prefixes. The text is the snapshot's.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_snapshot_prefix(
    snapshot: well_snapshot_t,
    index: usize,
    out: *mut well_str_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(snapshot)?;
        let prefix = object.snapshot.prefixes.get(index).ok_or(WELL_OUT_OF_RANGE)?;
        out.write(object.texts.lend(prefix));
        Ok(())
    })
}

/// The whole snapshot as JSON. The text is the snapshot's: valid until that is freed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_snapshot_json(snapshot: well_snapshot_t, out: *mut well_str_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = handle::get(snapshot)?;
        let json = serde_json::to_string(&object.snapshot);
        let json = json.map_err(|error| Failure::new(WELL_PANIC, error))?;
        out.write(object.texts.lend(&json));
        Ok(())
    })
}

/// Frees a snapshot, and its texts with it.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_snapshot_free(snapshot: well_snapshot_t) -> well_status {
    entry(|| handle::remove(snapshot).map(drop))
}

fn in_millis(time: std::time::Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
