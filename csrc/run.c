/* SPDX-License-Identifier: BSD-3-Clause
   Strided operands to contiguous kernels.  Whole blocks of contiguous rows go to the kernel where they are.  What a row
   has more is computed as part of its last block again; where that is not possible, a few elements go to the scalar
   ISA's kernel, whose block is one element and whose bits are the same.  All else goes through a tile on the stack,
   padded with zeros to whole blocks.  */
#include "run.h"

#include <stdatomic.h>

#include "copy.h"
#include "environment.h"
#include "lookup.h"

enum { MAX_ELEMENT = 8 };

/* Bytes of a tile: so many that what was written into it first has left the store buffer when the kernel reads it.  */
enum { TILE = 4096 };

/* Elements of the rows that are worth a call of the kernel each; shorter ones share a tile.  */
enum { LONG_ROW = 256 };

/* The most elements that the scalar kernel finishes before a tile does.  */
enum { SMOOTH_FEW = 1, PIECEWISE_FEW = 16 };

/* Bytes of an operand below which another thread costs more than it brings: some 4 us of work for each.  */
enum { SMOOTH_GRAIN = 1 << 15, CHEAP_GRAIN = 1 << 17 };

/* Bytes of a row from which on what is cheap to compute is stored to whole lines: stores that meet two of them take
   twice as long, and NumPy's arrays begin anywhere.  */
enum { ALIGNED_ROW = 2048, LINE = 64 };

/* Results that are streamed are computed into so many bytes of the first-level cache at a time.  */
enum { STREAMED = 4096 };

static _Atomic(double) stream_bytes = 1 << 25;
double rn_get_stream_bytes(void) { return atomic_load_explicit(&stream_bytes, memory_order_relaxed); }
void rn_set_stream_bytes(double bytes) { atomic_store_explicit(&stream_bytes, bytes, memory_order_relaxed); }

_Atomic(double) rn_trust = RN_TRUST;
double rn_set_trust(double error) { return atomic_exchange(&rn_trust, error); }

size_t rn_dtype_size(enum rn_dtype dtype) {
    static const unsigned char size[RN_DTYPES] = {
        [RN_F16] = 2, [RN_BF16] = 2, [RN_F32] = 4, [RN_F64] = 8, [RN_I8] = 1,  [RN_U8] = 1,
        [RN_I16] = 2, [RN_U16] = 2,  [RN_I32] = 4, [RN_U32] = 4, [RN_I64] = 8, [RN_U64] = 8,
    };
    return size[dtype];
}

int rn_task_inputs(const rn_task *task) { return rn_inputs(task->form, rn_op_at(task->op)->parameter_count); }
const void *rn_bound(const rn_task *task, int operand) {
    const int parameter = operand - rn_inputs(task->form, 0);
    return parameter >= 0 && operand < rn_task_inputs(task) ? task->bound[parameter] : NULL;
}

typedef struct {
    const rn_task *task;
    const rn_nest *nest;
    rn_kernel *kernel, *scalar;
    rn_tables tables;
    int looked_up;                /* in them, not computed */
    size_t size, block, few;      /* bytes of an element; elements of a block, a power of two */
    int inputs, operands, arrays; /* arrays: the inputs before the uniform parameters, or all */
    int by_rows;                  /* or by tiles */
    int aligned;                  /* whether results are worth aligning */
    enum rn_overlap overlap;
    unsigned char flat[RN_MAX_OPERANDS]; /* element after element in memory, through all loops */
    void (*stream)(char *to, const char *from, size_t bytes); /* for the results, or null */
    unsigned flags;
} job;

enum direction { GATHER, SCATTER };

/* Copies n elements between an operand, from a place on, and a tile: as many rows at a time as are whole, and along the
   shorter steps.  */
