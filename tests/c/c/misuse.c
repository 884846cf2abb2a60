/*
 * Wrong arguments: every function of the header, every argument, every way in which it can be wrong. Nothing crashes, the
 * status says what it is, outputs stay as they were, and callbacks are dropped once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

static const char BAD_UTF8[] = "8\xff\xfe" "001";

/* Calls a function with one thing spoilt. */
static void expect(well_status_t expected, const function_t *function, size_t i, const char *how, bench_t *bench,
                   const slot_t *a)
{
    well_status_t status = function->call(a);
    bool right = CHECK(status == expected);
    right &= CHECK(expected == WELL_OK || outputs_untouched(function, bench));
    right &= CHECK_NUMBER(bench->given, atomic_load(&bench->drops));
    right &= CHECK_NUMBER(0, atomic_load(&bench->calls));
    right &= CHECK(well_last_error()[0] != '\0');
    if (!right) {
        fprintf(stderr, "    %s, argument %zu, %s: %s, not %s\n", function->name, i + 1, how, well_status_name(status),
                well_status_name(expected));
    }
}

/* Runs `spoil` for each argument of each function. */
static void each_argument(void (*spoil)(const scene_t *, const function_t *, size_t, bench_t *))
{
    scene_t scene = scene_new();
    static bench_t bench;
    for (size_t f = 0; f < FUNCTION_COUNT; f++) {
        for (size_t i = 0; FUNCTION_TABLE[f].arguments[i]; i++) {
            spoil(&scene, &FUNCTION_TABLE[f], i, &bench);
        }
    }
    scene_end(&scene);
}

static bool may_not_be_null(char letter)
{
    return letter != '\0' && strchr("tyzDwh12567" "89vlVSmbA@", letter) != NULL;
}

static bool is_callback(char letter)
{
    return strchr("vlkag", letter) != NULL;
}

static void spoil_pointer(const scene_t *scene, const function_t *function, size_t i, bench_t *bench)
{
    slot_t a[MOST_ARGUMENTS];
    char letter = function->arguments[i];
    if (may_not_be_null(letter)) {
        good_arguments(scene, function, bench, a);
        a[i].pointer = NULL;
        bench->given -= is_callback(letter);
        expect(WELL_NULL_POINTER, function, i, "NULL", bench, a);
    }
}

static void null_pointers(void)
{
    each_argument(spoil_pointer);
}

static void spoil_handle(const scene_t *scene, const function_t *function, size_t i, bench_t *bench)
{
    static const uint64_t garbage[] = {0, 1, 2, 77, UINT32_MAX, 0x0000000100000000, 0xDEADBEEFDEADBEEF, UINT64_MAX};
    slot_t a[MOST_ARGUMENTS];
    char letter = function->arguments[i];
    char type = letter == 'p' || letter == 'q' ? 'o' : letter;
    if (!strchr(HANDLE_LETTERS, type)) {
        return;
    }
    for (size_t g = 0; g < COUNT(garbage); g++) {
        good_arguments(scene, function, bench, a);
        a[i].number = garbage[g];
        expect(WELL_BAD_HANDLE, function, i, "garbage", bench, a);
    }
    good_arguments(scene, function, bench, a);
    a[i].number = scene->freed[(unsigned char)letter];
    expect(WELL_BAD_HANDLE, function, i, "freed", bench, a);
    for (const char *other = HANDLE_LETTERS; *other; other++) {
        /* A watch is a session, too. */
        if (*other != type && !(type == 's' && *other == 'f')) {
            good_arguments(scene, function, bench, a);
            a[i].number = scene->object[(unsigned char)*other];
            expect(WELL_WRONG_HANDLE, function, i, "another type", bench, a);
        }
    }
}

static void handles(void)
{
    each_argument(spoil_handle);
}

static void spoil_text(const scene_t *scene, const function_t *function, size_t i, bench_t *bench)
{
    slot_t a[MOST_ARGUMENTS];
    if (function->arguments[i] == 't' || function->arguments[i] == 'T') {
        good_arguments(scene, function, bench, a);
        a[i].pointer = (void *)BAD_UTF8;
        expect(WELL_BAD_UTF8, function, i, "not UTF-8", bench, a);
    }
}

static void texts(void)
{
    each_argument(spoil_text);
}

