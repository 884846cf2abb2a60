/*
 * The loader of wellclient_load.h. A process has one library, so each test is a run of its own: `load <test>`.
 *
 *   LOAD_LIBRARY   the library; its folder has one below it, "座席 ü", with the same
 *   LOAD_FAKES     the folder of the libraries of fake.c: old, other_version, stranger and textless, and of the plugins one
 *                  and two, named as LOAD_LIBRARY is
 *
 * `beside` and `threads_search` are for a program that has the library beside it or finds it by the system's search; all
 * others for one that finds none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load_unit.h"

#define WELLCLIENT_LOAD_IMPLEMENTATION
#include <wellclient.h>

#include "check.h"

#ifndef _WIN32
#include <pthread.h>
#endif

enum { LONGEST = 4096, THREADS = 8 };

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    REQUIRE(value != NULL);
    return value;
}

static const char *library(void)
{
    return environment("LOAD_LIBRARY");
}

static const char *after_folder(const char *path)
{
    const char *name = path;
    for (; *path; path++) {
        name = *path == '/' || *path == '\\' ? path + 1 : name;
    }
    return name;
}

/* Another library than the good one; its path is good until the next but one is asked for. */
static const char *fake(const char *which)
{
    static char paths[2][LONGEST];
    static size_t next;
    const char *extension = strchr(after_folder(library()), '.');
    next = !next;
    snprintf(paths[next], sizeof paths[next], "%s/%s%s", environment("LOAD_FAKES"), which, extension ? extension : "");
    return paths[next];
}

/* The good library as it is named from a folder below its own. */
static const char *below(const char *folder)
{
    static char path[LONGEST];
    const char *name = after_folder(library());
    snprintf(path, sizeof path, "%.*s%s/%s", (int)(name - library()), library(), folder, name);
    return path;
}

/* A client of the library that is loaded, made and closed. */
static void check_it_works(void)
{
    well_client_t client;
    CHECK_NUMBER(WELL_ABI_VERSION, well_abi_version());
    CHECK(strlen(well_version()) > 0);
    REQUIRE(well_client_new(NULL, &client) == WELL_OK);
    CHECK(unit_closes(client));
}

static int dropped;

static void drop(void *context)
{
    CHECK(context == &dropped);
    dropped++;
}

static void complete(void *context, well_session_t session, uint64_t command, well_outcome_t outcome)
{
    (void)context;
    (void)session;
    (void)command;
    (void)outcome;
    CHECK(!"called");
}

/* What each function does without a library. */
static void check_there_is_none(const char *words)
{
    const well_completion_t completion = {&dropped, complete, drop};
    const well_session_t no_session = {0};
    well_client_t client = {42};
    well_command_t command = {43};
    CHECK_NUMBER(WELL_NOT_LOADED, well_client_new(NULL, &client));
    CHECK_NUMBER(42, client.id);
    CHECK_HAS(well_last_error(), words);

    dropped = 0;
    CHECK_NUMBER(WELL_NOT_LOADED, well_session_logout(no_session, &completion, &command));
    CHECK_NUMBER(1, dropped);
    CHECK_NUMBER(43, command.id);
    CHECK_NUMBER(WELL_NOT_LOADED, well_session_logout(no_session, NULL, NULL));

    CHECK_NUMBER(0, well_abi_version());
    CHECK_NUMBER(0, strlen(well_version()));
    CHECK_NUMBER(0, well_environment_count());
    CHECK(well_environment_name(0) == NULL);
    CHECK(!well_is_phone_number("13800000000"));
    CHECK_NUMBER(WELL_FAILED_OTHER, well_failed_code_of("1"));
    CHECK_HAS(well_status_name(WELL_NOT_LOADED), "WELL_NOT_LOADED");
    CHECK_HAS(well_status_name(WELL_OK), "WELL_?");
    CHECK_HAS(well_status_text(WELL_NOT_LOADED, WELL_LANGUAGE_EN), "not loaded");
    CHECK_HAS(well_status_text(WELL_NOT_LOADED, WELL_LANGUAGE_ZH), "未加载");
    CHECK_NUMBER(0, strlen(well_status_text(WELL_OK, WELL_LANGUAGE_EN)));
    CHECK(!unit_closes(client));
}

