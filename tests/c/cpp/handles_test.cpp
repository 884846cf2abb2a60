// Ownership: moving, ending, and what comes after the end.

#include <vector>

#include "support.hpp"

#include "wellclient/future.hpp"

using namespace support;

using HandlesTest = Floor;

static_assert(!std::is_copy_constructible_v<Client> && std::is_nothrow_move_constructible_v<Client>);
static_assert(!std::is_copy_constructible_v<Session> && std::is_nothrow_move_constructible_v<Session>);
static_assert(!std::is_copy_constructible_v<Subscription> && std::is_nothrow_move_constructible_v<Subscription>);
static_assert(!std::is_copy_constructible_v<Command<>> && std::is_nothrow_move_constructible_v<Command<>>);
static_assert(!std::is_copy_constructible_v<Simulator> && std::is_nothrow_move_constructible_v<Simulator>);
static_assert(!std::is_copy_constructible_v<Replay> && std::is_nothrow_move_constructible_v<Replay>);
static_assert(std::is_copy_constructible_v<Event> && std::is_copy_constructible_v<Snapshot>);
static_assert(std::is_copy_constructible_v<Outcome> && std::is_nothrow_copy_constructible_v<Error>);

/// As a program does by mistake, unseen by the compiler.
template <class T>
void move_onto_itself(T& handle) {
    T& same = handle;
    handle = std::move(same);
}

TEST_F(HandlesTest, MovedHandlesGoOn) {
    Session first = client.session(options());
    Session second = std::move(first);
    second.agent_login(login(1)).get();
    move_onto_itself(second);
    EXPECT_EQ(second.snapshot().phase, Phase::logged_in);
    EXPECT_EQ(status_of([&] { (void)first.snapshot(); }), Status::bad_handle);  // NOLINT: moved from on purpose
    EXPECT_EQ(status_of([&] { first.hold_call("x"); }), Status::bad_handle);
    first = client.session(options());
    first = std::move(second);
    EXPECT_EQ(first.snapshot().phase, Phase::logged_in);

    Client moved = Client();
    move_onto_itself(moved);
    moved = std::move(client);
    client = std::move(moved);
    EXPECT_EQ(client.metrics().commands, 1U);
    move_onto_itself(simulator);
    EXPECT_FALSE(simulator.url().empty());

    std::atomic<int> calls{0};
    Subscription one = first.on_any([&](const Event&) { ++calls; });
    Subscription two = std::move(one);
    move_onto_itself(two);
    one.cancel();
    one.detach();
    Command<> command = first.logout();
    Command<> same = std::move(command);
    move_onto_itself(same);
    EXPECT_TRUE(same.wait().ok());
    EXPECT_EQ(status_of([&] { command.wait(); }), Status::bad_handle);
    EXPECT_EQ(status_of([&] { command.then([](const Outcome&) { FAIL(); }); }), Status::bad_handle);
    first.close();
    EXPECT_GT(calls, 0);
}

TEST_F(HandlesTest, AfterTheSessionsEnd) {
    Desk desk = this->desk(1);
    const CallId call = talks(desk);
    desk.session.close();
    desk.session.close();
    EXPECT_EQ(desk.session.snapshot().phase, Phase::closed);
    EXPECT_EQ(status_of([&] { desk.session.hold_call(call, [](const Outcome&) { FAIL(); }); }), Status::closed);
    EXPECT_EQ(status_of([&] { desk.session.on_any([](const Event&) { FAIL(); }).detach(); }), Status::closed);
    EXPECT_FALSE(desk.session.get_log().empty());
}

TEST_F(HandlesTest, AfterTheClientsEnd) {
    const Session session = client.session(options());
    client.close();
    client.close();
    EXPECT_EQ(status_of([&] { (void)client.session(options()); }), Status::closed);
    EXPECT_EQ(session.snapshot().phase, Phase::closed);
    EXPECT_EQ(status_of([&] { session.hold_call("x"); }), Status::closed);
}

TEST_F(HandlesTest, TheClientsEndSettlesCommands) {
    const Desk desk = this->desk(1);
    simulator.add_fault(R"({"kind":"http","on":{"verb":"getMyPrefix"},"reply":"hang"})");
    const Command<std::vector<std::string>> command = desk.session.get_my_prefix();
    client.close();
    EXPECT_EQ(command.wait().reason, Reason::session_closed);
}

