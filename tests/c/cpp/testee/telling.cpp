// What sessions tell: events with the fields of their types, log lines, that some were missed.

#include <chrono>
#include <vector>

#include "testee.hpp"

namespace testee {
namespace {

using namespace wellclient;

std::string quoted(const std::string& text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            json += '\\';
        }
        json += c;
    }
    return json + '"';
}

void put_time(Line& line, const char* name, Time time) {
    line.put_number(name, std::chrono::duration_cast<Milliseconds>(time.time_since_epoch()).count());
}

void put(Line& line, const Meta& meta) {
    line.put("field.eventName", meta.event_name);
    line.put("field.eventTime", meta.event_time);
    line.put("field.eventType", meta.event_type);
    if (meta.serial) {
        line.put_number("field.serial", *meta.serial);
    }
    line.put("field.producer", meta.producer);
    line.put("field.namespace", meta.domain);
    line.put("field.srcDeviceId", meta.src_device_id);
    line.put("field.deviceId", meta.device_id);
}

void put(Line& line, const AgentInfo& info) {
    line.put("field.agentId", info.agent_id);
    line.put("field.agentMode", info.agent_mode_text);
    if (!info.devices.empty()) {
        std::string json;
        for (const AgentDevice& device : info.devices) {
            json += (json.empty() ? "{" : ",") + quoted(device.medium) + ':' + quoted(device.device_id);
        }
        line.put("field.devices", json + '}');
    }
    line.put("field.queueId", info.queue_id);
    line.put("field.reason", info.reason);
}

void put(Line& line, const CallInfo& info) {
    line.put("field.callId", info.call_id);
    line.put("field.connectionId", info.connection_id);
    line.put("field.localState", info.local_state);
    line.put("field.agentStatus", info.agent_status);
    line.put("field.originCallInfo.callId", info.origin_call_info.call_id);
    line.put("field.originCallInfo.callingDevice", info.origin_call_info.calling_device);
    line.put("field.originCallInfo.calledDevice", info.origin_call_info.called_device);
    line.put("field.cause", info.cause);
}

std::string list(const std::vector<CallId>& calls) {
    std::string json;
    for (const CallId& call : calls) {
        json += (json.empty() ? "" : ",") + quoted(call);
    }
    return "[" + json + "]";
}

void put_fields(Line&, const Lagged&) {}
void put_fields(Line&, const LogLine&) {}

#include "event_fields.inc"

std::string kind_of(const Event& event) {
    switch (event.kind()) {
    case EventKind::other: return "other";
    case EventKind::call_cleared: return "callCleared";
    default: return event.name();
    }
}

void say(const std::string& session, const Event& event) {
    if (const Lagged* const lagged = event.get_if<Lagged>()) {
        Line("lagged").put("session", session).put_number("missed", static_cast<std::int64_t>(lagged->missed)).say();
        return;
    }
    const Meta& meta = event.meta();
    Line line("event");
    line.put("session", session).put("kind", kind_of(event));
    line.put("origin", word(to_string(meta.origin))).put("late", meta.late);
    if (!meta.watched.empty()) {
        line.put("watched", meta.watched);
    }
    line.put("raw", event.raw());
    put(line, meta);
    event.visit([&](const auto& body) { put_fields(line, body); });
    line.say();
}

}  // namespace

void listen(const Desk& desk) {
    const auto begin = [&](const auto& what) {
        what.on_any([name = desk.name](const Event& event) { say(name, event); }).detach();
        what.on_log([name = desk.name](LogKind kind, std::string_view content) {
                Line("log").put("session", name).put("kind", word(to_string(kind))).put("content", content).say();
            }).detach();
    };
    std::visit(begin, desk.what);
}

}  // namespace testee
