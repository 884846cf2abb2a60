// What sessions tell: events with the fields of their types, log lines, that some were missed.

#include <chrono>

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
    line.put("field.eventName", meta.name);
    line.put("field.eventTime", meta.time);
    line.put("field.eventType", meta.type);
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
    line.put("field.originCallInfo.callId", info.origin.call_id);
    line.put("field.originCallInfo.callingDevice", info.origin.calling_device);
    line.put("field.originCallInfo.calledDevice", info.origin.called_device);
    line.put("field.cause", info.cause);
}

void put_fields(Line&, const Other&) {}
void put_fields(Line&, const WsDisconnected&) {}
void put_fields(Line&, const Lagged&) {}
void put_fields(Line&, const LogLine&) {}
void put_fields(Line& line, const AgentLoggedOn& event) { put(line, event.info); }
void put_fields(Line& line, const AgentLoggedOff& event) { put(line, event.info); }
void put_fields(Line& line, const AgentReady& event) { put(line, event.info); }
void put_fields(Line& line, const AgentNotReady& event) { put(line, event.info); }
void put_fields(Line& line, const AgentWorkingAfterCall& event) { put(line, event.info); }
void put_fields(Line& line, const AgentAllocated& event) { put(line, event.info); }

void put_fields(Line& line, const ServiceInitiated& event) {
    put(line, event.info);
    line.put("field.initiatedDevice", event.initiated_device);
}

void put_fields(Line& line, const Originated& event) {
    put(line, event.info);
    line.put("field.callingDevice", event.calling_device);
    line.put("field.calledDevice", event.called_device);
}

void put_fields(Line& line, const Delivered& event) {
    put(line, event.info);
    line.put("field.alertingDevice", event.alerting_device);
    line.put("field.isOwn", event.is_own);
    line.put("field.callingDevice", event.calling_device);
    line.put("field.calledDevice", event.called_device);
    line.put("field.lastRedirectionDevice", event.last_redirection_device);
    line.put("field.trunkGroup", event.trunk_group);
    line.put("field.trunkMember", event.trunk_member);
    line.put("field.originalCallId", event.original_call_id);
    line.put("field.userData", event.user_data);
    line.put("field.split", event.split);
    line.put("field.callCause", event.call_cause);
    line.put("field.callType", event.call_type);
}

void put_fields(Line& line, const Established& event) {
    put(line, event.info);
    line.put("field.answeringDevice", event.answering_device);
    line.put("field.callingDevice", event.calling_device);
    line.put("field.calledDevice", event.called_device);
    line.put("field.trunkGroup", event.trunk_group);
    line.put("field.trunkMember", event.trunk_member);
    line.put("field.split", event.split);
    line.put("field.userData", event.user_data);
    line.put("field.sipCallId", event.sip_call_id);
}

void put_fields(Line& line, const ConnectionCleared& event) {
    put(line, event.info);
    line.put("field.releasingDevice", event.releasing_device);
    line.put("field.hangupDevice", event.hangup_device);
}

void put_fields(Line& line, const Held& event) {
    put(line, event.info);
    line.put("field.holdingDevice", event.holding_device);
}

void put_fields(Line& line, const Retrieved& event) {
    put(line, event.info);
    line.put("field.retrievingDevice", event.retrieving_device);
    line.put("field.sipCallId", event.sip_call_id);
}

void put_fields(Line& line, const Transferred& event) {
    put(line, event.info);
    line.put("field.primaryOldCall", event.primary_old_call);
    line.put("field.secondaryOldCall", event.secondary_old_call);
    line.put("field.transferringDevice", event.transferring_device);
    line.put("field.transferredToDevice", event.transferred_to_device);
    line.put("field.newCall", event.new_call);
}

void put_fields(Line& line, const Conferenced& event) {
    put(line, event.info);
    line.put("field.primaryOldCall", event.primary_old_call);
    line.put("field.secondaryOldCall", event.secondary_old_call);
    line.put("field.conferencingDevice", event.conferencing_device);
    line.put("field.addedParty", event.added_party);
    line.put("field.newCall", event.new_call);
}

void put_fields(Line& line, const Failed& event) {
    put(line, event.info);
    line.put("field.failedCode", event.failed_code);
    line.put("field.failedMsg", event.failed_msg);
    line.put("field.calledDevice", event.called_device);
}

template <class T>
void put_record(Line& line, const T& event) {
    if (event.info) {
        put(line, *event.info);
    }
    line.put("field.recordId", event.record_id);
    line.put("field.fileName", event.file_name);
    if (event.is_success) {
        line.put("field.isSuccess", *event.is_success);
    }
}

void put_fields(Line& line, const RecordStarted& event) { put_record(line, event); }
void put_fields(Line& line, const RecordStopped& event) { put_record(line, event); }

void put_fields(Line& line, const CallCleared& event) {
    line.put("field.callId", event.call_id);
    line.put("field.isEstablished", event.is_established);
    put_time(line, "field.createTimeId", event.create_time);
    if (event.established_time) {
        put_time(line, "field.establishedTimeId", *event.established_time);
    }
    line.put("field.partyDevice", event.party_device);
    if (event.is_caller) {
        line.put("field.isCaller", *event.is_caller);
    }
    line.put("field.isOutCall", event.is_out_call);
    line.put("field.isOwn", event.is_own);
    line.put("field.releasingDevice", event.releasing_device);
    line.put("field.hangupDevice", event.hangup_device);
    line.put("field.cause", event.cause);
    line.put("field.data", event.data);
    if (event.end_reason != CallEnd::none) {
        line.put("field.endReason", word(to_string(event.end_reason)));
    }
    line.put("field.failedCode", event.failed_code);
    line.put("field.failedMsg", event.failed_msg);
}

void put_fields(Line& line, const LoginFailed& event) {
    line.put_number("field.status", event.status);
    line.put("field.responseText", event.response_text);
}

void put_fields(Line& line, const WsReconnectSucceed& event) {
    line.put("field.agentMode", event.agent_mode_text);
    line.put("field.callId", event.call_id);
    line.put("field.activeCall", event.active_call);
}

void put_fields(Line& line, const RecoverStateSuccess& event) {
    line.put("field.agentId", event.agent_id);
    line.put("field.extensionId", event.extension_id);
    line.put("field.agentMode", event.agent_mode_text);
    line.put("field.agentName", event.agent_name);
    line.put("field.callId", event.call_id);
    line.put("field.callingDevice", event.calling_device);
    line.put("field.calledDevice", event.called_device);
    line.put("field.state", event.state);
}

void put_fields(Line& line, const LinkChanged& event) {
    line.put("field.state", word(to_string(event.state)));
    line.put("field.reason", event.reason);
    if (event.end_reason != LinkEnd::none) {
        line.put("field.endReason", word(to_string(event.end_reason)));
    }
}

void put_fields(Line& line, const SessionEnded& event) {
    line.put("field.endReason", word(to_string(event.end_reason)));
}

void put_fields(Line& line, const ModelCorrected& event) {
    std::string json;
    for (const CallId& call : event.calls) {
        json += (json.empty() ? "" : ",") + quoted(call);
    }
    line.put("field.calls", "[" + json + "]");
}

void put_fields(Line& line, const Anomaly& event) {
    line.put("field.kind", event.anomaly_kind);
    line.put("field.callId", event.call_id);
    line.put("field.event", event.anomaly_event);
    line.put("field.detail", event.detail);
}

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
