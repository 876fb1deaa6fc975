/*
 * test_cholesky.c - cholesky.h: a factor that columns are appended to and removed from stays that of the matrix it stands for; columns that
 * depend on others are recognised; solves invert.
 */
#include "arena.h"
#include "check.h"
#include "cholesky.h"
#include "sample.h"
#include <string.h>

enum { most = 230 };

/* h := B B' / most for a random B, so that every leading part is well conditioned. */
static void make_matrix(arena *own, int size, double *h)
{
    unsigned long long state = 99;
    double *b = arena_doubles(own, (size_t)size * most);
    sample_fill(&state, (size_t)size * most, b);
    naive_product(size, size, most, b, 1, size, b, size, 1, h);
    for (int j = 0; j < size; j++)
        h[j + j * size] += 0.5 * size;
}

/* Largest entry of L L' - H[columns, columns]. */
static double error_of(const nb_cholesky *factor, const double *h, int ldh, const int *columns)
{
    double worst = 0.0;
    for (int i = 0; i < factor->size; i++)
        for (int j = 0; j <= i; j++) {
            long double sum = 0.0L;
            for (int l = 0; l <= j; l++)
                sum +=
                    (long double)factor->l[i + (size_t)l * (size_t)factor->capacity] * factor->l[j + (size_t)l * (size_t)factor->capacity];
            const double error = fabs((double)sum - h[columns[i] + (size_t)columns[j] * (size_t)ldh]);
            worst = error > worst ? error : worst;
        }
    return worst;
}

static void test_factorize(int size)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    nb_cholesky factor;
    int failed = 0, columns[most];
    double *h = arena_doubles(&own, (size_t)size * (size_t)size);
    make_matrix(&own, size, h);
    for (int j = 0; j < size; j++)
        columns[j] = j;
    CHECK_OK(nb_cholesky_init(&ctx, size + 3, &factor));
    CHECK_OK(nb_cholesky_factorize(&ctx, NULL, size, h, size, 1e-12, &factor, &failed));
    CHECK(failed == -1 && factor.size == size);
    CHECK_NEAR(error_of(&factor, h, size, columns), 0.0, 1e-12 * size);
    CHECK(nb_cholesky_condition(&factor) >= 1.0);
    if (size > 5) { /* column 5 becomes a copy of column 2 */
        for (int i = 0; i < size; i++)
            h[5 + i * size] = h[i + 5 * size] = h[i + 2 * size];
        h[5 + 5 * size] = h[5 + 2 * size] = h[2 + 5 * size] = h[2 + 2 * size];
        CHECK_OK(nb_cholesky_factorize(&ctx, NULL, size, h, size, 1e-12, &factor, &failed));
        CHECK(failed == 5 && factor.size == 5);
    }
    CHECK_STATUS(nb_cholesky_factorize(&ctx, NULL, size + 4, h, size, 0.0, &factor, &failed), NB_ERR_ARGUMENT);
    arena_clear(&a);
    arena_clear(&own);
}

/* Appends columns first .. first + count - 1 of h to those listed. */
static void append(nb_context *ctx, const double *h, int ldh, int first, int count, int *columns, nb_cholesky *factor, int *kept)
{
    static double cross[most * most], inner[most * most];
    const int size = factor->size;
    for (int c = 0; c < count; c++) {
        for (int i = 0; i < size; i++)
            cross[i + c * most] = h[columns[i] + (size_t)(first + c) * (size_t)ldh];
        for (int i = 0; i < count; i++)
            inner[i + c * count] = h[first + i + (size_t)(first + c) * (size_t)ldh];
    }
    CHECK_OK(nb_cholesky_append(ctx, NULL, count, cross, most, inner, count, 1e-10, factor, kept));
    for (int c = 0, at = size; c < count; c++)
        if (kept[c])
            columns[at++] = first + c;
}

