/// @file wellclient/words.hpp
/// The words of the API, beside those of the field: what functions return, and what is chosen between.

#ifndef WELLCLIENT_WORDS_HPP
#define WELLCLIENT_WORDS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "vocabulary.hpp"

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
    /// The function waits, and this is inside a callback, which others may be waiting for.
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
    /// What the manual's client does (3.2.3): `manual_2` in the dialect 2.x, `manual_4_0` in 4.x.
    manual = WELL_RECONNECT_MANUAL,
    /// `reconnect_attempts` times, `reconnect_delay` apart.
    fixed = WELL_RECONNECT_FIXED,
    /// Exponential with full jitter: a random delay up to `reconnect_delay` * 2^n, at most `reconnect_cap`;
    /// `reconnect_attempts` times, 0 for ever.
    backoff = WELL_RECONNECT_BACKOFF,
    /// The default, made for a server that many sessions lose at once. The first attempt comes at a random time within
    /// `reconnect_window`, each further one after one to one and a half times that, or one to two where the link was up again
    /// for a moment. The link is reported lost `reconnect_give_up` after the loss.
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

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_WORDS_HPP
