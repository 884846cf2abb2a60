/// @file wellclient/secret.hpp
/// A text that is overwritten when it goes.

#ifndef WELLCLIENT_SECRET_HPP
#define WELLCLIENT_SECRET_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS

#include <cstddef>
#include <string>
#include <string_view>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// A password or session id: overwritten when it goes, and never shown.
class Secret {
public:
    Secret() = default;
    Secret(std::string_view text) : text_(text) {}
    Secret(const std::string& text) : text_(text) {}
    Secret(const char* text) : text_(text) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) : text_(other.text_) { other.wipe(); }
    Secret& operator=(const Secret& other) {
        if (this != &other) {
            wipe();
            text_ = other.text_;
        }
        return *this;
    }
    Secret& operator=(Secret&& other) {
        if (this != &other) {
            *this = static_cast<const Secret&>(other);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    /// The text itself. Keep no copy of it.
    [[nodiscard]] const std::string& expose() const noexcept { return text_; }

private:
    void wipe() noexcept {
        // Through volatile, so that it is not optimised away.
        volatile char* bytes = text_.data();
        for (std::size_t i = 0; i < text_.size(); ++i) {
            bytes[i] = '\0';
        }
        text_.clear();
    }

    std::string text_;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_SECRET_HPP
