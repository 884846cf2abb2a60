/*
 * Nothing grows: thousands of sessions, events, outcomes and snapshots come and go, and the process has as much memory, as
 * many descriptors and as many threads as before.
 */
#include <stdio.h>
#include <stdlib.h>

#include "process.h"
#include "world.h"

/* What allocators and the pool of HTTP connections may keep; a leak is a multiple of it, by as often as things are done. */
enum { BATCH = 100, MOST_KIB = 2048, MOST_DESCRIPTORS = 4 };

typedef struct {
    long kib;
    long descriptors;
    long threads;
} count_t;

static count_t count_now(void)
{
    return (count_t){resident_kib(), open_descriptors(), live_threads()};
}

/* Runs `act` until everything is as large as it gets, and then `times` times more; nothing may have grown. */
static void check_growth(const char *what, const world_t *world, void (*act)(const world_t *), size_t times)
{
    for (size_t i = 0; i < times / 5 + 3; i++) {
        act(world);
    }
    count_t before = count_now();
    for (size_t i = 0; i < times; i++) {
        act(world);
    }
    threads_down_to(before.threads);
    descriptors_down_to(before.descriptors + MOST_DESCRIPTORS);
    count_t after = count_now();
    printf("       %zu times %s: %+ld KiB of %ld, %+ld descriptors, %+ld threads\n", times, what,
           after.kib - before.kib, before.kib, after.descriptors - before.descriptors,
           after.threads - before.threads);
    CHECK(after.kib - before.kib < MOST_KIB || is_instrumented());
    CHECK(after.descriptors <= before.descriptors + MOST_DESCRIPTORS);
    CHECK(after.threads <= before.threads);
}

static void call_nothing(void *context, well_session_t session, well_event_t event)
{
    (void)context, (void)session, (void)event;
}

/* A batch of sessions, of both deliveries, with callbacks; half are closed, half only freed. */
static void sessions_come_and_go(const world_t *world)
{
    well_session_t sessions[BATCH];
    well_session_options_t options = world_options(world);
    for (size_t i = 0; i < BATCH; i++) {
        options.delivery = i % 4 < 2 ? WELL_DELIVERY_DISPATCHER : WELL_DELIVERY_PUMPED;
        waitable_t waitable;
        REQUIRE_OK(well_session_new(world->client, &options, &sessions[i]));
        CHECK_OK(well_session_on(sessions[i], NULL, &(well_event_callback_t){NULL, call_nothing, NULL}, NULL));
        if (options.delivery == WELL_DELIVERY_PUMPED) {
            CHECK_OK(well_session_waitable(sessions[i], &waitable));
        }
    }
    for (size_t i = 0; i < BATCH; i++) {
        if (i % 2) {
            CHECK_OK(well_session_close(sessions[i], patience()));
        }
        CHECK_OK(well_session_free(sessions[i]));
    }
}

static void sessions(void)
{
    world_t world = world_new(NULL);
    check_growth("100 sessions", &world, sessions_come_and_go, scaled(100, 2));
    world_end(&world);
}

/* Sessions that have logged in, called and logged out. */
static void agents_come_and_go(const world_t *world)
{
    enum { AGENTS = 10 };
    well_session_t agents[AGENTS];
    for (unsigned i = 0; i < AGENTS; i++) {
        char agent[16], ext[16];
        snprintf(agent, sizeof agent, "%u", 5100 + i);
        snprintf(ext, sizeof ext, "%u", 8100 + i);
        agents[i] = world_agent(world, agent, ext);
    }
    for (size_t i = 0; i < AGENTS; i++) {
        CONFIRM(well_session_make_call, agents[i], "13800000000", NULL);
        CONFIRM(well_session_drop_connection, agents[i], NULL);
        CONFIRM(well_session_logout, agents[i]);
        end_session(agents[i]);
    }
}

static void agents(void)
{
    world_t world = world_new(NULL);
    check_growth("10 agents' days", &world, agents_come_and_go, scaled(50, 2));
    world_end(&world);
}

/* The objects of one session, which stays. */
static well_session_t desk;
static char *call;

static void objects_come_and_go(const world_t *world)
{
    (void)world;
    for (int i = 0; i < BATCH; i++) {
        well_snapshot_t snapshot = snapshot_of(desk);
        well_str_t json;
        CHECK_OK(well_snapshot_json(snapshot, &json));
        state_of(snapshot);
        call_of(snapshot, 0);
        CHECK_OK(well_snapshot_free(snapshot));
        well_subscription_t subscription;
        CHECK_OK(well_session_on(desk, NULL, &(well_event_callback_t){NULL, call_nothing, NULL}, &subscription));
        CHECK_OK(well_subscription_free(subscription));
        well_string_t text;
        CHECK_OK(well_session_get_call_memory(desk, &text));
        CHECK_OK(well_string_free(&text));
    }
}

static void commands_come_and_go(const world_t *world)
{
    (void)world;
    CONFIRM(well_session_get_call_data, desk, call);
    CONFIRM(well_session_hold_call, desk, call);
    CONFIRM(well_session_retrieve_call, desk, call);
    /* One that nobody waits for, and one that is not begun. */
    CHECK_OK(well_session_get_my_prefix(desk, NULL, NULL));
    CHECK_STATUS(WELL_NULL_POINTER, well_session_hold_call(desk, NULL, NULL, NULL));
}

static void objects(void)
{
    world_t world = world_new(NULL);
    desk = world_agent(&world, "5001", "8001");
    call = control_call(&world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}");
    wait_for_calls(desk, 1);
    CONFIRM(well_session_answer_call, desk, call);
    check_growth("100 snapshots and subscriptions", &world, objects_come_and_go, scaled(100, 2));
    check_growth("5 commands", &world, commands_come_and_go, scaled(400, 5));
    free(call);
    end_session(desk);
    world_end(&world);
}

/* Clients, with their threads. */
static void client_comes_and_goes(const world_t *world)
{
    well_client_t client = new_client();
    well_session_options_t options = world_options(world);
    well_session_t session;
    REQUIRE_OK(well_session_new(client, &options, &session));
    CHECK_OK(well_client_close(client, patience()));
    CHECK_OK(well_session_free(session));
    CHECK_OK(well_client_free(client));
}

static void clients(void)
{
    world_t world = world_new(NULL);
    check_growth("a client", &world, client_comes_and_goes, scaled(100, 3));
    world_end(&world);
}

static const test_t TESTS[] = {
    {"sessions", sessions},
    {"agents", agents},
    {"objects", objects},
    {"clients", clients},
};

int main(int argc, char **argv)
{
    return run_tests("growth", TESTS, COUNT(TESTS), argc, argv);
}
