/*
 * Every verb, to its outcome, among agents of a simulated call center; and what the snapshot says meanwhile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

/* An agent at work. */
typedef struct {
    well_session_t session;
    tape_t *tape;
} desk_t;

/* Agents 5001, 5002, … on 8001, 8002, …, all ready. */
typedef struct {
    world_t world;
    desk_t desk[4];
    size_t count;
} office_t;

static office_t office_new(size_t count)
{
    office_t office = {.world = world_new(NULL), .count = count};
    for (size_t i = 0; i < count; i++) {
        static const char *const agents[] = {"5001", "5002", "5003", "5004"};
        static const char *const exts[] = {"8001", "8002", "8003", "8004"};
        office.desk[i].session = world_agent(&office.world, agents[i], exts[i]);
        office.desk[i].tape = tape_new(office.desk[i].session);
    }
    return office;
}

static void office_end(office_t *office)
{
    for (size_t i = 0; i < office->count; i++) {
        end_session(office->desk[i].session);
        tape_free(office->desk[i].tape);
    }
    world_end(&office->world);
}

/* The call that `makeCall` or `consult` has made; free it. */
static char *call_made(well_outcome_t outcome)
{
    well_outcome_info_t info = info_of(outcome);
    CHECK_NUMBER(WELL_OUTCOME_CONFIRMED, info.kind);
    REQUIRE(info.call_id.data != NULL);
    char *call = copy_of(info.call_id.data);
    CHECK_OK(well_outcome_free(outcome));
    return call;
}

static void answer(desk_t *desk, const char *call)
{
    tape_next(desk->tape, WELL_EVENT_DELIVERED);
    CONFIRM(well_session_answer_call, desk->session, call);
    tape_next(desk->tape, WELL_EVENT_ESTABLISHED);
}

/* The first desk calls the second, which answers. */
static char *talk(office_t *office)
{
    char *call = call_made(OUTCOME(well_session_make_call, office->desk[0].session, "8002", NULL));
    answer(&office->desk[1], call);
    tape_next(office->desk[0].tape, WELL_EVENT_ESTABLISHED);
    return call;
}

/* A customer calls the first desk, which answers, and consults the second, which answers too. */
static void consult(office_t *office, char **held, char **consulted)
{
    *held = control_call(&office->world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}");
    answer(&office->desk[0], *held);
    *consulted = call_made(OUTCOME(well_session_consult, office->desk[0].session, *held, "8002"));
    answer(&office->desk[1], *consulted);
    tape_next(office->desk[0].tape, WELL_EVENT_ESTABLISHED);
}

static void hang_up(office_t *office, size_t desk, const char *call)
{
    CONFIRM(well_session_drop_connection, office->desk[desk].session, call);
}

/* The end of one command, by completion, by waiting, and by looking; all three say the same. */
typedef struct {
    bell_t done;
    uint64_t command;
    well_outcome_t outcome;
} ending_t;

static void keep_end(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    (void)session;
    ending_t *ending = context;
    ending->command = command;
    CHECK_OK(well_outcome_retain(outcome, &ending->outcome));
    bell_ring(&ending->done);
}

