/*
 * test_iterate.c - projected_gradient.h: least squares known in closed form, the conditions of an optimum in a ball, steps on batches,
 * steps that are too long, empty sets; memory that fails and polls that stop.
 */
#include "arena.h"
#include "check.h"
#include "projected_gradient.h"
#include "products.h"
#include "sample.h"
#include "scenario.h"
#include <string.h>

enum { most = 12 };

static const double zeros[most];
static arena data;
static sample tall, sparse;

/* The problem of a sample without penalty, in the given groups. */
static nb_pg_problem problem_of(const sample *s, int groups, const nb_set_group *group)
{
    return (nb_pg_problem){.design = &s->design,
                           .y = s->y,
                           .ridge = zeros,
                           .linear = zeros,
                           .l1 = zeros,
                           .measure_l1 = zeros,
                           .measure_l2 = zeros,
                           .groups = groups,
                           .group = group};
}

static const nb_pg_settings accelerated = {.tolerance = 1e-13, .max_iter = 5000, .every = 10};

static nb_status walk(nb_context *ctx, const nb_pg_problem *problem, const nb_pg_settings *settings, double *b, nb_pg_result *result)
{
    nb_gemm_work ws;
    memset(b, 0, most * sizeof(double));
    result->b = b;
    NB_TRY(nb_gemm_work_init(ctx, &ws));
    return nb_projected_gradient(ctx, &ws, problem, settings, result);
}

/* minus the gradient at b. */
static void pull_at(nb_context *ctx, const sample *s, const double *b, double *pull)
{
    nb_gemm_work ws;
    double residual[64];
    CHECK_OK(nb_gemm_work_init(ctx, &ws));
    CHECK_OK(nb_design_multiply(ctx, &ws, &s->design, 1, b, residual));
    for (int i = 0; i < s->shape.n; i++)
        residual[i] = s->y[i] - residual[i];
    CHECK_OK(nb_design_cross(ctx, &ws, &s->design, 1, residual, pull));
}

static void test_unconstrained(const sample *s)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_pg_result result;
    double b[most], exact[most];
    const nb_pg_problem problem = problem_of(s, 0, NULL);
    CHECK_OK(walk(&ctx, &problem, &accelerated, b, &result));
    CHECK(result.converged && !result.diverged && !result.empty);
    CHECK(naive_ridge(&own, s->shape.n, s->shape.p, s->a, s->y, NULL, zeros, exact));
    CHECK(largest_difference((size_t)s->shape.p, b, exact) < 1e-9 * largest_entry((size_t)s->shape.p, exact));
    CHECK(result.trace[NB_PG_STEP] == 0.0 && result.trace[(result.rows - 1) * NB_PG_TRACE + NB_PG_STEP] == result.iterations);
    CHECK(result.trace[(result.rows - 1) * NB_PG_TRACE + NB_PG_OBJECTIVE] < result.trace[NB_PG_OBJECTIVE]);
    arena_clear(&own);
}

/* In an L2 ball of half the norm the pull is a positive multiple of b. */
static void test_ball(const sample *s)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_pg_result result;
    double b[most], exact[most], pull[most], norm = 0.0, along = 0.0;
    const int p = s->shape.p;
    CHECK(naive_ridge(&own, s->shape.n, p, s->a, s->y, NULL, zeros, exact));
    for (int j = 0; j < p; j++)
        norm += exact[j] * exact[j];
    const nb_set ball = {.kind = NB_SET_L2, .n = p, .radius = 0.5 * sqrt(norm)};
    const nb_set_group group = {.count = 1, .sets = &ball, .norm_most = ball.radius};
    const nb_pg_problem problem = problem_of(s, 1, &group);
    CHECK_OK(walk(&ctx, &problem, &accelerated, b, &result));
    CHECK(result.converged);
    pull_at(&ctx, s, b, pull);
    for (int j = 0; j < p; j++)
        along += pull[j] * b[j] / (ball.radius * ball.radius);
    CHECK(along > 0.0);
    for (int j = 0; j < p; j++)
        CHECK_NEAR(pull[j], along * b[j], 1e-9 * largest_entry((size_t)p, pull));
    arena_clear(&own);
}

