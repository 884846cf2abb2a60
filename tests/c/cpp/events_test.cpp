// Events that need an occasion, or are given by a fault: each kind with each of its fields.

#include <functional>

#include "support.hpp"

using namespace support;

class EventsTest : public Floor {
protected:
    /// What arrives of an event that is put into the channel.
    template <class T>
    T injected(const std::string& json) {
        inject(json);
        T event = desk->events.next<T>([](const T& one) { return one.meta.origin == Origin::server; });
        EXPECT_EQ(desk->events.last().raw(), json);
        return event;
    }

    std::optional<Desk> desk{Floor::desk(1)};
};

TEST_F(EventsTest, FieldsThatTheSimulatorNeverSends) {
    const auto delivered = injected<Delivered>(
        R"({"eventName":"delivered","eventTime":"2024.05.06 07:08:09","eventType":"csta","serial":4,"callId":"c7",)"
        R"("namespace":"test.cc","srcDeviceId":"8001@test.cc","deviceId":"8001@test.cc","connectionId":"8001|c7",)"
        R"("localState":"Alerting","agentStatus":"Ringing","cause":"NEW",)"
        R"("originCallInfo":{"callId":"c1","callingDevice":"1@test.cc","calledDevice":"2@test.cc"},)"
        R"("alertingDevice":"8001@test.cc","callingDevice":"1@test.cc","calledDevice":"8001@test.cc",)"
        R"("lastRedirectionDevice":"3@test.cc","trunkGroup":"g","trunkMember":"m","originalCallId":"c0",)"
        R"("userData":{"k":"客户"},"split":"q","callCause":"why","callType":"PreDictive"})");
    EXPECT_EQ(delivered.meta.event_time, "2024.05.06 07:08:09");
    EXPECT_EQ(delivered.meta.event_type, "csta");
    EXPECT_EQ(delivered.meta.serial, 4);
    EXPECT_EQ(delivered.meta.device_id, "8001@test.cc");
    EXPECT_EQ(delivered.info.connection_id, "8001|c7");
    EXPECT_EQ(delivered.info.local_state, "Alerting");
    EXPECT_EQ(delivered.info.agent_status, "Ringing");
    EXPECT_EQ(delivered.info.cause, "NEW");
    EXPECT_EQ(delivered.info.origin_call_info.call_id, "c1");
    EXPECT_EQ(delivered.info.origin_call_info.called_device, "2@test.cc");
    EXPECT_TRUE(delivered.is_own);
    EXPECT_EQ(delivered.last_redirection_device, "3@test.cc");
    EXPECT_EQ(delivered.original_call_id, "c0");
    EXPECT_EQ(delivered.user_data, R"({"k":"客户"})");
    EXPECT_EQ(delivered.call_cause, "why");
    EXPECT_EQ(delivered.call_type, "PreDictive");

    const auto established = injected<Established>(
        R"({"eventName":"established","callId":"c7","answeringDevice":"8001@test.cc","sipCallId":"sip","trunkGroup":"g",)"
        R"("trunkMember":"m","split":"q","userData":[1]})");
    EXPECT_EQ(established.sip_call_id, "sip");
    EXPECT_EQ(established.user_data, "[1]");
    EXPECT_EQ(injected<Held>(R"({"eventName":"held","callId":"c7","holdingDevice":"8001@test.cc"})").holding_device,
              "8001@test.cc");
    EXPECT_EQ(injected<Retrieved>(
                  R"({"eventName":"retrieved","callId":"c7","retrievingDevice":"8001@test.cc","sipCallId":"sip"})")
                  .sip_call_id,
              "sip");
    const auto stopped = injected<RecordStopped>(R"({"eventName":"recordStopped","recordId":"r","isSuccess":false})");
    EXPECT_FALSE(stopped.info);
    EXPECT_EQ(stopped.is_success, false);
    inject(R"({"eventName":"connectionCleared","callId":"c7","releasingDevice":"8001@test.cc","hangupDevice":"1@test.cc"})");
    const auto over = desk->events.next<CallCleared>();
    EXPECT_EQ(over.hangup_device, "1@test.cc");
    EXPECT_EQ(over.releasing_device, "8001@test.cc");
    EXPECT_EQ(over.end_reason, CallEnd::hung_up_by_other);
    EXPECT_EQ(desk->events.next<ConnectionCleared>().hangup_device, "1@test.cc");

    const auto working = injected<AgentWorkingAfterCall>(
        R"({"eventName":"agentWorkingAfterCall","agentId":"5001@test.cc","agentMode":"WorkNotReady","queueId":"q",)"
        R"("reason":"r","devices":{"Voice":"8001@test.cc"}})");
    EXPECT_EQ(working.info.agent_mode, AgentMode::work_not_ready);
    EXPECT_EQ(working.info.queue_id, "q");
    EXPECT_EQ(working.info.reason, "r");
    ASSERT_EQ(working.info.devices.size(), 1U);
    EXPECT_EQ(working.info.devices[0].medium, "Voice");
    EXPECT_EQ(working.info.devices[0].device_id, "8001@test.cc");
}

