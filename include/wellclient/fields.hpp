/// @file wellclient/fields.hpp
/// Reads the fields of an event.

#ifndef WELLCLIENT_FIELDS_HPP
#define WELLCLIENT_FIELDS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
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

/// An event, read by one call. What it does not have is left as it is.
class Fields {
public:
    explicit Fields(well_event_t event) : event_(event) {
        data.struct_size = sizeof data;
        read_ = well_event_read(event, &data) == WELL_OK;
    }

    /// As C has it.
    well_event_data_t data{};

    static void get(const well_str_t& from, std::string& out) {
        if (from.data != nullptr) {
            out.assign(from.data, from.len);
        }
    }
    static void get(const well_str_t& from, std::optional<std::string>& out) {
        if (from.data != nullptr) {
            out.emplace(from.data, from.len);
        }
    }
    template <class Of>
    static void get(const well_str_t& from, Id<Of>& out) {
        if (from.data != nullptr) {
            out = Id<Of>(from.data, from.len);
        }
    }
    template <class Of>
    static void get(const well_str_t& from, std::optional<Id<Of>>& out) {
        if (from.data != nullptr) {
            out.emplace(from.data, from.len);
        }
    }
    static void get(std::int64_t from, std::optional<std::int64_t>& out) {
        if (from >= 0) {
            out = from;
        }
    }
    static void get(std::int64_t from, int& out) {
        if (from >= 0) {
            out = static_cast<int>(from);
        }
    }
    static void get(std::int64_t from, Time& out) {
        if (from >= 0) {
            out = time(from);
        }
    }
    static void get(std::int64_t from, std::optional<Time>& out) {
        if (from >= 0) {
            out = time(from);
        }
    }
    static void get(std::int8_t from, bool& out) {
        if (from >= 0) {
            out = from != 0;
        }
    }
    static void get(std::int8_t from, std::optional<bool>& out) {
        if (from >= 0) {
            out = from != 0;
        }
    }

    void get(AgentMode& out) const { out = static_cast<AgentMode>(data.agent_mode); }
    void get(Link& out) const { out = static_cast<Link>(data.link); }
    void get(SessionEnd& out) const { out = static_cast<SessionEnd>(data.session_end); }
    void get(LinkEnd& out) const { out = static_cast<LinkEnd>(data.link_end); }
    void get(CallEnd& out) const { out = static_cast<CallEnd>(data.call_end); }
    void get(std::vector<CallId>& out) const {
        well_str_t call{};
        for (std::size_t i = 0; well_event_corrected_call(event_, i, &call) == WELL_OK; ++i) {
            out.emplace_back(call.data, call.len);
        }
    }

    void get(Meta& out) const {
        get(data.event_name, out.event_name);
        out.origin = static_cast<Origin>(data.origin);
        out.late = data.late;
        get(data.watched, out.watched);
        get(data.event_time, out.event_time);
        get(data.event_type, out.event_type);
        get(data.serial, out.serial);
        get(data.producer, out.producer);
        get(data.domain, out.domain);
        get(data.src_device_id, out.src_device_id);
        get(data.device_id, out.device_id);
    }
    void get(AgentInfo& out) const {
        get(data.agent_id, out.agent_id);
        get(out.agent_mode);
        get(data.agent_mode_text, out.agent_mode_text);
        if (data.devices.data != nullptr) {
            get(out.devices);
        }
        get(data.queue_id, out.queue_id);
        get(data.reason, out.reason);
    }
    void get(CallInfo& out) const {
        get(data.call_id, out.call_id);
        get(data.connection_id, out.connection_id);
        get(data.local_state, out.local_state);
        get(data.agent_status, out.agent_status);
        get(data.origin_call_info_call_id, out.origin_call_info.call_id);
        get(data.origin_call_info_calling_device, out.origin_call_info.calling_device);
        get(data.origin_call_info_called_device, out.origin_call_info.called_device);
        get(data.cause, out.cause);
    }
    /// Where the event names the call.
    void get(std::optional<CallInfo>& out) const {
        if (data.call_id.data != nullptr) {
            get(out.emplace());
        }
    }

    void get_missed(std::uint64_t& out) const { out = data.missed; }
    void get_line(LogKind& kind, std::string& content) const {
        kind = static_cast<LogKind>(data.log_kind);
        get(data.log_line, content);
    }

    /// `other` also where it could not be read.
    [[nodiscard]] EventKind kind() const { return read_ ? static_cast<EventKind>(data.kind) : EventKind::other; }

private:
    void get(std::vector<AgentDevice>& out) const {
        well_str_t medium{};
        well_str_t device{};
        for (std::size_t i = 0; well_event_device(event_, i, &medium, &device) == WELL_OK; ++i) {
            out.push_back({text(medium), text(device)});
        }
    }

    well_event_t event_;
    bool read_ = false;
};

inline EventKind kind_of(well_event_t event) {
    well_event_kind_t kind = WELL_EVENT_OTHER;
    well_event_kind(event, &kind);
    return static_cast<EventKind>(kind);
}

inline Json raw_of(well_event_t event) {
    well_str_t raw{};
    well_event_raw(event, &raw);
    return text(raw);
}

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_FIELDS_HPP
