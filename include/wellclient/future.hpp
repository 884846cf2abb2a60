/// @file wellclient/future.hpp
/// The end of a command as a future: `std::future<CallId> call = session.make_call("13800000000");`.
/// Not among those of wellclient.hpp: `<future>` takes longer to compile than many a program.

#ifndef WELLCLIENT_FUTURE_HPP
#define WELLCLIENT_FUTURE_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "command.hpp"
#include "error.hpp"
#include "outcome.hpp"
#include "reply.hpp"
#include "result.hpp"
#include "words.hpp"

#include <exception>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {
namespace detail {

/// A promise that is kept, or broken with an `Error`.
template <class T>
class Promise {
public:
    ~Promise() {
        if (!kept_) {
            fail(Error(Status::closed, "the session has ended before the command was settled"));
        }
    }
    [[nodiscard]] std::future<Fallible<T>> future() { return promise_.get_future(); }
    void keep(const Outcome& outcome) {
        kept_ = true;
        if (!outcome.ok()) {
            fail(Error(outcome));
        } else if constexpr (std::is_void_v<Fallible<T>>) {
            promise_.set_value();
        } else {
            promise_.set_value(result<T>(outcome));
        }
    }

private:
#if defined(WELLCLIENT_NO_EXCEPTIONS)
    void fail(Error error) { promise_.set_value(std::move(error)); }
#else
    void fail(Error error) {
        if (error.outcome_if() != nullptr) {
            promise_.set_exception(std::make_exception_ptr(CommandError(*error.outcome_if())));
        } else {
            promise_.set_exception(std::make_exception_ptr(std::move(error)));
        }
    }
#endif

    std::promise<Fallible<T>> promise_;
    bool kept_ = false;
};

template <class T>
inline constexpr bool is_future_of<std::future<Fallible<T>>, T> = true;

template <class T>
struct FutureOf {
    static std::future<Fallible<T>> of(const Command<T>& command) {
        const auto promise = std::make_shared<Promise<T>>();
        std::future<Fallible<T>> future = promise->future();
        command.then([promise](const Outcome& outcome) { promise->keep(outcome); });
        return future;
    }
};

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_FUTURE_HPP
