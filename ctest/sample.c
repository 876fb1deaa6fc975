/*
 * sample.c - see sample.h. Everything is summed in long double, straight from the definitions in design.h.
 */
#include "sample.h"
#include <math.h>
#include <string.h>

double sample_uniform(unsigned long long *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (double)(*state >> 11) / 4503599627370496.0 - 1.0;
}

void sample_fill(unsigned long long *state, size_t count, double *x)
{
    for (size_t i = 0; i < count; i++)
        x[i] = sample_uniform(state);
}

static double weighted_mean(int n, const double *root, const double *x)
{
    long double sum = 0.0L;
    for (int i = 0; i < n; i++)
        sum += (long double)root[i] * root[i] * x[i];
    return (double)sum;
}

static double *make_weights(arena *a, int n, int weighting, unsigned long long *state)
{
    double *root = arena_doubles(a, (size_t)n);
    long double total = 0.0L;
    for (int i = 0; i < n; i++) {
        root[i] = weighting == 0 ? 1.0 : 1.5 + sample_uniform(state);
        if (weighting == 2 && i % 5 == 3)
            root[i] = 0.0;
        total += root[i];
    }
    for (int i = 0; i < n; i++)
        root[i] = (double)sqrtl(root[i] / total);
    return root;
}

/* x with zeros where it is to be sparse, and its compressed columns. */
static void make_storage(arena *a, sample *s, unsigned long long *state)
{
    const int n = s->shape.n, stored = s->shape.p + 2;
    const size_t cells = (size_t)n * (size_t)stored;
    int *start = arena_ints(a, (size_t)stored + 1), *row = arena_ints(a, cells), at = 0;
    double *value = arena_doubles(a, cells);
    const int is_sparse = s->shape.storage == sparse_explicit || s->shape.storage == sparse_implicit;
    s->x = arena_doubles(a, cells);
    sample_fill(state, cells, s->x);
    for (int j = 0; j < stored; j++) {
        start[j] = at;
        for (int i = 0; i < n; i++) {
            double *cell = s->x + (size_t)j * (size_t)n + (size_t)i;
            *cell *= pow(s->shape.decay, j);
            if (is_sparse && sample_uniform(state) < 0.2)
                *cell = 0.0;
            if (*cell != 0.0) {
                row[at] = i;
                value[at++] = *cell;
            }
        }
    }
    start[stored] = at;
    s->design.implicit = s->shape.storage == sparse_implicit || s->shape.storage == dense_implicit;
    if (is_sparse) {
        s->design.start = start;
        s->design.row = row;
        s->design.value = value;
    } else {
        s->design.x = s->x;
    }
}

static void make_columns(arena *a, sample *s, unsigned long long *state)
{
    const int n = s->shape.n, p = s->shape.p;
    int *columns = arena_ints(a, (size_t)p);
    double *centre = arena_doubles(a, (size_t)p), *scale = arena_doubles(a, (size_t)p);
    s->before = arena_doubles(a, (size_t)n * (size_t)p);
    for (int j = 0; j < p; j++) {
        columns[j] = p - j; /* backwards; the first and the last stored column are not used */
        const double *x = s->x + (size_t)columns[j] * (size_t)n;
        centre[j] = s->shape.centred ? weighted_mean(n, s->design.root_weight, x) : 0.0;
        scale[j] = 1.5 + sample_uniform(state);
        for (int i = 0; i < n; i++)
            s->before[(size_t)j * (size_t)n + (size_t)i] = (double)(((long double)x[i] - centre[j]) * scale[j] * s->design.root_weight[i]);
    }
    s->design.columns = columns;
    s->design.centre = centre;
    s->design.scale = scale;
}

static long double inner(int n, const double *x, const double *y)
{
    long double sum = 0.0L;
    for (int i = 0; i < n; i++)
        sum += (long double)x[i] * y[i];
    return sum;
}

