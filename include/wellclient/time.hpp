/// @file wellclient/time.hpp
/// Moments and durations, here and in C.

#ifndef WELLCLIENT_TIME_HPP
#define WELLCLIENT_TIME_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS

#include <chrono>
#include <cstdint>
#include <optional>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// A moment, by this machine's clock.
using Time = std::chrono::system_clock::time_point;

using Milliseconds = std::chrono::milliseconds;

/// A timeout without end.
inline constexpr Milliseconds forever = (Milliseconds::max)();

namespace detail {

inline std::optional<Milliseconds> duration_if(std::int64_t milliseconds) {
    return milliseconds < 0 ? std::nullopt : std::optional<Milliseconds>(milliseconds);
}

inline Time time(std::int64_t milliseconds) { return Time(Milliseconds(milliseconds)); }

inline std::optional<Time> time_if(std::int64_t milliseconds) {
    return milliseconds < 0 ? std::nullopt : std::optional<Time>(time(milliseconds));
}

/// Of a duration what the C interface can hold; for a wait, that is as good.
inline std::uint32_t milliseconds(Milliseconds duration) {
    if (duration.count() <= 0) {
        return 0;
    }
    return duration.count() >= WELL_FOREVER ? WELL_FOREVER : static_cast<std::uint32_t>(duration.count());
}

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_TIME_HPP
