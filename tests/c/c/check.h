/*
 * A small test harness: tests have names, checks say where they failed, and a program closes with one line.
 *
 *     static void adds(void) { CHECK(1 + 1 == 2); }
 *     static const test_t TESTS[] = {{"adds", adds}};
 *     int main(int argc, char **argv) { return run_tests("sums", TESTS, COUNT(TESTS), argc, argv); }
 *
 * Without arguments a program runs all its tests, else those that are named; `--list` names them. WELL_TEST_SCALE (1 unless
 * set) scales how often things are repeated; where it is less, as under valgrind, time limits are longer.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wellclient.h"

typedef struct {
    const char *name;
    void (*run)(void);
} test_t;

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Runs the tests; what it returns is the program's exit status. */
int run_tests(const char *program, const test_t *tests, size_t count, int argc, char **argv);

/* True if it is so; else says where it is not, and counts that. Any thread. */
#define CHECK(truth) check_truth((truth), __FILE__, __LINE__, #truth)
#define CHECK_NUMBER(expected, number) check_number((expected), (number), __FILE__, __LINE__, #number)
/* `text` is a well_str_t. */
#define CHECK_TEXT(expected, text) check_text((expected), (text), __FILE__, __LINE__, #text)
/* That `text`, NUL-terminated, has `part` in it. */
#define CHECK_HAS(text, part) check_has((text), (part), true, __FILE__, __LINE__)
#define CHECK_LACKS(text, part) check_has((text), (part), false, __FILE__, __LINE__)

/* What nothing makes sense without: ends the program. */
#define REQUIRE(truth) ((truth) ? (void)check_truth(true, __FILE__, __LINE__, "") : check_give_up(__FILE__, __LINE__, #truth))

bool check_truth(bool truth, const char *file, int line, const char *what);
bool check_number(int64_t expected, int64_t got, const char *file, int line, const char *what);
bool check_text(const char *expected, well_str_t got, const char *file, int line, const char *what);
bool check_has(const char *text, const char *part, bool has, const char *file, int line);
void check_give_up(const char *file, int line, const char *what);

/* For a child process: begins to count anew; whether a check has failed since. */
void check_anew(void);
bool check_has_failed(void);

/* How often to repeat what is repeated `count` times at scale 1; at least `least` times. */
size_t scaled(size_t count, size_t least);

/* Whether this runs under something that has memory of its own: valgrind (a scale below 1) or a sanitizer. */
bool is_instrumented(void);

/* How long to wait for what should come soon, in milliseconds. */
uint32_t patience(void);

#endif
