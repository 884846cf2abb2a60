/*
 * Many threads at once, and, where there is fork, child processes and programs that end without a word: nothing crashes,
 * nothing hangs.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

#include "scene.h"

enum { THREADS = 16 };

/* What all threads share: the scene, whose objects one of them replaces all the time. */
static scene_t *stage;
static atomic_bool is_over;
static _Atomic uint64_t shared[128];
static atomic_ulong calls_made;

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* What would end the scene itself, take from others what is theirs, or write files. */
static bool is_for_crowds(const function_t *function)
{
    return !ends_with(function->name, "_free") && !ends_with(function->name, "_detach") &&
           !ends_with(function->name, "_close") && !ends_with(function->name, "_new") &&
           !ends_with(function->name, "_stop") && !ends_with(function->name, "_run_script") &&
           !ends_with(function->name, "_download_log") && !ends_with(function->name, "_set_diagnostics");
}

/* Its own little random numbers: the same in every run. */
static unsigned random_below(unsigned *state, unsigned count)
{
    *state = *state * 1103515245U + 12345U;
    return (*state >> 16) % count;
}

static void call_anything(scene_t *mine, bench_t *bench, unsigned *state)
{
    const function_t *function = &FUNCTION_TABLE[random_below(state, FUNCTION_COUNT)];
    if (!is_for_crowds(function)) {
        return;
    }
    for (const char *letter = HANDLE_LETTERS "pq"; *letter; letter++) {
        mine->object[(unsigned char)*letter] = atomic_load(&shared[(unsigned char)*letter]);
    }
    slot_t a[MOST_ARGUMENTS];
    good_arguments(mine, function, bench, a);
    well_status_t status = function->call(a);
    if (!CHECK(status != WELL_PANIC)) {
        fprintf(stderr, "    %s: %s\n", function->name, well_last_error());
    }
    if (status == WELL_OK) {
        free_outputs(function, bench);
    }
    atomic_fetch_add(&calls_made, 1);
}

static void *call_on(void *context)
{
    unsigned state = *(unsigned *)context;
    scene_t mine = *stage;
    bench_t *bench = calloc(1, sizeof *bench);
    REQUIRE(bench != NULL);
    while (!atomic_load(&is_over)) {
        call_anything(&mine, bench, &state);
    }
    return bench;
}

typedef struct {
    thread_t *threads[THREADS];
    unsigned seeds[THREADS];
    void *benches[THREADS];
} crowd_t;

/* Lets everybody begin on a scene. */
static void crowd_begin(crowd_t *crowd, scene_t *scene)
{
    stage = scene;
    atomic_store(&is_over, false);
    for (int letter = 0; letter < 128; letter++) {
        atomic_store(&shared[letter], scene->object[letter]);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        crowd->seeds[i] = i + 1;
        crowd->threads[i] = thread_start(call_on, &crowd->seeds[i]);
        REQUIRE(crowd->threads[i] != NULL);
    }
}

static void crowd_stop(crowd_t *crowd)
{
    atomic_store(&is_over, true);
    for (unsigned i = 0; i < THREADS; i++) {
        crowd->benches[i] = thread_join(crowd->threads[i]);
    }
}

/* Only when the scene has ended: callbacks that are still to come count on the benches. */
static void crowd_end(crowd_t *crowd)
{
    for (unsigned i = 0; i < THREADS; i++) {
        free(crowd->benches[i]);
    }
}

/* Replaces a session and all that is of it, under everybody's eyes. */
static void replace_all(unsigned round)
{
    world_t *world = &stage->world;
    well_session_options_t options = world_options(world);
    options.delivery = round % 2 ? WELL_DELIVERY_PUMPED : WELL_DELIVERY_DISPATCHER;
    options.command_ms = 500;
    well_session_t session;
    well_snapshot_t snapshot;
    well_command_t command;
    REQUIRE_OK(well_session_new(world->client, &options, &session));
    well_login_t login = login_of(round % 2 ? "5003" : "5004", round % 3 ? "8003" : "8004");
    CHECK_OK(well_session_agent_login(session, &login, NULL, NULL, &command));
    CHECK_OK(well_session_snapshot(session, &snapshot));
    well_session_t old_session = {atomic_exchange(&shared['s'], session.id)};
    well_snapshot_t old_snapshot = {atomic_exchange(&shared['n'], snapshot.id)};
    well_command_t old_command = {atomic_exchange(&shared['d'], command.id)};
    if (round > 0) {
        well_status_t closed = round % 4 ? well_session_close(old_session, patience()) : WELL_OK;
        CHECK_STATUS(WELL_OK, closed);
        CHECK_OK(well_session_free(old_session));
        CHECK_OK(well_snapshot_free(old_snapshot));
        CHECK_OK(well_command_free(old_command));
    }
}

