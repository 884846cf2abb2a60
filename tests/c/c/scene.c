/* The scene of scene.h. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A journal's first line, as a session writes it. */
static char *journal_header(const world_t *world)
{
    char path[PATH_ROOM];
    REQUIRE(temporary_file(path));
    well_session_options_t options = world_options(world);
    options.journal_path = path;
    end_session(world_session(world, &options));
    FILE *journal = fopen(path, "r");
    REQUIRE(journal != NULL);
    char *line = NULL;
    size_t room = 0;
    REQUIRE(read_line(&line, &room, journal) > 0);
    fclose(journal);
    remove(path);
    return line;
}

static void make_answers(scene_t *scene, well_session_t session)
{
    well_call_data_t data[] = {{"customer", "张三"}, {"level", "gold"}};
    CONFIRM(well_session_set_call_data, session, scene->call, data, 2);
    scene->object['o'] = OUTCOME(well_session_get_call_data, session, scene->call).id;
    scene->object['p'] = OUTCOME(well_session_get_my_prefix, session).id;
    scene->object['q'] = OUTCOME(well_session_get_client_state, session).id;
}

static void call_nothing(void *context, well_session_t session, well_event_t event)
{
    (void)context, (void)session, (void)event;
}

/* One object of each type, and as many again that are freed at once. */
static void make_objects(scene_t *scene, uint64_t *object, well_session_t session)
{
    well_subscription_t subscription;
    REQUIRE_OK(well_session_on(session, NULL, &(well_event_callback_t){NULL, call_nothing, NULL}, &subscription));
    object['u'] = subscription.id;
    well_command_t command;
    REQUIRE_OK(well_session_get_my_prefix(session, NULL, &command));
    object['d'] = command.id;
    object['n'] = snapshot_of(session).id;
    char *header = journal_header(&scene->world);
    well_replay_t replay;
    REQUIRE_OK(well_replay_new(header, &replay));
    object['r'] = replay.id;
    free(header);
}

static well_watch_account_t account_to_watch_by(void)
{
    well_watch_account_t account;
    REQUIRE_OK(well_watch_account_default(&account, sizeof account));
    account.job_number = "5009";
    account.password = PASSWORD;
    account.domain = "test.cc";
    return account;
}

static well_session_t make_watch(const world_t *world)
{
    well_session_options_t options = world_options(world);
    well_watch_account_t account = account_to_watch_by();
    well_session_t watch;
    const char *agents[] = {"5001@test.cc"};
    REQUIRE_OK(well_watch_new(world->client, &options, &account, agents, 1, &watch));
    return watch;
}

static void make_and_free(scene_t *scene, well_session_t session, well_event_t event)
{
    uint64_t *freed = scene->freed;
    make_objects(scene, freed, session);
    well_event_t other;
    REQUIRE_OK(well_event_retain(event, &other));
    freed['e'] = other.id;
    well_outcome_t outcome;
    REQUIRE_OK(well_outcome_retain((well_outcome_t){scene->object['o']}, &outcome));
    freed['o'] = freed['p'] = freed['q'] = outcome.id;
    freed['s'] = world_session(&scene->world, NULL).id;
    freed['f'] = make_watch(&scene->world).id;
    freed['c'] = new_client().id;
    well_simulator_t simulator;
    REQUIRE_OK(well_simulator_new(NULL, &simulator));
    freed['i'] = simulator.id;
    CHECK_OK(well_subscription_free((well_subscription_t){freed['u']}));
    CHECK_OK(well_command_free((well_command_t){freed['d']}));
    CHECK_OK(well_snapshot_free((well_snapshot_t){freed['n']}));
    CHECK_OK(well_replay_free((well_replay_t){freed['r']}));
    CHECK_OK(well_event_free(other));
    CHECK_OK(well_outcome_free(outcome));
    end_session((well_session_t){freed['s']});
    end_session((well_session_t){freed['f']});
    CHECK_OK(well_client_close((well_client_t){freed['c']}, patience()));
    CHECK_OK(well_client_free((well_client_t){freed['c']}));
    CHECK_OK(well_simulator_stop(simulator));
    CHECK_OK(well_simulator_free(simulator));
}

