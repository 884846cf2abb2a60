/*
 * The promises about callbacks: none is called once its drop has begun, each drop is called exactly once, and after the last
 * call; what waits refuses to do so inside of one; what closes waits for them, as long as it is told to.
 */
#include <stdatomic.h>
#include <string.h>

#include "world.h"

/* What a callback does when it is called, and how often that was. */
typedef struct {
    bell_t called;
    bell_t dropped;
    void (*act)(well_session_t session, uint64_t handle);
    atomic_bool dropped_inside;
    atomic_bool called_after;
    atomic_bool inside;
} witness_t;

static void witness_init(witness_t *witness, void (*act)(well_session_t, uint64_t))
{
    memset(witness, 0, sizeof *witness);
    witness->called = (bell_t)BELL;
    witness->dropped = (bell_t)BELL;
    witness->act = act;
}

static void witness_call(witness_t *witness, well_session_t session, uint64_t handle)
{
    atomic_store(&witness->inside, true);
    if (bell_count(&witness->dropped) > 0) {
        atomic_store(&witness->called_after, true);
    }
    if (witness->act) {
        witness->act(session, handle);
    }
    atomic_store(&witness->inside, false);
    bell_ring(&witness->called);
}

static void on_event(void *context, well_session_t session, well_event_t event)
{
    witness_call(context, session, event.id);
}

static void on_log(void *context, well_session_t session, well_log_kind_t kind, well_str_t content)
{
    (void)kind, (void)content;
    witness_call(context, session, 0);
}

static void on_settled(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    (void)command;
    witness_call(context, session, outcome.id);
}

static int32_t on_ask(void *context, well_session_t session, well_outcome_t rejection)
{
    witness_call(context, session, rejection.id);
    return WELL_ANSWER_FORCE;
}

static void on_drop(void *context)
{
    witness_t *witness = context;
    if (atomic_load(&witness->inside)) {
        atomic_store(&witness->dropped_inside, true);
    }
    bell_ring(&witness->dropped);
}

#define EVENTS_TO(witness) (&(well_event_callback_t){(witness), on_event, on_drop})
#define LOGS_TO(witness) (&(well_log_callback_t){(witness), on_log, on_drop})
#define END_TO(witness) (&(well_completion_t){(witness), on_settled, on_drop})
#define ASK_OF(witness) (&(well_ask_t){(witness), on_ask, on_drop})

/* Dropped once, never called after, never dropped while called. */
static void check_dropped(witness_t *witness)
{
    CHECK(bell_wait(&witness->dropped, 1));
    CHECK_NUMBER(1, bell_count(&witness->dropped));
    CHECK(!atomic_load(&witness->called_after));
    CHECK(!atomic_load(&witness->dropped_inside));
}

/* What everything that waits says inside of a callback. */
static world_t inside_world;
static well_command_t inside_command;

static void try_to_wait(well_session_t session, uint64_t handle)
{
    (void)handle;
    well_outcome_t outcome = {77};
    well_simulator_t simulator = {77};
    CHECK_STATUS(WELL_WOULD_DEADLOCK, well_session_close(session, 0));
    CHECK_STATUS(WELL_WOULD_DEADLOCK, well_session_close(session, WELL_FOREVER));
    CHECK_STATUS(WELL_WOULD_DEADLOCK, well_client_close(inside_world.client, WELL_FOREVER));
    CHECK_STATUS(WELL_WOULD_DEADLOCK, well_simulator_new(NULL, &simulator));
    CHECK_STATUS(WELL_WOULD_DEADLOCK, well_simulator_stop(inside_world.simulator));
    CHECK_STATUS(WELL_WOULD_DEADLOCK, well_simulator_run_script(inside_world.simulator, "[]", WELL_FOREVER));
    CHECK_STATUS(WELL_WOULD_DEADLOCK, well_command_wait(inside_command, 1, &outcome));
    CHECK(outcome.id == 77 && simulator.id == 77);
    if (CHECK_OK(well_command_wait(inside_command, 0, &outcome))) {
        CHECK_OK(well_outcome_free(outcome));
    }
    CHECK_OK(well_session_set_debug(session, false));
}