static void spoil_size(const scene_t *scene, const function_t *function, size_t i, bench_t *bench)
{
    slot_t a[MOST_ARGUMENTS];
    char letter = function->arguments[i];
    if (!strchr("yYzD", letter)) {
        return;
    }
    size_t right = struct_size(function);
    const size_t sizes[] = {0, 1, sizeof(size_t), right - 1, right + 1, 2 * right, SIZE_MAX};
    for (size_t s = 0; s < COUNT(sizes); s++) {
        good_arguments(scene, function, bench, a);
        if (letter == 'D') {
            a[i + 1].number = sizes[s];
        } else {
            *(size_t *)a[i].pointer = sizes[s];
        }
        expect(WELL_BAD_STRUCT_SIZE, function, i, "size", bench, a);
    }
}

static void sizes(void)
{
    each_argument(spoil_size);
}

static void spoil_number(const scene_t *scene, const function_t *function, size_t i, bench_t *bench)
{
    static const int32_t wrong[] = {-1, 999, INT32_MAX, INT32_MIN};
    static const uint64_t beyond[] = {1000, UINT32_MAX, SIZE_MAX};
    slot_t a[MOST_ARGUMENTS];
    for (size_t w = 0; function->arguments[i] == 'j' && w < COUNT(wrong); w++) {
        good_arguments(scene, function, bench, a);
        a[i].number = (uint64_t)(int64_t)wrong[w];
        expect(WELL_BAD_ARGUMENT, function, i, "no such number", bench, a);
    }
    for (size_t b = 0; function->arguments[i] == 'x' && b < COUNT(beyond); b++) {
        good_arguments(scene, function, bench, a);
        a[i].number = beyond[b];
        expect(WELL_OUT_OF_RANGE, function, i, "beyond", bench, a);
    }
}

static void numbers(void)
{
    each_argument(spoil_number);
}

/* `call` is the second pointer of each kind of callback. */
static void spoil_callback(const scene_t *scene, const function_t *function, size_t i, bench_t *bench)
{
    slot_t a[MOST_ARGUMENTS];
    if (is_callback(function->arguments[i])) {
        good_arguments(scene, function, bench, a);
        ((void **)a[i].pointer)[1] = NULL;
        expect(WELL_NULL_POINTER, function, i, "no function to call", bench, a);
    }
}

static void callbacks_without_a_function(void)
{
    each_argument(spoil_callback);
}

/* Outputs that may be NULL: the function does its work all the same. */
static void optional_outputs(void)
{
    scene_t scene = scene_new();
    well_session_t session = {scene.object['s']};
    well_event_t event = {scene.object['e']};
    bool allowed = false;
    CHECK_OK(well_session_may(session, WELL_VERB_HOLD, scene.call, &allowed, NULL));
    CHECK(allowed);
    CHECK_OK(well_session_identity(session, NULL, NULL));
    well_origin_t origin;
    CHECK_OK(well_event_origin(event, &origin, NULL));
    CHECK_OK(well_field_info(WELL_FIELD_CALL_ID, NULL, NULL));
    CHECK_OK(well_simulator_control(scene.world.simulator, "{\"do\":\"register\",\"device\":\"8009\"}", NULL));
    CHECK_OK(well_simulator_add_fault(scene.world.simulator, "{\"kind\":\"no_receipt\"}", NULL));
    CHECK_OK(well_simulator_clear_faults(scene.world.simulator));
    CHECK_OK(well_session_get_my_prefix(session, NULL, NULL));
    scene_end(&scene);
}

/* Each handle is freed once; a second time it is a number that means nothing. */
static void double_free(void)
{
    scene_t scene = scene_new();
    for (size_t f = 0; f < FUNCTION_COUNT; f++) {
        const function_t *function = &FUNCTION_TABLE[f];
        size_t length = strlen(function->name);
        char letter = function->arguments[0];
        if (length > 5 && strcmp(function->name + length - 5, "_free") == 0 && letter != 'V') {
            slot_t a[MOST_ARGUMENTS] = {{scene.freed[(unsigned char)letter], NULL}};
            CHECK_STATUS(WELL_BAD_HANDLE, function->call(a));
        }
    }
    well_string_t text;
    CHECK_OK(well_simulator_url(scene.world.simulator, &text));
    CHECK_OK(well_string_free(&text));
    CHECK(text.data == NULL && text.len == 0);
    CHECK_OK(well_string_free(&text));
    well_saved_t saved;
    CHECK_OK(well_session_saved((well_session_t){scene.object['s']}, &saved));
    CHECK_OK(well_saved_free(&saved));
    CHECK(saved.session_id.data == NULL && saved.session_id.len == 0);
    CHECK_OK(well_saved_free(&saved));
    scene_end(&scene);
}

