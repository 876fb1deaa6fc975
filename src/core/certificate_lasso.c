/*
 * certificate_lasso.c - duality gap of the lasso and the elastic net: see certificate_lasso.h.
 *
 *     P(b) = 1/2 ||r||^2 + sum_j phi_j(b_j),     r = y - A b,     phi_j(b) = lambda (l1_j |b| + l2_j/2 b^2) on [lower_j, upper_j]
 *     D(t) = t'y - 1/2 ||t||^2 - sum_j phi_j*(a_j't),             phi_j* the conjugate (conjugate.h)
 *
 * At the dual point s t, t = r less its mean and less A z, z moving unpenalised coefficients to where their a_j't vanish,
 *
 *     P(b) - D(s t) = 1/2 mean^2 + 1/2 ||A z||^2 + 1/2 (1 - s)^2 ||t||^2 + sum_j [phi_j(b_j) + phi_j*(s a_j't) - s a_j't b_j],
 *
 * a sum of terms that are not negative: nothing cancels. Where phi_j* is finite for every gradient (l2_j > 0, two bounds) s = 1 will do;
 * |a_j't| <= lambda l1_j is met by the largest s that meets it, of which the better is taken. As lambda goes to zero s would too: then the
 * coefficients that are free to move are settled like unpenalised ones, and lambda l1_j |b_j| counts as gap. (Boyd & Vandenberghe 2004,
 * section 5; Kim et al. 2007, IEEE J. Sel. Top. Signal Process. 1(4).)
 *
 * Gradients come from the residuals, a few columns of A at a time, so that no p x k matrix is kept (certificate_residuals.c): 2 n (p k +
 * nonzeros) flops, and memory of a tenth of a dense A. On tall designs with many solutions A'A is cheaper (certificate_gram.c), on wide
 * ones a bound shows that most gradients do not matter (certificate_screen.c).
 */
#include "certificate_lasso.h"
#include "certificate_work.h"
#include "settle.h"
#include <math.h>

/* Below this gap, relative to the null objective, nothing need be improved; above this lambda l1 / ||y|| settling could not. */
static const double good_gap = 1e-10, nearly_free = 1e-8;

/* Violations are relative to the largest correlation with y, or to this part of ||y|| if that is larger. */
static const double least_size = 1e-6;

/* Which columns are to be settled: none; the loose ones; all that are not at a bound, the penalty being all but gone. */
typedef enum { settle_none, settle_loose, settle_all } settling;

void nb_lasso_note_size(nb_certificate_work *w, int j0, int width, const double *cross)
{
    for (int i = 0; i < width; i++) {
        const double size = fabs(cross[i]) * w->terms.unit[j0 + i];
        w->size = size > w->size ? size : w->size;
    }
}

static nb_status allocate(nb_context *ctx, const double *lambda, nb_certificate_work *w)
{
    const nb_sparse_coefficients *b = w->b;
    double *gradient = nb_doubles(ctx, (size_t)b->start[b->k]);
    w->judges = ctx->alloc(ctx->owner, (size_t)b->k + 1, sizeof(nb_judge));
    w->sums = ctx->alloc(ctx->owner, (size_t)b->k + 1, sizeof(nb_lasso_sums));
    if (gradient == NULL || w->judges == NULL || w->sums == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < b->k; l++) {
        nb_judge *judge = w->judges + l;
        judge->lambda = lambda[l];
        judge->count = b->start[l + 1] - b->start[l];
        judge->index = b->index + b->start[l];
        judge->value = b->value + b->start[l];
        judge->gradient = gradient + b->start[l];
        judge->settled = NULL;
        judge->slack = nb_settle_noise(w->design->p, w->squares);
        judge->small = nb_judge_negligible;
        nb_judge_begin(judge);
    }
    return NB_OK;
}

/* 1/2 ||r - s t||^2 + ... : the whole gap of solution l; whole: mean of its residual with the intercept given. */
static double whole_gap(const nb_certificate_work *w, int l, double whole)
{
    const nb_lasso_sums *sums = w->sums + l;
    return 0.5 * whole * whole + 0.5 * sums->move + nb_judge_gap(&w->terms, w->judges + l, sums->square, sums->skew);
}

/* Row l of the certificate from the judgement at b. */
static void fill_row(const nb_certificate_work *w, int l, double miss, nb_certificate *out)
{
    const nb_judge *judge = w->judges + l;
    const double whole = w->sums[l].mean + miss, root = sqrt(w->squares);
    double outside = 0.0;
    const double penalty = nb_judge_penalty(&w->terms, judge, &outside);
    double feasibility = judge->feasibility > fabs(whole) ? judge->feasibility : fabs(whole);
    outside = root > 0.0 ? outside / root : outside;
    feasibility = w->size > 0.0 ? feasibility / w->size : feasibility;
    out->rss[l] = w->sums[l].square + whole * whole;
    out->primal[l] = 0.5 * out->rss[l] + penalty;
    out->gap[l] = whole_gap(w, l, whole);
    out->dual[l] = out->primal[l] - out->gap[l];
    out->kkt[l] = w->size > 0.0 ? judge->kkt / w->size : judge->kkt;
    out->feasibility[l] = outside > feasibility ? outside : feasibility;
}

