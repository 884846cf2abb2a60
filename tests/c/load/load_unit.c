/* As load_unit.h says. */
#include "load_unit.h"

bool unit_closes(well_client_t client)
{
    return well_client_close(client, 20000) == WELL_OK && well_client_free(client) == WELL_OK;
}
