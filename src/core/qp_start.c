/*
 * qp_start.c - a point within the constraints to begin at, and its active set: see qp_state.h.
 *
 * The point asked for, or the one nearest to zero, moved to its bounds. Where that breaks rows by v, a problem of the same kind,
 *
 *     minimise over b, tau   1/2 tau^2     subject to  lower <= b <= upper,  row_lower <= R b + tau v <= row_upper,  tau >= 0,
 *
 * which has a point to begin at: tau = 1. At a minimum of 0 b is what is looked for. Else its multipliers are the proof that there is
 * nothing: R'y_rows + y_bounds = 0, and the sum of y times the sides pressed on is tau v'y_rows = -tau^2 < 0.
 */
#include "project.h"
#include "qp_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* What may be left of the violations, relative to the numbers there are. */
static const double touching = 1e-11;

static double within(const nb_qp *qp, int j, double b)
{
    return fmin(fmax(b, qp->lower[j]), qp->upper[j]);
}

/* The sum of the sizes of a row's terms. */
static double row_size(const nb_qp *qp, int i)
{
    double sum = 0.0;
    for (int j = 0; j < qp->p; j++)
        sum += fabs(qp->row[(size_t)j * (size_t)qp->m + (size_t)i] * qp->b[j]);
    return sum;
}

static double excess_of(const nb_qp *qp, int i)
{
    return fmax(qp->row_lower[i] - qp->value[i], qp->value[i] - qp->row_upper[i]);
}

int nb_qp_breaks_rows(const nb_qp *qp)
{
    for (int i = 0; i < qp->m; i++)
        if (excess_of(qp, i) > 32.0 * DBL_EPSILON * row_size(qp, i))
            return 1;
    return 0;
}

typedef struct approach {
    nb_design design; /* one row, which is tau */
    nb_qp_problem problem;
    nb_qp_start start;
    double unit; /* of b, so that it is no larger than tau */
} approach;

static nb_status allocate(nb_context *ctx, const nb_qp *qp, approach *to)
{
    const size_t m = (size_t)qp->m, all = (size_t)qp->p + 1;
    double *x = nb_doubles(ctx, 7 * all + 2 * m + 2), *row = nb_doubles(ctx, m * all);
    int *columns = nb_ints(ctx, all + m);
    if (x == NULL || row == NULL || columns == NULL)
        return NB_ERR_MEMORY;
    double *zero = x + all, *one = zero + all, *lower = one + all, *upper = lower + all, *b = upper + all, *row_lower = b + all;
    for (size_t j = 0; j < all; j++) {
        columns[j] = (int)j;
        zero[j] = 0.0;
        one[j] = 1.0;
        x[j] = j + 1 == all ? 1.0 : 0.0;
    }
    to->design =
        (nb_design){.n = 1, .p = (int)all, .x = x, .columns = columns, .centre = zero, .scale = one, .root_weight = one, .implicit = 1};
    to->problem = (nb_qp_problem){&to->design, zero, zero, zero, lower, upper, qp->m, row, row_lower, row_lower + m};
    to->start = (nb_qp_start){b, NULL, columns + all, 1};
    return NB_OK;
}

/* Fills what allocate() made room for; the casts undo the const of what is the callee's to read. */
static void pose(const nb_qp *qp, approach *to)
{
    const size_t p = (size_t)qp->p, m = (size_t)qp->m;
    double *lower = (double *)to->problem.lower, *upper = (double *)to->problem.upper, *b = (double *)to->start.b;
    double *row = (double *)to->problem.row, *row_lower = (double *)to->problem.row_lower, *row_upper = (double *)to->problem.row_upper;
    int *side = (int *)to->start.row_side;
    memcpy(row, qp->row, m * p * sizeof(double));
    for (size_t j = 0; j < p; j++) {
        lower[j] = qp->lower[j] / to->unit;
        upper[j] = qp->upper[j] / to->unit;
        b[j] = qp->b[j] / to->unit;
    }
    lower[p] = 0.0;
    upper[p] = INFINITY;
    b[p] = 1.0;
    for (size_t i = 0; i < m; i++) {
        row_lower[i] = qp->row_lower[i] / to->unit;
        row_upper[i] = qp->row_upper[i] / to->unit;
        row[i + m * p] = (fmin(fmax(qp->value[i], qp->row_lower[i]), qp->row_upper[i]) - qp->value[i]) / to->unit;
        side[i] = (row[i + m * p] < 0.0) - (row[i + m * p] > 0.0);
    }
}

