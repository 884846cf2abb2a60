/*
 * A session's life: environments and settings, the three modes of logging in, the log, saving and recovering, the journal
 * and its replay, diagnostics and counters, and the simulator beside it.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef _WIN32
#include <sys/stat.h>
#endif

#include "world.h"

static void versions(void)
{
    CHECK_NUMBER(WELL_ABI_VERSION, well_abi_version());
    CHECK(well_version()[0] >= '0' && well_version()[0] <= '9');
    CHECK(well_is_phone_number("8001") && well_is_phone_number("8001-WW123"));
    CHECK(!well_is_phone_number("") && !well_is_phone_number("80 01") && !well_is_phone_number("八"));
}

/* The presets can be named and made; nothing of them is contacted. */
static void environments(void)
{
    well_client_t client = new_client();
    size_t count = well_environment_count(), made = 0;
    CHECK(count > 0);
    for (size_t i = 0; i < count; i++) {
        well_session_options_t options;
        CHECK_OK(well_session_options_default(&options, sizeof options));
        options.preset = well_environment_name(i);
        CHECK(options.preset && options.preset[0] != '\0');
        for (int round = 0; round < 2; round++) {
            options.dialect = round == 0 ? WELL_DIALECT_V4 : WELL_DIALECT_V2;
            well_session_t session;
            well_status_t status = well_session_new(client, &options, &session);
            CHECK(status == WELL_OK || status == WELL_BAD_ENVIRONMENT);
            if (status == WELL_OK) {
                end_session(session);
                made++;
            }
        }
    }
    CHECK(made >= count);
    CHECK_OK(well_client_close(client, patience()));
    CHECK_OK(well_client_free(client));
}

static void settings(void)
{
    world_t world = world_new(NULL);
    well_session_options_t options = world_options(&world);
    options.auto_answer = 1;
    well_session_t session = world_session(&world, &options);
    well_settings_t now = {.struct_size = sizeof now};
    CHECK_OK(well_session_get_config(session, &now));
    CHECK(!now.debug && !now.use_ws_log && now.auto_answer && now.use_error_alert);
    now.use_ws_log = 1;
    now.auto_answer = 0;
    CHECK_OK(well_session_set_config(session, &now));
    CHECK_OK(well_session_set_debug(session, true));
    CHECK_OK(well_session_get_config(session, &now));
    CHECK(now.debug && now.use_ws_log && !now.auto_answer && now.use_error_alert);
    CHECK_OK(well_session_set_retrieve_after_consultation(session, true));
    end_session(session);
    world_end(&world);
}

static void a_life(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    tape_t *tape = tape_new(session);
    well_string_t agent, device;
    CHECK_STATUS(WELL_EMPTY, well_session_identity(session, &agent, &device));
    REFUSED(WELL_REASON_NOT_LOGGED_IN, well_session_logout, session);
    well_snapshot_t snapshot = snapshot_of(session);
    CHECK(state_of(snapshot).phase == WELL_PHASE_LOGGED_OUT && !state_of(snapshot).has_agent);
    CHECK_OK(well_snapshot_free(snapshot));
    well_login_t login = login_of("5001", "8001");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    tape_next(tape, WELL_EVENT_AGENT_LOGGED_ON);
    CHECK_OK(well_session_identity(session, &agent, &device));
    CHECK(strcmp(agent.data, "5001@test.cc") == 0 && strcmp(device.data, "8001@test.cc") == 0);
    CHECK_OK(well_string_free(&agent));
    CHECK_OK(well_string_free(&device));
    REFUSED(WELL_REASON_SESSION_IN_USE, well_session_agent_login, session, &login, NULL);
    CONFIRM(well_session_logout, session);
    tape_next(tape, WELL_EVENT_AGENT_LOGGED_OFF);
    /* Again, and closed while logged in. */
    CONFIRM(well_session_agent_login, session, &login, NULL);
    CHECK_OK(well_session_close(session, patience()));
    CHECK_OK(well_session_close(session, 0));
    snapshot = snapshot_of(session);
    CHECK_NUMBER(WELL_PHASE_CLOSED, state_of(snapshot).phase);
    CHECK_OK(well_snapshot_free(snapshot));
    CHECK_OK(well_session_free(session));
    tape_free(tape);
    world_end(&world);
}

