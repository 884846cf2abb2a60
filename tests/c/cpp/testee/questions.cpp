// What can be asked of a session at once: its state, its counters, its settings, its log.

#include <chrono>
#include <functional>
#include <map>

#include "testee.hpp"

namespace testee {
namespace {

using namespace wellclient;

void put_actions(Line& line, const std::string& below, const std::vector<Action>& actions) {
    for (const Action& action : actions) {
        line.put(below + action.verb_name, action.allowed ? "allowed" : action.code);
    }
}

void put(Line& line, const std::string& name, const std::optional<Time>& time) {
    if (time) {
        line.put_number(name, std::chrono::duration_cast<Milliseconds>(time->time_since_epoch()).count());
    }
}

void put(Line& line, const std::string& name, const std::optional<Milliseconds>& duration) {
    if (duration) {
        line.put_number(name, duration->count());
    }
}

void put(Line& line, const std::string& list, const Doubts& doubts) {
    std::size_t count = 0;
    for (const Doubt doubt : {Doubt::mode, Doubt::reason, Doubt::since, Doubt::pending_mode, Doubt::leg, Doubt::parties,
                              Doubt::data, Doubt::recording, Doubt::established}) {
        if (doubts.has(doubt)) {
            line.put(item(list, count++), word(to_string(doubt)));
        }
    }
}

void put(Line& line, const std::string& below, const Call& call) {
    line.put(below + "callId", call.call_id);
    line.put(below + "leg", to_string(call.leg));
    if (call.outgoing) {
        line.put(below + "outgoing", *call.outgoing);
    }
    line.put(below + "conference", call.conference);
    line.put(below + "recording", call.recording);
    line.put(below + "unverified", call.unverified);
    line.put(below + "calling", call.calling).put(below + "called", call.called);
    line.put(below + "consultationOf", call.consultation_of);
    put(line, below + "created", std::optional<Time>(call.created));
    put(line, below + "established", call.established);
    put(line, below + "ageMs", std::optional<Milliseconds>(call.age));
    put(line, below + "talkingMs", call.talking);
    line.put(below + "data", call.data).put(below + "queue", call.queue).put(below + "failedCode", call.failed_code);
    put(line, below + "doubts", call.doubts);
    for (std::size_t i = 0; i < call.former_ids.size(); ++i) {
        line.put(item(below + "formerIds", i), call.former_ids[i]);
    }
    for (std::size_t i = 0; i < call.parties.size(); ++i) {
        const Party& party = call.parties[i];
        const std::string parties = below + "parties";
        line.put(item(parties, i, "device"), party.device).put(item(parties, i, "role"), to_string(party.role));
        line.put(item(parties, i, "leg"), to_string(party.leg)).put(item(parties, i, "own"), party.own);
        line.put(item(parties, i, "verified"), party.verified);
    }
    put_actions(line, below + "actions.", call.actions);
}

void put(Line& line, const Snapshot& snapshot) {
    line.put("phase", word(to_string(snapshot.phase))).put("link", word(to_string(snapshot.link)));
    line.put("verified", snapshot.verified).put("callsComplete", snapshot.calls_complete);
    line.put("credentialsRefused", snapshot.credentials_refused);
    if (snapshot.session_end != SessionEnd::none) {
        line.put("sessionEnd", word(to_string(snapshot.session_end)));
    }
    if (snapshot.agent) {
        const Agent& agent = *snapshot.agent;
        line.put("agent.id", agent.agent_id).put("agent.device", agent.device_id).put("agent.mode", agent.mode_text);
        line.put("agent.reason", agent.reason).put("agent.pendingMode", agent.pending_mode);
        put(line, "agent.inModeMs", agent.in_mode);
        put(line, "agent.since", agent.since);
        put(line, "agent.doubts", agent.doubts);
    }
    for (std::size_t i = 0; i < snapshot.prefixes.size(); ++i) {
        line.put(item("prefixes", i), snapshot.prefixes[i]);
    }
    put_actions(line, "actions.", snapshot.actions);
    for (std::size_t i = 0; i < snapshot.calls.size(); ++i) {
        put(line, item("calls", i) + '.', snapshot.calls[i]);
    }
}

/// A verb by the manual's name.
Verb verb_named(const std::string& name) {
    static const std::map<std::string, Verb> verbs = {
#include "verb_names.inc"
    };
    return verbs.at(name);
}

void may(const Session& session, const Request& request, Line& line) {
    const Verb verb = verb_named(request.get("verb"));
    const std::optional<std::string> call = request.find("callId");
    const Permission permission = call ? session.may(verb, *call) : session.may(verb);
    line.put("permission", permission ? "allowed" : word(to_string(permission.reason)));
}

void identity(const Session& session, Line& line) {
    if (const std::optional<Identity> identity = session.identity()) {
        line.put("agentId", identity->agent_id).put("deviceId", identity->device_id);
    }
}

void saved(const Session& session, Line& line) {
    if (const std::optional<Saved> saved = session.saved()) {
        line.put("agentId", saved->agent_id).put("deviceId", saved->device_id);
        line.put("sessionId", saved->session_id.expose());
    }
}

void config(const Desk& desk, Line& line) {
    const Settings settings = desk.session().get_config();
    line.put("debug", settings.debug).put("useWsLog", settings.use_ws_log);
    line.put("autoAnswer", settings.auto_answer).put("useErrorAlert", settings.use_error_alert);
    line.put("clickCallClass", desk.click_call_class);
}

void set_config(Desk& desk, const Request& request) {
    Settings settings;
    settings.debug = request.is_true("debug");
    settings.use_ws_log = request.is_true("useWsLog");
    settings.auto_answer = request.is_true("autoAnswer");
    settings.use_error_alert = request.is_true("useErrorAlert");
    desk.click_call_class = request.find("clickCallClass").value_or(desk.click_call_class);
    desk.session().set_config(settings);
}

void put(Line& line, const Metrics& metrics) {
    const auto number = [&](const char* name, std::uint64_t value) {
        line.put_number(name, static_cast<std::int64_t>(value));
    };
    number("events", metrics.events);
    number("duplicates", metrics.duplicates);
    number("late", metrics.late);
    number("refused", metrics.refused);
    number("anomalies", metrics.anomalies);
    number("resyncs", metrics.resyncs);
    number("corrections", metrics.corrections);
    number("reconnects", metrics.reconnects);
    number("renewals", metrics.renewals);
    number("commands", metrics.commands);
    number("commandsFailed", metrics.commands_failed);
    line.put_number("commandMsTotal", metrics.command_total.count());
    line.put_number("commandMsLongest", metrics.command_longest.count());
}

void search_log(const Session& session, const Request& request, Line& line) {
    const std::string found = session.search_log(request.get("text"));
    std::size_t count = 0;
    for (std::size_t at = 0, end = 0; (end = found.find('\n', at)) != std::string::npos; at = end + 1) {
        line.put(item("lines", count++), found.substr(at, end - at));
    }
}

void write_log(const Session& session, const Request& request) {
    if (request.get("kind") == "error") {
        session.error(request.get("text"));
    } else {
        session.log(request.get("text"));
    }
}

void watched(const Watch& watch, Line& line) {
    const std::vector<AgentId> agents = watch.agents();
    for (std::size_t i = 0; i < agents.size(); ++i) {
        line.put(item("agents", i), agents[i]);
    }
}

void watched_snapshot(const Watch& watch, const Request& request, Line& line) {
    if (const std::optional<Snapshot> snapshot = watch.snapshot(request.get("agentId"))) {
        put(line, *snapshot);
    } else {
        throw std::runtime_error("not watched");
    }
}

/// What a session and a watch can both be asked.
bool of_both(Desk& desk, const Request& request, Line& line) {
    return std::visit(
        [&](const auto& what) {
            if (request.word == "metrics") {
                put(line, what.metrics());
            } else if (request.word == "close") {
                what.close();
            } else {
                return false;
            }
            return true;
        },
        desk.what);
}

using Ask = std::function<void(Desk&, const Request&, Line&)>;

const std::map<std::string, Ask>& questions() {
    static const std::map<std::string, Ask> questions = {
        {"snapshot", [](Desk& desk, const Request&, Line& line) { put(line, desk.session().snapshot()); }},
        {"may", [](Desk& desk, const Request& request, Line& line) { may(desk.session(), request, line); }},
        {"identity", [](Desk& desk, const Request&, Line& line) { identity(desk.session(), line); }},
        {"saved", [](Desk& desk, const Request&, Line& line) { saved(desk.session(), line); }},
        {"config", [](Desk& desk, const Request&, Line& line) { config(desk, line); }},
        {"setConfig", [](Desk& desk, const Request& request, Line&) { set_config(desk, request); }},
        {"setRetrieve",
         [](Desk& desk, const Request& request, Line&) {
             desk.session().set_retrieve_after_consultation(request.is_true("retrieve"));
         }},
        {"callMemory", [](Desk& desk, const Request&, Line& line) { line.put("json", desk.session().get_call_memory()); }},
        {"writeLog", [](Desk& desk, const Request& request, Line&) { write_log(desk.session(), request); }},
        {"getLog", [](Desk& desk, const Request&, Line& line) { line.put("text", desk.session().get_log()); }},
        {"searchLog", [](Desk& desk, const Request& request, Line& line) { search_log(desk.session(), request, line); }},
        {"clearLog", [](Desk& desk, const Request&, Line&) { desk.session().clear_log(); }},
        {"enableLog", [](Desk& desk, const Request&, Line&) { desk.session().enable_log(); }},
        {"disableLog", [](Desk& desk, const Request&, Line&) { desk.session().enable_log(false); }},
        {"answerAsk",
         [](Desk& desk, const Request& request, Line&) { desk.session().answer_ask(request.is_true("force")); }},
        {"reconnect", [](Desk& desk, const Request&, Line&) { desk.session().reconnect(); }},
        {"watched", [](Desk& desk, const Request&, Line& line) { watched(desk.watch(), line); }},
        {"watchedSnapshot",
         [](Desk& desk, const Request& request, Line& line) { watched_snapshot(desk.watch(), request, line); }},
        {"unfollow", [](Desk& desk, const Request& request, Line&) { desk.watch().unfollow(request.get("agentId")); }},
    };
    return questions;
}

}  // namespace

bool answer_question(Desk& desk, const Request& request) {
    Line line = Line::answer(request);
    if (!of_both(desk, request, line)) {
        const auto found = questions().find(request.word);
        if (found == questions().end()) {
            return false;
        }
        found->second(desk, request, line);
    }
    line.say();
    return true;
}

}  // namespace testee