/* q orthonormal columns, orthogonal to the root weights when there is an intercept (Gram-Schmidt, twice). */
static double *make_flat(arena *a, sample *s, unsigned long long *state)
{
    const int n = s->shape.n;
    const double *root = s->design.root_weight;
    double *flat = arena_doubles(a, (size_t)n * (size_t)s->shape.q);
    for (int j = 0; j < s->shape.q; j++) {
        double *column = flat + (size_t)j * (size_t)n;
        for (int i = 0; i < n; i++)
            column[i] = sample_uniform(state) * root[i];
        for (int pass = 0; pass < 3; pass++) {
            const long double mean = s->shape.centred ? inner(n, root, column) : 0.0L;
            for (int i = 0; i < n; i++)
                column[i] = (double)(column[i] - mean * root[i]);
            for (int l = 0; l < j; l++) {
                const double *other = flat + (size_t)l * (size_t)n;
                const long double share = inner(n, other, column);
                for (int i = 0; i < n; i++)
                    column[i] = (double)(column[i] - share * other[i]);
            }
            const long double norm = sqrtl(inner(n, column, column));
            for (int i = 0; i < n; i++)
                column[i] = (double)(column[i] / norm);
        }
    }
    return flat;
}

/* out := (I - Q Q') from, for `columns` columns; cross (q x columns) := Q' from, unless NULL. */
static void project(const sample *s, const double *flat, int columns, const double *from, double *out, double *cross)
{
    const int n = s->shape.n, q = s->shape.q;
    for (int j = 0; j < columns; j++) {
        const double *x = from + (size_t)j * (size_t)n;
        double *to = out + (size_t)j * (size_t)n;
        memcpy(to, x, (size_t)n * sizeof(double));
        for (int l = 0; l < q; l++) {
            const long double share = inner(n, flat + (size_t)l * (size_t)n, x);
            if (cross != NULL)
                cross[(size_t)j * (size_t)q + (size_t)l] = (double)share;
            for (int i = 0; i < n; i++)
                to[i] = (double)(to[i] - share * flat[(size_t)l * (size_t)n + (size_t)i]);
        }
    }
}

static void make_responses(arena *a, sample *s, unsigned long long *state)
{
    const int n = s->shape.n, m = s->shape.m;
    const double *root = s->design.root_weight;
    s->raw = arena_doubles(a, (size_t)n * (size_t)m);
    s->y = arena_doubles(a, (size_t)n * (size_t)m);
    sample_fill(state, (size_t)n * (size_t)m, s->raw);
    for (int k = 0; k < m; k++) {
        double *y = s->raw + (size_t)k * (size_t)n;
        const double mean = s->shape.centred ? weighted_mean(n, root, y) : 0.0;
        for (int i = 0; i < n; i++)
            y[i] = (y[i] - mean) * root[i];
    }
    project(s, s->design.flat, m, s->raw, s->y, NULL);
}

sample sample_make(arena *a, sample_shape shape, unsigned long long seed)
{
    sample s;
    unsigned long long state = seed * 2654435761ULL + 88172645463325252ULL;
    memset(&s, 0, sizeof s);
    s.shape = shape;
    s.design.n = shape.n;
    s.design.p = shape.p;
    s.design.q = shape.q;
    s.design.root_weight = make_weights(a, shape.n, shape.weighting, &state);
    make_storage(a, &s, &state);
    make_columns(a, &s, &state);
    double *cross = arena_doubles(a, (size_t)shape.q * (size_t)shape.p);
    s.design.flat = make_flat(a, &s, &state);
    s.design.flat_cross = cross;
    s.a = arena_doubles(a, (size_t)shape.n * (size_t)shape.p);
    project(&s, s.design.flat, shape.p, s.before, s.a, cross);
    make_responses(a, &s, &state);
    s.flat_leverage = arena_doubles(a, (size_t)shape.n);
    for (int i = 0; i < shape.n; i++) {
        const double root = s.design.root_weight[i];
        s.flat_leverage[i] = shape.centred ? root * root : 0.0;
        for (int l = 0; l < shape.q; l++)
            s.flat_leverage[i] += s.design.flat[l * shape.n + i] * s.design.flat[l * shape.n + i];
    }
    return s;
}
