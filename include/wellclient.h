/*
 * wellclient: a CTI client library. It logs a call-center agent in on an extension, follows the agent's state and calls
 * as the server streams events, and controls them.
 *
 *     well_client_t client;
 *     well_client_new(NULL, &client);
 *
 *     well_session_options_t options;
 *     well_session_options_default(&options, sizeof options);
 *     options.api_url = "https://cti.example";
 *     well_session_t session;
 *     well_session_new(client, &options, &session);
 *     well_session_on(session, NULL, &(well_event_callback_t){context, on_event, NULL}, NULL);
 *
 *     well_login_t login;
 *     well_login_default(&login, sizeof login);
 *     login.job_number = "5001"; login.password = password; login.domain = "test.cc"; login.ext = "8001";
 *     well_command_t command;
 *     well_session_agent_login(session, &login, NULL, NULL, &command);
 *     well_outcome_t outcome;
 *     well_command_wait(command, WELL_FOREVER, &outcome);
 *
 * STATUS. Every function returns a well_status_t; WELL_OK is 0. Outputs come last among the arguments and are written only
 * with WELL_OK. well_last_error() has the words of the last failure on this thread. A status tells whether the function has
 * done its work, not whether a command has worked: that is told by its outcome, later.
 *
 * HANDLES are numbers in structs of their own types: copy them freely. One that was freed, was never given out, or is
 * another object's is an error (WELL_BAD_HANDLE, WELL_WRONG_HANDLE), never undefined behaviour. What a function hands out is
 * freed by its own _free function, once.
 *
 * TEXTS are UTF-8. In: NUL-terminated, unless a length stands beside. Out: lent (well_str_t: valid as long as said there) or
 * given away (well_string_t: free it with well_string_free); both end with a NUL and have their length.
 *
 * STRUCTS begin with their size. What goes in is filled by its _default function; of what comes out set struct_size. So a
 * program goes on with a newer library.
 *
 * THREADS. Every function may be called on any thread. Where a session is pumped (WELL_DELIVERY_PUMPED), its callbacks are
 * called inside of well_session_poll_event; else on the client's dispatcher thread, one after the other, whatever session
 * they are of. From inside a callback any function may be called, except those that wait: they return
 * WELL_WOULD_DEADLOCK.
 *
 * CALLBACKS are {context, call, drop}, and are copied. Three promises: call is never called once drop has begun; drop is
 * called exactly once, whatever happens, also if the function that takes the callback fails; it is called after the last
 * call has returned. Events of one session are told in order, and a command's completion after the events that confirm
 * it.
 *
 * THE END. well_session_close and well_client_close wait; after they return WELL_OK nothing is called any more. The _free
 * functions only free.
 *
 * WINDOWS. From the first client or simulator on, the DLL stays loaded until the process ends, whatever FreeLibrary says.
 * Close before FreeLibrary, and not in static destructors of a DLL of your own: there (in a DllMain) no thread can begin or
 * end, so functions wait three seconds at the most. When the process ends, its other threads are gone before the DLLs are
 * told: functions return WELL_CLOSED then, at once, and do nothing. A callback must not let a C++ exception out: that ends
 * the process (wellclient.hpp catches them).
 *
 * FORK. In a child process the parent's client is of no use: its functions return WELL_FORKED. Make one there.
 *
 * SECRETS (passwords, session ids) are in nothing that this library writes or tells, but in well_session_saved.
 *
 * LOADING. With WELLCLIENT_LOAD defined, nothing is linked: the program finds the library when it runs. wellclient_load.h
 * says how.
 *
 * "manual" is the user's manual of the reference client; docs/c.md has more.
 */


#ifndef WELLCLIENT_H
#define WELLCLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before each function. A program that is linked with the DLL may define WELLCLIENT_DLL: its calls go there without a detour. */
#ifndef WELL_API
#if defined(_WIN32) && defined(WELLCLIENT_DLL) && !defined(WELLCLIENT_LOAD)
#define WELL_API __declspec(dllimport)
#else
#define WELL_API
#endif
#endif

/// A timeout without end.
#define WELL_FOREVER UINT32_MAX

/// What `well_abi_version` is for this header.
#define WELL_ABI_VERSION 1

/// What a function returns. Numbers are never reused.
enum well_status_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// Done.
    WELL_OK = 0,
    /// There is nothing: no event came in time, or the field or reply is absent. No failure.
    WELL_EMPTY = 1,
    /// The session is closed and everything of it has been read. No failure.
    WELL_END = 2,
    /// A pointer is NULL that must not be.
    WELL_NULL_POINTER = 100,
    /// A handle that was never given out, or has been freed.
    WELL_BAD_HANDLE = 101,
    /// A handle of something else.
    WELL_WRONG_HANDLE = 102,
    /// A text that is not UTF-8, or has a NUL in it where it is given with its length.
    WELL_BAD_UTF8 = 103,
    /// `struct_size` is none that this version of the library knows: call the `_default` function first.
    WELL_BAD_STRUCT_SIZE = 104,
    /// A number or a text that this argument cannot have.
    WELL_BAD_ARGUMENT = 105,
    /// An index at or beyond the count.
    WELL_OUT_OF_RANGE = 106,
    /// The field has another type: text, integer or truth.
    WELL_WRONG_TYPE = 107,
    /// The function waits, and this is inside a callback, which others may be waiting for.
    WELL_WOULD_DEADLOCK = 108,
    /// The process was forked since the client was made: threads and sockets have stayed with the parent.
    WELL_FORKED = 109,
    /// For sessions of the other kind of delivery only.
    WELL_WRONG_DELIVERY = 110,
    /// It has not happened in time. It may still; call again.
    WELL_TIMED_OUT = 200,
    /// The session is closed, or the client is, or is being closed.
    WELL_CLOSED = 201,
    /// No environment of this name, or a URL that cannot be used.
    WELL_BAD_ENVIRONMENT = 300,
    /// Certificates or a key that cannot be used.
    WELL_BAD_TLS = 301,
    /// A proxy URL that cannot be used.
    WELL_BAD_PROXY = 302,
    /// The system gives no thread, socket or file descriptor.
    WELL_NO_RESOURCES = 303,
    /// A file cannot be read or written.
    WELL_IO = 304,
    /// Another part of the process takes the diagnostics already.
    WELL_TAKEN = 305,
    /// A text that is not the JSON it should be.
    WELL_BAD_JSON = 400,
    /// A journal that cannot be replayed.
    WELL_BAD_JOURNAL = 401,
    /// Bytes that are no saved session, or damaged.
    WELL_BAD_SAVED = 402,
    /// A saved session, or a store, that another version of the library wrote and this one cannot read.
    WELL_OTHER_VERSION = 403,
    /// The file is no session store.
    WELL_STORE_FOREIGN = 410,
    /// The session store is cut off.
    WELL_STORE_TRUNCATED = 411,
    /// The session store was changed since it was written.
    WELL_STORE_DAMAGED = 412,
    /// The session store is sealed, and no key is given.
    WELL_STORE_NEEDS_KEY = 413,
    /// The session store is sealed with another key.
    WELL_STORE_OTHER_KEY = 414,
    /// A key is given, and the session store is not sealed: it may be anybody's.
    WELL_STORE_NOT_SEALED = 415,
    /// The simulator cannot do this now.
    WELL_SIMULATOR_REFUSED = 500,
    /// The library was built without this, or this system does not have it.
    WELL_UNSUPPORTED = 900,
    /// A defect of the library: it has panicked. The handles are still sound.
    WELL_PANIC = 901,
    /// No library is loaded: only where the program loads it by itself (`WELLCLIENT_LOAD`).
    WELL_NOT_LOADED = 902,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_status_t well_status_t;
#else
typedef int32_t well_status_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The device's connection after a call event (`localState`). A hint only: the manual's own
/// `connectionCleared` says `Queued`, and the call model does not use it.
enum well_local_state_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// A word that is not in the list, or none.
    WELL_LOCAL_STATE_OTHER = 0,
    /// Connected.
    WELL_LOCAL_STATE_CONNECT = 1,
    /// Off hook or dialling.
    WELL_LOCAL_STATE_INITIATE = 2,
    /// Ringing.
    WELL_LOCAL_STATE_ALERTING = 3,
    /// On hold.
    WELL_LOCAL_STATE_HOLD = 4,
    /// No connection.
    WELL_LOCAL_STATE_NONE = 5,
    /// In a queue.
    WELL_LOCAL_STATE_QUEUED = 6,
    /// Could not be put through.
    WELL_LOCAL_STATE_FAIL = 7,
    /// Idle.
    WELL_LOCAL_STATE_IDLE = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_local_state_t well_local_state_t;
#else
typedef int32_t well_local_state_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// What the agent is doing, by a call event (`agentStatus`, manual 6.5).
enum well_agent_status_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// A word that is not in the list, or none.
    WELL_AGENT_STATUS_OTHER = 0,
    /// Takes no calls.
    WELL_AGENT_STATUS_NOT_READY = 1,
    /// Wrapping up.
    WELL_AGENT_STATUS_WORK_NOT_READY = 2,
    /// Ready and without a call.
    WELL_AGENT_STATUS_IDLE = 3,
    /// In an inbound call.
    WELL_AGENT_STATUS_ON_CALL_IN = 4,
    /// In an outbound call.
    WELL_AGENT_STATUS_ON_CALL_OUT = 5,
    /// Logged out.
    WELL_AGENT_STATUS_LOGOUT = 6,
    /// Ringing.
    WELL_AGENT_STATUS_RINGING = 7,
    /// Off hook.
    WELL_AGENT_STATUS_OFF_HOOK = 8,
    /// In a call with a colleague.
    WELL_AGENT_STATUS_CALL_INTERNAL = 9,
    /// Dialling; the server's spelling.
    WELL_AGENT_STATUS_DAILING = 10,
    /// Hearing the ring-back tone.
    WELL_AGENT_STATUS_RINGBACK = 11,
    /// In a conference.
    WELL_AGENT_STATUS_CONFERENCE = 12,
    /// On hold.
    WELL_AGENT_STATUS_ON_HOLD = 13,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_agent_status_t well_agent_status_t;
#else
typedef int32_t well_agent_status_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Why a call could not be put through (`failedCode`, 4.x).
enum well_failed_code_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// A code that is not in the list, or none.
    WELL_FAILED_OTHER = 0,
    /// Busy.
    WELL_FAILED_BUSY = 1,
    /// The network announces a call reminder.
    WELL_FAILED_CALL_REMINDER = 2,
    /// Not reachable.
    WELL_FAILED_NOT_REACHABLE = 3,
    /// Incoming calls barred.
    WELL_FAILED_INCOMING_BARRED = 4,
    /// Forwarded.
    WELL_FAILED_FORWARDED = 5,
    /// Switched off.
    WELL_FAILED_POWER_OFF = 6,
    /// Out of service.
    WELL_FAILED_OUT_OF_SERVICE = 7,
    /// The number does not exist.
    WELL_FAILED_DOES_NOT_EXIST = 8,
    /// The network announces that the caller is to hold on.
    WELL_FAILED_HOLD_ON = 9,
    /// Line busy.
    WELL_FAILED_LINE_BUSY = 10,
    /// No answer.
    WELL_FAILED_NO_ANSWER = 11,
    /// The server does not know why. The protocol has no 12 and 13.
    WELL_FAILED_UNKNOWN = 14,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_failed_code_t well_failed_code_t;
#else
typedef int32_t well_failed_code_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The kind of an anomaly: what did not fit.
enum well_anomaly_kind_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// A kind that this version does not know, or none.
    WELL_ANOMALY_OTHER = 0,
    /// Not an event: no JSON object.
    WELL_ANOMALY_MALFORMED = 1,
    /// An event of a known name that lacks fields it needs.
    WELL_ANOMALY_INCOMPLETE = 2,
    /// A copy of an event that was seen already: dropped.
    WELL_ANOMALY_DUPLICATE = 3,
    /// Came after events that the server had sent later: put in its place.
    WELL_ANOMALY_LATE = 4,
    /// Came too late to be put in its place: not applied.
    WELL_ANOMALY_TOO_LATE = 5,
    /// Of a call that has ended for this agent, and nothing says that it is newer than the end: not applied.
    WELL_ANOMALY_ENDED = 6,
    /// Contradicts the state: not applied.
    WELL_ANOMALY_IMPOSSIBLE = 7,
    /// A step before it was not seen: applied.
    WELL_ANOMALY_GAP = 8,
    /// Nothing tells whether it is newer than what it changes: applied.
    WELL_ANOMALY_UNORDERED = 9,
    /// More calls or parties than a session keeps: not applied.
    WELL_ANOMALY_LIMIT = 10,
    /// For another device or agent: not applied.
    WELL_ANOMALY_FOREIGN = 11,
    /// The serial numbers of a producer began again.
    WELL_ANOMALY_SERIAL_RESET = 12,
    /// The call made has another id than the reply to `makeCall` said.
    WELL_ANOMALY_CALL_ID_MISMATCH = 13,
    /// The machine slept, or its clock was set.
    WELL_ANOMALY_CLOCK_JUMP = 14,
    /// A frame that the event channel may not carry.
    WELL_ANOMALY_PROTOCOL = 15,
    /// The HTTP session has expired, and the server refuses the password or gives no session for it that it
    /// accepts.
    WELL_ANOMALY_CREDENTIALS_REFUSED = 16,
    /// A watch: the broker refuses the events of this agent.
    WELL_ANOMALY_SUBSCRIPTION_REFUSED = 17,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_anomaly_kind_t well_anomaly_kind_t;
#else
typedef int32_t well_anomaly_kind_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Why a command was not carried out, or is not allowed now. From 1: the library's guards, when nothing was
/// sent; from 100: other errors; from 200: why nobody can tell; from 300: the server's refusals, by status
/// (manual 2.2).
enum well_reason_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
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
    /// A call is up, and the verb makes a call or logs out.
    WELL_REASON_CALL_UP = 5,
    /// The agent is reserved for an outbound task, and the verb makes a call or logs out.
    WELL_REASON_ALLOCATED = 6,
    /// The number is empty. With `phone_numbers_only`: it is neither digits nor a dial string, or its prefix
    /// is not digits.
    WELL_REASON_BAD_NUMBER = 7,
    /// The number is the agent's own extension.
    WELL_REASON_OWN_EXTENSION = 8,
    /// The last call was made too short a time ago (the session's `between_calls`).
    WELL_REASON_TOO_SOON = 9,
    /// There is no such call, or none at all.
    WELL_REASON_NO_CALL = 10,
    /// There are several calls, and the verb does not say which.
    WELL_REASON_SEVERAL_CALLS = 11,
    /// The agent's leg is in a state in which the verb does not work. A held call is retrieved before it is
    /// dropped; a call that was transferred away can only be dropped.
    WELL_REASON_WRONG_STATE = 12,
    /// The call, or one of the two, has not been answered yet.
    WELL_REASON_NOT_ESTABLISHED = 13,
    /// The call is a conference, and the verb does not work in one.
    WELL_REASON_IN_CONFERENCE = 14,
    /// The verb needs one call on hold and one that is connected.
    WELL_REASON_NEEDS_CONSULTATION = 15,
    /// There is a second call, and the verb works only with a single one.
    WELL_REASON_IN_CONSULTATION = 16,
    /// The saved session cannot be resumed: the agent is logged out, or logged in elsewhere.
    WELL_REASON_NOT_RECOVERABLE = 17,
    /// 256 commands of this session are unsettled; no more are accepted.
    WELL_REASON_TOO_MANY_COMMANDS = 18,
    /// The same party is in both calls, which therefore cannot become one.
    WELL_REASON_SAME_PARTY = 19,
    /// The call is already being recorded: calls are recorded from their start.
    WELL_REASON_RECORDED = 20,
    /// The call is not recorded.
    WELL_REASON_NOT_RECORDED = 21,
    /// This is a watch, which only looks on: it takes no verbs.
    WELL_REASON_WATCHING = 22,
    /// The watch is not open, or its opening has failed: nobody is followed.
    WELL_REASON_NOT_WATCHING = 23,
    /// The HTTP session has expired and cannot be renewed (`credentials_refused`). Only a snapshot and `may`
    /// say so: a command is sent all the same, and the server answers it with 426.
    WELL_REASON_CREDENTIALS_REFUSED = 24,
    /// The agent only listens to the call, and can do nothing in it but leave it.
    WELL_REASON_LISTENING = 25,
    /// The agent waits on hold for a call that was handed on to come back, and it does so by itself. Only a
    /// snapshot and `may` say so: a command is sent all the same, and there are servers that let it be taken
    /// back early.
    WELL_REASON_COMES_BACK = 26,
    /// An argument cannot be sent, so nothing was sent.
    WELL_REASON_ARGUMENT = 100,
    /// The server was not reached; nothing was carried out.
    WELL_REASON_UNREACHABLE = 101,
    /// The event channel could not be opened, so the log-in was not sent.
    WELL_REASON_NO_EVENT_CHANNEL = 102,
    /// The server's reply does not follow the protocol.
    WELL_REASON_BAD_REPLY = 103,
    /// The server reports by an event that the command has failed: `failed_code`, `failed_msg`.
    WELL_REASON_FAILED = 104,
    /// The call ended before the command was carried out; `cause` says why.
    WELL_REASON_CALL_ENDED = 105,
    /// A watch: the broker refuses the events of the agent, or of every agent.
    WELL_REASON_SUBSCRIPTION_REFUSED = 106,
    /// Unknown: accepted, but neither an event nor the agent's state at the server showed in time that it was
    /// carried out.
    WELL_REASON_NOT_CONFIRMED = 200,
    /// Unknown: sent, but no reply came.
    WELL_REASON_NO_REPLY = 201,
    /// Unknown: the event channel is down.
    WELL_REASON_LINK_LOST = 202,
    /// Unknown: the agent was logged off meanwhile; `sessionEnded` says why.
    WELL_REASON_LOGGED_OFF = 203,
    /// Unknown: the session was closed meanwhile.
    WELL_REASON_SESSION_CLOSED = 204,
    /// 3xx: the address is wrong, or a portal stands in between. Redirects are not followed.
    WELL_REASON_REDIRECTED = 300,
    /// 400: the server did not understand the request.
    WELL_REASON_BAD_REQUEST = 400,
    /// 401: the job number, the password or the domain is wrong.
    WELL_REASON_WRONG_CREDENTIALS = 401,
    /// 403: the agent is not allowed to do this.
    WELL_REASON_FORBIDDEN = 403,
    /// 404: the server does not know it. Often a call that is over.
    WELL_REASON_NOT_FOUND = 404,
    /// 423: the agent is deleted or disabled.
    WELL_REASON_AGENT_NOT_USABLE = 423,
    /// 426: the HTTP session has expired and was not renewed, as there is no password, the server has refused
    /// it before, or has just given no session for it. The command during which it refuses the password ends
    /// with its own status, such as 401.
    WELL_REASON_SESSION_EXPIRED = 426,
    /// 429: too many requests.
    WELL_REASON_TOO_MANY_REQUESTS = 429,
    /// 451: no telephone is online for the extension.
    WELL_REASON_EXTENSION_NOT_REGISTERED = 451,
    /// 452: there is no such job number.
    WELL_REASON_ILLEGAL_AGENT = 452,
    /// 453: there is no such extension.
    WELL_REASON_ILLEGAL_EXTENSION = 453,
    /// 454: this agent is logged in on this extension already.
    WELL_REASON_ALREADY_LOGGED_IN = 454,
    /// 455: this agent is logged in on another extension, which the server names.
    WELL_REASON_LOGGED_IN_ELSEWHERE = 455,
    /// 456: the extension's state does not allow it.
    WELL_REASON_ILLEGAL_EXTENSION_STATE = 456,
    /// 457: the extension is not authorised.
    WELL_REASON_EXTENSION_NOT_AUTHORISED = 457,
    /// 458: the agent is logged out already. `logout` then succeeds, as `alreadySo`.
    WELL_REASON_ALREADY_LOGGED_OUT = 458,
    /// 459: another agent, whom the server names, is on the extension. Forcing does not help.
    WELL_REASON_EXTENSION_IN_USE = 459,
    /// 460: the server does not do this while a call is up.
    WELL_REASON_EXTENSION_BUSY = 460,
    /// 461: the tenant's limit of agents is reached.
    WELL_REASON_AGENT_LIMIT_REACHED = 461,
    /// 462: the agent could not be reserved for an outbound task.
    WELL_REASON_ALLOCATION_FAILED = 462,
    /// 465: the outbound quota is reached, so the agent cannot become ready.
    WELL_REASON_QUOTA_REACHED = 465,
    /// 466: recording cannot be controlled here.
    WELL_REASON_RECORDING_DISABLED = 466,
    /// 483: the task is not assigned to the agent.
    WELL_REASON_TASK_NOT_ASSIGNED = 483,
    /// 5xx: the server failed. It may have carried out the request all the same, so the library asks for the
    /// agent's state and waits for an event, 4 s at most. A verb that no event confirms ends as `noReply`
    /// instead.
    WELL_REASON_SERVER_ERROR = 500,
    /// A success whose reply cannot be read. Only programs that drive the core see it.
    WELL_REASON_UNREADABLE_REPLY = 600,
    /// Another refusal by the server: see the status.
    WELL_REASON_OTHER = 601,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_reason_t well_reason_t;
