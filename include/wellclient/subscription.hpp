/// @file wellclient/subscription.hpp
/// What lasts as long as a callback is subscribed.

#ifndef WELLCLIENT_SUBSCRIPTION_HPP
#define WELLCLIENT_SUBSCRIPTION_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "handle.hpp"

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

namespace detail {
template <class>
class Listening;
}

/// A callback's subscription: cancelled when this is destroyed.
///
/// No call begins after that, but one that is under way on another thread goes on to its end; to wait for that, close the
/// session. It may be destroyed inside of its own callback.
class [[nodiscard]] Subscription {
public:
    Subscription() = default;

    /// Cancels it now.
    void cancel() noexcept { handle_.reset(); }

    /// Lets it last as long as the session.
    void detach() noexcept { well_subscription_detach(handle_.release()); }

private:
    template <class>
    friend class detail::Listening;

    explicit Subscription(well_subscription_t handle) : handle_(handle) {}

    detail::Handle<well_subscription_t, well_subscription_free> handle_;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_SUBSCRIPTION_HPP
