/*
 * descent_rank.c - see descent_rank.h.
 *
 * Columns that are nonzero somewhere on the path and independent together are independent at every penalty. Together they are when H x = w,
 * H their Gram matrix, has a solution for random w: what w has in the null space of H is a residual that conjugate gradients cannot reduce,
 * and for elements of variance one it is about one in norm for every dependency. Eight w at once leave no room for luck. Only where that
 * fails are the penalties looked at one by one, and the ranks of those that fail again are counted by a Cholesky factorisation.
 */
#include "descent_rank.h"
#include "cholesky.h"
#include "descent_cg.h"
#include <math.h>
#include <string.h>

enum { most_steps = 300, most_exact = 1000 };

/* Residuals of w that a dependency would exceed: in one lane of eight but for two chances in 10^6; in a lane by itself, but for one in
 * 10^3.
 */
static const double small_together = 0.25, small_alone = 1e-3;

static const double solved = 1e-10, dependent = 1e-10;

/* Whether a coefficient is free to move at this penalty. */
static int is_free(const nb_lasso_penalty *penalty, int j, double b)
{
    return (penalty->lower == NULL || b > penalty->lower[j]) && (penalty->upper == NULL || b < penalty->upper[j]);
}

/* Numbers that look random, of mean 0 and variance 1, the same in every run. (Signs would cancel on two equal columns half the time.) */
static double next_number(unsigned long long *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return sqrt(12.0) * ((double)(*state >> 11) / 9007199254740992.0 - 0.5);
}

/* Whether, lane by lane, H x = w is solved on what is free: the columns are then independent. */
static nb_status solvable(nb_context *ctx, double small, nb_descent_cg *cg, int *good)
{
    unsigned long long state = 20231;
    int open = 1;
    for (size_t i = 0; i < (size_t)cg->count * nb_lanes; i++)
        cg->gradient[i] = next_number(&state);
    nb_descent_cg_start(cg);
    for (int l = 0; l < nb_lanes; l++)
        good[l] = !(cg->square[l] > 0.0); /* no column at all */
    for (int steps = 0; steps < most_steps && open; steps++) {
        NB_TRY(nb_poll(ctx));
        nb_descent_cg_step(cg);
        open = 0;
        for (int l = 0; l < nb_lanes; l++) {
            good[l] = good[l] || (cg->square[l] > 0.0 ? sqrt(cg->square[l]) <= small : cg->largest[l] <= solved);
            open = open || (!good[l] && cg->square[l] > 0.0);
        }
    }
    return NB_OK;
}

/* The rank of the `count` coordinates listed, from their Gram matrix. */
static nb_status exact_rank(nb_context *ctx, nb_gemm_work *ws, const nb_descent_cg *whole, int count, const int *list, int *rank)
{
    static const double none[nb_lanes] = {0.0};
    nb_descent_cg cg;
    nb_cholesky factor;
    double *gram = nb_doubles(ctx, (size_t)count * (size_t)count), curvature[nb_lanes];
    int *kept = nb_ints(ctx, (size_t)count);
    if (gram == NULL || kept == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_descent_cg_init(ctx, whole->kernels, whole->set, whole->n, count, list, none, &cg));
    memset(cg.free, 255, (size_t)count);
    for (int j = 0; j < count; j += nb_lanes) {
        NB_TRY(nb_poll(ctx));
        memset(cg.direction, 0, (size_t)count * nb_lanes * sizeof(double));
        for (int l = 0; l < nb_lanes && j + l < count; l++)
            cg.direction[(size_t)(j + l) * nb_lanes + (size_t)l] = 1.0;
        nb_descent_cg_apply(&cg, curvature);
        for (int l = 0; l < nb_lanes && j + l < count; l++)
            for (int i = 0; i < count; i++)
                gram[(size_t)(j + l) * (size_t)count + (size_t)i] = cg.image[(size_t)i * nb_lanes + (size_t)l];
    }
    NB_TRY(nb_cholesky_init(ctx, count, &factor));
    NB_TRY(nb_cholesky_append(ctx, ws, count, gram, 1, gram, count, dependent, &factor, kept));
    *rank = factor.size;
    return NB_OK;
}

/* The coordinates of the set that are free at penalty k, listed. */
static int list_free(const nb_lasso_path *path, const nb_lasso_penalty *penalty, const int *place, int k, int *list)
{
    int count = 0;
    for (size_t e = path->start[k]; e < path->start[k + 1]; e++)
        if (is_free(penalty, path->index[e], path->value[e]))
            list[count++] = place[path->index[e]];
    return count;
}

/* Penalties k0 .. k0 + count - 1, each in a lane. */
static nb_status rank_each(nb_context *ctx, nb_gemm_work *ws, const nb_lasso_penalty *penalty, int max_rank, const int *place, int k0,
                           int count, int *list, nb_descent_cg *cg, nb_lasso_path *path)
{
    int good[nb_lanes];
    memset(cg->free, 0, (size_t)cg->count);
    for (int l = 0; l < count; l++) {
        const int size = path->rank[k0 + l] = list_free(path, penalty, place, k0 + l, list);
        for (int i = 0; i < size; i++)
            cg->free[list[i]] |= (unsigned char)(1 << l);
    }
    NB_TRY(solvable(ctx, small_alone, cg, good));
    for (int l = 0; l < count; l++) {
        void *mark = nb_mark(ctx);
        const int size = list_free(path, penalty, place, k0 + l, list);
        if ((!good[l] || size > max_rank) && size <= most_exact)
            NB_TRY(exact_rank(ctx, ws, cg, size, list, path->rank + k0 + l));
        if (path->rank[k0 + l] > max_rank)
            path->rank[k0 + l] = max_rank;
        nb_release(ctx, mark);
    }
    return NB_OK;
}

nb_status nb_descent_ranks(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_lasso_penalty *penalty, int max_rank,
                           int *place, nb_descent_set *set, nb_lasso_path *path)
{
    static const double none[nb_lanes] = {0.0};
    nb_descent_cg cg;
    int good[nb_lanes] = {0}, all = 1;
    for (int j = 0; j < design->p; j++)
        place[j] = nb_place_out;
    for (int k = 0; k < path->count; k++)
        for (size_t e = path->start[k]; e < path->start[k + 1]; e++)
            if (is_free(penalty, path->index[e], path->value[e]))
                place[path->index[e]] = nb_place_new;
    NB_TRY(nb_descent_set_build(ctx, ws, design, penalty, place, set));
    NB_TRY(nb_descent_cg_init(ctx, nb_lane_kernels_best(), set, design->n, set->packed.count, NULL, none, &cg));
    int *list = nb_ints(ctx, (size_t)set->packed.count);
    if (list == NULL)
        return NB_ERR_MEMORY;
    if (set->packed.count <= max_rank) {
        memset(cg.free, 255, (size_t)set->packed.count);
        NB_TRY(solvable(ctx, small_together, &cg, good));
    }
    for (int l = 0; l < nb_lanes; l++)
        all = all && good[l];
    for (int k = 0; k < path->count; k++)
        path->rank[k] = list_free(path, penalty, place, k, list);
    for (int k = 0; k < path->count && !all; k += nb_lanes)
        NB_TRY(rank_each(ctx, ws, penalty, max_rank, place, k, path->count - k < nb_lanes ? path->count - k : nb_lanes, list, &cg, path));
    return NB_OK;
}
