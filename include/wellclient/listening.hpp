/// @file wellclient/listening.hpp
/// What a session and a watch have in common: they tell of events, and end.

#ifndef WELLCLIENT_LISTENING_HPP
#define WELLCLIENT_LISTENING_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "function.hpp"
#include "callback.hpp"
#include "closing.hpp"
#include "command.hpp"
#include "event.hpp"
#include "metrics.hpp"
#include "result.hpp"
#include "subscription.hpp"
#include "text.hpp"
#include "time.hpp"
#include "words.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

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

using EventCallback = Function<void(const Event&)>;
using LogCallback = Function<void(LogKind, std::string_view)>;
namespace detail {

/// What a session and a watch have in common: they tell of events, and end.
///
/// A template with nothing to vary, as are others here: a program compiles of it what it uses, and no more.
template <class>
class Listening {
public:
    Listening(Listening&& other) noexcept = default;
    Listening& operator=(Listening&& other) noexcept {
        if (this != &other) {
            end();
            handle_ = std::move(other.handle_);
            open_ = std::move(other.open_);
        }
        return *this;
    }

    /// Closes it: logs the agent out first if `logout_on_close` is set, closes the event channel, settles the commands under
    /// way as unknown (`session_closed`), and tells all that is still to be told. Then no callback of it is called any more.
    /// Closing again does no harm. Errors: `timed_out` (call it again), `would_deadlock`.
    Fallible<void> close(Milliseconds timeout = forever) const {
        return done(well_session_close(handle_.get(), milliseconds(timeout)));
    }

    // Events

    /// Calls back for each event of this name (manual 3.1), in the order of their happening. Both `connectionCleared` come
    /// under that name. Errors: `bad_utf8`, `closed`; `bad_argument` for a name that is no event's; `null_pointer` for an empty
    /// function.
    Fallible<Subscription> on(std::string_view name, EventCallback callback) const {
        const Text text(name, "name");
        return text.good() ? on_events(text.c_str(), std::move(callback)) : fail<Subscription>(nul_error(text.name()));
    }

    /// Calls back with each event of this kind: `session.on<Delivered>([](const Delivered& call) { … })`. Errors: `closed`;
    /// `null_pointer` for an empty function.
    template <class T, class F>
    Fallible<Subscription> on(F callback) const {
        static_assert(!std::is_same_v<T, LogLine>, "log lines come by on_log");
        if (detail::is_empty(callback)) {
            return fail<Subscription>(empty_callback());
        }
        return subscribe(T::event_name, &Listening::tell_kind<T, F>, new Callback<F>{std::move(callback), open_},
                         &Callback<F>::drop);
    }

    /// Calls back for every event (3.3). Errors: `closed`; `null_pointer` for an empty function.
    Fallible<Subscription> on_any(EventCallback callback) const {
        return on_events(nullptr, std::move(callback));
    }

    /// Calls back for each log line (3.4); the text is good until the call returns. Errors: `closed`; `null_pointer` for an
    /// empty function.
    Fallible<Subscription> on_log(LogCallback callback) const {
        if (!callback) {
            return fail<Subscription>(empty_callback());
        }
        const well_log_callback_t c{new Callback<LogCallback>{std::move(callback), open_}, &Listening::tell_log,
                                    &Callback<LogCallback>::drop};
        well_subscription_t handle{};
        return subscribed(well_session_on_log(handle_.get(), &c, &handle), handle);
    }

    /// With `Delivery::pumped`: takes the next event, waiting for it up to `timeout` (0: not at all). Callbacks that are due
    /// on the way (of events, log lines, commands, questions) are called from inside it, on this thread; they may destroy
    /// the session. Errors: `wrong_delivery`, `would_deadlock`.
    Fallible<Polled> poll_event(Milliseconds timeout = Milliseconds(0)) const {
        well_event_t handle{};
        const well_status_t status = well_session_poll_event(handle_.get(), milliseconds(timeout), &handle);
        // From here on this may be gone: a callback may have destroyed it.
        if (status == WELL_EMPTY || status == WELL_END) {
            return Polled{std::nullopt, status == WELL_END};
        }
        return done<Polled>(status, [&] { return Polled{take_event(handle), false}; });
    }

    /// With `Delivery::pumped`: a file descriptor that is readable while there may be something to poll. When it is, call
    /// `poll_event` until it gives none. The session's own: do not read from it, do not close it. Errors:
    /// `wrong_delivery`, `no_resources`; `unsupported` on Windows (`event_handle`).
    [[nodiscard]] Fallible<int> event_fd() const {
        std::int32_t descriptor = -1;
        return done<int>(well_session_event_fd(handle_.get(), &descriptor), [&] { return descriptor; });
    }

    /// With `Delivery::pumped`, on Windows: an event object (a `HANDLE`, manual-reset) that is signalled while there may be
    /// something to poll. When it is, call `poll_event` until it gives none. The session's own: do not set, reset or close
    /// it. Errors: `wrong_delivery`, `no_resources`; `unsupported` elsewhere (`event_fd`).
    [[nodiscard]] Fallible<void*> event_handle() const {
        void* handle = nullptr;
        return done<void*>(well_session_event_handle(handle_.get(), &handle), [&] { return handle; });
    }

