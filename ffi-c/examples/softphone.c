/*
 * A softphone for the console, on one thread: one wait, for what a person types and for what the session tells. What is
 * POSIX's and what is Windows's of it is in console_posix.h and console_windows.h.
 *
 *     cc -std=c99 softphone.c $(pkg-config --cflags --libs wellclient) -o softphone
 *     ./softphone --simulator                                            # no call center needed; type `help`
 *     ./softphone --server http://127.0.0.1:8080 --agent 5001@test.cc --ext 8001
 *
 * The password comes from the environment variable WELLCLIENT_PASSWORD, or is asked for. The telephone itself is another
 * program: this one only tells the server what it is to do.
 *
 * Read it from main() at the end: set up, log in, loop, close.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wellclient.h>

#ifdef _WIN32
#include "console_windows.h"
#else
#include "console_posix.h"
#endif

enum { CLOSE_MS = 8000, SCRIPT_MS = 20000 };

typedef struct {
    /* What it was started with. */
    const char *server;
    const char *agent;
    const char *ext;
    bool chinese;
    bool simulated;

    well_simulator_t simulator;
    well_string_t simulator_url;
    well_client_t client;
    well_session_t session;

    /* What was typed and is not a whole line yet. */
    char typed[1024];
    size_t typed_length;
    bool no_more_input;

    /* Commands that are not settled. No line is obeyed meanwhile, so that lines can be piped in. */
    unsigned under_way;
    /* `wait`: the event that the next line waits for; and which have come since the last command. */
    char awaited[64];
    char seen[1024];
    /* The log-in asks whether to log out elsewhere, `quit` whether to hang up: the next line is the answer. */
    bool is_asked;
    bool is_asked_to_quit;

    /* Ends when no call is up: an agent who is logged out in a call leaves a customer alone. */
    bool is_logged_in;
    bool is_leaving;
    unsigned interruptions;
    bool is_over;
    bool has_failed;
} phone_t;

/* ---- What is printed ------------------------------------------------------------------------------------------------- */

static const char *pick(const phone_t *phone, well_str_t english, well_str_t chinese)
{
    const char *text = phone->chinese ? chinese.data : english.data;
    return text ? text : "";
}

/* A function of the library has failed: for its caller's benefit false. */
static bool is_ok(well_status_t status)
{
    if (status != WELL_OK) {
        fprintf(stderr, "%s: %s\n", well_status_name(status), well_last_error());
    }
    return status == WELL_OK;
}

static const char *leg_name(well_connection_state_t leg)
{
    static const char *const names[] = {"none", "dialling", "ringing", "connected", "on hold", "queued", "failed"};
    return leg >= 0 && leg <= WELL_STATE_FAIL ? names[leg] : "?";
}

/* A text field of an event, if it has it. */
static void print_field(const char *label, well_str_t text)
{
    if (text.data) {
        printf("  %s %s", label, text.data);
    }
}

/* An event in a line: its name, and of its fields those that a person wants to see. */
static void print_event(const well_event_data_t *event)
{
    printf("* %s", event->event_name.data ? event->event_name.data : "?");
    print_field("call", event->call_id);
    print_field("from", event->calling_device);
    print_field("to", event->called_device);
    print_field("at", event->alerting_device);
    print_field("by", event->answering_device);
    print_field("by", event->releasing_device);
    print_field("data", event->user_data);
    print_field("failed:", event->failed_msg);
    print_field("is", event->state);
    print_field("because", event->reason);
    print_field("-", event->detail);
    printf("%s%s\n", event->origin == WELL_ORIGIN_SYNTHESIZED ? "  (found out later)" : "", event->late ? "  (late)" : "");
}

static void print_action(const phone_t *phone, const well_action_t *action, bool with_reasons)
{
    if (action->allowed) {
        printf("      %s\n", action->verb_name.data);
    } else if (with_reasons) {
        printf("      %s: %s\n", action->verb_name.data, pick(phone, action->english, action->chinese));
    }
}

