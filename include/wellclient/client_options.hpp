/// @file wellclient/client_options.hpp
/// The options of a client.

#ifndef WELLCLIENT_CLIENT_OPTIONS_HPP
#define WELLCLIENT_CLIENT_OPTIONS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "result.hpp"
#include "secret.hpp"
#include "text.hpp"
#include "time.hpp"
#include "words.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// The options of a client, made with the library's defaults. A time is at most 2^32 - 1 ms, 49 days.
struct ClientOptions {
    ClientOptions() {
        well_client_options_t c{};
        well_client_options_default(&c, sizeof c);
        threads = c.threads;
        connecting_at_once = c.connecting_at_once;
        connecting_per_second = c.connecting_per_second;
        connect_timeout = Milliseconds(c.connect_timeout_ms);
        request_timeout = Milliseconds(c.request_timeout_ms);
        proxy = static_cast<Proxy>(c.proxy);
        without_platform_roots = c.without_platform_roots != 0;
        danger_accept_any_certificate = c.danger_accept_any_certificate != 0;
    }

    /// Threads for the network, at least 1. Default 2; one serves thousands of sessions.
    std::uint32_t threads;
    /// How many event channels may be opening at once, over all sessions. At least 1; default 64.
    std::uint32_t connecting_at_once;
    /// How many event channels may begin to open in a second, and how many HTTP log-ins, over all sessions and evenly spaced.
    /// At least 1; default 250.
    std::uint32_t connecting_per_second;
    /// How long a TCP and TLS connection may take. Default 5 s.
    Milliseconds connect_timeout;
    /// How long a request may take, reply and all. Default 10 s; keep it below `SessionOptions::command_timeout`.
    Milliseconds request_timeout;
    /// Which proxy. Default: the system's.
    Proxy proxy;
    /// `http://…`, `https://…` or `socks5://…`; for `Proxy::url`.
    std::optional<std::string> proxy_url;
    /// The `user-agent` header. Default `wellclient/<version>`.
    std::optional<std::string> user_agent;
    /// Root certificates to trust beside the platform's, PEM.
    std::string extra_roots_pem;
    /// The client's certificate chain, PEM.
    std::string client_certificate_pem;
    /// The client's private key, PEM.
    Secret client_key_pem;
    /// Trusts no root certificate of the platform's, only `extra_roots_pem`.
    bool without_platform_roots;
    /// Accepts any certificate. DANGEROUS: anyone on the way can read passwords and control calls. For a laboratory only.
    bool danger_accept_any_certificate;
};

namespace detail {

inline well_client_options_t to_c(const ClientOptions& options) {
    well_client_options_t c{};
    well_client_options_default(&c, sizeof c);
    c.threads = options.threads;
    c.connecting_at_once = options.connecting_at_once;
    c.connecting_per_second = options.connecting_per_second;
    c.connect_timeout_ms = milliseconds(options.connect_timeout);
    c.request_timeout_ms = milliseconds(options.request_timeout);
    c.proxy = static_cast<well_proxy_t>(options.proxy);
    c.without_platform_roots = byte(options.without_platform_roots);
    c.danger_accept_any_certificate = byte(options.danger_accept_any_certificate);
    c.proxy_url = c_str(options.proxy_url);
    c.user_agent = c_str(options.user_agent);
    c.extra_roots_pem = data(options.extra_roots_pem);
    c.extra_roots_pem_len = options.extra_roots_pem.size();
    c.client_certificate_pem = data(options.client_certificate_pem);
    c.client_certificate_pem_len = options.client_certificate_pem.size();
    c.client_key_pem = data(options.client_key_pem.expose());
    c.client_key_pem_len = options.client_key_pem.expose().size();
    return c;
}

/// A time that is set, and what it is called.
struct Setting {
    const char* name;
    Milliseconds time;
};

/// The first time that the C interface cannot hold. The narrower ranges are looked at behind it.
inline std::optional<Error> time_error(std::initializer_list<Setting> settings) {
    constexpr std::uint32_t longest = (std::numeric_limits<std::uint32_t>::max)();
    for (const Setting& setting : settings) {
        const auto time = setting.time.count();
        if (time < 0 || time > longest) {
            const std::string why = time < 0 ? "negative" : "longer than " + std::to_string(longest) + " ms";
            const std::string is = " is " + std::to_string(time) + " ms, which is ";
            return Error(Status::bad_argument, setting.name + is + why);
        }
    }
    return std::nullopt;
}

inline std::optional<Error> time_error(const ClientOptions& options) {
    return time_error({
        {"connect_timeout", options.connect_timeout},
        {"request_timeout", options.request_timeout},
    });
}

/// C's error about options, with the name that a time has here: `login_ms` is `login_timeout`.
inline Error options_error(well_status_t status) {
    const Error error = error_of(status);
    std::string words = error.what();
    const std::size_t end = words.find("_ms must be ");
    if (status != WELL_BAD_ARGUMENT || end == std::string::npos) {
        return error;
    }
    std::string name = words.substr(0, end);
    for (const char* const timeout : {"login", "ask", "command", "confirm", "connect"}) {
        if (name == timeout) {
            name += "_timeout";
        }
    }
    return Error(error.status(), name + words.substr(end + sizeof "_ms" - 1));
}

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_CLIENT_OPTIONS_HPP