static void logging_out_on_close(void)
{
    world_t world = world_new(NULL);
    well_session_options_t options = world_options(&world);
    options.logout_on_close = 1;
    well_session_t session = world_session(&world, &options);
    well_login_t login = login_of("5001", "8001");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    well_string_t log;
    end_session(session);
    CHECK_OK(well_simulator_log(world.simulator, &log));
    CHECK_HAS(log.data, "logout");
    CHECK_OK(well_string_free(&log));
    world_end(&world);
}

/* Log-ins that fail, and say why. */
static void log_ins_that_fail(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    tape_t *tape = tape_new(session);
    well_login_t login = login_of("5001", "8001");
    login.password = "wrong";
    REFUSED(WELL_REASON_WRONG_CREDENTIALS, well_session_agent_login, session, &login, NULL);
    well_event_t failed = tape_next(tape, WELL_EVENT_LOGIN_FAILED);
    int64_t status = 0;
    CHECK_OK(well_event_integer(failed, WELL_FIELD_STATUS, &status));
    CHECK_NUMBER(401, status);
    login = login_of("5001", "8001");
    control(&world, "{\"do\":\"unregister\",\"device\":\"8001\"}");
    REFUSED(WELL_REASON_EXTENSION_NOT_REGISTERED, well_session_agent_login, session, &login, NULL);
    CHECK_OK(well_simulator_stop(world.simulator));
    CHECK_OK(well_simulator_stop(world.simulator));
    CHECK_STATUS(WELL_CLOSED, well_simulator_control(world.simulator, "{\"do\":\"expire_sessions\"}", NULL));
    REFUSED(WELL_REASON_UNREACHABLE, well_session_agent_login, session, &login, NULL);
    end_session(session);
    tape_free(tape);
    world_end(&world);
}

/* What the application answers to a log-in's question, and when. */
typedef struct {
    int32_t answer;
    bell_t asked;
    bell_t dropped;
} question_t;

static int32_t answer_ask(void *context, well_session_t session, well_outcome_t rejection)
{
    (void)session;
    question_t *question = context;
    well_outcome_info_t info = info_of(rejection);
    CHECK_NUMBER(WELL_REASON_LOGGED_IN_ELSEWHERE, info.reason);
    CHECK_NUMBER(455, info.status);
    CHECK_TEXT("8001@test.cc", info.device_id);
    bell_ring(&question->asked);
    return question->answer;
}

static void drop_question(void *context)
{
    bell_ring(&((question_t *)context)->dropped);
}

/* An agent that is logged in elsewhere, and a session that it wants to move to. */
static well_session_t moving(const world_t *world, well_session_t *elsewhere, uint32_t ask_ms)
{
    *elsewhere = world_agent(world, "5001", "8001");
    well_session_options_t options = world_options(world);
    options.ask_ms = ask_ms;
    return world_session(world, &options);
}

/* Logs in by asking; `later` is the answer that comes later. The reason that it ends for. */
static well_reason_t move(well_session_t session, question_t *question, const bool *later)
{
    well_login_t login = login_of("5001", "8002");
    login.login_mode = WELL_LOGIN_ASK;
    well_command_t command;
    CHECK_OK(well_session_agent_login(session, &login, &(well_ask_t){question, answer_ask, drop_question}, NULL,
                                      &command));
    if (later) {
        CHECK(bell_wait(&question->asked, 1));
        CHECK_OK(well_session_answer_ask(session, *later));
    }
    well_outcome_t outcome;
    REQUIRE_OK(well_command_wait(command, patience(), &outcome));
    well_reason_t reason = info_of(outcome).reason;
    CHECK_OK(well_outcome_free(outcome));
    CHECK_OK(well_command_free(command));
    CHECK(bell_wait(&question->dropped, 1));
    CHECK_NUMBER(1, bell_count(&question->asked));
    return reason;
}

