// Each verb by its own method, and how it ends.

#include <functional>
#include <map>

#include "testee.hpp"

namespace testee {
namespace {

using namespace wellclient;

void put_refusal(Line& line, const Outcome& outcome) {
    line.put("error", outcome.code);
    if (outcome.status) {
        line.put_number("status", *outcome.status);
    }
    line.put("agentId", outcome.agent_id).put("deviceId", outcome.device_id);
}

void put_reply(Line& line, const Outcome& outcome) {
    if (!outcome.evidence.empty()) {
        line.put("evidence", outcome.evidence);
    }
    line.put("callId", outcome.call_id).put("pendingMode", outcome.pending_mode);
    for (std::size_t i = 0; i < outcome.call_data.size(); ++i) {
        line.put(item("entries", i, "key"), outcome.call_data[i].key);
        line.put(item("entries", i, "value"), outcome.call_data[i].value);
    }
    for (std::size_t i = 0; i < outcome.prefixes.size(); ++i) {
        line.put(item("prefixes", i), outcome.prefixes[i]);
    }
    if (outcome.client_state) {
        const ClientState& state = *outcome.client_state;
        line.put("clientState.agent.agentId", state.agent_id);
        line.put("clientState.agent.extensionId", state.extension_id);
        line.put("clientState.agent.agentMode", state.agent_mode);
        line.put("clientState.agent.agentName", state.agent_name);
        line.put("clientState.agent.namespace", state.domain);
        line.put("clientState.extension", state.extension);
        line.put("clientState.agent.activeCall.callId", state.call_id);
        line.put("clientState.agent.activeCall.ani", state.ani);
        line.put("clientState.agent.activeCall.dnis", state.dnis);
        line.put("clientState.agent.activeCall.state", state.state);
        line.put("clientState.agent.activeCall.direction", state.direction);
        line.put("clientState.agent.activeCall.otherSide", state.other_side);
        line.put("clientState.agent.activeCall.ringTime", state.ring_time);
        line.put("clientState.agent.activeCall.answerTime", state.answer_time);
    }
}

Line settled(const Request& request) {
    Line line("settled");
    line.put("id", request.get("id"));
    return line;
}

/// What says the end of this command.
Completion completion(const Request& request) {
    return [request](const Outcome& outcome) {
        Line line = settled(request);
        line.put("outcome", word(to_string(outcome.kind)));
        if (outcome.ok()) {
            put_reply(line, outcome);
        } else {
            put_refusal(line, outcome);
            line.put("failedCode", outcome.failed_code).put("failedMsg", outcome.failed_msg);
            line.put("cause", outcome.cause).put("en", outcome.english).put("zh", outcome.chinese);
            if (outcome.retry_after) {
                line.put_number("retryAfterMs", outcome.retry_after->count());
            }
        }
        line.say();
    };
}

/// To a session that is closed no command can be given: said as the rejection that it is, in the words of its snapshot.
void say_closed(const Desk& desk, const Request& request) {
    Line line = settled(request);
    line.put("outcome", "rejected");
    const std::vector<Action> actions = desk.session().snapshot().actions;
    if (!actions.empty()) {
        line.put("error", actions[0].code).put("en", actions[0].english).put("zh", actions[0].chinese);
    }
    line.say();
}

AgentMode mode_of(const std::string& word) { return word == "Ready" ? AgentMode::ready : AgentMode::not_ready; }

void agent_login(const Session& session, const Request& request) {
    Login login(request.get("jobNumber"), request.get("password"), request.get("domain"), request.get("ext"));
    if (const auto mode = request.find("loginMode")) {
        login.login_mode = *mode == "ask" ? LoginMode::ask : *mode == "stop" ? LoginMode::stop : LoginMode::force;
    }
    login.agent_mode = mode_of(request.get("agentMode"));
    const AskCallback ask = [request](const Outcome& refusal) {
        Line line("ask");
        line.put("session", request.get("session")).put("id", request.get("id"));
        put_refusal(line, refusal);
        line.say();
        return Answer::later;
    };
    session.agent_login(login, ask, completion(request));
}

void make_call(const Session& session, const Request& request) {
    MakeCallOptions options;
    options.prefix = request.find("prefix");
    options.dest_for_display = request.find("destForDisplay");
    options.origin_for_display = request.find("originForDisplay");
    options.context_id = request.find("contextId");
    if (request.find("cpa")) {
        options.cpa = request.is_true("cpa");
    }
    session.make_call(request.get("phoneNumber"), options, completion(request));
}

void drop_connection(const Session& session, const Request& request) {
    if (const auto call = request.find("callId")) {
        session.drop_connection(*call, completion(request));
    } else {
        session.drop_connection(completion(request));
    }
}

Participation participation_of(const std::string& word) {
    return word == "Silent" ? Participation::silent : Participation::active;
}

void set_call_data(const Session& session, const Request& request) {
    std::vector<CallDataEntry> entries;
    while (const auto key = request.find(item("data", entries.size(), "key"))) {
        entries.push_back({*key, request.get(item("data", entries.size(), "value"))});
    }
    session.set_call_data(request.get("callId"), entries, completion(request));
}

void recover(const Session& session, const Request& request) {
    Saved saved{request.get("agentId"), request.get("deviceId"), request.get("sessionId"), std::nullopt};
    if (const auto password = request.find("password")) {
        saved.password = Secret(*password);
    }
    session.recover(saved, completion(request));
}

using Give = std::function<void(const Session&, const Request&)>;

/// A verb that takes only texts: `parts` are their names.
template <class Method, class... Parts>
Give texts(Method method, Parts... parts) {
    return [=](const Session& session, const Request& request) {
        (session.*method)(request.get(parts)..., completion(request));
    };
}

const std::map<std::string, Give>& verbs() {
    static const std::map<std::string, Give> verbs = {
        {"agentLogin", agent_login},
        {"makeCall", make_call},
        {"dropConnection", drop_connection},
        {"setCallData", set_call_data},
#include "verb_calls.inc"
    };
    return verbs;
}

bool give(const Desk& desk, const Request& request) {
    const std::string verb = request.word == "recover" ? "recover" : request.get("verb");
    if (verb == "recover") {
        recover(desk.session(), request);
    } else if (verb == "watch") {
        desk.watch().open(completion(request));
    } else if (verb == "follow") {
        desk.watch().follow(request.get("agentId"), completion(request));
    } else {
        const auto found = verbs().find(verb);
        if (found == verbs().end()) {
            return false;
        }
        found->second(desk.session(), request);
    }
    return true;
}

}  // namespace

bool give_command(const Desk& desk, const Request& request) {
    try {
        return give(desk, request);
    } catch (const Error& error) {
        if (error.status() != Status::closed) {
            throw;
        }
        say_closed(desk, request);
        return true;
    }
}

}  // namespace testee
