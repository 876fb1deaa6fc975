/*
 * certificate_screen.c - a path on a wide dense design without most of its gradients: see certificate_work.h.
 *
 * Columns with b_j = 0 and |a_j't| <= lambda l1_j add nothing to the gap. That they are so is a bound away for most: every third residual
 * is correlated with all columns, and the others are combinations of their neighbours but for a small rest (exceeding.h). Columns with b_j
 * != 0, and all that the bound does not clear, are correlated exactly. Cost 2 n p k / 3.
 */
#include "certificate_work.h"
#include "exceeding.h"
#include "products.h"
#include <math.h>
#include <string.h>

enum { least_path = 8 };

int nb_lasso_screening_pays(const nb_certificate_work *w)
{
    const nb_judge_terms *terms = &w->terms;
    double most = 0.0;
    for (int j = 0; j < terms->p; j++)
        most = terms->l1[j] > most ? terms->l1[j] : most;
    return w->design->x != NULL && terms->lower == NULL && terms->upper == NULL && most > 0.0 && w->b->k >= least_path &&
           w->design->n < terms->p / 2;
}

/* Solutions taken together: what is known of every third takes a tenth of A's place. */
static int together(const nb_certificate_work *w)
{
    const int third = (int)(0.3 * w->design->n), most = nb_lasso_together(w);
    return third > most ? most : third > least_path ? third : least_path;
}

/* The i-th coefficient of the judge that belongs to column j, or -1. */
static int find(const nb_judge *judge, int j)
{
    int lo = 0, hi = judge->count;
    while (lo < hi) {
        const int mid = lo + (hi - lo) / 2;
        if (judge->index[mid] < j)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < judge->count && judge->index[lo] == j ? lo : -1;
}

/* Exact gradients wherever a coefficient is not zero. */
static nb_status see_coefficients(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const int *ids, int count, const double *r)
{
    int *list = nb_ints(ctx, (size_t)w->design->p), *place = nb_ints(ctx, (size_t)w->design->p);
    nb_design part;
    if (list == NULL || place == NULL)
        return NB_ERR_MEMORY;
    const int used = nb_lasso_list_used(w, ids, count, list, place);
    double *g = nb_doubles(ctx, (size_t)used * (size_t)count);
    if (g == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_select(ctx, w->design, used, list, &part));
    if (used > 0)
        NB_TRY(nb_design_cross(ctx, ws, &part, count, r, g));
    for (int l = 0; l < count; l++) {
        nb_judge *judge = w->judges + ids[l];
        for (int i = 0; i < judge->count; i++)
            nb_judge_see_coefficient(&w->terms, judge, i, g[(size_t)l * (size_t)used + (size_t)place[judge->index[i]]]);
    }
    return NB_OK;
}

/* The columns with b_j = 0 that matter. The first residual is y where nothing is in the first solution: *known is then its gradient. */
static nb_status see_exceeding(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const int *ids, int count, const double *norm,
                               const double *r, const double **known)
{
    nb_exceeding found;
    double *level = nb_doubles(ctx, (size_t)count);
    if (level == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < count; l++)
        level[l] = w->judges[ids[l]].lambda;
    NB_TRY(nb_design_exceeding(ctx, ws, w->design, norm, count, r, w->terms.l1, level, &found));
    for (size_t at = 0; at < found.count; at++) {
        nb_judge *judge = w->judges + ids[found.vector[at]];
        if (find(judge, found.column[at]) < 0)
            nb_judge_see_zero(&w->terms, judge, found.column[at], found.value[at]);
    }
    *known = w->judges[ids[0]].count == 0 ? found.known[0] : NULL;
    return NB_OK;
}

/* max_j |a_j'y| unit_j, from the gradient at b = 0 if it is known. */
static nb_status note_size(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const double *known)
{
    double *cross = NULL;
    if (known == NULL) {
        cross = nb_doubles(ctx, (size_t)w->design->p);
        if (cross == NULL)
            return NB_ERR_MEMORY;
        NB_TRY(nb_design_cross(ctx, ws, w->design, 1, w->y, cross));
    }
    nb_lasso_note_size(w, 0, w->design->p, known != NULL ? known : cross);
    return NB_OK;
}

nb_status nb_lasso_judge_by_screening(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const int *ids)
{
    const int k = w->b->k, p = w->design->p, most = together(w);
    double *r = nb_doubles(ctx, (size_t)w->design->n * (size_t)(k < most ? k : most)), *norm = nb_doubles(ctx, (size_t)p);
    if (r == NULL || norm == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < p; j++) /* unit is one over the norm, but for rounding */
        norm[j] = (1.0 + 1e-6) / w->terms.unit[j];
    for (int at = 0; at < k; at += most) {
        void *mark = nb_mark(ctx);
        const int size = k - at < most ? k - at : most;
        const double *known = NULL;
        NB_TRY(nb_poll(ctx));
        NB_TRY(nb_lasso_form_residuals(ctx, ws, w, ids + at, size, r));
        NB_TRY(see_coefficients(ctx, ws, w, ids + at, size, r));
        NB_TRY(see_exceeding(ctx, ws, w, ids + at, size, norm, r, &known));
        if (at == 0)
            NB_TRY(note_size(ctx, ws, w, known));
        nb_release(ctx, mark);
    }
    return NB_OK;
}
