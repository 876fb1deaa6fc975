/*
 * lasso_exact_active.c - linear algebra with the columns F that are free: see lasso_exact_state.h.
 *
 * With L L' = A_F'A_F, every solution is refined once with residuals formed from A itself (corrected seminormal equations; Bjorck 1987), so
 * that its error is that of a QR factorisation as long as the condition number of A_F is below about 1e7. Columns of A are read four at a
 * time and never kept. Cost of each function: one or a few times 2 n |F|.
 */
#include "kernels.h"
#include "lasso_exact_state.h"
#include "products.h"
#include <math.h>
#include <string.h>

/* A column whose distance from the span of those in the factor is below this share of its norm depends on them: the square root of what
 * the Gram matrix can tell from zero. */
static const double least_distance = 5e-8;

/* A column shorter than this, where columns have norm 1 before the flat directions are projected out, is rounding. */
static const double least_norm = 1e-13;

double nb_exact_dot(int n, const double *x, const double *y)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int l = 0; l < 4; l++)
            sum[l] += x[i + l] * y[i + l];
    for (; i < n; i++)
        sum[0] += x[i] * y[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

nb_status nb_exact_column(nb_exact_state *s, int j, double *out)
{
    return nb_design_block(s->ctx, s->ws, s->design, 0, s->n, j, 1, out);
}

nb_status nb_exact_cross(nb_exact_state *s, const double *v, double *out)
{
    void *mark = nb_mark(s->ctx);
    NB_TRY(nb_design_cross(s->ctx, s->ws, s->design, 1, v, out));
    nb_release(s->ctx, mark);
    return NB_OK;
}

/* The factor's columns at, ..., at + 3 into s->four (n x 4); zeros past the last. */
static nb_status read_four(nb_exact_state *s, int at, const double *columns[4])
{
    for (int l = 0; l < 4; l++) {
        double *to = s->four + (size_t)l * (size_t)s->n;
        columns[l] = to;
        if (at + l < s->factor.size)
            NB_TRY(nb_exact_column(s, s->active[at + l], to));
        else
            memset(to, 0, (size_t)s->n * sizeof(double));
    }
    return NB_OK;
}

/* out (n) := sum of the factor's columns times coef (by position). */
static nb_status combine(nb_exact_state *s, const double *coef, double *out)
{
    const nb_kernels *kernels = s->ws->kernels;
    const double *columns[4];
    memset(out, 0, (size_t)s->n * sizeof(double));
    for (int at = 0; at < s->factor.size; at += 4) {
        double x[4] = {0.0, 0.0, 0.0, 0.0};
        for (int l = 0; l < 4 && at + l < s->factor.size; l++)
            x[l] = coef[at + l];
        NB_TRY(read_four(s, at, columns));
        kernels->combine(s->n, columns, x, out);
    }
    return NB_OK;
}

/* out (by position) := inner products of the factor's columns with v (n). */
static nb_status inner(nb_exact_state *s, const double *v, double *out)
{
    const nb_kernels *kernels = s->ws->kernels;
    const double *columns[4];
    for (int at = 0; at < s->factor.size; at += 4) {
        double sums[4] = {0.0, 0.0, 0.0, 0.0};
        NB_TRY(read_four(s, at, columns));
        kernels->dots(s->n, columns, v, sums);
        for (int l = 0; l < 4 && at + l < s->factor.size; l++)
            out[at + l] = sums[l];
    }
    return NB_OK;
}

/* The arrays by position, wide enough for one more column. */
static nb_status make_room(nb_exact_state *s)
{
    const int size = s->factor.size, most = s->max_rank + 1;
    if (size < s->room)
        return NB_OK;
    const int room = 2 * size + 8 < most ? 2 * size + 8 : (most > size ? most : size + 1);
    double **const arrays[] = {&s->direction, &s->trial, &s->gap, &s->work};
    int *active = nb_ints(s->ctx, (size_t)room);
    if (active == NULL)
        return NB_ERR_MEMORY;
    if (size > 0)
        memcpy(active, s->active, (size_t)size * sizeof(int));
    s->active = active;
    for (int k = 0; k < 4; k++) {
        double *wider = nb_doubles(s->ctx, (size_t)room);
        if (wider == NULL)
            return NB_ERR_MEMORY;
        if (size > 0)
            memcpy(wider, *arrays[k], (size_t)size * sizeof(double));
        *arrays[k] = wider;
    }
    s->room = room;
    return nb_cholesky_reserve(s->ctx, room, &s->factor);
}

/* s->rest := the part of s->column outside the span of the factor's columns, from its row = L^-1 A_F'a. */
static nb_status project_out(nb_exact_state *s, const double *row)
{
    memcpy(s->trial, row, (size_t)s->factor.size * sizeof(double));
    nb_cholesky_backward(&s->factor, s->trial);
    NB_TRY(combine(s, s->trial, s->rest));
    for (int i = 0; i < s->n; i++)
        s->rest[i] = s->column[i] - s->rest[i];
    return NB_OK;
}

nb_status nb_exact_append(nb_exact_state *s, int j, int *kept)
{
    *kept = 0;
    NB_TRY(make_room(s));
    NB_TRY(nb_exact_column(s, j, s->column));
    const int size = s->factor.size;
    const double norm = sqrt(nb_exact_dot(s->n, s->column, s->column));
    double *row = s->work;
    NB_TRY(inner(s, s->column, row));
    nb_cholesky_forward(&s->factor, row);
    NB_TRY(project_out(s, row));
    NB_TRY(inner(s, s->rest, s->gap)); /* what the projection has missed: row += L^-1 A_F'rest */
    nb_cholesky_forward(&s->factor, s->gap);
    for (int i = 0; i < size; i++)
        row[i] += s->gap[i];
    NB_TRY(project_out(s, row));
    const double distance = sqrt(nb_exact_dot(s->n, s->rest, s->rest));
    if (!(distance > least_distance * norm && distance > least_norm))
        return NB_OK;
    nb_cholesky_push(&s->factor, row, distance);
    s->active[size] = j;
    s->direction[size] = 0.0;
    *kept = 1;
    return NB_OK;
}

void nb_exact_remove(nb_exact_state *s, int at)
{
    const size_t behind = (size_t)(s->factor.size - at - 1);
    nb_cholesky_remove(&s->factor, at, s->work);
    memmove(s->active + at, s->active + at + 1, behind * sizeof(int));
    memmove(s->direction + at, s->direction + at + 1, behind * sizeof(double));
}

/* trial += (A_F'A_F)^-1 (q - A_F'image); *share: the size of the change beside trial. */
static nb_status correct(nb_exact_state *s, double *share)
{
    double change = 0.0, whole = 0.0;
    NB_TRY(inner(s, s->image, s->gap));
    for (int i = 0; i < s->factor.size; i++)
        s->gap[i] = s->side[s->active[i]] * s->l1[s->active[i]] - s->gap[i];
    nb_cholesky_solve(&s->factor, s->gap);
    for (int i = 0; i < s->factor.size; i++) {
        change += fabs(s->gap[i]);
        whole += fabs(s->trial[i] += s->gap[i]);
    }
    *share = whole > 0.0 ? change / whole : 0.0;
    return combine(s, s->trial, s->image);
}

nb_status nb_exact_solve(nb_exact_state *s)
{
    enum { most_rounds = 4 };
    double share = 1.0;
    for (int i = 0; i < s->factor.size; i++)
        s->trial[i] = s->side[s->active[i]] * s->l1[s->active[i]];
    nb_cholesky_solve(&s->factor, s->trial);
    NB_TRY(combine(s, s->trial, s->image));
    for (int round = 0; round < most_rounds && share > 1e-13; round++) /* the first correction leaves the square of its own size */
        NB_TRY(correct(s, &share));
    return NB_OK;
}

nb_status nb_exact_retarget(nb_exact_state *s)
{
    memcpy(s->target, s->y, (size_t)s->n * sizeof(double));
    for (int j = 0; j < s->p; j++) {
        if (s->place[j] != NB_AT_BOUND)
            continue;
        NB_TRY(nb_exact_column(s, j, s->column));
        for (int i = 0; i < s->n; i++)
            s->target[i] -= s->b[j] * s->column[i];
    }
    return NB_OK;
}

/* residual := target - A_F b_F. */
static nb_status form_residual(nb_exact_state *s)
{
    for (int i = 0; i < s->factor.size; i++)
        s->trial[i] = s->b[s->active[i]];
    NB_TRY(combine(s, s->trial, s->residual));
    for (int i = 0; i < s->n; i++)
        s->residual[i] = s->target[i] - s->residual[i];
    return NB_OK;
}

static void measure(nb_exact_state *s)
{
    s->one_norm = s->largest = 0.0;
    for (int j = 0; j < s->p; j++) {
        const double size = fabs(s->b[j]);
        s->one_norm += size;
        s->largest = size > s->largest ? size : s->largest;
    }
}

nb_status nb_exact_refine(nb_exact_state *s)
{
    enum { most_rounds = 4 };
    const int size = s->factor.size;
    double last = INFINITY;
    NB_TRY(form_residual(s));
    for (int round = 0; round < most_rounds && size > 0; round++) {
        double worst = 0.0;
        NB_TRY(inner(s, s->residual, s->gap));
        for (int i = 0; i < size; i++) {
            const int j = s->active[i];
            s->gap[i] -= s->lambda * s->side[j] * s->l1[j];
            worst = fabs(s->gap[i]) > worst ? fabs(s->gap[i]) : worst;
        }
        if (worst == 0.0 || !(worst < 0.5 * last)) /* no longer falling: rounding is all that is left */
            break;
        last = worst;
        nb_cholesky_solve(&s->factor, s->gap);
        for (int i = 0; i < size; i++)
            s->b[s->active[i]] += s->gap[i];
        NB_TRY(form_residual(s));
    }
    measure(s);
    s->rss = nb_exact_dot(s->n, s->residual, s->residual);
    return nb_exact_cross(s, s->residual, s->cross);
}
