/*
 * householder.c - reflections: see householder.h.
 *
 *     H (head, tail) = (beta, 0),   beta = -sign(head) ||(head, tail)||,   v = (1, tail / (head - beta)),   tau = (beta - head) / beta
 *     H_0 ... H_{k-1} = I - V T V',   T upper triangular                          (compact WY form; Schreiber & Van Loan 1989)
 *
 * A block is applied by products of matrices alone. Golub & Van Loan (2013), section 5.1. Cost: see householder.h.
 */
#include "householder.h"
#include "kernels.h"
#include <math.h>

/* Sums of squares between these have lost nothing to underflow or overflow. */
static const double least_square = 1e-280, greatest_square = 1e280;

static double square_norm(ptrdiff_t m, const double *x)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    ptrdiff_t i = 0;
    for (; i + 3 < m; i += 4)
        for (int l = 0; l < 4; l++)
            sum[l] += x[i + l] * x[i + l];
    for (; i < m; i++)
        sum[0] += x[i] * x[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Brings head and tail to a size at which squares are safe; the power of two they were divided by. Entries below 1e-290 are taken for 0. */
static int normalise(double *head, ptrdiff_t m, double *tail)
{
    int exponent = 0;
    double top = fabs(*head);
    for (ptrdiff_t i = 0; i < m; i++)
        top = fabs(tail[i]) > top ? fabs(tail[i]) : top;
    frexp(top, &exponent);
    const double scale = top > 1e-290 ? ldexp(1.0, -exponent) : 0.0;
    *head *= scale;
    for (ptrdiff_t i = 0; i < m; i++)
        tail[i] *= scale;
    return exponent;
}

double nb_reflect(double head, ptrdiff_t m, double *tail, double *tau)
{
    int exponent = 0;
    double square = square_norm(m, tail);
    *tau = 0.0;
    if (square + head * head > greatest_square || square < least_square) {
        int any = 0;
        for (ptrdiff_t i = 0; i < m; i++)
            any = any || tail[i] != 0.0;
        if (!any)
            return head;
        exponent = normalise(&head, m, tail);
        square = square_norm(m, tail);
        if (square < least_square) { /* nothing beside the head */
            for (ptrdiff_t i = 0; i < m; i++)
                tail[i] = 0.0;
            return ldexp(head, exponent);
        }
    }
    const double beta = head > 0.0 ? -sqrt(head * head + square) : sqrt(head * head + square);
    const double scale = 1.0 / (head - beta);
    for (ptrdiff_t i = 0; i < m; i++)
        tail[i] *= scale;
    *tau = (beta - head) / beta;
    return ldexp(beta, exponent);
}

void nb_rank_one(const struct nb_kernels *kernels, ptrdiff_t m, ptrdiff_t n, const double *x, const double *y, ptrdiff_t stride, double *a,
                 ptrdiff_t lda)
{
    ptrdiff_t j = 0;
    for (; j + 4 <= n; j += 4) {
        const double share[4] = {y[j * stride], y[(j + 1) * stride], y[(j + 2) * stride], y[(j + 3) * stride]};
        double *const columns[4] = {a + j * lda, a + (j + 1) * lda, a + (j + 2) * lda, a + (j + 3) * lda};
        kernels->spread(m, x, share, columns);
    }
    for (; j < n; j++)
        for (ptrdiff_t i = 0; i < m; i++)
            a[i + j * lda] += x[i] * y[j * stride];
}

void nb_reflect_columns(const struct nb_kernels *kernels, ptrdiff_t m, const double *tail, double tau, ptrdiff_t n, double *head,
                        ptrdiff_t stride, double *a, ptrdiff_t lda)
{
    for (ptrdiff_t j = 0; j < n; j += 4) {
        const ptrdiff_t width = n - j < 4 ? n - j : 4;
        const double *lines[4];
        double sums[4] = {0.0, 0.0, 0.0, 0.0};
        for (ptrdiff_t s = 0; s < 4; s++) /* columns that are not there repeat the last one; their sums are dropped */
            lines[s] = a + (j + (s < width ? s : width - 1)) * lda;
        kernels->dots(m, lines, tail, sums);
        for (ptrdiff_t s = 0; s < width; s++) {
            sums[s] = -tau * (sums[s] + head[(j + s) * stride]);
            head[(j + s) * stride] += sums[s];
        }
        nb_rank_one(kernels, m, width, tail, sums, 1, a + j * lda, lda);
    }
}

void nb_compact_column(int i, const double *z, ptrdiff_t stride, double tau, double *t, ptrdiff_t ldt)
{
    for (int r = 0; r < i; r++) {
        double sum = 0.0;
        for (int l = r; l < i; l++)
            sum += t[r + l * ldt] * z[l * stride];
        t[r + i * ldt] = -tau * sum;
    }
    t[i + i * ldt] = tau;
}

nb_status nb_block_allocate(nb_context *ctx, int columns, nb_block_work *w)
{
    w->columns = columns;
    w->gram = nb_doubles(ctx, (size_t)nb_block * nb_block);
    w->t = nb_doubles(ctx, (size_t)nb_block * nb_block);
    w->inner = nb_doubles(ctx, 2 * (size_t)nb_block * (size_t)columns);
    return w->gram != NULL && w->t != NULL && w->inner != NULL ? NB_OK : NB_ERR_MEMORY;
}

nb_status nb_block_apply(nb_context *ctx, nb_gemm_work *ws, nb_block_work *w, int m, int count, const double *v, ptrdiff_t ldv,
                         const double *tau, int transposed, double *z, ptrdiff_t ldz)
{
    const ptrdiff_t rs = transposed ? nb_block : 1, cs = transposed ? 1 : nb_block;
    double *scaled = w->inner + (size_t)nb_block * (size_t)w->columns;
    NB_TRY(nb_syrk(ctx, ws, count, m, 1.0, v, ldv, 1, 0.0, w->gram, nb_block));
    for (int i = 0; i < count; i++) {
        nb_compact_column(i, w->gram + i, nb_block, tau[i], w->t, nb_block);
        for (int r = i + 1; r < count; r++)
            w->t[r + i * nb_block] = 0.0;
    }
    NB_TRY(nb_gemm(ctx, ws, count, w->columns, m, 1.0, v, ldv, 1, z, 1, ldz, 0.0, w->inner, nb_block));
    NB_TRY(nb_gemm(ctx, ws, count, w->columns, count, 1.0, w->t, rs, cs, w->inner, 1, nb_block, 0.0, scaled, nb_block));
    return nb_gemm(ctx, ws, m, w->columns, count, -1.0, v, 1, ldv, scaled, 1, nb_block, 1.0, z, ldz);
}
