/*
 * ridge_solve.c - coefficients at any number of penalties from one factorisation: see ridge.h.
 */
#include "products.h"
#include "ridge.h"
#include <string.h>

/* Gram solutions conditioned better than this are as good as those of a QR already. */
static const double refine_above = 4.0;

/* Corrections reach into the null space, where a Gram matrix leaves eps d_1^2 / d_r^2 of b, while c holds rounding errors down. */
static const double null_limit = 1e5;

/* What one direction contributes per unit of U'y: d / (d^2 + c) for coefficients, 1 / (d^2 + c) for dual variables and corrections. */
static double shrink(const nb_ridge_factor *factor, int j, double c, int power)
{
    const double d = factor->d[j];
    if (j >= factor->rank && (factor->dual || power == 1 || factor->d[0] * factor->d[0] > null_limit * c))
        return 0.0;
    return (power == 1 ? d : 1.0) / (d * d + c);
}

/* out (rows x columns) := basis * (weights .* coordinates), column l + count * response shrunk by c[l]. */
static nb_status expand(nb_context *ctx, nb_gemm_work *ws, const nb_ridge_factor *factor, int columns, int count, const double *c,
                        int power, const double *coordinates, int per_penalty, double add, double *out)
{
    const int side = factor->side;
    double *scaled = nb_doubles(ctx, (size_t)side * (size_t)columns);
    if (scaled == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < columns; l++) {
        const double *from = coordinates + (size_t)(per_penalty ? l : l / count) * (size_t)side;
        for (int j = 0; j < side; j++)
            scaled[(size_t)l * (size_t)side + (size_t)j] = from[j] * shrink(factor, j, c[l % count], power);
    }
    return nb_gemm(ctx, ws, side, columns, side, 1.0, factor->basis, 1, side, scaled, 1, side, add, out, side);
}

/* x := x + (basis diag(1 / (d^2 + c)) basis') residual. */
static nb_status correct(nb_context *ctx, nb_gemm_work *ws, const nb_ridge_factor *factor, int columns, int count, const double *c,
                         const double *residual, double *x)
{
    const int side = factor->side;
    double *coordinates = nb_doubles(ctx, (size_t)side * (size_t)columns);
    if (coordinates == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_gemm(ctx, ws, side, columns, side, 1.0, factor->basis, side, 1, residual, 1, side, 0.0, coordinates, side));
    return expand(ctx, ws, factor, columns, count, c, 2, coordinates, 1, 1.0, x);
}

static int needs_refinement(const nb_ridge_factor *factor, int count, const double *c)
{
    double least = c[0];
    for (int l = 1; l < count; l++)
        least = c[l] < least ? c[l] : least;
    if (factor->method != NB_RIDGE_GRAM || factor->rank == 0)
        return 0;
    if (!factor->dual && factor->rank < factor->side) /* what was cut off may have been small rather than zero */
        return 1;
    const double first = factor->d[0], last = factor->d[factor->rank - 1];
    return first * first + least > refine_above * (last * last + least);
}

static nb_status solve_primal(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m,
                              const double *y, int count, const double *c, double *beta)
{
    const int p = design->p, columns = count * m;
    NB_TRY(expand(ctx, ws, factor, columns, count, c, 1, factor->uty, 0, 0.0, beta));
    if (!needs_refinement(factor, count, c))
        return NB_OK;
    double *gradient = nb_doubles(ctx, (size_t)p * (size_t)columns), *sums = nb_doubles(ctx, 2 * (size_t)columns);
    double *drift = nb_doubles(ctx, (size_t)p);
    int *response = nb_ints(ctx, (size_t)columns);
    if (gradient == NULL || sums == NULL || drift == NULL || response == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < columns; l++)
        response[l] = l / count;
    NB_TRY(nb_design_gradient(ctx, ws, design, columns, beta, y, response, gradient, sums, sums + columns, drift));
    for (int l = 0; l < columns; l++)
        for (int j = 0; j < p; j++)
            gradient[(size_t)l * (size_t)p + (size_t)j] -= c[l % count] * beta[(size_t)l * (size_t)p + (size_t)j];
    return correct(ctx, ws, factor, columns, count, c, gradient, beta);
}

static nb_status solve_dual(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m,
                            const double *y, int count, const double *c, double *beta)
{
    const int n = design->n, columns = count * m;
    double *dual = nb_doubles(ctx, (size_t)n * (size_t)columns);
    if (dual == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(expand(ctx, ws, factor, columns, count, c, 2, factor->uty, 0, 0.0, dual));
    NB_TRY(nb_design_cross(ctx, ws, design, columns, dual, beta));
    if (!needs_refinement(factor, count, c))
        return NB_OK;
    double *residual = nb_doubles(ctx, (size_t)n * (size_t)columns);
    if (residual == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_multiply(ctx, ws, design, columns, beta, residual));
    for (int l = 0; l < columns; l++)
        for (int i = 0; i < n; i++) {
            const size_t at = (size_t)l * (size_t)n + (size_t)i;
            residual[at] = y[(size_t)(l / count) * (size_t)n + (size_t)i] - residual[at] - c[l % count] * dual[at];
        }
    NB_TRY(correct(ctx, ws, factor, columns, count, c, residual, dual));
    return nb_design_cross(ctx, ws, design, columns, dual, beta);
}

nb_status nb_ridge_solve(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m, const double *y,
                         int count, const double *c, double *beta)
{
    if (count < 1 || m < 1)
        return NB_ERR_ARGUMENT;
    if (factor->dual)
        return solve_dual(ctx, ws, design, factor, m, y, count, c, beta);
    return solve_primal(ctx, ws, design, factor, m, y, count, c, beta);
}
