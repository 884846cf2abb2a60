/* What can be asked of a session at once: its state, its counters, its settings, its log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "portable.h"
#include "refusals.h"
#include "testee.h"
#include "verbs.h"

static const char *const PHASES[] = {"loggedOut", "loggingIn", "recovering", "loggedIn", "loggingOut", "closed"};
static const char *const LINKS[] = {"off", "connecting", "active", "waiting", "lost"};
static const char *const SESSION_ENDS[] = {"",       "logout", "replaced", "forced", "heartbeatExpired", "credentialsRefused",
                                           "closed"};
static const char *const LEGS[] = {"null", "initiated", "alerting", "connected", "hold", "queued", "fail"};
static const char *const ROLES[] = {"unknown", "calling", "called", "listening"};

/* ---- The snapshot ------------------------------------------------------------------------------------------------------- */

static void put_action(line_t *line, const char *name, const well_action_t *action)
{
    if (action->allowed) {
        line_put(line, name, "allowed");
    } else {
        line_put_str(line, name, action->code);
    }
}

static void put_time(line_t *line, const char *name, int64_t time)
{
    if (time >= 0) {
        line_put_number(line, name, time);
    }
}

/* The words of doubts, each under the list's name and its number. */
static void put_doubts(line_t *line, const char *list, uint32_t doubts)
{
    static const struct {
        well_doubt_t doubt;
        const char *word;
    } words[] = {
        {WELL_DOUBT_MODE, "mode"},           {WELL_DOUBT_REASON, "reason"},
        {WELL_DOUBT_SINCE, "since"},         {WELL_DOUBT_PENDING_MODE, "pendingMode"},
        {WELL_DOUBT_LEG, "leg"},             {WELL_DOUBT_PARTIES, "parties"},
        {WELL_DOUBT_DATA, "data"},           {WELL_DOUBT_RECORDING, "recording"},
        {WELL_DOUBT_ESTABLISHED, "established"},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (doubts & (uint32_t)words[i].doubt) {
            line_put(line, name_of("%s.%zu", list, count++), words[i].word);
        }
    }
}

static void put_party(line_t *line, size_t call, size_t index, const well_party_t *party)
{
    line_put_str(line, name_of("calls.%zu.parties.%zu.device", call, index), party->device);
    line_put(line, name_of("calls.%zu.parties.%zu.role", call, index), ROLES[party->role]);
    line_put(line, name_of("calls.%zu.parties.%zu.leg", call, index), LEGS[party->leg]);
    line_put_truth(line, name_of("calls.%zu.parties.%zu.own", call, index), party->own);
    line_put_truth(line, name_of("calls.%zu.parties.%zu.verified", call, index), party->verified);
}

static void put_lists(line_t *line, well_snapshot_t snapshot, size_t index, const well_call_t *call)
{
    for (size_t i = 0; i < call->former_id_count; i++) {
        well_str_t id;
        if (well_snapshot_former_id(snapshot, index, i, &id) == WELL_OK) {
            line_put_str(line, name_of("calls.%zu.formerIds.%zu", index, i), id);
        }
    }
    for (size_t i = 0; i < call->party_count; i++) {
        well_party_t party = {.struct_size = sizeof party};
        if (well_snapshot_party(snapshot, index, i, &party) == WELL_OK) {
            put_party(line, index, i, &party);
        }
    }
    for (size_t i = 0; i < call->action_count; i++) {
        well_action_t action = {.struct_size = sizeof action};
        if (well_snapshot_call_action(snapshot, index, i, &action) == WELL_OK) {
            put_action(line, name_of("calls.%zu.actions.%s", index, action.verb_name.data), &action);
        }
    }
}

