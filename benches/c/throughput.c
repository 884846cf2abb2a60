/*
 * How long it takes from the first to the last of so many events, by callbacks on the library's dispatcher that read four fields
 * of each, and how much memory at most (KiB): throughput ADDRESS EVENTS.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wellclient.h>

static unsigned long wanted, octets;
static atomic_ulong told;
static double begun;
static _Atomic double taken;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* In KiB. Not what getrusage says: that begins with what the program had that started this one. */
static long peak(void)
{
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        sscanf(line, "VmHWM: %ld", &kib);
    if (status)
        fclose(status);
    return kib;
}

static void on_event(void *context, well_session_t session, well_event_t event)
{
    (void)context, (void)session;
    well_event_data_t data;
    data.struct_size = sizeof data;
    if (well_event_read(event, &data) != WELL_OK || data.origin != WELL_ORIGIN_SERVER || !data.call_id.data)
        return;
    if (told == 0)
        begun = now();
    octets += data.call_id.len + data.device_id.len + data.calling_device.len + data.user_data.len;
    if (++told == wanted)
        taken = now() - begun;
}

static void must(well_status_t status, const char *what)
{
    if (status != WELL_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, well_status_name(status), well_last_error());
        exit(EXIT_FAILURE);
    }
}

int main(int argc, char **argv)
{
    char url[256];
    well_client_t client;
    well_session_t session;
    well_client_options_t client_options;
    well_session_options_t options;
    well_login_t login;
    if (argc != 3)
        return EXIT_FAILURE;
    snprintf(url, sizeof url, "http://%s", argv[1]);
    wanted = strtoul(argv[2], NULL, 10);
    must(well_client_options_default(&client_options, sizeof client_options), "options");
    client_options.proxy = WELL_PROXY_NONE;
    must(well_client_new(&client_options, &client), "client");
    must(well_session_options_default(&options, sizeof options), "options");
    options.api_url = url;
    options.auto_answer = 0;
    options.queue_capacity = UINT32_MAX;
    must(well_session_new(client, &options, &session), "session");
    must(well_session_on(session, NULL, &(well_event_callback_t){NULL, on_event, NULL}, NULL), "on");
    must(well_login_default(&login, sizeof login), "login");
    login.job_number = "5001", login.password = "s3cr3t-pass", login.domain = "test.cc", login.ext = "8001";
    must(well_session_agent_login(session, &login, NULL, NULL, NULL), "login");
    while (told < wanted)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    printf("%.9f %ld\n", taken, peak());
    must(well_session_close(session, WELL_FOREVER), "close");
    must(well_session_free(session), "free");
    must(well_client_close(client, WELL_FOREVER), "close");
    must(well_client_free(client), "free");
    return 0;
}
