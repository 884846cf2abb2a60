/* A plugin with a loader of its own, beside others of the same process that have theirs. */
#define WELLCLIENT_LOAD
#define WELLCLIENT_LOAD_IMPLEMENTATION
#include <wellclient.h>

#ifdef _WIN32
__declspec(dllexport)
#endif
const char *plugin_loads(const char *path);

/* The version of the library at `path`, or why there is none. */
const char *plugin_loads(const char *path)
{
    return well_load(path) == WELL_OK ? well_version() : well_last_error();
}
