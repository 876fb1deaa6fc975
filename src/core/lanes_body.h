/*
 * lanes_body.h - text of lanes.c, included once per instruction set; no include guard on purpose.
 *
 * Before inclusion: NB_NAME(x), NB_TITLE, NB_TARGET, V (vector), W (doubles in it), NB_EACH(F) (F(0) ... F(8 / W - 1)), LOAD, STORE, SPLAT,
 * FMA, MUL, ADD, SUB, DIV, MIN, MAX, ZERO, ANY(v) (some element is not zero), WHERE(test, a, b) (a where test > 0, else b).
 */

#define NB_START(i)  V s##i = ZERO, t##i = ZERO;
#define NB_FIRST(i)  s##i = FMA(LOAD(x + (i)*W), c, s##i);
#define NB_SECOND(i) t##i = FMA(LOAD(z + (i)*W), d, t##i);

/* s_i := sum of value[e] u[row[e]] over the entries e of a column. Two sums, so that one need not wait for the other. */
#define NB_DOT(begin, end, row, value, u)                                                                                                  \
    NB_EACH(NB_START)                                                                                                                      \
    {                                                                                                                                      \
        ptrdiff_t e = (ptrdiff_t)(begin);                                                                                                  \
        const ptrdiff_t last = (ptrdiff_t)(end);                                                                                           \
        for (; e + 2 <= last; e += 2) {                                                                                                    \
            const double *x = (u) + (size_t)(row)[e] * nb_lanes, *z = (u) + (size_t)(row)[e + 1] * nb_lanes;                               \
            const V c = SPLAT((value)[e]), d = SPLAT((value)[e + 1]);                                                                      \
            NB_EACH(NB_FIRST)                                                                                                              \
            NB_EACH(NB_SECOND)                                                                                                             \
        }                                                                                                                                  \
        if (e < last) {                                                                                                                    \
            const double *x = (u) + (size_t)(row)[e] * nb_lanes;                                                                           \
            const V c = SPLAT((value)[e]);                                                                                                 \
            NB_EACH(NB_FIRST)                                                                                                              \
        }                                                                                                                                  \
    }                                                                                                                                      \
    NB_EACH(NB_JOIN)
#define NB_JOIN(i) s##i = ADD(s##i, t##i);

/* u[row[e]] += value[e] g over the entries e of a column. */
#define NB_SPREAD(i) STORE(x + (i)*W, FMA(c, g##i, LOAD(x + (i)*W)));
#define NB_AXPY(begin, end, row, value, u)                                                                                                 \
    for (size_t e = (begin); e < (end); e++) {                                                                                             \
        double *x = (u) + (size_t)(row)[e] * nb_lanes;                                                                                     \
        const V c = SPLAT((value)[e]);                                                                                                     \
        NB_EACH(NB_SPREAD)                                                                                                                 \
    }

#define NB_LOW(i) s##i = FMA(k, SUB(ZERO, LOAD(v + (i)*W)), s##i);
#define NB_OLD(i) const V o##i = LOAD(b + (i)*W);
/* The minimiser of h/2 x^2 - (gradient + norm2 old) x + lambda1 l1 |x| over [lower, upper], and the distance to it. */
#define NB_PROX(i)                                                                                                                         \
    const V h##i = FMA(l2, LOAD(task->lambda2 + (i)*W), norm2), p##i = MUL(l1, LOAD(task->lambda1 + (i)*W));                               \
    const V z##i = FMA(norm2, o##i, s##i), w##i = ADD(MAX(SUB(z##i, p##i), ZERO), MIN(ADD(z##i, p##i), ZERO));                             \
    V x##i = WHERE(SUB(MAX(w##i, SUB(ZERO, w##i)), dust), DIV(w##i, h##i), ZERO);                                                          \
    x##i = MIN(MAX(x##i, lower), upper);                                                                                                   \
    V g##i = SUB(o##i, x##i);                                                                                                              \
    m##i = MAX(m##i, MUL(h##i, MAX(g##i, SUB(ZERO, g##i))));
