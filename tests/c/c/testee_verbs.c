/* Each verb by its own function, and how it ends. */
#include <stdlib.h>
#include <string.h>

#include "portable.h"
#include "testee.h"
#include "verbs.h"

/* Whose end is to be said: it goes with the command's callbacks. */
typedef struct {
    char *id;
    char *session;
} errand_t;

static errand_t *errand_new(const request_t *request)
{
    errand_t *errand = malloc(sizeof *errand);
    if (!errand) {
        abort();
    }
    *errand = (errand_t){copy_of(request_get(request, "id")), copy_of(request_get(request, "session"))};
    return errand;
}

static void errand_free(void *context)
{
    errand_t *errand = context;
    free(errand->id);
    free(errand->session);
    free(errand);
}

/* ---- How a command ends --------------------------------------------------------------------------------------------------- */

static void put_refusal(line_t *line, const well_outcome_info_t *info)
{
    line_put_str(line, "error", info->code);
    if (info->status != 0) {
        line_put_number(line, "status", info->status);
    }
    line_put_str(line, "agentId", info->agent_id);
    line_put_str(line, "deviceId", info->device_id);
}

static void put_entries(line_t *line, well_outcome_t outcome)
{
    size_t count = 0;
    well_str_t key, value;
    well_outcome_entry_count(outcome, &count);
    for (size_t i = 0; i < count && well_outcome_entry(outcome, i, &key, &value) == WELL_OK; i++) {
        line_put_str(line, name_of("entries.%zu.key", i), key);
        line_put_str(line, name_of("entries.%zu.value", i), value);
    }
}

static void put_prefixes(line_t *line, well_outcome_t outcome)
{
    size_t count = 0;
    well_str_t prefix;
    well_outcome_prefix_count(outcome, &count);
    for (size_t i = 0; i < count && well_outcome_prefix(outcome, i, &prefix) == WELL_OK; i++) {
        line_put_str(line, name_of("prefixes.%zu", i), prefix);
    }
}

static void put_client_state(line_t *line, well_outcome_t outcome)
{
    well_client_state_t state = {.struct_size = sizeof state};
    if (well_outcome_client_state(outcome, &state) != WELL_OK) {
        return;
    }
    line_put_str(line, "clientState.agent.agentId", state.agent_id);
    line_put_str(line, "clientState.agent.extensionId", state.extension_id);
    line_put_str(line, "clientState.agent.agentMode", state.agent_mode);
    line_put_str(line, "clientState.agent.agentName", state.agent_name);
    line_put_str(line, "clientState.agent.namespace", state.domain);
    line_put_str(line, "clientState.extension", state.extension_json);
    line_put_str(line, "clientState.agent.activeCall.callId", state.call_id);
    line_put_str(line, "clientState.agent.activeCall.ani", state.ani);
    line_put_str(line, "clientState.agent.activeCall.dnis", state.dnis);
    line_put_str(line, "clientState.agent.activeCall.state", state.state);
    line_put_str(line, "clientState.agent.activeCall.direction", state.direction);
    line_put_str(line, "clientState.agent.activeCall.otherSide", state.other_side);
    line_put_str(line, "clientState.agent.activeCall.ringTime", state.ring_time);
    line_put_str(line, "clientState.agent.activeCall.answerTime", state.answer_time);
}

static void on_settled(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    static const char *const kinds[] = {"confirmed", "alreadySo", "rejected", "unknown"};
    const errand_t *errand = context;
    (void)session, (void)command;
    well_outcome_info_t info = {.struct_size = sizeof info};
    well_outcome_info(outcome, &info);
    line_t line = line_new("settled");
    line_put(&line, "id", errand->id);
    line_put(&line, "outcome", kinds[info.kind]);
    if (info.reason != WELL_REASON_NONE) {
        put_refusal(&line, &info);
        line_put_str(&line, "failedCode", info.failed_code);
        line_put_str(&line, "failedMsg", info.failed_msg);
        line_put_str(&line, "cause", info.cause);
        line_put_str(&line, "en", info.english);
        line_put_str(&line, "zh", info.chinese);
        if (info.retry_after_ms >= 0) {
            line_put_number(&line, "retryAfterMs", info.retry_after_ms);
        }
    } else {
        line_put_str(&line, "evidence", info.evidence);
        line_put_str(&line, "callId", info.call_id);
        line_put_str(&line, "pendingMode", info.pending_mode);
        put_entries(&line, outcome);
        put_prefixes(&line, outcome);
        put_client_state(&line, outcome);
    }
    line_say(&line);
}

/* To a session that is closed no command can be given: said as the rejection that it is, in the words of its snapshot. */
static void say_closed(const desk_t *desk, const request_t *request)
{
    well_snapshot_t snapshot;
    well_action_t action = {.struct_size = sizeof action};
    line_t line = line_new("settled");
    line_put(&line, "id", request_get(request, "id"));
    line_put(&line, "outcome", "rejected");
    if (well_session_snapshot(desk->session, &snapshot) == WELL_OK) {
        well_snapshot_action(snapshot, 0, &action);
        line_put_str(&line, "error", action.code);
        line_put_str(&line, "en", action.english);
        line_put_str(&line, "zh", action.chinese);
        well_snapshot_free(snapshot);
    }
    line_say(&line);
}

