/*
 * qp_start.c - a point within the constraints to begin at, and its active set: see qp_state.h.
 *
 * The point asked for, or the one nearest to zero, moved to its bounds. Where that breaks rows, least squares with bounds alone,
 *
 *     minimise over b, t   1/2 ||R b - t||^2     subject to  lower <= b <= upper,  row_lower <= t <= row_upper,
 *
 * from there: at a minimum of 0 b is the point, and at any other r = R b - t is the proof that there is none, since r presses on the sides
 * t and -R'r on the bounds b, with r't - r'R b = -||r||^2 < 0.
 */
#include "qp_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* What a row may be off by, relative to the numbers there are. */
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

static int breaks_rows(nb_qp *qp)
{
    nb_qp_rows_multiply(qp);
    for (int i = 0; i < qp->m; i++)
        if (excess_of(qp, i) > 32.0 * DBL_EPSILON * row_size(qp, i))
            return 1;
    return 0;
}

typedef struct distance {
    nb_design design; /* [R, -I] */
    nb_qp_problem problem;
    nb_qp_start start;
    double *b; /* b, t */
} distance;

static nb_status pose(nb_context *ctx, const nb_qp *qp, distance *d)
{
    const size_t p = (size_t)qp->p, m = (size_t)qp->m, all = p + m;
    double *x = nb_doubles(ctx, m * all), *vectors = nb_doubles(ctx, 6 * all + 2 * m);
    int *columns = nb_ints(ctx, 2 * all);
    if (x == NULL || vectors == NULL || columns == NULL)
        return NB_ERR_MEMORY;
    double *zero = vectors, *one = zero + all, *lower = one + all, *upper = lower + all, *root = upper + all, *y = root + m;
    d->b = y + m;
    memcpy(x, qp->row, m * p * sizeof(double));
    memset(x + m * p, 0, m * m * sizeof(double));
    memset(columns + all, 0, all * sizeof(int));
    for (size_t j = 0; j < all; j++) {
        columns[j] = (int)j;
        zero[j] = 0.0;
        one[j] = 1.0;
        lower[j] = j < p ? qp->lower[j] : qp->row_lower[j - p];
        upper[j] = j < p ? qp->upper[j] : qp->row_upper[j - p];
        d->b[j] = j < p ? qp->b[j] : fmin(fmax(qp->value[j - p], lower[j]), upper[j]);
    }
    for (size_t i = 0; i < m; i++) {
        x[m * (p + i) + i] = -1.0;
        root[i] = 1.0;
        y[i] = 0.0;
    }
    d->design = (nb_design){
        .n = qp->m, .p = (int)all, .x = x, .columns = columns, .centre = zero, .scale = one, .root_weight = root, .implicit = 1};
    d->problem = (nb_qp_problem){&d->design, y, zero, zero, lower, upper, 0, NULL, NULL, NULL};
    d->start = (nb_qp_start){d->b, columns + all, NULL};
    return NB_OK;
}

/* The multipliers of the contradiction, from r = R b - t at the least distance. */
static nb_status prove(nb_context *ctx, const nb_qp *qp, const double *r, double **farkas)
{
    const size_t m = (size_t)qp->m;
    double *y = nb_doubles(ctx, m + (size_t)qp->p);
    if (y == NULL)
        return NB_ERR_MEMORY;
    memcpy(y, r, m * sizeof(double));
    for (int j = 0; j < qp->p; j++) {
        double sum = 0.0;
        for (size_t i = 0; i < m; i++)
            sum -= qp->row[i + (size_t)j * m] * r[i];
        y[m + (size_t)j] = qp->b[j] == (sum > 0.0 ? qp->upper[j] : qp->lower[j]) ? sum : 0.0;
    }
    *farkas = y;
    return NB_OK;
}

/* rate := r = R b - t, without what rounding alone puts against a side that t is not at. Whether any of it is more than rounding. */
static int set_distance(nb_qp *qp, const double *t)
{
    double size = 0.0, largest = 0.0;
    for (int j = 0; j < qp->p; j++)
        size += fabs(qp->b[j]);
    for (int i = 0; i < qp->m; i++) {
        size = fmax(size, fabs(t[i]));
        qp->rate[i] = qp->value[i] - t[i];
        if (t[i] != (qp->rate[i] > 0.0 ? qp->row_upper[i] : qp->row_lower[i]))
            qp->rate[i] = 0.0;
        largest = fmax(largest, fabs(qp->rate[i]));
    }
    return largest > touching * size;
}

nb_status nb_qp_make_feasible(nb_context *ctx, nb_qp *qp, double **farkas)
{
    distance d;
    nb_qp_result nearest;
    *farkas = NULL;
    if (qp->m == 0 || !breaks_rows(qp))
        return NB_OK;
    NB_TRY(pose(ctx, qp, &d));
    NB_TRY(nb_qp_solve(ctx, qp->ws, &d.problem, &d.start, &nearest));
    memcpy(qp->b, nearest.b, (size_t)qp->p * sizeof(double));
    nb_qp_rows_multiply(qp);
    return set_distance(qp, nearest.b + qp->p) ? prove(ctx, qp, qp->rate, farkas) : NB_OK;
}

/* Free: what is strictly inside its interval and not at 0. Held: the rows that are at the side expected. */
static nb_status choose_face(nb_context *ctx, nb_qp *qp, const nb_qp_start *start)
{
    int count = 0;
    for (int j = 0; j < qp->p; j++) {
        const int expected = start == NULL || start->free == NULL || start->free[j];
        qp->sign[j] = qp->b[j] < 0.0 ? -1 : 1;
        if (qp->b[j] != 0.0 && qp->b[j] > qp->lower[j] && qp->b[j] < qp->upper[j] && expected)
            qp->list[count++] = j;
    }
    for (int i = 0; i < qp->m && start != NULL && start->row_side != NULL; i++) {
        const int side = start->row_side[i];
        const double limit = side > 0 ? qp->row_upper[i] : qp->row_lower[i];
        if (side != 0 && fabs(qp->value[i] - limit) <= 32.0 * DBL_EPSILON * row_size(qp, i))
            nb_qp_rows_hold(qp, i, side > 0 ? 1 : -1);
    }
    NB_TRY(nb_qp_face_set(ctx, qp, count, qp->list));
    return nb_qp_rows_settle(ctx, qp);
}

nb_status nb_qp_begin(nb_context *ctx, nb_qp *qp, const nb_qp_start *start, double **farkas)
{
    for (int j = 0; j < qp->p; j++)
        qp->b[j] = within(qp, j, start != NULL && start->b != NULL ? start->b[j] / qp->unit[j] : 0.0);
    NB_TRY(nb_qp_make_feasible(ctx, qp, farkas));
    return *farkas != NULL ? NB_OK : choose_face(ctx, qp, start);
}