TEST_F(EventsTest, UnknownNamesAndWordsSurvive) {
    const std::string unknown = R"({"eventName":"somethingNew","callId":7,"x":{"y":[null]}})";
    EXPECT_EQ(injected<Other>(unknown).meta.event_name, "somethingNew");
    EXPECT_EQ(injected<Other>(R"({"eventName":"established"})").meta.event_name, "established");
    const auto odd = injected<AgentReady>(R"({"eventName":"agentReady","agentId":"5001@test.cc","agentMode":"Dancing"})");
    EXPECT_EQ(odd.info.agent_mode, AgentMode::other);
    EXPECT_EQ(odd.info.agent_mode_text, "Dancing");
}

TEST_F(EventsTest, AnomaliesAreReported) {
    inject("no JSON");
    const auto malformed = desk->events.next<Anomaly>();
    EXPECT_EQ(malformed.anomaly_kind, "malformed");
    EXPECT_EQ(to_anomaly_kind(malformed.anomaly_kind), AnomalyKind::malformed);
    EXPECT_EQ(to_failed_code(std::nullopt), FailedCode::other);
    inject(R"({"eventName":"held","callId":"c9","holdingDevice":"8001@test.cc"})");
    const auto gap = desk->events.next<Anomaly>();
    EXPECT_EQ(gap.call_id, "c9");
    EXPECT_EQ(gap.anomaly_event, "held");
    EXPECT_FALSE(gap.detail.empty());
    // The server does not know that call: its end is synthesized.
    const auto cleared = desk->events.next<ConnectionCleared>();
    EXPECT_EQ(cleared.meta.origin, Origin::synthesized);
    EXPECT_GT(desk->session.metrics().corrections, 0U);
}

/// An event of desk 2 with a number, of which the server knows nothing.
std::string numbered(int serial, const std::string& name, const std::string& rest) {
    return R"({"eventName":")" + name + R"(","serial":)" + std::to_string(serial) +
           R"(,"topics":["CtiWorker_test"],"srcDeviceId":"8002@test.cc","deviceId":"8002@test.cc",)" + rest + "}";
}

TEST_F(EventsTest, LateEventsArePutInTheirPlace) {
    SessionOptions options = this->options();
    options.doubt = 60s;
    desk.emplace(Floor::desk(2, options));
    const std::string here = R"("callId":"c7")";
    inject(numbered(10, "delivered", here + R"(,"alertingDevice":"8002@test.cc","callingDevice":"1@test.cc")"));
    inject(numbered(11, "established", here + R"(,"answeringDevice":"8002@test.cc")"));
    inject(numbered(14, "retrieved", here + R"(,"retrievingDevice":"8002@test.cc")"));
    inject(numbered(13, "held", here + R"(,"holdingDevice":"8002@test.cc")"));
    EXPECT_FALSE(desk->events.next<Retrieved>().meta.late);
    EXPECT_TRUE(desk->events.next<Held>().meta.late);
    EXPECT_EQ(desk->session.metrics().late, 1U);
    EXPECT_EQ(desk->session.snapshot().call("c7")->leg, ConnectionState::connected);

    // Transferred before it was held: another call than the event's own is gone.
    inject(numbered(21, "held", R"("callId":"c8","holdingDevice":"8002@test.cc")"));
    inject(numbered(20, "transferred", R"("callId":"c8","primaryOldCall":"c7","newCall":"c8","cause":"TRANSFER",)"
                                       R"("transferringDevice":"1@test.cc","transferredToDevice":"2@test.cc")"));
    const auto corrected = desk->events.next<ModelCorrected>();
    EXPECT_EQ(corrected.meta.origin, Origin::derived);
    EXPECT_FALSE(corrected.calls.empty());
}

TEST_F(EventsTest, TheLinkIsLostAndComesBack) {
    const CallId call = talks(*desk);
    simulator.add_fault(R"({"kind":"drop"})");
    const auto lost = desk->events.next<LinkChanged>();
    EXPECT_EQ(lost.state, Link::waiting);
    EXPECT_TRUE(lost.reason);
    EXPECT_EQ(lost.end_reason, LinkEnd::closed);
    desk->events.next<LinkChanged>([](const LinkChanged& changed) { return changed.state == Link::connecting; });
    desk->events.next<LinkChanged>([](const LinkChanged& changed) { return changed.state == Link::active; });
    const auto back = desk->events.next<WsReconnectSucceed>();
    EXPECT_EQ(back.agent_mode, AgentMode::ready);
    EXPECT_EQ(back.agent_mode_text, "Ready");
    EXPECT_EQ(back.call_id, call);
    EXPECT_TRUE(back.active_call);
    EXPECT_EQ(desk->session.metrics().reconnects, 1U);
}