/* What solution l needs: unpenalised columns have to be settled, others where that may close a gap. */
static settling choose_settling(const nb_certificate_work *w, int l, const nb_certificate *out)
{
    const nb_judge *judge = w->judges + l;
    const double noise = nb_settle_noise(judge->loose, w->squares), penalty = out->primal[l] - 0.5 * out->rss[l];
    const settling least = judge->loose2 > noise * noise ? settle_loose : settle_none;
    double most = 0.0;
    for (int j = 0; j < w->terms.p; j++)
        most = w->terms.l1[j] > most ? w->terms.l1[j] : most;
    if (out->gap[l] > 0.5 * good_gap * w->squares && penalty < out->gap[l] && judge->lambda * most <= nearly_free * sqrt(w->squares))
        return settle_all;
    return least;
}

static void mark_settled(const nb_certificate_work *w, const nb_judge *judge, settling what, char *settled)
{
    for (int j = 0, i = 0; j < w->terms.p; j++) {
        const double b = i < judge->count && judge->index[i] == j ? judge->value[i++] : 0.0;
        const nb_term term = nb_judge_term(&w->terms, judge->lambda, j);
        settled[j] =
            (char)(nb_judge_is_loose(&term, b) || (what == settle_all && term.l2 <= nb_judge_negligible && nb_term_is_inside(&term, b)));
    }
}

/* Settles the solutions listed. A gap found before holds too, unless its unpenalised columns were loose. */
static nb_status improve_some(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const int *ids, const settling *what, int count,
                              const double *level, nb_certificate *out)
{
    const size_t p = (size_t)w->design->p;
    char *settled = ctx->alloc(ctx->owner, p * (size_t)count + 1, 1);
    if (settled == NULL)
        return NB_ERR_MEMORY;
    for (int i = 0; i < count; i++) {
        nb_judge *judge = w->judges + ids[i];
        const double noise = nb_settle_noise(judge->loose, w->squares);
        if (judge->loose2 > noise * noise)
            out->gap[ids[i]] = INFINITY;
        mark_settled(w, judge, what[i], settled + p * (size_t)i);
        judge->settled = settled + p * (size_t)i;
        judge->small = what[i] == settle_all ? nearly_free * sqrt(w->squares) : nb_judge_negligible;
        nb_judge_begin(judge);
    }
    NB_TRY(nb_lasso_judge_by_residuals(ctx, ws, w, ids, count, 1));
    for (int i = 0; i < count; i++) {
        const int l = ids[i];
        const double gap = whole_gap(w, l, w->sums[l].mean + (level != NULL ? level[l] : 0.0));
        out->gap[l] = gap < out->gap[l] ? gap : out->gap[l];
        out->dual[l] = out->primal[l] - out->gap[l];
    }
    return NB_OK;
}

static nb_status improve(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const double *level, nb_certificate *out)
{
    const int k = w->b->k, most = nb_lasso_together(w);
    int *ids = nb_ints(ctx, (size_t)most), count = 0;
    settling *what = ctx->alloc(ctx->owner, (size_t)most, sizeof(settling));
    if (ids == NULL || what == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < k; l++) {
        what[count] = choose_settling(w, l, out);
        if (what[count] != settle_none)
            ids[count++] = l;
        if (count == most || (l == k - 1 && count > 0)) {
            void *mark = nb_mark(ctx);
            NB_TRY(improve_some(ctx, ws, w, ids, what, count, level, out));
            nb_release(ctx, mark);
            count = 0;
        }
    }
    return NB_OK;
}

nb_status nb_certificate_lasso(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_sparse_coefficients *b,
                               const double *lambda, const double *l1, const double *l2, const double *lower, const double *upper,
                               const double *unit, const double *level, const double *y, nb_certificate *out)
{
    nb_certificate_work w = {design, b, y, 0.0, level != NULL, {design->p, l1, l2, lower, upper, unit}, NULL, NULL, 0.0};
    int *ids = nb_ints(ctx, (size_t)b->k);
    if (ids == NULL)
        return NB_ERR_MEMORY;
    for (int i = 0; i < design->n; i++)
        w.squares += y[i] * y[i];
    NB_TRY(allocate(ctx, lambda, &w));
    for (int l = 0; l < b->k; l++)
        ids[l] = l;
    void *mark = nb_mark(ctx);
    if (nb_lasso_gram_pays(&w))
        NB_TRY(nb_lasso_judge_by_gram(ctx, ws, &w));
    else if (nb_lasso_screening_pays(&w))
        NB_TRY(nb_lasso_judge_by_screening(ctx, ws, &w, ids));
    else
        NB_TRY(nb_lasso_judge_by_residuals(ctx, ws, &w, ids, b->k, 0));
    nb_release(ctx, mark);
    /* A response orthogonal to all columns is so to rounding only: violations of that size are none. */
    if (w.size < least_size * sqrt(w.squares))
        w.size = (w.size > 0.0 ? least_size : 1.0) * sqrt(w.squares);
    for (int l = 0; l < b->k; l++)
        fill_row(&w, l, level != NULL ? level[l] : 0.0, out);
    return improve(ctx, ws, &w, level, out);
}
