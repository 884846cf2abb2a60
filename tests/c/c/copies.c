/* Two copies of the library in one process, as two plugins bring them: none takes a handle of the other's. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

typedef struct {
    void *object;
    well_status_t (*client_options_default)(well_client_options_t *, size_t);
    well_status_t (*client_new)(const well_client_options_t *, well_client_t *);
    well_status_t (*client_close)(well_client_t, uint32_t);
    well_status_t (*client_free)(well_client_t);
} copy_t;

static void find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    REQUIRE(found);
    memcpy(function, &found, sizeof found);
}

static copy_t load(const char *path)
{
    copy_t copy = {.object = dlopen(path, RTLD_NOW | RTLD_LOCAL)};
    REQUIRE(copy.object);
    find(copy.object, "well_client_options_default", &copy.client_options_default);
    find(copy.object, "well_client_new", &copy.client_new);
    find(copy.object, "well_client_close", &copy.client_close);
    find(copy.object, "well_client_free", &copy.client_free);
    return copy;
}

static well_client_t new_client(const copy_t *copy)
{
    well_client_options_t options;
    well_client_t client;
    REQUIRE(copy->client_options_default(&options, sizeof options) == WELL_OK);
    options.proxy = WELL_PROXY_NONE;
    REQUIRE(copy->client_new(&options, &client) == WELL_OK);
    return client;
}

static void each_knows_its_own(void)
{
    copy_t one = load(WELL_LIBRARY), two = load(WELL_COPY);
    REQUIRE(one.client_new != two.client_new);
    /* The first handle of each. */
    well_client_t of_one = new_client(&one), of_two = new_client(&two);
    CHECK(of_one.id != of_two.id);
    CHECK_NUMBER(WELL_BAD_HANDLE, two.client_close(of_one, 0));
    CHECK_NUMBER(WELL_BAD_HANDLE, one.client_close(of_two, 0));
    CHECK_NUMBER(WELL_BAD_HANDLE, two.client_free(of_one));
    CHECK_NUMBER(WELL_BAD_HANDLE, one.client_free(of_two));
    CHECK_NUMBER(WELL_OK, one.client_close(of_one, WELL_FOREVER));
    CHECK_NUMBER(WELL_OK, two.client_close(of_two, WELL_FOREVER));
    CHECK_NUMBER(WELL_OK, one.client_free(of_one));
    CHECK_NUMBER(WELL_OK, two.client_free(of_two));
}

static const test_t TESTS[] = {{"each_knows_its_own", each_knows_its_own}};

int main(int argc, char **argv)
{
    return run_tests("copies", TESTS, COUNT(TESTS), argc, argv);
}