static void print_call(const phone_t *phone, well_snapshot_t snapshot, size_t index, bool with_reasons)
{
    well_call_t call = {.struct_size = sizeof call};
    if (!is_ok(well_snapshot_call(snapshot, index, &call))) {
        return;
    }
    printf("  call %s: %s%s%s%s\n", call.call_id.data, leg_name(call.leg), call.conference ? ", conference" : "",
           call.recording ? ", recording" : "", call.unverified ? ", not certain" : "");
    for (size_t i = 0; i < call.party_count; i++) {
        well_party_t party = {.struct_size = sizeof party};
        if (is_ok(well_snapshot_party(snapshot, index, i, &party))) {
            printf("    %s %s%s\n", party.device.data, leg_name(party.leg), party.own ? " (you)" : "");
        }
    }
    if (call.data.data) {
        printf("    data %s\n", call.data.data);
    }
    printf("    %s\n", with_reasons ? "what may be done, and why not:" : "what may be done:");
    for (size_t i = 0; i < call.action_count; i++) {
        well_action_t action = {.struct_size = sizeof action};
        if (is_ok(well_snapshot_call_action(snapshot, index, i, &action))) {
            print_action(phone, &action, with_reasons);
        }
    }
}

/* The agent, the calls, and what may be done now: what a desktop shows, and enables its buttons by. */
static void print_snapshot(const phone_t *phone, bool with_reasons)
{
    well_snapshot_t snapshot;
    if (!is_ok(well_session_snapshot(phone->session, &snapshot))) {
        return;
    }
    well_snapshot_info_t info = {.struct_size = sizeof info};
    if (is_ok(well_snapshot_info(snapshot, &info))) {
        if (info.has_agent) {
            printf("  %s on %s: %s%s%s%s\n", info.agent_id.data, info.device_id.data, info.agent_mode_text.data,
                   info.reason.data ? ", " : "", info.reason.data ? info.reason.data : "",
                   info.verified ? "" : " (not certain)");
        } else {
            printf("  nobody is logged in\n");
        }
        for (size_t i = 0; i < info.action_count; i++) {
            well_action_t action = {.struct_size = sizeof action};
            if (is_ok(well_snapshot_action(snapshot, i, &action))) {
                print_action(phone, &action, with_reasons);
            }
        }
        for (size_t i = 0; i < info.call_count; i++) {
            print_call(phone, snapshot, i, with_reasons);
        }
    }
    is_ok(well_snapshot_free(snapshot));
}

/* ---- What the session tells: all of it is called inside of well_session_poll_event ------------------------------------- */

/* Notes an event for `wait`: all names stand in `seen`, each with a space before and behind. */
static void note(phone_t *phone, const char *name)
{
    size_t length = strlen(phone->seen);
    if (strcmp(name, phone->awaited) == 0) {
        phone->awaited[0] = '\0';
    } else if (length + strlen(name) + 3 < sizeof phone->seen) {
        sprintf(phone->seen + length, " %s ", name);
    }
}

/* Whether nobody is logged in here: an agent can also be logged off elsewhere, to log in here. */
static bool is_logged_out(const phone_t *phone)
{
    well_snapshot_t snapshot;
    well_snapshot_info_t info = {.struct_size = sizeof info};
    bool is_out = false;
    if (is_ok(well_session_snapshot(phone->session, &snapshot))) {
        is_out = is_ok(well_snapshot_info(snapshot, &info)) && info.phase == WELL_PHASE_LOGGED_OUT;
        is_ok(well_snapshot_free(snapshot));
    }
    return is_out;
}

static void on_event(void *context, well_session_t session, well_event_t event)
{
    phone_t *phone = context;
    (void)session;
    well_event_data_t data = {.struct_size = sizeof data};
    if (!is_ok(well_event_read(event, &data))) {
        return;
    }
    note(phone, data.event_name.data ? data.event_name.data : "");
    switch (data.kind) {
    case WELL_EVENT_LAGGED:
        printf("* %llu events were missed\n", (unsigned long long)data.missed);
        print_snapshot(phone, false);
        break;
    case WELL_EVENT_AGENT_LOGGED_OFF:
        print_event(&data);
        phone->is_over = is_logged_out(phone);
        break;
    case WELL_EVENT_CALL_CLEARED:
        /* The event that it was derived from has been printed. */
        break;
    default:
        print_event(&data);
    }
}

