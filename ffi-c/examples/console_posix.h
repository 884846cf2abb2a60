/* The softphone's console on POSIX: a terminal or a pipe, by poll(). */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <wellclient.h>

/* What has come when a wait is over. */
typedef struct {
    bool nothing;
    bool interrupt;
    bool typed;
} happened_t;

/* Ctrl-C arrives as a byte here, so that poll() sees it. */
static int interrupts[2];

static void on_interrupt(int number)
{
    (void)number;
    int before = errno;
    ssize_t written = write(interrupts[1], "!", 1);
    (void)written;
    errno = before;
}

static bool console_open(void)
{
    struct sigaction action = {.sa_handler = on_interrupt};
    sigemptyset(&action.sa_mask);
    return pipe(interrupts) == 0 && sigaction(SIGINT, &action, NULL) == 0 && sigaction(SIGTERM, &action, NULL) == 0;
}

/* From now on Ctrl-C ends the program. */
static void console_let_go(void)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

/* Waits for the session, for Ctrl-C and, if it `listens`, for what is typed; `timeout_ms` -1: without end. */
static happened_t console_wait(well_session_t session, bool listens, int timeout_ms)
{
    int32_t events = -1;
    happened_t happened = {0};
    (void)well_session_event_fd(session, &events);
    struct pollfd wanted[] = {
        {events, POLLIN, 0},
        {interrupts[0], POLLIN, 0},
        {listens ? STDIN_FILENO : -1, POLLIN, 0},
    };
    int ready = poll(wanted, 3, timeout_ms);
    if (ready > 0 && wanted[1].revents) {
        char byte;
        happened.interrupt = read(interrupts[0], &byte, 1) == 1;
    }
    happened.nothing = ready == 0;
    happened.typed = ready > 0 && wanted[2].revents;
    return happened;
}

/* Takes what was typed, as UTF-8; how much, 0 at the end of the input, -1 if it is to be tried again. */
static long console_read(char *to, size_t room)
{
    ssize_t got = read(STDIN_FILENO, to, room);
    return got < 0 && errno != EINTR ? 0 : (long)got;
}

/* Reads a line without showing it. */
static bool console_read_hidden(const char *prompt, char *to, size_t size)
{
    struct termios shown, hidden;
    if (tcgetattr(STDIN_FILENO, &shown) != 0) {
        fprintf(stderr, "there is no terminal to ask for the password: set WELLCLIENT_PASSWORD\n");
        return false;
    }
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fputs(prompt, stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    ssize_t got = read(STDIN_FILENO, to, size - 1);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fprintf(stderr, "\n");
    if (got <= 0) {
        return false;
    }
    to[got] = '\0';
    to[strcspn(to, "\n")] = '\0';
    return true;
}
