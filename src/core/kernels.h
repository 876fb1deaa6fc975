/*
 * kernels.h - the innermost loops of the dense products, once per instruction set.
 *
 * One text (kernels_body.h) is compiled for AVX-512, AVX2 with FMA and the compiler's own target; which of them runs is decided when the
 * program runs. Nothing else in the core knows about vectors.
 */
#ifndef NB_KERNELS_H
#define NB_KERNELS_H

#include <stddef.h>

/* A stretch of rows that the loops over columns work on: four of them stay in the first-level cache. */
enum { nb_gather_width = 8, nb_stretch = 512, nb_tile_rows_max = 24, nb_tile_columns_max = 8, nb_crossed_max = 6 };

typedef struct nb_kernels {
    const char *name;
    int rows, columns; /* of a tile */
    int crossed;       /* vectors that crosses() takes */

    /* c (rows x columns) := beta c + alpha a b from packed panels: a (k times `rows` doubles), b (k times `columns` doubles). beta = 0: c
     * is not read. */
    void (*tile)(ptrdiff_t k, double alpha, const double *a, const double *b, double beta, double *c, ptrdiff_t ldc);

    /* y (m) += sum of four columns a[l] (m) times x[l]. */
    void (*combine)(ptrdiff_t m, const double *const a[4], const double x[4], double *y);

    /* out[l] += a[l]'x, four columns of length m. */
    void (*dots)(ptrdiff_t m, const double *const a[4], const double *x, double out[4]);

    /* out[c + 4 l] += a[c]'x[l], four columns and `crossed` vectors of length m: every number read is used three times or more. What lies
     * `ahead` bytes after the columns is fetched meanwhile; it need not exist. */
    void (*crosses)(ptrdiff_t m, const double *const a[4], ptrdiff_t ahead, const double *const *x, double *out);

    /* Both at once, so that half a symmetric matrix is read once: y += sum a[l] x[l], out[l] += a[l]'v. */
    void (*mirror)(ptrdiff_t m, const double *const a[4], const double x[4], const double *v, double *y, double out[4]);

    /* y[l] (m) += x[l] v, four columns: what a reflection or a rank-one update does to a matrix. */
    void (*spread)(ptrdiff_t m, const double *v, const double x[4], double *const y[4]);

    /* x := c x + s y, y := c y - s x, both of length m: a plane rotation. */
    void (*rotate)(ptrdiff_t m, double c, double s, double *x, double *y);

    /* out (m) := (x - centre) scale root */
    void (*standardize)(ptrdiff_t m, const double *x, double centre, double scale, const double *root, double *out);

    /* sums[0] += sum weight d, sums[1] += sum weight d^2, d = unit x - shift. */
    void (*moments)(ptrdiff_t m, const double *x, const double *weight, double unit, double shift, double sums[2]);

    /* The least of a + b. */
    double (*least_sum)(ptrdiff_t m, const double *a, const double *b);

    /* out := (a[0] + a[1]) / (a[2] + a[3]); sums[0] += sum out^2, sums[1] += sum weight out^4. */
    void (*ratio)(ptrdiff_t m, const double *const a[4], const double *weight, double *out, double sums[2]);

    /* out := sum over e < m of a[e] times line[e] of x, lines of nb_gather_width: a sparse column times many vectors, one line per row. */
    void (*gather)(ptrdiff_t m, const double *a, const int *line, const double *x, double out[nb_gather_width]);
} nb_kernels;

/* The fastest set that this processor runs. */
const nb_kernels *nb_kernels_best(void);

/* The sets that this processor runs, best first; NULL when `at` is past the last. */
const nb_kernels *nb_kernels_at(int at);

/* nb_stretch zeros: what stands in for a column that is not there. */
extern const double nb_kernels_zeros[nb_stretch];

#endif