TEST_F(HandlesTest, TheSessionsEndSettlesCommands) {
    std::optional<Command<std::vector<std::string>>> command;
    std::future<std::vector<std::string>> future;
    {
        const Desk desk = this->desk(1);
        simulator.add_fault(R"({"kind":"http","on":{"verb":"getMyPrefix"},"reply":"hang"})");
        command.emplace(desk.session.get_my_prefix());
        future = command->as_future();
    }
    ASSERT_EQ(future.wait_for(0s), std::future_status::ready) << "the destructor waits until all is told";
    EXPECT_THROW(future.get(), CommandError);
    EXPECT_EQ(command->wait().reason, Reason::session_closed);
}

TEST_F(HandlesTest, ACallbackMayEndItsSubscription) {
    Desk desk = this->desk(1);
    std::optional<Subscription> own;
    std::atomic<int> calls{0};
    Slot<bool> ended;
    own = desk.session.on<Delivered>([&, alive = std::make_shared<int>(7)](const Delivered&) {
        own.reset();
        // What it has captured is there until it returns.
        EXPECT_EQ(*alive, 7);
        ++calls;
        ended.put(true);
    });
    call_in("8001");
    ended.take();
    simulator.control(R"({"do":"hang_up","device":"13800000000"})");
    call_in("8001");
    desk.events.next<CallCleared>();
    desk.events.next<Delivered>();
    EXPECT_EQ(calls, 1);
}

TEST_F(HandlesTest, ACallbackMayEndItsSession) {
    std::optional<Session> session(client.session(options()));
    Slot<bool> ended;
    std::atomic<int> after{0};
    session->on<AgentLoggedOn>([&](const AgentLoggedOn&) {
        session.reset();
        ended.put(true);
    }).detach();
    session->on_any([&](const Event& event) { after += event.get_if<AgentLoggedOn>() != nullptr ? 1 : 0; }).detach();
    std::future<void> login = session->agent_login(this->login(1));
    ended.take();
    // Its completion is told in the background.
    ASSERT_EQ(login.wait_for(limit), std::future_status::ready);
    client.close();
    EXPECT_EQ(after, 0);
}

TEST_F(HandlesTest, CallbacksAreLetGo) {
    auto alive = std::make_shared<int>();
    {
        const Session session = client.session(options());
        session.on_any([alive](const Event&) {}).detach();
        session.on_log([alive](LogKind, std::string_view) {}).detach();
        const Subscription held = session.on("held", [alive](const Event&) {});
        session.agent_login(login(1), [alive](const Outcome&) { return Answer::stop; }, [alive](const Outcome&) {}).get();
        EXPECT_EQ(status_of([&] { session.on("originated", [alive](const Event&) {}).cancel(); }), Status::ok);
        EXPECT_EQ(status_of([&] { session.on("a", [alive](const Event&) {}).cancel(); }), Status::bad_argument);
        EXPECT_EQ(status_of([&] { session.hold_call(std::string_view("a\0", 2), [alive](const Outcome&) {}); }),
                  Status::bad_utf8);
    }
    EXPECT_EQ(alive.use_count(), 1);
}

