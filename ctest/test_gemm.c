/*
 * test_gemm.c - gemm.h with every set of kernels this processor runs, and with the AVX-512 tile emulated, against sums in long double.
 */
#include "check.h"
#include "gemm.h"
#include "kernels.h"
#include "sample.h"
#include <string.h>

/* The text of the AVX-512 kernels on eight doubles in generic vectors, which any processor runs. */
#ifdef __GNUC__
typedef double wide __attribute__((vector_size(64)));
typedef double loose_wide __attribute__((vector_size(64), aligned(8), may_alias));
#define LESS(a, b, l) ((a)[l] < (b)[l] ? (a)[l] : (b)[l])
#define NB_EIGHT(F)   F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7)
#define NB_NAME(x)    wide_##x
#define NB_TITLE      "wide"
#define NB_TARGET
#define NB_EACH      NB_EIGHT
#define NB_COLUMNS   8
#define NB_CROSS_EACH(F) F(0) F(1) F(2) F(3) F(4) F(5)
#define NB_CROSSED       6
#define NB_FETCH(p, bytes) ((void)(bytes))
#define V            wide
#define W            8
#define LOAD(p)      (*(const loose_wide *)(p))
#define STORE(p, v)  (*(loose_wide *)(p) = (v))
#define SPLAT(x)     ((wide){(x), (x), (x), (x), (x), (x), (x), (x)})
#define FMA(a, b, c) ((a) * (b) + (c))
#define MUL(a, b)    ((a) * (b))
#define ADD(a, b)    ((a) + (b))
#define DIV(a, b)    ((a) / (b))
#define MIN(a, b)                                                                                                                          \
    ((wide){LESS(a, b, 0), LESS(a, b, 1), LESS(a, b, 2), LESS(a, b, 3), LESS(a, b, 4), LESS(a, b, 5), LESS(a, b, 6), LESS(a, b, 7)})
#define ZERO   SPLAT(0.0)
#define SUM(v) (((v)[0] + (v)[1]) + ((v)[2] + (v)[3]) + ((v)[4] + (v)[5]) + ((v)[6] + (v)[7]))
#include "kernels_body.h"
#endif

static const nb_kernels *kernels_at(int at)
{
#ifdef __GNUC__
    return at == 0 ? &wide_set : nb_kernels_at(at - 1);
#else
    return nb_kernels_at(at);
#endif
}

typedef struct layout {
    int transposed; /* 0: columns contiguous, 1: rows, 2: neither */
    ptrdiff_t rs, cs;
    size_t length;
} layout;

static layout layout_of(int rows, int columns, int transposed)
{
    const size_t length = ((size_t)rows * 2 + 1) * ((size_t)columns + 1) + (size_t)columns * 3 + 1;
    const layout ways[3] = {{0, 1, rows + 1, length}, {1, columns + 1, 1, length}, {2, 2, 2 * rows + 1, length}};
    return ways[transposed];
}

/* Cells of C that are checked: all of a small one, a scatter of a large one. */
static ptrdiff_t stride_of(int m, int n)
{
    return (ptrdiff_t)m * n > 5000 ? 97 : 1;
}

static double expected_cell(ptrdiff_t i, ptrdiff_t j, int k, const double *a, layout la, const double *b, layout lb)
{
    long double sum = 0.0L;
    for (ptrdiff_t l = 0; l < k; l++)
        sum += (long double)a[i * la.rs + l * la.cs] * b[l * lb.rs + j * lb.cs];
    return (double)sum;
}

