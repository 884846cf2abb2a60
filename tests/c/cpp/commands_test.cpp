// How a command's end is learned: waiting, completions, futures; and what refuses it.

#include <thread>

#include "support.hpp"

#include "wellclient/future.hpp"

using namespace support;

using CommandsTest = Floor;

TEST_F(CommandsTest, CompletionsAreCalledOnceAfterTheEvents) {
    Desk desk = this->desk(1);
    std::atomic<bool> told{false};
    const Subscription held = desk.session.on<Held>([&](const Held&) { told = true; });
    const CallId call = talks(desk);
    Slot<Outcome> done;
    std::atomic<int> calls{0};
    const Command<> command = desk.session.hold_call(call, [&](const Outcome& outcome) {
        EXPECT_TRUE(told) << "the event comes first";
        ++calls;
        done.put(outcome);
    });
    EXPECT_NE(command.id(), 0U);
    EXPECT_EQ(done.take().kind, OutcomeKind::confirmed);
    EXPECT_TRUE(command.wait(0ms));
    EXPECT_EQ(calls, 1);

    // Once it is settled, at once.
    bool at_once = false;
    command.then([&](const Outcome& outcome) { at_once = outcome.ok(); });
    EXPECT_TRUE(at_once);
    command.then({});
}

TEST_F(CommandsTest, FuturesGiveTheReplyOrThrow) {
    Desk desk = this->desk(1);
    std::future<CallId> made = desk.session.make_call("13900000000");
    ASSERT_EQ(made.wait_for(limit), std::future_status::ready);
    const CallId call = made.get();
    EXPECT_NE(desk.session.snapshot().call(call), nullptr);
    std::future<void> dropped = desk.session.drop_connection().as_future();
    dropped.get();
    std::future<void> again = desk.session.drop_connection().as_future();
    try {
        again.get();
        FAIL() << "there was no call";
    } catch (const CommandError& error) {
        EXPECT_EQ(error.reason(), Reason::no_call);
    }
    std::future<std::vector<std::string>> prefixes = desk.session.get_my_prefix();
    EXPECT_EQ(prefixes.get(), std::vector<std::string>{"9"});
}

TEST_F(CommandsTest, GuardsAndRefusalsAreTyped) {
    SessionOptions options = this->options();
    options.between_calls = 60s;
    options.phone_numbers_only = true;
    Desk desk = this->desk(1, options);
    const Session idle = client.session(options);
    EXPECT_EQ(refused(idle.hold_call("x")).reason, Reason::not_logged_in);
    EXPECT_EQ(refused(idle.logout()).reason, Reason::not_logged_in);
    EXPECT_EQ(refused(desk.session.agent_login(login(1))).reason, Reason::session_in_use);
    EXPECT_EQ(refused(desk.session.make_call("")).reason, Reason::bad_number);
    EXPECT_EQ(refused(desk.session.make_call("12ab")).reason, Reason::bad_number);
    EXPECT_EQ(refused(desk.session.make_call("8001")).reason, Reason::own_extension);
    EXPECT_EQ(refused(desk.session.drop_connection()).reason, Reason::no_call);
    const Outcome unknown_call = refused(desk.session.answer_call("no such call"));
    EXPECT_EQ(unknown_call.reason, Reason::not_found);
    EXPECT_EQ(unknown_call.status, 404);
    EXPECT_EQ(refused(desk.session.answer_call("")).reason, Reason::argument);
    const char* const missing = nullptr;
    EXPECT_EQ(refused(desk.session.answer_call(missing)).reason, Reason::argument);

    const CallId call = desk.session.make_call("13900000000").get();
    EXPECT_EQ(refused(desk.session.make_call("13900000000")).reason, Reason::call_up);
    EXPECT_EQ(refused(desk.session.logout()).reason, Reason::call_up);
    desk.session.drop_connection(call).get();
    const Outcome soon = refused(desk.session.make_call("13900000000"));
    EXPECT_EQ(soon.reason, Reason::too_soon);
    ASSERT_TRUE(soon.retry_after);
    EXPECT_GT(*soon.retry_after, 0ms);
    EXPECT_FALSE(soon.english.empty() || soon.chinese.empty() || soon.code.empty());
}

TEST_F(CommandsTest, TheServersRefusalsAreTyped) {
    Desk desk = this->desk(1);
    simulator.control(R"({"do":"set_agent","agent":"5001","condition":"quota_reached"})");
    desk.session.set_agent_mode(AgentMode::not_ready).get();
    EXPECT_EQ(refused(desk.session.set_agent_mode(AgentMode::ready)).reason, Reason::quota_reached);
    const std::pair<int, Reason> statuses[] = {
        {400, Reason::bad_request},     {403, Reason::forbidden},   {429, Reason::too_many_requests},
        {460, Reason::extension_busy},  {500, Reason::server_error}, {499, Reason::other}};
    for (const auto& [status, reason] : statuses) {
        simulator.add_fault(R"({"kind":"http","on":{"verb":"getClientState","times":1},"reply":{"status":{"code":)" +
                            std::to_string(status) + R"(,"retry_after_s":7}}})");
        const Outcome outcome = refused(desk.session.get_client_state());
        EXPECT_EQ(outcome.status, status);
        EXPECT_EQ(outcome.reason, reason) << outcome.json;
        EXPECT_EQ(outcome.retry_after, 7s);
    }
}

