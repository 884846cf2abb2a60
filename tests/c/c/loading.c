/*
 * The library as a plugin's host uses it: loaded, used, and let go, again and again. When a client is closed, none of its
 * threads is left, so that the code may go.
 */
#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

/* The functions that are used, found by name. */
#define FUNCTIONS(X) \
    X(simulator_new, (const char *, well_simulator_t *)) \
    X(simulator_url, (well_simulator_t, well_string_t *)) \
    X(simulator_stop, (well_simulator_t)) \
    X(simulator_free, (well_simulator_t)) \
    X(client_options_default, (well_client_options_t *, size_t)) \
    X(client_new, (const well_client_options_t *, well_client_t *)) \
    X(client_close, (well_client_t, uint32_t)) \
    X(client_free, (well_client_t)) \
    X(session_options_default, (well_session_options_t *, size_t)) \
    X(session_new, (well_client_t, const well_session_options_t *, well_session_t *)) \
    X(session_close, (well_session_t, uint32_t)) \
    X(session_free, (well_session_t)) \
    X(login_default, (well_login_t *, size_t)) \
    X(session_agent_login, \
      (well_session_t, const well_login_t *, const well_ask_t *, const well_completion_t *, well_command_t *)) \
    X(command_wait, (well_command_t, uint32_t, well_outcome_t *)) \
    X(command_free, (well_command_t)) \
    X(outcome_info, (well_outcome_t, well_outcome_info_t *)) \
    X(outcome_free, (well_outcome_t)) \
    X(string_free, (well_string_t *))

typedef struct {
    void *library;
#define AS_MEMBER(name, arguments) well_status_t(*name) arguments;
    FUNCTIONS(AS_MEMBER)
} loaded_t;

#ifdef _WIN32

static void *open_library(void)
{
    return LoadLibraryA(WELL_LIBRARY);
}

static void find(void *library, const char *name, void *function)
{
    FARPROC found = GetProcAddress(library, name);
    memcpy(function, &found, sizeof found);
}

static bool close_library(void *library)
{
    return FreeLibrary(library);
}

#else

static void *open_library(void)
{
    return dlopen(WELL_LIBRARY, RTLD_NOW | RTLD_LOCAL);
}

static void find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
}

static bool close_library(void *library)
{
    return dlclose(library) == 0;
}

#endif

static loaded_t load(void)
{
    loaded_t loaded = {.library = open_library()};
    REQUIRE(loaded.library != NULL);
#define FIND(name, arguments) \
    find(loaded.library, "well_" #name, &loaded.name); \
    REQUIRE(loaded.name != NULL);
    FUNCTIONS(FIND)
    return loaded;
}

#define DONE(call) CHECK((call) == WELL_OK)

static void log_in(const loaded_t *well, well_session_t session)
{
    well_login_t login;
    well_command_t command;
    well_outcome_t outcome;
    well_outcome_info_t info = {.struct_size = sizeof info};
    DONE(well->login_default(&login, sizeof login));
    login.job_number = "5001";
    login.password = "123456";
    login.domain = "test.cc";
    login.ext = "8001";
    DONE(well->session_agent_login(session, &login, NULL, NULL, &command));
    DONE(well->command_wait(command, patience(), &outcome));
    DONE(well->outcome_info(outcome, &info));
    CHECK(info.kind == WELL_OUTCOME_CONFIRMED);
    DONE(well->outcome_free(outcome));
    DONE(well->command_free(command));
}

static void use(const loaded_t *well)
{
    well_simulator_t simulator;
    well_string_t url;
    well_client_options_t way;
    well_client_t client;
    well_session_options_t options;
    well_session_t session;
    DONE(well->simulator_new(NULL, &simulator));
    DONE(well->simulator_url(simulator, &url));
    DONE(well->client_options_default(&way, sizeof way));
    way.proxy = WELL_PROXY_NONE;
    DONE(well->client_new(&way, &client));
    DONE(well->session_options_default(&options, sizeof options));
    options.api_url = url.data;
    DONE(well->session_new(client, &options, &session));
    log_in(well, session);
    DONE(well->session_close(session, patience()));
    DONE(well->session_free(session));
    DONE(well->client_close(client, patience()));
    DONE(well->client_free(client));
    DONE(well->simulator_stop(simulator));
    DONE(well->simulator_free(simulator));
    DONE(well->string_free(&url));
}

static void again_and_again(void)
{
    long threads = live_threads();
    long descriptors = 0;
    for (size_t round = 0; round < scaled(20, 2); round++) {
        loaded_t loaded = load();
        use(&loaded);
        CHECK_NUMBER(threads, threads_down_to(threads));
        CHECK(close_library(loaded.library));
        descriptors = round == 0 ? open_descriptors() : descriptors;
    }
    CHECK_NUMBER(descriptors, descriptors_down_to(descriptors));
}

static const test_t TESTS[] = {
    {"again_and_again", again_and_again},
};

int main(int argc, char **argv)
{
    return run_tests("loading", TESTS, COUNT(TESTS), argc, argv);
}