TEST_F(HandlesTest, NulsAndBadTextsAreRefused) {
    const std::string nul("80\0001", 4);
    const Session session = client.session(options());
    EXPECT_EQ(status_of([&] { session.make_call(nul); }), Status::bad_utf8);
    const auto words = [](const auto& use) {
        try {
            use();
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(words([&] { session.consult("C1", nul); }), "phone_number has a NUL in it");
    SessionOptions with_nul = options();
    with_nul.headers = {"a: b", nul};
    EXPECT_EQ(words([&] { (void)client.session(with_nul); }), "headers[1] has a NUL in it");
    SessionOptions hasty = options();
    hasty.heartbeat = std::chrono::milliseconds(-5);
    EXPECT_EQ(words([&] { (void)client.session(hasty); }), "heartbeat is -5 ms, which is negative");
    hasty.heartbeat = std::chrono::milliseconds(60000);
    hasty.login_timeout = std::chrono::milliseconds(0);
    EXPECT_EQ(words([&] { (void)client.session(hasty); }), "login_timeout must be at least 1, not 0.");
    hasty.heartbeat = std::chrono::milliseconds(0);
    EXPECT_EQ(words([&] { (void)client.session(hasty); }), "heartbeat must be from 100 to 170000, not 0.");
    EXPECT_EQ(status_of([&] { session.hold_call("\xff"); }), Status::bad_utf8);
    EXPECT_EQ(status_of([&] { session.log(nul); }), Status::bad_utf8);
    EXPECT_EQ(status_of([&] { (void)session.search_log(nul); }), Status::bad_utf8);
    EXPECT_EQ(status_of([&] { (void)session.may(Verb::hold, nul); }), Status::bad_utf8);
    EXPECT_EQ(status_of([&] { session.set_agent_mode(AgentMode::ready, nul); }), Status::bad_utf8);
    Login who = login(1);
    who.password = nul;
    EXPECT_EQ(status_of([&] { session.agent_login(who); }), Status::bad_utf8);
    MakeCallOptions call;
    call.context_id = nul;
    EXPECT_EQ(status_of([&] { session.make_call("1", call); }), Status::bad_utf8);
    EXPECT_EQ(status_of([&] { session.recover({"a", "d", Secret(std::string_view(nul)), {}}); }), Status::bad_utf8);
    SessionOptions bad = options();
    bad.internal_numbers = {nul};
    EXPECT_EQ(status_of([&] { (void)client.session(bad); }), Status::bad_utf8);
    bad = options();
    bad.virtual_host = nul;
    EXPECT_EQ(status_of([&] { (void)client.session(bad); }), Status::bad_utf8);
    bad = options();
    bad.headers = {nul};
    EXPECT_EQ(status_of([&] { (void)client.session(bad); }), Status::bad_utf8);
    bad = options();
    bad.broker_passcode = Secret(std::string_view(nul));
    EXPECT_EQ(status_of([&] { (void)client.session(bad); }), Status::bad_utf8);
    EXPECT_EQ(status_of([&] { simulator.control(nul); }), Status::bad_utf8);
    EXPECT_EQ(status_of([&] { (void)Replay::create(nul); }), Status::bad_utf8);
    EXPECT_FALSE(is_phone_number(nul));
    EXPECT_TRUE(is_phone_number("938834600-Ww8002"));
}

TEST_F(HandlesTest, BadOptionsAreRefused) {
    SessionOptions session;
    EXPECT_EQ(status_of([&] { (void)client.session(session); }), Status::bad_environment);
    session.preset = "NO-SUCH";
    EXPECT_EQ(status_of([&] { (void)client.session(session); }), Status::bad_environment);
    ASSERT_FALSE(environments().empty());
    session.preset = environments().front();
    EXPECT_EQ(status_of([&] { (void)client.session(session); }), Status::ok);
    session.internal_numbers = {"4711"};
    session.headers = {"X-Tenant: 1", "X-Api-Key: 2"};
    session.origin = "https://desk.example";
    session.broker_login = "desk";
    session.broker_passcode = Secret("secret");
    EXPECT_EQ(status_of([&] { (void)client.session(session); }), Status::ok);
    session.headers = {"X-Tenant: 1", "Host: 2"};
    EXPECT_EQ(status_of([&] { (void)client.session(session); }), Status::bad_environment);
    ClientOptions options;
    options.extra_roots_pem = "no certificate";
    EXPECT_EQ(status_of([&] { (void)Client::create(options); }), Status::bad_tls);
    options = ClientOptions();
    options.proxy = Proxy::url;
    options.proxy_url = "no URL";
    EXPECT_EQ(status_of([&] { (void)Client::create(options); }), Status::bad_proxy);
    EXPECT_EQ(status_of([&] { (void)Simulator::start("{"); }), Status::bad_json);
}

/// What is said of options that are refused as a bad argument.
template <class F>
std::string refusal_of(F call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), Status::bad_argument);
        return error.what();
    }
    return "not refused";
}