static void three_ways_to_an_outcome(void)
{
    office_t office = office_new(1);
    well_session_t session = office.desk[0].session;
    ending_t ending = {.done = BELL};
    well_command_t command;
    well_outcome_t waited, looked = {77};
    CHECK_OK(well_simulator_add_fault(
        office.world.simulator, "{\"kind\":\"http\",\"on\":{\"verb\":\"setAgentMode\",\"times\":1},\"delay_ms\":100}",
        NULL));
    CHECK_OK(well_session_set_agent_mode(session, WELL_MODE_NOT_READY, "午餐",
                                         &(well_completion_t){&ending, keep_end, NULL}, &command));
    CHECK_STATUS(WELL_TIMED_OUT, well_command_wait(command, 0, &looked));
    CHECK_STATUS(WELL_TIMED_OUT, well_command_wait(command, 1, &looked));
    CHECK_NUMBER(77, (int64_t)looked.id);
    CHECK_OK(well_command_wait(command, WELL_FOREVER, &waited));
    CHECK_OK(well_command_wait(command, 0, &looked));
    CHECK(bell_wait(&ending.done, 1));
    uint64_t id;
    CHECK_OK(well_command_id(command, &id));
    CHECK_NUMBER((int64_t)id, (int64_t)ending.command);
    well_outcome_t all[] = {waited, looked, ending.outcome};
    for (size_t i = 0; i < COUNT(all); i++) {
        well_outcome_info_t info = info_of(all[i]);
        CHECK_TEXT("event:agentNotReady", info.evidence);
        CHECK_NUMBER(0, info.status);
        CHECK_NUMBER(-1, info.retry_after_ms);
        well_str_t json;
        CHECK_OK(well_outcome_json(all[i], &json));
        CHECK_HAS(json.data, "\"confirmed\"");
        check_outcome(WELL_OUTCOME_CONFIRMED, WELL_REASON_NONE, all[i], __FILE__, __LINE__, "setAgentMode");
    }
    CHECK_OK(well_command_free(command));
    well_snapshot_t snapshot = snapshot_of(session);
    CHECK_TEXT("午餐", state_of(snapshot).reason);
    CHECK_OK(well_snapshot_free(snapshot));
    office_end(&office);
}

static void a_call_from_end_to_end(void)
{
    office_t office = office_new(2);
    well_session_t session = office.desk[0].session;
    well_make_call_t options;
    CHECK_OK(well_make_call_default(&options, sizeof options));
    options.dest_for_display = "8001";
    options.origin_for_display = "8002";
    options.context_id = "订单 7";
    options.cpa = 0;
    char *call = call_made(OUTCOME(well_session_make_call, session, "8002", &options));
    tape_next(office.desk[0].tape, WELL_EVENT_SERVICE_INITIATED);
    tape_next(office.desk[0].tape, WELL_EVENT_ORIGINATED);
    bool truth = true;
    CHECK_OK(well_event_truth(tape_next(office.desk[0].tape, WELL_EVENT_DELIVERED), WELL_FIELD_IS_OWN, &truth));
    CHECK(!truth);
    CHECK_OK(well_event_truth(tape_next(office.desk[1].tape, WELL_EVENT_DELIVERED), WELL_FIELD_IS_OWN, &truth));
    CHECK(truth);
    CONFIRM(well_session_answer_call, office.desk[1].session, call);
    well_event_t established = tape_next(office.desk[0].tape, WELL_EVENT_ESTABLISHED);
    CHECK(strcmp(text_of(established, WELL_FIELD_CALL_ID), call) == 0);
    CHECK(strcmp(text_of(established, WELL_FIELD_ANSWERING_DEVICE), "8002@test.cc") == 0);
    hang_up(&office, 0, NULL);
    well_event_t cleared = tape_next(office.desk[0].tape, WELL_EVENT_CALL_CLEARED);
    truth = false;
    CHECK_OK(well_event_truth(cleared, WELL_FIELD_IS_OWN, &truth));
    CHECK(truth);
    well_call_end_t end = WELL_CALL_END_NONE;
    well_link_end_t link = WELL_LINK_END_NONE;
    CHECK_OK(well_event_call_end(cleared, &end));
    CHECK_NUMBER(WELL_CALL_END_HUNG_UP, end);
    CHECK(strcmp(text_of(cleared, WELL_FIELD_END_REASON), "hungUp") == 0);
    CHECK_STATUS(WELL_EMPTY, well_event_link_end(cleared, &link));
    tape_next(office.desk[0].tape, WELL_EVENT_CONNECTION_CLEARED);
    REFUSED(WELL_REASON_NO_CALL, well_session_drop_connection, session, NULL);
    REFUSED(WELL_REASON_NOT_FOUND, well_session_hold_call, session, call);
    free(call);
    office_end(&office);
}