static void asking(void)
{
    static const bool yes = true, no = false;
    static const struct {
        well_answer_t answer;
        const bool *later;
        uint32_t ask_ms;
        well_reason_t reason;
    } ways[] = {
        {WELL_ANSWER_FORCE, NULL, 60000, WELL_REASON_NONE},
        {WELL_ANSWER_STOP, NULL, 60000, WELL_REASON_LOGGED_IN_ELSEWHERE},
        {WELL_ANSWER_LATER, &yes, 60000, WELL_REASON_NONE},
        {WELL_ANSWER_LATER, &no, 60000, WELL_REASON_LOGGED_IN_ELSEWHERE},
        {WELL_ANSWER_LATER, NULL, 50, WELL_REASON_LOGGED_IN_ELSEWHERE},
        {77, NULL, 60000, WELL_REASON_LOGGED_IN_ELSEWHERE},
    };
    for (size_t i = 0; i < COUNT(ways); i++) {
        world_t world = world_new(NULL);
        well_session_t elsewhere;
        well_session_t session = moving(&world, &elsewhere, ways[i].ask_ms);
        question_t question = {ways[i].answer, BELL, BELL};
        CHECK_NUMBER(ways[i].reason, move(session, &question, ways[i].later));
        /* Without a question it does nothing. */
        CHECK_OK(well_session_answer_ask(session, true));
        end_session(session);
        end_session(elsewhere);
        world_end(&world);
    }
}

static void log_in_modes(void)
{
    world_t world = world_new(NULL);
    well_session_t elsewhere;
    well_session_t session = moving(&world, &elsewhere, 60000);
    well_login_t login = login_of("5001", "8002");
    login.login_mode = WELL_LOGIN_STOP;
    well_outcome_t outcome = OUTCOME(well_session_agent_login, session, &login, NULL);
    well_outcome_info_t info = info_of(outcome);
    CHECK_NUMBER(WELL_REASON_LOGGED_IN_ELSEWHERE, info.reason);
    CHECK_TEXT("8001@test.cc", info.device_id);
    CHECK_TEXT(NULL, info.agent_id);
    CHECK_OK(well_outcome_free(outcome));
    /* Nobody to ask. */
    login.login_mode = WELL_LOGIN_ASK;
    REFUSED(WELL_REASON_LOGGED_IN_ELSEWHERE, well_session_agent_login, session, &login, NULL);
    login.login_mode = WELL_LOGIN_FORCE;
    CONFIRM(well_session_agent_login, session, &login, NULL);
    /* The extension is taken: forcing does not help. */
    well_session_t third = world_session(&world, NULL);
    login = login_of("5003", "8002");
    outcome = OUTCOME(well_session_agent_login, third, &login, NULL);
    CHECK_NUMBER(WELL_REASON_EXTENSION_IN_USE, info_of(outcome).reason);
    CHECK_TEXT("5001@test.cc", info_of(outcome).agent_id);
    CHECK_OK(well_outcome_free(outcome));
    end_session(third);
    end_session(session);
    end_session(elsewhere);
    world_end(&world);
}

/* Lines that are told. */
typedef struct {
    bell_t errors;
    bell_t alerts;
    bell_t dropped;
} lines_t;

static void on_line(void *context, well_session_t session, well_log_kind_t kind, well_str_t content)
{
    (void)session;
    lines_t *lines = context;
    CHECK(content.data && strlen(content.data) == content.len);
    CHECK_LACKS(content.data, PASSWORD);
    if (kind == WELL_LOG_ERROR) {
        bell_ring(&lines->errors);
    } else if (kind == WELL_LOG_ALERT) {
        bell_ring(&lines->alerts);
    }
}

static void drop_lines(void *context)
{
    bell_ring(&((lines_t *)context)->dropped);
}

static void log_lines(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    lines_t lines = {BELL, BELL, BELL};
    well_subscription_t subscription;
    CHECK_OK(well_session_on_log(session, &(well_log_callback_t){&lines, on_line, drop_lines}, &subscription));
    well_login_t login = login_of("5001", "8001");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    CHECK_OK(well_session_error(session, "错误"));
    CHECK(bell_wait(&lines.errors, 1));
    REFUSED(WELL_REASON_BAD_NUMBER, well_session_make_call, session, "", NULL);
    CHECK(bell_wait(&lines.errors, 2));
    CHECK(bell_wait(&lines.alerts, 1));
    CHECK_OK(well_subscription_free(subscription));
    CHECK(bell_wait(&lines.dropped, 1));
    end_session(session);
    CHECK_NUMBER(1, bell_count(&lines.dropped));
    world_end(&world);
}

