//! The numbers that stand for words: fixed, never reused, grouped with gaps. Each list can grow: be ready for a number
//! that is not in the list you were compiled with.
//!
//! What comes in from a program is read as a plain number, since it can be any: see `numbers.rs`.

use crate::numbers::{DialectIn, FieldIn, LanguageIn, VerbIn};
use client::core::event::{EventKind, Field, FieldType};
use client::{
    AgentMode, ConnectionState, Dialect, Language, LinkState, LogKind, Origin, Outcome, Role, SessionPhase,
    Verb,
};

use well_agent_mode_t::*;
use well_dialect_t::*;
use well_event_kind_t::*;
use well_field_t::*;
use well_language_t::*;
use well_reason_t::*;
use well_verb_t::*;

/// The language of a sentence.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_language_t {
    /// English.
    WELL_LANGUAGE_EN = 0,
    /// Chinese.
    WELL_LANGUAGE_ZH = 1,
}

/// Which release of the manual's JavaScript client to speak like.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_dialect_t {
    /// Releases 2.x of 2017.
    WELL_DIALECT_V2 = 2,
    /// Releases 4.x of 2019.
    WELL_DIALECT_V4 = 4,
}

/// How a session's callbacks are called.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_delivery_t {
    /// On the client's dispatcher thread, one after the other.
    WELL_DELIVERY_DISPATCHER = 0,
    /// Inside of `well_session_poll_event`, on the thread that calls it: for programs with a loop of their own.
    WELL_DELIVERY_PUMPED = 1,
}

/// Which proxy to use.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_proxy_t {
    /// That of the system: its settings and environment variables.
    WELL_PROXY_SYSTEM = 0,
    /// None.
    WELL_PROXY_NONE = 1,
    /// That of `proxy_url`.
    WELL_PROXY_URL = 2,
}

/// When to try again after the event channel is lost.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_reconnect_t {
    /// As the manual says: 2.x 5 times, 1 s apart; 4.x 10 times, 3 s apart.
    WELL_RECONNECT_MANUAL = 0,
    /// `reconnect_attempts` times, `reconnect_delay_ms` apart.
    WELL_RECONNECT_FIXED = 1,
    /// Exponential with full jitter: a random delay up to `reconnect_delay_ms` * 2^n, at most `reconnect_cap_ms`;
    /// `reconnect_attempts` times, 0 for ever.
    WELL_RECONNECT_BACKOFF = 2,
}

/// What a log-in does where the agent is logged in already (454, 455; manual 2.2).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_login_mode_t {
    /// Log out there and log in here.
    WELL_LOGIN_FORCE = 0,
    /// Fail.
    WELL_LOGIN_STOP = 1,
    /// Ask the application which of the two.
    WELL_LOGIN_ASK = 2,
}

/// The answer to a log-in's question.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_answer_t {
    /// Let the log-in fail.
    WELL_ANSWER_STOP = 0,
    /// Log out there and log in here.
    WELL_ANSWER_FORCE = 1,
    /// The answer comes later, by `well_session_answer_ask`.
    WELL_ANSWER_LATER = 2,
}

/// How somebody takes part in a single-step conference (manual 2.11).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_participation_t {
    /// Hears and is heard.
    WELL_PARTICIPATION_ACTIVE = 0,
    /// Only hears.
    WELL_PARTICIPATION_SILENT = 1,
}

/// What the agent is doing (`agentMode`).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_agent_mode_t {
    /// A word that is not in the list, or none: see the text.
    WELL_MODE_OTHER = 0,
    /// Takes calls.
    WELL_MODE_READY = 1,
    /// Takes no calls.
    WELL_MODE_NOT_READY = 2,
    /// Wrapping up after a call.
    WELL_MODE_WORK_NOT_READY = 3,
    /// Reserved for an outbound task.
    WELL_MODE_ALLOCATED = 4,
    /// Logged out.
    WELL_MODE_LOGOUT = 5,
    /// The server does not know.
    WELL_MODE_UNKNOWN = 6,
}

/// The state of one leg, a connection between a device and a call (ECMA-269, connection states).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_connection_state_t {
    /// No connection.
    WELL_STATE_NULL = 0,
    /// Off hook, not dialled yet.
    WELL_STATE_INITIATED = 1,
    /// Ringing.
    WELL_STATE_ALERTING = 2,
    /// Connected; on the calling side from dialling on.
    WELL_STATE_CONNECTED = 3,
    /// On hold, put there by this party.
    WELL_STATE_HOLD = 4,
    /// In a queue.
    WELL_STATE_QUEUED = 5,
    /// Could not be put through.
    WELL_STATE_FAIL = 6,
}

/// How a party came into a call.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_role_t {
    /// The events have not told.
    WELL_ROLE_UNKNOWN = 0,
    /// It made the call.
    WELL_ROLE_CALLING = 1,
    /// It was called.
    WELL_ROLE_CALLED = 2,
}

/// Where in its life a session is.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_phase_t {
    /// No agent is logged in.
    WELL_PHASE_LOGGED_OUT = 0,
    /// A log-in is under way.
    WELL_PHASE_LOGGING_IN = 1,
    /// A saved session is being taken up.
    WELL_PHASE_RECOVERING = 2,
    /// The agent is logged in.
    WELL_PHASE_LOGGED_IN = 3,
    /// A log-out is under way.
    WELL_PHASE_LOGGING_OUT = 4,
    /// Closed for good.
    WELL_PHASE_CLOSED = 5,
}

/// The state of the event channel.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_link_t {
    /// Not wanted.
    WELL_LINK_OFF = 0,
    /// Being opened.
    WELL_LINK_CONNECTING = 1,
    /// Events arrive.
    WELL_LINK_ACTIVE = 2,
    /// Lost; the next attempt is due.
    WELL_LINK_WAITING = 3,
    /// Lost, and given up (`wsDisconnected`).
    WELL_LINK_LOST = 4,
}

/// What a log line is (manual 3.4, `msg.type`).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_log_kind_t {
    /// For whoever watches.
    WELL_LOG_LOG = 0,
    /// Something failed.
    WELL_LOG_ERROR = 1,
    /// Something failed that the agent should see; only with `use_error_alert`.
    WELL_LOG_ALERT = 2,
}

