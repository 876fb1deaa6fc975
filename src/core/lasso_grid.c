/*
 * lasso_grid.c - see lasso_grid.h.
 *
 * With c = A'(y - A b) at the null point b, coefficient j stays at b_j as long as no one-sided derivative of the objective is negative:
 *
 *     b_j = 0:   c_j <= lambda1 l1_j if upper_j > 0,   -c_j <= lambda1 l1_j if lower_j < 0
 *     b_j > 0:   c_j <= lambda1 (l1_j + ratio l2_j b_j) if upper_j > b_j              (b_j = lower_j; b_j < 0: its mirror image)
 */
#include "lasso_grid.h"
#include <math.h>

double nb_lasso_nearest_zero(const nb_lasso_penalty *penalty, int j)
{
    if (penalty->lower != NULL && penalty->lower[j] > 0.0)
        return penalty->lower[j];
    if (penalty->upper != NULL && penalty->upper[j] < 0.0)
        return penalty->upper[j];
    return 0.0;
}

/* The pull of the data on coefficient j off its null point b, or 0 where a bound takes it. */
static double pull_off(const nb_lasso_penalty *penalty, int j, double b, double cross)
{
    const int up = penalty->upper == NULL || penalty->upper[j] > b, down = penalty->lower == NULL || penalty->lower[j] < b;
    if (b > 0.0)
        return up && cross > 0.0 ? cross : 0.0;
    if (b < 0.0)
        return down && cross < 0.0 ? -cross : 0.0;
    return (cross > 0.0 && up) || (cross < 0.0 && down) ? fabs(cross) : 0.0;
}

double nb_lasso_lambda_max(int p, const double *cross, const nb_lasso_penalty *penalty)
{
    double largest = 0.0;
    for (int j = 0; j < p; j++) {
        const double b = nb_lasso_nearest_zero(penalty, j), hold = penalty->l1[j] + penalty->ratio * penalty->l2[j] * fabs(b);
        const double pull = penalty->l1[j] > 0.0 ? pull_off(penalty, j, b, cross[j]) : 0.0;
        if (pull > largest * hold) {
            largest = pull / hold;
            while (largest * hold < pull) /* the quotient may have been rounded down */
                largest = nextafter(largest, INFINITY);
        }
    }
    return largest;
}

int nb_lasso_grid(int count, double largest, double min_ratio, double *lambda1)
{
    if (!(largest > 0.0) && count > 1)
        count = 1;
    for (int k = 0; k < count; k++)
        lambda1[k] = k == 0 ? largest : largest * pow(min_ratio, (double)k / (count - 1));
    return count;
}
