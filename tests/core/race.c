/* SPDX-License-Identifier: BSD-3-Clause
   Calls of rn_run_strided from several threads at once, each split over OpenMP's threads where there are any, while the
   main thread changes the ISA and the number of threads.  Every result must have the bits of the first call's, computed
   before there is any table to look it up in.  */
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
    SIZE = LENGTH * sizeof(float),
    DTYPES = RN_F32 + 1
};

/* Read as 16-bit data, too: then of any bits.  */
static float x[LENGTH], one[RN_MAX_BLOCK];
static uint16_t one_of_16_bits[2][RN_MAX_BLOCK];
static atomic_int unlike, running = THREADS;

static void call(int op, enum rn_dtype dtype, char *y) {
    const void *parameter = dtype == RN_F32 ? (void *)one : one_of_16_bits[dtype];
    const rn_task task = {op, RN_FORWARD, dtype, {parameter, parameter}};
    const intptr_t n = LENGTH, step = (intptr_t)rn_dtype_size(dtype);
    char *at[] = {(char *)x, y};
    rn_run_strided(at, &n, (const intptr_t[]){step, step}, (void *)&task);
}
/* Where the results of a first call are.  */
static char *first(void *want, int op, enum rn_dtype dtype) {
    return (char *)want + ((size_t)op * DTYPES + dtype) * SIZE;
}

static void *calls(void *want) {
    char *y = malloc(SIZE);
    for (int i = 0; y && i < ROUNDS * rn_op_count() * DTYPES; i++) {
        const int op = i / DTYPES % rn_op_count();
        const enum rn_dtype dtype = (enum rn_dtype)(i % DTYPES);
        call(op, dtype, y);
        if (memcmp(y, first(want, op, dtype), LENGTH * rn_dtype_size(dtype)) != 0)
            atomic_fetch_add(&unlike, 1);
    }
    if (!y) atomic_fetch_add(&unlike, 1);
    free(y);
    atomic_fetch_sub(&running, 1);
    return NULL;
}

int main(void) {
    pthread_t thread[THREADS];
    char *want = malloc((size_t)rn_op_count() * DTYPES * SIZE);
    const double lookup_elements = rn_get_lookup_elements();
    if (!want) return 2;
    rn_parallel_init();
    for (int i = 0; i < LENGTH; i++) x[i] = (float)i / 1024 - LENGTH / 2048.0f;
    for (int i = 0; i < RN_MAX_BLOCK; i++)
        one[i] = 1, one_of_16_bits[RN_F16][i] = 0x3c00, one_of_16_bits[RN_BF16][i] = 0x3f80;
    rn_set_lookup_elements(HUGE_VAL);
    for (int op = 0; op < rn_op_count(); op++)
        for (int dtype = 0; dtype < DTYPES; dtype++) call(op, dtype, first(want, op, dtype));
    rn_set_lookup_elements(lookup_elements);
    for (int k = 0; k < THREADS; k++)
        if (pthread_create(&thread[k], NULL, calls, want)) return 2;
    for (int k = 0; atomic_load(&running); k++) {
        rn_isa_use(k % rn_isa_count());
        rn_set_threads(k % 5 + 1);
        sched_yield();
    }
    for (int k = 0; k < THREADS; k++) pthread_join(thread[k], NULL);
    free(want);
    printf("%d calls on OpenMP %d, %d with other bits\n", THREADS * ROUNDS * rn_op_count() * DTYPES,
           rn_openmp(), unlike);
    return unlike != 0;
}
