/*
 * status.h - outcomes of the core, and the two services that a caller lends it: memory and a poll for interrupts.
 *
 * The core computes and never owns. Memory comes from an arena (R_alloc under R; malloc in ctest, where it can be told to fail); it is the
 * arena's owner that frees it. `poll` is called between blocks of work; non-zero asks the core to stop. A caller with
 * several threads lends each a context of its own.
 */
#ifndef NB_STATUS_H
#define NB_STATUS_H

#include <stddef.h>

typedef enum {
    NB_OK = 0,
    NB_ERR_MEMORY,    /* the arena returned NULL */
    NB_ERR_INTERRUPT, /* poll asked to stop */
    NB_ERR_NONFINITE, /* NaN or Inf in the data */
    NB_ERR_LAPACK,    /* an eigenvalue or singular value iteration did not converge */
    NB_ERR_MAXITER,   /* an iterative solver reached its limit of iterations */
    NB_ERR_ARGUMENT,  /* sizes or values that no caller should pass */
    NB_STATUS_COUNT
} nb_status;

/* A fixed sentence for each status. */
const char *nb_status_message(nb_status status);

/* Memory and interrupts, lent by the caller for one call. */
typedef struct nb_context {
    void *(*alloc)(void *owner, size_t count, size_t size); /* uninitialised; NULL on failure; aligned as malloc aligns */
    int (*poll)(void *owner);                               /* NULL: never interrupted */
    void *(*mark)(void *owner);                             /* the arena's position; NULL: scratch is kept until the call ends */
    void (*release)(void *owner, void *mark);               /* gives back all that was allocated since mark */
    void *owner;
} nb_context;

/* count doubles (at least one), or NULL. */
double *nb_doubles(nb_context *ctx, size_t count);

/* count ints (at least one), or NULL. */
int *nb_ints(nb_context *ctx, size_t count);

/* Loops that allocate scratch in every round bracket the round with these two. */
void *nb_mark(nb_context *ctx);
void nb_release(nb_context *ctx, void *mark);

/* NB_OK, or NB_ERR_INTERRUPT when the caller asks to stop. */
nb_status nb_poll(nb_context *ctx);

#define NB_TRY(call)                                                                                                                       \
    do {                                                                                                                                   \
        nb_status nb_try_status = (call);                                                                                                  \
        if (nb_try_status != NB_OK)                                                                                                        \
            return nb_try_status;                                                                                                          \
    } while (0)

#endif
