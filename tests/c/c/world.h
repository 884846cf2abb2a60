/*
 * What most tests need: a simulator, a client, sessions with agents on them, and a tape that their events are recorded on.
 */
#ifndef WORLD_H
#define WORLD_H

#include "check.h"
#include "portable.h"

#define PASSWORD "123456"

/* That a function returns this. */
#define CHECK_STATUS(expected, call) check_status((expected), (call), __FILE__, __LINE__, #call)
#define CHECK_OK(call) CHECK_STATUS(WELL_OK, call)
#define REQUIRE_OK(call) \
    (CHECK_STATUS(WELL_OK, call) ? (void)0 : check_give_up(__FILE__, __LINE__, "nothing makes sense without it"))

bool check_status(well_status_t expected, well_status_t got, const char *file, int line, const char *what);

/* A simulator in this process and a client. */
typedef struct {
    well_simulator_t simulator;
    well_client_t client;
    well_string_t url;
} world_t;

/* `config` is the simulator's; NULL for one whose outside lines do what they are told. */
world_t world_new(const char *config);
/* Closes and frees everything. */
void world_end(world_t *world);

/* A client without a proxy. */
well_client_t new_client(void);
/* Options for a session of this world: quick to settle, no wait between two calls, no automatic answer. */
well_session_options_t world_options(const world_t *world);
/* A session; NULL for `world_options`. */
well_session_t world_session(const world_t *world, const well_session_options_t *options);
/* A session with this agent on this extension, ready. */
well_session_t world_agent(const world_t *world, const char *job_number, const char *ext);
/* Closes and frees a session. */
void end_session(well_session_t session);

/* A log-in for the agents of these tests; force, not ready. */
well_login_t login_of(const char *job_number, const char *ext);

/* Tells the simulator to act as the outside world. */
void control(const world_t *world, const char *action);
/* As `control`; the call that came of it. Free it (`free`). */
char *control_call(const world_t *world, const char *action);

/*
 * How a command ends: OUTCOME(well_session_hold_call, session, call) gives it and waits. Free the outcome.
 * CONFIRM does the same, checks that it is confirmed, and frees it.
 */
#define OUTCOME(verb, ...) outcome_of(verb(__VA_ARGS__, NULL, command_slot()), __FILE__, __LINE__, #verb)
#define CONFIRM(verb, ...) \
    check_outcome(WELL_OUTCOME_CONFIRMED, WELL_REASON_NONE, OUTCOME(verb, __VA_ARGS__), __FILE__, __LINE__, #verb)
#define REFUSED(reason, verb, ...) \
    check_outcome(WELL_OUTCOME_REJECTED, reason, OUTCOME(verb, __VA_ARGS__), __FILE__, __LINE__, #verb)

well_command_t *command_slot(void);
well_outcome_t outcome_of(well_status_t begun, const char *file, int line, const char *verb);
void check_outcome(well_outcome_kind_t kind, well_reason_t reason, well_outcome_t outcome, const char *file, int line,
                   const char *verb);
/* An outcome's struct; its texts last as long as the outcome. */
well_outcome_info_t info_of(well_outcome_t outcome);

/* Everything that a session tells, in order. */
typedef struct tape tape_t;
tape_t *tape_new(well_session_t session);
/* The next event of this kind after the last one asked for, waiting for it. It is the tape's. */
well_event_t tape_next(tape_t *tape, well_event_kind_t kind);
/* As above, of this state of the link. */
void tape_link(tape_t *tape, const char *state);
/* How many events there are so far. */
size_t tape_count(tape_t *tape);
/* Frees it. Only when its session is closed. */
void tape_free(tape_t *tape);

/* A text field of an event; "" if it is absent. */
const char *text_of(well_event_t event, well_field_t field);

/* The state of a session. */
well_snapshot_t snapshot_of(well_session_t session);
well_snapshot_info_t state_of(well_snapshot_t snapshot);
well_call_t call_of(well_snapshot_t snapshot, size_t index);
/* Waits until the session's snapshot has so many calls. */
void wait_for_calls(well_session_t session, size_t count);

/* Something that happens so many times, to be waited for. */
typedef struct {
    monitor_t monitor;
    unsigned count;
} bell_t;

#define BELL {MONITOR, 0}

void bell_ring(bell_t *bell);
/* Waits until it has rung `count` times; false if that is not in time. */
bool bell_wait(bell_t *bell, unsigned count);
unsigned bell_count(bell_t *bell);

/* A callback's `drop` that rings a bell: `context` is a bell_t. */
void drop_rings(void *context);

#endif