static void put_call(line_t *line, well_snapshot_t snapshot, size_t index)
{
    well_call_t call = {.struct_size = sizeof call};
    if (well_snapshot_call(snapshot, index, &call) != WELL_OK) {
        return;
    }
    line_put_str(line, name_of("calls.%zu.callId", index), call.call_id);
    line_put(line, name_of("calls.%zu.leg", index), LEGS[call.leg]);
    if (call.outgoing >= 0) {
        line_put_truth(line, name_of("calls.%zu.outgoing", index), call.outgoing);
    }
    line_put_truth(line, name_of("calls.%zu.conference", index), call.conference);
    line_put_truth(line, name_of("calls.%zu.recording", index), call.recording);
    line_put_truth(line, name_of("calls.%zu.unverified", index), call.unverified);
    line_put_str(line, name_of("calls.%zu.calling", index), call.calling);
    line_put_str(line, name_of("calls.%zu.called", index), call.called);
    line_put_str(line, name_of("calls.%zu.consultationOf", index), call.consultation_of);
    line_put_number(line, name_of("calls.%zu.created", index), call.created_ms);
    put_time(line, name_of("calls.%zu.established", index), call.established_ms);
    line_put_number(line, name_of("calls.%zu.ageMs", index), call.age_ms);
    put_time(line, name_of("calls.%zu.talkingMs", index), call.talking_ms);
    line_put_str(line, name_of("calls.%zu.data", index), call.data);
    line_put_str(line, name_of("calls.%zu.queue", index), call.queue);
    line_put_str(line, name_of("calls.%zu.failedCode", index), call.failed_code);
    char doubts[48];
    snprintf(doubts, sizeof doubts, "calls.%zu.doubts", index);
    put_doubts(line, doubts, call.doubts);
    put_lists(line, snapshot, index, &call);
}

static void put_agent(line_t *line, const well_snapshot_info_t *info)
{
    line_put_str(line, "agent.id", info->agent_id);
    line_put_str(line, "agent.device", info->device_id);
    line_put_str(line, "agent.mode", info->agent_mode_text);
    line_put_str(line, "agent.reason", info->reason);
    line_put_str(line, "agent.pendingMode", info->pending_mode);
    put_time(line, "agent.inModeMs", info->in_mode_ms);
    put_time(line, "agent.since", info->since_ms);
    put_doubts(line, "agent.doubts", info->agent_doubts);
}

static void put_snapshot(line_t *line, well_snapshot_t snapshot)
{
    well_snapshot_info_t info = {.struct_size = sizeof info};
    well_snapshot_info(snapshot, &info);
    line_put(line, "phase", PHASES[info.phase]);
    line_put(line, "link", LINKS[info.link]);
    line_put_truth(line, "verified", info.verified);
    line_put_truth(line, "callsComplete", info.calls_complete);
    line_put_truth(line, "credentialsRefused", info.credentials_refused);
    if (info.session_end != WELL_SESSION_END_NONE) {
        line_put(line, "sessionEnd", SESSION_ENDS[info.session_end]);
    }
    if (info.has_agent) {
        put_agent(line, &info);
    }
    for (size_t i = 0; i < info.prefix_count; i++) {
        well_str_t prefix;
        if (well_snapshot_prefix(snapshot, i, &prefix) == WELL_OK) {
            line_put_str(line, name_of("prefixes.%zu", i), prefix);
        }
    }
    for (size_t i = 0; i < info.action_count; i++) {
        well_action_t action = {.struct_size = sizeof action};
        if (well_snapshot_action(snapshot, i, &action) == WELL_OK) {
            put_action(line, name_of("actions.%s", action.verb_name.data), &action);
        }
    }
    for (size_t i = 0; i < info.call_count; i++) {
        put_call(line, snapshot, i);
    }
}

static well_status_t ask_snapshot(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request;
    well_snapshot_t snapshot;
    well_status_t status = well_session_snapshot(desk->session, &snapshot);
    if (status == WELL_OK) {
        put_snapshot(line, snapshot);
        well_snapshot_free(snapshot);
    }
    return status;
}

/* ---- Other questions ---------------------------------------------------------------------------------------------------- */

static well_status_t ask_watched_snapshot(desk_t *desk, const request_t *request, line_t *line)
{
    well_snapshot_t snapshot;
    well_status_t status = well_watch_snapshot(desk->session, request_get(request, "agentId"), &snapshot);
    if (status == WELL_OK) {
        put_snapshot(line, snapshot);
        well_snapshot_free(snapshot);
    }
    return status;
}

static well_status_t ask_watched(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request;
    well_string_t agent;
    well_status_t status = WELL_OK;
    for (size_t i = 0; (status = well_watch_agent(desk->session, i, &agent)) == WELL_OK; i++) {
        line_put(line, name_of("agents.%zu", i), agent.data);
        well_string_free(&agent);
    }
    return status == WELL_OUT_OF_RANGE ? WELL_OK : status;
}

