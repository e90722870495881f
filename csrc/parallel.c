/* SPDX-License-Identifier: BSD-3-Clause
   Splitting an array over threads with OpenMP, which NumPy's neighbours use too and threadpoolctl
   controls.  */
#include <stdatomic.h>

#include "run.h"

static _Atomic(int) threads = 1;

int rn_get_threads(void) { return atomic_load_explicit(&threads, memory_order_relaxed); }
void rn_set_threads(int count) { atomic_store_explicit(&threads, count, memory_order_relaxed); }

#ifdef _OPENMP
#include <omp.h>
#include <pthread.h>

/* Pieces of a whole number of pages' worth of any dtype, so that no two threads write one cache line.  */
enum { PIECE = 4096 };

static int found_maximum; /* omp_get_max_threads() when this library was loaded */

int rn_openmp(void) { return _OPENMP; }

/* libgomp's threads do not survive a fork, and a child that waits for them waits for ever: let them go
   before.  */
static void before_fork(void) { omp_pause_resource_all(omp_pause_hard); }

void rn_parallel_init(void) {
    found_maximum = omp_get_max_threads();
    pthread_atfork(before_fork, NULL, NULL);
}

/* Ours to choose, unless somebody (threadpoolctl) has lowered OpenMP's own limit since.  */
static size_t threads_for(size_t n, size_t grain) {
    size_t count = n / grain, most = (size_t)rn_get_threads();
    if (count < 2 || most < 2 || omp_in_parallel()) return 1;
    int limit = omp_get_max_threads();
    if (limit < found_maximum && (size_t)limit < most) most = (size_t)limit;
    return count < most ? count : most;
}

void rn_parallel(size_t n, size_t grain, rn_body *body, const void *context) {
    size_t wanted = threads_for(n, grain);
    if (wanted < 2) {
        body(context, 0, n);
        return;
    }
#pragma omp parallel num_threads((int)wanted)
    {
        const size_t pieces = (n + PIECE - 1) / PIECE;
        const size_t team = (size_t)omp_get_num_threads(), me = (size_t)omp_get_thread_num();
        const size_t begin = pieces * me / team * PIECE, end = pieces * (me + 1) / team * PIECE;
        if (begin < n) body(context, begin, end < n ? end : n);
    }
}

#else

int rn_openmp(void) { return 0; }
void rn_parallel_init(void) {}
void rn_parallel(size_t n, size_t grain, rn_body *body, const void *context) {
    (void)grain;
    body(context, 0, n);
}

#endif
