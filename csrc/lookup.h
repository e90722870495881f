/* SPDX-License-Identifier: BSD-3-Clause
   Functions of one 16-bit number, by tables.  */
#ifndef RN_LOOKUP_H
#define RN_LOOKUP_H

#include "run.h"

/* For each of the 65,536 numbers: the results, one table for each output; or for the backward pass the slopes, rounded
   correctly, or RN_OPEN where they do not serve, with what computes the products and, where those are left open, the
   kernel.  */
typedef struct {
    const uint16_t *results[RN_MAX_OUTPUTS];
    const float *slopes;
    rn_product *product;
    rn_kernel *kernel;
    size_t block; /* elements, of which a call has a multiple */
} rn_tables;

/* Sets the tables for a call of n elements, or returns 0 where it is to be computed.  */
int rn_find_tables(const rn_task *task, const rn_isa *isa, size_t n, rn_tables *tables);

/* As a kernel.  */
void rn_look_up(const rn_tables *tables, const void *const *in, void *const *out, size_t n, unsigned flags);

#endif
