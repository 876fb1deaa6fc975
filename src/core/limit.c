/*
 * limit.c - least penalty under equations by the proximal point algorithm.
 *
 * Where a penalty has no curvature (the L1 norm) the dual has kinks. A proximal term gives it some:
 *
 *     b_{k+1} = argmin  sum_j phi_j(b_j) + rho_j/2 (b_j - b_kj)^2   subject to  C b = d,
 *
 * whose dual is smooth and piecewise quadratic (limit_newton.c). For polyhedral penalties a few rounds reach a solution exactly
 * (Rockafellar 1976; Luque 1984), the last of which moves nothing, so that its u solves the dual without the proximal term. Li, Sun & Toh
 * (2018) solve lassos this way. Degenerate problems, on which pivoting stalls, cost it nothing.
 */
#include "limit.h"
#include "conjugate.h"
#include "limit_newton.h"
#include <float.h>
#include <math.h>

/* After so many rounds slopes that nearly tie keep b creeping: weaker proximal terms let it go in one. */
enum { most_rounds = 60, patient_rounds = 15 };

static double largest(int n, const double *x)
{
    double most = 0.0;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(x[i]));
    return most;
}

/* A size that coefficients have: the largest of the solution of least norm C'd and of finite bounds that exclude 0. */
static nb_status coefficient_size(nb_context *ctx, nb_gemm_work *ws, const nb_limit_problem *problem, double *work, double *size)
{
    const int p = problem->p;
    const nb_status status = nb_gemm(ctx, ws, p, 1, problem->r, 1.0, problem->c, problem->r, 1, problem->d, 1, problem->r, 0.0, work, p);
    *size = largest(p, work);
    for (int j = 0; j < p && problem->lower != NULL; j++)
        *size = fmax(*size, problem->lower[j] > 0.0 ? problem->lower[j] : 0.0);
    for (int j = 0; j < p && problem->upper != NULL; j++)
        *size = fmax(*size, problem->upper[j] < 0.0 ? -problem->upper[j] : 0.0);
    return status;
}

/* Proximal terms that a coefficient of size `size` feels as the share rho of its slope; none where the penalty is curved by more. */
static void set_prox(const nb_limit_problem *problem, double rho, double top, double size, double *prox)
{
    for (int j = 0; j < problem->p; j++)
        prox[j] = fmax(0.0, rho * fmax(problem->l1[j], 1e-2 * top) / size - problem->l2[j]);
}

nb_status nb_limit_solve(nb_context *ctx, nb_gemm_work *ws, const nb_limit_problem *problem, double *b, double *u, int *steps, int *settled)
{
    const int p = problem->p;
    const double top = largest(p, problem->l1) > 0.0 ? largest(p, problem->l1) : 1.0;
    const double norm = nb_limit_norm(problem->r, problem->d);
    double size = 0.0, rho = 0.1;
    nb_limit_newton newton;
    NB_TRY(nb_limit_newton_init(ctx, problem, b, u, &newton));
    NB_TRY(coefficient_size(ctx, ws, problem, newton.g, &size));
    for (int j = 0; j < p; j++)
        newton.centre[j] = 0.0;
    *settled = 0;
    for (int round = 0; round < most_rounds && !*settled; round++) {
        double moved = 0.0;
        NB_TRY(nb_poll(ctx));
        set_prox(problem, rho, top, size > 0.0 ? size : 1.0, newton.prox);
        NB_TRY(nb_limit_newton_solve(ctx, ws, &newton, 1e-14 * norm + 8.0 * DBL_EPSILON * size / rho));
        for (int j = 0; j < p; j++) {
            moved = fmax(moved, newton.prox[j] * fabs(b[j] - newton.centre[j]) / fmax(problem->l1[j], 1e-2 * top));
            newton.centre[j] = b[j];
        }
        *settled = moved <= 1e-12;
        rho = fmax(rho * 0.3, round < patient_rounds ? 1e-3 : 1e-7);
    }
    *steps = newton.steps;
    return NB_OK;
}

void nb_limit_gaps(const nb_limit_problem *problem, const double *b, const double *g, double *gap, double *miss)
{
    for (int j = 0; j < problem->p; j++) {
        const nb_term term = {problem->l1[j], problem->l2[j], problem->lower != NULL ? problem->lower[j] : -INFINITY,
                              problem->upper != NULL ? problem->upper[j] : INFINITY};
        gap[j] = nb_term_gap(&term, nb_term_clip(&term, b[j]), g[j]);
        miss[j] = nb_term_violation(&term, b[j], g[j]);
    }
}
