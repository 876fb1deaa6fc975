/* status.c - see status.h. */
#include "status.h"

static const char *const messages[NB_STATUS_COUNT] = {
    "success",
    "not enough memory",
    "interrupted",
    "the data hold NaN or infinite values",
    "an eigenvalue or singular value iteration did not converge",
    "the iterative solver reached its limit of iterations",
    "an argument of the numerical core is out of range",
};

const char *nb_status_message(nb_status status)
{
    if ((int)status < 0 || status >= NB_STATUS_COUNT)
        return "unknown status";
    return messages[status];
}

double *nb_doubles(nb_context *ctx, size_t count)
{
    return (double *)ctx->alloc(ctx->owner, count ? count : 1, sizeof(double));
}

int *nb_ints(nb_context *ctx, size_t count)
{
    return (int *)ctx->alloc(ctx->owner, count ? count : 1, sizeof(int));
}

void *nb_mark(nb_context *ctx)
{
    return ctx->mark != NULL ? ctx->mark(ctx->owner) : NULL;
}

void nb_release(nb_context *ctx, void *mark)
{
    if (ctx->release != NULL)
        ctx->release(ctx->owner, mark);
}

nb_status nb_poll(nb_context *ctx)
{
    return ctx->poll != NULL && ctx->poll(ctx->owner) ? NB_ERR_INTERRUPT : NB_OK;
}