/* A command is settled. `context` is the phone; whether it has worked is the outcome's to tell. */
static void on_settled(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    phone_t *phone = context;
    (void)session, (void)command;
    phone->under_way--;
    well_outcome_info_t info = {.struct_size = sizeof info};
    if (!is_ok(well_outcome_info(outcome, &info))) {
        return;
    }
    switch (info.kind) {
    case WELL_OUTCOME_CONFIRMED:
        printf("= %s", phone->chinese ? "成功" : "done");
        if (info.call_id.data) {
            printf(": call %s", info.call_id.data);
        } else if (info.pending_mode.data) {
            printf(": %s when the call ends", info.pending_mode.data);
        }
        printf("\n");
        break;
    case WELL_OUTCOME_ALREADY_SO:
        printf("= %s\n", phone->chinese ? "本来如此" : "it was so already");
        break;
    default:
        printf("= %s: %s\n", info.code.data, pick(phone, info.english, info.chinese));
    }
}

static void on_logged_in(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    phone_t *phone = context;
    well_outcome_info_t info = {.struct_size = sizeof info};
    on_settled(context, session, command, outcome);
    phone->is_asked = false;
    if (!is_ok(well_outcome_info(outcome, &info)) || info.kind != WELL_OUTCOME_CONFIRMED) {
        phone->has_failed = phone->is_over = true;
    } else {
        phone->is_logged_in = true;
    }
}

/* The agent is logged in elsewhere. A person needs time to answer, so the answer comes later. */
static int32_t on_ask(void *context, well_session_t session, well_outcome_t rejection)
{
    phone_t *phone = context;
    (void)session;
    well_outcome_info_t info = {.struct_size = sizeof info};
    if (!is_ok(well_outcome_info(rejection, &info))) {
        return WELL_ANSWER_STOP;
    }
    printf("? %s %s\n", pick(phone, info.english, info.chinese),
           phone->chinese ? "要让他在那里签出吗？yes/no" : "Log out there? yes or no:");
    phone->is_asked = true;
    return WELL_ANSWER_LATER;
}

/* ---- What a person types ------------------------------------------------------------------------------------------------ */

/* A copy of a call's id that outlives the snapshot that it is from. */
typedef struct {
    char text[513];
} call_id_t;

/* The first call that is on hold, or the first that is not. */
static bool find_call_by_leg(const phone_t *phone, bool held, call_id_t *id)
{
    well_snapshot_t snapshot;
    bool found = false;
    if (!is_ok(well_session_snapshot(phone->session, &snapshot))) {
        return false;
    }
    well_call_t call = {.struct_size = sizeof call};
    for (size_t i = 0; !found && well_snapshot_call(snapshot, i, &call) == WELL_OK; i++) {
        found = (call.leg == WELL_STATE_HOLD) == held;
        if (found) {
            snprintf(id->text, sizeof id->text, "%s", call.call_id.data);
        }
    }
    is_ok(well_snapshot_free(snapshot));
    return found;
}

/* The first call that a verb may be used on now. */
static bool find_call_for(const phone_t *phone, well_verb_t verb, call_id_t *id)
{
    well_snapshot_t snapshot;
    bool found = false;
    if (!is_ok(well_session_snapshot(phone->session, &snapshot))) {
        return false;
    }
    well_call_t call = {.struct_size = sizeof call};
    for (size_t i = 0; !found && well_snapshot_call(snapshot, i, &call) == WELL_OK; i++) {
        bool allowed = false;
        found = is_ok(well_session_may(phone->session, verb, call.call_id.data, &allowed, NULL)) && allowed;
        if (found) {
            snprintf(id->text, sizeof id->text, "%s", call.call_id.data);
        }
    }
    is_ok(well_snapshot_free(snapshot));
    return found;
}

