/// @file wellclient.hpp
/// The C++17 API of wellclient, a CTI client library: header-only, over `wellclient.h` and the standard library.
///
///     wellclient::Client client;
///     wellclient::SessionOptions options;
///     options.api_url = "https://cti.example";
///     wellclient::Session session = client.session(options);
///     wellclient::Subscription ringing = session.on<wellclient::Delivered>([&](const wellclient::Delivered& call) {
///         if (call.is_own) { session.answer_call(call.info.call_id); }
///     });
///     session.agent_login({"5001", password, "test.cc", "8001"}).get();
///     wellclient::CallId call = session.make_call("13800000000").get();
///
/// **Ownership.** Client, Session, Subscription, Command, Replay and Simulator are handles: they can be moved, not copied,
/// and give back what they hold when they go. Event, Outcome and Snapshot are values: copy and keep them as you like.
///
/// **Errors.** Functions whose type is `Fallible<T>` give a `T` or throw `Error`. Where WELLCLIENT_NO_EXCEPTIONS is defined
/// (it is, where the compiler has exceptions switched off) they return a `Result<T>` instead. `Error` is misuse, or a wait
/// that is not possible: each function names the `Status` of its own; all can give `bad_handle` (a handle that was moved
/// away), `forked` and `panic`. That a command was not carried out is told by its `Outcome`, or thrown by `Command::get` as
/// `CommandError`.
///
/// **Threads.** Every `const` member function may be called on any thread, and inside of a callback; those that wait give
/// `would_deadlock` there. Callbacks are called on the client's dispatcher thread, one after the other, or, for sessions
/// with `Delivery::pumped`, inside of `Session::poll_event`. An exception that leaves a callback ends there:
/// `set_callback_error_handler`.
///
/// **Texts** are UTF-8. One that has a NUL inside is refused with `bad_utf8`, never cut.
///
/// **Loading.** With WELLCLIENT_LOAD defined, nothing is linked: the program finds the library when it runs (`load`).
///
/// "manual" is the user's manual of the reference client; docs/cpp.md is the guide.

#ifndef WELLCLIENT_HPP
#define WELLCLIENT_HPP

#include "wellclient.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <future>
#include <initializer_list>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

// Compilers of Microsoft's kind may have exceptions and say it by _CPPUNWIND only.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define WELLCLIENT_HAS_EXCEPTIONS
#elif !defined(WELLCLIENT_NO_EXCEPTIONS)
#define WELLCLIENT_NO_EXCEPTIONS
#endif

namespace wellclient {

// The two ways to tell errors have the same names with other types: kept apart for the linker.
#if !defined(WELLCLIENT_NO_EXCEPTIONS)
inline namespace throwing {
#elif defined(WELLCLIENT_HAS_EXCEPTIONS)
inline namespace returning {
#else
inline namespace without_exceptions {
#endif

// ---------------------------------------------------------------------------------------------------------------------
// Words
// ---------------------------------------------------------------------------------------------------------------------

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
    return well_status_text(static_cast<well_status>(status), static_cast<well_language_t>(language));
}

/// A call's id. It changes when the call is transferred or becomes a conference.
using CallId = std::string;

/// A structure as JSON text.
using Json = std::string;

/// A moment, by this machine's clock.
using Time = std::chrono::system_clock::time_point;

using Milliseconds = std::chrono::milliseconds;

/// A timeout without end.
inline constexpr Milliseconds forever = (Milliseconds::max)();

/// A password or session id: overwritten when it goes, and never shown.
class Secret {
public:
    Secret() = default;
    Secret(std::string_view text) : text_(text) {}
    Secret(const std::string& text) : text_(text) {}
    Secret(const char* text) : text_(text) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) : text_(other.text_) { other.wipe(); }
    Secret& operator=(const Secret& other) {
        if (this != &other) {
            wipe();
            text_ = other.text_;
        }
        return *this;
    }
    Secret& operator=(Secret&& other) {
        if (this != &other) {
            *this = static_cast<const Secret&>(other);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    /// The text itself. Keep no copy of it.
    [[nodiscard]] const std::string& expose() const noexcept { return text_; }

private:
    void wipe() noexcept {
        // Through volatile, so that it is not optimised away.
        volatile char* bytes = text_.data();
        for (std::size_t i = 0; i < text_.size(); ++i) {
            bytes[i] = '\0';
        }
        text_.clear();
    }

    std::string text_;
};

// ---------------------------------------------------------------------------------------------------------------------
// Outcomes and errors
// ---------------------------------------------------------------------------------------------------------------------

/// One datum that travels with a call (manual 2.16, 2.17).
struct CallDataEntry {
    std::string key;
    /// What is not a text stands as its JSON.
    std::string value;
};

/// The server's account of an agent (`getClientState`). It shows one call at most; what the server does not say is empty.
struct ClientState {
    /// `5001@test.cc`.
    std::optional<std::string> agent_id;
    /// `8001@test.cc`.
    std::optional<std::string> extension_id;
    /// `agentMode`, in the server's word.
    std::optional<std::string> agent_mode;
    std::optional<std::string> agent_name;
    /// The tenant's domain.
    std::optional<std::string> domain;
    /// What the server says about the extension.
    std::optional<Json> extension;
    /// The active call.
    std::optional<CallId> call_id;
    /// The calling device.
    std::optional<std::string> ani;
    /// The called device.
    std::optional<std::string> dnis;
    /// The own leg's state, in the words of `localState`.
    std::optional<std::string> state;
    /// `In` or `Out`.
    std::optional<std::string> direction;
    std::optional<std::string> other_side;
    /// When it rang: `YYYY.MM.DD hh:mm:ss` in the server's zone.
    std::optional<std::string> ring_time;
    /// When it was answered, likewise.
    std::optional<std::string> answer_time;
};

/// How a command ended.
struct Outcome {
    OutcomeKind kind = OutcomeKind::unknown;
    /// Why not; `none` where it has worked.
    Reason reason = Reason::none;
    /// The reason as a word, the same in all languages; empty where it has worked.
    std::string code;
    /// The HTTP status of a refusal, where the server gave one.
    std::optional<int> http_status;
    /// How long the server, or a guard, asks to wait before trying again.
    std::optional<Milliseconds> retry_after;
    /// Why not, in a sentence for the agent, in English.
    std::string sentence_en;
    /// The same in Chinese.
    std::string sentence_zh;
    /// How it is known: `event:<name>`, `reply` or `state`; of a confirmed one.
    std::string evidence;
    /// `makeCall`, `consult`: the call that was made.
    std::optional<CallId> call_id;
    /// `setAgentMode` during a call: the mode that takes effect when the call ends.
    std::optional<std::string> pending_mode;
    /// The other agent that the server names (459).
    std::optional<std::string> agent_id;
    /// The other device that the server names (455).
    std::optional<std::string> device_id;
    /// The beginning of the refusing reply, without secrets.
    std::optional<std::string> body;
    /// `failedCode`, in the server's numbers: of `Reason::failed`.
    std::optional<std::string> failed_code;
    /// `failedMsg`, in the server's words: of `Reason::failed`.
    std::optional<std::string> failed_message;
    /// Why the call ended, in the server's words: of `Reason::call_ended`. What stands in the way, in a word such as
    /// `certificateExpired`, where it is known: of `Reason::unreachable` and `Reason::no_event_channel`.
    std::optional<std::string> cause;
    /// `getCallData`: what travels with the call, in the server's order.
    std::vector<CallDataEntry> call_data;
    /// `getMyPrefix`: outside-line prefixes.
    std::vector<std::string> prefixes;
    /// `getClientState`.
    std::optional<ClientState> client_state;
    /// All of it as a JSON object.
    Json json;

    /// Whether it is so: confirmed, or so already.
    [[nodiscard]] bool ok() const noexcept {
        return kind == OutcomeKind::confirmed || kind == OutcomeKind::already_so;
    }
    explicit operator bool() const noexcept { return ok(); }
};

/// Why a function has not done its work: misuse, a wait that is not possible, or, from `Command::get`, a command that was
/// not carried out.
class Error : public std::exception {
public:
    Error(Status status, std::string words)
        : details_(std::make_shared<const Details>(Details{status, std::move(words), std::nullopt})) {}
    /// Of a command that has not worked.
    explicit Error(const Outcome& outcome)
        : details_(std::make_shared<const Details>(Details{Status::ok, outcome.sentence_en, outcome})) {}

    /// What the library has said; `ok` where it is the command that has not worked: see `outcome_if`.
    [[nodiscard]] Status status() const noexcept { return details_->status; }
    /// In English. No secret is in it.
    [[nodiscard]] const char* what() const noexcept override { return details_->words.c_str(); }
    /// The outcome of a command that was not carried out; null for any other error.
    [[nodiscard]] const Outcome* outcome_if() const noexcept {
        return details_->outcome ? &*details_->outcome : nullptr;
    }

private:
    struct Details {
        Status status;
        std::string words;
        std::optional<Outcome> outcome;
    };

    // Shared, so that copying it cannot fail.
    std::shared_ptr<const Details> details_;
};

/// A value, or the error in its place.
///
/// `value`, `*`, `->` and `error` of the wrong one end the program: look first.
template <class T>
class [[nodiscard]] Result {
public:
    using value_type = T;

    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() & { return *get<0>(&content_); }
    [[nodiscard]] const T& value() const& { return *get<0>(&content_); }
    [[nodiscard]] T&& value() && { return std::move(*get<0>(&content_)); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() { return &value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }
    [[nodiscard]] T value_or(T other) && { return has_value() ? std::move(*this).value() : std::move(other); }

    [[nodiscard]] const Error& error() const { return *get<1>(&content_); }

    /// What `next` makes of the value: a Result; or this one's error.
    template <class F>
    auto and_then(F next) && -> std::invoke_result_t<F, T&&> {
        if (!has_value()) {
            return error();
        }
        return next(std::move(*this).value());
    }

    /// A Result of what `change` makes of the value; or of this one's error.
    template <class F>
    auto map(F change) && -> Result<std::invoke_result_t<F, T&&>> {
        if (!has_value()) {
            return error();
        }
        if constexpr (std::is_void_v<std::invoke_result_t<F, T&&>>) {
            change(std::move(*this).value());
            return {};
        } else {
            return change(std::move(*this).value());
        }
    }

private:
    template <std::size_t Index, class Content>
    static auto get(Content* content) {
        auto* found = std::get_if<Index>(content);
        if (found == nullptr) {
            std::fputs("wellclient: this Result has the other one\n", stderr);
            std::abort();
        }
        return found;
    }

    std::variant<T, Error> content_;
};

/// Done, or an error.
template <>
class [[nodiscard]] Result<void> {
public:
    using value_type = void;

    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return has_value(); }
    void value() const {
        if (error_) {
            std::fprintf(stderr, "wellclient: %s\n", error_->what());
            std::abort();
        }
    }
    [[nodiscard]] const Error& error() const {
        if (!error_) {
            std::fputs("wellclient: this Result has no error\n", stderr);
            std::abort();
        }
        return *error_;
    }
    template <class F>
    auto and_then(F next) && -> std::invoke_result_t<F> {
        if (error_) {
            return *error_;
        }
        return next();
    }

private:
    std::optional<Error> error_;
};

#if defined(WELLCLIENT_NO_EXCEPTIONS)

/// What a function that can fail returns.
template <class T>
using Fallible = Result<T>;

namespace detail {

template <class T>
Fallible<T> fail(Error error) {
    return error;
}

template <class T>
void break_promise(std::promise<Fallible<T>>& promise, Error error) {
    promise.set_value(std::move(error));
}

}  // namespace detail

#else

/// What a function that can fail returns: it throws `Error` otherwise.
template <class T>
using Fallible = T;

/// Thrown where a command was not carried out, or nobody can tell.
class CommandError : public Error {
public:
    explicit CommandError(const Outcome& outcome) : Error(outcome) {}

    /// How it ended: kind, reason, code, sentences, HTTP status and what else is known.
    [[nodiscard]] const Outcome& outcome() const noexcept { return *outcome_if(); }
    [[nodiscard]] Reason reason() const noexcept { return outcome().reason; }
};

namespace detail {

template <class T>
[[noreturn]] Fallible<T> fail(Error error) {
    if (error.outcome_if() != nullptr) {
        throw CommandError(*error.outcome_if());
    }
    throw error;
}

template <class T>
void break_promise(std::promise<Fallible<T>>& promise, Error error) {
    if (error.outcome_if() != nullptr) {
        promise.set_exception(std::make_exception_ptr(CommandError(*error.outcome_if())));
    } else {
        promise.set_exception(std::make_exception_ptr(std::move(error)));
    }
}

}  // namespace detail

#endif

// ---------------------------------------------------------------------------------------------------------------------
// Callbacks
// ---------------------------------------------------------------------------------------------------------------------

/// Gets the exception that has left a callback. Called on the thread of that callback; what it throws is ignored.
using CallbackErrorHandler = std::function<void(std::exception_ptr)>;

namespace detail {

struct ErrorHandler {
    std::mutex mutex;
    CallbackErrorHandler call;
};

inline ErrorHandler& error_handler() {
    // Never destroyed: callbacks may come while the program ends.
    static ErrorHandler* const handler = new ErrorHandler;
    return *handler;
}

#if defined(WELLCLIENT_HAS_EXCEPTIONS)

inline void report(const std::exception_ptr& exception) noexcept {
    try {
        CallbackErrorHandler handler;
        {
            const std::lock_guard<std::mutex> lock(error_handler().mutex);
            handler = error_handler().call;
        }
        if (handler) {
            handler(exception);
            return;
        }
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "wellclient: an exception has left a callback: %s\n", error.what());
    } catch (...) {
        std::fputs("wellclient: an exception has left a callback\n", stderr);
    }
}

/// Calls what is the program's; no exception of it gets into the library.
template <class F>
void guarded(F call) noexcept {
    try {
        call();
    } catch (...) {
        report(std::current_exception());
    }
}

#else

template <class F>
void guarded(F call) noexcept {
    call();
}

#endif

}  // namespace detail

/// Sets what is called with an exception that leaves a callback; an empty one is the default, which writes to stderr.
inline void set_callback_error_handler(CallbackErrorHandler handler) {
    const std::lock_guard<std::mutex> lock(detail::error_handler().mutex);
    detail::error_handler().call = std::move(handler);
}

// ---------------------------------------------------------------------------------------------------------------------
// Between C and C++
// ---------------------------------------------------------------------------------------------------------------------

namespace detail {

inline Error error_of(well_status status) {
    std::string words = well_last_error();
    if (words.empty()) {
        words = well_status_text(status, WELL_LANGUAGE_EN);
    }
    return {static_cast<Status>(status), std::move(words)};
}

inline Error nul_error() { return {Status::bad_utf8, "a text has a NUL in it"}; }

inline Error empty_callback() { return {Status::null_pointer, "an empty function is no callback"}; }

/// What is true of OK and its like is told by `value`; all else is an error.
template <class T, class F>
Fallible<T> done(well_status status, F value) {
    if (status != WELL_OK) {
        return fail<T>(error_of(status));
    }
    return value();
}

inline Fallible<void> done(well_status status) {
    if (status != WELL_OK) {
        return fail<void>(error_of(status));
    }
    return Fallible<void>();
}

/// As `done`, where EMPTY says that there is none.
template <class T, class F>
Fallible<std::optional<T>> done_or_none(well_status status, F value) {
    if (status == WELL_EMPTY) {
        return std::optional<T>();
    }
    return done<std::optional<T>>(status, [&] { return std::optional<T>(value()); });
}

/// A text on its way in.
class Text {
public:
    explicit Text(std::string_view text) : text_(text), good_(text.find('\0') == std::string_view::npos) {}
    /// One that may be absent.
    template <class Absent, std::enable_if_t<std::is_same_v<Absent, std::optional<std::string>>, int> = 0>
    explicit Text(const Absent& text) : text_(text), good_(!text || text->find('\0') == std::string::npos) {}

    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] const char* c_str() const noexcept { return text_ ? text_->c_str() : nullptr; }

private:
    std::optional<std::string> text_;
    bool good_;
};

inline bool good(const Text& text) { return text.good(); }
inline bool good(const Secret& text) { return text.expose().find('\0') == std::string::npos; }
inline bool good(const Secret* text) { return text == nullptr || good(*text); }
template <class T>
bool good(const T&) {
    return true;
}

inline const char* raw(const Text& text) { return text.c_str(); }
inline const char* raw(const Secret& text) { return text.expose().c_str(); }
inline const char* raw(const Secret* text) { return text == nullptr ? nullptr : raw(*text); }
template <class T>
T raw(const T& value) {
    return value;
}

inline const std::uint8_t* data(const std::string& bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }

inline std::string text(well_str_t lent) {
    return lent.data == nullptr ? std::string() : std::string(lent.data, lent.len);
}

inline std::optional<std::string> text_if(well_str_t lent) {
    return lent.data == nullptr ? std::nullopt : std::optional<std::string>(std::in_place, lent.data, lent.len);
}

/// Takes a text that was given away.
inline std::string take(well_string_t& given) {
    std::string taken = given.data == nullptr ? std::string() : std::string(given.data, given.len);
    well_string_free(&given);
    return taken;
}

inline std::optional<Milliseconds> duration_if(std::int64_t milliseconds) {
    return milliseconds < 0 ? std::nullopt : std::optional<Milliseconds>(milliseconds);
}

inline Time time(std::int64_t milliseconds) { return Time(Milliseconds(milliseconds)); }

inline std::optional<Time> time_if(std::int64_t milliseconds) {
    return milliseconds < 0 ? std::nullopt : std::optional<Time>(time(milliseconds));
}

/// Of a duration what the C interface can hold; for a wait, that is as good.
inline std::uint32_t milliseconds(Milliseconds duration) {
    if (duration.count() <= 0) {
        return 0;
    }
    return duration.count() >= WELL_FOREVER ? WELL_FOREVER : static_cast<std::uint32_t>(duration.count());
}

/// A handle of the C interface, freed when this goes.
template <class T, well_status (*Free)(T)>
class Handle {
public:
    Handle() = default;
    explicit Handle(T handle) noexcept : handle_(handle) {}
    Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, T{})) {}
    Handle& operator=(Handle&& other) noexcept {
        if (this != &other) {
            reset();
            handle_ = std::exchange(other.handle_, T{});
        }
        return *this;
    }
    ~Handle() { reset(); }

    [[nodiscard]] T get() const noexcept { return handle_; }
    explicit operator bool() const noexcept { return handle_.id != 0; }
    /// Gives it away: who gets it frees it.
    [[nodiscard]] T release() noexcept { return std::exchange(handle_, T{}); }
    void reset() noexcept {
        if (handle_.id != 0) {
            Free(release());
        }
    }

private:
    T handle_{};
};

/// A function of the program's: the library's from when it takes it until it drops it.
template <class F>
struct Callback {
    F call;
    /// False once the session is destroyed.
    std::shared_ptr<const std::atomic<bool>> open;

