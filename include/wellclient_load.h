/*
 * wellclient without a link step: the program loads the shared library when it runs. wellclient.h includes this.
 *
 *     #define WELLCLIENT_LOAD                    in every file, before wellclient.h or wellclient.hpp
 *     #define WELLCLIENT_LOAD_IMPLEMENTATION     in exactly one of them, C or C++, too
 *
 * Everything that wellclient.h declares is then there, as functions of the program's own that call the library's. The first
 * call loads it, or well_load before that.
 *
 * WHERE IT IS FOUND. Beside the program (or the plugin: the file that this is compiled into), then wherever the system looks
 * for libraries, by its name with the version of its interface and by its plain name: libwellclient.so.0.1,
 * libwellclient.so; libwellclient.0.1.dylib, libwellclient.dylib; wellclient.dll. The first one that can be opened is it,
 * and stays loaded until the process ends.
 *
 * WITHOUT A LIBRARY a function that returns a well_status_t returns WELL_NOT_LOADED, writes nothing and drops its callbacks;
 * well_last_error() says where it was looked for and why each was none, or what its version is. The search is made once.
 * Numbers are 0 then (well_abi_version(), too), truths false, texts "", and well_environment_name() is NULL.
 *
 * A FUNCTION THAT THE LIBRARY LACKS, as it is older or was built without the simulator, returns WELL_UNSUPPORTED, or, if it
 * returns no status, what it returns without a library; well_last_error() names it.
 *
 * Made by `cargo xtask headers`: the list of functions is that of wellclient.h.
 */
#ifndef WELLCLIENT_LOAD_H
#define WELLCLIENT_LOAD_H

#ifndef WELLCLIENT_H
#error "wellclient.h includes this, where WELLCLIENT_LOAD is defined"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// Loads the library: the file of that name (UTF-8, NUL-terminated; a name without a folder is searched for as the system
/// does), or, where `path` is NULL, as found by itself. Call it before any other function to choose the library, or to learn
/// early that there is none; it is not needed otherwise. Where it has failed, it may be called again, with another path; until
/// then other functions do not search. Where the library is loaded already, nothing is done.
///
/// Errors: `WELL_NOT_LOADED`: there is none, it is none, its interface is of another version, or another one is loaded
/// already. Any thread. Since 0.1.
well_status_t well_load(const char *path);

#ifdef __cplusplus
}  // extern "C"
#endif

