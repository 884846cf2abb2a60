/// @file wellclient/command.hpp
/// A command under way, or done.

#ifndef WELLCLIENT_COMMAND_HPP
#define WELLCLIENT_COMMAND_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "function.hpp"
#include "callback.hpp"
#include "handle.hpp"
#include "outcome.hpp"
#include "reply.hpp"
#include "result.hpp"
#include "time.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Called when a command is settled: once, after the callbacks of the events that confirm it.
using Completion = Function<void(const Outcome&)>;

namespace detail {

template <class>
class Listening;

// What they are is told in wellclient/future.hpp.
template <class T>
struct FutureOf;
template <class Future, class T>
inline constexpr bool is_future_of = false;

/// The end of a command, for those who wait for it by a callback.
template <class>
class Settling {
public:
    static std::shared_ptr<Settling> make(Completion first) {
        std::shared_ptr<Settling> settling(new Settling);
        settling->then(std::move(first));
        return settling;
    }

    /// For the library, which holds it until it drops it.
    static well_completion_t completion(const std::shared_ptr<Settling>& settling) {
        return {new std::shared_ptr<Settling>(settling), &Settling::settled, &Settling::drop};
    }

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

private:
    static std::shared_ptr<Settling>* of(void* context) { return static_cast<std::shared_ptr<Settling>*>(context); }

    static void settled(void* context, well_session_t, std::uint64_t, well_outcome_t outcome) {
        guarded([&] { (*of(context))->settle(read_outcome(outcome)); });
    }

    static void drop(void* context) {
        const std::unique_ptr<std::shared_ptr<Settling>> settling(of(context));
        (*settling)->give_up();
    }

    void settle(const Outcome& outcome) {
        for (Completion& completion : end(outcome)) {
            guarded([&] { completion(outcome); });
        }
    }

    /// Nothing is told any more.
    void give_up() { end(std::nullopt); }

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

    /// Waits up to `timeout` (0: looks); none if it is not settled by then. Errors: `would_deadlock` inside a callback,
    /// but not with 0.
    [[nodiscard]] Fallible<std::optional<Outcome>> wait(Milliseconds timeout) const {
        well_outcome_t handle{};
        const well_status_t status = well_command_wait(handle_.get(), detail::milliseconds(timeout), &handle);
        if (status == WELL_TIMED_OUT) {
            return std::optional<Outcome>();
        }
        return detail::done<std::optional<Outcome>>(status, [&] {
            const OutcomeHandle owned(handle);
            return std::optional<Outcome>(detail::read_outcome(handle));
        });
    }

    /// Waits until it is settled. Errors: `would_deadlock` inside a callback.
    Fallible<Outcome> wait() const {
        well_outcome_t handle{};
        return detail::done<Outcome>(well_command_wait(handle_.get(), WELL_FOREVER, &handle), [&] {
            const OutcomeHandle owned(handle);
            return detail::read_outcome(handle);
        });
    }

    /// Waits until it is settled, and gives what it replies. Errors: `would_deadlock` inside a callback; and, as
    /// `CommandError`, an outcome that is not `ok`.
    Fallible<T> get() const {
        well_outcome_t handle{};
        const well_status_t status = well_command_wait(handle_.get(), WELL_FOREVER, &handle);
        if (status != WELL_OK) {
            return detail::fail<T>(detail::error_of(status));
        }
        const OutcomeHandle owned(handle);
        return detail::result<T>(detail::read_outcome(handle));
    }

    /// Calls back once, when the command is settled: after the callbacks of the events that confirm it, where those are called.
    /// If it is settled already, at once and on this thread. Errors: `bad_handle` if this was moved from.
    Fallible<void> then(Completion completion) const {
        if (!settling_) {
            return detail::fail<void>(Error(Status::bad_handle, "the command was moved from"));
        }
        settling_->then(std::move(completion));
        return detail::done(WELL_OK);
    }

    /// As a future: kept where completions are called, so with `Delivery::pumped` only while the session is polled. It
    /// ends with what `get` gives, or with the error `closed` if the session has ended before. It is in
    /// `wellclient/future.hpp`, which has to be included.
    template <class Future = detail::FutureOf<T>>
    [[nodiscard]] auto as_future() const {
        return Future::of(*this);
    }
    template <class Future, std::enable_if_t<detail::is_future_of<Future, T>, int> = 0>
    operator Future() const {
        return as_future();
    }

private:
    template <class>
    friend class detail::Listening;
    using OutcomeHandle = detail::Handle<well_outcome_t, well_outcome_free>;

    Command(well_command_t handle, std::shared_ptr<detail::Settling<void>> settling)
        : handle_(handle), settling_(std::move(settling)) {
        well_command_id(handle, &id_);
    }

    detail::Handle<well_command_t, well_command_free> handle_;
    std::shared_ptr<detail::Settling<void>> settling_;
    std::uint64_t id_ = 0;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_COMMAND_HPP