#else
typedef int32_t well_reason_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The kind of a log line (`msg.type`, manual 3.4).
enum well_log_kind_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// For information.
    WELL_LOG_LOG = 0,
    /// Something failed.
    WELL_LOG_ERROR = 1,
    /// A failure that the agent should see; only with `use_error_alert`.
    WELL_LOG_ALERT = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_log_kind_t well_log_kind_t;
#else
typedef int32_t well_log_kind_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// How a command ended.
enum well_outcome_kind_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// It has happened.
    WELL_OUTCOME_CONFIRMED = 0,
    /// What was asked for was so already.
    WELL_OUTCOME_ALREADY_SO = 1,
    /// It has not happened and will not.
    WELL_OUTCOME_REJECTED = 2,
    /// Nobody can tell: see the snapshot once the event channel is back.
    WELL_OUTCOME_UNKNOWN = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_outcome_kind_t well_outcome_kind_t;
#else
typedef int32_t well_outcome_kind_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// What kind of event it is.
enum well_event_kind_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// An event that this version does not know, or one that lacks fields its kind needs: see its JSON.
    WELL_EVENT_OTHER = 0,
    /// `agentLoggedOn` (manual 6.1). The log-in has succeeded.
    WELL_EVENT_AGENT_LOGGED_ON = 1,
    /// `agentLoggedOff` (manual 6.2). The agent is logged off, whoever caused it.
    WELL_EVENT_AGENT_LOGGED_OFF = 2,
    /// `agentReady` (manual 6.3). The agent takes calls.
    WELL_EVENT_AGENT_READY = 3,
    /// `agentNotReady` (manual 6.4). The agent takes no calls.
    WELL_EVENT_AGENT_NOT_READY = 4,
    /// `agentWorkingAfterCall` (manual 6.14). The agent is wrapping up after a call.
    WELL_EVENT_AGENT_WORKING_AFTER_CALL = 5,
    /// `agentAllocated` (manual 6.15). The agent is reserved for an outbound task.
    WELL_EVENT_AGENT_ALLOCATED = 6,
    /// `serviceInitiated` (manual 6.5). A device went off hook.
    WELL_EVENT_SERVICE_INITIATED = 20,
    /// `originated` (manual 6.6). A number was dialled.
    WELL_EVENT_ORIGINATED = 21,
    /// `delivered` (manual 6.7). A device is ringing.
    WELL_EVENT_DELIVERED = 22,
    /// `established` (manual 6.8). A device answered.
    WELL_EVENT_ESTABLISHED = 23,
    /// `connectionCleared` (manual 6.9). A party left the call. The call ends for this agent only if that
    /// party is the agent's own device.
    WELL_EVENT_CONNECTION_CLEARED = 24,
    /// `held` (manual 6.13). A device put the call on hold.
    WELL_EVENT_HELD = 25,
    /// `retrieved` (manual 6.12). A device retrieved the call from hold.
    WELL_EVENT_RETRIEVED = 26,
    /// `transferred` (manual 6.10). The call was transferred; its `cause` is `SINGLESTEPTRANSFER` or
    /// `TRANSFER`.
    WELL_EVENT_TRANSFERRED = 27,
    /// `conferenced` (manual 6.11). Parties were joined in a conference.
    WELL_EVENT_CONFERENCED = 28,
    /// `failed`. The call could not be put through (4.x).
    WELL_EVENT_FAILED = 29,
    /// `recordStarted`. Recording has started, or has failed to start (4.x): see `isSuccess`. The server may
    /// not name the call.
    WELL_EVENT_RECORD_STARTED = 30,
    /// `recordStopped`. Recording has stopped (4.x). The server may not name the call.
    WELL_EVENT_RECORD_STOPPED = 31,
    /// `callCleared` (manual 3.2.1). The derived `connectionCleared`: a party left a call. It says what kind
    /// of call it was.
    WELL_EVENT_CALL_CLEARED = 60,
    /// `loginFailed` (manual 3.2.2). A log-in has failed.
    WELL_EVENT_LOGIN_FAILED = 61,
    /// `wsDisconnected` (manual 3.2.3). All attempts to reconnect have failed.
    WELL_EVENT_WS_DISCONNECTED = 62,
    /// `wsReconnectSucceed`. The event channel is back, and the model has been corrected.
    WELL_EVENT_WS_RECONNECT_SUCCEED = 63,
    /// `recoverStateSuccess`. A saved session was resumed. It comes in place of `agentLoggedOn`.
    WELL_EVENT_RECOVER_STATE_SUCCESS = 64,
    /// `linkChanged`. The event channel's state has changed.
    WELL_EVENT_LINK_CHANGED = 80,
    /// `modelCorrected`. Calls are not as they were reported before. Either an event that came late, or that
    /// does not name them, changed more than it says; or their data changed, on the server's word or because
    /// this session set it.
    WELL_EVENT_MODEL_CORRECTED = 81,
    /// `anomaly`. Something did not fit, and the model is being checked. An application need not react.
    WELL_EVENT_ANOMALY = 82,
    /// `sessionEnded`. The agent is no longer logged in here.
    WELL_EVENT_SESSION_ENDED = 83,
    /// This subscriber was too slow: `well_event_missed` says how many were dropped; take a snapshot.
    WELL_EVENT_LAGGED = 100,
    /// A log line, to `well_session_poll_event` only; callbacks get them by `well_session_on_log`.
    WELL_EVENT_LOG = 101,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_event_kind_t well_event_kind_t;
#else
typedef int32_t well_event_kind_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Who made an event.
enum well_origin_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// The server sent it.
    WELL_ORIGIN_SERVER = 0,
    /// The library made it, in the server's vocabulary: what it reports had happened unseen.
    WELL_ORIGIN_SYNTHESIZED = 1,
    /// The library derived it: the manual's inner events (3.2) and its own reports.
    WELL_ORIGIN_DERIVED = 2,
    /// The library reports on the subscription itself: `WELL_EVENT_LAGGED`, `WELL_EVENT_LOG`.
    WELL_ORIGIN_LIBRARY = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_origin_t well_origin_t;
#else
typedef int32_t well_origin_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// What the agent is doing (`agentMode`, manual 6.1 and 6.15).
enum well_agent_mode_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
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
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_agent_mode_t well_agent_mode_t;
#else
typedef int32_t well_agent_mode_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Why a call ended for this agent (a derived `connectionCleared` with `isOwn`).
enum well_call_end_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// The call has not ended for this agent.
    WELL_CALL_END_NONE = 0,
    /// The agent's side hung up an answered call.
    WELL_CALL_END_HUNG_UP = 1,
    /// The other side hung up an answered call.
    WELL_CALL_END_HUNG_UP_BY_OTHER = 2,
    /// The agent, or a supervisor on the agent's behalf, transferred the call away.
    WELL_CALL_END_TRANSFERRED = 3,
    /// The agent's side hung up before the other side answered.
    WELL_CALL_END_CANCELLED = 20,
    /// The agent's side refused a ringing call.
    WELL_CALL_END_REJECTED = 21,
    /// The caller hung up while the call was ringing.
    WELL_CALL_END_CALLER_GAVE_UP = 22,
    /// Another device answered the call.
    WELL_CALL_END_ANSWERED_ELSEWHERE = 23,
    /// The call rang for too long.
    WELL_CALL_END_NOT_ANSWERED = 24,
    /// The called party is busy.
    WELL_CALL_END_BUSY = 25,
    /// The called party refused the call.
    WELL_CALL_END_REJECTED_BY_OTHER = 26,
    /// The call could not be put through: see `failed_code` and `failed_msg`.
    WELL_CALL_END_FAILED = 27,
    /// The call ended unseen: the server no longer knows it.
    WELL_CALL_END_UNSEEN = 40,
    /// Unknown; see `cause`.
    WELL_CALL_END_NOT_TOLD = 41,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_call_end_t well_call_end_t;
#else
typedef int32_t well_call_end_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The state of the event channel.
enum well_link_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// Not in use.
    WELL_LINK_OFF = 0,
    /// Being opened.
    WELL_LINK_CONNECTING = 1,
    /// Events arrive.
    WELL_LINK_ACTIVE = 2,
    /// Lost. The next attempt is waited for.
    WELL_LINK_WAITING = 3,
    /// Told to be lost (`wsDisconnected`). Attempts go on, after a while slowly, if the settings say so.
    WELL_LINK_LOST = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_link_t well_link_t;
#else
typedef int32_t well_link_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Why the event channel was lost or could not be opened (`linkChanged`).
enum well_link_end_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// It was not lost.
    WELL_LINK_END_NONE = 0,
    /// The WebSocket could not be opened: no network, no such host, a TLS error, or the server refused it.
    WELL_LINK_END_NOT_OPENED = 1,
    /// Opening it took too long.
    WELL_LINK_END_TOO_SLOW = 2,
    /// The WebSocket was closed, or its connection broke.
    WELL_LINK_END_CLOSED = 3,
    /// Nothing was received for two heart-beat intervals.
    WELL_LINK_END_SILENT = 4,
    /// The broker sent a STOMP ERROR.
    WELL_LINK_END_BROKER_ERROR = 5,
    /// The broker sent something that is not STOMP.
    WELL_LINK_END_PROTOCOL = 6,
    /// The machine slept. What the server sent meanwhile is lost.
    WELL_LINK_END_SLEPT = 7,
    /// No attempt succeeded within the time that the policy allows.
    WELL_LINK_END_OUT_OF_TIME = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_link_end_t well_link_end_t;
#else
typedef int32_t well_link_end_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Why the agent is no longer logged in (`sessionEnded`).
enum well_session_end_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// It has not ended.
    WELL_SESSION_END_NONE = 0,
    /// The agent logged out here.
    WELL_SESSION_END_LOGOUT = 1,
    /// The agent logged in elsewhere.
    WELL_SESSION_END_REPLACED = 2,
    /// Somebody else logged the agent out: a supervisor, an administrator, or the server. Nothing tells
    /// which.
    WELL_SESSION_END_FORCED = 3,
    /// The server logged the agent out because no heartbeat reached it for 3 minutes.
    WELL_SESSION_END_HEARTBEAT_EXPIRED = 4,
    /// The HTTP session expired, and the server refused the password or gave no session for it that it
    /// accepts. So it accepted no more heartbeats.
    WELL_SESSION_END_CREDENTIALS_REFUSED = 5,
    /// The application closed the session. The agent may still be logged in at the server.
    WELL_SESSION_END_CLOSED = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_session_end_t well_session_end_t;
#else
typedef int32_t well_session_end_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// What type a field has.
enum well_field_type_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// A text.
    WELL_TYPE_TEXT = 0,
    /// A number; times are milliseconds since 1970 UTC.
    WELL_TYPE_INTEGER = 1,
    /// Yes or no.
    WELL_TYPE_TRUTH = 2,
    /// A structure, as JSON.
    WELL_TYPE_JSON = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_field_type_t well_field_type_t;
#else
typedef int32_t well_field_type_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The phase of a session.
enum well_phase_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// No agent is logged in.
    WELL_PHASE_LOGGED_OUT = 0,
    /// A log-in is under way.
    WELL_PHASE_LOGGING_IN = 1,
    /// A saved session is being resumed.
    WELL_PHASE_RECOVERING = 2,
    /// The agent is logged in.
    WELL_PHASE_LOGGED_IN = 3,
    /// A log-out is under way.
    WELL_PHASE_LOGGING_OUT = 4,
    /// Closed for good.
    WELL_PHASE_CLOSED = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_phase_t well_phase_t;
#else
typedef int32_t well_phase_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The state of a leg: the connection between a device and a call (ECMA-269, connection states).
enum well_connection_state_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// No connection.
    WELL_STATE_NULL = 0,
    /// Off hook, but nothing dialled yet.
    WELL_STATE_INITIATED = 1,
    /// Ringing.
    WELL_STATE_ALERTING = 2,
    /// Connected. On the calling side: from dialling on.
    WELL_STATE_CONNECTED = 3,
    /// On hold: this party put the call on hold.
    WELL_STATE_HOLD = 4,
    /// In a queue.
    WELL_STATE_QUEUED = 5,
    /// Could not be put through.
    WELL_STATE_FAIL = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_connection_state_t well_connection_state_t;
#else
typedef int32_t well_connection_state_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// How a party came into a call.
enum well_role_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// The events did not say.
    WELL_ROLE_UNKNOWN = 0,
    /// It made the call.
    WELL_ROLE_CALLING = 1,
    /// It was called.
    WELL_ROLE_CALLED = 2,
    /// A supervisor who listens in without taking part.
    WELL_ROLE_LISTENING = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_role_t well_role_t;
