/*
 * ridge_factor.c - the one factorisation behind a ridge path: see ridge.h.
 *
 *   gram   eigenvalues of A'A or A A'; error grows with kappa^2, so it is taken only for well-conditioned problems
 *   qr     blocked QR, then the SVD of the triangle; error grows with kappa, no copy of A
 *   svd    LAPACK's SVD of a copy of A; the yardstick
 */
#include "ridge.h"
#include "eigen.h"
#include "lapack.h"
#include "products.h"
#include "svd.h"
#include "triangle.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* The largest (d_1^2 + c) / (d_r^2 + c) at which leverages from a Gram matrix still agree with refits to ten digits. */
static const double gram_limit = 1e5;

/* Least d_r^2 / d_1^2 for the Gram matrix of rows. Below it u_r mixes with the null vectors (the intercept leaves one), which are cut off,
 * and no penalty is large enough to hide what b loses: a dual solution is corrected within the span of its basis only. */
static const double dual_limit = 1e-9;

/* Rank: singular values above `cutoff` times the largest (or floor); U'y is cleared beyond it. */
static void settle_rank(nb_ridge_factor *factor, int m, int max_rank, double floor, double cutoff)
{
    const int side = factor->side;
    const double size = factor->d[0] > floor ? factor->d[0] : floor;
    int rank = 0;
    while (rank < side && rank < max_rank && factor->d[rank] > cutoff * size)
        rank++;
    factor->rank = rank;
    for (int response = 0; response < m; response++)
        for (int j = rank; j < side; j++)
            factor->uty[(size_t)response * (size_t)side + (size_t)j] = 0.0;
}

static double standard_cutoff(const nb_design *design)
{
    return DBL_EPSILON * (design->n > design->p ? design->n : design->p);
}

/* uty := basis' right, right: side x m. */
static nb_status project_response(nb_context *ctx, nb_gemm_work *ws, int m, const double *right, nb_ridge_factor *factor)
{
    const int side = factor->side;
    return nb_gemm(ctx, ws, side, m, side, 1.0, factor->basis, side, 1, right, 1, side, 0.0, factor->uty, side);
}

static nb_status factor_by_gram(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int m, const double *y, int max_rank,
                                double floor, nb_ridge_factor *factor)
{
    const int side = factor->side, full = max_rank < side ? max_rank : side;
    double *gram = nb_doubles(ctx, (size_t)side * (size_t)side);
    double *cross = nb_doubles(ctx, factor->dual ? 0 : (size_t)side * (size_t)m);
    if (gram == NULL || cross == NULL)
        return NB_ERR_MEMORY;
    if (factor->dual)
        NB_TRY(nb_design_gram(ctx, ws, design, 1, gram));
    else
        NB_TRY(nb_design_normal(ctx, ws, design, m, y, gram, cross));
    NB_TRY(nb_eigen_symmetric(ctx, ws, side, gram, factor->d, factor->basis));
    /* A null direction, even one known beforehand, mixes into V by eps d_1^2 / d_r^2; the dual never leaves the range of A'. */
    const int deciding = factor->dual ? full : side;
    const double first = factor->d[0] > 0.0 ? factor->d[0] : 0.0;
    const double last = deciding > 0 && factor->d[deciding - 1] > 0.0 ? factor->d[deciding - 1] : 0.0;
    const double threshold = (first - gram_limit * last) / (gram_limit - 1.0);
    factor->c_valid = threshold > 0.0 ? threshold : 0.0;
    if (factor->dual && last < dual_limit * first)
        factor->c_valid = INFINITY;
    for (int j = 0; j < side; j++)
        factor->d[j] = factor->d[j] > 0.0 ? sqrt(factor->d[j]) : 0.0;
    NB_TRY(project_response(ctx, ws, m, factor->dual ? y : cross, factor));
    for (int response = 0; response < m && !factor->dual; response++) /* V'A'y = D U'y */
        for (int l = 0; l < side; l++)
            factor->uty[(size_t)response * (size_t)side + (size_t)l] /= factor->d[l] > 0.0 ? factor->d[l] : 1.0;
    settle_rank(factor, m, max_rank, floor, sqrt(DBL_EPSILON * side));
    factor->method = NB_RIDGE_GRAM;
    return NB_OK;
}