TEST_F(HandlesTest, TimesOutOfRangeAreRefused) {
    const std::vector<std::pair<const char*, Milliseconds SessionOptions::*>> settings = {
        {"reconnect_delay", &SessionOptions::reconnect_delay},
        {"reconnect_cap", &SessionOptions::reconnect_cap},
        {"reconnect_window", &SessionOptions::reconnect_window},
        {"reconnect_give_up", &SessionOptions::reconnect_give_up},
        {"heartbeat", &SessionOptions::heartbeat},
        {"login_timeout", &SessionOptions::login_timeout},
        {"ask_timeout", &SessionOptions::ask_timeout},
        {"command_timeout", &SessionOptions::command_timeout},
        {"confirm_timeout", &SessionOptions::confirm_timeout},
        {"connect_timeout", &SessionOptions::connect_timeout},
        {"settle", &SessionOptions::settle},
        {"stomp_heartbeat", &SessionOptions::stomp_heartbeat},
        {"ping", &SessionOptions::ping},
        {"doubt", &SessionOptions::doubt},
        {"clock_jump", &SessionOptions::clock_jump},
        {"between_calls", &SessionOptions::between_calls},
        {"stable", &SessionOptions::stable},
        {"slow_retry", &SessionOptions::slow_retry},
    };
    for (const Milliseconds time : {Milliseconds(-5), Milliseconds::min(), Milliseconds(2400h), Milliseconds::max()}) {
        const std::string why = time.count() < 0 ? "negative" : "longer than 4294967295 ms";
        const std::string words = " is " + std::to_string(time.count()) + " ms, which is " + why;
        for (const auto& [name, setting] : settings) {
            SessionOptions session = options();
            session.*setting = time;
            EXPECT_EQ(refusal_of([&] { (void)client.session(session); }), name + words);
        }
        ClientOptions connecting;
        connecting.connect_timeout = time;
        EXPECT_EQ(refusal_of([&] { (void)Client::create(connecting); }), "connect_timeout" + words);
        ClientOptions requesting;
        requesting.request_timeout = time;
        EXPECT_EQ(refusal_of([&] { (void)Client::create(requesting); }), "request_timeout" + words);
    }
    SessionOptions longest = options();
    longest.settle = Milliseconds(4294967295);
    EXPECT_EQ(status_of([&] { (void)client.session(longest); }), Status::ok);
}

TEST(VersionTest, HeaderAndLibraryAreCompared) {
    EXPECT_EQ(abi_version(), static_cast<std::uint32_t>(WELL_ABI_VERSION));
    EXPECT_FALSE(version().empty());
    EXPECT_FALSE(detail::abi_error(1, 1));
    const std::optional<Error> older = detail::abi_error(2, 1);
    ASSERT_TRUE(older);
    EXPECT_EQ(older->status(), Status::unsupported);
    EXPECT_STREQ(older->what(),
                 "wellclient.hpp was made for version 0.2 of the library's interface, the library has 0.1");
    EXPECT_TRUE(detail::abi_error(1, 2)) << "before 1.0 each minor version may break programs";
    EXPECT_FALSE(detail::abi_error(65537, 65538));
    EXPECT_TRUE(detail::abi_error(65538, 65537));
    EXPECT_TRUE(detail::abi_error(65536, 131072));
}

TEST(SecretTest, CopiesAndMoves) {
    Secret one("123456");
    Secret two = std::move(one);
    EXPECT_EQ(two.expose(), "123456");
    EXPECT_TRUE(one.expose().empty());  // NOLINT: moved from on purpose
    one = two;
    move_onto_itself(one);
    EXPECT_EQ(one.expose(), "123456");
    two = std::move(one);
    EXPECT_EQ(two.expose(), "123456");
}

TEST(ValueTest, AnEventThatWasMovedFromIsStillThere) {
    Event one(AgentReady{});
    Event two = std::move(one);
    EXPECT_EQ(one.kind(), EventKind::agent_ready);  // NOLINT: moved from on purpose
    one = std::move(two);
    EXPECT_NE(two.get_if<AgentReady>(), nullptr);  // NOLINT: moved from on purpose
    EXPECT_TRUE(two.raw().empty() && two.name().empty());
}

TEST(ValueTest, ANullPointerIsAnEmptyId) {
    const char* const nothing = nullptr;
    const CallId id(nothing);
    EXPECT_TRUE(id.empty());
    EXPECT_TRUE(id == nothing && nothing == id && id == "" && CallId() == id);
    EXPECT_TRUE(CallId("1") != nothing && nothing != CallId("1"));
}
