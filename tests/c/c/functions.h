/*
 * Every function of wellclient.h that returns a status, and what its arguments are: one letter for each.
 *
 *   a handle of      c client, s session, u subscription, d command, o outcome, e event, n snapshot, r replay, i simulator;
 *                    f a session that watches; p, q outcomes too: of getMyPrefix, of getClientState
 *   texts            t must be there, T may be NULL
 *   structs in       y must be there, Y may be NULL; both begin with their size
 *   structs out      z must be there, begins with its size; D a struct for defaults, whose size is the next argument
 *   other outputs    w must be there, W may be NULL; h, H texts that are given away
 *   handles out      capital letters of the handles above: C S U D.. as 1 client, 2 session, 3 subscription, 4 command,
 *                    5 outcome, 6 event, 7 snapshot, 8 replay, 9 simulator; 3 and 4 may be NULL
 *   callbacks        v event, l log line: must be there; k completion, a ask, g diagnostics: may be NULL
 *   numbers          x an index, j an enumeration's number (a wrong one is an error), # any; % a timeout
 *   others           A ids and # their count; @ an account to watch by; m call data and # their count; V a saved session; b one as bytes and # how many; B a store's key and
 *                    # its length
 *
 * In an argument list H(i), T(i), … is the argument at position i by its type.
 */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "verbs.h"
#include "wellclient.h"

/* One argument: whichever of these its letter says. */
typedef struct {
    uint64_t number;
    void *pointer;
} slot_t;

typedef struct {
    const char *name;
    const char *arguments;
    well_status_t (*call)(const slot_t *a);
} function_t;

#define HANDLE(type, i) ((type){a[i].number})
#define CLIENT(i) HANDLE(well_client_t, i)
#define SESSION(i) HANDLE(well_session_t, i)
#define OUTCOME_AT(i) HANDLE(well_outcome_t, i)
#define EVENT(i) HANDLE(well_event_t, i)
#define SNAPSHOT(i) HANDLE(well_snapshot_t, i)
#define REPLAY(i) HANDLE(well_replay_t, i)
#define SIMULATOR(i) HANDLE(well_simulator_t, i)
#define AT(i) (a[i].pointer)
#define NUMBER(i) (a[i].number)
/* The last two arguments of every verb. */
#define END(i) AT(i), AT(i + 1)