static nb_status factor_by_qr(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int m, const double *y, int max_rank,
                              double floor, nb_ridge_factor *factor)
{
    const int side = factor->side, k = factor->dual ? side : side + m;
    double *r = nb_doubles(ctx, (size_t)k * (size_t)k), *square = nb_doubles(ctx, (size_t)side * (size_t)side);
    if (r == NULL || square == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_triangle(ctx, ws, design, factor->dual, factor->dual ? 0 : m, y, r));
    for (int j = 0; j < side; j++)
        memcpy(square + (size_t)j * (size_t)side, r + (size_t)j * (size_t)k, (size_t)side * sizeof(double));
    /* Primal: R = W D V', U'y = W'(Q'y). Dual: A = R'Q', so U = V. */
    if (factor->dual) {
        NB_TRY(nb_svd_square(ctx, ws, side, square, factor->d, factor->basis, 0, NULL));
        NB_TRY(project_response(ctx, ws, m, y, factor));
    } else {
        for (int response = 0; response < m; response++)
            memcpy(factor->uty + (size_t)response * (size_t)side, r + (size_t)(side + response) * (size_t)k, (size_t)side * sizeof(double));
        NB_TRY(nb_svd_square(ctx, ws, side, square, factor->d, factor->basis, m, factor->uty));
    }
    settle_rank(factor, m, max_rank, floor, standard_cutoff(design));
    factor->method = NB_RIDGE_QR;
    factor->c_valid = 0.0;
    return NB_OK;
}

static nb_status factor_by_svd(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int m, const double *y, int max_rank,
                               double floor, nb_ridge_factor *factor)
{
    const int n = design->n, p = design->p, side = factor->side;
    double *copy = nb_doubles(ctx, (size_t)n * (size_t)p), *left = nb_doubles(ctx, (size_t)n * (size_t)side);
    double *right = nb_doubles(ctx, (size_t)side * (size_t)p);
    if (copy == NULL || left == NULL || right == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_block(ctx, ws, design, 0, n, 0, p, copy));
    NB_TRY(nb_lapack_svd(ctx, n, p, copy, n, factor->d, left, n, right, side));
    if (factor->dual) /* n = side: U is square */
        memcpy(factor->basis, left, (size_t)side * (size_t)side * sizeof(double));
    else
        for (int j = 0; j < side; j++)
            for (int i = 0; i < side; i++)
                factor->basis[(size_t)j * (size_t)side + (size_t)i] = right[(size_t)i * (size_t)side + (size_t)j];
    NB_TRY(nb_gemm(ctx, ws, side, m, n, 1.0, left, n, 1, y, 1, n, 0.0, factor->uty, side));
    settle_rank(factor, m, max_rank, floor, standard_cutoff(design));
    factor->method = NB_RIDGE_SVD;
    factor->c_valid = 0.0;
    return NB_OK;
}

nb_status nb_ridge_factorize(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int m, const double *y, int max_rank, double floor,
                             nb_ridge_method method, double c_min, nb_ridge_factor *factor)
{
    factor->dual = design->n < design->p;
    factor->side = factor->dual ? design->n : design->p;
    if (factor->side == 0) { /* nothing is penalised */
        factor->rank = 0;
        factor->method = NB_RIDGE_QR;
        factor->c_valid = 0.0;
        return NB_OK;
    }
    if (method == NB_RIDGE_QR)
        return factor_by_qr(ctx, ws, design, m, y, max_rank, floor, factor);
    if (method == NB_RIDGE_SVD)
        return factor_by_svd(ctx, ws, design, m, y, max_rank, floor, factor);
    void *mark = nb_mark(ctx);
    NB_TRY(factor_by_gram(ctx, ws, design, m, y, max_rank, floor, factor));
    nb_release(ctx, mark);
    if (method == NB_RIDGE_AUTO && factor->c_valid > c_min)
        return factor_by_qr(ctx, ws, design, m, y, max_rank, floor, factor);
    if (method == NB_RIDGE_GRAM)
        factor->c_valid = 0.0; /* asked for by name: the caller has decided */
    return NB_OK;
}
