/// @file wellclient/words.hpp
/// The words of the API: what can be answered, told and asked for by a name from a list.

#ifndef WELLCLIENT_WORDS_HPP
#define WELLCLIENT_WORDS_HPP

#include "base.hpp"

#include <cstdint>
#include <string>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// What a function returns. Numbers are never reused.
enum class Status : std::int32_t {
    /// Done.
    ok = WELL_OK,
    /// There is nothing: no event came in time, or the field or reply is absent. No failure.
    empty = WELL_EMPTY,
    /// The session is closed and everything of it has been read. No failure.
    end = WELL_END,
    /// A pointer is NULL that must not be.
    null_pointer = WELL_NULL_POINTER,
    /// A handle that was never given out, or has been freed.
    bad_handle = WELL_BAD_HANDLE,
    /// A handle of something else.
    wrong_handle = WELL_WRONG_HANDLE,
    /// A text that is not UTF-8, or has a NUL in it where it is given with its length.
    bad_utf8 = WELL_BAD_UTF8,
    /// A struct of a size that the library does not know: header and library do not fit.
    bad_struct_size = WELL_BAD_STRUCT_SIZE,
    /// A number or a text that this argument cannot have.
    bad_argument = WELL_BAD_ARGUMENT,
    /// An index at or beyond the count.
    out_of_range = WELL_OUT_OF_RANGE,
    /// The field has another type: text, integer or truth.
    wrong_type = WELL_WRONG_TYPE,
    /// The function waits, and this is inside of a callback, which others may be waiting for.
    would_deadlock = WELL_WOULD_DEADLOCK,
    /// The process was forked since the client was made: threads and sockets have stayed with the parent.
    forked = WELL_FORKED,
    /// For sessions of the other kind of delivery only.
    wrong_delivery = WELL_WRONG_DELIVERY,
    /// It has not happened in time. It may still; call again.
    timed_out = WELL_TIMED_OUT,
    /// The session is closed, or the client is, or is being closed.
    closed = WELL_CLOSED,
    /// No environment of this name, or a URL that cannot be used.
    bad_environment = WELL_BAD_ENVIRONMENT,
    /// Certificates or a key that cannot be used.
    bad_tls = WELL_BAD_TLS,
    /// A proxy URL that cannot be used.
    bad_proxy = WELL_BAD_PROXY,
    /// The system gives no thread, socket or file descriptor.
    no_resources = WELL_NO_RESOURCES,
    /// A file cannot be read or written.
    io = WELL_IO,
    /// Another part of the process takes the diagnostics already.
    taken = WELL_TAKEN,
    /// A text that is not the JSON it should be.
    bad_json = WELL_BAD_JSON,
    /// A journal that cannot be replayed.
    bad_journal = WELL_BAD_JOURNAL,
    /// Bytes that are no saved session, or damaged.
    bad_saved = WELL_BAD_SAVED,
    /// A saved session, or a store, that another version of the library wrote and this one cannot read.
    other_version = WELL_OTHER_VERSION,
    /// The file is no session store.
    store_foreign = WELL_STORE_FOREIGN,
    /// The session store is cut off.
    store_truncated = WELL_STORE_TRUNCATED,
    /// The session store was changed since it was written.
    store_damaged = WELL_STORE_DAMAGED,
    /// The session store is sealed, and no key is given.
    store_needs_key = WELL_STORE_NEEDS_KEY,
    /// The session store is sealed with another key.
    store_other_key = WELL_STORE_OTHER_KEY,
    /// A key is given, and the session store is not sealed: it may be anybody's.
    store_not_sealed = WELL_STORE_NOT_SEALED,
    /// The simulator cannot do this now.
    simulator_refused = WELL_SIMULATOR_REFUSED,
    /// The library was built without this, or this system does not have it.
    unsupported = WELL_UNSUPPORTED,
    /// A defect of the library: it has panicked. The handles are still sound.
    panic = WELL_PANIC,
    /// No library is loaded: only where the program loads it by itself (`WELLCLIENT_LOAD`).
    not_loaded = WELL_NOT_LOADED,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Status value) noexcept {
    switch (value) {
    case Status::ok: return "ok";
    case Status::empty: return "empty";
    case Status::end: return "end";
    case Status::null_pointer: return "null_pointer";
    case Status::bad_handle: return "bad_handle";
    case Status::wrong_handle: return "wrong_handle";
    case Status::bad_utf8: return "bad_utf8";
    case Status::bad_struct_size: return "bad_struct_size";
    case Status::bad_argument: return "bad_argument";
    case Status::out_of_range: return "out_of_range";
    case Status::wrong_type: return "wrong_type";
    case Status::would_deadlock: return "would_deadlock";
    case Status::forked: return "forked";
    case Status::wrong_delivery: return "wrong_delivery";
    case Status::timed_out: return "timed_out";
    case Status::closed: return "closed";
    case Status::bad_environment: return "bad_environment";
    case Status::bad_tls: return "bad_tls";
    case Status::bad_proxy: return "bad_proxy";
    case Status::no_resources: return "no_resources";
    case Status::io: return "io";
    case Status::taken: return "taken";
    case Status::bad_json: return "bad_json";
    case Status::bad_journal: return "bad_journal";
    case Status::bad_saved: return "bad_saved";
    case Status::other_version: return "other_version";
    case Status::store_foreign: return "store_foreign";
    case Status::store_truncated: return "store_truncated";
    case Status::store_damaged: return "store_damaged";
    case Status::store_needs_key: return "store_needs_key";
    case Status::store_other_key: return "store_other_key";
    case Status::store_not_sealed: return "store_not_sealed";
    case Status::simulator_refused: return "simulator_refused";
    case Status::unsupported: return "unsupported";
    case Status::panic: return "panic";
    case Status::not_loaded: return "not_loaded";
    }
    return "?";
}

