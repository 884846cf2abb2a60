/*
 * A DLL that leaves its simulator, client and session open until it goes: at FreeLibrary, or with the process. There it
 * closes them as it was told, where a C++ plugin has its static destructors.
 */
#include "plugin.h"

#include <stdio.h>
#include <string.h>
#include <windows.h>

#include <wellclient.h>

static report_t *report;
static well_simulator_t simulator;
static well_client_t client;
static well_session_t session;

static void on_event(void *context, well_session_t from, well_event_t event)
{
    (void)context, (void)from, (void)event;
    if (report->in_callback) {
        report->in_callback();
    }
}

static bool log_in(void)
{
    well_login_t login;
    well_command_t command;
    well_outcome_t outcome;
    well_outcome_info_t info = {.struct_size = sizeof info};
    well_login_default(&login, sizeof login);
    login.job_number = "5001";
    login.password = "123456";
    login.domain = "test.cc";
    login.ext = "8001";
    bool is_in = well_session_agent_login(session, &login, NULL, NULL, &command) == WELL_OK &&
                 well_command_wait(command, 20000, &outcome) == WELL_OK &&
                 well_outcome_info(outcome, &info) == WELL_OK && info.kind == WELL_OUTCOME_CONFIRMED;
    well_outcome_free(outcome);
    well_command_free(command);
    return is_in;
}

__declspec(dllexport) bool plugin_start(report_t *to)
{
    well_client_options_t way;
    well_session_options_t options;
    well_string_t url;
    report = to;
    well_client_options_default(&way, sizeof way);
    well_session_options_default(&options, sizeof options);
    way.proxy = WELL_PROXY_NONE;
    if (well_simulator_new(NULL, &simulator) != WELL_OK || well_simulator_url(simulator, &url) != WELL_OK ||
        well_client_new(&way, &client) != WELL_OK) {
        return false;
    }
    options.api_url = url.data;
    well_status_t made = well_session_new(client, &options, &session);
    well_string_free(&url);
    /* One that is never closed calls nothing of this code, which may be gone. */
    if (made == WELL_OK && (report->closing != CLOSE_NEVER || report->in_callback)) {
        well_session_on(session, "agentLoggedOn", &(well_event_callback_t){NULL, on_event, NULL}, NULL);
    }
    return made == WELL_OK && log_in();
}

static bool close_all(well_status_t expected)
{
    uint32_t timeout = report->closing == CLOSE_FOR_EVER ? WELL_FOREVER : 2000;
    bool is_right = well_session_close(session, timeout) == expected;
    is_right &= well_client_close(client, timeout) == expected;
    is_right &= well_simulator_stop(simulator) == expected;
    is_right &= well_session_free(session) == expected;
    is_right &= well_client_free(client) == expected;
    return is_right && well_simulator_free(simulator) == expected;
}

/* Locks and buffers of the C library are of no use when the process ends. */
static void say(const char *text)
{
    DWORD written;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, (DWORD)strlen(text), &written, NULL);
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD why, void *process_ends)
{
    (void)instance;
    if (why != DLL_PROCESS_DETACH || !report) {
        return TRUE;
    }
    ULONGLONG begun = GetTickCount64();
    bool is_right = report->closing == CLOSE_NEVER || close_all(process_ends ? WELL_CLOSED : WELL_OK);
    is_right = is_right && GetTickCount64() - begun < (process_ends ? 500 : 5000);
    report->was_detached = true;
    report->was_right = is_right;
    if (process_ends) {
        say(is_right ? "as expected\n" : "not closed as it had to be\n");
    }
    return TRUE;
}