/* A verb's function has begun its command, or not. */
static void began(phone_t *phone, well_status_t status)
{
    if (is_ok(status)) {
        phone->under_way++;
    }
}

/* Every verb takes one of these: `on_settled` is called once, at its end. */
static well_completion_t completion(phone_t *phone)
{
    return (well_completion_t){phone, on_settled, NULL};
}

static void nothing_to(const char *verb)
{
    printf("= there is no call to %s\n", verb);
}

static void do_mode(phone_t *phone, well_agent_mode_t mode, const char *reason)
{
    well_completion_t end = completion(phone);
    began(phone, well_session_set_agent_mode(phone->session, mode, reason[0] ? reason : NULL, &end, NULL));
}

static void do_ready(phone_t *phone, const char *rest)
{
    (void)rest;
    do_mode(phone, WELL_MODE_READY, "");
}

static void do_not_ready(phone_t *phone, const char *reason)
{
    do_mode(phone, WELL_MODE_NOT_READY, reason);
}

static void do_call(phone_t *phone, const char *number)
{
    well_completion_t end = completion(phone);
    began(phone, well_session_make_call(phone->session, number, NULL, &end, NULL));
}

/* Verbs of one call: that of the id given, or else the first that it may be used on. */
typedef well_status_t (*one_call_verb)(well_session_t, const char *, const well_completion_t *, well_command_t *);

static void do_one_call(phone_t *phone, const char *name, well_verb_t verb, one_call_verb function, const char *id)
{
    call_id_t found;
    well_completion_t end = completion(phone);
    if (!id[0]) {
        if (!find_call_for(phone, verb, &found)) {
            nothing_to(name);
            return;
        }
        id = found.text;
    }
    began(phone, function(phone->session, id, &end, NULL));
}

static void do_answer(phone_t *phone, const char *id)
{
    do_one_call(phone, "answer", WELL_VERB_ANSWER, well_session_answer_call, id);
}

static void do_drop(phone_t *phone, const char *id)
{
    do_one_call(phone, "drop", WELL_VERB_DROP, well_session_drop_connection, id);
}

static void do_hold(phone_t *phone, const char *id)
{
    do_one_call(phone, "hold", WELL_VERB_HOLD, well_session_hold_call, id);
}

static void do_retrieve(phone_t *phone, const char *id)
{
    do_one_call(phone, "retrieve", WELL_VERB_RETRIEVE, well_session_retrieve_call, id);
}

/* Verbs that bring a further party in: on the first call that they may be used on. */
typedef well_status_t (*number_verb)(well_session_t, const char *, const char *, const well_completion_t *,
                                   well_command_t *);

static void do_number(phone_t *phone, const char *name, well_verb_t verb, number_verb function, const char *number)
{
    call_id_t call;
    well_completion_t end = completion(phone);
    if (find_call_for(phone, verb, &call)) {
        began(phone, function(phone->session, call.text, number, &end, NULL));
    } else {
        nothing_to(name);
    }
}

static void do_consult(phone_t *phone, const char *number)
{
    do_number(phone, "consult about", WELL_VERB_CONSULT, well_session_consult, number);
}

static void do_send(phone_t *phone, const char *number)
{
    do_number(phone, "send on", WELL_VERB_SINGLE_STEP_TRANSFER, well_session_single_step_transfer, number);
}

/* What ends a consultation: of the call on hold and the other. */
static void do_two_calls(phone_t *phone, number_verb function)
{
    call_id_t held, other;
    well_completion_t end = completion(phone);
    if (find_call_by_leg(phone, true, &held) && find_call_by_leg(phone, false, &other)) {
        began(phone, function(phone->session, held.text, other.text, &end, NULL));
    } else {
        printf("= there is no consultation\n");
    }
}

static void do_conference(phone_t *phone, const char *rest)
{
    (void)rest;
    do_two_calls(phone, well_session_conference);
}