static void check_refused(const char *path, const char *words)
{
    CHECK_NUMBER(WELL_NOT_LOADED, well_load(path));
    CHECK_HAS(well_last_error(), words);
    check_there_is_none(words);
}

/* Nobody has loaded anything, and there is nothing to be found. */
static void missing(void)
{
    CHECK_NUMBER(0, strlen(well_last_error()));
    check_there_is_none("no library of wellclient is found");
    CHECK_HAS(well_last_error(), "wellclient.");
    check_refused(NULL, "no library of wellclient is found");
    /* It comes later. */
    CHECK_NUMBER(WELL_OK, well_load(library()));
    check_it_works();
}

static void no_such_path(void)
{
    check_refused("no such folder/libwellclient.so", "no such folder/libwellclient.so");
    check_refused("", "empty");
    CHECK_NUMBER(WELL_OK, well_load(library()));
    check_it_works();
}

static void no_library(void)
{
    check_refused(__FILE__, after_folder(__FILE__));
    check_refused(fake("stranger"), "no well_abi_version");
    check_refused(fake("textless"), "no well_status_text");
}

static void other_version(void)
{
    check_refused(fake("other_version"), "version 0.4711 of the interface, this program was made for version 0.1");
    CHECK_HAS(well_last_error(), fake("other_version"));
    check_refused("no such folder/libwellclient.so", "no such folder/libwellclient.so");
    CHECK_LACKS(well_last_error(), "4711");
}

/* A library without most of the functions. */
static void old(void)
{
    const well_completion_t completion = {&dropped, complete, drop};
    const well_session_t no_session = {0};
    well_client_t client = {42};
    CHECK_NUMBER(WELL_OK, well_load(fake("old")));
    CHECK_HAS(well_version(), "0.0.1");
    CHECK_NUMBER(WELL_UNSUPPORTED, well_client_close(client, 0));
    CHECK_HAS(well_last_error(), "no well_client_close");
    CHECK_NUMBER(WELL_UNSUPPORTED, well_session_logout(no_session, &completion, NULL));
    CHECK_HAS(well_last_error(), "no well_session_logout");
    CHECK_NUMBER(1, dropped);
    CHECK_NUMBER(false, well_is_phone_number("13800000000"));
    CHECK_HAS(well_last_error(), "no well_is_phone_number");
    /* The last failure is the library's own. */
    CHECK_NUMBER(WELL_NO_RESOURCES, well_client_new(NULL, &client));
    CHECK_HAS(well_last_error(), "words of the library");
    CHECK_NUMBER(WELL_UNSUPPORTED, well_client_free(client));
    CHECK_HAS(well_last_error(), "no well_client_free");
}

static void path(void)
{
    CHECK_NUMBER(WELL_OK, well_load(below("座席 ü")));
    check_it_works();
}

static void twice(void)
{
    CHECK_NUMBER(WELL_OK, well_load(library()));
    CHECK_NUMBER(WELL_OK, well_load(library()));
    CHECK_NUMBER(WELL_OK, well_load(below(".")));
    CHECK_NUMBER(WELL_OK, well_load(NULL));
    CHECK_NUMBER(WELL_NOT_LOADED, well_load(fake("old")));
    CHECK_HAS(well_last_error(), "another library of wellclient is");
    CHECK_NUMBER(WELL_NOT_LOADED, well_load(""));
    CHECK_NUMBER(WELL_NOT_LOADED, well_load("no such folder/libwellclient.so"));
    CHECK_NUMBER(WELL_BAD_HANDLE, well_client_free((well_client_t){0}));
    CHECK_LACKS(well_last_error(), "another library");
    check_it_works();
}

