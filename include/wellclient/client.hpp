/// @file wellclient/client.hpp
/// What sessions share.

#ifndef WELLCLIENT_CLIENT_HPP
#define WELLCLIENT_CLIENT_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "client_options.hpp"
#include "closing.hpp"
#include "library.hpp"
#include "metrics.hpp"
#include "session.hpp"
#include "session_options.hpp"
#include "watch.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// What sessions share: HTTP connections, TLS, proxies, and the thread that calls back.
///
/// Destroying it closes it and all its sessions, and waits until no callback is called any more: do not destroy it while a
/// callback waits for this thread. Inside a callback it cannot wait, and ends in the background.
class Client {
public:
    /// Starts it. Errors: `not_loaded`, `unsupported` (header and library do not fit), `bad_argument`, `bad_utf8`, `bad_tls`,
    /// `bad_proxy`, `no_resources`.
    [[nodiscard]] static Fallible<Client> create(const ClientOptions& options = ClientOptions()) {
        if (const std::optional<Error> error = detail::abi_error(WELL_ABI_VERSION, well_abi_version())) {
            return detail::fail<Client>(*error);
        }
        if (const char* const name =
                detail::first_with_nul({{"proxy_url", detail::has_nul(options.proxy_url)},
                                        {"user_agent", detail::has_nul(options.user_agent)}})) {
            return detail::fail<Client>(detail::nul_error(name));
        }
        if (const std::optional<Error> error = detail::time_error(options)) {
            return detail::fail<Client>(*error);
        }
        const well_client_options_t c = detail::to_c(options);
        well_client_t handle{};
        const well_status_t status = well_client_new(&c, &handle);
        if (status != WELL_OK) {
            return detail::fail<Client>(detail::options_error(status));
        }
        return Client(handle);
    }
#if !defined(WELLCLIENT_NO_EXCEPTIONS)
    /// Starts it. Throws `Error`: `not_loaded`, `unsupported` (header and library do not fit), `bad_argument`, `bad_utf8`,
    /// `bad_tls`, `bad_proxy`, `no_resources`.
    explicit Client(const ClientOptions& options = ClientOptions()) : Client(create(options)) {}
#endif

    Client(Client&& other) noexcept = default;
    Client& operator=(Client&& other) noexcept {
        if (this != &other) {
            end();
            handle_ = std::move(other.handle_);
        }
        return *this;
    }
    ~Client() { end(); }

    /// Makes a session that is logged out. Errors: `bad_argument`, `bad_utf8`, `bad_environment`, `io` (the journal),
    /// `closed`.
    [[nodiscard]] Fallible<Session> session(const SessionOptions& options) const {
        if (const std::optional<Error> error = options_error(options)) {
            return detail::fail<Session>(*error);
        }
        std::vector<const char*> numbers;
        const well_session_options_t c = detail::to_c(options, numbers);
        well_session_t handle{};
        const well_status_t status = well_session_new(handle_.get(), &c, &handle);
        if (status != WELL_OK) {
            return detail::fail<Session>(detail::options_error(status));
        }
        return Session(handle);
    }

    /// Makes a watch of these agents (`"5001@test.cc"`) by this account; nothing happens before `Watch::open`. Options about
    /// calls and about logging in have no effect. Errors: `bad_argument`, `bad_utf8`, `bad_environment`, `io` (the journal),
    /// `closed`.
    [[nodiscard]] Fallible<Watch> watch(const SessionOptions& options, const WatchAccount& account,
                                        const std::vector<AgentId>& agents) const {
        if (const std::optional<Error> error = options_error(options)) {
            return detail::fail<Watch>(*error);
        }
        if (const char* const name =
                detail::first_with_nul({{"job_number", detail::has_nul(account.job_number)},
                                        {"password", detail::has_nul(account.password)},
                                        {"domain", detail::has_nul(account.domain)}})) {
            return detail::fail<Watch>(detail::nul_error(name));
        }
        std::vector<const char*> ids;
        for (const AgentId& agent : agents) {
            if (detail::has_nul(agent.str())) {
                return detail::fail<Watch>(detail::nul_error("agents[" + std::to_string(ids.size()) + "]"));
            }
            ids.push_back(agent.c_str());
        }
        std::vector<const char*> numbers;
        const well_session_options_t c = detail::to_c(options, numbers);
        well_watch_account_t who{};
        well_watch_account_default(&who, sizeof who);
        who.job_number = account.job_number.c_str();
        who.password = account.password.expose().c_str();
        who.domain = detail::c_str(account.domain);
        well_session_t handle{};
        const well_status_t status = well_watch_new(handle_.get(), &c, &who, ids.data(), ids.size(), &handle);
        if (status != WELL_OK) {
            return detail::fail<Watch>(detail::options_error(status));
        }
        return Watch(handle);
    }

    /// Closes all its sessions, and its threads. Then no callback is called any more. Errors: `timed_out` (call it again),
    /// `would_deadlock`.
    Fallible<void> close(Milliseconds timeout = forever) const {
        return detail::done(well_client_close(handle_.get(), detail::milliseconds(timeout)));
    }

    /// The counters of all open sessions, added up; `command_longest` is the longest of all.
    [[nodiscard]] Fallible<Metrics> metrics() const { return detail::read_metrics(well_client_metrics, handle_.get()); }

private:
    explicit Client(well_client_t handle) : handle_(handle) {}

    static std::optional<Error> options_error(const SessionOptions& options) {
        if (const char* const name = detail::first_with_nul({
                {"preset", detail::has_nul(options.preset)},
                {"api_url", detail::has_nul(options.api_url)},
                {"events_url", detail::has_nul(options.events_url)},
                {"login_url", detail::has_nul(options.login_url)},
                {"virtual_host", detail::has_nul(options.virtual_host)},
                {"internal_prefix", detail::has_nul(options.internal_prefix)},
                {"journal_path", detail::has_nul(options.journal_path)},
                {"store.path", options.store && detail::has_nul(options.store->path)},
                {"origin", detail::has_nul(options.origin)},
                {"broker_login", detail::has_nul(options.broker_login)},
                {"broker_passcode", detail::has_nul(options.broker_passcode)},
            })) {
            return detail::nul_error(name);
        }
        if (const std::optional<Error> error = list_error("headers", options.headers)) {
            return error;
        }
        if (const std::optional<Error> error = list_error("internal_numbers", options.internal_numbers)) {
            return error;
        }
        return detail::time_error(options);
    }

    static std::optional<Error> list_error(const std::string& name, const std::vector<std::string>& texts) {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (detail::has_nul(texts[i])) {
                return detail::nul_error(name + "[" + std::to_string(i) + "]");
            }
        }
        return std::nullopt;
    }

    void end() noexcept {
        if (handle_) {
            detail::free_closed(handle_, well_client_close(handle_.get(), WELL_FOREVER));
        }
    }

    detail::Handle<well_client_t, well_client_free> handle_;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_CLIENT_HPP
