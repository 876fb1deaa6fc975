/*
 * qp_approach.c - a point that satisfies the rows, or the proof that there is none: see qp_state.h.
 *
 * Where b, within its bounds, breaks rows by v t, the largest |v_i| about 1, a problem of the same kind,
 *
 *     minimise over b, tau   tau     subject to  lower <= b <= upper,  row_lower <= R b + tau v <= row_upper,  tau >= 0,
 *
 * has a point to begin at: b and tau = t. At tau = 0 b is what is looked for. Else the multipliers y are the proof that there is nothing:
 * R'y_rows + y_bounds = 0, and the sum of y times the sides pressed on is tau v'y_rows = -tau < 0. The slope in tau is 1 wherever it ends,
 * so that y is right to rounding however little is missing; and no direction is curved, so that none is looked at in another measure.
 */
#include "project.h"
#include "qp_state.h"
#include <math.h>
#include <string.h>

/* What may be left of the violations, relative to the numbers there are, what a proof must exceed, relative to its terms, and what may be
 * left of its combination of rows. */
static const double touching = 1e-11, vanishing = 1e-13;

/* Multipliers below one of these shares of the largest are rounding: the first that leaves a proof. */
static const double negligible[] = {1e-8, 1e-10, 1e-12, 1e-14, 0.0};

/* What is missing by less than this share of the largest waits for the next attempt: rounding in such a row, divided by the share, is an
 * error of tau. */
static const double least_share = 1e-3;

/* Attempts, and by how much one must improve on the one before. */
enum { most_attempts = 12 };
static const double progress = 1e-2;

/* Where an attempt ends with neither a point nor a proof, b is rounded to so many bits and the next one begins there. */
static const int bits[] = {24, 12, 4, -1};

typedef struct approach {
    nb_design design; /* one row of zeros: tau is the penalty */
    nb_qp_problem problem;
    nb_qp_start start;
    double unit;    /* of b and tau: no number at hand is larger than 1 */
    double missing; /* t, in that unit */
    double *proof;  /* m + p */
} approach;

static nb_status allocate(nb_context *ctx, const nb_qp *qp, approach *to)
{
    const size_t m = (size_t)qp->m, all = (size_t)qp->p + 1;
    double *x = nb_doubles(ctx, 9 * all + 3 * m), *row = nb_doubles(ctx, m * all);
    int *columns = nb_ints(ctx, all + m);
    if (x == NULL || row == NULL || columns == NULL)
        return NB_ERR_MEMORY;
    double *zero = x + all, *one = zero + all, *lower = one + all, *upper = lower + all, *b = upper + all, *l1 = b + all;
    double *row_lower = l1 + all;
    for (size_t j = 0; j < all; j++) {
        columns[j] = (int)j;
        zero[j] = 0.0;
        one[j] = 1.0;
        x[j] = 0.0;
        l1[j] = j + 1 == all ? 1.0 : 0.0;
    }
    to->proof = row_lower + 2 * m;
    to->design =
        (nb_design){.n = 1, .p = (int)all, .x = x, .columns = columns, .centre = zero, .scale = one, .root_weight = one, .implicit = 1};
    to->problem = (nb_qp_problem){&to->design, zero, zero, l1, lower, upper, qp->m, row, row_lower, row_lower + m};
    to->start = (nb_qp_start){b, NULL, columns + all, 1};
    return NB_OK;
}

static double nearest_side(const nb_qp *qp, int i)
{
    return fmin(fmax(qp->value[i], qp->row_lower[i]), qp->row_upper[i]);
}

/* The power of two just above a number. */
static double power_above(double x)
{
    int exponent = 0;
    (void)frexp(x, &exponent);
    return ldexp(1.0, exponent);
}

/* The power of two that brings all that is at hand to 1 or less. */
static double unit_of(const nb_qp *qp)
{
    double size = nb_qp_largest(qp->p, qp->b);
    for (int i = 0; i < qp->m; i++)
        size = fmax(size, fmax(fabs(nearest_side(qp, i)), fabs(qp->value[i])));
    return power_above(size);
}

/* The rows, and what is missing of each. */
static void pose_rows(const nb_qp *qp, approach *to)
{
    const size_t p = (size_t)qp->p, m = (size_t)qp->m;
    double *row = (double *)to->problem.row, *row_lower = (double *)to->problem.row_lower, *row_upper = (double *)to->problem.row_upper;
    double *missing = row + m * p;
    int *side = (int *)to->start.row_side;
    memcpy(row, qp->row, m * p * sizeof(double));
    for (size_t i = 0; i < m; i++)
        missing[i] = (nearest_side(qp, (int)i) - qp->value[i]) / to->unit;
    to->missing = power_above(nb_qp_largest(qp->m, missing));
    for (size_t i = 0; i < m; i++) {
        const double value = qp->value[i] / to->unit, share = missing[i] / to->missing;
        const int waits = fabs(share) < least_share;
        missing[i] = waits ? 0.0 : share;
        row_lower[i] = waits ? fmin(qp->row_lower[i] / to->unit, value) : qp->row_lower[i] / to->unit;
        row_upper[i] = waits ? fmax(qp->row_upper[i] / to->unit, value) : qp->row_upper[i] / to->unit;
        side[i] = (missing[i] < 0.0) - (missing[i] > 0.0);
    }
}

