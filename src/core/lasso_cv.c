/*
 * lasso_cv.c - a fold by the sums of its training rows: see lasso_cv.h.
 *
 * With the sums of fold_sums.h over the training rows T, D = diag(size), the path is that of
 *
 *     G = D^-1 (G_T - s_T s_T' / W_T) D^-1 / W_T,   c = D^-1 (z_T - s_T t_T / W_T) / W_T,   y'y = (u_T - t_T^2 / W_T) / W_T,
 *
 * and with g = D^-1 beta and the intercept's level = (t_T - s_T'g) / W_T the error of the rows left out is, from their own sums,
 *
 *     u - 2 g'z + g'G g - 2 level (t - s'g) + level^2 W.
 */
#include "lasso_cv.h"
#include "cholesky.h"
#include <math.h>
#include <string.h>

/* A column must keep this share of its square about the training mean; the Gram matrix of the last solution's columns may be conditioned
 * like this; errors may be smaller than the terms they are the sum of by this. */
static const double least_share = 1e-6, most_condition = 1e8, least_error = 1e-6;

typedef struct training {
    double *record, *size, *l1, *l2, *lower, *upper; /* a record of sums; p each */
    nb_fold_part sums;
    double yy;
} training;

static nb_status allocate(nb_context *ctx, const nb_lasso_folds *folds, training *t)
{
    const size_t p = (size_t)folds->sums->p;
    t->record = nb_doubles(ctx, folds->sums->length);
    t->size = nb_doubles(ctx, p);
    t->l1 = nb_doubles(ctx, p);
    t->l2 = nb_doubles(ctx, p);
    t->lower = folds->penalty.lower != NULL ? nb_doubles(ctx, p) : NULL;
    t->upper = folds->penalty.upper != NULL ? nb_doubles(ctx, p) : NULL;
    const int bounds = (folds->penalty.lower == NULL || t->lower != NULL) && (folds->penalty.upper == NULL || t->upper != NULL);
    return t->record && t->size && t->l1 && t->l2 && bounds ? NB_OK : NB_ERR_MEMORY;
}

/* Sizes and penalties of the columns over the training rows. Returns 0 where digits would be lost. */
static int scale_columns(const nb_lasso_folds *folds, training *t)
{
    const int p = folds->sums->p;
    const double share = 1.0 / *t->sums.weight;
    for (int j = 0; j < p; j++) {
        const double square = t->sums.gram[(size_t)j * (size_t)p + (size_t)j] * share, mean = t->sums.shift[j] * share;
        const double variance = square - mean * mean;
        if (!(square > 0.0) || ((folds->standardize || folds->intercept) && !(variance > least_share * square)))
            return 0;
        const double size = sqrt(folds->intercept ? variance : square);
        const double ratio = (folds->standardize ? sqrt(variance) : 1.0) / size;
        t->size[j] = size;
        t->l1[j] = folds->penalty.l1[j] * ratio;
        t->l2[j] = folds->penalty.l2[j] * ratio * ratio;
        if (t->lower != NULL)
            t->lower[j] = folds->penalty.lower[j] * size;
        if (t->upper != NULL)
            t->upper[j] = folds->penalty.upper[j] * size;
    }
    return 1;
}

/* gram (full), cross and yy as nb_lasso_solve_gram() wants them. */
static void centre_sums(const nb_lasso_folds *folds, training *t)
{
    const int p = folds->sums->p;
    const double share = 1.0 / *t->sums.weight;
    for (int j = 0; j < p; j++) {
        const double centre = folds->intercept ? t->sums.shift[j] * share : 0.0;
        double *column = t->sums.gram + (size_t)j * (size_t)p;
        t->sums.cross[j] = (t->sums.cross[j] - centre * *t->sums.level) * share / t->size[j];
        for (int i = j; i < p; i++)
            column[i] = (column[i] - centre * t->sums.shift[i]) * share / (t->size[j] * t->size[i]);
        column[j] = 1.0;
    }
    nb_symmetrize(p, t->sums.gram, p);
    t->yy = (*t->sums.square - (folds->intercept ? *t->sums.level * *t->sums.level * share : 0.0)) * share;
    t->yy = t->yy > 0.0 ? t->yy : 0.0;
}