static void event_log(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_agent(&world, "5001", "8001");
    well_string_t log;
    CHECK_OK(well_session_log(session, "申请退款 1"));
    CHECK_OK(well_session_log(session, "another"));
    CHECK_OK(well_session_get_log(session, &log));
    CHECK_HAS(log.data, "agentLoggedOn");
    CHECK_HAS(log.data, "another");
    CHECK_LACKS(log.data, PASSWORD);
    CHECK_NUMBER((int64_t)strlen(log.data), (int64_t)log.len);
    CHECK_OK(well_string_free(&log));
    CHECK_OK(well_session_search_log(session, "退款", &log));
    CHECK_HAS(log.data, "申请退款 1\n");
    CHECK_LACKS(log.data, "another");
    CHECK_OK(well_string_free(&log));
    CHECK_OK(well_session_enable_log(session, false));
    CHECK_OK(well_session_log(session, "not kept"));
    CHECK_OK(well_session_enable_log(session, true));
    CHECK_OK(well_session_search_log(session, "not kept", &log));
    CHECK_NUMBER(0, (int64_t)log.len);
    CHECK(log.data != NULL);
    CHECK_OK(well_string_free(&log));
    char path[PATH_ROOM];
    REQUIRE(temporary_file(path));
    CHECK_OK(well_session_download_log(session, path));
    FILE *file = fopen(path, "r");
    REQUIRE(file != NULL);
    CHECK(fgetc(file) != EOF);
    fclose(file);
    remove(path);
    CHECK_STATUS(WELL_IO, well_session_download_log(session, "/no such folder/log"));
    CHECK_OK(well_session_clear_log(session));
    CHECK_OK(well_session_search_log(session, "another", &log));
    CHECK_NUMBER(0, (int64_t)log.len);
    CHECK_OK(well_string_free(&log));
    end_session(session);
    world_end(&world);
}

/* The application is restarted: another client takes up the session, call and all. */
static void recovery(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_agent(&world, "5001", "8001");
    char *call = control_call(&world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}");
    tape_t *tape = tape_new(session);
    wait_for_calls(session, 1);
    CONFIRM(well_session_answer_call, session, call);
    well_saved_t saved;
    REQUIRE_OK(well_session_saved(session, &saved));
    CHECK(strcmp(saved.agent_id.data, "5001@test.cc") == 0);
    /* The password stays where it is: the application has its own. */
    CHECK(saved.session_id.len > 0);
    end_session(session);
    tape_free(tape);
    well_client_t client = new_client();
    well_session_options_t options = world_options(&world);
    REQUIRE_OK(well_session_new(client, &options, &session));
    tape = tape_new(session);
    well_saved_t none;
    CHECK_STATUS(WELL_EMPTY, well_session_saved(session, &none));
    CONFIRM(well_session_recover, session, saved.agent_id.data, saved.device_id.data, saved.session_id.data,
            PASSWORD);
    well_event_t told = tape_next(tape, WELL_EVENT_RECOVER_STATE_SUCCESS);
    CHECK(strcmp(text_of(told, WELL_FIELD_CALL_ID), call) == 0);
    CHECK(strcmp(text_of(told, WELL_FIELD_STATE), "established") == 0);
    wait_for_calls(session, 1);
    CONFIRM(well_session_drop_connection, session, call);
    CONFIRM(well_session_logout, session);
    REFUSED(WELL_REASON_NOT_RECOVERABLE, well_session_recover, session, saved.agent_id.data, saved.device_id.data,
            saved.session_id.data, NULL);
    CHECK_OK(well_saved_free(&saved));
    end_session(session);
    tape_free(tape);
    CHECK_OK(well_client_close(client, patience()));
    CHECK_OK(well_client_free(client));
    free(call);
    world_end(&world);
}

/* A folder of a test's own, and a store's path in it. */
static void make_store(char *folder, char *path, size_t room)
{
    REQUIRE(temporary_folder(folder));
    snprintf(path, room, "%s/desk.session", folder);
}

/* Makes bytes whole again that were changed: their CRC-32 is behind them, on a line of its own. */
static void put_sum(char *bytes, size_t len)
{
    uint32_t sum = UINT32_MAX;
    size_t before = len - 9;
    REQUIRE(len > 9 && bytes[before] == '\n');
    for (size_t i = 0; i < before; i++) {
        sum ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            sum = sum & 1 ? sum >> 1 ^ 0xEDB88320U : sum >> 1;
        }
    }
    char digits[9];
    snprintf(digits, sizeof digits, "%08" PRIx32, ~sum);
    memcpy(bytes + before + 1, digits, 8);
}