#else
typedef int32_t well_role_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The verbs, by the manual's method names.
enum well_verb_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// `agentLogin` (manual 2.2). Logs an agent in on an extension.
    WELL_VERB_LOGIN = 1,
    /// `logout` (manual 2.3). Logs the agent out.
    WELL_VERB_LOGOUT = 2,
    /// `setAgentMode` (manual 2.4). Makes the agent ready or not ready.
    WELL_VERB_SET_AGENT_MODE = 3,
    /// `makeCall` (manual 2.5). Makes a call.
    WELL_VERB_MAKE_CALL = 4,
    /// `answerCall` (manual 2.6). Answers a ringing call.
    WELL_VERB_ANSWER = 5,
    /// `dropConnection` (manual 2.7). Hangs up: leaves a call.
    WELL_VERB_DROP = 6,
    /// `holdCall` (manual 2.8). Puts a call on hold.
    WELL_VERB_HOLD = 7,
    /// `retrieveCall` (manual 2.9). Retrieves a call from hold.
    WELL_VERB_RETRIEVE = 8,
    /// `singleStepTransfer` (manual 2.10). Transfers a call blindly: without consulting first.
    WELL_VERB_SINGLE_STEP_TRANSFER = 9,
    /// `singleStepConference` (manual 2.11). Adds a party to a call.
    WELL_VERB_SINGLE_STEP_CONFERENCE = 10,
    /// `consult` (manual 2.12). Puts a call on hold and calls somebody to consult.
    WELL_VERB_CONSULT = 11,
    /// `conference` (manual 2.13). Joins the held call and its consultation into one call.
    WELL_VERB_CONFERENCE = 12,
    /// `cancelConsult` (manual 2.14). Ends the consultation and retrieves the held call.
    WELL_VERB_CANCEL_CONSULT = 13,
    /// `transferCall` (manual 2.15). Connects the held party with the consulted party and leaves the call.
    WELL_VERB_TRANSFER = 14,
    /// `transferWaitReturn`. Connects the held party with the consulted party and waits on hold: the call
    /// comes back to this agent when they are done (4.x).
    WELL_VERB_TRANSFER_WAIT_RETURN = 15,
    /// `singleTransferWaitReturn`. Transfers a call blindly, and waits on hold: the call comes back to this
    /// agent when the target is done (4.x).
    WELL_VERB_SINGLE_TRANSFER_WAIT_RETURN = 16,
    /// `setCallData` (manual 2.16). Attaches data to a call.
    WELL_VERB_SET_CALL_DATA = 30,
    /// `getCallData` (manual 2.17). Reads the data attached to a call.
    WELL_VERB_GET_CALL_DATA = 31,
    /// `forceDrop` (manual 4.1). Drops another device from a call.
    WELL_VERB_FORCE_DROP = 40,
    /// `forceJoin` (manual 4.2). Adds a party to another device's call.
    WELL_VERB_FORCE_JOIN = 41,
    /// `forceTake` (manual 4.3). Transfers another device's call to a number.
    WELL_VERB_FORCE_TAKE = 42,
    /// `forceListen` (manual 4.4). Listens in on a call without being heard.
    WELL_VERB_FORCE_LISTEN = 43,
    /// `forceReady` (manual 4.5). Makes another agent ready.
    WELL_VERB_FORCE_READY = 44,
    /// `forceNotReady` (manual 4.6). Makes another agent not ready.
    WELL_VERB_FORCE_NOT_READY = 45,
    /// `forceLogout` (manual 4.7). Logs another agent out.
    WELL_VERB_FORCE_LOGOUT = 46,
    /// `superLogout`. Logs out an agent of this agent's domain, by job number.
    WELL_VERB_SUPER_LOGOUT = 47,
    /// `releaseAllocatedAgent`. Releases an agent who is allocated for an outbound call.
    WELL_VERB_RELEASE_ALLOCATED_AGENT = 48,
    /// `agentGreeting`. Plays a greeting into a call (4.x).
    WELL_VERB_AGENT_GREETING = 60,
    /// `startRecording`. Records this extension's call again (4.x).
    WELL_VERB_START_RECORDING = 61,
    /// `stopRecording`. Stops recording this extension's call (4.x).
    WELL_VERB_STOP_RECORDING = 62,
    /// `getClientState`. Reads what the server knows about the agent (4.x).
    WELL_VERB_GET_CLIENT_STATE = 63,
    /// `getMyPrefix`. Reads the agent's outside-line prefixes (4.x).
    WELL_VERB_GET_MY_PREFIX = 64,
    /// `uploadLog` (manual 8.11). Uploads the event log to the server.
    WELL_VERB_UPLOAD_LOG = 65,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_verb_t well_verb_t;
#else
typedef int32_t well_verb_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The language of a sentence.
enum well_language_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// English.
    WELL_LANGUAGE_EN = 0,
    /// Chinese.
    WELL_LANGUAGE_ZH = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_language_t well_language_t;
#else
typedef int32_t well_language_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Which release of the manual's JavaScript client to speak like.
enum well_dialect_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// Releases 2.x of 2017.
    WELL_DIALECT_V2 = 2,
    /// Releases 4.x of 2019.
    WELL_DIALECT_V4 = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_dialect_t well_dialect_t;
#else
typedef int32_t well_dialect_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// How a session's callbacks are called.
enum well_delivery_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// On the client's dispatcher thread, one after the other.
    WELL_DELIVERY_DISPATCHER = 0,
    /// Inside of `well_session_poll_event`, on the thread that calls it: for programs with a loop of their own.
    WELL_DELIVERY_PUMPED = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_delivery_t well_delivery_t;
#else
typedef int32_t well_delivery_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Which proxy to use.
enum well_proxy_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// That of the system: its settings and environment variables.
    WELL_PROXY_SYSTEM = 0,
    /// None.
    WELL_PROXY_NONE = 1,
    /// That of `proxy_url`.
    WELL_PROXY_URL = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_proxy_t well_proxy_t;
#else
typedef int32_t well_proxy_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// When to try again after the event channel is lost.
enum well_reconnect_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// What the manual's client does (3.2.3): `WELL_RECONNECT_MANUAL_2` in the dialect 2.x, `WELL_RECONNECT_MANUAL_4_0`
    /// in 4.x.
    WELL_RECONNECT_MANUAL = 0,
    /// `reconnect_attempts` times, `reconnect_delay_ms` apart.
    WELL_RECONNECT_FIXED = 1,
    /// Exponential with full jitter: a random delay up to `reconnect_delay_ms` * 2^n, at most `reconnect_cap_ms`;
    /// `reconnect_attempts` times, 0 for ever.
    WELL_RECONNECT_BACKOFF = 2,
    /// The default, made for a server that many sessions lose at once. The first attempt comes at a random time within
    /// `reconnect_window_ms`, each further one after one to one and a half times that, or one to two where the link was
    /// up again for a moment. The link is reported lost `reconnect_give_up_ms` after the loss. If the first link of a
    /// log-in fails, the next attempt follows after 1 to 2 s, and each further one after twice as long, up to the
    /// window.
    WELL_RECONNECT_SPREAD = 3,
    /// The manual's client of releases 2.x: 5 times, 1 s apart.
    WELL_RECONNECT_MANUAL_2 = 4,
    /// The manual's client of releases 4.0 to 4.2: 10 times, 3 s apart.
    WELL_RECONNECT_MANUAL_4_0 = 5,
    /// The manual's client since October 2018: 30 times, 3 s apart.
    WELL_RECONNECT_MANUAL_2018 = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_reconnect_t well_reconnect_t;
#else
typedef int32_t well_reconnect_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// What a log-in does where the agent is logged in already (454, 455; manual 2.2).
enum well_login_mode_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// Log out there and log in here.
    WELL_LOGIN_FORCE = 0,
    /// Fail.
    WELL_LOGIN_STOP = 1,
    /// Ask the application which of the two.
    WELL_LOGIN_ASK = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_login_mode_t well_login_mode_t;
#else
typedef int32_t well_login_mode_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// The answer to a log-in's question.
enum well_answer_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// Let the log-in fail.
    WELL_ANSWER_STOP = 0,
    /// Log out there and log in here.
    WELL_ANSWER_FORCE = 1,
    /// The answer comes later, by `well_session_answer_ask`.
    WELL_ANSWER_LATER = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_answer_t well_answer_t;
#else
typedef int32_t well_answer_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// How somebody takes part in a single-step conference (manual 2.11).
enum well_participation_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// Hears and is heard.
    WELL_PARTICIPATION_ACTIVE = 0,
    /// Only hears.
    WELL_PARTICIPATION_SILENT = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_participation_t well_participation_t;
#else
typedef int32_t well_participation_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// How grave a line of diagnostics is.
enum well_diagnostics_level_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
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
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_diagnostics_level_t well_diagnostics_level_t;
#else
typedef int32_t well_diagnostics_level_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// A field that an event can have, by the manual's name (chapter 6, and 3.2 for the derived events).
/// `well_event_text` and its like read it.
enum well_field_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// Text. `eventName`: The name of the event.
    WELL_FIELD_EVENT_NAME = 1,
    /// Text. `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's time zone, which the event does not state.
    WELL_FIELD_EVENT_TIME = 2,
    /// Text. `eventType`: `agent` or `csta`.
    WELL_FIELD_EVENT_TYPE = 3,
    /// Integer. `serial`: Rises with each event of a producer, with gaps.
    WELL_FIELD_SERIAL = 4,
    /// Text. `producer`: The server process that numbered the event: an entry of `topics`.
    WELL_FIELD_PRODUCER = 5,
    /// Text. `namespace`: The tenant's domain.
    WELL_FIELD_NAMESPACE = 6,
    /// Text. `srcDeviceId`: The device whose subscription delivered this copy.
    WELL_FIELD_SRC_DEVICE_ID = 7,
    /// Text. `deviceId`: The device whose state changed.
    WELL_FIELD_DEVICE_ID = 8,
    /// Text. `agentId`: The agent: `5001@test.cc`.
    WELL_FIELD_AGENT_ID = 20,
    /// Text. `agentMode`: The agent's mode from now on.
    WELL_FIELD_AGENT_MODE = 21,
    /// JSON. `devices`: The devices that the agent is logged in on, by medium (`Voice`).
    WELL_FIELD_DEVICES = 22,
    /// Text. `queueId`: The queue.
    WELL_FIELD_QUEUE_ID = 23,
    /// Text. `reason`: In `agentNotReady`: why, a code that the tenant defines. In a `linkChanged` that
    /// reports a loss: why, in a sentence.
    WELL_FIELD_REASON = 24,
    /// Text. `callId`: The call.
    WELL_FIELD_CALL_ID = 40,
    /// Text. `connectionId`: The connection: `<device>|<call>`.
    WELL_FIELD_CONNECTION_ID = 41,
    /// Text. `localState`: The state of the device's connection after the event. A hint only.
    WELL_FIELD_LOCAL_STATE = 42,
    /// Text. `agentStatus`: What the agent is doing (manual 6.5).
    WELL_FIELD_AGENT_STATUS = 43,
    /// Text. `originCallInfo.callId`: The id of the original call.
    WELL_FIELD_ORIGIN_CALL_INFO_CALL_ID = 44,
    /// Text. `originCallInfo.callingDevice`: The device that made the original call.
    WELL_FIELD_ORIGIN_CALL_INFO_CALLING_DEVICE = 45,
    /// Text. `originCallInfo.calledDevice`: The device that was called in the original call.
    WELL_FIELD_ORIGIN_CALL_INFO_CALLED_DEVICE = 46,
    /// Text. `cause`: The cause, in the server's words.
    WELL_FIELD_CAUSE = 47,
    /// Text. `initiatedDevice`: The device that went off hook.
    WELL_FIELD_INITIATED_DEVICE = 60,
    /// Text. `callingDevice`: The device that calls.
    WELL_FIELD_CALLING_DEVICE = 61,
    /// Text. `calledDevice`: The device that is called.
    WELL_FIELD_CALLED_DEVICE = 62,
    /// Text. `alertingDevice`: The device that is ringing.
    WELL_FIELD_ALERTING_DEVICE = 63,
    /// Text. `lastRedirectionDevice`: The device that redirected the call last.
    WELL_FIELD_LAST_REDIRECTION_DEVICE = 64,
    /// Text. `trunkGroup`: The trunk group that the call came in on.
    WELL_FIELD_TRUNK_GROUP = 65,
    /// Text. `trunkMember`: The trunk that the call came in on.
    WELL_FIELD_TRUNK_MEMBER = 66,
    /// Text. `originalCallId`: The call that this one originates from.
    WELL_FIELD_ORIGINAL_CALL_ID = 67,
    /// JSON. `userData`: The call data.
    WELL_FIELD_USER_DATA = 68,
    /// Text. `split`: The queue that the call came through.
    WELL_FIELD_SPLIT = 69,
    /// Text. `callCause`: Why the call exists: `NEWCALL`, …
    WELL_FIELD_CALL_CAUSE = 70,
    /// Text. `answeringDevice`: The device that answered.
    WELL_FIELD_ANSWERING_DEVICE = 71,
    /// Text. `sipCallId`: The `Call-ID` of SIP.
    WELL_FIELD_SIP_CALL_ID = 72,
    /// Text. `releasingDevice`: The device that left the call.
    WELL_FIELD_RELEASING_DEVICE = 73,
    /// Text. `hangupDevice`: The device that hung up first.
    WELL_FIELD_HANGUP_DEVICE = 74,
    /// Text. `holdingDevice`: The device that put the call on hold.
    WELL_FIELD_HOLDING_DEVICE = 75,
    /// Text. `retrievingDevice`: The device that retrieved the call from hold.
    WELL_FIELD_RETRIEVING_DEVICE = 76,
    /// Text. `primaryOldCall`: The call that was on hold. Absent where the server sends `"0"`.
    WELL_FIELD_PRIMARY_OLD_CALL = 77,
    /// Text. `secondaryOldCall`: The call that was active. Absent where the server sends `"0"`.
    WELL_FIELD_SECONDARY_OLD_CALL = 78,
    /// Text. `transferringDevice`: The device that leaves the call.
    WELL_FIELD_TRANSFERRING_DEVICE = 79,
    /// Text. `transferredToDevice`: The device that joins the call.
    WELL_FIELD_TRANSFERRED_TO_DEVICE = 80,
    /// Text. `newCall`: The id of the call from now on. Absent where the server sends `"0"`.
    WELL_FIELD_NEW_CALL = 81,
    /// Text. `conferencingDevice`: The device that brought the parties together.
    WELL_FIELD_CONFERENCING_DEVICE = 82,
    /// Text. `addedParty`: The device that joins the call.
    WELL_FIELD_ADDED_PARTY = 83,
    /// Text. `failedCode`: Why the call failed, as the server's number.
    WELL_FIELD_FAILED_CODE = 84,
    /// Text. `failedMsg`: Why the call failed, in the server's words.
    WELL_FIELD_FAILED_MSG = 85,
    /// Text. `recordId`: The id of the recording.
    WELL_FIELD_RECORD_ID = 86,
    /// Text. `fileName`: The file of the recording.
    WELL_FIELD_FILE_NAME = 87,
    /// Truth. `isSuccess`: Whether it succeeded.
    WELL_FIELD_IS_SUCCESS = 88,
    /// Text. `callType`: `Inbound`, `Outbound`, `Internal`, `PreOccupied`, `PreDictive`, `AgentAutoCall`,
    /// `PreView`, `SMART_IVR`, or another word of the server's.
    WELL_FIELD_CALL_TYPE = 89,
    /// Truth. `isEstablished`: Whether the call had been answered (`isEstatblished` in the manual).
    WELL_FIELD_IS_ESTABLISHED = 120,
    /// Integer. `createTimeId`: When this client first saw the call.
    WELL_FIELD_CREATE_TIME_ID = 121,
    /// Integer. `establishedTimeId`: When the call was answered.
    WELL_FIELD_ESTABLISHED_TIME_ID = 122,
    /// Text. `partyDevice`: The other party. Absent in a call of three or more parties, and where it is not
    /// known.
    WELL_FIELD_PARTY_DEVICE = 123,
    /// Truth. `isCaller`: Whether the agent made the call. Absent in a call of three or more parties, and
    /// where it is not known.
    WELL_FIELD_IS_CALLER = 124,
    /// Truth. `isOutCall`: Whether an outside line took part.
    WELL_FIELD_IS_OUT_CALL = 125,
    /// Truth. `isOwn`: Whether it is this agent's own device that rings (`delivered`), or that left the call
    /// (the derived `connectionCleared`).
    WELL_FIELD_IS_OWN = 126,
    /// JSON. `data`: The event that the derived `connectionCleared` was derived from.
    WELL_FIELD_DATA = 127,
    /// Integer. `status`: The HTTP status; 0 if the server was not reached.
    WELL_FIELD_STATUS = 140,
    /// Text. `responseText`: The server's reply, or what went wrong.
    WELL_FIELD_RESPONSE_TEXT = 141,
    /// JSON. `activeCall`: The active call, as the server knows it.
    WELL_FIELD_ACTIVE_CALL = 142,
    /// Text. `extensionId`: The extension: `8001@test.cc`.
    WELL_FIELD_EXTENSION_ID = 143,
    /// Text. `agentName`: The agent's name.
    WELL_FIELD_AGENT_NAME = 144,
    /// Text. `state`: In `linkChanged`: the new state of the event channel. In `recoverStateSuccess`: the
    /// state of the call that was found, `delivered` or `established`.
    WELL_FIELD_STATE = 145,
    /// JSON. `calls`: The calls that have changed, ended or reappeared.
    WELL_FIELD_CALLS = 146,
    /// Text. `kind`: The kind of anomaly.
    WELL_FIELD_ANOMALY_KIND = 147,
    /// Text. `event`: The name of the event that did not fit.
    WELL_FIELD_ANOMALY_EVENT = 148,
    /// Text. `detail`: Details, for people.
    WELL_FIELD_DETAIL = 149,
    /// Text. `endReason`: Why it ended: the session (`sessionEnded`), the event channel (a `linkChanged` that
    /// reports a loss), or the call (a derived `connectionCleared` with `isOwn`).
    WELL_FIELD_END_REASON = 150,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_field_t well_field_t;
#else
typedef int32_t well_field_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// A part of the state that may differ from the server's: nothing has confirmed it since the last gap in the
/// event channel. In C, each is one bit.
enum well_doubt_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// The agent's mode.
    WELL_DOUBT_MODE = 1,
    /// Why the agent is not ready.
    WELL_DOUBT_REASON = 2,
    /// When the agent entered the mode.
    WELL_DOUBT_SINCE = 4,
    /// The mode that takes effect when the call ends.
    WELL_DOUBT_PENDING_MODE = 8,
    /// Whether the agent's own device is in the call, and the state of its leg.
    WELL_DOUBT_LEG = 16,
    /// Who else is in the call: others may have joined, and those shown may have left.
    WELL_DOUBT_PARTIES = 32,
    /// The call data.
    WELL_DOUBT_DATA = 64,
    /// Whether the call is being recorded.
    WELL_DOUBT_RECORDING = 128,
    /// When the call was established.
    WELL_DOUBT_ESTABLISHED = 256,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum well_doubt_t well_doubt_t;
#else
typedef int32_t well_doubt_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// A text that is given away: UTF-8, `len` bytes and a NUL behind them. Free it with `well_string_free`.
typedef struct {
    /// The first byte, or NULL.
    char *data;
    /// How many bytes, the NUL not counted.
    size_t len;
} well_string_t;

