/// @file wellclient/ids.hpp
/// Ids, and structures as JSON.

#ifndef WELLCLIENT_IDS_HPP
#define WELLCLIENT_IDS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

template <class Of>
class Id;

namespace detail {

struct OfCall;
struct OfDevice;
struct OfAgent;

template <class T>
struct IsId : std::false_type {};
template <class Of>
struct IsId<Id<Of>> : std::true_type {};

template <class T>
inline constexpr bool is_text = std::is_convertible_v<const T&, std::string_view> && !IsId<T>::value;

/// The characters of a text; a null pointer has none.
template <class T>
std::string_view characters(const T& text) {
    if constexpr (std::is_convertible_v<const T&, const char*>) {
        const char* const characters = text;
        return characters == nullptr ? std::string_view() : std::string_view(characters);
    } else {
        return text;
    }
}

/// Whether it is no null pointer.
template <class T>
bool is_there(const T& text) {
    if constexpr (std::is_convertible_v<const T&, const char*>) {
        return static_cast<const char*>(text) != nullptr;
    } else {
        return true;
    }
}

}  // namespace detail

/// An id: a text of a type of its own, so that a call is not taken for a device. A text becomes an id where one is wanted, and an
/// id a text; an id of one kind becomes none of another. A null pointer becomes an empty id, which the library refuses.
template <class Of>
class Id {
public:
    Id() = default;
    template <class Text, std::enable_if_t<detail::is_text<Text>, int> = 0>
    Id(const Text& text) : text_(detail::characters(text)) {}  // NOLINT(google-explicit-constructor): texts are ids
    Id(std::nullptr_t) = delete;
    Id(std::string&& text) noexcept : text_(std::move(text)) {}  // NOLINT(google-explicit-constructor)
    Id(const char* text, std::size_t length) : text_(text, length) {}

    [[nodiscard]] const std::string& str() const noexcept { return text_; }
    [[nodiscard]] const char* c_str() const noexcept { return text_.c_str(); }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return text_.size(); }
    operator const std::string&() const noexcept { return text_; }  // NOLINT(google-explicit-constructor): ids are texts
    operator std::string_view() const noexcept { return text_; }    // NOLINT(google-explicit-constructor)

    friend bool operator==(const Id& one, const Id& other) noexcept { return one.text_ == other.text_; }
    friend bool operator!=(const Id& one, const Id& other) noexcept { return one.text_ != other.text_; }
    friend bool operator<(const Id& one, const Id& other) noexcept { return one.text_ < other.text_; }
    friend bool operator>(const Id& one, const Id& other) noexcept { return other < one; }
    friend bool operator<=(const Id& one, const Id& other) noexcept { return !(other < one); }
    friend bool operator>=(const Id& one, const Id& other) noexcept { return !(one < other); }
    template <class Text, std::enable_if_t<detail::is_text<Text>, int> = 0>
    friend bool operator==(const Id& id, const Text& text) noexcept {
        return id.text_ == detail::characters(text);
    }
    template <class Text, std::enable_if_t<detail::is_text<Text>, int> = 0>
    friend bool operator==(const Text& text, const Id& id) noexcept {
        return id.text_ == detail::characters(text);
    }
    template <class Text, std::enable_if_t<detail::is_text<Text>, int> = 0>
    friend bool operator!=(const Id& id, const Text& text) noexcept {
        return id.text_ != detail::characters(text);
    }
    template <class Text, std::enable_if_t<detail::is_text<Text>, int> = 0>
    friend bool operator!=(const Text& text, const Id& id) noexcept {
        return id.text_ != detail::characters(text);
    }
    friend std::string operator+(const Id& id, std::string_view text) { return std::string(id.text_).append(text); }
    friend std::string operator+(std::string_view text, const Id& id) { return std::string(text).append(id.text_); }
    template <class Stream>
    friend auto operator<<(Stream& stream, const Id& id) -> decltype(stream << std::declval<const std::string&>()) {
        return stream << id.text_;
    }

private:
    std::string text_;
};

/// A call's id. It changes when the call is transferred or becomes a conference.
using CallId = Id<detail::OfCall>;

/// An extension, or a number outside: `8001@test.cc`.
using DeviceId = Id<detail::OfDevice>;

/// An agent: `5001@test.cc`.
using AgentId = Id<detail::OfAgent>;

/// A text that is no id, such as a number to dial. An id in its place does not compile: two arguments were swapped, or the id's
/// domain would be dialled. What of an id is meant, `id.str()` says.
class PlainText {
public:
    template <class Text, std::enable_if_t<detail::is_text<Text>, int> = 0>
    PlainText(const Text& text) : text_(detail::characters(text)) {}  // NOLINT(google-explicit-constructor): so it is given
    PlainText(std::nullptr_t) = delete;

    operator std::string_view() const noexcept { return text_; }  // NOLINT(google-explicit-constructor): it is a text

private:
    std::string_view text_;
};

/// A text that may be left out, and is no id, such as a prefix to dial. An id in its place does not compile. A null pointer is no text.
class OptionalText : public std::optional<std::string> {
public:
    OptionalText() = default;
    OptionalText(std::nullopt_t) noexcept {}  // NOLINT(google-explicit-constructor): so it is given
    template <class Text, std::enable_if_t<detail::is_text<Text>, int> = 0>
    OptionalText(const Text& text) {  // NOLINT(google-explicit-constructor): so it is given
        if (detail::is_there(text)) {
            emplace(detail::characters(text));
        }
    }
    template <class Absent, std::enable_if_t<std::is_same_v<Absent, std::optional<std::string>>, int> = 0>
    OptionalText(const Absent& text) : std::optional<std::string>(text) {}  // NOLINT(google-explicit-constructor)
    OptionalText(std::nullptr_t) = delete;
};

/// A structure as JSON text.
using Json = std::string;

}  // inline namespace
}  // namespace wellclient

template <class Of>
struct std::hash<wellclient::Id<Of>> {
    std::size_t operator()(const wellclient::Id<Of>& id) const noexcept { return std::hash<std::string>()(id.str()); }
};

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_IDS_HPP
