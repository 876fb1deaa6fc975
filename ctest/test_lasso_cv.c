/*
 * test_lasso_cv.c - lasso_cv.h: solutions satisfy the conditions of optimality over the training rows, formed from their
 * rows alone; errors by sums and by data are those of these solutions; folds that sums cannot serve are handed back.
 */
#include "check.h"
#include "lasso_cv.h"
#include "sample.h"
#include <string.h>

enum { folds = 4, count = 5 };

static const double lambda1[count] = {0.5, 0.2, 0.05, 0.01, 0.0};

typedef struct options {
    int standardize, sum_loss, bounds;
    double ratio; /* lambda2 / lambda1 */
} options;

/* The training rows of a fold, centred and divided by size, summed in long double. */
typedef struct training {
    double *rows, *y;                /* n x p, n: zero where left out */
    double *size, *mean, y_mean;     /* p; of the design's columns over root weights; of the response */
    double *l1, *l2, *lower, *upper; /* p */
    double weight;
} training;

static double raw(const sample *s, int i, int j)
{
    return s->before[(size_t)j * (size_t)s->shape.n + (size_t)i] / s->design.root_weight[i];
}

static training train(arena *own, const sample *s, const int *fold, int out, const nb_lasso_folds *task)
{
    const int n = s->shape.n, p = s->shape.p;
    const size_t cells = (size_t)n * (size_t)p;
    const double *root = s->design.root_weight;
    training t = {
        arena_doubles(own, cells),     arena_doubles(own, (size_t)n), arena_doubles(own, (size_t)p), arena_doubles(own, (size_t)p), 0.0,
        arena_doubles(own, (size_t)p), arena_doubles(own, (size_t)p), arena_doubles(own, (size_t)p), arena_doubles(own, (size_t)p), 0.0};
    for (int i = 0; i < n; i++)
        if (fold[i] >= 0 && fold[i] != out) {
            t.weight += root[i] * root[i];
            t.y_mean += task->intercept ? root[i] * s->raw[i] : 0.0;
        }
    t.y_mean /= t.weight;
    for (int j = 0; j < p; j++) {
        long double sum = 0.0L, square = 0.0L;
        for (int i = 0; i < n; i++)
            if (fold[i] >= 0 && fold[i] != out) {
                sum += (long double)root[i] * root[i] * raw(s, i, j) / t.weight;
                square += (long double)root[i] * root[i] * raw(s, i, j) * raw(s, i, j) / t.weight;
            }
        const double sd = (double)sqrtl(square - sum * sum);
        t.mean[j] = task->intercept ? (double)sum : 0.0;
        t.size[j] = task->intercept ? sd : (double)sqrtl(square);
        const double r = (task->standardize ? sd : 1.0) / t.size[j];
        t.l1[j] = task->penalty.l1[j] * r;
        t.l2[j] = task->penalty.l2[j] * r * r;
        t.lower[j] = task->penalty.lower != NULL ? task->penalty.lower[j] * t.size[j] : -INFINITY;
        t.upper[j] = task->penalty.upper != NULL ? task->penalty.upper[j] * t.size[j] : INFINITY;
        for (int i = 0; i < n; i++)
            t.rows[(size_t)j * (size_t)n + (size_t)i] =
                fold[i] >= 0 && fold[i] != out ? (raw(s, i, j) - t.mean[j]) / t.size[j] * root[i] / sqrt(t.weight) : 0.0;
    }
    for (int i = 0; i < n; i++)
        t.y[i] = fold[i] >= 0 && fold[i] != out ? (s->raw[i] - root[i] * t.y_mean) / sqrt(t.weight) : 0.0;
    return t;
}

/* Largest violation of the conditions of optimality of b. */
static double violation(const training *t, int n, int p, const double *b, double lambda, double ratio)
{
    double worst = 0.0;
    for (int j = 0; j < p; j++) {
        long double gradient = 0.0L;
        for (int i = 0; i < n; i++) {
            long double residual = t->y[i];
            for (int k = 0; k < p; k++)
                residual -= (long double)t->rows[(size_t)k * (size_t)n + (size_t)i] * b[k];
            gradient += residual * t->rows[(size_t)j * (size_t)n + (size_t)i];
        }
        const double g = (double)gradient - lambda * ratio * t->l2[j] * b[j], l1 = lambda * t->l1[j];
        const double up = g - (b[j] >= 0.0 ? l1 : -l1), down = g - (b[j] > 0.0 ? l1 : -l1);
        worst = fmax(worst, b[j] < t->upper[j] ? up : 0.0);
        worst = fmax(worst, b[j] > t->lower[j] ? -down : 0.0);
        worst = fmax(worst, fmax(t->lower[j] - b[j], b[j] - t->upper[j]));
    }
    return worst;
}

