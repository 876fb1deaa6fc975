/*
 * qp_state.h - where the solver of qp.h stands, shared by qp*.c.
 *
 * All is scaled by powers of two so that columns of A (with their ridge) and rows have norms near 1. A coefficient is free (in `order`,
 * moving within the part of its interval where its sign is sign[j]) or fixed where it is: at a bound, at the kink at 0, or in the interior
 * until its gradient asks for it. Some rows are held at a side ("working").
 */
#ifndef NB_QP_STATE_H
#define NB_QP_STATE_H

#include "cholesky.h"
#include "qp.h"

/* What is added to the diagonal: half the digits, so that neither it nor rounding divided by it costs more than a step or two. */
static const double nb_qp_usual_delta = 1e-8;

/* A'A among the columns that were ever free. */
typedef struct nb_qp_gram {
    int count, capacity;
    int *column, *place; /* which columns; where each of the p stands, or -1 */
    double *value;       /* capacity x capacity, symmetric, full */
} nb_qp_gram;

typedef struct nb_qp {
    nb_gemm_work *ws;
    int n, p, m;
    nb_design design;                           /* scaled */
    const double *y;                            /* n */
    double size;                                /* ||y|| */
    double *ridge, *l1, *lower, *upper, *unit;  /* p; unit: of the coefficients */
    double *row, *row_lower, *row_upper, *mass; /* m x p; m; m; mass: by which the rows were multiplied */
    double *kink;                               /* p: where |b| of the penalty has its kink: 0, or near it (qp_loose.c) */
    double *exact;                              /* what qp_loose.c changed; NULL before */
    unsigned long long seed;
    int settled;                         /* whether nb_qp_descend() came to the minimum of the face to rounding */
    int patient;                         /* whether of what blocks at once only the first joins the active set: no cycles (Bland 1977) */
    double *b, *gradient;                /* p; A'(A b - y) + ridge b */
    double *value, *fitted;              /* m: R b; n: A b, then A b - y */
    int *order, *place;                  /* of the free, in the order of the factor; p: where each stands, or -1 */
    signed char *sign;                   /* p */
    int held;                            /* number of working rows */
    int *working, *row_place, *row_side; /* which; m: where each stands, or -1; m: 1 or -1 */
    double delta;                        /* what is added to the diagonal for the directions alone */
    nb_cholesky factor, schur;           /* of H = A_F'A_F + ridge + delta; of S = R_WF H^-1 R_WF' */
    int half_ld, half_holds;             /* of half; whether it and S are those of the factor */
    double *half;                        /* Y = L^-1 R_WF', column by column */
    double *slope, *step, *scratch;      /* free: gradient with the penalty's; direction; p */
    double *multiplier, *rate, *change;  /* m: 0 for rows that do not work; R step; of the multipliers that work */
    int *list, *kept;                    /* p + m; p + m */
    nb_qp_gram gram;
} nb_qp;

/* qp_gram.c: makes sure of the products among the columns listed and all that were asked for before. */
nb_status nb_qp_gram_need(nb_context *ctx, nb_qp *qp, int count, const int *list);
double nb_qp_gram_entry(const nb_qp *qp, int i, int j);

/* qp_scale.c */
nb_status nb_qp_scale(nb_context *ctx, nb_gemm_work *ws, const nb_qp_problem *problem, nb_qp *qp);

/* qp_face.c: makes these columns the free ones, in that order; frees more of them; fixes the free column at that place. */
nb_status nb_qp_face_set(nb_context *ctx, nb_qp *qp, int count, const int *list);
nb_status nb_qp_face_free(nb_context *ctx, nb_qp *qp, int count, const int *list);
void nb_qp_face_fix(nb_qp *qp, int k);

/* qp_rows.c: S afresh from the working rows and the equations; those that depend on others are left out. */
nb_status nb_qp_rows_settle(nb_context *ctx, nb_qp *qp);
void nb_qp_rows_hold(nb_qp *qp, int i, int side); /* side: 1 or -1 */
void nb_qp_rows_drop(nb_qp *qp, int i);
int nb_qp_is_equation(const nb_qp *qp, int i);
void nb_qp_rows_multiply(nb_qp *qp); /* value := R b */
/* The side that a working row is held at. */
double nb_qp_row_target(const nb_qp *qp, int i);

/* qp_step.c: gradient and values from the data. */
nb_status nb_qp_refresh(nb_context *ctx, nb_qp *qp);
/* Direction and multipliers; returns what is left of the conditions of optimality on the face. */
double nb_qp_direction(nb_qp *qp);
/* qp_move.c: along the step as far as nothing blocks; what does joins the active set. *length: 1 for a whole step, less if it was cut. */
nb_status nb_qp_move(nb_context *ctx, nb_qp *qp, double *length);
/* The largest absolute value. */
double nb_qp_largest(int count, const double *x);
/* To the minimum of the face, columns and rows that block joining the active set. */
nb_status nb_qp_descend(nb_context *ctx, nb_qp *qp, int *rounds);
/* What rounding may leave in a gradient. */
double nb_qp_noise(const nb_qp *qp);
/* The part of column j's interval where its sign holds. */
void nb_qp_interval(const nb_qp *qp, int j, double *low, double *high);

/* qp_release.c: frees fixed columns and drops rows that violate the conditions of optimality; *released: how many. */
typedef enum nb_qp_haste { NB_QP_MANY, NB_QP_WORST, NB_QP_FIRST } nb_qp_haste;
nb_status nb_qp_release(nb_context *ctx, nb_qp *qp, nb_qp_haste haste, int *released);
/* The gradient of column j with what the working rows add. */
double nb_qp_pull(const nb_qp *qp, int j);
/* By how much a fixed column wants to move given that: > 0 up, < 0 down, 0 not at all. */
double nb_qp_violation(const nb_qp *qp, int j, double pull);

/* qp_start.c: b := what it starts from, within the bounds; 0 where nothing is said. */
void nb_qp_place(nb_qp *qp, const nb_qp_start *start);
/* Moves it within the rows and chooses a face there; *farkas: NULL, or the proof that there is no such point (m + p, scaled). */
nb_status nb_qp_begin(nb_context *ctx, nb_qp *qp, const nb_qp_start *start, double **farkas);

/* qp_approach.c: moves b within the rows; *farkas as above. */
nb_status nb_qp_make_feasible(nb_context *ctx, nb_qp *qp, double **farkas);

/* Whether rows are missed by more than that share of their terms and `least`, given their values; and the share that is rounding. */
int nb_qp_breaks_rows(const nb_qp *qp, double share, double least);
static const double nb_qp_rounding = 0x1p-47;

/* qp_loose.c: moves bounds, sides and kinks out by about `share` of the size of things; and back, with the face that is there. */
nb_status nb_qp_loosen(nb_context *ctx, nb_qp *qp, double share);
nb_status nb_qp_tighten(nb_context *ctx, nb_qp *qp);

/* qp_finish.c; judged: whether uniqueness and rank are wanted. */
nb_status nb_qp_finish(nb_context *ctx, nb_qp *qp, int judged, nb_qp_result *result);
nb_status nb_qp_refuse(nb_context *ctx, const nb_qp *qp, const double *proof, nb_qp_result *result);

#endif
