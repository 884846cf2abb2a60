/*
 * A callback that reads four fields of each event, for a program that counts instructions: callback EVENTS.
 *
 * The events are a simulated server's, all alike. What is counted is between `Subscribers::tell_event` and its end, so what the
 * network costs, and what the log-in tells, is the same in every run or not counted.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wellclient.h>

static atomic_ulong told, octets;

static void on_delivered(void *context, well_session_t session, well_event_t event)
{
    (void)context, (void)session;
    well_event_data_t data;
    data.struct_size = sizeof data;
    if (well_event_read(event, &data) != WELL_OK)
        abort();
    octets += data.call_id.len + data.alerting_device.len + data.calling_device.len + data.user_data.len;
    told++;
}

static void must(well_status_t status, const char *what)
{
    if (status != WELL_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, well_status_name(status), well_last_error());
        exit(EXIT_FAILURE);
    }
}

static const char EVENT[] =
    "{\\\"eventName\\\":\\\"delivered\\\",\\\"eventTime\\\":\\\"2026.11.22 10:11:12\\\",\\\"eventType\\\":\\\"csta\\\","
    "\\\"serial\\\":%lu,\\\"topics\\\":[\\\"CtiWorker_1\\\"],\\\"namespace\\\":\\\"test.cc\\\","
    "\\\"srcDeviceId\\\":\\\"8001@test.cc\\\",\\\"deviceId\\\":\\\"8001@test.cc\\\",\\\"callId\\\":\\\"call-%06lu\\\","
    "\\\"localState\\\":\\\"Alerting\\\",\\\"cause\\\":\\\"NORMAL\\\",\\\"alertingDevice\\\":\\\"8001@test.cc\\\","
    "\\\"callingDevice\\\":\\\"13800000000@test.cc\\\",\\\"calledDevice\\\":\\\"8001@test.cc\\\",\\\"split\\\":\\\"sales\\\","
    "\\\"userData\\\":{\\\"data\\\":{\\\"customer\\\":\\\"42\\\"}}}";

int main(int argc, char **argv)
{
    unsigned long events = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    well_simulator_t simulator;
    well_string_t url;
    well_client_t client;
    well_session_t session;
    well_client_options_t client_options;
    well_session_options_t options;
    well_login_t login;
    well_outcome_t outcome;
    well_command_t command;
    must(well_simulator_new(NULL, &simulator), "simulator");
    must(well_simulator_url(simulator, &url), "url");
    must(well_client_options_default(&client_options, sizeof client_options), "options");
    client_options.proxy = WELL_PROXY_NONE;
    must(well_client_new(&client_options, &client), "client");
    must(well_session_options_default(&options, sizeof options), "options");
    options.api_url = url.data;
    options.auto_answer = 0;
    options.queue_capacity = 1000000;
    must(well_session_new(client, &options, &session), "session");
    must(well_session_on(session, "delivered", &(well_event_callback_t){NULL, on_delivered, NULL}, NULL), "on");
    must(well_login_default(&login, sizeof login), "login");
    login.job_number = "5001", login.password = "123456", login.domain = "test.cc", login.ext = "8001";
    must(well_session_agent_login(session, &login, NULL, NULL, &command), "login");
    must(well_command_wait(command, WELL_FOREVER, &outcome), "login");
    must(well_outcome_free(outcome), "outcome");
    must(well_command_free(command), "command");
    for (unsigned long i = 0; i < events; i++) {
        char json[2048], fault[4096];
        snprintf(json, sizeof json, EVENT, 900000 + i, i);
        snprintf(fault, sizeof fault,
                 "{\"kind\":\"inject\",\"text\":\"MESSAGE\\nsubscription:sub-0\\nmessage-id:1\\ndestination:x\\n\\n%s\\u0000\"}",
                 json);
        must(well_simulator_add_fault(simulator, fault, NULL), "event");
    }
    while (told < events) {
        /* The callbacks have a thread of their own. */
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    must(well_session_close(session, WELL_FOREVER), "close");
    must(well_session_free(session), "free");
    must(well_client_close(client, WELL_FOREVER), "close");
    must(well_client_free(client), "free");
    must(well_simulator_stop(simulator), "stop");
    must(well_simulator_free(simulator), "free");
    must(well_string_free(&url), "free");
    printf("%lu events, %lu octets\n", (unsigned long)told, (unsigned long)octets);
    return 0;
}