/// The options of a client. Fill them in with `well_client_options_default`, then change what you need.
typedef struct {
    /// `sizeof(well_client_options_t)`.
    size_t struct_size;
    /// Threads for the network, from 1 to 64. Default 2; one serves thousands of sessions.
    uint32_t threads;
    /// How many event channels may be opening at once, over all sessions. At least 1; default 64.
    uint32_t connecting_at_once;
    /// How many event channels may begin to open in a second, and how many HTTP log-ins, over all sessions and evenly
    /// spaced. At least 1; default 250.
    uint32_t connecting_per_second;
    /// How long a TCP and TLS connection may take, milliseconds. Default 5000.
    uint32_t connect_timeout_ms;
    /// How long a request may take, reply and all, milliseconds. Default 10000; keep it below `command_ms`.
    uint32_t request_timeout_ms;
    /// Which proxy. Default: the system's.
    well_proxy_t proxy;
    /// Not 0: trusts no root certificate of the platform's, only `extra_roots_pem`.
    uint8_t without_platform_roots;
    /// Not 0: accepts any certificate. DANGEROUS: anyone on the way can read passwords and control calls. For a
    /// laboratory only.
    uint8_t danger_accept_any_certificate;
    /// `http://…`, `https://…`, `socks5://…`, `socks5h://…`, `socks4://…` or `socks4a://…`, with `name:password@` before the host
    /// where the proxy wants them. For `WELL_PROXY_URL`; else NULL.
    const char *proxy_url;
    /// The `user-agent` header, printable ASCII and tabs; NULL for `wellclient/<version>`.
    const char *user_agent;
    /// Root certificates to trust beside the platform's, PEM; may be NULL.
    const uint8_t *extra_roots_pem;
    /// Its length in bytes.
    size_t extra_roots_pem_len;
    /// The client's certificate chain, PEM, with `client_key_pem`; may be NULL.
    const uint8_t *client_certificate_pem;
    /// Its length in bytes.
    size_t client_certificate_pem_len;
    /// The client's private key, PEM, with `client_certificate_pem`; may be NULL.
    const uint8_t *client_key_pem;
    /// Its length in bytes.
    size_t client_key_pem_len;
} well_client_options_t;

/// A client: what its sessions share. A handle is a number: copy it freely; all zero is none.
typedef struct {
    /// Private.
    uint64_t id;
} well_client_t;

/// Counters: how well the link and the model are doing. Each counts from the making of the session.
typedef struct {
    /// `sizeof(well_metrics_t)`.
    size_t struct_size;
    /// Events received.
    uint64_t events;
    /// Of these, dropped as copies.
    uint64_t duplicates;
    /// Of these, put in their place among newer ones.
    uint64_t late;
    /// Of these, not applied to the model.
    uint64_t refused;
    /// Anomalies reported, copies and late events not counted.
    uint64_t anomalies;
    /// How often what the server says was compared with what is known.
    uint64_t resyncs;
    /// Events synthesized because the two differed.
    uint64_t corrections;
    /// Times the event channel came back after a loss.
    uint64_t reconnects;
    /// Times the HTTP session was renewed (426).
    uint64_t renewals;
    /// Commands settled.
    uint64_t commands;
    /// Of these, not confirmed or already so.
    uint64_t commands_failed;
    /// From command to outcome, added up, milliseconds.
    uint64_t command_ms_total;
    /// The longest from command to outcome, milliseconds.
    uint64_t command_ms_longest;
} well_metrics_t;

/// The options of a session. Fill them in with `well_session_options_default`, then name a server (`preset` or
/// `api_url`) and change what you need. Times are in milliseconds; texts are NUL-terminated UTF-8, and may be NULL.
typedef struct {
    /// `sizeof(well_session_options_t)`.
    size_t struct_size;
    /// The environment that the manual's `useConfig` picks by this name (manual 2.1): `"CMB-PRO"`, `"AWS-HTTPS"`, …
    const char *preset;
    /// For a server without a preset: `http` or `https`, host, port and base path of its CSTA API.
    const char *api_url;
    /// Where the event channel is, `ws` or `wss`; NULL for `<api_url>/mvc/stomp/websocket`.
    const char *events_url;
    /// Where user name and password are exchanged for a session id; NULL for `<api_url>/login`.
    const char *login_url;
    /// The `host` header of STOMP's CONNECT, without control characters; NULL for none, which is the broker's default virtual
    /// host.
    const char *virtual_host;
    /// Which release of the reference client to speak like. Default 4.x.
    well_dialect_t dialect;
    /// Where callbacks are called. Default: on the client's dispatcher thread.
    well_delivery_t delivery;
    /// The manual's `autoAnswer` (2.1): 1 answers a call that comes in at once, 0 does not, -1 (default) is the
    /// environment's choice.
    int8_t auto_answer;
    /// The manual's `debug`. Default 0.
    uint8_t debug;
    /// The manual's `useWsLog`: log each STOMP frame. Default 0.
    uint8_t use_ws_log;
    /// The manual's `useErrorAlert`: report failures as log lines of kind `WELL_LOG_ALERT` too. Default 1.
    uint8_t use_error_alert;
    /// When the consulted party hangs up and the first call is still held, retrieve it. Default 0.
    uint8_t retrieve_after_consultation;
    /// With `auto_answer`: answer a second call automatically too, while the agent is talking in another. Default 0.
    uint8_t answer_second_call;
    /// What a log-in in mode `force` does where the agent is logged in already and, as the server says, in a call.
    /// 1 (default) logs nobody out of a call: on the same extension (454) the log-in takes the session over with its
    /// call, on another one (455) it fails. Taking over leaves the agent's mode as it is at the server, whatever
    /// mode the log-in asks for. 0 logs the agent out in any case.
    uint8_t take_over_call;
    /// Ask the server for the agent's state at each heartbeat, and compare it with what is known. Default 1.
    uint8_t verify_with_heartbeat;
    /// Keep the event log (manual 5.5). Default 1.
    uint8_t event_log;
    /// Log the agent out when the session is closed or freed (manual 8.4). Default 0.
    uint8_t logout_on_close;
    /// Refuse a number that is neither digits only nor the manual's dial form (5.4, 8.7), wherever one is dialled, and a
    /// prefix that is not digits. Default 0: any text of at most 128 bytes, with its prefix, without control characters is
    /// sent, `*72` and `+8613800000000` too.
    uint8_t phone_numbers_only;
    /// When to try again after the event channel is lost. Default `WELL_RECONNECT_SPREAD`.
    well_reconnect_t reconnect;
    /// How often `WELL_RECONNECT_FIXED` and `WELL_RECONNECT_BACKOFF` try before they report `wsDisconnected`. 0 is for ever with
    /// `WELL_RECONNECT_BACKOFF`, and not once with `WELL_RECONNECT_FIXED`.
    uint32_t reconnect_attempts;
    /// The time between two attempts of `WELL_RECONNECT_FIXED`; the first of the growing delays of
    /// `WELL_RECONNECT_BACKOFF`.
    uint32_t reconnect_delay_ms;
    /// The longest delay of `WELL_RECONNECT_BACKOFF`.
    uint32_t reconnect_cap_ms;
    /// Within how long `WELL_RECONNECT_SPREAD` makes its first attempt. Default 25000.
    uint32_t reconnect_window_ms;
    /// How long after the loss `WELL_RECONNECT_SPREAD` reports `wsDisconnected`. Default 0: when the manual's client
    /// gave up, 5000 (2.x) or 90000 (4.x).
    uint32_t reconnect_give_up_ms;
    /// The time between two heartbeats of the agent, from 100 to 170000: the server logs an agent out after 180000 without one.
    /// Default 60000.
    uint32_t heartbeat_ms;
    /// The longest that a log-in or recovery may take. Default 30000.
    uint32_t login_ms;
    /// The longest that the answer to a log-in's question may take. Default 60000.
    uint32_t ask_ms;
    /// The longest that a command may take. Default 15000.
    uint32_t command_ms;
    /// How long the event that confirms a command may take after the reply, before the server is asked; with `command_ms` or
    /// more it is not asked. Default 5000.
    uint32_t confirm_ms;
    /// The longest that opening the event channel may take. Default 10000.
    uint32_t connect_ms;
    /// How long to wait after SUBSCRIBE where the broker sends no RECEIPT. Default 500.
    uint32_t settle_ms;
    /// The STOMP heart-beat offered and wanted. Default 10000; 0 is none.
    uint32_t stomp_heartbeat_ms;
    /// The time between two WebSocket pings, where the server sends no heart-beats. Default 20000.
    uint32_t ping_ms;
    /// The time between finding the model doubtful and asking the server. Default 1000.
    uint32_t doubt_ms;
    /// A wall clock that runs ahead by this much means that the machine slept. At least 1000; default 15000.
    uint32_t clock_jump_ms;
    /// The least time between two calls that are made. Default 2000.
    uint32_t between_calls_ms;
    /// An event channel that is lost again within this time counts as a failed attempt: attempts and delays go on where
    /// they were. Default 30000.
    uint32_t stable_ms;
    /// After `wsDisconnected`, attempts go on about this often: each after half to one and a half times this. Default
    /// 60000; 0 makes no attempt before `well_session_reconnect`.
    uint32_t slow_retry_ms;
    /// What an internal number begins with, any text; NULL for `"8"`, `""` for no such rule.
    const char *internal_prefix;
    /// The fewest digits after it, at most `internal_max_digits`. Default 3.
    uint32_t internal_min_digits;
    /// The most digits after it; `UINT32_MAX` is any number of them. Default 5.
    uint32_t internal_max_digits;
    /// Further internal numbers; may be NULL.
    const char *const *internal_numbers;
    /// How many `internal_numbers` there are.
    size_t internal_numbers_count;
    /// How many events may wait for a callback or to be polled, at least 1. One more drops all that wait, and one
    /// `WELL_EVENT_LAGGED` comes in their place. Default 1024.
    uint32_t queue_capacity;
    /// Reserved; 0.
    uint32_t reserved;
    /// The seed of the random delays; 0 chooses one at random.
    uint64_t seed;
    /// Writes a journal to this file, which can be replayed; NULL for none. The file must be new or empty, and no other
    /// session may be writing to it: else `WELL_IO`.
    const char *journal_path;
    /// Keeps the session in this file, so that it can be resumed after a restart (`well_store_load`,
    /// `well_session_recover_bytes`); NULL for none. While an agent is logged in, the file is written within 200 ms of
    /// each change; events do not wait for that. It is removed when the agent is logged out, and stays when the session
    /// is closed without a log-out. If it cannot be written, a log line of kind `WELL_LOG_ERROR` says so. A watch has none.
    const char *store_path;
    /// The key that the file is sealed with (ChaCha20-Poly1305), 32 bytes; NULL for none.
    const uint8_t *store_key;
    /// The length of `store_key`: 32, or 0 if there is no key.
    size_t store_key_len;
    /// `Origin`, sent with the WebSocket and with each request, with GET to another server than its own only, as a page does:
    /// `scheme://host[:port]`, or `"null"`. NULL for that of the API, as a page of that server sends it; `""` for none.
    const char *origin;
    /// Further headers of each request and of the WebSocket, each `"Name: value"`; may be NULL. A name that no header can
    /// have, a control character, or a header that the library sets itself (`Cookie`, `Host`, `sessionId`, …) is
    /// `WELL_BAD_ENVIRONMENT`.
    const char *const *headers;
    /// How many `headers` there are.
    size_t headers_count;
    /// `login` of STOMP's CONNECT; NULL for none.
    const char *broker_login;
    /// `passcode` of STOMP's CONNECT, a secret, with `broker_login`; NULL for none.
    const char *broker_passcode;
} well_session_options_t;

/// A session: one agent on one extension.
typedef struct {
    /// Private.
    uint64_t id;
} well_session_t;

/// An event.
typedef struct {
    /// Private.
    uint64_t id;
} well_event_t;

/// Called for each event. `event` is good until the call returns; `well_event_retain` keeps it.
typedef struct {
    /// The program's own; handed back as it is. May be NULL.
    void *context;
    /// What is called. Not NULL.
    void (*call)(void *context, well_session_t session, well_event_t event);
    /// Called once, after the last call. May be NULL.
    void (*drop)(void *context);
} well_event_callback_t;

/// A callback's subscription to a session's events.
typedef struct {
    /// Private.
    uint64_t id;
} well_subscription_t;

/// A text that is lent: UTF-8, `len` bytes and a NUL behind them. `data` is NULL where there is none. How long it is
/// valid is said where it is lent.
typedef struct {
    /// The first byte, or NULL.
    const char *data;
    /// How many bytes, the NUL not counted.
    size_t len;
} well_str_t;

/// Called for each log line of a session (manual 3.4). `content` is good until the call returns.
typedef struct {
    /// The program's own; handed back as it is. May be NULL.
    void *context;
    /// What is called. Not NULL.
    void (*call)(void *context, well_session_t session, well_log_kind_t kind, well_str_t content);
    /// Called once, after the last call. May be NULL.
    void (*drop)(void *context);
} well_log_callback_t;

/// The settings of a session (`setConfig`, manual 2.1).
typedef struct {
    /// `sizeof(well_settings_t)`.
    size_t struct_size;
    /// Log in detail.
    uint8_t debug;
    /// Log each STOMP frame.
    uint8_t use_ws_log;
    /// Answer a call that comes in at once.
    uint8_t auto_answer;
    /// Report failures as log lines of kind `WELL_LOG_ALERT` too.
    uint8_t use_error_alert;
    /// Reserved; 0.
    uint32_t reserved;
} well_settings_t;

/// How a command ended.
typedef struct {
    /// Private.
    uint64_t id;
} well_outcome_t;

/// Called when a command is settled: exactly once, unless it could not be begun. `outcome` is good until the call returns;
/// `well_outcome_retain` keeps it.
typedef struct {
    /// The program's own; handed back as it is. May be NULL.
    void *context;
    /// What is called. Not NULL.
    void (*call)(void *context, well_session_t session, uint64_t command_id, well_outcome_t outcome);
    /// Called once, after the call, or in its place. May be NULL.
    void (*drop)(void *context);
} well_completion_t;

/// A command under way, or done.
typedef struct {
    /// Private.
    uint64_t id;
} well_command_t;

/// Who logs in, where and how (manual 2.2). Fill it by `well_login_default`, then set the texts, which are
/// NUL-terminated UTF-8. Only `domain` may stay NULL.
typedef struct {
    /// `sizeof(well_login_t)`.
    size_t struct_size;
    /// The agent's number: `"5001"`.
    const char *job_number;
    /// The agent's password. It is copied, and overwritten when it is no longer needed.
    const char *password;
    /// The tenant's domain: `"test.cc"`. NULL for the environment's own; the log-in is rejected if it has none.
    const char *domain;
    /// The extension: `"8001"`.
    const char *ext;
    /// What to do where the agent is logged in already. Default: `WELL_LOGIN_FORCE`.
    well_login_mode_t login_mode;
    /// The mode after the log-in: `WELL_MODE_READY` or `WELL_MODE_NOT_READY` (default).
    well_agent_mode_t agent_mode;
} well_login_t;

/// Asked where the agent is logged in already (log-in mode `WELL_LOGIN_ASK`). `rejection` says where (`agent_id`,
/// `device_id` of `well_outcome_info`) and is good until the call returns.
typedef struct {
    /// The program's own; handed back as it is. May be NULL.
    void *context;
    /// What is called. Returns a `well_answer_t`: with `WELL_ANSWER_LATER` the program asks a person, and then calls
    /// `well_session_answer_ask` within `ask_ms`. Not NULL.
    int32_t (*call)(void *context, well_session_t session, well_outcome_t rejection);
    /// Called once, after the last call. May be NULL.
    void (*drop)(void *context);
} well_ask_t;

/// What a call can be given besides its number (manual 2.5). Fill it by `well_make_call_default`. All but the prefix are of
/// the releases 4.x; the dialect 2.x does not send them. Texts are NUL-terminated UTF-8; NULL leaves them out.
typedef struct {
    /// `sizeof(well_make_call_t)`.
    size_t struct_size;
    /// What is dialled before the number, such as `"9"` for an outside line.
    const char *prefix;
    /// The number that the called side is shown; NULL for the agent's extension.
    const char *dest_for_display;
    /// The number that the calling side is shown.
    const char *origin_for_display;
    /// A text of the application's own that the server keeps with the call.
    const char *context_id;
    /// Call progress analysis: 1 yes, 0 no, -1 (default) does not say.
    int32_t cpa;
    /// Reserved; 0.
    int32_t reserved;
} well_make_call_t;

/// One datum that travels with a call (manual 2.16). NUL-terminated UTF-8, neither NULL.
typedef struct {
    /// Its name.
    const char *key;
    /// Its value.
    const char *value;
} well_call_data_t;

/// How a command ended. Its texts are the outcome's: valid until that is freed.
typedef struct {
    /// `sizeof(well_outcome_info_t)`.
    size_t struct_size;
    /// Confirmed, already so, rejected, or unknown.
    well_outcome_kind_t kind;
    /// Why not; `WELL_REASON_NONE` where it is so.
    well_reason_t reason;
    /// The HTTP status of a refusal, where the server gave one; else 0.
    int32_t status;
    /// Reserved; 0.
    int32_t reserved;
    /// How long the server, or a guard, asks to wait before trying again, milliseconds; -1 if it does not.
    int64_t retry_after_ms;
    /// The reason as a word, the same in all languages.
    well_str_t code;
    /// Why not, in a sentence for the agent, in English.
    well_str_t english;
    /// The same in Chinese.
    well_str_t chinese;
    /// How it is known: `event:<name>`, `reply` or `state`; for a confirmed one.
    well_str_t evidence;
    /// The call that was made: `makeCall`, `consult`.
    well_str_t call_id;
    /// `setAgentMode` during a call: the mode that takes effect when the call ends.
    well_str_t pending_mode;
    /// The other agent that the server names (459).
    well_str_t agent_id;
    /// The other device that the server names (455).
    well_str_t device_id;
    /// The beginning of the refusing reply, without secrets.
    well_str_t body;
    /// `failedCode`, in the server's numbers; for `WELL_REASON_FAILED`.
    well_str_t failed_code;
    /// `failedMsg`, in the server's words; for `WELL_REASON_FAILED`.
    well_str_t failed_msg;
    /// Why the call ended, in the server's words; for `WELL_REASON_CALL_ENDED`. What stands in the way, in a word
    /// such as `certificateExpired`, where it is known; for `WELL_REASON_UNREACHABLE` and
    /// `WELL_REASON_NO_EVENT_CHANNEL`.
    well_str_t cause;
} well_outcome_info_t;

