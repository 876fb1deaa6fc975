/* test_lanes.c - passes over columns for eight vectors at once: every instruction set against sums written out, one vector at a time. */
#include "check.h"
#include "lanes.h"
#include "sample.h"
#include <stdint.h>
#include <string.h>

enum { n = 37, p = 11, q = 2, w = nb_lanes };

static arena own;
static unsigned long long state = 7;
static size_t start[p + 1];
static int row[n * p];
static double value[n * p], low[q * p], whole[n * p]; /* whole: A_j + C low_j, dense */
static const nb_packed set = {p, q, start, row, value, low};

static void make_set(void)
{
    size_t at = 0;
    for (int j = 0; j < p; j++) {
        start[j] = at;
        for (int i = 0; i < n; i++)
            if (j != 4 && sample_uniform(&state) > 0.3 * (j % 4)) { /* column 4 has no entries */
                row[at] = i;
                whole[i + n * j] = value[at++] = sample_uniform(&state);
            }
    }
    start[p] = at;
    sample_fill(&state, q * p, low);
}

static double *filled(size_t count)
{
    double *x = arena_doubles(&own, count * w + w);
    while ((uintptr_t)x % 64 != 0)
        x++;
    sample_fill(&state, count * w, x);
    return x;
}

static double *copy_of(size_t count, const double *x)
{
    double *y = filled(count);
    memcpy(y, x, count * w * sizeof(double));
    return y;
}

static double dot(int j, const double *u, int l)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += whole[i + n * j] * u[i * w + l];
    return sum;
}

static void test_products(const nb_lane_kernels *kernels)
{
    static const int list[4] = {1, 4, 7, 10};
    const double *u = filled(n), *b = filled(4);
    double *out = filled(4), *to = copy_of(n, u), worst = 0.0;
    kernels->cross(&set, 4, list, u, out);
    kernels->subtract(&set, 4, list, b, to);
    for (int l = 0; l < w; l++) {
        for (int k = 0; k < 4; k++)
            worst = fmax(worst, fabs(out[k * w + l] - dot(list[k], u, l)));
        for (int i = 0; i < n; i++) {
            double expected = u[i * w + l];
            for (int k = 0; k < 4; k++)
                expected -= whole[i + n * list[k]] * b[k * w + l];
            worst = fmax(worst, fabs(to[i * w + l] - expected));
        }
    }
    CHECK_NEAR(worst, 0.0, 1e-13);
}

/* One lane of one pass, from its definition; b, u, v are updated. Returns the largest violation. */
static double slow_pass(const nb_sweep *task, int l, double *b, double *u, double *v)
{
    double largest = 0.0;
    for (int j = 0; j < p; j++) {
        const nb_coordinate *at = task->coordinate + j;
        const double h = at->norm2 + task->lambda2[l] * at->l2, shrink = task->lambda1[l] * at->l1, old = b[j * w + l];
        double z = dot(j, u, l) + at->norm2 * old;
        for (int k = 0; k < q; k++)
            z -= low[k + q * j] * v[k * w + l];
        double next = fabs(z) > shrink ? (z > 0.0 ? z - shrink : z + shrink) / h : 0.0;
        next = fmin(fmax(next, at->lower), at->upper);
        largest = fmax(largest, h * fabs(next - old));
        const double far = fmin(fmax(next + (task->relax - 1.0) * (next - old), at->lower), at->upper);
        next = next * old > 0.0 && far * old > 0.0 ? far : next;
        for (int i = 0; i < n; i++)
            u[i * w + l] += whole[i + n * j] * (old - next);
        for (int k = 0; k < q; k++)
            v[k * w + l] += low[k + q * j] * (old - next);
        b[j * w + l] = next;
    }
    return largest;
}

