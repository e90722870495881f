/* SPDX-License-Identifier: BSD-3-Clause
   Strided operands to contiguous kernels.  Whole blocks of contiguous operands go to the kernel where they
   are, a few elements more to the scalar ISA's, whose block is one element and whose bits are the same; all
   else goes through a tile on the stack, padded with zeros to whole blocks.  */
#include "run.h"

#include <stdatomic.h>

#include "environment.h"

enum { TILE = 512, MAX_ELEMENT = 8, MAX_OPERANDS = RN_MAX_INPUTS + RN_MAX_OUTPUTS };

/* The most elements that the scalar kernel finishes before a tile does.  */
enum { SMOOTH_FEW = 1, PIECEWISE_FEW = 16 };

/* Elements below which another thread costs more than it brings: some 10 us of work for each.  */
enum { SMOOTH_GRAIN = 1 << 14, PIECEWISE_GRAIN = 1 << 17 };

/* Results that are streamed are computed into so many bytes of the first-level cache at a time.  */
enum { STREAMED = 4096 };

static _Atomic(double) stream_bytes = 1 << 25;
double rn_get_stream_bytes(void) { return atomic_load_explicit(&stream_bytes, memory_order_relaxed); }
void rn_set_stream_bytes(double bytes) { atomic_store_explicit(&stream_bytes, bytes, memory_order_relaxed); }

_Atomic(double) rn_trust = 0x1p-39;
double rn_set_trust(double error) { return atomic_exchange(&rn_trust, error); }

size_t rn_dtype_size(enum rn_dtype dtype) {
    static const unsigned char size[RN_DTYPES] = {
        [RN_F16] = 2, [RN_BF16] = 2, [RN_F32] = 4, [RN_F64] = 8, [RN_I8] = 1,  [RN_U8] = 1,
        [RN_I16] = 2, [RN_U16] = 2,  [RN_I32] = 4, [RN_U32] = 4, [RN_I64] = 8, [RN_U64] = 8,
    };
    return size[dtype];
}

typedef struct {
    rn_kernel *kernel, *scalar;
    size_t size, block, few;     /* bytes of an element; elements of a block, a power of two */
    int inputs, outputs, arrays; /* arrays: the inputs before the uniform parameters, or all */
    int contiguous;
    void (*stream)(char *to, const char *from, size_t bytes); /* for the results, or null */
    unsigned flags;
    char *at[MAX_OPERANDS];
    intptr_t step[MAX_OPERANDS];
} job;

/* Copies n elements of the given size; a step of 0 repeats one.  Constant sizes become plain moves.  */
INLINE void copy_elements(char *to, intptr_t to_step, const char *from, intptr_t from_step, size_t n,
                          size_t size) {
    for (size_t i = 0; i < n; i++, to += to_step, from += from_step) memcpy(to, from, size);
}
static void copy(char *to, intptr_t to_step, const char *from, intptr_t from_step, size_t n, size_t size) {
    if (to_step == (intptr_t)size && from_step == to_step)
        memcpy(to, from, n * size);
    else if (size == 1)
        copy_elements(to, to_step, from, from_step, n, 1);
    else if (size == 2)
        copy_elements(to, to_step, from, from_step, n, 2);
    else if (size == 4)
        copy_elements(to, to_step, from, from_step, n, 4);
    else
        copy_elements(to, to_step, from, from_step, n, 8);
}

static void run_tile(const job *j, size_t begin, size_t n) {
    _Alignas(64) char tile[MAX_OPERANDS][TILE * MAX_ELEMENT];
    const size_t padded = (n + j->block - 1) & -j->block;
    const intptr_t size = (intptr_t)j->size;
    const void *in[RN_MAX_INPUTS];
    void *out[RN_MAX_OUTPUTS];
    for (int k = j->arrays; k < j->inputs; k++) in[k] = j->at[k];
    for (int k = 0; k < j->arrays; k++) {
        in[k] = tile[k];
        copy(tile[k], size, j->at[k] + (intptr_t)begin * j->step[k], j->step[k], n, j->size);
        memset(tile[k] + n * j->size, 0, (padded - n) * j->size);
    }
    for (int k = 0; k < j->outputs; k++) out[k] = tile[j->inputs + k];
    j->kernel(in, out, padded, j->flags);
    for (int k = j->inputs; k < j->inputs + j->outputs; k++)
        copy(j->at[k] + (intptr_t)begin * j->step[k], j->step[k], tile[k], size, n, j->size);
}

/* Where contiguous inputs have their element begin; a uniform parameter is where it was.  */
INLINE void inputs_at(const job *j, size_t begin, const void **in) {
    for (int k = 0; k < j->inputs; k++) in[k] = j->at[k] + (k < j->arrays ? begin * j->size : 0);
}