/* A type that a field does not have, and fields that an event does not have. */
static void wrong_types(void)
{
    scene_t scene = scene_new();
    well_event_t event = {scene.object['e']};
    well_str_t text = {NULL, 77};
    int64_t number = 77;
    bool truth = true;
    CHECK_STATUS(WELL_WRONG_TYPE, well_event_text(event, WELL_FIELD_SERIAL, &text));
    CHECK_STATUS(WELL_WRONG_TYPE, well_event_integer(event, WELL_FIELD_CALL_ID, &number));
    CHECK_STATUS(WELL_WRONG_TYPE, well_event_truth(event, WELL_FIELD_CALL_ID, &truth));
    CHECK_STATUS(WELL_EMPTY, well_event_text(event, WELL_FIELD_ADDED_PARTY, &text));
    uint64_t missed = 77;
    CHECK_STATUS(WELL_EMPTY, well_event_missed(event, &missed));
    well_log_kind_t kind = 77;
    CHECK_STATUS(WELL_EMPTY, well_event_log_line(event, &kind, &text));
    CHECK(text.data == NULL && text.len == 77 && number == 77 && truth && missed == 77 && kind == 77);
    int32_t descriptor = 77;
    well_event_t none = {77};
    well_session_t dispatched = {scene.object['s']};
    CHECK_STATUS(WELL_WRONG_DELIVERY, well_session_event_fd(dispatched, &descriptor));
    void *handle;
    CHECK_STATUS(WELL_WRONG_DELIVERY, well_session_event_handle(dispatched, &handle));
    CHECK_STATUS(WELL_WRONG_DELIVERY, well_session_poll_event(dispatched, 0, &none));
    CHECK(descriptor == 77 && none.id == 77);
    scene_end(&scene);
}

/* Outcomes that are of other verbs than they are asked about. */
static void wrong_outcomes(void)
{
    scene_t scene = scene_new();
    well_outcome_t data = {scene.object['o']}, prefixes = {scene.object['p']};
    size_t count = 77;
    well_str_t text = {NULL, 77};
    well_client_state_t state = {.struct_size = sizeof state};
    CHECK_STATUS(WELL_EMPTY, well_outcome_entry_count(prefixes, &count));
    CHECK_STATUS(WELL_EMPTY, well_outcome_entry(prefixes, 0, &text, &text));
    CHECK_STATUS(WELL_EMPTY, well_outcome_entry_value(prefixes, "customer", &text));
    CHECK_STATUS(WELL_EMPTY, well_outcome_entry_value(data, "no such datum", &text));
    CHECK_STATUS(WELL_EMPTY, well_outcome_prefix_count(data, &count));
    CHECK_STATUS(WELL_EMPTY, well_outcome_prefix(data, 0, &text));
    CHECK_STATUS(WELL_EMPTY, well_outcome_client_state(data, &state));
    CHECK(count == 77 && text.len == 77);
    scene_end(&scene);
}

/* Numbers in structs that are none of their enumerations. */
static void numbers_in_structs(void)
{
    world_t world = world_new(NULL);
    well_session_t session = {77};
    for (int i = 0; i < 3; i++) {
        well_session_options_t options = world_options(&world);
        *(int32_t *[]){&options.dialect, &options.delivery, &options.reconnect}[i] = 99;
        CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_new(world.client, &options, &session));
    }
    /* Times out of their ranges: a heartbeat without a pause, attempts without a pause. */
    for (int i = 0; i < 4; i++) {
        well_session_options_t options = world_options(&world);
        *(uint32_t *[]){&options.heartbeat_ms, &options.command_ms, &options.ping_ms, &options.connect_ms}[i] = 0;
        CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_new(world.client, &options, &session));
        CHECK_HAS(well_last_error(), "_ms must be ");
    }
    well_session_options_t spinning = world_options(&world);
    spinning.reconnect_delay_ms = 0;
    spinning.reconnect = WELL_RECONNECT_FIXED;
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_new(world.client, &spinning, &session));
    spinning.reconnect = WELL_RECONNECT_SPREAD;
    spinning.reconnect_window_ms = 0;
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_new(world.client, &spinning, &session));
    spinning.reconnect = (well_reconnect_t)99;
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_new(world.client, &spinning, &session));
    CHECK(session.id == 77);
    well_client_options_t options;
    CHECK_OK(well_client_options_default(&options, sizeof options));
    options.proxy = 99;
    well_client_t client = {77};
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_client_new(&options, &client));
    CHECK(client.id == 77);
    session = world_session(&world, NULL);
    well_command_t command = {77};
    for (int i = 0; i < 2; i++) {
        well_login_t login = login_of("5001", "8001");
        *(int32_t *[]){&login.login_mode, &login.agent_mode}[i] = 99;
        CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_agent_login(session, &login, NULL, NULL, &command));
    }
    CHECK_STATUS(WELL_BAD_ARGUMENT,
                 well_session_set_agent_mode(session, WELL_MODE_ALLOCATED, NULL, NULL, &command));
    CHECK(command.id == 77);
    end_session(session);
    world_end(&world);
}

