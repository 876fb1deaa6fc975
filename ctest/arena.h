/*
 * arena.h - the memory and the poll that tests lend to the core: malloc, with counters, able to fail and to stop on demand.
 */
#ifndef NB_ARENA_H
#define NB_ARENA_H

#include "status.h"

typedef struct arena {
    void **blocks;
    size_t count, room; /* blocks in use, places for them */
    long allocs, polls; /* how often each was asked for */
    long fail_at;       /* the allocation (from 1) that returns NULL; 0: none */
    long stop_at;       /* the poll (from 1) that asks to stop; 0: none */
} arena;

/* An empty arena, and the services of the core that draw on it. */
arena arena_new(void);
nb_context arena_context(arena *a);

/* Memory for the test itself: not counted, never failing (a test that gets none ends). */
double *arena_doubles(arena *a, size_t count);
int *arena_ints(arena *a, size_t count);

/* Frees everything, sets the counters to 0 and the limits to none. */
void arena_clear(arena *a);

#endif