/* A world, a session of either delivery that is logged in, and a command that is settled. */
static well_session_t begin_inside(well_delivery_t delivery)
{
    inside_world = world_new(NULL);
    well_session_options_t options = world_options(&inside_world);
    options.delivery = delivery;
    well_session_t session = world_session(&inside_world, &options);
    well_login_t login = login_of("5001", "8001");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    REQUIRE_OK(well_session_get_my_prefix(session, NULL, &inside_command));
    well_outcome_t outcome;
    REQUIRE_OK(well_command_wait(inside_command, patience(), &outcome));
    CHECK_OK(well_outcome_free(outcome));
    return session;
}

static void end_inside(well_session_t session)
{
    CHECK_OK(well_command_free(inside_command));
    end_session(session);
    world_end(&inside_world);
}

static void waiting_inside(void)
{
    well_session_t session = begin_inside(WELL_DELIVERY_DISPATCHER);
    witness_t event, log, settled;
    witness_init(&event, try_to_wait);
    witness_init(&log, try_to_wait);
    witness_init(&settled, try_to_wait);
    CHECK_OK(well_session_on(session, "agentReady", EVENTS_TO(&event), NULL));
    CHECK_OK(well_session_set_agent_mode(session, WELL_MODE_READY, NULL, END_TO(&settled), NULL));
    CHECK(bell_wait(&event.called, 1));
    CHECK(bell_wait(&settled.called, 1));
    CHECK_OK(well_session_on_log(session, LOGS_TO(&log), NULL));
    CHECK_OK(well_session_error(session, "a line"));
    CHECK(bell_wait(&log.called, 1));
    end_inside(session);
    check_dropped(&event);
    check_dropped(&log);
    check_dropped(&settled);
}

static well_session_t asked_on;

static void try_to_wait_in_ask(well_session_t session, uint64_t handle)
{
    CHECK(session.id == asked_on.id);
    try_to_wait(session, handle);
}

static void waiting_inside_of_a_question(void)
{
    well_session_t elsewhere = begin_inside(WELL_DELIVERY_DISPATCHER);
    asked_on = world_session(&inside_world, NULL);
    witness_t ask, settled;
    witness_init(&ask, try_to_wait_in_ask);
    witness_init(&settled, NULL);
    well_login_t login = login_of("5001", "8002");
    login.login_mode = WELL_LOGIN_ASK;
    CHECK_OK(well_session_agent_login(asked_on, &login, ASK_OF(&ask), END_TO(&settled), NULL));
    CHECK(bell_wait(&settled.called, 1));
    CHECK_NUMBER(1, bell_count(&ask.called));
    end_session(asked_on);
    check_dropped(&ask);
    check_dropped(&settled);
    end_inside(elsewhere);
}

/* Polls a pumped session until a bell rings. */
static void pump_until(well_session_t session, bell_t *bell)
{
    for (uint32_t spent = 0; bell_count(bell) == 0 && spent < patience(); spent += 10) {
        well_event_t event;
        well_status_t status = well_session_poll_event(session, 10, &event);
        if (status == WELL_OK) {
            CHECK_OK(well_event_free(event));
        } else if (!CHECK(status == WELL_EMPTY || status == WELL_END)) {
            return;
        }
    }
    CHECK(bell_count(bell) > 0);
}

static void try_to_pump(well_session_t session, uint64_t handle)
{
    well_event_t event = {77};
    CHECK_STATUS(WELL_WOULD_DEADLOCK, well_session_poll_event(session, 0, &event));
    CHECK(event.id == 77);
    try_to_wait(session, handle);
}

static void waiting_inside_of_pumping(void)
{
    well_session_t session = begin_inside(WELL_DELIVERY_PUMPED);
    witness_t event, settled;
    witness_init(&event, try_to_pump);
    witness_init(&settled, try_to_pump);
    CHECK_OK(well_session_on(session, "agentReady", EVENTS_TO(&event), NULL));
    CHECK_OK(well_session_set_agent_mode(session, WELL_MODE_READY, NULL, END_TO(&settled), NULL));
    pump_until(session, &settled.called);
    CHECK_NUMBER(1, bell_count(&event.called));
    end_inside(session);
    check_dropped(&event);
    check_dropped(&settled);
}

/* Freeing, inside of a callback, what it is about: what is only lent stays good, as others are lent it, too. */
static void free_session(well_session_t session, uint64_t handle)
{
    (void)handle;
    CHECK_OK(well_session_free(session));
    CHECK_STATUS(WELL_BAD_HANDLE, well_session_set_debug(session, true));
}

static void free_event(well_session_t session, uint64_t handle)
{
    (void)session;
    CHECK_STATUS(WELL_BAD_HANDLE, well_event_free((well_event_t){handle}));
    well_event_t kept;
    CHECK_OK(well_event_retain((well_event_t){handle}, &kept));
    CHECK_OK(well_event_free(kept));
}

