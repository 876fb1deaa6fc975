/*
 * exceeding.c - see exceeding.h.
 *
 *     r = sum_k c_k q_k + e,     |a_j'r| <= |sum_k c_k a_j'q_k| + ||a_j|| ||e||
 *
 * with q_k the nearest vectors whose a_j'q_k are known. A bound, not a guess, as long as rounding is added to it. Larsson & Wallin (2022)
 * screen with the derivative of the path; here the path itself is at hand.
 */
#include "exceeding.h"
#include "kernels.h"
#include "products.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* Every so many vectors one is correlated with all columns; more of them are passed over where there are neighbours on both sides. */
enum { stride_few = 5, stride_many = 11, many = 24, most_near = 4 };

/* Share of the columns that may need an exact value before all of them are computed. */
static const double most_share = 0.1;

typedef struct screen {
    const nb_design *design;
    const double *norm, *bound, *level, *r;
    int k;
    int stride;
    int *candidate, *list; /* p; k */
    nb_exceeding *found;
} screen;

static double inner(size_t n, const double *a, const double *b)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t l = 0; l < 4; l++)
            sum[l] += a[i + l] * b[i + l];
    for (; i < n; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static nb_status reserve(nb_context *ctx, size_t more, nb_exceeding *found)
{
    const size_t room = 2 * (found->count + more);
    if (found->count + more <= found->capacity)
        return NB_OK;
    int *vector = nb_ints(ctx, room), *column = nb_ints(ctx, room);
    double *value = nb_doubles(ctx, room);
    if (vector == NULL || column == NULL || value == NULL)
        return NB_ERR_MEMORY;
    if (found->count > 0) {
        memcpy(vector, found->vector, found->count * sizeof(int));
        memcpy(column, found->column, found->count * sizeof(int));
        memcpy(value, found->value, found->count * sizeof(double));
    }
    found->vector = vector;
    found->column = column;
    found->value = value;
    found->capacity = room;
    return NB_OK;
}

/* What |a_j'r_l| may be; 0 times Inf does not arise. */
static double limit_of(const screen *s, int l, int j)
{
    return (s->level[l] > DBL_MIN ? s->level[l] : DBL_MIN) * s->bound[j];
}

static void keep(const screen *s, int l, int j, double value)
{
    if (!(fabs(value) > limit_of(s, l, j)))
        return;
    s->found->vector[s->found->count] = l;
    s->found->column[s->found->count] = j;
    s->found->value[s->found->count++] = value;
}

/* The nearest known vectors on both sides of l; returns how many. */
static int nearest(const screen *s, int l, int near[most_near])
{
    int count = 0;
    for (int side = -1; side <= 1; side += 2)
        for (int at = l + side, taken = 0; at >= 0 && at < s->k && taken < most_near / 2; at += side)
            if (s->found->known[at] != NULL) {
                near[count++] = at;
                taken++;
            }
    return count;
}

/* coef: r_l ~ sum coef r_near by Gram-Schmidt in the order given, rest (n): what is left; returns its norm. work: n x most_near. */
static double combine(const screen *s, int l, int count, const int *near, double *coef, double *rest, double *work)
{
    const size_t n = (size_t)s->design->n;
    double upper[most_near][most_near] = {{0.0}}, along[most_near] = {0.0};
    memcpy(rest, s->r + (size_t)l * n, n * sizeof(double));
    for (int a = 0; a < count; a++) {
        double *q = work + (size_t)a * n;
        memcpy(q, s->r + (size_t)near[a] * n, n * sizeof(double));
        const double before = inner(n, q, q);
        for (int b = 0; b < a; b++) {
            upper[b][a] = inner(n, work + (size_t)b * n, q);
            for (size_t i = 0; i < n; i++)
                q[i] -= upper[b][a] * work[(size_t)b * n + i];
        }
        const double length = sqrt(inner(n, q, q));
        upper[a][a] = length > 1e-6 * sqrt(before) ? length : 0.0; /* a neighbour that adds nothing is left out */
        for (size_t i = 0; i < n; i++)
            q[i] = upper[a][a] > 0.0 ? q[i] / length : 0.0;
        along[a] = inner(n, q, rest);
        for (size_t i = 0; i < n; i++)
            rest[i] -= along[a] * q[i];
    }
    for (int a = count - 1; a >= 0; a--) {
        coef[a] = along[a];
        for (int b = a + 1; b < count; b++)
            coef[a] -= upper[a][b] * coef[b];
        coef[a] = upper[a][a] > 0.0 ? coef[a] / upper[a][a] : 0.0;
    }
    memcpy(rest, s->r + (size_t)l * n, n * sizeof(double)); /* afresh, so that the coefficients' own rounding is in it */
    for (int a = 0; a < count; a++)
        for (size_t i = 0; i < n; i++)
            rest[i] -= coef[a] * s->r[(size_t)near[a] * n + i];
    return sqrt(inner(n, rest, rest));
}

/* Columns whose bound reaches their level, or -1 when there are too many. */
static int list_candidates(const screen *s, int l, int count, const int *near, const double *coef, double rest)
{
    const size_t n = (size_t)s->design->n, p = (size_t)s->design->p;
    const int most = (int)(most_share * (double)p) + 4;
    const double *g[most_near];
    double slack = 0.0;
    int found = 0;
    for (int a = 0; a < most_near; a++)
        g[a] = s->found->known[near[a < count ? a : 0]];
    for (int a = 0; a < count; a++)
        slack += fabs(coef[a]) * sqrt(inner(n, s->r + (size_t)near[a] * n, s->r + (size_t)near[a] * n));
    const double c0 = coef[0], c1 = count > 1 ? coef[1] : 0.0, c2 = count > 2 ? coef[2] : 0.0, c3 = count > 3 ? coef[3] : 0.0;
    const double may_add = rest * (1.0 + 1e-9) + 64.0 * DBL_EPSILON * sqrt((double)n) * slack;
    for (size_t j = 0; j < p; j++) {
        const double about = fabs(c0 * g[0][j] + c1 * g[1][j] + c2 * g[2][j] + c3 * g[3][j]), more = s->norm != NULL ? s->norm[j] : 1.0;
        if (about + may_add * more <= limit_of(s, l, (int)j))
            continue;
        if (found == most)
            return -1;
        s->candidate[found++] = (int)j;
    }
    return found;
}

/* Exact values of the candidates of vector l. */
static nb_status keep_exact(nb_context *ctx, nb_gemm_work *ws, const screen *s, int l, int count)
{
    const size_t n = (size_t)s->design->n;
    NB_TRY(reserve(ctx, (size_t)count, s->found));
    void *mark = nb_mark(ctx);
    double *value = nb_doubles(ctx, (size_t)count);
    if (value == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_cross_some(ctx, ws, s->design, count, s->candidate, s->r + (size_t)l * n, value));
    for (int c = 0; c < count; c++)
        keep(s, l, s->candidate[c], value[c]);
    nb_release(ctx, mark);
    return NB_OK;
}

static nb_status keep_known(nb_context *ctx, const screen *s, int l)
{
    const int p = s->design->p;
    size_t count = 0;
    for (int j = 0; j < p; j++)
        count += fabs(s->found->known[l][j]) > limit_of(s, l, j);
    NB_TRY(reserve(ctx, count, s->found));
    for (int j = 0; count > 0 && j < p; j++)
        keep(s, l, j, s->found->known[l][j]);
    return NB_OK;
}

/* The `count` vectors of s->list with all columns, in one product. */
static nb_status correlate(nb_context *ctx, nb_gemm_work *ws, const screen *s, int count)
{
    const size_t n = (size_t)s->design->n, p = (size_t)s->design->p;
    double *gradient = nb_doubles(ctx, p * (size_t)count);
    if (gradient == NULL)
        return NB_ERR_MEMORY;
    void *mark = nb_mark(ctx);
    double *vectors = nb_doubles(ctx, n * (size_t)count);
    if (vectors == NULL)
        return NB_ERR_MEMORY;
    for (int c = 0; c < count; c++) {
        memcpy(vectors + (size_t)c * n, s->r + (size_t)s->list[c] * n, n * sizeof(double));
        s->found->known[s->list[c]] = gradient + (size_t)c * p;
    }
    NB_TRY(nb_design_cross(ctx, ws, s->design, count, vectors, gradient));
    nb_release(ctx, mark);
    for (int c = 0; c < count; c++)
        NB_TRY(keep_known(ctx, s, s->list[c]));
    return NB_OK;
}

/* The vectors between the known ones; those for which the bound is too weak are left in s->list. */
static nb_status bound_between(nb_context *ctx, nb_gemm_work *ws, const screen *s, int *left)
{
    double *rest = nb_doubles(ctx, (size_t)s->design->n), *work = nb_doubles(ctx, (size_t)s->design->n * most_near), coef[most_near];
    int near[most_near];
    if (rest == NULL || work == NULL)
        return NB_ERR_MEMORY;
    *left = 0;
    for (int l = 0; l < s->k; l++) {
        if (l % s->stride == 0 || l == s->k - 1)
            continue;
        const int count = nearest(s, l, near);
        const double size = combine(s, l, count, near, coef, rest, work);
        const int candidates = list_candidates(s, l, count, near, coef, size);
        if (candidates < 0)
            s->list[(*left)++] = l;
        else if (candidates > 0)
            NB_TRY(keep_exact(ctx, ws, s, l, candidates));
    }
    return NB_OK;
}

nb_status nb_design_exceeding(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *norm, int k, const double *r,
                              const double *bound, const double *level, nb_exceeding *found)
{
    screen s = {
        design, norm, bound, level, r, k, k < many ? stride_few : stride_many, nb_ints(ctx, (size_t)design->p + 8), nb_ints(ctx, (size_t)k),
        found};
    int count = 0;
    found->known = ctx->alloc(ctx->owner, (size_t)k + 1, sizeof *found->known);
    found->count = found->capacity = 0;
    if (found->known == NULL || s.candidate == NULL || s.list == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < k; l++) {
        found->known[l] = NULL;
        if (l % s.stride == 0 || l == k - 1)
            s.list[count++] = l;
    }
    NB_TRY(correlate(ctx, ws, &s, count));
    NB_TRY(bound_between(ctx, ws, &s, &count));
    return count > 0 ? correlate(ctx, ws, &s, count) : NB_OK;
}
