/*
 * project_sum.h - sums with the rounding errors of their additions added up beside them (Neumaier 1974; Ogita, Rump & Oishi 2005).
 */
#ifndef NB_PROJECT_SUM_H
#define NB_PROJECT_SUM_H

typedef struct nb_sum {
    double high, low;
} nb_sum;

static inline void nb_sum_add(nb_sum *sum, double x)
{
    const double total = sum->high + x, part = total - sum->high;
    sum->low += (sum->high - (total - part)) + (x - part);
    sum->high = total;
}

/* Also where the sum overflowed. */
static inline double nb_sum_value(nb_sum sum)
{
    const double value = sum.high + sum.low;
    return value == value ? value : sum.high;
}

#endif
