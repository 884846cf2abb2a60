/*
 * The testee of the C API, in parts: testee.c obeys and tells events, testee_verbs.c gives commands, testee_state.c answers
 * questions.
 */
#ifndef TESTEE_H
#define TESTEE_H

#include "testee_line.h"

/* A session by the runner's name for it. */
typedef struct {
    char *name;
    well_session_t session;
    /* `clickCallClass` of setConfig is of web pages, so the C API has none: the testee keeps it as a page would. */
    char *click_call_class;
} desk_t;

/* Begins an answer to a request. */
line_t answer_to(const request_t *request);
/* Says that a request cannot be done: by the library's words, or the testee's. */
void say_failed(const request_t *request, const char *why);
/* True if it is done; else says that it has failed. */
bool is_done(const request_t *request, well_status_t status);

/* `do` and `recover`: begins a command; its end is said when it comes. */
void give_command(const desk_t *desk, const request_t *request);

/* `snapshot`, `may`, `metrics` and all else that is answered at once; false if it does not know the word. */
bool answer_question(desk_t *desk, const request_t *request);

#endif