static well_status_t ask_unfollow(desk_t *desk, const request_t *request, line_t *line)
{
    (void)line;
    return well_watch_unfollow(desk->session, request_get(request, "agentId"));
}

/* A verb by its manual's name. */
static well_verb_t verb_named(const char *name)
{
    static const char *const names[] = {
#define AS_NAME(verb, name) [verb] = name,
        VERB_NAMES(AS_NAME)
#undef AS_NAME
    };
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++) {
        if (names[i] && strcmp(names[i], name) == 0) {
            return (well_verb_t)i;
        }
    }
    return 0;
}

/* The word of a refusal. */
static const char *refusal_word(well_reason_t reason)
{
    static const char *const words[] = {
        [WELL_REASON_NONE] = "allowed",
#define AS_WORD(reason, word) [reason] = word,
        REFUSALS(AS_WORD)
#undef AS_WORD
    };
    return reason >= 0 && (size_t)reason < sizeof words / sizeof *words ? words[reason] : "?";
}

/* Without a call where none is said. */
static well_status_t ask_may(desk_t *desk, const request_t *request, line_t *line)
{
    bool allowed;
    well_reason_t reason;
    well_status_t status = well_session_may(desk->session, verb_named(request_get(request, "verb")),
                                          request_get(request, "callId"), &allowed, &reason);
    if (status == WELL_OK) {
        line_put(line, "permission", refusal_word(reason));
    }
    return status;
}

static well_str_t lent(const well_string_t *text)
{
    return (well_str_t){text->data, text->len};
}

static well_status_t ask_identity(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request;
    well_string_t agent, device;
    well_status_t status = well_session_identity(desk->session, &agent, &device);
    if (status == WELL_OK) {
        line_put_str(line, "agentId", lent(&agent));
        line_put_str(line, "deviceId", lent(&device));
        well_string_free(&agent);
        well_string_free(&device);
    }
    return status;
}

static well_status_t ask_saved(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request;
    well_saved_t saved;
    well_status_t status = well_session_saved(desk->session, &saved);
    if (status == WELL_OK) {
        line_put_str(line, "agentId", lent(&saved.agent_id));
        line_put_str(line, "deviceId", lent(&saved.device_id));
        line_put_str(line, "sessionId", lent(&saved.session_id));
        well_saved_free(&saved);
    }
    return status == WELL_EMPTY ? WELL_OK : status;
}

static well_status_t ask_config(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request;
    well_settings_t settings = {.struct_size = sizeof settings};
    well_status_t status = well_session_get_config(desk->session, &settings);
    line_put_truth(line, "debug", settings.debug);
    line_put_truth(line, "useWsLog", settings.use_ws_log);
    line_put_truth(line, "autoAnswer", settings.auto_answer);
    line_put_truth(line, "useErrorAlert", settings.use_error_alert);
    line_put(line, "clickCallClass", desk->click_call_class);
    return status;
}

static bool is_true(const request_t *request, const char *name)
{
    const char *value = request_get(request, name);
    return value && strcmp(value, "true") == 0;
}

static well_status_t ask_set_config(desk_t *desk, const request_t *request, line_t *line)
{
    (void)line;
    well_settings_t settings = {.struct_size = sizeof settings};
    settings.debug = is_true(request, "debug");
    settings.use_ws_log = is_true(request, "useWsLog");
    settings.auto_answer = is_true(request, "autoAnswer");
    settings.use_error_alert = is_true(request, "useErrorAlert");
    const char *class = request_get(request, "clickCallClass");
    if (class) {
        free(desk->click_call_class);
        desk->click_call_class = copy_of(class);
    }
    return well_session_set_config(desk->session, &settings);
}

static well_status_t ask_set_retrieve(desk_t *desk, const request_t *request, line_t *line)
{
    (void)line;
    return well_session_set_retrieve_after_consultation(desk->session, is_true(request, "retrieve"));
}

