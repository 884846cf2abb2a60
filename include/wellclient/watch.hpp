/// @file wellclient/watch.hpp
/// Agents who are watched.

#ifndef WELLCLIENT_WATCH_HPP
#define WELLCLIENT_WATCH_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "ids.hpp"
#include "listening.hpp"
#include "secret.hpp"
#include "snapshot.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Who watches agents: an account for an HTTP session, without an extension.
struct WatchAccount {
    /// The supervisor's number: `"5003"`.
    std::string job_number;
    /// Kept in memory, to renew the HTTP session with.
    Secret password;
    /// The tenant's domain: `"test.cc"`; none for the environment's own.
    std::optional<std::string> domain;
};

namespace detail {

/// Opens a watch, and chooses whom it follows.
template <class>
class Watching : public Listening<void> {
public:
    /// Opens the watch. Ends when the event channel is open. Rejected with `wrong_credentials`, `unreachable`,
    /// `no_event_channel`, or, if the broker refuses the events of every agent, `subscription_refused`. If it refuses some, an
    /// `Anomaly` reports each, and the others are followed.
    Fallible<Command<>> open(Completion done = {}) const { return begin<void>(std::move(done), well_watch_open); }

    /// Follows one more agent (`"5001@test.cc"`). Ends when the agent's events are subscribed to. Rejected with
    /// `subscription_refused` if the broker refuses them; the channel is then opened again for the others. Unknown if the
    /// subscription does not stand in time; attempts then go on.
    Fallible<Command<>> follow(const AgentId& agent_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_watch_follow, Text(agent_id, "agent_id"));
    }

    /// Stops following an agent, and forgets what was known. Errors: `bad_utf8`.
    Fallible<void> unfollow(const AgentId& agent_id) const { return with_text(well_watch_unfollow, agent_id); }

    /// The agents who are watched, in the order in which they were added.
    [[nodiscard]] Fallible<std::vector<AgentId>> agents() const {
        std::vector<AgentId> agents;
        well_string_t given{};
        well_status_t status = WELL_OK;
        while ((status = well_watch_agent(handle_.get(), agents.size(), &given)) == WELL_OK) {
            agents.emplace_back(take(given));
        }
        return done<std::vector<AgentId>>(status == WELL_OUT_OF_RANGE ? WELL_OK : status,
                                                      [&] { return std::move(agents); });
    }

    /// What is known of an agent; none for one who is not watched. Errors: `bad_utf8`.
    [[nodiscard]] Fallible<std::optional<Snapshot>> snapshot(const AgentId& agent_id) const {
        const Text agent(agent_id, "agent_id");
        if (!agent.good()) {
            return fail<std::optional<Snapshot>>(nul_error(agent.name()));
        }
        well_snapshot_t handle{};
        return done_or_none<Snapshot>(well_watch_snapshot(handle_.get(), agent.c_str(), &handle),
                                              [&] { return read_snapshot(handle); });
    }

protected:
    using Listening<void>::Listening;
};

}  // namespace detail

/// Agents who are watched, for a wallboard, with nobody logged in or out: an HTTP session of a supervisor and one event
/// channel, and nothing else is ever sent.
///
/// Of each agent it tells the events that a session of the agent's own tells, `Meta::watched` saying whose they are, and has
/// the same `Snapshot`, with every action refused (`Reason::watching`). Nothing is known of an agent until an event tells it,
/// and after a gap in the channel everything is in doubt: see `Snapshot::verified`, `Agent::doubts`, `Call::doubts`. `Lagged`
/// is about all agents: ask for each snapshot again.
///
/// Destroying it closes it, and waits until nothing of it is called any more: do not destroy it while one of its callbacks
/// waits for this thread. Inside a callback it cannot wait, and closes in the background.
class Watch : public detail::Watching<void> {
private:
    friend class Client;

    explicit Watch(well_session_t handle) : Watching(handle) {}
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_WATCH_HPP