    static void drop(void* context) { delete static_cast<Callback*>(context); }

    /// Lets `use` call the function.
    template <class Use>
    static void run(void* context, Use use) noexcept {
        Callback* const callback = static_cast<Callback*>(context);
        if (!callback->open || *callback->open) {
            guarded([&] { use(callback->call); });
        }
    }
};

inline Outcome read_outcome(well_outcome_t handle) {
    Outcome outcome;
    well_outcome_info_t info{};
    info.struct_size = sizeof info;
    if (well_outcome_info(handle, &info) != WELL_OK) {
        return outcome;
    }
    outcome.kind = static_cast<OutcomeKind>(info.kind);
    outcome.reason = static_cast<Reason>(info.reason);
    outcome.code = text(info.code);
    if (info.status != 0) {
        outcome.http_status = info.status;
    }
    outcome.retry_after = duration_if(info.retry_after_ms);
    outcome.sentence_en = text(info.sentence_en);
    outcome.sentence_zh = text(info.sentence_zh);
    outcome.evidence = text(info.evidence);
    outcome.call_id = text_if(info.call_id);
    outcome.pending_mode = text_if(info.pending_mode);
    outcome.agent_id = text_if(info.agent_id);
    outcome.device_id = text_if(info.device_id);
    outcome.body = text_if(info.body);
    outcome.failed_code = text_if(info.failed_code);
    outcome.failed_message = text_if(info.failed_message);
    outcome.cause = text_if(info.cause);

    std::size_t count = 0;
    if (well_outcome_entry_count(handle, &count) == WELL_OK) {
        for (std::size_t i = 0; i < count; ++i) {
            well_str_t key{};
            well_str_t value{};
            if (well_outcome_entry(handle, i, &key, &value) == WELL_OK) {
                outcome.call_data.push_back({text(key), text(value)});
            }
        }
    }
    if (well_outcome_prefix_count(handle, &count) == WELL_OK) {
        for (std::size_t i = 0; i < count; ++i) {
            well_str_t prefix{};
            if (well_outcome_prefix(handle, i, &prefix) == WELL_OK) {
                outcome.prefixes.push_back(text(prefix));
            }
        }
    }
    well_client_state_t state{};
    state.struct_size = sizeof state;
    if (well_outcome_client_state(handle, &state) == WELL_OK) {
        outcome.client_state = ClientState{text_if(state.agent_id),       text_if(state.extension_id),
                                           text_if(state.agent_mode),     text_if(state.agent_name),
                                           text_if(state.domain),         text_if(state.extension_json),
                                           text_if(state.call_id),        text_if(state.ani),
                                           text_if(state.dnis),           text_if(state.state),
                                           text_if(state.direction),      text_if(state.other_side),
                                           text_if(state.ring_time),      text_if(state.answer_time)};
    }
    well_str_t json{};
    if (well_outcome_json(handle, &json) == WELL_OK) {
        outcome.json = text(json);
    }
    return outcome;
}

}  // namespace detail

// ---------------------------------------------------------------------------------------------------------------------
// Events (manual chapter 6; 3.2 for the derived ones)
// ---------------------------------------------------------------------------------------------------------------------

/// What all events have.
struct Meta {
    /// `eventName`, also of derived events and of such as this version does not know.
    std::string name;
    /// Who made it.
    Origin origin = Origin::library;
    /// It came after events that the server had sent later, and was put in its place.
    bool late = false;
    /// `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's zone, which it does not tell.
    std::optional<std::string> time;
    /// `eventType`: `agent` or `csta`.
    std::optional<std::string> type;
    std::optional<std::int64_t> serial;
    /// The worker that numbered it, an entry of `topics`.
    std::optional<std::string> producer;
    /// `namespace`: the tenant's domain.
    std::optional<std::string> domain;
    /// `srcDeviceId`: the device whose subscription delivered this copy.
    std::optional<std::string> src_device_id;
    /// `deviceId`: the device that changed.
    std::optional<std::string> device_id;
    /// Whose it is, in a watch: the agent by whose topic it came, or for whom it was derived; empty otherwise.
    std::string watched;
};

/// Where an agent is logged in.
struct AgentDevice {
    /// `Voice`.
    std::string medium;
    std::string device_id;
};

/// What all agent events have.
struct AgentInfo {
    std::optional<std::string> agent_id;
    /// `agentMode`; `other` for a word that is not in the list.
    AgentMode agent_mode = AgentMode::other;
    /// `agentMode`, in the server's word.
    std::optional<std::string> agent_mode_text;
    /// Where the agent is logged in.
    std::vector<AgentDevice> devices;
    std::optional<std::string> queue_id;
    /// Why not ready.
    std::optional<std::string> reason;
};

/// `originCallInfo`: the call as it was first made.
struct OriginCallInfo {
    std::optional<CallId> call_id;
    std::optional<std::string> calling_device;
    std::optional<std::string> called_device;
};

/// What all call events have.
struct CallInfo {
    CallId call_id;
    std::optional<std::string> connection_id;
    /// A hint only: see the snapshot.
    std::optional<std::string> local_state;
    std::optional<std::string> agent_status;
    OriginCallInfo origin;
    /// Why, in the server's words.
    std::optional<std::string> cause;
};

/// A name that this version does not know, or an event without the fields that its kind needs: see `Event::raw`.
struct Other {
    static constexpr EventKind kind = EventKind::other;
    static constexpr const char* event_name = nullptr;
    Meta meta;
};

/// `agentLoggedOn`: the log-in has succeeded (manual 6.1).
struct AgentLoggedOn {
    static constexpr EventKind kind = EventKind::agent_logged_on;
    static constexpr const char* event_name = "agentLoggedOn";
    Meta meta;
    AgentInfo info;
};

/// `agentLoggedOff`: also unasked, by a supervisor or after 3 minutes without a heartbeat (6.2).
struct AgentLoggedOff {
    static constexpr EventKind kind = EventKind::agent_logged_off;
    static constexpr const char* event_name = "agentLoggedOff";
    Meta meta;
    AgentInfo info;
};

/// `agentReady` (6.3).
struct AgentReady {
    static constexpr EventKind kind = EventKind::agent_ready;
    static constexpr const char* event_name = "agentReady";
    Meta meta;
    AgentInfo info;
};

/// `agentNotReady` (6.4).
struct AgentNotReady {
    static constexpr EventKind kind = EventKind::agent_not_ready;
    static constexpr const char* event_name = "agentNotReady";
    Meta meta;
    AgentInfo info;
};

/// `agentWorkingAfterCall` (6.14).
struct AgentWorkingAfterCall {
    static constexpr EventKind kind = EventKind::agent_working_after_call;
    static constexpr const char* event_name = "agentWorkingAfterCall";
    Meta meta;
    AgentInfo info;
};

/// `agentAllocated`: reserved for an outbound task (6.15).
struct AgentAllocated {
    static constexpr EventKind kind = EventKind::agent_allocated;
    static constexpr const char* event_name = "agentAllocated";
    Meta meta;
    AgentInfo info;
};

/// `serviceInitiated`: a device has gone off hook (6.5).
struct ServiceInitiated {
    static constexpr EventKind kind = EventKind::service_initiated;
    static constexpr const char* event_name = "serviceInitiated";
    Meta meta;
    CallInfo info;
    std::string initiated_device;
};

/// `originated`: a number has been dialled (6.6).
struct Originated {
    static constexpr EventKind kind = EventKind::originated;
    static constexpr const char* event_name = "originated";
    Meta meta;
    CallInfo info;
    std::string calling_device;
    std::optional<std::string> called_device;
};

/// `delivered`: a device rings (6.7).
struct Delivered {
    static constexpr EventKind kind = EventKind::delivered;
    static constexpr const char* event_name = "delivered";
    Meta meta;
    CallInfo info;
    /// The device that rings.
    std::string alerting_device;
    /// It is the own device: the call is for this agent.
    bool is_own = false;
    std::optional<std::string> calling_device;
    std::optional<std::string> called_device;
    std::optional<std::string> last_redirection_device;
    std::optional<std::string> trunk_group;
    std::optional<std::string> trunk_member;
    std::optional<CallId> original_call_id;
    /// Call data.
    std::optional<Json> user_data;
    /// The queue it came by.
    std::optional<std::string> split;
    /// `NEWCALL`, …
    std::optional<std::string> call_cause;
    /// `Inbound`, `Outbound`, `Internal`, `PreDictive`, …
    std::optional<std::string> call_type;
};

/// `established`: a device has answered (6.8).
struct Established {
    static constexpr EventKind kind = EventKind::established;
    static constexpr const char* event_name = "established";
    Meta meta;
    CallInfo info;
    std::string answering_device;
    std::optional<std::string> calling_device;
    std::optional<std::string> called_device;
    std::optional<std::string> trunk_group;
    std::optional<std::string> trunk_member;
    /// The queue it came by.
    std::optional<std::string> split;
    /// Call data.
    std::optional<Json> user_data;
    std::optional<std::string> sip_call_id;
};

/// `connectionCleared`: one party has left; it ends the call for this agent only if that is the own device (6.9).
struct ConnectionCleared {
    static constexpr EventKind kind = EventKind::connection_cleared;
    static constexpr const char* event_name = "connectionCleared";
    Meta meta;
    /// `info.cause` is the SIP hang-up cause.
    CallInfo info;
    /// Who left.
    std::string releasing_device;
    /// Who hung up first.
    std::optional<std::string> hangup_device;
};

/// `held` (6.13).
struct Held {
    static constexpr EventKind kind = EventKind::held;
    static constexpr const char* event_name = "held";
    Meta meta;
    CallInfo info;
    std::string holding_device;
};

/// `retrieved` (6.12).
struct Retrieved {
    static constexpr EventKind kind = EventKind::retrieved;
    static constexpr const char* event_name = "retrieved";
    Meta meta;
    CallInfo info;
    std::string retrieving_device;
    std::optional<std::string> sip_call_id;
};

/// `transferred` (6.10).
struct Transferred {
    static constexpr EventKind kind = EventKind::transferred;
    static constexpr const char* event_name = "transferred";
    Meta meta;
    CallInfo info;
    /// The call that was held.
    std::optional<CallId> primary_old_call;
    /// The call that was active.
    std::optional<CallId> secondary_old_call;
    /// Who leaves.
    std::optional<std::string> transferring_device;
    /// Who comes in.
    std::optional<std::string> transferred_to_device;
    /// The id from now on.
    std::optional<CallId> new_call;
};

/// `conferenced` (6.11).
struct Conferenced {
    static constexpr EventKind kind = EventKind::conferenced;
    static constexpr const char* event_name = "conferenced";
    Meta meta;
    CallInfo info;
    /// The call that was held.
    std::optional<CallId> primary_old_call;
    /// The call that was active.
    std::optional<CallId> secondary_old_call;
    /// Who brought the parties together.
    std::optional<std::string> conferencing_device;
    /// Who comes in.
    std::optional<std::string> added_party;
    /// The id from now on.
    std::optional<CallId> new_call;
};

/// `failed`: the call could not be put through (4.x).
struct Failed {
    static constexpr EventKind kind = EventKind::failed;
    static constexpr const char* event_name = "failed";
    Meta meta;
    CallInfo info;
    std::optional<std::string> failed_code;
    std::optional<std::string> failed_message;
    /// Who could not be reached.
    std::optional<std::string> called_device;
};

/// `recordStarted` (4.x).
struct RecordStarted {
    static constexpr EventKind kind = EventKind::record_started;
    static constexpr const char* event_name = "recordStarted";
    Meta meta;
    /// Where the server names the call.
    std::optional<CallInfo> info;
    std::optional<std::string> record_id;
    std::optional<std::string> file_name;
    std::optional<bool> is_success;
};

/// `recordStopped` (4.x).
struct RecordStopped {
    static constexpr EventKind kind = EventKind::record_stopped;
    static constexpr const char* event_name = "recordStopped";
    Meta meta;
    /// Where the server names the call.
    std::optional<CallInfo> info;
    std::optional<std::string> record_id;
    std::optional<std::string> file_name;
    std::optional<bool> is_success;
};

/// The derived `connectionCleared`: what the call was when a party left it (3.2.1).
struct CallCleared {
    static constexpr EventKind kind = EventKind::call_cleared;
    static constexpr const char* event_name = "connectionCleared";
    Meta meta;
    CallId call_id;
    bool is_established = false;
    Time create_time;
    std::optional<Time> established_time;
    /// The other party; none in a call of three or more, or where it is not known.
    std::optional<std::string> party_device;
    /// Whether the agent made the call; likewise.
    std::optional<bool> is_caller;
    /// An outside line took part.
    bool is_out_call = false;
    /// The party that left is the own device: the call is over for this agent.
    bool is_own = false;
    /// Who left.
    std::optional<std::string> releasing_device;
    /// Who hung up first.
    std::optional<std::string> hangup_device;
    /// The SIP hang-up cause.
    std::optional<std::string> cause;
    /// The event that it was derived from.
    Json data;
    /// Why the call has ended for this agent; `none` where it has not.
    CallEnd end_reason = CallEnd::none;
    /// Why it could not be put through, in the server's numbers, for `CallEnd::failed`.
    std::optional<std::string> failed_code;
    /// The server's words for that.
    std::optional<std::string> failed_message;
};

/// `loginFailed`, derived (3.2.2).
struct LoginFailed {
    static constexpr EventKind kind = EventKind::login_failed;
    static constexpr const char* event_name = "loginFailed";
    Meta meta;
    /// The HTTP status; 0 where the server was not reached.
    int status = 0;
    std::string response_text;
};

/// `wsDisconnected`, derived: the attempts to reconnect are used up (3.2.3).
struct WsDisconnected {
    static constexpr EventKind kind = EventKind::ws_disconnected;
    static constexpr const char* event_name = "wsDisconnected";
    Meta meta;
};

/// `wsReconnectSucceed`, derived: the event channel is back and the model corrected.
struct WsReconnectSucceed {
    static constexpr EventKind kind = EventKind::ws_reconnect_succeed;
    static constexpr const char* event_name = "wsReconnectSucceed";
    Meta meta;
    AgentMode agent_mode = AgentMode::other;
    std::optional<std::string> agent_mode_text;
    /// The active call's id.
    std::optional<CallId> call_id;
    /// The active call in the server's account.
    std::optional<Json> active_call;
};

/// `recoverStateSuccess`, derived: a saved session was taken up again.
struct RecoverStateSuccess {
    static constexpr EventKind kind = EventKind::recover_state_success;
    static constexpr const char* event_name = "recoverStateSuccess";
    Meta meta;
    std::string agent_id;
    std::string extension_id;
    AgentMode agent_mode = AgentMode::other;
    std::optional<std::string> agent_mode_text;
    std::optional<std::string> agent_name;
    /// The call that is up.
    std::optional<CallId> call_id;
    std::optional<std::string> calling_device;
    std::optional<std::string> called_device;
    /// `delivered` or `established`, of that call.
    std::optional<std::string> state;
};

/// `linkChanged`, derived: the event channel.
struct LinkChanged {
    static constexpr EventKind kind = EventKind::link_changed;
    static constexpr const char* event_name = "linkChanged";
    Meta meta;
    Link state = Link::off;
    /// Why, of a loss, in words.
    std::optional<std::string> reason;
    /// Why, of a loss; else `none`.
    LinkEnd end_reason = LinkEnd::none;
};

/// `sessionEnded`, derived: the agent is not logged in here any more.
struct SessionEnded {
    static constexpr EventKind kind = EventKind::session_ended;
    static constexpr const char* event_name = "sessionEnded";
    Meta meta;
    /// Why.
    SessionEnd end_reason = SessionEnd::none;
};

/// `modelCorrected`, derived: a late event changed more than its own call's last state.
struct ModelCorrected {
    static constexpr EventKind kind = EventKind::model_corrected;
    static constexpr const char* event_name = "modelCorrected";
    Meta meta;
    /// The calls that are different now, or gone, or back.
    std::vector<CallId> calls;
};

