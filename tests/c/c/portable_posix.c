/* The functions of portable.h by POSIX. */
#define _POSIX_C_SOURCE 200809L

#include "portable.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void monitor_init(monitor_t *monitor)
{
    pthread_mutex_init(&monitor->lock, NULL);
    pthread_cond_init(&monitor->changed, NULL);
}

void monitor_destroy(monitor_t *monitor)
{
    pthread_mutex_destroy(&monitor->lock);
    pthread_cond_destroy(&monitor->changed);
}

void monitor_enter(monitor_t *monitor)
{
    pthread_mutex_lock(&monitor->lock);
}

void monitor_leave(monitor_t *monitor)
{
    pthread_mutex_unlock(&monitor->lock);
}

void monitor_tell(monitor_t *monitor)
{
    pthread_cond_broadcast(&monitor->changed);
}

bool monitor_wait(monitor_t *monitor, double end)
{
    double left = end - seconds_now();
    if (left <= 0) {
        return false;
    }
    /* Conditions wait by the other clock. */
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)left;
    until.tv_nsec += (long)((left - (double)(time_t)left) * 1e9);
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(&monitor->changed, &monitor->lock, &until);
    return true;
}

struct thread {
    pthread_t id;
};

thread_t *thread_start(void *(*run)(void *), void *context)
{
    thread_t *thread = malloc(sizeof *thread);
    if (thread && pthread_create(&thread->id, NULL, run, context) != 0) {
        free(thread);
        return NULL;
    }
    return thread;
}

void *thread_join(thread_t *thread)
{
    void *result = NULL;
    pthread_join(thread->id, &result);
    free(thread);
    return result;
}

double seconds_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void sleep_ms(unsigned milliseconds)
{
    nanosleep(&(struct timespec){milliseconds / 1000, (long)(milliseconds % 1000) * 1000000}, NULL);
}

bool is_signalled(waitable_t waitable, uint32_t timeout_ms)
{
    struct pollfd wanted = {waitable, POLLIN, 0};
    return poll(&wanted, 1, (int)timeout_ms) == 1;
}

static void name_in_tmp(char path[PATH_ROOM])
{
    const char *folder = getenv("TMPDIR");
    snprintf(path, PATH_ROOM, "%s/wellclient-XXXXXX", folder && *folder ? folder : "/tmp");
}

bool temporary_file(char path[PATH_ROOM])
{
    name_in_tmp(path);
    int file = mkstemp(path);
    return file >= 0 && close(file) == 0;
}

bool temporary_folder(char path[PATH_ROOM])
{
    name_in_tmp(path);
    return mkdtemp(path) != NULL;
}

bool remove_folder(const char *path)
{
    return rmdir(path) == 0;
}

long read_line(char **line, size_t *room, FILE *from)
{
    return (long)getline(line, room, from);
}

char *copy_of(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

void lines_as_written(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
}

static void (*call_late)(void);

static void ring(int number)
{
    (void)number;
    call_late();
}

void call_when_late(unsigned seconds, void (*late)(void))
{
    call_late = late;
    signal(SIGALRM, ring);
    alarm(seconds);
}

void say_at_once(const char *text)
{
    (void)!write(STDERR_FILENO, text, strlen(text));
}

void fail_at_once(void)
{
    _exit(EXIT_FAILURE);
}
