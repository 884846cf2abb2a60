// The testee of the C++ API, in parts: main.cpp obeys, telling.cpp tells events, commands.cpp gives commands, questions.cpp
// answers questions. The protocol is in tests/conformance/README.md.

#ifndef WELLCLIENT_TESTEE_HPP
#define WELLCLIENT_TESTEE_HPP

#include <string>
#include <variant>

#include "line.hpp"
#include "wellclient.hpp"

namespace testee {

/// A session or a watch, by the runner's name for it.
struct Desk {
    std::string name;
    std::variant<wellclient::Session, wellclient::Watch> what;
    /// `clickCallClass` of setConfig is of web pages, so the library has none: the testee keeps it as a page would.
    std::string click_call_class = "well-canBeCalled";

    /// Throws where it is the other.
    [[nodiscard]] const wellclient::Session& session() const { return std::get<wellclient::Session>(what); }
    [[nodiscard]] const wellclient::Watch& watch() const { return std::get<wellclient::Watch>(what); }
};

/// Says all that this session tells, from now on.
void listen(const Desk& desk);

/// `do` and `recover`: begins a command; its end is said when it comes. False if there is no such verb.
bool give_command(const Desk& desk, const Request& request);

/// `snapshot`, `may`, `metrics` and all else that is answered at once. False if there is no such word.
bool answer_question(Desk& desk, const Request& request);

}  // namespace testee

#endif  // WELLCLIENT_TESTEE_HPP
