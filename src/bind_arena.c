/* bind_arena.c - see bind_arena.h. */
#include "bind_arena.h"
#include <stdint.h>
#include <stdlib.h>

enum { alignment = 64 };
static const size_t least_chunk = (size_t)1 << 20;

/* A new chunk behind the last one, of at least so many bytes. */
static int add_chunk(bind_arena *arena, size_t bytes)
{
    const size_t usual = arena->total / 8 > least_chunk ? arena->total / 8 : least_chunk, room = bytes > usual ? bytes : usual;
    char *chunk = arena->count < bind_most_chunks ? arena->fresh(room) : NULL;
    if (chunk == NULL)
        return 0;
    arena->chunk[arena->count] = chunk;
    arena->size[arena->count] = room;
    arena->total += room;
    arena->count++;
    return 1;
}

static void *context_alloc(void *owner, size_t count, size_t size)
{
    bind_arena *arena = owner;
    if (size == 0 || count > (PTRDIFF_MAX - alignment) / size)
        return NULL;
    const size_t bytes = (count * size + alignment - 1) / alignment * alignment;
    while (arena->at < arena->count && arena->size[arena->at] - arena->used < bytes) {
        arena->at++;
        arena->used = 0;
    }
    if (arena->at == arena->count && !add_chunk(arena, bytes))
        return NULL;
    void *memory = arena->chunk[arena->at] + arena->used;
    arena->used += bytes;
    return memory;
}

static int context_poll(void *owner)
{
    bind_arena *arena = owner;
    return arena->poll(arena->of);
}

static void *context_mark(void *owner)
{
    const bind_arena *arena = owner;
    return arena->at < arena->count ? arena->chunk[arena->at] + arena->used : NULL;
}

/* A mark at the end of one chunk may also be the beginning of the next: either leaves the same memory free. */
static void context_release(void *owner, void *mark)
{
    bind_arena *arena = owner;
    int at = arena->at < arena->count ? arena->at : arena->count - 1;
    while (at > 0 && ((char *)mark < arena->chunk[at] || (char *)mark > arena->chunk[at] + arena->size[at]))
        at--;
    if (at < 0)
        return;
    arena->at = at;
    arena->used = mark != NULL ? (size_t)((char *)mark - arena->chunk[at]) : 0;
}

void bind_arena_init(bind_arena *arena, void *(*fresh)(size_t bytes), int (*poll)(void *of), void *of)
{
    arena->count = arena->at = 0;
    arena->used = arena->total = 0;
    arena->fresh = fresh;
    arena->poll = poll;
    arena->of = of;
}

nb_context bind_arena_context(bind_arena *arena)
{
    nb_context context = {context_alloc, context_poll, context_mark, context_release, arena};
    return context;
}

void bind_arena_reset(bind_arena *arena)
{
    arena->at = 0;
    arena->used = 0;
}

void bind_arena_free(bind_arena *arena)
{
    while (arena->count > 0)
        free(arena->chunk[--arena->count]);
    arena->total = 0;
    bind_arena_reset(arena);
}