/// `anomaly`, derived: something did not fit; the model is being checked. An application need do nothing.
struct Anomaly {
    static constexpr EventKind kind = EventKind::anomaly;
    static constexpr const char* event_name = "anomaly";
    Meta meta;
    /// What did not fit, in a word.
    std::string anomaly_kind;
    std::optional<CallId> call_id;
    /// The event that did not fit, by name.
    std::string anomaly_event;
    /// For people.
    std::string detail;
};

/// This subscriber was too slow: take a snapshot.
struct Lagged {
    static constexpr EventKind kind = EventKind::lagged;
    static constexpr const char* event_name = nullptr;
    Meta meta;
    /// How many events were dropped.
    std::uint64_t missed = 0;
};

/// A log line (manual 3.4), from `Session::poll_event` and `Replay::next` only.
struct LogLine {
    static constexpr EventKind kind = EventKind::log;
    static constexpr const char* event_name = nullptr;
    Meta meta;
    LogKind log_kind = LogKind::log;
    std::string content;
};

/// One event, by its kind.
using Body = std::variant<Other, AgentLoggedOn, AgentLoggedOff, AgentReady, AgentNotReady, AgentWorkingAfterCall,
                          AgentAllocated, ServiceInitiated, Originated, Delivered, Established, ConnectionCleared, Held,
                          Retrieved, Transferred, Conferenced, Failed, RecordStarted, RecordStopped, CallCleared,
                          LoginFailed, WsDisconnected, WsReconnectSucceed, RecoverStateSuccess, LinkChanged,
                          SessionEnded, ModelCorrected, Anomaly, Lagged, LogLine>;

/// An event: a value, good for as long as you keep it.
class Event {
public:
    explicit Event(Body body, Json raw = {}) : body_(std::move(body)), raw_(std::move(raw)) {}

    [[nodiscard]] EventKind kind() const {
        return std::visit([](const auto& event) { return event.kind; }, body_);
    }
    [[nodiscard]] const Meta& meta() const {
        return std::visit([](const auto& event) -> const Meta& { return event.meta; }, body_);
    }
    /// `eventName`; empty where the server left it out, and for `Lagged` and `LogLine`.
    [[nodiscard]] const std::string& name() const { return meta().name; }
    [[nodiscard]] const Body& body() const noexcept { return body_; }
    /// The event of this kind; null if it is another.
    template <class T>
    [[nodiscard]] const T* get_if() const noexcept {
        return std::get_if<T>(&body_);
    }
    /// The event as JSON: a server's exactly as it came, the library's own in the manual's field names; empty for `Lagged`
    /// and `LogLine`.
    [[nodiscard]] const Json& raw() const noexcept { return raw_; }

    /// Calls the function that takes this kind:
    /// `event.visit([](const Delivered& call) { … }, [](const auto&) {})`.
    template <class... Functions>
    decltype(auto) visit(Functions... functions) const {
        return std::visit(Overloaded<Functions...>{std::move(functions)...}, body_);
    }

private:
    template <class... Functions>
    struct Overloaded : Functions... {
        explicit Overloaded(Functions... functions) : Functions(std::move(functions))... {}
        using Functions::operator()...;
    };

    Body body_;
    Json raw_;
};

namespace detail {

/// Reads an event's fields.
class Fields {
public:
    explicit Fields(well_event_t event) : event_(event) {}

    [[nodiscard]] std::optional<std::string> text_if(well_field_t field) const {
        well_str_t found{};
        return well_event_text(event_, field, &found) == WELL_OK ? detail::text_if(found) : std::nullopt;
    }
    [[nodiscard]] std::string text(well_field_t field) const { return text_if(field).value_or(std::string()); }
    [[nodiscard]] std::optional<std::int64_t> integer(well_field_t field) const {
        std::int64_t found = 0;
        return well_event_integer(event_, field, &found) == WELL_OK ? std::optional<std::int64_t>(found) : std::nullopt;
    }
    [[nodiscard]] std::optional<Time> time(well_field_t field) const {
        const std::optional<std::int64_t> found = integer(field);
        return found ? std::optional<Time>(detail::time(*found)) : std::nullopt;
    }
    [[nodiscard]] std::optional<bool> truth(well_field_t field) const {
        bool found = false;
        return well_event_truth(event_, field, &found) == WELL_OK ? std::optional<bool>(found) : std::nullopt;
    }

    [[nodiscard]] AgentMode agent_mode() const {
        well_agent_mode_t mode = WELL_MODE_OTHER;
        well_event_agent_mode(event_, &mode);
        return static_cast<AgentMode>(mode);
    }
    [[nodiscard]] Link link() const {
        well_link_t link = WELL_LINK_OFF;
        well_event_link(event_, &link);
        return static_cast<Link>(link);
    }
    [[nodiscard]] SessionEnd session_end() const {
        well_session_end_t end = WELL_SESSION_END_NONE;
        well_event_session_end(event_, &end);
        return static_cast<SessionEnd>(end);
    }
    [[nodiscard]] LinkEnd link_end() const {
        well_link_end_t end = WELL_LINK_END_NONE;
        well_event_link_end(event_, &end);
        return static_cast<LinkEnd>(end);
    }
    [[nodiscard]] CallEnd call_end() const {
        well_call_end_t end = WELL_CALL_END_NONE;
        well_event_call_end(event_, &end);
        return static_cast<CallEnd>(end);
    }
    [[nodiscard]] std::vector<CallId> corrected_calls() const {
        std::vector<CallId> calls;
        well_str_t call{};
        for (std::size_t i = 0; well_event_corrected_call(event_, i, &call) == WELL_OK; ++i) {
            calls.push_back(detail::text(call));
        }
        return calls;
    }

    [[nodiscard]] Meta meta() const {
        Meta meta;
        well_str_t name{};
        well_origin_t origin = WELL_ORIGIN_LIBRARY;
        if (well_event_name(event_, &name) == WELL_OK && well_event_origin(event_, &origin, &meta.late) == WELL_OK) {
            meta.name = detail::text(name);
            meta.origin = static_cast<Origin>(origin);
        }
        well_str_t watched{};
        if (well_event_watched(event_, &watched) == WELL_OK) {
            meta.watched = detail::text(watched);
        }
        meta.time = text_if(WELL_FIELD_EVENT_TIME);
        meta.type = text_if(WELL_FIELD_EVENT_TYPE);
        meta.serial = integer(WELL_FIELD_SERIAL);
        meta.producer = text_if(WELL_FIELD_PRODUCER);
        meta.domain = text_if(WELL_FIELD_NAMESPACE);
        meta.src_device_id = text_if(WELL_FIELD_SRC_DEVICE);
        meta.device_id = text_if(WELL_FIELD_DEVICE);
        return meta;
    }
    [[nodiscard]] AgentInfo agent() const {
        AgentInfo info;
        info.agent_id = text_if(WELL_FIELD_AGENT);
        info.agent_mode_text = text_if(WELL_FIELD_AGENT_MODE);
        info.agent_mode = agent_mode();
        well_str_t medium{};
        well_str_t device{};
        for (std::size_t i = 0; well_event_device(event_, i, &medium, &device) == WELL_OK; ++i) {
            info.devices.push_back({detail::text(medium), detail::text(device)});
        }
        info.queue_id = text_if(WELL_FIELD_QUEUE);
        info.reason = text_if(WELL_FIELD_REASON);
        return info;
    }
    [[nodiscard]] CallInfo call() const {
        CallInfo info;
        info.call_id = text(WELL_FIELD_CALL);
        info.connection_id = text_if(WELL_FIELD_CONNECTION);
        info.local_state = text_if(WELL_FIELD_LOCAL_STATE);
        info.agent_status = text_if(WELL_FIELD_AGENT_STATUS);
        info.origin.call_id = text_if(WELL_FIELD_ORIGIN_CALL);
        info.origin.calling_device = text_if(WELL_FIELD_ORIGIN_CALLING);
        info.origin.called_device = text_if(WELL_FIELD_ORIGIN_CALLED);
        info.cause = text_if(WELL_FIELD_CAUSE);
        return info;
    }
    [[nodiscard]] std::optional<CallInfo> call_if() const {
        return text_if(WELL_FIELD_CALL) ? std::optional<CallInfo>(call()) : std::nullopt;
    }

private:
    well_event_t event_;
};

inline Body read_body(well_event_t event) {
    const Fields fields(event);
    Meta meta = fields.meta();
    well_event_kind_t kind = WELL_EVENT_OTHER;
    if (well_event_kind(event, &kind) != WELL_OK) {
        return Other{std::move(meta)};
    }
    switch (static_cast<EventKind>(kind)) {
    case EventKind::other:
        break;
    case EventKind::agent_logged_on:
        return AgentLoggedOn{std::move(meta), fields.agent()};
    case EventKind::agent_logged_off:
        return AgentLoggedOff{std::move(meta), fields.agent()};
    case EventKind::agent_ready:
        return AgentReady{std::move(meta), fields.agent()};
    case EventKind::agent_not_ready:
        return AgentNotReady{std::move(meta), fields.agent()};
    case EventKind::agent_working_after_call:
        return AgentWorkingAfterCall{std::move(meta), fields.agent()};
    case EventKind::agent_allocated:
        return AgentAllocated{std::move(meta), fields.agent()};
    case EventKind::service_initiated:
        return ServiceInitiated{std::move(meta), fields.call(), fields.text(WELL_FIELD_INITIATED_DEVICE)};
    case EventKind::originated:
        return Originated{std::move(meta), fields.call(), fields.text(WELL_FIELD_CALLING_DEVICE),
                          fields.text_if(WELL_FIELD_CALLED_DEVICE)};
    case EventKind::delivered:
        return Delivered{std::move(meta),
                         fields.call(),
                         fields.text(WELL_FIELD_ALERTING_DEVICE),
                         fields.truth(WELL_FIELD_IS_OWN).value_or(false),
                         fields.text_if(WELL_FIELD_CALLING_DEVICE),
                         fields.text_if(WELL_FIELD_CALLED_DEVICE),
                         fields.text_if(WELL_FIELD_LAST_REDIRECTION_DEVICE),
                         fields.text_if(WELL_FIELD_TRUNK_GROUP),
                         fields.text_if(WELL_FIELD_TRUNK_MEMBER),
                         fields.text_if(WELL_FIELD_ORIGINAL_CALL),
                         fields.text_if(WELL_FIELD_USER_DATA),
                         fields.text_if(WELL_FIELD_SPLIT),
                         fields.text_if(WELL_FIELD_CALL_CAUSE),
                         fields.text_if(WELL_FIELD_CALL_TYPE)};
    case EventKind::established:
        return Established{std::move(meta),
                           fields.call(),
                           fields.text(WELL_FIELD_ANSWERING_DEVICE),
                           fields.text_if(WELL_FIELD_CALLING_DEVICE),
                           fields.text_if(WELL_FIELD_CALLED_DEVICE),
                           fields.text_if(WELL_FIELD_TRUNK_GROUP),
                           fields.text_if(WELL_FIELD_TRUNK_MEMBER),
                           fields.text_if(WELL_FIELD_SPLIT),
                           fields.text_if(WELL_FIELD_USER_DATA),
                           fields.text_if(WELL_FIELD_SIP_CALL)};
    case EventKind::connection_cleared:
        return ConnectionCleared{std::move(meta), fields.call(), fields.text(WELL_FIELD_RELEASING_DEVICE),
                                 fields.text_if(WELL_FIELD_HANGUP_DEVICE)};
    case EventKind::held:
        return Held{std::move(meta), fields.call(), fields.text(WELL_FIELD_HOLDING_DEVICE)};
    case EventKind::retrieved:
        return Retrieved{std::move(meta), fields.call(), fields.text(WELL_FIELD_RETRIEVING_DEVICE),
                         fields.text_if(WELL_FIELD_SIP_CALL)};
    case EventKind::transferred:
        return Transferred{std::move(meta),
                           fields.call(),
                           fields.text_if(WELL_FIELD_PRIMARY_OLD_CALL),
                           fields.text_if(WELL_FIELD_SECONDARY_OLD_CALL),
                           fields.text_if(WELL_FIELD_TRANSFERRING_DEVICE),
                           fields.text_if(WELL_FIELD_TRANSFERRED_TO_DEVICE),
                           fields.text_if(WELL_FIELD_NEW_CALL)};
    case EventKind::conferenced:
        return Conferenced{std::move(meta),
                           fields.call(),
                           fields.text_if(WELL_FIELD_PRIMARY_OLD_CALL),
                           fields.text_if(WELL_FIELD_SECONDARY_OLD_CALL),
                           fields.text_if(WELL_FIELD_CONFERENCING_DEVICE),
                           fields.text_if(WELL_FIELD_ADDED_PARTY),
                           fields.text_if(WELL_FIELD_NEW_CALL)};
    case EventKind::failed:
        return Failed{std::move(meta), fields.call(), fields.text_if(WELL_FIELD_FAILED_CODE),
                      fields.text_if(WELL_FIELD_FAILED_MESSAGE), fields.text_if(WELL_FIELD_CALLED_DEVICE)};
    case EventKind::record_started:
        return RecordStarted{std::move(meta), fields.call_if(), fields.text_if(WELL_FIELD_RECORD),
                             fields.text_if(WELL_FIELD_FILE_NAME), fields.truth(WELL_FIELD_IS_SUCCESS)};
    case EventKind::record_stopped:
        return RecordStopped{std::move(meta), fields.call_if(), fields.text_if(WELL_FIELD_RECORD),
                             fields.text_if(WELL_FIELD_FILE_NAME), fields.truth(WELL_FIELD_IS_SUCCESS)};
    case EventKind::call_cleared:
        return CallCleared{std::move(meta),
                           fields.text(WELL_FIELD_CALL),
                           fields.truth(WELL_FIELD_IS_ESTABLISHED).value_or(false),
                           fields.time(WELL_FIELD_CREATE_TIME).value_or(Time()),
                           fields.time(WELL_FIELD_ESTABLISHED_TIME),
                           fields.text_if(WELL_FIELD_PARTY_DEVICE),
                           fields.truth(WELL_FIELD_IS_CALLER),
                           fields.truth(WELL_FIELD_IS_OUT_CALL).value_or(false),
                           fields.truth(WELL_FIELD_IS_OWN).value_or(false),
                           fields.text_if(WELL_FIELD_RELEASING_DEVICE),
                           fields.text_if(WELL_FIELD_HANGUP_DEVICE),
                           fields.text_if(WELL_FIELD_CAUSE),
                           fields.text(WELL_FIELD_DATA),
                           fields.call_end(),
                           fields.text_if(WELL_FIELD_FAILED_CODE),
                           fields.text_if(WELL_FIELD_FAILED_MESSAGE)};
    case EventKind::login_failed:
        return LoginFailed{std::move(meta), static_cast<int>(fields.integer(WELL_FIELD_STATUS).value_or(0)),
                           fields.text(WELL_FIELD_RESPONSE_TEXT)};
    case EventKind::ws_disconnected:
        return WsDisconnected{std::move(meta)};
    case EventKind::ws_reconnect_succeed:
        return WsReconnectSucceed{std::move(meta), fields.agent_mode(),
                                  fields.text_if(WELL_FIELD_AGENT_MODE), fields.text_if(WELL_FIELD_CALL),
                                  fields.text_if(WELL_FIELD_ACTIVE_CALL)};
    case EventKind::recover_state_success:
        return RecoverStateSuccess{std::move(meta),
                                   fields.text(WELL_FIELD_AGENT),
                                   fields.text(WELL_FIELD_EXTENSION),
                                   fields.agent_mode(),
                                   fields.text_if(WELL_FIELD_AGENT_MODE),
                                   fields.text_if(WELL_FIELD_AGENT_NAME),
                                   fields.text_if(WELL_FIELD_CALL),
                                   fields.text_if(WELL_FIELD_CALLING_DEVICE),
                                   fields.text_if(WELL_FIELD_CALLED_DEVICE),
                                   fields.text_if(WELL_FIELD_STATE)};
    case EventKind::link_changed:
        return LinkChanged{std::move(meta), fields.link(), fields.text_if(WELL_FIELD_REASON), fields.link_end()};
    case EventKind::session_ended:
        return SessionEnded{std::move(meta), fields.session_end()};
    case EventKind::model_corrected:
        return ModelCorrected{std::move(meta), fields.corrected_calls()};
    case EventKind::anomaly:
        return Anomaly{std::move(meta), fields.text(WELL_FIELD_ANOMALY_KIND), fields.text_if(WELL_FIELD_CALL),
                       fields.text(WELL_FIELD_ANOMALY_EVENT), fields.text(WELL_FIELD_DETAIL)};
    case EventKind::lagged: {
        Lagged lagged{std::move(meta), 0};
        well_event_missed(event, &lagged.missed);
        return lagged;
    }
    case EventKind::log: {
        well_log_kind_t log_kind = WELL_LOG_LOG;
        well_str_t content{};
        well_event_log_line(event, &log_kind, &content);
        return LogLine{std::move(meta), static_cast<LogKind>(log_kind), text(content)};
    }
    }
    return Other{std::move(meta)};
}

inline Event read_event(well_event_t event) {
    well_str_t raw{};
    well_event_raw(event, &raw);
    return Event(read_body(event), text(raw));
}

}  // namespace detail

