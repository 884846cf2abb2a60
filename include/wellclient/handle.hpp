/// @file wellclient/handle.hpp
/// A handle of the C interface, freed when it goes.

#ifndef WELLCLIENT_HANDLE_HPP
#define WELLCLIENT_HANDLE_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS

#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

namespace detail {

/// A handle of the C interface, freed when this goes.
template <class T, well_status_t (*Free)(T)>
class Handle {
public:
    Handle() = default;
    explicit Handle(T handle) noexcept : handle_(handle) {}
    Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, T{})) {}
    Handle& operator=(Handle&& other) noexcept {
        if (this != &other) {
            reset();
            handle_ = std::exchange(other.handle_, T{});
        }
        return *this;
    }
    ~Handle() { reset(); }

    [[nodiscard]] T get() const noexcept { return handle_; }
    explicit operator bool() const noexcept { return handle_.id != 0; }
    /// Gives it away: who gets it frees it.
    [[nodiscard]] T release() noexcept { return std::exchange(handle_, T{}); }
    void reset() noexcept {
        if (handle_.id != 0) {
            Free(release());
        }
    }

private:
    T handle_{};
};

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_HANDLE_HPP
