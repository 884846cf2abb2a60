// The same without exceptions: every function that can fail returns a Result.

#include <cstdio>
#include <future>
#include <string>

#include "wellclient.hpp"
#include "wellclient/future.hpp"

#if defined(__cpp_exceptions) || !defined(WELLCLIENT_NO_EXCEPTIONS)
#error "to be compiled without exceptions"
#endif

namespace {

using namespace wellclient;

int failures = 0;

#define CHECK(truth)                                                             \
    do {                                                                         \
        if (!(truth)) {                                                          \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #truth); \
            ++failures;                                                          \
        }                                                                        \
    } while (false)

void results() {
    Result<int> good(7);
    CHECK(good && good.has_value() && *good == 7 && good.value() == 7);
    CHECK(Result<int>(7).map([](int n) { return std::to_string(n); }).value() == "7");
    CHECK(Result<int>(7).map([](int) {}).has_value());
    CHECK(Result<int>(7).and_then([](int n) { return Result<long>(n + 1L); }).value() == 8);
    const Error error(Status::timed_out, "late");
    CHECK(!Result<int>(error));
    CHECK(Result<int>(error).value_or(3) == 3);
    CHECK(Result<int>(error).map([](int n) { return n; }).error().status() == Status::timed_out);
    CHECK(Result<int>(error).and_then([](int n) { return Result<int>(n); }).error().what() == std::string("late"));
    CHECK(Result<void>() && !Result<void>(error));
    CHECK(Result<void>().and_then([] { return Result<int>(1); }).has_value());
    CHECK(Result<void>(error).and_then([] { return Result<int>(1); }).error().status() == Status::timed_out);
}

void a_day() {
    Result<Simulator> simulator = Simulator::start();
    CHECK(simulator);
    const Result<Client> client = Client::create();
    CHECK(client);
    SessionOptions options;
    CHECK(client->session(options).error().status() == Status::bad_environment);
    options.api_url = simulator->url().value();
    options.settle = std::chrono::milliseconds(-5);
    CHECK(client->session(options).error().status() == Status::bad_argument);
    options.settle = SessionOptions().settle;
    options.auto_answer = false;
    options.between_calls = std::chrono::milliseconds(0);
    options.delivery = Delivery::pumped;
    const Result<Session> made = client->session(options);
    CHECK(made);
    const Session& session = *made;

    std::string ringing;
    const Result<Subscription> subscription =
        session.on<Delivered>([&](const Delivered& call) { ringing = call.info.call_id; });
    CHECK(subscription);
    CHECK(session.on("a", EventCallback()).error().status() == Status::null_pointer);

    Login login("5001", "wrong", "test.cc", "8001");
    const Result<void> refused = session.agent_login(login).and_then([](Command<> command) { return command.get(); });
    CHECK(!refused && refused.error().outcome_if() != nullptr);
    CHECK(refused.error().outcome_if()->reason == Reason::wrong_credentials);
    login.password = "123456";
    CHECK(session.agent_login(login).value().get());

    CHECK(simulator->control(R"({"do":"call_in","from":"13800000000","to":"8001"})"));
    CHECK(simulator->control("{").error().status() == Status::bad_json);
    while (ringing.empty()) {
        const Result<Polled> polled = session.poll_event(std::chrono::seconds(10));
        CHECK(polled && polled->event);
        if (!polled || !polled->event) {
            return;
        }
    }
    bool held = false;
    const Result<Command<>> answer = session.answer_call(ringing);
    CHECK(answer && answer->wait() && answer->wait()->ok());
    CHECK(session.hold_call(ringing, [&](const Outcome& outcome) { held = outcome.ok(); }));
    std::future<Result<Outcome>> state =
        session.command_json(R"({"verb":"getClientState"})").value().as_future();
    while (!held || state.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        const Result<Polled> polled = session.poll_event(std::chrono::milliseconds(100));
        CHECK(polled);
    }
    CHECK(state.get().value().client_state->call_id == ringing);
    const Result<Snapshot> snapshot = session.snapshot();
    CHECK(snapshot && snapshot->call(ringing) != nullptr && snapshot->call(ringing)->leg == ConnectionState::hold);
    CHECK(session.may(Verb::retrieve, ringing).value());
    CHECK(session.make_call(std::string_view("1\0", 2)).error().status() == Status::bad_utf8);
    CHECK(session.make_call("13900000000").value().get().error().outcome_if()->reason == Reason::call_up);
    CHECK(session.drop_connection("no such call").value().as_future().valid());
    CHECK(session.close());
    CHECK(session.hold_call(ringing).error().status() == Status::closed);
    CHECK(client->close());
    CHECK(client->session(options).error().status() == Status::closed);
}

}  // namespace

int main() {
    results();
    a_day();
    if (failures == 0) {
        std::puts("all is so");
    }
    return failures == 0 ? 0 : 1;
}
