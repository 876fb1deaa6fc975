/*
 * certificate_work.h - what the parts of the lasso's certificate share: certificate_lasso.c, certificate_residuals.c, certificate_screen.c,
 * certificate_gram.c.
 */
#ifndef NB_CERTIFICATE_WORK_H
#define NB_CERTIFICATE_WORK_H

#include "certificate_lasso.h"
#include "judge.h"

/* Of the residual of one solution: its weighted mean; with that taken out and unpenalised columns settled (t = r - A z), ||t||^2, ||A z||^2
 * and |t'A z|. */
typedef struct nb_lasso_sums {
    double mean, square, move, skew;
} nb_lasso_sums;

typedef struct nb_certificate_work {
    const nb_design *design;
    const nb_sparse_coefficients *b;
    const double *y;
    double squares; /* ||y||^2 */
    int intercept;
    nb_judge_terms terms;
    nb_judge *judges;    /* k */
    nb_lasso_sums *sums; /* k */
    double size;         /* max_j |a_j'y| unit_j */
} nb_certificate_work;

/* Takes in correlations with y of columns j0, ..., j0 + width - 1. */
void nb_lasso_note_size(nb_certificate_work *w, int j0, int width, const double *cross);

/* Solutions taken together: their residuals take a tenth of the place of a dense A at most. */
int nb_lasso_together(const nb_certificate_work *w);

/* Fills the sums of the solutions listed and shows their gradients to their judges. settle: 0: at b, and w->size is noted; 1: with the
 * columns that judge->settled marks moved to least squares. */
nb_status nb_lasso_judge_by_residuals(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const int *ids, int count, int settle);

/* Lists the columns (ascending) that any of the solutions ids[0 .. count - 1] uses, returns how many; place (p): where each stands in the
 * list.
 */
int nb_lasso_list_used(const nb_certificate_work *w, const int *ids, int count, int *list, int *place);

/* r (n x count): residuals of the solutions listed, less their means; fills their sums. */
nb_status nb_lasso_form_residuals(nb_context *ctx, nb_gemm_work *ws, const nb_certificate_work *w, const int *ids, int count, double *r);

/* Whether most gradients of a path need not be formed, and judging all solutions without them. */
int nb_lasso_screening_pays(const nb_certificate_work *w);
nb_status nb_lasso_judge_by_screening(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const int *ids);

/* Whether A'A is the cheaper way to all gradients, and fits beside A. */
int nb_lasso_gram_pays(const nb_certificate_work *w);

/* Judges every solution by A'A and the residual of one of them, in one pass over a dense A. */
nb_status nb_lasso_judge_by_gram(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w);

#endif