/// How grave a line of diagnostics is.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_diagnostics_level_t {
    /// Something is wrong.
    WELL_LEVEL_ERROR = 1,
    /// Something may be wrong.
    WELL_LEVEL_WARN = 2,
    /// Something of note.
    WELL_LEVEL_INFO = 3,
    /// What happens.
    WELL_LEVEL_DEBUG = 4,
    /// Everything.
    WELL_LEVEL_TRACE = 5,
}

/// Who made an event.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_origin_t {
    /// The server sent it.
    WELL_ORIGIN_SERVER = 0,
    /// The library made it, in the server's vocabulary, since the server's state was found to differ from the model's.
    WELL_ORIGIN_SYNTHESIZED = 1,
    /// The library derived it: the manual's inner events (3.2) and its own reports.
    WELL_ORIGIN_DERIVED = 2,
    /// The library tells of the subscription itself: `WELL_EVENT_LAGGED`, `WELL_EVENT_LOG`.
    WELL_ORIGIN_LIBRARY = 3,
}

/// How a command ended.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_outcome_kind_t {
    /// It has happened.
    WELL_OUTCOME_CONFIRMED = 0,
    /// What was asked for was so already.
    WELL_OUTCOME_ALREADY_SO = 1,
    /// It has not happened and will not.
    WELL_OUTCOME_REJECTED = 2,
    /// Nobody can tell: see the snapshot once the event channel is back.
    WELL_OUTCOME_UNKNOWN = 3,
}

/// What type a field has.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_field_type_t {
    /// A text.
    WELL_TYPE_TEXT = 0,
    /// A number; times are milliseconds since 1970 UTC.
    WELL_TYPE_INTEGER = 1,
    /// Yes or no.
    WELL_TYPE_TRUTH = 2,
    /// A structure, as JSON.
    WELL_TYPE_JSON = 3,
}

/// What kind of event it is.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_event_kind_t {
    /// A name that this version does not know: see `well_event_name` and `well_event_raw`.
    WELL_EVENT_OTHER = 0,
    /// `agentLoggedOn`: the log-in has succeeded (manual 6.1).
    WELL_EVENT_AGENT_LOGGED_ON = 1,
    /// `agentLoggedOff`: the agent is logged out (6.2).
    WELL_EVENT_AGENT_LOGGED_OFF = 2,
    /// `agentReady`: 6.3.
    WELL_EVENT_AGENT_READY = 3,
    /// `agentNotReady`: 6.4.
    WELL_EVENT_AGENT_NOT_READY = 4,
    /// `agentWorkingAfterCall`: 6.14.
    WELL_EVENT_AGENT_WORKING_AFTER_CALL = 5,
    /// `agentAllocated`: reserved for an outbound task (6.15).
    WELL_EVENT_AGENT_ALLOCATED = 6,
    /// `serviceInitiated`: off hook (6.5).
    WELL_EVENT_SERVICE_INITIATED = 20,
    /// `originated`: dialled (6.6).
    WELL_EVENT_ORIGINATED = 21,
    /// `delivered`: a device rings (6.7).
    WELL_EVENT_DELIVERED = 22,
    /// `established`: a device has answered (6.8).
    WELL_EVENT_ESTABLISHED = 23,
    /// `connectionCleared`: a party has left the call (6.9).
    WELL_EVENT_CONNECTION_CLEARED = 24,
    /// `held`: 6.13.
    WELL_EVENT_HELD = 25,
    /// `retrieved`: 6.12.
    WELL_EVENT_RETRIEVED = 26,
    /// `transferred`: 6.10.
    WELL_EVENT_TRANSFERRED = 27,
    /// `conferenced`: 6.11.
    WELL_EVENT_CONFERENCED = 28,
    /// `failed`: the call could not be put through (4.x).
    WELL_EVENT_FAILED = 29,
    /// `recordStarted`: 4.x.
    WELL_EVENT_RECORD_STARTED = 30,
    /// `recordStopped`: 4.x.
    WELL_EVENT_RECORD_STOPPED = 31,
    /// The derived `connectionCleared`: what the call was when a party left it (manual 3.2.1).
    WELL_EVENT_CALL_CLEARED = 60,
    /// `loginFailed`: derived (3.2.2).
    WELL_EVENT_LOGIN_FAILED = 61,
    /// `wsDisconnected`: derived: reconnecting was given up (3.2.3).
    WELL_EVENT_WS_DISCONNECTED = 62,
    /// `wsReconnectSucceed`: derived: the event channel is back and the model corrected.
    WELL_EVENT_WS_RECONNECT_SUCCEED = 63,
    /// `recoverStateSuccess`: derived: a saved session was taken up again.
    WELL_EVENT_RECOVER_STATE_SUCCESS = 64,
    /// `linkChanged`: derived: the state of the event channel.
    WELL_EVENT_LINK_CHANGED = 80,
    /// `modelCorrected`: derived: a late event changed more than its own call's last state.
    WELL_EVENT_MODEL_CORRECTED = 81,
    /// `anomaly`: derived: something did not fit; the model is being checked.
    WELL_EVENT_ANOMALY = 82,
    /// This subscriber was too slow: `well_event_missed` says how many were dropped; take a snapshot.
    WELL_EVENT_LAGGED = 100,
    /// A log line, to `well_session_poll_event` only; callbacks get them by `well_session_on_log`.
    WELL_EVENT_LOG = 101,
}