// ---------------------------------------------------------------------------------------------------------------------
// Snapshots
// ---------------------------------------------------------------------------------------------------------------------

/// A verb, and whether it may be used now: what a desktop enables its buttons by.
struct Action {
    Verb verb = Verb::login;
    bool allowed = false;
    /// Why not; `none` if it is allowed.
    Reason reason = Reason::none;
    /// The verb by the manual's name.
    std::string verb_name;
    /// Why not, as a word.
    std::string code;
    /// Why not, in a sentence for the agent, in English.
    std::string sentence_en;
    /// The same in Chinese.
    std::string sentence_zh;
};

/// A set of parts of the state that are in doubt.
class Doubts {
public:
    constexpr Doubts() noexcept = default;
    /// Of `WELL_DOUBT_…`, added up.
    explicit constexpr Doubts(std::uint32_t bits) noexcept : bits_(bits) {}

    /// Whether this is in doubt.
    [[nodiscard]] constexpr bool has(Doubt doubt) const noexcept {
        return (bits_ & static_cast<std::uint32_t>(doubt)) != 0;
    }
    /// Whether nothing is in doubt.
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    /// One bit for each: `WELL_DOUBT_…`.
    [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }

    friend constexpr bool operator==(Doubts a, Doubts b) noexcept { return a.bits_ == b.bits_; }
    friend constexpr bool operator!=(Doubts a, Doubts b) noexcept { return !(a == b); }

private:
    std::uint32_t bits_ = 0;
};

/// One party of a call.
struct Party {
    std::string device;
    /// How it came in.
    Role role = Role::unknown;
    /// The state of its leg.
    ConnectionState leg = ConnectionState::null;
    /// It is the own device.
    bool own = false;
    /// It is known to be in the call as shown; otherwise it may have left or been put on hold unseen.
    bool verified = false;
};

/// The action of this verb among several; null if it is not there.
[[nodiscard]] inline const Action* find_action(const std::vector<Action>& actions, Verb verb) {
    for (const Action& action : actions) {
        if (action.verb == verb) {
            return &action;
        }
    }
    return nullptr;
}

/// One call of the agent's device.
struct Call {
    /// Its id now.
    CallId call_id;
    /// The own leg.
    ConnectionState leg = ConnectionState::null;
    /// Whether the agent made it, where that is known.
    std::optional<bool> outgoing;
    /// Three or more parties were brought together.
    bool conference = false;
    bool recording = false;
    /// The own leg may have changed unseen, or the call may be over: `Doubt::leg` is among the doubts.
    bool unverified = false;
    /// What of it may have changed unseen: `leg`, `parties`, `data`, `recording`, `established`.
    Doubts doubts;
    /// Who is shown as calling.
    std::optional<std::string> calling;
    /// Who is shown as called.
    std::optional<std::string> called;
    /// The held call that this one was made from.
    std::optional<CallId> consultation_of;
    /// When this machine first heard of it.
    Time created;
    std::optional<Time> established;
    /// For how long it has been here.
    Milliseconds age{};
    /// For how long it has been established; none also where `Doubt::established` is in doubt.
    std::optional<Milliseconds> talking;
    /// Call data.
    std::optional<Json> data;
    /// The queue it came by (`split`).
    std::optional<std::string> queue;
    /// Why it could not be put through, in the server's numbers.
    std::optional<std::string> failed_code;
    /// The ids it had before transfers and conferences.
    std::vector<CallId> former_ids;
    /// The own device too.
    std::vector<Party> parties;
    /// What may be done with it now.
    std::vector<Action> actions;

    /// Whether the verb may be used on this call now.
    [[nodiscard]] bool may(Verb verb) const {
        const Action* const action = find_action(actions, verb);
        return action != nullptr && action->allowed;
    }
};

/// The agent of a session.
struct Agent {
    /// `5001@test.cc`.
    std::string agent_id;
    /// `8001@test.cc`.
    std::string device_id;
    AgentMode mode = AgentMode::other;
    /// `agentMode`, in the server's word.
    std::string mode_text;
    /// Why not ready, where told.
    std::optional<std::string> reason;
    /// The mode that takes effect when the call ends.
    std::optional<std::string> pending_mode;
    /// For how long in this mode; none before the first event.
    std::optional<Milliseconds> in_mode;
    /// Since when, likewise.
    std::optional<Time> since;
    /// What of this may have changed unseen: `mode`, `reason`, `since`, `pending_mode`.
    Doubts doubts;
};

/// The state of a session at one moment: a value.
struct Snapshot {
    Phase phase = Phase::logged_out;
    Link link = Link::off;
    /// The agent's mode, the list of calls, the own legs and the parties are known to be the server's: the event channel is
    /// up, and an unbroken chain of evidence leads from the server to each. What of the details is not is told by `doubts`.
    bool verified = false;
    /// It is known that there are no other calls. After a gap in the event channel the server can tell only where it shows
    /// no call at all: beside the one that it shows there can be others on hold.
    bool calls_complete = false;
    /// Why the last agent is not logged in any more; `none` before the first log-out, and from the next log-in on.
    SessionEnd session_end = SessionEnd::none;
    /// The HTTP session has expired and the server refuses the password: nothing can be sent any more, and the server will
    /// log the agent out for want of heartbeats. Close the session, and log in with the right password.
    bool credentials_refused = false;
    std::optional<Agent> agent;
    /// Oldest first.
    std::vector<Call> calls;
    /// The verbs that concern no one call.
    std::vector<Action> actions;
    /// The agent's outside-line prefixes.
    std::vector<std::string> prefixes;
    /// All of it.
    Json json;

    /// The call that has, or had, this id; null if there is none.
    [[nodiscard]] const Call* find(std::string_view call_id) const {
        for (const Call& call : calls) {
            if (call.call_id == call_id) {
                return &call;
            }
            for (const CallId& former : call.former_ids) {
                if (former == call_id) {
                    return &call;
                }
            }
        }
        return nullptr;
    }
    /// Whether a verb that concerns no one call may be used now.
    [[nodiscard]] bool may(Verb verb) const {
        const Action* const action = find_action(actions, verb);
        return action != nullptr && action->allowed;
    }
};

namespace detail {

using SnapshotHandle = Handle<well_snapshot_t, well_snapshot_free>;

inline Action read_action(const well_action_t& action) {
    return {static_cast<Verb>(action.verb),
            action.allowed,
            static_cast<Reason>(action.reason),
            text(action.verb_name),
            text(action.code),
            text(action.sentence_en),
            text(action.sentence_zh)};
}

inline Call read_call(well_snapshot_t snapshot, std::size_t index) {
    Call call;
    well_call_t from{};
    from.struct_size = sizeof from;
    if (well_snapshot_call(snapshot, index, &from) != WELL_OK) {
        return call;
    }
    call.call_id = text(from.call_id);
    call.leg = static_cast<ConnectionState>(from.leg);
    if (from.outgoing >= 0) {
        call.outgoing = from.outgoing != 0;
    }
    call.conference = from.conference;
    call.recording = from.recording;
    call.unverified = from.unverified;
    call.doubts = Doubts(from.doubts);
    call.calling = text_if(from.calling);
    call.called = text_if(from.called);
    call.consultation_of = text_if(from.consultation_of);
    call.created = time(from.created_ms);
    call.established = time_if(from.established_ms);
    call.age = Milliseconds(from.age_ms);
    call.talking = duration_if(from.talking_ms);
    call.data = text_if(from.data);
    call.queue = text_if(from.queue);
    call.failed_code = text_if(from.failed_code);
    for (std::size_t i = 0; i < from.former_id_count; ++i) {
        well_str_t former{};
        if (well_snapshot_former_id(snapshot, index, i, &former) == WELL_OK) {
            call.former_ids.push_back(text(former));
        }
    }
    for (std::size_t i = 0; i < from.party_count; ++i) {
        well_party_t party{};
        party.struct_size = sizeof party;
        if (well_snapshot_party(snapshot, index, i, &party) == WELL_OK) {
            call.parties.push_back({text(party.device), static_cast<Role>(party.role),
                                    static_cast<ConnectionState>(party.leg), party.own, party.verified});
        }
    }
    for (std::size_t i = 0; i < from.action_count; ++i) {
        well_action_t action{};
        action.struct_size = sizeof action;
        if (well_snapshot_call_action(snapshot, index, i, &action) == WELL_OK) {
            call.actions.push_back(read_action(action));
        }
    }
    return call;
}

inline Snapshot read_snapshot(well_snapshot_t handle) {
    const SnapshotHandle owned(handle);
    Snapshot snapshot;
    well_snapshot_info_t info{};
    info.struct_size = sizeof info;
    if (well_snapshot_info(handle, &info) != WELL_OK) {
        return snapshot;
    }
    snapshot.phase = static_cast<Phase>(info.phase);
    snapshot.link = static_cast<Link>(info.link);
    snapshot.verified = info.verified;
    snapshot.calls_complete = info.calls_complete;
    snapshot.session_end = static_cast<SessionEnd>(info.session_end);
    snapshot.credentials_refused = info.credentials_refused;
    if (info.has_agent) {
        snapshot.agent = Agent{text(info.agent_id),
                               text(info.device_id),
                               static_cast<AgentMode>(info.agent_mode),
                               text(info.agent_mode_text),
                               text_if(info.reason),
                               text_if(info.pending_mode),
                               duration_if(info.in_mode_ms),
                               time_if(info.since_ms),
                               Doubts(info.agent_doubts)};
    }
    for (std::size_t i = 0; i < info.call_count; ++i) {
        snapshot.calls.push_back(read_call(handle, i));
    }
    for (std::size_t i = 0; i < info.action_count; ++i) {
        well_action_t action{};
        action.struct_size = sizeof action;
        if (well_snapshot_action(handle, i, &action) == WELL_OK) {
            snapshot.actions.push_back(read_action(action));
        }
    }
    for (std::size_t i = 0; i < info.prefix_count; ++i) {
        well_str_t prefix{};
        if (well_snapshot_prefix(handle, i, &prefix) == WELL_OK) {
            snapshot.prefixes.push_back(text(prefix));
        }
    }
    well_str_t json{};
    if (well_snapshot_json(handle, &json) == WELL_OK) {
        snapshot.json = text(json);
    }
    return snapshot;
}

}  // namespace detail

// ---------------------------------------------------------------------------------------------------------------------
// Commands
// ---------------------------------------------------------------------------------------------------------------------

/// Called when a command is settled: once, after the callbacks of the events that confirm it.
using Completion = std::function<void(const Outcome&)>;

namespace detail {

/// The end of a command, for those who wait for it by a callback.
class Settling {
public:
    /// Calls at once where it is settled already.
    void then(Completion completion) {
        if (!completion) {
            return;
        }
        std::optional<Outcome> settled;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (!outcome_ && !over_) {
                waiting_.push_back(std::move(completion));
                return;
            }
            settled = outcome_;
        }
        if (settled) {
            guarded([&] { completion(*settled); });
        }
    }

    void settle(const Outcome& outcome) {
        for (Completion& completion : end(outcome)) {
            guarded([&] { completion(outcome); });
        }
    }

    /// Nothing is told any more.
    void give_up() { end(std::nullopt); }

private:
    std::vector<Completion> end(std::optional<Outcome> outcome) {
        const std::lock_guard<std::mutex> lock(mutex_);
        over_ = true;
        if (outcome) {
            outcome_ = std::move(outcome);
        }
        return std::exchange(waiting_, {});
    }

    std::mutex mutex_;
    std::optional<Outcome> outcome_;
    bool over_ = false;
    std::vector<Completion> waiting_;
};

/// What a verb's type of reply is in an outcome.
template <class T>
T reply(const Outcome& outcome) {
    if constexpr (std::is_same_v<T, CallId>) {
        return outcome.call_id.value_or(CallId());
    } else if constexpr (std::is_same_v<T, std::optional<std::string>>) {
        return outcome.pending_mode;
    } else if constexpr (std::is_same_v<T, std::vector<CallDataEntry>>) {
        return outcome.call_data;
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        return outcome.prefixes;
    } else if constexpr (std::is_same_v<T, ClientState>) {
        return outcome.client_state.value_or(ClientState());
    } else {
        static_assert(std::is_same_v<T, Outcome>);
        return outcome;
    }
}

template <class T>
Fallible<T> result(const Outcome& outcome) {
    if (!outcome.ok()) {
        return fail<T>(Error(outcome));
    }
    if constexpr (std::is_void_v<T>) {
        return Fallible<void>();
    } else {
        return reply<T>(outcome);
    }
}

/// A promise that is kept, or broken with an `Error`.
template <class T>
class Promise {
public:
    ~Promise() {
        if (!kept_) {
            break_promise<T>(promise_, Error(Status::closed, "the session has ended before the command was settled"));
        }
    }
    [[nodiscard]] std::future<Fallible<T>> future() { return promise_.get_future(); }
    void keep(const Outcome& outcome) {
        kept_ = true;
        if (!outcome.ok()) {
            break_promise<T>(promise_, Error(outcome));
        } else if constexpr (std::is_void_v<Fallible<T>>) {
            promise_.set_value();
        } else {
            promise_.set_value(result<T>(outcome));
        }
    }

private:
    std::promise<Fallible<T>> promise_;
    bool kept_ = false;
};

}  // namespace detail

/// A command under way, or done; `T` is what it replies.
///
/// It goes on when this is destroyed. It settles exactly once, after `SessionOptions::command_timeout` (a log-in:
/// `login_timeout`) at the latest. Hold it as long as you want to wait; no thread is bound to it.
template <class T = void>
class Command {
public:
    /// Its number, unique within its session.
    [[nodiscard]] std::uint64_t id() const noexcept { return id_; }

    /// Waits up to `timeout` (0: looks); none if it is not settled by then. Errors: `would_deadlock` inside of a callback,
    /// but not with 0.
    [[nodiscard]] Fallible<std::optional<Outcome>> wait(Milliseconds timeout) const {
        well_outcome_t handle{};
        const well_status status = well_command_wait(handle_.get(), detail::milliseconds(timeout), &handle);
        if (status == WELL_TIMED_OUT) {
            return std::optional<Outcome>();
        }
        return detail::done<std::optional<Outcome>>(status, [&] {
            const OutcomeHandle owned(handle);
            return std::optional<Outcome>(detail::read_outcome(handle));
        });
    }

    /// Waits until it is settled. Errors: `would_deadlock` inside of a callback.
    Fallible<Outcome> wait() const {
        well_outcome_t handle{};
        return detail::done<Outcome>(well_command_wait(handle_.get(), WELL_FOREVER, &handle), [&] {
            const OutcomeHandle owned(handle);
            return detail::read_outcome(handle);
        });
    }

    /// Waits until it is settled, and gives what it replies. Errors: as `wait`; and, as `CommandError`, an outcome that is
    /// not `ok`.
    Fallible<T> get() const {
        well_outcome_t handle{};
        const well_status status = well_command_wait(handle_.get(), WELL_FOREVER, &handle);
        if (status != WELL_OK) {
            return detail::fail<T>(detail::error_of(status));
        }
        const OutcomeHandle owned(handle);
        return detail::result<T>(detail::read_outcome(handle));
    }

    /// Calls back when it is settled: as the verb's own completion; or at once, on this thread, if it is already.
    void then(Completion completion) const {
        if (settling_) {
            settling_->then(std::move(completion));
        }
    }

    /// As a future: kept where completions are called, so with `Delivery::pumped` only while the session is polled. It
    /// ends with what `get` gives, or with the error `closed` if the session has ended before.
    [[nodiscard]] std::future<Fallible<T>> as_future() const {
        const auto promise = std::make_shared<detail::Promise<T>>();
        std::future<Fallible<T>> future = promise->future();
        then([promise](const Outcome& outcome) { promise->keep(outcome); });
        return future;
    }
    operator std::future<Fallible<T>>() const { return as_future(); }

private:
    friend class Session;
    using OutcomeHandle = detail::Handle<well_outcome_t, well_outcome_free>;

    Command(well_command_t handle, std::shared_ptr<detail::Settling> settling)
        : handle_(handle), settling_(std::move(settling)) {
        well_command_id(handle, &id_);
    }

    detail::Handle<well_command_t, well_command_free> handle_;
    std::shared_ptr<detail::Settling> settling_;
    std::uint64_t id_ = 0;
};

// ---------------------------------------------------------------------------------------------------------------------
// Options
// ---------------------------------------------------------------------------------------------------------------------

/// How a client is to be. Made with the library's defaults. A time is at most 2^32 - 1 ms, 49 days.
struct ClientOptions {
    ClientOptions() {
        well_client_options_t c{};
        well_client_options_default(&c, sizeof c);
        threads = c.threads;
        connecting_at_once = c.connecting_at_once;
        connecting_per_second = c.connecting_per_second;
        connect_timeout = Milliseconds(c.connect_timeout_ms);
        request_timeout = Milliseconds(c.request_timeout_ms);
        proxy = static_cast<Proxy>(c.proxy);
        without_platform_roots = c.without_platform_roots != 0;
        danger_accept_any_certificate = c.danger_accept_any_certificate != 0;
    }