static void everything_at_once(void)
{
    scene_t scene = scene_new();
    crowd_t crowd;
    crowd_begin(&crowd, &scene);
    unsigned rounds = (unsigned)scaled(200, 8);
    for (unsigned round = 0; round < rounds; round++) {
        replace_all(round);
    }
    crowd_stop(&crowd);
    CHECK_OK(well_session_free((well_session_t){atomic_load(&shared['s'])}));
    CHECK_OK(well_snapshot_free((well_snapshot_t){atomic_load(&shared['n'])}));
    CHECK_OK(well_command_free((well_command_t){atomic_load(&shared['d'])}));
    CHECK_OK(well_client_close(scene.world.client, patience()));
    scene_end(&scene);
    crowd_end(&crowd);
    printf("       %lu calls by %d threads while %u sessions came and went\n", atomic_load(&calls_made), THREADS, rounds);
}

/* The same, and in the midst of it the client is closed. */
static void *close_client(void *context)
{
    CHECK_OK(well_client_close(*(well_client_t *)context, patience()));
    return NULL;
}

static void closing_in_a_crowd(void)
{
    for (size_t round = 0; round < scaled(20, 2); round++) {
        scene_t scene = scene_new();
        crowd_t crowd;
        crowd_begin(&crowd, &scene);
        thread_t *closers[4];
        for (size_t i = 0; i < COUNT(closers); i++) {
            closers[i] = thread_start(close_client, &scene.world.client);
            REQUIRE(closers[i] != NULL);
        }
        CHECK_OK(well_session_close((well_session_t){scene.object['s']}, patience()));
        for (size_t i = 0; i < COUNT(closers); i++) {
            thread_join(closers[i]);
        }
        crowd_stop(&crowd);
        scene_end(&scene);
        crowd_end(&crowd);
    }
}

/* AddressSanitizer of gcc 12 keeps what its own lock was at the fork: a child that allocates then waits for ever. */
#if !defined(_WIN32) && !defined(__SANITIZE_ADDRESS__)
#define CAN_FORK
#endif

#ifdef CAN_FORK

/* Runs `act` in a child process; whether it ended well. Its exit runs no handlers of the parent's. */
static void in_child(void (*act)(scene_t *), scene_t *scene)
{
    fflush(NULL);
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        alarm(patience() / 1000);
        check_anew();
        act(scene);
        _exit(check_has_failed() ? EXIT_FAILURE : EXIT_SUCCESS);
    }
    /* A leak checker may end it with a number of its own: it sees the copy of all that the parent has open. */
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) != EXIT_FAILURE);
}

/* Whether a function is of no use in a child: those of clients, sessions and simulators, and waiting for a command. */
static bool says_forked(const function_t *function)
{
    bool is_of_process = strchr("csi", function->arguments[0]) != NULL;
    bool waits = strcmp(function->name, "well_command_wait") == 0;
    return (is_of_process && !ends_with(function->name, "_free")) || waits;
}

static void try_all(scene_t *scene)
{
    static bench_t bench;
    for (size_t f = 0; f < FUNCTION_COUNT; f++) {
        const function_t *function = &FUNCTION_TABLE[f];
        slot_t a[MOST_ARGUMENTS];
        if (says_forked(function)) {
            good_arguments(scene, function, &bench, a);
            if (!CHECK_STATUS(WELL_FORKED, function->call(a))) {
                fprintf(stderr, "    %s\n", function->name);
            }
            CHECK(outputs_untouched(function, &bench));
            CHECK_NUMBER(bench.given, atomic_load(&bench.drops));
        }
    }
}

/* What was read before the fork can still be read. */
static void read_in_child(scene_t *scene)
{
    well_str_t text;
    CHECK_OK(well_event_raw((well_event_t){scene->object['e']}, &text));
    CHECK_HAS(text.data, "established");
    CHECK_OK(well_snapshot_json((well_snapshot_t){scene->object['n']}, &text));
    CHECK_HAS(text.data, "loggedIn");
    CHECK_OK(well_outcome_entry_value((well_outcome_t){scene->object['o']}, "customer", &text));
    CHECK_TEXT("张三", text);
}

