// What the tests share: a call center with a few desks, and a watch over a session's events.

#ifndef WELLCLIENT_TESTS_SUPPORT_HPP
#define WELLCLIENT_TESTS_SUPPORT_HPP

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "wellclient.hpp"

namespace support {

using namespace std::chrono_literals;
using namespace wellclient;

/// How long anything may take that is waited for.
constexpr std::chrono::seconds limit(10);

/// A word for the names of files: another one each time.
inline std::string unique() { return std::to_string(std::random_device{}()); }

/// A text as JSON.
inline std::string as_json(const std::string& text) {
    std::string json = "\"";
    for (const char c : text) {
        switch (c) {
        case '\n':
            json += "\\n";
            break;
        case '\0':
            json += "\\u0000";
            break;
        case '"':
        case '\\':
            json += '\\';
            [[fallthrough]];
        default:
            json += c;
        }
    }
    return json + '"';
}

/// A text field of a flat JSON object.
inline std::string field(const std::string& json, const std::string& name) {
    const std::string begin = "\"" + name + "\":\"";
    const std::size_t at = json.find(begin);
    if (at == std::string::npos) {
        throw std::runtime_error("no " + name + " in " + json);
    }
    const std::size_t from = at + begin.size();
    return json.substr(from, json.find('"', from) - from);
}

/// The events of a session, each seen once.
class Tape {
public:
    explicit Tape(const Session& session)
        : subscription_(session.on_any([box = box_](const Event& event) {
              const std::lock_guard<std::mutex> lock(box->mutex);
              box->events.push_back(event);
              box->changed.notify_all();
          })) {}

    /// The next event of this kind that fits; those before it are passed over.
    template <class T, class Fits>
    T next(Fits fits) {
        std::unique_lock<std::mutex> lock(box_->mutex);
        const auto end = std::chrono::steady_clock::now() + limit;
        std::string seen;
        for (;;) {
            while (!box_->events.empty()) {
                const Event event = std::move(box_->events.front());
                box_->events.pop_front();
                if (const T* const body = event.get_if<T>()) {
                    if (fits(*body)) {
                        last_ = event;
                        return *body;
                    }
                }
                seen += std::string(" ") + to_string(event.kind());
            }
            if (box_->changed.wait_until(lock, end) == std::cv_status::timeout && box_->events.empty()) {
                throw std::runtime_error(std::string("no ") + to_string(T::kind) + " but" + seen);
            }
        }
    }
    template <class T>
    T next() {
        return next<T>([](const T&) { return true; });
    }

    /// The event that `next` gave last.
    [[nodiscard]] const Event& last() const { return *last_; }

private:
    struct Box {
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<Event> events;
    };

    std::shared_ptr<Box> box_ = std::make_shared<Box>();
    std::optional<Event> last_;
    Subscription subscription_;
};

/// Something that another thread brings.
template <class T>
class Slot {
public:
    void put(T value) {
        const std::lock_guard<std::mutex> lock(mutex_);
        value_ = std::move(value);
        changed_.notify_all();
    }
    T take() {
        std::unique_lock<std::mutex> lock(mutex_);
        if (!changed_.wait_for(lock, limit, [&] { return value_.has_value(); })) {
            throw std::runtime_error("nothing came");
        }
        return *std::exchange(value_, std::nullopt);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<T> value_;
};

/// Looks again every millisecond until it is so; at most `limit`.
template <class Truth>
void until(const char* what, Truth truth) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!truth()) {
        if (std::chrono::steady_clock::now() > end) {
            throw std::runtime_error(std::string("not in time: ") + what);
        }
        std::this_thread::sleep_for(1ms);
    }
}

/// An agent, logged in.
struct Desk {
    Session session;
    Tape events;
    std::string agent_id;
    std::string device_id;

    Desk(Session made, const std::string& agent, const std::string& device)
        : session(std::move(made)), events(session), agent_id(agent + "@test.cc"), device_id(device + "@test.cc") {}

    /// Answers what rings.
    CallId answers() {
        const CallId call = events.next<Delivered>().info.call_id;
        session.answer_call(call).get();
        return call;
    }
};

/// A simulator and a client.
class Floor : public ::testing::Test {
protected:
    [[nodiscard]] SessionOptions options() const {
        SessionOptions options;
        options.api_url = simulator.url();
        options.auto_answer = false;
        options.between_calls = 0ms;
        options.doubt = 50ms;
        options.reconnect = Reconnect::fixed;
        options.reconnect_attempts = 100;
        options.reconnect_delay = 50ms;
        return options;
    }

    [[nodiscard]] static Login login(int number) {
        return {std::to_string(5000 + number), "123456", "test.cc", std::to_string(8000 + number)};
    }

    /// Agent 500n at extension 800n, ready.
    [[nodiscard]] Desk desk(int number) const { return desk(number, options()); }
    [[nodiscard]] Desk desk(int number, const SessionOptions& with) const {
        Desk desk(client.session(with), std::to_string(5000 + number), std::to_string(8000 + number));
        Login who = login(number);
        who.agent_mode = AgentMode::ready;
        desk.session.agent_login(who).get();
        desk.events.next<AgentReady>();
        return desk;
    }

    /// A customer calls.
    CallId call_in(const std::string& to, const std::string& more = "") const {
        return field(simulator.control(R"({"do":"call_in","from":"13800000000","to":")" + to + "\"" + more + "}"), "callId");
    }

    /// A customer's call to the desk is answered.
    CallId talks(Desk& desk) const {
        call_in(desk.device_id);
        const CallId call = desk.answers();
        desk.events.next<Established>();
        return call;
    }

    /// Sends an event that the simulator has no occasion for.
    void inject(const std::string& json) const {
        std::string frame = "MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:x\n\n" + json;
        frame.push_back('\0');
        simulator.add_fault(R"({"kind":"inject","text":)" + as_json(frame) + "}");
    }

    Simulator simulator = Simulator::start();
    Client client;
};

/// The outcome of a command that must fail.
template <class T>
Outcome refused(const Command<T>& command) {
    try {
        command.get();
    } catch (const CommandError& error) {
        EXPECT_STREQ(error.what(), error.outcome().english.c_str());
        EXPECT_EQ(error.status(), Status::ok);
        return error.outcome();
    }
    ADD_FAILURE() << "it was carried out";
    return {};
}

/// The status of an error that must be thrown.
template <class F>
Status status_of(F call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_STRNE(error.what(), "");
        return error.status();
    }
    return Status::ok;
}

}  // namespace support

#endif  // WELLCLIENT_TESTS_SUPPORT_HPP
