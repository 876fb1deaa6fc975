/*
 * merge.c - the eigenproblem of a diagonal matrix plus one of rank one: see merge.h.
 *
 *     D + rho z z',  ||z|| = 1:    roots of  1 + rho sum z_i^2 / (d_i - lambda) = 0,    eigenvectors  v_i ~ z_i / (d_i - lambda)
 *
 * Deflation first: where rho z_i is negligible, or a rotation between two close d_i makes it so, (d_i, column i) is an eigenpair already.
 * The roots come from LAPACK's dlaed4, which gives d_i - lambda_j without cancellation. The eigenvectors are formed from the z~ for which
 * the computed lambda are exact, so they are orthogonal to rounding (Gu & Eisenstat 1995). Kept columns are grouped by the half they come
 * from, so that the final products leave out blocks of zeros (Rutter 1994; LAPACK's dlaed1-3). Cost n^2 for the roots, 2 n1 k12 k + 2 n2
 * k23 k for the products.
 */
#include "merge.h"
#include "lapack.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* Which half's rows of a column are not zero. */
enum { top = 0, both = 1, bottom = 2 };

typedef struct merge_state {
    int n1, n2, n, kept, deflated;
    double rho;    /* > 0 */
    double *d, *z; /* as in nb_merge_halves */
    ptrdiff_t ldz;
    double *u;                            /* n: updating vector by column */
    double *kept_d, *kept_u, *deflated_d; /* by position in the lists below */
    int *sorted, *half;                   /* n: columns by increasing d; `half` of every column */
    int *keep, *drop;                     /* columns kept, by increasing d; columns deflated */
    int *place;                           /* where a kept column comes in the grouping by halves */
    int count[3];                         /* kept columns per half */
    double *scratch;
} merge_state;

nb_status nb_merge_allocate(nb_context *ctx, int n, nb_merge_work *w)
{
    const size_t size = (size_t)n;
    w->scratch = nb_doubles(ctx, size * size + 2 * size);
    w->values = nb_doubles(ctx, 4 * size);
    w->places = nb_ints(ctx, 5 * size);
    return w->scratch != NULL && w->values != NULL && w->places != NULL ? NB_OK : NB_ERR_MEMORY;
}

/* u := diag(Z1, Z2)' times the coupling vector, made a unit vector; columns of both halves merged into increasing order. */
static void couple(merge_state *s, double rho, const int *order)
{
    const double share = sqrt(0.5), sign = rho < 0.0 ? -share : share;
    for (int j = 0; j < s->n; j++) {
        s->u[j] = j < s->n1 ? share * s->z[(s->n1 - 1) + j * s->ldz] : sign * s->z[s->n1 + j * s->ldz];
        s->half[j] = j < s->n1 ? top : bottom;
    }
    s->rho = 2.0 * fabs(rho);
    for (int i = 0, a = 0, b = 0; i < s->n; i++) {
        const int first = a < s->n1 ? order[a] : -1, second = b < s->n2 ? s->n1 + order[s->n1 + b] : -1;
        const int take_first = second < 0 || (first >= 0 && s->d[first] <= s->d[second]);
        s->sorted[i] = take_first ? first : second;
        a += take_first;
        b += !take_first;
    }
}

static void keep_column(merge_state *s, int column)
{
    s->keep[s->kept] = column;
    s->kept_d[s->kept] = s->d[column];
    s->kept_u[s->kept] = s->u[column];
    s->kept++;
}

/* The rotation of columns a and b that moves all of u to b; the entry it leaves off the diagonal is known to be negligible. */
static void rotate(merge_state *s, int a, int b)
{
    const double length = hypot(s->u[a], s->u[b]), cosine = s->u[b] / length, sine = s->u[a] / length;
    double *x = s->z + a * s->ldz, *y = s->z + b * s->ldz;
    const double da = s->d[a], db = s->d[b];
    s->u[b] = length;
    s->u[a] = 0.0;
    if (s->half[a] != s->half[b])
        s->half[a] = s->half[b] = both;
    for (int i = 0; i < s->n; i++) {
        const double xi = x[i], yi = y[i];
        x[i] = cosine * xi - sine * yi;
        y[i] = cosine * yi + sine * xi;
    }
    s->d[a] = da * cosine * cosine + db * sine * sine;
    s->d[b] = da * sine * sine + db * cosine * cosine;
}

