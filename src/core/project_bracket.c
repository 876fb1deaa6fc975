/*
 * project_bracket.c - see project_bracket.h.
 */
#include "project_bracket.h"
#include <float.h>
#include <math.h>

enum { patience = 3 };

nb_bracket nb_bracket_start(double excess, double at_infinity)
{
    return (nb_bracket){0.0, INFINITY, excess, at_infinity, 0.0, INFINITY, 0};
}

int nb_bracket_done(const nb_bracket *bracket)
{
    if (isinf(bracket->high))
        return 0;
    return bracket->excess_high == 0.0 || bracket->high - bracket->low <= 8.0 * DBL_EPSILON * bracket->high;
}

double nb_bracket_next(nb_bracket *bracket, double guess)
{
    const double width = bracket->high - bracket->low, end = isinf(bracket->high) ? fabs(guess) : bracket->high;
    const int slow = ++bracket->rounds > patience;
    const double tau = guess + (bracket->last <= bracket->low ? 2.0 : -2.0) * DBL_EPSILON * end;
    if (slow || width < 0.5 * bracket->width) {
        bracket->width = width;
        bracket->rounds = 0;
    }
    if (!slow && tau > bracket->low && tau < bracket->high)
        return tau;
    if (isinf(bracket->high))
        return fmax(4.0 * bracket->low, DBL_MIN);
    if (bracket->low > 0.0 && bracket->high > 4.0 * bracket->low)
        return sqrt(bracket->low) * sqrt(bracket->high);
    return bracket->low + 0.5 * width;
}

void nb_bracket_take(nb_bracket *bracket, double tau, double excess)
{
    bracket->last = tau;
    if (excess > 0.0) {
        bracket->low = tau;
        bracket->excess_low = excess;
    } else {
        bracket->high = tau;
        bracket->excess_high = excess;
    }
}

double nb_bracket_secant(const nb_bracket *bracket)
{
    const double halve = bracket->rounds > 1 ? 0.5 : 1.0;
    const double low = bracket->last <= bracket->low ? bracket->excess_low : halve * bracket->excess_low;
    const double high = bracket->last <= bracket->low ? halve * bracket->excess_high : bracket->excess_high;
    return bracket->low + (bracket->high - bracket->low) * (low / (low - high));
}

double nb_bracket_share(const nb_bracket *bracket)
{
    return -bracket->excess_high / (bracket->excess_low - bracket->excess_high);
}
