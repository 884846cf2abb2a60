// Lines of the conformance suite's protocol: a word and named parts, separated by TABs. Requests are read, answers said.

#ifndef WELLCLIENT_TESTEE_LINE_HPP
#define WELLCLIENT_TESTEE_LINE_HPP

#include <wellclient.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace testee {

/// A request of the runner's.
struct Request {
    std::string word;
    std::map<std::string, std::string> parts;

    /// The next one; none at the end of the input.
    static std::optional<Request> read();

    [[nodiscard]] std::optional<std::string> find(const std::string& name) const;
    /// As `find`; an empty text where it is not there.
    [[nodiscard]] std::string get(const std::string& name) const;
    [[nodiscard]] bool is_true(const std::string& name) const;
};

/// A line in the making.
class Line {
public:
    explicit Line(std::string word) : text_(std::move(word)) {}
    /// An answer to a request.
    static Line answer(const Request& request);

    Line& put(std::string_view name, std::string_view value);
    Line& put(std::string_view name, const std::string& value) { return put(name, std::string_view(value)); }
    Line& put(std::string_view name, const char* value) { return put(name, std::string_view(value)); }
    template <class Of>
    Line& put(std::string_view name, const wellclient::Id<Of>& value) {
        return put(name, value.str());
    }
    /// Leaves out what is absent.
    Line& put(std::string_view name, const std::optional<std::string>& value);
    template <class Of>
    Line& put(std::string_view name, const std::optional<wellclient::Id<Of>>& value) {
        return value ? put(name, *value) : *this;
    }
    Line& put(std::string_view name, bool value);
    Line& put_number(std::string_view name, std::int64_t value);
    /// Says it, whole and at once. Any thread.
    void say();

private:
    std::string text_;
};

/// An enumerator's name in the words of the protocol: `logged_in` is `loggedIn`.
std::string word(const char* name);

/// `calls.0`, and below it: `item("calls", 0, "leg")` is `calls.0.leg`.
std::string item(const std::string& list, std::size_t number, std::string_view last = {});

}  // namespace testee

#endif  // WELLCLIENT_TESTEE_LINE_HPP
