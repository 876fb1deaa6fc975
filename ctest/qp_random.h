/*
 * qp_random.h - small random problems of small integers, so that ties, dependent rows and columns and degenerate vertices are common; and
 * what their solutions are held to.
 */
#ifndef NB_QP_RANDOM_H
#define NB_QP_RANDOM_H

#include "arena.h"
#include "qp_case.h"

typedef struct qp_recipe {
    int most_n, most_p, most_m;
    int anywhere; /* 1: rows regardless of whether they can be satisfied; 0: through or beside a point within the bounds */
    int decades;  /* columns and rows are multiplied by up to 10^decades or 10^-decades */
    double near;  /* by how much columns that repeat others differ from them */
} qp_recipe;

static inline double qp_power(unsigned long long *state, int decades)
{
    return pow(10.0, qp_integer(state, decades));
}

/* Integers; columns that repeat others, with either sign, and columns of zeros. */
static inline void qp_random_data(unsigned long long *state, double near, qp_case *c)
{
    for (int j = 0; j < c->p; j++) {
        const int kind = qp_pick(state, 8), of = j > 0 ? qp_pick(state, j) : 0;
        for (int i = 0; i < c->n; i++) {
            const double fresh = qp_integer(state, 3), again = c->a[i + of * c->n] + near * fresh;
            c->a[i + j * c->n] = kind == 0 && j > 0 ? again : kind == 1 && j > 0 ? -again : kind == 2 ? 0.0 : fresh;
        }
    }
    for (int i = 0; i < c->n; i++)
        c->y[i] = qp_integer(state, 6);
}

/* Penalties and bounds of one of several kinds; inside: a point within the bounds. */
static inline void qp_random_bounds(unsigned long long *state, qp_case *c, double *inside)
{
    const int ridge = qp_pick(state, 4), l1 = qp_pick(state, 4), kind = qp_pick(state, 6);
    for (int j = 0; j < c->p; j++) {
        const int own = kind < 5 ? kind : qp_pick(state, 5);
        const double low = qp_integer(state, 2), wide = qp_pick(state, 4);
        c->ridge[j] = ridge == 1 ? 1.0 : ridge == 2 ? qp_pick(state, 3) : 0.0;
        c->l1[j] = l1 == 1 ? 3.0 : l1 == 2 ? qp_pick(state, 6) : 0.0;
        c->lower[j] = own == 0 ? -INFINITY : own == 1 ? 0.0 : own == 3 ? -INFINITY : low;
        c->upper[j] = own == 0 || own == 1 ? INFINITY : own == 4 ? low : low + wide;
        inside[j] = fmin(fmax(qp_integer(state, 2), c->lower[j]), c->upper[j]);
    }
}

/* One row: fresh, one of before again (with either sign), or the sum of two of before. */
static inline void qp_random_row(unsigned long long *state, qp_case *c, int i)
{
    const int kind = i > 1 ? qp_pick(state, 8) : 3, one = i > 0 ? qp_pick(state, i) : 0, two = i > 0 ? qp_pick(state, i) : 0;
    const int few = qp_pick(state, 2);
    for (int j = 0; j < c->p; j++) {
        const double a = c->row[one + j * c->m], b = c->row[two + j * c->m];
        const double fresh = few && qp_pick(state, 3) ? 0.0 : qp_integer(state, 2);
        c->row[i + j * c->m] = kind == 0 ? a : kind == 1 ? -a : kind == 2 ? a + b : fresh;
    }
}

static inline void qp_random_rows(unsigned long long *state, qp_case *c, int anywhere, const double *inside)
{
    for (int i = 0; i < c->m; i++) {
        const int kind = qp_pick(state, 4);
        const double gap = qp_pick(state, 3), width = qp_pick(state, 4);
        double value = 0.0;
        qp_random_row(state, c, i);
        for (int j = 0; j < c->p; j++)
            value += c->row[i + j * c->m] * inside[j];
        if (anywhere)
            value = qp_integer(state, 4);
        c->row_lower[i] = kind == 1 ? -INFINITY : kind == 0 ? value : value - gap;
        c->row_upper[i] = kind == 2 ? INFINITY : kind == 0 ? value : kind == 1 ? value + gap : value - gap + fmax(width, gap);
    }
}

/* Columns times t_j, so that coefficients are divided by it, and rows times powers of their own. */
static inline void qp_random_scales(unsigned long long *state, qp_case *c, int decades)
{
    for (int j = 0; j < c->p; j++) {
        const double t = qp_power(state, decades);
        for (int i = 0; i < c->n; i++)
            c->a[i + j * c->n] *= t;
        for (int i = 0; i < c->m; i++)
            c->row[i + j * c->m] *= t;
        c->ridge[j] *= t * t;
        c->l1[j] *= t;
        c->lower[j] /= t;
        c->upper[j] /= t;
    }
    for (int i = 0; i < c->m; i++) {
        const double t = qp_power(state, decades);
        for (int j = 0; j < c->p; j++)
            c->row[i + j * c->m] *= t;
        c->row_lower[i] *= t;
        c->row_upper[i] *= t;
    }
}

static inline void qp_random(unsigned long long *state, qp_recipe recipe, qp_case *c)
{
    double inside[qp_most_p];
    const int n = 1 + qp_pick(state, recipe.most_n), p = 1 + qp_pick(state, recipe.most_p), m = qp_pick(state, recipe.most_m + 1);
    qp_case_clear(c, n, p, m);
    qp_random_data(state, recipe.near, c);
    qp_random_bounds(state, c, inside);
    qp_random_rows(state, c, recipe.anywhere, inside);
    if (recipe.decades > 0)
        qp_random_scales(state, c, recipe.decades);
}

/* Cold, from its own solution and from a random guess: optimal each time, and the same where that is said to be the only one. */
static inline void qp_random_judge(unsigned long long *state, const qp_case *c, int seed)
{
    double guess[qp_most_p];
    int is_free[qp_most_p];
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_qp_result cold, warm;
    if (!CHECK_OK(qp_case_solve(&ctx, c, NULL, &cold)))
        return;
    const nb_qp_start solution = {cold.b, cold.free, cold.row_side, 0}, random = {guess, is_free, NULL, 0};
    for (int j = 0; j < c->p; j++) {
        guess[j] = qp_integer(state, 4);
        is_free[j] = qp_pick(state, 2);
    }
    for (int from = 0; from < 3; from++) {
        if (from > 0)
            CHECK_OK(qp_case_solve(&ctx, c, from == 1 ? &solution : &random, &warm));
        const nb_qp_result *result = from == 0 ? &cold : &warm;
        double off = 0.0;
        if (!CHECK(cold.feasible && result->feasible))
            break;
        for (int j = 0; j < c->p; j++)
            off = fmax(off, fabs(result->b[j] - cold.b[j]) * qp_case_mass(c, j));
        if (!CHECK(result->converged && qp_case_miss(c, result) <= 1e-11) ||
            !CHECK(!(result->unique || cold.unique) || off <= 1e-7))
            printf("  seed %d from beginning %d: misses by %.2g, differs by %.2g\n", seed, from, qp_case_miss(c, result), off);
    }
    arena_clear(&own);
}

#endif
