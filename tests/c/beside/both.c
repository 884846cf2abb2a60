/* A program with two static libraries in Rust: each has its own standard library, with its own state. */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <wellclient.h>

size_t other_texts(int count);
bool other_panics(void);

int main(void) {
    well_client_t client;
    if (well_client_new(NULL, &client) != WELL_OK) {
        fprintf(stderr, "no client: %s\n", well_last_error());
        return 1;
    }
    if (other_texts(3) != 3 || !other_panics()) {
        fputs("the other library does not do what it should\n", stderr);
        return 1;
    }
    if (well_client_close(client, WELL_FOREVER) != WELL_OK || well_client_free(client) != WELL_OK) {
        fprintf(stderr, "it is not closed: %s\n", well_last_error());
        return 1;
    }
    puts("as expected");
    return 0;
}