/// What the server says of an agent and its call (`getClientState`). It shows one call at most. Its texts are the outcome's: valid until
/// that is freed; `data` is NULL for what the server does not say.
typedef struct {
    /// `sizeof(well_client_state_t)`.
    size_t struct_size;
    /// The agent: `5001@test.cc`.
    well_str_t agent_id;
    /// The extension: `8001@test.cc`.
    well_str_t extension_id;
    /// `agentMode`.
    well_str_t agent_mode;
    /// The agent's name.
    well_str_t agent_name;
    /// The tenant's domain.
    well_str_t domain;
    /// What the server says about the extension, as JSON.
    well_str_t extension_json;
    /// `callId` of the active call.
    well_str_t call_id;
    /// The calling device.
    well_str_t ani;
    /// The called device.
    well_str_t dnis;
    /// The agent's leg's state, in the words of `localState`.
    well_str_t state;
    /// `In` or `Out`.
    well_str_t direction;
    /// The other side.
    well_str_t other_side;
    /// When it rang: `YYYY.MM.DD hh:mm:ss` in the server's zone.
    well_str_t ring_time;
    /// When it was answered: `YYYY.MM.DD hh:mm:ss`, in the server's zone, which the server does not state.
    well_str_t answer_time;
} well_client_state_t;

/// An event, read whole by `well_event_read`: all but its JSON (`well_event_raw`), each field under the
/// manual's name. Of what an event does not have, a text is NULL, an integer -1, and a truth -1 (else it is 1
/// or 0). The texts are the event's: valid until that is freed.
typedef struct {
    /// `sizeof(well_event_data_t)`.
    size_t struct_size;
    /// What kind of event it is: what to switch on.
    well_event_kind_t kind;
    /// Who made it.
    well_origin_t origin;
    /// `agentMode`; `WELL_MODE_OTHER` also where there is none.
    well_agent_mode_t agent_mode;
    /// `WELL_EVENT_CALL_CLEARED`: why the call has ended for this agent.
    well_call_end_t call_end;
    /// `WELL_EVENT_LINK_CHANGED`: the event channel's state.
    well_link_t link;
    /// `WELL_EVENT_LINK_CHANGED`: why the event channel was lost.
    well_link_end_t link_end;
    /// `WELL_EVENT_SESSION_ENDED`: why.
    well_session_end_t session_end;
    /// `WELL_EVENT_LOG`: what kind of line it is.
    well_log_kind_t log_kind;
    /// It came after events that the server had sent later, and was put in its place.
    bool late;
    /// `isSuccess`: Whether it succeeded.
    int8_t is_success;
    /// `isEstablished`: Whether the call had been answered (`isEstatblished` in the manual).
    int8_t is_established;
    /// `isCaller`: Whether the agent made the call. Absent in a call of three or more parties, and where it
    /// is not known.
    int8_t is_caller;
    /// `isOutCall`: Whether an outside line took part.
    int8_t is_out_call;
    /// `isOwn`: Whether it is this agent's own device that rings (`delivered`), or that left the call (the
    /// derived `connectionCleared`).
    int8_t is_own;
    /// `WELL_EVENT_LAGGED`: how many events were dropped.
    uint64_t missed;
    /// `serial`: Rises with each event of a producer, with gaps.
    int64_t serial;
    /// `createTimeId`: When this client first saw the call. Milliseconds since 1970 UTC.
    int64_t create_time_id_ms;
    /// `establishedTimeId`: When the call was answered. Milliseconds since 1970 UTC.
    int64_t established_time_id_ms;
    /// `status`: The HTTP status; 0 if the server was not reached.
    int64_t status;
    /// `WELL_EVENT_LOG`: the line.
    well_str_t log_line;
    /// Whose it is, in a watch: the agent by whose topic it came, or for whom it was derived; NULL otherwise.
    well_str_t watched;
    /// `eventName`: The name of the event.
    well_str_t event_name;
    /// `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's time zone, which the event does not state.
    well_str_t event_time;
    /// `eventType`: `agent` or `csta`.
    well_str_t event_type;
    /// `producer`: The server process that numbered the event: an entry of `topics`.
    well_str_t producer;
    /// `namespace`: The tenant's domain.
    well_str_t domain;
    /// `srcDeviceId`: The device whose subscription delivered this copy.
    well_str_t src_device_id;
    /// `deviceId`: The device whose state changed.
    well_str_t device_id;
    /// `agentId`: The agent: `5001@test.cc`.
    well_str_t agent_id;
    /// `agentMode`: The agent's mode from now on.
    well_str_t agent_mode_text;
    /// `devices`: The devices that the agent is logged in on, by medium (`Voice`). As JSON.
    well_str_t devices;
    /// `queueId`: The queue.
    well_str_t queue_id;
    /// `reason`: In `agentNotReady`: why, a code that the tenant defines. In a `linkChanged` that reports a
    /// loss: why, in a sentence.
    well_str_t reason;
    /// `callId`: The call.
    well_str_t call_id;
    /// `connectionId`: The connection: `<device>|<call>`.
    well_str_t connection_id;
    /// `localState`: The state of the device's connection after the event. A hint only.
    well_str_t local_state;
    /// `agentStatus`: What the agent is doing (manual 6.5).
    well_str_t agent_status;
    /// `originCallInfo.callId`: The id of the original call.
    well_str_t origin_call_info_call_id;
    /// `originCallInfo.callingDevice`: The device that made the original call.
    well_str_t origin_call_info_calling_device;
    /// `originCallInfo.calledDevice`: The device that was called in the original call.
    well_str_t origin_call_info_called_device;
    /// `cause`: The cause, in the server's words.
    well_str_t cause;
    /// `initiatedDevice`: The device that went off hook.
    well_str_t initiated_device;
    /// `callingDevice`: The device that calls.
    well_str_t calling_device;
    /// `calledDevice`: The device that is called.
    well_str_t called_device;
    /// `alertingDevice`: The device that is ringing.
    well_str_t alerting_device;
    /// `lastRedirectionDevice`: The device that redirected the call last.
    well_str_t last_redirection_device;
    /// `trunkGroup`: The trunk group that the call came in on.
    well_str_t trunk_group;
    /// `trunkMember`: The trunk that the call came in on.
    well_str_t trunk_member;
    /// `originalCallId`: The call that this one originates from.
    well_str_t original_call_id;
    /// `userData`: The call data. As JSON.
    well_str_t user_data;
    /// `split`: The queue that the call came through.
    well_str_t split;
    /// `callCause`: Why the call exists: `NEWCALL`, …
    well_str_t call_cause;
    /// `callType`: `Inbound`, `Outbound`, `Internal`, `PreOccupied`, `PreDictive`, `AgentAutoCall`,
    /// `PreView`, `SMART_IVR`, or another word of the server's.
    well_str_t call_type;
    /// `answeringDevice`: The device that answered.
    well_str_t answering_device;
    /// `sipCallId`: The `Call-ID` of SIP.
    well_str_t sip_call_id;
    /// `releasingDevice`: The device that left the call.
    well_str_t releasing_device;
    /// `hangupDevice`: The device that hung up first.
    well_str_t hangup_device;
    /// `holdingDevice`: The device that put the call on hold.
    well_str_t holding_device;
    /// `retrievingDevice`: The device that retrieved the call from hold.
    well_str_t retrieving_device;
    /// `primaryOldCall`: The call that was on hold. Absent where the server sends `"0"`.
    well_str_t primary_old_call;
    /// `secondaryOldCall`: The call that was active. Absent where the server sends `"0"`.
    well_str_t secondary_old_call;
    /// `transferringDevice`: The device that leaves the call.
    well_str_t transferring_device;
    /// `transferredToDevice`: The device that joins the call.
    well_str_t transferred_to_device;
    /// `newCall`: The id of the call from now on. Absent where the server sends `"0"`.
    well_str_t new_call;
    /// `conferencingDevice`: The device that brought the parties together.
    well_str_t conferencing_device;
    /// `addedParty`: The device that joins the call.
    well_str_t added_party;
    /// `failedCode`: Why the call failed, as the server's number.
    well_str_t failed_code;
    /// `failedMsg`: Why the call failed, in the server's words.
    well_str_t failed_msg;
    /// `recordId`: The id of the recording.
    well_str_t record_id;
    /// `fileName`: The file of the recording.
    well_str_t file_name;
    /// `partyDevice`: The other party. Absent in a call of three or more parties, and where it is not known.
    well_str_t party_device;
    /// `data`: The event that the derived `connectionCleared` was derived from. As JSON.
    well_str_t data;
    /// `responseText`: The server's reply, or what went wrong.
    well_str_t response_text;
    /// `activeCall`: The active call, as the server knows it. As JSON.
    well_str_t active_call;
    /// `extensionId`: The extension: `8001@test.cc`.
    well_str_t extension_id;
    /// `agentName`: The agent's name.
    well_str_t agent_name;
    /// `state`: In `linkChanged`: the new state of the event channel. In `recoverStateSuccess`: the state of
    /// the call that was found, `delivered` or `established`.
    well_str_t state;
    /// `calls`: The calls that have changed, ended or reappeared. As JSON.
    well_str_t calls;
    /// `kind`: The kind of anomaly.
    well_str_t anomaly_kind;
    /// `event`: The name of the event that did not fit.
    well_str_t anomaly_event;
    /// `detail`: Details, for people.
    well_str_t detail;
    /// `endReason`: Why it ended: the session (`sessionEnded`), the event channel (a `linkChanged` that
    /// reports a loss), or the call (a derived `connectionCleared` with `isOwn`).
    well_str_t end_reason;
} well_event_data_t;

/// The state of a session at one moment.
typedef struct {
    /// Private.
    uint64_t id;
} well_snapshot_t;

/// The state of a session. Its texts are the snapshot's: valid until that is freed.
typedef struct {
    /// `sizeof(well_snapshot_info_t)`.
    size_t struct_size;
    /// Where in its life the session is.
    well_phase_t phase;
    /// The event channel.
    well_link_t link;
    /// Whether the agent's mode, the list of calls, the agent's legs and the parties are known to be the server's: the event
    /// channel is up, and an unbroken chain of evidence leads from the server to each. What of the details is not is told
    /// by `agent_doubts` and by each call's `doubts`.
    bool verified;
    /// Whether it is known that there are no other calls. After a gap in the event channel the server can tell only where
    /// it shows no call at all: beside the one that it shows there can be others on hold.
    bool calls_complete;
    /// Whether there is an agent; without one, the fields of the agent say nothing.
    bool has_agent;
    /// The HTTP session has expired and the server refuses the password, or gives no session that it accepts: it answers
    /// every request with 426, and will log the agent out because no heartbeats arrive. Close the session, and log in anew.
    bool credentials_refused;
    /// What the agent is doing.
    well_agent_mode_t agent_mode;
    /// What of the agent may have changed unseen: bits of `well_doubt_t`, of `WELL_DOUBT_MODE`, `_REASON`, `_SINCE` and
    /// `_PENDING_MODE`.
    uint32_t agent_doubts;
    /// Why the last agent of this session is not logged in any more; `WELL_SESSION_END_NONE` before the first log-out, and
    /// from the next log-in on.
    well_session_end_t session_end;
    /// `agentMode`, in the server's word.
    well_str_t agent_mode_text;
    /// Who: `5001@test.cc`.
    well_str_t agent_id;
    /// On which extension: `8001@test.cc`.
    well_str_t device_id;
    /// Why not ready, where told.
    well_str_t reason;
    /// The mode that takes effect when the call ends.
    well_str_t pending_mode;
    /// For how long the agent has been in this mode, milliseconds; -1 before the first event.
    int64_t in_mode_ms;
    /// Since when, milliseconds since 1970 UTC by this machine's clock; -1 before the first event.
    int64_t since_ms;
    /// How many calls: `well_snapshot_call`, oldest first.
    size_t call_count;
    /// How many verbs are about none of the agent's own calls: `well_snapshot_action`.
    size_t action_count;
    /// How many outside-line prefixes: `well_snapshot_prefix`.
    size_t prefix_count;
} well_snapshot_info_t;

/// One call. Its texts are the snapshot's: valid until that is freed.
typedef struct {
    /// `sizeof(well_call_t)`.
    size_t struct_size;
    /// Its id now.
    well_str_t call_id;
    /// The agent's leg.
    well_connection_state_t leg;
    /// 1 if the agent made it, 0 if not, -1 where that is not known.
    int32_t outgoing;
    /// Three or more parties were brought together.
    bool conference;
    /// Being recorded.
    bool recording;
    /// The agent's leg may have changed unseen, or the call may be over: `WELL_DOUBT_LEG` is among the doubts.
    bool unverified;
    /// What of it may have changed unseen: bits of `well_doubt_t`, of `WELL_DOUBT_LEG`, `_PARTIES`, `_DATA`, `_RECORDING`
    /// and `_ESTABLISHED`.
    uint32_t doubts;
    /// Who is shown as calling.
    well_str_t calling;
    /// Who is shown as called.
    well_str_t called;
    /// The held call that this one was made from.
    well_str_t consultation_of;
    /// When this machine first heard of it: milliseconds since 1970 UTC (`createTimeId`).
    int64_t created_ms;
    /// When it was established: milliseconds since 1970 UTC; -1 if it is not.
    int64_t established_ms;
    /// For how long it has been here, milliseconds.
    int64_t age_ms;
    /// For how long it has been established, milliseconds; -1 if it is not, and where `WELL_DOUBT_ESTABLISHED` is in doubt.
    int64_t talking_ms;
    /// Call data as JSON.
    well_str_t data;
    /// The queue it came by (`split`).
    well_str_t queue;
    /// Why it could not be put through: `failedCode`, in the server's numbers.
    well_str_t failed_code;
    /// How many ids it had before transfers and conferences: `well_snapshot_former_id`.
    size_t former_id_count;
    /// How many parties, the agent's device too: `well_snapshot_party`.
    size_t party_count;
    /// How many verbs: `well_snapshot_call_action`.
    size_t action_count;
} well_call_t;

/// One party of a call. Its text is the snapshot's: valid until that is freed.
typedef struct {
    /// `sizeof(well_party_t)`.
    size_t struct_size;
    /// The device.
    well_str_t device;
    /// How it came in.
    well_role_t role;
    /// The state of its leg.
    well_connection_state_t leg;
    /// It is the agent's device.
    bool own;
    /// It is known to be in the call as shown; otherwise it may have left or been put on hold unseen.
    bool verified;
} well_party_t;

/// A verb, and whether it may be used now: what a desktop enables its buttons by. Its texts are the snapshot's: valid until
/// that is freed.
typedef struct {
    /// `sizeof(well_action_t)`.
    size_t struct_size;
    /// The verb.
    well_verb_t verb;
    /// Why not; `WELL_REASON_NONE` if it is allowed.
    well_reason_t reason;
    /// Whether it is allowed.
    bool allowed;
    /// The verb by the manual's name.
    well_str_t verb_name;
    /// Why not, as a word.
    well_str_t code;
    /// Why not, in a sentence for the agent, in English.
    well_str_t english;
    /// The same in Chinese.
    well_str_t chinese;
} well_action_t;

/// Who watches. Fill it by `well_watch_account_default`, then give it the texts, NUL-terminated UTF-8.
typedef struct {
    /// `sizeof(well_watch_account_t)`.
    size_t struct_size;
    /// The supervisor's number: `"5003"`.
    const char *job_number;
    /// The password. It is copied, and kept to renew the HTTP session with.
    const char *password;
    /// The tenant's domain: `"test.cc"`; NULL for the environment's own.
    const char *domain;
} well_watch_account_t;

/// What is needed to resume a session. IT HOLDS SECRETS: whoever has the session id can control the agent's calls. Free
/// it with `well_saved_free`, which overwrites them.
typedef struct {
    /// The agent: `5001@test.cc`.
    well_string_t agent_id;
    /// The device: `8001@test.cc`.
    well_string_t device_id;
    /// The HTTP session. A secret.
    well_string_t session_id;
} well_saved_t;

/// A journal being replayed.
typedef struct {
    /// Private.
    uint64_t id;
} well_replay_t;

/// Called for each line of the library's diagnostics, on the thread that it arises on, perhaps under a session's lock: be quick.
/// Functions of clients, sessions, commands, subscriptions and simulators answer `WELL_WOULD_DEADLOCK` there. The texts are good
/// until the call returns.
typedef struct {
    /// The program's own; handed back as it is. May be NULL.
    void *context;
    /// What is called; `level` is a `well_diagnostics_level_t`, `target` the part of the library that speaks. Not NULL.
    void (*call)(void *context, int32_t level, well_str_t target, well_str_t message);
    /// Called once, after the last call. May be NULL.
    void (*drop)(void *context);
} well_diagnostics_t;

/// A simulator in this process.
typedef struct {
    /// Private.
    uint64_t id;
} well_simulator_t;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// The message of the last function that failed on this thread, in English; `""` before the first failure. Never NULL.
/// It holds no secret.
///
/// Owned by the library, valid until a function fails on this thread again. Any thread. Since 0.1.
WELL_API
const char *well_last_error(void);

/// The name of a status, `"WELL_OK"`; `"WELL_?"` for a number that is none. Never NULL.
///
/// Static. Any thread. Since 0.1.
WELL_API const char *well_status_name(well_status_t status);

/// What a status means, in a sentence; `""` for a number that is none. Never NULL.
///
/// Static. Any thread. Since 0.1.
WELL_API const char *well_status_text(well_status_t status, well_language_t language);

