/*
 * ridge_solve.c - coefficients at any number of penalties from one factorisation: see ridge.h.
 */
#include "products.h"
#include "ridge.h"
#include <string.h>

/* Gram solutions err by the square of the condition number, those of a QR by the number: up to 8 that is no difference to speak of. */
static const double refine_above = 64.0;

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

/* A QR is as accurate as backward stability goes; where c shrinks no direction, one correction from the data still gains most of a digit.
 */
static int needs_refinement(const nb_ridge_factor *factor, double c)
{
    if (factor->method == NB_RIDGE_SVD || factor->rank == 0)
        return 0;
    const double first = factor->d[0], last = factor->d[factor->rank - 1];
    if (factor->method == NB_RIDGE_QR)
        return !factor->dual && c <= last * last;
    if (!factor->dual && factor->rank < factor->side) /* what was cut off may have been small rather than zero */
        return 1;
    return first * first + c > refine_above * (last * last + c);
}

/* Lists the columns of a solution (count m) whose penalty calls for refinement, with their responses and penalties. */
static int list_refined(const nb_ridge_factor *factor, int m, int count, const double *c, int *column, int *response, double *penalty)
{
    int found = 0;
    for (int l = 0; l < count * m; l++)
        if (needs_refinement(factor, c[l % count])) {
            column[found] = l;
            response[found] = l / count;
            penalty[found++] = c[l % count];
        }
    return found;
}

static void copy_columns(int rows, int count, const int *column, const double *from, double *to)
{
    for (int l = 0; l < count; l++)
        memcpy(to + (size_t)l * (size_t)rows, from + (size_t)column[l] * (size_t)rows, (size_t)rows * sizeof(double));
}

static nb_status solve_primal(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m,
                              const double *y, int count, const double *c, double *beta)
{
    const int p = design->p, columns = count * m;
    int *column = nb_ints(ctx, (size_t)columns), *response = nb_ints(ctx, (size_t)columns);
    double *penalty = nb_doubles(ctx, (size_t)columns);
    if (column == NULL || response == NULL || penalty == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(expand(ctx, ws, factor, columns, count, c, 1, factor->uty, 0, 0.0, beta));
    const int refined = list_refined(factor, m, count, c, column, response, penalty);
    if (refined == 0)
        return NB_OK;
    double *part = nb_doubles(ctx, (size_t)p * (size_t)refined), *gradient = nb_doubles(ctx, (size_t)p * (size_t)refined);
    double *sums = nb_doubles(ctx, 2 * (size_t)refined), *drift = nb_doubles(ctx, (size_t)p);
    if (part == NULL || gradient == NULL || sums == NULL || drift == NULL)
        return NB_ERR_MEMORY;
    copy_columns(p, refined, column, beta, part);
    NB_TRY(nb_design_gradient(ctx, ws, design, refined, part, y, response, gradient, sums, sums + refined, drift));
    for (int l = 0; l < refined; l++)
        for (int j = 0; j < p; j++)
            gradient[(size_t)l * (size_t)p + (size_t)j] -= penalty[l] * part[(size_t)l * (size_t)p + (size_t)j];
    NB_TRY(correct(ctx, ws, factor, refined, refined, penalty, gradient, part));
    for (int l = 0; l < refined; l++)
        memcpy(beta + (size_t)column[l] * (size_t)p, part + (size_t)l * (size_t)p, (size_t)p * sizeof(double));
    return NB_OK;
}

static nb_status solve_dual(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m,
                            const double *y, int count, const double *c, double *beta)
{
    const int n = design->n, p = design->p, columns = count * m;
    int *column = nb_ints(ctx, (size_t)columns), *response = nb_ints(ctx, (size_t)columns);
    double *penalty = nb_doubles(ctx, (size_t)columns), *dual = nb_doubles(ctx, (size_t)n * (size_t)columns);
    if (column == NULL || response == NULL || penalty == NULL || dual == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(expand(ctx, ws, factor, columns, count, c, 2, factor->uty, 0, 0.0, dual));
    const int refined = list_refined(factor, m, count, c, column, response, penalty);
    if (refined > 0) {
        double *part = nb_doubles(ctx, (size_t)n * (size_t)refined), *residual = nb_doubles(ctx, (size_t)n * (size_t)refined);
        double *primal = nb_doubles(ctx, (size_t)p * (size_t)refined);
        if (part == NULL || residual == NULL || primal == NULL)
            return NB_ERR_MEMORY;
        copy_columns(n, refined, column, dual, part);
        NB_TRY(nb_design_cross(ctx, ws, design, refined, part, primal));
        NB_TRY(nb_design_multiply(ctx, ws, design, refined, primal, residual));
        for (int l = 0; l < refined; l++)
            for (int i = 0; i < n; i++) {
                const size_t at = (size_t)l * (size_t)n + (size_t)i;
                residual[at] = y[(size_t)response[l] * (size_t)n + (size_t)i] - residual[at] - penalty[l] * part[at];
            }
        NB_TRY(correct(ctx, ws, factor, refined, refined, penalty, residual, part));
        for (int l = 0; l < refined; l++)
            memcpy(dual + (size_t)column[l] * (size_t)n, part + (size_t)l * (size_t)n, (size_t)n * sizeof(double));
    }
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
