/// @file wellclient/callback.hpp
/// Functions of the program that the library calls.

#ifndef WELLCLIENT_CALLBACK_HPP
#define WELLCLIENT_CALLBACK_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "function.hpp"

#include <atomic>
#include <cstdio>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Gets the exception that has left a callback, on the thread of that callback, or the `Error` of a destructor that could not
/// close. What it throws is ignored.
using CallbackErrorHandler = Function<void(std::exception_ptr)>;

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

/// Tells the program of an exception that cannot be thrown.
template <class Caught>
void report(Caught caught, const char* what) noexcept {
    try {
        const std::exception_ptr exception = caught();
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
        std::fprintf(stderr, "wellclient: %s: %s\n", what, error.what());
    } catch (...) {
        std::fprintf(stderr, "wellclient: %s\n", what);
    }
}

/// Calls what is the program's; no exception of it gets into the library.
template <class F>
void guarded(F call) noexcept {
    try {
        call();
    } catch (...) {
        report([] { return std::current_exception(); }, "an exception has left a callback");
    }
}

#else

template <class F>
void guarded(F call) noexcept {
    call();
}

#endif

}  // namespace detail

/// Sets what is called with an exception that leaves a callback, or that a destructor cannot throw; an empty one is the default, which writes to stderr.
inline void set_callback_error_handler(CallbackErrorHandler handler) {
    const std::lock_guard<std::mutex> lock(detail::error_handler().mutex);
    detail::error_handler().call = std::move(handler);
}

namespace detail {

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

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_CALLBACK_HPP
