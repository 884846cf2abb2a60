/*
 * A program that ends: a session and its client are closed by a thread that has no thread-local values any more. `atexit`: the
 * main thread, in a function of atexit that was set before all else, or after (`atexit_last`); `key`: a thread in the
 * destructor of a value of its own. Closing works and waits, and nothing is called afterwards.
 */
#define _DEFAULT_SOURCE

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "world.h"

static world_t world;
static well_session_t session;
static pthread_key_t key;
static atomic_bool begun, over, closed;

/* Is under way when the session is closed. */
static void on_event(void *context, well_session_t of, well_event_t event)
{
    well_event_kind_t kind = WELL_EVENT_OTHER;
    (void)context, (void)of;
    if (atomic_load(&closed)) {
        fputs("called after close\n", stderr);
        _exit(EXIT_FAILURE);
    }
    well_event_kind(event, &kind);
    if (kind == WELL_EVENT_AGENT_NOT_READY) {
        atomic_store(&begun, true);
        usleep(200 * 1000);
        atomic_store(&over, true);
    }
}

static void expect(bool truth, const char *what)
{
    if (!truth) {
        fprintf(stderr, "not so: %s: %s\n", what, well_last_error());
        _exit(EXIT_FAILURE);
    }
}

static void end(void)
{
    expect(well_session_close(session, WELL_FOREVER) == WELL_OK, "closed");
    expect(atomic_load(&over), "waited for the callback");
    atomic_store(&closed, true);
    expect(well_session_free(session) == WELL_OK, "freed");
    expect(well_client_close(world.client, WELL_FOREVER) == WELL_OK, "closed the client");
    expect(well_simulator_stop(world.simulator) == WELL_OK, "stopped");
    expect(well_client_free(world.client) == WELL_OK && well_simulator_free(world.simulator) == WELL_OK, "freed all");
    well_string_free(&world.url);
    puts("as expected");
    fflush(stdout);
}

static void end_of_value(void *value)
{
    (void)value;
    end();
}

static void begin(void)
{
    well_event_callback_t events = {NULL, on_event, NULL};
    world = world_new(NULL);
    session = world_agent(&world, "5001", "8001");
    REQUIRE_OK(well_session_on(session, NULL, &events, NULL));
    REQUIRE_OK(well_session_set_agent_mode(session, WELL_MODE_NOT_READY, NULL, NULL, NULL));
    while (!atomic_load(&begun)) {
        usleep(1000);
    }
}

static void *run(void *nothing)
{
    pthread_setspecific(key, &key);
    begin();
    return nothing;
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "";
    if (strcmp(way, "key") == 0) {
        pthread_t thread;
        pthread_key_create(&key, end_of_value);
        pthread_create(&thread, NULL, run, NULL);
        pthread_join(thread, NULL);
        return EXIT_SUCCESS;
    }
    if (strcmp(way, "atexit") == 0) {
        atexit(end);
    }
    begin();
    if (strcmp(way, "atexit_last") == 0) {
        atexit(end);
    }
    return EXIT_SUCCESS;
}
