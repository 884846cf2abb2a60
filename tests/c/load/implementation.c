/* The loader for programs whose other units know nothing of it: it takes the place of linking. */
#define WELLCLIENT_LOAD
#define WELLCLIENT_LOAD_IMPLEMENTATION
#include <wellclient.h>
