/// @file wellclient/read_events.hpp
/// Which fields each kind of event has.

#ifndef WELLCLIENT_READ_EVENTS_HPP
#define WELLCLIENT_READ_EVENTS_HPP

#include "base.hpp"
#include "events.hpp"
#include "fields.hpp"

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {
namespace detail {

/// Those that have nothing but what all have.
template <class F, class T>
void read(const F&, T&) {}

template <class F>
void read(const F& fields, AgentLoggedOn& event) { fields.get(event.info); }

template <class F>
void read(const F& fields, AgentLoggedOff& event) { fields.get(event.info); }

template <class F>
void read(const F& fields, AgentReady& event) { fields.get(event.info); }

template <class F>
void read(const F& fields, AgentNotReady& event) { fields.get(event.info); }

template <class F>
void read(const F& fields, AgentWorkingAfterCall& event) { fields.get(event.info); }

template <class F>
void read(const F& fields, AgentAllocated& event) { fields.get(event.info); }

template <class F>
void read(const F& fields, ServiceInitiated& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_INITIATED_DEVICE, event.initiated_device);
}

template <class F>
void read(const F& fields, Originated& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_CALLING_DEVICE, event.calling_device);
    fields.get(WELL_FIELD_CALLED_DEVICE, event.called_device);
}

template <class F>
void read(const F& fields, Delivered& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_ALERTING_DEVICE, event.alerting_device);
    fields.get(WELL_FIELD_IS_OWN, event.is_own);
    fields.get(WELL_FIELD_CALLING_DEVICE, event.calling_device);
    fields.get(WELL_FIELD_CALLED_DEVICE, event.called_device);
    fields.get(WELL_FIELD_LAST_REDIRECTION_DEVICE, event.last_redirection_device);
    fields.get(WELL_FIELD_TRUNK_GROUP, event.trunk_group);
    fields.get(WELL_FIELD_TRUNK_MEMBER, event.trunk_member);
    fields.get(WELL_FIELD_ORIGINAL_CALL, event.original_call_id);
    fields.get(WELL_FIELD_USER_DATA, event.user_data);
    fields.get(WELL_FIELD_SPLIT, event.split);
    fields.get(WELL_FIELD_CALL_CAUSE, event.call_cause);
    fields.get(WELL_FIELD_CALL_TYPE, event.call_type);
}

template <class F>
void read(const F& fields, Established& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_ANSWERING_DEVICE, event.answering_device);
    fields.get(WELL_FIELD_CALLING_DEVICE, event.calling_device);
    fields.get(WELL_FIELD_CALLED_DEVICE, event.called_device);
    fields.get(WELL_FIELD_TRUNK_GROUP, event.trunk_group);
    fields.get(WELL_FIELD_TRUNK_MEMBER, event.trunk_member);
    fields.get(WELL_FIELD_SPLIT, event.split);
    fields.get(WELL_FIELD_USER_DATA, event.user_data);
    fields.get(WELL_FIELD_SIP_CALL, event.sip_call_id);
}

template <class F>
void read(const F& fields, ConnectionCleared& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_RELEASING_DEVICE, event.releasing_device);
    fields.get(WELL_FIELD_HANGUP_DEVICE, event.hangup_device);
}

template <class F>
void read(const F& fields, Held& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_HOLDING_DEVICE, event.holding_device);
}

template <class F>
void read(const F& fields, Retrieved& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_RETRIEVING_DEVICE, event.retrieving_device);
    fields.get(WELL_FIELD_SIP_CALL, event.sip_call_id);
}

template <class F>
void read(const F& fields, Transferred& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_PRIMARY_OLD_CALL, event.primary_old_call);
    fields.get(WELL_FIELD_SECONDARY_OLD_CALL, event.secondary_old_call);
    fields.get(WELL_FIELD_TRANSFERRING_DEVICE, event.transferring_device);
    fields.get(WELL_FIELD_TRANSFERRED_TO_DEVICE, event.transferred_to_device);
    fields.get(WELL_FIELD_NEW_CALL, event.new_call);
}

template <class F>
void read(const F& fields, Conferenced& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_PRIMARY_OLD_CALL, event.primary_old_call);
    fields.get(WELL_FIELD_SECONDARY_OLD_CALL, event.secondary_old_call);
    fields.get(WELL_FIELD_CONFERENCING_DEVICE, event.conferencing_device);
    fields.get(WELL_FIELD_ADDED_PARTY, event.added_party);
    fields.get(WELL_FIELD_NEW_CALL, event.new_call);
}

template <class F>
void read(const F& fields, Failed& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_FAILED_CODE, event.failed_code);
    fields.get(WELL_FIELD_FAILED_MESSAGE, event.failed_message);
    fields.get(WELL_FIELD_CALLED_DEVICE, event.called_device);
}

template <class F>
void read(const F& fields, RecordStarted& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_RECORD, event.record_id);
    fields.get(WELL_FIELD_FILE_NAME, event.file_name);
    fields.get(WELL_FIELD_IS_SUCCESS, event.is_success);
}

template <class F>
void read(const F& fields, RecordStopped& event) {
    fields.get(event.info);
    fields.get(WELL_FIELD_RECORD, event.record_id);
    fields.get(WELL_FIELD_FILE_NAME, event.file_name);
    fields.get(WELL_FIELD_IS_SUCCESS, event.is_success);
}