static void do_transfer(phone_t *phone, const char *rest)
{
    (void)rest;
    do_two_calls(phone, well_session_transfer_call);
}

static void do_cancel(phone_t *phone, const char *rest)
{
    (void)rest;
    do_two_calls(phone, well_session_cancel_consult);
}

/* `data customer 张三`: a datum that travels with the call. */
static void do_data(phone_t *phone, const char *rest)
{
    char key[128];
    int length = 0;
    call_id_t call;
    well_completion_t end = completion(phone);
    if (sscanf(rest, "%127s %n", key, &length) != 1 || !rest[length]) {
        printf("= data NAME VALUE\n");
    } else if (!find_call_for(phone, WELL_VERB_SET_CALL_DATA, &call)) {
        nothing_to("attach data to");
    } else {
        well_call_data_t datum = {key, rest + length};
        began(phone, well_session_set_call_data(phone->session, call.text, &datum, 1, &end, NULL));
    }
}

static void do_record(phone_t *phone, const char *rest)
{
    well_completion_t end = completion(phone);
    began(phone, strcmp(rest, "off") == 0 ? well_session_stop_recording(phone->session, &end, NULL)
                                          : well_session_start_recording(phone->session, &end, NULL));
}

static void do_snapshot(phone_t *phone, const char *rest)
{
    (void)rest;
    print_snapshot(phone, false);
}

static void do_may(phone_t *phone, const char *rest)
{
    (void)rest;
    print_snapshot(phone, true);
}

static void do_log(phone_t *phone, const char *text)
{
    well_string_t lines;
    well_status_t status = text[0] ? well_session_search_log(phone->session, text, &lines)
                                 : well_session_get_log(phone->session, &lines);
    if (is_ok(status)) {
        printf("%s\n", lines.data);
        well_string_free(&lines);
    }
}

static void do_wait(phone_t *phone, const char *event)
{
    char name[66];
    snprintf(name, sizeof name, " %.63s ", event);
    char *found = strstr(phone->seen, name);
    if (found) {
        memmove(phone->seen, found + strlen(name), strlen(found + strlen(name)) + 1);
    } else {
        snprintf(phone->awaited, sizeof phone->awaited, "%.63s", event);
    }
}

/* With the simulator: somebody calls. */
static void do_incoming(phone_t *phone, const char *number)
{
    char action[256];
    if (!phone->simulated || !well_is_phone_number(number)) {
        printf("= incoming NUMBER, with --simulator\n");
        return;
    }
    snprintf(action, sizeof action, "{\"do\":\"call_in\",\"from\":\"%.32s\",\"to\":\"%.32s\"}", number, phone->ext);
    is_ok(well_simulator_control(phone->simulator, action, NULL));
}

/* ---- How it ends: never by itself while a call is up -------------------------------------------------------------------- */

static bool has_call(const phone_t *phone)
{
    well_snapshot_t snapshot;
    well_snapshot_info_t info = {.struct_size = sizeof info};
    bool has = false;
    if (is_ok(well_session_snapshot(phone->session, &snapshot))) {
        has = is_ok(well_snapshot_info(snapshot, &info)) && info.call_count > 0;
        is_ok(well_snapshot_free(snapshot));
    }
    return has;
}

/* Whether it must not end yet: a call is up, or a command is under way, which may make one. */
static bool is_engaged(const phone_t *phone)
{
    return has_call(phone) || (phone->is_logged_in && phone->under_way > 0);
}

static void hang_up_all(phone_t *phone)
{
    well_snapshot_t snapshot;
    if (!is_ok(well_session_snapshot(phone->session, &snapshot))) {
        return;
    }
    well_call_t call = {.struct_size = sizeof call};
    for (size_t i = 0; well_snapshot_call(snapshot, i, &call) == WELL_OK; i++) {
        do_drop(phone, call.call_id.data);
    }
    is_ok(well_snapshot_free(snapshot));
}

