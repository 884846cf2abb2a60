// Watching agents: a wallboard by the C++ API, and so by the C ABI.

#include "support.hpp"

using namespace support;

using WatchingTest = Floor;

namespace {

const WatchAccount account{"5009", "123456", "test.cc"};

/// The snapshot, once it is so.
template <class Fits>
Snapshot soon(const wellclient::Watch& watch, const std::string& agent, Fits fits) {
    Snapshot now = watch.snapshot(agent).value();
    until("a snapshot", [&] {
        now = watch.snapshot(agent).value();
        return fits(now);
    });
    return now;
}

}  // namespace

TEST_F(WatchingTest, FollowsAgentsAndDoesNothing) {
    Desk agent = desk(1);
    const wellclient::Watch watch = client.watch(options(), account, {"5001@test.cc"});
    Slot<std::string> whose;
    const Subscription telling = watch.on<AgentNotReady>([&](const AgentNotReady& event) { whose.put(event.meta.watched); });
    watch.open().get();
    EXPECT_FALSE(watch.snapshot("5001@test.cc")->verified);
    EXPECT_FALSE(watch.snapshot("5002@test.cc"));
    agent.session.set_agent_mode(AgentMode::not_ready).get();
    EXPECT_EQ(whose.take(), "5001@test.cc");
    soon(watch, "5001@test.cc", [](const Snapshot& now) { return now.agent->mode == AgentMode::not_ready; });
    agent.session.set_agent_mode(AgentMode::ready).get();
    talks(agent);
    const Snapshot now =
        soon(watch, "5001@test.cc", [](const Snapshot& seen) { return !seen.calls.empty() && seen.calls[0].talking; });
    EXPECT_EQ(now.agent->device_id, agent.device_id);
    for (const Action& action : now.calls[0].actions) {
        EXPECT_EQ(action.reason, Reason::watching) << action.verb_name;
    }

    watch.follow("5002@test.cc").get();
    EXPECT_EQ(watch.agents(), (std::vector<AgentId>{"5001@test.cc", "5002@test.cc"}));
    watch.unfollow("5001@test.cc");
    EXPECT_EQ(watch.agents(), std::vector<AgentId>{"5002@test.cc"});
    EXPECT_EQ(refused(watch.follow("*")).reason, Reason::argument);
    watch.close();
    EXPECT_EQ(agent.session.snapshot().phase, Phase::logged_in);
}

TEST_F(WatchingTest, AWrongPasswordIsTold) {
    const wellclient::Watch watch = client.watch(options(), {"5009", "no secret", "test.cc"}, {"5001@test.cc"});
    EXPECT_EQ(refused(watch.open()).reason, Reason::wrong_credentials);
}