/// A field that an event can have, by the manual's name (chapter 6, and 3.2 for the derived events). `well_event_text` and
/// its like read it.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_field_t {
    /// Text: `eventName`.
    WELL_FIELD_EVENT_NAME = 1,
    /// Text: `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's zone, which it does not tell.
    WELL_FIELD_EVENT_TIME = 2,
    /// Text: `eventType`: `agent` or `csta`.
    WELL_FIELD_EVENT_TYPE = 3,
    /// Integer: `serial`.
    WELL_FIELD_SERIAL = 4,
    /// Text: The worker that numbered it, an entry of `topics`.
    WELL_FIELD_PRODUCER = 5,
    /// Text: `namespace`: the tenant's domain.
    WELL_FIELD_NAMESPACE = 6,
    /// Text: `srcDeviceId`: the device whose subscription delivered this copy.
    WELL_FIELD_SRC_DEVICE = 7,
    /// Text: `deviceId`: the device that changed.
    WELL_FIELD_DEVICE = 8,
    /// Text: `agentId`.
    WELL_FIELD_AGENT = 20,
    /// Text: `agentMode`.
    WELL_FIELD_AGENT_MODE = 21,
    /// JSON: `devices`: where the agent is logged in, by medium.
    WELL_FIELD_DEVICES = 22,
    /// Text: `queueId`.
    WELL_FIELD_QUEUE = 23,
    /// Text: `reason`: of `agentNotReady`; why, of a `linkChanged` that tells a loss.
    WELL_FIELD_REASON = 24,
    /// Text: `callId`.
    WELL_FIELD_CALL = 40,
    /// Text: `connectionId`.
    WELL_FIELD_CONNECTION = 41,
    /// Text: `localState`.
    WELL_FIELD_LOCAL_STATE = 42,
    /// Text: `agentStatus`.
    WELL_FIELD_AGENT_STATUS = 43,
    /// Text: `originCallInfo.callId`.
    WELL_FIELD_ORIGIN_CALL = 44,
    /// Text: `originCallInfo.callingDevice`.
    WELL_FIELD_ORIGIN_CALLING = 45,
    /// Text: `originCallInfo.calledDevice`.
    WELL_FIELD_ORIGIN_CALLED = 46,
    /// Text: `cause`.
    WELL_FIELD_CAUSE = 47,
    /// Text: `initiatedDevice`.
    WELL_FIELD_INITIATED_DEVICE = 60,
    /// Text: `callingDevice`.
    WELL_FIELD_CALLING_DEVICE = 61,
    /// Text: `calledDevice`.
    WELL_FIELD_CALLED_DEVICE = 62,
    /// Text: `alertingDevice`.
    WELL_FIELD_ALERTING_DEVICE = 63,
    /// Text: `lastRedirectionDevice`.
    WELL_FIELD_LAST_REDIRECTION_DEVICE = 64,
    /// Text: `trunkGroup`.
    WELL_FIELD_TRUNK_GROUP = 65,
    /// Text: `trunkMember`.
    WELL_FIELD_TRUNK_MEMBER = 66,
    /// Text: `originalCallId`.
    WELL_FIELD_ORIGINAL_CALL = 67,
    /// JSON: `userData`: call data.
    WELL_FIELD_USER_DATA = 68,
    /// Text: `split`: the queue that the call came by.
    WELL_FIELD_SPLIT = 69,
    /// Text: `callCause`.
    WELL_FIELD_CALL_CAUSE = 70,
    /// Text: `answeringDevice`.
    WELL_FIELD_ANSWERING_DEVICE = 71,
    /// Text: `sipCallId`.
    WELL_FIELD_SIP_CALL = 72,
    /// Text: `releasingDevice`.
    WELL_FIELD_RELEASING_DEVICE = 73,
    /// Text: `hangupDevice`.
    WELL_FIELD_HANGUP_DEVICE = 74,
    /// Text: `holdingDevice`.
    WELL_FIELD_HOLDING_DEVICE = 75,
    /// Text: `retrievingDevice`.
    WELL_FIELD_RETRIEVING_DEVICE = 76,
    /// Text: `primaryOldCall`; the server's `"0"` is none.
    WELL_FIELD_PRIMARY_OLD_CALL = 77,
    /// Text: `secondaryOldCall`; the server's `"0"` is none.
    WELL_FIELD_SECONDARY_OLD_CALL = 78,
    /// Text: `transferringDevice`.
    WELL_FIELD_TRANSFERRING_DEVICE = 79,
    /// Text: `transferredToDevice`.
    WELL_FIELD_TRANSFERRED_TO_DEVICE = 80,
    /// Text: `newCall`; the server's `"0"` is none.
    WELL_FIELD_NEW_CALL = 81,
    /// Text: `conferencingDevice`.
    WELL_FIELD_CONFERENCING_DEVICE = 82,
    /// Text: `addedParty`.
    WELL_FIELD_ADDED_PARTY = 83,
    /// Text: `failedCode`.
    WELL_FIELD_FAILED_CODE = 84,
    /// Text: `failedMsg`.
    WELL_FIELD_FAILED_MESSAGE = 85,
    /// Text: `recordId`.
    WELL_FIELD_RECORD = 86,
    /// Text: `fileName`.
    WELL_FIELD_FILE_NAME = 87,
    /// Truth: `isSuccess`.
    WELL_FIELD_IS_SUCCESS = 88,
    /// Truth: `isEstablished` (the manual's `isEstatblished`), of the derived `connectionCleared`.
    WELL_FIELD_IS_ESTABLISHED = 120,
    /// Integer: `createTimeId`, of the derived `connectionCleared`.
    WELL_FIELD_CREATE_TIME = 121,
    /// Integer: `establishedTimeId`, of the derived `connectionCleared`.
    WELL_FIELD_ESTABLISHED_TIME = 122,
    /// Text: `partyDevice`, of the derived `connectionCleared`.
    WELL_FIELD_PARTY_DEVICE = 123,
    /// Truth: `isCaller`, of the derived `connectionCleared`.
    WELL_FIELD_IS_CALLER = 124,
    /// Truth: `isOutCall`, of the derived `connectionCleared`.
    WELL_FIELD_IS_OUT_CALL = 125,
    /// Truth: Whether the party that left is the own device, of the derived `connectionCleared`.
    WELL_FIELD_IS_OWN = 126,
    /// JSON: `data`, of the derived `connectionCleared`: the event that it was derived from.
    WELL_FIELD_DATA = 127,
    /// Integer: `status` of `loginFailed`; 0 where the server was not reached.
    WELL_FIELD_STATUS = 140,
    /// Text: `responseText` of `loginFailed`.
    WELL_FIELD_RESPONSE_TEXT = 141,
    /// JSON: `activeCall` of `wsReconnectSucceed`.
    WELL_FIELD_ACTIVE_CALL = 142,
    /// Text: `extensionId` of `recoverStateSuccess`.
    WELL_FIELD_EXTENSION = 143,
    /// Text: `agentName` of `recoverStateSuccess`.
    WELL_FIELD_AGENT_NAME = 144,
    /// Text: `state`: of `linkChanged`, and of the call of `recoverStateSuccess` (`delivered` or `established`).
    WELL_FIELD_STATE = 145,
    /// JSON: `calls` of `modelCorrected`: the ids of the calls that changed.
    WELL_FIELD_CALLS = 146,
    /// Text: `kind` of `anomaly`: what did not fit, in a word.
    WELL_FIELD_ANOMALY_KIND = 147,
    /// Text: `event` of `anomaly`: the event that did not fit, by name.
    WELL_FIELD_ANOMALY_EVENT = 148,
    /// Text: `detail` of `anomaly`, for people.
    WELL_FIELD_DETAIL = 149,
}

