/// @file wellclient/event_parts.hpp
/// What several kinds of event have in common.

#ifndef WELLCLIENT_EVENT_PARTS_HPP
#define WELLCLIENT_EVENT_PARTS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "ids.hpp"
#include "words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// What all events have.
struct Meta {
    /// `eventName`: of derived events and of those that this version does not know, too.
    std::string event_name;
    /// Who made it.
    Origin origin = Origin::library;
    /// It came after events that the server had sent later, and was put in its place.
    bool late = false;
    /// `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's zone, which the event does not state.
    std::optional<std::string> event_time;
    /// `eventType`: `agent` or `csta`.
    std::optional<std::string> event_type;
    /// The worker's number of the event.
    std::optional<std::int64_t> serial;
    /// The worker that numbered it, an entry of `topics`.
    std::optional<std::string> producer;
    /// `namespace`: the tenant's domain.
    std::optional<std::string> domain;
    /// `srcDeviceId`: the device whose subscription delivered this copy.
    std::optional<DeviceId> src_device_id;
    /// `deviceId`: the device that changed.
    std::optional<DeviceId> device_id;
    /// Whose it is, in a watch: the agent by whose topic it came, or for whom it was derived; empty otherwise.
    AgentId watched;
};

/// Where an agent is logged in.
struct AgentDevice {
    /// `Voice`.
    std::string medium;
    DeviceId device_id;
};

/// What all agent events have.
struct AgentInfo {
    std::optional<AgentId> agent_id;
    /// `agentMode`; `other` for a word that is not in the list.
    AgentMode agent_mode = AgentMode::other;
    /// `agentMode`, in the server's word.
    std::optional<std::string> agent_mode_text;
    /// Where the agent is logged in.
    std::vector<AgentDevice> devices;
    std::optional<std::string> queue_id;
    /// Why not ready.
    std::optional<std::string> reason;
};

/// `originCallInfo`: the call as it was first made.
struct OriginCallInfo {
    std::optional<CallId> call_id;
    std::optional<DeviceId> calling_device;
    std::optional<DeviceId> called_device;
};

/// What all call events have.
struct CallInfo {
    CallId call_id;
    std::optional<std::string> connection_id;
    /// A hint only: see the snapshot.
    std::optional<std::string> local_state;
    std::optional<std::string> agent_status;
    /// The call as it was first made.
    OriginCallInfo origin_call_info;
    /// Why, in the server's words.
    std::optional<std::string> cause;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_EVENT_PARTS_HPP
