/*
 * qp_scale.c - the problem of qp.h with columns and rows of norms near 1, and the memory of its solver: see qp_state.h.
 *
 * b = unit b~: A~ = A unit, lower~ = lower / unit, l1~ = l1 unit, ridge~ = ridge unit^2, R~ = mass R unit. All factors are powers of two,
 * so that nothing is rounded.
 */
#include "qp_state.h"
#include <math.h>
#include <string.h>

/* The power of two that brings a positive number into [1/2, 1); 1 for 0. */
static double power_for(double x)
{
    int exponent = 0;
    if (!(x > 0.0) || isinf(x))
        return 1.0;
    (void)frexp(x, &exponent);
    return ldexp(1.0, -exponent);
}

static double norm_of(size_t n, const double *x, size_t step)
{
    double top = 0.0, sum = 0.0;
    for (size_t i = 0; i < n; i++)
        top = fmax(top, fabs(x[i * step]));
    for (size_t i = 0; top > 0.0 && i < n; i++)
        sum += (x[i * step] / top) * (x[i * step] / top);
    return top * sqrt(sum);
}

/* qp->unit := norms of the columns of A. */
static nb_status measure_columns(nb_context *ctx, nb_qp *qp, const nb_design *design)
{
    const int step = nb_design_step(design, 0);
    void *mark = nb_mark(ctx);
    double *block = nb_doubles(ctx, (size_t)step * (size_t)qp->n);
    if (block == NULL)
        return NB_ERR_MEMORY;
    for (int at = 0; at < qp->p; at += step) {
        const int size = qp->p - at < step ? qp->p - at : step;
        NB_TRY(nb_poll(ctx));
        NB_TRY(nb_design_block(ctx, qp->ws, design, 0, qp->n, at, size, block));
        for (int j = 0; j < size; j++)
            qp->unit[at + j] = norm_of((size_t)qp->n, block + (size_t)j * (size_t)qp->n, 1);
    }
    nb_release(ctx, mark);
    return NB_OK;
}

/* The largest entry of row i over the columns whose units are known (not 0), or over all of them where those have none. */
static double row_top(const nb_qp_problem *problem, const nb_qp *qp, int i)
{
    double known = 0.0, all = 0.0;
    for (int j = 0; j < qp->p; j++) {
        const double entry = fabs(problem->row[(size_t)i + (size_t)j * (size_t)qp->m]);
        known = fmax(known, entry * qp->unit[j]);
        all = fmax(all, entry);
    }
    return known > 0.0 ? known : all;
}

/* qp->unit := powers of two by the norms of columns with their ridge; where these are 0, by what the rows have beside the other columns. */
static nb_status choose_units(nb_context *ctx, const nb_qp_problem *problem, nb_qp *qp)
{
    void *mark = nb_mark(ctx);
    double *top = nb_doubles(ctx, (size_t)qp->m);
    if (top == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < qp->p; j++) {
        const double mass = hypot(qp->unit[j], sqrt(problem->ridge[j]));
        qp->unit[j] = mass > 0.0 ? power_for(mass) : 0.0;
    }
    for (int i = 0; i < qp->m; i++)
        top[i] = row_top(problem, qp, i);
    for (int j = 0; j < qp->p; j++) {
        double largest = 0.0;
        for (int i = 0; i < qp->m && qp->unit[j] == 0.0; i++)
            if (top[i] > 0.0)
                largest = fmax(largest, fabs(problem->row[(size_t)i + (size_t)j * (size_t)qp->m]) / top[i]);
        qp->unit[j] = qp->unit[j] > 0.0 ? qp->unit[j] : power_for(largest);
    }
    nb_release(ctx, mark);
    return NB_OK;
}

static nb_status scale_design(nb_context *ctx, nb_qp *qp, const nb_design *design)
{
    const size_t p = (size_t)qp->p, q = (size_t)design->q;
    double *scale = nb_doubles(ctx, p), *flat_cross = nb_doubles(ctx, q * p);
    if (scale == NULL || flat_cross == NULL)
        return NB_ERR_MEMORY;
    for (size_t j = 0; j < p; j++) {
        scale[j] = design->scale[j] * qp->unit[j];
        for (size_t i = 0; i < q; i++)
            flat_cross[i + j * q] = design->flat_cross[i + j * q] * qp->unit[j];
    }
    qp->design = *design;
    qp->design.scale = scale;
    if (q > 0)
        qp->design.flat_cross = flat_cross;
    return NB_OK;
}

