/* The world of world.h. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char MANUAL[] = "{\"pbx\":{\"outside\":[{\"pattern\":\"?????*\",\"then\":\"manual\"}]}}";

bool check_status(well_status_t expected, well_status_t got, const char *file, int line, const char *what)
{
    if (expected != got) {
        const char *why = got == WELL_OK || got == WELL_EMPTY || got == WELL_END ? "" : well_last_error();
        fprintf(stderr, "%s, not %s: %s\n", well_status_name(got), well_status_name(expected), why);
    }
    return check_truth(expected == got, file, line, what);
}

/* The moment at which patience ends. */
static double deadline(void)
{
    return seconds_now() + patience() / 1000.0;
}

void bell_ring(bell_t *bell)
{
    monitor_enter(&bell->monitor);
    bell->count++;
    monitor_tell(&bell->monitor);
    monitor_leave(&bell->monitor);
}

bool bell_wait(bell_t *bell, unsigned count)
{
    double end = deadline();
    monitor_enter(&bell->monitor);
    while (bell->count < count && monitor_wait(&bell->monitor, end)) {
    }
    bool rung = bell->count >= count;
    monitor_leave(&bell->monitor);
    return rung;
}

unsigned bell_count(bell_t *bell)
{
    monitor_enter(&bell->monitor);
    unsigned count = bell->count;
    monitor_leave(&bell->monitor);
    return count;
}

void drop_rings(void *context)
{
    bell_ring(context);
}

well_client_t new_client(void)
{
    well_client_options_t options;
    REQUIRE_OK(well_client_options_default(&options, sizeof options));
    options.proxy = WELL_PROXY_NONE;
    well_client_t client;
    REQUIRE_OK(well_client_new(&options, &client));
    return client;
}

world_t world_new(const char *config)
{
    world_t world;
    REQUIRE_OK(well_simulator_new(config ? config : MANUAL, &world.simulator));
    REQUIRE_OK(well_simulator_url(world.simulator, &world.url));
    world.client = new_client();
    return world;
}

void world_end(world_t *world)
{
    CHECK_OK(well_client_close(world->client, patience()));
    CHECK_OK(well_client_free(world->client));
    CHECK_OK(well_simulator_stop(world->simulator));
    CHECK_OK(well_simulator_free(world->simulator));
    CHECK_OK(well_string_free(&world->url));
}

well_session_options_t world_options(const world_t *world)
{
    well_session_options_t options;
    REQUIRE_OK(well_session_options_default(&options, sizeof options));
    options.api_url = world->url.data;
    options.auto_answer = 0;
    options.between_calls_ms = 0;
    return options;
}

well_session_t world_session(const world_t *world, const well_session_options_t *options)
{
    well_session_options_t own = world_options(world);
    well_session_t session;
    REQUIRE_OK(well_session_new(world->client, options ? options : &own, &session));
    return session;
}

well_login_t login_of(const char *job_number, const char *ext)
{
    well_login_t login;
    REQUIRE_OK(well_login_default(&login, sizeof login));
    login.job_number = job_number;
    login.password = PASSWORD;
    login.domain = "test.cc";
    login.ext = ext;
    return login;
}

well_session_t world_agent(const world_t *world, const char *job_number, const char *ext)
{
    well_session_t session = world_session(world, NULL);
    well_login_t login = login_of(job_number, ext);
    login.agent_mode = WELL_MODE_READY;
    CONFIRM(well_session_agent_login, session, &login, NULL);
    return session;
}

void end_session(well_session_t session)
{
    CHECK_OK(well_session_close(session, patience()));
    CHECK_OK(well_session_free(session));
}

void control(const world_t *world, const char *action)
{
    CHECK_OK(well_simulator_control(world->simulator, action, NULL));
}

char *control_call(const world_t *world, const char *action)
{
    static const char before[] = "\"callId\":\"";
    well_string_t reply;
    REQUIRE_OK(well_simulator_control(world->simulator, action, &reply));
    const char *id = strstr(reply.data, before);
    REQUIRE(id != NULL);
    id += sizeof before - 1;
    size_t length = strcspn(id, "\"");
    char *call = calloc(length + 1, 1);
    REQUIRE(call != NULL);
    memcpy(call, id, length);
    CHECK_OK(well_string_free(&reply));
    return call;
}

well_command_t *command_slot(void)
{
    static _Thread_local well_command_t slot;
    return &slot;
}

well_outcome_t outcome_of(well_status_t begun, const char *file, int line, const char *verb)
{
    well_command_t command = *command_slot();
    well_outcome_t outcome = {0};
    if (check_status(WELL_OK, begun, file, line, verb)) {
        check_status(WELL_OK, well_command_wait(command, patience(), &outcome), file, line, verb);
        CHECK_OK(well_command_free(command));
    }
    return outcome;
}

