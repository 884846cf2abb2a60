/// @file wellclient/requests.hpp
/// What verbs are given: a log-in, a call to be made, settings.

#ifndef WELLCLIENT_REQUESTS_HPP
#define WELLCLIENT_REQUESTS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "ids.hpp"
#include "secret.hpp"
#include "words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Who logs in, where and how (manual 2.2).
struct Login {
    Login() = default;
    Login(PlainText job_number_, Secret password_, PlainText domain_, PlainText ext_)
        : job_number(std::string_view(job_number_)),
          password(std::move(password_)),
          domain(std::string_view(domain_)),
          ext(std::string_view(ext_)) {}

    /// The agent's number: `"5001"`.
    std::string job_number;
    Secret password;
    /// The tenant's domain: `"test.cc"`. Default: the environment's own.
    OptionalText domain;
    /// The extension: `"8001"`.
    std::string ext;
    /// What to do where the agent is logged in already.
    LoginMode login_mode = LoginMode::force;
    /// The mode after the log-in: `ready` or `not_ready`.
    AgentMode agent_mode = AgentMode::not_ready;
};

/// What a call can be given besides its number (manual 2.5). All but the prefix are of the releases 4.x.
struct MakeCallOptions {
    /// What is dialled before the number, such as `"9"` for an outside line.
    OptionalText prefix;
    /// The number that the called side is shown. Default: the agent's extension.
    OptionalText dest_for_display;
    /// The number that the calling side is shown.
    OptionalText origin_for_display;
    /// A text of the application's own that the server keeps with the call.
    OptionalText context_id;
    /// Call progress analysis.
    std::optional<bool> cpa;
};

/// The settings of a session (`setConfig`, manual 2.1).
struct Settings {
    /// Log in detail.
    bool debug = false;
    /// Log each STOMP frame.
    bool use_ws_log = false;
    /// Answer a call that comes in at once.
    bool auto_answer = false;
    /// Report failures as log lines of kind `LogKind::alert` too.
    bool use_error_alert = false;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_REQUESTS_HPP