template <class F>
void read(const F& fields, CallCleared& event) {
    fields.get(WELL_FIELD_CALL, event.call_id);
    fields.get(WELL_FIELD_IS_ESTABLISHED, event.is_established);
    fields.get(WELL_FIELD_CREATE_TIME, event.create_time);
    fields.get(WELL_FIELD_ESTABLISHED_TIME, event.established_time);
    fields.get(WELL_FIELD_PARTY_DEVICE, event.party_device);
    fields.get(WELL_FIELD_IS_CALLER, event.is_caller);
    fields.get(WELL_FIELD_IS_OUT_CALL, event.is_out_call);
    fields.get(WELL_FIELD_IS_OWN, event.is_own);
    fields.get(WELL_FIELD_RELEASING_DEVICE, event.releasing_device);
    fields.get(WELL_FIELD_HANGUP_DEVICE, event.hangup_device);
    fields.get(WELL_FIELD_CAUSE, event.cause);
    fields.get(WELL_FIELD_DATA, event.data);
    fields.get(event.end_reason);
    fields.get(WELL_FIELD_FAILED_CODE, event.failed_code);
    fields.get(WELL_FIELD_FAILED_MESSAGE, event.failed_message);
}

template <class F>
void read(const F& fields, LoginFailed& event) {
    fields.get(WELL_FIELD_STATUS, event.status);
    fields.get(WELL_FIELD_RESPONSE_TEXT, event.response_text);
}

template <class F>
void read(const F& fields, WsReconnectSucceed& event) {
    fields.get(event.agent_mode);
    fields.get(WELL_FIELD_AGENT_MODE, event.agent_mode_text);
    fields.get(WELL_FIELD_CALL, event.call_id);
    fields.get(WELL_FIELD_ACTIVE_CALL, event.active_call);
}

template <class F>
void read(const F& fields, RecoverStateSuccess& event) {
    fields.get(WELL_FIELD_AGENT, event.agent_id);
    fields.get(WELL_FIELD_EXTENSION, event.extension_id);
    fields.get(event.agent_mode);
    fields.get(WELL_FIELD_AGENT_MODE, event.agent_mode_text);
    fields.get(WELL_FIELD_AGENT_NAME, event.agent_name);
    fields.get(WELL_FIELD_CALL, event.call_id);
    fields.get(WELL_FIELD_CALLING_DEVICE, event.calling_device);
    fields.get(WELL_FIELD_CALLED_DEVICE, event.called_device);
    fields.get(WELL_FIELD_STATE, event.state);
}

template <class F>
void read(const F& fields, LinkChanged& event) {
    fields.get(event.state);
    fields.get(WELL_FIELD_REASON, event.reason);
    fields.get(event.end_reason);
}

template <class F>
void read(const F& fields, SessionEnded& event) { fields.get(event.end_reason); }

template <class F>
void read(const F& fields, ModelCorrected& event) { fields.get(event.calls); }

template <class F>
void read(const F& fields, Anomaly& event) {
    fields.get(WELL_FIELD_ANOMALY_KIND, event.anomaly_kind);
    fields.get(WELL_FIELD_CALL, event.call_id);
    fields.get(WELL_FIELD_ANOMALY_EVENT, event.anomaly_event);
    fields.get(WELL_FIELD_DETAIL, event.detail);
}

template <class F>
void read(const F& fields, Lagged& event) { fields.get_missed(event.missed); }

template <class F>
void read(const F& fields, LogLine& event) { fields.get_line(event.log_kind, event.content); }

/// A kind of event, as an argument.
template <class T>
struct Kind {
    using type = T;
};

/// Calls `visit` with the `Kind` of this number.
template <class Visit>
decltype(auto) visit_kind(EventKind kind, Visit visit) {
    switch (kind) {
    case EventKind::other: break;
    case EventKind::agent_logged_on: return visit(Kind<AgentLoggedOn>());
    case EventKind::agent_logged_off: return visit(Kind<AgentLoggedOff>());
    case EventKind::agent_ready: return visit(Kind<AgentReady>());
    case EventKind::agent_not_ready: return visit(Kind<AgentNotReady>());
    case EventKind::agent_working_after_call: return visit(Kind<AgentWorkingAfterCall>());
    case EventKind::agent_allocated: return visit(Kind<AgentAllocated>());
    case EventKind::service_initiated: return visit(Kind<ServiceInitiated>());
    case EventKind::originated: return visit(Kind<Originated>());
    case EventKind::delivered: return visit(Kind<Delivered>());
    case EventKind::established: return visit(Kind<Established>());
    case EventKind::connection_cleared: return visit(Kind<ConnectionCleared>());
    case EventKind::held: return visit(Kind<Held>());
    case EventKind::retrieved: return visit(Kind<Retrieved>());
    case EventKind::transferred: return visit(Kind<Transferred>());
    case EventKind::conferenced: return visit(Kind<Conferenced>());
    case EventKind::failed: return visit(Kind<Failed>());
    case EventKind::record_started: return visit(Kind<RecordStarted>());
    case EventKind::record_stopped: return visit(Kind<RecordStopped>());
    case EventKind::call_cleared: return visit(Kind<CallCleared>());
    case EventKind::login_failed: return visit(Kind<LoginFailed>());
    case EventKind::ws_disconnected: return visit(Kind<WsDisconnected>());
    case EventKind::ws_reconnect_succeed: return visit(Kind<WsReconnectSucceed>());
    case EventKind::recover_state_success: return visit(Kind<RecoverStateSuccess>());
    case EventKind::link_changed: return visit(Kind<LinkChanged>());
    case EventKind::session_ended: return visit(Kind<SessionEnded>());
    case EventKind::model_corrected: return visit(Kind<ModelCorrected>());
    case EventKind::anomaly: return visit(Kind<Anomaly>());
    case EventKind::lagged: return visit(Kind<Lagged>());
    case EventKind::log: return visit(Kind<LogLine>());
    }
    return visit(Kind<Other>());
}

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_READ_EVENTS_HPP
