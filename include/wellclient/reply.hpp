/// @file wellclient/reply.hpp
/// What a verb replies, out of the outcome of its command.

#ifndef WELLCLIENT_REPLY_HPP
#define WELLCLIENT_REPLY_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "ids.hpp"
#include "outcome.hpp"
#include "result.hpp"

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {
namespace detail {

/// What a verb's type of reply is in an outcome.
template <class T>
T reply(const Outcome& outcome) {
    if constexpr (std::is_same_v<T, CallId>) {
        return outcome.call_id.value_or(CallId());
    } else if constexpr (std::is_same_v<T, std::optional<std::string>>) {
        return outcome.pending_mode;
    } else if constexpr (std::is_same_v<T, std::vector<CallDataEntry>>) {
        return outcome.call_data;
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        return outcome.prefixes;
    } else if constexpr (std::is_same_v<T, ClientState>) {
        return outcome.client_state.value_or(ClientState());
    } else {
        static_assert(std::is_same_v<T, Outcome>);
        return outcome;
    }
}

template <class T>
Fallible<T> result(const Outcome& outcome) {
    if (!outcome.ok()) {
        return fail<T>(Error(outcome));
    }
    if constexpr (std::is_void_v<T>) {
        return Fallible<void>();
    } else {
        return reply<T>(outcome);
    }
}

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_REPLY_HPP