static void free_outcome(well_session_t session, uint64_t handle)
{
    (void)session;
    CHECK_STATUS(WELL_BAD_HANDLE, well_outcome_free((well_outcome_t){handle}));
    well_outcome_t kept;
    CHECK_OK(well_outcome_retain((well_outcome_t){handle}, &kept));
    CHECK_OK(well_outcome_free(kept));
}

static void freeing_inside(void)
{
    for (well_delivery_t delivery = WELL_DELIVERY_DISPATCHER; delivery <= WELL_DELIVERY_PUMPED; delivery++) {
        world_t world = world_new(NULL);
        well_session_options_t options = world_options(&world);
        options.delivery = delivery;
        well_session_t session = world_session(&world, &options);
        witness_t told, told_too, settled, last;
        witness_init(&told, free_event);
        witness_init(&told_too, free_event);
        witness_init(&settled, free_outcome);
        witness_init(&last, free_session);
        well_login_t login = login_of("5001", "8001");
        CHECK_OK(well_session_on(session, "agentLoggedOn", EVENTS_TO(&told), NULL));
        CHECK_OK(well_session_on(session, "agentLoggedOn", EVENTS_TO(&told_too), NULL));
        CHECK_OK(well_session_agent_login(session, &login, NULL, END_TO(&settled), NULL));
        if (delivery == WELL_DELIVERY_PUMPED) {
            pump_until(session, &settled.called);
        }
        CHECK(bell_wait(&settled.called, 1));
        CHECK_OK(well_session_logout(session, END_TO(&last), NULL));
        if (delivery == WELL_DELIVERY_PUMPED) {
            well_event_t event;
            well_status_t status;
            while ((status = well_session_poll_event(session, 10, &event)) != WELL_BAD_HANDLE) {
                CHECK_OK(status == WELL_OK ? well_event_free(event) : WELL_OK);
            }
        }
        check_dropped(&told);
        check_dropped(&told_too);
        check_dropped(&settled);
        check_dropped(&last);
        CHECK_NUMBER(1, bell_count(&told_too.called));
        CHECK_NUMBER(1, bell_count(&last.called));
        world_end(&world);
    }
}

static well_client_t client_to_free;

static void free_client(well_session_t session, uint64_t handle)
{
    CHECK_OK(well_client_free(client_to_free));
    free_session(session, handle);
}

/* The last handles go inside of a callback of theirs: everything ends by itself. */
static void freeing_the_client_inside(void)
{
    world_t world = world_new(NULL);
    client_to_free = new_client();
    well_session_options_t options = world_options(&world);
    well_session_t session;
    REQUIRE_OK(well_session_new(client_to_free, &options, &session));
    witness_t event, settled;
    witness_init(&event, NULL);
    witness_init(&settled, free_client);
    well_login_t login = login_of("5001", "8001");
    CHECK_OK(well_session_on(session, NULL, EVENTS_TO(&event), NULL));
    CHECK_OK(well_session_agent_login(session, &login, NULL, END_TO(&settled), NULL));
    check_dropped(&settled);
    check_dropped(&event);
    CHECK_STATUS(WELL_BAD_HANDLE, well_client_close(client_to_free, 0));
    world_end(&world);
}

/* Subscriptions that are cancelled inside of a callback. */
static well_subscription_t first, second;

static void cancel_both(well_session_t session, uint64_t handle)
{
    (void)session, (void)handle;
    CHECK_OK(well_subscription_free(second));
    CHECK_OK(well_subscription_free(first));
}

static void cancelling_inside(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_agent(&world, "5001", "8001");
    witness_t own, other, watch;
    witness_init(&own, cancel_both);
    witness_init(&other, NULL);
    witness_init(&watch, NULL);
    CHECK_OK(well_session_on(session, "agentNotReady", EVENTS_TO(&own), &first));
    CHECK_OK(well_session_on(session, "agentNotReady", EVENTS_TO(&other), &second));
    CHECK_OK(well_session_on(session, "agentNotReady", EVENTS_TO(&watch), NULL));
    CONFIRM(well_session_set_agent_mode, session, WELL_MODE_NOT_READY, NULL);
    CHECK(bell_wait(&watch.called, 1));
    check_dropped(&own);
    check_dropped(&other);
    CHECK_NUMBER(1, bell_count(&own.called));
    CHECK_NUMBER(0, bell_count(&other.called));
    CHECK_STATUS(WELL_BAD_HANDLE, well_subscription_free(first));
    end_session(session);
    check_dropped(&watch);
    world_end(&world);
}

