/*
 * project_increasing.c - b_1 <= b_2 <= ... by pooling adjacent violators (Ayer, Brunk, Ewing, Reid & Silverman 1955): blocks of equal b,
 * each the mean of its z. Linear in n.
 */
#include "project.h"
#include "project_sum.h"

/* Coefficients between polls. */
enum { stretch = 65536 };

typedef struct block {
    nb_sum sum;
    int count;
} block;

static double mean_of(const block *b)
{
    return nb_sum_value(b->sum) / b->count;
}

nb_status nb_project_increasing(nb_context *ctx, int n, double *x)
{
    void *mark = nb_mark(ctx);
    block *blocks = (block *)ctx->alloc(ctx->owner, (size_t)(n > 0 ? n : 1), sizeof(block));
    int count = 0;
    if (blocks == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < n; j++) {
        if (j % stretch == 0)
            NB_TRY(nb_poll(ctx));
        blocks[count++] = (block){{x[j], 0.0}, 1};
        while (count > 1 && mean_of(blocks + count - 2) >= mean_of(blocks + count - 1)) {
            block *left = blocks + count - 2;
            nb_sum_add(&left->sum, blocks[count - 1].sum.high);
            left->sum.low += blocks[count - 1].sum.low;
            left->count += blocks[count - 1].count;
            count--;
        }
    }
    for (int k = 0, j = 0; k < count; k++)
        for (int end = j + blocks[k].count; j < end; j++)
            x[j] = mean_of(blocks + k);
    nb_release(ctx, mark);
    return NB_OK;
}
