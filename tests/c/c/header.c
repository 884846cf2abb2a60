/* The header alone, twice, in whatever language this is compiled as, with its structs as the library has them. */
#include <wellclient.h>
#include <wellclient.h>

#include "layout.h"

int main(void)
{
    well_status_t status = WELL_OK;
    return status == WELL_OK && well_abi_version() == WELL_ABI_VERSION ? 0 : 1;
}
