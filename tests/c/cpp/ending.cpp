// Handles that live in statics and thread-local values, with a callback under way when they are destroyed: they close and
// wait, log out if told, and nothing is called afterwards. The first argument says where they live.

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "wellclient.hpp"

namespace {

using namespace wellclient;

void expect(bool truth, const char* what) {
    if (!truth) {
        std::cerr << "not so: " << what << std::endl;
        std::_Exit(EXIT_FAILURE);
    }
}

/// What callbacks use.
struct Screen {
    std::atomic<bool> begun{false};
    std::atomic<bool> over{false};
    std::string text = "a text that is long enough to be on the heap";
};

SessionOptions logging_out(const Simulator& simulator) {
    SessionOptions options;
    options.api_url = simulator.url();
    options.logout_on_close = true;
    return options;
}

/// By the server's account of the one agent.
bool is_logged_out(const Simulator& simulator) {
    return simulator.state().find("\"agentMode\":\"Logout\"") != std::string::npos;
}

class Desk {
public:
    Desk() : session_(client_.session(options())) {
        session_.agent_login({"5001", "123456", "test.cc", "8001"}).get();
        session_.on<AgentReady>([screen = screen_.get()](const AgentReady&) {
            screen->begun = true;
            // Still under way when closing begins, which is what closing has to wait for; what is right does not depend on it.
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            expect(screen->text.size() > 15, "the screen is there");
            screen->over = true;
        }).detach();
        session_.set_agent_mode(AgentMode::ready);
        while (!screen_->begun) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;
    ~Desk() {
        // Verbs work, too, and are waited for.
        session_.set_agent_mode(AgentMode::not_ready, "lunch").get();
        const Snapshot snapshot = session_.snapshot();
        expect(snapshot.agent && snapshot.agent->mode == AgentMode::not_ready, "the mode is known");
        expect(!is_logged_out(simulator_), "the agent is still logged in");
        { const Session ended = std::move(session_); }
        expect(screen_->over, "the callback was waited for");
        expect(is_logged_out(simulator_), "the agent is logged out");
        std::cout << "as expected" << std::endl;
    }

private:
    [[nodiscard]] SessionOptions options() const { return logging_out(simulator_); }

    Simulator simulator_ = Simulator::start();
    Client client_;
    std::unique_ptr<Screen> screen_ = std::make_unique<Screen>();
    Session session_;
};

/// Sees the agent logged out by nothing but the destructors of a static's members.
struct Hall {
    Simulator simulator = Simulator::start();
    ~Hall() {
        expect(is_logged_out(simulator), "the agent is logged out");
        std::cout << "as expected" << std::endl;
    }
};

struct Phone {
    Client client;
    Session session;
    explicit Phone(const Simulator& simulator) : session(client.session(logging_out(simulator))) {
        session.agent_login({"5001", "123456", "test.cc", "8001"}).get();
        expect(!is_logged_out(simulator), "the agent is logged in");
    }
};

// Destroyed the other way round.
std::optional<Hall> hall;
std::optional<Phone> phone;
std::unique_ptr<Desk> global;
Desk* plain = nullptr;
thread_local std::unique_ptr<Desk> local;

}  // namespace

int main(int argc, char** argv) {
    const std::string where = argc > 1 ? argv[1] : "";
    if (where == "static") {
        global = std::make_unique<Desk>();
    } else if (where == "members") {
        hall.emplace();
        phone.emplace(hall->simulator);
    } else if (where == "function") {
        static Desk desk;
    } else if (where == "thread") {
        std::thread([] { local = std::make_unique<Desk>(); }).join();
    } else if (where == "main_thread") {
        local = std::make_unique<Desk>();
    } else if (where == "atexit") {
        std::atexit([] { delete plain; });
        plain = new Desk;
    } else {
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
