/*
 * limit_newton.c - Newton's method on the dual of a proximal step (limit_newton.h).
 *
 *     maximise over u   d'u - sum_j h*_j(c_j'u),      h_j(b) = phi_j(b) + prox_j/2 (b - centre_j)^2
 *     gradient  d - C b(u),   b_j(u) = clip(soft(c_j'u + prox_j centre_j, l1_j) / q_j),   q_j = l2_j + prox_j
 *     hessian   - C_F diag(1 / q_F) C_F',   F: the coefficients between kinks and bounds
 *
 * The dual is concave, once differentiable and piecewise quadratic; where the hessian is singular a little of the identity is added, less
 * as the gradient falls. A search along the direction brings the slope to a tenth. Once F is that of the solution a full step ends it.
 */
#include "limit_newton.h"
#include "kernels.h"
#include <math.h>

enum { block = 256, most_steps = 400, most_trials = 60, most_idle = 48 };

nb_status nb_limit_newton_init(nb_context *ctx, const nb_limit_problem *problem, double *b, double *u, nb_limit_newton *newton)
{
    const size_t p = (size_t)problem->p, r = (size_t)problem->r;
    double *all = nb_doubles(ctx, 4 * p + 2 * r + r * r + r * block);
    if (all == NULL)
        return NB_ERR_MEMORY;
    newton->problem = problem;
    newton->b = b;
    newton->u = u;
    newton->prox = all;
    newton->centre = newton->prox + p;
    newton->g = newton->centre + p;
    newton->slope = newton->g + p;
    newton->left = newton->slope + p;
    newton->step = newton->left + r;
    newton->hessian = newton->step + r;
    newton->pack = newton->hessian + r * r;
    newton->steps = 0;
    return nb_cholesky_init(ctx, problem->r, &newton->factor);
}

double nb_limit_norm(int n, const double *x)
{
    double top = 0.0, sum = 0.0;
    for (int i = 0; i < n; i++)
        top = fmax(top, fabs(x[i]));
    for (int i = 0; i < n && top > 0.0; i++)
        sum += (x[i] / top) * (x[i] / top);
    return top * sqrt(sum);
}

/* b_j(u) for g = c_j'u; *inside: 1 where it moves with g. */
static double coefficient(const nb_limit_newton *w, int j, double g, int *inside)
{
    const nb_limit_problem *problem = w->problem;
    const double target = g + w->prox[j] * w->centre[j], left = fabs(target) - problem->l1[j];
    const double b = left > 0.0 ? copysign(left / (problem->l2[j] + w->prox[j]), target) : 0.0;
    *inside = left > 0.0;
    if (problem->lower != NULL && b <= problem->lower[j]) {
        *inside = 0;
        return problem->lower[j];
    }
    if (problem->upper != NULL && b >= problem->upper[j]) {
        *inside = 0;
        return problem->upper[j];
    }
    return b;
}

/* out (p) := C'x. */
static nb_status across(nb_context *ctx, nb_gemm_work *ws, const nb_limit_problem *problem, const double *x, double *out)
{
    return nb_gemm(ctx, ws, problem->p, 1, problem->r, 1.0, problem->c, problem->r, 1, x, 1, problem->r, 0.0, out, problem->p);
}

/* b and what it leaves of the equations, from u. */
static nb_status evaluate(nb_context *ctx, nb_gemm_work *ws, nb_limit_newton *w)
{
    const nb_limit_problem *problem = w->problem;
    int inside;
    NB_TRY(across(ctx, ws, problem, w->u, w->g));
    for (int j = 0; j < problem->p; j++)
        w->b[j] = coefficient(w, j, w->g[j], &inside);
    for (int i = 0; i < problem->r; i++)
        w->left[i] = problem->d[i];
    return nb_gemm(ctx, ws, problem->r, 1, problem->p, -1.0, problem->c, 1, problem->r, w->b, 1, problem->p, 1.0, w->left, problem->r);
}

