/* bind_arena.c - a stack of malloc'ed blocks, each linked to the one below it: see bind_arena.h. */
#include "bind_arena.h"
#include <stdint.h>
#include <stdlib.h>

/* What a block starts with; its data follow, aligned as malloc aligns. */
enum { header = 64 };

static void *context_alloc(void *owner, size_t count, size_t size)
{
    bind_arena *arena = owner;
    if (size == 0 || count > (PTRDIFF_MAX - header) / size)
        return NULL;
    bind_block *block = malloc(header + count * size);
    if (block == NULL)
        return NULL;
    block->below = arena->top;
    arena->top = block;
    return (char *)block + header;
}

static int context_poll(void *owner)
{
    bind_arena *arena = owner;
    return arena->poll(arena->of);
}

static void *context_mark(void *owner)
{
    return ((bind_arena *)owner)->top;
}

static void context_release(void *owner, void *mark)
{
    bind_arena *arena = owner;
    while (arena->top != mark) {
        bind_block *block = arena->top;
        arena->top = block->below;
        free(block);
    }
}

bind_arena bind_arena_new(int (*poll)(void *of), void *of)
{
    const bind_arena empty = {NULL, poll, of};
    return empty;
}

nb_context bind_arena_context(bind_arena *arena)
{
    nb_context context = {context_alloc, context_poll, context_mark, context_release, arena};
    return context;
}

void bind_arena_clear(bind_arena *arena)
{
    context_release(arena, NULL);
}
