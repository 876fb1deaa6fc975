/* bind.c - memory, interrupts, errors and list access for the bindings: see bind.h. */
#include "bind.h"
#include <R_ext/Utils.h>
#include <stdint.h>
#include <string.h>

/* Memory from R_alloc in chunks that are used again after a release: loops that take and give back megabytes would otherwise wait for
 * fresh pages and for R's garbage collector. R frees all of it when .Call returns or fails. */
enum { most_chunks = 256, alignment = 64 };
static const size_t least_chunk = (size_t)1 << 20;

typedef struct chunk_pool {
    char *chunk[most_chunks];
    size_t size[most_chunks];
    int count, at; /* chunks there are; the one in use */
    size_t used, total;
} chunk_pool;

static void *context_alloc(void *owner, size_t count, size_t size)
{
    chunk_pool *pool = owner;
    if (size == 0 || count > (PTRDIFF_MAX - alignment) / size)
        return NULL;
    const size_t bytes = (count * size + alignment - 1) / alignment * alignment;
    while (pool->at < pool->count && pool->size[pool->at] - pool->used < bytes) {
        pool->at++;
        pool->used = 0;
    }
    if (pool->at == most_chunks)
        return R_alloc(count, (int)size);
    if (pool->at == pool->count) {
        const size_t usual = pool->total / 8 > least_chunk ? pool->total / 8 : least_chunk, room = bytes > usual ? bytes : usual;
        pool->chunk[pool->at] = R_alloc(room, 1);
        pool->size[pool->at] = room;
        pool->total += room;
        pool->count++;
    }
    void *memory = pool->chunk[pool->at] + pool->used;
    pool->used += bytes;
    return memory;
}

static int context_poll(void *owner)
{
    (void)owner;
    R_CheckUserInterrupt();
    return 0;
}

static void *context_mark(void *owner)
{
    const chunk_pool *pool = owner;
    return pool->at < pool->count ? pool->chunk[pool->at] + pool->used : NULL;
}

/* A mark at the end of one chunk may also be the beginning of the next: either leaves the same memory free. */
static void context_release(void *owner, void *mark)
{
    chunk_pool *pool = owner;
    int at = pool->at < pool->count ? pool->at : pool->count - 1;
    while (at > 0 && ((char *)mark < pool->chunk[at] || (char *)mark > pool->chunk[at] + pool->size[at]))
        at--;
    if (at < 0)
        return;
    pool->at = at;
    pool->used = mark != NULL ? (size_t)((char *)mark - pool->chunk[at]) : 0;
}

nb_context bind_context(void)
{
    chunk_pool *pool = (chunk_pool *)R_alloc(1, sizeof(chunk_pool));
    pool->count = pool->at = 0;
    pool->used = pool->total = 0;
    nb_context context = {context_alloc, context_poll, context_mark, context_release, pool};
    return context;
}

void bind_status(nb_status status)
{
    if (status != NB_OK)
        Rf_error("normball core: %s", nb_status_message(status));
}

SEXP bind_element(SEXP list, const char *name)
{
    SEXP names = Rf_getAttrib(list, R_NamesSymbol);
    if (TYPEOF(list) != VECSXP || names == R_NilValue)
        Rf_error("normball core: a named list was expected");
    for (R_xlen_t i = 0; i < XLENGTH(list); i++)
        if (strcmp(CHAR(STRING_ELT(names, i)), name) == 0)
            return VECTOR_ELT(list, i);
    Rf_error("normball core: no element '%s'", name);
    return R_NilValue;
}

const double *bind_doubles(SEXP x, R_xlen_t length, const char *name)
{
    if (TYPEOF(x) != REALSXP || XLENGTH(x) != length)
        Rf_error("normball core: '%s' must be a double vector of length %.0f", name, (double)length);
    return REAL(x);
}

const int *bind_ints(SEXP x, R_xlen_t length, const char *name)
{
    if (TYPEOF(x) != INTSXP || XLENGTH(x) != length)
        Rf_error("normball core: '%s' must be an integer vector of length %.0f", name, (double)length);
    return INTEGER(x);
}

int bind_int(SEXP x, const char *name)
{
    return *bind_ints(x, 1, name);
}

double bind_double(SEXP x, const char *name)
{
    return *bind_doubles(x, 1, name);
}

int bind_columns(SEXP x, int n, const char *name)
{
    if (TYPEOF(x) != REALSXP || !Rf_isMatrix(x) || Rf_nrows(x) != n)
        Rf_error("normball core: '%s' must be a double matrix of %d rows", name, n);
    return Rf_ncols(x);
}

SEXP bind_list(int count, const char *const *names)
{
    SEXP list = PROTECT(Rf_allocVector(VECSXP, count)), labels = PROTECT(Rf_allocVector(STRSXP, count));
    for (int i = 0; i < count; i++)
        SET_STRING_ELT(labels, i, Rf_mkChar(names[i]));
    Rf_setAttrib(list, R_NamesSymbol, labels);
    UNPROTECT(2);
    return list;
}
