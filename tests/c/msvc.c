/*
 * A program as Microsoft's compiler makes it, without anything of the C library's, which is not to be had elsewhere: linked
 * by wellclient.lib alone.
 */
#include <wellclient.h>

int start(void)
{
    well_client_t client;
    if (well_client_new(NULL, &client) != WELL_OK || well_client_close(client, 5000) != WELL_OK) {
        return 1;
    }
    return well_client_free(client) == WELL_OK ? 0 : 1;
}