    /// Threads for the network, at least 1. Default 2; one serves thousands of sessions.
    std::uint32_t threads;
    /// How many event channels may be in the making at once, over all sessions, at least 1. Default 64.
    std::uint32_t connecting_at_once;
    /// How many event channels may be begun in a second, and how many HTTP log-ins, over all sessions, evenly apart, at
    /// least 1. Default 250.
    std::uint32_t connecting_per_second;
    /// How long a TCP and TLS connection may take. Default 5 s.
    Milliseconds connect_timeout;
    /// How long a request may take, reply and all. Default 10 s; keep it below `SessionOptions::command_timeout`.
    Milliseconds request_timeout;
    /// Which proxy. Default: the system's.
    Proxy proxy;
    /// `http://…`, `https://…` or `socks5://…`; for `Proxy::url`.
    std::optional<std::string> proxy_url;
    /// The `user-agent` header. Default `wellclient/<version>`.
    std::optional<std::string> user_agent;
    /// Root certificates to trust beside the platform's, PEM.
    std::string extra_roots_pem;
    /// The client's certificate chain, PEM.
    std::string client_certificate_pem;
    /// The client's private key, PEM.
    Secret client_key_pem;
    /// Trusts no root certificate of the platform's, only `extra_roots_pem`.
    bool without_platform_roots;
    /// Accepts any certificate. DANGEROUS: anyone on the way can read passwords and control calls. For a laboratory only.
    bool danger_accept_any_certificate;
};

struct Saved;

/// A file with a saved session, of one session and one process at a time: what it takes to go on when the program is started
/// again, whatever has ended it. It is written whole or not at all: whenever the process or the machine goes down, there is
/// the old contents or the new. On Unix it is for its owner alone. Its functions block for as long as the file system takes.
struct SessionStore {
    std::string path;
    /// 32 bytes: the file is sealed with it (ChaCha20-Poly1305). Without one, whoever can read the file can control the
    /// agent's calls.
    std::optional<Secret> key;

    /// Writes what `Session::saved` gave in place of what is there; the password is not in it. Errors: `bad_utf8`,
    /// `bad_argument` (the key's length), `bad_saved` (made by hand), `io`: then the file is as it was.
    Fallible<void> save(const Saved& saved) const;
    /// Reads it; none where there is no file. Errors: `bad_utf8`, `bad_argument` (the key's length), `io`, `other_version`,
    /// and `store_…`; the file is left as it is.
    [[nodiscard]] Fallible<std::optional<Saved>> load() const;
    /// Removes the file. That it is not there is no error. Errors: `bad_utf8`, `io`.
    Fallible<void> remove() const;
};

/// How a session is to be. Made with the library's defaults; name a server, by `preset` or `api_url`. A time is at most
/// 2^32 - 1 ms, 49 days.
struct SessionOptions {
    SessionOptions() {
        well_session_options_t c{};
        well_session_options_default(&c, sizeof c);
        dialect = static_cast<Dialect>(c.dialect);
        delivery = static_cast<Delivery>(c.delivery);
        debug = c.debug != 0;
        use_ws_log = c.use_ws_log != 0;
        use_error_alert = c.use_error_alert != 0;
        retrieve_after_consultation = c.retrieve_after_consultation != 0;
        answer_second_call = c.answer_second_call != 0;
        take_over_call = c.take_over_call != 0;
        verify_with_heartbeat = c.verify_with_heartbeat != 0;
        event_log = c.event_log != 0;
        logout_on_close = c.logout_on_close != 0;
        phone_numbers_only = c.phone_numbers_only != 0;
        reconnect = static_cast<Reconnect>(c.reconnect);
        reconnect_attempts = c.reconnect_attempts;
        reconnect_delay = Milliseconds(c.reconnect_delay_ms);
        reconnect_cap = Milliseconds(c.reconnect_cap_ms);
        reconnect_window = Milliseconds(c.reconnect_window_ms);
        reconnect_give_up = Milliseconds(c.reconnect_give_up_ms);
        heartbeat = Milliseconds(c.heartbeat_ms);
        login_timeout = Milliseconds(c.login_ms);
        ask_timeout = Milliseconds(c.ask_ms);
        command_timeout = Milliseconds(c.command_ms);
        confirm_timeout = Milliseconds(c.confirm_ms);
        connect_timeout = Milliseconds(c.connect_ms);
        settle = Milliseconds(c.settle_ms);
        stomp_heartbeat = Milliseconds(c.stomp_heartbeat_ms);
        ping = Milliseconds(c.ping_ms);
        doubt = Milliseconds(c.doubt_ms);
        clock_jump = Milliseconds(c.clock_jump_ms);
        between_calls = Milliseconds(c.between_calls_ms);
        stable = Milliseconds(c.stable_ms);
        slow_retry = Milliseconds(c.slow_retry_ms);
        internal_min_digits = c.internal_min_digits;
        internal_max_digits = c.internal_max_digits;
        queue_capacity = c.queue_capacity;
        seed = c.seed;
    }

    /// The environment that the manual's `useConfig` picks by this name (2.1): see `environments`.
    std::optional<std::string> preset;
    /// For a server of one's own: `http` or `https`, host, port and base path of its CSTA API.
    std::optional<std::string> api_url;
    /// Where the event channel is, `ws` or `wss`. Default `<api_url>/mvc/stomp/websocket`.
    std::optional<std::string> events_url;
    /// Where user name and password are exchanged for a session id. Default `<api_url>/login`.
    std::optional<std::string> login_url;
    /// The `host` header of STOMP's CONNECT. Default none: the broker's default virtual host.
    std::optional<std::string> virtual_host;
    /// Which release of the reference client to speak like. Default 4.x.
    Dialect dialect;
    /// Where callbacks are called. Default: on the client's dispatcher thread.
    Delivery delivery;
    /// Answers a call that comes in at once (2.1). Default: the environment's choice.
    std::optional<bool> auto_answer;
    /// The manual's `debug`. Default false.
    bool debug;
    /// Log each STOMP frame. Default false.
    bool use_ws_log;
    /// Report failures as log lines of kind `LogKind::alert` too. Default true.
    bool use_error_alert;
    /// When the consulted party hangs up and the first call is still held, retrieve it. Default false.
    bool retrieve_after_consultation;
    /// With `auto_answer`: answer a second call automatically too, while the agent is talking in another. Default false.
    bool answer_second_call;
    /// A log-in that meets the agent logged in on the same extension (454), in a call by the server's account, takes that
    /// over as `Session::recover` does, in place of logging the agent out of it. Default true.
    bool take_over_call;
    /// Compare the model with the server's account at each heartbeat. Default true.
    bool verify_with_heartbeat;
    /// Keep the event log (5.5). Default true.
    bool event_log;
    /// Log the agent out when the session is closed or destroyed (8.4). Default false.
    bool logout_on_close;
    /// Refuse a number that is neither digits only nor the manual's dial form (5.4, 8.7), wherever one is dialled, and a
    /// prefix that is not digits. Default false: any text of at most 128 bytes, with its prefix, without control characters
    /// is sent.
    bool phone_numbers_only;
    /// When to try again after the event channel is lost. Default `Reconnect::spread`.
    Reconnect reconnect;
    /// See `Reconnect`.
    std::uint32_t reconnect_attempts;
    /// See `Reconnect`.
    Milliseconds reconnect_delay;
    /// See `Reconnect`.
    Milliseconds reconnect_cap;
    /// See `Reconnect`. Default 25 s.
    Milliseconds reconnect_window;
    /// See `Reconnect`. Default 0, which is when the manual's client gave up: 5 s (2.x) or 90 s (4.x).
    Milliseconds reconnect_give_up;
    /// Between two heartbeats of the agent. Default 60 s; the server logs an agent out after 3 minutes without one.
    Milliseconds heartbeat;
    /// The longest that a log-in or recovery may take. Default 30 s.
    Milliseconds login_timeout;
    /// The longest that the answer to a log-in's question may take. Default 60 s.
    Milliseconds ask_timeout;
    /// The longest that a command may take. Default 15 s.
    Milliseconds command_timeout;
    /// How long the event that confirms a command may take after the reply, before the server is asked. Default 5 s.
    Milliseconds confirm_timeout;
    /// The longest that opening the event channel may take. Default 10 s.
    Milliseconds connect_timeout;
    /// How long to wait after SUBSCRIBE where the broker sends no RECEIPT. Default 500 ms.
    Milliseconds settle;
    /// The STOMP heart-beat offered and wanted. Default 10 s; 0 is none.
    Milliseconds stomp_heartbeat;
    /// Where the server sends no heart-beats: between two WebSocket pings. Default 20 s.
    Milliseconds ping;
    /// Between finding the model doubtful and asking the server. Default 1 s.
    Milliseconds doubt;
    /// A wall clock that runs ahead by this much means that the machine slept. Default 15 s.
    Milliseconds clock_jump;
    /// Between two calls made. Default 2 s.
    Milliseconds between_calls;
    /// An event channel that is lost again before it has stood for so long has failed: attempts and delays go on where
    /// they were. Default 30 s.
    Milliseconds stable;
    /// When the attempts are used up and `WsDisconnected` is told, it is tried on about so often, each time after half to
    /// one and a half of it. Default 60 s; 0 is not before `Session::reconnect`.
    Milliseconds slow_retry;
    /// What an internal number begins with. Default `"8"`; `""` for no such rule.
    std::optional<std::string> internal_prefix;
    /// The fewest digits after it. Default 3.
    std::uint32_t internal_min_digits;
    /// The most digits after it. Default 5.
    std::uint32_t internal_max_digits;
    /// Further internal numbers.
    std::vector<std::string> internal_numbers;
    /// How many events may wait to be told; one that is slower gets `Lagged`. Default 1024.
    std::uint32_t queue_capacity;
    /// Seed of the random delays; 0 for one of its own.
    std::uint64_t seed;
    /// Writes the journal to this file, to be replayed.
    std::optional<std::string> journal_path;
    /// Keeps the session in this store, to be taken up again when the program is started again (`SessionStore::load`,
    /// `Session::recover`). While an agent is logged in the file is kept current: written within 200 ms of each change, and
    /// never where events wait for it; it is removed when the agent is logged out, and stays when the session is closed
    /// without a log-out. Where it cannot be written, a log line of kind `LogKind::error` says so. Errors of
    /// `Client::session` also: `bad_argument` (the key's length).
    std::optional<SessionStore> store;
    /// `Origin`, sent with the WebSocket and with each request but GET: `scheme://host[:port]`, or `"null"`. Default: that of
    /// the API, as a page of that server sends it; `""` for none.
    std::optional<std::string> origin;
    /// Further headers of each request and of the WebSocket, each `"Name: value"`. A name that no header can have, a
    /// control character, or a header that the library sets itself (`Cookie`, `Host`, `sessionId`, …) is `bad_environment`.
    std::vector<std::string> headers;
    /// `login` of STOMP's CONNECT. Default: none.
    std::optional<std::string> broker_login;
    /// `passcode` of STOMP's CONNECT. Default: none.
    std::optional<Secret> broker_passcode;
};

/// Who logs in, where and how (manual 2.2).
struct Login {
    Login() = default;
    Login(std::string job_number_, Secret password_, std::string domain_, std::string ext_)
        : job_number(std::move(job_number_)),
          password(std::move(password_)),
          domain(std::move(domain_)),
          ext(std::move(ext_)) {}

    /// The agent's number: `"5001"`.
    std::string job_number;
    Secret password;
    /// The tenant's domain: `"test.cc"`. Default: the environment's own.
    std::optional<std::string> domain;
    /// The extension: `"8001"`.
    std::string ext;
    /// What to do where the agent is logged in already.
    LoginMode login_mode = LoginMode::force;
    /// The mode after the log-in: `ready` or `not_ready`.
    AgentMode agent_mode = AgentMode::not_ready;
};

/// What a call can be given besides its number (manual 2.5). All but the prefix are of the releases 4.x.
struct MakeCallOptions {
    /// What is dialled before the number, such as `"9"` for an outside line.
    std::optional<std::string> prefix;
    /// The number that the called side is shown. Default: the own extension.
    std::optional<std::string> dest_for_display;
    /// The number that the calling side is shown.
    std::optional<std::string> origin_for_display;
    /// A text of the application's own that the server keeps with the call.
    std::optional<std::string> context_id;
    /// Call progress analysis.
    std::optional<bool> cpa;
};

/// The manual's `setConfig` (2.1).
struct Settings {
    /// Log in detail.
    bool debug = false;
    /// Log each STOMP frame.
    bool use_ws_log = false;
    /// Answer a call that comes in at once.
    bool auto_answer = false;
    /// Report failures as log lines of kind `LogKind::alert` too.
    bool use_error_alert = false;
};

