/*
 * pinv.c - pseudoinverse and its distance from the inverse of ridge: see pinv.h.
 */
#include "pinv.h"
#include "eigen.h"
#include "lapack.h"
#include <math.h>

/* The power of two at or below the largest entry; 1 for a zero matrix; NaN when an entry is not finite. */
static double matrix_unit(size_t count, const double *x)
{
    double largest = 0.0;
    int exponent = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(x[i]))
            return NAN;
        if (fabs(x[i]) > largest)
            largest = fabs(x[i]);
    }
    if (largest == 0.0)
        return 1.0;
    frexp(largest, &exponent);
    /* the inverse of a unit must be a number too */
    return ldexp(1.0, exponent - 1 < -1022 ? -1022 : exponent - 1);
}

/* out := x / unit. */
static void scale_matrix(size_t count, const double *x, double unit, double *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = x[i] / unit;
}

nb_status nb_svd_thin(nb_context *ctx, const double *x, nb_thin_svd *svd)
{
    const size_t cells = (size_t)svd->n * (size_t)svd->p;
    double *work = nb_doubles(ctx, cells);
    if (work == NULL)
        return NB_ERR_MEMORY;
    svd->unit = matrix_unit(cells, x);
    if (isnan(svd->unit))
        return NB_ERR_NONFINITE;
    scale_matrix(cells, x, svd->unit, work);
    NB_TRY(nb_poll(ctx));
    return nb_lapack_svd(ctx, svd->n, svd->p, work, svd->n, svd->d, svd->u, svd->n, svd->vt, svd->k);
}

/* out (rank x n) := diag(filter) U_r'. */
static void filtered_left(const nb_thin_svd *svd, int rank, const double *filter, double *out)
{
    for (ptrdiff_t i = 0; i < svd->n; i++)
        for (ptrdiff_t j = 0; j < rank; j++)
            out[j + i * rank] = filter[j] * svd->u[i + j * svd->n];
}

nb_status nb_svd_recompose(nb_context *ctx, nb_gemm_work *ws, const nb_thin_svd *svd, int rank, const double *filter, double *out)
{
    double *left = nb_doubles(ctx, (size_t)rank * (size_t)svd->n);
    if (left == NULL)
        return NB_ERR_MEMORY;
    filtered_left(svd, rank, filter, left);
    return nb_gemm(ctx, ws, svd->p, svd->n, rank, 1.0, svd->vt, svd->k, 1, left, 1, rank, 0.0, out, svd->p);
}

/* What the penalties share. */
typedef struct distance_work {
    int n, p, k;
    double *inner;    /* rank x n: V_r' inverse */
    double *shrunk;   /* rank x n: the same with its rows shrunk */
    double *distance; /* p x n */
    double *product;  /* p x n: X'X times it */
    double *scaled;   /* n x p: X / unit */
    double *square;   /* k x k: Gram matrix of the smaller side of X / unit, for tall X */
    double *gram;     /* k x k: that of the distance */
    double *values;   /* k */
} distance_work;

static nb_status distance_allocate(nb_context *ctx, const nb_thin_svd *svd, int rank, distance_work *w)
{
    const size_t n = (size_t)svd->n, p = (size_t)svd->p, k = (size_t)svd->k;
    w->n = svd->n;
    w->p = svd->p;
    w->k = svd->k;
    w->inner = nb_doubles(ctx, (size_t)rank * n);
    w->shrunk = nb_doubles(ctx, (size_t)rank * n);
    w->distance = nb_doubles(ctx, p * n);
    w->product = nb_doubles(ctx, p * n);
    w->scaled = nb_doubles(ctx, n * p);
    w->square = nb_doubles(ctx, k * k);
    w->gram = nb_doubles(ctx, k * k);
    w->values = nb_doubles(ctx, k);
    const int complete = w->inner && w->shrunk && w->distance && w->product && w->scaled && w->square && w->gram && w->values;
    return complete ? NB_OK : NB_ERR_MEMORY;
}

static double frobenius_norm(size_t count, const double *x)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

/* product (p x n) := X'X distance, by the order of products that needs no matrix larger than X. */
static nb_status apply_square(nb_context *ctx, nb_gemm_work *ws, const distance_work *w)
{
    const int n = w->n, p = w->p;
    if (n > p)
        return nb_gemm(ctx, ws, p, n, p, 1.0, w->square, 1, p, w->distance, 1, p, 0.0, w->product, p);
    NB_TRY(nb_gemm(ctx, ws, n, n, p, 1.0, w->scaled, 1, n, w->distance, 1, p, 0.0, w->gram, n));
    return nb_gemm(ctx, ws, p, n, n, 1.0, w->scaled, n, 1, w->gram, 1, n, 0.0, w->product, p);
}

