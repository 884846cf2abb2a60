// Supervising: force…, allocation.

#include "support.hpp"

#include <type_traits>
#include <utility>

using namespace support;

namespace {

template <class Device, class Call, class = void>
struct Drops : std::false_type {};
template <class Device, class Call>
struct Drops<Device, Call,
             std::void_t<decltype(std::declval<const Session&>().force_drop(std::declval<Device>(), std::declval<Call>()))>>
    : std::true_type {};

// Ids that change places do not compile; texts are ids of either kind.
static_assert(Drops<DeviceId, CallId>::value && Drops<const char*, std::string>::value);
static_assert(!Drops<CallId, DeviceId>::value && !Drops<AgentId, CallId>::value && !Drops<DeviceId, DeviceId>::value);
static_assert(!std::is_constructible_v<CallId, DeviceId> && !std::is_convertible_v<AgentId, DeviceId>);
static_assert(!std::is_convertible_v<CallId, PlainText> && !std::is_convertible_v<AgentId, PlainText>);
static_assert(!std::is_constructible_v<OptionalText, CallId> && !std::is_assignable_v<OptionalText&, DeviceId&>);
static_assert(std::is_assignable_v<OptionalText&, const char*> && std::is_assignable_v<OptionalText&, std::optional<std::string>>);
static_assert(!std::is_constructible_v<Login, AgentId, Secret, std::string, std::string>);
static_assert(!std::is_constructible_v<CallId, std::nullptr_t> && !std::is_constructible_v<PlainText, std::nullptr_t>);
static_assert(std::is_convertible_v<const char*, PlainText> && std::is_convertible_v<std::string, PlainText>);
static_assert(std::is_convertible_v<CallId, std::string> && std::is_convertible_v<std::string_view, CallId>);

}  // namespace

using SupervisingTest = Floor;

TEST_F(SupervisingTest, ListensJoinsTakesAndDrops) {
    Desk agent = desk(1);
    Desk supervisor = desk(3);
    const CallId call = talks(agent);

    EXPECT_EQ(supervisor.session.force_listen(call, supervisor.device_id).wait().evidence, "reply");
    supervisor.events.next<Established>();
    supervisor.session.drop_connection(call).get();

    supervisor.session.force_join(agent.device_id, call, "8003").get();
    supervisor.answers();
    agent.events.next<Conferenced>();
    supervisor.session.drop_connection().get();

    supervisor.session.force_take(agent.device_id, call, "8003").get();
    supervisor.answers();
    agent.events.next<CallCleared>([](const CallCleared& cleared) { return cleared.is_own; });

    Desk other = desk(4);
    const CallId second = talks(other);
    agent.session.force_drop(other.device_id, second).get();
    other.events.next<CallCleared>([](const CallCleared& cleared) { return cleared.is_own; });
    EXPECT_EQ(refused(agent.session.force_drop(other.device_id, second)).reason, Reason::not_found);
}

TEST_F(SupervisingTest, SetsModesAndLogsOut) {
    Desk agent = desk(1);
    Desk second = desk(2);
    const Desk supervisor = desk(3);
    supervisor.session.force_not_ready(agent.agent_id, agent.device_id).get();
    agent.events.next<AgentNotReady>();
    supervisor.session.force_ready(agent.agent_id, agent.device_id).get();
    agent.events.next<AgentReady>();
    supervisor.session.force_logout(agent.agent_id, agent.device_id).get();
    EXPECT_EQ(agent.events.next<AgentLoggedOff>().info.agent_id, agent.agent_id);
    EXPECT_EQ(agent.events.next<SessionEnded>().end_reason, SessionEnd::forced);
    EXPECT_EQ(agent.session.snapshot().session_end, SessionEnd::forced);
    EXPECT_FALSE(agent.session.snapshot().credentials_refused);
    EXPECT_EQ(refused(supervisor.session.force_logout(agent.agent_id, agent.device_id)).reason,
              Reason::already_logged_out);
    supervisor.session.super_logout("5002").get();
    second.events.next<AgentLoggedOff>();
}

TEST_F(SupervisingTest, AnAllocationGuardsAndIsReleased) {
    Desk agent = desk(1);
    const Desk supervisor = desk(3);
    simulator.control(R"({"do":"allocate_agent","agent":"5001"})");
    EXPECT_EQ(agent.events.next<AgentAllocated>().info.agent_mode, AgentMode::allocated);
    EXPECT_EQ(refused(agent.session.make_call("13900000000")).reason, Reason::allocated);
    EXPECT_EQ(refused(agent.session.logout()).reason, Reason::allocated);
    supervisor.session.release_allocated_agent(agent.agent_id).get();
    agent.events.next<AgentReady>();
}
