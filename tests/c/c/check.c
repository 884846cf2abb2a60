/* The harness of check.h. */
#include "check.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "portable.h"

static atomic_ulong checks;
static atomic_ulong failures;
static const char *running = "";

static double scale(void)
{
    const char *text = getenv("WELL_TEST_SCALE");
    double given = text ? atof(text) : 1.0;
    return given > 0 ? given : 1.0;
}

size_t scaled(size_t count, size_t least)
{
    size_t times = (size_t)((double)count * scale());
    return times < least ? least : times;
}

bool is_instrumented(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    return scale() < 1;
#endif
}

uint32_t patience(void)
{
    return is_instrumented() ? 120000 : 20000;
}

static bool count(bool truth)
{
    atomic_fetch_add(&checks, 1);
    if (!truth) {
        atomic_fetch_add(&failures, 1);
    }
    return truth;
}

void check_anew(void)
{
    atomic_store(&failures, 0);
}

bool check_has_failed(void)
{
    return atomic_load(&failures) > 0;
}

bool check_truth(bool truth, const char *file, int line, const char *what)
{
    if (!count(truth)) {
        fprintf(stderr, "%s:%d: %s: not so: %s\n", file, line, running, what);
    }
    return truth;
}

bool check_number(int64_t expected, int64_t got, const char *file, int line, const char *what)
{
    if (!count(expected == got)) {
        fprintf(stderr, "%s:%d: %s: %lld, not %lld: %s\n", file, line, running, (long long)got, (long long)expected,
                what);
    }
    return expected == got;
}

bool check_text(const char *expected, well_str_t got, const char *file, int line, const char *what)
{
    bool same = expected ? got.data && strcmp(expected, got.data) == 0 && strlen(expected) == got.len
                         : got.data == NULL && got.len == 0;
    if (!count(same)) {
        fprintf(stderr, "%s:%d: %s: \"%s\", not \"%s\": %s\n", file, line, running, got.data ? got.data : "(none)",
                expected ? expected : "(none)", what);
    }
    return same;
}

bool check_has(const char *text, const char *part, bool has, const char *file, int line)
{
    bool so = text && (strstr(text, part) != NULL) == has;
    if (!count(so)) {
        fprintf(stderr, "%s:%d: %s: %s \"%s\" in: %s\n", file, line, running, has ? "no" : "there is", part,
                text ? text : "(none)");
    }
    return so;
}

void check_give_up(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s: given up: %s\n", file, line, running, what);
    exit(EXIT_FAILURE);
}

/* A test that hangs is a failure, and says which it was. */
static void too_long(void)
{
    say_at_once("hangs: ");
    say_at_once(running);
    say_at_once("\n");
    fail_at_once();
}

static bool is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            return true;
        }
    }
    return argc < 2;
}

int run_tests(const char *program, const test_t *tests, size_t count, int argc, char **argv)
{
    bool only_list = argc == 2 && strcmp(argv[1], "--list") == 0;
    double begun = seconds_now();
    size_t run = 0;
    lines_as_written();
    for (size_t i = 0; i < count; i++) {
        if (only_list) {
            puts(tests[i].name);
        } else if (is_wanted(tests[i].name, argc, argv)) {
            double start = seconds_now();
            unsigned long before = atomic_load(&failures);
            running = tests[i].name;
            call_when_late(20 * patience() / 1000, too_long);
            tests[i].run();
            call_when_late(0, too_long);
            printf("%-6s %s (%.2f s)\n", atomic_load(&failures) == before ? "ok" : "FAILED", running, seconds_now() - start);
            run++;
        }
    }
    if (only_list) {
        return EXIT_SUCCESS;
    }
    printf("%s: %zu tests, %lu checks, %lu failures, %.1f s\n", program, run, atomic_load(&checks),
           atomic_load(&failures), seconds_now() - begun);
    return run > 0 && atomic_load(&failures) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
