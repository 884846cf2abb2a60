/* The softphone's console on Windows: a console or a pipe, by WaitForMultipleObjects. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include <wellclient.h>

/* What has come when a wait is over. */
typedef struct {
    bool nothing;
    bool interrupt;
    bool typed;
} happened_t;

/* Ctrl-C, or the window is being closed. */
static HANDLE interrupt;
static volatile LONG is_let_go;

/* A thread reads, since neither a pipe nor a line of a console can be waited for: one chunk, and then waits until it is taken. */
static HANDLE typed, taken;
static char chunk[1024];
static DWORD chunk_length;
static DWORD chunk_read;

static BOOL WINAPI on_control(DWORD what)
{
    bool ends_anyway = what == CTRL_CLOSE_EVENT || what == CTRL_LOGOFF_EVENT || what == CTRL_SHUTDOWN_EVENT;
    if (is_let_go) {
        return FALSE;
    }
    SetEvent(interrupt);
    /* When this returns, Windows ends the program: main() is to log out before. It has some seconds. */
    if (ends_anyway) {
        Sleep(INFINITE);
    }
    return TRUE;
}

/* What is read next, as UTF-8; nothing at the end. A console is read in UTF-16: its UTF-8 is not to be relied on. */
static DWORD read_chunk(HANDLE input)
{
    DWORD mode, got = 0;
    if (!GetConsoleMode(input, &mode)) {
        return ReadFile(input, chunk, sizeof chunk, &got, NULL) ? got : 0;
    }
    wchar_t wide[sizeof chunk / 4];
    if (!ReadConsoleW(input, wide, sizeof wide / sizeof *wide, &got, NULL) || (got > 0 && wide[0] == 26)) {
        return 0;
    }
    return (DWORD)WideCharToMultiByte(CP_UTF8, 0, wide, (int)got, chunk, sizeof chunk, NULL, NULL);
}

static DWORD WINAPI read_on(void *context)
{
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    (void)context;
    do {
        WaitForSingleObject(taken, INFINITE);
        chunk_length = read_chunk(input);
        chunk_read = 0;
        SetEvent(typed);
    } while (chunk_length > 0);
    return 0;
}

static bool console_open(void)
{
    SetConsoleOutputCP(CP_UTF8);
    /* Else it goes out byte by byte, and a console makes no character of a part of one. */
    setvbuf(stdout, NULL, _IOFBF, 4096);
    interrupt = CreateEventW(NULL, FALSE, FALSE, NULL);
    typed = CreateEventW(NULL, TRUE, FALSE, NULL);
    taken = CreateEventW(NULL, FALSE, FALSE, NULL);
    return interrupt && typed && taken && SetConsoleCtrlHandler(on_control, TRUE);
}

/* From now on Ctrl-C ends the program. */
static void console_let_go(void)
{
    InterlockedExchange(&is_let_go, 1);
}

/* Waits for the session, for Ctrl-C and, if it `listens`, for what is typed; `timeout_ms` -1: without end. */
static happened_t console_wait(well_session_t session, bool listens, int timeout_ms)
{
    static HANDLE reader;
    happened_t happened = {0};
    HANDLE wanted[3] = {interrupt};
    (void)well_session_event_handle(session, &wanted[1]);
    wanted[2] = typed;
    /* Not before a line is wanted: a password may be read first. */
    if (listens && !reader) {
        SetEvent(taken);
        reader = CreateThread(NULL, 0, read_on, NULL, 0, NULL);
    }
    DWORD which = WaitForMultipleObjects(listens ? 3 : 2, wanted, FALSE, timeout_ms < 0 ? INFINITE : (DWORD)timeout_ms);
    happened.nothing = which == WAIT_TIMEOUT;
    happened.interrupt = which == WAIT_OBJECT_0;
    happened.typed = listens && WaitForSingleObject(typed, 0) == WAIT_OBJECT_0;
    return happened;
}

/* Takes what was typed, as UTF-8, with lines that end as on POSIX; how much, 0 at the end of the input, -1 for nothing yet. */
static long console_read(char *to, size_t room)
{
    size_t length = 0;
    if (chunk_length == 0) {
        return 0;
    }
    while (length < room && chunk_read < chunk_length) {
        char c = chunk[chunk_read++];
        if (c != '\r') {
            to[length++] = c;
        }
    }
    if (chunk_read == chunk_length) {
        ResetEvent(typed);
        SetEvent(taken);
    }
    return length > 0 ? (long)length : -1;
}

/* Reads a line without showing it. */
static bool console_read_hidden(const char *prompt, char *to, size_t size)
{
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    DWORD shown, got = 0;
    wchar_t wide[256];
    if (!GetConsoleMode(input, &shown)) {
        fprintf(stderr, "there is no console to ask for the password: set WELLCLIENT_PASSWORD\n");
        return false;
    }
    fputs(prompt, stderr);
    SetConsoleMode(input, shown & ~(DWORD)ENABLE_ECHO_INPUT);
    BOOL is_read = ReadConsoleW(input, wide, sizeof wide / sizeof *wide, &got, NULL);
    SetConsoleMode(input, shown);
    fprintf(stderr, "\n");
    int length = is_read ? WideCharToMultiByte(CP_UTF8, 0, wide, (int)got, to, (int)size - 1, NULL, NULL) : 0;
    SecureZeroMemory(wide, sizeof wide);
    if (length <= 0) {
        return false;
    }
    to[length] = '\0';
    to[strcspn(to, "\r\n")] = '\0';
    return true;
}
