/*
 * interval.h - how far a number can move within an interval, for methods that step until something blocks.
 */
#ifndef NB_INTERVAL_H
#define NB_INTERVAL_H

#include <math.h>

/* Length at which value + length rate leaves [low, high]; INFINITY when it never does. */
static inline double nb_length_to_end(double value, double rate, double low, double high)
{
    if (rate < 0.0 && low > -INFINITY)
        return value > low ? (low - value) / rate : 0.0;
    if (rate > 0.0 && high < INFINITY)
        return value < high ? (high - value) / rate : 0.0;
    return INFINITY;
}

#endif