static void the_guards_of_make_call(void)
{
    office_t office = office_new(1);
    well_session_options_t options = world_options(&office.world);
    options.between_calls_ms = 60000;
    well_session_t session = world_session(&office.world, &options);
    REFUSED(WELL_REASON_NOT_LOGGED_IN, well_session_make_call, session, "8001", NULL);
    well_login_t login = login_of("5009", "8009");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    REFUSED(WELL_REASON_BAD_NUMBER, well_session_make_call, session, "", NULL);
    REFUSED(WELL_REASON_OWN_EXTENSION, well_session_make_call, session, "8009", NULL);
    char *call = call_made(OUTCOME(well_session_make_call, session, "8001", NULL));
    REFUSED(WELL_REASON_CALL_UP, well_session_make_call, session, "8001", NULL);
    REFUSED(WELL_REASON_CALL_UP, well_session_logout, session);
    CONFIRM(well_session_drop_connection, session, call);
    well_outcome_t outcome = OUTCOME(well_session_make_call, session, "8001", NULL);
    well_outcome_info_t info = info_of(outcome);
    CHECK_NUMBER(WELL_REASON_TOO_SOON, info.reason);
    CHECK_TEXT("tooSoon", info.code);
    CHECK(info.retry_after_ms > 0 && info.retry_after_ms <= 60000);
    CHECK(info.english.len > 0 && info.chinese.len > 0 && info.chinese.data[0] < 0);
    CHECK_TEXT(NULL, info.call_id);
    CHECK_OK(well_outcome_free(outcome));
    free(call);
    end_session(session);
    office_end(&office);
}

static void hold_and_retrieve(void)
{
    office_t office = office_new(2);
    well_session_t session = office.desk[0].session;
    char *call = talk(&office);
    bool allowed;
    well_reason_t reason;
    CONFIRM(well_session_hold_call, session, call);
    CHECK_OK(well_session_may(session, WELL_VERB_HOLD, call, &allowed, &reason));
    CHECK(!allowed && reason == WELL_REASON_WRONG_STATE);
    CHECK_OK(well_session_may(session, WELL_VERB_RETRIEVE, call, &allowed, &reason));
    CHECK(allowed && reason == WELL_REASON_NONE);
    CONFIRM(well_session_retrieve_call, session, call);
    CHECK_OK(well_session_may(session, WELL_VERB_ANSWER, "no such call", &allowed, &reason));
    CHECK(!allowed && reason == WELL_REASON_NO_CALL);
    hang_up(&office, 1, call);
    free(call);
    office_end(&office);
}

static void consultations(void)
{
    office_t office = office_new(2);
    well_session_t session = office.desk[0].session;
    char *held, *consulted;
    consult(&office, &held, &consulted);
    well_snapshot_t snapshot = snapshot_of(session);
    CHECK_NUMBER(2, (int64_t)state_of(snapshot).call_count);
    well_call_t second = call_of(snapshot, 1);
    CHECK_TEXT(held, second.consultation_of);
    CHECK_NUMBER(WELL_STATE_HOLD, call_of(snapshot, 0).leg);
    CHECK_NUMBER(1, second.outgoing);
    CHECK_OK(well_snapshot_free(snapshot));
    REFUSED(WELL_REASON_SEVERAL_CALLS, well_session_drop_connection, session, NULL);
    CONFIRM(well_session_cancel_consult, session, held, consulted);
    tape_next(office.desk[0].tape, WELL_EVENT_RETRIEVED);
    hang_up(&office, 0, held);
    free(held);
    free(consulted);
    office_end(&office);
}

static void conferences(void)
{
    office_t office = office_new(3);
    char *held, *consulted;
    consult(&office, &held, &consulted);
    CONFIRM(well_session_conference, office.desk[0].session, held, consulted);
    well_snapshot_t snapshot = snapshot_of(office.desk[0].session);
    CHECK_NUMBER(1, (int64_t)state_of(snapshot).call_count);
    CHECK(call_of(snapshot, 0).conference);
    CHECK_NUMBER(3, (int64_t)call_of(snapshot, 0).party_count);
    CHECK_OK(well_snapshot_free(snapshot));
    hang_up(&office, 0, held);
    wait_for_calls(office.desk[1].session, 0);
    free(held);
    free(consulted);
    /* And one without a consultation. */
    char *call = talk(&office);
    CONFIRM(well_session_single_step_conference, office.desk[1].session, call, "8003", WELL_PARTICIPATION_SILENT);
    answer(&office.desk[2], call);
    tape_next(office.desk[0].tape, WELL_EVENT_CONFERENCED);
    hang_up(&office, 2, call);
    hang_up(&office, 1, call);
    free(call);
    office_end(&office);
}

