/// @file wellclient/outcome.hpp
/// How a command ended, and what it replied.

#ifndef WELLCLIENT_OUTCOME_HPP
#define WELLCLIENT_OUTCOME_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "handle.hpp"
#include "ids.hpp"
#include "text.hpp"
#include "time.hpp"
#include "words.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// One datum that travels with a call (manual 2.16, 2.17).
struct CallDataEntry {
    std::string key;
    /// What is not a text stands as its JSON.
    std::string value;
};

/// The server's account of an agent (`getClientState`). It shows one call at most; what the server does not say is empty.
struct ClientState {
    /// `5001@test.cc`.
    std::optional<AgentId> agent_id;
    /// `8001@test.cc`.
    std::optional<DeviceId> extension_id;
    /// `agentMode`, in the server's word.
    std::optional<std::string> agent_mode;
    std::optional<std::string> agent_name;
    /// The tenant's domain.
    std::optional<std::string> domain;
    /// What the server says about the extension.
    std::optional<Json> extension;
    /// The active call.
    std::optional<CallId> call_id;
    /// The calling device.
    std::optional<std::string> ani;
    /// The called device.
    std::optional<std::string> dnis;
    /// The agent's leg's state, in the words of `localState`.
    std::optional<std::string> state;
    /// `In` or `Out`.
    std::optional<std::string> direction;
    std::optional<std::string> other_side;
    /// When it rang: `YYYY.MM.DD hh:mm:ss` in the server's zone.
    std::optional<std::string> ring_time;
    /// When it was answered: `YYYY.MM.DD hh:mm:ss`, in the server's zone, which the server does not state.
    std::optional<std::string> answer_time;
};

/// How a command ended.
struct Outcome {
    OutcomeKind kind = OutcomeKind::unknown;
    /// Why not; `none` where it has worked.
    Reason reason = Reason::none;
    /// The reason as a word, the same in all languages; empty where it has worked.
    std::string code;
    /// The HTTP status of a refusal, where the server gave one.
    std::optional<int> status;
    /// How long the server, or a guard, asks to wait before trying again.
    std::optional<Milliseconds> retry_after;
    /// Why not, in a sentence for the agent, in English.
    std::string english;
    /// The same in Chinese.
    std::string chinese;
    /// How it is known: `event:<name>`, `reply` or `state`; of a confirmed one.
    std::string evidence;
    /// `makeCall`, `consult`: the call that was made.
    std::optional<CallId> call_id;
    /// `setAgentMode` during a call: the mode that takes effect when the call ends.
    std::optional<std::string> pending_mode;
    /// The other agent that the server names (459).
    std::optional<AgentId> agent_id;
    /// The other device that the server names (455).
    std::optional<DeviceId> device_id;
    /// The beginning of the refusing reply, without secrets.
    std::optional<std::string> body;
    /// `failedCode`, in the server's numbers: of `Reason::failed`.
    std::optional<std::string> failed_code;
    /// `failedMsg`, in the server's words: of `Reason::failed`.
    std::optional<std::string> failed_msg;
    /// Why the call ended, in the server's words: of `Reason::call_ended`. What stands in the way, in a word such as
    /// `certificateExpired`, where it is known: of `Reason::unreachable` and `Reason::no_event_channel`.
    std::optional<std::string> cause;
    /// `getCallData`: what travels with the call, in the server's order.
    std::vector<CallDataEntry> call_data;
    /// `getMyPrefix`: outside-line prefixes.
    std::vector<std::string> prefixes;
    /// `getClientState`.
    std::optional<ClientState> client_state;
    /// All of it as a JSON object.
    Json json;

    /// Whether it is so: confirmed, or so already.
    [[nodiscard]] bool ok() const noexcept {
        return kind == OutcomeKind::confirmed || kind == OutcomeKind::already_so;
    }
    explicit operator bool() const noexcept { return ok(); }
};

namespace detail {

template <class C>
Outcome read_outcome(C handle) {
    Outcome outcome;
    well_outcome_info_t info{};
    info.struct_size = sizeof info;
    if (well_outcome_info(handle, &info) != WELL_OK) {
        return outcome;
    }
    outcome.kind = static_cast<OutcomeKind>(info.kind);
    outcome.reason = static_cast<Reason>(info.reason);
    outcome.code = text(info.code);
    if (info.status != 0) {
        outcome.status = info.status;
    }
    outcome.retry_after = duration_if(info.retry_after_ms);
    outcome.english = text(info.english);
    outcome.chinese = text(info.chinese);
    outcome.evidence = text(info.evidence);
    outcome.call_id = text_if(info.call_id);
    outcome.pending_mode = text_if(info.pending_mode);
    outcome.agent_id = text_if(info.agent_id);
    outcome.device_id = text_if(info.device_id);
    outcome.body = text_if(info.body);
    outcome.failed_code = text_if(info.failed_code);
    outcome.failed_msg = text_if(info.failed_msg);
    outcome.cause = text_if(info.cause);

    std::size_t count = 0;
    if (well_outcome_entry_count(handle, &count) == WELL_OK) {
        for (std::size_t i = 0; i < count; ++i) {
            well_str_t key{};
            well_str_t value{};
            if (well_outcome_entry(handle, i, &key, &value) == WELL_OK) {
                outcome.call_data.push_back({text(key), text(value)});
            }
        }
    }
    if (well_outcome_prefix_count(handle, &count) == WELL_OK) {
        for (std::size_t i = 0; i < count; ++i) {
            well_str_t prefix{};
            if (well_outcome_prefix(handle, i, &prefix) == WELL_OK) {
                outcome.prefixes.push_back(text(prefix));
            }
        }
    }
    well_client_state_t state{};
    state.struct_size = sizeof state;
    if (well_outcome_client_state(handle, &state) == WELL_OK) {
        outcome.client_state = ClientState{text_if(state.agent_id),       text_if(state.extension_id),
                                           text_if(state.agent_mode),     text_if(state.agent_name),
                                           text_if(state.domain),         text_if(state.extension_json),
                                           text_if(state.call_id),        text_if(state.ani),
                                           text_if(state.dnis),           text_if(state.state),
                                           text_if(state.direction),      text_if(state.other_side),
                                           text_if(state.ring_time),      text_if(state.answer_time)};
    }
    well_str_t json{};
    if (well_outcome_json(handle, &json) == WELL_OK) {
        outcome.json = text(json);
    }
    return outcome;
}

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_OUTCOME_HPP
