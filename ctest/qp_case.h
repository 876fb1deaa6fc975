/*
 * qp_case.h - problems of qp.h with everything written out, random ones among them, and judges of their solutions that know nothing but the
 * problem: the conditions of optimality and the proofs that nothing is feasible, summed in long double.
 */
#ifndef NB_QP_CASE_H
#define NB_QP_CASE_H

#include "check.h"
#include "qp.h"
#include "sample.h"
#include <string.h>

enum { qp_most_n = 40, qp_most_p = 40, qp_most_m = 40 };

typedef struct qp_case {
    int n, p, m;
    double a[qp_most_n * qp_most_p], y[qp_most_n]; /* n x p; n */
    double ridge[qp_most_p], l1[qp_most_p], lower[qp_most_p], upper[qp_most_p];
    double row[qp_most_m * qp_most_p], row_lower[qp_most_m], row_upper[qp_most_m]; /* m x p; m; m */
} qp_case;

/* n x p of zeros, without penalty, bounds and rows. */
static inline void qp_case_clear(qp_case *c, int n, int p, int m)
{
    memset(c, 0, sizeof *c);
    c->n = n;
    c->p = p;
    c->m = m;
    for (int j = 0; j < p; j++) {
        c->lower[j] = -INFINITY;
        c->upper[j] = INFINITY;
    }
    for (int i = 0; i < m; i++) {
        c->row_lower[i] = -INFINITY;
        c->row_upper[i] = INFINITY;
    }
}

/* Solves it; the result lives in the arena of ctx. */
static inline nb_status qp_case_solve(nb_context *ctx, const qp_case *c, const nb_qp_start *start, nb_qp_result *result)
{
    int columns[qp_most_p];
    double zero[qp_most_p] = {0}, one[qp_most_p], root[qp_most_n];
    nb_gemm_work ws;
    for (int j = 0; j < c->p; j++) {
        columns[j] = j;
        one[j] = 1.0;
    }
    for (int i = 0; i < c->n; i++)
        root[i] = 1.0;
    const nb_design design = {
        .n = c->n, .p = c->p, .x = c->a, .columns = columns, .centre = zero, .scale = one, .root_weight = root, .implicit = 1};
    const nb_qp_problem problem = {&design, c->y, c->ridge, c->l1, c->lower, c->upper, c->m, c->row, c->row_lower, c->row_upper};
    NB_TRY(nb_gemm_work_init(ctx, &ws));
    return nb_qp_solve(ctx, &ws, &problem, start, result);
}

/* The norm of column j with its ridge, 1 where that is 0: what its coefficient is measured by. */
static inline double qp_case_mass(const qp_case *c, int j)
{
    double sum = c->ridge[j];
    for (int i = 0; i < c->n; i++)
        sum += c->a[i + j * c->n] * c->a[i + j * c->n];
    return sum > 0.0 ? sqrt(sum) : 1.0;
}

/* gradient := A'(A b - y) + ridge b + R'rho. Returns the size of the numbers that it was formed of, in the units of y; where all of them
 * are 0 but for rounding, that of the numbers that this rounds. */
static inline double qp_case_slope(const qp_case *c, const double *b, const double *rho, double *gradient)
{
    long double residual[qp_most_n];
    double size = 1e-3;
    for (int i = 0; i < c->n; i++) {
        residual[i] = -(long double)c->y[i];
        for (int j = 0; j < c->p; j++)
            residual[i] += (long double)c->a[i + j * c->n] * b[j];
        size += fabs(c->y[i]);
    }
    for (int j = 0; j < c->p; j++) {
        const double mass = qp_case_mass(c, j);
        long double sum = (long double)c->ridge[j] * b[j];
        size += fabs(b[j]) * mass;
        for (int i = 0; i < c->n; i++)
            sum += (long double)c->a[i + j * c->n] * residual[i];
        for (int i = 0; i < c->m; i++) {
            sum += (long double)c->row[i + j * c->m] * rho[i];
            size += fabs(c->row[i + j * c->m] * rho[i]) / mass;
        }
        gradient[j] = (double)sum;
    }
    return size;
}

/* Of one coefficient: the slope that is left, in the units of the gradient; INFINITY where b leaves its bounds or the multiplier presses
 * on a side where b is not. */
