/* SPDX-License-Identifier: BSD-3-Clause
   The operands of a call and the loops over them: where each element lies.  */
#ifndef RN_NEST_H
#define RN_NEST_H

#include "kernels.h"

/* The operands of a call in the order (dy), x, parameters, results, and the loops over them, the innermost first.  A
   bound parameter is an operand whose steps are 0.  */
enum { RN_MAX_OPERANDS = RN_MAX_INPUTS + RN_MAX_OUTPUTS, RN_MAX_LOOPS = 64 };
typedef struct {
    size_t length;
    intptr_t step[RN_MAX_OPERANDS]; /* in bytes */
} rn_loop;
typedef struct {
    char *at[RN_MAX_OPERANDS];
    int loops; /* one or more */
    rn_loop loop[RN_MAX_LOOPS];
} rn_nest;

INLINE size_t elements_of(const rn_nest *nest) {
    size_t n = 1;
    for (int d = 0; d < nest->loops; d++) n *= nest->loop[d].length;
    return n;
}

INLINE size_t distance(intptr_t step) { return (size_t)(step < 0 ? -step : step); }

/* Where a call has come to: an index for each loop.  */
typedef struct {
    size_t index[RN_MAX_LOOPS];
} place;

INLINE place place_of(const rn_nest *nest, size_t element) {
    place p;
    int d = 0;
    for (; d + 1 < nest->loops; d++) {
        p.index[d] = element % nest->loop[d].length;
        element /= nest->loop[d].length;
    }
    p.index[d] = element;
    return p;
}

INLINE void advance(const rn_nest *nest, place *p, size_t n) {
    p->index[0] += n;
    for (int d = 0; d + 1 < nest->loops && p->index[d] >= nest->loop[d].length; d++) {
        p->index[d + 1] += p->index[d] / nest->loop[d].length;
        p->index[d] %= nest->loop[d].length;
    }
}

/* Of the element there.  */
INLINE char *address(const rn_nest *nest, const place *p, int operand) {
    char *at = nest->at[operand];
    for (int d = 0; d < nest->loops; d++) at += (intptr_t)p->index[d] * nest->loop[d].step[operand];
    return at;
}

/* Whether an operand's elements follow each other in memory through all loops.  */
INLINE int is_flat(const rn_nest *nest, int operand, intptr_t size) {
    for (int d = 0; d < nest->loops; size *= (intptr_t)nest->loop[d++].length)
        if (nest->loop[d].step[operand] != size) return 0;
    return 1;
}

/* Whether it is one element throughout.  */
INLINE int is_constant(const rn_nest *nest, int operand) {
    for (int d = 0; d < nest->loops; d++)
        if (nest->loop[d].step[operand]) return 0;
    return 1;
}

/* The memory between an operand's ends.  */
typedef struct {
    const char *low, *high;
} extent;

INLINE extent extent_of(const rn_nest *nest, int operand, size_t size) {
    extent e = {nest->at[operand], nest->at[operand] + size};
    for (int d = 0; d < nest->loops; d++) {
        const intptr_t reach = (intptr_t)(nest->loop[d].length - 1) * nest->loop[d].step[operand];
        if (reach < 0)
            e.low += reach;
        else
            e.high += reach;
    }
    return e;
}

#endif
