/// @file wellclient/saved.hpp
/// What it takes to go on after a restart, and a file for it.

#ifndef WELLCLIENT_SAVED_HPP
#define WELLCLIENT_SAVED_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "result.hpp"
#include "secret.hpp"
#include "text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

struct Saved;

/// A file with a saved session, of one session and one process at a time: what it takes to go on when the program is started
/// again, whatever has ended it. It is written whole or not at all: whenever the process or the machine goes down, there is
/// the old contents or the new. On Unix it is for its owner alone. Its functions block for as long as the file system takes.
struct SessionStore {
    std::string path;
    /// 32 bytes: the file is sealed with it (ChaCha20-Poly1305). Without one, whoever can read the file can control the
    /// agent's calls.
    std::optional<Secret> key;

    /// Writes what `Session::saved` gave in place of what is there; the password is not in it. Errors: `bad_utf8`,
    /// `bad_argument` (the key's length), `bad_saved` (made by hand), `io`: then the file is as it was.
    Fallible<void> save(const Saved& saved) const;
    /// Reads it; none where there is no file. Errors: `bad_utf8`, `bad_argument` (the key's length), `io`, `other_version`,
    /// and `store_…`; the file is left as it is.
    [[nodiscard]] Fallible<std::optional<Saved>> load() const;
    /// Removes the file. That it is not there is no error. Errors: `bad_utf8`, `io`.
    Fallible<void> remove() const;
};

/// What is needed to resume a session. IT HOLDS SECRETS: whoever has the session id can control the agent's calls.
struct Saved {
    std::string agent_id;
    std::string device_id;
    Secret session_id;
    /// The program's to fill in: with it, the HTTP session can be renewed when it expires.
    std::optional<Secret> password;
    /// All of it but the password, as bytes to be kept where passwords are kept, with the state that the server cannot tell
    /// after a restart: calls on hold, call data, talk time, the mode that is pending, prefixes. Empty where it is made by
    /// hand: then only the call that the server shows is there. If there are bytes, the session is resumed from them.
    Secret bytes{};

    /// Of such bytes. Errors: `bad_saved`, `other_version`.
    [[nodiscard]] static Fallible<Saved> from_bytes(const Secret& bytes);
};

namespace detail {

inline Saved read_saved(well_saved_t& c, Secret bytes) {
    Saved saved{std::string(c.agent_id.data, c.agent_id.len), std::string(c.device_id.data, c.device_id.len),
                Secret(std::string_view(c.session_id.data, c.session_id.len)), std::nullopt, std::move(bytes)};
    well_saved_free(&c);
    return saved;
}

/// Takes bytes that were given away; the library overwrites its copy.
inline Secret take_secret(well_string_t& given) {
    Secret taken(std::string_view(given.data, given.len));
    well_string_free(&given);
    return taken;
}

}  // namespace detail

inline Fallible<Saved> Saved::from_bytes(const Secret& bytes) {
    const std::string& given = bytes.expose();
    well_saved_t c{};
    return detail::done<Saved>(well_saved_from_bytes(detail::data(given), given.size(), &c),
                               [&] { return detail::read_saved(c, bytes); });
}

inline Fallible<void> SessionStore::save(const Saved& saved) const {
    const detail::Text file(path, "path");
    if (!file.good()) {
        return detail::fail<void>(detail::nul_error(file.name()));
    }
    const std::string& given = saved.bytes.expose();
    const std::uint8_t* const sealing = key ? detail::bytes(key->expose()) : nullptr;
    const std::size_t sealing_size = key ? key->expose().size() : 0;
    return detail::done(
        well_store_save(file.c_str(), sealing, sealing_size, detail::data(given), given.size()));
}

inline Fallible<std::optional<Saved>> SessionStore::load() const {
    const detail::Text file(path, "path");
    if (!file.good()) {
        return detail::fail<std::optional<Saved>>(detail::nul_error(file.name()));
    }
    const std::uint8_t* const sealing = key ? detail::bytes(key->expose()) : nullptr;
    const std::size_t sealing_size = key ? key->expose().size() : 0;
    well_string_t given{};
    const well_status_t status = well_store_load(file.c_str(), sealing, sealing_size, &given);
    return detail::done_or_none<Saved>(status, [&] {
        Secret bytes = detail::take_secret(given);
        well_saved_t c{};
        well_saved_from_bytes(detail::data(bytes.expose()), bytes.expose().size(), &c);
        return detail::read_saved(c, std::move(bytes));
    });
}

inline Fallible<void> SessionStore::remove() const {
    const detail::Text file(path, "path");
    return file.good() ? detail::done(well_store_remove(file.c_str())) : detail::fail<void>(detail::nul_error(file.name()));
}

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_SAVED_HPP
