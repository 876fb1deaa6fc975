/*
 * bind_threads.c - see bind_threads.h.
 *
 * R's thread alone talks to R: each time its task polls, and while it waits for the others when no task is left, it looks for an interrupt,
 * holding no lock. R leaves by a long jump, which must not cross the parallel region: R_UnwindProtect() stops it, the other threads see a
 * flag at their next poll, and when all memory is freed the jump goes on.
 */
#include "bind_threads.h"
#include "bind.h"
#include "bind_arena.h"
#include <R_ext/Utils.h>
#include <setjmp.h>
#include <stdlib.h>
#ifdef _OPENMP
#include <omp.h>
#ifdef _WIN32
#include <windows.h>
#else
#include <time.h>
#endif
#define OMP(directive) _Pragma(directive)
#else
#define OMP(directive)
#endif

typedef struct team {
    int count, next, done; /* tasks; the next to start; those ended */
    int stop;              /* nobody starts or goes on */
    int jumping;           /* R wants to jump away, by `token` */
    nb_status status;      /* of the first task seen to fail */
    bind_task task;
    void *shared;
    SEXP token;
    jmp_buf back;
} team;

typedef struct member {
    team *of;
    int is_master; /* R's own thread */
} member;

static int take(int *counter)
{
    int value;
    OMP("omp atomic capture")
    value = (*counter)++;
    return value;
}

static int look(const int *flag)
{
    int value;
    OMP("omp atomic read")
    value = *flag;
    return value;
}

static void raise_flag(int *flag)
{
    OMP("omp atomic write")
    *flag = 1;
}

static SEXP check_interrupt(void *unused)
{
    (void)unused;
    R_CheckUserInterrupt();
    return R_NilValue;
}

static void stop_jump(void *of, Rboolean jump)
{
    team *t = of;
    if (jump)
        longjmp(t->back, 1);
}

static int poll(void *of)
{
    member *one = of;
    team *t = one->of;
    if (one->is_master && !look(&t->stop)) {
        if (setjmp(t->back) == 0) {
            R_UnwindProtect(check_interrupt, NULL, stop_jump, t, t->token);
        } else {
            t->jumping = 1;
            raise_flag(&t->stop);
        }
    }
    return look(&t->stop);
}

static void run_task(team *t, bind_arena *arena, int at)
{
    nb_context ctx = bind_arena_context(arena);
    nb_gemm_work ws;
    nb_status status = nb_gemm_work_init(&ctx, &ws);
    if (status == NB_OK)
        status = t->task(&ctx, &ws, at, t->shared);
    bind_arena_reset(arena);
    if (status == NB_OK || status == NB_ERR_INTERRUPT)
        return;
    OMP("omp critical(normball_failed)")
    t->status = t->status == NB_OK ? status : t->status;
    raise_flag(&t->stop);
}

static void work(team *t, int is_master)
{
    member one = {t, is_master};
    bind_arena arena;
    bind_arena_init(&arena, malloc, poll, &one);
    for (int at = take(&t->next); at < t->count && !look(&t->stop); at = take(&t->next)) {
        run_task(t, &arena, at);
        take(&t->done);
    }
    bind_arena_free(&arena);
}

#ifdef _OPENMP
static void rest(void)
{
#ifdef _WIN32
    Sleep(5);
#else
    const struct timespec moment = {0, 5000000};
    nanosleep(&moment, NULL);
#endif
}

/* R's thread, with nothing left to do but to listen. */
static void wait_for_others(team *t)
{
    member one = {t, 1};
    while (look(&t->done) < t->count && !poll(&one))
        rest();
}

static void work_together(team *t, int threads)
{
    OMP("omp parallel num_threads(threads)")
    {
        const int is_master = omp_get_thread_num() == 0;
        work(t, is_master);
        if (is_master)
            wait_for_others(t);
    }
}
#endif

void bind_in_threads(int threads, int count, bind_task task, void *shared)
{
    team t = {count, 0, 0, 0, 0, NB_OK, task, shared, R_NilValue};
    t.token = PROTECT(R_MakeUnwindCont());
#ifdef _OPENMP
    if (threads > count)
        threads = count;
    if (threads > 1)
        work_together(&t, threads);
    else
        work(&t, 1);
#else
    (void)threads;
    work(&t, 1);
#endif
    if (t.jumping)
        R_ContinueUnwind(t.token);
    bind_status(t.status);
    UNPROTECT(1);
}
