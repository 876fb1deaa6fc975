/*
 * lasso_state.c - memory of the active set of lasso_active.h, and its return to an earlier solution.
 */
#include "lasso_active.h"
#include "lasso_face.h"
#include <string.h>

static nb_status allocate(nb_context *ctx, int capacity, nb_active *a)
{
    const size_t size = (size_t)capacity;
    a->capacity = capacity;
    a->b = nb_doubles(ctx, size);
    a->gradient = nb_doubles(ctx, size);
    a->step = nb_doubles(ctx, size);
    a->work = nb_doubles(ctx, size + 1);
    a->cross = nb_doubles(ctx, size * nb_face_most_batch);
    a->inner = nb_doubles(ctx, (size_t)nb_face_most_batch * nb_face_most_batch);
    a->order = nb_ints(ctx, size);
    a->place = nb_ints(ctx, size);
    a->entering = nb_ints(ctx, size > nb_face_most_batch ? size : nb_face_most_batch);
    a->kept = nb_ints(ctx, nb_face_most_batch);
    a->sign = ctx->alloc(ctx->owner, size + 1, 1);
    const int all = a->b && a->gradient && a->step && a->work && a->cross && a->inner && a->order && a->place && a->entering && a->kept;
    return all && a->sign != NULL ? NB_OK : NB_ERR_MEMORY;
}

nb_status nb_active_init(nb_context *ctx, int capacity, nb_active *active)
{
    const int usual = capacity / 4 > 64 ? capacity / 4 : 64;
    active->lambda2 = 0.0;
    capacity = capacity > 1 ? capacity : 1;
    NB_TRY(allocate(ctx, capacity, active));
    return nb_cholesky_init(ctx, capacity < usual ? capacity : usual, &active->factor);
}

nb_status nb_active_reserve(nb_context *ctx, int capacity, nb_active *active)
{
    const nb_active old = *active;
    if (capacity <= old.capacity)
        return NB_OK;
    NB_TRY(allocate(ctx, capacity, active));
    memcpy(active->b, old.b, (size_t)old.capacity * sizeof(double));
    memcpy(active->gradient, old.gradient, (size_t)old.capacity * sizeof(double));
    memcpy(active->order, old.order, (size_t)old.factor.size * sizeof(int));
    memcpy(active->place, old.place, (size_t)old.capacity * sizeof(int));
    memcpy(active->sign, old.sign, (size_t)old.capacity);
    return NB_OK;
}

void nb_active_add(const nb_quadratic *problem, int first, nb_active *active)
{
    for (int j = first; j < problem->count; j++) {
        const double low = problem->lower[j], high = problem->upper[j];
        active->b[j] = low > 0.0 ? low : (high < 0.0 ? high : 0.0);
        active->gradient[j] = 0.0;
        active->place[j] = -1;
        active->sign[j] = 0;
    }
}

/* Frees columns in batches; one that rounding no longer lets in stays fixed where it is. */
static nb_status append_all(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda2, int count, const int *columns,
                            nb_active *active)
{
    for (int at = 0; at < count; at += nb_face_most_batch) {
        const int size = count - at < nb_face_most_batch ? count - at : nb_face_most_batch;
        NB_TRY(nb_face_append(ctx, ws, problem, lambda2, size, columns + at, active, active->kept));
    }
    return NB_OK;
}

nb_status nb_active_restore(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, int size, const int *order,
                            const signed char *sign, const double *b, double lambda2, nb_active *active)
{
    NB_TRY(nb_face_reserve(ctx, size, active));
    void *mark = nb_mark(ctx);
    int *missing = nb_ints(ctx, (size_t)size), *wanted = nb_ints(ctx, (size_t)problem->count), n_missing = 0, leaving = 0;
    if (missing == NULL || wanted == NULL)
        return NB_ERR_MEMORY;
    memset(wanted, 0, (size_t)problem->count * sizeof(int));
    for (int k = 0; k < size; k++)
        wanted[order[k]] = 1;
    for (int k = 0; k < active->factor.size; k++)
        leaving += !wanted[active->order[k]];
    const int afresh = leaving > active->factor.size / 8 || active->lambda2 != lambda2;
    for (int k = active->factor.size - 1; k >= 0; k--) {
        if (afresh)
            active->place[active->order[k]] = -1;
        else if (!wanted[active->order[k]])
            nb_face_release(k, active);
    }
    if (afresh)
        active->factor.size = 0;
    active->lambda2 = lambda2;
    for (int k = 0; k < size; k++) {
        if (active->place[order[k]] < 0)
            missing[n_missing++] = order[k];
        active->sign[order[k]] = sign[k];
    }
    memcpy(active->b, b, (size_t)problem->count * sizeof(double));
    NB_TRY(append_all(ctx, ws, problem, lambda2, n_missing, missing, active));
    nb_release(ctx, mark);
    return NB_OK;
}
