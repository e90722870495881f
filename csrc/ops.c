/* SPDX-License-Identifier: BSD-3-Clause
   The registry: one row per op, from the op files.  */
#include "kernels.h"

#define PARAMETER(name, value, domain) {#name, value, 0, RN_##domain}
#define REQUIRED(name, domain) {#name, NAN, 1, RN_##domain}
#define OP(name, kind, count, summary, formula, derivative, kinks, source, ...) \
    {#name, RN_##kind, count, {__VA_ARGS__}, summary, formula, derivative, kinks, source},

static const rn_op rows[] = {
#include "ops/ops.inc"
};

int rn_op_count(void) { return RN_OPS; }
const rn_op *rn_op_at(int op) { return &rows[op]; }