static inline double qp_case_column_miss(const qp_case *c, int j, double b, double mu, double slope)
{
    const double rest = slope + mu, l1 = c->l1[j];
    if (!(b >= c->lower[j] && b <= c->upper[j]) || (mu > 0.0 && b != c->upper[j]) || (mu < 0.0 && b != c->lower[j]))
        return INFINITY;
    return b != 0.0 ? fabs(rest + (b > 0.0 ? l1 : -l1)) : fmax(fabs(rest) - l1, 0.0);
}

/* Of one row: by how much it is broken, or not touched where it presses, relative to what rounding in numbers of that size makes of it. */
static inline double qp_case_row_miss(const qp_case *c, int i, const double *b, double rho, double size)
{
    long double value = 0.0L;
    double terms = 0.0;
    for (int j = 0; j < c->p; j++) {
        value += (long double)c->row[i + j * c->m] * b[j];
        terms += fabs(c->row[i + j * c->m]) * size / qp_case_mass(c, j);
    }
    const double over = (double)(value - c->row_upper[i]), under = (double)(c->row_lower[i] - value);
    const double off = fmax(fmax(over, under), rho > 0.0 ? -over : rho < 0.0 ? -under : 0.0);
    const double side = rho > 0.0 || over > 0.0 ? c->row_upper[i] : rho < 0.0 || under > 0.0 ? c->row_lower[i] : 0.0;
    return off > 0.0 ? off / (terms + fabs(side)) : 0.0;
}

/* The largest violation of the conditions of optimality, relative to the numbers there are. */
static inline double qp_case_miss(const qp_case *c, const nb_qp_result *result)
{
    double gradient[qp_most_p], worst = 0.0;
    const double size = qp_case_slope(c, result->b, result->row_multiplier, gradient);
    for (int j = 0; j < c->p; j++) {
        const double miss = qp_case_column_miss(c, j, result->b[j], result->bound_multiplier[j], gradient[j]);
        worst = fmax(worst, miss > 0.0 ? miss / (qp_case_mass(c, j) * size + c->l1[j]) : 0.0);
    }
    for (int i = 0; i < c->m; i++)
        worst = fmax(worst, qp_case_row_miss(c, i, result->b, result->row_multiplier[i], size));
    return worst;
}

/* What is left of the combination of column j by a proof that nothing is feasible; *terms: the sum of the sizes of its terms. */
static inline double qp_case_farkas_column(const qp_case *c, int j, const double *farkas, double *terms)
{
    long double sum = farkas[c->m + j], size = fabsl(sum);
    for (int i = 0; i < c->m; i++) {
        sum += (long double)c->row[i + j * c->m] * farkas[i];
        size += fabsl((long double)c->row[i + j * c->m] * farkas[i]);
    }
    *terms = (double)size;
    return (double)fabsl(sum);
}

/* What such a proof lacks: its combination of rows and bounds must vanish, and ask for less than nothing by more than rounding in the
 * coefficients makes. Relative; INFINITY where it is none at all. */
static inline double qp_case_farkas_miss(const qp_case *c, const double *farkas)
{
    long double asked = 0.0L;
    double worst = 0.0, size = 0.0, terms;
    for (int k = 0; k < c->m + c->p; k++) {
        const double of = farkas[k], side = k < c->m ? (of > 0.0 ? c->row_upper[k] : c->row_lower[k])
                                                     : (of > 0.0 ? c->upper[k - c->m] : c->lower[k - c->m]);
        if (of == 0.0)
            continue;
        asked += (long double)of * side;
        size += fabs(of * side);
    }
    for (int j = 0; j < c->p; j++) {
        const double left = qp_case_farkas_column(c, j, farkas, &terms);
        worst = fmax(worst, terms > 0.0 ? left / terms : 0.0);
        size += terms / qp_case_mass(c, j);
    }
    return asked < -1e-9L * size ? worst : INFINITY;
}

/* Random numbers. */
static inline int qp_pick(unsigned long long *state, int count)
{
    const int k = (int)(0.5 * (sample_uniform(state) + 1.0) * count);
    return k < count ? k : count - 1;
}

static inline double qp_integer(unsigned long long *state, int most)
{
    return qp_pick(state, 2 * most + 1) - most;
}

#endif
