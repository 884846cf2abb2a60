// The verbs of calls, and what the model shows.

#include "support.hpp"

using namespace support;

using CallsTest = Floor;

TEST_F(CallsTest, InboundIsAnsweredHeldRetrievedAndDropped) {
    Desk desk = this->desk(1);
    const CallId call = call_in("8001", R"(,"user_data":{"客户":"甲"},"split":"queue 7","trunk_group":"1","trunk_member":"2")");

    const auto ringing = desk.events.next<Delivered>();
    EXPECT_EQ(ringing.info.call_id, call);
    EXPECT_EQ(ringing.alerting_device, "8001@test.cc");
    EXPECT_EQ(ringing.calling_device, "13800000000@test.cc");
    EXPECT_EQ(ringing.called_device, "8001@test.cc");
    EXPECT_EQ(ringing.split, "queue 7");
    EXPECT_EQ(ringing.trunk_group, "1");
    EXPECT_EQ(ringing.trunk_member, "2");
    ASSERT_TRUE(ringing.user_data);
    EXPECT_NE(ringing.user_data->find("甲"), std::string::npos);
    EXPECT_EQ(ringing.info.connection_id, "8001@test.cc|" + call);
    EXPECT_EQ(ringing.info.local_state, "Alerting");
    EXPECT_EQ(ringing.meta.src_device_id, "8001@test.cc");
    EXPECT_EQ(field(desk.events.last().raw(), "eventName"), "delivered");

    const Call shown = desk.session.snapshot().calls.at(0);
    EXPECT_EQ(shown.call_id, call);
    EXPECT_EQ(shown.leg, ConnectionState::alerting);
    EXPECT_EQ(shown.outgoing, false);
    EXPECT_EQ(shown.queue, "queue 7");
    EXPECT_FALSE(shown.established || shown.talking);
    EXPECT_EQ(shown.parties.size(), 2U);
    EXPECT_TRUE(shown.may(Verb::answer));
    EXPECT_FALSE(shown.may(Verb::retrieve));
    EXPECT_TRUE(desk.session.may(Verb::answer, call));
    const Permission hold = desk.session.may(Verb::hold, call);
    EXPECT_FALSE(hold);
    EXPECT_NE(hold.reason, Reason::none);
    EXPECT_EQ(desk.session.may(Verb::hold, "no such call").reason, Reason::no_call);
    EXPECT_EQ(desk.session.may(Verb::make_call).reason, Reason::call_up);
    EXPECT_TRUE(desk.session.may(Verb::force_listen));
    EXPECT_TRUE(desk.session.may(Verb::force_listen, "somebody's"));
    EXPECT_TRUE(desk.session.snapshot().may(Verb::upload_log));
    EXPECT_EQ(status_of([&] { (void)desk.session.may(Verb::hold); }), Status::null_pointer);

    EXPECT_EQ(desk.session.answer_call(call).wait().evidence, "event:established");
    const auto answered = desk.events.next<Established>();
    EXPECT_EQ(answered.answering_device, "8001@test.cc");
    EXPECT_EQ(answered.calling_device, "13800000000@test.cc");

    desk.session.hold_call(call).get();
    EXPECT_EQ(desk.events.next<Held>().holding_device, "8001@test.cc");
    EXPECT_EQ(desk.session.snapshot().call(call)->leg, ConnectionState::hold);
    desk.session.retrieve_call(call).get();
    EXPECT_EQ(desk.events.next<Retrieved>().retrieving_device, "8001@test.cc");
    EXPECT_TRUE(desk.session.snapshot().call(call)->talking);

    desk.session.drop_connection(call).get();
    const auto over = desk.events.next<CallCleared>();
    EXPECT_EQ(over.call_id, call);
    EXPECT_TRUE(over.is_own && over.is_established && over.is_out_call);
    EXPECT_EQ(over.is_caller, false);
    EXPECT_EQ(over.party_device, "13800000000@test.cc");
    EXPECT_TRUE(over.established_time_id);
    EXPECT_GE(*over.established_time_id, over.create_time_id);
    EXPECT_EQ(field(over.data, "eventName"), "connectionCleared");
    EXPECT_EQ(over.meta.origin, Origin::derived);
    EXPECT_EQ(over.end_reason, CallEnd::hung_up);
    EXPECT_FALSE(over.failed_code || over.failed_msg);
    const auto cleared = desk.events.next<ConnectionCleared>();
    EXPECT_EQ(cleared.releasing_device, "8001@test.cc");
    EXPECT_EQ(cleared.info.cause, "NORMAL_CLEARING");
    EXPECT_TRUE(desk.session.snapshot().calls.empty());
}