/// Why a command was not carried out, or may not be given now. From 1: the library's guards, nothing was sent; from 100:
/// other errors; from 200: why nobody can tell; from 300: the server's refusals, by status (manual 2.2).
enum class Reason : std::int32_t {
    /// No reason: it has worked.
    none = WELL_REASON_NONE,
    /// No agent is logged in.
    not_logged_in = WELL_REASON_NOT_LOGGED_IN,
    /// This session has an agent already.
    session_in_use = WELL_REASON_SESSION_IN_USE,
    /// A log-in, log-out or recovery is under way.
    busy = WELL_REASON_BUSY,
    /// The session is closed.
    closed = WELL_REASON_CLOSED,
    /// A call is up.
    call_up = WELL_REASON_CALL_UP,
    /// The agent is reserved for an outbound task.
    allocated = WELL_REASON_ALLOCATED,
    /// The number is empty or, with `phone_numbers_only`, no phone number.
    bad_number = WELL_REASON_BAD_NUMBER,
    /// The number is the own extension.
    own_extension = WELL_REASON_OWN_EXTENSION,
    /// Too soon after the last call made: `Outcome::retry_after`.
    too_soon = WELL_REASON_TOO_SOON,
    /// There is no such call.
    no_call = WELL_REASON_NO_CALL,
    /// There are several calls: say which.
    several_calls = WELL_REASON_SEVERAL_CALLS,
    /// The own leg is not in a state for it.
    wrong_state = WELL_REASON_WRONG_STATE,
    /// The call has not been answered yet.
    not_established = WELL_REASON_NOT_ESTABLISHED,
    /// Not in a conference.
    in_conference = WELL_REASON_IN_CONFERENCE,
    /// It takes one held and one connected call.
    needs_consultation = WELL_REASON_NEEDS_CONSULTATION,
    /// There is another call: retrieve, transfer, confer or cancel first.
    in_consultation = WELL_REASON_IN_CONSULTATION,
    /// The saved session cannot be taken up again.
    not_recoverable = WELL_REASON_NOT_RECOVERABLE,
    /// So many commands are not settled (256) that no further one is taken.
    too_many_commands = WELL_REASON_TOO_MANY_COMMANDS,
    watching = WELL_REASON_WATCHING,
    /// The same party is in both calls, which therefore cannot become one.
    same_party = WELL_REASON_SAME_PARTY,
    /// The call is recorded already.
    recorded = WELL_REASON_RECORDED,
    /// The call is not recorded.
    not_recorded = WELL_REASON_NOT_RECORDED,
    /// An argument cannot be sent; nothing was.
    argument = WELL_REASON_ARGUMENT,
    /// The server was not reached; nothing was carried out.
    unreachable = WELL_REASON_UNREACHABLE,
    /// The event channel could not be opened, so the log-in was not sent.
    no_event_channel = WELL_REASON_NO_EVENT_CHANNEL,
    /// The server's answer makes no sense.
    bad_reply = WELL_REASON_BAD_REPLY,
    /// The server reports by an event that it has not worked: `Outcome::failed_code`, `Outcome::failed_message`.
    failed = WELL_REASON_FAILED,
    /// The call ended before it was carried out: `Outcome::cause`.
    call_ended = WELL_REASON_CALL_ENDED,
    subscription_refused = WELL_REASON_SUBSCRIPTION_REFUSED,
    /// Unknown: accepted, but nothing showed in time that it was carried out.
    not_confirmed = WELL_REASON_NOT_CONFIRMED,
    /// Unknown: sent, but no reply came.
    no_reply = WELL_REASON_NO_REPLY,
    /// Unknown: the event channel is down.
    link_lost = WELL_REASON_LINK_LOST,
    /// Unknown: the agent was logged off meanwhile.
    logged_off = WELL_REASON_LOGGED_OFF,
    /// Unknown: the session was closed meanwhile.
    session_closed = WELL_REASON_SESSION_CLOSED,
    /// 3xx: the address is wrong, or a portal is in between.
    redirected = WELL_REASON_REDIRECTED,
    /// 400.
    bad_request = WELL_REASON_BAD_REQUEST,
    /// 401: user name, password or domain is wrong.
    wrong_credentials = WELL_REASON_WRONG_CREDENTIALS,
    /// 403.
    forbidden = WELL_REASON_FORBIDDEN,
    /// 404: often a call that is over.
    not_found = WELL_REASON_NOT_FOUND,
    /// 423: the agent is deleted or disabled.
    agent_not_usable = WELL_REASON_AGENT_NOT_USABLE,
    /// 426: the HTTP session has expired and could not be renewed.
    session_expired = WELL_REASON_SESSION_EXPIRED,
    /// 429.
    too_many_requests = WELL_REASON_TOO_MANY_REQUESTS,
    /// 451: no telephone is online for the extension.
    extension_not_registered = WELL_REASON_EXTENSION_NOT_REGISTERED,
    /// 452.
    illegal_agent = WELL_REASON_ILLEGAL_AGENT,
    /// 453.
    illegal_extension = WELL_REASON_ILLEGAL_EXTENSION,
    /// 454: this agent is logged in on this extension already.
    already_logged_in = WELL_REASON_ALREADY_LOGGED_IN,
    /// 455: this agent is logged in on another extension: `Outcome::device_id`.
    logged_in_elsewhere = WELL_REASON_LOGGED_IN_ELSEWHERE,
    /// 456.
    illegal_extension_state = WELL_REASON_ILLEGAL_EXTENSION_STATE,
    /// 457.
    extension_not_authorised = WELL_REASON_EXTENSION_NOT_AUTHORISED,
    /// 458.
    already_logged_out = WELL_REASON_ALREADY_LOGGED_OUT,
    /// 459: another agent is on the extension: `Outcome::agent_id`; forcing does not help.
    extension_in_use = WELL_REASON_EXTENSION_IN_USE,
    /// 460: not while a call is up.
    extension_busy = WELL_REASON_EXTENSION_BUSY,
    /// 461: the tenant's limit of agents is reached.
    agent_limit_reached = WELL_REASON_AGENT_LIMIT_REACHED,
    /// 462.
    allocation_failed = WELL_REASON_ALLOCATION_FAILED,
    /// 465: the outbound quota is reached.
    quota_reached = WELL_REASON_QUOTA_REACHED,
    /// 466.
    recording_disabled = WELL_REASON_RECORDING_DISABLED,
    /// 483.
    task_not_assigned = WELL_REASON_TASK_NOT_ASSIGNED,
    /// 5xx.
    server_error = WELL_REASON_SERVER_ERROR,
    /// A success whose reply cannot be read.
    unreadable_reply = WELL_REASON_UNREADABLE_REPLY,
    /// Another refusal of the server: `Outcome::http_status` says which.
    other = WELL_REASON_OTHER,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Reason value) noexcept {
    switch (value) {
    case Reason::none: return "none";
    case Reason::not_logged_in: return "not_logged_in";
    case Reason::session_in_use: return "session_in_use";
    case Reason::busy: return "busy";
    case Reason::closed: return "closed";
    case Reason::call_up: return "call_up";
    case Reason::allocated: return "allocated";
    case Reason::bad_number: return "bad_number";
    case Reason::own_extension: return "own_extension";
    case Reason::too_soon: return "too_soon";
    case Reason::no_call: return "no_call";
    case Reason::several_calls: return "several_calls";
    case Reason::wrong_state: return "wrong_state";
    case Reason::not_established: return "not_established";
    case Reason::in_conference: return "in_conference";
    case Reason::needs_consultation: return "needs_consultation";
    case Reason::in_consultation: return "in_consultation";
    case Reason::not_recoverable: return "not_recoverable";
    case Reason::too_many_commands: return "too_many_commands";
    case Reason::watching: return "watching";
    case Reason::same_party: return "same_party";
    case Reason::recorded: return "recorded";
    case Reason::not_recorded: return "not_recorded";
    case Reason::argument: return "argument";
    case Reason::unreachable: return "unreachable";
    case Reason::no_event_channel: return "no_event_channel";
    case Reason::bad_reply: return "bad_reply";
    case Reason::failed: return "failed";
    case Reason::call_ended: return "call_ended";
    case Reason::subscription_refused: return "subscription_refused";
    case Reason::not_confirmed: return "not_confirmed";
    case Reason::no_reply: return "no_reply";
    case Reason::link_lost: return "link_lost";
    case Reason::logged_off: return "logged_off";
    case Reason::session_closed: return "session_closed";
    case Reason::redirected: return "redirected";
    case Reason::bad_request: return "bad_request";
    case Reason::wrong_credentials: return "wrong_credentials";
    case Reason::forbidden: return "forbidden";
    case Reason::not_found: return "not_found";
    case Reason::agent_not_usable: return "agent_not_usable";
    case Reason::session_expired: return "session_expired";
    case Reason::too_many_requests: return "too_many_requests";
    case Reason::extension_not_registered: return "extension_not_registered";
    case Reason::illegal_agent: return "illegal_agent";
    case Reason::illegal_extension: return "illegal_extension";
    case Reason::already_logged_in: return "already_logged_in";
    case Reason::logged_in_elsewhere: return "logged_in_elsewhere";
    case Reason::illegal_extension_state: return "illegal_extension_state";
    case Reason::extension_not_authorised: return "extension_not_authorised";
    case Reason::already_logged_out: return "already_logged_out";
    case Reason::extension_in_use: return "extension_in_use";
    case Reason::extension_busy: return "extension_busy";
    case Reason::agent_limit_reached: return "agent_limit_reached";
    case Reason::allocation_failed: return "allocation_failed";
    case Reason::quota_reached: return "quota_reached";
    case Reason::recording_disabled: return "recording_disabled";
    case Reason::task_not_assigned: return "task_not_assigned";
    case Reason::server_error: return "server_error";
    case Reason::unreadable_reply: return "unreadable_reply";
    case Reason::other: return "other";
    }
    return "?";
}