/* Past the minimiser, unless that or the minimiser itself is on the other side of zero. */
#define NB_RELAX(i)                                                                                                                        \
    {                                                                                                                                      \
        const V far = MIN(MAX(FMA(over, SUB(ZERO, g##i), x##i), lower), upper);                                                            \
        x##i = WHERE(MIN(MUL(x##i, o##i), MUL(far, o##i)), far, x##i);                                                                     \
        g##i = SUB(o##i, x##i);                                                                                                            \
    }
#define NB_KEEP(i)                                                                                                                         \
    STORE(b + (i)*W, x##i);                                                                                                                \
    nonzero |= ANY(x##i);                                                                                                                  \
    moved |= ANY(g##i);
#define NB_SHIFT(i)   STORE(v + (i)*W, FMA(k, g##i, LOAD(v + (i)*W)));
#define NB_LARGEST(i) V m##i = ZERO;
#define NB_REPORT(i)  STORE(task->largest + (i)*W, m##i);

NB_TARGET static void NB_NAME(sweep)(nb_sweep *task)
{
    const nb_packed *set = task->set;
    const int low_count = set->low_count;
    const V over = SPLAT(task->relax - 1.0), dust = SPLAT(task->dust);
    NB_EACH(NB_LARGEST)
    task->n_active = 0;
    for (int at = 0; at < task->count; at++) {
        const int j = task->list != NULL ? task->list[at] : at;
        const size_t begin = set->start[j], end = set->start[j + 1];
        const double *low = set->low + (size_t)j * (size_t)low_count;
        const nb_coordinate *here = task->coordinate + j;
        const V norm2 = SPLAT(here->norm2), l1 = SPLAT(here->l1), l2 = SPLAT(here->l2), lower = SPLAT(here->lower),
                upper = SPLAT(here->upper);
        double *b = task->b + (size_t)j * nb_lanes, *v = task->v;
        int nonzero = 0, moved = 0;
        NB_DOT(begin, end, set->row, set->value, task->u)
        for (int q = 0; q < low_count; q++, v += nb_lanes) {
            const V k = SPLAT(low[q]);
            NB_EACH(NB_LOW)
        }
        NB_EACH(NB_OLD)
        NB_EACH(NB_PROX)
        NB_EACH(NB_RELAX)
        NB_EACH(NB_KEEP)
        if (nonzero)
            task->active[task->n_active++] = j;
        if (!moved)
            continue;
        NB_AXPY(begin, end, set->row, set->value, task->u)
        v = task->v;
        for (int q = 0; q < low_count; q++, v += nb_lanes) {
            const V k = SPLAT(low[q]);
            NB_EACH(NB_SHIFT)
        }
    }
    NB_EACH(NB_REPORT)
}

#define NB_NEGATE(i)                                                                                                                       \
    const V g##i = SUB(ZERO, LOAD(from + (i)*W));                                                                                          \
    moved |= ANY(g##i);
#define NB_OUT(i) STORE(to + (i)*W, s##i);

NB_TARGET static void NB_NAME(subtract)(const nb_packed *set, int count, const int *list, const double *b, double *u)
{
    for (int at = 0; at < count; at++) {
        const int j = list != NULL ? list[at] : at;
        const double *from = b + (size_t)at * nb_lanes;
        int moved = 0;
        NB_EACH(NB_NEGATE)
        if (!moved)
            continue;
        NB_AXPY(set->start[j], set->start[j + 1], set->row, set->value, u)
    }
}

NB_TARGET static void NB_NAME(cross)(const nb_packed *set, int count, const int *list, const double *u, double *out)
{
    for (int at = 0; at < count; at++) {
        const int j = list != NULL ? list[at] : at;
        double *to = out + (size_t)at * nb_lanes;
        NB_DOT(set->start[j], set->start[j + 1], set->row, set->value, u)
        NB_EACH(NB_OUT)
    }
}

#define NB_CENTRE(i) STORE(to + (i)*W, MUL(scale, FMA(centre, LOAD(sum + (i)*W), s##i)));

NB_TARGET static void NB_NAME(scan)(const nb_design *design, int j0, int j1, const double *wr, const double *sum, double *out)
{
    for (int j = j0; j < j1; j++) {
        const int column = design->columns[j];
        const V centre = SPLAT(-design->centre[j]), scale = SPLAT(design->scale[j]);
        double *to = out + (size_t)(j - j0) * nb_lanes;
        NB_DOT(design->start[column], design->start[column + 1], design->row, design->value, wr)
        NB_EACH(NB_CENTRE)
    }
}

#define NB_OVER(i)                                                                                                                         \
    {                                                                                                                                      \
        const V x = LOAD(c + (i)*W), limit = FMA(factor, LOAD(lambda1 + (i)*W), LOAD(slack + (i)*W));                                      \
        over |= ANY(MAX(SUB(MAX(x, SUB(ZERO, x)), limit), ZERO));                                                                          \
    }

NB_TARGET static void NB_NAME(exceed)(int count, const double *c, const double *l1, const double *lambda1, const double *slack,
                                      unsigned char *flag)
{
    for (int at = 0; at < count; at++, c += nb_lanes) {
        const V factor = SPLAT(l1[at]);
        int over = 0;
        NB_EACH(NB_OVER)
        flag[at] = (unsigned char)over;
    }
}

static const nb_lane_kernels NB_NAME(lanes) = {NB_TITLE, NB_NAME(sweep), NB_NAME(subtract), NB_NAME(cross), NB_NAME(exceed), NB_NAME(scan)};

#undef NB_START
#undef NB_FIRST
#undef NB_SECOND
#undef NB_DOT
#undef NB_JOIN
#undef NB_SPREAD
#undef NB_AXPY
#undef NB_LOW
#undef NB_OLD
#undef NB_PROX
#undef NB_RELAX
#undef NB_KEEP
#undef NB_SHIFT
#undef NB_LARGEST
#undef NB_REPORT
#undef NB_NEGATE
#undef NB_OUT
#undef NB_CENTRE
#undef NB_OVER
#undef NB_NAME
#undef NB_TITLE
#undef NB_TARGET
#undef NB_EACH
#undef V
#undef W
#undef LOAD
#undef STORE
#undef SPLAT
#undef FMA
#undef MUL
#undef ADD
#undef SUB
#undef DIV
#undef MIN
#undef MAX
#undef ZERO
#undef ANY
#undef WHERE