/* A saved session that is something else, damaged, or of another version, is said to be so. */
static void saved_as_bytes(void)
{
    world_t world = world_new(NULL);
    well_session_t session = world_agent(&world, "5001", "8001");
    well_string_t bytes;
    REQUIRE_OK(well_session_saved_bytes(session, &bytes));
    const uint8_t *data = (const uint8_t *)bytes.data;
    well_saved_t saved;
    REQUIRE_OK(well_saved_from_bytes(data, bytes.len, &saved));
    CHECK(strcmp(saved.agent_id.data, "5001@test.cc") == 0);
    CHECK_HAS(bytes.data, saved.session_id.data);
    CHECK_OK(well_saved_free(&saved));
    CHECK_STATUS(WELL_BAD_SAVED, well_saved_from_bytes(data, bytes.len - 1, &saved));
    CHECK_STATUS(WELL_BAD_SAVED, well_session_recover_bytes(session, data, 0, NULL, NULL, NULL));
    char *version = strstr(bytes.data, "\"version\":1");
    REQUIRE(version != NULL);
    version[10] = '7';
    CHECK_STATUS(WELL_BAD_SAVED, well_saved_from_bytes(data, bytes.len, &saved));
    put_sum(bytes.data, bytes.len);
    CHECK_STATUS(WELL_OTHER_VERSION, well_saved_from_bytes(data, bytes.len, &saved));
    CHECK_HAS(well_last_error(), "7");
    CHECK_OK(well_string_free(&bytes));
    end_session(session);
    session = world_session(&world, NULL);
    CHECK_STATUS(WELL_EMPTY, well_session_saved_bytes(session, &bytes));
    end_session(session);
    world_end(&world);
}

/* What a session has kept in its store is there again after a restart: a call on hold and the consultation beside it. */
static void session_store(void)
{
    static const uint8_t key[32] = {7}, other[32] = {8};
    char folder[PATH_ROOM], path[PATH_ROOM + 16];
    make_store(folder, path, sizeof path);
    world_t world = world_new(NULL);
    well_session_options_t options = world_options(&world);
    options.store_path = path;
    options.store_key = key;
    options.store_key_len = 31;
    well_session_t session;
    CHECK_STATUS(WELL_BAD_ARGUMENT, well_session_new(world.client, &options, &session));
    options.store_key_len = sizeof key;
    session = world_session(&world, &options);
    well_string_t kept;
    CHECK_STATUS(WELL_EMPTY, well_store_load(path, key, sizeof key, &kept));
    well_login_t login = login_of("5001", "8001");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    char *call = control_call(&world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}");
    wait_for_calls(session, 1);
    CONFIRM(well_session_answer_call, session, call);
    CONFIRM(well_session_consult, session, call, "13900000000");
    wait_for_calls(session, 2);
    end_session(session);
    /* Closed, and not logged out. */
    CHECK_STATUS(WELL_STORE_OTHER_KEY, well_store_load(path, other, sizeof other, &kept));
    CHECK_STATUS(WELL_STORE_NEEDS_KEY, well_store_load(path, NULL, 0, &kept));
    REQUIRE_OK(well_store_load(path, key, sizeof key, &kept));
    session = world_session(&world, &options);
    CONFIRM(well_session_recover_bytes, session, (const uint8_t *)kept.data, kept.len, PASSWORD);
    wait_for_calls(session, 2);
    well_snapshot_t snapshot = snapshot_of(session);
    CHECK(!state_of(snapshot).calls_complete);
    well_call_t first = call_of(snapshot, 0), second = call_of(snapshot, 1);
    CHECK_TEXT(call, first.call_id);
    CHECK_TEXT(call, second.consultation_of);
    CHECK_NUMBER(WELL_STATE_HOLD, first.leg);
    CHECK(first.doubts & WELL_DOUBT_LEG);
    CHECK_NUMBER(WELL_STATE_CONNECTED, second.leg);
    CHECK(first.talking_ms >= 0);
    CHECK_OK(well_snapshot_free(snapshot));
    /* Kept by hand, in another file, and not sealed. */
    char copy[PATH_ROOM + 32];
    snprintf(copy, sizeof copy, "%s.copy", path);
    CHECK_OK(well_store_save(copy, NULL, 0, (const uint8_t *)kept.data, kept.len));
    CHECK_STATUS(WELL_STORE_NOT_SEALED, well_store_load(copy, key, sizeof key, &kept));
    CHECK_OK(well_string_free(&kept));
    REQUIRE_OK(well_store_load(copy, NULL, 0, &kept));
    CHECK_OK(well_string_free(&kept));
    CHECK_OK(well_store_remove(copy));
    end_session(session);
    CHECK_OK(well_store_remove(path));
    CHECK(remove_folder(folder));
    free(call);
    world_end(&world);
}

