/* SPDX-License-Identifier: BSD-3-Clause
   Functions of one 16-bit number, by tables.  */
#ifndef RN_LOOKUP_H
#define RN_LOOKUP_H

#include "run.h"

/* For each of the 65,536 numbers: the results, one table for each output; or for the backward pass the slopes and
   what multiplies by them.  */
typedef struct {
    const uint16_t *results[RN_MAX_OUTPUTS];
    const float *slopes;
    rn_products *products;
    size_t block; /* elements, of which a call has a multiple */
} rn_tables;

/* Sets the tables for a call of n elements, or returns 0 where it is to be computed.  */
int rn_find_tables(const rn_task *task, const rn_isa *isa, size_t n, rn_tables *tables);

/* As the kernel, which computes what the products leave open.  */
void rn_look_up(const rn_tables *tables, rn_kernel *kernel, const void *const *in, void *const *out, size_t n,
                unsigned flags);

#endif
