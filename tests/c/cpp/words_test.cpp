// Nothing of the C header is forgotten: its words, its fields, its functions.

#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "support.hpp"

using namespace wellclient;

namespace {

std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(std::string(WELLCLIENT_INCLUDE) + "/" + name).rdbuf();
    EXPECT_FALSE(text.str().empty()) << name;
    return text.str();
}

/// All headers of the C++ API in one.
std::string read_all() {
    std::string text;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(WELLCLIENT_INCLUDE) + "/wellclient")) {
        text += read("wellclient/" + entry.path().filename().string());
    }
    return text;
}

/// All words of a program.
std::set<std::string> names(const std::string& text) {
    std::set<std::string> found;
    std::string name;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
            name += c;
        } else {
            found.insert(std::exchange(name, {}));
        }
    }
    return found;
}

template <class Enum>
const char* word(int number) {
    return to_string(static_cast<Enum>(number));
}

}  // namespace

TEST(WordsTest, EachEnumeratorHasItsName) {
    const std::map<std::string, const char* (*)(int)> enums = {
        {"REASON", word<Reason>},     {"LOG", word<LogKind>},         {"OUTCOME", word<OutcomeKind>},
        {"EVENT", word<EventKind>},   {"ORIGIN", word<Origin>},       {"PHASE", word<Phase>},
        {"LINK", word<Link>},         {"MODE", word<AgentMode>},      {"STATE", word<ConnectionState>},
        {"ROLE", word<Role>},         {"VERB", word<Verb>},           {"LANGUAGE", word<Language>},
        {"DIALECT", word<Dialect>},   {"DELIVERY", word<Delivery>},   {"PROXY", word<Proxy>},
        {"RECONNECT", word<Reconnect>}, {"LOGIN", word<LoginMode>},   {"ANSWER", word<Answer>},
        {"LEVEL", word<Level>},       {"PARTICIPATION", word<Participation>},
        {"DOUBT", word<Doubt>},       {"SESSION_END", word<SessionEnd>},
        {"LINK_END", word<LinkEnd>},  {"CALL_END", word<CallEnd>},
        {"LOCAL_STATE", word<LocalState>}, {"AGENT_STATUS", word<AgentStatus>},
        {"FAILED", word<FailedCode>}, {"ANOMALY", word<AnomalyKind>}};
    const std::string header = read("wellclient.h");
    const std::regex line("\n    WELL_((SESSION_END|LINK_END|CALL_END|LOCAL_STATE|AGENT_STATUS|[A-Z]+)_)?([A-Z0-9_]+) = ([0-9]+),");
    int seen = 0;
    for (std::sregex_iterator it(header.begin(), header.end(), line), end; it != end; ++it) {
        const std::string group = (*it)[2].str();
        std::string name = (*it)[3].str();
        const int number = std::stoi((*it)[4].str());
        if (group == "FIELD" || group == "TYPE") {
            continue;
        }
        const auto known = enums.find(group);
        if (known == enums.end()) {
            name = (*it)[1].str() + name;
        }
        for (char& c : name) {
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        EXPECT_EQ(known == enums.end() ? to_string(static_cast<Status>(number)) : known->second(number), name);
        ++seen;
    }
    EXPECT_GT(seen, 150);
    EXPECT_STREQ(to_string(static_cast<Reason>(9999)), "?");
    EXPECT_FALSE(status_text(Status::timed_out).empty());
    EXPECT_NE(status_text(Status::timed_out), status_text(Status::timed_out, Language::zh));
}

TEST(WordsTest, EachFieldAndFunctionIsUsed) {
    const std::string c = read("wellclient.h");
    const std::string cpp = read_all();
    const std::set<std::string> used = names(cpp);
    // What C++ does by other means: an event is read whole, lists are lists, values need no second handle.
    const std::set<std::string> by_other_means = {
        "well_event_name",        "well_event_origin",   "well_event_watched",       "well_event_text",
        "well_event_integer",     "well_event_truth",    "well_event_agent_mode",    "well_event_link",
        "well_event_session_end", "well_event_link_end", "well_event_call_end",      "well_event_missed",
        "well_event_log_line",    "well_event_next_field", "well_field_info",        "well_outcome_retain",
        "well_outcome_entry_value", "well_status_name",  "well_session_saved"};
    int seen = 0;
    for (const std::string& name : names(c)) {
        const bool function = name.rfind("well_", 0) == 0 && c.find(" " + name + "(well_") != std::string::npos;
        if (function && by_other_means.count(name) == 0) {
            EXPECT_EQ(used.count(name), 1U) << name;
            ++seen;
        }
    }
    EXPECT_GT(seen, 80);
    // Lists that are read as such, and what has a number of its own.
    const std::set<std::string> not_as_text = {"calls", "end_reason"};
    const std::size_t end = c.find("} well_event_data_t;");
    const std::string members = c.substr(c.rfind("typedef struct", end), end - c.rfind("typedef struct", end));
    const std::regex line("\n    [a-z0-9_]+ ([a-z_]+);");
    seen = 0;
    for (std::sregex_iterator it(members.begin(), members.end(), line), last; it != last; ++it) {
        const std::string name = (*it)[1].str();
        if (not_as_text.count(name) == 0) {
            EXPECT_NE(cpp.find("data." + name), std::string::npos) << name;
            ++seen;
        }
    }
    EXPECT_GT(seen, 70);
}