/* || X'X D + c D - c inverse || / || c inverse ||, D = top * distance. Everything is divided by 1 + c, which may be huge. */
static nb_status distance_residual(nb_context *ctx, nb_gemm_work *ws, const distance_work *w, double c, double top, const double *inverse,
                                   double *residual)
{
    const size_t cells = (size_t)w->n * (size_t)w->p;
    const double of_product = 1.0 / (1.0 + c), of_distance = c / (1.0 + c), of_inverse = of_distance / top;
    NB_TRY(apply_square(ctx, ws, w));
    for (size_t i = 0; i < cells; i++)
        w->product[i] = of_product * w->product[i] + of_distance * w->distance[i] - of_inverse * inverse[i];
    *residual = frobenius_norm(cells, w->product) / (of_inverse * frobenius_norm(cells, inverse));
    return NB_OK;
}

/* spectral, frobenius: norms of `distance`, whose largest singular value is near 1 / d of its direction. */
static nb_status distance_norms(nb_context *ctx, nb_gemm_work *ws, const distance_work *w, double *spectral, double *frobenius)
{
    const int n = w->n, p = w->p, k = w->k;
    if (n > p)
        NB_TRY(nb_syrk(ctx, ws, p, n, 1.0, w->distance, 1, p, 0.0, w->gram, p));
    else
        NB_TRY(nb_syrk(ctx, ws, n, p, 1.0, w->distance, p, 1, 0.0, w->gram, n));
    NB_TRY(nb_eigen_symmetric(ctx, ws, k, w->gram, w->values, NULL));
    *spectral = sqrt(w->values[0] > 0.0 ? w->values[0] : 0.0);
    *frobenius = frobenius_norm((size_t)n * (size_t)p, w->distance);
    return NB_OK;
}

/* One penalty: D is formed over `top`, the largest shrinkage, so that its entries stay in range however small c is. */
static nb_status distance_at(nb_context *ctx, nb_gemm_work *ws, const nb_thin_svd *svd, int rank, const distance_work *w,
                             const double *inverse, double c, double *spectral, double *frobenius, double *residual)
{
    const double last = svd->d[rank - 1], top = c / (last * last + c);
    *spectral = *frobenius = *residual = 0.0;
    if (c == 0.0)
        return NB_OK;
    for (ptrdiff_t i = 0; i < svd->n; i++)
        for (ptrdiff_t j = 0; j < rank; j++)
            w->shrunk[j + i * rank] = (last * last + c) / (svd->d[j] * svd->d[j] + c) * w->inner[j + i * rank];
    NB_TRY(nb_gemm(ctx, ws, svd->p, svd->n, rank, 1.0, svd->vt, svd->k, 1, w->shrunk, 1, rank, 0.0, w->distance, svd->p));
    NB_TRY(distance_norms(ctx, ws, w, spectral, frobenius));
    NB_TRY(distance_residual(ctx, ws, w, c, top, inverse, residual));
    *spectral *= top;
    *frobenius *= top;
    return NB_OK;
}

nb_status nb_pinv_distance(nb_context *ctx, nb_gemm_work *ws, const nb_thin_svd *svd, int rank, const double *x, const double *inverse,
                           int count, const double *c, double *spectral, double *frobenius, double *residual)
{
    const int n = svd->n, p = svd->p;
    distance_work w;
    if (rank < 1 || rank > svd->k)
        return NB_ERR_ARGUMENT;
    NB_TRY(distance_allocate(ctx, svd, rank, &w));
    scale_matrix((size_t)n * (size_t)p, x, svd->unit, w.scaled);
    if (n > p) {
        NB_TRY(nb_syrk(ctx, ws, p, n, 1.0, w.scaled, n, 1, 0.0, w.square, p));
        nb_symmetrize(p, w.square, p);
    }
    NB_TRY(nb_gemm(ctx, ws, rank, n, p, 1.0, svd->vt, 1, svd->k, inverse, 1, p, 0.0, w.inner, rank));
    for (int l = 0; l < count; l++) {
        void *mark = nb_mark(ctx);
        NB_TRY(nb_poll(ctx));
        NB_TRY(distance_at(ctx, ws, svd, rank, &w, inverse, c[l], spectral + l, frobenius + l, residual + l));
        nb_release(ctx, mark);
    }
    return NB_OK;
}