static double error_of(const training *t, const sample *s, const int *fold, int out, const double *b)
{
    long double error = 0.0L;
    for (int i = 0; i < s->shape.n; i++) {
        const double root = s->design.root_weight[i];
        long double e = s->raw[i] - root * t->y_mean;
        for (int j = 0; j < s->shape.p; j++)
            e -= (long double)root * (raw(s, i, j) - t->mean[j]) / t->size[j] * b[j];
        error += fold[i] == out ? e * e : 0.0L;
    }
    return (double)error;
}

/* The path over the training rows by nb_lasso_solve_gram(), checked, and its errors. */
static void reference(arena *own, nb_context *ctx, const sample *s, const nb_lasso_folds *task, const int *fold, int out, double *error)
{
    const int n = s->shape.n, p = s->shape.p;
    const training t = train(own, s, fold, out, task);
    double *gram = arena_doubles(own, (size_t)p * (size_t)p), *cross = arena_doubles(own, (size_t)p), yy, lambda[count];
    double *b = arena_doubles(own, (size_t)p);
    nb_lasso_path path;
    naive_product(p, p, n, t.rows, n, 1, t.rows, 1, n, gram);
    naive_product(p, 1, n, t.rows, n, 1, t.y, 1, n, cross);
    naive_product(1, 1, n, t.y, n, 1, t.y, 1, n, &yy);
    for (int l = 0; l < count; l++)
        lambda[l] = lambda1[l] / (task->sum_loss ? t.weight : 1.0);
    const nb_lasso_penalty penalty = {t.l1, t.l2, t.lower, t.upper, task->penalty.ratio};
    const nb_lasso_settings settings = {NB_LASSO_GRAM, count, lambda, 0.0, p, 1.0, 0, NULL, p};
    CHECK_OK(nb_lasso_solve_gram(ctx, NULL, p, gram, cross, yy, &penalty, &settings, &path));
    CHECK(path.count == count && path.end == NB_LASSO_WHOLE);
    for (int l = 0; l < count; l++) {
        memset(b, 0, (size_t)p * sizeof(double));
        for (size_t e = path.start[l]; e < path.start[l + 1]; e++)
            b[path.index[e]] = path.value[e];
        CHECK_NEAR(violation(&t, n, p, b, lambda[l], task->penalty.ratio), 0.0, 1e-13 * sqrt(yy) + 1e-14);
        error[l] = error_of(&t, s, fold, out, b);
    }
}

static int *make_folds(arena *own, int n)
{
    int *fold = arena_ints(own, (size_t)n);
    for (int i = 0; i < n; i++)
        fold[i] = i == 5 ? -1 : (i * 7 + i / 3) % folds;
    return fold;
}

static nb_lasso_folds make_task(arena *own, const sample *s, options o, const nb_fold_sums *sums)
{
    const size_t p = (size_t)s->shape.p;
    double *l1 = arena_doubles(own, p), *l2 = arena_doubles(own, p), *lower = arena_doubles(own, p), *upper = arena_doubles(own, p);
    for (size_t j = 0; j < p; j++) {
        l1[j] = j == 2 ? 0.0 : 1.0 + 0.5 * (double)(j % 2);
        l2[j] = o.ratio > 0.0 ? 0.4 + (double)(j % 3) : 0.0;
        lower[j] = j % 2 == 0 ? -0.05 : -INFINITY;
        upper[j] = j == 3 ? -0.01 : (j % 2 == 1 ? 0.1 : INFINITY);
    }
    const nb_lasso_penalty penalty = {l1, l2, o.bounds ? lower : NULL, o.bounds ? upper : NULL, o.ratio};
    const nb_lasso_folds task = {sums, s->shape.centred, o.standardize, o.sum_loss, penalty, count, lambda1};
    return task;
}

static void test_sums(sample_shape shape, options o)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, shape, 29);
    const int *fold = make_folds(&own, shape.n);
    const nb_folds rows = {folds, fold, 1, s.raw};
    nb_fold_sums sums;
    CHECK_OK(nb_fold_sums_collect(&ctx, NULL, &s.design, &rows, &sums));
    const nb_lasso_folds task = make_task(&own, &s, o, &sums);
    for (int k = 0; k < folds; k++) {
        double error[count], expected[count];
        int accurate = 0;
        CHECK_OK(nb_lasso_fold_error(&ctx, NULL, &task, k, error, &accurate));
        CHECK(accurate);
        reference(&own, &ctx, &s, &task, fold, k, expected);
        for (int l = 0; l < count && accurate; l++)
            CHECK_NEAR(error[l], expected[l], 1e-11 * (1e-3 + expected[l]));
    }
    arena_clear(&a);
    arena_clear(&own);
}