/* The power of two that brings all that is at hand to 1 or less. */
static double unit_of(const nb_qp *qp)
{
    double size = nb_qp_largest(qp->p, qp->b);
    int exponent = 0;
    for (int i = 0; i < qp->m; i++)
        size = fmax(size, fabs(fmin(fmax(qp->value[i], qp->row_lower[i]), qp->row_upper[i])));
    (void)frexp(size, &exponent);
    return ldexp(1.0, exponent);
}

static nb_status prove(nb_context *ctx, const nb_qp *qp, const nb_qp_result *nearest, double **farkas)
{
    const size_t m = (size_t)qp->m, p = (size_t)qp->p;
    double *y = nb_doubles(ctx, m + p);
    if (y == NULL)
        return NB_ERR_MEMORY;
    memcpy(y, nearest->row_multiplier, m * sizeof(double));
    memcpy(y + m, nearest->bound_multiplier, p * sizeof(double));
    *farkas = y;
    return NB_OK;
}

/* One row: the nearest point that satisfies it, where there is one. */
static nb_status meet_row(nb_context *ctx, nb_qp *qp)
{
    const nb_set set = {.kind = NB_SET_ROW,
                        .n = qp->p,
                        .weight = qp->row,
                        .lower = qp->lower,
                        .upper = qp->upper,
                        .row_lower = qp->row_lower,
                        .row_upper = qp->row_upper};
    int empty = 0;
    NB_TRY(nb_project_row(ctx, &set, qp->b, &empty));
    nb_qp_rows_multiply(qp);
    return NB_OK;
}

nb_status nb_qp_make_feasible(nb_context *ctx, nb_qp *qp, double **farkas)
{
    approach to;
    nb_qp_result nearest;
    double size = 1.0;
    *farkas = NULL;
    if (qp->m == 1 && nb_qp_breaks_rows(qp))
        NB_TRY(meet_row(ctx, qp));
    if (qp->m == 0 || !nb_qp_breaks_rows(qp))
        return NB_OK;
    NB_TRY(allocate(ctx, qp, &to));
    to.unit = unit_of(qp);
    pose(qp, &to);
    NB_TRY(nb_qp_solve(ctx, qp->ws, &to.problem, &to.start, &nearest));
    for (int j = 0; j < qp->p; j++) {
        qp->b[j] = nearest.b[j] * to.unit;
        size += fabs(nearest.b[j]);
    }
    nb_qp_rows_multiply(qp);
    return nearest.b[qp->p] > touching * size ? prove(ctx, qp, &nearest, farkas) : NB_OK;
}

/* Free: what is strictly inside its interval and not at 0. Held: the rows that are at a side, or those of them expected there. */
static nb_status choose_face(nb_context *ctx, nb_qp *qp, const nb_qp_start *start)
{
    int count = 0;
    for (int j = 0; j < qp->p; j++) {
        const int expected = start == NULL || start->free == NULL || start->free[j];
        qp->sign[j] = qp->b[j] < 0.0 ? -1 : 1;
        if (qp->b[j] != 0.0 && qp->b[j] > qp->lower[j] && qp->b[j] < qp->upper[j] && expected)
            qp->list[count++] = j;
    }
    while (qp->held > 0)
        nb_qp_rows_drop(qp, qp->working[qp->held - 1]);
    for (int i = 0; i < qp->m; i++) {
        const double slack = 32.0 * DBL_EPSILON * row_size(qp, i);
        const int low = qp->value[i] - qp->row_lower[i] <= slack, high = qp->row_upper[i] - qp->value[i] <= slack;
        const int expected = start == NULL || start->row_side == NULL ? 1 : start->row_side[i] != 0;
        if (expected && (low || high))
            nb_qp_rows_hold(qp, i, high ? 1 : -1);
    }
    NB_TRY(nb_qp_face_set(ctx, qp, count, qp->list));
    return nb_qp_rows_settle(ctx, qp);
}

void nb_qp_place(nb_qp *qp, const nb_qp_start *start)
{
    const int silent = qp->size == 0.0; /* y does not say what is large */
    for (int j = 0; j < qp->p; j++)
        qp->b[j] = within(qp, j, start != NULL && start->b != NULL ? start->b[j] / qp->unit[j] : 0.0);
    for (int j = 0; j < qp->p && silent; j++)
        qp->size += fabs(qp->b[j]);
}

nb_status nb_qp_begin(nb_context *ctx, nb_qp *qp, const nb_qp_start *start, double **farkas)
{
    *farkas = NULL;
    nb_qp_rows_multiply(qp);
    if (start == NULL || !start->within)
        NB_TRY(nb_qp_make_feasible(ctx, qp, farkas));
    return *farkas != NULL ? NB_OK : choose_face(ctx, qp, start);
}