static void transfer(const job *j, const place *from, int operand, char *tile, size_t n,
                     enum direction direction) {
    const rn_loop *loop = j->nest->loop;
    place p;
    memcpy(p.index, from->index, (size_t)j->nest->loops * sizeof *p.index);
    for (size_t moved; n; n -= moved, tile += moved * j->size) {
        const size_t left = loop[0].length - p.index[0];
        size_t length = n < left ? n : left, rows = 1;
        char *at = address(j->nest, &p, operand);
        steps theirs = {loop[0].step[operand], 0}, ours = {(intptr_t)j->size, (intptr_t)(length * j->size)};
        if (length == loop[0].length && j->nest->loops > 1) {
            const size_t most = loop[1].length - p.index[1];
            rows = n / length < most ? n / length : most;
            theirs.across = loop[1].step[operand];
        }
        moved = rows * length;
        if (theirs.across && distance(theirs.across) < distance(theirs.along)) {
            theirs = (steps){theirs.across, theirs.along};
            ours = (steps){ours.across, ours.along};
            const size_t columns = length;
            length = rows, rows = columns;
        }
        if (direction == GATHER)
            copy(tile, ours, at, theirs, length, rows, j->size);
        else
            copy(at, theirs, tile, ours, length, rows, j->size);
        advance(j->nest, &p, moved);
    }
}

static void call(const job *j, rn_kernel *kernel, char *const *at, size_t n) {
    const void *in[RN_MAX_INPUTS] = {NULL};
    void *out[RN_MAX_OUTPUTS];
    for (int k = 0; k < j->inputs; k++) in[k] = at[k];
    for (int k = j->inputs; k < j->operands; k++) out[k - j->inputs] = at[k];
    if (j->looked_up && kernel == j->kernel)
        rn_look_up(&j->tables, kernel, in, out, n, j->flags);
    else
        kernel(in, out, n, j->flags);
}

INLINE int is_uniform(const job *j, int k) { return k >= j->arrays && k < j->inputs; }

/* Moves the addresses of all but uniform parameters.  */
static void move(const job *j, char **at, size_t elements) {
    for (int k = 0; k < j->operands; k++)
        if (!is_uniform(j, k)) at[k] += elements * j->size;
}

/* The n elements from begin on, whose place is p.  */
static void run_tile(const job *j, char *const *uniform, size_t begin, const place *p, size_t n) {
    _Alignas(64) char tile[RN_MAX_OPERANDS][TILE + 64];
    const size_t padded = (n + j->block - 1) & -j->block;
    char *at[RN_MAX_OPERANDS] = {NULL};
    for (int k = 0; k < j->operands; k++) {
        const int direct = j->flat[k] && n == padded;
        at[k] = is_uniform(j, k) ? uniform[k] : direct ? j->nest->at[k] + begin * j->size : tile[k];
    }
    for (int k = 0; k < j->arrays; k++) {
        if (at[k] != tile[k]) continue;
        transfer(j, p, k, tile[k], n, GATHER);
        memset(tile[k] + n * j->size, 0, (padded - n) * j->size);
    }
    call(j, j->kernel, at, padded);
    for (int k = j->inputs; k < j->operands; k++)
        if (at[k] == tile[k]) transfer(j, p, k, tile[k], n, SCATTER);
}

/* Whole blocks.  Results far larger than the caches only drive out what is useful there, and to write part of a line
   through them the processor first reads it.  */
static void run_streamed(const job *j, char *const *at, size_t n) {
    _Alignas(64) char results[RN_MAX_OUTPUTS][STREAMED];
    const size_t room = (STREAMED / j->size) & -j->block;
    char *from[RN_MAX_OPERANDS], *to[RN_MAX_OPERANDS];
    memcpy(from, at, sizeof from), memcpy(to, at, sizeof to);
    for (size_t piece; n; n -= piece, move(j, to, piece)) {
        piece = n < room ? n : room;
        for (int k = 0; k < j->operands; k++) from[k] = k < j->inputs ? to[k] : results[k - j->inputs];
        call(j, j->kernel, from, piece);
        for (int k = j->inputs; k < j->operands; k++) j->stream(to[k], from[k], piece * j->size);
    }
}

/* The elements of a row before the first result is aligned to a line, or where that is smaller to a block: as part of a
   block that is computed in part again, or where that is not possible by the scalar kernel.  Returns how many, and
   moves on.  */
