/*
 * conjugate.c - see conjugate.h.
 *
 * The supremum in phi* is attained at b* = the soft threshold of g at l1 over l2, brought into the bounds (at a bound or at zero when
 * l2 = 0). With sigma the sign of b* and nu = g - l2 b* - l1 sigma, which is zero unless b* is at a bound,
 *
 *     phi(b) + phi*(g) - g b = l2/2 (b - b*)^2 + l1 (|b| - sigma b) - nu (b - b*),     b* != 0
 *                            = l2/2 b^2 + l1 |b| - g b,                               b* = 0
 *
 * with no negative term, so that nothing cancels. (Fenchel-Young; Boyd & Vandenberghe 2004, section 3.3.)
 */
#include "conjugate.h"
#include <float.h>
#include <math.h>

static const double few_ulps = 4.0 * DBL_EPSILON;

static double positive(double x)
{
    return x > 0.0 ? x : 0.0;
}

double nb_term_clip(const nb_term *term, double b)
{
    return b < term->lower ? term->lower : b > term->upper ? term->upper : b;
}

double nb_term_value(const nb_term *term, double b)
{
    return term->l1 * fabs(b) + 0.5 * term->l2 * b * b;
}

double nb_term_gap(const nb_term *term, double b, double g)
{
    const double over = fabs(g) - term->l1;
    double free_star = 0.0, star, nu = 0.0;
    if (over > 0.0 && term->l2 > 0.0)
        free_star = copysign(over, g) / term->l2;
    else if (over > few_ulps * term->l1)
        free_star = copysign(INFINITY, g);
    star = nb_term_clip(term, free_star);
    if (isinf(star))
        return INFINITY;
    const double square = 0.5 * term->l2 * (b - star) * (b - star);
    if (star == 0.0)
        return square + positive(term->l1 * fabs(b) - g * b);
    const double sign = star > 0.0 ? 1.0 : -1.0;
    if (star != free_star)
        nu = g - term->l2 * star - term->l1 * sign;
    return square + term->l1 * (fabs(b) - sign * b) + positive(nu * (star - b));
}

static int is_below(const nb_term *term, double b)
{
    return term->upper - b > few_ulps * fabs(b);
}

static int is_above(const nb_term *term, double b)
{
    return b - term->lower > few_ulps * fabs(b);
}

double nb_term_violation(const nb_term *term, double b, double g)
{
    const double slope = g - term->l2 * b, up = b >= 0.0 ? slope - term->l1 : slope + term->l1;
    const double down = b <= 0.0 ? -slope - term->l1 : term->l1 - slope;
    double worst = 0.0;
    if (is_below(term, b))
        worst = positive(up);
    if (is_above(term, b) && down > worst)
        worst = down;
    return worst;
}

int nb_term_is_inside(const nb_term *term, double b)
{
    return is_below(term, b) && is_above(term, b);
}

int nb_term_open(const nb_term *term, double g)
{
    return term->l2 == 0.0 && (g > 0.0 ? isinf(term->upper) : isinf(term->lower));
}
