/* What another unit of a program that loads the library does, which is without the loader's implementation. */
#ifndef LOAD_UNIT_H
#define LOAD_UNIT_H

#define WELLCLIENT_LOAD
#include <wellclient.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Closes and frees a client; false where it cannot. */
bool unit_closes(well_client_t client);

#ifdef __cplusplus
}
#endif

#endif
