/* descent_cg.c - see descent_cg.h. Hestenes & Stiefel (1952), in eight lanes that share every pass over the columns. */
#include "descent_cg.h"
#include <math.h>
#include <string.h>

static const double no_curvature = 1e-15;

nb_status nb_descent_cg_init(nb_context *ctx, const nb_lane_kernels *kernels, const nb_descent_set *set, int n, int count, const int *list,
                             const double *lambda2, nb_descent_cg *cg)
{
    const size_t size = (size_t)count;
    memset(cg, 0, sizeof *cg);
    cg->kernels = kernels;
    cg->set = set;
    cg->n = n;
    cg->count = count;
    cg->list = list;
    cg->lambda2 = lambda2;
    cg->free = ctx->alloc(ctx->owner, size + 1, 1);
    cg->gradient = nb_lanes_doubles(ctx, size);
    cg->direction = nb_lanes_doubles(ctx, size);
    cg->image = nb_lanes_doubles(ctx, size);
    cg->fitted = nb_lanes_doubles(ctx, (size_t)n);
    cg->low = nb_lanes_doubles(ctx, (size_t)set->packed.low_count);
    return cg->free && cg->gradient && cg->direction && cg->image && cg->fitted && cg->low ? NB_OK : NB_ERR_MEMORY;
}

static int coordinate_of(const nb_descent_cg *cg, int i)
{
    return cg->list != NULL ? cg->list[i] : i;
}

static const double *low_of(const nb_descent_cg *cg, int i)
{
    return cg->set->packed.low + (size_t)coordinate_of(cg, i) * (size_t)cg->set->packed.low_count;
}

void nb_descent_cg_subtract_low(const nb_descent_cg *cg, const double *v, double *out)
{
    for (int i = 0; i < cg->count; i++) {
        const double *low = low_of(cg, i);
        for (int q = 0; q < cg->set->packed.low_count; q++)
            for (int l = 0; l < nb_lanes; l++)
                out[(size_t)i * nb_lanes + (size_t)l] -= low[q] * v[q * nb_lanes + l];
    }
}

void nb_descent_cg_start(nb_descent_cg *cg)
{
    memset(cg->square, 0, sizeof cg->square);
    for (int i = 0; i < cg->count; i++)
        for (int l = 0; l < nb_lanes; l++) {
            double *g = cg->gradient + (size_t)i * nb_lanes + l;
            if (!(cg->free[i] >> l & 1))
                *g = 0.0;
            cg->square[l] += *g * *g;
        }
    memcpy(cg->direction, cg->gradient, (size_t)cg->count * nb_lanes * sizeof(double));
    if (cg->step != NULL)
        memset(cg->step, 0, (size_t)cg->count * nb_lanes * sizeof(double));
}

void nb_descent_cg_apply(nb_descent_cg *cg, double *curvature)
{
    const nb_packed *packed = &cg->set->packed;
    memset(cg->fitted, 0, (size_t)cg->n * nb_lanes * sizeof(double));
    memset(cg->low, 0, (size_t)packed->low_count * nb_lanes * sizeof(double));
    memset(curvature, 0, nb_lanes * sizeof(double));
    cg->kernels->subtract(packed, cg->count, cg->list, cg->direction, cg->fitted);
    for (int i = 0; i < cg->count; i++)
        for (int q = 0; q < packed->low_count; q++)
            for (int l = 0; l < nb_lanes; l++)
                cg->low[q * nb_lanes + l] -= low_of(cg, i)[q] * cg->direction[(size_t)i * nb_lanes + (size_t)l];
    cg->kernels->cross(packed, cg->count, cg->list, cg->fitted, cg->image);
    nb_descent_cg_subtract_low(cg, cg->low, cg->image);
    for (int i = 0; i < cg->count; i++) {
        const double l2 = cg->set->coordinate[coordinate_of(cg, i)].l2, *d = cg->direction + (size_t)i * nb_lanes;
        double *image = cg->image + (size_t)i * nb_lanes;
        for (int l = 0; l < nb_lanes; l++) {
            image[l] = (cg->lambda2[l] * l2 * d[l] - image[l]) * (cg->free[i] >> l & 1);
            curvature[l] += d[l] * image[l];
        }
    }
}

void nb_descent_cg_step(nb_descent_cg *cg)
{
    double curvature[nb_lanes], length[nb_lanes], next[nb_lanes] = {0.0}, ratio[nb_lanes], keep[nb_lanes];
    const size_t size = (size_t)cg->count * nb_lanes;
    nb_descent_cg_apply(cg, curvature);
    memset(cg->largest, 0, sizeof cg->largest);
    for (int l = 0; l < nb_lanes; l++)
        length[l] = curvature[l] > no_curvature * cg->square[l] ? cg->square[l] / curvature[l] : 0.0;
    for (size_t i = 0; i < size && cg->step != NULL; i += nb_lanes)
        for (size_t l = 0; l < nb_lanes; l++)
            cg->step[i + l] += length[l] * cg->direction[i + l];
    for (size_t i = 0; i < size; i += nb_lanes)
        for (size_t l = 0; l < nb_lanes; l++) {
            cg->gradient[i + l] -= length[l] * cg->image[i + l];
            next[l] += cg->gradient[i + l] * cg->gradient[i + l];
            const double size = fabs(cg->gradient[i + l]);
            cg->largest[l] = size > cg->largest[l] ? size : cg->largest[l];
        }
    for (int l = 0; l < nb_lanes; l++) {
        ratio[l] = length[l] > 0.0 ? next[l] / cg->square[l] : 0.0;
        cg->square[l] = length[l] > 0.0 ? next[l] : 0.0;
        keep[l] = length[l] > 0.0 ? 1.0 : 0.0;
    }
    for (size_t i = 0; i < size; i += nb_lanes)
        for (size_t l = 0; l < nb_lanes; l++)
            cg->direction[i + l] = keep[l] * cg->gradient[i + l] + ratio[l] * cg->direction[i + l];
}
