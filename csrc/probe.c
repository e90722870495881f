/* SPDX-License-Identifier: BSD-3-Clause
   How many more threads the system lets this process have.  An OpenMP library that is refused one ends the process, so
   as many as a team is to grow by are started here before, all at once, and ended.  What was found can still be taken,
   until the team has started, by another process or another library.  */
#ifdef _OPENMP
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>
#if defined __linux__
#include <sys/syscall.h>
#endif

#include "run.h"

typedef struct {
    pthread_t thread;
    pthread_mutex_t *gate;
    long id; /* the kernel's number of it */
} probe;

static void *pass(void *argument) {
    probe *p = argument;
#if defined __linux__
    p->id = syscall(SYS_gettid);
#endif
    pthread_mutex_lock(p->gate);
    pthread_mutex_unlock(p->gate);
    return NULL;
}

/* A joined thread counts against the limits until the kernel has forgotten it; its number may have been given to a
   new one.  */
static void await_end(const probe *p) {
#if defined __linux__
    for (int tries = 0; tries < 1000 && syscall(SYS_tgkill, getpid(), p->id, 0) == 0; tries++) sched_yield();
#else
    (void)p;
#endif
}

size_t rn_probe(size_t wanted) {
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    probe *probes = malloc(wanted * sizeof *probes);
    size_t count = 0;
    if (!probes) return 0;
    pthread_mutex_lock(&gate);
    for (; count < wanted; count++) {
        probes[count].gate = &gate;
        if (pthread_create(&probes[count].thread, NULL, pass, &probes[count])) break;
    }
    pthread_mutex_unlock(&gate);
    for (size_t k = 0; k < count; k++) pthread_join(probes[k].thread, NULL);
    for (size_t k = 0; k < count; k++) await_end(&probes[k]);
    free(probes);
    return count;
}

#endif
