/* test_lasso_grid.c - where a path begins (bounds, elastic net, ties with zero) and its grid. */
#include "check.h"
#include "lasso_grid.h"

static const double inf = INFINITY;

static void test_lambda_max(void)
{
    const double cross[4] = {1.0, -3.0, 2.0, 9.0}, l1[4] = {1.0, 2.0, 1.0, 0.0}, l2[4] = {0.5, 0.5, 0.5, 0.0};
    nb_lasso_penalty penalty = {l1, l2, NULL, NULL, 0.0};
    CHECK(nb_lasso_lambda_max(4, cross, &penalty) == 2.0); /* the last is not penalised */
    penalty.lower = (const double[4]){0.0, -inf, -inf, -1.0};
    penalty.upper = (const double[4]){inf, inf, 0.0, 1.0}; /* the third may not follow its correlation */
    CHECK(nb_lasso_lambda_max(4, cross, &penalty) == 1.5);
    penalty.lower = (const double[4]){0.0, 0.0, -inf, -1.0};
    CHECK(nb_lasso_lambda_max(4, cross, &penalty) == 1.0);
    CHECK(nb_lasso_lambda_max(0, cross, &penalty) == 0.0);
}

static void test_bounds_without_zero(void)
{
    const double cross[3] = {3.0, -3.0, 3.0}, l1[3] = {1.0, 1.0, 1.0}, l2[3] = {2.0, 2.0, 2.0};
    const double lower[3] = {0.5, -inf, 0.25}, upper[3] = {inf, -0.25, 0.25};
    const nb_lasso_penalty penalty = {l1, l2, lower, upper, 2.0};
    CHECK(nb_lasso_nearest_zero(&penalty, 0) == 0.5);
    CHECK(nb_lasso_nearest_zero(&penalty, 1) == -0.25);
    CHECK(nb_lasso_lambda_max(1, cross, &penalty) == 1.0); /* 3 / (1 + 2 * 2 * 0.5) */
    CHECK(nb_lasso_lambda_max(3, cross, &penalty) == 1.5); /* 3 / (1 + 2 * 2 * 0.25); the last cannot move */
    const double toward[2] = {-3.0, 3.0};                  /* pulled against the bound: held there at any penalty */
    CHECK(nb_lasso_lambda_max(2, toward, &penalty) == 0.0);
}

/* At lambda1_max no coefficient may be drawn off, however the quotient is rounded. */
static void test_rounding(void)
{
    int held = 1;
    for (int i = 1; i < 20000; i++) {
        const double cross = sin(i), l1 = 1.0 + 0.3 * cos(3.0 * i), l2 = 0.0;
        const nb_lasso_penalty penalty = {&l1, &l2, NULL, NULL, 0.0};
        const double largest = nb_lasso_lambda_max(1, &cross, &penalty);
        held = held && fabs(cross) <= largest * l1 && fabs(cross) >= largest * l1 * (1.0 - 4e-16);
    }
    CHECK(held);
}

static void test_grid(void)
{
    double lambda1[100];
    CHECK(nb_lasso_grid(100, 3.7, 1e-2, lambda1) == 100);
    CHECK(lambda1[0] == 3.7);
    CHECK(lambda1[99] == 3.7 * 1e-2);
    int falls = 1;
    for (int k = 1; k < 100; k++)
        falls = falls && fabs(lambda1[k] / lambda1[k - 1] - pow(1e-2, 1.0 / 99)) < 1e-14;
    CHECK(falls);
    CHECK(nb_lasso_grid(1, 3.7, 1e-2, lambda1) == 1 && lambda1[0] == 3.7);
    CHECK(nb_lasso_grid(100, 0.0, 1e-2, lambda1) == 1 && lambda1[0] == 0.0);
}

int main(void)
{
    test_lambda_max();
    test_bounds_without_zero();
    test_rounding();
    test_grid();
    return check_summary("grid");
}
