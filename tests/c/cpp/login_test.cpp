// Logging in, in every mode; being asked; recovery.

#include <thread>

#include "support.hpp"

using namespace support;

using LoginTest = Floor;

TEST_F(LoginTest, IsToldByItsEventsAndTheSnapshot) {
    const Session session = client.session(options());
    EXPECT_EQ(session.snapshot().phase, Phase::logged_out);
    EXPECT_FALSE(session.identity());
    EXPECT_FALSE(session.saved());
    Tape events(session);
    Login who = login(1);
    who.agent_mode = AgentMode::ready;
    const Outcome outcome = session.agent_login(who).wait();
    EXPECT_TRUE(outcome.ok()) << outcome.json;
    EXPECT_EQ(outcome.kind, OutcomeKind::confirmed);
    EXPECT_EQ(outcome.reason, Reason::none);
    EXPECT_EQ(outcome.evidence, "event:agentLoggedOn");

    const auto on = events.next<AgentLoggedOn>();
    EXPECT_EQ(on.info.agent_id, "5001@test.cc");
    EXPECT_EQ(on.meta.event_name, "agentLoggedOn");
    EXPECT_EQ(on.meta.origin, Origin::server);
    EXPECT_EQ(on.meta.event_type, "agent");
    EXPECT_EQ(on.meta.domain, "test.cc");
    EXPECT_TRUE(on.meta.event_time && on.meta.serial && on.meta.producer);
    EXPECT_FALSE(on.meta.late);
    const auto ready = events.next<AgentReady>();
    EXPECT_EQ(ready.info.agent_mode, AgentMode::ready);
    EXPECT_EQ(ready.info.agent_mode_text, "Ready");

    const Snapshot snapshot = session.snapshot();
    EXPECT_EQ(snapshot.phase, Phase::logged_in);
    EXPECT_EQ(snapshot.link, Link::active);
    ASSERT_TRUE(snapshot.agent);
    EXPECT_EQ(snapshot.agent->agent_id, "5001@test.cc");
    EXPECT_EQ(snapshot.agent->device_id, "8001@test.cc");
    EXPECT_EQ(snapshot.agent->mode, AgentMode::ready);
    EXPECT_EQ(snapshot.agent->mode_text, "Ready");
    EXPECT_TRUE(snapshot.agent->in_mode && snapshot.agent->since);
    EXPECT_TRUE(snapshot.calls.empty());
    EXPECT_TRUE(snapshot.may(Verb::make_call));
    EXPECT_FALSE(snapshot.may(Verb::login));
    EXPECT_FALSE(snapshot.may(Verb::hold));
    const Action* const again = find_action(snapshot.actions, Verb::login);
    ASSERT_NE(again, nullptr);
    EXPECT_EQ(again->reason, Reason::session_in_use);
    EXPECT_EQ(again->verb_name, "agentLogin");
    EXPECT_FALSE(again->code.empty() || again->english.empty() || again->chinese.empty());
    EXPECT_NE(snapshot.json.find("5001@test.cc"), std::string::npos);

    const std::optional<Identity> identity = session.identity();
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->agent_id, "5001@test.cc");
    EXPECT_EQ(identity->device_id, "8001@test.cc");

    session.logout().get();
    events.next<AgentLoggedOff>();
    EXPECT_EQ(session.snapshot().phase, Phase::logged_out);
}

TEST_F(LoginTest, IsRefusedInWords) {
    const Session session = client.session(options());
    Tape events(session);
    Login who = login(1);
    who.password = "wrong";
    const Outcome outcome = refused(session.agent_login(who));
    EXPECT_EQ(outcome.kind, OutcomeKind::rejected);
    EXPECT_EQ(outcome.reason, Reason::wrong_credentials);
    EXPECT_EQ(outcome.code, "wrongCredentials");
    EXPECT_EQ(outcome.status, 401);
    EXPECT_FALSE(outcome.chinese.empty());
    const auto failed = events.next<LoginFailed>();
    EXPECT_EQ(failed.status, 401);
    EXPECT_EQ(failed.meta.origin, Origin::derived);
    EXPECT_EQ(session.get_log().find("wrong\""), std::string::npos);
}

TEST_F(LoginTest, StopFailsWhereTheAgentIsLoggedInElsewhere) {
    const Desk elsewhere = desk(1);
    const Session session = client.session(options());
    Login who = login(1);
    who.ext = "8005";
    who.login_mode = LoginMode::stop;
    const Outcome outcome = refused(session.agent_login(who));
    EXPECT_EQ(outcome.reason, Reason::logged_in_elsewhere);
    EXPECT_EQ(outcome.status, 455);
    EXPECT_EQ(outcome.device_id, "8001@test.cc");
    EXPECT_TRUE(outcome.body);
    EXPECT_EQ(elsewhere.session.snapshot().phase, Phase::logged_in);
}

TEST_F(LoginTest, ForceLogsOutThere) {
    Desk elsewhere = desk(1);
    const Session session = client.session(options());
    Login who = login(1);
    who.ext = "8005";
    session.agent_login(who).get();
    elsewhere.events.next<AgentLoggedOff>();
    EXPECT_EQ(session.identity()->device_id, "8005@test.cc");
}