scene_t scene_new(void)
{
    scene_t scene = {.world = world_new(NULL)};
    well_session_t session = world_agent(&scene.world, "5001", "8001");
    tape_t *tape = tape_new(session);
    scene.call = control_call(&scene.world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}");
    tape_next(tape, WELL_EVENT_DELIVERED);
    CONFIRM(well_session_answer_call, session, scene.call);
    well_event_t event;
    REQUIRE_OK(well_event_retain(tape_next(tape, WELL_EVENT_ESTABLISHED), &event));
    scene.object['c'] = scene.world.client.id;
    scene.object['s'] = session.id;
    scene.object['f'] = make_watch(&scene.world).id;
    CONFIRM(well_watch_open, (well_session_t){scene.object['f']});
    scene.object['e'] = event.id;
    scene.object['i'] = scene.world.simulator.id;
    REQUIRE(temporary_file(scene.store));
    CHECK_OK(well_store_remove(scene.store));
    REQUIRE_OK(well_session_saved_bytes(session, &scene.saved));
    make_answers(&scene, session);
    make_objects(&scene, scene.object, session);
    make_and_free(&scene, session, event);
    /* The tape stays as long as the session can tell something. */
    scene.freed['t'] = (uint64_t)(uintptr_t)tape;
    return scene;
}

void scene_end(scene_t *scene)
{
    uint64_t *object = scene->object;
    CHECK_OK(well_subscription_free((well_subscription_t){object['u']}));
    CHECK_OK(well_command_free((well_command_t){object['d']}));
    CHECK_OK(well_snapshot_free((well_snapshot_t){object['n']}));
    CHECK_OK(well_replay_free((well_replay_t){object['r']}));
    CHECK_OK(well_event_free((well_event_t){object['e']}));
    for (const char *letter = "opq"; *letter; letter++) {
        CHECK_OK(well_outcome_free((well_outcome_t){object[(unsigned char)*letter]}));
    }
    CHECK_OK(well_string_free(&scene->saved));
    CHECK_OK(well_store_remove(scene->store));
    end_session((well_session_t){object['s']});
    end_session((well_session_t){object['f']});
    tape_free((tape_t *)(uintptr_t)scene->freed['t']);
    free(scene->call);
    world_end(&scene->world);
}

static void count_drop(void *context)
{
    atomic_fetch_add(&((bench_t *)context)->drops, 1);
}

static void count_event(void *context, well_session_t session, well_event_t event)
{
    (void)session, (void)event;
    atomic_fetch_add(&((bench_t *)context)->calls, 1);
}

static void count_log(void *context, well_session_t session, well_log_kind_t kind, well_str_t content)
{
    (void)session, (void)kind, (void)content;
    atomic_fetch_add(&((bench_t *)context)->calls, 1);
}

static void count_completion(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    (void)session, (void)command, (void)outcome;
    atomic_fetch_add(&((bench_t *)context)->calls, 1);
}

static int32_t count_ask(void *context, well_session_t session, well_outcome_t rejection)
{
    (void)session, (void)rejection;
    atomic_fetch_add(&((bench_t *)context)->calls, 1);
    return WELL_ANSWER_STOP;
}

static void count_diagnostics(void *context, int32_t level, well_str_t target, well_str_t message)
{
    (void)level, (void)target, (void)message;
    atomic_fetch_add(&((bench_t *)context)->calls, 1);
}

static bool is(const function_t *function, const char *name)
{
    return strcmp(function->name, name) == 0;
}

