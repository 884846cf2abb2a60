// Nothing of the C header is forgotten: its words, its fields, its functions.

#include <fstream>
#include <map>
#include <regex>
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
        {"LEVEL", word<Level>},       {"PARTICIPATION", word<Participation>}};
    const std::string header = read("wellclient.h");
    const std::regex line("\n    WELL_(([A-Z]+)_)?([A-Z0-9_]+) = ([0-9]+),");
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
    const std::string cpp = read("wellclient.hpp");
    // What C++ does by other means: kinds decide which fields there are, values need no second handle.
    const std::regex by_other_means(
        "WELL_FIELD_(EVENT_NAME|DEVICES|CALLS)|well_(event_next_field|field_info|event_retain|outcome_retain|outcome_entry_value|"
        "status_name|layout)");
    const std::regex name("\n    (WELL_FIELD_[A-Z_]+) =|\n[a-z][a-z0-9_ ]*[ *](well_[a-z0-9_]+)\\(");
    int seen = 0;
    for (std::sregex_iterator it(c.begin(), c.end(), name), end; it != end; ++it) {
        const std::string found = (*it)[1].str() + (*it)[2].str();
        ++seen;
        if (!std::regex_match(found, by_other_means)) {
            EXPECT_TRUE(std::regex_search(cpp, std::regex(found + "\\b"))) << found;
        }
    }
    EXPECT_GT(seen, 150);
}