/* A log-in asks; the runner answers. */
static int32_t on_ask(void *context, well_session_t session, well_outcome_t rejection)
{
    const errand_t *errand = context;
    (void)session;
    well_outcome_info_t info = {.struct_size = sizeof info};
    well_outcome_info(rejection, &info);
    line_t line = line_new("ask");
    line_put(&line, "session", errand->session);
    line_put(&line, "id", errand->id);
    put_refusal(&line, &info);
    line_say(&line);
    return WELL_ANSWER_LATER;
}

/* ---- The verbs ---------------------------------------------------------------------------------------------------------- */

typedef well_status_t (*verb_t)(well_session_t session, const request_t *request, const well_completion_t *end);

/* A part, as the verb's function wants it. */
#define PART(name) request_get(request, name)

static well_agent_mode_t mode_of(const char *word)
{
    return word && strcmp(word, "Ready") == 0 ? WELL_MODE_READY : WELL_MODE_NOT_READY;
}

static well_status_t agent_login(well_session_t session, const request_t *request, const well_completion_t *end)
{
    well_login_t login;
    const char *mode = PART("loginMode");
    well_status_t status = well_login_default(&login, sizeof login);
    if (status != WELL_OK) {
        return status;
    }
    login.job_number = PART("jobNumber");
    login.password = PART("password");
    login.domain = PART("domain");
    login.ext = PART("ext");
    if (mode) {
        login.login_mode = strcmp(mode, "ask") == 0    ? WELL_LOGIN_ASK
                           : strcmp(mode, "stop") == 0 ? WELL_LOGIN_STOP
                                                       : WELL_LOGIN_FORCE;
    }
    login.agent_mode = mode_of(PART("agentMode"));
    well_ask_t ask = {errand_new(request), on_ask, errand_free};
    return well_session_agent_login(session, &login, &ask, end, NULL);
}

static well_status_t make_call(well_session_t session, const request_t *request, const well_completion_t *end)
{
    well_make_call_t options;
    const char *cpa = PART("cpa");
    well_status_t status = well_make_call_default(&options, sizeof options);
    if (status != WELL_OK) {
        return status;
    }
    options.prefix = PART("prefix");
    options.dest_for_display = PART("destForDisplay");
    options.origin_for_display = PART("originForDisplay");
    options.context_id = PART("contextId");
    options.cpa = cpa ? strcmp(cpa, "true") == 0 : -1;
    return well_session_make_call(session, PART("phoneNumber"), &options, end, NULL);
}

static well_status_t set_call_data(well_session_t session, const request_t *request, const well_completion_t *end)
{
    well_call_data_t entries[MOST_PARTS];
    size_t count = 0;
    while (count < MOST_PARTS && request_item(request, "data", count, "key")) {
        entries[count].key = request_item(request, "data", count, "key");
        entries[count].value = request_item(request, "data", count, "value");
        count++;
    }
    return well_session_set_call_data(session, PART("callId"), entries, count, end, NULL);
}

static well_participation_t participation_of(const char *word)
{
    return word && strcmp(word, "Silent") == 0 ? WELL_PARTICIPATION_SILENT : WELL_PARTICIPATION_ACTIVE;
}

/* The others take plain arguments, and some nothing. */
#define DEFINE_VERB(name, function, arguments) \
    static well_status_t function(well_session_t session, const request_t *request, const well_completion_t *end) \
    { \
        (void)request; \
        return well_session_##function arguments; \
    }
VERB_CALLS(DEFINE_VERB)
#undef DEFINE_VERB

static well_status_t recover(well_session_t session, const request_t *request, const well_completion_t *end)
{
    return well_session_recover(session, PART("agentId"), PART("deviceId"), PART("sessionId"), PART("password"), end,
                                NULL);
}

static well_status_t watch(well_session_t session, const request_t *request, const well_completion_t *end)
{
    (void)request;
    return well_watch_open(session, end, NULL);
}

static well_status_t follow(well_session_t session, const request_t *request, const well_completion_t *end)
{
    return well_watch_follow(session, PART("agentId"), end, NULL);
}

static const struct {
    const char *name;
    verb_t verb;
} VERBS[] = {
#define AS_ROW(name, function, arguments) {name, function},
    VERB_CALLS(AS_ROW)
#undef AS_ROW
    {"agentLogin", agent_login},
    {"makeCall", make_call},
    {"setCallData", set_call_data},
    {"watch", watch},
    {"follow", follow},
};

static verb_t find_verb(const request_t *request)
{
    const char *name = PART("verb");
    if (strcmp(request->word, "recover") == 0) {
        return recover;
    }
    for (size_t i = 0; name && i < sizeof VERBS / sizeof *VERBS; i++) {
        if (strcmp(VERBS[i].name, name) == 0) {
            return VERBS[i].verb;
        }
    }
    return NULL;
}

void give_command(const desk_t *desk, const request_t *request)
{
    verb_t verb = find_verb(request);
    if (!verb) {
        say_failed(request, "no such verb");
        return;
    }
    well_completion_t end = {errand_new(request), on_settled, errand_free};
    well_status_t status = verb(desk->session, request, &end);
    if (status == WELL_CLOSED) {
        say_closed(desk, request);
    } else {
        is_done(request, status);
    }
}