/// The verbs, by the manual's method names.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_verb_t {
    /// `agentLogin`.
    WELL_VERB_LOGIN = 1,
    /// `logout`.
    WELL_VERB_LOGOUT = 2,
    /// `setAgentMode`.
    WELL_VERB_SET_AGENT_MODE = 3,
    /// `makeCall`.
    WELL_VERB_MAKE_CALL = 4,
    /// `answerCall`.
    WELL_VERB_ANSWER = 5,
    /// `dropConnection`.
    WELL_VERB_DROP = 6,
    /// `holdCall`.
    WELL_VERB_HOLD = 7,
    /// `retrieveCall`.
    WELL_VERB_RETRIEVE = 8,
    /// `singleStepTransfer`.
    WELL_VERB_SINGLE_STEP_TRANSFER = 9,
    /// `singleStepConference`.
    WELL_VERB_SINGLE_STEP_CONFERENCE = 10,
    /// `consult`.
    WELL_VERB_CONSULT = 11,
    /// `conference`.
    WELL_VERB_CONFERENCE = 12,
    /// `cancelConsult`.
    WELL_VERB_CANCEL_CONSULT = 13,
    /// `transferCall`.
    WELL_VERB_TRANSFER = 14,
    /// `transferWaitReturn`.
    WELL_VERB_TRANSFER_WAIT_RETURN = 15,
    /// `singleTransferWaitReturn`.
    WELL_VERB_SINGLE_TRANSFER_WAIT_RETURN = 16,
    /// `setCallData`.
    WELL_VERB_SET_CALL_DATA = 30,
    /// `getCallData`.
    WELL_VERB_GET_CALL_DATA = 31,
    /// `forceDrop`.
    WELL_VERB_FORCE_DROP = 40,
    /// `forceJoin`.
    WELL_VERB_FORCE_JOIN = 41,
    /// `forceTake`.
    WELL_VERB_FORCE_TAKE = 42,
    /// `forceListen`.
    WELL_VERB_FORCE_LISTEN = 43,
    /// `forceReady`.
    WELL_VERB_FORCE_READY = 44,
    /// `forceNotReady`.
    WELL_VERB_FORCE_NOT_READY = 45,
    /// `forceLogout`.
    WELL_VERB_FORCE_LOGOUT = 46,
    /// `superLogout`.
    WELL_VERB_SUPER_LOGOUT = 47,
    /// `releaseAllocatedAgent`.
    WELL_VERB_RELEASE_ALLOCATED_AGENT = 48,
    /// `agentGreeting`.
    WELL_VERB_AGENT_GREETING = 60,
    /// `startRecording`.
    WELL_VERB_START_RECORDING = 61,
    /// `stopRecording`.
    WELL_VERB_STOP_RECORDING = 62,
    /// `getClientState`.
    WELL_VERB_GET_CLIENT_STATE = 63,
    /// `getMyPrefix`.
    WELL_VERB_GET_MY_PREFIX = 64,
    /// `uploadLog`.
    WELL_VERB_UPLOAD_LOG = 65,
}

/// Why a command was not carried out, or may not be given now. From 1: the library's guards, nothing was sent; from 100:
/// other errors; from 200: why nobody can tell; from 300: the server's refusals, by status (manual 2.2).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_reason_t {
    /// No reason: it has worked.
    WELL_REASON_NONE = 0,
    /// No agent is logged in.
    WELL_REASON_NOT_LOGGED_IN = 1,
    /// This session has an agent already.
    WELL_REASON_SESSION_IN_USE = 2,
    /// A log-in, log-out or recovery is under way.
    WELL_REASON_BUSY = 3,
    /// The session is closed.
    WELL_REASON_CLOSED = 4,
    /// A call is up.
    WELL_REASON_CALL_UP = 5,
    /// The agent is reserved for an outbound task.
    WELL_REASON_ALLOCATED = 6,
    /// The number is empty or malformed.
    WELL_REASON_BAD_NUMBER = 7,
    /// The number is the own extension.
    WELL_REASON_OWN_EXTENSION = 8,
    /// Too soon after the last call made: `retry_after_ms`.
    WELL_REASON_TOO_SOON = 9,
    /// There is no such call.
    WELL_REASON_NO_CALL = 10,
    /// There are several calls: say which.
    WELL_REASON_SEVERAL_CALLS = 11,
    /// The own leg is not in a state for it.
    WELL_REASON_WRONG_STATE = 12,
    /// The call has not been answered yet.
    WELL_REASON_NOT_ESTABLISHED = 13,
    /// Not in a conference.
    WELL_REASON_IN_CONFERENCE = 14,
    /// It takes one held and one connected call.
    WELL_REASON_NEEDS_CONSULTATION = 15,
    /// There is another call: retrieve, transfer, confer or cancel first.
    WELL_REASON_IN_CONSULTATION = 16,
    /// The saved session cannot be taken up again.
    WELL_REASON_NOT_RECOVERABLE = 17,
    /// An argument cannot be sent; nothing was.
    WELL_REASON_ARGUMENT = 100,
    /// The server was not reached; nothing was carried out.
    WELL_REASON_UNREACHABLE = 101,
    /// The event channel could not be opened, so the log-in was not sent.
    WELL_REASON_NO_EVENT_CHANNEL = 102,
    /// The server's answer makes no sense.
    WELL_REASON_BAD_REPLY = 103,
    /// The server reports by an event that it has not worked.
    WELL_REASON_FAILED = 104,
    /// Unknown: accepted, but nothing showed in time that it was carried out.
    WELL_REASON_NOT_CONFIRMED = 200,
    /// Unknown: sent, but no reply came.
    WELL_REASON_NO_REPLY = 201,
    /// Unknown: the event channel is down.
    WELL_REASON_LINK_LOST = 202,
    /// Unknown: the agent was logged off meanwhile.
    WELL_REASON_LOGGED_OFF = 203,
    /// Unknown: the session was closed meanwhile.
    WELL_REASON_SESSION_CLOSED = 204,
    /// 3xx: the address is wrong, or a portal is in between.
    WELL_REASON_REDIRECTED = 300,
    /// 400.
    WELL_REASON_BAD_REQUEST = 400,
    /// 401: user name, password or domain is wrong.
    WELL_REASON_WRONG_CREDENTIALS = 401,
    /// 403.
    WELL_REASON_FORBIDDEN = 403,
    /// 404: often a call that is over.
    WELL_REASON_NOT_FOUND = 404,
    /// 423: the agent is deleted or disabled.
    WELL_REASON_AGENT_NOT_USABLE = 423,
    /// 426: the HTTP session has expired and could not be renewed.
    WELL_REASON_SESSION_EXPIRED = 426,
    /// 429.
    WELL_REASON_TOO_MANY_REQUESTS = 429,
    /// 451: no telephone is online for the extension.
    WELL_REASON_EXTENSION_NOT_REGISTERED = 451,
    /// 452.
    WELL_REASON_ILLEGAL_AGENT = 452,
    /// 453.
    WELL_REASON_ILLEGAL_EXTENSION = 453,
    /// 454: this agent is logged in on this extension already.
    WELL_REASON_ALREADY_LOGGED_IN = 454,
    /// 455: this agent is logged in on another extension: `device_id`.
    WELL_REASON_LOGGED_IN_ELSEWHERE = 455,
    /// 456.
    WELL_REASON_ILLEGAL_EXTENSION_STATE = 456,
    /// 457.
    WELL_REASON_EXTENSION_NOT_AUTHORISED = 457,
    /// 458.
    WELL_REASON_ALREADY_LOGGED_OUT = 458,
    /// 459: another agent is on the extension: `agent_id`; forcing does not help.
    WELL_REASON_EXTENSION_IN_USE = 459,
    /// 460: not while a call is up.
    WELL_REASON_EXTENSION_BUSY = 460,
    /// 461: the tenant's limit of agents is reached.
    WELL_REASON_AGENT_LIMIT_REACHED = 461,
    /// 462.
    WELL_REASON_ALLOCATION_FAILED = 462,
    /// 465: the outbound quota is reached.
    WELL_REASON_QUOTA_REACHED = 465,
    /// 466.
    WELL_REASON_RECORDING_DISABLED = 466,
    /// 483.
    WELL_REASON_TASK_NOT_ASSIGNED = 483,
    /// 5xx.
    WELL_REASON_SERVER_ERROR = 500,
    /// A success whose reply cannot be read.
    WELL_REASON_UNREADABLE_REPLY = 600,
    /// Another refusal of the server: `status` says which.
    WELL_REASON_OTHER = 601,
}

