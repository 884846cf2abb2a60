/// @file wellclient/simulator.hpp
/// A simulator of the server.

#ifndef WELLCLIENT_SIMULATOR_HPP
#define WELLCLIENT_SIMULATOR_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "closing.hpp"
#include "handle.hpp"
#include "result.hpp"
#include "text.hpp"
#include "time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {


/// A simulator of the server, in this process, on loopback: see docs/simulator.md. Only with a library that has it.
///
/// Destroying it stops it, which waits some milliseconds; inside a callback it stops in the background.
class Simulator {
public:
    /// Starts one; `config` is its configuration, by default one tenant `test.cc` with agents 5000–5999, password `123456`,
    /// on extensions 8000–8999. Errors: `bad_utf8`, `bad_json`, `no_resources`, `would_deadlock`.
    [[nodiscard]] static Fallible<Simulator> start(std::string_view config = "{}") {
        const detail::Text text(config, "config");
        if (!text.good()) {
            return detail::fail<Simulator>(detail::nul_error(text.name()));
        }
        well_simulator_t handle{};
        return detail::done<Simulator>(well_simulator_new(text.c_str(), &handle), [&] { return Simulator(handle); });
    }

    Simulator(Simulator&& other) noexcept = default;
    Simulator& operator=(Simulator&& other) noexcept {
        if (this != &other) {
            end();
            handle_ = std::move(other.handle_);
        }
        return *this;
    }
    ~Simulator() { end(); }

    /// Where it listens, `http://127.0.0.1:<port>`: for `SessionOptions::api_url`.
    [[nodiscard]] Fallible<std::string> url() const { return text(well_simulator_url); }

    /// Acts as the outside world, by a JSON object: `{"do":"call_in","from":"13800000000","to":"8001"}`. Returns what came of
    /// it. Errors: `bad_utf8`, `bad_json`, `simulator_refused`, `closed`.
    Fallible<Json> control(std::string_view action) const {
        const detail::Text given(action, "action");
        if (!given.good()) {
            return detail::fail<Json>(detail::nul_error(given.name()));
        }
        well_string_t reply{};
        return detail::done<Json>(well_simulator_control(handle_.get(), given.c_str(), &reply),
                                  [&] { return detail::take(reply); });
    }

    /// Adds a fault, a JSON object: `{"kind":"drop"}`. Returns its number. Errors: `bad_json`, `simulator_refused`, `closed`.
    Fallible<std::uint64_t> add_fault(std::string_view fault) const {
        const detail::Text given(fault, "fault");
        if (!given.good()) {
            return detail::fail<std::uint64_t>(detail::nul_error(given.name()));
        }
        std::uint64_t id = 0;
        return detail::done<std::uint64_t>(well_simulator_add_fault(handle_.get(), given.c_str(), &id),
                                           [&] { return id; });
    }

    /// Removes a standing fault; whether it stood.
    Fallible<bool> remove_fault(std::uint64_t id) const {
        const well_status_t status = well_simulator_remove_fault(handle_.get(), id);
        if (status == WELL_EMPTY) {
            return false;
        }
        return detail::done<bool>(status, [] { return true; });
    }

    /// Removes all standing faults.
    Fallible<void> clear_faults() const { return detail::done(well_simulator_clear_faults(handle_.get())); }

    /// The state of the simulated switch: agents, extensions, calls. Errors: `closed`.
    [[nodiscard]] Fallible<Json> state() const { return text(well_simulator_state); }

    /// The last 1000 things that it heard and did. Errors: `closed`.
    [[nodiscard]] Fallible<Json> log() const { return text(well_simulator_log); }

    /// Runs a script to its end. Errors: `bad_utf8`, `simulator_refused`, `timed_out` (the rest of it is not done),
    /// `closed`, `would_deadlock`.
    Fallible<void> run_script(std::string_view script, Milliseconds timeout = forever) const {
        const detail::Text given(script, "script");
        if (!given.good()) {
            return detail::fail<void>(detail::nul_error(given.name()));
        }
        return detail::done(
            well_simulator_run_script(handle_.get(), given.c_str(), detail::milliseconds(timeout)));
    }

    /// Stops it: cuts its connections and ends its threads. Its port is free then. Stopping again does no harm. Errors:
    /// `would_deadlock`.
    Fallible<void> stop() const { return detail::done(well_simulator_stop(handle_.get())); }

private:
    explicit Simulator(well_simulator_t handle) : handle_(handle) {}

    void end() noexcept {
        if (handle_) {
            detail::free_closed(handle_, well_simulator_stop(handle_.get()));
        }
    }

    Fallible<std::string> text(well_status_t (*read)(well_simulator_t, well_string_t*)) const {
        well_string_t out{};
        return detail::done<std::string>(read(handle_.get(), &out), [&] { return detail::take(out); });
    }

    detail::Handle<well_simulator_t, well_simulator_free> handle_;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_SIMULATOR_HPP