static void scale_rows(const nb_qp_problem *problem, nb_qp *qp)
{
    const size_t m = (size_t)qp->m;
    for (size_t j = 0; j < (size_t)qp->p; j++)
        for (size_t i = 0; i < m; i++)
            qp->row[i + j * m] = problem->row[i + j * m] * qp->unit[j];
    for (size_t i = 0; i < m; i++)
        qp->mass[i] = power_for(norm_of((size_t)qp->p, qp->row + i, m));
    for (size_t j = 0; j < (size_t)qp->p; j++)
        for (size_t i = 0; i < m; i++)
            qp->row[i + j * m] *= qp->mass[i];
    for (size_t i = 0; i < m; i++) {
        qp->row_lower[i] = problem->row_lower[i] * qp->mass[i];
        qp->row_upper[i] = problem->row_upper[i] * qp->mass[i];
    }
}

static double *take(double **from, int count)
{
    double *out = *from;
    *from += count;
    return out;
}

static nb_status allocate(nb_context *ctx, nb_qp *qp)
{
    const size_t p = (size_t)qp->p, m = (size_t)qp->m, n = (size_t)qp->n;
    double *doubles = nb_doubles(ctx, 11 * p + p * m + 7 * m + n);
    int *ints = nb_ints(ctx, 6 * p + 5 * m);
    qp->sign = (signed char *)ctx->alloc(ctx->owner, p + 1, 1);
    if (doubles == NULL || ints == NULL || qp->sign == NULL)
        return NB_ERR_MEMORY;
    qp->row = doubles;
    doubles += p * m;
    double **const of_columns[] = {&qp->ridge, &qp->l1,       &qp->lower, &qp->upper, &qp->unit,   &qp->kink,
                                   &qp->b,     &qp->gradient, &qp->slope, &qp->step,  &qp->scratch};
    double **const of_rows[] = {&qp->row_lower, &qp->row_upper, &qp->mass, &qp->value, &qp->multiplier, &qp->rate, &qp->change};
    for (size_t k = 0; k < sizeof of_columns / sizeof *of_columns; k++)
        *of_columns[k] = take(&doubles, qp->p);
    for (size_t k = 0; k < sizeof of_rows / sizeof *of_rows; k++)
        *of_rows[k] = take(&doubles, qp->m);
    qp->fitted = doubles;
    qp->order = ints;
    qp->place = qp->order + p;
    qp->gram.column = qp->place + p;
    qp->gram.place = qp->gram.column + p;
    qp->list = qp->gram.place + p;
    qp->kept = qp->list + p + m;
    qp->working = qp->kept + p + m;
    qp->row_place = qp->working + m;
    qp->row_side = qp->row_place + m;
    for (size_t j = 0; j < p; j++) {
        qp->place[j] = qp->gram.place[j] = -1;
        qp->sign[j] = 1;
        qp->kink[j] = 0.0;
    }
    for (size_t i = 0; i < m; i++) {
        qp->row_place[i] = qp->row_side[i] = -1;
        qp->multiplier[i] = 0.0;
    }
    return NB_OK;
}

static nb_status check(const nb_qp_problem *problem)
{
    for (int j = 0; j < problem->design->p; j++)
        if (!(problem->lower[j] <= problem->upper[j]) || problem->lower[j] == INFINITY || problem->upper[j] == -INFINITY)
            return NB_ERR_ARGUMENT;
    for (int i = 0; i < problem->rows; i++)
        if (!(problem->row_lower[i] <= problem->row_upper[i]) || problem->row_lower[i] == INFINITY || problem->row_upper[i] == -INFINITY)
            return NB_ERR_ARGUMENT;
    return NB_OK;
}

nb_status nb_qp_scale(nb_context *ctx, nb_gemm_work *ws, const nb_qp_problem *problem, nb_qp *qp)
{
    NB_TRY(check(problem));
    *qp = (nb_qp){.ws = ws,
                  .n = problem->design->n,
                  .p = problem->design->p,
                  .m = problem->rows,
                  .y = problem->y,
                  .seed = 1,
                  .delta = nb_qp_usual_delta};
    NB_TRY(allocate(ctx, qp));
    NB_TRY(nb_cholesky_init(ctx, 0, &qp->factor));
    NB_TRY(nb_cholesky_init(ctx, 0, &qp->schur));
    NB_TRY(measure_columns(ctx, qp, problem->design));
    NB_TRY(choose_units(ctx, problem, qp));
    for (int j = 0; j < qp->p; j++) {
        const double unit = qp->unit[j];
        qp->ridge[j] = problem->ridge[j] * unit * unit;
        qp->l1[j] = problem->l1[j] * unit;
        qp->lower[j] = problem->lower[j] / unit;
        qp->upper[j] = problem->upper[j] / unit;
    }
    qp->size = norm_of((size_t)qp->n, problem->y, 1);
    scale_rows(problem, qp);
    return scale_design(ctx, qp, problem->design);
}
