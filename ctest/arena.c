/*
 * arena.c - see arena.h. Every block is a malloc of its own, so that the sanitizers and valgrind see its bounds, and a use after release.
 */
#include "arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

arena arena_new(void)
{
    const arena empty = {NULL, 0, 0, 0, 0, 0, 0};
    return empty;
}

static void *take(arena *a, size_t count, size_t size)
{
    if (a->count == a->room) {
        const size_t room = a->room ? 2 * a->room : 64;
        void **blocks = realloc(a->blocks, room * sizeof *blocks);
        if (blocks == NULL)
            return NULL;
        a->blocks = blocks;
        a->room = room;
    }
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    void *block = malloc(count * size);
    if (block != NULL)
        a->blocks[a->count++] = block;
    return block;
}

static void *context_alloc(void *owner, size_t count, size_t size)
{
    arena *a = owner;
    return ++a->allocs == a->fail_at ? NULL : take(a, count, size);
}

static int context_poll(void *owner)
{
    arena *a = owner;
    return ++a->polls == a->stop_at;
}

/* A mark is the number of blocks plus one: never NULL. */
static void *context_mark(void *owner)
{
    const arena *a = owner;
    return (void *)(uintptr_t)(a->count + 1);
}

static void drop(arena *a, size_t count)
{
    while (a->count > count)
        free(a->blocks[--a->count]);
}

static void context_release(void *owner, void *mark)
{
    drop(owner, (size_t)(uintptr_t)mark - 1);
}

nb_context arena_context(arena *a)
{
    const nb_context context = {context_alloc, context_poll, context_mark, context_release, a};
    return context;
}

static void *demand(arena *a, size_t count, size_t size)
{
    void *block = take(a, count ? count : 1, size);
    if (block == NULL) {
        fprintf(stderr, "no memory for the test itself\n");
        exit(2);
    }
    return block;
}

double *arena_doubles(arena *a, size_t count)
{
    return demand(a, count, sizeof(double));
}

int *arena_ints(arena *a, size_t count)
{
    return demand(a, count, sizeof(int));
}

void arena_clear(arena *a)
{
    drop(a, 0);
    free(a->blocks);
    *a = arena_new();
}