impl well_language_t {
    pub(crate) fn read(number: LanguageIn) -> Option<Language> {
        match number {
            n if n == WELL_LANGUAGE_EN as i32 => Some(Language::En),
            n if n == WELL_LANGUAGE_ZH as i32 => Some(Language::Zh),
            _ => None,
        }
    }
}

impl well_dialect_t {
    pub(crate) fn read(number: DialectIn) -> Option<Dialect> {
        match number {
            n if n == WELL_DIALECT_V2 as i32 => Some(Dialect::V2),
            n if n == WELL_DIALECT_V4 as i32 => Some(Dialect::V4),
            _ => None,
        }
    }
}

impl From<&AgentMode> for well_agent_mode_t {
    fn from(mode: &AgentMode) -> Self {
        match mode {
            AgentMode::Ready => WELL_MODE_READY,
            AgentMode::NotReady => WELL_MODE_NOT_READY,
            AgentMode::WorkNotReady => WELL_MODE_WORK_NOT_READY,
            AgentMode::Allocated => WELL_MODE_ALLOCATED,
            AgentMode::Logout => WELL_MODE_LOGOUT,
            AgentMode::Unknown => WELL_MODE_UNKNOWN,
            _ => WELL_MODE_OTHER,
        }
    }
}

impl From<ConnectionState> for well_connection_state_t {
    fn from(value: ConnectionState) -> Self {
        match value {
            ConnectionState::Null => Self::WELL_STATE_NULL,
            ConnectionState::Initiated => Self::WELL_STATE_INITIATED,
            ConnectionState::Alerting => Self::WELL_STATE_ALERTING,
            ConnectionState::Connected => Self::WELL_STATE_CONNECTED,
            ConnectionState::Hold => Self::WELL_STATE_HOLD,
            ConnectionState::Queued => Self::WELL_STATE_QUEUED,
            ConnectionState::Fail => Self::WELL_STATE_FAIL,
        }
    }
}

impl From<Role> for well_role_t {
    fn from(value: Role) -> Self {
        match value {
            Role::Unknown => Self::WELL_ROLE_UNKNOWN,
            Role::Calling => Self::WELL_ROLE_CALLING,
            Role::Called => Self::WELL_ROLE_CALLED,
        }
    }
}

impl From<SessionPhase> for well_phase_t {
    fn from(value: SessionPhase) -> Self {
        match value {
            SessionPhase::LoggedOut => Self::WELL_PHASE_LOGGED_OUT,
            SessionPhase::LoggingIn => Self::WELL_PHASE_LOGGING_IN,
            SessionPhase::Recovering => Self::WELL_PHASE_RECOVERING,
            SessionPhase::LoggedIn => Self::WELL_PHASE_LOGGED_IN,
            SessionPhase::LoggingOut => Self::WELL_PHASE_LOGGING_OUT,
            SessionPhase::Closed => Self::WELL_PHASE_CLOSED,
        }
    }
}

impl From<LinkState> for well_link_t {
    fn from(value: LinkState) -> Self {
        match value {
            LinkState::Off => Self::WELL_LINK_OFF,
            LinkState::Connecting => Self::WELL_LINK_CONNECTING,
            LinkState::Active => Self::WELL_LINK_ACTIVE,
            LinkState::Waiting => Self::WELL_LINK_WAITING,
            LinkState::Lost => Self::WELL_LINK_LOST,
        }
    }
}

impl From<LogKind> for well_log_kind_t {
    fn from(value: LogKind) -> Self {
        match value {
            LogKind::Log => Self::WELL_LOG_LOG,
            LogKind::Error => Self::WELL_LOG_ERROR,
            LogKind::Alert => Self::WELL_LOG_ALERT,
        }
    }
}

impl From<Origin> for well_origin_t {
    fn from(value: Origin) -> Self {
        match value {
            Origin::Server => Self::WELL_ORIGIN_SERVER,
            Origin::Synthesized => Self::WELL_ORIGIN_SYNTHESIZED,
            Origin::Derived => Self::WELL_ORIGIN_DERIVED,
        }
    }
}

