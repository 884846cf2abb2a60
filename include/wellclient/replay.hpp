/// @file wellclient/replay.hpp
/// A journal being replayed.

#ifndef WELLCLIENT_REPLAY_HPP
#define WELLCLIENT_REPLAY_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "event.hpp"
#include "result.hpp"
#include "snapshot.hpp"
#include "text.hpp"

#include <optional>
#include <string_view>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

namespace detail {

/// Feeds a journal, and tells what comes of it.
template <class>
class Replaying {
public:
    /// Feeds the next line. One that cannot be read changes nothing. Errors: `bad_utf8`, `bad_journal`.
    Fallible<void> feed(std::string_view line) {
        const Text text(line, "line");
        if (!text.good()) {
            return fail<void>(nul_error(text.name()));
        }
        return done(well_replay_feed(handle_.get(), text.c_str()));
    }

    /// The next event, or log line, of what was fed; none when there is none.
    [[nodiscard]] Fallible<std::optional<Event>> next() {
        well_event_t handle{};
        return done_or_none<Event>(well_replay_next(handle_.get(), &handle),
                                           [&] { return take_event(handle); });
    }

    /// The state after the last line that was fed.
    [[nodiscard]] Fallible<Snapshot> snapshot() const {
        well_snapshot_t handle{};
        return done<Snapshot>(well_replay_snapshot(handle_.get(), &handle),
                                      [&] { return read_snapshot(handle); });
    }

protected:
    explicit Replaying(well_replay_t handle) : handle_(handle) {}

    Handle<well_replay_t, well_replay_free> handle_;
};

}  // namespace detail

/// A journal (`SessionOptions::journal_path`) being replayed: the same inputs give the same events and the same state.
/// Not for several threads at once.
class Replay : public detail::Replaying<void> {
public:
    /// Begins with the journal's first line. Errors: `bad_utf8`, `bad_journal`.
    [[nodiscard]] static Fallible<Replay> create(std::string_view header) {
        const detail::Text text(header, "header");
        if (!text.good()) {
            return detail::fail<Replay>(detail::nul_error(text.name()));
        }
        well_replay_t handle{};
        return detail::done<Replay>(well_replay_new(text.c_str(), &handle), [&] { return Replay(handle); });
    }

private:
    explicit Replay(well_replay_t handle) : Replaying(handle) {}

};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_REPLAY_HPP