namespace detail {

inline const char* c_str(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

inline std::uint8_t byte(bool truth) { return truth ? 1 : 0; }

/// Whether a NUL is in any of these, where C would cut them.
template <class... Texts>
bool has_nul(const Texts&... texts) {
    return !(good(Text(texts)) && ...);
}

inline const std::uint8_t* bytes(const std::string& text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

inline well_client_options_t to_c(const ClientOptions& options) {
    well_client_options_t c{};
    well_client_options_default(&c, sizeof c);
    c.threads = options.threads;
    c.connecting_at_once = options.connecting_at_once;
    c.connecting_per_second = options.connecting_per_second;
    c.connect_timeout_ms = milliseconds(options.connect_timeout);
    c.request_timeout_ms = milliseconds(options.request_timeout);
    c.proxy = static_cast<well_proxy_t>(options.proxy);
    c.without_platform_roots = byte(options.without_platform_roots);
    c.danger_accept_any_certificate = byte(options.danger_accept_any_certificate);
    c.proxy_url = c_str(options.proxy_url);
    c.user_agent = c_str(options.user_agent);
    c.extra_roots_pem = bytes(options.extra_roots_pem);
    c.extra_roots_pem_len = options.extra_roots_pem.size();
    c.client_certificate_pem = bytes(options.client_certificate_pem);
    c.client_certificate_pem_len = options.client_certificate_pem.size();
    c.client_key_pem = bytes(options.client_key_pem.expose());
    c.client_key_pem_len = options.client_key_pem.expose().size();
    return c;
}

/// A time that is set, and what it is called.
struct Setting {
    const char* name;
    Milliseconds time;
};

/// The first time that the C interface cannot hold. The narrower ranges are looked at behind it.
inline std::optional<Error> time_error(std::initializer_list<Setting> settings) {
    constexpr std::uint32_t longest = (std::numeric_limits<std::uint32_t>::max)();
    for (const Setting& setting : settings) {
        if (setting.time.count() < 0 || setting.time.count() > longest) {
            return Error(Status::bad_argument, std::string(setting.name) + " must be from 0 to " +
                                                   std::to_string(longest) + " ms, not " +
                                                   std::to_string(setting.time.count()) + " ms");
        }
    }
    return std::nullopt;
}

inline std::optional<Error> time_error(const ClientOptions& options) {
    return time_error({
        {"connect_timeout", options.connect_timeout},
        {"request_timeout", options.request_timeout},
    });
}

inline std::optional<Error> time_error(const SessionOptions& options) {
    return time_error({
        {"reconnect_delay", options.reconnect_delay},
        {"reconnect_cap", options.reconnect_cap},
        {"reconnect_window", options.reconnect_window},
        {"reconnect_give_up", options.reconnect_give_up},
        {"heartbeat", options.heartbeat},
        {"login_timeout", options.login_timeout},
        {"ask_timeout", options.ask_timeout},
        {"command_timeout", options.command_timeout},
        {"confirm_timeout", options.confirm_timeout},
        {"connect_timeout", options.connect_timeout},
        {"settle", options.settle},
        {"stomp_heartbeat", options.stomp_heartbeat},
        {"ping", options.ping},
        {"doubt", options.doubt},
        {"clock_jump", options.clock_jump},
        {"between_calls", options.between_calls},
        {"stable", options.stable},
        {"slow_retry", options.slow_retry},
    });
}

/// `lists` lends its room to the result.
inline well_session_options_t to_c(const SessionOptions& options, std::vector<const char*>& lists) {
    for (const std::string& number : options.internal_numbers) {
        lists.push_back(number.c_str());
    }
    for (const std::string& header : options.headers) {
        lists.push_back(header.c_str());
    }
    well_session_options_t c{};
    well_session_options_default(&c, sizeof c);
    c.preset = c_str(options.preset);
    c.api_url = c_str(options.api_url);
    c.events_url = c_str(options.events_url);
    c.login_url = c_str(options.login_url);
    c.virtual_host = c_str(options.virtual_host);
    c.dialect = static_cast<well_dialect_t>(options.dialect);
    c.delivery = static_cast<well_delivery_t>(options.delivery);
    if (options.auto_answer) {
        c.auto_answer = *options.auto_answer ? 1 : 0;
    }
    c.debug = byte(options.debug);
    c.use_ws_log = byte(options.use_ws_log);
    c.use_error_alert = byte(options.use_error_alert);
    c.retrieve_after_consultation = byte(options.retrieve_after_consultation);
    c.answer_second_call = byte(options.answer_second_call);
    c.take_over_call = byte(options.take_over_call);
    c.verify_with_heartbeat = byte(options.verify_with_heartbeat);
    c.event_log = byte(options.event_log);
    c.logout_on_close = byte(options.logout_on_close);
    c.phone_numbers_only = byte(options.phone_numbers_only);
    c.reconnect = static_cast<well_reconnect_t>(options.reconnect);
    c.reconnect_attempts = options.reconnect_attempts;
    c.reconnect_delay_ms = milliseconds(options.reconnect_delay);
    c.reconnect_cap_ms = milliseconds(options.reconnect_cap);
    c.reconnect_window_ms = milliseconds(options.reconnect_window);
    c.reconnect_give_up_ms = milliseconds(options.reconnect_give_up);
    c.heartbeat_ms = milliseconds(options.heartbeat);
    c.login_ms = milliseconds(options.login_timeout);
    c.ask_ms = milliseconds(options.ask_timeout);
    c.command_ms = milliseconds(options.command_timeout);
    c.confirm_ms = milliseconds(options.confirm_timeout);
    c.connect_ms = milliseconds(options.connect_timeout);
    c.settle_ms = milliseconds(options.settle);
    c.stomp_heartbeat_ms = milliseconds(options.stomp_heartbeat);
    c.ping_ms = milliseconds(options.ping);
    c.doubt_ms = milliseconds(options.doubt);
    c.clock_jump_ms = milliseconds(options.clock_jump);
    c.between_calls_ms = milliseconds(options.between_calls);
    c.stable_ms = milliseconds(options.stable);
    c.slow_retry_ms = milliseconds(options.slow_retry);
    c.internal_prefix = c_str(options.internal_prefix);
    c.internal_min_digits = options.internal_min_digits;
    c.internal_max_digits = options.internal_max_digits;
    c.internal_numbers = lists.data();
    c.internal_numbers_count = options.internal_numbers.size();
    c.queue_capacity = options.queue_capacity;
    c.seed = options.seed;
    c.journal_path = c_str(options.journal_path);
    if (options.store) {
        c.store_path = options.store->path.c_str();
        if (options.store->key) {
            c.store_key = data(options.store->key->expose());
            c.store_key_len = options.store->key->expose().size();
        }
    }
    c.origin = c_str(options.origin);
    c.headers = lists.data() + options.internal_numbers.size();
    c.headers_count = options.headers.size();
    c.broker_login = c_str(options.broker_login);
    c.broker_passcode = options.broker_passcode ? raw(*options.broker_passcode) : nullptr;
    return c;
}

}  // namespace detail

/// Counters: how well the link and the model are doing, from the making of the session.
struct Metrics {
    /// Events received.
    std::uint64_t events = 0;
    /// Of these, dropped as copies.
    std::uint64_t duplicates = 0;
    /// Of these, put in their place among newer ones.
    std::uint64_t late = 0;
    /// Of these, not applied to the model.
    std::uint64_t refused = 0;
    /// Anomalies reported, copies and late events not counted.
    std::uint64_t anomalies = 0;
    /// Times the server's account was compared with the model.
    std::uint64_t resyncs = 0;
    /// Events synthesized because the two differed.
    std::uint64_t corrections = 0;
    /// Times the event channel came back after a loss.
    std::uint64_t reconnects = 0;
    /// Times the HTTP session was renewed (426).
    std::uint64_t renewals = 0;
    /// Commands settled.
    std::uint64_t commands = 0;
    /// Of these, not confirmed or already so.
    std::uint64_t commands_failed = 0;
    /// From command to outcome, added up.
    Milliseconds command_total{};
    /// The longest from command to outcome.
    Milliseconds command_longest{};
};

namespace detail {

template <class T>
Fallible<Metrics> read_metrics(well_status (*read)(T, well_metrics_t*), T handle) {
    well_metrics_t c{};
    c.struct_size = sizeof c;
    return done<Metrics>(read(handle, &c), [&] {
        return Metrics{c.events,    c.duplicates,  c.late,       c.refused,  c.anomalies,
                       c.resyncs,   c.corrections, c.reconnects, c.renewals, c.commands,
                       c.commands_failed, Milliseconds(c.command_ms_total), Milliseconds(c.command_ms_longest)};
    });
}

}  // namespace detail

// ---------------------------------------------------------------------------------------------------------------------
// Sessions
// ---------------------------------------------------------------------------------------------------------------------

/// A callback's subscription: cancelled when this is destroyed.
///
/// No call begins after that, but one that is under way on another thread goes on to its end; to wait for that, close the
/// session. It may be destroyed inside of its own callback.
class [[nodiscard]] Subscription {
public:
    Subscription() = default;

    /// Cancels it now.
    void cancel() noexcept { handle_.reset(); }

    /// Lets it last as long as the session.
    void detach() noexcept { well_subscription_detach(handle_.release()); }

private:
    friend class Session;

    explicit Subscription(well_subscription_t handle) : handle_(handle) {}

    detail::Handle<well_subscription_t, well_subscription_free> handle_;
};

/// What `Session::poll_event` has found: `while (Polled polled = session.poll_event()) { use(*polled); }`.
struct Polled {
    /// The event; none if there was none in time.
    std::optional<Event> event;
    /// The session is closed and everything is taken: do not poll again.
    bool ended = false;

    explicit operator bool() const noexcept { return event.has_value(); }
    [[nodiscard]] const Event& operator*() const { return *event; }
    [[nodiscard]] const Event* operator->() const { return &*event; }
};

/// Whether a verb may be used now, and why not.
struct Permission {
    bool allowed = false;
    Reason reason = Reason::none;

    explicit operator bool() const noexcept { return allowed; }
};

/// Who is logged in.
struct Identity {
    /// `5001@test.cc`.
    std::string agent_id;
    /// `8001@test.cc`.
    std::string device_id;
};

/// What taking up a session needs. IT HOLDS SECRETS: whoever has the session id can control the agent's calls.
struct Saved {
    std::string agent_id;
    std::string device_id;
    Secret session_id;
    /// The program's to fill in: with it, the HTTP session can be renewed when it expires.
    std::optional<Secret> password;
    /// All of it but the password, as bytes to be kept where passwords are kept, with the state that the server cannot tell
    /// after a restart: calls on hold, call data, talk time, the mode that is pending, prefixes. Empty where it is made by
    /// hand: then only the call that the server shows is there. It is these bytes that are taken up, if there are any.
    Secret bytes{};

    /// Of such bytes. Errors: `bad_saved`, `other_version`.
    [[nodiscard]] static Fallible<Saved> from_bytes(const Secret& bytes);
};

namespace detail {

inline Saved read_saved(well_saved_t& c, Secret bytes) {
    Saved saved{std::string(c.agent_id.data, c.agent_id.len), std::string(c.device_id.data, c.device_id.len),
                Secret(std::string_view(c.session_id.data, c.session_id.len)), std::nullopt, std::move(bytes)};
    well_saved_free(&c);
    return saved;
}

/// Takes bytes that were given away; the library overwrites its copy.
inline Secret take_secret(well_string_t& given) {
    Secret taken(std::string_view(given.data, given.len));
    well_string_free(&given);
    return taken;
}

}  // namespace detail

inline Fallible<Saved> Saved::from_bytes(const Secret& bytes) {
    const std::string& given = bytes.expose();
    well_saved_t c{};
    return detail::done<Saved>(well_saved_from_bytes(detail::data(given), given.size(), &c),
                               [&] { return detail::read_saved(c, bytes); });
}

inline Fallible<void> SessionStore::save(const Saved& saved) const {
    const detail::Text file(path);
    if (!file.good()) {
        return detail::fail<void>(detail::nul_error());
    }
    const std::string& given = saved.bytes.expose();
    const std::string none;
    const std::string& sealing = key ? key->expose() : none;
    return detail::done(
        well_store_save(file.c_str(), detail::data(sealing), sealing.size(), detail::data(given), given.size()));
}

inline Fallible<std::optional<Saved>> SessionStore::load() const {
    const detail::Text file(path);
    if (!file.good()) {
        return detail::fail<std::optional<Saved>>(detail::nul_error());
    }
    const std::string none;
    const std::string& sealing = key ? key->expose() : none;
    well_string_t given{};
    const well_status status = well_store_load(file.c_str(), detail::data(sealing), sealing.size(), &given);
    return detail::done_or_none<Saved>(status, [&] {
        Secret bytes = detail::take_secret(given);
        well_saved_t c{};
        well_saved_from_bytes(detail::data(bytes.expose()), bytes.expose().size(), &c);
        return detail::read_saved(c, std::move(bytes));
    });
}

inline Fallible<void> SessionStore::remove() const {
    const detail::Text file(path);
    return file.good() ? detail::done(well_store_remove(file.c_str())) : detail::fail<void>(detail::nul_error());
}

using EventCallback = std::function<void(const Event&)>;
using LogCallback = std::function<void(LogKind, std::string_view)>;
/// Asked where the agent is logged in already; the outcome says where (`agent_id`, `device_id`). With `Answer::later` the
/// program asks a person, then calls `Session::answer_ask`.
using AskCallback = std::function<Answer(const Outcome&)>;

/// A session: one agent on one extension.
///
/// Destroying it closes it, which waits, so that nothing of it is called afterwards: do not destroy it while one of its
/// callbacks waits for this thread. Inside of a callback it cannot wait, closes in the background, and only completions are
/// still called.
///
/// The verbs (manual chapters 2 and 4) begin a command, and never wait. Each takes a completion as its last argument, and
/// gives a `Command` to wait with. Errors of every verb: `bad_utf8`, `closed`. Whatever else is wrong is told by the outcome.
class Session {
public:
    Session(Session&& other) noexcept = default;
    Session& operator=(Session&& other) noexcept {
        if (this != &other) {
            end();
            handle_ = std::move(other.handle_);
            open_ = std::move(other.open_);
        }
        return *this;
    }
    ~Session() { end(); }

    /// Closes it: logs out first if it was made so, ends its link, settles the commands under way as unknown
    /// (`session_closed`), and tells all that is still to be told. Then no callback of it is called any more. Closing again
    /// does no harm. Errors: `timed_out` (call it again), `would_deadlock`.
    Fallible<void> close(Milliseconds timeout = forever) const {
        return detail::done(well_session_close(handle_.get(), detail::milliseconds(timeout)));
    }

    // Events

    /// Calls back for each event of this name (manual 3.1), in the order of their happening. Both `connectionCleared` come
    /// under that name. Errors: `bad_utf8`, `closed`; `null_pointer` for an empty function.
    Fallible<Subscription> on(std::string_view name, EventCallback callback) const {
        return on_events(detail::Text(name), std::move(callback));
    }

    /// Calls back with each event of this kind: `session.on<Delivered>([](const Delivered& call) { … })`.
    template <class T, class F>
    Fallible<Subscription> on(F callback) const {
        static_assert(!std::is_same_v<T, LogLine>, "log lines come by on_log");
        std::optional<std::string> name;
        if constexpr (T::event_name != nullptr) {
            name = T::event_name;
        }
        return on_events(detail::Text(name), [callback = std::move(callback)](const Event& event) mutable {
            if (const T* const body = event.get_if<T>()) {
                callback(*body);
            }
        });
    }

    /// Calls back for every event (3.3). Errors: as `on`.
    Fallible<Subscription> on_any(EventCallback callback) const {
        return on_events(detail::Text(std::optional<std::string>()), std::move(callback));
    }

    /// Calls back for each log line (3.4); the text is good until the call returns. Errors: as `on`.
    Fallible<Subscription> on_log(LogCallback callback) const {
        return subscribe<LogCallback>(std::move(callback), [this](void* context, well_subscription_t* out) {
            const well_log_callback_t c{context, &Session::tell_log, &detail::Callback<LogCallback>::drop};
            return well_session_on_log(handle_.get(), &c, out);
        });
    }

    /// With `Delivery::pumped`: takes the next event, waiting for it up to `timeout` (0: not at all). Callbacks that are due
    /// on the way (of events, log lines, commands, questions) are called from inside of it, on this thread; they may destroy
    /// the session. Errors: `wrong_delivery`, `would_deadlock`.
    Fallible<Polled> poll_event(Milliseconds timeout = Milliseconds(0)) const {
        well_event_t handle{};
        const well_status status = well_session_poll_event(handle_.get(), detail::milliseconds(timeout), &handle);
        // From here on this may be gone: a callback may have destroyed it.
        if (status == WELL_EMPTY || status == WELL_END) {
            return Polled{std::nullopt, status == WELL_END};
        }
        return detail::done<Polled>(status, [&] {
            const detail::Handle<well_event_t, well_event_free> owned(handle);
            return Polled{detail::read_event(handle), false};
        });
    }

    /// With `Delivery::pumped`: a file descriptor that is readable while there may be something to poll. When it is, call
    /// `poll_event` until it gives none. The session's own: do not read from it, do not close it. Errors:
    /// `wrong_delivery`, `no_resources`; `unsupported` on Windows (`event_handle`).
    [[nodiscard]] Fallible<int> event_fd() const {
        std::int32_t descriptor = -1;
        return detail::done<int>(well_session_event_fd(handle_.get(), &descriptor), [&] { return descriptor; });
    }

    /// The same on Windows: an event object (a `HANDLE`, manual-reset) that is signalled while there may be something to
    /// poll. The session's own: do not set, reset or close it. Errors: `wrong_delivery`, `no_resources`; `unsupported`
    /// elsewhere.
    [[nodiscard]] Fallible<void*> event_handle() const {
        void* handle = nullptr;
        return detail::done<void*>(well_session_event_handle(handle_.get(), &handle), [&] { return handle; });
    }

    // State

    /// The state now.
    [[nodiscard]] Fallible<Snapshot> snapshot() const {
        well_snapshot_t handle{};
        return detail::done<Snapshot>(well_session_snapshot(handle_.get(), &handle),
                                      [&] { return detail::read_snapshot(handle); });
    }

    /// Whether a verb makes sense for a call now. This is advice: only the guards of making a call, of dropping without an
    /// id and of logging out are enforced. Errors: `bad_utf8`, `bad_argument`.
    [[nodiscard]] Fallible<Permission> may(Verb verb, std::string_view call_id) const {
        const detail::Text id(call_id);
        if (!id.good()) {
            return detail::fail<Permission>(detail::nul_error());
        }
        bool allowed = false;
        well_reason_t reason = WELL_REASON_NONE;
        const well_status status =
            well_session_may(handle_.get(), static_cast<well_verb_t>(verb), id.c_str(), &allowed, &reason);
        return detail::done<Permission>(status, [&] { return Permission{allowed, static_cast<Reason>(reason)}; });
    }

    /// Who is logged in, or being logged in.
    [[nodiscard]] Fallible<std::optional<Identity>> identity() const {
        well_string_t agent{};
        well_string_t device{};
        const well_status status = well_session_identity(handle_.get(), &agent, &device);
        return detail::done_or_none<Identity>(status,
                                              [&] { return Identity{detail::take(agent), detail::take(device)}; });
    }

    /// What `recover` needs; none unless an agent is logged in.
    [[nodiscard]] Fallible<std::optional<Saved>> saved() const {
        well_string_t given{};
        return detail::done_or_none<Saved>(well_session_saved_bytes(handle_.get(), &given), [&] {
            Secret bytes = detail::take_secret(given);
            well_saved_t c{};
            well_saved_from_bytes(detail::data(bytes.expose()), bytes.expose().size(), &c);
            return detail::read_saved(c, std::move(bytes));
        });
    }

    /// The counters.
    [[nodiscard]] Fallible<Metrics> metrics() const {
        return detail::read_metrics(well_session_metrics, handle_.get());
    }

    /// The model as the reference client shows it (5.1).
    [[nodiscard]] Fallible<Json> get_call_memory() const { return text(well_session_get_call_memory); }

    /// Tries the event channel again after `WsDisconnected`.
    Fallible<void> reconnect() const { return detail::done(well_session_reconnect(handle_.get())); }

    // Settings and log

    /// The settings as they are.
    [[nodiscard]] Fallible<Settings> get_config() const {
        well_settings_t c{};
        c.struct_size = sizeof c;
        return detail::done<Settings>(well_session_get_config(handle_.get(), &c), [&] {
            return Settings{c.debug != 0, c.use_ws_log != 0, c.auto_answer != 0, c.use_error_alert != 0};
        });
    }

    /// Changes the settings (2.1): get them, change what is to be different, set them.
    Fallible<void> set_config(const Settings& settings) const {
        well_settings_t c{};
        c.struct_size = sizeof c;
        c.debug = detail::byte(settings.debug);
        c.use_ws_log = detail::byte(settings.use_ws_log);
        c.auto_answer = detail::byte(settings.auto_answer);
        c.use_error_alert = detail::byte(settings.use_error_alert);
        return detail::done(well_session_set_config(handle_.get(), &c));
    }

    /// The manual's `setDebug` (5.3).
    Fallible<void> set_debug(bool debug) const { return detail::done(well_session_set_debug(handle_.get(), debug)); }

    /// Whether to retrieve the first call when the consulted party has hung up.
    Fallible<void> set_retrieve_after_consultation(bool retrieve) const {
        return detail::done(well_session_set_retrieve_after_consultation(handle_.get(), retrieve));
    }

    /// Writes a line of the program's into the log (5.2). Errors: `bad_utf8`.
    Fallible<void> log(std::string_view line) const { return with_text(well_session_log, line); }

    /// Writes an error of the program's into the log (5.3). Errors: `bad_utf8`.
    Fallible<void> error(std::string_view line) const { return with_text(well_session_error, line); }

    /// All of the event log (5.5.1).
    [[nodiscard]] Fallible<std::string> get_log() const { return text(well_session_get_log); }

    /// Writes the event log to a file (5.5.2); takes as long as the file system does. Errors: `bad_utf8`, `io`.
    Fallible<void> download_log(std::string_view path) const { return with_text(well_session_download_log, path); }

    /// The event log's lines that have this text in them, each with a newline behind it. Errors: `bad_utf8`.
    [[nodiscard]] Fallible<std::string> search_log(std::string_view wanted) const {
        const detail::Text given(wanted);
        if (!given.good()) {
            return detail::fail<std::string>(detail::nul_error());
        }
        well_string_t found{};
        return detail::done<std::string>(well_session_search_log(handle_.get(), given.c_str(), &found),
                                         [&] { return detail::take(found); });
    }

    /// Keeps lines in the event log again, or keeps no further ones (5.5.3, 5.5.4).
    Fallible<void> enable_log(bool enable = true) const {
        return detail::done(well_session_enable_log(handle_.get(), enable));
    }

    /// Forgets all lines of the event log.
    Fallible<void> clear_log() const { return detail::done(well_session_clear_log(handle_.get())); }

    // Log-in and the agent (manual chapter 2)

    /// Logs an agent in (manual 2.2). Settled when `agentLoggedOn` has arrived. `ask` is asked in mode `LoginMode::ask`; an
    /// empty one lets the log-in fail there. Errors also: `bad_argument`.
    Fallible<Command<>> agent_login(const Login& login, AskCallback ask = {}, Completion done = {}) const {
        if (detail::has_nul(login.job_number, login.domain, login.ext) || !detail::good(login.password)) {
            return detail::fail<Command<>>(detail::nul_error());
        }
        well_login_t c{};
        well_login_default(&c, sizeof c);
        c.job_number = login.job_number.c_str();
        c.password = login.password.expose().c_str();
        c.domain = detail::c_str(login.domain);
        c.ext = login.ext.c_str();
        c.login_mode = static_cast<well_login_mode_t>(login.login_mode);
        c.agent_mode = static_cast<well_agent_mode_t>(login.agent_mode);
        if (!ask) {
            return begin<void>(std::move(done), well_session_agent_login, &c, static_cast<const well_ask_t*>(nullptr));
        }
        const well_ask_t asking{new detail::Callback<AskCallback>{std::move(ask), open_}, &Session::ask,
                                &detail::Callback<AskCallback>::drop};
        return begin<void>(std::move(done), well_session_agent_login, &c, &asking);
    }

    /// Answers a log-in's question (`Answer::later`): true logs out there and logs in here, false lets the log-in fail.
    /// Without a question it does nothing.
    Fallible<void> answer_ask(bool force) const {
        return detail::done(well_session_answer_ask(handle_.get(), force));
    }

    /// Takes up a session that was saved before the program was restarted, in place of a log-in. Told by
    /// `RecoverStateSuccess`. What the saved state says is in doubt until the server tells (`Doubt`). Errors also:
    /// `bad_saved`, `other_version`.
    Fallible<Command<>> recover(const Saved& saved, Completion done = {}) const {
        const Secret* const password = saved.password ? &*saved.password : nullptr;
        const std::string& bytes = saved.bytes.expose();
        if (!bytes.empty()) {
            return begin<void>(std::move(done), well_session_recover_bytes, detail::data(bytes), bytes.size(), password);
        }
        return begin<void>(std::move(done), well_session_recover, detail::Text(saved.agent_id),
                           detail::Text(saved.device_id), saved.session_id, password);
    }

    /// Logs the agent out (2.3). Settled when `agentLoggedOff` has arrived. Refused while a call is up or the agent is allocated.
    Fallible<Command<>> logout(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_logout);
    }

    /// Ready or not ready (2.4), with a reason or none. During a call it takes effect when the call ends: then the command
    /// replies the mode that is pending. Errors also: `bad_argument`.
    Fallible<Command<std::optional<std::string>>> set_agent_mode(
        AgentMode mode, const std::optional<std::string>& reason = std::nullopt, Completion done = {}) const {
        return begin<std::optional<std::string>>(std::move(done), well_session_set_agent_mode,
                                                 static_cast<well_agent_mode_t>(mode), detail::Text(reason));
    }

    /// Makes a call (2.5), and replies its id. Settled when the server shows that it is being made, not when it is answered.
    /// Any text of at most 128 bytes, with its prefix, without control characters is dialled. Its guards, each a `Reason`: a
    /// call is up, the agent is allocated, the number is empty or the own extension, the last call was made less than
    /// `SessionOptions::between_calls` ago; with `SessionOptions::phone_numbers_only`, it is no phone number.
    Fallible<Command<CallId>> make_call(std::string_view phone_number, const MakeCallOptions& options = {},
                                        Completion done = {}) const {
        if (detail::has_nul(options.prefix, options.dest_for_display, options.origin_for_display, options.context_id)) {
            return detail::fail<Command<CallId>>(detail::nul_error());
        }
        well_make_call_t c{};
        well_make_call_default(&c, sizeof c);
        c.prefix = detail::c_str(options.prefix);
        c.dest_for_display = detail::c_str(options.dest_for_display);
        c.origin_for_display = detail::c_str(options.origin_for_display);
        c.context_id = detail::c_str(options.context_id);
        if (options.cpa) {
            c.cpa = *options.cpa ? 1 : 0;
        }
        const well_make_call_t* const given = &c;
        return begin<CallId>(std::move(done), well_session_make_call, detail::Text(phone_number), given);
    }

    /// Answers a call that rings (2.6).
    Fallible<Command<>> answer_call(std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_answer_call, detail::Text(call_id));
    }

