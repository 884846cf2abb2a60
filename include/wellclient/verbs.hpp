/// @file wellclient/verbs.hpp
/// The verbs (manual chapters 2, 4 and 5): each begins a command.

#ifndef WELLCLIENT_VERBS_HPP
#define WELLCLIENT_VERBS_HPP

#include "base.hpp"
#include "function.hpp"
#include "callback.hpp"
#include "command.hpp"
#include "ids.hpp"
#include "listening.hpp"
#include "outcome.hpp"
#include "requests.hpp"
#include "saved.hpp"
#include "text.hpp"
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

/// The verbs of a session.
template <class>
class Verbs : public Listening<void> {
public:
    // Log-in and the agent (manual chapter 2)

    /// Logs an agent in (manual 2.2). Settled when `agentLoggedOn` has arrived. `ask` is asked in mode `LoginMode::ask`; an
    /// empty one lets the log-in fail there. Errors also: `bad_argument`.
    Fallible<Command<>> agent_login(const Login& login, AskCallback ask = {}, Completion done = {}) const {
        if (has_nul(login.job_number) || has_nul(login.domain) || has_nul(login.ext) || has_nul(login.password)) {
            return fail<Command<>>(nul_error());
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

    /// Answers a log-in's question (`Answer::later`): true logs out there and logs in here, false lets the log-in fail.
    /// Without a question it does nothing.
    Fallible<void> answer_ask(bool force) const {
        return done(well_session_answer_ask(handle_.get(), force));
    }

    /// Takes up a session that was saved before the program was restarted, in place of a log-in. Told by
    /// `RecoverStateSuccess`. What the saved state says is in doubt until the server tells (`Doubt`). Errors also:
    /// `bad_saved`, `other_version`.
    Fallible<Command<>> recover(const Saved& saved, Completion done = {}) const {
        const Secret* const password = saved.password ? &*saved.password : nullptr;
        const std::string& bytes = saved.bytes.expose();
        if (!bytes.empty()) {
            return begin<void>(std::move(done), well_session_recover_bytes, data(bytes), bytes.size(), password);
        }
        return begin<void>(std::move(done), well_session_recover, Text(saved.agent_id),
                           Text(saved.device_id), saved.session_id, password);
    }

    /// Logs the agent out (2.3). Settled when `agentLoggedOff` has arrived. Refused while a call is up or the agent is allocated.
    Fallible<Command<>> logout(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_logout);
    }

    /// Ready or not ready (2.4), with a reason or none. During a call it takes effect when the call ends: then the command
    /// replies the mode that is pending. Errors also: `bad_argument`.
    Fallible<Command<std::optional<std::string>>> set_agent_mode(
        AgentMode mode, const std::optional<std::string>& reason = std::nullopt, Completion done = {}) const {
        return begin<std::optional<std::string>>(std::move(done), well_session_set_agent_mode,
                                                 static_cast<well_agent_mode_t>(mode), Text(reason));
    }

    /// Makes a call (2.5), and replies its id. Settled when the server shows that it is being made, not when it is answered.
    /// Any text of at most 128 bytes, with its prefix, without control characters is dialled. Its guards, each a `Reason`: a
    /// call is up, the agent is allocated, the number is empty or the own extension, the last call was made less than
    /// `SessionOptions::between_calls` ago; with `SessionOptions::phone_numbers_only`, it is no phone number.
    Fallible<Command<CallId>> make_call(std::string_view phone_number, const MakeCallOptions& options = {},
                                        Completion done = {}) const {
        if (has_nul(options.prefix) || has_nul(options.dest_for_display) || has_nul(options.origin_for_display) ||
            has_nul(options.context_id)) {
            return fail<Command<CallId>>(nul_error());
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
        return begin<CallId>(std::move(done), well_session_make_call, Text(phone_number), given);
    }

    /// Answers a call that rings (2.6).
    Fallible<Command<>> answer_call(std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_answer_call, Text(call_id));
    }

    /// Hangs up (2.7).
    Fallible<Command<>> drop_connection(std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_drop_connection, Text(call_id));
    }