static void test_sweep(const nb_lane_kernels *kernels, double relax)
{
    nb_coordinate coordinate[p];
    int active[p], expected = 0;
    const double *lambda1 = filled(1), *lambda2 = filled(1);
    double *b = filled(p), *u = filled(n), *v = filled(q), shrink[w], ridge[w];
    double *b_slow = copy_of(p, b), *u_slow = copy_of(n, u), *v_slow = copy_of(q, v);
    for (int l = 0; l < w; l++) {
        shrink[l] = 2.0 + lambda1[l];
        ridge[l] = l % 2 ? 0.0 : 1.0 + lambda2[l];
    }
    for (int j = 0; j < p; j++)
        coordinate[j] = (nb_coordinate){4.0 + j, j % 3 ? 1.0 : 0.1, j % 2, j % 5 == 1 ? 0.0 : -INFINITY, j % 5 == 2 ? 0.3 : INFINITY};
    nb_sweep task = {&set, coordinate, p, NULL, shrink, ridge, 0.0, relax, b, u, v, {0.0}, 0, active};
    kernels->sweep(&task);
    for (int l = 0; l < w; l++)
        CHECK_NEAR(task.largest[l], slow_pass(&task, l, b_slow, u_slow, v_slow), 1e-13);
    CHECK_NEAR(largest_difference(p * w, b, b_slow), 0.0, 1e-13);
    CHECK_NEAR(largest_difference(n * w, u, u_slow), 0.0, 1e-13);
    CHECK_NEAR(largest_difference(q * w, v, v_slow), 0.0, 1e-13);
    for (int j = 0; j < p; j++)
        if (largest_entry(w, b + j * w) > 0.0)
            CHECK(expected < task.n_active && active[expected++] == j);
    CHECK(expected == task.n_active);
}

/* What rounding may have left of a coefficient is zero. */
static void test_dust(const nb_lane_kernels *kernels)
{
    const nb_coordinate coordinate = {1.0, 1.0, 0.0, -INFINITY, INFINITY};
    const nb_packed one = {1, 0, start + 4, row, value, low}; /* no entries: z = b */
    double *b = filled(1), *u = filled(n), v[1] = {0.0}, shrink[w], ridge[w] = {0.0};
    int active[1];
    for (int l = 0; l < w; l++) {
        shrink[l] = 1.0;
        b[l] = l < 3 ? 1.0 + 1e-15 : -1.0 - 1e-3;
    }
    nb_sweep task = {&one, &coordinate, 1, NULL, shrink, ridge, 1e-14, 1.0, b, u, v, {0.0}, 0, active};
    kernels->sweep(&task);
    for (int l = 0; l < w; l++)
        CHECK((b[l] == 0.0) == (l < 3));
}

static void test_exceed(const nb_lane_kernels *kernels)
{
    double *c = filled(3), lambda1[w], slack[w];
    const double l1[3] = {1.0, 2.0, 0.5};
    unsigned char flag[3];
    for (int l = 0; l < w; l++) {
        lambda1[l] = 1.0 + l;
        slack[l] = 0.25;
        c[l] = 1.25 + l;
        c[w + l] = -(2.0 * lambda1[l] + 0.2);
        c[2 * w + l] = l == 5 ? -(0.5 * lambda1[l] + 0.5) : 0.0;
    }
    kernels->exceed(3, c, l1, lambda1, slack, flag);
    CHECK(flag[0] == 0 && flag[1] == 0 && flag[2] == 1);
}

static void test_scan(const nb_lane_kernels *kernels)
{
    const sample s = sample_make(&own, (sample_shape){23, 9, 1, 0, sparse_implicit, 1, 1, 1.0}, 3);
    const double *r = filled(23);
    double *wr = filled(23), *out = filled(9), sum[w] = {0.0}, worst = 0.0;
    for (int i = 0; i < 23; i++)
        for (int l = 0; l < w; l++)
            sum[l] += wr[i * w + l] = r[i * w + l] * s.design.root_weight[i];
    kernels->scan(&s.design, 2, 9, wr, sum, out);
    for (int j = 2; j < 9; j++)
        for (int l = 0; l < w; l++) {
            double expected = 0.0;
            for (int i = 0; i < 23; i++)
                expected += s.a[i + 23 * j] * r[i * w + l];
            worst = fmax(worst, fabs(out[(j - 2) * w + l] - expected));
        }
    CHECK_NEAR(worst, 0.0, 1e-13);
}

int main(void)
{
    own = arena_new();
    make_set();
    for (int at = 0; nb_lane_kernels_at(at) != NULL; at++) {
        const nb_lane_kernels *kernels = nb_lane_kernels_at(at);
        test_products(kernels);
        test_sweep(kernels, 1.0);
        test_sweep(kernels, 1.4);
        test_dust(kernels);
        test_exceed(kernels);
        test_scan(kernels);
    }
    arena_clear(&own);
    return check_summary("lanes");
}
