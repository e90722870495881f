/* SPDX-License-Identifier: BSD-3-Clause
   The order of a call's loops, whatever the order of its axes: along the results in memory, few and long, and where
   an input lies across that order, in blocks whose cache lines are used whole.  */
#include "run.h"

/* Bytes of a cache line, and of a second-level cache as small as they are.  */
enum { LINE = 64, CACHE = 1 << 18 };

/* Sorts the loops by the first result's steps, and leaves out those of one turn.  */
static void sort(rn_nest *nest, int result) {
    int count = 0;
    for (int d = 0; d < nest->loops; d++) {
        const rn_loop loop = nest->loop[d];
        int to = count;
        if (loop.length == 1) continue;
        for (; to && distance(nest->loop[to - 1].step[result]) > distance(loop.step[result]); to--)
            nest->loop[to] = nest->loop[to - 1];
        nest->loop[to] = loop;
        count++;
    }
    nest->loops = count;
}

static int continues(const rn_loop *inner, const rn_loop *outer, int operands) {
    for (int k = 0; k < operands; k++)
        if (outer->step[k] != inner->step[k] * (intptr_t)inner->length) return 0;
    return 1;
}

static void merge(rn_nest *nest, int operands) {
    int last = 0;
    for (int d = 1; d < nest->loops; d++) {
        if (continues(&nest->loop[last], &nest->loop[d], operands))
            nest->loop[last].length *= nest->loop[d].length;
        else
            nest->loop[++last] = nest->loop[d];
    }
    nest->loops = last + 1;
}

/* Whether a row's lines are driven out before the next row needs them.  Steps that are a multiple of a high power of
   two leave most of the cache unused.  */
static int is_too_wide(const rn_loop *row, intptr_t step) {
    const size_t apart = distance(step) & -distance(step);
    return distance(step) >= LINE && row->length > CACHE / (apart > LINE ? apart : LINE);
}

/* The loop along which the neighbours of an input lie in its lines, where the innermost loop is too wide; or 0.  */
static int loop_across(const rn_nest *nest, int inputs) {
    for (int k = 0; k < inputs; k++) {
        if (!is_too_wide(&nest->loop[0], nest->loop[0].step[k])) continue;
        for (int d = 1; d < nest->loops; d++) {
            const size_t step = distance(nest->loop[d].step[k]);
            if (step && step < LINE) return d;
        }
    }
    return 0;
}

/* Moves the innermost loop's turns out to beyond the loop across, but for so many as a line of results has.  */
static void block(rn_nest *nest, int across, size_t columns, int operands) {
    rn_loop blocks = nest->loop[0];
    blocks.length /= columns;
    for (int k = 0; k < operands; k++) blocks.step[k] *= (intptr_t)columns;
    nest->loop[0].length = columns;
    const rn_loop rows = nest->loop[across];
    for (int d = across; d > 1; d--) nest->loop[d] = nest->loop[d - 1];
    for (int d = nest->loops++; d > 2; d--) nest->loop[d] = nest->loop[d - 1];
    nest->loop[1] = rows, nest->loop[2] = blocks;
}

void rn_run_ordered(const rn_task *task, rn_nest *nest) {
    const int inputs = rn_task_inputs(task), operands = inputs + rn_outputs(task->form);
    enum rn_overlap overlap = RN_APART;
    for (int k = 0; k < inputs; k++)
        for (int o = inputs; o < operands; o++)
            if (nest->at[k] == nest->at[o]) overlap = RN_IN_PLACE;
    sort(nest, inputs);
    merge(nest, operands);
    const int across = loop_across(nest, inputs);
    const size_t columns = LINE / rn_dtype_size(task->dtype), rest = nest->loop[0].length % columns;
    if (across && nest->loops < RN_MAX_LOOPS) {
        rn_nest last = *nest;
        last.loop[0].length = rest;
        nest->loop[0].length -= rest;
        for (int k = 0; k < operands; k++)
            last.at[k] += (intptr_t)nest->loop[0].length * last.loop[0].step[k];
        rn_run(task, &last, overlap);
        block(nest, across, columns, operands);
    }
    rn_run(task, nest, overlap);
}