static size_t run_head(const job *j, char **at, size_t n) {
    const size_t bytes = j->block * j->size, line = bytes < LINE ? bytes : LINE;
    const size_t unaligned = -(uintptr_t)at[j->inputs] & (line - 1), head = unaligned / j->size;
    if (!j->aligned || n * j->size < ALIGNED_ROW || head * j->size != unaligned) return 0;
    if (head && j->overlap == RN_APART)
        call(j, j->kernel, at, j->block);
    else if (head && head <= j->few)
        call(j, j->scalar, at, head);
    else
        return 0;
    move(j, at, head);
    return head;
}

/* Part of a row, which is contiguous.  */
static void run_row(const job *j, char *const *uniform, size_t begin, const place *p, size_t n) {
    char *at[RN_MAX_OPERANDS] = {NULL};
    for (int k = 0; k < j->operands; k++) at[k] = is_uniform(j, k) ? uniform[k] : address(j->nest, p, k);
    const size_t head = run_head(j, at, n), whole = (n - head) & -j->block, rest = n - head - whole;
    if (whole && j->stream)
        run_streamed(j, at, whole);
    else if (whole)
        call(j, j->kernel, at, whole);
    if (rest && whole && j->overlap == RN_APART) {
        move(j, at, whole + rest - j->block);
        call(j, j->kernel, at, j->block);
    } else if (rest && rest <= j->few) {
        move(j, at, whole);
        call(j, j->scalar, at, rest);
    } else if (rest) {
        place tail = *p;
        advance(j->nest, &tail, head + whole);
        run_tile(j, uniform, begin + head + whole, &tail, rest);
    }
}

static void run_range(const void *context, size_t begin, size_t end) {
    const job *j = context;
    char memory[RN_MAX_PARAMETERS][RN_MAX_BLOCK * MAX_ELEMENT], *uniform[RN_MAX_OPERANDS] = {NULL};
    const rn_environment found = rn_enter();
    place p = place_of(j->nest, begin);
    for (size_t n; begin < end; begin += n, advance(j->nest, &p, n)) {
        const size_t most = j->by_rows ? j->nest->loop[0].length - p.index[0] : TILE / j->size;
        n = end - begin < most ? end - begin : most;
        for (int k = j->arrays; k < j->inputs; k++) {
            uniform[k] = (char *)rn_bound(j->task, k); /* only read */
            if (uniform[k]) continue;
            uniform[k] = memory[k - j->arrays];
            copy(uniform[k], (steps){(intptr_t)j->size, 0}, address(j->nest, &p, k), (steps){0, 0}, j->block,
                 1, j->size);
        }
        if (j->by_rows)
            run_row(j, uniform, begin, &p, n);
        else
            run_tile(j, uniform, begin, &p, n);
    }
    rn_leave(found);
}

/* By rows or by tiles, and which parameters are uniform: along each row, or in the whole call.  */
static void choose_way(job *j) {
    const rn_nest *nest = j->nest;
    const int first = rn_inputs(j->task->form, 0), parameters = j->inputs - first;
    int along = 0, whole = 0, contiguous = 1;
    for (int k = 0; k < j->operands; k++) {
        const int repeated = k >= first && k < j->inputs && nest->loop[0].step[k] == 0;
        along += repeated;
        whole += repeated && is_constant(nest, k);
        contiguous &= repeated || nest->loop[0].step[k] == (intptr_t)j->size;
        j->flat[k] = (unsigned char)is_flat(nest, k, (intptr_t)j->size);
    }
    contiguous &= along == 0 || along == parameters;
    j->by_rows = contiguous && (nest->loops == 1 || nest->loop[0].length >= LONG_ROW);
    const int uniform = parameters && (j->by_rows ? along : whole) == parameters;
    j->arrays = uniform ? first : j->inputs;
    j->flags = uniform ? RN_UNIFORM : 0;
}

