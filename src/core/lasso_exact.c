/*
 * lasso_exact.c - the lasso path by homotopy: see lasso_exact.h.
 *
 * With r = y - A b and c = A'r, b is optimal at lambda1 when
 *
 *     c_j = lambda1 l1_j sign(b_j) where b_j is not zero nor at a bound,    |c_j| <= lambda1 l1_j where b_j = 0
 *
 * (a bound on one side lifts the condition on that side). From lambda1_max, where b = 0, the path follows the direction in which these
 * conditions stay true (lasso_exact_direction.c) down to the next lambda1 where one of them would break (lasso_exact_step.c). At every knot
 * b is solved for afresh and c formed from A, so errors do not add up along the path.
 * Osborne, Presnell & Turlach (2000), IMA J. Numer. Anal. 20, 389-403; Efron, Hastie, Johnstone & Tibshirani (2004), Ann. Stat. 32,
 * 407-499.
 *
 * A tall A is replaced by its triangle R, A = QR, which has the same path. Cost per knot: 4 n p for the two products with A', and about 20
 * n |F| with the columns F in use.
 */
#include "lasso_exact.h"
#include "lasso_exact_record.h"
#include "triangle.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* Rows per column from which the triangle is worth its memory. */
enum { tall = 4 };

static nb_status check(const nb_lasso_penalty *penalty, const nb_exact_settings *settings, int p)
{
    if (!(settings->lambda_min >= 0.0) || !(settings->min_ratio >= 0.0) || settings->max_knots < 1)
        return NB_ERR_ARGUMENT;
    for (int j = 0; j < p; j++) {
        const int below = penalty->lower == NULL || penalty->lower[j] <= 0.0, above = penalty->upper == NULL || penalty->upper[j] >= 0.0;
        if (!(penalty->l1[j] > 0.0) || !below || !above)
            return NB_ERR_ARGUMENT;
    }
    return NB_OK;
}

/* flat (p + 1 rows) := the design whose columns are those of R, and y := Q'y with the norm of what Q does not reach in its last row. */
static nb_status condense(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, nb_design *flat,
                          const double **flat_y)
{
    const int p = design->p, k = p + 1;
    double *r = nb_doubles(ctx, (size_t)k * (size_t)k), *ones = nb_doubles(ctx, (size_t)k), *zeros = nb_doubles(ctx, (size_t)k);
    int *columns = nb_ints(ctx, (size_t)k);
    if (r == NULL || ones == NULL || zeros == NULL || columns == NULL)
        return NB_ERR_MEMORY;
    void *mark = nb_mark(ctx);
    NB_TRY(nb_design_triangle(ctx, ws, design, 0, 1, y, r));
    nb_release(ctx, mark);
    for (int j = 0; j < k; j++) {
        ones[j] = 1.0;
        zeros[j] = 0.0;
        columns[j] = j;
    }
    memset(flat, 0, sizeof *flat);
    flat->n = k;
    flat->p = p;
    flat->x = r;
    flat->columns = columns;
    flat->centre = zeros;
    flat->scale = flat->root_weight = ones;
    flat->implicit = 1;
    *flat_y = r + (size_t)p * (size_t)k;
    return NB_OK;
}

static nb_status allocate(nb_exact_state *s)
{
    const size_t n = (size_t)s->n, p = (size_t)s->p;
    double **const by_column[] = {&s->b, &s->before, &s->cross, &s->rate, &s->speed},
                   **const by_row[] = {&s->residual, &s->image, &s->target, &s->column, &s->rest};
    int **const marks[] = {&s->side, &s->toward, &s->barred, &s->hit};
    for (int k = 0; k < 5; k++) {
        *by_column[k] = nb_doubles(s->ctx, p);
        *by_row[k] = nb_doubles(s->ctx, n);
        if (*by_column[k] == NULL || *by_row[k] == NULL)
            return NB_ERR_MEMORY;
        memset(*by_column[k], 0, p * sizeof(double));
        memset(*by_row[k], 0, n * sizeof(double));
    }
    for (int k = 0; k < 4; k++) {
        *marks[k] = nb_ints(s->ctx, p);
        if (*marks[k] == NULL)
            return NB_ERR_MEMORY;
        memset(*marks[k], 0, p * sizeof(int));
    }
    s->four = nb_doubles(s->ctx, 4 * n);
    s->place = s->ctx->alloc(s->ctx->owner, p > 0 ? p : 1, sizeof *s->place);
    if (s->four == NULL || s->place == NULL)
        return NB_ERR_MEMORY;
    for (size_t j = 0; j < p; j++)
        s->place[j] = NB_AT_ZERO;
    return nb_cholesky_init(s->ctx, 1, &s->factor);
}

