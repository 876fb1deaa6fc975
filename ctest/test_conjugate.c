/*
 * test_conjugate.c - conjugate.h: gaps against the supremum taken on a fine grid, worked cases, and gaps far below rounding of their terms.
 */
#include "check.h"
#include "conjugate.h"
#include "sample.h"

/* sup of g x - phi(x) over a grid of [lower, upper], which holds the maximum to within the grid's width. */
static double sup_on_grid(const nb_term *term, double g)
{
    double best = -INFINITY;
    const double from = fmax(term->lower, -60.0), to = fmin(term->upper, 60.0);
    for (int i = 0; i <= 120000; i++) {
        const double x = from + (to - from) * i / 120000.0;
        best = fmax(best, g * x - nb_term_value(term, x));
    }
    if (from <= 0.0 && to >= 0.0)
        best = fmax(best, 0.0);
    return best;
}

static void test_grid(void)
{
    static const double bounds[][2] = {{-INFINITY, INFINITY}, {0, INFINITY}, {-INFINITY, 0}, {-1, 2}, {0.5, 2}, {-3, -1},
                                       {0.5, INFINITY},       {0, 0},        {1.5, 1.5}};
    static const double l1[] = {0.0, 0.7}, l2[] = {0.0, 0.3};
    unsigned long long state = 8;
    for (int k = 0; k < 9; k++)
        for (int kind = 0; kind < 4; kind++)
            for (int rep = 0; rep < 8; rep++) {
                const nb_term term = {l1[kind % 2], l2[kind / 2], bounds[k][0], bounds[k][1]};
                const double g = 3.0 * sample_uniform(&state), b = nb_term_clip(&term, 2.0 * sample_uniform(&state));
                const double gap = nb_term_gap(&term, b, g);
                if (nb_term_open(&term, g) && fabs(g) > term.l1) {
                    CHECK(isinf(gap) && gap > 0.0);
                } else {
                    CHECK(gap >= 0.0);
                    CHECK_NEAR(gap, nb_term_value(&term, b) + sup_on_grid(&term, g) - g * b, 1e-5);
                }
            }
}

static void test_worked(void)
{
    const nb_term lasso = {1.0, 0.0, -INFINITY, INFINITY}, net = {1.0, 2.0, -INFINITY, INFINITY}, box = {0.0, 0.0, -1.0, 2.0};
    CHECK_NEAR(nb_term_gap(&lasso, 3.0, 0.5), 1.5, 0.0);
    CHECK_NEAR(nb_term_gap(&lasso, -3.0, 0.5), 4.5, 0.0);
    CHECK_NEAR(nb_term_gap(&lasso, 3.0, 1.0), 0.0, 0.0);
    CHECK(isinf(nb_term_gap(&lasso, 0.0, 1.0 + 1e-14)));
    /* (l2 b - (g - l1))^2 / (2 l2) on the side of b */
    CHECK_NEAR(nb_term_gap(&net, 1.0, 4.0), 0.25, 1e-16);
    CHECK_NEAR(nb_term_gap(&box, 2.0, 5.0), 0.0, 0.0);
    CHECK_NEAR(nb_term_gap(&box, 1.0, 5.0), 5.0, 0.0);
    CHECK_NEAR(nb_term_gap(&box, 1.0, -5.0), 10.0, 0.0);
    /* an error of 1e-9 in g is a gap of 1e-18 / (2 l2), while phi, phi* and g b are of the size of 1 */
    CHECK_NEAR(nb_term_gap(&net, 1.0, 3.0 + 1e-9) * 1e18, 0.25, 1e-6);
}

static void test_violation(void)
{
    const nb_term lasso = {1.0, 0.0, -INFINITY, INFINITY}, net = {1.0, 2.0, -INFINITY, INFINITY}, box = {0.5, 0.0, -1.0, 2.0};
    CHECK_NEAR(nb_term_violation(&lasso, 0.0, 0.9), 0.0, 0.0);
    CHECK_NEAR(nb_term_violation(&lasso, 0.0, -1.25), 0.25, 1e-16);
    CHECK_NEAR(nb_term_violation(&lasso, 2.0, 0.75), 0.25, 1e-16);
    CHECK_NEAR(nb_term_violation(&lasso, -2.0, 0.75), 1.75, 1e-16);
    CHECK_NEAR(nb_term_violation(&net, 1.0, 3.5), 0.5, 1e-16);
    CHECK_NEAR(nb_term_violation(&box, 2.0, 7.0), 0.0, 0.0);
    CHECK_NEAR(nb_term_violation(&box, 2.0 + 4e-16, 7.0), 0.0, 0.0); /* at its bound to rounding */
    CHECK_NEAR(nb_term_violation(&box, 2.0, 0.25), 0.25, 1e-16);
    CHECK_NEAR(nb_term_violation(&box, -1.0, -7.0), 0.0, 0.0);
    CHECK_NEAR(nb_term_violation(&box, -1.0, 0.0), 0.5, 1e-16);
    CHECK(nb_term_is_inside(&box, 1.0) && !nb_term_is_inside(&box, 2.0) && !nb_term_is_inside(&box, -1.0));
    CHECK(nb_term_is_inside(&lasso, 1e300));
}

int main(void)
{
    test_grid();
    test_worked();
    test_violation();
    return check_summary("conjugate");
}
