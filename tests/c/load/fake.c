/*
 * Libraries that are not what they should be, for the loader: FAKE_VERSION is the version of the interface that it claims,
 * FAKE_LACKS_VERSION one without, FAKE_LACKS_TEXTS one without a function that every program needs. All else is of a version
 * that had few functions yet, also of those that return no status.
 */
#include <stdbool.h>

#include <wellclient.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED
#endif

#ifndef FAKE_LACKS_VERSION
EXPORTED uint32_t well_abi_version(void)
{
    return FAKE_VERSION;
}
#endif

EXPORTED const char *well_version(void)
{
    return "0.0.1";
}

EXPORTED const char *well_last_error(void)
{
    return "words of the library";
}

EXPORTED const char *well_status_name(well_status_t status)
{
    return status == WELL_OK ? "WELL_OK" : "WELL_?";
}

#ifndef FAKE_LACKS_TEXTS
EXPORTED const char *well_status_text(well_status_t status, well_language_t language)
{
    (void)status;
    (void)language;
    return "";
}
#endif

EXPORTED size_t well_environment_count(void)
{
    return 0;
}

EXPORTED const char *well_environment_name(size_t index)
{
    (void)index;
    return NULL;
}

EXPORTED well_local_state_t well_local_state_of(const char *word)
{
    (void)word;
    return WELL_LOCAL_STATE_OTHER;
}

EXPORTED well_agent_status_t well_agent_status_of(const char *word)
{
    (void)word;
    return WELL_AGENT_STATUS_OTHER;
}

EXPORTED well_failed_code_t well_failed_code_of(const char *word)
{
    (void)word;
    return WELL_FAILED_OTHER;
}

EXPORTED well_anomaly_kind_t well_anomaly_kind_of(const char *word)
{
    (void)word;
    return WELL_ANOMALY_OTHER;
}

/* The one function that returns a status. It always fails. */
EXPORTED well_status_t well_client_new(const well_client_options_t *options, well_client_t *out)
{
    (void)options;
    (void)out;
    return WELL_NO_RESOURCES;
}
