/*
 * project_normals.h - an orthonormal basis of normals that come and go: N = Q R, N n x count.
 */
#ifndef NB_PROJECT_NORMALS_H
#define NB_PROJECT_NORMALS_H

#include "status.h"

typedef struct nb_normals {
    int n, capacity, count;
    double *q, *r; /* n x capacity; capacity x capacity, upper triangle */
    double *work;  /* capacity */
} nb_normals;

nb_status nb_normals_init(nb_context *ctx, int n, int capacity, nb_normals *normals);

/* c = Q along + rest, along (count), rest (n) orthogonal to Q to rounding; returns ||rest||. */
double nb_normals_split(nb_normals *normals, const double *c, double *along, double *rest);

/* Appends the normal that was split into along and rest, of length > 0. */
void nb_normals_push(nb_normals *normals, const double *along, const double *rest, double length);

/* Appends sign e_j, which must be orthogonal to all that are there. */
void nb_normals_push_unit(nb_normals *normals, int j, double sign);

/* Removes the normal at that place; those behind it move up by one. */
void nb_normals_remove(nb_normals *normals, int at);

/* along (count) := R^-1 along. */
void nb_normals_solve(const nb_normals *normals, double *along);

/* b (n) += Q R^-T residual, the shortest change by which N'b grows by the residual (count, overwritten). */
void nb_normals_correct(const nb_normals *normals, double *residual, double *b);

#endif
