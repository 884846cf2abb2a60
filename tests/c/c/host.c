/*
 * Loads a plugin and lets it go, or ends with it: nothing crashes, nothing hangs.
 *
 *     host PLUGIN unload|return|exit_process|from_callback never|with_time|for_ever
 */
#include "plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static report_t report;

static HMODULE load(const char *path)
{
    HMODULE plugin = LoadLibraryA(path);
    plugin_start_t start = NULL;
    FARPROC found = plugin ? GetProcAddress(plugin, "plugin_start") : NULL;
    memcpy(&start, &found, sizeof start);
    if (!start || !start(&report)) {
        fprintf(stderr, "%s does not start: %lu\n", path, GetLastError());
        exit(EXIT_FAILURE);
    }
    return plugin;
}

/* One that has the library inside of it stays, as the library does. */
static void unload(const char *path)
{
    bool has_library = strstr(path, "static") != NULL;
    for (int round = 0; round < 3; round++) {
        report.was_detached = false;
        if (!FreeLibrary(load(path))) {
            fprintf(stderr, "not freed: %lu\n", GetLastError());
            exit(EXIT_FAILURE);
        }
        /* Timers and heart-beats of what was left open go off meanwhile. */
        Sleep(1000);
        if (report.was_detached == has_library || (report.was_detached && !report.was_right)) {
            fprintf(stderr, "%s\n", report.was_detached ? "not closed as it had to be" : "it has stayed");
            exit(EXIT_FAILURE);
        }
    }
    puts("as expected");
}

static void end_here(void)
{
    exit(EXIT_SUCCESS);
}

int main(int argc, char **argv)
{
    static const char *const closings[] = {"never", "with_time", "for_ever"};
    if (argc != 4) {
        return 2;
    }
    for (int i = 0; i < 3; i++) {
        if (strcmp(argv[3], closings[i]) == 0) {
            report.closing = (closing_t)i;
        }
    }
    if (strcmp(argv[2], "unload") == 0) {
        unload(argv[1]);
        return EXIT_SUCCESS;
    }
    if (strcmp(argv[2], "from_callback") == 0) {
        report.in_callback = end_here;
        load(argv[1]);
        Sleep(INFINITE);
    }
    load(argv[1]);
    if (strcmp(argv[2], "exit_process") == 0) {
        ExitProcess(EXIT_SUCCESS);
    }
    return EXIT_SUCCESS;
}