/* A batch of all rows is a plain step; steps that are too long diverge without a set and stay in it with one. */
static void test_rates(const sample *s)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_pg_result plain, batch, result;
    double b[most], same[most];
    int rows[64 * 3];
    const nb_set box = {.kind = NB_SET_BOUNDS, .n = s->shape.p, .lower = (double[most]){0}, .upper = (double[most]){0}};
    const nb_set_group group = {.count = 1, .sets = &box, .norm_most = INFINITY};
    const nb_pg_problem problem = problem_of(s, 0, NULL), fixed = problem_of(s, 1, &group);
    nb_pg_settings settings = {.rate = 0.9, .tolerance = 0.0, .max_iter = 3, .every = 1};
    CHECK_OK(walk(&ctx, &problem, &settings, b, &plain));
    for (int i = 0; i < 3 * s->shape.n; i++)
        rows[i] = i % s->shape.n;
    settings.batch = s->shape.n;
    settings.sample = rows;
    CHECK_OK(walk(&ctx, &problem, &settings, same, &batch));
    CHECK(largest_difference((size_t)s->shape.p, b, same) < 1e-12 * largest_entry((size_t)s->shape.p, b));
    CHECK(plain.rows == 4 && batch.rows == 4 && !batch.converged);
    settings = (nb_pg_settings){.rate = 4.0, .tolerance = 1e-12, .max_iter = 2000, .every = 100};
    CHECK_OK(walk(&ctx, &problem, &settings, b, &result));
    CHECK(result.diverged && !result.converged);
    CHECK_OK(walk(&ctx, &fixed, &settings, b, &result));
    CHECK(!result.diverged && result.converged && largest_entry((size_t)s->shape.p, b) == 0.0);
    arena_clear(&own);
}

/* A row out of reach of the bounds. */
static void test_empty(const sample *s)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_pg_result result;
    double b[most], lower[most] = {0}, upper[most] = {0};
    const double limit = 1.0;
    const nb_set row = {
        .kind = NB_SET_ROW, .n = s->shape.p, .lower = lower, .upper = upper, .rows = 1, .row_lower = &limit, .row_upper = &limit};
    const nb_set_group group = {.count = 1, .sets = &row, .norm_most = INFINITY};
    const nb_pg_problem problem = problem_of(s, 1, &group);
    CHECK_OK(walk(&ctx, &problem, &accelerated, b, &result));
    CHECK(result.empty == 1 && result.iterations == 0);
    arena_clear(&own);
}

static nb_status run_balls(nb_context *ctx)
{
    double b[most];
    nb_pg_result result;
    const int p = tall.shape.p;
    const nb_set sets[2] = {{.kind = NB_SET_L1, .n = p, .radius = 0.3},
                            {.kind = NB_SET_L2, .n = p, .weight = (double[most]){1.0, 2.0}, .radius = 0.2}};
    const nb_set_group group = {.count = 2, .sets = sets, .norm_most = 0.3};
    const nb_pg_problem problem = problem_of(&tall, 1, &group);
    const nb_pg_settings settings = {.tolerance = 1e-6, .max_iter = 20, .every = 5};
    return walk(ctx, &problem, &settings, b, &result);
}

static nb_status run_batches(nb_context *ctx)
{
    double b[most];
    nb_pg_result result;
    const int rows[6] = {0, 3, 1, 2, 4, 5};
    const nb_pg_problem problem = problem_of(&sparse, 0, NULL);
    const nb_pg_settings settings = {.rate = 0.1, .tolerance = 0.0, .max_iter = 3, .every = 1, .batch = 2, .sample = rows};
    return walk(ctx, &problem, &settings, b, &result);
}

int main(void)
{
    static const scenario scenarios[] = {{"two balls", run_balls, 1, 1}, {"batches", run_batches, 1, 1}};
    data = arena_new();
    tall = sample_make(&data, (sample_shape){.n = 30, .p = 6, .m = 1, .storage = dense, .centred = 1, .weighting = 1, .decay = 1.0}, 5);
    sparse = sample_make(
        &data, (sample_shape){.n = 25, .p = 5, .m = 1, .storage = sparse_explicit, .centred = 1, .weighting = 0, .decay = 0.8}, 6);
    test_unconstrained(&tall);
    test_unconstrained(&sparse);
    test_ball(&tall);
    test_ball(&sparse);
    test_rates(&tall);
    test_rates(&sparse);
    test_empty(&tall);
    test_scenarios(2, scenarios);
    arena_clear(&data);
    return check_summary("iterate");
}
