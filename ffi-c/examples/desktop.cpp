// An agent's desktop: one loop that waits for the call center and for the agent's keys at once.
//
//     desktop <server URL> <job number> <domain> <extension>      the password is in WELLCLIENT_PASSWORD
//     desktop --simulator                                         a short day against the simulator, by itself
//     desktop --practice                                          the simulator, and your own keys
//
// The session is pumped: nothing happens behind the program's back, all callbacks are called inside of poll_event().

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "wellclient.hpp"

namespace {

using namespace wellclient;

/// How often Ctrl-C was pressed.
volatile std::sig_atomic_t interruptions = 0;

void on_interrupt(int) {
    // A third time ends the program at once, and logs nobody out.
    std::signal(SIGINT, interruptions < 1 ? on_interrupt : SIG_DFL);
    interruptions = interruptions + 1;
}

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
    std::cout << std::flush;
}

/// Says what has become of a command, in the agent's words.
void report(const Outcome& outcome) {
    if (!outcome.ok()) {
        std::cout << "   ! " << outcome.english << '\n';
    }
}

class Desktop {
public:
    explicit Desktop(Session& session) : session_(session) {}

    /// A key: a answers, h holds, r retrieves, d hangs up, q quits, digits and Enter dial.
    void press(const std::string& keys) {
        const Snapshot snapshot = session_.snapshot();
        const CallId call = snapshot.calls.empty() ? CallId() : snapshot.calls.back().call_id;
        if (asked_) {
            asked_ = false;
            if (keys[0] == 'y') {
                hang_up_all();
                quit();
            }
        } else if (keys == "q" && call.empty()) {
            quit();
        } else if (keys == "q") {
            std::cout << "   ? A call is up: hang up and quit? yes or no" << std::endl;
            asked_ = true;
        } else if (is_phone_number(keys)) {
            // With call progress analysis the server says why a call could not be put through.
            MakeCallOptions options;
            options.cpa = true;
            dialling_ = true;
            session_.make_call(keys, options, [this](const Outcome& outcome) {
                dialling_ = false;
                report(outcome);
            });
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
        while (!quitting_ || dialling_ || !session_.snapshot().calls.empty()) {
            pollfd waiting[] = {{events, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
            if (::poll(waiting, keyboard ? 2 : 1, 1000) < 0) {
                if (errno != EINTR) {
                    throw std::runtime_error("poll");
                }
                waiting[1].revents = 0;
            }
            if (interruptions > interruptions_) {
                interrupted();
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
            // What was typed at once is read at once: poll() does not see what the stream has taken already.
            std::string keys;
            bool typed = keyboard && waiting[1].revents != 0;
            while (typed) {
                if (std::getline(std::cin, keys)) {
                    press(keys);
                    typed = std::cin.rdbuf()->in_avail() > 0;
                } else {
                    // Nobody can be asked any more: the call goes on, and is waited for.
                    keyboard = typed = false;
                    quit_after_the_call("");
                }
            }
        }
    }

    /// Ends when no call is up: an agent who is logged out in a call leaves a customer alone.
    void quit() { quitting_ = true; }

private:
    void quit_after_the_call(const char* more) {
        if (!session_.snapshot().calls.empty()) {
            std::cout << "   a call is up: ends when it is over" << more << std::endl;
        }
        quit();
    }

    /// Ctrl-C: the first ends after the call, the second hangs up.
    void interrupted() {
        interruptions_ = interruptions;
        asked_ = false;
        if (interruptions_ == 1) {
            quit_after_the_call("; Ctrl-C again hangs up");
        } else {
            hang_up_all();
        }
    }

    void hang_up_all() {
        for (const Call& call : session_.snapshot().calls) {
            session_.drop_connection(call.call_id, report);
        }
    }

    Session& session_;
    bool asked_ = false;
    bool quitting_ = false;
    bool dialling_ = false;
    int interruptions_ = 0;
};

int desktop(const std::string& url, const Login& login, const Simulator* simulator) {
    const Client client;
    SessionOptions options;
    options.api_url = url;
    options.delivery = Delivery::pumped;
    options.auto_answer = false;
    Session session = client.session(options);
    Desktop desktop(session);

    // What happens to calls, as one would pop up a customer's record.
    const Subscription ringing = session.on<Delivered>([&](const Delivered& call) {
        // Other telephones ring too, such as the one that this agent calls.
        if (!call.is_own) { return; }
        std::cout << number(call.calling_device) << " calls " << number(call.called_device)
                  << (call.user_data ? ", with " + *call.user_data : "") << '\n';
    });
    const Subscription failed = session.on<Failed>([](const Failed& call) {
        std::cout << "not put through: " << call.failed_msg.value_or("unknown") << '\n';
    });

    session.agent_login(login).get();
    std::signal(SIGINT, on_interrupt);
    if (simulator == nullptr) {
        desktop.run(true, [](const Event&) {});
        session.logout().get();
        std::cout << "logged out\n";
        return 0;
    }

    // A customer calls; the "agent" presses keys as things happen, and quits when the call is over.
    simulator->control(R"({"do":"call_in","from":"13800000000","to":"8001","user_data":{"customer":"王小明"}})");
    bool was_held = false;
    desktop.run(false, [&](const Event& event) {
        event.visit([&](const Delivered& call) { if (call.is_own) { desktop.press("a"); } },
                    [&](const Established&) { desktop.press("h"); },
                    [&](const Held&) { desktop.press("r"); was_held = true; },
                    [&](const Retrieved&) { desktop.press("d"); },
                    [&](const CallCleared& call) { if (call.is_own) { desktop.quit(); } },
                    [](const auto&) {});
    });
    session.logout().get();
    return was_held ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    std::ios::sync_with_stdio(false);
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const char* const password = std::getenv("WELLCLIENT_PASSWORD");
    try {
        if (words.size() == 1 && (words[0] == "--simulator" || words[0] == "--practice")) {
            const Simulator simulator = Simulator::start();
            Login login("5001", "123456", "test.cc", "8001");
            login.agent_mode = AgentMode::ready;
            return desktop(simulator.url(), login, words[0] == "--simulator" ? &simulator : nullptr);
        }
        if (words.size() == 4 && password != nullptr) {
            return desktop(words[0], {words[1], password, words[2], words[3]}, nullptr);
        }
        std::cerr << "usage: desktop URL JOB_NUMBER DOMAIN EXTENSION (and WELLCLIENT_PASSWORD), or desktop --simulator | --practice\n";
        return 2;
    } catch (const CommandError& error) {
        std::cerr << error.what() << " (" << error.outcome().code << ")\n";
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
    return 1;
}