size_t struct_size(const function_t *function)
{
    static const struct {
        const char *name;
        size_t size;
    } sizes[] = {
        {"well_client_new", sizeof(well_client_options_t)},
        {"well_client_options_default", sizeof(well_client_options_t)},
        {"well_session_new", sizeof(well_session_options_t)},
        {"well_session_options_default", sizeof(well_session_options_t)},
        {"well_watch_account_default", sizeof(well_watch_account_t)},
        {"well_watch_new", sizeof(well_session_options_t)},
        {"well_session_agent_login", sizeof(well_login_t)},
        {"well_login_default", sizeof(well_login_t)},
        {"well_session_make_call", sizeof(well_make_call_t)},
        {"well_make_call_default", sizeof(well_make_call_t)},
        {"well_session_get_config", sizeof(well_settings_t)},
        {"well_session_set_config", sizeof(well_settings_t)},
        {"well_client_metrics", sizeof(well_metrics_t)},
        {"well_session_metrics", sizeof(well_metrics_t)},
        {"well_outcome_info", sizeof(well_outcome_info_t)},
        {"well_outcome_client_state", sizeof(well_client_state_t)},
        {"well_event_read", sizeof(well_event_data_t)},
        {"well_snapshot_info", sizeof(well_snapshot_info_t)},
        {"well_snapshot_call", sizeof(well_call_t)},
        {"well_snapshot_party", sizeof(well_party_t)},
        {"well_snapshot_action", sizeof(well_action_t)},
        {"well_snapshot_call_action", sizeof(well_action_t)},
    };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        if (is(function, sizes[i].name)) {
            return sizes[i].size;
        }
    }
    check_give_up(__FILE__, __LINE__, function->name);
    return 0;
}

/* Fills in a struct that a function reads. */
static void *struct_in(const scene_t *scene, const function_t *function, void *room)
{
    if (is(function, "well_session_new") || is(function, "well_watch_new")) {
        well_session_options_t options = world_options(&scene->world);
        memcpy(room, &options, sizeof options);
    } else if (is(function, "well_session_agent_login")) {
        well_login_t login = login_of("5002", "8002");
        memcpy(room, &login, sizeof login);
    } else if (is(function, "well_session_make_call")) {
        CHECK_OK(well_make_call_default(room, sizeof(well_make_call_t)));
    } else if (is(function, "well_client_new")) {
        CHECK_OK(well_client_options_default(room, sizeof(well_client_options_t)));
    } else {
        well_settings_t settings = {.struct_size = sizeof settings};
        memcpy(room, &settings, sizeof settings);
    }
    return room;
}

static void *callback(char letter, bench_t *bench, void *room)
{
    bench->given++;
    switch (letter) {
    case 'v':
        *(well_event_callback_t *)room = (well_event_callback_t){bench, count_event, count_drop};
        break;
    case 'l':
        *(well_log_callback_t *)room = (well_log_callback_t){bench, count_log, count_drop};
        break;
    case 'k':
        *(well_completion_t *)room = (well_completion_t){bench, count_completion, count_drop};
        break;
    case 'a':
        *(well_ask_t *)room = (well_ask_t){bench, count_ask, count_drop};
        break;
    default:
        *(well_diagnostics_t *)room = (well_diagnostics_t){bench, count_diagnostics, count_drop};
    }
    return room;
}

/* A number of the enumeration that a function takes. */
static uint64_t enumerator(const function_t *function)
{
    return is(function, "well_session_may") ? WELL_VERB_HOLD : 1;
}

/* A text that a function takes; nearly everywhere, a call's id will do. */
static const char *text_for(const scene_t *scene, const function_t *function)
{
    static const struct {
        const char *name;
        const char *text;
    } texts[] = {
        {"well_session_command_json", "{\"verb\":\"getMyPrefix\"}"},
        {"well_watch_follow", "5002@test.cc"},
        {"well_watch_unfollow", "5009@test.cc"},
        {"well_watch_snapshot", "5001@test.cc"},
        {"well_simulator_new", "{}"},
        {"well_simulator_control", "{\"do\":\"register\",\"device\":\"8009\"}"},
        {"well_simulator_add_fault", "{\"kind\":\"drop\",\"agent\":\"5999@test.cc\"}"},
        {"well_simulator_run_script", "[]"},
        {"well_replay_feed", ""},
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (is(function, texts[i].name)) {
            return texts[i].text;
        }
    }
    return strncmp(function->name, "well_store_", 11) == 0 ? scene->store : scene->call;
}

