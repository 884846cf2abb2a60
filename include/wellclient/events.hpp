/// @file wellclient/events.hpp
/// The events, a struct for each kind (manual chapter 6; 3.2 for the derived ones).

#ifndef WELLCLIENT_EVENTS_HPP
#define WELLCLIENT_EVENTS_HPP

#include "base.hpp"
#include "ids.hpp"
#include "time.hpp"
#include "words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// What all events have.
struct Meta {
    /// `eventName`, also of derived events and of such as this version does not know.
    std::string name;
    /// Who made it.
    Origin origin = Origin::library;
    /// It came after events that the server had sent later, and was put in its place.
    bool late = false;
    /// `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's zone, which it does not tell.
    std::optional<std::string> time;
    /// `eventType`: `agent` or `csta`.
    std::optional<std::string> type;
    std::optional<std::int64_t> serial;
    /// The worker that numbered it, an entry of `topics`.
    std::optional<std::string> producer;
    /// `namespace`: the tenant's domain.
    std::optional<std::string> domain;
    /// `srcDeviceId`: the device whose subscription delivered this copy.
    std::optional<std::string> src_device_id;
    /// `deviceId`: the device that changed.
    std::optional<std::string> device_id;
    /// Whose it is, in a watch: the agent by whose topic it came, or for whom it was derived; empty otherwise.
    std::string watched;
};

/// Where an agent is logged in.
struct AgentDevice {
    /// `Voice`.
    std::string medium;
    std::string device_id;
};

/// What all agent events have.
struct AgentInfo {
    std::optional<std::string> agent_id;
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
    std::optional<std::string> calling_device;
    std::optional<std::string> called_device;
};

/// What all call events have.
struct CallInfo {
    CallId call_id;
    std::optional<std::string> connection_id;
    /// A hint only: see the snapshot.
    std::optional<std::string> local_state;
    std::optional<std::string> agent_status;
    OriginCallInfo origin;
    /// Why, in the server's words.
    std::optional<std::string> cause;
};

/// A name that this version does not know, or an event without the fields that its kind needs: see `Event::raw`.
struct Other {
    static constexpr EventKind kind = EventKind::other;
    static constexpr const char* event_name = nullptr;
    Meta meta;
};

/// `agentLoggedOn`: the log-in has succeeded (manual 6.1).
struct AgentLoggedOn {
    static constexpr EventKind kind = EventKind::agent_logged_on;
    static constexpr const char* event_name = "agentLoggedOn";
    Meta meta;
    AgentInfo info;
};

/// `agentLoggedOff`: also unasked, by a supervisor or after 3 minutes without a heartbeat (6.2).
struct AgentLoggedOff {
    static constexpr EventKind kind = EventKind::agent_logged_off;
    static constexpr const char* event_name = "agentLoggedOff";
    Meta meta;
    AgentInfo info;
};

/// `agentReady` (6.3).
struct AgentReady {
    static constexpr EventKind kind = EventKind::agent_ready;
    static constexpr const char* event_name = "agentReady";
    Meta meta;
    AgentInfo info;
};

/// `agentNotReady` (6.4).
struct AgentNotReady {
    static constexpr EventKind kind = EventKind::agent_not_ready;
    static constexpr const char* event_name = "agentNotReady";
    Meta meta;
    AgentInfo info;
};

/// `agentWorkingAfterCall` (6.14).
struct AgentWorkingAfterCall {
    static constexpr EventKind kind = EventKind::agent_working_after_call;
    static constexpr const char* event_name = "agentWorkingAfterCall";
    Meta meta;
    AgentInfo info;
};

/// `agentAllocated`: reserved for an outbound task (6.15).
struct AgentAllocated {
    static constexpr EventKind kind = EventKind::agent_allocated;
    static constexpr const char* event_name = "agentAllocated";
    Meta meta;
    AgentInfo info;
};

/// `serviceInitiated`: a device has gone off hook (6.5).
struct ServiceInitiated {
    static constexpr EventKind kind = EventKind::service_initiated;
    static constexpr const char* event_name = "serviceInitiated";
    Meta meta;
    CallInfo info;
    std::string initiated_device;
};

/// `originated`: a number has been dialled (6.6).
struct Originated {
    static constexpr EventKind kind = EventKind::originated;
    static constexpr const char* event_name = "originated";
    Meta meta;
    CallInfo info;
    std::string calling_device;
    std::optional<std::string> called_device;
};

/// `delivered`: a device rings (6.7).
struct Delivered {
    static constexpr EventKind kind = EventKind::delivered;
    static constexpr const char* event_name = "delivered";
    Meta meta;
    CallInfo info;
    /// The device that rings.
    std::string alerting_device;
    /// It is the own device: the call is for this agent.
    bool is_own = false;
    std::optional<std::string> calling_device;
    std::optional<std::string> called_device;
    std::optional<std::string> last_redirection_device;
    std::optional<std::string> trunk_group;
    std::optional<std::string> trunk_member;
    std::optional<CallId> original_call_id;
    /// Call data.
    std::optional<Json> user_data;
    /// The queue it came by.
    std::optional<std::string> split;
    /// `NEWCALL`, …
    std::optional<std::string> call_cause;
    /// `Inbound`, `Outbound`, `Internal`, `PreDictive`, …
    std::optional<std::string> call_type;
};

