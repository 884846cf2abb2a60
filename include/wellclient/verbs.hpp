/// @file wellclient/verbs.hpp
/// The verbs (manual chapters 2, 4 and 5): each begins a command.

#ifndef WELLCLIENT_VERBS_HPP
#define WELLCLIENT_VERBS_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "function.hpp"
#include "callback.hpp"
#include "command.hpp"
#include "ids.hpp"
#include "listening.hpp"
#include "outcome.hpp"
#include "requests.hpp"
#include "saved.hpp"
#include "text.hpp"
#include "verb_methods.hpp"
#include "words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Asked where the agent is logged in already; the outcome says where (`agent_id`, `device_id`). With `Answer::later` the
/// program asks a person, then calls `Session::answer_ask`.
using AskCallback = Function<Answer(const Outcome&)>;

namespace detail {

/// The verbs of a session: here those with a form of their own.
template <class>
class Verbs : public VerbMethods<void> {
public:
    // Log-in and the agent (manual chapter 2)

    /// Logs an agent in on an extension (manual 2.2). Ends when `agentLoggedOn` arrives. In mode `LoginMode::ask`, `ask` is
    /// called if the agent is logged in already; without one the log-in fails then. Rejected with the reason of the server's
    /// refusal (401, 423, 451 to 462), if the session has an agent already, or if the server or the event channel cannot be
    /// reached. Errors also: `bad_argument`.
    Fallible<Command<>> agent_login(const Login& login, AskCallback ask = {}, Completion done = {}) const {
        if (const char* const name = first_with_nul({{"job_number", has_nul(login.job_number)},
                                                     {"password", has_nul(login.password)},
                                                     {"domain", has_nul(login.domain)},
                                                     {"ext", has_nul(login.ext)}})) {
            return fail<Command<>>(nul_error(name));
        }
        well_login_t c{};
        well_login_default(&c, sizeof c);
        c.job_number = login.job_number.c_str();
        c.password = login.password.expose().c_str();
        c.domain = c_str(login.domain);
        c.ext = login.ext.c_str();
        c.login_mode = static_cast<well_login_mode_t>(login.login_mode);
        c.agent_mode = static_cast<well_agent_mode_t>(login.agent_mode);
        if (!ask) {
            return begin<void>(std::move(done), well_session_agent_login, &c, static_cast<const well_ask_t*>(nullptr));
        }
        const well_ask_t asking{new Callback<AskCallback>{std::move(ask), open_}, &Verbs::ask,
                                &Callback<AskCallback>::drop};
        return begin<void>(std::move(done), well_session_agent_login, &c, &asking);
    }

    /// Answers the question of a log-in (`Answer::later`). True logs the agent out there and in here; false makes the log-in
    /// fail. Does nothing if there is no question.
    Fallible<void> answer_ask(bool force) const {
        return done(well_session_answer_ask(handle_.get(), force));
    }

    /// Resumes a session that was saved before the program was restarted, in place of a log-in; `RecoverStateSuccess` reports
    /// it. The saved state is in doubt until the server confirms it (`Doubt`). Rejected if the agent is logged out, or logged
    /// in elsewhere, or if the HTTP session has expired and cannot be renewed. Errors also: `bad_saved`, `other_version`.
    Fallible<Command<>> recover(const Saved& saved, Completion done = {}) const {
        const Secret* const password = saved.password ? &*saved.password : nullptr;
        const std::string& bytes = saved.bytes.expose();
        if (!bytes.empty()) {
            return begin<void>(std::move(done), well_session_recover_bytes, data(bytes), bytes.size(), password);
        }
        return begin<void>(std::move(done), well_session_recover, Text(saved.agent_id, "agent_id"),
                           Text(saved.device_id, "device_id"), saved.session_id, password);
    }

    /// Makes a call (manual 2.5). Returns its id. Ends when the server shows that the call is being made, not when it is
    /// answered. Any text without control characters is dialled, at most 128 bytes long with its prefix. Rejected if a call is
    /// up, the agent is allocated, the number is empty or the agent's own extension, the last call was made less than
    /// `SessionOptions::between_calls` ago, or, with `SessionOptions::phone_numbers_only`, the number is no phone number.
    Fallible<Command<CallId>> make_call(PlainText phone_number, const MakeCallOptions& options = {},
                                        Completion done = {}) const {
        if (const char* const name = first_with_nul({{"prefix", has_nul(options.prefix)},
                                                     {"dest_for_display", has_nul(options.dest_for_display)},
                                                     {"origin_for_display", has_nul(options.origin_for_display)},
                                                     {"context_id", has_nul(options.context_id)}})) {
            return fail<Command<CallId>>(nul_error(name));
        }
        well_make_call_t c{};
        well_make_call_default(&c, sizeof c);
        c.prefix = c_str(options.prefix);
        c.dest_for_display = c_str(options.dest_for_display);
        c.origin_for_display = c_str(options.origin_for_display);
        c.context_id = c_str(options.context_id);
        if (options.cpa) {
            c.cpa = *options.cpa ? 1 : 0;
        }
        const well_make_call_t* const given = &c;
        return begin<CallId>(std::move(done), well_session_make_call, Text(phone_number, "phone_number"), given);
    }

    /// Attaches data to a call (manual 2.16). Rejected if the server does not know the call (404), or the data is too large for
    /// it.
    Fallible<Command<>> set_call_data(const CallId& call_id, const std::vector<CallDataEntry>& entries,
                                      Completion done = {}) const {
        std::vector<well_call_data_t> c;
        for (const CallDataEntry& entry : entries) {
            if (has_nul(entry.key) || has_nul(entry.value)) {
                return fail<Command<>>(nul_error("entries[" + std::to_string(c.size()) + "]"));
            }
            c.push_back({entry.key.c_str(), entry.value.c_str()});
        }
        const well_call_data_t* const given = c.data();
        return begin<void>(std::move(done), well_session_set_call_data, Text(call_id, "call_id"), given, c.size());
    }

    /// Begins any verb, from a JSON object with the verb and its arguments by the manual's names, such as
    /// `{"verb":"consult","holdCallId":"…","phoneNumber":"8002"}`: for programs that host scripts. In log-in mode `ask` nobody
    /// is asked, and the log-in fails. Errors also: `bad_json`.
    Fallible<Command<Outcome>> command_json(std::string_view json, Completion done = {}) const {
        return begin<Outcome>(std::move(done), well_session_command_json, Text(json, "json"));
    }

protected:
    using VerbMethods<void>::VerbMethods;

private:
    static std::int32_t ask(void* context, well_session_t, well_outcome_t rejection) {
        Answer answer = Answer::stop;
        Callback<AskCallback>::run(context, [&](AskCallback& call) { answer = call(read_outcome(rejection)); });
        return static_cast<std::int32_t>(answer);
    }
};

}  // namespace detail
}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_VERBS_HPP
