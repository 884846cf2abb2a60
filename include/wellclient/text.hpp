/// @file wellclient/text.hpp
/// Texts, and truths, between C and C++.

#ifndef WELLCLIENT_TEXT_HPP
#define WELLCLIENT_TEXT_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "secret.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

namespace detail {

/// A text on its way in.
class Text {
public:
    /// `name` is what the program calls it.
    Text(std::string_view text, const char* name)
        : text_(text), name_(name), good_(text.find('\0') == std::string_view::npos) {}
    /// One that may be absent.
    template <class Absent, std::enable_if_t<std::is_base_of_v<std::optional<std::string>, Absent>, int> = 0>
    Text(const Absent& text, const char* name)
        : text_(text), name_(name), good_(!text || text->find('\0') == std::string::npos) {}

    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] const char* name() const noexcept { return name_; }
    [[nodiscard]] const char* c_str() const noexcept { return text_ ? text_->c_str() : nullptr; }

private:
    std::optional<std::string> text_;
    const char* name_;
    bool good_;
};

inline bool good(const Text& text) { return text.good(); }
inline bool good(const Secret& text) { return text.expose().find('\0') == std::string::npos; }
inline bool good(const Secret* text) { return text == nullptr || good(*text); }
template <class T>
bool good(const T&) {
    return true;
}

inline const char* name_of(const Text& text) { return text.name(); }
template <class T>
const char* name_of(const T&) {
    return "a secret";
}

inline const char* raw(const Text& text) { return text.c_str(); }
inline const char* raw(const Secret& text) { return text.expose().c_str(); }
inline const char* raw(const Secret* text) { return text == nullptr ? nullptr : raw(*text); }
template <class T>
T raw(const T& value) {
    return value;
}

inline std::uint8_t byte(bool truth) { return truth ? 1 : 0; }

inline const std::uint8_t* bytes(const std::string& given) { return reinterpret_cast<const std::uint8_t*>(given.data()); }

/// Bytes that may be none: C takes a pointer for some.
inline const std::uint8_t* data(const std::string& given) { return given.empty() ? nullptr : bytes(given); }

inline std::string text(well_str_t lent) {
    return lent.data == nullptr ? std::string() : std::string(lent.data, lent.len);
}

inline std::optional<std::string> text_if(well_str_t lent) {
    return lent.data == nullptr ? std::nullopt : std::optional<std::string>(std::in_place, lent.data, lent.len);
}

/// Takes a text that was given away.
inline std::string take(well_string_t& given) {
    std::string taken = given.data == nullptr ? std::string() : std::string(given.data, given.len);
    well_string_free(&given);
    return taken;
}

inline const char* c_str(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

/// Whether a NUL is in it, where C would cut it.
inline bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }
inline bool has_nul(const std::string& text) { return has_nul(std::string_view(text)); }
inline bool has_nul(const std::optional<std::string>& text) { return text && has_nul(*text); }
inline bool has_nul(const Secret& text) { return has_nul(text.expose()); }
inline bool has_nul(const std::optional<Secret>& text) { return text && has_nul(*text); }

/// What a text is called, and whether a NUL is in it.
struct Looked {
    const char* name;
    bool has_nul;
};

/// The name of the first that has one; null where none has.
inline const char* first_with_nul(std::initializer_list<Looked> texts) {
    for (const Looked& text : texts) {
        if (text.has_nul) {
            return text.name;
        }
    }
    return nullptr;
}

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_TEXT_HPP
