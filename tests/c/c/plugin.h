/* A DLL that uses the library, and whoever loads it (Windows). */
#ifndef PLUGIN_H
#define PLUGIN_H

#include <stdbool.h>

/* How the plugin closes what it has, in its DllMain. */
typedef enum { CLOSE_NEVER, CLOSE_WITH_TIME, CLOSE_FOR_EVER } closing_t;

/* What becomes of it; the host's. */
typedef struct {
    closing_t closing;
    /* Called inside of a callback, if it is there. */
    void (*in_callback)(void);
    /* DllMain was told that the plugin goes. */
    bool was_detached;
    /* Each function returned what it had to, in time. */
    bool was_right;
} report_t;

/* `plugin_start`: makes a simulator, a client and a session, and logs in. */
typedef bool (*plugin_start_t)(report_t *report);

#endif
