/* Signals are the program's: its handlers run on its threads, and what it has blocked waits for it. */
#define _DEFAULT_SOURCE

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "world.h"

static volatile sig_atomic_t handled;

static void on_signal(int signal)
{
    (void)signal;
    handled++;
}

/* A client with a session that works, whatever the program does with signals. */
static world_t working_world(void)
{
    world_t world = world_new(NULL);
    end_session(world_agent(&world, "5001", "8001"));
    return world;
}

static void handlers_run_on_the_programs_threads(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t set, pending;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    REQUIRE(sigaction(SIGUSR1, &action, NULL) == 0);
    world_t world = working_world();
    well_session_t session = world_agent(&world, "5002", "8002");
    REQUIRE(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    handled = 0;
    for (int i = 0; i < 50; i++) {
        kill(getpid(), SIGUSR1);
        usleep(1000);
    }
    CHECK_NUMBER(0, handled);
    REQUIRE(sigpending(&pending) == 0);
    CHECK(sigismember(&pending, SIGUSR1) == 1);
    REQUIRE(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
    CHECK_NUMBER(1, handled);
    end_session(session);
    world_end(&world);
}

static void signalfd_gets_them(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    world_t world = working_world();
    REQUIRE(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    int descriptor = signalfd(-1, &set, SFD_CLOEXEC);
    REQUIRE(descriptor >= 0);
    kill(getpid(), SIGTERM);
    struct pollfd waiting = {descriptor, POLLIN, 0};
    CHECK_NUMBER(1, poll(&waiting, 1, 5000));
    struct signalfd_siginfo info;
    CHECK_NUMBER(sizeof info, read(descriptor, &info, sizeof info));
    close(descriptor);
    REQUIRE(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
    world_end(&world);
}

static void the_programs_own_mask_is_as_it_was(void)
{
    sigset_t before, after;
    REQUIRE(pthread_sigmask(SIG_BLOCK, NULL, &before) == 0);
    world_t world = working_world();
    REQUIRE(pthread_sigmask(SIG_BLOCK, NULL, &after) == 0);
    for (int signal = 1; signal < 32; signal++) {
        CHECK_NUMBER(sigismember(&before, signal), sigismember(&after, signal));
    }
    world_end(&world);
}

static const test_t TESTS[] = {
    {"handlers", handlers_run_on_the_programs_threads},
    {"signalfd", signalfd_gets_them},
    {"mask", the_programs_own_mask_is_as_it_was},
};

int main(int argc, char **argv)
{
    return run_tests("signals", TESTS, COUNT(TESTS), argc, argv);
}