/* Servers that cannot be, and proxies and certificates that cannot be used. */
static void settings_that_cannot_be(void)
{
    world_t world = world_new(NULL);
    static const char *const urls[] = {"", "no url", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999"};
    well_session_t session = {77};
    for (size_t i = 0; i < COUNT(urls); i++) {
        well_session_options_t options = world_options(&world);
        options.api_url = urls[i];
        CHECK_STATUS(WELL_BAD_ENVIRONMENT, well_session_new(world.client, &options, &session));
    }
    well_session_options_t options = world_options(&world);
    options.preset = "no such environment";
    CHECK_STATUS(WELL_BAD_ENVIRONMENT, well_session_new(world.client, &options, &session));
    options.api_url = NULL;
    CHECK_STATUS(WELL_BAD_ENVIRONMENT, well_session_new(world.client, &options, &session));
    options.preset = NULL;
    CHECK_STATUS(WELL_BAD_ENVIRONMENT, well_session_new(world.client, &options, &session));
    static const char *const headers[] = {"no colon", "Host: a", "Cookie: a=1", "x y: 1", "x: 1\r\ny: 2", ": 1"};
    for (size_t i = 0; i < COUNT(headers); i++) {
        options = world_options(&world);
        options.headers = &headers[i];
        options.headers_count = 1;
        CHECK_STATUS(WELL_BAD_ENVIRONMENT, well_session_new(world.client, &options, &session));
    }
    options.headers = NULL;
    CHECK_STATUS(WELL_NULL_POINTER, well_session_new(world.client, &options, &session));
    options = world_options(&world);
    options.origin = "no origin";
    CHECK_STATUS(WELL_BAD_ENVIRONMENT, well_session_new(world.client, &options, &session));
    options = world_options(&world);
    options.broker_login = "desk";
    options.broker_passcode = "a\nb";
    CHECK_STATUS(WELL_BAD_ENVIRONMENT, well_session_new(world.client, &options, &session));
    options = world_options(&world);
    options.journal_path = "/no such folder/journal";
    CHECK_STATUS(WELL_IO, well_session_new(world.client, &options, &session));
    /* A journal cannot be made again: what is in a file stays in it. */
    char path[PATH_ROOM];
    REQUIRE(temporary_file(path));
    FILE *recorded = fopen(path, "w");
    REQUIRE(recorded != NULL && fputs("a bad day\n", recorded) >= 0 && fclose(recorded) == 0);
    options.journal_path = path;
    CHECK_STATUS(WELL_IO, well_session_new(world.client, &options, &session));
    char kept[16] = "";
    recorded = fopen(path, "r");
    REQUIRE(recorded != NULL && fgets(kept, sizeof kept, recorded) != NULL && fclose(recorded) == 0);
    CHECK(strcmp(kept, "a bad day\n") == 0);
    remove(path);
    options = world_options(&world);
    options.internal_numbers_count = 1;
    CHECK_STATUS(WELL_NULL_POINTER, well_session_new(world.client, &options, &session));
    well_client_options_t broken;
    well_client_t client = {77};
    CHECK_OK(well_client_options_default(&broken, sizeof broken));
    broken.proxy = WELL_PROXY_URL;
    CHECK_STATUS(WELL_NULL_POINTER, well_client_new(&broken, &client));
    broken.proxy_url = "no proxy at all";
    CHECK_STATUS(WELL_BAD_PROXY, well_client_new(&broken, &client));
    CHECK_OK(well_client_options_default(&broken, sizeof broken));
    broken.client_key_pem = (const uint8_t *)"no key";
    broken.client_key_pem_len = 6;
    broken.client_certificate_pem = (const uint8_t *)"no certificate";
    broken.client_certificate_pem_len = 14;
    CHECK_STATUS(WELL_BAD_TLS, well_client_new(&broken, &client));
    CHECK(session.id == 77 && client.id == 77);
    world_end(&world);
}

/* What cannot be sent in a request is told by the outcome; nothing was sent. */
static void arguments_that_cannot_be_sent(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_agent(&world, "5001", "8001");
    size_t huge_size = 1 << 20;
    char *huge = malloc(huge_size + 1);
    REQUIRE(huge != NULL);
    memset(huge, '8', huge_size);
    huge[huge_size] = '\0';
    REFUSED(WELL_REASON_ARGUMENT, well_session_hold_call, session, "");
    /* These are sent, escaped: to the server they are ids that it does not know. */
    REFUSED(WELL_REASON_NOT_FOUND, well_session_hold_call, session, "a\nb");
    REFUSED(WELL_REASON_NOT_FOUND, well_session_hold_call, session, "\x01/?#");
    REFUSED(WELL_REASON_ILLEGAL_AGENT, well_session_force_ready, session, "a\tb", "8002");
    REFUSED(WELL_REASON_ARGUMENT, well_session_hold_call, session, "..");
    REFUSED(WELL_REASON_ARGUMENT, well_session_hold_call, session, huge);
    REFUSED(WELL_REASON_ARGUMENT, well_session_super_logout, session, huge);
    REFUSED(WELL_REASON_ARGUMENT, well_session_make_call, session, huge, NULL);
    REFUSED(WELL_REASON_ARGUMENT, well_session_make_call, session, "8\n2", NULL);
    REFUSED(WELL_REASON_BAD_NUMBER, well_session_make_call, session, "", NULL);
    CHECK(!well_is_phone_number(huge) && !well_is_phone_number(NULL) && !well_is_phone_number(BAD_UTF8));
    CHECK_OK(well_session_log(session, huge));
    CHECK_OK(well_session_error(session, "a\x01\r\nb"));
    well_string_t found;
    CHECK_OK(well_session_search_log(session, huge, &found));
    CHECK_OK(well_string_free(&found));
    well_command_t command = {77};
    CHECK_STATUS(WELL_BAD_JSON, well_session_command_json(session, huge, NULL, &command));
    CHECK_STATUS(WELL_BAD_JSON, well_session_command_json(session, "{\"verb\":\"fly\"}", NULL, &command));
    CHECK(command.id == 77);
    well_replay_t replay = {77};
    CHECK_STATUS(WELL_BAD_JOURNAL, well_replay_new(huge, &replay));
    well_simulator_t simulator = {77};
    CHECK_STATUS(WELL_BAD_JSON, well_simulator_new(huge, &simulator));
    CHECK_STATUS(WELL_BAD_JSON, well_simulator_control(world.simulator, huge, NULL));
    CHECK_STATUS(WELL_BAD_JSON, well_simulator_add_fault(world.simulator, "{\"kind\":\"bad luck\"}", NULL));
    CHECK_STATUS(WELL_SIMULATOR_REFUSED, well_simulator_run_script(world.simulator, huge, patience()));
    CHECK_STATUS(WELL_SIMULATOR_REFUSED,
                 well_simulator_control(world.simulator, "{\"do\":\"kick_agent\",\"agent\":\"5999\"}", NULL));
    CHECK_STATUS(WELL_EMPTY, well_simulator_remove_fault(world.simulator, 12345));
    CHECK(replay.id == 77 && simulator.id == 77);
    free(huge);
    end_session(session);
    session = world_session(&world, NULL);
    well_login_t login = login_of("50\n01", "8001");
    REFUSED(WELL_REASON_ARGUMENT, well_session_agent_login, session, &login, NULL);
    login = login_of("5001", "");
    REFUSED(WELL_REASON_ARGUMENT, well_session_agent_login, session, &login, NULL);
    end_session(session);
    world_end(&world);
}

/* Words for every number, also for such as mean nothing. */
static void words(void)
{
    CHECK(strcmp(well_status_name(WELL_OK), "WELL_OK") == 0);
    CHECK(strcmp(well_status_name(WELL_WOULD_DEADLOCK), "WELL_WOULD_DEADLOCK") == 0);
    CHECK(strcmp(well_status_name(12345), "WELL_?") == 0);
    CHECK(strcmp(well_status_text(12345, WELL_LANGUAGE_EN), "") == 0);
    CHECK(well_status_text(WELL_FORKED, WELL_LANGUAGE_EN)[0] != '\0');
    CHECK(well_status_text(WELL_FORKED, WELL_LANGUAGE_ZH)[0] < 0);
    CHECK(well_status_text(WELL_FORKED, 99)[0] != '\0');
    CHECK(well_environment_name(well_environment_count()) == NULL);
    CHECK(well_environment_name(SIZE_MAX) == NULL);
    CHECK(well_failed_code_of("1") == WELL_FAILED_BUSY && well_failed_code_of("14") == WELL_FAILED_UNKNOWN);
    CHECK(well_failed_code_of("12") == WELL_FAILED_OTHER && well_failed_code_of("") == WELL_FAILED_OTHER);
    CHECK(well_failed_code_of(NULL) == WELL_FAILED_OTHER && well_failed_code_of(BAD_UTF8) == WELL_FAILED_OTHER);
    CHECK(well_local_state_of("Alerting") == WELL_LOCAL_STATE_ALERTING);
    CHECK(well_agent_status_of("Dailing") == WELL_AGENT_STATUS_DAILING);
    CHECK(well_anomaly_kind_of("callIdMismatch") == WELL_ANOMALY_CALL_ID_MISMATCH);
}

/* Every function that the header declares stands in the table. */
static void none_is_left_out(void)
{
    static const char *const plain[] = {
#define AS_NAME(name) #name,
        PLAIN_FUNCTIONS(AS_NAME)
    };
    FILE *header = fopen(WELL_HEADER, "r");
    REQUIRE(header != NULL);
    char line[512];
    size_t declared = 0;
    while (fgets(line, sizeof line, header)) {
        char *name = strstr(line, "well_");
        char *end = strchr(line, '(');
        /* WELL_API stands before it, or on a line of its own above it. */
        bool begins = (line[0] >= 'a' && line[0] <= 'z') || strncmp(line, "WELL_API ", 9) == 0;
        bool is_declaration = begins && strncmp(line, "typedef", 7) != 0 && end;
        if (!is_declaration) {
            continue;
        }
        *end = '\0';
        for (char *next; (next = strstr(name + 1, " well_")) || (next = strstr(name + 1, "*well_"));) {
            name = next + 1;
        }
        bool known = false;
        for (size_t i = 0; i < FUNCTION_COUNT; i++) {
            known |= strcmp(FUNCTION_TABLE[i].name, name) == 0;
        }
        for (size_t i = 0; i < COUNT(plain); i++) {
            known |= strcmp(plain[i], name) == 0;
        }
        if (!CHECK(known)) {
            fprintf(stderr, "    %s\n", name);
        }
        declared++;
    }
    fclose(header);
    CHECK_NUMBER(FUNCTION_COUNT + COUNT(plain), (int64_t)declared);
}

static void says(const char *sentence)
{
    if (!CHECK(strcmp(well_last_error(), sentence) == 0)) {
        fprintf(stderr, "    not \"%s\", but \"%s\"\n", sentence, well_last_error());
    }
}

/* A session is refused, in a sentence that names the option as C does. */
#define SESSION_REFUSED(sentence, ...)                                                       \
    do {                                                                                     \
        well_session_options_t options = world_options(&world);                              \
        __VA_ARGS__;                                                                         \
        CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_new(world.client, &options, &session)); \
        says(sentence);                                                                      \
    } while (0)

