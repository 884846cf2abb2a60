// The C++ testee of the conformance suite: does what the runner says, line by line, by the C++ API, and says what it sees.

#include <cstdlib>
#include <exception>
#include <iostream>
#include <list>
#include <stdexcept>

#include "testee.hpp"

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#endif

namespace testee {
namespace {

using namespace wellclient;

void read(const Request& request, const char* name, bool& truth) {
    if (request.find(name)) {
        truth = request.is_true(name);
    }
}

void read(const Request& request, const char* name, Milliseconds& time) {
    if (const auto given = request.find(name)) {
        time = Milliseconds(std::stoll(*given));
    }
}

SessionOptions options_of(const Request& request) {
    SessionOptions options;
    options.api_url = request.find("url");
    if (const auto dialect = request.find("dialect")) {
        options.dialect = *dialect == "2.x" ? Dialect::v2 : Dialect::v4;
    }
    if (request.find("autoAnswer")) {
        options.auto_answer = request.is_true("autoAnswer");
    }
    read(request, "debug", options.debug);
    read(request, "useWsLog", options.use_ws_log);
    read(request, "useErrorAlert", options.use_error_alert);
    read(request, "retrieveAfterConsultation", options.retrieve_after_consultation);
    read(request, "answerSecondCall", options.answer_second_call);
    read(request, "phoneNumbersOnly", options.phone_numbers_only);
    read(request, "takeOverCall", options.take_over_call);
    read(request, "verifyWithHeartbeat", options.verify_with_heartbeat);
    read(request, "eventLog", options.event_log);
    read(request, "logoutOnClose", options.logout_on_close);
    read(request, "heartbeatMs", options.heartbeat);
    read(request, "loginMs", options.login_timeout);
    read(request, "askMs", options.ask_timeout);
    read(request, "commandMs", options.command_timeout);
    read(request, "confirmMs", options.confirm_timeout);
    read(request, "connectMs", options.connect_timeout);
    read(request, "settleMs", options.settle);
    read(request, "stompHeartbeatMs", options.stomp_heartbeat);
    read(request, "pingMs", options.ping);
    read(request, "doubtMs", options.doubt);
    read(request, "clockJumpMs", options.clock_jump);
    read(request, "betweenCallsMs", options.between_calls);
    read(request, "stableMs", options.stable);
    read(request, "slowRetryMs", options.slow_retry);
    if (const auto attempts = request.find("reconnectAttempts")) {
        options.reconnect = Reconnect::fixed;
        options.reconnect_attempts = static_cast<std::uint32_t>(std::stoul(*attempts));
        read(request, "reconnectDelayMs", options.reconnect_delay);
    }
    return options;
}

Watch watch_of(const Client& client, const Request& request) {
    std::vector<AgentId> agents;
    while (const auto agent = request.find(item("agents", agents.size()))) {
        agents.push_back(*agent);
    }
    return client.watch(options_of(request),
                        {request.get("jobNumber"), request.get("password"), request.find("domain")}, agents);
}

/// All that the runner has opened.
class Desks {
public:
    void obey(const Client& client, const Request& request) {
        if (request.word == "open") {
            open(request, client.session(options_of(request)));
        } else if (request.word == "openWatch") {
            open(request, watch_of(client, request));
        } else {
            Desk& desk = find(request.get("session"));
            const bool command = request.word == "do" || request.word == "recover";
            if (!(command ? give_command(desk, request) : answer_question(desk, request))) {
                throw std::runtime_error("no such word or verb");
            }
        }
    }

private:
    template <class T>
    void open(const Request& request, T made) {
        desks_.push_back({request.get("session"), std::move(made)});
        listen(desks_.back());
        Line::answer(request).say();
    }

    Desk& find(const std::string& name) {
        for (Desk& desk : desks_) {
            if (desk.name == name) {
                return desk;
            }
        }
        throw std::runtime_error("no such session");
    }

    std::list<Desk> desks_;
};

void run() {
    ClientOptions options;
    options.proxy = Proxy::none;
    const Client client(options);
    Desks desks;
    Line("ready").put("language", "cpp").put("version", version()).say();
    for (;;) {
        const std::optional<Request> request = Request::read();
        if (!request || request->word == "quit") {
            break;
        }
        try {
            desks.obey(client, *request);
        } catch (const std::exception& error) {
            Line::answer(*request).put("failed", error.what()).say();
        }
    }
    client.close();
}

}  // namespace
}  // namespace testee

int main() {
#if defined(_WIN32)
    // Lines end as they are written.
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
#endif
    try {
        testee::run();
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
