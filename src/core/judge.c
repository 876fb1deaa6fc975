/*
 * judge.c - see judge.h. Most columns have b_j = 0 and |a_j't| <= lambda l1_j: they add nothing to the gap and set no limit to s, and one
 * comparison settles each.
 */
#include "judge.h"
#include <float.h>
#include <math.h>
#include <stddef.h>

const double nb_judge_negligible = 1e-22;

static const double few_ulps = 4.0 * DBL_EPSILON;

static double larger(double a, double b)
{
    return a > b ? a : b;
}

nb_term nb_judge_term(const nb_judge_terms *terms, double lambda, int j)
{
    const nb_term term = {lambda * terms->l1[j], lambda * terms->l2[j], terms->lower != NULL ? terms->lower[j] : -INFINITY,
                          terms->upper != NULL ? terms->upper[j] : INFINITY};
    return term;
}

int nb_judge_is_loose(const nb_term *term, double b)
{
    return term->l1 <= nb_judge_negligible && term->l2 <= nb_judge_negligible && nb_term_is_inside(term, b);
}

static int is_settled(const nb_judge *judge, const nb_term *term, int j, double b)
{
    return judge->settled != NULL ? judge->settled[j] : nb_judge_is_loose(term, b);
}

static double slack_of(const nb_judge *judge, const nb_term *term)
{
    return term->l1 <= judge->small ? judge->slack : 0.0;
}

void nb_judge_begin(nb_judge *judge)
{
    judge->at = judge->loose = 0;
    judge->s_end = judge->s_all = 1.0;
    judge->zero_end = judge->zero_all = judge->kkt = judge->feasibility = judge->loose2 = 0.0;
}

/* The term that the lower bound works with, which may leave out part of the penalty. */
static nb_term bounding(const nb_term *term)
{
    nb_term less = *term;
    if (less.l2 <= nb_judge_negligible)
        less.l2 = 0.0;
    return less;
}

/* Limits that a column sets to s; returns whether s_all makes its phi* zero. */
static int limit(nb_judge *judge, const nb_term *term, double g)
{
    const double over = fabs(g) - term->l1;
    const int open = nb_term_open(term, g), matters = g > 0.0 ? term->upper > 0.0 : term->lower < 0.0;
    if (!(over > 0.0) || (open && over <= slack_of(judge, term)))
        return 1;
    const double s = term->l1 / fabs(g);
    if (open)
        judge->s_end = s < judge->s_end ? s : judge->s_end;
    if (open || (matters && term->l1 > 0.0))
        judge->s_all = s < judge->s_all ? s : judge->s_all;
    return open || !matters || term->l1 > 0.0;
}

/* Everything about column j but the sums over nonzero coefficients. */
static void see_column(const nb_judge_terms *terms, nb_judge *judge, int j, double b, double g)
{
    const nb_term term = nb_judge_term(terms, judge->lambda, j), less = bounding(&term);
    const double violation = nb_term_violation(&term, b, g) * terms->unit[j];
    if (terms->l1[j] > 0.0 || terms->l2[j] > 0.0)
        judge->kkt = larger(judge->kkt, violation);
    else
        judge->feasibility = larger(judge->feasibility, violation);
    if (is_settled(judge, &term, j, b)) {
        judge->loose2 += g * g;
        judge->loose++;
        return;
    }
    const int vanishes = limit(judge, &less, g);
    if (b != 0.0)
        return;
    const double more = nb_term_gap(&less, nb_term_clip(&less, 0.0), g);
    if (!isinf(more))
        judge->zero_end += more;
    if (!vanishes)
        judge->zero_all += more;
}

/* Columns j0 .. j1 - 1, b_j = 0 in all of them. */
static void see_zeros(const nb_judge_terms *terms, nb_judge *judge, int j0, int j1, const double *g)
{
    const double *l1 = terms->l1 + j0, lambda = judge->lambda;
    const int plain = terms->lower == NULL && terms->upper == NULL;
    for (int i = 0; i < j1 - j0; i++)
        if (!plain || fabs(g[i]) > lambda * l1[i] || !(lambda * l1[i] > nb_judge_negligible))
            see_column(terms, judge, j0 + i, 0.0, g[i]);
}

void nb_judge_see_zero(const nb_judge_terms *terms, nb_judge *judge, int j, double g)
{
    see_column(terms, judge, j, 0.0, g);
}

void nb_judge_see_coefficient(const nb_judge_terms *terms, nb_judge *judge, int i, double g)
{
    judge->gradient[i] = g;
    see_column(terms, judge, judge->index[i], judge->value[i], g);
}

void nb_judge_see(const nb_judge_terms *terms, nb_judge *judge, int j0, int width, const double *g)
{
    const int end = j0 + width;
    int j = j0;
    while (judge->at < judge->count && judge->index[judge->at] < end) {
        const int next = judge->index[judge->at];
        see_zeros(terms, judge, j, next, g + (j - j0));
        nb_judge_see_coefficient(terms, judge, judge->at++, g[next - j0]);
        j = next + 1;
    }
    see_zeros(terms, judge, j, end, g + (j - j0));
}

double nb_judge_penalty(const nb_judge_terms *terms, const nb_judge *judge, double *outside)
{
    double sum = 0.0;
    *outside = 0.0;
    for (int i = 0; i < judge->count; i++) {
        const nb_term term = nb_judge_term(terms, judge->lambda, judge->index[i]);
        sum += nb_term_value(&term, judge->value[i]);
    }
    if (terms->lower == NULL && terms->upper == NULL)
        return sum;
    for (int j = 0, i = 0; j < terms->p; j++) {
        const nb_term term = nb_judge_term(terms, judge->lambda, j);
        const double b = i < judge->count && judge->index[i] == j ? judge->value[i++] : 0.0, miss = fabs(b - nb_term_clip(&term, b));
        if (miss > few_ulps * fabs(b))
            *outside = larger(*outside, miss / terms->unit[j]);
    }
    return sum;
}

/* phi(b) + phi*(g) - g b for the i-th coefficient that is not zero; outside its bounds, an upper bound. */
static double coefficient_gap(const nb_judge_terms *terms, const nb_judge *judge, int i, double s)
{
    const int j = judge->index[i];
    const nb_term term = nb_judge_term(terms, judge->lambda, j), less = bounding(&term);
    const double b = judge->value[i], value = nb_term_value(&term, b);
    if (is_settled(judge, &term, j, b))
        return value;
    const double inside = nb_term_clip(&term, b), near = nb_term_value(&less, b);
    double g = s * judge->gradient[i];
    if (nb_term_open(&less, g) && fabs(g) > less.l1 && fabs(g) - less.l1 <= slack_of(judge, &less))
        g = copysign(less.l1, g);
    return nb_term_gap(&less, inside, g) + fabs(near - nb_term_value(&less, inside) - g * (b - inside)) + (value - near);
}

static double gap_at(const nb_judge_terms *terms, const nb_judge *judge, double s, double zeros, double square, double skew)
{
    double gap = 0.5 * (1.0 - s) * (1.0 - s) * square + (1.0 - s) * skew + s * zeros;
    for (int i = 0; i < judge->count; i++)
        gap += coefficient_gap(terms, judge, i, s);
    return gap;
}

double nb_judge_gap(const nb_judge_terms *terms, const nb_judge *judge, double square, double skew)
{
    const double all = gap_at(terms, judge, judge->s_all, judge->zero_all, square, skew);
    if (judge->s_end == judge->s_all && judge->zero_end == judge->zero_all)
        return all;
    const double end = gap_at(terms, judge, judge->s_end, judge->zero_end, square, skew);
    return end < all ? end : all;
}