void rn_run(const rn_task *task, const rn_nest *nest, enum rn_overlap overlap) {
    const rn_op *op = rn_op_at(task->op);
    const rn_isa *isa = rn_isa_table();
    const int narrow = rn_is_16_bits(task->dtype);
    const int cheap = op->kind == RN_ALGEBRAIC ? !narrow : op->kind != RN_SMOOTH;
    const size_t n = elements_of(nest);
    if (n == 0) return; /* no operand need have even one element */
    const int inputs = rn_task_inputs(task);
    job j = {
        .task = task,
        .nest = nest,
        .kernel = isa->kernels[task->op][task->form][task->dtype],
        .scalar = rn_isa_scalar.kernels[task->op][task->form][task->dtype],
        .size = rn_dtype_size(task->dtype),
        .block = rn_block(isa, op->kind, task->dtype),
        .few = rn_is_smooth(op->kind) ? SMOOTH_FEW : PIECEWISE_FEW,
        .inputs = inputs,
        .operands = inputs + rn_outputs(task->form),
        .overlap = overlap,
        .aligned = cheap,
    };
    j.looked_up = rn_find_tables(task, isa, n, &j.tables);
    if (j.looked_up) j.block = j.tables.block;
    choose_way(&j);
    const size_t traffic = n * j.size * (size_t)(j.arrays + j.operands - j.inputs);
    const int streamed =
        j.by_rows && j.overlap == RN_APART && cheap && (double)traffic >= rn_get_stream_bytes();
    j.stream = streamed ? isa->stream : NULL;
    const size_t grain = (cheap ? CHEAP_GRAIN : SMOOTH_GRAIN) / j.size;
    if (n < 2 * grain || overlap == RN_AHEAD)
        run_range(&j, 0, n);
    else
        rn_parallel(n, grain, run_range, &j);
}

/* Of one input and one result along one loop.  */
static enum rn_overlap overlap_of(const rn_nest *nest, int input, int result, size_t size) {
    const extent a = extent_of(nest, input, size), b = extent_of(nest, result, size);
    const intptr_t step = nest->loop[0].step[input], other = nest->loop[0].step[result];
    const intptr_t lead = nest->at[input] - nest->at[result];
    if (a.high <= b.low || b.high <= a.low) return RN_APART;
    if (lead == 0 && step == other && step != 0) return RN_IN_PLACE;
    if (other > 0 && lead >= 0 && step >= other) return RN_AHEAD;
    if (other < 0 && lead <= 0 && step <= other) return RN_AHEAD;
    return nest->loop[0].length > 1 ? RN_IN_ORDER : RN_IN_PLACE;
}

/* One element after the other, as reduce and accumulate need it, whose results are the next element's inputs.  */
static void run_in_order(const rn_task *task, const rn_nest *nest, int inputs, int outputs) {
    rn_kernel *kernel = rn_isa_scalar.kernels[task->op][task->form][task->dtype];
    const rn_environment found = rn_enter();
    for (size_t i = 0; i < nest->loop[0].length; i++) {
        const void *in[RN_MAX_INPUTS];
        void *out[RN_MAX_OUTPUTS];
        for (int k = 0; k < inputs; k++) in[k] = nest->at[k] + (intptr_t)i * nest->loop[0].step[k];
        for (int k = inputs; k < inputs + outputs; k++)
            out[k - inputs] = nest->at[k] + (intptr_t)i * nest->loop[0].step[k];
        kernel(in, out, 1, 0);
    }
    rn_leave(found);
}

void rn_run_strided(char **args, const intptr_t *dimensions, const intptr_t *steps, void *data) {
    const rn_task *task = data;
    const int inputs = rn_task_inputs(task), outputs = rn_outputs(task->form);
    rn_nest nest;
    nest.loops = 1;
    nest.loop[0].length = (size_t)dimensions[0];
    for (int k = 0; k < inputs + outputs; k++) {
        const void *bound = rn_bound(task, k);
        nest.at[k] = bound ? (char *)bound : *args++;
        nest.loop[0].step[k] = bound ? 0 : *steps++;
    }
    enum rn_overlap overlap = RN_APART;
    for (int k = 0; k < inputs; k++) {
        for (int o = inputs; o < inputs + outputs && !rn_bound(task, k); o++) {
            const enum rn_overlap pair = overlap_of(&nest, k, o, rn_dtype_size(task->dtype));
            if (pair > overlap) overlap = pair;
        }
    }
    if (overlap == RN_IN_ORDER)
        run_in_order(task, &nest, inputs, outputs);
    else
        rn_run(task, &nest, overlap);
}