static well_session_t ring_session;
static witness_t *late_comer;

static void subscribe_another(well_session_t session, uint64_t handle)
{
    (void)handle;
    CHECK_OK(well_session_on(session, "agentReady", EVENTS_TO(late_comer), NULL));
    CHECK_OK(well_session_set_agent_mode(session, WELL_MODE_READY, NULL, NULL, NULL));
}

/* Subscribing and commanding inside of a callback. */
static void beginning_inside(void)
{
    world_t world = world_new(NULL);
    ring_session = world_agent(&world, "5001", "8001");
    witness_t early, late;
    witness_init(&early, subscribe_another);
    witness_init(&late, NULL);
    late_comer = &late;
    CHECK_OK(well_session_on(ring_session, "agentNotReady", EVENTS_TO(&early), NULL));
    CONFIRM(well_session_set_agent_mode, ring_session, WELL_MODE_NOT_READY, NULL);
    CHECK(bell_wait(&late.called, 1));
    end_session(ring_session);
    check_dropped(&early);
    check_dropped(&late);
    world_end(&world);
}

/* Whatever ends a callback's life, its drop is called once. */
static void every_end(void)
{
    world_t world = world_new(NULL);
    witness_t closed, cancelled, detached, log, settled, asked, late, late_end;
    witness_t *all[] = {&closed, &cancelled, &detached, &log, &settled, &asked, &late, &late_end};
    for (size_t i = 0; i < COUNT(all); i++) {
        witness_init(all[i], NULL);
    }
    well_session_t session = world_session(&world, NULL);
    well_subscription_t subscription;
    CHECK_OK(well_session_on(session, NULL, EVENTS_TO(&closed), NULL));
    CHECK_OK(well_session_on(session, "held", EVENTS_TO(&cancelled), &subscription));
    well_subscription_t left;
    CHECK_OK(well_session_on(session, "agentLoggedOn", EVENTS_TO(&detached), &left));
    CHECK_OK(well_subscription_detach(left));
    CHECK_STATUS(WELL_BAD_HANDLE, well_subscription_free(left));
    CHECK_OK(well_session_on_log(session, LOGS_TO(&log), NULL));
    well_login_t login = login_of("5001", "8001");
    login.login_mode = WELL_LOGIN_ASK;
    CHECK_OK(well_session_agent_login(session, &login, ASK_OF(&asked), END_TO(&settled), NULL));
    check_dropped(&settled);
    check_dropped(&asked);
    CHECK_NUMBER(1, bell_count(&settled.called));
    CHECK_NUMBER(0, bell_count(&asked.called));
    CHECK_NUMBER(0, bell_count(&closed.dropped));
    CHECK_NUMBER(0, bell_count(&detached.dropped));
    CHECK_NUMBER(1, bell_count(&detached.called));
    CHECK_OK(well_subscription_free(subscription));
    check_dropped(&cancelled);
    CHECK_OK(well_session_close(session, patience()));
    CHECK_NUMBER(1, bell_count(&closed.dropped));
    CHECK_NUMBER(1, bell_count(&log.dropped));
    CHECK_NUMBER(1, bell_count(&detached.dropped));
    check_dropped(&closed);
    /* What comes too late is dropped at once. */
    CHECK_STATUS(WELL_CLOSED, well_session_on(session, NULL, EVENTS_TO(&late), &subscription));
    CHECK_STATUS(WELL_CLOSED, well_session_logout(session, END_TO(&late_end), NULL));
    check_dropped(&late);
    check_dropped(&late_end);
    CHECK_NUMBER(0, bell_count(&late_end.called));
    CHECK_OK(well_session_free(session));
    world_end(&world);
}