well_outcome_info_t info_of(well_outcome_t outcome)
{
    well_outcome_info_t info = {.struct_size = sizeof info};
    CHECK_OK(well_outcome_info(outcome, &info));
    return info;
}

void check_outcome(well_outcome_kind_t kind, well_reason_t reason, well_outcome_t outcome, const char *file, int line,
                   const char *verb)
{
    well_outcome_info_t info = info_of(outcome);
    check_number(kind, info.kind, file, line, verb);
    if (!check_number(reason, info.reason, file, line, verb)) {
        well_str_t json = {0};
        CHECK_OK(well_outcome_json(outcome, &json));
        fprintf(stderr, "    %s\n", json.data ? json.data : "");
    }
    CHECK_OK(well_outcome_free(outcome));
}

/* Grows while its session tells things. */
struct tape {
    bell_t bell;
    well_event_t *events;
    size_t count;
    size_t room;
    size_t read;
};

static void record(void *context, well_session_t session, well_event_t event)
{
    (void)session;
    tape_t *tape = context;
    well_event_t kept;
    CHECK_OK(well_event_retain(event, &kept));
    monitor_enter(&tape->bell.monitor);
    if (tape->count == tape->room) {
        tape->room = tape->room ? 2 * tape->room : 64;
        tape->events = realloc(tape->events, tape->room * sizeof *tape->events);
        REQUIRE(tape->events != NULL);
    }
    tape->events[tape->count++] = kept;
    monitor_tell(&tape->bell.monitor);
    monitor_leave(&tape->bell.monitor);
}

tape_t *tape_new(well_session_t session)
{
    tape_t *tape = calloc(1, sizeof *tape);
    REQUIRE(tape != NULL);
    monitor_init(&tape->bell.monitor);
    CHECK_OK(well_session_on(session, NULL, &(well_event_callback_t){tape, record, NULL}, NULL));
    return tape;
}

static well_event_kind_t kind_of(well_event_t event)
{
    well_event_kind_t kind = WELL_EVENT_OTHER;
    CHECK_OK(well_event_kind(event, &kind));
    return kind;
}

well_event_t tape_next(tape_t *tape, well_event_kind_t kind)
{
    double end = deadline();
    well_event_t found = {0};
    bool late = false;
    monitor_enter(&tape->bell.monitor);
    while (found.id == 0 && !late) {
        while (tape->read < tape->count && found.id == 0) {
            well_event_t event = tape->events[tape->read++];
            found = kind_of(event) == kind ? event : (well_event_t){0};
        }
        if (found.id == 0) {
            late = !monitor_wait(&tape->bell.monitor, end);
        }
    }
    monitor_leave(&tape->bell.monitor);
    if (found.id == 0) {
        fprintf(stderr, "no event of kind %d has come\n", (int)kind);
    }
    REQUIRE(found.id != 0);
    return found;
}

void tape_link(tape_t *tape, const char *state)
{
    while (strcmp(text_of(tape_next(tape, WELL_EVENT_LINK_CHANGED), WELL_FIELD_STATE), state) != 0) {
    }
}

size_t tape_count(tape_t *tape)
{
    monitor_enter(&tape->bell.monitor);
    size_t count = tape->count;
    monitor_leave(&tape->bell.monitor);
    return count;
}

void tape_free(tape_t *tape)
{
    for (size_t i = 0; i < tape->count; i++) {
        CHECK_OK(well_event_free(tape->events[i]));
    }
    free(tape->events);
    monitor_destroy(&tape->bell.monitor);
    free(tape);
}

const char *text_of(well_event_t event, well_field_t field)
{
    well_str_t text;
    return well_event_text(event, field, &text) == WELL_OK ? text.data : "";
}

well_snapshot_t snapshot_of(well_session_t session)
{
    well_snapshot_t snapshot = {0};
    CHECK_OK(well_session_snapshot(session, &snapshot));
    return snapshot;
}

well_snapshot_info_t state_of(well_snapshot_t snapshot)
{
    well_snapshot_info_t state = {.struct_size = sizeof state};
    CHECK_OK(well_snapshot_info(snapshot, &state));
    return state;
}

well_call_t call_of(well_snapshot_t snapshot, size_t index)
{
    well_call_t call = {.struct_size = sizeof call};
    CHECK_OK(well_snapshot_call(snapshot, index, &call));
    return call;
}

void wait_for_calls(well_session_t session, size_t count)
{
    double end = deadline();
    size_t calls;
    do {
        well_snapshot_t snapshot = snapshot_of(session);
        calls = state_of(snapshot).call_count;
        CHECK_OK(well_snapshot_free(snapshot));
        sleep_ms(1);
    } while (calls != count && seconds_now() < end);
    CHECK_NUMBER((int64_t)count, (int64_t)calls);
}