static void test_product(nb_context *ctx, nb_gemm_work *ws, arena *own, int m, int n, int k, int way_a, int way_b, double beta)
{
    unsigned long long state = 17 + (unsigned)m;
    const layout la = layout_of(m, k, way_a), lb = layout_of(k, n, way_b);
    const ptrdiff_t ldc = m + 2;
    double *a = arena_doubles(own, la.length), *b = arena_doubles(own, lb.length), *c = arena_doubles(own, (size_t)ldc * (size_t)n);
    sample_fill(&state, la.length, a);
    sample_fill(&state, lb.length, b);
    for (ptrdiff_t i = 0; i < ldc * n; i++)
        c[i] = beta == 0.0 ? NAN : 3.0;
    int good = nb_gemm(ctx, ws, m, n, k, -1.5, a, la.rs, la.cs, b, lb.rs, lb.cs, beta, c, ldc) == NB_OK;
    for (ptrdiff_t cell = 0; cell < (ptrdiff_t)m * n; cell += stride_of(m, n)) {
        const ptrdiff_t i = cell % m, j = cell / m;
        const double expected = -1.5 * expected_cell(i, j, k, a, la, b, lb) + (beta == 0.0 ? 0.0 : 3.0 * beta);
        good = good && fabs(c[i + j * ldc] - expected) <= 1e-15 * (k + 10);
    }
    for (ptrdiff_t j = 0; j < n; j++) /* the rows below C are not its own */
        for (ptrdiff_t i = m; i < ldc; i++)
            good = good && (beta == 0.0 ? isnan(c[i + j * ldc]) : c[i + j * ldc] == 3.0);
    if (!CHECK(good))
        printf("  %s, %d x %d x %d, layouts %d %d, beta %g\n", ws != NULL ? ws->kernels->name : "own", m, n, k, way_a, way_b, beta);
    arena_clear(own);
}

static void test_sizes(nb_context *ctx, nb_gemm_work *ws)
{
    static const int sizes[][3] = {{0, 3, 2},    {3, 0, 2},   {3, 2, 0},    {1, 1, 1},   {1, 7, 5},    {7, 1, 5},    {5, 7, 1},
                                   {2, 3, 4},    {6, 5, 600}, {600, 3, 9},  {13, 9, 11}, {24, 8, 256}, {25, 9, 257}, {150, 41, 30},
                                   {31, 150, 7}, {8, 24, 3},  {4, 1030, 6}, {300, 7, 2}, {3, 520, 3},  {520, 2, 523}};
    arena own = arena_new();
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
        for (int way = 0; way < 9; way++)
            for (int b = 0; b < 3; b++)
                test_product(ctx, ws, &own, sizes[s][0], sizes[s][1], sizes[s][2], way / 3, way % 3, b == 0 ? 0.0 : b == 1 ? 1.0 : -0.5);
    /* more than one block each way */
    test_product(ctx, ws, &own, 301, 1040, 270, 0, 0, 0.0);
    test_product(ctx, ws, &own, 301, 1040, 270, 1, 1, 0.5);
}

static void test_lower(nb_context *ctx, nb_gemm_work *ws, int m, int k, int way, double beta)
{
    arena own = arena_new();
    unsigned long long state = 5;
    const layout la = layout_of(m, k, way), across = {0, la.cs, la.rs, la.length};
    const ptrdiff_t ldc = m + 1;
    double *a = arena_doubles(&own, la.length), *c = arena_doubles(&own, (size_t)ldc * (size_t)m);
    double *twice = arena_doubles(&own, (size_t)ldc * (size_t)m);
    sample_fill(&state, la.length, a);
    for (ptrdiff_t i = 0; i < ldc * m; i++)
        c[i] = twice[i] = beta == 0.0 ? NAN : 2.0;
    int good = nb_syrk(ctx, ws, m, k, 0.5, a, la.rs, la.cs, beta, c, ldc) == NB_OK;
    good = good && nb_gemm_lower(ctx, ws, m, k, 0.5, a, la.rs, la.cs, a, across.rs, across.cs, beta, twice, ldc) == NB_OK;
    nb_symmetrize(m, c, ldc);
    for (ptrdiff_t cell = 0; cell < (ptrdiff_t)m * m; cell += stride_of(m, m)) {
        const ptrdiff_t i = cell % m, j = cell / m;
        const double expected = 0.5 * expected_cell(i, j, k, a, la, a, across) + (beta == 0.0 ? 0.0 : 2.0 * beta);
        good = good && fabs(c[i + j * ldc] - expected) <= 1e-15 * (k + 10) && c[i + j * ldc] == c[j + i * ldc];
        good = good && (i < j || twice[i + j * ldc] == c[i + j * ldc]);
    }
    for (ptrdiff_t j = 0; j < m; j++)
        good = good && (beta == 0.0 ? isnan(c[m + j * ldc]) : c[m + j * ldc] == 2.0);
    if (!CHECK(good))
        printf("  %s, lower %d x %d, layout %d, beta %g\n", ws->kernels->name, m, k, way, beta);
    arena_clear(&own);
}