/* What the argument before is counted by. */
static uint64_t count_of(const scene_t *scene, const function_t *function, size_t i)
{
    switch (function->arguments[i - 1]) {
    case 'D':
        return struct_size(function);
    case 'b':
        return scene->saved.len;
    case 'B':
        return 32;
    default:
        return 1;
    }
}

static void good_argument(const scene_t *scene, const function_t *function, char letter, bench_t *bench, size_t i,
                          slot_t *slot)
{
    void *room = bench->outputs[i];
    switch (letter) {
    case 't':
    case 'T':
        slot->pointer = (void *)text_for(scene, function);
        break;
    case 'y':
    case 'Y':
        slot->pointer = struct_in(scene, function, room);
        break;
    case '@':
        *(well_watch_account_t *)room = account_to_watch_by();
        slot->pointer = room;
        break;
    case 'A':
        *(const char **)room = "5001@test.cc";
        slot->pointer = room;
        break;
    case 'z':
        *(size_t *)room = struct_size(function);
        slot->pointer = room;
        break;
    case 'v':
    case 'l':
    case 'k':
    case 'a':
    case 'g':
        slot->pointer = callback(letter, bench, room);
        break;
    case 'm':
        *(well_call_data_t *)room = (well_call_data_t){"customer", "张三"};
        slot->pointer = room;
        break;
    case 'j':
        slot->number = enumerator(function);
        break;
    case 'b':
        slot->pointer = scene->saved.data;
        break;
    case 'B':
        slot->pointer = room;
        break;
    case '#':
        slot->number = count_of(scene, function, i);
        break;
    case 'x':
    case '%':
        slot->number = 0;
        break;
    default:
        if (scene->object[(unsigned char)letter] != 0) {
            slot->number = scene->object[(unsigned char)letter];
        } else {
            slot->pointer = room;
        }
    }
}

void good_arguments(const scene_t *scene, const function_t *function, bench_t *bench, slot_t *a)
{
    memset(bench->outputs, UNTOUCHED, sizeof bench->outputs);
    atomic_store(&bench->drops, 0);
    atomic_store(&bench->calls, 0);
    bench->given = 0;
    memset(a, 0, MOST_ARGUMENTS * sizeof *a);
    for (size_t i = 0; function->arguments[i]; i++) {
        good_argument(scene, function, function->arguments[i], bench, i, &a[i]);
    }
}

static bool is_untouched(const unsigned char *bytes, size_t from)
{
    for (size_t i = from; i < sizeof((bench_t *)0)->outputs[0]; i++) {
        if (bytes[i] != UNTOUCHED) {
            return false;
        }
    }
    return true;
}

bool outputs_untouched(const function_t *function, const bench_t *bench)
{
    bool untouched = true;
    for (size_t i = 0; function->arguments[i]; i++) {
        char letter = function->arguments[i];
        if (strchr("wWhHDSV123456789", letter)) {
            untouched &= is_untouched(bench->outputs[i], 0);
        } else if (letter == 'z') {
            untouched &= is_untouched(bench->outputs[i], sizeof(size_t));
        }
    }
    return untouched;
}

void free_outputs(const function_t *function, bench_t *bench)
{
    for (size_t i = 0; function->arguments[i]; i++) {
        void *room = bench->outputs[i];
        uint64_t id = *(uint64_t *)room;
        switch (function->arguments[i]) {
        case 'h':
        case 'H':
            well_string_free(room);
            break;
        case 'S':
            well_saved_free(room);
            break;
        case '2':
            well_session_free((well_session_t){id});
            break;
        case '3':
            well_subscription_free((well_subscription_t){id});
            break;
        case '4':
            well_command_free((well_command_t){id});
            break;
        case '5':
            well_outcome_free((well_outcome_t){id});
            break;
        case '6':
            well_event_free((well_event_t){id});
            break;
        case '7':
            well_snapshot_free((well_snapshot_t){id});
            break;
        default:
            break;
        }
    }
}
