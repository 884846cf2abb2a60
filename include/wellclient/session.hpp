/// @file wellclient/session.hpp
/// A session: one agent on one extension.

#ifndef WELLCLIENT_SESSION_HPP
#define WELLCLIENT_SESSION_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "requests.hpp"
#include "saved.hpp"
#include "snapshot.hpp"
#include "verbs.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Whether a verb may be used now, and why not.
struct Permission {
    bool allowed = false;
    Reason reason = Reason::none;

    explicit operator bool() const noexcept { return allowed; }
};

/// Who is logged in.
struct Identity {
    /// `5001@test.cc`.
    AgentId agent_id;
    /// `8001@test.cc`.
    DeviceId device_id;
};

namespace detail {

/// A session's state, settings and log.
template <class>
class Desk : public Verbs<void> {
public:
    // State

    /// The state now.
    [[nodiscard]] Fallible<Snapshot> snapshot() const {
        well_snapshot_t handle{};
        return done<Snapshot>(well_session_snapshot(handle_.get(), &handle),
                                      [&] { return read_snapshot(handle); });
    }

    /// Whether a verb may be used on a call now. A verb that is about none of the agent's own calls, also one about calls of
    /// others, does not look at the call. This is advice: only the guards of making a call, of dropping without an id and of
    /// logging out are enforced. Errors: `bad_utf8`, `bad_argument`.
    [[nodiscard]] Fallible<Permission> may(Verb verb, const CallId& call_id) const {
        const Text id(call_id, "call_id");
        return id.good() ? permission(verb, id.c_str()) : fail<Permission>(nul_error(id.name()));
    }
    /// Whether a verb may be used now that needs no call: `may(Verb::make_call)`. `Verb::drop` is about the only call that
    /// there is. Errors: `null_pointer` for any other verb about the agent's own calls, `bad_argument`.
    [[nodiscard]] Fallible<Permission> may(Verb verb) const { return permission(verb, nullptr); }

    /// Who is logged in, or being logged in.
    [[nodiscard]] Fallible<std::optional<Identity>> identity() const {
        well_string_t agent{};
        well_string_t device{};
        const well_status_t status = well_session_identity(handle_.get(), &agent, &device);
        return done_or_none<Identity>(status,
                                              [&] { return Identity{take(agent), take(device)}; });
    }

    /// What `recover` needs; none unless an agent is logged in.
    [[nodiscard]] Fallible<std::optional<Saved>> saved() const {
        well_string_t given{};
        return done_or_none<Saved>(well_session_saved_bytes(handle_.get(), &given), [&] {
            Secret bytes = take_secret(given);
            well_saved_t c{};
            well_saved_from_bytes(data(bytes.expose()), bytes.expose().size(), &c);
            return read_saved(c, std::move(bytes));
        });
    }

    /// The model as the reference client shows it (5.1).
    [[nodiscard]] Fallible<Json> get_call_memory() const { return text(well_session_get_call_memory); }

    // Settings and log

    /// The settings as they are.
    [[nodiscard]] Fallible<Settings> get_config() const {
        well_settings_t c{};
        c.struct_size = sizeof c;
        return done<Settings>(well_session_get_config(handle_.get(), &c), [&] {
            return Settings{c.debug != 0, c.use_ws_log != 0, c.auto_answer != 0, c.use_error_alert != 0};
        });
    }

    /// Changes the settings (2.1): get them, change what is to be different, set them.
    Fallible<void> set_config(const Settings& settings) const {
        well_settings_t c{};
        c.struct_size = sizeof c;
        c.debug = byte(settings.debug);
        c.use_ws_log = byte(settings.use_ws_log);
        c.auto_answer = byte(settings.auto_answer);
        c.use_error_alert = byte(settings.use_error_alert);
        return done(well_session_set_config(handle_.get(), &c));
    }

    /// Turns detailed logging on or off (`setDebug`, manual 5.3).
    Fallible<void> set_debug(bool debug) const { return done(well_session_set_debug(handle_.get(), debug)); }

    /// Sets whether to retrieve the first call when the consulted party hangs up.
    Fallible<void> set_retrieve_after_consultation(bool retrieve) const {
        return done(well_session_set_retrieve_after_consultation(handle_.get(), retrieve));
    }

    /// Writes a line of the program's into the log (5.2). Errors: `bad_utf8`.
    Fallible<void> log(std::string_view line) const { return with_text(well_session_log, line); }

    /// Writes an error of the program's into the log (5.3). Errors: `bad_utf8`.
    Fallible<void> error(std::string_view line) const { return with_text(well_session_error, line); }

    /// Keeps lines in the event log again, or keeps no further ones (5.5.3, 5.5.4).
    Fallible<void> enable_log(bool enable = true) const {
        return done(well_session_enable_log(handle_.get(), enable));
    }

protected:
    using Verbs<void>::Verbs;

private:
    Fallible<Permission> permission(Verb verb, const char* call_id) const {
        bool allowed = false;
        well_reason_t reason = WELL_REASON_NONE;
        const well_status_t status =
            well_session_may(handle_.get(), static_cast<well_verb_t>(verb), call_id, &allowed, &reason);
        return done<Permission>(status, [&] { return Permission{allowed, static_cast<Reason>(reason)}; });
    }
};

}  // namespace detail

/// A session: one agent on one extension.
///
/// Destroying it closes it, which waits, so that nothing of it is called afterwards: do not destroy it while one of its
/// callbacks waits for this thread. Inside a callback it cannot wait, closes in the background, and only completions are
/// still called.
///
/// The verbs (manual chapters 2 and 4) begin a command, and never wait. Each takes a completion as its last argument, and
/// gives a `Command` to wait with. Errors of every verb: `bad_utf8`, `closed`. Whatever else is wrong is told by the outcome.
class Session : public detail::Desk<void> {
private:
    friend class Client;

    explicit Session(well_session_t handle) : Desk(handle) {}
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_SESSION_HPP