/* A file that is no store says what it is instead. */
static void stores_that_are_none(void)
{
    static const struct {
        const char *contents;
        well_status_t status;
    } files[] = {
        {"[session]", WELL_STORE_FOREIGN},
        {"wellsess\2 and more", WELL_OTHER_VERSION},
        {"wells", WELL_STORE_TRUNCATED},
    };
    char folder[PATH_ROOM], path[PATH_ROOM + 16];
    make_store(folder, path, sizeof path);
    for (size_t i = 0; i < COUNT(files); i++) {
        FILE *file = fopen(path, "w");
        REQUIRE(file != NULL);
        fputs(files[i].contents, file);
        fclose(file);
        well_string_t kept;
        CHECK_STATUS(files[i].status, well_store_load(path, NULL, 0, &kept));
    }
    CHECK_OK(well_store_remove(path));
    CHECK(remove_folder(folder));
    well_string_t kept;
    CHECK_STATUS(WELL_IO, well_store_load("/", NULL, 0, &kept));
}

/* Feeds a journal to a replay; how many events come out of it. */
static size_t replay_all(FILE *journal, well_replay_t *replay)
{
    char *line = NULL;
    size_t room = 0, events = 0;
    REQUIRE(read_line(&line, &room, journal) > 0);
    REQUIRE_OK(well_replay_new(line, replay));
    while (read_line(&line, &room, journal) > 0) {
        CHECK_LACKS(line, PASSWORD);
        CHECK_OK(well_replay_feed(*replay, line));
        well_event_t event;
        while (well_replay_next(*replay, &event) == WELL_OK) {
            events++;
            CHECK_OK(well_event_free(event));
        }
    }
    free(line);
    return events;
}

/* What came of a bad day comes of its journal again. */
static void journal_and_replay(void)
{
    world_t world = world_new(NULL);
    char path[PATH_ROOM];
    REQUIRE(temporary_file(path));
    well_session_options_t options = world_options(&world);
    options.journal_path = path;
    well_session_t session = world_session(&world, &options);
    well_login_t login = login_of("5001", "8001");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    char *call = control_call(&world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}");
    wait_for_calls(session, 1);
    CONFIRM(well_session_answer_call, session, call);
    CONFIRM(well_session_hold_call, session, call);
    CHECK_OK(well_session_close(session, patience()));
    well_snapshot_t then = snapshot_of(session), again;
    FILE *journal = fopen(path, "r");
    REQUIRE(journal != NULL);
    well_replay_t replay;
    CHECK(replay_all(journal, &replay) > 5);
    fclose(journal);
    remove(path);
    CHECK_OK(well_replay_snapshot(replay, &again));
    well_snapshot_info_t before = state_of(then), after = state_of(again);
    CHECK_NUMBER(before.phase, after.phase);
    CHECK_NUMBER((int64_t)before.call_count, (int64_t)after.call_count);
    if (before.call_count == 1 && after.call_count == 1) {
        CHECK_TEXT(call_of(then, 0).call_id.data, call_of(again, 0).call_id);
        CHECK_NUMBER(call_of(then, 0).leg, call_of(again, 0).leg);
        CHECK_NUMBER(call_of(then, 0).created_ms, call_of(again, 0).created_ms);
    }
    CHECK_OK(well_replay_feed(replay, ""));
    CHECK_STATUS(WELL_BAD_JOURNAL, well_replay_feed(replay, "no line of a journal"));
    well_event_t event;
    CHECK_STATUS(WELL_EMPTY, well_replay_next(replay, &event));
    CHECK_OK(well_replay_free(replay));
    /* Its snapshots are their own. */
    CHECK_NUMBER(before.phase, state_of(again).phase);
    CHECK_OK(well_snapshot_free(again));
    CHECK_OK(well_snapshot_free(then));
    CHECK_OK(well_session_free(session));
    free(call);
    world_end(&world);
}