TEST_F(CallsTest, OutboundRepliesItsId) {
    Desk desk = this->desk(1);
    MakeCallOptions options;
    options.context_id = "task 7";
    options.origin_for_display = "95555";
    options.cpa = true;
    options.prefix = "9";
    const CallId call = desk.session.make_call("13900000000", options).get();
    EXPECT_FALSE(call.empty());
    const auto initiated = desk.events.next<ServiceInitiated>();
    EXPECT_EQ(initiated.initiated_device, "8001@test.cc");
    EXPECT_EQ(initiated.info.call_id, call);
    const auto dialled = desk.events.next<Originated>();
    EXPECT_EQ(dialled.calling_device, "8001@test.cc");
    EXPECT_EQ(dialled.called_device, "913900000000@test.cc");
    EXPECT_EQ(desk.session.snapshot().call(call)->outgoing, true);
    EXPECT_NE(simulator.state().find("task 7"), std::string::npos);
    desk.session.drop_connection().get();
}

TEST_F(CallsTest, WhatCannotBeReachedFails) {
    simulator.control(R"({"do":"set_outside","pattern":"5550101","then":"busy"})");
    Desk desk = this->desk(1);
    MakeCallOptions options;
    options.cpa = true;
    const CallId call = desk.session.make_call("5550101", options).get();
    const auto failed = desk.events.next<Failed>();
    EXPECT_EQ(failed.info.call_id, call);
    EXPECT_EQ(failed.failed_code, "1");
    EXPECT_EQ(failed.failed_msg, "busy now");
    EXPECT_EQ(failed.called_device, "5550101@test.cc");
}

TEST_F(CallsTest, ConsultedAndTransferred) {
    Desk first = desk(1);
    Desk second = desk(2);
    const CallId held = talks(first);
    const CallId consultation = first.session.consult(held, "8002").get();
    second.answers();
    first.events.next<Established>();
    EXPECT_EQ(first.session.snapshot().call(consultation)->consultation_of, held);
    first.session.transfer_call(held, consultation).get();
    const auto transferred = first.events.next<Transferred>();
    EXPECT_EQ(transferred.primary_old_call, held);
    EXPECT_EQ(transferred.secondary_old_call, consultation);
    EXPECT_EQ(transferred.transferring_device, "8001@test.cc");
    EXPECT_TRUE(transferred.new_call && transferred.transferred_to_device);
    second.events.next<Transferred>();
    const Snapshot after = second.session.snapshot();
    ASSERT_EQ(after.calls.size(), 1U);
    EXPECT_EQ(after.calls[0].call_id, transferred.new_call);
    second.session.drop_connection().get();
}

TEST_F(CallsTest, ConsultedAndConferenced) {
    Desk first = desk(1);
    Desk second = desk(2);
    const CallId held = talks(first);
    const CallId consultation = first.session.consult(held, "8002").get();
    second.answers();
    first.events.next<Established>();
    first.session.conference(held, consultation).get();
    const auto conferenced = first.events.next<Conferenced>();
    EXPECT_EQ(conferenced.conferencing_device, "8001@test.cc");
    EXPECT_EQ(conferenced.primary_old_call, held);
    EXPECT_TRUE(conferenced.added_party && conferenced.new_call);
    const Snapshot snapshot = first.session.snapshot();
    ASSERT_EQ(snapshot.calls.size(), 1U);
    EXPECT_TRUE(snapshot.calls[0].conference);
    EXPECT_EQ(snapshot.calls[0].parties.size(), 3U);
    // An old id still finds it.
    EXPECT_NE(snapshot.call(consultation), nullptr);
    first.session.drop_connection().get();
}

TEST_F(CallsTest, AConsultationIsCancelled) {
    Desk first = desk(1);
    Desk second = desk(2);
    const CallId held = talks(first);
    const CallId consultation = first.session.consult(held, "8002").get();
    second.answers();
    first.events.next<Established>();
    first.session.cancel_consult(held, consultation).get();
    second.events.next<CallCleared>();
    // The held call is retrieved by the server, or stays for the agent to retrieve.
    until("one call is left", [&] { return first.session.snapshot().calls.size() == 1; });
    EXPECT_EQ(first.session.snapshot().calls[0].call_id, held);
}

TEST_F(CallsTest, SingleSteps) {
    Desk first = desk(1);
    Desk second = desk(2);
    Desk third = desk(3);
    const CallId call = talks(first);
    first.session.single_step_conference(call, "8002").get();
    second.answers();
    first.events.next<Conferenced>();
    second.session.drop_connection().get();
    first.session.single_step_transfer(call, "8003").get();
    EXPECT_EQ(first.events.next<Transferred>().info.cause, "SINGLESTEPTRANSFER");
    third.answers();
    third.session.drop_connection().get();
}

