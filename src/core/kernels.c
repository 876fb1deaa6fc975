/*
 * kernels.c - tiles of a matrix product, and sums over four columns, for every instruction set: see kernels.h.
 *
 *     tile:  C(3W x 4 or 8) += A(3W x k) B(k x 4 or 8), all sums in registers; 2 flops per multiply-add, two multiply-adds a cycle
 *
 * The panels of A and B are packed so that both are read in order (Goto & van de Geijn 2008; Van Zee & van de Geijn 2015). Functions are
 * compiled for their instruction set by an attribute, not by a flag of the file, and chosen by __builtin_cpu_supports; compilers that know
 * neither get the portable set.
 */
#include "kernels.h"
#include <stdint.h>

const double nb_kernels_zeros[nb_stretch] = {0.0};

#define NB_FOUR(F)  F(0) F(1) F(2) F(3)
#define NB_THREE(F) F(0) F(1) F(2)
#define NB_SIX(F)   F(0) F(1) F(2) F(3) F(4) F(5)
#define NB_EIGHT(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7)

/* A hint, so that a place past the end of the data does no harm; the sum is formed as a number because no pointer may point there. */
#if defined(__GNUC__)
#define NB_FETCH(p, bytes) __builtin_prefetch((const void *)((uintptr_t)(p) + (uintptr_t)(bytes)))
#else
#define NB_FETCH(p, bytes) ((void)(bytes))
#endif

#if defined(__GNUC__) && defined(__x86_64__)
#define NB_X86 1
#include <immintrin.h>

#define NB_NAME(x) nb_avx512_##x
#define NB_TITLE   "avx512"
#define NB_TARGET  __attribute__((target("avx512f")))
#define NB_EACH    NB_EIGHT
#define NB_COLUMNS 8
#define NB_CROSS_EACH NB_SIX
#define NB_CROSSED 6
#define V          __m512d
#define W          8
#define LOAD       _mm512_loadu_pd
#define STORE      _mm512_storeu_pd
#define SPLAT      _mm512_set1_pd
#define FMA        _mm512_fmadd_pd
#define MUL        _mm512_mul_pd
#define ADD        _mm512_add_pd
#define DIV        _mm512_div_pd
#define MIN        _mm512_min_pd
#define ZERO       _mm512_setzero_pd()
#define SUM(v)     _mm512_reduce_add_pd(v)
#include "kernels_body.h"

__attribute__((target("avx2,fma"))) static double nb_avx2_sum(__m256d v)
{
    const __m128d pair = _mm_add_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
    return _mm_cvtsd_f64(_mm_add_sd(pair, _mm_unpackhi_pd(pair, pair)));
}

#define NB_NAME(x) nb_avx2_##x
#define NB_TITLE   "avx2"
#define NB_TARGET  __attribute__((target("avx2,fma")))
#define NB_EACH    NB_FOUR
#define NB_COLUMNS 4
#define NB_CROSS_EACH NB_THREE
#define NB_CROSSED 3
#define V          __m256d
#define W          4
#define LOAD       _mm256_loadu_pd
#define STORE      _mm256_storeu_pd
#define SPLAT      _mm256_set1_pd
#define FMA        _mm256_fmadd_pd
#define MUL        _mm256_mul_pd
#define ADD        _mm256_add_pd
#define DIV        _mm256_div_pd
#define MIN        _mm256_min_pd
#define ZERO       _mm256_setzero_pd()
#define SUM(v)     nb_avx2_sum(v)
#include "kernels_body.h"
#endif

/* The portable set: two doubles in the compiler's generic vectors (SSE2, NEON), else one. */
#define NB_NAME(x) nb_portable_##x
#define NB_TITLE   "portable"
#define NB_TARGET
#define NB_EACH    NB_FOUR
#define NB_COLUMNS 4
#define NB_CROSS_EACH NB_THREE
#define NB_CROSSED 3
#if defined(__GNUC__)
typedef double nb_pair __attribute__((vector_size(16)));
typedef double nb_loose_pair __attribute__((vector_size(16), aligned(8), may_alias));
#define V           nb_pair
#define W           2
#define LOAD(p)     (*(const nb_loose_pair *)(p))
#define STORE(p, v) (*(nb_loose_pair *)(p) = (v))
#define SPLAT(x)    ((nb_pair){(x), (x)})
#define SUM(v)      ((v)[0] + (v)[1])
#define MIN(a, b)   ((nb_pair){(a)[0] < (b)[0] ? (a)[0] : (b)[0], (a)[1] < (b)[1] ? (a)[1] : (b)[1]})
#else
#define V           double
#define W           1
#define LOAD(p)     (*(p))
#define STORE(p, v) (*(p) = (v))
#define SPLAT(x)    (x)
#define SUM(v)      (v)
#define MIN(a, b)   ((a) < (b) ? (a) : (b))
#endif
#define FMA(a, b, c) ((a) * (b) + (c))
#define MUL(a, b)    ((a) * (b))
#define ADD(a, b)    ((a) + (b))
#define DIV(a, b)    ((a) / (b))
#define ZERO         SPLAT(0.0)
#include "kernels_body.h"

const nb_kernels *nb_kernels_at(int at)
{
    const nb_kernels *sets[3];
    int count = 0;
#ifdef NB_X86
    if (__builtin_cpu_supports("avx512f"))
        sets[count++] = &nb_avx512_set;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        sets[count++] = &nb_avx2_set;
#endif
    sets[count++] = &nb_portable_set;
    return at >= 0 && at < count ? sets[at] : NULL;
}

const nb_kernels *nb_kernels_best(void)
{
    return nb_kernels_at(0);
}
