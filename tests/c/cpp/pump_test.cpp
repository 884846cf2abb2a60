// Sessions that the program pumps, by a timeout, by a file descriptor, or on Windows by an event object.

#ifdef _WIN32
#include <windows.h>
#else
#include <poll.h>
#endif

#include "support.hpp"

#include "wellclient/future.hpp"

using namespace support;

namespace {

#ifdef _WIN32
using Waitable = void*;
Waitable waitable_of(const Session& session) { return session.event_handle(); }
int other_waitable_of(const Session& session) { return session.event_fd(); }
void wait_for(Waitable waitable) { ASSERT_NE(::WaitForSingleObject(waitable, 1000), WAIT_FAILED); }
#else
using Waitable = int;
Waitable waitable_of(const Session& session) { return session.event_fd(); }
void* other_waitable_of(const Session& session) { return session.event_handle(); }
void wait_for(Waitable waitable) {
    pollfd waiting{waitable, POLLIN, 0};
    ASSERT_GE(::poll(&waiting, 1, 1000), 0);
}
#endif

}  // namespace

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

TEST_F(PumpTest, TheSystemTellsWhenToPoll) {
    const Waitable waitable = waitable_of(*session);
    EXPECT_EQ(waitable_of(*session), waitable);
    EXPECT_EQ(status_of([&] { (void)other_waitable_of(*session); }), Status::unsupported);
    const Command<> login = session->agent_login(this->login(1));
    bool on = false;
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!on && std::chrono::steady_clock::now() < end) {
        wait_for(waitable);
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
    EXPECT_EQ(status_of([&] { (void)other.event_handle(); }), Status::wrong_delivery);
}
