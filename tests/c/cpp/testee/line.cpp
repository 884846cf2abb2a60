// The lines of line.hpp.

#include "line.hpp"

#include <cctype>
#include <cstdio>
#include <iostream>
#include <mutex>

namespace testee {

namespace {

std::string unescaped(std::string_view value) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) {
            const char c = value[++i];
            text += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        } else {
            text += value[i];
        }
    }
    return text;
}

}  // namespace

std::optional<Request> Request::read() {
    std::string line;
    if (!std::getline(std::cin, line)) {
        return std::nullopt;
    }
    Request request;
    std::string_view rest = line;
    bool first = true;
    for (bool more = true; more; first = false) {
        const std::size_t tab = rest.find('\t');
        const std::string_view part = rest.substr(0, tab);
        more = tab != std::string_view::npos;
        rest.remove_prefix(more ? tab + 1 : rest.size());
        const std::size_t equals = part.find('=');
        if (first) {
            request.word = part;
        } else if (equals != std::string_view::npos) {
            request.parts.emplace(part.substr(0, equals), unescaped(part.substr(equals + 1)));
        }
    }
    return request;
}

std::optional<std::string> Request::find(const std::string& name) const {
    const auto found = parts.find(name);
    return found == parts.end() ? std::nullopt : std::optional<std::string>(found->second);
}

std::string Request::get(const std::string& name) const { return find(name).value_or(std::string()); }

bool Request::is_true(const std::string& name) const { return get(name) == "true"; }

Line Line::answer(const Request& request) {
    Line line("answer");
    line.put("id", request.find("id"));
    return line;
}

Line& Line::put(std::string_view name, std::string_view value) {
    text_.append("\t").append(name).append("=");
    for (const char c : value) {
        switch (c) {
        case '\\': text_ += "\\\\"; break;
        case '\t': text_ += "\\t"; break;
        case '\n': text_ += "\\n"; break;
        case '\r': text_ += "\\r"; break;
        default: text_ += c;
        }
    }
    return *this;
}

Line& Line::put(std::string_view name, const std::optional<std::string>& value) {
    return value ? put(name, std::string_view(*value)) : *this;
}

Line& Line::put(std::string_view name, bool value) { return put(name, value ? "true" : "false"); }

Line& Line::put_number(std::string_view name, std::int64_t value) { return put(name, std::to_string(value)); }

void Line::say() {
    static std::mutex whole;
    text_ += '\n';
    const std::lock_guard<std::mutex> lock(whole);
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    std::fflush(stdout);
}

std::string word(const char* name) {
    std::string word;
    bool upper = false;
    for (; *name != '\0'; ++name) {
        if (*name == '_') {
            upper = true;
        } else {
            word += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(*name))) : *name;
            upper = false;
        }
    }
    return word;
}

std::string item(const std::string& list, std::size_t number, std::string_view last) {
    std::string name = list + '.' + std::to_string(number);
    return last.empty() ? name : name.append(".").append(last);
}

}  // namespace testee
