/*
 * lasso_face.c - see lasso_face.h.
 *
 * A column x_j = X_F w that depends on the free ones cannot enter the factor. When its condition fails, (b_j, b_F) moves along (s, -s w),
 * which leaves the fit as it is and lowers the penalty, until a coefficient reaches the end of its interval and makes way: a pivot as in
 * linear programming, rare and exact.
 */
#include "lasso_face.h"
#include "interval.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A column whose Schur complement is below this share of its square is one that depends on the others. */
static const double dependence_limit = 1e-12;

typedef struct candidate {
    double violation;
    int column;
} candidate;

static int by_violation(const void *a, const void *b)
{
    const double x = fabs(((const candidate *)a)->violation), y = fabs(((const candidate *)b)->violation);
    const int i = ((const candidate *)a)->column, j = ((const candidate *)b)->column;
    return x != y ? (x < y) - (x > y) : (i > j) - (i < j);
}

int nb_face_batch(const nb_active *active)
{
    const int share = active->factor.size / 8;
    return share < 10 ? 10 : (share > nb_face_most_batch ? nb_face_most_batch : share);
}

/* The part of column j's interval where its sign holds. */
static void interval_of(const nb_quadratic *problem, double lambda1, const nb_active *active, int j, double *low, double *high)
{
    *low = problem->lower[j];
    *high = problem->upper[j];
    if (lambda1 * problem->l1[j] > 0.0) {
        if (active->sign[j] > 0)
            *low = *low > 0.0 ? *low : 0.0;
        else
            *high = *high < 0.0 ? *high : 0.0;
    }
}

void nb_face_release(int k, nb_active *active)
{
    active->place[active->order[k]] = -1;
    nb_cholesky_remove(&active->factor, k, active->work);
    for (int l = k; l < active->factor.size; l++) {
        active->order[l] = active->order[l + 1];
        active->place[active->order[l]] = l;
    }
}

double nb_face_move(const nb_quadratic *problem, double lambda1, nb_active *active)
{
    const int size = active->factor.size;
    double length = 1.0, low, high;
    for (int k = 0; k < size; k++) {
        const int j = active->order[k];
        interval_of(problem, lambda1, active, j, &low, &high);
        const double most = nb_length_to_end(active->b[j], active->work[k], low, high);
        length = most < length ? most : length;
    }
    int kept = 0;
    for (int k = 0; k < size; k++) {
        const int j = active->order[k];
        const double d = active->work[k];
        interval_of(problem, lambda1, active, j, &low, &high);
        const int ends = length < 1.0 && nb_length_to_end(active->b[j], d, low, high) <= length * (1.0 + 4.0 * DBL_EPSILON);
        active->b[j] = ends ? (d < 0.0 ? low : high) : active->b[j] + length * d;
        active->entering[k] = ends;
    }
    for (int k = 0; k < size; k++) /* steps of those that stay move up beside their columns */
        if (!active->entering[k])
            active->step[kept++] = active->step[k];
    for (int k = size - 1; k >= 0; k--)
        if (active->entering[k])
            nb_face_release(k, active);
    return length;
}

