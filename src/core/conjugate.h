/*
 * conjugate.h - the penalty of one coefficient under bounds, its conjugate, and how far a pair of points is from being dual to each other.
 *
 *     phi(b) = l1 |b| + l2/2 b^2 for lower <= b <= upper, else infinite,     phi*(g) = sup_b g b - phi(b)
 */
#ifndef NB_CONJUGATE_H
#define NB_CONJUGATE_H

typedef struct nb_term {
    double l1, l2, lower, upper; /* l1, l2 >= 0, multiplied by lambda; lower <= upper, infinite for none */
} nb_term;

/* The point of [lower, upper] nearest to b. */
double nb_term_clip(const nb_term *term, double b);

/* l1 |b| + l2/2 b^2, without regard to the bounds. */
double nb_term_value(const nb_term *term, double b);

/* phi(b) + phi*(g) - g b >= 0 for lower <= b <= upper, as a sum of terms that are not negative; infinite where phi*(g) is. A g that passes
 * the finite side of phi* by rounding counts as on it. */
double nb_term_gap(const nb_term *term, double b, double g);

/* By how much g misses the subdifferential of phi at b, which may leave [lower, upper] by rounding. */
double nb_term_violation(const nb_term *term, double b, double g);

/* Whether b is farther from both bounds than rounding. */
int nb_term_is_inside(const nb_term *term, double b);

/* Whether phi* is infinite beyond l1 on g's side. */
int nb_term_open(const nb_term *term, double g);

#endif