TEST_F(CallsTest, TransfersThatComeBack) {
    Desk first = desk(1);
    Desk second = desk(2);
    const CallId call = talks(first);
    EXPECT_TRUE(first.session.single_transfer_wait_return(call, "8002").wait().ok());
    second.answers();
    second.session.drop_connection().get();
    until("it has come back", [&] {
        const Snapshot snapshot = first.session.snapshot();
        return snapshot.calls.size() == 1 && snapshot.calls[0].leg == ConnectionState::connected;
    });
    const CallId back = first.session.snapshot().calls[0].call_id;
    const CallId consultation = first.session.consult(back, "8002").get();
    second.answers();
    until("the consultation is up", [&] {
        const Snapshot snapshot = first.session.snapshot();
        const Call* const consulted = snapshot.call(consultation);
        return consulted != nullptr && consulted->talking;
    });
    EXPECT_TRUE(first.session.transfer_wait_return(back, consultation).wait().ok());
}

TEST_F(CallsTest, DataTravelsWithTheCall) {
    Desk desk = this->desk(1);
    const CallId call = talks(desk);
    const std::vector<CallDataEntry> entries = {{"客户", "甲 & 乙 \"%\\"}, {"order", "7"}};
    desk.session.set_call_data(call, entries).get();
    const std::vector<CallDataEntry> read = desk.session.get_call_data(call).get();
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read[0].key, "客户");
    EXPECT_EQ(read[0].value, "甲 & 乙 \"%\\");
    EXPECT_EQ(read[1].value, "7");
    EXPECT_EQ(status_of([&] { desk.session.set_call_data(call, {{"a", std::string("b\0c", 3)}}); }), Status::bad_utf8);
}

TEST_F(CallsTest, RecordingGreetingStateAndPrefixes) {
    Desk desk = this->desk(1);
    EXPECT_EQ(desk.session.get_my_prefix().get(), std::vector<std::string>{"9"});
    EXPECT_FALSE(desk.session.get_client_state().get().call_id);
    const CallId call = talks(desk);

    const auto started = desk.events.next<RecordStarted>();
    ASSERT_TRUE(started.info);
    EXPECT_EQ(started.info->call_id, call);
    EXPECT_EQ(started.is_success, true);
    EXPECT_TRUE(started.record_id && started.file_name);
    EXPECT_TRUE(desk.session.snapshot().calls[0].recording);
    EXPECT_EQ(desk.session.start_recording().wait().kind, OutcomeKind::already_so);
    desk.session.stop_recording().get();
    const auto stopped = desk.events.next<RecordStopped>();
    EXPECT_EQ(stopped.record_id, started.record_id);
    EXPECT_EQ(stopped.is_success, true);

    desk.session.agent_greeting(call, "welcome").get();
    const ClientState state = desk.session.get_client_state().get();
    EXPECT_EQ(state.agent_id, "5001@test.cc");
    EXPECT_EQ(state.extension_id, "8001@test.cc");
    EXPECT_EQ(state.agent_mode, "Ready");
    EXPECT_EQ(state.call_id, call);
    EXPECT_TRUE(state.ani && state.dnis && state.state && state.direction && state.extension);
}

TEST_F(CallsTest, ModesAlsoDuringACall) {
    Desk desk = this->desk(1);
    EXPECT_FALSE(desk.session.set_agent_mode(AgentMode::not_ready, "午休").get());
    EXPECT_EQ(desk.events.next<AgentNotReady>().info.reason, "午休");
    EXPECT_EQ(desk.session.snapshot().agent->reason, "午休");
    desk.session.set_agent_mode(AgentMode::ready).get();
    EXPECT_EQ(desk.session.set_agent_mode(AgentMode::ready).wait().kind, OutcomeKind::already_so);
    EXPECT_EQ(status_of([&] { desk.session.set_agent_mode(AgentMode::allocated); }), Status::bad_argument);
    talks(desk);
    const std::optional<std::string> pending = desk.session.set_agent_mode(AgentMode::not_ready).get();
    EXPECT_EQ(pending, desk.session.snapshot().agent->pending_mode);
    EXPECT_TRUE(pending);
}

TEST_F(CallsTest, EveryVerbByJson) {
    Desk desk = this->desk(1);
    const Outcome made = desk.session.command_json(R"({"verb":"makeCall","phoneNumber":"13900000000"})").get();
    EXPECT_TRUE(made.call_id);
    EXPECT_NE(made.json.find(*made.call_id), std::string::npos);
    EXPECT_EQ(status_of([&] { desk.session.command_json("{"); }), Status::bad_json);
}