static void test_kernels(void)
{
    for (int at = 0; kernels_at(at) != NULL; at++) {
        arena a = arena_new();
        nb_context ctx = arena_context(&a);
        nb_gemm_work ws;
        CHECK_OK(nb_gemm_work_init(&ctx, &ws));
        ws.kernels = kernels_at(at);
        CHECK(ws.kernels->rows <= nb_tile_rows_max && ws.kernels->columns <= nb_tile_columns_max);
        test_sizes(&ctx, &ws);
        for (int way = 0; way < 3; way++) {
            test_lower(&ctx, &ws, 0, 3, way, 0.0);
            test_lower(&ctx, &ws, 1, 3, way, 0.0);
            test_lower(&ctx, &ws, 37, 0, way, 0.0);
            test_lower(&ctx, &ws, 37, 11, way, -1.0);
            test_lower(&ctx, &ws, 160, 300, way, 0.0);
            test_lower(&ctx, &ws, 1050, 5, way, 1.0);
        }
        arena_clear(&a);
    }
}

/* The elementwise kernels, at lengths around the width of every vector. */
static void test_elementwise(void)
{
    double a[40], b[40], out[40];
    for (int i = 0; i < 40; i++) {
        a[i] = 1.0 + sin(7.0 * i);
        b[i] = 2.0 + cos(3.0 * i);
    }
    for (int at = 0; kernels_at(at) != NULL; at++)
        for (int m = 1; m <= 40; m++) {
            const nb_kernels *kernels = kernels_at(at);
            const double *const parts[4] = {a, b, b, b};
            double least = a[0] + b[0], square = 0.0, quartic = 0.0, sums[2] = {1.0, 2.0};
            kernels->standardize(m, a, 0.5, 3.0, b, out);
            for (int i = 0; i < m; i++) {
                CHECK_NEAR(out[i], (a[i] - 0.5) * 3.0 * b[i], 1e-15 * 20.0);
                const double r = (a[i] + b[i]) / (2.0 * b[i]);
                least = a[i] + b[i] < least ? a[i] + b[i] : least;
                square += r * r;
                quartic += r * r * r * r * a[i];
            }
            CHECK(kernels->least_sum(m, a, b) == least);
            kernels->ratio(m, parts, a, out, sums);
            CHECK_NEAR(out[m - 1], (a[m - 1] + b[m - 1]) / (2.0 * b[m - 1]), 1e-15);
            CHECK_NEAR(sums[0], 1.0 + square, 1e-12 * (1.0 + square));
            CHECK_NEAR(sums[1], 2.0 + quartic, 1e-12 * (2.0 + quartic));
        }
}

/* Four columns against as many vectors as the set takes, at lengths around the width of every vector; what lies ahead is not read. */
static void test_crosses(void)
{
    for (int at = 0; kernels_at(at) != NULL; at++)
        for (ptrdiff_t m = 0; m < 40; m++) {
            const int width = kernels_at(at)->crossed;
            double a[4][40], x[nb_crossed_max][40], out[4 * nb_crossed_max];
            const double *const columns[4] = {a[0], a[1], a[2], a[3]}, *vectors[nb_crossed_max];
            unsigned long long state = 13;
            sample_fill(&state, 160, a[0]);
            sample_fill(&state, 40 * nb_crossed_max, x[0]);
            for (int l = 0; l < width; l++)
                vectors[l] = x[l];
            for (int e = 0; e < 4 * nb_crossed_max; e++)
                out[e] = e;
            kernels_at(at)->crosses(m, columns, (ptrdiff_t)1 << 40, vectors, out);
            for (int e = 0; e < 4 * nb_crossed_max; e++) {
                double sum = e;
                for (ptrdiff_t i = 0; i < m && e < 4 * width; i++)
                    sum += a[e % 4][i] * x[e / 4][i];
                CHECK_NEAR(out[e], sum, 1e-14 * (10.0 + e));
            }
        }
}