static well_status_t ask_metrics(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request;
    well_metrics_t metrics = {.struct_size = sizeof metrics};
    well_status_t status = well_session_metrics(desk->session, &metrics);
    line_put_number(line, "events", (int64_t)metrics.events);
    line_put_number(line, "duplicates", (int64_t)metrics.duplicates);
    line_put_number(line, "late", (int64_t)metrics.late);
    line_put_number(line, "refused", (int64_t)metrics.refused);
    line_put_number(line, "anomalies", (int64_t)metrics.anomalies);
    line_put_number(line, "resyncs", (int64_t)metrics.resyncs);
    line_put_number(line, "corrections", (int64_t)metrics.corrections);
    line_put_number(line, "reconnects", (int64_t)metrics.reconnects);
    line_put_number(line, "renewals", (int64_t)metrics.renewals);
    line_put_number(line, "commands", (int64_t)metrics.commands);
    line_put_number(line, "commandsFailed", (int64_t)metrics.commands_failed);
    line_put_number(line, "commandMsTotal", (int64_t)metrics.command_ms_total);
    line_put_number(line, "commandMsLongest", (int64_t)metrics.command_ms_longest);
    return status;
}

/* Puts a text that was given away, if it was, and frees it. */
static well_status_t put_given(line_t *line, const char *name, well_status_t status, well_string_t *text)
{
    if (status == WELL_OK) {
        line_put_str(line, name, lent(text));
        well_string_free(text);
    }
    return status;
}

static well_status_t ask_call_memory(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request;
    well_string_t json;
    return put_given(line, "json", well_session_get_call_memory(desk->session, &json), &json);
}

static well_status_t ask_write_log(desk_t *desk, const request_t *request, line_t *line)
{
    (void)line;
    const char *kind = request_get(request, "kind"), *text = request_get(request, "text");
    return kind && strcmp(kind, "error") == 0 ? well_session_error(desk->session, text)
                                              : well_session_log(desk->session, text);
}

static well_status_t ask_get_log(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request;
    well_string_t text;
    return put_given(line, "text", well_session_get_log(desk->session, &text), &text);
}

static well_status_t ask_search_log(desk_t *desk, const request_t *request, line_t *line)
{
    well_string_t found;
    well_status_t status = well_session_search_log(desk->session, request_get(request, "text"), &found);
    if (status != WELL_OK) {
        return status;
    }
    size_t count = 0;
    for (const char *at = found.data, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
        line_put_str(line, name_of("lines.%zu", count++), (well_str_t){at, (size_t)(end - at)});
    }
    return well_string_free(&found);
}

static well_status_t ask_clear_log(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request, (void)line;
    return well_session_clear_log(desk->session);
}

static well_status_t ask_enable_log(desk_t *desk, const request_t *request, line_t *line)
{
    (void)line;
    return well_session_enable_log(desk->session, strcmp(request->word, "enableLog") == 0);
}

static well_status_t ask_answer_ask(desk_t *desk, const request_t *request, line_t *line)
{
    (void)line;
    return well_session_answer_ask(desk->session, is_true(request, "force"));
}

static well_status_t ask_reconnect(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request, (void)line;
    return well_session_reconnect(desk->session);
}

static well_status_t ask_close(desk_t *desk, const request_t *request, line_t *line)
{
    (void)request, (void)line;
    return well_session_close(desk->session, WELL_FOREVER);
}

bool answer_question(desk_t *desk, const request_t *request)
{
    static const struct {
        const char *word;
        well_status_t (*ask)(desk_t *desk, const request_t *request, line_t *line);
    } questions[] = {
        {"snapshot", ask_snapshot},
        {"watchedSnapshot", ask_watched_snapshot},
        {"watched", ask_watched},
        {"unfollow", ask_unfollow},
        {"may", ask_may},
        {"identity", ask_identity},
        {"saved", ask_saved},
        {"config", ask_config},
        {"setConfig", ask_set_config},
        {"setRetrieve", ask_set_retrieve},
        {"callMemory", ask_call_memory},
        {"metrics", ask_metrics},
        {"writeLog", ask_write_log},
        {"getLog", ask_get_log},
        {"searchLog", ask_search_log},
        {"clearLog", ask_clear_log},
        {"enableLog", ask_enable_log},
        {"disableLog", ask_enable_log},
        {"answerAsk", ask_answer_ask},
        {"reconnect", ask_reconnect},
        {"close", ask_close},
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        if (strcmp(questions[i].word, request->word) == 0) {
            line_t line = answer_to(request);
            well_status_t status = questions[i].ask(desk, request, &line);
            if (status == WELL_OK) {
                line_say(&line);
            } else {
                free(line.text);
                is_done(request, status);
            }
            return true;
        }
    }
    return false;
}
