// A supervisor's wallboard: several agents' sessions in one client, and a table that is drawn anew when something happens.
// Then the supervisor listens to a call and sets its agent not ready.
//
//     wallboard <server URL> <domain> <supervisor>@<extension> <agent>@<extension>…    passwords: WELLCLIENT_PASSWORD
//     wallboard --simulator                                                            by itself, to its end
//
// Callbacks come on the client's dispatcher thread, one after the other; they only say that there is something new.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <stdexcept>
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

/// Who sits where.
struct Seat {
    std::string job_number;
    std::string ext;
};

class Wallboard {
public:
    Wallboard(const std::string& url, const std::string& domain, const Secret& password, const std::vector<Seat>& seats) {
        SessionOptions options;
        options.api_url = url;
        options.logout_on_close = true;
        // All at once: each log-in begins, then all are waited for.
        std::vector<Command<>> logins;
        for (const Seat& seat : seats) {
            const Session& session = sessions_.emplace_back(client_.session(options));
            session.on_any([this](const Event&) { bell_.ring(); }).detach();
            Login login(seat.job_number, password, domain, seat.ext);
            login.agent_mode = AgentMode::ready;
            logins.push_back(session.agent_login(login));
        }
        for (const Command<>& login : logins) {
            login.get();
        }
    }

    /// Draws the board at each event until `enough`, which sees the agents' states.
    template <class Enough>
    void watch(Enough enough) {
        for (;;) {
            std::vector<Snapshot> now;
            for (const Session& session : sessions_) {
                now.push_back(session.snapshot());
            }
            draw(now);
            if (enough(now)) {
                return;
            }
            bell_.wait();
        }
    }

    [[nodiscard]] const Session& supervisor() const { return sessions_.front(); }

private:
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
                      << snapshot.agent->mode_text << std::right << std::setw(5) << snapshot.calls.size() << std::setw(8)
                      << std::chrono::duration_cast<std::chrono::seconds>(talking).count() << " s\n";
        }
        std::cout << std::endl;
    }

    // Destroyed last: callbacks ring it until the sessions are closed.
    Bell bell_;
    Client client_;
    std::vector<Session> sessions_;
};

bool talks(const Snapshot& snapshot) { return !snapshot.calls.empty() && snapshot.calls.front().talking; }

int demonstration() {
    const Simulator simulator = Simulator::start();
    Wallboard board(simulator.url(), "test.cc", "123456", {{"5000", "8000"}, {"5001", "8001"}, {"5002", "8002"}});

    simulator.control(R"({"do":"call_in","from":"13800000001","to":"8001"})");
    simulator.control(R"({"do":"call_in","from":"13800000002","to":"8002"})");
    Snapshot agent;
    board.watch([&](const std::vector<Snapshot>& now) {
        agent = now[1];
        return talks(now[1]) && talks(now[2]);
    });

    // The supervisor's own telephone listens; the parties do not learn of it.
    const CallId call = agent.calls.front().call_id;
    const Identity own = board.supervisor().identity().value();
    board.supervisor().force_listen(call, own.device_id).get();
    board.watch([](const std::vector<Snapshot>& now) { return talks(now[0]); });
    board.supervisor().drop_connection(call).get();

    // The customer hangs up, and the agent is to take no further call.
    simulator.control(R"({"do":"hang_up","device":"13800000001"})");
    board.watch([](const std::vector<Snapshot>& now) { return now[1].calls.empty(); });
    board.supervisor().force_not_ready(agent.agent->agent_id, agent.agent->device_id).get();
    board.watch([](const std::vector<Snapshot>& now) { return now[1].agent->mode == AgentMode::not_ready; });
    return 0;
}

Seat seat(const std::string& text) {
    const std::size_t at = text.find('@');
    if (at == std::string::npos) {
        throw std::invalid_argument("not of the form 5001@8001: " + text);
    }
    return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const char* const password = std::getenv("WELLCLIENT_PASSWORD");
    try {
        if (words.size() == 1 && words[0] == "--simulator") {
            return demonstration();
        }
        if (words.size() < 3 || password == nullptr) {
            std::cerr << "usage: wallboard URL DOMAIN AGENT@EXTENSION… (and WELLCLIENT_PASSWORD), or wallboard --simulator\n";
            return 2;
        }
        std::vector<Seat> seats;
        for (std::size_t i = 2; i < words.size(); ++i) {
            seats.push_back(seat(words[i]));
        }
        Wallboard board(words[0], words[1], password, seats);
        board.watch([](const std::vector<Snapshot>&) { return false; });
    } catch (const CommandError& error) {
        std::cerr << error.what() << " (" << error.outcome().code << ")\n";
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
    return 1;
}
