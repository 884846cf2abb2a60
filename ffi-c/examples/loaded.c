/*
 * A program that is not linked with the library, but loads it when it runs: it needs the folder of the headers to be
 * compiled, and one file, the library, to be run.
 *
 *     cc -std=c99 -Iinclude ffi-c/examples/loaded.c -o loaded           (with -ldl where glibc is older than 2.34)
 *     ./loaded                        with libwellclient.so beside it, or where the system looks for libraries
 *     ./loaded <path of the library>
 *
 * It says which version it has found, and makes a call in a simulated call center.
 */
#define WELLCLIENT_LOAD
#define WELLCLIENT_LOAD_IMPLEMENTATION
#include <wellclient.h>

#include <stdio.h>

/* Waits until a command is settled; the call that it made goes into `call`. */
static bool is_done(well_command_t command, char call[513])
{
    well_outcome_t outcome;
    well_outcome_info_t info = {.struct_size = sizeof info};
    well_command_wait(command, WELL_FOREVER, &outcome);
    well_outcome_info(outcome, &info);
    bool done = info.kind == WELL_OUTCOME_CONFIRMED;
    if (!done) {
        fprintf(stderr, "%s\n", info.english.data);
    } else if (call) {
        snprintf(call, 513, "%s", info.call_id.data);
    }
    well_outcome_free(outcome);
    well_command_free(command);
    return done;
}

/* Logs in, calls somebody, and logs out. */
static bool make_a_call(well_session_t session)
{
    well_login_t login;
    well_command_t command;
    char call[513];
    well_login_default(&login, sizeof login);
    login.job_number = "5001";
    login.password = "123456";
    login.domain = "test.cc";
    login.ext = "8001";
    well_session_agent_login(session, &login, NULL, NULL, &command);
    if (!is_done(command, NULL)) {
        return false;
    }
    well_session_make_call(session, "13800000000", NULL, NULL, &command);
    bool called = is_done(command, call);
    if (called) {
        printf("the call is %s\n", call);
        well_session_drop_connection(session, call, NULL, &command);
        called = is_done(command, NULL);
    }
    well_session_logout(session, NULL, &command);
    return is_done(command, NULL) && called;
}

int main(int argc, char **argv)
{
    well_simulator_t simulator;
    well_string_t url;
    well_client_t client;
    well_session_options_t options;
    well_session_t session;
    bool done = false;

    if (well_load(argc > 1 ? argv[1] : NULL) != WELL_OK) {
        fprintf(stderr, "%s\n", well_last_error());
        return 1;
    }
    printf("wellclient %s is loaded\n", well_version());
    /* A library that was built without the simulator has no such function: that is told, too. */
    if (well_simulator_new(NULL, &simulator) != WELL_OK) {
        fprintf(stderr, "%s\n", well_last_error());
        return 1;
    }
    well_simulator_url(simulator, &url);
    if (well_client_new(NULL, &client) != WELL_OK) {
        fprintf(stderr, "%s\n", well_last_error());
        return 1;
    }
    well_session_options_default(&options, sizeof options);
    options.api_url = url.data;
    if (well_session_new(client, &options, &session) == WELL_OK) {
        done = make_a_call(session);
        well_session_free(session);
    }
    well_client_close(client, 5000);
    well_client_free(client);
    well_simulator_stop(simulator);
    well_simulator_free(simulator);
    well_string_free(&url);
    return done ? 0 : 1;
}