#define FUNCTIONS(X) \
    VERB_FUNCTIONS(X) \
    X(well_string_free, "V", (AT(0))) \
    X(well_client_new, "Y1", (AT(0), AT(1))) \
    X(well_client_close, "c%", (CLIENT(0), (uint32_t)NUMBER(1))) \
    X(well_client_free, "c", (CLIENT(0))) \
    X(well_client_metrics, "cz", (CLIENT(0), AT(1))) \
    X(well_client_options_default, "D#", (AT(0), NUMBER(1))) \
    X(well_session_options_default, "D#", (AT(0), NUMBER(1))) \
    X(well_login_default, "D#", (AT(0), NUMBER(1))) \
    X(well_make_call_default, "D#", (AT(0), NUMBER(1))) \
    X(well_session_new, "cy2", (CLIENT(0), AT(1), AT(2))) \
    X(well_watch_account_default, "D#", (AT(0), NUMBER(1))) \
    X(well_watch_new, "cy@A#2", (CLIENT(0), AT(1), AT(2), AT(3), NUMBER(4), AT(5))) \
    X(well_watch_open, "fk4", (SESSION(0), END(1))) \
    X(well_watch_follow, "ftk4", (SESSION(0), AT(1), END(2))) \
    X(well_watch_unfollow, "ft", (SESSION(0), AT(1))) \
    X(well_watch_agent, "fxh", (SESSION(0), NUMBER(1), AT(2))) \
    X(well_watch_snapshot, "ft7", (SESSION(0), AT(1), AT(2))) \
    X(well_event_watched, "ew", (EVENT(0), AT(1))) \
    X(well_session_close, "s%", (SESSION(0), (uint32_t)NUMBER(1))) \
    X(well_session_free, "s", (SESSION(0))) \
    X(well_session_poll_event, "s%6", (SESSION(0), (uint32_t)NUMBER(1), AT(2))) \
    X(well_session_event_fd, "sw", (SESSION(0), AT(1))) \
    X(well_session_event_handle, "sw", (SESSION(0), AT(1))) \
    X(well_session_answer_ask, "s#", (SESSION(0), NUMBER(1) & 1)) \
    X(well_session_reconnect, "s", (SESSION(0))) \
    X(well_session_may, "sjtwW", (SESSION(0), (well_verb_t)NUMBER(1), AT(2), AT(3), AT(4))) \
    X(well_session_get_call_memory, "sh", (SESSION(0), AT(1))) \
    X(well_session_metrics, "sz", (SESSION(0), AT(1))) \
    X(well_session_get_config, "sz", (SESSION(0), AT(1))) \
    X(well_session_set_config, "sy", (SESSION(0), AT(1))) \
    X(well_session_set_debug, "s#", (SESSION(0), NUMBER(1) & 1)) \
    X(well_session_set_retrieve_after_consultation, "s#", (SESSION(0), NUMBER(1) & 1)) \
    X(well_session_log, "st", (SESSION(0), AT(1))) \
    X(well_session_error, "st", (SESSION(0), AT(1))) \
    X(well_session_identity, "sHH", (SESSION(0), AT(1), AT(2))) \
    X(well_session_on, "sTv3", (SESSION(0), AT(1), AT(2), AT(3))) \
    X(well_session_on_log, "sl3", (SESSION(0), AT(1), AT(2))) \
    X(well_subscription_free, "u", (HANDLE(well_subscription_t, 0))) \
    X(well_subscription_detach, "u", (HANDLE(well_subscription_t, 0))) \
    X(well_session_agent_login, "syak4", (SESSION(0), AT(1), AT(2), END(3))) \
    X(well_session_make_call, "stYk4", (SESSION(0), AT(1), AT(2), END(3))) \
    X(well_session_command_json, "stk4", (SESSION(0), AT(1), END(2))) \
    X(well_command_id, "dw", (HANDLE(well_command_t, 0), AT(1))) \
    X(well_command_wait, "d%5", (HANDLE(well_command_t, 0), (uint32_t)NUMBER(1), AT(2))) \
    X(well_command_free, "d", (HANDLE(well_command_t, 0))) \
    X(well_outcome_info, "oz", (OUTCOME_AT(0), AT(1))) \
    X(well_outcome_json, "ow", (OUTCOME_AT(0), AT(1))) \
    X(well_outcome_entry_count, "ow", (OUTCOME_AT(0), AT(1))) \
    X(well_outcome_entry, "oxww", (OUTCOME_AT(0), NUMBER(1), AT(2), AT(3))) \
    X(well_outcome_entry_value, "otw", (OUTCOME_AT(0), AT(1), AT(2))) \
    X(well_outcome_prefix_count, "pw", (OUTCOME_AT(0), AT(1))) \
    X(well_outcome_prefix, "pxw", (OUTCOME_AT(0), NUMBER(1), AT(2))) \
    X(well_outcome_client_state, "qz", (OUTCOME_AT(0), AT(1))) \
    X(well_outcome_retain, "o5", (OUTCOME_AT(0), AT(1))) \
    X(well_outcome_free, "o", (OUTCOME_AT(0))) \
    X(well_event_kind, "ew", (EVENT(0), AT(1))) \
    X(well_event_read, "ez", (EVENT(0), AT(1))) \
    X(well_event_name, "ew", (EVENT(0), AT(1))) \
    X(well_event_origin, "ewW", (EVENT(0), AT(1), AT(2))) \
    X(well_event_raw, "ew", (EVENT(0), AT(1))) \
    X(well_event_text, "ejw", (EVENT(0), (well_field_t)NUMBER(1), AT(2))) \
    X(well_event_integer, "ejw", (EVENT(0), (well_field_t)NUMBER(1), AT(2))) \
    X(well_event_truth, "ejw", (EVENT(0), (well_field_t)NUMBER(1), AT(2))) \
    X(well_event_next_field, "ew", (EVENT(0), AT(1))) \
    X(well_field_info, "jWW", ((well_field_t)NUMBER(0), AT(1), AT(2))) \
    X(well_event_missed, "ew", (EVENT(0), AT(1))) \
    X(well_event_log_line, "eww", (EVENT(0), AT(1), AT(2))) \
    X(well_event_agent_mode, "ew", (EVENT(0), AT(1))) \
    X(well_event_link, "ew", (EVENT(0), AT(1))) \
    X(well_event_session_end, "ew", (EVENT(0), AT(1))) \
    X(well_event_link_end, "ew", (EVENT(0), AT(1))) \
    X(well_event_call_end, "ew", (EVENT(0), AT(1))) \
    X(well_event_device, "e#ww", (EVENT(0), NUMBER(1), AT(2), AT(3))) \
    X(well_event_corrected_call, "e#w", (EVENT(0), NUMBER(1), AT(2))) \
    X(well_event_retain, "e6", (EVENT(0), AT(1))) \
    X(well_event_free, "e", (EVENT(0))) \
    X(well_session_snapshot, "s7", (SESSION(0), AT(1))) \
    X(well_snapshot_info, "nz", (SNAPSHOT(0), AT(1))) \
    X(well_snapshot_call, "nxz", (SNAPSHOT(0), NUMBER(1), AT(2))) \
    X(well_snapshot_former_id, "nxxw", (SNAPSHOT(0), NUMBER(1), NUMBER(2), AT(3))) \
    X(well_snapshot_party, "nxxz", (SNAPSHOT(0), NUMBER(1), NUMBER(2), AT(3))) \
    X(well_snapshot_action, "nxz", (SNAPSHOT(0), NUMBER(1), AT(2))) \
    X(well_snapshot_call_action, "nxxz", (SNAPSHOT(0), NUMBER(1), NUMBER(2), AT(3))) \
    X(well_snapshot_prefix, "nxw", (SNAPSHOT(0), NUMBER(1), AT(2))) \
    X(well_snapshot_json, "nw", (SNAPSHOT(0), AT(1))) \
    X(well_snapshot_free, "n", (SNAPSHOT(0))) \
    X(well_session_get_log, "sh", (SESSION(0), AT(1))) \
    X(well_session_download_log, "st", (SESSION(0), AT(1))) \
    X(well_session_search_log, "sth", (SESSION(0), AT(1), AT(2))) \
    X(well_session_enable_log, "s#", (SESSION(0), NUMBER(1) & 1)) \
    X(well_session_clear_log, "s", (SESSION(0))) \
    X(well_session_saved, "sS", (SESSION(0), AT(1))) \
    X(well_saved_free, "V", (AT(0))) \
    X(well_session_recover, "stttTk4", (SESSION(0), AT(1), AT(2), AT(3), AT(4), END(5))) \
    X(well_session_saved_bytes, "sh", (SESSION(0), AT(1))) \
    X(well_saved_from_bytes, "b#S", (AT(0), NUMBER(1), AT(2))) \
    X(well_session_recover_bytes, "sb#Tk4", (SESSION(0), AT(1), NUMBER(2), AT(3), END(4))) \
    X(well_store_save, "tB#b#", (AT(0), AT(1), NUMBER(2), AT(3), NUMBER(4))) \
    X(well_store_load, "tB#h", (AT(0), AT(1), NUMBER(2), AT(3))) \
    X(well_store_remove, "t", (AT(0))) \
    X(well_replay_new, "t8", (AT(0), AT(1))) \
    X(well_replay_feed, "rt", (REPLAY(0), AT(1))) \
    X(well_replay_next, "r6", (REPLAY(0), AT(1))) \
    X(well_replay_snapshot, "r7", (REPLAY(0), AT(1))) \
    X(well_replay_free, "r", (REPLAY(0))) \
    X(well_set_diagnostics, "jg", ((well_diagnostics_level_t)NUMBER(0), AT(1))) \
    X(well_simulator_new, "T9", (AT(0), AT(1))) \
    X(well_simulator_url, "ih", (SIMULATOR(0), AT(1))) \
    X(well_simulator_control, "itH", (SIMULATOR(0), AT(1), AT(2))) \
    X(well_simulator_add_fault, "itW", (SIMULATOR(0), AT(1), AT(2))) \
    X(well_simulator_remove_fault, "i#", (SIMULATOR(0), NUMBER(1))) \
    X(well_simulator_clear_faults, "i", (SIMULATOR(0))) \
    X(well_simulator_state, "ih", (SIMULATOR(0), AT(1))) \
    X(well_simulator_log, "ih", (SIMULATOR(0), AT(1))) \
    X(well_simulator_run_script, "it%", (SIMULATOR(0), AT(1), (uint32_t)NUMBER(2))) \
    X(well_simulator_stop, "i", (SIMULATOR(0))) \
    X(well_simulator_free, "i", (SIMULATOR(0)))

/* Those that cannot fail. */
#define PLAIN_FUNCTIONS(X) \
    X(well_last_error) X(well_status_name) X(well_status_text) X(well_abi_version) X(well_version) \
    X(well_is_phone_number) X(well_environment_count) X(well_environment_name) \
    X(well_local_state_of) X(well_agent_status_of) X(well_failed_code_of) X(well_anomaly_kind_of)

#define DEFINE_CALL(name, arguments, list) \
    static inline well_status_t call_##name(const slot_t *a) { return name list; }
FUNCTIONS(DEFINE_CALL)
#undef DEFINE_CALL

#define AS_ENTRY(name, arguments, list) {#name, arguments, call_##name},
static const function_t FUNCTION_TABLE[] = {FUNCTIONS(AS_ENTRY)};
#undef AS_ENTRY

enum { MOST_ARGUMENTS = 8, FUNCTION_COUNT = sizeof FUNCTION_TABLE / sizeof *FUNCTION_TABLE };

#endif