/* Whether the columns of the last solution are conditioned well enough for a Gram matrix. */
static nb_status is_well_conditioned(nb_context *ctx, nb_gemm_work *ws, const training *t, int p, const nb_lasso_folds *folds,
                                     const nb_lasso_path *path, int *well)
{
    const int last = path->count - 1, size = (int)(path->start[last + 1] - path->start[last]);
    const int *index = path->index + path->start[last];
    const double lambda2 = folds->penalty.ratio * path->lambda1[last];
    nb_cholesky factor;
    int failed;
    double *h = nb_doubles(ctx, (size_t)size * (size_t)size);
    if (h == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < size; j++)
        for (int i = j; i < size; i++)
            h[(size_t)j * (size_t)size + (size_t)i] =
                t->sums.gram[(size_t)index[j] * (size_t)p + (size_t)index[i]] + (i == j ? lambda2 * t->l2[index[j]] : 0.0);
    NB_TRY(nb_cholesky_init(ctx, size > 0 ? size : 1, &factor));
    NB_TRY(nb_cholesky_factorize(ctx, ws, size, h, size, 1.0 / most_condition, &factor, &failed));
    *well = size == 0 || (failed < 0 && nb_cholesky_condition(&factor) <= most_condition);
    return NB_OK;
}

/* The error of one solution g (size: its nonzeros) over the rows left out; negative where its digits are lost. */
static double left_out_error(const nb_fold_part *own, int p, int size, const int *index, const double *g, double level)
{
    double cross = 0.0, shift = 0.0, quadratic = 0.0, reach = 0.0;
    for (int a = 0; a < size; a++) {
        const double *column = own->gram + (size_t)index[a] * (size_t)p;
        double sum = 0.5 * column[index[a]] * g[a];
        for (int b = a + 1; b < size; b++)
            sum += column[index[b]] * g[b];
        quadratic += 2.0 * g[a] * sum;
        cross += g[a] * own->cross[index[a]];
        shift += g[a] * own->shift[index[a]];
        reach += fabs(g[a]) * sqrt(column[index[a]]);
    }
    const double terms = sqrt(*own->square) + reach + fabs(level) * sqrt(*own->weight); /* bounds all of them: each is an inner product */
    const double error = *own->square - 2.0 * cross + quadratic - 2.0 * level * (*own->level - shift) + level * level * *own->weight;
    return error > least_error * terms * terms ? error : -1.0;
}

static void fold_errors(const nb_lasso_folds *folds, int k, const training *t, const nb_lasso_path *path, double *error, int *accurate)
{
    const nb_fold_part own = nb_fold_sums_of(folds->sums, k);
    for (int l = 0; l < folds->count && *accurate; l++) {
        const int size = (int)(path->start[l + 1] - path->start[l]), *index = path->index + path->start[l];
        double *g = path->value + path->start[l], level = *t->sums.level;
        for (int a = 0; a < size; a++) {
            g[a] /= t->size[index[a]];
            level -= t->sums.shift[index[a]] * g[a];
        }
        level = folds->intercept ? level / *t->sums.weight : 0.0;
        error[l] = left_out_error(&own, folds->sums->p, size, index, g, level);
        *accurate = *own.weight == 0.0 || error[l] >= 0.0;
    }
}

nb_status nb_lasso_fold_error(nb_context *ctx, nb_gemm_work *ws, const nb_lasso_folds *folds, int k, double *error, int *accurate)
{
    const int p = folds->sums->p, count = folds->count;
    training t;
    nb_lasso_path path;
    NB_TRY(allocate(ctx, folds, &t));
    t.sums = nb_fold_sums_without(folds->sums, k, t.record);
    *accurate = *t.sums.weight > 0.0 && scale_columns(folds, &t);
    if (!*accurate)
        return NB_OK;
    centre_sums(folds, &t);
    double *lambda1 = nb_doubles(ctx, (size_t)count);
    if (lambda1 == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < count; l++)
        lambda1[l] = folds->lambda1[l] / (folds->sum_loss ? *t.sums.weight : 1.0);
    const nb_lasso_penalty penalty = {t.l1, t.l2, t.lower, t.upper, folds->penalty.ratio};
    const int rows = (int)*t.sums.rows - (folds->intercept != 0);
    const nb_lasso_settings settings = {NB_LASSO_GRAM, count, lambda1, 0.0, p, 1.0, 0, NULL, rows < p ? rows : p};
    NB_TRY(nb_lasso_solve_gram(ctx, ws, p, t.sums.gram, t.sums.cross, t.yy, &penalty, &settings, &path));
    NB_TRY(is_well_conditioned(ctx, ws, &t, p, folds, &path, accurate));
    if (*accurate)
        fold_errors(folds, k, &t, &path, error, accurate);
    return NB_OK;
}
