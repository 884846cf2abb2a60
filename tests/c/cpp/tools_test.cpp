// The event log, settings, metrics, diagnostics, journals, and the simulator's own tools.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support.hpp"

using namespace support;

using ToolsTest = Floor;

namespace {

/// A file that goes with this.
class TemporaryFile {
public:
    TemporaryFile() {
        path = ::testing::TempDir() + "wellclient-" + unique();
        if (!std::ofstream(path)) {
            throw std::runtime_error("no temporary file");
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::remove(path.c_str()); }

    [[nodiscard]] std::string content() const {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }

    std::string path;
};

}  // namespace

TEST_F(ToolsTest, TheEventLog) {
    const Desk desk = this->desk(1);
    desk.session.log("a line of the program's: 你好");
    EXPECT_NE(desk.session.get_log().find("你好"), std::string::npos);
    EXPECT_EQ(desk.session.get_log().find("123456"), std::string::npos);
    const std::string found = desk.session.search_log("你好");
    EXPECT_EQ(found.find("agentLoggedOn"), std::string::npos);
    EXPECT_EQ(found.back(), '\n');
    const TemporaryFile file;
    desk.session.download_log(file.path);
    EXPECT_NE(file.content().find("你好"), std::string::npos);
    EXPECT_EQ(status_of([&] { desk.session.download_log("/no/such/folder/log.txt"); }), Status::io);
    desk.session.enable_log(false);
    desk.session.log("not kept");
    EXPECT_TRUE(desk.session.search_log("not kept").empty());
    desk.session.enable_log();
    desk.session.clear_log();
    EXPECT_TRUE(desk.session.search_log("你好").empty());
    desk.session.upload_log().get();
}

TEST_F(ToolsTest, LogLinesAndSettings) {
    Slot<std::string> line;
    const Session session = client.session(options());
    const Subscription logs = session.on_log([&](LogKind kind, std::string_view content) {
        if (kind == LogKind::error) {
            line.put(std::string(content));
        }
    });
    session.error("出错");
    EXPECT_NE(line.take().find("出错"), std::string::npos);
    Settings settings = session.get_config();
    EXPECT_FALSE(settings.auto_answer || settings.debug || settings.use_ws_log);
    EXPECT_TRUE(settings.use_error_alert);
    settings.auto_answer = true;
    session.set_config(settings);
    session.set_debug(true);
    session.set_retrieve_after_consultation(true);
    settings = session.get_config();
    EXPECT_TRUE(settings.auto_answer && settings.debug && settings.use_error_alert);
    EXPECT_EQ(status_of([&] { session.on_log({}).cancel(); }), Status::null_pointer);
}

TEST_F(ToolsTest, AutoAnswerAnswers) {
    SessionOptions options = this->options();
    options.auto_answer = true;
    Desk desk = this->desk(1, options);
    const CallId call = call_in("8001");
    EXPECT_EQ(desk.events.next<Established>().info.call_id, call);
    EXPECT_NE(desk.session.get_call_memory().find(call), std::string::npos);
}

TEST_F(ToolsTest, TheFirstCallIsRetrievedWhenTheConsultedHangsUp) {
    SessionOptions options = this->options();
    options.retrieve_after_consultation = true;
    options.answer_second_call = true;
    options.phone_numbers_only = true;
    options.take_over_call = false;
    Desk first = this->desk(1, options);
    Desk second = this->desk(2);
    const CallId held = talks(first);
    (void)first.session.consult(held, "8002").get();
    second.answers();
    second.session.drop_connection().get();
    EXPECT_EQ(first.events.next<Retrieved>().info.call_id, held);
}

TEST_F(ToolsTest, LogoutOnClose) {
    SessionOptions options = this->options();
    options.logout_on_close = true;
    { const Desk desk = this->desk(1, options); }
    EXPECT_NE(simulator.log().find("logout"), std::string::npos);
}

TEST_F(ToolsTest, MetricsCount) {
    Desk desk = this->desk(1);
    talks(desk);
    const Metrics metrics = desk.session.metrics();
    EXPECT_GE(metrics.events, 4U);
    EXPECT_GE(metrics.commands, 2U);
    EXPECT_EQ(metrics.commands_failed, 0U);
    EXPECT_GE(metrics.command_total, metrics.command_longest);
    (void)refused(desk.session.answer_call("no such call"));
    EXPECT_EQ(client.metrics().commands_failed, 1U);
}

TEST_F(ToolsTest, DiagnosticsAreGivenOn) {
    auto lines = std::make_shared<std::atomic<int>>(0);
    set_diagnostics(Level::trace, [lines](Level level, std::string_view target, std::string_view message) {
        EXPECT_STRNE(to_string(level), "?");
        EXPECT_FALSE(target.empty());
        EXPECT_EQ(message.find("123456"), std::string_view::npos);
        ++*lines;
    });
    { const Desk desk = this->desk(1); }
    EXPECT_GT(*lines, 0);
    set_diagnostics(Level::error, {});
    until("the callback is let go", [&] { return lines.use_count() == 1; });
}

TEST_F(ToolsTest, AJournalReplaysToTheSameState) {
    const TemporaryFile file;
    SessionOptions options = this->options();
    options.journal_path = file.path;
    CallId call;
    {
        Desk desk = this->desk(1, options);
        call = talks(desk);
        desk.session.hold_call(call).get();
        desk.session.close();
    }
    std::istringstream journal(file.content());
    EXPECT_EQ(journal.str().find("123456"), std::string::npos);
    std::string line;
    ASSERT_TRUE(std::getline(journal, line));
    Replay replay = Replay::create(line);
    EXPECT_EQ(replay.snapshot().phase, Phase::logged_out);
    bool held = false;
    std::optional<Snapshot> shown;
    while (std::getline(journal, line)) {
        replay.feed(line);
        while (const std::optional<Event> event = replay.next()) {
            if (event->get_if<Held>() != nullptr) {
                held = true;
                shown = replay.snapshot();
            }
        }
    }
    EXPECT_TRUE(held);
    ASSERT_TRUE(shown && shown->call(call) != nullptr);
    EXPECT_EQ(shown->call(call)->leg, ConnectionState::hold);
    EXPECT_EQ(status_of([&] { replay.feed("no line"); }), Status::bad_journal);
    EXPECT_EQ(status_of([&] { (void)Replay::create("no header"); }), Status::bad_journal);
    replay.feed("");
    const std::string recorded = file.content();
    EXPECT_EQ(status_of([&] { (void)client.session(options); }), Status::io) << "what was recorded stays";
    EXPECT_EQ(file.content(), recorded);
    options.journal_path = "/no/such/folder/journal";
    EXPECT_EQ(status_of([&] { (void)client.session(options); }), Status::io);
}

TEST_F(ToolsTest, TheSimulatorRunsScripts) {
    simulator.run_script(R"({"note":"hello"})");
    EXPECT_NE(simulator.log().find("hello"), std::string::npos);
    EXPECT_EQ(status_of([&] { simulator.run_script("no script"); }), Status::simulator_refused);
    EXPECT_EQ(status_of([&] { simulator.run_script(R"({"when":{"event":"held"}})", 1ms); }), Status::timed_out);
    EXPECT_EQ(status_of([&] { simulator.control(R"({"do":"hang_up","device":"13800000000"})"); }),
              Status::simulator_refused);
    EXPECT_EQ(status_of([&] { simulator.control("no JSON"); }), Status::bad_json);
    simulator.stop();
    EXPECT_EQ(status_of([&] { (void)simulator.state(); }), Status::closed);
    simulator.stop();
}

TEST_F(ToolsTest, AServerThatIsNotThere) {
    const std::string url = simulator.url();
    simulator.stop();
    SessionOptions options = this->options();
    options.api_url = url;
    const Session session = client.session(options);
    Tape events(session);
    EXPECT_EQ(refused(session.agent_login(login(1))).reason, Reason::unreachable);
    EXPECT_EQ(events.next<LoginFailed>().status, 0);
}

TEST(WrapUpTest, IsTold) {
    const Simulator simulator = Simulator::start(R"({"pbx":{"wrap_up_ms":100}})");
    const Client client;
    SessionOptions options;
    options.api_url = simulator.url();
    options.auto_answer = true;
    const Session session = client.session(options);
    Tape events(session);
    session.agent_login({"5001", "123456", "test.cc", "8001"}).get();
    simulator.control(R"({"do":"call_in","from":"13800000000","to":"8001"})");
    events.next<Established>();
    session.drop_connection().get();
    EXPECT_EQ(events.next<AgentWorkingAfterCall>().info.agent_mode, AgentMode::work_not_ready);
}