/* Ends of sessions without a close: in the background, and all the same once. */
static void every_free(void)
{
    world_t world = world_new(NULL);
    for (well_delivery_t delivery = WELL_DELIVERY_DISPATCHER; delivery <= WELL_DELIVERY_PUMPED; delivery++) {
        witness_t freed, command, of_client;
        witness_init(&freed, NULL);
        witness_init(&command, NULL);
        witness_init(&of_client, NULL);
        well_session_options_t options = world_options(&world);
        options.delivery = delivery;
        well_session_t session = world_session(&world, &options);
        CHECK_OK(well_session_on(session, NULL, EVENTS_TO(&freed), NULL));
        well_login_t login = login_of("5001", "8001");
        CHECK_OK(well_session_agent_login(session, &login, NULL, END_TO(&command), NULL));
        CHECK_OK(well_session_free(session));
        check_dropped(&freed);
        check_dropped(&command);
        well_client_t client = new_client();
        CHECK_OK(well_session_new(client, &options, &session));
        CHECK_OK(well_session_on(session, NULL, EVENTS_TO(&of_client), NULL));
        CHECK_OK(well_client_free(client));
        CHECK_NUMBER(0, bell_count(&of_client.dropped));
        CHECK_OK(well_session_free(session));
        check_dropped(&of_client);
    }
    world_end(&world);
}

/* The close of a client is the close of all its sessions, pumped ones too. */
static void closing_the_client(void)
{
    for (well_delivery_t delivery = WELL_DELIVERY_DISPATCHER; delivery <= WELL_DELIVERY_PUMPED; delivery++) {
        world_t world = world_new(NULL);
        well_session_options_t options = world_options(&world);
        options.delivery = delivery;
        well_session_t session = world_session(&world, &options);
        witness_t event, settled, hanging, late;
        witness_init(&event, NULL);
        witness_init(&settled, NULL);
        witness_init(&hanging, NULL);
        witness_init(&late, NULL);
        CHECK_OK(well_session_on(session, NULL, EVENTS_TO(&event), NULL));
        well_login_t login = login_of("5001", "8001");
        CONFIRM(well_session_agent_login, session, &login, NULL);
        CHECK_OK(well_simulator_add_fault(world.simulator,
                                          "{\"kind\":\"http\",\"on\":{\"verb\":\"setAgentMode\"},\"reply\":\"hang\"}",
                                          NULL));
        well_command_t command;
        CHECK_OK(well_session_set_agent_mode(session, WELL_MODE_READY, NULL, END_TO(&settled), &command));
        CHECK_OK(well_client_close(world.client, patience()));
        unsigned told = bell_count(&event.called);
        CHECK_NUMBER(1, bell_count(&event.dropped));
        CHECK_NUMBER(1, bell_count(&settled.called));
        CHECK_NUMBER(1, bell_count(&settled.dropped));
        /* The command is settled for who waits, too. */
        well_outcome_t outcome;
        if (CHECK_OK(well_command_wait(command, patience() / 4, &outcome))) {
            check_outcome(WELL_OUTCOME_UNKNOWN, WELL_REASON_SESSION_CLOSED, outcome, __FILE__, __LINE__, "wait");
        }
        CHECK_OK(well_command_free(command));
        /* Nothing is told any more. */
        well_event_t none = {77};
        if (delivery == WELL_DELIVERY_PUMPED) {
            CHECK_STATUS(WELL_END, well_session_poll_event(session, 0, &none));
            CHECK_NUMBER(77, (int64_t)none.id);
        }
        /* Nothing is begun any more. */
        CHECK_STATUS(WELL_CLOSED, well_session_set_agent_mode(session, WELL_MODE_READY, NULL, END_TO(&late), NULL));
        CHECK_STATUS(WELL_CLOSED, well_session_new(world.client, &options, &(well_session_t){0}));
        CHECK_NUMBER(told, bell_count(&event.called));
        CHECK_OK(well_session_close(session, patience()));
        CHECK_OK(well_session_free(session));
        CHECK_NUMBER(1, bell_count(&event.dropped));
        check_dropped(&late);
        world_end(&world);
    }
}

/* A callback that does not return until it is told to. */
static bell_t let_go = BELL, is_stuck = BELL;

static void stick(well_session_t session, uint64_t handle)
{
    (void)session, (void)handle;
    bell_ring(&is_stuck);
    CHECK(bell_wait(&let_go, 1));
}

static void *pump_once(void *context)
{
    well_session_t session = *(well_session_t *)context;
    well_event_t event;
    while (bell_count(&let_go) == 0) {
        if (well_session_poll_event(session, 10, &event) == WELL_OK) {
            well_event_free(event);
        }
    }
    return NULL;
}

/* Lets go after a while, so that a close that waits too long fails and does not hang. */
static void *let_go_later(void *context)
{
    bell_t *enough = context;
    double end = seconds_now() + 10;
    monitor_enter(&enough->monitor);
    while (enough->count == 0 && monitor_wait(&enough->monitor, end)) {
    }
    monitor_leave(&enough->monitor);
    bell_ring(&let_go);
    return NULL;
}