    /// Hangs up (2.7).
    Fallible<Command<>> drop_connection(std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_drop_connection, detail::Text(call_id));
    }

    /// Hangs up the only call there is (2.7).
    Fallible<Command<>> drop_connection(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_drop_connection, static_cast<const char*>(nullptr));
    }

    /// Puts a call on hold (2.8).
    Fallible<Command<>> hold_call(std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_hold_call, detail::Text(call_id));
    }

    /// Takes a call back from hold (2.9).
    Fallible<Command<>> retrieve_call(std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_retrieve_call, detail::Text(call_id));
    }

    /// Transfers a call without consultation (2.10).
    Fallible<Command<>> single_step_transfer(std::string_view call_id, std::string_view phone_number,
                                             Completion done = {}) const {
        return begin<void>(std::move(done), well_session_single_step_transfer,
                           detail::Text(call_id), detail::Text(phone_number));
    }

    /// Brings a further party into a call (2.11). Settled when that party rings.
    Fallible<Command<>> single_step_conference(std::string_view call_id, std::string_view phone_number,
                                               Participation participation = Participation::active,
                                               Completion done = {}) const {
        return begin<void>(std::move(done), well_session_single_step_conference, detail::Text(call_id),
                           detail::Text(phone_number), static_cast<well_participation_t>(participation));
    }

    /// Holds a call and calls somebody else (2.12); replies the new call's id.
    Fallible<Command<CallId>> consult(std::string_view call_id, std::string_view phone_number,
                                      Completion done = {}) const {
        return begin<CallId>(std::move(done), well_session_consult, detail::Text(call_id), detail::Text(phone_number));
    }

    /// Brings the held call and the consultation together (2.13).
    Fallible<Command<>> conference(std::string_view hold_call_id, std::string_view consult_call_id,
                                   Completion done = {}) const {
        return begin<void>(std::move(done), well_session_conference,
                           detail::Text(hold_call_id), detail::Text(consult_call_id));
    }

    /// Ends the consultation and goes back to the held call (2.14).
    Fallible<Command<>> cancel_consult(std::string_view hold_call_id, std::string_view consult_call_id,
                                       Completion done = {}) const {
        return begin<void>(std::move(done), well_session_cancel_consult,
                           detail::Text(hold_call_id), detail::Text(consult_call_id));
    }

    /// Connects the held call with the consulted party and leaves both (2.15).
    Fallible<Command<>> transfer_call(std::string_view hold_call_id, std::string_view consult_call_id,
                                      Completion done = {}) const {
        return begin<void>(std::move(done), well_session_transfer_call,
                           detail::Text(hold_call_id), detail::Text(consult_call_id));
    }

    /// As `transfer_call`, but the call comes back when the other side is done (4.x).
    Fallible<Command<>> transfer_wait_return(std::string_view hold_call_id, std::string_view consult_call_id,
                                             Completion done = {}) const {
        return begin<void>(std::move(done), well_session_transfer_wait_return,
                           detail::Text(hold_call_id), detail::Text(consult_call_id));
    }

    /// As `single_step_transfer`, but the call comes back when the other side is done (4.x).
    Fallible<Command<>> single_transfer_wait_return(std::string_view call_id, std::string_view phone_number,
                                                    Completion done = {}) const {
        return begin<void>(std::move(done), well_session_single_transfer_wait_return,
                           detail::Text(call_id), detail::Text(phone_number));
    }

    /// Attaches data to a call (2.16).
    Fallible<Command<>> set_call_data(std::string_view call_id, const std::vector<CallDataEntry>& entries,
                                      Completion done = {}) const {
        std::vector<well_call_data_t> c;
        for (const CallDataEntry& entry : entries) {
            if (detail::has_nul(entry.key, entry.value)) {
                return detail::fail<Command<>>(detail::nul_error());
            }
            c.push_back({entry.key.c_str(), entry.value.c_str()});
        }
        const well_call_data_t* const given = c.data();
        return begin<void>(std::move(done), well_session_set_call_data, detail::Text(call_id), given, c.size());
    }

    /// The data attached to a call (2.17).
    Fallible<Command<std::vector<CallDataEntry>>> get_call_data(std::string_view call_id, Completion done = {}) const {
        return begin<std::vector<CallDataEntry>>(std::move(done), well_session_get_call_data, detail::Text(call_id));
    }

    // Supervising (manual chapter 4)

    /// Cuts another device's leg (4.1).
    Fallible<Command<>> force_drop(std::string_view device_id, std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_drop, detail::Text(device_id), detail::Text(call_id));
    }

    /// Brings a party into another device's call (4.2).
    Fallible<Command<>> force_join(std::string_view device_id, std::string_view call_id, std::string_view phone_number,
                                   Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_join,
                           detail::Text(device_id), detail::Text(call_id), detail::Text(phone_number));
    }

    /// Moves another device's call to this number (4.3).
    Fallible<Command<>> force_take(std::string_view device_id, std::string_view call_id, std::string_view phone_number,
                                   Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_take,
                           detail::Text(device_id), detail::Text(call_id), detail::Text(phone_number));
    }

    /// Listens to a call with this device (4.4).
    Fallible<Command<>> force_listen(std::string_view call_id, std::string_view device_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_listen, detail::Text(call_id), detail::Text(device_id));
    }

    /// Makes another agent ready (4.5).
    Fallible<Command<>> force_ready(std::string_view agent_id, std::string_view device_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_ready, detail::Text(agent_id), detail::Text(device_id));
    }

    /// Makes another agent not ready (4.6).
    Fallible<Command<>> force_not_ready(std::string_view agent_id, std::string_view device_id,
                                        Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_not_ready,
                           detail::Text(agent_id), detail::Text(device_id));
    }

    /// Logs another agent out (4.7).
    Fallible<Command<>> force_logout(std::string_view agent_id, std::string_view device_id,
                                     Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_logout, detail::Text(agent_id), detail::Text(device_id));
    }

    /// Logs out an agent of the own domain by job number.
    Fallible<Command<>> super_logout(std::string_view job_number, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_super_logout, detail::Text(job_number));
    }

    /// Ends an agent's allocation for an outbound task.
    Fallible<Command<>> release_allocated_agent(std::string_view agent_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_release_allocated_agent, detail::Text(agent_id));
    }

    // 4.x, and tools (manual chapter 5)

    /// Plays a greeting into a call.
    Fallible<Command<>> agent_greeting(std::string_view call_id, std::string_view message, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_agent_greeting, detail::Text(call_id), detail::Text(message));
    }

    /// Records the own extension.
    Fallible<Command<>> start_recording(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_start_recording);
    }

    /// Stops recording the own extension.
    Fallible<Command<>> stop_recording(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_stop_recording);
    }

    /// The server's account of the agent's state and call.
    Fallible<Command<ClientState>> get_client_state(Completion done = {}) const {
        return begin<ClientState>(std::move(done), well_session_get_client_state);
    }

    /// The agent's outside-line prefixes.
    Fallible<Command<std::vector<std::string>>> get_my_prefix(Completion done = {}) const {
        return begin<std::vector<std::string>>(std::move(done), well_session_get_my_prefix);
    }

    /// Sends the event log to the server (8.11).
    Fallible<Command<>> upload_log(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_upload_log);
    }

    /// Any verb, from a JSON object with its manual's name and arguments, such as
    /// `{"verb":"consult","callId":"…","phoneNumber":"8002"}`: for hosts of scripts. A log-in asks nobody. Errors also:
    /// `bad_json`.
    Fallible<Command<Outcome>> command_json(std::string_view json, Completion done = {}) const {
        return begin<Outcome>(std::move(done), well_session_command_json, detail::Text(json));
    }

private:
    friend class Client;
    friend class Watch;

    explicit Session(well_session_t handle) : handle_(handle), open_(std::make_shared<std::atomic<bool>>(true)) {}

    void end() noexcept {
        if (!handle_) {
            return;
        }
        if (well_session_close(handle_.get(), WELL_FOREVER) != WELL_OK && open_) {
            *open_ = false;
        }
        handle_.reset();
    }

    // What the library calls.

    static void tell_event(void* context, well_session_t, well_event_t event) {
        detail::Callback<EventCallback>::run(context, [&](EventCallback& call) { call(detail::read_event(event)); });
    }

    static void tell_log(void* context, well_session_t, well_log_kind_t kind, well_str_t content) {
        detail::Callback<LogCallback>::run(context, [&](LogCallback& call) {
            call(static_cast<LogKind>(kind), std::string_view(content.data, content.len));
        });
    }

    static std::int32_t ask(void* context, well_session_t, well_outcome_t rejection) {
        Answer answer = Answer::stop;
        detail::Callback<AskCallback>::run(
            context, [&](AskCallback& call) { answer = call(detail::read_outcome(rejection)); });
        return static_cast<std::int32_t>(answer);
    }

    static void settle(void* context, well_session_t, std::uint64_t, well_outcome_t outcome) {
        const std::shared_ptr<detail::Settling>& settling = *static_cast<std::shared_ptr<detail::Settling>*>(context);
        detail::guarded([&] { settling->settle(detail::read_outcome(outcome)); });
    }

    static void drop_settling(void* context) {
        const std::unique_ptr<std::shared_ptr<detail::Settling>> settling(
            static_cast<std::shared_ptr<detail::Settling>*>(context));
        (*settling)->give_up();
    }

    // How all functions of one kind are called.

    template <class F, class Begin>
    Fallible<Subscription> subscribe(F function, Begin begin) const {
        if (!function) {
            return detail::fail<Subscription>(detail::empty_callback());
        }
        well_subscription_t handle{};
        const well_status status = begin(new detail::Callback<F>{std::move(function), open_}, &handle);
        return detail::done<Subscription>(status, [&] { return Subscription(handle); });
    }

    Fallible<Subscription> on_events(const detail::Text& name, EventCallback function) const {
        if (!name.good()) {
            return detail::fail<Subscription>(detail::nul_error());
        }
        return subscribe<EventCallback>(std::move(function), [&](void* context, well_subscription_t* out) {
            const well_event_callback_t c{context, &Session::tell_event, &detail::Callback<EventCallback>::drop};
            return well_session_on(handle_.get(), name.c_str(), &c, out);
        });
    }

    template <class T, class F, class... Arguments>
    Fallible<Command<T>> begin(Completion done, F verb, const Arguments&... arguments) const {
        if (!(detail::good(arguments) && ...)) {
            return detail::fail<Command<T>>(detail::nul_error());
        }
        auto settling = std::make_shared<detail::Settling>();
        settling->then(std::move(done));
        const well_completion_t completion{new std::shared_ptr<detail::Settling>(settling), &Session::settle,
                                           &Session::drop_settling};
        well_command_t command{};
        const well_status status = verb(handle_.get(), detail::raw(arguments)..., &completion, &command);
        return detail::done<Command<T>>(status, [&] { return Command<T>(command, std::move(settling)); });
    }

    Fallible<std::string> text(well_status (*read)(well_session_t, well_string_t*)) const {
        well_string_t out{};
        return detail::done<std::string>(read(handle_.get(), &out), [&] { return detail::take(out); });
    }

    Fallible<void> with_text(well_status (*call)(well_session_t, const char*), std::string_view given) const {
        const detail::Text c(given);
        if (!c.good()) {
            return detail::fail<void>(detail::nul_error());
        }
        return detail::done(call(handle_.get(), c.c_str()));
    }

    detail::Handle<well_session_t, well_session_free> handle_;
    /// False once it is destroyed without a wait.
    std::shared_ptr<std::atomic<bool>> open_;
};

/// Who watches agents: an account for an HTTP session, without an extension.
struct WatchAccount {
    /// The supervisor's number: `"5003"`.
    std::string job_number;
    /// Kept in memory, to renew the HTTP session with.
    Secret password;
    /// The tenant's domain: `"test.cc"`; none for the environment's own.
    std::optional<std::string> domain;
};