impl From<&Outcome> for well_outcome_kind_t {
    fn from(value: &Outcome) -> Self {
        match value {
            Outcome::Confirmed(_) => Self::WELL_OUTCOME_CONFIRMED,
            Outcome::AlreadySo => Self::WELL_OUTCOME_ALREADY_SO,
            Outcome::Rejected(_) => Self::WELL_OUTCOME_REJECTED,
            Outcome::Unknown(_) => Self::WELL_OUTCOME_UNKNOWN,
        }
    }
}

impl From<FieldType> for well_field_type_t {
    fn from(value: FieldType) -> Self {
        match value {
            FieldType::Text => Self::WELL_TYPE_TEXT,
            FieldType::Integer => Self::WELL_TYPE_INTEGER,
            FieldType::Truth => Self::WELL_TYPE_TRUTH,
            FieldType::Json => Self::WELL_TYPE_JSON,
        }
    }
}

/// Each kind with its number.
const KINDS: &[(EventKind, well_event_kind_t)] = &[
    (EventKind::AgentLoggedOn, WELL_EVENT_AGENT_LOGGED_ON),
    (EventKind::AgentLoggedOff, WELL_EVENT_AGENT_LOGGED_OFF),
    (EventKind::AgentReady, WELL_EVENT_AGENT_READY),
    (EventKind::AgentNotReady, WELL_EVENT_AGENT_NOT_READY),
    (
        EventKind::AgentWorkingAfterCall,
        WELL_EVENT_AGENT_WORKING_AFTER_CALL,
    ),
    (EventKind::AgentAllocated, WELL_EVENT_AGENT_ALLOCATED),
    (EventKind::ServiceInitiated, WELL_EVENT_SERVICE_INITIATED),
    (EventKind::Originated, WELL_EVENT_ORIGINATED),
    (EventKind::Delivered, WELL_EVENT_DELIVERED),
    (EventKind::Established, WELL_EVENT_ESTABLISHED),
    (EventKind::ConnectionCleared, WELL_EVENT_CONNECTION_CLEARED),
    (EventKind::Held, WELL_EVENT_HELD),
    (EventKind::Retrieved, WELL_EVENT_RETRIEVED),
    (EventKind::Transferred, WELL_EVENT_TRANSFERRED),
    (EventKind::Conferenced, WELL_EVENT_CONFERENCED),
    (EventKind::Failed, WELL_EVENT_FAILED),
    (EventKind::RecordStarted, WELL_EVENT_RECORD_STARTED),
    (EventKind::RecordStopped, WELL_EVENT_RECORD_STOPPED),
    (EventKind::CallCleared, WELL_EVENT_CALL_CLEARED),
    (EventKind::LoginFailed, WELL_EVENT_LOGIN_FAILED),
    (EventKind::WsDisconnected, WELL_EVENT_WS_DISCONNECTED),
    (EventKind::WsReconnectSucceed, WELL_EVENT_WS_RECONNECT_SUCCEED),
    (EventKind::RecoverStateSuccess, WELL_EVENT_RECOVER_STATE_SUCCESS),
    (EventKind::LinkChanged, WELL_EVENT_LINK_CHANGED),
    (EventKind::ModelCorrected, WELL_EVENT_MODEL_CORRECTED),
    (EventKind::Anomaly, WELL_EVENT_ANOMALY),
    (EventKind::Other, WELL_EVENT_OTHER),
];

/// Each field with its number.
const FIELDS: &[(Field, well_field_t)] = &[
    (Field::EventName, WELL_FIELD_EVENT_NAME),
    (Field::EventTime, WELL_FIELD_EVENT_TIME),
    (Field::EventType, WELL_FIELD_EVENT_TYPE),
    (Field::Serial, WELL_FIELD_SERIAL),
    (Field::Producer, WELL_FIELD_PRODUCER),
    (Field::Namespace, WELL_FIELD_NAMESPACE),
    (Field::SrcDevice, WELL_FIELD_SRC_DEVICE),
    (Field::Device, WELL_FIELD_DEVICE),
    (Field::Agent, WELL_FIELD_AGENT),
    (Field::AgentMode, WELL_FIELD_AGENT_MODE),
    (Field::Devices, WELL_FIELD_DEVICES),
    (Field::Queue, WELL_FIELD_QUEUE),
    (Field::Reason, WELL_FIELD_REASON),
    (Field::Call, WELL_FIELD_CALL),
    (Field::Connection, WELL_FIELD_CONNECTION),
    (Field::LocalState, WELL_FIELD_LOCAL_STATE),
    (Field::AgentStatus, WELL_FIELD_AGENT_STATUS),
    (Field::OriginCall, WELL_FIELD_ORIGIN_CALL),
    (Field::OriginCalling, WELL_FIELD_ORIGIN_CALLING),
    (Field::OriginCalled, WELL_FIELD_ORIGIN_CALLED),
    (Field::Cause, WELL_FIELD_CAUSE),
    (Field::InitiatedDevice, WELL_FIELD_INITIATED_DEVICE),
    (Field::CallingDevice, WELL_FIELD_CALLING_DEVICE),
    (Field::CalledDevice, WELL_FIELD_CALLED_DEVICE),
    (Field::AlertingDevice, WELL_FIELD_ALERTING_DEVICE),
    (Field::LastRedirectionDevice, WELL_FIELD_LAST_REDIRECTION_DEVICE),
    (Field::TrunkGroup, WELL_FIELD_TRUNK_GROUP),
    (Field::TrunkMember, WELL_FIELD_TRUNK_MEMBER),
    (Field::OriginalCall, WELL_FIELD_ORIGINAL_CALL),
    (Field::UserData, WELL_FIELD_USER_DATA),
    (Field::Split, WELL_FIELD_SPLIT),
    (Field::CallCause, WELL_FIELD_CALL_CAUSE),
    (Field::AnsweringDevice, WELL_FIELD_ANSWERING_DEVICE),
    (Field::SipCall, WELL_FIELD_SIP_CALL),
    (Field::ReleasingDevice, WELL_FIELD_RELEASING_DEVICE),
    (Field::HangupDevice, WELL_FIELD_HANGUP_DEVICE),
    (Field::HoldingDevice, WELL_FIELD_HOLDING_DEVICE),
    (Field::RetrievingDevice, WELL_FIELD_RETRIEVING_DEVICE),
    (Field::PrimaryOldCall, WELL_FIELD_PRIMARY_OLD_CALL),
    (Field::SecondaryOldCall, WELL_FIELD_SECONDARY_OLD_CALL),
    (Field::TransferringDevice, WELL_FIELD_TRANSFERRING_DEVICE),
    (Field::TransferredToDevice, WELL_FIELD_TRANSFERRED_TO_DEVICE),
    (Field::NewCall, WELL_FIELD_NEW_CALL),
    (Field::ConferencingDevice, WELL_FIELD_CONFERENCING_DEVICE),
    (Field::AddedParty, WELL_FIELD_ADDED_PARTY),
    (Field::FailedCode, WELL_FIELD_FAILED_CODE),
    (Field::FailedMessage, WELL_FIELD_FAILED_MESSAGE),
    (Field::Record, WELL_FIELD_RECORD),
    (Field::FileName, WELL_FIELD_FILE_NAME),
    (Field::IsSuccess, WELL_FIELD_IS_SUCCESS),
    (Field::IsEstablished, WELL_FIELD_IS_ESTABLISHED),
    (Field::CreateTime, WELL_FIELD_CREATE_TIME),
    (Field::EstablishedTime, WELL_FIELD_ESTABLISHED_TIME),
    (Field::PartyDevice, WELL_FIELD_PARTY_DEVICE),
    (Field::IsCaller, WELL_FIELD_IS_CALLER),
    (Field::IsOutCall, WELL_FIELD_IS_OUT_CALL),
    (Field::IsOwn, WELL_FIELD_IS_OWN),
    (Field::Data, WELL_FIELD_DATA),
    (Field::Status, WELL_FIELD_STATUS),
    (Field::ResponseText, WELL_FIELD_RESPONSE_TEXT),
    (Field::ActiveCall, WELL_FIELD_ACTIVE_CALL),
    (Field::Extension, WELL_FIELD_EXTENSION),
    (Field::AgentName, WELL_FIELD_AGENT_NAME),
    (Field::State, WELL_FIELD_STATE),
    (Field::Calls, WELL_FIELD_CALLS),
    (Field::AnomalyKind, WELL_FIELD_ANOMALY_KIND),
    (Field::AnomalyEvent, WELL_FIELD_ANOMALY_EVENT),
    (Field::Detail, WELL_FIELD_DETAIL),
];