/// Every function that returns a status: `X(name, parameters, arguments, what drops its callbacks)`.
#define WELL_LOAD_FUNCTIONS(X) \
    X(well_string_free, (well_string_t *string), (string), ) \
    X(well_client_options_default, (well_client_options_t *options, size_t size), (options, size), ) \
    X(well_client_new, (const well_client_options_t *options, well_client_t *out), (options, out), ) \
    X(well_client_close, (well_client_t client, uint32_t timeout_ms), (client, timeout_ms), ) \
    X(well_client_free, (well_client_t client), (client), ) \
    X(well_client_metrics, (well_client_t client, well_metrics_t *out), (client, out), ) \
    X(well_session_options_default, (well_session_options_t *options, size_t size), (options, size), ) \
    X(well_session_new, (well_client_t client, const well_session_options_t *options, well_session_t *out), \
      (client, options, out), ) \
    X(well_session_close, (well_session_t session, uint32_t timeout_ms), (session, timeout_ms), ) \
    X(well_session_free, (well_session_t session), (session), ) \
    X(well_session_answer_ask, (well_session_t session, bool force), (session, force), ) \
    X(well_session_reconnect, (well_session_t session), (session), ) \
    X(well_session_may, (well_session_t session, well_verb_t verb, const char *call_id, bool *allowed, \
      well_reason_t *reason), (session, verb, call_id, allowed, reason), ) \
    X(well_session_get_call_memory, (well_session_t session, well_string_t *out), (session, out), ) \
    X(well_session_metrics, (well_session_t session, well_metrics_t *out), (session, out), ) \
    X(well_session_identity, (well_session_t session, well_string_t *agent_id, well_string_t *device_id), \
      (session, agent_id, device_id), ) \
    X(well_session_on, (well_session_t session, const char *name, const well_event_callback_t *callback, \
      well_subscription_t *out), (session, name, callback, out), WELL_LOAD_DROP(callback)) \
    X(well_session_on_log, (well_session_t session, const well_log_callback_t *callback, \
      well_subscription_t *out), (session, callback, out), WELL_LOAD_DROP(callback)) \
    X(well_subscription_free, (well_subscription_t subscription), (subscription), ) \
    X(well_subscription_detach, (well_subscription_t subscription), (subscription), ) \
    X(well_session_poll_event, (well_session_t session, uint32_t timeout_ms, well_event_t *out), (session, \
      timeout_ms, out), ) \
    X(well_session_event_fd, (well_session_t session, int32_t *out), (session, out), ) \
    X(well_session_event_handle, (well_session_t session, void **out), (session, out), ) \
    X(well_session_get_config, (well_session_t session, well_settings_t *out), (session, out), ) \
    X(well_session_set_config, (well_session_t session, const well_settings_t *settings), (session, settings), ) \
    X(well_session_set_debug, (well_session_t session, bool debug), (session, debug), ) \
    X(well_session_set_retrieve_after_consultation, (well_session_t session, bool retrieve), (session, \
      retrieve), ) \
    X(well_session_log, (well_session_t session, const char *text), (session, text), ) \
    X(well_session_error, (well_session_t session, const char *text), (session, text), ) \
    X(well_session_command_json, (well_session_t session, const char *json, const well_completion_t *completion, \
      well_command_t *command), (session, json, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_login_default, (well_login_t *login, size_t size), (login, size), ) \
    X(well_session_agent_login, (well_session_t session, const well_login_t *login, const well_ask_t *ask, \
      const well_completion_t *completion, well_command_t *command), (session, login, ask, completion, command), \
      WELL_LOAD_DROP(ask) WELL_LOAD_DROP(completion)) \
    X(well_session_logout, (well_session_t session, const well_completion_t *completion, well_command_t *command), \
      (session, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_set_agent_mode, (well_session_t session, well_agent_mode_t mode, const char *reason, \
      const well_completion_t *completion, well_command_t *command), (session, mode, reason, completion, command), \
      WELL_LOAD_DROP(completion)) \
    X(well_make_call_default, (well_make_call_t *options, size_t size), (options, size), ) \
    X(well_session_make_call, (well_session_t session, const char *phone_number, const well_make_call_t *options, \
      const well_completion_t *completion, well_command_t *command), (session, phone_number, options, completion, \
      command), WELL_LOAD_DROP(completion)) \
    X(well_session_answer_call, (well_session_t session, const char *call_id, const well_completion_t *completion, \
      well_command_t *command), (session, call_id, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_drop_connection, (well_session_t session, const char *call_id, \
      const well_completion_t *completion, well_command_t *command), (session, call_id, completion, command), \
      WELL_LOAD_DROP(completion)) \
    X(well_session_hold_call, (well_session_t session, const char *call_id, const well_completion_t *completion, \
      well_command_t *command), (session, call_id, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_retrieve_call, (well_session_t session, const char *call_id, \
      const well_completion_t *completion, well_command_t *command), (session, call_id, completion, command), \
      WELL_LOAD_DROP(completion)) \
    X(well_session_single_step_transfer, (well_session_t session, const char *call_id, const char *phone_number, \
      const well_completion_t *completion, well_command_t *command), (session, call_id, phone_number, completion, \
      command), WELL_LOAD_DROP(completion)) \
    X(well_session_single_step_conference, (well_session_t session, const char *call_id, const char *phone_number, \
      well_participation_t participation, const well_completion_t *completion, well_command_t *command), (session, \
      call_id, phone_number, participation, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_consult, (well_session_t session, const char *hold_call_id, const char *phone_number, \
      const well_completion_t *completion, well_command_t *command), (session, hold_call_id, phone_number, \
      completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_conference, (well_session_t session, const char *hold_call_id, const char *consult_call_id, \
      const well_completion_t *completion, well_command_t *command), (session, hold_call_id, consult_call_id, \
      completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_cancel_consult, (well_session_t session, const char *hold_call_id, const char *consult_call_id, \
      const well_completion_t *completion, well_command_t *command), (session, hold_call_id, consult_call_id, \
      completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_transfer_call, (well_session_t session, const char *hold_call_id, const char *consult_call_id, \
      const well_completion_t *completion, well_command_t *command), (session, hold_call_id, consult_call_id, \
      completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_transfer_wait_return, (well_session_t session, const char *hold_call_id, \
      const char *consult_call_id, const well_completion_t *completion, well_command_t *command), (session, \
      hold_call_id, consult_call_id, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_single_transfer_wait_return, (well_session_t session, const char *call_id, \
      const char *phone_number, const well_completion_t *completion, well_command_t *command), (session, call_id, \
      phone_number, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_set_call_data, (well_session_t session, const char *call_id, const well_call_data_t *entries, \
      size_t count, const well_completion_t *completion, well_command_t *command), (session, call_id, entries, \
      count, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_get_call_data, (well_session_t session, const char *call_id, \
      const well_completion_t *completion, well_command_t *command), (session, call_id, completion, command), \
      WELL_LOAD_DROP(completion)) \
    X(well_session_agent_greeting, (well_session_t session, const char *call_id, const char *msg, \
      const well_completion_t *completion, well_command_t *command), (session, call_id, msg, completion, command), \
      WELL_LOAD_DROP(completion)) \
    X(well_session_start_recording, (well_session_t session, const well_completion_t *completion, \
      well_command_t *command), (session, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_stop_recording, (well_session_t session, const well_completion_t *completion, \
      well_command_t *command), (session, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_get_client_state, (well_session_t session, const well_completion_t *completion, \
      well_command_t *command), (session, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_get_my_prefix, (well_session_t session, const well_completion_t *completion, \
      well_command_t *command), (session, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_upload_log, (well_session_t session, const well_completion_t *completion, \
      well_command_t *command), (session, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_force_drop, (well_session_t session, const char *device_id, const char *call_id, \
      const well_completion_t *completion, well_command_t *command), (session, device_id, call_id, completion, \
      command), WELL_LOAD_DROP(completion)) \
    X(well_session_force_join, (well_session_t session, const char *device_id, const char *call_id, \
      const char *phone_number, const well_completion_t *completion, well_command_t *command), (session, \
      device_id, call_id, phone_number, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_force_take, (well_session_t session, const char *device_id, const char *call_id, \
      const char *phone_number, const well_completion_t *completion, well_command_t *command), (session, \
      device_id, call_id, phone_number, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_force_listen, (well_session_t session, const char *call_id, const char *device_id, \
      const well_completion_t *completion, well_command_t *command), (session, call_id, device_id, completion, \
      command), WELL_LOAD_DROP(completion)) \
    X(well_session_force_ready, (well_session_t session, const char *agent_id, const char *device_id, \
      const well_completion_t *completion, well_command_t *command), (session, agent_id, device_id, completion, \
      command), WELL_LOAD_DROP(completion)) \
    X(well_session_force_not_ready, (well_session_t session, const char *agent_id, const char *device_id, \
      const well_completion_t *completion, well_command_t *command), (session, agent_id, device_id, completion, \
      command), WELL_LOAD_DROP(completion)) \
    X(well_session_force_logout, (well_session_t session, const char *agent_id, const char *device_id, \
      const well_completion_t *completion, well_command_t *command), (session, agent_id, device_id, completion, \
      command), WELL_LOAD_DROP(completion)) \
    X(well_session_super_logout, (well_session_t session, const char *job_number, \
      const well_completion_t *completion, well_command_t *command), (session, job_number, completion, command), \
      WELL_LOAD_DROP(completion)) \
    X(well_session_release_allocated_agent, (well_session_t session, const char *agent_id, \
      const well_completion_t *completion, well_command_t *command), (session, agent_id, completion, command), \
      WELL_LOAD_DROP(completion)) \
    X(well_command_id, (well_command_t command, uint64_t *out), (command, out), ) \
    X(well_command_wait, (well_command_t command, uint32_t timeout_ms, well_outcome_t *out), (command, timeout_ms, \
      out), ) \
    X(well_command_free, (well_command_t command), (command), ) \
    X(well_outcome_info, (well_outcome_t outcome, well_outcome_info_t *out), (outcome, out), ) \
    X(well_outcome_json, (well_outcome_t outcome, well_str_t *out), (outcome, out), ) \
    X(well_outcome_entry_count, (well_outcome_t outcome, size_t *out), (outcome, out), ) \
    X(well_outcome_entry, (well_outcome_t outcome, size_t index, well_str_t *key, well_str_t *value), (outcome, \
      index, key, value), ) \
    X(well_outcome_entry_value, (well_outcome_t outcome, const char *key, well_str_t *out), (outcome, key, out), ) \
    X(well_outcome_prefix_count, (well_outcome_t outcome, size_t *out), (outcome, out), ) \
    X(well_outcome_prefix, (well_outcome_t outcome, size_t index, well_str_t *out), (outcome, index, out), ) \
    X(well_outcome_client_state, (well_outcome_t outcome, well_client_state_t *out), (outcome, out), ) \
    X(well_outcome_retain, (well_outcome_t outcome, well_outcome_t *out), (outcome, out), ) \
    X(well_outcome_free, (well_outcome_t outcome), (outcome), ) \
    X(well_event_kind, (well_event_t event, well_event_kind_t *out), (event, out), ) \
    X(well_event_read, (well_event_t event, well_event_data_t *out), (event, out), ) \
    X(well_event_name, (well_event_t event, well_str_t *out), (event, out), ) \
    X(well_event_origin, (well_event_t event, well_origin_t *out, bool *late), (event, out, late), ) \
    X(well_event_raw, (well_event_t event, well_str_t *out), (event, out), ) \
    X(well_event_text, (well_event_t event, well_field_t field, well_str_t *out), (event, field, out), ) \
    X(well_event_integer, (well_event_t event, well_field_t field, int64_t *out), (event, field, out), ) \
    X(well_event_truth, (well_event_t event, well_field_t field, bool *out), (event, field, out), ) \
    X(well_event_agent_mode, (well_event_t event, well_agent_mode_t *out), (event, out), ) \
    X(well_event_link, (well_event_t event, well_link_t *out), (event, out), ) \
    X(well_event_session_end, (well_event_t event, well_session_end_t *out), (event, out), ) \
    X(well_event_link_end, (well_event_t event, well_link_end_t *out), (event, out), ) \
    X(well_event_call_end, (well_event_t event, well_call_end_t *out), (event, out), ) \
    X(well_event_device, (well_event_t event, size_t index, well_str_t *medium, well_str_t *device), (event, \
      index, medium, device), ) \
    X(well_event_corrected_call, (well_event_t event, size_t index, well_str_t *out), (event, index, out), ) \
    X(well_event_next_field, (well_event_t event, well_field_t *field), (event, field), ) \
    X(well_field_info, (well_field_t field, well_str_t *name, well_field_type_t *field_type), (field, name, \
      field_type), ) \
    X(well_event_missed, (well_event_t event, uint64_t *out), (event, out), ) \
    X(well_event_log_line, (well_event_t event, well_log_kind_t *kind, well_str_t *content), (event, kind, \
      content), ) \
    X(well_event_retain, (well_event_t event, well_event_t *out), (event, out), ) \
    X(well_event_free, (well_event_t event), (event), ) \
    X(well_session_snapshot, (well_session_t session, well_snapshot_t *out), (session, out), ) \
    X(well_snapshot_info, (well_snapshot_t snapshot, well_snapshot_info_t *out), (snapshot, out), ) \
    X(well_snapshot_call, (well_snapshot_t snapshot, size_t index, well_call_t *out), (snapshot, index, out), ) \
    X(well_snapshot_former_id, (well_snapshot_t snapshot, size_t call, size_t index, well_str_t *out), (snapshot, \
      call, index, out), ) \
    X(well_snapshot_party, (well_snapshot_t snapshot, size_t call, size_t index, well_party_t *out), (snapshot, \
      call, index, out), ) \
    X(well_snapshot_action, (well_snapshot_t snapshot, size_t index, well_action_t *out), (snapshot, index, \
      out), ) \
    X(well_snapshot_call_action, (well_snapshot_t snapshot, size_t call, size_t index, well_action_t *out), \
      (snapshot, call, index, out), ) \
    X(well_snapshot_prefix, (well_snapshot_t snapshot, size_t index, well_str_t *out), (snapshot, index, out), ) \
    X(well_snapshot_json, (well_snapshot_t snapshot, well_str_t *out), (snapshot, out), ) \
    X(well_snapshot_free, (well_snapshot_t snapshot), (snapshot), ) \
    X(well_watch_account_default, (well_watch_account_t *account, size_t size), (account, size), ) \
    X(well_watch_new, (well_client_t client, const well_session_options_t *options, \
      const well_watch_account_t *account, const char *const *agents, size_t count, well_session_t *out), (client, \
      options, account, agents, count, out), ) \
    X(well_watch_open, (well_session_t watch, const well_completion_t *completion, well_command_t *command), \
      (watch, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_watch_follow, (well_session_t watch, const char *agent_id, const well_completion_t *completion, \
      well_command_t *command), (watch, agent_id, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_watch_unfollow, (well_session_t watch, const char *agent_id), (watch, agent_id), ) \
    X(well_watch_agent, (well_session_t watch, size_t index, well_string_t *out), (watch, index, out), ) \
    X(well_watch_snapshot, (well_session_t watch, const char *agent_id, well_snapshot_t *out), (watch, agent_id, \
      out), ) \
    X(well_event_watched, (well_event_t event, well_str_t *out), (event, out), ) \
    X(well_session_get_log, (well_session_t session, well_string_t *out), (session, out), ) \
    X(well_session_download_log, (well_session_t session, const char *path), (session, path), ) \
    X(well_session_search_log, (well_session_t session, const char *text, well_string_t *out), (session, text, \
      out), ) \
    X(well_session_enable_log, (well_session_t session, bool enable), (session, enable), ) \
    X(well_session_clear_log, (well_session_t session), (session), ) \
    X(well_session_saved, (well_session_t session, well_saved_t *out), (session, out), ) \
    X(well_session_saved_bytes, (well_session_t session, well_string_t *out), (session, out), ) \
    X(well_saved_from_bytes, (const uint8_t *saved, size_t saved_len, well_saved_t *out), (saved, saved_len, \
      out), ) \
    X(well_saved_free, (well_saved_t *saved), (saved), ) \
    X(well_session_recover, (well_session_t session, const char *agent_id, const char *device_id, \
      const char *session_id, const char *password, const well_completion_t *completion, well_command_t *command), \
      (session, agent_id, device_id, session_id, password, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_session_recover_bytes, (well_session_t session, const uint8_t *saved, size_t saved_len, \
      const char *password, const well_completion_t *completion, well_command_t *command), (session, saved, \
      saved_len, password, completion, command), WELL_LOAD_DROP(completion)) \
    X(well_store_save, (const char *path, const uint8_t *key, size_t key_len, const uint8_t *saved, \
      size_t saved_len), (path, key, key_len, saved, saved_len), ) \
    X(well_store_load, (const char *path, const uint8_t *key, size_t key_len, well_string_t *out), (path, key, \
      key_len, out), ) \
    X(well_store_remove, (const char *path), (path), ) \
    X(well_replay_new, (const char *header, well_replay_t *out), (header, out), ) \
    X(well_replay_feed, (well_replay_t replay, const char *line), (replay, line), ) \
    X(well_replay_next, (well_replay_t replay, well_event_t *out), (replay, out), ) \
    X(well_replay_snapshot, (well_replay_t replay, well_snapshot_t *out), (replay, out), ) \
    X(well_replay_free, (well_replay_t replay), (replay), ) \
    X(well_set_diagnostics, (well_diagnostics_level_t level, const well_diagnostics_t *callback), (level, \
      callback), WELL_LOAD_DROP(callback)) \
    X(well_simulator_new, (const char *config, well_simulator_t *out), (config, out), ) \
    X(well_simulator_url, (well_simulator_t simulator, well_string_t *out), (simulator, out), ) \
    X(well_simulator_control, (well_simulator_t simulator, const char *action, well_string_t *reply), (simulator, \
      action, reply), ) \
    X(well_simulator_add_fault, (well_simulator_t simulator, const char *fault, uint64_t *fault_id), (simulator, \
      fault, fault_id), ) \
    X(well_simulator_remove_fault, (well_simulator_t simulator, uint64_t fault_id), (simulator, fault_id), ) \
    X(well_simulator_clear_faults, (well_simulator_t simulator), (simulator), ) \
    X(well_simulator_state, (well_simulator_t simulator, well_string_t *out), (simulator, out), ) \
    X(well_simulator_log, (well_simulator_t simulator, well_string_t *out), (simulator, out), ) \
    X(well_simulator_run_script, (well_simulator_t simulator, const char *script, uint32_t timeout_ms), \
      (simulator, script, timeout_ms), ) \
    X(well_simulator_stop, (well_simulator_t simulator), (simulator), ) \
    X(well_simulator_free, (well_simulator_t simulator), (simulator), )

/// Every other function but `well_last_error`: `X(type, name, parameters, arguments, what it returns without a library)`.
#define WELL_LOAD_PLAIN_FUNCTIONS(X) \
    X(const char *, well_status_name, (well_status_t status), (status), \
      status == WELL_NOT_LOADED ? "WELL_NOT_LOADED" : "WELL_?") \
    X(const char *, well_status_text, (well_status_t status, well_language_t language), (status, language), \
      status != WELL_NOT_LOADED ? "" : language == WELL_LANGUAGE_ZH ? "\347\250\213\345\272\217\345\272\223\346\234\252\345\212\240\350\275\275\343\200\202" : "The library is not loaded.") \
    X(well_local_state_t, well_local_state_of, (const char *word), (word), WELL_LOCAL_STATE_OTHER) \
    X(well_agent_status_t, well_agent_status_of, (const char *word), (word), WELL_AGENT_STATUS_OTHER) \
    X(well_failed_code_t, well_failed_code_of, (const char *word), (word), WELL_FAILED_OTHER) \
    X(well_anomaly_kind_t, well_anomaly_kind_of, (const char *word), (word), WELL_ANOMALY_OTHER) \
    X(size_t, well_environment_count, (void), (), 0) \
    X(const char *, well_environment_name, (size_t index), (index), NULL) \
    X(uint32_t, well_abi_version, (void), (), 0) \
    X(const char *, well_version, (void), (), "") \
    X(bool, well_is_phone_number, (const char *text), (text), false)

#endif /* WELLCLIENT_LOAD_H */

#if defined(WELLCLIENT_LOAD_IMPLEMENTATION) && !defined(WELLCLIENT_LOAD_IMPLEMENTED)
#define WELLCLIENT_LOAD_IMPLEMENTED

#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#endif

/*
 * What is defined here is not seen by other programs and libraries of the process, which may have theirs. The compiler is not
 * told: to it, C++ types that are made of hidden functions would be hidden, too.
 */
#ifdef __ELF__
#define WELL_LOAD_HIDE(name) __asm__(".hidden " #name);
#else
#define WELL_LOAD_HIDE(name)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The library's functions; NULL where it lacks one. */
typedef struct {
#define WELL_LOAD_MEMBER(name, parameters, arguments, drops) well_status_t(*name) parameters;
#define WELL_LOAD_PLAIN_MEMBER(type, name, parameters, arguments, otherwise) type(*name) parameters;
    const char *(*well_last_error)(void);
    WELL_LOAD_FUNCTIONS(WELL_LOAD_MEMBER)
    WELL_LOAD_PLAIN_FUNCTIONS(WELL_LOAD_PLAIN_MEMBER)
#undef WELL_LOAD_MEMBER
#undef WELL_LOAD_PLAIN_MEMBER
} well_load_functions_t;

enum { WELL_LOAD_UNTRIED, WELL_LOAD_DONE, WELL_LOAD_FAILED };

/* One of the above; changed under the lock only, as is what follows. */
static int well_load_state;
/* Of the library; complete before the state is DONE, unchanged afterwards. */
static void *well_load_library;
static well_load_functions_t well_loaded;
/* Why the last attempt failed; the texts are kept for good, as threads may be reading them. */
typedef struct well_load_text {
    struct well_load_text *next;
    char text[2000];
    size_t length;
} well_load_text_t;
static well_load_text_t *well_load_texts;
static const char *well_load_why = "";

/* ---- Texts ---- */

/* Adds words; what there is no room for is left out, a character whole. */
static void well_load_say(well_load_text_t *to, const char *words)
{
    const size_t room = sizeof to->text - 1 - to->length;
    size_t length = strlen(words);
    if (length > room) {
        length = room;
        while (length > 0 && ((unsigned char)words[length] & 0xC0) == 0x80) {
            length--;
        }
    }
    memcpy(to->text + to->length, words, length);
    to->length += length;
    to->text[to->length] = '\0';
}

static void well_load_say_number(well_load_text_t *to, uint32_t number)
{
    char digits[12];
    char *digit = digits + sizeof digits - 1;
    *digit = '\0';
    do {
        *--digit = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    well_load_say(to, digit);
}

static void well_load_say_version(well_load_text_t *to, uint32_t version)
{
    well_load_say_number(to, version >> 16);
    well_load_say(to, ".");
    well_load_say_number(to, version & 0xFFFF);
}

/* The same text, to be kept. */
static const char *well_load_keep(const well_load_text_t *text)
{
    well_load_text_t *kept = well_load_texts;
    while (kept && strcmp(kept->text, text->text) != 0) {
        kept = kept->next;
    }
    if (!kept) {
        kept = (well_load_text_t *)malloc(sizeof *kept);
        if (!kept) {
            return "no wellclient library was loaded, and there is no memory to say why";
        }
        *kept = *text;
        kept->next = well_load_texts;
        well_load_texts = kept;
    }
    return kept->text;
}

/* ---- What the systems have under different names ---- */

#if defined(__GNUC__)
static int well_load_get_state(void) { return __atomic_load_n(&well_load_state, __ATOMIC_ACQUIRE); }
static void well_load_set_state(int state) { __atomic_store_n(&well_load_state, state, __ATOMIC_RELEASE); }
#else
static int well_load_get_state(void)
{
    return (int)InterlockedCompareExchange((volatile LONG *)&well_load_state, 0, 0);
}
static void well_load_set_state(int state) { InterlockedExchange((volatile LONG *)&well_load_state, state); }
#endif

#ifdef _WIN32

/* On Windows. */

static const char *const WELL_LOAD_NAMES[] = {"wellclient.dll"};

static SRWLOCK well_load_mutex = SRWLOCK_INIT;
static void well_load_lock(void) { AcquireSRWLockExclusive(&well_load_mutex); }
static void well_load_unlock(void) { ReleaseSRWLockExclusive(&well_load_mutex); }

/* What the loader has to say of this thread's last failure; NULL where the library has. */
static DWORD well_load_slot = TLS_OUT_OF_INDEXES;
static void well_load_begin(void)
{
    if (well_load_slot == TLS_OUT_OF_INDEXES) {
        well_load_slot = TlsAlloc();
    }
}
static void well_load_complain(const char *words) { TlsSetValue(well_load_slot, (LPVOID)(uintptr_t)words); }
static const char *well_load_complaint(void) { return (const char *)TlsGetValue(well_load_slot); }

/* Room for the longest path of the system. */
static wchar_t well_load_wide[32768];
#define WELL_LOAD_WIDE ((int)(sizeof well_load_wide / sizeof *well_load_wide))

/* The folder of this program or plugin, with its separator; nothing where that is not known. */
static void well_load_say_folder(well_load_text_t *to)
{
    HMODULE self = NULL;
    const DWORD how = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    DWORD length;
    char folder[sizeof to->text];
    if (!GetModuleHandleExW(how, (LPCWSTR)(const void *)&well_load_state, &self)) {
        return;
    }
    length = GetModuleFileNameW(self, well_load_wide, WELL_LOAD_WIDE);
    while (length > 0 && well_load_wide[length - 1] != L'\\') {
        length--;
    }
    folder[WideCharToMultiByte(CP_UTF8, 0, well_load_wide, (int)length, folder, sizeof folder - 1, NULL, NULL)] = '\0';
    well_load_say(to, folder);
}

/* The path in the system's characters, and with its separators; false where it is not UTF-8, or too long. */
static bool well_load_widen(const char *path)
{
    wchar_t *letter = well_load_wide;
    if (!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, well_load_wide, WELL_LOAD_WIDE)) {
        return false;
    }
    for (; *letter; letter++) {
        *letter = *letter == L'/' ? L'\\' : *letter;
    }
    return true;
}

static void *well_load_open(const char *path, well_load_text_t *why)
{
    HMODULE library = well_load_widen(path) ? LoadLibraryW(well_load_wide) : NULL;
    if (!library) {
        const DWORD error = GetLastError();
        well_load_say(why, path);
        well_load_say(why, ": error ");
        well_load_say_number(why, error);
        if (error == ERROR_MOD_NOT_FOUND) {
            well_load_say(why, " (not found, or a library that it needs is not)");
        } else if (error == ERROR_BAD_EXE_FORMAT) {
            well_load_say(why, " (no library, or for another kind of processor)");
        } else if (error == ERROR_NO_UNICODE_TRANSLATION) {
            well_load_say(why, " (the path is not UTF-8)");
        }
    }
    return (void *)library;
}

static bool well_load_is_open(const char *path)
{
    return well_load_widen(path) && (void *)GetModuleHandleW(well_load_wide) == well_load_library;
}

static void well_load_close(void *library) { FreeLibrary((HMODULE)library); }

static bool well_load_find(void *library, const char *name, void *function)
{
    const FARPROC found = GetProcAddress((HMODULE)library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

#else

/* On Linux, macOS and their like. */

#ifdef __APPLE__
static const char *const WELL_LOAD_NAMES[] = {"libwellclient.0.1.dylib", "libwellclient.dylib"};
#else
static const char *const WELL_LOAD_NAMES[] = {"libwellclient.so.0.1", "libwellclient.so"};
#endif

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wzero-as-null-pointer-constant"
#endif
static pthread_mutex_t well_load_mutex = PTHREAD_MUTEX_INITIALIZER;
#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
static void well_load_lock(void) { pthread_mutex_lock(&well_load_mutex); }
static void well_load_unlock(void) { pthread_mutex_unlock(&well_load_mutex); }

/* What the loader has to say of this thread's last failure; NULL where the library has. */
static __thread const char *well_load_words;
static void well_load_begin(void) {}
static void well_load_complain(const char *words) { well_load_words = words; }
static const char *well_load_complaint(void) { return well_load_words; }

/* The folder of this program or plugin, with its separator; nothing where that is not known. */
static void well_load_say_folder(well_load_text_t *to)
{
#if defined(__linux__)
    /* Not $ORIGIN: where a sanitizer stands in for dlopen, that is the sanitizer's. */
    const uintptr_t here = (uintptr_t)&well_load_say_folder;
    char line[sizeof to->text];
    FILE *const mappings = fopen("/proc/self/maps", "r");
    while (mappings && fgets(line, sizeof line, mappings)) {
        char *rest;
        char *const path = strchr(line, '/');
        const uintptr_t begin = strtoul(line, &rest, 16);
        if (path && here >= begin && here < strtoul(rest + 1, NULL, 16)) {
            strrchr(path, '/')[1] = '\0';
            well_load_say(to, path);
            break;
        }
    }
    if (mappings) {
        fclose(mappings);
    }
#elif defined(__APPLE__)
    well_load_say(to, "@loader_path/");
#else
    well_load_say(to, "$ORIGIN/");
#endif
}

static void *well_load_open(const char *path, well_load_text_t *why)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *words = dlerror();
        /* They may be of a library that this one needs. */
        if (!words || strncmp(words, path, strlen(path)) != 0) {
            well_load_say(why, path);
            well_load_say(why, ": ");
        }
        well_load_say(why, words ? words : "it cannot be opened");
    }
    return library;
}

static bool well_load_is_open(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
    if (library) {
        dlclose(library);
    }
    return library == well_load_library;
}

static void well_load_close(void *library) { dlclose(library); }

static bool well_load_find(void *library, const char *name, void *function)
{
    void *const found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

#endif

/* ---- Loading, under the lock ---- */

/* Takes the functions out of a library that was opened; false where it cannot serve this header. */
static bool well_load_take(void *library, const char *path, well_load_text_t *why)
{
    well_load_functions_t found;
    const char *lacking;
    uint32_t version;
    well_load_find(library, "well_last_error", &found.well_last_error);
#define WELL_LOAD_FIND(name, parameters, arguments, drops) well_load_find(library, #name, &found.name);
#define WELL_LOAD_PLAIN_FIND(type, name, parameters, arguments, otherwise) well_load_find(library, #name, &found.name);
    WELL_LOAD_FUNCTIONS(WELL_LOAD_FIND)
    WELL_LOAD_PLAIN_FUNCTIONS(WELL_LOAD_PLAIN_FIND)
#undef WELL_LOAD_FIND
#undef WELL_LOAD_PLAIN_FIND
    if (!found.well_abi_version) {
        well_load_say(why, path);
        well_load_say(why, ": this is no library of wellclient: it has no well_abi_version");
        return false;
    }
    version = found.well_abi_version();
    /* Before 1.0 each minor version may break programs; from then on a newer library serves an older header. */
    if (version != WELL_ABI_VERSION &&
        (version >> 16 == 0 || version >> 16 != WELL_ABI_VERSION >> 16 || version < WELL_ABI_VERSION)) {
        well_load_say(why, path);
        well_load_say(why, ": the library has version ");
        well_load_say_version(why, version);
        well_load_say(why, " of the interface, this program was made for version ");
        well_load_say_version(why, WELL_ABI_VERSION);
        return false;
    }
    /* Without these no failure can be told. */
    lacking = !found.well_last_error    ? "well_last_error"
              : !found.well_status_name ? "well_status_name"
              : !found.well_status_text ? "well_status_text"
                                        : NULL;
    if (lacking) {
        well_load_say(why, path);
        well_load_say(why, ": the library has no ");
        well_load_say(why, lacking);
        return false;
    }
    well_load_library = library;
    well_loaded = found;
    return true;
}

/* From there, or from nowhere. */
static bool well_load_from(const char *path, well_load_text_t *why)
{
    void *library;
    if (!*path) {
        well_load_say(why, "the path of the library is empty");
        return false;
    }
    library = well_load_open(path, why);
    if (library && !well_load_take(library, path, why)) {
        well_load_close(library);
        return false;
    }
    return library != NULL;
}

/* The first that can be opened: beside this program, then by the system's search. */
static bool well_load_search(well_load_text_t *why)
{
    size_t place;
    size_t name;
    well_load_say(why, "no library of wellclient is found, neither beside this program nor by the system: ");
    for (place = 0; place < 2; place++) {
        for (name = 0; name < sizeof WELL_LOAD_NAMES / sizeof *WELL_LOAD_NAMES; name++) {
            well_load_text_t path;
            void *library;
            path.length = 0;
            if (place == 0) {
                well_load_say_folder(&path);
            }
            well_load_say(&path, WELL_LOAD_NAMES[name]);
            well_load_say(why, place + name > 0 ? "; " : "");
            library = well_load_open(path.text, why);
            if (library) {
                why->length = 0;
                if (!well_load_take(library, path.text, why)) {
                    well_load_close(library);
                    return false;
                }
                return true;
            }
        }
    }
    return false;
}

/* Loads from `path`, or by itself where that is NULL, and remembers what came of it. */
static bool well_load_try(const char *path)
{
    well_load_text_t why;
    bool loaded;
    why.next = NULL;
    why.length = 0;
    why.text[0] = '\0';
    well_load_begin();
    loaded = path ? well_load_from(path, &why) : well_load_search(&why);
    if (!loaded) {
        well_load_why = well_load_keep(&why);
    }
    well_load_set_state(loaded ? WELL_LOAD_DONE : WELL_LOAD_FAILED);
    return loaded;
}

/* ---- What the program calls ---- */

/* Whether the library is there; loads it where nobody has tried. Where it is not, the thread is told why. */
static bool well_load_is_ready(void)
{
    bool ready = well_load_get_state() == WELL_LOAD_DONE;
    if (!ready) {
        well_load_lock();
        ready = well_load_state == WELL_LOAD_DONE || (well_load_state == WELL_LOAD_UNTRIED && well_load_try(NULL));
        if (!ready) {
            well_load_complain(well_load_why);
        }
        well_load_unlock();
    }
    return ready;
}

/* Words of the loader's for a function that the library lacks. */
static well_status_t well_load_lacks(const char *words)
{
    well_load_complain(words);
    return WELL_UNSUPPORTED;
}

/* After a failure of the library's, its words are the last. */
static well_status_t well_load_told(well_status_t status)
{
    if (status != WELL_OK && status != WELL_EMPTY && status != WELL_END) {
        well_load_complain(NULL);
    }
    return status;
}

WELL_LOAD_HIDE(well_load)
well_status_t well_load(const char *path)
{
    static const char *const other = "it was not loaded: another library of wellclient is, and stays";
    bool loaded;
    well_load_lock();
    if (well_load_state == WELL_LOAD_DONE) {
        loaded = !path || well_load_is_open(path);
        if (!loaded) {
            well_load_complain(other);
        }
    } else {
        loaded = well_load_try(path);
        if (!loaded) {
            well_load_complain(well_load_why);
        }
    }
    well_load_unlock();
    return loaded ? WELL_OK : WELL_NOT_LOADED;
}

/* As the library's, with the loader's own words where those are the last. */
WELL_LOAD_HIDE(well_last_error)
const char *well_last_error(void)
{
    const int state = well_load_get_state();
    const char *words = state == WELL_LOAD_UNTRIED ? "" : well_load_complaint();
    if (!words) {
        words = state == WELL_LOAD_DONE ? well_loaded.well_last_error() : "";
    }
    return words;
}

#define WELL_LOAD_DROP(callback) \
    if (callback && callback->drop) { \
        callback->drop(callback->context); \
    }

#define WELL_LOAD_LACKS(name) \
    well_load_lacks("the library has no " #name ": it is older than this program, or was built without it")
#define WELL_LOAD_DEFINE(name, parameters, arguments, drops) \
    WELL_LOAD_HIDE(name) \
    well_status_t name parameters \
    { \
        const bool ready = well_load_is_ready(); \
        if (ready && well_loaded.name) { \
            return well_load_told(well_loaded.name arguments); \
        } \
        drops return ready ? WELL_LOAD_LACKS(name) : WELL_NOT_LOADED; \
    }
#define WELL_LOAD_PLAIN_DEFINE(type, name, parameters, arguments, otherwise) \
    WELL_LOAD_HIDE(name) \
    type name parameters \
    { \
        if (well_load_is_ready()) { \
            if (well_loaded.name) { \
                return well_loaded.name arguments; \
            } \
            (void)WELL_LOAD_LACKS(name); \
        } \
        return otherwise; \
    }

WELL_LOAD_FUNCTIONS(WELL_LOAD_DEFINE)
WELL_LOAD_PLAIN_FUNCTIONS(WELL_LOAD_PLAIN_DEFINE)

#undef WELL_LOAD_HIDE
#undef WELL_LOAD_DROP
#undef WELL_LOAD_LACKS
#undef WELL_LOAD_DEFINE
#undef WELL_LOAD_PLAIN_DEFINE

#ifdef __cplusplus
}  // extern "C"
#endif

#endif /* WELLCLIENT_LOAD_IMPLEMENTATION */
