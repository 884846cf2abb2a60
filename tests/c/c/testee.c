/*
 * The C testee of the conformance suite: does what the runner says, line by line, by the typed C API, and says what it
 * sees. The protocol is in tests/conformance/README.md.
 */
#include "portable.h"
#include "testee.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DESKS = 64 };

static well_client_t client;
static desk_t desks[MOST_DESKS];
static size_t desk_count;

line_t answer_to(const request_t *request)
{
    line_t line = line_new("answer");
    line_put(&line, "id", request_get(request, "id"));
    return line;
}

void say_failed(const request_t *request, const char *why)
{
    line_t line = answer_to(request);
    line_put(&line, "failed", why);
    line_say(&line);
}

bool is_done(const request_t *request, well_status_t status)
{
    if (status != WELL_OK) {
        say_failed(request, name_of("%s: %s", well_status_name(status), well_last_error()));
    }
    return status == WELL_OK;
}

static desk_t *find_desk(const char *name)
{
    for (size_t i = 0; name && i < desk_count; i++) {
        if (strcmp(desks[i].name, name) == 0) {
            return &desks[i];
        }
    }
    return NULL;
}

/* ---- What sessions tell ------------------------------------------------------------------------------------------------- */

static void put_field(line_t *line, well_event_t event, well_field_t field)
{
    well_str_t name, text;
    well_field_type_t type;
    int64_t integer;
    bool truth;
    if (well_field_info(field, &name, &type) != WELL_OK) {
        return;
    }
    const char *part = name_of("field.%s", name.data);
    if (type == WELL_TYPE_INTEGER && well_event_integer(event, field, &integer) == WELL_OK) {
        line_put_number(line, part, integer);
    } else if (type == WELL_TYPE_TRUTH && well_event_truth(event, field, &truth) == WELL_OK) {
        line_put_truth(line, part, truth);
    } else if (well_event_text(event, field, &text) == WELL_OK) {
        line_put_str(line, part, text);
    }
}

static well_str_t kind_word(well_event_kind_t kind, well_event_t event)
{
    static const char other[] = "other", call_cleared[] = "callCleared";
    well_str_t name = {other, sizeof other - 1};
    if (kind == WELL_EVENT_CALL_CLEARED) {
        return (well_str_t){call_cleared, sizeof call_cleared - 1};
    }
    if (kind != WELL_EVENT_OTHER) {
        well_event_name(event, &name);
    }
    return name;
}

static void say_lagged(const char *session, well_event_t event)
{
    uint64_t missed = 0;
    line_t line = line_new("lagged");
    line_put(&line, "session", session);
    well_event_missed(event, &missed);
    line_put_number(&line, "missed", (int64_t)missed);
    line_say(&line);
}

static void on_event(void *context, well_session_t session, well_event_t event)
{
    static const char *const origins[] = {"server", "synthesized", "derived", "library"};
    (void)session;
    well_event_kind_t kind = WELL_EVENT_OTHER;
    well_origin_t origin = WELL_ORIGIN_LIBRARY;
    bool late = false;
    well_str_t raw = {NULL, 0}, watched = {NULL, 0};
    well_event_kind(event, &kind);
    if (kind == WELL_EVENT_LAGGED) {
        say_lagged(context, event);
        return;
    }
    well_event_origin(event, &origin, &late);
    well_event_raw(event, &raw);
    line_t line = line_new("event");
    line_put(&line, "session", context);
    line_put_str(&line, "kind", kind_word(kind, event));
    line_put(&line, "origin", origins[origin]);
    line_put_truth(&line, "late", late);
    if (well_event_watched(event, &watched) == WELL_OK && watched.len > 0) {
        line_put_str(&line, "watched", watched);
    }
    line_put_str(&line, "raw", raw);
    for (well_field_t field = 0; well_event_next_field(event, &field) == WELL_OK;) {
        put_field(&line, event, field);
    }
    line_say(&line);
}

static void on_log(void *context, well_session_t session, well_log_kind_t kind, well_str_t content)
{
    static const char *const kinds[] = {"log", "error", "alert"};
    (void)session;
    line_t line = line_new("log");
    line_put(&line, "session", context);
    line_put(&line, "kind", kinds[kind]);
    line_put_str(&line, "content", content);
    line_say(&line);
}

/* ---- `open` ------------------------------------------------------------------------------------------------------------- */

static void read_truth(const request_t *request, const char *name, uint8_t *truth)
{
    const char *value = request_get(request, name);
    if (value) {
        *truth = strcmp(value, "true") == 0;
    }
}

static void read_number(const request_t *request, const char *name, uint32_t *number)
{
    const char *value = request_get(request, name);
    if (value) {
        *number = (uint32_t)strtoul(value, NULL, 10);
    }
}