static void test_changes(int size, int step)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    nb_cholesky factor;
    int columns[most], kept[most];
    double *h = arena_doubles(&own, (size_t)size * (size_t)size), *work = arena_doubles(&own, (size_t)size),
           *x = arena_doubles(&own, (size_t)size);
    make_matrix(&own, size, h);
    CHECK_OK(nb_cholesky_init(&ctx, 2, &factor));
    for (int first = 0; first < size; first += step) {
        const int count = size - first < step ? size - first : step;
        CHECK_OK(nb_cholesky_reserve(&ctx, factor.size + count, &factor));
        append(&ctx, h, size, first, count, columns, &factor, kept);
        if (first % 3 == 0 && factor.size > 1) {
            const int at = (first * 7) % factor.size;
            nb_cholesky_remove(&factor, at, work);
            memmove(columns + at, columns + at + 1, (size_t)(factor.size - at) * sizeof(int));
        }
        CHECK_NEAR(error_of(&factor, h, size, columns), 0.0, 1e-12 * size);
    }
    for (int i = 0; i < factor.size; i++)
        x[i] = h[columns[i] + (size_t)columns[factor.size / 2] * (size_t)size];
    nb_cholesky_solve(&factor, x); /* a column of H comes back as a unit vector */
    for (int i = 0; i < factor.size; i++)
        CHECK_NEAR(x[i], i == factor.size / 2 ? 1.0 : 0.0, 1e-10);
    for (int i = 0; i < factor.size; i++)
        x[i] = i;
    CHECK_OK(nb_cholesky_reserve(&ctx, factor.size + 1, &factor));
    nb_cholesky_push(&factor, x, 2.0);
    CHECK(factor.l[factor.size - 1] == 0.0 && factor.l[(factor.size - 1) * ((size_t)factor.capacity + 1)] == 2.0);
    arena_clear(&a);
    arena_clear(&own);
}

/* Of three equal columns one is kept, whether they come at once or in turn. */
static void test_dependent(void)
{
    const double h[16] = {2, 1, 1, 1, 1, 3, 3, 3, 1, 3, 3, 3, 1, 3, 3, 3};
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    nb_cholesky factor;
    int columns[4] = {0}, kept[4];
    CHECK_OK(nb_cholesky_init(&ctx, 4, &factor));
    append(&ctx, h, 4, 0, 4, columns, &factor, kept);
    CHECK(factor.size == 2 && kept[0] && kept[1] && !kept[2] && !kept[3]);
    append(&ctx, h, 4, 3, 1, columns, &factor, kept);
    CHECK(factor.size == 2 && !kept[0]);
    arena_clear(&a);
}

/* Copies among many columns, near to what they copy and blocks away from it, are left out; the rest is factored. */
static void test_many_dependent(int old)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    nb_cholesky factor;
    int columns[most], kept[most];
    double *h = arena_doubles(&own, (size_t)most * (size_t)most);
    make_matrix(&own, most, h);
    for (int j = old + 5; j < most; j += 20) /* of column j / 2 */
        for (int i = 0; i < most; i++)
            h[j + i * most] = h[i + j * most] = i == j ? h[(j / 2) * (most + 1)] : h[i + (j / 2) * most];
    for (int j = old + 5; j < most; j += 20)
        for (int i = old + 5; i < most; i += 20)
            h[i + j * most] = h[i / 2 + (j / 2) * most];
    CHECK_OK(nb_cholesky_init(&ctx, most, &factor));
    if (old > 0)
        append(&ctx, h, most, 0, old, columns, &factor, kept);
    append(&ctx, h, most, old, most - old, columns, &factor, kept);
    for (int j = old; j < most; j++)
        CHECK(kept[j - old] == ((j - old) % 20 != 5));
    CHECK_NEAR(error_of(&factor, h, most, columns), 0.0, 1e-12 * most);
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    const int sizes[] = {1, 2, 6, 47, 48, 49, 150, most};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        test_factorize(sizes[i]);
    test_changes(60, 1);
    test_changes(most, 7);
    test_changes(most, 60);
    test_changes(most, 149);
    test_dependent();
    test_many_dependent(0);
    test_many_dependent(31);
    return check_summary("cholesky");
}