/* A sparse column against the lines that it names. */
static void test_gather(void)
{
    enum { lines = 30, width = nb_gather_width };
    for (int at = 0; kernels_at(at) != NULL; at++)
        for (ptrdiff_t m = 0; m < 12; m++) {
            double a[12], x[lines * width], out[width];
            int line[12];
            unsigned long long state = 11;
            sample_fill(&state, 12, a);
            sample_fill(&state, lines * width, x);
            for (int e = 0; e < 12; e++)
                line[e] = (7 * e + 3) % lines;
            kernels_at(at)->gather(m, a, line, x, out);
            for (int l = 0; l < width; l++) {
                double sum = 0.0;
                for (ptrdiff_t e = 0; e < m; e++)
                    sum += a[e] * x[line[e] * width + l];
                CHECK_NEAR(out[l], sum, 1e-14);
            }
        }
}

/* y[l] += x[l] v, and nothing beyond m. */
static void test_spread(void)
{
    const double x[4] = {1.5, -2.0, 0.0, 3.0};
    for (int at = 0; kernels_at(at) != NULL; at++)
        for (ptrdiff_t m = 0; m < 40; m++) {
            double v[40], y[4][40], *const lines[4] = {y[0], y[1], y[2], y[3]};
            unsigned long long state = 7;
            int good = 1;
            sample_fill(&state, 40, v);
            for (int i = 0; i < 160; i++)
                y[i / 40][i % 40] = i;
            kernels_at(at)->spread(m, v, x, lines);
            for (int i = 0; i < 160; i++)
                good = good && fabs(y[i / 40][i % 40] - (i + (i % 40 < m ? x[i / 40] * v[i % 40] : 0.0))) < 1e-13;
            CHECK(good);
        }
}

/* Without a workspace scratch is taken and given back; infinities and empty sums behave as arithmetic says. */
static void test_edges(void)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    test_product(&ctx, NULL, &own, 30, 20, 10, 0, 0, 0.0);
    CHECK(a.allocs == 2 && a.count == 0);
    const double x[6] = {1, 2, INFINITY, 4, 5, 6}, y[3] = {1, 1, 1};
    double out[2] = {NAN, NAN};
    CHECK_OK(nb_gemm(&ctx, NULL, 2, 1, 3, 1.0, x, 1, 2, y, 1, 3, 0.0, out, 2));
    CHECK(isinf(out[0]) && out[1] == 12.0);
    CHECK_OK(nb_gemm(&ctx, NULL, 2, 1, 3, 1.0, x, 3, 1, y, 1, 3, 0.0, out, 2));
    CHECK(isinf(out[0]) && out[1] == 15.0);
    CHECK_OK(nb_gemm(&ctx, NULL, 2, 1, 3, 0.0, x, 1, 2, y, 1, 3, 0.0, out, 2));
    CHECK(out[0] == 0.0 && out[1] == 0.0);
    CHECK_STATUS(nb_gemm(&ctx, NULL, -1, 1, 3, 1.0, x, 1, 2, y, 1, 3, 0.0, out, 2), NB_ERR_ARGUMENT);
    CHECK_STATUS(nb_gemm(&ctx, NULL, 9, -1, 3, 1.0, x, 1, 2, y, 1, 3, 0.0, out, 2), NB_ERR_ARGUMENT);
    CHECK_STATUS(nb_syrk(&ctx, NULL, 2, -1, 1.0, x, 1, 2, 0.0, out, 2), NB_ERR_ARGUMENT);
    arena_clear(&a);
}

int main(void)
{
    test_kernels();
    test_elementwise();
    test_spread();
    test_crosses();
    test_gather();
    test_edges();
    return check_summary("gemm");
}