    /// Hangs up the only call there is (2.7).
    Fallible<Command<>> drop_connection(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_drop_connection, static_cast<const char*>(nullptr));
    }

    /// Puts a call on hold (2.8).
    Fallible<Command<>> hold_call(std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_hold_call, Text(call_id));
    }

    /// Takes a call back from hold (2.9).
    Fallible<Command<>> retrieve_call(std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_retrieve_call, Text(call_id));
    }

    /// Transfers a call without consultation (2.10).
    Fallible<Command<>> single_step_transfer(std::string_view call_id, std::string_view phone_number,
                                             Completion done = {}) const {
        return begin<void>(std::move(done), well_session_single_step_transfer,
                           Text(call_id), Text(phone_number));
    }

    /// Brings a further party into a call (2.11). Settled when that party rings.
    Fallible<Command<>> single_step_conference(std::string_view call_id, std::string_view phone_number,
                                               Participation participation = Participation::active,
                                               Completion done = {}) const {
        return begin<void>(std::move(done), well_session_single_step_conference, Text(call_id),
                           Text(phone_number), static_cast<well_participation_t>(participation));
    }

    /// Holds a call and calls somebody else (2.12); replies the new call's id.
    Fallible<Command<CallId>> consult(std::string_view call_id, std::string_view phone_number,
                                      Completion done = {}) const {
        return begin<CallId>(std::move(done), well_session_consult, Text(call_id), Text(phone_number));
    }

    /// Brings the held call and the consultation together (2.13).
    Fallible<Command<>> conference(std::string_view hold_call_id, std::string_view consult_call_id,
                                   Completion done = {}) const {
        return begin<void>(std::move(done), well_session_conference,
                           Text(hold_call_id), Text(consult_call_id));
    }

    /// Ends the consultation and goes back to the held call (2.14).
    Fallible<Command<>> cancel_consult(std::string_view hold_call_id, std::string_view consult_call_id,
                                       Completion done = {}) const {
        return begin<void>(std::move(done), well_session_cancel_consult,
                           Text(hold_call_id), Text(consult_call_id));
    }

    /// Connects the held call with the consulted party and leaves both (2.15).
    Fallible<Command<>> transfer_call(std::string_view hold_call_id, std::string_view consult_call_id,
                                      Completion done = {}) const {
        return begin<void>(std::move(done), well_session_transfer_call,
                           Text(hold_call_id), Text(consult_call_id));
    }

    /// As `transfer_call`, but the call comes back when the other side is done (4.x).
    Fallible<Command<>> transfer_wait_return(std::string_view hold_call_id, std::string_view consult_call_id,
                                             Completion done = {}) const {
        return begin<void>(std::move(done), well_session_transfer_wait_return,
                           Text(hold_call_id), Text(consult_call_id));
    }

    /// As `single_step_transfer`, but the call comes back when the other side is done (4.x).
    Fallible<Command<>> single_transfer_wait_return(std::string_view call_id, std::string_view phone_number,
                                                    Completion done = {}) const {
        return begin<void>(std::move(done), well_session_single_transfer_wait_return,
                           Text(call_id), Text(phone_number));
    }

    /// Attaches data to a call (2.16).
    Fallible<Command<>> set_call_data(std::string_view call_id, const std::vector<CallDataEntry>& entries,
                                      Completion done = {}) const {
        std::vector<well_call_data_t> c;
        for (const CallDataEntry& entry : entries) {
            if (has_nul(entry.key) || has_nul(entry.value)) {
                return fail<Command<>>(nul_error());
            }
            c.push_back({entry.key.c_str(), entry.value.c_str()});
        }
        const well_call_data_t* const given = c.data();
        return begin<void>(std::move(done), well_session_set_call_data, Text(call_id), given, c.size());
    }

    /// The data attached to a call (2.17).
    Fallible<Command<std::vector<CallDataEntry>>> get_call_data(std::string_view call_id, Completion done = {}) const {
        return begin<std::vector<CallDataEntry>>(std::move(done), well_session_get_call_data, Text(call_id));
    }

    // Supervising (manual chapter 4)

    /// Cuts another device's leg (4.1).
    Fallible<Command<>> force_drop(std::string_view device_id, std::string_view call_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_drop, Text(device_id), Text(call_id));
    }

    /// Brings a party into another device's call (4.2).
    Fallible<Command<>> force_join(std::string_view device_id, std::string_view call_id, std::string_view phone_number,
                                   Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_join,
                           Text(device_id), Text(call_id), Text(phone_number));
    }

    /// Moves another device's call to this number (4.3).
    Fallible<Command<>> force_take(std::string_view device_id, std::string_view call_id, std::string_view phone_number,
                                   Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_take,
                           Text(device_id), Text(call_id), Text(phone_number));
    }

    /// Listens to a call with this device (4.4).
    Fallible<Command<>> force_listen(std::string_view call_id, std::string_view device_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_listen, Text(call_id), Text(device_id));
    }

    /// Makes another agent ready (4.5).
    Fallible<Command<>> force_ready(std::string_view agent_id, std::string_view device_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_ready, Text(agent_id), Text(device_id));
    }

    /// Makes another agent not ready (4.6).
    Fallible<Command<>> force_not_ready(std::string_view agent_id, std::string_view device_id,
                                        Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_not_ready,
                           Text(agent_id), Text(device_id));
    }

    /// Logs another agent out (4.7).
    Fallible<Command<>> force_logout(std::string_view agent_id, std::string_view device_id,
                                     Completion done = {}) const {
        return begin<void>(std::move(done), well_session_force_logout, Text(agent_id), Text(device_id));
    }

    /// Logs out an agent of the own domain by job number.
    Fallible<Command<>> super_logout(std::string_view job_number, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_super_logout, Text(job_number));
    }

    /// Ends an agent's allocation for an outbound task.
    Fallible<Command<>> release_allocated_agent(std::string_view agent_id, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_release_allocated_agent, Text(agent_id));
    }

    // 4.x, and tools (manual chapter 5)

    /// Plays a greeting into a call.
    Fallible<Command<>> agent_greeting(std::string_view call_id, std::string_view message, Completion done = {}) const {
        return begin<void>(std::move(done), well_session_agent_greeting, Text(call_id), Text(message));
    }

    /// Records the own extension.
    Fallible<Command<>> start_recording(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_start_recording);
    }

    /// Stops recording the own extension.
    Fallible<Command<>> stop_recording(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_stop_recording);
    }

    /// The server's account of the agent's state and call.
    Fallible<Command<ClientState>> get_client_state(Completion done = {}) const {
        return begin<ClientState>(std::move(done), well_session_get_client_state);
    }

    /// The agent's outside-line prefixes.
    Fallible<Command<std::vector<std::string>>> get_my_prefix(Completion done = {}) const {
        return begin<std::vector<std::string>>(std::move(done), well_session_get_my_prefix);
    }

    /// Sends the event log to the server (8.11).
    Fallible<Command<>> upload_log(Completion done = {}) const {
        return begin<void>(std::move(done), well_session_upload_log);
    }

    /// Any verb, from a JSON object with its manual's name and arguments, such as
    /// `{"verb":"consult","callId":"…","phoneNumber":"8002"}`: for hosts of scripts. A log-in asks nobody. Errors also:
    /// `bad_json`.
    Fallible<Command<Outcome>> command_json(std::string_view json, Completion done = {}) const {
        return begin<Outcome>(std::move(done), well_session_command_json, Text(json));
    }

protected:
    using Listening<void>::Listening;

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

#endif  // WELLCLIENT_VERBS_HPP
