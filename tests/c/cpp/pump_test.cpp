// Sessions that the program pumps, by a timeout or by a file descriptor.

#include <poll.h>

#include "support.hpp"

using namespace support;

class PumpTest : public Floor {
protected:
    PumpTest() {
        SessionOptions options = this->options();
        options.delivery = Delivery::pumped;
        session.emplace(client.session(options));
    }

    /// Polls until there is an event of this kind.
    template <class T>
    T pump() {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (std::chrono::steady_clock::now() < end) {
            if (const Polled polled = session->poll_event(100ms)) {
                if (const T* const body = polled->get_if<T>()) {
                    return *body;
                }
            }
        }
        throw std::runtime_error(std::string("no ") + to_string(T::kind));
    }

    std::optional<Session> session;
};

TEST_F(PumpTest, EventsAreTakenAndCallbacksCalledOnThisThread) {
    const std::thread::id here = std::this_thread::get_id();
    int called = 0;
    bool done = false;
    const Subscription on = session->on<AgentLoggedOn>([&](const AgentLoggedOn&) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        EXPECT_EQ(status_of([&] { (void)session->poll_event(); }), Status::would_deadlock);
        ++called;
    });
    // Waiting needs no pumping; completions and futures do.
    const Command<> login = session->agent_login(this->login(1), {}, [&](const Outcome& outcome) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        done = outcome.ok();
    });
    std::future<void> future = login;
    EXPECT_TRUE(login.wait().ok());
    EXPECT_EQ(called, 0);
    EXPECT_EQ(future.wait_for(0s), std::future_status::timeout);
    pump<AgentNotReady>();
    EXPECT_EQ(called, 1);
    while (!done) {
        (void)session->poll_event(100ms);
    }
    EXPECT_EQ(future.wait_for(0s), std::future_status::ready);
    future.get();
}

TEST_F(PumpTest, TheDescriptorTellsWhenToPoll) {
    const int fd = session->event_fd();
    EXPECT_EQ(session->event_fd(), fd);
    const Command<> login = session->agent_login(this->login(1));
    bool on = false;
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!on && std::chrono::steady_clock::now() < end) {
        pollfd waiting{fd, POLLIN, 0};
        ASSERT_GE(::poll(&waiting, 1, 1000), 0);
        while (const Polled polled = session->poll_event()) {
            on = on || polled->get_if<AgentLoggedOn>() != nullptr;
        }
    }
    EXPECT_TRUE(on);
    login.get();
}

TEST_F(PumpTest, LogLinesComeToo) {
    int lines = 0;
    const Subscription logs = session->on_log([&](LogKind, std::string_view) { ++lines; });
    session->error("a line of the program's: 你好");
    const auto line = pump<LogLine>();
    EXPECT_EQ(line.log_kind, LogKind::error);
    EXPECT_NE(line.content.find("你好"), std::string::npos);
    EXPECT_EQ(line.meta.origin, Origin::library);
    EXPECT_EQ(lines, 1);
}

TEST_F(PumpTest, TheEndIsTold) {
    session->close();
    Polled polled = session->poll_event(limit);
    while (polled) {
        polled = session->poll_event(limit);
    }
    EXPECT_TRUE(polled.ended);
}

TEST_F(PumpTest, ACallbackMayDestroyItsSession) {
    const Subscription on = session->on<AgentLoggedOn>([&](const AgentLoggedOn&) { session.reset(); });
    int others = 0;
    session->on_any([&](const Event& event) { others += event.get_if<AgentLoggedOn>() != nullptr ? 1 : 0; }).detach();
    std::future<void> login = session->agent_login(this->login(1));
    while (session) {
        (void)session->poll_event(100ms);
    }
    EXPECT_EQ(others, 0) << "nothing is called after its end";
    // Nobody pumps any more: the future has its end all the same.
    ASSERT_EQ(login.wait_for(limit), std::future_status::ready);
    EXPECT_EQ(status_of([&] { login.get(); }), Status::closed);
}

TEST_F(PumpTest, OnlyPumpedSessionsArePolled) {
    const Session other = client.session(options());
    EXPECT_EQ(status_of([&] { (void)other.poll_event(); }), Status::wrong_delivery);
    EXPECT_EQ(status_of([&] { (void)other.event_fd(); }), Status::wrong_delivery);
}
