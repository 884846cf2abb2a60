/* The header alone, twice, in whatever language this is compiled as. */
#include <wellclient.h>
#include <wellclient.h>

int main(void)
{
    well_status status = WELL_OK;
    return status == WELL_OK && well_abi_version() == WELL_ABI_VERSION ? 0 : 1;
}
