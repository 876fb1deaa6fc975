/*
 * lapack.c - calls of LAPACK: see lapack.h.
 *
 * Under R the prototypes are R's and hidden string lengths are passed as its compiler wants them; with NB_NO_R (the tests without R) they
 * are declared here for gfortran's convention. Every size asked of LAPACK is checked before the call, so that xerbla, which under R jumps
 * out of the core, is never reached.
 */
#ifdef NB_NO_R
#define F77_CALL(name) name##_
#define FCLEN          , size_t
#define FCONE          , (size_t)1
#else
#define USE_FC_LEN_T
#include <Rconfig.h>
#include <R_ext/Lapack.h>
#ifndef FCONE
#define FCONE
#endif
#endif

#include "lapack.h"
#include <string.h>

#ifdef NB_NO_R
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u, const int *ldu, double *vt,
             const int *ldvt, double *work, const int *lwork, int *iwork, int *info FCLEN);
void dgesvd_(const char *jobu, const char *jobvt, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
             const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *info FCLEN FCLEN);
void dbdsdc_(const char *uplo, const char *compq, const int *n, double *d, double *e, double *u, const int *ldu, double *vt,
             const int *ldvt, double *q, int *iq, double *work, int *iwork, int *info FCLEN FCLEN);
void dbdsqr_(const char *uplo, const int *n, const int *ncvt, const int *nru, const int *ncc, double *d, double *e, double *vt,
             const int *ldvt, double *u, const int *ldu, double *c, const int *ldc, double *work, int *info FCLEN);
void dsteqr_(const char *compz, const int *n, double *d, double *e, double *z, const int *ldz, double *work, int *info FCLEN);
void dsterf_(const int *n, double *d, double *e, int *info);
void dlaed4_(const int *n, const int *i, const double *d, const double *z, double *delta, const double *rho, double *dlam, int *info);
#endif

/* LAPACK answers a work-space query in a double. */
static int query_size(double answer)
{
    return answer < 1.0 ? 1 : (int)answer;
}

static nb_status svd_by_iteration(nb_context *ctx, int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt, int ldvt)
{
    int lwork = -1, info = 0;
    double answer = 0.0;
    F77_CALL(dgesvd)("S", "S", &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, &answer, &lwork, &info FCONE FCONE);
    lwork = query_size(answer);
    double *work = nb_doubles(ctx, (size_t)lwork);
    if (work == NULL)
        return NB_ERR_MEMORY;
    F77_CALL(dgesvd)("S", "S", &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, &info FCONE FCONE);
    return info == 0 ? NB_OK : NB_ERR_LAPACK;
}

nb_status nb_lapack_svd(nb_context *ctx, int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt, int ldvt)
{
    const int k = m < n ? m : n;
    int lwork = -1, info = 0;
    double answer = 0.0;
    if (m < 0 || n < 0 || lda < (m > 1 ? m : 1) || ldu < (m > 1 ? m : 1) || ldvt < (k > 1 ? k : 1))
        return NB_ERR_ARGUMENT;
    if (k == 0)
        return NB_OK;
    double *copy = nb_doubles(ctx, (size_t)m * (size_t)n);
    int *iwork = nb_ints(ctx, 8 * (size_t)k);
    if (copy == NULL || iwork == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < n; j++)
        memcpy(copy + (size_t)j * (size_t)m, a + (size_t)j * (size_t)lda, (size_t)m * sizeof(double));
    F77_CALL(dgesdd)("S", &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, &answer, &lwork, iwork, &info FCONE);
    lwork = query_size(answer);
    double *work = nb_doubles(ctx, (size_t)lwork);
    if (work == NULL)
        return NB_ERR_MEMORY;
    F77_CALL(dgesdd)("S", &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, iwork, &info FCONE);
    return info == 0 ? NB_OK : svd_by_iteration(ctx, m, n, copy, m, s, u, ldu, vt, ldvt);
}

static void set_identity(int n, double *x)
{
    memset(x, 0, (size_t)n * (size_t)n * sizeof(double));
    for (size_t j = 0; j < (size_t)n; j++)
        x[j + j * (size_t)n] = 1.0;
}

nb_status nb_lapack_bidiagonal_svd(nb_context *ctx, int n, double *d, double *e, double *u, double *vt)
{
    const size_t size = (size_t)(n > 0 ? n : 0);
    int info = 0, none = 0, one = 1, ld = n > 1 ? n : 1;
    if (n < 0)
        return NB_ERR_ARGUMENT;
    double *work = nb_doubles(ctx, 3 * size * size + 4 * size), *copy = nb_doubles(ctx, 2 * size), unused[1];
    int *iwork = nb_ints(ctx, 8 * size), unused_int[1];
    if (work == NULL || copy == NULL || iwork == NULL)
        return NB_ERR_MEMORY;
    if (n == 0)
        return NB_OK;
    memcpy(copy, d, size * sizeof(double));
    memcpy(copy + size, e, (size - 1) * sizeof(double));
    F77_CALL(dbdsdc)("U", "I", &n, d, e, u, &ld, vt, &ld, unused, unused_int, work, iwork, &info FCONE FCONE);
    if (info == 0)
        return NB_OK;
    memcpy(d, copy, size * sizeof(double));
    memcpy(e, copy + size, (size - 1) * sizeof(double));
    set_identity(n, u);
    set_identity(n, vt);
    F77_CALL(dbdsqr)("U", &n, &n, &n, &none, d, e, vt, &ld, u, &ld, unused, &one, work, &info FCONE);
    return info == 0 ? NB_OK : NB_ERR_LAPACK;
}

nb_status nb_lapack_steqr(int n, double *d, double *e, double *z, int ldz, double *work)
{
    int info = 0;
    if (n < 0 || ldz < (n > 1 ? n : 1))
        return NB_ERR_ARGUMENT;
    F77_CALL(dsteqr)("I", &n, d, e, z, &ldz, work, &info FCONE);
    return info == 0 ? NB_OK : NB_ERR_LAPACK;
}

nb_status nb_lapack_sterf(int n, double *d, double *e)
{
    int info = 0;
    if (n < 0)
        return NB_ERR_ARGUMENT;
    F77_CALL(dsterf)(&n, d, e, &info);
    return info == 0 ? NB_OK : NB_ERR_LAPACK;
}

nb_status nb_lapack_secular(int n, int j, const double *d, const double *z, double *delta, double rho, double *lambda)
{
    const int fortran_j = j + 1;
    int info = 0;
    F77_CALL(dlaed4)(&n, &fortran_j, d, z, delta, &rho, lambda, &info);
    return info == 0 ? NB_OK : NB_ERR_LAPACK;
}