/* The same of a client. */
#define CLIENT_REFUSED(status, sentence, ...)                        \
    do {                                                             \
        well_client_options_t options;                               \
        CHECK_OK(well_client_options_default(&options, sizeof options)); \
        __VA_ARGS__;                                                 \
        CHECK_STATUS(status, well_client_new(&options, &client));    \
        says(sentence);                                              \
    } while (0)

/* Says what is wrong, and with which option. */
static void environment_is_refused(well_client_t client, well_session_options_t options, const char *sentence)
{
    well_session_t session = {77};
    CHECK_STATUS(WELL_BAD_ENVIRONMENT, well_session_new(client, &options, &session));
    says(sentence);
    CHECK(session.id == 77);
}

static void environments_that_cannot_be(well_client_t client)
{
    well_session_options_t options;
    CHECK_OK(well_session_options_default(&options, sizeof options));
    options.preset = "CMB-XX";
    environment_is_refused(client, options,
                           "preset: there is no environment \"CMB-XX\"; there are CMB-PRO, CMB-DEV, CMB-PRO2, AWS-PRO, "
                           "AWS-HTTPS.");
    options.preset = NULL;
    options.api_url = "";
    environment_is_refused(client, options, "api_url is empty.");
    options.api_url = "ws://127.0.0.1";
    environment_is_refused(client, options, "api_url must begin with http:// or https://.");
    options.api_url = "http://127.0.0.1";
    options.events_url = "http://127.0.0.1";
    environment_is_refused(client, options, "events_url must begin with ws:// or wss://.");
    options.events_url = NULL;
    options.broker_passcode = "hunter2";
    environment_is_refused(client, options, "broker_passcode is given without a login.");
    options.broker_login = "a\nb";
    environment_is_refused(client, options, "broker_login contains a control character.");
    options.broker_login = options.broker_passcode = NULL;
    const char *headers[] = {"X-Tenant: 1", "Host: a"};
    options.headers = headers;
    options.headers_count = 2;
    environment_is_refused(client, options,
                           "headers[1] is refused: the header \"host\" is one that the library sets itself.");
    headers[1] = "no colon, hunter2";
    environment_is_refused(client, options, "headers[1] has no colon: it must be \"Name: value\".");
}

