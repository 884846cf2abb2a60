/// @file wellclient/metrics.hpp
/// Counters.

#ifndef WELLCLIENT_METRICS_HPP
#define WELLCLIENT_METRICS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "result.hpp"
#include "time.hpp"

#include <cstdint>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Counters: how well the link and the model are doing, from the making of the session.
struct Metrics {
    /// Events received.
    std::uint64_t events = 0;
    /// Of these, dropped as copies.
    std::uint64_t duplicates = 0;
    /// Of these, put in their place among newer ones.
    std::uint64_t late = 0;
    /// Of these, not applied to the model.
    std::uint64_t refused = 0;
    /// Anomalies reported, copies and late events not counted.
    std::uint64_t anomalies = 0;
    /// Times the server's account was compared with the model.
    std::uint64_t resyncs = 0;
    /// Events synthesized because the two differed.
    std::uint64_t corrections = 0;
    /// Times the event channel came back after a loss.
    std::uint64_t reconnects = 0;
    /// Times the HTTP session was renewed (426).
    std::uint64_t renewals = 0;
    /// Commands settled.
    std::uint64_t commands = 0;
    /// Of these, not confirmed or already so.
    std::uint64_t commands_failed = 0;
    /// From command to outcome, added up.
    Milliseconds command_total{};
    /// The longest from command to outcome.
    Milliseconds command_longest{};
};

namespace detail {

template <class T>
Fallible<Metrics> read_metrics(well_status_t (*read)(T, well_metrics_t*), T handle) {
    well_metrics_t c{};
    c.struct_size = sizeof c;
    return done<Metrics>(read(handle, &c), [&] {
        return Metrics{c.events,    c.duplicates,  c.late,       c.refused,  c.anomalies,
                       c.resyncs,   c.corrections, c.reconnects, c.renewals, c.commands,
                       c.commands_failed, Milliseconds(c.command_ms_total), Milliseconds(c.command_ms_longest)};
    });
}

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_METRICS_HPP