/* Fills what allocate() made room for; the casts undo the const of what is the callee's to read. */
static void pose(const nb_qp *qp, approach *to)
{
    double *lower = (double *)to->problem.lower, *upper = (double *)to->problem.upper, *b = (double *)to->start.b;
    for (int j = 0; j < qp->p; j++) {
        lower[j] = qp->lower[j] / to->unit;
        upper[j] = qp->upper[j] / to->unit;
        b[j] = qp->b[j] / to->unit;
    }
    pose_rows(qp, to);
    lower[qp->p] = 0.0;
    upper[qp->p] = INFINITY;
    b[qp->p] = to->missing;
}

/* y (m + p) := the multipliers of the rows that are larger than `least`, and those of the bounds that they ask for. Returns whether they
 * contradict each other by more than rounding makes of coefficients of size `unit`. */
static int prove_with(const nb_qp *qp, const double *multiplier, double least, double unit, double *y)
{
    const int m = qp->m;
    double asked = 0.0, size = 0.0;
    int holds = 1;
    for (int i = 0; i < m; i++) {
        y[i] = fabs(multiplier[i]) > least ? multiplier[i] : 0.0;
        const double term = y[i] == 0.0 ? 0.0 : y[i] * (y[i] > 0.0 ? qp->row_upper[i] : qp->row_lower[i]);
        asked += term;
        size += fabs(term);
    }
    for (int j = 0; j < qp->p; j++) {
        const double *column = qp->row + (size_t)j * (size_t)m;
        double sum = 0.0, terms = 0.0;
        for (int i = 0; i < m; i++) {
            sum -= column[i] * y[i];
            terms += fabs(column[i] * y[i]);
        }
        const double side = sum > 0.0 ? qp->upper[j] : qp->lower[j];
        const int vanishes = fabs(sum) <= vanishing * terms;
        holds = holds && (vanishes || !isinf(side));
        y[m + j] = vanishes ? 0.0 : sum;
        asked += vanishes || isinf(side) ? 0.0 : sum * side;
        size += terms * unit;
    }
    return holds && asked < -touching * size;
}

static int prove(const nb_qp *qp, const double *multiplier, double unit, double *y)
{
    const double largest = nb_qp_largest(qp->m, multiplier);
    for (size_t k = 0; k < sizeof negligible / sizeof *negligible; k++)
        if (prove_with(qp, multiplier, negligible[k] * largest, unit, y))
            return 1;
    return 0;
}

/* b to so many bits beside the largest, within its bounds; to 0 for none. */
static void simplify(nb_qp *qp, int kept)
{
    const double unit = kept < 0 ? INFINITY : ldexp(power_above(nb_qp_largest(qp->p, qp->b)), -kept);
    for (int j = 0; j < qp->p; j++)
        qp->b[j] = fmin(fmax(kept < 0 ? 0.0 : unit * rint(qp->b[j] / unit), qp->lower[j]), qp->upper[j]);
    nb_qp_rows_multiply(qp);
}

/* One attempt. *left: tau, beside the numbers there are. */
static nb_status approach_rows(nb_context *ctx, nb_qp *qp, approach *to, nb_qp_result *nearest, double *left)
{
    double size = 1.0;
    NB_TRY(nb_qp_solve(ctx, qp->ws, &to->problem, &to->start, nearest));
    for (int j = 0; j < qp->p; j++) {
        qp->b[j] = nearest->b[j] * to->unit;
        size += fabs(nearest->b[j]);
    }
    nb_qp_rows_multiply(qp);
    *left = nearest->b[qp->p] / size;
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
    double before = INFINITY, left = 0.0;
    size_t simplified = 0;
    *farkas = NULL;
    if (qp->m == 1 && nb_qp_breaks_rows(qp, nb_qp_rounding, 0.0))
        NB_TRY(meet_row(ctx, qp));
    for (int attempt = 0; attempt < most_attempts && qp->m > 0 && nb_qp_breaks_rows(qp, nb_qp_rounding, 0.0); attempt++) {
        approach to;
        nb_qp_result nearest;
        NB_TRY(allocate(ctx, qp, &to));
        to.unit = unit_of(qp);
        pose(qp, &to);
        if (left <= touching && !(to.missing * to.unit <= progress * before))
            return NB_OK;
        before = to.missing * to.unit;
        NB_TRY(approach_rows(ctx, qp, &to, &nearest, &left));
        if (left > touching && prove(qp, nearest.row_multiplier, to.unit, to.proof)) {
            *farkas = to.proof;
            return NB_OK;
        }
        if (left > touching && simplified < sizeof bits / sizeof *bits)
            simplify(qp, bits[simplified++]);
    }
    return NB_OK;
}
