/// @file wellclient/session_options.hpp
/// The options of a session.

#ifndef WELLCLIENT_SESSION_OPTIONS_HPP
#define WELLCLIENT_SESSION_OPTIONS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "client_options.hpp"
#include "result.hpp"
#include "saved.hpp"
#include "secret.hpp"
#include "text.hpp"
#include "time.hpp"
#include "words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// The options of a session, made with the library's defaults. Name a server, by `preset` or `api_url`, and change what you
/// need. A time is at most 2^32 - 1 ms, 49 days.
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

    /// The environment that the manual's `useConfig` picks by this name (2.1): one of those that `environments` lists.
    std::optional<std::string> preset;
    /// For a server without a preset: `http` or `https`, host, port and base path of its CSTA API.
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
    /// What a log-in in mode `force` does where the agent is logged in already, and in a call by the server's account. True
    /// (default) logs nobody out of a call: on the same extension (454) the log-in takes the session over with its call, on
    /// another one (455) it fails. Taking over leaves the agent's mode as it is at the server, whatever mode the log-in
    /// asks for. False logs the agent out in any case.
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
    /// How often `Reconnect::fixed` and `Reconnect::backoff` try; of the latter, 0 is for ever.
    std::uint32_t reconnect_attempts;
    /// The time between two attempts of `Reconnect::fixed`; the first of the growing delays of `Reconnect::backoff`.
    Milliseconds reconnect_delay;
    /// The longest delay of `Reconnect::backoff`.
    Milliseconds reconnect_cap;
    /// Within how long `Reconnect::spread` makes its first attempt. Default 25 s.
    Milliseconds reconnect_window;
    /// How long after the loss `Reconnect::spread` reports `WsDisconnected`. Default 0: when the manual's client gave up, 5 s
    /// (2.x) or 90 s (4.x).
    Milliseconds reconnect_give_up;
    /// The time between two heartbeats of the agent, from 100 ms to 170 s: the server logs an agent out after 3 minutes without one.
    /// Default 60 s.
    Milliseconds heartbeat;
    /// The longest that a log-in or recovery may take. Default 30 s.
    Milliseconds login_timeout;
    /// The longest that the answer to a log-in's question may take. Default 60 s.
    Milliseconds ask_timeout;
    /// The longest that a command may take. Default 15 s.
    Milliseconds command_timeout;
    /// How long the event that confirms a command may take after the reply, before the server is asked; with
    /// `command_timeout` or more it is not asked. Default 5 s.
    Milliseconds confirm_timeout;
    /// The longest that opening the event channel may take. Default 10 s.
    Milliseconds connect_timeout;
    /// How long to wait after SUBSCRIBE where the broker sends no RECEIPT. Default 500 ms.
    Milliseconds settle;
    /// The STOMP heart-beat offered and wanted. Default 10 s; 0 is none.
    Milliseconds stomp_heartbeat;
    /// The time between two WebSocket pings, where the server sends no heart-beats. Default 20 s.
    Milliseconds ping;
    /// The time between finding the model doubtful and asking the server. Default 1 s.
    Milliseconds doubt;
    /// A wall clock that runs ahead by this much means that the machine slept. Default 15 s.
    Milliseconds clock_jump;
    /// The least time between two calls that are made. Default 2 s.
    Milliseconds between_calls;
    /// An event channel that is lost again within this time counts as a failed attempt: attempts and delays go on where they
    /// were. Default 30 s.
    Milliseconds stable;
    /// After `WsDisconnected`, attempts go on about this often: each after half to one and a half times this. Default 60 s; 0
    /// makes no attempt before `Session::reconnect`.
    Milliseconds slow_retry;
    /// What an internal number begins with, any text. Default `"8"`; `""` for no such rule.
    std::optional<std::string> internal_prefix;
    /// The fewest digits after it. Default 3.
    std::uint32_t internal_min_digits;
    /// The most digits after it. Default 5.
    std::uint32_t internal_max_digits;
    /// Further internal numbers.
    std::vector<std::string> internal_numbers;
    /// How many events may wait for a callback or to be polled; a program that is slower gets `Lagged`. Default 1024.
    std::uint32_t queue_capacity;
    /// The seed of the random delays; 0 chooses one at random.
    std::uint64_t seed;
    /// Writes a journal to this file, which can be replayed. The file must be new or empty, and no other session may be writing
    /// to it: else `Status::io`.
    std::optional<std::string> journal_path;
    /// Keeps the session in this store, so that it can be resumed after a restart (`SessionStore::load`, `Session::recover`).
    /// While an agent is logged in, the file is written within 200 ms of each change; events do not wait for that. It is
    /// removed when the agent is logged out, and stays when the session is closed without a log-out. If it cannot be written, a
    /// log line of kind `LogKind::error` says so. Errors of `Client::session` also: `bad_argument` (the key's length, no path, a
    /// folder). A watch has none.
    std::optional<SessionStore> store;
    /// `Origin`, sent with the WebSocket and with each request, with GET to another server than its own only, as a page does:
    /// `scheme://host[:port]`, or `"null"`. Default: that of the API, as a page of that server sends it; `""` for none.
    std::optional<std::string> origin;
    /// Further headers of each request and of the WebSocket, each `"Name: value"`. A name that no header can have, a
    /// control character, or a header that the library sets itself (`Cookie`, `Host`, `sessionId`, …) is `bad_environment`.
    std::vector<std::string> headers;
    /// `login` of STOMP's CONNECT. Default: none.
    std::optional<std::string> broker_login;
    /// `passcode` of STOMP's CONNECT, with `broker_login`. Default: none.
    std::optional<Secret> broker_passcode;
};

namespace detail {

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
            // A key that is given and empty is refused.
            c.store_key = bytes(options.store->key->expose());
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

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_SESSION_OPTIONS_HPP