TEST_F(EventsTest, ReconnectingIsGivenUpAndBegunAgain) {
    SessionOptions options = this->options();
    options.reconnect_attempts = 1;
    options.reconnect_delay = 1ms;
    Desk second = Floor::desk(2, options);
    const std::uint64_t refusal = simulator.add_fault(R"({"kind":"refuse","status":503})");
    simulator.add_fault(R"({"kind":"drop"})");
    second.events.next<WsDisconnected>();
    EXPECT_EQ(second.session.snapshot().link, Link::lost);
    EXPECT_FALSE(second.session.snapshot().verified);
    EXPECT_TRUE(simulator.remove_fault(refusal));
    EXPECT_FALSE(simulator.remove_fault(refusal));
    second.session.reconnect();
    second.events.next<WsReconnectSucceed>();
}

TEST_F(EventsTest, WhoIsTooSlowIsTold) {
    SessionOptions options = this->options();
    options.queue_capacity = 2;
    Slot<bool> in;
    Slot<bool> go;
    Slot<std::uint64_t> missed;
    std::atomic<bool> first{true};
    const Session slow = client.session(options);
    slow.agent_login(login(2)).get();
    const Subscription blocked = slow.on_any([&](const Event&) {
        if (first.exchange(false)) {
            in.put(true);
            go.take();
        }
    });
    const Subscription lagged = slow.on<Lagged>([&](const Lagged& event) {
        EXPECT_EQ(event.meta.origin, Origin::library);
        missed.put(event.missed);
    });
    call_in("8002");
    in.take();
    const std::uint64_t before = slow.metrics().events;
    for (int i = 0; i < 3; ++i) {
        simulator.control(R"({"do":"answer","device":"8002"})");
        simulator.control(R"({"do":"hang_up","device":"8002"})");
        call_in("8002");
    }
    until("they have arrived", [&] { return slow.metrics().events >= before + 9; });
    go.put(true);
    EXPECT_GT(missed.take(), 0U);
}

TEST_F(EventsTest, SubscriptionsByNameByKindAndToAll) {
    Slot<CallId> by_name;
    Slot<CallId> by_kind;
    Subscription named = desk->session.on(
        "delivered", [&](const Event& event) { by_name.put(event.get_if<Delivered>()->info.call_id); });
    desk->session.on<Delivered>([&](const Delivered& event) { by_kind.put(event.info.call_id); }).detach();
    std::atomic<int> cancelled{0};
    desk->session.on<Delivered>([&](const Delivered&) { ++cancelled; }).cancel();
    const CallId call = call_in("8001");
    EXPECT_EQ(by_name.take(), call);
    EXPECT_EQ(by_kind.take(), call);
    named.cancel();
    simulator.control(R"({"do":"hang_up","device":"13800000000"})");
    desk->events.next<CallCleared>();
    const CallId second = call_in("8001");
    EXPECT_EQ(by_kind.take(), second) << "detached, so it stays";
    EXPECT_EQ(cancelled, 0);
    EXPECT_EQ(status_of([&] { desk->session.on("a", EventCallback()).detach(); }), Status::null_pointer);
    void (*const nothing)(const CallCleared&) = nullptr;
    EXPECT_EQ(status_of([&] { desk->session.on<CallCleared>(nothing).detach(); }), Status::null_pointer);
    const std::function<void(const CallCleared&)> empty;
    EXPECT_EQ(status_of([&] { desk->session.on<CallCleared>(empty).detach(); }), Status::null_pointer);
    EXPECT_EQ(status_of([&] { desk->session.on(std::string_view("a\0b", 3), [](const Event&) {}).detach(); }),
              Status::bad_utf8);
}

TEST_F(EventsTest, VisitPicksTheFunction) {
    talks(*desk);
    const std::string seen = desk->events.last().visit(
        [](const Delivered&) { return std::string("delivered"); },
        [](const Established& event) { return event.answering_device.str(); }, [](const auto&) { return std::string("other"); });
    EXPECT_EQ(seen, "8001@test.cc");
    EXPECT_NE(std::get_if<Established>(&desk->events.last().body()), nullptr);
    EXPECT_EQ(desk->events.last().get_if<Held>(), nullptr);
}
