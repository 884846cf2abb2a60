/// @file wellclient/closing.hpp
/// How destructors end what has to be closed first.

#ifndef WELLCLIENT_CLOSING_HPP
#define WELLCLIENT_CLOSING_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "callback.hpp"
#include "error.hpp"
#include "result.hpp"

#include <cstdio>
#include <exception>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {
namespace detail {

/// Frees a handle after its close has returned this. Where it is not closed although nothing stands in the way, that is told
/// (`set_callback_error_handler`), and the handle is not freed: what it stands for may still be at work.
template <class Handle>
void free_closed(Handle& handle, well_status_t status) noexcept {
    switch (status) {
    case WELL_OK:
    // Inside a callback: it ends in the background.
    case WELL_WOULD_DEADLOCK:
    // Nothing of it is in this process, or nothing runs any more.
    case WELL_FORKED:
    case WELL_CLOSED:
    case WELL_BAD_HANDLE:
    case WELL_NOT_LOADED: handle.reset(); return;
    default: static_cast<void>(handle.release());
    }
#if defined(WELLCLIENT_HAS_EXCEPTIONS)
    report([&] { return std::make_exception_ptr(error_of(status)); }, "closing in a destructor has failed");
#else
    std::fprintf(stderr, "wellclient: closing in a destructor has failed: %s\n", error_of(status).what());
#endif
}

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_CLOSING_HPP
