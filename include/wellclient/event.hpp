/// @file wellclient/event.hpp
/// An event of any kind.

#ifndef WELLCLIENT_EVENT_HPP
#define WELLCLIENT_EVENT_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "events.hpp"
#include "fields.hpp"
#include "handle.hpp"
#include "ids.hpp"
#include "read_events.hpp"
#include "words.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

class Event;

namespace detail {

/// Of an event that is lent, and of one that is given away.
Event keep_event(well_event_t lent);
Event take_event(well_event_t given);

/// A value that is made when it is first asked for, on any thread; of what type, only who asks must know.
class Lazy {
public:
    Lazy() = default;
    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;
    ~Lazy() { delete held_.load(std::memory_order_acquire); }

    template <class T, class Make>
    const T& get(Make make) const {
        const Held* held = held_.load(std::memory_order_acquire);
        if (held == nullptr) {
            std::unique_ptr<const Held> made(new HeldAs<T>(make()));
            // Of two that come at once, one is the first.
            if (held_.compare_exchange_strong(held, made.get(), std::memory_order_acq_rel)) {
                held = made.release();
            }
        }
        return static_cast<const HeldAs<T>*>(held)->value;
    }

private:
    struct Held {
        Held() = default;
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;
        virtual ~Held() = default;
    };
    template <class T>
    struct HeldAs final : Held {
        explicit HeldAs(T made) : value(std::move(made)) {}
        T value;
    };

    mutable std::atomic<const Held*> held_{nullptr};
};

using EventHandle = Handle<well_event_t, well_event_free>;

/// What was told, and what was read of it.
struct Told {
    EventHandle handle;
    EventKind kind = EventKind::other;
    Lazy meta;
    Lazy raw;
    Lazy body;
    Lazy variant;
};

template <class T>
T read_as(const Fields& fields) {
    T body;
    fields.get(body.meta);
    read(fields, body);
    return body;
}

template <class... Functions>
struct Overloaded : Functions... {
    explicit Overloaded(Functions... functions) : Functions(std::move(functions))... {}
    using Functions::operator()...;
};

}  // namespace detail

/// An event: a value, good for as long as you keep it. Its fields are read when you ask for them.
class Event {
public:
    /// One of your own, for tests.
    template <class T, EventKind Kind = T::kind>
    explicit Event(T body, Json raw = {}) : told_(new detail::Told) {
        told_->kind = Kind;
        told_->meta.get<Meta>([&] { return body.meta; });
        told_->raw.get<Json>([&] { return std::move(raw); });
        told_->body.get<T>([&] { return std::move(body); });
    }
    /// The same of a body.
    template <class Any, std::enable_if_t<std::is_same_v<Any, Body>, int> = 0>
    explicit Event(Any body, Json raw = {})
        : Event(std::visit([&](auto& of) { return Event(std::move(of), std::move(raw)); }, body)) {}

    // No moves: a value that was moved from would have no kind. A copy costs a counter.
    Event(const Event&) = default;
    Event& operator=(const Event&) = default;
    ~Event() = default;

    [[nodiscard]] EventKind kind() const noexcept { return told_->kind; }
    [[nodiscard]] const Meta& meta() const {
        return told_->meta.get<Meta>([&] {
            Meta meta;
            detail::Fields(told_->handle.get()).get(meta);
            return meta;
        });
    }
    /// `eventName`; empty where the server left it out, and for `Lagged` and `LogLine`.
    [[nodiscard]] const std::string& name() const { return meta().event_name; }
    /// The event of this kind; null if it is another.
    template <class T>
    [[nodiscard]] const T* get_if() const {
        return kind() == T::kind ? &as<T>() : nullptr;
    }
    /// All kinds in one type. `get_if` and `visit` need not copy the event for it.
    template <class Any = Body>
    [[nodiscard]] const Any& body() const {
        return told_->variant.get<Any>([&] { return visit([](const auto& event) { return Any(event); }); });
    }
    /// The event as JSON: a server's exactly as it came, the library's own in the manual's field names; empty for `Lagged`
    /// and `LogLine`.
    [[nodiscard]] const Json& raw() const {
        return told_->raw.get<Json>([&] { return detail::raw_of(told_->handle.get()); });
    }

    /// Calls the function that takes this kind:
    /// `event.visit([](const Delivered& call) { … }, [](const auto&) {})`.
    template <class... Functions>
    decltype(auto) visit(Functions... functions) const {
        detail::Overloaded<Functions...> overloaded(std::move(functions)...);
        return detail::visit_kind(kind(), [&](auto kind) -> decltype(auto) {
            return overloaded(as<typename decltype(kind)::type>());
        });
    }

private:
    friend Event detail::keep_event(well_event_t lent);
    friend Event detail::take_event(well_event_t given);

    Event() : told_(new detail::Told) {}

    template <class T>
    const T& as() const {
        return told_->body.get<T>([&] { return detail::read_as<T>(detail::Fields(told_->handle.get())); });
    }

    std::shared_ptr<detail::Told> told_;
};

namespace detail {

inline Event take_event(well_event_t given) {
    Event event;
    event.told_->handle = EventHandle(given);
    event.told_->kind = kind_of(given);
    return event;
}

inline Event keep_event(well_event_t lent) {
    well_event_t kept{};
    well_event_retain(lent, &kept);
    return take_event(kept);
}

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_EVENT_HPP
