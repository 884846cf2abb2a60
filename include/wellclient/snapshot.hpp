/// @file wellclient/snapshot.hpp
/// The state of a session at one moment.

#ifndef WELLCLIENT_SNAPSHOT_HPP
#define WELLCLIENT_SNAPSHOT_HPP

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
#include <string_view>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// A verb, and whether it may be used now: what a desktop enables its buttons by.
struct Action {
    Verb verb = Verb::login;
    bool allowed = false;
    /// Why not; `none` if it is allowed.
    Reason reason = Reason::none;
    /// The verb by the manual's name.
    std::string verb_name;
    /// Why not, as a word.
    std::string code;
    /// Why not, in a sentence for the agent, in English.
    std::string english;
    /// The same in Chinese.
    std::string chinese;
};

/// A set of parts of the state that are in doubt.
class Doubts {
public:
    constexpr Doubts() noexcept = default;
    /// Of `WELL_DOUBT_…`, added up.
    explicit constexpr Doubts(std::uint32_t bits) noexcept : bits_(bits) {}

    /// Whether this is in doubt.
    [[nodiscard]] constexpr bool has(Doubt doubt) const noexcept {
        return (bits_ & static_cast<std::uint32_t>(doubt)) != 0;
    }
    /// Whether nothing is in doubt.
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    /// One bit for each: `WELL_DOUBT_…`.
    [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }

    friend constexpr bool operator==(Doubts a, Doubts b) noexcept { return a.bits_ == b.bits_; }
    friend constexpr bool operator!=(Doubts a, Doubts b) noexcept { return !(a == b); }

private:
    std::uint32_t bits_ = 0;
};

/// One party of a call.
struct Party {
    DeviceId device;
    /// How it came in.
    Role role = Role::unknown;
    /// The state of its leg.
    ConnectionState leg = ConnectionState::null;
    /// It is the agent's device.
    bool own = false;
    /// It is known to be in the call as shown; otherwise it may have left or been put on hold unseen.
    bool verified = false;
};

/// The action of this verb among several; null if it is not there.
[[nodiscard]] inline const Action* find_action(const std::vector<Action>& actions, Verb verb) {
    for (const Action& action : actions) {
        if (action.verb == verb) {
            return &action;
        }
    }
    return nullptr;
}

/// One call of the agent's device.
struct Call {
    /// Its id now.
    CallId call_id;
    /// The agent's leg.
    ConnectionState leg = ConnectionState::null;
    /// Whether the agent made it, where that is known.
    std::optional<bool> outgoing;
    /// Three or more parties were brought together.
    bool conference = false;
    bool recording = false;
    /// The agent's leg may have changed unseen, or the call may be over: `Doubt::leg` is among the doubts.
    bool unverified = false;
    /// What of it may have changed unseen: `leg`, `parties`, `data`, `recording`, `established`.
    Doubts doubts;
    /// Who is shown as calling.
    std::optional<std::string> calling;
    /// Who is shown as called.
    std::optional<std::string> called;
    /// The held call that this one was made from.
    std::optional<CallId> consultation_of;
    /// When this machine first heard of it.
    Time created;
    std::optional<Time> established;
    /// For how long it has been here.
    Milliseconds age{};
    /// For how long it has been established; none also where `Doubt::established` is in doubt.
    std::optional<Milliseconds> talking;
    /// Call data.
    std::optional<Json> data;
    /// The queue it came by (`split`).
    std::optional<std::string> queue;
    /// Why it could not be put through, in the server's numbers.
    std::optional<std::string> failed_code;
    /// The ids it had before transfers and conferences.
    std::vector<CallId> former_ids;
    /// The agent's device too.
    std::vector<Party> parties;
    /// What may be done with it now.
    std::vector<Action> actions;

    /// Whether the verb may be used on this call now.
    [[nodiscard]] bool may(Verb verb) const {
        const Action* const action = find_action(actions, verb);
        return action != nullptr && action->allowed;
    }
};

/// The agent of a session.
struct Agent {
    /// `5001@test.cc`.
    AgentId agent_id;
    /// `8001@test.cc`.
    DeviceId device_id;
    AgentMode mode = AgentMode::other;
    /// `agentMode`, in the server's word.
    std::string mode_text;
    /// Why not ready, where told.
    std::optional<std::string> reason;
    /// The mode that takes effect when the call ends.
    std::optional<std::string> pending_mode;
    /// For how long in this mode; none before the first event.
    std::optional<Milliseconds> in_mode;
    /// Since when in this mode, by this machine's clock; none before the first event.
    std::optional<Time> since;
    /// What of this may have changed unseen: `mode`, `reason`, `since`, `pending_mode`.
    Doubts doubts;
};

/// The state of a session at one moment: a value.
struct Snapshot {
    Phase phase = Phase::logged_out;
    Link link = Link::off;
    /// The agent's mode, the list of calls, the agent's legs and the parties are known to be the server's: the event channel is
    /// up, and an unbroken chain of evidence leads from the server to each. What of the details is not is told by `doubts`.
    bool verified = false;
    /// It is known that there are no other calls. After a gap in the event channel the server can tell only where it shows
    /// no call at all: beside the one that it shows there can be others on hold.
    bool calls_complete = false;
    /// Why the last agent is not logged in any more; `none` before the first log-out, and from the next log-in on.
    SessionEnd session_end = SessionEnd::none;
    /// The HTTP session has expired and the server refuses the password, or gives no session that it accepts: it answers
    /// every request with 426, and will log the agent out because no heartbeats arrive. Close the session, and log in anew.
    bool credentials_refused = false;
    std::optional<Agent> agent;
    /// Oldest first.
    std::vector<Call> calls;
    /// The verbs that are about none of the agent's own calls. What supervisors do, also to calls of others, is allowed to
    /// whoever is logged in: the server decides.
    std::vector<Action> actions;
    /// The agent's outside-line prefixes.
    std::vector<std::string> prefixes;
    /// All of it.
    Json json;

