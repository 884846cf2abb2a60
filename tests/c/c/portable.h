/*
 * What the tests ask of the system, the same on POSIX (portable_posix.c) and on Windows (portable_windows.c).
 */
#ifndef PORTABLE_H
#define PORTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef _WIN32

/* A lock, and what is told when what it guards has changed. */
typedef struct {
    void *lock;
    void *changed;
} monitor_t;
#define MONITOR {NULL, NULL}

typedef struct thread thread_t;

/* What a loop waits on for a session: an event object. */
typedef void *waitable_t;
#define well_session_waitable well_session_event_handle
#define well_session_other_waitable(session, out) well_session_event_fd(session, (int32_t *)(out))

#else

#include <pthread.h>

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
} monitor_t;
#define MONITOR {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER}

typedef struct thread thread_t;

/* What a loop waits on for a session: a file descriptor. */
typedef int32_t waitable_t;
#define well_session_waitable well_session_event_fd
#define well_session_other_waitable(session, out) well_session_event_handle(session, (void **)(out))

#endif

void monitor_init(monitor_t *monitor);
void monitor_destroy(monitor_t *monitor);
void monitor_enter(monitor_t *monitor);
void monitor_leave(monitor_t *monitor);
/* Wakes all that wait. */
void monitor_tell(monitor_t *monitor);
/* Waits, outside of the monitor, until something is told or it is `end` (as of `seconds_now`); false if that is over. */
bool monitor_wait(monitor_t *monitor, double end);

/* Runs `run` on a thread of its own; NULL if there is none to be had. */
thread_t *thread_start(void *(*run)(void *), void *context);
/* Waits for its end; what `run` has returned. */
void *thread_join(thread_t *thread);

/* Seconds since some moment; they never go back. */
double seconds_now(void);
void sleep_ms(unsigned milliseconds);

/* Whether it is signalled before the time is over. */
bool is_signalled(waitable_t waitable, uint32_t timeout_ms);

enum { PATH_ROOM = 300 };

/* Makes an empty file, or a folder, and says where; false if that is not possible. */
bool temporary_file(char path[PATH_ROOM]);
bool temporary_folder(char path[PATH_ROOM]);
bool remove_folder(const char *path);

/* The next line with its end into `line`, which is malloc'ed and grows as POSIX's getline lets it; its length, or -1. */
long read_line(char **line, size_t *room, FILE *from);

/* A copy of a text. Free it (`free`). */
char *copy_of(const char *text);

/* Lines go out as they are written; output has the ends of lines that it is given. */
void lines_as_written(void);

/* Calls `late` when so many seconds are over; 0: no more. `late` may only call the two functions below. */
void call_when_late(unsigned seconds, void (*late)(void));
/* Says it without a lock, on the standard error. */
void say_at_once(const char *text);
/* Ends the process as it is. */
void fail_at_once(void);

#endif