#ifndef _WIN32
/* A journal that is a FIFO without a reader is refused at once, by its name. */
static void journal_that_nobody_reads(void)
{
    world_t world = world_new(NULL);
    char folder[PATH_ROOM], path[PATH_ROOM + 16];
    REQUIRE(temporary_folder(folder));
    snprintf(path, sizeof path, "%s/fifo", folder);
    REQUIRE(mkfifo(path, 0600) == 0);
    well_session_options_t options = world_options(&world);
    options.journal_path = path;
    well_session_t session;
    CHECK_STATUS(WELL_IO, well_session_new(world.client, &options, &session));
    CHECK(strstr(well_last_error(), path) != NULL);
    remove(path);
    CHECK(remove_folder(folder));
    world_end(&world);
}
#endif

/* Two replays of one journal are the same to the last letter. */
static void replays_are_the_same(void)
{
    world_t world = world_new(NULL);
    char path[PATH_ROOM];
    REQUIRE(temporary_file(path));
    well_session_options_t options = world_options(&world);
    options.journal_path = path;
    well_session_t session = world_session(&world, &options);
    well_login_t login = login_of("5001", "8001");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    free(control_call(&world, "{\"do\":\"call_in\",\"from\":\"13800000000\",\"to\":\"8001\"}"));
    wait_for_calls(session, 1);
    end_session(session);
    well_replay_t replays[2];
    well_snapshot_t snapshots[2];
    well_str_t json[2];
    for (int i = 0; i < 2; i++) {
        FILE *journal = fopen(path, "r");
        REQUIRE(journal != NULL);
        replay_all(journal, &replays[i]);
        fclose(journal);
        CHECK_OK(well_replay_snapshot(replays[i], &snapshots[i]));
        CHECK_OK(well_snapshot_json(snapshots[i], &json[i]));
    }
    CHECK_TEXT(json[0].data, json[1]);
    for (int i = 0; i < 2; i++) {
        CHECK_OK(well_snapshot_free(snapshots[i]));
        CHECK_OK(well_replay_free(replays[i]));
    }
    remove(path);
    world_end(&world);
}

/* Lines of diagnostics. */
typedef struct {
    bell_t told;
    bell_t dropped;
    int32_t most;
    /* Of which nothing can be asked then, as the library may be at work on it. */
    well_session_t session;
} diagnosis_t;

static void on_diagnostics(void *context, int32_t level, well_str_t target, well_str_t message)
{
    diagnosis_t *diagnosis = context;
    CHECK(level >= WELL_LEVEL_ERROR && level <= diagnosis->most);
    CHECK(target.len > 0 && message.data != NULL);
    CHECK_LACKS(message.data, PASSWORD);
    CHECK_NUMBER(0, bell_count(&diagnosis->dropped));
    if (diagnosis->session.id != 0) {
        well_snapshot_t snapshot;
        CHECK_STATUS(WELL_WOULD_DEADLOCK, well_session_snapshot(diagnosis->session, &snapshot));
        well_metrics_t metrics = {.struct_size = sizeof metrics};
        CHECK_STATUS(WELL_WOULD_DEADLOCK, well_session_metrics(diagnosis->session, &metrics));
        CHECK_STATUS(WELL_WOULD_DEADLOCK, well_session_free(diagnosis->session));
    }
    bell_ring(&diagnosis->told);
}

static void drop_diagnosis(void *context)
{
    bell_ring(&((diagnosis_t *)context)->dropped);
}

static void diagnostics(void)
{
    diagnosis_t all = {BELL, BELL, WELL_LEVEL_TRACE, {0}}, errors = {BELL, BELL, WELL_LEVEL_ERROR, {0}};
    world_t world = world_new(NULL);
    well_session_t session = world_session(&world, NULL);
    all.session = session;
    CHECK_OK(well_set_diagnostics(WELL_LEVEL_TRACE, &(well_diagnostics_t){&all, on_diagnostics, drop_diagnosis}));
    well_login_t login = login_of("5001", "8001");
    CONFIRM(well_session_agent_login, session, &login, NULL);
    CHECK(bell_wait(&all.told, 1));
    CHECK_OK(well_set_diagnostics(WELL_LEVEL_ERROR, &(well_diagnostics_t){&errors, on_diagnostics, drop_diagnosis}));
    CHECK(bell_wait(&all.dropped, 1));
    CONFIRM(well_session_logout, session);
    end_session(session);
    world_end(&world);
    CHECK_OK(well_set_diagnostics(WELL_LEVEL_ERROR, NULL));
    CHECK(bell_wait(&errors.dropped, 1));
    CHECK_OK(well_set_diagnostics(WELL_LEVEL_ERROR, NULL));
    CHECK_NUMBER(1, bell_count(&all.dropped));
    CHECK_NUMBER(1, bell_count(&errors.dropped));
}

