/*
 * qr.c - QR of a triangle stacked on a block of rows: see qr.h.
 *
 *     H_{k-1} ... H_0 [R; B] = [R'; 0],     v_j = (e_j, column j of B when its turn comes, scaled)
 *
 * Above B a reflection touches one row only, so the zeros of the triangle cost nothing. A panel is reduced column by column, the rest of B
 * by products of matrices (LAPACK's dtpqrt does the same through the BLAS); few columns are one panel. Backward stable. Golub & Van Loan
 * (2013), section 6.5.
 */
#include "qr.h"
#include "householder.h"
#include "kernels.h"
#include <string.h>

typedef struct qr_panel {
    int width;
    double *r; /* rows of the triangle that the panel meets, from its first column on */
    ptrdiff_t ldr;
    int rows;
    double *b; /* its columns of B: the reflections, one after another */
    ptrdiff_t ldb;
} qr_panel;

/* Columns of the panel one after another; each reflection is applied to the others at once. */
static void reduce_panel(const nb_kernels *kernels, const qr_panel *p, double *tau)
{
    for (int i = 0; i < p->width; i++) {
        double *column = p->b + i * p->ldb, *corner = p->r + i + i * p->ldr;
        *corner = nb_reflect(*corner, p->rows, column, tau + i);
        nb_reflect_columns(kernels, p->rows, column, tau[i], p->width - i - 1, corner + p->ldr, p->ldr, column + p->ldb, p->ldb);
    }
}

/* t of the panel: the parts of its vectors above B are orthogonal, so only B counts in V'V. */
static nb_status compact_panel(nb_context *ctx, nb_gemm_work *ws, const qr_panel *p, const double *tau, double *gram, double *t)
{
    NB_TRY(nb_syrk(ctx, ws, p->width, p->rows, 1.0, p->b, p->ldb, 1, 0.0, gram, nb_panel));
    memset(t, 0, (size_t)nb_panel * nb_panel * sizeof(double));
    for (int i = 0; i < p->width; i++)
        nb_compact_column(i, gram + i, nb_panel, tau[i], t, nb_panel);
    return NB_OK;
}

/* The columns right of the panel: [R; B] -= V t' (V'[R; B]). inner, scaled: nb_panel x rest. */
static nb_status update_rest(nb_context *ctx, nb_gemm_work *ws, const qr_panel *p, const double *t, int rest, double *inner, double *scaled)
{
    double *r = p->r + p->width * p->ldr, *b = p->b + p->width * p->ldb;
    for (ptrdiff_t j = 0; j < rest; j++)
        memcpy(inner + j * nb_panel, r + j * p->ldr, (size_t)p->width * sizeof(double));
    NB_TRY(nb_gemm(ctx, ws, p->width, rest, p->rows, 1.0, p->b, p->ldb, 1, b, 1, p->ldb, 1.0, inner, nb_panel));
    NB_TRY(nb_gemm(ctx, ws, p->width, rest, p->width, 1.0, t, nb_panel, 1, inner, 1, nb_panel, 0.0, scaled, nb_panel));
    for (ptrdiff_t j = 0; j < rest; j++)
        for (ptrdiff_t i = 0; i < p->width; i++)
            r[i + j * p->ldr] -= scaled[i + j * nb_panel];
    return nb_gemm(ctx, ws, p->rows, rest, p->width, -1.0, p->b, 1, p->ldb, scaled, 1, nb_panel, 1.0, b, p->ldb);
}

nb_status nb_qr_append(nb_context *ctx, nb_gemm_work *ws, int k, double *r, ptrdiff_t ldr, int rows, double *b, ptrdiff_t ldb)
{
    nb_gemm_work own;
    if (ws == NULL) {
        NB_TRY(nb_gemm_work_init(ctx, &own));
        ws = &own;
    }
    double *inner = nb_doubles(ctx, 2 * (size_t)nb_panel * ((size_t)k + nb_panel)), tau[nb_direct];
    if (inner == NULL)
        return NB_ERR_MEMORY;
    double *scaled = inner + (size_t)nb_panel * (size_t)k, *t = scaled + (size_t)nb_panel * (size_t)k, *gram = t + nb_panel * nb_panel;
    const int step = k <= nb_direct ? nb_direct : nb_panel;
    for (ptrdiff_t j = 0; j < k; j += step) {
        const int width = k - j < step ? (int)(k - j) : step, rest = (int)(k - j - width);
        const qr_panel panel = {width, r + j + j * ldr, ldr, rows, b + j * ldb, ldb};
        NB_TRY(nb_poll(ctx));
        reduce_panel(ws->kernels, &panel, tau);
        if (rest == 0)
            break;
        NB_TRY(compact_panel(ctx, ws, &panel, tau, gram, t));
        NB_TRY(update_rest(ctx, ws, &panel, t, rest, inner, scaled));
    }
    return NB_OK;
}