static void transfers(void)
{
    office_t office = office_new(3);
    char *held, *consulted;
    consult(&office, &held, &consulted);
    CONFIRM(well_session_transfer_call, office.desk[0].session, held, consulted);
    wait_for_calls(office.desk[0].session, 0);
    tape_next(office.desk[1].tape, WELL_EVENT_TRANSFERRED);
    well_snapshot_t snapshot = snapshot_of(office.desk[1].session);
    well_str_t former;
    CHECK_TEXT(held, call_of(snapshot, 0).call_id);
    CHECK_NUMBER(1, (int64_t)call_of(snapshot, 0).former_id_count);
    CHECK_OK(well_snapshot_former_id(snapshot, 0, 0, &former));
    CHECK_TEXT(consulted, former);
    CHECK_OK(well_snapshot_free(snapshot));
    hang_up(&office, 1, held);
    free(held);
    free(consulted);
    char *call = talk(&office);
    /* Who is in the call already is not called into it. */
    REFUSED(WELL_REASON_OTHER, well_session_single_step_transfer, office.desk[1].session, call, "8001");
    CONFIRM(well_session_single_step_transfer, office.desk[1].session, call, "8003");
    answer(&office.desk[2], call);
    hang_up(&office, 2, call);
    free(call);
    office_end(&office);
}

static void transfers_that_return(void)
{
    office_t office = office_new(3);
    char *held, *consulted;
    consult(&office, &held, &consulted);
    CONFIRM(well_session_transfer_wait_return, office.desk[0].session, held, consulted);
    tape_next(office.desk[1].tape, WELL_EVENT_TRANSFERRED);
    hang_up(&office, 1, held);
    tape_next(office.desk[0].tape, WELL_EVENT_RETRIEVED);
    hang_up(&office, 0, held);
    wait_for_calls(office.desk[0].session, 0);
    free(held);
    free(consulted);
    char *call = talk(&office);
    CONFIRM(well_session_single_transfer_wait_return, office.desk[1].session, call, "8003");
    answer(&office.desk[2], call);
    hang_up(&office, 2, call);
    tape_next(office.desk[1].tape, WELL_EVENT_RETRIEVED);
    hang_up(&office, 1, call);
    free(call);
    office_end(&office);
}

static void call_data(void)
{
    office_t office = office_new(2);
    char *call = talk(&office);
    const well_call_data_t data[] = {{"客户", "甲 & 乙 \"%\\="}, {"order", "line 1\nline\t2"}, {"表情", "😀"}};
    CONFIRM(well_session_set_call_data, office.desk[0].session, call, data, COUNT(data));
    well_outcome_t outcome = OUTCOME(well_session_get_call_data, office.desk[1].session, call);
    size_t count;
    CHECK_OK(well_outcome_entry_count(outcome, &count));
    CHECK_NUMBER(COUNT(data), (int64_t)count);
    for (size_t i = 0; i < COUNT(data); i++) {
        well_str_t value;
        CHECK_OK(well_outcome_entry_value(outcome, data[i].key, &value));
        CHECK_TEXT(data[i].value, value);
        well_str_t key;
        CHECK_OK(well_outcome_entry(outcome, i, &key, &value));
        CHECK_OK(well_outcome_entry_value(outcome, key.data, &value));
    }
    well_str_t none;
    CHECK_STATUS(WELL_OUT_OF_RANGE, well_outcome_entry(outcome, COUNT(data), &none, &none));
    CHECK_OK(well_outcome_free(outcome));
    /* No data at all is legal, too. */
    CHECK_OK(well_session_set_call_data(office.desk[0].session, call, NULL, 0, NULL, NULL));
    hang_up(&office, 0, call);
    REFUSED(WELL_REASON_NOT_FOUND, well_session_get_call_data, office.desk[0].session, call);
    free(call);
    office_end(&office);
}