static void free_all(scene_t *scene)
{
    CHECK_OK(well_subscription_free((well_subscription_t){scene->object['u']}));
    CHECK_OK(well_command_free((well_command_t){scene->object['d']}));
    CHECK_OK(well_snapshot_free((well_snapshot_t){scene->object['n']}));
    CHECK_OK(well_replay_free((well_replay_t){scene->object['r']}));
    CHECK_OK(well_event_free((well_event_t){scene->object['e']}));
    CHECK_OK(well_outcome_free((well_outcome_t){scene->object['o']}));
    CHECK_OK(well_session_free((well_session_t){scene->object['s']}));
    CHECK_OK(well_client_free(scene->world.client));
    CHECK_OK(well_simulator_free(scene->world.simulator));
}

/* The child's own client, on the parent's simulator. */
static void own_client(scene_t *scene)
{
    well_client_t client = new_client();
    well_session_options_t options = world_options(&scene->world);
    well_session_t session;
    REQUIRE_OK(well_session_new(client, &options, &session));
    well_login_t login = login_of("5005", "8005");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    CONFIRM(well_session_logout, session);
    CHECK_OK(well_client_close(client, patience()));
    CHECK_OK(well_session_free(session));
    CHECK_OK(well_client_free(client));
}

static void child(scene_t *scene)
{
    try_all(scene);
    read_in_child(scene);
    free_all(scene);
    own_client(scene);
}

static void own_world(scene_t *scene)
{
    (void)scene;
    world_t world = world_new(NULL);
    well_session_t session = world_agent(&world, "5001", "8001");
    CONFIRM(well_session_logout, session);
    end_session(session);
    world_end(&world);
}

static void forks(void)
{
    scene_t scene = scene_new();
    well_session_t session = {scene.object['s']};
    for (size_t round = 0; round < scaled(5, 1); round++) {
        in_child(child, &scene);
        in_child(own_world, &scene);
        /* The parent goes on, whatever its child has freed: its link, its requests, its simulator, new connections. */
        CONFIRM(well_session_hold_call, session, scene.call);
        CONFIRM(well_session_retrieve_call, session, scene.call);
        well_session_t other = world_agent(&scene.world, "5006", "8006");
        CONFIRM(well_session_logout, other);
        end_session(other);
    }
    scene_end(&scene);
}

static void one_call(scene_t *scene)
{
    CHECK_STATUS(WELL_FORKED, well_session_set_debug((well_session_t){scene->object['s']}, true));
    CHECK_OK(well_session_free((well_session_t){scene->object['s']}));
}

/* A fork while other threads are inside of the library: what they hold is not held in the child. */
static void forks_in_a_crowd(void)
{
    scene_t scene = scene_new();
    crowd_t crowd;
    crowd_begin(&crowd, &scene);
    for (size_t round = 0; round < scaled(100, 4); round++) {
        in_child(one_call, &scene);
    }
    crowd_stop(&crowd);
    scene_end(&scene);
    crowd_end(&crowd);
}

/* A program that ends, by return or by exit, with everything open. */
static void leave_all_open(scene_t *scene)
{
    (void)scene;
    world_t world = world_new(NULL);
    well_session_t session = world_agent(&world, "5001", "8001");
    CHECK_OK(well_session_make_call(session, "8002", NULL, NULL, NULL));
    fflush(NULL);
    exit(check_has_failed() ? EXIT_FAILURE : EXIT_SUCCESS);
}

static void exit_without_a_word(void)
{
    for (size_t round = 0; round < scaled(20, 2); round++) {
        in_child(leave_all_open, NULL);
    }
}

#endif

/* Each thread has its own last error, and a thread may end with anything. */
static void *fail_once(void *context)
{
    const char **last = context;
    CHECK(well_last_error()[0] == '\0');
    CHECK_STATUS(WELL_BAD_HANDLE, well_client_close((well_client_t){0}, 0));
    *last = copy_of(well_last_error());
    return NULL;
}

static void last_errors(void)
{
    char *other = NULL;
    CHECK_STATUS(WELL_NULL_POINTER, well_string_free(NULL));
    const char *mine = copy_of(well_last_error());
    thread_t *thread = thread_start(fail_once, &other);
    REQUIRE(thread != NULL);
    thread_join(thread);
    CHECK(other && strcmp(other, mine) != 0);
    CHECK(strcmp(well_last_error(), mine) == 0);
    free(other);
    free((char *)mine);
}

static const test_t TESTS[] = {
    {"everything_at_once", everything_at_once},
    {"closing_in_a_crowd", closing_in_a_crowd},
#ifdef CAN_FORK
    {"forks", forks},
    {"forks_in_a_crowd", forks_in_a_crowd},
    {"exit_without_a_word", exit_without_a_word},
#endif
    {"last_errors", last_errors},
};

int main(int argc, char **argv)
{
    return run_tests("crowd", TESTS, COUNT(TESTS), argc, argv);
}