/// Agents who are watched, for a wallboard, with nobody logged in or out: an HTTP session of a supervisor and one event
/// channel, and nothing else is ever sent.
///
/// Of each agent it tells the events that a session of the agent's own tells, `Meta::watched` saying whose they are, and has
/// the same `Snapshot`, with every action refused (`Reason::watching`). Nothing is known of an agent until an event tells it,
/// and after a gap in the channel everything is in doubt: see `Snapshot::verified`, `Agent::doubts`, `Call::doubts`. `Lagged`
/// is about all agents: ask for each snapshot again.
///
/// Destroying it closes it, as with `Session`.
class Watch : private Session {
public:
    /// Opens it. Settled when the event channel stands, or as rejected: `wrong_credentials`, `unreachable`,
    /// `no_event_channel`, or `subscription_refused` where the broker refuses the events of every agent. Where it refuses some,
    /// each is told as an `Anomaly`, and the others are followed.
    Fallible<Command<>> open(Completion done = {}) const { return begin<void>(std::move(done), well_watch_open); }

    /// Follows one more agent (`"5001@test.cc"`). Settled when that stands; rejected as `subscription_refused` where the broker
    /// refuses it, which makes the channel be opened again for the others. One that is not settled in time is tried on.
    Fallible<Command<>> follow(std::string_view agent_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_watch_follow, detail::Text(agent_id));
    }

    /// Does not follow an agent any more, and forgets what was known. Errors: `bad_utf8`.
    Fallible<void> unfollow(std::string_view agent_id) const { return with_text(well_watch_unfollow, agent_id); }

    /// The agents who are watched, in the order in which they were added.
    [[nodiscard]] Fallible<std::vector<std::string>> agents() const {
        std::vector<std::string> agents;
        well_string_t given{};
        well_status status = WELL_OK;
        while ((status = well_watch_agent(handle_.get(), agents.size(), &given)) == WELL_OK) {
            agents.push_back(detail::take(given));
        }
        return detail::done<std::vector<std::string>>(status == WELL_OUT_OF_RANGE ? WELL_OK : status,
                                                      [&] { return std::move(agents); });
    }

    /// What is known of an agent; none for one who is not watched. Errors: `bad_utf8`.
    [[nodiscard]] Fallible<std::optional<Snapshot>> snapshot(std::string_view agent_id) const {
        const detail::Text agent(agent_id);
        if (!agent.good()) {
            return detail::fail<std::optional<Snapshot>>(detail::nul_error());
        }
        well_snapshot_t handle{};
        return detail::done_or_none<Snapshot>(well_watch_snapshot(handle_.get(), agent.c_str(), &handle),
                                              [&] { return detail::read_snapshot(handle); });
    }

    // As of a session.
    using Session::clear_log;
    using Session::close;
    using Session::download_log;
    using Session::event_fd;
    using Session::event_handle;
    using Session::get_log;
    using Session::metrics;
    using Session::on;
    using Session::on_any;
    using Session::on_log;
    using Session::poll_event;
    using Session::reconnect;
    using Session::search_log;

private:
    friend class Client;

    explicit Watch(well_session_t handle) : Session(handle) {}
};

// ---------------------------------------------------------------------------------------------------------------------
// Clients
// ---------------------------------------------------------------------------------------------------------------------

/// The version of the library's interface: the major one times 65536, plus the minor one.
[[nodiscard]] inline std::uint32_t abi_version() noexcept { return well_abi_version(); }

/// The version of the library, `"0.1.0"`.
[[nodiscard]] inline std::string version() { return well_version(); }

namespace detail {

/// What is wrong with this header and a library of that interface. Before 1.0 each minor version may break programs; from
/// then on a newer library serves an older header.
inline std::optional<Error> abi_error(std::uint32_t header, std::uint32_t library) {
    const auto major = [](std::uint32_t of) { return of >> 16; };
    if (library == 0) {
        return error_of(WELL_NOT_LOADED);
    }
    if (header == library || (major(header) > 0 && major(header) == major(library) && header < library)) {
        return std::nullopt;
    }
    const auto name = [&](std::uint32_t of) { return std::to_string(major(of)) + "." + std::to_string(of & 0xffff); };
    return Error(Status::unsupported,
                 "wellclient.hpp was made for version " + name(header) +
                     " of the library's interface, the library has " + name(library));
}

}  // namespace detail

#if defined(WELLCLIENT_LOAD)
/// Loads the library from `path`, or, without one, as found beside the program or by the system: as `well_load` in
/// wellclient_load.h, which says when this is of use. Errors: `not_loaded`, `bad_utf8`.
inline Fallible<void> load(const std::optional<std::string>& path = std::nullopt) {
    const detail::Text text(path);
    if (!text.good()) {
        return detail::fail<void>(detail::nul_error());
    }
    return detail::done(well_load(text.c_str()));
}
#endif

/// What sessions share: HTTP connections, TLS, proxies, and the thread that calls back.
///
/// Destroying it closes it and all its sessions, and waits, as with `Session`; inside of a callback it ends in the
/// background.
class Client {
public:
    /// Starts it. Errors: `not_loaded`, `unsupported` (header and library do not fit), `bad_argument`, `bad_utf8`, `bad_tls`,
    /// `bad_proxy`, `no_resources`.
    [[nodiscard]] static Fallible<Client> create(const ClientOptions& options = ClientOptions()) {
        if (const std::optional<Error> error = detail::abi_error(WELL_ABI_VERSION, well_abi_version())) {
            return detail::fail<Client>(*error);
        }
        if (detail::has_nul(options.proxy_url, options.user_agent)) {
            return detail::fail<Client>(detail::nul_error());
        }
        if (const std::optional<Error> error = detail::time_error(options)) {
            return detail::fail<Client>(*error);
        }
        const well_client_options_t c = detail::to_c(options);
        well_client_t handle{};
        return detail::done<Client>(well_client_new(&c, &handle), [&] { return Client(handle); });
    }
#if !defined(WELLCLIENT_NO_EXCEPTIONS)
    /// As `create`.
    explicit Client(const ClientOptions& options = ClientOptions()) : Client(create(options)) {}
#endif

    Client(Client&& other) noexcept = default;
    Client& operator=(Client&& other) noexcept {
        if (this != &other) {
            end();
            handle_ = std::move(other.handle_);
        }
        return *this;
    }
    ~Client() { end(); }

    /// Makes a session that is logged out. Errors: `bad_argument`, `bad_utf8`, `bad_environment`, `io` (the journal),
    /// `closed`.
    [[nodiscard]] Fallible<Session> session(const SessionOptions& options) const {
        if (const std::optional<Error> error = options_error(options)) {
            return detail::fail<Session>(*error);
        }
        std::vector<const char*> numbers;
        const well_session_options_t c = detail::to_c(options, numbers);
        well_session_t handle{};
        return detail::done<Session>(well_session_new(handle_.get(), &c, &handle), [&] { return Session(handle); });
    }

    /// Makes a watch of these agents (`"5001@test.cc"`) by this account; nothing happens before `Watch::open`. Of the options,
    /// those about calls and about logging in mean nothing here. Errors: as `session`.
    [[nodiscard]] Fallible<Watch> watch(const SessionOptions& options, const WatchAccount& account,
                                        const std::vector<std::string>& agents) const {
        if (const std::optional<Error> error = options_error(options)) {
            return detail::fail<Watch>(*error);
        }
        if (detail::has_nul(account.job_number, account.domain) || !detail::good(account.password)) {
            return detail::fail<Watch>(detail::nul_error());
        }
        std::vector<const char*> ids;
        for (const std::string& agent : agents) {
            if (detail::has_nul(agent)) {
                return detail::fail<Watch>(detail::nul_error());
            }
            ids.push_back(agent.c_str());
        }
        std::vector<const char*> numbers;
        const well_session_options_t c = detail::to_c(options, numbers);
        well_watch_account_t who{};
        well_watch_account_default(&who, sizeof who);
        who.job_number = account.job_number.c_str();
        who.password = account.password.expose().c_str();
        who.domain = detail::c_str(account.domain);
        well_session_t handle{};
        return detail::done<Watch>(well_watch_new(handle_.get(), &c, &who, ids.data(), ids.size(), &handle),
                                   [&] { return Watch(handle); });
    }

    /// Closes all its sessions, and its threads. Then no callback is called any more. Errors: `timed_out` (call it again),
    /// `would_deadlock`.
    Fallible<void> close(Milliseconds timeout = forever) const {
        return detail::done(well_client_close(handle_.get(), detail::milliseconds(timeout)));
    }

    /// The counters of all open sessions, added up; `command_longest` is the longest of all.
    [[nodiscard]] Fallible<Metrics> metrics() const { return detail::read_metrics(well_client_metrics, handle_.get()); }

private:
    explicit Client(well_client_t handle) : handle_(handle) {}

    static std::optional<Error> options_error(const SessionOptions& options) {
        if (detail::has_nul(options.preset, options.api_url, options.events_url, options.login_url,
                            options.virtual_host, options.internal_prefix, options.journal_path, options.origin,
                            options.broker_login) ||
            (options.store && detail::has_nul(options.store->path)) ||
            (options.broker_passcode && !detail::good(*options.broker_passcode))) {
            return detail::nul_error();
        }
        for (const std::string& header : options.headers) {
            if (detail::has_nul(header)) {
                return detail::nul_error();
            }
        }
        for (const std::string& number : options.internal_numbers) {
            if (detail::has_nul(number)) {
                return detail::nul_error();
            }
        }
        return detail::time_error(options);
    }

    void end() noexcept {
        if (handle_) {
            // Inside of a callback it cannot wait.
            well_client_close(handle_.get(), WELL_FOREVER);
            handle_.reset();
        }
    }

    detail::Handle<well_client_t, well_client_free> handle_;
};

/// The manual's check of a number: digits only, or `<main number>-[W|w]*<extension>` (5.4 and 8.7). Other texts are dialled
/// too, unless `SessionOptions::phone_numbers_only` is set.
[[nodiscard]] inline bool is_phone_number(std::string_view number) {
    const detail::Text text(number);
    return text.good() && well_is_phone_number(text.c_str());
}

/// The environments that `SessionOptions::preset` can name.
[[nodiscard]] inline std::vector<std::string> environments() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < well_environment_count(); ++i) {
        names.emplace_back(well_environment_name(i));
    }
    return names;
}

// ---------------------------------------------------------------------------------------------------------------------
// Diagnostics, replay, simulator
// ---------------------------------------------------------------------------------------------------------------------

/// Gets a line of the library's diagnostics: how grave, which part of the library speaks, what it says. Called on the thread
/// that it arises on: be quick, and call nothing of this library. The texts are good until the call returns.
using DiagnosticsCallback = std::function<void(Level, std::string_view target, std::string_view message)>;

namespace detail {

inline void tell_diagnostics(void* context, std::int32_t level, well_str_t target, well_str_t message) {
    Callback<DiagnosticsCallback>::run(context, [&](DiagnosticsCallback& call) {
        call(static_cast<Level>(level), std::string_view(target.data, target.len),
             std::string_view(message.data, message.len));
    });
}

}  // namespace detail

/// From now on gives the library's diagnostics from this level on to `callback`, or to nobody if it is empty. There is one
/// callback for a process. Errors: `bad_argument`, `taken`.
inline Fallible<void> set_diagnostics(Level level, DiagnosticsCallback callback) {
    const auto c_level = static_cast<well_diagnostics_level_t>(level);
    if (!callback) {
        return detail::done(well_set_diagnostics(c_level, nullptr));
    }
    const well_diagnostics_t c{new detail::Callback<DiagnosticsCallback>{std::move(callback), nullptr},
                               &detail::tell_diagnostics, &detail::Callback<DiagnosticsCallback>::drop};
    return detail::done(well_set_diagnostics(c_level, &c));
}

/// A journal (`SessionOptions::journal_path`) being replayed: the same inputs give the same events and the same state.
/// Not for several threads at once.
class Replay {
public:
    /// Begins with the journal's first line. Errors: `bad_utf8`, `bad_journal`.
    [[nodiscard]] static Fallible<Replay> create(std::string_view header) {
        const detail::Text text(header);
        if (!text.good()) {
            return detail::fail<Replay>(detail::nul_error());
        }
        well_replay_t handle{};
        return detail::done<Replay>(well_replay_new(text.c_str(), &handle), [&] { return Replay(handle); });
    }

    /// Feeds the next line. One that cannot be read changes nothing. Errors: `bad_utf8`, `bad_journal`.
    Fallible<void> feed(std::string_view line) {
        const detail::Text text(line);
        if (!text.good()) {
            return detail::fail<void>(detail::nul_error());
        }
        return detail::done(well_replay_feed(handle_.get(), text.c_str()));
    }

    /// The next event, or log line, of what was fed; none when there is none.
    [[nodiscard]] Fallible<std::optional<Event>> next() {
        well_event_t handle{};
        return detail::done_or_none<Event>(well_replay_next(handle_.get(), &handle), [&] {
            const detail::Handle<well_event_t, well_event_free> owned(handle);
            return detail::read_event(handle);
        });
    }

    /// The state after the last line that was fed.
    [[nodiscard]] Fallible<Snapshot> snapshot() const {
        well_snapshot_t handle{};
        return detail::done<Snapshot>(well_replay_snapshot(handle_.get(), &handle),
                                      [&] { return detail::read_snapshot(handle); });
    }

private:
    explicit Replay(well_replay_t handle) : handle_(handle) {}

    detail::Handle<well_replay_t, well_replay_free> handle_;
};

/// A simulator of the server, in this process, on loopback: see docs/simulator.md. Only with a library that has it.
///
/// Destroying it stops it, which waits some milliseconds; inside of a callback it stops in the background.
class Simulator {
public:
    /// Starts one; `config` is its configuration, by default one tenant `test.cc` with agents 5000–5999, password `123456`,
    /// on extensions 8000–8999. Errors: `bad_utf8`, `bad_json`, `no_resources`, `would_deadlock`.
    [[nodiscard]] static Fallible<Simulator> start(std::string_view config = "{}") {
        const detail::Text text(config);
        if (!text.good()) {
            return detail::fail<Simulator>(detail::nul_error());
        }
        well_simulator_t handle{};
        return detail::done<Simulator>(well_simulator_new(text.c_str(), &handle), [&] { return Simulator(handle); });
    }

    Simulator(Simulator&& other) noexcept = default;
    Simulator& operator=(Simulator&& other) noexcept {
        if (this != &other) {
            end();
            handle_ = std::move(other.handle_);
        }
        return *this;
    }
    ~Simulator() { end(); }

    /// Where it listens, `http://127.0.0.1:<port>`: for `SessionOptions::api_url`.
    [[nodiscard]] Fallible<std::string> url() const { return text(well_simulator_url); }

    /// Acts as the outside world: `{"do":"call_in","from":"13800000000","to":"8001"}`. Gives what it brought about.
    /// Errors: `bad_utf8`, `bad_json`, `simulator_refused`, `closed`.
    Fallible<Json> control(std::string_view action) const {
        const detail::Text given(action);
        if (!given.good()) {
            return detail::fail<Json>(detail::nul_error());
        }
        well_string_t reply{};
        return detail::done<Json>(well_simulator_control(handle_.get(), given.c_str(), &reply),
                                  [&] { return detail::take(reply); });
    }

    /// Adds a fault: `{"kind":"drop"}`. Gives its number. Errors: as `control`.
    Fallible<std::uint64_t> add_fault(std::string_view fault) const {
        const detail::Text given(fault);
        if (!given.good()) {
            return detail::fail<std::uint64_t>(detail::nul_error());
        }
        std::uint64_t id = 0;
        return detail::done<std::uint64_t>(well_simulator_add_fault(handle_.get(), given.c_str(), &id),
                                           [&] { return id; });
    }

    /// Removes a standing fault; whether it stood.
    Fallible<bool> remove_fault(std::uint64_t id) const {
        const well_status status = well_simulator_remove_fault(handle_.get(), id);
        if (status == WELL_EMPTY) {
            return false;
        }
        return detail::done<bool>(status, [] { return true; });
    }

    /// Removes all standing faults.
    Fallible<void> clear_faults() const { return detail::done(well_simulator_clear_faults(handle_.get())); }

    /// The truth: agents, extensions, calls. Errors: `closed`.
    [[nodiscard]] Fallible<Json> state() const { return text(well_simulator_state); }

    /// The last 1000 things that it heard and did. Errors: `closed`.
    [[nodiscard]] Fallible<Json> log() const { return text(well_simulator_log); }

    /// Runs a script to its end. Errors: `bad_utf8`, `simulator_refused`, `timed_out` (the rest of it is not done),
    /// `closed`, `would_deadlock`.
    Fallible<void> run_script(std::string_view script, Milliseconds timeout = forever) const {
        const detail::Text given(script);
        if (!given.good()) {
            return detail::fail<void>(detail::nul_error());
        }
        return detail::done(
            well_simulator_run_script(handle_.get(), given.c_str(), detail::milliseconds(timeout)));
    }

    /// Cuts its connections and ends its threads; its port is free then. Stopping again does no harm. Errors:
    /// `would_deadlock`.
    Fallible<void> stop() const { return detail::done(well_simulator_stop(handle_.get())); }

private:
    explicit Simulator(well_simulator_t handle) : handle_(handle) {}

    void end() noexcept {
        if (handle_) {
            well_simulator_stop(handle_.get());
            handle_.reset();
        }
    }

    Fallible<std::string> text(well_status (*read)(well_simulator_t, well_string_t*)) const {
        well_string_t out{};
        return detail::done<std::string>(read(handle_.get(), &out), [&] { return detail::take(out); });
    }

    detail::Handle<well_simulator_t, well_simulator_free> handle_;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_HPP