static void supervising_a_call(void)
{
    office_t office = office_new(3);
    well_session_t supervisor = office.desk[2].session;
    char *call = talk(&office);
    CONFIRM(well_session_force_listen, supervisor, call, "8003@test.cc");
    tape_next(office.desk[2].tape, WELL_EVENT_ESTABLISHED);
    hang_up(&office, 2, call);
    CONFIRM(well_session_force_join, supervisor, "8002@test.cc", call, "8003");
    answer(&office.desk[2], call);
    tape_next(office.desk[2].tape, WELL_EVENT_CONFERENCED);
    hang_up(&office, 2, call);
    CONFIRM(well_session_force_take, supervisor, "8002@test.cc", call, "8003");
    answer(&office.desk[2], call);
    wait_for_calls(office.desk[1].session, 0);
    CONFIRM(well_session_force_drop, office.desk[1].session, "8003@test.cc", call);
    wait_for_calls(supervisor, 0);
    REFUSED(WELL_REASON_NOT_FOUND, well_session_force_drop, supervisor, "8003@test.cc", call);
    free(call);
    office_end(&office);
}

static void supervising_agents(void)
{
    office_t office = office_new(3);
    well_session_t supervisor = office.desk[2].session;
    CONFIRM(well_session_force_not_ready, supervisor, "5001@test.cc", "8001@test.cc");
    tape_next(office.desk[0].tape, WELL_EVENT_AGENT_NOT_READY);
    CONFIRM(well_session_force_ready, supervisor, "5001@test.cc", "8001@test.cc");
    tape_next(office.desk[0].tape, WELL_EVENT_AGENT_READY);
    REFUSED(WELL_REASON_ILLEGAL_EXTENSION, well_session_force_ready, supervisor, "5001@test.cc", "8002@test.cc");
    control(&office.world, "{\"do\":\"allocate_agent\",\"agent\":\"5001\"}");
    tape_next(office.desk[0].tape, WELL_EVENT_AGENT_ALLOCATED);
    REFUSED(WELL_REASON_ALLOCATED, well_session_logout, office.desk[0].session);
    CONFIRM(well_session_release_allocated_agent, supervisor, "5001@test.cc");
    tape_next(office.desk[0].tape, WELL_EVENT_AGENT_READY);
    CONFIRM(well_session_force_logout, supervisor, "5001@test.cc", "8001@test.cc");
    tape_next(office.desk[0].tape, WELL_EVENT_AGENT_LOGGED_OFF);
    well_session_end_t end = WELL_SESSION_END_NONE;
    CHECK_OK(well_event_session_end(tape_next(office.desk[0].tape, WELL_EVENT_SESSION_ENDED), &end));
    CHECK_NUMBER(WELL_SESSION_END_FORCED, end);
    well_snapshot_t snapshot = snapshot_of(office.desk[0].session);
    CHECK_NUMBER(WELL_SESSION_END_FORCED, state_of(snapshot).session_end);
    CHECK(!state_of(snapshot).credentials_refused);
    CHECK_OK(well_snapshot_free(snapshot));
    REFUSED(WELL_REASON_ALREADY_LOGGED_OUT, well_session_force_logout, supervisor, "5001@test.cc", "8001@test.cc");
    CONFIRM(well_session_super_logout, supervisor, "5002");
    tape_next(office.desk[1].tape, WELL_EVENT_AGENT_LOGGED_OFF);
    office_end(&office);
}

static void recording_and_greeting(void)
{
    office_t office = office_new(2);
    well_session_t session = office.desk[0].session;
    char *call = talk(&office);
    well_event_t started = tape_next(office.desk[0].tape, WELL_EVENT_RECORD_STARTED);
    CHECK(text_of(started, WELL_FIELD_RECORD_ID)[0] != '\0');
    well_outcome_t again = OUTCOME(well_session_start_recording, session);
    check_outcome(WELL_OUTCOME_ALREADY_SO, WELL_REASON_NONE, again, __FILE__, __LINE__, "startRecording");
    CONFIRM(well_session_stop_recording, session);
    tape_next(office.desk[0].tape, WELL_EVENT_RECORD_STOPPED);
    CONFIRM(well_session_start_recording, session);
    CONFIRM(well_session_agent_greeting, session, call, "欢迎");
    control(&office.world, "{\"do\":\"set_extension\",\"device\":\"8002\",\"condition\":\"recording_disabled\"}");
    well_outcome_t outcome = OUTCOME(well_session_start_recording, office.desk[1].session);
    CHECK_NUMBER(466, info_of(outcome).status);
    check_outcome(WELL_OUTCOME_REJECTED, WELL_REASON_RECORDING_DISABLED, outcome, __FILE__, __LINE__, "startRecording");
    hang_up(&office, 0, call);
    REFUSED(WELL_REASON_NOT_FOUND, well_session_agent_greeting, session, call, "x");
    free(call);
    office_end(&office);
}

