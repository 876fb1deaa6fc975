/*
 * divide.c - divide and conquer for the symmetric tridiagonal eigenproblem: see divide.h.
 *
 *     T = diag(T1, T2) + rho u u' = diag(Z1, Z2) (D + rho z z') diag(Z1, Z2)'
 *
 * (Cuppen 1981). The halves are solved by the same means, small ones by QL. The eigenvalues of D + rho z z' are the roots of the secular
 * equation (merge.c); what remains is a product of Z1 and Z2 with the eigenvectors of the inner matrix. Those products are nearly all of
 * the work, and the reason for not calling dstedc, whose products would go through the reference BLAS. Cost 4/3 n^3 less what deflates.
 */
#include "divide.h"
#include "lapack.h"
#include "merge.h"
#include <math.h>
#include <string.h>

enum { leaf = 32 };

typedef struct divide_work {
    double *d, *e, *z;
    ptrdiff_t n; /* leading dimension of z */
    int *order;
    nb_merge_work merge;
} divide_work;

/* The part [at, at + size) of the problem; z is zero outside the diagonal blocks that are done. */
static nb_status solve_part(nb_context *ctx, nb_gemm_work *ws, divide_work *w, int at, int size)
{
    double *d = w->d + at, *z = w->z + at + at * w->n;
    if (size <= leaf) {
        for (int i = 0; i < size; i++)
            w->order[at + i] = i;
        return nb_lapack_steqr(size, d, w->e + at, z, (int)w->n, w->merge.scratch);
    }
    const int half = size / 2;
    const double rho = w->e[at + half - 1];
    d[half - 1] -= fabs(rho);
    d[half] -= fabs(rho);
    NB_TRY(solve_part(ctx, ws, w, at, half));
    NB_TRY(solve_part(ctx, ws, w, at + half, size - half));
    NB_TRY(nb_poll(ctx));
    return nb_merge_halves(ctx, ws, &w->merge, half, size - half, rho, d, z, w->n, w->order + at);
}

nb_status nb_divide_eigen(nb_context *ctx, nb_gemm_work *ws, int n, double *d, double *e, double *z, int *order)
{
    divide_work w = {d, e, z, n, order, {NULL, NULL, NULL}};
    NB_TRY(nb_merge_allocate(ctx, n, &w.merge));
    memset(z, 0, (size_t)n * (size_t)n * sizeof(double));
    return solve_part(ctx, ws, &w, 0, n);
}
