/*
 * scenario.h - runs of the core in which every allocation fails in turn and every poll asks to stop.
 */
#ifndef NB_SCENARIO_H
#define NB_SCENARIO_H

#include "arena.h"
#include "check.h"

typedef struct scenario {
    const char *name;
    nb_status (*run)(nb_context *ctx);
    int allocates, polls; /* whether it is expected to */
} scenario;

/* One run with the given allocation failing or poll stopping. */
static inline nb_status attempt(const scenario *one, long fail_at, long stop_at, long *allocs, long *polls)
{
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    a.fail_at = fail_at;
    a.stop_at = stop_at;
    const nb_status status = one->run(&ctx);
    *allocs = a.allocs;
    *polls = a.polls;
    arena_clear(&a);
    return status;
}

static inline void test_scenario(const scenario *one)
{
    long allocs = 0, polls = 0, seen_allocs = 0, seen_polls = 0;
    if (!CHECK_OK(attempt(one, 0, 0, &allocs, &polls)))
        printf("  %s\n", one->name);
    CHECK(allocs > 0 || !one->allocates);
    CHECK(polls > 0 || !one->polls);
    for (long at = 1; at <= allocs; at++)
        if (!CHECK_STATUS(attempt(one, at, 0, &seen_allocs, &seen_polls), NB_ERR_MEMORY))
            printf("  %s, allocation %ld of %ld\n", one->name, at, allocs);
    for (long at = 1; at <= polls; at++)
        if (!CHECK_STATUS(attempt(one, 0, at, &seen_allocs, &seen_polls), NB_ERR_INTERRUPT) || !CHECK(seen_polls == at))
            printf("  %s, poll %ld of %ld\n", one->name, at, polls);
}

/* Each as above; and without mark, release and poll, where the core works too and scratch is kept until the arena is cleared. */
static inline void test_scenarios(int count, const scenario *scenarios)
{
    for (int i = 0; i < count; i++) {
        arena a = arena_new();
        nb_context ctx = arena_context(&a);
        test_scenario(scenarios + i);
        ctx.mark = NULL;
        ctx.release = NULL;
        ctx.poll = NULL;
        CHECK_OK(scenarios[i].run(&ctx));
        arena_clear(&a);
    }
}

#endif
