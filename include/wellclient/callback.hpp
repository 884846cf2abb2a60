/// @file wellclient/callback.hpp
/// Functions of the program that the library calls.

#ifndef WELLCLIENT_CALLBACK_HPP
#define WELLCLIENT_CALLBACK_HPP

#include "base.hpp"
#include "function.hpp"

#include <atomic>
#include <cstdio>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Gets the exception that has left a callback. Called on the thread of that callback; what it throws is ignored.
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

#endif  // WELLCLIENT_CALLBACK_HPP
