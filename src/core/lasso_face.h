/*
 * lasso_face.h - how the active set of lasso_active.h changes: moves along a face, columns that are let in or fixed.
 */
#ifndef NB_LASSO_FACE_H
#define NB_LASSO_FACE_H

#include "lasso_active.h"

/* How many columns may enter at once: uncapped, correlated designs flood the active set only to empty it again. */
int nb_face_batch(const nb_active *active);

/* The factor for lambda2 (made afresh where it changes), and signs that agree with the coefficients. */
nb_status nb_face_penalty(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda2, nb_active *active);

/* Moves the free coefficients along active->work (in the order of the factor) by the largest length <= 1 that keeps all in their
 * intervals; those that reach an end are put there and leave the factor, and their entries leave active->step. Returns the length. */
double nb_face_move(const nb_quadratic *problem, double lambda1, nb_active *active);

/* Lets in up to `most` fixed columns that violate their condition. *entered: how many; 0: none violates; -1: all depend on the free
 * columns, and one took the place of another. */
nb_status nb_face_enter(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda1, double lambda2, int most,
                        nb_active *active, int *entered);

/* Takes column order[k] out of the factor; its coefficient stays. */
void nb_face_release(int k, nb_active *active);

/* Room in the factor for `size` columns. Not between nb_mark and nb_release: what it allocates stays. */
nb_status nb_face_reserve(nb_context *ctx, int size, nb_active *active);

/* Frees the `count` columns listed, with the signs they have. kept: 1, or 0 for a column that depends on the free ones. Columns: at most
 * nb_face_most_batch. */
nb_status nb_face_append(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda2, int count, const int *columns,
                         nb_active *active, int *kept);

enum { nb_face_most_batch = 96 };

#endif
