/*
 * cgls.c - CGLS with a shift (Hestenes & Stiefel 1952; Bjorck 1996, section 7.4): see cgls.h.
 *
 * Residuals are updated by the recurrence and formed afresh from A every `refresh` steps and before success is declared, so that the
 * tolerance is one on the true gradient.
 */
#include "cgls.h"
#include "products.h"
#include <math.h>
#include <string.h>

enum { refresh = 50 };

typedef struct cgls_work {
    double *residual, *gradient, *direction, *image; /* n, p, p, n */
} cgls_work;

static double square_norm(const double *x, int n)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    for (int i = 0; i < n; i++)
        sum[i & 3] += x[i] * x[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* gradient := A' residual - c b; returns its squared norm. */
static nb_status update_gradient(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, double c, const double *b, cgls_work *w,
                                 double *norm2)
{
    NB_TRY(nb_design_cross(ctx, ws, design, 1, w->residual, w->gradient));
    for (int j = 0; j < design->p; j++)
        w->gradient[j] -= c * b[j];
    *norm2 = square_norm(w->gradient, design->p);
    return NB_OK;
}

static nb_status true_residual(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const double *b, cgls_work *w)
{
    NB_TRY(nb_design_multiply(ctx, ws, design, 1, b, w->residual));
    for (int i = 0; i < design->n; i++)
        w->residual[i] = y[i] - w->residual[i];
    return NB_OK;
}

/* One step along the direction; *norm2 goes from the old squared gradient norm to the new. */
static nb_status step(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, double c, int iteration, double *b,
                      cgls_work *w, double *norm2)
{
    const int n = design->n, p = design->p;
    double next = 0.0;
    NB_TRY(nb_design_multiply(ctx, ws, design, 1, w->direction, w->image));
    const double curvature = square_norm(w->image, n) + c * square_norm(w->direction, p);
    const double length = curvature > 0.0 ? *norm2 / curvature : 0.0;
    for (int j = 0; j < p; j++)
        b[j] += length * w->direction[j];
    if (iteration % refresh == 0)
        NB_TRY(true_residual(ctx, ws, design, y, b, w));
    else
        for (int i = 0; i < n; i++)
            w->residual[i] -= length * w->image[i];
    NB_TRY(update_gradient(ctx, ws, design, c, b, w, &next));
    const double ratio = *norm2 > 0.0 ? next / *norm2 : 0.0;
    for (int j = 0; j < p; j++)
        w->direction[j] = w->gradient[j] + ratio * w->direction[j];
    *norm2 = next;
    return NB_OK;
}

nb_status nb_ridge_cgls(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, double c, double tolerance,
                        double noise, int max_iter, double *b, int *iterations)
{
    cgls_work w = {nb_doubles(ctx, (size_t)design->n), nb_doubles(ctx, (size_t)design->p), nb_doubles(ctx, (size_t)design->p),
                   nb_doubles(ctx, (size_t)design->n)};
    if (w.residual == NULL || w.gradient == NULL || w.direction == NULL || w.image == NULL)
        return NB_ERR_MEMORY;
    double norm2 = 0.0;
    void *mark = nb_mark(ctx);
    NB_TRY(nb_design_cross(ctx, ws, design, 1, y, w.gradient));
    const double asked = tolerance * tolerance * square_norm(w.gradient, design->p), goal = asked > noise * noise ? asked : noise * noise;
    NB_TRY(true_residual(ctx, ws, design, y, b, &w));
    NB_TRY(update_gradient(ctx, ws, design, c, b, &w, &norm2));
    memcpy(w.direction, w.gradient, (size_t)design->p * sizeof(double));
    nb_release(ctx, mark);
    for (*iterations = 0; norm2 > goal && *iterations < max_iter;) {
        NB_TRY(nb_poll(ctx));
        NB_TRY(step(ctx, ws, design, y, c, ++*iterations, b, &w, &norm2));
        if (norm2 <= goal) { /* believe it only from the data; if it is not so, start again from the steepest direction */
            NB_TRY(true_residual(ctx, ws, design, y, b, &w));
            NB_TRY(update_gradient(ctx, ws, design, c, b, &w, &norm2));
            memcpy(w.direction, w.gradient, (size_t)design->p * sizeof(double));
        }
        nb_release(ctx, mark);
    }
    return norm2 > goal ? NB_ERR_MAXITER : NB_OK;
}
