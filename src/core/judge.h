/*
 * judge.h - what the certificate of a lasso needs to know of the gradients A't at one penalty, taken in a few columns at a time.
 *
 * The dual point is s t with 0 <= s <= 1. Gradients are kept only where the coefficient is not zero; of the other columns only a few sums
 * and the limits that they set to s.
 */
#ifndef NB_JUDGE_H
#define NB_JUDGE_H

#include "conjugate.h"

/* The penalty of p columns as in certificate_lasso.h; lower, upper: NULL for none. */
typedef struct nb_judge_terms {
    int p;
    const double *l1, *l2, *lower, *upper, *unit;
} nb_judge_terms;

typedef struct nb_judge {
    /* given */
    double lambda;
    int count; /* coefficients that are not zero, index ascending */
    const int *index;
    const double *value;
    const char *settled; /* p: columns that t was made orthogonal to; NULL: the loose ones */
    double slack, small; /* by how much columns with lambda l1_j <= small may pass the end of phi*, as rounding */
    /* found */
    int at;                    /* how many of the coefficients were seen */
    double *gradient;          /* count: a_j't where b_j != 0 */
    double s_end, s_all;       /* largest s for which phi*(s a_j't) is finite everywhere; for which it is 0 wherever l1_j > 0 = b_j */
    double zero_end, zero_all; /* sum of phi*(a_j't) where b_j = 0: what counts at s_end and at s_all */
    double kkt, feasibility;   /* largest violations, times unit, of penalised and other columns */
    double loose2;             /* squared gradients of loose columns, */
    int loose;                 /* and their number */
} nb_judge;

/* lambda times the penalty of column j, and its bounds. */
nb_term nb_judge_term(const nb_judge_terms *terms, double lambda, int j);

/* Up to here the lower bound leaves a penalty out: rounding squared over this stays below 1e-9. */
extern const double nb_judge_negligible;

/* Whether b is free to move: without penalty and not at a bound. */
int nb_judge_is_loose(const nb_term *term, double b);

/* Forgets what was found. */
void nb_judge_begin(nb_judge *judge);

/* Takes in g (width): a_j't of columns j0, ..., j0 + width - 1, which follow those of the last call. */
void nb_judge_see(const nb_judge_terms *terms, nb_judge *judge, int j0, int width, const double *g);

/* The same out of order, for where it is known that columns not seen have |a_j't| <= lambda l1_j, b_j = 0 and no bounds: a column with
 * b_j = 0, and the i-th coefficient that is not zero. */
void nb_judge_see_zero(const nb_judge_terms *terms, nb_judge *judge, int j, double g);
void nb_judge_see_coefficient(const nb_judge_terms *terms, nb_judge *judge, int i, double g);

/* sum_j phi(b_j); *outside: the largest distance of a coefficient to its bounds, over unit. */
double nb_judge_penalty(const nb_judge_terms *terms, const nb_judge *judge, double *outside);

/* After all columns: an upper bound on 1/2 (1 - s)^2 square + (1 - s) skew + sum_j phi(b_j) + phi*(s a_j't) - s a_j't b_j at the better
 * of s_end and s_all. */
double nb_judge_gap(const nb_judge_terms *terms, const nb_judge *judge, double square, double skew);

#endif
