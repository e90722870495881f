/* SPDX-License-Identifier: BSD-3-Clause
   From the operands of a call to kernels: what the files above the kernels know of each other.  */
#ifndef RN_RUN_H
#define RN_RUN_H

#include "kernels.h"
#include "nest.h"

/* What tells one ufunc's loop from another's.  bound: the parameters that are fixed rather than operands,
   each repeated over RN_MAX_BLOCK elements; null for an operand.  */
typedef struct {
    int op;
    enum rn_form form;
    enum rn_dtype dtype;
    const void *bound[RN_MAX_PARAMETERS];
} rn_task;

int rn_task_inputs(const rn_task *task);                /* with the parameters, bound or not */
const void *rn_bound(const rn_task *task, int operand); /* or null */

/* How the inputs lie to the results, in the order of what that demands.  APART: no result is an input.  IN_PLACE: one
   is, element by element.  AHEAD: an element of a result may be an input of an earlier one, so that computing them in
   order is right; IN_ORDER: of a later one, so that each has to be written before the next is read.  */
enum rn_overlap { RN_APART, RN_IN_PLACE, RN_AHEAD, RN_IN_ORDER };
void rn_run(const rn_task *task, const rn_nest *nest, enum rn_overlap overlap);

/* In the best order, see order.c, where the elements may be computed in any.  */
void rn_run_ordered(const rn_task *task, rn_nest *nest);

/* The inner loop of a ufunc (PyUFuncGenericFunction); data is an rn_task.  */
void rn_run_strided(char **args, const intptr_t *dimensions, const intptr_t *steps, void *data);

size_t rn_dtype_size(enum rn_dtype dtype);
const rn_isa *rn_isa_table(void); /* the one in use */
extern const rn_isa rn_isa_scalar;

/* Calls body(context, begin, end) over [0, n), on several threads where each gets at least grain elements.  */
typedef void rn_body(const void *context, size_t begin, size_t end);
void rn_parallel(size_t n, size_t grain, rn_body *body, const void *context);
void rn_parallel_init(void);
size_t rn_probe(size_t wanted); /* how many threads could be started at once, up to those wanted */

#endif