/// `established`: a device has answered (6.8).
struct Established {
    static constexpr EventKind kind = EventKind::established;
    static constexpr const char* event_name = "established";
    Meta meta;
    CallInfo info;
    std::string answering_device;
    std::optional<std::string> calling_device;
    std::optional<std::string> called_device;
    std::optional<std::string> trunk_group;
    std::optional<std::string> trunk_member;
    /// The queue it came by.
    std::optional<std::string> split;
    /// Call data.
    std::optional<Json> user_data;
    std::optional<std::string> sip_call_id;
};

/// `connectionCleared`: one party has left; it ends the call for this agent only if that is the own device (6.9).
struct ConnectionCleared {
    static constexpr EventKind kind = EventKind::connection_cleared;
    static constexpr const char* event_name = "connectionCleared";
    Meta meta;
    /// `info.cause` is the SIP hang-up cause.
    CallInfo info;
    /// Who left.
    std::string releasing_device;
    /// Who hung up first.
    std::optional<std::string> hangup_device;
};

/// `held` (6.13).
struct Held {
    static constexpr EventKind kind = EventKind::held;
    static constexpr const char* event_name = "held";
    Meta meta;
    CallInfo info;
    std::string holding_device;
};

/// `retrieved` (6.12).
struct Retrieved {
    static constexpr EventKind kind = EventKind::retrieved;
    static constexpr const char* event_name = "retrieved";
    Meta meta;
    CallInfo info;
    std::string retrieving_device;
    std::optional<std::string> sip_call_id;
};

/// `transferred` (6.10).
struct Transferred {
    static constexpr EventKind kind = EventKind::transferred;
    static constexpr const char* event_name = "transferred";
    Meta meta;
    CallInfo info;
    /// The call that was held.
    std::optional<CallId> primary_old_call;
    /// The call that was active.
    std::optional<CallId> secondary_old_call;
    /// Who leaves.
    std::optional<std::string> transferring_device;
    /// Who comes in.
    std::optional<std::string> transferred_to_device;
    /// The id from now on.
    std::optional<CallId> new_call;
};

/// `conferenced` (6.11).
struct Conferenced {
    static constexpr EventKind kind = EventKind::conferenced;
    static constexpr const char* event_name = "conferenced";
    Meta meta;
    CallInfo info;
    /// The call that was held.
    std::optional<CallId> primary_old_call;
    /// The call that was active.
    std::optional<CallId> secondary_old_call;
    /// Who brought the parties together.
    std::optional<std::string> conferencing_device;
    /// Who comes in.
    std::optional<std::string> added_party;
    /// The id from now on.
    std::optional<CallId> new_call;
};

/// `failed`: the call could not be put through (4.x).
struct Failed {
    static constexpr EventKind kind = EventKind::failed;
    static constexpr const char* event_name = "failed";
    Meta meta;
    CallInfo info;
    std::optional<std::string> failed_code;
    std::optional<std::string> failed_message;
    /// Who could not be reached.
    std::optional<std::string> called_device;
};

/// `recordStarted` (4.x).
struct RecordStarted {
    static constexpr EventKind kind = EventKind::record_started;
    static constexpr const char* event_name = "recordStarted";
    Meta meta;
    /// Where the server names the call.
    std::optional<CallInfo> info;
    std::optional<std::string> record_id;
    std::optional<std::string> file_name;
    std::optional<bool> is_success;
};

/// `recordStopped` (4.x).
struct RecordStopped {
    static constexpr EventKind kind = EventKind::record_stopped;
    static constexpr const char* event_name = "recordStopped";
    Meta meta;
    /// Where the server names the call.
    std::optional<CallInfo> info;
    std::optional<std::string> record_id;
    std::optional<std::string> file_name;
    std::optional<bool> is_success;
};

/// The derived `connectionCleared`: what the call was when a party left it (3.2.1).
struct CallCleared {
    static constexpr EventKind kind = EventKind::call_cleared;
    static constexpr const char* event_name = "connectionCleared";
    Meta meta;
    CallId call_id;
    bool is_established = false;
    Time create_time;
    std::optional<Time> established_time;
    /// The other party; none in a call of three or more, or where it is not known.
    std::optional<std::string> party_device;
    /// Whether the agent made the call; likewise.
    std::optional<bool> is_caller;
    /// An outside line took part.
    bool is_out_call = false;
    /// The party that left is the own device: the call is over for this agent.
    bool is_own = false;
    /// Who left.
    std::optional<std::string> releasing_device;
    /// Who hung up first.
    std::optional<std::string> hangup_device;
    /// The SIP hang-up cause.
    std::optional<std::string> cause;
    /// The event that it was derived from.
    Json data;
    /// Why the call has ended for this agent; `none` where it has not.
    CallEnd end_reason = CallEnd::none;
    /// Why it could not be put through, in the server's numbers, for `CallEnd::failed`.
    std::optional<std::string> failed_code;
    /// The server's words for that.
    std::optional<std::string> failed_message;
};