/* Of a watch it is seen at once whom it cannot follow, and who cannot watch. */
static void watches_that_cannot_be(void)
{
    world_t world = world_new(NULL);
    well_session_options_t options = world_options(&world);
    well_watch_account_t account;
    CHECK_OK(well_watch_account_default(&account, sizeof account));
    account.job_number = "5009";
    account.password = "123456";
    account.domain = "test.cc";
    well_session_t watch = {77};
    const struct {
        const char *agent, *sentence;
    } wrong[] = {
        {"", "agents[1] is empty."},
        {"a*b@test.cc", "agents[1] cannot contain *, #, / or a second @."},
        {"a@b@test.cc", "agents[1] cannot contain *, #, / or a second @."},
        {"a\nb", "agents[1] contains a control character."},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *agents[] = {"5001", wrong[i].agent};
        CHECK_STATUS(WELL_BAD_ARGUMENT, well_watch_new(world.client, &options, &account, agents, 2, &watch));
        says(wrong[i].sentence);
    }
    account.job_number = "";
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_watch_new(world.client, &options, &account, NULL, 0, &watch));
    says("job_number is empty.");
    account.job_number = "5009";
    account.domain = NULL;
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_watch_new(world.client, &options, &account, NULL, 0, &watch));
    says("domain is not given, and the environment has no default domain.");
    account.domain = "test.cc";
    options.store_path = "unused";
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_watch_new(world.client, &options, &account, NULL, 0, &watch));
    says("store_path is only for a session.");
    CHECK(watch.id == 77);
    world_end(&world);
}