static void metrics(void)
{
    world_t world = world_new(NULL);
    well_session_t one = world_agent(&world, "5001", "8001");
    well_session_t two = world_agent(&world, "5002", "8002");
    REFUSED(WELL_REASON_BAD_NUMBER, well_session_make_call, one, "", NULL);
    well_metrics_t first = {.struct_size = sizeof first}, second = first, all = first;
    CHECK_OK(well_session_metrics(one, &first));
    CHECK_OK(well_session_metrics(two, &second));
    CHECK_OK(well_client_metrics(world.client, &all));
    CHECK(first.events >= 1 && second.events >= 1);
    CHECK_NUMBER(2, (int64_t)first.commands);
    CHECK_NUMBER(1, (int64_t)first.commands_failed);
    CHECK_NUMBER(1, (int64_t)second.commands);
    CHECK_NUMBER(3, (int64_t)all.commands);
    CHECK(all.command_ms_longest >= first.command_ms_longest && all.command_ms_total >= first.command_ms_total);
    CHECK_NUMBER(0, (int64_t)(all.anomalies + all.reconnects + all.corrections));
    end_session(one);
    end_session(two);
    world_end(&world);
}

/* What the simulator tells of itself, and a script. */
static void the_simulator(void)
{
    world_t world = world_new("{\"pbx\":{\"domains\":[\"test.cc\"],\"outside\":[]}}");
    CHECK_HAS(world.url.data, "http://127.0.0.1:");
    well_session_t session = world_agent(&world, "5001", "8001");
    tape_t *tape = tape_new(session);
    static const char script[] =
        "# A customer calls, waits to be answered, and hangs up.\n"
        "{\"control\": {\"do\": \"call_in\", \"from\": \"13800000000\", \"to\": \"8001\"}, \"save\": \"call\"}\n"
        "{\"control\": {\"do\": \"hang_up\", \"device\": \"13800000000\", \"call_id\": \"$call\"}}\n";
    CHECK_OK(well_simulator_run_script(world.simulator, script, patience()));
    tape_next(tape, WELL_EVENT_DELIVERED);
    tape_next(tape, WELL_EVENT_CONNECTION_CLEARED);
    CHECK_STATUS(WELL_TIMED_OUT, well_simulator_run_script(world.simulator,
                                                           "{\"when\": {\"event\": \"held\"}}\n{\"note\": \"x\"}", 50));
    CHECK_STATUS(WELL_SIMULATOR_REFUSED, well_simulator_run_script(world.simulator, "{\"note\": \"x\"}\n{]", 50));
    CHECK_HAS(well_last_error(), "2");
    well_string_t text;
    CHECK_OK(well_simulator_state(world.simulator, &text));
    CHECK_HAS(text.data, "5001@test.cc");
    CHECK_OK(well_string_free(&text));
    CHECK_OK(well_simulator_log(world.simulator, &text));
    CHECK_HAS(text.data, "login");
    CHECK_LACKS(text.data, PASSWORD);
    CHECK_OK(well_string_free(&text));
    end_session(session);
    tape_free(tape);
    world_end(&world);
}

static const test_t TESTS[] = {
    {"versions", versions},
    {"environments", environments},
    {"settings", settings},
    {"a_life", a_life},
    {"logging_out_on_close", logging_out_on_close},
    {"log_ins_that_fail", log_ins_that_fail},
    {"asking", asking},
    {"log_in_modes", log_in_modes},
    {"log_lines", log_lines},
    {"event_log", event_log},
    {"recovery", recovery},
    {"saved_as_bytes", saved_as_bytes},
    {"session_store", session_store},
    {"stores_that_are_none", stores_that_are_none},
    {"journal_and_replay", journal_and_replay},
#ifndef _WIN32
    {"journal_that_nobody_reads", journal_that_nobody_reads},
#endif
    {"replays_are_the_same", replays_are_the_same},
    {"diagnostics", diagnostics},
    {"metrics", metrics},
    {"the_simulator", the_simulator},
};

int main(int argc, char **argv)
{
    return run_tests("sessions", TESTS, COUNT(TESTS), argc, argv);
}
