/*
 * bind_arena.h - memory in chunks that are used again after a release.
 *
 * Loops that take and give back megabytes would otherwise wait for fresh pages. Chunks come from R_alloc (bind_context(), bind.h), and R
 * frees them when .Call returns or fails; or from malloc for work in threads, where R's allocator cannot be called.
 */
#ifndef NB_BIND_ARENA_H
#define NB_BIND_ARENA_H

#include "core/status.h"

enum { bind_most_chunks = 256 };

typedef struct bind_arena {
    char *chunk[bind_most_chunks];
    size_t size[bind_most_chunks];
    int count, at; /* chunks there are; the one in use */
    size_t used, total;
    void *(*fresh)(size_t bytes); /* a new chunk, or NULL */
    int (*poll)(void *of);        /* asked by the core whether to stop */
    void *of;
} bind_arena;

/* An empty arena, and the services of the core that draw on it. */
void bind_arena_init(bind_arena *arena, void *(*fresh)(size_t bytes), int (*poll)(void *of), void *of);
nb_context bind_arena_context(bind_arena *arena);

/* Takes back all that was lent, and keeps the chunks. */
void bind_arena_reset(bind_arena *arena);

/* Frees the chunks of an arena whose `fresh` is malloc. */
void bind_arena_free(bind_arena *arena);

#endif