static void deflate(merge_state *s)
{
    double size = 0.0;
    for (int j = 0; j < s->n; j++)
        size = fmax(size, fmax(fabs(s->d[j]), fabs(s->u[j])));
    const double tolerance = 4.0 * DBL_EPSILON * size;
    int previous = -1;
    for (int i = 0; i < s->n; i++) {
        const int next = s->sorted[i];
        if (s->rho * fabs(s->u[next]) <= tolerance) {
            s->drop[s->deflated++] = next;
            continue;
        }
        if (previous >= 0) {
            const double length = hypot(s->u[previous], s->u[next]);
            const double off = (s->d[next] - s->d[previous]) * (s->u[previous] / length) * (s->u[next] / length);
            if (fabs(off) <= tolerance) {
                rotate(s, previous, next);
                s->drop[s->deflated++] = previous;
            } else {
                keep_column(s, previous);
            }
        }
        previous = next;
    }
    if (previous >= 0)
        keep_column(s, previous);
}

/* Copies the kept columns, without their zero halves, to scratch, and the deflated ones behind the place of the kept. */
static void gather(merge_state *s)
{
    int first[3] = {0, 0, 0};
    for (int i = 0; i < s->kept; i++)
        s->count[s->half[s->keep[i]]]++;
    first[both] = s->count[top];
    first[bottom] = s->count[top] + s->count[both];
    double *upper = s->scratch, *lower = upper + (size_t)s->n1 * (size_t)first[bottom];
    double *rest = lower + (size_t)s->n2 * (size_t)(s->count[both] + s->count[bottom]);
    for (int i = 0; i < s->kept; i++) {
        const int half = s->half[s->keep[i]], place = first[half]++;
        const double *column = s->z + s->keep[i] * s->ldz;
        s->place[i] = place;
        if (half != bottom)
            memcpy(upper + (size_t)place * (size_t)s->n1, column, (size_t)s->n1 * sizeof(double));
        if (half != top)
            memcpy(lower + (size_t)(place - s->count[top]) * (size_t)s->n2, column + s->n1, (size_t)s->n2 * sizeof(double));
    }
    for (int i = 0; i < s->deflated; i++) {
        memcpy(rest + (size_t)i * (size_t)s->n, s->z + s->drop[i] * s->ldz, (size_t)s->n * sizeof(double));
        s->deflated_d[i] = s->d[s->drop[i]];
    }
    for (int i = 0; i < s->deflated; i++) {
        memcpy(s->z + (s->kept + i) * s->ldz, rest + (size_t)i * (size_t)s->n, (size_t)s->n * sizeof(double));
        s->d[s->kept + i] = s->deflated_d[i];
    }
}

/* kept_u := the z~ that makes the computed roots exact: z~_i^2 = prod_j (d_i - lambda_j) / prod_{j != i} (d_i - d_j). */
static void correct_vector(merge_state *s, double *product)
{
    const int k = s->kept;
    for (int i = 0; i < k; i++)
        product[i] = s->z[i + i * s->ldz];
    for (int j = 0; j < k; j++) {
        const double *gap = s->z + j * s->ldz, dj = s->kept_d[j];
        for (int i = 0; i < j; i++)
            product[i] *= gap[i] / (s->kept_d[i] - dj);
        for (int i = j + 1; i < k; i++)
            product[i] *= gap[i] / (s->kept_d[i] - dj);
    }
    for (int i = 0; i < k; i++)
        s->kept_u[i] = copysign(sqrt(fabs(product[i])), s->kept_u[i]);
}

