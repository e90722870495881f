/* SPDX-License-Identifier: BSD-3-Clause
   Splitting an array over threads with OpenMP, which NumPy's neighbours use too and threadpoolctl
   controls.  */
#define _POSIX_C_SOURCE 200809L /* for clock_gettime; -fopenmp asks for it in gcc, not in clang */
#include <stdatomic.h>

#include "run.h"

static _Atomic(int) threads = 1;

int rn_get_threads(void) { return atomic_load_explicit(&threads, memory_order_relaxed); }
void rn_set_threads(int count) { atomic_store_explicit(&threads, count, memory_order_relaxed); }

#ifdef _OPENMP
#include <omp.h>
#include <pthread.h>
#include <time.h>

/* Pieces of a whole number of pages' worth of any dtype, so that no two threads write one cache line.  */
enum { PIECE = 4096 };

static int found_maximum; /* omp_get_max_threads() when this library was loaded */

int rn_openmp(void) { return _OPENMP; }

/* The size of this thread's last team.  libgomp ends the threads that a next, smaller team has no need of.  */
static _Thread_local size_t team = 1;
static _Thread_local time_t refusal; /* when this thread was last refused a larger one, in seconds, or 0 */

/* Held while a team grows, so that no two count on the same threads, nor a fork comes between.  */
static pthread_mutex_t growth = PTHREAD_MUTEX_INITIALIZER;

/* libgomp's threads do not survive a fork, and a child that waits for them waits for ever: let them go
   before.  */
#ifndef _WIN32
static void before_fork(void) {
    pthread_mutex_lock(&growth);
    omp_pause_resource_all(omp_pause_hard);
    team = 1;
}
static void after_fork(void) { pthread_mutex_unlock(&growth); }
static void prepare_for_forks(void) { pthread_atfork(before_fork, after_fork, after_fork); }
#else
static void prepare_for_forks(void) {}
#endif

void rn_parallel_init(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT; /* a module can be imported again */
    found_maximum = omp_get_max_threads();
    pthread_once(&once, prepare_for_forks);
}

/* Ours to choose, unless somebody (threadpoolctl) has lowered OpenMP's own limit since.  */
static size_t threads_for(size_t n, size_t grain) {
    size_t count = n / grain, most = (size_t)rn_get_threads();
    if (count < 2 || most < 2 || omp_in_parallel()) return 1;
    int limit = omp_get_max_threads(), ceiling = omp_get_thread_limit();
    if (limit < found_maximum && (size_t)limit < most) most = (size_t)limit;
    if ((size_t)ceiling < most) most = (size_t)ceiling;
    return count < most ? count : most;
}

/* As many of the wanted threads as can be had, with growth locked if they are more than the last team's.  Who was
   refused some asks again after a second.  */
static size_t granted(size_t wanted) {
    struct timespec now;
    if (wanted <= team) return wanted;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (refusal && now.tv_sec - refusal < 2) return team;
    pthread_mutex_lock(&growth);
    const size_t found = team + rn_probe(wanted - team);
    refusal = found < wanted ? now.tv_sec : 0;
    if (found == team) pthread_mutex_unlock(&growth);
    return found;
}

void rn_parallel(size_t n, size_t grain, rn_body *body, const void *context) {
    size_t threads = threads_for(n, grain);
    const int growing = threads > 1 && (threads = granted(threads)) > team;
    if (threads < 2) {
        body(context, 0, n);
        return;
    }
    team = threads;
#pragma omp parallel num_threads((int)threads)
    {
        const size_t pieces = (n + PIECE - 1) / PIECE;
        const size_t size = (size_t)omp_get_num_threads(), me = (size_t)omp_get_thread_num();
        const size_t begin = pieces * me / size * PIECE, end = pieces * (me + 1) / size * PIECE;
        if (growing && me == 0) pthread_mutex_unlock(&growth); /* by now all have been started */
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