/* hessian (lower triangle) := C_F diag(1 / q_F) C_F' in blocks of columns; returns its largest diagonal entry in *top. */
static nb_status form_hessian(nb_context *ctx, nb_gemm_work *ws, nb_limit_newton *w, double *top)
{
    const nb_limit_problem *problem = w->problem;
    const ptrdiff_t r = problem->r;
    int count = 0, inside;
    for (ptrdiff_t i = 0; i < r * r; i++)
        w->hessian[i] = 0.0;
    for (int j = 0; j < problem->p; j++) {
        coefficient(w, j, w->g[j], &inside);
        if (inside) {
            const double root = sqrt(1.0 / (problem->l2[j] + w->prox[j])), *c = problem->c + j * r;
            for (ptrdiff_t i = 0; i < r; i++)
                w->pack[count * r + i] = root * c[i];
            count++;
        }
        if (count == block || (j == problem->p - 1 && count > 0)) {
            NB_TRY(nb_syrk(ctx, ws, problem->r, count, 1.0, w->pack, 1, r, 1.0, w->hessian, r));
            count = 0;
        }
    }
    *top = 0.0;
    for (ptrdiff_t i = 0; i < r; i++)
        *top = fmax(*top, w->hessian[i + i * r]);
    return NB_OK;
}

/* step := (hessian + share top I)^-1 left. */
static nb_status find_direction(nb_context *ctx, nb_gemm_work *ws, nb_limit_newton *w, double share)
{
    const ptrdiff_t r = w->problem->r;
    double top, added = 0.0;
    int failed = 0;
    NB_TRY(form_hessian(ctx, ws, w, &top));
    if (top == 0.0)
        top = 1.0;
    for (; failed >= 0; share *= 100.0) {
        for (ptrdiff_t i = 0; i < r; i++)
            w->hessian[i + i * r] += share * top - added;
        added = share * top;
        NB_TRY(nb_cholesky_factorize(ctx, ws, w->problem->r, w->hessian, r, 0.0, &w->factor, &failed));
    }
    for (ptrdiff_t i = 0; i < r; i++)
        w->step[i] = w->left[i];
    nb_cholesky_solve(&w->factor, w->step);
    return NB_OK;
}

/* The slope of the dual at u + t step: it falls as t grows. rise: d'step. */
static double slope_at(const nb_limit_newton *w, double rise, double t)
{
    double sum = rise;
    int inside;
    for (int j = 0; j < w->problem->p; j++)
        sum -= w->slope[j] * coefficient(w, j, w->g[j] + t * w->slope[j], &inside);
    return sum;
}

/* The t at which the slope is between -a tenth and a tenth of what it is at 0: enclosed by doubling, then by false position (Illinois). */
static double search(const nb_limit_newton *w, double rise)
{
    const double first = slope_at(w, rise, 0.0);
    double low = 0.0, at_low = first, high = 1.0, at_high = slope_at(w, rise, high);
    if (!(first > 0.0))
        return 1.0;
    for (int trial = 0; trial < most_trials && at_high > 0.1 * first; trial++) {
        low = high;
        at_low = at_high;
        high *= 4.0;
        at_high = slope_at(w, rise, high);
    }
    if (fabs(at_high) <= 0.1 * first || at_high > 0.0)
        return high;
    for (int trial = 0; trial < most_trials; trial++) {
        const double t = trial % 3 == 2 ? 0.5 * (low + high) : low + (high - low) * (at_low / (at_low - at_high));
        const double at = slope_at(w, rise, t);
        if (fabs(at) <= 0.1 * first)
            return t;
        if (at > 0.0)
            low = t, at_low = at, at_high *= 0.5;
        else
            high = t, at_high = at, at_low *= 0.5;
    }
    return low > 0.0 ? low : high;
}

nb_status nb_limit_newton_solve(nb_context *ctx, nb_gemm_work *ws, nb_limit_newton *w, double tolerance)
{
    const nb_limit_problem *problem = w->problem;
    double norm, least = INFINITY, scale = nb_limit_norm(problem->r, problem->d);
    int idle = 0;
    NB_TRY(evaluate(ctx, ws, w));
    for (int step = 0; step < most_steps && idle < most_idle; step++) {
        double rise = 0.0;
        norm = nb_limit_norm(problem->r, w->left);
        if (!(norm > tolerance))
            return NB_OK;
        idle = norm < 0.5 * least ? 0 : idle + (norm > 1e-9 * scale ? 1 : 16);
        least = fmin(least, norm);
        NB_TRY(nb_poll(ctx));
        NB_TRY(find_direction(ctx, ws, w, fmax(1e-13, 1e-3 * fmin(1.0, norm / scale))));
        w->steps++;
        NB_TRY(across(ctx, ws, problem, w->step, w->slope));
        for (int i = 0; i < problem->r; i++)
            rise += problem->d[i] * w->step[i];
        const double t = search(w, rise);
        for (int i = 0; i < problem->r; i++)
            w->u[i] += t * w->step[i];
        NB_TRY(evaluate(ctx, ws, w));
    }
    return NB_OK;
}
