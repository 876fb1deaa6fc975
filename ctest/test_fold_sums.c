/*
 * test_fold_sums.c - fold_sums.h against sums in long double, of every fold and of all others, with few folds and with so many that groups
 * of them are kept.
 */
#include "check.h"
#include "fold_sums.h"
#include "sample.h"

enum { n = 60, p = 3, m = 2 };

/* Sum over the rows with use of u v. */
static double naive(const int *use, const double *u, const double *v)
{
    long double sum = 0.0L;
    for (int i = 0; i < n; i++)
        if (use[i])
            sum += (long double)u[i] * v[i];
    return (double)sum;
}

static void check_part(const sample *s, const int *use, nb_fold_part part)
{
    const double *root = s->design.root_weight;
    double rows = 0.0;
    for (int i = 0; i < n; i++)
        rows += use[i] && root[i] > 0.0;
    CHECK(*part.rows == rows);
    CHECK_NEAR(*part.weight, naive(use, root, root), 1e-14);
    for (int j = 0; j < p; j++) {
        const double *x = s->a + j * n;
        CHECK_NEAR(part.shift[j], naive(use, x, root), 1e-14);
        for (int i = j; i < p; i++)
            CHECK_NEAR(part.gram[j * p + i], naive(use, x, s->a + i * n), 1e-14);
        for (int k = 0; k < m; k++)
            CHECK_NEAR(part.cross[k * p + j], naive(use, x, s->y + k * n), 1e-14);
    }
    for (int k = 0; k < m; k++) {
        CHECK_NEAR(part.level[k], naive(use, s->y + k * n, root), 1e-14);
        CHECK_NEAR(part.square[k], naive(use, s->y + k * n, s->y + k * n), 1e-14);
    }
}

static void test_folds(int count, sample_storage storage)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){n, p, m, 0, storage, 1, 2, 1.0}, 11);
    int fold[n], use[n];
    for (int i = 0; i < n; i++)
        fold[i] = i % 11 == 4 ? -1 : (i * 17 + i / 5) % count;
    const nb_folds folds = {count, fold, m, s.y};
    nb_fold_sums sums;
    CHECK_OK(nb_fold_sums_collect(&ctx, NULL, &s.design, &folds, &sums));
    CHECK((sums.groups != NULL) == (count >= 16));
    double *record = arena_doubles(&own, sums.length);
    for (int k = 0; k < count; k++) {
        for (int i = 0; i < n; i++)
            use[i] = fold[i] == k;
        check_part(&s, use, nb_fold_sums_of(&sums, k));
        for (int i = 0; i < n; i++)
            use[i] = fold[i] >= 0 && fold[i] != k;
        check_part(&s, use, nb_fold_sums_without(&sums, k, record));
    }
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    for (int storage = dense; storage <= sparse_implicit; storage++) {
        test_folds(2, (sample_storage)storage);
        test_folds(5, (sample_storage)storage);
        test_folds(17, (sample_storage)storage);
    }
    return check_summary("foldsums");
}
