/*
 * ridge.h - ridge regression for every penalty from one factorisation.
 *
 *     minimise over b   1/2 ||y - A b||^2 + c/2 ||b||^2,     A = U diag(d) V' (thin, rank r)
 *     b(c) = V diag(d / (d^2 + c)) U'y,     b(0) = A^+ y, the minimum-norm solution
 *
 * A is a design (design.h), y already centred, weighted and projected like A. Only the smaller side of the decomposition is kept: V when
 * n >= p ("primal"), U when n < p ("dual"; then b(c) = A' U diag(1 / (d^2 + c)) U'y). Hoerl & Kennard (1970); Golub & Van Loan (2013), 6.1.
 */
#ifndef NB_RIDGE_H
#define NB_RIDGE_H

#include "design.h"

typedef enum { NB_RIDGE_AUTO = 0, NB_RIDGE_GRAM = 1, NB_RIDGE_QR = 2, NB_RIDGE_SVD = 3 } nb_ridge_method;

typedef struct nb_ridge_factor {
    int dual;               /* 1: basis = U, 0: basis = V */
    int side;               /* min(n, p) */
    int rank;               /* numerical rank r */
    nb_ridge_method method; /* the route that was taken */
    double c_valid;         /* smallest c for which the route keeps its accuracy; below it factor again by QR */
    double *basis;          /* side x side, columns by decreasing d */
    double *d;              /* side: singular values of A */
    double *uty;            /* side x m: U'y, zero beyond the rank */
} nb_ridge_factor;

/* Fills factor (its arrays allocated by the caller). max_rank: what rank can be at most, n less the flat directions. floor: norm
 * of the largest column before the flat directions were projected out: singular values that are rounding beside it are zero, even when all
 * are (0 when there are no flat directions). NB_RIDGE_AUTO takes the Gram matrix when (d_1^2 + c_min) / (d_r^2 + c_min) <= 1e5, else QR
 * followed by the SVD of the triangle. c_min = smallest c that will be asked for, as far as is known; 0 when unknown. Cost n p min(n, p) +
 * O(min(n, p)^3). */
nb_status nb_ridge_factorize(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int m, const double *y, int max_rank, double floor,
                             nb_ridge_method method, double c_min, nb_ridge_factor *factor);

/* beta (p x (count m), column l + count * response) := b(c[l]). Solutions from a Gram matrix are refined once with residuals formed from A,
 * so their error is that of a QR (corrected semi-normal equations; Bjorck 1987); so are those of a tall design from a QR at c <= d_r^2.
 * Cost 2 n p count m when dual or refined, else p^2 count m. */
nb_status nb_ridge_solve(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m, const double *y,
                         int count, const double *c, double *beta);

/* What nb_ridge_leave_one_out returns; a NULL is not computed. Rows of weight 0 have leverage 0 and no leave-one-out residual (0). */
typedef struct nb_ridge_loo {
    double *leverage;     /* n x count: diagonal of the hat matrix, flat directions included */
    double *complement;   /* n x count: 1 - leverage, without cancellation */
    double *residual;     /* n x (count m): leave-one-out residuals on the scale of y / root_weight */
    double *mean_square;  /* count x m: sum of weight x squared leave-one-out residual */
    double *mean_quartic; /* count x m: sum of weight x its fourth power */
} nb_ridge_loo;

/* flat_leverage: n, leverage of the intercept and the unpenalised columns. saturated: 1 when flat directions and rank together fill the
 * space of rows, so that fitted values reach y as c -> 0; the limit of the leave-one-out residual at c = 0 is then taken exactly. */
nb_status nb_ridge_leave_one_out(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m,
                                 const double *y, const double *flat_leverage, int saturated, int count, const double *c,
                                 nb_ridge_loo *out);

#endif