/* Each option has a range, and who leaves it is told which option, and which range. */
static void options_out_of_range(void)
{
    world_t world = world_new(NULL);
    well_session_t session = {77};
    SESSION_REFUSED("heartbeat_ms must be from 100 to 170000, not 0.", options.heartbeat_ms = 0);
    SESSION_REFUSED("heartbeat_ms must be from 100 to 170000, not 180000.", options.heartbeat_ms = 180000);
    SESSION_REFUSED("virtual_host contains a control character.", options.virtual_host = "a\nlogin:desk");
    SESSION_REFUSED("store_path is empty.", options.store_path = "");
    SESSION_REFUSED("store_path is that of a folder.", options.store_path = ".");
    SESSION_REFUSED("clock_jump_ms must be at least 1000, not 999.", options.clock_jump_ms = 999);
    SESSION_REFUSED("reconnect_delay_ms must be at least 1, not 0.", options.reconnect = WELL_RECONNECT_BACKOFF;
                    options.reconnect_delay_ms = 0);
    SESSION_REFUSED("internal_min_digits must be from 0 to 5, not 9.", options.internal_min_digits = 9);
    SESSION_REFUSED("auto_answer must be 1, 0 or -1, not 5.", options.auto_answer = 5);
    SESSION_REFUSED("queue_capacity must be at least 1, not 0.", options.queue_capacity = 0);
    SESSION_REFUSED("reserved must be 0.", options.reserved = 5);
    SESSION_REFUSED("store_key is only for a store_path.", options.store_key = (const uint8_t *)"12345";
                    options.store_key_len = 5);
    SESSION_REFUSED("store_key_len must be 32, not 0, where store_key is given.", options.store_path = "unused";
                    options.store_key = (const uint8_t *)"12345");
    SESSION_REFUSED("dialect is 3, which is no well_dialect_t.", options.dialect = 3);
    CHECK(session.id == 77);
    environments_that_cannot_be(world.client);

    well_client_t client = {77};
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "threads must be from 1 to 64, not 0.", options.threads = 0);
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "threads must be from 1 to 64, not 100000.", options.threads = 100000);
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "connecting_at_once must be at least 1, not 0.", options.connecting_at_once = 0);
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "connecting_per_second must be at least 1, not 0.", options.connecting_per_second = 0);
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "request_timeout_ms must be at least 1, not 0.", options.request_timeout_ms = 0);
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "user_agent can have printable ASCII and tabs only.", options.user_agent = "a\nb");
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "user_agent can have printable ASCII and tabs only.", options.user_agent = "\xc3\xa4");
    CLIENT_REFUSED(WELL_BAD_PROXY, "the proxy's URL cannot be used: it is no URL with a host.",
                   options.proxy = WELL_PROXY_URL;
                   options.proxy_url = "http://");
    CLIENT_REFUSED(WELL_BAD_PROXY, "the proxy's URL cannot be used: its port is 0, which is none.",
                   options.proxy = WELL_PROXY_URL;
                   options.proxy_url = "http://127.0.0.1:0");
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "proxy_url is only for a proxy of WELL_PROXY_URL.", options.proxy_url = "x");
    CLIENT_REFUSED(WELL_BAD_TLS, "the client certificate cannot be used: its key is given, but not itself.",
                   options.client_key_pem = (const uint8_t *)"key";
                   options.client_key_pem_len = 3);
    CLIENT_REFUSED(WELL_BAD_ARGUMENT, "extra_roots_pem_len must be its length, not 0, where extra_roots_pem is given.",
                   options.extra_roots_pem = (const uint8_t *)"root");
    CLIENT_REFUSED(WELL_NULL_POINTER, "proxy_url is NULL.", options.proxy = WELL_PROXY_URL);
    CHECK(client.id == 77);
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_set_diagnostics((well_diagnostics_level_t)77, NULL));

    session = world_session(&world, NULL);
    well_make_call_t call;
    CHECK_OK(well_make_call_default(&call, sizeof call));
    call.cpa = 7;
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_make_call(session, "8002", &call, NULL, NULL));
    says("cpa must be 1, 0 or -1, not 7.");
    well_settings_t settings = {.struct_size = sizeof settings};
    CHECK_OK(well_session_get_config(session, &settings));
    settings.reserved = 1;
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_set_config(session, &settings));
    CHECK_STATUS(WELL_NULL_POINTER, well_session_hold_call(session, NULL, NULL, NULL));
    says("call_id is NULL.");
    CHECK_STATUS(WELL_BAD_UTF8, well_session_hold_call(session, BAD_UTF8, NULL, NULL));
    says("call_id is not UTF-8.");
    well_call_data_t datum = {"order", NULL};
    CHECK_STATUS(WELL_NULL_POINTER, well_session_set_call_data(session, "C1", &datum, 1, NULL, NULL));
    says("entries[0].value is NULL.");
    well_session_options_t named = world_options(&world);
    named.events_url = BAD_UTF8;
    CHECK_STATUS(WELL_BAD_UTF8, well_session_new(world.client, &named, &session));
    says("events_url is not UTF-8.");
    end_session(session);
    world_end(&world);
}

static const test_t TESTS[] = {
    {"none_is_left_out", none_is_left_out},
    {"null_pointers", null_pointers},
    {"handles", handles},
    {"texts", texts},
    {"sizes", sizes},
    {"watches_that_cannot_be", watches_that_cannot_be},
    {"numbers", numbers},
    {"callbacks_without_a_function", callbacks_without_a_function},
    {"optional_outputs", optional_outputs},
    {"double_free", double_free},
    {"wrong_types", wrong_types},
    {"wrong_outcomes", wrong_outcomes},
    {"numbers_in_structs", numbers_in_structs},
    {"settings_that_cannot_be", settings_that_cannot_be},
    {"options_out_of_range", options_out_of_range},
    {"arguments_that_cannot_be_sent", arguments_that_cannot_be_sent},
    {"words", words},
};

int main(int argc, char **argv)
{
    return run_tests("misuse", TESTS, COUNT(TESTS), argc, argv);
}
