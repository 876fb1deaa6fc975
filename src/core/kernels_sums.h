/*
 * kernels_sums.h - the part of kernels_body.h that goes over entries rather than products: standardised columns, moments, ratios. Included
 * by it once per instruction set, under its macros; no include guard on purpose.
 */

NB_TARGET static void NB_NAME(standardize)(ptrdiff_t m, const double *x, double centre, double scale, const double *root, double *out)
{
    const V one = SPLAT(1.0), minus = SPLAT(-centre), times = SPLAT(scale);
    ptrdiff_t i = 0;
    for (; i + W <= m; i += W)
        STORE(out + i, MUL(FMA(LOAD(x + i), one, minus), MUL(times, LOAD(root + i))));
    for (; i < m; i++)
        out[i] = (x[i] - centre) * (scale * root[i]);
}

NB_TARGET static void NB_NAME(moments)(ptrdiff_t m, const double *x, const double *weight, double unit, double shift, double sums[2])
{
    const V u = SPLAT(unit), minus = SPLAT(-shift);
    V s0 = ZERO, s1 = ZERO, s2 = ZERO, s3 = ZERO, q0 = ZERO, q1 = ZERO, q2 = ZERO, q3 = ZERO;
    ptrdiff_t i = 0;
    for (; i + 4 * W <= m; i += 4 * W) {
        const V d0 = FMA(LOAD(x + i), u, minus), d1 = FMA(LOAD(x + i + W), u, minus);
        const V d2 = FMA(LOAD(x + i + 2 * W), u, minus), d3 = FMA(LOAD(x + i + 3 * W), u, minus);
        const V w0 = MUL(LOAD(weight + i), d0), w1 = MUL(LOAD(weight + i + W), d1);
        const V w2 = MUL(LOAD(weight + i + 2 * W), d2), w3 = MUL(LOAD(weight + i + 3 * W), d3);
        s0 = ADD(s0, w0), s1 = ADD(s1, w1), s2 = ADD(s2, w2), s3 = ADD(s3, w3);
        q0 = FMA(w0, d0, q0), q1 = FMA(w1, d1, q1), q2 = FMA(w2, d2, q2), q3 = FMA(w3, d3, q3);
    }
    const V first = ADD(ADD(s0, s1), ADD(s2, s3)), second = ADD(ADD(q0, q1), ADD(q2, q3));
    double s = SUM(first), q = SUM(second);
    for (; i < m; i++) {
        const double d = x[i] * unit - shift;
        s += weight[i] * d;
        q += weight[i] * d * d;
    }
    sums[0] += s;
    sums[1] += q;
}

NB_TARGET static double NB_NAME(least_sum)(ptrdiff_t m, const double *a, const double *b)
{
    double least = a[0] + b[0];
    ptrdiff_t i = 0;
    if (m >= W) {
        V lowest = ADD(LOAD(a), LOAD(b));
        double parts[W];
        for (; i + W <= m; i += W)
            lowest = MIN(lowest, ADD(LOAD(a + i), LOAD(b + i)));
        STORE(parts, lowest);
        for (int l = 0; l < W; l++)
            least = parts[l] < least ? parts[l] : least;
    }
    for (; i < m; i++)
        least = a[i] + b[i] < least ? a[i] + b[i] : least;
    return least;
}

NB_TARGET static void NB_NAME(ratio)(ptrdiff_t m, const double *const a[4], const double *weight, double *out, double sums[2])
{
    const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
    V square = ZERO, quartic = ZERO;
    ptrdiff_t i = 0;
    for (; i + W <= m; i += W) {
        const V r = DIV(ADD(LOAD(a0 + i), LOAD(a1 + i)), ADD(LOAD(a2 + i), LOAD(a3 + i))), r2 = MUL(r, r);
        STORE(out + i, r);
        square = ADD(square, r2);
        quartic = FMA(MUL(r2, r2), LOAD(weight + i), quartic);
    }
    double s = SUM(square), q = SUM(quartic);
    for (; i < m; i++) {
        const double r = (a0[i] + a1[i]) / (a2[i] + a3[i]);
        out[i] = r;
        s += r * r;
        q += r * r * r * r * weight[i];
    }
    sums[0] += s;
    sums[1] += q;
}

NB_TARGET static void NB_NAME(gather)(ptrdiff_t m, const double *a, const int *line, const double *x, double out[nb_gather_width])
{
    V even[nb_gather_width / W], odd[nb_gather_width / W];
    ptrdiff_t e = 0;
    for (int l = 0; l < nb_gather_width / W; l++)
        even[l] = odd[l] = ZERO;
    for (; e + 2 <= m; e += 2) {
        const double *x0 = x + (ptrdiff_t)line[e] * nb_gather_width, *x1 = x + (ptrdiff_t)line[e + 1] * nb_gather_width;
        const V a0 = SPLAT(a[e]), a1 = SPLAT(a[e + 1]);
        for (int l = 0; l < nb_gather_width / W; l++) {
            even[l] = FMA(LOAD(x0 + l * W), a0, even[l]);
            odd[l] = FMA(LOAD(x1 + l * W), a1, odd[l]);
        }
    }
    for (int l = 0; l < nb_gather_width / W; l++) {
        V sum = ADD(even[l], odd[l]);
        if (e < m)
            sum = FMA(LOAD(x + (ptrdiff_t)line[e] * nb_gather_width + l * W), SPLAT(a[e]), sum);
        STORE(out + l * W, sum);
    }
}