static void do_quit(phone_t *phone, const char *rest)
{
    (void)rest;
    if (has_call(phone)) {
        printf("? %s\n", phone->chinese ? "通话中：要挂断并退出吗？yes/no" : "A call is up: hang up and quit? yes or no:");
        phone->is_asked_to_quit = true;
    } else {
        phone->is_leaving = true;
    }
}

static void answer_quit(phone_t *phone, bool yes)
{
    phone->is_asked_to_quit = false;
    if (yes) {
        hang_up_all(phone);
        phone->is_leaving = true;
    }
}

/* Nobody can be asked any more: the call goes on, and is waited for. */
static void end_of_input(phone_t *phone)
{
    if (!phone->is_leaving && has_call(phone)) {
        printf("= %s\n", phone->chinese ? "通话中：通话结束后退出" : "a call is up: ends when it is over");
    }
    phone->is_asked_to_quit = false;
    phone->is_leaving = true;
}

/* Ctrl-C: the first ends after the call, the second hangs up. A third ends at once, and logs nobody out. */
static void interrupted(phone_t *phone)
{
    printf("\n");
    phone->is_asked_to_quit = false;
    phone->is_leaving = true;
    if (!has_call(phone)) {
        return;
    }
    if (++phone->interruptions == 1) {
        printf("= %s\n", phone->chinese ? "通话中：通话结束后退出；再按一次 Ctrl-C 挂断"
                                        : "a call is up: ends when it is over; Ctrl-C again hangs up");
    } else {
        hang_up_all(phone);
        console_let_go();
    }
}

static void do_help(phone_t *phone, const char *rest);

static const struct {
    const char *name;
    void (*run)(phone_t *phone, const char *rest);
    const char *help;
} COMMANDS[] = {
    {"ready", do_ready, "take calls"},
    {"notready", do_not_ready, "[REASON]  take no calls"},
    {"call", do_call, "NUMBER    make a call"},
    {"answer", do_answer, "[CALL]    answer what rings"},
    {"drop", do_drop, "[CALL]    hang up"},
    {"hold", do_hold, "[CALL]    put on hold"},
    {"retrieve", do_retrieve, "[CALL]    take back from hold"},
    {"consult", do_consult, "NUMBER    hold the call and call somebody else"},
    {"conference", do_conference, "bring both calls together"},
    {"transfer", do_transfer, "connect both calls and leave"},
    {"cancel", do_cancel, "end the consultation"},
    {"send", do_send, "NUMBER    transfer without asking"},
    {"data", do_data, "NAME VALUE  attach a datum to the call"},
    {"record", do_record, "[off]     record, or no more"},
    {"snapshot", do_snapshot, "the agent, the calls, what may be done"},
    {"may", do_may, "the same, with the reasons why not"},
    {"log", do_log, "[TEXT]    the log, or its lines with this text"},
    {"wait", do_wait, "EVENT     wait for an event, such as established"},
    {"incoming", do_incoming, "NUMBER    somebody calls (with --simulator)"},
    {"help", do_help, "this"},
    {"quit", do_quit, "log out and end; asks where a call is up"},
};

enum { COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS };

static void do_help(phone_t *phone, const char *rest)
{
    (void)phone, (void)rest;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("  %-10s %s\n", COMMANDS[i].name, COMMANDS[i].help);
    }
}

static void obey(phone_t *phone, const char *line)
{
    size_t length = strcspn(line, " ");
    const char *rest = line + length + strspn(line + length, " ");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strlen(COMMANDS[i].name) == length && strncmp(COMMANDS[i].name, line, length) == 0) {
            if (COMMANDS[i].run != do_wait) {
                phone->seen[0] = '\0';
            }
            COMMANDS[i].run(phone, rest);
            return;
        }
    }
    if (length > 0) {
        printf("= no such command; try help\n");
    }
}

/* Whether the next line may be obeyed. */
static bool is_idle(const phone_t *phone)
{
    return phone->is_asked || phone->is_asked_to_quit || (phone->under_way == 0 && !phone->awaited[0]);
}

