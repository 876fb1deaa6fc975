/* bind_calls.h - the entry points that init.c registers; each is described where it is defined. */
#ifndef NB_BIND_CALLS_H
#define NB_BIND_CALLS_H

#include <Rinternals.h>

SEXP normball_moments(SEXP x, SEXP weight);                                                                        /* bind_design.c */
SEXP normball_cross(SEXP problem, SEXP r);                                                                         /* bind_design.c */
SEXP normball_multiply(SEXP problem, SEXP b);                                                                      /* bind_design.c */
SEXP normball_ridge_factorize(SEXP problem, SEXP y, SEXP max_rank, SEXP floor, SEXP method, SEXP c_min);           /* bind_ridge.c */
SEXP normball_ridge_solve(SEXP problem, SEXP factor, SEXP y, SEXP c);                                              /* bind_ridge.c */
SEXP normball_ridge_loo(SEXP problem, SEXP factor, SEXP y, SEXP flat_leverage, SEXP saturated, SEXP c, SEXP want); /* bind_ridge.c */
SEXP normball_ridge_cgls(SEXP problem, SEXP y, SEXP c, SEXP tolerance, SEXP noise, SEXP max_iter);                 /* bind_cgls.c */
SEXP normball_certificate(SEXP problem, SEXP b, SEXP response, SEXP lambda, SEXP penalty, SEXP unit, SEXP intercept,
                          SEXP y); /* bind_certificate.c */
SEXP normball_lasso_certificate(SEXP problem, SEXP coefficients, SEXP lambda, SEXP l1, SEXP l2, SEXP lower, SEXP upper, SEXP unit,
                                SEXP level, SEXP y);                                                             /* bind_certificate.c */
SEXP normball_ridge_kfold(SEXP problem, SEXP y, SEXP fold, SEXP n_folds, SEXP flags, SEXP root_penalty, SEXP c); /* bind_kfold.c */
SEXP normball_svd(SEXP x);                                                                                       /* bind_svd.c */
SEXP normball_svd_recompose(SEXP list, SEXP filter);                                                             /* bind_svd.c */
SEXP normball_pinv_distance(SEXP list, SEXP rank, SEXP x, SEXP inverse, SEXP c);                                 /* bind_svd.c */
SEXP normball_lasso_path(SEXP problem, SEXP y, SEXP penalty, SEXP lambda1, SEXP settings);                       /* bind_lasso.c */
SEXP normball_lasso_exact(SEXP problem, SEXP y, SEXP penalty, SEXP settings);                                    /* bind_lasso_exact.c */
SEXP normball_fold_moments(SEXP x, SEXP weight, SEXP fold, SEXP n_folds, SEXP mean, SEXP scale);                 /* bind_lasso_cv.c */
SEXP normball_lasso_kfold(SEXP problem, SEXP y, SEXP fold, SEXP n_folds, SEXP flags, SEXP penalty, SEXP lambda1, SEXP threads);
SEXP normball_lasso_left_out(SEXP tasks, SEXP n_lambda, SEXP threads);
SEXP normball_limit(SEXP c, SEXP d, SEXP penalty, SEXP u); /* bind_limit.c */
SEXP normball_limit_gaps(SEXP b, SEXP g, SEXP penalty);
SEXP normball_project(SEXP x, SEXP sets, SEXP settings);                                /* bind_project.c */
SEXP normball_qp(SEXP problem, SEXP start);                                             /* bind_qp.c */
SEXP normball_projected_gradient(SEXP problem, SEXP groups, SEXP start, SEXP settings); /* bind_iterate.c */

#endif
