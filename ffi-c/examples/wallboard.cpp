// A supervisor's wallboard: agents who are watched, and a table that is drawn anew when something happens. Nobody is logged
// in or out by it.
//
//     wallboard <server URL> <supervisor>@<domain> <agent>@<domain>…    the password: WELLCLIENT_PASSWORD
//     wallboard --simulator                                             by itself, with two agents at work, to its end
//
// Callbacks come on the client's dispatcher thread, one after the other; they only say that there is something new.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "wellclient.hpp"

namespace {

using namespace wellclient;
using namespace std::chrono_literals;

/// Wakes the board when an event has come.
class Bell {
public:
    void ring() {
        const std::lock_guard<std::mutex> lock(mutex_);
        rung_ = true;
        changed_.notify_one();
    }
    /// Waits for the next ring; a second at most, since talk times go on.
    void wait() {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait_for(lock, 1s, [this] { return rung_; });
        rung_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool rung_ = false;
};

class Wallboard {
public:
    Wallboard(const Client& client, const std::string& url, const WatchAccount& account, const std::vector<AgentId>& team)
        : watch_(client.watch(options(url), account, team)) {
        watch_.on_any([this](const Event&) { bell_.ring(); }).detach();
        watch_.open().get();
    }

    /// Draws the board at each event until `enough`, which sees the agents' states.
    template <class Enough>
    void watch(Enough enough) {
        for (;;) {
            std::vector<Snapshot> now;
            for (const AgentId& agent : watch_.agents()) {
                if (std::optional<Snapshot> snapshot = watch_.snapshot(agent)) {
                    now.push_back(std::move(*snapshot));
                }
            }
            draw(now);
            if (enough(now)) {
                return;
            }
            bell_.wait();
        }
    }

private:
    static SessionOptions options(const std::string& url) {
        SessionOptions options;
        options.api_url = url;
        return options;
    }

    static void draw(const std::vector<Snapshot>& board) {
        std::cout << "agent           mode           calls  talking\n";
        for (const Snapshot& snapshot : board) {
            if (!snapshot.agent) {
                continue;
            }
            Milliseconds talking{};
            for (const Call& call : snapshot.calls) {
                talking = std::max(talking, call.talking.value_or(0ms));
            }
            std::cout << std::left << std::setw(16) << snapshot.agent->agent_id << std::setw(15)
                      << snapshot.agent->mode_text + (snapshot.agent->doubts.has(Doubt::mode) ? "?" : "") << std::right << std::setw(5) << snapshot.calls.size() << std::setw(8)
                      << std::chrono::duration_cast<std::chrono::seconds>(talking).count() << " s\n";
        }
        std::cout << std::endl;
    }

    // Destroyed last: callbacks ring it until the watch is closed.
    Bell bell_;
    Watch watch_;
};

bool talks(const Snapshot& snapshot) { return !snapshot.calls.empty() && snapshot.calls.front().talking; }

/// An agent of the simulator's, logged in and ready.
Session at_work(const Client& client, const std::string& url, const std::string& job_number, const std::string& ext) {
    SessionOptions options;
    options.api_url = url;
    Session session = client.session(options);
    Login login(job_number, "123456", "test.cc", ext);
    login.agent_mode = AgentMode::ready;
    session.agent_login(login).get();
    return session;
}

/// Waits until the agent has heard that no call is up: by a channel of his own, and maybe later than the board.
void wait_for_rest(const Session& session) {
    const auto bell = std::make_shared<Bell>();
    const Subscription heard = session.on_any([bell](const Event&) { bell->ring(); });
    while (!session.snapshot().calls.empty()) {
        bell->wait();
    }
}

int demonstration() {
    const Simulator simulator = Simulator::start();
    const std::string url = simulator.url();
    const Client client;
    Wallboard board(client, url, {"5009", "123456", "test.cc"}, {"5001@test.cc", "5002@test.cc"});
    const Session first = at_work(client, url, "5001", "8001");
    const Session second = at_work(client, url, "5002", "8002");

    simulator.control(R"({"do":"call_in","from":"13800000001","to":"8001"})");
    simulator.control(R"({"do":"call_in","from":"13800000002","to":"8002"})");
    board.watch([](const std::vector<Snapshot>& now) { return talks(now[0]) && talks(now[1]); });

    // The customers hang up, and the agents go home.
    simulator.control(R"({"do":"hang_up","device":"13800000001"})");
    simulator.control(R"({"do":"hang_up","device":"13800000002"})");
    board.watch([](const std::vector<Snapshot>& now) { return now[0].calls.empty() && now[1].calls.empty(); });
    wait_for_rest(first);
    wait_for_rest(second);
    first.logout().get();
    second.logout().get();
    board.watch([](const std::vector<Snapshot>& now) {
        return now[0].agent->mode == AgentMode::logout && now[1].agent->mode == AgentMode::logout;
    });
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const char* const password = std::getenv("WELLCLIENT_PASSWORD");
    try {
        if (words.size() == 1 && words[0] == "--simulator") {
            return demonstration();
        }
        const std::size_t at = words.size() < 3 ? std::string::npos : words[1].find('@');
        if (at == std::string::npos || password == nullptr) {
            std::cerr << "usage: wallboard URL SUPERVISOR@DOMAIN AGENT@DOMAIN… (and WELLCLIENT_PASSWORD), or wallboard --simulator\n";
            return 2;
        }
        const WatchAccount account{words[1].substr(0, at), password, words[1].substr(at + 1)};
        const Client client;
        Wallboard board(client, words[0], account, {words.begin() + 2, words.end()});
        board.watch([](const std::vector<Snapshot>&) { return false; });
    } catch (const CommandError& error) {
        std::cerr << error.what() << " (" << error.outcome().code << ")\n";
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
    return 1;
}
