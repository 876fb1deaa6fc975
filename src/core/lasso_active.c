/*
 * lasso_active.c - feature-sign search with bounds: see lasso_active.h.
 *
 * On a face (signs and free columns given) the problem is linear: H d = g - lambda1 l1 s - lambda2 l2 b gives the way to its minimum. The
 * first coefficient to reach the end of its interval stops the move and is fixed there; at the minimum, fixed columns whose subgradient
 * condition fails are let in, largest violation first, a limited number at once. Every move lowers the objective. Lee, Battle, Raina & Ng
 * (2007), Advances in NIPS 19; bounds as in Lawson & Hanson (1974), chapter 23.
 */
#include "lasso_active.h"
#include "lasso_face.h"
#include "kernels.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* Rounds at one penalty before columns are let in one at a time, and before the search is given up (its certificate then shows it). */
enum { patient_rounds = 24, most_refinements = 4 };

double nb_lasso_violation(double value, double gradient, double l1, double l2, double lower, double upper)
{
    const double up = gradient - (value >= 0.0 ? l1 : -l1) - l2 * value, down = gradient - (value > 0.0 ? l1 : -l1) - l2 * value;
    if (up > 0.0 && value < upper)
        return up;
    if (down < 0.0 && value > lower)
        return down;
    return 0.0;
}

double nb_active_noise(const nb_quadratic *problem, const nb_active *active)
{
    double sum = problem->scale;
    for (int j = 0; j < problem->count; j++)
        sum += fabs(active->b[j]);
    return 8.0 * DBL_EPSILON * sum;
}

double nb_active_residual(const nb_quadratic *problem, const nb_active *active, int j, double gradient, double lambda1, double lambda2)
{
    return gradient - lambda1 * problem->l1[j] * active->sign[j] - lambda2 * problem->l2[j] * active->b[j];
}

/* gradient := c - G b, four columns of G at a time. */
static void update_gradient(const nb_quadratic *problem, nb_active *active)
{
    const nb_kernels *kernels = nb_kernels_best();
    const int count = problem->count;
    const double *lines[4];
    double times[4];
    int held = 0;
    memcpy(active->gradient, problem->cross, (size_t)count * sizeof(double));
    for (int j = 0; j < count; j++) {
        if (active->b[j] == 0.0)
            continue;
        lines[held] = problem->gram + j * problem->ld;
        times[held++] = -active->b[j];
        if (held == 4) {
            kernels->combine(count, lines, times, active->gradient);
            held = 0;
        }
    }
    for (int l = 0; l < held; l++)
        for (int i = 0; i < count; i++)
            active->gradient[i] += times[l] * lines[l][i];
}

/* step := stationarity residuals of the free columns; returns the largest. */
static double face_residual(const nb_quadratic *problem, double lambda1, double lambda2, nb_active *active)
{
    double worst = 0.0;
    for (int k = 0; k < active->factor.size; k++) {
        const int j = active->order[k];
        active->step[k] = nb_active_residual(problem, active, j, active->gradient[j], lambda1, lambda2);
        worst = fabs(active->step[k]) > worst ? fabs(active->step[k]) : worst;
    }
    return worst;
}

/* To the minimum of the face, columns that reach an end dropping out; gradient is up to date at the start and at the end. */
static nb_status descend_face(nb_context *ctx, const nb_quadratic *problem, double lambda1, double lambda2, nb_active *active)
{
    for (int refinements = 0; refinements < most_refinements;) {
        const double noise = nb_active_noise(problem, active);
        double left = 1.0;
        int moved = 0;
        if (!(face_residual(problem, lambda1, lambda2, active) > noise))
            return NB_OK;
        while (active->factor.size > 0 && left > 0.0) { /* residuals shrink by 1 - length as the move goes on */
            memcpy(active->work, active->step, (size_t)active->factor.size * sizeof(double));
            nb_cholesky_solve(&active->factor, active->work);
            const double length = nb_face_move(problem, lambda1, active);
            left = length < 1.0 ? 1.0 - length : 0.0;
            for (int k = 0; k < active->factor.size; k++)
                active->step[k] *= left;
            moved = moved || length < 1.0;
            NB_TRY(nb_poll(ctx));
        }
        update_gradient(problem, active);
        refinements += !moved;
    }
    return NB_OK;
}

nb_status nb_active_solve(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda1, double lambda2, nb_active *active,
                          int *rounds)
{
    const int most_rounds = 200 + 4 * problem->count;
    NB_TRY(nb_face_penalty(ctx, ws, problem, lambda2, active));
    update_gradient(problem, active);
    for (*rounds = 0; *rounds < most_rounds; ++*rounds) {
        int entered = 0;
        NB_TRY(descend_face(ctx, problem, lambda1, lambda2, active));
        const int most = *rounds < patient_rounds ? nb_face_batch(active) : 1;
        NB_TRY(nb_face_enter(ctx, ws, problem, lambda1, lambda2, most, active, &entered));
        if (entered == 0)
            break;
        if (entered < 0) /* an exchange moved coefficients */
            update_gradient(problem, active);
    }
    return NB_OK;
}

double nb_active_refine(const nb_quadratic *problem, double *rho, nb_active *active)
{
    double largest = 0.0;
    nb_cholesky_solve(&active->factor, rho);
    for (int k = 0; k < active->factor.size; k++) {
        const int j = active->order[k];
        const double next = active->b[j] + rho[k];
        if (next < problem->lower[j] || next > problem->upper[j] || (problem->l1[j] > 0.0 && next * active->sign[j] < 0.0))
            return -1.0;
        largest = fabs(rho[k]) > largest ? fabs(rho[k]) : largest;
    }
    for (int k = 0; k < active->factor.size; k++)
        active->b[active->order[k]] += rho[k];
    return largest;
}
