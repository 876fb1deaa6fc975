/*
 * bidiagonal.h - a square matrix reduced to bidiagonal form by Householder reflections from both sides, and the ways back.
 */
#ifndef NB_BIDIAGONAL_H
#define NB_BIDIAGONAL_H

#include "gemm.h"

/* a (n x n, leading dimension n) = Q B P', B upper bidiagonal with diagonal d (n) and superdiagonal e (n - 1). Q = H_0 ... H_{n-1}, with
 * the vector of H_j left in rows j .. n-1 of column j of a; P = G_0 ... G_{n-2}, with the vector of G_j in columns j+1 .. n-1 of row j;
 * their first entries, 1, included. left, right: n; the taus. Cost 8/3 n^3. */
nb_status nb_bidiagonalize(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *d, double *e, double *left, double *right);

/* z (n x columns) := Q'z. Cost 2 n^2 columns. */
nb_status nb_bidiagonal_left(nb_context *ctx, nb_gemm_work *ws, int n, const double *a, const double *left, int columns, double *z);

/* z (n x columns) := P z. Cost 2 n^2 columns. */
nb_status nb_bidiagonal_right(nb_context *ctx, nb_gemm_work *ws, int n, const double *a, const double *right, int columns, double *z);

#endif