/* Takes the lines that were typed, as far as they may be obeyed. */
static void obey_typed(phone_t *phone)
{
    char *end;
    while (!phone->is_over && is_idle(phone) && (end = memchr(phone->typed, '\n', phone->typed_length)) != NULL) {
        char line[sizeof phone->typed];
        size_t length = (size_t)(end - phone->typed);
        memcpy(line, phone->typed, length);
        line[length] = '\0';
        phone->typed_length -= length + 1;
        memmove(phone->typed, end + 1, phone->typed_length);
        if (phone->is_asked) {
            phone->is_asked = false;
            is_ok(well_session_answer_ask(phone->session, line[0] == 'y'));
        } else if (phone->is_asked_to_quit) {
            answer_quit(phone, line[0] == 'y');
        } else {
            obey(phone, line);
        }
    }
    if (phone->no_more_input && is_idle(phone)) {
        end_of_input(phone);
    }
    if (phone->is_leaving && !is_engaged(phone)) {
        phone->is_over = true;
    }
}

static void read_typed(phone_t *phone)
{
    size_t room = sizeof phone->typed - phone->typed_length;
    long got = console_read(phone->typed + phone->typed_length, room);
    if (got > 0) {
        phone->typed_length += (size_t)got;
    } else if (got == 0) {
        phone->no_more_input = true;
    }
    if (phone->typed_length == sizeof phone->typed && !memchr(phone->typed, '\n', phone->typed_length)) {
        printf("= this line is too long\n");
        phone->typed_length = 0;
    }
}

/* ---- The loop ----------------------------------------------------------------------------------------------------------- */

/* Takes everything that the session has to tell; callbacks are called on the way. */
static void take_events(phone_t *phone)
{
    well_event_t event;
    while (well_session_poll_event(phone->session, 0, &event) == WELL_OK) {
        well_event_free(event);
    }
}

static void run(phone_t *phone)
{
    while (!phone->is_over) {
        bool listens = is_idle(phone) && !phone->no_more_input;
        /* A script that waits for what does not come must end. */
        happened_t happened = console_wait(phone->session, listens, phone->awaited[0] ? SCRIPT_MS : -1);
        if (happened.nothing) {
            fprintf(stderr, "%s has not come\n", phone->awaited);
            phone->awaited[0] = '\0';
            phone->typed_length = 0;
            phone->has_failed = phone->no_more_input = true;
        }
        take_events(phone);
        if (happened.interrupt) {
            interrupted(phone);
        }
        if (happened.typed) {
            read_typed(phone);
        }
        obey_typed(phone);
        fflush(stdout);
    }
}

/* ---- The beginning and the end ------------------------------------------------------------------------------------------ */

/* Asks on the terminal, without showing what is typed. */
static bool ask_password(const char *agent, char *password, size_t size)
{
    char prompt[256];
    snprintf(prompt, sizeof prompt, "Password of %s: ", agent);
    return console_read_hidden(prompt, password, size);
}

static bool find_password(const phone_t *phone, char *password, size_t size)
{
    const char *given = phone->simulated ? "123456" : getenv("WELLCLIENT_PASSWORD");
    if (given) {
        return (size_t)snprintf(password, size, "%s", given) < size;
    }
    return ask_password(phone->agent, password, size);
}

/* A call center in this process. Whoever is called answers after a moment; who has a 137 number soon hangs up. */
static bool start_simulator(phone_t *phone)
{
    static const char config[] =
        "{\"pbx\": {\"outside\": ["
        "  {\"pattern\": \"137*\", \"then\": \"answer\", \"after_ms\": 300, \"hang_up_after_ms\": 500},"
        "  {\"pattern\": \"?????*\", \"then\": \"answer\", \"after_ms\": 300}],"
        " \"extensions\": [{\"from\": 8000, \"to\": 8999, \"phone\": {\"then\": \"answer\", \"after_ms\": 300}}]}}";
    if (!is_ok(well_simulator_new(config, &phone->simulator)) ||
        !is_ok(well_simulator_url(phone->simulator, &phone->simulator_url))) {
        return false;
    }
    phone->server = phone->simulator_url.data;
    return true;
}