static void queries(void)
{
    office_t office = office_new(2);
    well_session_t session = office.desk[0].session;
    well_client_state_t state = {.struct_size = sizeof state};
    well_outcome_t outcome = OUTCOME(well_session_get_client_state, session);
    CHECK_OK(well_outcome_client_state(outcome, &state));
    CHECK_TEXT("5001@test.cc", state.agent_id);
    CHECK_TEXT("8001@test.cc", state.extension_id);
    CHECK_TEXT("Ready", state.agent_mode);
    CHECK_TEXT("test.cc", state.domain);
    CHECK_TEXT(NULL, state.call_id);
    CHECK_OK(well_outcome_free(outcome));
    char *call = talk(&office);
    outcome = OUTCOME(well_session_get_client_state, session);
    CHECK_OK(well_outcome_client_state(outcome, &state));
    CHECK_TEXT(call, state.call_id);
    CHECK_TEXT("Out", state.direction);
    CHECK_TEXT("8001@test.cc", state.ani);
    CHECK_TEXT("Connect", state.state);
    CHECK(state.answer_time.len > 0 && state.other_side.len > 0);
    CHECK_OK(well_outcome_free(outcome));
    outcome = OUTCOME(well_session_get_my_prefix, session);
    size_t count;
    well_str_t prefix;
    CHECK_OK(well_outcome_prefix_count(outcome, &count));
    CHECK_NUMBER(1, (int64_t)count);
    CHECK_OK(well_outcome_prefix(outcome, 0, &prefix));
    CHECK_TEXT("9", prefix);
    CHECK_OK(well_outcome_free(outcome));
    CONFIRM(well_session_upload_log, session);
    hang_up(&office, 0, call);
    free(call);
    office_end(&office);
}

/* A mode that is asked for in a call takes effect when it ends. */
static void a_mode_in_a_call(void)
{
    office_t office = office_new(2);
    well_session_t session = office.desk[0].session;
    char *call = talk(&office);
    well_outcome_t outcome = OUTCOME(well_session_set_agent_mode, session, WELL_MODE_NOT_READY, NULL);
    CHECK_TEXT("NotReady", info_of(outcome).pending_mode);
    CHECK_OK(well_outcome_free(outcome));
    well_snapshot_t snapshot = snapshot_of(session);
    CHECK_TEXT("NotReady", state_of(snapshot).pending_mode);
    CHECK_NUMBER(WELL_MODE_READY, state_of(snapshot).agent_mode);
    CHECK_OK(well_snapshot_free(snapshot));
    hang_up(&office, 0, call);
    tape_next(office.desk[0].tape, WELL_EVENT_AGENT_NOT_READY);
    free(call);
    office_end(&office);
}

static void verbs_as_json(void)
{
    office_t office = office_new(2);
    well_session_t session = office.desk[0].session;
    CONFIRM(well_session_command_json, session, "{\"verb\":\"setAgentMode\",\"mode\":\"NotReady\",\"reason\":\"会议\"}");
    char *call = call_made(OUTCOME(well_session_command_json, session, "{\"verb\":\"makeCall\",\"phoneNumber\":\"8002\"}"));
    answer(&office.desk[1], call);
    CONFIRM(well_session_command_json, session, "{\"verb\":\"dropConnection\"}");
    CONFIRM(well_session_command_json, session, "{\"verb\":\"logout\"}");
    REFUSED(WELL_REASON_NOT_LOGGED_IN, well_session_command_json, session, "{\"verb\":\"logout\"}");
    free(call);
    office_end(&office);
}

