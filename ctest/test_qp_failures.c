/*
 * test_qp_failures.c - qp.h with every allocation failing in turn and every poll asking to stop: bounds and kinks alone, rows that a point
 * has to be looked for, a wide design whose columns come in as they are asked for, vertices that are left by loosening, and refusals.
 */
#include "qp_random.h"
#include "scenario.h"

static qp_case bounds, rows, equations, refused;

/* Numbers of a random problem with all in it: the first whose solution takes so many rounds, or that is refused. */
static void choose(qp_recipe recipe, int least_rounds, int feasible, qp_case *c)
{
    unsigned long long state = 7;
    for (int seed = 0; seed < 2000; seed++) {
        arena own = arena_new();
        nb_context ctx = arena_context(&own);
        nb_qp_result result;
        qp_random(&state, recipe, c);
        const nb_status status = qp_case_solve(&ctx, c, NULL, &result);
        const int found = status == NB_OK && result.feasible == feasible && (!feasible || result.rounds >= least_rounds);
        arena_clear(&own);
        if (found)
            return;
    }
    CHECK(!"no problem of that kind");
}

static nb_status solve(nb_context *ctx, const qp_case *c, int feasible)
{
    nb_qp_result result;
    NB_TRY(qp_case_solve(ctx, c, NULL, &result));
    CHECK(result.feasible == feasible && (feasible ? result.converged : result.farkas != NULL));
    return NB_OK;
}

static nb_status run_bounds(nb_context *ctx)
{
    return solve(ctx, &bounds, 1);
}

static nb_status run_rows(nb_context *ctx)
{
    return solve(ctx, &rows, 1);
}

static nb_status run_equations(nb_context *ctx)
{
    return solve(ctx, &equations, 1);
}

static nb_status run_refused(nb_context *ctx)
{
    return solve(ctx, &refused, 0);
}

/* More columns than are taken whole, and a beginning within the rows. */
static nb_status run_wide(nb_context *ctx)
{
    enum { n = 4, p = 300 };
    static double a[n * p], y[n], zero[p], one[p], row[p], lower[p], upper[p];
    static int columns[p];
    const double most = 1.0, none = -INFINITY;
    unsigned long long state = 3;
    nb_gemm_work ws;
    nb_qp_result result;
    sample_fill(&state, n * p, a);
    sample_fill(&state, n, y);
    for (int j = 0; j < p; j++) {
        columns[j] = j;
        one[j] = row[j] = upper[j] = 1.0;
    }
    const nb_design design = {.n = n, .p = p, .x = a, .columns = columns, .centre = zero, .scale = one, .root_weight = one, .implicit = 1};
    const nb_qp_problem problem = {&design, y, zero, zero, lower, upper, 1, row, &none, &most};
    const nb_qp_start start = {zero, NULL, NULL, 1};
    NB_TRY(nb_gemm_work_init(ctx, &ws));
    NB_TRY(nb_qp_solve(ctx, &ws, &problem, &start, &result));
    CHECK(result.feasible && result.converged);
    return NB_OK;
}

int main(void)
{
    static const scenario scenarios[] = {{"bounds", run_bounds, 1, 1},
                                         {"rows", run_rows, 1, 1},
                                         {"equations", run_equations, 1, 1},
                                         {"refused", run_refused, 1, 1},
                                         {"wide", run_wide, 1, 1}};
    choose((qp_recipe){20, 20, 0, 0, 0, 0.0}, 12, 1, &bounds);
    choose((qp_recipe){20, 20, 20, 0, 0, 0.0}, 25, 1, &rows);
    choose((qp_recipe){3, 10, 6, 0, 0, 0.0}, 15, 1, &equations);
    choose((qp_recipe){6, 6, 6, 1, 0, 0.0}, 0, 0, &refused);
    test_scenarios(5, scenarios);
    return check_summary("qp_failures");
}