    /// The call that has, or had, this id; null if there is none.
    [[nodiscard]] const Call* call(const CallId& call_id) const {
        for (const Call& call : calls) {
            if (call.call_id == call_id) {
                return &call;
            }
            for (const CallId& former : call.former_ids) {
                if (former == call_id) {
                    return &call;
                }
            }
        }
        return nullptr;
    }
    /// Whether a verb of `actions` may be used now.
    [[nodiscard]] bool may(Verb verb) const {
        const Action* const action = find_action(actions, verb);
        return action != nullptr && action->allowed;
    }
};

namespace detail {

using SnapshotHandle = Handle<well_snapshot_t, well_snapshot_free>;

template <class C>
Action read_action(const C& action) {
    return {static_cast<Verb>(action.verb),
            action.allowed,
            static_cast<Reason>(action.reason),
            text(action.verb_name),
            text(action.code),
            text(action.english),
            text(action.chinese)};
}

template <class C>
Call read_call(C snapshot, std::size_t index) {
    Call call;
    well_call_t from{};
    from.struct_size = sizeof from;
    if (well_snapshot_call(snapshot, index, &from) != WELL_OK) {
        return call;
    }
    call.call_id = text(from.call_id);
    call.leg = static_cast<ConnectionState>(from.leg);
    if (from.outgoing >= 0) {
        call.outgoing = from.outgoing != 0;
    }
    call.conference = from.conference;
    call.recording = from.recording;
    call.unverified = from.unverified;
    call.doubts = Doubts(from.doubts);
    call.calling = text_if(from.calling);
    call.called = text_if(from.called);
    call.consultation_of = text_if(from.consultation_of);
    call.created = time(from.created_ms);
    call.established = time_if(from.established_ms);
    call.age = Milliseconds(from.age_ms);
    call.talking = duration_if(from.talking_ms);
    call.data = text_if(from.data);
    call.queue = text_if(from.queue);
    call.failed_code = text_if(from.failed_code);
    for (std::size_t i = 0; i < from.former_id_count; ++i) {
        well_str_t former{};
        if (well_snapshot_former_id(snapshot, index, i, &former) == WELL_OK) {
            call.former_ids.push_back(text(former));
        }
    }
    for (std::size_t i = 0; i < from.party_count; ++i) {
        well_party_t party{};
        party.struct_size = sizeof party;
        if (well_snapshot_party(snapshot, index, i, &party) == WELL_OK) {
            call.parties.push_back({text(party.device), static_cast<Role>(party.role),
                                    static_cast<ConnectionState>(party.leg), party.own, party.verified});
        }
    }
    for (std::size_t i = 0; i < from.action_count; ++i) {
        well_action_t action{};
        action.struct_size = sizeof action;
        if (well_snapshot_call_action(snapshot, index, i, &action) == WELL_OK) {
            call.actions.push_back(read_action(action));
        }
    }
    return call;
}

template <class C>
Snapshot read_snapshot(C handle) {
    const SnapshotHandle owned(handle);
    Snapshot snapshot;
    well_snapshot_info_t info{};
    info.struct_size = sizeof info;
    if (well_snapshot_info(handle, &info) != WELL_OK) {
        return snapshot;
    }
    snapshot.phase = static_cast<Phase>(info.phase);
    snapshot.link = static_cast<Link>(info.link);
    snapshot.verified = info.verified;
    snapshot.calls_complete = info.calls_complete;
    snapshot.session_end = static_cast<SessionEnd>(info.session_end);
    snapshot.credentials_refused = info.credentials_refused;
    if (info.has_agent) {
        snapshot.agent = Agent{text(info.agent_id),
                               text(info.device_id),
                               static_cast<AgentMode>(info.agent_mode),
                               text(info.agent_mode_text),
                               text_if(info.reason),
                               text_if(info.pending_mode),
                               duration_if(info.in_mode_ms),
                               time_if(info.since_ms),
                               Doubts(info.agent_doubts)};
    }
    for (std::size_t i = 0; i < info.call_count; ++i) {
        snapshot.calls.push_back(read_call(handle, i));
    }
    for (std::size_t i = 0; i < info.action_count; ++i) {
        well_action_t action{};
        action.struct_size = sizeof action;
        if (well_snapshot_action(handle, i, &action) == WELL_OK) {
            snapshot.actions.push_back(read_action(action));
        }
    }
    for (std::size_t i = 0; i < info.prefix_count; ++i) {
        well_str_t prefix{};
        if (well_snapshot_prefix(handle, i, &prefix) == WELL_OK) {
            snapshot.prefixes.push_back(text(prefix));
        }
    }
    well_str_t json{};
    if (well_snapshot_json(handle, &json) == WELL_OK) {
        snapshot.json = text(json);
    }
    return snapshot;
}

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_SNAPSHOT_HPP