static void read_options(const request_t *request, well_session_options_t *options)
{
    const char *dialect = request_get(request, "dialect");
    options->api_url = request_get(request, "url");
    if (dialect) {
        options->dialect = strcmp(dialect, "2.x") == 0 ? WELL_DIALECT_V2 : WELL_DIALECT_V4;
    }
    const char *auto_answer = request_get(request, "autoAnswer");
    if (auto_answer) {
        options->auto_answer = strcmp(auto_answer, "true") == 0;
    }
    read_truth(request, "debug", &options->debug);
    read_truth(request, "useWsLog", &options->use_ws_log);
    read_truth(request, "useErrorAlert", &options->use_error_alert);
    read_truth(request, "retrieveAfterConsultation", &options->retrieve_after_consultation);
    read_truth(request, "answerSecondCall", &options->answer_second_call);
    read_truth(request, "phoneNumbersOnly", &options->phone_numbers_only);
    read_truth(request, "takeOverCall", &options->take_over_call);
    read_truth(request, "verifyWithHeartbeat", &options->verify_with_heartbeat);
    read_truth(request, "eventLog", &options->event_log);
    read_truth(request, "logoutOnClose", &options->logout_on_close);
    read_number(request, "heartbeatMs", &options->heartbeat_ms);
    read_number(request, "loginMs", &options->login_ms);
    read_number(request, "askMs", &options->ask_ms);
    read_number(request, "commandMs", &options->command_ms);
    read_number(request, "confirmMs", &options->confirm_ms);
    read_number(request, "connectMs", &options->connect_ms);
    read_number(request, "settleMs", &options->settle_ms);
    read_number(request, "stompHeartbeatMs", &options->stomp_heartbeat_ms);
    read_number(request, "pingMs", &options->ping_ms);
    read_number(request, "doubtMs", &options->doubt_ms);
    read_number(request, "clockJumpMs", &options->clock_jump_ms);
    read_number(request, "betweenCallsMs", &options->between_calls_ms);
    read_number(request, "stableMs", &options->stable_ms);
    read_number(request, "slowRetryMs", &options->slow_retry_ms);
    if (request_get(request, "reconnectAttempts")) {
        options->reconnect = WELL_RECONNECT_FIXED;
        read_number(request, "reconnectAttempts", &options->reconnect_attempts);
        read_number(request, "reconnectDelayMs", &options->reconnect_delay_ms);
    }
}

static well_status_t open_watch(const request_t *request, const well_session_options_t *options, well_session_t *watch)
{
    enum { MOST_AGENTS = 16 };
    const char *agents[MOST_AGENTS];
    size_t count = 0;
    well_watch_account_t account;
    const char *agent;
    while (count < MOST_AGENTS && (agent = request_get(request, name_of("agents.%zu", count))) != NULL) {
        agents[count++] = agent;
    }
    well_status_t status = well_watch_account_default(&account, sizeof account);
    account.job_number = request_get(request, "jobNumber");
    account.password = request_get(request, "password");
    account.domain = request_get(request, "domain");
    return status == WELL_OK ? well_watch_new(client, options, &account, agents, count, watch) : status;
}

static void open_desk(const request_t *request)
{
    const char *name = request_get(request, "session");
    well_session_options_t options;
    well_session_t session;
    if (!name || find_desk(name) || desk_count == MOST_DESKS) {
        say_failed(request, "no new name of a session");
        return;
    }
    if (!is_done(request, well_session_options_default(&options, sizeof options))) {
        return;
    }
    read_options(request, &options);
    bool is_watch = strcmp(request->word, "openWatch") == 0;
    if (!is_done(request, is_watch ? open_watch(request, &options, &session) : well_session_new(client, &options, &session))) {
        return;
    }
    desk_t *desk = &desks[desk_count++];
    *desk = (desk_t){copy_of(name), session, copy_of("well-canBeCalled")};
    well_event_callback_t events = {desk->name, on_event, NULL};
    well_log_callback_t logs = {desk->name, on_log, NULL};
    if (is_done(request, well_session_on(session, NULL, &events, NULL)) &&
        is_done(request, well_session_on_log(session, &logs, NULL))) {
        line_t line = answer_to(request);
        line_say(&line);
    }
}

/* ---- The loop ----------------------------------------------------------------------------------------------------------- */

static void obey(const request_t *request)
{
    if (strcmp(request->word, "open") == 0 || strcmp(request->word, "openWatch") == 0) {
        open_desk(request);
        return;
    }
    desk_t *desk = find_desk(request_get(request, "session"));
    if (!desk) {
        say_failed(request, "no such session");
    } else if (strcmp(request->word, "do") == 0 || strcmp(request->word, "recover") == 0) {
        give_command(desk, request);
    } else if (!answer_question(desk, request)) {
        say_failed(request, "no such request");
    }
}

int main(void)
{
    well_client_options_t options;
    if (well_client_options_default(&options, sizeof options) != WELL_OK) {
        return EXIT_FAILURE;
    }
    options.proxy = WELL_PROXY_NONE;
    if (well_client_new(&options, &client) != WELL_OK) {
        fprintf(stderr, "%s\n", well_last_error());
        return EXIT_FAILURE;
    }
    lines_as_written();
    line_t ready = line_new("ready");
    line_put(&ready, "language", "c");
    line_put(&ready, "version", well_version());
    line_say(&ready);
    request_t request;
    while (request_read(&request) && strcmp(request.word, "quit") != 0) {
        obey(&request);
        request_free(&request);
    }
    request_free(&request);
    well_status_t closed = well_client_close(client, WELL_FOREVER);
    for (size_t i = 0; i < desk_count; i++) {
        well_session_free(desks[i].session);
        free(desks[i].name);
        free(desks[i].click_call_class);
    }
    well_client_free(client);
    return closed == WELL_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
