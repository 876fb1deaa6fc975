/* bind_threads.h - independent tasks in threads, each with memory of its own. */
#ifndef NB_BIND_THREADS_H
#define NB_BIND_THREADS_H

#include "core/gemm.h"

/* Task number `at`; `shared` is read by all, and each task writes to places of its own. It may not call R. */
typedef nb_status (*bind_task)(nb_context *ctx, nb_gemm_work *ws, int at, void *shared);

/* Runs tasks 0 .. count - 1 in at most `threads` threads (one: no parallel region is opened, so that a forked worker may follow). Returns
 * when all is done and all memory is freed: normally, or by an R error with the status of a task that failed, or, when the user interrupts,
 * as R does. Which thread runs a task changes nothing in what it computes. */
void bind_in_threads(int threads, int count, bind_task task, void *shared);

#endif