static void a_callback_that_does_not_return(void)
{
    for (well_delivery_t delivery = WELL_DELIVERY_DISPATCHER; delivery <= WELL_DELIVERY_PUMPED; delivery++) {
        let_go = (bell_t)BELL;
        is_stuck = (bell_t)BELL;
        bell_t enough = BELL;
        world_t world = world_new(NULL);
        well_session_options_t options = world_options(&world);
        options.delivery = delivery;
        well_session_t session = world_session(&world, &options);
        witness_t event;
        witness_init(&event, stick);
        well_subscription_t subscription;
        CHECK_OK(well_session_on(session, "agentLoggedOn", EVENTS_TO(&event), &subscription));
        well_login_t login = login_of("5001", "8001");
        CHECK_OK(well_session_agent_login(session, &login, NULL, NULL, NULL));
        thread_t *pump = NULL;
        if (delivery == WELL_DELIVERY_PUMPED) {
            pump = thread_start(pump_once, &session);
            REQUIRE(pump != NULL);
        }
        CHECK(bell_wait(&is_stuck, 1));
        thread_t *rescue = thread_start(let_go_later, &enough);
        REQUIRE(rescue != NULL);
        double begun = seconds_now();
        /* Cancelling does not wait, and drops only when the call has returned. */
        CHECK_OK(well_subscription_free(subscription));
        CHECK_NUMBER(0, bell_count(&event.dropped));
        CHECK_STATUS(WELL_TIMED_OUT, well_session_close(session, 50));
        CHECK_STATUS(WELL_TIMED_OUT, well_session_close(session, 0));
        CHECK_STATUS(WELL_TIMED_OUT, well_client_close(world.client, 50));
        CHECK_NUMBER(0, bell_count(&event.dropped));
        CHECK(seconds_now() - begun < 9);
        bell_ring(&enough);
        CHECK_OK(well_session_close(session, patience()));
        CHECK_OK(well_client_close(world.client, patience()));
        thread_join(rescue);
        if (delivery == WELL_DELIVERY_PUMPED) {
            thread_join(pump);
        }
        check_dropped(&event);
        CHECK_NUMBER(1, bell_count(&event.called));
        CHECK_OK(well_session_free(session));
        world_end(&world);
    }
}

/* The order in which a session tells things: events, and then the end of the command that they confirm. */
static char order[16];

static void tell_event(void *context, well_session_t session, well_event_t event)
{
    (void)context, (void)session, (void)event;
    strcat(order, "e");
}

static void tell_end(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    (void)session, (void)outcome;
    CHECK(command == *(uint64_t *)context || *(uint64_t *)context == 0);
    strcat(order, "c");
}

static void completions_come_after_events(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_agent(&world, "5001", "8001");
    uint64_t id = 0;
    well_command_t command;
    CHECK_OK(well_session_on(session, "agentNotReady", &(well_event_callback_t){NULL, tell_event, NULL}, NULL));
    CHECK_OK(well_session_set_agent_mode(session, WELL_MODE_NOT_READY, "午餐",
                                         &(well_completion_t){&id, tell_end, NULL}, &command));
    well_outcome_t outcome;
    CHECK_OK(well_command_wait(command, patience(), &outcome));
    CHECK_OK(well_outcome_free(outcome));
    CHECK_OK(well_command_id(command, &id));
    CHECK_OK(well_command_free(command));
    end_session(session);
    CHECK(strcmp(order, "ec") == 0);
    world_end(&world);
}

static const test_t TESTS[] = {
    {"waiting_inside", waiting_inside},
    {"waiting_inside_of_a_question", waiting_inside_of_a_question},
    {"waiting_inside_of_pumping", waiting_inside_of_pumping},
    {"freeing_inside", freeing_inside},
    {"freeing_the_client_inside", freeing_the_client_inside},
    {"cancelling_inside", cancelling_inside},
    {"beginning_inside", beginning_inside},
    {"every_end", every_end},
    {"every_free", every_free},
    {"closing_the_client", closing_the_client},
    {"a_callback_that_does_not_return", a_callback_that_does_not_return},
    {"completions_come_after_events", completions_come_after_events},
};

int main(int argc, char **argv)
{
    return run_tests("callbacks", TESTS, COUNT(TESTS), argc, argv);
}