TEST_F(LoginTest, AskDoesWhatTheAnswerSays) {
    const Desk elsewhere = desk(1);
    Login who = login(1);
    who.ext = "8005";
    who.login_mode = LoginMode::ask;

    const Session session = client.session(options());
    EXPECT_EQ(refused(session.agent_login(who)).reason, Reason::logged_in_elsewhere) << "nobody can be asked";

    std::optional<std::string> device;
    const auto stop = [&](const Outcome& where) {
        device = where.device_id;
        return Answer::stop;
    };
    EXPECT_EQ(refused(session.agent_login(who, stop)).status, 455);
    EXPECT_EQ(device, "8001@test.cc");

    session.agent_login(who, [](const Outcome&) { return Answer::force; }).get();
    EXPECT_EQ(session.identity()->device_id, "8005@test.cc");
}

TEST_F(LoginTest, AskIsAnsweredLater) {
    const Desk elsewhere = desk(1);
    Login who = login(1);
    who.ext = "8005";
    who.login_mode = LoginMode::ask;
    const Session session = client.session(options());
    Slot<bool> asked;
    const Command<> login = session.agent_login(who, [&](const Outcome&) {
        asked.put(true);
        return Answer::later;
    });
    asked.take();
    EXPECT_FALSE(login.wait(0ms));
    EXPECT_EQ(session.snapshot().phase, Phase::logging_in);
    session.answer_ask(true);
    login.get();
}

TEST_F(LoginTest, AnotherAgentIsOnTheExtension) {
    const Desk first = desk(1);
    const Session session = client.session(options());
    Login who = login(2);
    who.ext = "8001";
    const Outcome outcome = refused(session.agent_login(who));
    EXPECT_EQ(outcome.reason, Reason::extension_in_use);
    EXPECT_EQ(outcome.agent_id, "5001@test.cc");
}

TEST_F(LoginTest, ASavedSessionIsTakenUpAgain) {
    CallId call;
    std::optional<Saved> saved;
    {
        Desk before = desk(1);
        call = talks(before);
        saved = before.session.saved();
        ASSERT_TRUE(saved);
        EXPECT_EQ(saved->agent_id, "5001@test.cc");
        EXPECT_EQ(saved->device_id, "8001@test.cc");
        EXPECT_FALSE(saved->session_id.expose().empty());
        EXPECT_FALSE(saved->password) << "the program has it";
        saved->password = "123456";
        before.session.close();
    }
    const Session session = client.session(options());
    Tape events(session);
    session.recover(*saved).get();
    const auto recovered = events.next<RecoverStateSuccess>();
    EXPECT_EQ(recovered.agent_id, "5001@test.cc");
    EXPECT_EQ(recovered.extension_id, "8001@test.cc");
    EXPECT_EQ(recovered.agent_mode, AgentMode::ready);
    EXPECT_EQ(recovered.call_id, call);
    EXPECT_EQ(recovered.state, "established");
    EXPECT_TRUE(recovered.calling_device && recovered.called_device);
    EXPECT_NE(session.snapshot().call(call), nullptr);
    EXPECT_EQ(session.get_log().find(saved->session_id.expose()), std::string::npos);
    session.drop_connection().get();
}

TEST_F(LoginTest, AStoreHasTheSessionAfterARestart) {
    const std::string path = testing::TempDir() + "wellclient-" + unique() + ".session";
    SessionOptions kept = options();
    kept.store = SessionStore{path, Secret(std::string(32, '\7'))};
    EXPECT_FALSE(kept.store->load());
    CallId held;
    CallId consulted;
    {
        const Session session = client.session(kept);
        Tape events(session);
        session.agent_login(login(1)).get();
        held = call_in("8001");
        (void)events.next<Delivered>();
        session.answer_call(held).get();
        consulted = session.consult(held, "13900000000").get();
        session.close();
    }
    const std::optional<Saved> saved = kept.store->load();
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->agent_id, "5001@test.cc");
    EXPECT_EQ(Saved::from_bytes(saved->bytes).device_id, "8001@test.cc");
    const SessionStore other{path, Secret(std::string(32, '\10'))};
    EXPECT_EQ(status_of([&] { (void)other.load(); }), Status::store_other_key);
    EXPECT_EQ(status_of([] { (void)Saved::from_bytes("[]"); }), Status::bad_saved);
    const Saved made{"5001@test.cc", "8001@test.cc", "made by hand", std::nullopt, {}};
    EXPECT_EQ(status_of([&] { other.save(made); }), Status::bad_saved);

    const Session session = client.session(kept);
    session.recover(*saved).get();
    const Snapshot snapshot = session.snapshot();
    ASSERT_EQ(snapshot.calls.size(), 2U);
    EXPECT_FALSE(snapshot.calls_complete);
    EXPECT_EQ(snapshot.calls[0].call_id, held);
    EXPECT_EQ(snapshot.calls[0].leg, ConnectionState::hold);
    EXPECT_TRUE(snapshot.calls[0].doubts.has(Doubt::leg));
    EXPECT_EQ(snapshot.calls[1].consultation_of, held);
    EXPECT_EQ(snapshot.calls[1].call_id, consulted);
    session.close();
    kept.store->remove();
    EXPECT_FALSE(kept.store->load());
}
