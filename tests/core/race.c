/* SPDX-License-Identifier: BSD-3-Clause
   Calls of rn_run_strided from several threads at once, each split over OpenMP's threads where there are any, while the
   main thread changes the ISA and the number of threads.  Every result must have the bits of the first call's.  */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "run.h"

enum {
    THREADS = 4,
    ROUNDS = 3,
    LENGTH = 1 << 15, /* run.c splits it for the smooth ops */
    SIZE = LENGTH * sizeof(float)
};

static float x[LENGTH];
static atomic_int unlike, running = THREADS;

static void call(int op, char *y) {
    const float one = 1;
    const rn_task task = {op, RN_FORWARD, RN_F32, {0}};
    const intptr_t n = LENGTH;
    const int parameters = rn_op_at(op)->parameter_count;
    char *at[RN_MAX_INPUTS + 1] = {(char *)x};
    intptr_t step[RN_MAX_INPUTS + 1] = {sizeof *x};
    for (int k = 0; k < parameters; k++) at[1 + k] = (char *)&one, step[1 + k] = 0;
    at[1 + parameters] = y, step[1 + parameters] = sizeof *x;
    rn_run_strided(at, &n, step, (void *)&task);
}

static void *calls(void *want) {
    char *y = malloc(SIZE);
    for (int round = 0; y && round < ROUNDS; round++)
        for (int op = 0; op < rn_op_count(); op++) {
            call(op, y);
            if (memcmp(y, (char *)want + (size_t)op * SIZE, SIZE) != 0) atomic_fetch_add(&unlike, 1);
        }
    if (!y) atomic_fetch_add(&unlike, 1);
    free(y);
    atomic_fetch_sub(&running, 1);
    return NULL;
}

int main(void) {
    pthread_t thread[THREADS];
    char *want = malloc(SIZE * (size_t)rn_op_count());
    if (!want) return 2;
    rn_parallel_init();
    for (int i = 0; i < LENGTH; i++) x[i] = (float)i / 1024 - LENGTH / 2048.0f;
    for (int op = 0; op < rn_op_count(); op++) call(op, want + (size_t)op * SIZE);
    for (int k = 0; k < THREADS; k++)
        if (pthread_create(&thread[k], NULL, calls, want)) return 2;
    for (int k = 0; atomic_load(&running); k++) {
        rn_isa_use(k % rn_isa_count());
        rn_set_threads(k % 5 + 1);
        sched_yield();
    }
    for (int k = 0; k < THREADS; k++) pthread_join(thread[k], NULL);
    free(want);
    printf("%d calls on OpenMP %d, %d with other bits\n", THREADS * ROUNDS * rn_op_count(), rn_openmp(),
           unlike);
    return unlike != 0;
}