TEST_F(CommandsTest, NobodyCanTell) {
    SessionOptions options = this->options();
    options.command_timeout = 300ms;
    options.confirm_timeout = 100ms;
    Desk desk = this->desk(1, options);
    simulator.add_fault(R"({"kind":"http","on":{"verb":"agentGreeting"},"carried_out":true,"reply":"cut"})");
    simulator.add_fault(R"({"kind":"http","on":{"verb":"getClientState"},"reply":"hang"})");
    const CallId call = talks(desk);
    const Outcome outcome = refused(desk.session.get_client_state());
    EXPECT_EQ(outcome.kind, OutcomeKind::unknown);
    EXPECT_EQ(outcome.reason, Reason::no_reply);
    simulator.clear_faults();
}

TEST_F(CommandsTest, WaitingEndsInTime) {
    Desk desk = this->desk(1);
    const std::uint64_t hang =
        simulator.add_fault(R"({"kind":"http","on":{"verb":"getMyPrefix"},"delay_ms":300})");
    const Command<std::vector<std::string>> command = desk.session.get_my_prefix();
    EXPECT_FALSE(command.wait(0ms));
    EXPECT_FALSE(command.wait(1ms));
    EXPECT_TRUE(command.wait(limit));
    simulator.remove_fault(hang);
}

TEST_F(CommandsTest, WaitingInsideOfACallbackIsRefused) {
    Desk desk = this->desk(1);
    Slot<std::vector<Status>> statuses;
    const Subscription ringing = desk.session.on<Delivered>([&](const Delivered& call) {
        std::vector<Status> seen;
        const Command<> answer = desk.session.answer_call(call.info.call_id);
        seen.push_back(status_of([&] { answer.wait(); }));
        seen.push_back(status_of([&] { answer.get(); }));
        seen.push_back(status_of([&] { (void)answer.wait(0ms); }));
        seen.push_back(status_of([&] { desk.session.close(); }));
        seen.push_back(status_of([&] { client.close(); }));
        seen.push_back(status_of([&] { simulator.stop(); }));
        seen.push_back(status_of([&] { simulator.run_script("[]"); }));
        statuses.put(std::move(seen));
    });
    call_in("8001");
    const auto no = Status::would_deadlock;
    EXPECT_EQ(statuses.take(), (std::vector<Status>{no, no, Status::ok, no, no, no, no}));
    desk.events.next<Established>();
}

TEST_F(CommandsTest, ExceptionsEndInTheCallback) {
    Slot<std::string> caught;
    std::atomic<int> count{0};
    set_callback_error_handler([&](const std::exception_ptr& exception) {
        ++count;
        try {
            std::rethrow_exception(exception);
        } catch (const std::exception& error) {
            caught.put(error.what());
        }
    });
    Desk desk = this->desk(1);
    const Subscription thrower =
        desk.session.on<Delivered>([](const Delivered&) { throw std::runtime_error("from an event"); });
    const CallId call = call_in("8001");
    EXPECT_EQ(caught.take(), "from an event");
    desk.session.answer_call(call, [](const Outcome&) { throw std::runtime_error("from a completion"); }).get();
    EXPECT_EQ(caught.take(), "from a completion");

    const Session other = client.session(options());
    Login who = login(1);
    who.ext = "8005";
    who.login_mode = LoginMode::ask;
    const Command<> asking = other.agent_login(who, [](const Outcome&) -> Answer { throw std::runtime_error("asked"); });
    EXPECT_EQ(refused(asking).reason, Reason::logged_in_elsewhere);
    EXPECT_EQ(caught.take(), "asked");

    // A handler that throws itself harms nobody, and the default writes to stderr.
    set_callback_error_handler([](const std::exception_ptr&) { throw 1; });
    const Subscription again = desk.session.on<Held>([](const Held&) { throw 2; });
    desk.session.hold_call(call).get();
    desk.events.next<Held>();
    set_callback_error_handler({});
    EXPECT_EQ(count, 3);
}

TEST_F(CommandsTest, ManyThreadsAtOnce) {
    Desk desk = this->desk(1);
    talks(desk);
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10; ++n) {
                good += desk.session.get_client_state().wait().ok() && desk.session.snapshot().agent ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(good, 40);
    EXPECT_GE(desk.session.metrics().commands, 40U);
    EXPECT_GE(client.metrics().commands, 40U);
}