/* Without a word before. */
static void beside(void)
{
    check_it_works();
    CHECK_NUMBER(WELL_OK, well_load(NULL));
}

/* What `plugin_loads` of a plugin says. */
static const char *plugin_loads(const char *plugin, const char *path)
{
    const char *(*loads)(const char *);
    static char words[LONGEST];
#ifdef _WIN32
    const HMODULE opened = LoadLibraryA(plugin);
    const FARPROC found = opened ? GetProcAddress(opened, "plugin_loads") : NULL;
#else
    /* Global: what one of them shows, the other one would use. */
    void *const opened = dlopen(plugin, RTLD_NOW | RTLD_GLOBAL);
    void *const found = opened ? dlsym(opened, "plugin_loads") : NULL;
#endif
    REQUIRE(found != NULL);
    memcpy(&loads, &found, sizeof loads);
    snprintf(words, sizeof words, "%s", loads(path));
    return words;
}

/* Each plugin has its own library, and this program a third. */
static void plugins(void)
{
    char good[LONGEST];
    CHECK_HAS(plugin_loads(fake("one"), fake("old")), "0.0.1");
    CHECK_HAS(plugin_loads(fake("two"), fake("other_version")), "0.4711");
    CHECK_LACKS(plugin_loads(fake("two"), library()), "0.0.1");
    CHECK_NUMBER(WELL_OK, well_load(library()));
    snprintf(good, sizeof good, "%s", well_version());
    CHECK_HAS(plugin_loads(fake("two"), NULL), good);
    CHECK_HAS(plugin_loads(fake("one"), NULL), "0.0.1");
    check_it_works();
}

/* Many threads are the first at once; each sees all of the library, or none of it. */
static void race_to_find(void)
{
    check_it_works();
}

static void race_to_load(void)
{
    CHECK_NUMBER(WELL_OK, well_load(library()));
    check_it_works();
}

/* Failures of others do not change what this thread reads. */
static void race_to_fail(void)
{
    static const char *const paths[] = {"no such folder/one.so", "no such folder/two.so"};
    for (size_t i = 0; i < scaled(200, 20); i++) {
        const char *path = paths[i % COUNT(paths)];
        CHECK_NUMBER(WELL_NOT_LOADED, well_load(path));
        CHECK_HAS(well_last_error(), path);
    }
}

#ifdef _WIN32
static DWORD WINAPI in_thread(void *run)
{
    (*(void (**)(void))run)();
    return 0;
}

static void at_once(void (*run)(void))
{
    HANDLE threads[THREADS];
    for (size_t i = 0; i < COUNT(threads); i++) {
        threads[i] = CreateThread(NULL, 0, in_thread, &run, 0, NULL);
        REQUIRE(threads[i] != NULL);
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        CHECK(WaitForSingleObject(threads[i], INFINITE) == WAIT_OBJECT_0);
        CloseHandle(threads[i]);
    }
}
#else
static void *in_thread(void *run)
{
    (*(void (**)(void))run)();
    return NULL;
}

static void at_once(void (*run)(void))
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < COUNT(threads); i++) {
        REQUIRE(pthread_create(&threads[i], NULL, in_thread, &run) == 0);
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
}
#endif

static void threads_search(void)
{
    at_once(race_to_find);
}

static void threads_path(void)
{
    at_once(race_to_load);
}

static void threads_fail(void)
{
    at_once(race_to_fail);
    CHECK_NUMBER(WELL_OK, well_load(library()));
    check_it_works();
}

static const test_t TESTS[] = {
    {"missing", missing},
    {"no_such_path", no_such_path},
    {"no_library", no_library},
    {"other_version", other_version},
    {"old", old},
    {"path", path},
    {"twice", twice},
    {"plugins", plugins},
    {"beside", beside},
    {"threads_search", threads_search},
    {"threads_path", threads_path},
    {"threads_fail", threads_fail},
};

int main(int argc, char **argv)
{
    return run_tests("load", TESTS, COUNT(TESTS), argc, argv);
}
