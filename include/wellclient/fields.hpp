/// @file wellclient/fields.hpp
/// Reads the fields of an event.

#ifndef WELLCLIENT_FIELDS_HPP
#define WELLCLIENT_FIELDS_HPP

#include "base.hpp"
#include "events.hpp"
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
namespace detail {

/// The fields of one event. What it does not have is left as it is.
class Fields {
public:
    explicit Fields(well_event_t event) : event_(event) {}

    void get(well_field_t field, std::string& out) const {
        well_str_t found{};
        if (well_event_text(event_, field, &found) == WELL_OK) {
            out.assign(found.data, found.len);
        }
    }
    void get(well_field_t field, std::optional<std::string>& out) const {
        well_str_t found{};
        if (well_event_text(event_, field, &found) == WELL_OK) {
            out.emplace(found.data, found.len);
        }
    }
    void get(well_field_t field, std::optional<std::int64_t>& out) const {
        std::int64_t found = 0;
        if (well_event_integer(event_, field, &found) == WELL_OK) {
            out = found;
        }
    }
    void get(well_field_t field, int& out) const {
        std::int64_t found = 0;
        if (well_event_integer(event_, field, &found) == WELL_OK) {
            out = static_cast<int>(found);
        }
    }
    void get(well_field_t field, std::optional<Time>& out) const {
        std::int64_t found = 0;
        if (well_event_integer(event_, field, &found) == WELL_OK) {
            out = time(found);
        }
    }
    void get(well_field_t field, Time& out) const {
        std::int64_t found = 0;
        if (well_event_integer(event_, field, &found) == WELL_OK) {
            out = time(found);
        }
    }
    template <class Of>
    void get(well_field_t field, Id<Of>& out) const {
        std::string text;
        get(field, text);
        out = std::move(text);
    }
    template <class Of>
    void get(well_field_t field, std::optional<Id<Of>>& out) const {
        std::optional<std::string> text;
        get(field, text);
        if (text) {
            out = std::move(*text);
        }
    }
    void get(well_field_t field, bool& out) const { well_event_truth(event_, field, &out); }
    void get(well_field_t field, std::optional<bool>& out) const {
        bool found = false;
        if (well_event_truth(event_, field, &found) == WELL_OK) {
            out = found;
        }
    }

    void get(AgentMode& out) const {
        well_agent_mode_t mode = WELL_MODE_OTHER;
        well_event_agent_mode(event_, &mode);
        out = static_cast<AgentMode>(mode);
    }
    void get(Link& out) const {
        well_link_t link = WELL_LINK_OFF;
        well_event_link(event_, &link);
        out = static_cast<Link>(link);
    }
    void get(SessionEnd& out) const {
        well_session_end_t end = WELL_SESSION_END_NONE;
        well_event_session_end(event_, &end);
        out = static_cast<SessionEnd>(end);
    }
    void get(LinkEnd& out) const {
        well_link_end_t end = WELL_LINK_END_NONE;
        well_event_link_end(event_, &end);
        out = static_cast<LinkEnd>(end);
    }
    void get(CallEnd& out) const {
        well_call_end_t end = WELL_CALL_END_NONE;
        well_event_call_end(event_, &end);
        out = static_cast<CallEnd>(end);
    }
    void get(std::vector<CallId>& out) const {
        well_str_t call{};
        for (std::size_t i = 0; well_event_corrected_call(event_, i, &call) == WELL_OK; ++i) {
            out.emplace_back(call.data, call.len);
        }
    }

    void get(Meta& out) const {
        well_str_t name{};
        well_origin_t origin = WELL_ORIGIN_LIBRARY;
        if (well_event_name(event_, &name) == WELL_OK && well_event_origin(event_, &origin, &out.late) == WELL_OK) {
            out.name.assign(name.data, name.len);
            out.origin = static_cast<Origin>(origin);
        }
        well_str_t watched{};
        if (well_event_watched(event_, &watched) == WELL_OK) {
            out.watched = AgentId(watched.data, watched.len);
        }
        get(WELL_FIELD_EVENT_TIME, out.time);
        get(WELL_FIELD_EVENT_TYPE, out.type);
        get(WELL_FIELD_SERIAL, out.serial);
        get(WELL_FIELD_PRODUCER, out.producer);
        get(WELL_FIELD_NAMESPACE, out.domain);
        get(WELL_FIELD_SRC_DEVICE_ID, out.src_device_id);
        get(WELL_FIELD_DEVICE_ID, out.device_id);
    }
    void get(AgentInfo& out) const {
        get(WELL_FIELD_AGENT_ID, out.agent_id);
        get(out.agent_mode);
        get(WELL_FIELD_AGENT_MODE, out.agent_mode_text);
        well_str_t medium{};
        well_str_t device{};
        for (std::size_t i = 0; well_event_device(event_, i, &medium, &device) == WELL_OK; ++i) {
            out.devices.push_back({text(medium), text(device)});
        }
        get(WELL_FIELD_QUEUE_ID, out.queue_id);
        get(WELL_FIELD_REASON, out.reason);
    }
    void get(CallInfo& out) const {
        get(WELL_FIELD_CALL_ID, out.call_id);
        get(WELL_FIELD_CONNECTION_ID, out.connection_id);
        get(WELL_FIELD_LOCAL_STATE, out.local_state);
        get(WELL_FIELD_AGENT_STATUS, out.agent_status);
        get(WELL_FIELD_ORIGIN_CALL_INFO_CALL_ID, out.origin.call_id);
        get(WELL_FIELD_ORIGIN_CALL_INFO_CALLING_DEVICE, out.origin.calling_device);
        get(WELL_FIELD_ORIGIN_CALL_INFO_CALLED_DEVICE, out.origin.called_device);
        get(WELL_FIELD_CAUSE, out.cause);
    }
    /// Where the event names the call.
    void get(std::optional<CallInfo>& out) const {
        well_str_t call{};
        if (well_event_text(event_, WELL_FIELD_CALL_ID, &call) == WELL_OK) {
            get(out.emplace());
        }
    }

    void get_missed(std::uint64_t& out) const { well_event_missed(event_, &out); }
    void get_line(LogKind& kind, std::string& content) const {
        well_log_kind_t log_kind = WELL_LOG_LOG;
        well_str_t line{};
        if (well_event_log_line(event_, &log_kind, &line) == WELL_OK) {
            kind = static_cast<LogKind>(log_kind);
            content.assign(line.data, line.len);
        }
    }

    [[nodiscard]] EventKind kind() const {
        well_event_kind_t kind = WELL_EVENT_OTHER;
        well_event_kind(event_, &kind);
        return static_cast<EventKind>(kind);
    }
    [[nodiscard]] Json raw() const {
        well_str_t raw{};
        well_event_raw(event_, &raw);
        return text(raw);
    }

private:
    well_event_t event_;
};

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_FIELDS_HPP
