/*
 * kernels_body.h - text of kernels.c, included once per instruction set; no include guard on purpose.
 *
 * Before inclusion: NB_NAME(x) (name of a function), NB_TARGET (its attribute), V (vector type), W (doubles in it), LOAD, STORE, SPLAT,
 * FMA(a, b, c) = a b + c, MUL, ADD, DIV, MIN, ZERO, SUM (of the elements), NB_EACH(F) (F(0) F(1) ... once per tile column),
 * NB_CROSS_EACH(F) (once for each of NB_CROSSED vectors). A tile has 3 W rows: with 4 columns its 12 sums, 3 vectors of a and one of b are
 * the 16 registers of AVX2; with 8 columns 28 of the 32 of AVX-512.
 */

#define NB_SUMS(j) V s0##j = ZERO, s1##j = ZERO, s2##j = ZERO;
#define NB_STEP(j)                                                                                                                         \
    {                                                                                                                                      \
        const V t = SPLAT(b[j]);                                                                                                           \
        s0##j = FMA(a0, t, s0##j);                                                                                                         \
        s1##j = FMA(a1, t, s1##j);                                                                                                         \
        s2##j = FMA(a2, t, s2##j);                                                                                                         \
    }
#define NB_SET(j)                                                                                                                          \
    {                                                                                                                                      \
        double *to = c + (j)*ldc;                                                                                                          \
        STORE(to, MUL(scale, s0##j));                                                                                                      \
        STORE(to + W, MUL(scale, s1##j));                                                                                                  \
        STORE(to + 2 * W, MUL(scale, s2##j));                                                                                              \
    }
#define NB_ADD(j)                                                                                                                          \
    {                                                                                                                                      \
        double *to = c + (j)*ldc;                                                                                                          \
        STORE(to, FMA(keep, LOAD(to), MUL(scale, s0##j)));                                                                                 \
        STORE(to + W, FMA(keep, LOAD(to + W), MUL(scale, s1##j)));                                                                         \
        STORE(to + 2 * W, FMA(keep, LOAD(to + 2 * W), MUL(scale, s2##j)));                                                                 \
    }

NB_TARGET static void NB_NAME(tile)(ptrdiff_t k, double alpha, const double *a, const double *b, double beta, double *c, ptrdiff_t ldc)
{
    NB_EACH(NB_SUMS)
    for (ptrdiff_t l = 0; l < k; l++) {
        const V a0 = LOAD(a), a1 = LOAD(a + W), a2 = LOAD(a + 2 * W);
        NB_EACH(NB_STEP)
        a += 3 * W;
        b += NB_COLUMNS;
    }
    const V scale = SPLAT(alpha), keep = SPLAT(beta);
    if (beta == 0.0) {
        NB_EACH(NB_SET)
    } else {
        NB_EACH(NB_ADD)
    }
}

NB_TARGET static void NB_NAME(combine)(ptrdiff_t m, const double *const a[4], const double x[4], double *y)
{
    const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
    const V x0 = SPLAT(x[0]), x1 = SPLAT(x[1]), x2 = SPLAT(x[2]), x3 = SPLAT(x[3]);
    ptrdiff_t i = 0;
    for (; i + W <= m; i += W) {
        const V s = FMA(LOAD(a1 + i), x1, FMA(LOAD(a0 + i), x0, LOAD(y + i)));
        STORE(y + i, FMA(LOAD(a3 + i), x3, FMA(LOAD(a2 + i), x2, s)));
    }
    for (; i < m; i++)
        y[i] += a0[i] * x[0] + a1[i] * x[1] + a2[i] * x[2] + a3[i] * x[3];
}

NB_TARGET static void NB_NAME(dots)(ptrdiff_t m, const double *const a[4], const double *x, double out[4])
{
    const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
    V s0 = ZERO, s1 = ZERO, s2 = ZERO, s3 = ZERO, t0 = ZERO, t1 = ZERO, t2 = ZERO, t3 = ZERO;
    ptrdiff_t i = 0;
    for (; i + 2 * W <= m; i += 2 * W) {
        const V x0 = LOAD(x + i), x1 = LOAD(x + i + W);
        s0 = FMA(LOAD(a0 + i), x0, s0);
        s1 = FMA(LOAD(a1 + i), x0, s1);
        s2 = FMA(LOAD(a2 + i), x0, s2);
        s3 = FMA(LOAD(a3 + i), x0, s3);
        t0 = FMA(LOAD(a0 + i + W), x1, t0);
        t1 = FMA(LOAD(a1 + i + W), x1, t1);
        t2 = FMA(LOAD(a2 + i + W), x1, t2);
        t3 = FMA(LOAD(a3 + i + W), x1, t3);
    }
    double r0 = SUM(s0) + SUM(t0), r1 = SUM(s1) + SUM(t1), r2 = SUM(s2) + SUM(t2), r3 = SUM(s3) + SUM(t3);
    for (; i < m; i++) {
        r0 += a0[i] * x[i];
        r1 += a1[i] * x[i];
        r2 += a2[i] * x[i];
        r3 += a3[i] * x[i];
    }
    out[0] += r0;
    out[1] += r1;
    out[2] += r2;
    out[3] += r3;
}

#define NB_CROSS_ZERO(l) V u0##l = ZERO, u1##l = ZERO, u2##l = ZERO, u3##l = ZERO;
#define NB_CROSS_STEP(l)                                                                                                                   \
    {                                                                                                                                      \
        const V t = LOAD(x[l] + i);                                                                                                        \
        u0##l = FMA(c0, t, u0##l);                                                                                                         \
        u1##l = FMA(c1, t, u1##l);                                                                                                         \
        u2##l = FMA(c2, t, u2##l);                                                                                                         \
        u3##l = FMA(c3, t, u3##l);                                                                                                         \
    }
#define NB_CROSS_SUM(l)                                                                                                                    \
    out[4 * (l)] += SUM(u0##l);                                                                                                            \
    out[4 * (l) + 1] += SUM(u1##l);                                                                                                        \
    out[4 * (l) + 2] += SUM(u2##l);                                                                                                        \
    out[4 * (l) + 3] += SUM(u3##l);

NB_TARGET static void NB_NAME(crosses)(ptrdiff_t m, const double *const a[4], ptrdiff_t ahead, const double *const *x, double *out)
{
    const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
    NB_CROSS_EACH(NB_CROSS_ZERO)
    ptrdiff_t i = 0;
    for (; i + W <= m; i += W) {
        const V c0 = LOAD(a0 + i), c1 = LOAD(a1 + i), c2 = LOAD(a2 + i), c3 = LOAD(a3 + i);
        NB_FETCH(a0 + i, ahead);
        NB_FETCH(a1 + i, ahead);
        NB_FETCH(a2 + i, ahead);
        NB_FETCH(a3 + i, ahead);
        NB_CROSS_EACH(NB_CROSS_STEP)
    }
    NB_CROSS_EACH(NB_CROSS_SUM)
    for (; i < m; i++)
        for (int l = 0; l < NB_CROSSED; l++)
            for (int c = 0; c < 4; c++)
                out[c + 4 * l] += a[c][i] * x[l][i];
}

NB_TARGET static void NB_NAME(mirror)(ptrdiff_t m, const double *const a[4], const double x[4], const double *v, double *y, double out[4])
{
    const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
    const V x0 = SPLAT(x[0]), x1 = SPLAT(x[1]), x2 = SPLAT(x[2]), x3 = SPLAT(x[3]);
    V s0 = ZERO, s1 = ZERO, s2 = ZERO, s3 = ZERO;
    ptrdiff_t i = 0;
    for (; i + W <= m; i += W) {
        const V t = LOAD(v + i), b0 = LOAD(a0 + i), b1 = LOAD(a1 + i), b2 = LOAD(a2 + i), b3 = LOAD(a3 + i);
        s0 = FMA(b0, t, s0);
        s1 = FMA(b1, t, s1);
        s2 = FMA(b2, t, s2);
        s3 = FMA(b3, t, s3);
        const V sum = FMA(b1, x1, FMA(b0, x0, LOAD(y + i)));
        STORE(y + i, FMA(b3, x3, FMA(b2, x2, sum)));
    }
    double r0 = SUM(s0), r1 = SUM(s1), r2 = SUM(s2), r3 = SUM(s3);
    for (; i < m; i++) {
        r0 += a0[i] * v[i];
        r1 += a1[i] * v[i];
        r2 += a2[i] * v[i];
        r3 += a3[i] * v[i];
        y[i] += a0[i] * x[0] + a1[i] * x[1] + a2[i] * x[2] + a3[i] * x[3];
    }
    out[0] += r0;
    out[1] += r1;
    out[2] += r2;
    out[3] += r3;
}

NB_TARGET static void NB_NAME(spread)(ptrdiff_t m, const double *v, const double x[4], double *const y[4])
{
    double *y0 = y[0], *y1 = y[1], *y2 = y[2], *y3 = y[3];
    const V x0 = SPLAT(x[0]), x1 = SPLAT(x[1]), x2 = SPLAT(x[2]), x3 = SPLAT(x[3]);
    ptrdiff_t i = 0;
    for (; i + W <= m; i += W) {
        const V t = LOAD(v + i);
        STORE(y0 + i, FMA(t, x0, LOAD(y0 + i)));
        STORE(y1 + i, FMA(t, x1, LOAD(y1 + i)));
        STORE(y2 + i, FMA(t, x2, LOAD(y2 + i)));
        STORE(y3 + i, FMA(t, x3, LOAD(y3 + i)));
    }
    for (; i < m; i++) {
        y0[i] += v[i] * x[0];
        y1[i] += v[i] * x[1];
        y2[i] += v[i] * x[2];
        y3[i] += v[i] * x[3];
    }
}

NB_TARGET static void NB_NAME(rotate)(ptrdiff_t m, double c, double s, double *x, double *y)
{
    const V vc = SPLAT(c), vs = SPLAT(s), minus = SPLAT(-s);
    ptrdiff_t i = 0;
    for (; i + W <= m; i += W) {
        const V a = LOAD(x + i), b = LOAD(y + i);
        STORE(x + i, FMA(vc, a, MUL(vs, b)));
        STORE(y + i, FMA(vc, b, MUL(minus, a)));
    }
    for (; i < m; i++) {
        const double a = x[i], b = y[i];
        x[i] = c * a + s * b;
        y[i] = c * b - s * a;
    }
}

#include "kernels_sums.h"

static const nb_kernels NB_NAME(set) = {.name = NB_TITLE,
                                        .rows = 3 * W,
                                        .columns = NB_COLUMNS,
                                        .crossed = NB_CROSSED,
                                        .tile = NB_NAME(tile),
                                        .combine = NB_NAME(combine),
                                        .dots = NB_NAME(dots),
                                        .crosses = NB_NAME(crosses),
                                        .mirror = NB_NAME(mirror),
                                        .spread = NB_NAME(spread),
                                        .rotate = NB_NAME(rotate),
                                        .standardize = NB_NAME(standardize),
                                        .moments = NB_NAME(moments),
                                        .least_sum = NB_NAME(least_sum),
                                        .ratio = NB_NAME(ratio),
                                        .gather = NB_NAME(gather)};

#undef NB_SUMS
#undef NB_STEP
#undef NB_SET
#undef NB_ADD
#undef NB_CROSS_ZERO
#undef NB_CROSS_STEP
#undef NB_CROSS_SUM
#undef NB_CROSS_EACH
#undef NB_CROSSED
#undef NB_NAME
#undef NB_TITLE
#undef NB_TARGET
#undef NB_EACH
#undef NB_COLUMNS
#undef V
#undef W
#undef LOAD
#undef STORE
#undef SPLAT
#undef FMA
#undef MUL
#undef ADD
#undef DIV
#undef MIN
#undef ZERO
#undef SUM
