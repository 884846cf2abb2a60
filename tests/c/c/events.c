/*
 * Events: called back or pumped, every field by its type and as it stands in the JSON, the link lost and back, and a
 * subscriber that is too slow.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event_members.h"
#include "world.h"

/* What stands behind `"name":` in a JSON text; NULL if it is not there. */
static const char *value_in(const char *json, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *found = strstr(json, key);
    return found ? found + strlen(key) : NULL;
}

/* A field's name in the JSON: the last part of a path, and what the manual writes in its own way. */
static const char *name_in_json(well_field_t field, const char *name)
{
    if (field == WELL_FIELD_IS_ESTABLISHED) {
        return "isEstatblished";
    }
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

static bool is_in(const char *json, well_field_t field, const char *name, const char *value)
{
    if (field == WELL_FIELD_PRODUCER) {
        return strstr(json, value) != NULL;
    }
    const char *key = name_in_json(field, name);
    for (const char *at = value_in(json, key); at; at = value_in(at, key)) {
        at += *at == '"';
        if (strncmp(at, value, strlen(value)) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the own device rings is in no JSON: it is how two fields compare. */
static bool is_own_ringing(well_event_t event, well_field_t field)
{
    well_event_kind_t kind;
    CHECK_OK(well_event_kind(event, &kind));
    if (kind != WELL_EVENT_DELIVERED || field != WELL_FIELD_IS_OWN) {
        return false;
    }
    bool own;
    CHECK_OK(well_event_truth(event, field, &own));
    CHECK(own == (strcmp(text_of(event, WELL_FIELD_ALERTING_DEVICE), text_of(event, WELL_FIELD_SRC_DEVICE_ID)) == 0));
    return true;
}

static void check_field(well_event_t event, const char *raw, well_field_t field)
{
    well_str_t name, text = {NULL, 0};
    well_field_type_t type;
    int64_t integer;
    bool truth;
    char digits[32];
    if (is_own_ringing(event, field)) {
        return;
    }
    CHECK_OK(well_field_info(field, &name, &type));
    switch (type) {
    case WELL_TYPE_TEXT:
        CHECK_OK(well_event_text(event, field, &text));
        break;
    case WELL_TYPE_INTEGER:
        CHECK_OK(well_event_integer(event, field, &integer));
        snprintf(digits, sizeof digits, "%lld", (long long)integer);
        text.data = digits;
        break;
    case WELL_TYPE_TRUTH:
        CHECK_OK(well_event_truth(event, field, &truth));
        text.data = truth ? "true" : "false";
        break;
    default:
        CHECK_OK(well_event_text(event, field, &text));
        CHECK(text.len >= 2 && (text.data[0] == '{' || text.data[0] == '['));
        text.data = "";
    }
    if (!CHECK(is_in(raw, field, name.data, text.data))) {
        fprintf(stderr, "    %s=%s in %s\n", name.data, text.data, raw);
    }
}

static void check_member_text(well_event_t event, well_field_t field, well_str_t member)
{
    well_str_t text;
    if (well_event_text(event, field, &text) == WELL_OK) {
        CHECK(member.data == text.data && member.len == text.len);
        CHECK_NUMBER((int64_t)strlen(member.data), (int64_t)member.len);
    } else {
        CHECK(member.data == NULL && member.len == 0);
    }
}

static void check_member_integer(well_event_t event, well_field_t field, int64_t member)
{
    int64_t integer = -1;
    (void)well_event_integer(event, field, &integer);
    CHECK_NUMBER(integer, member);
}

static void check_member_truth(well_event_t event, well_field_t field, int8_t member)
{
    bool truth;
    CHECK_NUMBER(well_event_truth(event, field, &truth) == WELL_OK ? truth : -1, member);
}

/* The words that are not read as texts. */
static void check_words(well_event_t event, const well_event_data_t *data)
{
    well_agent_mode_t mode = WELL_MODE_OTHER;
    well_link_t link = WELL_LINK_OFF;
    well_link_end_t link_end = WELL_LINK_END_NONE;
    well_session_end_t session_end = WELL_SESSION_END_NONE;
    well_call_end_t call_end = WELL_CALL_END_NONE;
    (void)well_event_agent_mode(event, &mode);
    (void)well_event_link(event, &link);
    (void)well_event_link_end(event, &link_end);
    (void)well_event_session_end(event, &session_end);
    (void)well_event_call_end(event, &call_end);
    CHECK_NUMBER(mode, data->agent_mode);
    CHECK_NUMBER(link, data->link);
    CHECK_NUMBER(link_end, data->link_end);
    CHECK_NUMBER(session_end, data->session_end);
    CHECK_NUMBER(call_end, data->call_end);
}

/* Read by one call, an event says what it says field by field. */
static void check_whole(well_event_t event)
{
    well_event_data_t data = {.struct_size = sizeof data};
    well_event_kind_t kind;
    well_origin_t origin;
    bool late;
    CHECK_OK(well_event_read(event, &data));
    CHECK(data.struct_size == sizeof data);
    CHECK_OK(well_event_kind(event, &kind));
    CHECK_OK(well_event_origin(event, &origin, &late));
    CHECK(data.kind == kind && data.origin == origin && data.late == late);
    CHECK(data.missed == 0 && data.log_line.data == NULL && data.watched.data == NULL);
    check_words(event, &data);
#define AS_TEXT(field, member) check_member_text(event, field, data.member);
#define AS_INTEGER(field, member) check_member_integer(event, field, data.member);
#define AS_TRUTH(field, member) check_member_truth(event, field, data.member);
    EVENT_MEMBERS(AS_TEXT, AS_INTEGER, AS_TRUTH)
}

/* Every field that an event has, in order; how many. */
static size_t check_fields(well_event_t event)
{
    well_str_t raw, name;
    size_t count = 0;
    well_field_t before = 0, field = 0;
    CHECK_OK(well_event_raw(event, &raw));
    CHECK_NUMBER((int64_t)strlen(raw.data), (int64_t)raw.len);
    CHECK_OK(well_event_name(event, &name));
    CHECK(is_in(raw.data, WELL_FIELD_EVENT_NAME, "eventName", name.data));
    while (well_event_next_field(event, &field) == WELL_OK) {
        CHECK(field > before);
        check_field(event, raw.data, field);
        before = field;
        count++;
    }
    CHECK_NUMBER(before, field);
    check_whole(event);
    return count;
}

static void log_in(well_session_t session, const char *agent, const char *ext)
{
    well_login_t login = login_of(agent, ext);
    login.agent_mode = WELL_MODE_READY;
    CONFIRM(well_session_agent_login, session, &login, NULL);
}

/* A customer's call with data, answered and ended. */
static void one_call(const world_t *world, well_session_t session, tape_t *tape)
{
    char *call = control_call(world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\",\"split\":\"vip\","
                                     "\"user_data\":{\"客户\":\"张三\"},\"trunk_group\":\"T1\"}");
    well_event_t delivered = tape_next(tape, WELL_EVENT_DELIVERED);
    CHECK_HAS(text_of(delivered, WELL_FIELD_USER_DATA), "张三");
    CHECK(strcmp(text_of(delivered, WELL_FIELD_SPLIT), "vip") == 0);
    CONFIRM(well_session_answer_call, session, call);
    CONFIRM(well_session_hold_call, session, call);
    CONFIRM(well_session_retrieve_call, session, call);
    CONFIRM(well_session_stop_recording, session);
    CONFIRM(well_session_start_recording, session);
    CONFIRM(well_session_drop_connection, session, call);
    tape_next(tape, WELL_EVENT_CONNECTION_CLEARED);
    free(call);
}

static void fields(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    tape_t *tape = tape_new(session);
    log_in(session, "5001", "8001");
    well_event_t logged_on = tape_next(tape, WELL_EVENT_AGENT_LOGGED_ON);
    well_str_t medium, device;
    CHECK_OK(well_event_device(logged_on, 0, &medium, &device));
    CHECK_TEXT("8001@test.cc", device);
    CHECK(medium.len > 0);
    CHECK_STATUS(WELL_EMPTY, well_event_device(logged_on, 99, &medium, &device));
    well_agent_mode_t mode;
    CHECK_OK(well_event_agent_mode(tape_next(tape, WELL_EVENT_AGENT_READY), &mode));
    CHECK_NUMBER(WELL_MODE_READY, mode);
    one_call(&world, session, tape);
    CHECK_OK(well_session_close(session, patience()));
    CHECK_OK(well_session_free(session));
    tape_free(tape);
    world_end(&world);
}

/* Checks each event's fields, where it is from, and counts it. */
static void examine(void *context, well_session_t session, well_event_t event)
{
    (void)session;
    well_origin_t origin;
    bool late = true;
    well_event_kind_t kind;
    CHECK_OK(well_event_origin(event, &origin, &late));
    CHECK_OK(well_event_kind(event, &kind));
    CHECK(!late);
    CHECK((origin == WELL_ORIGIN_DERIVED) == (kind >= WELL_EVENT_CALL_CLEARED));
    CHECK(check_fields(event) >= 2);
    bell_ring(context);
}

static void every_field_of_every_event(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    bell_t examined = BELL, dropped = BELL;
    tape_t *tape = tape_new(session);
    CHECK_OK(well_session_on(session, NULL, &(well_event_callback_t){&examined, examine, NULL}, NULL));
    log_in(session, "5001", "8001");
    one_call(&world, session, tape);
    CHECK_OK(well_session_on(session, NULL, &(well_event_callback_t){&dropped, examine, drop_rings}, NULL));
    end_session(session);
    CHECK_NUMBER((int64_t)tape_count(tape), bell_count(&examined));
    CHECK(bell_count(&examined) >= 12);
    CHECK(bell_count(&dropped) >= 1);
    tape_free(tape);
    world_end(&world);
}

/* Subscriptions by name get what is named so, both connectionCleared too. */
static void count(void *context, well_session_t session, well_event_t event)
{
    (void)session, (void)event;
    bell_ring(context);
}

static void names(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    bell_t held = BELL, cleared = BELL, links = BELL, none = BELL;
    tape_t *tape = tape_new(session);
    CHECK_OK(well_session_on(session, "held", &(well_event_callback_t){&held, count, NULL}, NULL));
    CHECK_OK(well_session_on(session, "connectionCleared", &(well_event_callback_t){&cleared, count, NULL}, NULL));
    CHECK_OK(well_session_on(session, "linkChanged", &(well_event_callback_t){&links, count, NULL}, NULL));
    const char *no_names[] = {"", "没有", "callcleared", "callCleared", "other"};
    for (size_t i = 0; i < sizeof no_names / sizeof *no_names; i++) {
        CHECK_STATUS(WELL_BAD_ARGUMENT,
                     well_session_on(session, no_names[i], &(well_event_callback_t){&none, count, NULL}, NULL));
    }
    log_in(session, "5001", "8001");
    one_call(&world, session, tape);
    end_session(session);
    CHECK_NUMBER(1, bell_count(&held));
    CHECK_NUMBER(2, bell_count(&cleared));
    CHECK(bell_count(&links) >= 2);
    CHECK_NUMBER(0, bell_count(&none));
    tape_free(tape);
    world_end(&world);
}

static void the_link_is_lost_and_back(void)
{
    world_t world = world_new(NULL);
    well_session_options_t options = world_options(&world);
    options.reconnect = WELL_RECONNECT_BACKOFF;
    options.reconnect_delay_ms = 10;
    options.reconnect_cap_ms = 20;
    options.seed = 7;
    well_session_t session = world_session(&world, &options);
    tape_t *tape = tape_new(session);
    log_in(session, "5001", "8001");
    tape_link(tape, "active");
    uint64_t shut;
    CHECK_OK(well_simulator_add_fault(world.simulator, "{\"kind\":\"refuse\",\"status\":502}", &shut));
    CHECK_OK(well_simulator_add_fault(world.simulator, "{\"kind\":\"drop\"}", NULL));
    tape_link(tape, "waiting");
    well_snapshot_t snapshot = snapshot_of(session);
    CHECK(!state_of(snapshot).verified && state_of(snapshot).phase == WELL_PHASE_LOGGED_IN);
    CHECK_OK(well_snapshot_free(snapshot));
    /* What happens meanwhile is told afterwards, as made by the library. */
    control(&world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}");
    CHECK_OK(well_simulator_remove_fault(world.simulator, shut));
    well_link_t link;
    well_event_t changed;
    do {
        changed = tape_next(tape, WELL_EVENT_LINK_CHANGED);
        CHECK_OK(well_event_link(changed, &link));
    } while (link != WELL_LINK_ACTIVE);
    well_event_t delivered = tape_next(tape, WELL_EVENT_DELIVERED);
    well_origin_t origin;
    CHECK_OK(well_event_origin(delivered, &origin, NULL));
    CHECK_NUMBER(WELL_ORIGIN_SYNTHESIZED, origin);
    well_str_t raw;
    CHECK_OK(well_event_raw(delivered, &raw));
    CHECK_HAS(raw.data, "synthesized");
    tape_next(tape, WELL_EVENT_WS_RECONNECT_SUCCEED);
    well_metrics_t metrics = {.struct_size = sizeof metrics};
    CHECK_OK(well_session_metrics(session, &metrics));
    CHECK_NUMBER(1, (int64_t)metrics.reconnects);
    CHECK(metrics.corrections >= 1 && metrics.resyncs >= 1);
    end_session(session);
    tape_free(tape);
    world_end(&world);
}

static void the_link_is_given_up(void)
{
    world_t world = world_new(NULL);
    well_session_options_t options = world_options(&world);
    options.reconnect = WELL_RECONNECT_FIXED;
    options.reconnect_attempts = 2;
    options.reconnect_delay_ms = 10;
    well_session_t session = world_session(&world, &options);
    tape_t *tape = tape_new(session);
    log_in(session, "5001", "8001");
    CHECK_OK(well_simulator_add_fault(world.simulator, "{\"kind\":\"refuse\",\"status\":503}", NULL));
    CHECK_OK(well_simulator_add_fault(world.simulator, "{\"kind\":\"drop\",\"how\":\"clean\"}", NULL));
    tape_next(tape, WELL_EVENT_WS_DISCONNECTED);
    CHECK_OK(well_simulator_clear_faults(world.simulator));
    CHECK_OK(well_session_reconnect(session));
    tape_next(tape, WELL_EVENT_WS_RECONNECT_SUCCEED);
    end_session(session);
    tape_free(tape);
    world_end(&world);
}

static void given_up_it_comes_back_by_itself(void)
{
    static const well_reconnect_t exact[] = {WELL_RECONNECT_MANUAL, WELL_RECONNECT_MANUAL_2,
                                             WELL_RECONNECT_MANUAL_4_0, WELL_RECONNECT_MANUAL_2018};
    world_t world = world_new(NULL);
    well_session_options_t options = world_options(&world);
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        options.reconnect = exact[i];
        end_session(world_session(&world, &options));
    }
    options.reconnect = WELL_RECONNECT_SPREAD;
    options.reconnect_window_ms = 10;
    options.reconnect_give_up_ms = 1;
    options.slow_retry_ms = 100;
    options.stable_ms = 1000;
    well_session_t session = world_session(&world, &options);
    tape_t *tape = tape_new(session);
    log_in(session, "5001", "8001");
    CHECK_OK(well_simulator_add_fault(world.simulator, "{\"kind\":\"refuse\",\"status\":503,\"times\":2}", NULL));
    CHECK_OK(well_simulator_add_fault(world.simulator, "{\"kind\":\"drop\",\"how\":\"clean\"}", NULL));
    tape_next(tape, WELL_EVENT_WS_DISCONNECTED);
    tape_next(tape, WELL_EVENT_WS_RECONNECT_SUCCEED);
    end_session(session);
    tape_free(tape);
    world_end(&world);
}

/* A subscriber that is held up in its first call, whatever that tells. */
typedef struct {
    bell_t held_up;
    bell_t go_on;
    bell_t lagged;
    uint64_t missed;
} slow_t;

static void check_lagged(well_event_t event, slow_t *slow)
{
    well_str_t text;
    well_origin_t origin;
    well_field_t field = 0;
    CHECK_OK(well_event_missed(event, &slow->missed));
    CHECK(slow->missed >= 1);
    CHECK_OK(well_event_name(event, &text));
    CHECK_TEXT("", text);
    CHECK_STATUS(WELL_EMPTY, well_event_raw(event, &text));
    CHECK_STATUS(WELL_EMPTY, well_event_next_field(event, &field));
    well_event_data_t data = {.struct_size = sizeof data};
    CHECK_OK(well_event_read(event, &data));
    CHECK(data.kind == WELL_EVENT_LAGGED && data.missed == slow->missed && data.event_name.data == NULL);
    CHECK_OK(well_event_origin(event, &origin, NULL));
    CHECK_NUMBER(WELL_ORIGIN_LIBRARY, origin);
}

static void be_slow(void *context, well_session_t session, well_event_t event)
{
    (void)session;
    slow_t *slow = context;
    well_event_kind_t kind;
    CHECK_OK(well_event_kind(event, &kind));
    if (bell_count(&slow->held_up) == 0) {
        bell_ring(&slow->held_up);
        CHECK(bell_wait(&slow->go_on, 1));
    } else if (kind == WELL_EVENT_LAGGED) {
        check_lagged(event, slow);
        bell_ring(&slow->lagged);
    }
}

static void too_slow(void)
{
    world_t world = world_new(NULL);
    well_session_options_t options = world_options(&world);
    options.queue_capacity = 1;
    well_session_t session = world_session(&world, &options);
    log_in(session, "5001", "8001");
    slow_t slow = {BELL, BELL, BELL, 0};
    /* Also who has asked for one name only is told that it has missed something. */
    CHECK_OK(well_session_on(session, "agentNotReady", &(well_event_callback_t){&slow, be_slow, NULL}, NULL));
    CONFIRM(well_session_set_agent_mode, session, WELL_MODE_NOT_READY, NULL);
    CHECK(bell_wait(&slow.held_up, 1));
    /* The link is not held up by it: commands go on. */
    for (int i = 0; i < 3; i++) {
        CONFIRM(well_session_set_agent_mode, session, WELL_MODE_READY, NULL);
        CONFIRM(well_session_set_agent_mode, session, WELL_MODE_NOT_READY, NULL);
    }
    bell_ring(&slow.go_on);
    CHECK(bell_wait(&slow.lagged, 1));
    end_session(session);
    world_end(&world);
}

/* Pumps until this kind of event comes; counts all in `count`. */
static well_event_t pump_for(well_session_t session, well_event_kind_t wanted, size_t *count)
{
    well_event_t event;
    while (CHECK_OK(well_session_poll_event(session, patience(), &event))) {
        well_event_kind_t kind;
        CHECK_OK(well_event_kind(event, &kind));
        ++*count;
        if (kind == wanted) {
            return event;
        }
        CHECK_OK(well_event_free(event));
    }
    return (well_event_t){0};
}

static well_session_t pumped_session(const world_t *world)
{
    well_session_options_t options = world_options(world);
    options.delivery = WELL_DELIVERY_PUMPED;
    return world_session(world, &options);
}

static void pumping(void)
{
    world_t world = world_new(NULL);
    well_session_t session = pumped_session(&world);
    bell_t called = BELL;
    size_t taken = 0;
    well_event_t event = {77};
    CHECK_OK(well_session_on(session, NULL, &(well_event_callback_t){&called, count, NULL}, NULL));
    CHECK_STATUS(WELL_EMPTY, well_session_poll_event(session, 0, &event));
    CHECK_STATUS(WELL_EMPTY, well_session_poll_event(session, 10, &event));
    CHECK_NUMBER(77, (int64_t)event.id);
    well_login_t login = login_of("5001", "8001");
    CHECK_OK(well_session_agent_login(session, &login, NULL, NULL, NULL));
    event = pump_for(session, WELL_EVENT_AGENT_NOT_READY, &taken);
    CHECK(check_fields(event) > 5);
    CHECK_OK(well_event_free(event));
    /* Log lines come as events. */
    CHECK_OK(well_session_error(session, "错误"));
    event = pump_for(session, WELL_EVENT_LOG, &taken);
    well_log_kind_t kind;
    well_str_t line;
    CHECK_OK(well_event_log_line(event, &kind, &line));
    CHECK_TEXT("错误", line);
    CHECK_NUMBER(WELL_LOG_ERROR, kind);
    well_event_data_t data = {.struct_size = sizeof data};
    CHECK_OK(well_event_read(event, &data));
    CHECK_TEXT("错误", data.log_line);
    CHECK(data.kind == WELL_EVENT_LOG && data.log_kind == WELL_LOG_ERROR && data.call_id.data == NULL);
    CHECK_OK(well_event_free(event));
    /* Every event that was taken was called back, but for lines. */
    CHECK(bell_count(&called) >= 4 && bell_count(&called) < taken);
    CHECK_OK(well_session_close(session, patience()));
    CHECK_STATUS(WELL_END, well_session_poll_event(session, WELL_FOREVER, &event));
    CHECK_STATUS(WELL_END, well_session_poll_event(session, 0, &event));
    CHECK_OK(well_session_free(session));
    world_end(&world);
}

static void drain(well_session_t session)
{
    well_event_t event;
    while (well_session_poll_event(session, 0, &event) == WELL_OK) {
        CHECK_OK(well_event_free(event));
    }
}

static void end_rings(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    (void)session, (void)command;
    CHECK_NUMBER(WELL_OUTCOME_CONFIRMED, info_of(outcome).kind);
    bell_ring(context);
}

/* What a loop waits on is signalled as long as there may be something, and not after it was all taken. */
static void what_a_loop_waits_on(void)
{
    world_t world = world_new(NULL);
    well_session_t session = pumped_session(&world);
    waitable_t waitable, again;
    CHECK_OK(well_session_waitable(session, &waitable));
    CHECK_OK(well_session_waitable(session, &again));
    CHECK(waitable == again);
    uint64_t other;
    CHECK_STATUS(WELL_UNSUPPORTED, well_session_other_waitable(session, &other));
    drain(session);
    CHECK(!is_signalled(waitable, 0));
    well_login_t login = login_of("5001", "8001");
    bell_t settled = BELL;
    CHECK_OK(well_session_agent_login(session, &login, NULL, &(well_completion_t){&settled, end_rings, NULL}, NULL));
    while (bell_count(&settled) == 0 && CHECK(is_signalled(waitable, patience()))) {
        drain(session);
    }
    /* The end can be seen, too. */
    CHECK_OK(well_session_close(session, patience()));
    CHECK(is_signalled(waitable, patience()));
    well_event_t event;
    CHECK_STATUS(WELL_END, well_session_poll_event(session, 0, &event));
    CHECK(is_signalled(waitable, 0));
    CHECK_OK(well_session_free(session));
    world_end(&world);
}

/* A thread that waits for ever in a pump ends with the session. */
static void *pump_to_the_end(void *context)
{
    well_session_t session = *(well_session_t *)context;
    well_event_t event;
    well_status_t status;
    while ((status = well_session_poll_event(session, WELL_FOREVER, &event)) == WELL_OK) {
        CHECK_OK(well_event_free(event));
    }
    CHECK_STATUS(WELL_END, status);
    return NULL;
}

static void several_pumps(void)
{
    world_t world = world_new(NULL);
    well_session_t session = pumped_session(&world);
    thread_t *pumps[4];
    bell_t called = BELL, dropped = BELL;
    CHECK_OK(well_session_on(session, NULL, &(well_event_callback_t){&dropped, count, drop_rings}, NULL));
    CHECK_OK(well_session_on(session, "agentReady", &(well_event_callback_t){&called, count, NULL}, NULL));
    for (size_t i = 0; i < COUNT(pumps); i++) {
        pumps[i] = thread_start(pump_to_the_end, &session);
        REQUIRE(pumps[i] != NULL);
    }
    log_in(session, "5001", "8001");
    CHECK(bell_wait(&called, 1));
    CHECK_OK(well_session_close(session, patience()));
    for (size_t i = 0; i < COUNT(pumps); i++) {
        thread_join(pumps[i]);
    }
    CHECK_OK(well_session_free(session));
    CHECK(bell_count(&dropped) > 1);
    world_end(&world);
}

/* Events that are kept outlive everything that they came from. */
static void kept_events(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    tape_t *tape = tape_new(session);
    log_in(session, "5001", "8001");
    well_event_t event = tape_next(tape, WELL_EVENT_AGENT_LOGGED_ON), kept;
    CHECK_OK(well_event_retain(event, &kept));
    end_session(session);
    tape_free(tape);
    world_end(&world);
    CHECK_STATUS(WELL_BAD_HANDLE, well_event_free(event));
    CHECK(check_fields(kept) > 5);
    CHECK(strcmp(text_of(kept, WELL_FIELD_AGENT_ID), "5001@test.cc") == 0);
    CHECK_OK(well_event_free(kept));
}

/* A handle that was lent is good on any thread until the call returns, and never after it. */
typedef struct {
    bell_t told;
    well_event_t lent;
} borrower_t;

static void *look_at_lent(void *context)
{
    well_event_data_t data = {.struct_size = sizeof data};
    CHECK_OK(well_event_read(((borrower_t *)context)->lent, &data));
    CHECK(data.kind == WELL_EVENT_AGENT_READY || data.kind == WELL_EVENT_AGENT_NOT_READY);
    return NULL;
}

static void borrow(void *context, well_session_t session, well_event_t event)
{
    borrower_t *borrower = context;
    well_event_data_t data = {.struct_size = sizeof data};
    well_event_kind_t kind;
    if (borrower->lent.id != 0) {
        CHECK_STATUS(WELL_BAD_HANDLE, well_event_kind(borrower->lent, &kind));
    }
    CHECK(borrower->lent.id != event.id);
    borrower->lent = event;
    CHECK_STATUS(WELL_WRONG_HANDLE, well_session_reconnect((well_session_t){event.id}));
    data.struct_size = 1;
    CHECK_STATUS(WELL_BAD_STRUCT_SIZE, well_event_read(event, &data));
    data.struct_size = sizeof data;
    thread_t *other = thread_start(look_at_lent, borrower);
    REQUIRE(other != NULL);
    thread_join(other);
    if (bell_count(&borrower->told) == 1) {
        /* Against the rule, and refused. */
        CHECK_STATUS(WELL_BAD_HANDLE, well_event_free(event));
        CHECK_OK(well_event_read(event, &data));
    }
    (void)session;
    bell_ring(&borrower->told);
}

static void lent_events(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    log_in(session, "5001", "8001");
    borrower_t borrower = {BELL, {0}};
    CHECK_OK(well_session_on(session, "agentNotReady", &(well_event_callback_t){&borrower, borrow, NULL}, NULL));
    CHECK_OK(well_session_on(session, "agentReady", &(well_event_callback_t){&borrower, borrow, NULL}, NULL));
    for (int i = 0; i < 3; i++) {
        CONFIRM(well_session_set_agent_mode, session, WELL_MODE_NOT_READY, NULL);
        CONFIRM(well_session_set_agent_mode, session, WELL_MODE_READY, NULL);
    }
    CHECK(bell_wait(&borrower.told, 6));
    end_session(session);
    well_event_kind_t kind;
    CHECK_STATUS(WELL_BAD_HANDLE, well_event_kind(borrower.lent, &kind));
    world_end(&world);
}

static const test_t TESTS[] = {
    {"fields", fields},
    {"every_field_of_every_event", every_field_of_every_event},
    {"names", names},
    {"the_link_is_lost_and_back", the_link_is_lost_and_back},
    {"the_link_is_given_up", the_link_is_given_up},
    {"given_up_it_comes_back_by_itself", given_up_it_comes_back_by_itself},
    {"too_slow", too_slow},
    {"pumping", pumping},
    {"what_a_loop_waits_on", what_a_loop_waits_on},
    {"several_pumps", several_pumps},
    {"kept_events", kept_events},
    {"lent_events", lent_events},
};

int main(int argc, char **argv)
{
    return run_tests("events", TESTS, COUNT(TESTS), argc, argv);
}