/* Columns 0 .. kept-1 of z, rows 0 .. kept-1: eigenvectors of the inner problem, rows in grouped order; d: its eigenvalues. */
static nb_status inner_vectors(merge_state *s, double *line)
{
    const int k = s->kept;
    for (int j = 0; j < k; j++)
        NB_TRY(nb_lapack_secular(k, j, s->kept_d, s->kept_u, s->z + j * s->ldz, s->rho, s->d + j));
    if (k > 2) /* below that dlaed4 has given the eigenvectors themselves */
        correct_vector(s, line);
    for (int j = 0; j < k; j++) {
        double *column = s->z + j * s->ldz, square = 0.0;
        for (int i = 0; i < k; i++) {
            line[i] = k > 2 ? s->kept_u[i] / column[i] : column[i];
            square += line[i] * line[i];
        }
        const double scale = 1.0 / sqrt(square);
        for (int i = 0; i < k; i++)
            column[s->place[i]] = line[i] * scale;
    }
    return NB_OK;
}

/* One half of the rows of the new vectors: its kept columns (rows x used) times rows [from, from + used) of the inner vectors. */
static nb_status outer_rows(nb_context *ctx, nb_gemm_work *ws, const merge_state *s, const double *columns, int rows, int from, int used,
                            double *inner, double *out)
{
    for (int j = 0; j < s->kept; j++)
        memcpy(inner + (size_t)j * (size_t)used, s->z + from + j * s->ldz, (size_t)used * sizeof(double));
    return nb_gemm(ctx, ws, rows, s->kept, used, 1.0, columns, 1, rows, inner, 1, used, 0.0, out, s->ldz);
}

/* The lower half first: it leaves the inner vectors that the upper half needs (rows below n1) in place. */
static nb_status outer_vectors(nb_context *ctx, nb_gemm_work *ws, const merge_state *s)
{
    const int upper_used = s->count[top] + s->count[both], lower_used = s->count[both] + s->count[bottom];
    const double *upper = s->scratch, *lower = upper + (size_t)s->n1 * (size_t)upper_used;
    double *inner = s->scratch + (size_t)s->n1 * (size_t)upper_used + (size_t)s->n2 * (size_t)lower_used;
    NB_TRY(outer_rows(ctx, ws, s, lower, s->n2, s->count[top], lower_used, inner, s->z + s->n1));
    return outer_rows(ctx, ws, s, upper, s->n1, 0, upper_used, inner, s->z);
}

/* Order of d: the kept ones increase already; the deflated, nearly so, are inserted among themselves, then merged. */
static void sort_values(merge_state *s, int *order)
{
    int *rest = s->sorted;
    for (int i = 0; i < s->deflated; i++) {
        int at = i;
        for (; at > 0 && s->d[rest[at - 1]] > s->d[s->kept + i]; at--)
            rest[at] = rest[at - 1];
        rest[at] = s->kept + i;
    }
    for (int i = 0, a = 0, b = 0; i < s->n; i++) {
        const int take_kept = b == s->deflated || (a < s->kept && s->d[a] <= s->d[rest[b]]);
        order[i] = take_kept ? a++ : rest[b++];
    }
}

nb_status nb_merge_halves(nb_context *ctx, nb_gemm_work *ws, nb_merge_work *w, int n1, int n2, double rho, double *d, double *z,
                          ptrdiff_t ldz, int *order)
{
    const int n = n1 + n2;
    int *places = w->places;
    double *values = w->values;
    merge_state s = {.n1 = n1, .n2 = n2, .n = n, .d = d, .z = z, .ldz = ldz, .scratch = w->scratch};
    s.u = values;
    s.kept_d = values + n;
    s.kept_u = values + 2 * (ptrdiff_t)n;
    s.deflated_d = values + 3 * (ptrdiff_t)n;
    s.sorted = places;
    s.half = places + n;
    s.keep = places + 2 * (ptrdiff_t)n;
    s.drop = places + 3 * (ptrdiff_t)n;
    s.place = places + 4 * (ptrdiff_t)n;
    couple(&s, rho, order);
    deflate(&s);
    gather(&s);
    NB_TRY(inner_vectors(&s, s.u));
    if (s.kept > 0)
        NB_TRY(outer_vectors(ctx, ws, &s));
    sort_values(&s, order);
    return NB_OK;
}
