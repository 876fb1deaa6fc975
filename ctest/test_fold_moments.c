/*
 * test_fold_moments.c - fold_moments.h against nb_matrix_moments over the training rows of each fold: every storage, unequal weights, rows
 * of weight zero, rows in every training set, columns that vary in one fold only, large means.
 */
#include "check.h"
#include "fold_moments.h"
#include "sample.h"

enum { n = 41, p = 6, folds = 5 };

typedef struct result {
    double mean[p * folds], scale[p * folds];
    int constant[p * folds];
} result;

/* The same column by column and fold by fold. */
static void expected_moments(nb_context *ctx, const nb_matrix *matrix, const nb_fold_split *split, result *out)
{
    for (int k = 0; k < split->count; k++) {
        double weight[n], sum = 0.0;
        int bad[2];
        for (int i = 0; i < n; i++)
            sum += weight[i] = split->fold[i] >= 0 && split->fold[i] != k ? split->weight[i] : 0.0;
        for (int i = 0; i < n; i++)
            weight[i] /= sum;
        CHECK_OK(nb_matrix_moments(ctx, matrix, weight, out->mean + k * p, out->scale + k * p, out->constant + k * p, bad));
    }
}

static void compare(nb_context *ctx, const nb_matrix *matrix, nb_fold_split *split)
{
    double mean[p], scale[p];
    int constant[p], bad[2];
    result found, expected;
    CHECK_OK(nb_matrix_moments(ctx, matrix, split->weight, mean, scale, constant, bad));
    split->mean = mean;
    split->scale = scale;
    CHECK_OK(nb_fold_moments(ctx, matrix, split, found.mean, found.scale, found.constant));
    expected_moments(ctx, matrix, split, &expected);
    for (int i = 0; i < p * split->count; i++) {
        CHECK_NEAR(found.mean[i], expected.mean[i], 1e-12 * scale[i % p] + 4e-16 * fabs(expected.mean[i]));
        CHECK_NEAR(found.scale[i], expected.scale[i], 1e-11 * expected.scale[i]);
        CHECK(found.constant[i] == expected.constant[i]);
    }
}

static void test_storage(sample_storage storage, int weighting, double shift, int always)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    sample s = sample_make(&own, (sample_shape){n, p - 2, 1, 0, storage, 1, weighting, 0.01}, 5);
    nb_matrix matrix = {n, p, s.design.x, s.design.start, s.design.row, s.design.value};
    double weight[n];
    int fold[n];
    for (int i = 0; i < n; i++) {
        weight[i] = s.design.root_weight[i] * s.design.root_weight[i];
        fold[i] = weight[i] > 0.0 ? (i * 7 + i / 3) % (folds + always) : -1;
        if (storage == dense) {
            for (int j = 0; j < p; j++)
                s.x[j * n + i] += shift;
            s.x[n + i] = fold[i] == 1 ? i : 1.0;          /* varies in fold 1 only */
            s.x[2 * n + i] = fold[i] == 1 ? i : 1e-7 * i; /* varies much less outside it */
            s.x[3 * n + i] = 3.0;
        }
    }
    nb_fold_split split = {folds, fold, weight, NULL, NULL};
    compare(&ctx, &matrix, &split);
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    for (int storage = dense; storage <= sparse_implicit; storage++)
        for (int weighting = 0; weighting < 3; weighting++)
            for (int always = 0; always < 2; always++) {
                test_storage((sample_storage)storage, weighting, 0.0, always);
                test_storage((sample_storage)storage, weighting, 1e6, always);
            }
    return check_summary("foldmoments");
}