static bool open_session(phone_t *phone)
{
    well_client_options_t way;
    well_session_options_t options;
    if (!is_ok(well_client_options_default(&way, sizeof way)) ||
        !is_ok(well_session_options_default(&options, sizeof options))) {
        return false;
    }
    way.proxy = phone->simulated ? WELL_PROXY_NONE : WELL_PROXY_SYSTEM;
    options.api_url = phone->server;
    options.delivery = WELL_DELIVERY_PUMPED;
    options.auto_answer = 0;
    options.logout_on_close = 1;
    well_event_callback_t events = {phone, on_event, NULL};
    return is_ok(well_client_new(&way, &phone->client)) &&
           is_ok(well_session_new(phone->client, &options, &phone->session)) &&
           is_ok(well_session_on(phone->session, NULL, &events, NULL));
}

/* Begins to log in; on_logged_in hears how it ends. */
static bool log_in(phone_t *phone)
{
    char job_number[128], password[256];
    const char *domain = strchr(phone->agent, '@');
    well_login_t login;
    if (!domain || (size_t)(domain - phone->agent) >= sizeof job_number) {
        fprintf(stderr, "--agent NUMBER@DOMAIN\n");
        return false;
    }
    if (!find_password(phone, password, sizeof password) || !is_ok(well_login_default(&login, sizeof login))) {
        return false;
    }
    memcpy(job_number, phone->agent, (size_t)(domain - phone->agent));
    job_number[domain - phone->agent] = '\0';
    login.job_number = job_number;
    login.password = password;
    login.domain = domain + 1;
    login.ext = phone->ext;
    login.login_mode = WELL_LOGIN_ASK;
    well_ask_t ask = {phone, on_ask, NULL};
    well_completion_t end = {phone, on_logged_in, NULL};
    well_status_t status = well_session_agent_login(phone->session, &login, &ask, &end, NULL);
    began(phone, status);
    memset(password, 0, sizeof password);
    return status == WELL_OK;
}

/* Closing logs out (no call is up any more) and tells the rest; after it nothing is called back any more. Freeing what never was does no harm. */
static void close_all(phone_t *phone)
{
    if (phone->session.id) {
        is_ok(well_session_close(phone->session, CLOSE_MS));
        well_session_free(phone->session);
    }
    if (phone->client.id) {
        is_ok(well_client_close(phone->client, CLOSE_MS));
        well_client_free(phone->client);
    }
    if (phone->simulator.id) {
        is_ok(well_simulator_stop(phone->simulator));
        well_simulator_free(phone->simulator);
    }
    well_string_free(&phone->simulator_url);
}

static bool read_arguments(phone_t *phone, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--simulator") == 0) {
            phone->simulated = true;
        } else if (strcmp(argv[i], "--zh") == 0) {
            phone->chinese = true;
        } else if (next && strcmp(argv[i], "--server") == 0) {
            phone->server = argv[++i];
        } else if (next && strcmp(argv[i], "--agent") == 0) {
            phone->agent = argv[++i];
        } else if (next && strcmp(argv[i], "--ext") == 0) {
            phone->ext = argv[++i];
        } else {
            return false;
        }
    }
    return phone->simulated != (phone->server != NULL);
}

int main(int argc, char **argv)
{
    phone_t phone = {.agent = "5001@test.cc", .ext = "8001"};
    if (!read_arguments(&phone, argc, argv)) {
        fprintf(stderr, "usage: %s --simulator | --server URL [--agent 5001@test.cc] [--ext 8001] [--zh]\n", argv[0]);
        return 2;
    }
    bool begun = console_open() && (!phone.simulated || start_simulator(&phone)) && open_session(&phone) &&
                 log_in(&phone);
    if (begun) {
        run(&phone);
    }
    close_all(&phone);
    return begun && !phone.has_failed ? EXIT_SUCCESS : EXIT_FAILURE;
}
