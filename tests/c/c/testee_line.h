/*
 * Lines of the conformance suite's protocol: a word and named parts, separated by TABs. Requests are read, answers written.
 */
#ifndef TESTEE_LINE_H
#define TESTEE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wellclient.h"

enum { MOST_PARTS = 128 };

/* A request of the runner's. */
typedef struct {
    char *text;
    const char *word;
    size_t count;
    const char *names[MOST_PARTS];
    const char *values[MOST_PARTS];
} request_t;

/* Reads the next line; false at the end of the input, and for what is no line. Free it. */
bool request_read(request_t *request);
void request_free(request_t *request);
/* A part; NULL if it is not there. */
const char *request_get(const request_t *request, const char *name);
/* The part `<name>.<number>.<last>`, or `<name>.<number>` if `last` is NULL. */
const char *request_item(const request_t *request, const char *name, size_t number, const char *last);

/* A line in the making. */
typedef struct {
    char *text;
    size_t length;
    size_t room;
} line_t;

line_t line_new(const char *word);
void line_put(line_t *line, const char *name, const char *value);
/* Leaves out what is absent. */
void line_put_str(line_t *line, const char *name, well_str_t value);
void line_put_number(line_t *line, const char *name, int64_t value);
void line_put_truth(line_t *line, const char *name, bool value);
/* Says it, whole and at once, and frees it. Any thread. */
void line_say(line_t *line);

/* `format` with a name in it, such as "calls.%zu.callId", as a text that lasts until the next call on this thread. */
const char *name_of(const char *format, ...);

#endif