/* Everything at zero, at the lambda1 where the first column ties; 0 when what correlates with y is rounding. */
static nb_status begin(nb_exact_state *s, const nb_lasso_penalty *penalty)
{
    const nb_lasso_penalty pure = {penalty->l1, penalty->l1, penalty->lower, penalty->upper, 0.0};
    double largest = 0.0;
    NB_TRY(allocate(s));
    memcpy(s->target, s->y, (size_t)s->n * sizeof(double));
    NB_TRY(nb_exact_refine(s));
    for (int j = 0; j < s->p; j++)
        largest = fabs(s->cross[j]) > largest ? fabs(s->cross[j]) : largest;
    s->lambda = largest > 64.0 * DBL_EPSILON * s->scale ? nb_lasso_lambda_max(s->p, s->cross, &pure) : 0.0;
    return NB_OK;
}

/* The direction below this knot and how far it holds, at most to lambda_min. Events too near to be told from the knot belong to it. */
static nb_status look_ahead(nb_exact_state *s, double lambda_min, double *step)
{
    const double most = s->lambda - lambda_min, near = 16.0 * DBL_EPSILON * s->lambda;
    NB_TRY(nb_exact_tie(s));
    for (int round = 0;; round++) {
        NB_TRY(nb_exact_turn(s));
        *step = nb_exact_reach(s, most);
        if (*step > near || *step >= most)
            return NB_OK;
        if (round > 2 * s->p + 10)
            return NB_ERR_MAXITER;
        NB_TRY(nb_exact_catch(s, near));
    }
}

/* Whether lambda1 has come to where rounding hides which columns tie. */
static int is_lost(const nb_exact_state *s, double lambda)
{
    double largest = 0.0;
    for (int j = 0; j < s->p; j++)
        largest = s->l1[j] > largest ? s->l1[j] : largest;
    return lambda <= 64.0 * DBL_EPSILON * s->lambda || lambda * largest <= 64.0 * DBL_EPSILON * s->scale;
}

static int should_stop(const nb_exact_state *s, const nb_exact_settings *settings, double null_rss, nb_exact_path *path)
{
    if (s->factor.size > settings->max_df)
        path->end = NB_EXACT_MAX_DF;
    else if (null_rss > 0.0 && settings->max_deviance < 1.0 && 1.0 - s->rss / null_rss > settings->max_deviance)
        path->end = NB_EXACT_MAX_DEVIANCE;
    else if (path->count >= settings->max_knots)
        path->end = NB_EXACT_MAX_KNOTS;
    return path->end != NB_EXACT_WHOLE;
}

static nb_status follow(nb_exact_state *s, const nb_exact_settings *settings, nb_exact_record *record)
{
    const double least = settings->min_ratio * s->lambda, lambda_min = least > settings->lambda_min ? least : settings->lambda_min;
    const double null_rss = s->rss;
    if (!(s->lambda > lambda_min)) {
        s->lambda = lambda_min;
        return nb_exact_record_add(s, 0, record);
    }
    for (;;) {
        double step;
        NB_TRY(nb_poll(s->ctx));
        NB_TRY(look_ahead(s, lambda_min, &step));
        NB_TRY(nb_exact_record_add(s, 1, record));
        if (should_stop(s, settings, null_rss, record->path))
            return NB_OK;
        const double next = s->lambda - step;
        if (!(next > lambda_min) || is_lost(s, next)) {
            NB_TRY(nb_exact_advance(s, s->lambda - lambda_min, lambda_min, lambda_min));
            return nb_exact_record_add(s, 0, record);
        }
        NB_TRY(nb_exact_advance(s, step, next, lambda_min));
    }
}

nb_status nb_lasso_exact(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                         const nb_exact_settings *settings, nb_exact_path *path)
{
    nb_gemm_work own;
    nb_design flat;
    nb_exact_state s;
    nb_exact_record record;
    NB_TRY(check(penalty, settings, design->p));
    if (ws == NULL) {
        NB_TRY(nb_gemm_work_init(ctx, &own));
        ws = &own;
    }
    if (design->n / tall > design->p) {
        NB_TRY(condense(ctx, ws, design, y, &flat, &y));
        design = &flat;
    }
    memset(&s, 0, sizeof s);
    s.ctx = ctx;
    s.ws = ws;
    s.design = design;
    s.y = y;
    s.l1 = penalty->l1;
    s.lower = penalty->lower;
    s.upper = penalty->upper;
    s.n = design->n;
    s.p = design->p;
    s.max_rank = settings->max_rank < s.p ? settings->max_rank : s.p;
    s.scale = settings->scale;
    NB_TRY(begin(&s, penalty));
    NB_TRY(nb_exact_record_init(&s, path, &record));
    return follow(&s, settings, &record);
}