/// What a log line is (manual 3.4, `msg.type`).
enum class LogKind : std::int32_t {
    /// For whoever watches.
    log = WELL_LOG_LOG,
    /// Something failed.
    error = WELL_LOG_ERROR,
    /// Something failed that the agent should see; only with `use_error_alert`.
    alert = WELL_LOG_ALERT,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(LogKind value) noexcept {
    switch (value) {
    case LogKind::log: return "log";
    case LogKind::error: return "error";
    case LogKind::alert: return "alert";
    }
    return "?";
}

/// How a command ended.
enum class OutcomeKind : std::int32_t {
    /// It has happened.
    confirmed = WELL_OUTCOME_CONFIRMED,
    /// What was asked for was so already.
    already_so = WELL_OUTCOME_ALREADY_SO,
    /// It has not happened and will not.
    rejected = WELL_OUTCOME_REJECTED,
    /// Nobody can tell: see the snapshot once the event channel is back.
    unknown = WELL_OUTCOME_UNKNOWN,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(OutcomeKind value) noexcept {
    switch (value) {
    case OutcomeKind::confirmed: return "confirmed";
    case OutcomeKind::already_so: return "already_so";
    case OutcomeKind::rejected: return "rejected";
    case OutcomeKind::unknown: return "unknown";
    }
    return "?";
}

/// What kind of event it is.
enum class EventKind : std::int32_t {
    /// A name that this version does not know: see `Event::name` and `Event::raw`.
    other = WELL_EVENT_OTHER,
    /// `agentLoggedOn`: the log-in has succeeded (manual 6.1).
    agent_logged_on = WELL_EVENT_AGENT_LOGGED_ON,
    /// `agentLoggedOff`: the agent is logged out (6.2).
    agent_logged_off = WELL_EVENT_AGENT_LOGGED_OFF,
    /// `agentReady`: 6.3.
    agent_ready = WELL_EVENT_AGENT_READY,
    /// `agentNotReady`: 6.4.
    agent_not_ready = WELL_EVENT_AGENT_NOT_READY,
    /// `agentWorkingAfterCall`: 6.14.
    agent_working_after_call = WELL_EVENT_AGENT_WORKING_AFTER_CALL,
    /// `agentAllocated`: reserved for an outbound task (6.15).
    agent_allocated = WELL_EVENT_AGENT_ALLOCATED,
    /// `serviceInitiated`: off hook (6.5).
    service_initiated = WELL_EVENT_SERVICE_INITIATED,
    /// `originated`: dialled (6.6).
    originated = WELL_EVENT_ORIGINATED,
    /// `delivered`: a device rings (6.7).
    delivered = WELL_EVENT_DELIVERED,
    /// `established`: a device has answered (6.8).
    established = WELL_EVENT_ESTABLISHED,
    /// `connectionCleared`: a party has left the call (6.9).
    connection_cleared = WELL_EVENT_CONNECTION_CLEARED,
    /// `held`: 6.13.
    held = WELL_EVENT_HELD,
    /// `retrieved`: 6.12.
    retrieved = WELL_EVENT_RETRIEVED,
    /// `transferred`: 6.10.
    transferred = WELL_EVENT_TRANSFERRED,
    /// `conferenced`: 6.11.
    conferenced = WELL_EVENT_CONFERENCED,
    /// `failed`: the call could not be put through (4.x).
    failed = WELL_EVENT_FAILED,
    /// `recordStarted`: 4.x.
    record_started = WELL_EVENT_RECORD_STARTED,
    /// `recordStopped`: 4.x.
    record_stopped = WELL_EVENT_RECORD_STOPPED,
    /// The derived `connectionCleared`: what the call was when a party left it (manual 3.2.1).
    call_cleared = WELL_EVENT_CALL_CLEARED,
    /// `loginFailed`: derived (3.2.2).
    login_failed = WELL_EVENT_LOGIN_FAILED,
    /// `wsDisconnected`: derived: the attempts to reconnect are used up (3.2.3).
    ws_disconnected = WELL_EVENT_WS_DISCONNECTED,
    /// `wsReconnectSucceed`: derived: the event channel is back and the model corrected.
    ws_reconnect_succeed = WELL_EVENT_WS_RECONNECT_SUCCEED,
    /// `recoverStateSuccess`: derived: a saved session was taken up again.
    recover_state_success = WELL_EVENT_RECOVER_STATE_SUCCESS,
    /// `linkChanged`: derived: the state of the event channel.
    link_changed = WELL_EVENT_LINK_CHANGED,
    /// `modelCorrected`: derived: a late event changed more than its own call's last state.
    model_corrected = WELL_EVENT_MODEL_CORRECTED,
    /// `anomaly`: derived: something did not fit; the model is being checked.
    anomaly = WELL_EVENT_ANOMALY,
    /// `sessionEnded`: derived: the agent is not logged in here any more.
    session_ended = WELL_EVENT_SESSION_ENDED,
    /// This subscriber was too slow: `Lagged::missed` says how many were dropped; take a snapshot.
    lagged = WELL_EVENT_LAGGED,
    /// A log line, to `Session::poll_event` only; callbacks get them by `Session::on_log`.
    log = WELL_EVENT_LOG,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(EventKind value) noexcept {
    switch (value) {
    case EventKind::other: return "other";
    case EventKind::agent_logged_on: return "agent_logged_on";
    case EventKind::agent_logged_off: return "agent_logged_off";
    case EventKind::agent_ready: return "agent_ready";
    case EventKind::agent_not_ready: return "agent_not_ready";
    case EventKind::agent_working_after_call: return "agent_working_after_call";
    case EventKind::agent_allocated: return "agent_allocated";
    case EventKind::service_initiated: return "service_initiated";
    case EventKind::originated: return "originated";
    case EventKind::delivered: return "delivered";
    case EventKind::established: return "established";
    case EventKind::connection_cleared: return "connection_cleared";
    case EventKind::held: return "held";
    case EventKind::retrieved: return "retrieved";
    case EventKind::transferred: return "transferred";
    case EventKind::conferenced: return "conferenced";
    case EventKind::failed: return "failed";
    case EventKind::record_started: return "record_started";
    case EventKind::record_stopped: return "record_stopped";
    case EventKind::call_cleared: return "call_cleared";
    case EventKind::login_failed: return "login_failed";
    case EventKind::ws_disconnected: return "ws_disconnected";
    case EventKind::ws_reconnect_succeed: return "ws_reconnect_succeed";
    case EventKind::recover_state_success: return "recover_state_success";
    case EventKind::link_changed: return "link_changed";
    case EventKind::model_corrected: return "model_corrected";
    case EventKind::anomaly: return "anomaly";
    case EventKind::session_ended: return "session_ended";
    case EventKind::lagged: return "lagged";
    case EventKind::log: return "log";
    }
    return "?";
}

/// Who made an event.
enum class Origin : std::int32_t {
    /// The server sent it.
    server = WELL_ORIGIN_SERVER,
    /// The library made it, in the server's vocabulary, since the server's state was found to differ from the model's.
    synthesized = WELL_ORIGIN_SYNTHESIZED,
    /// The library derived it: the manual's inner events (3.2) and its own reports.
    derived = WELL_ORIGIN_DERIVED,
    /// The library tells of the subscription itself: `Lagged`, `LogLine`.
    library = WELL_ORIGIN_LIBRARY,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Origin value) noexcept {
    switch (value) {
    case Origin::server: return "server";
    case Origin::synthesized: return "synthesized";
    case Origin::derived: return "derived";
    case Origin::library: return "library";
    }
    return "?";
}

/// Where in its life a session is.
enum class Phase : std::int32_t {
    /// No agent is logged in.
    logged_out = WELL_PHASE_LOGGED_OUT,
    /// A log-in is under way.
    logging_in = WELL_PHASE_LOGGING_IN,
    /// A saved session is being taken up.
    recovering = WELL_PHASE_RECOVERING,
    /// The agent is logged in.
    logged_in = WELL_PHASE_LOGGED_IN,
    /// A log-out is under way.
    logging_out = WELL_PHASE_LOGGING_OUT,
    /// Closed for good.
    closed = WELL_PHASE_CLOSED,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Phase value) noexcept {
    switch (value) {
    case Phase::logged_out: return "logged_out";
    case Phase::logging_in: return "logging_in";
    case Phase::recovering: return "recovering";
    case Phase::logged_in: return "logged_in";
    case Phase::logging_out: return "logging_out";
    case Phase::closed: return "closed";
    }
    return "?";
}

/// The state of the event channel.
enum class Link : std::int32_t {
    /// Not wanted.
    off = WELL_LINK_OFF,
    /// Being opened.
    connecting = WELL_LINK_CONNECTING,
    /// Events arrive.
    active = WELL_LINK_ACTIVE,
    /// Lost; the next attempt is due.
    waiting = WELL_LINK_WAITING,
    /// Lost, and given up (`wsDisconnected`).
    lost = WELL_LINK_LOST,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Link value) noexcept {
    switch (value) {
    case Link::off: return "off";
    case Link::connecting: return "connecting";
    case Link::active: return "active";
    case Link::waiting: return "waiting";
    case Link::lost: return "lost";
    }
    return "?";
}

/// Why the agent is not logged in any more.
enum class SessionEnd : std::int32_t {
    /// It has not ended.
    none = WELL_SESSION_END_NONE,
    /// The agent has logged out here.
    logout = WELL_SESSION_END_LOGOUT,
    /// The agent has logged in elsewhere.
    replaced = WELL_SESSION_END_REPLACED,
    /// Somebody else has logged the agent out: a supervisor, an administrator, the server. Nobody tells who.
    forced = WELL_SESSION_END_FORCED,
    /// The server has logged the agent out because no heartbeat reached it for 3 minutes.
    heartbeat_expired = WELL_SESSION_END_HEARTBEAT_EXPIRED,
    /// The HTTP session expired and the server refused the password, so that no heartbeat was accepted any more.
    credentials_refused = WELL_SESSION_END_CREDENTIALS_REFUSED,
    /// The program has closed the session. The agent need not be logged out at the server.
    closed = WELL_SESSION_END_CLOSED,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(SessionEnd value) noexcept {
    switch (value) {
    case SessionEnd::none: return "none";
    case SessionEnd::logout: return "logout";
    case SessionEnd::replaced: return "replaced";
    case SessionEnd::forced: return "forced";
    case SessionEnd::heartbeat_expired: return "heartbeat_expired";
    case SessionEnd::credentials_refused: return "credentials_refused";
    case SessionEnd::closed: return "closed";
    }
    return "?";
}

/// Why the event channel was lost, or could not be opened.
enum class LinkEnd : std::int32_t {
    /// It was not lost.
    none = WELL_LINK_END_NONE,
    /// The WebSocket could not be opened: no network, no such host, TLS, or the server has refused.
    not_opened = WELL_LINK_END_NOT_OPENED,
    /// Opening it took too long.
    too_slow = WELL_LINK_END_TOO_SLOW,
    /// The WebSocket was closed, or the connection broke.
    closed = WELL_LINK_END_CLOSED,
    /// Nothing was heard for two heart-beats.
    silent = WELL_LINK_END_SILENT,
    /// The broker has sent a STOMP ERROR.
    broker_error = WELL_LINK_END_BROKER_ERROR,
    /// What came was not STOMP.
    protocol = WELL_LINK_END_PROTOCOL,
    /// The machine slept: what came meanwhile is lost.
    slept = WELL_LINK_END_SLEPT,
    /// No attempt has succeeded in the time that the policy allows.
    out_of_time = WELL_LINK_END_OUT_OF_TIME,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(LinkEnd value) noexcept {
    switch (value) {
    case LinkEnd::none: return "none";
    case LinkEnd::not_opened: return "not_opened";
    case LinkEnd::too_slow: return "too_slow";
    case LinkEnd::closed: return "closed";
    case LinkEnd::silent: return "silent";
    case LinkEnd::broker_error: return "broker_error";
    case LinkEnd::protocol: return "protocol";
    case LinkEnd::slept: return "slept";
    case LinkEnd::out_of_time: return "out_of_time";
    }
    return "?";
}

/// Why a call has ended for this agent.
enum class CallEnd : std::int32_t {
    /// It has not ended for this agent.
    none = WELL_CALL_END_NONE,
    /// The agent's side has hung up a call that was answered.
    hung_up = WELL_CALL_END_HUNG_UP,
    /// The other side has hung up a call that was answered.
    hung_up_by_other = WELL_CALL_END_HUNG_UP_BY_OTHER,
    /// The agent, or a supervisor for the agent, has transferred it away.
    transferred = WELL_CALL_END_TRANSFERRED,
    /// The agent's side has hung up before the call was answered there.
    cancelled = WELL_CALL_END_CANCELLED,
    /// The agent's side has refused a call that rang.
    rejected = WELL_CALL_END_REJECTED,
    /// The caller has hung up while it rang.
    caller_gave_up = WELL_CALL_END_CALLER_GAVE_UP,
    /// Another device has answered it.
    answered_elsewhere = WELL_CALL_END_ANSWERED_ELSEWHERE,
    /// It rang for too long.
    not_answered = WELL_CALL_END_NOT_ANSWERED,
    /// Who was called is busy.
    busy = WELL_CALL_END_BUSY,
    /// Who was called has refused it.
    rejected_by_other = WELL_CALL_END_REJECTED_BY_OTHER,
    /// It could not be put through: see `failed_code` and `failed_message`.
    failed = WELL_CALL_END_FAILED,
    /// It has ended unseen: the server does not know it any more.
    unseen = WELL_CALL_END_UNSEEN,
    /// Nothing tells why; see `cause`.
    not_told = WELL_CALL_END_NOT_TOLD,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(CallEnd value) noexcept {
    switch (value) {
    case CallEnd::none: return "none";
    case CallEnd::hung_up: return "hung_up";
    case CallEnd::hung_up_by_other: return "hung_up_by_other";
    case CallEnd::transferred: return "transferred";
    case CallEnd::cancelled: return "cancelled";
    case CallEnd::rejected: return "rejected";
    case CallEnd::caller_gave_up: return "caller_gave_up";
    case CallEnd::answered_elsewhere: return "answered_elsewhere";
    case CallEnd::not_answered: return "not_answered";
    case CallEnd::busy: return "busy";
    case CallEnd::rejected_by_other: return "rejected_by_other";
    case CallEnd::failed: return "failed";
    case CallEnd::unseen: return "unseen";
    case CallEnd::not_told: return "not_told";
    }
    return "?";
}

/// What the agent is doing (`agentMode`).
enum class AgentMode : std::int32_t {
    /// A word that is not in the list, or none: see the text.
    other = WELL_MODE_OTHER,
    /// Takes calls.
    ready = WELL_MODE_READY,
    /// Takes no calls.
    not_ready = WELL_MODE_NOT_READY,
    /// Wrapping up after a call.
    work_not_ready = WELL_MODE_WORK_NOT_READY,
    /// Reserved for an outbound task.
    allocated = WELL_MODE_ALLOCATED,
    /// Logged out.
    logout = WELL_MODE_LOGOUT,
    /// The server does not know.
    unknown = WELL_MODE_UNKNOWN,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(AgentMode value) noexcept {
    switch (value) {
    case AgentMode::other: return "other";
    case AgentMode::ready: return "ready";
    case AgentMode::not_ready: return "not_ready";
    case AgentMode::work_not_ready: return "work_not_ready";
    case AgentMode::allocated: return "allocated";
    case AgentMode::logout: return "logout";
    case AgentMode::unknown: return "unknown";
    }
    return "?";
}

/// The state of one leg, a connection between a device and a call (ECMA-269, connection states).
enum class ConnectionState : std::int32_t {
    /// No connection.
    null = WELL_STATE_NULL,
    /// Off hook, not dialled yet.
    initiated = WELL_STATE_INITIATED,
    /// Ringing.
    alerting = WELL_STATE_ALERTING,
    /// Connected; on the calling side from dialling on.
    connected = WELL_STATE_CONNECTED,
    /// On hold, put there by this party.
    hold = WELL_STATE_HOLD,
    /// In a queue.
    queued = WELL_STATE_QUEUED,
    /// Could not be put through.
    fail = WELL_STATE_FAIL,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(ConnectionState value) noexcept {
    switch (value) {
    case ConnectionState::null: return "null";
    case ConnectionState::initiated: return "initiated";
    case ConnectionState::alerting: return "alerting";
    case ConnectionState::connected: return "connected";
    case ConnectionState::hold: return "hold";
    case ConnectionState::queued: return "queued";
    case ConnectionState::fail: return "fail";
    }
    return "?";
}

/// How a party came into a call.
enum class Role : std::int32_t {
    /// The events have not told.
    unknown = WELL_ROLE_UNKNOWN,
    /// It made the call.
    calling = WELL_ROLE_CALLING,
    /// It was called.
    called = WELL_ROLE_CALLED,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Role value) noexcept {
    switch (value) {
    case Role::unknown: return "unknown";
    case Role::calling: return "calling";
    case Role::called: return "called";
    }
    return "?";
}

/// A part of the state that may differ from the server's: what has not been seen to be the server's since the last gap in
/// the event channel.
enum class Doubt : std::int32_t {
    /// The agent's mode.
    mode = WELL_DOUBT_MODE,
    /// Why the agent is not ready.
    reason = WELL_DOUBT_REASON,
    /// Since when the agent has been in the mode.
    since = WELL_DOUBT_SINCE,
    /// The mode that takes effect when the call ends.
    pending_mode = WELL_DOUBT_PENDING_MODE,
    /// That the own device is in the call, and the state of its leg.
    leg = WELL_DOUBT_LEG,
    /// Who else is in the call: there may be others, and who is shown may have left.
    parties = WELL_DOUBT_PARTIES,
    /// The call data.
    data = WELL_DOUBT_DATA,
    /// Whether the call is being recorded.
    recording = WELL_DOUBT_RECORDING,
    /// When the call was established.
    established = WELL_DOUBT_ESTABLISHED,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Doubt value) noexcept {
    switch (value) {
    case Doubt::mode: return "mode";
    case Doubt::reason: return "reason";
    case Doubt::since: return "since";
    case Doubt::pending_mode: return "pending_mode";
    case Doubt::leg: return "leg";
    case Doubt::parties: return "parties";
    case Doubt::data: return "data";
    case Doubt::recording: return "recording";
    case Doubt::established: return "established";
    }
    return "?";
}

/// The verbs, by the manual's method names.
enum class Verb : std::int32_t {
    /// `agentLogin`.
    login = WELL_VERB_LOGIN,
    /// `logout`.
    logout = WELL_VERB_LOGOUT,
    /// `setAgentMode`.
    set_agent_mode = WELL_VERB_SET_AGENT_MODE,
    /// `makeCall`.
    make_call = WELL_VERB_MAKE_CALL,
    /// `answerCall`.
    answer = WELL_VERB_ANSWER,
    /// `dropConnection`.
    drop = WELL_VERB_DROP,
    /// `holdCall`.
    hold = WELL_VERB_HOLD,
    /// `retrieveCall`.
    retrieve = WELL_VERB_RETRIEVE,
    /// `singleStepTransfer`.
    single_step_transfer = WELL_VERB_SINGLE_STEP_TRANSFER,
    /// `singleStepConference`.
    single_step_conference = WELL_VERB_SINGLE_STEP_CONFERENCE,
    /// `consult`.
    consult = WELL_VERB_CONSULT,
    /// `conference`.
    conference = WELL_VERB_CONFERENCE,
    /// `cancelConsult`.
    cancel_consult = WELL_VERB_CANCEL_CONSULT,
    /// `transferCall`.
    transfer = WELL_VERB_TRANSFER,
    /// `transferWaitReturn`.
    transfer_wait_return = WELL_VERB_TRANSFER_WAIT_RETURN,
    /// `singleTransferWaitReturn`.
    single_transfer_wait_return = WELL_VERB_SINGLE_TRANSFER_WAIT_RETURN,
    /// `setCallData`.
    set_call_data = WELL_VERB_SET_CALL_DATA,
    /// `getCallData`.
    get_call_data = WELL_VERB_GET_CALL_DATA,
    /// `forceDrop`.
    force_drop = WELL_VERB_FORCE_DROP,
    /// `forceJoin`.
    force_join = WELL_VERB_FORCE_JOIN,
    /// `forceTake`.
    force_take = WELL_VERB_FORCE_TAKE,
    /// `forceListen`.
    force_listen = WELL_VERB_FORCE_LISTEN,
    /// `forceReady`.
    force_ready = WELL_VERB_FORCE_READY,
    /// `forceNotReady`.
    force_not_ready = WELL_VERB_FORCE_NOT_READY,
    /// `forceLogout`.
    force_logout = WELL_VERB_FORCE_LOGOUT,
    /// `superLogout`.
    super_logout = WELL_VERB_SUPER_LOGOUT,
    /// `releaseAllocatedAgent`.
    release_allocated_agent = WELL_VERB_RELEASE_ALLOCATED_AGENT,
    /// `agentGreeting`.
    agent_greeting = WELL_VERB_AGENT_GREETING,
    /// `startRecording`.
    start_recording = WELL_VERB_START_RECORDING,
    /// `stopRecording`.
    stop_recording = WELL_VERB_STOP_RECORDING,
    /// `getClientState`.
    get_client_state = WELL_VERB_GET_CLIENT_STATE,
    /// `getMyPrefix`.
    get_my_prefix = WELL_VERB_GET_MY_PREFIX,
    /// `uploadLog`.
    upload_log = WELL_VERB_UPLOAD_LOG,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Verb value) noexcept {
    switch (value) {
    case Verb::login: return "login";
    case Verb::logout: return "logout";
    case Verb::set_agent_mode: return "set_agent_mode";
    case Verb::make_call: return "make_call";
    case Verb::answer: return "answer";
    case Verb::drop: return "drop";
    case Verb::hold: return "hold";
    case Verb::retrieve: return "retrieve";
    case Verb::single_step_transfer: return "single_step_transfer";
    case Verb::single_step_conference: return "single_step_conference";
    case Verb::consult: return "consult";
    case Verb::conference: return "conference";
    case Verb::cancel_consult: return "cancel_consult";
    case Verb::transfer: return "transfer";
    case Verb::transfer_wait_return: return "transfer_wait_return";
    case Verb::single_transfer_wait_return: return "single_transfer_wait_return";
    case Verb::set_call_data: return "set_call_data";
    case Verb::get_call_data: return "get_call_data";
    case Verb::force_drop: return "force_drop";
    case Verb::force_join: return "force_join";
    case Verb::force_take: return "force_take";
    case Verb::force_listen: return "force_listen";
    case Verb::force_ready: return "force_ready";
    case Verb::force_not_ready: return "force_not_ready";
    case Verb::force_logout: return "force_logout";
    case Verb::super_logout: return "super_logout";
    case Verb::release_allocated_agent: return "release_allocated_agent";
    case Verb::agent_greeting: return "agent_greeting";
    case Verb::start_recording: return "start_recording";
    case Verb::stop_recording: return "stop_recording";
    case Verb::get_client_state: return "get_client_state";
    case Verb::get_my_prefix: return "get_my_prefix";
    case Verb::upload_log: return "upload_log";
    }
    return "?";
}

/// The language of a sentence.
enum class Language : std::int32_t {
    /// English.
    en = WELL_LANGUAGE_EN,
    /// Chinese.
    zh = WELL_LANGUAGE_ZH,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Language value) noexcept {
    switch (value) {
    case Language::en: return "en";
    case Language::zh: return "zh";
    }
    return "?";
}

/// Which release of the manual's JavaScript client to speak like.
enum class Dialect : std::int32_t {
    /// Releases 2.x of 2017.
    v2 = WELL_DIALECT_V2,
    /// Releases 4.x of 2019.
    v4 = WELL_DIALECT_V4,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Dialect value) noexcept {
    switch (value) {
    case Dialect::v2: return "v2";
    case Dialect::v4: return "v4";
    }
    return "?";
}

/// How a session's callbacks are called.
enum class Delivery : std::int32_t {
    /// On the client's dispatcher thread, one after the other.
    dispatcher = WELL_DELIVERY_DISPATCHER,
    /// Inside of `Session::poll_event`, on the thread that calls it: for programs with a loop of their own.
    pumped = WELL_DELIVERY_PUMPED,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Delivery value) noexcept {
    switch (value) {
    case Delivery::dispatcher: return "dispatcher";
    case Delivery::pumped: return "pumped";
    }
    return "?";
}

/// Which proxy to use.
enum class Proxy : std::int32_t {
    /// That of the system: its settings and environment variables.
    system = WELL_PROXY_SYSTEM,
    /// None.
    none = WELL_PROXY_NONE,
    /// That of `proxy_url`.
    url = WELL_PROXY_URL,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Proxy value) noexcept {
    switch (value) {
    case Proxy::system: return "system";
    case Proxy::none: return "none";
    case Proxy::url: return "url";
    }
    return "?";
}

/// When to try again after the event channel is lost.
enum class Reconnect : std::int32_t {
    /// As the dialect's client of the manual (3.2.3): `manual_2` or `manual_4_0`.
    manual = WELL_RECONNECT_MANUAL,
    /// `reconnect_attempts` times, `reconnect_delay_ms` apart.
    fixed = WELL_RECONNECT_FIXED,
    /// Exponential with full jitter: a random delay up to `reconnect_delay_ms` * 2^n, at most `reconnect_cap_ms`;
    /// `reconnect_attempts` times, 0 for ever.
    backoff = WELL_RECONNECT_BACKOFF,
    /// The default, for a server that many sessions lose at once: the first attempt at any time within
    /// `reconnect_window`, each further one after one to one and a half windows; told to be lost
    /// `reconnect_give_up` after the loss.
    spread = WELL_RECONNECT_SPREAD,
    /// The manual's client of releases 2.x: 5 times, 1 s apart.
    manual_2 = WELL_RECONNECT_MANUAL_2,
    /// The manual's client of releases 4.0 to 4.2: 10 times, 3 s apart.
    manual_4_0 = WELL_RECONNECT_MANUAL_4_0,
    /// The manual's client since October 2018: 30 times, 3 s apart.
    manual_2018 = WELL_RECONNECT_MANUAL_2018,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Reconnect value) noexcept {
    switch (value) {
    case Reconnect::manual: return "manual";
    case Reconnect::fixed: return "fixed";
    case Reconnect::backoff: return "backoff";
    case Reconnect::spread: return "spread";
    case Reconnect::manual_2: return "manual_2";
    case Reconnect::manual_4_0: return "manual_4_0";
    case Reconnect::manual_2018: return "manual_2018";
    }
    return "?";
}

/// What a log-in does where the agent is logged in already (454, 455; manual 2.2).
enum class LoginMode : std::int32_t {
    /// Log out there and log in here.
    force = WELL_LOGIN_FORCE,
    /// Fail.
    stop = WELL_LOGIN_STOP,
    /// Ask the application which of the two.
    ask = WELL_LOGIN_ASK,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(LoginMode value) noexcept {
    switch (value) {
    case LoginMode::force: return "force";
    case LoginMode::stop: return "stop";
    case LoginMode::ask: return "ask";
    }
    return "?";
}

/// The answer to a log-in's question.
enum class Answer : std::int32_t {
    /// Let the log-in fail.
    stop = WELL_ANSWER_STOP,
    /// Log out there and log in here.
    force = WELL_ANSWER_FORCE,
    /// The answer comes later, by `Session::answer_ask`.
    later = WELL_ANSWER_LATER,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Answer value) noexcept {
    switch (value) {
    case Answer::stop: return "stop";
    case Answer::force: return "force";
    case Answer::later: return "later";
    }
    return "?";
}

/// How somebody takes part in a single-step conference (manual 2.11).
enum class Participation : std::int32_t {
    /// Hears and is heard.
    active = WELL_PARTICIPATION_ACTIVE,
    /// Only hears.
    silent = WELL_PARTICIPATION_SILENT,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Participation value) noexcept {
    switch (value) {
    case Participation::active: return "active";
    case Participation::silent: return "silent";
    }
    return "?";
}

/// How grave a line of diagnostics is.
enum class Level : std::int32_t {
    /// Something is wrong.
    error = WELL_LEVEL_ERROR,
    /// Something may be wrong.
    warn = WELL_LEVEL_WARN,
    /// Something of note.
    info = WELL_LEVEL_INFO,
    /// What happens.
    debug = WELL_LEVEL_DEBUG,
    /// Everything.
    trace = WELL_LEVEL_TRACE,
};

/// The enumerator's name; "?" for a number that is none.
[[nodiscard]] constexpr const char* to_string(Level value) noexcept {
    switch (value) {
    case Level::error: return "error";
    case Level::warn: return "warn";
    case Level::info: return "info";
    case Level::debug: return "debug";
    case Level::trace: return "trace";
    }
    return "?";
}

/// What a status means, in a sentence.
[[nodiscard]] inline std::string status_text(Status status, Language language = Language::en) {
    return well_status_text(static_cast<well_status_t>(status), static_cast<well_language_t>(language));
}

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_WORDS_HPP
