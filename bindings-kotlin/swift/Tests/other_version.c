// A native library of another version, of which nothing but that is known.
#include <stdint.h>
#include <string.h>

typedef struct {
    uint64_t capacity;
    uint64_t len;
    uint8_t *data;
} Buffer;

Buffer uniffi_wellclient_uniffi_fn_func_version(void *status) {
    static char version[] = "9.9.9";
    (void)status;
    return (Buffer){sizeof version, strlen(version), (uint8_t *)version};
}
