// An agent's desktop: one loop that waits for the call center and for the agent's keys at once.
//
//     desktop <server URL> <job number> <domain> <extension>      the password is in WELLCLIENT_PASSWORD
//     desktop --simulator                                         a short day against the simulator, by itself
//
// The session is pumped: nothing happens behind the program's back, all callbacks are called inside of poll_event().

#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "wellclient.hpp"

namespace {

using namespace wellclient;

/// A device without its domain.
std::string number(const std::optional<std::string>& device) {
    return device ? device->substr(0, device->find('@')) : std::string("somebody");
}

/// The screen: the agent, the calls, and the buttons that may be pressed now.
void show(const Snapshot& snapshot) {
    if (!snapshot.agent) {
        return;
    }
    std::cout << "── " << snapshot.agent->agent_id << " is " << snapshot.agent->mode_text
              << (snapshot.verified ? "" : " (being checked)") << '\n';
    for (const Call& call : snapshot.calls) {
        std::cout << "   " << number(call.calling) << " → " << number(call.called) << ", " << to_string(call.leg) << "  ";
        for (const Action& action : call.actions) {
            if (action.allowed) {
                std::cout << '[' << action.verb_name << "] ";
            }
        }
        std::cout << '\n';
    }
}

/// Says what has become of a command, in the agent's words.
void report(const Outcome& outcome) {
    if (!outcome.ok()) {
        std::cout << "   ! " << outcome.sentence_en << '\n';
    }
}

class Desktop {
public:
    explicit Desktop(Session& session) : session_(session) {}

    /// A key: a answers, h holds, r retrieves, d hangs up, q quits, digits and Enter dial.
    void press(const std::string& keys) {
        const Snapshot snapshot = session_.snapshot();
        const std::string call = snapshot.calls.empty() ? std::string() : snapshot.calls.back().call_id;
        if (keys == "q") {
            done_ = true;
        } else if (is_phone_number(keys)) {
            // With call progress analysis the server says why a call could not be put through.
            MakeCallOptions options;
            options.cpa = true;
            session_.make_call(keys, options, report);
        } else if (call.empty()) {
            std::cout << "   ! there is no call\n";
        } else if (keys == "a") {
            session_.answer_call(call, report);
        } else if (keys == "h") {
            session_.hold_call(call, report);
        } else if (keys == "r") {
            session_.retrieve_call(call, report);
        } else if (keys == "d") {
            session_.drop_connection(call, report);
        }
    }

    /// Waits for both; calls `react` with each event.
    template <class React>
    void run(bool keyboard, React react) {
        const int events = session_.event_fd();
        while (!done_) {
            pollfd waiting[] = {{events, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
            if (::poll(waiting, keyboard ? 2 : 1, 1000) < 0) {
                throw std::runtime_error("poll");
            }
            // Until there is none: that empties the descriptor, too.
            bool changed = false;
            while (const Polled polled = session_.poll_event()) {
                changed = true;
                react(*polled);
            }
            if (changed) {
                show(session_.snapshot());
            }
            std::string keys;
            if (keyboard && waiting[1].revents != 0) {
                if (std::getline(std::cin, keys)) {
                    press(keys);
                } else {
                    done_ = true;
                }
            }
        }
    }

    void quit() { done_ = true; }

private:
    Session& session_;
    bool done_ = false;
};

int desktop(const std::string& url, const Login& login, const Simulator* simulator) {
    const Client client;
    SessionOptions options;
    options.api_url = url;
    options.delivery = Delivery::pumped;
    options.auto_answer = false;
    options.logout_on_close = true;
    Session session = client.session(options);
    Desktop desktop(session);

    // What happens to calls, as one would pop up a customer's record.
    const Subscription ringing = session.on<Delivered>([&](const Delivered& call) {
        std::cout << number(call.calling_device) << " calls " << number(call.called_device)
                  << (call.user_data ? ", with " + *call.user_data : "") << '\n';
    });
    const Subscription failed = session.on<Failed>([](const Failed& call) {
        std::cout << "not put through: " << call.failed_message.value_or("unknown") << '\n';
    });

    session.agent_login(login).get();
    if (simulator == nullptr) {
        desktop.run(true, [](const Event&) {});
        return 0;
    }

    // A customer calls; the "agent" presses keys as things happen, and quits when the call is over.
    simulator->control(R"({"do":"call_in","from":"13800000000","to":"8001","user_data":{"customer":"王小明"}})");
    bool was_held = false;
    desktop.run(false, [&](const Event& event) {
        event.visit([&](const Delivered&) { desktop.press("a"); },
                    [&](const Established&) { desktop.press("h"); },
                    [&](const Held&) { desktop.press("r"); was_held = true; },
                    [&](const Retrieved&) { desktop.press("d"); },
                    [&](const CallCleared& call) { if (call.is_own) { desktop.quit(); } },
                    [](const auto&) {});
    });
    return was_held ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const char* const password = std::getenv("WELLCLIENT_PASSWORD");
    try {
        if (words.size() == 1 && words[0] == "--simulator") {
            const Simulator simulator = Simulator::start();
            Login login("5001", "123456", "test.cc", "8001");
            login.agent_mode = AgentMode::ready;
            return desktop(simulator.url(), login, &simulator);
        }
        if (words.size() == 4 && password != nullptr) {
            return desktop(words[0], {words[1], password, words[2], words[3]}, nullptr);
        }
        std::cerr << "usage: desktop URL JOB_NUMBER DOMAIN EXTENSION (and WELLCLIENT_PASSWORD), or desktop --simulator\n";
        return 2;
    } catch (const CommandError& error) {
        std::cerr << error.what() << " (" << error.outcome().code << ")\n";
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
    return 1;
}
