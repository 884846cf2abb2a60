/// @file wellclient/diagnostics.hpp
/// What the library says of itself.

#ifndef WELLCLIENT_DIAGNOSTICS_HPP
#define WELLCLIENT_DIAGNOSTICS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "function.hpp"
#include "callback.hpp"
#include "result.hpp"
#include "words.hpp"

#include <string_view>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Gets a line of the library's diagnostics: how grave, which part of the library speaks, what it says. Called on the thread
/// that it arises on: be quick, and call nothing of this library. The texts are good until the call returns.
using DiagnosticsCallback = Function<void(Level, std::string_view target, std::string_view message)>;

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

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_DIAGNOSTICS_HPP