/* The design over the rows of positive training weight, the way R makes it. */
static nb_design training_design(arena *own, const sample *s, const training *t, const int *fold, int out, double *left_root,
                                 double *left_y)
{
    const int n = s->shape.n, p = s->shape.p;
    double *root = arena_doubles(own, (size_t)n), *centre = arena_doubles(own, (size_t)p), *scale = arena_doubles(own, (size_t)p);
    nb_design design = s->design;
    for (int i = 0; i < n; i++) {
        const double r = s->design.root_weight[i];
        root[i] = fold[i] >= 0 && fold[i] != out ? r / sqrt(t->weight) : 0.0;
        left_root[i] = fold[i] == out ? r : 0.0;
        left_y[i] = fold[i] == out ? s->raw[i] - r * t->y_mean : 0.0;
    }
    for (int j = 0; j < p; j++) { /* (x - c) scale is the column that `train` saw */
        centre[j] = s->design.centre[j] + t->mean[j] / s->design.scale[j];
        scale[j] = s->design.scale[j] / t->size[j];
    }
    design.root_weight = root;
    design.centre = centre;
    design.scale = scale;
    return design;
}

static void test_data(sample_shape shape, options o)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, shape, 31);
    const int *fold = make_folds(&own, shape.n), warm[2] = {4, 1};
    const nb_lasso_folds task = make_task(&own, &s, o, NULL);
    double *root = arena_doubles(&own, (size_t)shape.n), *y = arena_doubles(&own, (size_t)shape.n);
    for (int k = 0; k < folds; k++) {
        double error[count], expected[count], lambda[count];
        const training t = train(&own, &s, fold, k, &task);
        const nb_design design = training_design(&own, &s, &t, fold, k, root, y);
        for (int l = 0; l < count; l++)
            lambda[l] = lambda1[l] / (o.sum_loss ? t.weight : 1.0);
        const nb_lasso_penalty penalty = {t.l1, t.l2, t.lower, t.upper, o.ratio};
        const nb_lasso_settings settings = {NB_LASSO_AUTO, count, lambda, 0.0, shape.p, 1.0, 2, warm, shape.p};
        const nb_left_out left = {root, NULL, y};
        CHECK_OK(nb_lasso_left_out(&ctx, NULL, &design, t.y, &penalty, &settings, &left, error));
        reference(&own, &ctx, &s, &task, fold, k, expected);
        for (int l = 0; l < count; l++)
            CHECK_NEAR(error[l], expected[l], 1e-11 * (1e-3 + expected[l]));
    }
    arena_clear(&a);
    arena_clear(&own);
}

/* Folds that sums cannot serve: a column that is constant without fold 0, two columns that are the same, a response that is reproduced. */
static void test_handed_back(int what)
{
    enum { n = 20, p = 2 };
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    sample s = sample_make(&own, (sample_shape){n, p, 1, 0, dense, 1, 0, 1.0}, 23);
    double l1[p] = {1.0, 1.0}, l2[p] = {0.0, 0.0}, centre[p] = {0.0, s.design.centre[1]}, y[n], error[1];
    const double none[1] = {0.0};
    int fold[n], accurate;
    for (int i = 0; i < n; i++) {
        double *x0 = s.x + (size_t)s.design.columns[0] * n + i, *x1 = s.x + (size_t)s.design.columns[1] * n + i;
        fold[i] = i % folds;
        if (what == 0)
            *x0 = fold[i] == 0 ? i : 1.0;
        if (what == 1)
            *x0 = *x1 + 3e-5 * sin(i);
        centre[0] += *x0 / n;
        y[i] = s.raw[i];
    }
    for (int i = 0; i < n && what == 2; i++)
        y[i] = (s.x[(size_t)s.design.columns[1] * n + i] - centre[1]) * s.design.root_weight[i];
    s.design.centre = centre;
    const nb_folds rows = {folds, fold, 1, y};
    nb_fold_sums sums;
    CHECK_OK(nb_fold_sums_collect(&ctx, NULL, &s.design, &rows, &sums));
    const nb_lasso_folds task = {&sums, 1, 1, 0, {l1, l2, NULL, NULL, 0.0}, 1, none};
    for (int k = 0; k < folds; k++) {
        CHECK_OK(nb_lasso_fold_error(&ctx, NULL, &task, k, error, &accurate));
        CHECK(accurate == (what == 0 && k > 0));
    }
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    for (int way = 0; way < 16; way++) {
        const options o = {way % 2, way / 2 % 2, way / 4 % 2, way / 8 % 2 ? 0.7 : 0.0};
        for (int centred = 0; centred < 2; centred++)
            for (int storage = dense; storage <= sparse_implicit; storage++) {
                test_sums((sample_shape){48, 6, 1, 0, (sample_storage)storage, centred, 1, 1.0}, o);
                test_data((sample_shape){48, 6, 1, 0, (sample_storage)storage, centred, 1, 1.0}, o);
            }
    }
    test_data((sample_shape){24, 12, 1, 0, dense, 1, 1, 1.0}, (options){1, 0, 0, 0.0});
    for (int what = 0; what < 3; what++)
        test_handed_back(what);
    return check_summary("lassocv");
}
