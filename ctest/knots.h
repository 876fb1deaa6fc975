/*
 * knots.h - exact lasso paths put to the test: the optimality conditions hold at every knot and, because the path is linear between knots,
 * halfway between them, and the changes listed are those of the coefficients.
 */
#ifndef NB_KNOTS_H
#define NB_KNOTS_H

#include "check.h"
#include "lasso_exact.h"
#include "sample.h"
#include <string.h>

typedef struct problem {
    int n, p;
    const double *a, *y; /* n x p, n */
    nb_design design;
    nb_lasso_penalty penalty;
    nb_exact_settings settings;
} problem;

static inline void spread_knot(const nb_exact_path *path, int knot, int p, double *b)
{
    memset(b, 0, (size_t)p * sizeof(double));
    for (size_t k = path->start[knot]; k < path->start[knot + 1]; k++)
        b[path->index[k]] = path->value[k];
}

/* By how much b_j would still gain from moving, per unit: 0 at the optimum. */
static inline double pull(const problem *of, int j, double b, double cross, double lambda)
{
    const double hold = lambda * of->penalty.l1[j], side = b > 0.0 ? 1.0 : -1.0;
    const double up = b != 0.0 ? cross - side * hold : cross - hold, down = b != 0.0 ? side * hold - cross : -cross - hold;
    double most = 0.0;
    if ((of->penalty.upper == NULL || b < of->penalty.upper[j]) && up > most)
        most = up;
    if ((of->penalty.lower == NULL || b > of->penalty.lower[j]) && down > most)
        most = down;
    return most;
}

static inline double violation(const problem *of, const double *b, double lambda)
{
    double worst = 0.0, residual[200];
    for (int i = 0; i < of->n; i++) {
        long double sum = of->y[i];
        for (int j = 0; j < of->p; j++)
            sum -= (long double)of->a[i + j * of->n] * b[j];
        residual[i] = (double)sum;
    }
    for (int j = 0; j < of->p; j++) {
        long double cross = 0.0L;
        for (int i = 0; i < of->n; i++)
            cross += (long double)of->a[i + j * of->n] * residual[i];
        const double gain = pull(of, j, b[j], (double)cross, lambda);
        worst = gain > worst ? gain : worst;
    }
    return worst;
}

static inline int within_bounds(const problem *of, const double *b)
{
    for (int j = 0; j < of->p; j++)
        if ((of->penalty.lower != NULL && b[j] < of->penalty.lower[j]) || (of->penalty.upper != NULL && b[j] > of->penalty.upper[j]))
            return 0;
    return 1;
}

/* Every change is one from what was, and a coefficient that is not zero at a knot has entered above it and not left since; where rounding
 * decides about ties (strict = 0) it may be corrected at the knot itself. */
static inline void check_changes(const problem *of, const nb_exact_path *path, int strict)
{
    int in[400] = {0};
    for (int k = 0; k < path->count; k++) {
        double b[400];
        spread_knot(path, k, of->p, b);
        for (int j = 0; j < of->p; j++)
            CHECK(b[j] == 0.0 || in[j] != 0 || !strict);
        CHECK(k == 0 || k == path->count - 1 || path->change_start[k + 1] > path->change_start[k]);
        for (size_t c = path->change_start[k]; c < path->change_start[k + 1]; c++) {
            const int j = path->changed[c], what = path->change[c];
            CHECK(in[j] == (what == NB_EXACT_ENTERS ? 0 : what == NB_EXACT_FROM_BOUND ? 2 : 1));
            in[j] = what == NB_EXACT_TO_BOUND ? 2 : what == NB_EXACT_LEAVES ? 0 : 1;
        }
    }
}

static inline nb_exact_path follow(arena *a, const problem *of, double tolerance)
{
    nb_context ctx = arena_context(a);
    nb_exact_path path;
    double b[400], above[400];
    memset(&path, 0, sizeof path);
    if (!CHECK_OK(nb_lasso_exact(&ctx, NULL, &of->design, of->y, &of->penalty, &of->settings, &path)))
        return path;
    for (int k = 0; k < path.count; k++) {
        spread_knot(&path, k, of->p, b);
        CHECK_NEAR(violation(of, b, path.lambda1[k]), 0.0, tolerance);
        CHECK(within_bounds(of, b));
        if (k > 0) {
            CHECK(path.lambda1[k] < path.lambda1[k - 1]);
            for (int j = 0; j < of->p; j++)
                above[j] = 0.5 * (above[j] + b[j]);
            CHECK_NEAR(violation(of, above, 0.5 * (path.lambda1[k] + path.lambda1[k - 1])), 0.0, tolerance);
        }
        memcpy(above, b, sizeof b);
    }
    check_changes(of, &path, tolerance < 1e-8);
    return path;
}

static inline double norm(int n, const double *y)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += y[i] * y[i];
    return sqrt(sum);
}

static inline nb_exact_settings whole(int n, int p, const double *y)
{
    const nb_exact_settings settings = {0.0, 0.0, 1000000, p, 1.0, n < p ? n : p, norm(n, y)};
    return settings;
}

/* A plain matrix as a problem with every penalty 1. */
static inline problem plain(arena *own, int n, int p, const double *x, const double *y)
{
    problem of;
    double *zeros = arena_doubles(own, (size_t)(n + p)), *ones = arena_doubles(own, (size_t)(n + p));
    int *columns = arena_ints(own, (size_t)p);
    for (int j = 0; j < n + p; j++) {
        zeros[j] = 0.0;
        ones[j] = 1.0;
    }
    for (int j = 0; j < p; j++)
        columns[j] = j;
    memset(&of, 0, sizeof of);
    of.n = n;
    of.p = p;
    of.a = x;
    of.y = y;
    of.design = (nb_design){n, p, x, NULL, NULL, NULL, columns, zeros, ones, ones, 0, NULL, NULL, 0};
    of.penalty = (nb_lasso_penalty){ones, ones, NULL, NULL, 0.0};
    of.settings = whole(n, p, y);
    return of;
}

#endif