/* What is done, and what cannot be told to be. */
static void unknown_outcomes(void)
{
    office_t office = office_new(1);
    well_session_options_t options = world_options(&office.world);
    options.confirm_ms = 50;
    options.command_ms = 200;
    well_session_t session = world_session(&office.world, &options);
    well_login_t login = login_of("5009", "8009");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    uint64_t fault;
    CHECK_OK(well_simulator_add_fault(office.world.simulator,
                                      "{\"kind\":\"http\",\"on\":{\"verb\":\"setAgentMode\"},\"reply\":\"cut\"}", &fault));
    well_outcome_t outcome = OUTCOME(well_session_set_agent_mode, session, WELL_MODE_READY, NULL);
    check_outcome(WELL_OUTCOME_UNKNOWN, WELL_REASON_NO_REPLY, outcome, __FILE__, __LINE__, "setAgentMode");
    CHECK_OK(well_simulator_remove_fault(office.world.simulator, fault));
    CHECK_STATUS(WELL_EMPTY, well_simulator_remove_fault(office.world.simulator, fault));
    CHECK_OK(well_simulator_add_fault(
        office.world.simulator,
        "{\"kind\":\"http\",\"on\":{\"verb\":\"setAgentMode\"},\"reply\":{\"status\":{\"code\":503,\"retry_after_s\":5}}}",
        NULL));
    outcome = OUTCOME(well_session_set_agent_mode, session, WELL_MODE_READY, NULL);
    CHECK_NUMBER(503, info_of(outcome).status);
    CHECK_NUMBER(5000, info_of(outcome).retry_after_ms);
    check_outcome(WELL_OUTCOME_REJECTED, WELL_REASON_SERVER_ERROR, outcome, __FILE__, __LINE__, "setAgentMode");
    CHECK_OK(well_simulator_clear_faults(office.world.simulator));
    end_session(session);
    office_end(&office);
}

