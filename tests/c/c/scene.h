/*
 * One live object of every type, and good arguments for every function: what misuse starts from. Each test spoils one thing.
 */
#ifndef SCENE_H
#define SCENE_H

#include <stdatomic.h>

#include "functions.h"
#include "world.h"

/* The letters of handles in functions.h. */
#define HANDLE_LETTERS "csudoenrif"
enum { HANDLE_TYPES = sizeof HANDLE_LETTERS - 1 };

/* Objects by the letter of their type. */
typedef struct {
    world_t world;
    char *call;
    well_string_t saved;
    char store[PATH_ROOM];
    uint64_t object[128];
    /* Numbers of such as were freed. */
    uint64_t freed[128];
} scene_t;

scene_t scene_new(void);
void scene_end(scene_t *scene);

/* Room for outputs, and callbacks that count. */
typedef struct {
    _Alignas(8) unsigned char outputs[MOST_ARGUMENTS][512];
    atomic_uint drops;
    atomic_uint calls;
    /* How many callbacks are given. */
    unsigned given;
} bench_t;

/* What outputs hold before a call. */
enum { UNTOUCHED = 0xA5 };

/* Good arguments for a function. */
void good_arguments(const scene_t *scene, const function_t *function, bench_t *bench, slot_t *a);
/* Whether no output was written. */
bool outputs_untouched(const function_t *function, const bench_t *bench);
/* Frees what a call that has succeeded handed out. */
void free_outputs(const function_t *function, bench_t *bench);

/* The size of the struct that a function takes or fills. */
size_t struct_size(const function_t *function);

#endif