/* The factor of G + lambda2 diag(l2) over the free columns, afresh. A pivot that rounding has lost gets the least one that can be used. */
static nb_status refactor(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda2, nb_active *active)
{
    const int size = active->factor.size;
    int failed = -1;
    void *mark = nb_mark(ctx);
    double *h = nb_doubles(ctx, (size_t)size * (size_t)size);
    if (h == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < size; l++) {
        const double *from = problem->gram + active->order[l] * problem->ld;
        for (int k = l; k < size; k++)
            h[k + (size_t)l * (size_t)size] = from[active->order[k]];
        h[l + (size_t)l * (size_t)size] += lambda2 * problem->l2[active->order[l]];
    }
    NB_TRY(nb_cholesky_factorize(ctx, ws, size, h, size, 0.0, &active->factor, &failed));
    for (double shift = 16.0 * DBL_EPSILON; failed >= 0; shift *= 16.0) {
        for (int l = 0; l < size; l++)
            h[l + (size_t)l * (size_t)size] *= 1.0 + shift;
        NB_TRY(nb_cholesky_factorize(ctx, ws, size, h, size, 0.0, &active->factor, &failed));
    }
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_face_penalty(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda2, nb_active *active)
{
    int any = 0;
    for (int k = 0; k < active->factor.size; k++) {
        const int j = active->order[k];
        any = any || problem->l2[j] > 0.0;
        if (active->b[j] != 0.0)
            active->sign[j] = active->b[j] > 0.0 ? 1 : -1;
    }
    if (any && lambda2 != active->lambda2)
        NB_TRY(refactor(ctx, ws, problem, lambda2, active));
    active->lambda2 = lambda2;
    return NB_OK;
}

nb_status nb_face_reserve(nb_context *ctx, int size, nb_active *active)
{
    const int twice = 2 * active->factor.capacity, usual = twice < active->capacity ? twice : active->capacity;
    return size <= active->factor.capacity ? NB_OK : nb_cholesky_reserve(ctx, size > usual ? size : usual, &active->factor);
}

nb_status nb_face_append(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda2, int count, const int *columns,
                         nb_active *active, int *kept)
{
    const int size = active->factor.size, ldc = active->capacity;
    for (int c = 0; c < count; c++) {
        const double *from = problem->gram + columns[c] * problem->ld;
        double *to = active->cross + (size_t)c * (size_t)ldc;
        for (int k = 0; k < size; k++)
            to[k] = from[active->order[k]];
        for (int k = c; k < count; k++)
            active->inner[k + c * nb_face_most_batch] = from[columns[k]];
        active->inner[c + c * nb_face_most_batch] += lambda2 * problem->l2[columns[c]];
    }
    void *mark = nb_mark(ctx);
    NB_TRY(
        nb_cholesky_append(ctx, ws, count, active->cross, ldc, active->inner, nb_face_most_batch, dependence_limit, &active->factor, kept));
    nb_release(ctx, mark);
    for (int c = 0, at = size; c < count; c++)
        if (kept[c]) {
            active->place[columns[c]] = at;
            active->order[at++] = columns[c];
        }
    return NB_OK;
}

/* The exchange: column j, which wants to move in direction s, against the free columns. Returns 1 when something moved. */
static nb_status exchange(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda1, double lambda2, candidate wanted,
                          nb_active *active, int *moved)
{
    const int j = wanted.column, size = active->factor.size;
    const double s = wanted.violation > 0.0 ? 1.0 : -1.0;
    double low, high, curvature = lambda2 * problem->l2[j], largest = 0.0;
    int leaving = -1;
    for (int k = 0; k < size; k++)
        active->step[k] = problem->gram[active->order[k] + j * problem->ld];
    nb_cholesky_solve(&active->factor, active->step);
    for (int k = 0; k < size; k++) {
        curvature += lambda2 * problem->l2[active->order[k]] * active->step[k] * active->step[k];
        largest = fabs(active->step[k]) > largest ? fabs(active->step[k]) : largest;
    }
    interval_of(problem, lambda1, active, j, &low, &high);
    double length = nb_length_to_end(active->b[j], s, low, high);
    if (curvature > 0.0 && fabs(wanted.violation) / curvature < length)
        length = fabs(wanted.violation) / curvature;
    for (int k = 0; k < size; k++) {
        const double d = -s * active->step[k];
        interval_of(problem, lambda1, active, active->order[k], &low, &high);
        const double most = fabs(d) > 1e-9 * largest ? nb_length_to_end(active->b[active->order[k]], d, low, high) : INFINITY;
        if (most < length) {
            length = most;
            leaving = k;
        }
    }
    *moved = length < INFINITY && (length > 0.0 || leaving >= 0);
    if (!*moved)
        return NB_OK;
    active->b[j] += length * s;
    for (int k = 0; k < size; k++)
        active->b[active->order[k]] -= length * s * active->step[k];
    if (leaving < 0)
        return NB_OK;
    const int out = active->order[leaving];
    interval_of(problem, lambda1, active, out, &low, &high);
    active->b[out] = -s * active->step[leaving] < 0.0 ? low : high;
    nb_face_release(leaving, active);
    return nb_face_append(ctx, ws, problem, lambda2, 1, &j, active, active->kept);
}

/* Violating columns, worst first, and what sign they would have; returns how many. */
static int list_candidates(const nb_quadratic *problem, double lambda1, double lambda2, const nb_active *active, candidate *list)
{
    const double noise = nb_active_noise(problem, active);
    int found = 0;
    for (int j = 0; j < problem->count; j++) {
        if (active->place[j] >= 0)
            continue;
        const double violation = nb_lasso_violation(active->b[j], active->gradient[j], lambda1 * problem->l1[j], lambda2 * problem->l2[j],
                                                    problem->lower[j], problem->upper[j]);
        if (fabs(violation) > noise)
            list[found++] = (candidate){violation, j};
    }
    qsort(list, (size_t)found, sizeof *list, by_violation);
    return found;
}

/* Room that the rank leaves, when nothing but G makes H definite. */
static int room_left(const nb_quadratic *problem, double lambda2, const nb_active *active)
{
    return lambda2 > 0.0 ? problem->count : problem->max_rank - active->factor.size;
}

nb_status nb_face_enter(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda1, double lambda2, int most,
                        nb_active *active, int *entered)
{
    NB_TRY(nb_face_reserve(ctx, active->factor.size + most + 1, active));
    void *mark = nb_mark(ctx);
    candidate *list = ctx->alloc(ctx->owner, (size_t)problem->count + 1, sizeof(candidate));
    if (list == NULL)
        return NB_ERR_MEMORY;
    const int found = list_candidates(problem, lambda1, lambda2, active, list), room = room_left(problem, lambda2, active);
    int count = found < most ? found : most, moved = 0;
    count = count < room ? count : room;
    *entered = 0;
    for (int c = 0; c < found; c++) {
        const int j = list[c].column;
        active->sign[j] = list[c].violation > 0.0 ? (active->b[j] >= 0.0 ? 1 : -1) : (active->b[j] > 0.0 ? 1 : -1);
        if (c < count)
            active->entering[c] = j;
    }
    if (count > 0) {
        NB_TRY(nb_face_append(ctx, ws, problem, lambda2, count, active->entering, active, active->kept));
        for (int c = 0; c < count; c++)
            *entered += active->kept[c];
    }
    for (int c = 0; c < found && *entered == 0 && !moved; c++)
        NB_TRY(exchange(ctx, ws, problem, lambda1, lambda2, list[c], active, &moved));
    if (moved)
        *entered = -1;
    nb_release(ctx, mark);
    return NB_OK;
}