/// Each verb with its number.
const VERBS: &[(Verb, well_verb_t)] = &[
    (Verb::Login, WELL_VERB_LOGIN),
    (Verb::Logout, WELL_VERB_LOGOUT),
    (Verb::SetAgentMode, WELL_VERB_SET_AGENT_MODE),
    (Verb::MakeCall, WELL_VERB_MAKE_CALL),
    (Verb::Answer, WELL_VERB_ANSWER),
    (Verb::Drop, WELL_VERB_DROP),
    (Verb::Hold, WELL_VERB_HOLD),
    (Verb::Retrieve, WELL_VERB_RETRIEVE),
    (Verb::SingleStepTransfer, WELL_VERB_SINGLE_STEP_TRANSFER),
    (Verb::SingleStepConference, WELL_VERB_SINGLE_STEP_CONFERENCE),
    (Verb::Consult, WELL_VERB_CONSULT),
    (Verb::Conference, WELL_VERB_CONFERENCE),
    (Verb::CancelConsult, WELL_VERB_CANCEL_CONSULT),
    (Verb::Transfer, WELL_VERB_TRANSFER),
    (Verb::TransferWaitReturn, WELL_VERB_TRANSFER_WAIT_RETURN),
    (
        Verb::SingleTransferWaitReturn,
        WELL_VERB_SINGLE_TRANSFER_WAIT_RETURN,
    ),
    (Verb::SetCallData, WELL_VERB_SET_CALL_DATA),
    (Verb::GetCallData, WELL_VERB_GET_CALL_DATA),
    (Verb::ForceDrop, WELL_VERB_FORCE_DROP),
    (Verb::ForceJoin, WELL_VERB_FORCE_JOIN),
    (Verb::ForceTake, WELL_VERB_FORCE_TAKE),
    (Verb::ForceListen, WELL_VERB_FORCE_LISTEN),
    (Verb::ForceReady, WELL_VERB_FORCE_READY),
    (Verb::ForceNotReady, WELL_VERB_FORCE_NOT_READY),
    (Verb::ForceLogout, WELL_VERB_FORCE_LOGOUT),
    (Verb::SuperLogout, WELL_VERB_SUPER_LOGOUT),
    (Verb::ReleaseAllocatedAgent, WELL_VERB_RELEASE_ALLOCATED_AGENT),
    (Verb::AgentGreeting, WELL_VERB_AGENT_GREETING),
    (Verb::StartRecording, WELL_VERB_START_RECORDING),
    (Verb::StopRecording, WELL_VERB_STOP_RECORDING),
    (Verb::GetClientState, WELL_VERB_GET_CLIENT_STATE),
    (Verb::GetMyPrefix, WELL_VERB_GET_MY_PREFIX),
    (Verb::UploadLog, WELL_VERB_UPLOAD_LOG),
];