    /// The counters.
    [[nodiscard]] Fallible<Metrics> metrics() const {
        return read_metrics(well_session_metrics, handle_.get());
    }

    /// Tries to open the event channel at once, after `WsDisconnected` or while the next attempt is waited for; not before the
    /// time that the server has asked for. For programs that know that the network is back.
    Fallible<void> reconnect() const { return done(well_session_reconnect(handle_.get())); }

    /// All of the event log (5.5.1).
    [[nodiscard]] Fallible<std::string> get_log() const { return text(well_session_get_log); }

    /// Writes the event log to a file (5.5.2); takes as long as the file system does. Errors: `bad_utf8`, `io`.
    Fallible<void> download_log(std::string_view path) const { return with_text(well_session_download_log, path); }

    /// The event log's lines that have this text in them, each with a newline behind it. Errors: `bad_utf8`.
    [[nodiscard]] Fallible<std::string> search_log(std::string_view wanted) const {
        const Text given(wanted, "wanted");
        if (!given.good()) {
            return fail<std::string>(nul_error(given.name()));
        }
        well_string_t found{};
        return done<std::string>(well_session_search_log(handle_.get(), given.c_str(), &found),
                                         [&] { return take(found); });
    }

    /// Deletes all lines of the event log (`clearLog`).
    Fallible<void> clear_log() const { return done(well_session_clear_log(handle_.get())); }

protected:
    ~Listening() { end(); }

    explicit Listening(well_session_t handle) : handle_(handle), open_(new std::atomic<bool>(true)) {}

    void end() noexcept {
        if (!handle_) {
            return;
        }
        const well_status_t status = well_session_close(handle_.get(), WELL_FOREVER);
        if (status != WELL_OK && open_) {
            *open_ = false;
        }
        free_closed(handle_, status);
    }

    // What the library calls.

    static void tell_event(void* context, well_session_t, well_event_t event) {
        Callback<EventCallback>::run(context, [&](EventCallback& call) { call(keep_event(event)); });
    }

    /// Calls back only where the event is of the kind.
    template <class T, class F>
    static void tell_kind(void* context, well_session_t, well_event_t event) {
        const Fields fields(event);
        if (fields.kind() == T::kind) {
            Callback<F>::run(context, [&](F& call) { call(read_as<T>(fields)); });
        }
    }

    static void tell_log(void* context, well_session_t, well_log_kind_t kind, well_str_t content) {
        Callback<LogCallback>::run(context, [&](LogCallback& call) {
            call(static_cast<LogKind>(kind), std::string_view(content.data, content.len));
        });
    }

    // How all functions of one kind are called.

    Fallible<Subscription> on_events(const char* name, EventCallback function) const {
        if (!function) {
            return fail<Subscription>(empty_callback());
        }
        return subscribe(name, &Listening::tell_event, new Callback<EventCallback>{std::move(function), open_},
                         &Callback<EventCallback>::drop);
    }

    Fallible<Subscription> subscribe(const char* name, void (*tell)(void*, well_session_t, well_event_t), void* context,
                                     void (*drop)(void*)) const {
        const well_event_callback_t c{context, tell, drop};
        well_subscription_t handle{};
        return subscribed(well_session_on(handle_.get(), name, &c, &handle), handle);
    }

    static Fallible<Subscription> subscribed(well_status_t status, well_subscription_t handle) {
        return done<Subscription>(status, [&] { return Subscription(handle); });
    }

    template <class T, class F, class... Arguments>
    Fallible<Command<T>> begin(Completion done, F verb, const Arguments&... arguments) const {
        if (const char* const name = first_with_nul({{name_of(arguments), !good(arguments)}...})) {
            return fail<Command<T>>(nul_error(name));
        }
        const auto settling = Settling<void>::make(std::move(done));
        const well_completion_t completion = Settling<void>::completion(settling);
        well_command_t command{};
        const well_status_t status = verb(handle_.get(), raw(arguments)..., &completion, &command);
        if (status != WELL_OK) {
            return fail<Command<T>>(error_of(status));
        }
        return Command<T>(command, settling);
    }

    Fallible<std::string> text(well_status_t (*read)(well_session_t, well_string_t*)) const {
        well_string_t out{};
        return done<std::string>(read(handle_.get(), &out), [&] { return take(out); });
    }

    Fallible<void> with_text(well_status_t (*call)(well_session_t, const char*), std::string_view given) const {
        const Text c(given, "the text");
        if (!c.good()) {
            return fail<void>(nul_error(c.name()));
        }
        return done(call(handle_.get(), c.c_str()));
    }

    Handle<well_session_t, well_session_free> handle_;
    /// False once it is destroyed without a wait.
    std::shared_ptr<std::atomic<bool>> open_;
};

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_LISTENING_HPP