/// Frees a text that was given away, and sets it to NULL. A text that is NULL is left alone, so freeing twice does no
/// harm.
///
/// Errors: `WELL_NULL_POINTER`. Any thread. Since 0.1.
WELL_API
well_status_t well_string_free(well_string_t *string);

/// The constant for a word that an event or a snapshot has: for a `switch`. `word` is NUL-terminated UTF-8.
/// `WELL_LOCAL_STATE_OTHER` for NULL, for a text that is not UTF-8, and for a word that is not in the list.
/// The device's connection after a call event (`localState`). A hint only: the manual's own
/// `connectionCleared` says `Queued`, and the call model does not use it.
///
/// Any thread. Since 0.1.
WELL_API well_local_state_t well_local_state_of(const char *word);

/// The constant for a word that an event or a snapshot has: for a `switch`. `word` is NUL-terminated UTF-8.
/// `WELL_AGENT_STATUS_OTHER` for NULL, for a text that is not UTF-8, and for a word that is not in the list.
/// What the agent is doing, by a call event (`agentStatus`, manual 6.5).
///
/// Any thread. Since 0.1.
WELL_API well_agent_status_t well_agent_status_of(const char *word);

/// The constant for a word that an event or a snapshot has: for a `switch`. `word` is NUL-terminated UTF-8.
/// `WELL_FAILED_OTHER` for NULL, for a text that is not UTF-8, and for a word that is not in the list. Why a
/// call could not be put through (`failedCode`, 4.x).
///
/// Any thread. Since 0.1.
WELL_API well_failed_code_t well_failed_code_of(const char *word);

/// The constant for a word that an event or a snapshot has: for a `switch`. `word` is NUL-terminated UTF-8.
/// `WELL_ANOMALY_OTHER` for NULL, for a text that is not UTF-8, and for a word that is not in the list. The
/// kind of an anomaly: what did not fit.
///
/// Any thread. Since 0.1.
WELL_API well_anomaly_kind_t well_anomaly_kind_of(const char *word);

/// How many environments `preset` can name.
///
/// Any thread. Since 0.1.
WELL_API size_t well_environment_count(void);

/// The name of an environment that `preset` can name; NULL at or beyond the count.
///
/// Static. Any thread. Since 0.1.
WELL_API const char *well_environment_name(size_t index);

/// Fills in the defaults: `well_client_options_default(&options, sizeof options)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
WELL_API well_status_t well_client_options_default(well_client_options_t *options, size_t size);

/// Makes a client and starts its threads. `options` may be NULL for the defaults.
///
/// Ownership: close it (`well_client_close`), then free it (`well_client_free`). Errors: `WELL_NULL_POINTER`,
/// `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_BAD_TLS`, `WELL_BAD_PROXY`, `WELL_NO_RESOURCES`.
/// Any thread. Since 0.1.
WELL_API
well_status_t well_client_new(const well_client_options_t *options,
                              well_client_t *out);

/// Closes a client: closes all its sessions, of which those with `logout_on_close` log out first, and ends its threads.
/// After `WELL_OK` no callback of it is called any more and none of its threads is left; its handles can still be
/// freed, and read.
///
/// Waits up to `timeout_ms` (`WELL_FOREVER`: without end). Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WOULD_DEADLOCK`, `WELL_FORKED`, `WELL_TIMED_OUT`: a callback has not returned, or a server does not answer; call it
/// again. Any thread. Since 0.1.
WELL_API
well_status_t well_client_close(well_client_t client,
                                uint32_t timeout_ms);

/// Frees a client's handle. One that is not closed ends in the background once its sessions are freed, without a wait; to
/// be sure that nothing is called any more, close it before.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_client_free(well_client_t client);

/// The counters of all open sessions, added up; `command_ms_longest` is the longest of all. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread.
/// Since 0.1.
WELL_API
well_status_t well_client_metrics(well_client_t client,
                                  well_metrics_t *out);

/// The version of this interface: the major one times 65536, plus the minor one. Before 1.0 each minor version may
/// break programs; compare it with `WELL_ABI_VERSION` of the header.
///
/// Any thread. Since 0.1.
WELL_API uint32_t well_abi_version(void);

/// The version of the library, `"0.1.0"`. Never NULL.
///
/// Static. Any thread. Since 0.1.
WELL_API const char *well_version(void);

/// The manual's check of a number: digits only, or `<main number>-[W|w]*<extension>` (5.4 and 8.7). Other texts are dialled
/// too, unless `phone_numbers_only` is set. False for NULL and for what is not UTF-8. `text` is NUL-terminated.
///
/// Any thread. Since 0.1.
WELL_API
bool well_is_phone_number(const char *text);

/// Fills in the defaults: `well_session_options_default(&options, sizeof options)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
WELL_API well_status_t well_session_options_default(well_session_options_t *options, size_t size);

/// Makes a session that is logged out.
///
/// Ownership: close it (`well_session_close`), then free it (`well_session_free`). `options` and what it points to need
/// last only until this returns. Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_BAD_ENVIRONMENT`, `WELL_IO` (the journal's file),
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_new(well_client_t client,
                               const well_session_options_t *options,
                               well_session_t *out);

/// Closes a session: logs the agent out first if `logout_on_close` is set, closes the event channel, settles the
/// commands under way as unknown (`WELL_REASON_SESSION_CLOSED`), and tells all that is still to be told. After
/// `WELL_OK` no callback of it is called any more and each one's `drop` has been called; its handle can still be freed,
/// and read. Closing again does no harm.
///
/// Waits up to `timeout_ms` (`WELL_FOREVER`: without end). Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WOULD_DEADLOCK`, `WELL_FORKED`, `WELL_TIMED_OUT`: a callback has not returned, or the server does not answer; call
/// it again. Any thread. Since 0.1.
WELL_API
well_status_t well_session_close(well_session_t session,
                                 uint32_t timeout_ms);

/// Frees a session's handle. One that is not closed closes in the background, without a wait, and its callbacks' `drop`s
/// are called when all is told; to be sure that nothing is called any more, close it before.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_free(well_session_t session);

/// Answers a log-in's question (`WELL_ANSWER_LATER`): true logs out there and logs in here, false lets the log-in fail.
/// Without a question it does nothing.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_answer_ask(well_session_t session,
                                      bool force);

/// Tries to open the event channel at once, after `wsDisconnected` or while the next attempt is waited for; not before
/// the time that the server has asked for. For programs that know that the network is back.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_reconnect(well_session_t session);

/// Whether a verb (`well_verb_t`) may be used now; `reason` (may be NULL) gets why not. This is advice: only the guards of making
/// a call, of dropping without an id and of logging out are enforced.
///
/// `call_id` says on which of the agent's own calls. It is NUL-terminated, and may be NULL for a verb that is about none of
/// them: for `makeCall` or `forceReady`, also for a verb about calls of others, as `forceListen`. Such a verb does not look at
/// it. With NULL, `dropConnection` is about the only call that there is; any other verb about the agent's own calls is refused
/// with `WELL_NULL_POINTER`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_FORKED`.
/// Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_may(well_session_t session,
                               well_verb_t verb,
                               const char *call_id,
                               bool *allowed,
                               well_reason_t *reason);

/// The model as the reference client shows it, as JSON (manual 5.1, `getCallMemory`).
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_get_call_memory(well_session_t session, well_string_t *out);

/// A session's counters. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread,
/// also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_metrics(well_session_t session,
                                   well_metrics_t *out);

/// Who is logged in, or being logged in: `agent_id` (`5001@test.cc`) and `device_id` (`8001@test.cc`), each may be NULL.
///
/// Ownership: free both (`well_string_free`). Returns `WELL_EMPTY` before a log-in. Errors: `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_identity(well_session_t session,
                                    well_string_t *agent_id,
                                    well_string_t *device_id);

/// Calls back for each event of this name (manual 3.1, `on`), or for every event if `name` is NULL (manual 3.3,
/// `exports`), in the order of their happening. `name` is NUL-terminated. The derived events of the manual's `innerOn` (3.2)
/// have names, too; both `connectionCleared` come under that name: tell them apart by `well_event_kind_t`. A name that is no
/// event's is refused; events that this version does not know come to who asks for every event.
///
/// Ownership: `callback` is copied; its `drop` is called exactly once, whatever happens. `out` may be NULL: then the
/// subscription lasts as long as the session; else free it (`well_subscription_free`), which cancels it. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_BAD_ARGUMENT` (the name),
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_on(well_session_t session,
                              const char *name,
                              const well_event_callback_t *callback,
                              well_subscription_t *out);

/// Calls back for each log line (manual 3.4, `onLog`).
///
/// Ownership: `callback` is copied; its `drop` is called exactly once, whatever happens. `out` may be NULL: then the
/// subscription lasts as long as the session; else free it (`well_subscription_free`), which cancels it. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside
/// a callback. Since 0.1.
WELL_API
well_status_t well_session_on_log(well_session_t session,
                                  const well_log_callback_t *callback,
                                  well_subscription_t *out);

/// Cancels a subscription and frees its handle. No call begins after this returns, but one that is under way on another
/// thread goes on to its end; when the callback's `drop` is called, the last call has returned.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside the callback itself. Since 0.1.
WELL_API
well_status_t well_subscription_free(well_subscription_t subscription);

/// Frees a subscription's handle, and leaves the callback for as long as the session lives.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_subscription_detach(well_subscription_t subscription);

/// Takes the next event of a session with `WELL_DELIVERY_PUMPED`, waiting for it up to `timeout_ms` (0: not at all;
/// `WELL_FOREVER`: without end). Callbacks that are due on the way (of events, log lines, commands, questions) are called
/// from inside this function, on this thread.
///
/// Ownership: free the event (`well_event_free`). Returns `WELL_EMPTY` if none came in time, `WELL_END` when the session is
/// closed and everything is taken. Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WRONG_DELIVERY`, `WELL_WOULD_DEADLOCK`, `WELL_FORKED`. Any thread; each event is given to one. Since 0.1.
WELL_API
well_status_t well_session_poll_event(well_session_t session,
                                      uint32_t timeout_ms,
                                      well_event_t *out);

/// A file descriptor that is readable while there may be something to poll: for `poll`, `select`, and the loops of GUIs.
/// When it is readable, call `well_session_poll_event` with timeout 0 until it returns `WELL_EMPTY` or `WELL_END`.
///
/// Ownership: the session's; do not read from it and do not close it; it is closed when the session is freed. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_WRONG_DELIVERY`, `WELL_NO_RESOURCES`, `WELL_FORKED`;
/// `WELL_UNSUPPORTED` on Windows: `well_session_event_handle` there. Any thread. Since 0.1.
WELL_API
well_status_t well_session_event_fd(well_session_t session,
                                    int32_t *out);

/// An event object (a `HANDLE`; of Windows, manual-reset) that is signalled while there may be something to poll: for
/// `WaitForMultipleObjects`, `MsgWaitForMultipleObjectsEx`, and the loops of GUIs. When it is signalled, call
/// `well_session_poll_event` with timeout 0 until it returns `WELL_EMPTY`, which resets it, or `WELL_END`.
///
/// Ownership: the session's; do not set, reset or close it; it is closed when the session is freed. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_WRONG_DELIVERY`, `WELL_NO_RESOURCES`, `WELL_FORKED`;
/// `WELL_UNSUPPORTED` elsewhere than on Windows: `well_session_event_fd` there. Any thread. Since 0.1.
WELL_API
well_status_t well_session_event_handle(well_session_t session,
                                        void **out);

/// The settings as they are. Set `out->struct_size` before. (The manual's `clickCallClass` is of web pages only.)
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_FORKED`. Any
/// thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_get_config(well_session_t session, well_settings_t *out);

/// Changes the settings (manual 2.1, `setConfig`): get them, change what is to be different, set them.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_ARGUMENT`, `WELL_FORKED`.
/// Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_set_config(well_session_t session,
                                      const well_settings_t *settings);

/// Turns detailed logging on or off (`setDebug`, manual 5.3).
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_set_debug(well_session_t session, bool debug);

/// Sets whether to retrieve the first call when the consulted party hangs up.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_set_retrieve_after_consultation(well_session_t session, bool retrieve);

/// Writes a line of the program's into the log (manual 5.2). `text` is NUL-terminated.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_FORKED`. Any thread, also
/// inside a callback. Since 0.1.
WELL_API
well_status_t well_session_log(well_session_t session,
                               const char *text);

/// Writes an error of the program's into the log (manual 5.3). `text` is NUL-terminated.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_FORKED`. Any thread,
/// also inside a callback. Since 0.1.
WELL_API well_status_t well_session_error(well_session_t session, const char *text);

/// Begins any verb, from a JSON object: for programs that host scripts. In log-in mode `ask` nobody is asked, and the log-in
/// fails.
///
/// - `json`: The verb and its arguments by the manual's names, such as
///   `{"verb":"consult","holdCallId":"…","phoneNumber":"8002"}`. NUL-terminated UTF-8, and copied.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its `drop` is called
///   whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest, a log-in after `login_ms`.
/// Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`,
/// `WELL_BAD_JSON`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_command_json(well_session_t session,
                                        const char *json,
                                        const well_completion_t *completion,
                                        well_command_t *command);

/// Fills in the defaults: `well_login_default(&login, sizeof login)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
WELL_API well_status_t well_login_default(well_login_t *login, size_t size);

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
WELL_API
well_status_t well_session_agent_login(well_session_t session,
                                       const well_login_t *login,
                                       const well_ask_t *ask,
                                       const well_completion_t *completion,
                                       well_command_t *command);

/// Logs the agent out (manual 2.3). Ends when `agentLoggedOff` arrives. Rejected if a call is up, or the
/// agent is allocated. Unknown if nothing shows whether it was carried out.
///
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_logout(well_session_t session,
                                  const well_completion_t *completion,
                                  well_command_t *command);

/// Makes the agent ready or not ready (manual 2.4). During a call, the new mode takes effect when the call
/// ends. The outcome then has `pending_mode`. Rejected if the outbound quota is reached (465). Unknown if
/// nothing shows whether it was carried out.
///
/// - `mode`: Ready or not ready. `WELL_MODE_READY` or `WELL_MODE_NOT_READY`.
/// - `reason` (may be NULL): Why the agent is not ready: a code that the tenant defines.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`, `WELL_BAD_ARGUMENT`. Any thread, also
/// inside a callback. Since 0.1.
WELL_API
well_status_t well_session_set_agent_mode(well_session_t session,
                                          well_agent_mode_t mode,
                                          const char *reason,
                                          const well_completion_t *completion,
                                          well_command_t *command);

/// Fills in the defaults: `well_make_call_default(&options, sizeof options)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
WELL_API well_status_t well_make_call_default(well_make_call_t *options, size_t size);

/// Makes a call (manual 2.5, `makeCall`). Ends when the server shows that the call is being made, not when it is answered. The
/// outcome then has `call_id`. Rejected if a call is up, the agent is allocated, the number is empty or the agent's own
/// extension, the last call was made less than `between_calls_ms` ago, or, with `phone_numbers_only`, the number is no phone
/// number. Unknown if nothing shows whether it was carried out.
///
/// - `phone_number`: The number to dial. Any text without control characters is dialled, at most 128 bytes long with its
///   prefix.
/// - `options` (may be NULL): Everything else about the call. It is copied.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its `drop` is called
///   whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest.
/// Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`,
/// `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_ARGUMENT`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_make_call(well_session_t session,
                                     const char *phone_number,
                                     const well_make_call_t *options,
                                     const well_completion_t *completion,
                                     well_command_t *command);

/// Answers a ringing call (manual 2.6). Rejected if the server does not know the call (404), or the call is
/// not ringing at this extension. Unknown if nothing shows whether it was carried out.
///
/// - `call_id`: The ringing call.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_answer_call(well_session_t session,
                                       const char *call_id,
                                       const well_completion_t *completion,
                                       well_command_t *command);

/// Hangs up: leaves a call (manual 2.7). Without an id, it leaves the only call that there is. Rejected if no
/// id is given, and there is no call or more than one. Unknown if nothing shows whether it was carried out.
///
/// - `call_id` (may be NULL): The call to leave. If it is left out: the only call that there is.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_drop_connection(well_session_t session,
                                           const char *call_id,
                                           const well_completion_t *completion,
                                           well_command_t *command);

/// Puts a call on hold (manual 2.8). Rejected if the server does not know the call (404), or the call is not
/// connected at this extension. Unknown if nothing shows whether it was carried out.
///
/// - `call_id`: The connected call.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_hold_call(well_session_t session,
                                     const char *call_id,
                                     const well_completion_t *completion,
                                     well_command_t *command);

/// Retrieves a call from hold (manual 2.9). Rejected if the server does not know the call (404), the call is
/// not on hold at this extension, or another call is connected. Unknown if nothing shows whether it was
/// carried out.
///
/// - `call_id`: The held call.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_retrieve_call(well_session_t session,
                                         const char *call_id,
                                         const well_completion_t *completion,
                                         well_command_t *command);

/// Transfers a call blindly: without consulting first (manual 2.10). Ends as soon as this agent has left the
/// call. It does not wait for the target to answer: if the target cannot be reached, the other party is cut
/// off. To be sure, use `well_session_consult` first. Rejected if the server does not know the call (404),
/// the call is not connected at this extension, or there is a consultation. Rejected with
/// `WELL_REASON_FAILED` if the server reports that the number was not reached. The call is then unchanged.
/// Few servers report this. Unknown if nothing shows whether it was carried out.
///
/// - `call_id`: The connected call.
/// - `phone_number`: The number that gets the call.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_single_step_transfer(well_session_t session,
                                                const char *call_id,
                                                const char *phone_number,
                                                const well_completion_t *completion,
                                                well_command_t *command);