/// Each reason's word with its number.
const REASONS: &[(&str, well_reason_t)] = &[
    ("notLoggedIn", WELL_REASON_NOT_LOGGED_IN),
    ("sessionInUse", WELL_REASON_SESSION_IN_USE),
    ("busy", WELL_REASON_BUSY),
    ("closed", WELL_REASON_CLOSED),
    ("callUp", WELL_REASON_CALL_UP),
    ("allocated", WELL_REASON_ALLOCATED),
    ("badNumber", WELL_REASON_BAD_NUMBER),
    ("ownExtension", WELL_REASON_OWN_EXTENSION),
    ("tooSoon", WELL_REASON_TOO_SOON),
    ("noCall", WELL_REASON_NO_CALL),
    ("severalCalls", WELL_REASON_SEVERAL_CALLS),
    ("wrongState", WELL_REASON_WRONG_STATE),
    ("notEstablished", WELL_REASON_NOT_ESTABLISHED),
    ("inConference", WELL_REASON_IN_CONFERENCE),
    ("needsConsultation", WELL_REASON_NEEDS_CONSULTATION),
    ("inConsultation", WELL_REASON_IN_CONSULTATION),
    ("notRecoverable", WELL_REASON_NOT_RECOVERABLE),
    ("argument", WELL_REASON_ARGUMENT),
    ("unreachable", WELL_REASON_UNREACHABLE),
    ("noEventChannel", WELL_REASON_NO_EVENT_CHANNEL),
    ("badReply", WELL_REASON_BAD_REPLY),
    ("failed", WELL_REASON_FAILED),
    ("notConfirmed", WELL_REASON_NOT_CONFIRMED),
    ("noReply", WELL_REASON_NO_REPLY),
    ("linkLost", WELL_REASON_LINK_LOST),
    ("loggedOff", WELL_REASON_LOGGED_OFF),
    ("sessionClosed", WELL_REASON_SESSION_CLOSED),
    ("redirected", WELL_REASON_REDIRECTED),
    ("badRequest", WELL_REASON_BAD_REQUEST),
    ("wrongCredentials", WELL_REASON_WRONG_CREDENTIALS),
    ("forbidden", WELL_REASON_FORBIDDEN),
    ("notFound", WELL_REASON_NOT_FOUND),
    ("agentNotUsable", WELL_REASON_AGENT_NOT_USABLE),
    ("sessionExpired", WELL_REASON_SESSION_EXPIRED),
    ("tooManyRequests", WELL_REASON_TOO_MANY_REQUESTS),
    ("extensionNotRegistered", WELL_REASON_EXTENSION_NOT_REGISTERED),
    ("illegalAgent", WELL_REASON_ILLEGAL_AGENT),
    ("illegalExtension", WELL_REASON_ILLEGAL_EXTENSION),
    ("alreadyLoggedIn", WELL_REASON_ALREADY_LOGGED_IN),
    ("loggedInElsewhere", WELL_REASON_LOGGED_IN_ELSEWHERE),
    ("illegalExtensionState", WELL_REASON_ILLEGAL_EXTENSION_STATE),
    ("extensionNotAuthorised", WELL_REASON_EXTENSION_NOT_AUTHORISED),
    ("alreadyLoggedOut", WELL_REASON_ALREADY_LOGGED_OUT),
    ("extensionInUse", WELL_REASON_EXTENSION_IN_USE),
    ("extensionBusy", WELL_REASON_EXTENSION_BUSY),
    ("agentLimitReached", WELL_REASON_AGENT_LIMIT_REACHED),
    ("allocationFailed", WELL_REASON_ALLOCATION_FAILED),
    ("quotaReached", WELL_REASON_QUOTA_REACHED),
    ("recordingDisabled", WELL_REASON_RECORDING_DISABLED),
    ("taskNotAssigned", WELL_REASON_TASK_NOT_ASSIGNED),
    ("serverError", WELL_REASON_SERVER_ERROR),
    ("unreadableReply", WELL_REASON_UNREADABLE_REPLY),
    ("other", WELL_REASON_OTHER),
];

impl From<EventKind> for well_event_kind_t {
    fn from(kind: EventKind) -> Self {
        let found = KINDS.iter().find(|(known, _)| *known == kind);
        found.map_or(WELL_EVENT_OTHER, |(_, number)| *number)
    }
}

impl well_field_t {
    pub(crate) fn read(number: FieldIn) -> Option<Field> {
        let found = FIELDS.iter().find(|(_, known)| *known as i32 == number);
        found.map(|(field, _)| *field)
    }

    /// The field after this one in the list; the first, after 0.
    pub(crate) fn after(number: FieldIn) -> Option<Self> {
        let later = FIELDS.iter().map(|(_, known)| *known);
        later
            .filter(|known| *known as i32 > number)
            .min_by_key(|known| *known as i32)
    }
}

impl well_verb_t {
    pub(crate) fn read(number: VerbIn) -> Option<Verb> {
        let found = VERBS.iter().find(|(_, known)| *known as i32 == number);
        found.map(|(verb, _)| *verb)
    }

    pub(crate) fn of(verb: Verb) -> Option<Self> {
        let found = VERBS.iter().find(|(known, _)| *known == verb);
        found.map(|(_, number)| *number)
    }
}

impl well_reason_t {
    /// Of the word that the library has for it.
    pub(crate) fn of(code: Option<&str>) -> Self {
        let Some(code) = code else {
            return WELL_REASON_NONE;
        };
        let found = REASONS.iter().find(|(known, _)| *known == code);
        found.map_or(WELL_REASON_OTHER, |(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use client::core::http::Reason;
    use client::{Refusal, Unknown};

    use super::*;

    #[test]
    fn every_kind_field_and_verb_has_its_number() {
        for kind in EventKind::ALL {
            assert!(KINDS.iter().any(|(known, _)| known == kind), "{kind:?}");
        }
        for field in Field::ALL {
            assert!(FIELDS.iter().any(|(known, _)| known == field), "{field:?}");
        }
        for verb in Verb::ALL {
            assert!(well_verb_t::of(*verb).is_some(), "{verb}");
        }
        let numbers: HashSet<i32> = FIELDS.iter().map(|(_, field)| *field as i32).collect();
        assert_eq!(numbers.len(), Field::ALL.len());
    }

    #[test]
    fn fields_can_be_walked() {
        let mut count = 0;
        let mut at = 0;
        while let Some(field) = well_field_t::after(at) {
            at = field as i32;
            count += 1;
        }
        assert_eq!(count, Field::ALL.len());
    }

    #[test]
    fn reasons_have_the_numbers_of_their_statuses() {
        for status in 400..500 {
            let reason = Reason::of_status(status);
            let number = well_reason_t::of(Some(reason.code()));
            assert!(
                number == WELL_REASON_OTHER || number as i32 == i32::from(status),
                "{status}"
            );
        }
        assert_eq!(
            well_reason_t::of(Some(Reason::ServerError.code())),
            WELL_REASON_SERVER_ERROR
        );
        assert_eq!(
            well_reason_t::of(Some(Refusal::CallUp.code())),
            WELL_REASON_CALL_UP
        );
        assert_eq!(
            well_reason_t::of(Some(Refusal::NotRecoverable.code())),
            WELL_REASON_NOT_RECOVERABLE
        );
        assert_eq!(
            well_reason_t::of(Some(Unknown::LinkLost.code())),
            WELL_REASON_LINK_LOST
        );
        assert_eq!(well_reason_t::of(None), WELL_REASON_NONE);
        let words: HashSet<&str> = REASONS.iter().map(|(word, _)| *word).collect();
        assert_eq!(words.len(), REASONS.len(), "a word for two reasons");
    }
}