/* The whole of a snapshot by its accessors, against its own JSON. */
static void snapshots(void)
{
    office_t office = office_new(2);
    well_session_t session = office.desk[0].session;
    char *call = talk(&office);
    tape_next(office.desk[0].tape, WELL_EVENT_RECORD_STARTED);
    well_snapshot_t snapshot = snapshot_of(session);
    well_snapshot_info_t state = state_of(snapshot);
    CHECK_NUMBER(WELL_PHASE_LOGGED_IN, state.phase);
    CHECK_NUMBER(WELL_LINK_ACTIVE, state.link);
    CHECK(state.verified && state.has_agent);
    CHECK_NUMBER(WELL_MODE_READY, state.agent_mode);
    CHECK_TEXT("Ready", state.agent_mode_text);
    CHECK_TEXT("5001@test.cc", state.agent_id);
    CHECK_TEXT("8001@test.cc", state.device_id);
    CHECK(state.in_mode_ms >= 0 && state.since_ms > 1700000000000);
    CHECK_NUMBER(1, (int64_t)state.call_count);
    CHECK_NUMBER(18, (int64_t)state.action_count);
    well_str_t prefix, json;
    CHECK_NUMBER(1, (int64_t)state.prefix_count);
    CHECK_OK(well_snapshot_prefix(snapshot, 0, &prefix));
    CHECK_TEXT("9", prefix);
    well_call_t one = call_of(snapshot, 0);
    CHECK_TEXT(call, one.call_id);
    CHECK_TEXT("8001@test.cc", one.calling);
    CHECK_TEXT("8002@test.cc", one.called);
    CHECK_TEXT(NULL, one.consultation_of);
    CHECK_NUMBER(WELL_STATE_CONNECTED, one.leg);
    CHECK(one.outgoing == 1 && !one.conference && one.recording && !one.unverified);
    CHECK(one.created_ms > 1700000000000 && one.established_ms >= one.created_ms);
    CHECK(one.age_ms >= one.talking_ms && one.talking_ms >= 0);
    CHECK_NUMBER(2, (int64_t)one.party_count);
    for (size_t i = 0; i < one.party_count; i++) {
        well_party_t party = {.struct_size = sizeof party};
        CHECK_OK(well_snapshot_party(snapshot, 0, i, &party));
        CHECK_TEXT(party.own ? "8001@test.cc" : "8002@test.cc", party.device);
        CHECK_NUMBER(party.own ? WELL_ROLE_CALLING : WELL_ROLE_CALLED, party.role);
        CHECK_NUMBER(WELL_STATE_CONNECTED, party.leg);
    }
    CHECK_OK(well_snapshot_json(snapshot, &json));
    CHECK_HAS(json.data, call);
    CHECK_NUMBER(15, (int64_t)one.action_count);
    for (size_t i = 0; i < one.action_count; i++) {
        well_action_t action = {.struct_size = sizeof action};
        CHECK_OK(well_snapshot_call_action(snapshot, 0, i, &action));
        CHECK_HAS(json.data, action.verb_name.data);
        CHECK(action.allowed == (action.reason == WELL_REASON_NONE));
        CHECK(action.allowed == (action.code.data == NULL));
        CHECK(action.allowed == (action.chinese.data == NULL));
        bool allowed;
        well_reason_t reason;
        CHECK_OK(well_session_may(session, action.verb, call, &allowed, &reason));
        CHECK(allowed == action.allowed && reason == action.reason);
        if (action.verb != WELL_VERB_DROP) {
            CHECK_STATUS(WELL_NULL_POINTER, well_session_may(session, action.verb, NULL, &allowed, NULL));
            CHECK(strcmp(well_last_error(), "call_id is NULL.") == 0);
        }
    }
    for (size_t i = 0; i < state.action_count; i++) {
        well_action_t action = {.struct_size = sizeof action};
        CHECK_OK(well_snapshot_action(snapshot, i, &action));
        CHECK(action.verb != WELL_VERB_MAKE_CALL || action.reason == WELL_REASON_CALL_UP);
        CHECK(action.verb != WELL_VERB_FORCE_LISTEN || action.allowed);
        bool allowed;
        well_reason_t reason;
        /* The call is not looked at. */
        CHECK_OK(well_session_may(session, action.verb, NULL, &allowed, &reason));
        CHECK(allowed == action.allowed && reason == action.reason);
        CHECK_OK(well_session_may(session, action.verb, "nobody's", &allowed, NULL));
        CHECK(allowed == action.allowed);
    }
    CHECK_NUMBER(33, (int64_t)(one.action_count + state.action_count));
    well_string_t memory;
    CHECK_OK(well_session_get_call_memory(session, &memory));
    CHECK_HAS(memory.data, "8001@test.cc");
    CHECK_OK(well_string_free(&memory));
    /* It stays what it was; texts too. */
    hang_up(&office, 0, call);
    wait_for_calls(session, 0);
    CHECK_TEXT(call, call_of(snapshot, 0).call_id);
    CHECK_TEXT(call, one.call_id);
    CHECK_OK(well_snapshot_free(snapshot));
    CHECK_OK(well_session_get_call_memory(session, &memory));
    CHECK_HAS(memory.data, "\"length\":0");
    CHECK_OK(well_string_free(&memory));
    free(call);
    office_end(&office);
}

static const test_t TESTS[] = {
    {"three_ways_to_an_outcome", three_ways_to_an_outcome},
    {"a_call_from_end_to_end", a_call_from_end_to_end},
    {"the_guards_of_make_call", the_guards_of_make_call},
    {"hold_and_retrieve", hold_and_retrieve},
    {"consultations", consultations},
    {"conferences", conferences},
    {"transfers", transfers},
    {"transfers_that_return", transfers_that_return},
    {"call_data", call_data},
    {"supervising_a_call", supervising_a_call},
    {"supervising_agents", supervising_agents},
    {"recording_and_greeting", recording_and_greeting},
    {"queries", queries},
    {"a_mode_in_a_call", a_mode_in_a_call},
    {"verbs_as_json", verbs_as_json},
    {"unknown_outcomes", unknown_outcomes},
    {"snapshots", snapshots},
};

int main(int argc, char **argv)
{
    return run_tests("calls", TESTS, COUNT(TESTS), argc, argv);
}