/// Adds a party to a call (manual 2.11). Ends when the new party's phone rings. Rejected if the server does
/// not know the call (404), the call is not connected at this extension, or there is a consultation. Rejected
/// with `WELL_REASON_FAILED` if the number was not reached. The call is then unchanged. Unknown if nothing
/// shows whether it was carried out.
///
/// - `call_id`: The connected call.
/// - `phone_number`: The number of the new party.
/// - `participation`: Whether the new party is heard or only listens.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`, `WELL_BAD_ARGUMENT`. Any thread, also
/// inside a callback. Since 0.1.
WELL_API
well_status_t well_session_single_step_conference(well_session_t session,
                                                  const char *call_id,
                                                  const char *phone_number,
                                                  well_participation_t participation,
                                                  const well_completion_t *completion,
                                                  well_command_t *command);

/// Puts a call on hold and calls somebody to consult (manual 2.12). The outcome has the new `call_id`.
/// Rejected if the server does not know the call (404), the call is not connected at this extension, or there
/// is a consultation already. Unknown if nothing shows whether it was carried out.
///
/// - `hold_call_id`: The connected call, which is put on hold.
/// - `phone_number`: The number to consult.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_consult(well_session_t session,
                                   const char *hold_call_id,
                                   const char *phone_number,
                                   const well_completion_t *completion,
                                   well_command_t *command);

/// Joins the held call and its consultation into one call (manual 2.13). Rejected if the server does not know
/// one of the calls (404), they are not a held call and its consultation, or the consultation has not been
/// answered. Unknown if nothing shows whether it was carried out.
///
/// - `hold_call_id`: The held call.
/// - `consult_call_id`: The consultation: the call to the consulted party.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_conference(well_session_t session,
                                      const char *hold_call_id,
                                      const char *consult_call_id,
                                      const well_completion_t *completion,
                                      well_command_t *command);

/// Ends the consultation and retrieves the held call (manual 2.14). Rejected if the server does not know one
/// of the calls (404), or they are not a held call and its consultation. Unknown if nothing shows whether it
/// was carried out.
///
/// - `hold_call_id`: The held call.
/// - `consult_call_id`: The consultation: the call to the consulted party.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_cancel_consult(well_session_t session,
                                          const char *hold_call_id,
                                          const char *consult_call_id,
                                          const well_completion_t *completion,
                                          well_command_t *command);

/// Connects the held party with the consulted party and leaves the call (manual 2.15). Rejected if the server
/// does not know one of the calls (404), or they are not a held call and its consultation. Unknown if nothing
/// shows whether it was carried out.
///
/// - `hold_call_id`: The held call.
/// - `consult_call_id`: The consultation: the call to the consulted party.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_transfer_call(well_session_t session,
                                         const char *hold_call_id,
                                         const char *consult_call_id,
                                         const well_completion_t *completion,
                                         well_command_t *command);

/// Connects the held party with the consulted party and waits on hold: the call comes back to this agent when
/// they are done (4.x). Rejected if the server does not know one of the calls (404), they are not a held call
/// and its consultation, or the consultation has not been answered. Unknown if nothing shows whether it was
/// carried out.
///
/// - `hold_call_id`: The held call.
/// - `consult_call_id`: The consultation: the call to the consulted party.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_transfer_wait_return(well_session_t session,
                                                const char *hold_call_id,
                                                const char *consult_call_id,
                                                const well_completion_t *completion,
                                                well_command_t *command);

/// Transfers a call blindly, and waits on hold: the call comes back to this agent when the target is done
/// (4.x). Rejected if the server does not know the call (404), or the call is not connected at this
/// extension. Rejected with `WELL_REASON_FAILED` if the number was not reached. The call is then unchanged.
/// Unknown if nothing shows whether it was carried out.
///
/// - `call_id`: The connected call.
/// - `phone_number`: The number that gets the call.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_single_transfer_wait_return(well_session_t session,
                                                       const char *call_id,
                                                       const char *phone_number,
                                                       const well_completion_t *completion,
                                                       well_command_t *command);

/// Attaches data to a call (manual 2.16). Rejected if a key is empty, the server does not know the call
/// (404), or the data is too large for it. Unknown if nothing shows whether it was carried out.
///
/// - `call_id`: The call that carries the data.
/// - `entries`: The entries, each a key and a value. Their keys are added, or get a new value; the others
///   stay. There are `count` of them.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_set_call_data(well_session_t session,
                                         const char *call_id,
                                         const well_call_data_t *entries,
                                         size_t count,
                                         const well_completion_t *completion,
                                         well_command_t *command);

/// Reads the data attached to a call (manual 2.17). Read it from the outcome with `well_outcome_entry`.
/// Rejected if the server does not know the call (404), or its reply cannot be read. Unknown if nothing shows
/// whether it was carried out.
///
/// - `call_id`: The call that carries the data.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_get_call_data(well_session_t session,
                                         const char *call_id,
                                         const well_completion_t *completion,
                                         well_command_t *command);

/// Plays a greeting into a call (4.x). Rejected if the server does not know the call (404), or the call is
/// not connected at this extension. Unknown if nothing shows whether it was carried out.
///
/// - `call_id`: The connected call.
/// - `msg`: The greeting to play, as the server calls it.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_agent_greeting(well_session_t session,
                                          const char *call_id,
                                          const char *msg,
                                          const well_completion_t *completion,
                                          well_command_t *command);

/// Records this extension's call again (4.x). Calls are recorded from their start, until recording is
/// stopped. Rejected if recording cannot be controlled here (466). Unknown if nothing shows whether it was
/// carried out.
///
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_start_recording(well_session_t session,
                                           const well_completion_t *completion,
                                           well_command_t *command);

/// Stops recording this extension's call (4.x). The next call is recorded again. Rejected if recording cannot
/// be controlled here (466). Unknown if nothing shows whether it was carried out.
///
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_stop_recording(well_session_t session,
                                          const well_completion_t *completion,
                                          well_command_t *command);

/// Reads what the server knows about the agent (4.x). Read it from the outcome with
/// `well_outcome_client_state`. Rejected if the server does not know the request (404, 405: releases 2.x), or
/// its reply cannot be read. Unknown if nothing shows whether it was carried out.
///
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_get_client_state(well_session_t session,
                                            const well_completion_t *completion,
                                            well_command_t *command);

/// Reads the agent's outside-line prefixes (4.x). Read them from the outcome with `well_outcome_prefix`.
/// Rejected if the server does not know the agent or the request (404), or its reply cannot be read. Unknown
/// if nothing shows whether it was carried out.
///
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_get_my_prefix(well_session_t session,
                                         const well_completion_t *completion,
                                         well_command_t *command);

/// Uploads the event log to the server (manual 8.11). Rejected if the server does not accept logs (404), or
/// the log is too large for it. Unknown if nothing shows whether it was carried out.
///
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_upload_log(well_session_t session,
                                      const well_completion_t *completion,
                                      well_command_t *command);

/// Drops another device from a call (manual 4.1). Rejected if the server does not know the call (404), the
/// device is not in the call, or permission is denied (403). Unknown if nothing shows whether it was carried
/// out.
///
/// - `device_id`: The device to drop.
/// - `call_id`: The call that it is in.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_force_drop(well_session_t session,
                                      const char *device_id,
                                      const char *call_id,
                                      const well_completion_t *completion,
                                      well_command_t *command);

/// Adds a party to another device's call (manual 4.2). Rejected if the server does not know the call (404),
/// the device is not connected in the call, or permission is denied (403). Unknown if nothing shows whether
/// it was carried out.
///
/// - `device_id`: The device whose call is joined.
/// - `call_id`: The call that it is in.
/// - `phone_number`: The number of the party to add.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_force_join(well_session_t session,
                                      const char *device_id,
                                      const char *call_id,
                                      const char *phone_number,
                                      const well_completion_t *completion,
                                      well_command_t *command);

/// Transfers another device's call to a number (manual 4.3). Rejected if the server does not know the call
/// (404), the device is not connected in the call, or permission is denied (403). Unknown if nothing shows
/// whether it was carried out.
///
/// - `device_id`: The device that loses the call.
/// - `call_id`: The call that it is in.
/// - `phone_number`: The number that gets the call.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_force_take(well_session_t session,
                                      const char *device_id,
                                      const char *call_id,
                                      const char *phone_number,
                                      const well_completion_t *completion,
                                      well_command_t *command);

/// Listens in on a call without being heard (manual 4.4). Rejected if the server does not know the call
/// (404), nobody is talking in the call yet, the device that listens is in a call, or permission is denied
/// (403). Unknown if nothing shows whether it was carried out.
///
/// - `call_id`: The call to listen to.
/// - `device_id`: The device that listens.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_force_listen(well_session_t session,
                                        const char *call_id,
                                        const char *device_id,
                                        const well_completion_t *completion,
                                        well_command_t *command);

/// Makes another agent ready (manual 4.5). Rejected if the server does not know the agent, the agent is not
/// logged in on this device, permission is denied (403), or the outbound quota is reached (465). Unknown if
/// nothing shows whether it was carried out.
///
/// - `agent_id`: The agent.
/// - `device_id`: The extension that the agent is logged in on.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_force_ready(well_session_t session,
                                       const char *agent_id,
                                       const char *device_id,
                                       const well_completion_t *completion,
                                       well_command_t *command);

/// Makes another agent not ready (manual 4.6). Rejected if the server does not know the agent, the agent is
/// not logged in on this device, or permission is denied (403). Unknown if nothing shows whether it was
/// carried out.
///
/// - `agent_id`: The agent.
/// - `device_id`: The extension that the agent is logged in on.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_force_not_ready(well_session_t session,
                                           const char *agent_id,
                                           const char *device_id,
                                           const well_completion_t *completion,
                                           well_command_t *command);

/// Logs another agent out (manual 4.7). Rejected if the server does not know the agent, or permission is
/// denied (403). Unknown if nothing shows whether it was carried out.
///
/// - `agent_id`: The agent.
/// - `device_id`: The extension that the agent is logged in on.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_force_logout(well_session_t session,
                                        const char *agent_id,
                                        const char *device_id,
                                        const well_completion_t *completion,
                                        well_command_t *command);

/// Logs out an agent of this agent's domain, by job number. Rejected if the server does not know the agent,
/// or permission is denied (403). Unknown if nothing shows whether it was carried out.
///
/// - `job_number`: The job number, without a domain.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_super_logout(well_session_t session,
                                        const char *job_number,
                                        const well_completion_t *completion,
                                        well_command_t *command);

/// Releases an agent who is allocated for an outbound call. Rejected if the server does not know the agent,
/// or the agent is not logged in. Unknown if nothing shows whether it was carried out.
///
/// - `agent_id`: The allocated agent.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its
///   `drop` is called whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it
///   (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest. Errors, after which
/// nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback.
/// Since 0.1.
WELL_API
well_status_t well_session_release_allocated_agent(well_session_t session,
                                                   const char *agent_id,
                                                   const well_completion_t *completion,
                                                   well_command_t *command);

/// A command's number, the same that its completion gets; unique within its session.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_command_id(well_command_t command, uint64_t *out);

/// Waits until a command is settled, up to `timeout_ms` (0: looks, and does not wait; `WELL_FOREVER`: until it is settled.
/// That takes `command_ms` at most; a log-in `login_ms`; a log-in in mode `WELL_LOGIN_ASK` up to `login_ms` + `ask_ms` +
/// `login_ms`).
///
/// Ownership: free the outcome (`well_outcome_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WOULD_DEADLOCK` (not with timeout 0), `WELL_FORKED`, `WELL_TIMED_OUT`: not settled yet; the command goes on. Any
/// thread. Since 0.1.
WELL_API
well_status_t well_command_wait(well_command_t command,
                                uint32_t timeout_ms,
                                well_outcome_t *out);

/// Frees a command's handle. The command itself goes on.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_command_free(well_command_t command);

/// How a command ended. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_outcome_info(well_outcome_t outcome,
                                well_outcome_info_t *out);

/// The outcome as a JSON object, with all that it has. The text is the outcome's: valid until that is freed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_outcome_json(well_outcome_t outcome, well_str_t *out);

/// `getCallData`: the number of entries in the call's data. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_outcome_entry_count(well_outcome_t outcome, size_t *out);

/// `getCallData`: one entry of the call's data, in the server's order. A value that is not a text is given as JSON. Both texts are the
/// outcome's: valid until that is freed. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any thread. Since 0.1.
WELL_API
well_status_t well_outcome_entry(well_outcome_t outcome,
                                 size_t index,
                                 well_str_t *key,
                                 well_str_t *value);

/// `getCallData`: the first value of this name (NUL-terminated). The text is the outcome's. Returns `WELL_EMPTY` if there is
/// none.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`. Any thread. Since 0.1.
WELL_API
well_status_t well_outcome_entry_value(well_outcome_t outcome,
                                       const char *key,
                                       well_str_t *out);

/// `getMyPrefix`: how many outside-line prefixes. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_outcome_prefix_count(well_outcome_t outcome, size_t *out);

/// `getMyPrefix`: one outside-line prefix. The text is the outcome's. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any thread. Since 0.1.
WELL_API well_status_t well_outcome_prefix(well_outcome_t outcome, size_t index, well_str_t *out);

/// `getClientState`: what the server says of the agent. Set `out->struct_size` before. Returns `WELL_EMPTY` for any other outcome.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_outcome_client_state(well_outcome_t outcome,
                                        well_client_state_t *out);

/// Another handle for an outcome, to keep it beyond a callback.
///
/// Ownership: free both (of a callback's, only the new one). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_outcome_retain(well_outcome_t outcome, well_outcome_t *out);

/// Frees an outcome's handle. Its texts are gone with its last handle.
///
/// Errors: `WELL_BAD_HANDLE` (also for what is only lent to a callback), `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_outcome_free(well_outcome_t outcome);

/// What kind of event it is: what to switch on.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_event_kind(well_event_t event, well_event_kind_t *out);

/// Reads all of an event but its JSON, at the cost of one field: set `out->struct_size` first. The texts are the event's:
/// valid until that is freed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_read(well_event_t event,
                              well_event_data_t *out);

/// The event's name, `eventName`. Derived events and events that this version does not know have one too. It is empty if the
/// server left it out, and for `WELL_EVENT_LAGGED` and `WELL_EVENT_LOG`. The text is the event's: valid until that is freed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_name(well_event_t event,
                              well_str_t *out);

/// Who made the event; `late` (may be NULL) gets whether it came after events that the server had sent later, and was put
/// in its place.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_origin(well_event_t event,
                                well_origin_t *out,
                                bool *late);

/// The event as JSON: a server's exactly as it came, the library's own in the manual's field names. The text is the event's:
/// valid until that is freed. Returns `WELL_EMPTY` for `WELL_EVENT_LAGGED` and `WELL_EVENT_LOG`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_raw(well_event_t event,
                             well_str_t *out);

/// A field of type text or JSON (`well_field_t`). The text is the event's: valid until that is freed. Returns `WELL_EMPTY` if
/// this event does not have it.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_WRONG_TYPE`. Any thread.
/// Since 0.1.
WELL_API
well_status_t well_event_text(well_event_t event,
                              well_field_t field,
                              well_str_t *out);

/// A field of type integer (`well_field_t`). Returns `WELL_EMPTY` if this event does not have it.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_WRONG_TYPE`. Any
/// thread. Since 0.1.
WELL_API well_status_t well_event_integer(well_event_t event, well_field_t field, int64_t *out);

/// A field of type truth (`well_field_t`). Returns `WELL_EMPTY` if this event does not have it.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_WRONG_TYPE`. Any
/// thread. Since 0.1.
WELL_API well_status_t well_event_truth(well_event_t event, well_field_t field, bool *out);

/// The agent's mode, of an event that has the field `agentMode`. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_event_agent_mode(well_event_t event, well_agent_mode_t *out);

/// `WELL_EVENT_LINK_CHANGED`: the event channel's state. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_event_link(well_event_t event, well_link_t *out);

/// `WELL_EVENT_SESSION_ENDED`: why. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_event_session_end(well_event_t event, well_session_end_t *out);

/// `WELL_EVENT_LINK_CHANGED`: why the event channel was lost. Returns `WELL_EMPTY` for any other, and where it was not lost.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_link_end(well_event_t event,
                                  well_link_end_t *out);

/// `WELL_EVENT_CALL_CLEARED`: why the call has ended for this agent. Returns `WELL_EMPTY` for any other, and where it has not.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_call_end(well_event_t event,
                                  well_call_end_t *out);

/// Where the agent is logged in (the field `devices`), by index from 0: `medium`, such as `Voice`, and `device`. The texts are
/// the event's: valid until that is freed. Returns `WELL_EMPTY` at the end, and for an event without them.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_device(well_event_t event,
                                size_t index,
                                well_str_t *medium,
                                well_str_t *device);

/// `WELL_EVENT_MODEL_CORRECTED`: the calls that are different now, by index from 0. The text is the event's: valid until that
/// is freed. Returns `WELL_EMPTY` at the end, and for any other event.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_corrected_call(well_event_t event,
                                        size_t index,
                                        well_str_t *out);

/// The next field that the event has, in the order of `well_field_t`: call it with 0 in `*field`, then with what it has put
/// there, until it returns `WELL_EMPTY`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_next_field(well_event_t event,
                                    well_field_t *field);

/// A field's name, as the manual has it, and its type; each may be NULL. The text is static.
///
/// Errors: `WELL_BAD_ARGUMENT`. Any thread. Since 0.1.
WELL_API well_status_t well_field_info(well_field_t field, well_str_t *name, well_field_type_t *field_type);

/// `WELL_EVENT_LAGGED`: how many events were dropped. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_event_missed(well_event_t event, uint64_t *out);

/// `WELL_EVENT_LOG`: the log line. The text is the event's: valid until that is freed. Returns `WELL_EMPTY` for any other.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_log_line(well_event_t event,
                                  well_log_kind_t *kind,
                                  well_str_t *content);

/// Another handle for an event, to keep it beyond a callback.
///
/// Ownership: free both (of a callback's, only the new one). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_event_retain(well_event_t event, well_event_t *out);

/// Frees an event's handle. Its texts are gone with its last handle.
///
/// Errors: `WELL_BAD_HANDLE` (also for what is only lent to a callback), `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_free(well_event_t event);