static void run_in_place(const job *j, rn_kernel *kernel, size_t begin, size_t n) {
    const void *in[RN_MAX_INPUTS];
    void *out[RN_MAX_OUTPUTS];
    inputs_at(j, begin, in);
    for (int k = 0; k < j->outputs; k++) out[k] = j->at[j->inputs + k] + begin * j->size;
    kernel(in, out, n, j->flags);
}

/* Whole blocks of contiguous operands.  Results far larger than the caches only drive out what is useful there, and to
   write part of a line through them the processor first reads it.  */
static void run_streamed(const job *j, size_t begin, size_t end) {
    _Alignas(64) char results[RN_MAX_OUTPUTS][STREAMED];
    const size_t room = (STREAMED / j->size) & -j->block;
    void *out[RN_MAX_OUTPUTS] = {results[0], results[1]};
    for (size_t n; begin < end; begin += n) {
        const void *in[RN_MAX_INPUTS];
        n = end - begin < room ? end - begin : room;
        inputs_at(j, begin, in);
        j->kernel(in, out, n, j->flags);
        for (int k = 0; k < j->outputs; k++)
            j->stream(j->at[j->inputs + k] + begin * j->size, results[k], n * j->size);
    }
}

static void run_range(const void *context, size_t begin, size_t end) {
    const job *j = context;
    const rn_environment found = rn_enter();
    if (j->stream) {
        const size_t whole = (end - begin) & -j->block;
        run_streamed(j, begin, begin + whole);
        begin += whole;
    }
    if (j->contiguous) {
        const size_t whole = (end - begin) & -j->block;
        if (whole) run_in_place(j, j->kernel, begin, whole);
        begin += whole;
        if (end - begin <= j->few) {
            if (begin < end) run_in_place(j, j->scalar, begin, end - begin);
            begin = end;
        }
    }
    for (; begin < end; begin += TILE) run_tile(j, begin, end - begin < TILE ? end - begin : TILE);
    rn_leave(found);
}

void rn_run(char **args, const intptr_t *dimensions, const intptr_t *steps, void *data) {
    const rn_task *task = data;
    const rn_op *op = rn_op_at(task->op);
    const rn_isa *isa = rn_isa_table();
    const size_t n = (size_t)dimensions[0];
    const int smooth = op->kind == RN_SMOOTH, first = rn_inputs(task->form, 0);
    if (n == 0) return; /* no operand need have even one element */
    char uniform[RN_MAX_PARAMETERS][RN_MAX_BLOCK * MAX_ELEMENT];
    job j; /* not zeroed as a whole: that alone takes as long as a short kernel */
    j.kernel = isa->kernels[task->op][task->form][task->dtype];
    j.scalar = rn_isa_scalar.kernels[task->op][task->form][task->dtype];
    j.few = smooth ? SMOOTH_FEW : PIECEWISE_FEW;
    j.size = rn_dtype_size(task->dtype);
    j.block = rn_block(isa, op->kind, task->dtype);
    j.arrays = j.inputs = first + op->parameter_count;
    j.outputs = rn_outputs(task->form);
    j.contiguous = 1;
    j.flags = 0;

    int uniforms = 0;
    for (int k = 0, operand = 0; k < j.inputs + j.outputs; k++) {
        const int parameter = k - first, is_parameter = parameter >= 0 && k < j.inputs;
        if (is_parameter && task->bound[parameter]) {
            j.at[k] = (char *)task->bound[parameter]; /* only read */
            j.step[k] = 0;
            uniforms++;
            continue;
        }
        j.at[k] = args[operand];
        j.step[k] = steps[operand++];
        if (is_parameter && j.step[k] == 0)
            uniforms++;
        else if (j.step[k] != (intptr_t)j.size)
            j.contiguous = 0;
    }
    if (op->parameter_count && uniforms == op->parameter_count) {
        j.arrays = first;
        j.flags = RN_UNIFORM;
        for (int k = first; k < j.inputs; k++) {
            if (task->bound[k - first]) continue;
            copy(uniform[k - first], (intptr_t)j.size, j.at[k], 0, j.block, j.size);
            j.at[k] = uniform[k - first];
        }
    } else if (uniforms) {
        j.contiguous = 0;
    }
    const size_t traffic = n * j.size * (size_t)(j.arrays + j.outputs);
    int streamed = j.contiguous && !smooth && (double)traffic >= rn_get_stream_bytes();
    for (int k = 0; k < j.arrays && streamed; k++)
        for (int o = 0; o < j.outputs; o++) streamed &= j.at[k] != j.at[j.inputs + o];
    j.stream = streamed ? isa->stream : NULL;
    const size_t grain = smooth ? SMOOTH_GRAIN : PIECEWISE_GRAIN;
    if (n < 2 * grain)
        run_range(&j, 0, n);
    else
        rn_parallel(n, grain, run_range, &j);
}
