/* bind_arena.h - memory by malloc for work in threads, where R's allocator cannot be called: blocks freed in reverse order, all at the end.
 */
#ifndef NB_BIND_ARENA_H
#define NB_BIND_ARENA_H

#include "core/status.h"

typedef struct bind_block {
    struct bind_block *below;
} bind_block;

typedef struct bind_arena {
    bind_block *top;
    int (*poll)(void *of); /* asked by the core whether to stop */
    void *of;
} bind_arena;

/* An empty arena, and the services of the core that draw on it. `poll` and `of` as above. */
bind_arena bind_arena_new(int (*poll)(void *of), void *of);
nb_context bind_arena_context(bind_arena *arena);

/* Frees everything. */
void bind_arena_clear(bind_arena *arena);

#endif
