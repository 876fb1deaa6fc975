/*
 * project_bracket.h - the root of a falling function of a multiplier tau >= 0, enclosed down to neighbouring numbers.
 *
 * The caller guesses (by Newton's method, by secants); the bracket sees to it that every guess helps: the guess is moved a little beyond
 * the root that it aims at, so that the root gets enclosed from both sides, and gives way to the middle when the interval has not been
 * halved lately.
 */
#ifndef NB_PROJECT_BRACKET_H
#define NB_PROJECT_BRACKET_H

typedef struct nb_bracket {
    double low, high;               /* tau; high is INFINITY until a value below the root is known */
    double excess_low, excess_high; /* the function less its target: > 0 at low, <= 0 at high */
    double last;                    /* the tau that was looked at last */
    double width;                   /* when it was halved last */
    int rounds;                     /* since */
} nb_bracket;

/* excess: at tau = 0; at_infinity: the limit. */
nb_bracket nb_bracket_start(double excess, double at_infinity);

/* Whether low and high are neighbours to rounding, or high is the root. */
int nb_bracket_done(const nb_bracket *bracket);

/* Where to look next, given a guess for the root (NaN: none). */
double nb_bracket_next(nb_bracket *bracket, double guess);

/* The function less its target at tau. */
void nb_bracket_take(nb_bracket *bracket, double tau, double excess);

/* The guess by the secant through both ends, of which one that has stayed for long counts for less (Illinois). */
double nb_bracket_secant(const nb_bracket *bracket);

/* The weight of b(low) in the point between b(low) and b(high) where the function, if linear, has its target. */
double nb_bracket_share(const nb_bracket *bracket);

#endif
