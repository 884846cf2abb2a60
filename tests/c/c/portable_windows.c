/* The functions of portable.h by Windows. */
#include "portable.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

void monitor_init(monitor_t *monitor)
{
    *monitor = (monitor_t)MONITOR;
}

void monitor_destroy(monitor_t *monitor)
{
    (void)monitor;
}

void monitor_enter(monitor_t *monitor)
{
    AcquireSRWLockExclusive((PSRWLOCK)&monitor->lock);
}

void monitor_leave(monitor_t *monitor)
{
    ReleaseSRWLockExclusive((PSRWLOCK)&monitor->lock);
}

void monitor_tell(monitor_t *monitor)
{
    WakeAllConditionVariable((PCONDITION_VARIABLE)&monitor->changed);
}

bool monitor_wait(monitor_t *monitor, double end)
{
    double left = end - seconds_now();
    if (left <= 0) {
        return false;
    }
    SleepConditionVariableSRW((PCONDITION_VARIABLE)&monitor->changed, (PSRWLOCK)&monitor->lock,
                              (DWORD)(left * 1000) + 1, 0);
    return true;
}

struct thread {
    HANDLE handle;
    void *(*run)(void *);
    void *context;
    void *result;
};

static DWORD WINAPI run_thread(void *context)
{
    thread_t *thread = context;
    thread->result = thread->run(thread->context);
    return 0;
}

thread_t *thread_start(void *(*run)(void *), void *context)
{
    thread_t *thread = calloc(1, sizeof *thread);
    if (!thread) {
        return NULL;
    }
    thread->run = run;
    thread->context = context;
    thread->handle = CreateThread(NULL, 0, run_thread, thread, 0, NULL);
    if (!thread->handle) {
        free(thread);
        return NULL;
    }
    return thread;
}

void *thread_join(thread_t *thread)
{
    WaitForSingleObject(thread->handle, INFINITE);
    CloseHandle(thread->handle);
    void *result = thread->result;
    free(thread);
    return result;
}

double seconds_now(void)
{
    LARGE_INTEGER count, frequency;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (double)count.QuadPart / (double)frequency.QuadPart;
}

void sleep_ms(unsigned milliseconds)
{
    Sleep(milliseconds);
}

bool is_signalled(waitable_t waitable, uint32_t timeout_ms)
{
    return WaitForSingleObject(waitable, timeout_ms) == WAIT_OBJECT_0;
}

bool temporary_file(char path[PATH_ROOM])
{
    char folder[MAX_PATH];
    return GetTempPathA(sizeof folder, folder) > 0 && GetTempFileNameA(folder, "wel", 0, path) != 0;
}

bool temporary_folder(char path[PATH_ROOM])
{
    return temporary_file(path) && DeleteFileA(path) && CreateDirectoryA(path, NULL);
}

bool remove_folder(const char *path)
{
    return RemoveDirectoryA(path) != 0;
}

long read_line(char **line, size_t *room, FILE *from)
{
    size_t length = 0;
    for (int c; (c = fgetc(from)) != EOF;) {
        if (length + 2 > *room) {
            size_t more = *room ? 2 * *room : 256;
            char *grown = realloc(*line, more);
            if (!grown) {
                return -1;
            }
            *line = grown;
            *room = more;
        }
        (*line)[length++] = (char)c;
        if (c == '\n') {
            break;
        }
    }
    if (length == 0) {
        return -1;
    }
    (*line)[length] = '\0';
    return (long)length;
}

char *copy_of(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

void lines_as_written(void)
{
    _setmode(_fileno(stdout), _O_BINARY);
    setvbuf(stdout, NULL, _IONBF, 0);
}

static void (*call_late)(void);
static HANDLE timer;

static void CALLBACK ring(void *context, BOOLEAN fired)
{
    (void)context, (void)fired;
    call_late();
}

void call_when_late(unsigned seconds, void (*late)(void))
{
    call_late = late;
    if (timer) {
        (void)DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE);
        timer = NULL;
    }
    if (seconds > 0) {
        CreateTimerQueueTimer(&timer, NULL, ring, NULL, seconds * 1000, 0, WT_EXECUTEONLYONCE);
    }
}

void say_at_once(const char *text)
{
    DWORD written;
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, (DWORD)strlen(text), &written, NULL);
}

void fail_at_once(void)
{
    TerminateProcess(GetCurrentProcess(), EXIT_FAILURE);
}
