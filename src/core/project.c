/*
 * project.c - the projection on one set: coefficients gathered, the kind's own file, coefficients put back.
 */
#include "project.h"
#include <math.h>
#include <string.h>

static void project_bounds(const nb_set *set, double *x)
{
    for (int j = 0; j < set->n; j++) {
        if (set->lower != NULL)
            x[j] = fmax(x[j], set->lower[j]);
        if (set->upper != NULL)
            x[j] = fmin(x[j], set->upper[j]);
    }
}

/* Whether every bound is 0 or infinite: then the nearest point of a ball within them is that of the ball to the point moved to them. */
static int only_signs(const nb_set *set)
{
    for (int j = 0; j < set->n; j++)
        if ((set->lower != NULL && set->lower[j] != 0.0 && !isinf(set->lower[j])) ||
            (set->upper != NULL && set->upper[j] != 0.0 && !isinf(set->upper[j])))
            return 0;
    return 1;
}

static int cross(const nb_set *set)
{
    for (int j = 0; set->lower != NULL && set->upper != NULL && j < set->n; j++)
        if (set->lower[j] > set->upper[j])
            return 1;
    return 0;
}

/* values (n) times a power of two, or NULL. */
static nb_status scaled(nb_context *ctx, int n, const double *values, int exponent, const double **out)
{
    double *copy = values != NULL ? nb_doubles(ctx, (size_t)n) : NULL;
    *out = copy;
    if (values != NULL && copy == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; copy != NULL && j < n; j++)
        copy[j] = ldexp(values[j], exponent);
    return NB_OK;
}

/* An L2 ball within bounds is one of sum w b^2 / 2 <= radius^2 / 2, on a scale where the square is near 1. */
static nb_status project_bounded_l2(nb_context *ctx, const nb_set *set, double *x, int *empty)
{
    nb_set ball = *set;
    void *mark = nb_mark(ctx);
    int exponent = 0;
    const double radius = frexp(set->radius, &exponent);
    if (isinf(set->radius)) {
        project_bounds(set, x);
        return NB_OK;
    }
    NB_TRY(scaled(ctx, set->n, set->lower, -exponent, &ball.lower));
    NB_TRY(scaled(ctx, set->n, set->upper, -exponent, &ball.upper));
    for (int j = 0; j < set->n; j++)
        x[j] = ldexp(x[j], -exponent);
    ball.l1 = 0.0;
    ball.l2 = 1.0;
    ball.radius = 0.5 * radius * radius;
    NB_TRY(nb_project_elastic(ctx, &ball, x, empty));
    for (int j = 0; j < set->n; j++)
        x[j] = ldexp(x[j], exponent);
    nb_release(ctx, mark);
    return NB_OK;
}

static nb_status project_ball(nb_context *ctx, const nb_set *given, double *x, int *empty)
{
    nb_set set = *given;
    if ((set.lower != NULL || set.upper != NULL) && only_signs(&set)) {
        project_bounds(&set, x);
        set.lower = set.upper = NULL;
    }
    const int bounded = set.lower != NULL || set.upper != NULL;
    if (set.kind == NB_SET_L1 && !bounded)
        return nb_project_l1(ctx, set.n, set.weight, set.radius, x);
    if (set.kind == NB_SET_L2)
        return bounded ? project_bounded_l2(ctx, &set, x, empty) : nb_project_l2(ctx, set.n, set.weight, set.radius, x);
    if (set.kind == NB_SET_L1) {
        set.l1 = 1.0;
        set.l2 = 0.0;
    }
    return nb_project_elastic(ctx, &set, x, empty);
}

nb_status nb_project_gathered(nb_context *ctx, const nb_set *set, double *x, nb_project_result *outcome)
{
    *outcome = (nb_project_result){.converged = 1};
    outcome->empty = cross(set);
    if (outcome->empty)
        return NB_OK;
    switch (set->kind) {
    case NB_SET_BOUNDS:
        project_bounds(set, x);
        return NB_OK;
    case NB_SET_L1:
    case NB_SET_L2:
    case NB_SET_ELASTIC:
        return project_ball(ctx, set, x, &outcome->empty);
    case NB_SET_SIMPLEX:
        return nb_project_simplex(ctx, set->n, set->radius, x);
    case NB_SET_ROW:
        return nb_project_row(ctx, set, x, &outcome->empty);
    case NB_SET_INCREASING:
        NB_TRY(nb_project_increasing(ctx, set->n, x));
        project_bounds(set, x);
        return NB_OK;
    case NB_SET_ROWS:
        NB_TRY(nb_project_rows(ctx, set, x, &outcome->proof));
        outcome->empty = outcome->proof != NULL;
        return NB_OK;
    default:
        return NB_ERR_ARGUMENT;
    }
}

nb_status nb_project(nb_context *ctx, const nb_set *set, double *x, nb_project_result *outcome)
{
    if (set->index == NULL)
        return nb_project_gathered(ctx, set, x, outcome);
    double *part = nb_doubles(ctx, (size_t)set->n);
    if (part == NULL)
        return NB_ERR_MEMORY;
    for (int i = 0; i < set->n; i++)
        part[i] = x[set->index[i]];
    NB_TRY(nb_project_gathered(ctx, set, part, outcome));
    for (int i = 0; i < set->n; i++)
        x[set->index[i]] = part[i];
    return NB_OK;
}