/// The state of a session now.
///
/// Ownership: free it (`well_snapshot_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_snapshot(well_session_t session, well_snapshot_t *out);

/// The session, its link and its agent. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_snapshot_info(well_snapshot_t snapshot,
                                 well_snapshot_info_t *out);

/// One call. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any
/// thread. Since 0.1.
WELL_API
well_status_t well_snapshot_call(well_snapshot_t snapshot,
                                 size_t index,
                                 well_call_t *out);

/// An id that a call had before a transfer or conference. The text is the snapshot's.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any thread. Since 0.1.
WELL_API
well_status_t well_snapshot_former_id(well_snapshot_t snapshot,
                                      size_t call,
                                      size_t index,
                                      well_str_t *out);

/// One party of a call. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_OUT_OF_RANGE`.
/// Any thread. Since 0.1.
WELL_API
well_status_t well_snapshot_party(well_snapshot_t snapshot,
                                  size_t call,
                                  size_t index,
                                  well_party_t *out);

/// One verb that is about none of the agent's own calls, from `agentLogin` to `uploadLog`. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_OUT_OF_RANGE`.
/// Any thread. Since 0.1.
WELL_API
well_status_t well_snapshot_action(well_snapshot_t snapshot,
                                   size_t index,
                                   well_action_t *out);

/// One verb of a call. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_OUT_OF_RANGE`.
/// Any thread. Since 0.1.
WELL_API
well_status_t well_snapshot_call_action(well_snapshot_t snapshot,
                                        size_t call,
                                        size_t index,
                                        well_action_t *out);

/// One of the agent's outside-line prefixes. The text is the snapshot's.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_OUT_OF_RANGE`. Any thread. Since 0.1.
WELL_API well_status_t well_snapshot_prefix(well_snapshot_t snapshot, size_t index, well_str_t *out);

/// The whole snapshot as JSON. The text is the snapshot's: valid until that is freed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_snapshot_json(well_snapshot_t snapshot, well_str_t *out);

/// Frees a snapshot, and its texts with it.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_snapshot_free(well_snapshot_t snapshot);

/// Fills in the defaults: `well_watch_account_default(&account, sizeof account)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
WELL_API well_status_t well_watch_account_default(well_watch_account_t *account, size_t size);

/// Makes a watch: a session that follows agents for a wallboard, by a supervisor's account, and logs nobody in or out.
/// `agents` are `count` ids (`5001@test.cc`), NUL-terminated UTF-8; NULL with 0 for none yet. Nothing happens before
/// `well_watch_open`.
///
/// The handle is a session's: callbacks, polling, log, counters, closing and freeing are the functions of sessions. Its verbs
/// are all refused (`WELL_REASON_WATCHING`). Of each agent it tells the events that a session of the agent's own tells;
/// `well_event_watched` says whose an event is. `WELL_EVENT_LAGGED` is about all agents: take a new snapshot of each. A watch
/// makes no calls, logs nobody in and is not saved, so it ignores the options about these (`store_path` among them).
///
/// Ownership: close it (`well_session_close`), then free it (`well_session_free`). What the arguments point to is
/// copied. Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_BAD_ENVIRONMENT`, `WELL_IO` (the journal's file),
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_watch_new(well_client_t client,
                             const well_session_options_t *options,
                             const well_watch_account_t *account,
                             const char *const *agents,
                             size_t count,
                             well_session_t *out);

/// Opens a watch. Ends when the event channel is open. Rejected if the user, the password or the domain is wrong
/// (`WELL_REASON_WRONG_CREDENTIALS`), if the server cannot be reached, or if the broker refuses the events of every
/// agent (`WELL_REASON_SUBSCRIPTION_REFUSED`). If it refuses some, an anomaly reports each, and the others are
/// followed.
///
/// Begins the command and never waits; it is settled later, exactly once. `completion` (may be NULL) is copied, and
/// called then. `command` (may be NULL) gets a handle to wait with (`well_command_wait`), to be freed
/// (`well_command_free`). Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE` (also a session that is no watch), `WELL_CLOSED`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_watch_open(well_session_t watch,
                              const well_completion_t *completion,
                              well_command_t *command);

/// Follows one more agent (`5001@test.cc`, NUL-terminated). Ends when the agent's events are subscribed to; already so
/// for an agent who is followed. Rejected if the broker refuses them (`WELL_REASON_SUBSCRIPTION_REFUSED`); the channel
/// is then opened again for the others. Unknown if the subscription does not stand within `command_ms`; the agent is
/// then followed once the channel is back.
///
/// Begins the command and never waits; it is settled later, exactly once. `completion` (may be NULL) is copied, and
/// called then. `command` (may be NULL) gets a handle to wait with (`well_command_wait`), to be freed
/// (`well_command_free`). Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE` (also a session that is no watch), `WELL_BAD_UTF8`, `WELL_CLOSED`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_watch_follow(well_session_t watch,
                                const char *agent_id,
                                const well_completion_t *completion,
                                well_command_t *command);

/// Stops following an agent and forgets what was known of it. Does nothing if the agent is not followed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also
/// inside a callback. Since 0.1.
WELL_API
well_status_t well_watch_unfollow(well_session_t watch,
                                  const char *agent_id);

/// One of the agents who are watched, in the order in which they were added; also those whose events the broker refuses.
///
/// Ownership: free `out` (`well_string_free`). Returns `WELL_OUT_OF_RANGE` after the last. Errors: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_watch_agent(well_session_t watch,
                               size_t index,
                               well_string_t *out);

/// What is known of an agent who is watched, as a session of the agent's own would show it; `link` is the watch's channel,
/// `WELL_LINK_LOST` where the broker refuses this agent's events. The device is empty until an event names it.
///
/// Ownership: free it (`well_snapshot_free`). Returns `WELL_EMPTY` for an agent who is not watched. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a
/// callback. Since 0.1.
WELL_API
well_status_t well_watch_snapshot(well_session_t watch,
                                  const char *agent_id,
                                  well_snapshot_t *out);

/// Whose an event is, in a watch: the agent by whose topic it came, or for whom it was derived. Empty in a session of the
/// agent's own, and for what concerns the whole watch. The text is the event's.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API
well_status_t well_event_watched(well_event_t event,
                                 well_str_t *out);

/// All of the log, with the lines of the session's start and end (manual 5.5.1, `getLog`).
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_get_log(well_session_t session, well_string_t *out);

/// Writes the log to a file (manual 5.5.2, `downloadLog`). `path` is NUL-terminated.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_IO`, `WELL_FORKED`. Any thread,
/// also inside a callback; it takes as long as the file system does. Since 0.1.
WELL_API
well_status_t well_session_download_log(well_session_t session,
                                        const char *path);

/// The log's lines that have this text (NUL-terminated) in them, each with a newline behind it (`searchLog`).
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_BAD_UTF8`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_search_log(well_session_t session, const char *text, well_string_t *out);

/// Keeps lines in the event log again, or stops keeping them (`enableLog`, `disableLog`; manual 5.5.3 and 5.5.4).
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_enable_log(well_session_t session, bool enable);

/// Deletes all lines of the event log (`clearLog`).
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_clear_log(well_session_t session);

/// What `well_session_recover` needs. Returns `WELL_EMPTY` unless an agent is logged in.
///
/// Ownership: free `out` (`well_saved_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_session_saved(well_session_t session, well_saved_t *out);

/// What `well_session_recover_bytes` needs, as bytes (which are UTF-8): what `well_session_saved` gives and the state
/// beside it, which the server cannot tell after a restart: calls on hold, call data, talk time, the pending mode,
/// prefixes. Returns `WELL_EMPTY` unless an agent is logged in. THEY HOLD SECRETS, which freeing overwrites: keep them
/// as a password is kept, or have the session keep them (`store_path`).
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_saved_bytes(well_session_t session,
                                       well_string_t *out);

/// Whose session such bytes are: what `well_session_saved` gave with them.
///
/// Ownership: free `out` (`well_saved_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_ARGUMENT` (a length that no bytes can
/// have), `WELL_BAD_SAVED` (something else, or damaged), `WELL_OTHER_VERSION` (written by a version of the library that this
/// one cannot read). Any thread. Since 0.1.
WELL_API
well_status_t well_saved_from_bytes(const uint8_t *saved,
                                    size_t saved_len,
                                    well_saved_t *out);

/// Frees the texts of a saved session, overwrites them, and sets them to NULL. Freeing twice does no harm.
///
/// Errors: `WELL_NULL_POINTER`. Any thread. Since 0.1.
WELL_API well_status_t well_saved_free(well_saved_t *saved);

/// Resumes a session that was saved before the application was restarted, in place of a log-in. Ends when the event
/// channel is open and the agent's state has been read from the server; the derived event `recoverStateSuccess` reports
/// it. Rejected if the agent is logged out, or logged in elsewhere, or if the HTTP session has expired and cannot be
/// renewed. `password` may be NULL; with it, the HTTP session can be renewed when it expires. The session then knows
/// only the one call that the server shows; `well_session_recover_bytes` restores the others.
///
/// Begins the command and never waits; it is settled later, exactly once. `completion` (may be NULL) is copied, and
/// called then. `command` (may be NULL) gets a handle to wait with (`well_command_wait`), to be freed
/// (`well_command_free`). Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a
/// callback. Since 0.1.
WELL_API
well_status_t well_session_recover(well_session_t session,
                                   const char *agent_id,
                                   const char *device_id,
                                   const char *session_id,
                                   const char *password,
                                   const well_completion_t *completion,
                                   well_command_t *command);

/// Resumes a session that was saved before the application was restarted, with its state: calls on hold, call data,
/// talk time. `saved` is what `well_session_saved_bytes` or `well_store_load` gave. The restored state is in doubt
/// until the server confirms it (`well_doubt_t`). Ends when the event channel is open and the agent's state has been
/// read from the server; the derived event `recoverStateSuccess` reports it. Rejected if the agent is logged out, or
/// logged in elsewhere, or if the HTTP session has expired and cannot be renewed.
///
/// Begins the command and never waits; it is settled later, exactly once. `completion` (may be NULL) is copied, and
/// called then. `command` (may be NULL) gets a handle to wait with (`well_command_wait`), to be freed
/// (`well_command_free`). Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8` (the password), `WELL_BAD_ARGUMENT` (a length that no bytes can
/// have), `WELL_BAD_SAVED` (something else, or damaged), `WELL_OTHER_VERSION` (written by a version of the library that
/// this one cannot read), `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API
well_status_t well_session_recover_bytes(well_session_t session,
                                         const uint8_t *saved,
                                         size_t saved_len,
                                         const char *password,
                                         const well_completion_t *completion,
                                         well_command_t *command);

/// Writes a saved session (`well_session_saved_bytes`) into a file, in place of what is there; `path` is NUL-terminated. A
/// session with `store_path` does so by itself. The file is written whole or not at all: whenever the process or the
/// machine goes down, there is the old contents or the new. On Unix it is for its owner alone. With a key of 32 bytes it is
/// sealed (ChaCha20-Poly1305); with a `key` of NULL it is not, and whoever can read it can control the agent's calls.
/// Blocks for as long as the file system takes.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_ARGUMENT` (the key's length, no path), `WELL_BAD_SAVED`,
/// `WELL_OTHER_VERSION` (the bytes), `WELL_IO`: then the file is as it was. Any thread. Since 0.1.
WELL_API
well_status_t well_store_save(const char *path,
                              const uint8_t *key,
                              size_t key_len,
                              const uint8_t *saved,
                              size_t saved_len);

/// Reads the saved session out of a store: for `well_session_recover_bytes`. Returns `WELL_EMPTY` where there is no
/// file. IT HOLDS SECRETS, which freeing overwrites. Blocks for as long as the file system takes. `path` is
/// NUL-terminated. `key` is the key that the file is sealed with, 32 bytes; NULL, with a `key_len` of 0, if it is not sealed.
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_ARGUMENT` (the key's
/// length, no path), `WELL_IO`, and what a file can be that is none: `WELL_STORE_FOREIGN`, `WELL_STORE_TRUNCATED`,
/// `WELL_STORE_DAMAGED`, `WELL_OTHER_VERSION`, `WELL_STORE_NEEDS_KEY`, `WELL_STORE_OTHER_KEY`, `WELL_STORE_NOT_SEALED`. The
/// file is left as it is. Any thread. Since 0.1.
WELL_API
well_status_t well_store_load(const char *path,
                              const uint8_t *key,
                              size_t key_len,
                              well_string_t *out);

/// Removes a store's file; `path` is NUL-terminated. That it is not there is no error.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_IO`. Any thread. Since 0.1.
WELL_API well_status_t well_store_remove(const char *path);

/// Begins a replay with a journal's first line (NUL-terminated). The journal is written by `journal_path` of a session's
/// options.
///
/// Ownership: free it (`well_replay_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_JOURNAL`. Any thread.
/// Since 0.1.
WELL_API
well_status_t well_replay_new(const char *header,
                              well_replay_t *out);

/// Feeds the next line (NUL-terminated). Empty lines are passed over. A line that cannot be read changes nothing.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_BAD_JOURNAL`. Any thread.
/// Since 0.1.
WELL_API
well_status_t well_replay_feed(well_replay_t replay,
                               const char *line);

/// The next event (also `WELL_EVENT_LOG`) of what was fed. Returns `WELL_EMPTY` when there is none.
///
/// Ownership: free it (`well_event_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread.
/// Since 0.1.
WELL_API
well_status_t well_replay_next(well_replay_t replay,
                               well_event_t *out);

/// The state after the last line that was fed.
///
/// Ownership: free it (`well_snapshot_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread.
/// Since 0.1.
WELL_API
well_status_t well_replay_snapshot(well_replay_t replay,
                                   well_snapshot_t *out);

/// Frees a replay. Its events and snapshots are their own.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
WELL_API well_status_t well_replay_free(well_replay_t replay);

/// From now on gives the library's diagnostics from this level (`well_diagnostics_level_t`) on to `callback`, or to nobody if
/// it is NULL. There is one callback for a process; the one before is dropped once its last call has returned. They are
/// for finding faults: an application's log lines come by `well_session_on_log`.
///
/// Ownership: `callback` is copied; its `drop` is called exactly once, whatever happens. Errors: `WELL_NULL_POINTER`,
/// `WELL_BAD_ARGUMENT`, `WELL_TAKEN`. Any thread. Since 0.1.
WELL_API
well_status_t well_set_diagnostics(well_diagnostics_level_t level,
                                   const well_diagnostics_t *callback);

/// Starts a simulator on loopback. `config` is its configuration as JSON (NUL-terminated; see docs/simulator.md), or NULL for
/// one tenant `test.cc` with agents 5000–5999, password `123456`, on extensions 8000–8999. (Compiled in by the feature
/// `simulator`; else these functions are not there.)
///
/// Ownership: stop it (`well_simulator_stop`), then free it (`well_simulator_free`). Errors: `WELL_NULL_POINTER`,
/// `WELL_BAD_UTF8`, `WELL_BAD_JSON`, `WELL_NO_RESOURCES`, `WELL_WOULD_DEADLOCK`. Any thread. Since 0.1.
WELL_API
well_status_t well_simulator_new(const char *config,
                                 well_simulator_t *out);

/// Where it listens, `http://127.0.0.1:<port>`: the `api_url` of a session's options.
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread. Since 0.1.
WELL_API well_status_t well_simulator_url(well_simulator_t simulator, well_string_t *out);

/// Acts as the outside world (callers, phones, supervisors), by a JSON object (NUL-terminated):
/// `{"do":"call_in","from":"13800000000","to":"8001"}`. `reply` (may be NULL) gets what it brought about, as JSON.
///
/// Ownership: free `reply` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_BAD_UTF8`, `WELL_BAD_JSON`, `WELL_SIMULATOR_REFUSED`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a
/// callback. Since 0.1.
WELL_API
well_status_t well_simulator_control(well_simulator_t simulator,
                                     const char *action,
                                     well_string_t *reply);

/// Adds a fault, a JSON object (NUL-terminated): `{"kind":"drop"}`. `fault_id` (may be NULL) gets its number.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_BAD_JSON`,
/// `WELL_SIMULATOR_REFUSED`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_simulator_add_fault(well_simulator_t simulator, const char *fault, uint64_t *fault_id);

/// Removes a standing fault. Returns `WELL_EMPTY` if it does not stand.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_simulator_remove_fault(well_simulator_t simulator, uint64_t fault_id);

/// Removes all standing faults.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_simulator_clear_faults(well_simulator_t simulator);

/// The truth, as JSON: agents, extensions, calls.
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_simulator_state(well_simulator_t simulator, well_string_t *out);

/// The last 1000 things that it heard and did, as a JSON list.
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_simulator_log(well_simulator_t simulator, well_string_t *out);

/// Runs a script (JSON lines, or a JSON list; NUL-terminated; see docs/simulator.md) to its end.
///
/// Waits up to `timeout_ms` (`WELL_FOREVER`: without end). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_SIMULATOR_REFUSED` (which line, says `well_last_error`), `WELL_TIMED_OUT`: the
/// rest of it is not done; `WELL_CLOSED`, `WELL_WOULD_DEADLOCK`, `WELL_FORKED`. Any thread. Since 0.1.
WELL_API
well_status_t well_simulator_run_script(well_simulator_t simulator,
                                        const char *script,
                                        uint32_t timeout_ms);

/// Stops a simulator: cuts its connections and ends its threads; its port is free then. Stopping again does no harm.
///
/// Waits for that, some milliseconds, at most ten seconds. Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WOULD_DEADLOCK`, `WELL_FORKED`. Any thread. Since 0.1.
WELL_API
well_status_t well_simulator_stop(well_simulator_t simulator);

/// Frees a simulator's handle. One that is not stopped stops in the background.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
WELL_API well_status_t well_simulator_free(well_simulator_t simulator);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* WELLCLIENT_H */

#ifdef WELLCLIENT_LOAD
#include "wellclient_load.h"
#endif