/// `loginFailed`, derived (3.2.2).
struct LoginFailed {
    static constexpr EventKind kind = EventKind::login_failed;
    static constexpr const char* event_name = "loginFailed";
    Meta meta;
    /// The HTTP status; 0 where the server was not reached.
    int status = 0;
    std::string response_text;
};

/// `wsDisconnected`, derived: the attempts to reconnect are used up (3.2.3).
struct WsDisconnected {
    static constexpr EventKind kind = EventKind::ws_disconnected;
    static constexpr const char* event_name = "wsDisconnected";
    Meta meta;
};

/// `wsReconnectSucceed`, derived: the event channel is back and the model corrected.
struct WsReconnectSucceed {
    static constexpr EventKind kind = EventKind::ws_reconnect_succeed;
    static constexpr const char* event_name = "wsReconnectSucceed";
    Meta meta;
    AgentMode agent_mode = AgentMode::other;
    std::optional<std::string> agent_mode_text;
    /// The active call's id.
    std::optional<CallId> call_id;
    /// The active call in the server's account.
    std::optional<Json> active_call;
};

/// `recoverStateSuccess`, derived: a saved session was taken up again.
struct RecoverStateSuccess {
    static constexpr EventKind kind = EventKind::recover_state_success;
    static constexpr const char* event_name = "recoverStateSuccess";
    Meta meta;
    std::string agent_id;
    std::string extension_id;
    AgentMode agent_mode = AgentMode::other;
    std::optional<std::string> agent_mode_text;
    std::optional<std::string> agent_name;
    /// The call that is up.
    std::optional<CallId> call_id;
    std::optional<std::string> calling_device;
    std::optional<std::string> called_device;
    /// `delivered` or `established`, of that call.
    std::optional<std::string> state;
};

/// `linkChanged`, derived: the event channel.
struct LinkChanged {
    static constexpr EventKind kind = EventKind::link_changed;
    static constexpr const char* event_name = "linkChanged";
    Meta meta;
    Link state = Link::off;
    /// Why, of a loss, in words.
    std::optional<std::string> reason;
    /// Why, of a loss; else `none`.
    LinkEnd end_reason = LinkEnd::none;
};

/// `sessionEnded`, derived: the agent is not logged in here any more.
struct SessionEnded {
    static constexpr EventKind kind = EventKind::session_ended;
    static constexpr const char* event_name = "sessionEnded";
    Meta meta;
    /// Why.
    SessionEnd end_reason = SessionEnd::none;
};

/// `modelCorrected`, derived: a late event changed more than its own call's last state.
struct ModelCorrected {
    static constexpr EventKind kind = EventKind::model_corrected;
    static constexpr const char* event_name = "modelCorrected";
    Meta meta;
    /// The calls that are different now, or gone, or back.
    std::vector<CallId> calls;
};

/// `anomaly`, derived: something did not fit; the model is being checked. An application need do nothing.
struct Anomaly {
    static constexpr EventKind kind = EventKind::anomaly;
    static constexpr const char* event_name = "anomaly";
    Meta meta;
    /// What did not fit, in a word.
    std::string anomaly_kind;
    std::optional<CallId> call_id;
    /// The event that did not fit, by name.
    std::string anomaly_event;
    /// For people.
    std::string detail;
};

/// This subscriber was too slow: take a snapshot.
struct Lagged {
    static constexpr EventKind kind = EventKind::lagged;
    static constexpr const char* event_name = nullptr;
    Meta meta;
    /// How many events were dropped.
    std::uint64_t missed = 0;
};

/// A log line (manual 3.4), from `Session::poll_event` and `Replay::next` only.
struct LogLine {
    static constexpr EventKind kind = EventKind::log;
    static constexpr const char* event_name = nullptr;
    Meta meta;
    LogKind log_kind = LogKind::log;
    std::string content;
};

/// One event, by its kind.
using Body = std::variant<Other, AgentLoggedOn, AgentLoggedOff, AgentReady, AgentNotReady, AgentWorkingAfterCall,
                          AgentAllocated, ServiceInitiated, Originated, Delivered, Established, ConnectionCleared, Held,
                          Retrieved, Transferred, Conferenced, Failed, RecordStarted, RecordStopped, CallCleared,
                          LoginFailed, WsDisconnected, WsReconnectSucceed, RecoverStateSuccess, LinkChanged,
                          SessionEnded, ModelCorrected, Anomaly, Lagged, LogLine>;

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_EVENTS_HPP
